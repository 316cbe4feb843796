/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source: where people come from: a Wikibase, asked over the network,
 * fifty people a request or one document each; and files: GEDCOM, tables.
 *
 * It knows a Wikibase's addresses, errors and oddities, and hands out
 * people; how bytes travel is fetch's, what JSON says is claims'. Every
 * id that is asked for gets exactly one answer, whatever the server does.
 *
 * Threads: a source belongs to one thread. Transfers run on a thread of
 * its own, unpacking and reading on workers; so its owner may be away for
 * as long as it likes, and what was asked goes on meanwhile. Callbacks come
 * on the owner's thread.
 */
#ifndef KINWALK_SOURCE_H
#define KINWALK_SOURCE_H

#include <kinwalk/claims.h>
#include <kinwalk/family.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- unpacking ----------------------------------------------------- */

/* Unpacks gzip, all members behind each other, and appends it to `out`.
 * KW_INPUT if it is damaged, cut, or would pass `limit_bytes`; the size
 * it claims for itself is a hint and never trusted. Runs on any
 * thread. */
KW_API enum kw_status kw_inflate(const char *bytes, size_t length,
                                 size_t limit_bytes, struct kw_buffer *out,
                                 struct kw_error *err);

enum kw_packed {
    KW_PACKED_NOT = 0,
    KW_PACKED_GZIP,
    KW_PACKED_BZIP2,
    KW_PACKED_ZSTD
};
/* How a file that begins with these bytes is packed. */
KW_API enum kw_packed kw_packed_of(const char *bytes, size_t length);

/* Gives the next bytes of a file, at least one; *got is 0 at its end. */
typedef enum kw_status (*kw_read_fn)(void *arg, char *out, size_t room,
                                     size_t *got, struct kw_error *err);

/* Unpacks what `read` gives, as it comes: all members behind each other,
 * zeros at the end passed over. */
struct kw_unpacker;

/* The same place in the packed and in the plain bytes. */
struct kw_unpack_place {
    uint64_t packed;
    uint64_t plain;
};

/* `from` is where `read` begins: zeros, or what kw_unpacker_member() said.
 * *out is yours: kw_unpacker_destroy(). */
KW_API enum kw_status kw_unpacker_create(enum kw_packed packed, kw_read_fn read,
                                         void *arg, struct kw_unpack_place from,
                                         struct kw_unpacker **out,
                                         struct kw_error *err);
/* NULL is fine. */
KW_API void kw_unpacker_destroy(struct kw_unpacker *unpacker);
/* Gives the next plain bytes, at least one; *got is 0 at the end. KW_INPUT
 * with the packed byte if it is damaged or cut, after all that came out
 * before. Any thread, one at a time. */
KW_API enum kw_status kw_unpacker_read(struct kw_unpacker *unpacker, char *out,
                                       size_t room, size_t *got,
                                       struct kw_error *err);
KW_API enum kw_packed kw_unpacker_kind(const struct kw_unpacker *unpacker);
/* Where the member at hand begins: unpacking can begin there. Of plain
 * bytes, where we are. */
KW_API struct kw_unpack_place
kw_unpacker_member(const struct kw_unpacker *unpacker);
/* Packed bytes taken so far, counted from the start of the file. */
KW_API uint64_t kw_unpacker_taken(const struct kw_unpacker *unpacker);

/* ---- a dump -------------------------------------------------------- */

/* A line of a dump that cannot be read. */
struct kw_dump_wrong {
    uint64_t at; /* plain byte where it begins */
    char why[160];
};

/* What a stretch of a dump held, in its order. */
struct kw_dump_part {
    struct kw_person **people; /* who is kept */
    size_t count;
    struct kw_dump_wrong *wrong;   /* the first of them */
    size_t wrong_kept;             /* so many */
    size_t wrong_count;            /* all of them */
    uint64_t lines;                /* documents, wrong ones too */
    uint64_t at;                   /* plain bytes from here ... */
    uint64_t end;                  /* ... up to here, always whole lines */
    uint64_t taken;                /* packed bytes taken by then, or more */
    struct kw_unpack_place member; /* from where to unpack to go on at end */
};

