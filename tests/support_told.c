/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small families for tests.
 */
#include "support_told.h"

#include <stdio.h>

#include "support_cmocka.h"

static void must(const struct told *t, enum kw_status status)
{
    if (status != KW_OK)
        fail_msg("%s", t->err.text);
}

void told_begin(struct told *t)
{
    *t = (struct told){0};
    must(t, kw_people_create(NULL, &t->people, &t->err));
}

void told_end(struct told *t)
{
    kw_people_destroy(t->people);
    t->people = NULL;
}

static struct kw_date year_of(int year)
{
    struct kw_date date = {.year = year, .precision = KW_YEAR};

    return year ? date : (struct kw_date){0};
}

void told_person(struct told *t, uint64_t q, const char *label, enum kw_sex sex,
                 int year)
{
    struct kw_member member = {.id = kw_qid(q),
                               .label = label,
                               .birth = year_of(year),
                               .sex = (uint8_t)sex,
                               .known = KW_READ};

    must(t, kw_people_add_member(t->people, &member, &t->err));
}

static void link_parent(struct told *t, uint64_t child, uint64_t parent,
                        enum kw_link_kind kind, enum kw_role role)
{
    struct kw_link link = {.child = kw_qid(child),
                           .parent = kw_qid(parent),
                           .kind = (uint8_t)kind,
                           .by_child = KW_STATED,
                           .role_child = (uint8_t)role};

    must(t, kw_people_add_link(t->people, &link, &t->err));
}

void told_child(struct told *t, uint64_t child, uint64_t father,
                uint64_t mother, enum kw_role role)
{
    if (father)
        link_parent(t, child, father, KW_LINK_FATHER, role);
    if (mother)
        link_parent(t, child, mother, KW_LINK_MOTHER, role);
}

void told_couple(struct told *t, uint64_t a, uint64_t b, int year)
{
    struct kw_link link = {.child = kw_qid(a < b ? a : b),
                           .parent = kw_qid(a < b ? b : a),
                           .kind = KW_LINK_SPOUSE,
                           .by_child = KW_STATED,
                           .by_parent = KW_STATED,
                           .since = year_of(year)};

    must(t, kw_people_add_link(t->people, &link, &t->err));
}

void told_seal(struct told *t)
{
    must(t, kw_people_seal(t->people, &t->err));
}

uint32_t told_who(const struct told *t, uint64_t q)
{
    uint32_t who = kw_people_find(t->people, kw_qid(q));

    assert_int_not_equal(who, KW_NOBODY);
    return who;
}

/* splitmix64 (Steele, Lea and Flood, 2014). */
uint32_t told_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 32);
}

static uint64_t pick(uint64_t *state, uint64_t low, uint64_t high)
{
    return low + told_random(state) % (high - low + 1);
}

void told_random_family(struct told *t, uint64_t seed, uint32_t count,
                        bool wild)
{
    uint64_t state = seed * 2 + 1;

    told_begin(t);
    for (uint64_t q = 1; q <= count; q++) {
        char label[32];

        snprintf(label, sizeof label, "Person %u", (unsigned)q);
        if (pick(&state, 0, 19))
            told_person(t, q, label, q % 2 ? KW_MALE : KW_FEMALE,
                        (int)(1700 + q));
    }
    for (uint64_t q = 3; q <= count; q++) {
        uint64_t reach = q > 14 && pick(&state, 0, 3) ? q - 14 : 1;
        uint64_t father = pick(&state, reach, q - 1) | 1;
        uint64_t mother = (pick(&state, reach, q - 1) + 1) & ~UINT64_C(1);
        uint32_t kind = told_random(&state) % 24;

        if (father >= q || !kind)
            father = 0;
        if (mother >= q || kind == 1)
            mother = 0;
        if (kind < 20)
            told_child(t, q, father, mother,
                       kind == 2   ? KW_ROLE_ADOPTIVE
                       : kind == 3 ? KW_ROLE_DISPUTED
                                   : KW_ROLE_BIRTH);
        if (kind == 4 && reach + 4 < q)
            told_child(t, q, reach | 1, 0, KW_ROLE_ADOPTIVE);
        if (kind > 2 && father && mother && kind % 3)
            told_couple(t, father, mother, 1700 + (int)q);
    }
    for (uint64_t i = 0; i < count / 6; i++) {
        uint64_t a = pick(&state, 1, count);
        uint64_t b = pick(&state, 1, count);

        if (a != b)
            told_couple(t, a, b, 0);
    }
    for (uint64_t i = 0; wild && i < 2; i++)
        told_child(t, pick(&state, 1, count), pick(&state, 1, count), 0,
                   KW_ROLE_BIRTH);
    told_seal(t);
}
