/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes to the reader of documents. Besides not crashing it must keep
 * its promises: what it read it writes, and what it wrote it reads again
 * to the same line; cut into documents first, nothing is lost or made up.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/claims.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void write_and_read_again(const struct kw_person *person,
                                 struct kw_xrefs *xrefs)
{
    struct kw_buffer first = {0};
    struct kw_buffer second = {0};
    struct kw_document again;

    kw_claims_write(person, xrefs, &first);
    must(kw_buffer_check(&first, NULL) == KW_OK);
    must(kw_claims_read(first.bytes, first.length, xrefs, NULL, NULL, &again,
                        NULL) == KW_OK);
    must(again.count == 1);
    must(kw_id_same(again.people[0]->id, person->id));
    kw_claims_write(again.people[0], xrefs, &second);
    must(first.length == second.length &&
         memcmp(first.bytes, second.bytes, first.length) == 0);
    kw_document_finish(&again);
    kw_buffer_finish(&first);
    kw_buffer_finish(&second);
}

static void look_at(const struct kw_person *person)
{
    char text[KW_DATE_TEXT_BYTES];
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count;
    int64_t first;
    int64_t last;

    (void)kw_date_print(person->birth, text);
    if (kw_date_days(person->birth, &first, &last))
        must(first <= last);
    (void)kw_date_compare(person->birth, person->death);
    (void)kw_texts_pick(&person->labels, NULL);
    must(kw_person_links(person, &arena, &links, &count, NULL) == KW_OK);
    kw_arena_finish(&arena);
}

static void read_whole(const char *bytes, size_t size)
{
    static const char *const GERMAN[] = {"de-at", NULL};
    struct kw_claims_limits limits = {.memory_bytes = (size_t)64 << 20};
    struct kw_document document;
    struct kw_xrefs *xrefs;
    struct kw_hits hits;
    struct kw_titles titles;
    struct kw_error err;

    must(kw_xrefs_create(&xrefs, NULL) == KW_OK);
    if (kw_claims_read(bytes, size, xrefs, NULL, &limits, &document, &err) ==
        KW_OK) {
        for (size_t i = 0; i < document.count; i++) {
            look_at(document.people[i]);
            write_and_read_again(document.people[i], xrefs);
        }
    } else {
        must(err.status != KW_OK && err.text[0] && document.count == 0);
    }
    kw_document_finish(&document);
    (void)kw_claims_read(bytes, size, NULL, GERMAN, &limits, &document, &err);
    kw_document_finish(&document);
    (void)kw_claims_read_hits(bytes, size, &hits, &err);
    kw_hits_finish(&hits);
    (void)kw_claims_read_titles(bytes, size, &titles, &err);
    kw_titles_finish(&titles);
    kw_xrefs_destroy(xrefs);
}

/* The pieces of a stream, as one text, whatever the portions. */
static void split(const char *bytes, size_t size, size_t portion,
                  struct kw_buffer *out)
{
    struct kw_splitter *splitter;
    struct kw_piece piece;
    uint64_t end = 0;

    must(kw_splitter_create(256, &splitter, NULL) == KW_OK);
    for (size_t at = 0; at <= size; at += portion) {
        size_t left = size - at;

        must(kw_splitter_feed(splitter, bytes + at,
                              left < portion ? left : portion, NULL) == KW_OK);
        if (left < portion)
            kw_splitter_end(splitter);
        while (kw_splitter_next(splitter, &piece)) {
            must(piece.at >= end && piece.at + piece.length <= size);
            must(piece.length > 0 && piece.length <= 257);
            must(memcmp(bytes + piece.at, piece.bytes, piece.length) == 0);
            end = piece.at + piece.length;
            kw_buffer_print(out, "%llu+%zu ", (unsigned long long)piece.at,
                            piece.length);
        }
    }
    kw_splitter_destroy(splitter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct kw_buffer whole = {0};
    struct kw_buffer parts = {0};

    read_whole(bytes, size);
    split(bytes, size, size + 1, &whole);
    split(bytes, size, 3, &parts);
    must(whole.length == parts.length &&
         (whole.length == 0 ||
          memcmp(whole.bytes, parts.bytes, whole.length) == 0));
    kw_buffer_finish(&whole);
    kw_buffer_finish(&parts);
    return 0;
}
