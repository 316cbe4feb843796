/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The promises of fetch's door, before a server that says what a test
 * wants it to say. Waits read a clock that the tests move.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fetch/fetch.h"
#include "support_server.h"

enum { REQUESTS_MAX = 64, PLENTY_MS = 20000 };

struct world {
    struct server *server;
    struct kw_fetch *fetch;
    struct kw_clock clock;
    struct kw_fetch_settings settings;
    struct kw_fetch_limits limits;
    struct kw_request requests[REQUESTS_MAX];
    char urls[REQUESTS_MAX][256];
    size_t asked;
    size_t answers;
    /* what the server says, and what it heard */
    int bad_times; /* so often it says `bad`, then 200 */
    struct said bad;
    const char *good;
    int64_t delay_ms;
    char head[8192];
    char target[8192];
    /* what the log told */
    int64_t log_ms[REQUESTS_MAX * 4];
    int64_t log_wait_ms[REQUESTS_MAX * 4];
    size_t log_count;
};

static void answer(void *arg, const struct heard *heard, struct said *said)
{
    struct world *w = arg;

    memcpy(w->head, heard->head, sizeof w->head);
    memcpy(w->target, heard->target, sizeof w->target);
    said->delay_ms = w->delay_ms;
    if (w->bad_times > 0) {
        struct kw_buffer body = {0};

        w->bad_times--;
        kw_buffer_add(&body, w->bad.body.bytes, w->bad.body.length);
        *said = w->bad;
        said->body = body;
        return;
    }
    kw_buffer_text(&said->body, w->good);
}

static void note(void *arg, const struct kw_fetch_event *event)
{
    struct world *w = arg;

    if (w->log_count == sizeof w->log_ms / sizeof *w->log_ms)
        return;
    w->log_ms[w->log_count] = kw_clock_ms(&w->clock);
    w->log_wait_ms[w->log_count++] = event->wait_ms;
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    if (!w)
        return -1;
    w->good = "fine";
    w->bad.status = 500;
    w->clock.by_hand = true;
    w->clock.wall_s = 1763719200;
    w->limits = kw_fetch_limits_default();
    w->settings.clock = &w->clock;
    w->settings.limits = &w->limits;
    w->settings.log = note;
    w->settings.log_arg = w;
    w->settings.seed = 1;
    w->server = server_start(answer, w);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    kw_fetch_destroy(w->fetch);
    for (size_t i = 0; i < w->asked; i++)
        kw_request_finish(&w->requests[i]);
    server_stop(w->server);
    kw_buffer_finish(&w->bad.body);
    free(w);
    return 0;
}

/* ---- words of the story -------------------------------------------- */

static struct kw_request *ask_for(struct world *w, const char *url)
{
    struct kw_request *request = &w->requests[w->asked];
    struct kw_error err;

    if (!w->fetch)
        assert_int_equal(kw_fetch_create(&w->settings, &w->fetch, &err), KW_OK);
    snprintf(w->urls[w->asked], sizeof w->urls[0], "%s", url);
    request->url = w->urls[w->asked++];
    assert_int_equal(kw_fetch_submit(w->fetch, request, &err), KW_OK);
    return request;
}

static struct kw_request *ask(struct world *w)
{
    char url[256];

    snprintf(url, sizeof url, "%s/page/%zu", server_url(w->server), w->asked);
    return ask_for(w, url);
}

static void collect(struct world *w)
{
    while (kw_fetch_take(w->fetch))
        w->answers++;
}

/* Runs until every question has its answer. */
static void run(struct world *w)
{
    struct kw_error err;

    for (int round = 0; w->answers < w->asked; round++) {
        assert_true(round < 100000);
        assert_int_equal(kw_fetch_wait(w->fetch, PLENTY_MS, false, &err),
                         KW_OK);
        collect(w);
    }
    assert_int_equal(kw_fetch_pending(w->fetch), 0);
}

static void will_say(struct world *w, int times, int status,
                     const char *headers, const char *body)
{
    w->bad_times = times;
    w->bad.status = status;
    snprintf(w->bad.headers, sizeof w->bad.headers, "%s", headers);
    kw_buffer_text(&w->bad.body, body);
}

