/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Relations that are not blood: husband and wife, step kin, in-laws.
 *
 * A marriage may stand at one end of a line of blood, or at both; never
 * in its middle. Of each sort only the nearest is told, and only if it
 * is nearer than any blood between the two.
 */
#include "engine.h"

#include <string.h>

/* Who stands at an end of a line in place of FROM or TO. */
struct stand_in {
    uint32_t who;
    enum kw_marriage marriage;
    struct kw_date since;
    struct kw_date until;
};

struct affinity {
    struct kw_kinship *k;
    uint32_t from;
    uint32_t to;
    struct kw_arena *arena;
    struct relations *list;
    uint64_t nearest; /* up + down of what is told already */
    struct kw_error *err;
};

static enum kw_marriage marriage_of(const struct kw_tie *tie)
{
    bool apart = tie->ended == KW_ENDED_ALIVE;

    if (tie->kind == KW_LINK_SPOUSE)
        return apart ? KW_DIVORCED : KW_MARRIED;
    return apart ? KW_EX_PARTNERED : KW_PARTNERED;
}

static bool is_there(const struct affinity *a, uint32_t who)
{
    return !kw_map_has(&a->k->without, who);
}

static bool is_in(struct kw_ties ties, uint32_t who)
{
    for (size_t i = 0; i < ties.count; i++)
        if (ties.items[i].who == who)
            return true;
    return false;
}

static struct kw_relation blank(enum kw_relation_kind kind, uint32_t up,
                                uint32_t down)
{
    struct kw_relation relation = {
        .kind = kind,
        .up = up,
        .down = down,
        .fullness = KW_DIRECT,
        .fold = 1,
        .apex = {KW_NOBODY, KW_NOBODY},
        .lines = "1",
    };

    return relation;
}

static enum kw_status keep_line(struct affinity *a,
                                struct kw_relation *relation,
                                const uint32_t *line)
{
    size_t bytes = ((size_t)relation->up + relation->down + 1) * sizeof *line;

    relation->line = kw_arena_take(a->arena, bytes);
    if (!relation->line)
        return kw_nomem(a->err);
    memcpy(relation->line, line, bytes);
    relation->apex[0] = relation->line[relation->up];
    return kw_relations_add(a->list, relation, a->err);
}

/* ---- husband and wife ---------------------------------------------- */

static enum kw_status add_marriage(struct affinity *a)
{
    struct kw_ties partners = kw_people_partners(a->k->people, a->from);

    for (size_t i = 0; i < partners.count; i++) {
        const struct kw_tie *tie = &partners.items[i];
        struct kw_relation relation = blank(KW_BY_MARRIAGE, 0, 0);

        if (tie->who != a->to)
            continue;
        relation.from_marriage = marriage_of(tie);
        relation.since = tie->since;
        relation.until = tie->until;
        a->nearest = 0;
        return keep_line(a, &relation, &a->to);
    }
    return KW_OK;
}

/* ---- step kin ------------------------------------------------------ */

/* Is `who` a step parent of `child`: stated so, or married to a parent
 * and no parent? */
static bool is_step_parent(const struct affinity *a, uint32_t child,
                           uint32_t who)
{
    const struct kw_people *people = a->k->people;
    struct kw_ties parents = kw_people_parents(people, child);

    if (is_in(parents, who) || who == child || !is_there(a, who))
        return false;
    if (is_in(kw_people_step_parents(people, child), who))
        return true;
    for (size_t i = 0; i < parents.count; i++) {
        struct kw_ties partners =
            kw_people_partners(people, parents.items[i].who);

        if (!is_there(a, parents.items[i].who))
            continue;
        for (size_t j = 0; j < partners.count; j++)
            if (partners.items[j].who == who &&
                partners.items[j].kind == KW_LINK_SPOUSE)
                return true;
    }
    return false;
}

static bool share_a_parent(const struct affinity *a)
{
    struct kw_ties one = kw_people_parents(a->k->people, a->from);
    struct kw_ties other = kw_people_parents(a->k->people, a->to);

    for (size_t i = 0; i < one.count; i++)
        if (is_there(a, one.items[i].who) && is_in(other, one.items[i].who))
            return true;
    return false;
}

/* A parent of `child` who is a step parent of `step_child`. */
static uint32_t step_parent_between(const struct affinity *a, uint32_t child,
                                    uint32_t step_child)
{
    struct kw_ties parents = kw_people_parents(a->k->people, child);

    for (size_t i = 0; i < parents.count; i++)
        if (is_step_parent(a, step_child, parents.items[i].who))
            return parents.items[i].who;
    return KW_NOBODY;
}

static enum kw_status add_step(struct affinity *a)
{
    struct kw_relation relation;
    uint32_t line[3] = {a->from, a->to, a->to};
    uint32_t between;

    if (is_in(kw_people_parents(a->k->people, a->to), a->from) ||
        is_in(kw_people_parents(a->k->people, a->from), a->to))
        return KW_OK;
    if (is_step_parent(a, a->from, a->to)) {
        relation = blank(KW_BY_STEP, 1, 0);
    } else if (is_step_parent(a, a->to, a->from)) {
        relation = blank(KW_BY_STEP, 0, 1);
    } else {
        if (share_a_parent(a))
            return KW_OK;
        between = step_parent_between(a, a->to, a->from);
        if (between == KW_NOBODY)
            between = step_parent_between(a, a->from, a->to);
        if (between == KW_NOBODY)
            return KW_OK;
        relation = blank(KW_BY_STEP, 1, 1);
        line[1] = between;
    }
    if ((uint64_t)relation.up + relation.down < a->nearest)
        a->nearest = (uint64_t)relation.up + relation.down;
    return keep_line(a, &relation, line);
}

