/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a question fetches what it lacks: a crawl with a goal.
 *
 * The store is walked first, without a network and without writing; only
 * if that leaves somebody open is it opened for writing, claimed, and the
 * server asked. So a question the store can answer needs no contact, no
 * line and no lock.
 */
#include "gather.h"

#include <stdlib.h>
#include <string.h>

enum { CLAIM_WAIT_MS = 10000, DAY_S = 86400, DAYS_MAX = 100000 };

/* ---- one crawl ----------------------------------------------------- */

struct watching {
    struct kw_cli *cli;
    struct kw_progress progress;
    const struct kw_watch *inner; /* borrowed, may be NULL */
};

static void watch_event(void *arg, const struct kw_event *event)
{
    struct watching *watching = arg;

    if (event->kind == KW_EVENT_PROGRESS) {
        kw_cli_progress_event(watching->cli, &watching->progress, event);
    } else if (event->kind == KW_EVENT_CHANGED ||
               event->kind == KW_EVENT_FAILED) {
        char id[KW_ID_TEXT_BYTES];

        kw_cli_progress_wipe(watching->cli, &watching->progress);
        kw_cli_say(watching->cli, "%s: %s%s", kw_id_print(event->id, NULL, id),
                   event->kind == KW_EVENT_FAILED ? "could not be had: " : "",
                   event->text);
    }
    if (watching->inner && watching->inner->event)
        watching->inner->event(watching->inner->arg, event);
}

static bool watch_decided(void *arg, const struct kw_crawl *crawl)
{
    const struct watching *watching = arg;

    return watching->inner && watching->inner->decided &&
           watching->inner->decided(watching->inner->arg, crawl);
}

static bool watch_interrupted(void *arg)
{
    (void)arg;
    return kw_cli_interrupted();
}

enum kw_status kw_cli_crawl(struct kw_cli *cli, const struct kw_goal *goal,
                            const struct kw_watch *watch,
                            struct kw_source *source, struct kw_bill *bill,
                            struct kw_error *err)
{
    struct watching watching = {.cli = cli, .inner = watch};
    struct kw_watch outer = {.event = watch_event,
                             .decided = watch_decided,
                             .interrupted = watch_interrupted,
                             .arg = &watching};
    struct kw_crawl *crawl;
    enum kw_status status;

    KW_TRY(kw_crawl_create(goal, cli->store, source, cli->clock, &outer, &crawl,
                           err));
    status = kw_crawl_run(crawl, err);
    *bill = kw_crawl_bill(crawl);
    kw_cli_tell_away(cli, bill);
    kw_crawl_destroy(crawl);
    kw_cli_progress_wipe(cli, &watching.progress);
    if (status == KW_OK && bill->stopped_by == KW_STOP_INTERRUPT)
        status = kw_fail(err, KW_INTERRUPTED,
                         "interrupted; what was read is kept, the same command "
                         "goes on from there");
    return status;
}

enum kw_status kw_cli_lead_on(struct kw_error *err)
{
    struct kw_error why = *err;

    return kw_fail(err, KW_NETWORK,
                   "%.800s; --offline answers from what was read, --sample "
                   "from the shipped royals",
                   why.text);
}

static void add_bill(struct kw_bill *sum, const struct kw_bill *more)
{
    struct kw_bill before;

    if (!sum)
        return;
    before = *sum;
    *sum = *more;
    kw_bill_add(sum, &before);
    sum->complete = more->complete;
}

enum kw_status kw_cli_max_age(const struct kw_cli *cli, int64_t *out_s,
                              struct kw_error *err)
{
    uint64_t days;

    KW_TRY(kw_cli_number(cli, "max-age", 0, DAYS_MAX, UINT64_MAX, &days, err));
    if (kw_cli_has(cli, "refresh"))
        days = 0;
    *out_s = days == UINT64_MAX ? -1 : (int64_t)days * DAY_S;
    return KW_OK;
}

enum kw_status kw_cli_gather(struct kw_cli *cli, const struct kw_goal *goal,
                             const struct kw_watch *watch, struct kw_bill *bill,
                             struct kw_error *err)
{
    struct kw_goal wanted = *goal;
    struct kw_bill forecast = {0};
    struct kw_bill here = {0};
    enum kw_status status;

