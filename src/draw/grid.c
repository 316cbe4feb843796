/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Items in layers, and the hops of families from layer to layer.
 *
 * A family whose children stand further down than the next layer gets a
 * trunk in every layer between: so each line crosses a layer in a place
 * of its own, never over a card, and everything after this looks at two
 * neighbouring layers only.
 */
#include <string.h>

#include "plan.h"

uint32_t kw_port_of_family(const struct kw_plan *plan,
                           const struct kw_plan_family *family)
{
    const struct kw_plan_couple *couple;
    uint32_t hub;
    uint32_t other;

    if (family->couple == KW_NONE)
        return 2 * plan->persons[family->parents[0]].slot + 1;
    couple = &plan->couples[family->couple];
    hub = plan->persons[couple->hub].slot;
    other =
        plan->persons[couple->hub == couple->a ? couple->b : couple->a].slot;
    return other > hub ? 2 * other : 2 * other + 2;
}

uint32_t kw_port_of_hop(const struct kw_plan *plan, const struct kw_hop *hop)
{
    if (plan->items[hop->source_item].block == KW_NONE)
        return 1;
    return kw_port_of_family(plan, &plan->families[hop->family]);
}

uint32_t kw_port_of_target(const struct kw_plan *plan,
                           const struct kw_target *target)
{
    if (target->link == KW_NONE)
        return 1;
    return 2 * plan->persons[plan->links[target->link].child].slot + 1;
}

uint32_t kw_item_ports(const struct kw_plan *plan, const struct kw_item *item)
{
    return item->block == KW_NONE ? 2 : 2 * plan->blocks[item->block].count;
}

double kw_port_offset(const struct kw_plan *plan, const struct kw_item *item,
                      uint32_t port)
{
    double step = plan->card_spread + KW_GAP_IN_BLOCK;
    uint32_t slots = port / 2;

    if (item->block == KW_NONE)
        return item->extent / 2;
    if (port % 2)
        return slots * step + plan->card_spread / 2;
    return slots * step - KW_GAP_IN_BLOCK / 2;
}

double kw_hop_at(const struct kw_plan *plan, const struct kw_hop *hop)
{
    const struct kw_item *item = &plan->items[hop->source_item];

    return item->at + kw_port_offset(plan, item, kw_port_of_hop(plan, hop));
}

double kw_target_at(const struct kw_plan *plan, const struct kw_target *target)
{
    const struct kw_item *item = &plan->items[target->item];

    return item->at + target->aside +
           kw_port_offset(plan, item, kw_port_of_target(plan, target));
}

static int32_t layer_of(const struct kw_plan *plan, uint32_t person)
{
    return plan->blocks[plan->persons[person].block].layer;
}

static int32_t last_layer(const struct kw_plan *plan,
                          const struct kw_plan_family *family)
{
    int32_t last = 0;

    for (uint32_t i = 0; i < family->link_count; i++) {
        int32_t layer =
            layer_of(plan, plan->links[family->first_link + i].child);

        if (layer > last)
            last = layer;
    }
    return last;
}

/* Blocks first, then the trunks of each family, nearest first. */
static enum kw_status make_items(struct kw_plan *plan, uint32_t *first_trunk,
                                 struct kw_error *err)
{
    size_t count = plan->block_count;

    for (uint32_t i = 0; i < plan->family_count; i++)
        count += (size_t)(last_layer(plan, &plan->families[i]) -
                          layer_of(plan, plan->families[i].parents[0]) - 1);
    plan->items = kw_arena_zeroed(&plan->arena, count, sizeof *plan->items);
    if (!plan->items)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->block_count; i++) {
        struct kw_plan_block *block = &plan->blocks[i];

        block->item = i;
        plan->items[plan->item_count++] =
            (struct kw_item){.block = i,
                             .layer = block->layer,
                             .extent = block->count * plan->card_spread +
                                       (block->count - 1) * KW_GAP_IN_BLOCK};
    }
    for (uint32_t i = 0; i < plan->family_count; i++) {
        int32_t last = last_layer(plan, &plan->families[i]);

        first_trunk[i] = plan->item_count;
        for (int32_t layer = layer_of(plan, plan->families[i].parents[0]) + 1;
             layer < last; layer++)
            plan->items[plan->item_count++] =
                (struct kw_item){.block = KW_NONE,
                                 .family = i,
                                 .layer = layer,
                                 .extent = KW_TRUNK_EXTENT};
    }
    return KW_OK;
}

