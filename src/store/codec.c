/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records as bytes and back. Numbers are varints (seven bits a byte, the
 * least first, the top bit for "more"); signed ones are zigzagged first.
 *
 * claims:    facts, count, statement*
 *   facts:   a byte (1: birth follows, 2: death follows), then those dates
 *            that the columns cannot hold exactly
 *   statement: property, byte a, byte b, [id], [value], [references - 7],
 *            [qualifier count, qualifier*]
 *     a:     snak (2 bits), preferred (1), best (1), role (3), qualified (1)
 *     b:     form of the id (3), type of the value (2), references (3; 7:
 *            seven or more, the rest follows)
 *   qualifier: property, byte snak | type << 2, [value]
 *   value:   an item is its key; a date is a packed one, doubled, or with
 *            the lowest bit set and its parts; a text is its length, its
 *            bytes and a NUL
 * texts:     three times (labels, descriptions, aliases): count, then so
 *            often language NUL text NUL
 *
 * Statement ids of Wikidata, "Q42$" and a UUID, take 16 bytes.
 */
#include "inside.h"

#include <stdio.h>
#include <string.h>

enum { DATE_BITS = 15, REFERENCES_INLINE = 7 };

/* Forms of statement ids: who stands before the dollar, in which case,
 * and the case of the hex digits. */
enum form {
    FORM_NONE = 0,
    FORM_TEXT,
    FORM_OWN,           /* Q, upper */
    FORM_OWN_LOWER_HEX, /* Q, lower */
    FORM_OWN_LOWER_Q,   /* q, upper */
    FORM_OWN_LOWER,     /* q, lower */
    FORM_OTHER          /* byte: form - FORM_OWN; then the QID */
};

enum { UUID_BYTES = 16, UUID_TEXT = 36 };

/* ---- dates in one integer ------------------------------------------ */

int64_t kw_date_pack(struct kw_date date, bool *exact)
{
    int64_t limit = INT64_C(1) << 46;
    int64_t year = date.year > limit    ? limit
                   : date.year < -limit ? -limit
                                        : date.year;
    int64_t low = (int64_t)(date.calendar & 1) << 14 |
                  (int64_t)(date.circa & 1) << 13 |
                  (int64_t)(date.precision & 15) << 9 |
                  (int64_t)(date.month & 15) << 5 | (date.day & 31);

    *exact = year == date.year && !date.before && !date.after &&
             date.calendar <= 1 && date.circa <= 1 && date.precision <= 15 &&
             date.month <= 15 && date.day <= 31;
    return year * (1 << DATE_BITS) + low;
}

struct kw_date kw_date_unpack(int64_t packed)
{
    int64_t low = packed & ((1 << DATE_BITS) - 1);
    struct kw_date date = {0};

    date.year = (packed - low) / (1 << DATE_BITS);
    date.calendar = (uint8_t)(low >> 14 & 1);
    date.circa = (uint8_t)(low >> 13 & 1);
    date.precision = (uint8_t)(low >> 9 & 15);
    date.month = (uint8_t)(low >> 5 & 15);
    date.day = (uint8_t)(low & 31);
    return date;
}

/* ---- writing ------------------------------------------------------- */

/* Small pieces gather here before they go into the buffer. */
struct sink {
    struct kw_buffer *to;
    size_t length;
    char bytes[256];
};

enum { SINK_ROOM = 16 }; /* the largest small piece */

static void flush(struct sink *out)
{
    kw_buffer_add(out->to, out->bytes, out->length);
    out->length = 0;
}

static void put_byte(struct sink *out, unsigned value)
{
    if (out->length > sizeof out->bytes - SINK_ROOM)
        flush(out);
    out->bytes[out->length++] = (char)(unsigned char)value;
}

static void put_number(struct sink *out, uint64_t value)
{
    if (out->length > sizeof out->bytes - SINK_ROOM)
        flush(out);
    while (value > 0x7F) {
        out->bytes[out->length++] = (char)(unsigned char)(value | 0x80);
        value >>= 7;
    }
    out->bytes[out->length++] = (char)value;
}

