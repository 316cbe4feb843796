/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Alternatives: people with more parents stated than two can be, and all
 * the ways to choose among them that could matter to a question.
 *
 * Decisions form a tree: under the choices made so far, the first person
 * still reached whose choice matters is decided next. So a doubt that
 * only exists above a father who was not chosen is never asked about.
 * Everything is ordered by member number; who is FROM does not matter.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

/* ---- making choices ------------------------------------------------ */

void kw_choices_reset(struct kw_kinship *k)
{
    for (size_t i = 0; i < k->chosen_count; i++) {
        struct pair first;

        if (kw_lineage_options(&k->blood, k->chosen[i], &first, 1))
            kw_lineage_choose(&k->blood, k->chosen[i], first);
    }
    k->chosen_count = 0;
}

static enum kw_status choose(struct kw_kinship *k, uint32_t who,
                             struct pair pair, struct kw_error *err)
{
    uint32_t *grown =
        kw_grow(k->chosen, k->chosen_count, &k->chosen_capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    k->chosen = grown;
    k->chosen[k->chosen_count++] = who;
    kw_lineage_choose(&k->blood, who, pair);
    return KW_OK;
}

enum kw_status kw_choices_apply(struct kw_kinship *k,
                                const struct kw_alternative *alternative,
                                struct kw_error *err)
{
    const struct lineage *blood = &k->blood;

    kw_choices_reset(k);
    for (size_t i = 0; i < alternative->choice_count; i++) {
        const struct kw_choice *choice = &alternative->choices[i];
        struct pair pair = {UINT32_MAX, UINT32_MAX};

        for (uint32_t s = blood->starts[choice->child];
             s < blood->starts[choice->child + 1]; s++) {
            if (blood->strands[s].parent == choice->parents[0])
                pair.first = s;
            else if (blood->strands[s].parent == choice->parents[1])
                pair.second = s;
        }
        KW_TRY(choose(k, choice->child, pair, err));
    }
    return KW_OK;
}

/* ---- which choices matter ------------------------------------------ */

enum {
    OVER_FROM = 1,
    OVER_TO = 2,
    SHARED = 3,
    LEADS_ON = 4, /* somebody shared can be reached from here */
    REACHED = 8,
    WEIGHS = 16 /* stands above a parent whom siblings may share */
};

struct decision {
    uint32_t who;
    size_t option;
};

struct survey {
    struct kw_kinship *k;
    uint8_t *marks;  /* by member */
    uint32_t *queue; /* scratch, by member */
    struct decision *decisions;
    size_t decision_count;
    size_t decision_capacity;
};

/* Marks all ancestors of `start`, over the strands that are on or over
 * all that are not cut. Those marked stand in queue; how many is
 * returned. */
static size_t mark_up(struct survey *s, uint32_t start, uint8_t mark,
                      bool only_on)
{
    const struct lineage *blood = &s->k->blood;
    size_t tail = 0;

    s->marks[start] |= mark;
    s->queue[tail++] = start;
    for (size_t head = 0; head < tail; head++) {
        uint32_t who = s->queue[head];

        for (uint32_t i = blood->starts[who]; i < blood->starts[who + 1]; i++) {
            uint32_t parent = blood->strands[i].parent;

            if (blood->strands[i].cut || (only_on && !blood->strands[i].on) ||
                (s->marks[parent] & mark) == mark)
                continue;
            s->marks[parent] |= mark;
            s->queue[tail++] = parent;
        }
    }
    return tail;
}

static bool is_torn(const struct lineage *blood, uint32_t who)
{
    struct pair options[2];

    return blood->starts[who + 1] - blood->starts[who] > 1 &&
           kw_lineage_options(blood, who, options, 2) > 1;
}

/* Could any parent of `who` lead to somebody both descend from? Heights
 * order the looking: parents are settled before their children. */
static bool may_matter(const struct survey *s, uint32_t who)
{
    const struct lineage *blood = &s->k->blood;

    if (s->marks[who] & WEIGHS)
        return true;
    for (uint32_t i = blood->starts[who]; i < blood->starts[who + 1]; i++)
        if (!blood->strands[i].cut &&
            (s->marks[blood->strands[i].parent] & LEADS_ON))
            return true;
    return false;
}

/* Where siblings through a shared parent may be full or half, the upper
 * end of phi counts the other parent's inbreeding: doubts above that one
 * matter then. `lonely` is a mark a shared parent of a child without a
 * second parent. */
static void mark_other_parents(struct survey *s, const uint8_t *lonely)
{
    const struct lineage *blood = &s->k->blood;

    for (uint32_t who = 0; who < blood->count; who++) {
        uint32_t start = blood->starts[who];
        uint32_t end = blood->starts[who + 1];
        bool doubtful = false;

        if (!s->marks[who])
            continue;
        for (uint32_t i = start; i < end; i++)
            doubtful = doubtful || lonely[blood->strands[i].parent];
        for (uint32_t i = start; doubtful && i < end; i++)
            mark_up(s, blood->strands[i].parent, WEIGHS, false);
    }
}

static enum kw_status look_for_doubt(struct survey *s, struct kw_error *err)
{
    const struct lineage *blood = &s->k->blood;
    uint8_t *lonely = calloc((size_t)blood->count + 1, 1);

