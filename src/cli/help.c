/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Help: one screen (-h) or the whole (--help), out of the tables, and the
 * suggestion of the nearest word.
 */
#include "complete.h"

#include <string.h>

enum { WIDTH = 79, TEXT_COLUMN = 25 };

/* Appends `text` broken at blanks, from column `at` on, further lines
 * indented by `indent`. */
static void wrapped(struct kw_buffer *out, const char *text, size_t at,
                    size_t indent)
{
    bool line_is_empty = true;

    while (*text) {
        size_t word = strcspn(text, " ");
        size_t width = 0;

        for (size_t i = 0; i < word; i++)
            if (((unsigned char)text[i] & 0xC0) != 0x80)
                width++;
        if (!line_is_empty && at + 1 + width > WIDTH) {
            kw_buffer_print(out, "\n%*s", (int)indent, "");
            at = indent;
            line_is_empty = true;
        }
        if (!line_is_empty) {
            kw_buffer_char(out, ' ');
            at++;
        }
        kw_buffer_add(out, text, word);
        at += width;
        line_is_empty = false;
        text += word;
        text += strspn(text, " ");
    }
    kw_buffer_char(out, '\n');
}

/* "-o, --output FILE" in a column, its meaning beside or below. */
static void print_option(const struct kw_option *option, bool whole,
                         struct kw_buffer *out)
{
    char head[80];
    struct kw_buffer text = {0};
    size_t length;

    if (!option->meaning)
        return;
    snprintf(head, sizeof head, "  %s%c%s --%s%s%s", option->letter ? "-" : " ",
             option->letter ? option->letter : ' ', option->letter ? "," : " ",
             option->name, option->value ? " " : "",
             option->value ? option->value : "");
    length = strlen(head);
    kw_buffer_text(out, head);
    if (length + 1 >= TEXT_COLUMN)
        kw_buffer_print(out, "\n%*s", TEXT_COLUMN, "");
    else
        kw_buffer_print(out, "%*s", (int)(TEXT_COLUMN - length), "");
    kw_buffer_text(&text, option->meaning);
    if (option->preset)
        kw_buffer_print(&text, " (default: %s)", option->preset);
    if (option->repeatable && option->value)
        kw_buffer_text(&text, "; may be repeated");
    if (whole && option->env)
        kw_buffer_print(&text, " [%s]", option->env);
    if (text.bytes)
        wrapped(out, text.bytes, TEXT_COLUMN, TEXT_COLUMN);
    kw_buffer_finish(&text);
}

static void print_options(const char *heading, const struct kw_option *options,
                          bool whole, struct kw_buffer *out)
{
    if (!options || !options->name)
        return;
    kw_buffer_print(out, "\n%s\n", heading);
    for (; options->name; options++)
        print_option(options, whole, out);
}

static void print_examples(const char *example, struct kw_buffer *out)
{
    if (!example)
        return;
    kw_buffer_text(out, "\nExamples\n");
    while (*example) {
        size_t line = strcspn(example, "\n");

        kw_buffer_print(out, "  %.*s\n", (int)line, example);
        example += line + (example[line] == '\n');
    }
}

static void print_command(const struct kw_command *command, bool whole,
                          struct kw_buffer *out)
{
    kw_buffer_print(out, "Usage: kinwalk %s%s%s [options]\n\n", command->name,
                    *command->arguments ? " " : "", command->arguments);
    wrapped(out, command->summary, 0, 0);
    if (whole && command->about) {
        kw_buffer_char(out, '\n');
        wrapped(out, command->about, 0, 0);
    }
    print_options("Options", command->options, whole, out);
    print_examples(command->example, out);
    if (whole)
        print_options("Options of every command", kw_common_options(), true,
                      out);
    else
        kw_buffer_print(out, "\nkinwalk %s --help tells the whole.\n",
                        command->name);
}

static void print_program(bool whole, struct kw_buffer *out)
{
    kw_buffer_text(out, "Usage: kinwalk COMMAND [options]\n\n"
                        "How are these two people related?\n\n"
                        "Commands\n");
    for (const struct kw_command *c = kw_commands(); c->name; c++)
        kw_buffer_print(out, "  %-8s  %s\n", c->name, c->summary);
    kw_buffer_text(out, "\nA PERSON is a QID (Q9682), an entity URL or a name "
                        "(\"Elizabeth II\").\n\n"
                        "Try it at once, without a network:\n"
                        "  kinwalk relate --sample \"Elizabeth II\" Q80976\n");
    if (whole) {
        print_options("Options of every command", kw_common_options(), true,
                      out);
        kw_buffer_text(
            out, "\nExit codes\n"
                 "  0    done; for a question: yes, here it is\n"
                 "  1    the answer is no, or not known\n"
                 "  2    wrong usage, a missing contact\n"
                 "  3    the network or the server failed\n"
                 "  4    the family file, an input or an output is unusable\n"
                 "  5    a person named was not found, or several fit\n"
                 "  130  interrupted\n"
                 "\nSettings are taken from the option, then the environment, "
                 "then\n$XDG_CONFIG_HOME/kinwalk/config (key = value lines), "
                 "then the default.\n");
    } else {
        kw_buffer_text(out, "\nkinwalk COMMAND -h tells of one command, "
                            "kinwalk --help the whole.\n");
    }
}

