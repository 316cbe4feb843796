/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls back later. One thread sleeps for all, so that a thousand who
 * wait cost no thread.
 */
#ifndef MIRROR_TIMER_H
#define MIRROR_TIMER_H

#include <stdbool.h>

struct timer;

/* `ring(who)` is called on the timer's thread. NULL: it cannot start. */
struct timer *timer_create_ringing(void (*ring)(void *who));
/* Puts `who` to sleep: calls `sleep(who)` and will ring for it in
 * `delay_ms`. False, with nothing done, once timer_stop() was called or
 * memory ran out. Any thread. */
bool timer_add(struct timer *timer, void *who, unsigned delay_ms,
               void (*sleep)(void *who));
/* Rings for all who wait; nobody sleeps after this. */
void timer_stop(struct timer *timer);
/* Stops, and frees. NULL is fine. */
void timer_destroy(struct timer *timer);

#endif
