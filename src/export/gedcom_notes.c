/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who states a link, in words. GEDCOM has no place for it but a note, and
 * one is written only where there is more to say than that both ends state
 * the link like any other.
 */
#include "gedcom.h"

#include <stdio.h>
#include <string.h>

static const char *const RANKS[] = {"", "outranked", "normal", "preferred"};

bool gedcom_needs_note(const struct kw_link *link)
{
    return link->by_child != KW_STATED || link->by_parent != KW_STATED;
}

/* "stated by Q9439 (preferred) and Q20875 (normal)" */
enum kw_status gedcom_note(struct writer *writer, int level, const char *what,
                           const struct kw_link *link, struct kw_error *err)
{
    const char *child = writer_id(writer, link->child);
    const char *parent = writer_id(writer, link->parent);
    bool both = link->by_child && link->by_parent;
    char text[3 * KW_ID_TEXT_BYTES];

    if (!child || !parent)
        return kw_nomem(err);
    if (both)
        (void)snprintf(text, sizeof text, "%s stated by %s (%s) and %s (%s)",
                       what, child, RANKS[link->by_child], parent,
                       RANKS[link->by_parent]);
    else
        (void)snprintf(text, sizeof text, "%s stated by %s alone (%s)", what,
                       link->by_child ? child : parent,
                       RANKS[link->by_child | link->by_parent]);
    gedcom_text(writer, level, "NOTE", text);
    return KW_OK;
}

static const char *parent_word(const struct kw_link *link)
{
    if (link->kind == KW_LINK_FATHER)
        return "Father";
    return link->kind == KW_LINK_MOTHER ? "Mother" : "Parent";
}

enum kw_status gedcom_origin_notes(struct writer *writer, struct kw_id child,
                                   struct couple couple, struct kw_error *err)
{
    struct kw_link *links;
    size_t count;

    KW_TRY(writer->source->links_of(writer->source->arg, child, &writer->row,
                                    &links, &count, err));
    for (size_t i = 0; i < count; i++) {
        bool in_family = kw_id_same(links[i].parent, couple.husband) ||
                         kw_id_same(links[i].parent, couple.wife);

        if (in_family && link_is_descent(&links[i]) &&
            kw_id_same(links[i].child, child) && gedcom_needs_note(&links[i]))
            KW_TRY(
                gedcom_note(writer, 2, parent_word(&links[i]), &links[i], err));
    }
    return KW_OK;
}
