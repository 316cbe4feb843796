/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom a record leads to.
 *
 * Only what the record itself states at best rank counts: so a depth is
 * the distance along statements as read, whoever was read before.
 */
#include "inside.h"

enum way { WAY_NONE = 0, WAY_PARENT, WAY_CHILD, WAY_PARTNER, WAY_SIBLING };

/* The other end of the link and what it is to `me`. */
static enum way way_of(const struct kw_link *link, struct kw_id me,
                       struct kw_id *other)
{
    bool is_child = kw_id_same(link->child, me);
    uint8_t standing = is_child ? link->by_child : link->by_parent;
    uint8_t role = is_child ? link->role_child : link->role_parent;

    *other = is_child ? link->parent : link->child;
    if (standing < KW_STATED || role == KW_ROLE_OTHER || kw_id_same(*other, me))
        return WAY_NONE;
    switch ((enum kw_link_kind)link->kind) {
    case KW_LINK_FATHER:
    case KW_LINK_MOTHER:
    case KW_LINK_PARENT:
        return is_child ? WAY_PARENT : WAY_CHILD;
    case KW_LINK_SPOUSE:
    case KW_LINK_PARTNER:
        return WAY_PARTNER;
    case KW_LINK_SIBLING:
        return WAY_SIBLING;
    case KW_LINK_STEP_PARENT:
    case KW_LINK_RELATIVE:
        break;
    }
    return WAY_NONE;
}

static bool follows(const struct kw_crawl *crawl, const struct side *side,
                    enum way way)
{
    static const unsigned via[] = {[WAY_PARENT] = KW_VIA_PARENT,
                                   [WAY_CHILD] = KW_VIA_CHILD,
                                   [WAY_PARTNER] = KW_VIA_SPOUSE,
                                   [WAY_SIBLING] = KW_VIA_SIBLING};

    switch (side->direction) {
    case DIRECTION_ANY:
        return way != WAY_NONE && (crawl->goal.via & via[way]) != 0;
    case DIRECTION_UP:
        return way == WAY_PARENT;
    case DIRECTION_DOWN:
        return way == WAY_CHILD;
    case DIRECTION_NOWHERE:
        break;
    }
    return false;
}

/* The side of those who are only looked at; NO_SIDE without one. */
static unsigned lookers(const struct kw_crawl *crawl)
{
    for (unsigned i = 0; i < crawl->side_count; i++)
        if (crawl->goal.around &&
            crawl->sides[i].direction == DIRECTION_NOWHERE)
            return i;
    return NO_SIDE;
}

enum kw_status walk_on(struct kw_crawl *crawl, unsigned side,
                       const struct kw_person *person, uint32_t depth,
                       struct kw_error *err)
{
    struct kw_link *links;
    size_t count;
    unsigned aside = lookers(crawl);
    enum kw_status status =
        kw_person_links(person, &crawl->arena, &links, &count, err);

    for (size_t i = 0; i < count && status == KW_OK; i++) {
        struct kw_id other;
        enum way way = way_of(&links[i], person->id, &other);

        if (follows(crawl, &crawl->sides[side], way))
            status = side_enter(crawl, side, other, depth + 1, err);
        else if (way == WAY_PARTNER && aside != NO_SIDE && aside != side)
            status = side_enter(crawl, aside, other, 0, err);
    }
    kw_arena_reset(&crawl->arena);
    return status;
}
