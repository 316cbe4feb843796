/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layout of families: what must hold for every picture, tried over
 * thousands of random families, and what a reader expects of some.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/draw.h>

#include "draw/drawing.h"
#include "support_cmocka.h"
#include "support_told.h"

static struct kw_drawing *draw(const struct told *t,
                               const struct kw_draw_options *options)
{
    struct kw_draw_options all =
        options ? *options : (struct kw_draw_options){0};
    struct kw_drawing *drawing = NULL;
    struct kw_error err = {0};

    if (!all.people_max)
        all.people_max = 100000;
    if (kw_drawing_create(t->people, &all, &drawing, &err) != KW_OK)
        fail_msg("%s", err.text);
    return drawing;
}

/* ---- what holds for every picture -------------------------------------- */

static void no_two_cards_overlap(const struct kw_drawing *d)
{
    size_t count;
    const struct kw_card *cards = kw_drawing_cards(d, &count);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (cards[i].x < cards[k].x + cards[k].width &&
                cards[k].x < cards[i].x + cards[i].width &&
                cards[i].y < cards[k].y + cards[k].height &&
                cards[k].y < cards[i].y + cards[i].height)
                fail_msg("cards of members %u and %u overlap",
                         (unsigned)cards[i].member, (unsigned)cards[k].member);
}

static bool crosses(const struct kw_card *c, struct kw_point a,
                    struct kw_point b)
{
    return fmin(a.x, b.x) < c->x + c->width - 0.5 &&
           fmax(a.x, b.x) > c->x + 0.5 &&
           fmin(a.y, b.y) < c->y + c->height - 0.5 &&
           fmax(a.y, b.y) > c->y + 0.5;
}

static void no_line_crosses_a_card(const struct kw_drawing *d)
{
    size_t count;
    size_t routes;
    const struct kw_card *cards = kw_drawing_cards(d, &count);
    const struct kw_route *route = kw_drawing_routes(d, &routes);

    for (size_t r = 0; r < routes; r++)
        for (size_t k = 0; k + 1 < route[r].point_count; k++) {
            struct kw_point a = route[r].points[k];
            struct kw_point b = route[r].points[k + 1];

            assert_true(a.x == b.x || a.y == b.y);
            for (size_t i = 0; i < count; i++)
                if (crosses(&cards[i], a, b))
                    fail_msg("a line to member %u crosses the card of %u",
                             (unsigned)route[r].child,
                             (unsigned)cards[i].member);
        }
}

static void everybody_appears_once(const struct told *t,
                                   const struct kw_drawing *d)
{
    size_t count;
    const struct kw_card *cards = kw_drawing_cards(d, &count);
    double width;
    double height;

    kw_drawing_size(d, &width, &height);
    assert_int_equal(count, kw_people_count(t->people));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(cards[i].member, i);
        assert_true(cards[i].x >= 0 && cards[i].y >= 0);
        assert_true(cards[i].x + cards[i].width <= width);
        assert_true(cards[i].y + cards[i].height <= height);
    }
}

/* Lines begin at the parents and end at the child, and go forward. */
static void lines_join_whom_they_should(const struct kw_drawing *d)
{
    size_t count;
    size_t routes;
    const struct kw_card *cards = kw_drawing_cards(d, &count);
    const struct kw_route *route = kw_drawing_routes(d, &routes);

    for (size_t r = 0; r < routes; r++) {
        const struct kw_card *child = &cards[route[r].child];
        const struct kw_card *parent = &cards[route[r].parents[0]];
        struct kw_point first = route[r].points[0];
        struct kw_point last = route[r].points[route[r].point_count - 1];

        if (d->top_down) {
            assert_true(last.y == child->y);
            assert_true(last.x > child->x + 4);
            assert_true(last.x < child->x + child->width - 4);
            assert_true(first.y == parent->y + parent->height);
        } else {
            assert_true(last.x == child->x);
            assert_true(last.y > child->y + 4);
            assert_true(last.y < child->y + child->height - 4);
            assert_true(first.x == parent->x + parent->width);
        }
        assert_true(parent->generation < child->generation);
    }
}

