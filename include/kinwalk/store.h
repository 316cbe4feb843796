/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store: what we know, on disk. One SQLite file holds the records as
 * read, the links they make, and how far each crawl has come.
 *
 * It decides nothing about kinship: links are computed by `family` and
 * only kept here, both ways, so that a family can be read lazily from
 * any end. The schema stands in src/store/schema.c and nowhere else.
 *
 * Threads: a store belongs to one thread at a time.
 */
#ifndef KINWALK_STORE_H
#define KINWALK_STORE_H

#include <kinwalk/family.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kw_store;

enum kw_store_mode {
    KW_STORE_READ,  /* must exist; nothing is ever written */
    KW_STORE_WRITE, /* created or upgraded if need be */
    KW_STORE_MEMORY /* a private store in memory; `path` is ignored */
};

/* Opens `path` (parent folders are created for KW_STORE_WRITE). On
 * success *out is yours: kw_store_close(). Otherwise *out is NULL and
 * *err says what, where and what to do: KW_STORE if the file cannot be
 * read or written, is no kinwalk store, is damaged, or is newer than
 * this kinwalk. `clock` (borrowed; NULL: the system's) tells how old
 * records are. */
KW_API enum kw_status kw_store_open(const char *path, enum kw_store_mode mode,
                                    struct kw_clock *clock,
                                    struct kw_store **out,
                                    struct kw_error *err);
/* Uncommitted work is rolled back. NULL is fine. */
KW_API void kw_store_close(struct kw_store *store);
KW_API const char *kw_store_path(const struct kw_store *store);
/* The table of xrefs, the store's own: ids interned here are on disk with
 * the next commit. */
KW_API struct kw_xrefs *kw_store_xrefs(struct kw_store *store);

/* How much of the file may stay in memory from one call to the next; 0:
 * as much as a store begins with. Who goes through all of it meets no page
 * twice, and can do with little. Changes how fast it is, and nothing
 * else. */
enum { KW_STORE_CACHE_BYTES = 24 << 20 };
KW_API enum kw_status kw_store_cache(struct kw_store *store, size_t bytes,
                                     struct kw_error *err);

/* ---- one writer at a time ------------------------------------------ */

/* Takes the right to crawl into or import into this store, held until
 * close. KW_STORE with the other's process id if somebody has it;
 * `wait_ms` (-1: for ever) waits for it first. */
KW_API enum kw_status kw_store_claim(struct kw_store *store, int64_t wait_ms,
                                     struct kw_error *err);

/* ---- writing ------------------------------------------------------- */

KW_API enum kw_status kw_store_begin(struct kw_store *store,
                                     struct kw_error *err);
KW_API enum kw_status kw_store_commit(struct kw_store *store,
                                      struct kw_error *err);
KW_API void kw_store_rollback(struct kw_store *store);

/* Writes a sealed record (person, missing or redirect) over what was
 * known of that id, with its links and its names. When it was read is as
 * the record says; 0: not known. Inside a transaction. */
KW_API enum kw_status kw_store_put(struct kw_store *store,
                                   const struct kw_person *person,
                                   struct kw_error *err);
/* Notes that `id` was asked for in vain, and why; a later put clears
 * it. */
KW_API enum kw_status kw_store_put_failed(struct kw_store *store,
                                          struct kw_id id, const char *why,
                                          struct kw_error *err);
/* The label of an item that is no person: a house, a title. */
KW_API enum kw_status kw_store_put_item(struct kw_store *store, struct kw_id id,
                                        const char *lang, const char *label,
                                        struct kw_error *err);

/* ---- reading one --------------------------------------------------- */

/* What is known of `id`, without reading the record. */
KW_API enum kw_status kw_store_known(struct kw_store *store, struct kw_id id,
                                     enum kw_known *out, struct kw_error *err);
/* Where `id` leads after all redirects (itself if it is none). */
KW_API enum kw_status kw_store_resolve(struct kw_store *store, struct kw_id id,
                                       struct kw_id *out, struct kw_error *err);
