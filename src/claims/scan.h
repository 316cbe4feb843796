/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan: the fast reader. It walks a document to what may be kept, builds
 * a tree of only that, and leaves the meaning to the same lines that read
 * the plain reader's whole tree (read.c, entity.c, value.c).
 *
 * The tree it builds answers every question those lines ask as the whole
 * tree would: which members they ask for stands in the tables of shape.c.
 * It does not validate what it passes over; kw_scan_valid() does that.
 */
#ifndef KINWALK_CLAIMS_SCAN_H
#define KINWALK_CLAIMS_SCAN_H

#include "inside.h"
#include "marks.h"

/* Builds the tree of `bytes` for `langs` (NULL: all). KW_OK; KW_LIMIT if
 * the tree's memory has reached its limit, without a word in an error;
 * KW_INPUT if the bytes are no document; KW_USAGE if it is one of kinwalk's
 * own lines, which are not walked: for either the plain reader is to be
 * asked. The tree is to be finished whatever is returned. */
enum kw_status kw_scan_tree(struct kw_tree *tree, const char *bytes,
                            size_t length, const char *const *langs,
                            const struct kw_claims_limits *limits,
                            const struct kw_eyes *eyes);

/* Would kw_tree_read() take these bytes, but for limits of memory? Of what
 * it would take, *may_have_kin is false only if no statement in it is about
 * a relative; NULL: nobody wants to know. (valid.c) */
bool kw_scan_valid(const char *bytes, size_t length, unsigned depth_max,
                   const struct kw_eyes *eyes, bool *may_have_kin);

/* Where a document begins: behind a byte order mark. */
size_t kw_scan_start(const char *bytes, size_t length);

/* How to read, for tests: kw_claims_read() chooses by itself. */
enum kw_reader {
    KW_READER_PLAIN,      /* cJSON on the whole */
    KW_READER_FAST,       /* scanned; what is passed over is not looked at */
    KW_READER_VALIDATING, /* scanned, and refused as the plain reader does */
    KW_READER_SCAN_ONLY,  /* as fast, but never asks the plain reader */
    KW_READER_VALID_ONLY  /* as validating, but never asks it */
};

/* kw_claims_read() by a given reader and with given eyes (NULL: the
 * widest). (read.c) */
enum kw_status kw_claims_read_by(enum kw_reader reader,
                                 const struct kw_eyes *eyes, const char *bytes,
                                 size_t length, struct kw_xrefs *xrefs,
                                 const char *const *langs,
                                 const struct kw_claims_limits *limits,
                                 struct kw_document *out, struct kw_error *err);

#endif