static void put_bytes(struct sink *out, const void *bytes, size_t length)
{
    if (length > SINK_ROOM) {
        flush(out);
        kw_buffer_add(out->to, bytes, length);
        return;
    }
    if (out->length > sizeof out->bytes - SINK_ROOM)
        flush(out);
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

static uint64_t zigzag(int64_t value)
{
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static void put_date_parts(struct sink *out, const struct kw_date *date)
{
    put_number(out, zigzag(date->year));
    put_byte(out, date->month);
    put_byte(out, date->day);
    put_byte(out, date->precision);
    put_byte(out, date->calendar);
    put_byte(out, date->circa);
    put_number(out, date->before);
    put_number(out, date->after);
}

static void put_date(struct sink *out, const struct kw_date *date)
{
    bool exact;
    int64_t packed = kw_date_pack(*date, &exact);

    if (exact) {
        put_number(out, zigzag(packed) << 1);
    } else {
        put_number(out, 1);
        put_date_parts(out, date);
    }
}

static void put_value(struct sink *out, const struct kw_value *value)
{
    switch (value->type) {
    case KW_ITEM:
        put_number(out, (uint64_t)kw_key(value->item));
        break;
    case KW_DATE:
        put_date(out, &value->date);
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
        put_date_parts(out, &person->birth);
    if (death)
        put_date_parts(out, &person->death);
    put_number(out, person->statement_count);
    for (size_t i = 0; i < person->statement_count; i++)
        put_statement(out, person->id, &person->statements[i]);
    flush(out);
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
    flush(&sink);
}

/* ---- reading ------------------------------------------------------- */

/* Bytes that may be anything: every step looks whether it may. */
struct reader {
    const uint8_t *at;
    const uint8_t *end;
    bool bad;
};

static uint8_t take_byte(struct reader *in)
{
    if (in->at >= in->end) {
        in->bad = true;
        return 0;
    }
    return *in->at++;
}

static uint64_t take_number(struct reader *in)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = take_byte(in);

        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80))
            return value;
    }
    in->bad = true;
    return 0;
}

static int64_t unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1 ^ (value & 1 ? UINT64_MAX : 0));
}

/* `length` bytes and a NUL behind them. */
static const char *take_sized(struct reader *in)
{
    uint64_t length = take_number(in);
    const char *text = (const char *)in->at;

    if (in->bad || length >= (uint64_t)(in->end - in->at) ||
        in->at[length] != 0 || memchr(text, 0, (size_t)length)) {
        in->bad = true;
        return "";
    }
    in->at += length + 1;
    return text;
}

static const char *take_text(struct reader *in)
{
    const char *text = (const char *)in->at;
    const uint8_t *nul =
        in->bad ? NULL : memchr(in->at, 0, (size_t)(in->end - in->at));

    if (!nul) {
        in->bad = true;
        return "";
    }
    in->at = nul + 1;
    return text;
}

static struct kw_date take_date_parts(struct reader *in)
{
    struct kw_date date = {0};

    date.year = unzigzag(take_number(in));
    date.month = take_byte(in);
    date.day = take_byte(in);
    date.precision = take_byte(in);
    date.calendar = take_byte(in);
    date.circa = take_byte(in);
    date.before = (uint32_t)take_number(in);
    date.after = (uint32_t)take_number(in);
    if (date.month > 12 || date.day > 31 || date.precision > KW_DAY ||
        date.calendar > KW_JULIAN)
        in->bad = true;
    return date;
}

static struct kw_date take_date(struct reader *in)
{
    uint64_t number = take_number(in);

    if (number & 1)
        return take_date_parts(in);
    return kw_date_unpack(unzigzag(number >> 1));
}

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
        value->date = take_date(in);
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
    int length = snprintf(out, 64, "%c%llu$", letters & 2 ? 'q' : 'Q',
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
        *birth = take_date_parts(in);
    if (facts & 2)
        *death = take_date_parts(in);
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

void kw_date_bind(sqlite3_stmt *statement, int column, struct kw_date date)
{
    bool exact;
    int64_t packed = kw_date_pack(date, &exact);

    if (!kw_date_is_known(date)) {
        sqlite3_bind_null(statement, column);
    } else if (exact) {
        sqlite3_bind_int64(statement, column, packed);
    } else {
        struct kw_buffer bytes = {0};
        struct sink sink = {.to = &bytes};

        put_date_parts(&sink, &date);
        flush(&sink);
        sqlite3_bind_blob64(statement, column, bytes.bytes, bytes.length,
                            SQLITE_TRANSIENT);
        kw_buffer_finish(&bytes);
    }
}

struct kw_date kw_date_column(sqlite3_stmt *statement, int column)
{
    struct kw_date none = {0};
    struct reader in = {0};

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return kw_date_unpack(sqlite3_column_int64(statement, column));
    case SQLITE_BLOB:
        in.at = sqlite3_column_blob(statement, column);
        in.end = in.at + sqlite3_column_bytes(statement, column);
        none = take_date_parts(&in);
        if (in.bad)
            memset(&none, 0, sizeof none);
        return none;
    default:
        return none;
    }
}

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
