/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Escapes, numbers and words.
 */
#include "tokens.h"

#include <string.h>

#include "rules.h"
#include "tree.h"

/* ---- escapes ------------------------------------------------------- */

#define NO KW_NO_DIGIT
#define NO_8 NO, NO, NO, NO, NO, NO, NO, NO
#define NO_32 NO_8, NO_8, NO_8, NO_8

/* clang-format off */
const unsigned short KW_TOKEN_LETTERS[256] = {
    NO_32,
    NO, NO, NO | KW_ESCAPE /* " */, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO | KW_ESCAPE /* slash */,
    0, 1, 2, 3, 4, 5, 6, 7,
    8, 9, NO, NO, NO, NO, NO, NO,
    NO, 10, 11, 12, 13, 14, 15, NO,
    NO_8, NO_8,
    NO, NO, NO, NO, NO | KW_ESCAPE /* backslash */, NO, NO, NO,
    NO, 10, 11 | KW_ESCAPE /* b */, 12, 13, 14, 15 | KW_ESCAPE /* f */, NO,
    NO, NO, NO, NO, NO, NO, NO | KW_ESCAPE /* n */, NO,
    NO, NO, NO | KW_ESCAPE /* r */, NO,
    NO | KW_ESCAPE /* t */, NO | KW_ESCAPE /* u */, NO, NO,
    NO_8,
    NO_32, NO_32, NO_32, NO_32};
/* clang-format on */

/* ---- scalars ------------------------------------------------------- */

size_t kw_token_blanks(const unsigned char *bytes, size_t at, size_t length)
{
    while (at < length && bytes[at] <= ' ' &&
           (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\t' ||
            bytes[at] == '\r' || !KW_RULE(VALID_BLANK)))
        at++;
    return at;
}

/* May a scalar end before `at`? A document never ends there. */
static bool ends(const unsigned char *bytes, size_t at, size_t length)
{
    if (at < length && (bytes[at] == ',' || bytes[at] == '}'))
        return true;
    at = kw_token_blanks(bytes, at, length);
    return at < length && (bytes[at] == ',' || bytes[at] == '}' ||
                           bytes[at] == ']' || !KW_RULE(VALID_KEY));
}

static size_t digits(const unsigned char *bytes, size_t at, size_t length)
{
    while (at < length && bytes[at] >= '0' && bytes[at] <= '9')
        at++;
    return at;
}

/* Behind the digits at `at`, of which there must be some; 0 if not. */
static size_t some_digits(const unsigned char *bytes, size_t at, size_t length)
{
    size_t end = digits(bytes, at, length);

    return end > at ? end : 0;
}

/* Behind a number as JSON spells them, leading zeros aside; 0 if this is
 * none. */
static size_t plain_number(const unsigned char *bytes, size_t at, size_t length)
{
    at = some_digits(bytes, at + (bytes[at] == '-'), length);
    if (at && at < length && bytes[at] == '.')
        at = some_digits(bytes, at + 1, length);
    if (at && at + 1 < length && (bytes[at] | 0x20) == 'e')
        at = some_digits(
            bytes, at + 1 + (bytes[at + 1] == '+' || bytes[at + 1] == '-'),
            length);
    return at;
}

/* cJSON reads a few numbers more than JSON has (01, 1., -.5) and none
 * beyond 63 bytes: whatever is not plain is put before it. */
static bool number(const unsigned char *bytes, size_t begin, size_t length)
{
    enum { SURE = 40 };
    size_t at = plain_number(bytes, begin, length);

    if (at && at - begin < SURE && ends(bytes, at, length))
        return true;
    at = begin;
    while (at < length && bytes[at] && strchr("0123456789+-.eE", bytes[at]))
        at++;
    if (!ends(bytes, at, length))
        return false;
    return !KW_RULE(VALID_NUMBER) ||
           kw_tree_takes((const char *)bytes + begin, at - begin);
}

static bool word(const unsigned char *bytes, size_t at, size_t length,
                 const char *expected)
{
    size_t letters = strlen(expected);

    return length - at >= letters &&
           (memcmp(bytes + at, expected, letters) == 0 ||
            !KW_RULE(VALID_WORD)) &&
           ends(bytes, at + letters, length);
}

bool kw_token_scalar(const unsigned char *bytes, size_t at, size_t length)
{
    switch (bytes[at]) {
    case 't':
        return word(bytes, at, length, "true");
    case 'f':
        return word(bytes, at, length, "false");
    case 'n':
        return word(bytes, at, length, "null");
    default:
        return (bytes[at] == '-' || (bytes[at] >= '0' && bytes[at] <= '9')) &&
               number(bytes, at, length);
    }
}
