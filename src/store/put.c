/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing: a record with its ties and its names, all in the transaction
 * that the caller opened.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* The index of names takes its changes in heaps: this many bytes of words
 * may wait for the commit. */
enum { RENAMING_LIMIT_BYTES = 8 << 20 };

/* ---- transactions -------------------------------------------------- */

/* Takes in xrefs that another process has added since. */
static enum kw_status catch_up(struct kw_store *store, struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_XREF_FROM, &s, err));
    sqlite3_bind_int64(s, 1, (int64_t)store->xrefs_kept);
    for (;;) {
        const char *text;
        struct kw_id id;
        bool there;
        enum kw_status status;

        KW_TRY(kw_sql_row(store, s, &there, err));
        if (!there)
            return KW_OK;
        text = (const char *)sqlite3_column_text(s, 0);
        status = kw_xrefs_intern(store->xrefs, text,
                                 (size_t)sqlite3_column_bytes(s, 0), &id, err);
        if (status == KW_OK &&
            (id.bits & ~KW_ID_XREF) != (uint64_t)store->xrefs_kept)
            status = kw_fail(err, KW_STORE,
                             "store %s: somebody else imported people into it "
                             "meanwhile; run the command again",
                             store->path);
        if (status != KW_OK) {
            sqlite3_reset(s);
            return status;
        }
        store->xrefs_kept++;
    }
}

static enum kw_status look_for_failures(struct kw_store *store,
                                        struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_FAILED_ANY, &s, err));
    KW_TRY(kw_sql_row(store, s, &store->has_failed, err));
    sqlite3_reset(s);
    return KW_OK;
}

enum kw_status kw_store_begin(struct kw_store *store, struct kw_error *err)
{
    sqlite3_stmt *s;
    enum kw_status status;

    KW_TRY(kw_sql(store, SQL_BEGIN, &s, err));
    KW_TRY(kw_sql_run(store, s, err));
    kw_places_begin(store);
    status = kw_redirect_any(store, &store->has_redirects, err);
    if (status == KW_OK)
        status = look_for_failures(store, err);
    if (status == KW_OK)
        status = catch_up(store, err);
    if (status != KW_OK)
        kw_store_rollback(store);
    return status;
}

static enum kw_status put_xrefs(struct kw_store *store, size_t *kept,
                                struct kw_error *err)
{
    size_t count = kw_xrefs_count(store->xrefs);

    for (*kept = store->xrefs_kept; *kept < count; (*kept)++) {
        sqlite3_stmt *s;

        KW_TRY(kw_sql(store, SQL_XREF_PUT, &s, err));
        sqlite3_bind_int64(s, 1, (int64_t)*kept);
        sqlite3_bind_text(s, 2, kw_xrefs_text(store->xrefs, *kept), -1,
                          SQLITE_STATIC);
        KW_TRY(kw_sql_run(store, s, err));
    }
    return KW_OK;
}

enum kw_status kw_store_commit(struct kw_store *store, struct kw_error *err)
{
    size_t kept;
    sqlite3_stmt *s;

    KW_TRY(kw_store_must_write(store, "kw_store_commit", err));
    KW_TRY(put_xrefs(store, &kept, err));
    KW_TRY(kw_waiting_flush(store, err));
    KW_TRY(kw_names_flush(store, err));
    KW_TRY(kw_sql(store, SQL_COMMIT, &s, err));
    KW_TRY(kw_sql_run(store, s, err));
    store->xrefs_kept = kept;
    return KW_OK;
}

void kw_store_rollback(struct kw_store *store)
{
    kw_names_forget(store);
    kw_waiting_forget(store);
    kw_places_forget(store);
    store->undone++;
    if (!sqlite3_get_autocommit(store->db))
        (void)kw_sql_text(store, "ROLLBACK", NULL);
}

/* ---- one record ---------------------------------------------------- */

/* The words the record on disk is found under, and its state. */
static enum kw_status old_words(struct kw_store *store, struct kw_id id,
                                enum kw_state *state, bool *there, char **out,
                                struct kw_error *err)
{
    struct kw_texts labels;
    struct kw_texts aliases;
    struct kw_row row;

    *out = NULL;
    *state = KW_PERSON;
    KW_TRY(kw_row_read(store, id, &row, there, err));
    if (!*there)
        return KW_OK;
    *state = row.state;
    kw_arena_reset(&store->scratch);
    KW_TRY(
        kw_codec_names(store, &row, &store->scratch, &labels, &aliases, err));
    return kw_names_words(&labels, &aliases, row.birth, out, err);
}

