/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * phi: the coefficient of kinship, exactly, as an integer over a power
 * of two.
 */
#ifndef KINWALK_KINSHIP_PHI_H
#define KINWALK_KINSHIP_PHI_H

#include <gmp.h>

#include "cone.h"

/* numerator / 2^exponent */
struct dyadic {
    mpz_t numerator;
    uint64_t exponent;
};

void dyadic_init(struct dyadic *number);
void dyadic_clear(struct dyadic *number);
/* Brings it to lowest terms. */
void dyadic_reduce(struct dyadic *number);
double dyadic_double(const struct dyadic *number);
/* "a/b" in lowest terms, decimal; "0" and "1" stand as "0/1" and "1/1".
 * From `arena`; NULL if memory ran out. */
char *dyadic_print(const struct dyadic *number, struct kw_arena *arena);

/* Coefficients of one cone. With `optimistic`, every child of one known
 * parent whose other parent is not known counts as a full sibling of the
 * others: the upper end of what the family allows. */
struct phi;

enum kw_status kw_phi_open(const struct cone *cone, bool optimistic,
                           uint64_t work_max, struct phi **out,
                           struct kw_error *err);
/* phi(x, y) of two local numbers; valid until the next call. KW_LIMIT if more
 * than work_max pairs are needed. */
enum kw_status kw_phi_of(struct phi *phi, uint32_t x, uint32_t y,
                         const struct dyadic **out, struct kw_error *err);
/* F of one: phi of the parents, 0 unless both are known. */
enum kw_status kw_phi_inbreeding(struct phi *phi, uint32_t x,
                                 const struct dyadic **out,
                                 struct kw_error *err);
void kw_phi_close(struct phi *phi);

/* Is the fullness of any two siblings in the cone not known? */
bool kw_phi_has_doubt(const struct cone *cone);

#endif
