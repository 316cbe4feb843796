/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes to JSON that mostly leave it JSON.
 *
 * The bytes are cut into pieces (keys, strings, other scalars, objects and
 * lists with their extent) as well as they allow; each change replaces a
 * stretch of bytes by others.
 */
#include <stdlib.h>
#include <string.h>

#include "scan.h"

enum kind { KEY, STRING, WORD, OBJECT, LIST };

struct piece {
    uint32_t begin;
    uint32_t end;
    enum kind kind;
};

enum { PIECES = 4096, NESTED = 1200, MADE = 512 };

struct text {
    char *bytes;
    size_t length;
    size_t most;
    struct piece pieces[PIECES];
    size_t count;
    uint64_t *state;
};

static size_t below(struct text *t, size_t count)
{
    return count ? differ_draw(t->state) % count : 0;
}

/* ---- pieces -------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static size_t end_of_string(const struct text *t, size_t at)
{
    for (at++; at < t->length; at++) {
        if (t->bytes[at] == '"')
            return at + 1;
        if (t->bytes[at] == '\\')
            at++;
    }
    return t->length;
}

static size_t end_of_word(const struct text *t, size_t at)
{
    while (at < t->length && !strchr(",:{}[]\" \n\t\r", t->bytes[at]))
        at++;
    return at;
}

static struct piece *add(struct text *t, size_t begin, size_t end,
                         enum kind kind)
{
    struct piece *piece = &t->pieces[t->count++];

    piece->begin = (uint32_t)begin;
    piece->end = (uint32_t)end;
    piece->kind = kind;
    return piece;
}

static void add_string(struct text *t, size_t begin, size_t end)
{
    size_t at = end;

    while (at < t->length && is_blank(t->bytes[at]))
        at++;
    (void)add(t, begin, end,
              at < t->length && t->bytes[at] == ':' ? KEY : STRING);
}

static void cut(struct text *t)
{
    size_t open[NESTED];
    size_t depth = 0;

    t->count = 0;
    for (size_t at = 0; at < t->length && t->count < PIECES;) {
        char c = t->bytes[at];
        size_t end = at + 1;

        if (c == '"') {
            end = end_of_string(t, at);
            add_string(t, at, end);
        } else if (c == '{' || c == '[') {
            if (depth < NESTED)
                open[depth++] = t->count;
            (void)add(t, at, t->length, c == '{' ? OBJECT : LIST);
        } else if (c == '}' || c == ']') {
            if (depth > 0)
                t->pieces[open[--depth]].end = (uint32_t)end;
        } else if (c != ',' && c != ':' && !is_blank(c)) {
            end = end_of_word(t, at);
            if (end == at)
                end++;
            (void)add(t, at, end, WORD);
        }
        at = end;
    }
}

/* A piece of that kind near a random place; NULL if there is none. */
static const struct piece *any(struct text *t, enum kind kind)
{
    size_t start = below(t, t->count);

    for (size_t i = 0; i < t->count; i++) {
        const struct piece *piece = &t->pieces[(start + i) % t->count];

        if (piece->kind == kind)
            return piece;
    }
    return NULL;
}

static const struct piece *any_value(struct text *t)
{
    size_t start = below(t, t->count);

    for (size_t i = 0; i < t->count; i++) {
        const struct piece *piece = &t->pieces[(start + i) % t->count];

        if (piece->kind != KEY)
            return piece;
    }
    return NULL;
}

/* ---- replacing ----------------------------------------------------- */

static void replace(struct text *t, size_t begin, size_t end, const char *with,
                    size_t length)
{
    size_t removed;

    if (end > t->length)
        end = t->length;
    if (begin > end)
        begin = end;
    removed = end - begin;
    if (t->length - removed + length > t->most)
        return;
    memmove(t->bytes + begin + length, t->bytes + end, t->length - end);
    if (length)
        memcpy(t->bytes + begin, with, length);
    t->length = t->length - removed + length;
}

static void put(struct text *t, size_t at, const char *text)
{
    replace(t, at, at, text, strlen(text));
}

/* A copy of a stretch, with something before and behind; yours to free. */
static char *copy_of(const struct text *t, const char *before, size_t begin,
                     size_t end, const char *behind, size_t *length)
{
    size_t first = strlen(before);
    size_t last = strlen(behind);
    char *copy = malloc(first + (end - begin) + last + 1);

    if (!copy)
        abort();
    memcpy(copy, before, first);
    memcpy(copy + first, t->bytes + begin, end - begin);
    memcpy(copy + first + (end - begin), behind, last);
    *length = first + (end - begin) + last;
    return copy;
}

