/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a reply means for each id that was asked.
 *
 * Every id of a question leaves here with exactly one of three fates: an
 * answer, another question, or a place in a queue again. A reply that
 * cannot be used is asked again; if that does not help and it was about
 * several, it is asked by halves until the guilty one stands alone.
 */
#include "question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEFT_OUT_MAX = 3,    /* replies that may pass over one id */
    SILENT_MAX = 6,      /* questions in a row given up before we stop */
    CHILDREN_MAX = 1000, /* hits taken of one search */
    SAID_MAX_BYTES = 300 /* of a refusal that are shown */
};
#define REFUSAL_MAX_BYTES ((size_t)1 << 20)
/* The query service's lag is no reason not to read, so after one wait
 * maxlag is left out for so long. */
#define MAXLAG_OFF_MS INT64_C(300000)

/* ---- several fates ------------------------------------------------- */

static void give_all(struct kw_source *source, struct question *question,
                     enum kw_found_out what, const char *why)
{
    for (size_t i = 0; i < question->count; i++)
        give_bare(source, &question->asking[i], what, why);
    end_reply(source);
}

static void finish(struct kw_source *source, struct question *question)
{
    if (question->form == FORM_NAMES)
        source->names_back = question;
    else
        question_destroy(question);
}

static void cancel(struct kw_source *source, struct question *question)
{
    question->read = KW_INTERRUPTED;
    give_all(source, question, KW_ANSWER_CANCELLED, NULL);
    finish(source, question);
}

static bool ask_part(struct kw_source *source, const struct question *question,
                     size_t from, size_t count)
{
    struct question *part =
        question_create(source, question->form, question->asking + from, count);

    if (!part)
        return false;
    part->without_maxlag = question->without_maxlag;
    if (question_send(source, part, NULL) == KW_OK)
        return true;
    question_destroy(part);
    return false;
}

/* Two questions of half the ids each. */
static void split(struct kw_source *source, struct question *question)
{
    size_t half = question->count / 2;

    if (!ask_part(source, question, 0, half) ||
        !ask_part(source, question, half, question->count - half)) {
        /* Half asked twice would be answered twice: stop instead. */
        source_fail(source, KW_NOMEM, "out of memory");
        for (size_t i = 0; i < question->count; i++)
            give_bare(source, &question->asking[i], KW_ANSWER_CANCELLED, NULL);
    }
    finish(source, question);
}

/* It has had its tries: halves, or the end of one id. */
static void hopeless(struct kw_source *source, struct question *question,
                     const char *why)
{
    question->read = question->read == KW_OK ? KW_NETWORK : question->read;
    if (source->stopping) {
        cancel(source, question);
    } else if (question->count > 1) {
        split(source, question);
    } else {
        give_all(source, question, KW_ANSWER_FAILED, why);
        finish(source, question);
    }
}

static void ask_again(struct kw_source *source, struct question *question,
                      enum kw_again how, const char *why)
{
    question_spell(source, question);
    if (source->stopping)
        cancel(source, question);
    else if (!kw_fetch_again(source->fetch, &question->request, how, why))
        hopeless(source, question, why);
}

/* ---- the transfer -------------------------------------------------- */

/* What the server said, as one line without markup. */
static void quote(const struct kw_reply *reply, char out[SAID_MAX_BYTES])
{
    struct kw_buffer unpacked;
    const struct kw_buffer *body = &reply->body;
    size_t length = 0;
    bool markup = false;
    bool gap = false;

    kw_buffer_init(&unpacked, REFUSAL_MAX_BYTES);
    if (reply->gzipped &&
        kw_inflate(body->bytes, body->length, REFUSAL_MAX_BYTES, &unpacked,
                   NULL) == KW_OK)
        body = &unpacked;
    for (size_t i = 0; i < body->length && length < SAID_MAX_BYTES - 8; i++) {
        unsigned char c = (unsigned char)body->bytes[i];

        if (c == '<' || c == '>') {
            markup = c == '<';
            gap = true;
        } else if (c <= ' ' || c == 0x7f) {
            gap = true;
        } else if (!markup) {
            if (gap && length)
                out[length++] = ' ';
            gap = false;
            out[length++] = (char)c;
        }
    }
    out[length] = '\0';
    while (length && !kw_utf8_valid(out, length))
        out[--length] = '\0';
    kw_buffer_finish(&unpacked);
}

static void refused(struct kw_source *source, const struct question *question)
{
    char said[SAID_MAX_BYTES];

    quote(&question->request.reply, said);
    source_fail(source, KW_REFUSED,
                "%s refuses us (HTTP %d) and is not asked again. It says: %s",
                source->wikibase.base, question->request.reply.status,
                said[0] ? said : "nothing");
}

