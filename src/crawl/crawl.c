/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop: ask more, wait, take in, commit.
 *
 * Every run walks from the seeds again: over people who are in the store
 * without a request, from where it was cut off with them. So depths and
 * counts are those of a run nobody disturbed, and a book can never be out
 * of date.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* Signals do not end a wait: so long may it take until one is noticed. */
enum { STEP_MS = 200 };

/* Rounds that follow each other quickly share a transaction: up to so many
 * answers, or for so long. Writing fewer, larger ones is much cheaper. */
enum { TOGETHER = 1024, TOGETHER_MS = 200 };

/* ---- telling ------------------------------------------------------- */

void emit(struct kw_crawl *crawl, const struct kw_event *event)
{
    if (crawl->watch.event)
        crawl->watch.event(crawl->watch.arg, event);
}

struct kw_bill kw_crawl_bill(const struct kw_crawl *crawl)
{
    struct kw_bill bill = crawl->bill;
    const struct kw_cost *before = &crawl->cost_before;
    struct kw_cost cost;

    if (!crawl->done)
        bill.wall_ms = kw_clock_ms(crawl->clock) - crawl->started_ms;
    if (crawl->source && !crawl->done) {
        cost = kw_source_cost(crawl->source);
        bill.requests = cost.requests - before->requests;
        bill.retries = cost.retries - before->retries;
        bill.refusals = cost.refusals - before->refusals;
        bill.bytes = cost.bytes - before->bytes;
        bill.waited_ms = cost.waited_ms - before->waited_ms;
        bill.away_us = cost.away_us;
        bill.away_often = cost.away_often - before->away_often;
        bill.calls_us = cost.calls_us;
        bill.calls_often = cost.calls_often - before->calls_often;
        bill.places = cost.places - before->places;
        bill.places_max = cost.places_max - before->places_max;
    }
    return bill;
}

static void show_progress(struct kw_crawl *crawl)
{
    struct kw_bill bill = kw_crawl_bill(crawl);
    struct kw_event event = {.kind = KW_EVENT_PROGRESS, .bill = &bill};

    if (!crawl->watch.event)
        return;
    if (crawl->open != NO_SIDE) {
        const struct side *s = &crawl->sides[crawl->open];

        event.side = crawl->open;
        event.layer = s->depth;
        event.layer_size = s->size;
        event.waiting = s->size > s->seen_to ? s->size - s->seen_to : 0;
    }
    if (crawl->source) {
        struct kw_cost cost = kw_source_cost(crawl->source);

        event.wait_ms = cost.wait_ms;
        event.wait_why = cost.wait_why;
    }
    if (bill.wall_ms > 0)
        event.requests_per_s =
            (double)bill.requests * 1000 / (double)bill.wall_ms;
    emit(crawl, &event);
}

uint32_t kw_crawl_open_layer(const struct kw_crawl *crawl, unsigned side)
{
    if (side >= crawl->side_count || crawl->sides[side].at_end)
        return UINT32_MAX;
    return crawl->sides[side].depth;
}

uint64_t kw_crawl_open_count(const struct kw_crawl *crawl, unsigned side)
{
    struct kw_book_counts counts;

    if (side >= crawl->side_count ||
        kw_book_count(crawl->sides[side].book, &counts, NULL) != KW_OK)
        return 0;
    return counts.waiting;
}

/* ---- stopping ------------------------------------------------------ */

void stop_asking(struct kw_crawl *crawl, enum kw_stop why)
{
    if (crawl->stopping)
        return;
    crawl->stopping = true;
    crawl->stopped_by = why;
    if (crawl->source && (why == KW_STOP_INTERRUPT || why == KW_STOP_TIME))
        kw_source_cancel(crawl->source);
}

void kw_crawl_stop(struct kw_crawl *crawl, enum kw_stop why)
{
    stop_asking(crawl, why);
}

