/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of one part of a dump, to the people that are kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"

/* ---- memory -------------------------------------------------------- */

enum kw_status dump_part_room(struct dump_part *part, size_t more)
{
    size_t capacity = part->room.capacity ? part->room.capacity : 4096;
    char *bytes;

    while (capacity - part->length < more)
        capacity += capacity / 2;
    if (capacity == part->room.capacity)
        return KW_OK;
    bytes = realloc(part->room.bytes, capacity);
    if (!bytes)
        return kw_nomem(&part->err);
    part->room.bytes = bytes;
    part->room.capacity = capacity;
    return KW_OK;
}

enum kw_status dump_part_wrong(struct dump_part *part, uint64_t at,
                               const char *why)
{
    struct kw_dump_wrong *wrong;

    part->out.lines++;
    if (part->out.wrong_count++ >= DUMP_WRONG_KEPT)
        return KW_OK;
    wrong = kw_grow(part->out.wrong, part->out.wrong_kept,
                    &part->wrong_capacity, sizeof *wrong);
    if (!wrong)
        return kw_nomem(&part->err);
    part->out.wrong = wrong;
    wrong += part->out.wrong_kept++;
    wrong->at = at;
    (void)snprintf(wrong->why, sizeof wrong->why, "%.*s",
                   (int)sizeof wrong->why - 1, why);
    return KW_OK;
}

void dump_part_clear(struct dump_part *part)
{
    struct kw_dump_part *out = &part->out;

    for (size_t i = 0; i < out->count; i++)
        kw_person_destroy(out->people[i]);
    out->count = 0;
    out->wrong_count = 0;
    out->wrong_kept = 0;
    out->lines = 0;
    part->length = 0;
    part->is_last = false;
    part->err.status = KW_OK;
}

void dump_part_finish(struct dump_part *part)
{
    dump_part_clear(part);
    free(part->out.people);
    free(part->out.wrong);
    free(part->room.bytes);
}

/* ---- who is kept --------------------------------------------------- */

static bool has_family(const struct kw_person *person)
{
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_property_info *info =
            kw_property_info((unsigned)person->statements[i].property);

        if (info && info->direction != KW_TO_NONE)
            return true;
    }
    return false;
}

static bool is_kept(const struct kw_person *person, bool all_humans)
{
    bool is_human = person->kind == KW_HUMAN || person->kind == KW_DISPUTED;

    if (person->state != KW_PERSON)
        return false;
    if (is_human && all_humans)
        return true;
    return (is_human || person->kind == KW_KIND_UNSTATED) && has_family(person);
}

/* ---- lines --------------------------------------------------------- */

static enum kw_status keep(struct dump_part *part, struct kw_document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        struct kw_person **people;

        if (!is_kept(document->people[i], part->settings->all_humans))
            continue;
        people = kw_grow(part->out.people, part->out.count,
                         &part->people_capacity, sizeof(void *));
        if (!people)
            return kw_nomem(&part->err);
        part->out.people = people;
        people[part->out.count++] = document->people[i];
        document->people[i] = NULL;
    }
    return KW_OK;
}

/* The one place where a line is read. */
static enum kw_status read_line(struct dump_part *part, const char *line,
                                size_t length, uint64_t at)
{
    const struct kw_dump_settings *s = part->settings;
    enum kw_look look = kw_claims_look(line, length);
    struct kw_claims_limits limits = {.document_bytes = s->line_bytes,
                                      .is_checked = look != KW_LOOKS_WRONG};
    struct kw_document document;
    struct kw_error why;
    enum kw_status status;

    if (look == KW_LOOKS_WITHOUT_KIN && !s->all_humans) {
        part->out.lines++;
        return KW_OK;
    }
    status =
        kw_claims_read(line, length, NULL, s->langs, &limits, &document, &why);
    if (status == KW_NOMEM)
        return kw_nomem(&part->err);
    if (status != KW_OK)
        return dump_part_wrong(part, at, why.text);
    part->out.lines++;
    status = keep(part, &document);
    kw_document_finish(&document);
    return status;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum kw_status take_line(struct dump_part *part, const char *line,
                                size_t length, uint64_t at)
{
    while (length && (is_blank(line[length - 1]) || line[length - 1] == ','))
        length--;
    for (; length && is_blank(*line); line++, length--)
        at++;
    if (at == 0 && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
        line += 3;
        length -= 3;
    }
    if (!length || (length == 1 && (*line == '[' || *line == ']')))
        return KW_OK;
    if (*line != '{' || line[length - 1] != '}')
        return dump_part_wrong(part, at,
                               *line != '{'
                                   ? "no JSON object begins here"
                                   : "a JSON object that is cut short");
    return read_line(part, line, length, at);
}

void dump_part_read(struct dump_part *part)
{
    const char *line = part->room.bytes;
    size_t left = part->length;

    while (left) {
        const char *newline = memchr(line, '\n', left);
        size_t length = newline ? (size_t)(newline - line) : left;
        uint64_t at = part->out.at + (uint64_t)(line - part->room.bytes);

        if (take_line(part, line, length, at) != KW_OK) {
            part->err.status = KW_NOMEM;
            return;
        }
        if (!newline)
            return;
        line = newline + 1;
        left -= length + 1;
    }
}
