/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Wikibase as a source of people: queues of ids, the requests they are
 * put into, and the answers set down for the asker.
 *
 * An id is always in exactly one place: a queue, a question, or the
 * answers; `pending` counts all three.
 */
#include "question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    UNREAD_MAX = 64, /* replies that wait for a reader, before no more are
                        asked for */
    AHEAD = 96,      /* documents asked of us beyond those under way */
    GATHER = 64,     /* answers handed over at once, ... */
    GATHER_MS = 20   /* ... if they come within so long */
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
    const struct kw_source *source = arg;
    struct kw_transfer transfer = {.number = event->number,
                                   .url = event->url,
                                   .status = event->status,
                                   .bytes = event->bytes,
                                   .took_ms = event->took_ms,
                                   .trouble = event->trouble,
                                   .wait_ms = event->wait_ms};

    if (source->log)
        source->log(source->log_arg, &transfer);
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
                                      .log = relay_log,
                                      .log_arg = source};

    source->transport = settings->transport;
    source->clock = settings->clock;
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
    return kw_fetch_create(&fetch, &source->fetch, err);
}

enum kw_status kw_source_open(const struct kw_source_settings *settings,
                              struct kw_source **out, struct kw_error *err)
{
    struct kw_source *source = calloc(1, sizeof *source);
    enum kw_status status;

    *out = NULL;
    if (!source)
        return kw_nomem(err);
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

static void drop_job(struct kw_job *job)
{
    question_destroy(((struct reading *)job)->question);
}

void kw_source_close(struct kw_source *source)
{
    if (!source)
        return;
    /* Workers wake the fetch: they go first. */
    kw_pool_destroy(source->pool, drop_job);
    if (source->fetch)
        drop_requests(source->fetch);
    kw_fetch_destroy(source->fetch);
    question_destroy(source->names);
    for (int form = 0; form < FORMS; form++)
        free(source->waiting[form].items);
    for (size_t i = source->taken; i < source->answer_count; i++)
        kw_reading_finish(&source->answers[i]);
    free(source->answers);
    free(source->ends);
    for (char **lang = source->langs; lang && *lang; lang++)
        free(*lang);
    free(source->langs);
    kw_shelf_destroy(source->shelf);
    wikibase_close(&source->wikibase);
    free(source);
}

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

static enum form form_of(const struct kw_source *source, enum kw_asked asked)
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

enum kw_status kw_source_ask(struct kw_source *source, enum kw_asked asked,
                             struct kw_id id, struct kw_error *err)
{
    struct asking asking = {.id = id, .asked = asked};

    if (kw_id_is_xref(id) || kw_id_is_none(id) || id.bits > KW_QID_MAX)
        return kw_fail(err, KW_USAGE,
                       "a local id was to be sent to a server; this is a bug");
    if (source->stopping) {
        source->pending++;
        give_bare(source, &asking, KW_ANSWER_CANCELLED, NULL);
        end_reply(source);
        return KW_OK;
    }
    KW_TRY(wait_for(source, form_of(source, asked), &asking, err));
    source->pending++;
    return KW_OK;
}

static size_t waiting_count(const struct kw_source *source, enum form form)
{
    return source->waiting[form].count - source->waiting[form].first;
}

/* Replies pile up unread: the readers are slower than the line. */
static bool is_behind(const struct kw_source *source)
{
    return source->pool && kw_pool_pending(source->pool) > UNREAD_MAX;
}

size_t kw_source_room(const struct kw_source *source)
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

size_t kw_source_places(const struct kw_source *source)
{
    enum form form = form_of(source, KW_ASK_PEOPLE);
    size_t over = waiting_count(source, form) % form_room(form);

    return over ? form_room(form) - over : 0;
}

size_t kw_source_pending(const struct kw_source *source)
{
    return source->pending;
}

/* ---- sending ------------------------------------------------------- */

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

/* Is a request for people better held back? Yes if it has places left
 * and an answer that is still to come may name who takes them. */
static bool is_held(const struct kw_source *source, enum form form)
{
    size_t waiting = 0;

    if (form != FORM_PEOPLE || waiting_count(source, form) >= form_room(form))
        return false;
    for (int i = 0; i < FORMS; i++)
        waiting += waiting_count(source, (enum form)i);
    return source->pending > waiting;
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

void kw_source_cancel(struct kw_source *source)
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
        kw_source_cancel(source);
}

/* ---- the round ----------------------------------------------------- */

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

/* Is it worth staying a moment for more answers, so that more of them go
 * into one transaction? Only while slots fill themselves from what waits,
 * or if the asker, who could have asked more, did not; and never by a
 * clock that is set by hand. */
static bool may_gather(const struct kw_source *source, bool asked_all,
                       int64_t since_ms)
{
    size_t ready = source->answer_count - source->taken;

    return (!source->clock || !source->clock->by_hand) &&
           source->transport == KW_TRANSPORT_ENTITYDATA && !source->stopping &&
           source->failure.status == KW_OK && ready < GATHER &&
           source->pending > ready &&
           (asked_all || waiting_count(source, FORM_DOCUMENT)) &&
           kw_clock_ms(source->clock) - since_ms < GATHER_MS;
}

static enum kw_status turn(struct kw_source *source, int64_t timeout_ms,
                           struct kw_error *err)
{
    enum kw_status status;

    send_waiting(source);
    status = kw_fetch_wait(source->fetch, timeout_ms,
                           kw_pool_pending(source->pool) > 0, err);
    judge_all(source);
    return status;
}

enum kw_status kw_source_wait(struct kw_source *source, int64_t timeout_ms,
                              struct kw_error *err)
{
    enum kw_status status = KW_OK;
    bool asked_all = waiting_count(source, FORM_DOCUMENT) < AHEAD / 2;
    int64_t since_ms;

    if (!source->pool)
        KW_TRY(kw_pool_create(source->threads, kw_fetch_wake, source->fetch,
                              &source->pool, err));
    judge_all(source);
    if (source->answer_count == source->taken &&
        source->failure.status == KW_OK)
        status = turn(source, timeout_ms, err);
    since_ms = kw_clock_ms(source->clock);
    while (status == KW_OK && may_gather(source, asked_all, since_ms))
        status = turn(source, GATHER_MS, err);
    send_waiting(source);
    if (status != KW_OK)
        source_fail(source, status, "%s", err ? err->text : "transfers failed");
    if (source->failure.status == KW_OK && source->limited)
        return kw_fail(err, KW_LIMIT,
                       "--max-requests is reached; raise it, or run the same "
                       "command again to go on");
    if (source->failure.status == KW_OK)
        return KW_OK;
    drain(source);
    if (err)
        *err = source->failure;
    return source->failure.status;
}

void kw_source_attend(struct kw_source *source)
{
    struct kw_error err;

    if (source->failure.status == KW_OK &&
        kw_fetch_attend(source->fetch, &err) != KW_OK)
        source_fail(source, err.status, "%s", err.text);
}

struct kw_cost kw_source_cost(const struct kw_source *source)
{
    struct kw_tally tally = kw_fetch_tally(source->fetch);
    struct kw_cost cost = {.requests = tally.requests,
                           .retries = tally.retries,
                           .refusals = tally.refusals,
                           .bytes = tally.bytes,
                           .waited_ms = tally.waited_ms,
                           .wait_ms = tally.wait_ms,
                           .wait_why = tally.wait_why,
                           .places = source->places,
                           .places_max = source->places_max,
                           .in_flight = tally.in_flight,
                           .away_us = tally.away_us,
                           .away_often = tally.away_often};

    return cost;
}
