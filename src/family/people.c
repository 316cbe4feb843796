/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A family: members and links gathered in any order, then sealed into
 * sorted arrays that are only read.
 *
 * Nothing in the sealed family depends on the order of gathering:
 * members are numbered by id, links sorted before they are merged, ties
 * sorted by what they say. The sealing itself stands in seal.c.
 */
#include "people.h"

#include <stdlib.h>
#include <string.h>

enum kw_status kw_people_create(const struct kw_xrefs *xrefs,
                                struct kw_people **out, struct kw_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    (*out)->xrefs = xrefs;
    return KW_OK;
}

void kw_people_destroy(struct kw_people *people)
{
    if (!people)
        return;
    free(people->members);
    free(people->links);
    kw_map_finish(&people->places);
    kw_map_finish(&people->aliases);
    for (int i = 0; i < KW_RELATIONS; i++) {
        free(people->ties[i].starts);
        free(people->ties[i].items);
    }
    kw_arena_finish(&people->texts);
    free(people);
}

/* ---- gathering ----------------------------------------------------- */

/* A record that was read says more than one that is gone, and that more
 * than one that nobody could get. */
static int worth(uint8_t known)
{
    static const int worths[] = {
        [KW_UNREAD] = 0, [KW_FAILED] = 1, [KW_GONE] = 2, [KW_READ] = 3};

    return known < sizeof worths / sizeof *worths ? worths[known] : 0;
}

static enum kw_status keep_text(struct kw_people *people, const char **text,
                                struct kw_error *err)
{
    if (!*text)
        return KW_OK;
    *text = kw_arena_text(&people->texts, *text, strlen(*text));
    return *text ? KW_OK : kw_nomem(err);
}

static enum kw_status complete(struct kw_people *people,
                               struct kw_member *member,
                               const struct kw_member *more,
                               struct kw_error *err)
{
    struct kw_member result =
        worth(more->known) > worth(member->known) ? *more : *member;
    const struct kw_member *less =
        worth(more->known) > worth(member->known) ? member : more;

    if (!result.label)
        result.label = less->label;
    if (!result.title)
        result.title = less->title;
    if (!result.house)
        result.house = less->house;
    if (result.label != member->label)
        KW_TRY(keep_text(people, &result.label, err));
    if (result.title != member->title)
        KW_TRY(keep_text(people, &result.title, err));
    if (result.house != member->house)
        KW_TRY(keep_text(people, &result.house, err));
    if (!result.sex)
        result.sex = less->sex;
    if (!result.kind)
        result.kind = less->kind;
    *member = result;
    return KW_OK;
}

enum kw_status kw_people_entitle(struct kw_people *people, uint32_t who,
                                 const char *house, const char *title,
                                 struct kw_error *err)
{
    struct kw_member *member = &people->members[who];

    if (house) {
        KW_TRY(keep_text(people, &house, err));
        member->house = house;
    }
    if (title) {
        KW_TRY(keep_text(people, &title, err));
        member->title = title;
    }
    return KW_OK;
}

static enum kw_status take_over_aliases(struct kw_people *people,
                                        const struct kw_map *aliases,
                                        struct kw_error *err)
{
    for (size_t i = 0; i < aliases->capacity; i++) {
        struct kw_id from = {aliases->keys[i]};

        /* Whoever is a member stays one; UINT64_MAX is no key. */
        if (from.bits != UINT64_MAX && !kw_map_has(&people->places, from.bits))
            KW_TRY(kw_map_put(&people->aliases, from.bits, aliases->values[i],
                              NULL, err));
    }
    return KW_OK;
}

enum kw_status kw_people_describe(struct kw_people *people,
                                  const struct kw_people *more,
                                  struct kw_error *err)
{
    for (size_t i = 0; i < more->count; i++) {
        struct kw_member member = more->members[i];
        const uint64_t *place = kw_map_get(&people->places, member.id.bits);

        if (!place)
            continue;
        KW_TRY(keep_text(people, &member.label, err));
        KW_TRY(keep_text(people, &member.title, err));
        KW_TRY(keep_text(people, &member.house, err));
        people->members[*place] = member;
    }
    return take_over_aliases(people, &more->aliases, err);
}

enum kw_status kw_people_add_member(struct kw_people *people,
                                    const struct kw_member *member,
                                    struct kw_error *err)
{
    uint64_t *place = kw_map_get(&people->places, member->id.bits);
    struct kw_member empty = {.id = member->id};
    struct kw_member *grown;

    if (place)
        return complete(people, &people->members[*place], member, err);
    if (people->count >= KW_NOBODY - 1)
        return kw_fail(err, KW_LIMIT,
                       "a family in memory holds at most %u people",
                       KW_NOBODY - 1);
    grown = kw_grow(people->members, people->count, &people->capacity,
                    sizeof *people->members);
    if (!grown)
        return kw_nomem(err);
    people->members = grown;
    KW_TRY(
        kw_map_put(&people->places, member->id.bits, people->count, NULL, err));
    people->members[people->count] = empty;
    return complete(people, &people->members[people->count++], member, err);
}

