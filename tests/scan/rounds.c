/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Millions of changed documents to both readers: stops at the first
 * difference and leaves its document behind.
 *
 *   scan-rounds [--runs N] [--seconds S] [--seed X] [--save FILE] PATH...
 *
 * PATHs are documents or folders of them. The first round reads each as it
 * is, in every way. scan-rules, the same program, can also leave out a
 * rule of the scanner: --without RULE, and names them all: --list.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "claims/rules.h"
#include "scan.h"

enum { MOST_BYTES = 65536, FRESH_IN = 6 };

struct seeds {
    struct kw_buffer *items;
    size_t count;
    size_t capacity;
};

static void die(const char *what, const char *which)
{
    fprintf(stderr, "scan-rounds: %s %s\n", what, which);
    exit(2);
}

/* ---- seeds --------------------------------------------------------- */

static void add_file(struct seeds *seeds, const char *path)
{
    static char bytes[MOST_BYTES / 2];
    FILE *file = fopen(path, "rb");
    size_t length;

    if (!file)
        die("cannot open", path);
    length = fread(bytes, 1, sizeof bytes, file);
    /* What is larger is slow, and what is no JSON not worth changing. */
    if (length > 0 && length < sizeof bytes) {
        seeds->items = kw_grow(seeds->items, seeds->count, &seeds->capacity,
                               sizeof *seeds->items);
        if (!seeds->items)
            die("no memory for", path);
        memset(&seeds->items[seeds->count], 0, sizeof *seeds->items);
        kw_buffer_add(&seeds->items[seeds->count++], bytes, length);
    }
    fclose(file);
}

static void add_path(struct seeds *seeds, const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;

    if (!folder) {
        add_file(seeds, path);
        return;
    }
    while ((entry = readdir(folder))) {
        const char *dot = strrchr(entry->d_name, '.');
        char whole[4096];

        if (!dot || (strcmp(dot, ".json") != 0 && strcmp(dot, ".body") != 0))
            continue;
        (void)snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
        add_file(seeds, whole);
    }
    closedir(folder);
}

/* ---- rounds -------------------------------------------------------- */

static void tell(const char *what, const char *bytes, size_t length,
                 const struct differ_how *how, const char *save)
{
    FILE *file = save ? fopen(save, "wb") : NULL;

    printf("%s (eyes %d, languages %u, depth %u, %zu bytes)\n", what,
           (int)how->level, how->langs, how->depth, length);
    if (file) {
        fwrite(bytes, 1, length, file);
        fclose(file);
    }
}

/* In memory of its own size, for the sanitizers to watch its ends. */
static bool is_same(const char *bytes, size_t length,
                    const struct differ_how *how, const char *save)
{
    char *exact = malloc(length ? length : 1);
    const char *what;

    if (!exact)
        die("no memory", "");
    memcpy(exact, bytes, length);
    what = differ(exact, length, how);
    if (what)
        tell(what, exact, length, how, save);
    free(exact);
    return !what;
}

static struct differ_how by_chance(uint64_t *state)
{
    struct differ_how how = {
        .level = (enum kw_level)(differ_draw(state) % KW_LEVEL_COUNT),
        .langs = differ_draw(state) % DIFFER_LANGS};

    if (differ_draw(state) % 8 == 0)
        how.depth = 4 + differ_draw(state) % 12;
    return how;
}

static bool all_as_they_are(const struct seeds *seeds, uint64_t *runs,
                            const char *save)
{
    for (size_t i = 0; i < seeds->count; i++)
        for (unsigned langs = 0; langs < DIFFER_LANGS; langs++)
            for (int level = 0; level < KW_LEVEL_COUNT; level++) {
                struct differ_how how = {.level = (enum kw_level)level,
                                         .langs = langs};

                ++*runs;
                if (!is_same(seeds->items[i].bytes, seeds->items[i].length,
                             &how, save))
                    return false;
            }
    return true;
}

