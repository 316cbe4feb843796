/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: read whole, or written beside the old one and renamed over it,
 * so that a reader never meets half a file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kinwalk/base.h>

enum { CHUNK_BYTES = 64 * 1024, TRIES_MAX = 100 };

static enum kw_status read_all(int file, const char *name, size_t limit_bytes,
                               struct kw_buffer *out, struct kw_error *err)
{
    char *chunk = malloc(CHUNK_BYTES);
    size_t total = 0;
    enum kw_status status = KW_OK;

    if (!chunk)
        return kw_nomem(err);
    for (;;) {
        ssize_t got = read(file, chunk, CHUNK_BYTES);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = kw_fail(err, KW_INPUT, "%s: cannot be read: %s", name,
                             strerror(errno));
        if (got <= 0)
            break;
        if ((size_t)got > limit_bytes - total) {
            status =
                kw_fail(err, KW_INPUT, "%s: larger than the limit of %zu bytes",
                        name, limit_bytes);
            break;
        }
        total += (size_t)got;
        kw_buffer_add(out, chunk, (size_t)got);
    }
    free(chunk);
    if (status == KW_OK)
        status = kw_buffer_check(out, err);
    return status;
}

enum kw_status kw_file_read(const char *path, size_t limit_bytes,
                            struct kw_buffer *out, struct kw_error *err)
{
    enum kw_status status;
    int file;

    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", limit_bytes, out, err);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return kw_fail(err, KW_INPUT, "%s: cannot be opened: %s", path,
                       strerror(errno));
    status = read_all(file, path, limit_bytes, out, err);
    close(file);
    return status;
}

struct kw_output {
    int file;
    bool is_ours;    /* opened by us, to be closed by us */
    char *path;      /* NULL: standard output */
    char *temporary; /* NULL: written straight */
};

/* Follows a link to the file it means, so that a link stays a link. */
static char *real_target(const char *path)
{
    char *target = realpath(path, NULL);

    return target ? target : strdup(path);
}

static enum kw_status open_temporary(struct kw_output *output, mode_t mode,
                                     struct kw_error *err)
{
    size_t size = strlen(output->path) + 40;

    output->temporary = malloc(size);
    if (!output->temporary)
        return kw_nomem(err);
    for (int try = 0; try < TRIES_MAX; try++) {
        snprintf(output->temporary, size, "%s.part-%ld-%d", output->path,
                 (long)getpid(), try);
        output->file = open(output->temporary,
                            O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (output->file >= 0) {
            output->is_ours = true;
            return KW_OK;
        }
        if (errno != EEXIST)
            break;
    }
    kw_fail(err, KW_OUTPUT, "%s: cannot be written: %s", output->path,
            strerror(errno));
    free(output->temporary);
    output->temporary = NULL;
    return KW_OUTPUT;
}

static enum kw_status open_path(struct kw_output *output, const char *path,
                                struct kw_error *err)
{
    struct stat about;
    bool exists = stat(path, &about) == 0;

    output->path = real_target(path);
    if (!output->path)
        return kw_nomem(err);
    if (exists && S_ISDIR(about.st_mode))
        return kw_fail(err, KW_OUTPUT, "%s: is a folder; name a file in it",
                       path);
    if (exists && !S_ISREG(about.st_mode)) {
        output->file = open(path, O_WRONLY | O_CLOEXEC);
        if (output->file < 0)
            return kw_fail(err, KW_OUTPUT, "%s: cannot be written: %s", path,
                           strerror(errno));
        output->is_ours = true;
        return KW_OK;
    }
    if (exists && access(path, W_OK) != 0)
        return kw_fail(err, KW_OUTPUT, "%s: cannot be written: %s", path,
                       strerror(errno));
    return open_temporary(output, exists ? about.st_mode & 0777 : 0666, err);
}

enum kw_status kw_output_open(const char *path, struct kw_output **out,
                              struct kw_error *err)
{
    struct kw_output *output = calloc(1, sizeof *output);
    enum kw_status status = KW_OK;

    *out = NULL;
    if (!output)
        return kw_nomem(err);
    output->file = STDOUT_FILENO;
    if (strcmp(path, "-") != 0)
        status = open_path(output, path, err);
    if (status != KW_OK) {
        kw_output_destroy(output);
        return status;
    }
    *out = output;
    return KW_OK;
}

static const char *name_of(const struct kw_output *output)
{
    return output->path ? output->path : "standard output";
}

enum kw_status kw_output_write(void *to, const char *bytes, size_t length,
                               struct kw_error *err)
{
    struct kw_output *output = to;

    while (length) {
        ssize_t put = write(output->file, bytes, length);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return kw_fail(err, KW_OUTPUT, "%s: cannot be written: %s",
                           name_of(output), strerror(errno));
        bytes += put;
        length -= (size_t)put;
    }
    return KW_OK;
}

enum kw_status kw_output_commit(struct kw_output *output, struct kw_error *err)
{
    enum kw_status status = KW_OK;

    if (output->is_ours) {
        bool synced = !output->temporary || fsync(output->file) == 0;
        bool closed = close(output->file) == 0;

        output->is_ours = false;
        if (!synced || !closed)
            status = kw_fail(err, KW_OUTPUT, "%s: cannot be written: %s",
                             name_of(output), strerror(errno));
    }
    if (status == KW_OK && output->temporary) {
        if (rename(output->temporary, output->path) == 0) {
            free(output->temporary);
            output->temporary = NULL;
        } else {
            status = kw_fail(err, KW_OUTPUT, "%s: cannot be replaced: %s",
                             output->path, strerror(errno));
        }
    }
    kw_output_destroy(output);
    return status;
}

void kw_output_destroy(struct kw_output *output)
{
    if (!output)
        return;
    if (output->is_ours)
        close(output->file);
    if (output->temporary)
        unlink(output->temporary);
    free(output->temporary);
    free(output->path);
    free(output);
}
