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

enum { STEP_MS = 1000, DEPTH_PRESET = 5 };

struct kw_goal kw_goal_default(enum kw_goal_kind kind)
{
    struct kw_goal goal = {.kind = kind,
                           .via = KW_VIA_PARENT | KW_VIA_CHILD,
                           .depth = kind == KW_GOAL_AROUND ? DEPTH_PRESET : -1,
                           .up = -1,
                           .max_age_s = -1};

    return goal;
}

/* ---- making -------------------------------------------------------- */

static enum kw_status copy_ids(const struct kw_id *ids, size_t count,
                               struct kw_id **out, struct kw_error *err)
{
    if (!count)
        return KW_OK;
    *out = calloc(count, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    memcpy(*out, ids, count * sizeof *ids);
    return KW_OK;
}

static int compare_ids(const void *a, const void *b)
{
    return kw_id_compare(*(const struct kw_id *)a, *(const struct kw_id *)b);
}

/* The goal in one fixed spelling: the book's name. */
static enum kw_status spell_goal(const struct kw_crawl *crawl, unsigned side,
                                 struct kw_buffer *out, struct kw_error *err)
{
    static const char *const directions[] = {
        [DIRECTION_ANY] = "around",
        [DIRECTION_UP] = "ancestors of",
        [DIRECTION_DOWN] = "descendants of",
        [DIRECTION_NOWHERE] = "partners met around"};
    static const struct {
        unsigned via;
        const char *name;
    } links[] = {{KW_VIA_PARENT, "parent"},
                 {KW_VIA_CHILD, "child"},
                 {KW_VIA_SPOUSE, "spouse"},
                 {KW_VIA_SIBLING, "sibling"}};
    const struct kw_xrefs *xrefs = kw_store_xrefs(crawl->store);
    const char *before = " by ";
    char text[KW_ID_TEXT_BYTES];

    kw_buffer_text(out, directions[crawl->sides[side].direction]);
    for (size_t i = 0; i < crawl->goal.seed_count; i++)
        kw_buffer_print(out, " %s", kw_id_print(crawl->seeds[i], xrefs, text));
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        if (crawl->sides[side].direction != DIRECTION_ANY ||
            !(crawl->goal.via & links[i].via))
            continue;
        kw_buffer_print(out, "%s%s", before, links[i].name);
        before = ",";
    }
    return kw_buffer_check(out, err);
}

static enum kw_status open_book(struct kw_crawl *crawl, unsigned side,
                                struct kw_error *err)
{
    struct kw_buffer name = {0};
    struct kw_store *in = crawl->goal.keep_book ? crawl->store : crawl->scratch;
    enum kw_status status = spell_goal(crawl, side, &name, err);

    if (status == KW_OK && !crawl->goal.keep_book)
        kw_buffer_print(&name, " side %u", side);
    if (status == KW_OK)
        status = kw_book_open(in, name.bytes, &crawl->sides[side].book, err);
    kw_buffer_finish(&name);
    return status;
}

static void add_side(struct kw_crawl *crawl, enum direction direction,
                     int64_t limit)
{
    crawl->sides[crawl->side_count++] =
        (struct side){.direction = direction, .limit = limit, .at_end = true};
}

static void lay_out_sides(struct kw_crawl *crawl)
{
    const struct kw_goal *goal = &crawl->goal;

    switch (goal->kind) {
    case KW_GOAL_AROUND:
        add_side(crawl, DIRECTION_ANY, goal->depth);
        break;
    case KW_GOAL_LINES:
        if (goal->up || !goal->down)
            add_side(crawl, DIRECTION_UP, goal->up);
        if (goal->down)
            add_side(crawl, DIRECTION_DOWN, goal->down);
        if (goal->around)
            add_side(crawl, DIRECTION_NOWHERE, 0);
        break;
    case KW_GOAL_CONES:
        add_side(crawl, DIRECTION_UP, goal->up);
        add_side(crawl, DIRECTION_UP, goal->up);
        break;
    case KW_GOAL_MEET:
        add_side(crawl, DIRECTION_ANY, goal->depth);
        add_side(crawl, DIRECTION_ANY, goal->depth);
        break;
    }
}

