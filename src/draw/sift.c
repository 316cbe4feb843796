/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sifting: takes each item out of its layer and puts it back where lines
 * cross least; turns blocks over where that helps; and at equal cost
 * puts siblings by birth.
 *
 * Only strict gains are taken, so it ends.
 */
#include "order.h"

enum { PASSES = 8, WINDOW = 96 };

/* Crossings between the edges of u and of v on one side, u first. */
static uint64_t pairs(const struct kw_order *o, uint32_t u, uint32_t v,
                      bool above)
{
    const uint32_t *run = above ? o->edges_above : o->edges_below;
    const uint32_t *first = above ? o->above : o->below;
    uint64_t total = 0;

    for (uint32_t i = first[u]; i < first[u + 1]; i++) {
        const struct kw_edge *e = &o->edges[run[i]];
        uint32_t rank = above ? o->base[e->upper] + e->upper_port
                              : o->base[e->lower] + e->lower_port;

        for (uint32_t j = first[v]; j < first[v + 1]; j++) {
            const struct kw_edge *f = &o->edges[run[j]];
            uint32_t other = above ? o->base[f->upper] + f->upper_port
                                   : o->base[f->lower] + f->lower_port;

            if (rank > other)
                total += (uint64_t)e->weight * f->weight;
        }
    }
    return total;
}

/* What it costs more to have v before u than u before v. */
static int64_t swap_cost(const struct kw_order *o, uint32_t u, uint32_t v)
{
    uint64_t now = pairs(o, u, v, true) + pairs(o, u, v, false);
    uint64_t then = pairs(o, v, u, true) + pairs(o, v, u, false);

    return (int64_t)then - (int64_t)now;
}

static void move(struct kw_layer *layer, uint32_t from, uint32_t to)
{
    uint32_t item = layer->items[from];

    for (; from < to; from++)
        layer->items[from] = layer->items[from + 1];
    for (; from > to; from--)
        layer->items[from] = layer->items[from - 1];
    layer->items[to] = item;
}

/* Where the item now at `from` costs least; `from` itself unless another
 * place is strictly better. */
