/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an INDI says of itself: names, sex, titles, birth and death.
 */
#include "ged.h"

#include <string.h>

/* ---- names --------------------------------------------------------- */

static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* "Edward_VII  /Wettin/" becomes "Edward VII Wettin": slashes only mark
 * the surname, PAF joins what belongs together by underscores, and a word
 * of nothing but underscores is a blank to be filled in. */
static void spell_name(const char *value, struct kw_buffer *out)
{
    size_t start = out->length;
    bool gap = false;

    for (const char *c = value; *c; c++) {
        if (strchr(" \t\n/_", *c)) {
            if (*c != '_' || is_letter(c[1]) || gap || out->length == start)
                gap = true;
            continue;
        }
        if (gap && out->length > start)
            kw_buffer_char(out, ' ');
        gap = false;
        kw_buffer_char(out, *c);
    }
}

/* The pieces of a name, in the order in which they are spoken. Where NAME
 * has a value they only repeat it. */
static const char *const PIECES[] = {"NPFX", "GIVN", "SPFX", "SURN", "NSFX"};

static void spell_pieces(const struct ged_node *name, struct kw_buffer *out)
{
    bool needed = !*name->value;

    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        const char *piece = ged_value(name, PIECES[i]);

        if (!needed || !piece || !*piece)
            continue;
        if (out->length)
            kw_buffer_char(out, ' ');
        spell_name(piece, out);
    }
}

static bool has_name(const struct kw_person *person, const char *name)
{
    for (size_t i = 0; i < person->labels.count; i++)
        if (!strcmp(person->labels.items[i].text, name))
            return true;
    for (size_t i = 0; i < person->aliases.count; i++)
        if (!strcmp(person->aliases.items[i].text, name))
            return true;
    return false;
}

enum { NAMES_MAX = 1000 };

/* The first name of a language is its label, all others are aliases. */
static enum kw_status add_name(struct ged_reader *reader,
                               struct kw_person *person, const char *lang,
                               const struct ged_node *node, const char *name,
                               struct kw_error *err)
{
    enum kw_text_kind kind = KW_LABEL;

    if (!*name || has_name(person, name))
        return KW_OK;
    if (person->aliases.count >= NAMES_MAX)
        return ged_count(reader, KW_GEDCOM_LEFT, node,
                         "a person's names beyond a thousand", err);
    for (size_t i = 0; i < person->labels.count; i++)
        if (!strcmp(person->labels.items[i].lang, lang))
            kind = KW_ALIAS;
    return kw_person_add_text(person, kind, lang, strlen(lang), name,
                              strlen(name), err);
}

/* Is this a language's code, as GEDCOM 7 has them? */
static bool is_language(const char *code)
{
    size_t length = strlen(code);

    if (length < 2 || length > 16)
        return false;
    for (; *code; code++)
        if (!is_letter(*code) && *code != '-')
            return false;
    return true;
}

/* Other spellings of a name: in another language (7.0), by its sound or
 * in Latin letters (5.5.1), and nicknames. */
static enum kw_status add_spellings(struct ged_reader *reader,
                                    struct ged_node *name,
                                    struct kw_person *person,
                                    struct kw_buffer *text,
                                    struct kw_error *err)
{
    for (struct ged_node *n = name->child; n; n = n->next) {
        const char *lang = "mul";
        const char *code;

        if (strcmp(n->tag, "TRAN") != 0 && strcmp(n->tag, "FONE") != 0 &&
            strcmp(n->tag, "ROMN") != 0 && strcmp(n->tag, "NICK") != 0)
            continue;
        n->used = true;
        code = ged_value(n, "LANG");
        if (code && is_language(code))
            lang = code;
        kw_buffer_clear(text);
        spell_name(n->value, text);
        KW_TRY(kw_buffer_check(text, err));
        if (text->length)
            KW_TRY(add_name(reader, person, lang, n, text->bytes, err));
    }
    return KW_OK;
}

static enum kw_status read_names(struct ged_reader *reader,
                                 struct ged_node *record,
                                 struct kw_person *person,
                                 struct kw_buffer *text, struct kw_error *err)
{
    for (struct ged_node *n = record->child; n; n = n->next) {
        bool is_alias = !strcmp(n->tag, "ALIA") && !n->points;

        if (strcmp(n->tag, "NAME") != 0 && !is_alias)
            continue;
        n->used = true;
        kw_buffer_clear(text);
        spell_name(n->value, text);
        spell_pieces(n, text);
        KW_TRY(kw_buffer_check(text, err));
        if (text->length)
            KW_TRY(add_name(reader, person, "mul", n, text->bytes, err));
        KW_TRY(add_spellings(reader, n, person, text, err));
    }
    return KW_OK;
}

/* ---- sex and titles ------------------------------------------------ */

enum { ITEM_MALE = 6581097, ITEM_FEMALE = 6581072 };

static enum kw_status read_sex(struct ged_reader *reader,
                               struct ged_node *record,
                               struct kw_person *person, struct kw_error *err)
{
    struct ged_node *node = ged_child(record, "SEX");
    struct kw_statement *statement;
    char letter;

