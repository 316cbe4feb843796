/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The map of numbers: open addressing, linear probing, at most 3/4 full,
 * nothing ever removed one by one.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/base.h>

#define EMPTY UINT64_MAX

/* The finaliser of SplitMix64: neighbouring ids land far apart. */
static size_t place_of(uint64_t key, size_t capacity)
{
    key ^= key >> 30;
    key *= UINT64_C(0xBF58476D1CE4E5B9);
    key ^= key >> 27;
    key *= UINT64_C(0x94D049BB133111EB);
    key ^= key >> 31;
    return (size_t)key & (capacity - 1);
}

static size_t find(const struct kw_map *map, uint64_t key)
{
    size_t place = place_of(key, map->capacity);

    while (map->keys[place] != EMPTY && map->keys[place] != key)
        place = (place + 1) & (map->capacity - 1);
    return place;
}

static enum kw_status grow(struct kw_map *map, struct kw_error *err)
{
    struct kw_map larger = {0};

    larger.capacity = map->capacity ? map->capacity * 2 : 16;
    larger.keys = malloc(larger.capacity * sizeof *larger.keys);
    larger.values = malloc(larger.capacity * sizeof *larger.values);
    if (!larger.keys || !larger.values) {
        kw_map_finish(&larger);
        return kw_nomem(err);
    }
    memset(larger.keys, 0xFF, larger.capacity * sizeof *larger.keys);
    for (size_t i = 0; i < map->capacity; i++) {
        size_t place;

        if (map->keys[i] == EMPTY)
            continue;
        place = find(&larger, map->keys[i]);
        larger.keys[place] = map->keys[i];
        larger.values[place] = map->values[i];
    }
    larger.count = map->count;
    kw_map_finish(map);
    *map = larger;
    return KW_OK;
}

enum kw_status kw_map_put(struct kw_map *map, uint64_t key, uint64_t value,
                          bool *was_new, struct kw_error *err)
{
    size_t place;

    if (key == EMPTY)
        return kw_fail(err, KW_INTERNAL, "that key cannot be kept");
    if (map->count >= map->capacity / 4 * 3)
        KW_TRY(grow(map, err));
    place = find(map, key);
    if (was_new)
        *was_new = map->keys[place] == EMPTY;
    if (map->keys[place] == EMPTY) {
        map->keys[place] = key;
        map->count++;
    }
    map->values[place] = value;
    return KW_OK;
}

uint64_t *kw_map_get(const struct kw_map *map, uint64_t key)
{
    size_t place;

    if (!map->capacity || key == EMPTY)
        return NULL;
    place = find(map, key);
    return map->keys[place] == key ? &map->values[place] : NULL;
}

bool kw_map_has(const struct kw_map *map, uint64_t key)
{
    return kw_map_get(map, key) != NULL;
}

void kw_map_clear(struct kw_map *map)
{
    if (map->capacity)
        memset(map->keys, 0xFF, map->capacity * sizeof *map->keys);
    map->count = 0;
}

void kw_map_finish(struct kw_map *map)
{
    if (!map)
        return;
    free(map->keys);
    free(map->values);
    memset(map, 0, sizeof *map);
}
