/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inner door of the store: what its files share. Nobody outside this
 * room includes it.
 *
 * On disk a person is a key: the number of a QID, or XREF_BASE and the
 * row of an xref. Keys sort as ids do and take four to six bytes.
 */
#ifndef KINWALK_STORE_INSIDE_H
#define KINWALK_STORE_INSIDE_H

#include <sqlite3.h>

#include <kinwalk/store.h>

#define XREF_BASE (INT64_C(1) << 32)

static inline int64_t kw_key(struct kw_id id)
{
    return kw_id_is_xref(id) ? XREF_BASE + (int64_t)(id.bits & ~KW_ID_XREF)
                             : (int64_t)id.bits;
}
static inline struct kw_id kw_key_id(int64_t key)
{
    struct kw_id id = {key < XREF_BASE
                           ? (uint64_t)key
                           : ((uint64_t)(key - XREF_BASE) | KW_ID_XREF)};
    return id;
}

/* ---- SQL (sql.c) --------------------------------------------------- */

/* One row a statement in the table of sql.c. */
enum kw_sql {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_RECORD_ADD,
    SQL_RECORD_PUT,
    SQL_RECORD_GET,
    SQL_RECORD_DELETE,
    SQL_RECORD_STATE,
    SQL_RECORD_AGE,
    SQL_RECORD_EACH,
    SQL_RECORD_IDS,
    SQL_RECORD_TALLY,
    SQL_PLACE_OF,
    SQL_PLACES_ADD,
    SQL_SAID_OF,
    SQL_SAID_CLEAR,
    SQL_TIE_OF,
    SQL_TIES_ADD,
    SQL_TIE_SET,
    SQL_TIE_DELETE,
    SQL_TIE_LAST,
    SQL_TIE_EACH,
    SQL_TIE_SORTED,
    SQL_SPAN_OF,
    SQL_SPAN_PUT,
    SQL_SPAN_CLEAR,
    SQL_REDIRECT_GET,
    SQL_REDIRECT_PUT,
    SQL_REDIRECT_DELETE,
    SQL_REDIRECT_TO,
    SQL_REDIRECT_ANY,
    SQL_FAILED_PUT,
    SQL_FAILED_DELETE,
    SQL_FAILED_GET,
    SQL_FAILED_EACH,
    SQL_FAILED_ANY,
    SQL_ITEM_PUT,
    SQL_ITEM_GET,
    SQL_XREF_PUT,
    SQL_XREF_FROM,
    SQL_NAME_PUT,
    SQL_NAME_DELETE,
    SQL_NAME_FIND,
    SQL_BOOK_FIND,
    SQL_BOOK_PUT,
    SQL_BOOK_TOUCH,
    SQL_BOOK_NOTE,
    SQL_BOOK_TEXT,
    SQL_BOOK_LAST,
    SQL_ENTRY_PUT,
    SQL_ENTRY_WAITING,
    SQL_ENTRY_DONE,
    SQL_ENTRY_DEPTH,
    SQL_ENTRY_WAITS,
    SQL_ENTRY_COUNT,
    SQL_ENTRY_NEAREST,
    SQL_ENTRY_DEEPEST,
    SQL_ENTRY_CLEAR,
    SQL_COUNT
};

/* One change of the name index that waits for the commit. */
struct kw_renaming {
    int64_t key;
    size_t order;
    char *old_words; /* owned; NULL: was not there */
    char *new_words; /* owned; NULL: goes */
};

/* A row of `tie` that waits to be written. */
struct kw_waiting_tie {
    int64_t slot;
    int64_t other;
    int64_t said; /* of somebody's own row: where its bytes begin in
                   * `waiting_said`; NOT_READ: it has none */
};
enum { NOT_READ = -1 };

/* Rows of ours for SQL to read (feed.c). */
struct kw_feed {
    const char *shape; /* as CREATE TABLE */
    void *store;       /* the struct kw_store; borrowed */
    size_t count;
    void (*column)(const struct kw_feed *feed, size_t row, int which,
                   sqlite3_context *out);
};