static bool body_is(const struct kw_request *request, const char *text)
{
    const struct kw_buffer *body = &request->reply.body;

    return body->length == strlen(text) &&
           memcmp(body->bytes, text, body->length) == 0;
}

/* ---- replies ------------------------------------------------------- */

static void a_body_comes_as_it_was_sent_still_packed(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1, 200,
             "Content-Type: Application/JSON; charset=utf-8\r\n"
             "Content-Encoding: gzip\r\n",
             "\x1f\x8b not unpacked by anybody");
    request = ask(w);
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_ANSWERED);
    assert_int_equal(request->reply.status, 200);
    assert_string_equal(request->reply.type, "application/json");
    assert_true(request->reply.gzipped);
    assert_true(body_is(request, "\x1f\x8b not unpacked by anybody"));
}

static void it_says_who_it_is_and_asks_for_gzip(void **state)
{
    struct world *w = *state;

    w->settings.contact = "someone@example.org";
    ask(w);
    run(w);

    assert_non_null(strstr(w->head, "Accept-Encoding: gzip\r\n"));
    assert_non_null(strstr(w->head, "User-Agent: kinwalk/" KW_VERSION
                                    " (someone@example.org) libcurl/"));
}

static void an_answer_that_is_the_askers_matter_is_not_asked_again(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1, 404, "", "no such page");
    request = ask(w);
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_ANSWERED);
    assert_int_equal(request->reply.status, 404);
    assert_int_equal(server_count(w->server), 1);
}

/* ---- asking again -------------------------------------------------- */

static void retry_after_in_seconds_is_obeyed(void **state)
{
    struct world *w = *state;
    struct kw_request *request;
    int64_t before = kw_clock_ms(&w->clock);

    will_say(w, 1, 429, "Retry-After: 37\r\n", "later");
    request = ask(w);
    run(w);

    assert_true(body_is(request, "fine"));
    assert_int_equal(kw_clock_ms(&w->clock) - before, 37000);
    assert_int_equal(kw_fetch_tally(w->fetch).retries, 1);
    assert_int_equal(kw_fetch_tally(w->fetch).refusals, 1);
    assert_int_equal(kw_fetch_tally(w->fetch).waited_ms, 37000);
}

static void retry_after_as_a_date_is_obeyed(void **state)
{
    struct world *w = *state;
    int64_t before = kw_clock_ms(&w->clock);

    w->clock.wall_s = 1763719200; /* Fri, 21 Nov 2025 10:00:00 GMT */
    will_say(w, 1, 503, "Retry-After: Fri, 21 Nov 2025 10:02:00 GMT\r\n", "");
    ask(w);
    run(w);

    assert_int_equal(kw_clock_ms(&w->clock) - before, 120000);
}

static void one_refusal_holds_back_everybody(void **state)
{
    struct world *w = *state;

    w->settings.in_flight = 1;
    will_say(w, 1, 429, "Retry-After: 10\r\n", "");
    ask(w);
    ask(w);
    run(w);

    assert_int_equal(server_count(w->server), 3);
    for (size_t i = 1; i < w->log_count; i++)
        assert_true(w->log_ms[i] - w->log_ms[0] >= 10000);
}

static void without_retry_after_waits_grow_with_full_jitter(void **state)
{
    struct world *w = *state;
    const struct kw_policy *policy = kw_policy_of(KW_HOST_LOOPBACK);
    int64_t waits[2][4];

    for (int turn = 0; turn < 2; turn++) {
        will_say(w, 4, 500, "", "");
        w->log_count = 0;
        ask(w);
        run(w);
        for (int i = 0; i < 4; i++) {
            waits[turn][i] = w->log_wait_ms[i];
            assert_in_range(waits[turn][i], 0, policy->backoff_first_ms << i);
        }
        kw_fetch_destroy(w->fetch);
        w->fetch = NULL;
    }

    /* the same seed, the same waits; and not all at the upper end */
    assert_memory_equal(waits[0], waits[1], sizeof waits[0]);
    assert_true(waits[0][3] < policy->backoff_first_ms << 3);
}

