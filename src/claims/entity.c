/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One entity of a Wikibase to one person (and a redirect).
 *
 * Two dialects are read by the same lines: entity JSON, as the API,
 * EntityData and dumps write it, and the REST API's, whose snaks are
 * {"property":{"id"},"value":{"type","content"}}.
 *
 * A statement of a property we know is kept even where its value cannot
 * be read (year 0, an id that is no item's): as somevalue, for dropping
 * it would let a worse rank win.
 */
#include "inside.h"

#include <string.h>

/* Room for the rows of the table of properties. */
enum { PROPERTIES_MOST = 32 };

/* ---- snaks --------------------------------------------------------- */

/* One snak, read. */
struct snak {
    enum kw_snak snak;
    struct kw_value value;
};

static bool is_text(const cJSON *item, const char *expected)
{
    const char *text = kw_tree_text(item);

    return text && strcmp(text, expected) == 0;
}

/* A value that cannot be read is some value. */
static void read_ready(const struct kw_ready_value *from,
                       enum kw_value_type type, struct snak *out)
{
    memset(out, 0, sizeof *out);
    out->value.type = type;
    out->snak =
        kw_value_ready(from, type, &out->value) ? KW_VALUE : KW_SOMEVALUE;
}

/* False if this is no snak that kinwalk knows. */
static bool read_snak(const cJSON *from, enum kw_value_type type,
                      struct snak *out)
{
    const struct kw_ready_snak *ready = kw_ready_snak(from);
    const cJSON *rest = kw_tree_at(from, "value");
    const cJSON *how = kw_tree_at(from, "snaktype");
    const cJSON *value = kw_tree_at(kw_tree_at(from, "datavalue"), "value");
    bool can_be_read;

    if (ready) {
        read_ready(&ready->value, type, out);
        return true;
    }
    if (!how) {
        how = kw_tree_at(rest, "type");
        value = kw_tree_at(rest, "content");
    }
    memset(out, 0, sizeof *out);
    out->value.type = type;
    if (is_text(how, "novalue")) {
        out->snak = KW_NOVALUE;
        return true;
    }
    out->snak = KW_SOMEVALUE;
    if (is_text(how, "somevalue"))
        return true;
    if (!is_text(how, "value"))
        return false;
    can_be_read = type == KW_DATE ? kw_value_date(value, &out->value.date)
                                  : kw_value_item(value, &out->value.item);
    if (can_be_read)
        out->snak = KW_VALUE;
    return true;
}

/* ---- qualifiers ---------------------------------------------------- */

static enum kw_status take_qualifier(struct kw_person *person,
                                     struct kw_statement *statement,
                                     const struct kw_property_info *info,
                                     const cJSON *from, struct kw_error *err)
{
    struct kw_qualifier *qualifier;
    struct snak snak;

    if (!read_snak(from, info->type, &snak))
        return KW_OK;
    KW_TRY(kw_person_add_qualifier(person, statement, &qualifier, err));
    qualifier->property = info->property;
    qualifier->snak = snak.snak;
    qualifier->value = snak.value;
    return KW_OK;
}

/* What stands under the properties of the table, row by row: the first
 * member of each name. Zeroed memory is nothing. */
struct by_property {
    const cJSON *rows[PROPERTIES_MOST];
};

/* The property of "P22"; NULL if it is none we know, or spelled P022. */
static const struct kw_property_info *info_of(const char *name)
{
    unsigned number = 0;

    if (name[0] != 'P' || name[1] == '0')
        return NULL;
    for (name++; *name >= '0' && *name <= '9' && number < 1000000; name++)
        number = number * 10 + (unsigned)(*name - '0');
    return *name ? NULL : kw_property_info(number);
}

static void sort_out(const cJSON *object, struct by_property *found)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);
    const cJSON *member;

    cJSON_ArrayForEach(member, object)
    {
        const struct kw_property_info *info = info_of(member->string);
        size_t row = info ? (size_t)(info - table) : PROPERTIES_MOST;

        if (row < PROPERTIES_MOST && !found->rows[row])
            found->rows[row] = member;
    }
}

static enum kw_status take_snaks(struct kw_person *person,
                                 struct kw_statement *statement,
                                 const struct kw_property_info *info,
                                 const cJSON *snaks, struct kw_error *err)
{
    const cJSON *snak;

    cJSON_ArrayForEach(snak, snaks)
        KW_TRY(take_qualifier(person, statement, info, snak, err));
    return KW_OK;
}

