/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine of kinship on families small enough to check by hand.
 */
#include "support_cmocka.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support_clan.h"

static int begin(void **state)
{
    static struct clan clan;

    clan_begin(&clan);
    *state = &clan;
    return 0;
}

static int end(void **state)
{
    clan_end(*state);
    return 0;
}

static const struct kw_weight *weight(const struct clan *clan)
{
    return &clan->answer.alternatives[0].phi;
}

#define assert_near(a, b) assert_true(fabs((a) - (b)) < 1e-9)

static void assert_f(struct clan *clan, uint64_t who, const char *exact)
{
    struct kw_arena arena = {0};
    struct kw_weight f;
    struct kw_error err;

    assert_int_equal(kw_kinship_inbreeding(clan->kinship, clan_find(clan, who),
                                           &arena, &f, &err),
                     KW_OK);
    assert_string_equal(f.exact, exact);
    kw_arena_finish(&arena);
}

/* ---- fullness ------------------------------------------------------ */

static void children_of_one_couple_are_full_siblings(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_seal(c);

    clan_ask(c, 3, 4);

    assert_string_equal(clan_tell(c, 0), "blood 1.1 full x1 1 1+2");
    assert_int_equal(c->answer.relation_count, 1);
    assert_string_equal(c->answer.alternatives[0].single, "2");
    assert_string_equal(c->answer.alternatives[0].merged, "1");
    assert_string_equal(weight(c)->exact, "1/4");
    assert_near(weight(c)->r, 0.5);
}

static void two_known_mothers_make_half_siblings(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 5);
    clan_seal(c);

    clan_ask(c, 3, 4);

    assert_string_equal(clan_tell(c, 0), "blood 1.1 half x1 1 1");
    assert_string_equal(weight(c)->exact, "1/8");
    assert_near(weight(c)->high, weight(c)->low);
}

static void unrecorded_mothers_leave_the_fullness_open(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 0);
    clan_child(c, 4, 1, 0);
    clan_seal(c);

    clan_ask(c, 3, 4);

    assert_string_equal(clan_tell(c, 0), "blood 1.1 unknown x1 1 1");
    assert_string_equal(weight(c)->exact, "1/8");
    assert_near(weight(c)->low, 0.125);
    assert_near(weight(c)->high, 0.25);
}

static void one_unrecorded_mother_leaves_it_open_too(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 0);
    clan_seal(c);

    clan_ask(c, 4, 3);

    assert_string_equal(clan_tell(c, 0), "blood 1.1 unknown x1 1 1");
    assert_near(weight(c)->low, 0.125);
    assert_near(weight(c)->high, 0.25);
}

static void an_ancestor_is_never_half(void **state)
{
    struct clan *c = *state;

    clan_child(c, 2, 1, 0);
    clan_child(c, 3, 2, 0);
    clan_child(c, 4, 3, 0);
    clan_seal(c);

    clan_ask(c, 4, 1);

    assert_string_equal(clan_tell(c, 0), "blood 3.0 direct x1 1 1");
    assert_string_equal(weight(c)->exact, "1/16");
    assert_near(weight(c)->high, weight(c)->low);
}

/* ---- several at once ----------------------------------------------- */

/* 1+2 have sons 5, 6; 3+4 have daughters 7, 8; 5+7: 9; 6+8: 10. */
static void double_first_cousins(struct clan *c)
{
    clan_child(c, 5, 1, 2);
    clan_child(c, 6, 1, 2);
    clan_child(c, 7, 3, 4);
    clan_child(c, 8, 3, 4);
    clan_child(c, 9, 5, 7);
    clan_child(c, 10, 6, 8);
}

static void two_couples_at_one_place_are_double(void **state)
{
    struct clan *c = *state;

    double_first_cousins(c);
    clan_seal(c);

    clan_ask(c, 9, 10);

    assert_string_equal(clan_tell(c, 0), "blood 2.2 full x2 1 1+2");
    assert_string_equal(clan_tell(c, 1), "blood 2.2 full x2 1 3+4");
    assert_int_equal(c->answer.relation_count, 2);
    assert_string_equal(weight(c)->exact, "1/8");
}

