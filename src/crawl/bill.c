/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bill, and its JSON. cli.md fixes the fields up to stopped_by.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/crawl.h>

const char *kw_stop_name(enum kw_stop stop)
{
    static const char *const names[] = {[KW_STOP_NONE] = NULL,
                                        [KW_STOP_DEPTH] = "depth",
                                        [KW_STOP_UNTIL] = "until",
                                        [KW_STOP_PEOPLE] = "people",
                                        [KW_STOP_REQUESTS] = "requests",
                                        [KW_STOP_TIME] = "time",
                                        [KW_STOP_INTERRUPT] = "interrupt",
                                        [KW_STOP_ERROR] = "error"};

    return names[stop];
}

static void seconds(struct kw_json *json, const char *key, int64_t ms)
{
    kw_json_key(json, key);
    kw_json_double(json, (double)ms / 1000);
}

void kw_bill_write(const struct kw_bill *bill, struct kw_json *json)
{
    kw_json_object(json);
    kw_json_set_text(json, "schema", "kinwalk.crawl/1");
    kw_json_set_int(json, "people", (int64_t)bill->people);
    kw_json_set_int(json, "new", (int64_t)bill->fresh);
    kw_json_set_int(json, "missing", (int64_t)bill->missing);
    kw_json_set_int(json, "failed", (int64_t)bill->failed);
    kw_json_set_int(json, "redirects", (int64_t)bill->redirects);
    kw_json_set_int(json, "open", (int64_t)bill->open);
    kw_json_set_int(json, "depth_reached", bill->depth_reached);
    kw_json_set_int(json, "requests", (int64_t)bill->requests);
    kw_json_set_int(json, "retries", (int64_t)bill->retries);
    kw_json_set_int(json, "bytes", (int64_t)bill->bytes);
    seconds(json, "waited_s", bill->waited_ms);
    seconds(json, "wall_s", bill->wall_ms);
    kw_json_set_bool(json, "complete", bill->complete);
    kw_json_set_text(json, "stopped_by", kw_stop_name(bill->stopped_by));
    kw_json_set_int(json, "refusals", (int64_t)bill->refusals);
    kw_json_set_int(json, "changed", (int64_t)bill->changed);
    kw_json_set_int(json, "unchanged", (int64_t)bill->unchanged);
    kw_json_end(json);
}

/* What follows `"key":` in the bill's JSON; NULL if it is not there. */
static const char *field(const char *json, const char *key)
{
    char wanted[64];
    const char *found;

    snprintf(wanted, sizeof wanted, "\"%s\":", key);
    found = strstr(json, wanted);
    return found ? found + strlen(wanted) : NULL;
}

static uint64_t number(const char *json, const char *key)
{
    const char *text = field(json, key);

    return text ? strtoull(text, NULL, 10) : 0;
}

static int64_t milliseconds(const char *json, const char *key)
{
    const char *text = field(json, key);

    return text ? (int64_t)(strtod(text, NULL) * 1000 + 0.5) : 0;
}

static enum kw_stop read_stop(const char *json)
{
    const char *text = field(json, "stopped_by");

    for (int stop = KW_STOP_DEPTH; text && stop <= KW_STOP_ERROR; stop++) {
        const char *name = kw_stop_name((enum kw_stop)stop);

        if (*text == '"' && strncmp(text + 1, name, strlen(name)) == 0)
            return (enum kw_stop)stop;
    }
    return KW_STOP_NONE;
}

bool kw_bill_read(const char *json, struct kw_bill *out)
{
    const char *complete = field(json, "complete");

    memset(out, 0, sizeof *out);
    if (!complete || !strstr(json, "\"kinwalk.crawl/1\""))
        return false;
    out->people = number(json, "people");
    out->fresh = number(json, "new");
    out->missing = number(json, "missing");
    out->failed = number(json, "failed");
    out->redirects = number(json, "redirects");
    out->open = number(json, "open");
    out->depth_reached = (uint32_t)number(json, "depth_reached");
    out->requests = number(json, "requests");
    out->retries = number(json, "retries");
    out->refusals = number(json, "refusals");
    out->bytes = number(json, "bytes");
    out->changed = number(json, "changed");
    out->unchanged = number(json, "unchanged");
    out->waited_ms = milliseconds(json, "waited_s");
    out->wall_ms = milliseconds(json, "wall_s");
    out->complete = strncmp(complete, "true", 4) == 0;
    out->stopped_by = read_stop(json);
    return true;
}

void kw_bill_add(struct kw_bill *bill, const struct kw_bill *more)
{
    bill->fresh += more->fresh;
    bill->changed += more->changed;
    bill->unchanged += more->unchanged;
    bill->failed += more->failed;
    bill->requests += more->requests;
    bill->retries += more->retries;
    bill->refusals += more->refusals;
    bill->bytes += more->bytes;
    bill->waited_ms += more->waited_ms;
    bill->wall_ms += more->wall_ms;
    bill->places += more->places;
    bill->places_max += more->places_max;
}
