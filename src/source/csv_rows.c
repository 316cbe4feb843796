/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes to rows of cells: RFC 4180 with commas or semicolons, and tables
 * with tabs, plain or as SPARQL 1.1 writes them (<http://...>, "Anna"@en).
 *
 * A quote that never closes would swallow the rest of the file: such a
 * row is told as wrong, and reading goes on at the line behind its first.
 */
#include <stdlib.h>
#include <string.h>

#include "csv.h"

#define CELL_BYTES ((size_t)1 << 20)

/* ---- where a row ends ---------------------------------------------- */

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Steps over one line end, if one stands there. */
static void end_line(struct csv_rows *rows)
{
    if (rows->at < rows->length && rows->bytes[rows->at] == '\r')
        rows->at++;
    if (rows->at < rows->length && rows->bytes[rows->at] == '\n')
        rows->at++;
    rows->next_line++;
}

static void skip_line(struct csv_rows *rows)
{
    while (rows->at < rows->length && !is_line_end(rows->bytes[rows->at]))
        rows->at++;
    if (rows->at < rows->length)
        end_line(rows);
}

/* ---- cells --------------------------------------------------------- */

static enum kw_status add_cell(struct csv_rows *rows, const char *text,
                               size_t length, struct csv_cell **out,
                               struct kw_error *err)
{
    struct csv_cell *cells =
        kw_grow(rows->cells, rows->count, &rows->capacity, sizeof *cells);
    struct csv_cell *cell;

    if (!cells)
        return kw_nomem(err);
    rows->cells = cells;
    cell = &cells[rows->count++];
    cell->lang = NULL;
    cell->text = kw_arena_text(&rows->row, text, length);
    if (out)
        *out = cell;
    return cell->text ? KW_OK : kw_nomem(err);
}

/* A cell in quotes, the first of which is at hand. */
static enum kw_status quoted_cell(struct csv_rows *rows, const char **wrong,
                                  struct kw_error *err)
{
    size_t start = ++rows->at;
    size_t end = start;
    char *to;

    while (end < rows->length && end - start < CELL_BYTES &&
           (rows->bytes[end] != '"' ||
            (end + 1 < rows->length && rows->bytes[end + 1] == '"')))
        end += rows->bytes[end] == '"' ? 2 : 1;
    if (end >= rows->length || rows->bytes[end] != '"') {
        *wrong = "a quote that never closes";
        return KW_OK;
    }
    KW_TRY(add_cell(rows, rows->bytes + start, end - start, NULL, err));
    to = (char *)rows->cells[rows->count - 1].text;
    for (const char *from = to; *from; from++) {
        *to++ = *from;
        from += *from == '"';
    }
    *to = '\0';
    for (size_t i = start; i < end; i++)
        rows->next_line += rows->bytes[i] == '\n';
    rows->at = end + 1;
    return KW_OK;
}

/* "Anna \"the\" B."@en or "1819"^^<...>, in place. */
static void unwrap_literal(struct csv_cell *cell)
{
    char *to = (char *)cell->text;
    const char *from = to + 1;

    for (; *from && *from != '"'; from++) {
        if (*from == '\\' && from[1])
            from++;
        *to++ = *from;
    }
    if (*from == '"' && from[1] == '@')
        cell->lang = from + 2;
    *to = '\0';
}

static enum kw_status plain_cell(struct csv_rows *rows, const char **wrong,
                                 struct kw_error *err)
{
    size_t start = rows->at;
    struct csv_cell *cell = NULL;
    size_t length;

    while (rows->at < rows->length && rows->bytes[rows->at] != rows->between &&
           !is_line_end(rows->bytes[rows->at]))
        rows->at++;
    length = rows->at - start;
    if (length > CELL_BYTES) {
        *wrong = "a cell of more than 1 MiB";
        return KW_OK;
    }
    KW_TRY(add_cell(rows, rows->bytes + start, length, &cell, err));
    if (cell && rows->is_sparql && *cell->text == '"')
        unwrap_literal(cell);
    return KW_OK;
}

static enum kw_status read_cells(struct csv_rows *rows, const char **wrong,
                                 struct kw_error *err)
{
    for (;;) {
        bool quoted = !rows->is_sparql && rows->at < rows->length &&
                      rows->bytes[rows->at] == '"';

        KW_TRY(quoted ? quoted_cell(rows, wrong, err)
                      : plain_cell(rows, wrong, err));
        if (*wrong || rows->at >= rows->length)
            return KW_OK;
        if (is_line_end(rows->bytes[rows->at])) {
            end_line(rows);
            return KW_OK;
        }
        if (rows->bytes[rows->at] != rows->between) {
            *wrong = "something stands behind a closing quote";
            return KW_OK;
        }
        rows->at++;
    }
}

/* ---- rows ---------------------------------------------------------- */

/* The first of tab, comma and semicolon that the header has. */
static char find_between(const char *bytes, size_t length)
{
    const char *choices = "\t,;";
    size_t end = 0;

    while (end < length && !is_line_end(bytes[end]))
        end++;
    for (; *choices; choices++)
        if (memchr(bytes, *choices, end))
            return *choices;
    return ',';
}

void csv_rows_init(struct csv_rows *rows, const char *bytes, size_t length)
{
    memset(rows, 0, sizeof *rows);
    rows->bytes = bytes;
    rows->length = length;
    rows->next_line = 1;
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        rows->at = 3;
    rows->between = find_between(bytes + rows->at, length - rows->at);
    rows->is_sparql = rows->between == '\t' && bytes[rows->at] == '?';
}

void csv_rows_finish(struct csv_rows *rows)
{
    kw_arena_finish(&rows->row);
    free(rows->cells);
    memset(rows, 0, sizeof *rows);
}

static const char *look_at(const struct csv_rows *rows, size_t start)
{
    if (memchr(rows->bytes + start, '\0', rows->at - start))
        return "a NUL byte";
    if (!kw_utf8_valid(rows->bytes + start, rows->at - start))
        return "not valid UTF-8";
    return NULL;
}

enum kw_status csv_rows_next(struct csv_rows *rows, bool *there,
                             const char **wrong, struct kw_error *err)
{
    size_t start;

    *wrong = NULL;
    while (rows->at < rows->length && is_line_end(rows->bytes[rows->at]))
        end_line(rows);
    *there = rows->at < rows->length;
    rows->count = 0;
    kw_arena_reset(&rows->row);
    start = rows->at;
    rows->line = rows->next_line;
    if (!*there)
        return KW_OK;
    KW_TRY(read_cells(rows, wrong, err));
    if (*wrong) {
        rows->at = start;
        rows->next_line = rows->line;
        skip_line(rows);
    } else {
        *wrong = look_at(rows, start);
    }
    return KW_OK;
}
