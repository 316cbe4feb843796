/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is this a document that the plain reader takes? Every byte is looked
 * at: the bytes as UTF-8, strings through the marks, the rest token by
 * token.
 *
 * It says yes or no only. Who wants to know why asks the plain reader:
 * refusals are rare, and its reasons come with an offset.
 */
#include "cursor.h"
#include "scan.h"

struct check {
    struct kw_cursor cursor;
    size_t at;
    size_t depth;
    size_t depth_max;
    /* By depth: 1 an object, 0 a list. */
    uint64_t objects[KW_DOCUMENT_DEPTH / 64 + 1];
};

static bool in_object(const struct check *check)
{
    size_t top = check->depth - 1;

    return (check->objects[top / 64] >> (top % 64) & 1) != 0;
}

static bool push(struct check *check, bool is_object)
{
    size_t top = check->depth;
    uint64_t bit = UINT64_C(1) << (top % 64);

    if (top >= KW_DOCUMENT_DEPTH ||
        (top >= check->depth_max && KW_RULE(VALID_DEPTH)))
        return false;
    if (is_object)
        check->objects[top / 64] |= bit;
    else
        check->objects[top / 64] &= ~bit;
    check->depth++;
    return true;
}

/* The next byte that is no blank; 0 at the end. */
static unsigned char token(struct check *check)
{
    check->at = kw_cursor_token(&check->cursor, check->at);
    if (!KW_RULE(VALID_BLANK))
        while (check->at < check->cursor.length &&
               check->cursor.bytes[check->at] <= ' ')
            check->at++;
    return check->at < check->cursor.length ? check->cursor.bytes[check->at]
                                            : 0;
}

