/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Columns that line up. Widths are those of terminals, not of bytes;
 * characters that would steer the terminal are left out, for names come
 * from strangers.
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>

static unsigned width_of(const char *text)
{
    size_t left = strlen(text);
    struct kw_cluster cluster;
    unsigned width = 0;

    while (kw_text_cluster(text, left, &cluster)) {
        width += cluster.hidden ? 0 : cluster.columns;
        text += cluster.bytes;
        left -= cluster.bytes;
    }
    return width;
}

/* Writes at most `room` columns (0: no limit); returns how many. */
static unsigned print_cut(const char *text, unsigned room,
                          struct kw_buffer *out)
{
    bool cut = room && width_of(text) > room;
    size_t left = strlen(text);
    struct kw_cluster cluster;
    unsigned width = 0;

    while (kw_text_cluster(text, left, &cluster)) {
        unsigned columns = cluster.hidden ? 0 : cluster.columns;

        if (cut && width + columns + 1 > room)
            break;
        if (!cluster.hidden)
            kw_buffer_add(out, text, cluster.bytes);
        width += columns;
        text += cluster.bytes;
        left -= cluster.bytes;
    }
    if (cut)
        kw_buffer_text(out, "…");
    return width + (cut ? 1 : 0);
}

enum kw_status kw_table_add(struct kw_table *table, const char ***cells,
                            struct kw_error *err)
{
    void *grown = kw_grow(table->rows, table->count, &table->capacity,
                          sizeof *table->rows);

    if (!grown)
        return kw_nomem(err);
    table->rows = grown;
    *cells = table->rows[table->count++];
    for (int i = 0; i < KW_TABLE_COLUMNS; i++)
        (*cells)[i] = NULL;
    return KW_OK;
}

const char *kw_table_text(struct kw_table *table, const char *text)
{
    const char *copy = kw_arena_text(&table->arena, text, strlen(text));

    return copy ? copy : "";
}

static void measure(const struct kw_table *table, unsigned widest,
                    unsigned widths[KW_TABLE_COLUMNS])
{
    memset(widths, 0, KW_TABLE_COLUMNS * sizeof *widths);
    for (size_t row = 0; row < table->count; row++)
        for (int i = 0; i < KW_TABLE_COLUMNS; i++) {
            const char *cell = table->rows[row][i];
            unsigned width = cell ? width_of(cell) : 0;

            if (widest && width > widest)
                width = widest;
            if (width > widths[i])
                widths[i] = width;
        }
}

static void pad(unsigned blanks, struct kw_buffer *out)
{
    while (blanks--)
        kw_buffer_char(out, ' ');
}

static void print_row(const char *const *cells,
                      const unsigned widths[KW_TABLE_COLUMNS], unsigned indent,
                      unsigned widest, struct kw_buffer *out)
{
    unsigned owed = indent; /* blanks not written, should nothing follow */
    int last = KW_TABLE_COLUMNS - 1;

    while (last && !widths[last])
        last--;
    for (int i = 0; i <= last; i++) {
        const char *cell = cells[i] ? cells[i] : "";
        unsigned width = 0;

        if (!widths[i])
            continue;
        if (*cell) {
            pad(owed, out);
            owed = 0;
            width = print_cut(cell, i == last ? 0 : widest, out);
        }
        owed += widths[i] > width ? widths[i] - width + 2 : 2;
    }
    kw_buffer_char(out, '\n');
}

void kw_table_print_rows(const struct kw_table *table, size_t first,
                         size_t count, unsigned indent, unsigned widest,
                         struct kw_buffer *out)
{
    unsigned widths[KW_TABLE_COLUMNS];

    measure(table, widest, widths);
    for (size_t row = first; row < first + count; row++)
        print_row(table->rows[row], widths, indent, widest, out);
}

void kw_table_print(const struct kw_table *table, unsigned indent,
                    unsigned widest, struct kw_buffer *out)
{
    kw_table_print_rows(table, 0, table->count, indent, widest, out);
}

void kw_table_finish(struct kw_table *table)
{
    free(table->rows);
    kw_arena_finish(&table->arena);
    memset(table, 0, sizeof *table);
}

const char *kw_cli_years(struct kw_date birth, struct kw_date death,
                         char out[2 * KW_DATE_TEXT_BYTES])
{
    struct kw_date dates[2] = {birth, death};
    char texts[2][KW_DATE_TEXT_BYTES];

    /* Years are enough to tell people apart. */
    for (int i = 0; i < 2; i++) {
        if (dates[i].precision > KW_YEAR) {
            dates[i].precision = KW_YEAR;
            dates[i].calendar = KW_GREGORIAN;
        }
        kw_date_print(dates[i], texts[i]);
    }
    out[0] = '\0';
    if (texts[0][0] || texts[1][0])
        snprintf(out, (size_t)2 * KW_DATE_TEXT_BYTES, "%s\xE2\x80\x93%.60s",
                 texts[0], texts[1]);
    return out;
}
