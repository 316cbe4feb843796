/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cone: the ancestors of two people, numbered so that everybody stands
 * after all of their ancestors.
 *
 * Local numbers run by height, then by member number: the one with the
 * larger local number is never an ancestor of the other, which is all
 * that the recursions on pairs need. The numbers depend neither on which
 * of the two was named first nor on how far the family was read.
 */
#ifndef KINWALK_KINSHIP_CONE_H
#define KINWALK_KINSHIP_CONE_H

#include "lineage.h"

struct cone {
    const struct lineage *lineage; /* borrowed */
    uint32_t count;                /* 0: the two share no ancestor */
    uint32_t from;                 /* local, as all below */
    uint32_t to;
    uint32_t *members; /* local number to member */
    uint32_t *starts;  /* count + 1 */
    uint32_t *parents; /* at most as far away as asked */
    uint8_t *roles;    /* of the strands in `parents` */
    uint64_t *above;   /* one row of bits a person: their ancestors */
    size_t words;      /* of a row */
};

/* Memory to build cones in, kept from one to the next. */
struct cone_room {
    uint32_t *place; /* member to 1 + index in `met`; 0: not met */
    uint32_t *met;
    uint32_t *queue;
    uint32_t *away[2]; /* generations from each end, by member */
    uint8_t *ends;     /* bits of whom they are an ancestor, by member */
};

enum kw_status kw_cone_room_open(struct cone_room *room, uint32_t count,
                                 struct kw_error *err);
void kw_cone_room_finish(struct cone_room *room);

/* What to build. */
struct cone_wish {
    uint32_t from; /* members */
    uint32_t to;
    uint32_t reach; /* generations up from each end; UINT32_MAX: all */
};

/* Builds the cone over the strands that are on. KW_LIMIT, with nothing
 * built, if it would take more than bytes_max. *nearest (may be NULL) is
 * the least number of generations up and down through a common ancestor,
 * UINT32_MAX if there is none. Finish it even after a failure. */
enum kw_status kw_cone_build(struct cone *cone, struct cone_room *room,
                             const struct lineage *lineage,
                             const struct cone_wish *wish, size_t bytes_max,
                             uint32_t *nearest, struct kw_error *err);
void kw_cone_finish(struct cone *cone);

/* Only *nearest of the above: UINT32_MAX if the two share no ancestor. */
uint32_t kw_cone_distance(struct cone_room *room, const struct lineage *lineage,
                          uint32_t from, uint32_t to);

/* Is `a` an ancestor of `x`? */
static inline bool cone_is_above(const struct cone *cone, uint32_t a,
                                 uint32_t x)
{
    return (cone->above[x * cone->words + a / 64] >> (a % 64)) & 1;
}

/* Have the two a common ancestor above both? */
static inline bool cone_meet_above(const struct cone *cone, uint32_t x,
                                   uint32_t y)
{
    const uint64_t *a = cone->above + x * cone->words;
    const uint64_t *b = cone->above + y * cone->words;

    for (size_t i = 0; i < cone->words; i++)
        if (a[i] & b[i])
            return true;
    return false;
}

/* Is there any blood between the two? */
static inline bool cone_are_kin(const struct cone *cone, uint32_t x, uint32_t y)
{
    return x == y || cone_is_above(cone, x, y) || cone_is_above(cone, y, x) ||
           cone_meet_above(cone, x, y);
}

#endif
