/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unpacking gzip, whole, by libdeflate.
 *
 * libdeflate does not stream: it wants room for all that comes out. How
 * much that is, the last four bytes claim; the claim is where we start
 * and never trusted. Deflate packs 1,032 bytes into one at best, so a
 * short body cannot make us reserve much; a true bomb ends at the limit.
 */
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#include <kinwalk/source.h>

enum { LEAST_BYTES = 4096, BEST_RATIO = 1032, MEMBER_MIN_BYTES = 18 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* What the trailer says the last member unpacks to, within reason. */
static size_t claimed(const char *bytes, size_t length)
{
    const unsigned char *end = (const unsigned char *)bytes + length;
    size_t size = (size_t)end[-4] | (size_t)end[-3] << 8 |
                  (size_t)end[-2] << 16 | (size_t)end[-1] << 24;
    size_t most =
        length < SIZE_MAX / BEST_RATIO ? length * BEST_RATIO : SIZE_MAX;

    size = smaller(size, most);
    return size < LEAST_BYTES ? LEAST_BYTES : size;
}

/* What is unpacked goes straight into `out`, at most `left` bytes more,
 * with room for `room` of them so far. */
struct unpacked {
    struct kw_buffer *out; /* borrowed */
    size_t limit;
    size_t left;
    size_t room;
};

static enum kw_status make_room(struct unpacked *to, size_t wanted,
                                struct kw_error *err)
{
    to->room = smaller(wanted, to->left);
    if (!kw_buffer_room(to->out, to->room))
        return kw_buffer_check(to->out, err);
    return KW_OK;
}

/* Unpacks the member at bytes[*at] and steps over it. */
static enum kw_status unpack_member(struct libdeflate_decompressor *inflater,
                                    const char *bytes, size_t length,
                                    size_t *at, struct unpacked *to,
                                    struct kw_error *err)
{
    for (;;) {
        size_t taken = 0;
        size_t made = 0;
        enum libdeflate_result result = libdeflate_gzip_decompress_ex(
            inflater, bytes + *at, length - *at,
            to->out->bytes + to->out->length, to->room, &taken, &made);

        if (result == LIBDEFLATE_SUCCESS) {
            *at += taken;
            to->out->length += made;
            to->out->bytes[to->out->length] = '\0';
            to->left -= made;
            to->room -= made;
            return KW_OK;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            return kw_fail(err, KW_INPUT,
                           "byte %zu: gzip that is damaged or cut short", *at);
        if (to->room == to->left)
            return kw_fail(err, KW_INPUT,
                           "unpacks to more than the limit of %zu bytes",
                           to->limit);
        KW_TRY(make_room(to, smaller(to->room, SIZE_MAX / 4) * 2 + LEAST_BYTES,
                         err));
    }
}

enum kw_status kw_inflate(const char *bytes, size_t length, size_t limit_bytes,
                          struct kw_buffer *out, struct kw_error *err)
{
    struct unpacked to = {
        .out = out, .limit = limit_bytes, .left = limit_bytes};
    struct libdeflate_decompressor *inflater;
    enum kw_status status = KW_OK;
    size_t before = out->length;
    size_t at = 0;

    if (length < MEMBER_MIN_BYTES)
        return kw_fail(err, KW_INPUT, "byte 0: too short to be gzip");
    KW_TRY(make_room(&to, claimed(bytes, length), err));
    inflater = libdeflate_alloc_decompressor();
    if (!inflater)
        return kw_nomem(err);
    while (status == KW_OK && at < length)
        status = unpack_member(inflater, bytes, length, &at, &to, err);
    libdeflate_free_decompressor(inflater);
    if (status != KW_OK) {
        out->length = before;
        out->bytes[before] = '\0';
    }
    return status;
}
