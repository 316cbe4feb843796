/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * action=wbsearchentities: who has a label or alias that begins so.
 *
 * Hits come language by language (the one asked, then what stands in for
 * it), by the text that matched; a person comes once. The language
 * searched is `language`; that of what is shown is `uselang`.
 */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "entity.h"
#include "languages.h"

enum { LIMIT_DEFAULT = 7, LIMIT_MAX = 50, OFFSET_MAX = 10000 };

struct hit {
    const struct row *row;
    const char *text; /* that matched */
    const char *lang; /* NULL: it was the id */
    bool is_alias;
};

struct hits {
    struct hit items[LIMIT_MAX];
    size_t count;
    size_t skip;  /* hits still to pass over */
    size_t limit; /* of count */
    bool more;    /* there was one beyond the limit */
    struct kw_map seen;
};

static enum kw_status take_hit(struct hits *hits, const struct hit *hit,
                               struct kw_error *err)
{
    bool is_new;

    KW_TRY(kw_map_put(&hits->seen, hit->row->number, 1, &is_new, err));
    if (!is_new)
        return KW_OK;
    if (hits->skip > 0)
        hits->skip--;
    else if (hits->count == hits->limit)
        hits->more = true;
    else
        hits->items[hits->count++] = *hit;
    return KW_OK;
}

