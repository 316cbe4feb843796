/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of a whole family that is too large to be walked from
 * everybody, against a plain walk from everybody.
 */
#include "support_cmocka.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/graph.h>

enum {
    CROWD = 260,
    ALL_OF_THEM = KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE
};

/* Families, drawn by lot. Numbers are scattered ids, so that the order of
 * ids says nothing about who is near whom. */
struct crowd {
    unsigned people;
    bool linked[CROWD][CROWD];
    unsigned steps[CROWD][CROWD]; /* UINT_MAX: not connected */
    uint32_t chance;
    struct kw_web *web;
};

static unsigned draw(struct crowd *crowd, unsigned below)
{
    crowd->chance = crowd->chance * 1664525u + 1013904223u;
    return (crowd->chance >> 8) % below;
}

static struct kw_id id_of(unsigned who)
{
    return kw_qid(1 + (who + 1) * 7919u % 100003u);
}

static unsigned who_is(const struct crowd *crowd, struct kw_id id)
{
    for (unsigned who = 0; who < crowd->people; who++)
        if (kw_id_same(id_of(who), id))
            return who;
    fail_msg("nobody of the crowd");
    return 0;
}

static void begin(struct crowd *crowd, unsigned people, uint32_t seed)
{
    memset(crowd, 0, sizeof *crowd);
    crowd->people = people;
    crowd->chance = seed;
    assert_int_equal(kw_web_create(ALL_OF_THEM, &crowd->web, NULL), KW_OK);
}

static void link_as(struct crowd *crowd, enum kw_link_kind kind, unsigned a,
                    unsigned b)
{
    struct kw_link link = {.child = id_of(a),
                           .parent = id_of(b),
                           .kind = (uint8_t)kind,
                           .by_child = KW_STATED};

    assert_int_equal(kw_web_add_link(crowd->web, &link, NULL), KW_OK);
    crowd->linked[a][b] = crowd->linked[b][a] = a != b;
}

/* From `shape` 0, a heap without form, to 2, a long thin line. */
static void random_crowd(struct crowd *crowd, uint32_t seed)
{
    unsigned kind = seed % 3;

    begin(crowd, 3 + seed * 37 % (CROWD - 3), seed);
    for (unsigned who = 0; who < crowd->people; who++)
        assert_int_equal(kw_web_add(crowd->web, id_of(who), NULL), KW_OK);
    for (unsigned who = 1; who < crowd->people; who++) {
        unsigned back = kind == 2 ? 1 + draw(crowd, 2) : 1 + draw(crowd, who);

        if (draw(crowd, 40) == 0)
            continue;
        link_as(crowd, KW_LINK_FATHER, who, back > who ? 0 : who - back);
        if (kind == 0 || draw(crowd, 30) == 0)
            link_as(crowd, KW_LINK_SPOUSE, who, draw(crowd, crowd->people));
    }
}

static void walk_from_everybody(struct crowd *crowd)
{
    for (unsigned from = 0; from < crowd->people; from++) {
        unsigned queue[CROWD];
        unsigned queued = 0;

        for (unsigned who = 0; who < crowd->people; who++)
            crowd->steps[from][who] = UINT_MAX;
        crowd->steps[from][from] = 0;
        queue[queued++] = from;
        for (unsigned i = 0; i < queued; i++)
            for (unsigned who = 0; who < crowd->people; who++)
                if (crowd->linked[queue[i]][who] &&
                    crowd->steps[from][who] == UINT_MAX) {
                    crowd->steps[from][who] = crowd->steps[from][queue[i]] + 1;
                    queue[queued++] = who;
                }
    }
}

/* What a walk from `who` finds. */
struct found {
    unsigned reached; /* `who` too */
    unsigned farthest;
    unsigned sum;
};

static struct found found_from(const struct crowd *crowd, unsigned who)
{
    struct found found = {0};

    for (unsigned i = 0; i < crowd->people; i++) {
        unsigned steps = crowd->steps[who][i];

        if (steps == UINT_MAX)
            continue;
        found.reached++;
        found.sum += steps;
        if (steps > found.farthest)
            found.farthest = steps;
    }
    return found;
}

