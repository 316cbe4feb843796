/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli: the inner door of the command line. One file a subcommand, one
 * row a command in the table, one row an option; help, dispatch,
 * completions and the man page read the same tables.
 *
 * Only this room prints and only main() exits.
 */
#ifndef KINWALK_CLI_H
#define KINWALK_CLI_H

#include <stdio.h>

#include <kinwalk/base.h>
#include <kinwalk/family.h>
#include <kinwalk/store.h>

/* The contract's exit codes. */
enum kw_exit {
    KW_EXIT_YES = 0,
    KW_EXIT_NO = 1,
    KW_EXIT_USAGE = 2,
    KW_EXIT_NETWORK = 3,
    KW_EXIT_FILE = 4,
    KW_EXIT_WHO = 5,
    KW_EXIT_INTERRUPTED = 130
};

struct kw_option {
    const char *name;    /* "depth", without dashes */
    char letter;         /* 0: none */
    const char *value;   /* "N", "FILE"; NULL: a switch */
    const char *env;     /* "KINWALK_STORE"; NULL: none */
    const char *preset;  /* the default, as help shows it; NULL: none */
    const char *meaning; /* one sentence, no full stop */
    bool repeatable;
};

struct kw_cli;
struct kw_source;

struct kw_command {
    const char *name;
    const char *arguments; /* "FROM TO" */
    const char *summary;   /* one line, no full stop */
    const char *about;     /* paragraphs for --help and the man page */
    const char *example;   /* lines beginning with "kinwalk " */
    const char *json;      /* the fields of --json, for the man page */
    const struct kw_option *options; /* ends with a nameless one; or NULL */
    size_t arguments_min;
    size_t arguments_max; /* SIZE_MAX: any number */
    /* Sets *exit_code (0 at entry) and returns KW_OK; or fails, and main
     * prints *err once and turns the status into the exit code. */
    enum kw_status (*run)(struct kw_cli *cli, int *exit_code,
                          struct kw_error *err);
};

/* The table of commands (commands.c); ends with a nameless one. */
const struct kw_command *kw_commands(void);
/* The row of a command; NULL if there is none of that name. */
const struct kw_command *kw_command_find(const char *name);
/* The options every command takes; ends with a nameless one. */
const struct kw_option *kw_common_options(void);

/* One run of the program. */
struct kw_cli {
    const struct kw_command *command;
    const char **arguments; /* what is no option */
    size_t argument_count;
    FILE *out; /* data */
    FILE *err; /* everything else */
    bool json;
    bool offline;
    bool sample;
    int loud;           /* -1 quiet, 0, 1 -v, 2 -vv */
    const char **langs; /* NULL-terminated, best first */
    struct kw_clock *clock;
    struct kw_store *store; /* after kw_cli_store() */
    enum kw_store_mode store_mode;
    struct kw_source *source;     /* after kw_cli_source() (gather.h) */
    struct kw_settings *settings; /* the options as given (settings.c) */
};

/* Was the switch given (or its variable, or the config)? */
bool kw_cli_has(const struct kw_cli *cli, const char *option);
/* The value: option, then variable, then config, then preset; or NULL. */
const char *kw_cli_value(const struct kw_cli *cli, const char *option);
/* All values of a repeatable option; *count 0 if there are none. */
const char *const *kw_cli_values(const struct kw_cli *cli, const char *option,
                                 size_t *count);
/* The value as a number from low to high; `absent` if not given.
 * KW_USAGE with a sentence that names the option otherwise. */
enum kw_status kw_cli_number(const struct kw_cli *cli, const char *option,
                             uint64_t low, uint64_t high, uint64_t absent,
                             uint64_t *out, struct kw_error *err);

/* Opens cli->store if it is not: --sample, --store, or the default. For
 * reading a store that is not there yet, an empty one in memory is
 * given, so that questions can lead on. KW_STORE_WRITE opens one that was
 * open for reading anew. */
enum kw_status kw_cli_store(struct kw_cli *cli, enum kw_store_mode mode,
                            struct kw_error *err);

