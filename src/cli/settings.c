/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings: what the command line, the environment and the config file
 * say, in that order of weight.
 *
 * Options may stand before or after the command, so a word is judged by
 * the options of all commands until the command is known, and once more
 * by its own at the end.
 */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

/* ---- tables -------------------------------------------------------- */

static const struct kw_option *find_in(const struct kw_option *options,
                                       const char *name, size_t length,
                                       char letter)
{
    for (; options && options->name; options++) {
        if (letter ? options->letter == letter
                   : strlen(options->name) == length &&
                         strncmp(options->name, name, length) == 0)
            return options;
    }
    return NULL;
}

/* The option of this name: the command's, a common one, or, as long as no
 * command is known, anybody's. */
const struct kw_option *kw_option_find(const struct kw_command *command,
                                       const char *name, size_t length,
                                       char letter)
{
    const struct kw_option *found = NULL;

    if (command)
        found = find_in(command->options, name, length, letter);
    if (!found)
        found = find_in(kw_common_options(), name, length, letter);
    if (found || command)
        return found;
    for (command = kw_commands(); command->name && !found; command++)
        found = find_in(command->options, name, length, letter);
    return found;
}

static enum kw_status unknown_option(const struct kw_command *command,
                                     const char *word, size_t length,
                                     struct kw_error *err)
{
    const char *known[256];
    size_t count = 0;
    char name[64];
    const char *nearest;
    const struct kw_option *lists[2] = {command ? command->options : NULL,
                                        kw_common_options()};

    for (int i = 0; i < 2; i++)
        for (const struct kw_option *o = lists[i]; o && o->name; o++)
            if (count < sizeof known / sizeof *known)
                known[count++] = o->name;
    snprintf(name, sizeof name, "%.*s", (int)(length < 60 ? length : 60), word);
    nearest = kw_nearest(name, known, count);
    if (nearest)
        return kw_fail(err, KW_USAGE, "unknown option --%s; did you mean --%s?",
                       name, nearest);
    return kw_fail(err, KW_USAGE, "unknown option --%s; see kinwalk %s%s-h",
                   name, command ? command->name : "", command ? " " : "");
}

/* ---- the command line ---------------------------------------------- */

struct reader {
    struct kw_cli *cli;
    struct kw_settings *settings;
    int argc;
    char **argv;
    int at;
};

static void give(struct reader *r, const struct kw_option *option,
                 const char *value)
{
    struct given *given = &r->settings->given[r->settings->given_count++];

    given->option = option;
    given->value = value;
}

/* The value behind `=` or in the next word. */
static enum kw_status value_of(struct reader *r, const struct kw_option *option,
                               const char *attached, const char **value,
                               struct kw_error *err)
{
    *value = attached;
    if (!option->value) {
        if (attached)
            return kw_fail(err, KW_USAGE, "--%s takes no value", option->name);
        return KW_OK;
    }
    if (attached)
        return KW_OK;
    if (r->at + 1 >= r->argc)
        return kw_fail(err, KW_USAGE, "--%s needs a value: --%s %s",
                       option->name, option->name, option->value);
    *value = r->argv[++r->at];
    return KW_OK;
}

static enum kw_status read_long(struct reader *r, const char *word,
                                struct kw_error *err)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    const struct kw_option *option =
        kw_option_find(r->cli->command, word, length, '\0');
    const char *value;

    if (!option)
        return unknown_option(r->cli->command, word, length, err);
    KW_TRY(value_of(r, option, equals ? equals + 1 : NULL, &value, err));
    give(r, option, value);
    return KW_OK;
}

/* Letters may stand together: -qo FILE, -oFILE, -vv. */
static enum kw_status read_letters(struct reader *r, const char *word,
                                   struct kw_error *err)
{
    for (; *word; word++) {
        const struct kw_option *option =
            kw_option_find(r->cli->command, NULL, 0, *word);
        const char *value;

        if (!option)
            return kw_fail(err, KW_USAGE, "unknown option -%c; see kinwalk -h",
                           *word);
        if (option->value) {
            KW_TRY(value_of(r, option, word[1] ? word + 1 : NULL, &value, err));
            give(r, option, value);
            return KW_OK;
        }
        give(r, option, NULL);
    }
    return KW_OK;
}

