/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In which order items stand in their layer, so that lines cross least.
 *
 * Layered crossing reduction after Sugiyama, Tagawa and Toda (1981): from
 * several first orders, sweeps down and up put each item at the mean of
 * its neighbours, the best order seen is kept, and sifting (sift.c)
 * improves that. Edges of the answer's line weigh more. Everything is
 * counted, nothing timed, so the same family gives the same order.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"

enum { SWEEPS = 24, STARTS = 3 };

/* ---- first orders -------------------------------------------------- */

struct walk {
    struct kw_order *o;
    bool *met;       /* by item */
    uint32_t *stack; /* items still to be entered, last first */
    bool upwards;    /* look at parents too, before children */
};

static void append(struct kw_plan *plan, uint32_t item)
{
    struct kw_layer *layer = &plan->layers[plan->items[item].layer];

    layer->items[layer->count++] = item;
}

/* Depth first from `root`: an item, then its parents, then its children,
 * each by port and birth. */
static void walk_from(struct walk *w, uint32_t root)
{
    const struct kw_order *o = w->o;
    uint32_t depth = 0;

    w->stack[depth++] = root;
    while (depth) {
        uint32_t item = w->stack[--depth];

        if (w->met[item])
            continue;
        w->met[item] = true;
        append(o->plan, item);
        for (uint32_t i = o->below[item + 1]; i-- > o->below[item];)
            if (!w->met[o->edges[o->edges_below[i]].lower])
                w->stack[depth++] = o->edges[o->edges_below[i]].lower;
        if (!w->upwards)
            continue;
        for (uint32_t i = o->above[item + 1]; i-- > o->above[item];)
            if (!w->met[o->edges[o->edges_above[i]].upper])
                w->stack[depth++] = o->edges[o->edges_above[i]].upper;
    }
}

/* Edges at an item by its ports, so that walks go along the block. */
static void sort_by_port(const struct kw_order *o, uint32_t *run,
                         uint32_t count, bool above)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t edge = run[i];
        uint32_t port =
            above ? o->edges[edge].lower_port : o->edges[edge].upper_port;
        uint32_t j = i;

        for (; j && (above ? o->edges[run[j - 1]].lower_port
                           : o->edges[run[j - 1]].upper_port) > port;
             j--)
            run[j] = run[j - 1];
        run[j] = edge;
    }
}

/* 0: along the lines from the largest founder; 1: down from the founders
 * only; 2: in both directions from the last generation. */
static void first_order(struct walk *w, int which)
{
    struct kw_plan *plan = w->o->plan;

    memset(w->met, 0, plan->item_count * sizeof *w->met);
    for (uint32_t l = 0; l < plan->layer_count; l++)
        plan->layers[l].count = 0;
    w->upwards = which != 1;
    for (uint32_t k = 0; k < plan->layer_count; k++) {
        uint32_t l = which == 2 ? plan->layer_count - 1 - k : k;

        for (uint32_t i = 0; i < plan->item_count; i++)
            if ((uint32_t)plan->items[i].layer == l && !w->met[i])
                walk_from(w, i);
    }
}

/* ---- sweeps -------------------------------------------------------- */

/* The mean rank of an item's neighbours above (or below); false if it
 * has none. */
static bool mean(const struct kw_order *o, uint32_t item, bool above,
                 double *out)
{
    const uint32_t *run = above ? o->edges_above : o->edges_below;
    uint32_t begin = above ? o->above[item] : o->below[item];
    uint32_t end = above ? o->above[item + 1] : o->below[item + 1];
    double sum = 0;
    double weight = 0;

    for (uint32_t i = begin; i < end; i++) {
        const struct kw_edge *e = &o->edges[run[i]];
        uint32_t rank = above ? o->base[e->upper] + e->upper_port
                              : o->base[e->lower] + e->lower_port;

        sum += (double)rank * e->weight;
        weight += e->weight;
    }
    if (begin < end)
        *out = sum / weight;
    return begin < end;
}

/* Stable merge of two sorted halves; the values decide. */
static void merge_sort(const struct kw_order *o, uint32_t *list, uint32_t count,
                       uint32_t *spare)
{
    uint32_t half = count / 2;
    uint32_t a = 0;
    uint32_t b = half;

    if (count < 2)
        return;
    merge_sort(o, list, half, spare);
    merge_sort(o, list + half, count - half, spare);
    for (uint32_t i = 0; i < count; i++) {
        bool first =
            b == count || (a < half && o->value[list[a]] <= o->value[list[b]]);

        spare[i] = first ? list[a++] : list[b++];
    }
    memcpy(list, spare, count * sizeof *list);
}

