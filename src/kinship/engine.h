/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine: what the parts of an answer share: the family made ready, and
 * the list of relations in the making.
 */
#ifndef KINWALK_KINSHIP_ENGINE_H
#define KINWALK_KINSHIP_ENGINE_H

#include "cells.h"
#include "phi.h"

struct kw_kinship {
    const struct kw_people *people; /* borrowed */
    struct kw_map without;          /* member numbers */
    struct lineage blood;
    struct lineage legal; /* laid out only if blood.has_legal */
    struct cone_room room;
    uint32_t *chosen; /* members whose choice is not the first */
    size_t chosen_count;
    size_t chosen_capacity;
};

/* The most a cone may take, and the steps a count may take by default. */
enum { CONE_BYTES_MAX = 1 << 28, WORK_MAX = 8000000 };

/* ---- relations ----------------------------------------------------- */

/* The relations of one alternative, or of one pair for affinity. */
struct relations {
    struct kw_relation *items;
    size_t count;
    size_t capacity;
};

/* In which order two relations between the same two people stand.
 * `from_is_smaller`: FROM has the smaller id, which decides ties so that
 * the mirrored question gives the mirrored list. */
int kw_relation_compare(const struct kw_relation *a,
                        const struct kw_relation *b, bool from_is_smaller);

/* Merges couples, judges fullness, bundles cells into relations and adds
 * them to `out` in order. Texts are from `arena`. *single and *merged
 * (may be NULL) get the sums of lines. */
enum kw_status kw_relations_of_cells(const struct cells *cells,
                                     const struct lineage *lineage,
                                     bool from_is_smaller,
                                     struct kw_arena *arena,
                                     struct relations *out, const char **single,
                                     const char **merged, struct kw_error *err);

/* Are the children of `apex` on both sides of a line full siblings? If
 * they are, *partner is their other parent, else KW_NOBODY. */
enum kw_fullness kw_fullness_of(const struct lineage *lineage, uint32_t apex,
                                uint32_t last_from, uint32_t last_to,
                                uint32_t *partner);
/* The kind of relation that such lines make. */
enum kw_relation_kind kw_kind_of_bits(uint8_t bits);

enum kw_status kw_relations_add(struct relations *list,
                                const struct kw_relation *relation,
                                struct kw_error *err);

/* Gives `relation` its first line in this cone. */
enum kw_status kw_first_line(const struct cone *cone,
                             struct kw_relation *relation,
                             struct kw_arena *arena, struct kw_error *err);

/* The nearest relation by blood between two, with its line, under the
 * choices of now; *found says if there is one with fewer than `below`
 * links. */
enum kw_status kw_nearest_blood(struct kw_kinship *kinship, uint32_t from,
                                uint32_t to, uint64_t below,
                                bool from_is_smaller, struct kw_arena *arena,
                                struct kw_relation *out, bool *found,
                                struct kw_error *err);

/* Adds relations by step, fostering and marriage to `list`, which holds
 * those by blood and adoption. */
enum kw_status kw_relations_by_affinity(struct kw_kinship *kinship,
                                        uint32_t from, uint32_t to,
                                        struct kw_arena *arena,
                                        struct relations *list,
                                        struct kw_error *err);

/* ---- weighing ------------------------------------------------------ */

/* phi of the two ends of a cone. KW_LIMIT, and out->is_known false, if
 * more than work_max pairs had to be looked at. */
enum kw_status kw_weigh(const struct cone *cone, uint64_t work_max,
                        struct kw_arena *arena, struct kw_weight *out,
                        struct kw_error *err);
/* What two without a shared ancestor weigh. */
void kw_weigh_nothing(struct kw_weight *out);

/* ---- choices ------------------------------------------------------- */

/* Goes back to everybody's first choice. */
void kw_choices_reset(struct kw_kinship *kinship);
/* Switches to the choices of an alternative. */
enum kw_status kw_choices_apply(struct kw_kinship *kinship,
                                const struct kw_alternative *alternative,
                                struct kw_error *err);

/* Calls `each` for every combination of choices that could make a
 * difference to these two, at most KW_ALTERNATIVES_MAX of them, with the
 * choices made; *more says that there were more. */
typedef enum kw_status (*each_choice)(void *arg,
                                      const struct kw_choice *choices,
                                      size_t count, struct kw_error *err);
enum kw_status kw_choices_each(struct kw_kinship *kinship, uint32_t from,
                               uint32_t to, each_choice each, void *arg,
                               bool *more, struct kw_error *err);

/* ---- lines --------------------------------------------------------- */

/* Lists lines of one relation in a cone; see kw_lines_next(). */
struct lister;
enum kw_status kw_lister_open(const struct cone *cone,
                              const struct kw_relation *relation,
                              struct lister **out, struct kw_error *err);
enum kw_status kw_lister_next(struct lister *lister, const uint32_t **line,
                              struct kw_error *err);
void kw_lister_close(struct lister *lister);

/* Is any link of the line disputed? */
bool kw_line_is_disputed(const struct lineage *lineage,
                         const struct kw_relation *relation);

#endif
