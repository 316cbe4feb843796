/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parts of a family: who descends, who is needed to join some people.
 */
#include "support_cmocka.h"

#include <stdlib.h>

#include <kinwalk/family.h>

#include "support_told.h"

/* 1 + 2 > 3, 4; 3 + 5 > 6; 4 + 7 > 8; 6 and 8 are cousins, 9 is a
 * stranger, 10 married 8. */
static void tell(struct told *t)
{
    told_begin(t);
    told_child(t, 3, 1, 2, KW_ROLE_BIRTH);
    told_child(t, 4, 1, 2, KW_ROLE_BIRTH);
    told_child(t, 6, 3, 5, KW_ROLE_BIRTH);
    told_child(t, 8, 4, 7, KW_ROLE_BIRTH);
    told_couple(t, 8, 10, 1900);
    told_person(t, 9, "A stranger", KW_MALE, 1800);
    told_seal(t);
}

/* The QIDs marked, as bits. */
static unsigned marks(const struct told *t, const bool *chosen)
{
    unsigned bits = 0;

    for (uint32_t i = 0; i < kw_people_count(t->people); i++)
        if (chosen[i])
            bits |= 1u << kw_people_at(t->people, i)->id.bits;
    return bits;
}

#define Q(n) (1u << (n))

static void descendants_and_ancestors_end_where_asked(void **state)
{
    struct told t;
    bool chosen[16] = {false};
    bool above[16] = {false};

    (void)state;
    tell(&t);

    assert_int_equal(kw_people_mark_descendants(t.people, told_who(&t, 1), 1,
                                                chosen, &t.err),
                     KW_OK);
    assert_int_equal(marks(&t, chosen), Q(1) | Q(3) | Q(4));
    assert_int_equal(kw_people_mark_ancestors(t.people, told_who(&t, 8),
                                              KW_ALL_GENERATIONS, above,
                                              &t.err),
                     KW_OK);
    assert_int_equal(marks(&t, above), Q(8) | Q(4) | Q(7) | Q(1) | Q(2));
    told_end(&t);
}

static void partners_and_other_parents_are_told_apart(void **state)
{
    struct told t;
    bool chosen[16] = {false};

    (void)state;
    tell(&t);
    chosen[told_who(&t, 8)] = chosen[told_who(&t, 4)] = true;

    assert_int_equal(kw_people_mark_other_parents(t.people, chosen, &t.err),
                     KW_OK);
    assert_int_equal(marks(&t, chosen), Q(8) | Q(4) | Q(7));
    assert_int_equal(kw_people_mark_partners(t.people, chosen, &t.err), KW_OK);
    assert_int_equal(marks(&t, chosen), Q(8) | Q(4) | Q(7) | Q(10));
    told_end(&t);
}

static void is_chain(const struct told *t, const struct kw_chains *chains,
                     size_t number, const uint64_t *wanted, size_t count)
{
    size_t begin = number ? chains->ends[number - 1] : 0;

    assert_int_equal(chains->ends[number] - begin, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(
            kw_people_at(t->people, chains->members[begin + i])->id.bits,
            wanted[i]);
}

static void cousins_are_joined_through_the_grandfather(void **state)
{
    struct told t;
    uint32_t whom[2];
    struct kw_chains chains;
    bool joined;

    (void)state;
    tell(&t);
    whom[0] = told_who(&t, 8);
    whom[1] = told_who(&t, 6);

    assert_int_equal(
        kw_people_join(t.people, whom, 2, &chains, &joined, &t.err), KW_OK);

    assert_true(joined);
    assert_int_equal(chains.count, 1);
    is_chain(&t, &chains, 0, (const uint64_t[]){6, 3, 1, 4, 8}, 5);
    kw_chains_finish(&chains);
    told_end(&t);
}

static void many_are_joined_by_the_shortest_chains(void **state)
{
    struct told t;
    uint32_t whom[3];
    struct kw_chains chains;
    bool joined;

    (void)state;
    tell(&t);
    whom[0] = told_who(&t, 6);
    whom[1] = told_who(&t, 3);
    whom[2] = told_who(&t, 4);

    assert_int_equal(
        kw_people_join(t.people, whom, 3, &chains, &joined, &t.err), KW_OK);

    /* 6 > 3 and 3 > 1 > 4; not 6 > 3 > 1 > 4 as well. */
    assert_int_equal(chains.count, 2);
    is_chain(&t, &chains, 0, (const uint64_t[]){3, 6}, 2);
    is_chain(&t, &chains, 1, (const uint64_t[]){3, 1, 4}, 3);
    kw_chains_finish(&chains);
    told_end(&t);
}

static void without_common_blood_a_marriage_joins(void **state)
{
    struct told t;
    uint32_t whom[3];
    struct kw_chains chains;
    bool joined;

    (void)state;
    tell(&t);
    whom[0] = told_who(&t, 4);
    whom[1] = told_who(&t, 10);
    whom[2] = told_who(&t, 9);

    assert_int_equal(
        kw_people_join(t.people, whom, 3, &chains, &joined, &t.err), KW_OK);

    assert_false(joined); /* the stranger */
    assert_int_equal(chains.count, 1);
    is_chain(&t, &chains, 0, (const uint64_t[]){4, 8, 10}, 3);
    kw_chains_finish(&chains);
    kw_chains_finish(&chains);
    told_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descendants_and_ancestors_end_where_asked),
        cmocka_unit_test(partners_and_other_parents_are_told_apart),
        cmocka_unit_test(cousins_are_joined_through_the_grandfather),
        cmocka_unit_test(many_are_joined_by_the_shortest_chains),
        cmocka_unit_test(without_common_blood_a_marriage_joins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
