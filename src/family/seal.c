/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealing a family: aliases resolved, members sorted, links merged and
 * judged, ties laid out.
 */
#include "people.h"

#include <stdlib.h>
#include <string.h>

/* ---- aliases ------------------------------------------------------- */

/* Aliases that lead in a circle mean the smallest id of the circle. */
static struct kw_id smallest_of_ring(const struct kw_people *people,
                                     struct kw_id on_ring)
{
    struct kw_id smallest = on_ring;
    struct kw_id at = on_ring;

    do {
        at.bits = *kw_map_get(&people->aliases, at.bits);
        if (kw_id_compare(at, smallest) < 0)
            smallest = at;
    } while (!kw_id_same(at, on_ring));
    return smallest;
}

struct kw_id kw_people_end_of(const struct kw_people *people, struct kw_id id)
{
    for (size_t steps = 0; steps <= people->aliases.count; steps++) {
        const uint64_t *next = kw_map_get(&people->aliases, id.bits);

        if (!next)
            return id;
        id.bits = *next;
    }
    /* More steps than aliases: we walk in a circle, and are on it. */
    return smallest_of_ring(people, id);
}

/* ---- members ------------------------------------------------------- */

static enum kw_status add_everybody_named(struct kw_people *people,
                                          struct kw_error *err)
{
    for (size_t i = 0; i < people->link_count; i++) {
        struct kw_link *link = &people->links[i];
        struct kw_member child = {.id = kw_people_end_of(people, link->child)};
        struct kw_member parent = {.id =
                                       kw_people_end_of(people, link->parent)};

        link->child = child.id;
        link->parent = parent.id;
        KW_TRY(kw_people_add_member(people, &child, err));
        KW_TRY(kw_people_add_member(people, &parent, err));
    }
    return KW_OK;
}

/* A member whose id is another's alias gives way to the other. */
static enum kw_status fold_aliased_members(struct kw_people *people,
                                           struct kw_error *err)
{
    size_t kept = 0;
    size_t given = people->count;

    for (size_t i = 0; i < given; i++) {
        struct kw_member member = people->members[i];
        struct kw_id end = kw_people_end_of(people, member.id);

        if (!kw_id_same(end, member.id)) {
            member.id = end;
            KW_TRY(kw_people_add_member(people, &member, err));
        }
    }
    for (size_t i = 0; i < people->count; i++) {
        struct kw_id id = people->members[i].id;

        if (kw_id_same(kw_people_end_of(people, id), id))
            people->members[kept++] = people->members[i];
    }
    people->count = kept;
    return KW_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct kw_member *left = a;
    const struct kw_member *right = b;

    return kw_id_compare(left->id, right->id);
}

static enum kw_status number_members(struct kw_people *people,
                                     struct kw_error *err)
{
    if (people->count)
        qsort(people->members, people->count, sizeof *people->members, by_id);
    kw_map_clear(&people->places);
    for (size_t i = 0; i < people->count; i++)
        KW_TRY(kw_map_put(&people->places, people->members[i].id.bits, i, NULL,
                          err));
    return KW_OK;
}

/* ---- links --------------------------------------------------------- */

static bool is_symmetric(const struct kw_link *link)
{
    return link->kind == KW_LINK_SPOUSE || link->kind == KW_LINK_PARTNER ||
           link->kind == KW_LINK_SIBLING;
}

/* Resolving aliases can turn a pair round. */
static void smaller_id_first(struct kw_link *link)
{
    struct kw_link turned = *link;

    if (!is_symmetric(link) || kw_id_compare(link->child, link->parent) <= 0)
        return;
    turned.child = link->parent;
    turned.parent = link->child;
    turned.by_child = link->by_parent;
    turned.by_parent = link->by_child;
    turned.role_child = link->role_parent;
    turned.role_parent = link->role_child;
    *link = turned;
}

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_dates(struct kw_date a, struct kw_date b)
{
    int order = COMPARE(a.year, b.year);

    if (!order)
        order = COMPARE(a.month, b.month);
    if (!order)
        order = COMPARE(a.day, b.day);
    return order ? order : COMPARE(a.precision, b.precision);
}