static void a_broken_server_is_given_up_after_its_tries(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1000, 500, "", "oops");
    request = ask(w);
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_int_equal(request->reply.error.status, KW_NETWORK);
    assert_non_null(strstr(request->reply.error.text, "HTTP 500"));
    assert_int_equal(server_count(w->server), KW_FETCH_TRIES);
}

static void a_reply_cut_short_is_asked_again(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1, 200, "", "half of it");
    w->bad.promised = 1000;
    request = ask(w);
    run(w);

    assert_true(body_is(request, "fine"));
    assert_int_equal(server_count(w->server), 2);
}

static void a_line_that_goes_dead_is_asked_again(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    ask(w);
    run(w);
    w->bad_times = 1;
    w->bad.hang_up = true;
    request = ask(w);
    run(w);

    assert_true(body_is(request, "fine"));
}

static void a_reply_that_drips_is_ended_by_the_limit(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    w->limits.total_ms = 300;
    will_say(w, 1, 200, "", "slowly");
    w->bad.stall_ms = 1000;
    request = ask(w);
    run(w);

    assert_true(body_is(request, "fine"));
    assert_int_equal(kw_fetch_tally(w->fetch).retries, 1);
}

static void an_oversized_body_ends_as_one_failed_transfer(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    w->limits.body_bytes = 10;
    will_say(w, 1000, 200, "", "more than ten bytes");
    request = ask(w);
    request->tries_max = 2;
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_non_null(strstr(request->reply.error.text, "larger than 10 bytes"));
    assert_true(request->reply.body.length <= 10);
}

static void endless_headers_end_as_one_failed_transfer(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    w->limits.header_bytes = 200;
    memset(w->bad.headers, 'x', 400);
    memcpy(w->bad.headers, "X-Long: ", 8);
    memcpy(w->bad.headers + 400, "\r\n", 3);
    w->bad.status = 200;
    w->bad_times = 1000;
    request = ask(w);
    request->tries_max = 2;
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_non_null(strstr(request->reply.error.text, "headers pass 200"));
}

static void the_asker_may_find_a_reply_unusable(void **state)
{
    struct world *w = *state;
    struct kw_request *request = ask(w);
    struct kw_error err;
    int tries = 1;

    request->tries_max = 3;
    for (int round = 0; round < 1000; round++) {
        assert_int_equal(kw_fetch_wait(w->fetch, PLENTY_MS, false, &err),
                         KW_OK);
        if (!kw_fetch_take(w->fetch))
            continue;
        if (!kw_fetch_again(w->fetch, request, KW_AGAIN_BROKEN, "not JSON"))
            break;
        tries++;
    }

    assert_int_equal(tries, 3);
    assert_int_equal(server_count(w->server), 3);
    assert_int_equal(kw_fetch_tally(w->fetch).retries, 2);
}

static void a_server_that_wants_too_long_a_wait_is_given_up(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1000, 429, "Retry-After: 86400\r\n", "tomorrow");
    request = ask(w);
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_int_equal(server_count(w->server), 1);
}

/* ---- stopping ------------------------------------------------------ */

static void a_403_stops_everything_and_keeps_what_was_said(void **state)
{
    struct world *w = *state;
    struct kw_request *first;
    struct kw_request *second;

    w->settings.in_flight = 1;
    will_say(w, 1000, 403, "", "Please set a user agent");
    first = ask(w);
    second = ask(w);
    run(w);

    assert_int_equal(first->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_int_equal(first->reply.error.status, KW_REFUSED);
    assert_true(body_is(first, "Please set a user agent"));
    assert_int_equal(second->reply.outcome, KW_REQUEST_CANCELLED);
    assert_int_equal(server_count(w->server), 1);
}

static void whatever_is_cancelled_is_answered_too(void **state)
{
    struct world *w = *state;
    struct kw_error err;

    w->settings.in_flight = 2;
    w->delay_ms = 50;
    for (int i = 0; i < 10; i++)
        ask(w);
    assert_int_equal(kw_fetch_wait(w->fetch, 1, false, &err), KW_OK);
    kw_fetch_cancel(w->fetch);
    collect(w);

    assert_int_equal(w->answers, 10);
    for (int i = 0; i < 10; i++)
        assert_int_equal(w->requests[i].reply.outcome, KW_REQUEST_CANCELLED);
}

static void no_more_requests_are_made_than_allowed(void **state)
{
    struct world *w = *state;
    int fine = 0;

    w->settings.max_requests = 3;
    for (int i = 0; i < 8; i++)
        ask(w);
    run(w);

    assert_int_equal(server_count(w->server), 3);
    for (int i = 0; i < 8; i++)
        if (w->requests[i].reply.outcome == KW_REQUEST_ANSWERED)
            fine++;
        else
            assert_int_equal(w->requests[i].reply.error.status, KW_LIMIT);
    assert_int_equal(fine, 3);
}

static void a_port_nobody_listens_on_is_said_at_once(void **state)
{
    struct world *w = *state;
    struct kw_request *request = ask_for(w, "http://127.0.0.1:1/");

    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_int_equal(request->reply.error.status, KW_NETWORK);
    assert_int_equal(kw_fetch_tally(w->fetch).requests, 1);
}

/* ---- where to ------------------------------------------------------ */

static void a_redirect_to_the_same_host_is_followed(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1, 301, "Location: /elsewhere\r\n", "");
    request = ask(w);
    run(w);

    assert_true(body_is(request, "fine"));
    assert_string_equal(w->target, "/elsewhere");
}

