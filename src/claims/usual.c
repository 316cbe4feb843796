/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The usual spelling. Servers write members in one order and without
 * blanks (many a program that reads and writes again puts one behind
 * commas and colons), so that a few comparisons say what walking there
 * would say. What is spelled otherwise is walked: here nothing is ever
 * refused.
 *
 * Only bytes are looked at, and only those before the document's end; the
 * cursor stays where it is until it is told to go on behind them.
 */
#include "eight.h"
#include "walk.h"

/* ---- spelling ------------------------------------------------------ */

/* What is left to be read. */
struct reader {
    const char *at;
    const char *end;
    bool is_spaced; /* a blank stands behind commas and colons */
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
#define READS_AS(reader, dense, spaced)                                        \
    ((reader)->is_spaced ? READS((reader), spaced) : READS((reader), dense))

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
    NAME = 8,   /* in data types */
    MARKED = 16 /* in ids of statements */
};

static const unsigned char KINDS[256] = {
#define LETTER (CODE | NAME | MARKED)
#define NUMERAL (CODE | DIGIT | TIME | NAME | MARKED)
    ['0'] = NUMERAL, ['1'] = NUMERAL,
    ['2'] = NUMERAL, ['3'] = NUMERAL,
    ['4'] = NUMERAL, ['5'] = NUMERAL,
    ['6'] = NUMERAL, ['7'] = NUMERAL,
    ['8'] = NUMERAL, ['9'] = NUMERAL,
    ['a'] = LETTER,  ['b'] = LETTER,
    ['c'] = LETTER,  ['d'] = LETTER,
    ['e'] = LETTER,  ['f'] = LETTER,
    ['g'] = LETTER,  ['h'] = LETTER,
    ['i'] = LETTER,  ['j'] = LETTER,
    ['k'] = LETTER,  ['l'] = LETTER,
    ['m'] = LETTER,  ['n'] = LETTER,
    ['o'] = LETTER,  ['p'] = LETTER,
    ['q'] = LETTER,  ['r'] = LETTER,
    ['s'] = LETTER,  ['t'] = LETTER,
    ['u'] = LETTER,  ['v'] = LETTER,
    ['w'] = LETTER,  ['x'] = LETTER,
    ['y'] = LETTER,  ['z'] = LETTER,
    ['A'] = MARKED,  ['B'] = MARKED,
    ['C'] = MARKED,  ['D'] = MARKED,
    ['E'] = MARKED,  ['F'] = MARKED,
    ['Q'] = MARKED,  ['T'] = TIME,
    ['Z'] = TIME,    ['-'] = CODE | TIME | NAME | MARKED,
    ['+'] = TIME,    [':'] = TIME,
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
    struct reader reader = {bytes + walk->at, bytes + walk->cursor.length,
                            false};

    return reader;
}

static size_t place_of(const struct kw_walk *walk, const struct reader *reader)
{
    return (size_t)(reader->at - (const char *)walk->cursor.bytes);
}

