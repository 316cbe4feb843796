/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The promises of crawl's door, on small families and a small server.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support_world.h"

/* ---- words of the story -------------------------------------------- */

/* How far from the seed the last crawl found `id`; -1 if it did not. */
static int depth_of(struct world *w, uint64_t id)
{
    struct kw_buffer name = {0};
    struct kw_buffer note = {0};
    struct kw_book *book;
    uint32_t depth;
    bool found;

    assert_int_equal(kw_store_last_note(w->store, &name, &note, NULL), KW_OK);
    assert_int_equal(kw_book_open(w->store, name.bytes, &book, NULL), KW_OK);
    assert_int_equal(kw_book_depth(book, kw_qid(id), &depth, &found, NULL),
                     KW_OK);
    kw_book_close(book);
    kw_buffer_finish(&name);
    kw_buffer_finish(&note);
    return found ? (int)depth : -1;
}

static unsigned times_asked(struct world *w, uint64_t id)
{
    return being(w, id)->times_asked;
}

/* All records as JSON lines, without the times of reading. */
static enum kw_status write_line(void *arg, const struct kw_person *person,
                                 struct kw_error *err)
{
    struct kw_person *copy = (struct kw_person *)(uintptr_t)person;
    int64_t read_at_s = person->read_at_s;

    copy->read_at_s = 0;
    kw_claims_write(copy, NULL, arg);
    copy->read_at_s = read_at_s;
    (void)err;
    return KW_OK;
}

static void dump(struct world *w, struct kw_buffer *out)
{
    assert_int_equal(kw_store_each(w->store, write_line, out, NULL), KW_OK);
}

static void forget_everything(struct world *w)
{
    kw_store_close(w->store);
    assert_int_equal(
        kw_store_open("", KW_STORE_MEMORY, &w->clock, &w->store, NULL), KW_OK);
}

/* A family of `generations` in which everybody has three children and
 * cousins marry, so that there are several ways to many. */
static void has_a_large_family(struct world *w, int generations)
{
    uint64_t first = 1;
    uint64_t count = 1;

    for (int g = 0; g < generations; g++) {
        uint64_t next = first + count;

        for (uint64_t i = 0; i < count; i++)
            for (uint64_t c = 0; c < 3; c++)
                has_child(w, first + i, next + (i * 2 + c) % (count * 2 + 1));
        first = next;
        count = count * 2 + 1;
    }
}

/* ---- layers -------------------------------------------------------- */

static void a_slow_reply_does_not_make_kin_look_distant(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    has_child(w, 1, 3);
    has_child(w, 2, 4);
    has_child(w, 3, 5);
    has_child(w, 5, 4); /* the long way round */
    being(w, 2)->delay_ms = 60;
    w->settings.transport = KW_TRANSPORT_ENTITYDATA;

    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(depth_of(w, 4), 2);
    assert_int_equal(times_asked(w, 4), 1);
    assert_int_equal(w->bill.people, 5);
    assert_int_equal(w->bill.depth_reached, 2);
    assert_true(w->bill.complete);
}

static void a_merged_record_met_late_still_counts_in_its_layer(void **state)
{
    struct world *w = *state;

    /* 4 is named by 2 as itself, by 1 under an old id: one link away. */
    has_child(w, 1, 2);
    states(w, 1, KW_P_CHILD, 40);
    is_merged_into(w, 40, 4);
    has_child(w, 2, 4);
    has_child(w, 4, 5);
    being(w, 40)->delay_ms = 60;
    for (int slow = 0; slow < 2; slow++) {
        forget_everything(w);
        being(w, 40)->delay_ms = slow ? 60 : 0;
        being(w, 2)->delay_ms = slow ? 0 : 60;
        w->settings.transport = KW_TRANSPORT_ENTITYDATA;

        assert_int_equal(crawl_from(w, 1), KW_OK);

        assert_int_equal(depth_of(w, 4), 1);
        assert_int_equal(depth_of(w, 5), 2);
        assert_int_equal(w->bill.people, 4);
        assert_int_equal(w->bill.redirects, 1);
    }
}

