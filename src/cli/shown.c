/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is to be shown of a person: the record, the relatives, and which
 * statements of whose record stand behind each of them.
 */
#include "show.h"

#include <stdlib.h>
#include <string.h>

/* ---- words --------------------------------------------------------- */

static const char *by_sex(uint8_t sex, const char *neutral, const char *male,
                          const char *female)
{
    return sex == KW_MALE ? male : sex == KW_FEMALE ? female : neutral;
}

static const char *parent_word(const struct kw_tie *tie, uint8_t sex)
{
    (void)sex;
    return tie->kind == KW_LINK_FATHER   ? "father"
           : tie->kind == KW_LINK_MOTHER ? "mother"
                                         : "parent";
}

static const char *partner_word(const struct kw_tie *tie, uint8_t sex)
{
    return tie->kind == KW_LINK_SPOUSE
               ? by_sex(sex, "spouse", "husband", "wife")
               : "partner";
}

static const char *child_word(const struct kw_tie *tie, uint8_t sex)
{
    (void)tie;
    return by_sex(sex, "child", "son", "daughter");
}

static const char *sibling_word(const struct kw_tie *tie, uint8_t sex)
{
    (void)tie;
    return by_sex(sex, "sibling", "brother", "sister");
}

static const char *step_parent_word(const struct kw_tie *tie, uint8_t sex)
{
    (void)tie;
    return by_sex(sex, "stepparent", "stepfather", "stepmother");
}

static const char *step_child_word(const struct kw_tie *tie, uint8_t sex)
{
    (void)tie;
    return by_sex(sex, "stepchild", "stepson", "stepdaughter");
}

#define BIT(direction) (1u << (direction))

/* One row a group: who belongs to it, and which statements make it, of
 * the person's own record and of the other's. */
static const struct {
    const char *name;
    const char *heading;
    struct kw_ties (*ties)(const struct kw_people *people, uint32_t who);
    const char *(*word)(const struct kw_tie *tie, uint8_t sex);
    unsigned mine;
    unsigned theirs;
    bool is_child; /* the person is the child of the link */
    bool is_symmetric;
} GROUPS[KW_SHOWN_GROUPS] = {
    {"parents", "Parents", kw_people_parents, parent_word, BIT(KW_TO_PARENT),
     BIT(KW_TO_CHILD), true, false},
    {"partners", "Partners", kw_people_partners, partner_word,
     BIT(KW_TO_PARTNER), BIT(KW_TO_PARTNER), false, true},
    {"children", "Children", kw_people_children, child_word, BIT(KW_TO_CHILD),
     BIT(KW_TO_PARENT), false, false},
    {"siblings", "Siblings by statement", kw_people_siblings, sibling_word,
     BIT(KW_TO_SIBLING), BIT(KW_TO_SIBLING), false, true},
    {"step_parents", "Step parents", kw_people_step_parents, step_parent_word,
     BIT(KW_TO_STEP_PARENT) | BIT(KW_TO_PARENT), BIT(KW_TO_CHILD), true, false},
    {"step_children", "Step children", kw_people_step_children, step_child_word,
     BIT(KW_TO_CHILD), BIT(KW_TO_STEP_PARENT) | BIT(KW_TO_PARENT), false,
     false},
};

/* What a statement of one's own is called. */
static const char *fact_word(enum kw_property property)
{
    switch (property) {
    case KW_P_INSTANCE_OF:
        return "kind";
    case KW_P_SEX:
        return "sex";
    case KW_P_BIRTH:
        return "born";
    case KW_P_DEATH:
        return "died";
    case KW_P_HOUSE:
        return "house";
    case KW_P_TITLE:
        return "title";
    case KW_P_POSITION:
        return "position";
    default:
        return NULL;
    }
}

/* ---- facts --------------------------------------------------------- */

/* What is said instead of a value. */
static const char *no_value(enum kw_snak snak)
{
    return snak == KW_SOMEVALUE ? "unknown" : "none";
}

const char *kw_shown_own_word(const struct kw_statement *statement)
{
    struct kw_id item = statement->value.item;
    const char *word = "";

    if (statement->property == KW_P_INSTANCE_OF)
        word = kw_kind_name(kw_kind_of_item(item));
    if (statement->property == KW_P_SEX)
        word = kw_sex_name(kw_sex_of_item(item));
    return *word && strcmp(word, "other") != 0 ? word : NULL;
}

static enum kw_status item_value(struct kw_cli *cli, struct kw_shown *shown,
                                 const struct kw_statement *statement,
                                 const char **out, struct kw_error *err)
{
    struct kw_id item = statement->value.item;
    struct kw_buffer text = {0};
    char id[KW_ID_TEXT_BYTES];
    const char *name = kw_shown_own_word(statement);
    bool found = false;

    if (!name) {
        KW_TRY(kw_store_item(cli->store, item, (const char *const *)cli->langs,
                             &text, &found, err));
        name = found && text.length
                   ? text.bytes
                   : kw_id_print(item, kw_store_xrefs(cli->store), id);
    }
    *out = kw_arena_text(&shown->arena, name, strlen(name));
    kw_buffer_finish(&text);
    return *out ? KW_OK : kw_nomem(err);
}