/* Partners in one block stand next to each other's block, in one
 * generation. */
static void couples_stand_in_one_block(const struct kw_drawing *d)
{
    const struct kw_plan *plan = &d->plan;

    for (uint32_t i = 0; i < plan->couple_count; i++) {
        const struct kw_plan_couple *c = &plan->couples[i];

        if (c->bond != KW_APART)
            assert_int_equal(plan->persons[c->a].block,
                             plan->persons[c->b].block);
        else
            assert_int_not_equal(d->cards[c->a].generation,
                                 d->cards[c->b].generation);
    }
}

/* Every parent who is drawn with a child has a line to it, unless that
 * would lead round in a circle. */
static void no_parent_is_forgotten(const struct told *t,
                                   const struct kw_drawing *d)
{
    size_t routes;
    const struct kw_route *route = kw_drawing_routes(d, &routes);
    uint32_t drawn = 0;
    uint32_t stated = 0;

    for (size_t r = 0; r < routes; r++)
        if (route[r].stroke != KW_STROKE_MARRIED)
            drawn += route[r].parents[1] == KW_NOBODY ? 1 : 2;
    for (uint32_t i = 0; i < kw_people_count(t->people); i++)
        stated += (uint32_t)kw_people_parents(t->people, i).count;
    assert_int_equal(drawn + d->plan.cut, stated);
}

struct piece {
    uint32_t family;
    struct kw_point a, b;
};

/* Two families' lines may cross, but never run along each other. */
static void no_two_families_share_a_line(const struct kw_drawing *d)
{
    size_t routes;
    const struct kw_route *route = kw_drawing_routes(d, &routes);
    size_t count = 0;
    struct piece *pieces;

    for (size_t r = 0; r < routes; r++)
        count += route[r].point_count;
    pieces = calloc(count + 1, sizeof *pieces);
    assert_non_null(pieces);
    count = 0;
    for (size_t r = 0; r < routes; r++)
        for (size_t k = 0; k + 1 < route[r].point_count; k++)
            pieces[count++] =
                (struct piece){d->plan.links[r].family, route[r].points[k],
                               route[r].points[k + 1]};
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++) {
            const struct piece *p = &pieces[i];
            const struct piece *q = &pieces[k];
            double x = fmin(fmax(p->a.x, p->b.x), fmax(q->a.x, q->b.x)) -
                       fmax(fmin(p->a.x, p->b.x), fmin(q->a.x, q->b.x));
            double y = fmin(fmax(p->a.y, p->b.y), fmax(q->a.y, q->b.y)) -
                       fmax(fmin(p->a.y, p->b.y), fmin(q->a.y, q->b.y));

            if (p->family != q->family &&
                ((x > 1 && y == 0) || (x == 0 && y > 1)))
                fail_msg("lines of families %u and %u run along each other "
                         "at %g,%g and %g,%g",
                         (unsigned)p->family, (unsigned)q->family, p->a.x,
                         p->a.y, q->a.x, q->a.y);
        }
    free(pieces);
}

static void check_all(const struct told *t, const struct kw_drawing *d)
{
    everybody_appears_once(t, d);
    no_two_cards_overlap(d);
    no_line_crosses_a_card(d);
    lines_join_whom_they_should(d);
    couples_stand_in_one_block(d);
    no_parent_is_forgotten(t, d);
    no_two_families_share_a_line(d);
}

