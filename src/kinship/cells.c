/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counting cells: the machine run forwards, stances in the order of
 * falling height, each with its table of how many ways lead to it by
 * generations up and down.
 *
 * Every step lowers the sum of the two heights, so buckets by that sum
 * hand out each stance only after all that lead to it.
 */
#include "cells.h"

#include <stdlib.h>
#include <string.h>

/* ---- the steps ----------------------------------------------------- */

struct steps cone_step(const struct cone *cone, const struct stance *at,
                       uint32_t parent)
{
    struct steps steps = {.on = *at, .commit = *at};
    enum side turn = stance_turn(at);
    uint32_t child = turn == FROM_SIDE ? at->x : at->y;
    uint32_t other = turn == FROM_SIDE ? at->y : at->x;

    if (turn == FROM_SIDE)
        steps.on.x = steps.commit.x = parent;
    else
        steps.on.y = steps.commit.y = parent;
    if (at->committed) {
        steps.arrives = parent == other;
        steps.waits = cone_is_above(cone, other, parent);
        return steps;
    }
    steps.commit.last = child;
    steps.commit.committed = turn;
    steps.commits = cone_is_above(cone, parent, other);
    steps.goes_on = parent != other && cone_meet_above(cone, parent, other);
    return steps;
}

size_t cone_begin(const struct cone *cone, struct stance out[3])
{
    struct stance start = {cone->from, cone->to, NO_CHILD, NEITHER};
    size_t count = 0;

    if (!cone->count || cone->from == cone->to)
        return 0;
    if (cone_meet_above(cone, start.x, start.y))
        out[count++] = start;
    if (cone_is_above(cone, start.x, start.y)) {
        start.committed = FROM_SIDE;
        out[count++] = start;
    } else if (cone_is_above(cone, start.y, start.x)) {
        start.committed = TO_SIDE;
        out[count++] = start;
    }
    return count;
}

/* ---- tables of counts ---------------------------------------------- */

struct term {
    uint32_t up;
    uint32_t down;
    uint8_t bits;
    mpz_t count;
};

struct terms {
    struct term *items; /* sorted by up, down, bits */
    size_t count;
    size_t capacity;
};

static int compare_terms(const struct term *a, uint32_t up, uint32_t down,
                         uint8_t bits)
{
    if (a->up != up)
        return a->up < up ? -1 : 1;
    if (a->down != down)
        return a->down < down ? -1 : 1;
    return (a->bits > bits) - (a->bits < bits);
}

static enum kw_status add_term(struct terms *terms, uint32_t up, uint32_t down,
                               uint8_t bits, const mpz_t count,
                               struct kw_error *err)
{
    size_t low = 0;
    size_t high = terms->count;
    struct term *grown;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_terms(&terms->items[middle], up, down, bits) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < terms->count &&
        compare_terms(&terms->items[low], up, down, bits) == 0) {
        mpz_add(terms->items[low].count, terms->items[low].count, count);
        return KW_OK;
    }
    grown = kw_grow(terms->items, terms->count, &terms->capacity,
                    sizeof *terms->items);
    if (!grown)
        return kw_nomem(err);
    terms->items = grown;
    memmove(&grown[low + 1], &grown[low], (terms->count - low) * sizeof *grown);
    grown[low].up = up;
    grown[low].down = down;
    grown[low].bits = bits;
    mpz_init_set(grown[low].count, count);
    terms->count++;
    return KW_OK;
}

static void finish_terms(struct terms *terms)
{
    for (size_t i = 0; i < terms->count; i++)
        mpz_clear(terms->items[i].count);
    free(terms->items);
    memset(terms, 0, sizeof *terms);
}

/* ---- the run ------------------------------------------------------- */

enum { NUMBER_BITS = 20 }; /* of a local number in a key */

struct node {
    struct stance at;
    uint32_t last_of_other; /* arrivals only */
    uint32_t next;          /* in its bucket */
    struct terms terms;
};

struct run {
    const struct cone *cone;
    uint32_t sum_max;
    uint64_t work_left;
    struct kw_map places; /* stance to node */
    struct kw_map ends;   /* arrival to node */
    struct node *nodes;
    size_t count;
    size_t capacity;
    uint32_t *buckets; /* by sum of heights; first node */
    size_t bucket_count;
};

static uint32_t height_of(const struct cone *cone, uint32_t x)
{
    return cone->lineage->heights[cone->members[x]];
}

