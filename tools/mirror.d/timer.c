/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A heap of those who wait, the next one on top, and one thread.
 */
#include "timer.h"

#include <kinwalk/base.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct waiting {
    int64_t due_ms;
    void *who;
};

struct timer {
    void (*ring)(void *who);
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct waiting *heap;
    size_t count;
    size_t capacity;
    bool stopping;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void swap(struct waiting *a, struct waiting *b)
{
    struct waiting kept = *a;

    *a = *b;
    *b = kept;
}

static void push(struct timer *timer, struct waiting one)
{
    size_t i = timer->count++;

    timer->heap[i] = one;
    while (i > 0 && timer->heap[(i - 1) / 2].due_ms > timer->heap[i].due_ms) {
        swap(&timer->heap[(i - 1) / 2], &timer->heap[i]);
        i = (i - 1) / 2;
    }
}

static struct waiting pop(struct timer *timer)
{
    struct waiting top = timer->heap[0];
    size_t i = 0;

    timer->heap[0] = timer->heap[--timer->count];
    for (;;) {
        size_t least = i;

        for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
            if (child < timer->count &&
                timer->heap[child].due_ms < timer->heap[least].due_ms)
                least = child;
        if (least == i)
            return top;
        swap(&timer->heap[i], &timer->heap[least]);
        i = least;
    }
}

static void *run(void *arg)
{
    struct timer *timer = arg;

    pthread_mutex_lock(&timer->lock);
    while (!timer->stopping) {
        int64_t due_ms;
        struct timespec until;

        if (timer->count == 0) {
            pthread_cond_wait(&timer->changed, &timer->lock);
            continue;
        }
        due_ms = timer->heap[0].due_ms;
        if (due_ms <= now_ms()) {
            timer->ring(pop(timer).who);
            continue;
        }
        until.tv_sec = (time_t)(due_ms / 1000);
        until.tv_nsec = (long)(due_ms % 1000) * 1000000;
        pthread_cond_timedwait(&timer->changed, &timer->lock, &until);
    }
    pthread_mutex_unlock(&timer->lock);
    return NULL;
}

struct timer *timer_create_ringing(void (*ring)(void *who))
{
    struct timer *timer = calloc(1, sizeof *timer);
    pthread_condattr_t steady;

    if (timer == NULL)
        return NULL;
    timer->ring = ring;
    pthread_mutex_init(&timer->lock, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&timer->changed, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&timer->thread, NULL, run, timer) == 0)
        return timer;
    pthread_cond_destroy(&timer->changed);
    pthread_mutex_destroy(&timer->lock);
    free(timer);
    return NULL;
}

bool timer_add(struct timer *timer, void *who, unsigned delay_ms,
               void (*sleep)(void *who))
{
    struct waiting one = {.due_ms = now_ms() + delay_ms, .who = who};
    struct waiting *heap = NULL;

    pthread_mutex_lock(&timer->lock);
    if (!timer->stopping)
        heap =
            kw_grow(timer->heap, timer->count, &timer->capacity, sizeof *heap);
    if (heap != NULL) {
        timer->heap = heap;
        sleep(who);
        push(timer, one);
        /* Only a new first one changes when to wake up. */
        if (timer->heap[0].who == who)
            pthread_cond_signal(&timer->changed);
    }
    pthread_mutex_unlock(&timer->lock);
    return heap != NULL;
}

void timer_stop(struct timer *timer)
{
    pthread_mutex_lock(&timer->lock);
    timer->stopping = true;
    while (timer->count > 0)
        timer->ring(pop(timer).who);
    pthread_cond_signal(&timer->changed);
    pthread_mutex_unlock(&timer->lock);
}

void timer_destroy(struct timer *timer)
{
    if (timer == NULL)
        return;
    timer_stop(timer);
    pthread_join(timer->thread, NULL);
    pthread_cond_destroy(&timer->changed);
    pthread_mutex_destroy(&timer->lock);
    free(timer->heap);
    free(timer);
}
