/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index of names: an FTS5 table without content, whose row is the key
 * of a person and whose text are the words of all labels and aliases,
 * folded, each once.
 *
 * Two kinds of marks stand among the words, so that rare questions need
 * no table of their own: U+E001 and a hash for every whole name, U+E000
 * and the year for the birth. A hit is looked at again in the record, so
 * a clash of hashes costs time and nothing else.
 *
 * FTS5 starts a new heap whenever a row comes out of order; so changes
 * wait here, in memory, and go in sorted with the commit.
 */
#include "inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK_YEAR "\xEE\x80\x80"
#define MARK_WHOLE "\xEE\x80\x81"

void kw_names_mark_whole(const char *folded, size_t length,
                         char out[KW_MARK_BYTES])
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    size_t at = sizeof MARK_WHOLE - 1;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)folded[i]) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    memcpy(out, MARK_WHOLE, at);
    for (int i = 0; i < 7; i++, hash >>= 5)
        out[at++] = digits[hash & 31];
    out[at] = '\0';
}

void kw_names_mark_year(int64_t year, char out[KW_MARK_BYTES])
{
    snprintf(out, KW_MARK_BYTES, MARK_YEAR "%s%" PRId64, year < 0 ? "n" : "",
             year < 0 ? -year : year);
}

/* ---- the words of one person --------------------------------------- */

struct word {
    const char *text;
    size_t length;
};

struct words {
    struct word *items;
    size_t count;
    size_t capacity;
};

static enum kw_status add_word(struct words *words, const char *text,
                               size_t length, struct kw_error *err)
{
    struct word *grown;

    grown = kw_grow(words->items, words->count, &words->capacity,
                    sizeof *words->items);
    if (!grown)
        return kw_nomem(err);
    words->items = grown;
    grown[words->count].text = text;
    grown[words->count++].length = length;
    return KW_OK;
}

static int by_text(const void *a, const void *b)
{
    const struct word *x = a;
    const struct word *y = b;
    size_t least = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->text, y->text, least);

    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* Folds the names into `folded`, a line each. */
static enum kw_status fold_all(const struct kw_texts *texts,
                               struct kw_buffer *folded, struct kw_error *err)
{
    for (size_t i = 0; i < texts->count; i++) {
        /* The label of many languages is one and the same. */
        if (i && strcmp(texts->items[i].text, texts->items[i - 1].text) == 0)
            continue;
        KW_TRY(kw_fold(texts->items[i].text, folded, err));
        kw_buffer_char(folded, '\n');
    }
    return KW_OK;
}

/* The lines of `folded` as words; their whole-name marks go to `marks`. */
static enum kw_status split(const struct kw_buffer *folded,
                            struct kw_buffer *marks, struct words *words,
                            struct kw_error *err)
{
    const char *at = folded->bytes;
    const char *end = at ? at + folded->length : at;

    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        char mark[KW_MARK_BYTES];

        if (line_end > at) {
            kw_names_mark_whole(at, (size_t)(line_end - at), mark);
            kw_buffer_add(marks, mark, strlen(mark) + 1);
        }
        while (at < line_end) {
            const char *blank = memchr(at, ' ', (size_t)(line_end - at));
            const char *stop = blank ? blank : line_end;

            if (stop > at)
                KW_TRY(add_word(words, at, (size_t)(stop - at), err));
            at = stop + 1;
        }
        at = line_end + 1;
    }
    return KW_OK;
}

static enum kw_status add_marks(const struct kw_buffer *marks,
                                struct words *words, struct kw_error *err)
{
    for (size_t at = 0; at < marks->length; at += strlen(marks->bytes + at) + 1)
        KW_TRY(
            add_word(words, marks->bytes + at, strlen(marks->bytes + at), err));
    return KW_OK;
}

/* Each word once, blanks between. */
static enum kw_status join(struct words *words, char **out,
                           struct kw_error *err)
{
    struct kw_buffer text = {0};

