/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast documents are read: cJSON on the whole, the plain reader (the
 * same in an arena, and the people made), the scanner with each way of
 * looking, simdjson where it is installed, and memchr over the bytes, which
 * nobody can be faster than.
 *
 * It is the processor time of one thread. Every round asks each method once
 * for all documents, one method after the other, so that a busy machine
 * slows them all. What is told is the
 * median of the rounds and how far the middle half of them lies apart.
 *
 * With `--once plain|sse2|avx2` the scanner alone reads all of them once,
 * for those who count instructions (valgrind --tool=callgrind
 * --toggle-collect=kw_claims_read_by).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "claims/scan.h"
#include "documents.h"
#include "peer_simdjson.h"

enum { ROUNDS = 15, ROUND_BYTES = 12000000 };

/* Documents, one behind the other in `bytes`. */
struct set {
    const char *name;
    struct kw_buffer bytes;
    size_t *begins; /* count + 1 of them */
    size_t count;
    size_t capacity;
};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum kw_status end_document(struct set *set)
{
    size_t *begins =
        kw_grow(set->begins, set->count + 1, &set->capacity, sizeof *begins);

    if (!begins)
        return KW_NOMEM;
    set->begins = begins;
    begins[0] = 0;
    begins[++set->count] = set->bytes.length;
    return KW_OK;
}

/* Bytes behind the last document that may be read. */
static enum kw_status pad(struct set *set)
{
    static const char BLANKS[64] = {0};

    kw_buffer_add(&set->bytes, BLANKS, sizeof BLANKS);
    return kw_buffer_check(&set->bytes, NULL);
}

static void finish(struct set *set)
{
    kw_buffer_finish(&set->bytes);
    free(set->begins);
}

/* ---- methods ------------------------------------------------------- */

static const char *const LANGUAGES[] = {"en", NULL};

enum how { MEMCHR, CJSON, SIMDJSON, READER };

struct method {
    const char *name;
    enum how how;
    enum kw_reader reader;
    enum kw_level level;
};

static const struct method METHODS[] = {
    {"cJSON, whole document", CJSON, KW_READER_PLAIN, KW_LEVEL_PLAIN},
    {"plain reader (cJSON in an arena, people)", READER, KW_READER_PLAIN,
     KW_LEVEL_PLAIN},
    {"scanner, plain C", READER, KW_READER_FAST, KW_LEVEL_PLAIN},
    {"scanner, SSE2", READER, KW_READER_FAST, KW_LEVEL_SSE2},
    {"scanner, AVX2", READER, KW_READER_FAST, KW_LEVEL_AVX2},
    {"scanner, validating, SSE2", READER, KW_READER_VALIDATING, KW_LEVEL_SSE2},
    {"scanner, validating, AVX2", READER, KW_READER_VALIDATING, KW_LEVEL_AVX2},
#ifdef KW_HAVE_SIMDJSON
    {"simdjson on demand (C++)", SIMDJSON, KW_READER_FAST, KW_LEVEL_PLAIN},
#endif
    {"memchr over the bytes (bound)", MEMCHR, KW_READER_PLAIN, KW_LEVEL_PLAIN},
};
enum { METHOD_COUNT = sizeof METHODS / sizeof *METHODS };

/* Returns something that depends on what was read. */
static size_t read_one(const struct method *method, const char *bytes,
                       size_t length)
{
    struct kw_document document;
    size_t people;
    cJSON *tree;

    switch (method->how) {
    case MEMCHR:
        return memchr(bytes, 0, length) != NULL;
    case CJSON:
        tree = cJSON_ParseWithLength(bytes, length);
        people = tree != NULL;
        cJSON_Delete(tree);
        return people;
    case SIMDJSON:
#ifdef KW_HAVE_SIMDJSON
        return peer_simdjson_read(bytes, length);
#endif
    case READER:
        break;
    }
    if (kw_claims_read_by(method->reader, kw_eyes_of(method->level), bytes,
                          length, NULL, LANGUAGES, NULL, &document,
                          NULL) != KW_OK)
        return 0;
    people = document.count;
    kw_document_finish(&document);
    return people;
}

/* MB/s of one round over all documents, as often as fills a round. */
static double round_of(const struct method *method, const struct set *set,
                       size_t *found)
{
    size_t length = set->begins[set->count];
    size_t times = 1;
    double began = now_s();

    *found = 0;
    if (length > 0)
        times += ROUND_BYTES / length;
    /* The whole by cJSON is slow: a tenth of a round says enough. */
    if (method->how == CJSON || method->reader == KW_READER_PLAIN)
        times = method->how == MEMCHR ? times : 1 + times / 10;
    for (size_t i = 0; i < times; i++)
        for (size_t d = 0; d < set->count; d++)
            *found += read_one(method, set->bytes.bytes + set->begins[d],
                               set->begins[d + 1] - set->begins[d]);
    if (times > 0)
        *found /= times;
    return (double)(length * times) / 1e6 / (now_s() - began);
}

