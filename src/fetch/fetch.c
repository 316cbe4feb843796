/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop: what waits, what flies, what has landed.
 *
 * A request is in exactly one of three places: the waiting list, a
 * transfer, or the landed list; kw_fetch_take() empties the last. All on
 * one thread; callbacks of libcurl only set bytes down.
 *
 * However many fly or wait to start, little of it is done at a time: then
 * the kernel is asked again what is ready, and the owner has a turn.
 */
#include "fetch.h"

#include <stdlib.h>
#include <string.h>

#include "inside.h"

#if LIBCURL_VERSION_NUM < 0x075500
#error "kinwalk needs libcurl 7.85: safe global set-up, protocols by name"
#endif

enum {
    CONTACT_MAX_BYTES = 256,
    /* Requests that wait for their backoff, in slots of the policy, before
     * no new ones are wanted. */
    BACKLOG_PER_SLOT = 4,
    ATTEND_EVERY_US = 1000,
    START_AT_ONCE = 8, /* opening a connection takes long */
    GO_US = 1000       /* on what is ready */
};

/* ---- lists --------------------------------------------------------- */

void list_push(struct list *list, struct kw_request *request)
{
    request->next = NULL;
    if (list->last)
        list->last->next = request;
    else
        list->first = request;
    list->last = request;
    list->count++;
}

void list_unlink(struct list *list, struct kw_request *before,
                 struct kw_request *request)
{
    if (before)
        before->next = request->next;
    else
        list->first = request->next;
    if (list->last == request)
        list->last = before;
    list->count--;
    request->next = NULL;
}

void land(struct kw_fetch *fetch, struct kw_request *request,
          enum kw_outcome outcome)
{
    request->reply.outcome = outcome;
    list_push(&fetch->landed, request);
}

void kw_request_finish(struct kw_request *request)
{
    kw_buffer_finish(&request->reply.body);
    free(request->location);
    request->location = NULL;
}

/* ---- making and destroying ----------------------------------------- */

/* "kinwalk/0.1.0 (me@example.org) libcurl/7.88.1" */
static char *agent_of(const char *contact)
{
    const char *curl = curl_version_info(CURLVERSION_NOW)->version;
    size_t room = strlen(KW_VERSION) + strlen(curl) + CONTACT_MAX_BYTES + 64;
    char *agent = malloc(room);

    if (!agent)
        return NULL;
    if (contact)
        snprintf(agent, room, "kinwalk/%s (%.*s) libcurl/%s", KW_VERSION,
                 CONTACT_MAX_BYTES, contact, curl);
    else
        snprintf(agent, room, "kinwalk/%s libcurl/%s", KW_VERSION, curl);
    return agent;
}

static bool copied(const char *text, char **out)
{
    *out = text ? strdup(text) : NULL;
    return !text || *out;
}

static enum kw_status set_up(struct kw_fetch *fetch,
                             const struct kw_fetch_settings *settings,
                             struct kw_error *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return kw_fail(err, KW_INTERNAL, "libcurl cannot be started");
    fetch->curl_is_up = true;
    KW_TRY(drive_open(&fetch->drive, err));
    fetch->setup.headers = curl_slist_append(NULL, "Accept-Encoding: gzip");
    fetch->agent = agent_of(settings->contact);
    if (!fetch->setup.headers || !fetch->agent ||
        !copied(settings->proxy, &fetch->proxy) ||
        !copied(settings->ca_file, &fetch->ca_file))
        return kw_nomem(err);
    fetch->setup.limits =
        settings->limits ? *settings->limits : kw_fetch_limits_default();
    fetch->setup.agent = fetch->agent;
    fetch->setup.proxy = fetch->proxy;
    fetch->setup.ca_file = fetch->ca_file;
    fetch->clock = settings->clock;
    fetch->max_requests = settings->max_requests;
    fetch->random = settings->seed;
    fetch->log = settings->log;
    fetch->log_arg = settings->log_arg;
    for (int kind = 0; kind < KW_HOST_KINDS; kind++)
        pace_init(&fetch->paces[kind], kw_policy_of((enum kw_host_kind)kind),
                  settings->in_flight, settings->rate);
    return KW_OK;
}

enum kw_status kw_fetch_create(const struct kw_fetch_settings *settings,
                               struct kw_fetch **out, struct kw_error *err)
{
    struct kw_fetch *fetch = calloc(1, sizeof *fetch);
    enum kw_status status;