/* The REST API has them all in one list. */
static enum kw_status take_listed(struct kw_person *person,
                                  struct kw_statement *statement,
                                  const struct kw_property_info *info,
                                  const cJSON *list, struct kw_error *err)
{
    const cJSON *snak;

    cJSON_ArrayForEach(snak, list)
    {
        const char *name =
            kw_tree_text(kw_tree_at(kw_tree_at(snak, "property"), "id"));

        if (name && info_of(name) == info)
            KW_TRY(take_qualifier(person, statement, info, snak, err));
    }
    return KW_OK;
}

static enum kw_status take_qualifiers(struct kw_person *person,
                                      struct kw_statement *statement,
                                      const cJSON *qualifiers,
                                      struct kw_error *err)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);
    struct by_property found = {{NULL}};

    if (kw_tree_is_empty(qualifiers))
        return KW_OK;
    if (cJSON_IsObject(qualifiers))
        sort_out(qualifiers, &found);
    for (size_t i = 0; i < count; i++) {
        if (!table[i].is_qualifier)
            continue;
        if (cJSON_IsArray(qualifiers))
            KW_TRY(take_listed(person, statement, &table[i], qualifiers, err));
        else if (cJSON_IsObject(qualifiers) && found.rows[i])
            KW_TRY(
                take_snaks(person, statement, &table[i], found.rows[i], err));
    }
    return KW_OK;
}

/* ---- statements ---------------------------------------------------- */

/* False for ranks that are not kept: deprecated, and what is unknown. A
 * statement without a rank is normal. */
static bool read_rank(const cJSON *rank, enum kw_rank *out)
{
    *out = KW_RANK_NORMAL;
    if (!rank || is_text(rank, "normal"))
        return true;
    *out = KW_RANK_PREFERRED;
    return is_text(rank, "preferred");
}

static uint32_t count_items(const cJSON *list)
{
    uint32_t count = 0;
    const cJSON *item;

    if (cJSON_IsArray(list))
        cJSON_ArrayForEach(item, list) count++;
    return count;
}

/* What a statement says, asked of its object or read already. */
struct said {
    struct snak snak;
    enum kw_rank rank;
    const char *id; /* NULL: none */
    size_t id_length;
    uint32_t references;
    const cJSON *qualifiers;
};

/* False if it is not kept. */
static bool read_statement(const cJSON *from, enum kw_value_type type,
                           struct said *out)
{
    const struct kw_ready_statement *ready = kw_ready_statement(from);
    const cJSON *main_snak;

    if (ready) {
        if (!read_rank(ready->rank, &out->rank))
            return false;
        read_ready(&ready->value, type, &out->snak);
        out->id = ready->id;
        out->id_length = ready->id_length;
        out->references = ready->references;
        out->qualifiers = ready->qualifiers;
        return true;
    }
    main_snak = kw_tree_at(from, "mainsnak");
    if (!read_rank(kw_tree_at(from, "rank"), &out->rank) ||
        !read_snak(main_snak ? main_snak : from, type, &out->snak))
        return false;
    out->id = kw_tree_text(kw_tree_at(from, "id"));
    out->id_length = out->id ? strlen(out->id) : 0;
    out->references = count_items(kw_tree_at(from, "references"));
    out->qualifiers = kw_tree_at(from, "qualifiers");
    return true;
}

static enum kw_status take_statement(struct kw_person *person,
                                     const struct kw_property_info *info,
                                     const cJSON *from, struct kw_error *err)
{
    struct kw_statement *statement;
    struct said said;

    if (!cJSON_IsObject(from) && !kw_ready_statement(from))
        return kw_fail(err, KW_INPUT, "a statement that is no object");
    if (!read_statement(from, info->type, &said))
        return KW_OK;
    KW_TRY(kw_person_add_statement(person, &statement, err));
    statement->property = info->property;
    statement->rank = said.rank;
    statement->snak = said.snak.snak;
    statement->value = said.snak.value;
    statement->references = said.references;
    if (said.id) {
        statement->id = kw_arena_text(&person->arena, said.id, said.id_length);
        if (!statement->id)
            return kw_nomem(err);
    }
    return take_qualifiers(person, statement, said.qualifiers, err);
}