static bool is_two_sided(const struct kw_goal *goal)
{
    return goal->kind == KW_GOAL_CONES || goal->kind == KW_GOAL_MEET;
}

static enum kw_status build(struct kw_crawl *crawl, struct kw_error *err)
{
    struct kw_goal *goal = &crawl->goal;

    if (!goal->seed_count || (is_two_sided(goal) && goal->seed_count != 2))
        return kw_fail(err, KW_USAGE, "a crawl needs somebody to begin with");
    KW_TRY(copy_ids(goal->seeds, goal->seed_count, &crawl->seeds, err));
    KW_TRY(copy_ids(goal->until, goal->until_count, &crawl->until, err));
    goal->seeds = crawl->seeds;
    goal->until = crawl->until;
    if (!is_two_sided(goal))
        qsort(crawl->seeds, goal->seed_count, sizeof *crawl->seeds,
              compare_ids);
    lay_out_sides(crawl);
    if (!goal->keep_book)
        KW_TRY(kw_store_open("", KW_STORE_MEMORY, crawl->clock, &crawl->scratch,
                             err));
    for (unsigned i = 0; i < crawl->side_count; i++)
        KW_TRY(open_book(crawl, i, err));
    if (goal->reverse_check)
        KW_TRY(kw_book_open(goal->keep_book ? crawl->store : crawl->scratch,
                            "children asked for", &crawl->checked, err));
    return KW_OK;
}

enum kw_status kw_crawl_create(const struct kw_goal *goal,
                               struct kw_store *store, struct kw_source *source,
                               struct kw_clock *clock,
                               const struct kw_watch *watch,
                               struct kw_crawl **out, struct kw_error *err)
{
    struct kw_crawl *crawl = calloc(1, sizeof *crawl);
    enum kw_status status;

    *out = NULL;
    if (!crawl)
        return kw_nomem(err);
    crawl->goal = *goal;
    crawl->store = store;
    crawl->source = goal->dry_run ? NULL : source;
    crawl->goal.dry_run = !crawl->source;
    crawl->goal.keep_book = goal->keep_book && crawl->source;
    crawl->clock = clock;
    if (watch)
        crawl->watch = *watch;
    crawl->open = NO_SIDE;
    crawl->nearest = UINT32_MAX;
    crawl->started_ms = kw_clock_ms(clock);
    if (crawl->source)
        crawl->cost_before = kw_source_cost(crawl->source);
    status = build(crawl, err);
    if (status != KW_OK) {
        kw_crawl_destroy(crawl);
        return status;
    }
    *out = crawl;
    return KW_OK;
}

void kw_crawl_destroy(struct kw_crawl *crawl)
{
    if (!crawl)
        return;
    for (unsigned i = 0; i < crawl->side_count; i++)
        kw_book_close(crawl->sides[i].book);
    kw_book_close(crawl->checked);
    kw_store_close(crawl->scratch);
    kw_arena_finish(&crawl->arena);
    free(crawl->seeds);
    free(crawl->until);
    free(crawl);
}

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

/* One transaction: what came, those it names, and who is next. */
static enum kw_status work_and_commit(struct kw_crawl *crawl,
                                      struct kw_error *err)
{
    enum kw_status status;

    /* A dry run writes nothing: the store may be open for reading. */
    if (!crawl->goal.dry_run)
        KW_TRY(kw_store_begin(crawl->store, err));
    status = crawl->scratch ? kw_store_begin(crawl->scratch, err) : KW_OK;
    if (status == KW_OK)
        status = work(crawl, err);
    if (status == KW_OK && !crawl->goal.dry_run)
        status = kw_store_commit(crawl->store, err);
    if (status == KW_OK && crawl->scratch)
        status = kw_store_commit(crawl->scratch, err);
    if (status == KW_OK)
        return KW_OK;
    if (!crawl->goal.dry_run)
        kw_store_rollback(crawl->store);
    if (crawl->scratch)
        kw_store_rollback(crawl->scratch);
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
