/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support_clan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(enum kw_status status, const struct kw_error *err)
{
    if (status == KW_OK)
        return;
    fprintf(stderr, "clan: %s\n", err->text);
    abort();
}

void clan_begin(struct clan *clan)
{
    struct kw_error err;

    memset(clan, 0, sizeof *clan);
    must(kw_people_create(NULL, &clan->people, &err), &err);
}

void clan_end(struct clan *clan)
{
    if (clan->has_answer)
        kw_reckoning_finish(&clan->answer);
    kw_kinship_destroy(clan->kinship);
    kw_people_destroy(clan->people);
    memset(clan, 0, sizeof *clan);
}

void clan_person(struct clan *clan, uint64_t who, enum kw_sex sex)
{
    struct kw_member member = {
        .id = kw_qid(who), .sex = (uint8_t)sex, .known = KW_READ};
    struct kw_error err;

    must(kw_people_add_member(clan->people, &member, &err), &err);
}

void clan_parent(struct clan *clan, uint64_t child, uint64_t parent,
                 enum kw_link_kind kind, enum kw_role role,
                 enum kw_standing standing)
{
    struct kw_link link = {
        .child = kw_qid(child),
        .parent = kw_qid(parent),
        .kind = (uint8_t)kind,
        .by_child = (uint8_t)standing,
        .role_child = (uint8_t)role,
    };
    struct kw_error err;

    must(kw_people_add_link(clan->people, &link, &err), &err);
}

void clan_child(struct clan *clan, uint64_t child, uint64_t father,
                uint64_t mother)
{
    clan_person(clan, child, KW_SEX_UNKNOWN);
    if (father) {
        clan_person(clan, father, KW_MALE);
        clan_parent(clan, child, father, KW_LINK_FATHER, KW_ROLE_BIRTH,
                    KW_STATED);
    }
    if (mother) {
        clan_person(clan, mother, KW_FEMALE);
        clan_parent(clan, child, mother, KW_LINK_MOTHER, KW_ROLE_BIRTH,
                    KW_STATED);
    }
}

void clan_marry(struct clan *clan, uint64_t a, uint64_t b,
                enum kw_link_kind kind, enum kw_ended ended)
{
    struct kw_link link = {
        .child = kw_qid(a < b ? a : b),
        .parent = kw_qid(a < b ? b : a),
        .kind = (uint8_t)kind,
        .by_child = KW_STATED,
        .ended = (uint8_t)ended,
    };
    struct kw_error err;

    must(kw_people_add_link(clan->people, &link, &err), &err);
}

void clan_seal_without(struct clan *clan, const struct kw_id *without,
                       size_t count)
{
    struct kw_error err;

    must(kw_people_seal(clan->people, &err), &err);
    must(kw_kinship_create(clan->people, without, count, &clan->kinship, &err),
         &err);
}

void clan_seal(struct clan *clan)
{
    clan_seal_without(clan, NULL, 0);
}

uint32_t clan_find(const struct clan *clan, uint64_t who)
{
    return kw_people_find(clan->people, kw_qid(who));
}

const struct kw_reckoning *clan_ask(struct clan *clan, uint64_t from,
                                    uint64_t to)
{
    struct kw_question question = {
        .from = clan_find(clan, from),
        .to = clan_find(clan, to),
        .lines_max = SIZE_MAX,
    };
    struct kw_error err;

    if (clan->has_answer)
        kw_reckoning_finish(&clan->answer);
    clan->has_answer = true;
    must(kw_kinship_reckon(clan->kinship, &question, &clan->answer, &err),
         &err);
    return &clan->answer;
}

const char *clan_tell(const struct clan *clan, size_t relation)
{
    static char text[256];
    const struct kw_relation *r;
    uint64_t apex[2] = {0, 0};
    char couple[32] = "";

    if (relation >= clan->answer.relation_count)
        return "nothing";
    r = &clan->answer.relations[relation];
    for (int i = 0; i < 2; i++)
        if (r->apex[i] != KW_NOBODY)
            apex[i] = kw_people_at(clan->people, r->apex[i])->id.bits;
    if (apex[1])
        snprintf(couple, sizeof couple, "+%" PRIu64,
                 apex[0] < apex[1] ? apex[1] : apex[0]);
    snprintf(text, sizeof text, "%s %u.%u %s x%u %s %" PRIu64 "%s",
             kw_relation_kind_name(r->kind), r->up, r->down,
             kw_fullness_name(r->fullness), r->fold, r->lines,
             apex[1] && apex[1] < apex[0] ? apex[1] : apex[0], couple);
    return text;
}
