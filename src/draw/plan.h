/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan: a family as a drawing sees it, and the steps that turn it into
 * cards and lines. Inner door of the room.
 *
 * The steps, each a file, each filling its part of struct kw_plan:
 *
 *   plan.c         who is drawn, which parents they have here
 *   unions.c       links: which parents go together, how a line is stroked
 *   blocks.c       partners stacked as one block
 *   unions.c       families: the links of one pair of parents
 *   generations.c  a layer for each block (simplex.c)
 *   grid.c         items in layers; long lines get a place in each layer
 *   order.c        their order, so that lines cross least
 *   place.c        their places along the layer (straighten.c)
 *   route.c        lines through the channels between layers
 *
 * Directions: `depth` runs from parents to children, `spread` along a
 * generation. Only the last step turns them into x and y.
 */
#ifndef KW_DRAW_PLAN_H
#define KW_DRAW_PLAN_H

#include <kinwalk/draw.h>

#define KW_NONE UINT32_MAX

/* Somebody who is drawn. Numbered in the order of the members. */
struct kw_plan_person {
    uint32_t who; /* member */
    uint32_t block;
    uint32_t slot;   /* place in the block, 0 first */
    uint32_t degree; /* partners in the same block */
    bool rooted;     /* a parent is drawn */
    bool lit;
};

/* A parent as stated; cycles are already cut. */
struct kw_plan_parent {
    uint32_t child; /* person */
    uint32_t parent;
    uint8_t kind;
    uint8_t role;
};

enum kw_bond {
    KW_STACKED = 0, /* in one block, with a badge between them */
    KW_APART,       /* of two generations: a line joins them */
    KW_LOOSE        /* in one block, but no place is left between them */
};

/* Two partners, married or not, or two parents of one child. */
struct kw_plan_couple {
    uint32_t a, b;            /* persons, a < b */
    uint32_t hub;             /* the one of more partners: the badge stands on
                                 the other's card, on the side of the hub */
    const struct kw_tie *tie; /* the family's; NULL: co-parents only */
    uint32_t children;        /* together */
    uint32_t turn_a, turn_b;  /* which of their partnerships, 0 first */
    enum kw_bond bond;
    bool a_is_older; /* apart: a's generation comes first */
    bool lit;
};

struct kw_plan_family {
    uint32_t parents[2]; /* persons; the second may be KW_NONE */
    uint32_t couple;     /* KW_NONE for a single parent */
    uint32_t first_link;
    uint32_t link_count;
};

/* One child of a family; a family's links stand together, by birth. */
struct kw_plan_link {
    uint32_t parents[2];
    uint32_t child; /* person */
    uint32_t rank;  /* among the first parent's children */
    uint32_t family;
    uint8_t stroke; /* enum kw_stroke */
    bool lit;
};

struct kw_plan_block {
    uint32_t first_slot; /* in kw_plan.slots */
    uint32_t count;
    uint32_t component; /* numbered by their first block */
    int32_t layer;
    uint32_t item;
};

/* What has a place in a layer: a block, or the trunk of a family whose
 * children come generations later. */
struct kw_item {
    uint32_t block;  /* KW_NONE: a trunk */
    uint32_t family; /* of a trunk */
    int32_t layer;
    uint32_t turn; /* its place in the order of its layer */
    double at;     /* where it begins along the spread */
    double extent;
};

struct kw_layer {
    uint32_t *items; /* in order */
    uint32_t count;
};

/* The part of a family's bus between one layer and the next. */
struct kw_hop {
    uint32_t family;
    int32_t layer;        /* of the source */
    uint32_t source_item; /* block or trunk */
    uint32_t first_target;
    uint32_t target_count;
};

struct kw_target {
    uint32_t hop;
    uint32_t item;
    uint32_t link; /* KW_NONE: a trunk */
    uint8_t stroke;
    bool lit;
    double aside; /* from the middle of the card, where several lines lead
                     to one child */
};

/* A line from a hop's source to targets of one stroke: what is routed. */
struct kw_strand {
    uint32_t hop;
    uint8_t stroke;
    uint32_t track;
    double low, high; /* extent along the spread */
    double turn_at;   /* where it runs along the spread: a depth */
};

struct kw_plan {
    struct kw_arena arena;
    const struct kw_people *people; /* borrowed */
    uint32_t *person_of;            /* member to person, or KW_NONE */