static void look_at_limits(struct kw_crawl *crawl)
{
    int64_t spent = kw_clock_ms(crawl->clock) - crawl->started_ms;

    if (crawl->watch.interrupted && crawl->watch.interrupted(crawl->watch.arg))
        stop_asking(crawl, KW_STOP_INTERRUPT);
    else if (crawl->goal.max_time_ms && spent >= crawl->goal.max_time_ms)
        stop_asking(crawl, KW_STOP_TIME);
}

static bool somebody_waits(const struct kw_crawl *crawl)
{
    for (unsigned i = 0; i < crawl->side_count; i++)
        if (!crawl->sides[i].at_end)
            return true;
    return false;
}

/* What ended it, for the bill. */
static enum kw_stop reason(const struct kw_crawl *crawl)
{
    if (crawl->stopped_by != KW_STOP_NONE || crawl->decided ||
        !somebody_waits(crawl))
        return crawl->stopped_by;
    return crawl->until_met ? KW_STOP_UNTIL : KW_STOP_DEPTH;
}

static enum kw_status leave_note(struct kw_crawl *crawl, struct kw_error *err)
{
    struct kw_buffer text = {0};
    struct kw_json json;
    struct kw_bill bill = kw_crawl_bill(crawl);
    enum kw_status status;

    if (!crawl->goal.keep_book)
        return KW_OK;
    kw_json_init(&json, &text);
    kw_bill_write(&bill, &json);
    status = kw_buffer_check(&text, err);
    if (status == KW_OK)
        status = kw_book_note(crawl->sides[0].book, text.bytes, err);
    kw_buffer_finish(&text);
    return status;
}

static enum kw_status finish(struct kw_crawl *crawl, struct kw_error *err)
{
    struct kw_bill *bill = &crawl->bill;

    bill->stopped_by = reason(crawl);
    KW_TRY(count_open(crawl, &bill->open, err));
    bill->complete = bill->failed == 0 && (bill->stopped_by == KW_STOP_NONE ||
                                           bill->stopped_by == KW_STOP_DEPTH ||
                                           bill->stopped_by == KW_STOP_UNTIL);
    if (crawl->goal.dry_run && bill->open)
        bill->complete = false;
    *bill = kw_crawl_bill(crawl);
    crawl->done = true;
    return leave_note(crawl, err);
}

/* ---- rounds -------------------------------------------------------- */

static enum kw_status prepare(struct kw_crawl *crawl, struct kw_error *err)
{
    bool two = is_two_sided(&crawl->goal);

    for (unsigned i = 0; i < crawl->side_count; i++)
        KW_TRY(kw_book_clear(crawl->sides[i].book, err));
    for (unsigned i = 0; i < crawl->side_count; i++)
        for (size_t s = 0; s < crawl->goal.seed_count; s++)
            if (crawl->sides[i].direction != DIRECTION_NOWHERE &&
                (!two || s == i))
                KW_TRY(side_enter(crawl, i, crawl->seeds[s], 0, err));
    crawl->prepared = true;
    /* The bill comes at the end; until then there is none. */
    if (crawl->goal.keep_book)
        return kw_book_note(crawl->sides[0].book, "", err);
    return KW_OK;
}

static enum kw_status work(struct kw_crawl *crawl, struct kw_error *err)
{
    if (!crawl->prepared)
        KW_TRY(prepare(crawl, err));
    if (crawl->source)
        KW_TRY(take_in(crawl, err));
    if (!crawl->stopping)
        KW_TRY(ask_more(crawl, err));
    if (crawl->stopping &&
        (!crawl->source || !kw_source_pending(crawl->source)))
        return finish(crawl, err);
    return KW_OK;
}

/* ---- transactions -------------------------------------------------- */

static enum kw_status begin(struct kw_crawl *crawl, struct kw_error *err)
{
    if (crawl->is_writing)
        return KW_OK;
    /* A dry run writes nothing: the store may be open for reading. */
    if (!crawl->goal.dry_run)
        KW_TRY(kw_store_begin(crawl->store, err));
    crawl->is_writing = true;
    crawl->begun_ms = kw_clock_ms(crawl->clock);
    crawl->taken_in = 0;
    return crawl->scratch ? kw_store_begin(crawl->scratch, err) : KW_OK;
}

