/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lettering: text that fits its card. Between svg.c and the table of
 * widths; knows no markup but its escapes.
 */
#ifndef KW_DRAW_LETTERING_H
#define KW_DRAW_LETTERING_H

#include <kinwalk/base.h>

/* One line, ready to be written: whole letters only, no controls. */
struct kw_lettering {
    const char *text; /* the arena's */
    double size;      /* of the font, in pixels */
    double width;     /* as measured */
    bool bold;
    bool sure; /* the table of widths knows every letter */
    bool rtl;  /* its first letter with a direction goes right to left */
};

/* Takes out controls and marks that steer direction, mends what is no
 * UTF-8, makes one blank of many. NULL if memory ran out. */
const char *kw_letter_clean(struct kw_arena *arena, const char *text);

/* Measures `text` (clean) in one line of `size`. */
struct kw_lettering kw_letter_line(const char *text, double size, bool bold);

/* `text` (clean) in one line no wider than `width`: smaller, down to
 * `least`, then shortened with an ellipsis. text NULL if memory ran
 * out. */
struct kw_lettering kw_letter_fit(struct kw_arena *arena, const char *text,
                                  double width, double size, double least,
                                  bool bold);

/* The same in at most two lines: one line down to `least`, then two,
 * broken at a blank where there is one. Gives how many; 0 if `text` is
 * empty. */
unsigned kw_letter_wrap(struct kw_arena *arena, const char *text, double width,
                        double size, double least, bool bold,
                        struct kw_lettering lines[2]);

/* Appends `text` for XML: text or attribute. */
void kw_letter_escape(struct kw_buffer *out, const char *text);

#endif
