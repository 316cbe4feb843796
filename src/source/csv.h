/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the reader of tables: what its files share.
 *
 *   csv_rows.c     bytes to rows of cells
 *   csv_columns.c  a header to what each column means
 *   csv_values.c   a cell to an id, a date, a word
 *   csv_people.c   rows about people: what each says is noted
 *   csv_links.c    rows about links: likewise
 *   csv_records.c  what was noted to records
 *   csv.c          the door; ids, and the noting
 */
#ifndef KINWALK_SOURCE_CSV_H
#define KINWALK_SOURCE_CSV_H

#include <kinwalk/source.h>

/* ---- rows (csv_rows.c) --------------------------------------------- */

/* One value. Texts are the row's and end with NUL. */
struct csv_cell {
    const char *text;
    const char *lang; /* "en" of "Anna"@en; NULL elsewhere */
};

/* A table being read, from its first byte to its last. */
struct csv_rows {
    const char *bytes; /* borrowed */
    size_t length;
    size_t at;
    size_t next_line;
    char between;   /* comma, semicolon or tab */
    bool is_sparql; /* a TSV of a query service: ?child, <...>, "..."@en */
    /* The row at hand: */
    size_t line; /* where it begins, from 1 */
    struct csv_cell *cells;
    size_t count;
    size_t capacity;
    struct kw_arena row; /* its texts */
};

/* Starts at the header, which tells what stands between the cells. */
void csv_rows_init(struct csv_rows *rows, const char *bytes, size_t length);
void csv_rows_finish(struct csv_rows *rows);
/* Reads the next row that is not blank; *there is false at the end. A row
 * that is none leaves *wrong as a sentence (static memory); the next call
 * goes on behind it. */
enum kw_status csv_rows_next(struct csv_rows *rows, bool *there,
                             const char **wrong, struct kw_error *err);

/* ---- columns (csv_columns.c) --------------------------------------- */

enum csv_meaning {
    CSV_NOTHING = 0, /* no place for it */
    CSV_DERIVED,     /* told by other columns: passed over */
    CSV_ID,
    CSV_LABEL,
    CSV_SEX,
    CSV_BEING, /* human, fictional, ... */
    CSV_KNOWN,
    CSV_DESCRIPTION,
    /* A date is four columns in this order. */
    CSV_BIRTH,
    CSV_BIRTH_PRECISION,
    CSV_BIRTH_CALENDAR,
    CSV_BIRTH_ABOUT,
    CSV_DEATH,
    CSV_DEATH_PRECISION,
    CSV_DEATH_CALENDAR,
    CSV_DEATH_ABOUT,
    CSV_SINCE,
    CSV_SINCE_PRECISION,
    CSV_SINCE_CALENDAR,
    CSV_SINCE_ABOUT,
    CSV_UNTIL,
    CSV_UNTIL_PRECISION,
    CSV_UNTIL_CALENDAR,
    CSV_UNTIL_ABOUT,
    CSV_SOURCE,
    CSV_TARGET,
    CSV_KIND,
    CSV_ROLE,
    CSV_STATED_BY,
    CSV_SOURCE_RANK,
    CSV_TARGET_RANK,
    CSV_ENDED,
    /* Relatives of the row's person. */
    CSV_FATHER,
    CSV_MOTHER,
    CSV_PARENT,
    CSV_CHILD,
    CSV_SPOUSE,
    CSV_PARTNER,
    CSV_SIBLING,
    CSV_MEANINGS
};

struct csv_column {
    enum csv_meaning meaning;
    bool is_label;    /* the label of whom column `meaning` names */
    const char *lang; /* CSV_LABEL: its language; NULL: not said */
    char *name;       /* owned, as messages name it */
};

struct csv_columns {
    struct csv_column *items;
    size_t count;
    bool is_links; /* a row is a link; else a person */
    /* The column of each meaning, SIZE_MAX: none (labels not counted). */
    size_t at[CSV_MEANINGS];
};

/* Reads the header that `rows` has just read. KW_INPUT with what is
 * understood if it is none. Give *out to csv_columns_finish() in any
 * case. */