/* All ids that lead to `id` by redirects, in ascending order. Memory from
 * `arena`. */
KW_API enum kw_status kw_store_other_ids(struct kw_store *store,
                                         struct kw_id id,
                                         struct kw_arena *arena,
                                         struct kw_id **out, size_t *count,
                                         struct kw_error *err);
/* The record as it was put, redirects not followed; *out is NULL if there
 * is none. *out is yours: kw_person_destroy(). */
KW_API enum kw_status kw_store_get(struct kw_store *store, struct kw_id id,
                                   struct kw_person **out,
                                   struct kw_error *err);
/* Seconds since `id` was last read; -1 if never. Revision 0: not known. */
KW_API enum kw_status kw_store_age(struct kw_store *store, struct kw_id id,
                                   int64_t *age_s, uint64_t *revision,
                                   struct kw_error *err);
/* The label of a house or title in the best language; NULL if not known.
 * `out` is appended to. */
KW_API enum kw_status kw_store_item(struct kw_store *store, struct kw_id id,
                                    const char *const *langs,
                                    struct kw_buffer *out, bool *found,
                                    struct kw_error *err);
/* The items of the house and of the title that `id` states best; none
 * where it states none, or one in words. */
KW_API enum kw_status kw_store_entitled(struct kw_store *store, struct kw_id id,
                                        struct kw_id *house,
                                        struct kw_id *title,
                                        struct kw_error *err);
/* The first people read whose ids lie from `first` to `last`, ascending,
 * at most `room` of them: for lists to choose from. */
KW_API enum kw_status kw_store_between(struct kw_store *store,
                                       struct kw_id first, struct kw_id last,
                                       struct kw_id *out, size_t room,
                                       size_t *count, struct kw_error *err);
/* Every link that touches `id` from either end, merged, outranked ones
 * too, by kind and then by the other's id. Memory from `arena`. */
KW_API enum kw_status kw_store_links(struct kw_store *store, struct kw_id id,
                                     struct kw_arena *arena,
                                     struct kw_link **out, size_t *count,
                                     struct kw_error *err);

/* ---- reading all --------------------------------------------------- */

/* Calls `each` for every record in the order of ids, persons, missing and
 * redirects alike; the record is the store's, valid during the call.
 * Memory does not grow with the store. Stops at the first status that is
 * not KW_OK and returns it. */
typedef enum kw_status (*kw_each_person)(void *arg,
                                         const struct kw_person *person,
                                         struct kw_error *err);
KW_API enum kw_status kw_store_each(struct kw_store *store, kw_each_person each,
                                    void *arg, struct kw_error *err);
/* Calls `each` for every id that was answered for, in no order, but for
 * redirects. Reads no record. */
typedef enum kw_status (*kw_each_id)(void *arg, struct kw_id id,
                                     struct kw_error *err);
KW_API enum kw_status kw_store_each_id(struct kw_store *store, kw_each_id each,
                                       void *arg, struct kw_error *err);
/* Calls `each` for every merged link that holds, by child, then parent. */
typedef enum kw_status (*kw_each_link)(void *arg, const struct kw_link *link,
                                       struct kw_error *err);
KW_API enum kw_status kw_store_each_link(struct kw_store *store,
                                         kw_each_link each, void *arg,
                                         struct kw_error *err);

/* The same with those that do not hold, too: outranked ones. */
KW_API enum kw_status kw_store_each_stated(struct kw_store *store,
                                           kw_each_link each, void *arg,
                                           struct kw_error *err);
/* The same without dates, those of a child one after another but children
 * in no order: for who counts, and reads the file from its beginning to
 * its end and not all over. */
KW_API enum kw_status kw_store_scan_stated(struct kw_store *store,
                                           kw_each_link each, void *arg,
                                           struct kw_error *err);

