/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw: a picture of a family.
 *
 * Finds out whom to draw, and says in heading and caption what is seen;
 * the layout and the bytes are the draw room's.
 */
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <kinwalk/kinship.h>

#include "gather.h"
#include "picture.h"

const struct kw_option kw_draw_options[] = {
    {"output", 'o', "FILE", NULL, "-",
     "where to: .svg, .png, .pdf or .dot; - is SVG on stdout", false},
    {"ancestors", 0, "N", NULL, NULL, "so many generations of ancestors",
     false},
    {"descendants", 0, "N", NULL, NULL, "so many generations of descendants",
     false},
    {"highlight", 0, "LIST", NULL, NULL,
     "people, comma between, with a gold border and the line that joins them",
     false},
    {"fill", 0, "WHAT", NULL, "auto",
     "what colours tell: house, sex, branch, none; auto is house, else branch",
     false},
    {"top-down", 0, NULL, NULL, NULL, "from top to bottom", false},
    {"dark", 0, NULL, NULL, NULL, "on a dark page", false},
    {"max-people", 0, "N", NULL, "2000", "draw no more people", false},
    {"open", 0, NULL, NULL, NULL, "show it when it is written", false},
    {.name = NULL},
};

enum { GENERATIONS = 2, GENERATIONS_MAX = 1000, PEOPLE_MAX = 100000 };

/* What is asked, and the family it is answered from. */
struct drawn {
    struct kw_cli *cli;
    const char *path;
    uint32_t ancestors; /* KW_NOBODY: not asked for */
    uint32_t descendants;
    bool joining; /* several people and no generations */
    struct kw_id *ids;
    size_t count;
    struct kw_id *highlights;
    size_t highlight_count;
    struct kw_people *people;
    uint32_t *members; /* of ids */
    uint32_t *lit;     /* of highlights, or of those joined */
    size_t lit_count;
    bool *chosen;
    struct kw_chains chains;
    struct kw_draw_line *lines; /* of the chains */
    uint32_t *own_line;         /* of two people who are related */
    struct kw_draw_line line;
    struct kw_draw_options options;
    struct kw_buffer heading;
    struct kw_buffer caption;
};

static void finish(struct drawn *d)
{
    free(d->ids);
    free(d->highlights);
    free(d->members);
    free(d->lit);
    free(d->chosen);
    free(d->lines);
    free(d->own_line);
    free((uint32_t *)d->options.members);
    kw_chains_finish(&d->chains);
    kw_people_destroy(d->people);
    kw_buffer_finish(&d->heading);
    kw_buffer_finish(&d->caption);
}

/* ---- what is asked ----------------------------------------------------- */

static enum kw_status read_generations(struct drawn *d, struct kw_error *err)
{
    uint64_t ancestors;
    uint64_t descendants;

    KW_TRY(kw_cli_number(d->cli, "ancestors", 0, GENERATIONS_MAX, KW_NOBODY,
                         &ancestors, err));
    KW_TRY(kw_cli_number(d->cli, "descendants", 0, GENERATIONS_MAX, KW_NOBODY,
                         &descendants, err));
    d->ancestors = (uint32_t)ancestors;
    d->descendants = (uint32_t)descendants;
    if (d->ancestors != KW_NOBODY || d->descendants != KW_NOBODY)
        return KW_OK;
    if (d->cli->argument_count > 1)
        d->joining = true;
    else
        d->ancestors = d->descendants = GENERATIONS;
    return KW_OK;
}

static enum kw_status read_look(struct drawn *d, struct kw_error *err)
{
    const char *fill = kw_cli_value(d->cli, "fill");
    uint64_t most;

    if (!kw_fill_parse(fill, &d->options.fill))
        return kw_fail(err, KW_USAGE,
                       "--fill %s: not one of auto, house, sex, branch, none",
                       fill);
    KW_TRY(kw_cli_number(d->cli, "max-people", 1, PEOPLE_MAX,
                         KW_DRAW_PEOPLE_MAX, &most, err));
    d->options.people_max = (uint32_t)most;
    d->options.top_down = kw_cli_has(d->cli, "top-down");
    d->options.dark = kw_cli_has(d->cli, "dark");
    return KW_OK;
}