static enum kw_status take_statements(struct kw_person *person,
                                      const cJSON *claims, struct kw_error *err)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);
    struct by_property found = {{NULL}};

    if (kw_tree_is_empty(claims))
        return KW_OK;
    if (!cJSON_IsObject(claims))
        return kw_fail(err, KW_INPUT, "claims: not an object");
    sort_out(claims, &found);
    for (size_t i = 0; i < count; i++) {
        const cJSON *list = found.rows[i];
        const cJSON *statement;

        if (!table[i].is_statement || kw_tree_is_empty(list))
            continue;
        if (!cJSON_IsArray(list))
            return kw_fail(err, KW_INPUT, "claims: P%u: not a list",
                           (unsigned)table[i].property);
        cJSON_ArrayForEach(statement, list)
        {
            if (take_statement(person, &table[i], statement, err) != KW_OK)
                return kw_error_at(err, "claims: P%u",
                                   (unsigned)table[i].property);
        }
    }
    return KW_OK;
}

/* ---- entities ------------------------------------------------------ */

/* Texts of one kind, with their name before what went wrong. */
static enum kw_status take_texts(struct kw_reading *reading,
                                 struct kw_person *person, const cJSON *entity,
                                 const char *name, enum kw_text_kind kind,
                                 struct kw_error *err)
{
    if (kw_reading_texts(reading, kw_tree_at(entity, name), kind, person,
                         err) != KW_OK)
        return kw_error_at(err, "%s", name);
    return KW_OK;
}

/* Who has no label at all is called as the article about them is. */
static enum kw_status name_by_article(struct kw_person *person,
                                      const cJSON *entity, struct kw_error *err)
{
    const cJSON *site = kw_tree_at(kw_tree_at(entity, "sitelinks"), "enwiki");
    const char *title = kw_tree_text(kw_tree_at(site, "title"));

    if (person->labels.count > 0 || !title || !*title)
        return KW_OK;
    return kw_person_add_text(person, KW_LABEL, "en", 2, title, strlen(title),
                              err);
}

static enum kw_status fill(struct kw_reading *reading, struct kw_person *person,
                           const cJSON *entity, struct kw_error *err)
{
    const cJSON *claims = kw_tree_at(entity, "claims");

    if (!claims)
        claims = kw_tree_at(entity, "statements");
    KW_TRY(take_texts(reading, person, entity, "labels", KW_LABEL, err));
    KW_TRY(take_texts(reading, person, entity, "descriptions", KW_DESCRIPTION,
                      err));
    KW_TRY(take_texts(reading, person, entity, "aliases", KW_ALIAS, err));
    KW_TRY(name_by_article(person, entity, err));
    KW_TRY(take_statements(person, claims, err));
    (void)kw_tree_number(kw_tree_at(entity, "lastrevid"), UINT64_MAX,
                         &person->revision);
    return kw_person_seal(person, err);
}

/* The record under the id that was asked, where another came. */
static enum kw_status take_redirect(struct kw_reading *reading, const char *key,
                                    const cJSON *entity, struct kw_id to,
                                    struct kw_error *err)
{
    const cJSON *redirects = kw_tree_at(entity, "redirects");
    const char *from = kw_tree_text(kw_tree_at(redirects, "from"));
    struct kw_person *person;
    struct kw_id id;

    if (!from)
        from = key;
    if (!from || !kw_qid_parse(from, strlen(from), &id) || kw_id_same(id, to))
        return KW_OK;
    KW_TRY(kw_reading_add(reading, id, KW_REDIRECT, &person, err));
    if (person)
        person->to = to;
    return KW_OK;
}

enum kw_status kw_reading_entity(struct kw_reading *reading, const char *key,
                                 const cJSON *entity, struct kw_error *err)
{
    const char *name = kw_tree_text(kw_tree_at(entity, "id"));
    const cJSON *type = kw_tree_at(entity, "type");
    bool is_missing = kw_tree_at(entity, "missing") != NULL;
    struct kw_person *person;
    struct kw_id id;

    if (!name)
        name = key;
    if (!cJSON_IsObject(entity))
        return kw_fail(err, KW_INPUT, "%s: not an object", name ? name : "?");
    if (type && !is_text(type, "item")) {
        reading->out->passed_over++;
        return KW_OK;
    }
    if (!name || !kw_qid_parse(name, strlen(name), &id)) {
        /* A title that was not found stands under "-1". */
        if (!is_missing && (type || !name))
            return kw_fail(err, KW_INPUT, "%s: not the id of an item",
                           name ? name : "?");
        reading->out->passed_over++;
        return KW_OK;
    }
    if (is_missing)
        return kw_reading_add(reading, id, KW_MISSING, &person, err);
    KW_TRY(take_redirect(reading, key, entity, id, err));
    KW_TRY(kw_reading_add(reading, id, KW_PERSON, &person, err));
    if (person && fill(reading, person, entity, err) != KW_OK)
        return kw_error_at(err, "%s", name);
    return KW_OK;
}