/* Eight bytes as they stand: which ones they are is all that is asked. */
static inline uint64_t eight_at(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* A hash as snaks have one, its closing quote and the comma behind it. What
 * it is made of is nobody's business, as long as it ends there. */
static inline bool reads_hash(struct reader *reader)
{
    enum { HASH_BYTES = 40 };
    const char *at = reader->at;
    uint64_t quotes = 0;

    if (reader->end - at < HASH_BYTES + 2)
        return false;
    for (unsigned i = 0; i < HASH_BYTES; i += 8)
        quotes |= kw_eight_equal(eight_at(at + i), '"');
    if (((quotes & ~KW_LOW_BITS) && KW_RULE(HASH_ENDS)) ||
        at[HASH_BYTES - 1] == '\\')
        return false;
    reader->at += HASH_BYTES;
    return READS_AS(reader, "\",", "\", ");
}

/* ---- maps of languages --------------------------------------------- */

/* Do `at` and the text of 8 to 16 bytes begin alike? Both have all of it. */
static inline bool is_like(const char *at, const char *text, size_t length)
{
    return eight_at(at) == eight_at(text) &&
           eight_at(at + length - 8) == eight_at(text + length - 8);
}
#define IS_LIKE(at, text) is_like((at), (text), sizeof(text) - 1)

enum {
    CODE_MOST = 16, /* bytes of a language's code: be-tarask, zh-classical */
    ENTRY_MOST = 80 /* bytes of an entry that are looked at, and some */
};

/* The same code, of at most CODE_MOST bytes? So many are there anyway. */
static inline bool is_same_code(const char *a, const char *b, size_t length)
{
    static const unsigned char MASKS[16] = {255, 255, 255, 255,
                                            255, 255, 255, 255};

    if (length > 8)
        return eight_at(a) == eight_at(b) &&
               eight_at(a + length - 8) == eight_at(b + length - 8);
    return ((eight_at(a) ^ eight_at(b)) &
            eight_at((const char *)MASKS + 8 - length)) == 0;
}

/* An entry's value from its brace on, up to its text: how many bytes that
 * are; 0 if it is none in the language of the key. */
static inline size_t head_of_value(const char *at, const char *key,
                                   size_t length, bool is_spaced)
{
    if (is_spaced) {
        static const char FIRST[] = "{\"language\": \"";
        static const char THEN[] = "\", \"value\": \"";
        size_t then = sizeof FIRST - 1 + length;

        return IS_LIKE(at, FIRST) &&
                       is_same_code(at + sizeof FIRST - 1, key, length) &&
                       IS_LIKE(at + then, THEN)
                   ? then + sizeof THEN - 1
                   : 0;
    }
    static const char FIRST[] = "{\"language\":\"";
    static const char THEN[] = "\",\"value\":\"";
    size_t then = sizeof FIRST - 1 + length;

    return IS_LIKE(at, FIRST) &&
                   is_same_code(at + sizeof FIRST - 1, key, length) &&
                   IS_LIKE(at + then, THEN)
               ? then + sizeof THEN - 1
               : 0;
}

bool kw_usual_entry(const struct kw_walk *walk, bool is_first,
                    struct kw_usual_entry *out)
{
    const char *bytes = (const char *)walk->cursor.bytes;
    const char *at = bytes + walk->at;
    const char *key;
    size_t length = 0;
    size_t head;
    bool is_spaced;

    if (walk->cursor.length - walk->at < ENTRY_MOST)
        return false;
    if (!is_first) {
        if (*at != ',')
            return false;
        at += at[1] == ' ' ? 2 : 1;
    }
    key = at + 1;
    if (*at != '"')
        return false;
    while (length <= CODE_MOST && (KINDS[(unsigned char)key[length]] & CODE))
        length++;
    at = key + length;
    if (length == 0 || length > CODE_MOST || at[0] != '"' || at[1] != ':')
        return false;
    is_spaced = at[2] == ' ';
    at += is_spaced ? 3 : 2;
    out->value_at = (size_t)(at - bytes);
    out->depth = *at == '[' ? 2 : 1;
    at += out->depth - 1;
    head = head_of_value(at, key, length, is_spaced);
    if (head == 0)
        return false;
    out->key = (struct kw_slice){key, length, false};
    out->text_at = (size_t)(at - bytes) + head;
    return true;
}

/* ---- properties ---------------------------------------------------- */

bool kw_usual_property(const struct kw_walk *walk, bool is_first,
                       struct kw_usual_property *out)
{
    enum { DIGITS_MOST = 8, MOST = 16 };
    const char *bytes = (const char *)walk->cursor.bytes;
    const char *at = bytes + walk->at;
    const char *end;

    if (walk->cursor.length - walk->at < MOST)
        return false;
    if (!is_first) {
        if (*at != ',')
            return false;
        at += at[1] == ' ' ? 2 : 1;
    }
    if (at[0] != '"' || at[1] != 'P')
        return false;
    at += 2;
    end = at + DIGITS_MOST;
    out->number = 0;
    for (; at < end && *at >= '0' && *at <= '9'; at++)
        out->number = out->number * 10 + (unsigned)(*at - '0');
    if (at[0] != '"' || at[1] != ':')
        return false;
    at += at[2] == ' ' ? 3 : 2;
    out->list_at = (size_t)(at - bytes);
    return *at == '[';
}

/* ---- snaks --------------------------------------------------------- */

static bool reads_item(struct reader *reader, struct kw_ready_value *value)
{
    struct kw_slice passed;
    struct kw_slice id;

    if (!READS_AS(reader, "\"entity-type\":\"item\",\"numeric-id\":",
                  "\"entity-type\": \"item\", \"numeric-id\": ") ||
        !reads_kind(reader, DIGIT, &passed) ||
        !READS_AS(reader, ",\"id\":\"", ", \"id\": \"") ||
        !reads_kind(reader, MARKED, &id) ||
        !READS_AS(reader, "\"},\"type\":\"wikibase-entityid\"}",
                  "\"}, \"type\": \"wikibase-entityid\"}"))
        return false;
    *value = (struct kw_ready_value){.text = id.text, .length = id.length};
    return true;
}

/* PHP writes slashes with a backslash, unless it is told not to. */
static bool reads_calendar(struct reader *reader, bool *is_julian)
{
    if (!READS(reader, "http://www.wikidata.org/entity/Q19857") &&
        !READS(reader, "http:\\/\\/www.wikidata.org\\/entity\\/Q19857"))
        return false;
    *is_julian = READS(reader, "86\"");
    return *is_julian || READS(reader, "27\"");
}

static bool reads_time(struct reader *reader, struct kw_ready_value *value)
{
    struct kw_slice time;
    struct kw_slice digits;
    unsigned precision = 0;
    bool is_julian;

    if (!READS_AS(reader, "\"time\":\"", "\"time\": \"") ||
        !reads_kind(reader, TIME, &time) ||
        !READS_AS(reader,
                  "\",\"timezone\":0,\"before\":0,\"after\":0,"
                  "\"precision\":",
                  "\", \"timezone\": 0, \"before\": 0, \"after\": 0, "
                  "\"precision\": ") ||
        !reads_kind(reader, DIGIT, &digits) || digits.length > 2 ||
        !READS_AS(reader, ",\"calendarmodel\":\"", ", \"calendarmodel\": \"") ||
        !reads_calendar(reader, &is_julian))
        return false;
    if (!READS_AS(reader, "},\"type\":\"time\"}", "}, \"type\": \"time\"}"))
        return false;
    for (size_t i = 0; i < digits.length; i++)
        precision = precision * 10 + (unsigned)(digits.text[i] - '0');
    *value = (struct kw_ready_value){.text = time.text,
                                     .length = time.length,
                                     .precision = precision,
                                     .is_time = true,
                                     .is_julian = is_julian};
    return true;
}

static bool reads_snak(struct reader *reader, struct kw_ready_value *value)
{
    struct kw_slice passed;

    if (!READS(reader, "{\"snaktype\":"))
        return false;
    reader->is_spaced = reads_byte(reader, ' ');
    if (!READS_AS(reader, "\"value\",\"property\":\"P",
                  "\"value\", \"property\": \"P") ||
        !reads_kind(reader, DIGIT, &passed) || !READS_AS(reader, "\",", "\", "))
        return false;
    if (READS_AS(reader, "\"hash\":\"", "\"hash\": \"") && !reads_hash(reader))
        return false;
    if (!READS_AS(reader, "\"datavalue\":{\"value\":{",
                  "\"datavalue\": {\"value\": {") ||
        !(reads_item(reader, value) || reads_time(reader, value)))
        return false;
    if (READS_AS(reader, ",\"datatype\":\"", ", \"datatype\": \"") &&
        !READS(reader, "wikibase-item\"") &&
        (!reads_kind(reader, NAME, &passed) || !reads_byte(reader, '"')))
        return false;
    return reads_byte(reader, '}');
}

bool kw_usual_snak(struct kw_walk *walk, struct kw_ready_value *out)
{
    struct reader reader = reader_of(walk);

    if (!reads_snak(&reader, out))
        return false;
    walk->at = place_of(walk, &reader);
    return true;
}

/* ---- statements ---------------------------------------------------- */

bool kw_usual_statement(struct kw_walk *walk, struct kw_ready_value *out)
{
    struct reader reader = reader_of(walk);

    if (!READS(&reader, "{\"mainsnak\":"))
        return false;
    (void)reads_byte(&reader, ' ');
    if (!reads_snak(&reader, out))
        return false;
    walk->at = place_of(walk, &reader);
    return true;
}

/* By the first letter of the key, one comparison says it. */
static enum kw_usual_member member_of(struct reader *reader)
{
    const size_t least = sizeof "\"id\":\"\"" - 1;

    if ((size_t)(reader->end - reader->at) < least)
        return KW_USUAL_NONE;
    switch (reader->at[1]) {
    case 't':
        return READS_AS(reader, "\"type\":\"statement\"",
                        "\"type\": \"statement\"")
                   ? KW_USUAL_TYPE
                   : KW_USUAL_NONE;
    case 'i':
        return READS_AS(reader, "\"id\":", "\"id\": ") ? KW_USUAL_ID
                                                       : KW_USUAL_NONE;
    case 'q':
        return READS_AS(reader, "\"qualifiers\":", "\"qualifiers\": ")
                   ? KW_USUAL_QUALIFIERS
               : READS_AS(reader,
                          "\"qualifiers-order\":", "\"qualifiers-order\": ")
                   ? KW_USUAL_ORDER
                   : KW_USUAL_NONE;
    case 'r':
        return READS_AS(reader, "\"rank\":\"normal\"", "\"rank\": \"normal\"")
                   ? KW_USUAL_RANK
               : READS_AS(reader, "\"references\":", "\"references\": ")
                   ? KW_USUAL_REFERENCES
                   : KW_USUAL_NONE;
    default:
        return KW_USUAL_NONE;
    }
}

enum kw_usual_member kw_usual_member(struct kw_walk *walk)
{
    struct reader reader = reader_of(walk);
    enum kw_usual_member found;

    if (!reads_byte(&reader, ','))
        return KW_USUAL_NONE;
    reader.is_spaced = reads_byte(&reader, ' ');
    found = member_of(&reader);
    if (found != KW_USUAL_NONE)
        walk->at = place_of(walk, &reader);
    return found;
}
