/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cells: all lines of blood between two people, counted and not listed.
 *
 * A line is a way up from each of the two to one apex, sharing nobody
 * else. Lines with the same apex, the same numbers of generations and
 * the same last children below the apex make one cell.
 *
 * One machine walks both ways at once, always stepping up from the one
 * with the larger number in the cone, who cannot be an ancestor of the
 * other; so the two ways never share a person unnoticed. A way that has
 * reached its apex is committed: it stands still, remembers the last
 * child, and waits for the other way to arrive. The steps are written
 * once, here, for the counting and for the listing of lines.
 */
#ifndef KINWALK_KINSHIP_CELLS_H
#define KINWALK_KINSHIP_CELLS_H

#include <gmp.h>

#include "cone.h"

enum side { NEITHER = 0, FROM_SIDE = 1, TO_SIDE = 2 };

#define NO_CHILD UINT32_MAX

/* Where the two ways stand; local numbers of a cone. */
struct stance {
    uint32_t x;    /* the way from FROM */
    uint32_t y;    /* the way from TO */
    uint32_t last; /* the committed way's last child, or NO_CHILD */
    enum side committed;
};

/* Whose turn it is to step up. */
static inline enum side stance_turn(const struct stance *s)
{
    if (s->committed)
        return s->committed == FROM_SIDE ? TO_SIDE : FROM_SIDE;
    return s->x > s->y ? FROM_SIDE : TO_SIDE;
}

/* What stepping up to one parent can lead to. */
struct steps {
    bool arrives; /* the other way waits there: a line is whole */
    bool goes_on; /* to `on`, with this way still open */
    bool commits; /* to `commit`, with this parent as the apex */
    bool waits;   /* the other way waits further up: `on` */
    struct stance on;
    struct stance commit;
};

/* Steps up from the one whose turn it is to their `parent`. */
struct steps cone_step(const struct cone *cone, const struct stance *at,
                       uint32_t parent);

/* The stances to begin with: at most three. */
size_t cone_begin(const struct cone *cone, struct stance out[3]);

/* Roles other than birth met on a line, as bits. */
enum { LINE_ADOPTIVE = 1, LINE_FOSTER = 2 };
static inline uint8_t line_bit(uint8_t role)
{
    return role == KW_ROLE_ADOPTIVE ? LINE_ADOPTIVE
           : role == KW_ROLE_FOSTER ? LINE_FOSTER
                                    : 0;
}

struct cell {
    uint32_t apex;    /* members */
    uint32_t last[2]; /* last child on FROM's and on TO's side */
    uint32_t up;
    uint32_t down;
    uint8_t bits;
    mpz_t count;
};

struct cells {
    struct cell *items; /* by up, down, bits, last children, apex */
    size_t count;
    size_t capacity;
};

/* Counts all cells with up + down at most sum_max. KW_LIMIT if it would
 * take more than work_max steps (0: no limit). Finish `out` even after a
 * failure. */
enum kw_status kw_cells_count(const struct cone *cone, uint32_t sum_max,
                              uint64_t work_max, struct cells *out,
                              struct kw_error *err);
void kw_cells_finish(struct cells *cells);

#endif