/* A total order, so that merging does not depend on who came first. */
static int by_pair(const void *a, const void *b)
{
    const struct kw_link *x = a;
    const struct kw_link *y = b;
    int order = kw_id_compare(x->child, y->child);

    if (!order)
        order = kw_id_compare(x->parent, y->parent);
    if (!order)
        order = COMPARE(x->kind, y->kind);
    if (!order)
        order = COMPARE(x->by_child, y->by_child);
    if (!order)
        order = COMPARE(x->by_parent, y->by_parent);
    if (!order)
        order = compare_dates(x->since, y->since);
    if (!order)
        order = compare_dates(x->until, y->until);
    if (!order)
        order = COMPARE(x->role_child, y->role_child);
    return order ? order : COMPARE(x->role_parent, y->role_parent);
}

static void merge_links(struct kw_people *people)
{
    size_t kept = 0;

    for (size_t i = 0; i < people->link_count; i++)
        smaller_id_first(&people->links[i]);
    if (people->link_count)
        qsort(people->links, people->link_count, sizeof *people->links,
              by_pair);
    for (size_t i = 0; i < people->link_count; i++) {
        const struct kw_link *link = &people->links[i];

        if (is_symmetric(link) && kw_id_same(link->child, link->parent))
            continue;
        /* Sorted by kind, the kinds of one group stand side by side. */
        if (kept && kw_link_same(&people->links[kept - 1], link))
            kw_link_merge(&people->links[kept - 1], link);
        else
            people->links[kept++] = *link;
    }
    people->link_count = kept;
}

static void settle_end(struct kw_link *link, const struct kw_member *a,
                       const struct kw_member *b)
{
    bool at_death;

    if (link->ended != KW_ENDED_SOMEHOW)
        return;
    at_death = !kw_date_is_known(link->until) ||
               (kw_date_is_known(a->death) &&
                kw_date_compare(link->until, a->death) == 0) ||
               (kw_date_is_known(b->death) &&
                kw_date_compare(link->until, b->death) == 0);
    link->ended = at_death ? KW_ENDED_BY_DEATH : KW_ENDED_ALIVE;
}

/* Decides what each link means here; those that mean nothing go. */
static void judge_links(struct kw_people *people)
{
    size_t kept = 0;

    for (size_t i = 0; i < people->link_count; i++) {
        struct kw_link link = people->links[i];
        const struct kw_member *child =
            &people->members[kw_people_find(people, link.child)];
        const struct kw_member *parent =
            &people->members[kw_people_find(people, link.parent)];
        enum kw_role role = kw_link_role(&link);
        bool is_parent = link.kind <= KW_LINK_PARENT;

        if ((!people->keep_outranked && !kw_link_holds(&link)) ||
            link.kind == KW_LINK_RELATIVE ||
            (is_parent && role == KW_ROLE_OTHER))
            continue;
        if (is_parent && role == KW_ROLE_STEP)
            link.kind = KW_LINK_STEP_PARENT;
        else if (is_parent && !link.by_child)
            link.kind = parent->sex == KW_MALE     ? KW_LINK_FATHER
                        : parent->sex == KW_FEMALE ? KW_LINK_MOTHER
                                                   : link.kind;
        settle_end(&link, child, parent);
        people->links[kept++] = link;
    }
    people->link_count = kept;
}

/* ---- ties ---------------------------------------------------------- */

/* How a link is seen from its two ends. */
static void relations_of(const struct kw_link *link,
                         enum kw_relation *from_child,
                         enum kw_relation *from_parent)
{
    switch (link->kind) {
    case KW_LINK_STEP_PARENT:
        *from_child = KW_STEP_PARENTS;
        *from_parent = KW_STEP_CHILDREN;
        break;
    case KW_LINK_SPOUSE:
    case KW_LINK_PARTNER:
        *from_child = *from_parent = KW_PARTNERS;
        break;
    case KW_LINK_SIBLING:
        *from_child = *from_parent = KW_SIBLINGS;
        break;
    default:
        *from_child = KW_PARENTS;
        *from_parent = KW_CHILDREN;
        break;
    }
}

static struct kw_tie tie_of(const struct kw_link *link, uint32_t who)
{
    struct kw_tie tie = {
        .who = who,
        .kind = link->kind,
        .role = (uint8_t)kw_link_role(link),
        .by_child = link->by_child,
        .by_parent = link->by_parent,
        .ended = link->ended,
        .since = link->since,
        .until = link->until,
    };

