/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export: the store, or a part of it, in another program's format.
 */
#include <string.h>

#include <kinwalk/claims.h>
#include <kinwalk/export.h>

#include "cli.h"
#include "part.h"

const struct kw_option kw_export_options[] = {
    {"output", 'o', "FILE", NULL, "-",
     "where to; - is standard output; for csv a folder", false},
    {"of", 0, "PERSON", NULL, NULL, "only the people around this one", true},
    {"ancestors", 0, "N", NULL, NULL,
     "with --of: so many generations up (default: all, or none with "
     "--descendants)",
     false},
    {"descendants", 0, "N", NULL, NULL,
     "with --of: so many generations down (default: all, or none with "
     "--ancestors)",
     false},
    {"joining", 0, "A,B", NULL, NULL, "only those who join these two", false},
    {"no-living", 0, NULL, NULL, NULL, "leave out all who may be living",
     false},
    {"outranked", 0, NULL, NULL, NULL,
     "also links that better statements stand above; the ranks tell which",
     false},
    {"named", 0, NULL, NULL, NULL,
     "also those who are only named by others, never read", false},
    {"for", 0, "WHOM", NULL, "plain",
     "with csv: the header of plain, neo4j or graphframes", false},
    {.name = NULL},
};

enum { FORMATS_MAX = 32, EXPORT_CACHE_BYTES = 4 << 20 };

static enum kw_status find_format(const char *name,
                                  const struct kw_export_format **out,
                                  struct kw_error *err)
{
    const struct kw_export_format *format;
    const char *names[FORMATS_MAX];
    struct kw_buffer list = {0};
    const char *nearest;
    size_t count = 0;

    *out = kw_export_find(name);
    if (*out)
        return KW_OK;
    while (count < FORMATS_MAX && (format = kw_export_format_at(count))) {
        kw_buffer_print(&list, "%s%s", count ? ", " : "", format->name);
        names[count++] = format->name;
    }
    KW_TRY(kw_buffer_check(&list, err));
    nearest = kw_nearest(name, names, count);
    kw_fail(err, KW_USAGE, "%s: no such format%s%s%s; there are %s", name,
            nearest ? ", did you mean " : "", nearest ? nearest : "",
            nearest ? "?" : "", list.bytes);
    kw_buffer_finish(&list);
    return KW_USAGE;
}

static enum kw_status find_custom(const char *name, enum kw_export_for *out,
                                  struct kw_error *err)
{
    static const char *const NAMES[] = {[KW_FOR_PLAIN] = "plain",
                                        [KW_FOR_NEO4J] = "neo4j",
                                        [KW_FOR_GRAPHFRAMES] = "graphframes"};

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(NAMES[i], name) == 0) {
            *out = (enum kw_export_for)i;
            return KW_OK;
        }
    return kw_fail(err, KW_USAGE,
                   "--for %s: not one of plain, neo4j, graphframes", name);
}

/* What was done: on stderr, or with --json as a document on stdout if the
 * data went elsewhere. */
static enum kw_status tell(struct kw_cli *cli,
                           const struct kw_export_format *format,
                           const char *path,
                           const struct kw_export_tally *tally,
                           struct kw_error *err)
{
    struct kw_buffer text = {0};
    struct kw_json json;
    enum kw_status status;

    if (!cli->json || strcmp(path, "-") == 0) {
        char named[64] = "";
        char links[64] = "";

        /* Formats that are told by record do not count links. */
        if (tally->named)
            snprintf(named, sizeof named, ", %llu only named",
                     (unsigned long long)tally->named);
        if (tally->links)
            snprintf(links, sizeof links, ", %llu links",
                     (unsigned long long)tally->links);
        kw_cli_say(cli, "%s: %llu people%s%s",
                   strcmp(path, "-") == 0 ? format->name : path,
                   (unsigned long long)tally->people, named, links);
        return KW_OK;
    }
    kw_json_init(&json, &text);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.export/1");
    kw_json_set_text(&json, "format", format->name);
    kw_json_set_text(&json, "file", path);
    kw_json_set_int(&json, "people", (int64_t)tally->people);
    kw_json_set_int(&json, "named", (int64_t)tally->named);
    kw_json_set_int(&json, "links", (int64_t)tally->links);
    kw_json_end(&json);
    kw_buffer_char(&text, '\n');
    status = kw_cli_print(cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

enum kw_status kw_cmd_export(struct kw_cli *cli, int *exit_code,
                             struct kw_error *err)
{
    const struct kw_export_format *format;
    const char *path = kw_cli_value(cli, "output");
    struct kw_export_options options = {.langs =
                                            (const char *const *)cli->langs,
                                        .write_record = kw_claims_write};
    struct kw_export_tally tally = {0};
    struct part part = {.cli = cli};
    enum kw_status status;

    *exit_code = KW_EXIT_YES;
    KW_TRY(find_format(cli->arguments[0], &format, err));
    KW_TRY(find_custom(kw_cli_value(cli, "for"), &options.custom, err));
    if (kw_cli_has(cli, "outranked") && !format->tells_ranks)
        return kw_fail(err, KW_USAGE,
                       "--outranked: %s cannot tell which links those are",
                       format->name);
    KW_TRY(kw_cli_store(cli, KW_STORE_READ, err));
    /* It goes through the file once. */
    KW_TRY(kw_store_cache(cli->store, EXPORT_CACHE_BYTES, err));
    status = part_open(&part, cli, err);
    options.xrefs = kw_store_xrefs(cli->store);
    if (status == KW_OK)
        status =
            kw_export_file(format, path, &options, &part.source, &tally, err);
    part_finish(&part);
    KW_TRY(status);
    return tell(cli, format, path, &tally, err);
}
