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

/* Passes over the blocks behind the batch, keeping no marks, to that in
 * which `*depth` comes to nothing: the batch begins with it then. Behind
 * the bracket, or 0 if it is in no whole block. */
static size_t pass(struct kw_cursor *cursor, size_t *depth)
{
    size_t from = cursor->end;
    size_t blocks = (cursor->length - from) / KW_BLOCK_BYTES;
    size_t behind = cursor->eyes->pass(cursor->bytes + from, blocks,
                                       &cursor->flow, depth, cursor->marks);

    if (!behind) {
        cursor->base = cursor->end = from + blocks * KW_BLOCK_BYTES;
        return 0;
    }
    cursor->base = from + (behind - 1) / KW_BLOCK_BYTES * KW_BLOCK_BYTES;
    cursor->end = cursor->base + KW_BLOCK_BYTES;
    return from + behind;
}

/* Behind the bracket in the batch, from `at` on, where `*depth` comes to
 * nothing; 0 if it is not there, *depth then being what it is behind the batch.
 */
static KW_INLINE size_t leave_batch(const struct kw_cursor *cursor, size_t at,
                                    size_t *depth, bool counts)
{
    uint64_t from = ~UINT64_C(0) << (at % KW_BLOCK_BYTES);

    for (at -= at % KW_BLOCK_BYTES; at < cursor->end; at += KW_BLOCK_BYTES) {
        const struct kw_marks *marks =
            &cursor->marks[(at - cursor->base) / KW_BLOCK_BYTES];
        uint64_t opens = KW_RULE(DEPTH) ? marks->opens & from : 0;
        uint64_t closes = marks->closes & from;
        size_t count;
        uint64_t found;

        from = ~UINT64_C(0);
        if (!(opens | closes))
            continue;
        count = kw_bits_count(closes, counts);
        found = count < *depth
                    ? 0
                    : kw_bits_leave(opens, closes, *depth, count, counts);
        if (found)
            return at + (size_t)__builtin_ctzll(found) + 1;
        *depth += kw_bits_count(opens, counts) - count;
    }
    return 0;
}

static KW_INLINE size_t leave(struct kw_cursor *cursor, size_t at, size_t depth,
                              bool counts)
{
    while (at >= cursor->end)
        if (!kw_cursor_load(cursor))
            return cursor->length;
    for (;;) {
        size_t behind = leave_batch(cursor, at, &depth, counts);

        if (behind)
            return behind;
        if (cursor->end >= cursor->length)
            return cursor->length;
        behind = pass(cursor, &depth);
        if (behind)
            return behind;
        if (!kw_cursor_load(cursor))
            return cursor->length;
        at = cursor->base;
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
    if (cursor->eyes->has_bits)
        return leave_counting(cursor, at, depth);
#endif
    return leave(cursor, at, depth, false);
}