static uint32_t best_place(const struct kw_order *o,
                           const struct kw_layer *layer, uint32_t from)
{
    uint32_t item = layer->items[from];
    uint32_t best = from;
    int64_t least = 0;
    int64_t cost = 0;

    for (uint32_t i = from + 1; i < layer->count && i <= from + WINDOW; i++) {
        cost += swap_cost(o, item, layer->items[i]);
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    cost = 0;
    for (uint32_t i = from; i-- > 0 && i + WINDOW >= from;) {
        cost += swap_cost(o, layer->items[i], item);
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    return best;
}

static bool sift_layer(struct kw_order *o, uint32_t number)
{
    struct kw_layer *layer = &o->plan->layers[number];
    bool moved = false;

    /* The list changes under way: go by a copy. */
    for (uint32_t i = 0; i < layer->count; i++)
        o->scratch[i] = layer->items[i];
    for (uint32_t i = 0; i < layer->count; i++) {
        uint32_t from = o->plan->items[o->scratch[i]].turn;
        uint32_t to = best_place(o, layer, from);

        if (to == from)
            continue;
        move(layer, from, to);
        kw_order_renumber(o, number);
        moved = true;
    }
    return moved;
}

/* ---- blocks the other way round ------------------------------------ */

static void turn_over(struct kw_plan *plan, const struct kw_plan_block *block)
{
    uint32_t *slots = plan->slots + block->first_slot;

    for (uint32_t i = 0, j = block->count - 1; i < j; i++, j--) {
        uint32_t swap = slots[i];

        slots[i] = slots[j];
        slots[j] = swap;
    }
    for (uint32_t i = 0; i < block->count; i++)
        plan->persons[slots[i]].slot = i;
}

static uint64_t cost_within(const struct kw_order *o, uint32_t item)
{
    /* pairs() counts each crossing of two edges of one item once: of the
     * two, one has the larger rank far away. It crosses if near ranks
     * disagree. */
    uint64_t total = 0;

    for (int side = 0; side < 2; side++) {
        const uint32_t *run = side ? o->edges_above : o->edges_below;
        const uint32_t *first = side ? o->above : o->below;

        for (uint32_t i = first[item]; i < first[item + 1]; i++) {
            const struct kw_edge *e = &o->edges[run[i]];

            for (uint32_t j = i + 1; j < first[item + 1]; j++) {
                const struct kw_edge *f = &o->edges[run[j]];
                int64_t upper = (int64_t)o->base[e->upper] + e->upper_port -
                                o->base[f->upper] - f->upper_port;
                int64_t lower = (int64_t)o->base[e->lower] + e->lower_port -
                                o->base[f->lower] - f->lower_port;

                if ((upper < 0 && lower > 0) || (upper > 0 && lower < 0))
                    total += (uint64_t)e->weight * f->weight;
            }
        }
    }
    return total;
}

static void refresh_item(struct kw_order *o, uint32_t item)
{
    struct kw_plan *plan = o->plan;

    for (uint32_t i = o->below[item]; i < o->below[item + 1]; i++) {
        struct kw_edge *e = &o->edges[o->edges_below[i]];

        e->upper_port = kw_port_of_hop(plan, &plan->hops[e->hop]);
    }
    for (uint32_t i = o->above[item]; i < o->above[item + 1]; i++) {
        struct kw_edge *e = &o->edges[o->edges_above[i]];

        e->lower_port = kw_port_of_target(plan, &plan->targets[e->target]);
    }
}

static bool turn_blocks(struct kw_order *o)
{
    struct kw_plan *plan = o->plan;
    bool turned = false;

    for (uint32_t b = 0; b < plan->block_count; b++) {
        const struct kw_plan_block *block = &plan->blocks[b];
        uint64_t before;

        if (block->count < 2)
            continue;
        before = cost_within(o, block->item);
        if (!before)
            continue;
        turn_over(plan, block);
        refresh_item(o, block->item);
        if (cost_within(o, block->item) < before) {
            turned = true;
        } else {
            turn_over(plan, block);
            refresh_item(o, block->item);
        }
    }
    return turned;
}

/* ---- siblings by birth --------------------------------------------- */

/* The link by which an item's family hangs it up: the first one. */
static const struct kw_plan_link *link_above(const struct kw_order *o,
                                             uint32_t item)
{
    for (uint32_t i = o->above[item]; i < o->above[item + 1]; i++) {
        const struct kw_target *target =
            &o->plan->targets[o->edges[o->edges_above[i]].target];

        if (target->link != KW_NONE && target->stroke == KW_STROKE_BIRTH)
            return &o->plan->links[target->link];
    }
    return NULL;
}

static void sort_siblings(struct kw_order *o, uint32_t number)
{
    struct kw_layer *layer = &o->plan->layers[number];
    bool moved = true;

    for (uint32_t pass = 0; moved && pass < layer->count; pass++) {
        moved = false;
        for (uint32_t i = 0; i + 1 < layer->count; i++) {
            const struct kw_plan_link *a = link_above(o, layer->items[i]);
            const struct kw_plan_link *b = link_above(o, layer->items[i + 1]);

            if (!a || !b || a->family != b->family || a->rank <= b->rank ||
                swap_cost(o, layer->items[i], layer->items[i + 1]) > 0)
                continue;
            move(layer, i, i + 1);
            moved = true;
        }
    }
    kw_order_renumber(o, number);
}

void kw_order_sift(struct kw_order *o)
{
    uint32_t layers = o->plan->layer_count;
    bool moved = true;

    for (int pass = 0; moved && pass < PASSES; pass++) {
        moved = turn_blocks(o);
        for (uint32_t k = 0; k < layers; k++)
            moved |= sift_layer(o, pass % 2 ? layers - 1 - k : k);
    }
    for (uint32_t l = 0; l < layers; l++)
        sort_siblings(o, l);
}
