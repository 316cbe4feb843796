/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scanner against the plain reader: for its test, its fuzzer, and the
 * program that runs millions of rounds.
 */
#ifndef KINWALK_TESTS_SCAN_H
#define KINWALK_TESTS_SCAN_H

#include "claims/scan.h"
#include "claims/shape.h"

/* How one document is to be read by both. */
struct differ_how {
    enum kw_level level;
    unsigned langs; /* a row of a table of languages to ask for */
    unsigned depth; /* of the limits; 0: the default */
};
enum { DIFFER_LANGS = 5 };

/* What the scanner does otherwise than the plain reader; NULL: nothing. A
 * level that this machine has not is read by the widest it has. */
const char *differ(const char *bytes, size_t length,
                   const struct differ_how *how);

/* Numbers by chance. */
static inline uint32_t differ_draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

/* Changes the JSON in `out` here and there, mostly so that it stays JSON:
 * members renamed, repeated, moved, emptied, escaped, spaced out. At most
 * `most` bytes come out. */
void mutate(char *bytes, size_t *length, size_t most, uint64_t *state);

#endif
