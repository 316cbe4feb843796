/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the readers of whole files share: their bytes, a name for what
 * comes out of them, and who is somebody else's already.
 */
#include "import.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/source.h>

enum { CHUNK_BYTES = 16 * 1024 };
#define FILE_BYTES ((size_t)1 << 30)

void kw_import_base(const char *path, char out[KW_IMPORT_BASE_BYTES])
{
    size_t end = strlen(path);
    const char *name;
    const char *dot;
    size_t length;

    while (end > 1 && path[end - 1] == '/')
        end--;
    name = path + end;
    while (name > path && name[-1] != '/')
        name--;
    length = (size_t)(path + end - name);
    dot = memchr(name, '.', length);
    for (const char *c = dot; c && c < name + length; c++)
        if (*c == '.')
            dot = c;
    if (dot && dot != name)
        length = (size_t)(dot - name);
    if (length >= KW_IMPORT_BASE_BYTES)
        length = KW_IMPORT_BASE_BYTES - 1;
    memcpy(out, name, length);
    out[length] = '\0';
    /* It becomes part of ids. */
    for (; *out; out++)
        if (*out <= ' ' || *out == ':' || *out == 0x7F)
            *out = '_';
}

enum kw_status kw_import_whole(struct kw_import_file *file,
                               struct kw_buffer *out, struct kw_error *err)
{
    char chunk[CHUNK_BYTES];
    size_t got = file->head_bytes;

    kw_buffer_init(out, FILE_BYTES);
    kw_buffer_add(out, file->head, file->head_bytes);
    while (got && !file->at_end) {
        KW_TRY(kw_import_more(file, chunk, sizeof chunk, &got, err));
        kw_buffer_add(out, chunk, got);
        if (out->trouble.status != KW_OK)
            break;
    }
    if (kw_buffer_check(out, err) != KW_OK)
        return kw_error_at(err, "%s", file->path);
    return KW_OK;
}

enum kw_status kw_import_is_taken(struct kw_import *import, const char *base,
                                  struct kw_id id, bool *taken,
                                  struct kw_error *err)
{
    struct kw_person *person = NULL;

    *taken = false;
    KW_TRY(kw_store_get(import->cli->store, id, &person, err));
    if (person)
        *taken = !kw_gedcom_made(person, base);
    kw_person_destroy(person);
    return KW_OK;
}
