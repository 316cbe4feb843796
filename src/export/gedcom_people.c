/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * INDI records.
 */
#include "gedcom.h"

#include <string.h>

/* A slash would begin a surname. */
static const char *name_text(struct writer *writer, const char *label)
{
    static const char *const SLASH[] = {"\xe2\x88\x95"};
    struct kw_buffer text = {0};
    const char *clean = text_clean(&writer->row, label);
    const char *name = NULL;

    if (!clean || !strchr(clean, '/'))
        return clean;
    text_mapped(&text, clean, "/", SLASH);
    if (kw_buffer_check(&text, NULL) == KW_OK)
        name = kw_arena_text(&writer->row, text.bytes, text.length);
    kw_buffer_finish(&text);
    return name;
}

/* Every label with its language, which only 7.0 can say. */
static enum kw_status write_translations(struct writer *writer,
                                         const struct kw_person *person,
                                         struct kw_error *err)
{
    for (size_t i = 0; i < person->labels.count; i++) {
        const struct kw_text *label = &person->labels.items[i];
        const char *name = name_text(writer, label->text);

        if (!name)
            return kw_nomem(err);
        if (!lang_is_code(label->lang))
            continue;
        gedcom_line(writer, 2, "TRAN", name);
        gedcom_line(writer, 3, "LANG", label->lang);
    }
    return KW_OK;
}

static enum kw_status write_other_name(struct writer *writer, const char *text,
                                       struct kw_error *err)
{
    const char *name = name_text(writer, text);

    if (!name)
        return kw_nomem(err);
    gedcom_line(writer, 1, "NAME", name);
    gedcom_line(writer, 2, "TYPE",
                gedcom_dialect_of(writer)->seven ? "AKA" : "aka");
    return KW_OK;
}

/* Was the text written already, as one before it in the list? */
static bool said_before(const struct kw_texts *texts, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(texts->items[j].text, texts->items[i].text) == 0)
            return true;
    return false;
}

static enum kw_status write_names(struct writer *writer,
                                  const struct kw_person *person,
                                  struct kw_error *err)
{
    const struct kw_text *label =
        kw_texts_pick(&person->labels, writer->options->langs);
    bool seven = gedcom_dialect_of(writer)->seven;
    const char *name;

    if (label) {
        name = name_text(writer, label->text);
        if (!name)
            return kw_nomem(err);
        gedcom_line(writer, 1, "NAME", name);
        if (seven)
            KW_TRY(write_translations(writer, person, err));
    }
    for (size_t i = 0; label && !seven && i < person->labels.count; i++)
        if (strcmp(person->labels.items[i].text, label->text) != 0 &&
            !said_before(&person->labels, i))
            KW_TRY(write_other_name(writer, person->labels.items[i].text, err));
    for (size_t i = 0; i < person->aliases.count; i++)
        if (!said_before(&person->aliases, i))
            KW_TRY(
                write_other_name(writer, person->aliases.items[i].text, err));
    return KW_OK;
}

static void write_sex(struct writer *writer, enum kw_sex sex)
{
    static const char *const LETTERS[] = {NULL, "M", "F", "X"};

    if (LETTERS[sex])
        gedcom_line(writer, 1, "SEX", LETTERS[sex]);
}

static bool same_date(struct kw_date a, struct kw_date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day &&
           a.precision == b.precision && a.calendar == b.calendar &&
           a.circa == b.circa && a.before == b.before && a.after == b.after;
}

/* The date taken first, which programs take for the one; then every
 * other that is stated. */
static void write_life(struct writer *writer, const struct kw_person *person,
                       const char *tag, struct kw_date best,
                       enum kw_property property)
{
    bool unknown = false;

    if (kw_date_is_known(best))
        gedcom_event(writer, tag, NULL, best);
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *s = &person->statements[i];

        if (s->property != property)
            continue;
        if (s->snak == KW_VALUE && s->value.type == KW_DATE &&
            !same_date(s->value.date, best))
            gedcom_event(writer, tag, NULL, s->value.date);
        unknown = unknown || s->snak == KW_SOMEVALUE;
    }
    if (unknown && !kw_date_is_known(best))
        gedcom_line(writer, 1, tag, "Y");
}

static enum kw_status write_facts(struct writer *writer,
                                  const struct kw_person *person,
                                  struct kw_error *err)
{
    const struct kw_text *description =
        kw_texts_pick(&person->descriptions, writer->options->langs);
    const char *text;

    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *s = &person->statements[i];

