/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answer about two people, told in words.
 */
#include "relate.h"

#include <stdlib.h>
#include <string.h>

struct telling {
    const struct relate *r;
    struct kw_buffer *out; /* borrowed */
    struct kw_lines *lines;
    uint64_t left;   /* lines still to be told of this alternative */
    bool holds_back; /* some lines were not told */
};

/* ---- people -------------------------------------------------------- */

/* The name, and what the person is if no single human. */
static void tell_name(const struct telling *t, uint32_t who)
{
    static const char *const kinds[] = {
        [KW_DISPUTED] = " (existence disputed)",
        [KW_MYTHICAL] = " (mythical)",
        [KW_FICTIONAL] = " (fictional)",
        [KW_GROUP] = " (several people)",
        [KW_OTHER] = " (no person)",
    };
    char room[KW_ID_TEXT_BYTES + 300];
    uint8_t kind = kw_people_at(t->r->people, who)->kind;

    kw_buffer_text(t->out, relate_name(t->r, who, room));
    if (kind < sizeof kinds / sizeof *kinds && kinds[kind])
        kw_buffer_text(t->out, kinds[kind]);
}

/* A couple by its smaller id first, so that it reads the same from
 * wherever it is reached. */
static void tell_apex(const struct telling *t,
                      const struct kw_relation *relation)
{
    uint32_t first = relation->apex[0];
    uint32_t second = relation->apex[1];

    if (second < first) {
        first = relation->apex[1];
        second = relation->apex[0];
    }
    tell_name(t, first);
    if (second != KW_NOBODY) {
        kw_buffer_text(t->out, " + ");
        tell_name(t, second);
    }
}

static const char *possessive(uint8_t sex)
{
    return sex == KW_MALE ? "his" : sex == KW_FEMALE ? "her" : "their";
}

/* ---- lines --------------------------------------------------------- */

/* From the top of a line down to one end, the marriage there included. */
static void tell_way(const struct telling *t, const uint32_t *line,
                     uint32_t top, uint32_t end, uint32_t married,
                     bool with_top)
{
    uint32_t at = top;

    kw_buffer_text(t->out, with_top ? "  " : "  > ");
    if (with_top)
        tell_name(t, line[at]);
    while (at != end) {
        at = at < end ? at + 1 : at - 1;
        if (with_top || at != (top < end ? top + 1 : top - 1))
            kw_buffer_text(t->out, " > ");
        tell_name(t, line[at]);
    }
    if (married != KW_NOBODY) {
        kw_buffer_text(t->out, " = ");
        tell_name(t, married);
    }
    kw_buffer_char(t->out, '\n');
}

static void tell_line(const struct telling *t,
                      const struct kw_relation *relation, const uint32_t *line)
{
    uint32_t end = relation->up + relation->down;
    uint32_t from = relation->from_marriage ? t->r->from : KW_NOBODY;
    uint32_t to = relation->to_marriage ? t->r->to : KW_NOBODY;

    if (!end)
        return;
    if (!relation->down) {
        tell_way(t, line, end, 0, from, true);
    } else if (!relation->up) {
        tell_way(t, line, 0, end, to, true);
    } else {
        kw_buffer_text(t->out, "  ");
        tell_apex(t, relation);
        if (relation->fullness == KW_FULLNESS_UNKNOWN)
            kw_buffer_text(t->out, " (full or half: not known)");
        kw_buffer_char(t->out, '\n');
        tell_way(t, line, relation->up, 0, from, false);
        tell_way(t, line, relation->up, end, to, false);
    }
    if (!relation->down && to != KW_NOBODY) {
        kw_buffer_text(t->out, "  = ");
        tell_name(t, to);
        kw_buffer_char(t->out, '\n');
    }
    if (!relation->up && from != KW_NOBODY) {
        kw_buffer_text(t->out, "  = ");
        tell_name(t, from);
        kw_buffer_char(t->out, '\n');
    }
}

/* ---- why ----------------------------------------------------------- */

static void tell_qualifiers(const struct telling *t,
                            const struct kw_statement *statement)
{
    for (size_t i = 0; i < statement->qualifier_count; i++) {
        const struct kw_qualifier *q = &statement->qualifiers[i];
        const struct kw_property_info *info =
            kw_property_info((unsigned)q->property);
        char date[KW_DATE_TEXT_BYTES];
        char id[KW_ID_TEXT_BYTES];

        kw_buffer_print(t->out, ", %s ", info ? info->name : "qualifier");
        if (q->snak != KW_VALUE)
            kw_buffer_text(t->out, "not known");
        else if (q->value.type == KW_ITEM)
            kw_buffer_text(t->out, kw_id_print(q->value.item, NULL, id));
        else if (q->value.type == KW_DATE)
            kw_buffer_text(t->out, kw_date_print(q->value.date, date));
        else
            kw_buffer_text(t->out, q->value.text);
    }
}