static void one_couple_by_two_routes_is_two_lines(void **state)
{
    struct clan *c = *state;

    /* 5 and 6 are siblings and the parents of 7; 8 is their brother's
     * child. */
    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_child(c, 5, 1, 2);
    clan_child(c, 7, 3, 4);
    clan_child(c, 8, 5, 9);
    clan_seal(c);

    clan_ask(c, 8, 7);

    assert_string_equal(clan_tell(c, 0), "blood 2.2 full x1 2 1+2");
    assert_int_equal(c->answer.relation_count, 1);
    assert_string_equal(c->answer.alternatives[0].single, "4");
    assert_string_equal(c->answer.alternatives[0].merged, "2");
}

static void three_quarter_siblings_are_half_and_cousins(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_child(c, 6, 3, 5);
    clan_child(c, 7, 4, 5);
    clan_seal(c);

    clan_ask(c, 6, 7);

    assert_string_equal(clan_tell(c, 0), "blood 1.1 half x1 1 5");
    assert_string_equal(clan_tell(c, 1), "blood 2.2 full x1 1 1+2");
    assert_string_equal(weight(c)->exact, "3/16");
    assert_near(weight(c)->r, 0.375);
}

static void a_nephew_can_be_a_cousin_too(void **state)
{
    struct clan *c = *state;

    /* 3 and 4 are siblings; 4's daughter 6 marries her uncle 3. */
    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_child(c, 6, 5, 4);
    clan_child(c, 8, 5, 4); /* the niece's full sister */
    clan_child(c, 9, 3, 6);
    clan_seal(c);

    clan_ask(c, 8, 9);

    assert_string_equal(clan_tell(c, 0), "blood 1.2 full x1 1 4+5");
    assert_string_equal(clan_tell(c, 1), "blood 2.2 full x1 1 1+2");
    assert_near(weight(c)->r, 0.375);
}

static void an_inbred_parent_is_no_second_cell(void **state)
{
    struct clan *c = *state;

    /* 5 is the child of half-siblings 3 and 4 through 1. */
    clan_child(c, 3, 1, 12);
    clan_child(c, 4, 1, 13);
    clan_child(c, 5, 3, 4);
    clan_child(c, 8, 5, 6);
    clan_child(c, 9, 5, 7);
    clan_seal(c);

    clan_ask(c, 8, 9);

    assert_string_equal(clan_tell(c, 0), "blood 1.1 half x1 1 5");
    assert_int_equal(c->answer.relation_count, 1);
    assert_string_equal(weight(c)->exact, "9/64");
}

/* ---- coefficients -------------------------------------------------- */

static void the_textbook_coefficients_hold(void **state)
{
    struct clan *c = *state;

    /* Repeated mating of full siblings: 3+4, 5+6, 7+8, 9+10. */
    for (uint64_t i = 0; i < 5; i++) {
        clan_child(c, 3 + 2 * i, 1 + 2 * i, 2 + 2 * i);
        clan_child(c, 4 + 2 * i, 1 + 2 * i, 2 + 2 * i);
        clan_person(c, 3 + 2 * i, KW_MALE);
        clan_person(c, 4 + 2 * i, KW_FEMALE);
    }
    /* A father (3) and his child (21) by his daughter (20). */
    clan_child(c, 20, 30, 31);
    clan_child(c, 21, 30, 20);
    clan_seal(c);

    assert_f(c, 5, "1/4");
    assert_f(c, 7, "3/8");
    assert_f(c, 9, "1/2");
    assert_f(c, 11, "19/32");
    clan_ask(c, 5, 6);
    assert_string_equal(weight(c)->exact, "3/8");
    assert_near(weight(c)->r_wright, 0.6);
    clan_ask(c, 30, 21);
    assert_string_equal(weight(c)->exact, "3/8");
    assert_true(fabs(weight(c)->r_wright - 0.67082) < 1e-5);
    assert_string_equal(clan_tell(c, 0), "blood 0.1 direct x1 1 30");
    assert_string_equal(clan_tell(c, 1), "blood 0.2 direct x1 1 30");
}

static void half_siblings_by_an_inbred_parent(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_child(c, 5, 3, 4); /* F = 1/4 */
    clan_child(c, 8, 5, 6);
    clan_child(c, 9, 5, 7);
    clan_seal(c);

    clan_ask(c, 9, 8);

    assert_string_equal(weight(c)->exact, "5/32");
}