        if (s->snak != KW_VALUE || s->value.type != KW_TEXT ||
            (s->property != KW_P_TITLE && s->property != KW_P_POSITION))
            continue;
        text = text_clean(&writer->row, s->value.text);
        if (!text)
            return kw_nomem(err);
        gedcom_line(writer, 1, "TITL", text);
    }
    if (person->kind > KW_HUMAN) {
        gedcom_line(writer, 1, "FACT", kw_kind_name(person->kind));
        gedcom_line(writer, 2, "TYPE", "kind");
    }
    if (description) {
        text = text_clean(&writer->row, description->text);
        if (!text)
            return kw_nomem(err);
        if (*text)
            gedcom_text(writer, 1, "NOTE", text);
    }
    return KW_OK;
}

/* PEDI and STAT behind FAMC. Nothing is said of the only family of
 * birth: that is what FAMC means by itself. */
static void write_pedigree(struct writer *writer, enum kw_role role,
                           bool several)
{
    const struct gedcom_dialect *dialect = gedcom_dialect_of(writer);

    switch (role) {
    case KW_ROLE_ADOPTIVE:
        gedcom_line(writer, 2, "PEDI", dialect->adopted);
        break;
    case KW_ROLE_FOSTER:
        gedcom_line(writer, 2, "PEDI", dialect->foster);
        break;
    case KW_ROLE_STEP:
        gedcom_line(writer, 2, "PEDI", dialect->step);
        if (dialect->seven)
            gedcom_line(writer, 3, "PHRASE", "step");
        break;
    case KW_ROLE_DISPUTED:
        gedcom_line(writer, 2, "PEDI", dialect->birth);
        gedcom_line(writer, 2, "STAT", dialect->challenged);
        break;
    default:
        if (several)
            gedcom_line(writer, 2, "PEDI", dialect->birth);
        break;
    }
}

/* Siblings and relatives by statement: no family tells of them. */
static enum kw_status write_others(struct writer *writer, struct kw_id person,
                                   struct kw_error *err)
{
    struct kw_link *links;
    size_t count;

    KW_TRY(writer->source->links_of(writer->source->arg, person, &writer->row,
                                    &links, &count, err));
    for (size_t i = 0; i < count; i++) {
        bool sibling = links[i].kind == KW_LINK_SIBLING;
        struct kw_id other = kw_id_same(links[i].child, person)
                                 ? links[i].parent
                                 : links[i].child;

        if (!sibling && (links[i].kind != KW_LINK_RELATIVE ||
                         !kw_id_same(links[i].child, person)))
            continue;
        KW_TRY(gedcom_to_person(writer, "ASSO", other, err));
        if (gedcom_dialect_of(writer)->seven) {
            gedcom_line(writer, 2, "ROLE", "OTHER");
            gedcom_line(writer, 3, "PHRASE", sibling ? "sibling" : "relative");
        } else {
            gedcom_line(writer, 2, "RELA", sibling ? "sibling" : "relative");
        }
    }
    return KW_OK;
}

static enum kw_status write_families_of(struct writer *writer,
                                        struct kw_id person,
                                        struct kw_error *err)
{
    struct origins origins;
    struct couples couples;

    KW_TRY(families_of_child(writer, person, &origins, err));
    for (size_t i = 0; i < origins.count; i++) {
        KW_TRY(gedcom_to_family(writer, "FAMC", origins.items[i].couple, err));
        write_pedigree(writer, origins.items[i].role, origins.count > 1);
        KW_TRY(
            gedcom_origin_notes(writer, person, origins.items[i].couple, err));
    }
    KW_TRY(families_of_person(writer, person, &couples, err));
    for (size_t i = 0; i < couples.count; i++)
        KW_TRY(gedcom_to_family(writer, "FAMS", couples.items[i], err));
    return write_others(writer, person, err);
}

enum kw_status gedcom_person(struct writer *writer,
                             const struct kw_person *person,
                             enum kw_known known, struct kw_error *err)
{
    (void)known;
    kw_buffer_text(writer->out, "0 @");
    KW_TRY(gedcom_person_xref(writer, person->id, err));
    kw_buffer_text(writer->out, "@ INDI\r\n");
    KW_TRY(write_names(writer, person, err));
    write_sex(writer, person->sex);
    write_life(writer, person, "BIRT", person->birth, KW_P_BIRTH);
    write_life(writer, person, "DEAT", person->death, KW_P_DEATH);
    KW_TRY(write_facts(writer, person, err));
    KW_TRY(write_families_of(writer, person->id, err));
    if (!kw_id_is_xref(person->id)) {
        const char *qid = writer_id(writer, person->id);

        if (!qid)
            return kw_nomem(err);
        if (gedcom_dialect_of(writer)->seven) {
            gedcom_line(writer, 1, "EXID", qid);
            gedcom_line(writer, 2, "TYPE", "http://www.wikidata.org/entity/");
        } else {
            gedcom_line(writer, 1, "REFN", qid);
        }
    }
    return KW_OK;
}