/* A place that is in no table yet. */
struct kw_new_place {
    int64_t key;
    int64_t place;
};
struct kw_places {
    uint64_t *known; /* a table of limited size (places.c) */
    size_t known_count;
    size_t known_capacity;
    struct kw_map fresh; /* ids of `waiting` to their places */
    struct kw_new_place *waiting;
    size_t waiting_count;
    size_t waiting_capacity;
    struct kw_map fills; /* blocks to how many of their places are taken */
    int64_t next_block;  /* of this transaction; -1: not looked up yet */
};

/* A pair as seen from one end: what this end says in the lower twelve
 * bits of `said`, what the other says in the next twelve. */
struct tie {
    int64_t other;
    int64_t place; /* the other's */
    uint32_t said;
    uint8_t group; /* enum kw_group: what the other is */
};
struct kw_tie_list {
    struct tie *items;
    size_t count;
    size_t capacity;
};
void kw_tie_list_finish(struct kw_tie_list *list);

struct kw_store {
    sqlite3 *db;
    char *path;
    enum kw_store_mode mode;
    struct kw_clock *clock; /* borrowed, may be NULL */
    struct kw_xrefs *xrefs;
    size_t xrefs_kept; /* so many are on disk */
    sqlite3_stmt *statements[SQL_COUNT];
    bool has_redirects; /* in the transaction under way */
    bool has_failed;    /* likewise: anybody asked for in vain */
    uint64_t undone;    /* rollbacks so far: counts kept elsewhere lapse */
    int claim_fd;       /* -1: no claim */
    struct kw_waiting_tie *waiting; /* rows for the commit to write */
    size_t waiting_count;
    size_t waiting_capacity;
    struct kw_buffer waiting_said; /* what those read say, as they wait */
    struct kw_feed waiting_ties;   /* the same for SQL, and ... */
    struct kw_feed waiting_places; /* ... places.waiting */
    struct kw_places places;
    struct kw_renaming *renamings;
    size_t renaming_count;
    size_t renaming_capacity;
    size_t renaming_bytes;
    struct kw_arena scratch; /* of the put under way */
    struct kw_buffer row;    /* the bytes of the row read last */
    struct kw_buffer claims; /* of the put under way */
    struct kw_buffer texts;
    struct kw_buffer said;
    struct kw_tie_list mine; /* of the ties read last */
    struct kw_tie_list theirs;
    struct kw_tie_list both;
    struct kw_ahead *ahead; /* owned; NULL: not needed yet */
    struct kw_held *held;   /* owned; NULL: nothing is held */
    int64_t pages_before;   /* SQLite's cache, if something is */
};

/* The prepared statement, reset and ready to bind. */
enum kw_status kw_sql(struct kw_store *store, enum kw_sql which,
                      sqlite3_stmt **out, struct kw_error *err);
/* Runs a statement that gives no rows, and resets it. */
enum kw_status kw_sql_run(struct kw_store *store, sqlite3_stmt *statement,
                          struct kw_error *err);
/* The next row: *there is false, and the statement reset, at the end or
 * after an error. */
enum kw_status kw_sql_row(struct kw_store *store, sqlite3_stmt *statement,
                          bool *there, struct kw_error *err);
/* Runs SQL text without parameters and rows. */
enum kw_status kw_sql_text(struct kw_store *store, const char *sql,
                           struct kw_error *err);
/* The number a one-row question gives; 0 if it gives none. */
enum kw_status kw_sql_number(struct kw_store *store, const char *sql,
                             int64_t *out, struct kw_error *err);
/* What SQLite complains about, as an error of ours. */
enum kw_status kw_sql_fail(const struct kw_store *store, struct kw_error *err);
/* The record or row of `id` cannot be what we wrote. */
enum kw_status kw_store_damaged(const struct kw_store *store, struct kw_id id,
                                struct kw_error *err);
/* KW_INTERNAL unless a transaction is open. */
enum kw_status kw_store_must_write(const struct kw_store *store,
                                   const char *what, struct kw_error *err);

/* ---- schema (schema.c) --------------------------------------------- */

