/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The usual spelling. Servers write members in one order and without
 * blanks, so that a few comparisons say what walking there would say.
 * What is spelled otherwise is walked: here nothing is ever refused.
 *
 * Only bytes are looked at, and only those before the document's end; the
 * cursor stays where it is until it is told to go on behind them.
 */
#include "walk.h"

/* ---- spelling ------------------------------------------------------ */

/* What is left to be read. */
struct reader {
    const char *at;
    const char *end;
};

static inline bool reads(struct reader *reader, const char *text, size_t length)
{
    if ((size_t)(reader->end - reader->at) < length ||
        memcmp(reader->at, text, length) != 0)
        return false;
    reader->at += length;
    return true;
}

/* With the length at hand the comparison is a few instructions. */
#define READS(reader, text) reads((reader), (text), sizeof(text) - 1)

static inline bool reads_byte(struct reader *reader, char byte)
{
    if (reader->at >= reader->end || *reader->at != byte)
        return false;
    reader->at++;
    return true;
}

enum {
    CODE = 1,   /* in codes of languages */
    DIGIT = 2,  /* in numbers */
    TIME = 4,   /* in times */
    HEX = 8,    /* in hashes */
    NAME = 16,  /* in data types */
    MARKED = 32 /* in ids of statements */
};

static const unsigned char KINDS[256] = {
#define LETTER (CODE | NAME | MARKED)
#define HEX_LETTER (LETTER | HEX)
#define NUMERAL (CODE | DIGIT | TIME | HEX | NAME | MARKED)
    ['0'] = NUMERAL,    ['1'] = NUMERAL,
    ['2'] = NUMERAL,    ['3'] = NUMERAL,
    ['4'] = NUMERAL,    ['5'] = NUMERAL,
    ['6'] = NUMERAL,    ['7'] = NUMERAL,
    ['8'] = NUMERAL,    ['9'] = NUMERAL,
    ['a'] = HEX_LETTER, ['b'] = HEX_LETTER,
    ['c'] = HEX_LETTER, ['d'] = HEX_LETTER,
    ['e'] = HEX_LETTER, ['f'] = HEX_LETTER,
    ['g'] = LETTER,     ['h'] = LETTER,
    ['i'] = LETTER,     ['j'] = LETTER,
    ['k'] = LETTER,     ['l'] = LETTER,
    ['m'] = LETTER,     ['n'] = LETTER,
    ['o'] = LETTER,     ['p'] = LETTER,
    ['q'] = LETTER,     ['r'] = LETTER,
    ['s'] = LETTER,     ['t'] = LETTER,
    ['u'] = LETTER,     ['v'] = LETTER,
    ['w'] = LETTER,     ['x'] = LETTER,
    ['y'] = LETTER,     ['z'] = LETTER,
    ['A'] = MARKED,     ['B'] = MARKED,
    ['C'] = MARKED,     ['D'] = MARKED,
    ['E'] = MARKED,     ['F'] = MARKED,
    ['Q'] = MARKED,     ['T'] = TIME,
    ['Z'] = TIME,       ['-'] = CODE | TIME | NAME | MARKED,
    ['+'] = TIME,       [':'] = TIME,
    ['$'] = MARKED};

/* One or more bytes of that kind. */
static inline bool reads_kind(struct reader *reader, unsigned kind,
                              struct kw_slice *out)
{
    out->text = reader->at;
    while (reader->at < reader->end &&
           (KINDS[(unsigned char)*reader->at] & kind))
        reader->at++;
    out->length = (size_t)(reader->at - out->text);
    out->escapes = false;
    return out->length > 0;
}

static struct reader reader_of(const struct kw_walk *walk)
{
    const char *bytes = (const char *)walk->cursor.bytes;
    struct reader reader = {bytes + walk->at, bytes + walk->cursor.length};

    return reader;
}

static size_t place_of(const struct kw_walk *walk, const struct reader *reader)
{
    return (size_t)(reader->at - (const char *)walk->cursor.bytes);
}

/* ---- maps of languages --------------------------------------------- */

bool kw_usual_entry(const struct kw_walk *walk, bool is_first,
                    struct kw_usual_entry *out)
{
    struct reader reader = reader_of(walk);

    if ((!is_first && !reads_byte(&reader, ',')) || !reads_byte(&reader, '"') ||
        !reads_kind(&reader, CODE, &out->key) || !READS(&reader, "\":"))
        return false;
    out->value_at = place_of(walk, &reader);
    out->depth = reads_byte(&reader, '[') ? 2 : 1;
    if (!READS(&reader, "{\"language\":\"") ||
        (size_t)(reader.end - reader.at) < out->key.length)
        return false;
    for (size_t i = 0; i < out->key.length; i++)
        if (reader.at[i] != out->key.text[i])
            return false;
    reader.at += out->key.length;
    if (!READS(&reader, "\",\"value\":\""))
        return false;
    out->text_at = place_of(walk, &reader);
    return true;
}

/* ---- snaks --------------------------------------------------------- */

/* What is kept of a value. */
struct value {
    struct kw_slice text; /* an item's id, or a time */
    struct kw_slice precision;
    bool is_time;
    bool is_julian;
};

