/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * api.php: the frame around the actions.
 *
 * An error of the API is HTTP 200 with an error object and a header; the
 * format decides between two spellings of it, and a format that is
 * missing or unknown gives a web page around the same JSON.
 */
#include "api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GENERAL_NAMES                                                          \
    "action format maxlag smaxage maxage assert assertuser requestid "         \
    "servedby curtimestamp responselanginfo origin crossorigin uselang "       \
    "variant errorformat errorlang errorsuselocal formatversion callback "     \
    "ascii utf8"

/* What MediaWiki calls one who waits for the query service. */
#define LAG_HOST "wdqs1013"

bool word_in(const char *list, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = list; length > 0 && (at = strstr(at, word)) != NULL;
         at += length) {
        bool begins = at == list || at[-1] == ' ';

        if (begins && (at[length] == ' ' || at[length] == '\0'))
            return true;
    }
    return false;
}

const char *api_get(const struct api_call *call, const char *name)
{
    return params_get(&call->request->params, name);
}

/* ---- parameters ---------------------------------------------------- */

void api_check_names(struct api_call *call, const char *own)
{
    const struct params *params = &call->request->params;
    char unknown[512] = "";
    size_t count = 0;

    for (size_t i = 0; i < params->count; i++) {
        const char *name = params->items[i].name;
        size_t used = strlen(unknown);

        if (word_in(GENERAL_NAMES, name) || word_in(own, name))
            continue;
        snprintf(unknown + used, sizeof unknown - used, "%s%s",
                 count > 0 ? ", " : "", name);
        count++;
    }
    if (count > 0)
        api_warn(call, "main", "Unrecognized parameter%s: %s.",
                 count > 1 ? "s" : "", unknown);
}

long api_number(struct api_call *call, const char *name, long low, long high,
                long value)
{
    const char *text = api_get(call, name);
    char *end;
    long number;

    if (text == NULL || *text == '\0')
        return value;
    if (strcmp(text, "max") == 0)
        return high;
    number = strtol(text, &end, 10);
    if (*end != '\0') {
        api_fail(call, "badinteger", NULL, NULL, NULL,
                 "Invalid value \"%s\" for integer parameter \"%s\".", text,
                 name);
        return value;
    }
    if (number < low || number > high)
        api_warn(call, call->module,
                 "The value \"%ld\" for parameter \"%s\" must be between %ld "
                 "and %ld.",
                 number, name, low, high);
    return number < low ? low : number > high ? high : number;
}

enum kw_status api_values(struct api_call *call, const char *name,
                          struct values *out)
{
    struct api_detail details[] = {{"parameter", name, 0},
                                   {"limit", NULL, API_VALUES_MAX},
                                   {"lowlimit", NULL, API_VALUES_MAX},
                                   {"highlimit", NULL, 500},
                                   {NULL, NULL, 0}};

    KW_TRY(values_split(&call->request->arena, api_get(call, name), out,
                        call->err));
    if (out->count > API_VALUES_MAX)
        return api_fail(call, "toomanyvalues", details, NULL, NULL,
                        "Too many values supplied for parameter \"%s\". The "
                        "limit is %d.",
                        name, API_VALUES_MAX);
    return KW_OK;
}

/* ---- the call ------------------------------------------------------ */

/* The query service's lag against what the asker bears. */
static enum kw_status check_lag(struct api_call *call)
{
    const char *text = api_get(call, "maxlag");
    double lag = call->mirror->lag_s;
    struct api_detail details[] = {{"host", LAG_HOST, 0},
                                   {"lag", NULL, lag},
                                   {"type", "wikibase-queryservice", 0},
                                   {"queryserviceLag", NULL, lag * 60},
                                   {NULL, NULL, 0}};
    char *end;
    long most;

    if (text == NULL)
        return KW_OK;
    most = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0')
        return api_fail(call, "badinteger", NULL, NULL, NULL,
                        "Invalid value \"%s\" for integer parameter "
                        "\"maxlag\".",
                        text);
    if (lag <= (double)most)
        return KW_OK;
    reply_header(call->reply, "Retry-After", "%ld", most > 5 ? most : 5);
    reply_header(call->reply, "X-Database-Lag", "%d", (int)lag);
    return api_fail(call, "maxlag", details, NULL, NULL,
                    "Waiting for " LAG_HOST ": %g seconds lagged.", lag);
}

static enum kw_status dispatch(struct api_call *call)
{
    static const struct {
        const char *name;
        enum kw_status (*answer)(struct api_call *call);
    } actions[] = {{"wbgetentities", api_get_entities},
                   {"wbsearchentities", api_search_entities},
                   {"query", api_query}};
    const char *action = api_get(call, "action");

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(action, actions[i].name) != 0)
            continue;
        call->module = actions[i].name;
        KW_TRY(check_lag(call));
        if (!call->failed && api_get(call, "assert") != NULL)
            api_fail(call, "assertuserfailed", NULL, NULL, NULL,
                     "You are no longer logged in, so the action could not be "
                     "completed.");
        return call->failed ? KW_OK : actions[i].answer(call);
    }
    return api_bad_value(call, "action", action);
}

/* Replaces what is not ASCII by \uXXXX: formatversion 1 and EntityData
 * do so. Only strings can hold such bytes. */
