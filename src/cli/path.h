/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path: one question for a chain, from cmd_path.c, which finds the answer,
 * to path_words.c, which tells it.
 */
#ifndef KINWALK_CLI_PATH_H
#define KINWALK_CLI_PATH_H

#include <kinwalk/graph.h>
#include <kinwalk/kinship.h>

#include "gather.h"

struct path_answer {
    struct kw_id from;
    struct kw_id to;
    struct kw_people *people;
    struct kw_meeting meeting;
    struct kw_path path;
    bool found;
    struct kw_bill bill; /* what asking cost; requests 0: nobody was asked */
    int64_t as_of_s;     /* when the oldest record of the chain was read; 0 */
};

/* The person, or NULL if the chain's family has nobody of that id. */
static inline const struct kw_member *
path_member(const struct path_answer *answer, struct kw_id id)
{
    uint32_t who = kw_people_find(answer->people, id);

    return who == KW_NOBODY ? NULL : kw_people_at(answer->people, who);
}

/* Appends the answer in words of that language. */
void path_words(const struct path_answer *answer, enum kw_lang lang,
                struct kw_buffer *out);

#endif
