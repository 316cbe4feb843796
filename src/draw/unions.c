/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which parents go together, and the families they make.
 *
 * A child hangs from one family for its birth and from another for its
 * adoption; a further father or mother hangs it from a family of one.
 * Parents who stand in one block share a line; parents of different
 * generations each get their own.
 */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static bool is_adopted(uint8_t role)
{
    return role == KW_ROLE_ADOPTIVE || role == KW_ROLE_FOSTER;
}

static uint8_t stroke_of(uint8_t role)
{
    if (is_adopted(role))
        return KW_STROKE_ADOPTED;
    return role == KW_ROLE_DISPUTED ? KW_STROKE_DISPUTED : KW_STROKE_BIRTH;
}

static uint32_t rank_of(const struct kw_plan *plan, uint32_t parent,
                        uint32_t child)
{
    struct kw_ties ties =
        kw_people_children(plan->people, plan->persons[parent].who);
    uint32_t who = plan->persons[child].who;

    for (uint32_t i = 0; i < ties.count; i++)
        if (ties.items[i].who == who)
            return i;
    return (uint32_t)ties.count;
}

static void add_link(struct kw_plan *plan, uint32_t child, uint32_t a,
                     uint32_t b, uint8_t stroke)
{
    struct kw_plan_link *link = &plan->links[plan->link_count++];

    link->parents[0] = a < b ? a : b;
    link->parents[1] = a < b ? b : a;
    link->child = child;
    link->stroke = stroke;
    link->rank = rank_of(plan, link->parents[0], child);
}

/* The first parent of `kind` with the wanted sort of role; KW_NONE if
 * there is none. Used ones are skipped. */
static uint32_t first_of(const struct kw_plan_parent *run, uint32_t count,
                         uint32_t used, bool adopted, int kind)
{
    for (uint32_t i = 0; i < count && i < 32; i++)
        if (!(used >> i & 1u) && is_adopted(run[i].role) == adopted &&
            (!kind || run[i].kind == kind))
            return i;
    return KW_NONE;
}

/* Links a child to its parents by birth, or by adoption: father and
 * mother together, everybody else alone. */
static void link_child(struct kw_plan *plan, uint32_t child, bool adopted)
{
    uint32_t count;
    const struct kw_plan_parent *run = kw_plan_parents(plan, child, &count);
    uint32_t used = 0;
    uint32_t one = first_of(run, count, used, adopted, KW_LINK_FATHER);
    uint32_t two;
    uint8_t stroke;

    if (one == KW_NONE)
        one = first_of(run, count, used, adopted, 0);
    if (one == KW_NONE)
        return;
    used |= 1u << one;
    two = first_of(run, count, used, adopted, KW_LINK_MOTHER);
    if (two == KW_NONE)
        two = first_of(run, count, used, adopted, KW_LINK_PARENT);
    stroke = stroke_of(run[one].role);
    if (two == KW_NONE) {
        add_link(plan, child, run[one].parent, KW_NONE, stroke);
    } else {
        used |= 1u << two;
        if (run[two].role == KW_ROLE_DISPUTED)
            stroke = KW_STROKE_DISPUTED;
        add_link(plan, child, run[one].parent, run[two].parent, stroke);
    }
    for (uint32_t i = 0; i < count && i < 32; i++)
        if (!(used >> i & 1u) && is_adopted(run[i].role) == adopted)
            add_link(plan, child, run[i].parent, KW_NONE,
                     adopted ? KW_STROKE_ADOPTED : KW_STROKE_DISPUTED);
}

enum kw_status kw_plan_links(struct kw_plan *plan, struct kw_error *err)
{
    plan->links = kw_arena_zeroed(&plan->arena, (size_t)plan->parent_count + 1,
                                  sizeof *plan->links);
    if (!plan->links)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->person_count; i++) {
        link_child(plan, i, false);
        link_child(plan, i, true);
    }
    return KW_OK;
}

/* ---- families ------------------------------------------------------ */