void kw_help_print(const struct kw_command *command, bool whole,
                   struct kw_buffer *out)
{
    if (command)
        print_command(command, whole, out);
    else
        print_program(whole, out);
}

const struct kw_option kw_help_options[] = {
    {"man", 0, NULL, NULL, NULL, "write the man page, as roff", false},
    {"completion", 0, "SHELL", NULL, NULL,
     "write the completions for bash, zsh or fish", false},
    /* What the shells ask: behind -- the words up to the cursor. */
    {"complete", 0, NULL, NULL, NULL, NULL, false},
    {.name = NULL},
};

static enum kw_status help_with_command(const struct kw_cli *cli,
                                        struct kw_buffer *text,
                                        struct kw_error *err)
{
    const struct kw_command *command = NULL;

    if (cli->argument_count > 1)
        return kw_fail(err, KW_USAGE,
                       "'%s' is one word too many: kinwalk help [COMMAND]",
                       cli->arguments[1]);
    if (cli->argument_count) {
        command = kw_command_find(cli->arguments[0]);
        if (!command)
            return kw_fail(err, KW_USAGE,
                           "there is no command %s; kinwalk -h lists them",
                           cli->arguments[0]);
    }
    kw_help_print(command, true, text);
    return KW_OK;
}

static enum kw_status help_shell(const char *shell, struct kw_buffer *text,
                                 struct kw_error *err)
{
    const char *script = kw_shell_script(shell);

    if (!script)
        return kw_fail(err, KW_USAGE,
                       "--completion takes bash, zsh or fish, not '%s'", shell);
    kw_buffer_text(text, script);
    return KW_OK;
}

KW_COMMAND(help)
{
    const char *shell = kw_cli_value(cli, "completion");
    struct kw_buffer text = {0};
    enum kw_status status = KW_OK;
    (void)exit_code;

    if (kw_cli_has(cli, "complete"))
        kw_complete(cli, &text);
    else if (shell)
        status = help_shell(shell, &text, err);
    else if (kw_cli_has(cli, "man"))
        kw_help_man(&text);
    else
        status = help_with_command(cli, &text, err);
    if (status == KW_OK)
        status = kw_cli_print(cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

/* ---- the nearest word ---------------------------------------------- */

/* Damerau-Levenshtein distance (adjacent letters may change places), for
 * words of fewer than 64 letters. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][64];
    size_t la = strlen(a);
    size_t lb = strlen(b);

    if (la >= 64 || lb >= 64)
        return SIZE_MAX;
    for (size_t k = 0; k <= lb; k++)
        rows[0][k] = k;
    for (size_t i = 1; i <= la; i++) {
        size_t *now = rows[i % 3];
        const size_t *before = rows[(i + 2) % 3];
        const size_t *earlier = rows[(i + 1) % 3];

        now[0] = i;
        for (size_t k = 1; k <= lb; k++) {
            size_t best = before[k - 1] + (a[i - 1] != b[k - 1]);

            if (before[k] + 1 < best)
                best = before[k] + 1;
            if (now[k - 1] + 1 < best)
                best = now[k - 1] + 1;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
                a[i - 2] == b[k - 1] && earlier[k - 2] + 1 < best)
                best = earlier[k - 2] + 1;
            now[k] = best;
        }
    }
    return rows[la % 3][lb];
}

const char *kw_nearest(const char *word, const char *const *known, size_t count)
{
    const char *nearest = NULL;
    size_t least = strlen(word) < 4 ? 2 : 3; /* must be nearer than this */

    for (size_t i = 0; i < count; i++) {
        size_t d = distance(word, known[i]);

        /* A beginning is as good as one slip. */
        if (strlen(word) >= 2 && strncmp(word, known[i], strlen(word)) == 0)
            d = 1;
        if (d < least) {
            least = d;
            nearest = known[i];
        }
    }
    return nearest;
}
