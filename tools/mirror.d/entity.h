/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kinwalk line as the entity a Wikibase would serve: full statements
 * with snaks, hashes, qualifiers and references.
 *
 * What a line does not hold is made: statement ids where it names none
 * (always the same ones), and as many references as it counts, each of an
 * unknown source. Sex, kind and dates that stand without a statement (as
 * in a family that came from a GEDCOM) become statements, because a
 * Wikibase has no other place for them.
 */
#ifndef MIRROR_ENTITY_H
#define MIRROR_ENTITY_H

#include "catalog.h"
#include "params.h"

enum {
    SHOW_INFO = 1,
    SHOW_LABELS = 2,
    SHOW_DESCRIPTIONS = 4,
    SHOW_ALIASES = 8,
    SHOW_CLAIMS = 16,
    SHOW_SITELINKS = 32,
    SHOW_ALL = 63
};

/* What of an entity to show. */
struct view {
    unsigned show;
    const struct values *languages; /* NULL or empty: all */
    bool fallback;
};

/* Writes the entity of `row` as one JSON value. `asked` is the redirect
 * it was reached by, or NULL. False: out of memory. */
bool entity_write(struct kw_json *json, const struct catalog *catalog,
                  const struct row *row, const struct row *asked,
                  const struct view *view);

/* The text of `key` ("labels", "descriptions") in the first language of
 * the chain for `lang`, and which one; NULL if there is none. Valid as
 * long as `person`. */
const char *entity_text(const cJSON *person, const char *key, const char *lang,
                        const char **found_lang);

#endif
