/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch: transfers, pace, retries. A kw_request becomes a kw_reply.
 *
 * It would work for any website: it knows hosts, HTTP and politeness, and
 * nothing of what the bytes mean. Bodies stay packed as they came.
 *
 * Every request that is submitted comes back from kw_fetch_take() exactly
 * once: answered, given up, or cancelled. Waiting is never sleeping: what
 * may not go out yet has a start time in the future.
 *
 * Threads: a fetch belongs to one thread; only kw_fetch_wake() may be
 * called from others. Making and destroying are safe on any thread
 * (libcurl 7.84 and later guard their process-wide part themselves).
 */
#ifndef KINWALK_FETCH_H
#define KINWALK_FETCH_H

#include <kinwalk/base.h>

/* Opens libcurl, unless it is open: KW_USAGE with what to install if it
 * cannot be. All below needs it, and fails without. Any thread. */
enum kw_status kw_fetch_library(struct kw_error *err);

/* ---- manners, by kind of host -------------------------------------- */

enum kw_host_kind {
    KW_HOST_LOOPBACK = 0, /* this machine */
    KW_HOST_OTHER,
    KW_HOST_WIKIMEDIA /* all hosts of Wikimedia together */
};
enum { KW_HOST_KINDS = KW_HOST_WIKIMEDIA + 1 };

/* How a kind of host wants to be treated. One row a kind. */
struct kw_policy {
    const char *name;
    unsigned in_flight;       /* requests at once, if nobody says otherwise */
    unsigned in_flight_max;   /* and at most, whoever says so */
    int64_t gap_ms;           /* between two starts, at least */
    int64_t slow_ms;          /* an answer slower than this (0: never) ... */
    int64_t rest_ms;          /* ... is followed by a rest of so much */
    int64_t backoff_floor_ms; /* asked again never sooner than this, ... */
    int64_t backoff_first_ms; /* ... plus a random part of this, doubled */
    int64_t backoff_max_ms;   /* with every try up to this */
    unsigned maxlag_s;        /* sent along: how far behind its databases may
                                 be for our sake; 0: not */
    bool wants_contact;       /* refuses those who do not say who they are */
};
const struct kw_policy *kw_policy_of(enum kw_host_kind kind);

/* The bounds of one transfer, the same for all hosts; here stand all of
 * them. */
struct kw_fetch_limits {
    size_t body_bytes;          /* as it came, packed */
    size_t header_bytes;        /* all headers of one reply */
    int64_t connect_ms;         /* to be connected */
    int64_t stall_ms;           /* slower than stall_bytes_per_s for so long */
    int64_t stall_bytes_per_s;  /* ends the transfer */
    int64_t total_ms;           /* from start to end */
    int64_t retry_after_max_ms; /* a server that wants more waiting is
                                   given up */
    unsigned redirects;         /* followed for one request */
    unsigned refusals;          /* "not now" in a row for one request */
    unsigned url_bytes;         /* of one address */
};
struct kw_fetch_limits kw_fetch_limits_default(void);

/* The kind of the host in `url`. False if `url` is no http or https
 * address with a host, or holds a user, a blank or a control character. */
bool kw_fetch_host_kind(const char *url, enum kw_host_kind *out);
/* May a server at `from` send us on to `to`? Only to the same host and
 * port, or to its https twin. */
bool kw_fetch_may_follow(const char *from, const char *to);
/* Milliseconds a Retry-After asks for: seconds or a date. -1 if it is
 * neither. A date in the past is 0. */
int64_t kw_retry_after_ms(const char *text, int64_t now_s);

/* ---- requests and replies ------------------------------------------ */

enum kw_outcome {
    KW_REQUEST_UNDER_WAY = 0,
    KW_REQUEST_ANSWERED, /* with an HTTP status that is the asker's matter */
    KW_REQUEST_GIVEN_UP, /* `error` says why */
    KW_REQUEST_CANCELLED
};

struct kw_reply {
    enum kw_outcome outcome;
    int status;             /* HTTP; 0: no reply came */
    char type[64];          /* "application/json": lower case, no parameters */
    bool gzipped;           /* the body is packed */
    int64_t retry_after_ms; /* what the server asks for; -1: nothing */
    int64_t took_ms;        /* of the last transfer */
    struct kw_buffer body;  /* as it came */
    struct kw_error error;  /* KW_NETWORK, KW_REFUSED (403); cancelled:
                               KW_INTERRUPTED, KW_LIMIT (max_requests) */
};

/* Embed it first in a larger struct. `url` is borrowed until the request
 * is taken back. Zero the rest before the first kw_fetch_submit(). */