/* Sorts a layer by the means; who has no neighbours keeps the place. */
static void sweep_layer(struct kw_order *o, uint32_t layer, bool above)
{
    struct kw_layer *l = &o->plan->layers[layer];
    uint32_t *moving = o->scratch;
    uint32_t count = 0;

    for (uint32_t i = 0; i < l->count; i++)
        if (mean(o, l->items[i], above, &o->value[l->items[i]]))
            moving[count++] = l->items[i];
    merge_sort(o, moving, count, moving + count);
    for (uint32_t i = 0, k = 0; i < l->count; i++) {
        double unused;

        if (mean(o, l->items[i], above, &unused))
            l->items[i] = moving[k++];
    }
    kw_order_renumber(o, layer);
}

struct best {
    uint64_t crossings;
    uint32_t *items; /* layer after layer */
    uint32_t *slots;
};

static void keep(struct kw_order *o, struct best *best, uint64_t crossings)
{
    uint32_t *at = best->items;

    best->crossings = crossings;
    for (uint32_t l = 0; l < o->plan->layer_count; l++) {
        const struct kw_layer *layer = &o->plan->layers[l];

        memcpy(at, layer->items, layer->count * sizeof *at);
        at += layer->count;
    }
    memcpy(best->slots, o->plan->slots,
           o->plan->person_count * sizeof *best->slots);
}

static void restore(struct kw_order *o, const struct best *best)
{
    struct kw_plan *plan = o->plan;
    const uint32_t *at = best->items;

    memcpy(plan->slots, best->slots, plan->person_count * sizeof *plan->slots);
    for (uint32_t b = 0; b < plan->block_count; b++)
        for (uint32_t i = 0; i < plan->blocks[b].count; i++)
            plan->persons[plan->slots[plan->blocks[b].first_slot + i]].slot = i;
    for (uint32_t l = 0; l < plan->layer_count; l++) {
        struct kw_layer *layer = &plan->layers[l];

        memcpy(layer->items, at, layer->count * sizeof *at);
        at += layer->count;
        kw_order_renumber(o, l);
    }
    kw_order_refresh_ports(o);
}

static void sweep(struct kw_order *o, struct best *best)
{
    uint32_t layers = o->plan->layer_count;
    int idle = 0;

    keep(o, best, kw_order_crossings(o));
    for (int i = 0; i < SWEEPS && best->crossings && idle < 6; i++) {
        uint64_t now;

        if (i % 2 == 0)
            for (uint32_t l = 1; l < layers; l++)
                sweep_layer(o, l, true);
        else
            for (uint32_t l = layers - 1; l-- > 0;)
                sweep_layer(o, l, false);
        now = kw_order_crossings(o);
        idle++;
        if (now < best->crossings) {
            keep(o, best, now);
            idle = 0;
        }
    }
    restore(o, best);
}

/* ---- all of it ----------------------------------------------------- */

/* Components keep to themselves: nothing joins them, so parting them
 * makes no crossing. */
static void part_components(struct kw_order *o)
{
    struct kw_plan *plan = o->plan;

    for (uint32_t i = 0; i < plan->item_count; i++) {
        const struct kw_item *item = &plan->items[i];
        uint32_t block =
            item->block != KW_NONE
                ? item->block
                : plan->persons[plan->families[item->family].parents[0]].block;

        o->value[i] = plan->blocks[block].component;
    }
    for (uint32_t l = 0; l < plan->layer_count; l++) {
        merge_sort(o, plan->layers[l].items, plan->layers[l].count, o->scratch);
        kw_order_renumber(o, l);
    }
}

/* Does the line `a` come to its card before `b`? */
static bool comes_before(const struct kw_order *o, uint32_t a, uint32_t b)
{
    const struct kw_edge *e = &o->edges[a];
    const struct kw_edge *f = &o->edges[b];
    uint32_t x = o->base[e->upper] + e->upper_port;
    uint32_t y = o->base[f->upper] + f->upper_port;

    return x != y ? x < y : a < b;
}

