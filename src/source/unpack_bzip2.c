/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bzip2 as it streams, by libbz2.
 */
#include <stdlib.h>
#include <string.h>

#include <bzlib.h>

#include "unpack.h"

static bool begins(const unsigned char *bytes)
{
    return memcmp(bytes, "BZh", 3) == 0 && bytes[3] >= '1' && bytes[3] <= '9';
}

static void finish(void *state)
{
    if (state)
        (void)BZ2_bzDecompressEnd(state);
    free(state);
}

static void *start(void *state)
{
    bz_stream *stream;

    finish(state);
    stream = calloc(1, sizeof *stream);
    if (stream && BZ2_bzDecompressInit(stream, 0, 0) != BZ_OK) {
        free(stream);
        stream = NULL;
    }
    return stream;
}

static enum unpack_step step(void *state, struct unpack_window *window)
{
    bz_stream *stream = state;
    unsigned in_bytes = unpack_bounded(window->in_bytes);
    unsigned room = unpack_bounded(window->room);
    int result;

    stream->next_in = (char *)(uintptr_t)window->in;
    stream->avail_in = in_bytes;
    stream->next_out = (char *)window->out;
    stream->avail_out = room;
    result = BZ2_bzDecompress(stream);
    unpack_move(window, in_bytes - stream->avail_in, room - stream->avail_out);
    if (result == BZ_MEM_ERROR)
        return UNPACK_NOMEM;
    if (result == BZ_STREAM_END)
        return UNPACK_END;
    return result == BZ_OK ? UNPACK_ON : UNPACK_DAMAGED;
}

const struct unpack_kind unpack_bzip2 = {"bzip2", begins, start, step, finish};
