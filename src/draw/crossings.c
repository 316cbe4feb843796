/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Edges between neighbouring layers, and how often they cross.
 *
 * Edges of the answer's line weigh more, dashed and dotted ones less. A
 * layer's crossings are counted in n log n with a Fenwick tree, as in
 * Barth, Juenger and Mutzel, "Simple and efficient bilayer cross
 * counting" (2002).
 */
#include <stdlib.h>
#include <string.h>

#include "order.h"

enum { WEIGHT_PLAIN = 2, WEIGHT_SIDE = 1, WEIGHT_LIT = 6 };

/* ---- edges --------------------------------------------------------- */

static uint32_t weight_of(const struct kw_target *target)
{
    if (target->lit)
        return WEIGHT_LIT;
    return target->stroke == KW_STROKE_BIRTH ? WEIGHT_PLAIN : WEIGHT_SIDE;
}

static void index_edges(struct kw_order *o)
{
    uint32_t items = o->plan->item_count;

    for (uint32_t e = 0; e < o->edge_count; e++) {
        o->above[o->edges[e].lower + 1]++;
        o->below[o->edges[e].upper + 1]++;
    }
    for (uint32_t i = 0; i < items; i++) {
        o->above[i + 1] += o->above[i];
        o->below[i + 1] += o->below[i];
    }
    memcpy(o->scratch, o->above, items * sizeof *o->scratch);
    for (uint32_t e = 0; e < o->edge_count; e++)
        o->edges_above[o->scratch[o->edges[e].lower]++] = e;
    memcpy(o->scratch, o->below, items * sizeof *o->scratch);
    for (uint32_t e = 0; e < o->edge_count; e++)
        o->edges_below[o->scratch[o->edges[e].upper]++] = e;
}

void kw_order_refresh_ports(struct kw_order *o)
{
    for (uint32_t e = 0; e < o->edge_count; e++) {
        struct kw_edge *edge = &o->edges[e];

        edge->upper_port = kw_port_of_hop(o->plan, &o->plan->hops[edge->hop]);
        edge->lower_port =
            kw_port_of_target(o->plan, &o->plan->targets[edge->target]);
    }
}

enum kw_status kw_order_open(struct kw_order *o, struct kw_plan *plan,
                             struct kw_error *err)
{
    struct kw_arena *arena = &plan->arena;
    size_t items = plan->item_count;
    size_t ports = (size_t)plan->person_count * 2 + items * 2 + 2;

    o->plan = plan;
    o->edge_count = plan->target_count;
    o->edges = kw_arena_zeroed(arena, plan->target_count, sizeof *o->edges);
    o->gap =
        kw_arena_zeroed(arena, (size_t)plan->layer_count + 2, sizeof *o->gap);
    o->base = kw_arena_zeroed(arena, items, sizeof *o->base);
    o->above = kw_arena_zeroed(arena, items + 1, sizeof *o->above);
    o->below = kw_arena_zeroed(arena, items + 1, sizeof *o->below);
    o->edges_above = kw_arena_zeroed(arena, o->edge_count, sizeof(uint32_t));
    o->edges_below = kw_arena_zeroed(arena, o->edge_count, sizeof(uint32_t));
    o->scratch =
        kw_arena_zeroed(arena, ports + o->edge_count, sizeof *o->scratch);
    o->tally = kw_arena_zeroed(arena, ports, sizeof *o->tally);
    o->value = kw_arena_zeroed(arena, items, sizeof *o->value);
    o->ranked = kw_arena_zeroed(arena, o->edge_count, sizeof *o->ranked);
    if (!o->edges || !o->gap || !o->base || !o->above || !o->below ||
        !o->edges_above || !o->edges_below || !o->scratch || !o->tally ||
        !o->value || !o->ranked)
        return kw_nomem(err);
    for (uint32_t h = 0, e = 0; h < plan->hop_count; h++) {
        const struct kw_hop *hop = &plan->hops[h];

        for (uint32_t t = 0; t < hop->target_count; t++, e++) {
            const struct kw_target *target =
                &plan->targets[hop->first_target + t];

            o->edges[e] = (struct kw_edge){.hop = h,
                                           .target = hop->first_target + t,
                                           .upper = hop->source_item,
                                           .lower = target->item,
                                           .weight = weight_of(target)};
        }
        for (uint32_t l = (uint32_t)hop->layer + 1; l <= plan->layer_count; l++)
            o->gap[l] = e;
    }
    kw_order_refresh_ports(o);
    index_edges(o);
    return KW_OK;
}

void kw_order_renumber(struct kw_order *o, uint32_t layer)
{
    const struct kw_layer *l = &o->plan->layers[layer];
    uint32_t sum = 0;

    for (uint32_t i = 0; i < l->count; i++) {
        struct kw_item *item = &o->plan->items[l->items[i]];

        item->turn = i;
        o->base[l->items[i]] = sum;
        sum += kw_item_ports(o->plan, item) + 1;
    }
}

/* ---- counting ------------------------------------------------------ */

static int by_rank(const void *a, const void *b)
{
    const struct kw_ranked *x = a;
    const struct kw_ranked *y = b;

    if (x->upper != y->upper)
        return x->upper < y->upper ? -1 : 1;
    return (x->lower > y->lower) - (x->lower < y->lower);
}

uint64_t kw_order_crossings_at(struct kw_order *o, uint32_t layer)
{
    uint32_t begin = o->gap[layer];
    uint32_t count = o->gap[layer + 1] - begin;
    struct kw_ranked *list = o->ranked;
    uint32_t top = 0;
    uint64_t total = 0;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct kw_edge *e = &o->edges[begin + i];

        list[i] = (struct kw_ranked){o->base[e->upper] + e->upper_port,
                                     o->base[e->lower] + e->lower_port + 1,
                                     e->weight};
        if (list[i].lower > top)
            top = list[i].lower;
    }
    qsort(list, count, sizeof *list, by_rank);
    memset(o->tally, 0, (top + (size_t)1) * sizeof *o->tally);
    for (uint32_t i = 0; i < count;) {
        uint32_t end = i;

        /* Edges of one upper port never cross each other. */
        for (; end < count && list[end].upper == list[i].upper; end++) {
            uint64_t before = 0;

            for (uint32_t at = list[end].lower; at; at &= at - 1)
                before += o->tally[at];
            total += (sum - before) * list[end].weight;
        }
        for (; i < end; i++) {
            for (uint32_t at = list[i].lower; at <= top; at += at & (~at + 1))
                o->tally[at] += list[i].weight;
            sum += list[i].weight;
        }
    }
    return total;
}

uint64_t kw_order_crossings(struct kw_order *o)
{
    uint64_t total = 0;

    for (uint32_t l = 0; l + 1 < o->plan->layer_count; l++)
        total += kw_order_crossings_at(o, l);
    return total;
}
