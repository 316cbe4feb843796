/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How answers and crawls reach into a large store: pages asked for before
 * they are read, books, bare families, the first common ancestor, and a
 * view that is held.
 *
 * What SQLite reads of the file, and what is asked for ahead, passes
 * through the functions of this file.
 */
#include "support_cmocka.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/inside.h"
#include "support_store.h"

enum { PEOPLE = 6000, PAGE_BYTES = 4096, PAGES_MAX = 4096 };

static struct {
    bool on;
    bool asked[PAGES_MAX];
    size_t asked_count;
    size_t read_unasked;
} watch;

int posix_fadvise64(int fd, off_t at, off_t length, int advice);
ssize_t pread64(int fd, void *to, size_t length, off_t at);

int posix_fadvise64(int fd, off_t at, off_t length, int advice)
{
    size_t page = (size_t)at / PAGE_BYTES;

    assert_true(fd >= 0);
    assert_int_equal(length, PAGE_BYTES);
    assert_int_equal(advice, POSIX_FADV_WILLNEED);
    if (watch.on && page < PAGES_MAX) {
        watch.asked_count += !watch.asked[page];
        watch.asked[page] = true;
    }
    return 0;
}

ssize_t pread64(int fd, void *to, size_t length, off_t at)
{
    if (watch.on && length == PAGE_BYTES && at / PAGE_BYTES < PAGES_MAX)
        watch.read_unasked += !watch.asked[at / PAGE_BYTES];
    if (lseek(fd, at, SEEK_SET) != at)
        return -1;
    return read(fd, to, length);
}

/* ---- a family ------------------------------------------------------ */

/* Scattered as QIDs are. */
static uint64_t qid_of(uint64_t who)
{
    return 1 + who * 48271987 % 129999997;
}

/* Everybody is a child of two with half their number. */
static void make_family(struct kw_store *store)
{
    assert_int_equal(kw_store_begin(store, NULL), KW_OK);
    for (uint64_t i = 1; i <= PEOPLE; i++) {
        struct kw_person *person = somebody(qid_of(i));

        is_called(person, "en", "Somebody");
        says(person, KW_P_SEX, i % 2 ? 6581097 : 6581072);
        if (i / 2 > 1) {
            says(person, KW_P_FATHER, qid_of(i / 4 * 2 + 1));
            says(person, KW_P_MOTHER, qid_of(i / 4 * 2));
        }
        if (i * 2 < PEOPLE)
            says(person, KW_P_CHILD, qid_of(i * 2));
        keep(store, person);
    }
    assert_int_equal(kw_store_commit(store, NULL), KW_OK);
}

struct world {
    struct folder folder;
    const char *path;
    struct kw_store *store; /* to read */
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct kw_store *store;

    assert_non_null(w);
    *state = w;
    make_folder(&w->folder);
    w->path = in_folder(&w->folder, "f.db");
    store = open_store(w->path, KW_STORE_WRITE);
    make_family(store);
    kw_store_close(store);
    w->store = open_store(w->path, KW_STORE_READ);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    watch.on = false;
    kw_store_close(w->store);
    drop_folder(&w->folder);
    free(w);
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct kw_id *x = a;
    const struct kw_id *y = b;

    return kw_id_compare(*x, *y);
}

/* ---- reading ahead ------------------------------------------------- */

enum { SOUGHT = 300 };

static void some_people(struct kw_id ids[SOUGHT])
{
    for (uint64_t i = 0; i < SOUGHT; i++)
        ids[i] = kw_qid(qid_of(1 + i * i * 7919 % PEOPLE));
    qsort(ids, SOUGHT, sizeof *ids, by_id);
}

/* How many pages SQLite reads that nobody asked for before. */
static size_t pages_missed(struct kw_store *store, const struct kw_id *ids,
                           enum kw_tree tree)
{
    struct kw_ends ends = {0};

    watch.read_unasked = 0;
    for (size_t i = 0; i < SOUGHT; i++) {
        struct kw_row row;
        bool there = true;

        if (tree == KW_TREE_RECORD)
            assert_int_equal(kw_row_read(store, ids[i], &row, &there, NULL),
                             KW_OK);
        else
            assert_int_equal(kw_ties_read(store, ids[i], false, &ends, NULL),
                             KW_OK);
        assert_true(there);
    }
    kw_ends_finish(&ends);
    return watch.read_unasked;
}

