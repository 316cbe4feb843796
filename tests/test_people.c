/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Families: links merged from both ends, aliases, and the numbering that
 * does not depend on who was read first.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

/* ---- a small language for families --------------------------------- */

struct world {
    struct kw_people *people;
    struct kw_person *persons[64];
    size_t count;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    *state = w;
    return kw_people_create(NULL, &w->people, NULL) == KW_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < w->count; i++)
        kw_person_destroy(w->persons[i]);
    kw_people_destroy(w->people);
    free(w);
    return 0;
}

static struct kw_person *somebody(struct world *w, uint64_t qid)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->persons[i]->id.bits == qid)
            return w->persons[i];
    assert_int_equal(kw_person_create(kw_qid(qid), &w->persons[w->count], NULL),
                     KW_OK);
    return w->persons[w->count++];
}

static struct kw_statement *says(struct world *w, uint64_t qid,
                                 enum kw_property property, uint64_t value)
{
    struct kw_statement *statement;

    assert_int_equal(
        kw_person_add_statement(somebody(w, qid), &statement, NULL), KW_OK);
    statement->property = property;
    if (value) {
        statement->value.type = KW_ITEM;
        statement->value.item = kw_qid(value);
    } else {
        statement->snak = KW_SOMEVALUE;
    }
    return statement;
}

static void is_male(struct world *w, uint64_t qid)
{
    says(w, qid, KW_P_SEX, 6581097);
}

static void is_female(struct world *w, uint64_t qid)
{
    says(w, qid, KW_P_SEX, 6581072);
}

static struct kw_date day(int64_t year, uint8_t month, uint8_t date)
{
    struct kw_date d = {
        .year = year, .month = month, .day = date, .precision = KW_DAY};

    return d;
}

static void dated(struct world *w, uint64_t qid, enum kw_property property,
                  struct kw_date date)
{
    struct kw_statement *statement = says(w, qid, property, 1);

    statement->value.type = KW_DATE;
    statement->value.date = date;
}

static void qualified(struct world *w, uint64_t qid,
                      struct kw_statement *statement, enum kw_property property,
                      struct kw_value value)
{
    struct kw_qualifier *qualifier;

    assert_int_equal(
        kw_person_add_qualifier(somebody(w, qid), statement, &qualifier, NULL),
        KW_OK);
    qualifier->property = property;
    qualifier->value = value;
}

static void sealed(struct world *w)
{
    for (size_t i = 0; i < w->count; i++) {
        assert_int_equal(kw_person_seal(w->persons[i], NULL), KW_OK);
        assert_int_equal(kw_people_add(w->people, w->persons[i], NULL, NULL),
                         KW_OK);
    }
    assert_int_equal(kw_people_seal(w->people, NULL), KW_OK);
}

static uint32_t number_of(struct world *w, uint64_t qid)
{
    uint32_t who = kw_people_find(w->people, kw_qid(qid));

    assert_int_not_equal(who, KW_NOBODY);
    return who;
}

static uint64_t qid_of(struct world *w, uint32_t who)
{
    return kw_people_at(w->people, who)->id.bits;
}

static struct kw_tie only(struct kw_ties ties)
{
    assert_int_equal(ties.count, 1);
    return ties.items[0];
}

/* ---- parents and children ------------------------------------------ */

static void a_child_stated_by_its_parent_alone_is_a_child(void **state)
{
    struct world *w = *state;
    struct kw_tie tie;

    is_female(w, 9439);
    says(w, 9439, KW_P_CHILD, 20875);
    sealed(w);

    tie = only(kw_people_parents(w->people, number_of(w, 20875)));
    assert_int_equal(qid_of(w, tie.who), 9439);
    assert_int_equal(tie.kind, KW_LINK_MOTHER);
    assert_int_equal(tie.by_child, KW_UNSTATED);
    assert_int_equal(tie.by_parent, KW_STATED);
    assert_int_equal(kw_people_at(w->people, number_of(w, 20875))->known,
                     KW_UNREAD);
}

