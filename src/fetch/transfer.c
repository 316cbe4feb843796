/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One transfer: how an easy handle is set up, what it may swallow, and
 * what its end means.
 *
 * libcurl is not told to unpack: the body is kept as it came, so that
 * unpacking is the workers' business.
 */
#include "transfer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Room made beforehand on a server's word alone. */
enum { BODY_AHEAD_MAX_BYTES = 1 << 20 };

/* ---- bytes in ------------------------------------------------------ */

static size_t take_body(char *bytes, size_t size, size_t count, void *arg)
{
    struct transfer *transfer = arg;
    struct kw_buffer *body = &transfer->request->reply.body;

    if (!body->length) {
        curl_off_t whole = -1;

        /* What the server says is a hint: the limit decides. */
        curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                          &whole);
        if (whole > 0 && whole <= BODY_AHEAD_MAX_BYTES &&
            (size_t)whole <= transfer->setup->limits.body_bytes)
            (void)kw_buffer_room(body, (size_t)whole);
    }
    kw_buffer_add(body, bytes, size * count);
    return body->trouble.status == KW_OK ? size * count : 0;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl says so */
static size_t take_header(char *bytes, size_t size, size_t count, void *arg)
{
    struct transfer *transfer = arg;

    (void)bytes;
    transfer->header_bytes += size * count;
    if (transfer->header_bytes > transfer->setup->limits.header_bytes)
        return 0;
    return size * count;
}

/* ---- set-up -------------------------------------------------------- */

static void bound(CURL *easy, const struct kw_fetch_limits *limits)
{
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)limits->connect_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)limits->total_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     (long)((limits->stall_ms + 999) / 1000));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT,
                     (long)limits->stall_bytes_per_s);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                     (curl_off_t)limits->body_bytes);
}

struct transfer *transfer_create(const struct transfer_setup *setup)
{
    struct transfer *transfer = calloc(1, sizeof *transfer);
    CURL *easy = transfer ? curl_easy_init() : NULL;

    if (!easy) {
        free(transfer);
        return NULL;
    }
    transfer->easy = easy;
    transfer->setup = setup;
    bound(easy, &setup->limits);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, setup->agent);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, setup->headers);
    if (setup->proxy)
        curl_easy_setopt(easy, CURLOPT_PROXY, setup->proxy);
    if (setup->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, setup->ca_file);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->trouble);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    return transfer;
}

void transfer_destroy(struct transfer *transfer)
{
    if (!transfer)
        return;
    curl_easy_cleanup(transfer->easy);
    free(transfer);
}

bool transfer_aim(struct transfer *transfer, struct kw_request *request,
                  const char *url)
{
    transfer->request = request;
    transfer->header_bytes = 0;
    transfer->trouble[0] = '\0';
    request->reply.body.limit_bytes = transfer->setup->limits.body_bytes;
    return curl_easy_setopt(transfer->easy, CURLOPT_URL, url) == CURLE_OK;
}

/* ---- the end ------------------------------------------------------- */

static const char *header(CURL *easy, const char *name)
{
    struct curl_header *found;

    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK)
        return NULL;
    return found->value;
}

static void read_headers(struct transfer *transfer, int64_t wall_s)
{
    struct kw_reply *reply = &transfer->request->reply;
    const char *type = header(transfer->easy, "Content-Type");
    const char *encoding = header(transfer->easy, "Content-Encoding");
    const char *after = header(transfer->easy, "Retry-After");
    size_t length = type ? strcspn(type, "; \t") : 0;
    long status = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    reply->status = (int)status;
    if (length >= sizeof reply->type)
        length = sizeof reply->type - 1;
    for (size_t i = 0; i < length; i++)
        reply->type[i] = (char)tolower((unsigned char)type[i]);
    reply->type[length] = '\0';
    reply->gzipped = encoding && (strcmp(encoding, "gzip") == 0 ||
                                  strcmp(encoding, "x-gzip") == 0);
    reply->retry_after_ms = after ? kw_retry_after_ms(after, wall_s) : -1;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 ||
           status == 308;
}

static enum ending follow(struct transfer *transfer)
{
    struct kw_request *request = transfer->request;
    const char *from = request->location ? request->location : request->url;
    char *to = NULL;
    char *copy;

    curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &to);
    if (!to || !kw_fetch_may_follow(from, to)) {
        kw_fail(&request->reply.error, KW_NETWORK,
                "sent on to %s, another host, which is not followed; if that "
                "is the right one, name it with --endpoint",
                to ? to : "nowhere");
        return ENDING_HOPELESS;
    }
    if (++request->redirects > transfer->setup->limits.redirects) {
        kw_fail(&request->reply.error, KW_NETWORK, "%s: more than %u redirects",
                request->url, transfer->setup->limits.redirects);
        return ENDING_HOPELESS;
    }
    copy = strdup(to);
    if (!copy) {
        kw_nomem(&request->reply.error);
        return ENDING_HOPELESS;
    }
    free(request->location);
    request->location = copy;
    return ENDING_FOLLOW;
}

/* Nothing that asking again could mend. */
static bool is_hopeless(CURLcode code)
{
    return code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
           code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR ||
           code == CURLE_OUT_OF_MEMORY || code == CURLE_NOT_BUILT_IN;
}

static enum ending broken_off(struct transfer *transfer, CURLcode code)
{
    const struct kw_fetch_limits *limits = &transfer->setup->limits;
    struct kw_error *error = &transfer->request->reply.error;

    if (transfer->request->reply.body.trouble.status != KW_OK ||
        code == CURLE_FILESIZE_EXCEEDED)
        kw_fail(error, KW_NETWORK, "the reply is larger than %zu bytes",
                limits->body_bytes);
    else if (transfer->header_bytes > limits->header_bytes)
        kw_fail(error, KW_NETWORK, "the reply's headers pass %zu bytes",
                limits->header_bytes);
    else
        kw_fail(error, KW_NETWORK, "%s",
                transfer->trouble[0] ? transfer->trouble
                                     : curl_easy_strerror(code));
    return is_hopeless(code) ? ENDING_HOPELESS : ENDING_BROKEN;
}

enum ending transfer_ended(struct transfer *transfer, CURLcode code,
                           int64_t wall_s)
{
    struct kw_reply *reply = &transfer->request->reply;

    read_headers(transfer, wall_s);
    if (code != CURLE_OK)
        return broken_off(transfer, code);
    if (is_redirect(reply->status))
        return follow(transfer);
    if (reply->status == 403) {
        kw_fail(&reply->error, KW_REFUSED, "HTTP 403");
        return ENDING_REFUSED;
    }
    if (reply->status == 429 || reply->status == 503) {
        kw_fail(&reply->error, KW_NETWORK, "HTTP %d", reply->status);
        return ENDING_NOT_NOW;
    }
    if (reply->status >= 500 || reply->status == 408 || reply->status == 425) {
        kw_fail(&reply->error, KW_NETWORK, "HTTP %d", reply->status);
        return ENDING_BROKEN;
    }
    return ENDING_ANSWERED;
}
