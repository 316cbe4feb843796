/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A header to what each column means: kinwalk's own, those for Neo4j's
 * importer and for GraphFrames, and what people call the variables of a
 * query.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csv.h"

/* ---- names --------------------------------------------------------- */

/* One row a name; of two columns of one meaning the first counts. */
static const struct name {
    const char *name;
    enum csv_meaning meaning;
} NAMES[] = {
    {"id", CSV_ID},
    {"item", CSV_ID},
    {"person", CSV_ID},
    {"human", CSV_ID},
    {"qid", CSV_ID},
    {":id", CSV_ID},
    {"label", CSV_LABEL},
    {"name", CSV_LABEL},
    {"sex", CSV_SEX},
    {"gender", CSV_SEX},
    {"kind", CSV_KIND},
    {"relationship", CSV_KIND},
    {":type", CSV_KIND},
    {"known", CSV_KNOWN},
    {"description", CSV_DESCRIPTION},
    {"birth", CSV_BIRTH},
    {"born", CSV_BIRTH},
    {"dob", CSV_BIRTH},
    {"birth_precision", CSV_BIRTH_PRECISION},
    {"birth_calendar", CSV_BIRTH_CALENDAR},
    {"birth_about", CSV_BIRTH_ABOUT},
    {"birth_year", CSV_DERIVED},
    {"death", CSV_DEATH},
    {"died", CSV_DEATH},
    {"dod", CSV_DEATH},
    {"death_precision", CSV_DEATH_PRECISION},
    {"death_calendar", CSV_DEATH_CALENDAR},
    {"death_about", CSV_DEATH_ABOUT},
    {"death_year", CSV_DERIVED},
    {":label", CSV_DERIVED},
    {"since", CSV_SINCE},
    {"since_precision", CSV_SINCE_PRECISION},
    {"since_calendar", CSV_SINCE_CALENDAR},
    {"since_about", CSV_SINCE_ABOUT},
    {"until", CSV_UNTIL},
    {"until_precision", CSV_UNTIL_PRECISION},
    {"until_calendar", CSV_UNTIL_CALENDAR},
    {"until_about", CSV_UNTIL_ABOUT},
    {"src", CSV_SOURCE},
    {"source", CSV_SOURCE},
    {":start_id", CSV_SOURCE},
    {"dst", CSV_TARGET},
    {"target", CSV_TARGET},
    {":end_id", CSV_TARGET},
    {"role", CSV_ROLE},
    {"stated_by", CSV_STATED_BY},
    {"source_rank", CSV_SOURCE_RANK},
    {"target_rank", CSV_TARGET_RANK},
    {"ended", CSV_ENDED},
    {"father", CSV_FATHER},
    {"mother", CSV_MOTHER},
    {"parent", CSV_PARENT},
    {"child", CSV_CHILD},
    {"spouse", CSV_SPOUSE},
    {"partner", CSV_PARTNER},
    {"sibling", CSV_SIBLING},
};

enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

static enum csv_meaning meaning_of(const char *name, size_t length)
{
    for (size_t i = 0; i < NAME_COUNT; i++)
        if (strlen(NAMES[i].name) == length &&
            strncasecmp(NAMES[i].name, name, length) == 0)
            return NAMES[i].meaning;
    return CSV_NOTHING;
}

/* "birth_year:long" is "birth_year", ":START_ID(Person)" is ":START_ID",
 * "personId:ID" is ":ID". */
static const char *plain_name(const char *name, size_t *length)
{
    const char *colon = strchr(name, ':');

    name += *name == '?';
    if (colon && colon > name &&
        (strncasecmp(colon, ":ID", 3) == 0 || strcasecmp(colon, ":LABEL") == 0))
        name = colon;
    *length = strlen(name);
    if (colon && colon > name)
        *length = (size_t)(colon - name);
    if (*name == ':' && strchr(name, '('))
        *length = (size_t)(strchr(name, '(') - name);
    return name;
}

/* Is it "fatherLabel", the label of whom column "father" names? */
static bool is_label_of(const char *name, size_t *length)
{
    const size_t ending = sizeof "Label" - 1;

    if (*length <= ending ||
        strncasecmp(name + *length - ending, "Label", ending) != 0)
        return false;
    *length -= ending;
    return true;
}