static void whoever_is_sought_was_asked_for_ahead(void **state)
{
    struct world *w = *state;

    for (enum kw_tree tree = KW_TREE_TIE; tree < KW_TREE_COUNT; tree++) {
        struct kw_id ids[SOUGHT];

        some_people(ids);
        memset(&watch, 0, sizeof watch);
        watch.on = true;
        /* How deep the tree is the first call finds out. */
        kw_read_ahead(w->store, tree, ids, 8);
        kw_read_ahead(w->store, tree, ids, SOUGHT);
        assert_true(watch.asked_count > 50);
        assert_true(watch.asked_count < 2 * SOUGHT);

        /* The root alone, which is nobody's page below. */
        assert_true(pages_missed(w->store, ids, tree) <= 1);
    }
}

static void somebody_on_two_pages_is_asked_for_on_both(void **state)
{
    struct world *w = *state;
    struct kw_ends ends = {0};
    size_t on_two = 0;

    for (uint64_t i = 1; i < 1000; i++) {
        struct kw_id who = kw_qid(qid_of(i));
        struct kw_id ids[8] = {who, who, who, who, who, who, who, who};

        kw_ahead_forget(w->store->ahead);
        memset(&watch, 0, sizeof watch);
        watch.on = true;
        kw_read_ahead(w->store, KW_TREE_TIE, ids, 8);
        on_two += watch.asked_count == 2;
        watch.read_unasked = 0;

        sqlite3_db_release_memory(w->store->db);
        assert_int_equal(kw_ties_read(w->store, who, false, &ends, NULL),
                         KW_OK);
        assert_true(watch.read_unasked <= 1); /* the root */
    }
    assert_true(on_two > 5);
    kw_ends_finish(&ends);
}

/* The page where the tree of `name` begins. */
static int64_t root_of(struct kw_store *store, const char *name)
{
    char sql[128];
    int64_t page;

    snprintf(sql, sizeof sql,
             "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", name);
    assert_int_equal(kw_sql_number(store, sql, &page, NULL), KW_OK);
    return page;
}

static void damaged_pages_lead_nowhere(void **state)
{
    struct world *w = *state;
    off_t roots[KW_TREE_COUNT] = {
        [KW_TREE_TIE] = root_of(w->store, "tie"),
        [KW_TREE_RECORD] = root_of(w->store, "record"),
    };
    int fd = open(w->path, O_RDWR);
    uint8_t pages[KW_TREE_COUNT][PAGE_BYTES];
    uint32_t chance = 1;

    assert_true(fd >= 0);
    for (int tree = 0; tree < KW_TREE_COUNT; tree++)
        assert_int_equal(pread64(fd, pages[tree], PAGE_BYTES,
                                 (roots[tree] - 1) * PAGE_BYTES),
                         PAGE_BYTES);
    for (int round = 0; round < 400; round++) {
        int tree = round % KW_TREE_COUNT;
        uint8_t page[PAGE_BYTES];
        struct kw_id ids[SOUGHT];
        struct kw_store *store = open_store(w->path, KW_STORE_READ);

        memcpy(page, pages[tree], sizeof page);
        for (int i = 0; i < 60; i++) {
            chance = chance * 1103515245 + 12345;
            /* Mostly where it says which cells there are. */
            page[1 + (chance >> 8) % (i % 2 ? 90 : PAGE_BYTES - 1)] =
                (uint8_t)(i % 3 ? chance >> 24 : 0xFF);
        }
        assert_int_equal(
            pwrite(fd, page, sizeof page, (roots[tree] - 1) * PAGE_BYTES),
            sizeof page);

        some_people(ids);
        kw_read_ahead(store, (enum kw_tree)tree, ids, SOUGHT);
        kw_read_ahead(store, (enum kw_tree)tree, ids, SOUGHT);

        kw_store_close(store);
        assert_int_equal(
            pwrite(fd, pages[tree], PAGE_BYTES, (roots[tree] - 1) * PAGE_BYTES),
            PAGE_BYTES);
    }
    close(fd);
}

static void a_few_are_read_as_they_come(void **state)
{
    struct world *w = *state;
    struct kw_id ids[SOUGHT];

    some_people(ids);
    memset(&watch, 0, sizeof watch);
    watch.on = true;

    kw_read_ahead(w->store, KW_TREE_TIE, ids, 2);

    assert_int_equal(watch.asked_count, 0);
}

