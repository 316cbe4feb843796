/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small families for tests, built by a sentence a line.
 */
#ifndef SUPPORT_TOLD_H
#define SUPPORT_TOLD_H

#include <kinwalk/family.h>

/* A family that is being told; fails the test on any trouble. */
struct told {
    struct kw_people *people;
    struct kw_error err;
};

void told_begin(struct told *t);
void told_end(struct told *t);
/* Somebody read, born in `year` (0: not known). */
void told_person(struct told *t, uint64_t q, const char *label, enum kw_sex sex,
                 int year);
/* `father` and `mother` (0: none) with that role. */
void told_child(struct told *t, uint64_t child, uint64_t father,
                uint64_t mother, enum kw_role role);
/* Married since `year` (0: not known). */
void told_couple(struct told *t, uint64_t a, uint64_t b, int year);
void told_seal(struct told *t);
uint32_t told_who(const struct told *t, uint64_t q);

/* The next of a row of numbers that is always the same for one seed. */
uint32_t told_random(uint64_t *state);
/* About `count` people over some generations with every trouble a family
 * can have: second marriages, half-siblings, married cousins, adoptions,
 * disputed fathers, people never read, partners of two generations and,
 * with `wild`, links that lead round in a circle. Seals. */
void told_random_family(struct told *t, uint64_t seed, uint32_t count,
                        bool wild);

#endif
