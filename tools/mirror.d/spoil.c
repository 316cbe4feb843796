/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Broken replies, as they were met in the wild (the recorded samples) or
 * as a hostile server could send them.
 */
#include "spoil.h"

#include <string.h>

#include "api.h"

static void say(struct reply *reply, unsigned status, const char *type,
                const char *text)
{
    reply_clear(reply);
    reply->status = status;
    reply_header(reply, "Content-Type", "%s", type);
    kw_buffer_text(&reply->body, text);
}

static void too_many(const struct trouble_plan *plan, const struct lot *lot,
                     struct reply *reply)
{
    int after_s = plan->retry_after_s >= 0 ? plan->retry_after_s : 1;

    say(reply, 429, "text/plain; charset=utf-8",
        "Too many requests: this mirror was told to say so.\n");
    if (lot->trouble == TROUBLE_429_RETRY_AFTER)
        reply_header(reply, "Retry-After", "%d", after_s);
}

/* Both types of lag are reported alike. */
static void lagged(const struct trouble_plan *plan, const struct lot *lot,
                   const struct request *request, struct reply *reply)
{
    bool is_database = lot->trouble == TROUBLE_MAXLAG;
    double lag_s = 7.0 + (double)(lot->dice % 100) / 10;
    const struct api_detail query_service[] = {
        {"host", "wdqs1013", 0},
        {"lag", NULL, lag_s},
        {"type", "wikibase-queryservice", 0},
        {"queryserviceLag", NULL, (double)(int64_t)(lag_s * 60)},
        {NULL, NULL, 0}};
    const struct api_detail database[] = {{"host", "db1", 0},
                                          {"lag", NULL, lag_s},
                                          {"type", "db", 0},
                                          {NULL, NULL, 0}};
    struct api_call call = {.request = (struct request *)(uintptr_t)request,
                            .reply = reply,
                            .module = "main",
                            .version = 1};

    say(reply, 200, "application/json; charset=utf-8", "");
    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "Retry-After", "%d",
                 plan->retry_after_s >= 0 ? plan->retry_after_s : 5);
    reply_header(reply, "X-Database-Lag", "%d", (int)lag_s);
    reply_header(reply, "Cache-Control", "private, must-revalidate, max-age=0");
    api_fail(&call, "maxlag", is_database ? database : query_service, NULL,
             NULL, "Waiting for %s: %g seconds lagged.",
             is_database ? "db1" : "wdqs1013", lag_s);
}

/* The database away: the body begins as JSON and goes on as HTML. Or PHP
 * out of memory: JSON by its type, and empty. */
static void broken(const struct lot *lot, struct reply *reply)
{
    if (lot->dice & 1) {
        say(reply, 500, "application/json; charset=utf-8", "");
        reply->chunked = true;
        return;
    }
    say(reply, 500, "text/html; charset=UTF-8",
        "{\"error\":{\"code\":\"internal_api_error_DBConnectionError\","
        "\"info\":\"Caught exception of type "
        "Wikimedia\\\\Rdbms\\\\DBConnectionError\",\"errorclass\":"
        "\"Wikimedia\\\\Rdbms\\\\DBConnectionError\"},\"servedby\":"
        "\"kinwalk-mirror\"}<!DOCTYPE html>\n<html><head><title>MediaWiki"
        "</title></head><body><h1>Sorry! This site is experiencing technical "
        "difficulties.</h1><p>Try wa");
}

static enum delivery without_end(struct reply *reply)
{
    say(reply, 200, "application/json; charset=utf-8", "{\"entities\":{");
    return DELIVER_WITHOUT_END;
}

static void throw_bomb(const struct blob *bomb, struct reply *reply)
{
    say(reply, 200, "application/json; charset=utf-8", "");
    reply_header(reply, "Vary", "Accept-Encoding");
    reply->blob = bomb;
}

enum delivery spoil(const struct trouble_plan *plan, const struct lot *lot,
                    const struct request *request, const struct blob *bomb,
                    struct reply *reply)
{
    switch (lot->trouble) {
    case TROUBLE_429:
    case TROUBLE_429_RETRY_AFTER:
        too_many(plan, lot, reply);
        break;
    case TROUBLE_MAXLAG:
    case TROUBLE_MAXLAG_WDQS:
        lagged(plan, lot, request, reply);
        break;
    case TROUBLE_500:
        broken(lot, reply);
        break;
    case TROUBLE_503:
        reply_clear(reply);
        reply_front_page(reply, 503);
        break;
    case TROUBLE_HTML200:
        say(reply, 200, "text/html; charset=utf-8",
            "<!DOCTYPE html>\n<html><head><title>Please wait</title></head>"
            "<body><p>The proxy is thinking about your request.</p></body>"
            "</html>\n");
        break;
    case TROUBLE_TRUNCATE:
        return lot->dice & 1 ? DELIVER_HALF : DELIVER_CUT;
    case TROUBLE_OVERSIZE:
        return without_end(reply);
    case TROUBLE_SLOW:
        return DELIVER_SLOWLY;
    case TROUBLE_BOMB:
        if (bomb != NULL)
            throw_bomb(bomb, reply);
        break;
    case TROUBLE_NONE:
    case TROUBLE_RESET:
    case TROUBLE_CUT:
    case TROUBLE_COUNT:
        break;
    }
    return DELIVER_WHOLE;
}
