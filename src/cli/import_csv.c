/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Importing tables: kinwalk's own CSV pair, people.csv and links.csv in
 * one folder, or a single table of children and parents. Read whole.
 *
 * As with GEDCOM, nobody whom the store knows from elsewhere is written
 * over.
 */
#include "import.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kinwalk/source.h>

/* Wrong rows shown one by one without -v. */
enum { WRONG_SHOWN = 20 };

static const char *const PAIR[] = {"people.csv", "links.csv"};
enum { PAIR_COUNT = sizeof PAIR / sizeof *PAIR };

struct tables {
    struct kw_import *import;
    const char *path;
    char base[KW_IMPORT_BASE_BYTES];
    size_t wrong;
    /* What was read: */
    struct kw_csv_file files[PAIR_COUNT];
    struct kw_buffer bytes[PAIR_COUNT];
    struct kw_buffer names[PAIR_COUNT];
    size_t count;
};

bool kw_import_looks_like_csv(const char *bytes, size_t length)
{
    return kw_csv_looks(bytes, length);
}

/* ---- what the reader asks and tells -------------------------------- */

static enum kw_status is_taken(void *arg, struct kw_id id, bool *taken,
                               struct kw_error *err)
{
    struct tables *t = arg;

    return kw_import_is_taken(t->import, t->base, id, taken, err);
}

static enum kw_status take_person(void *arg, const struct kw_person *person,
                                  struct kw_error *err)
{
    struct tables *t = arg;
    bool taken = false;

    if (kw_cli_interrupted())
        return kw_fail(err, KW_INTERRUPTED,
                       "%s: stopped; what was taken is kept, the same "
                       "command again completes it",
                       t->path);
    if (!kw_id_is_xref(person->id))
        KW_TRY(is_taken(t, person->id, &taken, err));
    if (taken) {
        t->import->kept++;
        return KW_OK;
    }
    return kw_import_person(t->import, person, err);
}

static void hear_wrong(void *arg, const char *file, size_t line,
                       const char *text)
{
    struct tables *t = arg;

    t->import->wrong++;
    if (t->wrong++ < WRONG_SHOWN || t->import->cli->loud > 0)
        (void)fprintf(t->import->cli->err, "kinwalk import: %s:%zu: %s\n", file,
                      line, text);
}

static void hear_left(void *arg, const char *file, const char *column)
{
    struct tables *t = arg;

    t->import->left++;
    kw_cli_say(t->import->cli, "%s: column %.60s has no place", file, column);
}

/* ---- files --------------------------------------------------------- */

static enum kw_status add_table(struct tables *t, const char *folder,
                                const char *name, struct kw_import_file *file,
                                struct kw_error *err)
{
    size_t i = t->count++;

    if (folder)
        kw_buffer_print(&t->names[i], "%s/", folder);
    kw_buffer_text(&t->names[i], name);
    KW_TRY(kw_buffer_check(&t->names[i], err));
    KW_TRY(kw_import_whole(file, &t->bytes[i], err));
    t->files[i].name = t->names[i].bytes;
    t->files[i].bytes = t->bytes[i].length ? t->bytes[i].bytes : "";
    t->files[i].length = t->bytes[i].length;
    return KW_OK;
}

static enum kw_status read_tables(struct tables *t, struct kw_error *err)
{
    struct kw_csv_settings settings = {
        .base_name = t->base,
        .xrefs = kw_store_xrefs(t->import->cli->store),
        .is_taken = is_taken,
        .person = take_person,
        .wrong = hear_wrong,
        .left = hear_left,
        .arg = t,
    };
    struct kw_csv_counts counts;

    KW_TRY(kw_csv_read(t->files, t->count, &settings, &counts, err));
    if (t->wrong > WRONG_SHOWN && t->import->cli->loud <= 0)
        (void)fprintf(t->import->cli->err,
                      "kinwalk import: %s: %zu more rows are wrong; -v shows "
                      "them\n",
                      t->path, t->wrong - WRONG_SHOWN);
    kw_cli_say(t->import->cli, "%s: a table: %zu rows, %zu people", t->path,
               counts.rows, counts.people);
    return KW_OK;
}

static void finish(struct tables *t)
{
    for (size_t i = 0; i < PAIR_COUNT; i++) {
        kw_buffer_finish(&t->bytes[i]);
        kw_buffer_finish(&t->names[i]);
    }
}

enum kw_status kw_import_csv(struct kw_import *import,
                             struct kw_import_file *file, struct kw_error *err)
{
    struct tables t = {.import = import, .path = file->path};
    enum kw_status status;

    kw_import_base(file->path, t.base);
    status = add_table(&t, NULL, file->path, file, err);
    if (status == KW_OK)
        status = read_tables(&t, err);
    finish(&t);
    return status;
}

static enum kw_status add_named(struct tables *t, const char *name,
                                struct kw_error *err)
{
    struct kw_buffer path = {0};
    struct kw_import_file file = {.head_bytes = 0};
    enum kw_status status;

    kw_buffer_print(&path, "%s/%s", t->path, name);
    status = kw_buffer_check(&path, err);
    if (status == KW_OK) {
        file.path = path.bytes;
        file.file = open(path.bytes, O_RDONLY | O_CLOEXEC);
        if (file.file < 0)
            status = kw_fail(err, KW_INPUT,
                             "%s: a folder without %s; kinwalk export csv "
                             "-o DIR writes people.csv and links.csv",
                             t->path, name);
    }
    if (status == KW_OK) {
        status = kw_import_head(&file, err);
        if (status == KW_OK)
            status = add_table(t, t->path, name, &file, err);
        close(file.file);
    }
    kw_import_file_finish(&file);
    kw_buffer_finish(&path);
    return status;
}

enum kw_status kw_import_folder(struct kw_import *import, const char *path,
                                struct kw_error *err)
{
    struct tables t = {.import = import, .path = path};
    enum kw_status status = KW_OK;

    kw_import_base(path, t.base);
    for (size_t i = 0; status == KW_OK && i < PAIR_COUNT; i++)
        status = add_named(&t, PAIR[i], err);
    if (status == KW_OK)
        status = read_tables(&t, err);
    finish(&t);
    return status;
}

/* Is this one of the pair, and the other beside it? *folder is cut out of
 * `path` then. */
bool kw_import_is_half(const char *path, struct kw_buffer *folder)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct stat info;
    bool is_half = false;

    for (size_t i = 0; i < PAIR_COUNT; i++) {
        if (strcmp(name, PAIR[i]) != 0)
            continue;
        kw_buffer_clear(folder);
        kw_buffer_print(folder, "%.*s/%s", slash ? (int)(slash - path) : 1,
                        slash ? path : ".", PAIR[!i]);
        is_half = folder->trouble.status == KW_OK &&
                  stat(folder->bytes, &info) == 0 && S_ISREG(info.st_mode);
        kw_buffer_clear(folder);
        kw_buffer_print(folder, "%.*s", slash ? (int)(slash - path) : 1,
                        slash ? path : ".");
    }
    return is_half && folder->trouble.status == KW_OK;
}
