/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shape of a family: how wide its largest component is, and who
 * stands in the middle.
 *
 * The middle is closeness: the smallest sum of steps to all others of
 * the component. Sums are whole numbers, so ties are ties, and go to the
 * smaller id.
 */
#include <kinwalk/graph.h>

#include "components.h"
#include "guest.h"
#include "ways.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_UP_TO = 10000,
    /* Searches that stand for all where all would take too long. */
    PIVOTS = 32
};

static const char *const MEASURING = "measuring the family";

/* The largest component as a graph of its own. */
struct core {
    igraph_t graph;
    uint32_t *members; /* by vertex: the member; ascending */
    double *sums;      /* by vertex: steps to others, or to the pivots */
    uint32_t count;
};

static uint32_t largest_of(const struct kw_components *components)
{
    uint32_t largest = 0;

    for (uint32_t i = 1; i < components->count; i++)
        if (components->sizes[i] > components->sizes[largest])
            largest = i;
    return largest;
}

/* Vertices of the core, ascending, so that its numbering follows ids. */
static enum kw_status cut_out(const igraph_t *graph,
                              const struct kw_components *components,
                              struct core *core, struct kw_error *err)
{
    uint32_t largest = largest_of(components);
    size_t size = components->sizes[largest];
    igraph_vector_int_t vertices;
    enum kw_status status = KW_OK;

    core->members = calloc(size, sizeof *core->members);
    core->sums = calloc(size, sizeof *core->sums);
    if (!core->members || !core->sums)
        return kw_nomem(err);
    GUEST_TRY(igraph_vector_int_init(&vertices, 0), MEASURING, err);
    for (uint32_t who = 0; who < components->members && status == KW_OK; who++)
        if (components->of[who] == largest) {
            core->members[core->count++] = who;
            status = guest_status(igraph_vector_int_push_back(&vertices, who),
                                  MEASURING, err);
        }
    if (status == KW_OK)
        status =
            guest_status(igraph_induced_subgraph(
                             graph, &core->graph, igraph_vss_vector(&vertices),
                             IGRAPH_SUBGRAPH_CREATE_FROM_SCRATCH),
                         MEASURING, err);
    igraph_vector_int_destroy(&vertices);
    return status;
}

static struct kw_id core_id(const struct kw_people *people,
                            const struct core *core, igraph_integer_t vertex)
{
    return kw_people_at(people, core->members[vertex])->id;
}

static void set_ends(const struct kw_people *people, const struct core *core,
                     igraph_integer_t a, igraph_integer_t b,
                     struct kw_shape *out)
{
    out->end_a = core_id(people, core, a < b ? a : b);
    out->end_b = core_id(people, core, a < b ? b : a);
}

/* Puts the few with the smallest sums in order; vertices come ascending,
 * so the first of equals is the smallest id. */
static void find_middle(const struct kw_people *people, const struct core *core,
                        double others, struct kw_shape *out)
{
    double sums[KW_MIDDLE_MAX];
    size_t count = 0;

    for (uint32_t v = 0; v < core->count; v++) {
        size_t place = count;

        while (place > 0 && core->sums[v] < sums[place - 1])
            place--;
        if (place == KW_MIDDLE_MAX)
            continue;
        if (count < KW_MIDDLE_MAX)
            count++;
        for (size_t i = count - 1; i > place; i--) {
            sums[i] = sums[i - 1];
            out->middle[i] = out->middle[i - 1];
        }
        sums[place] = core->sums[v];
        out->middle[place].id = core_id(people, core, v);
        out->middle[place].mean_steps = core->sums[v] / others;
    }
    out->middle_count = count;
}

static enum kw_status measure_exactly(const struct kw_people *people,
                                      struct core *core, struct kw_shape *out,
                                      struct kw_error *err)
{
    igraph_real_t diameter = 0;
    igraph_integer_t a = 0;
    igraph_integer_t b = 0;
    igraph_vector_t closeness;
    enum kw_status status;

    GUEST_TRY(igraph_diameter(&core->graph, &diameter, &a, &b, NULL, NULL,
                              IGRAPH_UNDIRECTED, 1),
              MEASURING, err);
    out->diameter = (uint32_t)diameter;
    set_ends(people, core, a, b, out);

    GUEST_TRY(igraph_vector_init(&closeness, 0), MEASURING, err);
    status =
        guest_status(igraph_closeness(&core->graph, &closeness, NULL, NULL,
                                      igraph_vss_all(), IGRAPH_ALL, NULL, 0),
                     MEASURING, err);
    for (uint32_t v = 0; status == KW_OK && v < core->count; v++)
        core->sums[v] = round(1.0 / VECTOR(closeness)[v]);
    igraph_vector_destroy(&closeness);
    if (status == KW_OK)
        find_middle(people, core, (double)core->count - 1.0, out);
    return status;
}

