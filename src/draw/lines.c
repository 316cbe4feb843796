/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of a picture: a path for each family in each channel and
 * stroke, the answer's line over them in gold.
 *
 * Where lines of two families cross, the later one is drawn with a rim in
 * the colour of the page, so that a crossing never looks like a fork.
 */
#include <math.h>

#include "svg.h"

static void move_to(struct kw_svg *svg, double depth, double spread)
{
    struct kw_point p = kw_drawing_point(svg->drawing, depth, spread);

    kw_buffer_char(svg->out, 'M');
    kw_svg_number(svg->out, p.x);
    kw_buffer_char(svg->out, ' ');
    kw_svg_number(svg->out, p.y);
}

/* To another depth, or another spread: a level or an upright line. */
static void run_to(struct kw_svg *svg, double to, bool in_depth)
{
    kw_buffer_char(svg->out, in_depth != svg->drawing->top_down ? 'H' : 'V');
    kw_svg_number(svg->out, to);
}

struct shift {
    double depth, spread; /* from the plan to the page */
};

static struct shift shift_of(const struct kw_drawing *d)
{
    const struct kw_plan *plan = &d->plan;
    const struct kw_plan_block *block = &plan->blocks[plan->persons[0].block];
    double depth = plan->layer_at[block->layer];
    double spread =
        plan->items[block->item].at +
        plan->persons[0].slot * (plan->card_spread + KW_GAP_IN_BLOCK);
    struct kw_point at = {d->cards[0].x, d->cards[0].y};

    if (d->top_down)
        return (struct shift){at.y - depth, at.x - spread};
    return (struct shift){at.x - depth, at.y - spread};
}

/* The lines of a strand; with `lit` only those to gold targets. Each
 * piece once, so that dashes stay dashes. */
static bool write_strand(struct kw_svg *svg, const struct kw_strand *s,
                         bool lit)
{
    const struct kw_plan *plan = &svg->drawing->plan;
    const struct kw_hop *hop = &plan->hops[s->hop];
    struct shift by = shift_of(svg->drawing);
    double edge = plan->layer_at[hop->layer] + plan->card_depth + by.depth;
    double next = plan->layer_at[hop->layer + 1] + by.depth;
    double turn = s->turn_at + by.depth;
    double from = kw_hop_at(plan, hop) + by.spread;
    double low = from;
    double high = from;
    bool any = false;

    for (uint32_t i = 0; i < hop->target_count; i++) {
        const struct kw_target *t = &plan->targets[hop->first_target + i];
        double to = kw_target_at(plan, t) + by.spread;
        double end = t->link == KW_NONE ? next + plan->card_depth : next;

        if (t->stroke != s->stroke || (lit && !t->lit))
            continue;
        any = true;
        low = fmin(low, to);
        high = fmax(high, to);
        /* A straight line needs no turn. */
        move_to(svg, to == from ? edge : turn, to);
        run_to(svg, end, true);
    }
    if (low == high)
        return any;
    move_to(svg, edge, from);
    run_to(svg, turn, true);
    move_to(svg, turn, low);
    run_to(svg, high, false);
    return true;
}

const char *kw_svg_dashes(uint8_t stroke)
{
    switch (stroke) {
    case KW_STROKE_SECOND:
        return " stroke-dasharray=\"7 5\"";
    case KW_STROKE_ADOPTED:
        return " stroke-dasharray=\"0.1 5\" stroke-linecap=\"round\"";
    case KW_STROKE_DISPUTED:
        return " stroke-dasharray=\"9 4 2 4\"";
    case KW_STROKE_MARRIED:
        return " stroke-dasharray=\"3 3\"";
    default:
        return "";
    }
}

static void write_data_parents(struct kw_svg *svg, uint32_t family)
{
    const struct kw_plan *plan = &svg->drawing->plan;
    const struct kw_plan_family *f = &plan->families[family];
    char id[KW_ID_TEXT_BYTES];

    kw_buffer_text(svg->out, " data-parents=\"");
    for (int i = 0; i < 2 && f->parents[i] != KW_NONE; i++) {
        const struct kw_member *member =
            kw_people_at(plan->people, plan->persons[f->parents[i]].who);

        if (i)
            kw_buffer_char(svg->out, ' ');
        kw_letter_escape(
            svg->out,
            kw_id_print(member->id, kw_people_xrefs(plan->people), id));
    }
    kw_buffer_char(svg->out, '"');
}

/* A family's strands in one channel; they stand together. */
static void write_hop(struct kw_svg *svg, uint32_t first, uint32_t end)
{
    const struct kw_plan *plan = &svg->drawing->plan;

    if (plan->crossings) {
        kw_buffer_text(svg->out, "<path class=\"kw-r\" d=\"");
        for (uint32_t i = first; i < end; i++)
            write_strand(svg, &plan->strands[i], false);
        kw_buffer_text(svg->out, "\"/>");
    }
    /* The solid one last: it covers the stub that all share. */
    for (uint32_t i = end; i-- > first;) {
        const struct kw_strand *s = &plan->strands[i];

        kw_buffer_text(svg->out, "<path class=\"kw-l\"");
        write_data_parents(svg, plan->hops[s->hop].family);
        kw_buffer_print(svg->out, "%s d=\"", kw_svg_dashes(s->stroke));
        write_strand(svg, s, false);
        kw_buffer_text(svg->out, "\"/>\n");
    }
}

static bool is_lit(const struct kw_plan *plan, const struct kw_strand *s)
{
    const struct kw_hop *hop = &plan->hops[s->hop];

    for (uint32_t i = 0; i < hop->target_count; i++) {
        const struct kw_target *t = &plan->targets[hop->first_target + i];

        if (t->lit && t->stroke == s->stroke)
            return true;
    }
    return false;
}

void kw_svg_lines(struct kw_svg *svg)
{
    const struct kw_plan *plan = &svg->drawing->plan;

    kw_buffer_text(svg->out, "<g id=\"kw-lines\">\n");
    for (uint32_t i = 0; i < plan->strand_count;) {
        uint32_t end = i;

        while (end < plan->strand_count &&
               plan->strands[end].hop == plan->strands[i].hop)
            end++;
        write_hop(svg, i, end);
        i = end;
    }
    for (uint32_t i = 0; i < plan->strand_count; i++) {
        const struct kw_strand *s = &plan->strands[i];

        if (!is_lit(plan, s))
            continue;
        kw_buffer_print(
            svg->out, "<path class=\"kw-p\"%s d=\"",
            s->stroke == KW_STROKE_ADOPTED ? kw_svg_dashes(s->stroke) : "");
        write_strand(svg, s, true);
        kw_buffer_text(svg->out, "\"/>\n");
    }
    for (uint32_t i = 0; i < svg->drawing->badge_count; i++) {
        const struct kw_badge *b = &svg->drawing->badges[i];

        if (!b->stemmed)
            continue;
        kw_buffer_text(svg->out, "<path class=\"kw-l\" d=\"");
        for (int k = 0; k < 3; k++) {
            kw_buffer_char(svg->out, k ? 'L' : 'M');
            kw_svg_number(svg->out, b->stem[k].x);
            kw_buffer_char(svg->out, ' ');
            kw_svg_number(svg->out, b->stem[k].y);
        }
        kw_buffer_text(svg->out, "\"/>\n");
    }
    kw_buffer_text(svg->out, "</g>\n");
}
