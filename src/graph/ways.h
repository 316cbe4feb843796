/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where one can go from a member, and the igraph made of all such ways.
 * Vertices are members, numbered alike; nothing of the family is copied.
 */
#ifndef KINWALK_GRAPH_WAYS_H
#define KINWALK_GRAPH_WAYS_H

#include "guest.h"

#include <kinwalk/family.h>

/* One step that may be taken. */
struct way {
    uint32_t to;
    enum kw_step_kind link; /* what `to` is to the one before */
};

/* Room for the ways from one member; used again for the next. */
struct ways {
    struct way *items;
    size_t count;
    size_t capacity;
};

/* Fills `ways` with the steps from `who`: parents, children, siblings,
 * partners, as far as `via` allows; never to `who` itself. Somebody
 * linked twice stands there twice, the better name first. */
enum kw_status ways_from(const struct kw_people *people, uint32_t who,
                         unsigned via, struct ways *ways, struct kw_error *err);
void ways_finish(struct ways *ways);

static inline bool way_is_marriage(const struct way *way)
{
    return way->link == KW_STEP_SPOUSE;
}

/* KW_USAGE unless `via` names at least one kind and nothing else. */
enum kw_status ways_check(unsigned via, struct kw_error *err);

/* A directed graph with an arc for every way. `weights` (made here) gives
 * each arc link_weight, marriages one more. Destroy both. */
enum kw_status ways_graph(const struct kw_people *people, unsigned via,
                          double link_weight, igraph_t *graph,
                          igraph_vector_t *weights, struct kw_error *err);

/* An undirected graph with one edge a linked pair. */
enum kw_status ways_pairs(const struct kw_people *people, unsigned via,
                          igraph_t *graph, struct kw_error *err);

#endif