static void a_redirect_to_another_host_is_not_followed(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1, 302, "Location: http://localhost:9/x\r\n", "");
    request = ask(w);
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_non_null(strstr(request->reply.error.text, "another host"));
    assert_int_equal(server_count(w->server), 1);
}

static void a_circle_of_redirects_ends(void **state)
{
    struct world *w = *state;
    struct kw_request *request;

    will_say(w, 1000, 302, "Location: /round\r\n", "");
    request = ask(w);
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_GIVEN_UP);
    assert_int_equal(server_count(w->server), w->limits.redirects + 1);
}

static void redirects_lead_to_the_same_place_or_its_https_twin(void **state)
{
    (void)state;

    assert_true(kw_fetch_may_follow("http://a.org/x", "https://A.org/y"));
    assert_true(kw_fetch_may_follow("https://a.org/x", "https://a.org/y"));
    assert_true(kw_fetch_may_follow("http://a.org:81/x", "http://a.org:81/y"));
    assert_false(kw_fetch_may_follow("https://a.org/x", "http://a.org/x"));
    assert_false(kw_fetch_may_follow("http://a.org/x", "http://b.org/x"));
    assert_false(kw_fetch_may_follow("http://a.org/x", "http://a.org:81/x"));
    assert_false(kw_fetch_may_follow("http://a.org/x", "https://a.org:81/x"));
    assert_false(kw_fetch_may_follow("http://a.org/x", "file:///etc/passwd"));
    assert_false(kw_fetch_may_follow("http://a.org/x", "http://u@a.org/x"));
}

static void hosts_are_known_by_kind(void **state)
{
    static const struct {
        const char *url;
        int kind; /* -1: refused */
    } rows[] = {
        {"http://127.0.0.1:8080/w", KW_HOST_LOOPBACK},
        {"http://[::1]:8080/", KW_HOST_LOOPBACK},
        {"http://localhost", KW_HOST_LOOPBACK},
        {"http://x.localhost/", KW_HOST_LOOPBACK},
        {"http://127.evil.org/", KW_HOST_OTHER},
        {"https://www.wikidata.org/", KW_HOST_WIKIMEDIA},
        {"https://WWW.WIKIDATA.ORG./", KW_HOST_WIKIMEDIA},
        {"https://query.wikidata.org", KW_HOST_WIKIMEDIA},
        {"https://en.wikipedia.org/x", KW_HOST_WIKIMEDIA},
        {"https://wikidata.org.evil.com", KW_HOST_OTHER},
        {"https://notwikidata.org", KW_HOST_OTHER},
        {"https://wikibase.example", KW_HOST_OTHER},
        {"ftp://wikidata.org", -1},
        {"file:///etc/passwd", -1},
        {"https://user:word@wikidata.org/", -1},
        {"https://a b/", -1},
        {"https://a\r\nX: y/", -1},
        {"nonsense", -1},
        {"", -1},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum kw_host_kind kind = KW_HOST_OTHER;
        bool fine = kw_fetch_host_kind(rows[i].url, &kind);

        if (rows[i].kind < 0)
            assert_false(fine);
        else
            assert_true(fine && (int)kind == rows[i].kind);
    }
}

