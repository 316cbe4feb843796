/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * marks: where quotes, backslashes and brackets stand, 64 bytes at a
 * time, one bit a byte, the first byte lowest.
 *
 * How bytes are found is all that differs from processor to processor;
 * what they mean is decided once, in bits.h.
 */
#ifndef KINWALK_CLAIMS_MARKS_H
#define KINWALK_CLAIMS_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "signs.h"

struct kw_marks {
    uint64_t quotes;
    uint64_t slashes; /* backslashes */
    uint64_t opens;   /* { and [ */
    uint64_t closes;  /* } and ] */
};

/* What reaches from block to block. Zeroed memory begins where no string
 * is under way. */
struct kw_flow {
    uint64_t in_string; /* all ones: the next block begins in one */
    uint64_t escaped;   /* 1: its first byte is escaped */
};

/* One way of looking: reads `blocks` times 64 bytes and no more. */
struct kw_eyes {
    const char *name;
    /* Quotes that are not escaped, brackets outside strings, slashes as
     * they stand. */
    void (*marks)(const unsigned char *bytes, size_t blocks,
                  struct kw_flow *flow, struct kw_marks *out);
    /* Where, behind the bracket, `*depth` of them are closed, counted from
     * `bytes`; *last are the marks of the block it stands in then, and *flow
     * is as it is behind that. 0 if it is in none of the blocks: *flow and
     * *depth are then as behind the last. bytes[-1] is read too: pass none
     * that begin a document. */
    size_t (*pass)(const unsigned char *bytes, size_t blocks,
                   struct kw_flow *flow, size_t *depth, struct kw_marks *last);
    /* More of them, for those who validate: see signs.h. */
    kw_signs_fn *signs;
    kw_hex_signs_fn *hex_signs;
    /* Has the machine instructions that count bits and take out the lowest
     * (popcnt, BMI)? Every one with AVX2 has. */
    bool has_bits;
};

enum kw_level { KW_LEVEL_PLAIN, KW_LEVEL_SSE2, KW_LEVEL_AVX2, KW_LEVEL_COUNT };

/* NULL if this build or this machine cannot. KW_LEVEL_PLAIN is plain C
 * and always there. */
const struct kw_eyes *kw_eyes_of(enum kw_level level);
/* The widest there is, or what the build was told (KINWALK_SCAN). */
const struct kw_eyes *kw_eyes_best(void);

#endif
