/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slot for each row of the catalog, filled at most once and never
 * emptied: so a reader needs no lock, only the order of one atomic.
 */
#include "cache.h"

#include <libdeflate.h>
#include <stdatomic.h>

/* Fast rather than small: it is loopback. nginx's default is 1, too. */
enum { GZIP_LEVEL = 1 };

struct cache {
    size_t places;
    size_t limit_bytes;
    atomic_size_t used_bytes;
    _Atomic(struct blob *) slots[];
};

struct cache *cache_create(size_t places, size_t limit_bytes)
{
    struct cache *cache =
        calloc(1, sizeof *cache + places * sizeof cache->slots[0]);

    if (cache == NULL)
        return NULL;
    cache->places = places;
    cache->limit_bytes = limit_bytes;
    return cache;
}

void cache_destroy(struct cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < cache->places; i++)
        free(atomic_load(&cache->slots[i]));
    free(cache);
}

const struct blob *cache_get(struct cache *cache, size_t place)
{
    return atomic_load(&cache->slots[place]);
}

const struct blob *cache_put(struct cache *cache, size_t place,
                             struct blob *blob)
{
    struct blob *none = NULL;
    size_t size = sizeof *blob + blob->length;

    if (atomic_fetch_add(&cache->used_bytes, size) + size >
            cache->limit_bytes ||
        !atomic_compare_exchange_strong(&cache->slots[place], &none, blob)) {
        atomic_fetch_sub(&cache->used_bytes, size);
        return NULL;
    }
    return blob;
}

struct blob *blob_gzip(const char *bytes, size_t length)
{
    struct libdeflate_compressor *gzip =
        libdeflate_alloc_compressor(GZIP_LEVEL);
    struct blob *blob = NULL;
    size_t bound;

    if (gzip == NULL)
        return NULL;
    bound = libdeflate_gzip_compress_bound(gzip, length);
    blob = malloc(sizeof *blob + bound);
    if (blob != NULL) {
        struct blob *smaller;

        blob->length =
            libdeflate_gzip_compress(gzip, bytes, length, blob->bytes, bound);
        smaller = realloc(blob, sizeof *blob + blob->length);
        if (smaller != NULL)
            blob = smaller;
    }
    libdeflate_free_compressor(gzip);
    return blob;
}
