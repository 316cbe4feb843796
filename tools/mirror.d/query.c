/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * action=query&list=search: who states what, as Wikidata's CirrusSearch
 * answers `haswbstatement:P22=Q1|P25=Q1`, and names among all words.
 *
 * The first term that names an item picks the candidates from the index
 * of statements; the others are checked on each candidate.
 */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "entity.h"
#include "members.h"

enum { SR_LIMIT_DEFAULT = 10, SR_LIMIT_MAX = 500, TERMS_MAX = 16 };

#define KEYWORD "haswbstatement:"

/* P22=Q42; value 0: any. */
struct pair {
    uint32_t property;
    uint32_t value;
};

/* One word of the search: pairs of which one must hold, or a name. */
struct term {
    struct pair pairs[API_VALUES_MAX];
    size_t pair_count;
    bool negated;
    const char *word; /* folded; NULL for a keyword */
};

struct search {
    struct term *terms;
    size_t count;
    const struct term *picker; /* the candidates come from its pairs */
};

static bool parse_pair(const char *text, struct pair *pair)
{
    size_t property = strcspn(text, "=");

    pair->value = 0;
    if (!property_parse(text, property, &pair->property))
        return false;
    if (text[property] == '\0')
        return true;
    return id_parse(text + property + 1, strlen(text + property + 1),
                    &pair->value);
}

static enum kw_status parse_keyword(struct kw_arena *arena, const char *text,
                                    struct term *term, struct kw_error *err)
{
    struct values values;

    KW_TRY(values_split(arena, text, &values, err));
    for (size_t i = 0; i < values.count; i++)
        if (term->pair_count < API_VALUES_MAX &&
            parse_pair(values.items[i], &term->pairs[term->pair_count]))
            term->pair_count++;
    return KW_OK;
}

static enum kw_status parse_word(struct kw_arena *arena, const char *text,
                                 struct term *term, struct kw_error *err)
{
    struct kw_buffer folded = {0};
    enum kw_status status = kw_fold(text, &folded, err);

    if (status == KW_OK) {
        term->word = kw_arena_text(arena, folded.length ? folded.bytes : "",
                                   folded.length);
        if (term->word == NULL)
            status = kw_nomem(err);
    }
    kw_buffer_finish(&folded);
    return status;
}

static bool names_items(const struct term *term)
{
    if (term->negated || term->pair_count == 0)
        return false;
    for (size_t i = 0; i < term->pair_count; i++)
        if (term->pairs[i].value == 0)
            return false;
    return true;
}

static enum kw_status parse(struct kw_arena *arena, const char *text,
                            struct search *search, struct kw_error *err)
{
    char *copy = kw_arena_text(arena, text, strlen(text));
    char *rest = NULL;

    search->terms = kw_arena_zeroed(arena, TERMS_MAX, sizeof *search->terms);
    if (copy == NULL || search->terms == NULL)
        return kw_nomem(err);
    for (char *word = strtok_r(copy, " ", &rest);
         word != NULL && search->count < TERMS_MAX;
         word = strtok_r(NULL, " ", &rest)) {
        struct term *term = &search->terms[search->count++];

        term->negated = *word == '-';
        word += term->negated;
        if (strncmp(word, KEYWORD, strlen(KEYWORD)) == 0)
            KW_TRY(parse_keyword(arena, word + strlen(KEYWORD), term, err));
        else
            KW_TRY(parse_word(arena, word, term, err));
        if (search->picker == NULL && names_items(term))
            search->picker = term;
    }
    return KW_OK;
}

static bool states(const cJSON *person, const struct pair *pair)
{
    const cJSON *statement;

    cJSON_ArrayForEach(statement, member(person, "statements"))
    {
        const char *p = member_text(statement, "p");
        const char *value = member_text(statement, "value");
        uint32_t property = 0;
        uint32_t number = 0;

        if (p == NULL || !property_parse(p, strlen(p), &property) ||
            property != pair->property)
            continue;
        if (pair->value == 0)
            return true;
        if (value != NULL && id_parse(value, strlen(value), &number) &&
            number == pair->value)
            return true;
    }
    return false;
}

/* Is the folded word among the folded words of a label? */
static bool is_called(const cJSON *person, const char *word)
{
    const cJSON *label;
    struct kw_buffer folded = {0};
    bool found = false;

    cJSON_ArrayForEach(label, member(person, "labels"))
    {
        kw_buffer_clear(&folded);
        if (kw_fold(label->valuestring, &folded, NULL) == KW_OK &&
            folded.length > 0)
            found |= word_in(folded.bytes, word);
    }
    kw_buffer_finish(&folded);
    return found;
}

static bool fits(const cJSON *person, const struct search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        const struct term *term = &search->terms[i];
        bool holds = term->word != NULL && is_called(person, term->word);

        for (size_t j = 0; j < term->pair_count && !holds; j++)
            holds = states(person, &term->pairs[j]);
        if (holds == term->negated)
            return false;
    }
    return search->count > 0;
}

/* Collects rows of people that fit, each once, in the order found. */
struct found {
    struct kw_map seen;
    uint32_t *numbers;
    size_t count;
    size_t capacity;
};

static enum kw_status consider(const struct catalog *catalog,
                               const struct row *row,
                               const struct search *search, struct found *found,
                               struct kw_error *err)
{
    cJSON *person;
    bool is_new;
    bool fit;
    uint32_t *numbers;

