/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small family in memory, told in sentences, and given to exports as
 * the store would give it.
 */
#ifndef KINWALK_SUPPORT_FAMILY_H
#define KINWALK_SUPPORT_FAMILY_H

#include <kinwalk/export.h>

enum { FAMILY_MAX = 64, FAMILY_LINKS_MAX = 256 };

struct family {
    struct kw_xrefs *xrefs;
    struct kw_person *people[FAMILY_MAX];
    size_t count;
    struct kw_link links[FAMILY_LINKS_MAX];
    size_t link_count;
    struct kw_arena arena;
    struct kw_export_source source; /* after family_seal() */
};

void family_begin(struct family *family);
/* "Q42", or any xref. */
struct kw_id family_id(struct family *family, const char *id);
/* Adds a person; label NULL: none, else in English. */
struct kw_person *family_add(struct family *family, const char *id,
                             const char *label, enum kw_sex sex);
void family_name(struct kw_person *person, const char *lang, const char *label);
/* Statements; the date as Wikidata writes it. */
struct kw_statement *family_says(struct family *family,
                                 struct kw_person *person,
                                 enum kw_property property, const char *value);
struct kw_statement *family_dates(struct kw_person *person,
                                  enum kw_property property, const char *time,
                                  int precision, enum kw_calendar calendar);
/* A date as a qualifier of a statement. */
void family_qualifies(struct kw_person *person, struct kw_statement *statement,
                      enum kw_property property, const char *time);
/* Why a marriage ended, as a qualifier. */
void family_says_why(struct family *family, struct kw_person *person,
                     struct kw_statement *statement, const char *cause);
/* Seals everybody, makes links, fills `source`. */
void family_seal(struct family *family);
void family_end(struct family *family);

#endif
