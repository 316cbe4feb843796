/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The book of a crawl: whom it has entered, how far away, and who still
 * waits. The truth is on disk; kept in memory are only sums, which lapse
 * with every rollback.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

struct kw_book {
    struct kw_store *store; /* borrowed */
    int64_t row;
    bool counted; /* the sums below are right as of `undone` */
    uint64_t undone;
    uint64_t entered;
    uint64_t waiting;
    uint32_t deepest_done;
};

/* ---- opening ------------------------------------------------------- */

static enum kw_status find_book(struct kw_store *store, const char *name,
                                int64_t *row, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    *row = 0;
    KW_TRY(kw_sql(store, SQL_BOOK_FIND, &s, err));
    sqlite3_bind_text(s, 1, name, -1, SQLITE_TRANSIENT);
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (there)
        *row = sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    return KW_OK;
}

static enum kw_status make_book(struct kw_store *store, const char *name,
                                int64_t *row, struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_BOOK_PUT, &s, err));
    sqlite3_bind_text(s, 1, name, -1, SQLITE_TRANSIENT);
    KW_TRY(kw_sql_run(store, s, err));
    *row = sqlite3_last_insert_rowid(store->db);
    return KW_OK;
}

static enum kw_status touch(struct kw_store *store, int64_t row,
                            struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_BOOK_TOUCH, &s, err));
    sqlite3_bind_int64(s, 1, row);
    return kw_sql_run(store, s, err);
}

enum kw_status kw_book_open(struct kw_store *store, const char *name,
                            struct kw_book **out, struct kw_error *err)
{
    int64_t row;
    struct kw_book *book;

    *out = NULL;
    KW_TRY(find_book(store, name, &row, err));
    if (store->mode == KW_STORE_READ) {
        if (!row)
            return kw_fail(err, KW_NOT_FOUND, "store %s: no crawl '%s' in it",
                           store->path, name);
    } else if (row) {
        KW_TRY(touch(store, row, err));
    } else {
        KW_TRY(make_book(store, name, &row, err));
    }
    book = calloc(1, sizeof *book);
    if (!book)
        return kw_nomem(err);
    book->store = store;
    book->row = row;
    *out = book;
    return KW_OK;
}

void kw_book_close(struct kw_book *book)
{
    free(book);
}

/* ---- entries ------------------------------------------------------- */

static bool sums_hold(const struct kw_book *book)
{
    return book->counted && book->undone == book->store->undone;
}

static enum kw_status start(struct kw_book *book, enum kw_sql which,
                            sqlite3_stmt **out, struct kw_error *err)
{
    KW_TRY(kw_sql(book->store, which, out, err));
    sqlite3_bind_int64(*out, 1, book->row);
    return KW_OK;
}

enum kw_status kw_book_clear(struct kw_book *book, struct kw_error *err)
{
    sqlite3_stmt *s;

    book->counted = false;
    KW_TRY(start(book, SQL_ENTRY_CLEAR, &s, err));
    return kw_sql_run(book->store, s, err);
}

enum kw_status kw_book_add(struct kw_book *book, struct kw_id id,
                           uint32_t depth, uint32_t way, bool *was_new,
                           struct kw_error *err)
{
    sqlite3_stmt *s;
    bool added;

    KW_TRY(start(book, SQL_ENTRY_PUT, &s, err));
    sqlite3_bind_int64(s, 2, kw_key(id));
    sqlite3_bind_int64(s, 3, way);
    sqlite3_bind_int64(s, 4, depth);
    KW_TRY(kw_sql_run(book->store, s, err));
    added = sqlite3_changes(book->store->db) > 0;
    if (added) {
        book->entered++;
        book->waiting++;
    }
    if (was_new)
        *was_new = added;
    return KW_OK;
}

enum kw_status kw_book_waiting(struct kw_book *book, uint32_t depth,
                               struct kw_id after, struct kw_entry *out,
                               size_t room, size_t *count, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool more = false;
    struct kw_id next = {0};

    *count = 0;
    KW_TRY(start(book, SQL_ENTRY_WAITING, &s, err));
    sqlite3_bind_int64(s, 2, depth);
    sqlite3_bind_int64(s, 3, kw_key(after));
    sqlite3_bind_int64(s, 4, (int64_t)room + 1);
    while (*count < room + 1) {
        bool there;

        KW_TRY(kw_sql_row(book->store, s, &there, err));
        if (!there)
            break;
        next = kw_key_id(sqlite3_column_int64(s, 0));
        more = *count == room;
        if (more)
            break;
        out[*count].id = next;
        out[*count].depth = depth;
        out[*count].way = (uint32_t)sqlite3_column_int64(s, 1);
        (*count)++;
    }
    sqlite3_reset(s);
    /* Who goes on `after` the last must not lose that one's other ways. */
    if (more && *count && kw_id_same(out[*count - 1].id, next)) {
        size_t whole = *count;

        while (whole && kw_id_same(out[whole - 1].id, next))
            whole--;
        if (whole)
            *count = whole;
    }
    return KW_OK;
}

