/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drawn: a family that `draw` was asked for. Between cmd_draw.c, which
 * reads the question and says the answer, and drawn.c, which finds whom
 * to draw.
 */
#ifndef KINWALK_CLI_DRAWN_H
#define KINWALK_CLI_DRAWN_H

#include <kinwalk/draw.h>

#include "cli.h"

/* What is asked, and the family it is answered from. */
struct drawn {
    struct kw_cli *cli;
    const char *path;
    uint32_t ancestors; /* KW_NOBODY: not asked for */
    uint32_t descendants;
    bool joining; /* several people and no generations */
    struct kw_id *ids;
    size_t count;
    struct kw_id *highlights;
    size_t highlight_count;
    struct kw_people *people;
    uint32_t *members; /* of ids */
    uint32_t *lit;     /* of highlights, or of those joined */
    size_t lit_count;
    bool *chosen;
    struct kw_chains chains;
    struct kw_draw_line *lines; /* of the chains */
    uint32_t *own_line;         /* of two people who are related */
    struct kw_draw_line line;
    struct kw_draw_options options;
    struct kw_buffer heading;
    struct kw_buffer caption;
};

/* So many, or 0 if none were asked for. */
int drawn_generations(uint32_t asked);
/* Fetches what is lacking, loads the family, finds whom to draw and, of
 * two related people, the line and the sentence: fills in everything
 * from `people` on. */
enum kw_status drawn_choose(struct drawn *d, struct kw_error *err);
/* Appends "A, B and C", each without what stands behind a comma. */
void drawn_names(const struct drawn *d, const uint32_t *whom, size_t count,
                 struct kw_buffer *out);
void drawn_finish(struct drawn *d);

#endif
