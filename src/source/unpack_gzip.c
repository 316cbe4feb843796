/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip as it streams: by isa-l, twice as fast as zlib, or by zlib where
 * there is no isa-l. (libdeflate, which replies are unpacked with, does
 * not stream.) Both check length and CRC at the end of a member.
 */
#include <stdlib.h>
#include <string.h>

#include "unpack.h"

static bool begins(const unsigned char *bytes)
{
    return bytes[0] == 0x1f && bytes[1] == 0x8b;
}

#ifdef KW_HAVE_ISAL

#include <isa-l.h>

static void *start(void *state)
{
    struct inflate_state *inflater = state;

    if (!inflater)
        inflater = malloc(sizeof *inflater);
    if (inflater) {
        isal_inflate_init(inflater);
        inflater->crc_flag = ISAL_GZIP;
    }
    return inflater;
}

static enum unpack_step step(void *state, struct unpack_window *window)
{
    struct inflate_state *inflater = state;
    uint32_t in_bytes = unpack_bounded(window->in_bytes);
    uint32_t room = unpack_bounded(window->room);
    bool is_damaged;
    int result;

    inflater->next_in = (uint8_t *)(uintptr_t)window->in;
    inflater->avail_in = in_bytes;
    inflater->next_out = window->out;
    inflater->avail_out = room;
    result = isal_inflate(inflater);
    is_damaged = result < 0 || result == ISAL_NEED_DICT;
    /* Where it gives up, isa-l may count more bytes taken than it got. */
    if (is_damaged && inflater->avail_in > in_bytes)
        inflater->avail_in = 0;
    unpack_move(window, in_bytes - inflater->avail_in,
                room - inflater->avail_out);
    if (is_damaged)
        return UNPACK_DAMAGED;
    return inflater->block_state == ISAL_BLOCK_FINISH ? UNPACK_END : UNPACK_ON;
}

static void finish(void *state)
{
    free(state);
}

#else

#include <zlib.h>

static void finish(void *state)
{
    if (state)
        (void)inflateEnd(state);
    free(state);
}

static void *start(void *state)
{
    z_stream *stream = state;

    if (stream)
        return inflateReset(stream) == Z_OK ? stream : NULL;
    stream = calloc(1, sizeof *stream);
    if (stream && inflateInit2(stream, 15 + 16) != Z_OK) {
        free(stream);
        stream = NULL;
    }
    return stream;
}

static enum unpack_step step(void *state, struct unpack_window *window)
{
    z_stream *stream = state;
    unsigned in_bytes = unpack_bounded(window->in_bytes);
    unsigned room = unpack_bounded(window->room);
    int result;

    stream->next_in = (unsigned char *)(uintptr_t)window->in;
    stream->avail_in = in_bytes;
    stream->next_out = window->out;
    stream->avail_out = room;
    result = inflate(stream, Z_NO_FLUSH);
    unpack_move(window, in_bytes - stream->avail_in, room - stream->avail_out);
    if (result == Z_MEM_ERROR)
        return UNPACK_NOMEM;
    if (result == Z_STREAM_END)
        return UNPACK_END;
    return result == Z_OK || result == Z_BUF_ERROR ? UNPACK_ON : UNPACK_DAMAGED;
}

#endif

const struct unpack_kind unpack_gzip = {"gzip", begins, start, step, finish};
