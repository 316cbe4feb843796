/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is meant: a QID, a URL, an xref or a name becomes one id, or a list
 * of candidates to choose from.
 */
#include "cli.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "gather.h"

enum { CANDIDATES_MAX = 20 };

/* The QID in `text` as people paste it: Q42, q42, wd:Q42, or the address
 * of its page, its entity or its data. */
static bool qid_in(const char *text, struct kw_id *out)
{
    static const char *const before[] = {
        "/entity/", "/wiki/", "/Special:EntityData/", "title=", "#/"};
    const char *start = text;
    char qid[16];
    size_t length;

    if (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0) {
        start = NULL;
        for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
            const char *found = strstr(text, before[i]);

            if (found && (found[strlen(before[i])] == 'Q' ||
                          found[strlen(before[i])] == 'q'))
                start = found + strlen(before[i]);
        }
        if (!start)
            return false;
        length = strcspn(start, "#?&./");
    } else {
        if (strncasecmp(text, "wd:", 3) == 0)
            start += 3;
        length = strlen(start);
    }
    if (!length || length >= sizeof qid)
        return false;
    memcpy(qid, start, length);
    qid[0] = (char)toupper((unsigned char)qid[0]);
    return kw_qid_parse(qid, length, out);
}

/* ---- candidates ---------------------------------------------------- */

static void years(const struct kw_found *found, char *out, size_t size)
{
    char birth[KW_DATE_TEXT_BYTES];
    char death[KW_DATE_TEXT_BYTES];
    struct kw_date dates[2] = {found->birth, found->death};

    /* Years are enough to tell people apart. */
    for (int i = 0; i < 2; i++)
        if (dates[i].precision > KW_YEAR)
            dates[i].precision = KW_YEAR;
    kw_date_print(dates[0], birth);
    kw_date_print(dates[1], death);
    out[0] = '\0';
    if (birth[0] || death[0])
        snprintf(out, size, " (%s\xE2\x80\x93%s)", birth, death);
}

static void list_candidates(struct kw_cli *cli, const char *name,
                            const struct kw_found_list *list)
{
    const struct kw_xrefs *xrefs = kw_store_xrefs(cli->store);

    fprintf(cli->err, "%zu people fit '%s':\n", list->count, name);
    for (size_t i = 0; i < list->count; i++) {
        char id[KW_ID_TEXT_BYTES];
        char life[2 * KW_DATE_TEXT_BYTES + 8];

        years(&list->items[i], life, sizeof life);
        fprintf(cli->err, "%3zu  %-10s %s%s\n", i + 1,
                kw_id_print(list->items[i].id, xrefs, id), list->items[i].label,
                life);
    }
}

static enum kw_status print_candidates(struct kw_cli *cli, const char *name,
                                       const struct kw_found_list *list,
                                       struct kw_error *err)
{
    const struct kw_xrefs *xrefs = kw_store_xrefs(cli->store);
    struct kw_buffer text = {0};
    struct kw_json json;
    enum kw_status status;