/* ---- books --------------------------------------------------------- */

/* What SQLite has done for all statements of a store. */
static int steps_of(struct kw_store *store)
{
    int steps = 0;

    for (sqlite3_stmt *s = sqlite3_next_stmt(store->db, NULL); s;
         s = sqlite3_next_stmt(store->db, s))
        steps += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 0);
    return steps;
}

static int steps_to_find(struct kw_store *store, struct kw_book *book,
                         uint64_t expected)
{
    struct kw_entry entry;
    int before = steps_of(store);
    size_t count;

    assert_int_equal(
        kw_book_waiting(book, 1, kw_qid(0), &entry, 1, &count, NULL), KW_OK);
    assert_int_equal(count, 1);
    assert_int_equal(entry.id.bits, expected);
    return steps_of(store) - before;
}

static void who_waits_is_found_past_all_who_are_done(void **state)
{
    enum { ENTERED = 2000 };
    struct world *w = *state;
    struct kw_store *store = open_store(w->path, KW_STORE_WRITE);
    struct kw_book *book;
    int alone;

    assert_int_equal(kw_store_begin(store, NULL), KW_OK);
    assert_int_equal(kw_book_open(store, "crawl", &book, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(ENTERED), 1, 0, NULL, NULL),
                     KW_OK);
    (void)steps_to_find(store, book, ENTERED); /* made ready */
    alone = steps_to_find(store, book, ENTERED);
    for (uint64_t i = 1; i < ENTERED; i++) {
        assert_int_equal(
            kw_book_add(book, kw_qid(i), (uint32_t)(i % 3), 0, NULL, NULL),
            KW_OK);
        if (i % 3 == 1)
            assert_int_equal(kw_book_done(book, kw_qid(i), NULL), KW_OK);
    }

    assert_true(steps_to_find(store, book, ENTERED) < 2 * alone);

    kw_book_close(book);
    kw_store_rollback(store);
    kw_store_close(store);
}

/* ---- bare families ------------------------------------------------- */

static struct kw_people *family_of(struct kw_store *store, uint64_t who,
                                   const struct kw_scope *scope)
{
    struct kw_id seed = kw_qid(qid_of(who));
    struct kw_people *people;

    assert_int_equal(kw_people_create(NULL, &people, NULL), KW_OK);
    assert_int_equal(kw_store_load(store, &seed, 1, scope, NULL, people, NULL),
                     KW_OK);
    assert_int_equal(kw_people_seal(people, NULL), KW_OK);
    return people;
}

static void a_bare_family_has_the_same_people_and_links(void **state)
{
    struct world *w = *state;
    struct kw_id told = kw_qid(qid_of(5001));
    struct kw_id beside = kw_qid(qid_of(4321));
    struct kw_scope scope = {
        .up = 6, .beside = &beside, .beside_count = 1, .beside_up = 3};
    struct kw_people *whole = family_of(w->store, 5001, &scope);
    struct kw_people *bare;

    scope.bare = true;
    scope.told = &told;
    scope.told_count = 1;
    bare = family_of(w->store, 5001, &scope);

    assert_true(kw_people_count(whole) > 15);
    assert_int_equal(kw_people_count(bare), kw_people_count(whole));
    for (uint32_t i = 0; i < kw_people_count(whole); i++) {
        const struct kw_member *a = kw_people_at(whole, i);
        const struct kw_member *b = kw_people_at(bare, i);
        struct kw_ties x = kw_people_parents(whole, i);
        struct kw_ties y = kw_people_parents(bare, i);

        assert_true(kw_id_same(a->id, b->id));
        assert_int_equal(a->sex, b->sex);
        assert_int_equal(a->known, b->known);
        assert_true(!b->label == !kw_id_same(b->id, told));
        assert_int_equal(x.count, y.count);
        for (size_t j = 0; j < x.count; j++)
            assert_int_equal(x.items[j].who, y.items[j].who);
    }
    kw_people_destroy(whole);
    kw_people_destroy(bare);
}

/* ---- the first common ancestor ------------------------------------- */

