/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of SQL statements, and the one way to run them. What SQLite
 * complains about becomes a sentence here and nowhere else.
 */
#include "inside.h"

#include <errno.h>
#include <string.h>

static const char *const SQL[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",

    [SQL_RECORD_ADD] =
        "INSERT INTO record(key, state, kind, sex, birth, death, revision,"
        " read_at, lang, label, claims, texts, claim_count)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [SQL_RECORD_PUT] =
        "UPDATE record SET state = ?2, kind = ?3, sex = ?4, birth = ?5,"
        " death = ?6, revision = ?7, read_at = ?8, lang = ?9, label = ?10,"
        " claims = ?11, texts = ?12, claim_count = ?13 WHERE key = ?1",
    [SQL_RECORD_GET] = "SELECT " RECORD_COLUMNS " FROM record WHERE key = ?1",
    [SQL_RECORD_DELETE] = "DELETE FROM record WHERE key = ?1",
    [SQL_RECORD_STATE] = "SELECT state FROM record WHERE key = ?1",
    [SQL_RECORD_AGE] = "SELECT read_at, revision FROM record WHERE key = ?1",
    [SQL_RECORD_EACH] =
        "SELECT " RECORD_COLUMNS " FROM record WHERE key > ?1 ORDER BY key",
    /* Out of the index of states: a hundredth of the records. */
    [SQL_RECORD_IDS] = "SELECT key FROM record INDEXED BY record_read"
                       " WHERE state <> 2",
    [SQL_RECORD_TALLY] =
        "SELECT state, count(*), total(claim_count),"
        " min(CASE WHEN read_at > 0 THEN read_at END), max(read_at)"
        " FROM record GROUP BY state",

    [SQL_PLACE_OF] = "SELECT place FROM place WHERE key = ?1",
    [SQL_PLACES_ADD] = "INSERT OR FAIL INTO place(key, place)"
                       " SELECT key, place FROM waiting_place",
    [SQL_SAID_OF] = "SELECT said FROM tie WHERE slot = ?1",
    [SQL_SAID_CLEAR] = "UPDATE tie SET said = 0 WHERE slot = ?1",
    [SQL_TIE_OF] = "SELECT slot, other, said FROM tie"
                   " WHERE slot BETWEEN ?1 AND ?2 ORDER BY slot, other",
    /* A conflict that could abort would have SQLite keep every page as it
     * was before, in memory, so that it could take the statement back. */
    [SQL_TIES_ADD] = "INSERT OR FAIL INTO tie(slot, other, said)"
                     " SELECT slot, other, said FROM waiting_tie WHERE true"
                     " ON CONFLICT(slot, other)"
                     " DO UPDATE SET said = excluded.said",
    [SQL_TIE_SET] = "UPDATE tie SET said = ?3 WHERE slot = ?1 AND other = ?2",
    [SQL_TIE_DELETE] = "DELETE FROM tie WHERE slot = ?1 AND other = ?2",
    [SQL_TIE_LAST] = "SELECT slot FROM tie WHERE slot < ?1"
                     " ORDER BY slot DESC LIMIT 1",
    [SQL_TIE_EACH] = "SELECT slot, other, said FROM tie ORDER BY slot, other",
    [SQL_TIE_SORTED] = "SELECT slot, other, said FROM place CROSS JOIN tie"
                       " ON slot BETWEEN place * 16 AND place * 16 + 15"
                       " ORDER BY place.key, slot, other",
    [SQL_SPAN_OF] = "SELECT since, until FROM span WHERE key = ?1"
                    " AND other = ?2",
    [SQL_SPAN_PUT] = "INSERT OR REPLACE INTO span(key, other, since, until)"
                     " VALUES(?1, ?2, ?3, ?4)",
    [SQL_SPAN_CLEAR] = "DELETE FROM span WHERE key = ?1",

    [SQL_REDIRECT_GET] = "SELECT dst FROM redirect WHERE src = ?1",
    [SQL_REDIRECT_PUT] = "INSERT OR REPLACE INTO redirect(src, dst)"
                         " VALUES(?1, ?2)",
    [SQL_REDIRECT_DELETE] = "DELETE FROM redirect WHERE src = ?1",
    [SQL_REDIRECT_TO] = "SELECT src FROM redirect WHERE dst = ?1 ORDER BY src",
    [SQL_REDIRECT_ANY] = "SELECT 1 FROM redirect LIMIT 1",

    [SQL_FAILED_PUT] = "INSERT OR REPLACE INTO failed(key, why)"
                       " VALUES(?1, ?2)",
    [SQL_FAILED_DELETE] = "DELETE FROM failed WHERE key = ?1",
    [SQL_FAILED_GET] = "SELECT why FROM failed WHERE key = ?1",
    [SQL_FAILED_EACH] = "SELECT key, why FROM failed WHERE key > ?1"
                        " ORDER BY key LIMIT 1",
    [SQL_FAILED_ANY] = "SELECT 1 FROM failed LIMIT 1",

    [SQL_ITEM_PUT] = "INSERT OR REPLACE INTO item(key, lang, label)"
                     " VALUES(?1, ?2, ?3)",
    [SQL_ITEM_GET] = "SELECT lang, label FROM item WHERE key = ?1"
                     " ORDER BY lang",
    [SQL_XREF_PUT] = "INSERT INTO xref(row, text) VALUES(?1, ?2)",
    [SQL_XREF_FROM] = "SELECT text FROM xref WHERE row >= ?1 ORDER BY row",

    [SQL_NAME_PUT] = "INSERT INTO name(rowid, words) VALUES(?1, ?2)",
    [SQL_NAME_DELETE] = "INSERT INTO name(name, rowid, words)"
                        " VALUES('delete', ?1, ?2)",
    [SQL_NAME_FIND] = "SELECT rowid FROM name WHERE name MATCH ?1"
                      " ORDER BY rowid",

    [SQL_BOOK_FIND] = "SELECT id FROM book WHERE name = ?1",
    [SQL_BOOK_PUT] =
        "INSERT INTO book(name, touched)"
        " VALUES(?1, (SELECT coalesce(max(touched), 0) + 1 FROM book))",
    [SQL_BOOK_TOUCH] =
        "UPDATE book SET touched ="
        " (SELECT coalesce(max(touched), 0) + 1 FROM book) WHERE id = ?1",
    [SQL_BOOK_NOTE] =
        "UPDATE book SET note = ?2, touched ="
        " (SELECT coalesce(max(touched), 0) + 1 FROM book) WHERE id = ?1",
    [SQL_BOOK_TEXT] = "SELECT note FROM book WHERE id = ?1",
    [SQL_BOOK_LAST] = "SELECT name, note FROM book"
                      " WHERE name NOT LIKE 'import %'"
                      " ORDER BY touched DESC LIMIT 1",
    [SQL_ENTRY_PUT] = "INSERT OR IGNORE INTO entry(book, key, way, depth)"
                      " VALUES(?1, ?2, ?3, ?4)",
    /* Left to itself SQLite walks the table, past all who are done. */
    [SQL_ENTRY_WAITING] =
        "SELECT key, way FROM entry INDEXED BY entry_waiting"
        " WHERE book = ?1 AND depth = ?2 AND key > ?3 AND done = 0"
        " ORDER BY key, way LIMIT ?4",
    [SQL_ENTRY_DONE] = "UPDATE entry SET done = 1 WHERE book = ?1 AND key = ?2"
                       " AND done = 0",
    [SQL_ENTRY_DEPTH] = "SELECT min(depth), max(depth) FROM entry"
                        " WHERE book = ?1 AND key = ?2",
    [SQL_ENTRY_WAITS] = "SELECT count(*) FROM entry WHERE book = ?1"
                        " AND done = 0",
    [SQL_ENTRY_COUNT] = "SELECT count(*) FROM entry WHERE book = ?1",
    [SQL_ENTRY_NEAREST] = "SELECT min(depth) FROM entry WHERE book = ?1"
                          " AND done = 0",
    [SQL_ENTRY_DEEPEST] = "SELECT max(depth) FROM entry WHERE book = ?1"
                          " AND done = 1",
    [SQL_ENTRY_CLEAR] = "DELETE FROM entry WHERE book = ?1",
};