/* A question that was given up: is it the ids, or the server? */
static void given_up(struct kw_source *source, struct question *question)
{
    const struct kw_reply *reply = &question->request.reply;

    if (reply->error.status == KW_REFUSED)
        refused(source, question);
    else if (reply->error.status == KW_NOMEM)
        source_fail(source, KW_NOMEM, "out of memory");
    else if (!source->heard && reply->status == 0)
        source_fail(source, KW_NETWORK,
                    "%s cannot be asked: %s; check the network, then run the "
                    "same command again",
                    source->wikibase.base, reply->error.text);
    else if (reply->status == 429 || reply->status == 503)
        source_fail(source, KW_NETWORK, "%s keeps putting us off: %s",
                    source->wikibase.base, reply->error.text);
    else if (++source->gone_silent >= SILENT_MAX)
        source_fail(source, KW_NETWORK,
                    "%s does not answer any more: %s; the same command "
                    "later goes on from here",
                    source->wikibase.base, reply->error.text);
    hopeless(source, question, reply->error.text);
}

static void unexpected_status(struct kw_source *source,
                              struct question *question)
{
    const struct kw_reply *reply = &question->request.reply;
    char why[64];

    snprintf(why, sizeof why, "HTTP %d", reply->status);
    if (question->form == FORM_DOCUMENT &&
        (reply->status == 404 || reply->status == 410)) {
        source->gone_silent = 0;
        source->heard = true;
        give_all(source, question, KW_ANSWER_MISSING, NULL);
        finish(source, question);
    } else if (question->form == FORM_DOCUMENT || reply->status == 414) {
        hopeless(source, question, why);
    } else {
        source_fail(source, KW_NETWORK,
                    "%s answers HTTP %d: is it the address of a Wikibase? "
                    "See --endpoint",
                    question->request.url, reply->status);
        cancel(source, question);
    }
}

void judge_reply(struct kw_source *source, struct question *question)
{
    const struct kw_reply *reply = &question->request.reply;

    if (reply->outcome == KW_REQUEST_CANCELLED) {
        if (reply->error.status == KW_LIMIT)
            source_limit(source);
        cancel(source, question);
    } else if (reply->outcome == KW_REQUEST_GIVEN_UP) {
        given_up(source, question);
    } else if (reply->status != 200) {
        unexpected_status(source, question);
    } else if (strcmp(reply->type, "application/json") != 0) {
        char why[128];

        snprintf(why, sizeof why, "the reply is %s, not JSON",
                 reply->type[0] ? reply->type : "of no type");
        ask_again(source, question, KW_AGAIN_BROKEN, why);
    } else {
        question_read(source, question);
    }
}

/* ---- errors inside a reply ----------------------------------------- */

static void lagging(struct kw_source *source, struct question *question)
{
    const struct kw_document *document = &question->document;
    char why[160];

    snprintf(why, sizeof why, "maxlag (%.60s, %.1f s)", document->error_type,
             document->error_lag_s);
    if (strcmp(document->error_type, "wikibase-queryservice") == 0) {
        question->without_maxlag = true;
        source->maxlag_off_ms = kw_clock_ms(source->clock) + MAXLAG_OFF_MS;
    }
    ask_again(source, question, KW_AGAIN_PATIENT, why);
}

/* The server objects to one id; the others are asked again without it. */
static void one_bad_id(struct kw_source *source, struct question *question,
                       const char *why)
{
    const char *named = question->document.error_id;
    struct kw_id bad;

    if (question->count > 1 && kw_qid_parse(named, strlen(named), &bad)) {
        for (size_t i = 0; i < question->count; i++) {
            if (!kw_id_same(question->asking[i].id, bad))
                continue;
            give_bare(source, &question->asking[i], KW_ANSWER_FAILED, why);
            question->asking[i] = question->asking[--question->count];
            break;
        }
    }
    hopeless(source, question, why);
}

static void server_error(struct kw_source *source, struct question *question)
{
    static const char *const not_now[] = {"ratelimited", "readonly",
                                          "search-backend-error"};
    static const char *const bad_id[] = {"no-such-entity", "invalid-entity-id",
                                         "toomanyvalues", "param-invalid"};
    const struct kw_document *document = &question->document;
    char why[256];

    snprintf(why, sizeof why, "%s: %.180s", document->error_code,
             document->error_info);
    if (strcmp(document->error_code, "maxlag") == 0) {
        lagging(source, question);
        return;
    }
    for (size_t i = 0; i < sizeof not_now / sizeof *not_now; i++)
        if (strcmp(document->error_code, not_now[i]) == 0) {
            ask_again(source, question, KW_AGAIN_NOT_NOW, why);
            return;
        }
    for (size_t i = 0; i < sizeof bad_id / sizeof *bad_id; i++)
        if (strcmp(document->error_code, bad_id[i]) == 0) {
            one_bad_id(source, question, why);
            return;
        }
    ask_again(source, question, KW_AGAIN_BROKEN, why);
}

/* ---- people in a reply --------------------------------------------- */

static struct kw_person *take_person(struct kw_document *document,
                                     struct kw_id id)
{
    for (size_t i = 0; i < document->count; i++) {
        struct kw_person *person = document->people[i];

        if (person && kw_id_same(person->id, id)) {
            document->people[i] = NULL;
            return person;
        }
    }
    return NULL;
}