    *out = NULL;
    if (!fetch)
        return kw_nomem(err);
    status = set_up(fetch, settings, err);
    if (status != KW_OK) {
        kw_fetch_destroy(fetch);
        return status;
    }
    *out = fetch;
    return KW_OK;
}

struct kw_request *ground(struct kw_fetch *fetch, struct transfer *transfer)
{
    struct kw_request *request = transfer->request;

    drive_remove(&fetch->drive, transfer->easy);
    if (transfer->previous)
        transfer->previous->next = transfer->next;
    else
        fetch->flying = transfer->next;
    if (transfer->next)
        transfer->next->previous = transfer->previous;
    transfer->request = NULL;
    transfer->previous = NULL;
    transfer->next = fetch->idle;
    fetch->idle = transfer;
    fetch->tally.in_flight--;
    return request;
}

void kw_fetch_destroy(struct kw_fetch *fetch)
{
    if (!fetch)
        return;
    while (fetch->flying)
        ground(fetch, fetch->flying);
    while (fetch->idle) {
        struct transfer *transfer = fetch->idle;

        fetch->idle = transfer->next;
        transfer_destroy(transfer);
    }
    drive_close(&fetch->drive);
    away_finish(fetch);
    curl_slist_free_all(fetch->setup.headers);
    if (fetch->curl_is_up)
        curl_global_cleanup();
    free(fetch->agent);
    free(fetch->proxy);
    free(fetch->ca_file);
    free(fetch);
}

/* ---- starting ------------------------------------------------------ */

static struct transfer *idle_transfer(struct kw_fetch *fetch)
{
    struct transfer *transfer = fetch->idle;

    if (!transfer)
        return transfer_create(&fetch->setup);
    fetch->idle = transfer->next;
    transfer->next = NULL;
    return transfer;
}

static bool start(struct kw_fetch *fetch, struct kw_request *request)
{
    struct transfer *transfer = idle_transfer(fetch);
    const char *url = request->location ? request->location : request->url;

    if (!transfer)
        return false;
    kw_buffer_clear(&request->reply.body);
    transfer->number = fetch->tally.requests + 1;
    transfer->started_ms = now(fetch);
    if (!transfer_aim(transfer, request, url) ||
        !drive_add(&fetch->drive, transfer->easy)) {
        transfer->request = NULL;
        transfer->next = fetch->idle;
        fetch->idle = transfer;
        return false;
    }
    fetch->tally.requests++;
    transfer->previous = NULL;
    transfer->next = fetch->flying;
    if (fetch->flying)
        fetch->flying->previous = transfer;
    fetch->flying = transfer;
    fetch->tally.in_flight++;
    pace_started(&fetch->paces[request->kind], transfer->started_ms);
    return true;
}

static void start_or_land(struct kw_fetch *fetch, struct kw_request *request)
{
    if (fetch->max_requests && fetch->tally.requests >= fetch->max_requests) {
        kw_fail(&request->reply.error, KW_LIMIT,
                "--max-requests is reached; raise it, or run the same command "
                "again to go on");
        land(fetch, request, KW_REQUEST_CANCELLED);
    } else if (!start(fetch, request)) {
        kw_nomem(&request->reply.error);
        land(fetch, request, KW_REQUEST_GIVEN_UP);
    }
}

static void start_due(struct kw_fetch *fetch)
{
    struct kw_request *before = NULL;
    struct kw_request *request = fetch->waiting.first;
    int64_t time = now(fetch);
    int started = 0;

    while (request && started < START_AT_ONCE) {
        struct kw_request *next = request->next;

        if (request->start_at_ms <= time &&
            pace_allows(&fetch->paces[request->kind], time)) {
            list_unlink(&fetch->waiting, before, request);
            start_or_land(fetch, request);
            started++;
        } else {
            before = request;
        }
        request = next;
    }
}

/* Milliseconds until somebody may start, INT64_MAX if that depends on
 * something that flies, or nobody waits. */
static int64_t until_start(const struct kw_fetch *fetch, const char **why)
{
    int64_t nearest = INT64_MAX;
    int64_t time = now(fetch);

    *why = NULL;
    for (const struct kw_request *request = fetch->waiting.first; request;
         request = request->next) {
        const struct pace *pace = &fetch->paces[request->kind];
        int64_t when = request->start_at_ms;
        const char *reason = "asking again later";

        if (pace->flying >= pace->in_flight_now)
            continue;
        if (pace->next_ms > when) {
            when = pace->next_ms;
            reason = pace->why;
        }
        when = when > time ? when - time : 0;
        if (when < nearest) {
            nearest = when;
            *why = reason;
        }
    }
    return nearest;
}