static void both_ends_make_one_link(void **state)
{
    struct world *w = *state;
    struct kw_tie tie;

    says(w, 9439, KW_P_CHILD, 20875);
    says(w, 20875, KW_P_MOTHER, 9439);
    sealed(w);

    tie = only(kw_people_children(w->people, number_of(w, 9439)));
    assert_int_equal(tie.by_child, KW_STATED);
    assert_int_equal(tie.by_parent, KW_STATED);
    assert_int_equal(tie.kind, KW_LINK_MOTHER);
}

static void the_childs_word_decides_what_a_parent_is(void **state)
{
    struct world *w = *state;

    is_male(w, 1);
    says(w, 1, KW_P_CHILD, 2);
    says(w, 2, KW_P_MOTHER, 1);
    sealed(w);

    assert_int_equal(only(kw_people_parents(w->people, number_of(w, 2))).kind,
                     KW_LINK_MOTHER);
}

static void a_father_the_child_ranks_lower_is_no_father(void **state)
{
    struct world *w = *state;
    struct kw_tie tie;

    says(w, 3, KW_P_FATHER, 1);
    says(w, 3, KW_P_FATHER, 2)->rank = KW_RANK_PREFERRED;
    says(w, 1, KW_P_CHILD, 3);
    sealed(w);

    tie = only(kw_people_parents(w->people, number_of(w, 3)));
    assert_int_equal(qid_of(w, tie.who), 2);
    assert_int_equal(tie.by_child, KW_PREFERRED);
}

static void outranked_links_stay_when_asked_for(void **state)
{
    struct world *w = *state;

    says(w, 3, KW_P_FATHER, 1);
    says(w, 3, KW_P_FATHER, 2)->rank = KW_RANK_PREFERRED;
    kw_people_keep_outranked(w->people);
    sealed(w);

    assert_int_equal(kw_people_parents(w->people, number_of(w, 3)).count, 2);
}

static void two_fathers_both_stay(void **state)
{
    struct world *w = *state;
    struct kw_ties parents;

    says(w, 3, KW_P_FATHER, 2);
    says(w, 3, KW_P_FATHER, 1);
    sealed(w);

    parents = kw_people_parents(w->people, number_of(w, 3));
    assert_int_equal(parents.count, 2);
    assert_int_equal(qid_of(w, parents.items[0].who), 1);
    assert_int_equal(qid_of(w, parents.items[1].who), 2);
}

static void an_unknown_father_is_a_fact_and_nobody(void **state)
{
    struct world *w = *state;

    says(w, 3, KW_P_FATHER, 0);
    says(w, 4, KW_P_FATHER, 0);
    sealed(w);

    assert_int_equal(kw_people_count(w->people), 2);
    assert_int_equal(kw_people_parents(w->people, number_of(w, 3)).count, 0);
    assert_int_equal(kw_people_at(w->people, number_of(w, 3))->father_snak,
                     KW_SOMEVALUE);
}

static void adoption_on_either_side_makes_the_link_adoptive(void **state)
{
    struct world *w = *state;
    struct kw_value adopted_child = {.type = KW_ITEM,
                                     .item = {UINT64_C(20746728)}};

    says(w, 2, KW_P_FATHER, 1);
    qualified(w, 1, says(w, 1, KW_P_CHILD, 2), KW_P_KINSHIP, adopted_child);
    sealed(w);

    assert_int_equal(only(kw_people_parents(w->people, number_of(w, 2))).role,
                     KW_ROLE_ADOPTIVE);
}

static void a_step_parent_is_no_parent(void **state)
{
    struct world *w = *state;

    says(w, 2, KW_P_STEP_PARENT, 1);
    sealed(w);

    assert_int_equal(kw_people_parents(w->people, number_of(w, 2)).count, 0);
    assert_int_equal(
        qid_of(w, only(kw_people_step_parents(w->people, number_of(w, 2))).who),
        1);
    assert_int_equal(
        qid_of(w,
               only(kw_people_step_children(w->people, number_of(w, 1))).who),
        2);
}

