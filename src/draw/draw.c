/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A drawing: the plan, put on a page with its heading and legend.
 *
 * The page is as wide as what is widest on it; the cards stand in its
 * middle. Everything is in whole pixels, or halves where a line runs
 * between two cards.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "drawing.h"

struct kw_point kw_drawing_point(const struct kw_drawing *d, double depth,
                                 double spread)
{
    return d->top_down ? (struct kw_point){spread, depth}
                       : (struct kw_point){depth, spread};
}

/* ---- names and years ----------------------------------------------- */

/* A date for a card: the year where it is known, else what there is. */
static void print_year(struct kw_date date, char out[KW_DATE_TEXT_BYTES])
{
    if (date.precision > KW_YEAR) {
        date.precision = KW_YEAR;
        date.month = date.day = 0;
    }
    kw_date_print(date, out);
}

const char *kw_years(struct kw_arena *arena, const struct kw_member *member)
{
    char birth[KW_DATE_TEXT_BYTES] = "";
    char death[KW_DATE_TEXT_BYTES] = "";
    size_t room = sizeof birth + sizeof death + 8;
    char *text = kw_arena_zeroed(arena, 1, room);

    print_year(member->birth, birth);
    print_year(member->death, death);
    if (!text || (!*birth && !*death))
        return text;
    strcat(text, birth);
    if (*birth)
        strcat(text, " ");
    strcat(text, "\xE2\x80\x93");
    if (*death)
        strcat(text, " ");
    strcat(text, death);
    return text;
}

const char *kw_drawing_name(struct kw_drawing *d, uint32_t person)
{
    char id[KW_ID_TEXT_BYTES];

    return kw_letter_clean(
        &d->plan.arena,
        kw_people_name(d->plan.people, d->plan.persons[person].who, id));
}

/* ---- cards and lines ----------------------------------------------- */

static enum kw_status make_cards(struct kw_drawing *d, struct kw_error *err)
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

static enum kw_status make_routes(struct kw_drawing *d, struct kw_error *err)
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

static enum kw_status make_badges(struct kw_drawing *d, struct kw_error *err)
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
            print_year(couple->tie->since, year);
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

/* ---- the page ------------------------------------------------------ */

static double at_most(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

static enum kw_status letter(struct kw_drawing *d, const char *text,
                             double size, double least, bool bold, double width,
                             struct kw_lettering *out, struct kw_error *err)
{
    const char *clean;

    if (!text || !*text)
        return KW_OK;
    clean = kw_letter_clean(&d->plan.arena, text);
    if (!clean)
        return kw_nomem(err);
    *out = kw_letter_fit(&d->plan.arena, clean, width, size, least, bold);
    return out->text ? KW_OK : kw_nomem(err);
}

static void move_all(struct kw_drawing *d, double x, double y)
{
    const struct kw_plan *plan = &d->plan;

    for (uint32_t i = 0; i < plan->person_count; i++) {
        d->cards[i].x += x;
        d->cards[i].y += y;
    }
    for (uint32_t i = 0; i < plan->link_count; i++) {
        /* The points are ours: routes show them read-only. */
        struct kw_point *points = (struct kw_point *)d->routes[i].points;

        for (size_t k = 0; k < d->routes[i].point_count; k++) {
            points[k].x += x;
            points[k].y += y;
        }
    }
    for (uint32_t i = 0; i < d->badge_count; i++) {
        d->badges[i].area.x += x;
        d->badges[i].area.y += y;
        for (int k = 0; k < 3; k++) {
            d->badges[i].stem[k].x += x;
            d->badges[i].stem[k].y += y;
        }
    }
}

static enum kw_status lay_page(struct kw_drawing *d,
                               const struct kw_draw_options *options,
                               struct kw_error *err)
{
    struct kw_point extent = kw_drawing_point(d, d->plan.depth, d->plan.spread);
    double size = floor(at_most(extent.x / 38, 24, 44));
    double small = floor(at_most(size / 2, 14, 22));
    double room = fmax(extent.x, 720);
    double top = KW_MARGIN;
    double inner;

    KW_TRY(letter(d, options->heading, size, 20, true, room, &d->heading, err));
    KW_TRY(
        letter(d, options->caption, small, 12, false, room, &d->caption, err));
    inner = ceil(fmax(extent.x, fmax(d->heading.width, d->caption.width)));
    if (d->heading.text)
        top += floor(d->heading.size * 1.1);
    if (d->caption.text)
        top += floor(d->caption.size * 1.5);
    if (d->heading.text || d->caption.text)
        top += 36;
    d->width = inner + 2 * KW_MARGIN;
    d->height = top + extent.y + KW_MARGIN;
    move_all(d, floor(KW_MARGIN + (inner - extent.x) / 2), top);
    return kw_legend_place(d, err);
}

/* ---- the whole ----------------------------------------------------- */

static enum kw_status name_drawing(struct kw_drawing *d,
                                   const struct kw_draw_options *options,
                                   struct kw_error *err)
{
    d->title = options->heading && *options->heading
                   ? kw_letter_clean(&d->plan.arena, options->heading)
                   : kw_drawing_name(d, 0);
    if (options->link_base)
        d->link_base = kw_arena_text(&d->plan.arena, options->link_base,
                                     strlen(options->link_base));
    return d->title && (d->link_base || !options->link_base) ? KW_OK
                                                             : kw_nomem(err);
}

static enum kw_status lay_out(struct kw_drawing *d,
                              const struct kw_people *people,
                              const struct kw_draw_options *options,
                              struct kw_error *err)
{
    d->dark = options->dark;
    d->top_down = options->top_down;
    d->plan.card_spread = d->top_down ? KW_CARD_WIDTH : KW_CARD_HEIGHT;
    d->plan.card_depth = d->top_down ? KW_CARD_HEIGHT : KW_CARD_WIDTH;
    KW_TRY(kw_plan_make(&d->plan, people, options, err));
    KW_TRY(kw_tints_choose(&d->plan, options->fill, &d->tints, err));
    KW_TRY(name_drawing(d, options, err));
    KW_TRY(make_cards(d, err));
    KW_TRY(make_routes(d, err));
    KW_TRY(make_badges(d, err));
    return lay_page(d, options, err);
}

enum kw_status kw_drawing_create(const struct kw_people *people,
                                 const struct kw_draw_options *options,
                                 struct kw_drawing **out, struct kw_error *err)
{
    struct kw_drawing *d = calloc(1, sizeof *d);
    enum kw_status status;

    *out = NULL;
    if (!d)
        return kw_nomem(err);
    status = lay_out(d, people, options, err);
    if (status != KW_OK) {
        kw_drawing_destroy(d);
        return status;
    }
    *out = d;
    return KW_OK;
}

void kw_drawing_destroy(struct kw_drawing *drawing)
{
    if (!drawing)
        return;
    kw_plan_finish(&drawing->plan);
    free(drawing);
}

void kw_drawing_size(const struct kw_drawing *drawing, double *width,
                     double *height)
{
    *width = drawing->width;
    *height = drawing->height;
}

const struct kw_card *kw_drawing_cards(const struct kw_drawing *drawing,
                                       size_t *count)
{
    *count = drawing->plan.person_count;
    return drawing->cards;
}

const struct kw_route *kw_drawing_routes(const struct kw_drawing *drawing,
                                         size_t *count)
{
    *count = drawing->plan.link_count;
    return drawing->routes;
}

size_t kw_drawing_crossings(const struct kw_drawing *drawing)
{
    return drawing->plan.crossings;
}