static enum kw_status commit(struct kw_crawl *crawl, struct kw_error *err)
{
    if (!crawl->goal.dry_run)
        KW_TRY(kw_store_commit(crawl->store, err));
    if (crawl->scratch)
        KW_TRY(kw_store_commit(crawl->scratch, err));
    crawl->is_writing = false;
    return KW_OK;
}

static void roll_back(struct kw_crawl *crawl)
{
    if (!crawl->is_writing)
        return;
    crawl->is_writing = false;
    if (!crawl->goal.dry_run)
        kw_store_rollback(crawl->store);
    if (crawl->scratch)
        kw_store_rollback(crawl->scratch);
}

/* How much longer the transaction may stay open, for more to go into it.
 * Never while a clock that is set by hand stands still. */
static int64_t may_stay_ms(const struct kw_crawl *crawl)
{
    int64_t age_ms = kw_clock_ms(crawl->clock) - crawl->begun_ms;

    if (crawl->done || !crawl->source || !kw_source_pending(crawl->source) ||
        crawl->taken_in >= TOGETHER || (crawl->clock && crawl->clock->by_hand))
        return 0;
    return age_ms < TOGETHER_MS ? TOGETHER_MS - age_ms : 0;
}

/* What came, those it names, and who is next: always together in one
 * transaction, which several rounds may share. */
static enum kw_status work_and_commit(struct kw_crawl *crawl,
                                      struct kw_error *err)
{
    enum kw_status status = begin(crawl, err);

    if (status == KW_OK)
        status = work(crawl, err);
    if (status == KW_OK && !may_stay_ms(crawl))
        status = commit(crawl, err);
    if (status != KW_OK)
        roll_back(crawl);
    return status;
}

/* The source will not go on; what it has answered is still taken in. */
static void note_failure(struct kw_crawl *crawl, enum kw_status status,
                         const struct kw_error *failure)
{
    if (status == KW_LIMIT) {
        stop_asking(crawl, KW_STOP_REQUESTS);
    } else if (!crawl->stopping || crawl->stopped_by == KW_STOP_NONE) {
        stop_asking(crawl, KW_STOP_ERROR);
        crawl->failure = *failure;
    }
}

enum kw_status kw_crawl_step(struct kw_crawl *crawl, int64_t timeout_ms,
                             struct kw_error *err)
{
    struct kw_error failure = {0};
    enum kw_status status;

    if (crawl->done)
        return KW_OK;
    look_at_limits(crawl);
    /* Others may want to write: nobody waits long within a transaction. */
    if (crawl->is_writing && timeout_ms > may_stay_ms(crawl))
        timeout_ms = may_stay_ms(crawl);
    if (crawl->source && kw_source_pending(crawl->source)) {
        status = kw_source_wait(crawl->source, timeout_ms, &failure);
        if (status != KW_OK)
            note_failure(crawl, status, &failure);
    }
    status = work_and_commit(crawl, err);
    if (status != KW_OK) {
        stop_asking(crawl, KW_STOP_ERROR);
        crawl->bill.stopped_by = KW_STOP_ERROR;
        crawl->bill = kw_crawl_bill(crawl);
        crawl->done = true;
        return status;
    }
    show_progress(crawl);
    if (crawl->done && crawl->failure.status != KW_OK) {
        if (err)
            *err = crawl->failure;
        return crawl->failure.status;
    }
    return KW_OK;
}

void let_go(struct kw_crawl *crawl)
{
    if (crawl->is_writing && commit(crawl, NULL) != KW_OK)
        roll_back(crawl);
}

bool kw_crawl_done(const struct kw_crawl *crawl)
{
    return crawl->done;
}

enum kw_status kw_crawl_run(struct kw_crawl *crawl, struct kw_error *err)
{
    while (!kw_crawl_done(crawl))
        KW_TRY(kw_crawl_step(crawl, STEP_MS, err));
    return KW_OK;
}
