/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where items stand along their layer.
 *
 * Each hop pulls: a family of one child wants it straight ahead, a larger
 * one wants to stand in the middle of its first and last child, and the
 * answer's line wants to run straight above all. The pulls are least
 * squares under "keep the order and the distance". A layer by itself is
 * solved exactly (pool adjacent violators, in linear time); sweeps over
 * the layers do the rest, and pulls that should end up exact are
 * reweighted towards least absolute deviations on the way. Last,
 * straighten.c makes one line bend and the others run straight, instead
 * of all bending a little.
 */
#include <math.h>
#include <string.h>

#include "place.h"

enum { SWEEPS_MIN = 80, SWEEPS_MAX = 600, UPDATES = 4000000 };

static const double STILL = 0.02; /* pixels a sweep: good enough */
static const double GAP_SIBLINGS = 20;
static const double GAP_OTHERS = 34;
static const double GAP_TRUNK = 16;
static const double GAP_COMPONENTS = 64;

static double at(const struct kw_placing *p, uint32_t item)
{
    return p->plan->items[item].at;
}

double kw_pull_miss(const struct kw_placing *p, const struct kw_pull *pull)
{
    return (at(p, pull->b) + at(p, pull->c)) / 2 + (pull->ob + pull->oc) / 2 -
           at(p, pull->a) - pull->oa;
}

/* ---- pulls --------------------------------------------------------- */

static double offset_of(const struct kw_plan *plan,
                        const struct kw_target *target)
{
    return kw_target_at(plan, target) - plan->items[target->item].at;
}

static void add_pull(struct kw_placing *p, const struct kw_hop *hop,
                     const struct kw_target *b, const struct kw_target *c,
                     double weight, double soft)
{
    const struct kw_plan *plan = p->plan;

    p->pulls[p->pull_count++] = (struct kw_pull){
        .a = hop->source_item,
        .b = b->item,
        .c = c->item,
        .hop = (uint32_t)(hop - plan->hops),
        .oa = kw_port_offset(plan, &plan->items[hop->source_item],
                             kw_port_of_hop(plan, hop)),
        .ob = offset_of(plan, b),
        .oc = offset_of(plan, c),
        .base = weight,
        .weight = weight,
        .soft = soft};
}

static bool comes_first(const struct kw_plan *plan, const struct kw_target *a,
                        const struct kw_target *b)
{
    uint32_t x = plan->items[a->item].turn;
    uint32_t y = plan->items[b->item].turn;

    return x != y ? x < y
                  : kw_port_of_target(plan, a) < kw_port_of_target(plan, b);
}

/* The outermost targets for which `wanted` holds. */
struct span {
    const struct kw_target *first, *last;
    uint32_t count;
};

static struct span span_of(const struct kw_plan *plan, const struct kw_hop *hop,
                           bool lit)
{
    struct span span = {0};

    for (uint32_t i = 0; i < hop->target_count; i++) {
        const struct kw_target *t = &plan->targets[hop->first_target + i];

        if (lit ? !t->lit : t->stroke != KW_STROKE_BIRTH && !t->lit)
            continue;
        if (!span.count || comes_first(plan, t, span.first))
            span.first = t;
        if (!span.count || comes_first(plan, span.last, t))
            span.last = t;
        span.count++;
    }
    return span;
}

/* A little pull on every line keeps families together where nothing
 * else decides. */
static void pull_all(struct kw_placing *p, const struct kw_hop *hop)
{
    for (uint32_t i = 0; i < hop->target_count; i++) {
        const struct kw_target *t = &p->plan->targets[hop->first_target + i];

        add_pull(p, hop, t, t, t->stroke == KW_STROKE_BIRTH ? 0.01 : 0.004, 0);
    }
}

static void pull_hop(struct kw_placing *p, const struct kw_hop *hop)
{
    struct span lit = span_of(p->plan, hop, true);
    struct span all = span_of(p->plan, hop, false);

    pull_all(p, hop);
    if (lit.count == 1)
        add_pull(p, hop, lit.first, lit.first,
                 kw_port_of_target(p->plan, lit.first) > 1 ? 6 : 8, 4);
    else if (lit.count > 1)
        add_pull(p, hop, lit.first, lit.last, 4, 0);
    if (all.count == 1 && !lit.count)
        /* Of two parents' lines both bend alike; a trunk's bends before
         * it comes so far. */
        add_pull(p, hop, all.first, all.first, 2,
                 p->lines[all.first->item] > 1 &&
                         p->plan->items[hop->source_item].block != KW_NONE
                     ? 0
                     : 4);
    else if (all.count > 1)
        add_pull(p, hop, all.first, all.last, lit.count ? 0.1 : 1, 0);
}

