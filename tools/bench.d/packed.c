/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bodies out of pieces. Each piece is a run of whole deflate blocks that
 * ends at a byte and looks back at nothing before it (zlib's full flush),
 * so pieces may follow each other in any order.
 */
#include "packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "documents.h"

enum { VARIANTS = 12, CACHE_MAX_PEOPLE = 300000, ROYAL_EVERY = 10, LEVEL = 6 };

static const char *const NAMES[] = {"royal", "other", "mixed", "small"};

const char *shape_name(int shape)
{
    return shape >= 0 && shape < SHAPES ? NAMES[shape] : NULL;
}

struct piece {
    unsigned char *bytes;
    size_t length;
    size_t raw_length;
    uint32_t crc;
};

/* A drawn document without anybody's own part. */
struct variant {
    struct piece texts; /* from the second label to the claims */
    struct piece rest;  /* the claims nobody asked for, sitelinks */
};

struct own {
    struct piece head;   /* up to the first label */
    struct piece family; /* the claims that are asked for */
};

struct packed {
    const struct made_family *family; /* borrowed */
    enum shape shape;
    struct variant royals[VARIANTS];
    struct variant others[VARIANTS];
    struct own *cache; /* by person; NULL: too many */
    z_stream squeeze;
    bool squeeze_is_up;
    struct kw_buffer text;
};

static const unsigned char GZIP_HEAD[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
/* An empty last block. */
static const unsigned char GZIP_LAST[] = {3, 0};

/* ---- pieces -------------------------------------------------------- */

static enum kw_status pack(struct packed *p, const char *text, size_t length,
                           struct piece *out, struct kw_error *err)
{
    size_t room = compressBound(length) + 64;

    out->bytes = malloc(room);
    if (!out->bytes)
        return kw_nomem(err);
    deflateReset(&p->squeeze);
    p->squeeze.next_in = (unsigned char *)(uintptr_t)text;
    p->squeeze.avail_in = (unsigned)length;
    p->squeeze.next_out = out->bytes;
    p->squeeze.avail_out = (unsigned)room;
    if (deflate(&p->squeeze, Z_FULL_FLUSH) != Z_OK || p->squeeze.avail_in)
        return kw_fail(err, KW_INTERNAL, "zlib does not pack");
    out->length = room - p->squeeze.avail_out;
    out->raw_length = length;
    out->crc =
        (uint32_t)crc32(0, (const unsigned char *)text, (unsigned)length);
    return KW_OK;
}

static void piece_finish(struct piece *piece)
{
    free(piece->bytes);
    memset(piece, 0, sizeof *piece);
}

static void own_finish(struct own *own)
{
    piece_finish(&own->head);
    piece_finish(&own->family);
}

/* Where `mark` begins in the text; the text's end if it is not there. */
static size_t find(const struct kw_buffer *text, const char *mark)
{
    const char *found = strstr(text->bytes, mark);

    return found ? (size_t)(found - text->bytes) : text->length;
}

static const char AFTER_NAME[] = ",\"de\":";
static const char CLAIMS[] = ",\"claims\":{";
static const char FIRST_OTHER[] = ",\"P600\":[";

static size_t size_of(enum shape shape)
{
    return shape == SHAPE_ROYAL   ? DOCUMENT_ROYAL_BYTES
           : shape == SHAPE_OTHER ? DOCUMENT_OTHER_BYTES
                                  : 3000;
}

static enum kw_status make_variant(struct packed *p, enum shape shape,
                                   uint64_t number, struct variant *out,
                                   struct kw_error *err)
{
    struct document_wish wish = {
        .id = 1 + number, .size_bytes = size_of(shape), .seed = number};
    size_t names;
    size_t claims;
    size_t others;

    kw_buffer_clear(&p->text);
    document_entity(&wish, &p->text);
    KW_TRY(kw_buffer_check(&p->text, err));
    names = find(&p->text, AFTER_NAME);
    claims = find(&p->text, CLAIMS) + sizeof CLAIMS - 1;
    others = find(&p->text, FIRST_OTHER);
    if (others >= p->text.length) /* nothing but what is asked for */
        others = find(&p->text, "},\"sitelinks\"");
    if (names >= p->text.length || claims >= p->text.length ||
        others >= p->text.length)
        return kw_fail(err, KW_INTERNAL, "a drawn document has no seams");
    KW_TRY(pack(p, p->text.bytes + names, claims - names, &out->texts, err));
    return pack(p, p->text.bytes + others, p->text.length - others, &out->rest,
                err);
}

/* ---- somebody's own part ------------------------------------------- */

static bool is_royal(const struct packed *p, uint32_t who)
{
    return p->shape == SHAPE_ROYAL ||
           (p->shape == SHAPE_MIXED &&
            made_family_chance(who) % ROYAL_EVERY == 0);
}

/* The least size with as many references as the whole document would
 * have. */
static size_t own_size(const struct packed *p, uint32_t who)
{
    if (is_royal(p, who))
        return 100001;
    return p->shape == SHAPE_SMALL ? 1 : 10001;
}

static enum kw_status make_own(struct packed *p, uint32_t who, struct own *out,
                               struct kw_error *err)
{
    const struct made_family *f = p->family;
    uint32_t spouse = who ^ 1;
    uint64_t children[2] = {0, 0};
    uint64_t wife = made_family_qid(spouse);
    struct document_wish wish = {.id = made_family_qid(who),
                                 .children = children,
                                 .spouses = &wife,
                                 .spouse_count = 1,
                                 .is_woman = who & 1,
                                 .birth_year = made_family_birth_year(f, who),
                                 .size_bytes = own_size(p, who),
                                 .seed = who};
    size_t names;
    size_t claims;
    size_t others;

    for (int i = 0; i < 2; i++)
        if (f->children[2 * who + (uint32_t)i])
            children[wish.child_count++] =
                made_family_qid(f->children[2 * who + (uint32_t)i]);
    if (made_family_has_father(f, who)) {
        wish.father = made_family_qid(f->fathers[who]);
        wish.mother = made_family_qid(f->fathers[who] + 1);
    }
    kw_buffer_clear(&p->text);
    document_entity(&wish, &p->text);
    KW_TRY(kw_buffer_check(&p->text, err));
    names = find(&p->text, AFTER_NAME);
    claims = find(&p->text, CLAIMS) + sizeof CLAIMS - 1;
    others = find(&p->text, FIRST_OTHER);
    if (others >= p->text.length)
        others = find(&p->text, "},\"sitelinks\"");
    if (names > claims || claims > others)
        return kw_fail(err, KW_INTERNAL, "a drawn document has no seams");
    KW_TRY(pack(p, p->text.bytes, names, &out->head, err));
    return pack(p, p->text.bytes + claims, others - claims, &out->family, err);
}

/* ---- making and destroying ----------------------------------------- */

static enum kw_status set_up(struct packed *p, struct kw_error *err)
{
    enum shape small = p->shape == SHAPE_SMALL ? SHAPE_SMALL : SHAPE_OTHER;
    bool has_royals = p->shape == SHAPE_ROYAL || p->shape == SHAPE_MIXED;

    /* Small ones stand for a service that is no limit: where a family is
     * too large to be packed beforehand, packing must cost little. */
    if (deflateInit2(&p->squeeze, small == SHAPE_SMALL ? 1 : LEVEL, Z_DEFLATED,
                     small == SHAPE_SMALL ? -12 : -MAX_WBITS,
                     small == SHAPE_SMALL ? 4 : 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return kw_nomem(err);
    p->squeeze_is_up = true;
    if (p->family->people <= CACHE_MAX_PEOPLE) {
        p->cache = calloc(p->family->people, sizeof *p->cache);
        if (!p->cache)
            return kw_nomem(err);
    }
    for (unsigned i = 0; i < VARIANTS; i++) {
        if (has_royals)
            KW_TRY(make_variant(p, SHAPE_ROYAL, i, &p->royals[i], err));
        if (p->shape != SHAPE_ROYAL)
            KW_TRY(make_variant(p, small, i, &p->others[i], err));
    }
    return KW_OK;
}

enum kw_status packed_create(const struct made_family *family, enum shape shape,
                             struct packed **out, struct kw_error *err)
{
    struct packed *p = calloc(1, sizeof *p);
    enum kw_status status;

    *out = NULL;
    if (!p)
        return kw_nomem(err);
    p->family = family;
    p->shape = shape;
    status = set_up(p, err);
    if (status != KW_OK) {
        packed_destroy(p);
        return status;
    }
    *out = p;
    return KW_OK;
}

void packed_destroy(struct packed *packed)
{
    if (!packed)
        return;
    for (unsigned i = 0; i < VARIANTS; i++) {
        piece_finish(&packed->royals[i].texts);
        piece_finish(&packed->royals[i].rest);
        piece_finish(&packed->others[i].texts);
        piece_finish(&packed->others[i].rest);
    }
    for (uint32_t i = 0; packed->cache && i < packed->family->people; i++)
        own_finish(&packed->cache[i]);
    free(packed->cache);
    if (packed->squeeze_is_up)
        deflateEnd(&packed->squeeze);
    kw_buffer_finish(&packed->text);
    free(packed);
}

enum kw_status packed_warm(struct packed *packed, struct kw_error *err)
{
    for (uint32_t i = 0; packed->cache && i < packed->family->people; i++)
        if (!packed->cache[i].head.bytes)
            KW_TRY(make_own(packed, i, &packed->cache[i], err));
    return KW_OK;
}

/* ---- bodies -------------------------------------------------------- */

void body_clear(struct body *body)
{
    body->count = 0;
    body->bytes = 0;
    body->raw_bytes = 0;
    body->crc = 0;
    kw_arena_reset(&body->kept);
}

void body_finish(struct body *body)
{
    free(body->pieces);
    kw_arena_finish(&body->kept);
    memset(body, 0, sizeof *body);
}

static enum kw_status add_bytes(struct body *body, const void *bytes,
                                size_t length, struct kw_error *err)
{
    struct iovec *grown =
        kw_grow(body->pieces, body->count, &body->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    body->pieces = grown;
    body->pieces[body->count].iov_base = (void *)(uintptr_t)bytes;
    body->pieces[body->count++].iov_len = length;
    body->bytes += length;
    return KW_OK;
}

static void add_crc(struct body *body, uint32_t crc, size_t raw_length)
{
    body->crc = (uint32_t)crc32_combine(body->crc, crc, (z_off_t)raw_length);
    body->raw_bytes += raw_length;
}

static enum kw_status add_piece(struct body *body, const struct piece *piece,
                                struct kw_error *err)
{
    add_crc(body, piece->crc, piece->raw_length);
    return add_bytes(body, piece->bytes, piece->length, err);
}

/* Text as a stored block: few bytes, not worth packing. */
static enum kw_status add_text(struct body *body, const char *text,
                               size_t length, struct kw_error *err)
{
    unsigned char *block = kw_arena_take(&body->kept, length + 5);

    if (!block)
        return kw_nomem(err);
    block[0] = 0;
    block[1] = (unsigned char)(length & 0xff);
    block[2] = (unsigned char)(length >> 8);
    block[3] = (unsigned char)~block[1];
    block[4] = (unsigned char)~block[2];
    memcpy(block + 5, text, length);
    add_crc(body, (uint32_t)crc32(0, block + 5, (unsigned)length), length);
    return add_bytes(body, block, length + 5, err);
}

/* Moves what `own` packed into the body, which gives it back. */
static enum kw_status keep(struct body *body, struct piece *piece,
                           struct kw_error *err)
{
    unsigned char *copy = kw_arena_take(&body->kept, piece->length);

    if (!copy || !piece->bytes)
        return kw_nomem(err);
    memcpy(copy, piece->bytes, piece->length);
    free(piece->bytes);
    piece->bytes = copy;
    return add_piece(body, piece, err);
}

static enum kw_status add_entity(struct packed *p, uint32_t who,
                                 struct body *out, struct kw_error *err)
{
    const struct variant *variant = (is_royal(p, who) ? p->royals : p->others) +
                                    made_family_chance(who + 1) % VARIANTS;
    struct own fresh = {.head = {.bytes = NULL}};
    struct own *own = p->cache ? &p->cache[who] : &fresh;

    if (!own->head.bytes)
        KW_TRY(make_own(p, who, own, err));
    KW_TRY(p->cache ? add_piece(out, &own->head, err)
                    : keep(out, &own->head, err));
    KW_TRY(add_piece(out, &variant->texts, err));
    KW_TRY(p->cache ? add_piece(out, &own->family, err)
                    : keep(out, &own->family, err));
    return add_piece(out, &variant->rest, err);
}

static enum kw_status begin(struct body *out, struct kw_error *err)
{
    body_clear(out);
    return add_bytes(out, GZIP_HEAD, sizeof GZIP_HEAD, err);
}

static enum kw_status end(struct body *out, struct kw_error *err)
{
    unsigned char *tail = kw_arena_take(&out->kept, 8);

    if (!tail)
        return kw_nomem(err);
    for (unsigned i = 0; i < 4; i++) {
        tail[i] = (unsigned char)(out->crc >> (8 * i));
        tail[4 + i] = (unsigned char)((uint64_t)out->raw_bytes >> (8 * i));
    }
    KW_TRY(add_bytes(out, GZIP_LAST, sizeof GZIP_LAST, err));
    return add_bytes(out, tail, 8, err);
}

static enum kw_status name_entity(struct body *out, const char *before,
                                  uint64_t qid, struct kw_error *err)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%s\"Q%llu\":", before,
                          (unsigned long long)qid);

    return add_text(out, text, (size_t)length, err);
}

enum kw_status packed_document(struct packed *packed, uint32_t who,
                               struct body *out, struct kw_error *err)
{
    KW_TRY(begin(out, err));
    KW_TRY(name_entity(out, "{\"entities\":{", made_family_qid(who), err));
    KW_TRY(add_entity(packed, who, out, err));
    KW_TRY(add_text(out, "}}", 2, err));
    return end(out, err);
}

enum kw_status packed_reply(struct packed *packed, const uint64_t *qids,
                            size_t count, struct body *out,
                            struct kw_error *err)
{
    static const char last[] = "},\"success\":1}";

    KW_TRY(begin(out, err));
    for (size_t i = 0; i < count; i++) {
        uint32_t who;

        KW_TRY(name_entity(out, i ? "," : "{\"entities\":{", qids[i], err));
        if (made_family_find(packed->family, qids[i], &who)) {
            KW_TRY(add_entity(packed, who, out, err));
        } else {
            char text[64];
            int length = snprintf(text, sizeof text,
                                  "{\"id\":\"Q%llu\",\"missing\":\"\"}",
                                  (unsigned long long)qids[i]);

            KW_TRY(add_text(out, text, (size_t)length, err));
        }
    }
    if (!count)
        KW_TRY(add_text(out, "{\"entities\":{", 13, err));
    KW_TRY(add_text(out, last, sizeof last - 1, err));
    return end(out, err);
}
