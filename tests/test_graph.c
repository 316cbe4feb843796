/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The promises of graph's door: chains, components, shapes, and a tidy
 * guest. igraph is checked against a plain search written here.
 */
#include "support_cmocka.h"

#include <string.h>

#include <igraph.h>
#include <kinwalk/graph.h>

enum {
    ALL = KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE | KW_VIA_SIBLING,
    BLOOD = KW_VIA_PARENT | KW_VIA_CHILD
};

/* ---- a little world ------------------------------------------------- */

static struct kw_people *nobody(void)
{
    struct kw_people *people = NULL;

    assert_int_equal(kw_people_create(NULL, &people, NULL), KW_OK);
    return people;
}

static void lives(struct kw_people *people, unsigned id)
{
    struct kw_member member = {.id = kw_qid(id), .known = KW_READ};

    assert_int_equal(kw_people_add_member(people, &member, NULL), KW_OK);
}

static void link_them(struct kw_people *people, enum kw_link_kind kind,
                      unsigned child, unsigned parent)
{
    struct kw_link link = {.child = kw_qid(child),
                           .parent = kw_qid(parent),
                           .kind = (uint8_t)kind,
                           .by_child = KW_STATED};

    assert_int_equal(kw_people_add_link(people, &link, NULL), KW_OK);
}

static struct kw_people *sealed(struct kw_people *people)
{
    assert_int_equal(kw_people_seal(people, NULL), KW_OK);
    return people;
}

/* "1 father 2 spouse 3", or "" if there is no chain. */
static const char *chain(const struct kw_people *people, unsigned from,
                         unsigned to, unsigned via)
{
    static char text[4096];
    struct kw_path path = {0};
    size_t length = 0;
    bool found = true;

    assert_int_equal(kw_graph_path(people, kw_qid(from), kw_qid(to), via, &path,
                                   &found, NULL),
                     KW_OK);
    assert_true(found == (path.count > 0));
    text[0] = '\0';
    for (size_t i = 0; i < path.count; i++)
        length +=
            (size_t)snprintf(text + length, sizeof text - length, "%s%s%s%u",
                             i ? " " : "", kw_step_name(path.steps[i].link),
                             i ? " " : "", (unsigned)path.steps[i].id.bits);
    kw_path_finish(&path);
    return text;
}

/* ---- chains --------------------------------------------------------- */

static void a_chain_names_what_each_is_to_the_one_before(void **state)
{
    struct kw_people *people = nobody();
    (void)state;

    link_them(people, KW_LINK_FATHER, 10, 5);
    link_them(people, KW_LINK_MOTHER, 5, 3);
    link_them(people, KW_LINK_PARENT, 7, 3);
    link_them(people, KW_LINK_SPOUSE, 7, 8);
    link_them(people, KW_LINK_SIBLING, 8, 9);
    sealed(people);

    assert_string_equal(chain(people, 10, 9, ALL),
                        "10 father 5 mother 3 child 7 spouse 8 sibling 9");
    assert_string_equal(chain(people, 9, 10, ALL),
                        "9 sibling 8 spouse 7 parent 3 child 5 child 10");
    kw_people_destroy(people);
}

static void somebody_is_no_step_from_themselves(void **state)
{
    struct kw_people *people = nobody();
    (void)state;

    link_them(people, KW_LINK_FATHER, 10, 5);
    sealed(people);

    assert_string_equal(chain(people, 5, 5, BLOOD), "5");
    kw_people_destroy(people);
}

static void links_are_walked_as_they_are_named(void **state)
{
    struct kw_people *people = nobody();
    (void)state;

    link_them(people, KW_LINK_FATHER, 10, 5);
    link_them(people, KW_LINK_FATHER, 11, 5);
    sealed(people);

    assert_string_equal(chain(people, 10, 5, KW_VIA_PARENT), "10 father 5");
    assert_string_equal(chain(people, 10, 5, KW_VIA_CHILD), "");
    assert_string_equal(chain(people, 5, 10, KW_VIA_CHILD), "5 child 10");
    assert_string_equal(chain(people, 10, 11, KW_VIA_PARENT), "");
    assert_string_equal(chain(people, 10, 11, BLOOD), "10 father 5 child 11");
    kw_people_destroy(people);
}

