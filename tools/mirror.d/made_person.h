/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing down one person of a made family. Belongs to generate.h.
 */
#ifndef MIRROR_MADE_PERSON_H
#define MIRROR_MADE_PERSON_H

#include <kinwalk/base.h>

#include "family_tree.h"
#include "hash.h"

/* Reasons for throwing dice: each fact about somebody has its own. */
enum reason {
    FOR_STATEMENT = 1,
    FOR_ONE_SIDE,
    FOR_BIRTH,
    FOR_DEATH,
    FOR_NAME,
    FOR_DISPUTE,
    FOR_REFERENCES,
    FOR_WEDDING,
    FOR_ALIAS,
    FOR_MISSING,
    FOR_REDIRECT,
    FOR_GAP
};

struct writer {
    struct family_tree tree;
    uint64_t seed;
    size_t missing;   /* records on top of the people, behind them */
    size_t redirects; /* behind the missing ones */
    size_t slots;
    uint32_t *owner; /* of each slot, in the order of ids */
    uint32_t *slot;  /* of each owner */
    uint32_t *alias; /* of each person: a redirect to them, or NO_ONE */
    uint32_t *lost;  /* of each person: a missing child, or NO_ONE */
    struct kw_buffer out;
    struct kw_json json;
    uint32_t self; /* whose line is being written */
    unsigned statement;
};

static inline uint64_t dice(const struct writer *w, enum reason reason,
                            uint64_t a, uint64_t b)
{
    return hash_two(hash_two(w->seed + reason, a), b);
}

/* The id of a person, or of a record on top; returns `out`. */
const char *made_id(const struct writer *w, uint32_t owner, char out[24]);

/* Writes all members behind "state" of the person `w->self`. */
void made_person_write(struct writer *w);

#endif
