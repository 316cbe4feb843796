/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the marks mean: which quotes are escaped, what lies in strings,
 * and where a bracket is closed.
 */
#include "cursor.h"

void kw_cursor_init(struct kw_cursor *cursor, const struct kw_eyes *eyes,
                    const char *bytes, size_t length)
{
    cursor->bytes = (const unsigned char *)bytes;
    cursor->length = length;
    cursor->eyes = eyes;
    cursor->looks_at_controls = false;
    cursor->control_in_string = false;
    cursor->base = 0;
    cursor->end = 0;
    cursor->in_string = 0;
    cursor->escaped = 0;
}

/* The bytes that a backslash stands before and escapes. In a run of
 * backslashes every second is escaped itself; adding the run's first bit
 * to the run carries to its end, and whether start and end are both even
 * or both odd tells who is left over. */
static uint64_t escaped_by(uint64_t slashes, uint64_t *carry)
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
static uint64_t between(uint64_t quotes)
{
    quotes ^= quotes << 1;
    quotes ^= quotes << 2;
    quotes ^= quotes << 4;
    quotes ^= quotes << 8;
    quotes ^= quotes << 16;
    return quotes ^ quotes << 32;
}

static void interpret(struct kw_cursor *cursor, struct kw_marks *marks,
                      size_t blocks, const uint64_t *controls)
{
    uint64_t in_string = cursor->in_string;
    uint64_t escaped = cursor->escaped;
    uint64_t bad = 0;

    for (size_t i = 0; i < blocks; i++) {
        uint64_t inside;

        if (marks[i].slashes | escaped) {
            uint64_t taken = escaped_by(marks[i].slashes, &escaped);

            if (KW_RULE(ESCAPED_QUOTE))
                marks[i].quotes &= ~taken;
            if (!KW_RULE(ESCAPE_OVER_BLOCK))
                escaped = 0;
        }
        inside = between(marks[i].quotes) ^ in_string;
        in_string = KW_RULE(STRING_OVER_BLOCK) ? 0 - (inside >> 63) : 0;
        if (KW_RULE(BRACKET_IN_STRING)) {
            marks[i].opens &= ~inside;
            marks[i].closes &= ~inside;
        }
        if (controls)
            bad |= controls[i] & inside;
    }
    cursor->in_string = in_string;
    cursor->escaped = escaped;
    cursor->control_in_string |= bad != 0;
}

bool kw_cursor_load(struct kw_cursor *cursor)
{
    /* A last block that is not whole is read from here, blanks behind. */
    unsigned char rest[KW_BLOCK_BYTES];
    uint64_t controls[KW_BATCH_BLOCKS];
    size_t left;
    size_t blocks;
    const unsigned char *from;

    if (cursor->end >= cursor->length)
        return false;
    from = cursor->bytes + cursor->end;
    left = cursor->length - cursor->end;
    blocks = left / KW_BLOCK_BYTES;
    if (blocks > KW_BATCH_BLOCKS)
        blocks = KW_BATCH_BLOCKS;
    if (blocks == 0) {
        memset(rest, ' ', sizeof rest);
        memcpy(rest, from, left);
        from = rest;
        blocks = 1;
    }
    cursor->eyes->marks(from, blocks, cursor->marks);
    if (cursor->looks_at_controls)
        cursor->eyes->controls(from, blocks, controls);
    interpret(cursor, cursor->marks, blocks,
              cursor->looks_at_controls ? controls : NULL);
    cursor->base = cursor->end;
    cursor->end += blocks * KW_BLOCK_BYTES;
    return true;
}

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE inline
#endif

/* How many bits are set. The base line of x86-64 has no instruction for
 * it; where there is one (`counts`), it is used. */
static ALWAYS_INLINE unsigned ones(uint64_t bits, bool counts)
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

/* Where in a block `*depth` comes to nothing, as one bit; 0 if it does
 * not, *depth then being what it is behind the block. */
static ALWAYS_INLINE uint64_t leave_block(uint64_t opens, uint64_t closes,
                                          size_t *depth, bool counts)
{
    unsigned closing;

    if (!KW_RULE(DEPTH))
        opens = 0;
    if (!(opens | closes))
        return 0;
    closing = ones(closes, counts);
    if (closing < *depth) {
        *depth = *depth - closing + ones(opens, counts);
        return 0;
    }
    while (closes) {
        uint64_t close = closes & (0 - closes);

        *depth += ones(opens & (close - 1), counts);
        opens &= ~(close - 1);
        if (--*depth == 0)
            return close;
        closes &= closes - 1;
    }
    *depth += ones(opens, counts);
    return 0;
}

static ALWAYS_INLINE size_t leave(struct kw_cursor *cursor, size_t at,
                                  size_t depth, bool counts)
{
    uint64_t from = ~UINT64_C(0) << (at % KW_BLOCK_BYTES);

    while (at >= cursor->end)
        if (!kw_cursor_load(cursor))
            return cursor->length;
    for (size_t block = (at - cursor->base) / KW_BLOCK_BYTES;;) {
        size_t blocks = (cursor->end - cursor->base) / KW_BLOCK_BYTES;

        for (; block < blocks; block++) {
            const struct kw_marks *marks = &cursor->marks[block];
            uint64_t found = leave_block(marks->opens & from,
                                         marks->closes & from, &depth, counts);

            if (found)
                return cursor->base + block * KW_BLOCK_BYTES +
                       (size_t)__builtin_ctzll(found) + 1;
            from = ~UINT64_C(0);
        }
        if (!kw_cursor_load(cursor))
            return cursor->length;
        block = 0;
    }
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("popcnt"))) static size_t
leave_counting(struct kw_cursor *cursor, size_t at, size_t depth)
{
    return leave(cursor, at, depth, true);
}
#endif

size_t kw_cursor_leave(struct kw_cursor *cursor, size_t at, size_t depth)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (cursor->eyes->counts)
        return leave_counting(cursor, at, depth);
#endif
    return leave(cursor, at, depth, false);
}
