/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line of an answer in words: names, the way down from the top, and
 * the statements behind it.
 */
#include "telling.h"

#include <stdlib.h>
#include <string.h>

/* ---- people -------------------------------------------------------- */

void tell_name(const struct telling *t, uint32_t who)
{
    static const enum said kinds[] = {
        [KW_DISPUTED] = SAID_DISPUTED,   [KW_MYTHICAL] = SAID_MYTHICAL,
        [KW_FICTIONAL] = SAID_FICTIONAL, [KW_GROUP] = SAID_GROUP,
        [KW_OTHER] = SAID_NO_PERSON,
    };
    char room[KW_ID_TEXT_BYTES + 300];
    uint8_t kind = kw_people_at(t->r->people, who)->kind;

    kw_buffer_text(t->out, relate_name(t->r, who, room));
    if (kind < sizeof kinds / sizeof *kinds && kinds[kind])
        kw_buffer_text(t->out, tell_said(t, kinds[kind]));
}

/* A couple by its smaller id first, so that it reads the same from
 * wherever it is reached. */
void tell_apex(const struct telling *t, const struct kw_relation *relation)
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

void tell_line(const struct telling *t, const struct kw_relation *relation,
               const uint32_t *line)
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
            kw_buffer_print(t->out, " (%s)", tell_said(t, SAID_FULLNESS));
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

void tell_reason(const struct telling *t, const struct relate_reason *reason)
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

enum kw_status tell_why(const struct telling *t,
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
