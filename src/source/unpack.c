/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unpacking as bytes come: gzip, bzip2 and Zstandard, member after
 * member, or bytes that are not packed at all.
 *
 * Where a member begins the packed file can be entered anew; the place is
 * noted for whoever wants to go on there another day.
 */
#include "unpack.h"

#include <stdlib.h>
#include <string.h>

enum { IN_BYTES = 256 * 1024, MAGIC_BYTES = 4 };

struct kw_unpacker {
    const struct unpack_kind *kind; /* NULL: plain */
    void *state;
    kw_read_fn read;
    void *arg; /* borrowed */
    unsigned char *in;
    size_t in_at;
    size_t in_end;
    bool at_end;     /* nothing more to read */
    bool is_over;    /* nothing more to unpack */
    bool in_member;  /* between start and end of one */
    uint64_t packed; /* bytes taken, from the start of the file */
    uint64_t plain;  /* bytes given */
    struct kw_unpack_place member;
    struct kw_error trouble; /* to be told once all before it is given */
};

static const struct unpack_kind *const KINDS[] = {
    [KW_PACKED_NOT] = NULL,
    [KW_PACKED_GZIP] = &unpack_gzip,
    [KW_PACKED_BZIP2] = &unpack_bzip2,
    [KW_PACKED_ZSTD] = &unpack_zstd,
};

enum kw_packed kw_packed_of(const char *bytes, size_t length)
{
    if (length >= MAGIC_BYTES)
        for (int i = KW_PACKED_GZIP; i <= KW_PACKED_ZSTD; i++)
            if (KINDS[i]->begins((const unsigned char *)bytes))
                return (enum kw_packed)i;
    return KW_PACKED_NOT;
}

enum kw_status kw_unpacker_create(enum kw_packed packed, kw_read_fn read,
                                  void *arg, struct kw_unpack_place from,
                                  struct kw_unpacker **out,
                                  struct kw_error *err)
{
    struct kw_unpacker *unpacker = calloc(1, sizeof *unpacker);

    *out = NULL;
    if (!unpacker)
        return kw_nomem(err);
    unpacker->in = malloc(IN_BYTES);
    if (!unpacker->in) {
        kw_unpacker_destroy(unpacker);
        return kw_nomem(err);
    }
    unpacker->kind = KINDS[packed];
    unpacker->read = read;
    unpacker->arg = arg;
    unpacker->packed = from.packed;
    unpacker->plain = from.plain;
    unpacker->member = from;
    *out = unpacker;
    return KW_OK;
}

void kw_unpacker_destroy(struct kw_unpacker *unpacker)
{
    if (!unpacker)
        return;
    if (unpacker->kind)
        unpacker->kind->finish(unpacker->state);
    free(unpacker->in);
    free(unpacker);
}

/* ---- bytes in ------------------------------------------------------ */

/* Reads until at least `least` bytes lie ready, or the end. */
static enum kw_status fill(struct kw_unpacker *u, size_t least,
                           struct kw_error *err)
{
    if (u->in_at && u->in_end - u->in_at < least) {
        memmove(u->in, u->in + u->in_at, u->in_end - u->in_at);
        u->in_end -= u->in_at;
        u->in_at = 0;
    }
    while (!u->at_end && u->in_end - u->in_at < least) {
        size_t got = 0;

        KW_TRY(u->read(u->arg, (char *)u->in + u->in_end, IN_BYTES - u->in_end,
                       &got, err));
        u->at_end = !got;
        u->in_end += got;
    }
    return KW_OK;
}

static enum kw_status damaged(const struct kw_unpacker *u, const char *what,
                              struct kw_error *err)
{
    return kw_fail(err, KW_INPUT, "byte %llu of the packed file: %s %s",
                   (unsigned long long)u->packed, u->kind->name, what);
}

/* ---- members ------------------------------------------------------- */

static bool only_zeros(const struct kw_unpacker *u)
{
    for (size_t i = u->in_at; i < u->in_end; i++)
        if (u->in[i])
            return false;
    return true;
}

/* Begins the next member, if there is one. Tapes end in zeros. */
static enum kw_status start_member(struct kw_unpacker *u, struct kw_error *err)
{
    KW_TRY(fill(u, MAGIC_BYTES, err));
    while (u->in_end > u->in_at && only_zeros(u)) {
        u->packed += u->in_end - u->in_at;
        u->in_at = u->in_end;
        KW_TRY(fill(u, MAGIC_BYTES, err));
    }
    u->is_over = u->in_end == u->in_at;
    if (u->is_over)
        return KW_OK;
    if (u->in_end - u->in_at < MAGIC_BYTES ||
        !u->kind->begins(u->in + u->in_at))
        return damaged(u, "is followed by something else", err);
    u->state = u->kind->start(u->state);
    if (!u->state)
        return kw_nomem(err);
    u->in_member = true;
    u->member.packed = u->packed;
    u->member.plain = u->plain;
    return KW_OK;
}

static enum kw_status unpack_some(struct kw_unpacker *u,
                                  struct unpack_window *window,
                                  struct kw_error *err)
{
    size_t room = window->room;
    size_t there;
    enum unpack_step step;

    KW_TRY(fill(u, 1, err));
    there = u->in_end - u->in_at;
    window->in = u->in + u->in_at;
    window->in_bytes = there;
    step = u->kind->step(u->state, window);
    u->in_at += there - window->in_bytes;
    u->packed += there - window->in_bytes;
    u->plain += room - window->room;
    if (step == UNPACK_NOMEM)
        return kw_nomem(err);
    if (step == UNPACK_DAMAGED)
        return damaged(u, "that is damaged", err);
    if (step == UNPACK_END)
        u->in_member = false;
    else if (!there && window->room == room)
        return damaged(u, "that is cut short", err);
    return KW_OK;
}

/* ---- the door ------------------------------------------------------ */

static enum kw_status give_plain(struct kw_unpacker *u, char *out, size_t room,
                                 size_t *got, struct kw_error *err)
{
    KW_TRY(u->read(u->arg, out, room, got, err));
    u->plain += *got;
    u->packed += *got;
    u->member.packed = u->packed;
    u->member.plain = u->plain;
    return KW_OK;
}

enum kw_status kw_unpacker_read(struct kw_unpacker *u, char *out, size_t room,
                                size_t *got, struct kw_error *err)
{
    struct unpack_window window = {.out = (unsigned char *)out, .room = room};
    enum kw_status status = KW_OK;

    *got = 0;
    if (!u->kind)
        return give_plain(u, out, room, got, err);
    while (status == KW_OK && window.room && !u->is_over &&
           u->trouble.status == KW_OK) {
        status = u->in_member ? unpack_some(u, &window, &u->trouble)
                              : start_member(u, &u->trouble);
    }
    *got = room - window.room;
    if (u->trouble.status == KW_OK || *got)
        return KW_OK;
    *err = u->trouble;
    return err->status;
}

enum kw_packed kw_unpacker_kind(const struct kw_unpacker *unpacker)
{
    int kind = KW_PACKED_ZSTD;

    while (kind > KW_PACKED_NOT && KINDS[kind] != unpacker->kind)
        kind--;
    return (enum kw_packed)kind;
}

struct kw_unpack_place kw_unpacker_member(const struct kw_unpacker *unpacker)
{
    return unpacker->member;
}

uint64_t kw_unpacker_taken(const struct kw_unpacker *unpacker)
{
    return unpacker->packed;
}
