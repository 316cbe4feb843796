/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the next request to a kind of host may start. */
#ifndef KINWALK_FETCH_PACE_H
#define KINWALK_FETCH_PACE_H

#include "fetch.h"

struct pace {
    const struct kw_policy *policy; /* static */
    unsigned in_flight_max;         /* as policy and user allow */
    unsigned in_flight_now;         /* halved by refusals, recovers slowly */
    unsigned flying;
    int64_t gap_base_ms;
    int64_t gap_ms;  /* doubled by refusals, recovers slowly */
    int64_t next_ms; /* nobody starts before */
    const char *why; /* static: what next_ms is owed to */
    unsigned good;   /* answers since in_flight_now last grew */
};

void pace_init(struct pace *pace, const struct kw_policy *policy,
               unsigned in_flight, unsigned rate);
/* May one more start now? */
bool pace_allows(const struct pace *pace, int64_t now_ms);
void pace_started(struct pace *pace, int64_t now_ms);
/* A transfer ended; `fine`: with a reply that is no refusal. */
void pace_ended(struct pace *pace, int64_t now_ms, int64_t took_ms, bool fine);
/* The server said "not now": everybody waits `wait_ms`. */
void pace_refused(struct pace *pace, int64_t now_ms, int64_t wait_ms);

/* How long to wait before try `k` (from 0) after the first: exponential
 * with full jitter above the floor. `*state` is the random generator's. */
int64_t pace_backoff_ms(const struct kw_policy *policy, unsigned k,
                        uint64_t *state);

#endif
