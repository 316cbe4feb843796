/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Network simplex: whole numbers for the nodes of an acyclic graph, so
 * that every arc is long enough and all arcs together are short.
 *
 * A spanning tree of tight arcs fixes all ranks. Removing a tree arc
 * leaves the subtree below it free to slide; it gains if more weight
 * enters it than leaves it (or the other way round), and slides until
 * another arc becomes tight, which takes the removed one's place. The
 * weight that pulls a subtree is the sum of its nodes' own pulls, since
 * arcs inside cancel.
 */
#include <string.h>

#include "plan.h"

struct simplex {
    uint32_t count;
    const struct kw_constraint *arcs;
    uint32_t arc_count;
    int32_t *ranks;
    uint32_t *first; /* arcs at each node: a run in `touching` */
    uint32_t *touching;
    bool *in_tree;   /* by arc */
    uint32_t *up;    /* the tree arc towards the root; KW_NONE at a root */
    uint32_t *order; /* preorder of the tree */
    uint32_t *place; /* of each node in it */
    uint32_t *last;  /* the last place in each node's subtree */
    int64_t *pull;   /* of each subtree: positive pulls down */
    uint32_t ordered;
    struct kw_arena arena;
};

static uint32_t other_end(const struct kw_constraint *arc, uint32_t node)
{
    return arc->tail == node ? arc->head : arc->tail;
}

static int32_t slack(const struct simplex *s, uint32_t arc)
{
    const struct kw_constraint *c = &s->arcs[arc];

    return s->ranks[c->head] - s->ranks[c->tail] - c->length;
}

static enum kw_status prepare(struct simplex *s, struct kw_error *err)
{
    size_t nodes = s->count + (size_t)1;
    uint32_t sum = 0;

    s->first = kw_arena_zeroed(&s->arena, nodes + 1, sizeof *s->first);
    s->touching =
        kw_arena_zeroed(&s->arena, (size_t)s->arc_count * 2, sizeof(uint32_t));
    s->in_tree = kw_arena_zeroed(&s->arena, s->arc_count, sizeof(bool));
    s->up = kw_arena_zeroed(&s->arena, nodes, sizeof *s->up);
    s->order = kw_arena_zeroed(&s->arena, nodes, sizeof *s->order);
    s->place = kw_arena_zeroed(&s->arena, nodes, sizeof *s->place);
    s->last = kw_arena_zeroed(&s->arena, nodes, sizeof *s->last);
    s->pull = kw_arena_zeroed(&s->arena, nodes, sizeof *s->pull);
    if (!s->first || !s->touching || !s->in_tree || !s->up || !s->order ||
        !s->place || !s->last || !s->pull)
        return kw_nomem(err);
    for (uint32_t i = 0; i < s->arc_count; i++) {
        s->first[s->arcs[i].tail]++;
        s->first[s->arcs[i].head]++;
    }
    for (uint32_t i = 0; i <= s->count; i++) {
        sum += s->first[i];
        s->first[i] = sum;
    }
    for (uint32_t i = s->arc_count; i-- > 0;) {
        s->touching[--s->first[s->arcs[i].tail]] = i;
        s->touching[--s->first[s->arcs[i].head]] = i;
    }
    return KW_OK;
}

/* As early as the arcs allow; false if there is a cycle. */
static bool rank_early(struct simplex *s)
{
    uint32_t *waiting = s->place; /* arcs in, not yet seen */
    uint32_t done = 0;
    uint32_t queued = 0;

    for (uint32_t i = 0; i < s->arc_count; i++)
        waiting[s->arcs[i].head]++;
    for (uint32_t i = 0; i < s->count; i++) {
        s->ranks[i] = 0;
        if (!waiting[i])
            s->order[queued++] = i;
    }
    while (done < queued) {
        uint32_t node = s->order[done++];

        for (uint32_t t = s->first[node]; t < s->first[node + 1]; t++) {
            const struct kw_constraint *arc = &s->arcs[s->touching[t]];

            if (arc->tail != node)
                continue;
            if (s->ranks[arc->head] < s->ranks[node] + arc->length)
                s->ranks[arc->head] = s->ranks[node] + arc->length;
            if (!--waiting[arc->head])
                s->order[queued++] = arc->head;
        }
    }
    return done == s->count;
}

/* Adds to the preorder everything that tight arcs reach from `root`.
 * With `by_tree` only tree arcs count; else tight arcs become such. */
static void grow(struct simplex *s, uint32_t root, bool by_tree)
{
    uint32_t node = root;
    uint32_t *next = s->last; /* where to go on at each node */

    s->up[root] = KW_NONE;
    s->place[root] = s->ordered;
    s->order[s->ordered++] = root;
    next[root] = s->first[root];
    for (;;) {
        if (next[node] == s->first[node + 1]) {
            s->last[node] = s->ordered - 1;
            if (s->up[node] == KW_NONE)
                return;
            node = other_end(&s->arcs[s->up[node]], node);
            continue;
        }
        uint32_t arc = s->touching[next[node]++];
        uint32_t to = other_end(&s->arcs[arc], node);

        if (s->place[to] != KW_NONE ||
            (by_tree ? !s->in_tree[arc] : slack(s, arc) != 0))
            continue;
        s->in_tree[arc] = true;
        s->up[to] = arc;
        s->place[to] = s->ordered;
        s->order[s->ordered++] = to;
        next[to] = s->first[to];
        node = to;
    }
}