/* One search from `vertex`: adds to the sums, and gives the farthest. */
static enum kw_status sweep(struct core *core, igraph_integer_t vertex,
                            bool adds, igraph_integer_t *farthest,
                            uint32_t *steps, struct kw_error *err)
{
    igraph_matrix_t row;
    enum kw_status status;

    GUEST_TRY(igraph_allow_interruption(NULL), MEASURING, err);
    GUEST_TRY(igraph_matrix_init(&row, 0, 0), MEASURING, err);
    status =
        guest_status(igraph_distances(&core->graph, &row, igraph_vss_1(vertex),
                                      igraph_vss_all(), IGRAPH_ALL),
                     MEASURING, err);
    *farthest = vertex;
    *steps = 0;
    for (uint32_t v = 0; status == KW_OK && v < core->count; v++) {
        double d = MATRIX(row, 0, v);

        if (d > (double)*steps) {
            *steps = (uint32_t)d;
            *farthest = v;
        }
        if (adds)
            core->sums[v] += d;
    }
    igraph_matrix_destroy(&row);
    return status;
}

/* Three sweeps, each from the far end of the last, bound the diameter
 * from below; pivots spread over the ids stand for everybody. */
static enum kw_status measure_roughly(const struct kw_people *people,
                                      struct core *core, struct kw_shape *out,
                                      struct kw_error *err)
{
    uint32_t pivots = core->count < PIVOTS ? core->count : PIVOTS;
    igraph_integer_t end = 0;
    igraph_integer_t far = 0;
    uint32_t steps = 0;

    for (uint32_t i = 0; i < 3 + pivots; i++) {
        bool sweeping = i < 3;

        end =
            sweeping
                ? far
                : (igraph_integer_t)((uint64_t)(i - 3) * core->count / pivots);
        KW_TRY(sweep(core, end, !sweeping, &far, &steps, err));
        if (steps > out->diameter) {
            out->diameter = steps;
            set_ends(people, core, end, far, out);
        }
    }
    find_middle(people, core, pivots, out);
    return KW_OK;
}

static enum kw_status measure_core(const struct kw_people *people,
                                   const igraph_t *graph,
                                   const struct kw_components *components,
                                   uint32_t exact_up_to, struct kw_shape *out,
                                   struct kw_error *err)
{
    struct core core = {.count = 0};
    enum kw_status status = cut_out(graph, components, &core, err);

    if (status == KW_OK) {
        out->largest = core.count;
        out->exact = core.count <= exact_up_to;
        if (core.count < 2)
            set_ends(people, &core, 0, 0, out);
        else if (out->exact)
            status = measure_exactly(people, &core, out, err);
        else
            status = measure_roughly(people, &core, out, err);
        igraph_destroy(&core.graph);
    }
    free(core.members);
    free(core.sums);
    return status;
}

static enum kw_status measure(const struct kw_people *people, unsigned via,
                              uint32_t exact_up_to, struct kw_shape *out,
                              struct kw_error *err)
{
    struct kw_components components = {0};
    igraph_t graph;
    enum kw_status status;

    KW_TRY(ways_pairs(people, via, &graph, err));
    status = components_find(&graph, &components, err);
    if (status == KW_OK) {
        out->people = components.members;
        out->links = (uint64_t)igraph_ecount(&graph);
        out->components = components.count;
        out->exact = true;
        for (uint32_t i = 0; i < components.count; i++)
            out->alone += components.sizes[i] == 1;
        if (components.count > 0)
            status = measure_core(people, &graph, &components, exact_up_to, out,
                                  err);
    }
    kw_components_finish(&components);
    igraph_destroy(&graph);
    return status;
}

enum kw_status kw_graph_shape(const struct kw_people *people, unsigned via,
                              const struct kw_shape_options *options,
                              struct kw_shape *out, struct kw_error *err)
{
    struct kw_shape_options set = {0};
    struct guest guest;
    enum kw_status status;

    memset(out, 0, sizeof *out);
    if (options)
        set = *options;
    if (set.exact_up_to == 0)
        set.exact_up_to = EXACT_UP_TO;
    KW_TRY(ways_check(via, err));
    guest_enter(&guest, set.stopped, set.stopped_arg);
    status = measure(people, via, set.exact_up_to, out, err);
    guest_leave(&guest);
    if (status != KW_OK)
        memset(out, 0, sizeof *out);
    return status;
}

const char *kw_graph_igraph_version(void)
{
    const char *version = NULL;

    igraph_version(&version, NULL, NULL, NULL);
    return version;
}