static enum kw_status read_people(struct drawn *d, struct kw_error *err)
{
    const char *list = kw_cli_value(d->cli, "highlight");
    size_t room = list ? strlen(list) + 1 : 1;
    char *copy = calloc(room, 1);
    enum kw_status status = KW_OK;

    d->count = d->cli->argument_count;
    d->ids = calloc(d->count + 1, sizeof *d->ids);
    d->highlights = calloc(room, sizeof *d->highlights);
    if (!copy || !d->ids || !d->highlights)
        status = kw_nomem(err);
    for (size_t i = 0; status == KW_OK && i < d->count; i++)
        status = kw_cli_person(d->cli, d->cli->arguments[i], &d->ids[i], err);
    if (status == KW_OK && list)
        memcpy(copy, list, room);
    for (char *name = copy; status == KW_OK && name && *name;) {
        char *comma = strchr(name, ',');

        if (comma)
            *comma = '\0';
        if (*name)
            status = kw_cli_person(d->cli, name,
                                   &d->highlights[d->highlight_count++], err);
        name = comma ? comma + 1 : NULL;
    }
    free(copy);
    return status;
}

/* ---- the family -------------------------------------------------------- */

static int generations_of(uint32_t asked)
{
    return asked == KW_NOBODY ? 0 : (int)asked;
}

static enum kw_status fetch(struct drawn *d, struct kw_error *err)
{
    struct kw_cli *cli = d->cli;

    if (cli->offline || cli->sample)
        return KW_OK;
    if (d->joining) {
        for (size_t i = 1; i < d->count; i++)
            KW_TRY(kw_cli_gather_cones(cli, d->ids[0], d->ids[i], true, NULL,
                                       err));
        return KW_OK;
    }
    return kw_cli_gather_lines(cli, d->ids, d->count,
                               generations_of(d->ancestors),
                               generations_of(d->descendants), true, NULL, err);
}

/* Reads the family in question; with `meet` also the chains between those
 * to be joined, by any link. */
static enum kw_status load(struct drawn *d, bool meet, struct kw_error *err)
{
    const char *const *langs = (const char *const *)d->cli->langs;
    struct kw_scope scope = {.up =
                                 d->joining ? -1 : generations_of(d->ancestors),
                             .down = generations_of(d->descendants),
                             .around = true};

    kw_people_destroy(d->people);
    d->people = NULL;
    KW_TRY(kw_people_create(kw_store_xrefs(d->cli->store), &d->people, err));
    KW_TRY(kw_store_load(d->cli->store, d->ids, d->count, &scope, langs,
                         d->people, err));
    for (size_t i = 1; meet && i < d->count; i++) {
        struct kw_meeting meeting;

        KW_TRY(kw_store_meet(d->cli->store, d->ids[0], d->ids[i],
                             KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE, NULL,
                             0, langs, d->people, &meeting, err));
    }
    return kw_people_seal(d->people, err);
}

static enum kw_status find_members(struct drawn *d, struct kw_error *err)
{
    size_t all = kw_people_count(d->people);
    size_t lit = d->highlight_count > d->count ? d->highlight_count : d->count;

    free(d->members);
    free(d->lit);
    free(d->chosen);
    d->members = calloc(d->count + 1, sizeof *d->members);
    d->lit = calloc(lit + 1, sizeof *d->lit);
    d->chosen = calloc(all + 1, sizeof *d->chosen);
    d->lit_count = 0;
    if (!d->members || !d->lit || !d->chosen)
        return kw_nomem(err);
    for (size_t i = 0; i < d->count; i++) {
        char id[KW_ID_TEXT_BYTES];

        d->members[i] = kw_people_find(d->people, d->ids[i]);
        if (d->members[i] == KW_NOBODY)
            return kw_fail(
                err, KW_NOT_FOUND, "%s: nothing is known; crawl there first",
                kw_id_print(d->ids[i], kw_store_xrefs(d->cli->store), id));
    }
    for (size_t i = 0; i < d->highlight_count; i++) {
        uint32_t who = kw_people_find(d->people, d->highlights[i]);

        if (who != KW_NOBODY)
            d->lit[d->lit_count++] = who;
    }
    if (!d->highlight_count) {
        memcpy(d->lit, d->members, d->count * sizeof *d->lit);
        d->lit_count = d->count;
    }
    return KW_OK;
}

/* ---- whom to draw ------------------------------------------------------ */

