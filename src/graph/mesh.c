/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of neighbours: made of pairs, walked breadth first, given to
 * igraph.
 *
 * Walks are our own because they are asked for by the hundred: over a
 * million people one costs a tenth of igraph_distances(), which looks
 * every neighbourhood up anew.
 */
#include "mesh.h"

#include <stdlib.h>
#include <string.h>

static const char *const BUILDING = "building the graph";

/* ---- rows ---------------------------------------------------------- */

void mesh_finish(struct mesh *mesh)
{
    if (!mesh)
        return;
    free(mesh->starts);
    free(mesh->heads);
    memset(mesh, 0, sizeof *mesh);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* A handful a row, so nothing quicker than this is needed. */
static void sort_row(uint32_t *row, size_t count)
{
    if (count > 64) {
        qsort(row, count, sizeof *row, by_number);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint32_t moved = row[i];
        size_t at = i;

        for (; at > 0 && row[at - 1] > moved; at--)
            row[at] = row[at - 1];
        row[at] = moved;
    }
}

/* Every row ascending, each neighbour once. */
static void tidy_rows(struct mesh *mesh)
{
    size_t kept = 0;
    size_t from = 0;

    for (uint32_t v = 0; v < mesh->count; v++) {
        size_t to = mesh->starts[v + 1];
        size_t first = kept;

        sort_row(mesh->heads + from, to - from);
        for (size_t i = from; i < to; i++)
            if (kept == first || mesh->heads[kept - 1] != mesh->heads[i])
                mesh->heads[kept++] = mesh->heads[i];
        from = to;
        mesh->starts[v] = first;
    }
    mesh->starts[mesh->count] = kept;
}

static enum kw_status make_room(struct mesh *mesh, uint32_t count,
                                struct kw_error *err)
{
    mesh->count = count;
    mesh->starts = calloc((size_t)count + 2, sizeof *mesh->starts);
    return mesh->starts ? KW_OK : kw_nomem(err);
}

/* starts[v + 2] holds how many v has; then the room for all of them. */
static enum kw_status add_up(struct mesh *mesh, struct kw_error *err)
{
    for (size_t v = 2; v < (size_t)mesh->count + 2; v++)
        mesh->starts[v] += mesh->starts[v - 1];
    mesh->heads =
        malloc((mesh->starts[mesh->count + 1] + 1) * sizeof *mesh->heads);
    return mesh->heads ? KW_OK : kw_nomem(err);
}

/* Filling moves starts[v + 1] on, so it is right in the end. */
static void put(struct mesh *mesh, uint32_t from, uint32_t to)
{
    mesh->heads[mesh->starts[from + 1]++] = to;
}

enum kw_status mesh_create(uint32_t count, const uint32_t (*pairs)[2],
                           size_t pair_count, struct mesh *out,
                           struct kw_error *err)
{
    enum kw_status status;

    memset(out, 0, sizeof *out);
    status = make_room(out, count, err);
    for (size_t i = 0; status == KW_OK && i < pair_count; i++)
        if (pairs[i][0] != pairs[i][1]) {
            out->starts[pairs[i][0] + (size_t)2]++;
            out->starts[pairs[i][1] + (size_t)2]++;
        }
    if (status == KW_OK)
        status = add_up(out, err);
    for (size_t i = 0; status == KW_OK && i < pair_count; i++)
        if (pairs[i][0] != pairs[i][1]) {
            put(out, pairs[i][0], pairs[i][1]);
            put(out, pairs[i][1], pairs[i][0]);
        }
    if (status == KW_OK)
        tidy_rows(out);
    else
        mesh_finish(out);
    return status;
}

/* ---- walking ------------------------------------------------------- */

uint32_t mesh_walk(const struct mesh *mesh, uint32_t from, uint32_t *far,
                   uint32_t *queue)
{
    uint32_t queued = 0;

    memset(far, 0xFF, mesh->count * sizeof *far);
    far[from] = 0;
    queue[queued++] = from;
    for (uint32_t done = 0; done < queued; done++) {
        uint32_t next = far[queue[done]] + 1;
        const uint32_t *head = mesh->heads + mesh->starts[queue[done]];
        const uint32_t *end = mesh->heads + mesh->starts[queue[done] + 1];

        for (; head < end; head++)
            if (far[*head] == KW_NOBODY) {
                far[*head] = next;
                queue[queued++] = *head;
            }
    }
    return queued;
}

/* `members` in the order of a walk; `number` is where each stands there. */
static enum kw_status renumber(const struct mesh *mesh, const uint32_t *members,
                               const uint32_t *number, struct mesh *out,
                               struct kw_error *err)
{
    size_t at = 0;

    for (uint32_t v = 0; v < out->count; v++)
        at += mesh->starts[members[v] + 1] - mesh->starts[members[v]];
    out->heads = malloc((at + 1) * sizeof *out->heads);
    if (!out->heads)
        return kw_nomem(err);
    at = 0;
    for (uint32_t v = 0; v < out->count; v++) {
        size_t first = mesh->starts[members[v]];
        size_t end = mesh->starts[members[v] + 1];

        out->starts[v] = at;
        for (size_t i = first; i < end; i++)
            out->heads[at++] = number[mesh->heads[i]];
        sort_row(out->heads + out->starts[v], at - out->starts[v]);
    }
    out->starts[out->count] = at;
    return KW_OK;
}

enum kw_status mesh_cut_out(const struct mesh *mesh, const uint32_t *of,
                            uint32_t part, struct mesh *out, uint32_t **members,
                            struct kw_error *err)
{
    uint32_t *far = malloc(((size_t)mesh->count + 1) * sizeof *far);
    uint32_t *queue = malloc(((size_t)mesh->count + 1) * sizeof *queue);
    uint32_t first = 0;
    enum kw_status status;

    memset(out, 0, sizeof *out);
    *members = queue;
    if (!far || !queue) {
        free(far);
        return kw_nomem(err);
    }
    while (of[first] != part)
        first++;
    status = make_room(out, mesh_walk(mesh, first, far, queue), err);
    /* How far is not asked here: the room serves for the numbers. */
    for (uint32_t v = 0; v < out->count; v++)
        far[queue[v]] = v;
    if (status == KW_OK)
        status = renumber(mesh, queue, far, out, err);
    free(far);
    if (status != KW_OK)
        mesh_finish(out);
    return status;
}

/* ---- as an igraph -------------------------------------------------- */

enum kw_status mesh_igraph(const struct mesh *mesh, igraph_t *graph,
                           struct kw_error *err)
{
    igraph_vector_int_t edges;
    igraph_integer_t at = 0;
    enum kw_status status;

    GUEST_TRY(igraph_vector_int_init(
                  &edges, mesh->count
                              ? (igraph_integer_t)mesh->starts[mesh->count]
                              : 0),
              BUILDING, err);
    for (uint32_t v = 0; v < mesh->count; v++)
        for (size_t i = mesh->starts[v]; i < mesh->starts[v + 1]; i++)
            if (mesh->heads[i] > v) {
                VECTOR(edges)[at++] = v;
                VECTOR(edges)[at++] = mesh->heads[i];
            }
    status = guest_status(
        igraph_create(graph, &edges, mesh->count, IGRAPH_UNDIRECTED), BUILDING,
        err);
    igraph_vector_int_destroy(&edges);
    return status;
}
