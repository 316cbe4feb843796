/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entity documents: about a tenth texts, a tenth sitelinks, the rest
 * statements, of which one in five is the family's. The proportions are
 * those of well described people; a smaller document has fewer languages
 * and properties, not shorter ones.
 */
#include "documents.h"

#include <stdio.h>
#include <string.h>

/* ---- chance -------------------------------------------------------- */

struct maker {
    struct kw_buffer *out;
    uint64_t state;
    uint64_t id;
};

static uint32_t draw(struct maker *m)
{
    uint64_t z = (m->state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) >> 32);
}

static unsigned below(struct maker *m, unsigned count)
{
    return draw(m) % count;
}

static void say(struct maker *m, const char *text)
{
    kw_buffer_text(m->out, text);
}

/* A number in decimal: documents are full of them, and printf() is slow. */
static void number(struct maker *m, uint64_t value)
{
    char text[20];
    size_t at = sizeof text;

    do {
        text[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    kw_buffer_add(m->out, text + at, sizeof text - at);
}

static void hex(struct maker *m, unsigned digits)
{
    char text[41];

    for (unsigned i = 0; i < digits; i++)
        text[i] = "0123456789abcdef"[below(m, 16)];
    kw_buffer_add(m->out, text, digits);
}

/* ---- words --------------------------------------------------------- */

static const char *const LANGUAGES[] = {
    "en",      "de",      "fr",        "es",  "it",  "nl",  "sv",    "pl",
    "pt",      "ru",      "ja",        "zh",  "uk",  "cs",  "fi",    "da",
    "nb",      "hu",      "ko",        "ar",  "he",  "fa",  "tr",    "ro",
    "ca",      "el",      "bg",        "sr",  "hr",  "sl",  "sk",    "lt",
    "lv",      "et",      "eu",        "gl",  "eo",  "la",  "cy",    "ga",
    "gd",      "br",      "is",        "nn",  "af",  "sq",  "mk",    "bs",
    "be",      "ka",      "hy",        "az",  "kk",  "uz",  "tg",    "ky",
    "mn",      "vi",      "th",        "id",  "ms",  "tl",  "jv",    "su",
    "hi",      "bn",      "mr",        "ta",  "te",  "ml",  "kn",    "gu",
    "pa",      "ur",      "ne",        "si",  "my",  "km",  "lo",    "am",
    "sw",      "yo",      "ha",        "zu",  "mg",  "so",  "lb",    "fy",
    "li",      "nds",     "als",       "bar", "ksh", "hsb", "dsb",   "szl",
    "csb",     "rue",     "sco",       "oc",  "an",  "ast", "ext",   "scn",
    "nap",     "vec",     "lmo",       "pms", "lij", "fur", "sc",    "co",
    "rm",      "fo",      "kl",        "se",  "vep", "vro", "tt",    "ba",
    "cv",      "os",      "ce",        "yi",  "ku",  "ps",  "sd",    "war",
    "ceb",     "ilo",     "pam",       "mi",  "haw", "qu",  "gn",    "ay",
    "zh-hans", "zh-hant", "zh-tw",     "yue", "wuu", "nan", "en-gb", "en-ca",
    "pt-br",   "de-at",   "de-ch",     "io",  "ia",  "ie",  "vo",    "nov",
    "sr-ec",   "sr-el",   "be-tarask", "arz", "azb", "ckb", "pnb",   "mzn",
    "bcl",     "hif",     "diq",       "kw",  "gv",  "frr", "pcd",   "nrm"};
enum { LANGUAGE_COUNT = sizeof LANGUAGES / sizeof *LANGUAGES };

static const char *const SYLLABLES[] = {
    "al", "ber", "vic", "to",  "ria", "ed",   "ward", "geor", "ge",
    "ma", "ry",  "lou", "is",  "fre", "de",   "rick", "wil",  "helm",
    "an", "na",  "so",  "phi", "a",   "char", "les",  "au",   "gus"};
enum { SYLLABLE_COUNT = sizeof SYLLABLES / sizeof *SYLLABLES };

static void word(struct maker *m, bool is_escaped)
{
    unsigned syllables = 2 + below(m, 2);

    if (!is_escaped) {
        while (syllables--)
            say(m, SYLLABLES[below(m, SYLLABLE_COUNT)]);
        return;
    }
    syllables *= 3;
    while (syllables--) {
        unsigned letter = 0x430 + below(m, 32);
        char text[] = {'\\',
                       'u',
                       '0',
                       '4',
                       "345"[(letter >> 4) - 0x43],
                       "0123456789abcdef"[letter & 15]};

        kw_buffer_add(m->out, text, sizeof text);
    }
}

static void words(struct maker *m, unsigned count, bool is_escaped)
{
    while (count--) {
        word(m, is_escaped);
        if (count)
            say(m, " ");
    }
}

static void text_in(struct maker *m, const char *lang, unsigned count)
{
    /* A third of the languages is not written in Latin letters. */
    bool is_escaped = (lang[0] + lang[1]) % 3 == 0;

    say(m, "{\"language\":\"");
    say(m, lang);
    say(m, "\",\"value\":\"");
    words(m, count, is_escaped);
    say(m, "\"}");
}

/* ---- snaks --------------------------------------------------------- */

enum value { ITEM, DAY, STRING, IDENTIFIER, NAME_IN, QUANTITY, PLACE };

static void value_of(struct maker *m, enum value value, uint64_t what)
{
    switch (value) {
    case ITEM:
        say(m, "{\"value\":{\"entity-type\":\"item\",\"numeric-id\":");
        number(m, what);
        say(m, ",\"id\":\"Q");
        number(m, what);
        say(m, "\"},\"type\":\"wikibase-entityid\"},\"datatype\":"
               "\"wikibase-item\"");
        break;
    case DAY:
        kw_buffer_print(
            m->out,
            "{\"value\":{\"time\":\"+%04llu-%02u-%02uT00:00:00Z\","
            "\"timezone\":0,\"before\":0,\"after\":0,\"precision\":11,"
            "\"calendarmodel\":\"http:\\/\\/www.wikidata.org\\/entity\\/"
            "Q1985727\"},\"type\":\"time\"},\"datatype\":\"time\"",
            (unsigned long long)what, 1 + below(m, 12), 1 + below(m, 28));
        break;
    case STRING:
        say(m, "{\"value\":\"https:\\/\\/www.example.org\\/");
        word(m, false);
        kw_buffer_print(m->out, "\\/%u", below(m, 1000000));
        say(m, "\",\"type\":\"string\"},\"datatype\":\"url\"");
        break;
    case IDENTIFIER:
        kw_buffer_print(m->out, "{\"value\":\"%u%05u", below(m, 100000),
                        below(m, 100000));
        say(m, "\",\"type\":\"string\"},\"datatype\":\"external-id\"");
        break;
    case NAME_IN:
        say(m, "{\"value\":{\"text\":\"");
        words(m, 3, false);
        say(m, "\",\"language\":\"en\"},\"type\":\"monolingualtext\"},"
               "\"datatype\":\"monolingualtext\"");
        break;
    case QUANTITY:
        kw_buffer_print(m->out,
                        "{\"value\":{\"amount\":\"+%u\",\"unit\":\"1\"},"
                        "\"type\":\"quantity\"},\"datatype\":\"quantity\"",
                        below(m, 1000));
        break;
    case PLACE:
        kw_buffer_print(m->out,
                        "{\"value\":{\"latitude\":%u.%04u,\"longitude\":-%u.5,"
                        "\"altitude\":null,\"precision\":1.0e-5,\"globe\":"
                        "\"http:\\/\\/www.wikidata.org\\/entity\\/Q2\"},"
                        "\"type\":\"globecoordinate\"},\"datatype\":"
                        "\"globe-coordinate\"",
                        below(m, 90), below(m, 10000), below(m, 180));
        break;
    }
}

static void snak(struct maker *m, unsigned property, enum value value,
                 uint64_t what, bool is_hashed)
{
    say(m, "{\"snaktype\":\"value\",\"property\":\"P");
    number(m, property);
    say(m, "\",");
    if (is_hashed) {
        say(m, "\"hash\":\"");
        hex(m, 40);
        say(m, "\",");
    }
    say(m, "\"datavalue\":");
    value_of(m, value, what);
    say(m, "}");
}

/* ---- statements ---------------------------------------------------- */

static void reference(struct maker *m)
{
    static const struct {
        unsigned property;
        enum value value;
        uint64_t number;
    } SNAKS[] = {{248, ITEM, 36578},
                 {227, IDENTIFIER, 0},
                 {854, STRING, 0},
                 {813, DAY, 2015}};

    say(m, "{\"hash\":\"");
    hex(m, 40);
    say(m, "\",\"snaks\":{");
    for (size_t i = 0; i < sizeof SNAKS / sizeof *SNAKS; i++) {
        say(m, i ? ",\"P" : "\"P");
        number(m, SNAKS[i].property);
        say(m, "\":[");
        snak(m, SNAKS[i].property, SNAKS[i].value, SNAKS[i].number, false);
        say(m, "]");
    }
    say(m, "},\"snaks-order\":[\"P248\",\"P227\",\"P854\",\"P813\"]}");
}

/* The years a marriage began and ended; 0: it has no qualifiers. */
struct years {
    unsigned from;
    unsigned until;
};

static void qualifiers(struct maker *m, struct years years)
{
    say(m, ",\"qualifiers\":{\"P580\":[");
    snak(m, 580, DAY, years.from, true);
    say(m, "],\"P582\":[");
    snak(m, 582, DAY, years.until, true);
    say(m, "]},\"qualifiers-order\":[\"P580\",\"P582\"]");
}

static void statement(struct maker *m, unsigned property, enum value value,
                      uint64_t what, struct years years, unsigned references)
{
    say(m, "{\"mainsnak\":");
    snak(m, property, value, what, false);
    say(m, ",\"type\":\"statement\"");
    if (years.from)
        qualifiers(m, years);
    say(m, ",\"id\":\"Q");
    number(m, m->id);
    say(m, "$");
    hex(m, 8);
    for (int i = 0; i < 3; i++) {
        say(m, "-");
        hex(m, 4);
    }
    say(m, "-");
    hex(m, 12);
    say(m, "\",\"rank\":\"normal\"");
    for (unsigned i = 0; i < references; i++) {
        say(m, i ? "," : ",\"references\":[");
        reference(m);
    }
    say(m, references ? "]}" : "}");
}

/* Statements of one property; nothing if there are none. Returns how many
 * properties there are now. */
static unsigned several(struct maker *m, unsigned before, unsigned property,
                        enum value value, const uint64_t *numbers, size_t count,
                        unsigned references)
{
    struct years years = {0, 0};

    if (count == 0)
        return before;
    if (property == 26) {
        years.from = 1840;
        years.until = 1861;
    }
    say(m, before ? ",\"P" : "\"P");
    number(m, property);
    say(m, "\":[");
    for (size_t i = 0; i < count; i++) {
        if (i)
            say(m, ",");
        statement(m, property, value, numbers[i], years,
                  references ? 1 + below(m, references) : 0);
    }
    say(m, "]");
    return before + 1;
}

static unsigned family(struct maker *m, const struct document_wish *wish)
{
    const uint64_t human = 5;
    const uint64_t sex = wish->is_woman ? 6581072 : 6581097;
    const uint64_t birth =
        wish->birth_year > 0 ? (uint64_t)wish->birth_year : 0;
    const uint64_t death = birth + 40 + below(m, 40);
    /* Small documents have few references, or none. */
    unsigned references = wish->size_bytes > 100000  ? 5
                          : wish->size_bytes > 10000 ? 2
                                                     : 0;
    unsigned count = 0;

    count = several(m, count, 31, ITEM, &human, 1, 0);
    count = several(m, count, 21, ITEM, &sex, 1, references);
    count = several(m, count, 22, ITEM, &wish->father, wish->father != 0,
                    references);
    count = several(m, count, 25, ITEM, &wish->mother, wish->mother != 0,
                    references);
    count = several(m, count, 26, ITEM, wish->spouses, wish->spouse_count,
                    references);
    count = several(m, count, 40, ITEM, wish->children, wish->child_count,
                    references);
    count = several(m, count, 569, DAY, &birth, birth != 0, references);
    return several(m, count, 570, DAY, &death, birth != 0, references);
}

/* Properties nobody asked for, until the document is long enough. */
static void others(struct maker *m, unsigned count, size_t until)
{
    for (unsigned property = 600; m->out->length < until; property++) {
        enum value value = IDENTIFIER;
        uint64_t numbers[6];
        unsigned how_many = 1;

        /* Four of ten are no identifiers, and those are repeated. */
        if (below(m, 10) < 4) {
            value = (enum value)below(m, PLACE + 1);
            how_many = 1 + below(m, 6);
        }
        for (unsigned i = 0; i < how_many; i++)
            numbers[i] =
                value == DAY ? 1800 + below(m, 200) : 1 + below(m, 120000000);
        if (until - m->out->length < 12000)
            how_many = 1;
        count = several(m, count, property, value, numbers, how_many,
                        until - m->out->length < 3000 ? 0 : 2 + how_many / 2);
    }
}

/* ---- entities ------------------------------------------------------ */

static unsigned languages_of(size_t size_bytes)
{
    size_t count = 2 + size_bytes / 1500;

    return count > LANGUAGE_COUNT ? LANGUAGE_COUNT : (unsigned)count;
}

static void texts(struct maker *m, unsigned count)
{
    say(m, ",\"labels\":{");
    for (unsigned i = 0; i < count; i++) {
        kw_buffer_print(m->out, "%s\"%s\":", i ? "," : "", LANGUAGES[i]);
        text_in(m, LANGUAGES[i], 2);
    }
    say(m, "},\"descriptions\":{");
    for (unsigned i = 0; i < (count + 1) / 2; i++) {
        kw_buffer_print(m->out, "%s\"%s\":", i ? "," : "", LANGUAGES[i]);
        text_in(m, LANGUAGES[i], 5);
    }
    say(m, "},\"aliases\":{");
    for (unsigned i = 0; i < (count + 2) / 3; i++) {
        unsigned several_of = 1 + below(m, 4);

        kw_buffer_print(m->out, "%s\"%s\":[", i ? "," : "", LANGUAGES[i]);
        while (several_of--) {
            text_in(m, LANGUAGES[i], 3);
            say(m, several_of ? "," : "]");
        }
    }
    say(m, "}");
}

static void sitelinks(struct maker *m, unsigned count)
{
    say(m, ",\"sitelinks\":{");
    for (unsigned i = 0; i < count; i++) {
        const char *lang = LANGUAGES[i];

        kw_buffer_print(m->out,
                        "%s\"%swiki\":{\"site\":\"%swiki\",\"title\":\"",
                        i ? "," : "", lang, lang);
        words(m, 2, (lang[0] + lang[1]) % 3 == 0);
        kw_buffer_print(m->out,
                        "\",\"badges\":[],\"url\":\"https:\\/\\/%s.wikipedia"
                        ".org\\/wiki\\/",
                        lang);
        word(m, false);
        say(m, "_");
        word(m, false);
        say(m, "\"}");
    }
    say(m, "}");
}

void document_entity(const struct document_wish *wish, struct kw_buffer *out)
{
    struct maker m = {out, wish->seed ^ (wish->id << 20), wish->id};
    size_t begin = out->length;
    unsigned count = languages_of(wish->size_bytes);
    /* A sitelink is about 130 bytes. */
    size_t tail = (size_t)count * 130;
    size_t until = begin + wish->size_bytes;

    kw_buffer_print(out,
                    "{\"pageid\":%llu,\"ns\":0,\"title\":\"Q%llu\","
                    "\"lastrevid\":%u,\"modified\":\"2026-08-01T00:00:00Z\","
                    "\"type\":\"item\",\"id\":\"Q%llu\"",
                    (unsigned long long)wish->id + 138,
                    (unsigned long long)wish->id, 1 + below(&m, 2000000000),
                    (unsigned long long)wish->id);
    texts(&m, count);
    say(&m, ",\"claims\":{");
    others(&m, family(&m, wish), until > tail ? until - tail : 0);
    say(&m, "}");
    sitelinks(&m, count);
    say(&m, "}");
}

void document_entity_data(const struct document_wish *wish,
                          struct kw_buffer *out)
{
    kw_buffer_print(out,
                    "{\"entities\":{\"Q%llu\":", (unsigned long long)wish->id);
    document_entity(wish, out);
    kw_buffer_text(out, "}}");
}

void document_reply(const struct document_wish *wishes, size_t count,
                    struct kw_buffer *out)
{
    kw_buffer_text(out, "{\"entities\":{");
    for (size_t i = 0; i < count; i++) {
        kw_buffer_print(out, "%s\"Q%llu\":", i ? "," : "",
                        (unsigned long long)wishes[i].id);
        document_entity(&wishes[i], out);
    }
    kw_buffer_text(out, "},\"success\":1}");
}
