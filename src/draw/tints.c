/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the colour of a card tells: a house, a sex, a branch. The largest
 * groups get colours of their own, everybody else the plain one. Nothing
 * is told by colour alone: tooltips say it too.
 */
#include <stdlib.h>
#include <string.h>

#include "drawing.h"

static const char *const FILLS[] = {[KW_FILL_AUTO] = "auto",
                                    [KW_FILL_HOUSE] = "house",
                                    [KW_FILL_SEX] = "sex",
                                    [KW_FILL_BRANCH] = "branch",
                                    [KW_FILL_NONE] = "none"};

bool kw_fill_parse(const char *name, enum kw_fill *out)
{
    for (size_t i = 0; i < sizeof FILLS / sizeof *FILLS; i++) {
        if (strcmp(FILLS[i], name) == 0) {
            *out = (enum kw_fill)i;
            return true;
        }
    }
    return false;
}

/* ---- groups -------------------------------------------------------- */

/* A name for some persons; the largest groups get colours. */
struct group {
    const char *name;
    uint32_t people;
    uint32_t number; /* as found */
};

struct groups {
    struct kw_plan *plan;
    struct group *items;
    uint32_t count;
    uint32_t *of;    /* by person, or KW_NONE */
    bool keep_order; /* in the legend: as found, not by size */
    uint8_t swatch;  /* of the first */
};