static enum kw_status read_command(struct reader *r, const char *word,
                                   struct kw_error *err)
{
    const char *known[64];
    size_t count = 0;
    const char *nearest;

    r->cli->command = kw_command_find(word);
    if (r->cli->command)
        return KW_OK;
    for (const struct kw_command *c = kw_commands(); c->name; c++)
        if (count < sizeof known / sizeof *known)
            known[count++] = c->name;
    nearest = kw_nearest(word, known, count);
    if (nearest)
        return kw_fail(err, KW_USAGE, "unknown command %s; did you mean %s?",
                       word, nearest);
    return kw_fail(err, KW_USAGE, "unknown command %s; kinwalk -h lists them",
                   word);
}

static enum kw_status read_words(struct reader *r, struct kw_error *err)
{
    bool options_ended = false;

    for (r->at = 1; r->at < r->argc; r->at++) {
        const char *word = r->argv[r->at];

        if (!options_ended && strcmp(word, "--") == 0)
            options_ended = true;
        else if (!options_ended && strncmp(word, "--", 2) == 0)
            KW_TRY(read_long(r, word + 2, err));
        else if (!options_ended && word[0] == '-' && word[1])
            KW_TRY(read_letters(r, word + 1, err));
        else if (!r->cli->command)
            KW_TRY(read_command(r, word, err));
        else
            r->settings->arguments[r->settings->argument_count++] = word;
    }
    return KW_OK;
}

/* Words that came before the command were judged by everybody's options;
 * now they must be its own. */
static enum kw_status check_given(struct reader *r, struct kw_error *err)
{
    const struct kw_command *command = r->cli->command;

    for (size_t i = 0; command && i < r->settings->given_count; i++) {
        struct given *given = &r->settings->given[i];
        const char *name = given->option->name;
        const struct kw_option *own =
            kw_option_find(command, name, strlen(name), '\0');

        if (!own)
            return kw_fail(err, KW_USAGE,
                           "%s has no option --%s; see kinwalk %s -h",
                           command->name, name, command->name);
        given->option = own;
    }
    return KW_OK;
}

/* ---- looking up ---------------------------------------------------- */

static const struct kw_option *known_option(const struct kw_cli *cli,
                                            const char *name)
{
    return kw_option_find(cli->command, name, strlen(name), '\0');
}

/* What was said of an option beyond its default; NULL if nothing. A
 * switch that is on gives "". */
static const char *said(const struct kw_cli *cli, const char *name)
{
    const struct kw_settings *settings = cli->settings;
    const struct kw_option *option = known_option(cli, name);
    const char *variable;

    for (size_t i = settings->given_count; i > 0; i--) {
        const struct given *given = &settings->given[i - 1];

        if (strcmp(given->option->name, name) == 0)
            return given->value ? given->value : "";
    }
    variable = option && option->env ? getenv(option->env) : NULL;
    if (variable && *variable)
        return variable;
    for (size_t i = settings->config_count; i > 0; i--)
        if (strcmp(settings->config[i - 1].key, name) == 0)
            return settings->config[i - 1].value;
    return NULL;
}

bool kw_cli_has(const struct kw_cli *cli, const char *option)
{
    const char *value = said(cli, option);

    return value && strcmp(value, "0") != 0 && strcmp(value, "no") != 0 &&
           strcmp(value, "false") != 0;
}

const char *kw_cli_value(const struct kw_cli *cli, const char *option)
{
    const char *value = said(cli, option);
    const struct kw_option *row = known_option(cli, option);

    if (value)
        return value;
    return row ? row->preset : NULL;
}

const char *const *kw_cli_values(const struct kw_cli *cli, const char *option,
                                 size_t *count)
{
    struct kw_settings *settings = cli->settings;
    const char **values = kw_arena_zeroed(
        &settings->arena, settings->given_count + 1, sizeof *values);

    *count = 0;
    for (size_t i = 0; values && i < settings->given_count; i++)
        if (strcmp(settings->given[i].option->name, option) == 0)
            values[(*count)++] = settings->given[i].value;
    return values;
}

