/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ties: who is linked with whom, as statements say. `family` decides what
 * a statement means; here it is only kept, under both ends, so that one
 * look at one place tells all links of a person.
 *
 * The ties under two ends are mirror images, always. Which statements of
 * a person count is replaced as a whole when that person is put; what the
 * other end says stays.
 *
 * A tie knows no redirect: both ends are final ids. Whoever changes where
 * an id leads puts the ties of all who name it once more (redirect.c).
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* What one side says, in twelve bits; schema.c explains them. */
enum {
    SAID_BITS = 12,
    SAID_MASK = (1 << SAID_BITS) - 1,
    STANDING_AT = 4,
    ROLE_AT = 6,
    ENDED_AT = 9,
    DATED = 1 << 11
};

/* One thing a person says, and the row it goes to. */
struct saying {
    int64_t other;
    uint8_t group;
    uint16_t said;
    struct kw_date since;
    struct kw_date until;
};

/* A row as it stands on disk. */
struct tie {
    int64_t other;
    uint8_t group;
    uint32_t said;
};

static enum kw_group inverse(enum kw_group group)
{
    switch (group) {
    case GROUP_PARENT:
        return GROUP_CHILD;
    case GROUP_CHILD:
        return GROUP_PARENT;
    case GROUP_STEP_PARENT:
        return GROUP_STEP_CHILD;
    case GROUP_STEP_CHILD:
        return GROUP_STEP_PARENT;
    case GROUP_RELATIVE:
        return GROUP_RELATIVE_OF;
    case GROUP_RELATIVE_OF:
        return GROUP_RELATIVE;
    case GROUP_PARTNER:
    case GROUP_SIBLING:
        break;
    }
    return group;
}

/* What `parent` is to `child` in a link of this kind. */
static enum kw_group group_of(uint8_t kind)
{
    switch (kind) {
    case KW_LINK_STEP_PARENT:
        return GROUP_STEP_PARENT;
    case KW_LINK_SPOUSE:
    case KW_LINK_PARTNER:
        return GROUP_PARTNER;
    case KW_LINK_SIBLING:
        return GROUP_SIBLING;
    case KW_LINK_RELATIVE:
        return GROUP_RELATIVE;
    default:
        return GROUP_PARENT;
    }
}

static bool is_symmetric(enum kw_group group)
{
    return group == GROUP_PARTNER || group == GROUP_SIBLING;
}

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
    if (is_symmetric(group))
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

static struct tie tie_at(sqlite3_stmt *s, int first)
{
    struct tie tie;

    tie.group = (uint8_t)sqlite3_column_int(s, first);
    tie.other = sqlite3_column_int64(s, first + 1);
    tie.said = (uint32_t)sqlite3_column_int64(s, first + 2);
    return tie;
}

enum kw_status kw_ties_read(struct kw_store *store, struct kw_id id, bool dates,
                            struct kw_ends *out, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    out->count = 0;
    KW_TRY(kw_sql(store, SQL_TIE_OF, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    for (;;) {
        struct tie tie;

        KW_TRY(kw_sql_row(store, s, &there, err));
        if (!there)
            return KW_OK;
        tie = tie_at(s, 0);
        KW_TRY(add_end(store, id, &tie, dates, out, err));
    }
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

bool kw_end_is_mine(const struct kw_end *end)
{
    bool is_child = is_symmetric(end->group)
                        ? kw_id_same(end->link.parent, end->other)
                        : group_of(end->link.kind) == end->group;

    return is_child ? end->link.by_child != KW_UNSTATED
                    : end->link.by_parent != KW_UNSTATED;
}

/* ---- what one person says ------------------------------------------ */

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
    if (!is_symmetric(group_of(link->kind)))
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
    enum kw_group group = group_of(link->kind);
    bool dated = kw_date_is_known(link->since) || kw_date_is_known(link->until);
    struct saying saying = {0};

    saying.other = kw_key(is_child ? link->parent : link->child);
    saying.group = (uint8_t)(is_child ? group : inverse(group));
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

/* The row is there already if `was` says anything. */
static enum kw_status put_tie(struct kw_store *store, int64_t key,
                              uint8_t group, int64_t other, uint32_t was,
                              uint32_t said, struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store,
                  !said  ? SQL_TIE_DELETE
                  : !was ? SQL_TIE_ADD
                         : SQL_TIE_SET,
                  &s, err));
    sqlite3_bind_int64(s, 1, key);
    sqlite3_bind_int(s, 2, group);
    sqlite3_bind_int64(s, 3, other);
    if (said)
        sqlite3_bind_int64(s, 4, said);
    return kw_sql_run(store, s, err);
}

static uint32_t mirrored(uint32_t said)
{
    return said >> SAID_BITS | (said & SAID_MASK) << SAID_BITS;
}

/* Both rows of a pair. */
static enum kw_status put_pair(struct kw_store *store, int64_t key,
                               const struct tie *was, uint32_t said,
                               struct kw_error *err)
{
    uint8_t back = (uint8_t)inverse((enum kw_group)was->group);
    uint32_t there = was->said;

    if (was->other == key) {
        /* Somebody's own parent: the mirror may be there by now. */
        KW_TRY(put_tie(store, key, was->group, key, there, 0, err));
        KW_TRY(put_tie(store, key, back, key, there, 0, err));
        if (!said)
            return KW_OK;
        there = 0;
    }
    KW_TRY(put_tie(store, key, was->group, was->other, there, said, err));
    return put_tie(store, was->other, back, key, there, mirrored(said), err);
}

static enum kw_status put_spans(struct kw_store *store, int64_t key,
                                const struct saying *sayings, size_t count,
                                struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_SPAN_CLEAR, &s, err));
    sqlite3_bind_int64(s, 1, key);
    KW_TRY(kw_sql_run(store, s, err));
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

