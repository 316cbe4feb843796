/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Landing: what the end of a transfer means for its request, and whether
 * and when it is asked again.
 */
#include <stdlib.h>
#include <string.h>

#include "inside.h"

/* ---- asking again -------------------------------------------------- */

static void tell(struct kw_fetch *fetch, const struct transfer *transfer,
                 const struct kw_request *request, const char *trouble,
                 int64_t wait_ms)
{
    struct kw_fetch_event event = {.number = transfer->number,
                                   .url = request->location ? request->location
                                                            : request->url,
                                   .status = request->reply.status,
                                   .bytes = request->reply.body.length,
                                   .took_ms = request->reply.took_ms,
                                   .trouble = trouble,
                                   .wait_ms = wait_ms};

    if (fetch->log)
        fetch->log(fetch->log_arg, &event);
}

/* When `request` may be asked again: milliseconds from now, or -1 if it
 * has had its tries. */
static int64_t patience(struct kw_fetch *fetch, struct kw_request *request,
                        enum kw_again why)
{
    struct pace *pace = &fetch->paces[request->kind];
    const struct kw_fetch_limits *limits = &fetch->setup.limits;
    unsigned tries_max =
        request->tries_max ? request->tries_max : KW_FETCH_TRIES;
    int64_t asked = request->reply.retry_after_ms;
    int64_t wait;

    if (why == KW_AGAIN_BROKEN) {
        if (++request->tries >= tries_max)
            return -1;
        wait =
            pace_backoff_ms(pace->policy, request->tries - 1, &fetch->random);
    } else {
        fetch->tally.refusals++;
        if (++request->refusals > limits->refusals && why == KW_AGAIN_NOT_NOW)
            return -1;
        wait = pace_backoff_ms(pace->policy, request->refusals - 1,
                               &fetch->random);
    }
    if (asked > limits->retry_after_max_ms)
        return -1;
    if (asked >= 0)
        wait = asked > pace->policy->backoff_floor_ms
                   ? asked
                   : pace->policy->backoff_floor_ms;
    if (why != KW_AGAIN_BROKEN)
        pace_refused(pace, now(fetch), wait);
    return wait;
}

void requeue(struct kw_fetch *fetch, struct kw_request *request,
             int64_t wait_ms)
{
    kw_buffer_clear(&request->reply.body);
    request->reply.outcome = KW_REQUEST_UNDER_WAY;
    request->reply.error.status = KW_OK;
    request->reply.error.text[0] = '\0';
    request->start_at_ms = now(fetch) + wait_ms;
    list_push(&fetch->waiting, request);
}

bool kw_fetch_again(struct kw_fetch *fetch, struct kw_request *request,
                    enum kw_again why, const char *reason)
{
    int64_t wait = patience(fetch, request, why);
    struct kw_fetch_event event = {.number = fetch->tally.requests,
                                   .url = request->url,
                                   .status = request->reply.status,
                                   .bytes = request->reply.body.length,
                                   .took_ms = request->reply.took_ms,
                                   .trouble = reason,
                                   .wait_ms = wait};

    if (fetch->log)
        fetch->log(fetch->log_arg, &event);
    if (wait < 0)
        return false;
    fetch->tally.retries++;
    requeue(fetch, request, wait);
    return true;
}

/* ---- landing ------------------------------------------------------- */

static bool is_unreachable(CURLcode code)
{
    return code == CURLE_COULDNT_CONNECT ||
           code == CURLE_COULDNT_RESOLVE_HOST ||
           code == CURLE_COULDNT_RESOLVE_PROXY;
}

static void give_up(struct kw_fetch *fetch, struct kw_request *request)
{
    struct kw_error *error = &request->reply.error;
    unsigned asked = request->tries + request->refusals;
    char text[KW_ERROR_TEXT_BYTES];

    if (asked > 1) {
        memcpy(text, error->text, sizeof text);
        kw_fail(error, error->status, "%s (asked %u times)", text, asked);
    }
    land(fetch, request, KW_REQUEST_GIVEN_UP);
}

static void retry(struct kw_fetch *fetch, const struct transfer *transfer,
                  struct kw_request *request, enum kw_again why)
{
    int64_t wait = patience(fetch, request, why);

    tell(fetch, transfer, request, request->reply.error.text, wait);
    if (wait < 0) {
        give_up(fetch, request);
        return;
    }
    fetch->tally.retries++;
    requeue(fetch, request, wait);
}

void landed(struct kw_fetch *fetch, struct transfer *transfer, CURLcode code)
{
    struct kw_request *request = transfer->request;
    struct pace *pace = &fetch->paces[request->kind];
    enum ending ending =
        transfer_ended(transfer, code, kw_clock_wall_s(fetch->clock));
    curl_off_t bytes = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    fetch->tally.bytes += (uint64_t)bytes;
    request->reply.took_ms = now(fetch) - transfer->started_ms;
    pace_ended(pace, now(fetch), request->reply.took_ms,
               ending == ENDING_ANSWERED || ending == ENDING_FOLLOW);
    if (request->reply.status)
        fetch->reached = true;
    if (ending == ENDING_ANSWERED)
        fetch->tally.answered++;
    if (ending == ENDING_BROKEN && !fetch->reached && is_unreachable(code))
        ending = ENDING_HOPELESS;
    ground(fetch, transfer);
    switch (ending) {
    case ENDING_ANSWERED:
        tell(fetch, transfer, request, NULL, -1);
        land(fetch, request, KW_REQUEST_ANSWERED);
        break;
    case ENDING_FOLLOW:
        tell(fetch, transfer, request, "redirect", 0);
        requeue(fetch, request, 0);
        break;
    case ENDING_NOT_NOW:
        retry(fetch, transfer, request, KW_AGAIN_NOT_NOW);
        break;
    case ENDING_BROKEN:
        retry(fetch, transfer, request, KW_AGAIN_BROKEN);
        break;
    case ENDING_REFUSED:
        fetch->tally.refusals++;
        tell(fetch, transfer, request, request->reply.error.text, -1);
        land(fetch, request, KW_REQUEST_GIVEN_UP);
        kw_fetch_cancel(fetch);
        break;
    case ENDING_HOPELESS:
        tell(fetch, transfer, request, request->reply.error.text, -1);
        give_up(fetch, request);
        break;
    }
}

void kw_fetch_cancel(struct kw_fetch *fetch)
{
    struct kw_request *request;

    while (fetch->flying) {
        struct pace *pace = &fetch->paces[fetch->flying->request->kind];

        pace->flying--;
        request = ground(fetch, fetch->flying);
        kw_fail(&request->reply.error, KW_INTERRUPTED, "cancelled");
        land(fetch, request, KW_REQUEST_CANCELLED);
    }
    while ((request = fetch->waiting.first)) {
        list_unlink(&fetch->waiting, NULL, request);
        kw_fail(&request->reply.error, KW_INTERRUPTED, "cancelled");
        land(fetch, request, KW_REQUEST_CANCELLED);
    }
}
