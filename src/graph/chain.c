/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shortest chain between two people.
 *
 * igraph gives distances, not the chain: of several shortest chains it
 * would return whichever its rows lead to. So distances to the goal are
 * taken once, and the chain is read off them, at each step to the
 * smallest id from which the goal is as near as it can be.
 *
 * A link weighs n + 1 for n people and a marriage one more. A shortest
 * chain has fewer than n + 1 marriages, so the sum orders first by links
 * and then by marriages, exactly, as long as it stays below 2^53: for
 * n below 94 million.
 */
#include <kinwalk/graph.h>

#include "guest.h"
#include "ways.h"

#include <math.h>

static const char *const SEARCHING = "shortest chain";

/* igraph's matrix of one row. */
static double distance(const igraph_matrix_t *distances, uint32_t who)
{
    return MATRIX(*distances, 0, who);
}

/* The step from `who` that a shortest chain takes; NULL if none fits,
 * which the distances rule out. */
static const struct way *best_way(const struct ways *ways,
                                  const igraph_matrix_t *distances,
                                  uint32_t who, double link_weight)
{
    const struct way *best = NULL;

    for (size_t i = 0; i < ways->count; i++) {
        const struct way *way = &ways->items[i];
        double weight = link_weight + (way_is_marriage(way) ? 1.0 : 0.0);

        if (distance(distances, way->to) + weight > distance(distances, who))
            continue;
        if (!best || way->to < best->to)
            best = way;
    }
    return best;
}

static enum kw_status read_off(const struct kw_people *people, uint32_t from,
                               uint32_t to, unsigned via,
                               const igraph_matrix_t *distances,
                               double link_weight, struct ways *ways,
                               struct kw_path *out, struct kw_error *err)
{
    uint32_t who = from;

    KW_TRY(kw_path_add(out, kw_people_at(people, who)->id, KW_STEP_START, err));
    while (who != to) {
        const struct way *way;

        KW_TRY(ways_from(people, who, via, ways, err));
        way = best_way(ways, distances, who, link_weight);
        if (!way)
            return kw_fail(err, KW_INTERNAL,
                           "%s: distances contradict the links", SEARCHING);
        who = way->to;
        KW_TRY(kw_path_add(out, kw_people_at(people, who)->id, way->link, err));
    }
    return KW_OK;
}

/* Distances from everybody to `to`, as one row. */
static enum kw_status measure(const igraph_t *graph,
                              const igraph_vector_t *weights, uint32_t to,
                              igraph_matrix_t *distances, struct kw_error *err)
{
    enum kw_status status;

    GUEST_TRY(igraph_matrix_init(distances, 0, 0), SEARCHING, err);
    status = guest_status(
        igraph_distances_dijkstra(graph, distances, igraph_vss_1(to),
                                  igraph_vss_all(), weights, IGRAPH_IN),
        SEARCHING, err);
    if (status != KW_OK)
        igraph_matrix_destroy(distances);
    return status;
}

static enum kw_status find_chain(const struct kw_people *people, uint32_t from,
                                 uint32_t to, unsigned via, struct kw_path *out,
                                 bool *found, struct kw_error *err)
{
    double link_weight = (double)kw_people_count(people) + 1.0;
    igraph_t graph;
    igraph_vector_t weights;
    igraph_matrix_t distances;
    struct ways ways = {0};
    enum kw_status status;

    KW_TRY(ways_graph(people, via, link_weight, &graph, &weights, err));
    status = measure(&graph, &weights, to, &distances, err);
    igraph_vector_destroy(&weights);
    igraph_destroy(&graph);
    if (status != KW_OK)
        return status;

    *found = isfinite(distance(&distances, from));
    if (*found)
        status = read_off(people, from, to, via, &distances, link_weight, &ways,
                          out, err);
    ways_finish(&ways);
    igraph_matrix_destroy(&distances);
    return status;
}

enum kw_status kw_graph_path(const struct kw_people *people, struct kw_id from,
                             struct kw_id to, unsigned via, struct kw_path *out,
                             bool *found, struct kw_error *err)
{
    uint32_t a = kw_people_find(people, from);
    uint32_t b = kw_people_find(people, to);
    char name[KW_ID_TEXT_BYTES];
    struct guest guest;
    enum kw_status status;

    *found = false;
    KW_TRY(ways_check(via, err));
    if (a == KW_NOBODY || b == KW_NOBODY)
        return kw_fail(err, KW_NOT_FOUND, "%s is not in this family",
                       kw_id_print(a == KW_NOBODY ? from : to,
                                   kw_people_xrefs(people), name));
    guest_enter(&guest, NULL, NULL);
    status = find_chain(people, a, b, via, out, found, err);
    guest_leave(&guest);
    if (status != KW_OK) {
        *found = false;
        kw_path_finish(out);
    }
    return status;
}
