/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The figures of royal92, the field's customary test file.
 */
#include "support_cmocka.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/kinship.h>

#include "support_royal92.h"

static char royal92[4096];

struct world {
    struct kw_people *people;
    struct kw_xrefs *xrefs;
    struct kw_kinship *kinship;
};

static int begin(void **state)
{
    static struct world w;
    struct kw_error err;

    if (royal92_read(royal92, &w.people, &w.xrefs, &err) != KW_OK ||
        kw_kinship_create(w.people, NULL, 0, &w.kinship, &err) != KW_OK)
        return -1;
    *state = &w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;

    kw_kinship_destroy(w->kinship);
    kw_people_destroy(w->people);
    kw_xrefs_destroy(w->xrefs);
    return 0;
}

static void ask(struct world *w, const char *from, const char *to,
                struct kw_reckoning *out)
{
    struct kw_question question = {
        .from = royal92_find(w->people, w->xrefs, from),
        .to = royal92_find(w->people, w->xrefs, to),
        .lines_max = 3,
    };
    struct kw_error err;

    assert_int_equal(kw_kinship_reckon(w->kinship, &question, out, &err),
                     KW_OK);
}

static void assert_apex(struct world *w, const struct kw_relation *relation,
                        const char *father, const char *mother)
{
    assert_string_equal(kw_people_at(w->people, relation->apex[0])->label,
                        father);
    assert_string_equal(kw_people_at(w->people, relation->apex[1])->label,
                        mother);
}

static void elizabeth_and_philip(void **state)
{
    struct world *w = *state;
    struct kw_reckoning answer;
    int couples = 0;
    int single = 0;

    ask(w, "I52", "I57", &answer);

    assert_string_equal(answer.alternatives[0].single, "180");
    assert_string_equal(answer.alternatives[0].merged, "103");
    assert_string_equal(answer.alternatives[0].phi.exact,
                        "141658376588231169/9223372036854775808");
    for (size_t i = 0; i < answer.relation_count; i++) {
        if (answer.relations[i].kind != KW_BLOOD)
            continue;
        if (answer.relations[i].fullness == KW_FULL)
            couples += atoi(answer.relations[i].lines);
        else
            single += atoi(answer.relations[i].lines);
    }
    assert_int_equal(couples, 77);
    assert_int_equal(single, 26);
    assert_int_equal(answer.relations[0].up, 4);
    assert_int_equal(answer.relations[0].down, 3);
    assert_apex(w, &answer.relations[0], "Christian_IX  //",
                "Louise of_Hesse-Cassel //");
    assert_int_equal(answer.relations[1].up, 4);
    assert_int_equal(answer.relations[1].down, 4);
    assert_apex(w, &answer.relations[1], "Albert Augustus Charles//",
                "Victoria  /Hanover/");
    assert_int_equal(answer.relations[answer.relation_count - 1].kind,
                     KW_BY_MARRIAGE);
    kw_reckoning_finish(&answer);
}

static void elizabeth_and_nicholas(void **state)
{
    struct world *w = *state;
    struct kw_reckoning answer;

    ask(w, "I52", "I37", &answer);

    assert_int_equal(answer.relations[0].up, 4);
    assert_int_equal(answer.relations[0].down, 2);
    assert_int_equal(answer.relations[0].fullness, KW_FULL);
    assert_string_equal(answer.alternatives[0].merged, "73");
    assert_true(fabs(answer.alternatives[0].phi.value - 0.018632183) < 5e-10);
    kw_reckoning_finish(&answer);
}

