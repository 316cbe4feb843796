/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes back to records; codec.h tells the layout. Every step looks
 * whether it may: a file can hold anything.
 */
#include "codec.h"

#include <stdio.h>
#include <string.h>

static void take_value(struct reader *in, struct kw_value *value)
{
    switch (value->type) {
    case KW_ITEM: {
        uint64_t key = take_number(in);

        if (key > INT64_MAX)
            in->bad = true;
        else
            value->item = kw_key_id((int64_t)key);
        break;
    }
    case KW_DATE:
        value->date = kw_date_take(in);
        break;
    case KW_TEXT:
        value->text = take_sized(in);
        break;
    default:
        in->bad = true;
    }
}

/* Writes an id of one of the UUID forms; `out` holds 64 bytes. */
static void print_uuid_id(struct kw_id number, unsigned letters,
                          const uint8_t uuid[UUID_BYTES], char out[64])
{
    const char *digits = letters & 1 ? "0123456789abcdef" : "0123456789ABCDEF";
    char *at;
    int length = kw_print(out, 64, "%c%llu$", letters & 2 ? 'q' : 'Q',
                          (unsigned long long)number.bits);

    at = out + (length > 0 && length < 20 ? length : 0);
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = digits[uuid[i] >> 4];
        *at++ = digits[uuid[i] & 15];
    }
    *at = '\0';
}

/* Reads the id into memory of `arena`; over it if there is none. */
static const char *take_id(struct reader *in, enum form form, struct kw_id own,
                           struct kw_arena *arena)
{
    struct kw_id number = own;
    unsigned letters = (unsigned)form - FORM_OWN;
    char text[64];

    if (form == FORM_NONE)
        return NULL;
    if (form == FORM_TEXT)
        return take_sized(in);
    if (form == FORM_OTHER) {
        letters = take_byte(in);
        number.bits = take_number(in);
    }
    if (form > FORM_OTHER || letters > 3 || number.bits > KW_QID_MAX ||
        in->bad || in->end - in->at < UUID_BYTES) {
        in->bad = true;
        return NULL;
    }
    in->at += UUID_BYTES;
    if (!arena)
        return NULL;
    print_uuid_id(number, letters, in->at - UUID_BYTES, text);
    return kw_arena_text(arena, text, strlen(text));
}

static void take_qualifier(struct reader *in, struct kw_qualifier *out)
{
    uint8_t byte;

    memset(out, 0, sizeof *out);
    out->property = (enum kw_property)take_number(in);
    byte = take_byte(in);
    out->snak = (enum kw_snak)(byte & 3);
    out->value.type = (enum kw_value_type)(byte >> 2);
    if (out->snak > KW_NOVALUE)
        in->bad = true;
    if (out->snak == KW_VALUE)
        take_value(in, &out->value);
}

/* Reads one statement. Without an arena its id and qualifiers are passed
 * over. Texts point into the bytes. False if memory ran out. */
static bool take_statement(struct reader *in, struct kw_id own,
                           struct kw_arena *arena, struct kw_statement *s)
{
    uint8_t a;
    uint8_t b;
    enum form form;
    uint64_t count;

    memset(s, 0, sizeof *s);
    s->property = (enum kw_property)take_number(in);
    a = take_byte(in);
    b = take_byte(in);
    s->snak = (enum kw_snak)(a & 3);
    s->rank = (enum kw_rank)(a >> 2 & 1);
    s->best = (a & 8) != 0;
    s->role = (enum kw_role)(a >> 4 & 7);
    form = (enum form)(b & 7);
    s->value.type = (enum kw_value_type)(b >> 3 & 3);
    s->references = b >> 5;
    if (s->snak > KW_NOVALUE || s->role > KW_ROLE_OTHER)
        in->bad = true;
    s->id = take_id(in, form, own, arena);
    if (arena && form != FORM_NONE && !s->id && !in->bad)
        return false;
    if (s->snak == KW_VALUE)
        take_value(in, &s->value);
    if (s->references == REFERENCES_INLINE)
        s->references += (uint32_t)take_number(in);
    count = a & 128 ? take_number(in) : 0;
    if (count > (uint64_t)(in->end - in->at)) {
        in->bad = true;
        return true;
    }
    if (count && arena) {
        s->qualifiers =
            kw_arena_zeroed(arena, (size_t)count, sizeof *s->qualifiers);
        if (!s->qualifiers)
            return false;
        s->qualifier_count = (size_t)count;
    }
    for (size_t i = 0; i < count && !in->bad; i++) {
        struct kw_qualifier passed;

        take_qualifier(in, s->qualifiers ? &s->qualifiers[i] : &passed);
    }
    return true;
}