enum kw_status kw_people_add_link(struct kw_people *people,
                                  const struct kw_link *link,
                                  struct kw_error *err)
{
    struct kw_link *grown =
        kw_grow(people->links, people->link_count, &people->link_capacity,
                sizeof *people->links);

    if (!grown)
        return kw_nomem(err);
    people->links = grown;
    people->links[people->link_count++] = *link;
    return KW_OK;
}

enum kw_status kw_people_add_alias(struct kw_people *people, struct kw_id from,
                                   struct kw_id to, struct kw_error *err)
{
    return kw_map_put(&people->aliases, from.bits, to.bits, NULL, err);
}

static const char *text_of(const struct kw_person *person,
                           enum kw_property property)
{
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *s = &person->statements[i];

        if (s->property == property && s->best && s->snak == KW_VALUE &&
            s->value.type == KW_TEXT)
            return s->value.text;
    }
    return NULL;
}

static uint8_t snak_of(const struct kw_person *person,
                       enum kw_property property)
{
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *s = &person->statements[i];

        if (s->property == property && s->best && s->snak != KW_VALUE)
            return (uint8_t)s->snak;
    }
    return 0;
}

static enum kw_status add_links(struct kw_people *people,
                                const struct kw_person *person,
                                struct kw_error *err)
{
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count;
    enum kw_status status =
        kw_person_links(person, &arena, &links, &count, err);

    for (size_t i = 0; status == KW_OK && i < count; i++)
        if (links[i].kind != KW_LINK_RELATIVE)
            status = kw_people_add_link(people, &links[i], err);
    kw_arena_finish(&arena);
    return status;
}

enum kw_status kw_people_add(struct kw_people *people,
                             const struct kw_person *person,
                             const char *const *langs, struct kw_error *err)
{
    struct kw_member member = {.id = person->id};
    const struct kw_text *label;

    if (person->state == KW_REDIRECT)
        return kw_people_add_alias(people, person->id, person->to, err);
    if (person->state == KW_MISSING) {
        member.known = KW_GONE;
        return kw_people_add_member(people, &member, err);
    }
    label = kw_texts_pick(&person->labels, langs);
    member.known = KW_READ;
    member.label = label ? label->text : NULL;
    member.title = text_of(person, KW_P_TITLE);
    member.house = text_of(person, KW_P_HOUSE);
    member.birth = person->birth;
    member.death = person->death;
    member.sex = (uint8_t)person->sex;
    member.kind = (uint8_t)person->kind;
    member.father_snak = snak_of(person, KW_P_FATHER);
    member.mother_snak = snak_of(person, KW_P_MOTHER);
    KW_TRY(kw_people_add_member(people, &member, err));
    return add_links(people, person, err);
}

void kw_people_keep_outranked(struct kw_people *people)
{
    people->keep_outranked = true;
}

/* ---- reading ------------------------------------------------------- */

uint32_t kw_people_count(const struct kw_people *people)
{
    return (uint32_t)people->count;
}

uint32_t kw_people_find(const struct kw_people *people, struct kw_id id)
{
    struct kw_id end = kw_people_end_of(people, id);
    const uint64_t *place = kw_map_get(&people->places, end.bits);

    return place ? (uint32_t)*place : KW_NOBODY;
}

const struct kw_member *kw_people_at(const struct kw_people *people,
                                     uint32_t who)
{
    return &people->members[who];
}

const struct kw_xrefs *kw_people_xrefs(const struct kw_people *people)
{
    return people->xrefs;
}

static struct kw_ties ties_of(const struct kw_people *people,
                              enum kw_relation relation, uint32_t who)
{
    const struct kw_tie_table *table = &people->ties[relation];
    struct kw_ties ties = {NULL, 0};

    if (table->starts && who < people->count) {
        ties.items = table->items + table->starts[who];
        ties.count = table->starts[who + 1] - table->starts[who];
    }
    return ties;
}

struct kw_ties kw_people_parents(const struct kw_people *people, uint32_t who)
{
    return ties_of(people, KW_PARENTS, who);
}

struct kw_ties kw_people_children(const struct kw_people *people, uint32_t who)
{
    return ties_of(people, KW_CHILDREN, who);
}

struct kw_ties kw_people_partners(const struct kw_people *people, uint32_t who)
{
    return ties_of(people, KW_PARTNERS, who);
}

struct kw_ties kw_people_siblings(const struct kw_people *people, uint32_t who)
{
    return ties_of(people, KW_SIBLINGS, who);
}

struct kw_ties kw_people_step_parents(const struct kw_people *people,
                                      uint32_t who)
{
    return ties_of(people, KW_STEP_PARENTS, who);
}

struct kw_ties kw_people_step_children(const struct kw_people *people,
                                       uint32_t who)
{
    return ties_of(people, KW_STEP_CHILDREN, who);
}

const char *kw_people_name(const struct kw_people *people, uint32_t who,
                           char out[KW_ID_TEXT_BYTES])
{
    const struct kw_member *member = &people->members[who];

    if (member->label && *member->label)
        return member->label;
    return kw_id_print(member->id, people->xrefs, out);
}
