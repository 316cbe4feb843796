/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signs: all that whoever validates wants to know of 64 bytes, one bit a
 * byte, the first byte lowest; and whether the bytes are UTF-8.
 */
#ifndef KINWALK_CLAIMS_SIGNS_H
#define KINWALK_CLAIMS_SIGNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KW_BLOCK_BYTES = 64 };

struct kw_signs {
    uint64_t quotes;
    uint64_t slashes; /* backslashes */
    uint64_t opens;   /* { and [ */
    uint64_t closes;  /* } and ] */
    uint64_t braces;  /* of these, { and }; of other bytes nothing said */
    uint64_t commas;
    uint64_t colons;
    uint64_t controls; /* below 0x20 */
    uint64_t spaces;
    uint64_t letters; /* P */
};

/* How far UTF-8 was seen to be right. Zeroed memory is a beginning. A
 * character that the last byte leaves open is found by the byte behind. */
struct kw_utf8 {
    bool is_bad;
    /* By vectors: the last 32 bytes, zeros for any that are ASCII. */
    bool was_high;
    unsigned char last[32];
    /* Byte by byte: how many are to follow, and within what the next. */
    unsigned need;
    unsigned least;
    unsigned most;
};

/* Reads `blocks` times 64 bytes and no more. Whole blocks of ASCII cost
 * nothing for UTF-8. */
typedef void kw_signs_fn(const unsigned char *bytes, size_t blocks,
                         struct kw_utf8 *utf8, struct kw_signs *out);

/* Of a block with escapes: what \uXXXX is made of. */
struct kw_hex_signs {
    uint64_t digits; /* hexadecimal */
    uint64_t us;
    uint64_t ds; /* d and D */
    uint64_t zeros;
    uint64_t fives;
};
/* Reads 64 bytes. */
typedef void kw_hex_signs_fn(const unsigned char *bytes,
                             struct kw_hex_signs *out);

kw_signs_fn kw_signs_plain;
kw_hex_signs_fn kw_hex_signs_plain;
/* Only on x86-64; the last only where the processor has AVX2. */
kw_signs_fn kw_signs_sse2;
kw_hex_signs_fn kw_hex_signs_sse2;
kw_signs_fn kw_signs_avx2;
kw_hex_signs_fn kw_hex_signs_avx2;

#endif