struct kw_dump_settings {
    struct kw_unpacker *unpacker; /* borrowed */
    const char *head;             /* what was read from it already; borrowed */
    size_t head_bytes;
    struct kw_unpack_place from; /* where the unpacker began */
    uint64_t begin_at; /* passes over plain bytes before this; a line begins
                          there */
    bool all_humans;   /* also those without family statements */
    const char *const *langs; /* as for kw_claims_read(); borrowed */
    unsigned threads;         /* 0: one a processor */
    size_t line_bytes;        /* the longest line; 0: KW_DOCUMENT_BYTES */
    size_t part_bytes;        /* about so much at once; 0: 2 MiB */
};

/* A Wikidata JSON dump: an entity a line, with or without brackets around
 * all and commas behind each. One worker unpacks, the others read; parts
 * come out in the order of the file, and memory does not grow with it.
 *
 * Kept are humans, also disputed ones and those of whom no kind is stated,
 * with at least one statement about a relative. Of a line that cannot be
 * one of these it is only seen whether it is JSON. */
struct kw_dump;

/* *out is yours: kw_dump_close(). */
KW_API enum kw_status kw_dump_open(const struct kw_dump_settings *settings,
                                   struct kw_dump **out, struct kw_error *err);
/* NULL is fine. The unpacker is free again after it. */
KW_API void kw_dump_close(struct kw_dump *dump);
/* The next part, the dump's until the next call; *out is NULL at the end.
 * Whatever the unpacker says comes after all parts before it. */
KW_API enum kw_status kw_dump_next(struct kw_dump *dump,
                                   const struct kw_dump_part **out,
                                   struct kw_error *err);

/* ---- a Wikibase ---------------------------------------------------- */

#define KW_ENDPOINT "https://www.wikidata.org"

/* People in one request of the API. Goals count in it whatever the
 * transport, so that what is read does not depend on it. */
enum { KW_BATCH = 50 };

enum kw_transport {
    KW_TRANSPORT_API = 0,   /* KW_BATCH people a request */
    KW_TRANSPORT_ENTITYDATA /* one document a person */
};

/* One transfer that has ended, for a log. Texts are valid during the
 * call. */
struct kw_transfer {
    uint64_t number; /* running, from 1 */
    const char *url;
    int status; /* HTTP; 0: none came */
    size_t bytes;
    int64_t took_ms;
    const char *trouble; /* NULL: none */
    int64_t wait_ms;     /* asked again in so long; -1: not */
};

/* Zeroed memory asks Wikidata, politely, in English. */
struct kw_source_settings {
    const char *endpoint;        /* NULL: KW_ENDPOINT */
    const char *contact;         /* who runs this: mail or web page */
    const char *proxy;           /* NULL: the usual *_proxy variables */
    const char *ca_file;         /* PEM of who vouches for servers; NULL:
                                    those the system trusts */
    const char *const *langs;    /* NULL-terminated, best first; NULL: none */
    enum kw_transport transport; /* how people are asked for */
    unsigned in_flight;          /* requests at once; 0: the host's policy */
    unsigned rate;               /* requests a minute; 0: the host's policy */
    uint64_t max_requests;       /* retries included; 0: no limit */
    uint64_t seed;               /* of the random part of waits */
    unsigned threads;            /* readers; 0: one a processor */
    struct kw_clock *clock;      /* borrowed; NULL: the system's */
    void (*log)(void *arg, const struct kw_transfer *transfer); /* or NULL */
    void *log_arg;
};

struct kw_source;

/* Must whoever asks this endpoint (NULL: KW_ENDPOINT) say who they are?
 * True of all hosts of Wikimedia. */
KW_API bool kw_source_needs_contact(const char *endpoint);

/* Opens a Wikibase; nothing is asked yet. Texts are copied. KW_USAGE for
 * an endpoint that is no http(s) URL, a contact that cannot stand in a
 * User-Agent, or one that is missing where kw_source_needs_contact().
 * *out is yours: kw_source_close(). */
