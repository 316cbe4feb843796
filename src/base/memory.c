/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Arenas and growing arrays.
 *
 * An arena's blocks double in size up to a megabyte, so that a small
 * record costs one small block and a large one few.
 */
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/base.h>

/* With its head the first is of the size up to which malloc() gives back
 * at once what was freed last. */
enum { FIRST_BLOCK_BYTES = 992, LARGEST_BLOCK_BYTES = 1 << 20 };

struct kw_arena_block {
    struct kw_arena_block *next;
    size_t size_bytes; /* of what follows this head */
    size_t used_bytes;
    max_align_t start[];
};

static struct kw_arena_block *new_block(const struct kw_arena *arena,
                                        size_t at_least)
{
    size_t size = FIRST_BLOCK_BYTES;
    struct kw_arena_block *block;

    if (arena->blocks)
        size = arena->blocks->size_bytes * 2;
    if (size > LARGEST_BLOCK_BYTES)
        size = LARGEST_BLOCK_BYTES;
    if (size < at_least)
        size = at_least;
    if (size > SIZE_MAX - sizeof *block)
        return NULL;
    block = malloc(sizeof *block + size);
    if (block) {
        block->next = NULL;
        block->size_bytes = size;
        block->used_bytes = 0;
    }
    return block;
}

void *kw_arena_take(struct kw_arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct kw_arena_block *block = arena->blocks;
    void *memory;

    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + align - 1) / align * align;
    if (arena->limit_bytes && (arena->used_bytes > arena->limit_bytes ||
                               size > arena->limit_bytes - arena->used_bytes))
        return NULL;
    if (!block || block->size_bytes - block->used_bytes < size) {
        block = new_block(arena, size);
        if (!block)
            return NULL;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    memory = (char *)block->start + block->used_bytes;
    block->used_bytes += size;
    arena->used_bytes += size;
    return memory;
}

void *kw_arena_zeroed(struct kw_arena *arena, size_t count, size_t size)
{
    void *memory;

    if (size && count > SIZE_MAX / size)
        return NULL;
    memory = kw_arena_take(arena, count * size);
    if (memory)
        memset(memory, 0, count * size);
    return memory;
}

char *kw_arena_text(struct kw_arena *arena, const char *text, size_t length)
{
    char *copy;

    if (length == SIZE_MAX)
        return NULL;
    copy = kw_arena_take(arena, length + 1);
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void kw_arena_reset(struct kw_arena *arena)
{
    struct kw_arena_block *first = arena->blocks;

    arena->used_bytes = 0;
    if (!first)
        return;
    while (first->next) {
        struct kw_arena_block *next = first->next;

        free(first);
        first = next;
    }
    first->used_bytes = 0;
    arena->blocks = first;
}

void kw_arena_finish(struct kw_arena *arena)
{
    if (!arena)
        return;
    while (arena->blocks) {
        struct kw_arena_block *next = arena->blocks->next;

        free(arena->blocks);
        arena->blocks = next;
    }
    arena->used_bytes = 0;
}

void *kw_grow(void *array, size_t count, size_t *capacity, size_t item_bytes)
{
    size_t wanted;
    void *grown;

    if (array && count < *capacity)
        return array;
    wanted = count < 8 ? 8 : count + count / 2 + 1;
    if (wanted <= count || wanted > SIZE_MAX / item_bytes)
        return NULL;
    grown = realloc(array, wanted * item_bytes);
    if (grown)
        *capacity = wanted;
    return grown;
}
