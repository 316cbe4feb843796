/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A drawing: the plan, put on a page with its heading and legend.
 *
 * The page is as wide as what is widest on it; the cards stand in its
 * middle. Everything is in whole pixels, or halves where a line runs
 * between two cards.
 */
#include <math.h>
#include <stdio.h>
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

void kw_year_print(struct kw_date date, char out[KW_DATE_TEXT_BYTES])
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

    kw_year_print(member->birth, birth);
    kw_year_print(member->death, death);
    if (text && (*birth || *death))
        snprintf(text, room, "%s%s\xE2\x80\x93%s%s", birth, *birth ? " " : "",
                 *death ? " " : "", death);
    return text;
}

const char *kw_drawing_name(struct kw_drawing *d, uint32_t person)
{
    char id[KW_ID_TEXT_BYTES];

    return kw_letter_clean(
        &d->plan.arena,
        kw_people_name(d->plan.people, d->plan.persons[person].who, id));
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

static bool is_page(const char *base)
{
    return base && (strncmp(base, "https://", 8) == 0 ||
                    strncmp(base, "http://", 7) == 0);
}

static enum kw_status name_drawing(struct kw_drawing *d,
                                   const struct kw_draw_options *options,
                                   struct kw_error *err)
{
    d->title = options->heading && *options->heading
                   ? kw_letter_clean(&d->plan.arena, options->heading)
                   : kw_drawing_name(d, 0);
    /* Pages only: a link must not run anything. */
    if (is_page(options->link_base))
        d->link_base = kw_arena_text(&d->plan.arena, options->link_base,
                                     strlen(options->link_base));
    return d->title && (d->link_base || !is_page(options->link_base))
               ? KW_OK
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
    KW_TRY(kw_outline_cards(d, err));
    KW_TRY(kw_outline_routes(d, err));
    KW_TRY(kw_outline_badges(d, err));
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
