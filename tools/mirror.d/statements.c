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

#define ENTITY_URL "http://www.wikidata.org/entity/"
#define CIRCA "Q5727902"

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *get_text(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(get(object, key));
}

static double get_number(const cJSON *object, const char *key)
{
    const cJSON *number = get(object, key);

    return cJSON_IsNumber(number) ? number->valuedouble : 0;
}

/* ---- values -------------------------------------------------------- */

static void write_item(struct kw_json *json, const char *text)
{
    char id[ID_TEXT_BYTES];
    uint32_t number = 0;

    id_parse(text, strlen(text), &number);
    kw_json_key(json, "value");
    kw_json_object(json);
    kw_json_set_text(json, "entity-type", "item");
    kw_json_set_int(json, "numeric-id", number);
    kw_json_set_text(json, "id", id_print(number, id));
    kw_json_end(json);
    kw_json_set_text(json, "type", "wikibase-entityid");
}

static void write_time(struct kw_json *json, const cJSON *date)
{
    const char *calendar = get_text(date, "calendar");
    bool julian = calendar != NULL && strcmp(calendar, "julian") == 0;

    kw_json_key(json, "value");
    kw_json_object(json);
    kw_json_set_text(json, "time", get_text(date, "time"));
    kw_json_set_int(json, "timezone", 0);
    kw_json_set_int(json, "before", (int64_t)get_number(date, "before"));
    kw_json_set_int(json, "after", (int64_t)get_number(date, "after"));
    kw_json_set_int(json, "precision", (int64_t)get_number(date, "precision"));
    kw_json_set_text(json, "calendarmodel",
                     julian ? ENTITY_URL "Q1985786" : ENTITY_URL "Q1985727");
    kw_json_end(json);
    kw_json_set_text(json, "type", "time");
}

static void write_string(struct kw_json *json, const cJSON *value)
{
    const char *text = get_text(value, "text");

    kw_json_set_text(json, "value", text ? text : "");
    kw_json_set_text(json, "type", "string");
}

/* The properties whose values are dates, for snaks without a value. */
static bool is_time_property(uint32_t property)
{
    static const uint32_t times[] = {569, 570, 580, 582, 585, 1319, 1326};

    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (times[i] == property)
            return true;
    return false;
}

static const char *datatype_of(uint32_t property, const cJSON *value)
{
    if (cJSON_IsString(value))
        return "wikibase-item";
    if (get_text(value, "time") != NULL)
        return "time";
    if (value != NULL)
        return "string";
    return is_time_property(property) ? "time" : "wikibase-item";
}

/* ---- snaks --------------------------------------------------------- */

/* Forty digits, as SHA-1 would have, always the same for the same snak. */
static void write_hash(struct kw_json *json, uint64_t hash)
{
    char text[48];

    snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64 "%08" PRIx32, hash,
             hash_number(hash), (uint32_t)hash_two(hash, 2));
    kw_json_set_text(json, "hash", text);
}

static uint64_t hash_value(uint64_t hash, const cJSON *value)
{
    const cJSON *member;

    if (cJSON_IsString(value))
        return hash_text(hash, value->valuestring);
    cJSON_ArrayForEach(member, value)
    {
        if (cJSON_IsString(member))
            hash = hash_text(hash, member->valuestring);
        else if (cJSON_IsNumber(member))
            hash = hash_two(hash, (uint64_t)(int64_t)member->valuedouble);
    }
    return hash;
}

/* `value` NULL: somevalue or novalue, as `snak` says. `salt` makes equal
 * snaks differ where they must. */
static void write_snak(struct kw_json *json, uint32_t property,
                       const cJSON *value, const char *snak, uint64_t salt)
{
    char id[ID_TEXT_BYTES];
    const char *type = value ? "value" : snak;

    snprintf(id, sizeof id, "P%" PRIu32, property);
    kw_json_object(json);
    kw_json_set_text(json, "snaktype", type);
    kw_json_set_text(json, "property", id);
    write_hash(json,
               hash_value(hash_text(hash_two(property, salt), type), value));
    if (value != NULL) {
        kw_json_key(json, "datavalue");
        kw_json_object(json);
        if (cJSON_IsString(value))
            write_item(json, value->valuestring);
        else if (get_text(value, "time") != NULL)
            write_time(json, value);
        else
            write_string(json, value);
        kw_json_end(json);
    }
    kw_json_set_text(json, "datatype", datatype_of(property, value));
    kw_json_end(json);
}

