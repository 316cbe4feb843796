/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate: how TO is related to FROM. Reads the command line and hands the
 * pairs on, one or a file of them; relate.c finds the answers.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "relate.h"

const struct kw_option kw_relate_options[] = {
    {"goal", 0, "GOAL", NULL, "nearest",
     "fetch until no nearer ancestor can exist (nearest), or all ancestors "
     "of both (all)",
     false},
    {"lines", 0, "N", NULL, "3", "tell the N nearest lines of blood", false},
    {"all", 0, NULL, NULL, NULL, "tell every line", false},
    {"why", 0, NULL, NULL, NULL, "show the statements behind each step", false},
    {"without", 0, "PERSON", NULL, NULL,
     "answer as if that person were not there", true},
    {"great-aunt", 0, NULL, NULL, NULL,
     "say great-aunt and great-uncle, not grandaunt and granduncle", false},
    {"draw", 0, "FILE", NULL, NULL,
     "draw the answer too: .svg, .png, .pdf or .dot", false},
    {"pairs", 0, "FILE", NULL, NULL,
     "answer two persons a line, tab between; one JSON object a line; - is "
     "standard input",
     false},
    {.name = NULL},
};

enum { LINES_PRESET = 3, DRAIN_BYTES = 1 << 16 };

/* ---- what is asked ------------------------------------------------- */

static enum kw_status read_without(struct kw_cli *cli, struct relate_wish *wish,
                                   struct kw_error *err)
{
    size_t count;
    const char *const *people = kw_cli_values(cli, "without", &count);

    wish->without = calloc(count + 1, sizeof *wish->without);
    if (!wish->without)
        return kw_nomem(err);
    for (size_t i = 0; i < count; i++) {
        struct kw_id *id = &wish->without[i];

        KW_TRY(kw_cli_person(cli, people[i], id, err));
        KW_TRY(kw_store_resolve(cli->store, *id, id, err));
        wish->without_count++;
    }
    return KW_OK;
}

static enum kw_status read_wish(struct kw_cli *cli, struct relate_wish *wish,
                                struct kw_error *err)
{
    const char *goal = kw_cli_value(cli, "goal");

    if (strcmp(goal, "all") == 0)
        wish->to_the_end = true;
    else if (strcmp(goal, "nearest") != 0)
        return kw_fail(err, KW_USAGE, "--goal %s: not one of nearest, all",
                       goal);
    KW_TRY(kw_cli_number(cli, "lines", 1, UINT64_MAX - 1, LINES_PRESET,
                         &wish->lines, err));
    wish->lines_asked = kw_cli_has(cli, "lines");
    if (kw_cli_has(cli, "all")) {
        wish->lines = UINT64_MAX;
        wish->lines_asked = true;
    }
    wish->why = kw_cli_has(cli, "why");
    wish->style.lang = kw_lang_pick((const char *const *)cli->langs);
    wish->style.great_aunt = kw_cli_has(cli, "great-aunt");
    wish->style.generations = cli->loud > 0;
    wish->draw = kw_cli_value(cli, "draw");
    if (wish->draw)
        KW_TRY(picture_check(wish->draw, err));
    return read_without(cli, wish, err);
}

static enum kw_status check_left_out(const struct relate *r,
                                     struct kw_error *err)
{
    for (size_t i = 0; i < r->wish->without_count; i++)
        if (kw_id_same(r->wish->without[i], r->from_id) ||
            kw_id_same(r->wish->without[i], r->to_id))
            return kw_fail(
                err, KW_USAGE,
                "--without names one of the two asked about; name others");
    return KW_OK;
}

/* ---- one pair ------------------------------------------------------ */

static enum kw_status write_out(void *to, const char *bytes, size_t length,
                                struct kw_error *err)
{
    struct kw_cli *cli = to;

    if (fwrite(bytes, 1, length, cli->out) != length)
        return kw_fail(err, KW_OUTPUT, "standard output: cannot be written: %s",
                       strerror(errno));
    return KW_OK;
}

static enum kw_status flush_out(struct kw_cli *cli, struct kw_error *err)
{
    if (fflush(cli->out))
        return kw_fail(err, KW_OUTPUT, "standard output: cannot be written: %s",
                       strerror(errno));
    return KW_OK;
}

/* Tells the answer as it is worked out: with --all it can be longer than
 * memory. */
static enum kw_status tell(const struct relate *r, bool as_json,
                           struct kw_error *err)
{
    struct kw_buffer out = {0};
    enum kw_status status;

    kw_buffer_drain(&out, write_out, r->cli);
    if (as_json) {
        status = relate_write(r, &out, err);
        kw_buffer_char(&out, '\n');
    } else {
        status = relate_print(r, &out, err);
    }
    if (status == KW_OK)
        status = kw_buffer_check(&out, err);
    kw_buffer_finish(&out);
    return status == KW_OK ? flush_out(r->cli, err) : status;
}

