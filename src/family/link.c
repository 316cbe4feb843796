/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Links: what the statements of a record say of two people, and how the
 * words of two records about the same pair become one.
 *
 * Merging is free of order: the same claims give the same link whoever
 * was read first. The store and kw_people both build on that.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

/* Kinds that are about the same thing merge; a group is named by the
 * first of its kinds. */
static enum kw_link_kind group_of(uint8_t kind)
{
    switch (kind) {
    case KW_LINK_FATHER:
    case KW_LINK_MOTHER:
    case KW_LINK_PARENT:
        return KW_LINK_FATHER;
    case KW_LINK_SPOUSE:
    case KW_LINK_PARTNER:
        return KW_LINK_SPOUSE;
    default:
        return (enum kw_link_kind)kind;
    }
}

static bool is_symmetric(uint8_t kind)
{
    return kind == KW_LINK_SPOUSE || kind == KW_LINK_PARTNER ||
           kind == KW_LINK_SIBLING;
}

static enum kw_standing standing_of(const struct kw_statement *statement)
{
    if (!statement->best)
        return KW_OUTRANKED;
    return statement->rank == KW_RANK_PREFERRED ? KW_PREFERRED : KW_STATED;
}

static enum kw_link_kind kind_by_sex(enum kw_sex sex)
{
    if (sex == KW_MALE)
        return KW_LINK_FATHER;
    return sex == KW_FEMALE ? KW_LINK_MOTHER : KW_LINK_PARENT;
}

/* ---- the ends of partnerships -------------------------------------- */

/* Values of P1534 (end cause). */
static const struct {
    uint64_t qid;
    enum kw_ended ended;
} END_CAUSES[] = {
    {4, KW_ENDED_BY_DEATH},        /* death */
    {24037741, KW_ENDED_BY_DEATH}, /* death of subject's spouse */
    {99521170, KW_ENDED_BY_DEATH}, /* death of subject */
    {93190, KW_ENDED_ALIVE},       /* divorce */
    {701040, KW_ENDED_ALIVE},      /* annulment */
};

static enum kw_ended ended_by(struct kw_id cause)
{
    for (size_t i = 0; i < sizeof END_CAUSES / sizeof *END_CAUSES; i++)
        if (END_CAUSES[i].qid == cause.bits)
            return END_CAUSES[i].ended;
    return KW_ENDED_SOMEHOW;
}

static void read_span(const struct kw_statement *statement,
                      struct kw_link *link)
{
    for (size_t i = 0; i < statement->qualifier_count; i++) {
        const struct kw_qualifier *q = &statement->qualifiers[i];
        enum kw_ended ended = KW_NOT_ENDED;

        if (q->property == KW_P_START && q->snak == KW_VALUE)
            link->since = q->value.date;
        if (q->property == KW_P_END) {
            if (q->snak == KW_VALUE)
                link->until = q->value.date;
            if (q->snak != KW_NOVALUE)
                ended = KW_ENDED_SOMEHOW;
        }
        if (q->property == KW_P_END_CAUSE && q->snak == KW_VALUE)
            ended = ended_by(q->value.item);
        if (ended > link->ended)
            link->ended = (uint8_t)ended;
    }
}

/* ---- one record's links -------------------------------------------- */

/* Sets one side of `link`; which one `is_child` says. */
static void state(struct kw_link *link, bool is_child,
                  const struct kw_statement *statement)
{
    if (is_child) {
        link->by_child = (uint8_t)standing_of(statement);
        link->role_child = (uint8_t)statement->role;
    } else {
        link->by_parent = (uint8_t)standing_of(statement);
        link->role_parent = (uint8_t)statement->role;
    }
}