enum { KW_STORE_SCHEMA = 3, KW_STORE_APPLICATION = 0x4B494E57 /* KINW */ };

/* Makes or upgrades the tables of an open database, in one transaction. */
enum kw_status kw_schema_upgrade(struct kw_store *store, struct kw_error *err);
/* Steps of the way, between dropping the old view of links and making the
 * new one (upgrade.c). */
enum kw_status kw_said_from_rows(struct kw_store *store, struct kw_error *err);
enum kw_status kw_ties_to_places(struct kw_store *store, struct kw_error *err);

/* ---- records as bytes (encode.c, decode.c, dates.c) ---------------- */

/* A date in one integer: year << 15, then calendar, circa, precision,
 * month, day (1, 1, 4, 4, 5 bits). *exact is false if it says more (a
 * widened date): then the integer is only for tables. */
int64_t kw_date_pack(struct kw_date date, bool *exact);
struct kw_date kw_date_unpack(int64_t packed);
/* The same as a column: NULL, an integer, or bytes if it says more. */
void kw_date_bind(sqlite3_stmt *statement, int column, struct kw_date date);
struct kw_date kw_date_column(sqlite3_stmt *statement, int column);

/* A row of `record`, as columns give it. Pointers are SQLite's, valid
 * until the statement steps on. */
struct kw_row {
    struct kw_id id;
    enum kw_state state;
    enum kw_kind kind;
    enum kw_sex sex;
    struct kw_date birth;
    struct kw_date death;
    uint64_t revision;
    int64_t read_at_s;
    const char *lang; /* of the label; NULL: no label at all */
    const char *label;
    const uint8_t *claims;
    size_t claims_bytes;
    const uint8_t *texts;
    size_t texts_bytes;
};

/* Appends the two blobs of a sealed person. `label` is the one that has
 * a column of its own and is left out of `texts`. */
void kw_codec_claims(const struct kw_person *person, struct kw_buffer *to);
void kw_codec_texts(const struct kw_person *person, const struct kw_text *label,
                    struct kw_buffer *to);

/* Reads RECORD_COLUMNS of a statement that stands on a row. False if they
 * are damaged. */
#define RECORD_COLUMNS                                                         \
    "key, state, kind, sex, birth, death, revision, read_at, "                 \
    "lang, label, claims, texts"
bool kw_codec_row(sqlite3_stmt *statement, struct kw_row *row);
/* Fills a cleared person (id, arena) from a row. KW_STORE if damaged. */
enum kw_status kw_codec_person(const struct kw_store *store,
                               const struct kw_row *row,
                               struct kw_person *person, struct kw_error *err);

/* What a picture or a table wants to know, without the whole record. */
struct kw_glance {
    uint8_t father_snak;
    uint8_t mother_snak;
    struct kw_id title;     /* best P97, else P39 */
    struct kw_id house;     /* best P53 */
    const char *title_text; /* in the row's bytes */
    const char *house_text;
};
bool kw_codec_glance(const struct kw_row *row, struct kw_glance *out);
/* All labels of a row, sorted by language, pointing into its bytes; the
 * array comes from `arena`. Aliases likewise if asked for. */
enum kw_status kw_codec_names(const struct kw_store *store,
                              const struct kw_row *row, struct kw_arena *arena,
                              struct kw_texts *labels, struct kw_texts *aliases,
                              struct kw_error *err);

/* ---- ties (ties.c, sayings.c) -------------------------------------- */

/* What the other is to the one whose row it is. */
enum kw_group {
    GROUP_SELF = 0, /* no other: all that one says */
    GROUP_PARENT,
    GROUP_CHILD,
    GROUP_PARTNER,
    GROUP_SIBLING,
    GROUP_STEP_PARENT,
    GROUP_STEP_CHILD,
    GROUP_RELATIVE,   /* the value of a P1038 */
    GROUP_RELATIVE_OF /* who has such a statement about us */
};

/* A link as seen from one of its ends. */
struct kw_end {
    enum kw_group group;
    struct kw_id other;
    struct kw_link link;
};

