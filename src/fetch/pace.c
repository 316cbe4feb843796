/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pace: start times in the future, never a sleep.
 *
 * A refusal doubles the gap and halves the number in flight; each good
 * answer takes back a tenth of the gap, each dozen one more in flight.
 */
#include "pace.h"

enum {
    REFUSED_GAP_MS = 50,        /* the gap after a first refusal, if none was */
    GAP_MAX_MS = 60000,         /* refusals do not stretch it further */
    GOOD_ANSWERS_PER_SLOT = 12, /* to get one more in flight back */
    MINUTE_MS = 60000
};

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void pace_init(struct pace *pace, const struct kw_policy *policy,
               unsigned in_flight, unsigned rate)
{
    if (!in_flight)
        in_flight = policy->in_flight;
    if (in_flight > policy->in_flight_max)
        in_flight = policy->in_flight_max;
    *pace = (struct pace){.policy = policy,
                          .in_flight_max = in_flight,
                          .in_flight_now = in_flight,
                          .gap_base_ms = policy->gap_ms,
                          .next_ms = INT64_MIN};
    if (rate)
        pace->gap_base_ms =
            larger(policy->gap_ms, (MINUTE_MS + rate - 1) / rate);
    pace->gap_ms = pace->gap_base_ms;
}

bool pace_allows(const struct pace *pace, int64_t now_ms)
{
    return pace->flying < pace->in_flight_now && now_ms >= pace->next_ms;
}

static void not_before(struct pace *pace, int64_t when_ms, const char *why)
{
    if (when_ms > pace->next_ms) {
        pace->next_ms = when_ms;
        pace->why = why;
    }
}

void pace_started(struct pace *pace, int64_t now_ms)
{
    pace->flying++;
    not_before(pace, now_ms + pace->gap_ms, "pace");
}

void pace_ended(struct pace *pace, int64_t now_ms, int64_t took_ms, bool fine)
{
    const struct kw_policy *policy = pace->policy;

    pace->flying--;
    if (policy->slow_ms && took_ms > policy->slow_ms)
        not_before(pace, now_ms + policy->rest_ms, "rest after a slow answer");
    if (!fine)
        return;
    pace->gap_ms = larger(pace->gap_base_ms, pace->gap_ms * 9 / 10);
    if (pace->gap_ms < REFUSED_GAP_MS / 2)
        pace->gap_ms = pace->gap_base_ms;
    if (pace->in_flight_now < pace->in_flight_max &&
        ++pace->good >= GOOD_ANSWERS_PER_SLOT) {
        pace->in_flight_now++;
        pace->good = 0;
    }
}

void pace_refused(struct pace *pace, int64_t now_ms, int64_t wait_ms)
{
    pace->gap_ms =
        larger(pace->gap_base_ms,
               smaller(GAP_MAX_MS, larger(REFUSED_GAP_MS, pace->gap_ms * 2)));
    if (pace->in_flight_now > 1)
        pace->in_flight_now /= 2;
    pace->good = 0;
    not_before(pace, now_ms + wait_ms, "the server asked to wait");
}

/* splitmix64, by Sebastiano Vigna: https://prng.di.unimi.it/splitmix64.c */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t pace_backoff_ms(const struct kw_policy *policy, unsigned k,
                        uint64_t *state)
{
    int64_t span = policy->backoff_first_ms;

    while (k-- > 0 && span < policy->backoff_max_ms)
        span *= 2;
    span = smaller(span, policy->backoff_max_ms);
    return policy->backoff_floor_ms +
           (int64_t)(next_random(state) % (uint64_t)(span + 1));
}