static enum kw_status join(struct drawn *d, const uint32_t *whom, size_t count,
                           bool *joined, struct kw_error *err)
{
    size_t begin = 0;

    kw_chains_finish(&d->chains);
    free(d->lines);
    KW_TRY(kw_people_join(d->people, whom, count, &d->chains, joined, err));
    d->lines = calloc(d->chains.count + 1, sizeof *d->lines);
    if (!d->lines)
        return kw_nomem(err);
    for (size_t i = 0; i < d->chains.count; i++) {
        d->lines[i].members = d->chains.members + begin;
        d->lines[i].count = d->chains.ends[i] - begin;
        begin = d->chains.ends[i];
    }
    d->options.lines = d->lines;
    d->options.line_count = d->chains.count;
    return KW_OK;
}

/* A name without what stands behind its comma: "Prince Philip". */
static void add_name(const struct drawn *d, uint32_t who, struct kw_buffer *out)
{
    char id[KW_ID_TEXT_BYTES];
    const char *name = kw_people_name(d->people, who, id);
    size_t length = strcspn(name, ",");

    kw_buffer_add(out, name, length ? length : strlen(name));
}

/* "A, B and C". */
static void list_names(const struct drawn *d, const uint32_t *whom,
                       size_t count, struct kw_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            kw_buffer_text(out, i + 1 == count ? " and " : ", ");
        add_name(d, whom[i], out);
    }
}

/* The nearest relation by blood of two people is their line, and its
 * sentence the heading. *found says whether there is one. */
static enum kw_status take_line(struct drawn *d, struct kw_reckoning *answer,
                                struct kw_error *err)
{
    const struct kw_relation *nearest = answer->relations;
    size_t count = nearest->up + nearest->down + (size_t)1;
    struct kw_style style = {
        .lang = kw_lang_pick((const char *const *)d->cli->langs)};
    uint8_t *sexes = kw_arena_zeroed(&answer->arena, count, sizeof *sexes);
    struct kw_buffer from = {0};
    struct kw_buffer to = {0};
    struct kw_kin kin;
    enum kw_status status;

    d->own_line = calloc(count, sizeof *d->own_line);
    if (!sexes || !d->own_line)
        return kw_nomem(err);
    memcpy(d->own_line, nearest->line, count * sizeof *d->own_line);
    d->line = (struct kw_draw_line){d->own_line, count};
    d->options.lines = &d->line;
    d->options.line_count = 1;
    add_name(d, d->members[0], &from);
    add_name(d, d->members[1], &to);
    status = kw_buffer_check(&from, err);
    if (status == KW_OK)
        status = kw_buffer_check(&to, err);
    if (status == KW_OK) {
        kw_relation_kin(d->people, answer, nearest, false, sexes, &kin);
        kw_sentence(&kin, from.bytes, to.bytes, &style, &d->heading);
        if (nearest->up && nearest->down) {
            kw_buffer_text(&d->caption, "through ");
            list_names(d, nearest->apex, nearest->apex[1] == KW_NOBODY ? 1 : 2,
                       &d->caption);
            kw_buffer_text(&d->caption, " \xC2\xB7 ");
        }
    }
    kw_buffer_finish(&from);
    kw_buffer_finish(&to);
    return status;
}

static enum kw_status relate_two(struct drawn *d, bool *found,
                                 struct kw_error *err)
{
    struct kw_question question = {.from = d->members[0],
                                   .lines_max = 1,
                                   .skip_affinity = true,
                                   .skip_phi = true};
    struct kw_kinship *kinship = NULL;
    struct kw_reckoning answer = {0};
    enum kw_status status;

    *found = false;
    if (d->count != 2 || d->members[0] == d->members[1])
        return KW_OK;
    question.to = d->members[1];
    status = kw_kinship_create(d->people, NULL, 0, &kinship, err);
    if (status == KW_OK)
        status = kw_kinship_reckon(kinship, &question, &answer, err);
    *found = status == KW_OK && answer.relation_count &&
             answer.relations[0].kind == KW_BLOOD && answer.relations[0].line;
    if (*found)
        status = take_line(d, &answer, err);
    kw_reckoning_finish(&answer);
    kw_kinship_destroy(kinship);
    return status;
}