/* A growing list, reused from person to person. */
struct kw_ends {
    struct kw_end *items;
    size_t count;
    size_t capacity;
    bool is_read; /* theirs is the record of a person */
    uint8_t sex;  /* enum kw_sex, if so */
};
void kw_ends_finish(struct kw_ends *ends);

/* Reads every link of `id` (which must be resolved), by group and id.
 * Without `dates` the spans of partners are left out. */
enum kw_status kw_ties_read(struct kw_store *store, struct kw_id id, bool dates,
                            struct kw_ends *out, struct kw_error *err);
/* Does it mean what its group says? A parent by step or by some other
 * word is none. */
bool kw_end_means_it(const struct kw_end *end);
/* Is it walked? (It holds, and means it.) */
bool kw_end_walks(const struct kw_end *end);
/* Writes the ties that `person`, who has no record yet, states. */
enum kw_status kw_ties_first(struct kw_store *store,
                             const struct kw_person *person,
                             struct kw_error *err);
/* Makes the ties that `person`, who has one, states those of its
 * statements; all go if it is no person. */
enum kw_status kw_ties_put(struct kw_store *store,
                           const struct kw_person *person,
                           struct kw_error *err);
/* Goes through everybody who has links: in the order of ids, or quickly,
 * which is as they lie in the file and without the dates of partnerships.
 * `ends` are all of them, valid during the call; from within, no second
 * walk. */
enum kw_tour { TOUR_BY_ID, TOUR_QUICK };
typedef enum kw_status (*kw_each_ends)(void *arg, struct kw_id id,
                                       const struct kw_ends *ends,
                                       struct kw_error *err);
enum kw_status kw_ties_each(struct kw_store *store, enum kw_tour how,
                            kw_each_ends each, void *arg, struct kw_error *err);

/* ---- rows for SQL (feed.c) ----------------------------------------- */

/* Makes the feed a table of that name, as long as the file is open. */
enum kw_status kw_feed_register(struct kw_store *store, const char *name,
                                struct kw_feed *feed, struct kw_error *err);

/* ---- places (places.c) --------------------------------------------- */

/* The rows of a place begin at place << PLACE_SHIFT, one slot a group. */
enum { PLACE_SHIFT = 4, PLACE_SLOTS = 1 << PLACE_SHIFT };
#define PLACE_MAX (INT64_C(1) << 50) /* nobody gets so far */

static inline int64_t kw_slot(int64_t place, enum kw_group group)
{
    return place * PLACE_SLOTS + (int64_t)group;
}

/* The place of `id`; -1 if it has none. */
enum kw_status kw_place_find(struct kw_store *store, struct kw_id id,
                             int64_t *place, struct kw_error *err);
/* The same, and gives it one if it has none: as near to *near as there is
 * room, which then is *near; -1: anywhere. */
enum kw_status kw_place_take(struct kw_store *store, struct kw_id id,
                             int64_t *near, int64_t *place,
                             struct kw_error *err);
/* Remembers, for a while, where somebody was seen to be. */
void kw_place_note(struct kw_store *store, struct kw_id id, int64_t place);
/* Writes the new ones (waiting.c does, with their rows). */
enum kw_status kw_places_flush(struct kw_store *store, struct kw_error *err);
/* A transaction begins: others may have given places away. */
void kw_places_begin(struct kw_store *store);
/* It was undone: so are its places. */
void kw_places_forget(struct kw_store *store);
void kw_places_finish(struct kw_places *places);
/* Once the file is open. */
enum kw_status kw_places_register(struct kw_store *store, struct kw_error *err);

/* ---- rows that wait (waiting.c) ------------------------------------ */

/* A new row of `tie`; there must be none of that slot and other, but for
 * one's own: that takes the place of what is there. */
enum kw_status kw_waiting_add(struct kw_store *store,
                              const struct kw_waiting_tie *tie,
                              struct kw_error *err);
/* One's own row, with what is in `said`. */
enum kw_status kw_waiting_add_own(struct kw_store *store, int64_t place,
                                  struct kw_id id, const struct kw_buffer *said,
                                  struct kw_error *err);
