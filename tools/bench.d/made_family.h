/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A family of any size to measure with: about twenty generations of
 * couples, two children each, dealt out anew in every generation, so that
 * all are kin and nobody is far away. QIDs are scattered as real ones
 * are. The same size gives the same family on every machine.
 */
#ifndef KINWALK_BENCH_MADE_FAMILY_H
#define KINWALK_BENCH_MADE_FAMILY_H

#include <kinwalk/base.h>

enum { FAMILY_GENERATIONS = 20, FAMILY_LEAST = 40 };

/* People are numbered by generation, oldest first; the wife stands behind
 * her husband, who has an even number. */
struct made_family {
    uint32_t people;
    uint32_t per_generation; /* even */
    uint32_t *fathers;       /* the mother stands behind him */
    uint32_t *children;      /* two of each, 0: none */
};

/* Makes a family of `people` (at least FAMILY_LEAST), rounded down to
 * whole generations of couples. */
enum kw_status made_family_create(struct made_family *family, uint32_t people,
                                  struct kw_error *err);
/* Zeroed memory is fine. */
void made_family_finish(struct made_family *family);

bool made_family_has_father(const struct made_family *family, uint32_t who);
/* The number of QID `who` carries. */
uint64_t made_family_qid(uint32_t who);
/* The way back; false if nobody of the family carries it. */
bool made_family_find(const struct made_family *family, uint64_t qid,
                      uint32_t *who);
/* Twenty-eight years a generation, from 1400 on. */
int made_family_birth_year(const struct made_family *family, uint32_t who);
/* A number that looks drawn, the same for the same `x`. */
uint64_t made_family_chance(uint64_t x);

#endif
