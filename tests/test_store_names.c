/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding people by name, and the index that is behind it.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support_store.h"

struct world {
    struct kw_store *store;
    struct kw_found_list found;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    *state = w;
    w->store = open_store("", KW_STORE_MEMORY);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    kw_found_list_finish(&w->found);
    kw_store_close(w->store);
    free(w);
    return 0;
}

static void called(struct world *w, uint64_t qid, const char *label,
                   const char *alias, int64_t born)
{
    struct kw_person *person = somebody(qid);

    is_called(person, "en", label);
    if (alias)
        is_also_called(person, "en", alias);
    if (born)
        says_date(person, KW_P_BIRTH, born, 0, 0);
    keep_now(w->store, person);
}

/* The QIDs found, as "1 2 3". */
static const char *who_is(struct world *w, const char *words)
{
    static char text[512];

    text[0] = '\0';
    assert_int_equal(
        kw_store_search(w->store, words, NULL, 20, &w->found, NULL), KW_OK);
    for (size_t i = 0; i < w->found.count; i++)
        snprintf(text + strlen(text), 24, "%s%d", i ? " " : "",
                 (int)w->found.items[i].id.bits);
    return text;
}

static void the_whole_name_comes_before_its_parts(void **state)
{
    struct world *w = *state;

    called(w, 1, "Victoria Louise", NULL, 0);
    called(w, 2, "Somebody", "Victoria", 0);
    called(w, 3, "Victoria", NULL, 0);
    called(w, 4, "Victorian", NULL, 0);

    assert_string_equal(who_is(w, "victoria"), "3 2 1 4");
    assert_true(w->found.items[0].whole_label);
    assert_true(w->found.items[1].whole_alias);
    assert_string_equal(w->found.items[1].matched, "Victoria");
    assert_string_equal(w->found.items[1].label, "Somebody");
    assert_false(w->found.items[2].whole_label);
}

static void case_accents_and_strokes_do_not_matter(void **state)
{
    struct world *w = *state;

    called(w, 1, "Żółć Straße", NULL, 0);
    called(w, 2, "O'Neill-Smith", NULL, 0);

    assert_string_equal(who_is(w, "zolc strasse"), "1");
    assert_string_equal(who_is(w, "ŻÓŁĆ"), "1");
    assert_string_equal(who_is(w, "smith o'neill"), "2");
}

static void words_stand_in_any_order_in_one_name(void **state)
{
    struct world *w = *state;

    called(w, 1, "Albert of Saxony", "Frederick", 0);
    called(w, 2, "Frederick Albert", NULL, 0);

    assert_string_equal(who_is(w, "albert frederick"), "2");
    assert_string_equal(who_is(w, "saxony alb"), "1");
    assert_string_equal(who_is(w, "alb saxony"), "");
}

static void a_year_that_is_no_name_tells_namesakes_apart(void **state)
{
    struct world *w = *state;

    called(w, 1, "Victoria", NULL, 1819);
    called(w, 2, "Victoria", NULL, 1840);
    called(w, 3, "Victoria 1840", NULL, 1900);

    assert_string_equal(who_is(w, "Victoria 1819"), "1");
    assert_true(w->found.items[0].whole_label);
    assert_string_equal(who_is(w, "Victoria 1840"), "3");
    assert_string_equal(who_is(w, "1819 vict"), "1");
    assert_string_equal(who_is(w, "Victoria 1999"), "");
}

static void other_scripts_are_found_too(void **state)
{
    struct world *w = *state;

    called(w, 1, "हिन्दी नाम", NULL, 0);
    called(w, 2, "Александр Пушкин", NULL, 0);
    called(w, 3, "毛泽东", NULL, 0);

    assert_string_equal(who_is(w, "हिन्दी"), "1");
    assert_string_equal(who_is(w, "пушк"), "2");
    assert_string_equal(who_is(w, "毛"), "3");
}