enum habsburgs {
    PHILIP_I = 1,
    JOANNA,
    CHARLES_V,
    FERDINAND_I,
    ISABELLA_1501,
    CHRISTIAN_II,
    CHRISTINA,
    FERDINAND,
    ISABELLA_OF_CASTILE,
    MARIA_OF_ARAGON,
    MANUEL,
    ISABELLA,
    ANNE,
    MAXIMILIAN_II,
    ANNA_1528,
    CHARLES_OF_STYRIA,
    PHILIP_II,
    MARIA,
    ANNA_1549,
    ALBERT_V,
    WILLIAM_V,
    MARIA_ANNA_1551,
    FRANCIS,
    RENATA,
    MARIA_ANNA_1574,
    FERDINAND_II,
    MARGARET,
    PHILIP_III,
    PHILIP_IV,
    MARIA_ANNA_OF_SPAIN,
    FERDINAND_III,
    MARIANA,
    CHARLES_II
};

static void habsburgs(struct clan *c)
{
    static const uint64_t rows[][3] = {
        {CHARLES_II, PHILIP_IV, MARIANA},
        {MARIANA, FERDINAND_III, MARIA_ANNA_OF_SPAIN},
        {PHILIP_IV, PHILIP_III, MARGARET},
        {MARIA_ANNA_OF_SPAIN, PHILIP_III, MARGARET},
        {FERDINAND_III, FERDINAND_II, MARIA_ANNA_1574},
        {MARGARET, CHARLES_OF_STYRIA, MARIA_ANNA_1551},
        {FERDINAND_II, CHARLES_OF_STYRIA, MARIA_ANNA_1551},
        {MARIA_ANNA_1574, WILLIAM_V, RENATA},
        {WILLIAM_V, ALBERT_V, ANNA_1528},
        {MARIA_ANNA_1551, ALBERT_V, ANNA_1528},
        {RENATA, FRANCIS, CHRISTINA},
        {PHILIP_III, PHILIP_II, ANNA_1549},
        {ANNA_1549, MAXIMILIAN_II, MARIA},
        {PHILIP_II, CHARLES_V, ISABELLA},
        {MARIA, CHARLES_V, ISABELLA},
        {MAXIMILIAN_II, FERDINAND_I, ANNE},
        {ANNA_1528, FERDINAND_I, ANNE},
        {CHARLES_OF_STYRIA, FERDINAND_I, ANNE},
        {CHARLES_V, PHILIP_I, JOANNA},
        {FERDINAND_I, PHILIP_I, JOANNA},
        {ISABELLA_1501, PHILIP_I, JOANNA},
        {CHRISTINA, CHRISTIAN_II, ISABELLA_1501},
        {ISABELLA, MANUEL, MARIA_OF_ARAGON},
        {JOANNA, FERDINAND, ISABELLA_OF_CASTILE},
        {MARIA_OF_ARAGON, FERDINAND, ISABELLA_OF_CASTILE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        clan_child(c, rows[i][0], rows[i][1], rows[i][2]);
}

static void the_last_habsburg_of_spain(void **state)
{
    struct clan *c = *state;

    habsburgs(c);
    clan_seal(c);

    assert_f(c, CHARLES_II, "1937/8192");
    assert_f(c, PHILIP_IV, "93/1024");
    assert_f(c, PHILIP_III, "23/128");
    assert_f(c, MARIANA, "571/4096");
    assert_f(c, FERDINAND_III, "27/256");
    assert_f(c, MARGARET, "1/8");
    assert_f(c, FERDINAND_II, "1/8");
    assert_f(c, PHILIP_II, "1/16");
    assert_f(c, ANNA_1549, "5/64");
    assert_f(c, MARIA_ANNA_1574, "1/64");
}

static void philip_iv_is_mariana_s_uncle_and_much_more(void **state)
{
    struct clan *c = *state;
    char lines[2][256];
    int single = 0;

    habsburgs(c);
    clan_seal(c);

    clan_ask(c, MARIANA, PHILIP_IV);

    assert_string_equal(clan_tell(c, 0), "blood 2.1 full x1 1 27+28");
    assert_string_equal(clan_tell(c, 1), "blood 3.2 full x1 1 16+22");
    assert_string_equal(clan_tell(c, 2), "blood 4.3 full x1 1 15+20");
    snprintf(lines[0], sizeof lines[0], "%s", clan_tell(c, 3));
    snprintf(lines[1], sizeof lines[1], "%s", clan_tell(c, 4));
    assert_string_equal(lines[0], "blood 4.4 full x1 3 4+13");
    assert_string_equal(lines[1], "blood 5.3 full x1 3 4+13");
    assert_string_equal(weight(c)->exact, "1937/8192");
    for (size_t i = 0; i < c->answer.relation_count; i++)
        single += 1 + (c->answer.relations[i].apex[1] != KW_NOBODY);
    assert_int_equal(single, 28);
}

/* ---- order --------------------------------------------------------- */

static void the_mirrored_question_gives_the_mirrored_list(void **state)
{
    struct clan *c = *state;
    struct clan mirror;

    habsburgs(c);
    clan_seal(c);
    clan_begin(&mirror);
    habsburgs(&mirror);
    clan_seal(&mirror);

    clan_ask(c, MARIANA, PHILIP_IV);
    clan_ask(&mirror, PHILIP_IV, MARIANA);

    assert_int_equal(c->answer.relation_count, mirror.answer.relation_count);
    for (size_t i = 0; i < c->answer.relation_count; i++) {
        const struct kw_relation *a = &c->answer.relations[i];
        const struct kw_relation *b = &mirror.answer.relations[i];

        assert_int_equal(a->up, b->down);
        assert_int_equal(a->down, b->up);
        assert_int_equal(a->apex[0], b->apex[0]);
        assert_int_equal(a->apex[1], b->apex[1]);
        assert_string_equal(a->lines, b->lines);
        for (uint32_t j = 0; j <= a->up + a->down; j++)
            assert_int_equal(a->line[j], b->line[a->up + a->down - j]);
    }
    clan_end(&mirror);
}

static void every_line_is_listed_once(void **state)
{
    struct clan *c = *state;
    struct kw_lines *lines;
    struct kw_error err;
    size_t listed = 0;

    habsburgs(c);
    clan_seal(c);
    clan_ask(c, MARIANA, PHILIP_IV);
    assert_int_equal(kw_lines_open(c->kinship, &c->answer, &lines, &err),
                     KW_OK);

    for (size_t i = 0; i < c->answer.relation_count; i++) {
        const uint32_t *line;

        assert_int_equal(kw_lines_aim(lines, i, &err), KW_OK);
        while (kw_lines_next(lines, &line, &err) == KW_OK && line)
            listed++;
    }

    assert_string_equal(c->answer.alternatives[0].merged, "48");
    assert_int_equal(listed, 48);
    kw_lines_close(lines);
}

/* ---- what is not simple -------------------------------------------- */

static void a_cycle_is_cut_at_its_weakest_link(void **state)
{
    struct clan *c = *state;
    const struct kw_cut *cuts;
    size_t count;

    /* 1 > 2 > 3 > 1; the link from 2 to 3 is the only one not preferred. */
    clan_parent(c, 1, 2, KW_LINK_FATHER, KW_ROLE_BIRTH, KW_PREFERRED);
    clan_parent(c, 2, 3, KW_LINK_FATHER, KW_ROLE_BIRTH, KW_STATED);
    clan_parent(c, 3, 1, KW_LINK_FATHER, KW_ROLE_BIRTH, KW_PREFERRED);
    clan_seal(c);

    cuts = kw_kinship_cuts(c->kinship, &count);
    clan_ask(c, 3, 2);

    assert_int_equal(count, 1);
    assert_int_equal(cuts[0].child, clan_find(c, 2));
    assert_int_equal(cuts[0].parent, clan_find(c, 3));
    assert_string_equal(clan_tell(c, 0), "blood 2.0 direct x1 1 2");
}

static void among_equals_the_largest_id_goes(void **state)
{
    struct clan *c = *state;
    const struct kw_cut *cuts;
    size_t count;

    clan_child(c, 5, 9, 0);
    clan_child(c, 9, 7, 0);
    clan_child(c, 7, 5, 0);
    clan_child(c, 4, 4, 0); /* one's own father */
    clan_seal(c);

    cuts = kw_kinship_cuts(c->kinship, &count);

    assert_int_equal(count, 2);
    assert_int_equal(cuts[0].child, clan_find(c, 4));
    assert_int_equal(cuts[0].parent, clan_find(c, 4));
    assert_int_equal(cuts[1].child, clan_find(c, 9));
    assert_int_equal(cuts[1].parent, clan_find(c, 7));
}

static void two_rings_that_touch_need_two_cuts(void **state)
{
    struct clan *c = *state;
    const struct kw_cut *cuts;
    size_t count;

    clan_child(c, 1, 2, 0);
    clan_child(c, 2, 1, 0);
    clan_parent(c, 1, 3, KW_LINK_MOTHER, KW_ROLE_BIRTH, KW_STATED);
    clan_child(c, 3, 1, 0);
    clan_seal(c);

    cuts = kw_kinship_cuts(c->kinship, &count);

    assert_int_equal(count, 2);
    assert_int_equal(cuts[0].child, clan_find(c, 2));
    assert_int_equal(cuts[1].child, clan_find(c, 3));
}

static void two_fathers_are_answered_each(void **state)
{
    struct clan *c = *state;

    /* 5 has two fathers, 1 and 2; each has another child by another
     * mother. */
    clan_child(c, 5, 1, 3);
    clan_parent(c, 5, 2, KW_LINK_FATHER, KW_ROLE_BIRTH, KW_STATED);
    clan_child(c, 6, 1, 4);
    clan_seal(c);

    clan_ask(c, 5, 6);

    assert_int_equal(c->answer.alternative_count, 2);
    assert_int_equal(c->answer.alternatives[0].choice_count, 1);
    assert_int_equal(c->answer.alternatives[0].choices[0].parents[0],
                     clan_find(c, 1));
    assert_int_equal(c->answer.alternatives[1].choices[0].parents[0],
                     clan_find(c, 2));
    assert_int_equal(c->answer.relation_count, 1);
    assert_string_equal(clan_tell(c, 0), "blood 1.1 half x1 1 1");
    assert_int_equal(c->answer.relations[0].alternative, 0);
    assert_string_equal(c->answer.alternatives[0].phi.exact, "1/8");
    assert_string_equal(c->answer.alternatives[1].phi.exact, "0/1");
}

static void a_doubt_that_changes_nothing_is_not_asked(void **state)
{
    struct clan *c = *state;

    clan_child(c, 5, 1, 3);
    clan_child(c, 6, 1, 3);
    /* The mother's father is disputed, but nobody else descends there. */
    clan_child(c, 3, 7, 0);
    clan_parent(c, 3, 8, KW_LINK_FATHER, KW_ROLE_BIRTH, KW_STATED);
    clan_seal(c);

    clan_ask(c, 5, 6);

    assert_int_equal(c->answer.alternative_count, 1);
    assert_false(c->answer.more_alternatives);
}

static void at_most_sixteen_combinations_are_answered(void **state)
{
    struct clan *c = *state;

    /* Five fathers who each may be two: chains 10..15 with doubles. */
    for (uint64_t i = 10; i < 15; i++) {
        clan_child(c, i, i + 1, 0);
        clan_parent(c, i, i + 100, KW_LINK_FATHER, KW_ROLE_BIRTH, KW_STATED);
        clan_child(c, i + 100, 15, 0);
    }
    clan_seal(c);

    clan_ask(c, 10, 15);

    assert_true(c->answer.alternative_count <= KW_ALTERNATIVES_MAX);
    assert_true(c->answer.alternative_count > 1);
}

static void who_is_left_out_carries_no_line(void **state)
{
    struct clan *c = *state;
    const struct kw_id without[] = {kw_qid(2)};

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_seal_without(c, without, 1);

    clan_ask(c, 3, 4);

    assert_string_equal(clan_tell(c, 0), "blood 1.1 unknown x1 1 1");
}

static void people_not_read_make_a_lower_bound(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_parent(c, 1, 9, KW_LINK_FATHER, KW_ROLE_BIRTH, KW_STATED);
    clan_seal(c);

    clan_ask(c, 3, 4);

    assert_int_equal(c->answer.open_count, 1);
    assert_int_equal(c->answer.open[0], clan_find(c, 9));
    assert_true(weight(c)->lower_bound);
    assert_true(c->answer.is_decided);
}

static void nobody_nearer_can_be_missing_once_the_frontier_is_past(void **state)
{
    (void)state;
    assert_true(kw_kinship_decided(7, false, 6, 8));
    assert_false(kw_kinship_decided(8, false, 6, 9));
    assert_false(kw_kinship_decided(7, true, 6, 8));
    assert_true(kw_kinship_decided(UINT32_MAX, false, UINT32_MAX, UINT32_MAX));
    assert_false(kw_kinship_decided(UINT32_MAX, false, 3, UINT32_MAX));
}

static void too_large_a_family_still_gives_the_nearest(void **state)
{
    struct clan *c = *state;
    struct kw_question question = {.lines_max = 1, .work_max = 40};
    struct kw_reckoning answer;
    struct kw_error err;

    habsburgs(c);
    clan_seal(c);
    question.from = clan_find(c, MARIANA);
    question.to = clan_find(c, PHILIP_IV);

    assert_int_equal(kw_kinship_reckon(c->kinship, &question, &answer, &err),
                     KW_OK);

    assert_false(answer.alternatives[0].is_complete);
    assert_false(answer.alternatives[0].phi.is_known);
    assert_int_equal(answer.relations[0].up, 2);
    assert_int_equal(answer.relations[0].down, 1);
    assert_int_equal(answer.relations[0].fullness, KW_FULL);
    kw_reckoning_finish(&answer);
}

/* ---- not by blood -------------------------------------------------- */

static void an_adoptive_father_is_no_blood(void **state)
{
    struct clan *c = *state;

    clan_person(c, 1, KW_MALE);
    clan_child(c, 2, 5, 6);
    clan_parent(c, 2, 1, KW_LINK_FATHER, KW_ROLE_ADOPTIVE, KW_STATED);
    clan_child(c, 3, 1, 7);
    clan_seal(c);

    clan_ask(c, 2, 1);
    assert_string_equal(clan_tell(c, 0), "adoptive 1.0 direct x1 1 1");
    assert_string_equal(weight(c)->exact, "0/1");
    clan_ask(c, 3, 2);
    assert_string_equal(clan_tell(c, 0), "adoptive 1.1 unknown x1 1 1");
    assert_int_equal(c->answer.relation_count, 1);
}

static void a_foster_child_is_told_apart(void **state)
{
    struct clan *c = *state;

    clan_person(c, 1, KW_FEMALE);
    clan_person(c, 2, KW_MALE);
    clan_parent(c, 2, 1, KW_LINK_MOTHER, KW_ROLE_FOSTER, KW_STATED);
    clan_seal(c);

    clan_ask(c, 1, 2);

    assert_string_equal(clan_tell(c, 0), "foster 0.1 direct x1 1 1");
}

static void a_parent_s_spouse_is_a_step_parent(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_marry(c, 1, 4, KW_LINK_SPOUSE, KW_NOT_ENDED);
    clan_child(c, 5, 6, 4);
    clan_seal(c);

    clan_ask(c, 3, 4);
    assert_string_equal(clan_tell(c, 0), "step 1.0 direct x1 1 4");
    assert_int_equal(c->answer.relation_count, 1);
    clan_ask(c, 4, 3);
    assert_string_equal(clan_tell(c, 0), "step 0.1 direct x1 1 4");
    clan_ask(c, 3, 5);
    assert_string_equal(clan_tell(c, 0), "step 1.1 direct x1 1 4");
    clan_ask(c, 5, 3);
    assert_string_equal(clan_tell(c, 0), "step 1.1 direct x1 1 1");
}

static void a_mother_s_partner_is_no_step_father(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_marry(c, 2, 4, KW_LINK_PARTNER, KW_NOT_ENDED);
    clan_seal(c);

    clan_ask(c, 3, 4);

    assert_string_equal(clan_tell(c, 0), "marriage 1.0 direct x1 1 2");
    assert_int_equal(c->answer.relations[0].to_marriage, KW_PARTNERED);
    assert_int_equal(c->answer.relations[0].line[0], clan_find(c, 3));
}

static void a_spouse_s_kin_are_in_laws(void **state)
{
    struct clan *c = *state;

    double_first_cousins(c);
    clan_marry(c, 9, 20, KW_LINK_SPOUSE, KW_NOT_ENDED);
    clan_marry(c, 6, 21, KW_LINK_SPOUSE, KW_ENDED_ALIVE);
    clan_seal(c);

    clan_ask(c, 20, 5); /* the wife's father */
    assert_string_equal(clan_tell(c, 0), "marriage 1.0 direct x1 1 5");
    assert_int_equal(c->answer.relations[0].from_marriage, KW_MARRIED);
    clan_ask(c, 20, 10); /* the wife's 1st cousin, doubly */
    assert_string_equal(clan_tell(c, 0), "marriage 2.2 full x2 1 1+2");
    clan_ask(c, 9, 21); /* the uncle's former wife */
    assert_string_equal(clan_tell(c, 0), "marriage 2.1 full x1 1 1+2");
    assert_int_equal(c->answer.relations[0].to_marriage, KW_DIVORCED);
    clan_ask(c, 20, 21); /* a marriage at each end */
    assert_string_equal(clan_tell(c, 0), "marriage 2.1 full x1 1 1+2");
    assert_int_equal(c->answer.relations[0].from_marriage, KW_MARRIED);
    assert_int_equal(c->answer.relations[0].to_marriage, KW_DIVORCED);
    clan_ask(c, 20, 9);
    assert_string_equal(clan_tell(c, 0), "marriage 0.0 direct x1 1 9");
    assert_int_equal(c->answer.relation_count, 1);
}

static void two_marriages_in_the_middle_are_no_term(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_child(c, 4, 1, 2);
    clan_marry(c, 3, 5, KW_LINK_SPOUSE, KW_NOT_ENDED);
    clan_marry(c, 4, 6, KW_LINK_SPOUSE, KW_NOT_ENDED);
    clan_child(c, 7, 6, 8);
    clan_child(c, 10, 5, 9);
    clan_seal(c);

    clan_ask(c, 7, 10);

    assert_int_equal(c->answer.relation_count, 0);
}

static void one_is_oneself(void **state)
{
    struct clan *c = *state;

    clan_child(c, 3, 1, 2);
    clan_seal(c);

    clan_ask(c, 3, 3);

    assert_string_equal(clan_tell(c, 0), "blood 0.0 direct x1 1 3");
    assert_string_equal(weight(c)->exact, "1/2");
}

/* ---- ends ---------------------------------------------------------- */

static void enders_take_null(void **state)
{
    (void)state;
    kw_kinship_destroy(NULL);
    kw_reckoning_finish(NULL);
    kw_lines_close(NULL);
}

int main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        STORY(children_of_one_couple_are_full_siblings),
        STORY(two_known_mothers_make_half_siblings),
        STORY(unrecorded_mothers_leave_the_fullness_open),
        STORY(one_unrecorded_mother_leaves_it_open_too),
        STORY(an_ancestor_is_never_half),
        STORY(two_couples_at_one_place_are_double),
        STORY(one_couple_by_two_routes_is_two_lines),
        STORY(three_quarter_siblings_are_half_and_cousins),
        STORY(a_nephew_can_be_a_cousin_too),
        STORY(an_inbred_parent_is_no_second_cell),
        STORY(the_textbook_coefficients_hold),
        STORY(half_siblings_by_an_inbred_parent),
        STORY(the_last_habsburg_of_spain),
        STORY(philip_iv_is_mariana_s_uncle_and_much_more),
        STORY(the_mirrored_question_gives_the_mirrored_list),
        STORY(every_line_is_listed_once),
        STORY(a_cycle_is_cut_at_its_weakest_link),
        STORY(among_equals_the_largest_id_goes),
        STORY(two_rings_that_touch_need_two_cuts),
        STORY(two_fathers_are_answered_each),
        STORY(a_doubt_that_changes_nothing_is_not_asked),
        STORY(at_most_sixteen_combinations_are_answered),
        STORY(who_is_left_out_carries_no_line),
        STORY(people_not_read_make_a_lower_bound),
        STORY(nobody_nearer_can_be_missing_once_the_frontier_is_past),
        STORY(too_large_a_family_still_gives_the_nearest),
        STORY(an_adoptive_father_is_no_blood),
        STORY(a_foster_child_is_told_apart),
        STORY(a_parent_s_spouse_is_a_step_parent),
        STORY(a_mother_s_partner_is_no_step_father),
        STORY(a_spouse_s_kin_are_in_laws),
        STORY(two_marriages_in_the_middle_are_no_term),
        STORY(one_is_oneself),
        STORY(enders_take_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