static void regrow(struct simplex *s)
{
    uint32_t roots = 0;

    for (uint32_t i = 0; i < s->count; i++)
        s->place[i] = KW_NONE;
    /* The roots keep their places at the head of their runs. */
    while (roots < s->count) {
        s->ordered = roots;
        grow(s, s->order[roots], true);
        roots = s->ordered;
    }
}

/* A spanning tree of tight arcs for every connected part: what hangs
 * together slides until it touches the rest. */
static void make_tree(struct simplex *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        s->place[i] = KW_NONE;
    s->ordered = 0;
    for (uint32_t root = 0; root < s->count; root++) {
        uint32_t begin = s->ordered;

        if (s->place[root] != KW_NONE)
            continue;
        grow(s, root, false);
        for (;;) {
            uint32_t best = KW_NONE;
            int32_t delta;

            for (uint32_t p = begin; p < s->ordered; p++) {
                uint32_t node = s->order[p];

                for (uint32_t t = s->first[node]; t < s->first[node + 1]; t++) {
                    uint32_t arc = s->touching[t];

                    if (s->place[other_end(&s->arcs[arc], node)] == KW_NONE &&
                        (best == KW_NONE || slack(s, arc) < slack(s, best)))
                        best = arc;
                }
            }
            if (best == KW_NONE)
                break;
            delta = s->place[s->arcs[best].tail] == KW_NONE ? -slack(s, best)
                                                            : slack(s, best);
            for (uint32_t p = begin; p < s->ordered; p++) {
                uint32_t node = s->order[p];

                s->ranks[node] += delta;
                s->place[node] = KW_NONE;
                if (s->up[node] != KW_NONE)
                    s->in_tree[s->up[node]] = false;
            }
            s->ordered = begin;
            grow(s, root, false);
        }
    }
}

static void weigh(struct simplex *s)
{
    memset(s->pull, 0, s->count * sizeof *s->pull);
    for (uint32_t i = 0; i < s->arc_count; i++) {
        s->pull[s->arcs[i].head] += s->arcs[i].weight;
        s->pull[s->arcs[i].tail] -= s->arcs[i].weight;
    }
    for (uint32_t p = s->count; p-- > 0;) {
        uint32_t node = s->order[p];

        if (s->up[node] != KW_NONE)
            s->pull[other_end(&s->arcs[s->up[node]], node)] += s->pull[node];
    }
}

static bool is_below(const struct simplex *s, uint32_t node, uint32_t top)
{
    return s->place[node] >= s->place[top] && s->place[node] <= s->last[top];
}

/* The node whose subtree gains most by sliding; KW_NONE at the optimum. */
static uint32_t leaving(const struct simplex *s)
{
    uint32_t best = KW_NONE;
    int64_t most = 0;

    for (uint32_t i = 0; i < s->count; i++) {
        int64_t gain;

        if (s->up[i] == KW_NONE)
            continue;
        gain = s->arcs[s->up[i]].head == i ? -s->pull[i] : s->pull[i];
        if (gain > most) {
            most = gain;
            best = i;
        }
    }
    return best;
}

/* Slides the subtree of `top` until another arc holds it. */
static void exchange(struct simplex *s, uint32_t top)
{
    bool raise = s->arcs[s->up[top]].head == top;
    uint32_t best = KW_NONE;
    int32_t delta;

    for (uint32_t p = s->place[top]; p <= s->last[top]; p++) {
        uint32_t node = s->order[p];

        for (uint32_t t = s->first[node]; t < s->first[node + 1]; t++) {
            uint32_t arc = s->touching[t];
            const struct kw_constraint *c = &s->arcs[arc];

            if (s->in_tree[arc] || (raise ? c->tail : c->head) != node ||
                is_below(s, other_end(c, node), top))
                continue;
            if (best == KW_NONE || slack(s, arc) < slack(s, best))
                best = arc;
        }
    }
    if (best == KW_NONE)
        return;
    delta = raise ? slack(s, best) : -slack(s, best);
    for (uint32_t p = s->place[top]; p <= s->last[top]; p++)
        s->ranks[s->order[p]] += delta;
    s->in_tree[s->up[top]] = false;
    s->in_tree[best] = true;
    regrow(s);
}

/* The least rank of each connected part becomes 0. */
static void settle(struct simplex *s)
{
    for (uint32_t p = 0; p < s->count;) {
        uint32_t end = s->last[s->order[p]];
        int32_t least = INT32_MAX;

        for (uint32_t q = p; q <= end; q++)
            if (s->ranks[s->order[q]] < least)
                least = s->ranks[s->order[q]];
        for (uint32_t q = p; q <= end; q++)
            s->ranks[s->order[q]] -= least;
        p = end + 1;
    }
}

enum kw_status kw_simplex_rank(uint32_t count,
                               const struct kw_constraint *constraints,
                               uint32_t constraint_count, int32_t *ranks,
                               bool warm, struct kw_error *err)
{
    struct simplex s = {
        .count = count, .arcs = constraints, .arc_count = constraint_count};
    enum kw_status status = prepare(&s, err);

    s.ranks = ranks;
    if (status == KW_OK && !warm && !rank_early(&s))
        status = kw_fail(err, KW_INTERNAL, "a cycle of generations");
    if (status == KW_OK && count) {
        make_tree(&s);
        /* Degenerate exchanges could turn in a circle: bounded. */
        for (uint64_t i = 0; i < (uint64_t)count * 8 + 64; i++) {
            uint32_t top;

            weigh(&s);
            top = leaving(&s);
            if (top == KW_NONE)
                break;
            exchange(&s, top);
        }
        settle(&s);
    }
    kw_arena_finish(&s.arena);
    return status;
}
