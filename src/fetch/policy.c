/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Manners: which hosts there are, how each kind wants to be treated, and
 * every limit of a transfer.
 *
 * Wikimedia's rows follow its robot policy and the rate limits of 2026:
 * 200 requests a minute over all its sites together, one at a time for
 * who is not logged in, a rest after a slow answer.
 */
#include "fetch.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

static const struct kw_policy POLICIES[KW_HOST_KINDS] = {
    [KW_HOST_LOOPBACK] = {.name = "this machine",
                          .in_flight = 16,
                          .in_flight_max = 1000,
                          .backoff_first_ms = 100,
                          .backoff_max_ms = 10000,
                          .maxlag_s = 5}, /* a mirror teaches it */
    [KW_HOST_OTHER] = {.name = "a Wikibase",
                       .in_flight = 16,
                       .in_flight_max = 1000,
                       .backoff_floor_ms = 500,
                       .backoff_first_ms = 1000,
                       .backoff_max_ms = 120000},
    [KW_HOST_WIKIMEDIA] = {.name = "Wikimedia",
                           .in_flight = 1,
                           .in_flight_max = 1,
                           .gap_ms = 300,
                           .slow_ms = 1000,
                           .rest_ms = 5000,
                           .backoff_floor_ms = 5000,
                           .backoff_first_ms = 5000,
                           .backoff_max_ms = 300000,
                           .maxlag_s = 5,
                           .wants_contact = true},
};

/* Ends of Wikimedia's host names. */
static const char *const WIKIMEDIA[] = {
    "wikidata.org",      "wikipedia.org",  "wikimedia.org",
    "mediawiki.org",     "wiktionary.org", "wikibooks.org",
    "wikinews.org",      "wikiquote.org",  "wikisource.org",
    "wikiversity.org",   "wikivoyage.org", "wikifunctions.org",
    "wmfusercontent.org"};

const struct kw_policy *kw_policy_of(enum kw_host_kind kind)
{
    return &POLICIES[kind];
}

struct kw_fetch_limits kw_fetch_limits_default(void)
{
    struct kw_fetch_limits limits = {
        .body_bytes = (size_t)64 << 20,
        .header_bytes = (size_t)64 << 10,
        .connect_ms = 30000,
        .stall_ms = 60000,
        .stall_bytes_per_s = 64,
        .total_ms = 600000,
        .retry_after_max_ms = 3600000,
        .redirects = 5,
        .refusals = 12,
        .url_bytes = 8000,
    };

    return limits;
}

/* ---- hosts --------------------------------------------------------- */

static bool ends_with(const char *host, const char *end)
{
    size_t length = strlen(host);
    size_t end_length = strlen(end);

    if (length && host[length - 1] == '.')
        length--;
    return length >= end_length &&
           strncasecmp(host + length - end_length, end, end_length) == 0 &&
           (length == end_length || host[length - end_length - 1] == '.');
}

static bool is_loopback(const char *host)
{
    return strcmp(host, "[::1]") == 0 || ends_with(host, "localhost") ||
           (strncmp(host, "127.", 4) == 0 &&
            host[strspn(host, "0123456789.")] == '\0');
}

static enum kw_host_kind kind_of(const char *host)
{
    if (is_loopback(host))
        return KW_HOST_LOOPBACK;
    for (size_t i = 0; i < sizeof WIKIMEDIA / sizeof *WIKIMEDIA; i++)
        if (ends_with(host, WIKIMEDIA[i]))
            return KW_HOST_WIKIMEDIA;
    return KW_HOST_OTHER;
}

/* The parts that decide where an address leads. */
struct place {
    char *scheme; /* all three are libcurl's */
    char *host;
    char *port;
};

static void place_finish(struct place *place)
{
    curl_free(place->scheme);
    curl_free(place->host);
    curl_free(place->port);
}

static bool place_of(const char *url, struct place *out)
{
    CURLU *parts = curl_url();
    bool fine;

    memset(out, 0, sizeof *out);
    fine =
        parts &&
        curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) ==
            CURLUE_OK &&
        curl_url_get(parts, CURLUPART_SCHEME, &out->scheme, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &out->host, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_PORT, &out->port, CURLU_DEFAULT_PORT) ==
            CURLUE_OK &&
        (strcmp(out->scheme, "http") == 0 || strcmp(out->scheme, "https") == 0);
    curl_url_cleanup(parts);
    if (!fine) {
        place_finish(out);
        memset(out, 0, sizeof *out);
    }
    return fine;
}

bool kw_fetch_host_kind(const char *url, enum kw_host_kind *out)
{
    struct place place;

    for (const char *c = url; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return false;
    if (!place_of(url, &place))
        return false;
    *out = kind_of(place.host);
    place_finish(&place);
    return true;
}

bool kw_fetch_may_follow(const char *from, const char *to)
{
    struct place a;
    struct place b;
    bool may = false;

    if (!place_of(from, &a))
        return false;
    if (place_of(to, &b)) {
        bool same_port = strcmp(a.port, b.port) == 0;
        bool twin = strcmp(a.scheme, "http") == 0 &&
                    strcmp(b.scheme, "https") == 0 &&
                    strcmp(a.port, "80") == 0 && strcmp(b.port, "443") == 0;

        may = strcasecmp(a.host, b.host) == 0 &&
              (twin || (same_port && strcmp(a.scheme, b.scheme) == 0));
        place_finish(&b);
    }
    place_finish(&a);
    return may;
}

int64_t kw_retry_after_ms(const char *text, int64_t now_s)
{
    uint64_t seconds;
    time_t when;

    text += strspn(text, " \t");
    if (kw_number(text, 0, INT32_MAX, &seconds))
        return (int64_t)seconds * 1000;
    if (text[0] >= '0' && text[0] <= '9')
        return -1;
    when = curl_getdate(text, NULL);
    if (when < 0)
        return -1;
    return (int64_t)when > now_s ? ((int64_t)when - now_s) * 1000 : 0;
}
