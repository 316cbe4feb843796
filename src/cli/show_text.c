/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person on the terminal: names, facts, relatives, and under each the
 * statements that say so.
 */
#include "show.h"

#include <string.h>

#include "table.h"

enum { NAME_COLUMNS = 48, ALIASES_MAX = 12 };

/* One printing: two tables whose rows stand between each other. */
struct printing {
    struct kw_cli *cli;
    const struct kw_shown *shown;
    struct kw_buffer *out;
    struct kw_table names;      /* relatives and facts */
    struct kw_table statements; /* under them */
};

static const char *id_of(const struct printing *p, struct kw_id id,
                         char out[KW_ID_TEXT_BYTES])
{
    return kw_id_print(id, kw_store_xrefs(p->cli->store), out);
}

static void put_strong(const struct printing *p, const char *text)
{
    bool color = kw_cli_color(p->cli);

    if (color)
        kw_buffer_text(p->out, "\033[1m");
    kw_buffer_text(p->out, text);
    if (color)
        kw_buffer_text(p->out, "\033[0m");
}

/* Names come from strangers: what would steer the terminal is left out. */
static void put_plain(struct kw_buffer *out, const char *text)
{
    size_t left = strlen(text);
    struct kw_cluster cluster;

    for (; kw_text_cluster(text, left, &cluster); text += cluster.bytes) {
        if (!cluster.hidden)
            kw_buffer_add(out, text, cluster.bytes);
        left -= cluster.bytes;
    }
}

/* ---- head ---------------------------------------------------------- */

static const char *known_word(uint8_t known)
{
    switch (known) {
    case KW_UNREAD:
        return "not read";
    case KW_GONE:
        return "missing on the server";
    case KW_FAILED:
        return "could not be read";
    default:
        return NULL;
    }
}

static bool said_before(const struct kw_texts *aliases, size_t at,
                        const char *label)
{
    if (label && strcmp(aliases->items[at].text, label) == 0)
        return true;
    for (size_t i = 0; i < at; i++)
        if (strcmp(aliases->items[i].text, aliases->items[at].text) == 0)
            return true;
    return false;
}

static void put_aliases(struct printing *p, const char *label)
{
    const struct kw_texts *aliases = &p->shown->person->aliases;
    size_t told = 0;

    for (size_t i = 0; i < aliases->count; i++) {
        if (said_before(aliases, i, label))
            continue;
        if (told == ALIASES_MAX) {
            kw_buffer_text(p->out, "; ...");
            break;
        }
        kw_buffer_text(p->out, told++ ? "; " : "also called ");
        put_plain(p->out, aliases->items[i].text);
    }
    if (told)
        kw_buffer_char(p->out, '\n');
}

static void put_other_ids(struct printing *p)
{
    char id[KW_ID_TEXT_BYTES];

    for (size_t i = 0; i < p->shown->other_id_count; i++)
        kw_buffer_print(p->out, "%s%s", i ? ", " : "also has the id ",
                        id_of(p, p->shown->other_ids[i], id));
    if (p->shown->other_id_count)
        kw_buffer_char(p->out, '\n');
}

static void put_head(struct printing *p)
{
    const struct kw_member *self =
        kw_people_at(p->shown->people, p->shown->self);
    const char *not_read = known_word((uint8_t)p->shown->known);
    const struct kw_text *description;
    struct kw_buffer name = {0};
    char id[KW_ID_TEXT_BYTES];

    id_of(p, p->shown->id, id);
    if (self->label) {
        put_plain(&name, self->label);
        put_strong(p, name.bytes ? name.bytes : "");
        kw_buffer_text(p->out, "  ");
    }
    kw_buffer_finish(&name);
    kw_buffer_text(p->out, id);
    if (not_read)
        kw_buffer_print(p->out, "  %s", not_read);
    kw_buffer_char(p->out, '\n');
    put_other_ids(p);
    if (!p->shown->person)
        return;
    description = kw_texts_pick(&p->shown->person->descriptions,
                                (const char *const *)p->cli->langs);
    if (description) {
        put_plain(p->out, description->text);
        kw_buffer_char(p->out, '\n');
    }
    put_aliases(p, self->label);
}

/* ---- statements ---------------------------------------------------- */

static enum kw_status add_statement(struct printing *p,
                                    const struct kw_statement *s,
                                    struct kw_id in, struct kw_error *err)
{
    const char **cells;
    char text[2 * KW_ID_TEXT_BYTES];
    char id[KW_ID_TEXT_BYTES];
    const char *rank = !s->best                       ? "outranked"
                       : s->rank == KW_RANK_PREFERRED ? "preferred"
                                                      : "";
    const char *role = s->role == KW_ROLE_BIRTH ? "" : kw_role_name(s->role);

    KW_TRY(kw_table_add(&p->statements, &cells, err));
    snprintf(text, sizeof text, "P%u", (unsigned)s->property);
    cells[0] = kw_table_text(&p->statements, text);
    snprintf(text, sizeof text, "in %s", id_of(p, in, id));
    cells[1] = kw_table_text(&p->statements, text);
    snprintf(text, sizeof text, "%u reference%s", (unsigned)s->references,
             s->references == 1 ? "" : "s");
    cells[2] = kw_table_text(&p->statements, text);
    snprintf(text, sizeof text, "%s%s%s", rank, *rank && *role ? ", " : "",
             role);
    cells[3] = kw_table_text(&p->statements, text);
    cells[4] = s->id ? kw_table_text(&p->statements, s->id) : NULL;
    return KW_OK;
}

/* ---- rows ---------------------------------------------------------- */

