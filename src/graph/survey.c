/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measuring a large component by walks from a hundred of its people.
 *
 * The diameter: a walk from s that comes e steps far says of everybody v
 * at d steps that their own farthest is between max(e - d, d) and e + d
 * steps away. Each walk narrows these bounds, next from whoever may still
 * be farthest from somebody, next from whoever may be most central
 * (F. Takes, W. Kosters, "Determining the diameter of small world
 * networks", 2011). Where they meet, the diameter is known.
 *
 * The middle: walks from people spread over all stand for walks from
 * everybody. Walks from those who are nearest to these tell how near they
 * are to all.
 *
 * Walks number vertices as the mesh happens to; whenever one of several
 * must be taken, it is the smallest member.
 */
#include "survey.h"

#include <stdlib.h>
#include <string.h>

enum {
    PIVOTS = 64,     /* who stand for all; as many as walk together */
    CANDIDATES = 32, /* for the middle */
    BOUNDING = 12    /* walks for the diameter alone */
};

static const char *const MEASURING = "measuring the family";

struct looking {
    const struct mesh *mesh;
    const uint32_t *members;
    const struct kw_id *ids;
    struct kw_shape *out;
    uint32_t *far; /* of the last walk; by vertex, as all of these */
    uint32_t *queue;
    uint32_t *low; /* how far their farthest is, at least and at most */
    uint32_t *high;
    uint64_t *sums; /* of steps to all who walked together */
    uint64_t *seen; /* who of them has been here, a bit each */
    uint64_t *now;  /* who of them is here, and who comes next */
    uint64_t *next;
};

/* Some who walk at once; what each of them finds. */
struct party {
    uint32_t from[PIVOTS];
    uint32_t end[PIVOTS];   /* the smallest member farthest away, */
    uint32_t steps[PIVOTS]; /* and how far that is */
    uint64_t sum[PIVOTS];   /* of steps to everybody */
    uint32_t count;
};

/* ---- walks --------------------------------------------------------- */

static void note_ends(struct looking *l, uint32_t a, uint32_t b, uint32_t steps)
{
    uint32_t one = l->members[a];
    uint32_t other = l->members[b];

    l->out->diameter = steps;
    l->out->end_a = l->ids[one < other ? one : other];
    l->out->end_b = l->ids[one < other ? other : one];
}

/* The smallest member of the outermost layer. */
static uint32_t farthest(const struct looking *l)
{
    uint32_t at = l->mesh->count - 1;
    uint32_t steps = l->far[l->queue[at]];
    uint32_t best = l->queue[at];

    while (at > 0 && l->far[l->queue[at - 1]] == steps) {
        at--;
        if (l->members[l->queue[at]] < l->members[best])
            best = l->queue[at];
    }
    return best;
}

/* Narrows what is known of everybody by a walk from `from`. */
static enum kw_status look_from(struct looking *l, uint32_t from,
                                struct kw_error *err)
{
    uint32_t end;
    uint32_t steps;
    uint32_t most = 0;

    GUEST_TRY(igraph_allow_interruption(NULL), MEASURING, err);
    (void)mesh_walk(l->mesh, from, l->far, l->queue);
    end = farthest(l);
    steps = l->far[end];
    if (steps > l->out->diameter)
        note_ends(l, from, end, steps);
    for (uint32_t v = 0; v < l->mesh->count; v++) {
        uint32_t d = l->far[v];
        uint32_t least = d > steps - d ? d : steps - d;

        if (l->low[v] < least)
            l->low[v] = least;
        if (l->high[v] > steps + d)
            l->high[v] = steps + d;
        if (most < l->high[v])
            most = l->high[v];
    }
    l->out->diameter_max = most;
    return KW_OK;
}

/* Notes that those of `who` came to `v`. */
static void arrive(struct looking *l, struct party *party, uint64_t who,
                   uint32_t v, uint32_t steps)
{
    for (; who; who &= who - 1) {
        int i = __builtin_ctzll(who);

        party->sum[i] += steps;
        l->sums[v] += steps;
        if (party->steps[i] == steps &&
            l->members[party->end[i]] < l->members[v])
            continue;
        party->steps[i] = steps;
        party->end[i] = v;
    }
}

/* One step of all; false if nobody came anywhere new. */
static bool step_together(struct looking *l, struct party *party,
                          uint64_t everybody, uint32_t steps)
{
    const struct mesh *mesh = l->mesh;
    uint64_t *swap = l->now;
    bool moved = false;

    for (uint32_t v = 0; v < mesh->count; v++) {
        uint64_t come = 0;

        if (l->seen[v] != everybody)
            for (size_t i = mesh->starts[v]; i < mesh->starts[v + 1]; i++)
                come |= l->now[mesh->heads[i]];
        come &= ~l->seen[v];
        l->next[v] = come;
        l->seen[v] |= come;
        moved = moved || come;
        arrive(l, party, come, v, steps);
    }
    l->now = l->next;
    l->next = swap;
    return moved;
}

/* A walk from each of the party for little more than the price of some: a
 * bit a walk, and every row of neighbours is read once a step for all (M.
 * Then et al., "The more the merrier", 2014). */
static enum kw_status walk_together(struct looking *l, struct party *party,
                                    struct kw_error *err)
{
    uint64_t everybody =
        party->count < 64 ? (UINT64_C(1) << party->count) - 1 : UINT64_MAX;
    uint32_t steps = 0;
    bool moved = true;

    memset(l->seen, 0, l->mesh->count * sizeof *l->seen);
    memset(l->now, 0, l->mesh->count * sizeof *l->now);
    memset(l->sums, 0, l->mesh->count * sizeof *l->sums);
    for (uint32_t i = 0; i < party->count; i++) {
        party->end[i] = party->from[i];
        l->now[party->from[i]] |= UINT64_C(1) << i;
        l->seen[party->from[i]] |= UINT64_C(1) << i;
    }
    while (moved) {
        GUEST_TRY(igraph_allow_interruption(NULL), MEASURING, err);
        moved = step_together(l, party, everybody, ++steps);
    }
    for (uint32_t i = 0; i < party->count; i++)
        if (party->steps[i] > l->out->diameter)
            note_ends(l, party->from[i], party->end[i], party->steps[i]);
    return KW_OK;
}

/* ---- the middle ---------------------------------------------------- */

/* Vertices stand in the order of a walk, so every layer of it sends its
 * share of the pivots. */
static enum kw_status walk_from_pivots(struct looking *l, struct kw_error *err)
{
    uint32_t count = l->mesh->count;
    struct party pivots = {.count = count < PIVOTS ? count : PIVOTS};

    for (uint32_t i = 0; i < pivots.count; i++)
        pivots.from[i] = (uint32_t)((uint64_t)i * count / pivots.count);
    return walk_together(l, &pivots, err);
}

/* Is `a`, with that sum, before `b`? Of equals the smaller member is. */
static bool is_nearer(const struct looking *l, uint32_t a, uint64_t sum_a,
                      uint32_t b, uint64_t sum_b)
{
    return sum_a != sum_b ? sum_a < sum_b : l->members[a] < l->members[b];
}

/* A short list, nearest first. */
struct nearest {
    uint32_t vertices[CANDIDATES];
    uint64_t sums[CANDIDATES];
    size_t count;
    size_t most;
};

static void consider(const struct looking *l, struct nearest *list,
                     uint32_t vertex, uint64_t sum)
{
    size_t place = list->count;

    while (place > 0 && is_nearer(l, vertex, sum, list->vertices[place - 1],
                                  list->sums[place - 1]))
        place--;
    if (place == list->most)
        return;
    if (list->count < list->most)
        list->count++;
    for (size_t i = list->count - 1; i > place; i--) {
        list->vertices[i] = list->vertices[i - 1];
        list->sums[i] = list->sums[i - 1];
    }
    list->vertices[place] = vertex;
    list->sums[place] = sum;
}

/* `*heart`: who of them stands nearest to their own farthest. */
static enum kw_status find_middle(struct looking *l, uint32_t *heart,
                                  struct kw_error *err)
{
    struct nearest likely = {.most = CANDIDATES};
    struct nearest found = {.most = KW_MIDDLE_MAX};
    struct party party = {.count = 0};
    uint32_t best = 0;

    for (uint32_t v = 0; v < l->mesh->count; v++)
        consider(l, &likely, v, l->sums[v]);
    party.count = (uint32_t)likely.count;
    memcpy(party.from, likely.vertices, likely.count * sizeof *party.from);
    KW_TRY(walk_together(l, &party, err));
    for (uint32_t i = 0; i < party.count; i++) {
        consider(l, &found, party.from[i], party.sum[i]);
        if (party.steps[i] < party.steps[best])
            best = i;
    }
    *heart = party.from[best];
    l->out->middle_count = found.count;
    for (size_t i = 0; i < found.count; i++) {
        l->out->middle[i].id = l->ids[l->members[found.vertices[i]]];
        l->out->middle[i].mean_steps =
            (double)found.sums[i] / ((double)l->mesh->count - 1.0);
    }
    return KW_OK;
}

/* ---- the diameter -------------------------------------------------- */

/* Whom to look from next: who may be farthest from somebody, or who may
 * be the nearest to their farthest; of those the smallest member. */
static uint32_t next_one(const struct looking *l, bool outermost)
{
    const uint32_t *bound = outermost ? l->high : l->low;
    uint32_t best = KW_NOBODY;

    for (uint32_t v = 0; v < l->mesh->count; v++) {
        if (l->low[v] == l->high[v])
            continue;
        if (best == KW_NOBODY ||
            (outermost ? bound[v] > bound[best] : bound[v] < bound[best]) ||
            (bound[v] == bound[best] && l->members[v] < l->members[best]))
            best = v;
    }
    return best;
}

static enum kw_status narrow_down(struct looking *l, uint32_t heart,
                                  struct kw_error *err)
{
    KW_TRY(look_from(l, heart, err));
    for (int i = 1; i < BOUNDING && l->out->diameter < l->out->diameter_max;
         i++) {
        uint32_t next = next_one(l, i % 2 == 1);

        if (next == KW_NOBODY)
            break;
        KW_TRY(look_from(l, next, err));
    }
    return KW_OK;
}

static enum kw_status look(struct looking *l, struct kw_error *err)
{
    uint32_t heart;

    if (!l->far || !l->queue || !l->low || !l->high || !l->sums || !l->seen ||
        !l->now || !l->next)
        return kw_nomem(err);
    for (uint32_t v = 0; v < l->mesh->count; v++)
        l->high[v] = KW_NOBODY;
    KW_TRY(walk_from_pivots(l, err));
    KW_TRY(find_middle(l, &heart, err));
    return narrow_down(l, heart, err);
}

enum kw_status survey(const struct mesh *mesh, const uint32_t *members,
                      const struct kw_id *ids, struct kw_shape *out,
                      struct kw_error *err)
{
    size_t count = mesh->count;
    struct looking l = {
        .mesh = mesh,
        .members = members,
        .ids = ids,
        .out = out,
        .far = malloc(count * sizeof *l.far),
        .queue = malloc(count * sizeof *l.queue),
        .low = calloc(count, sizeof *l.low),
        .high = malloc(count * sizeof *l.high),
        .sums = malloc(count * sizeof *l.sums),
        .seen = malloc(count * sizeof *l.seen),
        .now = malloc(count * sizeof *l.now),
        .next = malloc(count * sizeof *l.next),
    };
    enum kw_status status = look(&l, err);

    free(l.far);
    free(l.queue);
    free(l.low);
    free(l.high);
    free(l.sums);
    free(l.seen);
    free(l.now);
    free(l.next);
    return status;
}
