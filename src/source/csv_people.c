/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row about a person: what they are called, when they lived, who their
 * relatives are.
 */
#include <string.h>

#include "csv.h"

/* Takes back the apostrophe that keeps spreadsheets from running it. */
static const char *unguarded(const struct csv_reader *r, const char *text)
{
    const char *bare = text + strspn(text, "'");

    if (r->is_guarded && *text == '\'' && *bare && strchr("=+-@", *bare))
        text++;
    return text;
}

static void take_sex(struct csv_reader *r, uint32_t who, size_t column)
{
    const char *cell = r->rows.cells[column].text;
    enum kw_sex sex = KW_SEX_UNKNOWN;
    size_t length;
    const char *text = csv_id_text(cell, &length);
    struct kw_id item;

    if (kw_qid_parse(text, length, &item))
        sex = kw_sex_of_item(item);
    else if (strcmp(cell, "M") == 0 || strcmp(cell, "F") == 0)
        sex = *cell == 'M' ? KW_MALE : KW_FEMALE;
    else if (*cell && !kw_sex_parse(cell, &sex))
        sex = r->columns.items[column].is_label ? KW_SEX_OTHER : KW_SEX_UNKNOWN;
    if (*cell && sex == KW_SEX_UNKNOWN)
        csv_tell_cell(r, column, "is no sex; left out");
    else if (!r->people[who].sex)
        r->people[who].sex = (uint8_t)sex;
}

static enum kw_status take_date(struct csv_reader *r, uint32_t who,
                                enum csv_meaning first,
                                enum kw_property property, struct kw_error *err)
{
    const char *cells[4];
    struct kw_date date;
    struct csv_fact *fact;

    for (unsigned i = 0; i < 4; i++)
        cells[i] = csv_cell_of(r, first + i);
    if (csv_is_somebody(cells[0]))
        return KW_OK;
    if (!csv_date(cells, &date)) {
        csv_tell_cell(r, r->columns.at[first], "is no date; left out");
        return KW_OK;
    }
    if (!kw_date_is_known(date))
        return KW_OK;
    KW_TRY(csv_note_fact(r, who, property, &fact, err));
    fact->since = date;
    return KW_OK;
}

static enum kw_status take_relative(struct csv_reader *r, uint32_t who,
                                    size_t column, enum kw_property property,
                                    struct kw_error *err)
{
    struct csv_fact *fact;
    uint32_t other;
    bool found;
    bool unknown;

    KW_TRY(csv_find_person(r, column, &found, &unknown, &other, err));
    if (!found && !unknown)
        return KW_OK;
    KW_TRY(csv_note_fact(r, who, property, &fact, err));
    fact->is_unknown = unknown;
    if (found)
        fact->value = r->people[other].id;
    return KW_OK;
}

/* A label of whom another column names. */
static enum kw_status take_label_of(struct csv_reader *r, size_t column,
                                    struct kw_error *err)
{
    const struct csv_column *own = &r->columns.items[column];
    const struct csv_cell *cell = &r->rows.cells[column];
    size_t whose = r->columns.at[own->meaning];
    uint32_t who;
    bool found;
    bool unknown;
    size_t length;
    const char *id;

    if (whose == SIZE_MAX || !*cell->text)
        return KW_OK;
    id = csv_id_text(r->rows.cells[whose].text, &length);
    /* A label service gives the id where it knows no label. */
    if (strlen(cell->text) == length && strncmp(id, cell->text, length) == 0)
        return KW_OK;
    KW_TRY(csv_find_person(r, whose, &found, &unknown, &who, err));
    if (!found)
        return KW_OK;
    return csv_note_text(r, who, KW_LABEL, cell->lang ? cell->lang : "mul",
                         cell->text, err);
}

/* Is `text` the label in one of the columns by language? */
static bool has_label(const struct csv_reader *r, const char *text)
{
    for (size_t i = 0; i < r->columns.count; i++)
        if (r->columns.items[i].lang &&
            strcmp(unguarded(r, r->rows.cells[i].text), text) == 0)
            return true;
    return false;
}

static enum kw_status take_text(struct csv_reader *r, uint32_t who,
                                size_t column, struct kw_error *err)
{
    const struct csv_column *own = &r->columns.items[column];
    const struct csv_cell *cell = &r->rows.cells[column];
    const char *text = unguarded(r, cell->text);
    const char *lang = cell->lang ? cell->lang : "mul";
    const char *id = csv_cell_of(r, CSV_ID);

    if (!*text)
        return KW_OK;
    if (own->meaning == CSV_DESCRIPTION)
        return csv_note_text(r, who, KW_DESCRIPTION, lang, text, err);
    if (own->lang)
        return csv_note_text(r, who, KW_LABEL, own->lang, text, err);
    id += r->is_guarded && *id == '\'';
    if (strcmp(text, id) == 0 || has_label(r, text))
        return KW_OK;
    return csv_note_text(r, who, KW_LABEL, lang, text, err);
}

static void take_known(struct csv_reader *r, uint32_t who, size_t column)
{
    const char *text = r->rows.cells[column].text;

    r->people[who].missing = strcmp(text, "missing") == 0;
    r->people[who].unread =
        strcmp(text, "unread") == 0 || strcmp(text, "failed") == 0;
}

static void take_being(struct csv_reader *r, uint32_t who, size_t column)
{
    enum kw_kind kind;

    if (!*r->rows.cells[column].text)
        return;
    if (!kw_kind_parse(r->rows.cells[column].text, &kind))
        csv_tell_cell(r, column, "is no kind of being; left out");
    else
        r->people[who].kind = (uint8_t)kind;
}

static enum kw_status take_cell(struct csv_reader *r, uint32_t who,
                                size_t column, struct kw_error *err)
{
    static const enum kw_property RELATIVES[] = {
        KW_P_FATHER, KW_P_MOTHER,  KW_P_PARENT, KW_P_CHILD,
        KW_P_SPOUSE, KW_P_PARTNER, KW_P_SIBLING};
    const struct csv_column *own = &r->columns.items[column];

    if (own->meaning == CSV_SEX)
        take_sex(r, who, column);
    else if (own->is_label)
        return take_label_of(r, column, err);
    else if (own->meaning == CSV_LABEL || own->meaning == CSV_DESCRIPTION)
        return take_text(r, who, column, err);
    else if (own->meaning == CSV_KNOWN)
        take_known(r, who, column);
    else if (own->meaning == CSV_BEING)
        take_being(r, who, column);
    else if (own->meaning == CSV_BIRTH)
        return take_date(r, who, CSV_BIRTH, KW_P_BIRTH, err);
    else if (own->meaning == CSV_DEATH)
        return take_date(r, who, CSV_DEATH, KW_P_DEATH, err);
    else if (own->meaning >= CSV_FATHER)
        return take_relative(r, who, column,
                             RELATIVES[own->meaning - CSV_FATHER], err);
    return KW_OK;
}

enum kw_status csv_take_person(struct csv_reader *r, struct kw_error *err)
{
    bool found;
    bool unknown;
    uint32_t who;

    KW_TRY(
        csv_find_person(r, r->columns.at[CSV_ID], &found, &unknown, &who, err));
    if (!found) {
        if (!*csv_cell_of(r, CSV_ID) || unknown)
            csv_tell_cell(r, r->columns.at[CSV_ID],
                          "does not say who; left out");
        return KW_OK;
    }
    r->people[who].has_row = true;
    for (size_t i = 0; i < r->columns.count; i++)
        KW_TRY(take_cell(r, who, i, err));
    return KW_OK;
}