/* Sections 3 and 4 of what the crawler must know about Wikidata. */
static void wikimedias_row_is_its_robot_policy(void **state)
{
    const struct kw_policy *p = kw_policy_of(KW_HOST_WIKIMEDIA);
    (void)state;

    assert_int_equal(p->in_flight, 1);
    assert_int_equal(p->in_flight_max, 1);
    assert_int_equal(60000 / p->gap_ms, 200); /* a minute */
    assert_int_equal(p->slow_ms, 1000);
    assert_int_equal(p->rest_ms, 5000);
    assert_int_equal(p->backoff_floor_ms, 5000);
    assert_int_equal(p->backoff_max_ms, 300000);
    assert_int_equal(p->maxlag_s, 5);
    assert_true(p->wants_contact);
    assert_false(kw_policy_of(KW_HOST_OTHER)->wants_contact);
    assert_int_equal(kw_policy_of(KW_HOST_OTHER)->gap_ms, 0);
}

static void retry_after_is_read_as_seconds_or_a_date(void **state)
{
    (void)state;

    assert_int_equal(kw_retry_after_ms("5", 0), 5000);
    assert_int_equal(kw_retry_after_ms(" 0", 0), 0);
    assert_int_equal(
        kw_retry_after_ms("Fri, 21 Nov 2025 10:00:10 GMT", 1763719200), 10000);
    assert_int_equal(
        kw_retry_after_ms("Fri, 21 Nov 2025 09:00:00 GMT", 1763719200), 0);
    assert_int_equal(kw_retry_after_ms("soon", 0), -1);
    assert_int_equal(kw_retry_after_ms("-3", 0), -1);
    assert_int_equal(kw_retry_after_ms("", 0), -1);
    assert_int_equal(kw_retry_after_ms("99999999999999999999", 0), -1);
}

/* ---- pace ---------------------------------------------------------- */

static void never_more_fly_than_allowed_and_all_arrive(void **state)
{
    struct world *w = *state;

    w->settings.in_flight = 3;
    w->delay_ms = 5;
    for (int i = 0; i < 30; i++)
        ask(w);
    run(w);

    assert_int_equal(w->answers, 30);
    assert_in_range(server_crowd(w->server), 2, 3);
}

static void a_rate_keeps_starts_apart(void **state)
{
    struct world *w = *state;
    int64_t before = kw_clock_ms(&w->clock);

    w->settings.rate = 60;
    for (int i = 0; i < 5; i++)
        ask(w);
    run(w);

    assert_int_equal(kw_clock_ms(&w->clock) - before, 4000);
}

/* Through a proxy, so that the host is Wikimedia's and the server ours. */
static void wikimedia_is_asked_one_at_a_time_with_300_ms_between(void **state)
{
    struct world *w = *state;
    int64_t before = kw_clock_ms(&w->clock);

    w->settings.proxy = server_url(w->server);
    w->settings.in_flight = 16;
    w->settings.rate = 100000;
    w->delay_ms = 5;
    ask_for(w, "http://www.wikidata.org/a");
    ask_for(w, "http://commons.wikimedia.org/b");
    ask_for(w, "http://www.wikidata.org/c");
    ask_for(w, "http://www.wikidata.org/d");
    run(w);

    assert_int_equal(server_crowd(w->server), 1);
    assert_int_equal(kw_clock_ms(&w->clock) - before, 900);
}

static void wikimedia_rests_after_a_slow_answer(void **state)
{
    struct world *w = *state;
    struct kw_error err;
    int64_t answered_ms;

    w->settings.proxy = server_url(w->server);
    w->delay_ms = 100;
    ask_for(w, "http://www.wikidata.org/a");
    assert_int_equal(kw_fetch_wait(w->fetch, 0, true, &err), KW_OK);
    kw_clock_advance(&w->clock, 1500); /* it takes its time */
    run(w);
    answered_ms = kw_clock_ms(&w->clock);
    ask_for(w, "http://www.wikidata.org/b");
    run(w);

    assert_int_equal(kw_clock_ms(&w->clock) - answered_ms, 5000);
}

