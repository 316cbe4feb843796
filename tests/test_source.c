/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The promises of source's door: what a Wikibase may answer, and what
 * becomes of each id.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support_world.h"

enum { ANSWERS_MAX = 256, ROUNDS_MAX = 100000 };

/* ---- words of the story -------------------------------------------- */

struct asked {
    struct kw_source *source;
    struct kw_reading answers[ANSWERS_MAX];
    size_t count;
    enum kw_status status;
};

static void begin(struct world *w, struct asked *a)
{
    memset(a, 0, sizeof *a);
    assert_int_equal(kw_source_open(&w->settings, &a->source, &w->err), KW_OK);
}

static void ask(struct asked *a, enum kw_asked what, uint64_t id)
{
    assert_int_equal(kw_source_ask(a->source, what, kw_qid(id), NULL), KW_OK);
}

/* Runs until every id has its answer, and sees that none has two. */
static void run(struct world *w, struct asked *a)
{
    bool last;

    for (int round = 0; kw_source_pending(a->source); round++) {
        enum kw_status status = kw_source_wait(a->source, 1000, &w->err);

        assert_true(round < ROUNDS_MAX);
        if (status != KW_OK)
            a->status = status;
        while (a->count < ANSWERS_MAX &&
               kw_source_take(a->source, &a->answers[a->count], &last))
            a->count++;
    }
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(kw_id_same(a->answers[i].id, a->answers[k].id));
}

static void end(struct asked *a)
{
    for (size_t i = 0; i < a->count; i++)
        kw_reading_finish(&a->answers[i]);
    kw_source_close(a->source);
}

static const struct kw_reading *answer_for(const struct asked *a, uint64_t id)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->answers[i].id.bits == id)
            return &a->answers[i];
    fail_msg("no answer for Q%llu", (unsigned long long)id);
    return NULL;
}

static enum kw_found_out fate(const struct asked *a, uint64_t id)
{
    return answer_for(a, id)->what;
}

/* Through a proxy, so that the host is Wikimedia's and the server ours. */
static void plays_wikidata(struct world *w)
{
    w->settings.endpoint = "http://www.wikidata.org";
    w->settings.proxy = server_url(w->server);
    w->settings.contact = "someone@example.org";
}

static void says(struct world *w, int times, int status, const char *headers,
                 const char *body)
{
    w->bad_times = times;
    w->bad_status = status;
    w->bad_headers = headers;
    w->bad_body = body;
}

static const char JSON[] = "Content-Type: application/json\r\n";

/* ---- redirects and missing ----------------------------------------- */

static void a_redirect_is_told_by_either_transport(void **state)
{
    struct world *w = *state;

    has_child(w, 5, 6);
    is_merged_into(w, 4, 5);
    for (int transport = 0; transport < 2; transport++) {
        struct asked a;
        const struct kw_reading *answer;

        w->settings.transport = (enum kw_transport)transport;
        begin(w, &a);
        ask(&a, KW_ASK_PEOPLE, 4);
        run(w, &a);

        answer = answer_for(&a, 4);
        assert_int_equal(answer->what, KW_ANSWER_READ);
        assert_int_equal(answer->person->state, KW_REDIRECT);
        assert_int_equal(answer->person->to.bits, 5);
        assert_non_null(answer->target);
        assert_int_equal(answer->target->id.bits, 5);
        end(&a);
    }
}

static void a_redirect_and_its_target_may_be_asked_together(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 5);
    is_merged_into(w, 4, 5);
    begin(w, &a);
    ask(&a, KW_ASK_PEOPLE, 4);
    ask(&a, KW_ASK_PEOPLE, 5);
    run(w, &a);

    assert_int_equal(fate(&a, 4), KW_ANSWER_READ);
    assert_int_equal(fate(&a, 5), KW_ANSWER_READ);
    assert_int_equal(answer_for(&a, 5)->person->state, KW_PERSON);
    end(&a);
}

static void a_double_redirect_is_not_called_missing(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 5);
    is_merged_into(w, 4, 5);
    is_merged_into(w, 3, 4);
    begin(w, &a);
    ask(&a, KW_ASK_PEOPLE, 3);
    run(w, &a);

    assert_int_equal(fate(&a, 3), KW_ANSWER_READ);
    assert_int_equal(answer_for(&a, 3)->person->to.bits, 5);
    end(&a);
}

