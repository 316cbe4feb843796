/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of unpacking: one file a packing, all behind one table.
 *
 *   unpack.c        the door; members behind each other
 *   unpack_gzip.c   isa-l, or zlib where there is none
 *   unpack_bzip2.c  libbz2
 *   unpack_zstd.c   libzstd
 */
#ifndef KINWALK_SOURCE_UNPACK_H
#define KINWALK_SOURCE_UNPACK_H

#include <kinwalk/source.h>

/* What is left to take and where to put what comes out; a step moves
 * both on. */
struct unpack_window {
    const unsigned char *in;
    size_t in_bytes;
    unsigned char *out;
    size_t room;
};

/* Libraries count in 32 bits or in int: so much at once. */
static inline unsigned unpack_bounded(size_t bytes)
{
    return bytes > UINT32_MAX / 2 ? UINT32_MAX / 2 : (unsigned)bytes;
}

/* So many bytes were taken, and so many made. */
static inline void unpack_move(struct unpack_window *window, size_t taken,
                               size_t made)
{
    window->in += taken;
    window->in_bytes -= taken;
    window->out += made;
    window->room -= made;
}

enum unpack_step {
    UNPACK_ON = 0, /* more in, or more room, please */
    UNPACK_END,    /* of a member */
    UNPACK_DAMAGED,
    UNPACK_NOMEM
};

/* One packing. */
struct unpack_kind {
    const char *name; /* "gzip" */
    /* Does a member begin here? Four bytes are there. */
    bool (*begins)(const unsigned char *bytes);
    /* Makes ready for one member, the first or the next; NULL state at
     * first. NULL: no memory. */
    void *(*start)(void *state);
    enum unpack_step (*step)(void *state, struct unpack_window *window);
    void (*finish)(void *state); /* NULL is fine */
};

extern const struct unpack_kind unpack_gzip;
extern const struct unpack_kind unpack_bzip2;
extern const struct unpack_kind unpack_zstd;

#endif
