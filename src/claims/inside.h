/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the room: what its files share.
 */
#ifndef KINWALK_CLAIMS_INSIDE_H
#define KINWALK_CLAIMS_INSIDE_H

#include "ready.h"
#include "tree.h"

#define KW_PERSON_SCHEMA "kinwalk.person/1"

/* One reading: what it was asked with, and where it puts people. All
 * borrowed. */
struct kw_reading {
    struct kw_tree *tree;
    struct kw_xrefs *xrefs;   /* may be NULL */
    const char *const *langs; /* NULL: all */
    struct kw_document *out;
    struct kw_map seen; /* ids in `out` already; the reader finishes it */
};

/* A new person of that id at the end of `out`, which owns it; *person is
 * NULL if somebody of that id is there already. */
enum kw_status kw_reading_add(struct kw_reading *reading, struct kw_id id,
                              enum kw_state state, struct kw_person **person,
                              struct kw_error *err);

/* Reads one entity of a Wikibase. `key` is the name it stood under; NULL
 * if it stood alone. (entity.c) */
enum kw_status kw_reading_entity(struct kw_reading *reading, const char *key,
                                 const cJSON *entity, struct kw_error *err);
/* Reads one of kinwalk's own records. (line.c) */
enum kw_status kw_reading_line(struct kw_reading *reading, const cJSON *line,
                               struct kw_error *err);

/* The error object of a reply, or the first of a list of them; NULL if
 * there is none. (read.c) */
const cJSON *kw_reading_error(const cJSON *reply);
/* Fills error_* of `out`. (read.c) */
void kw_reading_take_error(const cJSON *error, struct kw_document *out);

/* ---- values (value.c) ---------------------------------------------- */

/* Takes the texts of a map of languages into `person`, those in the
 * languages wanted. A text is "...", {"language","value"}, or, for
 * aliases, a list of these. */
enum kw_status kw_reading_texts(struct kw_reading *reading, const cJSON *map,
                                enum kw_text_kind kind,
                                struct kw_person *person, struct kw_error *err);
/* {"time","precision", "calendarmodel" or "calendar", ...}; false if it
 * is none or says nothing that can be. */
bool kw_value_date(const cJSON *value, struct kw_date *out);
/* What the scanner read, as a value of that type; false if it is none or
 * says nothing that can be. */
bool kw_value_ready(const struct kw_ready_value *value, enum kw_value_type type,
                    struct kw_value *out);
/* {"id"} or {"numeric-id"} of an item, or "Q42". */
bool kw_value_item(const cJSON *value, struct kw_id *out);

#endif
