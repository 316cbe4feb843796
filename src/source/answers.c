/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers, set down until the asker takes them, and the one question that
 * is waited for: the search for a name.
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

/* Makes room for one more answer, so that giving it cannot fail. */
static bool make_room(struct kw_source *source)
{
    struct kw_reading *answers =
        kw_grow(source->answers, source->answer_count, &source->answer_capacity,
                sizeof *answers);
    bool *ends;

    if (!answers)
        return false;
    source->answers = answers;
    ends = kw_grow(source->ends, source->answer_count, &source->end_capacity,
                   sizeof *ends);
    if (!ends)
        return false;
    source->ends = ends;
    return true;
}

void give(struct kw_source *source, struct kw_reading *answer)
{
    if (!make_room(source)) {
        kw_reading_finish(answer);
        source->pending--;
        source_fail(source, KW_NOMEM, "out of memory");
        return;
    }
    source->ends[source->answer_count] = false;
    source->answers[source->answer_count++] = *answer;
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
    if (source->answer_count > source->taken)
        source->ends[source->answer_count - 1] = true;
}

bool kw_source_take(struct kw_source *source, struct kw_reading *out,
                    bool *last)
{
    if (source->taken == source->answer_count) {
        source->taken = 0;
        source->answer_count = 0;
        return false;
    }
    *last = source->ends[source->taken];
    *out = source->answers[source->taken++];
    source->pending--;
    return true;
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
    if (status == KW_OK)
        status = question_send(source, question, err);
    if (status != KW_OK) {
        question_destroy(question);
        return status;
    }
    while (status == KW_OK && !source->names)
        status = kw_source_wait(source, WAIT_MS, err);
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
