/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of ties are written when a transaction ends, and stand where
 * relatives are near; nobody may notice.
 */
#include "support_cmocka.h"

#include <stdlib.h>

#include <sqlite3.h>

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

/* ---- places -------------------------------------------------------- */

static int64_t number_in(struct world *w, const char *sql)
{
    sqlite3_stmt *s;
    sqlite3 *db;
    int64_t number;

    assert_int_equal(sqlite3_open_v2(in_folder(&w->folder, "family.db"), &db,
                                     SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    number = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return number;
}

/* Nobody shares a place, and everybody has the one that is said. */
static void places_are_sound(struct world *w)
{
    assert_int_equal(number_in(w, "SELECT count(*) - count(DISTINCT place)"
                                  " FROM place"),
                     0);
    assert_int_equal(
        number_in(w, "SELECT count(*) FROM place WHERE key IS NOT"
                     " (SELECT other FROM tie WHERE slot = place * 16)"),
        0);
    assert_int_equal(
        number_in(w, "SELECT count(*) FROM tie AS t WHERE slot & 15 > 0"
                     " AND (slot >> 4) + (said >> 12) IS NOT"
                     " (SELECT place FROM place WHERE key = t.other)"),
        0);
}

static void a_family_lies_side_by_side(void **state)
{
    struct world *w = *state;

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    for (uint64_t qid = 1; qid <= 100; qid++) {
        struct kw_person *person = child_of(qid, 1000 + qid * 613 % 1000);

        says(person, KW_P_MOTHER, 3000 + qid * 389 % 1000);
        keep(w->store, person);
    }
    assert_int_equal(kw_store_commit(w->store, NULL), KW_OK);

    places_are_sound(w);
    assert_int_equal(number_in(w, "SELECT count(*) FROM tie WHERE slot & 15 > 0"
                                  " AND abs(said >> 12) > 2"),
                     0);
}

static void more_than_a_block_holds_begin_another(void **state)
{
    struct world *w = *state;

    for (uint64_t qid = 1; qid <= 5; qid++) {
        struct kw_person *person = somebody(qid);

        for (uint64_t child = 1; child <= 40; child++)
            says(person, KW_P_CHILD, 100 * qid + child);
        keep_now(w->store, person);
    }

    places_are_sound(w);
    for (uint64_t qid = 1; qid <= 5; qid++)
        assert_int_equal(links_of(w->store, qid), 40);
}

static void places_that_were_rolled_back_are_anybodys(void **state)
{
    struct world *w = *state;

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    keep(w->store, child_of(1, 9));
    assert_int_equal(links_of(w->store, 9), 1);
    kw_store_rollback(w->store);
    keep_now(w->store, child_of(2, 8));
    keep_now(w->store, child_of(9, 1));

    places_are_sound(w);
    assert_int_equal(links_of(w->store, 8), 1);
    assert_int_equal(links_of(w->store, 2), 1);
    assert_int_equal(links_of(w->store, 1), 1);
}

/* Both know what was in the file when they last looked. */
static void two_who_write_in_turns_share_no_place(void **state)
{
    struct world *w = *state;
    struct kw_store *both[2] = {
        w->store,
        open_store(in_folder(&w->folder, "family.db"), KW_STORE_WRITE)};

    for (uint64_t i = 0; i < 120; i++) {
        struct kw_person *person = child_of(1 + i, 1000 + i / 4);

        says(person, KW_P_MOTHER, 2000 + i / 3);
        says(person, KW_P_SPOUSE, 3000 + i);
        keep_now(both[i % 2], person);
    }
    places_are_sound(w);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(links_of(both[i], 1000), 4);
        assert_int_equal(links_of(both[i], 2001), 3);
        assert_int_equal(links_of(both[i], 120), 3);
    }
    kw_store_close(both[1]);
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

/* Rows that go to as many pages as there are: none of these may be kept
 * as it was before. */
static void scattered_ties_are_written_in_little_memory(void **state)
{
    enum { FATHERS = 10000, LITTLE = 1 << 18 };
    struct world *w = *state;
    sqlite3_int64 before;

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    for (uint64_t i = 1; i <= FATHERS; i++)
        keep(w->store, child_of(FATHERS + i, i));
    assert_int_equal(kw_store_commit(w->store, NULL), KW_OK);

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    for (uint64_t i = 1; i <= FATHERS; i += 8)
        keep(w->store, child_of(2 * FATHERS + i, i));
    before = sqlite3_memory_used();
    (void)sqlite3_memory_highwater(1);
    assert_int_equal(kw_store_commit(w->store, NULL), KW_OK);

    assert_true(sqlite3_memory_highwater(0) - before < LITTLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(links_are_found_before_the_commit),
        WITH_STORE(who_is_put_twice_says_the_last),
        WITH_STORE(rolled_back_ties_do_not_come_with_the_next),
        WITH_STORE(a_merged_id_finds_the_ties_that_wait),
        WITH_STORE(one_transaction_or_many_give_the_same),
        WITH_STORE(a_family_lies_side_by_side),
        WITH_STORE(more_than_a_block_holds_begin_another),
        WITH_STORE(places_that_were_rolled_back_are_anybodys),
        WITH_STORE(two_who_write_in_turns_share_no_place),
        WITH_STORE(scattered_ties_are_written_in_little_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
