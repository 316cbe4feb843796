/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gzipped documents, kept once made: a class asks for the same people
 * again and again.
 */
#ifndef MIRROR_CACHE_H
#define MIRROR_CACHE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Bytes that never change. */
struct blob {
    size_t length;
    unsigned char bytes[];
};

struct cache;

/* For `places` documents, `limit_bytes` in all; NULL: no memory. */
struct cache *cache_create(size_t places, size_t limit_bytes);
void cache_destroy(struct cache *cache);
/* Any thread. What is got stays valid until cache_destroy(). */
const struct blob *cache_get(struct cache *cache, size_t place);
/* Keeps `blob` (its own from now on), if there is room and none there
 * yet; returns the one kept, or NULL: then `blob` is still the caller's. */
const struct blob *cache_put(struct cache *cache, size_t place,
                             struct blob *blob);

/* `bytes` as gzip in memory of its own (free() it); NULL: no memory. */
struct blob *blob_gzip(const char *bytes, size_t length);

#endif