    if (!kw_cli_may_ask(cli))
        return KW_OK;
    KW_TRY(kw_cli_max_age(cli, &wanted.max_age_s, err));
    KW_TRY(kw_cli_store(cli, KW_STORE_READ, err));
    if (wanted.max_age_s < 0) {
        KW_TRY(kw_cli_crawl(cli, &wanted, watch, NULL, &forecast, err));
        if (!forecast.open) {
            add_bill(bill, &forecast);
            return KW_OK;
        }
    }
    KW_TRY(kw_cli_source(cli, err));
    KW_TRY(kw_cli_store(cli, KW_STORE_WRITE, err));
    KW_TRY(kw_store_claim(cli->store, CLAIM_WAIT_MS, err));
    status = kw_cli_crawl(cli, &wanted, watch, cli->source, &here, err);
    add_bill(bill, &here);
    return status == KW_NETWORK ? kw_cli_lead_on(err) : status;
}

/* ---- the questions ------------------------------------------------- */

enum kw_status kw_cli_gather_read(struct kw_cli *cli, const struct kw_id *ids,
                                  size_t count, struct kw_bill *bill,
                                  struct kw_error *err)
{
    return kw_cli_gather_around(cli, ids, count, KW_VIA_PARENT, 0, bill, err);
}

enum kw_status kw_cli_gather_around(struct kw_cli *cli, const struct kw_id *ids,
                                    size_t count, unsigned via, int depth,
                                    struct kw_bill *bill, struct kw_error *err)
{
    struct kw_goal goal = kw_goal_default(KW_GOAL_AROUND);

    goal.seeds = ids;
    goal.seed_count = count;
    goal.via = via;
    goal.depth = depth;
    return kw_cli_gather(cli, &goal, NULL, bill, err);
}

enum kw_status kw_cli_gather_lines(struct kw_cli *cli, const struct kw_id *ids,
                                   size_t count, int up, int down, bool around,
                                   struct kw_bill *bill, struct kw_error *err)
{
    struct kw_goal goal = kw_goal_default(KW_GOAL_LINES);

    goal.seeds = ids;
    goal.seed_count = count;
    goal.up = up;
    goal.down = down;
    goal.around = around;
    return kw_cli_gather(cli, &goal, NULL, bill, err);
}

enum kw_status
kw_cli_gather_until(struct kw_cli *cli, struct kw_id from, struct kw_id to,
                    bool (*decided)(void *arg, const struct kw_crawl *crawl),
                    void *arg, struct kw_bill *bill, struct kw_error *err)
{
    struct kw_goal goal = kw_goal_default(KW_GOAL_CONES);
    struct kw_watch watch = {.decided = decided, .arg = arg};
    struct kw_id ends[2] = {from, to};

    goal.seeds = ends;
    goal.seed_count = 2;
    return kw_cli_gather(cli, &goal, &watch, bill, err);
}

/* ---- the nearest common ancestor ----------------------------------- */

/* Generations from `who` up to each member, by links of birth only;
 * KW_NOBODY for who is no ancestor. The caller frees it. */
static uint32_t *heights(const struct kw_people *people, uint32_t who)
{
    uint32_t count = kw_people_count(people);
    uint32_t *height = calloc((size_t)count + 1, sizeof *height);
    uint32_t *queue = calloc((size_t)count + 1, sizeof *queue);
    uint32_t first = 0;
    uint32_t last = 0;

    if (!height || !queue) {
        free(height);
        free(queue);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++)
        height[i] = KW_NOBODY;
    height[who] = 0;
    queue[last++] = who;
    while (first < last) {
        uint32_t child = queue[first++];
        struct kw_ties parents = kw_people_parents(people, child);

        for (size_t i = 0; i < parents.count; i++) {
            const struct kw_tie *tie = &parents.items[i];

            if (tie->role > KW_ROLE_DISPUTED || height[tie->who] != KW_NOBODY)
                continue;
            height[tie->who] = height[child] + 1;
            queue[last++] = tie->who;
        }
    }
    free(queue);
    return height;
}

/* The least sum of generations over all common ancestors. */
static uint32_t nearest_sum(const uint32_t *a, const uint32_t *b,
                            uint32_t count)
{
    uint32_t nearest = KW_NOBODY;

    for (uint32_t i = 0; i < count; i++)
        if (a[i] != KW_NOBODY && b[i] != KW_NOBODY && a[i] + b[i] < nearest)
            nearest = a[i] + b[i];
    return nearest;
}

/* The nearest ancestor whose record could name another one. */
static uint32_t nearest_unread(const struct kw_people *people,
                               const uint32_t *height)
{
    uint32_t nearest = KW_NOBODY;

    for (uint32_t i = 0; i < kw_people_count(people); i++)
        if (kw_people_at(people, i)->known == KW_UNREAD && height[i] < nearest)
            nearest = height[i];
    return nearest;
}