    struct kw_plan_person *persons;
    struct kw_plan_parent *parents; /* by child */
    struct kw_plan_couple *couples; /* by pair */
    struct kw_plan_block *blocks;
    uint32_t *slots; /* persons, block after block */
    struct kw_plan_link *links;
    struct kw_plan_family *families;
    uint32_t person_count;
    uint32_t parent_count;
    uint32_t cut; /* links left out because of cycles */
    uint32_t couple_count;
    uint32_t block_count;
    uint32_t link_count;
    uint32_t family_count;

    uint32_t layer_count;
    uint32_t item_count;
    uint32_t hop_count;
    uint32_t target_count;
    uint32_t strand_count;
    struct kw_layer *layers;
    struct kw_item *items;
    struct kw_hop *hops; /* by layer */
    struct kw_target *targets;

    struct kw_strand *strands; /* by hop, so by layer */
    double *layer_at;          /* depth at which each layer's cards begin */
    double depth;              /* of everything */
    double spread;
    size_t crossings;

    /* measures, in pixels, set before placing */
    double card_spread, card_depth;
    bool pedigree;
    bool unordered; /* tests only: leave the first order as it is */
};

enum kw_status kw_plan_people(struct kw_plan *plan,
                              const struct kw_people *people,
                              const struct kw_draw_options *options,
                              struct kw_error *err);
enum kw_status kw_plan_links(struct kw_plan *plan, struct kw_error *err);
enum kw_status kw_plan_blocks(struct kw_plan *plan, struct kw_error *err);
/* Marks the answer's lines too. */
enum kw_status kw_plan_families(struct kw_plan *plan,
                                const struct kw_draw_options *options,
                                struct kw_error *err);
enum kw_status kw_plan_generations(struct kw_plan *plan, struct kw_error *err);
enum kw_status kw_plan_grid(struct kw_plan *plan, struct kw_error *err);
enum kw_status kw_plan_order(struct kw_plan *plan, struct kw_error *err);
enum kw_status kw_plan_place(struct kw_plan *plan, struct kw_error *err);
enum kw_status kw_plan_route(struct kw_plan *plan, struct kw_error *err);
/* All of them, in order. A plan is zeroed memory before. */
enum kw_status kw_plan_make(struct kw_plan *plan,
                            const struct kw_people *people,
                            const struct kw_draw_options *options,
                            struct kw_error *err);
void kw_plan_finish(struct kw_plan *plan);

/* The couple of two persons, or KW_NONE. */
uint32_t kw_plan_couple(const struct kw_plan *plan, uint32_t a, uint32_t b);
/* The parents of a person: a run of plan->parents. */
const struct kw_plan_parent *kw_plan_parents(const struct kw_plan *plan,
                                             uint32_t person, uint32_t *count);

/* Ports of a block: 2 * slot + 1 is the middle of a card, 2 * slot + 2
 * the gap after it. A trunk has the one port 1. */
uint32_t kw_port_of_family(const struct kw_plan *plan,
                           const struct kw_plan_family *family);
uint32_t kw_port_of_hop(const struct kw_plan *plan, const struct kw_hop *hop);
uint32_t kw_port_of_target(const struct kw_plan *plan,
                           const struct kw_target *target);
/* Where a port lies along the spread, from the item's beginning. */
double kw_port_offset(const struct kw_plan *plan, const struct kw_item *item,
                      uint32_t port);
/* Where a hop leaves, and where it arrives, on the page's spread. */
double kw_hop_at(const struct kw_plan *plan, const struct kw_hop *hop);
double kw_target_at(const struct kw_plan *plan, const struct kw_target *target);
uint32_t kw_item_ports(const struct kw_plan *plan, const struct kw_item *item);

/* Gap between the cards of a block. */
#define KW_GAP_IN_BLOCK 6.0
#define KW_TRUNK_EXTENT 8.0

/* ---- a small linear program (simplex.c) ---------------------------- */

/* rank[head] - rank[tail] >= length; weight is what a unit beyond
 * costs. */
struct kw_constraint {
    uint32_t tail, head;
    int32_t length;
    int32_t weight;
};

/* Ranks of least total weighted length for an acyclic graph; the least
 * of each connected part is 0. Network simplex as in Gansner, Koutsofios,
 * North and Vo, "A technique for drawing directed graphs" (1993), with
 * cut values as sums over subtrees. `ranks` holds `count`; if `warm`, it
 * holds ranks that satisfy all constraints already, and the search starts
 * there. KW_INTERNAL if there is a cycle. */
enum kw_status kw_simplex_rank(uint32_t count,
                               const struct kw_constraint *constraints,
                               uint32_t constraint_count, int32_t *ranks,
                               bool warm, struct kw_error *err);

#endif
