/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Search by name. The index proposes people in the order of their ids;
 * their records decide whether one single name has all the words.
 *
 * Two questions one after the other, so that the best come first however
 * many others there are: whose whole name is this, and who has a name with
 * these words?
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 32, YEAR_DIGITS = 4, PREFIX_BYTES_MIN = 4 };

struct word {
    char *text; /* into the folded question */
    size_t length;
};

struct question {
    struct kw_store *store;
    const char *const *langs;
    size_t limit;
    struct kw_buffer folded;
    struct word words[WORDS_MAX]; /* of names */
    size_t word_count;
    struct kw_buffer whole; /* the name words joined */
    bool has_year;
    int64_t year;
    struct kw_map met; /* keys that were answered already */
    struct kw_found_list *out;
};

void kw_found_list_finish(struct kw_found_list *list)
{
    free(list->items);
    memset(list, 0, sizeof *list);
}

/* ---- the question -------------------------------------------------- */

static bool is_year(const struct word *word)
{
    if (word->length != YEAR_DIGITS)
        return false;
    for (size_t i = 0; i < word->length; i++)
        if (word->text[i] < '0' || word->text[i] > '9')
            return false;
    return true;
}

/* Splits the folded question. With `years`, four digits are the year of
 * birth; false if there are none. */
static bool split(struct question *q, bool years)
{
    char *at = q->folded.bytes;

    q->word_count = 0;
    q->has_year = false;
    kw_buffer_clear(&q->whole);
    while (at && *at) {
        struct word word = {at, strcspn(at, " ")};

        at += word.length;
        at += strspn(at, " ");
        if (years && is_year(&word)) {
            q->has_year = true;
            q->year = strtoll(word.text, NULL, 10);
            continue;
        }
        if (q->word_count == WORDS_MAX)
            break; /* nobody's name has so many */
        if (q->word_count)
            kw_buffer_char(&q->whole, ' ');
        kw_buffer_add(&q->whole, word.text, word.length);
        q->words[q->word_count++] = word;
    }
    return !years || q->has_year;
}

static void add_term(struct kw_buffer *match, const char *text, size_t length,
                     bool prefix)
{
    if (match->length)
        kw_buffer_text(match, " AND ");
    kw_buffer_char(match, '"');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            kw_buffer_char(match, '"');
        kw_buffer_char(match, text[i]);
    }
    kw_buffer_text(match, prefix ? "\"*" : "\"");
}

/* The question in FTS5's language. */
static void put_match(const struct question *q, bool whole,
                      struct kw_buffer *match)
{
    char mark[KW_MARK_BYTES];

    if (q->has_year) {
        kw_names_mark_year(q->year, mark);
        add_term(match, mark, strlen(mark), false);
    }
    if (whole && q->word_count) {
        kw_names_mark_whole(q->whole.bytes, q->whole.length, mark);
        add_term(match, mark, strlen(mark), false);
        return;
    }
    for (size_t i = 0; i < q->word_count; i++) {
        bool last = i + 1 == q->word_count;

        /* A short prefix fits very many: the other words propose fewer,
         * and the records decide in any case. */
        if (last && i && q->words[i].length < PREFIX_BYTES_MIN)
            break;
        add_term(match, q->words[i].text, q->words[i].length, last);
    }
}

/* ---- does a name answer it? ---------------------------------------- */

static bool has_word(const char *name, const struct word *word, bool prefix)
{
    while (*name) {
        size_t length = strcspn(name, " ");

        if ((prefix ? length >= word->length : length == word->length) &&
            memcmp(name, word->text, word->length) == 0)
            return true;
        name += length;
        name += strspn(name, " ");
    }
    return false;
}

static bool has_all_words(const struct question *q, const char *name)
{
    for (size_t i = 0; i < q->word_count; i++)
        if (!has_word(name, &q->words[i], i + 1 == q->word_count))
            return false;
    return true;
}

enum { NO_MATCH, HAS_WORDS, IS_WHOLE };

/* How well the best of `texts` fits; *which is that one. */
static enum kw_status best_of(const struct question *q,
                              const struct kw_texts *texts,
                              const struct kw_text **which, int *fit,
                              struct kw_error *err)
{
    struct kw_buffer folded = {0};
    enum kw_status status = KW_OK;

    *fit = NO_MATCH;
    for (size_t i = 0; i < texts->count && *fit != IS_WHOLE; i++) {
        const char *name;
        int this_fit = NO_MATCH;

        kw_buffer_clear(&folded);
        status = kw_fold(texts->items[i].text, &folded, err);
        if (status != KW_OK)
            break;
        name = folded.length ? folded.bytes : "";
        if (q->word_count && folded.length == q->whole.length &&
            strcmp(name, q->whole.bytes) == 0)
            this_fit = IS_WHOLE;
        else if (has_all_words(q, name))
            this_fit = HAS_WORDS;
        if (this_fit > *fit) {
            *fit = this_fit;
            *which = &texts->items[i];
        }
    }
    kw_buffer_finish(&folded);
    return status;
}