/* An element of a qualifier's list: a value, or {"snak":"somevalue"}. */
static void write_qualifier(struct kw_json *json, uint32_t property,
                            const cJSON *element)
{
    const char *snak = get_text(element, "snak");

    write_snak(json, property, snak ? NULL : element, snak, 0);
}

static bool write_qualifiers(struct kw_json *json, const cJSON *qualifiers)
{
    const cJSON *list;
    const cJSON *element;
    uint32_t property;

    if (cJSON_GetArraySize(qualifiers) == 0)
        return true;
    kw_json_key(json, "qualifiers");
    kw_json_object(json);
    cJSON_ArrayForEach(list, qualifiers)
    {
        if (!property_parse(list->string, strlen(list->string), &property))
            continue;
        kw_json_key(json, list->string);
        kw_json_array(json);
        cJSON_ArrayForEach(element, list)
            write_qualifier(json, property, element);
        kw_json_end(json);
    }
    kw_json_end(json);
    kw_json_key(json, "qualifiers-order");
    kw_json_array(json);
    cJSON_ArrayForEach(list, qualifiers) kw_json_text(json, list->string);
    kw_json_end(json);
    return true;
}

/* The line only counts references; each is served as one of an unknown
 * source (P143, imported from). */
static void write_references(struct kw_json *json, unsigned count)
{
    if (count == 0)
        return;
    kw_json_key(json, "references");
    kw_json_array(json);
    for (unsigned i = 0; i < count; i++) {
        kw_json_object(json);
        write_hash(json, hash_two(count, i));
        kw_json_key(json, "snaks");
        kw_json_object(json);
        kw_json_key(json, "P143");
        kw_json_array(json);
        write_snak(json, 143, NULL, "somevalue", i + 1);
        kw_json_end(json);
        kw_json_end(json);
        kw_json_key(json, "snaks-order");
        kw_json_array(json);
        kw_json_text(json, "P143");
        kw_json_end(json);
        kw_json_end(json);
    }
    kw_json_end(json);
}

/* ---- statements ---------------------------------------------------- */

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
    const char *id = get_text(statement, "id");
    const char *rank = get_text(statement, "rank");

    kw_json_object(json);
    kw_json_key(json, "mainsnak");
    write_snak(json, property, get(statement, "value"),
               get_text(statement, "snak"), 0);
    kw_json_set_text(json, "type", "statement");
    write_qualifiers(json, get(statement, "qualifiers"));
    if (id != NULL)
        kw_json_set_text(json, "id", id);
    else
        write_made_id(json, number,
                      hash_two(hash_two(number, property), place));
    kw_json_set_text(json, "rank", rank ? rank : "normal");
    write_references(json, (unsigned)get_number(statement, "references"));
    kw_json_end(json);
}

static uint32_t property_of(const cJSON *statement)
{
    const char *text = get_text(statement, "p");
    uint32_t property = 0;

    if (text != NULL)
        property_parse(text, strlen(text), &property);
    return property;
}

static bool states(const cJSON *person, uint32_t property)
{
    const cJSON *statement;

    cJSON_ArrayForEach(statement, get(person, "statements"))
    {
        if (property_of(statement) == property)
            return true;
    }
    return false;
}

/* Adds a statement; `value` is taken over, also on failure. */
static bool state(cJSON *person, const char *property, cJSON *value)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(person, "statements");
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
        const char *word = get_text(person, field_items[i].key);

        if (word == NULL || strcmp(word, field_items[i].word) != 0 ||
            states(person, field_items[i].number))
            continue;
        if (!state(person, field_items[i].property,
                   cJSON_CreateString(field_items[i].item)))
            return false;
    }
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const cJSON *date = get(person, dates[i].key);

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

    if (!cJSON_IsTrue(get(get(statement, "value"), "circa")))
        return true;
    qualifiers = cJSON_GetObjectItemCaseSensitive(statement, "qualifiers");
    if (qualifiers == NULL)
        qualifiers = cJSON_AddObjectToObject(statement, "qualifiers");
    list = cJSON_GetObjectItemCaseSensitive(qualifiers, "P1480");
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
    list = cJSON_GetObjectItemCaseSensitive(person, "statements");
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
