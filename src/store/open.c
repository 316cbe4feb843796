/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening a family file: whether it is one, whether it is ours to write,
 * and how to read one that lies where nothing may be written.
 *
 * Write-ahead logging lets readers and one writer work at once; commits
 * cost no waiting for the disk (a power cut may take the last ones, never
 * the file).
 */
#include "inside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 10000 };

/* ---- paths --------------------------------------------------------- */

static char *copy_text(const char *text)
{
    size_t length = strlen(text) + 1;
    char *copy = malloc(length);

    if (copy)
        memcpy(copy, text, length);
    return copy;
}

/* Creates the folders above `path`. What goes wrong shows on opening. */
static enum kw_status make_folders(const char *path, struct kw_error *err)
{
    char *folder = copy_text(path);

    if (!folder)
        return kw_nomem(err);
    for (char *at = folder + 1; *folder && *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        (void)mkdir(folder, 0777);
        *at = '/';
    }
    free(folder);
    return KW_OK;
}

/* "file:" and the path with what URIs mind escaped; NULL: no memory. */
static char *immutable_uri(const char *path)
{
    static const char query[] = "?immutable=1";
    char *uri = malloc(3 * strlen(path) + sizeof query + 16);
    char *at = uri;

    if (!uri)
        return NULL;
    at += sprintf(at, "file:");
    for (; *path; path++) {
        if (strchr("%?#", *path))
            at += sprintf(at, "%%%02X", (unsigned)(unsigned char)*path);
        else
            *at++ = *path;
    }
    memcpy(at, query, sizeof query);
    return uri;
}

static bool is_there(const char *path, const char *ending)
{
    size_t length = strlen(path) + strlen(ending) + 1;
    char *name = malloc(length);
    struct stat info;
    bool there;

    if (!name)
        return true;
    snprintf(name, length, "%s%s", path, ending);
    there = stat(name, &info) == 0 && info.st_size > 0;
    free(name);
    return there;
}

/* ---- opening ------------------------------------------------------- */

static enum kw_status open_file(struct kw_store *store, const char *name,
                                int how, struct kw_error *err)
{
    if (sqlite3_open_v2(name, &store->db, how | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        enum kw_status status =
            store->db ? kw_sql_fail(store, err) : kw_nomem(err);

        sqlite3_close(store->db);
        store->db = NULL;
        return status;
    }
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_MS);
    KW_TRY(kw_waiting_register(store, err));
    return kw_places_register(store, err);
}

/* Is it one of ours, and of which version? Reads the file for the first
 * time, so this is where most troubles show. */
static enum kw_status look(struct kw_store *store, int64_t *application,
                           int64_t *version, int64_t *tables,
                           struct kw_error *err)
{
    KW_TRY(kw_sql_number(store, "SELECT count(*) FROM sqlite_schema", tables,
                         err));
    KW_TRY(kw_sql_number(store, "PRAGMA application_id", application, err));
    return kw_sql_number(store, "PRAGMA user_version", version, err);
}

static enum kw_status recognise(struct kw_store *store, bool *is_empty,
                                struct kw_error *err)
{
    int64_t application;
    int64_t version;
    int64_t tables;

    *is_empty = false;
    KW_TRY(look(store, &application, &version, &tables, err));
    if (application == KW_STORE_APPLICATION && version > KW_STORE_SCHEMA)
        return kw_fail(err, KW_STORE,
                       "store %s: made by a newer kinwalk (its schema is %lld, "
                       "this one knows %d); use that, or name another file "
                       "with --store",
                       store->path, (long long)version, KW_STORE_SCHEMA);
    if (application == KW_STORE_APPLICATION)
        return KW_OK;
    if (application || tables)
        return kw_fail(err, KW_STORE,
                       "store %s: a database of another program; name another "
                       "file with --store",
                       store->path);
    *is_empty = true;
    if (store->mode == KW_STORE_READ)
        return kw_fail(err, KW_STORE,
                       "store %s: empty; crawl or import into it first",
                       store->path);
    return KW_OK;
}

/* Reading where nothing can be written: the log's index cannot be made
 * there, but if no log is left behind the file alone is the whole. */