static enum kw_status depths(struct kw_book *book, struct kw_id id,
                             uint32_t *least, uint32_t *most, bool *found,
                             struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    KW_TRY(start(book, SQL_ENTRY_DEPTH, &s, err));
    sqlite3_bind_int64(s, 2, kw_key(id));
    KW_TRY(kw_sql_row(book->store, s, &there, err));
    *found = there && sqlite3_column_type(s, 0) != SQLITE_NULL;
    *least = *found ? (uint32_t)sqlite3_column_int64(s, 0) : 0;
    *most = *found ? (uint32_t)sqlite3_column_int64(s, 1) : 0;
    sqlite3_reset(s);
    return KW_OK;
}

enum kw_status kw_book_depth(struct kw_book *book, struct kw_id id,
                             uint32_t *depth, bool *found, struct kw_error *err)
{
    uint32_t most;

    return depths(book, id, depth, &most, found, err);
}

enum kw_status kw_book_done(struct kw_book *book, struct kw_id id,
                            struct kw_error *err)
{
    uint32_t least;
    uint32_t most;
    bool found;
    sqlite3_stmt *s;

    KW_TRY(depths(book, id, &least, &most, &found, err));
    KW_TRY(start(book, SQL_ENTRY_DONE, &s, err));
    sqlite3_bind_int64(s, 2, kw_key(id));
    KW_TRY(kw_sql_run(book->store, s, err));
    book->waiting -= (uint64_t)sqlite3_changes(book->store->db);
    if (found && most > book->deepest_done)
        book->deepest_done = most;
    return KW_OK;
}

/* ---- sums ---------------------------------------------------------- */

static enum kw_status number(struct kw_book *book, enum kw_sql which,
                             int64_t null, int64_t *out, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    *out = null;
    KW_TRY(start(book, which, &s, err));
    KW_TRY(kw_sql_row(book->store, s, &there, err));
    if (there && sqlite3_column_type(s, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    return KW_OK;
}

static enum kw_status count_anew(struct kw_book *book, struct kw_error *err)
{
    int64_t entered;
    int64_t waiting;
    int64_t deepest;

    KW_TRY(number(book, SQL_ENTRY_COUNT, 0, &entered, err));
    KW_TRY(number(book, SQL_ENTRY_WAITS, 0, &waiting, err));
    KW_TRY(number(book, SQL_ENTRY_DEEPEST, 0, &deepest, err));
    book->entered = (uint64_t)entered;
    book->waiting = (uint64_t)waiting;
    book->deepest_done = (uint32_t)deepest;
    book->counted = true;
    book->undone = book->store->undone;
    return KW_OK;
}

enum kw_status kw_book_count(struct kw_book *book, struct kw_book_counts *out,
                             struct kw_error *err)
{
    int64_t nearest;

    if (!sums_hold(book))
        KW_TRY(count_anew(book, err));
    KW_TRY(number(book, SQL_ENTRY_NEAREST, UINT32_MAX, &nearest, err));
    out->entered = book->entered;
    out->waiting = book->waiting;
    out->nearest_waiting = (uint32_t)nearest;
    out->deepest_done = book->deepest_done;
    return KW_OK;
}

/* ---- notes --------------------------------------------------------- */

enum kw_status kw_book_note(struct kw_book *book, const char *text,
                            struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(start(book, SQL_BOOK_NOTE, &s, err));
    sqlite3_bind_text(s, 2, text, -1, SQLITE_TRANSIENT);
    return kw_sql_run(book->store, s, err);
}

enum kw_status kw_book_text(struct kw_book *book, struct kw_buffer *out,
                            struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    KW_TRY(start(book, SQL_BOOK_TEXT, &s, err));
    KW_TRY(kw_sql_row(book->store, s, &there, err));
    if (there)
        kw_buffer_add(out, sqlite3_column_text(s, 0),
                      (size_t)sqlite3_column_bytes(s, 0));
    sqlite3_reset(s);
    return kw_buffer_check(out, err);
}

enum kw_status kw_store_last_note(struct kw_store *store,
                                  struct kw_buffer *name,
                                  struct kw_buffer *note, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    KW_TRY(kw_sql(store, SQL_BOOK_LAST, &s, err));
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (!there)
        return KW_OK;
    kw_buffer_text(name, (const char *)sqlite3_column_text(s, 0));
    kw_buffer_text(note, (const char *)sqlite3_column_text(s, 1));
    sqlite3_reset(s);
    KW_TRY(kw_buffer_check(name, err));
    return kw_buffer_check(note, err);
}
