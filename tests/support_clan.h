/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A clan: a small family written down in a test, people by their QID
 * numbers, and the questions put to it.
 */
#ifndef KINWALK_TESTS_SUPPORT_CLAN_H
#define KINWALK_TESTS_SUPPORT_CLAN_H

#include <kinwalk/kinship.h>

struct clan {
    struct kw_people *people;
    struct kw_kinship *kinship; /* after clan_seal() */
    struct kw_reckoning answer; /* of the last question */
    bool has_answer;
};

/* All of these abort on trouble: a test has no use for it. */
void clan_begin(struct clan *clan);
void clan_end(struct clan *clan);
void clan_person(struct clan *clan, uint64_t who, enum kw_sex sex);
/* Adds the child of a man and a woman; 0: not recorded. */
void clan_child(struct clan *clan, uint64_t child, uint64_t father,
                uint64_t mother);
void clan_parent(struct clan *clan, uint64_t child, uint64_t parent,
                 enum kw_link_kind kind, enum kw_role role,
                 enum kw_standing standing);
void clan_marry(struct clan *clan, uint64_t a, uint64_t b,
                enum kw_link_kind kind, enum kw_ended ended);
void clan_seal(struct clan *clan);
/* Seals the family without these. */
void clan_seal_without(struct clan *clan, const struct kw_id *without,
                       size_t count);

uint32_t clan_find(const struct clan *clan, uint64_t who);
/* Asks what `to` is to `from`: all lines, with phi. */
const struct kw_reckoning *clan_ask(struct clan *clan, uint64_t from,
                                    uint64_t to);
/* "kind up.down fullness x fold lines a+b" of a relation, for comparing;
 * apexes by QID number, the smaller first. Static memory. */
const char *clan_tell(const struct clan *clan, size_t relation);

#endif