static enum kw_status fact_value(struct kw_cli *cli, struct kw_shown *shown,
                                 const struct kw_statement *statement,
                                 const char **out, struct kw_error *err)
{
    char date[KW_DATE_TEXT_BYTES];

    if (statement->snak != KW_VALUE) {
        *out = no_value(statement->snak);
        return KW_OK;
    }
    switch (statement->value.type) {
    case KW_ITEM:
        return item_value(cli, shown, statement, out, err);
    case KW_DATE:
        kw_date_print(statement->value.date, date);
        *out = kw_arena_text(&shown->arena, date, strlen(date));
        return *out ? KW_OK : kw_nomem(err);
    case KW_TEXT:
        break;
    }
    *out = statement->value.text;
    return KW_OK;
}

static enum kw_status gather_facts(struct kw_cli *cli, struct kw_shown *shown,
                                   struct kw_error *err)
{
    const struct kw_person *person = shown->person;

    shown->facts = kw_arena_zeroed(&shown->arena, person->statement_count + 1,
                                   sizeof *shown->facts);
    if (!shown->facts)
        return kw_nomem(err);
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *s = &person->statements[i];
        struct kw_shown_fact *fact = &shown->facts[shown->fact_count];

        fact->word = fact_word(s->property);
        if (!fact->word)
            continue;
        fact->statement = s;
        KW_TRY(fact_value(cli, shown, s, &fact->value, err));
        shown->fact_count++;
    }
    return KW_OK;
}

/* ---- relatives ----------------------------------------------------- */

/* Adds the statements of `record` that point to `who` in one of these
 * directions. */
static enum kw_status add_statements(struct kw_shown *shown,
                                     struct kw_shown_relative *relative,
                                     const struct kw_person *record,
                                     unsigned directions, uint32_t who,
                                     struct kw_error *err)
{
    size_t count = relative->statement_count;
    size_t most = count + (record ? record->statement_count : 0);
    struct kw_shown_statement *all;

    if (!record)
        return KW_OK;
    all = kw_arena_zeroed(&shown->arena, most + 1, sizeof *all);
    if (!all)
        return kw_nomem(err);
    if (count)
        memcpy(all, relative->statements, count * sizeof *all);
    for (size_t i = 0; i < record->statement_count; i++) {
        const struct kw_statement *s = &record->statements[i];
        const struct kw_property_info *info =
            kw_property_info((unsigned)s->property);

        if (!info || !(directions & BIT(info->direction)) ||
            s->snak != KW_VALUE || s->value.type != KW_ITEM ||
            kw_people_find(shown->people, s->value.item) != who)
            continue;
        all[count].statement = s;
        all[count].in = record->id;
        all[count++].revision = record->revision;
    }
    relative->statements = all;
    relative->statement_count = count;
    return KW_OK;
}

static const struct kw_person *record_of(const struct kw_shown *shown,
                                         uint32_t who)
{
    return who == shown->self ? shown->person : shown->records[who];
}

static bool tie_holds(const struct kw_tie *tie, bool is_symmetric)
{
    if (is_symmetric)
        return tie->by_child >= KW_STATED || tie->by_parent >= KW_STATED;
    return (tie->by_child ? tie->by_child : tie->by_parent) >= KW_STATED;
}

static const char *stated_by(const struct kw_shown *shown, size_t group,
                             const struct kw_tie *tie)
{
    bool self_first = shown->self < tie->who;

    if (tie->by_child && tie->by_parent)
        return "both";
    if (GROUPS[group].is_symmetric)
        return (tie->by_child != 0) == self_first ? "self" : "other";
    return tie->by_child ? "child" : "parent";
}

static enum kw_status add_relative(struct kw_shown *shown, size_t group,
                                   const struct kw_tie *tie,
                                   struct kw_error *err)
{
    struct kw_shown_group *g = &shown->groups[group];
    struct kw_shown_relative *relative = &g->items[g->count++];

    relative->who = tie->who;
    relative->tie = *tie;
    relative->word =
        GROUPS[group].word(tie, kw_people_at(shown->people, tie->who)->sex);
    relative->holds = tie_holds(tie, GROUPS[group].is_symmetric);
    relative->stated_by = stated_by(shown, group, tie);
    KW_TRY(add_statements(shown, relative, shown->person, GROUPS[group].mine,
                          tie->who, err));
    return add_statements(shown, relative, record_of(shown, tie->who),
                          GROUPS[group].theirs, shown->self, err);
}

/* A father or mother of whom is said that nobody knows, or that there is
 * none. */
static enum kw_status add_nobody(struct kw_shown *shown, size_t group,
                                 struct kw_error *err)
{
    struct kw_shown_group *g = &shown->groups[group];

