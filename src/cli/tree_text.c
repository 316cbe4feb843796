/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tree in lines. They are drawn with box characters where the
 * terminal's character set is UTF-8, and with ASCII elsewhere; names are
 * always as they are.
 */
#include <langinfo.h>
#include <string.h>

#include "table.h"
#include "tree.h"

/* What lines are drawn with; all but the last two are three columns. */
struct glyphs {
    const char *branch;
    const char *last;
    const char *down;
    const char *blank;
    const char *married;
    const char *dash;
};
static const struct glyphs BOXES = {"├─ ", "└─ ", "│  ", "   ", "⚭ ", "–"};
static const struct glyphs ASCII = {"|- ", "`- ", "|  ", "   ", "& ", "-"};

static const struct glyphs *choose_glyphs(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? &BOXES : &ASCII;
}

/* One table being filled. */
struct print {
    const struct trunk *trunk;
    const struct glyphs *glyphs;
    struct kw_table table;
    struct kw_buffer text;
};

/* "1819–1901", with the dash at hand. */
static void add_years(const struct print *p, const struct kw_member *member,
                      struct kw_buffer *out)
{
    char years[2 * KW_DATE_TEXT_BYTES];
    char *dash;

    kw_cli_years(member->birth, member->death, years);
    dash = strstr(years, BOXES.dash);
    if (!dash) {
        kw_buffer_text(out, years);
        return;
    }
    kw_buffer_add(out, years, (size_t)(dash - years));
    kw_buffer_text(out, p->glyphs->dash);
    kw_buffer_text(out, dash + strlen(BOXES.dash));
}

static void add_note(struct kw_buffer *out, const char *note)
{
    if (out->length)
        kw_buffer_text(out, ", ");
    kw_buffer_text(out, note);
}

static void add_date(struct kw_buffer *out, const char *word,
                     struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];

    if (!kw_date_is_known(date))
        return;
    add_note(out, word);
    kw_buffer_print(out, " %s", kw_date_print(date, text));
}

static void add_marriage(struct kw_buffer *out, const struct kw_tie *tie)
{
    bool wed = tie->kind == KW_LINK_SPOUSE;

    if (!wed)
        add_note(out,
                 tie->ended >= KW_ENDED_ALIVE ? "partner once" : "partner");
    add_date(out, wed ? "married" : "since", tie->since);
    if (tie->ended != KW_ENDED_ALIVE)
        return;
    if (kw_date_is_known(tie->until))
        add_date(out, wed ? "divorced" : "until", tie->until);
    else if (wed)
        add_note(out, "divorced");
}

/* Everything but a human who was read is marked. */
static void add_standing(struct kw_buffer *out, const struct kw_member *member)
{
    static const char *const KNOWN[] = {[KW_UNREAD] = "not read yet",
                                        [KW_READ] = NULL,
                                        [KW_GONE] = "missing",
                                        [KW_FAILED] = "could not be read"};

    if (KNOWN[member->known])
        add_note(out, KNOWN[member->known]);
    if (member->kind > KW_HUMAN)
        add_note(out, kw_kind_name((enum kw_kind)member->kind));
}

static void add_other_numbers(struct kw_buffer *out,
                              const struct tree_node *node)
{
    bool any = false;

    for (const struct tree_node *n = node->again; n; n = n->again) {
        if (!n->number)
            continue;
        if (any)
            kw_buffer_text(out, " and ");
        else
            add_note(out, "also ");
        kw_buffer_text(out, n->number);
        any = true;
    }
}

/* Where somebody is told in full. */
static void add_see(const struct tree_node *told, struct kw_buffer *out)
{
    add_note(out, "see ");
    kw_buffer_text(out, told->number ? told->number : "above");
}

static void add_notes(const struct print *p, const struct tree_node *node,
                      struct kw_buffer *out)
{
    if (node->under && node->role != KW_ROLE_BIRTH)
        add_note(out, kw_role_name((enum kw_role)node->role));
    if (node->second &&
        (node->role == KW_ROLE_BIRTH || node->role == KW_ROLE_DISPUTED))
        add_note(out, "named as well");
    if (node->told != node) {
        add_see(node->told, out);
        return;
    }
    add_standing(out, kw_people_at(p->trunk->people, node->who));
    add_other_numbers(out, node);
    if (!node->order_known)
        add_note(out, "order of births not known");
}

/* The married parents of an ancestor tree stand side by side: says when. */
static void add_parents_marriage(const struct print *p,
                                 const struct tree_node *node,
                                 struct kw_buffer *out)
{
    const struct tree_node *other = node->next;
    struct kw_ties ties = kw_people_partners(p->trunk->people, node->who);

