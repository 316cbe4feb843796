/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the GEDCOM reader.
 *
 *   bytes  > ged_text    one text in UTF-8, whatever the encoding
 *          > ged_tree    lines, and how they hang together
 *          > gedcom      records, their ids, one person after another
 *          > ged_person  names, sex, events
 *          > ged_date    dates (ged_calendar: those of other calendars)
 *          > ged_family  parents and children
 *          > ged_marriage  partners
 *
 * Whoever understands a line marks it as used. What is not used when all
 * is read had no place, and is told: so nothing can go silently.
 */
#ifndef KINWALK_SOURCE_GED_H
#define KINWALK_SOURCE_GED_H

#include <kinwalk/source.h>

/* ---- encodings (ged_pages.c, ged_text.c) --------------------------- */

struct ged_page {
    const char *name;
    const uint16_t *upper; /* of the bytes from 0x80 on; 0: none */
    bool marks_first;      /* from 0xE0 on: marks before their letter */
};
/* By our own name; NULL if there is none. */
const struct ged_page *ged_page_called(const char *name);
/* By what a file writes behind CHAR; NULL if it is none of ours. */
const struct ged_page *ged_page_of(const char *name, size_t length);

struct ged_reader;

/* Appends the file as UTF-8; says in counts->encoding from what. Bytes
 * that mean nothing are told by line. */
enum kw_status ged_text_decode(struct ged_reader *reader, const char *bytes,
                               size_t length, struct kw_buffer *out,
                               struct kw_error *err);

/* ---- lines (ged_tree.c) -------------------------------------------- */

/* A line with those below it. Texts point into the reader's text or
 * arena; never NULL but for xref. */
struct ged_node {
    const char *xref; /* "I52", without its @; NULL: none */
    const char *tag;
    const char *value; /* continuations joined */
    struct ged_node *parent;
    struct ged_node *child; /* the first */
    struct ged_node *last;  /* the last child */
    struct ged_node *next;
    struct ged_record *record; /* of an INDI or FAM that is taken */
    struct ged_node *target;   /* what a pointer between families and people
                                  means; NULL: nobody */
    size_t line;
    uint8_t role; /* enum kw_role, as PEDI, _FREL or _MREL says */
    bool used;
    bool points; /* the value is a pointer, its @ taken off */
};

/* A family that somebody heads as HUSB or WIFE. */
struct ged_head {
    struct ged_node *family;
    struct ged_node *slot; /* the HUSB or WIFE line */
    struct ged_head *next;
};

/* A family that somebody is a child of, and who says so. */
struct ged_home {
    struct ged_node *family;
    struct ged_node *famc; /* the child's FAMC */
    struct ged_node *adop; /* the child's adoption into it */
    struct ged_node *chil; /* the family's CHIL */
    struct ged_home *next;
};

/* What a family says of its couple. */
struct ged_couple {
    bool married;
    bool denied;   /* said not to have married */
    bool partners; /* said to be partners */
    bool ended;
    uint32_t end_cause; /* the item; 0: not said */
    struct kw_date since;
    struct kw_date until;
};

/* What a record is besides its lines. */
struct ged_record {
    struct kw_id id;        /* INDI */
    struct ged_head *heads; /* INDI, in the order of the file */
    struct ged_home *homes; /* INDI, the same */
    size_t head_count;
    size_t home_count;
    struct ged_node *husb; /* FAM: its slots, NULL if nobody is in them */
    struct ged_node *wife;
    const struct ged_couple *couple; /* NULL until somebody asks */
};

enum { GED_LEVEL_MAX = 99 };

/* Cuts `text` (which it writes into) into lines and hangs them below
 * reader->root. */
enum kw_status ged_tree_grow(struct ged_reader *reader, char *text,
                             size_t length, struct kw_error *err);
/* The first, or the next, child of that tag; NULL if there is none. */
struct ged_node *ged_child(const struct ged_node *node, const char *tag);
struct ged_node *ged_next(const struct ged_node *node);
/* The value of the first child of that tag, marked as used; NULL if there
 * is none. */
