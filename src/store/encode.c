/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records to bytes; codec.h tells the layout.
 */
#include "codec.h"

#include <string.h>

static void put_value(struct sink *out, const struct kw_value *value)
{
    switch (value->type) {
    case KW_ITEM:
        put_number(out, (uint64_t)kw_key(value->item));
        break;
    case KW_DATE:
        kw_date_put(out, &value->date);
        break;
    case KW_TEXT: {
        const char *text = value->text ? value->text : "";
        size_t length = strlen(text);

        put_number(out, length);
        put_bytes(out, text, length + 1);
        break;
    }
    }
}

/* ---- ids of statements --------------------------------------------- */

static int hex_digit(char c, bool *upper, bool *lower)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F') {
        *upper = true;
        return c - 'A' + 10;
    }
    if (c >= 'a' && c <= 'f') {
        *lower = true;
        return c - 'a' + 10;
    }
    return -1;
}

/* The bytes of 8-4-4-4-12 hex digits all of one case. */
static bool uuid_of(const char *text, uint8_t out[UUID_BYTES], bool *is_lower)
{
    bool upper = false;
    bool lower = false;
    size_t digits = 0;

    for (size_t i = 0; i < UUID_TEXT; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        int digit = is_dash ? 0 : hex_digit(text[i], &upper, &lower);

        if (is_dash ? text[i] != '-' : digit < 0)
            return false;
        if (is_dash)
            continue;
        if (digits % 2)
            out[digits / 2] = (uint8_t)(out[digits / 2] << 4 | digit);
        else
            out[digits / 2] = (uint8_t)digit;
        digits++;
    }
    *is_lower = lower;
    return !(upper && lower);
}

/* How an id will be written; *uuid and *number are set if it has them. */
static enum form form_of(const char *id, struct kw_id own, unsigned *letters,
                         uint8_t uuid[UUID_BYTES], struct kw_id *number)
{
    const char *dollar;
    bool lower_hex;
    char name[16];

    if (!id)
        return FORM_NONE;
    dollar = strchr(id, '$');
    if (!dollar || strlen(dollar + 1) != UUID_TEXT || dollar == id ||
        (size_t)(dollar - id) >= sizeof name || (id[0] != 'Q' && id[0] != 'q'))
        return FORM_TEXT;
    memcpy(name, id, (size_t)(dollar - id));
    name[0] = 'Q';
    if (!kw_qid_parse(name, (size_t)(dollar - id), number) ||
        !uuid_of(dollar + 1, uuid, &lower_hex))
        return FORM_TEXT;
    *letters = (id[0] == 'q' ? 2u : 0u) | (lower_hex ? 1u : 0u);
    return kw_id_same(*number, own) ? (enum form)(FORM_OWN + *letters)
                                    : FORM_OTHER;
}

static void put_statement(struct sink *out, struct kw_id own,
                          const struct kw_statement *s)
{
    unsigned letters = 0;
    uint8_t uuid[UUID_BYTES];
    struct kw_id number = {0};
    enum form form = form_of(s->id, own, &letters, uuid, &number);
    bool many = s->references >= REFERENCES_INLINE;

    put_number(out, (uint64_t)s->property);
    put_byte(out, (unsigned)s->snak | (unsigned)s->rank << 2 |
                      (s->best ? 8u : 0u) | (unsigned)s->role << 4 |
                      (s->qualifier_count ? 128u : 0u));
    put_byte(out, (unsigned)form | (unsigned)s->value.type << 3 |
                      (many ? (unsigned)REFERENCES_INLINE : s->references)
                          << 5);
    if (form == FORM_TEXT) {
        put_number(out, strlen(s->id));
        put_bytes(out, s->id, strlen(s->id) + 1);
    } else if (form != FORM_NONE) {
        if (form == FORM_OTHER) {
            put_byte(out, letters);
            put_number(out, number.bits);
        }
        put_bytes(out, uuid, sizeof uuid);
    }
    if (s->snak == KW_VALUE)
        put_value(out, &s->value);
    if (many)
        put_number(out, s->references - REFERENCES_INLINE);
    if (s->qualifier_count)
        put_number(out, s->qualifier_count);
    for (size_t i = 0; i < s->qualifier_count; i++) {
        const struct kw_qualifier *q = &s->qualifiers[i];

        put_number(out, (uint64_t)q->property);
        put_byte(out, (unsigned)q->snak | (unsigned)q->value.type << 2);
        if (q->snak == KW_VALUE)
            put_value(out, &q->value);
    }
}

/* Can the column say all of this date? */
static bool fits(struct kw_date date)
{
    bool exact;

    (void)kw_date_pack(date, &exact);
    return exact;
}

void kw_codec_claims(const struct kw_person *person, struct kw_buffer *to)
{
    struct sink sink = {.to = to};
    struct sink *out = &sink;
    bool birth = !fits(person->birth);
    bool death = !fits(person->death);

    put_byte(out, (birth ? 1u : 0u) | (death ? 2u : 0u));
    if (birth)
        kw_date_put_parts(out, &person->birth);
    if (death)
        kw_date_put_parts(out, &person->death);
    put_number(out, person->statement_count);
    for (size_t i = 0; i < person->statement_count; i++)
        put_statement(out, person->id, &person->statements[i]);
    sink_flush(out);
}

static void put_texts(struct sink *out, const struct kw_texts *texts,
                      const struct kw_text *without)
{
    put_number(out, texts->count - (without ? 1 : 0));
    for (size_t i = 0; i < texts->count; i++) {
        const struct kw_text *t = &texts->items[i];

        if (t == without)
            continue;
        put_bytes(out, t->lang, strlen(t->lang) + 1);
        put_bytes(out, t->text, strlen(t->text) + 1);
    }
}

void kw_codec_texts(const struct kw_person *person, const struct kw_text *label,
                    struct kw_buffer *to)
{
    struct sink sink = {.to = to};

    put_texts(&sink, &person->labels, label);
    put_texts(&sink, &person->descriptions, NULL);
    put_texts(&sink, &person->aliases, NULL);
    sink_flush(&sink);
}