struct kw_request {
    const char *url;
    unsigned tries_max; /* transfers that may fail; 0: TRIES_MAX */
    struct kw_reply reply;
    /* fetch's own from here */
    unsigned tries;
    unsigned refusals;
    unsigned redirects;
    enum kw_host_kind kind;
    char *location; /* where a redirect leads; owned */
    int64_t start_at_ms;
    struct kw_request *next;
};
/* Frees the body and all; not the request. Zeroed memory is fine. */
void kw_request_finish(struct kw_request *request);

enum { KW_FETCH_TRIES = 8 };

struct kw_fetch_event {
    uint64_t number;
    const char *url;
    int status;
    size_t bytes;
    int64_t took_ms;
    const char *trouble; /* NULL: none */
    int64_t wait_ms;     /* -1: not asked again */
};

struct kw_fetch_settings {
    const char *contact;   /* copied; NULL: none */
    const char *proxy;     /* copied; NULL: the usual *_proxy variables */
    const char *ca_file;   /* copied; who vouches for servers, PEM; NULL: those
                              the system trusts */
    unsigned in_flight;    /* 0: the policy's */
    unsigned rate;         /* starts a minute; 0: the policy's */
    uint64_t max_requests; /* 0: no limit */
    uint64_t seed;
    struct kw_clock *clock; /* borrowed; NULL: the system's */
    void (*log)(void *arg, const struct kw_fetch_event *event);
    void *log_arg;
    const struct kw_fetch_limits *limits; /* copied; NULL: the defaults */
};

struct kw_fetch;

/* *out is yours: kw_fetch_destroy(). */
enum kw_status kw_fetch_create(const struct kw_fetch_settings *settings,
                               struct kw_fetch **out, struct kw_error *err);
/* Requests not taken back are dropped unanswered: take them first if they
 * own anything. NULL is fine. */
void kw_fetch_destroy(struct kw_fetch *fetch);

/* Queues it. KW_USAGE for an address kw_fetch_host_kind() refuses. */
enum kw_status kw_fetch_submit(struct kw_fetch *fetch,
                               struct kw_request *request,
                               struct kw_error *err);

enum kw_again {
    KW_AGAIN_BROKEN,  /* the reply cannot be used: one of tries_max is gone */
    KW_AGAIN_NOT_NOW, /* the server said so inside its reply: a refusal */
    KW_AGAIN_PATIENT  /* the same, without end: only the user ends it */
};
/* The asker found an answered request's reply unusable; it is asked once
 * more after a while: the server's own wish, else backoff. False, with
 * the request still the asker's, if it has had its tries. */
bool kw_fetch_again(struct kw_fetch *fetch, struct kw_request *request,
                    enum kw_again why, const char *reason);
/* The next request that is seen to; NULL if there is none. */
struct kw_request *kw_fetch_take(struct kw_fetch *fetch);
/* Drives the transfers for at most `timeout_ms`, less if something is
 * there to be taken or somebody woke it. `others` says that somebody else
 * is at work who will wake it: then a clock set by hand does not jump. */
enum kw_status kw_fetch_wait(struct kw_fetch *fetch, int64_t timeout_ms,
                             bool others, struct kw_error *err);
/* Looks after the transfers for a moment, without waiting, unless that was
 * done just now. For an owner who is busy for milliseconds. */
enum kw_status kw_fetch_attend(struct kw_fetch *fetch, struct kw_error *err);
/* Ends a kw_fetch_wait() of the owner, now or the next one. Fits the wake
 * of kw_pool_create(). */
void kw_fetch_wake(void *fetch);
/* All that is under way or waits becomes cancelled. */
void kw_fetch_cancel(struct kw_fetch *fetch);

/* How many more requests could be at work at once. */
unsigned kw_fetch_room(const struct kw_fetch *fetch, enum kw_host_kind kind);
/* Submitted and not yet taken. */
size_t kw_fetch_pending(const struct kw_fetch *fetch);

/* Longer away from the transfers is too long: bytes wait. */
enum { KW_AWAY_US = 5000 };

struct kw_tally {
    uint64_t requests; /* started, retries included */
    uint64_t retries;
    uint64_t refusals;
    uint64_t bytes;
    int64_t waited_ms;    /* nothing under way, somebody waiting to start */
    int64_t wait_ms;      /* until the next start; 0: none is held back */
    const char *wait_why; /* static: "pace", "rest", "the server asked" */
    unsigned in_flight;
    uint64_t answered; /* transfers that ended with an HTTP reply below 500 */
    /* Transfers under way were left alone for so long, at most: the time
     * their thread spent on other things between two looks at them. */
    int64_t away_us;
    uint64_t away_often; /* how often that was more than KW_AWAY_US */
    /* The same without waits for a processor that others had: what calls
     * took. */
    int64_t calls_us;
    uint64_t calls_often;
};
struct kw_tally kw_fetch_tally(const struct kw_fetch *fetch);

#endif