static void of_equal_chains_the_one_with_fewer_marriages_wins(void **state)
{
    struct kw_people *people = nobody();
    (void)state;

    /* 1 to 9: two steps by marriage through 2, by blood through 8. */
    link_them(people, KW_LINK_SPOUSE, 1, 2);
    link_them(people, KW_LINK_FATHER, 9, 2);
    link_them(people, KW_LINK_FATHER, 1, 8);
    link_them(people, KW_LINK_FATHER, 9, 8);
    sealed(people);

    assert_string_equal(chain(people, 1, 9, ALL), "1 father 8 child 9");
    kw_people_destroy(people);
}

static void of_chains_still_equal_the_smaller_ids_win(void **state)
{
    struct kw_people *people = nobody();
    (void)state;

    /* 50 to 60 through the parents 30 or 20; then 50 to 70 where the
     * first step decides: 21 before 22 though 22's way goes on lower. */
    link_them(people, KW_LINK_FATHER, 50, 30);
    link_them(people, KW_LINK_MOTHER, 50, 20);
    link_them(people, KW_LINK_FATHER, 60, 30);
    link_them(people, KW_LINK_MOTHER, 60, 20);
    link_them(people, KW_LINK_FATHER, 51, 22);
    link_them(people, KW_LINK_MOTHER, 51, 21);
    link_them(people, KW_LINK_FATHER, 22, 1);
    link_them(people, KW_LINK_FATHER, 21, 9);
    link_them(people, KW_LINK_FATHER, 71, 1);
    link_them(people, KW_LINK_MOTHER, 71, 9);
    sealed(people);

    assert_string_equal(chain(people, 50, 60, BLOOD), "50 mother 20 child 60");
    assert_string_equal(chain(people, 51, 71, BLOOD),
                        "51 mother 21 father 9 child 71");
    assert_string_equal(chain(people, 71, 51, BLOOD),
                        "71 father 1 child 22 child 51");
    kw_people_destroy(people);
}

static void people_linked_twice_are_named_by_blood(void **state)
{
    struct kw_people *people = nobody();
    (void)state;

    link_them(people, KW_LINK_SPOUSE, 1, 2);
    link_them(people, KW_LINK_SIBLING, 1, 2);
    link_them(people, KW_LINK_SPOUSE, 3, 4);
    link_them(people, KW_LINK_FATHER, 4, 3);
    sealed(people);

    assert_string_equal(chain(people, 1, 2, ALL), "1 sibling 2");
    assert_string_equal(chain(people, 4, 3, ALL), "4 father 3");
    assert_string_equal(chain(people, 3, 4, ALL), "3 child 4");
    kw_people_destroy(people);
}

static void nonsense_is_refused(void **state)
{
    struct kw_people *people = nobody();
    struct kw_path path = {0};
    struct kw_error err;
    bool found = true;
    (void)state;

    link_them(people, KW_LINK_FATHER, 10, 5);
    sealed(people);

    assert_int_equal(
        kw_graph_path(people, kw_qid(10), kw_qid(5), 0, &path, &found, &err),
        KW_USAGE);
    assert_int_equal(kw_graph_path(people, kw_qid(10), kw_qid(6), BLOOD, &path,
                                   &found, &err),
                     KW_NOT_FOUND);
    assert_non_null(strstr(err.text, "Q6"));
    assert_false(found);
    kw_people_destroy(people);
    kw_path_finish(NULL);
    kw_components_finish(NULL);
}

/* ---- against a plain search ----------------------------------------- */

enum { CROWD = 24, FAR = 1000 };

