/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export: a family in other programs' formats, one file a format and
 * one row in the table.
 *
 * People come one after another from a source, bytes leave through a
 * buffer that is drained: memory does not grow with the family. Each
 * format carries whatever it can: labels in every language, sex, dates
 * with precision and calendar, the role of a link, who states it and at
 * which rank, marriage dates.
 *
 * Edges run from parent to child. Node ids are the ids as people write
 * them: "Q9439".
 *
 * Every text is made harmless on its way out, except in JSON lines, which
 * keep what was read: bytes that are no UTF-8 become U+FFFD, control
 * characters and bidi overrides, embeddings and isolates go, line breaks
 * and tabs become blanks; then each format's own quoting.
 */
#ifndef KINWALK_EXPORT_H
#define KINWALK_EXPORT_H

#include <kinwalk/family.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Takes one person. `known` is KW_READ for a record as it was read
 * (person, missing or redirect); anything else for somebody who is only
 * named by others, whose record is then an empty one. Both are the
 * source's, valid during the call. */
typedef enum kw_status (*kw_export_person)(void *to,
                                           const struct kw_person *person,
                                           enum kw_known known,
                                           struct kw_error *err);
/* Takes one merged link. */
typedef enum kw_status (*kw_export_link)(void *to, const struct kw_link *link,
                                         struct kw_error *err);

/* Where the family comes from. All functions may be called several times
 * and must give the same each time; whoever is left out must be left out
 * of all of them. A status other than KW_OK from `each` ends the walk and
 * is returned. */
struct kw_export_source {
    void *arg; /* borrowed; first argument of all */
    /* Records by id; then those only named, in a fixed order. */
    enum kw_status (*people)(void *arg, kw_export_person each, void *to,
                             struct kw_error *err);
    /* Links by child, then parent. */
    enum kw_status (*links)(void *arg, kw_export_link each, void *to,
                            struct kw_error *err);
    /* The links that touch `id`. Memory from `arena`. May be NULL unless
     * the format is a GEDCOM. */
    enum kw_status (*links_of)(void *arg, struct kw_id id,
                               struct kw_arena *arena, struct kw_link **out,
                               size_t *count, struct kw_error *err);
    /* Sex and birth of `id`. As above. */
    enum kw_status (*brief)(void *arg, struct kw_id id, enum kw_sex *sex,
                            struct kw_date *birth, struct kw_error *err);
};

/* Whose header a CSV pair has. */
enum kw_export_for {
    KW_FOR_PLAIN = 0,   /* id,...  src,dst,...; safe in spreadsheets */
    KW_FOR_NEO4J,       /* id:ID,...  :START_ID,:END_ID,:TYPE,... */
    KW_FOR_GRAPHFRAMES, /* id,...  src,dst,relationship,... */
};

struct kw_export_options {
    const char *const *langs;     /* for the label shown; see kw_texts_pick() */
    const struct kw_xrefs *xrefs; /* NULL: there are only QIDs */
    enum kw_export_for custom;    /* csv only */
    /* Appends a record as one of kinwalk's JSON lines. jsonl only; the
     * room that knows JSON is another: give kw_claims_write. */
    void (*write_record)(const struct kw_person *person,
                         const struct kw_xrefs *xrefs, struct kw_buffer *out);
};

enum { KW_EXPORT_PARTS_MAX = 2 };

/* One row of the table of formats. */
struct kw_export_format {
    const char *name;    /* "graphml" */
    const char *meaning; /* for help: a sentence without full stop */
    /* File names if the format is a folder of several files; else NULL. */
    const char *parts[KW_EXPORT_PARTS_MAX];
    bool tells_ranks; /* of each link or statement */
};

/* The formats by index from 0; NULL beyond the last. Static memory. */
KW_API const struct kw_export_format *kw_export_format_at(size_t index);
/* The row of that name, or NULL. */
KW_API const struct kw_export_format *kw_export_find(const char *name);

/* What was written. */
struct kw_export_tally {
    uint64_t people; /* read */
    uint64_t named;  /* only named by others */
    uint64_t links;
};

/* Writes the family to the file `path` ("-": standard output), or, if
 * the format has parts, into the folder `path`, made if need be. Each
 * file is written to a temporary beside it and renamed when all are
 * whole; after any failure old files are as they were. `tally` may be
 * NULL. KW_USAGE if several files are to go to standard output;
 * KW_OUTPUT; and whatever the source says. */
KW_API enum kw_status kw_export_file(const struct kw_export_format *format,
                                     const char *path,
                                     const struct kw_export_options *options,
                                     const struct kw_export_source *source,
                                     struct kw_export_tally *tally,
                                     struct kw_error *err);
/* Appends one part (0 if the format has none) to `out`, which may be
 * drained. */
KW_API enum kw_status
kw_export_part(const struct kw_export_format *format, size_t part,
               const struct kw_export_options *options,
               const struct kw_export_source *source, struct kw_buffer *out,
               struct kw_export_tally *tally, struct kw_error *err);

#ifdef __cplusplus
}
#endif

#endif