static bool reads_item(struct reader *reader, struct value *value)
{
    struct kw_slice number;

    value->is_time = false;
    if (!READS(reader, "\"entity-type\":\"item\",\"numeric-id\":") ||
        !reads_kind(reader, DIGIT, &number) || !READS(reader, ",\"id\":\"") ||
        !reads_kind(reader, MARKED, &value->text))
        return false;
    return READS(reader, "\"},\"type\":\"wikibase-entityid\"}");
}

static bool reads_time(struct reader *reader, struct value *value)
{
    static const char MODEL[] =
        ",\"calendarmodel\":\"http://www.wikidata.org/entity/Q19857";

    value->is_time = true;
    if (!READS(reader, "\"time\":\"") ||
        !reads_kind(reader, TIME, &value->text) ||
        !READS(reader, "\",\"timezone\":0,\"before\":0,\"after\":0,"
                       "\"precision\":") ||
        !reads_kind(reader, DIGIT, &value->precision) ||
        value->precision.length > 2 || !READS(reader, MODEL))
        return false;
    value->is_julian = READS(reader, "86\"");
    return (value->is_julian || READS(reader, "27\"")) &&
           READS(reader, "},\"type\":\"time\"}");
}

static bool reads_snak(struct reader *reader, struct value *value)
{
    struct kw_slice passed;

    if (!READS(reader, "{\"snaktype\":\"value\",\"property\":\"P") ||
        !reads_kind(reader, DIGIT, &passed) || !READS(reader, "\","))
        return false;
    if (READS(reader, "\"hash\":\"") &&
        (!reads_kind(reader, HEX, &passed) || !READS(reader, "\",")))
        return false;
    if (!READS(reader, "\"datavalue\":{\"value\":{") ||
        !(reads_item(reader, value) || reads_time(reader, value)))
        return false;
    if (READS(reader, ",\"datatype\":\"") &&
        (!reads_kind(reader, NAME, &passed) || !reads_byte(reader, '"')))
        return false;
    return reads_byte(reader, '}');
}

static cJSON *put(cJSON *parent, cJSON *item, const char *name)
{
    if (!parent || !item)
        return NULL;
    item->string = (char *)name;
    item->next = parent->child;
    parent->child = item;
    return item;
}

static cJSON *put_constant(struct kw_walk *walk, cJSON *parent,
                           const char *name, const char *text)
{
    cJSON *item = put(parent, kw_walk_item(walk, cJSON_String), name);

    if (item)
        item->valuestring = (char *)text;
    return item;
}

static bool put_time(struct kw_walk *walk, cJSON *inner,
                     const struct value *value)
{
    cJSON *precision =
        put(inner, kw_walk_item(walk, cJSON_Number), "precision");
    const char *digit = value->precision.text;

    if (!precision)
        return false;
    for (size_t i = 0; i < value->precision.length; i++)
        precision->valuedouble = precision->valuedouble * 10 + (digit[i] - '0');
    return (!value->is_julian ||
            put_constant(walk, inner, "calendarmodel", "/Q1985786")) &&
           put(inner, kw_walk_text(walk, &value->text), "time");
}

/* {"datavalue":{"value":{...}},"snaktype":"value"} */
static cJSON *build_snak(struct kw_walk *walk, const struct value *value)
{
    cJSON *snak = kw_walk_item(walk, cJSON_Object);
    cJSON *outer;
    cJSON *inner;

    if (!snak || !put_constant(walk, snak, "snaktype", "value"))
        return NULL;
    outer = put(snak, kw_walk_item(walk, cJSON_Object), "datavalue");
    if (!outer)
        return NULL;
    inner = put(outer, kw_walk_item(walk, cJSON_Object), "value");
    if (!inner)
        return NULL;
    if (value->is_time ? !put_time(walk, inner, value)
                       : !put(inner, kw_walk_text(walk, &value->text), "id"))
        return NULL;
    return snak;
}

bool kw_usual_snak(struct kw_walk *walk, cJSON **out)
{
    struct reader reader = reader_of(walk);
    struct value value;

    if (!reads_snak(&reader, &value))
        return false;
    *out = build_snak(walk, &value);
    walk->at = place_of(walk, &reader);
    return true;
}

/* ---- statements ---------------------------------------------------- */

enum kw_usual_member kw_usual_member(struct kw_walk *walk, struct kw_slice *out)
{
    struct reader reader = reader_of(walk);
    enum kw_usual_member found = KW_USUAL_NONE;

    if (!READS(&reader, ",\""))
        return KW_USUAL_NONE;
    if (READS(&reader, "type\":\"statement\""))
        found = KW_USUAL_TYPE;
    else if (READS(&reader, "rank\":\"normal\""))
        found = KW_USUAL_RANK;
    else if (READS(&reader, "id\":\"") && reads_kind(&reader, MARKED, out) &&
             reads_byte(&reader, '"'))
        found = KW_USUAL_ID;
    if (found != KW_USUAL_NONE)
        walk->at = place_of(walk, &reader);
    return found;
}
