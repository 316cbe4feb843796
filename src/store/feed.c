/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows in our memory as a table that SQL can read, so that one statement
 * writes them all: it goes from one to the next where as many statements
 * would each begin at the root.
 */
#include "inside.h"

#include <stdlib.h>

struct table {
    sqlite3_vtab base; /* the first, as SQLite wants it */
    const struct kw_feed *feed;
};

struct cursor {
    sqlite3_vtab_cursor base; /* likewise */
    size_t row;
};

static const struct kw_feed *feed_of(const sqlite3_vtab_cursor *cursor)
{
    return ((const struct table *)cursor->pVtab)->feed;
}

static int connect_it(sqlite3 *db, void *feed, int count,
                      const char *const *arguments, sqlite3_vtab **out,
                      char **trouble)
{
    struct table *table;
    int code = sqlite3_declare_vtab(db, ((const struct kw_feed *)feed)->shape);

    (void)count;
    (void)arguments;
    (void)trouble;
    if (code != SQLITE_OK)
        return code;
    table = calloc(1, sizeof *table);
    if (!table)
        return SQLITE_NOMEM;
    table->feed = feed;
    *out = &table->base;
    return SQLITE_OK;
}

static int disconnect_it(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

static int plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    info->estimatedCost = (double)((struct table *)table)->feed->count;
    return SQLITE_OK;
}

static int open_it(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct cursor *cursor = calloc(1, sizeof *cursor);

    (void)table;
    if (!cursor)
        return SQLITE_NOMEM;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int close_it(sqlite3_vtab_cursor *cursor)
{
    free(cursor);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *cursor, int number, const char *text,
                  int count, sqlite3_value **arguments)
{
    (void)number;
    (void)text;
    (void)count;
    (void)arguments;
    ((struct cursor *)cursor)->row = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor)
{
    ((struct cursor *)cursor)->row++;
    return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *cursor)
{
    return ((struct cursor *)cursor)->row >= feed_of(cursor)->count;
}

static int column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int which)
{
    const struct kw_feed *feed = feed_of(cursor);

    feed->column(feed, ((struct cursor *)cursor)->row, which, out);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((struct cursor *)cursor)->row;
    return SQLITE_OK;
}

enum kw_status kw_feed_register(struct kw_store *store, const char *name,
                                struct kw_feed *feed, struct kw_error *err)
{
    static const sqlite3_module MODULE = {
        .xConnect = connect_it,
        .xBestIndex = plan,
        .xDisconnect = disconnect_it,
        .xOpen = open_it,
        .xClose = close_it,
        .xFilter = filter,
        .xNext = next,
        .xEof = at_end,
        .xColumn = column,
        .xRowid = rowid,
    };

    if (sqlite3_create_module(store->db, name, &MODULE, feed) != SQLITE_OK)
        return kw_sql_fail(store, err);
    return KW_OK;
}