    if (!p->trunk->ancestors || !other || node->link != KW_LINK_FATHER ||
        other->link != KW_LINK_MOTHER)
        return;
    for (size_t i = 0; i < ties.count; i++)
        if (ties.items[i].who == other->who &&
            ties.items[i].kind == KW_LINK_SPOUSE)
            add_marriage(out, &ties.items[i]);
}

/* The lines to the left of a node, from the root down. */
static void add_stem(const struct print *p, const struct tree_node *node,
                     bool own, struct kw_buffer *out)
{
    const struct glyphs *g = p->glyphs;
    const struct tree_node *way[TREE_GENERATIONS_MAX + 1];
    size_t depth = 0;

    for (const struct tree_node *n = node; n->under; n = n->under)
        way[depth++] = n;
    while (depth-- > 0) {
        if (depth > 0 || own)
            kw_buffer_text(out, way[depth]->next ? g->down : g->blank);
        else
            kw_buffer_text(out, way[depth]->next ? g->branch : g->last);
    }
}

/* The buffer's text as a cell; empties the buffer. */
static const char *cell(struct print *p)
{
    const char *text = NULL;

    if (p->text.length)
        text = kw_table_text(&p->table, p->text.bytes);
    kw_buffer_clear(&p->text);
    return text;
}

static enum kw_status print_person(struct print *p,
                                   const struct tree_node *node,
                                   struct kw_error *err)
{
    const struct kw_people *people = p->trunk->people;
    char name[KW_ID_TEXT_BYTES];
    const char **cells;

    KW_TRY(kw_table_add(&p->table, &cells, err));
    add_stem(p, node, false, &p->text);
    kw_buffer_print(&p->text, "%s ", node->number ? node->number : "-");
    kw_buffer_text(&p->text, kw_people_name(people, node->who, name));
    cells[0] = cell(p);
    add_years(p, kw_people_at(people, node->who), &p->text);
    cells[1] = cell(p);
    add_notes(p, node, &p->text);
    add_parents_marriage(p, node, &p->text);
    cells[2] = cell(p);
    return KW_OK;
}

static enum kw_status print_partners(struct print *p,
                                     const struct tree_node *node,
                                     struct kw_error *err)
{
    const struct kw_people *people = p->trunk->people;
    struct kw_ties ties = kw_people_partners(people, node->who);

    for (size_t i = 0; i < ties.count; i++) {
        const struct kw_member *member =
            kw_people_at(people, ties.items[i].who);
        char name[KW_ID_TEXT_BYTES];
        const char **cells;

        KW_TRY(kw_table_add(&p->table, &cells, err));
        add_stem(p, node, true, &p->text);
        kw_buffer_text(&p->text,
                       node->first ? p->glyphs->down : p->glyphs->blank);
        kw_buffer_text(&p->text, p->glyphs->married);
        kw_buffer_text(&p->text,
                       kw_people_name(people, ties.items[i].who, name));
        cells[0] = cell(p);
        add_years(p, member, &p->text);
        cells[1] = cell(p);
        add_marriage(&p->text, &ties.items[i]);
        add_standing(&p->text, member);
        if (p->trunk->tree.told[ties.items[i].who])
            add_see(p->trunk->tree.told[ties.items[i].who], &p->text);
        cells[2] = cell(p);
    }
    return KW_OK;
}

enum kw_status tree_print_text(const struct trunk *t, struct kw_buffer *out,
                               struct kw_error *err)
{
    struct print p = {.trunk = t, .glyphs = choose_glyphs()};
    enum kw_status status = KW_OK;

    for (const struct tree_node *n = t->tree.root; n && status == KW_OK;
         n = tree_next(n)) {
        status = print_person(&p, n, err);
        if (status == KW_OK && !t->ancestors && n->told == n)
            status = print_partners(&p, n, err);
    }
    if (status == KW_OK)
        status = kw_buffer_check(&p.text, err);
    if (status == KW_OK)
        kw_table_print(&p.table, 0, 0, out);
    kw_table_finish(&p.table);
    kw_buffer_finish(&p.text);
    if (t->unread)
        kw_buffer_print(out,
                        t->unread == 1 ? "%zu person is not read yet.\n"
                                       : "%zu people are not read yet.\n",
                        t->unread);
    if (t->as_of_s) {
        char time[32];

        kw_time_print(t->as_of_s, time);
        kw_buffer_print(out, "As read on %.10s.\n", time);
    }
    return status;
}