/* NO_CHILD becomes 0; local numbers stay below 2^20 - 1. */
static uint64_t key_of(uint32_t x, uint32_t y, uint32_t last, enum side side)
{
    return ((uint64_t)side << (3 * NUMBER_BITS)) |
           ((uint64_t)(last + 1) << (2 * NUMBER_BITS)) |
           ((uint64_t)x << NUMBER_BITS) | y;
}

/* NULL if memory ran out. */
static struct node *new_node(struct run *run, struct kw_map *map, uint64_t key,
                             const struct stance *at, struct kw_error *err)
{
    struct node *grown =
        kw_grow(run->nodes, run->count, &run->capacity, sizeof *grown);

    if (!grown) {
        (void)kw_nomem(err);
        return NULL;
    }
    run->nodes = grown;
    memset(&grown[run->count], 0, sizeof *grown);
    grown[run->count].at = *at;
    if (kw_map_put(map, key, run->count, NULL, err) != KW_OK)
        return NULL;
    return &grown[run->count++];
}

/* The node of a stance, made and put into its bucket if it is new. */
static enum kw_status node_at(struct run *run, const struct stance *at,
                              uint32_t *out, struct kw_error *err)
{
    uint64_t key = key_of(at->x, at->y, at->last, at->committed);
    const uint64_t *place = kw_map_get(&run->places, key);
    struct node *node;
    size_t sum;

    if (place) {
        *out = (uint32_t)*place;
        return KW_OK;
    }
    node = new_node(run, &run->places, key, at, err);
    if (!node)
        return KW_NOMEM;
    *out = (uint32_t)(run->count - 1);
    sum = (size_t)height_of(run->cone, at->x) + height_of(run->cone, at->y);
    node->next = run->buckets[sum];
    run->buckets[sum] = *out;
    return KW_OK;
}

/* The node where a line is whole: apex and both last children. */
static enum kw_status node_of_end(struct run *run, const struct stance *at,
                                  uint32_t apex, uint32_t child, uint32_t *out,
                                  struct kw_error *err)
{
    uint32_t last_x = at->committed == FROM_SIDE ? at->last : child;
    uint32_t last_y = at->committed == FROM_SIDE ? child : at->last;
    struct stance end = {apex, apex, last_x, NEITHER};
    uint64_t key = ((uint64_t)(last_x + 1) << (2 * NUMBER_BITS)) |
                   ((uint64_t)(last_y + 1) << NUMBER_BITS) | apex;
    const uint64_t *place = kw_map_get(&run->ends, key);
    struct node *node;

    if (place) {
        *out = (uint32_t)*place;
        return KW_OK;
    }
    node = new_node(run, &run->ends, key, &end, err);
    if (!node)
        return KW_NOMEM;
    *out = (uint32_t)(run->count - 1);
    node->last_of_other = last_y;
    return KW_OK;
}

/* Carries all counts of `from` to `to`, one generation further. */
static enum kw_status carry(struct run *run, uint32_t from, uint32_t to,
                            enum side turn, uint8_t bit, struct kw_error *err)
{
    const struct terms *source = &run->nodes[from].terms;

    for (size_t i = 0; i < source->count; i++) {
        const struct term *term = &source->items[i];
        uint32_t up = term->up + (turn == FROM_SIDE);
        uint32_t down = term->down + (turn == TO_SIDE);

        if (up > run->sum_max || down > run->sum_max - up)
            continue;
        if (run->work_left-- == 0 || run->count >= UINT32_MAX - 4)
            return kw_fail(err, KW_LIMIT, "too many lines to count");
        KW_TRY(add_term(&run->nodes[to].terms, up, down,
                        (uint8_t)(term->bits | bit), term->count, err));
    }
    return KW_OK;
}

static enum kw_status step_up(struct run *run, uint32_t from,
                              struct kw_error *err)
{
    const struct cone *cone = run->cone;
    struct stance at = run->nodes[from].at;
    enum side turn = stance_turn(&at);
    uint32_t child = turn == FROM_SIDE ? at.x : at.y;

    for (uint32_t i = cone->starts[child]; i < cone->starts[child + 1]; i++) {
        uint32_t parent = cone->parents[i];
        uint8_t bit = line_bit(cone->roles[i]);
        struct steps steps = cone_step(cone, &at, parent);
        uint32_t to;

        if (steps.arrives) {
            KW_TRY(node_of_end(run, &at, parent, child, &to, err));
            KW_TRY(carry(run, from, to, turn, bit, err));
        }
        if (steps.goes_on || steps.waits) {
            KW_TRY(node_at(run, &steps.on, &to, err));
            KW_TRY(carry(run, from, to, turn, bit, err));
        }
        if (steps.commits) {
            KW_TRY(node_at(run, &steps.commit, &to, err));
            KW_TRY(carry(run, from, to, turn, bit, err));
        }
    }
    finish_terms(&run->nodes[from].terms);
    return KW_OK;
}

