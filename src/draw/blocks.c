/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Partners, stacked as one block.
 *
 * Two partners, or two parents of one child, stand in one block unless
 * one of them descends from the other's block: then their generations
 * differ and they stay apart. A block is a tree of partnerships, written
 * down so that between somebody and each later partner there is a gap of
 * their own: a husband of two stands between his wives, a husband of
 * more above all of them.
 */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

/* ---- couples ------------------------------------------------------- */

static int by_pair(const void *a, const void *b)
{
    const struct kw_plan_couple *x = a;
    const struct kw_plan_couple *y = b;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (x->tie == NULL) - (y->tie == NULL);
}

uint32_t kw_plan_couple(const struct kw_plan *plan, uint32_t a, uint32_t b)
{
    struct kw_plan_couple wanted = {.a = a < b ? a : b, .b = a < b ? b : a};
    uint32_t low = 0;
    uint32_t high = plan->couple_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct kw_plan_couple *couple = &plan->couples[middle];

        if (couple->a == wanted.a && couple->b == wanted.b)
            return middle;
        if (couple->a < wanted.a ||
            (couple->a == wanted.a && couple->b < wanted.b))
            low = middle + 1;
        else
            high = middle;
    }
    return KW_NONE;
}

static void add_couple(struct kw_plan *plan, uint32_t a, uint32_t b,
                       const struct kw_tie *tie, uint32_t children)
{
    plan->couples[plan->couple_count++] =
        (struct kw_plan_couple){.a = a < b ? a : b,
                                .b = a < b ? b : a,
                                .hub = KW_NONE,
                                .tie = tie,
                                .children = children};
}

/* Sorts, and makes one of the same pair: the tie of the first, the
 * children of all. */
static void merge_couples(struct kw_plan *plan)
{
    uint32_t kept = 0;

    qsort(plan->couples, plan->couple_count, sizeof *plan->couples, by_pair);
    for (uint32_t i = 0; i < plan->couple_count; i++) {
        struct kw_plan_couple *couple = &plan->couples[i];

        if (kept && plan->couples[kept - 1].a == couple->a &&
            plan->couples[kept - 1].b == couple->b)
            plan->couples[kept - 1].children += couple->children;
        else
            plan->couples[kept++] = *couple;
    }
    plan->couple_count = kept;
}

/* Which partnership of `person` this is, by the start where known. */
static uint32_t turn_of(const struct kw_plan *plan, uint32_t person,
                        uint32_t other)
{
    struct kw_ties ties =
        kw_people_partners(plan->people, plan->persons[person].who);
    uint32_t turn = 0;

    for (size_t i = 0; i < ties.count; i++) {
        if (ties.items[i].who == plan->persons[other].who)
            return turn;
        turn += plan->person_of[ties.items[i].who] != KW_NONE;
    }
    return turn;
}

static enum kw_status find_couples(struct kw_plan *plan, struct kw_error *err)
{
    size_t room = plan->link_count;

    for (uint32_t i = 0; i < plan->person_count; i++)
        room += kw_people_partners(plan->people, plan->persons[i].who).count;
    plan->couples =
        kw_arena_zeroed(&plan->arena, room + 1, sizeof *plan->couples);
    if (!plan->couples)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->person_count; i++) {
        struct kw_ties ties =
            kw_people_partners(plan->people, plan->persons[i].who);

        for (size_t t = 0; t < ties.count; t++) {
            uint32_t other = plan->person_of[ties.items[t].who];

            if (other != KW_NONE && other > i)
                add_couple(plan, i, other, &ties.items[t], 0);
        }
    }
    for (uint32_t i = 0; i < plan->link_count; i++) {
        const struct kw_plan_link *link = &plan->links[i];

        if (link->parents[1] != KW_NONE)
            add_couple(plan, link->parents[0], link->parents[1], NULL, 1);
    }
    merge_couples(plan);
    for (uint32_t i = 0; i < plan->couple_count; i++) {
        struct kw_plan_couple *couple = &plan->couples[i];

        couple->turn_a = turn_of(plan, couple->a, couple->b);
        couple->turn_b = turn_of(plan, couple->b, couple->a);
    }
    return KW_OK;
}

/* ---- which of them can stand together ------------------------------ */

/* Sets of persons that stand in one block so far: rings, so that a set
 * can be walked from any of its members. */
struct sets {
    uint32_t *head; /* of each person's set */
    uint32_t *next; /* around the ring */
    uint32_t *seen; /* by head: the number of the last walk */
    uint32_t *stack;
    uint32_t walks;
};

/* Is a block above that of `from` the block of `to`? Walks parents of
 * whole blocks. */
