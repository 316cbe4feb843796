/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Importing JSON lines: kinwalk's own, and just as well the lines of a
 * dump, which come with brackets and commas. One line is held at a time.
 */
#include "import.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/claims.h>

enum { CHUNK_BYTES = 256 * 1024 };

struct lines {
    struct kw_import *import;
    struct kw_import_file *file;
    struct kw_buffer line; /* a line that came in pieces */
    size_t number;
    bool too_long; /* the rest of this line is passed over */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool kw_import_looks_like_lines(const char *bytes, size_t length)
{
    size_t at = 0;

    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        at = 3;
    while (at < length && (is_blank(bytes[at]) || bytes[at] == '\n'))
        at++;
    return at < length && (bytes[at] == '{' || bytes[at] == '[');
}

/* What is left of a line without blanks around it and a comma behind. */
static void trim(const char **line, size_t *length)
{
    while (*length && is_blank(**line)) {
        (*line)++;
        (*length)--;
    }
    while (*length &&
           (is_blank((*line)[*length - 1]) || (*line)[*length - 1] == ','))
        (*length)--;
}

/* `ended` says that a newline stood behind it. */
static enum kw_status take_line(struct lines *l, const char *line,
                                size_t length, bool ended, struct kw_error *err)
{
    struct kw_store *store = l->import->cli->store;
    struct kw_document document = {0};
    struct kw_error why = {0};
    enum kw_status status;

    l->number++;
    if (l->number == 1 && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
        line += 3;
        length -= 3;
    }
    trim(&line, &length);
    if (!length || (length == 1 && (*line == '[' || *line == ']')))
        return KW_OK;
    status = kw_claims_read(line, length, kw_store_xrefs(store), NULL, NULL,
                            &document, &why);
    if (status == KW_NOMEM)
        return kw_nomem(err);
    if (status != KW_OK) {
        struct kw_error cut = why;

        if (!ended)
            kw_fail(&cut, KW_INPUT,
                    "%.600s; the file ends in the middle of this line, what "
                    "came before is kept",
                    why.text);
        kw_import_wrong(l->import, l->file, l->number, cut.text);
        return KW_OK;
    }
    for (size_t i = 0; status == KW_OK && i < document.count; i++)
        status = kw_import_person(l->import, document.people[i], err);
    if (document.error_code[0])
        kw_import_wrong(l->import, l->file, l->number, document.error_info);
    kw_document_finish(&document);
    return status;
}

/* A piece of a line whose end has not come yet. */
static void keep_piece(struct lines *l, const char *bytes, size_t length)
{
    if (l->line.length + length > KW_DOCUMENT_BYTES)
        l->too_long = true;
    if (!l->too_long)
        kw_buffer_add(&l->line, bytes, length);
}

static enum kw_status end_line(struct lines *l, const char *bytes,
                               size_t length, bool ended, struct kw_error *err)
{
    enum kw_status status;

    if (!l->line.length && !l->too_long)
        return take_line(l, bytes, length, ended, err);
    keep_piece(l, bytes, length);
    if (l->too_long) {
        kw_import_wrong(l->import, l->file, ++l->number,
                        "a line of more than 64 MiB");
        status = KW_OK;
    } else {
        status = kw_buffer_check(&l->line, err);
        if (status == KW_OK)
            status = take_line(l, l->line.bytes, l->line.length, ended, err);
    }
    kw_buffer_clear(&l->line);
    l->too_long = false;
    return status;
}

static enum kw_status take_chunk(struct lines *l, const char *bytes,
                                 size_t length, struct kw_error *err)
{
    const char *end = bytes + length;

    while (bytes < end) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));

        if (!newline) {
            keep_piece(l, bytes, (size_t)(end - bytes));
            return KW_OK;
        }
        KW_TRY(end_line(l, bytes, (size_t)(newline - bytes), true, err));
        bytes = newline + 1;
    }
    return KW_OK;
}

static enum kw_status take_all(struct lines *l, char *chunk,
                               struct kw_error *err)
{
    size_t got = l->file->head_bytes;

    KW_TRY(take_chunk(l, l->file->head, got, err));
    while (got && !l->file->at_end) {
        if (kw_cli_interrupted())
            return kw_fail(err, KW_INTERRUPTED,
                           "%s: stopped before line %zu; what was read is "
                           "kept, the same command again completes it",
                           l->file->path, l->number + 1);
        KW_TRY(kw_import_more(l->file, chunk, CHUNK_BYTES, &got, err));
        KW_TRY(take_chunk(l, chunk, got, err));
    }
    if (l->line.length || l->too_long)
        return end_line(l, "", 0, false, err);
    return KW_OK;
}

enum kw_status kw_import_lines(struct kw_import *import,
                               struct kw_import_file *file,
                               struct kw_error *err)
{
    struct lines l = {.import = import, .file = file};
    char *chunk = malloc(CHUNK_BYTES);
    enum kw_status status =
        chunk ? kw_import_look_ahead(import, file, err) : kw_nomem(err);

    if (status == KW_OK)
        status = take_all(&l, chunk, err);
    kw_buffer_finish(&l.line);
    free(chunk);
    return status;
}