static int by_family(const void *a, const void *b)
{
    const struct kw_plan_link *x = a;
    const struct kw_plan_link *y = b;

    for (int i = 0; i < 2; i++)
        if (x->parents[i] != y->parents[i])
            return x->parents[i] < y->parents[i] ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->child > y->child) - (x->child < y->child);
}

/* Parents whose badge has no place share no line; partners of different
 * generations are joined by one. */
static enum kw_status part(struct kw_plan *plan, struct kw_error *err)
{
    size_t room = plan->link_count * 2 + plan->couple_count;
    struct kw_plan_link *links =
        kw_arena_zeroed(&plan->arena, room, sizeof *links);
    uint32_t count = 0;

    if (!links)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->link_count; i++) {
        struct kw_plan_link link = plan->links[i];
        uint32_t second = link.parents[1];

        if (second != KW_NONE &&
            plan->couples[kw_plan_couple(plan, link.parents[0], second)].bond !=
                KW_STACKED) {
            link.parents[1] = KW_NONE;
            links[count++] = link;
            link.parents[0] = second;
            link.rank = rank_of(plan, second, link.child);
        }
        links[count++] = link;
    }
    for (uint32_t i = 0; i < plan->couple_count; i++) {
        const struct kw_plan_couple *couple = &plan->couples[i];

        if (couple->bond == KW_APART && couple->tie)
            links[count++] = (struct kw_plan_link){
                .parents = {couple->a_is_older ? couple->a : couple->b,
                            KW_NONE},
                .child = couple->a_is_older ? couple->b : couple->a,
                .rank = KW_NONE,
                .stroke = KW_STROKE_MARRIED};
    }
    plan->links = links;
    plan->link_count = count;
    qsort(links, count, sizeof *links, by_family);
    return KW_OK;
}

static enum kw_status group(struct kw_plan *plan, struct kw_error *err)
{
    plan->families = kw_arena_zeroed(&plan->arena, (size_t)plan->link_count + 1,
                                     sizeof *plan->families);
    if (!plan->families)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->link_count; i++) {
        struct kw_plan_link *link = &plan->links[i];
        struct kw_plan_family *family =
            &plan->families[plan->family_count ? plan->family_count - 1 : 0];

        if (!plan->family_count ||
            memcmp(family->parents, link->parents, sizeof link->parents) != 0) {
            family = &plan->families[plan->family_count++];
            memcpy(family->parents, link->parents, sizeof link->parents);
            family->couple =
                link->parents[1] == KW_NONE
                    ? KW_NONE
                    : kw_plan_couple(plan, link->parents[0], link->parents[1]);
            family->first_link = i;
        }
        family->link_count++;
        link->family = plan->family_count - 1;
    }
    return KW_OK;
}

/* ---- the answer's lines -------------------------------------------- */

static void light_step(struct kw_plan *plan, uint32_t one, uint32_t other)
{
    uint32_t couple;

    for (uint32_t i = 0; i < plan->link_count; i++) {
        struct kw_plan_link *link = &plan->links[i];
        uint32_t parent = link->child == one ? other : one;

        if (link->child != one && link->child != other)
            continue;
        if (link->parents[0] == parent || link->parents[1] == parent)
            link->lit = true;
    }
    couple = kw_plan_couple(plan, one, other);
    if (couple != KW_NONE)
        plan->couples[couple].lit = true;
}

static void light_lines(struct kw_plan *plan,
                        const struct kw_draw_options *options)
{
    uint32_t all = kw_people_count(plan->people);

    for (size_t l = 0; l < options->line_count; l++) {
        const struct kw_draw_line *line = &options->lines[l];
        uint32_t before = KW_NONE;

        for (size_t i = 0; i < line->count; i++) {
            uint32_t person = line->members[i] < all
                                  ? plan->person_of[line->members[i]]
                                  : KW_NONE;

            if (person != KW_NONE && before != KW_NONE)
                light_step(plan, before, person);
            before = person;
        }
    }
    for (uint32_t i = 0; i < plan->link_count; i++) {
        const struct kw_plan_link *link = &plan->links[i];
        uint32_t couple = plan->families[link->family].couple;

        /* The badge from which a golden line starts. */
        if (link->lit && couple != KW_NONE)
            plan->couples[couple].lit = true;
    }
}