static void children_stand_in_the_order_of_birth(void **state)
{
    struct world *w = *state;
    struct kw_ties children;

    says(w, 1, KW_P_CHILD, 10);
    says(w, 1, KW_P_CHILD, 11);
    says(w, 1, KW_P_CHILD, 12);
    says(w, 1, KW_P_CHILD, 13);
    dated(w, 10, KW_P_BIRTH, day(1850, 1, 1));
    dated(w, 12, KW_P_BIRTH, day(1840, 11, 21));
    dated(w, 13, KW_P_BIRTH, day(1841, 11, 9));
    sealed(w);

    children = kw_people_children(w->people, number_of(w, 1));
    assert_int_equal(children.count, 4);
    assert_int_equal(qid_of(w, children.items[0].who), 12);
    assert_int_equal(qid_of(w, children.items[1].who), 13);
    assert_int_equal(qid_of(w, children.items[2].who), 10);
    assert_int_equal(qid_of(w, children.items[3].who), 11);
}

static void a_self_parent_is_kept_to_be_reported(void **state)
{
    struct world *w = *state;

    says(w, 7, KW_P_FATHER, 7);
    sealed(w);

    assert_int_equal(
        qid_of(w, only(kw_people_parents(w->people, number_of(w, 7))).who), 7);
}

/* ---- partners ------------------------------------------------------ */

static void a_marriage_is_one_link_seen_from_both(void **state)
{
    struct world *w = *state;
    struct kw_value since = {.type = KW_DATE, .date = day(1840, 2, 10)};
    struct kw_tie from_her;

    qualified(w, 20, says(w, 20, KW_P_SPOUSE, 10), KW_P_START, since);
    says(w, 10, KW_P_SPOUSE, 20);
    sealed(w);

    from_her = only(kw_people_partners(w->people, number_of(w, 20)));
    assert_int_equal(qid_of(w, from_her.who), 10);
    assert_int_equal(from_her.since.year, 1840);
    assert_int_equal(
        only(kw_people_partners(w->people, number_of(w, 10))).since.year, 1840);
}

static void an_end_at_a_death_is_no_divorce(void **state)
{
    struct world *w = *state;
    struct kw_value end = {.type = KW_DATE, .date = day(1861, 12, 14)};
    struct kw_value divorce = {.type = KW_DATE, .date = day(1996, 8, 28)};

    qualified(w, 1, says(w, 1, KW_P_SPOUSE, 2), KW_P_END, end);
    dated(w, 2, KW_P_DEATH, day(1861, 12, 14));
    qualified(w, 5, says(w, 5, KW_P_SPOUSE, 6), KW_P_END, divorce);
    dated(w, 6, KW_P_DEATH, day(1997, 8, 31));
    sealed(w);

    assert_int_equal(only(kw_people_partners(w->people, number_of(w, 1))).ended,
                     KW_ENDED_BY_DEATH);
    assert_int_equal(only(kw_people_partners(w->people, number_of(w, 6))).ended,
                     KW_ENDED_ALIVE);
}

/* ---- aliases ------------------------------------------------------- */

static void two_ids_of_one_person_become_one(void **state)
{
    struct world *w = *state;
    struct kw_person *redirect;

    says(w, 3, KW_P_FATHER, 99); /* 99 was merged into 1 */
    says(w, 1, KW_P_CHILD, 3);
    is_male(w, 1);
    redirect = somebody(w, 99);
    redirect->state = KW_REDIRECT;
    redirect->to = kw_qid(1);
    sealed(w);

    assert_int_equal(kw_people_count(w->people), 2);
    assert_int_equal(number_of(w, 99), number_of(w, 1));
    assert_int_equal(
        only(kw_people_parents(w->people, number_of(w, 3))).by_parent,
        KW_STATED);
}

