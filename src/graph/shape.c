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
#include "survey.h"
#include "ways.h"
#include "web.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EXACT_UP_TO = 10000 };

static const char *const MEASURING = "measuring the family";

/* The largest component as a graph of its own. */
struct core {
    igraph_t graph;
    const struct kw_id *ids; /* of members; borrowed */
    uint32_t *members;       /* by vertex: the member; ascending */
    double *sums;            /* by vertex: steps to others */
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

static struct kw_id core_id(const struct core *core, igraph_integer_t vertex)
{
    return core->ids[core->members[vertex]];
}

static void set_ends(const struct core *core, igraph_integer_t a,
                     igraph_integer_t b, struct kw_shape *out)
{
    out->end_a = core_id(core, a < b ? a : b);
    out->end_b = core_id(core, a < b ? b : a);
}

/* Puts the few with the smallest sums in order; vertices come ascending,
 * so the first of equals is the smallest id. */
static void find_middle(const struct core *core, struct kw_shape *out)
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
        out->middle[place].id = core_id(core, v);
        out->middle[place].mean_steps =
            core->sums[v] / ((double)core->count - 1.0);
    }
    out->middle_count = count;
}

static enum kw_status measure_exactly(struct core *core, struct kw_shape *out,
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
    out->diameter = out->diameter_max = (uint32_t)diameter;
    set_ends(core, a, b, out);

    GUEST_TRY(igraph_vector_init(&closeness, 0), MEASURING, err);
    status =
        guest_status(igraph_closeness(&core->graph, &closeness, NULL, NULL,
                                      igraph_vss_all(), IGRAPH_ALL, NULL, 0),
                     MEASURING, err);
    for (uint32_t v = 0; status == KW_OK && v < core->count; v++)
        core->sums[v] = round(1.0 / VECTOR(closeness)[v]);
    igraph_vector_destroy(&closeness);
    if (status == KW_OK)
        find_middle(core, out);
    return status;
}

/* Who is beyond igraph's patience is walked from by some. */
static enum kw_status measure_roughly(const struct mesh *mesh,
                                      const struct kw_components *components,
                                      const struct kw_id *ids,
                                      struct kw_shape *out,
                                      struct kw_error *err)
{
    uint32_t *members = NULL;
    struct mesh part;
    enum kw_status status = mesh_cut_out(
        mesh, components->of, largest_of(components), &part, &members, err);

    if (status == KW_OK) {
        status = survey(&part, members, ids, out, err);
        mesh_finish(&part);
    }
    free(members);
    return status;
}

static enum kw_status measure_small(const igraph_t *graph,
                                    const struct kw_components *components,
                                    const struct kw_id *ids,
                                    struct kw_shape *out, struct kw_error *err)
{
    struct core core = {.ids = ids};
    enum kw_status status = cut_out(graph, components, &core, err);

    if (status == KW_OK) {
        if (core.count < 2)
            set_ends(&core, 0, 0, out);
        else
            status = measure_exactly(&core, out, err);
        igraph_destroy(&core.graph);
    }
    free(core.members);
    free(core.sums);
    return status;
}

static enum kw_status measure_graph(const struct mesh *mesh,
                                    const igraph_t *graph,
                                    const struct kw_id *ids,
                                    uint32_t exact_up_to, struct kw_shape *out,
                                    struct kw_error *err)
{
    struct kw_components components = {0};
    enum kw_status status = components_find(graph, &components, err);

    if (status == KW_OK && components.count > 0) {
        out->components = components.count;
        for (uint32_t i = 0; i < components.count; i++)
            out->alone += components.sizes[i] == 1;
        out->largest = components.sizes[largest_of(&components)];
        out->exact = out->largest <= exact_up_to;
        status = out->exact ? measure_small(graph, &components, ids, out, err)
                            : measure_roughly(mesh, &components, ids, out, err);
    }
    kw_components_finish(&components);
    return status;
}

static enum kw_status measure(struct kw_web *web, uint32_t exact_up_to,
                              struct kw_shape *out, struct kw_error *err)
{
    const struct kw_id *ids;
    struct mesh mesh;
    igraph_t graph;
    enum kw_status status;

    KW_TRY(web_lay_out(web, &mesh, &ids, err));
    status = mesh_igraph(&mesh, &graph, err);
    if (status == KW_OK) {
        out->people = mesh.count;
        out->links = mesh.starts[mesh.count] / 2;
        out->exact = true;
        status = measure_graph(&mesh, &graph, ids, exact_up_to, out, err);
        igraph_destroy(&graph);
    }
    mesh_finish(&mesh);
    return status;
}

enum kw_status kw_web_shape(struct kw_web *web,
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
    guest_enter(&guest, set.stopped, set.stopped_arg);
    status = measure(web, set.exact_up_to, out, err);
    guest_leave(&guest);
    if (status != KW_OK)
        memset(out, 0, sizeof *out);
    return status;
}

static enum kw_status gather(const struct kw_people *people, unsigned via,
                             struct kw_web *web, struct ways *ways,
                             struct kw_error *err)
{
    for (uint32_t who = 0; who < kw_people_count(people); who++) {
        struct kw_id id = kw_people_at(people, who)->id;

        KW_TRY(kw_web_add(web, id, err));
        KW_TRY(ways_from(people, who, via, ways, err));
        for (size_t i = 0; i < ways->count; i++)
            KW_TRY(web_add_pair(
                web, id, kw_people_at(people, ways->items[i].to)->id, err));
    }
    return KW_OK;
}

enum kw_status kw_graph_shape(const struct kw_people *people, unsigned via,
                              const struct kw_shape_options *options,
                              struct kw_shape *out, struct kw_error *err)
{
    struct ways ways = {0};
    struct kw_web *web;
    enum kw_status status;

    memset(out, 0, sizeof *out);
    KW_TRY(kw_web_create(via, &web, err));
    status = gather(people, via, web, &ways, err);
    ways_finish(&ways);
    if (status == KW_OK)
        status = kw_web_shape(web, options, out, err);
    kw_web_destroy(web);
    return status;
}

const char *kw_graph_igraph_version(void)
{
    const char *version = NULL;

    igraph_version(&version, NULL, NULL, NULL);
    return version;
}
