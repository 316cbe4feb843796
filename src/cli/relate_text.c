/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answer about two people, told in words.
 */
#include "telling.h"

#include <string.h>

static const char *possessive(uint8_t sex)
{
    return sex == KW_MALE ? "his" : sex == KW_FEMALE ? "her" : "their";
}

/* ---- relations ----------------------------------------------------- */

static void tell_years(const struct telling *t,
                       const struct kw_relation *relation)
{
    int64_t year;
    bool apart = relation->from_marriage == KW_DIVORCED ||
                 relation->from_marriage == KW_EX_PARTNERED;

    if (relation->kind != KW_BY_MARRIAGE || relation->up || relation->down)
        return;
    if (kw_date_year(relation->since, &year))
        kw_buffer_print(
            t->out,
            tell_said(t, relation->from_marriage == KW_MARRIED ||
                                 relation->from_marriage == KW_DIVORCED
                             ? SAID_MARRIED
                             : SAID_SINCE),
            (long long)year);
    if (apart && kw_date_year(relation->until, &year))
        kw_buffer_print(t->out, tell_said(t, SAID_ENDED), (long long)year);
}

/* The way back, where it is another word or another generation. */
static enum kw_status tell_back(const struct telling *t,
                                const struct kw_relation *relation,
                                struct kw_error *err)
{
    struct kw_buffer there = {0};
    struct kw_buffer back = {0};
    bool english = t->r->wish->style.lang == KW_EN;
    bool same;
    enum kw_status status =
        relate_word(t->r, relation, RELATE_THERE, &there, err);

    if (status == KW_OK)
        status = relate_word(t->r, relation, RELATE_BACK, &back, err);
    if (status == KW_OK)
        status = kw_buffer_check(&there, err);
    if (status == KW_OK)
        status = kw_buffer_check(&back, err);
    same = status == KW_OK && relation->up == relation->down &&
           (strcmp(there.bytes, back.bytes) == 0 ||
            (!relation->up && relation->kind == KW_BY_MARRIAGE));
    if (status == KW_OK && !same) {
        kw_buffer_char(t->out, '(');
        tell_name(t, t->r->from);
        if (english)
            kw_buffer_print(
                t->out, " is %s ",
                possessive(kw_people_at(t->r->people, t->r->to)->sex));
        else
            kw_buffer_text(t->out, ": ");
        kw_buffer_add(t->out, back.bytes, back.length);
        kw_buffer_text(t->out, ")\n");
    }
    kw_buffer_finish(&there);
    kw_buffer_finish(&back);
    return status;
}

/* Relations that one word covers: couples at the same place make one
 * double cousin. Returns the end of the run that begins at i. */
static size_t end_of_run(const struct telling *t, size_t i)
{
    const struct kw_reckoning *reckoning = &t->r->reckoning;
    const struct kw_relation *first = &reckoning->relations[i];
    size_t end = i + 1;

    while (first->fold > 1 && end < reckoning->relation_count &&
           reckoning->relations[end].fold == first->fold &&
           reckoning->relations[end].up == first->up &&
           reckoning->relations[end].down == first->down &&
           reckoning->relations[end].kind == first->kind &&
           reckoning->relations[end].alternative == first->alternative)
        end++;
    return end;
}

/* Lists lines of relation i, at most `most`. */
static enum kw_status tell_lines(struct telling *t, size_t i, uint64_t most,
                                 struct kw_error *err)
{
    const struct kw_relation *relation = &t->r->reckoning.relations[i];
    const uint32_t *line = relation->line;

    if (!t->r->wish->lines_asked)
        most = 1;
    else
        KW_TRY(kw_lines_aim(t->lines, i, err));
    for (uint64_t told = 0; told < most; told++) {
        if (kw_cli_interrupted())
            return kw_fail(err, KW_INTERRUPTED, "interrupted");
        if (t->r->wish->lines_asked)
            KW_TRY(kw_lines_next(t->lines, &line, err));
        if (!line)
            return KW_OK;
        tell_line(t, relation, line);
        if (t->r->wish->why)
            KW_TRY(tell_why(t, relation, line, err));
        KW_TRY(kw_buffer_check(t->out, err));
    }
    return KW_OK;
}

