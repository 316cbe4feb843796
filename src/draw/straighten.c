/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Straight lines: least absolute deviations, solved exactly.
 *
 * Squares spread one unavoidable bend over a whole line; absolutes put it
 * in one place. A line between a and b costs |a - b - offset| by a node of
 * its own below both, so all of it is one network simplex. Families of
 * several children keep the shape that the squares found, by the distance
 * of the parents from the first and from the last child.
 *
 * Absolutes still do not care whether a line has one bend or three small
 * ones. So each small bend is then forbidden in turn, and stays so if
 * that leaves fewer.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

enum { LINE = 16, SECOND_LINE = 12, LIT = 128, SHAPE = 4, TINY = 6 };
/* A child this near to the middle of its bus had better be there. */
static const double NEARLY = 9;

/* Bends smaller than this are worth a try; so many tries, divided by the
 * number of nodes. */
static const int32_t SMALL_BEND = 48;
enum { FORBIDDEN = 4096, TRIES = 60000 };

/* A line that should be straight: its two arcs, one after the other. */
struct line {
    uint32_t arc;
    bool tried;
};

struct straightening {
    struct kw_placing *placing;
    struct line *lines;
    uint32_t line_count;
    struct kw_constraint *arcs;
    uint32_t arc_count;
    int32_t *ranks;
    uint32_t node_count;
};

static int32_t whole(double number)
{
    return (int32_t)floor(number + 0.5);
}

/* b wants to be `offset` after a. */
static void tie(struct straightening *s, uint32_t a, uint32_t b, int32_t offset,
                int32_t weight)
{
    uint32_t node = s->node_count++;
    int32_t by_b = s->ranks[b] - offset;

    s->ranks[node] = s->ranks[a] < by_b ? s->ranks[a] : by_b;
    s->arcs[s->arc_count++] = (struct kw_constraint){node, a, 0, weight};
    s->arcs[s->arc_count++] = (struct kw_constraint){node, b, offset, weight};
}

static void tie_line(struct straightening *s, const struct kw_pull *pull,
                     int32_t weight)
{
    s->lines[s->line_count++] = (struct line){s->arc_count, false};
    tie(s, pull->a, pull->b, whole(pull->oa - pull->ob), weight);
}

static void tie_pull(struct straightening *s, const struct kw_pull *pull)
{
    const struct kw_plan *plan = s->placing->plan;
    bool lit = pull->base > 3;

    if (pull->base < 1)
        return;
    if (pull->b == pull->c && pull->soft > 0) {
        tie_line(s, pull, lit ? (int32_t)(LIT * pull->base / 8) : LINE);
    } else if (pull->b == pull->c) {
        /* Of two descents: as near as they came, on either side. */
        if (fabs(kw_pull_miss(s->placing, pull)) < NEARLY)
            tie_line(s, pull, SECOND_LINE);
        else
            tie(s, pull->a, pull->b,
                whole(plan->items[pull->b].at - plan->items[pull->a].at),
                SECOND_LINE);
    } else {
        double span = plan->items[pull->c].at + pull->oc -
                      plan->items[pull->b].at - pull->ob;
        double away = kw_pull_miss(s->placing, pull);
        double half = span / 2 - (fabs(away) < 3 ? 0 : away);

        tie(s, pull->b, pull->a, whole(half + pull->ob - pull->oa),
            lit ? LIT / 4 : SHAPE);
        tie(s, pull->a, pull->c,
            whole(span) - whole(half) + whole(pull->oa - pull->oc),
            lit ? LIT / 4 : SHAPE);
    }
}

/* Lines of a bus that miss its stem by a hair. */
static void tie_near_children(struct straightening *s,
                              const struct kw_pull *pull)
{
    const struct kw_plan *plan = s->placing->plan;
    const struct kw_hop *hop = &plan->hops[pull->hop];
    double from = plan->items[pull->a].at + pull->oa;

    if (pull->b == pull->c || pull->base < 1)
        return;
    for (uint32_t i = 0; i < hop->target_count; i++) {
        const struct kw_target *t = &plan->targets[hop->first_target + i];
        double offset = kw_target_at(plan, t) - plan->items[t->item].at;

        if (fabs(kw_target_at(plan, t) - from) > NEARLY)
            continue;
        tie(s, pull->a, t->item, whole(pull->oa - offset), TINY);
        return;
    }
}