/* ---- what is put in ------------------------------------------------ */

#define TEN "0123456789"

static const char *const VALUES[] = {
    "null",
    "true",
    "false",
    "{}",
    "[]",
    "\"\"",
    "0",
    "1",
    "-1",
    "01",
    "1.",
    "-.5",
    "1.5e3",
    "1e400",
    "-",
    "\"x\"",
    "\"en\"",
    "\"mul\"",
    "\"normal\"",
    "\"preferred\"",
    "\"deprecated\"",
    "\"value\"",
    "\"somevalue\"",
    "\"novalue\"",
    "\"item\"",
    "\"property\"",
    "\"Q1\"",
    "\"Q5\"",
    "\"Q0\"",
    "\"P22\"",
    "\"julian\"",
    "{\"a\":1}",
    "[1]",
    "[[]]",
    "[{}]",
    "{\"\":{}}",
    "tru",
    "nul",
    "[1,]",
    "{\"a\":1,}",
    "{\"a\"}",
    "{1:2}",
    "[1 2]",
    "[1,\"a\":2]",
    "[\"a\":1]",
    "{\"a\":1:2}",
    "{\"a\":1,\"b\"}",
    "{\"a\",\"b\":1}",
    "{[]:1}",
    "[1 ,2 , \"a\" : 3 ]",
    "{\"a\" :1 , 2 }",
    "[}",
    "{]",
    "9007199254740993",
    "12345678901234567",
    "3.25",
    "2147483648",
    "\"\\u0051\\u0035\"",
    "{\"language\":\"aa\",\"value\":\"v\"}",
    "{\"value\":\"v\"}",
    "{\"language\":\"\",\"value\":\"v\"}",
    "{\"language\":\"en\"}",
    "[\"a\",\"b\"]",
    "[null]",
    "[{\"language\":\"en\",\"value\":\"a\"},{\"value\":\"b\"}]",
    "{\"enwiki\":{\"title\":\"T\"}}",
    "{\"id\":\"P580\"}",
    "{\"a\":{\"snaktype\":\"somevalue\"}}",
    TEN TEN TEN TEN TEN TEN "012",
    TEN TEN TEN TEN TEN TEN "0123"};

static const char *const NAMES[] = {
    "",         "en",     "de",    "mul",    "aa",  "zz",  "fr",  "zh-hant",
    "language", "value",  "P22",   "P022",   "P25", "P26", "P40", "P569",
    "P31",      "P580",   "P1039", "P1",     "Q1",  "Q7",  "-1",  "entities",
    "schema",   "module", "title", "enwiki", "from"};

/* For within strings. */
static const char *const INSIDES[] = {"\\\"",
                                      "\\\\",
                                      "\\\\\\\"",
                                      "{",
                                      "}",
                                      "[",
                                      "]",
                                      "\\n",
                                      "\\/",
                                      "\\u0041",
                                      "\\u0000",
                                      "\\ud83d\\ude00",
                                      "\\ud83d",
                                      "\\ude00",
                                      "\\ud83dx",
                                      "\\uD83D\\n",
                                      "\\u00zz",
                                      "\\u12",
                                      "\\x",
                                      "\x01",
                                      "\t",
                                      "\n",
                                      "\xc3\xa9",
                                      "\xff",
                                      "\xc3",
                                      "\xed\xa0\x80",
                                      "\xed\x9f\xbf",
                                      "\x80",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xe0\x80\x80",
                                      "\xe0\xa0\x80",
                                      "\xf0\x80\x80\x80",
                                      "\xf0\x90\x80\x80",
                                      "\xf4\x8f\xbf\xbf",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xe2\x82",
                                      "\xf0\x9f\x98",
                                      "\xf0\x9f\x98\x80",
                                      "\x7f",
                                      ":",
                                      ",",
                                      "\\",
                                      "\""};

/* For anywhere. */
static const char *const ANYWHERE[] = {
    "\"",      "\\",   "{",    "}",    "[",
    "]",       ",",    ":",    " ",    "\n",
    "\x0c",    "\x01", "\x7f", "\xff", "\xef\xbb\xbf",
    "0",       "-",    "e",    "null", "\\\"",
    "\xc2\xa0"};

