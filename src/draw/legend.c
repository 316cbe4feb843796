/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The legend: only what occurs in this picture, in a free corner beside
 * the cards, or else in rows below them.
 */
#include <math.h>

#include "drawing.h"

static const double CLEAR = 18; /* around the legend */
static const double TEXT = 14;  /* size */

static double text_width(const struct kw_legend_row *entry)
{
    return kw_letter_line(entry->text, TEXT, false).width;
}

/* ---- what occurs --------------------------------------------------- */

static void add(struct kw_drawing *d, enum kw_entry_kind kind, uint8_t what,
                const char *text)
{
    d->entries[d->entry_count].kind = kind;
    d->entries[d->entry_count].what = what;
    d->entries[d->entry_count++].text = text;
}

static bool has_unread(const struct kw_drawing *d)
{
    for (uint32_t i = 0; i < d->plan.person_count; i++)
        if (kw_people_at(d->plan.people, d->cards[i].member)->known != KW_READ)
            return true;
    return false;
}

static enum kw_status gather(struct kw_drawing *d, struct kw_error *err)
{
    static const char *const STROKES[] = {
        [KW_STROKE_SECOND] = "second parentage",
        [KW_STROKE_ADOPTED] = "adoptive or foster",
        [KW_STROKE_DISPUTED] = "disputed",
        [KW_STROKE_MARRIED] = "married across generations"};
    bool drawn[KW_STROKE_MARRIED + 1] = {false};
    bool gold = false;

    d->entries =
        kw_arena_zeroed(&d->plan.arena, KW_SWATCHES + 8, sizeof *d->entries);
    if (!d->entries)
        return kw_nomem(err);
    if (d->tints.count > 1) {
        d->legend_heading = d->tints.heading;
        for (uint32_t i = 0; i < d->tints.count; i++) {
            const char *text =
                kw_letter_clean(&d->plan.arena, d->tints.items[i].meaning);

            if (!text)
                return kw_nomem(err);
            add(d, KW_ENTRY_TINT, d->tints.items[i].swatch,
                kw_letter_fit(&d->plan.arena, text, 320, TEXT, TEXT, false)
                    .text);
        }
    }
    for (uint32_t i = 0; i < d->plan.link_count; i++) {
        drawn[d->routes[i].stroke] = true;
        gold |= d->routes[i].gold;
    }
    if (gold)
        add(d, KW_ENTRY_GOLD, 0, "the line asked for");
    for (int s = 1; s <= KW_STROKE_MARRIED; s++)
        if (drawn[s])
            add(d, KW_ENTRY_LINE, (uint8_t)s, STROKES[s]);
    if (has_unread(d))
        add(d, KW_ENTRY_UNREAD, 0, "not read yet");
    return KW_OK;
}

/* ---- a free corner ------------------------------------------------- */

static bool meets(struct kw_area a, double x, double y, double width,
                  double height)
{
    return x < a.x + a.width && x + width > a.x && y < a.y + a.height &&
           y + height > a.y;
}

static bool is_free(const struct kw_drawing *d, struct kw_area area)
{
    for (uint32_t i = 0; i < d->plan.person_count; i++) {
        const struct kw_card *c = &d->cards[i];

        if (meets(area, c->x, c->y, c->width + 12, c->height))
            return false;
    }
    for (uint32_t i = 0; i < d->plan.link_count; i++) {
        const struct kw_route *r = &d->routes[i];

        for (size_t k = 0; k + 1 < r->point_count; k++) {
            struct kw_point a = r->points[k];
            struct kw_point b = r->points[k + 1];

            if (meets(area, fmin(a.x, b.x), fmin(a.y, b.y), fabs(a.x - b.x) + 1,
                      fabs(a.y - b.y) + 1))
                return false;
        }
    }
    for (uint32_t i = 0; i < d->badge_count; i++) {
        struct kw_area b = d->badges[i].area;

        if (meets(area, b.x, b.y, b.width, b.height))
            return false;
    }
    return true;
}

static bool place_in_corner(struct kw_drawing *d, double top)
{
    double rows = d->entry_count + (d->legend_heading ? 1.2 : 0);
    double width = d->legend_heading
                       ? kw_letter_line(d->legend_heading, TEXT, true).width
                       : 0;
    double height = rows * KW_LEGEND_ROW;
    double y;

    for (uint32_t i = 0; i < d->entry_count; i++)
        width = fmax(width, KW_LEGEND_SWATCH + 10 + text_width(&d->entries[i]));
    width = ceil(width);
    for (int corner = 0; corner < 4; corner++) {
        double x = corner % 2 ? KW_MARGIN : d->width - KW_MARGIN - width;
        struct kw_area area;

        y = corner < 2 ? d->height - KW_MARGIN - height : top;
        area = (struct kw_area){x - 2 * CLEAR, y - CLEAR, width + 4 * CLEAR,
                                height + 2 * CLEAR};
        if (y < top || !is_free(d, area))
            continue;
        d->legend_at = (struct kw_point){x, y + KW_LEGEND_ROW / 2};
        if (d->legend_heading)
            y += KW_LEGEND_ROW * 1.2;
        for (uint32_t i = 0; i < d->entry_count; i++) {
            d->entries[i].x = x;
            d->entries[i].y = y + (i + 0.5) * KW_LEGEND_ROW;
        }
        return true;
    }
    return false;
}

/* ---- rows below ---------------------------------------------------- */

/* Moves the entries from `first` on, in one row, to the page's middle. */
static void centre(struct kw_drawing *d, uint32_t first, uint32_t end,
                   double width, bool heading)
{
    double shift = floor((d->width - width) / 2);

    for (uint32_t i = first; i < end; i++)
        d->entries[i].x += shift;
    if (heading)
        d->legend_at.x = shift;
}

static void place_below(struct kw_drawing *d)
{
    double room = d->width - 2 * KW_MARGIN;
    double y = d->height + KW_LEGEND_ROW / 2;
    double x = 0;
    uint32_t first = 0;
    double between = 26;

    if (d->legend_heading) {
        d->legend_at.y = y;
        x = ceil(kw_letter_line(d->legend_heading, TEXT, true).width) + 18;
    }
    for (uint32_t i = 0; i < d->entry_count; i++) {
        double width = ceil(KW_LEGEND_SWATCH + 8 + text_width(&d->entries[i]));

        if (x > 0 && i > first && x + width > room) {
            centre(d, first, i, x - between, !first);
            first = i;
            x = 0;
            y += KW_LEGEND_ROW * 1.2;
        }
        d->entries[i].x = x;
        d->entries[i].y = y;
        x += width + between;
    }
    centre(d, first, d->entry_count, x - between, !first);
    d->height = y + KW_LEGEND_ROW / 2 + KW_MARGIN - 8;
}

enum kw_status kw_legend_place(struct kw_drawing *d, struct kw_error *err)
{
    double top = INFINITY;

    KW_TRY(gather(d, err));
    /* Gold alone speaks for itself. */
    if (d->entry_count == 1 && d->entries[0].kind == KW_ENTRY_GOLD)
        d->entry_count = 0;
    if (!d->entry_count)
        return KW_OK;
    for (uint32_t i = 0; i < d->plan.person_count; i++)
        top = fmin(top, d->cards[i].y);
    if (!place_in_corner(d, top))
        place_below(d);
    return KW_OK;
}
