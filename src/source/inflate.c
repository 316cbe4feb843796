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

/* What has come out so far. */
struct unpacked {
    unsigned char *bytes;
    size_t length;
    size_t capacity;
    size_t limit;
};

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

/* Makes room for `wanted` bytes in all, or for as many as may be; false
 * if there is no more to be had. */
static enum kw_status make_room(struct unpacked *out, size_t wanted,
                                struct kw_error *err)
{
    unsigned char *grown;

    wanted = smaller(wanted, out->limit);
    if (wanted <= out->capacity && out->bytes)
        return kw_fail(err, KW_INPUT,
                       "unpacks to more than the limit of %zu bytes",
                       out->limit);
    grown = realloc(out->bytes, wanted ? wanted : 1);
    if (!grown)
        return kw_nomem(err);
    out->bytes = grown;
    out->capacity = wanted;
    return KW_OK;
}

/* Unpacks the member at bytes[*at] and steps over it. */
static enum kw_status unpack_member(struct libdeflate_decompressor *inflater,
                                    const char *bytes, size_t length,
                                    size_t *at, struct unpacked *out,
                                    struct kw_error *err)
{
    for (;;) {
        size_t taken = 0;
        size_t made = 0;
        enum libdeflate_result result = libdeflate_gzip_decompress_ex(
            inflater, bytes + *at, length - *at, out->bytes + out->length,
            out->capacity - out->length, &taken, &made);

        if (result == LIBDEFLATE_SUCCESS) {
            *at += taken;
            out->length += made;
            return KW_OK;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            return kw_fail(err, KW_INPUT,
                           "byte %zu: gzip that is damaged or cut short", *at);
        KW_TRY(make_room(out, smaller(out->capacity, SIZE_MAX / 2) * 2, err));
    }
}

static enum kw_status unpack_all(const char *bytes, size_t length,
                                 struct unpacked *out, struct kw_error *err)
{
    struct libdeflate_decompressor *inflater;
    enum kw_status status = KW_OK;
    size_t at = 0;

    if (length < MEMBER_MIN_BYTES)
        return kw_fail(err, KW_INPUT, "byte 0: too short to be gzip");
    KW_TRY(make_room(out, claimed(bytes, length), err));
    inflater = libdeflate_alloc_decompressor();
    if (!inflater)
        return kw_nomem(err);
    while (status == KW_OK && at < length)
        status = unpack_member(inflater, bytes, length, &at, out, err);
    libdeflate_free_decompressor(inflater);
    return status;
}

enum kw_status kw_inflate(const char *bytes, size_t length, size_t limit_bytes,
                          struct kw_buffer *out, struct kw_error *err)
{
    struct unpacked unpacked = {.limit = limit_bytes};
    enum kw_status status = unpack_all(bytes, length, &unpacked, err);

    if (status == KW_OK) {
        kw_buffer_add(out, unpacked.bytes, unpacked.length);
        status = kw_buffer_check(out, err);
    }
    free(unpacked.bytes);
    return status;
}