KW_API enum kw_status kw_source_open(const struct kw_source_settings *settings,
                                     struct kw_source **out,
                                     struct kw_error *err);
/* Drops what is under way. NULL is fine. */
KW_API void kw_source_close(struct kw_source *source);

/* What can be asked of an id. */
enum kw_asked {
    KW_ASK_PEOPLE = 0, /* the record */
    KW_ASK_REVISION,   /* only how new it is */
    KW_ASK_LABEL,      /* only its labels: houses, titles */
    KW_ASK_CHILDREN    /* who names it as a parent: the server's search */
};
enum { KW_ASKED_KINDS = KW_ASK_CHILDREN + 1 };

enum kw_found_out {
    KW_ANSWER_READ = 0, /* `person` is here */
    KW_ANSWER_MISSING,  /* there is no such item */
    KW_ANSWER_FAILED,   /* could not be had: `why` */
    KW_ANSWER_CANCELLED /* not asked, or given up on by our own will */
};

struct kw_reading {
    struct kw_id id;
    enum kw_asked asked;
    enum kw_found_out what;
    /* KW_ANSWER_READ of people: the record under `id`. If that is a
     * redirect, `target` is the record it leads to. Both are the
     * reader's: kw_reading_finish(). Labels: `person` with labels only.
     * Revision: `person` with a revision only, or a redirect. */
    struct kw_person *person;
    struct kw_person *target;
    struct kw_id *children; /* KW_ASK_CHILDREN; the reader's */
    size_t child_count;
    bool more_children; /* the server knows more than it tells */
    char why[256];      /* KW_ANSWER_FAILED */
};
/* Gives back what the answer holds. Zeroed memory is fine. */
KW_API void kw_reading_finish(struct kw_reading *answer);

/* Puts a question; it goes out as soon as a request has room and the pace
 * allows, together with others of its kind. One that is not full waits
 * until nothing else is under way: others may join it. KW_USAGE for an
 * xref: ids of a local file are never sent. */
KW_API enum kw_status kw_source_ask(struct kw_source *source,
                                    enum kw_asked asked, struct kw_id id,
                                    struct kw_error *err);
/* How many more ids it can put to use now; the rest is better kept by the
 * asker. */
KW_API size_t kw_source_room(struct kw_source *source);
/* Places left in the request for people that is held back until all that
 * travels is answered, because it is not full; 0 if none is. */
KW_API size_t kw_source_places(struct kw_source *source);
/* Ids asked and not yet taken. */
KW_API size_t kw_source_pending(const struct kw_source *source);
/* Waits for answers: returns when some are ready, after `timeout_ms`, or
 * when nothing is pending. Documents come many at a time if many travel:
 * then it stays some 10 ms for more. With a clock that is set by hand
 * nothing moves outside of this call. The log is told here. Fails with
 * KW_REFUSED (the server wants no more of us; *err shows what it said),
 * KW_NETWORK (it cannot be reached, or stays away), KW_LIMIT
 * (max_requests). After a failure all that is pending is answered
 * KW_ANSWER_CANCELLED, or as it came; after KW_LIMIT what still travels is
 * awaited by further calls. */
KW_API enum kw_status kw_source_wait(struct kw_source *source,
                                     int64_t timeout_ms, struct kw_error *err);
/* The next answer, in no order; answers of one reply follow each other,
 * and *last says that a reply ends here. False if none is ready. */
KW_API bool kw_source_take(struct kw_source *source, struct kw_reading *out,
                           bool *last);
/* Sends nothing more: what waits or travels is answered
 * KW_ANSWER_CANCELLED; what has arrived is still read. */
KW_API void kw_source_cancel(struct kw_source *source);

