/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The man page, from the tables that the help reads.
 */
#include "cli.h"

#include <string.h>

/* Text as roff takes it: no line begins with a control character, and
 * backslashes and hyphens stay themselves. */
static void roff(struct kw_buffer *out, const char *text)
{
    bool at_line_start = true;

    for (; *text; text++) {
        if (at_line_start && (*text == '.' || *text == '\''))
            kw_buffer_text(out, "\\&");
        at_line_start = *text == '\n';
        if (*text == '\\')
            kw_buffer_text(out, "\\e");
        else if (*text == '-')
            kw_buffer_text(out, "\\-");
        else
            kw_buffer_char(out, *text);
    }
}

/* The shape of JSON has few blanks: a line may break behind any comma. */
static void roff_json(struct kw_buffer *out, const char *text)
{
    while (*text) {
        size_t piece = strcspn(text, ",");
        char part[1024];

        piece += text[piece] == ',';
        snprintf(part, sizeof part, "%.*s", (int)piece, text);
        roff(out, part);
        text += piece;
        if (*text && *text != ' ')
            kw_buffer_text(out, "\\:");
    }
}

static void man_option(const struct kw_option *option, struct kw_buffer *out)
{
    if (!option->meaning)
        return;
    kw_buffer_text(out, ".TP\n");
    if (option->letter)
        kw_buffer_print(out, "\\fB\\-%c\\fR, ", option->letter);
    kw_buffer_text(out, "\\fB\\-\\-");
    roff(out, option->name);
    kw_buffer_text(out, "\\fR");
    if (option->value)
        kw_buffer_print(out, " \\fI%s\\fR", option->value);
    kw_buffer_char(out, '\n');
    roff(out, option->meaning);
    if (option->preset) {
        kw_buffer_text(out, " (default: ");
        roff(out, option->preset);
        kw_buffer_char(out, ')');
    }
    if (option->repeatable && option->value)
        kw_buffer_text(out, "; may be repeated");
    kw_buffer_text(out, ".\n");
}

static void man_options(const struct kw_option *options, struct kw_buffer *out)
{
    for (; options && options->name; options++)
        man_option(options, out);
}

static void man_command(const struct kw_command *command, struct kw_buffer *out)
{
    kw_buffer_print(out, ".SS %s %s\n", command->name, command->arguments);
    roff(out, command->summary);
    kw_buffer_text(out, ".\n.PP\n");
    roff(out, command->about);
    kw_buffer_char(out, '\n');
    man_options(command->options, out);
    if (command->json) {
        /* Ragged, and no field's name divided. */
        kw_buffer_text(out, ".PP\n.ad l\n.nh\n"
                            "With \\fB\\-\\-json\\fR: ");
        roff_json(out, command->json);
        kw_buffer_text(out, "\n.hy\n.ad b\n");
    }
    if (command->example) {
        kw_buffer_text(out, ".PP\n.EX\n");
        roff(out, command->example);
        kw_buffer_text(out, ".EE\n");
    }
}

static const char *const EXIT_CODES[][2] = {
    {"0", "Done; for a question: yes, here it is."},
    {"1", "The answer is no, or not known: not related as far as was read."},
    {"2", "Wrong usage, or a missing contact."},
    {"3", "The network or the server failed, and what was asked could not "
          "be finished."},
    {"4", "The family file, an input or an output file is unusable."},
    {"5", "A person named was not found, or several fit; the candidates are "
          "listed on standard error, or with --json as "
          "kinwalk.candidates/1 (name, candidates: id, label, birth, death) "
          "on standard output."},
    {"130", "Interrupted."},
};

static void man_environment(struct kw_buffer *out)
{
    kw_buffer_text(out, ".SH ENVIRONMENT\n");
    for (const struct kw_option *o = kw_common_options(); o->name; o++) {
        if (!o->env)
            continue;
        kw_buffer_print(out, ".TP\n.B %s\nStands for ", o->env);
        kw_buffer_text(out, "\\fB\\-\\-");
        roff(out, o->name);
        kw_buffer_text(out, "\\fR.\n");
    }
    kw_buffer_text(out, ".TP\n.B NO_COLOR\nIf set, nothing is coloured.\n"
                        ".TP\n.B CURL_CA_BUNDLE, SSL_CERT_FILE\nA file of "
                        "certificates: who vouches for servers, in place of "
                        "those the system trusts.\n"
                        ".TP\n.B http_proxy, https_proxy, all_proxy, "
                        "no_proxy\nThe proxy, and whom it is not for.\n");
}

