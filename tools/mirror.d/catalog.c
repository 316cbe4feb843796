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

/* What a line says when it was changed, where it says nothing. */
#define MODIFIED_DEFAULT_S INT64_C(1767225600) /* 2026-01-01 */

enum { PARTS = 8, PART_BYTES_MIN = 1 << 16 };

/* One part of the file, and what was found in it. */
struct part {
    struct kw_job job;
    const char *bytes; /* the whole file */
    size_t from;
    size_t to;
    bool folded;
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
    struct name *names;
    size_t name_count;
    size_t name_capacity;
    struct posting *postings;
    size_t posting_count;
    size_t posting_capacity;
    struct kw_arena arena;
    struct kw_buffer key; /* of the name at hand, to be used again */
    uint32_t lines;       /* ends in this part, blank ones too */
    struct kw_error err;  /* "line" is counted from this part's start */
    uint32_t err_line;
};

/* ---- one line ------------------------------------------------------ */

static const char *text_of(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* The number of the id under `key`, or why there is none. */
static enum kw_status number_of(const cJSON *object, const char *key,
                                uint32_t *number, struct kw_error *err)
{
    const char *text = text_of(object, key);

    if (text == NULL)
        return kw_fail(err, KW_INPUT, "no \"%s\" with an id in it", key);
    if (!id_parse(text, strlen(text), number))
        return kw_fail(err, KW_INPUT,
                       "\"%s\" is \"%.40s\"; a Wikibase can serve Q<n> and "
                       "I<n> only",
                       key, text);
    return KW_OK;
}

static enum kw_status add_name(struct part *part, const char *lang,
                               const char *text, bool is_alias, uint32_t number,
                               struct kw_error *err)
{
    const char *key = text;
    struct name *names = kw_grow(part->names, part->name_count,
                                 &part->name_capacity, sizeof *names);
    struct name *name;

    if (names == NULL)
        return kw_nomem(err);
    part->names = names;
    if (part->folded) {
        kw_buffer_clear(&part->key);
        KW_TRY(kw_fold(text, &part->key, err));
        KW_TRY(kw_buffer_check(&part->key, err));
        key = part->key.length > 0 ? part->key.bytes : "";
    }
    name = &names[part->name_count];
    name->text = kw_arena_text(&part->arena, text, strlen(text));
    name->lang = kw_arena_text(&part->arena, lang, strlen(lang));
    name->key = part->folded ? kw_arena_text(&part->arena, key, strlen(key))
                             : name->text;
    if (name->text == NULL || name->lang == NULL || name->key == NULL)
        return kw_nomem(err);
    name->number = number;
    name->is_alias = is_alias;
    part->name_count++;
    return KW_OK;
}

static enum kw_status add_names(struct part *part, const cJSON *person,
                                uint32_t number, struct kw_error *err)
{
    const cJSON *item;
    const cJSON *one;

    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(person, "labels"))
    {
        if (!cJSON_IsString(item))
            return kw_fail(err, KW_INPUT, "a label is no text");
        KW_TRY(add_name(part, item->string, item->valuestring, false, number,
                        err));
    }
    cJSON_ArrayForEach(item,
                       cJSON_GetObjectItemCaseSensitive(person, "aliases"))
    {
        cJSON_ArrayForEach(one, item)
        {
            if (!cJSON_IsString(one))
                return kw_fail(err, KW_INPUT, "an alias is no text");
            KW_TRY(add_name(part, item->string, one->valuestring, true, number,
                            err));
        }
    }
    return KW_OK;
}

/* P<n>, as a number; 0 if it is none. */
static uint32_t property_of(const cJSON *statement)
{
    const char *text = text_of(statement, "p");
    uint32_t number;

    if (text == NULL || !property_parse(text, strlen(text), &number))
        return 0;
    return number;
}