const char *ged_value(const struct ged_node *node, const char *tag);
/* Marks a line and all below it. */
void ged_use_all(struct ged_node *node);

/* ---- the reader (gedcom.c) ----------------------------------------- */

/* Notes of one kind, gathered until the end. */
struct ged_tally {
    enum kw_gedcom_what what;
    const char *tag;
    const char *text;
    size_t line;
    size_t count;
};

enum { GED_BASE_BYTES = 32 };

struct ged_reader {
    const struct kw_gedcom_settings *settings;
    struct kw_gedcom_counts *counts;
    struct kw_arena arena;   /* lines, tallies */
    struct ged_node root;    /* of level -1: records are its children */
    struct ged_node **index; /* records with an xref, sorted by it */
    size_t index_count;
    struct ged_tally *tallies;
    size_t tally_count;
    size_t tally_capacity;
    char base[GED_BASE_BYTES];
    int64_t written_at_s; /* the file; 0: not known */
    bool version7;
};

/* Tells of a wrong line at once. */
void ged_wrong(struct ged_reader *reader, size_t line, const char *tag,
               const char *format, ...) KW_PRINTF(4, 5);
/* Counts a line for the end. `text` must last. */
enum kw_status ged_count(struct ged_reader *reader, enum kw_gedcom_what what,
                         const struct ged_node *node, const char *text,
                         struct kw_error *err);
/* The record that a pointer means, if it is of that kind; told and NULL
 * otherwise. @VOID@ is NULL without a word. */
struct ged_node *ged_target(struct ged_reader *reader,
                            const struct ged_node *pointer, const char *tag);

/* Has a record an xref that no record above it has? Told if not. */
bool ged_is_single(struct ged_reader *reader, struct ged_node *node);

/* Adds a statement with the id "base:xref:rest". `rest` is a format. */
enum kw_status ged_state(struct ged_reader *reader, struct kw_person *person,
                         const struct ged_node *record,
                         enum kw_property property, struct kw_statement **out,
                         struct kw_error *err, const char *rest, ...)
    KW_PRINTF(7, 8);

/* ---- dates (ged_date.c, ged_calendar.c) ---------------------------- */

enum ged_calendar {
    GED_GREGORIAN,
    GED_JULIAN,
    GED_FRENCH, /* Republican */
    GED_HEBREW
};
/* The first day of a year, month or day (0: not known) of the French or
 * Hebrew calendar, and the last, as Julian day numbers. False if there is
 * none such. */
bool ged_calendar_days(enum ged_calendar calendar, int64_t year, int month,
                       int day, int64_t *first, int64_t *last);
/* The number of a month by its GEDCOM code (any case); 0 if there is none
 * in that calendar. */
int ged_calendar_month(enum ged_calendar calendar, const char *word,
                       size_t length);

/* Reads a DATE value. False if there is no date in it. *told is NULL, or
 * says in what way it is not just as it stands. */
bool ged_date_read(const char *text, struct kw_date *out, const char **told);
/* The date of an event's DATE line, marked as used; wrong ones are
 * told. */
enum kw_status ged_date_of(struct ged_reader *reader,
                           const struct ged_node *event, struct kw_date *out,
                           struct kw_error *err);

/* ---- records (ged_person.c, ged_family.c) -------------------------- */

/* Names, sex, titles, birth and death. */
enum kw_status ged_person_fill(struct ged_reader *reader,
                               struct ged_node *record,
                               struct kw_person *person, struct kw_error *err);

/* Makes a record of every FAM, resolves all pointers between families and
 * people, and hangs families onto their people. */
enum kw_status ged_family_index(struct ged_reader *reader,
                                struct kw_error *err);
/* The partners of one person (ged_marriage.c). */
enum kw_status ged_marriages_fill(struct ged_reader *reader,
                                  struct ged_node *record,
                                  struct kw_person *person,
                                  struct kw_error *err);
/* Parents, children and partners of one person. */
enum kw_status ged_family_fill(struct ged_reader *reader,
                               struct ged_node *record,
                               struct kw_person *person, struct kw_error *err);

#endif
