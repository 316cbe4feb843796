/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A search from both ends. Whole layers, the smaller side first; when a
 * layer touches the other side, everybody on any shortest chain stands
 * between the two, at depths that add up.
 *
 * After a layers of one side and b of the other no chain of a + b steps
 * is hidden among the statements of who was read; so the first touch is
 * the shortest, and it is proven if all who were expanded had been read.
 */
#include "gather.h"

#include <stdlib.h>
#include <string.h>

struct layer {
    struct kw_id *ids;
    size_t count;
    size_t capacity;
};

struct side {
    struct kw_map depths; /* id to steps from this side's end */
    struct layer rim;     /* the outermost layer, not expanded yet */
    uint32_t radius;      /* its depth */
    unsigned via;         /* steps as walked from this end */
    bool open;            /* somebody expanded was never read */
};

struct search {
    struct kw_gathering g; /* who lies on a shortest chain */
    struct side sides[2];  /* from FROM; from TO, backwards */
    struct layer meeting;  /* where they touch */
    struct kw_ends ends;
    uint64_t people_read;
};

/* The same steps walked the other way. */
static unsigned backwards(unsigned via)
{
    return (via & (KW_VIA_SPOUSE | KW_VIA_SIBLING)) |
           (via & KW_VIA_PARENT ? KW_VIA_CHILD : 0u) |
           (via & KW_VIA_CHILD ? KW_VIA_PARENT : 0u);
}

static bool goes(const struct kw_end *end, unsigned via)
{
    unsigned step = end->group == GROUP_PARENT    ? KW_VIA_PARENT
                    : end->group == GROUP_CHILD   ? KW_VIA_CHILD
                    : end->group == GROUP_PARTNER ? KW_VIA_SPOUSE
                    : end->group == GROUP_SIBLING ? KW_VIA_SIBLING
                                                  : 0u;

    return (step & via) != 0 && kw_end_walks(end);
}

static enum kw_status put_id(struct layer *layer, struct kw_id id,
                             struct kw_error *err)
{
    struct kw_id *grown =
        kw_grow(layer->ids, layer->count, &layer->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    layer->ids = grown;
    grown[layer->count++] = id;
    return KW_OK;
}

/* ---- outwards ------------------------------------------------------ */

/* Was `id`, whose ties are in s->ends, ever read? */
static enum kw_status look_whether_read(struct search *s, struct side *side,
                                        struct kw_id id, struct kw_error *err)
{
    enum kw_known known;

    if (s->ends.is_read)
        return KW_OK;
    KW_TRY(kw_store_known(s->g.store, id, &known, err));
    if (known == KW_UNREAD || known == KW_FAILED)
        side->open = true;
    return KW_OK;
}

static enum kw_status expand_one(struct search *s, struct side *side,
                                 const struct side *other, struct kw_id id,
                                 struct layer *next, struct kw_error *err)
{
    KW_TRY(kw_ties_read(s->g.store, id, false, &s->ends, err));
    KW_TRY(look_whether_read(s, side, id, err));
    s->people_read++;
    for (size_t i = 0; i < s->ends.count; i++) {
        const struct kw_end *end = &s->ends.items[i];
        bool is_new;

        if (!goes(end, side->via) ||
            kw_map_has(&s->g.without, end->other.bits) ||
            kw_map_has(&side->depths, end->other.bits))
            continue;
        KW_TRY(kw_map_put(&side->depths, end->other.bits, side->radius + 1,
                          &is_new, err));
        KW_TRY(put_id(next, end->other, err));
        if (kw_map_has(&other->depths, end->other.bits))
            KW_TRY(put_id(&s->meeting, end->other, err));
    }
    return KW_OK;
}

/* One whole layer, in the order of the disk. */
static enum kw_status expand(struct search *s, struct side *side,
                             const struct side *other, struct kw_error *err)
{
    struct layer next = {0};
    enum kw_status status =
        kw_ids_by_place(s->g.store, side->rim.ids, side->rim.count, err);

    for (size_t i = 0; status == KW_OK && i < side->rim.count; i++) {
        if (i % KW_AHEAD_MAX == 0)
            kw_read_ahead(s->g.store, KW_TREE_TIE, side->rim.ids + i,
                          side->rim.count - i);
        status = expand_one(s, side, other, side->rim.ids[i], &next, err);
    }
    free(side->rim.ids);
    side->rim = next;
    side->radius++;
    return status;
}

static enum kw_status search(struct search *s, struct kw_meeting *out,
                             struct kw_error *err)
{
    struct side *from = &s->sides[0];
    struct side *to = &s->sides[1];