static void the_store_depends_neither_on_order_nor_on_transport(void **state)
{
    struct world *w = *state;
    struct kw_buffer first = {0};

    has_a_large_family(w, 6);
    is_merged_into(w, 500, 30);
    states(w, 7, KW_P_CHILD, 500);
    states(w, 9, KW_P_CHILD, 999); /* nobody */
    for (int turn = 0; turn < 8; turn++) {
        struct kw_buffer again = {0};
        static const unsigned in_flight[] = {1, 3, 16, 7};

        for (size_t i = 0; i < w->count; i++)
            w->beings[i].delay_ms =
                turn ? (int64_t)(i * 7 + (size_t)turn) % 9 : 0;
        w->settings.in_flight = in_flight[turn % 4];
        w->settings.transport =
            turn % 2 ? KW_TRANSPORT_ENTITYDATA : KW_TRANSPORT_API;
        forget_everything(w);

        assert_int_equal(crawl_from(w, 1), KW_OK);

        assert_int_equal(w->bill.missing, 1);
        dump(w, turn ? &again : &first);
        if (turn) {
            assert_int_equal(again.length, first.length);
            assert_memory_equal(again.bytes, first.bytes, first.length);
        }
        kw_buffer_finish(&again);
    }
    kw_buffer_finish(&first);
}

static void fifty_are_asked_for_at_once(void **state)
{
    struct world *w = *state;

    for (uint64_t child = 2; child < 32; child++)
        states(w, 1, KW_P_CHILD, child);
    for (uint64_t child = 32; child < 62; child++)
        states(w, 2, KW_P_CHILD, child);
    for (uint64_t id = 2; id < 62; id++)
        being(w, id);
    w->goal.depth = 1;

    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(w->bill.people, 31);
    assert_int_equal(w->requests, 2);
    assert_int_equal(w->bill.open, 30);
    assert_int_equal(w->bill.stopped_by, KW_STOP_DEPTH);
}

/* ---- what is known is not asked ------------------------------------ */

/* 30 children, 60 grandchildren, 60 beyond those. */
static void has_two_large_layers(struct world *w)
{
    for (uint64_t i = 0; i < 60; i++) {
        if (i % 2 == 0)
            has_child(w, 1, 50 + i / 2);
        has_child(w, 50 + i / 2, 100 + i);
        has_child(w, 100 + i, 200 + i);
    }
}

static void places_left_go_to_whom_the_next_layer_needs(void **state)
{
    struct world *w = *state;

    has_two_large_layers(w);
    w->settings.in_flight = 1;
    w->goal.depth = 3;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    /* the seed; 30; 50; 10 and 40 children of those before; the last 20 */
    assert_int_equal(w->requests, 5);
    assert_int_equal(w->bill.people, 151);
    assert_int_equal(depth_of(w, 200), 3);
    assert_int_equal(times_asked(w, 200), 1);
}

static void who_fails_in_a_place_left_is_counted_once(void **state)
{
    struct world *w = *state;

    has_two_large_layers(w);
    w->settings.in_flight = 1;
    w->broken = 200;
    w->goal.depth = 3;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(w->bill.failed, 1);
    assert_int_equal(w->bill.people, 150);
    assert_int_equal(known(w, 200), KW_FAILED);
}

static void places_stay_empty_rather_than_pass_a_limit(void **state)
{
    struct world *w = *state;

    has_two_large_layers(w);
    w->settings.in_flight = 1;
    w->goal.depth = 2;
    assert_int_equal(crawl_from(w, 1), KW_OK);
    assert_int_equal(known(w, 200), KW_UNREAD);

    w->goal.depth = 3;
    w->goal.max_people = 95;
    forget_everything(w);
    assert_int_equal(crawl_from(w, 1), KW_OK);
    assert_int_equal(w->bill.people, 95);
    assert_int_equal(w->bill.fresh, 95);
}

static void the_same_crawl_again_asks_nobody(void **state)
{
    struct world *w = *state;
    unsigned before;

    has_a_large_family(w, 4);
    assert_int_equal(crawl_from(w, 1), KW_OK);
    before = w->requests;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(w->requests, before);
    assert_int_equal(w->bill.fresh, 0);
    assert_int_equal(w->bill.people, 1 + 3 + 7 + 15 + 31);
}

