/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drawing: what draw.c lays out and svg.c and dot.c write. Inner door.
 */
#ifndef KW_DRAW_DRAWING_H
#define KW_DRAW_DRAWING_H

#include "lettering.h"
#include "plan.h"

enum { KW_SWATCHES = 10, KW_SWATCH_NONE = KW_SWATCHES };

/* The colours of a page. */
struct kw_theme {
    const char *page, *ink, *soft, *line, *border, *gold, *badge;
    const char *swatches[KW_SWATCHES + 1]; /* the last: no group */
};
const struct kw_theme *kw_theme(bool dark);

/* Which colour each card has, and what it means. */
struct kw_tint {
    const char *meaning; /* the arena's */
    uint32_t people;
    uint8_t swatch;
};
struct kw_tints {
    const char *heading; /* "House", "Branch"; NULL: cards are plain */
    struct kw_tint items[KW_SWATCHES + 1];
    uint32_t count;
    uint8_t *of; /* by person: the swatch */
};
enum kw_status kw_tints_choose(struct kw_plan *plan, enum kw_fill fill,
                               struct kw_tints *out, struct kw_error *err);

/* A rectangle on the page. */
struct kw_area {
    double x, y, width, height;
};

/* A mark between two partners. */
struct kw_badge {
    uint32_t couple;
    struct kw_area area;
    const char *text; /* the year; "" if not known */
    bool married;     /* else parents of a child only */
    bool ended;
    bool gold;
    bool stemmed; /* stands away from the hub: a stem leads to it */
    struct kw_point stem[3];
};

enum kw_entry_kind {
    KW_ENTRY_TINT,
    KW_ENTRY_LINE,
    KW_ENTRY_GOLD,
    KW_ENTRY_UNREAD
};
/* One row of the legend. */
struct kw_legend_row {
    enum kw_entry_kind kind;
    uint8_t what; /* swatch, or stroke */
    const char *text;
    double x, y; /* left end, middle */
};

struct kw_drawing {
    struct kw_plan plan;
    struct kw_tints tints;
    bool dark, top_down;
    const char *link_base; /* the arena's, or NULL */
    const char *title;     /* the heading, or one made of names; never NULL */
    struct kw_lettering heading; /* text NULL: none */
    struct kw_lettering caption;
    double width, height;

    struct kw_card *cards;   /* by person */
    struct kw_route *routes; /* by link */
    struct kw_badge *badges;
    uint32_t badge_count;

    struct kw_legend_row *entries;
    uint32_t entry_count;
    const char *legend_heading; /* NULL: none */
    struct kw_point legend_at;
};

/* The cards, lines and badges of a finished plan (outline.c). */
enum kw_status kw_outline_cards(struct kw_drawing *drawing,
                                struct kw_error *err);
enum kw_status kw_outline_routes(struct kw_drawing *drawing,
                                 struct kw_error *err);
enum kw_status kw_outline_badges(struct kw_drawing *drawing,
                                 struct kw_error *err);

/* Finds a place for the legend beside the cards, or makes one below
 * them: needs cards, routes, width and height. */
enum kw_status kw_legend_place(struct kw_drawing *drawing,
                               struct kw_error *err);

/* From depth and spread to the page. */
struct kw_point kw_drawing_point(const struct kw_drawing *drawing, double depth,
                                 double spread);

/* Somebody in words: "Victoria (1819 – 1901)". Clean; NULL if memory ran
 * out. */
const char *kw_drawing_name(struct kw_drawing *drawing, uint32_t person);
/* A date for a card: the year where it is known, else what there is. */
void kw_year_print(struct kw_date date, char out[KW_DATE_TEXT_BYTES]);
/* "1819 – 1901", "1926 –", "" where nothing is known. */
const char *kw_years(struct kw_arena *arena, const struct kw_member *member);

/* How large things are. */
#define KW_CARD_WIDTH 228.0
#define KW_CARD_HEIGHT 74.0
#define KW_BADGE_HEIGHT 20.0
#define KW_HINT_REACH 26.0
#define KW_MARGIN 48.0
#define KW_LEGEND_ROW 24.0
#define KW_LEGEND_SWATCH 30.0

#endif
