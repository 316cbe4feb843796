/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of formats, and files that are whole or not there.
 */
#include <kinwalk/export.h>

#include "writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef enum kw_status (*write_fn)(struct writer *writer, struct kw_error *err);

/* A format and who writes its parts. The format stands first: a pointer
 * to it, which is all that leaves this file, leads back to its row. */
struct row {
    struct kw_export_format format;
    write_fn writers[KW_EXPORT_PARTS_MAX];
};

static const struct row ROWS[] = {
    {{"graphml", "GraphML, for yEd, Gephi, networkx and igraph", {NULL}, true},
     {write_graphml}},
    {{"dot", "the data as a Graphviz graph", {NULL}, true}, {write_dot}},
    {{"gedcom", "GEDCOM 5.5.1, for genealogy programs", {NULL}, false},
     {write_gedcom}},
    {{"gedcom7", "GEDCOM 7.0", {NULL}, false}, {write_gedcom7}},
    {{"gexf", "GEXF 1.2, for Gephi, with a time slider", {NULL}, true},
     {write_gexf}},
    {{"cytoscape", "JSON for Cytoscape and Cytoscape.js", {NULL}, true},
     {write_cytoscape}},
    {{"csv",
      "a folder with people.csv and links.csv",
      {"people.csv", "links.csv"},
      true},
     {write_csv_people, write_csv_links}},
    {{"jsonl",
      "kinwalk's JSON lines: everything, as it was read",
      {NULL},
      true},
     {write_jsonl}},
    {{"turtle", "RDF in Wikidata's vocabulary", {NULL}, true}, {write_turtle}},
    {{"mermaid", "a flow chart for Markdown pages", {NULL}, false},
     {write_mermaid}},
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

const struct kw_export_format *kw_export_format_at(size_t index)
{
    return index < ROW_COUNT ? &ROWS[index].format : NULL;
}

const struct kw_export_format *kw_export_find(const char *name)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strcmp(ROWS[i].format.name, name) == 0)
            return &ROWS[i].format;
    return NULL;
}

static size_t part_count(const struct kw_export_format *format)
{
    size_t count = 0;

    while (count < KW_EXPORT_PARTS_MAX && format->parts[count])
        count++;
    return count ? count : 1;
}

static void take_tally(struct kw_export_tally *tally,
                       const struct kw_export_tally *more)
{
    if (!tally)
        return;
    if (more->people || more->named) {
        tally->people = more->people;
        tally->named = more->named;
    }
    if (more->links)
        tally->links = more->links;
}

enum kw_status
kw_export_part(const struct kw_export_format *format, size_t part,
               const struct kw_export_options *options,
               const struct kw_export_source *source, struct kw_buffer *out,
               struct kw_export_tally *tally, struct kw_error *err)
{
    struct writer writer = {.options = options, .source = source, .out = out};
    enum kw_status status;

    if (part >= part_count(format))
        return kw_fail(err, KW_USAGE, "%s has no part %zu", format->name, part);
    status = ((const struct row *)format)->writers[part](&writer, err);
    for (size_t i = 0; i < writer.lang_count; i++)
        free(writer.langs[i]);
    free(writer.langs);
    kw_arena_finish(&writer.row);
    KW_TRY(status);
    take_tally(tally, &writer.tally);
    return kw_buffer_check(out, err);
}

/* ---- files -------------------------------------------------------- */

/* One part into a temporary beside `path`, ready to be committed. */
static enum kw_status
write_part(const struct kw_export_format *format, size_t part, const char *path,
           const struct kw_export_options *options,
           const struct kw_export_source *source, struct kw_output **out,
           struct kw_export_tally *tally, struct kw_error *err)
{
    struct kw_buffer buffer = {0};
    enum kw_status status;

    KW_TRY(kw_output_open(path, out, err));
    kw_buffer_drain(&buffer, kw_output_write, *out);
    status = kw_export_part(format, part, options, source, &buffer, tally, err);
    kw_buffer_finish(&buffer);
    return status;
}

static enum kw_status make_folder(const char *path, struct kw_error *err)
{
    struct stat about;

    if (mkdir(path, 0777) == 0)
        return KW_OK;
    if (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return KW_OK;
    return kw_fail(err, KW_OUTPUT, "%s: cannot be made a folder: %s", path,
                   strerror(errno));
}

static enum kw_status part_path(const struct kw_export_format *format,
                                size_t part, const char *path,
                                struct kw_buffer *out, struct kw_error *err)
{
    kw_buffer_clear(out);
    kw_buffer_text(out, path);
    if (format->parts[0]) {
        kw_buffer_char(out, '/');
        kw_buffer_text(out, format->parts[part]);
    }
    return kw_buffer_check(out, err);
}

enum kw_status kw_export_file(const struct kw_export_format *format,
                              const char *path,
                              const struct kw_export_options *options,
                              const struct kw_export_source *source,
                              struct kw_export_tally *tally,
                              struct kw_error *err)
{
    struct kw_output *outputs[KW_EXPORT_PARTS_MAX] = {NULL};
    size_t count = part_count(format);
    struct kw_buffer name = {0};
    enum kw_status status = KW_OK;

    if (tally)
        memset(tally, 0, sizeof *tally);
    if (format->parts[0]) {
        if (strcmp(path, "-") == 0)
            return kw_fail(err, KW_USAGE,
                           "%s is %zu files: name a folder with -o DIR",
                           format->name, count);
        KW_TRY(make_folder(path, err));
    }
    for (size_t i = 0; status == KW_OK && i < count; i++) {
        status = part_path(format, i, path, &name, err);
        if (status == KW_OK)
            status = write_part(format, i, name.bytes, options, source,
                                &outputs[i], tally, err);
    }
    for (size_t i = 0; i < count; i++) {
        if (status == KW_OK)
            status = kw_output_commit(outputs[i], err);
        else
            kw_output_destroy(outputs[i]);
    }
    kw_buffer_finish(&name);
    return status;
}