static void a_crawl_goes_on_where_it_was_stopped(void **state)
{
    struct world *w = *state;
    struct kw_buffer whole = {0};
    struct kw_buffer pieces = {0};
    int runs = 0;

    has_a_large_family(w, 6);
    assert_int_equal(crawl_from(w, 1), KW_OK);
    dump(w, &whole);
    forget_everything(w);
    for (size_t i = 0; i < w->count; i++)
        w->beings[i].times_asked = 0;
    w->settings.max_requests = 1;
    w->settings.transport = KW_TRANSPORT_ENTITYDATA;
    do {
        assert_int_equal(crawl_from(w, 1), KW_OK);
        runs++;
    } while (w->bill.stopped_by == KW_STOP_REQUESTS && runs < 1000);
    dump(w, &pieces);

    assert_true(runs > 50);
    assert_int_equal(pieces.length, whole.length);
    assert_memory_equal(pieces.bytes, whole.bytes, whole.length);
    for (size_t i = 0; i < w->count; i++)
        assert_int_equal(w->beings[i].times_asked, 1);
    kw_buffer_finish(&whole);
    kw_buffer_finish(&pieces);
}

static void who_failed_is_asked_again_by_the_next_crawl(void **state)
{
    struct world *w = *state;
    unsigned before;

    has_child(w, 1, 2);
    has_child(w, 1, 3);
    has_child(w, 3, 4);
    w->broken = 3;
    assert_int_equal(crawl_from(w, 1), KW_OK);
    assert_int_equal(w->bill.failed, 1);
    assert_false(w->bill.complete);
    assert_int_equal(known(w, 3), KW_FAILED);
    assert_int_equal(known(w, 2), KW_READ);

    w->broken = 0;
    before = times_asked(w, 2);
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(known(w, 3), KW_READ);
    assert_int_equal(depth_of(w, 4), 2);
    assert_int_equal(w->bill.failed, 0);
    assert_int_equal(times_asked(w, 2), before);
}

static void a_stale_person_is_checked_by_revision_first(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    has_child(w, 1, 3);
    assert_int_equal(crawl_from(w, 1), KW_OK);
    kw_clock_advance(&w->clock, INT64_C(10) * 86400 * 1000);
    has_child(w, 3, 4); /* a child more */
    being(w, 3)->revision++;
    w->goal.max_age_s = INT64_C(5) * 86400;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(times_asked(w, 1), 1);
    assert_int_equal(times_asked(w, 2), 1);
    assert_int_equal(times_asked(w, 3), 2);
    assert_int_equal(being(w, 2)->times_checked, 1);
    assert_int_equal(w->bill.changed, 1);
    assert_int_equal(w->bill.unchanged, 2);
    assert_int_equal(known(w, 4), KW_READ);

    assert_int_equal(crawl_from(w, 1), KW_OK);
    assert_int_equal(being(w, 2)->times_checked, 1);
}

/* ---- limits -------------------------------------------------------- */

static void max_people_takes_the_nearest(void **state)
{
    struct world *w = *state;

    has_a_large_family(w, 5);
    w->goal.max_people = 4;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(w->bill.people, 4);
    assert_int_equal(w->bill.stopped_by, KW_STOP_PEOPLE);
    for (uint64_t id = 1; id <= 4; id++)
        assert_int_equal(known(w, id), KW_READ);
    assert_int_equal(known(w, 5), KW_UNREAD);
}

static void max_time_stops_cleanly(void **state)
{
    struct world *w = *state;

    has_a_large_family(w, 5);
    w->goal.max_time_ms = 30000;
    w->settings.rate = 2; /* one start in 30 s */
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(w->bill.stopped_by, KW_STOP_TIME);
    assert_true(w->bill.people >= 1 && w->bill.people < 10);
    assert_false(w->bill.complete);
}

static void until_reads_one_layer_more(void **state)
{
    struct world *w = *state;
    struct kw_id four = kw_qid(4);

    for (uint64_t id = 1; id < 9; id++)
        states(w, id, KW_P_PARENT, id + 1);
    being(w, 9);
    w->goal.until = &four;
    w->goal.until_count = 1;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(known(w, 5), KW_READ);
    assert_int_equal(known(w, 6), KW_UNREAD);
    assert_int_equal(w->bill.stopped_by, KW_STOP_UNTIL);
}

