/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the writers share: the walk over people and links, the table of
 * what is told of each, and texts made harmless.
 *
 * A writer is a function that walks as often as its format needs. Memory
 * for the row at hand comes from `row` and is gone with the next row.
 */
#ifndef KINWALK_EXPORT_WRITER_H
#define KINWALK_EXPORT_WRITER_H

#include <kinwalk/export.h>

/* ---- one export --------------------------------------------------- */

struct writer {
    const struct kw_export_options *options; /* borrowed */
    const struct kw_export_source *source;   /* borrowed */
    struct kw_buffer *out;                   /* borrowed */
    struct kw_arena row;
    struct kw_export_tally tally;
    /* Languages of all labels, sorted, after writer_survey(). */
    char **langs;
    size_t lang_count;
    size_t lang_capacity;
    void *own;       /* the writer's own */
    uint64_t serial; /* the writer's own: a running number */
};

typedef enum kw_status (*write_person)(struct writer *writer,
                                       const struct kw_person *person,
                                       enum kw_known known,
                                       struct kw_error *err);
typedef enum kw_status (*write_link)(struct writer *writer,
                                     const struct kw_link *link,
                                     struct kw_error *err);

/* Walks over all who are people, or over every record. Counts them in
 * the tally once, at the first walk. */
enum kw_status writer_people(struct writer *writer, write_person each,
                             struct kw_error *err);
enum kw_status writer_records(struct writer *writer, write_person each,
                              struct kw_error *err);
enum kw_status writer_links(struct writer *writer, write_link each,
                            struct kw_error *err);
/* Walks once to learn the languages of labels. */
enum kw_status writer_survey(struct writer *writer, struct kw_error *err);
/* Does it look like a language code? Others have no columns. */
bool lang_is_code(const char *lang);
/* An id as text, in the row's memory; NULL if memory ran out. */
const char *writer_id(struct writer *writer, struct kw_id id);
/* The label in the best language, harmless; the id if there is none. */
const char *writer_name(struct writer *writer, const struct kw_person *person);

/* `before` and "1819–1901", as far as the years are sure; else nothing. */
void writer_years(struct writer *writer, const struct kw_person *person,
                  const char *before);

/* The writers, each in the file of its name. */
#define WRITER(name)                                                           \
    enum kw_status write_##name(struct writer *writer, struct kw_error *err)
WRITER(graphml);
WRITER(gexf);
WRITER(dot);
WRITER(jsonl);
WRITER(cytoscape);
WRITER(csv_people);
WRITER(csv_links);
WRITER(turtle);
WRITER(mermaid);
WRITER(gedcom);
WRITER(gedcom7);

/* ---- what is told (fields.c) -------------------------------------- */

/* A named value; `number` ones are whole decimal numbers. */
struct field {
    const char *name;
    bool number;
};

enum {
    PERSON_FIELDS = 15,
    LINK_FIELDS = 14,
    /* The person fields that are free text. */
    FIELD_LABEL = 0,
    FIELD_DESCRIPTION = 14,
    /* The first link field. */
    FIELD_KIND = 0
};
extern const struct field person_fields[PERSON_FIELDS];
extern const struct field link_fields[LINK_FIELDS];

/* The values in the row's memory, harmless; NULL where nothing is known. */
enum kw_status person_values(struct writer *writer,
                             const struct kw_person *person,
                             enum kw_known known,
                             const char *values[PERSON_FIELDS],
                             struct kw_error *err);
enum kw_status link_values(struct writer *writer, const struct kw_link *link,
                           const char *values[LINK_FIELDS],
                           struct kw_error *err);
/* The label in the writer's language number `lang`, or NULL. */
const char *person_label(struct writer *writer, const struct kw_person *person,
                         size_t lang);
/* From where to where an edge runs: parent to child; for links without
 * direction from the smaller id. */
struct kw_id link_source(const struct kw_link *link);
struct kw_id link_target(const struct kw_link *link);
/* Has the link a direction in time: does the source come before? */
bool link_is_descent(const struct kw_link *link);
/* "father": what the source is to the target. */
const char *link_kind_name(enum kw_link_kind kind);

/* ---- dates (dates.c) ---------------------------------------------- */

/* "1819-05-24", "1819-05", "1819", "-0044" (44 BCE): the digits that the
 * precision allows. NULL for no date or if memory ran out. */
const char *date_iso(struct kw_arena *arena, struct kw_date date);
/* "day" ... "billion years"; NULL for no date. */
/* "gregorian" or "julian"; NULL for no date. */
const char *date_calendar(struct kw_date date);
/* "circa", "-2 +3" (units of the precision), both, or NULL. */
const char *date_about(struct kw_arena *arena, struct kw_date date);
/* Year, month and day of a Julian day number in a calendar; no year 0. */
void date_of_day(int64_t day, enum kw_calendar calendar, int64_t *year,
                 int *month, int *day_of_month);
/* A moment as a year with a fraction, for time lines; the first moment
 * of `day`. Counts a year 0, as numbers must. */
double date_decimal(int64_t day);

/* ---- texts (text.c) ----------------------------------------------- */

/* A copy that no consumer chokes on: see the door. NULL if memory ran
 * out or text is NULL. */
const char *text_clean(struct kw_arena *arena, const char *text);
/* Appends with XML's five characters as entities. Cleaned text only. */
void text_xml(struct kw_buffer *out, const char *text);
/* Appends `text` with each character of `from` (ASCII) written as the
 * string of the same place in `to`. */
void text_mapped(struct kw_buffer *out, const char *text, const char *from,
                 const char *const *to);

#endif
