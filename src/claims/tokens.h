/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens: what the bits of a block cannot judge, byte by byte: escapes,
 * numbers, words. For valid.c.
 */
#ifndef KINWALK_CLAIMS_TOKENS_H
#define KINWALK_CLAIMS_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "rules.h"

/* By letter: of hexadecimal digits their value, KW_ESCAPE if it may stand
 * behind a backslash (u may), KW_NO_DIGIT if it is no digit. (tokens.c) */
enum { KW_ESCAPE = 0x100, KW_NO_DIGIT = 0x200 };
extern const unsigned short KW_TOKEN_LETTERS[256];

/* May this letter stand behind a backslash? */
static inline bool kw_token_escape(unsigned char letter)
{
    return (KW_TOKEN_LETTERS[letter] & KW_ESCAPE) || !KW_RULE(VALID_ESCAPE);
}

/* The four digits behind the `u` at `at`, all before `length`, as a
 * number; KW_NO_UNIT or more if they are none. */
enum { KW_NO_UNIT = 0x10000 };
static inline unsigned kw_token_unit(const unsigned char *bytes, size_t at,
                                     size_t length)
{
    const unsigned short *letters = KW_TOKEN_LETTERS;
    unsigned unit;
    unsigned all;

    if (length - at < 5)
        return KW_NO_UNIT;
    bytes += at;
    all = (unsigned)(letters[bytes[1]] | letters[bytes[2]] | letters[bytes[3]] |
                     letters[bytes[4]]);
    unit = (letters[bytes[1]] & 15u) << 12 | (letters[bytes[2]] & 15u) << 8 |
           (letters[bytes[3]] & 15u) << 4 | (letters[bytes[4]] & 15u);
    if (!KW_RULE(VALID_HEX))
        return unit | 1;
    return unit | (all & KW_NO_DIGIT) << 7;
}

/* Is what begins at `at` a number or a word, and whole? Neither can be a
 * key. */
bool kw_token_scalar(const unsigned char *bytes, size_t at, size_t length);
/* Past blanks. */
size_t kw_token_blanks(const unsigned char *bytes, size_t at, size_t length);

#endif
