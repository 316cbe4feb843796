/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who gets what trouble. A decision depends on the seed, the kind of
 * trouble, the ids that the request names and on how many times the very
 * same was asked before: not on time, threads or order. So a run can be
 * repeated, and asking again can succeed.
 *
 * Threads: any, after the plan is made.
 */
#ifndef MIRROR_TROUBLE_H
#define MIRROR_TROUBLE_H

#include "mirror.h"

enum trouble {
    TROUBLE_NONE = 0,
    TROUBLE_429,
    TROUBLE_429_RETRY_AFTER,
    TROUBLE_MAXLAG,
    TROUBLE_MAXLAG_WDQS,
    TROUBLE_500,
    TROUBLE_503,
    TROUBLE_HTML200,
    TROUBLE_TRUNCATE,
    TROUBLE_OVERSIZE,
    TROUBLE_SLOW,
    TROUBLE_BOMB,
    TROUBLE_RESET,
    TROUBLE_CUT,
    TROUBLE_COUNT
};

/* What was ordered. Zeroed memory: no trouble. */
struct trouble_plan {
    double rates[TROUBLE_COUNT];
    struct kw_map ids[TROUBLE_COUNT]; /* these always, up to max_faults */
    struct kw_map only;               /* if any: nobody else has trouble */
    struct kw_map fail_ids;           /* 500, always */
    uint64_t seed;
    unsigned max_faults; /* a person suffers at most so many; 0: no end */
    unsigned latency_ms;
    unsigned jitter_ms;
    int retry_after_s; /* -1: as a Wikibase would */
    unsigned slow_ms;
    uint64_t oversize_bytes;
    uint64_t bomb_bytes;
};

/* What one request gets. */
struct lot {
    enum trouble trouble;
    unsigned delay_ms;
    uint64_t dice; /* for what else is to be chosen */
};

struct troubles;

/* `plan` is borrowed. NULL: no memory. */
struct troubles *troubles_create(const struct trouble_plan *plan);
void troubles_destroy(struct troubles *troubles);
/* `key` stands for the request where it names nobody. */
struct lot troubles_draw(struct troubles *troubles,
                         const struct request *request, uint64_t key);

void trouble_plan_finish(struct trouble_plan *plan);
/* "429", "maxlag-wdqs"; also the names of the switches. "-" for none. */
const char *trouble_name(enum trouble trouble);
/* A sentence for --help. */
const char *trouble_about(enum trouble trouble);

#endif
