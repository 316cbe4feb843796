/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree: a family as `kinwalk tree` prints it: one person, and ancestors
 * or descendants hanging from them.
 *
 * Somebody may hang in several places (cousins marry); they are told in
 * full at the first, and elsewhere only pointed at. The first is the one
 * with the fewest generations, then the smallest number.
 */
#ifndef KINWALK_CLI_TREE_H
#define KINWALK_CLI_TREE_H

#include "cli.h"

enum { TREE_GENERATIONS_MAX = 500 };

/* One place in the tree. Memory is the tree's. */
struct tree_node {
    uint32_t who;
    const char *number;      /* Ahnentafel or d'Aboville; NULL: none */
    uint8_t link;            /* enum kw_link_kind of the tie it hangs by; 0 at
                                the root */
    uint8_t role;            /* enum kw_role */
    uint32_t generation;     /* 0 at the root */
    bool second;             /* a father or mother beside the one numbered */
    bool order_known;        /* of the children's births */
    struct tree_node *under; /* whom it hangs from; NULL at the root */
    struct tree_node *first; /* what hangs from it */
    struct tree_node *next;
    struct tree_node *told;  /* where they are told in full: here or there */
    struct tree_node *again; /* the next place of the same person */
};

struct tree {
    const struct kw_people *people; /* borrowed */
    struct tree_node *root;
    struct tree_node **told; /* by member: where they are told; or NULL */
    size_t places;
    size_t persons; /* different ones */
    uint32_t deepest;
    struct kw_arena arena;
};

/* Grows the tree of `who`'s ancestors, or descendants, for so many
 * generations. Finish *out even after a failure. */
enum kw_status tree_grow(const struct kw_people *people, uint32_t who,
                         bool ancestors, uint32_t generations, struct tree *out,
                         struct kw_error *err);
void tree_finish(struct tree *tree);
/* The place told after this one, top to bottom; NULL at the end. */
struct tree_node *tree_next(const struct tree_node *node);

/* ---- one run of the command ---------------------------------------- */

struct trunk {
    struct kw_cli *cli;
    struct kw_id id;
    bool ancestors;
    uint32_t generations;
    struct kw_people *people;
    struct tree tree;
    int64_t as_of_s; /* when the oldest record in it was read; 0: no such
                        day */
    size_t unread;
};

/* Writes the tree in lines for people, or as one JSON object. */
enum kw_status tree_print_text(const struct trunk *t, struct kw_buffer *out,
                               struct kw_error *err);
void tree_print_json(const struct trunk *t, struct kw_buffer *out);

#endif
