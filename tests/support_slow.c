/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support_slow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- ways up ------------------------------------------------------- */

struct way {
    int end;
    int last; /* the person before the end; -1 if there is none */
    int length;
    uint64_t people;
};

struct ways {
    struct way *items;
    size_t count;
    size_t capacity;
};

static void climb(const struct slow *family, struct ways *ways, struct way way)
{
    if (ways->count == ways->capacity) {
        ways->capacity = ways->capacity ? 2 * ways->capacity : 64;
        ways->items =
            realloc(ways->items, ways->capacity * sizeof *ways->items);
        if (!ways->items)
            abort();
    }
    ways->items[ways->count++] = way;
    for (int i = 0; i < 2; i++) {
        int parent = family->parents[way.end][i];
        struct way next = {parent, way.end, way.length + 1, 0};

        if (parent < 0)
            continue;
        next.people = way.people | (uint64_t)1 << parent;
        climb(family, ways, next);
    }
}

static struct ways ways_up(const struct slow *family, int who)
{
    struct ways ways = {0};
    struct way start = {who, -1, 0, (uint64_t)1 << who};

    climb(family, &ways, start);
    return ways;
}

/* ---- lines --------------------------------------------------------- */

static int other_parent(const struct slow *family, int child, int parent)
{
    return family->parents[child][0] == parent ? family->parents[child][1]
                                               : family->parents[child][0];
}

struct line {
    int apex;
    int up;
    int down;
    int partner; /* of a couple; -1 */
    int other;   /* of an unknown one: the other parent if one is known */
    char fullness;
};

typedef void (*each_line)(void *arg, const struct line *line);

static void judge(const struct slow *family, const struct way *x,
                  const struct way *y, struct line *line)
{
    int a;
    int b;

    line->partner = line->other = -1;
    line->fullness = 'd';
    if (x->last < 0 || y->last < 0)
        return;
    a = other_parent(family, x->last, line->apex);
    b = other_parent(family, y->last, line->apex);
    if (a >= 0 && a == b) {
        line->fullness = 'f';
        line->partner = a;
    } else if (a >= 0 && b >= 0) {
        line->fullness = 'h';
    } else {
        line->fullness = 'u';
        line->other = a >= 0 ? a : b;
    }
}

static void all_lines(const struct slow *family, int from, int to,
                      each_line each, void *arg)
{
    struct ways xs = ways_up(family, from);
    struct ways ys = ways_up(family, to);

    for (size_t i = 0; i < xs.count; i++)
        for (size_t j = 0; j < ys.count; j++) {
            const struct way *x = &xs.items[i];
            const struct way *y = &ys.items[j];
            struct line line = {.apex = x->end};

            if (x->end != y->end || (x->people & y->people) != (uint64_t)1
                                                                   << x->end)
                continue;
            line.up = x->length;
            line.down = y->length;
            judge(family, x, y, &line);
            each(arg, &line);
        }
    free(xs.items);
    free(ys.items);
}

/* ---- relations ----------------------------------------------------- */

struct gathering {
    const struct slow *family;
    struct slow_answer *out;
};

static bool is_same(const struct slow_relation *a,
                    const struct slow_relation *b)
{
    return a->up == b->up && a->down == b->down && a->fullness == b->fullness &&
           a->apex[0] == b->apex[0] && a->apex[1] == b->apex[1];
}

static void gather(void *arg, const struct line *line)
{
    struct gathering *g = arg;
    struct slow_relation relation = {
        line->up, line->down, line->fullness, {0, 0}, 1};
    uint64_t apex = g->family->ids[line->apex];
    uint64_t partner = line->partner >= 0 ? g->family->ids[line->partner] : 0;

    g->out->single++;
    if (partner && partner < apex)
        return; /* told once, by the smaller id */
    g->out->merged++;
    relation.apex[0] = apex;
    relation.apex[1] = partner;
    for (size_t i = 0; i < g->out->count; i++)
        if (is_same(&g->out->relations[i], &relation)) {
            g->out->relations[i].lines++;
            return;
        }
    if (g->out->count == SLOW_RELATIONS_MAX)
        abort();
    g->out->relations[g->out->count++] = relation;
}

/* The order of the reference, as a list of numbers to compare. */
static void rank(const struct slow_relation *r, bool from_is_smaller,
                 uint64_t key[6])
{
    key[0] = (uint64_t)r->up + (uint64_t)r->down;
    key[1] = r->fullness == 'h' ? 2 : r->fullness == 'u' ? 1 : 0;
    key[2] = (uint64_t)abs(r->up - r->down);
    key[3] = (uint64_t)(from_is_smaller ? r->up : r->down);
    key[4] = r->apex[0];
    key[5] = r->apex[1] ? r->apex[1] : UINT64_MAX;
}

static bool stands_before(const struct slow_relation *a,
                          const struct slow_relation *b, bool from_is_smaller)
{
    uint64_t x[6];
    uint64_t y[6];

    rank(a, from_is_smaller, x);
    rank(b, from_is_smaller, y);
    for (int i = 0; i < 6; i++)
        if (x[i] != y[i])
            return x[i] < y[i];
    return false;
}

void slow_relate(const struct slow *family, int from, int to,
                 struct slow_answer *out)
{
    struct gathering g = {family, out};
    bool from_is_smaller = family->ids[from] < family->ids[to];

    out->count = 0;
    out->single = out->merged = 0;
    all_lines(family, from, to, gather, &g);
    for (size_t i = 1; i < out->count; i++) {
        struct slow_relation r = out->relations[i];
        size_t j = i;

        for (; j && stands_before(&r, &out->relations[j - 1], from_is_smaller);
             j--)
            out->relations[j] = out->relations[j - 1];
        out->relations[j] = r;
    }
}

/* ---- coefficients -------------------------------------------------- */

struct sum {
    const struct slow *family;
    double value;
    bool high;
};

static double phi(const struct slow *family, int x, int y, bool high);

static double inbreeding(const struct slow *family, int x, bool high)
{
    const int *parents = family->parents[x];

    return parents[0] < 0 || parents[1] < 0
               ? 0
               : phi(family, parents[0], parents[1], high);
}

static void add_up(void *arg, const struct line *line)
{
    struct sum *sum = arg;
    double share = 1 + inbreeding(sum->family, line->apex, sum->high);

    if (sum->high && line->fullness == 'u')
        share +=
            1 +
            (line->other >= 0 ? inbreeding(sum->family, line->other, true) : 0);
    sum->value += ldexp(share, -(line->up + line->down + 1));
}

static double phi(const struct slow *family, int x, int y, bool high)
{
    struct sum sum = {family, 0, high};

    if (x == y)
        return (1 + inbreeding(family, x, high)) / 2;
    all_lines(family, x, y, add_up, &sum);
    return sum.value;
}

double slow_phi(const struct slow *family, int x, int y)
{
    return phi(family, x, y, false);
}

double slow_phi_high(const struct slow *family, int x, int y)
{
    return phi(family, x, y, true);
}

double slow_phi_by_age(const struct slow *family, int x, int y)
{
    int younger = x > y ? x : y;
    int elder = x > y ? y : x;
    const int *parents = family->parents[younger];
    double sum = 0;

    if (x == y)
        return parents[0] < 0 || parents[1] < 0
                   ? 0.5
                   : 0.5 + slow_phi_by_age(family, parents[0], parents[1]) / 2;
    for (int i = 0; i < 2; i++)
        if (parents[i] >= 0)
            sum += slow_phi_by_age(family, parents[i], elder) / 2;
    return sum;
}