static void every_random_family_can_be_read(void **state)
{
    enum { FAMILIES = 2000 / KW_TEST_SHARE };

    (void)state;
    for (uint32_t i = 0; i < FAMILIES; i++) {
        struct told t;
        struct kw_draw_options options = {.top_down = i % 5 == 0,
                                          .pedigree = i % 7 == 0};
        uint32_t lit[2];
        struct kw_drawing *d;

        told_random_family(&t, i, 2 + i % 29, i % 9 == 0);
        lit[0] = 0;
        lit[1] = kw_people_count(t.people) - 1;
        options.lines = &(struct kw_draw_line){lit, 2};
        options.line_count = 1;
        d = draw(&t, &options);

        if (getenv("KW_TEST_SEED"))
            print_message("family %u\n", (unsigned)i);
        check_all(&t, d);

        kw_drawing_destroy(d);
        told_end(&t);
    }
}

static void a_large_random_family_can_be_read(void **state)
{
    struct told t;
    struct kw_drawing *d;

    (void)state;
    told_random_family(&t, 77, 500, true);

    d = draw(&t, NULL);

    check_all(&t, d);
    kw_drawing_destroy(d);
    told_end(&t);
}

/* ---- crossings --------------------------------------------------------- */

static size_t crossings_of(const struct told *t, bool unordered)
{
    struct kw_plan plan = {.unordered = unordered,
                           .card_spread = KW_CARD_HEIGHT,
                           .card_depth = KW_CARD_WIDTH};
    struct kw_draw_options options = {0};
    struct kw_error err = {0};
    size_t crossings;

    if (kw_plan_make(&plan, t->people, &options, &err) != KW_OK)
        fail_msg("%s", err.text);
    crossings = plan.crossings;
    kw_plan_finish(&plan);
    return crossings;
}

static void ordering_removes_most_crossings(void **state)
{
    size_t before = 0;
    size_t after = 0;

    (void)state;
    for (uint32_t i = 0; i < 200 / KW_TEST_SHARE; i++) {
        struct told t;

        told_random_family(&t, 5000 + i, 40, false);
        before += crossings_of(&t, true);
        after += crossings_of(&t, false);
        told_end(&t);
    }

    print_message("%zu crossings as they came, %zu in order\n", before, after);
    assert_true(before > 1000 / KW_TEST_SHARE);
    assert_true(after * 2 < before);
}

/* Four children of one couple, each with two children: no line need
 * cross, in whatever order people are numbered. */
static void a_tree_has_no_crossings(void **state)
{
    struct told t;

    (void)state;
    told_begin(&t);
    told_person(&t, 1, "Founder", KW_MALE, 1700);
    told_couple(&t, 1, 2, 1720);
    for (uint64_t child = 0; child < 4; child++) {
        told_child(&t, 10 + child, 1, 2, KW_ROLE_BIRTH);
        told_child(&t, 40 - child, 10 + child, 0, KW_ROLE_BIRTH);
        told_child(&t, 30 + 3 * child % 4, 10 + child, 0, KW_ROLE_BIRTH);
    }
    told_seal(&t);

    assert_int_equal(crossings_of(&t, false), 0);
    assert_true(crossings_of(&t, true) > 0);
    told_end(&t);
}

/* ---- what a reader expects --------------------------------------------- */

static const struct kw_card *card_of(const struct told *t,
                                     const struct kw_drawing *d, uint64_t q)
{
    return &d->cards[told_who(t, q)];
}

static const struct kw_route *route_to(const struct told *t,
                                       const struct kw_drawing *d, uint64_t q,
                                       uint64_t parent)
{
    size_t count;
    const struct kw_route *routes = kw_drawing_routes(d, &count);

    for (size_t i = 0; i < count; i++)
        if (routes[i].child == told_who(t, q) &&
            (routes[i].parents[0] == told_who(t, parent) ||
             routes[i].parents[1] == told_who(t, parent)))
            return &routes[i];
    fail_msg("no line from %u to %u", (unsigned)parent, (unsigned)q);
    return NULL;
}

