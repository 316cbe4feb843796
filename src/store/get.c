/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading records: one, or all in the order of ids.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- one view for several reads ------------------------------------ */

enum kw_status kw_reading_begin(struct kw_store *store, bool *opened,
                                struct kw_error *err)
{
    *opened = false;
    if (!sqlite3_get_autocommit(store->db))
        return KW_OK;
    KW_TRY(kw_sql_text(store, "BEGIN", err));
    kw_ahead_forget(store->ahead);
    *opened = true;
    return KW_OK;
}

void kw_reading_end(struct kw_store *store, bool opened)
{
    /* Nothing was written, so nothing can be lost by failing. */
    if (opened)
        (void)kw_sql_text(store, "ROLLBACK", NULL);
}

/* ---- rows ---------------------------------------------------------- */

/* Moves what a row points to from SQLite's memory into the store's, so
 * that no statement stays open. */
static enum kw_status keep_row(struct kw_store *store, struct kw_row *row,
                               struct kw_error *err)
{
    struct kw_buffer *bytes = &store->row;
    const char *at;

    kw_buffer_clear(bytes);
    kw_buffer_add(bytes, row->claims, row->claims_bytes);
    kw_buffer_add(bytes, row->texts, row->texts_bytes);
    if (row->label) {
        kw_buffer_add(bytes, row->lang, strlen(row->lang) + 1);
        kw_buffer_add(bytes, row->label, strlen(row->label) + 1);
    }
    KW_TRY(kw_buffer_check(bytes, err));
    at = bytes->bytes;
    row->claims = (const uint8_t *)at;
    at += row->claims_bytes;
    row->texts = (const uint8_t *)at;
    at += row->texts_bytes;
    if (row->label) {
        row->lang = at;
        row->label = at + strlen(at) + 1;
    }
    return KW_OK;
}

enum kw_status kw_row_read(struct kw_store *store, struct kw_id id,
                           struct kw_row *row, bool *there,
                           struct kw_error *err)
{
    sqlite3_stmt *s;
    enum kw_status status = KW_OK;

