/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How wide a connected mesh is and who stands in its middle, by a limited
 * number of walks: bounds and estimates where the truth would take a walk
 * from everybody.
 */
#ifndef KINWALK_GRAPH_SURVEY_H
#define KINWALK_GRAPH_SURVEY_H

#include <kinwalk/graph.h>

#include "mesh.h"

/* Fills the part of `out` that is about the largest component. `mesh` is
 * all of it, at least two; `members` says who each vertex is, `ids` what
 * their ids are, ascending. Inside a visit: asks whether to go on before
 * each walk. */
enum kw_status survey(const struct mesh *mesh, const uint32_t *members,
                      const struct kw_id *ids, struct kw_shape *out,
                      struct kw_error *err);

#endif