/* ---- complaints ---------------------------------------------------- */

static bool no_room(int errno_then)
{
    return errno_then == ENOSPC || errno_then == EDQUOT || errno_then == EFBIG;
}

enum kw_status kw_sql_fail(const struct kw_store *store, struct kw_error *err)
{
    int last = errno; /* SQLite forgets it when a write was refused */
    int code = sqlite3_errcode(store->db) & 0xFF;
    int system = sqlite3_system_errno(store->db);
    const char *path = store->path;

    if (!system && code == SQLITE_IOERR)
        system = last;
    switch (code) {
    case SQLITE_NOMEM:
        return kw_nomem(err);
    case SQLITE_INTERRUPT:
        return kw_fail(err, KW_INTERRUPTED, "interrupted");
    case SQLITE_FULL:
        return kw_fail(err, KW_STORE,
                       "store %s: disk full; make room and run the same "
                       "command again, nothing kept is lost",
                       path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return kw_fail(err, KW_STORE,
                       "store %s: another program is writing to it; try again "
                       "when it is done",
                       path);
    case SQLITE_NOTADB:
        return kw_fail(err, KW_STORE,
                       "store %s: this is no kinwalk family file; name another "
                       "with --store",
                       path);
    case SQLITE_CORRUPT:
        return kw_fail(err, KW_STORE,
                       "store %s: damaged (%s); take a copy that is whole, or "
                       "move it away and crawl again",
                       path, sqlite3_errmsg(store->db));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return kw_fail(err, KW_STORE,
                       "store %s: may not be written; change the permissions "
                       "of the file and its folder, or name another with "
                       "--store",
                       path);
    case SQLITE_CANTOPEN:
        return kw_fail(err, KW_STORE,
                       "store %s: cannot be opened (%s); check the path and "
                       "the permissions of its folder, or name another with "
                       "--store",
                       path, system ? strerror(system) : "no such file");
    case SQLITE_IOERR:
        if (no_room(system))
            return kw_fail(err, KW_STORE,
                           "store %s: disk full; make room and run the same "
                           "command again, nothing kept is lost",
                           path);
        return kw_fail(err, KW_STORE,
                       "store %s: reading or writing failed (%s); check the "
                       "disk",
                       path,
                       system ? strerror(system) : sqlite3_errmsg(store->db));
    default:
        return kw_fail(err, KW_INTERNAL, "store %s: %s", path,
                       sqlite3_errmsg(store->db));
    }
}

enum kw_status kw_store_damaged(const struct kw_store *store, struct kw_id id,
                                struct kw_error *err)
{
    char name[KW_ID_TEXT_BYTES];