/* ---- a cousin's other descent -------------------------------------- */

/* Marks everybody above `person` in `above` with `mark`. */
static void mark_ancestors(const struct kw_plan *plan, uint32_t person,
                           uint32_t *above, uint32_t mark, uint32_t *stack)
{
    uint32_t depth = 0;

    stack[depth++] = person;
    above[person] = mark;
    while (depth) {
        uint32_t count;
        const struct kw_plan_parent *run =
            kw_plan_parents(plan, stack[--depth], &count);

        for (uint32_t i = 0; i < count; i++) {
            if (above[run[i].parent] == mark)
                continue;
            above[run[i].parent] = mark;
            stack[depth++] = run[i].parent;
        }
    }
}

static bool has_ancestor_marked(const struct kw_plan *plan, uint32_t person,
                                const uint32_t *above, uint32_t mark,
                                uint32_t *seen, uint32_t *stack)
{
    uint32_t depth = 0;

    stack[depth++] = person;
    seen[person] = mark;
    while (depth) {
        uint32_t now = stack[--depth];
        uint32_t count;
        const struct kw_plan_parent *run = kw_plan_parents(plan, now, &count);

        if (above[now] == mark)
            return true;
        for (uint32_t i = 0; i < count; i++) {
            if (seen[run[i].parent] == mark)
                continue;
            seen[run[i].parent] = mark;
            stack[depth++] = run[i].parent;
        }
    }
    return false;
}

/* Of two partners who descend from the same people here, one hangs by a
 * solid line and the other by a dashed one: the first in the block keeps
 * the solid one, unless the answer's line says otherwise. */
static enum kw_status dash_second_descents(struct kw_plan *plan,
                                           struct kw_error *err)
{
    size_t count = plan->person_count;
    uint32_t *above = kw_arena_zeroed(&plan->arena, count, sizeof *above);
    uint32_t *seen = kw_arena_zeroed(&plan->arena, count, sizeof *seen);
    uint32_t *stack = kw_arena_zeroed(&plan->arena, count, sizeof *stack);
    bool *second = kw_arena_zeroed(&plan->arena, count, sizeof *second);
    bool *hangs_lit = kw_arena_zeroed(&plan->arena, count, sizeof *hangs_lit);

    if (!above || !seen || !stack || !second || !hangs_lit)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->link_count; i++)
        hangs_lit[plan->links[i].child] |= plan->links[i].lit;
    for (uint32_t i = 0; i < plan->couple_count; i++) {
        const struct kw_plan_couple *couple = &plan->couples[i];
        const struct kw_plan_person *a = &plan->persons[couple->a];
        const struct kw_plan_person *b = &plan->persons[couple->b];
        uint32_t mark = i + 1;

        if (couple->bond != KW_STACKED || !a->rooted || !b->rooted)
            continue;
        mark_ancestors(plan, couple->a, above, mark, stack);
        if (!has_ancestor_marked(plan, couple->b, above, mark, seen, stack))
            continue;
        if (hangs_lit[couple->a] != hangs_lit[couple->b])
            second[hangs_lit[couple->a] ? couple->b : couple->a] = true;
        else
            second[a->slot < b->slot ? couple->b : couple->a] = true;
    }
    for (uint32_t i = 0; i < plan->link_count; i++) {
        struct kw_plan_link *link = &plan->links[i];

        if (second[link->child] && link->stroke == KW_STROKE_BIRTH &&
            !link->lit)
            link->stroke = KW_STROKE_SECOND;
    }
    return KW_OK;
}

enum kw_status kw_plan_families(struct kw_plan *plan,
                                const struct kw_draw_options *options,
                                struct kw_error *err)
{
    KW_TRY(part(plan, err));
    KW_TRY(group(plan, err));
    light_lines(plan, options);
    return plan->pedigree ? KW_OK : dash_second_descents(plan, err);
}