/* ---- in-laws ------------------------------------------------------- */

static struct stand_in oneself(uint32_t who)
{
    struct stand_in in = {.who = who, .marriage = KW_NO_MARRIAGE};

    return in;
}

static struct stand_in partner(const struct kw_tie *tie)
{
    struct stand_in in = {tie->who, marriage_of(tie), tie->since, tie->until};

    return in;
}

/* Links that blood may have, with such marriages at its ends, to be nearer
 * than what is told: fewer than these. */
static uint64_t room_below(const struct affinity *a, const struct stand_in *x,
                           const struct stand_in *y)
{
    uint64_t marriages = (uint64_t)(x->marriage != KW_NO_MARRIAGE) +
                         (y->marriage != KW_NO_MARRIAGE);

    return a->nearest > marriages ? a->nearest - marriages : 0;
}

/* Puts the nearest blood between two stand-ins into *best if it is
 * nearer than what is there; not what would not be told. */
static enum kw_status try_pair(struct affinity *a, struct stand_in x,
                               struct stand_in y, bool *found,
                               struct kw_relation *best)
{
    struct kw_relation relation;
    bool related;
    bool from_is_smaller = a->from < a->to;
    const struct stand_in *married = x.marriage ? &x : &y;

    if (x.who == y.who || !is_there(a, x.who) || !is_there(a, y.who))
        return KW_OK;
    KW_TRY(kw_nearest_blood(a->k, x.who, y.who, room_below(a, &x, &y),
                            from_is_smaller, a->arena, &relation, &related,
                            a->err));
    if (!related)
        return KW_OK;
    relation.kind = KW_BY_MARRIAGE;
    relation.from_marriage = x.marriage;
    relation.to_marriage = y.marriage;
    relation.since = married->since;
    relation.until = married->until;
    if (!*found || kw_relation_compare(&relation, best, from_is_smaller) < 0)
        *best = relation;
    *found = true;
    return KW_OK;
}

/* The nearest relation with a marriage at the ends asked for. */
static enum kw_status try_ends(struct affinity *a, bool at_from, bool at_to,
                               bool *found, struct kw_relation *best)
{
    struct kw_ties none = {NULL, 0};
    struct kw_ties theirs =
        at_from ? kw_people_partners(a->k->people, a->from) : none;
    struct kw_ties others =
        at_to ? kw_people_partners(a->k->people, a->to) : none;
    size_t xs = at_from ? theirs.count : 1;
    size_t ys = at_to ? others.count : 1;

    *found = false;
    for (size_t i = 0; i < xs; i++)
        for (size_t j = 0; j < ys; j++)
            KW_TRY(try_pair(
                a, at_from ? partner(&theirs.items[i]) : oneself(a->from),
                at_to ? partner(&others.items[j]) : oneself(a->to), found,
                best));
    return KW_OK;
}

/* What is told already as nearer, as step kin say, is not told again as an
 * in-law. */
static enum kw_status add_if_nearer(struct affinity *a, bool found,
                                    const struct kw_relation *relation,
                                    bool *told)
{
    uint64_t distance;

    if (!found)
        return KW_OK;
    distance = (uint64_t)relation->up + relation->down +
               (relation->from_marriage != KW_NO_MARRIAGE) +
               (relation->to_marriage != KW_NO_MARRIAGE);
    if (distance >= a->nearest)
        return KW_OK;
    *told = true;
    return kw_relations_add(a->list, relation, a->err);
}

static enum kw_status add_in_laws(struct affinity *a)
{
    bool from_first = a->from < a->to;
    bool told = a->list->count > 0;
    bool found[2];
    struct kw_relation best[2];
    int order;

    KW_TRY(try_ends(a, true, false, &found[0], &best[0]));
    KW_TRY(try_ends(a, false, true, &found[1], &best[1]));
    order = found[0] && found[1]
                ? kw_relation_compare(&best[0], &best[1], from_first)
                : 0;
    if (order > 0 || (order == 0 && !from_first)) {
        KW_TRY(add_if_nearer(a, found[1], &best[1], &told));
        KW_TRY(add_if_nearer(a, found[0], &best[0], &told));
    } else {
        KW_TRY(add_if_nearer(a, found[0], &best[0], &told));
        KW_TRY(add_if_nearer(a, found[1], &best[1], &told));
    }
    if (told)
        return KW_OK;
    KW_TRY(try_ends(a, true, true, &found[0], &best[0]));
    return add_if_nearer(a, found[0], &best[0], &told);
}

enum kw_status kw_relations_by_affinity(struct kw_kinship *kinship,
                                        uint32_t from, uint32_t to,
                                        struct kw_arena *arena,
                                        struct relations *list,
                                        struct kw_error *err)
{
    struct affinity a = {.k = kinship,
                         .from = from,
                         .to = to,
                         .arena = arena,
                         .list = list,
                         .nearest = UINT64_MAX,
                         .err = err};

    for (size_t i = 0; i < list->count; i++) {
        uint64_t sum = (uint64_t)list->items[i].up + list->items[i].down;

        if (sum < a.nearest)
            a.nearest = sum;
    }
    KW_TRY(add_step(&a));
    KW_TRY(add_marriage(&a));
    return add_in_laws(&a);
}