static void a_husband_of_two_stands_between_them(void **state)
{
    struct told t;
    struct kw_drawing *d;

    (void)state;
    told_begin(&t);
    told_person(&t, 1, "Husband", KW_MALE, 1800);
    told_person(&t, 2, "Second", KW_FEMALE, 1810);
    told_person(&t, 3, "First", KW_FEMALE, 1800);
    told_couple(&t, 1, 3, 1820);
    told_couple(&t, 1, 2, 1840);
    told_child(&t, 4, 1, 3, KW_ROLE_BIRTH);
    told_child(&t, 5, 1, 2, KW_ROLE_BIRTH);
    told_seal(&t);

    d = draw(&t, NULL);

    assert_true(card_of(&t, d, 3)->y < card_of(&t, d, 1)->y);
    assert_true(card_of(&t, d, 1)->y < card_of(&t, d, 2)->y);
    assert_int_equal(d->badge_count, 2);
    assert_string_equal(d->badges[0].text, "1840");
    /* Half-siblings hang from different marriages. */
    assert_true(route_to(&t, d, 4, 3)->points[0].y <
                route_to(&t, d, 5, 2)->points[0].y);
    assert_int_equal(kw_drawing_crossings(d), 0);
    kw_drawing_destroy(d);
    told_end(&t);
}

static void a_wife_of_four_has_a_badge_with_each(void **state)
{
    struct told t;
    struct kw_drawing *d;

    (void)state;
    told_begin(&t);
    told_person(&t, 1, "Wife", KW_FEMALE, 1800);
    for (uint64_t q = 2; q <= 5; q++) {
        told_couple(&t, 1, q, 1810 + (int)q);
        told_child(&t, 10 + q, q, 1, KW_ROLE_BIRTH);
    }
    told_seal(&t);

    d = draw(&t, NULL);

    assert_int_equal(d->badge_count, 4);
    for (uint32_t i = 0; i < 4; i++)
        for (uint32_t k = 0; k < i; k++)
            assert_true(d->badges[i].area.y != d->badges[k].area.y);
    check_all(&t, d);
    kw_drawing_destroy(d);
    told_end(&t);
}

/* 1 + 2 have 3 and 4; 3's child 5 marries 4's child 6. */
static void marry_cousins(struct told *t)
{
    told_begin(t);
    told_person(t, 1, "Grandfather", KW_MALE, 1700);
    told_person(t, 5, "Cousin", KW_MALE, 1760);
    told_person(t, 6, "Other cousin", KW_FEMALE, 1760);
    told_couple(t, 1, 2, 1720);
    told_child(t, 3, 1, 2, KW_ROLE_BIRTH);
    told_child(t, 4, 1, 2, KW_ROLE_BIRTH);
    told_child(t, 5, 3, 0, KW_ROLE_BIRTH);
    told_child(t, 6, 4, 0, KW_ROLE_BIRTH);
    told_couple(t, 5, 6, 1780);
    told_child(t, 7, 5, 6, KW_ROLE_BIRTH);
    told_seal(t);
}

static void a_married_cousin_has_a_dashed_second_descent(void **state)
{
    struct told t;
    struct kw_drawing *d;
    enum kw_stroke one;
    enum kw_stroke other;

    (void)state;
    marry_cousins(&t);

    d = draw(&t, NULL);

    one = route_to(&t, d, 5, 3)->stroke;
    other = route_to(&t, d, 6, 4)->stroke;
    assert_true((one == KW_STROKE_SECOND) != (other == KW_STROKE_SECOND));
    assert_int_equal(route_to(&t, d, 7, 5)->stroke, KW_STROKE_BIRTH);
    everybody_appears_once(&t, d);
    kw_drawing_destroy(d);
    told_end(&t);
}

static void the_answers_line_is_never_dashed(void **state)
{
    struct told t;
    struct kw_drawing *d;
    uint32_t members[5];
    struct kw_draw_line line = {members, 5};
    struct kw_draw_options options = {.lines = &line, .line_count = 1};
    static const uint64_t WAY[] = {5, 3, 1, 4, 6};

    (void)state;
    marry_cousins(&t);
    for (size_t i = 0; i < 5; i++)
        members[i] = told_who(&t, WAY[i]);

    d = draw(&t, &options);

    assert_int_equal(route_to(&t, d, 5, 3)->stroke, KW_STROKE_BIRTH);
    assert_int_equal(route_to(&t, d, 6, 4)->stroke, KW_STROKE_BIRTH);
    assert_true(route_to(&t, d, 6, 4)->gold);
    assert_false(route_to(&t, d, 7, 5)->gold);
    kw_drawing_destroy(d);
    told_end(&t);
}

