/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claims: what JSON says. Entities, API replies, lines of a dump and
 * kinwalk's own JSON lines become persons; persons become JSON lines.
 *
 * It leaves to others how bytes came and where persons go, and knows no
 * URL. A scanner walks to what is kept; cJSON reads what needs decoding.
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

#define KW_DOCUMENT_BYTES ((size_t)64 << 20)
#define KW_DOCUMENT_MEMORY_BYTES ((size_t)1 << 30)
enum { KW_DOCUMENT_DEPTH = 1000 };

/* Bounds of one document; 0 takes the default. */
struct kw_claims_limits {
    size_t document_bytes; /* default KW_DOCUMENT_BYTES */
    size_t memory_bytes;   /* what the tree of what is kept may take;
                              default KW_DOCUMENT_MEMORY_BYTES */
    unsigned depth;        /* nesting; default and most KW_DOCUMENT_DEPTH */
    uint64_t begins_at;    /* where in its file the document begins: added
                              to the byte offsets in errors */
    bool is_checked;       /* the bytes were checked by whoever packed them
                              (the CRC of a gzip): what is not kept is
                              passed over unread. Only a document that
                              would be read without this may be read so;
                              of any other, some may be taken */
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
 * entity, an item of the REST API, a line of a dump (a comma behind it is
 * fine), or one of kinwalk's JSON lines. A redirect in the reply gives two
 * records, one KW_REDIRECT under the asked id and the target; nobody comes
 * twice. An API error object is no failure here: it fills error_*.
 *
 * On KW_OK *out is yours: kw_document_finish(). Otherwise *out is empty
 * and *err says why, with the byte offset where known: KW_INPUT if the
 * bytes are no such document or an entity in it cannot be read, KW_LIMIT
 * if it is larger than a limit, KW_NOMEM.
 *
 * `xrefs` takes the ids of people without QID; NULL refuses them.
 * `langs` (NULL-terminated) are the languages to keep besides mul and en,
 * each with its base ("de" for "de-at"); if a person has none of those,
 * the smallest code is kept; NULL keeps all.
 * Runs on any thread, several at once on different documents, if each has
 * its own `xrefs` or NULL.
 *
 * cJSON's allocators are set once per process, by the first call: to ones
 * that use an arena while a call of this door is under way on the same
 * thread, and malloc and free otherwise. A host program that gives cJSON
 * allocators of its own must do so after that; they are respected then,
 * but limits->memory_bytes no longer holds. */
KW_API enum kw_status
kw_claims_read(const char *bytes, size_t length, struct kw_xrefs *xrefs,
               const char *const *langs, const struct kw_claims_limits *limits,
               struct kw_document *out, struct kw_error *err);
/* What a look at a document tells before it is read. Costs one pass over
 * the bytes, and makes nothing. Any thread. */
enum kw_look {
    KW_LOOKS_WRONG = 0,   /* no JSON object, or something wrong in it: mostly
                             kw_claims_read() refuses it with a reason */
    KW_LOOKS_WITHOUT_KIN, /* nothing wrong, and no statement in it is about a
                             relative */
    KW_LOOKS_LIKE_KIN     /* nothing wrong: kw_claims_read() may be told that
                             it is checked */
};
KW_API enum kw_look kw_claims_look(const char *bytes, size_t length);
/* NULL and zeroed memory are fine. */
KW_API void kw_document_finish(struct kw_document *document);

/* Cuts a stream into documents for kw_claims_read(): one document over
 * many lines, JSON lines, a dump or any list, with [ ] and commas between,
 * in whatever portions it comes. What is no document comes out as a piece
 * too, for kw_claims_read() to refuse with its reason, and the stream goes
 * on at the next line that begins a document. Holds one document at a
 * time. */
struct kw_splitter;

struct kw_piece {
    const char *bytes; /* valid until the next call on the splitter */
    size_t length;
    uint64_t at; /* offset in the stream */
};

/* `limit_bytes` is the longest document (0: KW_DOCUMENT_BYTES); a longer
 * one comes out cut behind it. On KW_OK *out is yours. */
KW_API enum kw_status kw_splitter_create(size_t limit_bytes,
                                         struct kw_splitter **out,
                                         struct kw_error *err);
/* NULL is fine. */
KW_API void kw_splitter_destroy(struct kw_splitter *splitter);
/* Adds the next bytes of the stream; take the pieces before the next
 * call. */
KW_API enum kw_status kw_splitter_feed(struct kw_splitter *splitter,
                                       const char *bytes, size_t length,
                                       struct kw_error *err);
/* The stream is over: what is left comes out as it is. */
KW_API void kw_splitter_end(struct kw_splitter *splitter);
/* The next piece; false if more must be fed first, or at the end. */
KW_API bool kw_splitter_next(struct kw_splitter *splitter,
                             struct kw_piece *out);

/* Appends the person as one JSON line, newline included, keys in the
 * order of the documented schema "kinwalk.person/1". What was written and
 * is read again is written the same, byte for byte. `xrefs` may be NULL
 * where there are only QIDs. */
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
/* On KW_OK *out is yours: kw_hits_finish(). Otherwise it is empty:
 * KW_NETWORK if the server answered with an error, KW_INPUT if this is no
 * such reply. Hits that are no items are passed over. */
KW_API enum kw_status kw_claims_read_hits(const char *bytes, size_t length,
                                          struct kw_hits *out,
                                          struct kw_error *err);
/* NULL and zeroed memory are fine. */
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
