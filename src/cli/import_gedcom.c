/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Importing GEDCOM. The file is read whole; each wrong line is told by
 * its number, and at the end, tag by tag, what was changed or had no
 * place.
 *
 * Somebody whom the store knows from elsewhere is never written over: a
 * QID that was read from a server keeps its record, an xref of another
 * file gets this file's name before it. The same file again is the same
 * people.
 */
#include "import.h"

#include <string.h>

#include <kinwalk/source.h>

enum {
    CHUNK_BYTES = 256 * 1024,
    /* Wrong lines shown one by one without -v. */
    WRONG_SHOWN = 20
};
#define FILE_BYTES ((size_t)1 << 30)

struct gedcom {
    struct kw_import *import;
    struct kw_import_file *file;
    char base[64];
    size_t wrong; /* in this file */
};

bool kw_import_looks_like_gedcom(const char *bytes, size_t length)
{
    return kw_gedcom_looks(bytes, length);
}

/* "royal92" of "trees/royal92.ged" */
static void name_file(struct gedcom *g)
{
    const char *slash = strrchr(g->file->path, '/');
    const char *name = slash ? slash + 1 : g->file->path;
    const char *dot = strrchr(name, '.');
    size_t length = dot && dot != name ? (size_t)(dot - name) : strlen(name);

    if (length >= sizeof g->base)
        length = sizeof g->base - 1;
    memcpy(g->base, name, length);
    g->base[length] = '\0';
}

/* ---- who is there already ------------------------------------------ */

/* Does the store hold this id from anywhere but this file? */
static enum kw_status is_taken(void *arg, struct kw_id id, bool *taken,
                               struct kw_error *err)
{
    struct gedcom *g = arg;
    struct kw_person *person = NULL;

    *taken = false;
    KW_TRY(kw_store_get(g->import->cli->store, id, &person, err));
    if (person)
        *taken = !kw_gedcom_made(person, g->base);
    kw_person_destroy(person);
    return KW_OK;
}

static enum kw_status take_person(void *arg, const struct kw_person *person,
                                  struct kw_error *err)
{
    struct gedcom *g = arg;
    bool taken = false;

    if (kw_cli_interrupted())
        return kw_fail(err, KW_INTERRUPTED,
                       "%s: stopped; what was taken is kept, the same "
                       "command again completes it",
                       g->file->path);
    if (!kw_id_is_xref(person->id))
        KW_TRY(is_taken(g, person->id, &taken, err));
    if (taken) {
        g->import->kept++;
        return KW_OK;
    }
    return kw_import_person(g->import, person, err);
}

/* ---- what is told -------------------------------------------------- */

static void tell(void *arg, const struct kw_gedcom_note *note)
{
    struct gedcom *g = arg;
    struct kw_cli *cli = g->import->cli;
    const char *gap = *note->tag ? ": " : "";

    if (note->what == KW_GEDCOM_WRONG) {
        g->wrong++;
        if (g->wrong <= WRONG_SHOWN || cli->loud > 0)
            kw_cli_say(cli, "%s:%zu: %s%s%s", g->file->path, note->line,
                       note->tag, gap, note->text);
        return;
    }
    if (note->what == KW_GEDCOM_LEFT)
        g->import->left += note->count;
    else
        g->import->changed += note->count;
    kw_cli_say(cli, "%s: %s%s%s (%zu %s %zu)", g->file->path, note->tag, gap,
               note->text, note->count,
               note->count == 1 ? "line:" : "lines, the first is", note->line);
}

static enum kw_status read_whole(struct kw_import_file *file,
                                 struct kw_buffer *out, struct kw_error *err)
{
    char chunk[CHUNK_BYTES / 16];
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

static enum kw_status read_people(struct gedcom *g, struct kw_error *err)
{
    struct kw_cli *cli = g->import->cli;
    struct kw_gedcom_settings settings = {
        .base_name = g->base,
        .xrefs = kw_store_xrefs(cli->store),
        .is_taken = is_taken,
        .person = take_person,
        .note = tell,
        .arg = g,
        .assume_married = kw_cli_has(cli, "assume-married"),
    };
    struct kw_buffer bytes = {0};
    struct kw_gedcom_counts counts = {0};
    enum kw_status status = read_whole(g->file, &bytes, err);

    if (status == KW_OK) {
        status =
            kw_gedcom_read(bytes.bytes, bytes.length, &settings, &counts, err);
        if (status == KW_INPUT || status == KW_LIMIT)
            kw_error_at(err, "%s", g->file->path);
    }
    kw_buffer_finish(&bytes);
    if (status == KW_OK)
        kw_cli_say(cli, "%s: GEDCOM %s in %s: %zu people, %zu families",
                   g->file->path, *counts.version ? counts.version : "5",
                   counts.encoding, counts.people, counts.families);
    return status;
}

enum kw_status kw_import_gedcom(struct kw_import *import,
                                struct kw_import_file *file,
                                struct kw_error *err)
{
    struct gedcom g = {.import = import, .file = file};
    enum kw_status status;

    name_file(&g);
    status = read_people(&g, err);
    if (g.wrong > WRONG_SHOWN && import->cli->loud <= 0)
        kw_cli_say(import->cli, "%s: %zu more lines are wrong; -v shows them",
                   file->path, g.wrong - WRONG_SHOWN);
    import->mended += g.wrong;
    return status;
}