static enum kw_status begin(struct run *run, struct kw_error *err)
{
    struct stance starts[3];
    size_t count = cone_begin(run->cone, starts);
    mpz_t one;
    enum kw_status status = KW_OK;

    mpz_init_set_ui(one, 1);
    for (size_t i = 0; status == KW_OK && i < count; i++) {
        uint32_t node;

        status = node_at(run, &starts[i], &node, err);
        if (status == KW_OK && run->nodes)
            status = add_term(&run->nodes[node].terms, 0, 0, 0, one, err);
    }
    mpz_clear(one);
    return status;
}

/* ---- cells --------------------------------------------------------- */

static uint32_t member_or_none(const struct cone *cone, uint32_t local)
{
    return local == NO_CHILD ? KW_NOBODY : cone->members[local];
}

/* Moves the terms of all arrivals out as cells. */
static enum kw_status hand_out(struct run *run, struct cells *out,
                               struct kw_error *err)
{
    const struct cone *cone = run->cone;

    for (size_t n = 0; n < run->count; n++) {
        struct node *node = &run->nodes[n];

        for (size_t i = 0; i < node->terms.count; i++) {
            struct term *term = &node->terms.items[i];
            struct cell *grown =
                kw_grow(out->items, out->count, &out->capacity, sizeof *grown);
            struct cell *cell;

            if (!grown)
                return kw_nomem(err);
            out->items = grown;
            cell = &grown[out->count++];
            cell->apex = cone->members[node->at.x];
            cell->last[0] = member_or_none(cone, node->at.last);
            cell->last[1] = member_or_none(cone, node->last_of_other);
            cell->up = term->up;
            cell->down = term->down;
            cell->bits = term->bits;
            mpz_init(cell->count);
            mpz_swap(cell->count, term->count);
        }
    }
    return KW_OK;
}

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static int by_place(const void *a, const void *b)
{
    const struct cell *x = a;
    const struct cell *y = b;
    int order = COMPARE(x->up, y->up);

    if (!order)
        order = COMPARE(x->down, y->down);
    if (!order)
        order = COMPARE(x->bits, y->bits);
    if (!order)
        order = COMPARE(x->last[0], y->last[0]);
    if (!order)
        order = COMPARE(x->last[1], y->last[1]);
    return order ? order : COMPARE(x->apex, y->apex);
}

enum kw_status kw_cells_count(const struct cone *cone, uint32_t sum_max,
                              uint64_t work_max, struct cells *out,
                              struct kw_error *err)
{
    struct run run = {.cone = cone,
                      .sum_max = sum_max,
                      .work_left = work_max ? work_max : UINT64_MAX};
    enum kw_status status = KW_OK;

    memset(out, 0, sizeof *out);
    if (!cone->count)
        return KW_OK;
    if (cone->count >= (1u << NUMBER_BITS) - 1)
        return kw_fail(err, KW_LIMIT, "too many ancestors to compare all");
    run.bucket_count =
        (size_t)height_of(cone, cone->from) + height_of(cone, cone->to) + 1;
    run.buckets = malloc(run.bucket_count * sizeof *run.buckets);
    if (!run.buckets)
        return kw_nomem(err);
    memset(run.buckets, 0xFF, run.bucket_count * sizeof *run.buckets);
    status = begin(&run, err);
    for (size_t b = run.bucket_count; status == KW_OK && run.nodes && b-- > 0;)
        for (uint32_t n = run.buckets[b]; status == KW_OK && n != UINT32_MAX;
             n = run.nodes[n].next)
            status = step_up(&run, n, err);
    if (status == KW_OK)
        status = hand_out(&run, out, err);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, by_place);
    for (size_t n = 0; n < run.count; n++)
        finish_terms(&run.nodes[n].terms);
    free(run.nodes);
    free(run.buckets);
    kw_map_finish(&run.places);
    kw_map_finish(&run.ends);
    return status;
}

void kw_cells_finish(struct cells *cells)
{
    if (!cells)
        return;
    for (size_t i = 0; i < cells->count; i++)
        mpz_clear(cells->items[i].count);
    free(cells->items);
    memset(cells, 0, sizeof *cells);
}