/* What links whom, kept here and not in kinwalk's arrays. */
struct crowd {
    unsigned links[CROWD][CROWD]; /* 1: a step; 2: a step by marriage */
    unsigned best[CROWD][CROWD];  /* steps * 100 + marriages */
};

static uint32_t chance(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void both_ways(struct crowd *crowd, unsigned a, unsigned b,
                      unsigned kind)
{
    if (crowd->links[a][b] == 0 || kind < crowd->links[a][b])
        crowd->links[a][b] = crowd->links[b][a] = kind;
}

static void random_crowd(uint32_t seed, struct crowd *crowd,
                         struct kw_people *people)
{
    memset(crowd, 0, sizeof *crowd);
    for (unsigned who = 0; who < CROWD; who++) {
        lives(people, who + 1);
        for (unsigned i = 0; i < 2 && who > 2; i++) {
            unsigned parent = chance(&seed) % who;

            if (chance(&seed) % 4 == 0)
                continue;
            link_them(people, i ? KW_LINK_MOTHER : KW_LINK_FATHER, who + 1,
                      parent + 1);
            both_ways(crowd, who, parent, 1);
        }
        if (who > 0 && chance(&seed) % 3 == 0) {
            unsigned other = chance(&seed) % who;

            link_them(people, KW_LINK_SPOUSE, other + 1, who + 1);
            both_ways(crowd, who, other, 2);
        }
    }
    sealed(people);
}

/* Bellman and Ford, the plainest way there is. */
static void measure_crowd(struct crowd *crowd)
{
    for (unsigned a = 0; a < CROWD; a++)
        for (unsigned b = 0; b < CROWD; b++)
            crowd->best[a][b] = a == b ? 0 : FAR * 100;
    for (unsigned round = 0; round < CROWD; round++)
        for (unsigned a = 0; a < CROWD; a++)
            for (unsigned b = 0; b < CROWD; b++)
                for (unsigned c = 0; c < CROWD; c++) {
                    unsigned way = crowd->links[a][b];
                    unsigned sum = crowd->best[b][c] + 100 + (way == 2);

                    if (way && sum < crowd->best[a][c])
                        crowd->best[a][c] = sum;
                }
}

/* The chain that the rules ask for, found by trying ids in order. */
static const char *plain_chain(const struct crowd *crowd, unsigned from,
                               unsigned to)
{
    static char text[4096];
    size_t length;

    text[0] = '\0';
    if (crowd->best[from][to] >= FAR * 100)
        return text;
    length = (size_t)snprintf(text, sizeof text, "%u", from + 1);
    while (from != to)
        for (unsigned next = 0; next < CROWD; next++) {
            unsigned way = crowd->links[from][next];

            if (way && crowd->best[next][to] + 100 + (way == 2) ==
                           crowd->best[from][to]) {
                length += (size_t)snprintf(text + length, sizeof text - length,
                                           " %u", next + 1);
                from = next;
                break;
            }
        }
    return text;
}

/* Leaves only the numbers of "1 father 2". */
static const char *numbers_of(const char *text)
{
    static char out[4096];
    size_t length = 0;

    for (const char *p = text; *p; p++)
        if (*p >= '0' && *p <= '9') {
            if (p > text && p[-1] == ' ')
                out[length++] = ' ';
            out[length++] = *p;
        }
    out[length] = '\0';
    return out;
}

static void chains_agree_with_a_plain_search(void **state)
{
    static struct crowd crowd;
    size_t compared = 0;
    (void)state;

    for (uint32_t seed = 1; seed <= 40; seed++) {
        struct kw_people *people = nobody();

        random_crowd(seed, &crowd, people);
        measure_crowd(&crowd);
        for (unsigned a = 0; a < CROWD; a++)
            for (unsigned b = 0; b < CROWD; b += 3) {
                assert_string_equal(numbers_of(chain(people, a + 1, b + 1,
                                                     BLOOD | KW_VIA_SPOUSE)),
                                    plain_chain(&crowd, a, b));
                compared++;
            }
        kw_people_destroy(people);
    }
    assert_int_equal(compared, 40 * CROWD * CROWD / 3);
}

static void shapes_agree_with_a_plain_search(void **state)
{
    static struct crowd crowd;
    (void)state;

    for (uint32_t seed = 1; seed <= 40; seed++) {
        struct kw_people *people = nobody();
        struct kw_components parts;
        struct kw_shape shape;
        unsigned largest = 0;
        unsigned diameter = 0;
        unsigned best_sum = UINT32_MAX;
        unsigned middle = 0;
        uint64_t links = 0;

        random_crowd(seed, &crowd, people);
        measure_crowd(&crowd);
        assert_int_equal(
            kw_graph_components(people, BLOOD | KW_VIA_SPOUSE, &parts, NULL),
            KW_OK);
        assert_int_equal(
            kw_graph_shape(people, BLOOD | KW_VIA_SPOUSE, NULL, &shape, NULL),
            KW_OK);

        for (unsigned i = 1; i < parts.count; i++)
            if (parts.sizes[i] > parts.sizes[largest])
                largest = i;
        for (unsigned a = 0; a < CROWD; a++) {
            unsigned sum = 0;

            for (unsigned b = 0; b < CROWD; b++) {
                bool together = crowd.best[a][b] < FAR * 100;

                assert_true(together == (parts.of[a] == parts.of[b]));
                links += a < b && crowd.links[a][b];
                if (!together || parts.of[a] != largest)
                    continue;
                sum += crowd.best[a][b] / 100;
                if (crowd.best[a][b] / 100 > diameter)
                    diameter = crowd.best[a][b] / 100;
            }
            if (parts.of[a] == largest && sum < best_sum) {
                best_sum = sum;
                middle = a;
            }
        }

        assert_true(shape.exact);
        assert_int_equal(shape.people, CROWD);
        assert_int_equal(shape.links, links);
        assert_int_equal(shape.components, parts.count);
        assert_int_equal(shape.largest, parts.sizes[largest]);
        assert_int_equal(shape.diameter, diameter);
        assert_int_equal(shape.middle[0].id.bits, middle + 1);
        assert_int_equal(
            crowd.best[shape.end_a.bits - 1][shape.end_b.bits - 1] / 100,
            diameter);
        kw_components_finish(&parts);
        kw_people_destroy(people);
    }
}

static void a_rough_shape_is_a_lower_bound(void **state)
{
    struct kw_shape_options rough = {.exact_up_to = 10};
    struct kw_people *people = nobody();
    struct kw_shape shape;
    (void)state;

    for (unsigned i = 1; i < 200; i++)
        link_them(people, KW_LINK_FATHER, i + 1, i);
    sealed(people);

    assert_int_equal(kw_graph_shape(people, BLOOD, &rough, &shape, NULL),
                     KW_OK);

    assert_false(shape.exact);
    assert_int_equal(shape.diameter, 199);
    assert_int_equal(shape.end_a.bits, 1);
    assert_int_equal(shape.end_b.bits, 200);
    assert_in_range(shape.middle[0].id.bits, 90, 110);
    kw_people_destroy(people);
}

static void an_empty_family_has_an_empty_shape(void **state)
{
    struct kw_people *people = sealed(nobody());
    struct kw_shape shape;
    (void)state;

    assert_int_equal(kw_graph_shape(people, BLOOD, NULL, &shape, NULL), KW_OK);

    assert_int_equal(shape.people, 0);
    assert_int_equal(shape.components, 0);
    assert_int_equal(shape.middle_count, 0);
    kw_people_destroy(people);
}

static void one_alone_is_a_component(void **state)
{
    struct kw_people *people = nobody();
    struct kw_shape shape;
    (void)state;

    lives(people, 7);
    sealed(people);
    assert_int_equal(kw_graph_shape(people, BLOOD, NULL, &shape, NULL), KW_OK);

    assert_int_equal(shape.alone, 1);
    assert_int_equal(shape.largest, 1);
    assert_int_equal(shape.diameter, 0);
    assert_int_equal(shape.end_a.bits, 7);
    kw_people_destroy(people);
}

/* ---- a tidy guest --------------------------------------------------- */

static bool at_once(void *arg)
{
    int *asked = arg;

    (*asked)++;
    return true;
}

static void a_long_measurement_can_be_stopped(void **state)
{
    struct kw_people *people = nobody();
    int asked = 0;
    struct kw_shape_options options = {.stopped = at_once,
                                       .stopped_arg = &asked};
    struct kw_shape shape;
    (void)state;

    for (unsigned i = 1; i < 3000; i++)
        link_them(people, KW_LINK_FATHER, i + 1, i);
    sealed(people);

    assert_int_equal(kw_graph_shape(people, BLOOD, &options, &shape, NULL),
                     KW_INTERRUPTED);

    assert_int_equal(asked, 1);
    assert_int_equal(shape.people, 0);
    kw_people_destroy(people);
}

static void host_error(const char *reason, const char *file, int line,
                       igraph_error_t code)
{
    (void)reason;
    (void)file;
    (void)line;
    (void)code;
    fail_msg("the host's handler was called");
}

static igraph_error_t host_interruption(void *data)
{
    (void)data;
    fail_msg("the host's interruption handler was called");
    return IGRAPH_SUCCESS;
}

static void the_house_is_left_as_it_was_found(void **state)
{
    struct kw_people *people = nobody();
    int asked = 0;
    struct kw_shape_options options = {.stopped = at_once,
                                       .stopped_arg = &asked};
    struct kw_shape shape;
    igraph_vector_t hosts_own;
    (void)state;

    for (unsigned i = 1; i < 3000; i++)
        link_them(people, KW_LINK_FATHER, i + 1, i);
    sealed(people);
    igraph_set_attribute_table(&igraph_cattribute_table);
    igraph_set_error_handler(host_error);
    igraph_set_interruption_handler(host_interruption);
    igraph_vector_init(&hosts_own, 3);
    IGRAPH_FINALLY(igraph_vector_destroy, &hosts_own);

    /* Once well, once ending in an error inside igraph. */
    assert_string_equal(chain(people, 1, 3, BLOOD), "1 child 2 child 3");
    assert_int_equal(kw_graph_shape(people, BLOOD, &options, &shape, NULL),
                     KW_INTERRUPTED);

    assert_int_equal(IGRAPH_FINALLY_STACK_SIZE(), 1);
    IGRAPH_FINALLY_CLEAN(1);
    igraph_vector_destroy(&hosts_own);
    assert_ptr_equal(igraph_set_interruption_handler(NULL), host_interruption);
    assert_ptr_equal(igraph_set_error_handler(NULL), host_error);
    assert_ptr_equal(igraph_set_attribute_table(NULL),
                     &igraph_cattribute_table);
    kw_people_destroy(people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_names_what_each_is_to_the_one_before),
        cmocka_unit_test(somebody_is_no_step_from_themselves),
        cmocka_unit_test(links_are_walked_as_they_are_named),
        cmocka_unit_test(of_equal_chains_the_one_with_fewer_marriages_wins),
        cmocka_unit_test(of_chains_still_equal_the_smaller_ids_win),
        cmocka_unit_test(people_linked_twice_are_named_by_blood),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(chains_agree_with_a_plain_search),
        cmocka_unit_test(shapes_agree_with_a_plain_search),
        cmocka_unit_test(a_rough_shape_is_a_lower_bound),
        cmocka_unit_test(an_empty_family_has_an_empty_shape),
        cmocka_unit_test(one_alone_is_a_component),
        cmocka_unit_test(a_long_measurement_can_be_stopped),
        cmocka_unit_test(the_house_is_left_as_it_was_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
