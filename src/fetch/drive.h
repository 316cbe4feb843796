/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The drive: libcurl by its sockets. It says which sockets it waits for
 * and when it wants to be called; the kernel says which of them are ready;
 * and only their transfers are seen to.
 *
 * So what one call costs does not grow with the number of transfers, and
 * an owner can stop between two of them and look at other things.
 *
 * One thread, but for drive_wake().
 */
#ifndef KINWALK_FETCH_DRIVE_H
#define KINWALK_FETCH_DRIVE_H

#include <curl/curl.h>
#include <stdatomic.h>
#include <sys/epoll.h>

#include <kinwalk/base.h>

enum { DRIVE_READY_MAX = 64 };

struct drive {
    bool is_open; /* or half so */
    CURLM *multi;
    int sockets;       /* an epoll of what libcurl waits for */
    int bell;          /* an eventfd among them, rung by drive_wake() */
    atomic_bool rings; /* it was rung and not yet heard */
    bool heard;        /* it was heard: the owner's to take back */
    int64_t due_us;    /* when libcurl wants a call; INT64_MAX: never */
    struct epoll_event ready[DRIVE_READY_MAX];
    size_t ready_count;
};

/* Microseconds of the real clock, from some start. */
int64_t drive_now_us(void);

/* Zeroed memory becomes a drive. Whatever comes of it, drive_close(). */
enum kw_status drive_open(struct drive *drive, struct kw_error *err);
/* Its transfers were taken out before. Zeroed memory is fine. */
void drive_close(struct drive *drive);

/* Adds a transfer, and takes its first steps. False if memory ran out. */
bool drive_add(struct drive *drive, CURL *easy);
void drive_remove(struct drive *drive, CURL *easy);

/* Waits until a socket is ready, libcurl wants a call, somebody wakes it,
 * or `ms` have passed; not at all, if the bell was heard. */
void drive_wait(struct drive *drive, int64_t ms);
/* Sees to what is ready, but stops after `budget_us`, if one step does not
 * take longer: what is left over is ready again next time. */
enum kw_status drive_go(struct drive *drive, int64_t budget_us,
                        struct kw_error *err);
/* The next transfer that is over; NULL if there is none. */
CURL *drive_ended(struct drive *drive, CURLcode *result);

/* Ends a drive_wait(), this one or the next. Any thread. */
void drive_wake(struct drive *drive);

#endif
