/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the file that is served.
 *
 * Every line is read once at the start, by all processors, each a part of
 * the file: a bad line is told before anybody is served. What is kept is
 * where each line lies, who bears which name, and who names whom.
 */
#include "catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lines.h"

enum { PARTS = 8, PART_BYTES_MIN = 1 << 16 };

static int by_number(const void *left, const void *right)
{
    const struct row *a = left;
    const struct row *b = right;

    return (a->number > b->number) - (a->number < b->number);
}

static int by_key(const void *left, const void *right)
{
    const struct name *a = left;
    const struct name *b = right;
    int order = strcmp(a->key, b->key);

    if (order == 0)
        order = strcmp(a->text, b->text);
    if (order == 0)
        order = (int)a->is_alias - (int)b->is_alias;
    if (order == 0)
        order = (a->number > b->number) - (a->number < b->number);
    return order;
}

static int by_statement(const void *left, const void *right)
{
    const struct posting *a = left;
    const struct posting *b = right;

    if (a->property != b->property)
        return a->property < b->property ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Moves what a part found behind what is there. */
static void take_part(struct catalog *catalog, struct part *part,
                      uint32_t lines_before)
{
    for (size_t i = 0; i < part->row_count; i++) {
        part->rows[i].line += lines_before;
        if (part->rows[i].revision == 0)
            part->rows[i].revision = part->rows[i].line;
    }
    if (part->row_count > 0)
        memcpy(catalog->rows + catalog->row_count, part->rows,
               part->row_count * sizeof *part->rows);
    if (part->name_count > 0)
        memcpy(catalog->names + catalog->name_count, part->names,
               part->name_count * sizeof *part->names);
    if (part->posting_count > 0)
        memcpy(catalog->postings + catalog->posting_count, part->postings,
               part->posting_count * sizeof *part->postings);
    catalog->row_count += part->row_count;
    catalog->name_count += part->name_count;
    catalog->posting_count += part->posting_count;
    catalog->arenas[catalog->arena_count++] = part->arena;
    memset(&part->arena, 0, sizeof part->arena);
}

static enum kw_status join_parts(struct catalog *catalog, struct part *parts,
                                 size_t count, const char *path,
                                 struct kw_error *err)
{
    size_t rows = 0;
    size_t names = 0;
    size_t postings = 0;
    uint32_t lines = 0;

    for (size_t i = 0; i < count; i++) {
        if (parts[i].err.status != KW_OK)
            return kw_fail(err, parts[i].err.status, "%s: line %" PRIu32 ": %s",
                           path, lines + parts[i].err_line, parts[i].err.text);
        lines += parts[i].lines;
        rows += parts[i].row_count;
        names += parts[i].name_count;
        postings += parts[i].posting_count;
    }
    catalog->rows = calloc(rows + 1, sizeof *catalog->rows);
    catalog->names = calloc(names + 1, sizeof *catalog->names);
    catalog->postings = calloc(postings + 1, sizeof *catalog->postings);
    catalog->arenas = calloc(count + 1, sizeof *catalog->arenas);
    if (catalog->rows == NULL || catalog->names == NULL ||
        catalog->postings == NULL || catalog->arenas == NULL)
        return kw_nomem(err);
    lines = 0;
    for (size_t i = 0; i < count; i++) {
        take_part(catalog, &parts[i], lines);
        lines += parts[i].lines;
    }
    qsort(catalog->rows, catalog->row_count, sizeof *catalog->rows, by_number);
    qsort(catalog->names, catalog->name_count, sizeof *catalog->names, by_key);
    qsort(catalog->postings, catalog->posting_count, sizeof *catalog->postings,
          by_statement);
    for (size_t i = 1; i < catalog->row_count; i++) {
        const struct row *row = &catalog->rows[i];

        if (row[-1].number == row->number)
            return kw_fail(err, KW_INPUT,
                           "%s: line %" PRIu32 ": Q%" PRIu32
                           " stands on line %" PRIu32 " already",
                           path, row->line, row->number, row[-1].line);
    }
    return KW_OK;
}

/* Cuts the file at line ends into at most PARTS parts. */
static size_t cut_up(const struct catalog *catalog, struct part *parts)
{
    size_t size = catalog->size / PARTS + 1;
    size_t at = 0;
    size_t count = 0;

    if (size < PART_BYTES_MIN)
        size = PART_BYTES_MIN;
    while (at < catalog->size && count < PARTS) {
        struct part *part = &parts[count++];
        size_t to = at + size;
        const char *end = NULL;

        if (to < catalog->size && count < PARTS)
            end = memchr(catalog->bytes + to, '\n', catalog->size - to);
        part->job.run = part_read;
        part->bytes = catalog->bytes;
        part->folded = catalog->folded;
        part->from = at;
        part->to = end ? (size_t)(end - catalog->bytes) + 1 : catalog->size;
        at = part->to;
    }
    return count;
}

static enum kw_status read_all(struct catalog *catalog, const char *path,
                               struct kw_error *err)
{
    struct part parts[PARTS];
    struct kw_pool *pool = NULL;
    enum kw_status status;
    size_t count;

    memset(parts, 0, sizeof parts);
    count = cut_up(catalog, parts);
    status = kw_pool_create(0, NULL, NULL, &pool, err);
    if (status == KW_OK) {
        for (size_t i = 0; i < count; i++)
            kw_pool_submit(pool, &parts[i].job);
        while (kw_pool_wait(pool) != NULL)
            ;
        status = join_parts(catalog, parts, count, path, err);
    }
    kw_pool_destroy(pool, NULL);
    for (size_t i = 0; i < count; i++)
        part_finish(&parts[i]);
    return status;
}

static enum kw_status map_file(struct catalog *catalog, const char *path,
                               struct kw_error *err)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    void *bytes;

    if (file < 0)
        return kw_fail(err, KW_INPUT, "%s: cannot be opened: %s", path,
                       strerror(errno));
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(file);
        return kw_fail(err, KW_INPUT, "%s: no regular file", path);
    }
    if (about.st_size == 0) {
        close(file);
        return kw_fail(err, KW_INPUT, "%s: empty; nothing to serve", path);
    }
    bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (bytes == MAP_FAILED)
        return kw_fail(err, KW_INPUT, "%s: cannot be mapped: %s", path,
                       strerror(errno));
    catalog->bytes = bytes;
    catalog->size = (size_t)about.st_size;
    return KW_OK;
}