static void assert_middle(const struct crowd *crowd,
                          const struct kw_shape *shape)
{
    double last = 0;

    assert_int_equal(shape->middle_count, shape->largest < KW_MIDDLE_MAX
                                              ? shape->largest
                                              : KW_MIDDLE_MAX);
    for (size_t i = 0; i < shape->middle_count; i++) {
        struct found found =
            found_from(crowd, who_is(crowd, shape->middle[i].id));
        double mean = (double)found.sum / (shape->largest - 1.0);

        assert_int_equal(found.reached, shape->largest);
        assert_true(fabs(shape->middle[i].mean_steps - mean) < 1e-9);
        assert_true(mean >= last);
        last = mean;
    }
}

static void what_is_said_of_many_is_true(void **state)
{
    static struct crowd crowd;
    struct kw_shape_options roughly = {.exact_up_to = 1};
    unsigned known = 0;
    unsigned nearest = 0;
    (void)state;

    for (uint32_t seed = 1; seed <= 90; seed++) {
        struct kw_shape shape;
        struct found best = {0};
        uint64_t links = 0;
        unsigned diameter = 0;
        unsigned smallest_sum = UINT_MAX;
        unsigned a;
        unsigned b;

        random_crowd(&crowd, seed);
        walk_from_everybody(&crowd);
        for (unsigned who = 0; who < crowd.people; who++)
            for (unsigned i = 0; i < who; i++)
                links += crowd.linked[who][i];

        assert_int_equal(kw_web_shape(crowd.web, &roughly, &shape, NULL),
                         KW_OK);

        a = who_is(&crowd, shape.end_a);
        b = who_is(&crowd, shape.end_b);
        for (unsigned who = 0; who < crowd.people; who++) {
            struct found found = found_from(&crowd, who);

            if (found.reached > best.reached)
                best = found;
            /* The same component as its ends. */
            if (crowd.steps[a][who] == UINT_MAX)
                continue;
            if (found.farthest > diameter)
                diameter = found.farthest;
            if (found.sum < smallest_sum)
                smallest_sum = found.sum;
        }
        assert_false(shape.exact);
        assert_int_equal(shape.people, crowd.people);
        assert_int_equal(shape.links, links);
        assert_int_equal(shape.largest, best.reached);
        assert_in_range(diameter, shape.diameter, shape.diameter_max);
        assert_int_equal(crowd.steps[a][b], shape.diameter);
        assert_true(kw_id_compare(shape.end_a, shape.end_b) < 0);
        assert_middle(&crowd, &shape);
        known += shape.diameter == shape.diameter_max;
        nearest += fabs(shape.middle[0].mean_steps * (shape.largest - 1.0) -
                        smallest_sum) < 1e-6;
        kw_web_destroy(crowd.web);
    }
    /* Bounds that never met would be true and worth little. */
    assert_true(known >= 45);
    assert_true(nearest >= 80);
}

static void the_order_of_gathering_does_not_matter(void **state)
{
    struct kw_shape_options roughly = {.exact_up_to = 1};
    struct kw_shape shapes[2];
    (void)state;

    for (int turn = 0; turn < 2; turn++) {
        struct kw_web *web;

        assert_int_equal(kw_web_create(ALL_OF_THEM, &web, NULL), KW_OK);
        for (unsigned i = 0; i < 400; i++) {
            unsigned who = turn ? 399 - i : i;
            struct kw_link link = {.child = id_of(who),
                                   .parent = id_of(who / 3 + (who == 0)),
                                   .kind = KW_LINK_MOTHER,
                                   .by_parent = KW_STATED};

            assert_int_equal(kw_web_add_link(web, &link, NULL), KW_OK);
        }
        memset(&shapes[turn], 0, sizeof shapes[turn]);
        assert_int_equal(kw_web_shape(web, &roughly, &shapes[turn], NULL),
                         KW_OK);
        kw_web_destroy(web);
    }

    assert_int_equal(shapes[0].people, 400);
    assert_memory_equal(&shapes[0], &shapes[1], sizeof shapes[0]);
}

