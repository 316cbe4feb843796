/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines through the channels between layers.
 *
 * A strand is what one hop draws in one stroke: from its source straight
 * into the channel, along the spread on a track of its own, and straight
 * out to its targets. Strands whose extents overlap stand on different
 * tracks; which of two comes first decides how often they cross, and
 * whether one would run along the other, which is never allowed where
 * another order can avoid it.
 */
#include <math.h>
#include <string.h>

#include "plan.h"

enum { ALONG = 10000, PASSES = 6 };

static const double NEAR = 5;     /* lines nearer than this touch */
static const double TRACK = 12;   /* from track to track */
static const double BEFORE = 42;  /* from cards to the first track */
static const double AFTER = 34;   /* from the last track to cards */
static const double CHANNEL = 92; /* at least */

struct routing {
    struct kw_plan *plan;
    double *source;  /* by strand: where it leaves */
    double *targets; /* where it arrives, by target */
    uint32_t *order; /* strands of one channel, by extent */
    uint32_t *group; /* the ones in question */
    uint32_t group_count;
    uint32_t tracks; /* in this channel, at most */
};

/* Is target `t` drawn by this strand? */
static bool takes(const struct kw_plan *plan, const struct kw_strand *strand,
                  uint32_t t)
{
    return plan->targets[t].stroke == strand->stroke;
}

static enum kw_status make_room(struct routing *r, struct kw_error *err)
{
    struct kw_plan *plan = r->plan;
    size_t room = (size_t)plan->target_count + 1;

    plan->strands = kw_arena_zeroed(&plan->arena, room, sizeof *plan->strands);
    r->source = kw_arena_zeroed(&plan->arena, room, sizeof *r->source);
    r->targets = kw_arena_zeroed(&plan->arena, room, sizeof *r->targets);
    r->order = kw_arena_zeroed(&plan->arena, room, sizeof *r->order);
    r->group = kw_arena_zeroed(&plan->arena, room, sizeof *r->group);
    if (!plan->strands || !r->source || !r->targets || !r->order || !r->group)
        return kw_nomem(err);
    return KW_OK;
}

/* How far a strand reaches, and whether it has any target. */
static bool measure(struct routing *r, uint32_t number)
{
    const struct kw_plan *plan = r->plan;
    struct kw_strand *s = &r->plan->strands[number];
    const struct kw_hop *hop = &plan->hops[s->hop];
    bool used = false;

    s->low = s->high = r->source[number] = kw_hop_at(plan, hop);
    for (uint32_t t = hop->first_target;
         t < hop->first_target + hop->target_count; t++) {
        if (!takes(plan, s, t))
            continue;
        used = true;
        r->targets[t] = kw_target_at(plan, &plan->targets[t]);
        s->low = fmin(s->low, r->targets[t]);
        s->high = fmax(s->high, r->targets[t]);
    }
    return used;
}

/* The strands of the hops that leave `layer`. */
static void make_strands(struct routing *r, uint32_t layer, uint32_t *hop)
{
    struct kw_plan *plan = r->plan;

    for (; *hop < plan->hop_count && (uint32_t)plan->hops[*hop].layer == layer;
         ++*hop)
        for (int stroke = 0; stroke <= KW_STROKE_MARRIED; stroke++) {
            plan->strands[plan->strand_count] =
                (struct kw_strand){.hop = *hop, .stroke = (uint8_t)stroke};
            plan->strand_count += measure(r, plan->strand_count);
        }
}

/* ---- what it costs to have a before b ------------------------------ */

static bool touches(double where, const struct kw_strand *s)
{
    return s->high > s->low && where > s->low - NEAR && where < s->high + NEAR;
}

static uint32_t cost(const struct routing *r, uint32_t a, uint32_t b)
{
    const struct kw_plan *plan = r->plan;
    const struct kw_strand *x = &plan->strands[a];
    const struct kw_strand *y = &plan->strands[b];
    const struct kw_hop *hop = &plan->hops[x->hop];
    bool same = x->hop == y->hop;
    uint32_t total = 0;

    if (!same && touches(r->source[b], x))
        total++;
    for (uint32_t t = hop->first_target;
         t < hop->first_target + hop->target_count; t++) {
        if (!takes(plan, x, t))
            continue;
        if (touches(r->targets[t], y))
            total++;
        if (!same && fabs(r->targets[t] - r->source[b]) < NEAR)
            total += ALONG;
    }
    return total;
}

/* ---- tracks -------------------------------------------------------- */

static bool sift(struct routing *r, uint32_t from)
{
    uint32_t strand = r->group[from];
    uint32_t to = from;
    int64_t least = 0;
    int64_t gain = 0;

    for (uint32_t i = from + 1; i < r->group_count; i++) {
        gain += (int64_t)cost(r, r->group[i], strand) -
                cost(r, strand, r->group[i]);
        if (gain < least) {
            least = gain;
            to = i;
        }
    }
    gain = 0;
    for (uint32_t i = from; i-- > 0;) {
        gain += (int64_t)cost(r, strand, r->group[i]) -
                cost(r, r->group[i], strand);
        if (gain < least) {
            least = gain;
            to = i;
        }
    }
    if (to == from)
        return false;
    for (; from < to; from++)
        r->group[from] = r->group[from + 1];
    for (; from > to; from--)
        r->group[from] = r->group[from - 1];
    r->group[to] = strand;
    return true;
}

