/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk import: people out of files into the store. What a file holds
 * decides how it is read, not its name; what cannot be read is told by
 * its place, and the rest is taken.
 */
#include "import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMIT_EVERY = 2000 };

const struct kw_option kw_import_options[] = {
    {"wait", 0, NULL, NULL, NULL,
     "wait for another kinwalk that is writing into the same file", false},
    {"assume-married", 0, NULL, NULL, NULL,
     "GEDCOM: take couples for spouses even where no marriage is stated",
     false},
    {"all-humans", 0, NULL, NULL, NULL,
     "dumps: take also humans of whom no relative is stated", false},
    {.name = NULL},
};

/* One row a format; the first whose files begin so is taken. */
static const struct format {
    const char *name;
    bool (*looks)(const char *bytes, size_t length);
    enum kw_status (*take)(struct kw_import *import,
                           struct kw_import_file *file, struct kw_error *err);
    /* What can be begun without a store; or NULL. */
    void (*begin)(struct kw_import *import, struct kw_import_file *file);
} FORMATS[] = {
    {"a dump", kw_import_looks_like_dump, kw_import_dump, kw_import_dump_begin},
    {"JSON lines", kw_import_looks_like_lines, kw_import_lines, NULL},
    {"GEDCOM", kw_import_looks_like_gedcom, kw_import_gedcom, NULL},
    {"a table", kw_import_looks_like_csv, kw_import_csv, NULL},
};

enum { FORMAT_COUNT = sizeof FORMATS / sizeof *FORMATS };

/* ---- for the readers ----------------------------------------------- */

void kw_import_wrong(struct kw_import *import,
                     const struct kw_import_file *file, size_t line,
                     const char *why)
{
    import->wrong++;
    (void)fprintf(import->cli->err, "kinwalk import: %s:%zu: %s\n", file->path,
                  line, why);
}

static enum kw_status commit(struct kw_import *import, struct kw_error *err)
{
    import->waiting = 0;
    return kw_store_commit(import->cli->store, err);
}

/* Is a newer revision of this person here? */
static enum kw_status is_older(struct kw_import *import,
                               const struct kw_person *person, bool *out,
                               bool *fresh, struct kw_error *err)
{
    int64_t age;
    uint64_t revision;

    KW_TRY(kw_store_age(import->cli->store, person->id, &age, &revision, err));
    *fresh = age < 0;
    *out = person->revision && person->revision < revision;
    return KW_OK;
}

enum kw_status kw_import_person(struct kw_import *import,
                                const struct kw_person *person,
                                struct kw_error *err)
{
    struct kw_store *store = import->cli->store;
    bool older;
    bool fresh;

    KW_TRY(is_older(import, person, &older, &fresh, err));
    if (older) {
        import->older++;
        return KW_OK;
    }
    if (!import->waiting)
        KW_TRY(kw_store_begin(store, err));
    import->waiting++;
    KW_TRY(kw_store_put(store, person, err));
    import->people += person->state == KW_PERSON;
    import->missing += person->state == KW_MISSING;
    import->redirects += person->state == KW_REDIRECT;
    import->fresh += fresh && person->state == KW_PERSON;
    if (import->commits_itself || import->waiting < COMMIT_EVERY)
        return KW_OK;
    return commit(import, err);
}

/* ---- files --------------------------------------------------------- */

static const struct format *format_of(const struct kw_import_file *file)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (FORMATS[i].looks(file->head, file->head_bytes))
            return &FORMATS[i];
    return NULL;
}

static enum kw_status take(struct kw_import *import,
                           struct kw_import_file *file, struct kw_error *err)
{
    const struct format *format;

    if (!file->head)
        KW_TRY(kw_import_head(file, err));
    format = format_of(file);
    if (format)
        return format->take(import, file, err);
    return kw_fail(err, KW_INPUT,
                   "%s: begins like nothing kinwalk can import; kinwalk help "
                   "import lists what it can",
                   file->path);
}

static void end_first(struct kw_import *import)
{
    if (import->begun) {
        kw_import_file_finish(import->begun);
        close(import->begun->file);
    }
    import->begun = NULL;
}

static enum kw_status take_stream(struct kw_import *import, const char *path,
                                  struct kw_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct kw_import_file file = {.path = is_stdin ? "standard input" : path};
    enum kw_status status;

    if (import->begun && import->begun->path == path) {
        status = take(import, import->begun, err);
        end_first(import);
        return status;
    }
    file.file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file.file < 0)
        return kw_fail(
            err, KW_INPUT,
            "%s: cannot be opened (%s); check its name and who may read it",
            path, strerror(errno));
    status = take(import, &file, err);
    kw_import_file_finish(&file);
    if (!is_stdin)
        close(file.file);
    return status;
}