    for (size_t i = 0; i < shown->person->statement_count; i++) {
        const struct kw_statement *s = &shown->person->statements[i];
        const struct kw_property_info *info =
            kw_property_info((unsigned)s->property);
        struct kw_shown_relative *relative = &g->items[g->count];

        if (!info || s->snak == KW_VALUE ||
            !(GROUPS[group].mine & BIT(info->direction)) ||
            info->direction == KW_TO_STEP_PARENT ||
            (info->direction == KW_TO_PARENT && g != &shown->groups[0]))
            continue;
        relative->who = KW_NOBODY;
        relative->instead = s->snak;
        relative->word = info->name;
        relative->holds = s->best;
        relative->stated_by = "self";
        relative->statements =
            kw_arena_zeroed(&shown->arena, 1, sizeof *relative->statements);
        if (!relative->statements)
            return kw_nomem(err);
        relative->statements[0].statement = s;
        relative->statements[0].in = shown->person->id;
        relative->statements[0].revision = shown->person->revision;
        relative->statement_count = 1;
        g->count++;
    }
    return KW_OK;
}

static enum kw_status gather_group(struct kw_shown *shown, size_t group,
                                   struct kw_error *err)
{
    struct kw_shown_group *g = &shown->groups[group];
    struct kw_ties ties = GROUPS[group].ties(shown->people, shown->self);
    size_t most =
        ties.count + (shown->person ? shown->person->statement_count : 0);

    g->name = GROUPS[group].name;
    g->heading = GROUPS[group].heading;
    g->items = kw_arena_zeroed(&shown->arena, most + 1, sizeof *g->items);
    if (!g->items)
        return kw_nomem(err);
    for (size_t i = 0; i < ties.count; i++)
        KW_TRY(add_relative(shown, group, &ties.items[i], err));
    return shown->person ? add_nobody(shown, group, err) : KW_OK;
}

/* ---- all of it ----------------------------------------------------- */

static enum kw_status gather_people(struct kw_cli *cli, struct kw_shown *shown,
                                    struct kw_error *err)
{
    struct kw_scope scope = {
        .up = 1, .down = 1, .around = true, .kin = true, .outranked = true};

    KW_TRY(kw_people_create(kw_store_xrefs(cli->store), &shown->people, err));
    KW_TRY(kw_store_load(cli->store, &shown->id, 1, &scope,
                         (const char *const *)cli->langs, shown->people, err));
    kw_people_keep_outranked(shown->people);
    KW_TRY(kw_people_seal(shown->people, err));
    shown->self = kw_people_find(shown->people, shown->id);
    shown->known =
        (enum kw_known)kw_people_at(shown->people, shown->self)->known;
    return KW_OK;
}

/* The records of all who are tied to the person. */
static enum kw_status gather_records(struct kw_cli *cli, struct kw_shown *shown,
                                     struct kw_error *err)
{
    uint32_t count = kw_people_count(shown->people);

    shown->records =
        kw_arena_zeroed(&shown->arena, count + 1, sizeof(struct kw_person *));
    if (!shown->records)
        return kw_nomem(err);
    shown->record_count = count;
    for (size_t g = 0; g < KW_SHOWN_GROUPS; g++) {
        struct kw_ties ties = GROUPS[g].ties(shown->people, shown->self);

        for (size_t i = 0; i < ties.count; i++) {
            uint32_t who = ties.items[i].who;

            if (!shown->records[who])
                KW_TRY(kw_store_get(cli->store,
                                    kw_people_at(shown->people, who)->id,
                                    &shown->records[who], err));
        }
    }
    return KW_OK;
}

enum kw_status kw_shown_gather(struct kw_cli *cli, struct kw_id id,
                               struct kw_shown *out, struct kw_error *err)
{
    KW_TRY(kw_store_resolve(cli->store, id, &out->id, err));
    KW_TRY(kw_store_get(cli->store, out->id, &out->person, err));
    if (out->person && out->person->state != KW_PERSON) {
        kw_person_destroy(out->person);
        out->person = NULL;
    }
    KW_TRY(kw_store_other_ids(cli->store, out->id, &out->arena, &out->other_ids,
                              &out->other_id_count, err));
    KW_TRY(gather_people(cli, out, err));
    KW_TRY(gather_records(cli, out, err));
    if (out->person)
        KW_TRY(gather_facts(cli, out, err));
    for (size_t i = 0; i < KW_SHOWN_GROUPS; i++)
        KW_TRY(gather_group(out, i, err));
    return KW_OK;
}

void kw_shown_finish(struct kw_shown *shown)
{
    for (uint32_t i = 0; i < shown->record_count; i++)
        kw_person_destroy(shown->records[i]);
    kw_person_destroy(shown->person);
    kw_people_destroy(shown->people);
    kw_arena_finish(&shown->arena);
    memset(shown, 0, sizeof *shown);
}