static void only_links_that_hold_and_are_asked_for_join(void **state)
{
    static const struct {
        enum kw_link_kind kind;
        enum kw_role role;
        enum kw_standing standing;
        unsigned via;
        bool joins;
    } cases[] = {
        {KW_LINK_FATHER, KW_ROLE_BIRTH, KW_STATED, KW_VIA_PARENT, true},
        {KW_LINK_MOTHER, KW_ROLE_ADOPTIVE, KW_STATED, KW_VIA_CHILD, true},
        {KW_LINK_PARENT, KW_ROLE_STEP, KW_STATED, KW_VIA_PARENT, false},
        {KW_LINK_FATHER, KW_ROLE_OTHER, KW_STATED, KW_VIA_PARENT, false},
        {KW_LINK_FATHER, KW_ROLE_BIRTH, KW_OUTRANKED, KW_VIA_PARENT, false},
        {KW_LINK_FATHER, KW_ROLE_BIRTH, KW_STATED, KW_VIA_SPOUSE, false},
        {KW_LINK_STEP_PARENT, KW_ROLE_BIRTH, KW_STATED, KW_VIA_PARENT, false},
        {KW_LINK_SPOUSE, KW_ROLE_BIRTH, KW_STATED, KW_VIA_SPOUSE, true},
        {KW_LINK_PARTNER, KW_ROLE_BIRTH, KW_STATED, KW_VIA_SPOUSE, true},
        {KW_LINK_SIBLING, KW_ROLE_BIRTH, KW_STATED, KW_VIA_SPOUSE, false},
        {KW_LINK_SIBLING, KW_ROLE_BIRTH, KW_STATED, KW_VIA_SIBLING, true},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kw_link link = {.child = kw_qid(7),
                               .parent = kw_qid(9),
                               .kind = (uint8_t)cases[i].kind,
                               .role_child = (uint8_t)cases[i].role,
                               .by_child = (uint8_t)cases[i].standing};
        struct kw_people *people;
        struct kw_shape shape;
        struct kw_shape as_family;
        struct kw_web *web;

        assert_int_equal(kw_web_create(cases[i].via, &web, NULL), KW_OK);
        assert_int_equal(kw_web_add_link(web, &link, NULL), KW_OK);
        assert_int_equal(kw_web_shape(web, NULL, &shape, NULL), KW_OK);
        kw_web_destroy(web);

        assert_int_equal(shape.people, 2);
        assert_int_equal(shape.links, cases[i].joins);
        assert_int_equal(shape.components, cases[i].joins ? 1 : 2);

        /* As a family that is held in memory says. */
        assert_int_equal(kw_people_create(NULL, &people, NULL), KW_OK);
        assert_int_equal(kw_people_add_link(people, &link, NULL), KW_OK);
        assert_int_equal(kw_people_seal(people, NULL), KW_OK);
        assert_int_equal(
            kw_graph_shape(people, cases[i].via, NULL, &as_family, NULL),
            KW_OK);
        assert_int_equal(as_family.people, shape.people);
        assert_int_equal(as_family.links, shape.links);
        kw_people_destroy(people);
    }
}

static void a_web_needs_kinds_of_links(void **state)
{
    struct kw_error err = {0};
    struct kw_web *web;
    (void)state;

    assert_int_equal(kw_web_create(0, &web, &err), KW_USAGE);
    assert_null(web);
    kw_web_destroy(web);
}

static void an_empty_web_has_an_empty_shape(void **state)
{
    struct kw_shape shape;
    struct kw_web *web;
    (void)state;

    assert_int_equal(kw_web_create(ALL_OF_THEM, &web, NULL), KW_OK);
    assert_int_equal(kw_web_shape(web, NULL, &shape, NULL), KW_OK);
    kw_web_destroy(web);

    assert_int_equal(shape.people, 0);
    assert_int_equal(shape.components, 0);
    assert_true(shape.exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_of_many_is_true),
        cmocka_unit_test(the_order_of_gathering_does_not_matter),
        cmocka_unit_test(only_links_that_hold_and_are_asked_for_join),
        cmocka_unit_test(a_web_needs_kinds_of_links),
        cmocka_unit_test(an_empty_web_has_an_empty_shape),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