/* What it has cost so far. */
struct kw_cost {
    uint64_t requests; /* transfers started, retries included */
    uint64_t retries;
    uint64_t refusals;    /* "not now": 429, 503, maxlag, ratelimited */
    uint64_t bytes;       /* of replies, as they came */
    int64_t waited_ms;    /* with nothing else to do: pace, rest, backoff */
    int64_t wait_ms;      /* how long from now nothing will be sent */
    const char *wait_why; /* static; NULL: no wait */
    uint64_t places;      /* ids sent in requests for several */
    uint64_t places_max;  /* ids those requests could have held */
    unsigned in_flight;
    int64_t away_us;      /* transfers left alone, at most for so long, ... */
    uint64_t away_often;  /* and how often too long, more than 5 ms; */
    int64_t calls_us;     /* the same without waits for a processor that */
    uint64_t calls_often; /* others had: what calls took */
};
KW_API struct kw_cost kw_source_cost(struct kw_source *source);

/* Asks the server's search for items called `words`, in `lang` (NULL: the
 * first language), and waits for the answer. Nothing else may be
 * pending. *out is yours: kw_hits_finish(). */
KW_API enum kw_status kw_source_search(struct kw_source *source,
                                       const char *words, const char *lang,
                                       unsigned limit, struct kw_hits *out,
                                       struct kw_error *err);

/* ---- GEDCOM -------------------------------------------------------- */

/* What is told about a file while it is read. */
enum kw_gedcom_what {
    KW_GEDCOM_WRONG = 0, /* this line is wrong: what was done about it */
    KW_GEDCOM_CHANGED,   /* taken, but not just as it stands */
    KW_GEDCOM_LEFT       /* right, but kinwalk has no place for it */
};

/* Wrong lines are told one by one, as they are met; the other two once
 * at the end for each kind of line, with their number. Texts are valid
 * during the call. */
struct kw_gedcom_note {
    enum kw_gedcom_what what;
    size_t line;      /* the line, or the first of them, from 1 */
    size_t count;     /* how many lines */
    const char *tag;  /* "INDI.BURI.PLAC"; "" where there is none */
    const char *text; /* a sentence without full stop */
};

struct kw_gedcom_settings {
    /* The file's name without folder and ending. It stands before the
     * ids of statements ("royal92:I52:FAMC:F12:HUSB"), so that a record
     * tells where it came from, and before the ids of people whose xref
     * is taken or looks like a QID ("royal92:I52"). NULL: "gedcom". */
    const char *base_name;
    struct kw_xrefs *xrefs; /* takes the ids; borrowed */
    /* Is this id somebody else's already, from another file? NULL: no. */
    enum kw_status (*is_taken)(void *arg, struct kw_id id, bool *taken,
                               struct kw_error *err);
    /* Takes each person, sealed, in the order of the file; the record is
     * the reader's. Whatever but KW_OK ends the reading. */
    enum kw_status (*person)(void *arg, const struct kw_person *person,
                             struct kw_error *err);
    void (*note)(void *arg, const struct kw_gedcom_note *note); /* or NULL */
    void *arg;
    /* Take couples for spouses even where nothing says that they were
     * married. Otherwise they are partners. */
    bool assume_married;
    size_t memory_bytes; /* what reading may take; 0: 2 GiB */
};

/* What a file held. */
struct kw_gedcom_counts {
    size_t lines;
    size_t people;
    size_t families;
    size_t wrong;         /* lines told as wrong */
    size_t left;          /* lines without a place */
    char version[16];     /* "5.5.1"; "" if it does not say */
    const char *encoding; /* "ANSEL"; static memory */
};

/* Do these bytes begin as a GEDCOM does, in any of its encodings? */
KW_API bool kw_gedcom_looks(const char *bytes, size_t length);

