/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svg: what the writers of parts of a document share. Between svg.c,
 * lines.c and cards.c.
 */
#ifndef KW_DRAW_SVG_H
#define KW_DRAW_SVG_H

#include "drawing.h"

struct kw_svg {
    const struct kw_drawing *drawing;
    const struct kw_theme *theme;
    struct kw_buffer *out;
    struct kw_arena arena; /* for what is lettered while writing */
};

/* A number with at most one decimal, the same in every locale. */
void kw_svg_number(struct kw_buffer *out, double number);
/* ` name="number"`. */
void kw_svg_attribute(struct kw_buffer *out, const char *name, double number);
/* A line of text around `x` on the baseline `y`, with `class`. `room` (0:
 * any) says how wide it may be on screens with other fonts. */
void kw_svg_text(struct kw_svg *svg, const struct kw_lettering *line, double x,
                 double y, double room, const char *class);

/* All lines, and how a stroke is dashed: an attribute, or "". */
void kw_svg_lines(struct kw_svg *svg);
const char *kw_svg_dashes(uint8_t stroke);
/* All cards, with their links and tooltips. */
enum kw_status kw_svg_cards(struct kw_svg *svg, struct kw_error *err);
/* The rectangle of a card, or of a swatch of the legend. */
void kw_svg_swatch(struct kw_svg *svg, struct kw_area area, double radius,
                   uint8_t swatch, bool read, bool gold);

#endif