static void wikimedia_is_never_asked_again_before_five_seconds(void **state)
{
    struct world *w = *state;
    int64_t before = kw_clock_ms(&w->clock);

    w->settings.proxy = server_url(w->server);
    will_say(w, 1, 429, "Retry-After: 1\r\n", "");
    ask_for(w, "http://www.wikidata.org/a");
    run(w);

    assert_in_range(kw_clock_ms(&w->clock) - before, 5000, 5300);
}

static void nothing_is_too_little_to_destroy(void **state)
{
    struct kw_request request = {0};
    (void)state;

    kw_fetch_destroy(NULL);
    kw_request_finish(&request);
}

/* ---- an owner who is busy ------------------------------------------ */

/* Begins a request whose answer takes `delay_ms`. */
static void begin_slow(struct world *w, int64_t delay_ms)
{
    struct kw_error err;

    w->delay_ms = delay_ms;
    ask(w);
    assert_int_equal(kw_fetch_wait(w->fetch, 1, true, &err), KW_OK);
}

static void sleep_ms(int64_t ms)
{
    struct timespec t = {.tv_nsec = (long)ms * 1000000};

    nanosleep(&t, NULL);
}

static void time_away_from_transfers_is_counted(void **state)
{
    struct world *w = *state;
    struct kw_tally tally;

    begin_slow(w, 60);
    sleep_ms(30);
    run(w);

    tally = kw_fetch_tally(w->fetch);
    assert_true(tally.away_us >= 30000);
    assert_true(tally.away_often >= 1);
    /* Nobody took the processor away: it was ours to look. */
    assert_true(tally.calls_us >= 30000);
    assert_true(tally.calls_often >= 1);
}

static void time_away_is_counted_though_nobody_listens(void **state)
{
    struct world *w = *state;

    w->settings.log = NULL;
    time_away_from_transfers_is_counted(state);
}

static void attended_transfers_go_on_while_the_owner_is_busy(void **state)
{
    struct world *w = *state;
    struct kw_error err;

    begin_slow(w, 1);
    for (int i = 0; i < 5000 && kw_fetch_tally(w->fetch).in_flight; i++) {
        sleep_ms(1);
        assert_int_equal(kw_fetch_attend(w->fetch, &err), KW_OK);
    }

    collect(w);
    assert_int_equal(w->answers, 1);
}

static void a_wake_is_not_lost_to_who_attends_meanwhile(void **state)
{
    struct world *w = *state;
    struct kw_error err;

    begin_slow(w, 100);
    kw_fetch_wake(w->fetch);
    sleep_ms(2);
    assert_int_equal(kw_fetch_attend(w->fetch, &err), KW_OK);
    assert_int_equal(kw_fetch_wait(w->fetch, PLENTY_MS, true, &err), KW_OK);

    /* Not by the answer: that is still to come. */
    assert_int_equal(kw_fetch_tally(w->fetch).in_flight, 1);
    run(w);
}

static int64_t real_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* When no transfer is left, whose sockets and timers end waits too. */
static void wakes_that_were_heard_end_one_wait_in_all(void **state)
{
    struct world *w = *state;
    struct kw_error err;
    int64_t before;

    ask(w);
    run(w);
    for (int i = 0; i < 3; i++)
        kw_fetch_wake(w->fetch);
    before = real_ms();
    assert_int_equal(kw_fetch_wait(w->fetch, PLENTY_MS, true, &err), KW_OK);
    assert_true(real_ms() - before < PLENTY_MS);

    before = real_ms();
    assert_int_equal(kw_fetch_wait(w->fetch, 30, true, &err), KW_OK);
    assert_true(real_ms() - before >= 29);
}

