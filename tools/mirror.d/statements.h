/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The "claims" of an entity. Belongs to entity.h.
 */
#ifndef MIRROR_STATEMENTS_H
#define MIRROR_STATEMENTS_H

#include <cjson/cJSON.h>
#include <kinwalk/base.h>

/* Writes key and value of "claims" for a person read from its line, to
 * which statements that lack are added. False: out of memory. */
bool statements_write(struct kw_json *json, uint32_t number, cJSON *person);

#endif