/* ---- fewer bends --------------------------------------------------- */

/* How far the ends of a line are out of line. */
static int32_t bend_of(const struct straightening *s, const struct line *line)
{
    const struct kw_constraint *a = &s->arcs[line->arc];
    const struct kw_constraint *b = a + 1;

    return s->ranks[b->head] - b->length - s->ranks[a->head];
}

static int64_t count_bends(const struct straightening *s)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < s->line_count; i++)
        if (bend_of(s, &s->lines[i]) != 0) {
            int32_t weight = s->arcs[s->lines[i].arc].weight;

            sum += weight >= FORBIDDEN ? weight - FORBIDDEN : weight;
        }
    return sum;
}

/* The smallest bend not tried yet; NULL if there is none. */
static struct line *next_bend(struct straightening *s)
{
    struct line *best = NULL;
    int32_t least = SMALL_BEND;

    for (uint32_t i = 0; i < s->line_count; i++) {
        int32_t bend = abs(bend_of(s, &s->lines[i]));

        if (!bend || bend >= least || s->lines[i].tried)
            continue;
        least = bend;
        best = &s->lines[i];
    }
    return best;
}

static enum kw_status solve(struct straightening *s, struct kw_error *err)
{
    return kw_simplex_rank(s->node_count, s->arcs, s->arc_count, s->ranks, true,
                           err);
}

static enum kw_status lessen_bends(struct straightening *s,
                                   struct kw_error *err)
{
    struct kw_plan *plan = s->placing->plan;
    size_t bytes = s->node_count * sizeof *s->ranks;
    int32_t *before = kw_arena_take(&plan->arena, bytes);
    struct line *line;

    if (!before)
        return kw_nomem(err);
    for (uint32_t tries = TRIES / (s->node_count + 1) + 1;
         tries > 0 && (line = next_bend(s)) != NULL; tries--) {
        int64_t bends = count_bends(s);
        struct kw_constraint *arc = &s->arcs[line->arc];

        memcpy(before, s->ranks, bytes);
        line->tried = true;
        arc[0].weight = arc[1].weight += FORBIDDEN;
        KW_TRY(solve(s, err));
        if (count_bends(s) < bends)
            continue;
        arc[0].weight = arc[1].weight -= FORBIDDEN;
        memcpy(s->ranks, before, bytes);
    }
    return KW_OK;
}

enum kw_status kw_plan_straighten(struct kw_placing *placing,
                                  struct kw_error *err)
{
    struct kw_plan *plan = placing->plan;
    struct straightening s = {.placing = placing,
                              .node_count = plan->item_count};
    size_t room =
        plan->item_count + (size_t)placing->pull_count * 3 + (size_t)1;

    s.arcs = kw_arena_zeroed(&plan->arena, room * 2, sizeof *s.arcs);
    s.ranks = kw_arena_zeroed(&plan->arena, room, sizeof *s.ranks);
    s.lines = kw_arena_zeroed(&plan->arena, room, sizeof *s.lines);
    if (!s.arcs || !s.ranks || !s.lines)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->item_count; i++)
        s.ranks[i] = whole(plan->items[i].at);
    for (uint32_t l = 0; l < plan->layer_count; l++) {
        const struct kw_layer *layer = &plan->layers[l];

        for (uint32_t i = 1; i < layer->count; i++) {
            uint32_t before = layer->items[i - 1];

            s.arcs[s.arc_count++] =
                (struct kw_constraint){before, layer->items[i],
                                       whole(plan->items[before].extent +
                                             placing->gap[layer->items[i]]),
                                       0};
        }
    }
    for (uint32_t i = 0; i < placing->pull_count; i++) {
        tie_pull(&s, &placing->pulls[i]);
        tie_near_children(&s, &placing->pulls[i]);
    }
    KW_TRY(solve(&s, err));
    KW_TRY(lessen_bends(&s, err));
    for (uint32_t i = 0; i < plan->item_count; i++)
        plan->items[i].at = s.ranks[i];
    return KW_OK;
}