static void a_dry_run_asks_nobody_and_forecasts(void **state)
{
    struct world *w = *state;
    unsigned before;

    has_a_large_family(w, 5);
    w->goal.depth = 2;
    assert_int_equal(crawl_from(w, 1), KW_OK);
    before = w->requests;
    w->goal.depth = 100;
    w->goal.dry_run = true;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(w->requests, before);
    assert_int_equal(w->bill.people, 11);
    assert_int_equal(w->bill.open, 15);
}

static void a_dry_run_on_nothing_forecasts_the_seed(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    w->goal.dry_run = true;
    assert_int_equal(crawl_from(w, 1), KW_OK);
    assert_int_equal(w->bill.open, 1);

    w->goal.kind = KW_GOAL_MEET;
    assert_int_equal(crawl_from_two(w, 1, 2), KW_OK);
    assert_int_equal(w->bill.open, 2);
    assert_int_equal(w->requests, 0);
}

/* ---- directions ---------------------------------------------------- */

/* The forecast of a path: each side ends at somebody nobody knows. It
 * would go round for ever if such a side counted as one that may go on. */
static void a_dry_run_from_two_ends_ends_where_nobody_is_known(void **state)
{
    struct world *w = *state;

    for (uint64_t i = 1; i < 10; i++)
        has_child(w, i, i + 1);
    alarm(20);
    w->goal = kw_goal_default(KW_GOAL_MEET);
    w->goal.dry_run = true;
    assert_int_equal(crawl_from_two(w, 2, 9), KW_OK);
    assert_int_equal(w->bill.open, 2);
    assert_false(w->bill.complete);

    w->goal = kw_goal_default(KW_GOAL_AROUND);
    w->goal.depth = 1;
    assert_int_equal(crawl_from(w, 2), KW_OK);
    w->goal = kw_goal_default(KW_GOAL_MEET);
    w->goal.dry_run = true;
    assert_int_equal(crawl_from_two(w, 2, 9), KW_OK);
    /* 9, and 4 beyond 3 */
    assert_int_equal(w->bill.open, 2);
    assert_int_equal(w->requests, 2);
    alarm(0);
}

static void up_and_down_never_turn(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2); /* grandparent, parent, me, child */
    has_child(w, 2, 3);
    has_child(w, 3, 4);
    has_child(w, 1, 20); /* an uncle */
    has_child(w, 40, 4); /* the child's other parent */
    w->goal.kind = KW_GOAL_LINES;
    w->goal.up = 5;
    w->goal.down = 5;
    assert_int_equal(crawl_from(w, 3), KW_OK);

    for (uint64_t id = 1; id <= 4; id++)
        assert_int_equal(known(w, id), KW_READ);
    assert_int_equal(known(w, 20), KW_UNREAD);
    assert_int_equal(known(w, 40), KW_UNREAD);
    assert_int_equal(w->bill.people, 4);
}

static void partners_can_be_looked_at_without_leading_on(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    states(w, 2, KW_P_SPOUSE, 5);
    states(w, 5, KW_P_SPOUSE, 2);
    states(w, 5, KW_P_PARENT, 6);
    being(w, 6);
    w->goal.kind = KW_GOAL_LINES;
    w->goal.up = 0;
    w->goal.down = -1;
    w->goal.around = true;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(known(w, 5), KW_READ);
    assert_int_equal(known(w, 6), KW_UNREAD);
}

static void only_the_wanted_links_are_followed(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    states(w, 1, KW_P_SPOUSE, 3);
    states(w, 1, KW_P_SIBLING, 4);
    for (uint64_t id = 3; id <= 4; id++)
        being(w, id);
    w->goal.via = KW_VIA_SPOUSE;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    assert_int_equal(known(w, 3), KW_READ);
    assert_int_equal(known(w, 2), KW_UNREAD);
    assert_int_equal(known(w, 4), KW_UNREAD);
}