    if (!node)
        return KW_OK;
    node->used = true;
    letter = (char)(*node->value & ~0x20);
    if (letter == 'M' || letter == 'F') {
        KW_TRY(ged_state(reader, person, record, KW_P_SEX, &statement, err,
                         "SEX"));
        statement->value.type = KW_ITEM;
        statement->value.item = kw_qid(letter == 'M' ? ITEM_MALE : ITEM_FEMALE);
    } else if (letter == 'X') {
        person->sex = KW_SEX_OTHER; /* which one is not said */
    } else if (letter && letter != 'U' && letter != 'N') {
        ged_wrong(reader, node->line, "SEX", "\"%.20s\" is no sex; left out",
                  node->value);
    }
    return KW_OK;
}

static enum kw_status read_titles(struct ged_reader *reader,
                                  struct ged_node *record,
                                  struct kw_person *person,
                                  struct kw_error *err)
{
    struct kw_statement *statement;

    for (struct ged_node *n = ged_child(record, "TITL"); n; n = ged_next(n)) {
        n->used = true;
        if (!*n->value)
            continue;
        KW_TRY(ged_state(reader, person, record, KW_P_TITLE, &statement, err,
                         "TITL"));
        statement->value.type = KW_TEXT;
        statement->value.text =
            kw_arena_text(&person->arena, n->value, strlen(n->value));
        if (!statement->value.text)
            return kw_nomem(err);
    }
    return KW_OK;
}

/* ---- birth and death ----------------------------------------------- */

/* An event, and what stands in for it where it has no date. */
struct event {
    enum kw_property property;
    const char *tag;
    const char *stand_ins[4];
};
static const struct event BIRTH = {
    KW_P_BIRTH, "BIRT", {"CHR", "BAPM", "BAPL", NULL}};
static const struct event DEATH = {
    KW_P_DEATH, "DEAT", {"BURI", "CREM", NULL, NULL}};

static enum kw_status add_date(struct ged_reader *reader,
                               const struct ged_node *record,
                               struct kw_person *person,
                               const struct event *event, const char *tag,
                               struct kw_date date, struct kw_error *err)
{
    struct kw_statement *statement;

    KW_TRY(ged_state(reader, person, record, event->property, &statement, err,
                     "%s", tag));
    statement->value.type = KW_DATE;
    statement->value.date = date;
    return KW_OK;
}

/* Of several dated events of one kind the first is preferred, as the
 * standard says. */
static enum kw_status read_dated(struct ged_reader *reader,
                                 struct ged_node *record,
                                 struct kw_person *person,
                                 const struct event *event, size_t *count,
                                 struct kw_error *err)
{
    size_t first = person->statement_count;

    *count = 0;
    for (struct ged_node *n = ged_child(record, event->tag); n;
         n = ged_next(n)) {
        struct kw_date date;

        n->used = true;
        KW_TRY(ged_date_of(reader, n, &date, err));
        if (!kw_date_is_known(date))
            continue;
        KW_TRY(add_date(reader, record, person, event, event->tag, date, err));
        (*count)++;
    }
    if (*count > 1)
        person->statements[first].rank = KW_RANK_PREFERRED;
    return KW_OK;
}

/* A christening says about when somebody was born. */
static enum kw_status read_stand_in(struct ged_reader *reader,
                                    struct ged_node *record,
                                    struct kw_person *person,
                                    const struct event *event, bool *found,
                                    struct kw_error *err)
{
    *found = false;
    for (size_t i = 0; event->stand_ins[i] && !*found; i++) {
        struct ged_node *n = ged_child(record, event->stand_ins[i]);
        struct kw_date date = {0};

        for (; n && !kw_date_is_known(date); n = ged_next(n)) {
            KW_TRY(ged_date_of(reader, n, &date, err));
            if (!kw_date_is_known(date))
                continue;
            n->used = true;
            date.circa = 1;
            date.day = 0;
            date.month = 0;
            date.precision = KW_YEAR;
            date.before = 0;
            date.after = 0;
            KW_TRY(add_date(reader, record, person, event, event->stand_ins[i],
                            date, err));
            KW_TRY(ged_count(reader, KW_GEDCOM_CHANGED, n,
                             event == &BIRTH ? "stands in for a birth, about "
                                               "that year"
                                             : "stands in for a death, about "
                                               "that year",
                             err));
            *found = true;
        }
    }
    return KW_OK;
}

static enum kw_status read_event(struct ged_reader *reader,
                                 struct ged_node *record,
                                 struct kw_person *person,
                                 const struct event *event,
                                 struct kw_error *err)
{
    struct ged_node *node = ged_child(record, event->tag);
    struct kw_statement *statement;
    size_t count;
    bool found;

    KW_TRY(read_dated(reader, record, person, event, &count, err));
    if (count)
        return KW_OK;
    KW_TRY(read_stand_in(reader, record, person, event, &found, err));
    if (found || event != &DEATH || !node || *node->value == 'N')
        return KW_OK;
    /* Dead, but nobody says when. */
    KW_TRY(
        ged_state(reader, person, record, KW_P_DEATH, &statement, err, "DEAT"));
    statement->snak = KW_SOMEVALUE;
    return KW_OK;
}

enum kw_status ged_person_fill(struct ged_reader *reader,
                               struct ged_node *record,
                               struct kw_person *person, struct kw_error *err)
{
    struct kw_buffer text = {0};
    enum kw_status status = read_names(reader, record, person, &text, err);

    kw_buffer_finish(&text);
    KW_TRY(status);
    KW_TRY(read_sex(reader, record, person, err));
    KW_TRY(read_titles(reader, record, person, err));
    KW_TRY(read_event(reader, record, person, &BIRTH, err));
    return read_event(reader, record, person, &DEATH, err);
}
