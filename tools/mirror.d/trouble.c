/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drawing lots.
 *
 * Each kind is drawn by itself; the first that hits is what happens. What
 * somebody has suffered is counted, so that a crawler that asks again
 * within its three tries gets everybody in the end.
 */
#include "trouble.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"

struct troubles {
    const struct trouble_plan *plan;
    bool counts; /* whether asking again makes a difference */
    pthread_mutex_t lock;
    struct kw_map asked;    /* by request: how many times */
    struct kw_map suffered; /* by id: how many faults */
};

static const struct {
    const char *name;
    const char *about;
} kinds[TROUBLE_COUNT] = {
    [TROUBLE_NONE] = {"-", ""},
    [TROUBLE_429] = {"429", "too many requests, without Retry-After"},
    [TROUBLE_429_RETRY_AFTER] = {"429-retry-after",
                                 "the same with Retry-After: 1"},
    [TROUBLE_MAXLAG] = {"maxlag", "a lagged database, where maxlag is sent"},
    [TROUBLE_MAXLAG_WDQS] = {"maxlag-wdqs",
                             "a lagged query service, where maxlag is sent"},
    [TROUBLE_500] = {"500", "a broken database, or an empty 500"},
    [TROUBLE_503] = {"503", "service unavailable"},
    [TROUBLE_HTML200] = {"html200", "status 200 with a proxy's web page"},
    [TROUBLE_TRUNCATE] = {"truncate",
                          "half a body, with or without a broken connection"},
    [TROUBLE_OVERSIZE] = {"oversize", "a body that goes on and on"},
    [TROUBLE_SLOW] = {"slow", "a body in twenty slow pieces"},
    [TROUBLE_BOMB] = {"bomb", "a small gzip that becomes a gigabyte"},
    [TROUBLE_RESET] = {"reset", "the connection is reset, no answer"},
    [TROUBLE_CUT] = {"cut", "a batch lacks its second half"},
};

const char *trouble_name(enum trouble trouble)
{
    return kinds[trouble].name;
}

const char *trouble_about(enum trouble trouble)
{
    return kinds[trouble].about;
}

void trouble_plan_finish(struct trouble_plan *plan)
{
    for (size_t i = 0; i < TROUBLE_COUNT; i++)
        kw_map_finish(&plan->ids[i]);
    kw_map_finish(&plan->only);
    kw_map_finish(&plan->fail_ids);
}

struct troubles *troubles_create(const struct trouble_plan *plan)
{
    struct troubles *troubles = calloc(1, sizeof *troubles);

    if (troubles == NULL)
        return NULL;
    troubles->plan = plan;
    troubles->counts = plan->jitter_ms > 0;
    for (size_t i = 0; i < TROUBLE_COUNT; i++)
        troubles->counts |= plan->rates[i] > 0 || plan->ids[i].count > 0;
    pthread_mutex_init(&troubles->lock, NULL);
    return troubles;
}

void troubles_destroy(struct troubles *troubles)
{
    if (troubles == NULL)
        return;
    pthread_mutex_destroy(&troubles->lock);
    kw_map_finish(&troubles->asked);
    kw_map_finish(&troubles->suffered);
    free(troubles);
}

static bool names_any(const struct request *request, const struct kw_map *ids)
{
    for (size_t i = 0; i < request->id_count; i++)
        if (kw_map_has(ids, request->ids[i]))
            return true;
    return false;
}

/* Can this kind happen to this request at all? */
static bool applies(enum trouble trouble, const struct request *request)
{
    switch (trouble) {
    case TROUBLE_NONE:
        return false;
    case TROUBLE_MAXLAG:
    case TROUBLE_MAXLAG_WDQS:
        return request->action != ACTION_ENTITY_DATA &&
               params_get(&request->params, "maxlag") != NULL;
    case TROUBLE_BOMB:
        return request->takes_gzip;
    case TROUBLE_CUT:
        return request->action == ACTION_GET_ENTITIES && request->id_count > 1;
    default:
        return true;
    }
}

static enum trouble draw(const struct trouble_plan *plan,
                         const struct request *request, uint64_t dice)
{
    if (request->action == ACTION_OTHER ||
        (plan->only.count > 0 && !names_any(request, &plan->only)))
        return TROUBLE_NONE;
    for (int i = TROUBLE_NONE + 1; i < TROUBLE_COUNT; i++) {
        double fraction = hash_fraction(hash_two(dice, (uint64_t)i));

        if (!applies((enum trouble)i, request))
            continue;
        if (fraction < plan->rates[i] || names_any(request, &plan->ids[i]))
            return (enum trouble)i;
    }
    return TROUBLE_NONE;
}

static uint64_t count_up(struct kw_map *map, uint64_t key)
{
    uint64_t *count = kw_map_get(map, key);
    uint64_t before = count ? *count : 0;

    /* Without memory it is not counted: no harm to who asks. */
    if (kw_map_put(map, key, before + 1, NULL, NULL) != KW_OK)
        return before;
    return before;
}

/* Has anybody named had enough? */
static bool had_enough(const struct troubles *troubles,
                       const struct request *request, uint64_t key)
{
    unsigned most = troubles->plan->max_faults;
    const uint64_t *count = kw_map_get(&troubles->suffered, key);

    if (most == 0)
        return false;
    if (count != NULL && *count >= most)
        return true;
    for (size_t i = 0; i < request->id_count; i++) {
        count = kw_map_get(&troubles->suffered, request->ids[i]);
        if (count != NULL && *count >= most)
            return true;
    }
    return false;
}

struct lot troubles_draw(struct troubles *troubles,
                         const struct request *request, uint64_t key)
{
    const struct trouble_plan *plan = troubles->plan;
    struct lot lot = {.delay_ms = plan->latency_ms};

    for (size_t i = 0; i < request->id_count; i++)
        key = hash_two(key, request->ids[i]);
    /* Zero-based numbers are ids; keep the two apart. */
    key |= UINT64_C(1) << 62;
    lot.dice = hash_two(plan->seed, key);
    if (troubles->counts) {
        pthread_mutex_lock(&troubles->lock);
        lot.dice = hash_two(lot.dice, count_up(&troubles->asked, key));
        lot.trouble = draw(plan, request, lot.dice);
        if (lot.trouble != TROUBLE_NONE && had_enough(troubles, request, key))
            lot.trouble = TROUBLE_NONE;
        if (lot.trouble != TROUBLE_NONE) {
            count_up(&troubles->suffered, key);
            for (size_t i = 0; i < request->id_count; i++)
                count_up(&troubles->suffered, request->ids[i]);
        }
        pthread_mutex_unlock(&troubles->lock);
    }
    if (names_any(request, &plan->fail_ids))
        lot.trouble = TROUBLE_500;
    lot.delay_ms += (unsigned)((double)plan->jitter_ms *
                               hash_fraction(hash_two(lot.dice, 99)));
    return lot;
}
