/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is taken from a line at the start: whose it is, their names, and
 * whom they name.
 */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#include "members.h"

/* What a line says when it was changed, where it says nothing. */
#define MODIFIED_DEFAULT_S INT64_C(1767225600) /* 2026-01-01 */

/* The number of the id under `key`, or why there is none. */
static enum kw_status number_of(const cJSON *object, const char *key,
                                uint32_t *number, struct kw_error *err)
{
    const char *text = member_text(object, key);

    if (text == NULL)
        return kw_fail(err, KW_INPUT, "no \"%s\" with an id in it", key);
    if (!id_parse(text, strlen(text), number))
        return kw_fail(err, KW_INPUT,
                       "\"%s\" is \"%.40s\"; a Wikibase can serve Q<n> and "
                       "I<n> only",
                       key, text);
    return KW_OK;
}

static enum kw_status add_name(struct part *part, const char *lang,
                               const char *text, bool is_alias, uint32_t number,
                               struct kw_error *err)
{
    const char *key = text;
    struct name *names = kw_grow(part->names, part->name_count,
                                 &part->name_capacity, sizeof *names);
    struct name *name;

    if (names == NULL)
        return kw_nomem(err);
    part->names = names;
    if (part->folded) {
        kw_buffer_clear(&part->key);
        KW_TRY(kw_fold(text, &part->key, err));
        KW_TRY(kw_buffer_check(&part->key, err));
        key = part->key.length > 0 ? part->key.bytes : "";
    }
    name = &names[part->name_count];
    name->text = kw_arena_text(&part->arena, text, strlen(text));
    name->lang = kw_arena_text(&part->arena, lang, strlen(lang));
    name->key = part->folded ? kw_arena_text(&part->arena, key, strlen(key))
                             : name->text;
    if (name->text == NULL || name->lang == NULL || name->key == NULL)
        return kw_nomem(err);
    name->number = number;
    name->is_alias = is_alias;
    part->name_count++;
    return KW_OK;
}

static enum kw_status add_names(struct part *part, const cJSON *person,
                                uint32_t number, struct kw_error *err)
{
    const cJSON *item;
    const cJSON *one;

    cJSON_ArrayForEach(item, member(person, "labels"))
    {
        if (!cJSON_IsString(item))
            return kw_fail(err, KW_INPUT, "a label is no text");
        KW_TRY(add_name(part, item->string, item->valuestring, false, number,
                        err));
    }
    cJSON_ArrayForEach(item, member(person, "aliases"))
    {
        cJSON_ArrayForEach(one, item)
        {
            if (!cJSON_IsString(one))
                return kw_fail(err, KW_INPUT, "an alias is no text");
            KW_TRY(add_name(part, item->string, one->valuestring, true, number,
                            err));
        }
    }
    return KW_OK;
}

/* P<n>, as a number; 0 if it is none. */
static uint32_t property_of(const cJSON *statement)
{
    const char *text = member_text(statement, "p");
    uint32_t number;

    if (text == NULL || !property_parse(text, strlen(text), &number))
        return 0;
    return number;
}

static enum kw_status add_postings(struct part *part, const cJSON *person,
                                   uint32_t number, struct kw_error *err)
{
    const cJSON *statement;

    cJSON_ArrayForEach(statement, member(person, "statements"))
    {
        const cJSON *value = member(statement, "value");
        uint32_t property = property_of(statement);
        struct posting *postings;

        if (property == 0)
            return kw_fail(err, KW_INPUT, "a statement without \"p\":\"P<n>\"");
        if (value == NULL && member_text(statement, "snak") == NULL)
            return kw_fail(err, KW_INPUT,
                           "a statement has neither \"value\" nor \"snak\"");
        if (!cJSON_IsString(value))
            continue;
        postings = kw_grow(part->postings, part->posting_count,
                           &part->posting_capacity, sizeof *postings);
        if (postings == NULL)
            return kw_nomem(err);
        part->postings = postings;
        KW_TRY(number_of(statement, "value",
                         &postings[part->posting_count].value, err));
        postings[part->posting_count].property = property;
        postings[part->posting_count].number = number;
        part->posting_count++;
    }
    return KW_OK;
}

static enum kw_status fill_row(struct row *row, const cJSON *person,
                               struct kw_error *err)
{
    const char *state = member_text(person, "state");
    const char *read_at = member_text(person, "read_at");
    const cJSON *rev = member(person, "rev");
    const char *schema = member_text(person, "schema");

    if (schema == NULL || strcmp(schema, "kinwalk.person/1") != 0)
        return kw_fail(err, KW_INPUT, "no line of the schema kinwalk.person/1");
    KW_TRY(number_of(person, "id", &row->number, err));
    row->state = ROW_PERSON;
    if (state != NULL && strcmp(state, "missing") == 0)
        row->state = ROW_MISSING;
    else if (state != NULL && strcmp(state, "redirect") == 0)
        row->state = ROW_REDIRECT;
    else if (state != NULL && strcmp(state, "person") != 0)
        return kw_fail(err, KW_INPUT, "unknown state \"%.20s\"", state);
    if (row->state == ROW_REDIRECT)
        KW_TRY(number_of(person, "to", &row->to, err));
    if (cJSON_IsNumber(rev) && rev->valuedouble >= 1 &&
        rev->valuedouble <= (double)UINT32_MAX)
        row->revision = (uint32_t)rev->valuedouble;
    if (read_at == NULL || !kw_time_parse(read_at, &row->modified_s))
        row->modified_s = MODIFIED_DEFAULT_S;
    return KW_OK;
}

static enum kw_status read_line(struct part *part, const char *line,
                                size_t length, struct kw_error *err)
{
    enum kw_status status;
    struct row *row;
    struct row *rows =
        kw_grow(part->rows, part->row_count, &part->row_capacity, sizeof *rows);
    cJSON *person;

    if (rows == NULL)
        return kw_nomem(err);
    part->rows = rows;
    if (length > UINT32_MAX)
        return kw_fail(err, KW_LIMIT, "longer than 4 GiB");
    person = cJSON_ParseWithLength(line, length);
    if (!cJSON_IsObject(person)) {
        cJSON_Delete(person);
        return kw_fail(err, KW_INPUT, "no JSON object, or cut short");
    }
    row = &rows[part->row_count];
    memset(row, 0, sizeof *row);
    row->offset = (uint64_t)(line - part->bytes);
    row->length = (uint32_t)length;
    row->line = part->lines;
    status = fill_row(row, person, err);
    if (status == KW_OK)
        status = add_names(part, person, row->number, err);
    if (status == KW_OK)
        status = add_postings(part, person, row->number, err);
    cJSON_Delete(person);
    part->row_count++;
    return status;
}

void part_read(struct kw_job *job)
{
    struct part *part = (struct part *)job;
    size_t at = part->from;

    while (at < part->to) {
        const char *line = part->bytes + at;
        const char *end = memchr(line, '\n', part->to - at);
        size_t length = end ? (size_t)(end - line) : part->to - at;

        part->lines++;
        at += length + 1;
        if (length > 0 && line[length - 1] == '\r')
            length--;
        if (length == 0)
            continue;
        if (read_line(part, line, length, &part->err) != KW_OK) {
            part->err_line = part->lines;
            return;
        }
    }
}

void part_finish(struct part *part)
{
    free(part->rows);
    free(part->names);
    free(part->postings);
    kw_arena_finish(&part->arena);
    kw_buffer_finish(&part->key);
}
