/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two GEDCOMs differ in, and their lines and events.
 */
#ifndef KINWALK_EXPORT_GEDCOM_H
#define KINWALK_EXPORT_GEDCOM_H

#include "families.h"

struct gedcom_dialect {
    bool seven; /* 7.0, else 5.5.1 */
    const char *birth;
    const char *adopted;
    const char *foster;
    const char *step;
    const char *challenged;
    const char *julian; /* before a date */
    const char *bce;    /* behind a year */
};

const struct gedcom_dialect *gedcom_dialect_of(const struct writer *writer);

/* One line; `payload` is quoted, may be NULL, and has no line breaks. */
void gedcom_line(struct writer *writer, int level, const char *tag,
                 const char *payload);
/* The same for a text of any length: 5.5.1 cuts it into CONC lines. */
void gedcom_text(struct writer *writer, int level, const char *tag,
                 const char *text);
/* Xrefs without their @. */
enum kw_status gedcom_person_xref(struct writer *writer, struct kw_id id,
                                  struct kw_error *err);
enum kw_status gedcom_family_xref(struct writer *writer, struct couple couple,
                                  struct kw_error *err);
/* Lines at level 1 that point; nothing for nobody. */
enum kw_status gedcom_to_person(struct writer *writer, const char *tag,
                                struct kw_id id, struct kw_error *err);
enum kw_status gedcom_to_family(struct writer *writer, const char *tag,
                                struct couple couple, struct kw_error *err);
/* An INDI record. */
enum kw_status gedcom_person(struct writer *writer,
                             const struct kw_person *person,
                             enum kw_known known, struct kw_error *err);
/* An event at level 1 with its date if it is known; `type` (may be NULL)
 * says what kind of event. Without a date it is said to have happened. */
void gedcom_event(struct writer *writer, const char *tag, const char *type,
                  struct kw_date date);

/* ---- who states a link (gedcom_notes.c) ---------------------------- */

/* Is there more to say than that both ends state it, like any other? */
bool gedcom_needs_note(const struct kw_link *link);
/* A note that says who states the link `what` ("Marriage"), and how
 * firmly. */
enum kw_status gedcom_note(struct writer *writer, int level, const char *what,
                           const struct kw_link *link, struct kw_error *err);
/* Such notes, at level 2, for the parents that `child` has in a family. */
enum kw_status gedcom_origin_notes(struct writer *writer, struct kw_id child,
                                   struct couple couple, struct kw_error *err);

#endif
