/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members and links on their way from the store into a kw_people. Who is
 * to be a member is decided by load.c and meet.c.
 */
#include "gather.h"

#include <stdlib.h>
#include <string.h>

enum kw_status kw_gathering_init(struct kw_gathering *g, struct kw_store *store,
                                 struct kw_people *people,
                                 const char *const *langs,
                                 const struct kw_id *without,
                                 size_t without_count, struct kw_error *err)
{
    memset(g, 0, sizeof *g);
    g->store = store;
    g->people = people;
    g->langs = langs;
    for (size_t i = 0; i < without_count; i++) {
        struct kw_id id;

        KW_TRY(kw_store_resolve(store, without[i], &id, err));
        KW_TRY(kw_map_put(&g->without, id.bits, 0, NULL, err));
    }
    return KW_OK;
}

void kw_gathering_finish(struct kw_gathering *g)
{
    kw_map_finish(&g->places);
    kw_map_finish(&g->without);
    kw_map_finish(&g->told);
    kw_map_finish(&g->items);
    kw_ends_finish(&g->ends);
    kw_buffer_finish(&g->item_texts);
    free(g->members);
    free(g->links);
    memset(g, 0, sizeof *g);
}

/* ---- members ------------------------------------------------------- */

enum kw_status kw_gathering_add(struct kw_gathering *g, struct kw_id id,
                                size_t *place, bool *is_new,
                                struct kw_error *err)
{
    const uint64_t *known = kw_map_get(&g->places, id.bits);
    struct kw_place *grown;

    if (is_new)
        *is_new = false;
    *place = known ? (size_t)*known : SIZE_MAX;
    if (known || kw_map_has(&g->without, id.bits))
        return KW_OK;
    if (g->people_max && g->count >= g->people_max)
        return kw_fail(err, KW_LIMIT,
                       "more than %u people belong to it; ask for fewer "
                       "generations, or raise --max-people",
                       g->people_max);
    grown = kw_grow(g->members, g->count, &g->capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    g->members = grown;
    memset(&grown[g->count], 0, sizeof *grown);
    grown[g->count].id = id;
    KW_TRY(kw_map_put(&g->places, id.bits, g->count, NULL, err));
    *place = g->count++;
    if (is_new)
        *is_new = true;
    return KW_OK;
}

/* Is everything about them wanted? */
static bool is_told(const struct kw_gathering *g, struct kw_id id)
{
    return !g->bare || kw_map_has(&g->told, id.bits);
}

enum kw_status kw_gathering_visit(struct kw_gathering *g, size_t place,
                                  struct kw_error *err)
{
    struct kw_id id = g->members[place].id;

    KW_TRY(kw_ties_read(g->store, id, is_told(g, id), &g->ends, err));
    if (g->members[place].visited)
        return KW_OK;
    g->members[place].visited = true;
    g->members[place].is_read = g->ends.is_read;
    g->members[place].sex = g->ends.sex;
    for (size_t i = 0; i < g->ends.count; i++) {
        const struct kw_end *end = &g->ends.items[i];
        struct kw_link *grown;

        /* Noted at its child, so that none is noted twice; relatives are
         * no links of a family. */
        if (!kw_id_same(end->link.child, id) || end->group == GROUP_CHILD ||
            end->group == GROUP_STEP_CHILD || end->group == GROUP_RELATIVE ||
            end->group == GROUP_RELATIVE_OF)
            continue;
        grown =
            kw_grow(g->links, g->link_count, &g->link_capacity, sizeof *grown);
        if (!grown)
            return kw_nomem(err);
        g->links = grown;
        grown[g->link_count++] = end->link;
    }
    return KW_OK;
}

/* ---- delivery ------------------------------------------------------ */

/* The text of a house or title; NULL if there is none. Valid until the
 * next call. */
static enum kw_status item_text(struct kw_gathering *g, struct kw_id id,
                                const char **out, struct kw_error *err)
{
    const uint64_t *known;
    bool found = false;

    *out = NULL;
    if (kw_id_is_none(id))
        return KW_OK;
    known = kw_map_get(&g->items, id.bits);
    if (!known) {
        uint64_t at = g->item_texts.length;

        KW_TRY(
            kw_store_item(g->store, id, g->langs, &g->item_texts, &found, err));
        kw_buffer_char(&g->item_texts, '\0');
        KW_TRY(kw_buffer_check(&g->item_texts, err));
        KW_TRY(
            kw_map_put(&g->items, id.bits, found ? at : UINT64_MAX, NULL, err));
        known = kw_map_get(&g->items, id.bits);
    }
    if (known && *known != UINT64_MAX)
        *out = g->item_texts.bytes + *known;
    return KW_OK;
}

static enum kw_status describe(struct kw_gathering *g, const struct kw_row *row,
                               struct kw_member *member, struct kw_arena *arena,
                               struct kw_error *err)
{
    struct kw_texts labels;
    const struct kw_text *label;
    struct kw_glance glance;

    KW_TRY(kw_codec_names(g->store, row, arena, &labels, NULL, err));
    if (!kw_codec_glance(row, &glance))
        return kw_store_damaged(g->store, row->id, err);
    label = kw_texts_pick(&labels, g->langs);
    member->label = label ? label->text : NULL;
    member->birth = row->birth;
    member->death = row->death;
    member->sex = (uint8_t)row->sex;
    member->kind = (uint8_t)row->kind;
    member->father_snak = glance.father_snak;
    member->mother_snak = glance.mother_snak;
    member->title = glance.title_text;
    member->house = glance.house_text;
    /* The texts of items lie in one buffer, which may move: house last. */
    if (!member->house)
        KW_TRY(item_text(g, glance.house, &member->house, err));
    if (!member->title)
        KW_TRY(item_text(g, glance.title, &member->title, err));
    if (!glance.house_text)
        KW_TRY(item_text(g, glance.house, &member->house, err));
    return KW_OK;
}

static enum kw_status deliver_member(struct kw_gathering *g, struct kw_id id,
                                     struct kw_arena *arena,
                                     struct kw_error *err)
{
    struct kw_member member;
    enum kw_known known;
    struct kw_row row;
    bool there;