static enum kw_status ask_one(struct kw_cli *cli,
                              const struct relate_wish *wish, const char *from,
                              const char *to, bool as_json, int *exit_code,
                              struct kw_error *err)
{
    struct relate r = {.cli = cli, .wish = wish, .as_json = as_json};
    enum kw_status status = kw_cli_person(cli, from, &r.from_id, err);

    if (status == KW_OK)
        status = kw_cli_person(cli, to, &r.to_id, err);
    if (status == KW_OK)
        status = check_left_out(&r, err);
    if (status == KW_OK)
        status = relate_find(&r, err);
    if (status == KW_OK)
        status = tell(&r, as_json, err);
    if (status == KW_OK && wish->draw)
        status = relate_draw(&r, err);
    if (status == KW_OK && r.verdict != RELATE_RELATED &&
        r.verdict != RELATE_CONNECTED)
        *exit_code = KW_EXIT_NO;
    relate_finish(&r);
    return status;
}

/* ---- a file of pairs ----------------------------------------------- */

static enum kw_status tell_bad_line(struct kw_cli *cli, size_t number,
                                    const char *why, struct kw_error *err)
{
    struct kw_buffer out = {0};
    struct kw_json json;
    enum kw_status status;

    kw_json_init(&json, &out);
    kw_json_object(&json);
    kw_json_set_int(&json, "line", (int64_t)number);
    kw_json_set_text(&json, "error", why);
    kw_json_end(&json);
    kw_buffer_char(&out, '\n');
    status = kw_cli_print(cli, &out, err);
    kw_buffer_finish(&out);
    return status;
}

/* Does this failure concern only the line it stands in? */
static bool is_of_the_line(enum kw_status status)
{
    return status == KW_NOT_FOUND || status == KW_AMBIGUOUS ||
           status == KW_USAGE || status == KW_LIMIT;
}

static enum kw_status ask_line(struct kw_cli *cli,
                               const struct relate_wish *wish, char *line,
                               size_t number, struct kw_error *err)
{
    char *tab = strchr(line, '\t');
    struct kw_error why;
    int verdict = KW_EXIT_YES;
    enum kw_status status;

    line[strcspn(line, "\r\n")] = 0;
    if (!tab || tab == line || !tab[1] || strchr(tab + 1, '\t'))
        return tell_bad_line(cli, number, "not two persons with a tab between",
                             err);
    *tab = 0;
    status = ask_one(cli, wish, line, tab + 1, true, &verdict, &why);
    if (is_of_the_line(status))
        return tell_bad_line(cli, number, why.text, err);
    if (status != KW_OK && err)
        *err = why;
    return status;
}

static enum kw_status ask_pairs(struct kw_cli *cli,
                                const struct relate_wish *wish,
                                const char *path, struct kw_error *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    size_t number = 0;
    enum kw_status status = KW_OK;

    if (!file)
        return kw_fail(err, KW_INPUT, "%s: cannot be opened: %s", path,
                       strerror(errno));
    while (status == KW_OK && getline(&line, &room, file) >= 0) {
        if (kw_cli_interrupted())
            status = kw_fail(err, KW_INTERRUPTED, "interrupted");
        else
            status = ask_line(cli, wish, line, ++number, err);
    }
    if (status == KW_OK && ferror(file))
        status = kw_fail(err, KW_INPUT, "%s: cannot be read: %s", path,
                         strerror(errno));
    free(line);
    if (file != stdin)
        (void)fclose(file);
    return status;
}

/* ---- the command --------------------------------------------------- */

static enum kw_status check_arguments(const struct kw_cli *cli,
                                      const char *pairs, struct kw_error *err)
{
    if (pairs && cli->argument_count)
        return kw_fail(err, KW_USAGE,
                       "--pairs takes its persons from the file; leave FROM "
                       "and TO out");
    if (pairs && kw_cli_has(cli, "draw"))
        return kw_fail(err, KW_USAGE, "--draw draws one answer, not --pairs");
    if (!pairs && cli->argument_count != 2)
        return kw_fail(err, KW_USAGE,
                       "relate takes two persons, FROM and TO, or --pairs "
                       "FILE");
    return KW_OK;
}

enum kw_status kw_cmd_relate(struct kw_cli *cli, int *exit_code,
                             struct kw_error *err)
{
    const char *pairs = kw_cli_value(cli, "pairs");
    struct relate_wish wish = {.to_the_end = false};
    enum kw_status status;

    KW_TRY(check_arguments(cli, pairs, err));
    KW_TRY(kw_cli_store(cli, KW_STORE_READ, err));
    status = read_wish(cli, &wish, err);
    if (status == KW_OK && pairs) {
        cli->json = false; /* candidates are no part of the answers */
        status = ask_pairs(cli, &wish, pairs, err);
    } else if (status == KW_OK) {
        status = ask_one(cli, &wish, cli->arguments[0], cli->arguments[1],
                         cli->json, exit_code, err);
    }
    free(wish.without);
    return status;
}
