/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bits: what follows from the bits of a block, a bit a byte, the first
 * byte lowest. For marks.c, cursor.c and valid.c.
 */
#ifndef KINWALK_CLAIMS_BITS_H
#define KINWALK_CLAIMS_BITS_H

#include <stdbool.h>
#include <stddef.h>
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

/* The quotes that are not escaped; *carry as for kw_bits_escaped(). */
static KW_INLINE uint64_t kw_bits_unescaped(uint64_t quotes, uint64_t slashes,
                                            uint64_t *carry)
{
    uint64_t escaped = kw_bits_escaped(slashes, carry);

    if (!KW_RULE(ESCAPE_OVER_BLOCK))
        *carry = 0;
    return KW_RULE(ESCAPED_QUOTE) ? quotes & ~escaped : quotes;
}

/* Takes out of the quotes those that are escaped. Backslashes are common
 * (every other address has some) but seldom stand before a quote, or at
 * the end of a block: only then it matters which of them count. */
static KW_INLINE void kw_bits_unescape(struct kw_marks *marks, uint64_t *carry)
{
    uint64_t followers = marks->slashes << 1 | *carry;

    if (!((followers & marks->quotes) | marks->slashes >> 63))
        *carry = 0;
    else
        marks->quotes = kw_bits_unescaped(marks->quotes, marks->slashes, carry);
}

/* Takes out of the brackets those that stand in strings. `between` is
 * kw_bits_between() of the quotes, `in_string` all ones if a string reaches
 * into the block. Returns the same for the next. */
static KW_INLINE uint64_t kw_bits_settle(struct kw_marks *marks,
                                         uint64_t in_string, uint64_t between)
{
    uint64_t inside = between ^ in_string;

    if (KW_RULE(BRACKET_IN_STRING)) {
        marks->opens &= ~inside;
        marks->closes &= ~inside;
    }
    return KW_RULE(STRING_OVER_BLOCK) ? 0 - (inside >> 63) : 0;
}

/* How many bits are set. The base line of x86-64 has no instruction for
 * it; where there is one, `counts`, it is used. */
static KW_INLINE unsigned kw_bits_count(uint64_t bits, bool counts)
{
    const uint64_t pairs = UINT64_C(0x5555555555555555);
    const uint64_t fours = UINT64_C(0x3333333333333333);
    const uint64_t bytes = UINT64_C(0x0f0f0f0f0f0f0f0f);

    if (counts)
        return (unsigned)__builtin_popcountll(bits);
    bits -= (bits >> 1) & pairs;
    bits = (bits & fours) + ((bits >> 2) & fours);
    bits = (bits + (bits >> 4)) & bytes;
    return (unsigned)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* Where in a block `depth` comes to nothing, as one bit; 0 if it does not.
 * `count` is how many closing ones there are. Where n brackets open before
 * it, no closing one before the (depth + n)th can be it: those are not
 * looked at. */
static KW_INLINE uint64_t kw_bits_leave(uint64_t opens, uint64_t closes,
                                        size_t depth, size_t count, bool counts)
{
    size_t first = depth;
    size_t passed = 0;

    while (count >= first) {
        uint64_t lowest;

        for (; passed + 1 < first; passed++)
            closes &= closes - 1;
        lowest = closes & (0 - closes);
        first = depth + kw_bits_count(opens & (lowest - 1), counts);
        if (first == passed + 1)
            return lowest;
    }
    return 0;
}

/* ---- passing over blocks ------------------------------------------- */

/* Is the byte at bytes[at] escaped? *carry is 1 if that at bytes[0] is. */
static KW_INLINE uint64_t kw_bits_carry(const unsigned char *bytes, size_t at,
                                        uint64_t carry)
{
    size_t run = 0;

    if (!KW_RULE(ESCAPE_OVER_BLOCK))
        return 0;
    while (run < at && bytes[at - 1 - run] == '\\')
        run++;
    return (run == at ? run ^ carry : run) & 1;
}

/* Does a backslash stand before a quote? The block is that at `bytes`, and
 * not the first. */
static KW_INLINE bool kw_bits_strikes(const struct kw_marks *marks,
                                      const unsigned char *bytes)
{
    uint64_t followers = marks->slashes << 1 | (bytes[-1] == '\\');

    return (followers & marks->quotes) != 0;
}

/* Goes over a block whose quotes are unescaped. Where `*depth` comes to
 * nothing in it, as one bit; 0 if it does not. */
static KW_INLINE uint64_t kw_bits_pass(struct kw_marks *marks, uint64_t between,
                                       uint64_t *in_string, size_t *depth,
                                       bool counts)
{
    uint64_t next = kw_bits_settle(marks, *in_string, between);
    uint64_t opens = KW_RULE(DEPTH) ? marks->opens : 0;
    size_t count = kw_bits_count(marks->closes, counts);
    uint64_t found = 0;

    if (__builtin_expect(count >= *depth, 0))
        found = kw_bits_leave(opens, marks->closes, *depth, count, counts);
    if (!found || KW_RULE(PASSED_FLOW))
        *in_string = next;
    *depth += kw_bits_count(opens, counts) - count;
    return found;
}

#endif
