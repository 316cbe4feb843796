/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the reading of dumps, packed ones too: parts of every size give
 * the same people, whole lines and offsets, and the look that saves most
 * lines from being read misses nobody whom reading would keep.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/source.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { PLAIN_MAX = 1 << 20, LINE_BYTES = 20000 };

struct from {
    const char *bytes;
    size_t length;
    size_t at;
};

static enum kw_status give(void *arg, char *out, size_t room, size_t *got,
                           struct kw_error *err)
{
    struct from *from = arg;

    (void)err;
    *got = from->length - from->at;
    *got = *got < room ? *got : room;
    memcpy(out, from->bytes + from->at, *got);
    from->at += *got;
    return KW_OK;
}

/* What one reading gave. */
struct sum {
    uint64_t ids;
    size_t people;
    uint64_t lines;
    size_t wrong;
    uint64_t end;
};

static struct sum read_all(const char *bytes, size_t length, size_t part_bytes)
{
    struct from from = {bytes, length, 0};
    const struct kw_unpack_place first = {0, 0};
    struct kw_dump_settings settings = {
        .threads = 1, .line_bytes = LINE_BYTES, .part_bytes = part_bytes};
    struct sum sum = {0};
    const struct kw_dump_part *part;
    struct kw_dump *dump;
    struct kw_error err;

    if (kw_unpacker_create(KW_PACKED_NOT, give, &from, first,
                           &settings.unpacker, &err) != KW_OK ||
        kw_dump_open(&settings, &dump, &err) != KW_OK)
        abort();
    for (;;) {
        if (kw_dump_next(dump, &part, &err) != KW_OK)
            abort();
        if (!part)
            break;
        for (size_t i = 0; i < part->count; i++)
            sum.ids = sum.ids * 31 + part->people[i]->id.bits;
        for (size_t i = 0; i < part->wrong_kept; i++)
            if (part->wrong[i].at > length || !*part->wrong[i].why)
                abort();
        sum.people += part->count;
        sum.lines += part->lines;
        sum.wrong += part->wrong_count;
        sum.end = part->end;
    }
    kw_dump_close(dump);
    kw_unpacker_destroy(settings.unpacker);
    return sum;
}

/* A line that the look lets go names no relative. */
static void look(const char *line, size_t length)
{
    struct kw_document document;
    struct kw_error err;

    if (kw_claims_look(line, length) != KW_LOOKS_WITHOUT_KIN ||
        kw_claims_read(line, length, NULL, NULL, NULL, &document, &err) !=
            KW_OK)
        return;
    for (size_t i = 0; i < document.count; i++)
        for (size_t s = 0; s < document.people[i]->statement_count; s++)
            if (kw_property_info(document.people[i]->statements[s].property)
                    ->direction != KW_TO_NONE)
                abort();
    kw_document_finish(&document);
}

static void unpack(const char *bytes, size_t length, struct kw_buffer *out)
{
    struct from from = {bytes, length, 0};
    const struct kw_unpack_place first = {0, 0};
    struct kw_unpacker *unpacker;
    struct kw_error err;
    char plain[4096];
    size_t got = 1;

    if (kw_unpacker_create(kw_packed_of(bytes, length), give, &from, first,
                           &unpacker, &err) != KW_OK)
        return;
    while (got && out->length < PLAIN_MAX &&
           kw_unpacker_read(unpacker, plain, sizeof plain, &got, &err) == KW_OK)
        kw_buffer_add(out, plain, got);
    if (kw_unpacker_member(unpacker).packed > length ||
        kw_unpacker_taken(unpacker) > length)
        abort();
    kw_unpacker_destroy(unpacker);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct kw_buffer plain = {0};
    struct sum one;
    struct sum other;

    unpack((const char *)bytes, length, &plain);
    look(plain.bytes ? plain.bytes : "", plain.length);
    one = read_all(plain.bytes ? plain.bytes : "", plain.length, 1 << 20);
    other = read_all(plain.bytes ? plain.bytes : "", plain.length, 300);
    if (one.ids != other.ids || one.people != other.people ||
        one.lines != other.lines || one.wrong != other.wrong ||
        one.end != other.end)
        abort();
    kw_buffer_finish(&plain);
    return 0;
}