static enum kw_status take_path(struct kw_import *import, const char *path,
                                struct kw_error *err)
{
    struct kw_buffer folder = {0};
    struct stat info;
    enum kw_status status;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return kw_import_folder(import, path, err);
    if (!kw_import_is_half(path, &folder)) {
        status = take_stream(import, path, err);
    } else {
        kw_cli_say(import->cli, "%s: read with its other half beside it", path);
        status = kw_import_folder(import, folder.bytes, err);
    }
    kw_buffer_finish(&folder);
    return status;
}

static enum kw_status take_file(struct kw_import *import, const char *path,
                                struct kw_error *err)
{
    enum kw_status status = take_path(import, path, err);

    /* What came before the trouble is kept, unless the store is at fault. */
    if (import->waiting && status != KW_STORE && status != KW_NOMEM) {
        struct kw_error late;
        enum kw_status committed = commit(import, &late);

        if (committed != KW_OK) {
            *err = late;
            status = committed;
        }
    }
    import->files++;
    return status;
}

/* Opening a store waits for the disk: a dump is unpacked and read
 * meanwhile. What cannot be read so is left for later, and whatever is
 * wrong with it is told then. */
static void begin_first(struct kw_import *import, struct kw_import_file *file)
{
    struct stat info;
    struct kw_error ignored;
    const struct format *format = NULL;

    /* What comes through a pipe could not be read again. */
    file->path = import->cli->arguments[0];
    if (stat(file->path, &info) != 0 || !S_ISREG(info.st_mode))
        return;
    file->file = open(file->path, O_RDONLY | O_CLOEXEC);
    if (file->file < 0)
        return;
    if (kw_import_head(file, &ignored) == KW_OK)
        format = format_of(file);
    if (format && format->begin) {
        format->begin(import, file);
        import->begun = file;
        return;
    }
    kw_import_file_finish(file);
    close(file->file);
}

/* ---- the sum ------------------------------------------------------- */

static void put_json(const struct kw_import *import, struct kw_buffer *out)
{
    struct kw_json json;

    kw_json_init(&json, out);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.import/1");
    kw_json_set_int(&json, "files", (int64_t)import->files);
    kw_json_set_int(&json, "people", (int64_t)import->people);
    kw_json_set_int(&json, "new", (int64_t)import->fresh);
    kw_json_set_int(&json, "missing", (int64_t)import->missing);
    kw_json_set_int(&json, "redirects", (int64_t)import->redirects);
    kw_json_set_int(&json, "older", (int64_t)import->older);
    kw_json_set_int(&json, "kept", (int64_t)import->kept);
    kw_json_set_int(&json, "wrong", (int64_t)(import->wrong + import->mended));
    kw_json_set_int(&json, "changed", (int64_t)import->changed);
    kw_json_set_int(&json, "left", (int64_t)import->left);
    kw_json_end(&json);
    kw_buffer_char(out, '\n');
}

static void put_count(struct kw_buffer *out, size_t count, const char *what)
{
    if (count)
        kw_buffer_print(out, ", %zu %s", count, what);
}

static void put_words(const struct kw_import *import, struct kw_buffer *out)
{
    kw_buffer_print(out, "%zu %s taken, %zu new", import->people,
                    import->people == 1 ? "person" : "people", import->fresh);
    put_count(out, import->missing, "missing");
    put_count(out, import->redirects, "merged into others");
    put_count(out, import->older, "left as they were: newer ones are here");
    put_count(out, import->kept, "left as they were: known from elsewhere");
    put_count(out, import->wrong, "not understood");
    put_count(out, import->mended, "wrong lines");
    kw_buffer_char(out, '\n');
}

static enum kw_status sum_up(struct kw_import *import, struct kw_error *err)
{
    struct kw_buffer out = {0};
    enum kw_status status;

    if (import->cli->json)
        put_json(import, &out);
    else
        put_words(import, &out);
    status = kw_cli_print(import->cli, &out, err);
    kw_buffer_finish(&out);
    return status;
}

static enum kw_status take_all(struct kw_import *import, struct kw_error *err)
{
    struct kw_cli *cli = import->cli;
    struct kw_import_file first = {.path = NULL};
    enum kw_status status;

    begin_first(import, &first);
    status = kw_cli_store(cli, KW_STORE_WRITE, err);
    if (status == KW_OK)
        status =
            kw_store_claim(cli->store, kw_cli_has(cli, "wait") ? -1 : 0, err);
    import->is_open = status == KW_OK;
    for (size_t i = 0; status == KW_OK && i < cli->argument_count; i++)
        status = take_file(import, cli->arguments[i], err);
    end_first(import);
    return status;
}

KW_COMMAND(import)
{
    struct kw_import import = {.cli = cli};
    enum kw_status status = take_all(&import, err);
    struct kw_error ignored;

    if (!import.is_open)
        return status;
    if (import.waiting)
        kw_store_rollback(cli->store);
    if (status != KW_OK) {
        (void)sum_up(&import, &ignored);
        return status;
    }
    KW_TRY(sum_up(&import, err));
    if (import.wrong)
        *exit_code = KW_EXIT_FILE;
    return KW_OK;
}