/* Calls `each` for every id asked for in vain, with the reason. */
typedef enum kw_status (*kw_each_failed)(void *arg, struct kw_id id,
                                         const char *why, struct kw_error *err);
KW_API enum kw_status kw_store_each_failed(struct kw_store *store,
                                           kw_each_failed each, void *arg,
                                           struct kw_error *err);

struct kw_store_counts {
    uint64_t people; /* read */
    uint64_t missing;
    uint64_t redirects;
    uint64_t failed;
    uint64_t open;  /* named as parent or child, never read */
    uint64_t links; /* parent links that hold */
    uint64_t partnerships;
    uint64_t statements;
    int64_t oldest_read_s; /* 0: nothing read */
    int64_t newest_read_s;
};
KW_API enum kw_status kw_store_count(struct kw_store *store,
                                     struct kw_store_counts *out,
                                     struct kw_error *err);

/* ---- names --------------------------------------------------------- */

struct kw_found {
    struct kw_id id;
    bool whole_label; /* a whole label equals the words */
    bool whole_alias;
    enum kw_kind kind;
    struct kw_date birth;
    struct kw_date death;
    char label[256]; /* in the best language, cut at a whole character */
    char matched[256];
};
struct kw_found_list {
    struct kw_found *items; /* best first: whole label, alias, prefix */
    size_t count;
    size_t capacity;
};
/* People with all `words` in one of their names, folded, several words in
 * any order, the last one as a prefix; at most `limit`. A four-digit word
 * that is nobody's name narrows by year of birth. Ties by id. */
KW_API enum kw_status kw_store_search(struct kw_store *store, const char *words,
                                      const char *const *langs, size_t limit,
                                      struct kw_found_list *out,
                                      struct kw_error *err);
KW_API void kw_found_list_finish(struct kw_found_list *list);

/* ---- families out of the store ------------------------------------- */

/* How far to read around the seeds. */
struct kw_scope {
    int up;              /* generations above the seeds; -1: to the end */
    int down;            /* generations below the seeds */
    bool around;         /* also partners of all that are met, and their record
                            (not their ancestors) */
    bool kin;            /* also siblings by statement and step parents */
    bool outranked;      /* walk links that do not hold too */
    uint32_t people_max; /* KW_LIMIT beyond; 0: no limit */
    const struct kw_id *without; /* as if these were not there */
    size_t without_count;
    const struct kw_id *beside; /* further seeds, as far up as ... */
    size_t beside_count;
    int beside_up; /* ... this */
    bool bare;     /* of each no more than sex, links without dates, and
                      whether they were read; no other ids */
    const struct kw_id *told; /* but of these all */
    size_t told_count;
};
/* Adds everybody in scope, and the links between them, to `people`; the
 * caller seals. Persons named but never read, and those known to be
 * missing or failed, come as members so marked. A bare family is read
 * without a look at records, so at a fraction of the cost. */
KW_API enum kw_status
kw_store_load(struct kw_store *store, const struct kw_id *seeds, size_t count,
              const struct kw_scope *scope, const char *const *langs,
              struct kw_people *people, struct kw_error *err);

/* What has to be read for any blood between two to be found. */
struct kw_height {
    int generations;     /* up to the first ancestor of both, whatever the role
                            of a parent */
    bool shows_below;    /* false: none is seen with one generation less of the
                            two and of those beside, ... */
    size_t people_below; /* ... which are so many people at most */
};
/* How far above `from` and `to` their first common ancestor stands. Of the
 * scope counts: up, which out->generations is if none stands so near or
 * more than people_max would have to be read; without; beside. Ids are
 * final. */
KW_API enum kw_status kw_store_meet_above(struct kw_store *store,
                                          struct kw_id from, struct kw_id to,
                                          const struct kw_scope *scope,
                                          struct kw_height *out,
                                          struct kw_error *err);

/* Holds one view of the file until released: what others write meanwhile
 * is not seen, and links that were read are kept, for questions that go
 * over the same people again. Nothing may be written meanwhile. */
