/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of a web, for web.c and shape.c.
 */
#ifndef KINWALK_GRAPH_WEB_H
#define KINWALK_GRAPH_WEB_H

#include <kinwalk/graph.h>

#include "mesh.h"

/* Two people linked by a kind that the web is about. */
enum kw_status web_add_pair(struct kw_web *web, struct kw_id a, struct kw_id b,
                            struct kw_error *err);

/* Lays out what was gathered; nothing of it depends on the order of
 * gathering. *ids are all people, ascending, numbered as the vertices:
 * the web's, valid until it changes. Destroy *out. */
enum kw_status web_lay_out(struct kw_web *web, struct mesh *out,
                           const struct kw_id **ids, struct kw_error *err);

#endif
