/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the settings, for those who read words as
 * settings.c does.
 */
#ifndef KINWALK_CLI_SETTINGS_H
#define KINWALK_CLI_SETTINGS_H

#include "cli.h"

/* An option of the command line. */
struct given {
    const struct kw_option *option;
    const char *value; /* argv's; NULL for a switch */
};

/* A line of the config file. */
struct line {
    const char *key;
    const char *value;
};

/* All that was said, by whom it was said. */
struct kw_settings {
    struct given *given; /* in the order of the command line */
    size_t given_count;
    const char **arguments;
    size_t argument_count;
    struct line *config;
    size_t config_count;
    char *config_path;
    struct kw_arena arena;
};

/* The row of an option, by its name (`length` bytes) or, if that is not
 * 0, by its letter: the command's or a common one; with no command
 * anybody's. NULL if there is none. */
const struct kw_option *kw_option_find(const struct kw_command *command,
                                       const char *name, size_t length,
                                       char letter);
/* As if `option` had been given last on the command line; `value` is
 * borrowed. Only as often as argv has words. */
void kw_settings_give(struct kw_cli *cli, const char *option,
                      const char *value);
/* Cuts blanks off both ends, in place. */
char *kw_trimmed(char *text);
/* Finds and reads the config file; that there is none is fine. */
enum kw_status kw_config_read(struct kw_settings *settings,
                              struct kw_error *err);
/* Settles cli->langs: --lang, or else the locale. */
enum kw_status kw_langs_read(struct kw_cli *cli, struct kw_error *err);

#endif
