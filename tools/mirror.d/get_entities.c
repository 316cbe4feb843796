/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * action=wbgetentities.
 *
 * Keyed by the id that was asked; one hop of a redirect is followed, a
 * second one is called missing; one id out of shape fails the batch.
 */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "entity.h"
#include "languages.h"

static unsigned read_props(struct api_call *call)
{
    static const struct {
        const char *name;
        unsigned show;
    } props[] = {{"info", SHOW_INFO},
                 {"labels", SHOW_LABELS},
                 {"descriptions", SHOW_DESCRIPTIONS},
                 {"aliases", SHOW_ALIASES},
                 {"claims", SHOW_CLAIMS},
                 {"sitelinks", SHOW_SITELINKS},
                 {"sitelinks/urls", SHOW_SITELINKS},
                 {"datatype", 0}};
    const size_t known = sizeof props / sizeof *props;
    struct values values;
    unsigned show = 0;

    if (api_get(call, "props") == NULL)
        return SHOW_ALL;
    if (api_values(call, "props", &values) != KW_OK)
        return 0;
    for (size_t i = 0; i < values.count; i++) {
        size_t j = 0;

        while (j < known && strcmp(values.items[i], props[j].name) != 0)
            j++;
        if (j < known)
            show |= props[j].show;
        else
            api_warn(call, call->module,
                     "Unrecognized value for parameter \"props\": %s",
                     values.items[i]);
    }
    return show;
}

/* Unknown codes are warned of and dropped; if none is left, all languages
 * come. */
static enum kw_status read_languages(struct api_call *call, struct values *out)
{
    size_t kept = 0;

    KW_TRY(api_values(call, "languages", out));
    for (size_t i = 0; i < out->count; i++) {
        if (language_known(out->items[i]))
            out->items[kept++] = out->items[i];
        else
            api_warn(call, call->module,
                     "Unrecognized value for parameter \"languages\": %s",
                     out->items[i]);
    }
    out->count = kept;
    return KW_OK;
}

static enum kw_status no_such_entity(struct api_call *call, const char *id)
{
    struct api_detail details[] = {{"id", id, 0}, {NULL, NULL, 0}};

    return api_fail(call, "no-such-entity", details,
                    "wikibase-api-no-such-entity", id,
                    "Could not find an entity with the ID \"%s\".", id);
}

static enum kw_status no_selector(struct api_call *call)
{
    return api_fail(call, "param-missing", NULL,
                    "wikibase-api-illegal-ids-or-sites-titles-selector", NULL,
                    "Either provide the Item \"ids\" or pairs of \"sites\" and "
                    "\"titles\" for corresponding page");
}

static void write_missing(struct kw_json *json, const char *id)
{
    kw_json_key(json, id);
    kw_json_object(json);
    kw_json_set_text(json, "id", id);
    kw_json_set_text(json, "missing", "");
    kw_json_end(json);
}

static enum kw_status write_one(struct api_call *call, uint32_t number,
                                bool follow, const struct view *view)
{
    const struct catalog *catalog = &call->mirror->catalog;
    const struct row *asked = NULL;
    const struct row *row = catalog_find(catalog, number);
    char id[ID_TEXT_BYTES];

    if (row != NULL && row->state == ROW_REDIRECT && follow) {
        asked = row;
        row = catalog_find(catalog, asked->to);
    }
    if (row == NULL || row->state != ROW_PERSON) {
        write_missing(&call->json, id_print(number, id));
        return KW_OK;
    }
    kw_json_key(&call->json, id_print(number, id));
    if (!entity_write(&call->json, catalog, row, asked, view))
        return kw_nomem(call->err);
    return KW_OK;
}

/* Titles of articles: no line holds any, so each is missing. */
static void write_titles(struct api_call *call, const struct values *sites,
                         const struct values *titles)
{
    struct kw_json *json = &call->json;
    int place = 0;

    for (size_t i = 0; i < sites->count; i++)
        for (size_t j = 0; j < titles->count; j++) {
            char key[16];

            snprintf(key, sizeof key, "%d", --place); /* -1, -2, ... */
            kw_json_key(json, key);
            kw_json_object(json);
            kw_json_set_text(json, "site", sites->items[i]);
            kw_json_set_text(json, "title", titles->items[j]);
            kw_json_set_text(json, "missing", "");
            kw_json_end(json);
        }
}

/* The numbers behind `ids`, each once; 0 stands for a property, which is
 * well-formed but not here. Fails at the first one out of shape. */
static enum kw_status read_ids(struct api_call *call, struct values *ids,
                               uint32_t *numbers, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < ids->count && !call->failed; i++) {
        char *text = ids->items[i];
        uint32_t number = 0;
        bool seen = false;

        if (text[0] == 'p')
            text[0] = 'P';
        if (!item_id_parse(text, strlen(text), &number)) {
            if (!property_parse(text, strlen(text), &number))
                return no_such_entity(call, text);
            number = 0;
        }
        for (size_t j = 0; j < *count; j++)
            seen |= number != 0 ? numbers[j] == number
                                : strcmp(ids->items[j], text) == 0;
        if (seen)
            continue;
        ids->items[*count] = text;
        numbers[(*count)++] = number;
    }
    return KW_OK;
}

static enum kw_status write_entities(struct api_call *call,
                                     const struct values *ids,
                                     const uint32_t *numbers, size_t count,
                                     const struct view *view)
{
    const char *redirects = api_get(call, "redirects");
    bool follow = redirects == NULL || strcmp(redirects, "no") != 0;

    for (size_t i = 0; i < count; i++) {
        if (numbers[i] == 0)
            write_missing(&call->json, ids->items[i]);
        else
            KW_TRY(write_one(call, numbers[i], follow, view));
    }
    return KW_OK;
}

enum kw_status api_get_entities(struct api_call *call)
{
    const char *redirects = api_get(call, "redirects");
    const char *fallback = api_get(call, "languagefallback");
    struct values languages;
    struct values ids;
    struct values sites;
    struct values titles;
    struct view view = {.languages = &languages, .fallback = fallback != NULL};
    uint32_t numbers[API_VALUES_MAX];
    size_t count = 0;

    api_check_names(call, "ids sites titles redirects props languages "
                          "languagefallback normalize sitefilter");
    KW_TRY(api_values(call, "ids", &ids));
    KW_TRY(api_values(call, "sites", &sites));
    KW_TRY(api_values(call, "titles", &titles));
    view.show = read_props(call);
    KW_TRY(read_languages(call, &languages));
    if (redirects != NULL && !word_in("yes no", redirects))
        KW_TRY(api_bad_value(call, "redirects", redirects));
    if (!call->failed && api_get(call, "ids") == NULL &&
        (sites.count == 0 || titles.count == 0))
        KW_TRY(no_selector(call));
    if (!call->failed)
        KW_TRY(read_ids(call, &ids, numbers, &count));
    if (call->failed)
        return KW_OK;
    if (call->request->cut_short && count > 1) {
        count = (count + 1) / 2;
        api_warn(call, "result",
                 "This result was truncated because it would otherwise be "
                 "larger than the limit of 12,582,912 bytes.");
    }
    api_begin(call);
    if (count > 0 || titles.count > 0) {
        kw_json_key(&call->json, "entities");
        kw_json_object(&call->json);
        write_titles(call, &sites, &titles);
        KW_TRY(write_entities(call, &ids, numbers, count, &view));
        kw_json_end(&call->json);
    }
    kw_json_set_int(&call->json, "success", 1);
    kw_json_end(&call->json);
    return KW_OK;
}
