/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A thread, and a monitor for what two of them share.
 *
 * Signals are left to the threads of the host: who calls us expects its
 * own waits to be interrupted, not ours.
 */
#define _GNU_SOURCE 1 /* pthread_mutex_clocklock */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include <kinwalk/base.h>

/* ---- threads ------------------------------------------------------- */

struct kw_thread {
    pthread_t thread;
    void (*run)(void *);
    void *arg; /* borrowed */
};

static void *run_it(void *arg)
{
    struct kw_thread *thread = arg;

    thread->run(thread->arg);
    return NULL;
}

enum kw_status kw_thread_start(void (*run)(void *), void *arg,
                               struct kw_thread **out, struct kw_error *err)
{
    struct kw_thread *thread = calloc(1, sizeof *thread);
    sigset_t all;
    sigset_t before;
    int wrong;

    *out = NULL;
    if (!thread)
        return kw_nomem(err);
    thread->run = run;
    thread->arg = arg;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    wrong = pthread_create(&thread->thread, NULL, run_it, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (wrong) {
        free(thread);
        return kw_fail(err, KW_NOMEM, "cannot start a worker thread");
    }
    *out = thread;
    return KW_OK;
}

void kw_thread_join(struct kw_thread *thread)
{
    if (!thread)
        return;
    pthread_join(thread->thread, NULL);
    free(thread);
}

/* ---- monitors ------------------------------------------------------ */

struct kw_monitor {
    pthread_mutex_t lock;
    pthread_cond_t told;
};

enum kw_status kw_monitor_create(struct kw_monitor **out, struct kw_error *err)
{
    struct kw_monitor *monitor = calloc(1, sizeof *monitor);
    pthread_condattr_t steady;

    *out = monitor;
    if (!monitor)
        return kw_nomem(err);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&monitor->lock, NULL);
    pthread_cond_init(&monitor->told, &steady);
    pthread_condattr_destroy(&steady);
    return KW_OK;
}

void kw_monitor_destroy(struct kw_monitor *monitor)
{
    if (!monitor)
        return;
    pthread_cond_destroy(&monitor->told);
    pthread_mutex_destroy(&monitor->lock);
    free(monitor);
}

void kw_monitor_enter(struct kw_monitor *monitor)
{
    pthread_mutex_lock(&monitor->lock);
}

bool kw_monitor_enter_within(struct kw_monitor *monitor, int64_t us)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(us / 1000000);
    until.tv_nsec += (long)(us % 1000000 * 1000);
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return pthread_mutex_clocklock(&monitor->lock, CLOCK_MONOTONIC, &until) ==
           0;
}

void kw_monitor_leave(struct kw_monitor *monitor)
{
    pthread_mutex_unlock(&monitor->lock);
}

void kw_monitor_wait(struct kw_monitor *monitor, int64_t until_ms)
{
    struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                             .tv_nsec = (long)(until_ms % 1000 * 1000000)};

    if (until_ms == INT64_MAX)
        pthread_cond_wait(&monitor->told, &monitor->lock);
    else
        pthread_cond_timedwait(&monitor->told, &monitor->lock, &until);
}

void kw_monitor_tell(struct kw_monitor *monitor)
{
    pthread_cond_broadcast(&monitor->told);
}