static const char *const TAILS[] = {",",   " ",      ",,",      "x",   "{}",
                                    ",{}", "<html>", "\n",      " , ", "\"",
                                    "]",   "\x0c",   "\xef\xbb"};

#define ONE_OF(t, list) (list)[below(t, sizeof(list) / sizeof *(list))]

/* ---- changes ------------------------------------------------------- */

static void change_value(struct text *t)
{
    const struct piece *piece = any_value(t);
    const char *with = ONE_OF(t, VALUES);

    if (piece)
        replace(t, piece->begin, piece->end, with, strlen(with));
}

static void nest_deeply(struct text *t)
{
    const struct piece *piece = any(t, WORD);
    char nested[MADE];
    size_t depth = 1 + below(t, 40);

    if (!piece)
        return;
    memset(nested, '[', depth);
    memset(nested + depth, ']', depth);
    replace(t, piece->begin, piece->end, nested, 2 * depth);
}

static void rename_key(struct text *t)
{
    const struct piece *piece = any(t, KEY);
    const struct piece *other = any(t, KEY);
    char name[MADE];
    size_t length;

    if (!piece || piece->end - piece->begin < 2)
        return;
    if (below(t, 3) == 0) {
        const char *given = ONE_OF(t, NAMES);

        replace(t, piece->begin + 1, piece->end - 1, given, strlen(given));
        return;
    }
    if (below(t, 2) == 0) {
        const struct kw_wanted *row =
            &KW_SHAPE_ROWS[below(t, KW_SHAPE_ROW_COUNT)];

        replace(t, piece->begin + 1, piece->end - 1, row->name, row->length);
        return;
    }
    length = other->end - other->begin;
    if (length > sizeof name)
        return;
    memcpy(name, t->bytes + other->begin, length);
    replace(t, piece->begin, piece->end, name, length);
}

/* One letter of a string becomes an escape. */
static void escape(struct text *t)
{
    const struct piece *piece = any(t, below(t, 2) ? KEY : STRING);
    char made[8];
    size_t at;

    if (!piece || piece->end - piece->begin < 3)
        return;
    at = piece->begin + 1 + below(t, piece->end - piece->begin - 2);
    if (t->bytes[at] == '\\' || t->bytes[at - 1] == '\\')
        return;
    memcpy(made, "\\u00", 4);
    made[4] = "0123456789abcdef"[(unsigned char)t->bytes[at] >> 4];
    made[5] = "0123456789ABCDEF"[t->bytes[at] & 15];
    replace(t, at, at + 1, made, 6);
}

static void put_inside_string(struct text *t)
{
    const struct piece *piece = any(t, below(t, 3) ? STRING : KEY);

    if (piece && piece->end - piece->begin >= 2)
        put(t, piece->begin + 1 + below(t, piece->end - piece->begin - 1),
            ONE_OF(t, INSIDES));
}

/* Many of the same letter, so that what follows comes to stand elsewhere
 * in its block. */
static void lengthen(struct text *t)
{
    const struct piece *piece = any(t, STRING);
    char many[MADE];
    size_t count = 1 + below(t, 150);
    bool are_slashes = below(t, 3) == 0;

    if (!piece || piece->end - piece->begin < 2)
        return;
    memset(many, are_slashes ? '\\' : 'x', sizeof many);
    replace(t, piece->begin + 1, piece->begin + 1, many,
            are_slashes ? count / 2 * 2 : count);
    if (below(t, 2))
        put(t, piece->begin + 1 + (are_slashes ? count / 2 * 2 : count),
            ONE_OF(t, INSIDES));
}

static void space_out(struct text *t)
{
    const struct piece *piece = &t->pieces[below(t, t->count)];
    char blanks[MADE];
    size_t count = 1 + below(t, below(t, 8) ? 4 : 200);

    memset(blanks, " \n\t\r"[below(t, 4)], sizeof blanks);
    replace(t, below(t, 2) ? piece->begin : piece->end,
            below(t, 2) ? piece->begin : piece->end, blanks, count);
}

/* The member that begins with a key, value and all. */
static bool member(struct text *t, size_t *begin, size_t *end)
{
    const struct piece *key = any(t, KEY);

    if (!key || key + 1 >= t->pieces + t->count)
        return false;
    *begin = key->begin;
    *end = key[1].end;
    return *end > *begin;
}

