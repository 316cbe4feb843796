/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * While ids wait by the hundred thousand, memory stays as it was: the
 * frontier lives in the store. With --million a million wait.
 */
#include "support_cmocka.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include <kinwalk/crawl.h>

enum {
    CHILDREN = 10000, /* of each parent */
    PARENTS = 20,     /* --million: 100 */
    PARENTS_MAX = 100,
    MARGIN_BYTES = 1 << 18, /* 100,000 ids take three times as much */
    SQLITE_BYTES = 8 << 20  /* its cache is 6 MB while a crawl runs */
};

static size_t parents = PARENTS;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { CAN_WEIGH = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { CAN_WEIGH = 0 };
#else
enum { CAN_WEIGH = 1 };
#endif
#else
enum { CAN_WEIGH = 1 };
#endif

/* ---- a family of many children -------------------------------------- */

static struct kw_id child_of(size_t parent, size_t child)
{
    uint64_t number = (uint64_t)parent * CHILDREN + child;

    /* Spread like Wikidata's, all different. */
    return kw_qid(1000 + number * 7919 % 1000003);
}

static void put_parent(struct kw_store *store, size_t parent)
{
    struct kw_person *person;

    assert_int_equal(kw_person_create(kw_qid(1 + parent), &person, NULL),
                     KW_OK);
    for (size_t i = 0; i < CHILDREN; i++) {
        struct kw_statement *statement;

        assert_int_equal(kw_person_add_statement(person, &statement, NULL),
                         KW_OK);
        statement->property = KW_P_CHILD;
        statement->snak = KW_VALUE;
        statement->value.type = KW_ITEM;
        statement->value.item = child_of(parent, i);
        statement->rank = KW_RANK_NORMAL;
    }
    assert_int_equal(kw_person_seal(person, NULL), KW_OK);
    assert_int_equal(kw_store_put(store, person, NULL), KW_OK);
    kw_person_destroy(person);
}

/* ---- weighing -------------------------------------------------------- */

struct scales {
    size_t reached;
    size_t at_half; /* bytes in use when half of all were reached */
    size_t at_end;
    size_t sqlite; /* of which SQLite held so many, at the end */
};

/* Without what SQLite holds: that is bounded by its cache. */
static size_t bytes_in_use(void)
{
    struct mallinfo2 now = mallinfo2();

    return now.uordblks + now.hblkhd - (size_t)sqlite3_memory_used();
}

static void weigh(void *arg, const struct kw_event *event)
{
    struct scales *scales = arg;

    if (event->kind != KW_EVENT_REACHED || event->depth != 1)
        return;
    scales->reached++;
    /* Each time amid one person's children, so that the same is held. */
    if (scales->reached == parents * CHILDREN / 2 - CHILDREN / 2)
        scales->at_half = bytes_in_use();
    if (scales->reached == parents * CHILDREN - CHILDREN / 2) {
        scales->at_end = bytes_in_use();
        scales->sqlite = (size_t)sqlite3_memory_used();
    }
}

static void who_waits_is_not_held_in_memory(void **state)
{
    char folder[] = "/tmp/kinwalk-frontier-XXXXXX";
    char path[64];
    char command[128];
    struct kw_source_settings settings = {.endpoint = "http://127.0.0.1:1",
                                          .max_requests = 1};
    struct kw_goal goal = kw_goal_default(KW_GOAL_AROUND);
    struct scales scales = {0};
    struct kw_watch watch = {.event = weigh, .arg = &scales};
    struct kw_id seeds[PARENTS_MAX];
    struct kw_store *store;
    struct kw_source *source;
    struct kw_crawl *crawl;
    struct kw_bill bill;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/f.db", folder);
    assert_int_equal(kw_store_open(path, KW_STORE_WRITE, NULL, &store, NULL),
                     KW_OK);
    assert_int_equal(kw_store_begin(store, NULL), KW_OK);
    for (size_t i = 0; i < parents; i++) {
        put_parent(store, i);
        seeds[i] = kw_qid(1 + i);
    }
    assert_int_equal(kw_store_commit(store, NULL), KW_OK);

    goal.seeds = seeds;
    goal.seed_count = parents;
    goal.keep_book = true;
    assert_int_equal(kw_source_open(&settings, &source, NULL), KW_OK);
    assert_int_equal(
        kw_crawl_create(&goal, store, source, NULL, &watch, &crawl, NULL),
        KW_OK);
    while (!kw_crawl_done(crawl))
        (void)kw_crawl_step(crawl, 1000, NULL);
    bill = kw_crawl_bill(crawl);

    print_message("%zu wait; %zu kB in use when half of them did, %zu kB at "
                  "the end, and %zu kB by SQLite\n",
                  scales.reached, scales.at_half >> 10, scales.at_end >> 10,
                  scales.sqlite >> 10);
    assert_int_equal(scales.reached, parents * CHILDREN);
    assert_int_equal(bill.people, parents);
    assert_int_equal(bill.open, parents * CHILDREN);
    if (CAN_WEIGH)
        assert_true(scales.at_end < scales.at_half + MARGIN_BYTES);
    assert_true(scales.sqlite < SQLITE_BYTES);
    kw_crawl_destroy(crawl);
    kw_source_close(source);
    kw_store_close(store);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_is_not_held_in_memory),
    };

    if (argc > 1 && strcmp(argv[1], "--million") == 0)
        parents = PARENTS_MAX;
    return cmocka_run_group_tests_name("frontier", tests, NULL, NULL);
}