/* The link that one statement makes; false if it makes none. */
static bool link_of(const struct kw_person *person,
                    const struct kw_statement *statement, struct kw_link *out)
{
    const struct kw_property_info *info =
        kw_property_info((unsigned)statement->property);
    struct kw_id other = statement->value.item;
    bool is_child = true;

    memset(out, 0, sizeof *out);
    if (!info || statement->snak != KW_VALUE ||
        statement->value.type != KW_ITEM || kw_id_is_none(other))
        return false;
    switch (info->direction) {
    case KW_TO_NONE:
        return false;
    case KW_TO_PARENT:
        out->kind = statement->property == KW_P_FATHER   ? KW_LINK_FATHER
                    : statement->property == KW_P_MOTHER ? KW_LINK_MOTHER
                                                         : KW_LINK_PARENT;
        break;
    case KW_TO_CHILD:
        out->kind = (uint8_t)kind_by_sex(person->sex);
        is_child = false;
        break;
    case KW_TO_PARTNER:
        out->kind = statement->property == KW_P_SPOUSE ? KW_LINK_SPOUSE
                                                       : KW_LINK_PARTNER;
        read_span(statement, out);
        break;
    case KW_TO_SIBLING:
        out->kind = KW_LINK_SIBLING;
        break;
    case KW_TO_STEP_PARENT:
        out->kind = KW_LINK_STEP_PARENT;
        break;
    case KW_TO_RELATIVE:
        out->kind = KW_LINK_RELATIVE;
        break;
    }
    if (is_symmetric(out->kind)) {
        if (kw_id_same(person->id, other))
            return false;
        is_child = kw_id_compare(person->id, other) < 0;
    }
    out->child = is_child ? person->id : other;
    out->parent = is_child ? other : person->id;
    state(out, is_child, statement);
    return true;
}

enum kw_status kw_person_links(const struct kw_person *person,
                               struct kw_arena *arena, struct kw_link **out,
                               size_t *count, struct kw_error *err)
{
    struct kw_link *links;

    *out = NULL;
    *count = 0;
    if (person->state != KW_PERSON || !person->statement_count)
        return KW_OK;
    links = kw_arena_zeroed(arena, person->statement_count, sizeof *links);
    if (!links)
        return kw_nomem(err);
    for (size_t i = 0; i < person->statement_count; i++)
        if (link_of(person, &person->statements[i], &links[*count]))
            ++*count;
    KW_TRY(kw_links_merge(links, count, arena, err));
    *out = links;
    return KW_OK;
}

/* ---- two records' words about one pair ----------------------------- */

bool kw_link_same(const struct kw_link *a, const struct kw_link *b)
{
    return kw_id_same(a->child, b->child) && kw_id_same(a->parent, b->parent) &&
           group_of(a->kind) == group_of(b->kind);
}

/* The firmer standing wins; of equal ones the smaller role. */
static void merge_side(uint8_t *standing, uint8_t *role, uint8_t standing_of,
                       uint8_t role_of)
{
    if (standing_of > *standing) {
        *standing = standing_of;
        *role = role_of;
    } else if (standing_of == *standing && role_of < *role) {
        *role = role_of;
    }
}

/* Whether a parent is a father is the child's to say. */
static uint8_t merged_kind(const struct kw_link *a, const struct kw_link *b)
{
    uint8_t least = a->kind < b->kind ? a->kind : b->kind;

    if (group_of(a->kind) != KW_LINK_FATHER || a->by_child == b->by_child)
        return least;
    return a->by_child > b->by_child ? a->kind : b->kind;
}

static bool says_more(struct kw_date a, struct kw_date b)
{
    if (a.precision != b.precision)
        return a.precision > b.precision;
    if (a.year != b.year)
        return a.year < b.year;
    if (a.month != b.month)
        return a.month < b.month;
    return a.day < b.day;
}

/* Of two marriages of one pair the first begins it and the last ends it;
 * of two accounts of one marriage the one that says more counts. */