/* A trunk is drawn like the best of what it leads to. */
static struct kw_target trunk_target(const struct kw_plan *plan,
                                     uint32_t family, int32_t layer)
{
    const struct kw_plan_family *f = &plan->families[family];
    struct kw_target target = {.link = KW_NONE, .stroke = UINT8_MAX};

    for (uint32_t i = 0; i < f->link_count; i++) {
        const struct kw_plan_link *link = &plan->links[f->first_link + i];

        if (layer_of(plan, link->child) <= layer)
            continue;
        if (link->stroke < target.stroke)
            target.stroke = link->stroke;
        target.lit |= link->lit;
    }
    return target;
}

static void make_hop(struct kw_plan *plan, uint32_t family, int32_t layer,
                     uint32_t source, uint32_t trunk)
{
    const struct kw_plan_family *f = &plan->families[family];
    struct kw_hop *hop = &plan->hops[plan->hop_count];

    *hop = (struct kw_hop){.family = family,
                           .layer = layer,
                           .source_item = source,
                           .first_target = plan->target_count};
    for (uint32_t i = 0; i < f->link_count; i++) {
        const struct kw_plan_link *link = &plan->links[f->first_link + i];

        if (layer_of(plan, link->child) == layer + 1)
            plan->targets[plan->target_count++] = (struct kw_target){
                .hop = plan->hop_count,
                .item = plan->blocks[plan->persons[link->child].block].item,
                .link = f->first_link + i,
                .stroke = link->stroke,
                .lit = link->lit};
    }
    if (trunk != KW_NONE) {
        struct kw_target target = trunk_target(plan, family, layer + 1);

        target.hop = plan->hop_count;
        target.item = trunk;
        plan->targets[plan->target_count++] = target;
    }
    hop->target_count = plan->target_count - hop->first_target;
    plan->hop_count++;
}

static enum kw_status make_hops(struct kw_plan *plan,
                                const uint32_t *first_trunk,
                                struct kw_error *err)
{
    size_t trunks = plan->item_count - plan->block_count;

    plan->hops = kw_arena_zeroed(&plan->arena, plan->family_count + trunks + 1,
                                 sizeof *plan->hops);
    plan->targets = kw_arena_zeroed(&plan->arena, plan->link_count + trunks + 1,
                                    sizeof *plan->targets);
    if (!plan->hops || !plan->targets)
        return kw_nomem(err);
    for (int32_t layer = 0; layer < (int32_t)plan->layer_count; layer++) {
        for (uint32_t i = 0; i < plan->family_count; i++) {
            const struct kw_plan_family *f = &plan->families[i];
            int32_t begin = layer_of(plan, f->parents[0]);
            int32_t last = last_layer(plan, f);
            uint32_t ahead = (uint32_t)(layer - begin);

            if (layer < begin || layer >= last)
                continue;
            make_hop(
                plan, i, layer,
                ahead ? first_trunk[i] + ahead - 1
                      : plan->blocks[plan->persons[f->parents[0]].block].item,
                layer + 1 < last ? first_trunk[i] + ahead : KW_NONE);
        }
    }
    return KW_OK;
}

enum kw_status kw_plan_grid(struct kw_plan *plan, struct kw_error *err)
{
    uint32_t *first_trunk = kw_arena_zeroed(
        &plan->arena, (size_t)plan->family_count + 1, sizeof *first_trunk);

    if (!first_trunk)
        return kw_nomem(err);
    KW_TRY(make_items(plan, first_trunk, err));
    for (uint32_t i = 0; i < plan->block_count; i++)
        if ((uint32_t)plan->blocks[i].layer >= plan->layer_count)
            plan->layer_count = (uint32_t)plan->blocks[i].layer + 1;
    KW_TRY(make_hops(plan, first_trunk, err));

    plan->layers =
        kw_arena_zeroed(&plan->arena, plan->layer_count, sizeof *plan->layers);
    if (!plan->layers)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->item_count; i++)
        plan->layers[plan->items[i].layer].count++;
    for (uint32_t i = 0; i < plan->layer_count; i++) {
        struct kw_layer *layer = &plan->layers[i];

        layer->items =
            kw_arena_zeroed(&plan->arena, layer->count, sizeof(uint32_t));
        if (!layer->items)
            return kw_nomem(err);
        layer->count = 0;
    }
    return KW_OK;
}