/* The facts and the number of statements at the head of the claims. */
static uint64_t take_head(struct reader *in, struct kw_date *birth,
                          struct kw_date *death)
{
    uint8_t facts = take_byte(in);
    uint64_t count;

    if (facts & 1)
        *birth = kw_date_take_parts(in);
    if (facts & 2)
        *death = kw_date_take_parts(in);
    count = take_number(in);
    if (facts > 3 || count > (uint64_t)(in->end - in->at))
        in->bad = true;
    return in->bad ? 0 : count;
}

/* Reads one list of texts and puts `also` (NULL: nothing) in its place by
 * language. False if memory ran out. */
static bool take_texts(struct reader *in, const struct kw_text *also,
                       struct kw_arena *arena, struct kw_texts *out)
{
    uint64_t count = take_number(in);

    memset(out, 0, sizeof *out);
    if (in->bad || count > (uint64_t)(in->end - in->at)) {
        in->bad = true;
        return true;
    }
    if (!count && !also)
        return true;
    out->items = kw_arena_zeroed(arena, (size_t)count + 1, sizeof *out->items);
    if (!out->items)
        return false;
    out->capacity = (size_t)count + 1;
    for (uint64_t i = 0; i < count; i++) {
        struct kw_text text;

        text.lang = take_text(in);
        text.text = take_text(in);
        if (also && strcmp(also->lang, text.lang) < 0) {
            out->items[out->count++] = *also;
            also = NULL;
        }
        out->items[out->count++] = text;
    }
    if (also)
        out->items[out->count++] = *also;
    return true;
}

/* ---- rows ---------------------------------------------------------- */

bool kw_codec_row(sqlite3_stmt *statement, struct kw_row *row)
{
    struct reader in = {0};
    int64_t state = sqlite3_column_int64(statement, 1);
    int64_t kind = sqlite3_column_int64(statement, 2);
    int64_t sex = sqlite3_column_int64(statement, 3);

    memset(row, 0, sizeof *row);
    row->id = kw_key_id(sqlite3_column_int64(statement, 0));
    if (state < 0 || state > KW_REDIRECT || kind < 0 || kind > KW_OTHER ||
        sex < 0 || sex > KW_SEX_OTHER)
        return false;
    row->state = (enum kw_state)state;
    row->kind = (enum kw_kind)kind;
    row->sex = (enum kw_sex)sex;
    row->birth = kw_date_column(statement, 4);
    row->death = kw_date_column(statement, 5);
    row->revision = (uint64_t)sqlite3_column_int64(statement, 6);
    row->read_at_s = sqlite3_column_int64(statement, 7);
    row->lang = (const char *)sqlite3_column_text(statement, 8);
    row->label = (const char *)sqlite3_column_text(statement, 9);
    row->claims = sqlite3_column_blob(statement, 10);
    row->claims_bytes = (size_t)sqlite3_column_bytes(statement, 10);
    row->texts = sqlite3_column_blob(statement, 11);
    row->texts_bytes = (size_t)sqlite3_column_bytes(statement, 11);
    if (row->state != KW_PERSON)
        return true;
    if (!row->claims_bytes || !row->texts_bytes || !row->lang != !row->label)
        return false;
    in.at = row->claims;
    in.end = row->claims + row->claims_bytes;
    (void)take_head(&in, &row->birth, &row->death);
    return !in.bad;
}

static enum kw_status read_texts(const struct kw_store *store,
                                 const struct kw_row *row, const uint8_t *bytes,
                                 struct kw_arena *arena,
                                 struct kw_texts *labels,
                                 struct kw_texts *descriptions,
                                 struct kw_texts *aliases, struct kw_error *err)
{
    struct reader in = {bytes, bytes + row->texts_bytes, false};
    struct kw_text label = {row->lang, row->label};

    if (!take_texts(&in, row->label ? &label : NULL, arena, labels) ||
        (descriptions && !take_texts(&in, NULL, arena, descriptions)) ||
        (aliases && !take_texts(&in, NULL, arena, aliases)))
        return kw_nomem(err);
    if (in.bad || (aliases && in.at != in.end))
        return kw_store_damaged(store, row->id, err);
    return KW_OK;
}

