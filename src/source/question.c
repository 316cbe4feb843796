/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions are put together here, and their replies unpacked and read,
 * on a worker: never on the thread that drives the transfers.
 */
#include "question.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* A reply that cannot be used may be the fault of one id among many:
     * then it is found by halves, sooner than a single one is given up. */
    TRIES_SEVERAL = 4,
    TRIES_SINGLE = 8
};
/* Unpacked; see also kw_claims_limits. */
#define DOCUMENT_MAX_BYTES ((size_t)64 << 20)

size_t form_room(enum form form)
{
    return form == FORM_DOCUMENT ? 1 : KW_BATCH;
}

struct question *question_create(struct kw_source *source, enum form form,
                                 const struct asking *asking, size_t count)
{
    struct question *question = calloc(1, sizeof *question);

    if (!question)
        return NULL;
    question->reading.question = question;
    question->form = form;
    question->shelf = source->shelf;
    question->langs = (const char *const *)source->langs;
    if (count)
        memcpy(question->asking, asking, count * sizeof *asking);
    question->count = count;
    question->request.tries_max = count > 1 ? TRIES_SEVERAL : TRIES_SINGLE;
    return question;
}

static void forget_reading(struct question *question)
{
    kw_document_finish(&question->document);
    kw_titles_finish(&question->titles);
    kw_hits_finish(&question->hits);
    memset(&question->document, 0, sizeof question->document);
    memset(&question->titles, 0, sizeof question->titles);
    memset(&question->hits, 0, sizeof question->hits);
}

void question_destroy(struct question *question)
{
    if (!question)
        return;
    forget_reading(question);
    kw_request_finish(&question->request);
    kw_buffer_finish(&question->url);
    free(question->children);
    free(question);
}

/* ---- sending ------------------------------------------------------- */

static const char *props_of(enum form form)
{
    switch (form) {
    case FORM_REVISIONS:
        return "info";
    case FORM_LABELS:
        return "labels";
    default:
        return "info%7Clabels%7Caliases%7Cdescriptions%7Cclaims";
    }
}

void question_spell(const struct kw_source *source, struct question *question)
{
    struct kw_id ids[KW_BATCH] = {{0}};
    bool without = question->without_maxlag ||
                   kw_clock_ms(source->clock) < source->maxlag_off_ms;
    unsigned maxlag_s =
        without ? 0 : kw_policy_of(source->wikibase.kind)->maxlag_s;

    for (size_t i = 0; i < question->count; i++)
        ids[i] = question->asking[i].id;
    if (question->form == FORM_DOCUMENT)
        wikibase_document_url(&source->wikibase, ids[0], &question->url);
    else if (question->form == FORM_CHILDREN)
        wikibase_children_url(&source->wikibase, ids, question->count,
                              question->offset, maxlag_s, &question->url);
    else if (question->form != FORM_NAMES)
        wikibase_entities_url(&source->wikibase, props_of(question->form), ids,
                              question->count, maxlag_s, &question->url);
    question->request.url = question->url.bytes;
}

enum kw_status question_send(struct kw_source *source,
                             struct question *question, struct kw_error *err)
{
    question_spell(source, question);
    KW_TRY(kw_buffer_check(&question->url, err));
    return kw_fetch_submit(source->fetch, &question->request, err);
}

/* ---- reading, on a worker ------------------------------------------ */

static enum kw_status understand(struct question *question, const char *bytes,
                                 size_t length, bool is_checked)
{
    struct kw_claims_limits limits = {.is_checked = is_checked};
    struct kw_error *err = &question->read_error;

    if (question->form == FORM_NAMES)
        return kw_claims_read_hits(bytes, length, &question->hits, err);
    if (question->form == FORM_CHILDREN)
        KW_TRY(kw_claims_read_titles(bytes, length, &question->titles, err));
    if (question->form == FORM_CHILDREN && !question->titles.is_error)
        return KW_OK;
    return kw_claims_read(bytes, length, NULL, question->langs, &limits,
                          &question->document, err);
}

static void unpack_and_read(struct kw_job *job)
{
    struct question *question = ((struct reading *)job)->question;
    struct kw_reply *reply = &question->request.reply;
    struct kw_buffer unpacked;
    const struct kw_buffer *body = &reply->body;

    kw_shelf_borrow(question->shelf, DOCUMENT_MAX_BYTES, &unpacked);
    question->read = KW_OK;
    if (reply->gzipped) {
        question->read =
            kw_inflate(body->bytes, body->length, DOCUMENT_MAX_BYTES, &unpacked,
                       &question->read_error);
        body = &unpacked;
    }
    if (question->read == KW_OK)
        /* Unpacking has checked the CRC and the length. */
        question->read =
            understand(question, body->bytes, body->length, reply->gzipped);
    kw_shelf_return(question->shelf, &unpacked);
}

void question_read(struct kw_source *source, struct question *question)
{
    forget_reading(question);
    question->reading.job.run = unpack_and_read;
    kw_pool_submit(source->pool, &question->reading.job);
}
