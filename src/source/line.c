/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line: the thread that drives the transfers, and nothing but them.
 *
 * It takes ids from the desk, puts them into requests, hands replies to
 * the readers and sets answers down, turn by turn. An id is always in
 * exactly one place: the desk, a queue, a question, or the answers.
 *
 * Time that is set by hand moves only while the asker waits for it: then
 * the line takes one turn for every wait, and both never run at once.
 */
#include "question.h"

#include <stdio.h>
#include <string.h>

enum {
    /* Replies that wait for a reader beyond as many as may be in flight, */
    UNREAD_MAX = 64,    /* and answers that wait for the asker, before no */
    UNTAKEN_MAX = 1024, /* more is sent. */
    AHEAD = 512,        /* documents asked of us beyond those under way */
    TURN_MS = 1000,
    /* The asker may lose the processor while it stands at the desk: for
     * longer than this the line does not wait there. */
    PATIENCE_US = 500
};

/* ---- queues -------------------------------------------------------- */

enum kw_status wait_for(struct kw_source *source, enum form form,
                        const struct asking *asking, struct kw_error *err)
{
    struct waiting *waiting = &source->waiting[form];
    struct asking *grown;

    if (waiting->first && waiting->first == waiting->count) {
        waiting->first = 0;
        waiting->count = 0;
    }
    grown = kw_grow(waiting->items, waiting->count, &waiting->capacity,
                    sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    waiting->items = grown;
    waiting->items[waiting->count++] = *asking;
    return KW_OK;
}

enum form form_of(const struct kw_source *source, enum kw_asked asked)
{
    switch (asked) {
    case KW_ASK_REVISION:
        return FORM_REVISIONS;
    case KW_ASK_LABEL:
        return FORM_LABELS;
    case KW_ASK_CHILDREN:
        return FORM_CHILDREN;
    case KW_ASK_PEOPLE:
        break;
    }
    return source->transport == KW_TRANSPORT_API ? FORM_PEOPLE : FORM_DOCUMENT;
}

size_t waiting_count(const struct kw_source *source, enum form form)
{
    return source->waiting[form].count - source->waiting[form].first;
}

static size_t waiting_in_all(const struct kw_source *source)
{
    size_t waiting = 0;

    for (int form = 0; form < FORMS; form++)
        waiting += waiting_count(source, (enum form)form);
    return waiting;
}

/* ---- sending ------------------------------------------------------- */

/* Replies pile up: readers or asker are slower than the line. */
static bool is_behind(const struct kw_source *source)
{
    return (source->pool &&
            kw_pool_pending(source->pool) > source->in_flight + UNREAD_MAX) ||
           source->untaken > UNTAKEN_MAX;
}

static bool send_one(struct kw_source *source, enum form form)
{
    struct waiting *waiting = &source->waiting[form];
    const struct asking *asking = waiting->items + waiting->first;
    size_t count = waiting_count(source, form);
    struct question *question;
    struct kw_error err;

    if (count > form_room(form))
        count = form_room(form);
    if (form == FORM_CHILDREN) {
        struct kw_id ids[KW_BATCH];

        for (size_t i = 0; i < count; i++)
            ids[i] = asking[i].id;
        count = wikibase_children_room(ids, count);
    }
    question = question_create(source, form, asking, count);
    if (!question || question_send(source, question, &err) != KW_OK) {
        question_destroy(question);
        source_fail(source, KW_NOMEM, "out of memory");
        return false;
    }
    waiting->first += count;
    if (form == FORM_PEOPLE) {
        source->places += count;
        source->places_max += form_room(form);
    }
    return true;
}

/* Is a request better held back? Yes if it has places left and the asker
 * may be about to fill them; with people, also as long as an answer that
 * is still to come may name who takes them. */
static bool is_held(const struct kw_source *source, enum form form)
{
    if (waiting_count(source, form) >= form_room(form))
        return false;
    if (!source->asker_is_done)
        return true;
    return form == FORM_PEOPLE &&
           (source->given.count || source->at_work > waiting_in_all(source));
}

static void send_waiting(struct kw_source *source)
{
    /* Confirmations first: they hold up a layer. */
    static const enum form order[] = {
        FORM_DOCUMENT, FORM_PEOPLE, FORM_REVISIONS, FORM_CHILDREN, FORM_LABELS};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        while (!source->stopping && !is_behind(source) &&
               waiting_count(source, order[i]) && !is_held(source, order[i]) &&
               kw_fetch_room(source->fetch, source->wikibase.kind))
            if (!send_one(source, order[i]))
                return;
}

/* ---- stopping ------------------------------------------------------ */

static void cancel_waiting(struct kw_source *source)
{
    source->stopping = true;
    for (int form = 0; form < FORMS; form++) {
        struct waiting *waiting = &source->waiting[form];

        while (waiting->first < waiting->count)
            give_bare(source, &waiting->items[waiting->first++],
                      KW_ANSWER_CANCELLED, NULL);
    }
    end_reply(source);
}

void source_cancel(struct kw_source *source)
{
    kw_fetch_cancel(source->fetch);
    cancel_waiting(source);
}

void source_limit(struct kw_source *source)
{
    source->limited = true;
    if (!source->stopping)
        cancel_waiting(source);
}

void source_fail(struct kw_source *source, enum kw_status status,
                 const char *format, ...)
{
    va_list args;
    char text[KW_ERROR_TEXT_BYTES];

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (source->failure.status == KW_OK)
        kw_fail(&source->failure, status, "%s", text);
    if (!source->stopping)
        source_cancel(source);
}

/* ---- a turn -------------------------------------------------------- */

static void judge_all(struct kw_source *source)
{
    struct kw_request *request;
    struct kw_job *job;

    while ((request = kw_fetch_take(source->fetch)))
        judge_reply(source, (struct question *)request);
    while ((job = kw_pool_take(source->pool)))
        judge_reading(source, ((struct reading *)job)->question);
}

/* After a failure nothing travels; what is with the workers is awaited,
 * so that every id has its answer. */
static void drain(struct kw_source *source)
{
    struct kw_job *job;

    judge_all(source);
    while ((job = kw_pool_wait(source->pool)))
        judge_reading(source, ((struct reading *)job)->question);
    judge_all(source);
}

/* Will somebody wake the line? Readers do; and who has nothing to send
 * waits for the asker. */
static bool is_woken(const struct kw_source *source)
{
    return kw_pool_pending(source->pool) > 0 ||
           (!source->by_hand && !kw_fetch_pending(source->fetch));
}

static void turn(struct kw_source *source, int64_t timeout_ms)
{
    struct kw_error err;

    judge_all(source);
    send_waiting(source);
    if (source->given.count) /* what is known already is told at once */
        timeout_ms = 0;
    if (kw_fetch_wait(source->fetch, timeout_ms, is_woken(source), &err) !=
        KW_OK)
        source_fail(source, err.status, "%s", err.text);
    judge_all(source);
    send_waiting(source);
    if (source->failure.status != KW_OK)
        drain(source);
}

/* ---- the desk ------------------------------------------------------ */

static void take_names(struct kw_source *source)
{
    struct question *names = source->desk.names;

    source->desk.names = NULL;
    if (!names || question_send(source, names, &names->read_error) == KW_OK)
        return;
    names->read = names->read_error.status;
    source->names_back = names;
}

/* What the asker has put down. */
static void take_asked(struct kw_source *source)
{
    struct desk *desk = &source->desk;

    if (desk->cancel && !source->stopping)
        source_cancel(source);
    for (size_t i = 0; i < desk->asked_count; i++) {
        const struct asking *asking = &desk->asked[i];

        source->at_work++;
        if (source->stopping) {
            give_bare(source, asking, KW_ANSWER_CANCELLED, NULL);
        } else if (wait_for(source, form_of(source, asking->asked), asking,
                            NULL) != KW_OK) {
            give_bare(source, asking, KW_ANSWER_CANCELLED, NULL);
            source_fail(source, KW_NOMEM, "out of memory");
        }
    }
    end_reply(source);
    desk->asked_count = 0;
    desk->people_asked = 0;
    take_names(source);
    source->untaken = desk->answers.count;
    source->asker_is_done = desk->asker_waits && !desk->answers.count;
}

static size_t room_for_people(const struct kw_source *source)
{
    enum form form = form_of(source, KW_ASK_PEOPLE);
    size_t room = (size_t)kw_fetch_room(source->fetch, source->wikibase.kind) *
                  form_room(form);
    size_t waiting = waiting_count(source, form);

    if (source->stopping || is_behind(source))
        return 0;
    /* So that a slot that is free again need not wait for the asker. */
    if (form == FORM_DOCUMENT)
        room += AHEAD;
    return room > waiting ? room - waiting : 0;
}

void line_report(struct kw_source *source)
{
    struct desk *desk = &source->desk;
    struct kw_tally tally = kw_fetch_tally(source->fetch);

    desk->cost = (struct kw_cost){.requests = tally.requests,
                                  .retries = tally.retries,
                                  .refusals = tally.refusals,
                                  .bytes = tally.bytes,
                                  .waited_ms = tally.waited_ms,
                                  .wait_why = tally.wait_why,
                                  .places = source->places,
                                  .places_max = source->places_max,
                                  .in_flight = tally.in_flight,
                                  .away_us = tally.away_us,
                                  .away_often = tally.away_often,
                                  .calls_us = tally.calls_us,
                                  .calls_often = tally.calls_often};
    desk->next_ms = kw_clock_ms(source->clock) + tally.wait_ms;
    desk->waiting = waiting_count(source, form_of(source, KW_ASK_PEOPLE));
    desk->room = room_for_people(source);
    desk->stopping = source->stopping;
    desk->limited = source->limited;
    desk->failure = source->failure;
}

/* What the line has found out. */
static void set_down(struct kw_source *source)
{
    struct desk *desk = &source->desk;

    if (!desk->answers.count)
        desk->since_ms = kw_clock_ms(NULL);
    (void)answers_move(&desk->answers, &source->given);
    (void)told_move(&desk->told, &source->told);
    desk->lost += source->lost;
    source->lost = 0;
    if (source->names_back) {
        desk->names_back = source->names_back;
        source->names_back = NULL;
    }
    line_report(source);
}

/* Goes back to the desk, looking after the transfers as long as somebody
 * else stands there. */
static void return_to_desk(struct kw_source *source)
{
    if (source->by_hand)
        kw_monitor_enter(source->desk.lock);
    else
        while (!kw_monitor_enter_within(source->desk.lock, PATIENCE_US))
            turn(source, 0);
}

static void run_line(void *arg)
{
    struct kw_source *source = arg;
    struct desk *desk = &source->desk;

    kw_monitor_enter(desk->lock);
    while (!desk->closing) {
        int64_t timeout_ms = source->by_hand ? desk->turn_ms : TURN_MS;
        size_t before;

        if (source->by_hand && !desk->turn_wanted) {
            kw_monitor_wait(desk->lock, INT64_MAX);
            continue;
        }
        take_asked(source);
        kw_monitor_leave(desk->lock);
        turn(source, timeout_ms);
        return_to_desk(source);
        before = desk->answers.count;
        set_down(source);
        desk->turn_wanted = false;
        if (desk->asker_waits &&
            (source->by_hand || (!before && desk->answers.count) ||
             desk_is_enough(source)))
            kw_monitor_tell(desk->lock);
    }
    kw_monitor_leave(desk->lock);
}

/* ---- starting and stopping ----------------------------------------- */

enum kw_status line_start(struct kw_source *source, struct kw_error *err)
{
    if (source->line)
        return KW_OK;
    if (!source->pool)
        KW_TRY(kw_pool_create(source->threads, kw_fetch_wake, source->fetch,
                              &source->pool, err));
    return kw_thread_start(run_line, source, &source->line, err);
}

void line_refuse(struct kw_source *source, const struct kw_error *why)
{
    kw_monitor_enter(source->desk.lock);
    source_fail(source, why->status, "%s", why->text);
    take_asked(source);
    set_down(source);
    kw_monitor_leave(source->desk.lock);
}

static void drop_job(struct kw_job *job)
{
    question_destroy(((struct reading *)job)->question);
}

void line_stop(struct kw_source *source)
{
    struct desk *desk = &source->desk;

    if (source->line) {
        kw_monitor_enter(desk->lock);
        desk->closing = true;
        kw_monitor_tell(desk->lock);
        kw_monitor_leave(desk->lock);
        kw_fetch_wake(source->fetch);
        kw_thread_join(source->line);
        source->line = NULL;
    }
    /* Workers wake the fetch: they go before it. */
    kw_pool_destroy(source->pool, drop_job);
    source->pool = NULL;
}