/* A common ancestor that is not seen yet lies beyond somebody unread, so
 * it is at least one generation above them. At the same sum it could still
 * be a nearer relation (full before half). */
static bool none_can_be_nearer(const struct kw_people *people, uint32_t from,
                               uint32_t to)
{
    uint32_t *a = heights(people, from);
    uint32_t *b = heights(people, to);
    bool decided = false;

    if (a && b) {
        uint32_t sum = nearest_sum(a, b, kw_people_count(people));
        uint32_t open_a = nearest_unread(people, a);
        uint32_t open_b = nearest_unread(people, b);

        decided = sum != KW_NOBODY && (open_a == KW_NOBODY || open_a >= sum) &&
                  (open_b == KW_NOBODY || open_b >= sum);
    }
    free(a);
    free(b);
    return decided;
}

struct nearest {
    struct kw_cli *cli;
    struct kw_id from;
    struct kw_id to;
};

static bool is_nearest_known(void *arg, const struct kw_crawl *crawl)
{
    const struct nearest *nearest = arg;
    struct kw_store *store = nearest->cli->store;
    struct kw_id ends[2] = {nearest->from, nearest->to};
    struct kw_scope scope = {.up = -1};
    struct kw_people *people;
    bool decided = false;

    (void)crawl;
    if (kw_people_create(kw_store_xrefs(store), &people, NULL) != KW_OK)
        return false;
    if (kw_store_load(store, ends, 2, &scope, NULL, people, NULL) == KW_OK &&
        kw_people_seal(people, NULL) == KW_OK) {
        uint32_t from = kw_people_find(people, nearest->from);
        uint32_t to = kw_people_find(people, nearest->to);

        decided = from != KW_NOBODY && to != KW_NOBODY &&
                  none_can_be_nearer(people, from, to);
    }
    kw_people_destroy(people);
    return decided;
}

enum kw_status kw_cli_gather_cones(struct kw_cli *cli, struct kw_id from,
                                   struct kw_id to, bool nearest,
                                   struct kw_bill *bill, struct kw_error *err)
{
    struct nearest question = {.cli = cli, .from = from, .to = to};

    return kw_cli_gather_until(cli, from, to, nearest ? is_nearest_known : NULL,
                               &question, bill, err);
}

/* ---- chains -------------------------------------------------------- */

/* People on the chains who are only named so far. */
static enum kw_status unread_on_chains(struct kw_cli *cli, struct kw_id from,
                                       struct kw_id to, unsigned via,
                                       struct kw_id **out, size_t *count,
                                       struct kw_error *err)
{
    struct kw_people *people;
    struct kw_meeting meeting;
    struct kw_id *ids = NULL;
    enum kw_status status;

    *out = NULL;
    *count = 0;
    KW_TRY(kw_store_resolve(cli->store, from, &from, err));
    KW_TRY(kw_store_resolve(cli->store, to, &to, err));
    KW_TRY(kw_people_create(kw_store_xrefs(cli->store), &people, err));
    status = kw_store_meet(cli->store, from, to, via, NULL, 0, NULL, people,
                           &meeting, err);
    if (status == KW_OK)
        status = kw_people_seal(people, err);
    if (status == KW_OK)
        ids = calloc((size_t)kw_people_count(people) + 1, sizeof *ids);
    if (status == KW_OK && !ids)
        status = kw_nomem(err);
    for (uint32_t i = 0; ids && i < kw_people_count(people); i++)
        if (kw_people_at(people, i)->known == KW_UNREAD)
            ids[(*count)++] = kw_people_at(people, i)->id;
    kw_people_destroy(people);
    *out = ids;
    return status;
}

enum kw_status kw_cli_gather_chain(struct kw_cli *cli, struct kw_id from,
                                   struct kw_id to, unsigned via,
                                   struct kw_bill *bill, struct kw_error *err)
{
    struct kw_goal goal = kw_goal_default(KW_GOAL_MEET);
    struct kw_id ends[2] = {from, to};
    struct kw_id *unread;
    size_t count;
    enum kw_status status;

    goal.seeds = ends;
    goal.seed_count = 2;
    goal.via = via;
    KW_TRY(kw_cli_gather(cli, &goal, NULL, bill, err));
    if (!kw_cli_may_ask(cli))
        return KW_OK;
    KW_TRY(unread_on_chains(cli, from, to, via, &unread, &count, err));
    status = count ? kw_cli_gather_read(cli, unread, count, bill, err) : KW_OK;
    free(unread);
    return status;
}