static void tell_reason(const struct telling *t,
                        const struct relate_reason *reason)
{
    const struct kw_statement *s = reason->statement;
    const struct kw_property_info *info =
        s ? kw_property_info((unsigned)s->property) : NULL;

    if (!s) {
        kw_buffer_text(t->out, "no statement of its own");
        return;
    }
    kw_buffer_print(t->out, "%s (P%u), %s, %s rank, %u reference%s",
                    info ? info->name : "statement", (unsigned)s->property,
                    s->id ? s->id : "a statement without id",
                    relate_rank(reason), s->references,
                    s->references == 1 ? "" : "s");
    if (s->role != KW_ROLE_BIRTH)
        kw_buffer_print(t->out, ", %s", kw_role_name(s->role));
    tell_qualifiers(t, s);
    if (reason->is_marriage)
        kw_buffer_text(t->out, reason->by_child && reason->by_parent
                                   ? ", stated by both"
                                   : ", stated by one");
    else
        kw_buffer_print(t->out, ", stated by %s%s",
                        reason->by_child && reason->by_parent ? "" : "the ",
                        relate_stated_by(reason));
}

static void tell_pair(const struct telling *t,
                      const struct relate_reason *reason)
{
    tell_name(t, reason->child);
    kw_buffer_text(t->out, reason->is_marriage ? " = " : " < ");
    tell_name(t, reason->parent);
}

