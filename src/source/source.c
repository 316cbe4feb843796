/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Wikibase as a source of people: the asker's side of it.
 *
 * Nothing here sends or reads: ids go onto the desk, answers are taken
 * from it, whole lists at a time. `pending` counts all ids from the asking
 * to the taking, wherever they are meanwhile.
 */
#include "question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    GATHER = 32,    /* answers taken at once, ... */
    GATHER_MS = 10, /* ... if they come within so long */
    /* Fewer ids that wait to be sent, and the asker had better come back:
     * seeing to what it has taken, it must not keep slots waiting. */
    WAITING_LOW = 128
};

/* ---- opening and closing ------------------------------------------- */

static enum kw_status copy_langs(struct kw_source *source,
                                 const char *const *langs, struct kw_error *err)
{
    size_t count = 0;

    while (langs && langs[count])
        count++;
    source->langs = calloc(count + 1, sizeof *source->langs);
    if (!source->langs)
        return kw_nomem(err);
    for (size_t i = 0; i < count; i++) {
        source->langs[i] = strdup(langs[i]);
        if (!source->langs[i])
            return kw_nomem(err);
    }
    return KW_OK;
}

static void relay_log(void *arg, const struct kw_fetch_event *event)
{
    struct kw_source *source = arg;
    struct kw_transfer transfer = {.number = event->number,
                                   .url = event->url,
                                   .status = event->status,
                                   .bytes = event->bytes,
                                   .took_ms = event->took_ms,
                                   .trouble = event->trouble,
                                   .wait_ms = event->wait_ms};

    told_add(&source->told, &transfer);
}

static enum kw_status open_parts(struct kw_source *source,
                                 const struct kw_source_settings *settings,
                                 struct kw_error *err)
{
    struct kw_fetch_settings fetch = {.contact = settings->contact,
                                      .proxy = settings->proxy,
                                      .ca_file = settings->ca_file,
                                      .in_flight = settings->in_flight,
                                      .rate = settings->rate,
                                      .max_requests = settings->max_requests,
                                      .seed = settings->seed,
                                      .clock = settings->clock,
                                      .log = settings->log ? relay_log : NULL,
                                      .log_arg = source};

    source->transport = settings->transport;
    source->clock = settings->clock;
    source->by_hand = settings->clock && settings->clock->by_hand;
    source->threads = settings->threads;
    source->log = settings->log;
    source->log_arg = settings->log_arg;
    source->maxlag_off_ms = INT64_MIN;
    KW_TRY(kw_shelf_create(&source->shelf, err));
    KW_TRY(copy_langs(source, settings->langs, err));
    KW_TRY(wikibase_open(settings->endpoint, (const char *const *)source->langs,
                         &source->wikibase, err));
    KW_TRY(check_contact(settings->contact,
                         kw_policy_of(source->wikibase.kind)->wants_contact,
                         err));
    if (fetch.contact && !fetch.contact[0])
        fetch.contact = NULL;
    KW_TRY(kw_fetch_create(&fetch, &source->fetch, err));
    source->in_flight = kw_fetch_room(source->fetch, source->wikibase.kind);
    line_report(source);
    return KW_OK;
}

static void clear_desk(struct desk *desk)
{
    answers_finish(&desk->answers, 0);
    told_finish(&desk->told);
    question_destroy(desk->names);
    question_destroy(desk->names_back);
    free(desk->asked);
    kw_monitor_destroy(desk->lock);
}

enum kw_status kw_source_open(const struct kw_source_settings *settings,
                              struct kw_source **out, struct kw_error *err)
{
    struct kw_source *source = calloc(1, sizeof *source);
    enum kw_status status;

    *out = NULL;
    if (!source)
        return kw_nomem(err);
    status = kw_monitor_create(&source->desk.lock, err);
    if (status == KW_OK)
        status = open_parts(source, settings, err);
    if (status != KW_OK) {
        kw_source_close(source);
        return status;
    }
    *out = source;
    return KW_OK;
}