static void who_is_described_later_keeps_number_and_links(void **state)
{
    struct world *w = *state;
    struct kw_people *more;
    struct kw_member record = {.id = kw_qid(1),
                               .known = KW_READ,
                               .sex = KW_MALE,
                               .birth = day(1900, 1, 2)};
    struct kw_member stranger = {.id = kw_qid(7), .label = "Nobody's"};
    char label[] = "Rolf";
    uint32_t who;

    says(w, 3, KW_P_FATHER, 1);
    sealed(w);
    who = number_of(w, 1);
    record.label = label;
    assert_int_equal(kw_people_create(NULL, &more, NULL), KW_OK);
    kw_people_add_member(more, &record, NULL);
    kw_people_add_member(more, &stranger, NULL);
    kw_people_add_alias(more, kw_qid(99), kw_qid(1), NULL);
    kw_people_add_alias(more, kw_qid(3), kw_qid(1), NULL);

    assert_int_equal(kw_people_describe(w->people, more, NULL), KW_OK);
    kw_people_destroy(more);
    label[0] = '?';

    assert_int_equal(kw_people_count(w->people), 2);
    assert_int_equal(number_of(w, 1), who);
    assert_int_equal(number_of(w, 99), who);
    assert_int_not_equal(number_of(w, 3), who); /* a member stays one */
    assert_string_equal(kw_people_at(w->people, who)->label, "Rolf");
    assert_int_equal(kw_people_at(w->people, who)->birth.year, 1900);
    assert_int_equal(kw_people_at(w->people, who)->known, KW_READ);
    assert_int_equal(only(kw_people_parents(w->people, number_of(w, 3))).who,
                     who);
}

static void aliases_in_a_circle_end_at_the_smallest(void **state)
{
    struct world *w = *state;

    kw_people_add_alias(w->people, kw_qid(8), kw_qid(6), NULL);
    kw_people_add_alias(w->people, kw_qid(6), kw_qid(7), NULL);
    kw_people_add_alias(w->people, kw_qid(7), kw_qid(8), NULL);
    kw_people_add_alias(w->people, kw_qid(9), kw_qid(8), NULL);
    says(w, 1, KW_P_FATHER, 9);
    sealed(w);

    assert_int_equal(kw_people_count(w->people), 2);
    assert_int_equal(
        qid_of(w, only(kw_people_parents(w->people, number_of(w, 1))).who), 6);
}

static void merging_can_turn_a_couple_round(void **state)
{
    struct world *w = *state;
    struct kw_person *redirect = somebody(w, 5);
    struct kw_tie tie;

    redirect->state = KW_REDIRECT;
    redirect->to = kw_qid(50);
    says(w, 10, KW_P_SPOUSE, 5);
    says(w, 50, KW_P_SPOUSE, 10);
    sealed(w);

    tie = only(kw_people_partners(w->people, number_of(w, 10)));
    assert_int_equal(qid_of(w, tie.who), 50);
    assert_int_equal(tie.by_child, KW_STATED);
    assert_int_equal(tie.by_parent, KW_STATED);
}

/* ---- order --------------------------------------------------------- */

static uint64_t next_random(uint64_t *seed)
{
    *seed =
        *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static struct kw_link random_link(uint64_t *seed)
{
    struct kw_link link = {0};

    link.kind = (uint8_t)(1 + next_random(seed) % 7);
    link.child = kw_qid(1 + next_random(seed) % 12);
    link.parent = kw_qid(1 + next_random(seed) % 12);
    link.by_child = (uint8_t)(next_random(seed) % 4);
    link.by_parent = (uint8_t)(next_random(seed) % 4);
    if (link.by_child)
        link.role_child = (uint8_t)(next_random(seed) % 6);
    if (link.by_parent)
        link.role_parent = (uint8_t)(next_random(seed) % 6);
    if (link.kind >= KW_LINK_SPOUSE && next_random(seed) % 2)
        link.since = day(1800 + (int64_t)(next_random(seed) % 4), 1, 1);
    return link;
}

static struct kw_people *family_of(const struct kw_link *links, size_t count,
                                   const size_t *order)
{
    struct kw_people *people;

    assert_int_equal(kw_people_create(NULL, &people, NULL), KW_OK);
    kw_people_add_alias(people, kw_qid(3), kw_qid(11), NULL);
    kw_people_add_alias(people, kw_qid(12), kw_qid(2), NULL);
    for (size_t i = 0; i < count; i++)
        kw_people_add_link(people, &links[order[i]], NULL);
    assert_int_equal(kw_people_seal(people, NULL), KW_OK);
    return people;
}

static void assert_same_ties(struct kw_ties a, struct kw_ties b)
{
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_int_equal(a.items[i].who, b.items[i].who);
        assert_int_equal(a.items[i].kind, b.items[i].kind);
        assert_int_equal(a.items[i].role, b.items[i].role);
        assert_int_equal(a.items[i].by_child, b.items[i].by_child);
        assert_int_equal(a.items[i].by_parent, b.items[i].by_parent);
        assert_int_equal(a.items[i].since.year, b.items[i].since.year);
    }
}

