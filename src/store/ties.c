/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ties: who is linked with whom, as statements say. `family` decides what
 * a statement means; here it is only kept, where either end finds it: the
 * rows under a person stand side by side, mostly on one page, and tell all
 * their links, so that a search need not look at their record.
 *
 * Writing somebody new costs a row each statement and one for all they
 * say, and reads nothing, as rows tell only what others say. Which
 * statements of a person count is replaced as a whole when that person is
 * put; what the other end says stays.
 *
 * Rows stand under places, which say where relatives lie (places.c); the
 * keys in them decide all else, the order too.
 *
 * A tie knows no redirect: both ends are final ids. Whoever changes where
 * an id leads puts the ties of all who name it once more (redirect.c).
 */
#include "ties.h"

#include <stdlib.h>
#include <string.h>

void kw_ends_finish(struct kw_ends *ends)
{
    free(ends->items);
    memset(ends, 0, sizeof *ends);
}

/* ---- reading ------------------------------------------------------- */

/* Is the owner of the row the `child` of its link? */
static bool owner_is_child(enum kw_group group, struct kw_id owner,
                           struct kw_id other)
{
    if (kw_group_is_symmetric(group))
        return kw_id_compare(owner, other) < 0;
    return group == GROUP_PARENT || group == GROUP_STEP_PARENT ||
           group == GROUP_RELATIVE;
}

