/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is drawn, and which of their parents are drawn with them.
 *
 * Persons are numbered in the order of the members, so that nothing
 * later depends on the order in which somebody was named. Parents that
 * would close a cycle are cut here: everything after may rely on the
 * rest being acyclic.
 */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* The members asked for, sorted, each once. */
static enum kw_status choose(struct kw_plan *plan,
                             const struct kw_draw_options *options,
                             struct kw_error *err)
{
    uint32_t all = kw_people_count(plan->people);
    size_t asked = options->members ? options->member_count : all;
    uint32_t limit =
        options->people_max ? options->people_max : KW_DRAW_PEOPLE_MAX;
    uint32_t *who = kw_arena_zeroed(&plan->arena, asked + 1, sizeof *who);
    size_t count = 0;

    if (!who)
        return kw_nomem(err);
    for (size_t i = 0; i < asked; i++) {
        who[i] = options->members ? options->members[i] : (uint32_t)i;
        if (who[i] >= all)
            return kw_fail(err, KW_USAGE, "member %u is not in the family",
                           (unsigned)who[i]);
    }
    qsort(who, asked, sizeof *who, by_number);
    for (size_t i = 0; i < asked; i++)
        if (!count || who[count - 1] != who[i])
            who[count++] = who[i];
    if (!count)
        return kw_fail(err, KW_USAGE, "nobody to draw");
    if (count > limit)
        return kw_fail(err, KW_LIMIT, "%zu people would be drawn, more than %u",
                       count, (unsigned)limit);

    plan->persons = kw_arena_zeroed(&plan->arena, count, sizeof *plan->persons);
    plan->person_of =
        kw_arena_zeroed(&plan->arena, (size_t)all + 1, sizeof(uint32_t));
    if (!plan->persons || !plan->person_of)
        return kw_nomem(err);
    for (uint32_t i = 0; i < all; i++)
        plan->person_of[i] = KW_NONE;
    plan->person_count = (uint32_t)count;
    for (uint32_t i = 0; i < plan->person_count; i++) {
        plan->persons[i].who = who[i];
        plan->person_of[who[i]] = i;
    }
    return KW_OK;
}

static bool is_drawn_parent(const struct kw_plan *plan, uint32_t child,
                            const struct kw_tie *tie)
{
    uint32_t parent = plan->person_of[tie->who];

    return parent != KW_NONE && parent != child && tie->role != KW_ROLE_STEP &&
           tie->role != KW_ROLE_OTHER;
}

static enum kw_status take_parents(struct kw_plan *plan, struct kw_error *err)
{
    size_t count = 0;

    for (uint32_t i = 0; i < plan->person_count; i++)
        count += kw_people_parents(plan->people, plan->persons[i].who).count;
    plan->parents = kw_arena_zeroed(&plan->arena, count, sizeof *plan->parents);
    if (!plan->parents)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->person_count; i++) {
        struct kw_ties ties =
            kw_people_parents(plan->people, plan->persons[i].who);

        for (size_t t = 0; t < ties.count; t++) {
            const struct kw_tie *tie = &ties.items[t];

            if (plan->person_of[tie->who] == i)
                plan->cut++;
            if (!is_drawn_parent(plan, i, tie))
                continue;
            plan->parents[plan->parent_count++] = (struct kw_plan_parent){
                i, plan->person_of[tie->who], tie->kind, tie->role};
        }
    }
    return KW_OK;
}

const struct kw_plan_parent *kw_plan_parents(const struct kw_plan *plan,
                                             uint32_t person, uint32_t *count)
{
    uint32_t low = 0;
    uint32_t high = plan->parent_count;
    uint32_t end;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (plan->parents[middle].child < person)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < plan->parent_count; end++)
        if (plan->parents[end].child != person)
            break;
    *count = end - low;
    return plan->parents + low;
}

enum { FRESH = 0, OPEN, CLOSED };

/* One walk up from `start`, depth first; marks with role KW_ROLE_OTHER
 * every link that leads back into the walk. */
static void mark_cycles_above(struct kw_plan *plan, uint32_t start,
                              uint8_t *state, uint32_t *stack, uint32_t *next)
{
    uint32_t depth = 0;

    stack[depth++] = start;
    state[start] = OPEN;
    while (depth) {
        uint32_t person = stack[depth - 1];
        uint32_t count;
        const struct kw_plan_parent *run =
            kw_plan_parents(plan, person, &count);

        if (next[person] == count) {
            state[person] = CLOSED;
            depth--;
            continue;
        }
        run += next[person]++;
        if (state[run->parent] == OPEN) {
            plan->parents[run - plan->parents].role = KW_ROLE_OTHER;
        } else if (state[run->parent] == FRESH) {
            state[run->parent] = OPEN;
            stack[depth++] = run->parent;
        }
    }
}

static enum kw_status cut_cycles(struct kw_plan *plan, struct kw_error *err)
{
    size_t count = plan->person_count;
    uint8_t *state = kw_arena_zeroed(&plan->arena, count, 1);
    uint32_t *stack = kw_arena_zeroed(&plan->arena, count, sizeof *stack);
    uint32_t *next = kw_arena_zeroed(&plan->arena, count, sizeof *next);
    uint32_t kept = 0;

    if (!state || !stack || !next)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->person_count; i++)
        if (state[i] == FRESH)
            mark_cycles_above(plan, i, state, stack, next);
    for (uint32_t i = 0; i < plan->parent_count; i++) {
        if (plan->parents[i].role == KW_ROLE_OTHER) {
            plan->cut++;
            continue;
        }
        plan->persons[plan->parents[i].child].rooted = true;
        plan->parents[kept++] = plan->parents[i];
    }
    plan->parent_count = kept;
    return KW_OK;
}

static void light(struct kw_plan *plan, const uint32_t *members, size_t count)
{
    uint32_t all = kw_people_count(plan->people);

    for (size_t i = 0; i < count; i++)
        if (members[i] < all && plan->person_of[members[i]] != KW_NONE)
            plan->persons[plan->person_of[members[i]]].lit = true;
}

enum kw_status kw_plan_people(struct kw_plan *plan,
                              const struct kw_people *people,
                              const struct kw_draw_options *options,
                              struct kw_error *err)
{
    plan->people = people;
    plan->pedigree = options->pedigree;
    KW_TRY(choose(plan, options, err));
    light(plan, options->highlights, options->highlight_count);
    for (size_t i = 0; i < options->line_count; i++)
        light(plan, options->lines[i].members, options->lines[i].count);
    KW_TRY(take_parents(plan, err));
    return cut_cycles(plan, err);
}

enum kw_status kw_plan_make(struct kw_plan *plan,
                            const struct kw_people *people,
                            const struct kw_draw_options *options,
                            struct kw_error *err)
{
    KW_TRY(kw_plan_people(plan, people, options, err));
    KW_TRY(kw_plan_links(plan, err));
    KW_TRY(kw_plan_blocks(plan, err));
    KW_TRY(kw_plan_families(plan, options, err));
    KW_TRY(kw_plan_generations(plan, err));
    KW_TRY(kw_plan_grid(plan, err));
    KW_TRY(kw_plan_order(plan, err));
    KW_TRY(kw_plan_place(plan, err));
    return kw_plan_route(plan, err);
}

void kw_plan_finish(struct kw_plan *plan)
{
    kw_arena_finish(&plan->arena);
    *plan = (struct kw_plan){0};
}
