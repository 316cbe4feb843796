/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One transfer: an easy handle of libcurl, and what its end means. */
#ifndef KINWALK_FETCH_TRANSFER_H
#define KINWALK_FETCH_TRANSFER_H

#include <curl/curl.h>

#include "fetch.h"

/* What all transfers of a handle share. */
struct transfer_setup {
    struct kw_fetch_limits limits;
    struct curl_slist *headers; /* borrowed */
    const char *agent;          /* borrowed */
    const char *proxy;          /* borrowed, may be NULL */
    const char *ca_file;        /* borrowed, may be NULL */
};

struct transfer {
    CURL *easy;
    struct kw_request *request;         /* borrowed; NULL: idle */
    const struct transfer_setup *setup; /* borrowed */
    size_t header_bytes;
    int64_t started_ms;
    uint64_t number;
    struct transfer *next;
    struct transfer *previous;
    char trouble[CURL_ERROR_SIZE];
};

/* NULL if memory ran out. */
struct transfer *transfer_create(const struct transfer_setup *setup);
/* NULL is fine. */
void transfer_destroy(struct transfer *transfer);
/* Points it at `url` for `request`, whose reply is emptied. */
bool transfer_aim(struct transfer *transfer, struct kw_request *request,
                  const char *url);

/* How a transfer ended. */
enum ending {
    ENDING_ANSWERED, /* the asker's matter */
    ENDING_FOLLOW,   /* request->location holds where to */
    ENDING_NOT_NOW,  /* 429, 503 */
    ENDING_BROKEN,   /* asking again may help */
    ENDING_REFUSED,  /* 403 */
    ENDING_HOPELESS  /* asking again will not help */
};
/* Fills in the reply and judges it. For all but the first two
 * reply->error says what happened. */
enum ending transfer_ended(struct transfer *transfer, CURLcode code,
                           int64_t wall_s);

#endif