KW_API enum kw_status kw_store_hold(struct kw_store *store,
                                    struct kw_error *err);
/* Not held is fine. */
KW_API void kw_store_release(struct kw_store *store);

/* `via` of the next is a sum of enum kw_via (family.h). */
struct kw_meeting {
    bool met;
    bool proven;    /* nobody who could shorten it was unread */
    uint32_t steps; /* links of the shortest chain */
    uint64_t people_read;
};
/* Searches from both ends, layer by layer, the smaller side first, and
 * adds to `people` everybody on any shortest chain, with their links.
 * Adds nobody but the ends if they do not meet. */
KW_API enum kw_status
kw_store_meet(struct kw_store *store, struct kw_id from, struct kw_id to,
              unsigned via, const struct kw_id *without, size_t without_count,
              const char *const *langs, struct kw_people *people,
              struct kw_meeting *out, struct kw_error *err);

/* ---- the book of a crawl: whom to ask next ------------------------- */

/* One crawl's frontier. The disk holds the truth; nothing of it is kept
 * in memory. A book is found again by its name, so a killed crawl goes
 * on where its last commit stood. */
struct kw_book;

/* Opens or makes the book called `name` (the crawl's goal, spelled in one
 * fixed way by `crawl`). *out is yours: kw_book_close(). */
KW_API enum kw_status kw_book_open(struct kw_store *store, const char *name,
                                   struct kw_book **out, struct kw_error *err);
KW_API void kw_book_close(struct kw_book *book);
/* Forgets all entries, for a crawl that starts anew. */
KW_API enum kw_status kw_book_clear(struct kw_book *book, struct kw_error *err);
/* Enters `id` at `depth` with `way` (a small number that is crawl's own:
 * in which direction it was reached). One that is there with this way
 * already keeps its depth; *was_new (may be NULL) says. */
KW_API enum kw_status kw_book_add(struct kw_book *book, struct kw_id id,
                                  uint32_t depth, uint32_t way, bool *was_new,
                                  struct kw_error *err);
struct kw_entry {
    struct kw_id id;
    uint32_t depth;
    uint32_t way;
};
/* Up to `room` entries of `depth` still waiting, in the order of their
 * ids, with ids beyond `after` (nobody: from the first). */
KW_API enum kw_status kw_book_waiting(struct kw_book *book, uint32_t depth,
                                      struct kw_id after, struct kw_entry *out,
                                      size_t room, size_t *count,
                                      struct kw_error *err);
/* Marks all entries of `id` as seen to: read, missing, or given up. */
KW_API enum kw_status kw_book_done(struct kw_book *book, struct kw_id id,
                                   struct kw_error *err);
/* The depth of `id`, the smallest of its ways; false if not entered. */
KW_API enum kw_status kw_book_depth(struct kw_book *book, struct kw_id id,
                                    uint32_t *depth, bool *found,
                                    struct kw_error *err);
struct kw_book_counts {
    uint64_t entered;
    uint64_t waiting;
    uint32_t nearest_waiting; /* depth; UINT32_MAX if nobody waits */
    uint32_t deepest_done;
};
KW_API enum kw_status kw_book_count(struct kw_book *book,
                                    struct kw_book_counts *out,
                                    struct kw_error *err);
/* A text kept with the book (the last bill, say); "" if there is none. */
KW_API enum kw_status kw_book_note(struct kw_book *book, const char *text,
                                   struct kw_error *err);
/* The text kept with this book; nothing is appended if there is none. */
KW_API enum kw_status kw_book_text(struct kw_book *book, struct kw_buffer *out,
                                   struct kw_error *err);
/* The newest book's name and note, for `status`; books of imports, whose
 * names begin with "import ", are none of a crawl. */
KW_API enum kw_status kw_store_last_note(struct kw_store *store,
                                         struct kw_buffer *name,
                                         struct kw_buffer *note,
                                         struct kw_error *err);

#ifdef __cplusplus
}
#endif

#endif