enum kw_status catalog_open(const char *path, bool folded,
                            struct catalog *catalog, struct kw_error *err)
{
    enum kw_status status;

    memset(catalog, 0, sizeof *catalog);
    catalog->folded = folded;
    status = map_file(catalog, path, err);
    if (status == KW_OK)
        status = read_all(catalog, path, err);
    if (status != KW_OK)
        catalog_close(catalog);
    return status;
}

void catalog_close(struct catalog *catalog)
{
    if (catalog->bytes != NULL)
        munmap((void *)(uintptr_t)catalog->bytes, catalog->size);
    for (size_t i = 0; i < catalog->arena_count; i++)
        kw_arena_finish(&catalog->arenas[i]);
    free(catalog->arenas);
    free(catalog->rows);
    free(catalog->names);
    free(catalog->postings);
    memset(catalog, 0, sizeof *catalog);
}

const struct row *catalog_find(const struct catalog *catalog, uint32_t number)
{
    struct row wanted = {.number = number};

    return bsearch(&wanted, catalog->rows, catalog->row_count,
                   sizeof *catalog->rows, by_number);
}

cJSON *catalog_read(const struct catalog *catalog, const struct row *row)
{
    return cJSON_ParseWithLength(catalog->bytes + row->offset, row->length);
}

size_t catalog_place(const struct catalog *catalog, const struct row *row)
{
    return (size_t)(row - catalog->rows);
}
