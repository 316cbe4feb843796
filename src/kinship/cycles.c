/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cycles of parents: found before anything is counted, and cut.
 *
 * Everybody on a cycle lies in one strongly connected part with all the
 * others on it, whatever was loaded around it; so what is cut does not
 * depend on how far the family was read. Parts are found by Tarjan's
 * algorithm with a stack of its own, one weakest strand is cut in each,
 * and the part is looked at again until nothing of it is left.
 */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

enum { CUTS_MAX = 100000 };

struct search {
    struct lineage *lineage;
    uint32_t *order; /* 1 + when somebody was met; 0: not yet */
    uint32_t *low;   /* the earliest met that is reached from here */
    uint32_t *next;  /* the strand to look at next */
    uint32_t *part;  /* the part somebody is in, while it is searched */
    uint32_t *stack; /* met, and not yet in a part */
    size_t stack_count;
    uint32_t *trail; /* the way down to where we are */
    size_t trail_count;
    uint32_t at; /* everybody before has been met */
    uint32_t met;
    uint32_t parts;
};

static enum kw_status open_search(struct search *s, struct lineage *lineage,
                                  struct kw_error *err)
{
    size_t n = (size_t)lineage->count + 1;

    memset(s, 0, sizeof *s);
    s->lineage = lineage;
    s->order = calloc(n, sizeof *s->order);
    s->low = calloc(n, sizeof *s->low);
    s->next = calloc(n, sizeof *s->next);
    s->part = calloc(n, sizeof *s->part);
    s->stack = malloc(n * sizeof *s->stack);
    s->trail = malloc(n * sizeof *s->trail);
    if (!s->order || !s->low || !s->next || !s->part || !s->stack || !s->trail)
        return kw_nomem(err);
    return KW_OK;
}

static void close_search(struct search *s)
{
    free(s->order);
    free(s->low);
    free(s->next);
    free(s->part);
    free(s->stack);
    free(s->trail);
}

/* Does strand a go before strand b when a cycle must be cut? */
static bool is_weaker(const struct lineage *lineage, uint32_t a_child,
                      uint32_t a, uint32_t b_child, uint32_t b)
{
    const struct strand *x = &lineage->strands[a];
    const struct strand *y = &lineage->strands[b];

    if (x->rank != y->rank)
        return x->rank < y->rank;
    if (a_child != b_child)
        return a_child > b_child;
    return x->parent > y->parent;
}

/* The part from stack[base] up is complete. If it holds a cycle its
 * weakest strand is cut and its people are searched again. */
static enum kw_status settle(struct search *s, size_t base,
                             struct kw_error *err)
{
    struct lineage *lineage = s->lineage;
    uint32_t part = ++s->parts;
    uint32_t weakest = UINT32_MAX;
    uint32_t its_child = 0;
    struct kw_cut *grown;

    for (size_t i = base; i < s->stack_count; i++)
        s->part[s->stack[i]] = part;
    for (size_t i = base; i < s->stack_count; i++) {
        uint32_t who = s->stack[i];

        for (uint32_t j = lineage->starts[who]; j < lineage->starts[who + 1];
             j++) {
            struct strand *strand = &lineage->strands[j];

            if (strand->cut || s->part[strand->parent] != part)
                continue;
            if (weakest == UINT32_MAX ||
                is_weaker(lineage, who, j, its_child, weakest)) {
                weakest = j;
                its_child = who;
            }
        }
    }
    if (weakest != UINT32_MAX) {
        if (lineage->cut_count >= CUTS_MAX)
            return kw_fail(err, KW_LIMIT,
                           "more than %d people are their own ancestors; this "
                           "is no family",
                           CUTS_MAX);
        grown = kw_grow(lineage->cuts, lineage->cut_count,
                        &lineage->cut_capacity, sizeof *lineage->cuts);
        if (!grown)
            return kw_nomem(err);
        lineage->cuts = grown;
        lineage->cuts[lineage->cut_count++] =
            (struct kw_cut){its_child, lineage->strands[weakest].parent};
        lineage->strands[weakest].cut = true;
        lineage->strands[weakest].on = false;
    }
    for (size_t i = base; i < s->stack_count; i++) {
        uint32_t who = s->stack[i];

        if (weakest == UINT32_MAX)
            continue;
        s->order[who] = 0;
        s->part[who] = 0;
        if (who < s->at)
            s->at = who;
    }
    s->stack_count = base;
    return KW_OK;
}

static void enter(struct search *s, uint32_t who)
{
    s->order[who] = s->low[who] = ++s->met;
    s->next[who] = s->lineage->starts[who];
    s->stack[s->stack_count++] = who;
    s->trail[s->trail_count++] = who;
}

static void lower(uint32_t *low, uint32_t to)
{
    if (to < *low)
        *low = to;
}

static enum kw_status leave(struct search *s, uint32_t who,
                            struct kw_error *err)
{
    size_t base = s->stack_count;

    s->trail_count--;
    if (s->trail_count)
        lower(&s->low[s->trail[s->trail_count - 1]], s->low[who]);
    if (s->low[who] != s->order[who])
        return KW_OK;
    while (s->stack[base - 1] != who)
        base--;
    return settle(s, base - 1, err);
}

static enum kw_status search_from(struct search *s, uint32_t start,
                                  struct kw_error *err)
{
    const struct lineage *lineage = s->lineage;

    enter(s, start);
    while (s->trail_count) {
        uint32_t who = s->trail[s->trail_count - 1];
        const struct strand *strand = &lineage->strands[s->next[who]];

        if (s->next[who] == lineage->starts[who + 1]) {
            KW_TRY(leave(s, who, err));
            continue;
        }
        s->next[who]++;
        if (strand->cut)
            continue;
        if (!s->order[strand->parent])
            enter(s, strand->parent);
        else if (!s->part[strand->parent])
            lower(&s->low[who], s->order[strand->parent]);
    }
    return KW_OK;
}

static int by_child_and_parent(const void *a, const void *b)
{
    const struct kw_cut *x = a;
    const struct kw_cut *y = b;

    if (x->child != y->child)
        return x->child < y->child ? -1 : 1;
    return (x->parent > y->parent) - (x->parent < y->parent);
}

enum kw_status kw_lineage_cut(struct lineage *lineage, struct kw_error *err)
{
    struct search s;
    enum kw_status status = open_search(&s, lineage, err);

    while (status == KW_OK && s.at < lineage->count) {
        if (s.order[s.at])
            s.at++;
        else
            status = search_from(&s, s.at, err);
    }
    close_search(&s);
    if (lineage->cut_count)
        qsort(lineage->cuts, lineage->cut_count, sizeof *lineage->cuts,
              by_child_and_parent);
    return status;
}
