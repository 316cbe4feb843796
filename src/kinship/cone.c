/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Building a cone: two walks up, breadth-first, then numbering.
 */
#include "cone.h"

#include <stdlib.h>
#include <string.h>

enum { FROM_END = 1, TO_END = 2, BOTH_ENDS = 3 };

enum kw_status kw_cone_room_open(struct cone_room *room, uint32_t count,
                                 struct kw_error *err)
{
    size_t n = (size_t)count + 1;

    room->place = calloc(n, sizeof *room->place);
    room->met = malloc(n * sizeof *room->met);
    room->queue = malloc(n * sizeof *room->queue);
    room->away[0] = malloc(n * sizeof *room->away[0]);
    room->away[1] = malloc(n * sizeof *room->away[1]);
    room->ends = calloc(n, sizeof *room->ends);
    if (!room->place || !room->met || !room->queue || !room->away[0] ||
        !room->away[1] || !room->ends)
        return kw_nomem(err);
    return KW_OK;
}

void kw_cone_room_finish(struct cone_room *room)
{
    free(room->place);
    free(room->met);
    free(room->queue);
    free(room->away[0]);
    free(room->away[1]);
    free(room->ends);
    memset(room, 0, sizeof *room);
}

/* Walks up from one end; those met for the first time join `met`, those
 * met by this end stand in `queue` by their distance. */
static size_t walk_up(struct cone_room *room, const struct lineage *lineage,
                      uint32_t start, int end, uint32_t reach, size_t met_count)
{
    uint32_t *queue = room->queue;
    uint32_t *away = room->away[end - 1];
    size_t tail = 0;

    queue[tail++] = start;
    away[start] = 0;
    for (size_t head = 0; head < tail; head++) {
        uint32_t who = queue[head];

        if (!room->ends[who])
            room->met[met_count++] = who;
        room->ends[who] |= (uint8_t)end;
        if (away[who] == reach)
            continue;
        for (uint32_t i = lineage->starts[who]; i < lineage->starts[who + 1];
             i++) {
            uint32_t parent = lineage->strands[i].parent;

            if (!lineage->strands[i].on || (room->ends[parent] & end) ||
                room->place[parent] == (uint32_t)end)
                continue;
            room->place[parent] = (uint32_t)end;
            away[parent] = away[who] + 1;
            queue[tail++] = parent;
        }
    }
    return met_count;
}

struct ranked {
    uint32_t height;
    uint32_t member;
};

static int by_height(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;

    if (x->height != y->height)
        return x->height < y->height ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

static enum kw_status number(struct cone *cone, struct cone_room *room,
                             size_t met, struct kw_error *err)
{
    const struct lineage *lineage = cone->lineage;
    struct ranked *ranked = malloc((met + 1) * sizeof *ranked);
    size_t strands = 0;

    if (!ranked)
        return kw_nomem(err);
    for (size_t i = 0; i < met; i++) {
        uint32_t who = room->met[i];

        ranked[i].height = lineage->heights[who];
        ranked[i].member = who;
        strands += lineage->starts[who + 1] - lineage->starts[who];
    }
    if (met)
        qsort(ranked, met, sizeof *ranked, by_height);
    cone->count = (uint32_t)met;
    cone->words = (met + 63) / 64;
    cone->members = malloc((met + 1) * sizeof *cone->members);
    cone->starts = malloc((met + 1) * sizeof *cone->starts);
    cone->parents = malloc((strands + 1) * sizeof *cone->parents);
    cone->roles = malloc(strands + 1);
    cone->above = calloc(met * cone->words + 1, sizeof *cone->above);
    for (size_t i = 0; cone->members && i < met; i++) {
        cone->members[i] = ranked[i].member;
        room->place[ranked[i].member] = (uint32_t)i + 1;
    }
    free(ranked);
    if (!cone->members || !cone->starts || !cone->parents || !cone->roles ||
        !cone->above)
        return kw_nomem(err);
    return KW_OK;
}

/* Lays out parents and ancestors of everybody, in the order of their
 * numbers, so that a parent's row of bits is ready for the child. */
static void lay_out(struct cone *cone, const struct cone_room *room)
{
    const struct lineage *lineage = cone->lineage;
    uint32_t at = 0;

    for (uint32_t x = 0; x < cone->count; x++) {
        uint32_t who = cone->members[x];
        uint64_t *row = cone->above + x * cone->words;

        cone->starts[x] = at;
        for (uint32_t i = lineage->starts[who]; i < lineage->starts[who + 1];
             i++) {
            const struct strand *strand = &lineage->strands[i];
            uint32_t parent = room->place[strand->parent];
            const uint64_t *theirs;

            if (!strand->on || !room->ends[strand->parent])
                continue;
            parent--;
            theirs = cone->above + parent * cone->words;
            for (size_t w = 0; w <= parent / 64; w++)
                row[w] |= theirs[w];
            row[parent / 64] |= (uint64_t)1 << (parent % 64);
            cone->parents[at] = parent;
            cone->roles[at++] = strand->role;
        }
    }
    cone->starts[cone->count] = at;
}

/* Walks up from both ends. Those met stand in room->met; *nearest is the
 * least way between the two. */
static size_t meet(struct cone_room *room, const struct lineage *lineage,
                   uint32_t from, uint32_t to, uint32_t reach,
                   uint32_t *nearest)
{
    size_t met = walk_up(room, lineage, from, FROM_END, reach, 0);

    met = walk_up(room, lineage, to, TO_END, reach, met);
    *nearest = UINT32_MAX;
    for (size_t i = 0; i < met; i++) {
        uint32_t who = room->met[i];

        if (room->ends[who] == BOTH_ENDS &&
            room->away[0][who] + room->away[1][who] < *nearest)
            *nearest = room->away[0][who] + room->away[1][who];
    }
    return met;
}

static void sweep(struct cone_room *room, size_t met)
{
    for (size_t i = 0; i < met; i++) {
        room->ends[room->met[i]] = 0;
        room->place[room->met[i]] = 0;
    }
}

uint32_t kw_cone_distance(struct cone_room *room, const struct lineage *lineage,
                          uint32_t from, uint32_t to)
{
    uint32_t nearest;

    sweep(room, meet(room, lineage, from, to, UINT32_MAX, &nearest));
    return nearest;
}

enum kw_status kw_cone_build(struct cone *cone, struct cone_room *room,
                             const struct lineage *lineage,
                             const struct cone_wish *wish, size_t bytes_max,
                             uint32_t *nearest, struct kw_error *err)
{
    uint32_t least;
    size_t met;
    enum kw_status status = KW_OK;

    memset(cone, 0, sizeof *cone);
    cone->lineage = lineage;
    met = meet(room, lineage, wish->from, wish->to, wish->reach, &least);
    if (nearest)
        *nearest = least;
    if (met > bytes_max / (met / 8 + 32))
        status = kw_fail(err, KW_LIMIT, "too many ancestors to compare all");
    else if (least != UINT32_MAX)
        status = number(cone, room, met, err);
    if (status == KW_OK && cone->count) {
        lay_out(cone, room);
        cone->from = room->place[wish->from] - 1;
        cone->to = room->place[wish->to] - 1;
    }
    sweep(room, met);
    return status;
}

void kw_cone_finish(struct cone *cone)
{
    if (!cone)
        return;
    free(cone->members);
    free(cone->starts);
    free(cone->parents);
    free(cone->roles);
    free(cone->above);
    memset(cone, 0, sizeof *cone);
}