static enum kw_status choose_joined(struct drawn *d, struct kw_error *err)
{
    bool joined;

    KW_TRY(relate_two(d, &joined, err));
    if (!joined)
        KW_TRY(join(d, d->members, d->count, &joined, err));
    if (!joined) {
        KW_TRY(load(d, true, err));
        KW_TRY(find_members(d, err));
        KW_TRY(join(d, d->members, d->count, &joined, err));
    }
    if (!joined)
        kw_cli_say(d->cli, "draw: not all of them hang together among what "
                           "was read");
    for (size_t i = 0; i < d->count; i++)
        d->chosen[d->members[i]] = true;
    for (size_t i = 0; i < d->options.line_count; i++)
        for (size_t k = 0; k < d->options.lines[i].count; k++)
            d->chosen[d->options.lines[i].members[k]] = true;
    return kw_people_mark_other_parents(d->people, d->chosen, err);
}

static enum kw_status choose_generations(struct drawn *d, struct kw_error *err)
{
    bool joined;

    for (size_t i = 0; i < d->count; i++)
        KW_TRY(kw_people_mark_descendants(
            d->people, d->members[i], (uint32_t)generations_of(d->descendants),
            d->chosen, err));
    if (generations_of(d->descendants))
        KW_TRY(kw_people_mark_partners(d->people, d->chosen, err));
    KW_TRY(kw_people_mark_other_parents(d->people, d->chosen, err));
    for (size_t i = 0; i < d->count; i++)
        KW_TRY(kw_people_mark_ancestors(d->people, d->members[i],
                                        (uint32_t)generations_of(d->ancestors),
                                        d->chosen, err));
    d->options.pedigree = generations_of(d->descendants) == 0;
    if (d->highlight_count > 1 && d->lit_count > 1)
        KW_TRY(join(d, d->lit, d->lit_count, &joined, err));
    return KW_OK;
}

static enum kw_status choose(struct drawn *d, struct kw_error *err)
{
    uint32_t *list;

    KW_TRY(d->joining ? choose_joined(d, err) : choose_generations(d, err));
    list = picture_list(d->people, d->chosen, &d->options.member_count);
    if (!list)
        return kw_nomem(err);
    d->options.members = list;
    d->options.highlights = d->lit;
    d->options.highlight_count = d->lit_count;
    return KW_OK;
}

/* ---- what it says ------------------------------------------------------ */

/* When the oldest record in the picture was read; 0 if none was. */
static enum kw_status find_as_of(struct drawn *d, int64_t *as_of_s,
                                 struct kw_error *err)
{
    int64_t now = kw_clock_wall_s(d->cli->clock);

    *as_of_s = 0;
    /* The sample was never read from anywhere. */
    if (d->cli->sample)
        return KW_OK;
    for (size_t i = 0; i < d->options.member_count; i++) {
        const struct kw_member *member =
            kw_people_at(d->people, d->options.members[i]);
        int64_t age;
        uint64_t revision;

        KW_TRY(kw_store_age(d->cli->store, member->id, &age, &revision, err));
        if (age >= 0 && (!*as_of_s || now - age < *as_of_s))
            *as_of_s = now - age;
    }
    return KW_OK;
}

static void count_of(struct kw_buffer *out, uint32_t count, const char *one)
{
    kw_buffer_print(out, "%u %s%s", (unsigned)count, one,
                    count == 1 ? "" : "s");
}

static enum kw_status write_words(struct drawn *d, struct kw_error *err)
{
    uint32_t up = (uint32_t)generations_of(d->ancestors);
    uint32_t down = (uint32_t)generations_of(d->descendants);
    int64_t as_of_s;
    char time[32];

