/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may be typed next, out of the tables of commands and options.
 */
#include "complete.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/export.h>

#include "settings.h"

#define LINKS "parent child spouse sibling"

/* The words an option takes; those with a comma take several. */
static const struct {
    const char *option;
    const char *words;
    bool list;
} CHOICES[] = {
    {"color", "always never auto", false},
    {"completion", "bash zsh fish", false},
    {"fill", "house sex branch none", false},
    {"for", "plain neo4j graphframes", false},
    {"goal", "nearest all", false},
    {"lang", "en fr de mul", true},
    {"links", LINKS, true},
    {"progress", "always never auto", false},
    {"transport", "api entitydata", false},
    {"via", LINKS, true},
};

/* Lists of people, by commas. */
static const char *const LISTS_OF_PEOPLE[] = {"highlight", "joining"};

struct typing {
    struct kw_cli *cli;
    const char *current;              /* what is being typed */
    const struct kw_command *command; /* NULL: none yet */
    const struct kw_option *open;     /* whose value is due; NULL: none */
    bool options_ended;
    struct kw_buffer *out;
};

void kw_complete_line(struct kw_buffer *out, const char *head, const char *word,
                      const char *meaning)
{
    if (strpbrk(word, "\t\r\n") || strpbrk(meaning, "\r\n"))
        return;
    kw_buffer_print(out, "%s%s\t%s\n", head, word, meaning);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* ---- the words before the cursor ----------------------------------- */

/* --store and --sample say whose names are offered. */
static void note_store(struct typing *t, const struct kw_option *option,
                       const char *value)
{
    if (strcmp(option->name, "sample") == 0)
        t->cli->sample = true;
    else if (strcmp(option->name, "store") == 0 && value && *value)
        kw_settings_give(t->cli, "store", value);
}

/* An option among the words; true if the next word is its value. */
static const struct kw_option *read_option(struct typing *t, const char *word)
{
    const struct kw_option *option = NULL;
    const char *equals = NULL;

    if (begins(word, "--")) {
        word += 2;
        equals = strchr(word, '=');
        option = kw_option_find(t->command, word,
                                equals ? (size_t)(equals - word) : strlen(word),
                                '\0');
    } else {
        option = kw_option_find(t->command, NULL, 0, word[strlen(word) - 1]);
    }
    if (option && (equals || !option->value))
        note_store(t, option, equals ? equals + 1 : NULL);
    return option && option->value && !equals ? option : NULL;
}

static void read_words(struct typing *t, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *word = words[i];

        if (t->open) {
            note_store(t, t->open, word);
            t->open = NULL;
        } else if (!t->options_ended && strcmp(word, "--") == 0) {
            t->options_ended = true;
        } else if (!t->options_ended && word[0] == '-' && word[1]) {
            t->open = read_option(t, word);
        } else if (!t->command) {
            t->command = kw_command_find(word);
        }
    }
}

/* ---- what fits ----------------------------------------------------- */

/* The words of `words` that begin with `text`, `head` before each. */
static void offer_words(struct typing *t, const char *words, const char *head,
                        const char *text)
{
    while (*words) {
        size_t length = strcspn(words, " ");
        char word[32];

        snprintf(word, sizeof word, "%.*s", (int)length, words);
        if (begins(word, text))
            kw_complete_line(t->out, head, word, "");
        words += length + (words[length] == ' ');
    }
}

static void offer_files(struct typing *t)
{
    kw_buffer_text(t->out, ":files\n");
}

/* The value of an option, of which `text` is typed; `head` stands before
 * it in the same word ("--via="). */
static void offer_value(struct typing *t, const struct kw_option *option,
                        const char *head, const char *text)
{
    const char *comma = strrchr(text, ',');
    const char *piece = comma ? comma + 1 : text;
    char before[256];

    snprintf(before, sizeof before, "%s%.*s", head, (int)(piece - text), text);
    for (size_t i = 0; i < sizeof CHOICES / sizeof *CHOICES; i++) {
        if (strcmp(CHOICES[i].option, option->name) != 0)
            continue;
        if (CHOICES[i].list)
            offer_words(t, CHOICES[i].words, before, piece);
        else
            offer_words(t, CHOICES[i].words, head, text);
        return;
    }
    for (size_t i = 0; i < sizeof LISTS_OF_PEOPLE / sizeof *LISTS_OF_PEOPLE;
         i++)
        if (strcmp(LISTS_OF_PEOPLE[i], option->name) == 0) {
            kw_complete_people(t->cli, before, piece, t->out);
            return;
        }
    if (strcmp(option->value, "PERSON") == 0)
        kw_complete_people(t->cli, head, text, t->out);
    else if (strcmp(option->value, "FILE") == 0)
        offer_files(t);
}

static void offer_options(struct typing *t)
{
    const struct kw_option *lists[2] = {t->command ? t->command->options : NULL,
                                        kw_common_options()};
    char word[64];

    for (int i = 0; i < 2; i++)
        for (const struct kw_option *o = lists[i]; o && o->name; o++) {
            snprintf(word, sizeof word, "--%s", o->name);
            if (o->meaning && begins(word, t->current))
                kw_complete_line(t->out, "", word, o->meaning);
        }
}

/* "--via=par": the option is all there, its value not. */
static void offer_after_equals(struct typing *t, const char *equals)
{
    const char *name = t->current + 2;
    const struct kw_option *option =
        kw_option_find(t->command, name, (size_t)(equals - name), '\0');
    char head[64];

    if (!option || !option->value)
        return;
    snprintf(head, sizeof head, "--%s=", option->name);
    offer_value(t, option, head, equals + 1);
}

static void offer_commands(struct typing *t)
{
    for (const struct kw_command *c = kw_commands(); c->name; c++)
        if (begins(c->name, t->current))
            kw_complete_line(t->out, "", c->name, c->summary);
}

static void offer_formats(struct typing *t)
{
    const struct kw_export_format *format;

    for (size_t i = 0; (format = kw_export_format_at(i)) != NULL; i++)
        if (begins(format->name, t->current))
            kw_complete_line(t->out, "", format->name, format->meaning);
}

/* An argument of the command, by what its usage calls it. */
static void offer_argument(struct typing *t)
{
    const char *wanted = t->command->arguments;

    if (begins(wanted, "FORMAT"))
        offer_formats(t);
    else if (begins(wanted, "FILE"))
        offer_files(t);
    else if (begins(wanted, "[COMMAND]"))
        offer_commands(t);
    else if (*wanted)
        kw_complete_people(t->cli, "", t->current, t->out);
}

void kw_complete(struct kw_cli *cli, struct kw_buffer *out)
{
    struct typing t = {.cli = cli, .current = "", .out = out};
    const char *equals;

    if (cli->argument_count) {
        t.current = cli->arguments[cli->argument_count - 1];
        read_words(&t, cli->arguments, cli->argument_count - 1);
    }
    equals = strchr(t.current, '=');
    if (t.open)
        offer_value(&t, t.open, "", t.current);
    else if (t.options_ended || t.current[0] != '-')
        t.command ? offer_argument(&t) : offer_commands(&t);
    else if (begins(t.current, "--") && equals)
        offer_after_equals(&t, equals);
    else
        offer_options(&t);
}