static bool rounds(const struct seeds *seeds, uint64_t most_runs,
                   uint64_t most_seconds, uint64_t *state, uint64_t *runs,
                   const char *save)
{
    static char bytes[MOST_BYTES];
    time_t began = time(NULL);
    size_t length = 0;

    for (; *runs < most_runs; ++*runs) {
        struct differ_how how = by_chance(state);

        if (*runs % 1024 == 0 && (uint64_t)(time(NULL) - began) >= most_seconds)
            break;
        /* Now and then a document is changed further. */
        if (length == 0 || differ_draw(state) % FRESH_IN != 0) {
            const struct kw_buffer *seed =
                &seeds->items[differ_draw(state) % seeds->count];

            memcpy(bytes, seed->bytes, seed->length);
            length = seed->length;
        }
        mutate(bytes, &length, sizeof bytes, state);
        if (!is_same(bytes, length, &how, save))
            return false;
    }
    return true;
}

/* ---- rules --------------------------------------------------------- */

#ifdef KW_SCAN_RULES
static const char *const RULES[][2] = {
#define AS_ROW(name, text) {#name, text},
    KW_SCAN_RULE_LIST(AS_ROW)
#undef AS_ROW
};

static void list_rules(void)
{
    for (int i = 0; i < (int)KW_RULE_COUNT; i++)
        printf("%s\t%s\n", RULES[i][0], RULES[i][1]);
    for (size_t i = 0; i < KW_SHAPE_ROW_COUNT; i++)
        printf("ROW%zu\t\"%s\" is asked for\n", i, KW_SHAPE_ROWS[i].name);
}

static void leave_out(const char *name)
{
    for (int i = 0; i < (int)KW_RULE_COUNT; i++)
        if (strcmp(RULES[i][0], name) == 0)
            kw_scan_without = i;
    if (strncmp(name, "ROW", 3) == 0)
        kw_scan_without = (int)KW_RULE_COUNT + atoi(name + 3);
    if (kw_scan_without < 0)
        die("there is no rule", name);
}
#else
static void list_rules(void)
{
    die("rules can be left out by", "scan-rules only");
}

static void leave_out(const char *name)
{
    (void)name;
    list_rules();
}
#endif

/* ---- the program --------------------------------------------------- */

struct options {
    uint64_t runs;
    uint64_t seconds;
    uint64_t seed;
    const char *save;
    const char *without;
};

/* Takes one option with its value; false if `name` is none. */
static bool take_option(struct options *options, const char *name,
                        const char *value)
{
    uint64_t *number = strcmp(name, "--runs") == 0      ? &options->runs
                       : strcmp(name, "--seconds") == 0 ? &options->seconds
                       : strcmp(name, "--seed") == 0    ? &options->seed
                                                        : NULL;

    if (strncmp(name, "--", 2) != 0)
        return false;
    if (!value)
        die("a value is missing behind", name);
    if (strcmp(name, "--save") == 0)
        options->save = value;
    else if (strcmp(name, "--without") == 0)
        options->without = value;
    else if (!number || !kw_number(value, 0, UINT64_MAX, number))
        die("not understood:", name);
    return true;
}

int main(int argc, char **argv)
{
    struct options options = {UINT64_MAX, 3600, 1, NULL, NULL};
    struct seeds seeds = {0};
    uint64_t runs = 0;
    time_t began = time(NULL);
    bool holds;

    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        list_rules();
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        if (take_option(&options, argv[i], argv[i + 1]))
            i++;
        else
            add_path(&seeds, argv[i]);
    }
    if (seeds.count == 0)
        die("no documents", "were given");
    if (options.without)
        leave_out(options.without);
    holds = all_as_they_are(&seeds, &runs, options.save) &&
            rounds(&seeds, options.runs, options.seconds, &options.seed, &runs,
                   options.save);
    printf("%llu runs of %zu documents in %lld s: %s\n",
           (unsigned long long)runs, seeds.count,
           (long long)(time(NULL) - began),
           holds ? "no difference" : "a difference");
    for (size_t i = 0; i < seeds.count; i++)
        kw_buffer_finish(&seeds.items[i]);
    free(seeds.items);
    return holds ? 0 : 1;
}