static enum kw_status read_column(const char *text, struct csv_column *out,
                                  struct kw_error *err)
{
    size_t length;
    const char *name = plain_name(text, &length);

    out->name = strdup(text);
    if (!out->name)
        return kw_nomem(err);
    out->meaning = meaning_of(name, length);
    if (out->meaning != CSV_NOTHING)
        return KW_OK;
    if (length > 6 && strncasecmp(name, "label_", 6) == 0) {
        out->meaning = CSV_LABEL;
        out->lang = out->name + (name - text) + 6;
    } else if (is_label_of(name, &length)) {
        out->meaning = meaning_of(name, length);
        out->is_label = out->meaning != CSV_NOTHING;
    }
    return KW_OK;
}

/* ---- the header ---------------------------------------------------- */

static bool has(const struct csv_columns *columns, enum csv_meaning meaning)
{
    return columns->at[meaning] != SIZE_MAX;
}

static void rename_all(struct csv_columns *columns, enum csv_meaning from,
                       enum csv_meaning to)
{
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].meaning == from)
            columns->items[i].meaning = to;
    if (!has(columns, to)) {
        columns->at[to] = columns->at[from];
        columns->at[from] = SIZE_MAX;
    }
}

static bool has_relative(const struct csv_columns *columns)
{
    for (int m = CSV_FATHER; m <= CSV_SIBLING; m++)
        if (has(columns, (enum csv_meaning)m))
            return true;
    return false;
}

/* What the columns say together: whose rows these are. */
static bool make_sense(struct csv_columns *columns)
{
    columns->is_links = has(columns, CSV_SOURCE) && has(columns, CSV_TARGET);
    if (columns->is_links)
        return true;
    rename_all(columns, CSV_KIND, CSV_BEING);
    if (!has(columns, CSV_ID)) {
        if (!has(columns, CSV_FATHER) && !has(columns, CSV_MOTHER) &&
            !has(columns, CSV_PARENT))
            return false;
        rename_all(columns, CSV_CHILD, CSV_ID);
    }
    if (!has(columns, CSV_ID))
        return false;
    return has_relative(columns) || has(columns, CSV_LABEL) ||
           has(columns, CSV_BIRTH) || has(columns, CSV_SEX);
}

bool csv_is_for_loaders(const struct csv_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        size_t length;
        const char *name = plain_name(rows->cells[i].text, &length);

        if (*name == ':' || strcmp(rows->cells[i].text, "relationship") == 0)
            return true;
    }
    return false;
}

static enum kw_status not_understood(const struct csv_rows *rows,
                                     struct kw_error *err)
{
    struct kw_buffer found = {0};
    enum kw_status status;

    for (size_t i = 0; i < rows->count && found.length < 200; i++)
        kw_buffer_print(&found, "%s%.40s", i ? ", " : "", rows->cells[i].text);
    status = kw_buffer_check(&found, err);
    if (status == KW_OK)
        status = kw_fail(
            err, KW_INPUT,
            "line %zu: no header that is understood (%s); a table of people "
            "has id, item or person and any of label, sex, birth, death, "
            "father, mother, parent, child, spouse; one of children has child "
            "and father, mother or parent; one of links has src and dst, or "
            ":START_ID and :END_ID",
            rows->line, found.bytes ? found.bytes : "");
    kw_buffer_finish(&found);
    return status;
}

enum kw_status csv_columns_read(const struct csv_rows *rows,
                                struct csv_columns *out, struct kw_error *err)
{
    memset(out, 0, sizeof *out);
    for (int m = 0; m < CSV_MEANINGS; m++)
        out->at[m] = SIZE_MAX;
    out->items = calloc(rows->count, sizeof *out->items);
    if (!out->items)
        return kw_nomem(err);
    for (; out->count < rows->count; out->count++) {
        struct csv_column *column = &out->items[out->count];

        KW_TRY(read_column(rows->cells[out->count].text, column, err));
        if (!column->is_label && !column->lang &&
            out->at[column->meaning] == SIZE_MAX)
            out->at[column->meaning] = out->count;
    }
    if (!make_sense(out))
        return not_understood(rows, err);
    return KW_OK;
}

void csv_columns_finish(struct csv_columns *columns)
{
    for (size_t i = 0; columns->items && i < columns->count; i++)
        free(columns->items[i].name);
    free(columns->items);
    memset(columns, 0, sizeof *columns);
}