static void missing_is_confirmed_once(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    begin(w, &a);
    ask(&a, KW_ASK_PEOPLE, 1);
    ask(&a, KW_ASK_PEOPLE, 2);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_int_equal(fate(&a, 2), KW_ANSWER_MISSING);
    assert_int_equal(w->requests, 2);
    assert_non_null(strstr(w->last_target, "EntityData/Q2.json"));
    end(&a);
}

/* ---- batches ------------------------------------------------------- */

static void fifty_one_make_two_requests(void **state)
{
    struct world *w = *state;
    struct asked a;

    begin(w, &a);
    for (uint64_t id = 1; id <= KW_BATCH + 1; id++) {
        being(w, id);
        ask(&a, KW_ASK_PEOPLE, id);
    }
    run(w, &a);

    assert_int_equal(a.count, KW_BATCH + 1);
    assert_int_equal(w->requests, 2);
    end(&a);
}

static void languages_are_the_asked_ones_then_mul_then_en(void **state)
{
    static const char *const langs[] = {"de", "fr", "de", NULL};
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    w->settings.langs = langs;
    begin(w, &a);
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_non_null(strstr(w->last_target, "&languages=de%7Cfr%7Cmul%7Cen&"));
    assert_non_null(
        strstr(w->last_target,
               "&props=info%7Clabels%7Caliases%7Cdescriptions%7Cclaims&"));
    assert_non_null(strstr(w->last_target, "&maxlag=5&"));
    end(&a);
}

static void who_is_left_out_of_a_batch_is_asked_again_then_failed(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    being(w, 2)->hidden = true;
    begin(w, &a);
    ask(&a, KW_ASK_PEOPLE, 1);
    ask(&a, KW_ASK_PEOPLE, 2);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_int_equal(fate(&a, 2), KW_ANSWER_FAILED);
    assert_int_equal(being(w, 1)->times_asked, 1);
    assert_int_equal(being(w, 2)->times_asked, 3);
    end(&a);
}

static void one_bad_id_does_not_lose_the_batch(void **state)
{
    struct world *w = *state;
    struct asked a;

    begin(w, &a);
    for (uint64_t id = 1; id <= 40; id++) {
        being(w, id);
        ask(&a, KW_ASK_PEOPLE, id);
    }
    w->poison = 17;
    run(w, &a);

    for (uint64_t id = 1; id <= 40; id++)
        assert_int_equal(fate(&a, id),
                         id == 17 ? KW_ANSWER_FAILED : KW_ANSWER_READ);
    assert_true(w->requests <= 13); /* halves, not one by one */
    end(&a);
}

static void one_bad_document_does_not_lose_the_batch(void **state)
{
    struct world *w = *state;
    struct asked a;

    begin(w, &a);
    for (uint64_t id = 1; id <= 20; id++) {
        being(w, id);
        ask(&a, KW_ASK_PEOPLE, id);
    }
    w->broken = 5;
    run(w, &a);

    for (uint64_t id = 1; id <= 20; id++)
        assert_int_equal(fate(&a, id),
                         id == 5 ? KW_ANSWER_FAILED : KW_ANSWER_READ);
    end(&a);
}

/* ---- trouble ------------------------------------------------------- */

static void html_with_status_200_is_asked_again(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    begin(w, &a);
    says(w, 2, 200, "Content-Type: text/html\r\n", "<html>Login</html>");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_int_equal(kw_source_cost(a.source).retries, 2);
    end(&a);
}

static void a_gzip_cut_short_is_asked_again(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    begin(w, &a);
    says(w, 1, 200,
         "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
         "\x1f\x8b\x08");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_int_equal(w->requests, 2);
    end(&a);
}

static void a_500_whose_body_begins_with_json_is_not_believed(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    begin(w, &a);
    says(w, 1, 500, JSON,
         "{\"entities\":{\"Q1\":{\"id\":\"Q1\","
         "\"missing\":\"\"}},\"success\":1}<html>");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    end(&a);
}

static void ratelimited_in_a_200_is_a_refusal(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    begin(w, &a);
    says(w, 1, 200, "Content-Type: application/json\r\nRetry-After: 9\r\n",
         "{\"error\":{\"code\":\"ratelimited\",\"info\":\"slow down\"}}");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_int_equal(kw_source_cost(a.source).refusals, 1);
    assert_int_equal(kw_source_cost(a.source).waited_ms, 9000);
    end(&a);
}

static const char LAG_HEADERS[] =
    "Content-Type: application/json\r\nRetry-After: 5\r\n";

