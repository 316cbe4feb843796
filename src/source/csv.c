/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables to people: kinwalk's own CSV pair, and what a query service
 * gives for "?child ?father".
 *
 * A row says something about somebody, often about two, and rows about
 * one person stand anywhere. So all is noted first, person by person and
 * fact by fact, in one arena; then each person becomes a record, in the
 * order in which they were met.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"

#define MEMORY_BYTES ((size_t)2 << 30)

/* ---- telling ------------------------------------------------------- */

static void tell_wrong(struct csv_reader *r, size_t line, const char *what)
{
    r->counts->wrong++;
    if (r->settings->wrong)
        r->settings->wrong(r->settings->arg, r->files[r->file].name, line,
                           what);
}

/* The same about the row at hand, with the cell that is wrong. */
void csv_tell_cell(struct csv_reader *r, size_t column, const char *what)
{
    struct kw_error text;

    (void)kw_fail(&text, KW_INPUT, "%s: \"%.60s\" %s",
                  r->columns.items[column].name, r->rows.cells[column].text,
                  what);
    tell_wrong(r, r->rows.line, text.text);
}

/* ---- noting -------------------------------------------------------- */

static enum kw_status note_person(struct csv_reader *r, struct kw_id id,
                                  uint32_t *out, struct kw_error *err)
{
    uint64_t *place = kw_map_get(&r->places, id.bits);
    struct csv_noted *people;

    if (place) {
        *out = (uint32_t)*place;
        return KW_OK;
    }
    people = kw_grow(r->people, r->people_count, &r->people_capacity,
                     sizeof *people);
    if (!people || r->people_count >= UINT32_MAX)
        return kw_nomem(err);
    r->people = people;
    memset(&people[r->people_count], 0, sizeof *people);
    people[r->people_count].id = id;
    people[r->people_count].file = (uint8_t)r->file;
    people[r->people_count].line = (uint32_t)r->rows.line;
    *out = (uint32_t)r->people_count;
    return kw_map_put(&r->places, id.bits, r->people_count++, NULL, err);
}

enum kw_status csv_note_text(struct csv_reader *r, uint32_t who,
                             enum kw_text_kind kind, const char *lang,
                             const char *text, struct kw_error *err)
{
    struct csv_noted_text *noted = kw_arena_take(&r->arena, sizeof *noted);

    if (!noted)
        return kw_nomem(err);
    noted->next = r->people[who].texts;
    noted->kind = kind;
    noted->lang = kw_arena_text(&r->arena, lang, strlen(lang));
    noted->text = kw_arena_text(&r->arena, text, strlen(text));
    r->people[who].texts = noted;
    r->people[who].has_text |= kind == KW_LABEL;
    return noted->lang && noted->text ? KW_OK : kw_nomem(err);
}

enum kw_status csv_note_fact(struct csv_reader *r, uint32_t owner,
                             enum kw_property property, struct csv_fact **out,
                             struct kw_error *err)
{
    struct csv_fact *facts =
        kw_grow(r->facts, r->fact_count, &r->fact_capacity, sizeof *facts);
    struct csv_fact *fact;

    if (!facts)
        return kw_nomem(err);
    if ((r->fact_count + 1) * sizeof *facts > r->arena.limit_bytes)
        return kw_fail(err, KW_LIMIT, "takes more memory than %zu bytes",
                       r->arena.limit_bytes);
    r->facts = facts;
    fact = &facts[r->fact_count++];
    memset(fact, 0, sizeof *fact);
    fact->owner = owner;
    fact->property = (uint16_t)property;
    fact->file = (uint8_t)r->file;
    fact->line = (uint32_t)r->rows.line;
    *out = fact;
    return KW_OK;
}

/* ---- ids ----------------------------------------------------------- */

/* An xref that is somebody else's already gets
 * our name before it. */
static enum kw_status make_ours(struct csv_reader *r, struct kw_id *id,
                                const char *text, size_t length,
                                struct kw_error *err)
{
    uint64_t *known = kw_map_get(&r->ours, id->bits);
    struct kw_id as_written = *id;
    char longer[2 * KW_ID_TEXT_BYTES];
    bool taken = false;

    if (known) {
        id->bits = *known;
        return KW_OK;
    }
    if (r->settings->is_taken)
        KW_TRY(r->settings->is_taken(r->settings->arg, *id, &taken, err));
    if (taken) {
        int bytes = snprintf(longer, sizeof longer, "%.40s:%.*s",
                             r->settings->base_name, (int)length, text);

        KW_TRY(kw_xrefs_intern(r->settings->xrefs, longer, (size_t)bytes, id,
                               err));
    }
    return kw_map_put(&r->ours, as_written.bits, id->bits, NULL, err);
}

/* The person of the cell; *found is false where
 * it is empty or wrong (then told) or, with
 * *unknown, where it only says that there is
 * one. */
enum kw_status csv_find_person(struct csv_reader *r, size_t column, bool *found,
                               bool *unknown, uint32_t *out,
                               struct kw_error *err)
{
    const char *cell = r->rows.cells[column].text;
    struct kw_error why;
    struct kw_id id;
    size_t length;
    const char *text;
    enum kw_status status = KW_OK;