/* The statements behind each step, and the weakest of them. */
static enum kw_status tell_why(const struct telling *t,
                               const struct kw_relation *relation,
                               const uint32_t *line, struct kw_error *err)
{
    uint32_t *whole =
        malloc(((size_t)relation->up + relation->down + 3) * sizeof *whole);
    struct relate_reason weakest = {0};
    size_t count;
    size_t up;
    enum kw_status status = KW_OK;

    if (!whole)
        return kw_nomem(err);
    count = relate_whole_line(t->r, relation, line, whole);
    up = relation->up + (relation->from_marriage != KW_NO_MARRIAGE);
    for (size_t i = 0; status == KW_OK && i + 1 < count; i++) {
        bool married = (i == 0 && relation->from_marriage) ||
                       (i + 2 == count && relation->to_marriage);
        bool climbs = i < up;
        struct relate_reason reason;

        status = relate_reason_find(t->r, whole[climbs ? i : i + 1],
                                    whole[climbs ? i + 1 : i], married, &reason,
                                    err);
        kw_buffer_text(t->out, "    ");
        tell_pair(t, &reason);
        kw_buffer_text(t->out, ": ");
        tell_reason(t, &reason);
        kw_buffer_char(t->out, '\n');
        if (i == 0 || relate_reason_is_weaker(&reason, &weakest)) {
            struct relate_reason stronger = weakest;

            weakest = reason;
            reason = stronger;
        }
        relate_reason_finish(&reason);
    }
    if (status == KW_OK && count > 2) {
        kw_buffer_text(t->out, "    weakest link: ");
        tell_pair(t, &weakest);
        kw_buffer_char(t->out, '\n');
    }
    relate_reason_finish(&weakest);
    free(whole);
    return status;
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
        kw_buffer_print(t->out, ", %s %lld",
                        relation->from_marriage == KW_MARRIED ||
                                relation->from_marriage == KW_DIVORCED
                            ? "married"
                            : "since",
                        (long long)year);
    if (apart && kw_date_year(relation->until, &year))
        kw_buffer_print(t->out, ", ended %lld", (long long)year);
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

    kw_buffer_text(t->out, "also ");
    KW_TRY(relate_word(t->r, relation, RELATE_BOTH, t->out, err));
    tell_years(t, relation);
    for (size_t j = i; relation->up && relation->down && j < end; j++) {
        kw_buffer_text(t->out, j == i ? ", through " : " and ");
        tell_apex(t, &t->r->reckoning.relations[j]);
    }
    if (relation->up + relation->down) {
        kw_buffer_print(t->out, " (%u up, %u down", relation->up,
                        relation->down);
        if (strcmp(relation->lines, "1") != 0)
            kw_buffer_print(t->out, "; %s lines", relation->lines);
        if (relation->fullness == KW_FULLNESS_UNKNOWN)
            kw_buffer_text(t->out, "; full or half: not known");
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

    kw_buffer_print(t->out, "%sIf ", way ? "\n" : "");
    for (size_t i = 0; i < alternative->choice_count; i++) {
        const struct kw_choice *choice = &alternative->choices[i];

        if (i)
            kw_buffer_text(t->out, ", and ");
        tell_name(t, choice->child);
        kw_buffer_text(t->out, " is the child of ");
        for (int p = 0; p < 2; p++) {
            if (choice->parents[p] == KW_NOBODY)
                continue;
            if (p)
                kw_buffer_text(t->out, " and ");
            tell_name(t, choice->parents[p]);
        }
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
        kw_buffer_text(t->out, "Left out, for ");
        tell_name(t, cuts[i].child);
        kw_buffer_text(t->out, " would be their own ancestor: the parent ");
        tell_name(t, cuts[i].parent);
        kw_buffer_text(t->out, ", ");
        tell_reason(t, &reason);
        kw_buffer_char(t->out, '\n');
        relate_reason_finish(&reason);
    }
    return KW_OK;
}

/* ---- no relation with a name --------------------------------------- */

static enum kw_marriage marriage_between(const struct relate *r, uint32_t a,
                                         uint32_t b)
{
    struct kw_ties partners = kw_people_partners(r->people, a);

    for (size_t i = 0; i < partners.count; i++) {
        bool apart = partners.items[i].ended == KW_ENDED_ALIVE;

        if (partners.items[i].who != b)
            continue;
        if (partners.items[i].kind == KW_LINK_SPOUSE)
            return apart ? KW_DIVORCED : KW_MARRIED;
        return apart ? KW_EX_PARTNERED : KW_PARTNERED;
    }
    return KW_MARRIED;
}

static enum kw_status tell_chain_word(const struct telling *t,
                                      struct kw_error *err)
{
    const struct kw_path *path = &t->r->path;
    enum kw_step_kind *links = calloc(path->count + 1, sizeof *links);
    uint8_t *marriages = calloc(path->count + 1, 1);
    uint8_t *sexes = calloc(path->count + 1, 1);
    uint32_t before = t->r->from;

    if (!links || !marriages || !sexes) {
        free(links);
        free(marriages);
        free(sexes);
        return kw_nomem(err);
    }
    for (size_t i = 0; i < path->count; i++) {
        uint32_t who = kw_people_find(t->r->people, path->steps[i].id);

        if (who == KW_NOBODY)
            continue;
        sexes[i] = kw_people_at(t->r->people, who)->sex;
        if (i) {
            links[i - 1] = path->steps[i].link;
            marriages[i - 1] = (uint8_t)marriage_between(t->r, before, who);
        }
        before = who;
    }
    kw_chain_term_as(links, marriages, sexes, path->count - 1,
                     &t->r->wish->style, t->out);
    free(links);
    free(marriages);
    free(sexes);
    return KW_OK;
}

static enum kw_status tell_chain(const struct telling *t, struct kw_error *err)
{
    const struct kw_path *path = &t->r->path;

    tell_name(t, t->r->to);
    if (t->r->wish->style.lang == KW_EN) {
        kw_buffer_text(t->out, " is ");
        tell_name(t, t->r->from);
        kw_buffer_text(t->out, "'s ");
        KW_TRY(tell_chain_word(t, err));
    } else {
        kw_buffer_text(t->out, " < ");
        tell_name(t, t->r->from);
        kw_buffer_text(t->out, ": ");
        KW_TRY(tell_chain_word(t, err));
    }
    kw_buffer_text(t->out, "\n  ");
    for (size_t i = 0; i < path->count; i++) {
        uint32_t who = kw_people_find(t->r->people, path->steps[i].id);

        if (i)
            kw_buffer_text(
                t->out, path->steps[i].link == KW_STEP_SPOUSE ? " = " : " > ");
        if (who != KW_NOBODY)
            tell_name(t, who);
    }
    kw_buffer_text(t->out, "\nno kin by blood among what was read\n");
    return KW_OK;
}

static void tell_nothing(const struct telling *t)
{
    if (t->r->verdict == RELATE_UNRELATED) {
        tell_name(t, t->r->to);
        kw_buffer_text(t->out, " and ");
        tell_name(t, t->r->from);
        kw_buffer_text(t->out, " are not related: all ancestors of both were "
                               "read, and none is shared\n");
        return;
    }
    kw_buffer_text(t->out, "No known relationship between ");
    tell_name(t, t->r->to);
    kw_buffer_text(t->out, " and ");
    tell_name(t, t->r->from);
    kw_buffer_char(t->out, '\n');
}

/* ---- the whole ----------------------------------------------------- */

static void tell_limits(const struct telling *t)
{
    const struct kw_reckoning *reckoning = &t->r->reckoning;
    size_t open = reckoning->open_count;

    if (reckoning->more_alternatives)
        kw_buffer_print(t->out,
                        "More parents are disputed; the first %d ways to "
                        "choose among them are answered.\n",
                        KW_ALTERNATIVES_MAX);
    if (t->r->is_partial)
        kw_buffer_text(t->out, "Only the nearest generations of a large "
                               "family were compared; --goal all compares "
                               "all.\n");
    else if (open && !reckoning->is_decided)
        kw_buffer_print(t->out,
                        "%s among what was read; %zu ancestor%s not read "
                        "yet.\n",
                        reckoning->relation_count ? "Nearest" : "This is", open,
                        open == 1 ? " is" : "s are");
    if (t->r->as_of_s) {
        char time[32];

        kw_time_print(t->r->as_of_s, time);
        kw_buffer_print(t->out, "As read on %.10s.\n", time);
    }
}

static void tell_sum(const struct telling *t, size_t way)
{
    const struct kw_alternative *alternative =
        &t->r->reckoning.alternatives[way];

    if (t->holds_back)
        kw_buffer_print(
            t->out, "%s%s lines in all; --all tells them all\n",
            alternative->is_complete && !t->r->is_partial ? "" : "at least ",
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
        kw_buffer_text(t->out, "no kin by blood among what was read\n");
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
        kw_buffer_text(t->out, "\nWhoever the parents are:\n");
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
