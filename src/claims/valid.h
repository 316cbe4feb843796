/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * valid: a document on its way through validation, and what of a block is
 * judged by its bytes. For valid.c and valid_bytes.c.
 *
 * Places come as bits of the block at `base`; none may be beyond the end
 * of the document unless that is wrong anyway.
 */
#ifndef KINWALK_CLAIMS_VALID_H
#define KINWALK_CLAIMS_VALID_H

#include "scan.h"

/* Where in the document. */
struct kw_check {
    const unsigned char *bytes;
    size_t length;
    const struct kw_eyes *eyes;
    size_t base; /* where the block begins */
    size_t depth;
    size_t depth_max;
    size_t low_at; /* the u of a low surrogate that was seen already */
    size_t end;    /* behind the last bracket; 0: not yet */
    bool may_have_kin;
    uint64_t kin; /* a bit for each property about relatives */
    /* By depth: an object is open. A block may go as far beyond the limit
     * as it has bytes. */
    unsigned char is_object[KW_DOCUMENT_DEPTH + KW_BLOCK_BYTES + 2];
};

/* Do the escapes hold whose letters are at `escaped`? */
bool kw_valid_escapes(struct kw_check *check, uint64_t escaped);
/* Do the numbers and words hold that begin at `starts`? */
bool kw_valid_scalars(const struct kw_check *check, uint64_t starts);
/* Closing brackets that stand behind no value: does each stand behind an
 * opening one? */
bool kw_valid_empty(const struct kw_check *check, uint64_t empty);
/* Which of the control characters are blanks. */
uint64_t kw_valid_blanks(const struct kw_check *check, uint64_t controls);
/* Is what stands at `at`, behind a quote and a P, the rest of a property
 * about relatives, or can that not be told? */
bool kw_valid_is_kin(const struct kw_check *check, size_t at);
/* For `kin` of a check. */
uint64_t kw_valid_kin(void);

#endif