static void an_asked_for_line_runs_straight(void **state)
{
    struct told t;
    struct kw_drawing *d;
    uint32_t members[6];
    struct kw_draw_line line = {members, 6};
    struct kw_draw_options options = {.lines = &line, .line_count = 1};

    (void)state;
    told_begin(&t);
    /* 1 > 2 > ... > 6, each with four other children. */
    for (uint64_t q = 1; q <= 6; q++) {
        told_person(&t, q, "On the line", KW_MALE, (int)(1600 + 30 * q));
        for (uint64_t k = 0; q < 6 && k < 4; k++)
            told_child(&t, q * 100 + k, q, 0, KW_ROLE_BIRTH);
        if (q > 1)
            told_child(&t, q, q - 1, 0, KW_ROLE_BIRTH);
    }
    told_seal(&t);
    for (uint32_t i = 0; i < 6; i++)
        members[i] = told_who(&t, i + 1);

    d = draw(&t, &options);

    for (uint64_t q = 2; q <= 6; q++)
        assert_true(card_of(&t, d, q)->y == card_of(&t, d, 1)->y);
    kw_drawing_destroy(d);
    told_end(&t);
}

static void parents_stand_in_the_middle_of_their_children(void **state)
{
    struct told t;
    struct kw_drawing *d;
    double middle;

    (void)state;
    told_begin(&t);
    told_couple(&t, 1, 2, 1800);
    for (uint64_t q = 3; q <= 7; q++)
        told_child(&t, q, 1, 2, KW_ROLE_BIRTH);
    told_seal(&t);

    d = draw(&t, NULL);

    middle =
        (card_of(&t, d, 3)->y + card_of(&t, d, 7)->y) / 2 + KW_CARD_HEIGHT / 2;
    assert_true(fabs(route_to(&t, d, 3, 1)->points[0].y - middle) <= 1);
    kw_drawing_destroy(d);
    told_end(&t);
}

static void adoption_and_doubt_have_their_own_strokes(void **state)
{
    struct told t;
    struct kw_drawing *d;

    (void)state;
    told_begin(&t);
    told_child(&t, 5, 1, 2, KW_ROLE_BIRTH);
    told_child(&t, 5, 3, 4, KW_ROLE_ADOPTIVE);
    told_child(&t, 7, 6, 0, KW_ROLE_DISPUTED);
    told_seal(&t);

    d = draw(&t, NULL);

    assert_int_equal(route_to(&t, d, 5, 1)->stroke, KW_STROKE_BIRTH);
    assert_int_equal(route_to(&t, d, 5, 4)->stroke, KW_STROKE_ADOPTED);
    assert_int_equal(route_to(&t, d, 7, 6)->stroke, KW_STROKE_DISPUTED);
    kw_drawing_destroy(d);
    told_end(&t);
}

static void partners_of_two_generations_are_joined_by_a_line(void **state)
{
    struct told t;
    struct kw_drawing *d;

    (void)state;
    /* A grandfather marries his granddaughter. */
    told_begin(&t);
    told_child(&t, 2, 1, 0, KW_ROLE_BIRTH);
    told_child(&t, 3, 2, 0, KW_ROLE_BIRTH);
    told_couple(&t, 1, 3, 1900);
    told_seal(&t);

    d = draw(&t, NULL);

    assert_int_equal(route_to(&t, d, 3, 1)->stroke, KW_STROKE_MARRIED);
    assert_int_equal(card_of(&t, d, 3)->generation, 3);
    check_all(&t, d);
    kw_drawing_destroy(d);
    told_end(&t);
}