    if (!lonely)
        return kw_nomem(err);
    for (uint32_t who = 0; who < blood->count; who++) {
        struct pair first;

        if (!s->marks[who] || !kw_lineage_options(blood, who, &first, 1) ||
            first.second != UINT32_MAX)
            continue;
        for (uint32_t i = blood->starts[who]; i < blood->starts[who + 1]; i++)
            if ((s->marks[blood->strands[i].parent] & SHARED) == SHARED)
                lonely[blood->strands[i].parent] = 1;
    }
    mark_other_parents(s, lonely);
    free(lonely);
    return KW_OK;
}

struct by_height {
    uint32_t height;
    uint32_t who;
};

static int compare_heights(const void *a, const void *b)
{
    const struct by_height *x = a;
    const struct by_height *y = b;

    if (x->height != y->height)
        return x->height < y->height ? -1 : 1;
    return (x->who > y->who) - (x->who < y->who);
}

/* Marks everybody, over all alternatives, above either of the two, and
 * those from whom a shared ancestor can be reached. *any says if there
 * is a torn one whose choice matters. */
static enum kw_status look_round(struct survey *s, uint32_t from, uint32_t to,
                                 bool *any, struct kw_error *err)
{
    const struct lineage *blood = &s->k->blood;
    struct by_height *sorted;
    size_t count;

    *any = false;
    mark_up(s, from, OVER_FROM, false);
    mark_up(s, to, OVER_TO, false);
    KW_TRY(look_for_doubt(s, err));
    sorted = malloc(((size_t)blood->count + 1) * sizeof *sorted);
    if (!sorted)
        return kw_nomem(err);
    count = 0;
    for (uint32_t who = 0; who < blood->count; who++)
        if (s->marks[who])
            sorted[count++] = (struct by_height){blood->heights[who], who};
    if (count)
        qsort(sorted, count, sizeof *sorted, compare_heights);
    for (size_t i = 0; i < count; i++) {
        uint32_t who = sorted[i].who;

        if ((s->marks[who] & SHARED) == SHARED || may_matter(s, who))
            s->marks[who] |= LEADS_ON;
        if (is_torn(blood, who) && may_matter(s, who))
            *any = true;
    }
    free(sorted);
    return KW_OK;
}

/* ---- the tree of decisions ----------------------------------------- */

static bool is_decided(const struct survey *s, uint32_t who)
{
    for (size_t i = 0; i < s->decision_count; i++)
        if (s->decisions[i].who == who)
            return true;
    return false;
}

/* The smallest member reached under the choices made whose own choice
 * matters and is not made. */
static uint32_t next_undecided(struct survey *s, uint32_t from, uint32_t to)
{
    const struct lineage *blood = &s->k->blood;
    uint32_t found = KW_NOBODY;

    for (int end = 0; end < 2; end++) {
        size_t count = mark_up(s, end ? to : from, REACHED, true);

        for (size_t i = 0; i < count; i++) {
            uint32_t who = s->queue[i];

            if (who < found && is_torn(blood, who) && may_matter(s, who) &&
                !is_decided(s, who))
                found = who;
        }
    }
    for (uint32_t who = 0; who < blood->count; who++)
        s->marks[who] &= (uint8_t)~REACHED;
    return found;
}

static enum kw_status decide(struct survey *s, uint32_t who,
                             struct kw_error *err)
{
    struct decision *grown = kw_grow(s->decisions, s->decision_count,
                                     &s->decision_capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    s->decisions = grown;
    s->decisions[s->decision_count++] = (struct decision){who, 0};
    return KW_OK;
}

/* Puts all decisions into the lineage. */
static enum kw_status enact(struct survey *s, struct kw_error *err)
{
    struct pair options[KW_ALTERNATIVES_MAX + 1];

