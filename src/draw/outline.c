/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the plan to the page: where each card, line and badge stands,
 * counted from the corner of the first card.
 */
#include <math.h>
#include <string.h>

#include "drawing.h"

/* ---- cards and lines ----------------------------------------------- */

enum kw_status kw_outline_cards(struct kw_drawing *d, struct kw_error *err)
{
    const struct kw_plan *plan = &d->plan;
    double step = plan->card_spread + KW_GAP_IN_BLOCK;

    d->cards =
        kw_arena_zeroed(&d->plan.arena, plan->person_count, sizeof *d->cards);
    if (!d->cards)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->person_count; i++) {
        const struct kw_plan_block *block =
            &plan->blocks[plan->persons[i].block];
        struct kw_point at = kw_drawing_point(d, plan->layer_at[block->layer],
                                              plan->items[block->item].at +
                                                  plan->persons[i].slot * step);

        d->cards[i] = (struct kw_card){plan->persons[i].who,
                                       (uint32_t)block->layer + 1,
                                       at.x,
                                       at.y,
                                       KW_CARD_WIDTH,
                                       KW_CARD_HEIGHT};
    }
    return KW_OK;
}

/* Points of a line; a corner that is none is left out. */
struct line {
    struct kw_drawing *d;
    struct kw_point *points;
    size_t count;
};

static void go_to(struct line *line, double depth, double spread)
{
    struct kw_point p = kw_drawing_point(line->d, depth, spread);
    struct kw_point *last = line->points + line->count;

    if (line->count && last[-1].x == p.x && last[-1].y == p.y)
        return;
    if (line->count > 1 && ((last[-1].x == p.x && last[-2].x == p.x) ||
                            (last[-1].y == p.y && last[-2].y == p.y)))
        line->count--;
    line->points[line->count++] = p;
}

static const struct kw_strand *strand_of(const struct kw_plan *plan,
                                         uint32_t hop, uint8_t stroke)
{
    uint32_t low = 0;
    uint32_t high = plan->strand_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct kw_strand *s = &plan->strands[middle];

        if (s->hop < hop || (s->hop == hop && s->stroke < stroke))
            low = middle + 1;
        else
            high = middle;
    }
    return &plan->strands[low];
}

/* The target of `hop` on the way to `link`: its child, or the trunk. */
static const struct kw_target *target_towards(const struct kw_plan *plan,
                                              const struct kw_hop *hop,
                                              uint32_t link)
{
    const struct kw_target *trunk = NULL;

    for (uint32_t i = 0; i < hop->target_count; i++) {
        const struct kw_target *t = &plan->targets[hop->first_target + i];

        if (t->link == link)
            return t;
        if (t->link == KW_NONE)
            trunk = t;
    }
    return trunk;
}

/* Follows the family's hops, of which `next` gives the first, then each
 * next one, to the child of `link`. */
static enum kw_status draw_route(struct kw_drawing *d, uint32_t link,
                                 const uint32_t *first_hop,
                                 const uint32_t *next_hop, struct kw_error *err)
{
    struct kw_plan *plan = &d->plan;
    const struct kw_plan_link *l = &plan->links[link];
    const struct kw_plan_family *family = &plan->families[l->family];
    struct kw_route *route = &d->routes[link];
    struct line line = {.d = d};
    int32_t hops = plan->blocks[plan->persons[l->child].block].layer -
                   plan->blocks[plan->persons[family->parents[0]].block].layer;

    line.points = kw_arena_zeroed(&plan->arena, (size_t)hops * 4 + 2,
                                  sizeof *line.points);
    if (!line.points)
        return kw_nomem(err);
    for (uint32_t h = first_hop[l->family]; h != KW_NONE; h = next_hop[h]) {
        const struct kw_hop *hop = &plan->hops[h];
        const struct kw_target *target = target_towards(plan, hop, link);
        const struct kw_strand *strand = strand_of(plan, h, target->stroke);
        double from = kw_hop_at(plan, hop);
        double to = kw_target_at(plan, target);

        go_to(&line, plan->layer_at[hop->layer] + plan->card_depth, from);
        go_to(&line, strand->turn_at, from);
        go_to(&line, strand->turn_at, to);
        go_to(&line, plan->layer_at[hop->layer + 1], to);
        if (target->link != KW_NONE)
            break;
    }
    *route = (struct kw_route){
        .child = plan->persons[l->child].who,
        .parents = {plan->persons[family->parents[0]].who,
                    family->parents[1] == KW_NONE
                        ? KW_NOBODY
                        : plan->persons[family->parents[1]].who},
        .stroke = (enum kw_stroke)l->stroke,
        .gold = l->lit,
        .points = line.points,
        .point_count = line.count};
    return KW_OK;
}

