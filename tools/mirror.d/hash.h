/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers that look random and are the same every time: for statement
 * ids, snak hashes, the made families, and for who has trouble when.
 */
#ifndef MIRROR_HASH_H
#define MIRROR_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The finalizer of splitmix64 (Steele, Lea and Flood 2014): every bit of
 * the input moves every bit of the output. */
static inline uint64_t hash_number(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static inline uint64_t hash_two(uint64_t a, uint64_t b)
{
    return hash_number(hash_number(a) ^ b);
}

/* FNV-1a, then mixed. */
static inline uint64_t hash_text(uint64_t seed, const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ seed;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash_number(hash);
}

/* Between 0 and 1, 1 excluded. */
static inline double hash_fraction(uint64_t hash)
{
    return (double)(hash >> 11) * 0x1p-53;
}

#endif
