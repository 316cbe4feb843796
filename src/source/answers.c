/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers, as the line gives them, and the one question that is waited
 * for: the search for a name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "question.h"

enum { WAIT_MS = 1000 };

void kw_reading_finish(struct kw_reading *answer)
{
    kw_person_destroy(answer->person);
    kw_person_destroy(answer->target);
    free(answer->children);
    memset(answer, 0, sizeof *answer);
}

void give(struct kw_source *source, struct kw_reading *answer)
{
    struct answers *given = &source->given;
    struct answer *grown =
        kw_grow(given->items, given->count, &given->capacity, sizeof *grown);

    source->at_work--;
    if (!grown) {
        kw_reading_finish(answer);
        source->lost++;
        source_fail(source, KW_NOMEM, "out of memory");
        return;
    }
    given->items = grown;
    given->items[given->count++] = (struct answer){.reading = *answer};
}

void give_bare(struct kw_source *source, const struct asking *asking,
               enum kw_found_out what, const char *why)
{
    struct kw_reading answer = {
        .id = asking->id, .asked = asking->asked, .what = what};

    snprintf(answer.why, sizeof answer.why, "%s", why ? why : "");
    give(source, &answer);
}

void end_reply(struct kw_source *source)
{
    struct answers *given = &source->given;

    if (given->count)
        given->items[given->count - 1].ends_reply = true;
}

/* ---- names --------------------------------------------------------- */

enum kw_status kw_source_search(struct kw_source *source, const char *words,
                                const char *lang, unsigned limit,
                                struct kw_hits *out, struct kw_error *err)
{
    struct question *question = question_create(source, FORM_NAMES, NULL, 0);
    enum kw_status status;

    memset(out, 0, sizeof *out);
    if (!question)
        return kw_nomem(err);
    if (!lang)
        lang = source->langs[0] ? source->langs[0] : "en";
    wikibase_names_url(&source->wikibase, words, lang, limit, &question->url);
    status = kw_buffer_check(&question->url, err);
    if (status != KW_OK) {
        question_destroy(question);
        return status;
    }
    question->request.url = question->url.bytes;
    kw_monitor_enter(source->desk.lock);
    source->desk.names = question;
    kw_monitor_leave(source->desk.lock);
    source->names_asked = true;
    kw_fetch_wake(source->fetch);
    while (status == KW_OK && !source->names)
        status = kw_source_wait(source, WAIT_MS, err);
    source->names_asked = false;
    if (source->names) {
        question = source->names;
        source->names = NULL;
        if (status == KW_OK && question->read != KW_OK)
            status = kw_fail(err, KW_NETWORK, "the search for '%s' failed: %s",
                             words,
                             question->read_error.text[0]
                                 ? question->read_error.text
                                 : question->request.reply.error.text);
        if (status == KW_OK) {
            *out = question->hits;
            memset(&question->hits, 0, sizeof question->hits);
        }
        question_destroy(question);
    }
    return status;
}