/* Makes room for one more row, so that the next is not written yet. */
enum kw_status kw_waiting_room(struct kw_store *store, struct kw_error *err);
/* Writes them all, in the order of their slots, and their new places. */
enum kw_status kw_waiting_flush(struct kw_store *store, struct kw_error *err);
void kw_waiting_forget(struct kw_store *store);
/* Once the file is open. */
enum kw_status kw_waiting_register(struct kw_store *store,
                                   struct kw_error *err);

/* ---- redirects (redirect.c) ---------------------------------------- */

/* Sets where `id` leads (nobody: nowhere), and moves the ties of all who
 * name it. */
enum kw_status kw_redirect_put(struct kw_store *store, struct kw_id id,
                               struct kw_id to, struct kw_error *err);
/* Is anybody redirected at all? */
enum kw_status kw_redirect_any(struct kw_store *store, bool *out,
                               struct kw_error *err);

/* ---- records (get.c) ----------------------------------------------- */

/* One view of the file for several reads, and one lock instead of many.
 * *opened is false if a transaction is open anyway; give it to the end. */
enum kw_status kw_reading_begin(struct kw_store *store, bool *opened,
                                struct kw_error *err);
void kw_reading_end(struct kw_store *store, bool opened);

/* The row of `id`; *there says whether there is one. Valid until the next
 * read of a row: its bytes are the store's. */
enum kw_status kw_row_read(struct kw_store *store, struct kw_id id,
                           struct kw_row *row, bool *there,
                           struct kw_error *err);
/* What is known of `id`, given its row. */
enum kw_status kw_row_known(struct kw_store *store, struct kw_id id,
                            const struct kw_row *row, bool there,
                            enum kw_known *out, struct kw_error *err);

/* ---- reading ahead (ahead.c) --------------------------------------- */

enum kw_tree { KW_TREE_TIE, KW_TREE_RECORD, KW_TREE_COUNT };
enum { KW_AHEAD_MAX = 1024 };

/* Asks the disk for what the table holds about the first KW_AHEAD_MAX of
 * `ids`. Changes nothing but how soon it can be read. */
void kw_read_ahead(struct kw_store *store, enum kw_tree which,
                   const struct kw_id *ids, size_t count);
/* Sorts `ids` as their ties lie in the file: who reads on in this order
 * reads every page once. */
enum kw_status kw_ids_by_place(struct kw_store *store, struct kw_id *ids,
                               size_t count, struct kw_error *err);
/* The ties of `ids`, which the call changes: those that are held already
 * it moves out. At most KW_AHEAD_MAX. */
void kw_ties_ahead(struct kw_store *store, struct kw_id *ids, size_t count);
/* What was asked for may have left the memory since. NULL is fine. */
void kw_ahead_forget(struct kw_ahead *ahead);
void kw_ahead_destroy(struct kw_ahead *ahead);

/* ---- the index of names (names.c) ---------------------------------- */

/* The words under which somebody is found, from names and birth; NULL in
 * *out if nameless. *out is yours: free(). */
enum kw_status kw_names_words(const struct kw_texts *labels,
                              const struct kw_texts *aliases,
                              struct kw_date birth, char **out,
                              struct kw_error *err);
/* Notes that `key` is found under `new_words` instead of `old_words`
 * (either NULL; both are taken over). */
enum kw_status kw_names_change(struct kw_store *store, int64_t key,
                               char *old_words, char *new_words,
                               struct kw_error *err);
/* Writes the notes into the index, in the order of keys. */
enum kw_status kw_names_flush(struct kw_store *store, struct kw_error *err);
/* Forgets the notes. */
void kw_names_forget(struct kw_store *store);
/* The words that a whole name, or a year of birth, is found under. `out`
 * holds KW_MARK_BYTES. */
enum { KW_MARK_BYTES = 32 };
void kw_names_mark_whole(const char *folded, size_t length,
                         char out[KW_MARK_BYTES]);
void kw_names_mark_year(int64_t year, char out[KW_MARK_BYTES]);

#endif