static void an_uncle_stands_beside_the_niece_he_married(void **state)
{
    struct told t;
    struct kw_drawing *d;

    (void)state;
    told_begin(&t);
    told_child(&t, 2, 1, 0, KW_ROLE_BIRTH);
    told_child(&t, 3, 1, 0, KW_ROLE_BIRTH);
    told_child(&t, 4, 3, 0, KW_ROLE_BIRTH);
    told_couple(&t, 2, 4, 1900);
    told_seal(&t);

    d = draw(&t, NULL);

    assert_int_equal(card_of(&t, d, 2)->generation,
                     card_of(&t, d, 4)->generation);
    check_all(&t, d);
    kw_drawing_destroy(d);
    told_end(&t);
}

/* ---- bounds ------------------------------------------------------------ */

static void the_order_of_asking_changes_nothing(void **state)
{
    struct told t;
    uint32_t up[30];
    uint32_t down[30];
    struct kw_draw_options options = {.members = up, .member_count = 30};
    struct kw_buffer one = {0};
    struct kw_buffer other = {0};
    struct kw_drawing *d;
    struct kw_error err;

    (void)state;
    told_random_family(&t, 9, 40, false);
    for (uint32_t i = 0; i < 30; i++) {
        up[i] = i;
        down[i] = 29 - i;
    }

    d = draw(&t, &options);
    assert_int_equal(kw_drawing_svg(d, &one, &err), KW_OK);
    kw_drawing_destroy(d);
    options.members = down;
    d = draw(&t, &options);
    assert_int_equal(kw_drawing_svg(d, &other, &err), KW_OK);
    kw_drawing_destroy(d);

    assert_string_equal(one.bytes, other.bytes);
    kw_buffer_finish(&one);
    kw_buffer_finish(&other);
    told_end(&t);
}

static void too_many_people_are_refused_with_their_number(void **state)
{
    struct told t;
    struct kw_draw_options options = {.people_max = 10};
    struct kw_drawing *d;
    struct kw_error err = {0};

    (void)state;
    told_random_family(&t, 1, 40, false);

    assert_int_equal(kw_drawing_create(t.people, &options, &d, &err), KW_LIMIT);

    assert_null(d);
    assert_non_null(strstr(err.text, "more than 10"));
    told_end(&t);
}

static void nobody_is_no_picture(void **state)
{
    struct told t;
    struct kw_draw_options options = {0};
    struct kw_drawing *d;
    struct kw_error err = {0};

    (void)state;
    told_begin(&t);
    told_seal(&t);

    assert_int_equal(kw_drawing_create(t.people, &options, &d, &err), KW_USAGE);

    kw_drawing_destroy(NULL);
    kw_plan_finish(&(struct kw_plan){0});
    told_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_random_family_can_be_read),
        cmocka_unit_test(a_large_random_family_can_be_read),
        cmocka_unit_test(ordering_removes_most_crossings),
        cmocka_unit_test(a_tree_has_no_crossings),
        cmocka_unit_test(a_husband_of_two_stands_between_them),
        cmocka_unit_test(a_wife_of_four_has_a_badge_with_each),
        cmocka_unit_test(a_married_cousin_has_a_dashed_second_descent),
        cmocka_unit_test(the_answers_line_is_never_dashed),
        cmocka_unit_test(an_asked_for_line_runs_straight),
        cmocka_unit_test(parents_stand_in_the_middle_of_their_children),
        cmocka_unit_test(adoption_and_doubt_have_their_own_strokes),
        cmocka_unit_test(partners_of_two_generations_are_joined_by_a_line),
        cmocka_unit_test(an_uncle_stands_beside_the_niece_he_married),
        cmocka_unit_test(the_order_of_asking_changes_nothing),
        cmocka_unit_test(too_many_people_are_refused_with_their_number),
        cmocka_unit_test(nobody_is_no_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