enum kw_status csv_columns_read(const struct csv_rows *rows,
                                struct csv_columns *out, struct kw_error *err);
void csv_columns_finish(struct csv_columns *columns);
/* Is the header at hand one for Neo4j or GraphFrames? */
bool csv_is_for_loaders(const struct csv_rows *rows);

/* ---- values (csv_values.c) ----------------------------------------- */

/* The id in "Q42", "wd:Q42", "<http://www.wikidata.org/entity/Q42>" and
 * the like, or the whole text. */
const char *csv_id_text(const char *text, size_t *length);
/* Does a query service say that there is somebody, but not who? */
bool csv_is_somebody(const char *text);
/* A date out of its four cells (those not there: ""); false if it is
 * none. "" is no date. */
bool csv_date(const char *const cells[4], struct kw_date *out);
/* What a link's source is to its target; false if it is no such word. */
bool csv_link_kind(const char *text, enum kw_link_kind *out, bool *is_child);

/* ---- a reading (csv.c) ---------------------------------------------- */

struct csv_noted_text {
    struct csv_noted_text *next;
    const char *lang;
    const char *text;
    enum kw_text_kind kind;
};

/* Somebody in the tables. */
struct csv_noted {
    struct kw_id id;
    struct csv_noted_text *texts; /* the last one first */
    uint8_t sex;
    uint8_t kind;
    bool has_row;  /* a row is about them */
    bool has_text; /* a label is told, if only beside somebody else's row */
    bool unread;   /* the table itself calls them unread */
    bool missing;
    uint32_t line;
    uint8_t file;
};

/* A statement to be. */
struct csv_fact {
    uint32_t owner;
    uint32_t line;
    uint16_t property;
    uint8_t file;
    uint8_t rank;
    uint8_t role;
    uint8_t ended;
    bool is_unknown; /* somebody, but not who */
    struct kw_id value;
    struct kw_date since; /* or the date itself */
    struct kw_date until;
};

struct csv_reader {
    const struct kw_csv_settings *settings;
    const struct kw_csv_file *files;
    struct kw_csv_counts *counts;
    size_t file;
    struct csv_rows rows;
    struct csv_columns columns;
    /* Files for spreadsheets, where apostrophes stand before what looks
     * like a formula. */
    bool is_guarded;
    struct kw_arena arena; /* the texts of `people` */
    struct csv_noted *people;
    size_t people_count;
    size_t people_capacity;
    struct csv_fact *facts;
    size_t fact_count;
    size_t fact_capacity;
    struct kw_map places; /* an id's bits to its place in `people` */
    struct kw_map ours;   /* an xref as written to the one that is ours */
};

/* Tells that a cell of the row at hand is wrong. */
void csv_tell_cell(struct csv_reader *r, size_t column, const char *what);
/* The cell of that meaning in the row at hand; "" if there is none. */
const char *csv_cell_of(const struct csv_reader *r, enum csv_meaning meaning);
/* The person of the cell; *found is false where it is empty or wrong (then
 * told) or, with *unknown, where it only says that there is one. */
enum kw_status csv_find_person(struct csv_reader *r, size_t column, bool *found,
                               bool *unknown, uint32_t *out,
                               struct kw_error *err);
/* Both texts are copied. */
enum kw_status csv_note_text(struct csv_reader *r, uint32_t who,
                             enum kw_text_kind kind, const char *lang,
                             const char *text, struct kw_error *err);
/* A cleared fact about `owner`, with where it stands; valid until the next
 * one. */
enum kw_status csv_note_fact(struct csv_reader *r, uint32_t owner,
                             enum kw_property property, struct csv_fact **out,
                             struct kw_error *err);

/* Take the row at hand. (csv_people.c, csv_links.c) */
enum kw_status csv_take_person(struct csv_reader *r, struct kw_error *err);
enum kw_status csv_take_link(struct csv_reader *r, struct kw_error *err);
/* Makes the records and gives them out. (csv_records.c) */
enum kw_status csv_hand_out(struct csv_reader *r, struct kw_error *err);

#endif
