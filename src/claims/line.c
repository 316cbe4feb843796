/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk's own records, "kinwalk.person/1", to persons.
 *
 * Stricter than entities: what is written here was written by kinwalk or
 * for it, so a value that cannot be read is an error and not a guess.
 * Unknown keys and properties are passed over all the same: a later
 * kinwalk may know more.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

static enum kw_status not_known(struct kw_error *err, const char *key)
{
    return kw_fail(err, KW_INPUT, "%s: not what kinwalk writes", key);
}

/* ---- ids ----------------------------------------------------------- */

static enum kw_status read_id(struct kw_reading *reading, const cJSON *item,
                              const char *key, struct kw_id *out,
                              struct kw_error *err)
{
    const char *text = kw_tree_text(item);

    if (!text)
        return not_known(err, key);
    if (kw_qid_parse(text, strlen(text), out))
        return KW_OK;
    if (!reading->xrefs)
        return kw_fail(err, KW_INPUT, "%s: %.60s is no QID", key, text);
    if (kw_xrefs_intern(reading->xrefs, text, strlen(text), out, err) != KW_OK)
        return kw_error_at(err, "%s", key);
    return KW_OK;
}

/* ---- values -------------------------------------------------------- */

static enum kw_status read_value(struct kw_reading *reading,
                                 struct kw_person *person, const cJSON *from,
                                 struct kw_value *out, struct kw_error *err)
{
    const char *text = kw_tree_text(kw_tree_at(from, "text"));

    if (cJSON_IsString(from)) {
        out->type = KW_ITEM;
        return read_id(reading, from, "value", &out->item, err);
    }
    if (text) {
        out->type = KW_TEXT;
        out->text = kw_arena_text(&person->arena, text, strlen(text));
        return out->text ? KW_OK : kw_nomem(err);
    }
    out->type = KW_DATE;
    return kw_value_date(from, &out->date) ? KW_OK : not_known(err, "value");
}

static bool read_snak(const cJSON *from, enum kw_snak *out)
{
    const char *name = kw_tree_text(from);

    if (name && strcmp(name, "somevalue") == 0)
        *out = KW_SOMEVALUE;
    else if (name && strcmp(name, "novalue") == 0)
        *out = KW_NOVALUE;
    else
        return false;
    return true;
}

/* The property of "P22"; NULL if it is not known. */
static const struct kw_property_info *property_of(const char *name)
{
    uint64_t number;

    if (!name || name[0] != 'P' || !kw_number(name + 1, 1, UINT32_MAX, &number))
        return NULL;
    return kw_property_info((unsigned)number);
}

/* A value of that property, or of none: a title out of a GEDCOM is a
 * text where Wikidata names an item. */
static bool fits(const struct kw_property_info *info,
                 const struct kw_value *value)
{
    if (value->type == KW_TEXT)
        return info->direction == KW_TO_NONE;
    return value->type == info->type;
}

/* ---- qualifiers ---------------------------------------------------- */

static enum kw_status take_qualifier(struct kw_reading *reading,
                                     struct kw_person *person,
                                     struct kw_statement *statement,
                                     const struct kw_property_info *info,
                                     const cJSON *from, struct kw_error *err)
{
    const cJSON *snak = kw_tree_at(from, "snak");
    struct kw_qualifier *qualifier;

    KW_TRY(kw_person_add_qualifier(person, statement, &qualifier, err));
    qualifier->property = info->property;
    qualifier->value.type = info->type;
    if (snak)
        return read_snak(snak, &qualifier->snak) ? KW_OK
                                                 : not_known(err, "snak");
    KW_TRY(read_value(reading, person, from, &qualifier->value, err));
    return fits(info, &qualifier->value) ? KW_OK : not_known(err, "value");
}

static enum kw_status take_qualifiers(struct kw_reading *reading,
                                      struct kw_person *person,
                                      struct kw_statement *statement,
                                      const cJSON *qualifiers,
                                      struct kw_error *err)
{
    struct kw_tree_map members;

    KW_TRY(kw_tree_members(reading->tree, qualifiers, &members, err));
    for (size_t i = 0; i < members.count; i++) {
        const cJSON *list = members.items[i];
        const struct kw_property_info *info = property_of(list->string);
        const cJSON *item;

        if (!info || !info->is_qualifier)
            continue;
        if (!cJSON_IsArray(list))
            return not_known(err, list->string);
        cJSON_ArrayForEach(item, list)
            KW_TRY(take_qualifier(reading, person, statement, info, item, err));
    }
    return KW_OK;
}

/* ---- statements ---------------------------------------------------- */

static enum kw_status read_words(const cJSON *from,
                                 struct kw_statement *statement,
                                 struct kw_error *err)
{
    const cJSON *rank = kw_tree_at(from, "rank");
    const cJSON *role = kw_tree_at(from, "role");
    const cJSON *references = kw_tree_at(from, "references");
    const char *text = kw_tree_text(rank);
    uint64_t count = 0;

    if (rank && (!text || (strcmp(text, "normal") != 0 &&
                           strcmp(text, "preferred") != 0)))
        return not_known(err, "rank");
    if (text && strcmp(text, "preferred") == 0)
        statement->rank = KW_RANK_PREFERRED;
    text = kw_tree_text(role);
    if (role && (!text || !kw_role_parse(text, &statement->role)))
        return not_known(err, "role");
    if (references && !kw_tree_number(references, UINT32_MAX, &count))
        return not_known(err, "references");
    statement->references = (uint32_t)count;
    return KW_OK;
}

