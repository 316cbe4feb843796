/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a newer record changed, in family terms.
 *
 * Only what a family would speak of: parents, partners, children,
 * siblings, birth and death. Labels and references change every day.
 */
#include "inside.h"

#include <string.h>

/* What the other end of a link is to `me`; NULL: not spoken of. */
static const char *word_of(const struct kw_link *link, struct kw_id me)
{
    bool is_child = kw_id_same(link->child, me);

    if ((is_child ? link->by_child : link->by_parent) < KW_STATED)
        return NULL;
    switch ((enum kw_link_kind)link->kind) {
    case KW_LINK_FATHER:
        return is_child ? "father" : "child";
    case KW_LINK_MOTHER:
        return is_child ? "mother" : "child";
    case KW_LINK_PARENT:
        return is_child ? "parent" : "child";
    case KW_LINK_STEP_PARENT:
        return is_child ? "step-parent" : "stepchild";
    case KW_LINK_SPOUSE:
        return "spouse";
    case KW_LINK_PARTNER:
        return "partner";
    case KW_LINK_SIBLING:
        return "sibling";
    case KW_LINK_RELATIVE:
        break;
    }
    return NULL;
}

static struct kw_id other_of(const struct kw_link *link, struct kw_id me)
{
    return kw_id_same(link->child, me) ? link->parent : link->child;
}

struct links {
    struct kw_link *items;
    size_t count;
};

static bool has(const struct links *links, struct kw_id me, const char *word,
                struct kw_id other)
{
    for (size_t i = 0; i < links->count; i++) {
        const char *found = word_of(&links->items[i], me);

        if (found && strcmp(found, word) == 0 &&
            kw_id_same(other_of(&links->items[i], me), other))
            return true;
    }
    return false;
}

/* "a child more: Q3" for each link of `from` that `in` lacks. */
static void tell_missing(const struct links *from, const struct links *in,
                         struct kw_id me, const char *what,
                         struct kw_buffer *out)
{
    for (size_t i = 0; i < from->count; i++) {
        const char *word = word_of(&from->items[i], me);
        struct kw_id other = other_of(&from->items[i], me);
        char text[KW_ID_TEXT_BYTES];

        if (word && !has(in, me, word, other))
            kw_buffer_print(out, "%sa %s %s: %s", out->length ? "; " : "", word,
                            what, kw_id_print(other, NULL, text));
    }
}

static void tell_date(const char *what, struct kw_date before,
                      struct kw_date after, struct kw_buffer *out)
{
    char old_text[KW_DATE_TEXT_BYTES];
    char new_text[KW_DATE_TEXT_BYTES];

    kw_date_print(before, old_text);
    kw_date_print(after, new_text);
    if (strcmp(old_text, new_text) != 0)
        kw_buffer_print(out, "%s%s %s, before: %s", out->length ? "; " : "",
                        what, new_text[0] ? new_text : "not known",
                        old_text[0] ? old_text : "not known");
}

enum kw_status tell_changes(const struct kw_person *before,
                            const struct kw_person *after,
                            struct kw_arena *arena, struct kw_buffer *out,
                            struct kw_error *err)
{
    struct links old_links = {0};
    struct links new_links = {0};
    enum kw_status status;
    char text[KW_ID_TEXT_BYTES];

    if (after->state == KW_MISSING && before->state != KW_MISSING)
        kw_buffer_text(out, "deleted");
    if (after->state == KW_REDIRECT && before->state != KW_REDIRECT)
        kw_buffer_print(out, "merged into %s",
                        kw_id_print(after->to, NULL, text));
    if (after->state != KW_PERSON || before->state != KW_PERSON)
        return KW_OK;
    status =
        kw_person_links(before, arena, &old_links.items, &old_links.count, err);
    if (status == KW_OK)
        status = kw_person_links(after, arena, &new_links.items,
                                 &new_links.count, err);
    if (status == KW_OK) {
        tell_missing(&new_links, &old_links, after->id, "more", out);
        tell_missing(&old_links, &new_links, after->id, "gone", out);
        tell_date("born", before->birth, after->birth, out);
        tell_date("died", before->death, after->death, out);
    }
    kw_arena_reset(arena);
    return status;
}
