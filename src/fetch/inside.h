/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What fetch.c, which starts transfers, land.c, which ends them, and
 * away.c, which sees whether they are looked after, share.
 */
#ifndef KINWALK_FETCH_INSIDE_H
#define KINWALK_FETCH_INSIDE_H

#include "drive.h"
#include "fetch.h"
#include "pace.h"
#include "transfer.h"

struct list {
    struct kw_request *first;
    struct kw_request *last;
    size_t count;
};

/* When the transfers were last looked after, and how it stood with their
 * thread then. */
struct away {
    int64_t since_us; /* 0: never */
    int64_t ran_us;
    long stood_still;  /* so often */
    bool knows_waits;  /* then this instead of both: */
    int64_t waited_us; /* for a processor */
    bool is_open;      /* `waits` is a file, or -1 */
    int waits;
};

struct kw_fetch {
    struct drive drive;
    bool curl_is_up;
    struct transfer_setup setup;
    char *agent;
    char *proxy;
    char *ca_file;
    struct kw_clock *clock; /* borrowed, may be NULL */
    struct pace paces[KW_HOST_KINDS];
    struct transfer *idle;
    struct transfer *flying;
    struct list waiting; /* in the order they came */
    struct list landed;
    struct kw_tally tally;
    uint64_t max_requests;
    uint64_t random;
    struct away away;
    bool reached; /* some server has answered something */
    void (*log)(void *arg, const struct kw_fetch_event *event);
    void *log_arg; /* borrowed */
};

static inline int64_t now(const struct kw_fetch *fetch)
{
    return kw_clock_ms(fetch->clock);
}

/* ---- fetch.c ------------------------------------------------------- */

void list_push(struct list *list, struct kw_request *request);
/* Takes out `request`, which stands behind `before` (NULL: first). */
void list_unlink(struct list *list, struct kw_request *before,
                 struct kw_request *request);
/* Sets a request down to be taken. */
void land(struct kw_fetch *fetch, struct kw_request *request,
          enum kw_outcome outcome);
/* Takes the transfer out of the air; gives its request. */
struct kw_request *ground(struct kw_fetch *fetch, struct transfer *transfer);

/* ---- away.c -------------------------------------------------------- */

/* The kernel has said what is ready; from now on calls are made. */
void away_begin(struct kw_fetch *fetch);
/* It is asked again: counts how long it was not. */
void away_end(struct kw_fetch *fetch);
/* Have they been left alone for `us`? */
bool away_is_long(const struct kw_fetch *fetch, int64_t us);
void away_finish(struct kw_fetch *fetch);

/* ---- land.c -------------------------------------------------------- */

/* Puts a request (back) into the waiting list, to start in `wait_ms`. */
void requeue(struct kw_fetch *fetch, struct kw_request *request,
             int64_t wait_ms);
/* A transfer is over: its request lands, or is asked again. */
void landed(struct kw_fetch *fetch, struct transfer *transfer, CURLcode code);

#endif
