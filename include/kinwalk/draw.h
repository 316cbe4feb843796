/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw: a family as a picture.
 *
 * Takes a sealed kw_people, lays some of its members out by generation
 * (couples stacked as one block, one bus a family, few crossings, the
 * asked-for line straight) and writes that as SVG, DOT, PNG or PDF. The
 * layout is kinwalk's own and deterministic: the same family gives the
 * same bytes on every machine, since text is measured with a table of
 * widths that is shipped and not with the fonts that happen to be there.
 *
 * Threads: a drawing is read only once it was made.
 */
#ifndef KINWALK_DRAW_H
#define KINWALK_DRAW_H

#include <kinwalk/family.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the pale colour of a card tells. */
enum kw_fill {
    KW_FILL_AUTO = 0, /* by house if any is known, else by branch */
    KW_FILL_HOUSE,
    KW_FILL_SEX,
    KW_FILL_BRANCH, /* by the child of the common ancestor they descend from;
                       in a pedigree, by grandparent */
    KW_FILL_NONE
};
/* "auto", "house", ...; false if `name` is none of them. */
KW_API bool kw_fill_parse(const char *name, enum kw_fill *out);

/* Members in a row, each linked with the next: an answer's line. */
struct kw_draw_line {
    const uint32_t *members; /* borrowed */
    size_t count;
};

#define KW_DRAW_PEOPLE_MAX 2000

/* Zeroed memory draws everybody, plainly. All pointers are borrowed for
 * the call only. */
struct kw_draw_options {
    const uint32_t *members; /* whom to draw; NULL: everybody */
    size_t member_count;
    enum kw_fill fill;
    bool dark;
    bool top_down;       /* else left to right */
    bool pedigree;       /* everybody is somebody's ancestor: both parents'
                            lines weigh the same */
    const char *heading; /* one line; NULL: none */
    const char *caption; /* one line below it; NULL: none */
    const uint32_t *highlights; /* people with a gold border */
    size_t highlight_count;
    const struct kw_draw_line *lines; /* in gold, with their people */
    size_t line_count;
    const char *link_base; /* http(s): cards of QIDs link to base + id; NULL, or
                              anything else: not */
    uint32_t people_max;   /* 0: KW_DRAW_PEOPLE_MAX */
};

struct kw_drawing;

/* Lays out. *out is yours: kw_drawing_destroy(); it borrows `people`.
 * KW_LIMIT if more than people_max would be drawn, KW_USAGE if nobody
 * would. Links that would make somebody their own ancestor are left out
 * and counted in the description. */
KW_API enum kw_status kw_drawing_create(const struct kw_people *people,
                                        const struct kw_draw_options *options,
                                        struct kw_drawing **out,
                                        struct kw_error *err);
KW_API void kw_drawing_destroy(struct kw_drawing *drawing);

/* ---- what was laid out, for pages, tests and other writers --------- */

/* A card, in pixels from the top left corner. */
struct kw_card {
    uint32_t member;
    uint32_t generation; /* 1: the first */
    double x, y, width, height;
};

/* How a line is stroked. */
enum kw_stroke {
    KW_STROKE_BIRTH = 0, /* solid */
    KW_STROKE_SECOND,    /* dashed: the other descent of a married cousin */
    KW_STROKE_ADOPTED,   /* dotted: adoptive and foster parents */
    KW_STROKE_DISPUTED,  /* dash and dot */
    KW_STROKE_MARRIED    /* short dashes: partners of two generations */
};

struct kw_point {
    double x, y;
};

/* From parents to one child: an orthogonal line that starts at the edge
 * of a parent's block and ends at the edge of the child's card. */
struct kw_route {
    uint32_t child;      /* member */
    uint32_t parents[2]; /* members; the second may be KW_NOBODY */
    enum kw_stroke stroke;
    bool gold;
    const struct kw_point *points; /* the drawing's */
    size_t point_count;
};

KW_API void kw_drawing_size(const struct kw_drawing *drawing, double *width,
                            double *height);
/* In the order of the members. Valid as long as the drawing. */
KW_API const struct kw_card *kw_drawing_cards(const struct kw_drawing *drawing,
                                              size_t *count);
/* By parents, then by child. Valid as long as the drawing. */
KW_API const struct kw_route *
kw_drawing_routes(const struct kw_drawing *drawing, size_t *count);
/* How often lines of different families cross. */
KW_API size_t kw_drawing_crossings(const struct kw_drawing *drawing);

/* ---- bytes --------------------------------------------------------- */

/* Appends an SVG 1.1 document: a <title> and <desc>, each card a group
 * with id "p-<id>", data-id, data-generation and a tooltip, lines with
 * data-parents. No script, no style from outside, no fonts. */
KW_API enum kw_status kw_drawing_svg(const struct kw_drawing *drawing,
                                     struct kw_buffer *out,
                                     struct kw_error *err);
/* Appends a Graphviz document: couples joined by a point, generations
 * aligned, colours as in the picture. */
KW_API enum kw_status kw_drawing_dot(const struct kw_drawing *drawing,
                                     struct kw_buffer *out,
                                     struct kw_error *err);

/* Was this kinwalk built with librsvg and cairo? */
KW_API bool kw_pictures_built(void);
/* Appends the PNG or PDF of an SVG document. `scale`: pixels of the PNG
 * to one of the SVG, reduced where a side would pass 32,000. KW_USAGE if
 * built without, saying what to install. */
KW_API enum kw_status kw_picture_png(const struct kw_buffer *svg, double scale,
                                     struct kw_buffer *out,
                                     struct kw_error *err);
KW_API enum kw_status kw_picture_pdf(const struct kw_buffer *svg,
                                     struct kw_buffer *out,
                                     struct kw_error *err);

#ifdef __cplusplus
}
#endif

#endif