/* Before another member, or at the start or end of an object. */
static void copy_member(struct text *t)
{
    size_t begin;
    size_t end;
    size_t length;
    const struct piece *object = any(t, OBJECT);
    const struct piece *key = any(t, KEY);
    char *copy;

    if (!object || !member(t, &begin, &end))
        return;
    switch (below(t, 3)) {
    case 0:
        copy = copy_of(t, "", begin, end, ",", &length);
        replace(t, key->begin, key->begin, copy, length);
        break;
    case 1:
        copy = copy_of(t, "", begin, end, ",", &length);
        replace(t, object->begin + 1, object->begin + 1, copy, length);
        break;
    default:
        copy = copy_of(t, ",", begin, end, "", &length);
        replace(t, object->end - 1, object->end - 1, copy, length);
    }
    free(copy);
}

static void drop_member(struct text *t)
{
    size_t begin;
    size_t end;

    if (!member(t, &begin, &end))
        return;
    if (end < t->length && t->bytes[end] == ',' && below(t, 10))
        end++;
    else if (begin > 0 && t->bytes[begin - 1] == ',' && below(t, 10))
        begin--;
    replace(t, begin, end, "", 0);
}

static void copy_value(struct text *t)
{
    const struct piece *from = any_value(t);
    const struct piece *to = any_value(t);
    size_t length;
    char *copy;

    if (!from || !to)
        return;
    copy = copy_of(t, "", from->begin, from->end, "", &length);
    replace(t, to->begin, to->end, copy, length);
    free(copy);
}

static void wrap_value(struct text *t)
{
    static const char *const AROUND[][2] = {{"[", "]"},
                                            {"{\"x\":", "}"},
                                            {"[", ",{}]"},
                                            {"[null,", "]"},
                                            {"{\"value\":", "}"}};
    const struct piece *piece = any_value(t);
    size_t which = below(t, sizeof AROUND / sizeof *AROUND);
    size_t length;
    char *copy;

    if (!piece)
        return;
    copy = copy_of(t, AROUND[which][0], piece->begin, piece->end,
                   AROUND[which][1], &length);
    replace(t, piece->begin, piece->end, copy, length);
    free(copy);
}

/* An element of a list twice. */
static void repeat_element(struct text *t)
{
    const struct piece *list = any(t, LIST);
    const struct piece *first = list ? list + 1 : NULL;
    size_t length;
    char *copy;

    if (!list || first >= t->pieces + t->count || first->begin >= list->end)
        return;
    copy = copy_of(t, "", first->begin, first->end, ",", &length);
    replace(t, first->begin, first->begin, copy, length);
    free(copy);
}

static void put_anywhere(struct text *t)
{
    put(t, below(t, t->length + 1), ONE_OF(t, ANYWHERE));
}

static void drop_bytes(struct text *t)
{
    size_t at = below(t, t->length);

    replace(t, at, at + 1 + below(t, 4), "", 0);
}

static void spoil_byte(struct text *t)
{
    char byte = (char)below(t, 256);
    size_t at = below(t, t->length);

    replace(t, at, at + 1, &byte, 1);
}

static void put_around(struct text *t)
{
    switch (below(t, 4)) {
    case 0:
        put(t, 0, "\xef\xbb\xbf");
        break;
    case 1:
        put(t, 0, below(t, 2) ? " " : "\n\t");
        break;
    case 2:
        put(t, t->length, ONE_OF(t, TAILS));
        break;
    default:
        t->length = below(t, t->length + 1);
    }
}

typedef void change_fn(struct text *);

/* As often as they stand here. */
static change_fn *const CHANGES[] = {change_value,
                                     change_value,
                                     change_value,
                                     rename_key,
                                     rename_key,
                                     rename_key,
                                     escape,
                                     escape,
                                     lengthen,
                                     put_inside_string,
                                     put_inside_string,
                                     space_out,
                                     space_out,
                                     copy_member,
                                     copy_member,
                                     copy_member,
                                     copy_member,
                                     drop_member,
                                     copy_value,
                                     copy_value,
                                     wrap_value,
                                     repeat_element,
                                     put_anywhere,
                                     drop_bytes,
                                     spoil_byte,
                                     put_around,
                                     nest_deeply};

void mutate(char *bytes, size_t *length, size_t most, uint64_t *state)
{
    struct text t = {
        .bytes = bytes, .length = *length, .most = most, .state = state};
    size_t times = 1 + below(&t, 4);

    while (times--) {
        cut(&t);
        if (t.count == 0 || t.length == 0)
            put_anywhere(&t);
        else
            ONE_OF(&t, CHANGES)(&t);
    }
    *length = t.length;
}