static enum kw_status reopen_immutable(struct kw_store *store,
                                       struct kw_error *err)
{
    char *uri;
    enum kw_status status;
    bool is_empty;

    if (is_there(store->path, "-wal"))
        return kw_fail(err, KW_STORE,
                       "store %s: its last changes lie in %s-wal and cannot be "
                       "read here; copy both to a folder you may write to",
                       store->path, store->path);
    uri = immutable_uri(store->path);
    if (!uri)
        return kw_nomem(err);
    sqlite3_close(store->db);
    store->db = NULL;
    status = open_file(store, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
    free(uri);
    if (status == KW_OK)
        status = recognise(store, &is_empty, err);
    return status;
}

static enum kw_status open_to_read(struct kw_store *store, struct kw_error *err)
{
    struct stat info;
    bool is_empty;
    enum kw_status status;
    int code;

    if (stat(store->path, &info) != 0)
        return kw_fail(err, KW_STORE,
                       "store %s: %s; crawl or import makes one, --store names "
                       "another",
                       store->path, strerror(errno));
    KW_TRY(open_file(store, store->path, SQLITE_OPEN_READONLY, err));
    status = recognise(store, &is_empty, err);
    code = sqlite3_errcode(store->db) & 0xFF;
    if (status != KW_OK && S_ISREG(info.st_mode) &&
        access(store->path, R_OK) == 0 &&
        (code == SQLITE_CANTOPEN || code == SQLITE_READONLY))
        status = reopen_immutable(store, err);
    return status;
}

static enum kw_status set_up_to_write(struct kw_store *store,
                                      struct kw_error *err)
{
    int64_t version;
    bool is_empty;

    KW_TRY(recognise(store, &is_empty, err));
    if (sqlite3_db_readonly(store->db, "main") == 1)
        return kw_fail(err, KW_STORE,
                       "store %s: may not be written; change its permissions, "
                       "or name another with --store",
                       store->path);
    /* Where there is no shared memory for a log it goes on without. */
    KW_TRY(kw_sql_text(store,
                       "PRAGMA journal_mode = WAL;"
                       "PRAGMA synchronous = NORMAL;"
                       /* A log of up to 64 MiB: pages that many people
                        * share are written back once, not every time. */
                       "PRAGMA wal_autocheckpoint = 16384;"
                       "PRAGMA journal_size_limit = 67108864;",
                       err));
    KW_TRY(kw_sql_number(store, "PRAGMA user_version", &version, err));
    if (is_empty || version < KW_STORE_SCHEMA)
        return kw_schema_upgrade(store, err);
    return KW_OK;
}

static enum kw_status open_to_write(struct kw_store *store,
                                    struct kw_error *err)
{
    KW_TRY(make_folders(store->path, err));
    KW_TRY(open_file(store, store->path,
                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err));
    return set_up_to_write(store, err);
}

static void close_file(struct kw_store *store)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
    sqlite3_close(store->db);
    store->db = NULL;
}

/* Reading a file of an older kinwalk begins with writing it anew. */
static enum kw_status renew_if_old(struct kw_store *store, struct kw_error *err)
{
    int64_t version;
    enum kw_status status;

    KW_TRY(kw_sql_number(store, "PRAGMA user_version", &version, err));
    if (version >= KW_STORE_SCHEMA)
        return KW_OK;
    close_file(store);
    status = open_to_write(store, NULL);
    close_file(store);
    if (status != KW_OK)
        return kw_fail(err, KW_STORE,
                       "store %s: made by an older kinwalk, and cannot be "
                       "brought up to date where it lies; copy it to a folder "
                       "you may write to, and name that with --store",
                       store->path);
    return open_to_read(store, err);
}

static enum kw_status open_in_memory(struct kw_store *store,
                                     struct kw_error *err)
{
    KW_TRY(open_file(
        store, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err));
    return kw_schema_upgrade(store, err);
}