/* What the open store is called, in words. */
const char *kw_cli_store_name(const struct kw_cli *cli);

/* The value of `option`, a list such as "parent,child", as KW_VIA_...; no
 * other words are taken, and not none. */
enum kw_status kw_cli_links(const struct kw_cli *cli, const char *option,
                            unsigned *via, struct kw_error *err);

/* Finds the one person that `text` names (QID, URL, xref or name), as
 * cli.md says: the store first, then the server's search. KW_NOT_FOUND
 * or KW_AMBIGUOUS otherwise, candidates already listed. */
enum kw_status kw_cli_person(struct kw_cli *cli, const char *text,
                             struct kw_id *out, struct kw_error *err);

/* Would a question on the terminal be answered? */
bool kw_cli_can_ask(const struct kw_cli *cli);
/* Asks on the terminal and reads one line, without its newline, into
 * `answer`. False at the end of input. */
bool kw_cli_ask(struct kw_cli *cli, const char *question, char *answer,
                size_t size);
/* May stderr show a progress line (--progress)? May stdout be coloured
 * (--color, NO_COLOR)? */
bool kw_cli_progress(const struct kw_cli *cli);
bool kw_cli_color(const struct kw_cli *cli);

/* A line on stderr, unless -q. */
void kw_cli_say(struct kw_cli *cli, const char *format, ...) KW_PRINTF(2, 3);
/* Has Ctrl-C been pressed? (Twice ends the program by itself.) */
bool kw_cli_interrupted(void);
/* Writes the buffer to stdout and checks that it arrived. */
enum kw_status kw_cli_print(struct kw_cli *cli, struct kw_buffer *text,
                            struct kw_error *err);

/* ---- inside the framework ----------------------------------------- */

/* Reads argv, environment and config into *cli and finds the command.
 * KW_USAGE with the nearest suggestion otherwise. */
enum kw_status kw_settings_read(struct kw_cli *cli, int argc, char **argv,
                                struct kw_error *err);
void kw_settings_finish(struct kw_cli *cli);
/* Puts `option = value` into the config file, other lines kept. */
enum kw_status kw_settings_keep(const struct kw_cli *cli, const char *option,
                                const char *value, struct kw_error *err);
/* Writes the help of one command (NULL: of the program), one screen or
 * the whole. */
void kw_help_print(const struct kw_command *command, bool whole,
                   struct kw_buffer *out);
/* The man page, from the same tables. */
void kw_help_man(struct kw_buffer *out);
/* The known word nearest to `word`, from a list; NULL if none is near. */
const char *kw_nearest(const char *word, const char *const *known,
                       size_t count);
/* "kinwalk 0.1.0" and what it is linked with. */
void kw_version_print(struct kw_buffer *out);

/* The commands, one file each. */
#define KW_COMMAND(name)                                                       \
    enum kw_status kw_cmd_##name(struct kw_cli *cli, int *exit_code,           \
                                 struct kw_error *err)
KW_COMMAND(crawl);
KW_COMMAND(relate);
KW_COMMAND(path);
KW_COMMAND(tree);
KW_COMMAND(show);
KW_COMMAND(search);
KW_COMMAND(draw);
KW_COMMAND(export);
KW_COMMAND(import);
KW_COMMAND(read);
KW_COMMAND(status);
KW_COMMAND(help);

/* Their options, each list ended by a nameless one ({NULL}). */
extern const struct kw_option kw_crawl_options[];
extern const struct kw_option kw_relate_options[];
extern const struct kw_option kw_path_options[];
extern const struct kw_option kw_tree_options[];
extern const struct kw_option kw_show_options[];
extern const struct kw_option kw_search_options[];
extern const struct kw_option kw_draw_options[];
extern const struct kw_option kw_export_options[];
extern const struct kw_option kw_import_options[];
extern const struct kw_option kw_read_options[];
extern const struct kw_option kw_status_options[];
extern const struct kw_option kw_help_options[];

#endif