enum kw_status kw_cli_number(const struct kw_cli *cli, const char *option,
                             uint64_t low, uint64_t high, uint64_t absent,
                             uint64_t *out, struct kw_error *err)
{
    const char *value = said(cli, option);

    *out = absent;
    if (!value || kw_number(value, low, high, out))
        return KW_OK;
    if (high == UINT64_MAX)
        return kw_fail(err, KW_USAGE,
                       "--%s takes a whole number from %llu, not '%s'", option,
                       (unsigned long long)low, value);
    return kw_fail(
        err, KW_USAGE, "--%s takes a whole number from %llu to %llu, not '%s'",
        option, (unsigned long long)low, (unsigned long long)high, value);
}

void kw_settings_give(struct kw_cli *cli, const char *option, const char *value)
{
    struct reader reader = {.settings = cli->settings};

    give(&reader, known_option(cli, option), value);
}

/* ---- all together -------------------------------------------------- */

static int count_of(const struct kw_settings *settings, const char *name)
{
    int count = 0;

    for (size_t i = 0; i < settings->given_count; i++)
        if (strcmp(settings->given[i].option->name, name) == 0)
            count++;
    return count;
}

static enum kw_status check_arguments(const struct kw_cli *cli,
                                      struct kw_error *err)
{
    const struct kw_command *command = cli->command;

    if (!command || kw_cli_has(cli, "help") || count_of(cli->settings, "h"))
        return KW_OK;
    if (cli->argument_count < command->arguments_min)
        return kw_fail(err, KW_USAGE, "needs more: kinwalk %s %s",
                       command->name, command->arguments);
    if (cli->argument_count > command->arguments_max)
        return kw_fail(err, KW_USAGE,
                       "'%s' is one word too many: kinwalk %s %s (names with "
                       "blanks need quotes)",
                       cli->arguments[command->arguments_max], command->name,
                       command->arguments);
    return KW_OK;
}

static enum kw_status check_choice(const struct kw_cli *cli, const char *option,
                                   struct kw_error *err)
{
    const char *value = kw_cli_value(cli, option);

    if (!value || strcmp(value, "always") == 0 || strcmp(value, "never") == 0 ||
        strcmp(value, "auto") == 0)
        return KW_OK;
    return kw_fail(err, KW_USAGE, "--%s takes always, never or auto, not '%s'",
                   option, value);
}

enum kw_status kw_settings_read(struct kw_cli *cli, int argc, char **argv,
                                struct kw_error *err)
{
    struct kw_settings *settings = calloc(1, sizeof *settings);
    struct reader reader = {cli, settings, argc, argv, 0};
    size_t words = 0;

    if (!settings)
        return kw_nomem(err);
    cli->settings = settings;
    for (int i = 1; i < argc; i++)
        words += strlen(argv[i]) + 1;
    settings->given = calloc(words + 1, sizeof *settings->given);
    settings->arguments = calloc((size_t)argc + 1, sizeof *settings->arguments);
    if (!settings->given || !settings->arguments)
        return kw_nomem(err);
    KW_TRY(read_words(&reader, err));
    cli->arguments = settings->arguments;
    cli->argument_count = settings->argument_count;
    KW_TRY(check_given(&reader, err));
    KW_TRY(check_arguments(cli, err));
    KW_TRY(kw_config_read(settings, err));
    KW_TRY(check_choice(cli, "color", err));
    KW_TRY(check_choice(cli, "progress", err));
    cli->json = kw_cli_has(cli, "json");
    cli->sample = kw_cli_has(cli, "sample");
    cli->offline = kw_cli_has(cli, "offline") || cli->sample;
    cli->loud = kw_cli_has(cli, "quiet") ? -1 : count_of(settings, "verbose");
    return kw_langs_read(cli, err);
}

void kw_settings_finish(struct kw_cli *cli)
{
    struct kw_settings *settings = cli->settings;

    if (!settings)
        return;
    free(settings->given);
    free(settings->arguments);
    free(settings->config);
    kw_arena_finish(&settings->arena);
    free(settings);
    cli->settings = NULL;
}