/* Is `a` of a better stroke than `b`? */
static bool is_firmer(const struct kw_order *o, uint32_t a, uint32_t b)
{
    uint8_t x = o->plan->targets[o->edges[a].target].stroke;
    uint8_t y = o->plan->targets[o->edges[b].target].stroke;

    return x != y ? x < y : a < b;
}

/* Lines that end at one card end side by side, in the order in which they
 * come; the first one of birth in the middle. */
static void spread_ends(struct kw_order *o, uint32_t item)
{
    static const double STEP = 16;
    static const double REACH = 30;
    struct kw_plan *plan = o->plan;

    for (uint32_t i = o->above[item]; i < o->above[item + 1]; i++) {
        uint32_t edge = o->edges_above[i];
        uint32_t middle = edge;
        double place = 0;
        uint32_t count = 0;

        for (uint32_t k = o->above[item]; k < o->above[item + 1]; k++) {
            uint32_t other = o->edges_above[k];

            if (o->edges[other].lower_port != o->edges[edge].lower_port)
                continue;
            count++;
            place += comes_before(o, other, edge);
            if (is_firmer(o, other, middle))
                middle = other;
        }
        for (uint32_t k = o->above[item]; k < o->above[item + 1]; k++) {
            uint32_t other = o->edges_above[k];

            if (o->edges[other].lower_port == o->edges[edge].lower_port)
                place -= comes_before(o, other, middle);
        }
        plan->targets[o->edges[edge].target].aside =
            count < 2 ? 0 : floor(place * fmin(STEP, REACH / (count - 1)));
    }
}

static enum kw_status make_best(struct kw_plan *plan, struct best *best,
                                struct kw_error *err)
{
    best->items =
        kw_arena_zeroed(&plan->arena, plan->item_count, sizeof(uint32_t));
    best->slots =
        kw_arena_zeroed(&plan->arena, plan->person_count, sizeof(uint32_t));
    return best->items && best->slots ? KW_OK : kw_nomem(err);
}

static enum kw_status search(struct kw_order *o, struct walk *w,
                             struct kw_error *err)
{
    struct best begin = {0};
    struct best sweeps = {0};
    struct best best = {0};

    KW_TRY(make_best(o->plan, &begin, err));
    KW_TRY(make_best(o->plan, &sweeps, err));
    KW_TRY(make_best(o->plan, &best, err));
    memcpy(begin.slots, o->plan->slots,
           o->plan->person_count * sizeof *begin.slots);
    for (int start = 0; start < STARTS; start++) {
        uint64_t now;

        first_order(w, start);
        keep(o, &sweeps, 0);
        memcpy(sweeps.slots, begin.slots,
               o->plan->person_count * sizeof *begin.slots);
        restore(o, &sweeps);
        sweep(o, &sweeps);
        kw_order_sift(o);
        now = kw_order_crossings(o);
        if (!start || now < best.crossings)
            keep(o, &best, now);
        if (!best.crossings)
            break;
    }
    restore(o, &best);
    return KW_OK;
}

enum kw_status kw_plan_order(struct kw_plan *plan, struct kw_error *err)
{
    struct kw_order *o = kw_arena_zeroed(&plan->arena, 1, sizeof *o);
    struct walk w = {.o = o};

    if (!o)
        return kw_nomem(err);
    KW_TRY(kw_order_open(o, plan, err));
    if (plan->unordered) {
        for (uint32_t i = 0; i < plan->item_count; i++)
            append(plan, i);
        part_components(o);
        for (uint32_t i = 0; i < plan->item_count; i++)
            spread_ends(o, i);
        return KW_OK;
    }
    w.met = kw_arena_zeroed(&plan->arena, plan->item_count, sizeof *w.met);
    w.stack = kw_arena_zeroed(&plan->arena,
                              plan->item_count + (size_t)o->edge_count * 2,
                              sizeof *w.stack);
    if (!w.met || !w.stack)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->item_count; i++) {
        sort_by_port(o, o->edges_below + o->below[i],
                     o->below[i + 1] - o->below[i], false);
        sort_by_port(o, o->edges_above + o->above[i],
                     o->above[i + 1] - o->above[i], true);
    }
    KW_TRY(search(o, &w, err));
    part_components(o);
    for (uint32_t i = 0; i < plan->item_count; i++)
        spread_ends(o, i);
    return KW_OK;
}