enum kw_status kw_outline_routes(struct kw_drawing *d, struct kw_error *err)
{
    struct kw_plan *plan = &d->plan;
    uint32_t *first = kw_arena_zeroed(
        &plan->arena, plan->family_count + (size_t)1, sizeof *first);
    uint32_t *next = kw_arena_zeroed(&plan->arena, plan->hop_count + (size_t)1,
                                     sizeof *next);

    d->routes = kw_arena_zeroed(&plan->arena, plan->link_count + (size_t)1,
                                sizeof *d->routes);
    if (!first || !next || !d->routes)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->family_count; i++)
        first[i] = KW_NONE;
    for (uint32_t h = plan->hop_count; h-- > 0;) {
        next[h] = first[plan->hops[h].family];
        first[plan->hops[h].family] = h;
    }
    for (uint32_t i = 0; i < plan->link_count; i++)
        KW_TRY(draw_route(d, i, first, next, err));
    return KW_OK;
}

/* ---- badges -------------------------------------------------------- */

static void place_badge(struct kw_drawing *d, struct kw_badge *badge,
                        const struct kw_plan_couple *couple)
{
    const struct kw_plan *plan = &d->plan;
    uint32_t other = couple->hub == couple->a ? couple->b : couple->a;
    uint32_t slot = plan->persons[other].slot;
    uint32_t hub = plan->persons[couple->hub].slot;
    const struct kw_plan_block *block =
        &plan->blocks[plan->persons[other].block];
    double step = plan->card_spread + KW_GAP_IN_BLOCK;
    double edge = plan->layer_at[block->layer] + plan->card_depth;
    double begin = plan->items[block->item].at;
    double spread =
        begin + (slot > hub ? slot : slot + 1) * step - KW_GAP_IN_BLOCK / 2;
    double from = begin + hub * step + plan->card_spread / 2;
    struct kw_point at;

    badge->stemmed = slot > hub + 1 || hub > slot + 1;
    badge->area.height = KW_BADGE_HEIGHT;
    badge->area.width =
        badge->married
            ? 24 + (*badge->text
                        ? kw_letter_line(badge->text, 11, false).width + 4
                        : 2)
            : 9;
    if (!badge->married)
        badge->area.height = 9;
    at = kw_drawing_point(d, edge + (badge->stemmed ? 14 : 0), spread);
    badge->area.x = at.x - floor(badge->area.width / 2);
    badge->area.y = at.y - badge->area.height / 2;
    badge->stem[0] = kw_drawing_point(d, edge, from);
    badge->stem[1] = kw_drawing_point(d, edge + 14, from);
    badge->stem[2] = kw_drawing_point(d, edge + 14, spread);
}

enum kw_status kw_outline_badges(struct kw_drawing *d, struct kw_error *err)
{
    struct kw_plan *plan = &d->plan;

    d->badges = kw_arena_zeroed(&plan->arena, plan->couple_count + (size_t)1,
                                sizeof *d->badges);
    if (!d->badges)
        return kw_nomem(err);
    for (uint32_t i = 0; i < plan->couple_count; i++) {
        const struct kw_plan_couple *couple = &plan->couples[i];
        struct kw_badge *badge = &d->badges[d->badge_count];
        char year[KW_DATE_TEXT_BYTES] = "";

        if (couple->bond != KW_STACKED)
            continue;
        if (couple->tie)
            kw_year_print(couple->tie->since, year);
        *badge = (struct kw_badge){
            .couple = i,
            .text = kw_arena_text(&plan->arena, year, strlen(year)),
            .married = couple->tie && couple->tie->kind == KW_LINK_SPOUSE,
            .ended = couple->tie && couple->tie->ended == 1,
            .gold = couple->lit};
        if (!badge->text)
            return kw_nomem(err);
        place_badge(d, badge, couple);
        d->badge_count++;
    }
    return KW_OK;
}