/* The share of relation i in what is told; notes what is held back. */
static uint64_t share(struct telling *t, size_t i)
{
    const char *lines = t->r->reckoning.relations[i].lines;
    uint64_t told = relate_share(t->r, i, &t->left);
    uint64_t all;

    if (told != UINT64_MAX &&
        (!kw_number(lines, 0, UINT64_MAX - 1, &all) || told < all))
        t->holds_back = true;
    return told;
}

static enum kw_status tell_main(struct telling *t, size_t i, size_t end,
                                struct kw_error *err)
{
    const struct kw_relation *relation = &t->r->reckoning.relations[i];

    KW_TRY(relate_word(t->r, relation, RELATE_SENTENCE, t->out, err));
    tell_years(t, relation);
    kw_buffer_char(t->out, '\n');
    for (; i < end; i++)
        KW_TRY(tell_lines(t, i, share(t, i), err));
    return tell_back(t, relation, err);
}

/* "also 3rd cousins, through Victoria + Albert (4 up, 4 down)" */
static enum kw_status tell_also(struct telling *t, size_t i, size_t end,
                                struct kw_error *err)
{
    const struct kw_relation *relation = &t->r->reckoning.relations[i];
    bool shows_lines = t->r->wish->lines_asked || t->r->wish->why;

    kw_buffer_text(t->out, tell_said(t, SAID_ALSO));
    KW_TRY(relate_word(t->r, relation, RELATE_BOTH, t->out, err));
    tell_years(t, relation);
    for (size_t j = i; relation->up && relation->down && j < end; j++) {
        kw_buffer_text(t->out, tell_said(t, j == i ? SAID_THROUGH : SAID_AND));
        tell_apex(t, &t->r->reckoning.relations[j]);
    }
    if (relation->up + relation->down) {
        kw_buffer_print(t->out, tell_said(t, SAID_UP_DOWN), relation->up,
                        relation->down);
        if (strcmp(relation->lines, "1") != 0)
            kw_buffer_print(t->out, tell_said(t, SAID_LINES), relation->lines);
        if (relation->fullness == KW_FULLNESS_UNKNOWN)
            kw_buffer_print(t->out, "; %s", tell_said(t, SAID_FULLNESS));
        kw_buffer_char(t->out, ')');
    }
    kw_buffer_char(t->out, '\n');
    for (; i < end; i++) {
        uint64_t told = share(t, i);

        if (shows_lines)
            KW_TRY(tell_lines(t, i, told, err));
    }
    return KW_OK;
}

/* ---- alternatives and cuts ----------------------------------------- */

static void tell_choices(const struct telling *t, size_t way)
{
    const struct kw_alternative *alternative =
        &t->r->reckoning.alternatives[way];

    kw_buffer_print(t->out, "%s%s", way ? "\n" : "", tell_said(t, SAID_IF));
    for (size_t i = 0; i < alternative->choice_count; i++) {
        const struct kw_choice *choice = &alternative->choices[i];

        if (i)
            kw_buffer_text(t->out, tell_said(t, SAID_COMMA_AND));
        tell_name(t, choice->child);
        kw_buffer_text(t->out, tell_said(t, SAID_CHILD_OF));
        for (int p = 0; p < 2; p++) {
            if (choice->parents[p] == KW_NOBODY)
                continue;
            if (p)
                kw_buffer_text(t->out, tell_said(t, SAID_AND));
            tell_name(t, choice->parents[p]);
        }
        kw_buffer_text(t->out, tell_said(t, SAID_CHILD_OF_END));
    }
    kw_buffer_text(t->out, ":\n");
}

static enum kw_status tell_cuts(const struct telling *t, struct kw_error *err)
{
    size_t count;
    const struct kw_cut *cuts = kw_kinship_cuts(t->r->kinship, &count);

    for (size_t i = 0; i < count; i++) {
        struct relate_reason reason;

        KW_TRY(relate_reason_find(t->r, cuts[i].child, cuts[i].parent, false,
                                  &reason, err));
        kw_buffer_text(t->out, tell_said(t, SAID_LEFT_OUT));
        tell_name(t, cuts[i].child);
        kw_buffer_text(t->out, tell_said(t, SAID_OWN_ANCESTOR));
        tell_name(t, cuts[i].parent);
        kw_buffer_text(t->out, ", ");
        tell_reason(t, &reason);
        kw_buffer_char(t->out, '\n');
        relate_reason_finish(&reason);
    }
    return KW_OK;
}

/* ---- the whole ----------------------------------------------------- */

