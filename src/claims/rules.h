/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules of the scanner, in one table, so that each can be left out.
 *
 * Left out they are only in the program that proves the fuzzer: built
 * with KW_SCAN_RULES, KW_RULE(x) asks whether x is the one to be without,
 * and the fuzzer has to find a difference (tools/fuzz --rules). Everywhere
 * else KW_RULE(x) is the constant true.
 *
 * The rows of the tables of members (shape.c) are rules too, numbered
 * behind these.
 */
#ifndef KINWALK_CLAIMS_RULES_H
#define KINWALK_CLAIMS_RULES_H

#include <stdbool.h>

/* clang-format off */
#define KW_SCAN_RULE_LIST(rule) \
    rule(ESCAPED_QUOTE, "an escaped quote ends no string") \
    rule(ESCAPED_SLASH, "an escaped backslash escapes nothing") \
    rule(ESCAPE_OVER_BLOCK, "a backslash reaches into the next block") \
    rule(STRING_OVER_BLOCK, "a string reaches into the next block") \
    rule(BRACKET_IN_STRING, "a bracket in a string is none") \
    rule(DEPTH, "what is passed over may hold brackets of its own") \
    rule(PASSED_ESCAPE, "nor does it in what is passed over") \
    rule(PASSED_FLOW, "what was passed over ends in a string or does not") \
    rule(PASSED_CARRY, "and so it is where it begins with what is escaped") \
    rule(BLANKS, "blanks may stand between any two tokens") \
    rule(ORDER_MARK, "a byte order mark is passed over") \
    rule(TAIL_COMMA, "a comma may follow the document") \
    rule(KEY_ESCAPES, "keys are compared unescaped") \
    rule(TEXT_ESCAPES, "strings that are kept are unescaped") \
    rule(FIRST_COUNTS, "the first of repeated members counts") \
    rule(NOT_EMPTY, "what held something is not empty") \
    rule(REFERENCES, "references are counted") \
    rule(ODD_NUMBERS, "numbers but short whole ones are cJSON's") \
    rule(OWN_LINES, "kinwalk's own lines go to the plain reader") \
    rule(PASSED_PROPERTY, "only properties nobody asks for are passed over") \
    rule(HASH_ENDS, "a hash read at once ends behind its forty bytes") \
    rule(READY_JULIAN, "a time read at once may be in the Julian calendar") \
    rule(LANGUAGE_INSIDE, "a text is in the language it names") \
    rule(LANGUAGE_NOT_EMPTY, "an empty language names none") \
    rule(LANGUAGE_BASE, "de is wanted where de-at is asked") \
    rule(LANGUAGE_ALWAYS, "mul and en are always wanted") \
    rule(FIRST_TEXT, "the first text of a repeated key counts") \
    rule(PASSED_AGAIN, "a key that was passed over may come again") \
    rule(PASSED_OTHER, "a text in another language stands for its key") \
    rule(SMALLEST, "with no wanted language the smallest is kept") \
    rule(SMALLEST_FIRST, "of equal smallest codes the first is kept") \
    rule(ALL_ALIASES, "every alias of a wanted language is kept") \
    rule(ODD_TEXTS, "texts of unusual shape are kept as they are") \
    rule(ARTICLE, "who has no label is called as the article is") \
    rule(ARTICLE_FOR_EMPTY, "an empty label is none") \
    rule(UTF8_STRAY, "UTF-8: no continuation without its first byte") \
    rule(UTF8_CUT, "UTF-8: no character is cut short") \
    rule(UTF8_OVERLONG, "UTF-8: no character is longer than it need be") \
    rule(UTF8_SURROGATE, "UTF-8: no surrogates") \
    rule(UTF8_LARGE, "UTF-8: nothing beyond U+10FFFF") \
    rule(UTF8_OVER_BLOCK, "UTF-8: a character reaches into the next block") \
    rule(VALID_OVER_BLOCK, "what a block ends with counts in the next") \
    rule(VALID_CONTROL, "no control characters in strings") \
    rule(VALID_BLANK, "no control characters between tokens") \
    rule(VALID_VALUE, "no value stands right behind another") \
    rule(VALID_COMMA, "a comma or colon stands behind something") \
    rule(VALID_CLOSE, "a bracket closes behind a value or what it closes") \
    rule(VALID_COLON, "a member has one colon") \
    rule(VALID_MEMBER, "there are only members in objects") \
    rule(VALID_ELEMENT, "there are no members in lists") \
    rule(VALID_KEY, "a key is a string") \
    rule(VALID_CLOSER, "brackets close what they opened") \
    rule(VALID_DEPTH, "no nesting beyond the limit") \
    rule(VALID_ESCAPE, "no escapes JSON does not have") \
    rule(VALID_HEX, "\\u has four hexadecimal digits") \
    rule(VALID_NUL, "no \\u0000") \
    rule(VALID_HIGH, "a high surrogate is followed by a low one") \
    rule(VALID_LOW, "no low surrogate alone") \
    rule(VALID_NUMBER, "numbers are what cJSON takes for one") \
    rule(VALID_WORD, "words are true, false and null") \
    rule(VALID_TAIL, "nothing follows a valid document") \
    rule(LOOK_KEY, "a key such as P22 is seen") \
    rule(LOOK_ESCAPES, "a key with escapes may be such a key") \
    rule(LOOK_ESCAPED_P, "and so may one with an escaped P") \
    rule(LOOK_OVER_BLOCK, "a key reaches into the next block")
/* clang-format on */

enum kw_scan_rule {
#define KW_SCAN_RULE_NAME(name, text) KW_RULE_##name,
    KW_SCAN_RULE_LIST(KW_SCAN_RULE_NAME)
#undef KW_SCAN_RULE_NAME
        KW_RULE_COUNT
};

#ifdef KW_SCAN_RULES
/* The rule to be without; -1: none. Set before the first document. */
extern int kw_scan_without;
#define KW_RULE(name) (kw_scan_without != (int)KW_RULE_##name)
#define KW_RULE_ROW(number)                                                    \
    (kw_scan_without != (int)KW_RULE_COUNT + (int)(number))
#else
#define KW_RULE(name) true
#define KW_RULE_ROW(number) ((void)(number), true)
#endif

#endif