/* ---- strings ------------------------------------------------------- */

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u, all before `end`; -1 if they are none. */
static long unit_at(const unsigned char *bytes, size_t at, size_t end)
{
    long unit = 0;

    if (end - at < 6 || bytes[at] != '\\' || bytes[at + 1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex_digit(bytes[at + i]);

        if (digit < 0) {
            if (KW_RULE(VALID_HEX))
                return -1;
            digit = 1;
        }
        unit = unit * 16 + digit;
    }
    return unit;
}

/* How many bytes the escape at `at` takes; 0 if it is none. */
static size_t escape_length(const unsigned char *bytes, size_t at, size_t end)
{
    long unit;
    long low;

    if (end - at < 2)
        return 0;
    if (bytes[at + 1] != 'u')
        return (bytes[at + 1] && strchr("\"\\/bfnrt", bytes[at + 1])) ||
                       !KW_RULE(VALID_ESCAPE)
                   ? 2
                   : 0;
    unit = unit_at(bytes, at, end);
    if (unit < 0 || (unit == 0 && KW_RULE(VALID_NUL)))
        return 0;
    if (unit >= 0xdc00 && unit <= 0xdfff && KW_RULE(VALID_LOW))
        return 0;
    if (unit < 0xd800 || unit > 0xdbff || !KW_RULE(VALID_HIGH))
        return 6;
    low = unit_at(bytes, at + 6, end);
    return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

static bool escapes_hold(const unsigned char *bytes, size_t at, size_t end)
{
    for (;;) {
        const unsigned char *slash = memchr(bytes + at, '\\', end - at);
        size_t length;

        if (!slash)
            return true;
        at = (size_t)(slash - bytes);
        /* One escape mostly follows the other. */
        while (at < end && bytes[at] == '\\') {
            length = escape_length(bytes, at, end);
            if (!length)
                return false;
            at += length;
        }
    }
}

static bool string(struct check *check)
{
    struct kw_cursor *cursor = &check->cursor;
    size_t begin = check->at + 1;
    bool escapes;
    size_t end = kw_cursor_string(cursor, begin, &escapes);

    if (end >= cursor->length)
        return false;
    check->at = end + 1;
    return !escapes || escapes_hold(cursor->bytes, begin, end);
}

/* ---- other scalars ------------------------------------------------- */

static bool word(struct check *check, const char *expected)
{
    size_t length = strlen(expected);

    if (check->cursor.length - check->at < length ||
        (memcmp(check->cursor.bytes + check->at, expected, length) != 0 &&
         KW_RULE(VALID_WORD)))
        return false;
    check->at += length;
    return true;
}

static size_t digits(const struct check *check, size_t at)
{
    while (at < check->cursor.length && check->cursor.bytes[at] >= '0' &&
           check->cursor.bytes[at] <= '9')
        at++;
    return at;
}

/* cJSON reads a few numbers more than JSON has (01, 1., -.5) and none
 * beyond 63 bytes: whatever is not plain is put before it. */
static bool number(struct check *check)
{
    const unsigned char *bytes = check->cursor.bytes;
    size_t length = check->cursor.length;
    size_t begin = check->at;
    size_t at = digits(check, begin + (bytes[begin] == '-'));

    check->at = at;
    if (at > begin + (bytes[begin] == '-') && at - begin < 40 &&
        (at == length ||
         (bytes[at] != '.' && bytes[at] != 'e' && bytes[at] != 'E' &&
          bytes[at] != '+' && bytes[at] != '-')))
        return true;
    while (at < length && bytes[at] && strchr("0123456789+-.eE", bytes[at]))
        at++;
    check->at = at;
    if (!KW_RULE(VALID_NUMBER))
        return true;
    return kw_tree_takes((const char *)bytes + begin, at - begin);
}

/* ---- the walk ------------------------------------------------------ */

/* A scalar, or an opening bracket. */
static bool value(struct check *check)
{
    switch (token(check)) {
    case '"':
        return string(check);
    case '{':
    case '[':
        if (!push(check, check->cursor.bytes[check->at] == '{'))
            return false;
        check->at++;
        return true;
    case 't':
        return word(check, "true");
    case 'f':
        return word(check, "false");
    case 'n':
        return word(check, "null");
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return number(check);
    default:
        return false;
    }
}

static bool key(struct check *check)
{
    if (token(check) != '"') {
        if (KW_RULE(VALID_KEY))
            return false;
        if (!value(check))
            return false;
    } else if (!string(check)) {
        return false;
    }
    if (token(check) != ':')
        return !KW_RULE(VALID_COLON);
    check->at++;
    return true;
}

/* What may stand before the next value: closing brackets, a comma, a key.
 * False if something else does; depth is 0 behind the last bracket. */
static bool to_next_value(struct check *check, bool is_first)
{
    for (;;) {
        unsigned char c = token(check);

        if (c == '}' || c == ']') {
            if ((c == '}') != in_object(check) && KW_RULE(VALID_CLOSER))
                return false;
            check->at++;
            is_first = false;
            if (--check->depth == 0)
                return true;
            continue;
        }
        if (!is_first) {
            if (c != ',')
                return false;
            check->at++;
            if (!KW_RULE(VALID_COMMA) &&
                (token(check) == '}' || token(check) == ']'))
                continue;
        }
        return !in_object(check) || key(check);
    }
}

static bool tail(struct check *check)
{
    if (token(check) == ',')
        check->at++;
    (void)token(check);
    return check->at == check->cursor.length || !KW_RULE(VALID_TAIL);
}

bool kw_scan_valid(const char *bytes, size_t length, unsigned depth_max,
                   const struct kw_eyes *eyes)
{
    struct check check;
    size_t start = kw_scan_start(bytes, length);

    if (!kw_utf8_valid(bytes, length) && KW_RULE(VALID_UTF8))
        return false;
    kw_cursor_init(&check.cursor, eyes, bytes + start, length - start);
    check.cursor.looks_at_controls = KW_RULE(VALID_CONTROL);
    check.at = 0;
    check.depth = 0;
    check.depth_max = depth_max;
    if (token(&check) != '{')
        return false;
    do {
        unsigned char opener;

        (void)token(&check);
        opener =
            check.at < check.cursor.length ? check.cursor.bytes[check.at] : 0;
        if (!value(&check) ||
            !to_next_value(&check, opener == '{' || opener == '['))
            return false;
    } while (check.depth > 0);
    return tail(&check) && !check.cursor.control_in_string;
}
