/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claims: what JSON says. Entities, API replies, lines of a dump and
 * kinwalk's own JSON lines become persons; persons become JSON lines.
 *
 * It leaves to others how bytes came and where persons go, and knows no
 * URL. All JSON in is read by cJSON, whole.
 *
 * What is refused, and what is taken on purpose, is listed in
 * src/claims/README.md and tested line by line.
 */
#ifndef KINWALK_CLAIMS_H
#define KINWALK_CLAIMS_H

#include <kinwalk/family.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bounds of one document; 0 takes the default. */
struct kw_claims_limits {
    size_t document_bytes; /* default 64 MiB */
    size_t memory_bytes;   /* what reading may take; default 1 GiB */
    unsigned depth;        /* nesting; default 1,000 */
};

/* What one document held. Zeroed memory is an empty one. */
struct kw_document {
    struct kw_person **people; /* each yours until kw_document_finish() */
    size_t count;
    size_t capacity;
    size_t passed_over; /* entities that are no items (properties, ...) */
    bool cut_short;     /* the server left ids out (warnings.result) */
    /* An error object instead of entities: code is not empty then. */
    char error_code[64];
    char error_info[256];
    char error_id[32];   /* the id the server objects to, or empty */
    char error_type[64]; /* maxlag: "wikibase-queryservice", "db", ... */
    double error_lag_s;
};

/* Reads one document: a wbgetentities reply or EntityData, a single
 * entity, a line of a dump (a comma behind it is fine), or one of
 * kinwalk's JSON lines. A redirect in the reply gives two records, one
 * KW_REDIRECT under the asked id and the target. An API error object is
 * no failure here: it fills error_*. An entity that cannot be read fails
 * the whole document with KW_INPUT and the byte offset where known.
 *
 * `xrefs` takes the ids of people without QID; NULL refuses them.
 * `langs` (NULL-terminated) are the languages to keep besides mul and en
 * (if a person has none of those, the smallest code); NULL keeps all.
 * Runs on any thread, several at once on different documents. */
KW_API enum kw_status
kw_claims_read(const char *bytes, size_t length, struct kw_xrefs *xrefs,
               const char *const *langs, const struct kw_claims_limits *limits,
               struct kw_document *out, struct kw_error *err);
KW_API void kw_document_finish(struct kw_document *document);

/* Appends the person as one JSON line, newline included, keys in the
 * order of the documented schema "kinwalk.person/1". */
KW_API void kw_claims_write(const struct kw_person *person,
                            const struct kw_xrefs *xrefs,
                            struct kw_buffer *out);

/* The hits of a wbsearchentities reply. */
struct kw_hit {
    struct kw_id id;
    char *label; /* may be NULL */
    char *description;
    char *match; /* the text that matched */
    bool by_alias;
};
struct kw_hits {
    struct kw_hit *items;
    size_t count;
};
KW_API enum kw_status kw_claims_read_hits(const char *bytes, size_t length,
                                          struct kw_hits *out,
                                          struct kw_error *err);
KW_API void kw_hits_finish(struct kw_hits *hits);

/* The items a search by statement (list=search) found, and where its
 * next page begins. Zeroed memory is an empty one. */
struct kw_titles {
    struct kw_id *items;
    size_t count;
    size_t next_offset; /* 0: that was all */
    bool is_error;      /* an error object: kw_claims_read() tells more */
};
KW_API enum kw_status kw_claims_read_titles(const char *bytes, size_t length,
                                            struct kw_titles *out,
                                            struct kw_error *err);
KW_API void kw_titles_finish(struct kw_titles *titles);

#ifdef __cplusplus
}
#endif

#endif
