/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told of a person and of a link, by every format that has named
 * attributes: one row a value.
 */
#include "writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct field person_fields[PERSON_FIELDS] = {
    {"label", false},
    {"sex", false},
    {"kind", false},
    {"known", false},
    {"birth", false},
    {"birth_precision", false},
    {"birth_calendar", false},
    {"birth_about", false},
    {"birth_year", true},
    {"death", false},
    {"death_precision", false},
    {"death_calendar", false},
    {"death_about", false},
    {"death_year", true},
    {"description", false},
};

const struct field link_fields[LINK_FIELDS] = {
    {"kind", false},
    {"role", false},
    {"stated_by", false},
    {"source_rank", false},
    {"target_rank", false},
    {"since", false},
    {"since_precision", false},
    {"since_calendar", false},
    {"since_about", false},
    {"until", false},
    {"until_precision", false},
    {"until_calendar", false},
    {"until_about", false},
    {"ended", false},
};

/* Fills four values from a date; false if memory ran out. */
static bool date_values(struct kw_arena *arena, struct kw_date date,
                        const char **values)
{
    if (!kw_date_is_known(date))
        return true;
    values[0] = date_iso(arena, date);
    values[1] = kw_precision_name(date.precision);
    values[2] = date_calendar(date);
    values[3] = date_about(arena, date);
    return values[0] &&
           (values[3] || !(date.circa || date.before || date.after));
}

/* The year as a number, only where it is sure. */
static bool year_value(struct kw_arena *arena, struct kw_date date,
                       const char **value)
{
    char text[32];
    int64_t year;

    if (!kw_date_year(date, &year))
        return true;
    kw_print(text, sizeof text, "%" PRId64, year);
    *value = kw_arena_text(arena, text, strlen(text));
    return *value != NULL;
}

static const char *known_name(enum kw_known known)
{
    static const char *const NAMES[] = {"unread", "read", "missing", "failed"};

    return NAMES[known];
}

enum kw_status person_values(struct writer *writer,
                             const struct kw_person *person,
                             enum kw_known known,
                             const char *values[PERSON_FIELDS],
                             struct kw_error *err)
{
    const struct kw_text *description =
        kw_texts_pick(&person->descriptions, writer->options->langs);
    struct kw_arena *row = &writer->row;
    bool whole;

    memset(values, 0, PERSON_FIELDS * sizeof *values);
    values[FIELD_LABEL] = writer_name(writer, person);
    if (person->sex != KW_SEX_UNKNOWN)
        values[1] = kw_sex_name(person->sex);
    if (person->kind != KW_KIND_UNSTATED)
        values[2] = kw_kind_name(person->kind);
    values[3] = known_name(known);
    whole = values[FIELD_LABEL] &&
            date_values(row, person->birth, values + 4) &&
            year_value(row, person->birth, values + 8) &&
            date_values(row, person->death, values + 9) &&
            year_value(row, person->death, values + 13);
    if (whole && description) {
        values[FIELD_DESCRIPTION] = text_clean(row, description->text);
        whole = values[FIELD_DESCRIPTION] != NULL;
    }
    return whole ? KW_OK : kw_nomem(err);
}

const char *person_label(struct writer *writer, const struct kw_person *person,
                         size_t lang)
{
    const struct kw_texts *labels = &person->labels;

    for (size_t i = 0; i < labels->count; i++)
        if (strcmp(labels->items[i].lang, writer->langs[lang]) == 0)
            return text_clean(&writer->row, labels->items[i].text);
    return NULL;
}

/* ---- links -------------------------------------------------------- */

const char *link_kind_name(enum kw_link_kind kind)
{
    static const char *const NAMES[] = {"",        "father",     "mother",
                                        "parent",  "stepparent", "spouse",
                                        "partner", "sibling",    "relative"};

    return NAMES[kind];
}

bool link_is_descent(const struct kw_link *link)
{
    return link->kind >= KW_LINK_FATHER && link->kind <= KW_LINK_STEP_PARENT;
}

static bool runs_from_parent(const struct kw_link *link)
{
    return link_is_descent(link) || link->kind == KW_LINK_RELATIVE;
}

struct kw_id link_source(const struct kw_link *link)
{
    return runs_from_parent(link) ? link->parent : link->child;
}

struct kw_id link_target(const struct kw_link *link)
{
    return runs_from_parent(link) ? link->child : link->parent;
}

static const char *rank_name(enum kw_standing standing)
{
    static const char *const NAMES[] = {NULL, "outranked", "normal",
                                        "preferred"};

    return NAMES[standing];
}

enum kw_status link_values(struct writer *writer, const struct kw_link *link,
                           const char *values[LINK_FIELDS],
                           struct kw_error *err)
{
    static const char *const ENDS[] = {[KW_ENDED_SOMEHOW] = "yes",
                                       [KW_ENDED_ALIVE] = "alive",
                                       [KW_ENDED_BY_DEATH] = "death"};
    bool turned = !runs_from_parent(link);
    uint8_t by_source = turned ? link->by_child : link->by_parent;
    uint8_t by_target = turned ? link->by_parent : link->by_child;
    struct kw_arena *row = &writer->row;

    memset(values, 0, LINK_FIELDS * sizeof *values);
    values[FIELD_KIND] = link_kind_name(link->kind);
    values[1] = kw_role_name(kw_link_role(link));
    values[2] = by_source && by_target ? "both"
                : by_source            ? "source"
                                       : "target";
    values[3] = rank_name(by_source);
    values[4] = rank_name(by_target);
    values[13] = ENDS[link->ended];
    if (!date_values(row, link->since, values + 5) ||
        !date_values(row, link->until, values + 9))
        return kw_nomem(err);
    return KW_OK;
}
