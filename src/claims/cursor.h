/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cursor: one walk over the bytes of a document, forward only, that knows
 * what lies in strings.
 *
 * It looks at a batch of blocks at a time and takes out of their marks
 * what is escaped and what stands in strings; both reach from batch to
 * batch. A cursor begins where no string is under way.
 *
 * Everything is in bounds whatever the bytes are: a position is at most
 * `length`, which also means "not found".
 */
#ifndef KINWALK_CLAIMS_CURSOR_H
#define KINWALK_CLAIMS_CURSOR_H

#include <stdbool.h>
#include <string.h>

#include "marks.h"
#include "rules.h"

enum { KW_BATCH_BLOCKS = 16 };

struct kw_cursor {
    const unsigned char *bytes; /* borrowed */
    size_t length;
    const struct kw_eyes *eyes;
    size_t base; /* where the batch begins */
    size_t end;  /* where it ends: base + 64 * blocks */
    struct kw_flow flow;
    struct kw_marks marks[KW_BATCH_BLOCKS]; /* of the batch */
};

/* Begins at bytes[0]; nothing is read yet. */
void kw_cursor_init(struct kw_cursor *cursor, const struct kw_eyes *eyes,
                    const char *bytes, size_t length);
/* Goes on to the next batch; false at the end. */
bool kw_cursor_load(struct kw_cursor *cursor);
/* Behind the bracket that closes the `depth`th one around `at`; length if
 * none does. (cursor.c) */
size_t kw_cursor_leave(struct kw_cursor *cursor, size_t at, size_t depth);

/* kw_cursor_leave(), which most often has not far to go: where nothing
 * opens before it closes, and in the block of `at` or the next. */
static inline size_t kw_cursor_leave_near(struct kw_cursor *cursor, size_t at,
                                          size_t depth)
{
    if (at >= cursor->base && at < cursor->end) {
        size_t block = (at - cursor->base) / KW_BLOCK_BYTES;
        uint64_t from = ~UINT64_C(0) << (at % KW_BLOCK_BYTES);
        uint64_t closes = cursor->marks[block].closes & from;

        if (!((closes | cursor->marks[block].opens) & from) &&
            cursor->base + (block + 1) * KW_BLOCK_BYTES < cursor->end) {
            block++;
            from = ~UINT64_C(0);
            closes = cursor->marks[block].closes;
        }
        if (depth == 2)
            closes &= closes - 1;
        if (depth <= 2 && closes &&
            !(cursor->marks[block].opens & from & (closes ^ (closes - 1))))
            return cursor->base + block * KW_BLOCK_BYTES +
                   (size_t)__builtin_ctzll(closes) + 1;
    }
    return kw_cursor_leave(cursor, at, depth);
}

/* The first quote at or behind `at` that is not escaped; length if there
 * is none. */
static inline size_t kw_cursor_quote(struct kw_cursor *cursor, size_t at)
{
    for (;;) {
        size_t block;

        while (at >= cursor->end)
            if (!kw_cursor_load(cursor))
                return cursor->length;
        block = (at - cursor->base) / KW_BLOCK_BYTES;
        uint64_t quotes = cursor->marks[block].quotes &
                          (~UINT64_C(0) << (at % KW_BLOCK_BYTES));

        if (quotes)
            return cursor->base + block * KW_BLOCK_BYTES +
                   (size_t)__builtin_ctzll(quotes);
        at = cursor->base + (block + 1) * KW_BLOCK_BYTES;
    }
}

/* The first byte at or behind `at` that is no blank; length at the end. */
static inline size_t kw_cursor_token(const struct kw_cursor *cursor, size_t at)
{
    while (at < cursor->length && cursor->bytes[at] <= ' ' &&
           (cursor->bytes[at] == ' ' || cursor->bytes[at] == '\n' ||
            cursor->bytes[at] == '\t' || cursor->bytes[at] == '\r') &&
           KW_RULE(BLANKS))
        at++;
    return at;
}

/* Is there a backslash from `from` to `to`, both behind the cursor's
 * last step? */
static inline bool kw_cursor_escapes(const struct kw_cursor *cursor,
                                     size_t from, size_t to)
{
    size_t block;
    size_t last;
    uint64_t mask = ~UINT64_C(0) << (from % KW_BLOCK_BYTES);

    if (from < cursor->base || to >= cursor->end)
        return memchr(cursor->bytes + from, '\\', to - from) != NULL;
    block = (from - cursor->base) / KW_BLOCK_BYTES;
    last = (to - cursor->base) / KW_BLOCK_BYTES;
    for (; block < last; block++, mask = ~UINT64_C(0))
        if (cursor->marks[block].slashes & mask)
            return true;
    mask &= (UINT64_C(1) << (to % KW_BLOCK_BYTES)) - 1;
    return (cursor->marks[last].slashes & mask) != 0;
}

/* kw_cursor_quote(), and whether there is a backslash before it. Most
 * strings end in the block they begin in. */
static inline size_t kw_cursor_string(struct kw_cursor *cursor, size_t at,
                                      bool *escapes)
{
    size_t end;

    if (at < cursor->end) {
        size_t block = (at - cursor->base) / KW_BLOCK_BYTES;
        const struct kw_marks *marks = &cursor->marks[block];
        uint64_t from = ~UINT64_C(0) << (at % KW_BLOCK_BYTES);
        uint64_t quotes = marks->quotes & from;

        if (quotes) {
            uint64_t below = quotes ^ (quotes - 1);

            *escapes = (marks->slashes & from & below) != 0;
            return cursor->base + block * KW_BLOCK_BYTES +
                   (size_t)__builtin_ctzll(quotes);
        }
    }
    end = kw_cursor_quote(cursor, at);
    *escapes = kw_cursor_escapes(cursor, at, end);
    return end;
}

#endif
