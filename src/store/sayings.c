/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one person says of others, from their statements into the store.
 */
#include "ties.h"

#include <stdlib.h>
#include <string.h>

/* The link with its other end resolved; false if nothing is left of it. */
static enum kw_status settle(struct kw_store *store, struct kw_id self,
                             struct kw_link *link, bool *stays,
                             struct kw_error *err)
{
    bool is_child = kw_id_same(link->child, self);
    struct kw_id other = is_child ? link->parent : link->child;
    struct kw_link was = *link;

    *stays = true;
    KW_TRY(kw_store_resolve(store, other, &other, err));
    link->child = is_child ? self : other;
    link->parent = is_child ? other : self;
    if (!kw_group_is_symmetric(kw_group_of(link->kind)))
        return KW_OK;
    *stays = !kw_id_same(self, other);
    if (kw_id_compare(link->child, link->parent) < 0)
        return KW_OK;
    link->child = was.parent;
    link->parent = was.child;
    if (is_child)
        link->child = other;
    else
        link->parent = other;
    link->by_child = was.by_parent;
    link->by_parent = was.by_child;
    link->role_child = was.role_parent;
    link->role_parent = was.role_child;
    return KW_OK;
}

/* Two ids that became one give two links about one pair: they merge. */
static enum kw_status settle_all(struct kw_store *store, struct kw_id self,
                                 struct kw_link *links, size_t *count,
                                 struct kw_error *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        bool stays;

        KW_TRY(settle(store, self, &links[i], &stays, err));
        if (stays)
            links[kept++] = links[i];
    }
    *count = kept;
    return kw_links_merge(links, count, &store->scratch, err);
}

static struct saying saying_of(const struct kw_link *link, bool is_child)
{
    uint8_t standing = is_child ? link->by_child : link->by_parent;
    uint8_t role = is_child ? link->role_child : link->role_parent;
    enum kw_group group = kw_group_of(link->kind);
    bool dated = kw_date_is_known(link->since) || kw_date_is_known(link->until);
    struct saying saying = {0};

    saying.other = kw_key(is_child ? link->parent : link->child);
    saying.group = (uint8_t)(is_child ? group : kw_group_inverse(group));
    saying.said =
        (uint16_t)(link->kind | standing << STANDING_AT | role << ROLE_AT |
                   link->ended << ENDED_AT | (dated ? DATED : 0));
    saying.since = link->since;
    saying.until = link->until;
    return saying;
}

static int by_row(const void *a, const void *b)
{
    const struct saying *x = a;
    const struct saying *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->other > y->other) - (x->other < y->other);
}

/* All that `person` says, sorted by row. */
static enum kw_status sayings_of(struct kw_store *store,
                                 const struct kw_person *person,
                                 struct saying **out, size_t *count,
                                 struct kw_error *err)
{
    struct kw_link *links;
    size_t link_count;

    *count = 0;
    KW_TRY(kw_person_links(person, &store->scratch, &links, &link_count, err));
    if (store->has_redirects)
        KW_TRY(settle_all(store, person->id, links, &link_count, err));
    *out = kw_arena_take(&store->scratch, (2 * link_count + 1) * sizeof **out);
    if (!*out)
        return kw_nomem(err);
    for (size_t i = 0; i < link_count; i++) {
        const struct kw_link *link = &links[i];

        if (kw_id_same(link->child, person->id) && link->by_child)
            (*out)[(*count)++] = saying_of(link, true);
        if (kw_id_same(link->parent, person->id) && link->by_parent)
            (*out)[(*count)++] = saying_of(link, false);
    }
    qsort(*out, *count, sizeof **out, by_row);
    return KW_OK;
}

/* ---- writing ------------------------------------------------------- */

/* Gives everybody named a place, near the one who names them first. */
static enum kw_status find_places(struct kw_store *store,
                                  struct saying *sayings, size_t count,
                                  int64_t place, struct kw_error *err)
{
    for (size_t i = 0; i < count; i++)
        KW_TRY(kw_place_take(store, kw_key_id(sayings[i].other), &place,
                             &sayings[i].place, err));
    return KW_OK;
}

/* Who says it. */
struct speaker {
    int64_t key;
    int64_t place;
};

enum change { ADD, SET, DELETE };

/* The row under whomever a saying is about. */
static enum kw_status put_row(struct kw_store *store, enum change how,
                              const struct speaker *speaker, uint8_t group,
                              int64_t place, uint32_t said,
                              struct kw_error *err)
{
    struct kw_waiting_tie tie = {
        kw_slot(place, kw_group_inverse((enum kw_group)group)), speaker->key,
        (speaker->place - place) * (SAID_MASK + 1) + (int64_t)said};
    sqlite3_stmt *s;

    if (how == ADD)
        return kw_waiting_add(store, &tie, err);
    KW_TRY(kw_sql(store, how == SET ? SQL_TIE_SET : SQL_TIE_DELETE, &s, err));
    sqlite3_bind_int64(s, 1, tie.slot);
    sqlite3_bind_int64(s, 2, tie.other);
    if (how == SET)
        sqlite3_bind_int64(s, 3, tie.said);
    return kw_sql_run(store, s, err);
}

