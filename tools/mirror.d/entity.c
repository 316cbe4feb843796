/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names and frame of an entity. Its statements are in statements.c.
 */
#include "entity.h"

#include <stdlib.h>
#include <string.h>

#include "languages.h"
#include "members.h"
#include "statements.h"

static void write_text(struct kw_json *json, const char *lang, const char *text)
{
    kw_json_object(json);
    kw_json_set_text(json, "language", lang);
    kw_json_set_text(json, "value", text);
    kw_json_end(json);
}

static bool wants_all(const struct view *view)
{
    return view->languages == NULL || view->languages->count == 0;
}

const char *entity_text(const cJSON *person, const char *key, const char *lang,
                        const char **found_lang)
{
    const cJSON *texts = member(person, key);
    struct chain chain;

    chain_make(&chain, lang, strcmp(key, "descriptions") != 0);
    for (size_t i = 0; i < chain.count; i++) {
        const cJSON *text = member(texts, chain.codes[i]);

        if (cJSON_IsString(text)) {
            *found_lang = text->string;
            return text->valuestring;
        }
    }
    return NULL;
}

/* One asked language, with whatever stands in for it. */
static void write_fallback(struct kw_json *json, const cJSON *person,
                           const char *key, const char *lang)
{
    const char *found = NULL;
    const char *text = entity_text(person, key, lang, &found);

    if (text == NULL)
        return;
    kw_json_key(json, lang);
    if (strcmp(found, lang) == 0) {
        write_text(json, lang, text);
        return;
    }
    kw_json_object(json);
    kw_json_set_text(json, "value", text);
    kw_json_set_text(json, "language", found);
    kw_json_set_text(json, "for-language", lang);
    kw_json_end(json);
}

static void write_texts(struct kw_json *json, const cJSON *person,
                        const char *key, const struct view *view)
{
    const cJSON *text;

    kw_json_key(json, key);
    kw_json_object(json);
    if (view->fallback && !wants_all(view)) {
        for (size_t i = 0; i < view->languages->count; i++)
            write_fallback(json, person, key, view->languages->items[i]);
    } else {
        cJSON_ArrayForEach(text, member(person, key))
        {
            if (!wants_all(view) && !values_has(view->languages, text->string))
                continue;
            kw_json_key(json, text->string);
            write_text(json, text->string, text->valuestring);
        }
    }
    kw_json_end(json);
}

static void write_aliases(struct kw_json *json, const cJSON *person,
                          const struct view *view)
{
    const cJSON *list;
    const cJSON *alias;

    kw_json_key(json, "aliases");
    kw_json_object(json);
    cJSON_ArrayForEach(list, member(person, "aliases"))
    {
        if (!wants_all(view) && !values_has(view->languages, list->string))
            continue;
        kw_json_key(json, list->string);
        kw_json_array(json);
        cJSON_ArrayForEach(alias, list)
            write_text(json, list->string, alias->valuestring);
        kw_json_end(json);
    }
    kw_json_end(json);
}

static void write_info(struct kw_json *json, const struct catalog *catalog,
                       const struct row *row)
{
    char id[ID_TEXT_BYTES];
    char modified[32];

    kw_json_set_int(json, "pageid", (int64_t)catalog_place(catalog, row) + 1);
    kw_json_set_int(json, "ns", 0);
    kw_json_set_text(json, "title", id_print(row->number, id));
    kw_json_set_int(json, "lastrevid", row->revision);
    kw_time_print(row->modified_s, modified);
    kw_json_set_text(json, "modified", modified);
}

bool entity_write(struct kw_json *json, const struct catalog *catalog,
                  const struct row *row, const struct row *asked,
                  const struct view *view)
{
    char id[ID_TEXT_BYTES];
    cJSON *person = catalog_read(catalog, row);
    bool done = person != NULL;

    if (!done)
        return false;
    kw_json_object(json);
    if (view->show & SHOW_INFO)
        write_info(json, catalog, row);
    if (asked != NULL) {
        kw_json_key(json, "redirects");
        kw_json_object(json);
        kw_json_set_text(json, "from", id_print(asked->number, id));
        kw_json_set_text(json, "to", id_print(row->number, id));
        kw_json_end(json);
    }
    kw_json_set_text(json, "type", "item");
    kw_json_set_text(json, "id", id_print(row->number, id));
    if (view->show & SHOW_LABELS)
        write_texts(json, person, "labels", view);
    if (view->show & SHOW_DESCRIPTIONS)
        write_texts(json, person, "descriptions", view);
    if (view->show & SHOW_ALIASES)
        write_aliases(json, person, view);
    if (view->show & SHOW_CLAIMS)
        done = statements_write(json, row->number, person);
    if (view->show & SHOW_SITELINKS) {
        kw_json_key(json, "sitelinks");
        kw_json_object(json);
        kw_json_end(json);
    }
    kw_json_end(json);
    cJSON_Delete(person);
    return done;
}