static void order_group(struct routing *r)
{
    bool moved = true;

    for (int pass = 0; moved && pass < PASSES; pass++) {
        moved = false;
        for (uint32_t i = 0; i < r->group_count; i++)
            moved |= sift(r, i);
    }
}

/* Where a strand still runs along the source of a later one, its end is
 * moved aside a little. True if anything was. */
static bool part_lines(struct routing *r, uint32_t a, uint32_t b)
{
    struct kw_plan *plan = r->plan;
    const struct kw_strand *s = &plan->strands[a];
    const struct kw_hop *hop = &plan->hops[s->hop];
    bool moved = false;

    if (s->hop == plan->strands[b].hop)
        return false;
    for (uint32_t t = hop->first_target;
         t < hop->first_target + hop->target_count; t++) {
        double away = r->targets[t] - r->source[b];
        double step;

        if (!takes(plan, s, t) || fabs(away) >= NEAR)
            continue;
        step = away < 0 ? -NEAR - away : NEAR - away;
        if (plan->targets[t].link == KW_NONE)
            plan->items[plan->targets[t].item].at += step;
        else
            plan->targets[t].aside += step;
        moved = true;
    }
    if (moved)
        measure(r, a);
    return moved;
}

/* Orders a group of strands whose extents overlap one after another, and
 * gives each the first track that is free after all before it. */
static uint32_t lay_tracks(struct routing *r)
{
    struct kw_plan *plan = r->plan;
    uint32_t tracks = 1;

    for (int pass = 0; pass < PASSES; pass++) {
        bool moved = false;

        order_group(r);
        for (uint32_t i = 0; i < r->group_count; i++)
            for (uint32_t j = 0; j < i; j++)
                moved |= part_lines(r, r->group[j], r->group[i]);
        if (!moved)
            break;
    }
    for (uint32_t i = 0; i < r->group_count; i++) {
        struct kw_strand *s = &plan->strands[r->group[i]];

        s->track = 0;
        for (uint32_t j = 0; j < i; j++) {
            const struct kw_strand *before = &plan->strands[r->group[j]];

            if (before->high + NEAR > s->low && before->low < s->high + NEAR &&
                before->track >= s->track)
                s->track = before->track + 1;
        }
        if (s->track >= tracks)
            tracks = s->track + 1;
    }
    for (uint32_t i = 0; i < r->group_count; i++)
        for (uint32_t j = 0; j < i; j++)
            plan->crossings += cost(r, r->group[j], r->group[i]) % ALONG;
    /* Around the middle of the channel, for now. */
    for (uint32_t i = 0; i < r->group_count; i++) {
        struct kw_strand *s = &plan->strands[r->group[i]];

        s->turn_at = (s->track - (tracks - 1) / 2.0) * TRACK;
    }
    return tracks;
}

/* By where they begin: an insertion sort, as they nearly are. */
static void sort_by_low(struct routing *r, uint32_t begin, uint32_t count)
{
    const struct kw_strand *strands = r->plan->strands;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t strand = begin + i;
        uint32_t j = i;

        for (; j && strands[r->order[j - 1]].low > strands[strand].low; j--)
            r->order[j] = r->order[j - 1];
        r->order[j] = strand;
    }
}

static void route_channel(struct routing *r, uint32_t begin, uint32_t end)
{
    const struct kw_strand *strands = r->plan->strands;
    double reach = -INFINITY;

    r->tracks = 1;
    r->group_count = 0;
    sort_by_low(r, begin, end - begin);
    for (uint32_t i = 0; i < end - begin; i++) {
        const struct kw_strand *s = &strands[r->order[i]];

        if (s->low - 2 * NEAR > reach && r->group_count) {
            uint32_t tracks = lay_tracks(r);

            if (tracks > r->tracks)
                r->tracks = tracks;
            r->group_count = 0;
        }
        reach = fmax(reach, s->high);
        r->group[r->group_count++] = r->order[i];
    }
    if (r->group_count) {
        uint32_t tracks = lay_tracks(r);

        if (tracks > r->tracks)
            r->tracks = tracks;
    }
}

enum kw_status kw_plan_route(struct kw_plan *plan, struct kw_error *err)
{
    struct routing r = {.plan = plan};
    double depth = 0;
    uint32_t hop = 0;

    KW_TRY(make_room(&r, err));
    plan->layer_at = kw_arena_zeroed(&plan->arena, plan->layer_count,
                                     sizeof *plan->layer_at);
    if (!plan->layer_at)
        return kw_nomem(err);
    for (uint32_t l = 0; l < plan->layer_count; l++) {
        uint32_t begin = plan->strand_count;
        double width;
        double middle;

        plan->layer_at[l] = depth;
        depth += plan->card_depth;
        if (l + 1 == plan->layer_count)
            break;
        make_strands(&r, l, &hop);
        route_channel(&r, begin, plan->strand_count);
        width = fmax(CHANNEL, BEFORE + AFTER + (r.tracks - 1) * TRACK);
        middle = depth + BEFORE + (width - BEFORE - AFTER) / 2;
        for (uint32_t i = begin; i < plan->strand_count; i++)
            plan->strands[i].turn_at += middle;
        depth += width;
    }
    plan->depth = depth;
    return KW_OK;
}