static void drop_requests(struct kw_fetch *fetch)
{
    struct kw_request *request;

    kw_fetch_cancel(fetch);
    while ((request = kw_fetch_take(fetch)))
        question_destroy((struct question *)request);
}

void kw_source_close(struct kw_source *source)
{
    if (!source)
        return;
    line_stop(source);
    if (source->fetch)
        drop_requests(source->fetch);
    kw_fetch_destroy(source->fetch);
    question_destroy(source->names);
    question_destroy(source->names_back);
    for (int form = 0; form < FORMS; form++)
        free(source->waiting[form].items);
    answers_finish(&source->given, 0);
    answers_finish(&source->batch, source->taken);
    told_finish(&source->told);
    clear_desk(&source->desk);
    for (char **lang = source->langs; lang && *lang; lang++)
        free(*lang);
    free(source->langs);
    kw_shelf_destroy(source->shelf);
    wikibase_close(&source->wikibase);
    free(source);
}

/* ---- asking -------------------------------------------------------- */

enum kw_status kw_source_ask(struct kw_source *source, enum kw_asked asked,
                             struct kw_id id, struct kw_error *err)
{
    struct desk *desk = &source->desk;
    struct asking *grown;
    bool first = false;

    if (kw_id_is_xref(id) || kw_id_is_none(id) || id.bits > KW_QID_MAX)
        return kw_fail(err, KW_USAGE,
                       "a local id was to be sent to a server; this is a bug");
    kw_monitor_enter(desk->lock);
    grown = kw_grow(desk->asked, desk->asked_count, &desk->asked_capacity,
                    sizeof *grown);
    if (grown) {
        desk->asked = grown;
        first = !desk->asked_count;
        desk->asked[desk->asked_count++] =
            (struct asking){.id = id, .asked = asked};
        desk->people_asked += asked == KW_ASK_PEOPLE;
    }
    kw_monitor_leave(desk->lock);
    if (!grown)
        return kw_nomem(err);
    source->pending++;
    if (first)
        kw_fetch_wake(source->fetch);
    return KW_OK;
}

size_t kw_source_room(struct kw_source *source)
{
    struct desk *desk = &source->desk;
    size_t room;

    kw_monitor_enter(desk->lock);
    room =
        desk->room > desk->people_asked ? desk->room - desk->people_asked : 0;
    if (desk->cancel)
        room = 0;
    kw_monitor_leave(desk->lock);
    if (!room)
        source->turned_away = true;
    return room;
}

size_t kw_source_places(struct kw_source *source)
{
    size_t whole = form_room(form_of(source, KW_ASK_PEOPLE));
    size_t over;

    kw_monitor_enter(source->desk.lock);
    over = (source->desk.waiting + source->desk.people_asked) % whole;
    kw_monitor_leave(source->desk.lock);
    return over ? whole - over : 0;
}

size_t kw_source_pending(const struct kw_source *source)
{
    return source->pending;
}

void kw_source_cancel(struct kw_source *source)
{
    kw_monitor_enter(source->desk.lock);
    source->desk.cancel = true;
    kw_monitor_leave(source->desk.lock);
    kw_fetch_wake(source->fetch);
}

/* ---- waiting ------------------------------------------------------- */

/* Answers are gathered, so that the asker need not wake up for each: while
 * slots fill themselves from what waits, or if the asker, who could
 * have asked more, did not; and never by a clock that is set by hand. */
bool desk_is_enough(const struct kw_source *source)
{
    const struct desk *desk = &source->desk;
    size_t ready = desk->answers.count;

    if (desk->failure.status != KW_OK || desk->names_back)
        return true;
    if (!ready)
        return source->pending <= desk->lost && !source->names_asked;
    return source->by_hand || source->transport == KW_TRANSPORT_API ||
           desk->stopping || ready >= GATHER || source->pending <= ready ||
           (source->turned_away &&
            desk->waiting + desk->people_asked < WAITING_LOW);
}