enum kw_status kw_fetch_submit(struct kw_fetch *fetch,
                               struct kw_request *request, struct kw_error *err)
{
    if (strlen(request->url) > fetch->setup.limits.url_bytes ||
        !kw_fetch_host_kind(request->url, &request->kind))
        return kw_fail(err, KW_USAGE,
                       "%.200s is no http or https address that can be asked",
                       request->url);
    request->reply.retry_after_ms = -1;
    requeue(fetch, request, 0);
    return KW_OK;
}

struct kw_request *kw_fetch_take(struct kw_fetch *fetch)
{
    struct kw_request *request = fetch->landed.first;

    if (request)
        list_unlink(&fetch->landed, NULL, request);
    return request;
}

/* ---- the loop ------------------------------------------------------ */

static void land_ended(struct kw_fetch *fetch)
{
    CURLcode result;
    CURL *easy;

    while ((easy = drive_ended(&fetch->drive, &result))) {
        struct transfer *transfer = NULL;

        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
        landed(fetch, transfer, result);
    }
}

/* Starts who may; some end at once. */
static void start_some(struct kw_fetch *fetch)
{
    start_due(fetch);
    land_ended(fetch);
}

/* Asks what is ready, waiting for it at most so long, and sees to it.
 * `is_idle`: nothing flies and nobody is at work. */
static enum kw_status go_round(struct kw_fetch *fetch, int64_t ms, bool is_idle,
                               struct kw_error *err)
{
    int64_t before = now(fetch);

    if (is_idle)
        ms = kw_clock_idle(fetch->clock, ms);
    away_end(fetch);
    drive_wait(&fetch->drive, ms);
    away_begin(fetch);
    if (is_idle)
        fetch->tally.waited_ms += now(fetch) - before;
    KW_TRY(drive_go(&fetch->drive, GO_US, err));
    land_ended(fetch);
    start_some(fetch);
    return KW_OK;
}

enum kw_status kw_fetch_wait(struct kw_fetch *fetch, int64_t timeout_ms,
                             bool others, struct kw_error *err)
{
    enum kw_status status;
    const char *why;
    int64_t wait;
    bool is_idle;

    start_some(fetch);
    /* Answers may come so fast that only they would be seen to. */
    if (fetch->landed.first && !away_is_long(fetch, GO_US))
        return KW_OK;
    wait = fetch->landed.first ? 0 : until_start(fetch, &why);
    is_idle = !fetch->flying && !others;
    if (is_idle && wait == INT64_MAX)
        return KW_OK;
    status =
        go_round(fetch, wait < timeout_ms ? wait : timeout_ms, is_idle, err);
    fetch->drive.heard = false;
    return status;
}

enum kw_status kw_fetch_attend(struct kw_fetch *fetch, struct kw_error *err)
{
    if (!fetch->flying || !away_is_long(fetch, ATTEND_EVERY_US))
        return KW_OK;
    return go_round(fetch, 0, false, err);
}

void kw_fetch_wake(void *fetch)
{
    drive_wake(&((struct kw_fetch *)fetch)->drive);
}

unsigned kw_fetch_room(const struct kw_fetch *fetch, enum kw_host_kind kind)
{
    const struct pace *pace = &fetch->paces[kind];
    int64_t time = now(fetch);
    size_t ready = pace->flying;
    size_t later = 0;

    for (const struct kw_request *request = fetch->waiting.first; request;
         request = request->next) {
        if (request->kind != kind)
            continue;
        if (request->start_at_ms <= time)
            ready++;
        else
            later++;
    }
    if (ready >= pace->in_flight_now ||
        later >= (size_t)BACKLOG_PER_SLOT * pace->in_flight_max)
        return 0;
    return pace->in_flight_now - (unsigned)ready;
}

size_t kw_fetch_pending(const struct kw_fetch *fetch)
{
    return fetch->waiting.count + fetch->landed.count + fetch->tally.in_flight;
}

struct kw_tally kw_fetch_tally(const struct kw_fetch *fetch)
{
    struct kw_tally tally = fetch->tally;
    int64_t wait = until_start(fetch, &tally.wait_why);

    if (wait == INT64_MAX) {
        wait = 0;
        tally.wait_why = NULL;
    }
    tally.wait_ms = wait;
    return tally;
}
