/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of ties are written when a transaction ends; nobody may notice.
 */
#include "support_cmocka.h"

#include <stdlib.h>

#include "support_store.h"

struct world {
    struct folder folder;
    struct kw_store *store;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    make_folder(&w->folder);
    w->store = open_store(in_folder(&w->folder, "family.db"), KW_STORE_WRITE);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    kw_store_close(w->store);
    drop_folder(&w->folder);
    free(w);
    return 0;
}

static size_t links_of(struct kw_store *store, uint64_t qid)
{
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count;

    assert_int_equal(
        kw_store_links(store, kw_qid(qid), &arena, &links, &count, NULL),
        KW_OK);
    kw_arena_finish(&arena);
    return count;
}

static struct kw_person *child_of(uint64_t qid, uint64_t father)
{
    struct kw_person *person = somebody(qid);

    if (father)
        says(person, KW_P_FATHER, father);
    return person;
}

static void links_are_found_before_the_commit(void **state)
{
    struct world *w = *state;

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    keep(w->store, child_of(1, 9));
    keep(w->store, child_of(2, 9));
    assert_int_equal(links_of(w->store, 9), 2);

    keep(w->store, child_of(3, 9));
    assert_int_equal(links_of(w->store, 9), 3);
    assert_int_equal(kw_store_commit(w->store, NULL), KW_OK);

    assert_int_equal(links_of(w->store, 9), 3);
}

static void who_is_put_twice_says_the_last(void **state)
{
    struct world *w = *state;

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    keep(w->store, child_of(1, 9));
    keep(w->store, child_of(1, 8));
    keep(w->store, child_of(2, 9));
    keep(w->store, child_of(2, 0));
    keep(w->store, child_of(2, 9));
    assert_int_equal(kw_store_commit(w->store, NULL), KW_OK);

    assert_int_equal(links_of(w->store, 8), 1);
    assert_int_equal(links_of(w->store, 9), 1);
}

static void rolled_back_ties_do_not_come_with_the_next(void **state)
{
    struct world *w = *state;

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    keep(w->store, child_of(1, 9));
    kw_store_rollback(w->store);
    keep_now(w->store, child_of(2, 9));

    assert_int_equal(links_of(w->store, 9), 1);
}

static void a_merged_id_finds_the_ties_that_wait(void **state)
{
    struct world *w = *state;
    struct kw_person *merged = somebody(9);

    merged->state = KW_REDIRECT;
    merged->to = kw_qid(7);
    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    keep(w->store, child_of(1, 9));
    keep(w->store, merged);
    assert_int_equal(kw_store_commit(w->store, NULL), KW_OK);

    assert_int_equal(links_of(w->store, 7), 1);
}

/* A file of 3,000 people, `per_transaction` at once. */
static char *written(struct world *w, const char *name,
                     unsigned per_transaction)
{
    const char *path = in_folder(&w->folder, name);
    struct kw_store *store = open_store(path, KW_STORE_WRITE);
    char *text;

    for (unsigned i = 0; i < 3000; i++) {
        uint64_t qid = 1 + i * UINT64_C(7919) % 3001;
        struct kw_person *person = child_of(qid, 1 + qid * 31 % 3001);

        says(person, KW_P_MOTHER, 1 + qid * 37 % 3001);
        says(person, KW_P_SPOUSE, 1 + qid * 41 % 3001);
        if (i % per_transaction == 0)
            assert_int_equal(kw_store_begin(store, NULL), KW_OK);
        keep(store, person);
        if ((i + 1) % per_transaction == 0)
            assert_int_equal(kw_store_commit(store, NULL), KW_OK);
    }
    kw_store_close(store);
    text = everything_in(path);
    assert_non_null(text);
    return text;
}

static void one_transaction_or_many_give_the_same(void **state)
{
    struct world *w = *state;
    char *single = written(w, "single.db", 3000);
    char *many = written(w, "many.db", 60);

    assert_string_equal(single, many);
    free(single);
    free(many);
}

#define WITH_STORE(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(links_are_found_before_the_commit),
        WITH_STORE(who_is_put_twice_says_the_last),
        WITH_STORE(rolled_back_ties_do_not_come_with_the_next),
        WITH_STORE(a_merged_id_finds_the_ties_that_wait),
        WITH_STORE(one_transaction_or_many_give_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