    if (row == NULL || row->state != ROW_PERSON)
        return KW_OK;
    KW_TRY(kw_map_put(&found->seen, row->number, 1, &is_new, err));
    if (!is_new)
        return KW_OK;
    person = catalog_read(catalog, row);
    if (person == NULL)
        return kw_nomem(err);
    fit = fits(person, search);
    cJSON_Delete(person);
    if (!fit)
        return KW_OK;
    numbers = kw_grow(found->numbers, found->count, &found->capacity,
                      sizeof *numbers);
    if (numbers == NULL)
        return kw_nomem(err);
    found->numbers = numbers;
    numbers[found->count++] = row->number;
    return KW_OK;
}

static size_t first_posting(const struct catalog *catalog,
                            const struct pair *pair)
{
    size_t low = 0;
    size_t high = catalog->posting_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct posting *at = &catalog->postings[middle];

        if (at->property < pair->property ||
            (at->property == pair->property && at->value < pair->value))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum kw_status find_all(const struct catalog *catalog,
                               const struct search *search, struct found *found,
                               struct kw_error *err)
{
    const struct term *picker = search->picker;

    if (picker == NULL) {
        for (size_t i = 0; i < catalog->row_count; i++)
            KW_TRY(consider(catalog, &catalog->rows[i], search, found, err));
        return KW_OK;
    }
    for (size_t i = 0; i < picker->pair_count; i++) {
        const struct pair *pair = &picker->pairs[i];

        for (size_t j = first_posting(catalog, pair);
             j < catalog->posting_count; j++) {
            const struct posting *at = &catalog->postings[j];

            if (at->property != pair->property || at->value != pair->value)
                break;
            KW_TRY(consider(catalog, catalog_find(catalog, at->number), search,
                            found, err));
        }
    }
    return KW_OK;
}

static void write_page(struct api_call *call, uint32_t number)
{
    const struct catalog *catalog = &call->mirror->catalog;
    const struct row *row = catalog_find(catalog, number);
    struct kw_json *json = &call->json;
    char id[ID_TEXT_BYTES];
    char stamp[32];

    kw_json_object(json);
    kw_json_set_int(json, "ns", 0);
    kw_json_set_text(json, "title", id_print(number, id));
    kw_json_set_int(json, "pageid", (int64_t)catalog_place(catalog, row) + 1);
    kw_json_set_int(json, "size", row->length);
    kw_json_set_int(json, "wordcount", 0);
    kw_json_set_text(json, "snippet", "");
    kw_time_print(row->modified_s, stamp);
    kw_json_set_text(json, "timestamp", stamp);
    kw_json_end(json);
}

static void write_found(struct api_call *call, const struct found *found,
                        size_t offset, size_t limit)
{
    struct kw_json *json = &call->json;
    size_t end = offset + limit;

    api_begin(call);
    kw_json_key(json, "batchcomplete");
    if (call->version == 1)
        kw_json_text(json, "");
    else
        kw_json_bool(json, true);
    if (found->count > end) {
        kw_json_key(json, "continue");
        kw_json_object(json);
        kw_json_set_int(json, "sroffset", (int64_t)end);
        kw_json_set_text(json, "continue", "-||");
        kw_json_end(json);
    }
    kw_json_key(json, "query");
    kw_json_object(json);
    kw_json_key(json, "searchinfo");
    kw_json_object(json);
    kw_json_set_int(json, "totalhits", (int64_t)found->count);
    kw_json_end(json);
    kw_json_key(json, "search");
    kw_json_array(json);
    for (size_t i = offset; i < end && i < found->count; i++)
        write_page(call, found->numbers[i]);
    kw_json_end(json);
    kw_json_end(json);
    kw_json_end(json);
}

static enum kw_status search_pages(struct api_call *call)
{
    const char *text = api_get(call, "srsearch");
    struct search search = {0};
    struct found found = {0};
    enum kw_status status;
    size_t limit;
    size_t offset;

    if (text == NULL || *text == '\0')
        return api_fail(call, "missingparam", NULL, NULL, NULL,
                        "The \"srsearch\" parameter must be set.");
    limit =
        (size_t)api_number(call, "srlimit", 1, SR_LIMIT_MAX, SR_LIMIT_DEFAULT);
    offset = (size_t)api_number(call, "sroffset", 0, 10000, 0);
    if (call->failed)
        return KW_OK;
    status = parse(&call->request->arena, text, &search, call->err);
    if (status == KW_OK)
        status = find_all(&call->mirror->catalog, &search, &found, call->err);
    if (status == KW_OK)
        write_found(call, &found, offset, limit);
    kw_map_finish(&found.seen);
    free(found.numbers);
    return status;
}

enum kw_status api_query(struct api_call *call)
{
    const char *list = api_get(call, "list");

    api_check_names(call, "list srsearch srnamespace srlimit sroffset srwhat "
                          "srinfo srprop srsort srenablerewrites "
                          "srinterwiki srqiprofile continue");
    if (list != NULL && strcmp(list, "search") == 0)
        return search_pages(call);
    if (list != NULL)
        api_warn(call, "query", "Unrecognized value for parameter \"list\": %s",
                 list);
    api_begin(call);
    kw_json_key(&call->json, "batchcomplete");
    if (call->version == 1)
        kw_json_text(&call->json, "");
    else
        kw_json_bool(&call->json, true);
    kw_json_end(&call->json);
    return KW_OK;
}
