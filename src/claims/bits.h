/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bits: what follows from the bits of a block, a bit a byte, the first
 * byte lowest. For marks.c and valid.c.
 */
#ifndef KINWALK_CLAIMS_BITS_H
#define KINWALK_CLAIMS_BITS_H

#include <stdint.h>

#include "marks.h"
#include "rules.h"

/* For what is compiled more than once, for several processors. */
#if defined(__GNUC__)
#define KW_INLINE inline __attribute__((always_inline))
#else
#define KW_INLINE inline
#endif

/* The bytes that a backslash stands before and escapes; *carry is 1 if the
 * first byte is one of them, and is left so for the next block. In a run
 * of backslashes every second is escaped itself; adding the run's first
 * bit to the run carries to its end, and whether start and end are both
 * even or both odd tells who is left over. */
static KW_INLINE uint64_t kw_bits_escaped(uint64_t slashes, uint64_t *carry)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    uint64_t before = *carry;
    uint64_t followers;
    uint64_t odd_starts;
    uint64_t sum;

    if (!slashes) {
        *carry = 0;
        return before;
    }
    slashes &= ~before;
    followers = slashes << 1 | before;
    if (!KW_RULE(ESCAPED_SLASH)) {
        *carry = slashes >> 63;
        return followers;
    }
    odd_starts = slashes & ~even & ~followers;
    sum = odd_starts + slashes;
    *carry = sum < odd_starts;
    return (even ^ (sum << 1)) & followers;
}

/* Every bit becomes the exclusive or of itself and all below: ones from
 * an opening quote to before its closing one. */
static KW_INLINE uint64_t kw_bits_between(uint64_t quotes)
{
    quotes ^= quotes << 1;
    quotes ^= quotes << 2;
    quotes ^= quotes << 4;
    quotes ^= quotes << 8;
    quotes ^= quotes << 16;
    return quotes ^ quotes << 32;
}

/* The places right behind `bits`, gone on with over `gaps`: the sum
 * carries through a run of gaps to what stands behind it. Of the result
 * only what is no gap counts. *carry is 1 if the block before ended in a
 * bit or in gaps behind one, and is left so for the next. */
static KW_INLINE uint64_t kw_bits_behind(uint64_t bits, uint64_t gaps,
                                         uint64_t *carry)
{
    uint64_t next = bits << 1 | *carry;
    uint64_t sum = next + gaps;

    *carry = bits >> 63 | (sum < next);
    return sum;
}

/* Takes out of the quotes those that are escaped. */
static KW_INLINE void kw_bits_unescape(struct kw_marks *marks,
                                       struct kw_flow *flow)
{
    uint64_t escaped;

    if (!(marks->slashes | flow->escaped))
        return;
    escaped = kw_bits_escaped(marks->slashes, &flow->escaped);
    if (KW_RULE(ESCAPED_QUOTE))
        marks->quotes &= ~escaped;
    if (!KW_RULE(ESCAPE_OVER_BLOCK))
        flow->escaped = 0;
}

/* Takes out of the brackets those that stand in strings. `between` is
 * kw_bits_between() of the quotes. */
static KW_INLINE void kw_bits_settle(struct kw_marks *marks,
                                     struct kw_flow *flow, uint64_t between)
{
    uint64_t inside = between ^ flow->in_string;

    flow->in_string = KW_RULE(STRING_OVER_BLOCK) ? 0 - (inside >> 63) : 0;
    if (!KW_RULE(BRACKET_IN_STRING))
        return;
    marks->opens &= ~inside;
    marks->closes &= ~inside;
}

#endif
