/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Batch after batch, and where a bracket is closed.
 */
#include "cursor.h"

#include "bits.h"

void kw_cursor_init(struct kw_cursor *cursor, const struct kw_eyes *eyes,
                    const char *bytes, size_t length)
{
    cursor->bytes = (const unsigned char *)bytes;
    cursor->length = length;
    cursor->eyes = eyes;
    cursor->base = 0;
    cursor->end = 0;
    cursor->flow = (struct kw_flow){0, 0};
}

bool kw_cursor_load(struct kw_cursor *cursor)
{
    /* A last block that is not whole is read from here, blanks behind. */
    unsigned char rest[KW_BLOCK_BYTES];
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
    cursor->eyes->marks(from, blocks, &cursor->flow, cursor->marks);
    cursor->base = cursor->end;
    cursor->end += blocks * KW_BLOCK_BYTES;
    return true;
}

/* How many bits are set. The base line of x86-64 has no instruction for
 * it; where there is one, `counts`, it is used. */
static KW_INLINE unsigned ones(uint64_t bits, bool counts)
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
 * not, *depth then being what it is behind the block. Where n brackets
 * open before it, no closing one before the (depth + n)th can be it:
 * those are not looked at. */
static KW_INLINE uint64_t leave_block(uint64_t opens, uint64_t closes,
                                      size_t *depth, bool counts)
{
    size_t behind;
    size_t first = *depth;
    size_t passed = 0;

    if (!KW_RULE(DEPTH))
        opens = 0;
    if (!(opens | closes))
        return 0;
    behind = ones(closes, counts);
    if (behind < first) {
        *depth = first - behind + ones(opens, counts);
        return 0;
    }
    behind = first + ones(opens, counts) - behind;
    for (;;) {
        for (; closes && passed + 1 < first; passed++)
            closes &= closes - 1;
        if (!closes)
            break;
        first = *depth + ones(opens & ((closes & (0 - closes)) - 1), counts);
        if (first == passed + 1)
            return closes & (0 - closes);
    }
    *depth = behind;
    return 0;
}

/* Those of the batch's last block. */
static KW_INLINE const struct kw_marks *last_of(const struct kw_cursor *cursor)
{
    return &cursor->marks[(cursor->end - cursor->base) / KW_BLOCK_BYTES - 1];
}

static KW_INLINE size_t leave(struct kw_cursor *cursor, size_t at, size_t depth,
                              bool counts)
{
    uint64_t from = ~UINT64_C(0) << (at % KW_BLOCK_BYTES);
    const struct kw_marks *marks;
    const struct kw_marks *last;
    uint64_t found;

    while (at >= cursor->end)
        if (!kw_cursor_load(cursor))
            return cursor->length;
    marks = &cursor->marks[(at - cursor->base) / KW_BLOCK_BYTES];
    last = last_of(cursor);
    found =
        leave_block(marks->opens & from, marks->closes & from, &depth, counts);
    while (!found) {
        if (marks++ == last) {
            if (!kw_cursor_load(cursor))
                return cursor->length;
            marks = cursor->marks;
            last = last_of(cursor);
        }
        found = leave_block(marks->opens, marks->closes, &depth, counts);
    }
    return cursor->base + (size_t)(marks - cursor->marks) * KW_BLOCK_BYTES +
           (size_t)__builtin_ctzll(found) + 1;
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
    if (cursor->eyes->has_bits)
        return leave_counting(cursor, at, depth);
#endif
    return leave(cursor, at, depth, false);
}