static void children_who_alone_name_a_parent_are_found_on_request(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    for (uint64_t id = 10; id < 15; id++)
        states(w, id, KW_P_FATHER, 2); /* 2 does not name them */
    states(w, 20, KW_P_MOTHER, 10);
    assert_int_equal(crawl_from(w, 1), KW_OK);
    assert_int_equal(known(w, 10), KW_UNREAD);
    assert_int_equal(w->searches, 0);

    w->goal.reverse_check = true;
    assert_int_equal(crawl_from(w, 1), KW_OK);

    for (uint64_t id = 10; id < 15; id++)
        assert_int_equal(known(w, id), KW_READ);
    assert_int_equal(known(w, 20), KW_READ);
    assert_int_equal(depth_of(w, 20), 3);

    /* nobody is searched for twice, and they are still reached */
    w->searches = 0;
    assert_int_equal(crawl_from(w, 1), KW_OK);
    assert_int_equal(w->searches, 0);
    assert_int_equal(depth_of(w, 20), 3);
}

/* ---- both ends ----------------------------------------------------- */

static void cones_fill_their_requests_with_whom_the_other_names(void **state)
{
    struct world *w = *state;

    /* two lines of ancestors that join at 100 */
    for (uint64_t i = 1; i < 10; i++) {
        states(w, i, KW_P_PARENT, i == 9 ? 100 : i + 1);
        states(w, 10 + i, KW_P_PARENT, i == 9 ? 100 : 10 + i + 1);
    }
    being(w, 100);
    w->goal = kw_goal_default(KW_GOAL_CONES);
    assert_int_equal(crawl_from_two(w, 1, 11), KW_OK);

    assert_int_equal(known(w, 100), KW_READ);
    assert_int_equal(w->bill.people, 19);
    /* one by one it would be 10 on each side: 20 */
    assert_true(w->requests <= 11);
    assert_int_equal(times_asked(w, 100), 1);
    assert_true(w->bill.complete);
}

static void requests_are_full_where_there_is_enough_to_ask(void **state)
{
    struct world *w = *state;

    for (uint64_t i = 0; i < 30; i++) {
        states(w, 1, KW_P_PARENT, 100 + i);
        states(w, 2, KW_P_PARENT, 200 + i);
        states(w, 100 + i, KW_P_PARENT, 300 + i);
        states(w, 200 + i, KW_P_PARENT, 400 + i % 10);
        being(w, 300 + i);
        being(w, 400 + i % 10);
    }
    w->goal = kw_goal_default(KW_GOAL_CONES);
    assert_int_equal(crawl_from_two(w, 1, 2), KW_OK);

    /* the two; 30 and 20 of the other's; 10 and 30; the last 10 */
    assert_int_equal(w->bill.people, 102);
    assert_int_equal(w->requests, 4);
}

static void two_people_meet_and_nobody_beyond_is_read(void **state)
{
    struct world *w = *state;
    int unread = 0;

    for (uint64_t i = 1; i < 20; i++)
        has_child(w, i, i + 1);
    w->goal = kw_goal_default(KW_GOAL_MEET);
    assert_int_equal(crawl_from_two(w, 8, 12), KW_OK);

    /* whoever is named from both ends need not be read */
    for (uint64_t i = 8; i <= 12; i++)
        unread += known(w, i) != KW_READ;
    assert_true(unread <= 1);
    assert_int_equal(known(w, 1), KW_UNREAD);
    assert_int_equal(known(w, 20), KW_UNREAD);
    assert_true(w->bill.people < 10);
}

static void two_who_do_not_meet_are_read_to_the_end(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    has_child(w, 10, 11);
    w->goal = kw_goal_default(KW_GOAL_MEET);
    assert_int_equal(crawl_from_two(w, 1, 10), KW_OK);

    assert_int_equal(w->bill.people, 4);
    assert_int_equal(w->bill.open, 0);
    assert_true(w->bill.complete);
}

/* ---- when it goes wrong -------------------------------------------- */

static void a_refusal_ends_the_crawl_and_keeps_what_was_read(void **state)
{
    struct world *w = *state;

    has_child(w, 1, 2);
    assert_int_equal(crawl_from(w, 1), KW_OK);
    has_child(w, 2, 3);
    being(w, 2)->revision++;
    w->goal.max_age_s = 0;
    w->bad_times = 1;
    w->bad_status = 403;
    w->bad_body = "<html><b>Go</b> away\n</html>";
    assert_int_equal(crawl_from(w, 1), KW_REFUSED);

    assert_non_null(strstr(w->err.text, "Go away"));
    assert_int_equal(w->bill.stopped_by, KW_STOP_ERROR);
    assert_int_equal(known(w, 2), KW_READ);
}

