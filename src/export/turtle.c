/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Turtle in Wikidata's own vocabulary, so that queries written for the
 * query service run on it: wdt: for what counts, p: and ps: for the
 * statement with its rank and qualifiers.
 *
 * Two things differ from Wikidata's RDF. A parent or child who is not one
 * by birth has no wdt: triple, for whoever reads only those means blood;
 * and what Wikidata has no words for (the role, the number of
 * references, people out of a GEDCOM) stands under urn:kinwalk:.
 *
 * As in Wikidata's RDF times are proleptic Gregorian and count a year 0;
 * the calendar that was stated stands beside.
 */
#include "writer.h"

#include <inttypes.h>
#include <string.h>

static void write_string(struct writer *writer, const char *text)
{
    static const char *const ESCAPES[] = {"\\\"", "\\\\"};

    kw_buffer_char(writer->out, '"');
    text_mapped(writer->out, text, "\"\\", ESCAPES);
    kw_buffer_char(writer->out, '"');
}

/* Percent-encodes what an IRI may not hold. */
static void write_xref(struct writer *writer, const char *xref)
{
    kw_buffer_text(writer->out, "<urn:kinwalk:");
    for (; *xref; xref++)
        if ((*xref >= 'a' && *xref <= 'z') || (*xref >= 'A' && *xref <= 'Z') ||
            (*xref >= '0' && *xref <= '9'))
            kw_buffer_char(writer->out, *xref);
        else
            kw_buffer_print(writer->out, "%%%02X", (unsigned char)*xref);
    kw_buffer_char(writer->out, '>');
}

static enum kw_status write_entity(struct writer *writer, struct kw_id id,
                                   struct kw_error *err)
{
    const char *text = writer_id(writer, id);

    if (!text)
        return kw_nomem(err);
    if (kw_id_is_xref(id))
        write_xref(writer, text);
    else
        kw_buffer_print(writer->out, "wd:%s", text);
    return KW_OK;
}

static void write_time(struct writer *writer, struct kw_date date)
{
    int64_t year = date.year;
    int month = date.month ? date.month : 1;
    int day = date.day ? date.day : 1;
    int64_t first;
    int64_t last;

    if (date.calendar == KW_JULIAN && date.precision >= KW_DAY) {
        date.before = date.after = 0;
        if (kw_date_days(date, &first, &last))
            date_of_day(first, KW_GREGORIAN, &year, &month, &day);
    }
    if (year < 0)
        year++; /* 44 BCE is the year -43 */
    kw_buffer_print(writer->out,
                    "\"%s%04" PRId64 "-%02d-%02dT00:00:00Z\"^^xsd:dateTime",
                    year < 0 ? "-" : "", year < 0 ? -year : year, month, day);
}

static enum kw_status write_value(struct writer *writer,
                                  const struct kw_value *value,
                                  struct kw_error *err)
{
    const char *text;

    switch (value->type) {
    case KW_ITEM:
        return write_entity(writer, value->item, err);
    case KW_DATE:
        write_time(writer, value->date);
        return KW_OK;
    default:
        text = text_clean(&writer->row, value->text);
        if (!text)
            return kw_nomem(err);
        write_string(writer, text);
        return KW_OK;
    }
}

static void write_full_time(struct writer *writer, unsigned property,
                            struct kw_date date)
{
    kw_buffer_print(writer->out,
                    " ; psv:P%u [ a wikibase:TimeValue ; wikibase:timeValue ",
                    property);
    write_time(writer, date);
    kw_buffer_print(writer->out,
                    " ; wikibase:timePrecision %d ; "
                    "wikibase:timeCalendarModel wd:Q%s ]",
                    date.precision - 1,
                    date.calendar == KW_JULIAN ? "1985786" : "1985727");
    if (date.circa)
        kw_buffer_text(writer->out, " ; kw:circa true");
}

static enum kw_status write_qualifiers(struct writer *writer,
                                       const struct kw_statement *statement,
                                       struct kw_error *err)
{
    for (size_t i = 0; i < statement->qualifier_count; i++) {
        const struct kw_qualifier *q = &statement->qualifiers[i];

        if (q->snak == KW_NOVALUE)
            continue;
        kw_buffer_print(writer->out, " ; pq:P%u ", (unsigned)q->property);
        if (q->snak == KW_SOMEVALUE)
            kw_buffer_text(writer->out, "[]");
        else
            KW_TRY(write_value(writer, &q->value, err));
    }
    return KW_OK;
}

static void write_rank(struct writer *writer, enum kw_rank rank)
{
    kw_buffer_text(writer->out, rank == KW_RANK_PREFERRED
                                    ? "wikibase:rank wikibase:PreferredRank"
                                    : "wikibase:rank wikibase:NormalRank");
}

/* " ;\n    p:P22 [ wikibase:rank ... ]" */
static enum kw_status write_statement(struct writer *writer,
                                      const struct kw_statement *statement,
                                      struct kw_error *err)
{
    unsigned property = statement->property;