static enum kw_status take_statement(struct kw_reading *reading,
                                     struct kw_person *person,
                                     const cJSON *from, struct kw_error *err)
{
    const struct kw_property_info *info =
        property_of(kw_tree_text(kw_tree_at(from, "p")));
    const cJSON *snak = kw_tree_at(from, "snak");
    const char *id = kw_tree_text(kw_tree_at(from, "id"));
    struct kw_statement *statement;

    if (!kw_tree_text(kw_tree_at(from, "p")))
        return not_known(err, "p");
    if (!info || !info->is_statement)
        return KW_OK;
    KW_TRY(kw_person_add_statement(person, &statement, err));
    statement->property = info->property;
    statement->value.type = info->type;
    if (id) {
        statement->id = kw_arena_text(&person->arena, id, strlen(id));
        if (!statement->id)
            return kw_nomem(err);
    }
    if (snak && !read_snak(snak, &statement->snak))
        return not_known(err, "snak");
    if (!snak) {
        KW_TRY(read_value(reading, person, kw_tree_at(from, "value"),
                          &statement->value, err));
        if (!fits(info, &statement->value))
            return not_known(err, "value");
    }
    KW_TRY(read_words(from, statement, err));
    return take_qualifiers(reading, person, statement,
                           kw_tree_at(from, "qualifiers"), err);
}

static enum kw_status take_statements(struct kw_reading *reading,
                                      struct kw_person *person,
                                      const cJSON *list, struct kw_error *err)
{
    size_t number = 0;
    const cJSON *item;

    if (kw_tree_is_empty(list))
        return KW_OK;
    if (!cJSON_IsArray(list))
        return not_known(err, "statements");
    cJSON_ArrayForEach(item, list)
    {
        number++;
        if (take_statement(reading, person, item, err) != KW_OK)
            return kw_error_at(err, "statement %zu", number);
    }
    return KW_OK;
}

/* ---- persons ------------------------------------------------------- */

static enum kw_status read_date(const cJSON *line, const char *key,
                                struct kw_date *out, struct kw_error *err)
{
    const cJSON *from = kw_tree_at(line, key);

    if (from && !kw_value_date(from, out))
        return not_known(err, key);
    return KW_OK;
}

static enum kw_status read_times(const cJSON *line, struct kw_person *person,
                                 struct kw_error *err)
{
    const cJSON *revision = kw_tree_at(line, "rev");
    const cJSON *read_at = kw_tree_at(line, "read_at");

    if (revision && !kw_tree_number(revision, UINT64_MAX, &person->revision))
        return not_known(err, "rev");
    if (read_at && (!kw_tree_text(read_at) ||
                    !kw_time_parse(kw_tree_text(read_at), &person->read_at_s)))
        return not_known(err, "read_at");
    return KW_OK;
}

static enum kw_status fill(struct kw_reading *reading, struct kw_person *person,
                           const cJSON *line, struct kw_error *err)
{
    static const struct {
        const char *name;
        enum kw_text_kind kind;
    } TEXTS[] = {{"labels", KW_LABEL},
                 {"descriptions", KW_DESCRIPTION},
                 {"aliases", KW_ALIAS}};
    const cJSON *kind = kw_tree_at(line, "kind");
    const cJSON *sex = kw_tree_at(line, "sex");

    if (kind && (!kw_tree_text(kind) ||
                 !kw_kind_parse(kw_tree_text(kind), &person->kind)))
        return not_known(err, "kind");
    if (sex &&
        (!kw_tree_text(sex) || !kw_sex_parse(kw_tree_text(sex), &person->sex)))
        return not_known(err, "sex");
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        if (kw_reading_texts(reading, kw_tree_at(line, TEXTS[i].name),
                             TEXTS[i].kind, person, err) != KW_OK)
            return kw_error_at(err, "%s", TEXTS[i].name);
    KW_TRY(read_date(line, "birth", &person->birth, err));
    KW_TRY(read_date(line, "death", &person->death, err));
    KW_TRY(
        take_statements(reading, person, kw_tree_at(line, "statements"), err));
    return kw_person_seal(person, err);
}

static bool read_state(const cJSON *line, enum kw_state *out)
{
    const char *name = kw_tree_text(kw_tree_at(line, "state"));

    *out = KW_PERSON;
    if (!kw_tree_at(line, "state"))
        return true;
    if (!name)
        return false;
    if (strcmp(name, "missing") == 0)
        *out = KW_MISSING;
    else if (strcmp(name, "redirect") == 0)
        *out = KW_REDIRECT;
    else
        return strcmp(name, "person") == 0;
    return true;
}

static enum kw_status read_record(struct kw_reading *reading, struct kw_id id,
                                  const cJSON *line, struct kw_error *err)
{
    struct kw_person *person;
    enum kw_state state;

    if (!read_state(line, &state))
        return not_known(err, "state");
    KW_TRY(kw_reading_add(reading, id, state, &person, err));
    if (!person)
        return KW_OK;
    KW_TRY(read_times(line, person, err));
    if (state == KW_REDIRECT)
        return read_id(reading, kw_tree_at(line, "to"), "to", &person->to, err);
    return state == KW_PERSON ? fill(reading, person, line, err) : KW_OK;
}

enum kw_status kw_reading_line(struct kw_reading *reading, const cJSON *line,
                               struct kw_error *err)
{
    char name[KW_ID_TEXT_BYTES];
    struct kw_id id = {0};

    KW_TRY(read_id(reading, kw_tree_at(line, "id"), "id", &id, err));
    if (read_record(reading, id, line, err) != KW_OK)
        return kw_error_at(err, "%s", kw_id_print(id, reading->xrefs, name));
    return KW_OK;
}