/* The dates that `stater` gives to its partnership with `other`. */
static enum kw_status read_span(struct kw_store *store, struct kw_id stater,
                                struct kw_id other, struct kw_link *link,
                                struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    KW_TRY(kw_sql(store, SQL_SPAN_OF, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(stater));
    sqlite3_bind_int64(s, 2, kw_key(other));
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (!there)
        return KW_OK;
    link->since = kw_date_column(s, 0);
    link->until = kw_date_column(s, 1);
    sqlite3_reset(s);
    return KW_OK;
}

/* The link that one side alone makes. */
static enum kw_status half(struct kw_store *store, uint32_t said,
                           struct kw_id stater, struct kw_id other,
                           bool is_child, bool dates, struct kw_link *link,
                           struct kw_error *err)
{
    uint8_t standing = (uint8_t)(said >> STANDING_AT & 3);
    uint8_t role = (uint8_t)(said >> ROLE_AT & 7);

    memset(link, 0, sizeof *link);
    link->child = is_child ? stater : other;
    link->parent = is_child ? other : stater;
    link->kind = (uint8_t)(said & 15);
    link->ended = (uint8_t)(said >> ENDED_AT & 3);
    if (is_child) {
        link->by_child = standing;
        link->role_child = role;
    } else {
        link->by_parent = standing;
        link->role_parent = role;
    }
    if (dates && (said & DATED))
        KW_TRY(read_span(store, stater, other, link, err));
    return KW_OK;
}

static enum kw_status add_end(struct kw_store *store, struct kw_id id,
                              const struct tie *tie, bool dates,
                              struct kw_ends *out, struct kw_error *err)
{
    uint32_t mine = tie->said & SAID_MASK;
    uint32_t theirs = tie->said >> SAID_BITS & SAID_MASK;
    struct kw_end *grown =
        kw_grow(out->items, out->count, &out->capacity, sizeof *grown);
    struct kw_end *end;
    bool is_child;

    if (!grown)
        return kw_nomem(err);
    out->items = grown;
    end = &grown[out->count];
    end->group = (enum kw_group)tie->group;
    end->other = kw_key_id(tie->other);
    is_child = owner_is_child(end->group, id, end->other);
    if (tie->group < GROUP_PARENT || tie->group > GROUP_RELATIVE_OF ||
        !tie->said)
        return kw_store_damaged(store, id, err);
    if (mine)
        KW_TRY(half(store, mine, id, end->other, is_child, dates, &end->link,
                    err));
    if (theirs) {
        struct kw_link link;

        KW_TRY(
            half(store, theirs, end->other, id, !is_child, dates, &link, err));
        if (mine)
            kw_link_merge(&end->link, &link);
        else
            end->link = link;
    }
    out->count++;
    return KW_OK;
}

/* ---- both sides ---------------------------------------------------- */

/* One's own row: the sex, and what they say; nothing of that if they were
 * not read. */
static enum kw_status take_own(struct kw_store *store, struct kw_id id,
                               int64_t place, sqlite3_stmt *s, int column,
                               struct kw_tie_list *mine, struct kw_ends *out,
                               struct kw_error *err)
{
    const uint8_t *bytes;
    size_t length;

    if (sqlite3_column_type(s, column) != SQLITE_BLOB)
        return KW_OK;
    bytes = sqlite3_column_blob(s, column);
    length = (size_t)sqlite3_column_bytes(s, column);
    if (!length)
        return kw_store_damaged(store, id, err);
    if (out) {
        out->is_read = true;
        out->sex = bytes[0];
    }
    return kw_said_read(store, id, place, bytes + 1, length - 1, mine, err);
}

enum kw_status kw_said_of(struct kw_store *store, struct kw_id id,
                          struct kw_tie_list *out, struct kw_error *err)
{
    sqlite3_stmt *s;
    enum kw_status status;
    int64_t place;
    bool there;

    out->count = 0;
    KW_TRY(kw_place_find(store, id, &place, err));
    if (place < 0)
        return KW_OK;
    KW_TRY(kw_sql(store, SQL_SAID_OF, &s, err));
    sqlite3_bind_int64(s, 1, kw_slot(place, GROUP_SELF));
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (!there)
        return KW_OK;
    status = take_own(store, id, place, s, 0, out, NULL, err);
    sqlite3_reset(s);
    return status;
}

/* One row under `id`, whose place is `place`: what they say, or what one
 * other says of them. */
static enum kw_status take_row(struct kw_store *store, struct kw_id id,
                               int64_t place, sqlite3_stmt *s,
                               struct kw_tie_list *mine,
                               struct kw_tie_list *theirs, struct kw_ends *out,
                               struct kw_error *err)
{
    int64_t said;
    struct tie tie;

    tie.group = (uint8_t)(sqlite3_column_int64(s, 0) & (PLACE_SLOTS - 1));
    tie.other = sqlite3_column_int64(s, 1);
    if (tie.group == GROUP_SELF) {
        if (tie.other != kw_key(id))
            return kw_store_damaged(store, id, err);
        return take_own(store, id, place, s, 2, mine, out, err);
    }
    said = sqlite3_column_int64(s, 2);
    tie.said = (uint32_t)(said & SAID_MASK) << SAID_BITS;
    tie.place = place + (said >> SAID_BITS);
    if (tie.place < 0 || tie.place > PLACE_MAX)
        return kw_store_damaged(store, id, err);
    return kw_tie_add(theirs, tie, err);
}

static int compare(const struct tie *a, const struct tie *b)
{
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

/* Walks what somebody says and what is said of them side by side. */
static enum kw_status join(const struct kw_tie_list *mine,
                           const struct kw_tie_list *theirs,
                           struct kw_tie_list *out, struct kw_error *err)
{
    size_t i = 0;
    size_t j = 0;

    out->count = 0;
    while (i < mine->count || j < theirs->count) {
        int order = i == mine->count ? 1
                    : j == theirs->count
                        ? -1
                        : compare(&mine->items[i], &theirs->items[j]);
        struct tie tie = order <= 0 ? mine->items[i] : theirs->items[j];

        if (order == 0)
            tie.said |= theirs->items[j].said;
        i += order <= 0;
        j += order >= 0;
        KW_TRY(kw_tie_add(out, tie, err));
    }
    return KW_OK;
}

static enum kw_status add_ends(struct kw_store *store, struct kw_id id,
                               const struct tie *ties, size_t count, bool dates,
                               struct kw_ends *out, struct kw_error *err)
{
    for (size_t i = 0; i < count; i++)
        KW_TRY(add_end(store, id, &ties[i], dates, out, err));
    return KW_OK;
}

static void begin_person(struct kw_tie_list *mine, struct kw_tie_list *theirs,
                         struct kw_ends *out)
{
    mine->count = 0;
    theirs->count = 0;
    out->count = 0;
    out->is_read = false;
    out->sex = KW_SEX_UNKNOWN;
}

/* The ties of `id` into store->both. Where the others are is remembered:
 * a walk goes on to them. */
static enum kw_status read_rows(struct kw_store *store, struct kw_id id,
                                struct kw_ends *out, struct kw_error *err)
{
    sqlite3_stmt *s;
    int64_t place;
    bool there;

    store->both.count = 0;
    KW_TRY(kw_place_find(store, id, &place, err));
    if (place < 0)
        return KW_OK;
    KW_TRY(kw_sql(store, SQL_TIE_OF, &s, err));
    sqlite3_bind_int64(s, 1, kw_slot(place, GROUP_SELF));
    sqlite3_bind_int64(s, 2, kw_slot(place + 1, GROUP_SELF) - 1);
    KW_TRY(kw_sql_row(store, s, &there, err));
    while (there) {
        enum kw_status status = take_row(store, id, place, s, &store->mine,
                                         &store->theirs, out, err);

        if (status != KW_OK) {
            sqlite3_reset(s);
            return status;
        }
        KW_TRY(kw_sql_row(store, s, &there, err));
    }
    KW_TRY(join(&store->mine, &store->theirs, &store->both, err));
    for (size_t i = 0; i < store->both.count; i++)
        kw_place_note(store, kw_key_id(store->both.items[i].other),
                      store->both.items[i].place);
    return KW_OK;
}

enum kw_status kw_ties_read(struct kw_store *store, struct kw_id id, bool dates,
                            struct kw_ends *out, struct kw_error *err)
{
    const struct tie *ties;
    size_t count;

    begin_person(&store->mine, &store->theirs, out);
    if (kw_held_ties(store, id, &ties, &count, &out->is_read, &out->sex))
        return add_ends(store, id, ties, count, dates, out, err);
    KW_TRY(read_rows(store, id, out, err));
    KW_TRY(kw_held_keep(store, id, &store->both, out->is_read, out->sex, err));
    return add_ends(store, id, store->both.items, store->both.count, dates, out,
                    err);
}

bool kw_end_means_it(const struct kw_end *end)
{
    enum kw_role role = kw_link_role(&end->link);

    return (end->group != GROUP_PARENT && end->group != GROUP_CHILD) ||
           (role != KW_ROLE_OTHER && role != KW_ROLE_STEP);
}

bool kw_end_walks(const struct kw_end *end)
{
    return kw_link_holds(&end->link) && kw_end_means_it(end);
}

/* ---- everybody ----------------------------------------------------- */

struct tour {
    struct kw_store *store;
    bool by_id;
    sqlite3_stmt *rows; /* those of one place side by side */
    bool there;
    struct kw_tie_list mine;
    struct kw_tie_list theirs;
    struct kw_tie_list both;
    struct kw_ends ends;
};

static enum kw_status begin_tour(struct tour *t, struct kw_error *err)
{
    KW_TRY(kw_sql(t->store, t->by_id ? SQL_TIE_SORTED : SQL_TIE_EACH, &t->rows,
                  err));
    return kw_sql_row(t->store, t->rows, &t->there, err);
}

/* All about the next one; only while any is there. */
static enum kw_status next_stop(struct tour *t, struct kw_id *id,
                                struct kw_error *err)
{
    int64_t slot = sqlite3_column_int64(t->rows, 0);
    int64_t place = slot >> PLACE_SHIFT;

    /* One's own row is the first. */
    *id = kw_key_id(sqlite3_column_int64(t->rows, 1));
    if (slot != kw_slot(place, GROUP_SELF))
        return kw_store_damaged(t->store, *id, err);
    begin_person(&t->mine, &t->theirs, &t->ends);
    while (t->there &&
           sqlite3_column_int64(t->rows, 0) >> PLACE_SHIFT == place) {
        KW_TRY(take_row(t->store, *id, place, t->rows, &t->mine, &t->theirs,
                        &t->ends, err));
        KW_TRY(kw_sql_row(t->store, t->rows, &t->there, err));
    }
    KW_TRY(join(&t->mine, &t->theirs, &t->both, err));
    return add_ends(t->store, *id, t->both.items, t->both.count, t->by_id,
                    &t->ends, err);
}

enum kw_status kw_ties_each(struct kw_store *store, enum kw_tour how,
                            kw_each_ends each, void *arg, struct kw_error *err)
{
    struct tour t = {.store = store, .by_id = how == TOUR_BY_ID};
    enum kw_status status = begin_tour(&t, err);

    while (status == KW_OK && t.there) {
        struct kw_id id;

        status = next_stop(&t, &id, err);
        /* Who has no links says nothing, and nobody speaks of them. */
        if (status == KW_OK && t.ends.count)
            status = each(arg, id, &t.ends, err);
    }
    if (t.rows)
        sqlite3_reset(t.rows);
    kw_tie_list_finish(&t.mine);
    kw_tie_list_finish(&t.theirs);
    kw_tie_list_finish(&t.both);
    kw_ends_finish(&t.ends);
    return status;
}