static int by_size(const void *a, const void *b)
{
    const struct group *x = a;
    const struct group *y = b;

    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static int by_number(const void *a, const void *b)
{
    const struct group *x = a;
    const struct group *y = b;

    return (x->number > y->number) - (x->number < y->number);
}

/* Gives the largest groups a colour each; everybody else has none. */
static enum kw_status colour(struct groups *g, const char *others,
                             struct kw_tints *out, struct kw_error *err)
{
    struct kw_plan *plan = g->plan;
    uint8_t *swatch =
        kw_arena_zeroed(&plan->arena, g->count + (size_t)1, sizeof *swatch);
    uint32_t left = plan->person_count;
    uint32_t taken;

    if (!swatch)
        return kw_nomem(err);
    memset(swatch, KW_SWATCH_NONE, g->count + (size_t)1);
    qsort(g->items, g->count, sizeof *g->items, by_size);
    taken = g->count < KW_SWATCHES ? g->count : KW_SWATCHES;
    if (g->keep_order)
        qsort(g->items, taken, sizeof *g->items, by_number);
    for (uint32_t i = 0; i < taken; i++) {
        uint8_t number = (uint8_t)((g->swatch + i) % KW_SWATCHES);

        swatch[g->items[i].number] = number;
        out->items[out->count++] =
            (struct kw_tint){g->items[i].name, g->items[i].people, number};
        left -= g->items[i].people;
    }
    if (left && out->count)
        out->items[out->count++] =
            (struct kw_tint){others, left, KW_SWATCH_NONE};
    for (uint32_t i = 0; i < plan->person_count; i++)
        out->of[i] = g->of[i] == KW_NONE ? KW_SWATCH_NONE : swatch[g->of[i]];
    return KW_OK;
}

static uint32_t add_group(struct groups *g, const char *name)
{
    g->items[g->count] = (struct group){name, 0, g->count};
    return g->count++;
}

static void join_group(struct groups *g, uint32_t person, uint32_t group)
{
    if (g->of[person] != KW_NONE)
        g->items[g->of[person]].people--;
    g->of[person] = group;
    g->items[group].people++;
}

/* ---- by house, by sex ---------------------------------------------- */

static void by_house(struct groups *g)
{
    for (uint32_t i = 0; i < g->plan->person_count; i++) {
        const struct kw_member *member =
            kw_people_at(g->plan->people, g->plan->persons[i].who);
        uint32_t group = 0;

        if (!member->house || !*member->house)
            continue;
        while (group < g->count &&
               strcmp(g->items[group].name, member->house) != 0)
            group++;
        if (group == g->count)
            add_group(g, member->house);
        join_group(g, i, group);
    }
}

static void by_sex(struct groups *g)
{
    static const uint8_t SEXES[] = {KW_MALE, KW_FEMALE};
    static const char *const NAMES[] = {"men", "women"};

    g->swatch = 2; /* blue and orange: apart for everybody */
    for (uint32_t s = 0; s < 2; s++) {
        add_group(g, NAMES[s]);
        for (uint32_t i = 0; i < g->plan->person_count; i++)
            if (kw_people_at(g->plan->people, g->plan->persons[i].who)->sex ==
                SEXES[s])
                join_group(g, i, s);
    }
}

/* ---- by branch ----------------------------------------------------- */

static const char *short_name(struct kw_plan *plan, uint32_t person)
{
    char id[KW_ID_TEXT_BYTES];
    const char *name =
        kw_people_name(plan->people, plan->persons[person].who, id);
    const char *comma = strstr(name, ", ");

    return kw_arena_text(&plan->arena, name,
                         comma ? (size_t)(comma - name) : strlen(name));
}

/* Everybody above `person` who is in no group yet joins. */
static void join_ancestors(struct groups *g, uint32_t person, uint32_t group,
                           uint32_t *stack)
{
    uint32_t depth = 0;

    stack[depth++] = person;
    while (depth) {
        uint32_t now = stack[--depth];
        uint32_t count;
        const struct kw_plan_parent *run =
            kw_plan_parents(g->plan, now, &count);

        if (g->of[now] != KW_NONE)
            continue;
        join_group(g, now, group);
        for (uint32_t i = count; i-- > 0;)
            if (g->of[run[i].parent] == KW_NONE && depth + 1 < UINT32_MAX)
                stack[depth++] = run[i].parent;
    }
}

/* Four lines up from the last generation: one a grandparent, or a parent
 * of whom no parent is drawn. */
static enum kw_status by_grandparent(struct groups *g, uint32_t *stack,
                                     struct kw_error *err)
{
    struct kw_plan *plan = g->plan;
    uint32_t subject = KW_NONE;
    uint32_t parents;
    const struct kw_plan_parent *run;

    for (uint32_t i = 0; i < plan->person_count; i++)
        if (plan->persons[i].rooted &&
            plan->blocks[plan->persons[i].block].layer ==
                (int32_t)plan->layer_count - 1)
            subject = subject == KW_NONE || plan->persons[i].lit ? i : subject;
    if (subject == KW_NONE)
        return KW_OK;
    run = kw_plan_parents(plan, subject, &parents);
    for (uint32_t p = 0; p < parents; p++) {
        uint32_t count;
        const struct kw_plan_parent *above =
            kw_plan_parents(plan, run[p].parent, &count);
        uint32_t group = g->count;

        for (uint32_t i = 0; i < count && g->count < 8; i++) {
            const char *name = short_name(plan, above[i].parent);

            if (!name)
                return kw_nomem(err);
            add_group(g, name);
            join_ancestors(g, above[i].parent, g->count - 1, stack);
        }
        if (g->count > group && g->of[run[p].parent] == KW_NONE)
            join_group(g, run[p].parent, group);
    }
    return KW_OK;
}

/* Children by parent. */
struct below {
    uint32_t *first; /* by person: a run in `children` */
    uint32_t *children;
    uint32_t *seen; /* by person: the last walk that came by */
    uint32_t *queue;
    uint32_t walks;
};

static enum kw_status find_children(struct kw_plan *plan, struct below *b,
                                    struct kw_error *err)
{
    size_t count = plan->person_count;

    b->first = kw_arena_zeroed(&plan->arena, count + 2, sizeof(uint32_t));
    b->children = kw_arena_zeroed(&plan->arena, plan->link_count * (size_t)2,
                                  sizeof(uint32_t));
    b->seen = kw_arena_zeroed(&plan->arena, count, sizeof(uint32_t));
    b->queue = kw_arena_zeroed(&plan->arena, count, sizeof(uint32_t));
    if (!b->first || !b->children || !b->seen || !b->queue)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->link_count; i++)
        for (int k = 0; k < 2; k++)
            if (plan->links[i].parents[k] != KW_NONE &&
                plan->links[i].stroke != KW_STROKE_MARRIED)
                b->first[plan->links[i].parents[k] + 2]++;
    for (size_t i = 0; i < count; i++)
        b->first[i + 2] += b->first[i + 1];
    for (uint32_t i = 0; i < plan->link_count; i++)
        for (int k = 0; k < 2; k++)
            if (plan->links[i].parents[k] != KW_NONE &&
                plan->links[i].stroke != KW_STROKE_MARRIED)
                b->children[b->first[plan->links[i].parents[k] + 1]++] =
                    plan->links[i].child;
    return KW_OK;
}

/* How many of `person` and below are in no group yet. */
static uint32_t count_below(const struct groups *g, struct below *b,
                            uint32_t person)
{
    uint32_t count = 0;
    uint32_t mark = ++b->walks;

    b->queue[count++] = person;
    b->seen[person] = mark;
    for (uint32_t done = 0; done < count; done++) {
        uint32_t now = b->queue[done];

        for (uint32_t i = b->first[now]; i < b->first[now + 1]; i++) {
            if (b->seen[b->children[i]] == mark ||
                g->of[b->children[i]] != KW_NONE)
                continue;
            b->seen[b->children[i]] = mark;
            b->queue[count++] = b->children[i];
        }
    }
    return count;
}

/* The founder with most descendants who are in no group yet, or the first
 * of their line with more than one child; KW_NONE if nobody has two. */