static enum kw_status make_pulls(struct kw_placing *p, struct kw_error *err)
{
    struct kw_plan *plan = p->plan;
    struct kw_arena *arena = &plan->arena;
    size_t room = (size_t)plan->target_count + (size_t)plan->hop_count * 2 + 1;
    uint32_t items = plan->item_count;

    p->pulls = kw_arena_zeroed(arena, room, sizeof *p->pulls);
    p->first = kw_arena_zeroed(arena, items + (size_t)2, sizeof *p->first);
    p->touching = kw_arena_zeroed(arena, room * 3, sizeof *p->touching);
    if (!p->pulls || !p->first || !p->touching)
        return kw_nomem(err);
    for (uint32_t h = 0; h < plan->hop_count; h++)
        pull_hop(p, &plan->hops[h]);
    for (uint32_t i = 0; i < p->pull_count; i++) {
        const struct kw_pull *pull = &p->pulls[i];

        p->first[pull->a + 2]++;
        p->first[pull->b + 2]++;
        if (pull->c != pull->b)
            p->first[pull->c + 2]++;
    }
    for (uint32_t i = 0; i < items; i++)
        p->first[i + 2] += p->first[i + 1];
    for (uint32_t i = 0; i < p->pull_count; i++) {
        const struct kw_pull *pull = &p->pulls[i];

        p->touching[p->first[pull->a + 1]++] = i;
        p->touching[p->first[pull->b + 1]++] = i;
        if (pull->c != pull->b)
            p->touching[p->first[pull->c + 1]++] = i;
    }
    return KW_OK;
}

/* ---- distances ----------------------------------------------------- */

static uint32_t component_of(const struct kw_plan *plan,
                             const struct kw_item *item)
{
    uint32_t block = item->block;

    if (block == KW_NONE)
        block = plan->persons[plan->families[item->family].parents[0]].block;
    return plan->blocks[block].component;
}

static double gap_between(const struct kw_placing *p, uint32_t u, uint32_t v)
{
    const struct kw_item *a = &p->plan->items[u];
    const struct kw_item *b = &p->plan->items[v];

    if (component_of(p->plan, a) != component_of(p->plan, b))
        return GAP_COMPONENTS;
    if (a->block == KW_NONE || b->block == KW_NONE)
        return GAP_TRUNK;
    if (p->family[u] != KW_NONE && p->family[u] == p->family[v])
        return GAP_SIBLINGS;
    return GAP_OTHERS;
}

static enum kw_status measure(struct kw_placing *p, struct kw_error *err)
{
    struct kw_plan *plan = p->plan;
    size_t items = plan->item_count;

    p->gap = kw_arena_zeroed(&plan->arena, items, sizeof *p->gap);
    p->family = kw_arena_zeroed(&plan->arena, items, sizeof *p->family);
    p->lines = kw_arena_zeroed(&plan->arena, items, sizeof *p->lines);
    p->sum = kw_arena_zeroed(&plan->arena, items, sizeof *p->sum);
    p->weight = kw_arena_zeroed(&plan->arena, items, sizeof *p->weight);
    p->size = kw_arena_zeroed(&plan->arena, items, sizeof *p->size);
    p->wanted = kw_arena_zeroed(&plan->arena, items, sizeof *p->wanted);
    if (!p->gap || !p->family || !p->lines || !p->sum || !p->weight ||
        !p->size || !p->wanted)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->item_count; i++)
        p->family[i] = KW_NONE;
    for (uint32_t i = 0; i < plan->target_count; i++) {
        const struct kw_target *t = &plan->targets[i];

        if (t->stroke != KW_STROKE_BIRTH && !t->lit)
            continue;
        p->lines[t->item]++;
        if (p->family[t->item] == KW_NONE)
            p->family[t->item] = plan->hops[t->hop].family;
    }
    for (uint32_t l = 0; l < plan->layer_count; l++) {
        const struct kw_layer *layer = &plan->layers[l];
        double end = 0;

        for (uint32_t i = 0; i < layer->count; i++) {
            struct kw_item *item = &plan->items[layer->items[i]];

            if (i)
                p->gap[layer->items[i]] =
                    gap_between(p, layer->items[i - 1], layer->items[i]);
            item->at = end + p->gap[layer->items[i]];
            end = item->at + item->extent;
        }
    }
    return KW_OK;
}

/* ---- one layer ----------------------------------------------------- */