    kw_json_init(&json, &text);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.candidates/1");
    kw_json_set_text(&json, "name", name);
    kw_json_key(&json, "candidates");
    kw_json_array(&json);
    for (size_t i = 0; i < list->count; i++) {
        const struct kw_found *found = &list->items[i];
        char id[KW_ID_TEXT_BYTES];
        char date[KW_DATE_TEXT_BYTES];

        kw_json_object(&json);
        kw_json_set_text(&json, "id", kw_id_print(found->id, xrefs, id));
        kw_json_set_text(&json, "label", found->label);
        kw_date_print(found->birth, date);
        kw_json_set_text(&json, "birth", date[0] ? date : NULL);
        kw_date_print(found->death, date);
        kw_json_set_text(&json, "death", date[0] ? date : NULL);
        kw_json_end(&json);
    }
    kw_json_end(&json);
    kw_json_end(&json);
    kw_buffer_char(&text, '\n');
    status = kw_cli_print(cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

/* ---- choosing ------------------------------------------------------ */

static bool is_person(const struct kw_found *found)
{
    return found->kind == KW_KIND_UNSTATED || found->kind == KW_HUMAN ||
           found->kind == KW_DISPUTED;
}

/* The one real person whose whole label is the name; failing that, whose
 * whole alias is. SIZE_MAX if there is none, or more than one. */
static size_t clear_match(const struct kw_found_list *list)
{
    for (int aliases = 0; aliases < 2; aliases++) {
        size_t match = SIZE_MAX;
        size_t count = 0;

        for (size_t i = 0; i < list->count; i++) {
            const struct kw_found *found = &list->items[i];

            if (is_person(found) &&
                (aliases ? found->whole_alias : found->whole_label)) {
                match = i;
                count++;
            }
        }
        if (count == 1)
            return match;
        if (count > 1)
            return SIZE_MAX;
    }
    return SIZE_MAX;
}

static enum kw_status taken(struct kw_cli *cli, const char *name,
                            const struct kw_found *found, struct kw_id *out)
{
    char id[KW_ID_TEXT_BYTES];
    char life[2 * KW_DATE_TEXT_BYTES + 8];

    *out = found->id;
    years(found, life, sizeof life);
    kw_cli_say(cli, "%s: taken for %s, %s%s", name,
               kw_id_print(found->id, kw_store_xrefs(cli->store), id),
               found->label, life);
    return KW_OK;
}

static enum kw_status choose(struct kw_cli *cli, const char *name,
                             const struct kw_found_list *list,
                             struct kw_id *out, struct kw_error *err)
{
    uint64_t pick = 0;
    char answer[32];
    char question[64];

    KW_TRY(kw_cli_number(cli, "pick", 1, UINT64_MAX, 0, &pick, err));
    if (pick > list->count)
        return kw_fail(err, KW_AMBIGUOUS,
                       "--pick %" PRIu64 ": only %zu people fit '%s'", pick,
                       list->count, name);
    if (pick)
        return taken(cli, name, &list->items[pick - 1], out);
    if (cli->json)
        KW_TRY(print_candidates(cli, name, list, err));
    else
        list_candidates(cli, name, list);
    snprintf(question, sizeof question, "Which one (1-%zu)? ", list->count);
    while (kw_cli_can_ask(cli) &&
           kw_cli_ask(cli, question, answer, sizeof answer) && answer[0])
        if (kw_number(answer, 1, list->count, &pick))
            return taken(cli, name, &list->items[pick - 1], out);
    return kw_fail(err, KW_AMBIGUOUS,
                   "several people are called '%s'; give the QID, or --pick N",
                   name);
}

static enum kw_status nobody(const struct kw_cli *cli, const char *name,
                             struct kw_error *err)
{
    if ((name[0] == 'Q' || name[0] == 'q') && name[1] >= '0' && name[1] <= '9')
        return kw_fail(err, KW_NOT_FOUND,
                       "'%s' is no QID (Q and a number from 1 to 2147483647 "
                       "without leading zeros), and nobody is called so",
                       name);
    if (cli->sample)
        return kw_fail(err, KW_NOT_FOUND,
                       "nobody in the sample is called '%s'; kinwalk search "
                       "--sample finds parts of names",
                       name);
    if (cli->offline)
        return kw_fail(err, KW_NOT_FOUND,
                       "nobody called '%s' has been read; without --offline "
                       "the server is asked",
                       name);
    return kw_fail(err, KW_NOT_FOUND,
                   "nobody called '%s' was found here or on the server; "
                   "kinwalk search finds parts of names",
                   name);
}

static enum kw_status by_name(struct kw_cli *cli, const char *name,
                              struct kw_id *out, struct kw_error *err)
{
    struct kw_found_list list = {0};
    enum kw_status status =
        kw_store_search(cli->store, name, (const char *const *)cli->langs,
                        CANDIDATES_MAX, &list, err);
    size_t match = status == KW_OK ? clear_match(&list) : SIZE_MAX;

    if (status == KW_OK && match == SIZE_MAX && !list.count && !cli->offline)
        status = kw_cli_search_names(cli, name, CANDIDATES_MAX, &list, err);
    if (status == KW_OK && match == SIZE_MAX)
        match = clear_match(&list);
    if (status != KW_OK)
        ; /* said already */
    else if (match != SIZE_MAX)
        status = taken(cli, name, &list.items[match], out);
    else if (list.count)
        status = choose(cli, name, &list, out, err);
    else
        status = nobody(cli, name, err);
    kw_found_list_finish(&list);
    return status;
}

enum kw_status kw_cli_person(struct kw_cli *cli, const char *text,
                             struct kw_id *out, struct kw_error *err)
{
    KW_TRY(kw_cli_store(cli, KW_STORE_READ, err));
    if (qid_in(text, out) ||
        kw_xrefs_find(kw_store_xrefs(cli->store), text, strlen(text), out))
        return KW_OK;
    return by_name(cli, text, out, err);
}