static void merge_span(struct kw_link *link, const struct kw_link *other)
{
    int order = kw_date_compare(link->since, other->since);

    if (order > 0)
        link->since = other->since;
    else if (order == 0 && says_more(other->since, link->since))
        link->since = other->since;
    if (order < 0) {
        link->until = other->until;
        link->ended = other->ended;
    } else if (order == 0) {
        if (says_more(other->until, link->until))
            link->until = other->until;
        if (other->ended > link->ended)
            link->ended = other->ended;
    }
}

void kw_link_merge(struct kw_link *link, const struct kw_link *other)
{
    link->kind = merged_kind(link, other);
    merge_side(&link->by_child, &link->role_child, other->by_child,
               other->role_child);
    merge_side(&link->by_parent, &link->role_parent, other->by_parent,
               other->role_parent);
    merge_span(link, other);
}

bool kw_link_holds(const struct kw_link *link)
{
    if (is_symmetric(link->kind))
        return link->by_child >= KW_STATED || link->by_parent >= KW_STATED;
    if (link->by_child != KW_UNSTATED)
        return link->by_child >= KW_STATED;
    return link->by_parent >= KW_STATED;
}

enum kw_role kw_link_role(const struct kw_link *link)
{
    if (link->by_child && link->role_child != KW_ROLE_BIRTH)
        return (enum kw_role)link->role_child;
    if (link->by_parent && link->role_parent != KW_ROLE_BIRTH)
        return (enum kw_role)link->role_parent;
    return KW_ROLE_BIRTH;
}

/* ---- paths --------------------------------------------------------- */

const char *kw_step_name(enum kw_step_kind kind)
{
    static const char *const names[] = {
        [KW_STEP_START] = "",          [KW_STEP_FATHER] = "father",
        [KW_STEP_MOTHER] = "mother",   [KW_STEP_PARENT] = "parent",
        [KW_STEP_CHILD] = "child",     [KW_STEP_SPOUSE] = "spouse",
        [KW_STEP_SIBLING] = "sibling",
    };

    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "";
}

/* ---- many links of one person -------------------------------------- */

/* Up to so many are compared each with each: the common case. */
enum { FEW = 32 };

static void merge_few(struct kw_link *links, size_t *count)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        size_t same = 0;

        while (same < kept && !kw_link_same(&links[same], &links[i]))
            same++;
        if (same < kept)
            kw_link_merge(&links[same], &links[i]);
        else
            links[kept++] = links[i];
    }
    *count = kept;
}

struct placed {
    struct kw_link link;
    size_t place; /* where it stood */
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;

    return (x->place > y->place) - (x->place < y->place);
}

/* Links that merge stand together, the first of them in front. */
static int by_pair(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    int order = kw_id_compare(x->link.child, y->link.child);

    if (!order)
        order = kw_id_compare(x->link.parent, y->link.parent);
    if (!order)
        order = (int)group_of(x->link.kind) - (int)group_of(y->link.kind);
    return order ? order : by_place(a, b);
}

enum kw_status kw_links_merge(struct kw_link *links, size_t *count,
                              struct kw_arena *arena, struct kw_error *err)
{
    struct placed *sorted;
    size_t kept = 0;

    if (*count <= FEW) {
        merge_few(links, count);
        return KW_OK;
    }
    sorted = kw_arena_zeroed(arena, *count, sizeof *sorted);
    if (!sorted)
        return kw_nomem(err);
    for (size_t i = 0; i < *count; i++)
        sorted[i] = (struct placed){links[i], i};
    qsort(sorted, *count, sizeof *sorted, by_pair);
    for (size_t i = 0; i < *count; i++) {
        if (kept && kw_link_same(&sorted[kept - 1].link, &sorted[i].link))
            kw_link_merge(&sorted[kept - 1].link, &sorted[i].link);
        else
            sorted[kept++] = sorted[i];
    }
    qsort(sorted, kept, sizeof *sorted, by_place);
    for (size_t i = 0; i < kept; i++)
        links[i] = sorted[i].link;
    *count = kept;
    return KW_OK;
}