static enum kw_status ties_on_disk(struct kw_store *store, int64_t key,
                                   struct tie **out, size_t *count,
                                   struct kw_error *err)
{
    size_t room = 0;
    sqlite3_stmt *s;

    *out = NULL;
    *count = 0;
    KW_TRY(kw_sql(store, SQL_TIE_OF, &s, err));
    sqlite3_bind_int64(s, 1, key);
    for (;;) {
        bool there;

        KW_TRY(kw_sql_row(store, s, &there, err));
        if (!there)
            return KW_OK;
        if (*count == room) {
            struct tie *grown;

            room = room ? 2 * room : 16;
            grown = kw_arena_take(&store->scratch, room * sizeof *grown);
            if (!grown) {
                sqlite3_reset(s);
                return kw_nomem(err);
            }
            if (*count)
                memcpy(grown, *out, *count * sizeof *grown);
            *out = grown;
        }
        (*out)[(*count)++] = tie_at(s, 0);
    }
}

/* What the other side says of a pair: for somebody's tie with themselves
 * that is what they say now in the other direction. */
static uint32_t theirs_now(int64_t key, const struct tie *tie,
                           const struct saying *sayings, size_t count)
{
    enum kw_group back = inverse((enum kw_group)tie->group);

    if (tie->other != key)
        return tie->said >> SAID_BITS & SAID_MASK;
    for (size_t i = 0; i < count; i++)
        if (sayings[i].other == key && sayings[i].group == back)
            return sayings[i].said;
    return 0;
}

/* Where the row of a saying stands against the row of a tie. */
static int compare(const struct saying *saying, const struct tie *tie)
{
    if (saying->group != tie->group)
        return saying->group < tie->group ? -1 : 1;
    return (saying->other > tie->other) - (saying->other < tie->other);
}

/* Walks what is on disk and what is said now side by side, and writes
 * what differs. */
static enum kw_status put_sayings(struct kw_store *store, int64_t key,
                                  const struct saying *sayings, size_t count,
                                  const struct tie *old, size_t old_count,
                                  struct kw_error *err)
{
    size_t i = 0;
    size_t j = 0;

    while (i < count || j < old_count) {
        int order = i == count       ? 1
                    : j == old_count ? -1
                                     : compare(&sayings[i], &old[j]);
        struct tie tie = {0};
        uint32_t mine = 0;
        uint32_t theirs;

        if (order <= 0) {
            tie.group = sayings[i].group;
            tie.other = sayings[i].other;
            mine = sayings[i++].said;
        }
        if (order >= 0)
            tie = old[j++];
        theirs = theirs_now(key, &tie, sayings, count);
        if ((mine | theirs << SAID_BITS) != tie.said)
            KW_TRY(put_pair(store, key, &tie, mine | theirs << SAID_BITS, err));
    }
    return KW_OK;
}

enum kw_status kw_ties_put(struct kw_store *store,
                           const struct kw_person *person, struct kw_error *err)
{
    int64_t key = kw_key(person->id);
    struct saying *sayings;
    struct tie *old;
    size_t count;
    size_t old_count;
    bool dated = false;

    kw_arena_reset(&store->scratch);
    KW_TRY(sayings_of(store, person, &sayings, &count, err));
    KW_TRY(ties_on_disk(store, key, &old, &old_count, err));
    for (size_t i = 0; i < count; i++)
        dated = dated || (sayings[i].said & DATED);
    for (size_t i = 0; i < old_count; i++)
        dated = dated || (old[i].said & DATED);
    if (dated)
        KW_TRY(put_spans(store, key, sayings, count, err));
    return put_sayings(store, key, sayings, count, old, old_count, err);
}

/* ---- everybody ----------------------------------------------------- */

enum kw_status kw_ties_each(struct kw_store *store, kw_each_ends each,
                            void *arg, struct kw_error *err)
{
    struct kw_ends ends = {0};
    int64_t key = 0;
    sqlite3_stmt *s;
    enum kw_status status = kw_sql(store, SQL_TIE_EACH, &s, err);

    while (status == KW_OK) {
        bool there;
        struct tie tie;

        status = kw_sql_row(store, s, &there, err);
        if (status == KW_OK && ends.count &&
            (!there || sqlite3_column_int64(s, 0) != key)) {
            status = each(arg, kw_key_id(key), &ends, err);
            ends.count = 0;
        }
        if (status != KW_OK || !there)
            break;
        key = sqlite3_column_int64(s, 0);
        tie = tie_at(s, 1);
        status = add_end(store, kw_key_id(key), &tie, true, &ends, err);
    }
    if (s)
        sqlite3_reset(s);
    kw_ends_finish(&ends);
    return status;
}
