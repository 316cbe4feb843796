/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A layer for each block: parents before children, and as near to them
 * as everybody's families allow.
 *
 * Blocks that hang together in no way are components: each is laid out
 * beginning with the first layer, one beside the other.
 */
#include <string.h>

#include "plan.h"

enum { WEIGHT_PLAIN = 2, WEIGHT_SIDE = 1, WEIGHT_LIT = 5 };

static uint32_t find(uint32_t *of, uint32_t block)
{
    while (of[block] != block) {
        of[block] = of[of[block]];
        block = of[block];
    }
    return block;
}

/* Numbers components by their first block. */
static enum kw_status find_components(struct kw_plan *plan,
                                      struct kw_error *err)
{
    uint32_t *of = kw_arena_zeroed(&plan->arena, plan->block_count, sizeof *of);
    uint32_t count = 0;

    if (!of)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->block_count; i++)
        of[i] = i;
    for (uint32_t i = 0; i < plan->link_count; i++) {
        const struct kw_plan_link *link = &plan->links[i];
        uint32_t a = find(of, plan->persons[link->child].block);
        uint32_t b = find(of, plan->persons[link->parents[0]].block);

        if (a < b)
            of[b] = a;
        else
            of[a] = b;
    }
    for (uint32_t i = 0; i < plan->block_count; i++)
        plan->blocks[i].component =
            find(of, i) == i ? count++ : plan->blocks[find(of, i)].component;
    return KW_OK;
}

static int32_t weight_of(const struct kw_plan_link *link)
{
    if (link->lit)
        return WEIGHT_LIT;
    return link->stroke == KW_STROKE_BIRTH ? WEIGHT_PLAIN : WEIGHT_SIDE;
}

enum kw_status kw_plan_generations(struct kw_plan *plan, struct kw_error *err)
{
    struct kw_constraint *arcs = kw_arena_zeroed(
        &plan->arena, (size_t)plan->link_count + 1, sizeof *arcs);
    int32_t *ranks =
        kw_arena_zeroed(&plan->arena, plan->block_count, sizeof *ranks);

    if (!arcs || !ranks)
        return kw_nomem(err);
    KW_TRY(find_components(plan, err));
    for (uint32_t i = 0; i < plan->link_count; i++) {
        const struct kw_plan_link *link = &plan->links[i];

        arcs[i] = (struct kw_constraint){plan->persons[link->parents[0]].block,
                                         plan->persons[link->child].block, 1,
                                         weight_of(link)};
    }
    KW_TRY(kw_simplex_rank(plan->block_count, arcs, plan->link_count, ranks,
                           false, err));
    for (uint32_t i = 0; i < plan->block_count; i++)
        plan->blocks[i].layer = ranks[i];
    return KW_OK;
}