static uint32_t find_apex(const struct groups *g, struct below *b)
{
    const struct kw_plan *plan = g->plan;
    uint32_t apex = KW_NONE;
    uint32_t most = 2;

    for (uint32_t i = 0; i < plan->person_count; i++) {
        uint32_t count;

        if (plan->persons[i].rooted || g->of[i] != KW_NONE)
            continue;
        count = count_below(g, b, i);
        if (count > most) {
            most = count;
            apex = i;
        }
    }
    while (apex != KW_NONE) {
        uint32_t next = KW_NONE;

        /* One child has nearly everybody: the branches begin below. */
        for (uint32_t i = b->first[apex]; i < b->first[apex + 1]; i++)
            if (g->of[b->children[i]] == KW_NONE &&
                count_below(g, b, b->children[i]) > (most - 1) * 9 / 10)
                next = b->children[i];
        if (next == KW_NONE || b->first[next + 1] == b->first[next])
            break;
        apex = next;
    }
    return apex;
}

/* A branch a child of the apex; whoever descends from two belongs to the
 * nearer, or the elder. */
static enum kw_status add_branches(struct groups *g, struct below *b,
                                   uint32_t apex, struct kw_error *err)
{
    uint32_t count = 0;

    for (uint32_t i = b->first[apex]; i < b->first[apex + 1]; i++) {
        const char *name;

        if (g->of[b->children[i]] != KW_NONE)
            continue;
        name = short_name(g->plan, b->children[i]);
        if (!name)
            return kw_nomem(err);
        join_group(g, b->children[i], add_group(g, name));
        b->queue[count++] = b->children[i];
    }
    for (uint32_t done = 0; done < count; done++) {
        uint32_t now = b->queue[done];

        for (uint32_t i = b->first[now]; i < b->first[now + 1]; i++) {
            if (g->of[b->children[i]] != KW_NONE)
                continue;
            join_group(g, b->children[i], g->of[now]);
            b->queue[count++] = b->children[i];
        }
    }
    return KW_OK;
}

/* Branches of the largest founder, then of the next while colours last. */
static enum kw_status by_child(struct groups *g, struct kw_error *err)
{
    struct below b = {0};

    KW_TRY(find_children(g->plan, &b, err));
    while (g->count < KW_SWATCHES) {
        uint32_t apex = find_apex(g, &b);
        uint32_t before = g->count;

        if (apex == KW_NONE)
            break;
        KW_TRY(add_branches(g, &b, apex, err));
        if (g->count == before)
            break;
    }
    return KW_OK;
}

/* ---- the choice ---------------------------------------------------- */

static bool has_house(const struct kw_plan *plan)
{
    for (uint32_t i = 0; i < plan->person_count; i++) {
        const char *house =
            kw_people_at(plan->people, plan->persons[i].who)->house;

        if (house && *house)
            return true;
    }
    return false;
}

static enum kw_status branch(struct groups *g, struct kw_error *err)
{
    size_t room = g->plan->parent_count + (size_t)g->plan->person_count;
    uint32_t *stack = kw_arena_zeroed(&g->plan->arena, room, sizeof *stack);

    if (!stack)
        return kw_nomem(err);
    g->keep_order = true;
    return g->plan->pedigree ? by_grandparent(g, stack, err) : by_child(g, err);
}

enum kw_status kw_tints_choose(struct kw_plan *plan, enum kw_fill fill,
                               struct kw_tints *out, struct kw_error *err)
{
    size_t count = plan->person_count;
    struct groups g = {
        .plan = plan,
        .items = kw_arena_zeroed(&plan->arena, count + 2, sizeof *g.items),
        .of = kw_arena_zeroed(&plan->arena, count, sizeof(uint32_t))};
    const char *others = NULL;

    *out = (struct kw_tints){
        .of = kw_arena_zeroed(&plan->arena, count, sizeof(uint8_t))};
    if (!g.items || !g.of || !out->of)
        return kw_nomem(err);
    for (size_t i = 0; i < count; i++)
        g.of[i] = KW_NONE;
    if (fill == KW_FILL_AUTO)
        fill = has_house(plan) ? KW_FILL_HOUSE : KW_FILL_BRANCH;
    switch (fill) {
    case KW_FILL_HOUSE:
        by_house(&g);
        out->heading = "House";
        others = "other or not known";
        break;
    case KW_FILL_SEX:
        by_sex(&g);
        g.keep_order = true;
        others = "other or not known";
        break;
    case KW_FILL_BRANCH:
        KW_TRY(branch(&g, err));
        out->heading = plan->pedigree ? "Ancestors of" : "Descendants of";
        others = plan->pedigree ? "the person asked for" : "others";
        break;
    default:
        break;
    }
    return colour(&g, others, out, err);
}
