/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of ties from the layouts of older versions. Their SQL stands here
 * and is never changed: it speaks of tables that are no more.
 */
#include "ties.h"

#include <stdlib.h>
#include <string.h>

/* A list of sayings that grows. */
struct told {
    struct saying *items;
    size_t count;
    size_t capacity;
};

static enum kw_status prepare(struct kw_store *store, const char *sql,
                              sqlite3_stmt **out, struct kw_error *err)
{
    if (sqlite3_prepare_v2(store->db, sql, -1, out, NULL) != SQLITE_OK)
        return kw_sql_fail(store, err);
    return KW_OK;
}

static enum kw_status tell(struct told *told, const struct saying *saying,
                           struct kw_error *err)
{
    struct saying *grown =
        kw_grow(told->items, told->count, &told->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    told->items = grown;
    grown[told->count++] = *saying;
    return KW_OK;
}

/* ---- from 1 to 2 --------------------------------------------------- */

static enum kw_status give(struct kw_store *store, sqlite3_stmt *set,
                           int64_t key, const struct told *told,
                           struct kw_error *err)
{
    kw_buffer_clear(&store->said);
    kw_said_write(told->items, told->count, -1, &store->said);
    KW_TRY(kw_buffer_check(&store->said, err));
    sqlite3_reset(set);
    sqlite3_bind_int64(set, 1, key);
    sqlite3_bind_blob64(set, 2, store->said.length ? store->said.bytes : "",
                        store->said.length, SQLITE_STATIC);
    return kw_sql_run(store, set, err);
}

static enum kw_status give_all(struct kw_store *store, sqlite3_stmt *rows,
                               sqlite3_stmt *set, struct told *told,
                               struct kw_error *err)
{
    int64_t key = 0;

    for (;;) {
        struct saying saying = {0};
        bool there;

        KW_TRY(kw_sql_row(store, rows, &there, err));
        if (told->count && (!there || sqlite3_column_int64(rows, 0) != key)) {
            KW_TRY(give(store, set, key, told, err));
            told->count = 0;
        }
        if (!there)
            return KW_OK;
        key = sqlite3_column_int64(rows, 0);
        saying.group = (uint8_t)sqlite3_column_int(rows, 1);
        saying.other = sqlite3_column_int64(rows, 2);
        saying.said = (uint16_t)(sqlite3_column_int(rows, 3) & SAID_MASK);
        if (saying.group && saying.said)
            KW_TRY(tell(told, &saying, err));
    }
}

enum kw_status kw_said_from_rows(struct kw_store *store, struct kw_error *err)
{
    struct told told = {0};
    sqlite3_stmt *rows = NULL;
    sqlite3_stmt *set = NULL;
    enum kw_status status = prepare(store,
                                    "SELECT key, grp, other, said FROM tie"
                                    " ORDER BY key, grp, other",
                                    &rows, err);

    if (status == KW_OK)
        status = prepare(store,
                         "UPDATE tie SET said = ?2 WHERE key = ?1 AND grp = 0",
                         &set, err);
    if (status == KW_OK)
        status = give_all(store, rows, set, &told, err);
    sqlite3_finalize(rows);
    sqlite3_finalize(set);
    free(told.items);
    return status;
}

/* ---- from 2 to 3 --------------------------------------------------- */

struct moving {
    struct kw_store *store;
    sqlite3_stmt *rows; /* of version 2 */
    bool there;
    struct kw_tie_list mine;
    struct told told;
};

/* What one person says, with the places of those they name. */
static enum kw_status say_again(struct moving *m, struct kw_id id,
                                int64_t place, struct kw_error *err)
{
    int64_t near = place;

    m->told.count = 0;
    for (size_t i = 0; i < m->mine.count; i++) {
        struct saying saying = {.other = m->mine.items[i].other,
                                .group = m->mine.items[i].group,
                                .said = (uint16_t)m->mine.items[i].said};

        KW_TRY(kw_place_take(m->store, kw_key_id(saying.other), &near,
                             &saying.place, err));
        KW_TRY(tell(&m->told, &saying, err));
    }
    kw_said_write(m->told.items, m->told.count, place, &m->store->said);
    KW_TRY(kw_buffer_check(&m->store->said, err));
    return kw_waiting_add_own(m->store, place, id, &m->store->said, err);
}

static enum kw_status move_row(struct moving *m, struct kw_id id, int64_t place,
                               struct kw_error *err)
{
    int group = sqlite3_column_int(m->rows, 1);
    int64_t other = sqlite3_column_int64(m->rows, 2);
    struct kw_waiting_tie tie = {0, other, 0};
    int64_t near = place;
    int64_t spot;

    if (group == GROUP_SELF) {
        kw_buffer_clear(&m->store->said);
        kw_buffer_char(&m->store->said, (char)other); /* the sex */
        KW_TRY(kw_said_read(m->store, id, -1, sqlite3_column_blob(m->rows, 3),
                            (size_t)sqlite3_column_bytes(m->rows, 3), &m->mine,
                            err));
        return say_again(m, id, place, err);
    }
    if (group < GROUP_PARENT || group > GROUP_RELATIVE_OF)
        return kw_store_damaged(m->store, id, err);
    KW_TRY(kw_place_take(m->store, kw_key_id(other), &near, &spot, err));
    tie.slot = kw_slot(place, (enum kw_group)group);
    tie.said = (spot - place) * (SAID_MASK + 1) +
               (sqlite3_column_int64(m->rows, 3) & SAID_MASK);
    return kw_waiting_add(m->store, &tie, err);
}

static enum kw_status move_all(struct moving *m, struct kw_error *err)
{
    KW_TRY(kw_sql_row(m->store, m->rows, &m->there, err));
    while (m->there) {
        int64_t key = sqlite3_column_int64(m->rows, 0);
        int64_t near = -1;
        int64_t place;

        KW_TRY(kw_place_take(m->store, kw_key_id(key), &near, &place, err));
        while (m->there && sqlite3_column_int64(m->rows, 0) == key) {
            KW_TRY(move_row(m, kw_key_id(key), place, err));
            KW_TRY(kw_sql_row(m->store, m->rows, &m->there, err));
        }
    }
    return kw_waiting_flush(m->store, err);
}

enum kw_status kw_ties_to_places(struct kw_store *store, struct kw_error *err)
{
    struct moving m = {.store = store};
    enum kw_status status;

    kw_places_begin(store);
    status = prepare(store,
                     "SELECT key, grp, other, said FROM tie_2"
                     " ORDER BY key, grp, other",
                     &m.rows, err);
    if (status == KW_OK)
        status = move_all(&m, err);
    sqlite3_finalize(m.rows);
    kw_tie_list_finish(&m.mine);
    free(m.told.items);
    return status;
}