static int compare(const struct saying *saying, const struct tie *tie)
{
    if (saying->group != tie->group)
        return saying->group < tie->group ? -1 : 1;
    return (saying->other > tie->other) - (saying->other < tie->other);
}

/* Walks what was said and what is said now side by side, and writes what
 * differs. */
static enum kw_status put_rows(struct kw_store *store,
                               const struct speaker *speaker,
                               const struct saying *now, size_t count,
                               const struct kw_tie_list *old,
                               struct kw_error *err)
{
    size_t i = 0;
    size_t j = 0;

    while (i < count || j < old->count) {
        int order = i == count        ? 1
                    : j == old->count ? -1
                                      : compare(&now[i], &old->items[j]);

        if (order > 0) {
            KW_TRY(put_row(store, DELETE, speaker, old->items[j].group,
                           old->items[j].place, 0, err));
        } else if (order < 0 || now[i].said != old->items[j].said) {
            KW_TRY(put_row(store, order < 0 ? ADD : SET, speaker, now[i].group,
                           now[i].place, now[i].said, err));
        }
        i += order <= 0;
        j += order >= 0;
    }
    return KW_OK;
}

static enum kw_status clear_spans(struct kw_store *store, int64_t key,
                                  const struct kw_tie_list *old,
                                  struct kw_error *err)
{
    bool dated = false;
    sqlite3_stmt *s;

    for (size_t i = 0; i < old->count; i++)
        dated = dated || (old->items[i].said & DATED);
    if (!dated)
        return KW_OK;
    KW_TRY(kw_sql(store, SQL_SPAN_CLEAR, &s, err));
    sqlite3_bind_int64(s, 1, key);
    return kw_sql_run(store, s, err);
}

static enum kw_status put_spans(struct kw_store *store, int64_t key,
                                const struct saying *sayings, size_t count,
                                struct kw_error *err)
{
    sqlite3_stmt *s;

    for (size_t i = 0; i < count; i++) {
        if (!(sayings[i].said & DATED))
            continue;
        KW_TRY(kw_sql(store, SQL_SPAN_PUT, &s, err));
        sqlite3_bind_int64(s, 1, key);
        sqlite3_bind_int64(s, 2, sayings[i].other);
        kw_date_bind(s, 3, sayings[i].since);
        kw_date_bind(s, 4, sayings[i].until);
        KW_TRY(kw_sql_run(store, s, err));
    }
    return KW_OK;
}

/* Everything but what stands under the one who says it: that is left in
 * store->said, and in *place where. */
static enum kw_status say_of_others(struct kw_store *store,
                                    const struct kw_person *person,
                                    const struct kw_tie_list *old,
                                    int64_t *place, struct kw_error *err)
{
    struct speaker speaker = {kw_key(person->id), -1};
    int64_t near = -1;
    struct saying *sayings;
    size_t count;

    kw_arena_reset(&store->scratch);
    KW_TRY(sayings_of(store, person, &sayings, &count, err));
    if (person->state == KW_PERSON)
        KW_TRY(kw_place_take(store, person->id, &near, &speaker.place, err));
    else
        KW_TRY(kw_place_find(store, person->id, &speaker.place, err));
    KW_TRY(find_places(store, sayings, count, speaker.place, err));
    *place = speaker.place;
    kw_buffer_clear(&store->said);
    kw_buffer_char(&store->said, (char)person->sex);
    kw_said_write(sayings, count, speaker.place, &store->said);
    KW_TRY(kw_buffer_check(&store->said, err));
    KW_TRY(clear_spans(store, speaker.key, old, err));
    KW_TRY(put_spans(store, speaker.key, sayings, count, err));
    return put_rows(store, &speaker, sayings, count, old, err);
}

/* The row under the person, which tells whether they were read. */
static enum kw_status put_own_row(struct kw_store *store,
                                  const struct kw_person *person, int64_t place,
                                  struct kw_error *err)
{
    sqlite3_stmt *s;

    if (person->state == KW_PERSON)
        return kw_waiting_add_own(store, place, person->id, &store->said, err);
    if (place < 0)
        return KW_OK;
    KW_TRY(kw_sql(store, SQL_SAID_CLEAR, &s, err));
    sqlite3_bind_int64(s, 1, kw_slot(place, GROUP_SELF));
    return kw_sql_run(store, s, err);
}

enum kw_status kw_ties_first(struct kw_store *store,
                             const struct kw_person *person,
                             struct kw_error *err)
{
    struct kw_tie_list none = {0};
    int64_t place;

    KW_TRY(say_of_others(store, person, &none, &place, err));
    /* Who was named and is nobody has an empty row already. */
    return person->state == KW_PERSON ? put_own_row(store, person, place, err)
                                      : KW_OK;
}

enum kw_status kw_ties_put(struct kw_store *store,
                           const struct kw_person *person, struct kw_error *err)
{
    int64_t place;

    KW_TRY(kw_said_of(store, person->id, &store->mine, err));
    KW_TRY(say_of_others(store, person, &store->mine, &place, err));
    return put_own_row(store, person, place, err);
}
