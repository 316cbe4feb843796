/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ready: snaks and statements that the scanner has read already, where
 * the plain reader has an object to be asked member by member.
 *
 * Each is an item of a tree, of the type cJSON_Raw, which cJSON itself
 * makes of no document. They say what the object would say, and decide
 * nothing: whether a value can be read is seen to in value.c for both.
 */
#ifndef KINWALK_CLAIMS_READY_H
#define KINWALK_CLAIMS_READY_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a snak states: an item or a time. */
struct kw_ready_value {
    const char *text; /* an item's id, or a time; borrowed from the document,
                         and no NUL behind it */
    size_t length;
    unsigned precision; /* of a time */
    bool is_time;
    bool is_julian;
};

/* In place of a snak that states a value. */
struct kw_ready_snak {
    cJSON item;
    struct kw_ready_value value;
};

/* In place of a statement whose main snak is one. */
struct kw_ready_statement {
    cJSON item;
    struct kw_ready_value value;
    const char *id; /* borrowed as `text`; NULL: none */
    size_t id_length;
    const cJSON *rank; /* NULL: none, or normal */
    const cJSON *qualifiers;
    uint32_t references;
};

/* NULL if the item is an ordinary one, or none. A snak is asked for where
 * snaks stand, a statement where statements stand. */
static inline const struct kw_ready_snak *kw_ready_snak(const cJSON *item)
{
    return item && item->type == cJSON_Raw
               ? (const struct kw_ready_snak *)(const void *)item
               : NULL;
}

static inline const struct kw_ready_statement *
kw_ready_statement(const cJSON *item)
{
    return item && item->type == cJSON_Raw
               ? (const struct kw_ready_statement *)(const void *)item
               : NULL;
}

#endif