    return tie;
}

static int64_t first_day(struct kw_date date)
{
    int64_t first;
    int64_t last;

    return kw_date_days(date, &first, &last) ? first : INT64_MAX;
}

static int by_kind_and_id(const void *a, const void *b)
{
    const struct kw_tie *x = a;
    const struct kw_tie *y = b;
    int order = COMPARE(x->kind, y->kind);

    return order ? order : COMPARE(x->who, y->who);
}

static int by_since_and_id(const void *a, const void *b)
{
    const struct kw_tie *x = a;
    const struct kw_tie *y = b;
    int order = COMPARE(first_day(x->since), first_day(y->since));

    return order ? order : COMPARE(x->who, y->who);
}

static void sort_ties(struct kw_people *people, enum kw_relation relation)
{
    struct kw_tie_table *table = &people->ties[relation];

    for (size_t who = 0; who < people->count; who++) {
        struct kw_tie *ties = table->items + table->starts[who];
        size_t count = table->starts[who + 1] - table->starts[who];

        if (count < 2)
            continue;
        if (relation != KW_CHILDREN) {
            qsort(ties, count, sizeof *ties,
                  relation == KW_PARTNERS ? by_since_and_id : by_kind_and_id);
            continue;
        }
        /* Children have no date of their own in the tie: lend it theirs
         * for the sorting. */
        for (size_t i = 0; i < count; i++)
            ties[i].since = people->members[ties[i].who].birth;
        qsort(ties, count, sizeof *ties, by_since_and_id);
        for (size_t i = 0; i < count; i++)
            memset(&ties[i].since, 0, sizeof ties[i].since);
    }
}

static enum kw_status lay_out_ties(struct kw_people *people,
                                   struct kw_error *err)
{
    for (int r = 0; r < KW_RELATIONS; r++) {
        people->ties[r].starts =
            calloc(people->count + 2, sizeof *people->ties[r].starts);
        if (!people->ties[r].starts)
            return kw_nomem(err);
    }
    /* Count into starts[w + 2], so that filling can move starts[w + 1]
     * and leave the table right. */
    for (size_t i = 0; i < people->link_count; i++) {
        const struct kw_link *link = &people->links[i];
        enum kw_relation down;
        enum kw_relation up;

        relations_of(link, &up, &down);
        people->ties[up].starts[kw_people_find(people, link->child) + 2]++;
        people->ties[down].starts[kw_people_find(people, link->parent) + 2]++;
    }
    for (int r = 0; r < KW_RELATIONS; r++) {
        struct kw_tie_table *table = &people->ties[r];

        for (size_t w = 2; w < people->count + 2; w++)
            table->starts[w] += table->starts[w - 1];
        table->items =
            calloc(table->starts[people->count + 1] + 1, sizeof *table->items);
        if (!table->items)
            return kw_nomem(err);
    }
    for (size_t i = 0; i < people->link_count; i++) {
        const struct kw_link *link = &people->links[i];
        uint32_t child = kw_people_find(people, link->child);
        uint32_t parent = kw_people_find(people, link->parent);
        enum kw_relation down;
        enum kw_relation up;

        relations_of(link, &up, &down);
        people->ties[up].items[people->ties[up].starts[child + 1]++] =
            tie_of(link, parent);
        people->ties[down].items[people->ties[down].starts[parent + 1]++] =
            tie_of(link, child);
    }
    for (int r = 0; r < KW_RELATIONS; r++)
        sort_ties(people, (enum kw_relation)r);
    return KW_OK;
}

enum kw_status kw_people_seal(struct kw_people *people, struct kw_error *err)
{
    if (people->sealed)
        return kw_fail(err, KW_INTERNAL, "a family is sealed once");
    KW_TRY(add_everybody_named(people, err));
    KW_TRY(fold_aliased_members(people, err));
    KW_TRY(number_members(people, err));
    merge_links(people);
    judge_links(people);
    KW_TRY(lay_out_ties(people, err));
    free(people->links);
    people->links = NULL;
    people->link_capacity = 0;
    people->sealed = true;
    return KW_OK;
}
