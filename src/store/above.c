/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far above two people their first common ancestor stands: both cones
 * grow by a generation at a time until one holds somebody of the other.
 * Reads ties and nothing else.
 *
 * Whoever reads one generation less may find blood all the same: links of
 * the outermost lead to who is known from elsewhere. They do so only if a
 * parent of them is in another cone.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

struct cone {
    struct kw_map met;
    struct kw_id *ids; /* the outermost generation is the last */
    size_t count;
    size_t capacity;
    size_t rim;     /* where it begins */
    int generation; /* its number */
};

enum { BESIDE = 2 };

struct climb {
    struct kw_store *store;
    struct kw_map without;
    struct cone cones[3]; /* of the two; of all beside */
    struct kw_ends ends;
    bool met;
};

static enum kw_status add(struct climb *c, int side, struct kw_id id,
                          struct kw_error *err)
{
    struct cone *cone = &c->cones[side];
    struct kw_id *grown;

    if (kw_map_has(&c->without, id.bits))
        return KW_OK;
    if (kw_map_has(&cone->met, id.bits))
        return KW_OK;
    KW_TRY(
        kw_map_put(&cone->met, id.bits, (uint64_t)cone->generation, NULL, err));
    grown = kw_grow(cone->ids, cone->count, &cone->capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    cone->ids = grown;
    grown[cone->count++] = id;
    if (side != BESIDE && kw_map_has(&c->cones[!side].met, id.bits))
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

    cone->generation++;
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

/* Is anybody of the outermost generation of `side` in `other` within so
 * many generations? */
static bool leads_into(const struct climb *c, int side, int other,
                       int generations)
{
    const struct cone *cone = &c->cones[side];

    for (size_t i = cone->rim; i < cone->count; i++) {
        const uint64_t *met =
            kw_map_get(&c->cones[other].met, cone->ids[i].bits);

        if (met && *met <= (uint64_t)generations)
            return true;
    }
    return false;
}

/* After the two met: is their blood to be seen with one generation less,
 * of those beside too? */
static enum kw_status look_below(struct climb *c, const struct kw_scope *scope,
                                 struct kw_height *out, struct kw_error *err)
{
    int less = out->generations - 1;
    struct cone *beside = &c->cones[BESIDE];

    out->shows_below = leads_into(c, 0, 1, less) || leads_into(c, 1, 0, less);
    if (out->shows_below)
        return KW_OK;
    for (size_t i = 0; i < scope->beside_count; i++)
        KW_TRY(add(c, BESIDE, scope->beside[i], err));
    while (beside->generation < less)
        KW_TRY(grow(c, BESIDE, err));
    out->people_below = c->cones[0].rim + c->cones[1].rim + beside->count;
    out->shows_below =
        leads_into(c, 0, BESIDE, less) || leads_into(c, 1, BESIDE, less);
    return KW_OK;
}

static enum kw_status begin(struct climb *c, struct kw_id from, struct kw_id to,
                            const struct kw_scope *scope, struct kw_error *err)
{
    for (size_t i = 0; i < scope->without_count; i++)
        KW_TRY(kw_map_put(&c->without, scope->without[i].bits, 0, NULL, err));
    KW_TRY(add(c, 0, from, err));
    return add(c, 1, to, err);
}

enum kw_status kw_store_meet_above(struct kw_store *store, struct kw_id from,
                                   struct kw_id to,
                                   const struct kw_scope *scope,
                                   struct kw_height *out, struct kw_error *err)
{
    struct climb c = {.store = store};
    enum kw_status status;
    bool opened;

    out->generations = scope->up;
    out->shows_below = true;
    out->people_below = 0;
    KW_TRY(kw_reading_begin(store, &opened, err));
    status = begin(&c, from, to, scope, err);
    if (status == KW_OK)
        status =
            climb(&c, scope->up, scope->people_max, &out->generations, err);
    if (status == KW_OK && c.met && out->generations)
        status = look_below(&c, scope, out, err);
    kw_reading_end(store, opened);
    for (int i = 0; i <= BESIDE; i++) {
        kw_map_finish(&c.cones[i].met);
        free(c.cones[i].ids);
    }
    kw_map_finish(&c.without);
    kw_ends_finish(&c.ends);
    return status;
}
