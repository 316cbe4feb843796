/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table: columns that line up, whatever the names in them.
 */
#ifndef KINWALK_CLI_TABLE_H
#define KINWALK_CLI_TABLE_H

#include "cli.h"

enum { KW_TABLE_COLUMNS = 8 };

/* Rows gathered first, printed when the widths are known. Zeroed memory
 * is an empty table. */
struct kw_table {
    struct kw_arena arena;
    const char *(*rows)[KW_TABLE_COLUMNS]; /* NULL: nothing there */
    size_t count;
    size_t capacity;
};

/* Adds a row and gives its cells to fill, valid until the next. */
enum kw_status kw_table_add(struct kw_table *table, const char ***cells,
                            struct kw_error *err);
/* A copy of `text` that lives as long as the table; "" if memory ran
 * out. */
const char *kw_table_text(struct kw_table *table, const char *text);
/* Appends all rows, `indent` blanks before each and two between columns.
 * Text beyond `widest` terminal columns (0: no limit) is cut, but in the
 * last column. */
void kw_table_print(const struct kw_table *table, unsigned indent,
                    unsigned widest, struct kw_buffer *out);
/* The same for some rows only; widths are still those of all. */
void kw_table_print_rows(const struct kw_table *table, size_t first,
                         size_t count, unsigned indent, unsigned widest,
                         struct kw_buffer *out);
void kw_table_finish(struct kw_table *table);

/* "1819–1901", "1819–", ...; "" if neither is known. Returns `out`. */
const char *kw_cli_years(struct kw_date birth, struct kw_date death,
                         char out[2 * KW_DATE_TEXT_BYTES]);

#endif