static void the_query_services_lag_holds_a_reader_up_once(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    being(w, 2);
    plays_wikidata(w);
    begin(w, &a);
    says(w, 1, 200, LAG_HEADERS,
         "{\"error\":{\"code\":\"maxlag\",\"info\":\"Waiting\",\"lag\":7.2,"
         "\"type\":\"wikibase-queryservice\",\"queryserviceLag\":432}}");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);
    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_null(strstr(w->last_target, "maxlag"));

    ask(&a, KW_ASK_PEOPLE, 2);
    run(w, &a);
    assert_null(strstr(w->last_target, "maxlag"));
    end(&a);
}

static void a_lagging_database_is_waited_for_however_long(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    plays_wikidata(w);
    begin(w, &a);
    says(w, 40, 200, LAG_HEADERS,
         "{\"error\":{\"code\":\"maxlag\",\"info\":\"Waiting\",\"lag\":12,"
         "\"type\":\"db\"}}");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_non_null(strstr(w->last_target, "&maxlag=5&"));
    assert_true(kw_source_cost(a.source).waited_ms >= 40 * 5000);
    end(&a);
}

static void a_403_shows_what_the_server_said(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    begin(w, &a);
    says(w, 1000, 403, "Content-Type: text/html\r\n",
         "<html><body>Please set a  user-agent\nwith contact</body>");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_int_equal(a.status, KW_REFUSED);
    assert_non_null(
        strstr(w->err.text, "Please set a user-agent with contact"));
    assert_int_equal(w->requests, 1);
    end(&a);
}

static void a_server_that_went_away_is_not_waited_for_for_ever(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1);
    begin(w, &a);
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);
    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    says(w, 1000000, 500, JSON, "");
    for (uint64_t id = 2; id <= 200; id++)
        ask(&a, KW_ASK_PEOPLE, id);
    run(w, &a);

    assert_int_equal(a.status, KW_NETWORK);
    assert_non_null(strstr(w->err.text, "does not answer any more"));
    assert_true(w->requests < 200);
    end(&a);
}

static void an_address_that_is_no_wikibase_is_said(void **state)
{
    struct world *w = *state;
    struct asked a;

    begin(w, &a);
    says(w, 1000, 404, "Content-Type: text/html\r\n", "not here");
    ask(&a, KW_ASK_PEOPLE, 1);
    run(w, &a);

    assert_int_equal(a.status, KW_NETWORK);
    assert_non_null(strstr(w->err.text, "--endpoint"));
    end(&a);
}

/* ---- an asker who is busy ------------------------------------------- */

static void sleep_ms(int64_t ms)
{
    struct timespec t = {.tv_nsec = (long)ms * 1000000};

    nanosleep(&t, NULL);
}

/* Until nothing travels any more; nobody waits for answers meanwhile. */
static bool comes_to_rest(struct asked *a, uint64_t requests)
{
    for (int i = 0; i < 1000; i++) {
        struct kw_cost cost = kw_source_cost(a->source);

        if (cost.requests == requests && !cost.in_flight)
            return true;
        sleep_ms(5);
    }
    return false;
}

static void what_was_asked_goes_on_while_the_asker_is_busy(void **state)
{
    struct world *w = *state;
    struct asked a;

    w->settings.clock = NULL;
    w->settings.transport = KW_TRANSPORT_ENTITYDATA;
    begin(w, &a);
    for (uint64_t id = 1; id <= 100; id++)
        being(w, id);
    assert_int_equal(kw_source_wait(a.source, 0, &w->err), KW_OK);
    for (uint64_t id = 1; id <= 100; id++)
        ask(&a, KW_ASK_PEOPLE, id);

    assert_true(comes_to_rest(&a, 100));
    run(w, &a);
    assert_int_equal(a.count, 100);
    for (uint64_t id = 1; id <= 100; id++)
        assert_int_equal(fate(&a, id), KW_ANSWER_READ);
    end(&a);
}

struct listener {
    bool waiting;
    unsigned heard;
    unsigned heard_outside;
};

static void listen(void *arg, const struct kw_transfer *transfer)
{
    struct listener *listener = arg;

    assert_non_null(strstr(transfer->url, "EntityData/Q"));
    if (listener->waiting)
        listener->heard++;
    else
        listener->heard_outside++;
}

