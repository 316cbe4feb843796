/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The roof of a crawl: fetches documents and unpacks them on workers;
 * reads nothing, keeps nothing. No crawler that looks at what it gets can
 * be faster on this machine.
 *
 *   bench-roof URL-PREFIX URL-SUFFIX IN-FLIGHT WORKERS < numbers
 *
 * libcurl alone, without kinwalk's manners, limits and bills.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <libdeflate.h>

#include <kinwalk/base.h>

enum { BODY_BYTES = 1 << 20, RAW_BYTES = 4 << 20 };

struct body {
    struct kw_job job; /* first: the pool's */
    CURL *easy;
    struct roof *roof;
    size_t length;
    size_t raw_length;
    unsigned char bytes[BODY_BYTES];
};

struct roof {
    CURLM *multi;
    struct curl_slist *headers;
    struct kw_pool *pool;
    const char *prefix;
    const char *suffix;
    uint64_t fetched;
    uint64_t bytes;
    uint64_t raw_bytes;
    size_t busy;
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *arg)
{
    struct body *body = arg;

    if (size * count > sizeof body->bytes - body->length)
        return 0;
    memcpy(body->bytes + body->length, bytes, size * count);
    body->length += size * count;
    return size * count;
}

/* A worker's own tools, kept from one document to the next. */
static void unpack(struct kw_job *job)
{
    static _Thread_local struct libdeflate_decompressor *tool;
    static _Thread_local unsigned char *raw;
    struct body *body = (struct body *)job;

    if (!tool)
        tool = libdeflate_alloc_decompressor();
    if (!raw)
        raw = malloc(RAW_BYTES);
    body->raw_length = 0;
    if (!tool || !raw ||
        libdeflate_gzip_decompress(tool, body->bytes, body->length, raw,
                                   RAW_BYTES,
                                   &body->raw_length) != LIBDEFLATE_SUCCESS)
        body->raw_length = 0;
}

static bool ask_next(struct roof *roof, struct body *body)
{
    char number[32];
    char url[512];

    if (!fgets(number, sizeof number, stdin))
        return false;
    number[strcspn(number, "\n")] = '\0';
    snprintf(url, sizeof url, "%s%s%s", roof->prefix, number, roof->suffix);
    body->length = 0;
    curl_easy_setopt(body->easy, CURLOPT_URL, url);
    curl_multi_add_handle(roof->multi, body->easy);
    roof->busy++;
    return true;
}

static struct body *make_body(struct roof *roof)
{
    struct body *body = calloc(1, sizeof *body);

    if (!body || !(body->easy = curl_easy_init()))
        exit(1);
    body->roof = roof;
    body->job.run = unpack;
    curl_easy_setopt(body->easy, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(body->easy, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(body->easy, CURLOPT_PRIVATE, body);
    curl_easy_setopt(body->easy, CURLOPT_HTTPHEADER, roof->headers);
    return body;
}

static void hand_over(struct roof *roof)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(roof->multi, &left))) {
        struct body *body = NULL;

        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &body);
        curl_multi_remove_handle(roof->multi, message->easy_handle);
        roof->fetched++;
        roof->bytes += body->length;
        kw_pool_submit(roof->pool, &body->job);
    }
}

static void go_round(struct roof *roof)
{
    struct kw_job *job;
    int running;

    curl_multi_perform(roof->multi, &running);
    hand_over(roof);
    while ((job = kw_pool_take(roof->pool))) {
        struct body *body = (struct body *)job;

        roof->raw_bytes += body->raw_length;
        roof->busy--;
        if (!ask_next(roof, body)) {
            curl_easy_cleanup(body->easy);
            free(body);
        }
    }
    if (roof->busy)
        curl_multi_poll(roof->multi, NULL, 0, 1000, NULL);
}

static void wake(void *multi)
{
    curl_multi_wakeup(multi);
}

int main(int argc, char **argv)
{
    struct roof roof = {0};
    uint64_t in_flight;
    uint64_t workers;
    int64_t begun_ms = kw_clock_ms(NULL);
    double wall_s;

    if (argc != 5 || !kw_number(argv[3], 1, 1000, &in_flight) ||
        !kw_number(argv[4], 0, 64, &workers)) {
        fputs("bench-roof URL-PREFIX URL-SUFFIX IN-FLIGHT WORKERS\n", stderr);
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    roof.prefix = argv[1];
    roof.suffix = argv[2];
    roof.multi = curl_multi_init();
    roof.headers = curl_slist_append(NULL, "Accept-Encoding: gzip");
    if (kw_pool_create((unsigned)workers, wake, roof.multi, &roof.pool, NULL) !=
        KW_OK)
        return 1;
    for (uint64_t i = 0; i < in_flight; i++) {
        struct body *body = make_body(&roof);

        if (!ask_next(&roof, body)) {
            curl_easy_cleanup(body->easy);
            free(body);
        }
    }
    while (roof.busy)
        go_round(&roof);
    wall_s = (double)(kw_clock_ms(NULL) - begun_ms) / 1000.0;
    printf("{\"documents\":%" PRIu64 ",\"bytes\":%" PRIu64
           ",\"raw_bytes\":%" PRIu64 ",\"wall_s\":%.3f}\n",
           roof.fetched, roof.bytes, roof.raw_bytes, wall_s);
    kw_pool_destroy(roof.pool, NULL);
    curl_multi_cleanup(roof.multi);
    curl_slist_free_all(roof.headers);
    curl_global_cleanup();
    return 0;
}