static void a_family_does_not_depend_on_the_order_of_reading(void **state)
{
    uint64_t seed = 20261121;
    (void)state;

    for (int round = 0; round < 300; round++) {
        struct kw_link links[60];
        size_t order[60];
        struct kw_people *forward;
        struct kw_people *shuffled;

        for (size_t i = 0; i < 60; i++) {
            links[i] = random_link(&seed);
            order[i] = i;
        }
        forward = family_of(links, 60, order);
        for (size_t i = 59; i > 0; i--) {
            size_t k = next_random(&seed) % (i + 1);
            size_t t = order[i];

            order[i] = order[k];
            order[k] = t;
        }
        shuffled = family_of(links, 60, order);

        assert_int_equal(kw_people_count(forward), kw_people_count(shuffled));
        for (uint32_t p = 0; p < kw_people_count(forward); p++) {
            assert_int_equal(kw_people_at(forward, p)->id.bits,
                             kw_people_at(shuffled, p)->id.bits);
            assert_same_ties(kw_people_parents(forward, p),
                             kw_people_parents(shuffled, p));
            assert_same_ties(kw_people_children(forward, p),
                             kw_people_children(shuffled, p));
            assert_same_ties(kw_people_partners(forward, p),
                             kw_people_partners(shuffled, p));
            assert_same_ties(kw_people_siblings(forward, p),
                             kw_people_siblings(shuffled, p));
            assert_same_ties(kw_people_step_parents(forward, p),
                             kw_people_step_parents(shuffled, p));
        }
        kw_people_destroy(forward);
        kw_people_destroy(shuffled);
    }
}

static void what_ends_accepts_nothing(void **state)
{
    struct kw_path path = {0};
    (void)state;

    kw_people_destroy(NULL);
    kw_path_finish(NULL);
    assert_int_equal(kw_path_add(&path, kw_qid(1), KW_STEP_START, NULL), KW_OK);
    assert_int_equal(kw_path_add(&path, kw_qid(2), KW_STEP_FATHER, NULL),
                     KW_OK);
    assert_int_equal(path.count, 2);
    assert_string_equal(kw_step_name(path.steps[1].link), "father");
    kw_path_finish(&path);
    kw_path_finish(&path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_child_stated_by_its_parent_alone_is_a_child, set_up, tear_down),
        cmocka_unit_test_setup_teardown(both_ends_make_one_link, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            the_childs_word_decides_what_a_parent_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_father_the_child_ranks_lower_is_no_father, set_up, tear_down),
        cmocka_unit_test_setup_teardown(outranked_links_stay_when_asked_for,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_fathers_both_stay, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_unknown_father_is_a_fact_and_nobody,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            adoption_on_either_side_makes_the_link_adoptive, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_step_parent_is_no_parent, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(children_stand_in_the_order_of_birth,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_self_parent_is_kept_to_be_reported,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_marriage_is_one_link_seen_from_both,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_end_at_a_death_is_no_divorce, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(two_ids_of_one_person_become_one,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            who_is_described_later_keeps_number_and_links, set_up, tear_down),
        cmocka_unit_test_setup_teardown(aliases_in_a_circle_end_at_the_smallest,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(merging_can_turn_a_couple_round, set_up,
                                        tear_down),
        cmocka_unit_test(a_family_does_not_depend_on_the_order_of_reading),
        cmocka_unit_test(what_ends_accepts_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
