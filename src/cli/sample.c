/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which store a command works on: the one named, the default one, or the
 * shipped sample, loaded into memory.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kinwalk/claims.h>

#include "gather.h"

enum { SAMPLE_LIMIT_BYTES = 64 << 20, PATH_BYTES = 4096 };

#define SAMPLE_NAME "european-royals.jsonl"

/* The sample lies beside the program, as installed or as built; else
 * where the program was configured to be installed. */
static bool find_sample(char out[PATH_BYTES])
{
    static const char *const beside[] = {"/../share/kinwalk/",
                                         "/../../graphs/"};
    char program[PATH_BYTES / 2];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);

    for (size_t i = 0; length > 0 && i < 2; i++) {
        char *slash;

        program[length] = '\0';
        slash = strrchr(program, '/');
        snprintf(out, PATH_BYTES, "%.*s%s%s",
                 slash ? (int)(slash - program) : 0, program, beside[i],
                 SAMPLE_NAME);
        if (access(out, R_OK) == 0)
            return true;
    }
    snprintf(out, PATH_BYTES, "%s/%s", KW_DATA_DIR, SAMPLE_NAME);
    return access(out, R_OK) == 0;
}

static enum kw_status put_line(struct kw_store *store, const char *line,
                               size_t length, struct kw_error *err)
{
    struct kw_document document = {0};
    enum kw_status status = kw_claims_read(line, length, kw_store_xrefs(store),
                                           NULL, NULL, &document, err);

    for (size_t i = 0; status == KW_OK && i < document.count; i++)
        status = kw_store_put(store, document.people[i], err);
    kw_document_finish(&document);
    return status;
}

static enum kw_status put_lines(struct kw_store *store, const char *path,
                                const struct kw_buffer *text,
                                struct kw_error *err)
{
    const char *at = text->bytes;
    const char *end = text->bytes + text->length;

    for (size_t number = 1; at < end; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;

        if (stop > at && put_line(store, at, (size_t)(stop - at), err))
            return kw_error_at(err, "%s:%zu", path, number);
        at = stop + 1;
    }
    return KW_OK;
}

static enum kw_status open_sample(struct kw_cli *cli, struct kw_error *err)
{
    char path[PATH_BYTES];
    struct kw_buffer text = {0};
    enum kw_status status;

    if (!find_sample(path))
        return kw_fail(err, KW_INPUT,
                       "the sample %s is not where it was installed (%s); "
                       "install kinwalk again",
                       SAMPLE_NAME, KW_DATA_DIR);
    status = kw_store_open(path, KW_STORE_MEMORY, cli->clock, &cli->store, err);
    if (status == KW_OK)
        status = kw_file_read(path, SAMPLE_LIMIT_BYTES, &text, err);
    if (status == KW_OK)
        status = kw_store_begin(cli->store, err);
    if (status == KW_OK)
        status = put_lines(cli->store, path, &text, err);
    if (status == KW_OK)
        status = kw_store_commit(cli->store, err);
    kw_buffer_finish(&text);
    return status;
}

/* $XDG_DATA_HOME/kinwalk/family.db */
static bool default_path(char out[PATH_BYTES])
{
    const char *folder = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    int length = -1;

    if (folder && folder[0] == '/')
        length = snprintf(out, PATH_BYTES, "%s/kinwalk/family.db", folder);
    else if (home)
        length = snprintf(out, PATH_BYTES, "%s/.local/share/kinwalk/family.db",
                          home);
    return length > 0 && length < PATH_BYTES;
}

/* The family file meant, there or not. */
static enum kw_status chosen_path(const struct kw_cli *cli,
                                  char out[PATH_BYTES], struct kw_error *err)
{
    const char *path = kw_cli_value(cli, "store");

    if (path && snprintf(out, PATH_BYTES, "%s", path) < PATH_BYTES)
        return KW_OK;
    if (path)
        return kw_fail(err, KW_USAGE,
                       "--store: a path longer than %d bytes; name a shorter "
                       "one",
                       PATH_BYTES - 1);
    if (default_path(out))
        return KW_OK;
    return kw_fail(err, KW_USAGE,
                   "no home folder for the family file; give --store FILE");
}

/* Who cannot or will not ask a server will find nothing: say how to
 * begin. */
static void say_how_to_begin(struct kw_cli *cli, const char *path)
{
    const char *command = cli->command ? cli->command->name : "";

    if (kw_cli_may_ask(cli) && strcmp(command, "status") != 0 &&
        strcmp(command, "export") != 0)
        return;
    kw_cli_say(cli,
               "nothing has been read yet: there is no %s. kinwalk crawl "
               "makes it; --sample asks the shipped royals at once",
               path);
}

enum kw_status kw_cli_store(struct kw_cli *cli, enum kw_store_mode mode,
                            struct kw_error *err)
{
    char path[PATH_BYTES];

    if (cli->store && (mode == KW_STORE_READ || mode == cli->store_mode))
        return KW_OK;
    if (cli->sample && mode == KW_STORE_WRITE)
        return kw_fail(err, KW_USAGE,
                       "--sample is read-only; name a --store to write to");
    if (cli->sample)
        return open_sample(cli, err);
    KW_TRY(chosen_path(cli, path, err));
    if (mode == KW_STORE_READ && access(path, F_OK) != 0) {
        mode = KW_STORE_MEMORY; /* nothing is known yet */
        say_how_to_begin(cli, path);
    }
    kw_store_close(cli->store);
    cli->store = NULL;
    cli->store_mode = mode;
    return kw_store_open(path, mode, cli->clock, &cli->store, err);
}

const char *kw_cli_store_name(const struct kw_cli *cli)
{
    if (cli->sample)
        return "the sample";
    return cli->store_mode == KW_STORE_MEMORY ? "no family file yet"
                                              : kw_store_path(cli->store);
}
