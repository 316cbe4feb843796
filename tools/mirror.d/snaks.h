/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Snaks in Wikibase's full form. Belongs to statements.h.
 */
#ifndef MIRROR_SNAKS_H
#define MIRROR_SNAKS_H

#include <cjson/cJSON.h>
#include <kinwalk/base.h>

/* `value` as a line has it; NULL: somevalue or novalue, as `snak` says.
 * `salt` makes the hashes of equal snaks differ. */
void snak_write(struct kw_json *json, uint32_t property, const cJSON *value,
                const char *snak, uint64_t salt);
/* Writes both keys, or nothing if there are no qualifiers. */
void snaks_write_qualifiers(struct kw_json *json, const cJSON *qualifiers);
/* A line only counts references; each is served as one of an unknown
 * source (P143, imported from). */
void snaks_write_references(struct kw_json *json, unsigned count);

#endif