    if (!words->count)
        return KW_OK;
    qsort(words->items, words->count, sizeof *words->items, by_text);
    for (size_t i = 0; i < words->count; i++) {
        if (i && by_text(&words->items[i - 1], &words->items[i]) == 0)
            continue;
        if (i)
            kw_buffer_char(&text, ' ');
        kw_buffer_add(&text, words->items[i].text, words->items[i].length);
    }
    KW_TRY(kw_buffer_check(&text, err));
    *out = text.bytes; /* malloc'd and NUL-terminated: given on */
    return KW_OK;
}

enum kw_status kw_names_words(const struct kw_texts *labels,
                              const struct kw_texts *aliases,
                              struct kw_date birth, char **out,
                              struct kw_error *err)
{
    struct kw_buffer folded = {0};
    struct kw_buffer marks = {0};
    struct words words = {0};
    int64_t year;
    enum kw_status status;

    *out = NULL;
    status = fold_all(labels, &folded, err);
    if (status == KW_OK)
        status = fold_all(aliases, &folded, err);
    if (status == KW_OK)
        status = kw_buffer_check(&folded, err);
    if (status == KW_OK)
        status = split(&folded, &marks, &words, err);
    if (words.count && kw_date_year(birth, &year)) {
        char mark[KW_MARK_BYTES];

        kw_names_mark_year(year, mark);
        kw_buffer_add(&marks, mark, strlen(mark) + 1);
    }
    if (status == KW_OK)
        status = kw_buffer_check(&marks, err);
    if (status == KW_OK)
        status = add_marks(&marks, &words, err);
    if (status == KW_OK)
        status = join(&words, out, err);
    free(words.items);
    kw_buffer_finish(&folded);
    kw_buffer_finish(&marks);
    return status;
}

/* ---- changes ------------------------------------------------------- */

enum kw_status kw_names_change(struct kw_store *store, int64_t key,
                               char *old_words, char *new_words,
                               struct kw_error *err)
{
    struct kw_renaming *grown;
    bool same = old_words && new_words ? strcmp(old_words, new_words) == 0
                                       : old_words == new_words;

    grown = same ? NULL
                 : kw_grow(store->renamings, store->renaming_count,
                           &store->renaming_capacity, sizeof *grown);
    if (!grown) {
        free(old_words);
        free(new_words);
        return same ? KW_OK : kw_nomem(err);
    }
    store->renamings = grown;
    grown += store->renaming_count;
    grown->key = key;
    grown->order = store->renaming_count++;
    grown->old_words = old_words;
    grown->new_words = new_words;
    store->renaming_bytes += sizeof *grown +
                             (old_words ? strlen(old_words) : 0) +
                             (new_words ? strlen(new_words) : 0);
    return KW_OK;
}

static int by_key(const void *a, const void *b)
{
    const struct kw_renaming *x = a;
    const struct kw_renaming *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static enum kw_status change(struct kw_store *store, enum kw_sql which,
                             int64_t key, const char *words,
                             struct kw_error *err)
{
    sqlite3_stmt *s;

    if (!words)
        return KW_OK;
    KW_TRY(kw_sql(store, which, &s, err));
    sqlite3_bind_int64(s, 1, key);
    sqlite3_bind_text(s, 2, words, -1, SQLITE_STATIC);
    return kw_sql_run(store, s, err);
}

enum kw_status kw_names_flush(struct kw_store *store, struct kw_error *err)
{
    enum kw_status status = KW_OK;

    if (store->renaming_count)
        qsort(store->renamings, store->renaming_count, sizeof *store->renamings,
              by_key);
    for (size_t i = 0; status == KW_OK && i < store->renaming_count; i++) {
        const struct kw_renaming *r = &store->renamings[i];

        status = change(store, SQL_NAME_DELETE, r->key, r->old_words, err);
        if (status == KW_OK)
            status = change(store, SQL_NAME_PUT, r->key, r->new_words, err);
    }
    kw_names_forget(store);
    return status;
}

void kw_names_forget(struct kw_store *store)
{
    for (size_t i = 0; i < store->renaming_count; i++) {
        free(store->renamings[i].old_words);
        free(store->renamings[i].new_words);
    }
    store->renaming_count = 0;
    store->renaming_bytes = 0;
}
