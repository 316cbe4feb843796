/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file that is served: kinwalk's JSON lines, left where they are and
 * found by id. A line is read again each time it is asked for, so memory
 * stays a few dozen bytes a person however long the lines are.
 *
 * Threads: read only after catalog_open(); any number at once.
 */
#ifndef MIRROR_CATALOG_H
#define MIRROR_CATALOG_H

#include <cjson/cJSON.h>
#include <kinwalk/base.h>

#include "ids.h"

enum row_state { ROW_PERSON = 0, ROW_MISSING, ROW_REDIRECT };

struct row {
    uint64_t offset;   /* of its line in the file */
    uint32_t length;   /* of its line, newline not counted */
    uint32_t line;     /* its number, from 1 */
    uint32_t number;   /* of its id */
    uint32_t to;       /* ROW_REDIRECT: number of its target */
    uint32_t revision; /* never 0: the line's number where none is given */
    uint8_t state;
    int64_t modified_s;
};

/* A name somebody bears, for searching. */
struct name {
    const char *key;  /* as it is compared: exact, or folded */
    const char *text; /* as it is written */
    const char *lang;
    uint32_t number;
    bool is_alias;
};

/* Somebody's statement whose value is an item. */
struct posting {
    uint32_t property;
    uint32_t value;
    uint32_t number; /* whose statement */
};

struct catalog {
    const char *bytes; /* the file, mapped */
    size_t size;
    struct row *rows; /* by number */
    size_t row_count;
    struct name *names; /* by key */
    size_t name_count;
    struct posting *postings; /* by property, value, number */
    size_t posting_count;
    struct kw_arena *arenas; /* hold the names' texts */
    size_t arena_count;
    bool folded;
};

/* Maps and reads the file at `path`, checking every line. `folded`:
 * names are found without regard to case and accents, as on Wikidata;
 * otherwise exactly. KW_INPUT with path and line for what is not a
 * kinwalk line, an id that stands twice, or one that has no number. */
enum kw_status catalog_open(const char *path, bool folded,
                            struct catalog *catalog, struct kw_error *err);
/* Zeroed memory is fine. */
void catalog_close(struct catalog *catalog);

/* The row of a number; NULL if there is none. */
const struct row *catalog_find(const struct catalog *catalog, uint32_t number);
/* The line of a row, read. cJSON_Delete() it. NULL: out of memory. */
cJSON *catalog_read(const struct catalog *catalog, const struct row *row);
/* The place of a row among all: for pageid and for caches. */
size_t catalog_place(const struct catalog *catalog, const struct row *row);

#endif
