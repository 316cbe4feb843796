/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcurl, its sockets and its one timer.
 *
 * Callbacks only note what libcurl wants; it is called from drive_add(),
 * drive_go() and drive_remove() alone, never from a callback.
 *
 * Sockets are watched by level: one that was ready and not seen to is
 * ready again, behind the others. One event may be of a socket that
 * another one's transfer has closed; libcurl knows it no more or finds
 * nothing there, both of which is fine.
 */
#include "drive.h"

#include <stdio.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "fetch.h"

int64_t drive_now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- what libcurl wants -------------------------------------------- */

/* Any address will do: a socket with a mark is watched. */
static char watched;

static int want_socket(CURL *easy, curl_socket_t socket, int what, void *arg,
                       void *mark)
{
    struct drive *drive = arg;
    struct epoll_event event = {.data = {.fd = socket}};

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(drive->sockets, EPOLL_CTL_DEL, socket, &event);
        return 0;
    }
    if (what & CURL_POLL_IN)
        event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        event.events |= EPOLLOUT;
    if (epoll_ctl(drive->sockets, mark ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket,
                  &event) < 0)
        return -1;
    if (!mark)
        curl_multi_assign(drive->multi, socket, &watched);
    return 0;
}

static int want_call(CURLM *multi, long ms, void *arg)
{
    struct drive *drive = arg;

    (void)multi;
    drive->due_us = ms < 0 ? INT64_MAX : drive_now_us() + (int64_t)ms * 1000;
    return 0;
}

/* ---- opening and closing ------------------------------------------- */

enum kw_status drive_open(struct drive *drive, struct kw_error *err)
{
    struct epoll_event event = {.events = EPOLLIN};

    drive->is_open = true;
    drive->due_us = INT64_MAX;
    drive->multi = curl_multi_init();
    drive->sockets = epoll_create1(EPOLL_CLOEXEC);
    drive->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!drive->multi || drive->sockets < 0 || drive->bell < 0)
        return kw_nomem(err);
    event.data.fd = drive->bell;
    if (epoll_ctl(drive->sockets, EPOLL_CTL_ADD, drive->bell, &event) < 0)
        return kw_nomem(err);
    curl_multi_setopt(drive->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    curl_multi_setopt(drive->multi, CURLMOPT_SOCKETDATA, drive);
    curl_multi_setopt(drive->multi, CURLMOPT_TIMERFUNCTION, want_call);
    curl_multi_setopt(drive->multi, CURLMOPT_TIMERDATA, drive);
    return KW_OK;
}

void drive_close(struct drive *drive)
{
    if (!drive->is_open)
        return;
    /* First: it has sockets taken off the list as it closes them. */
    curl_multi_cleanup(drive->multi);
    if (drive->bell >= 0)
        close(drive->bell);
    if (drive->sockets >= 0)
        close(drive->sockets);
}

/* ---- steps --------------------------------------------------------- */

static CURLMcode step(struct drive *drive, curl_socket_t socket, int ready)
{
    int running;

    return curl_multi_socket_action(drive->multi, socket, ready, &running);
}

/* What has come due; a callback says when that will be next. */
static CURLMcode step_due(struct drive *drive)
{
    drive->due_us = INT64_MAX;
    return step(drive, CURL_SOCKET_TIMEOUT, 0);
}

bool drive_add(struct drive *drive, CURL *easy)
{
    if (curl_multi_add_handle(drive->multi, easy) != CURLM_OK)
        return false;
    /* If that goes wrong, so does the next round, which says so. */
    (void)step_due(drive);
    return true;
}

void drive_remove(struct drive *drive, CURL *easy)
{
    curl_multi_remove_handle(drive->multi, easy);
}

static void hear_bell(struct drive *drive)
{
    uint64_t rings;

    (void)!read(drive->bell, &rings, sizeof rings);
    /* From here on it is rung anew; what was laid down before is seen. */
    (void)atomic_exchange(&drive->rings, false);
    drive->heard = true;
}

static CURLMcode step_ready(struct drive *drive,
                            const struct epoll_event *event)
{
    int ready = 0;

    if (event->data.fd == drive->bell) {
        hear_bell(drive);
        return CURLM_OK;
    }
    if (event->events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP))
        ready |= CURL_CSELECT_IN;
    if (event->events & EPOLLOUT)
        ready |= CURL_CSELECT_OUT;
    if (event->events & EPOLLERR)
        ready |= CURL_CSELECT_ERR;
    return step(drive, event->data.fd, ready);
}

enum kw_status drive_go(struct drive *drive, int64_t budget_us,
                        struct kw_error *err)
{
    int64_t until_us = drive_now_us() + budget_us;
    CURLMcode code = CURLM_OK;

    for (size_t i = 0; i < drive->ready_count && code == CURLM_OK; i++) {
        code = step_ready(drive, &drive->ready[i]);
        if (drive_now_us() >= until_us)
            break;
    }
    drive->ready_count = 0;
    if (code == CURLM_OK && drive->due_us <= drive_now_us())
        code = step_due(drive);
    if (code != CURLM_OK)
        return kw_fail(err, KW_INTERNAL, "libcurl: %s",
                       curl_multi_strerror(code));
    return KW_OK;
}

CURL *drive_ended(struct drive *drive, CURLcode *result)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(drive->multi, &left)))
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return message->easy_handle;
        }
    return NULL;
}

/* ---- waiting ------------------------------------------------------- */

/* Milliseconds until libcurl wants a call, rounded up. */
static int64_t until_due_ms(const struct drive *drive)
{
    int64_t us;

    if (drive->due_us == INT64_MAX)
        return INT64_MAX;
    us = drive->due_us - drive_now_us();
    return us > 0 ? (us + 999) / 1000 : 0;
}

void drive_wait(struct drive *drive, int64_t ms)
{
    int64_t due_ms = drive->heard ? 0 : until_due_ms(drive);
    int count;

    if (ms > due_ms)
        ms = due_ms;
    if (ms > INT32_MAX)
        ms = INT32_MAX;
    count = epoll_wait(drive->sockets, drive->ready, DRIVE_READY_MAX, (int)ms);
    drive->ready_count = count > 0 ? (size_t)count : 0;
}

void drive_wake(struct drive *drive)
{
    uint64_t ring = 1;

    if (!atomic_exchange(&drive->rings, true))
        (void)!write(drive->bell, &ring, sizeof ring);
}