static enum kw_status read_xrefs(struct kw_store *store, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    KW_TRY(kw_xrefs_create(&store->xrefs, err));
    KW_TRY(kw_sql(store, SQL_XREF_FROM, &s, err));
    sqlite3_bind_int64(s, 1, 0);
    for (;;) {
        struct kw_id id;
        enum kw_status status;

        KW_TRY(kw_sql_row(store, s, &there, err));
        if (!there)
            break;
        status = kw_xrefs_intern(store->xrefs,
                                 (const char *)sqlite3_column_text(s, 0),
                                 (size_t)sqlite3_column_bytes(s, 0), &id, err);
        if (status != KW_OK) {
            sqlite3_reset(s);
            return status;
        }
    }
    store->xrefs_kept = kw_xrefs_count(store->xrefs);
    return KW_OK;
}

static enum kw_status not_a_folder(const struct kw_store *store,
                                   struct kw_error *err)
{
    struct stat info;

    if (stat(store->path, &info) != 0 || !S_ISDIR(info.st_mode))
        return KW_OK;
    return kw_fail(err, KW_STORE,
                   "store %s: a folder; name a file in it with --store",
                   store->path);
}

static enum kw_status open_any(struct kw_store *store, struct kw_error *err)
{
    if (store->mode != KW_STORE_MEMORY)
        KW_TRY(not_a_folder(store, err));
    switch (store->mode) {
    case KW_STORE_READ:
        KW_TRY(open_to_read(store, err));
        KW_TRY(renew_if_old(store, err));
        break;
    case KW_STORE_WRITE:
        KW_TRY(open_to_write(store, err));
        break;
    case KW_STORE_MEMORY:
        KW_TRY(open_in_memory(store, err));
        break;
    }
    KW_TRY(kw_store_cache(store, 0, err));
    KW_TRY(kw_sql_text(store,
                       "PRAGMA temp_store = MEMORY;"
                       "PRAGMA trusted_schema = OFF;",
                       err));
    return read_xrefs(store, err);
}

enum kw_status kw_store_open(const char *path, enum kw_store_mode mode,
                             struct kw_clock *clock, struct kw_store **out,
                             struct kw_error *err)
{
    struct kw_store *store = calloc(1, sizeof *store);
    enum kw_status status;

    *out = NULL;
    if (!store)
        return kw_nomem(err);
    store->claim_fd = -1;
    store->mode = mode;
    store->clock = clock;
    store->path = copy_text(mode == KW_STORE_MEMORY ? ":memory:" : path);
    status = store->path ? open_any(store, err) : kw_nomem(err);
    if (status != KW_OK) {
        kw_store_close(store);
        return status;
    }
    *out = store;
    return KW_OK;
}

void kw_store_close(struct kw_store *store)
{
    if (!store)
        return;
    if (store->db && !sqlite3_get_autocommit(store->db))
        kw_store_rollback(store);
    kw_names_forget(store);
    kw_store_release(store);
    close_file(store);
    if (store->claim_fd >= 0)
        close(store->claim_fd);
    kw_xrefs_destroy(store->xrefs);
    kw_arena_finish(&store->scratch);
    kw_buffer_finish(&store->row);
    kw_buffer_finish(&store->claims);
    kw_buffer_finish(&store->texts);
    kw_buffer_finish(&store->said);
    kw_buffer_finish(&store->waiting_said);
    kw_places_finish(&store->places);
    kw_tie_list_finish(&store->mine);
    kw_tie_list_finish(&store->theirs);
    kw_tie_list_finish(&store->both);
    kw_ahead_destroy(store->ahead);
    free(store->renamings);
    free(store->waiting);
    free(store->path);
    free(store);
}

enum kw_status kw_store_cache(struct kw_store *store, size_t bytes,
                              struct kw_error *err)
{
    char sql[64];

    /* A negative size is in KiB. */
    snprintf(sql, sizeof sql, "PRAGMA cache_size = -%zu",
             (bytes ? bytes : (size_t)KW_STORE_CACHE_BYTES) / 1024);
    return kw_sql_text(store, sql, err);
}

const char *kw_store_path(const struct kw_store *store)
{
    return store->path;
}

struct kw_xrefs *kw_store_xrefs(struct kw_store *store)
{
    return store->xrefs;
}