/* ---- telling ------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;

    return (left > right) - (left < right);
}

static enum kw_status measure(struct set *set)
{
    static double speeds[METHOD_COUNT][ROUNDS];
    size_t found[METHOD_COUNT] = {0};

    KW_TRY(pad(set));
    for (int round = 0; round < ROUNDS; round++)
        for (size_t m = 0; m < METHOD_COUNT; m++)
            if (METHODS[m].how != READER || kw_eyes_of(METHODS[m].level))
                speeds[m][round] = round_of(&METHODS[m], set, &found[m]);
    printf("%s: %zu documents, mean %zu bytes\n", set->name, set->count,
           set->begins[set->count] / (set->count ? set->count : 1));
    for (size_t m = 0; m < METHOD_COUNT; m++) {
        if (METHODS[m].how == READER && !kw_eyes_of(METHODS[m].level)) {
            printf("  %-42s not on this machine\n", METHODS[m].name);
            continue;
        }
        qsort(speeds[m], ROUNDS, sizeof speeds[m][0], by_size);
        printf("  %-42s %8.0f MB/s  %5.1f x  (half within %.0f to %.0f)",
               METHODS[m].name, speeds[m][ROUNDS / 2],
               speeds[m][ROUNDS / 2] / speeds[0][ROUNDS / 2],
               speeds[m][ROUNDS / 4], speeds[m][ROUNDS - 1 - ROUNDS / 4]);
        printf(METHODS[m].how == READER || METHODS[m].how == SIMDJSON
                   ? "  %zu people\n"
                   : "\n",
               found[m]);
    }
    return KW_OK;
}

/* ---- sets ---------------------------------------------------------- */

static enum kw_status generate(struct set *set, size_t count, size_t least,
                               size_t most)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t id = 1000 + i * 7;
        uint64_t children[] = {id + 1, id + 2, id + 3, id + 4};
        uint64_t spouses[] = {id + 5, id + 6};
        struct document_wish wish = {
            .id = id,
            .father = id - 1,
            .mother = id - 2,
            .children = children,
            .child_count = i % 5,
            .spouses = spouses,
            .spouse_count = 1 + i % 2,
            .is_woman = i % 2 != 0,
            .birth_year = 1800 + (int)(i % 100),
            .size_bytes = least + (most - least) * (i * 7 % count) / count,
            .seed = 92};

        document_entity_data(&wish, &set->bytes);
        KW_TRY(kw_buffer_check(&set->bytes, NULL));
        KW_TRY(end_document(set));
    }
    return KW_OK;
}

/* Every document of a file: a document, a dump, JSON lines. */
static enum kw_status load(struct set *set, const char *path)
{
    char portion[65536];
    struct kw_splitter *splitter = NULL;
    struct kw_piece piece;
    FILE *file = fopen(path, "rb");
    enum kw_status status = kw_splitter_create(0, &splitter, NULL);
    size_t length = 1;

    if (!file)
        status = KW_INPUT;
    while (status == KW_OK && length > 0) {
        length = fread(portion, 1, sizeof portion, file);
        status = kw_splitter_feed(splitter, portion, length, NULL);
        if (length == 0)
            kw_splitter_end(splitter);
        while (status == KW_OK && kw_splitter_next(splitter, &piece)) {
            kw_buffer_add(&set->bytes, piece.bytes, piece.length);
            status = end_document(set);
        }
    }
    if (file)
        fclose(file);
    kw_splitter_destroy(splitter);
    return status;
}

static enum kw_status load_all(struct set *set, char **paths, int count)
{
    for (int i = 0; i < count; i++) {
        if (load(set, paths[i]) != KW_OK) {
            fprintf(stderr, "bench-read: %s cannot be read\n", paths[i]);
            return KW_INPUT;
        }
    }
    return KW_OK;
}

/* The scanner's reading of the set by one way of looking. */
static enum kw_status read_once(const struct set *set, const char *level)
{
    for (int i = 0; i < KW_LEVEL_COUNT; i++) {
        const struct kw_eyes *eyes = kw_eyes_of((enum kw_level)i);
        struct method method = {level, READER, KW_READER_FAST,
                                (enum kw_level)i};
        size_t people = 0;

        if (!eyes || strcmp(eyes->name, level) != 0)
            continue;
        for (size_t d = 0; d < set->count; d++)
            people += read_one(&method, set->bytes.bytes + set->begins[d],
                               set->begins[d + 1] - set->begins[d]);
        printf("%s: %zu documents, %zu bytes, %zu people\n", set->name,
               set->count, set->begins[set->count], people);
        return KW_OK;
    }
    fprintf(stderr, "bench-read: no way of looking here is called %s\n", level);
    return KW_USAGE;
}

/* `set` is the royals if no file is named. */
static enum kw_status run_once(struct set *set, int argc, char **argv)
{
    if (argc < 1)
        return KW_USAGE;
    KW_TRY(argc > 1 ? load_all(set, argv + 1, argc - 1)
                    : generate(set, 20, 340000, 420000));
    if (set->count == 0)
        return KW_INPUT;
    KW_TRY(pad(set));
    return read_once(set, argv[0]);
}

int main(int argc, char **argv)
{
    struct set royals = {.name = "royals"};
    struct set mixed = {.name = "mixed"};
    struct set real = {.name = "real ones"};
    enum kw_status status;

    if (argc > 1 && strcmp(argv[1], "--once") == 0) {
        struct set *set = argc > 3 ? &real : &royals;

        status = run_once(set, argc - 2, argv + 2);
        finish(set);
        return status == KW_OK ? 0 : 1;
    }
    status = generate(&royals, 20, 340000, 420000);
    if (status == KW_OK)
        status = generate(&mixed, 60, 6000, 116000);
    if (status == KW_OK) {
        status = measure(&royals);
        if (status == KW_OK)
            status = measure(&mixed);
    }
    if (status == KW_OK)
        status = load_all(&real, argv + 1, argc - 1);
    if (status == KW_OK && real.count > 0)
        status = measure(&real);
    else
        puts("real ones: none given (files with entities, dumps, replies)");
#ifndef KW_HAVE_SIMDJSON
    puts("not measured: simdjson (libsimdjson-dev and a C++ compiler are not "
         "installed)");
#endif
    puts("not measured: yyjson (Debian 12 does not package it)");
    finish(&royals);
    finish(&mixed);
    finish(&real);
    return status == KW_OK ? 0 : 1;
}
