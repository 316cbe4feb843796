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

#include "drawn.h"
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

    if (!fill || !kw_fill_parse(fill, &d->options.fill))
        return kw_fail(err, KW_USAGE,
                       "--fill %s: not one of auto, house, sex, branch, none",
                       fill ? fill : "");
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
    if (!copy || !d->ids || !d->highlights) {
        free(copy);
        return kw_nomem(err);
    }
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
    uint32_t up = (uint32_t)drawn_generations(d->ancestors);
    uint32_t down = (uint32_t)drawn_generations(d->descendants);
    int64_t as_of_s;
    char time[32];

    if (!d->joining)
        kw_buffer_text(&d->heading, up && down ? "The family of "
                                    : down     ? "The descendants of "
                                    : up       ? "The ancestors of "
                                               : "");
    if (!d->heading.length || !d->joining)
        drawn_names(d, d->members, d->count, &d->heading);
    if (d->joining && d->count > 2)
        kw_buffer_text(&d->caption,
                       "the smallest family that joins them \xC2\xB7 ");
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
        drawn_names(d, d->lit, d->lit_count, &d->caption);
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
    KW_TRY(drawn_choose(d, err));
    KW_TRY(write_words(d, err));
    status =
        picture_write(d->cli, d->people, &d->options, d->path, &picture, err);
    if (status == KW_LIMIT) {
        struct kw_error cause = *err;

        return kw_fail(err, KW_USAGE,
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

    *exit_code = KW_EXIT_YES;
    drawn_finish(&drawn);
    return status;
}
