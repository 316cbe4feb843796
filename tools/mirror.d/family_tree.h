/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is whose child in a made family. Belongs to generate.h.
 */
#ifndef MIRROR_FAMILY_TREE_H
#define MIRROR_FAMILY_TREE_H

#include <kinwalk/base.h>

#define NO_ONE UINT32_MAX
enum { SPOUSES_MAX = 3 };

struct human {
    uint32_t father; /* by birth; NO_ONE: nobody is known */
    uint32_t mother;
    uint32_t adopter; /* an adoptive father, or NO_ONE */
    uint32_t spouses[SPOUSES_MAX];
    uint32_t house; /* the founder of the line of fathers */
    int16_t birth_year;
    bool is_male;
    bool unknown_father; /* it is stated that he is not known */
};

struct family_tree {
    struct human *people;
    size_t count;
    /* Children of each, adopted ones too, by number: those of person i
     * stand from first_child[i] up to first_child[i + 1]. */
    uint32_t *children;
    size_t *first_child;
};

/* `count` at least 2. */
enum kw_status family_tree_make(struct family_tree *tree, size_t count,
                                uint64_t seed, struct kw_error *err);
/* Zeroed memory is fine. */
void family_tree_finish(struct family_tree *tree);

#endif