static void bind_date(sqlite3_stmt *s, int column, struct kw_date date)
{
    bool exact;

    /* Always a number, for the views; the claims hold the whole of it. */
    if (kw_date_is_known(date))
        sqlite3_bind_int64(s, column, kw_date_pack(date, &exact));
    else
        sqlite3_bind_null(s, column);
}

static enum kw_status put_row(struct kw_store *store,
                              const struct kw_person *person, bool is_new,
                              struct kw_error *err)
{
    const struct kw_text *label = kw_texts_pick(&person->labels, NULL);
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, is_new ? SQL_RECORD_ADD : SQL_RECORD_PUT, &s, err));
    sqlite3_clear_bindings(s);
    sqlite3_bind_int64(s, 1, kw_key(person->id));
    sqlite3_bind_int(s, 2, (int)person->state);
    sqlite3_bind_int64(s, 7, (int64_t)person->revision);
    sqlite3_bind_int64(s, 8, person->read_at_s);
    if (person->state != KW_PERSON)
        return kw_sql_run(store, s, err);
    kw_buffer_clear(&store->claims);
    kw_buffer_clear(&store->texts);
    kw_codec_claims(person, &store->claims);
    kw_codec_texts(person, label, &store->texts);
    KW_TRY(kw_buffer_check(&store->claims, err));
    KW_TRY(kw_buffer_check(&store->texts, err));
    sqlite3_bind_int(s, 3, (int)person->kind);
    sqlite3_bind_int(s, 4, (int)person->sex);
    bind_date(s, 5, person->birth);
    bind_date(s, 6, person->death);
    if (label) {
        sqlite3_bind_text(s, 9, label->lang, -1, SQLITE_STATIC);
        sqlite3_bind_text(s, 10, label->text, -1, SQLITE_STATIC);
    }
    sqlite3_bind_blob64(s, 11, store->claims.bytes, store->claims.length,
                        SQLITE_STATIC);
    sqlite3_bind_blob64(s, 12, store->texts.bytes, store->texts.length,
                        SQLITE_STATIC);
    sqlite3_bind_int64(s, 13, (int64_t)person->statement_count);
    return kw_sql_run(store, s, err);
}

static enum kw_status put_names(struct kw_store *store,
                                const struct kw_person *person, char *old,
                                struct kw_error *err)
{
    char *words = NULL;
    enum kw_status status = kw_names_words(&person->labels, &person->aliases,
                                           person->birth, &words, err);

    if (status != KW_OK) {
        free(old);
        return status;
    }
    KW_TRY(kw_names_change(store, kw_key(person->id), old, words, err));
    if (store->renaming_bytes > RENAMING_LIMIT_BYTES)
        return kw_names_flush(store, err);
    return KW_OK;
}

static enum kw_status forget_failure(struct kw_store *store, struct kw_id id,
                                     struct kw_error *err)
{
    sqlite3_stmt *s;

    if (!store->has_failed)
        return KW_OK;
    KW_TRY(kw_sql(store, SQL_FAILED_DELETE, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    return kw_sql_run(store, s, err);
}

enum kw_status kw_store_put(struct kw_store *store,
                            const struct kw_person *person,
                            struct kw_error *err)
{
    bool leads_on = person->state == KW_REDIRECT;
    enum kw_state state;
    bool there;
    char *words;

    KW_TRY(kw_store_must_write(store, "kw_store_put", err));
    KW_TRY(old_words(store, person->id, &state, &there, &words, err));
    KW_TRY(put_names(store, person, words, err));
    if (!there)
        KW_TRY(kw_ties_first(store, person, err));
    KW_TRY(put_row(store, person, !there, err));
    /* Its own ties know where ids lead now; then those of who names it. */
    if (there && state == KW_REDIRECT && !leads_on)
        KW_TRY(kw_redirect_put(store, person->id, kw_qid(0), err));
    if (there)
        KW_TRY(kw_ties_put(store, person, err));
    if (leads_on)
        KW_TRY(kw_redirect_put(store, person->id, person->to, err));
    return forget_failure(store, person->id, err);
}

enum kw_status kw_store_put_failed(struct kw_store *store, struct kw_id id,
                                   const char *why, struct kw_error *err)
{
    sqlite3_stmt *s;

    store->has_failed = true;
    KW_TRY(kw_sql(store, SQL_FAILED_PUT, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    sqlite3_bind_text(s, 2, why ? why : "", -1, SQLITE_TRANSIENT);
    return kw_sql_run(store, s, err);
}

enum kw_status kw_store_put_item(struct kw_store *store, struct kw_id id,
                                 const char *lang, const char *label,
                                 struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_ITEM_PUT, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    sqlite3_bind_text(s, 2, lang, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(s, 3, label, -1, SQLITE_TRANSIENT);
    return kw_sql_run(store, s, err);
}