    kw_buffer_print(writer->out, " ;\n    p:P%u [ ", property);
    write_rank(writer, statement->rank);
    if (statement->snak == KW_NOVALUE) {
        kw_buffer_print(writer->out, " ; a wdno:P%u", property);
    } else {
        kw_buffer_print(writer->out, " ; ps:P%u ", property);
        if (statement->snak == KW_SOMEVALUE)
            kw_buffer_text(writer->out, "[]");
        else
            KW_TRY(write_value(writer, &statement->value, err));
        if (statement->snak == KW_VALUE && statement->value.type == KW_DATE)
            write_full_time(writer, property, statement->value.date);
    }
    KW_TRY(write_qualifiers(writer, statement, err));
    if (statement->role != KW_ROLE_BIRTH)
        kw_buffer_print(writer->out, " ; kw:role \"%s\"",
                        kw_role_name(statement->role));
    if (statement->references)
        kw_buffer_print(writer->out, " ; kw:references %" PRIu32,
                        statement->references);
    kw_buffer_text(writer->out, " ]");
    return KW_OK;
}

/* Does the statement count, and as what its property seems to say? */
static bool is_truthy(const struct kw_statement *statement)
{
    const struct kw_property_info *info = kw_property_info(statement->property);
    bool seems_blood = info && (info->direction == KW_TO_PARENT ||
                                info->direction == KW_TO_CHILD);

    return statement->best && statement->snak == KW_VALUE &&
           (!seems_blood || statement->role == KW_ROLE_BIRTH ||
            statement->role == KW_ROLE_DISPUTED);
}

static enum kw_status write_texts(struct writer *writer, const char *predicate,
                                  const struct kw_texts *texts,
                                  struct kw_error *err)
{
    for (size_t i = 0; i < texts->count; i++) {
        const struct kw_text *item = &texts->items[i];
        const char *text = text_clean(&writer->row, item->text);

        if (!text)
            return kw_nomem(err);
        kw_buffer_print(writer->out, " ;\n    %s ", predicate);
        write_string(writer, text);
        if (lang_is_code(item->lang) && !strchr("0123456789-", item->lang[0]))
            kw_buffer_print(writer->out, "@%s", item->lang);
    }
    return KW_OK;
}

static bool states(const struct kw_person *person, enum kw_property property)
{
    for (size_t i = 0; i < person->statement_count; i++)
        if (person->statements[i].property == property)
            return true;
    return false;
}

/* Sex and dates of a source that makes no statements. */
static enum kw_status write_unstated(struct writer *writer,
                                     const struct kw_person *person,
                                     struct kw_error *err)
{
    const struct {
        enum kw_property property;
        struct kw_date date;
    } dates[] = {{KW_P_BIRTH, person->birth}, {KW_P_DEATH, person->death}};

    if (!states(person, KW_P_SEX) &&
        (person->sex == KW_MALE || person->sex == KW_FEMALE))
        kw_buffer_print(writer->out, " ;\n    wdt:P21 wd:Q%s",
                        person->sex == KW_MALE ? "6581097" : "6581072");
    for (size_t i = 0; i < 2; i++) {
        struct kw_statement made = {
            .property = dates[i].property,
            .best = true,
            .value = {.type = KW_DATE, .date = dates[i].date}};

        if (!kw_date_is_known(dates[i].date) ||
            states(person, dates[i].property))
            continue;
        kw_buffer_print(writer->out, " ;\n    wdt:P%u ",
                        (unsigned)made.property);
        write_time(writer, made.value.date);
        KW_TRY(write_statement(writer, &made, err));
    }
    return KW_OK;
}

static enum kw_status write_one(struct writer *writer,
                                const struct kw_person *person,
                                enum kw_known known, struct kw_error *err)
{
    KW_TRY(write_entity(writer, person->id, err));
    kw_buffer_print(writer->out, " a kw:%s",
                    known == KW_READ ? "Person" : "Named");
    KW_TRY(write_texts(writer, "rdfs:label", &person->labels, err));
    KW_TRY(
        write_texts(writer, "schema:description", &person->descriptions, err));
    KW_TRY(write_texts(writer, "skos:altLabel", &person->aliases, err));
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *statement = &person->statements[i];

        if (is_truthy(statement)) {
            kw_buffer_print(writer->out, " ;\n    wdt:P%u ",
                            (unsigned)statement->property);
            KW_TRY(write_value(writer, &statement->value, err));
        }
        KW_TRY(write_statement(writer, statement, err));
    }
    KW_TRY(write_unstated(writer, person, err));
    kw_buffer_text(writer->out, " .\n");
    return KW_OK;
}

enum kw_status write_turtle(struct writer *writer, struct kw_error *err)
{
    static const char *const PREFIXES[][2] = {
        {"wd", "http://www.wikidata.org/entity/"},
        {"wdt", "http://www.wikidata.org/prop/direct/"},
        {"wdno", "http://www.wikidata.org/prop/novalue/"},
        {"p", "http://www.wikidata.org/prop/"},
        {"ps", "http://www.wikidata.org/prop/statement/"},
        {"psv", "http://www.wikidata.org/prop/statement/value/"},
        {"pq", "http://www.wikidata.org/prop/qualifier/"},
        {"wikibase", "http://wikiba.se/ontology#"},
        {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
        {"schema", "http://schema.org/"},
        {"skos", "http://www.w3.org/2004/02/skos/core#"},
        {"xsd", "http://www.w3.org/2001/XMLSchema#"},
        {"kw", "urn:kinwalk:"},
    };

    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        kw_buffer_print(writer->out, "@prefix %s: <%s> .\n", PREFIXES[i][0],
                        PREFIXES[i][1]);
    return writer_people(writer, write_one, err);
}
