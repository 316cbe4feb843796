/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marriages: what a FAM says of its HUSB and WIFE.
 *
 * They are spouses if the family has a marriage or the end of one, and
 * partners if not: programs make a family of any two people with a child.
 * Our own export says of partners that they are, so where it says nothing
 * nothing is stated.
 */
#include "ged.h"

#include <string.h>
#include <strings.h>

enum { ITEM_DIVORCE = 93190, ITEM_ANNULMENT = 701040 };

/* Words in the TYPE of a MARR that mean there was no wedding. */
static const char *const UNWED[] = {"common law", "common-law",  "partner",
                                    "unmarried",  "not married", "never"};

static bool holds(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (; *text; text++)
        if (!strncasecmp(text, word, length))
            return true;
    return false;
}

static bool says_no(const struct ged_node *event)
{
    return !strcasecmp(event->value, "N");
}

static bool is_wedding(const struct ged_node *marr)
{
    const char *type = ged_value(marr, "TYPE");

    if (says_no(marr))
        return false;
    for (size_t i = 0; type && i < sizeof UNWED / sizeof *UNWED; i++)
        if (holds(type, UNWED[i]))
            return false;
    return true;
}

static enum kw_status take_end(struct ged_reader *reader,
                               struct ged_node *event, uint32_t cause,
                               struct ged_couple *out, struct kw_error *err)
{
    event->used = true;
    out->married = true;
    if (says_no(event))
        return KW_OK; /* "DIV N": married, and not divorced */
    out->ended = true;
    if (cause)
        out->end_cause = cause;
    if (!kw_date_is_known(out->until))
        KW_TRY(ged_date_of(reader, event, &out->until, err));
    return KW_OK;
}

/* What our own export writes where GEDCOM has no tag. */
static enum kw_status take_event(struct ged_reader *reader,
                                 struct ged_node *event, struct ged_couple *out,
                                 struct kw_error *err)
{
    struct ged_node *type = ged_child(event, "TYPE");
    bool married = out->married;

    if (type && !strcasecmp(type->value, "Unmarried partnership")) {
        event->used = true;
        out->partners = true;
        KW_TRY(ged_date_of(reader, event, &out->since, err));
    } else if (type && !strcasecmp(type->value, "End of partnership")) {
        out->partners = true;
        KW_TRY(take_end(reader, event, 0, out, err));
        out->married = married;
    } else if (type && !strcasecmp(type->value, "End of marriage")) {
        KW_TRY(take_end(reader, event, 0, out, err));
    } else {
        return KW_OK;
    }
    type->used = true;
    return KW_OK;
}

/* Is the file our own export? */
static bool is_our_own(const struct ged_reader *reader)
{
    const struct ged_node *head = ged_child(&reader->root, "HEAD");
    const struct ged_node *source = head ? ged_child(head, "SOUR") : NULL;

    return source && !strcmp(source->value, "kinwalk");
}

static enum kw_status read_couple(struct ged_reader *reader,
                                  struct ged_node *family,
                                  struct ged_couple *out, struct kw_error *err)
{
    for (struct ged_node *n = family->child; n; n = n->next) {
        if (!strcmp(n->tag, "MARR")) {
            bool wedding = is_wedding(n);

            n->used = true;
            out->married = out->married || wedding;
            out->denied = out->denied || !wedding;
            if (!says_no(n) && !kw_date_is_known(out->since))
                KW_TRY(ged_date_of(reader, n, &out->since, err));
        } else if (!strcmp(n->tag, "DIV")) {
            KW_TRY(take_end(reader, n, ITEM_DIVORCE, out, err));
        } else if (!strcmp(n->tag, "ANUL")) {
            KW_TRY(take_end(reader, n, ITEM_ANNULMENT, out, err));
        } else if (!strcmp(n->tag, "NO") && !strcmp(n->value, "MARR")) {
            n->used = true;
            out->denied = true;
        } else if (!strcmp(n->tag, "EVEN")) {
            KW_TRY(take_event(reader, n, out, err));
        }
    }
    return KW_OK;
}

/* Reads it once, so that nothing is told twice. */
static enum kw_status couple_of(struct ged_reader *reader,
                                struct ged_node *family, struct kw_error *err)
{
    struct ged_couple *couple;

    if (family->record->couple)
        return KW_OK;
    couple = kw_arena_zeroed(&reader->arena, 1, sizeof *couple);
    if (!couple)
        return kw_nomem(err);
    KW_TRY(read_couple(reader, family, couple, err));
    family->record->couple = couple;
    if (couple->married || couple->denied || couple->partners ||
        reader->settings->assume_married || is_our_own(reader))
        return KW_OK;
    return ged_count(reader, KW_GEDCOM_CHANGED, family,
                     "no marriage is stated; the two are taken as partners",
                     err);
}

static enum kw_status add_when(struct kw_person *person,
                               struct kw_statement *statement,
                               enum kw_property property, struct kw_date date,
                               struct kw_error *err)
{
    struct kw_qualifier *qualifier;

    KW_TRY(kw_person_add_qualifier(person, statement, &qualifier, err));
    qualifier->property = property;
    if (!kw_date_is_known(date)) {
        qualifier->snak = KW_SOMEVALUE;
        return KW_OK;
    }
    qualifier->value.type = KW_DATE;
    qualifier->value.date = date;
    return KW_OK;
}

static enum kw_status
state_couple(struct ged_reader *reader, const struct ged_node *record,
             struct kw_person *person, const struct ged_node *family,
             const struct ged_node *partner, const struct ged_couple *couple,
             struct kw_error *err)
{
    bool married = couple->married ||
                   (reader->settings->assume_married && !couple->denied);
    struct kw_statement *statement;
    struct kw_qualifier *cause;

    if (!married && !couple->partners && !couple->denied && is_our_own(reader))
        return KW_OK;
    KW_TRY(ged_state(reader, person, record,
                     married ? KW_P_SPOUSE : KW_P_PARTNER, &statement, err,
                     "%.128s:%s", family->xref, partner->tag));
    statement->value.type = KW_ITEM;
    statement->value.item = partner->target->record->id;
    if (kw_date_is_known(couple->since))
        KW_TRY(add_when(person, statement, KW_P_START, couple->since, err));
    if (couple->ended)
        KW_TRY(add_when(person, statement, KW_P_END, couple->until, err));
    if (!couple->ended || !couple->end_cause)
        return KW_OK;
    KW_TRY(kw_person_add_qualifier(person, statement, &cause, err));
    cause->property = KW_P_END_CAUSE;
    cause->value.type = KW_ITEM;
    cause->value.item = kw_qid(couple->end_cause);
    return KW_OK;
}

enum kw_status ged_marriages_fill(struct ged_reader *reader,
                                  struct ged_node *record,
                                  struct kw_person *person,
                                  struct kw_error *err)
{
    for (const struct ged_head *h = record->record->heads; h; h = h->next) {
        const struct ged_record *family = h->family->record;
        const struct ged_node *partner =
            h->slot == family->husb ? family->wife : family->husb;

        if (!partner || partner->target == record)
            continue;
        KW_TRY(couple_of(reader, h->family, err));
        KW_TRY(state_couple(reader, record, person, h->family, partner,
                            family->couple, err));
    }
    return KW_OK;
}
