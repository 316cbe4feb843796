/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A family out of the store: generations up and down from the seeds, then
 * who stands beside them. Nothing is read that is not met, so it costs
 * what the family costs, however large the store.
 *
 * Up and down are walks of their own, each from the seeds: nobody is
 * reached by going up and then down.
 */
#include "gather.h"

#include <stdlib.h>
#include <string.h>

enum { MET_UP = 1, MET_DOWN = 2, MET_BESIDE = 4 };

struct loading {
    struct kw_gathering g;
    const struct kw_scope *scope;
    struct kw_id *beside; /* kin and partners noted for later */
    size_t beside_count;
    size_t beside_capacity;
};

/* Is this end walked in the scope asked for? */
static bool walks(const struct loading *l, const struct kw_end *end)
{
    return kw_end_means_it(end) &&
           (l->scope->outranked || kw_link_holds(&end->link));
}

/* ---- generations --------------------------------------------------- */

/* One generation further: members from..to are the last one; the next is
 * what comes behind. A member met already by the other walk stands
 * elsewhere, so the generation is a list of places. */
struct generation {
    size_t *places;
    size_t count;
    size_t capacity;
};

static enum kw_status put_place(struct generation *gen, size_t place,
                                struct kw_error *err)
{
    size_t *grown =
        kw_grow(gen->places, gen->count, &gen->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    gen->places = grown;
    grown[gen->count++] = place;
    return KW_OK;
}

static enum kw_status meet(struct loading *l, struct kw_id id, uint8_t mark,
                           struct generation *next, struct kw_error *err)
{
    size_t place;

    KW_TRY(kw_gathering_add(&l->g, id, &place, NULL, err));
    if (place == SIZE_MAX || (l->g.members[place].marks & mark))
        return KW_OK;
    l->g.members[place].marks |= mark;
    return put_place(next, place, err);
}

/* Who is visited in the order of the disk reads every page once. */
static enum kw_status order(struct loading *l, struct generation *gen,
                            struct kw_error *err)
{
    struct kw_id *ids;
    enum kw_status status;

    if (gen->count < 2)
        return KW_OK;
    ids = malloc(gen->count * sizeof *ids);
    if (!ids)
        return kw_nomem(err);
    for (size_t i = 0; i < gen->count; i++)
        ids[i] = l->g.members[gen->places[i]].id;
    status = kw_ids_by_place(l->g.store, ids, gen->count, err);
    for (size_t i = 0; i < gen->count; i++)
        gen->places[i] = (size_t)*kw_map_get(&l->g.places, ids[i].bits);
    free(ids);
    return status;
}

static enum kw_status step(struct loading *l, enum kw_group group, uint8_t mark,
                           struct generation *now, struct generation *next,
                           struct kw_error *err)
{
    next->count = 0;
    KW_TRY(order(l, now, err));
    for (size_t i = 0; i < now->count; i++) {
        if (i % KW_AHEAD_MAX == 0)
            kw_gathering_ahead(&l->g, now->places + i, now->count - i);
        KW_TRY(kw_gathering_visit(&l->g, now->places[i], err));
        for (size_t j = 0; j < l->g.ends.count; j++) {
            const struct kw_end *end = &l->g.ends.items[j];

            if (end->group == group && walks(l, end))
                KW_TRY(meet(l, end->other, mark, next, err));
        }
    }
    return KW_OK;
}

/* `generations` (-1: all) from the seeds in one direction. */
static enum kw_status walk(struct loading *l, const struct kw_id *seeds,
                           size_t count, enum kw_group group, uint8_t mark,
                           int generations, struct kw_error *err)
{
    struct generation now = {0};
    struct generation next = {0};
    enum kw_status status = KW_OK;

    for (size_t i = 0; status == KW_OK && i < count; i++) {
        struct kw_id id;

        status = kw_store_resolve(l->g.store, seeds[i], &id, err);
        if (status == KW_OK)
            status = meet(l, id, mark, &now, err);
    }
    for (int n = 0; status == KW_OK && now.count; n++) {
        struct generation swap = now;

        if (generations >= 0 && n >= generations)
            break;
        status = step(l, group, mark, &now, &next, err);
        now = next;
        next = swap;
    }
    free(now.places);
    free(next.places);
    return status;
}

/* ---- who stands beside --------------------------------------------- */

static enum kw_status note(struct loading *l, struct kw_id id,
                           struct kw_error *err)
{
    struct kw_id *grown =
        kw_grow(l->beside, l->beside_count, &l->beside_capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    l->beside = grown;
    grown[l->beside_count++] = id;
    return KW_OK;
}

static bool is_kin(const struct kw_end *end)
{
    if (end->group == GROUP_SIBLING || end->group == GROUP_STEP_PARENT)
        return true;
    return end->group == GROUP_PARENT &&
           kw_link_role(&end->link) == KW_ROLE_STEP;
}

/* Adds who stands beside the members so far. */
static enum kw_status add_beside(struct loading *l, bool kin,
                                 struct kw_error *err)
{
    size_t members = l->g.count;

    l->beside_count = 0;
    for (size_t i = 0; i < members; i++) {
        KW_TRY(kw_gathering_visit(&l->g, i, err));
        for (size_t j = 0; j < l->g.ends.count; j++) {
            const struct kw_end *end = &l->g.ends.items[j];

            if ((l->scope->outranked || kw_link_holds(&end->link)) &&
                (kin ? is_kin(end) : end->group == GROUP_PARTNER))
                KW_TRY(note(l, end->other, err));
        }
    }
    for (size_t i = 0; i < l->beside_count; i++) {
        size_t place;

        KW_TRY(kw_gathering_add(&l->g, l->beside[i], &place, NULL, err));
    }
    return KW_OK;
}

static enum kw_status load(struct loading *l, const struct kw_id *seeds,
                           size_t count, struct kw_error *err)
{
    const struct kw_scope *scope = l->scope;

    l->g.people_max = scope->people_max;
    l->g.bare = scope->bare;
    for (size_t i = 0; i < scope->told_count; i++)
        KW_TRY(kw_map_put(&l->g.told, scope->told[i].bits, 0, NULL, err));
    KW_TRY(walk(l, seeds, count, GROUP_PARENT, MET_UP, scope->up, err));
    KW_TRY(walk(l, scope->beside, scope->beside_count, GROUP_PARENT, MET_BESIDE,
                scope->beside_up, err));
    KW_TRY(walk(l, seeds, count, GROUP_CHILD, MET_DOWN, scope->down, err));
    if (scope->kin)
        KW_TRY(add_beside(l, true, err));
    if (scope->around)
        KW_TRY(add_beside(l, false, err));
    return kw_gathering_deliver(&l->g, err);
}

enum kw_status kw_store_load(struct kw_store *store, const struct kw_id *seeds,
                             size_t count, const struct kw_scope *scope,
                             const char *const *langs, struct kw_people *people,
                             struct kw_error *err)
{
    struct loading l;
    bool opened;
    enum kw_status status;

    memset(&l, 0, sizeof l);
    l.scope = scope;
    KW_TRY(kw_reading_begin(store, &opened, err));
    status = kw_gathering_init(&l.g, store, people, langs, scope->without,
                               scope->without_count, err);
    if (status == KW_OK)
        status = load(&l, seeds, count, err);
    kw_reading_end(store, opened);
    kw_gathering_finish(&l.g);
    free(l.beside);
    return status;
}
