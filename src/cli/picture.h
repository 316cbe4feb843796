/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * picture: a drawing as a file. For `draw`, and for answers that draw
 * themselves (`relate --draw`).
 */
#ifndef KINWALK_CLI_PICTURE_H
#define KINWALK_CLI_PICTURE_H

#include <kinwalk/draw.h>

#include "cli.h"

/* What was written. */
struct picture {
    size_t people;
    unsigned generations;
    double width, height; /* of the SVG, in pixels */
    size_t crossings;
    const char *format; /* "svg", "png", "pdf", "dot" */
};

/* Checks the ending of `path` (svg, png, pdf, dot, gv; "-" is SVG on
 * stdout) before anything is fetched or laid out: KW_USAGE otherwise. */
enum kw_status picture_check(const char *path, struct kw_error *err);

/* Draws with `options` and writes `path` in the format its ending says;
 * names of houses and titles that are lacking are asked for.
 * options->link_base and people_max are filled in from --endpoint and
 * --max-people where they are empty. *out may be NULL. */
enum kw_status picture_write(struct kw_cli *cli, struct kw_people *people,
                             const struct kw_draw_options *options,
                             const char *path, struct picture *out,
                             struct kw_error *err);

/* Draws an answer about two people: everybody on its lines (each in
 * members, one linked with the next), the other parents of the children
 * on them, and the lines in gold. `heading` and `caption` say the
 * answer. */
enum kw_status picture_of_answer(struct kw_cli *cli, struct kw_people *people,
                                 uint32_t from, uint32_t to,
                                 const struct kw_draw_line *lines,
                                 size_t line_count, const char *heading,
                                 const char *caption, const char *path,
                                 struct kw_error *err);

/* The members marked, as a list for kw_draw_options: free() it. NULL if
 * memory ran out. */
uint32_t *picture_list(const struct kw_people *people, const bool *chosen,
                       size_t *count);

#endif