static void many_are_started_a_few_at_a_time(void **state)
{
    struct world *w = *state;
    struct kw_error err;

    w->settings.in_flight = REQUESTS_MAX;
    w->delay_ms = 1000;
    for (int i = 0; i < REQUESTS_MAX; i++)
        ask(w);
    assert_int_equal(kw_fetch_wait(w->fetch, 0, true, &err), KW_OK);

    /* So that the first have been sent before the last is connected. */
    assert_in_range(kw_fetch_tally(w->fetch).in_flight, 1, REQUESTS_MAX / 2);
    for (int i = 0; i < REQUESTS_MAX; i++)
        assert_int_equal(kw_fetch_wait(w->fetch, 0, true, &err), KW_OK);
    assert_int_equal(kw_fetch_tally(w->fetch).in_flight, REQUESTS_MAX);
    kw_fetch_cancel(w->fetch);
    collect(w);
    assert_int_equal(w->answers, REQUESTS_MAX);
}

static void a_host_is_found_by_its_name(void **state)
{
    struct world *w = *state;
    struct kw_request *request;
    char url[256];

    request = ask(w);
    snprintf(url, sizeof url, "http://localhost%s", strrchr(request->url, ':'));
    request = ask_for(w, url);
    run(w);

    assert_int_equal(request->reply.outcome, KW_REQUEST_ANSWERED);
    assert_true(body_is(request, "fine"));
}

static void bodies_of_many_pieces_arrive_whole_beside_each_other(void **state)
{
    enum { EACH = 12, BYTES = 3000000 };
    struct world *w = *state;
    char *text = malloc(BYTES + 1);

    assert_non_null(text);
    for (int i = 0; i < BYTES; i++)
        text[i] = (char)('a' + i % 23);
    text[BYTES] = '\0';
    w->good = text;
    w->settings.in_flight = EACH;
    for (int i = 0; i < EACH; i++)
        ask(w);
    run(w);

    for (int i = 0; i < EACH; i++)
        assert_true(body_is(&w->requests[i], text));
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(time_away_from_transfers_is_counted),
        TEST(time_away_is_counted_though_nobody_listens),
        TEST(attended_transfers_go_on_while_the_owner_is_busy),
        TEST(a_wake_is_not_lost_to_who_attends_meanwhile),
        TEST(wakes_that_were_heard_end_one_wait_in_all),
        TEST(many_are_started_a_few_at_a_time),
        TEST(a_host_is_found_by_its_name),
        TEST(bodies_of_many_pieces_arrive_whole_beside_each_other),
        TEST(a_body_comes_as_it_was_sent_still_packed),
        TEST(it_says_who_it_is_and_asks_for_gzip),
        TEST(an_answer_that_is_the_askers_matter_is_not_asked_again),
        TEST(retry_after_in_seconds_is_obeyed),
        TEST(retry_after_as_a_date_is_obeyed),
        TEST(one_refusal_holds_back_everybody),
        TEST(without_retry_after_waits_grow_with_full_jitter),
        TEST(a_broken_server_is_given_up_after_its_tries),
        TEST(a_reply_cut_short_is_asked_again),
        TEST(a_line_that_goes_dead_is_asked_again),
        TEST(a_reply_that_drips_is_ended_by_the_limit),
        TEST(an_oversized_body_ends_as_one_failed_transfer),
        TEST(endless_headers_end_as_one_failed_transfer),
        TEST(the_asker_may_find_a_reply_unusable),
        TEST(a_server_that_wants_too_long_a_wait_is_given_up),
        TEST(a_403_stops_everything_and_keeps_what_was_said),
        TEST(whatever_is_cancelled_is_answered_too),
        TEST(no_more_requests_are_made_than_allowed),
        TEST(a_port_nobody_listens_on_is_said_at_once),
        TEST(a_redirect_to_the_same_host_is_followed),
        TEST(a_redirect_to_another_host_is_not_followed),
        TEST(a_circle_of_redirects_ends),
        TEST(redirects_lead_to_the_same_place_or_its_https_twin),
        TEST(hosts_are_known_by_kind),
        TEST(wikimedias_row_is_its_robot_policy),
        TEST(retry_after_is_read_as_seconds_or_a_date),
        TEST(never_more_fly_than_allowed_and_all_arrive),
        TEST(a_rate_keeps_starts_apart),
        TEST(wikimedia_is_asked_one_at_a_time_with_300_ms_between),
        TEST(wikimedia_rests_after_a_slow_answer),
        TEST(wikimedia_is_never_asked_again_before_five_seconds),
        TEST(nothing_is_too_little_to_destroy),
    };

    return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
