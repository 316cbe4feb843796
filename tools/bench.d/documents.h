/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entity documents of real shape and any size, for measuring: labels in
 * many languages (a third of them escaped), aliases, descriptions, family
 * statements with qualifiers and references, a hundred properties nobody
 * asked for, sitelinks with their addresses.
 *
 * The same wish gives the same bytes on every machine. Hashes and
 * statement ids are drawn, so that gzip shrinks a document about as much
 * as it does real ones.
 */
#ifndef KINWALK_BENCH_DOCUMENTS_H
#define KINWALK_BENCH_DOCUMENTS_H

#include <kinwalk/base.h>

/* Bytes of a royal's document, and of somebody less described. */
#define DOCUMENT_ROYAL_BYTES ((size_t)380000)
#define DOCUMENT_OTHER_BYTES ((size_t)60000)

/* Whose document, and how large. Numbers are those of QIDs; 0 is nobody.
 * Lists are borrowed. */
struct document_wish {
    uint64_t id;
    uint64_t father;
    uint64_t mother;
    const uint64_t *children;
    size_t child_count;
    const uint64_t *spouses;
    size_t spouse_count;
    bool is_woman;
    int birth_year;    /* 0: none is stated */
    size_t size_bytes; /* met to about a kilobyte, if what is asked fits */
    uint64_t seed;
};

/* Appends the entity alone, as a line of a dump has it (no comma, no
 * newline). */
void document_entity(const struct document_wish *wish, struct kw_buffer *out);
/* The same as Special:EntityData gives it. */
void document_entity_data(const struct document_wish *wish,
                          struct kw_buffer *out);
/* The same for several people as wbgetentities gives it. */
void document_reply(const struct document_wish *wishes, size_t count,
                    struct kw_buffer *out);

#endif
