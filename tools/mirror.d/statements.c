/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements in Wikibase's full form. They stand grouped by property, in
 * the order of the line, never by rank: as Wikibase leaves them.
 */
#include "statements.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "ids.h"
#include "members.h"
#include "snaks.h"

#define CIRCA "Q5727902"

static void write_made_id(struct kw_json *json, uint32_t number, uint64_t hash)
{
    char text[64];
    uint64_t low = hash_number(hash);

    snprintf(text, sizeof text,
             "Q%" PRIu32 "$%08" PRIX32 "-%04X-5%03X-%04X-%012" PRIX64, number,
             (uint32_t)(hash >> 32), (unsigned)(hash >> 16) & 0xffff,
             (unsigned)hash & 0xfff, 0x8000 | ((unsigned)low & 0x3fff),
             low >> 16);
    kw_json_set_text(json, "id", text);
}

static void write_statement(struct kw_json *json, uint32_t number,
                            uint32_t property, unsigned place,
                            const cJSON *statement)
{
    const char *id = member_text(statement, "id");
    const char *rank = member_text(statement, "rank");

    kw_json_object(json);
    kw_json_key(json, "mainsnak");
    snak_write(json, property, member(statement, "value"),
               member_text(statement, "snak"), 0);
    kw_json_set_text(json, "type", "statement");
    snaks_write_qualifiers(json, member(statement, "qualifiers"));
    if (id != NULL)
        kw_json_set_text(json, "id", id);
    else
        write_made_id(json, number,
                      hash_two(hash_two(number, property), place));
    kw_json_set_text(json, "rank", rank ? rank : "normal");
    snaks_write_references(json,
                           (unsigned)member_number(statement, "references"));
    kw_json_end(json);
}

static uint32_t property_of(const cJSON *statement)
{
    const char *text = member_text(statement, "p");
    uint32_t property = 0;

    if (text != NULL)
        property_parse(text, strlen(text), &property);
    return property;
}

static bool states(const cJSON *person, uint32_t property)
{
    const cJSON *statement;

    cJSON_ArrayForEach(statement, member(person, "statements"))
    {
        if (property_of(statement) == property)
            return true;
    }
    return false;
}

/* Adds a statement; `value` is taken over, also on failure. */
static bool state(cJSON *person, const char *property, cJSON *value)
{
    cJSON *list = member(person, "statements");
    cJSON *statement = cJSON_CreateObject();

    if (list == NULL)
        list = cJSON_AddArrayToObject(person, "statements");
    if (list == NULL || statement == NULL || value == NULL ||
        !cJSON_AddStringToObject(statement, "p", property) ||
        !cJSON_AddItemToObject(statement, "value", value)) {
        cJSON_Delete(statement);
        cJSON_Delete(value);
        return false;
    }
    return cJSON_AddItemToArray(list, statement);
}

/* What a field says by which item. */
static const struct {
    const char *key;
    const char *word;
    const char *property;
    uint32_t number;
    const char *item;
} field_items[] = {
    {"sex", "male", "P21", 21, "Q6581097"},
    {"sex", "female", "P21", 21, "Q6581072"},
    {"kind", "human", "P31", 31, "Q5"},
    {"kind", "disputed", "P31", 31, "Q21070568"},
    {"kind", "mythical", "P31", 31, "Q4271324"},
    {"kind", "fictional", "P31", 31, "Q15632617"},
    {"kind", "group", "P31", 31, "Q16979650"},
};

/* Fields that stand without a statement become statements. */
static bool complete(cJSON *person)
{
    static const struct {
        const char *key;
        const char *property;
        uint32_t number;
    } dates[] = {{"birth", "P569", 569}, {"death", "P570", 570}};

    for (size_t i = 0; i < sizeof field_items / sizeof *field_items; i++) {
        const char *word = member_text(person, field_items[i].key);

        if (word == NULL || strcmp(word, field_items[i].word) != 0 ||
            states(person, field_items[i].number))
            continue;
        if (!state(person, field_items[i].property,
                   cJSON_CreateString(field_items[i].item)))
            return false;
    }
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const cJSON *date = member(person, dates[i].key);

        if (cJSON_IsObject(date) && !states(person, dates[i].number) &&
            !state(person, dates[i].property, cJSON_Duplicate(date, true)))
            return false;
    }
    return true;
}

/* "circa":true of a date is the qualifier P1480 on Wikidata. */
static bool qualify_circa(cJSON *statement)
{
    cJSON *qualifiers;
    cJSON *list;
    const cJSON *element;

    if (!cJSON_IsTrue(member(member(statement, "value"), "circa")))
        return true;
    qualifiers = member(statement, "qualifiers");
    if (qualifiers == NULL)
        qualifiers = cJSON_AddObjectToObject(statement, "qualifiers");
    list = member(qualifiers, "P1480");
    if (list == NULL)
        list = cJSON_AddArrayToObject(qualifiers, "P1480");
    cJSON_ArrayForEach(element, list)
    {
        if (cJSON_IsString(element) && strcmp(element->valuestring, CIRCA) == 0)
            return true;
    }
    return list != NULL &&
           cJSON_AddItemToArray(list, cJSON_CreateString(CIRCA));
}

static void write_group(struct kw_json *json, uint32_t number,
                        uint32_t property, const cJSON *first)
{
    char id[ID_TEXT_BYTES];
    unsigned place = 0;

    snprintf(id, sizeof id, "P%" PRIu32, property);
    kw_json_key(json, id);
    kw_json_array(json);
    for (const cJSON *at = first; at != NULL; at = at->next)
        if (property_of(at) == property)
            write_statement(json, number, property, place++, at);
    kw_json_end(json);
}

bool statements_write(struct kw_json *json, uint32_t number, cJSON *person)
{
    cJSON *list;
    cJSON *statement;
    uint32_t *seen;
    size_t seen_count = 0;

    if (!complete(person))
        return false;
    list = member(person, "statements");
    seen = calloc((size_t)cJSON_GetArraySize(list) + 1, sizeof *seen);
    if (seen == NULL)
        return false;
    cJSON_ArrayForEach(statement, list)
    {
        if (!qualify_circa(statement)) {
            free(seen);
            return false;
        }
    }
    kw_json_key(json, "claims");
    kw_json_object(json);
    cJSON_ArrayForEach(statement, list)
    {
        uint32_t property = property_of(statement);
        size_t i = 0;

        while (i < seen_count && seen[i] != property)
            i++;
        if (i < seen_count)
            continue;
        seen[seen_count++] = property;
        write_group(json, number, property, statement);
    }
    kw_json_end(json);
    free(seen);
    return true;
}