/* Where the pulls on an item would have it, and how strongly. */
static double wish(const struct kw_placing *p, uint32_t item, double *weight)
{
    double sum = 0;

    *weight = 0;
    for (uint32_t i = p->first[item]; i < p->first[item + 1]; i++) {
        const struct kw_pull *pull = &p->pulls[p->touching[i]];
        double away = kw_pull_miss(p, pull);
        double w = pull->weight;

        if (pull->a == item) {
            sum += w * (at(p, item) + away);
        } else {
            /* First and last move together, each with half the weight. */
            if (pull->b != pull->c)
                w /= 2;
            sum += w * (at(p, item) - away);
        }
        *weight += w;
    }
    if (*weight <= 0) {
        *weight = 0.001;
        return at(p, item);
    }
    return sum / *weight;
}

/* Least squares along one layer, exactly: neighbours that would come too
 * near are pooled and share their mean. */
static void solve_layer(struct kw_placing *p, const struct kw_layer *layer)
{
    struct kw_plan *plan = p->plan;
    uint32_t pools = 0;
    double shift = 0;

    for (uint32_t i = 0; i < layer->count; i++)
        p->wanted[i] = wish(p, layer->items[i], &p->weight[i]);
    for (uint32_t i = 0; i < layer->count; i++) {
        const struct kw_item *item = &plan->items[layer->items[i]];
        double w = p->weight[i];

        shift += p->gap[layer->items[i]];
        p->sum[pools] = w * (p->wanted[i] - shift);
        p->weight[pools] = w;
        p->size[pools++] = 1;
        shift += item->extent;
        while (pools > 1 && p->sum[pools - 2] / p->weight[pools - 2] >=
                                p->sum[pools - 1] / p->weight[pools - 1]) {
            p->sum[pools - 2] += p->sum[pools - 1];
            p->weight[pools - 2] += p->weight[pools - 1];
            p->size[pools - 2] += p->size[pools - 1];
            pools--;
        }
    }
    shift = 0;
    for (uint32_t k = 0, i = 0; k < pools; k++) {
        double mean = p->sum[k] / p->weight[k];

        for (uint32_t n = 0; n < p->size[k]; n++, i++) {
            struct kw_item *item = &plan->items[layer->items[i]];

            shift += p->gap[layer->items[i]];
            p->moved = fmax(p->moved, fabs(mean + shift - item->at));
            item->at = mean + shift;
            shift += item->extent;
        }
    }
}

/* ---- all layers ---------------------------------------------------- */

static void reweight(struct kw_placing *p, double sharpness)
{
    for (uint32_t i = 0; i < p->pull_count; i++) {
        struct kw_pull *pull = &p->pulls[i];
        double soft = pull->soft * sharpness;

        if (pull->soft > 0)
            pull->weight =
                pull->base * soft / (soft + fabs(kw_pull_miss(p, pull)));
    }
}

static void sweep(struct kw_placing *p)
{
    const struct kw_plan *plan = p->plan;

    for (uint32_t l = 0; l < plan->layer_count; l++)
        solve_layer(p, &plan->layers[l]);
    for (uint32_t l = plan->layer_count; l-- > 0;)
        solve_layer(p, &plan->layers[l]);
}

/* Whole pixels; distances are whole, so order and distance stay. */
static void settle(struct kw_plan *plan)
{
    double least = INFINITY;
    double most = 0;

    for (uint32_t i = 0; i < plan->item_count; i++) {
        struct kw_item *item = &plan->items[i];

        item->at = floor(item->at + 0.5);
        if (item->at < least)
            least = item->at;
    }
    for (uint32_t i = 0; i < plan->item_count; i++) {
        struct kw_item *item = &plan->items[i];

        item->at -= least;
        if (item->at + item->extent > most)
            most = item->at + item->extent;
    }
    plan->spread = most;
}

enum kw_status kw_plan_place(struct kw_plan *plan, struct kw_error *err)
{
    struct kw_placing p = {.plan = plan};
    uint32_t sweeps = UPDATES / (plan->item_count + 1);

    KW_TRY(measure(&p, err));
    KW_TRY(make_pulls(&p, err));
    if (sweeps < SWEEPS_MIN)
        sweeps = SWEEPS_MIN;
    if (sweeps > SWEEPS_MAX)
        sweeps = SWEEPS_MAX;
    for (int stage = 0; stage < 3; stage++)
        for (uint32_t i = 0; i < sweeps / 3; i++) {
            if (stage && i % 8 == 0)
                reweight(&p, stage == 1 ? 4 : 1);
            p.moved = 0;
            sweep(&p);
            if (i % 8 == 7 && p.moved < STILL)
                break;
        }
    settle(plan);
    KW_TRY(kw_plan_straighten(&p, err));
    settle(plan);
    return KW_OK;
}