/* The server says there is no such item. Of people that is confirmed by
 * the document, which follows double redirects. */
static void missing(struct kw_source *source, struct question *question,
                    struct asking *asking)
{
    if (question->form != FORM_PEOPLE)
        give_bare(source, asking, KW_ANSWER_MISSING, NULL);
    else if (source->stopping ||
             wait_for(source, FORM_DOCUMENT, asking, NULL) != KW_OK)
        give_bare(source, asking, KW_ANSWER_CANCELLED, NULL);
}

/* The reply passed over an id: it was cut short. */
static void left_out(struct kw_source *source, struct question *question,
                     struct asking *asking)
{
    if (++asking->left_out >= LEFT_OUT_MAX)
        give_bare(source, asking, KW_ANSWER_FAILED,
                  "the server left it out of three replies");
    else if (source->stopping ||
             wait_for(source, question->form, asking, NULL) != KW_OK)
        give_bare(source, asking, KW_ANSWER_CANCELLED, NULL);
}

static void take_batch(struct kw_source *source, struct question *question)
{
    for (size_t i = 0; i < question->count; i++) {
        struct asking *asking = &question->asking[i];
        struct kw_reading answer = {.id = asking->id, .asked = asking->asked};

        answer.person = take_person(&question->document, asking->id);
        if (!answer.person) {
            left_out(source, question, asking);
        } else if (answer.person->state == KW_MISSING) {
            kw_reading_finish(&answer);
            missing(source, question, asking);
        } else {
            if (answer.person->state == KW_REDIRECT)
                answer.target =
                    take_person(&question->document, answer.person->to);
            give(source, &answer);
        }
    }
}

/* A document stands under the id where all redirects end; the redirect
 * itself is not mentioned and is noted here. */
static void take_document(struct kw_source *source, struct question *question)
{
    struct asking *asking = &question->asking[0];
    struct kw_reading answer = {.id = asking->id, .asked = asking->asked};
    struct kw_document *document = &question->document;

    answer.person = take_person(document, asking->id);
    if (!answer.person && document->count == 1 && document->people[0] &&
        document->people[0]->state == KW_PERSON) {
        answer.target = document->people[0];
        document->people[0] = NULL;
        if (kw_person_create(asking->id, &answer.person, NULL) != KW_OK ||
            kw_person_seal(answer.person, NULL) != KW_OK) {
            kw_reading_finish(&answer);
            give_bare(source, asking, KW_ANSWER_FAILED, "out of memory");
            return;
        }
        answer.person->state = KW_REDIRECT;
        answer.person->to = answer.target->id;
    }
    if (!answer.person) {
        give_bare(source, asking, KW_ANSWER_FAILED,
                  "the document holds no such item");
    } else if (answer.person->state == KW_MISSING) {
        kw_reading_finish(&answer);
        give_bare(source, asking, KW_ANSWER_MISSING, NULL);
    } else {
        give(source, &answer);
    }
}

/* ---- the server's search ------------------------------------------- */

static bool keep_children(struct question *question)
{
    const struct kw_titles *titles = &question->titles;

    for (size_t i = 0; i < titles->count; i++) {
        struct kw_id *grown = kw_grow(question->children, question->child_count,
                                      &question->child_capacity, sizeof *grown);

        if (!grown)
            return false;
        question->children = grown;
        question->children[question->child_count++] = titles->items[i];
    }
    return true;
}

/* The hits belong to all ids of the question together: the first one's
 * answer carries them. True if the rest has been asked for. */
static bool take_children(struct kw_source *source, struct question *question)
{
    size_t next = question->titles.next_offset;

    if (!keep_children(question)) {
        source_fail(source, KW_NOMEM, "out of memory");
        return false;
    }
    if (next && next < CHILDREN_MAX && !source->stopping) {
        question->offset = next;
        kw_buffer_clear(&question->request.reply.body);
        if (question_send(source, question, NULL) == KW_OK)
            return true;
    }
    for (size_t i = 0; i < question->count; i++) {
        struct kw_reading answer = {.id = question->asking[i].id,
                                    .asked = KW_ASK_CHILDREN,
                                    .more_children = next != 0};

        if (i == 0) {
            answer.children = question->children;
            answer.child_count = question->child_count;
            question->children = NULL;
        }
        give(source, &answer);
    }
    return false;
}

void judge_reading(struct kw_source *source, struct question *question)
{
    if (question->read != KW_OK) {
        ask_again(source, question, KW_AGAIN_BROKEN, question->read_error.text);
        return;
    }
    source->gone_silent = 0;
    source->heard = true;
    if (question->document.error_code[0]) {
        server_error(source, question);
        return;
    }
    if (question->form == FORM_CHILDREN) {
        if (take_children(source, question))
            return;
    } else if (question->form == FORM_DOCUMENT) {
        take_document(source, question);
    } else if (question->form != FORM_NAMES) {
        take_batch(source, question);
    }
    end_reply(source);
    finish(source, question);
}