static enum kw_status add_postings(struct part *part, const cJSON *person,
                                   uint32_t number, struct kw_error *err)
{
    const cJSON *statement;

    cJSON_ArrayForEach(statement,
                       cJSON_GetObjectItemCaseSensitive(person, "statements"))
    {
        const cJSON *value =
            cJSON_GetObjectItemCaseSensitive(statement, "value");
        uint32_t property = property_of(statement);
        struct posting *postings;

        if (property == 0)
            return kw_fail(err, KW_INPUT, "a statement without \"p\":\"P<n>\"");
        if (value == NULL && text_of(statement, "snak") == NULL)
            return kw_fail(err, KW_INPUT,
                           "a statement has neither \"value\" nor \"snak\"");
        if (!cJSON_IsString(value))
            continue;
        postings = kw_grow(part->postings, part->posting_count,
                           &part->posting_capacity, sizeof *postings);
        if (postings == NULL)
            return kw_nomem(err);
        part->postings = postings;
        KW_TRY(number_of(statement, "value",
                         &postings[part->posting_count].value, err));
        postings[part->posting_count].property = property;
        postings[part->posting_count].number = number;
        part->posting_count++;
    }
    return KW_OK;
}

static enum kw_status fill_row(struct row *row, const cJSON *person,
                               struct kw_error *err)
{
    const char *state = text_of(person, "state");
    const char *read_at = text_of(person, "read_at");
    const cJSON *rev = cJSON_GetObjectItemCaseSensitive(person, "rev");
    const char *schema = text_of(person, "schema");

    if (schema == NULL || strcmp(schema, "kinwalk.person/1") != 0)
        return kw_fail(err, KW_INPUT, "no line of the schema kinwalk.person/1");
    KW_TRY(number_of(person, "id", &row->number, err));
    row->state = ROW_PERSON;
    if (state != NULL && strcmp(state, "missing") == 0)
        row->state = ROW_MISSING;
    else if (state != NULL && strcmp(state, "redirect") == 0)
        row->state = ROW_REDIRECT;
    else if (state != NULL && strcmp(state, "person") != 0)
        return kw_fail(err, KW_INPUT, "unknown state \"%.20s\"", state);
    if (row->state == ROW_REDIRECT)
        KW_TRY(number_of(person, "to", &row->to, err));
    if (cJSON_IsNumber(rev) && rev->valuedouble >= 1 &&
        rev->valuedouble <= (double)UINT32_MAX)
        row->revision = (uint32_t)rev->valuedouble;
    if (read_at == NULL || !kw_time_parse(read_at, &row->modified_s))
        row->modified_s = MODIFIED_DEFAULT_S;
    return KW_OK;
}

static enum kw_status read_line(struct part *part, const char *line,
                                size_t length, struct kw_error *err)
{
    enum kw_status status;
    struct row *row;
    struct row *rows =
        kw_grow(part->rows, part->row_count, &part->row_capacity, sizeof *rows);
    cJSON *person;

    if (rows == NULL)
        return kw_nomem(err);
    part->rows = rows;
    if (length > UINT32_MAX)
        return kw_fail(err, KW_LIMIT, "longer than 4 GiB");
    person = cJSON_ParseWithLength(line, length);
    if (!cJSON_IsObject(person)) {
        cJSON_Delete(person);
        return kw_fail(err, KW_INPUT, "no JSON object, or cut short");
    }
    row = &rows[part->row_count];
    memset(row, 0, sizeof *row);
    row->offset = (uint64_t)(line - part->bytes);
    row->length = (uint32_t)length;
    row->line = part->lines;
    status = fill_row(row, person, err);
    if (status == KW_OK)
        status = add_names(part, person, row->number, err);
    if (status == KW_OK)
        status = add_postings(part, person, row->number, err);
    cJSON_Delete(person);
    part->row_count++;
    return status;
}

static void read_part(struct kw_job *job)
{
    struct part *part = (struct part *)job;
    size_t at = part->from;

    while (at < part->to) {
        const char *line = part->bytes + at;
        const char *end = memchr(line, '\n', part->to - at);
        size_t length = end ? (size_t)(end - line) : part->to - at;

        part->lines++;
        at += length + 1;
        if (length > 0 && line[length - 1] == '\r')
            length--;
        if (length == 0)
            continue;
        if (read_line(part, line, length, &part->err) != KW_OK) {
            part->err_line = part->lines;
            return;
        }
    }
}

/* ---- all lines ----------------------------------------------------- */

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
    catalog->arenas = calloc(count, sizeof *catalog->arenas);
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
        part->job.run = read_part;
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
    for (size_t i = 0; i < count; i++) {
        free(parts[i].rows);
        free(parts[i].names);
        free(parts[i].postings);
        kw_arena_finish(&parts[i].arena);
        kw_buffer_finish(&parts[i].key);
    }
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