static bool descends(const struct kw_plan *plan, struct sets *sets,
                     uint32_t from, uint32_t to)
{
    uint32_t depth = 0;
    uint32_t mark = ++sets->walks;

    sets->stack[depth++] = sets->head[from];
    sets->seen[sets->head[from]] = mark;
    while (depth) {
        uint32_t head = sets->stack[--depth];
        uint32_t person = head;

        do {
            uint32_t count;
            const struct kw_plan_parent *run =
                kw_plan_parents(plan, person, &count);

            for (uint32_t i = 0; i < count; i++) {
                uint32_t above = sets->head[run[i].parent];

                if (above == sets->head[to])
                    return true;
                if (sets->seen[above] == mark)
                    continue;
                sets->seen[above] = mark;
                sets->stack[depth++] = above;
            }
            person = sets->next[person];
        } while (person != head);
    }
    return false;
}

static void unite(struct sets *sets, uint32_t a, uint32_t b)
{
    uint32_t head =
        sets->head[a] < sets->head[b] ? sets->head[a] : sets->head[b];
    uint32_t other =
        sets->head[a] < sets->head[b] ? sets->head[b] : sets->head[a];
    uint32_t person = other;
    uint32_t swap;

    do {
        sets->head[person] = head;
        person = sets->next[person];
    } while (person != other);
    swap = sets->next[head];
    sets->next[head] = sets->next[other];
    sets->next[other] = swap;
}

static void try_couple(struct kw_plan *plan, struct sets *sets,
                       struct kw_plan_couple *couple)
{
    if (sets->head[couple->a] == sets->head[couple->b]) {
        couple->bond = KW_LOOSE;
    } else if (descends(plan, sets, couple->a, couple->b)) {
        couple->bond = KW_APART;
        couple->a_is_older = false;
    } else if (descends(plan, sets, couple->b, couple->a)) {
        couple->bond = KW_APART;
        couple->a_is_older = true;
    } else {
        unite(sets, couple->a, couple->b);
        plan->persons[couple->a].degree++;
        plan->persons[couple->b].degree++;
    }
}

/* ---- writing a block down ------------------------------------------ */

struct writer {
    struct kw_plan *plan;
    uint32_t *first;    /* by person: its run in `partners` */
    uint32_t *partners; /* couples of each person, in turn */
    bool *written;
};

static uint32_t turn_for(const struct kw_plan_couple *couple, uint32_t person)
{
    return couple->a == person ? couple->turn_a : couple->turn_b;
}

/* Couples by person, each person's in turn. */
static enum kw_status index_partners(struct writer *w, struct kw_error *err)
{
    struct kw_plan *plan = w->plan;
    uint32_t sum = 0;
    uint32_t *at;

    w->first = kw_arena_zeroed(&plan->arena, (size_t)plan->person_count + 1,
                               sizeof *w->first);
    w->partners = kw_arena_zeroed(&plan->arena, (size_t)plan->couple_count * 2,
                                  sizeof *w->partners);
    w->written =
        kw_arena_zeroed(&plan->arena, plan->person_count, sizeof *w->written);
    at = kw_arena_zeroed(&plan->arena, plan->person_count, sizeof *at);
    if (!w->first || !w->partners || !w->written || !at)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->person_count; i++) {
        w->first[i] = sum;
        sum += plan->persons[i].degree;
    }
    w->first[plan->person_count] = sum;
    for (uint32_t i = 0; i < plan->couple_count; i++) {
        const uint32_t pair[2] = {plan->couples[i].a, plan->couples[i].b};

        if (plan->couples[i].bond != KW_STACKED)
            continue;
        for (int k = 0; k < 2; k++) {
            uint32_t *run = w->partners + w->first[pair[k]];
            uint32_t j = at[pair[k]]++;

            for (; j && turn_for(&plan->couples[run[j - 1]], pair[k]) >
                            turn_for(&plan->couples[i], pair[k]);
                 j--)
                run[j] = run[j - 1];
            run[j] = i;
        }
    }
    return KW_OK;
}

static void write_slot(struct writer *w, struct kw_plan_block *block,
                       uint32_t person)
{
    w->written[person] = true;
    w->plan->persons[person].block = (uint32_t)(block - w->plan->blocks);
    w->plan->persons[person].slot = block->count;
    w->plan->slots[block->first_slot + block->count++] = person;
}

/* `person`, then each partner with their own partners, in turn. Depth is
 * bounded by the marriages in one block. */
