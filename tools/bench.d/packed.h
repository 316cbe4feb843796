/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents of a made family, packed as a server sends them, as fast as
 * they are asked for.
 *
 * What nobody asked for (texts in other languages, other properties,
 * sitelinks) is drawn and packed once in a few variants; a person's own
 * part (name, family, dates) is packed when first asked for. A body is
 * pieces of both behind each other: one gzip stream, whose CRC is put
 * together from theirs.
 */
#ifndef KINWALK_BENCH_PACKED_H
#define KINWALK_BENCH_PACKED_H

#include "made_family.h"

#include <sys/uio.h>

enum shape {
    SHAPE_ROYAL = 0, /* 380 kB */
    SHAPE_OTHER,     /* 60 kB */
    SHAPE_MIXED,     /* one royal among ten */
    SHAPE_SMALL      /* 3 kB */
};
enum { SHAPES = SHAPE_SMALL + 1 };
/* "royal", "other", "mixed", "small"; NULL beyond. */
const char *shape_name(int shape);

struct packed;

/* `family` is borrowed. *out is yours: packed_destroy(). */
enum kw_status packed_create(const struct made_family *family, enum shape shape,
                             struct packed **out, struct kw_error *err);
void packed_destroy(struct packed *packed);
/* Packs everybody's own part now, so that no answer has to. */
enum kw_status packed_warm(struct packed *packed, struct kw_error *err);

/* Pieces of one body; they are borrowed from `packed` but for what
 * `kept` holds. */
struct body {
    struct iovec *pieces;
    size_t count;
    size_t capacity;
    size_t bytes;     /* packed */
    size_t raw_bytes; /* unpacked */
    uint32_t crc;     /* of the unpacked */
    struct kw_arena kept;
};
/* Empties a body; zeroed memory is fine. */
void body_clear(struct body *body);
void body_finish(struct body *body);

/* The body of Special:EntityData for `who`. */
enum kw_status packed_document(struct packed *packed, uint32_t who,
                               struct body *out, struct kw_error *err);
/* The body of wbgetentities for several ids; who is not of the family is
 * missing. */
enum kw_status packed_reply(struct packed *packed, const uint64_t *qids,
                            size_t count, struct body *out,
                            struct kw_error *err);

#endif