static void copy_cut(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);

    if (length >= size) {
        length = size - 1;
        while (length && ((unsigned char)text[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

static enum kw_status add_found(struct question *q,
                                const struct kw_found *found,
                                struct kw_error *err)
{
    struct kw_found_list *list = q->out;
    struct kw_found *grown =
        kw_grow(list->items, list->count, &list->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    list->items = grown;
    grown[list->count++] = *found;
    return kw_map_put(&q->met, found->id.bits, 0, NULL, err);
}

/* Looks at the record behind a hit and answers with it if it fits. */
static enum kw_status look_at(struct question *q, struct kw_id id, bool whole,
                              struct kw_arena *arena, struct kw_error *err)
{
    struct kw_texts labels;
    struct kw_texts aliases;
    const struct kw_text *label = NULL;
    const struct kw_text *alias = NULL;
    const struct kw_text *shown;
    struct kw_found found;
    struct kw_row row;
    int label_fit;
    int alias_fit;
    int64_t year;
    bool there;

    KW_TRY(kw_row_read(q->store, id, &row, &there, err));
    if (!there)
        return KW_OK;
    if (q->has_year && (!kw_date_year(row.birth, &year) || year != q->year))
        return KW_OK;
    KW_TRY(kw_codec_names(q->store, &row, arena, &labels, &aliases, err));
    KW_TRY(best_of(q, &labels, &label, &label_fit, err));
    KW_TRY(best_of(q, &aliases, &alias, &alias_fit, err));
    if ((label_fit > alias_fit ? label_fit : alias_fit) <
        (whole ? IS_WHOLE : HAS_WORDS))
        return KW_OK;
    shown = kw_texts_pick(&labels, q->langs);
    memset(&found, 0, sizeof found);
    found.id = id;
    found.kind = row.kind;
    found.birth = row.birth;
    found.death = row.death;
    found.whole_label = label_fit == IS_WHOLE;
    found.whole_alias = alias_fit == IS_WHOLE;
    if (shown)
        copy_cut(found.label, sizeof found.label, shown->text);
    copy_cut(found.matched, sizeof found.matched,
             (label_fit >= alias_fit ? label : alias)->text);
    return add_found(q, &found, err);
}

/* ---- asking -------------------------------------------------------- */

static enum kw_status walk_hits(struct question *q, sqlite3_stmt *s, bool whole,
                                struct kw_error *err)
{
    struct kw_arena arena = {0};
    enum kw_status status = KW_OK;

    /* All whole names are read: labels among them go first. */
    while (status == KW_OK && (whole || q->out->count < q->limit)) {
        struct kw_id id;
        bool there;

        status = kw_sql_row(q->store, s, &there, err);
        if (status != KW_OK || !there)
            break;
        id = kw_key_id(sqlite3_column_int64(s, 0));
        kw_arena_reset(&arena);
        if (!kw_map_has(&q->met, id.bits))
            status = look_at(q, id, whole, &arena, err);
    }
    sqlite3_reset(s);
    kw_arena_finish(&arena);
    return status;
}

static enum kw_status ask(struct question *q, bool whole, struct kw_error *err)
{
    struct kw_buffer match = {0};
    sqlite3_stmt *s = NULL;
    enum kw_status status;

    put_match(q, whole, &match);
    if (!match.length) {
        kw_buffer_finish(&match);
        return KW_OK;
    }
    status = kw_buffer_check(&match, err);
    if (status == KW_OK)
        status = kw_sql(q->store, SQL_NAME_FIND, &s, err);
    if (status == KW_OK) {
        sqlite3_bind_text(s, 1, match.bytes, (int)match.length, SQLITE_STATIC);
        status = walk_hits(q, s, whole, err);
        sqlite3_clear_bindings(s);
    }
    kw_buffer_finish(&match);
    return status;
}

static int label_first(const void *a, const void *b)
{
    const struct kw_found *x = a;
    const struct kw_found *y = b;

    if (x->whole_label != y->whole_label)
        return x->whole_label ? -1 : 1;
    return kw_id_compare(x->id, y->id);
}

static enum kw_status ask_both(struct question *q, struct kw_error *err)
{
    KW_TRY(kw_buffer_check(&q->whole, err));
    if (q->word_count)
        KW_TRY(ask(q, true, err));
    if (q->out->count)
        qsort(q->out->items, q->out->count, sizeof *q->out->items, label_first);
    if (q->out->count < q->limit)
        KW_TRY(ask(q, false, err));
    if (q->out->count > q->limit)
        q->out->count = q->limit;
    return KW_OK;
}

static enum kw_status answer(struct question *q, const char *words,
                             struct kw_error *err)
{
    KW_TRY(kw_names_flush(q->store, err));
    KW_TRY(kw_fold(words, &q->folded, err));
    (void)split(q, false);
    KW_TRY(ask_both(q, err));
    /* Digits that are nobody's name are a year. */
    if (!q->out->count && split(q, true))
        KW_TRY(ask_both(q, err));
    return KW_OK;
}

enum kw_status kw_store_search(struct kw_store *store, const char *words,
                               const char *const *langs, size_t limit,
                               struct kw_found_list *out, struct kw_error *err)
{
    struct question q;
    bool opened;
    enum kw_status status;

    memset(&q, 0, sizeof q);
    q.store = store;
    q.langs = langs;
    q.limit = limit;
    q.out = out;
    out->count = 0;
    KW_TRY(kw_reading_begin(store, &opened, err));
    status = answer(&q, words, err);
    kw_reading_end(store, opened);
    kw_map_finish(&q.met);
    kw_buffer_finish(&q.folded);
    kw_buffer_finish(&q.whole);
    return status;
}
