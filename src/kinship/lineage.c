/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laying out a lineage: strands, cycles cut, heights, first choices.
 */
#include "lineage.h"

#include <stdlib.h>
#include <string.h>

static bool belongs(const struct kw_tie *tie, bool is_legal)
{
    switch (tie->role) {
    case KW_ROLE_BIRTH:
    case KW_ROLE_DISPUTED:
        return true;
    case KW_ROLE_ADOPTIVE:
    case KW_ROLE_FOSTER:
        return is_legal;
    default:
        return false;
    }
}

static struct strand strand_of(const struct kw_tie *tie)
{
    struct strand strand = {
        .parent = tie->who,
        .kind = tie->kind,
        .role = tie->role,
        .rank = tie->by_child ? tie->by_child : tie->by_parent,
        .on = true,
    };

    return strand;
}

/* Counts the strands, or, once there is room for them, lays them out. */
static size_t lay_out(struct lineage *lineage, const struct kw_map *without)
{
    size_t count = 0;

    for (uint32_t who = 0; who < lineage->count; who++) {
        struct kw_ties parents = kw_people_parents(lineage->people, who);

        lineage->starts[who] = (uint32_t)count;
        if (kw_map_has(without, who))
            continue;
        for (size_t i = 0; i < parents.count; i++) {
            const struct kw_tie *tie = &parents.items[i];

            if (tie->role == KW_ROLE_ADOPTIVE || tie->role == KW_ROLE_FOSTER)
                lineage->has_legal = true;
            if (!belongs(tie, lineage->is_legal) ||
                kw_map_has(without, tie->who))
                continue;
            if (lineage->strands)
                lineage->strands[count] = strand_of(tie);
            count++;
        }
    }
    lineage->starts[lineage->count] = (uint32_t)count;
    return count;
}

/* Longest chains, by taking away those whose parents are all done. */
static enum kw_status count_heights(struct lineage *lineage,
                                    struct kw_error *err)
{
    uint32_t n = lineage->count;
    uint32_t *below = calloc((size_t)n + 2, sizeof *below);
    uint32_t *children =
        malloc(((size_t)lineage->starts[n] + 1) * sizeof *children);
    uint32_t *waits_for = calloc((size_t)n + 1, sizeof *waits_for);
    uint32_t *queue = malloc(((size_t)n + 1) * sizeof *queue);
    size_t head = 0;
    size_t tail = 0;
    enum kw_status status = KW_OK;

    if (!below || !children || !waits_for || !queue) {
        status = kw_nomem(err);
        goto out;
    }
    /* Counted at p + 2 and filled through p + 1, the children of p end
     * up from below[p] to below[p + 1]. */
    for (uint32_t i = 0; i < lineage->starts[n]; i++)
        if (!lineage->strands[i].cut)
            below[lineage->strands[i].parent + 2]++;
    for (uint32_t who = 0; who < n; who++)
        below[who + 2] += below[who + 1];
    for (uint32_t who = 0; who < n; who++) {
        for (uint32_t i = lineage->starts[who]; i < lineage->starts[who + 1];
             i++) {
            if (lineage->strands[i].cut)
                continue;
            waits_for[who]++;
            children[below[lineage->strands[i].parent + 1]++] = who;
        }
        if (!waits_for[who])
            queue[tail++] = who;
    }
    while (head < tail) {
        uint32_t who = queue[head++];

        for (uint32_t i = below[who]; i < below[who + 1]; i++) {
            uint32_t child = children[i];

            if (lineage->heights[child] < lineage->heights[who] + 1)
                lineage->heights[child] = lineage->heights[who] + 1;
            if (--waits_for[child] == 0)
                queue[tail++] = child;
        }
    }
    if (tail != n)
        status = kw_fail(err, KW_INTERNAL, "a cycle of parents was not cut");
out:
    free(below);
    free(children);
    free(waits_for);
    free(queue);
    return status;
}

enum kw_status kw_lineage_build(struct lineage *lineage,
                                const struct kw_people *people,
                                const struct kw_map *without, bool is_legal,
                                struct kw_error *err)
{
    size_t strands;

    memset(lineage, 0, sizeof *lineage);
    lineage->people = people;
    lineage->count = kw_people_count(people);
    lineage->is_legal = is_legal;
    lineage->starts =
        calloc((size_t)lineage->count + 1, sizeof *lineage->starts);
    lineage->heights =
        calloc((size_t)lineage->count + 1, sizeof *lineage->heights);
    if (!lineage->starts || !lineage->heights)
        return kw_nomem(err);
    strands = lay_out(lineage, without);
    if (strands >= UINT32_MAX)
        return kw_fail(err, KW_LIMIT, "a family holds at most %u parent links",
                       UINT32_MAX);
    lineage->strands = calloc(strands + 1, sizeof *lineage->strands);
    if (!lineage->strands)
        return kw_nomem(err);
    lay_out(lineage, without);
    KW_TRY(kw_lineage_cut(lineage, err));
    KW_TRY(count_heights(lineage, err));
    for (uint32_t who = 0; !is_legal && who < lineage->count; who++) {
        struct pair options[2];
        size_t count = kw_lineage_options(lineage, who, options, 2);

        if (count)
            kw_lineage_choose(lineage, who, options[0]);
        if (count > 1)
            lineage->has_torn = true;
    }
    return KW_OK;
}

void kw_lineage_finish(struct lineage *lineage)
{
    if (!lineage)
        return;
    free(lineage->starts);
    free(lineage->strands);
    free(lineage->heights);
    free(lineage->cuts);
    memset(lineage, 0, sizeof *lineage);
}

/* ---- options ------------------------------------------------------- */

/* Can these two be the parents of one child? */
static bool can_pair(const struct strand *a, const struct strand *b)
{
    return a->kind != b->kind || a->kind == KW_LINK_PARENT;
}

size_t kw_lineage_options(const struct lineage *lineage, uint32_t who,
                          struct pair *out, size_t room)
{
    uint32_t start = lineage->starts[who];
    uint32_t end = lineage->starts[who + 1];
    size_t count = 0;

    for (uint32_t i = start; i < end && count < room; i++)
        for (uint32_t j = i + 1; j < end && count < room; j++)
            if (!lineage->strands[i].cut && !lineage->strands[j].cut &&
                can_pair(&lineage->strands[i], &lineage->strands[j]))
                out[count++] = (struct pair){i, j};
    if (count)
        return count;
    for (uint32_t i = start; i < end && count < room; i++)
        if (!lineage->strands[i].cut)
            out[count++] = (struct pair){i, UINT32_MAX};
    return count;
}

void kw_lineage_choose(struct lineage *lineage, uint32_t who, struct pair pair)
{
    for (uint32_t i = lineage->starts[who]; i < lineage->starts[who + 1]; i++)
        lineage->strands[i].on = i == pair.first || i == pair.second;
}