static bool at_once(void *arg)
{
    (void)arg;
    return true;
}

static void an_interrupted_crawl_ends_soon(void **state)
{
    struct world *w = *state;
    struct kw_watch watch = {.interrupted = at_once};
    struct kw_id seed = kw_qid(1);
    struct kw_source *source;
    struct kw_crawl *run;

    has_a_large_family(w, 5);
    w->goal.seeds = &seed;
    w->goal.seed_count = 1;
    assert_int_equal(kw_source_open(&w->settings, &source, NULL), KW_OK);
    assert_int_equal(kw_crawl_create(&w->goal, w->store, source, &w->clock,
                                     &watch, &run, NULL),
                     KW_OK);
    assert_int_equal(kw_crawl_run(run, NULL), KW_OK);

    assert_int_equal(kw_crawl_bill(run).stopped_by, KW_STOP_INTERRUPT);
    assert_int_equal(w->requests, 0);
    kw_crawl_destroy(run);
    kw_source_close(source);
}

static void what_was_taken_in_survives_a_crawl_given_up(void **state)
{
    struct world *w = *state;
    struct kw_id seed = kw_qid(1);
    struct kw_source *source;
    struct kw_crawl *run;

    /* By the real clock, where rounds share transactions. */
    has_a_large_family(w, 5);
    w->settings.clock = NULL;
    w->goal.seeds = &seed;
    w->goal.seed_count = 1;
    assert_int_equal(kw_source_open(&w->settings, &source, NULL), KW_OK);
    assert_int_equal(
        kw_crawl_create(&w->goal, w->store, source, NULL, NULL, &run, NULL),
        KW_OK);
    for (int i = 0; i < 1000 && !kw_crawl_bill(run).people; i++)
        assert_int_equal(kw_crawl_step(run, 1000, NULL), KW_OK);
    kw_crawl_destroy(run);
    kw_source_close(source);

    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    kw_store_rollback(w->store);
    assert_int_equal(known(w, 1), KW_READ);
}

static void nothing_is_too_little_to_destroy(void **state)
{
    struct kw_reading reading = {0};
    (void)state;

    kw_crawl_destroy(NULL);
    kw_source_close(NULL);
    kw_reading_finish(&reading);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_slow_reply_does_not_make_kin_look_distant),
        TEST(a_merged_record_met_late_still_counts_in_its_layer),
        TEST(the_store_depends_neither_on_order_nor_on_transport),
        TEST(fifty_are_asked_for_at_once),
        TEST(places_left_go_to_whom_the_next_layer_needs),
        TEST(who_fails_in_a_place_left_is_counted_once),
        TEST(places_stay_empty_rather_than_pass_a_limit),
        TEST(the_same_crawl_again_asks_nobody),
        TEST(what_was_taken_in_survives_a_crawl_given_up),
        TEST(a_crawl_goes_on_where_it_was_stopped),
        TEST(who_failed_is_asked_again_by_the_next_crawl),
        TEST(a_stale_person_is_checked_by_revision_first),
        TEST(max_people_takes_the_nearest),
        TEST(max_time_stops_cleanly),
        TEST(until_reads_one_layer_more),
        TEST(a_dry_run_asks_nobody_and_forecasts),
        TEST(a_dry_run_on_nothing_forecasts_the_seed),
        TEST(a_dry_run_from_two_ends_ends_where_nobody_is_known),
        TEST(up_and_down_never_turn),
        TEST(partners_can_be_looked_at_without_leading_on),
        TEST(only_the_wanted_links_are_followed),
        TEST(children_who_alone_name_a_parent_are_found_on_request),
        TEST(cones_fill_their_requests_with_whom_the_other_names),
        TEST(requests_are_full_where_there_is_enough_to_ask),
        TEST(two_people_meet_and_nobody_beyond_is_read),
        TEST(two_who_do_not_meet_are_read_to_the_end),
        TEST(a_refusal_ends_the_crawl_and_keeps_what_was_read),
        TEST(an_interrupted_crawl_ends_soon),
        TEST(nothing_is_too_little_to_destroy),
    };

    return cmocka_run_group_tests_name("crawl", tests, NULL, NULL);
}