static void who_asks_slowly_still_fills_one_request(void **state)
{
    static const enum kw_asked kinds[] = {KW_ASK_PEOPLE, KW_ASK_REVISION,
                                          KW_ASK_LABEL};
    struct world *w = *state;
    struct asked a;

    w->settings.clock = NULL;
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
        begin(w, &a);
        assert_int_equal(kw_source_wait(a.source, 0, &w->err), KW_OK);
        for (uint64_t id = 1; id <= 3; id++) {
            being(w, id);
            ask(&a, kinds[kind], id);
            sleep_ms(10);
        }
        run(w, &a);

        assert_int_equal(a.count, 3);
        assert_int_equal(kw_source_cost(a.source).requests, 1);
        end(&a);
    }
}

static void the_log_is_told_only_to_who_waits(void **state)
{
    struct world *w = *state;
    struct listener listener = {0};
    struct asked a;

    w->settings.clock = NULL;
    w->settings.transport = KW_TRANSPORT_ENTITYDATA;
    w->settings.log = listen;
    w->settings.log_arg = &listener;
    begin(w, &a);
    for (uint64_t id = 1; id <= 20; id++)
        being(w, id);
    assert_int_equal(kw_source_wait(a.source, 0, &w->err), KW_OK);
    for (uint64_t id = 1; id <= 20; id++)
        ask(&a, KW_ASK_PEOPLE, id);
    assert_true(comes_to_rest(&a, 20));

    listener.waiting = true;
    run(w, &a);
    assert_int_equal(listener.heard, 20);
    assert_int_equal(listener.heard_outside, 0);
    end(&a);
}

static void answers_nobody_took_go_with_the_source(void **state)
{
    struct world *w = *state;
    struct asked a;

    w->settings.clock = NULL;
    begin(w, &a);
    for (uint64_t id = 1; id <= 60; id++)
        being(w, id);
    assert_int_equal(kw_source_wait(a.source, 0, &w->err), KW_OK);
    for (uint64_t id = 1; id <= 60; id++)
        ask(&a, KW_ASK_PEOPLE, id);
    sleep_ms(20);

    assert_int_equal(kw_source_pending(a.source), 60);
    end(&a);
}

static void what_is_cancelled_is_answered(void **state)
{
    struct world *w = *state;
    struct asked a;

    w->settings.in_flight = 1;
    being(w, 1)->delay_ms = 100;
    begin(w, &a);
    for (uint64_t id = 1; id <= 120; id++)
        ask(&a, KW_ASK_PEOPLE, id);
    assert_int_equal(kw_source_wait(a.source, 0, NULL), KW_OK);
    kw_source_cancel(a.source);
    ask(&a, KW_ASK_PEOPLE, 121);
    run(w, &a);

    assert_int_equal(a.count, 121);
    for (size_t i = 0; i < a.count; i++)
        assert_int_equal(a.answers[i].what, KW_ANSWER_CANCELLED);
    end(&a);
}

/* ---- other questions ----------------------------------------------- */

static void revisions_come_without_records(void **state)
{
    struct world *w = *state;
    struct asked a;

    being(w, 1)->revision = 77;
    begin(w, &a);
    ask(&a, KW_ASK_REVISION, 1);
    ask(&a, KW_ASK_REVISION, 2);
    run(w, &a);

    assert_int_equal(fate(&a, 1), KW_ANSWER_READ);
    assert_int_equal(answer_for(&a, 1)->person->revision, 77);
    assert_int_equal(fate(&a, 2), KW_ANSWER_MISSING);
    assert_int_equal(being(w, 1)->times_asked, 0);
    end(&a);
}

static void children_are_searched_for_page_by_page(void **state)
{
    struct world *w = *state;
    struct asked a;

    for (uint64_t id = 10; id < 17; id++)
        states(w, id, KW_P_FATHER, 1);
    begin(w, &a);
    ask(&a, KW_ASK_CHILDREN, 1);
    run(w, &a);

    assert_int_equal(answer_for(&a, 1)->child_count, 7);
    assert_int_equal(w->searches, 4);
    assert_non_null(strstr(
        w->last_target, "haswbstatement%3AP22%3DQ1%7CP25%3DQ1%7CP8810%3DQ1"));
    end(&a);
}

static void many_parents_make_several_searches(void **state)
{
    struct world *w = *state;
    struct asked a;

    states(w, 1000, KW_P_MOTHER, 40);
    begin(w, &a);
    for (uint64_t id = 1; id <= 40; id++)
        ask(&a, KW_ASK_CHILDREN, id);
    run(w, &a);

    assert_int_equal(a.count, 40);
    assert_in_range(w->searches, 4, 8);
    end(&a);
}

