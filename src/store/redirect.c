/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Redirects: two ids that became one person. A statement keeps the id it
 * was written with; ties are kept under the id it leads to.
 *
 * A chain is followed to its end. A loop has none: its smallest id stands
 * for all of it, whichever was read first.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

enum kw_status kw_redirect_any(struct kw_store *store, bool *out,
                               struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_REDIRECT_ANY, &s, err));
    KW_TRY(kw_sql_row(store, s, out, err));
    sqlite3_reset(s);
    return KW_OK;
}

/* One step; nobody if `id` is no redirect. */
static enum kw_status step(struct kw_store *store, struct kw_id id,
                           struct kw_id *out, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    *out = kw_qid(0);
    KW_TRY(kw_sql(store, SQL_REDIRECT_GET, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (there) {
        *out = kw_key_id(sqlite3_column_int64(s, 0));
        sqlite3_reset(s);
    }
    return KW_OK;
}

/* The smallest id of the loop that `start` stands in. */
static enum kw_status smallest_of_loop(struct kw_store *store,
                                       struct kw_id start, struct kw_id *out,
                                       struct kw_error *err)
{
    struct kw_id at = start;

    *out = start;
    do {
        KW_TRY(step(store, at, &at, err));
        if (kw_id_compare(at, *out) < 0)
            *out = at;
    } while (!kw_id_same(at, start));
    return KW_OK;
}

enum kw_status kw_store_resolve(struct kw_store *store, struct kw_id id,
                                struct kw_id *out, struct kw_error *err)
{
    struct kw_id at = id;
    struct kw_id behind = id; /* goes half as fast: they meet in a loop */
    bool second = false;

    for (;;) {
        struct kw_id next;

        *out = at;
        KW_TRY(step(store, at, &next, err));
        if (kw_id_is_none(next))
            return KW_OK;
        at = next;
        if (second)
            KW_TRY(step(store, behind, &behind, err));
        second = !second;
        if (kw_id_same(at, behind))
            return smallest_of_loop(store, at, out, err);
    }
}

/* A list of ids that grows, and the set of those in it. */
struct found {
    struct kw_id *ids;
    size_t count;
    size_t capacity;
    struct kw_map seen;
};

static enum kw_status find(struct found *found, struct kw_id id,
                           struct kw_error *err)
{
    struct kw_id *grown;
    bool is_new;

    KW_TRY(kw_map_put(&found->seen, id.bits, 0, &is_new, err));
    if (!is_new)
        return KW_OK;
    grown = kw_grow(found->ids, found->count, &found->capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    found->ids = grown;
    found->ids[found->count++] = id;
    return KW_OK;
}

/* All that lead to the ids found, however far away. */
static enum kw_status find_all(struct kw_store *store, struct found *found,
                               struct kw_error *err)
{
    for (size_t at = 0; at < found->count; at++) {
        sqlite3_stmt *s;
        bool there;

        KW_TRY(kw_sql(store, SQL_REDIRECT_TO, &s, err));
        sqlite3_bind_int64(s, 1, kw_key(found->ids[at]));
        KW_TRY(kw_sql_row(store, s, &there, err));
        while (there) {
            KW_TRY(find(found, kw_key_id(sqlite3_column_int64(s, 0)), err));
            KW_TRY(kw_sql_row(store, s, &there, err));
        }
    }
    return KW_OK;
}

enum kw_status kw_store_other_ids(struct kw_store *store, struct kw_id id,
                                  struct kw_arena *arena, struct kw_id **out,
                                  size_t *count, struct kw_error *err)
{
    struct found found = {0};
    enum kw_status status = find(&found, id, err);

    *out = NULL;
    *count = 0;
    if (status == KW_OK)
        status = find_all(store, &found, err);
    if (status == KW_OK && found.count > 1) {
        *count = found.count - 1;
        *out = kw_arena_take(arena, *count * sizeof **out);
        if (*out) {
            memcpy(*out, found.ids + 1, *count * sizeof **out);
            qsort(*out, *count, sizeof **out, kw_id_order);
        } else {
            status = kw_nomem(err);
        }
    }
    kw_map_finish(&found.seen);
    free(found.ids);
    return status;
}

/* ---- changing where an id leads ------------------------------------ */

/* Everybody whose record names an id that leads to `id`. */
static enum kw_status who_names(struct kw_store *store, struct kw_id id,
                                struct kw_ends *out, struct kw_error *err)
{
    size_t kept = 0;

    KW_TRY(kw_ties_read(store, id, false, out, err));
    for (size_t i = 0; i < out->count; i++)
        if (!kept ||
            !kw_id_same(out->items[kept - 1].other, out->items[i].other))
            out->items[kept++] = out->items[i];
    out->count = kept;
    return KW_OK;
}

static enum kw_status put_ties_again(struct kw_store *store, struct kw_id id,
                                     struct kw_error *err)
{
    struct kw_person *person;
    enum kw_status status = kw_store_get(store, id, &person, err);

    if (status == KW_OK && person && person->state == KW_PERSON)
        status = kw_ties_put(store, person, err);
    kw_person_destroy(person);
    return status;
}

enum kw_status kw_redirect_put(struct kw_store *store, struct kw_id id,
                               struct kw_id to, struct kw_error *err)
{
    struct kw_ends named = {0};
    struct kw_id was;
    struct kw_id led;
    sqlite3_stmt *s;
    enum kw_status status;

    KW_TRY(step(store, id, &was, err));
    if (kw_id_same(was, to))
        return KW_OK;
    KW_TRY(kw_store_resolve(store, id, &led, err));
    status = who_names(store, led, &named, err);
    if (status == KW_OK)
        status = kw_sql(
            store, kw_id_is_none(to) ? SQL_REDIRECT_DELETE : SQL_REDIRECT_PUT,
            &s, err);
    if (status == KW_OK) {
        sqlite3_bind_int64(s, 1, kw_key(id));
        if (!kw_id_is_none(to))
            sqlite3_bind_int64(s, 2, kw_key(to));
        status = kw_sql_run(store, s, err);
        store->has_redirects = true;
    }
    /* Who named another id of theirs has no tie that would tell. */
    if (status == KW_OK)
        status = put_ties_again(store, led, err);
    for (size_t i = 0; status == KW_OK && i < named.count; i++)
        status = put_ties_again(store, named.items[i].other, err);
    kw_ends_finish(&named);
    return status;
}