enum kw_status kw_codec_names(const struct kw_store *store,
                              const struct kw_row *row, struct kw_arena *arena,
                              struct kw_texts *labels, struct kw_texts *aliases,
                              struct kw_error *err)
{
    struct kw_texts descriptions = {0};

    memset(labels, 0, sizeof *labels);
    if (aliases)
        memset(aliases, 0, sizeof *aliases);
    if (row->state != KW_PERSON)
        return KW_OK;
    return read_texts(store, row, row->texts, arena, labels,
                      aliases ? &descriptions : NULL, aliases, err);
}

static const uint8_t *keep(struct kw_arena *arena, const void *bytes,
                           size_t length)
{
    return (const uint8_t *)kw_arena_text(arena, bytes, length);
}

enum kw_status kw_codec_person(const struct kw_store *store,
                               const struct kw_row *row,
                               struct kw_person *person, struct kw_error *err)
{
    struct kw_arena *arena = &person->arena;
    struct kw_row own = *row;
    struct reader in = {0};
    uint64_t count;

    person->id = row->id;
    person->state = row->state;
    person->revision = row->revision;
    person->read_at_s = row->read_at_s;
    if (row->state != KW_PERSON)
        return KW_OK;
    person->kind = row->kind;
    person->sex = row->sex;
    person->birth = row->birth;
    person->death = row->death;
    /* Texts are read in place: give the person its own copy first. */
    own.claims = keep(arena, row->claims, row->claims_bytes);
    own.texts = keep(arena, row->texts, row->texts_bytes);
    if (row->label) {
        own.lang = kw_arena_text(arena, row->lang, strlen(row->lang));
        own.label = kw_arena_text(arena, row->label, strlen(row->label));
    }
    if (!own.claims || !own.texts || (row->label && (!own.lang || !own.label)))
        return kw_nomem(err);
    KW_TRY(read_texts(store, &own, own.texts, arena, &person->labels,
                      &person->descriptions, &person->aliases, err));
    in.at = own.claims;
    in.end = own.claims + own.claims_bytes;
    count = take_head(&in, &own.birth, &own.death);
    person->statements =
        kw_arena_zeroed(arena, (size_t)count + 1, sizeof *person->statements);
    if (!person->statements)
        return kw_nomem(err);
    person->statement_capacity = (size_t)count + 1;
    for (uint64_t i = 0; i < count && !in.bad; i++)
        if (!take_statement(&in, row->id, arena,
                            &person->statements[person->statement_count++]))
            return kw_nomem(err);
    if (in.bad || in.at != in.end)
        return kw_store_damaged(store, row->id, err);
    return KW_OK;
}

/* ---- a glance ------------------------------------------------------ */

bool kw_codec_glance(const struct kw_row *row, struct kw_glance *out)
{
    struct reader in = {row->claims, row->claims + row->claims_bytes, false};
    struct kw_date passed;
    struct kw_id position = {0};
    uint64_t count;

    memset(out, 0, sizeof *out);
    if (row->state != KW_PERSON)
        return true;
    count = take_head(&in, &passed, &passed);
    for (uint64_t i = 0; i < count && !in.bad; i++) {
        struct kw_statement s;

        (void)take_statement(&in, row->id, NULL, &s);
        if (!s.best || in.bad)
            continue;
        if (s.property == KW_P_FATHER && !out->father_snak)
            out->father_snak = (uint8_t)s.snak;
        if (s.property == KW_P_MOTHER && !out->mother_snak)
            out->mother_snak = (uint8_t)s.snak;
        if (s.snak != KW_VALUE)
            continue;
        if (s.property == KW_P_TITLE && s.value.type == KW_TEXT &&
            !out->title_text)
            out->title_text = s.value.text;
        if (s.property == KW_P_HOUSE && s.value.type == KW_TEXT &&
            !out->house_text)
            out->house_text = s.value.text;
        if (s.value.type != KW_ITEM)
            continue;
        if (s.property == KW_P_TITLE && kw_id_is_none(out->title))
            out->title = s.value.item;
        if (s.property == KW_P_POSITION && kw_id_is_none(position))
            position = s.value.item;
        if (s.property == KW_P_HOUSE && kw_id_is_none(out->house))
            out->house = s.value.item;
    }
    if (kw_id_is_none(out->title))
        out->title = position;
    return !in.bad;
}