    memset(&member, 0, sizeof member);
    member.id = id;
    KW_TRY(kw_row_read(g->store, id, &row, &there, err));
    KW_TRY(kw_row_known(g->store, id, &row, there, &known, err));
    /* Ids that lead to each other in a ring lead to nobody. */
    member.known =
        (uint8_t)(there && row.state == KW_REDIRECT ? KW_GONE : known);
    kw_arena_reset(arena);
    if (there && row.state == KW_PERSON)
        KW_TRY(describe(g, &row, &member, arena, err));
    return kw_people_add_member(g->people, &member, err);
}

/* What its ties tell of a member. */
static enum kw_status deliver_bare(struct kw_gathering *g,
                                   const struct kw_place *place,
                                   struct kw_error *err)
{
    struct kw_member member = {.id = place->id, .sex = place->sex};
    enum kw_known known = KW_READ;

    if (!place->is_read)
        KW_TRY(kw_store_known(g->store, place->id, &known, err));
    member.known = (uint8_t)known;
    return kw_people_add_member(g->people, &member, err);
}

static enum kw_status deliver_other_ids(struct kw_gathering *g, struct kw_id id,
                                        struct kw_arena *arena,
                                        struct kw_error *err)
{
    struct kw_id *sources;
    size_t count;

    kw_arena_reset(arena);
    KW_TRY(kw_store_other_ids(g->store, id, arena, &sources, &count, err));
    for (size_t i = 0; i < count; i++)
        KW_TRY(kw_people_add_alias(g->people, sources[i], id, err));
    return KW_OK;
}

void kw_gathering_ahead(struct kw_gathering *g, const size_t *places,
                        size_t count)
{
    struct kw_id ids[KW_AHEAD_MAX];
    size_t wanted = 0;

    for (size_t i = 0; i < count && i < KW_AHEAD_MAX; i++)
        if (!g->members[places[i]].visited)
            ids[wanted++] = g->members[places[i]].id;
    kw_ties_ahead(g->store, ids, wanted);
}

/* Those of `ids`, in the order of the disk. */
static enum kw_status visit_all(struct kw_gathering *g, struct kw_id *ids,
                                size_t count, struct kw_error *err)
{
    KW_TRY(kw_ids_by_place(g->store, ids, count, err));
    for (size_t i = 0; i < count; i++) {
        if (i % KW_AHEAD_MAX == 0)
            kw_read_ahead(g->store, KW_TREE_TIE, ids + i, count - i);
        KW_TRY(kw_gathering_visit(
            g, (size_t)*kw_map_get(&g->places, ids[i].bits), err));
    }
    return KW_OK;
}

/* Whom no walk has gone on from. */
static enum kw_status visit_rest(struct kw_gathering *g, struct kw_error *err)
{
    struct kw_id *ids = malloc((g->count + 1) * sizeof *ids);
    size_t count = 0;
    enum kw_status status;

    if (!ids)
        return kw_nomem(err);
    for (size_t i = 0; i < g->count; i++)
        if (!g->members[i].visited)
            ids[count++] = g->members[i].id;
    status = visit_all(g, ids, count, err);
    free(ids);
    return status;
}

/* Asks the disk for the records of the next members that are wanted. */
static void look_ahead(struct kw_gathering *g, size_t first)
{
    struct kw_id ids[KW_AHEAD_MAX];
    size_t count = 0;
    size_t end =
        g->count - first < KW_AHEAD_MAX ? g->count : first + KW_AHEAD_MAX;

    for (size_t i = first; i < end; i++)
        if (is_told(g, g->members[i].id))
            ids[count++] = g->members[i].id;
    kw_read_ahead(g->store, KW_TREE_RECORD, ids, count);
}

static enum kw_status deliver_all(struct kw_gathering *g,
                                  struct kw_arena *arena, struct kw_error *err)
{
    bool redirects;

    KW_TRY(kw_redirect_any(g->store, &redirects, err));
    KW_TRY(visit_rest(g, err));
    for (size_t i = 0; i < g->count; i++) {
        struct kw_id id = g->members[i].id;

        if (i % KW_AHEAD_MAX == 0)
            look_ahead(g, i);
        if (!is_told(g, id)) {
            KW_TRY(deliver_bare(g, &g->members[i], err));
            continue;
        }
        KW_TRY(deliver_member(g, id, arena, err));
        if (redirects)
            KW_TRY(deliver_other_ids(g, id, arena, err));
    }
    for (size_t i = 0; i < g->link_count; i++)
        if (kw_map_has(&g->places, g->links[i].child.bits) &&
            kw_map_has(&g->places, g->links[i].parent.bits))
            KW_TRY(kw_people_add_link(g->people, &g->links[i], err));
    return KW_OK;
}

enum kw_status kw_gathering_deliver(struct kw_gathering *g,
                                    struct kw_error *err)
{
    struct kw_arena arena = {0};
    enum kw_status status = deliver_all(g, &arena, err);

    kw_arena_finish(&arena);
    return status;
}
