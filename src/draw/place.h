/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place: what pulls items along their layer. Between place.c, which finds
 * the shape, and straighten.c, which makes its lines straight.
 */
#ifndef KW_DRAW_PLACE_H
#define KW_DRAW_PLACE_H

#include "plan.h"

/* a + oa wants to be at the middle of b + ob and c + oc. */
struct kw_pull {
    uint32_t hop;
    uint32_t a, b, c; /* items; b and c may be one */
    double oa, ob, oc;
    double base;   /* weight; below 1 it decides only where nothing else does */
    double weight; /* as the sweeps go */
    double soft;   /* below this distance squares, above it absolutes;
                      0: squares always */
};

struct kw_placing {
    struct kw_plan *plan;
    struct kw_pull *pulls;
    uint32_t pull_count;
    uint32_t *first; /* by item: its run in `touching` */
    uint32_t *touching;
    double *gap;      /* by item: from the one before it in the layer */
    uint32_t *family; /* by item: the one it hangs from */
    uint32_t *lines;  /* by item: families it hangs from */
    /* pools of one layer */
    double *sum;
    double *weight;
    uint32_t *size;
    double *wanted;
    double moved; /* at most, in this sweep */
};

/* How far its end is beyond where a pull wants it. */
double kw_pull_miss(const struct kw_placing *placing,
                    const struct kw_pull *pull);

/* Keeps the shape and makes lines straight: items in whole pixels. */
enum kw_status kw_plan_straighten(struct kw_placing *placing,
                                  struct kw_error *err);

#endif
