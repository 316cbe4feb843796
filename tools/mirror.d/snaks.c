/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values, snaks, and what hangs on a statement.
 */
#include "snaks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hash.h"
#include "ids.h"
#include "members.h"

#define ENTITY_URL "http://www.wikidata.org/entity/"

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
    const char *calendar = member_text(date, "calendar");
    bool julian = calendar != NULL && strcmp(calendar, "julian") == 0;

    kw_json_key(json, "value");
    kw_json_object(json);
    kw_json_set_text(json, "time", member_text(date, "time"));
    kw_json_set_int(json, "timezone", 0);
    kw_json_set_int(json, "before", (int64_t)member_number(date, "before"));
    kw_json_set_int(json, "after", (int64_t)member_number(date, "after"));
    kw_json_set_int(json, "precision",
                    (int64_t)member_number(date, "precision"));
    kw_json_set_text(json, "calendarmodel",
                     julian ? ENTITY_URL "Q1985786" : ENTITY_URL "Q1985727");
    kw_json_end(json);
    kw_json_set_text(json, "type", "time");
}

static void write_string(struct kw_json *json, const cJSON *value)
{
    const char *text = member_text(value, "text");

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
    if (member_text(value, "time") != NULL)
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
    const cJSON *field;

    if (value == NULL)
        return hash;
    if (cJSON_IsString(value))
        return hash_text(hash, value->valuestring);
    cJSON_ArrayForEach(field, value)
    {
        if (cJSON_IsString(field))
            hash = hash_text(hash, field->valuestring);
        else if (cJSON_IsNumber(field))
            hash = hash_two(hash, (uint64_t)(int64_t)field->valuedouble);
    }
    return hash;
}

void snak_write(struct kw_json *json, uint32_t property, const cJSON *value,
                const char *snak, uint64_t salt)
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
        else if (member_text(value, "time") != NULL)
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
    const char *snak = member_text(element, "snak");

    snak_write(json, property, snak ? NULL : element, snak, 0);
}

void snaks_write_qualifiers(struct kw_json *json, const cJSON *qualifiers)
{
    const cJSON *list;
    const cJSON *element;
    uint32_t property;

    if (cJSON_GetArraySize(qualifiers) == 0)
        return;
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
}

void snaks_write_references(struct kw_json *json, unsigned count)
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
        snak_write(json, 143, NULL, "somevalue", i + 1);
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