    cell += r->is_guarded && *cell == '\'';
    text = csv_id_text(cell, &length);
    *found = false;
    *unknown = csv_is_somebody(cell);
    if (!length || *unknown)
        return KW_OK;
    if (!kw_qid_parse(text, length, &id)) {
        bool is_known = kw_xrefs_find(r->settings->xrefs, text, length, &id);

        if (text != cell) /* out of a URL it can
                             only be a QID */
            status = KW_INPUT;
        else if (!is_known)
            status =
                kw_xrefs_intern(r->settings->xrefs, text, length, &id, &why);
        if (status == KW_NOMEM)
            return kw_nomem(err);
        if (status == KW_OK && is_known)
            status = make_ours(r, &id, text, length, err);
        if (status == KW_INPUT) {
            csv_tell_cell(r, column, "is nobody's id");
            return KW_OK;
        }
        KW_TRY(status);
        if (!is_known)
            KW_TRY(kw_map_put(&r->ours, id.bits, id.bits, NULL, err));
    }
    *found = true;
    return note_person(r, id, out, err);
}

const char *csv_cell_of(const struct csv_reader *r, enum csv_meaning meaning)
{
    size_t at = r->columns.at[meaning];

    return at < r->rows.count ? r->rows.cells[at].text : "";
}

/* ---- tables ------------------------------------------------------------- */

static enum kw_status read_rows(struct csv_reader *r, struct kw_error *err)
{
    const char *wrong;
    bool there;

    for (;;) {
        KW_TRY(csv_rows_next(&r->rows, &there, &wrong, err));
        if (!there)
            return KW_OK;
        r->counts->rows++;
        if (!wrong && r->rows.count != r->columns.count)
            wrong = r->rows.count < r->columns.count ? "fewer cells than the "
                                                       "header has"
                                                     : "more cells than the "
                                                       "header has";
        if (wrong)
            tell_wrong(r, r->rows.line, wrong);
        else
            KW_TRY(r->columns.is_links ? csv_take_link(r, err)
                                       : csv_take_person(r, err));
    }
}

static void tell_left(struct csv_reader *r)
{
    for (size_t i = 0; i < r->columns.count; i++) {
        const struct csv_column *column = &r->columns.items[i];
        bool has_place =
            column->is_label || column->lang ||
            column->meaning == CSV_DERIVED ||
            (column->meaning && r->columns.at[column->meaning] == i);

        if (has_place)
            continue;
        r->counts->left++;
        if (r->settings->left)
            r->settings->left(r->settings->arg, r->files[r->file].name,
                              column->name);
    }
}

/* One header of a pair tells for whom both files were written. */
static enum kw_status find_custom(struct csv_reader *r, size_t count,
                                  struct kw_error *err)
{
    enum kw_status status = KW_OK;

    r->is_guarded = true;
    for (size_t i = 0; status == KW_OK && i < count; i++) {
        const char *wrong;
        bool there;

        csv_rows_init(&r->rows, r->files[i].bytes, r->files[i].length);
        status = csv_rows_next(&r->rows, &there, &wrong, err);
        if (csv_is_for_loaders(&r->rows) || r->rows.between != ',')
            r->is_guarded = false;
        csv_rows_finish(&r->rows);
    }
    return status;
}

static enum kw_status read_table(struct csv_reader *r, struct kw_error *err)
{
    const struct kw_csv_file *file = &r->files[r->file];
    const char *wrong;
    bool there;
    enum kw_status status;

    csv_rows_init(&r->rows, file->bytes, file->length);
    memset(&r->columns, 0, sizeof r->columns);
    status = csv_rows_next(&r->rows, &there, &wrong, err);
    if (status == KW_OK && (wrong || !there))
        status = kw_fail(err, KW_INPUT, "line 1: %s",
                         wrong ? wrong : "nothing there");
    if (status == KW_OK)
        status = csv_columns_read(&r->rows, &r->columns, err);
    if (status == KW_OK) {
        tell_left(r);
        status = read_rows(r, err);
    }
    if (status == KW_INPUT)
        (void)kw_error_at(err, "%s", file->name);
    csv_columns_finish(&r->columns);
    csv_rows_finish(&r->rows);
    return status;
}

/* ---- the door
 * ------------------------------------------------------
 */

bool kw_csv_looks(const char *bytes, size_t length)
{
    size_t end = 0;

    while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
        end++;
    if (!end || !kw_utf8_valid(bytes, end) || memchr(bytes, '\0', end))
        return false;
    return bytes[0] == '?' || memchr(bytes, ',', end) ||
           memchr(bytes, '\t', end) || memchr(bytes, ';', end);
}

enum kw_status kw_csv_read(const struct kw_csv_file *files, size_t count,
                           const struct kw_csv_settings *settings,
                           struct kw_csv_counts *out, struct kw_error *err)
{
    struct kw_csv_counts counts = {0};
    struct csv_reader r = {
        .settings = settings, .files = files, .counts = &counts};
    enum kw_status status;

    status = find_custom(&r, count, err);
    r.arena.limit_bytes =
        settings->memory_bytes ? settings->memory_bytes : MEMORY_BYTES;
    for (; status == KW_OK && r.file < count; r.file++)
        status = read_table(&r, err);
    if (status == KW_OK)
        status = csv_hand_out(&r, err);
    kw_arena_finish(&r.arena);
    kw_map_finish(&r.places);
    kw_map_finish(&r.ours);
    free(r.people);
    free(r.facts);
    if (out)
        *out = counts;
    return status;
}