/* The columns of the two views; tests/test_install.sh holds them against
 * a family file. */
static const char *const VIEWS[][2] = {
    {"people", "id, label, kind, sex, birth, birth_precision, death, "
               "death_precision, claims, revision, read_at: everybody who "
               "was read. Dates are as exact as they are known (1819-05-24, "
               "1819-05, 1819), read_at is UTC."},
    {"links", "child, parent, kind, role, stated_by, holds, since, until: "
              "every link once. kind says what parent is: father, mother, "
              "parent, step parent, spouse, partner, sibling or relative; "
              "role is birth, disputed, adoptive, step, foster or other; "
              "stated_by is child, parent or both; holds is 0 where better "
              "statements stand above."},
};

static void man_views(struct kw_buffer *out)
{
    kw_buffer_text(out, ".SH THE FAMILY FILE\n");
    roff(out, "It is an SQLite database. Two views in it are a contract with "
              "other programs and keep their columns:\n");
    for (size_t i = 0; i < sizeof VIEWS / sizeof *VIEWS; i++) {
        kw_buffer_print(out, ".TP\n.B %s\n", VIEWS[i][0]);
        roff(out, VIEWS[i][1]);
        kw_buffer_char(out, '\n');
    }
    kw_buffer_text(out, ".PP\n.EX\n");
    roff(out, "sqlite3 family.db \"SELECT label FROM people WHERE birth < "
              "'1800'\"\n");
    kw_buffer_text(out, ".EE\n");
}

void kw_help_man(struct kw_buffer *out)
{
    kw_buffer_text(out, ".TH KINWALK 1 \"\" \"kinwalk " KW_VERSION
                        "\" \"User Commands\"\n"
                        ".SH NAME\nkinwalk \\- how are these two people "
                        "related?\n"
                        ".SH SYNOPSIS\n.B kinwalk\n.I COMMAND\n"
                        "[\\fIoptions\\fR] [\\fIarguments\\fR]\n"
                        ".SH DESCRIPTION\n");
    roff(out,
         "kinwalk answers from Wikidata how two people are related. It walks "
         "from person to person over HTTP, keeps what it reads in one file, "
         "names every relation between two people, draws families and "
         "exports them.\n");
    kw_buffer_text(out, ".PP\n");
    roff(out, "A PERSON is a QID (Q9682), the address of an entity, the id of "
              "somebody from a GEDCOM file (I52), or a name.\n");
    kw_buffer_text(out, ".SH COMMANDS\n");
    for (const struct kw_command *c = kw_commands(); c->name; c++)
        man_command(c, out);
    kw_buffer_text(out, ".SH OPTIONS OF EVERY COMMAND\n");
    man_options(kw_common_options(), out);
    kw_buffer_text(out, ".SH EXIT STATUS\n");
    for (size_t i = 0; i < sizeof EXIT_CODES / sizeof *EXIT_CODES; i++) {
        kw_buffer_print(out, ".TP\n.B %s\n", EXIT_CODES[i][0]);
        roff(out, EXIT_CODES[i][1]);
        kw_buffer_char(out, '\n');
    }
    man_environment(out);
    kw_buffer_text(out, ".SH FILES\n.TP\n.I "
                        "$XDG_CONFIG_HOME/kinwalk/config\nSettings, one "
                        "\\(lqkey = value\\(rq a line; the keys are the long "
                        "names of options.\n"
                        ".TP\n.I $XDG_DATA_HOME/kinwalk/family.db\nThe family "
                        "file, unless \\fB\\-\\-store\\fR names another.\n");
    man_views(out);
    kw_buffer_text(out, ".SH COPYRIGHT\nGPL\\-3.0\\-or\\-later. What Wikidata "
                        "states is CC0.\n");
}