static int generations(struct kw_store *store, uint64_t a, uint64_t b,
                       const struct kw_id *without, uint32_t people_max)
{
    struct kw_scope scope = {.up = 50,
                             .people_max = people_max,
                             .without = without,
                             .without_count = without != NULL};
    struct kw_height height;

    assert_int_equal(kw_store_meet_above(store, kw_qid(qid_of(a)),
                                         kw_qid(qid_of(b)), &scope, &height,
                                         NULL),
                     KW_OK);
    return height.generations;
}

static void two_cones_grow_until_they_meet(void **state)
{
    struct world *w = *state;
    struct kw_id both[2] = {kw_qid(qid_of(1000)), kw_qid(qid_of(1001))};

    assert_int_equal(generations(w->store, 7, 7, NULL, 100), 0);
    assert_int_equal(generations(w->store, 2000, 2001, NULL, 100), 1);
    assert_int_equal(generations(w->store, 2000, 501, NULL, 100), 2);
    assert_int_equal(generations(w->store, 4000, 4008, NULL, 100), 3);
    assert_int_equal(generations(w->store, 4000, 4008, NULL, 3), 50);
    /* Their whole blood goes over one of two. */
    assert_int_equal(generations(w->store, 2000, 2001, both, 100), 1);
    assert_int_equal(generations(w->store, 2, 5999, NULL, 10000), 11);
}

static struct kw_height height_with(struct kw_store *store, uint64_t a,
                                    uint64_t b, uint64_t beside)
{
    struct kw_id other = kw_qid(qid_of(beside));
    struct kw_scope scope = {
        .up = 50, .people_max = 1000, .beside = &other, .beside_count = 1};
    struct kw_height height;

    assert_int_equal(kw_store_meet_above(store, kw_qid(qid_of(a)),
                                         kw_qid(qid_of(b)), &scope, &height,
                                         NULL),
                     KW_OK);
    return height;
}

static void blood_shows_below_if_the_outermost_lead_on(void **state)
{
    struct world *w = *state;
    struct kw_height height = height_with(w->store, 4000, 4008, 4012);

    assert_int_equal(height.generations, 3);
    assert_false(height.shows_below);
    assert_int_equal(height.people_below, 15);
    /* Their first common ancestors are nearer to somebody beside. */
    assert_true(height_with(w->store, 4000, 4008, 2002).shows_below);
    assert_false(height_with(w->store, 4000, 4008, 4004).shows_below);
    /* An end is the common ancestor. */
    assert_true(height_with(w->store, 2000, 501, 4012).shows_below);
    assert_true(height_with(w->store, 501, 2000, 4012).shows_below);
}

/* ---- one view ------------------------------------------------------ */

static size_t links_of(struct kw_store *store, uint64_t who)
{
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count;

    assert_int_equal(kw_store_links(store, kw_qid(qid_of(who)), &arena, &links,
                                    &count, NULL),
                     KW_OK);
    kw_arena_finish(&arena);
    return count;
}

static void what_is_held_does_not_change(void **state)
{
    struct world *w = *state;
    struct kw_store *writer = open_store(w->path, KW_STORE_WRITE);
    struct kw_person *person = somebody(7);
    size_t before[2];

    assert_int_equal(kw_store_hold(w->store, NULL), KW_OK);
    before[0] = links_of(w->store, 3000); /* read, and kept */
    says(person, KW_P_CHILD, qid_of(3000));
    says(person, KW_P_CHILD, qid_of(2999));
    keep_now(writer, person);
    before[1] = links_of(w->store, 2999); /* read only now */

    assert_int_equal(links_of(w->store, 3000), before[0]);
    kw_store_release(w->store);
    assert_int_equal(links_of(w->store, 3000), before[0] + 1);
    assert_int_equal(links_of(w->store, 2999), before[1] + 1);
    kw_store_release(w->store);
    kw_store_close(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_sought_was_asked_for_ahead),
        cmocka_unit_test(somebody_on_two_pages_is_asked_for_on_both),
        cmocka_unit_test(damaged_pages_lead_nowhere),
        cmocka_unit_test(a_few_are_read_as_they_come),
        cmocka_unit_test(who_waits_is_found_past_all_who_are_done),
        cmocka_unit_test(a_bare_family_has_the_same_people_and_links),
        cmocka_unit_test(blood_shows_below_if_the_outermost_lead_on),
        cmocka_unit_test(two_cones_grow_until_they_meet),
        cmocka_unit_test(what_is_held_does_not_change),
    };

    return cmocka_run_group_tests_name("store reach", tests, set_up, tear_down);
}
