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

#include <kinwalk/source.h>

/* Wrong lines shown one by one without -v. */
enum { WRONG_SHOWN = 20 };

struct gedcom {
    struct kw_import *import;
    struct kw_import_file *file;
    char base[KW_IMPORT_BASE_BYTES];
    size_t wrong; /* in this file */
};

bool kw_import_looks_like_gedcom(const char *bytes, size_t length)
{
    return kw_gedcom_looks(bytes, length);
}

/* ---- who is there already ------------------------------------------ */

static enum kw_status is_taken(void *arg, struct kw_id id, bool *taken,
                               struct kw_error *err)
{
    struct gedcom *g = arg;

    return kw_import_is_taken(g->import, g->base, id, taken, err);
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
    enum kw_status status = kw_import_whole(g->file, &bytes, err);

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

    kw_import_base(file->path, g.base);
    status = read_people(&g, err);
    if (g.wrong > WRONG_SHOWN && import->cli->loud <= 0)
        kw_cli_say(import->cli, "%s: %zu more lines are wrong; -v shows them",
                   file->path, g.wrong - WRONG_SHOWN);
    import->mended += g.wrong;
    return status;
}
