/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes to the scanner and to the plain reader, which must agree.
 * libFuzzer changes bytes by coverage, and, every other time, JSON by its
 * structure.
 */
#include <stdlib.h>
#include <string.h>

#include "scan/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned seed)
{
    uint64_t state = seed;
    size_t length = size;

    if (seed % 2 == 0)
        return LLVMFuzzerMutate(data, size, most);
    mutate((char *)data, &length, most, &state);
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* How to read depends on the bytes alone. */
    uint64_t state = size;
    struct differ_how how;

    if (size > 0)
        state = state * 31 + data[size / 2];
    how.level = (enum kw_level)(differ_draw(&state) % KW_LEVEL_COUNT);
    how.langs = differ_draw(&state) % DIFFER_LANGS;
    how.depth = differ_draw(&state) % 4 ? 0 : 4 + differ_draw(&state) % 12;
    if (differ((const char *)data, size, &how))
        abort();
    return 0;
}