/* ---- doors --------------------------------------------------------- */

static void ids_of_a_file_are_never_sent(void **state)
{
    struct world *w = *state;
    struct kw_id xref = {KW_ID_XREF | 3};
    struct asked a;

    begin(w, &a);
    assert_int_equal(kw_source_ask(a.source, KW_ASK_PEOPLE, xref, NULL),
                     KW_USAGE);
    run(w, &a);

    assert_int_equal(w->requests, 0);
    end(&a);
}

static void wikimedia_is_not_asked_without_a_contact(void **state)
{
    static const char *const hosts[] = {NULL, "https://www.wikidata.org",
                                        "https://test.wikidata.org/",
                                        "https://commons.wikimedia.org"};
    static const char *const contacts[] = {"", "nobody", "a\r\nX: y",
                                           "me (really) @ home"};
    struct kw_source_settings settings = {0};
    struct kw_source *source;
    struct kw_error err;
    (void)state;

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        settings.endpoint = hosts[i];
        settings.contact = NULL;
        assert_true(kw_source_needs_contact(hosts[i]));
        assert_int_equal(kw_source_open(&settings, &source, &err), KW_USAGE);
        assert_null(source);
        settings.contact = "me@example.org";
        assert_int_equal(kw_source_open(&settings, &source, &err), KW_OK);
        kw_source_close(source);
    }
    settings.contact = NULL;
    assert_int_equal(kw_source_open(&settings, &source, &err), KW_USAGE);
    assert_non_null(strstr(err.text, "--contact"));
    assert_non_null(strstr(err.text, "KINWALK_CONTACT"));
    assert_non_null(strstr(err.text, "--sample"));
    for (size_t i = 0; i < sizeof contacts / sizeof *contacts; i++) {
        settings.contact = contacts[i];
        assert_int_equal(kw_source_open(&settings, &source, &err), KW_USAGE);
    }
    assert_false(kw_source_needs_contact("http://127.0.0.1:8080"));
}

static void an_endpoint_must_be_an_address(void **state)
{
    static const char *const bad[] = {
        "ftp://x",     "wikidata",      "",
        "http://a b/", "http://a/?x=1", "http://u:p@a/"};
    struct kw_source_settings settings = {0};
    struct kw_source *source;
    struct kw_error err;
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        settings.endpoint = bad[i];
        assert_int_equal(kw_source_open(&settings, &source, &err), KW_USAGE);
        assert_non_null(strstr(err.text, "--endpoint"));
    }
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_redirect_is_told_by_either_transport),
        TEST(a_redirect_and_its_target_may_be_asked_together),
        TEST(a_double_redirect_is_not_called_missing),
        TEST(missing_is_confirmed_once),
        TEST(fifty_one_make_two_requests),
        TEST(languages_are_the_asked_ones_then_mul_then_en),
        TEST(who_is_left_out_of_a_batch_is_asked_again_then_failed),
        TEST(one_bad_id_does_not_lose_the_batch),
        TEST(one_bad_document_does_not_lose_the_batch),
        TEST(html_with_status_200_is_asked_again),
        TEST(a_gzip_cut_short_is_asked_again),
        TEST(a_500_whose_body_begins_with_json_is_not_believed),
        TEST(ratelimited_in_a_200_is_a_refusal),
        TEST(the_query_services_lag_holds_a_reader_up_once),
        TEST(a_lagging_database_is_waited_for_however_long),
        TEST(a_403_shows_what_the_server_said),
        TEST(a_server_that_went_away_is_not_waited_for_for_ever),
        TEST(an_address_that_is_no_wikibase_is_said),
        TEST(what_was_asked_goes_on_while_the_asker_is_busy),
        TEST(who_asks_slowly_still_fills_one_request),
        TEST(the_log_is_told_only_to_who_waits),
        TEST(answers_nobody_took_go_with_the_source),
        TEST(what_is_cancelled_is_answered),
        TEST(revisions_come_without_records),
        TEST(children_are_searched_for_page_by_page),
        TEST(many_parents_make_several_searches),
        TEST(ids_of_a_file_are_never_sent),
        TEST(wikimedia_is_not_asked_without_a_contact),
        TEST(an_endpoint_must_be_an_address),
    };

    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
