/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The slow way to reckon kinship: every way up is written out, every pair
 * of ways is compared. Knows nothing of the engine; good for families of
 * at most 40.
 */
#ifndef KINWALK_TESTS_SUPPORT_SLOW_H
#define KINWALK_TESTS_SUPPORT_SLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SLOW_MAX = 40, SLOW_RELATIONS_MAX = 4000 };

/* People are numbered by age: parents before children. -1: not known. */
struct slow {
    int count;
    int parents[SLOW_MAX][2];
    uint64_t ids[SLOW_MAX]; /* the names, in no order of age */
};

struct slow_relation {
    int up;
    int down;
    char fullness;    /* 'd', 'f', 'u', 'h' */
    uint64_t apex[2]; /* ids, the smaller first; the second 0 if none */
    uint64_t lines;
};

struct slow_answer {
    struct slow_relation relations[SLOW_RELATIONS_MAX]; /* in order */
    size_t count;
    uint64_t single;
    uint64_t merged;
};

void slow_relate(const struct slow *family, int from, int to,
                 struct slow_answer *out);
/* phi by the sum over lines. */
double slow_phi(const struct slow *family, int x, int y);
/* phi by the textbook's recursion: the younger is replaced by both
 * parents. */
double slow_phi_by_age(const struct slow *family, int x, int y);
/* phi if every unknown fullness were full. */
double slow_phi_high(const struct slow *family, int x, int y);

#endif
