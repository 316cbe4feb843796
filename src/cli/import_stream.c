/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of a file that is imported: read, and unpacked where they are
 * packed. What was looked at to know how comes again.
 */
#include "import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_BYTES = 64 * 1024 };

/* Fits kw_read_fn. Any thread. */
static enum kw_status read_raw(void *arg, char *out, size_t room, size_t *got,
                               struct kw_error *err)
{
    struct kw_import_file *file = arg;
    ssize_t length;

    if (file->start_at < file->start_bytes) {
        *got = file->start_bytes - file->start_at;
        *got = *got < room ? *got : room;
        memcpy(out, file->start + file->start_at, *got);
        file->start_at += *got;
        return KW_OK;
    }
    do
        length = read(file->file, out, room);
    while (length < 0 && errno == EINTR && !kw_cli_interrupted());
    *got = length > 0 ? (size_t)length : 0;
    if (length < 0 && errno != EINTR)
        return kw_fail(err, KW_INPUT, "%s: cannot be read (%s)", file->path,
                       strerror(errno));
    return KW_OK;
}

enum kw_status kw_import_more(struct kw_import_file *file, char *out,
                              size_t room, size_t *got, struct kw_error *err)
{
    enum kw_status status =
        kw_unpacker_read(file->unpacker, out, room, got, err);

    if (status == KW_INPUT && strncmp(err->text, "byte", 4) == 0)
        (void)kw_error_at(err, "%s", file->path);
    return status;
}

enum kw_status kw_import_enter(struct kw_import_file *file,
                               struct kw_unpack_place place,
                               struct kw_error *err)
{
    enum kw_packed packed = kw_unpacker_kind(file->unpacker);

    if (lseek(file->file, (off_t)place.packed, SEEK_SET) < 0)
        return kw_fail(err, KW_INPUT, "%s: cannot be entered at byte %llu (%s)",
                       file->path, (unsigned long long)place.packed,
                       strerror(errno));
    file->start_at = file->start_bytes;
    file->head_bytes = 0;
    kw_unpacker_destroy(file->unpacker);
    return kw_unpacker_create(packed, read_raw, file, place, &file->unpacker,
                              err);
}

/* Reads until `bytes` is full or nothing more comes. */
static enum kw_status read_full(struct kw_import_file *file, kw_read_fn read_fn,
                                void *arg, char *bytes, size_t *length,
                                struct kw_error *err)
{
    size_t all = 0;
    size_t got = 1;

    while (got && all < HEAD_BYTES) {
        KW_TRY(read_fn(arg, bytes + all, HEAD_BYTES - all, &got, err));
        all += got;
    }
    file->at_end = !got;
    *length = all;
    return KW_OK;
}

static enum kw_status read_more(void *arg, char *out, size_t room, size_t *got,
                                struct kw_error *err)
{
    return kw_import_more(arg, out, room, got, err);
}

enum kw_status kw_import_head(struct kw_import_file *file, struct kw_error *err)
{
    const struct kw_unpack_place first = {0, 0};

    file->start = malloc(HEAD_BYTES);
    file->head = malloc(HEAD_BYTES);
    if (!file->start || !file->head)
        return kw_nomem(err);
    KW_TRY(
        read_full(file, read_raw, file, file->start, &file->start_bytes, err));
    KW_TRY(kw_unpacker_create(kw_packed_of(file->start, file->start_bytes),
                              read_raw, file, first, &file->unpacker, err));
    KW_TRY(
        read_full(file, read_more, file, file->head, &file->head_bytes, err));
    if (!file->head_bytes)
        return kw_fail(err, KW_INPUT,
                       "%s: empty; name a file with people in it", file->path);
    return KW_OK;
}

void kw_import_file_finish(struct kw_import_file *file)
{
    kw_dump_close(file->dump);
    kw_unpacker_destroy(file->unpacker);
    free(file->start);
    free(file->head);
}