static void louis_xiv_and_his_queen(void **state)
{
    struct world *w = *state;
    struct kw_reckoning answer;
    uint32_t louis = royal92_find(w->people, w->xrefs, "I1341");
    struct kw_ties wives = kw_people_partners(w->people, louis);
    uint32_t queen = wives.items[0].who;
    struct kw_question question = {.from = louis, .to = queen};
    struct kw_error err;

    assert_int_equal(kw_kinship_reckon(w->kinship, &question, &answer, &err),
                     KW_OK);

    assert_string_equal(kw_people_at(w->people, queen)->label,
                        "Marie-Therese of_Spain //");
    assert_int_equal(answer.relations[0].up, 2);
    assert_int_equal(answer.relations[0].down, 2);
    assert_int_equal(answer.relations[0].fold, 2);
    assert_string_equal(answer.alternatives[0].phi.exact, "1/8");
    kw_reckoning_finish(&answer);
}

/* Siblings are told by their nearest relation at one up, one down. */
static enum kw_fullness fullness_of(struct world *w, uint32_t a, uint32_t b)
{
    struct kw_question question = {
        .from = a,
        .to = b,
        .skip_affinity = true,
        .skip_phi = true,
        .reach_max = 2,
    };
    struct kw_reckoning answer;
    struct kw_error err;
    enum kw_fullness fullness = KW_DIRECT;

    assert_int_equal(kw_kinship_reckon(w->kinship, &question, &answer, &err),
                     KW_OK);
    for (size_t i = 0; i < answer.relation_count; i++)
        if (answer.relations[i].up == 1 && answer.relations[i].down == 1)
            fullness = answer.relations[i].fullness;
    kw_reckoning_finish(&answer);
    return fullness;
}

static void siblings_are_full_half_or_not_to_tell(void **state)
{
    struct world *w = *state;
    size_t pairs[4] = {0};
    struct kw_map seen = {0};
    struct kw_error err;

    for (uint32_t p = 0; p < kw_people_count(w->people); p++) {
        struct kw_ties children = kw_people_children(w->people, p);

        for (size_t i = 0; i < children.count; i++)
            for (size_t j = 0; j < children.count; j++) {
                uint32_t a = children.items[i].who;
                uint32_t b = children.items[j].who;
                bool is_new;

                if (a >= b)
                    continue;
                kw_map_put(&seen, (uint64_t)a << 32 | b, 1, &is_new, &err);
                if (is_new)
                    pairs[fullness_of(w, a, b)]++;
            }
    }

    assert_int_equal(pairs[KW_FULL], 2858);
    assert_int_equal(pairs[KW_HALF], 472);
    assert_int_equal(pairs[KW_FULLNESS_UNKNOWN], 42);
    kw_map_finish(&seen);
}

static void all_lines_of_elizabeth_and_philip_are_listed(void **state)
{
    struct world *w = *state;
    struct kw_reckoning answer;
    struct kw_lines *lines;
    struct kw_error err;
    size_t listed = 0;

    ask(w, "I57", "I52", &answer);
    assert_int_equal(kw_lines_open(w->kinship, &answer, &lines, &err), KW_OK);

    for (size_t i = 0; i < answer.relation_count; i++) {
        const uint32_t *line;

        assert_int_equal(kw_lines_aim(lines, i, &err), KW_OK);
        while (kw_lines_next(lines, &line, &err) == KW_OK && line)
            listed++;
    }

    assert_int_equal(listed, 103 + 1); /* and the marriage */
    kw_lines_close(lines);
    kw_reckoning_finish(&answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elizabeth_and_philip),
        cmocka_unit_test(elizabeth_and_nicholas),
        cmocka_unit_test(louis_xiv_and_his_queen),
        cmocka_unit_test(siblings_are_full_half_or_not_to_tell),
        cmocka_unit_test(all_lines_of_elizabeth_and_philip_are_listed),
    };
    const char *shared = getenv("KW_SHARED");
    FILE *file;

    snprintf(royal92, sizeof royal92, "%s/data/royal92.ged",
             shared ? shared : KW_SHARED);
    file = fopen(royal92, "r");
    if (!file) {
        printf("SKIPPED: %s is not here\n", royal92);
        return 77; /* skipped */
    }
    fclose(file);
    return cmocka_run_group_tests(tests, begin, end);
}