/* "married 1840, until 1861"; for others what is to be remarked. */
static void put_remark(const struct kw_shown_relative *r,
                       const struct kw_member *member, struct kw_buffer *out)
{
    char date[KW_DATE_TEXT_BYTES];
    const char *not_read = known_word(member->known);
    const char *between = "";

    if (r->tie.role != KW_ROLE_BIRTH) {
        kw_buffer_text(out, kw_role_name((enum kw_role)r->tie.role));
        between = ", ";
    }
    if (kw_date_is_known(r->tie.since)) {
        kw_buffer_print(out, "%s%s %s", between,
                        r->tie.kind == KW_LINK_SPOUSE ? "married" : "since",
                        kw_date_print(r->tie.since, date));
        between = ", ";
    }
    if (kw_date_is_known(r->tie.until)) {
        kw_buffer_print(out, "%suntil %s", between,
                        kw_date_print(r->tie.until, date));
        between = ", ";
    }
    if (r->tie.ended == KW_ENDED_ALIVE) {
        kw_buffer_print(out, "%sdivorced", between);
        between = ", ";
    }
    if (!r->holds) {
        kw_buffer_print(out, "%soutranked", between);
        between = ", ";
    }
    if (member->kind > KW_HUMAN) {
        kw_buffer_print(out, "%s%s", between,
                        kw_kind_name((enum kw_kind)member->kind));
        between = ", ";
    }
    if (not_read)
        kw_buffer_print(out, "%s%s", between, not_read);
}

static enum kw_status add_relative(struct printing *p,
                                   const struct kw_shown_relative *r,
                                   struct kw_error *err)
{
    const struct kw_member *member;
    struct kw_buffer remark = {0};
    const char **cells;
    char id[KW_ID_TEXT_BYTES];
    char years[2 * KW_DATE_TEXT_BYTES];

    KW_TRY(kw_table_add(&p->names, &cells, err));
    cells[0] = r->word;
    if (r->who == KW_NOBODY) {
        cells[1] = r->instead == KW_SOMEVALUE ? "unknown" : "none";
        cells[4] = r->holds ? NULL : "outranked";
    } else {
        member = kw_people_at(p->shown->people, r->who);
        cells[1] = member->label;
        cells[2] = kw_table_text(&p->names, id_of(p, member->id, id));
        cells[3] = kw_table_text(
            &p->names, kw_cli_years(member->birth, member->death, years));
        put_remark(r, member, &remark);
        if (remark.bytes)
            cells[4] = kw_table_text(&p->names, remark.bytes);
        kw_buffer_finish(&remark);
    }
    for (size_t i = 0; i < r->statement_count; i++)
        KW_TRY(add_statement(p, r->statements[i].statement, r->statements[i].in,
                             err));
    return KW_OK;
}

static enum kw_status add_fact(struct printing *p,
                               const struct kw_shown_fact *fact,
                               struct kw_error *err)
{
    const char **cells;

    KW_TRY(kw_table_add(&p->names, &cells, err));
    cells[0] = fact->word;
    cells[1] = fact->value;
    return add_statement(p, fact->statement, p->shown->id, err);
}

static enum kw_status gather_rows(struct printing *p, struct kw_error *err)
{
    for (size_t i = 0; i < p->shown->fact_count; i++)
        KW_TRY(add_fact(p, &p->shown->facts[i], err));
    for (size_t g = 0; g < KW_SHOWN_GROUPS; g++)
        for (size_t i = 0; i < p->shown->groups[g].count; i++)
            KW_TRY(add_relative(p, &p->shown->groups[g].items[i], err));
    return KW_OK;
}

/* Prints the next row and the statements under it. */
static void put_row(struct printing *p, size_t *row, size_t *statement,
                    size_t statements)
{
    kw_table_print_rows(&p->names, (*row)++, 1, 2, NAME_COLUMNS, p->out);
    kw_table_print_rows(&p->statements, *statement, statements, 6, 0, p->out);
    *statement += statements;
}

static void put_rows(struct printing *p)
{
    size_t row = 0;
    size_t statement = 0;

    if (p->shown->fact_count) {
        kw_buffer_char(p->out, '\n');
        put_strong(p, "Facts");
        kw_buffer_char(p->out, '\n');
    }
    for (size_t i = 0; i < p->shown->fact_count; i++)
        put_row(p, &row, &statement, 1);
    for (size_t g = 0; g < KW_SHOWN_GROUPS; g++) {
        const struct kw_shown_group *group = &p->shown->groups[g];

        if (!group->count)
            continue;
        kw_buffer_char(p->out, '\n');
        put_strong(p, group->heading);
        kw_buffer_char(p->out, '\n');
        for (size_t i = 0; i < group->count; i++)
            put_row(p, &row, &statement, group->items[i].statement_count);
    }
}

static void put_foot(struct printing *p)
{
    const struct kw_person *person = p->shown->person;
    char time[32];

    /* The sample was read from nowhere: it has no such day. */
    if (!person || p->cli->sample || !person->read_at_s)
        return;
    kw_time_print(person->read_at_s, time);
    kw_buffer_print(p->out, "\nAs read on %.10s", time);
    if (person->revision)
        kw_buffer_print(p->out, ", revision %llu",
                        (unsigned long long)person->revision);
    kw_buffer_text(p->out, ".\n");
}

enum kw_status kw_shown_text(struct kw_cli *cli, const struct kw_shown *shown,
                             struct kw_buffer *out, struct kw_error *err)
{
    struct printing p = {.cli = cli, .shown = shown, .out = out};
    enum kw_status status = gather_rows(&p, err);

    if (status == KW_OK) {
        put_head(&p);
        put_rows(&p);
        put_foot(&p);
    }
    kw_table_finish(&p.names);
    kw_table_finish(&p.statements);
    return status;
}
