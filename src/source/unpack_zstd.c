/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Zstandard as it streams, by libzstd. Windows of more than 128 MiB
 * (zstd --long=28 and up) are refused, as the zstd program does unasked.
 */
#include <string.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "unpack.h"

static bool begins(const unsigned char *bytes)
{
    if (memcmp(bytes, "\x28\xb5\x2f\xfd", 4) == 0)
        return true;
    /* Frames to be skipped carry other programs' notes. */
    return (bytes[0] & 0xf0) == 0x50 &&
           memcmp(bytes + 1, "\x2a\x4d\x18", 3) == 0;
}

static void *start(void *state)
{
    ZSTD_DStream *stream = state ? state : ZSTD_createDStream();

    if (stream && ZSTD_isError(ZSTD_initDStream(stream))) {
        ZSTD_freeDStream(stream);
        stream = NULL;
    }
    return stream;
}

static enum unpack_step step(void *state, struct unpack_window *window)
{
    ZSTD_inBuffer in = {window->in, window->in_bytes, 0};
    ZSTD_outBuffer out = {window->out, window->room, 0};
    size_t result = ZSTD_decompressStream(state, &out, &in);

    unpack_move(window, in.pos, out.pos);
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
        return UNPACK_NOMEM;
    if (ZSTD_isError(result))
        return UNPACK_DAMAGED;
    return result == 0 ? UNPACK_END : UNPACK_ON;
}

static void finish(void *state)
{
    ZSTD_freeDStream(state);
}

const struct unpack_kind unpack_zstd = {"zstd", begins, start, step, finish};