static void tell_open(const struct telling *t, size_t open)
{
    kw_buffer_text(t->out, tell_said(t, t->r->reckoning.relation_count
                                            ? SAID_NEAREST
                                            : SAID_AMONG_READ));
    if (open == 1)
        kw_buffer_text(t->out, tell_said(t, SAID_ONE_UNREAD));
    else
        kw_buffer_print(t->out, tell_said(t, SAID_UNREAD), open);
}

static void tell_limits(const struct telling *t)
{
    const struct kw_reckoning *reckoning = &t->r->reckoning;
    size_t open = reckoning->open_count;

    if (reckoning->more_alternatives)
        kw_buffer_print(t->out, tell_said(t, SAID_MORE_DISPUTED),
                        KW_ALTERNATIVES_MAX);
    if (t->r->is_partial)
        kw_buffer_text(t->out, tell_said(t, SAID_PARTIAL));
    else if (open && !reckoning->is_decided)
        tell_open(t, open);
    if (t->r->as_of_s) {
        char time[32];

        kw_time_print(t->r->as_of_s, time);
        kw_buffer_print(t->out, tell_said(t, SAID_READ_ON), time);
    }
}

static void tell_sum(const struct telling *t, size_t way)
{
    const struct kw_alternative *alternative =
        &t->r->reckoning.alternatives[way];

    if (t->holds_back)
        kw_buffer_print(t->out, tell_said(t, SAID_IN_ALL),
                        alternative->is_complete && !t->r->is_partial
                            ? ""
                            : tell_said(t, SAID_AT_LEAST),
                        alternative->merged);
}

/* The relations of one alternative. */
static enum kw_status tell_way_of(struct telling *t, size_t way, size_t *next,
                                  bool *any, struct kw_error *err)
{
    const struct kw_reckoning *reckoning = &t->r->reckoning;
    bool first = true;

    t->holds_back = false;
    if (reckoning->alternative_count > 1)
        tell_choices(t, way);
    while (*next < reckoning->relation_count) {
        const struct kw_relation *relation = &reckoning->relations[*next];
        size_t end = end_of_run(t, *next);
        uint64_t left = t->left;

        if (relation->kind != KW_BLOOD || relation->alternative != way)
            break;
        if (first)
            t->left = t->r->wish->lines;
        left = t->left;
        if (!relate_share(t->r, *next, &left) && !first)
            t->holds_back = true;
        else
            KW_TRY(first && !*any ? tell_main(t, *next, end, err)
                                  : tell_also(t, *next, end, err));
        first = false;
        *next = end;
    }
    tell_sum(t, way);
    if (first && reckoning->alternative_count > 1)
        kw_buffer_text(t->out, tell_said(t, SAID_NO_BLOOD));
    *any = *any || !first;
    return KW_OK;
}

static enum kw_status tell_all(struct telling *t, struct kw_error *err)
{
    const struct kw_reckoning *reckoning = &t->r->reckoning;
    size_t next = 0;
    bool any = false;

    for (size_t way = 0; way < reckoning->alternative_count; way++) {
        /* Every alternative has a nearest relation of its own. */
        bool none = false;

        KW_TRY(tell_way_of(t, way, &next, &none, err));
        any = any || none;
    }
    if (reckoning->alternative_count > 1 && next < reckoning->relation_count)
        kw_buffer_text(t->out, tell_said(t, SAID_WHOEVER));
    for (; next < reckoning->relation_count; next++) {
        uint64_t left = t->left;

        if (!relate_share(t->r, next, &left))
            continue;
        KW_TRY(any ? tell_also(t, next, next + 1, err)
                   : tell_main(t, next, next + 1, err));
        any = true;
    }
    if (t->r->verdict == RELATE_CONNECTED)
        KW_TRY(tell_chain(t, err));
    else if (t->r->verdict != RELATE_RELATED)
        tell_nothing(t);
    KW_TRY(tell_cuts(t, err));
    tell_limits(t);
    return KW_OK;
}

enum kw_status relate_print(const struct relate *relate, struct kw_buffer *out,
                            struct kw_error *err)
{
    struct telling t = {.r = relate, .out = out, .left = relate->wish->lines};
    enum kw_status status =
        kw_lines_open(relate->kinship, &relate->reckoning, &t.lines, err);

    if (status == KW_OK)
        status = tell_all(&t, err);
    kw_lines_close(t.lines);
    return status;
}