    if (!d->joining)
        kw_buffer_text(&d->heading, up && down ? "The family of "
                                    : down     ? "The descendants of "
                                    : up       ? "The ancestors of "
                                               : "");
    if (!d->heading.length || !d->joining)
        list_names(d, d->members, d->count, &d->heading);
    kw_buffer_print(&d->caption, "%zu people", d->options.member_count);
    if (up || down) {
        kw_buffer_text(&d->caption, " \xC2\xB7 ");
        if (up)
            count_of(&d->caption, up, "generation");
        kw_buffer_text(&d->caption, up && down ? " up, " : "");
        if (down && up)
            kw_buffer_print(&d->caption, "%u down", (unsigned)down);
        else if (down)
            count_of(&d->caption, down, "generation");
    }
    if (d->highlight_count > 1 && d->lit_count > 1) {
        kw_buffer_text(&d->caption, " \xC2\xB7 gold: ");
        list_names(d, d->lit, d->lit_count, &d->caption);
    }
    KW_TRY(find_as_of(d, &as_of_s, err));
    if (as_of_s) {
        kw_time_print(as_of_s, time);
        kw_buffer_print(&d->caption, " \xC2\xB7 as read on %.10s", time);
    }
    KW_TRY(kw_buffer_check(&d->heading, err));
    KW_TRY(kw_buffer_check(&d->caption, err));
    d->options.heading = d->heading.bytes;
    d->options.caption = d->caption.bytes;
    return KW_OK;
}

/* ---- showing it -------------------------------------------------------- */

extern char **environ;

static enum kw_status show(const char *path, struct kw_error *err)
{
    char *arguments[] = {(char *)"xdg-open", (char *)path, NULL};
    pid_t child;
    int state;

    if (posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ) !=
            0 ||
        waitpid(child, &state, 0) != child || !WIFEXITED(state) ||
        WEXITSTATUS(state) != 0)
        return kw_fail(err, KW_OUTPUT,
                       "%s is written, but xdg-open could not show it; open "
                       "it by hand",
                       path);
    return KW_OK;
}

static enum kw_status report(struct drawn *d, const struct picture *picture,
                             struct kw_error *err)
{
    struct kw_buffer text = {0};
    struct kw_json json;
    enum kw_status status;

    if (!d->cli->json) {
        if (strcmp(d->path, "-") != 0)
            kw_cli_say(d->cli, "draw: %s: %zu people, %u generations", d->path,
                       picture->people, picture->generations);
        return KW_OK;
    }
    kw_json_init(&json, &text);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.draw/1");
    kw_json_set_text(&json, "file", d->path);
    kw_json_set_text(&json, "format", picture->format);
    kw_json_set_int(&json, "people", (int64_t)picture->people);
    kw_json_set_int(&json, "generations", (int64_t)picture->generations);
    kw_json_set_int(&json, "width", (int64_t)picture->width);
    kw_json_set_int(&json, "height", (int64_t)picture->height);
    kw_json_set_int(&json, "crossings", (int64_t)picture->crossings);
    kw_json_end(&json);
    kw_buffer_char(&text, '\n');
    status = kw_cli_print(d->cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

static enum kw_status draw(struct drawn *d, struct kw_error *err)
{
    struct picture picture;
    enum kw_status status;

    KW_TRY(picture_check(d->path, err));
    if (d->cli->json && strcmp(d->path, "-") == 0)
        return kw_fail(err, KW_USAGE,
                       "--json needs -o FILE: stdout cannot hold both");
    if (kw_cli_has(d->cli, "open") && strcmp(d->path, "-") == 0)
        return kw_fail(err, KW_USAGE, "--open needs -o FILE");
    KW_TRY(read_generations(d, err));
    KW_TRY(read_look(d, err));
    KW_TRY(kw_cli_store(d->cli, KW_STORE_READ, err));
    KW_TRY(read_people(d, err));
    KW_TRY(fetch(d, err));
    KW_TRY(load(d, false, err));
    KW_TRY(find_members(d, err));
    KW_TRY(choose(d, err));
    KW_TRY(write_words(d, err));
    status =
        picture_write(d->cli, d->people, &d->options, d->path, &picture, err);
    if (status == KW_LIMIT) {
        struct kw_error cause = *err;

        return kw_fail(err, KW_LIMIT,
                       "%.500s; narrow with --descendants or --ancestors, "
                       "name the people to join, or allow more with "
                       "--max-people",
                       cause.text);
    }
    KW_TRY(status);
    KW_TRY(report(d, &picture, err));
    return kw_cli_has(d->cli, "open") ? show(d->path, err) : KW_OK;
}

enum kw_status kw_cmd_draw(struct kw_cli *cli, int *exit_code,
                           struct kw_error *err)
{
    struct drawn drawn = {.cli = cli, .path = kw_cli_value(cli, "output")};
    enum kw_status status = draw(&drawn, err);

    (void)exit_code;
    finish(&drawn);
    return status;
}