    memset(row, 0, sizeof *row);
    row->id = id;
    KW_TRY(kw_sql(store, SQL_RECORD_GET, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    KW_TRY(kw_sql_row(store, s, there, err));
    if (!*there)
        return KW_OK;
    if (!kw_codec_row(s, row))
        status = kw_store_damaged(store, id, err);
    if (status == KW_OK)
        status = keep_row(store, row, err);
    sqlite3_reset(s);
    return status;
}

static enum kw_status has_failed(struct kw_store *store, struct kw_id id,
                                 bool *out, struct kw_error *err)
{
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, SQL_FAILED_GET, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    KW_TRY(kw_sql_row(store, s, out, err));
    sqlite3_reset(s);
    return KW_OK;
}

static enum kw_status known_as(struct kw_store *store, struct kw_id id,
                               bool there, enum kw_state state,
                               enum kw_known *out, struct kw_error *err)
{
    bool failed = false;

    if (!there)
        KW_TRY(has_failed(store, id, &failed, err));
    *out = there    ? state == KW_MISSING ? KW_GONE : KW_READ
           : failed ? KW_FAILED
                    : KW_UNREAD;
    return KW_OK;
}

enum kw_status kw_row_known(struct kw_store *store, struct kw_id id,
                            const struct kw_row *row, bool there,
                            enum kw_known *out, struct kw_error *err)
{
    return known_as(store, id, there, row->state, out, err);
}

/* ---- one ----------------------------------------------------------- */

enum kw_status kw_store_known(struct kw_store *store, struct kw_id id,
                              enum kw_known *out, struct kw_error *err)
{
    enum kw_state state = KW_PERSON;
    sqlite3_stmt *s;
    bool there;

    KW_TRY(kw_sql(store, SQL_RECORD_STATE, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (there)
        state = (enum kw_state)sqlite3_column_int(s, 0);
    sqlite3_reset(s);
    return known_as(store, id, there, state, out, err);
}

/* Where a redirect leads, one step, as its record said. */
static enum kw_status redirect_to(struct kw_store *store, struct kw_id id,
                                  struct kw_id *to, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    KW_TRY(kw_sql(store, SQL_REDIRECT_GET, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (!there)
        return kw_store_damaged(store, id, err);
    *to = kw_key_id(sqlite3_column_int64(s, 0));
    sqlite3_reset(s);
    return KW_OK;
}

enum kw_status kw_store_get(struct kw_store *store, struct kw_id id,
                            struct kw_person **out, struct kw_error *err)
{
    struct kw_row row;
    bool there;
    enum kw_status status;

    *out = NULL;
    KW_TRY(kw_row_read(store, id, &row, &there, err));
    if (!there)
        return KW_OK;
    KW_TRY(kw_person_create(id, out, err));
    status = kw_codec_person(store, &row, *out, err);
    if (status == KW_OK && row.state == KW_REDIRECT)
        status = redirect_to(store, id, &(*out)->to, err);
    if (status != KW_OK) {
        kw_person_destroy(*out);
        *out = NULL;
    }
    return status;
}

enum kw_status kw_store_age(struct kw_store *store, struct kw_id id,
                            int64_t *age_s, uint64_t *revision,
                            struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    *age_s = -1;
    *revision = 0;
    KW_TRY(kw_sql(store, SQL_RECORD_AGE, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (!there)
        return KW_OK;
    *age_s = kw_clock_wall_s(store->clock) - sqlite3_column_int64(s, 0);
    if (*age_s < 0)
        *age_s = 0; /* read by a machine whose clock was ahead */
    *revision = (uint64_t)sqlite3_column_int64(s, 1);
    sqlite3_reset(s);
    return KW_OK;
}

enum kw_status kw_store_entitled(struct kw_store *store, struct kw_id id,
                                 struct kw_id *house, struct kw_id *title,
                                 struct kw_error *err)
{
    const struct kw_id none = {0};
    struct kw_glance glance;
    struct kw_row row;
    bool there;

    *house = none;
    *title = none;
    KW_TRY(kw_row_read(store, id, &row, &there, err));
    if (!there)
        return KW_OK;
    if (!kw_codec_glance(&row, &glance))
        return kw_store_damaged(store, row.id, err);
    if (!glance.house_text)
        *house = glance.house;
    if (!glance.title_text)
        *title = glance.title;
    return KW_OK;
}

enum kw_status kw_store_item(struct kw_store *store, struct kw_id id,
                             const char *const *langs, struct kw_buffer *out,
                             bool *found, struct kw_error *err)
{
    struct kw_arena arena = {0};
    struct kw_texts texts = {0};
    const struct kw_text *best;
    sqlite3_stmt *s;
    bool there;
    enum kw_status status;

    *found = false;
    KW_TRY(kw_sql(store, SQL_ITEM_GET, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(id));
    while ((status = kw_sql_row(store, s, &there, err)) == KW_OK && there) {
        const char *lang = (const char *)sqlite3_column_text(s, 0);
        const char *label = (const char *)sqlite3_column_text(s, 1);
        struct kw_text *grown =
            kw_grow(texts.items, texts.count, &texts.capacity, sizeof *grown);

        if (!grown || !lang || !label) {
            status = kw_nomem(err);
            break;
        }
        texts.items = grown;
        grown[texts.count].lang = kw_arena_text(&arena, lang, strlen(lang));
        grown[texts.count].text = kw_arena_text(&arena, label, strlen(label));
        if (!grown[texts.count].lang || !grown[texts.count].text) {
            status = kw_nomem(err);
            break;
        }
        texts.count++;
    }
    sqlite3_reset(s);
    best = status == KW_OK ? kw_texts_pick(&texts, langs) : NULL;
    if (best) {
        kw_buffer_text(out, best->text);
        *found = true;
    }
    free(texts.items);
    kw_arena_finish(&arena);
    return status;
}

static int by_kind(const void *a, const void *b)
{
    const struct kw_end *x = a;
    const struct kw_end *y = b;

    if (x->link.kind != y->link.kind)
        return x->link.kind < y->link.kind ? -1 : 1;
    if (!kw_id_same(x->other, y->other))
        return kw_id_compare(x->other, y->other);
    return (x->group > y->group) - (x->group < y->group);
}

enum kw_status kw_store_links(struct kw_store *store, struct kw_id id,
                              struct kw_arena *arena, struct kw_link **out,
                              size_t *count, struct kw_error *err)
{
    struct kw_ends ends = {0};
    struct kw_id final;
    bool opened;
    enum kw_status status;

    *out = NULL;
    *count = 0;
    KW_TRY(kw_reading_begin(store, &opened, err));
    status = kw_store_resolve(store, id, &final, err);
    if (status == KW_OK)
        status = kw_ties_read(store, final, true, &ends, err);
    kw_reading_end(store, opened);
    if (status == KW_OK && ends.count) {
        qsort(ends.items, ends.count, sizeof *ends.items, by_kind);
        *out = kw_arena_take(arena, ends.count * sizeof **out);
        if (!*out)
            status = kw_nomem(err);
    }
    for (size_t i = 0; *out && i < ends.count; i++) {
        const struct kw_end *end = &ends.items[i];

        /* Somebody's tie with themselves stands there from both ends. */
        if (end->group == GROUP_CHILD && kw_id_same(end->other, final))
            continue;
        (*out)[(*count)++] = end->link;
    }
    kw_ends_finish(&ends);
    return status;
}

/* ---- all ----------------------------------------------------------- */

static enum kw_status each_record(struct kw_store *store, kw_each_person each,
                                  void *arg, struct kw_error *err)
{
    struct kw_person person;
    sqlite3_stmt *s;
    bool there;
    enum kw_status status;

    memset(&person, 0, sizeof person);
    KW_TRY(kw_sql(store, SQL_RECORD_EACH, &s, err));
    sqlite3_bind_int64(s, 1, 0);
    while ((status = kw_sql_row(store, s, &there, err)) == KW_OK && there) {
        struct kw_arena arena = person.arena;
        struct kw_row row;

        memset(&person, 0, sizeof person);
        person.arena = arena;
        kw_arena_reset(&person.arena);
        status = kw_codec_row(s, &row)
                     ? kw_codec_person(store, &row, &person, err)
                     : kw_store_damaged(store, row.id, err);
        if (status == KW_OK && row.state == KW_REDIRECT)
            status = redirect_to(store, row.id, &person.to, err);
        if (status == KW_OK)
            status = each(arg, &person, err);
        if (status != KW_OK)
            break;
    }
    sqlite3_reset(s);
    kw_arena_finish(&person.arena);
    return status;
}

enum kw_status kw_store_each(struct kw_store *store, kw_each_person each,
                             void *arg, struct kw_error *err)
{
    bool opened;
    enum kw_status status;

    KW_TRY(kw_reading_begin(store, &opened, err));
    status = each_record(store, each, arg, err);
    kw_reading_end(store, opened);
    return status;
}

enum kw_status kw_store_each_failed(struct kw_store *store, kw_each_failed each,
                                    void *arg, struct kw_error *err)
{
    int64_t key = 0;

    for (;;) {
        struct kw_buffer why = {0};
        sqlite3_stmt *s;
        bool there;
        enum kw_status status;

        KW_TRY(kw_sql(store, SQL_FAILED_EACH, &s, err));
        sqlite3_bind_int64(s, 1, key);
        KW_TRY(kw_sql_row(store, s, &there, err));
        if (!there)
            return KW_OK;
        key = sqlite3_column_int64(s, 0);
        kw_buffer_text(&why, (const char *)sqlite3_column_text(s, 1));
        sqlite3_reset(s);
        status = kw_buffer_check(&why, err);
        if (status == KW_OK)
            status = each(arg, kw_key_id(key), why.bytes ? why.bytes : "", err);
        kw_buffer_finish(&why);
        KW_TRY(status);
    }
}
