/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order: what the steps of crossing reduction share. Between order.c,
 * which decides, crossings.c, which counts, and sift.c, which improves one
 * layer.
 *
 * An edge runs from a port of an item to a port of an item one layer
 * down. Two edges cross if their upper and lower ranks disagree; a rank
 * counts all ports before it in its layer.
 */
#ifndef KW_DRAW_ORDER_H
#define KW_DRAW_ORDER_H

#include "plan.h"

struct kw_edge {
    uint32_t hop, target;
    uint32_t upper, lower; /* items */
    uint32_t upper_port, lower_port;
    uint32_t weight;
};

/* An edge as it is counted. */
struct kw_ranked {
    uint32_t upper, lower;
    uint32_t weight;
};

struct kw_order {
    struct kw_plan *plan;
    struct kw_edge *edges; /* by layer of the upper item */
    uint32_t edge_count;
    uint32_t *gap;   /* first edge of each layer, and the end */
    uint32_t *base;  /* by item: ports before it in its layer */
    uint32_t *above; /* by item: its run in `edges_above` */
    uint32_t *below; /* the same below */
    uint32_t *edges_above;
    uint32_t *edges_below;
    uint32_t *scratch; /* as many as items, edges or ports */
    uint64_t *tally;   /* Fenwick tree over ports */
    double *value;     /* by item */
    struct kw_ranked *ranked;
};

/* Edges for all hops of a plan; everything is from its arena. */
enum kw_status kw_order_open(struct kw_order *order, struct kw_plan *plan,
                             struct kw_error *err);
/* Ports before each item of a layer, after its order has changed. */
void kw_order_renumber(struct kw_order *order, uint32_t layer);
/* Ports of all edges, after blocks were turned over. */
void kw_order_refresh_ports(struct kw_order *order);
/* Weighted crossings between `layer` and the next. */
uint64_t kw_order_crossings_at(struct kw_order *order, uint32_t layer);
uint64_t kw_order_crossings(struct kw_order *order);

/* Moves items, turns blocks over and exchanges neighbours while that
 * lessens crossings, and puts siblings by birth where it costs
 * nothing. */
void kw_order_sift(struct kw_order *order);

#endif