/* Reads GEDCOM 5.5, 5.5.1 or 7.0 in UTF-8, UTF-16, ANSEL or a code page
 * (cp437, cp850, cp1250 to cp1254, cp1257, Macintosh). The whole file
 * stands in memory: `bytes` is borrowed, the reader needs some four
 * times as much.
 *
 * - A person's id is the xref, unless REFN (bare, or of a TYPE that says
 *   Wikidata) or EXID (of Wikidata's TYPE) gives a QID.
 * - Both ends of a family link state it: the child's record by its FAMC,
 *   the parent's by the CHIL of the family.
 * - HUSB and WIFE are father and mother unless their SEX says otherwise;
 *   then just parents. PEDI, ADOP and FTM's _FREL and _MREL give roles.
 * - A couple are spouses where the family has MARR, DIV, ANUL or the
 *   like, and partners (P451) where nothing says that they married.
 * - The first NAME is the label, all others are aliases. TITL is a title
 *   as text.
 * - Without a dated BIRT, CHR or BAPM stand in, as "about" that year;
 *   BURI and CREM for DEAT.
 * - ABT, EST, CAL, BEF and AFT make a date "about"; BET and FROM...TO a
 *   date with a width. French Republican and Hebrew dates become
 *   Gregorian ones. A year 1699/00 is 1700.
 * - The day in the head is when all its people count as read.
 * - Lines that are wrong are told and passed over or mended; the rest is
 *   taken. What has no place is counted and told. Nothing goes silently.
 *
 * KW_INPUT only if this is no GEDCOM at all; KW_LIMIT if it takes too
 * much memory. *out (may be NULL) is filled as far as the reading got. */
KW_API enum kw_status kw_gedcom_read(const char *bytes, size_t length,
                                     const struct kw_gedcom_settings *settings,
                                     struct kw_gedcom_counts *out,
                                     struct kw_error *err);

/* Was this record read from a GEDCOM of that base name? True also of
 * xrefs without any statement, of which nobody can tell. */
KW_API bool kw_gedcom_made(const struct kw_person *person,
                           const char *base_name);

/* ---- tables: CSV and TSV ------------------------------------------- */

/* One table, whole in memory. Borrowed. */
struct kw_csv_file {
    const char *name; /* as messages name it */
    const char *bytes;
    size_t length;
};

struct kw_csv_settings {
    /* Stands before the ids of statements ("family:links.csv:12"), so
     * that a record tells where it came from, and before ids of people
     * that are somebody else's already. Not NULL. */
    const char *base_name;
    struct kw_xrefs *xrefs; /* takes the ids; borrowed */
    /* Is this xref somebody else's already? NULL: no. */
    enum kw_status (*is_taken)(void *arg, struct kw_id id, bool *taken,
                               struct kw_error *err);
    /* Takes each person, sealed, in the order in which the tables name
     * them; the record is the reader's. Whatever but KW_OK ends the
     * reading. */
    enum kw_status (*person)(void *arg, const struct kw_person *person,
                             struct kw_error *err);
    /* A row, or a cell of it, that is wrong; and a column that has no
     * place. Either may be NULL. Texts are valid during the call. */
    void (*wrong)(void *arg, const char *file, size_t line, const char *text);
    void (*left)(void *arg, const char *file, const char *column);
    void *arg;
    size_t memory_bytes; /* what reading may take; 0: 2 GiB */
};

struct kw_csv_counts {
    size_t rows; /* headers not counted */
    size_t people;
    size_t wrong;
    size_t left; /* columns */
};

/* May this be a table: does a first line of text have several cells? */
KW_API bool kw_csv_looks(const char *bytes, size_t length);

/* Reads tables that speak of one family: kinwalk's own pair, with the
 * headers for whomever it was written (plain, neo4j, graphframes), or any
 * table of people or of links with columns named as there; so a bare list
 * of children and parents as a query service gives it, entity URLs,
 * "fatherLabel" and all. Commas or semicolons as in RFC 4180; tabs as in
 * SPARQL 1.1 where the header begins with "?".
 *
 * - Who states a link, and at which rank, is as the row says; otherwise
 *   the child states its parents and both partners their bond.
 * - A stamp with the time of day on a first of January is a year: a
 *   query service does not tell them apart.
 * - A QID that is only named, and not labelled, gets no record: it stays
 *   to be read.
 *
 * KW_INPUT, with what is understood, if a header is not; KW_LIMIT if it
 * takes too much memory. *out (may be NULL) is filled as far as it got. */
KW_API enum kw_status kw_csv_read(const struct kw_csv_file *files, size_t count,
                                  const struct kw_csv_settings *settings,
                                  struct kw_csv_counts *out,
                                  struct kw_error *err);

#ifdef __cplusplus
}
#endif

#endif