/* The first name at or behind `key`. */
static size_t first_name(const struct catalog *catalog, const char *key)
{
    size_t low = 0;
    size_t high = catalog->name_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(catalog->names[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Names in one language that begin with `key`. */
static enum kw_status find_names(const struct catalog *catalog, const char *key,
                                 const char *lang, struct hits *hits,
                                 struct kw_error *err)
{
    size_t length = strlen(key);

    for (size_t i = first_name(catalog, key);
         i < catalog->name_count && !hits->more; i++) {
        const struct name *name = &catalog->names[i];
        struct hit hit = {
            .text = name->text, .lang = name->lang, .is_alias = name->is_alias};

        if (strncmp(name->key, key, length) != 0)
            break;
        if (strcmp(name->lang, lang) != 0)
            continue;
        hit.row = catalog_find(catalog, name->number);
        KW_TRY(take_hit(hits, &hit, err));
    }
    return KW_OK;
}

/* The one whose id was typed: itself, or a redirect to somebody. */
static enum kw_status find_id(const struct catalog *catalog, const char *text,
                              struct hits *hits, struct kw_error *err)
{
    struct hit hit = {.text = text};
    const struct row *target;
    uint32_t number;

    if (!item_id_parse(text, strlen(text), &number))
        return KW_OK;
    hit.row = catalog_find(catalog, number);
    target = hit.row;
    if (hit.row != NULL && hit.row->state == ROW_REDIRECT)
        target = catalog_find(catalog, hit.row->to);
    if (target == NULL || target->state != ROW_PERSON)
        return KW_OK;
    return take_hit(hits, &hit, err);
}

static void write_shown(struct kw_json *json, const char *key, const char *text,
                        const char *lang)
{
    if (text == NULL)
        return;
    kw_json_key(json, key);
    kw_json_object(json);
    kw_json_set_text(json, "value", text);
    kw_json_set_text(json, "language", lang);
    kw_json_end(json);
}

static void write_match(struct kw_json *json, const struct hit *hit,
                        const char *text, const char *label)
{
    kw_json_key(json, "match");
    kw_json_object(json);
    if (hit->lang == NULL) {
        kw_json_set_text(json, "type", "entityId");
    } else {
        kw_json_set_text(json, "type", hit->is_alias ? "alias" : "label");
        kw_json_set_text(json, "language", hit->lang);
    }
    kw_json_set_text(json, "text", text);
    kw_json_end(json);
    if (label != NULL && strcmp(label, text) == 0)
        return;
    kw_json_key(json, "aliases");
    kw_json_array(json);
    kw_json_text(json, text);
    kw_json_end(json);
}

static enum kw_status write_hit(struct api_call *call, const struct hit *hit)
{
    const struct catalog *catalog = &call->mirror->catalog;
    const struct row *row = hit->row;
    const char *uselang = api_get(call, "uselang");
    const char *props = api_get(call, "props");
    const char *label_lang = NULL;
    const char *description_lang = NULL;
    const char *label;
    const char *description;
    struct kw_json *json = &call->json;
    char id[ID_TEXT_BYTES];
    char url[512];
    cJSON *person;

    if (row->state == ROW_REDIRECT)
        row = catalog_find(catalog, row->to);
    person = catalog_read(catalog, row);
    if (person == NULL)
        return kw_nomem(call->err);
    if (uselang == NULL || !language_known(uselang))
        uselang = "en";
    label = entity_text(person, "labels", uselang, &label_lang);
    description =
        entity_text(person, "descriptions", uselang, &description_lang);
    id_print(hit->row->number, id);
    kw_json_object(json);
    kw_json_set_text(json, "id", id);
    kw_json_set_text(json, "title", id);
    kw_json_set_int(json, "pageid",
                    (int64_t)catalog_place(catalog, hit->row) + 1);
    snprintf(url, sizeof url, "http://www.wikidata.org/entity/%s", id);
    kw_json_set_text(json, "concepturi", url);
    kw_json_set_text(json, "repository", "wikidata");
    if (props == NULL || word_in("url", props)) {
        snprintf(url, sizeof url, "%s/wiki/%s", call->request->base_url, id);
        kw_json_set_text(json, "url", url);
    }
    kw_json_key(json, "display");
    kw_json_object(json);
    write_shown(json, "label", label, label_lang);
    write_shown(json, "description", description, description_lang);
    kw_json_end(json);
    if (label != NULL)
        kw_json_set_text(json, "label", label);
    if (description != NULL)
        kw_json_set_text(json, "description", description);
    write_match(json, hit, hit->lang ? hit->text : id, label);
    kw_json_end(json);
    cJSON_Delete(person);
    return KW_OK;
}

static enum kw_status write_hits(struct api_call *call, const char *search,
                                 const struct hits *hits, size_t next)
{
    struct kw_json *json = &call->json;

    api_begin(call);
    kw_json_key(json, "searchinfo");
    kw_json_object(json);
    kw_json_set_text(json, "search", search);
    kw_json_end(json);
    kw_json_key(json, "search");
    kw_json_array(json);
    for (size_t i = 0; i < hits->count; i++)
        KW_TRY(write_hit(call, &hits->items[i]));
    kw_json_end(json);
    /* Wikibase goes on only up to its limit. */
    if (hits->more && next <= LIMIT_MAX)
        kw_json_set_int(json, "search-continue", (int64_t)next);
    kw_json_set_int(json, "success", 1);
    kw_json_end(json);
    return KW_OK;
}

static enum kw_status need(struct api_call *call, const char *name)
{
    const char *value = api_get(call, name);

    if (value != NULL && *value != '\0')
        return KW_OK;
    return api_fail(call, "missingparam", NULL, NULL, NULL,
                    "The \"%s\" parameter must be set.", name);
}

static enum kw_status find(struct api_call *call, const char *search,
                           struct hits *hits)
{
    const struct catalog *catalog = &call->mirror->catalog;
    const char *key = search;
    struct kw_buffer folded = {0};
    struct chain chain;
    enum kw_status status = find_id(catalog, search, hits, call->err);

    chain_make(&chain, api_get(call, "language"), true);
    if (status == KW_OK && catalog->folded) {
        status = kw_fold(search, &folded, call->err);
        key = folded.length > 0 ? folded.bytes : NULL;
    }
    for (size_t i = 0; i < chain.count && status == KW_OK && key != NULL; i++)
        status = find_names(catalog, key, chain.codes[i], hits, call->err);
    kw_buffer_finish(&folded);
    return status;
}

enum kw_status api_search_entities(struct api_call *call)
{
    const char *search = api_get(call, "search");
    const char *type = api_get(call, "type");
    struct hits hits = {0};
    enum kw_status status = KW_OK;

    api_check_names(call, "search language strictlanguage type limit continue "
                          "props profile");
    KW_TRY(need(call, "search"));
    KW_TRY(need(call, "language"));
    if (call->failed)
        return KW_OK;
    if (!language_known(api_get(call, "language")))
        return api_bad_value(call, "language", api_get(call, "language"));
    if (type != NULL && !word_in("item property lexeme form sense", type))
        return api_bad_value(call, "type", type);
    hits.limit = (size_t)api_number(call, "limit", 0, LIMIT_MAX, LIMIT_DEFAULT);
    hits.skip = (size_t)api_number(call, "continue", 0, OFFSET_MAX, 0);
    if (call->failed)
        return KW_OK;
    if (type == NULL || strcmp(type, "item") == 0) {
        size_t next = hits.skip + hits.limit;

        status = find(call, search, &hits);
        if (status == KW_OK)
            status = write_hits(call, search, &hits, next);
    } else {
        status = write_hits(call, search, &hits, 0);
    }
    kw_map_finish(&hits.seen);
    return status;
}
