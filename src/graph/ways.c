/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ways from member to member, and igraphs built of them.
 */
#include "ways.h"

#include <stdlib.h>

static const char *const BUILDING = "building the graph";

static enum kw_step_kind parent_step(const struct kw_tie *tie)
{
    switch (tie->kind) {
    case KW_LINK_FATHER:
        return KW_STEP_FATHER;
    case KW_LINK_MOTHER:
        return KW_STEP_MOTHER;
    default:
        return KW_STEP_PARENT;
    }
}

/* Appends the ties; `link` KW_STEP_START: each by what the parent is. */
static enum kw_status add_ties(struct ways *ways, uint32_t who,
                               struct kw_ties ties, enum kw_step_kind link,
                               struct kw_error *err)
{
    for (size_t i = 0; i < ties.count; i++) {
        const struct kw_tie *tie = &ties.items[i];
        struct way *items;

        if (tie->who == who)
            continue;
        items = kw_grow(ways->items, ways->count, &ways->capacity,
                        sizeof *ways->items);
        if (!items)
            return kw_nomem(err);
        ways->items = items;
        ways->items[ways->count].to = tie->who;
        ways->items[ways->count].link =
            link == KW_STEP_START ? parent_step(tie) : link;
        ways->count++;
    }
    return KW_OK;
}

enum kw_status ways_from(const struct kw_people *people, uint32_t who,
                         unsigned via, struct ways *ways, struct kw_error *err)
{
    ways->count = 0;
    if (via & KW_VIA_PARENT)
        KW_TRY(add_ties(ways, who, kw_people_parents(people, who),
                        KW_STEP_START, err));
    if (via & KW_VIA_CHILD)
        KW_TRY(add_ties(ways, who, kw_people_children(people, who),
                        KW_STEP_CHILD, err));
    if (via & KW_VIA_SIBLING)
        KW_TRY(add_ties(ways, who, kw_people_siblings(people, who),
                        KW_STEP_SIBLING, err));
    if (via & KW_VIA_SPOUSE)
        KW_TRY(add_ties(ways, who, kw_people_partners(people, who),
                        KW_STEP_SPOUSE, err));
    return KW_OK;
}

void ways_finish(struct ways *ways)
{
    if (!ways)
        return;
    free(ways->items);
    *ways = (struct ways){0};
}

enum kw_status ways_check(unsigned via, struct kw_error *err)
{
    const unsigned all =
        KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE | KW_VIA_SIBLING;

    if (via == 0 || (via & ~all) != 0)
        return kw_fail(err, KW_USAGE,
                       "a chain needs kinds of links to go along: parent, "
                       "child, spouse, sibling");
    return KW_OK;
}

/* Lists the arcs, each as two vertices, with their weights. */
static enum kw_status list_arcs(const struct kw_people *people, unsigned via,
                                double link_weight, igraph_vector_int_t *arcs,
                                igraph_vector_t *weights, struct ways *ways,
                                struct kw_error *err)
{
    for (uint32_t who = 0; who < kw_people_count(people); who++) {
        KW_TRY(ways_from(people, who, via, ways, err));
        for (size_t i = 0; i < ways->count; i++) {
            const struct way *way = &ways->items[i];
            double weight = link_weight + (way_is_marriage(way) ? 1.0 : 0.0);

            GUEST_TRY(igraph_vector_int_push_back(arcs, who), BUILDING, err);
            GUEST_TRY(igraph_vector_int_push_back(arcs, way->to), BUILDING,
                      err);
            if (weights)
                GUEST_TRY(igraph_vector_push_back(weights, weight), BUILDING,
                          err);
        }
    }
    return KW_OK;
}

static enum kw_status build(const struct kw_people *people, unsigned via,
                            double link_weight, igraph_t *graph,
                            igraph_vector_t *weights, struct kw_error *err)
{
    igraph_bool_t directed = weights ? IGRAPH_DIRECTED : IGRAPH_UNDIRECTED;
    igraph_vector_int_t arcs;
    struct ways ways = {0};
    enum kw_status status;

    GUEST_TRY(igraph_vector_int_init(&arcs, 0), BUILDING, err);
    status = list_arcs(people, via, link_weight, &arcs, weights, &ways, err);
    if (status == KW_OK)
        status = guest_status(
            igraph_create(graph, &arcs, kw_people_count(people), directed),
            BUILDING, err);
    ways_finish(&ways);
    igraph_vector_int_destroy(&arcs);
    return status;
}

enum kw_status ways_graph(const struct kw_people *people, unsigned via,
                          double link_weight, igraph_t *graph,
                          igraph_vector_t *weights, struct kw_error *err)
{
    enum kw_status status;

    GUEST_TRY(igraph_vector_init(weights, 0), BUILDING, err);
    status = build(people, via, link_weight, graph, weights, err);
    if (status != KW_OK)
        igraph_vector_destroy(weights);
    return status;
}

enum kw_status ways_pairs(const struct kw_people *people, unsigned via,
                          igraph_t *graph, struct kw_error *err)
{
    enum kw_status status;

    KW_TRY(build(people, via, 1.0, graph, NULL, err));
    status = guest_status(igraph_simplify(graph, 1, 1, NULL), BUILDING, err);
    if (status != KW_OK)
        igraph_destroy(graph);
    return status;
}
