/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree: bytes to a tree of cJSON items, or a reason and a byte offset.
 *
 * For the files of this room. Strings in the tree are valid UTF-8
 * without NUL, and keys compare by case.
 */
#ifndef KINWALK_CLAIMS_TREE_H
#define KINWALK_CLAIMS_TREE_H

#include <cjson/cJSON.h>

#include <kinwalk/claims.h>

/* A document in memory. Zeroed memory is none. */
struct kw_tree {
    cJSON *root;
    struct kw_arena arena; /* what root is made of */
    bool is_foreign;       /* made by somebody else's allocator */
};

/* The members of an object, each key once: the first counts. */
struct kw_tree_map {
    const cJSON **items;
    size_t count;
};

/* Reads `bytes` whole. The tree is to be finished whatever is returned:
 * KW_OK, KW_INPUT, KW_LIMIT or KW_NOMEM. */
enum kw_status kw_tree_read(struct kw_tree *tree, const char *bytes,
                            size_t length,
                            const struct kw_claims_limits *limits,
                            struct kw_error *err);
void kw_tree_finish(struct kw_tree *tree);
/* Reads a single value, all of `bytes`, into the tree's memory; it is not
 * hung anywhere. NULL if that cannot be: no value, or memory. A host's own
 * allocators give NULL too: whoever gets it asks kw_tree_read(). */
cJSON *kw_tree_slice(struct kw_tree *tree, const char *bytes, size_t length);
/* Does cJSON take all of `bytes` for one value? Keeps nothing. */
bool kw_tree_takes(const char *bytes, size_t length);

/* The first member of that name; NULL if there is none, or `object` is
 * NULL or no object. */
const cJSON *kw_tree_at(const cJSON *object, const char *key);
/* The text of a string; NULL for anything else. */
const char *kw_tree_text(const cJSON *item);
/* A whole number from 0 to `most`; false, *out untouched, for anything
 * else, numbers beyond double included. */
bool kw_tree_number(const cJSON *item, uint64_t most, uint64_t *out);
/* Is it absent, null, {} or []? */
bool kw_tree_is_empty(const cJSON *item);
/* The members of `item`, in the order of the document; none if it is
 * empty; KW_INPUT if it is no object. Memory is the tree's. */
enum kw_status kw_tree_members(struct kw_tree *tree, const cJSON *item,
                               struct kw_tree_map *out, struct kw_error *err);

#endif