static void write_from(struct writer *w, struct kw_plan_block *block,
                       uint32_t person)
{
    struct kw_plan *plan = w->plan;

    write_slot(w, block, person);
    for (uint32_t i = w->first[person]; i < w->first[person + 1]; i++) {
        struct kw_plan_couple *couple = &plan->couples[w->partners[i]];
        uint32_t other = couple->a == person ? couple->b : couple->a;

        if (w->written[other])
            continue;
        couple->hub = person;
        write_from(w, block, other);
    }
}

/* Who of two stands first: whoever descends from somebody drawn, then
 * whoever was asked for, then men, then the smaller id. */
static bool goes_first(const struct kw_plan *plan, uint32_t a, uint32_t b)
{
    const struct kw_plan_person *x = &plan->persons[a];
    const struct kw_plan_person *y = &plan->persons[b];
    bool x_male = kw_people_at(plan->people, x->who)->sex == KW_MALE;
    bool y_male = kw_people_at(plan->people, y->who)->sex == KW_MALE;

    if (x->rooted != y->rooted)
        return x->rooted;
    if (x->lit != y->lit)
        return x->lit;
    if (x_male != y_male)
        return x_male;
    return a < b;
}

/* From whom the block is written: of two the one who goes first, of a
 * chain one of its ends, else whoever has most partners. */
static uint32_t start_of(const struct writer *w, const uint32_t *members,
                         uint32_t count)
{
    const struct kw_plan *plan = w->plan;
    uint32_t best = members[0];
    uint32_t most = 0;

    for (uint32_t i = 0; i < count; i++)
        if (plan->persons[members[i]].degree > most)
            most = plan->persons[members[i]].degree;
    if (most > 2) {
        for (uint32_t i = count; i-- > 0;)
            if (plan->persons[members[i]].degree == most)
                best = members[i];
        return best;
    }
    best = KW_NONE;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t person = members[i];

        if (plan->persons[person].degree > 1)
            continue;
        if (best == KW_NONE) {
            best = person;
        } else if (count == 2) {
            best = goes_first(plan, best, person) ? best : person;
        } else {
            /* The end whose neighbour married it earlier. */
            uint32_t c = w->partners[w->first[person]];
            const struct kw_plan_couple *couple = &plan->couples[c];
            uint32_t hub = couple->a == person ? couple->b : couple->a;

            if (turn_for(couple, hub) == 0 && w->partners[w->first[hub]] == c)
                best = count == 3 ? person : best;
        }
    }
    return best == KW_NONE ? members[0] : best;
}

static enum kw_status write_blocks(struct kw_plan *plan, struct sets *sets,
                                   struct kw_error *err)
{
    struct writer w = {.plan = plan};
    uint32_t count = plan->person_count;

    KW_TRY(index_partners(&w, err));
    plan->blocks = kw_arena_zeroed(&plan->arena, count, sizeof *plan->blocks);
    plan->slots = kw_arena_zeroed(&plan->arena, count, sizeof *plan->slots);
    if (!plan->blocks || !plan->slots)
        return kw_nomem(err);
    for (uint32_t i = 0, slot = 0; i < count; i++) {
        struct kw_plan_block *block = &plan->blocks[plan->block_count];
        uint32_t members = 0;

        if (sets->head[i] != i)
            continue;
        plan->block_count++;
        block->first_slot = slot;
        for (uint32_t p = i; !members || p != i; p = sets->next[p])
            sets->stack[members++] = p;
        write_from(&w, block, start_of(&w, sets->stack, members));
        slot += block->count;
    }
    return KW_OK;
}

/* Couples with children first: they should be the ones that stand
 * together. */
enum kw_status kw_plan_blocks(struct kw_plan *plan, struct kw_error *err)
{
    size_t count = plan->person_count;
    struct sets sets = {
        .head = kw_arena_zeroed(&plan->arena, count, sizeof(uint32_t)),
        .next = kw_arena_zeroed(&plan->arena, count, sizeof(uint32_t)),
        .seen = kw_arena_zeroed(&plan->arena, count, sizeof(uint32_t)),
        .stack = kw_arena_zeroed(&plan->arena, count, sizeof(uint32_t))};

    if (!sets.head || !sets.next || !sets.seen || !sets.stack)
        return kw_nomem(err);
    KW_TRY(find_couples(plan, err));
    for (uint32_t i = 0; i < plan->person_count; i++)
        sets.head[i] = sets.next[i] = i;
    for (uint32_t i = 0; i < plan->couple_count; i++)
        if (plan->couples[i].children)
            try_couple(plan, &sets, &plan->couples[i]);
    for (uint32_t i = 0; i < plan->couple_count; i++)
        if (!plan->couples[i].children)
            try_couple(plan, &sets, &plan->couples[i]);
    return write_blocks(plan, &sets, err);
}
