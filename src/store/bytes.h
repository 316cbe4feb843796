/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of blobs: numbers are varints (seven bits a byte, the least
 * first, the top bit for "more"); signed ones are zigzagged first.
 */
#ifndef KINWALK_STORE_BYTES_H
#define KINWALK_STORE_BYTES_H

#include <string.h>

#include <kinwalk/base.h>

/* Small pieces gather here before they go into the buffer. */
struct sink {
    struct kw_buffer *to;
    size_t length;
    char bytes[256];
};

enum { SINK_ROOM = 16 }; /* the largest small piece */

static inline void sink_flush(struct sink *out)
{
    kw_buffer_add(out->to, out->bytes, out->length);
    out->length = 0;
}

static inline void put_byte(struct sink *out, unsigned value)
{
    if (out->length > sizeof out->bytes - SINK_ROOM)
        sink_flush(out);
    out->bytes[out->length++] = (char)(unsigned char)value;
}

static inline void put_number(struct sink *out, uint64_t value)
{
    if (out->length > sizeof out->bytes - SINK_ROOM)
        sink_flush(out);
    while (value > 0x7F) {
        out->bytes[out->length++] = (char)(unsigned char)(value | 0x80);
        value >>= 7;
    }
    out->bytes[out->length++] = (char)value;
}

static inline void put_bytes(struct sink *out, const void *bytes, size_t length)
{
    if (length > SINK_ROOM) {
        sink_flush(out);
        kw_buffer_add(out->to, bytes, length);
        return;
    }
    if (out->length > sizeof out->bytes - SINK_ROOM)
        sink_flush(out);
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

static inline uint64_t zigzag(int64_t value)
{
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

/* Bytes that may be anything: every step looks whether it may. */
struct reader {
    const uint8_t *at;
    const uint8_t *end;
    bool bad;
};

static inline uint8_t take_byte(struct reader *in)
{
    if (in->at >= in->end) {
        in->bad = true;
        return 0;
    }
    return *in->at++;
}

static inline uint64_t take_number(struct reader *in)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = take_byte(in);

        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            return value;
    }
    in->bad = true;
    return 0;
}

static inline int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1 ^ (value & 1 ? UINT64_MAX : 0));
}

/* `length` bytes and a NUL behind them. */
static inline const char *take_sized(struct reader *in)
{
    uint64_t length = take_number(in);
    const char *text = (const char *)in->at;

    if (in->bad || length >= (uint64_t)(in->end - in->at) ||
        in->at[length] != 0 || memchr(text, 0, (size_t)length)) {
        in->bad = true;
        return "";
    }
    in->at += length + 1;
    return text;
}

static inline const char *take_text(struct reader *in)
{
    const char *text = (const char *)in->at;
    const uint8_t *nul =
        in->bad ? NULL : memchr(in->at, 0, (size_t)(in->end - in->at));

    if (!nul) {
        in->bad = true;
        return "";
    }
    in->at = nul + 1;
    return text;
}

#endif
