/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was noted to records, person by person.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"

/* What ends a partnership: divorce, death. */
enum { ITEM_DIVORCE = 93190, ITEM_DEATH = 4 };
enum { ITEM_MALE = 6581097, ITEM_FEMALE = 6581072 };

static int by_owner(const void *a, const void *b)
{
    const struct csv_fact *x = a;
    const struct csv_fact *y = b;

    if (x->owner != y->owner)
        return x->owner < y->owner ? -1 : 1;
    if (x->property != y->property)
        return x->property < y->property ? -1 : 1;
    if (x->is_unknown != y->is_unknown)
        return x->is_unknown ? 1 : -1;
    if (x->value.bits != y->value.bits)
        return kw_id_compare(x->value, y->value);
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static bool same_date(struct kw_date a, struct kw_date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day &&
           a.precision == b.precision && a.calendar == b.calendar &&
           a.circa == b.circa && a.before == b.before && a.after == b.after;
}

/* A query gives each row once for every combination of what it asks. */
static bool says_the_same(const struct csv_fact *a, const struct csv_fact *b)
{
    return a->owner == b->owner && a->property == b->property &&
           a->is_unknown == b->is_unknown && kw_id_same(a->value, b->value) &&
           a->rank == b->rank && a->role == b->role && a->ended == b->ended &&
           same_date(a->since, b->since) && same_date(a->until, b->until);
}

static enum kw_status qualify(struct kw_person *person,
                              struct kw_statement *statement,
                              enum kw_property property, struct kw_date date,
                              struct kw_id item, struct kw_error *err)
{
    struct kw_qualifier *qualifier;

    KW_TRY(kw_person_add_qualifier(person, statement, &qualifier, err));
    qualifier->property = property;
    qualifier->value.type = kw_id_is_none(item) ? KW_DATE : KW_ITEM;
    qualifier->value.item = item;
    qualifier->value.date = date;
    if (kw_id_is_none(item) && !kw_date_is_known(date))
        qualifier->snak = KW_SOMEVALUE;
    return KW_OK;
}

static enum kw_status qualify_span(struct kw_person *person,
                                   struct kw_statement *statement,
                                   const struct csv_fact *fact,
                                   struct kw_error *err)
{
    const struct kw_id none = {0};
    struct kw_date no_date = {0};

    if (kw_date_is_known(fact->since))
        KW_TRY(qualify(person, statement, KW_P_START, fact->since, none, err));
    if (kw_date_is_known(fact->until) || fact->ended == KW_ENDED_SOMEHOW)
        KW_TRY(qualify(person, statement, KW_P_END, fact->until, none, err));
    if (fact->ended > KW_ENDED_SOMEHOW)
        KW_TRY(qualify(
            person, statement, KW_P_END_CAUSE, no_date,
            kw_qid(fact->ended == KW_ENDED_ALIVE ? ITEM_DIVORCE : ITEM_DEATH),
            err));
    return KW_OK;
}

/* "family:links.csv:12": the row that says so. */
static enum kw_status name_statement(const struct csv_reader *r,
                                     struct kw_person *person,
                                     struct kw_statement *statement,
                                     size_t file, size_t line,
                                     struct kw_error *err)
{
    const char *name = strrchr(r->files[file].name, '/');
    char text[256];

    name = name ? name + 1 : r->files[file].name;
    (void)snprintf(text, sizeof text, "%.80s:%.80s:%zu", r->settings->base_name,
                   name, line);
    statement->id = kw_arena_text(&person->arena, text, strlen(text));
    return statement->id ? KW_OK : kw_nomem(err);
}

static enum kw_status add_fact(const struct csv_reader *r,
                               struct kw_person *person,
                               const struct csv_fact *fact,
                               struct kw_error *err)
{
    struct kw_statement *statement;
    bool is_date = fact->property == KW_P_BIRTH || fact->property == KW_P_DEATH;

    KW_TRY(kw_person_add_statement(person, &statement, err));
    statement->property = (enum kw_property)fact->property;
    statement->rank = (enum kw_rank)fact->rank;
    statement->role = (enum kw_role)fact->role;
    statement->snak = fact->is_unknown ? KW_SOMEVALUE : KW_VALUE;
    statement->value.type = is_date ? KW_DATE : KW_ITEM;
    statement->value.item = fact->value;
    if (is_date)
        statement->value.date = fact->since;
    KW_TRY(name_statement(r, person, statement, fact->file, fact->line, err));
    return is_date ? KW_OK : qualify_span(person, statement, fact, err);
}

static enum kw_status add_sex(const struct csv_reader *r,
                              struct kw_person *person,
                              const struct csv_noted *noted,
                              struct kw_error *err)
{
    struct kw_statement *statement;

    person->sex = (enum kw_sex)noted->sex;
    if (noted->sex != KW_MALE && noted->sex != KW_FEMALE)
        return KW_OK; /* which other one is not said */
    KW_TRY(kw_person_add_statement(person, &statement, err));
    statement->property = KW_P_SEX;
    statement->value.type = KW_ITEM;
    statement->value.item =
        kw_qid(noted->sex == KW_MALE ? ITEM_MALE : ITEM_FEMALE);
    return name_statement(r, person, statement, noted->file, noted->line, err);
}

/* Texts were noted the last one first; of one language the first counts. */
static enum kw_status add_texts(struct kw_person *person,
                                struct csv_noted_text *texts,
                                struct kw_error *err)
{
    struct csv_noted_text *in_order = NULL;

    while (texts) {
        struct csv_noted_text *next = texts->next;

        texts->next = in_order;
        in_order = texts;
        texts = next;
    }
    for (; in_order; in_order = in_order->next)
        KW_TRY(kw_person_add_text(person, in_order->kind, in_order->lang,
                                  strlen(in_order->lang), in_order->text,
                                  strlen(in_order->text), err));
    return KW_OK;
}

/* Facts stand by property, those that name nobody last: a stand-in is
 * needless where something preferred came before it. */
static enum kw_status add_facts(const struct csv_reader *r,
                                struct kw_person *person,
                                const struct csv_fact *facts, size_t count,
                                struct kw_error *err)
{
    bool has_preferred = false;

    for (size_t i = 0; i < count; i++) {
        bool preferred = facts[i].rank == KW_RANK_PREFERRED;

        if (i && facts[i].property != facts[i - 1].property)
            has_preferred = false;
        if (i && says_the_same(&facts[i], &facts[i - 1]))
            continue;
        if (!preferred || !facts[i].is_unknown || !has_preferred)
            KW_TRY(add_fact(r, person, &facts[i], err));
        has_preferred |= preferred;
    }
    return KW_OK;
}

static enum kw_status fill(const struct csv_reader *r, struct kw_person *person,
                           const struct csv_noted *noted,
                           const struct csv_fact *facts, size_t count,
                           struct kw_error *err)
{
    person->kind = (enum kw_kind)noted->kind;
    if (noted->missing) {
        person->state = KW_MISSING;
        return kw_person_seal(person, err);
    }
    KW_TRY(add_texts(person, noted->texts, err));
    KW_TRY(add_sex(r, person, noted, err));
    KW_TRY(add_facts(r, person, facts, count, err));
    return kw_person_seal(person, err);
}

/* Who gets a record: whom a row is about or a fact belongs to; and of
 * those only named, who has no QID, for nobody else can be asked about
 * them, and who has at least a label. */
static bool has_record(const struct csv_noted *noted, size_t facts)
{
    if (noted->unread)
        return false;
    return noted->has_row || noted->has_text || facts ||
           kw_id_is_xref(noted->id);
}

enum kw_status csv_hand_out(struct csv_reader *r, struct kw_error *err)
{
    size_t first = 0;
    size_t end;

    if (r->fact_count)
        qsort(r->facts, r->fact_count, sizeof *r->facts, by_owner);
    for (size_t i = 0; i < r->people_count; i++, first = end) {
        struct kw_person *person;
        enum kw_status status;

        for (end = first; end < r->fact_count && r->facts[end].owner == i;)
            end++;
        if (!has_record(&r->people[i], end - first))
            continue;
        KW_TRY(kw_person_create(r->people[i].id, &person, err));
        status = fill(r, person, &r->people[i],
                      end > first ? r->facts + first : NULL, end - first, err);
        if (status == KW_OK)
            status = r->settings->person(r->settings->arg, person, err);
        kw_person_destroy(person);
        KW_TRY(status);
        r->counts->people++;
    }
    return KW_OK;
}