    return kw_fail(err, KW_STORE,
                   "store %s: the record of %s is damaged; take a copy that "
                   "is whole, or name a new file with --store and crawl again",
                   store->path, kw_id_print(id, store->xrefs, name));
}

enum kw_status kw_store_must_write(const struct kw_store *store,
                                   const char *what, struct kw_error *err)
{
    if (!sqlite3_get_autocommit(store->db))
        return KW_OK;
    return kw_fail(err, KW_INTERNAL, "%s outside a transaction", what);
}

/* ---- running ------------------------------------------------------- */

/* All but adding, which is what is put off. */
static bool wants_all_ties(enum kw_sql which)
{
    return which == SQL_TIE_OF || which == SQL_TIE_SET ||
           which == SQL_TIE_DELETE || which == SQL_TIE_EACH ||
           which == SQL_TIE_SORTED || which == SQL_SAID_OF ||
           which == SQL_SAID_CLEAR;
}

enum kw_status kw_sql(struct kw_store *store, enum kw_sql which,
                      sqlite3_stmt **out, struct kw_error *err)
{
    sqlite3_stmt **kept = &store->statements[which];

    *out = NULL;
    if (store->waiting_count && wants_all_ties(which))
        KW_TRY(kw_waiting_flush(store, err));
    if (!*kept &&
        sqlite3_prepare_v3(store->db, SQL[which], -1, SQLITE_PREPARE_PERSISTENT,
                           kept, NULL) != SQLITE_OK)
        return kw_sql_fail(store, err);
    sqlite3_reset(*kept);
    *out = *kept;
    return KW_OK;
}

enum kw_status kw_sql_run(struct kw_store *store, sqlite3_stmt *statement,
                          struct kw_error *err)
{
    bool there;

    KW_TRY(kw_sql_row(store, statement, &there, err));
    if (there)
        sqlite3_reset(statement);
    return KW_OK;
}

enum kw_status kw_sql_row(struct kw_store *store, sqlite3_stmt *statement,
                          bool *there, struct kw_error *err)
{
    int code = sqlite3_step(statement);
    enum kw_status status = KW_OK;

    *there = code == SQLITE_ROW;
    if (*there)
        return KW_OK;
    if (code != SQLITE_DONE)
        status = kw_sql_fail(store, err);
    sqlite3_reset(statement);
    return status;
}

enum kw_status kw_sql_text(struct kw_store *store, const char *sql,
                           struct kw_error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return kw_sql_fail(store, err);
    return KW_OK;
}

enum kw_status kw_sql_number(struct kw_store *store, const char *sql,
                             int64_t *out, struct kw_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum kw_status status = KW_OK;
    int code;

    *out = 0;
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return kw_sql_fail(store, err);
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else if (code != SQLITE_DONE)
        status = kw_sql_fail(store, err);
    sqlite3_finalize(statement);
    return status;
}
