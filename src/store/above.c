/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far above two people their first common ancestor stands: both cones
 * grow by a generation at a time until one holds somebody of the other.
 * Reads ties and nothing else.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

struct cone {
    struct kw_map met;
    struct kw_id *ids; /* the outermost generation is the last */
    size_t count;
    size_t capacity;
    size_t rim; /* where it begins */
};

struct climb {
    struct kw_store *store;
    struct kw_map without;
    struct cone cones[2];
    struct kw_ends ends;
    bool met;
};

static enum kw_status add(struct climb *c, int side, struct kw_id id,
                          struct kw_error *err)
{
    struct cone *cone = &c->cones[side];
    struct kw_id *grown;
    bool is_new;

    if (kw_map_has(&c->without, id.bits))
        return KW_OK;
    KW_TRY(kw_map_put(&cone->met, id.bits, 0, &is_new, err));
    if (!is_new)
        return KW_OK;
    grown = kw_grow(cone->ids, cone->count, &cone->capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    cone->ids = grown;
    grown[cone->count++] = id;
    if (kw_map_has(&c->cones[!side].met, id.bits))
        c->met = true;
    return KW_OK;
}

static enum kw_status add_parents(struct climb *c, int side, struct kw_id id,
                                  struct kw_error *err)
{
    KW_TRY(kw_ties_read(c->store, id, false, &c->ends, err));
    for (size_t i = 0; i < c->ends.count; i++)
        if (c->ends.items[i].group == GROUP_PARENT &&
            kw_end_walks(&c->ends.items[i]))
            KW_TRY(add(c, side, c->ends.items[i].other, err));
    return KW_OK;
}

static enum kw_status grow(struct climb *c, int side, struct kw_error *err)
{
    struct cone *cone = &c->cones[side];
    size_t end = cone->count;
    size_t first = cone->rim;

    if (end > first)
        KW_TRY(kw_ids_by_place(c->store, cone->ids + first, end - first, err));
    for (size_t i = first; i < end; i++) {
        struct kw_id ahead[KW_AHEAD_MAX];
        size_t left = end - i < KW_AHEAD_MAX ? end - i : KW_AHEAD_MAX;

        if ((i - first) % KW_AHEAD_MAX == 0) {
            memcpy(ahead, cone->ids + i, left * sizeof *ahead);
            kw_ties_ahead(c->store, ahead, left);
        }
        KW_TRY(add_parents(c, side, cone->ids[i], err));
    }
    cone->rim = end;
    return KW_OK;
}

static enum kw_status climb(struct climb *c, int up_max, uint32_t people_max,
                            int *generations, struct kw_error *err)
{
    for (*generations = 0; !c->met && *generations < up_max; ++*generations) {
        size_t people = c->cones[0].count + c->cones[1].count;
        size_t rims = people - c->cones[0].rim - c->cones[1].rim;

        if (!rims || people > people_max) {
            *generations = up_max;
            return KW_OK;
        }
        KW_TRY(grow(c, 0, err));
        KW_TRY(grow(c, 1, err));
    }
    return KW_OK;
}

enum kw_status kw_store_meet_above(struct kw_store *store, struct kw_id from,
                                   struct kw_id to, const struct kw_id *without,
                                   size_t without_count, int up_max,
                                   uint32_t people_max, int *generations,
                                   struct kw_error *err)
{
    struct climb c = {.store = store};
    enum kw_status status = KW_OK;
    bool opened;

    *generations = up_max;
    KW_TRY(kw_reading_begin(store, &opened, err));
    for (size_t i = 0; status == KW_OK && i < without_count; i++)
        status = kw_map_put(&c.without, without[i].bits, 0, NULL, err);
    if (status == KW_OK)
        status = add(&c, 0, from, err);
    if (status == KW_OK)
        status = add(&c, 1, to, err);
    if (status == KW_OK)
        status = climb(&c, up_max, people_max, generations, err);
    kw_reading_end(store, opened);
    for (int i = 0; i < 2; i++) {
        kw_map_finish(&c.cones[i].met);
        free(c.cones[i].ids);
    }
    kw_map_finish(&c.without);
    kw_ends_finish(&c.ends);
    return status;
}