void json_make_ascii(struct kw_buffer *body)
{
    struct kw_buffer out = {0};
    size_t at = 0;

    while (at < body->length && !((unsigned char)body->bytes[at] & 0x80))
        at++;
    if (at == body->length)
        return;
    kw_buffer_add(&out, body->bytes, at);
    while (at < body->length) {
        const unsigned char *byte = (const unsigned char *)body->bytes + at;
        size_t length = kw_utf8_length(body->bytes + at, body->length - at);
        uint32_t code = length == 2 ? *byte & 0x1f : *byte & 0x0f;

        at += length > 0 ? length : 1;
        if (length < 2) {
            kw_buffer_char(&out, (char)*byte);
            continue;
        }
        if (length == 4)
            code = *byte & 0x07;
        for (size_t i = 1; i < length; i++)
            code = code << 6 | (byte[i] & 0x3f);
        if (code >= 0x10000) {
            code -= 0x10000;
            kw_buffer_print(&out, "\\u%04x\\u%04x", 0xd800 + (code >> 10),
                            0xdc00 + (code & 0x3ff));
        } else {
            kw_buffer_print(&out, "\\u%04x", code);
        }
    }
    kw_buffer_finish(body);
    *body = out;
}

/* Without format=json a person is thought to be looking. */
static void make_page(struct reply *reply)
{
    struct kw_buffer page = {0};

    kw_buffer_text(&page,
                   "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                   "<meta charset=\"UTF-8\">\n"
                   "<title>MediaWiki API result - kinwalk-mirror</title>\n"
                   "</head>\n<body>\n<p>This is the HTML representation of the "
                   "JSON format. HTML is good for debugging, but is unsuitable "
                   "for application use: specify <b>format=json</b>.</p>\n"
                   "<pre class=\"api-pretty-content\">");
    if (reply->body.length > 0)
        html_add(&page, reply->body.bytes);
    kw_buffer_text(&page, "</pre>\n</body>\n</html>\n");
    kw_buffer_finish(&reply->body);
    reply->body = page;
}

static void set_headers(struct api_call *call, bool is_page)
{
    struct reply *reply = call->reply;
    const char *shared = api_get(call, "smaxage");
    const char *own = api_get(call, "maxage");
    bool is_bad = call->failed && is_page;

    reply_header(reply, "Content-Type", "%s",
                 is_page ? "text/html; charset=UTF-8"
                         : "application/json; charset=utf-8");
    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "X-Frame-Options", "DENY");
    reply_header(reply, "Content-Disposition", "inline; filename=api-result.%s",
                 is_page ? "html" : "json");
    reply_header(reply, "Vary", "%s",
                 is_bad         ? "Accept-Encoding, Cookie"
                 : call->failed ? "Accept-Encoding"
                                : "Accept-Encoding, Treat-as-Untrusted, "
                                  "Cookie");
    reply_header(reply, "Cache-Control", "private, must-revalidate, max-age=0");
    if (is_page) {
        reply_header(reply, "Content-language", "en");
        reply_header(reply, "Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
    } else if (!call->failed && (shared != NULL || own != NULL)) {
        long shared_s = shared ? strtol(shared, NULL, 10) : 0;
        long own_s = own ? strtol(own, NULL, 10) : 0;
        char date[32];

        reply_header(reply, "Cache-Control",
                     "s-maxage=%ld, max-age=%ld, public", shared_s, own_s);
        reply_header(reply, "Expires", "%s",
                     http_date_print(kw_clock_wall_s(NULL) + own_s, date));
    }
    if (api_get(call, "origin") != NULL && call->request->origin != NULL) {
        reply_header(reply, "MediaWiki-Login-Suppressed", "true");
        reply_header(reply, "Access-Control-Allow-Origin", "*");
        reply_header(reply, "Access-Control-Allow-Credentials", "false");
        reply_header(reply, "Access-Control-Expose-Headers",
                     "MediaWiki-API-Error, Retry-After, X-Database-Lag, "
                     "MediaWiki-Login-Suppressed");
    }
}

enum kw_status api_answer(struct mirror *mirror, struct request *request,
                          struct reply *reply, struct kw_error *err)
{
    struct api_call call = {.mirror = mirror,
                            .request = request,
                            .reply = reply,
                            .module = "main",
                            .version = 1,
                            .err = err};
    const char *format = params_get(&request->params, "format");
    const char *version = params_get(&request->params, "formatversion");
    const char *errors = params_get(&request->params, "errorformat");
    bool is_page = format == NULL || strcmp(format, "json") != 0;

    if (version != NULL &&
        (strcmp(version, "2") == 0 || strcmp(version, "latest") == 0))
        call.version = 2;
    call.plain_errors = errors != NULL && strcmp(errors, "bc") != 0;
    kw_json_init(&call.json, &reply->body);
    if (params_get(&request->params, "action") == NULL) {
        reply_error_page(reply, 200,
                         "This is api.php of kinwalk-mirror. It knows "
                         "action=wbgetentities, wbsearchentities and query.");
        reply_header(reply, "Content-Disposition",
                     "inline; filename=api-help.html");
        return kw_buffer_check(&reply->body, err);
    }
    if (format != NULL && is_page && strcmp(format, "jsonfm") != 0)
        KW_TRY(api_bad_value(&call, "format", format));
    else
        KW_TRY(dispatch(&call));
    if (call.version == 1)
        json_make_ascii(&reply->body);
    if (is_page)
        make_page(reply);
    set_headers(&call, is_page);
    return kw_buffer_check(&reply->body, err);
}
