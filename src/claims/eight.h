/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eight: eight bytes at a time in plain C, the first byte lowest. For the
 * eyes of marks.c and signs.c, and for hashes.
 */
#ifndef KINWALK_CLAIMS_EIGHT_H
#define KINWALK_CLAIMS_EIGHT_H

#include <stdint.h>

#define KW_EACH_BYTE UINT64_C(0x0101010101010101)
#define KW_LOW_BITS UINT64_C(0x7f7f7f7f7f7f7f7f)

/* First byte lowest, on any machine. */
static inline uint64_t kw_eight(const unsigned char *bytes)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < 8; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

/* The top bit of each byte, as eight bits. */
static inline uint64_t kw_eight_tops(uint64_t tops)
{
    return ((tops >> 7) & KW_EACH_BYTE) * UINT64_C(0x0102040810204080) >> 56;
}

/* The top bits tell which bytes are `value`; the others tell nothing. No
 * carry passes from byte to byte. */
static inline uint64_t kw_eight_equal(uint64_t word, unsigned value)
{
    uint64_t x = word ^ (KW_EACH_BYTE * value);

    return ~(((x & KW_LOW_BITS) + KW_LOW_BITS) | x);
}

/* Bytes that are `value`, as eight bits. */
static inline uint64_t kw_eight_same(uint64_t word, unsigned value)
{
    return kw_eight_tops(kw_eight_equal(word, value));
}

/* Bytes below 0x20. */
static inline uint64_t kw_eight_controls(uint64_t word)
{
    /* No carry out of 7 bits, no top bit. */
    uint64_t reach = (word & KW_LOW_BITS) + KW_EACH_BYTE * 0x60;

    return kw_eight_tops(~(reach | word));
}

#endif
