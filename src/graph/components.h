/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Components of an igraph, numbered in a way that igraph does not choose.
 */
#ifndef KINWALK_GRAPH_COMPONENTS_H
#define KINWALK_GRAPH_COMPONENTS_H

#include <kinwalk/graph.h>

#include "guest.h"

/* Inside a visit. `out` as kw_graph_components() gives it. */
enum kw_status components_find(const igraph_t *graph, struct kw_components *out,
                               struct kw_error *err);

#endif
