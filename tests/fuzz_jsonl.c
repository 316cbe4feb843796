/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes what importing JSON lines does with each line: it is read, put
 * into a store, taken out again and written. Whatever comes in, what is
 * written is read again as the same person, byte for byte, and so is what
 * the store gave back.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/claims.h>
#include <kinwalk/store.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* A store is slow to make: so many inputs share one. */
enum { INPUTS_A_STORE = 2000 };

static void must(enum kw_status status, const struct kw_error *err)
{
    if (status == KW_OK || status == KW_NOMEM)
        return;
    fprintf(stderr, "%s\n", err->text);
    abort();
}

static struct kw_store *store_at_hand(void)
{
    static struct kw_store *store;
    static unsigned inputs;
    struct kw_error err;

    if (inputs++ % INPUTS_A_STORE == 0) {
        kw_store_close(store);
        must(kw_store_open("", KW_STORE_MEMORY, NULL, &store, &err), &err);
    }
    return store;
}

/* Reads what was written: one person, the same when written again. */
static void read_back(const struct kw_buffer *line, struct kw_xrefs *xrefs)
{
    struct kw_document again;
    struct kw_buffer twice = {0};
    struct kw_error err;

    must(kw_claims_read(line->bytes, line->length, xrefs, NULL, NULL, &again,
                        &err),
         &err);
    if (again.count != 1)
        abort();
    kw_claims_write(again.people[0], xrefs, &twice);
    if (twice.length != line->length ||
        memcmp(twice.bytes, line->bytes, line->length) != 0) {
        fprintf(stderr, "%s%s", line->bytes, twice.bytes);
        abort();
    }
    kw_document_finish(&again);
    kw_buffer_finish(&twice);
}

static void put_and_get(struct kw_store *store, const struct kw_person *person,
                        const struct kw_buffer *line)
{
    struct kw_person *kept = NULL;
    struct kw_buffer stored = {0};
    struct kw_error err;

    must(kw_store_put(store, person, &err), &err);
    must(kw_store_get(store, person->id, &kept, &err), &err);
    if (!kept)
        abort();
    kw_claims_write(kept, kw_store_xrefs(store), &stored);
    if (stored.length != line->length ||
        memcmp(stored.bytes, line->bytes, line->length) != 0) {
        fprintf(stderr, "%s%s", line->bytes, stored.bytes);
        abort();
    }
    kw_person_destroy(kept);
    kw_buffer_finish(&stored);
}

static void take_line(struct kw_store *store, const char *line, size_t length)
{
    struct kw_xrefs *xrefs = kw_store_xrefs(store);
    struct kw_document document;
    struct kw_buffer written = {0};
    struct kw_error err;

    if (kw_claims_read(line, length, xrefs, NULL, NULL, &document, &err) !=
        KW_OK)
        return;
    for (size_t i = 0; i < document.count; i++) {
        kw_buffer_clear(&written);
        kw_claims_write(document.people[i], xrefs, &written);
        if (kw_buffer_check(&written, &err) != KW_OK)
            abort();
        read_back(&written, xrefs);
        put_and_get(store, document.people[i], &written);
    }
    kw_document_finish(&document);
    kw_buffer_finish(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct kw_store *store = store_at_hand();
    const char *line = (const char *)bytes;
    struct kw_error err;

    must(kw_store_begin(store, &err), &err);
    while (length) {
        const char *newline = memchr(line, '\n', length);
        size_t part = newline ? (size_t)(newline - line) : length;

        take_line(store, line, part);
        line += newline ? part + 1 : part;
        length -= newline ? part + 1 : part;
    }
    kw_store_rollback(store);
    return 0;
}