    kw_choices_reset(s->k);
    for (size_t i = 0; i < s->decision_count; i++) {
        size_t count =
            kw_lineage_options(&s->k->blood, s->decisions[i].who, options,
                               sizeof options / sizeof *options);

        if (s->decisions[i].option < count)
            KW_TRY(choose(s->k, s->decisions[i].who,
                          options[s->decisions[i].option], err));
    }
    return KW_OK;
}

/* Goes on to the next way to decide; false after the last. */
static bool advance(struct survey *s)
{
    struct pair options[KW_ALTERNATIVES_MAX + 1];

    while (s->decision_count) {
        struct decision *last = &s->decisions[s->decision_count - 1];

        if (++last->option <
            kw_lineage_options(&s->k->blood, last->who, options,
                               sizeof options / sizeof *options))
            return true;
        s->decision_count--;
    }
    return false;
}

static int by_child(const void *a, const void *b)
{
    const struct kw_choice *x = a;
    const struct kw_choice *y = b;

    return (x->child > y->child) - (x->child < y->child);
}

static enum kw_status tell(struct survey *s, each_choice each, void *arg,
                           struct kw_error *err)
{
    const struct lineage *blood = &s->k->blood;
    struct kw_choice *choices =
        malloc((s->decision_count + 1) * sizeof *choices);
    enum kw_status status;

    if (!choices)
        return kw_nomem(err);
    for (size_t i = 0; i < s->decision_count; i++) {
        uint32_t who = s->decisions[i].who;
        size_t parents = 0;

        choices[i] = (struct kw_choice){who, {KW_NOBODY, KW_NOBODY}};
        for (uint32_t j = blood->starts[who]; j < blood->starts[who + 1]; j++)
            if (blood->strands[j].on && parents < 2)
                choices[i].parents[parents++] = blood->strands[j].parent;
    }
    if (s->decision_count)
        qsort(choices, s->decision_count, sizeof *choices, by_child);
    status = each(arg, choices, s->decision_count, err);
    free(choices);
    return status;
}

static enum kw_status walk_tree(struct survey *s, uint32_t from, uint32_t to,
                                each_choice each, void *arg, bool *more,
                                struct kw_error *err)
{
    for (int told = 0; told < KW_ALTERNATIVES_MAX; told++) {
        uint32_t who;

        KW_TRY(enact(s, err));
        while ((who = next_undecided(s, from, to)) != KW_NOBODY)
            KW_TRY(decide(s, who, err));
        KW_TRY(tell(s, each, arg, err));
        if (!advance(s))
            return KW_OK;
    }
    *more = true;
    return KW_OK;
}

enum kw_status kw_choices_each(struct kw_kinship *k, uint32_t from, uint32_t to,
                               each_choice each, void *arg, bool *more,
                               struct kw_error *err)
{
    struct survey s = {.k = k};
    bool any = k->blood.has_torn;
    enum kw_status status = KW_OK;

    *more = false;
    kw_choices_reset(k);
    if (any) {
        s.marks = calloc((size_t)k->blood.count + 1, 1);
        s.queue = malloc(((size_t)k->blood.count + 1) * sizeof *s.queue);
        if (!s.marks || !s.queue) {
            free(s.marks);
            free(s.queue);
            return kw_nomem(err);
        }
        status = look_round(&s, from, to, &any, err);
    }
    if (status == KW_OK)
        status = any ? walk_tree(&s, from, to, each, arg, more, err)
                     : each(arg, NULL, 0, err);
    kw_choices_reset(k);
    free(s.marks);
    free(s.queue);
    free(s.decisions);
    return status;
}