static void wait_for_answers(struct kw_source *source, int64_t timeout_ms)
{
    struct desk *desk = &source->desk;
    int64_t until_ms = kw_clock_ms(NULL) + timeout_ms;

    while (!desk_is_enough(source)) {
        int64_t when_ms = until_ms;

        if (desk->answers.count && desk->since_ms + GATHER_MS < when_ms)
            when_ms = desk->since_ms + GATHER_MS;
        if (kw_clock_ms(NULL) >= when_ms)
            return;
        kw_monitor_wait(desk->lock, when_ms);
    }
}

/* A turn of the line, as long as it takes. */
static void wait_for_turn(struct desk *desk, int64_t timeout_ms)
{
    desk->turn_wanted = true;
    desk->turn_ms = timeout_ms;
    kw_monitor_tell(desk->lock);
    while (desk->turn_wanted)
        kw_monitor_wait(desk->lock, INT64_MAX);
}

static void take_from_desk(struct kw_source *source, int64_t timeout_ms,
                           struct told *told)
{
    struct desk *desk = &source->desk;

    kw_monitor_enter(desk->lock);
    desk->asker_waits = true;
    if (!desk_is_enough(source))
        kw_fetch_wake(source->fetch);
    if (source->by_hand && source->line)
        wait_for_turn(desk, timeout_ms);
    else
        wait_for_answers(source, timeout_ms);
    desk->asker_waits = false;
    source->batch.count = 0;
    source->taken = 0;
    (void)answers_move(&source->batch, &desk->answers);
    (void)told_move(told, &desk->told);
    source->pending -= desk->lost;
    desk->lost = 0;
    if (desk->names_back)
        source->names = desk->names_back;
    desk->names_back = NULL;
    kw_monitor_leave(desk->lock);
    source->turned_away = false;
}

static enum kw_status how_it_stands(struct kw_source *source,
                                    struct kw_error *err)
{
    struct desk *desk = &source->desk;
    struct kw_error failure;
    bool limited;

    kw_monitor_enter(desk->lock);
    failure = desk->failure;
    limited = desk->limited;
    kw_monitor_leave(desk->lock);
    if (failure.status == KW_OK && limited)
        return kw_fail(err, KW_LIMIT,
                       "--max-requests is reached; raise it, or run the same "
                       "command again to go on");
    if (failure.status != KW_OK && err)
        *err = failure;
    return failure.status;
}

enum kw_status kw_source_wait(struct kw_source *source, int64_t timeout_ms,
                              struct kw_error *err)
{
    struct told told = {0};
    struct kw_error failure;

    if (line_start(source, &failure) != KW_OK)
        line_refuse(source, &failure);
    if (source->taken == source->batch.count)
        take_from_desk(source, timeout_ms, &told);
    for (size_t i = 0; i < told.count; i++)
        source->log(source->log_arg, &told.items[i].transfer);
    told_finish(&told);
    return how_it_stands(source, err);
}

bool kw_source_take(struct kw_source *source, struct kw_reading *out,
                    bool *last)
{
    const struct answer *answer;

    if (source->taken == source->batch.count)
        return false;
    answer = &source->batch.items[source->taken++];
    *out = answer->reading;
    *last = answer->ends_reply;
    source->pending--;
    return true;
}

struct kw_cost kw_source_cost(struct kw_source *source)
{
    struct desk *desk = &source->desk;
    struct kw_cost cost;

    kw_monitor_enter(desk->lock);
    cost = desk->cost;
    if (cost.wait_why) {
        cost.wait_ms = desk->next_ms - kw_clock_ms(source->clock);
        if (cost.wait_ms < 0)
            cost.wait_ms = 0;
    }
    kw_monitor_leave(desk->lock);
    return cost;
}