static void strange_questions_find_nobody(void **state)
{
    struct world *w = *state;

    called(w, 1, "Victoria", NULL, 0);
    assert_string_equal(who_is(w, ""), "");
    assert_string_equal(who_is(w, "  -- "), "");
    assert_string_equal(who_is(w, "\" OR 1=1 --"), "");
    assert_string_equal(who_is(w, "NEAR(a b)"), "");
    assert_string_equal(who_is(w, "victoria*"), "1");
    assert_string_equal(who_is(w, "\xff\xfe"), "");
}

static void a_new_name_takes_the_place_of_the_old(void **state)
{
    struct world *w = *state;

    called(w, 1, "Old Name", "Nickname", 1800);
    called(w, 1, "New Name", NULL, 1801);

    assert_string_equal(who_is(w, "old"), "");
    assert_string_equal(who_is(w, "nickname"), "");
    assert_string_equal(who_is(w, "name 1800"), "");
    assert_string_equal(who_is(w, "name 1801"), "1");
}

static void who_is_gone_is_not_found(void **state)
{
    struct world *w = *state;
    struct kw_person *gone = somebody(1);

    called(w, 1, "Victoria", NULL, 0);
    gone->state = KW_MISSING;
    keep_now(w->store, gone);

    assert_string_equal(who_is(w, "victoria"), "");
}

static void names_of_one_transaction_are_found_in_it(void **state)
{
    struct world *w = *state;
    struct kw_person *person = somebody(1);

    is_called(person, "en", "First");
    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    keep(w->store, person);
    person = somebody(1);
    is_called(person, "en", "Second");
    keep(w->store, person);

    assert_string_equal(who_is(w, "first"), "");
    assert_string_equal(who_is(w, "second"), "1");
    assert_int_equal(kw_store_commit(w->store, NULL), KW_OK);
}

static void the_limit_keeps_the_best(void **state)
{
    struct world *w = *state;
    struct kw_found_list found = {0};

    for (uint64_t i = 1; i <= 50; i++)
        called(w, i, i % 10 ? "Anna Maria" : "Anna", NULL, 0);
    assert_int_equal(kw_store_search(w->store, "anna", NULL, 3, &found, NULL),
                     KW_OK);
    assert_int_equal(found.count, 3);
    assert_int_equal(found.items[0].id.bits, 10);
    assert_int_equal(found.items[2].id.bits, 30);
    kw_found_list_finish(&found);
}

static void the_label_is_in_the_language_asked(void **state)
{
    struct world *w = *state;
    static const char *const german[] = {"de", NULL};
    struct kw_person *person = somebody(1);
    char longest[400];

    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    is_called(person, "en", "Mary");
    is_called(person, "de", "Maria");
    is_also_called(person, "en", longest);
    keep_now(w->store, person);

    assert_int_equal(
        kw_store_search(w->store, "mary", german, 9, &w->found, NULL), KW_OK);
    assert_string_equal(w->found.items[0].label, "Maria");
    assert_string_equal(w->found.items[0].matched, "Mary");
    assert_string_equal(who_is(w, "xxx"), "1");
    assert_int_equal(strlen(w->found.items[0].matched), 255);
}

#define WITH_STORE(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_whole_name_comes_before_its_parts),
        WITH_STORE(case_accents_and_strokes_do_not_matter),
        WITH_STORE(words_stand_in_any_order_in_one_name),
        WITH_STORE(a_year_that_is_no_name_tells_namesakes_apart),
        WITH_STORE(other_scripts_are_found_too),
        WITH_STORE(strange_questions_find_nobody),
        WITH_STORE(a_new_name_takes_the_place_of_the_old),
        WITH_STORE(who_is_gone_is_not_found),
        WITH_STORE(names_of_one_transaction_are_found_in_it),
        WITH_STORE(the_limit_keeps_the_best),
        WITH_STORE(the_label_is_in_the_language_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