    while (!s->meeting.count && from->rim.count && to->rim.count) {
        bool first = from->rim.count <= to->rim.count;

        KW_TRY(expand(s, first ? from : to, first ? to : from, err));
    }
    out->met = s->meeting.count > 0;
    if (out->met) {
        out->steps = from->radius + to->radius;
        out->proven = !from->open && !to->open;
    } else {
        /* A side at its end has nobody left to lead on. */
        out->proven =
            (!from->rim.count && !from->open) || (!to->rim.count && !to->open);
    }
    return KW_OK;
}

/* ---- back to the ends ---------------------------------------------- */

/* Adds all who lie on a shortest way from `id` back to the side's end. */
static enum kw_status walk_back(struct search *s, const struct side *side,
                                struct kw_error *err)
{
    struct layer todo = {0};
    struct kw_map done = {0};
    enum kw_status status = KW_OK;

    for (size_t i = 0; status == KW_OK && i < s->meeting.count; i++)
        status = put_id(&todo, s->meeting.ids[i], err);
    for (size_t at = 0; status == KW_OK && at < todo.count; at++) {
        struct kw_id id = todo.ids[at];
        uint64_t depth = *kw_map_get(&side->depths, id.bits);
        size_t place;
        bool is_new;

        status = kw_map_put(&done, id.bits, 0, &is_new, err);
        if (status != KW_OK || !is_new)
            continue;
        status = kw_gathering_add(&s->g, id, &place, NULL, err);
        if (status == KW_OK && depth)
            status = kw_ties_read(s->g.store, id, false, &s->ends, err);
        for (size_t i = 0; status == KW_OK && depth && i < s->ends.count; i++) {
            const struct kw_end *end = &s->ends.items[i];
            const uint64_t *before = kw_map_get(&side->depths, end->other.bits);

            if (before && *before + 1 == depth &&
                goes(end, backwards(side->via)))
                status = put_id(&todo, end->other, err);
        }
    }
    free(todo.ids);
    kw_map_finish(&done);
    return status;
}

static enum kw_status begin(struct search *s, struct kw_id from,
                            struct kw_id to, unsigned via, struct kw_error *err)
{
    struct kw_id ends[2] = {from, to};

    s->sides[0].via = via;
    s->sides[1].via = backwards(via);
    for (int i = 0; i < 2; i++) {
        size_t place;

        KW_TRY(kw_store_resolve(s->g.store, ends[i], &ends[i], err));
        KW_TRY(kw_gathering_add(&s->g, ends[i], &place, NULL, err));
        if (place == SIZE_MAX)
            continue; /* is not to be there */
        KW_TRY(put_id(&s->sides[i].rim, ends[i], err));
        KW_TRY(kw_map_put(&s->sides[i].depths, ends[i].bits, 0, NULL, err));
    }
    if (kw_id_same(ends[0], ends[1]) && s->sides[0].rim.count)
        KW_TRY(put_id(&s->meeting, ends[0], err));
    return KW_OK;
}

static enum kw_status run(struct search *s, struct kw_id from, struct kw_id to,
                          unsigned via, struct kw_meeting *out,
                          struct kw_error *err)
{
    KW_TRY(begin(s, from, to, via, err));
    KW_TRY(search(s, out, err));
    out->people_read = s->people_read;
    if (out->met)
        for (int i = 0; i < 2; i++)
            KW_TRY(walk_back(s, &s->sides[i], err));
    return kw_gathering_deliver(&s->g, err);
}

enum kw_status kw_store_meet(struct kw_store *store, struct kw_id from,
                             struct kw_id to, unsigned via,
                             const struct kw_id *without, size_t without_count,
                             const char *const *langs, struct kw_people *people,
                             struct kw_meeting *out, struct kw_error *err)
{
    struct search s;
    bool opened;
    enum kw_status status;

    memset(&s, 0, sizeof s);
    memset(out, 0, sizeof *out);
    KW_TRY(kw_reading_begin(store, &opened, err));
    status = kw_gathering_init(&s.g, store, people, langs, without,
                               without_count, err);
    if (status == KW_OK)
        status = run(&s, from, to, via, out, err);
    kw_reading_end(store, opened);
    for (int i = 0; i < 2; i++) {
        kw_map_finish(&s.sides[i].depths);
        free(s.sides[i].rim.ids);
    }
    free(s.meeting.ids);
    kw_ends_finish(&s.ends);
    kw_gathering_finish(&s.g);
    return status;
}
