/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom each vertex is linked with, as rows laid end to end.
 */
#ifndef KINWALK_GRAPH_MESH_H
#define KINWALK_GRAPH_MESH_H

#include <kinwalk/family.h>

#include "guest.h"

/* The neighbours of v are heads[starts[v]] to heads[starts[v + 1] - 1],
 * ascending, each once, never v itself. Zeroed memory is nobody. */
struct mesh {
    uint32_t count;
    size_t *starts; /* count + 1 */
    uint32_t *heads;
};

/* Of pairs in any order and as often as may be. Vertices run from 0 to
 * count - 1, less than KW_NOBODY. */
enum kw_status mesh_create(uint32_t count, const uint32_t (*pairs)[2],
                           size_t pair_count, struct mesh *out,
                           struct kw_error *err);
void mesh_finish(struct mesh *mesh);

/* The component `part`, where `of` says which each vertex is in, as a mesh
 * of its own. It is numbered as a walk from its first vertex meets all
 * others, so that neighbours lie near each other in memory. *members (the
 * caller's: free(), on failure too) says who each is. */
enum kw_status mesh_cut_out(const struct mesh *mesh, const uint32_t *of,
                            uint32_t part, struct mesh *out, uint32_t **members,
                            struct kw_error *err);

/* The same as an igraph with one edge a pair. Destroy it. */
enum kw_status mesh_igraph(const struct mesh *mesh, igraph_t *graph,
                           struct kw_error *err);

/* Steps from one vertex to all it reaches. `far` and `queue` are arrays of
 * `count`; far[v] is KW_NOBODY where it does not come, the queue holds the
 * others, nearest first. Returns how many those are. */
uint32_t mesh_walk(const struct mesh *mesh, uint32_t from, uint32_t *far,
                   uint32_t *queue);

#endif
