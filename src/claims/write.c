/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Persons to JSON lines, the canonical form: one order of keys, what is
 * empty left out, statements and qualifiers by property and then as they
 * stood. What line.c reads, this writes the same again.
 */
#include <stdio.h>
#include <string.h>

#include "inside.h"

static void write_id(struct kw_json *json, struct kw_id id,
                     const struct kw_xrefs *xrefs)
{
    char text[KW_ID_TEXT_BYTES];

    kw_json_text(json, kw_id_print(id, xrefs, text));
}

static void write_property(char out[16], enum kw_property property)
{
    (void)kw_print(out, 16, "P%u", (unsigned)property);
}

static void write_date(struct kw_json *json, struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];

    kw_json_object(json);
    kw_json_set_text(json, "time", kw_date_stamp(date, text));
    kw_json_set_int(json, "precision", date.precision - 1);
    kw_json_set_text(json, "calendar",
                     date.calendar == KW_JULIAN ? "julian" : "gregorian");
    if (date.circa)
        kw_json_set_bool(json, "circa", true);
    if (date.before)
        kw_json_set_int(json, "before", date.before);
    if (date.after)
        kw_json_set_int(json, "after", date.after);
    kw_json_end(json);
}

static const char *snak_name(enum kw_snak snak)
{
    return snak == KW_NOVALUE ? "novalue" : "somevalue";
}

static void write_value(struct kw_json *json, const struct kw_value *value,
                        const struct kw_xrefs *xrefs)
{
    switch (value->type) {
    case KW_DATE:
        write_date(json, value->date);
        break;
    case KW_TEXT:
        kw_json_object(json);
        kw_json_set_text(json, "text", value->text);
        kw_json_end(json);
        break;
    default:
        write_id(json, value->item, xrefs);
    }
}

/* {"en":"..."}: one text a language. */
static void write_texts(struct kw_json *json, const char *key,
                        const struct kw_texts *texts)
{
    if (texts->count == 0)
        return;
    kw_json_key(json, key);
    kw_json_object(json);
    for (size_t i = 0; i < texts->count; i++)
        kw_json_set_text(json, texts->items[i].lang, texts->items[i].text);
    kw_json_end(json);
}

/* {"en":["..."]}: they are sorted by language. */
static void write_aliases(struct kw_json *json, const struct kw_texts *texts)
{
    if (texts->count == 0)
        return;
    kw_json_key(json, "aliases");
    kw_json_object(json);
    for (size_t i = 0; i < texts->count; i++) {
        const char *lang = texts->items[i].lang;

        if (i == 0 || strcmp(texts->items[i - 1].lang, lang) != 0) {
            if (i > 0)
                kw_json_end(json);
            kw_json_key(json, lang);
            kw_json_array(json);
        }
        kw_json_text(json, texts->items[i].text);
    }
    kw_json_end(json);
    kw_json_end(json);
}

static void write_qualifier(struct kw_json *json,
                            const struct kw_qualifier *qualifier,
                            const struct kw_xrefs *xrefs)
{
    if (qualifier->snak == KW_VALUE) {
        write_value(json, &qualifier->value, xrefs);
        return;
    }
    kw_json_object(json);
    kw_json_set_text(json, "snak", snak_name(qualifier->snak));
    kw_json_end(json);
}

static void write_qualifiers(struct kw_json *json,
                             const struct kw_statement *statement,
                             const struct kw_xrefs *xrefs)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);

    if (statement->qualifier_count == 0)
        return;
    kw_json_key(json, "qualifiers");
    kw_json_object(json);
    for (size_t row = 0; row < count; row++) {
        bool is_open = false;

        for (size_t i = 0; i < statement->qualifier_count; i++) {
            const struct kw_qualifier *qualifier = &statement->qualifiers[i];
            char name[16];

            if (qualifier->property != table[row].property)
                continue;
            if (!is_open) {
                write_property(name, qualifier->property);
                kw_json_key(json, name);
                kw_json_array(json);
                is_open = true;
            }
            write_qualifier(json, qualifier, xrefs);
        }
        if (is_open)
            kw_json_end(json);
    }
    kw_json_end(json);
}

static void write_statement(struct kw_json *json,
                            const struct kw_statement *statement,
                            const struct kw_xrefs *xrefs)
{
    char name[16];

    kw_json_object(json);
    if (statement->id)
        kw_json_set_text(json, "id", statement->id);
    write_property(name, statement->property);
    kw_json_set_text(json, "p", name);
    if (statement->snak == KW_VALUE) {
        kw_json_key(json, "value");
        write_value(json, &statement->value, xrefs);
    } else {
        kw_json_set_text(json, "snak", snak_name(statement->snak));
    }
    kw_json_set_text(json, "rank",
                     statement->rank == KW_RANK_PREFERRED ? "preferred"
                                                          : "normal");
    if (statement->role != KW_ROLE_BIRTH)
        kw_json_set_text(json, "role", kw_role_name(statement->role));
    write_qualifiers(json, statement, xrefs);
    if (statement->references)
        kw_json_set_int(json, "references", statement->references);
    kw_json_end(json);
}

static void write_person(struct kw_json *json, const struct kw_person *person,
                         const struct kw_xrefs *xrefs)
{
    kw_json_set_text(json, "state", "person");
    if (person->kind != KW_KIND_UNSTATED)
        kw_json_set_text(json, "kind", kw_kind_name(person->kind));
    write_texts(json, "labels", &person->labels);
    write_texts(json, "descriptions", &person->descriptions);
    write_aliases(json, &person->aliases);
    if (person->sex != KW_SEX_UNKNOWN)
        kw_json_set_text(json, "sex", kw_sex_name(person->sex));
    if (kw_date_is_known(person->birth)) {
        kw_json_key(json, "birth");
        write_date(json, person->birth);
    }
    if (kw_date_is_known(person->death)) {
        kw_json_key(json, "death");
        write_date(json, person->death);
    }
    if (person->statement_count == 0)
        return;
    kw_json_key(json, "statements");
    kw_json_array(json);
    for (size_t i = 0; i < person->statement_count; i++)
        write_statement(json, &person->statements[i], xrefs);
    kw_json_end(json);
}

void kw_claims_write(const struct kw_person *person,
                     const struct kw_xrefs *xrefs, struct kw_buffer *out)
{
    struct kw_json json;
    char time[32];

    kw_json_init(&json, out);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", KW_PERSON_SCHEMA);
    kw_json_key(&json, "id");
    write_id(&json, person->id, xrefs);
    if (person->state == KW_PERSON) {
        write_person(&json, person, xrefs);
    } else if (person->state == KW_REDIRECT) {
        kw_json_set_text(&json, "state", "redirect");
        kw_json_key(&json, "to");
        write_id(&json, person->to, xrefs);
    } else {
        kw_json_set_text(&json, "state", "missing");
    }
    if (person->revision) {
        kw_json_key(&json, "rev");
        kw_json_uint(&json, person->revision);
    }
    if (person->read_at_s) {
        kw_time_print(person->read_at_s, time);
        kw_json_set_text(&json, "read_at", time);
    }
    kw_json_end(&json);
    kw_buffer_char(out, '\n');
}
