/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lineage: who descends from whom, of one sort of links, free of cycles.
 *
 * The blood lineage holds birth links, the legal one those of adoption
 * and fostering as well. A strand is one link from a child to a parent;
 * it is walked only while `on`. Where more parents are stated than two
 * can be (two best fathers), the blood lineage keeps all strands and
 * switches on one possible pair: see options.c.
 *
 * Heights are counted over all strands, on or off, so they never change
 * with a choice, and a parent always stands lower than its child.
 */
#ifndef KINWALK_KINSHIP_LINEAGE_H
#define KINWALK_KINSHIP_LINEAGE_H

#include <kinwalk/kinship.h>

struct strand {
    uint32_t parent;
    uint8_t kind; /* enum kw_link_kind */
    uint8_t role; /* enum kw_role */
    uint8_t rank; /* enum kw_standing: the child's word before the parent's */
    bool cut;     /* taken out to break a cycle */
    bool on;
};

struct lineage {
    const struct kw_people *people; /* borrowed */
    uint32_t count;
    uint32_t *starts; /* count + 1; strands of a child stand together */
    struct strand *strands;
    uint32_t *heights; /* longest chain of parents above */
    struct kw_cut *cuts;
    size_t cut_count;
    size_t cut_capacity;
    bool is_legal;
    bool has_legal; /* somebody has a parent not by birth */
    bool has_torn;  /* somebody has several possible pairs of parents */
};

/* Lays out the lineage of `people`, leaving out the members in `without`
 * (a set of member numbers). Finish it even after a failure. */
enum kw_status kw_lineage_build(struct lineage *lineage,
                                const struct kw_people *people,
                                const struct kw_map *without, bool is_legal,
                                struct kw_error *err);
void kw_lineage_finish(struct lineage *lineage);

/* Cuts strands until no cycle is left: of those on a cycle the one of
 * lowest rank goes, then the one with the largest child, then the
 * largest parent. */
enum kw_status kw_lineage_cut(struct lineage *lineage, struct kw_error *err);

/* ---- options ------------------------------------------------------- */

/* One way to have parents: strands, by index; the second may be
 * UINT32_MAX. */
struct pair {
    uint32_t first;
    uint32_t second;
};

/* The possible pairs of parents of `who`, fathers first: any two who are
 * not both fathers nor both mothers; single ones if there are no such
 * two. At most `room` are written; the number written is returned. */
size_t kw_lineage_options(const struct lineage *lineage, uint32_t who,
                          struct pair *out, size_t room);
/* Switches on exactly the strands of `pair`. */
void kw_lineage_choose(struct lineage *lineage, uint32_t who, struct pair pair);

#endif
