/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A look ahead over JSON lines for ids that are xrefs.
 *
 * Xrefs are numbered in the order in which they are met, and lines name
 * people who come later. Without this look the numbers, and with them
 * every order that follows ids, would differ from the store the lines
 * were exported from. A pipe cannot be read twice and does without, and so
 * does what is packed.
 */
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "import.h"

enum { CHUNK_BYTES = 64 * 1024, START_BYTES = 128 };

#define PREFIX "{\"schema\":\"kinwalk.person/1\",\"id\":\""

/* The line being looked at, as far as it matters. */
struct start {
    char bytes[START_BYTES];
    size_t length;
};

static enum kw_status take_start(struct kw_xrefs *xrefs,
                                 const struct start *start,
                                 struct kw_error *err)
{
    const size_t prefix = sizeof PREFIX - 1;
    const char *id = start->bytes + prefix;
    const char *end;
    struct kw_id out;
    size_t length;

    if (start->length <= prefix || memcmp(start->bytes, PREFIX, prefix) != 0)
        return KW_OK;
    end = memchr(id, '"', start->length - prefix);
    length = end ? (size_t)(end - id) : 0;
    if (!length || memchr(id, '\\', length) || kw_qid_parse(id, length, &out))
        return KW_OK;
    /* One that is none is told with its line, when that is read. */
    if (kw_xrefs_intern(xrefs, id, length, &out, err) == KW_NOMEM)
        return KW_NOMEM;
    return KW_OK;
}

static enum kw_status take_chunk(struct kw_xrefs *xrefs, struct start *start,
                                 const char *bytes, size_t length,
                                 struct kw_error *err)
{
    for (const char *end = bytes + length; bytes < end;) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t piece = (size_t)((newline ? newline : end) - bytes);
        size_t room = START_BYTES - start->length;

        memcpy(start->bytes + start->length, bytes,
               piece < room ? piece : room);
        start->length += piece < room ? piece : room;
        bytes += piece;
        if (!newline)
            break;
        bytes++;
        KW_TRY(take_start(xrefs, start, err));
        start->length = 0;
    }
    return KW_OK;
}

enum kw_status kw_import_look_ahead(struct kw_import *import,
                                    struct kw_import_file *file,
                                    struct kw_error *err)
{
    struct kw_xrefs *xrefs = kw_store_xrefs(import->cli->store);
    struct start start = {.length = 0};
    char chunk[CHUNK_BYTES];
    off_t at = 0;
    ssize_t got;

    if (kw_unpacker_kind(file->unpacker) != KW_PACKED_NOT ||
        file->head_bytes < sizeof PREFIX ||
        memcmp(file->head, PREFIX, sizeof PREFIX - 1) != 0)
        return KW_OK;
    while ((got = pread(file->file, chunk, sizeof chunk, at)) > 0) {
        KW_TRY(take_chunk(xrefs, &start, chunk, (size_t)got, err));
        at += got;
    }
    return take_start(xrefs, &start, err);
}
