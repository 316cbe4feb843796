/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which members of a family hang together.
 */
#include "components.h"

#include "ways.h"

#include <stdlib.h>
#include <string.h>

/* Numbers components by their smallest member, whatever igraph does. */
static enum kw_status number_them(const igraph_vector_int_t *membership,
                                  igraph_integer_t count,
                                  struct kw_components *out,
                                  struct kw_error *err)
{
    uint32_t *renamed = malloc(((size_t)count + 1) * sizeof *renamed);
    uint32_t next = 0;

    out->of = calloc((size_t)out->members + 1, sizeof *out->of);
    out->sizes = calloc((size_t)count + 1, sizeof *out->sizes);
    if (!renamed || !out->of || !out->sizes) {
        free(renamed);
        return kw_nomem(err);
    }
    for (igraph_integer_t i = 0; i < count; i++)
        renamed[i] = UINT32_MAX;
    for (uint32_t who = 0; who < out->members; who++) {
        igraph_integer_t theirs = VECTOR(*membership)[who];

        if (renamed[theirs] == UINT32_MAX)
            renamed[theirs] = next++;
        out->of[who] = renamed[theirs];
        out->sizes[renamed[theirs]]++;
    }
    out->count = next;
    free(renamed);
    return KW_OK;
}

enum kw_status components_find(const igraph_t *graph, struct kw_components *out,
                               struct kw_error *err)
{
    const char *what = "components";
    igraph_vector_int_t membership;
    igraph_integer_t count = 0;
    enum kw_status status;

    memset(out, 0, sizeof *out);
    out->members = (uint32_t)igraph_vcount(graph);
    GUEST_TRY(igraph_vector_int_init(&membership, 0), what, err);
    status = guest_status(igraph_connected_components(graph, &membership, NULL,
                                                      &count, IGRAPH_WEAK),
                          what, err);
    if (status == KW_OK)
        status = number_them(&membership, count, out, err);
    igraph_vector_int_destroy(&membership);
    if (status != KW_OK)
        kw_components_finish(out);
    return status;
}

enum kw_status kw_graph_components(const struct kw_people *people, unsigned via,
                                   struct kw_components *out,
                                   struct kw_error *err)
{
    struct guest guest;
    igraph_t graph;
    enum kw_status status;

    memset(out, 0, sizeof *out);
    KW_TRY(ways_check(via, err));
    guest_enter(&guest, NULL, NULL);
    status = ways_pairs(people, via, &graph, err);
    if (status == KW_OK) {
        status = components_find(&graph, out, err);
        igraph_destroy(&graph);
    }
    guest_leave(&guest);
    return status;
}

void kw_components_finish(struct kw_components *components)
{
    if (!components)
        return;
    free(components->of);
    free(components->sizes);
    memset(components, 0, sizeof *components);
}
