/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What bits alone do not tell: escapes, numbers and words, and which
 * properties are about relatives.
 */
#include "tokens.h"
#include "valid.h"

enum { KIN_BITS = 61 };

/* ---- escapes ------------------------------------------------------- */

/* \uXXXX, whose `u` is at `at`. */
static bool unit_holds(struct kw_check *check, size_t at)
{
    const unsigned char *bytes = check->bytes;
    unsigned unit = kw_token_unit(bytes, at, check->length);
    unsigned low;

    if (unit >= KW_NO_UNIT || (unit == 0 && KW_RULE(VALID_NUL)))
        return false;
    if (unit == 'P' && KW_RULE(LOOK_ESCAPED_P))
        check->may_have_kin = true;
    if (unit < 0xd800 || unit > 0xdfff)
        return true;
    if (unit >= 0xdc00)
        return at == check->low_at || !KW_RULE(VALID_LOW);
    if (!KW_RULE(VALID_HIGH))
        return true;
    at += 6;
    if (check->length - at < 5 || at > check->length || bytes[at - 1] != '\\' ||
        bytes[at] != 'u')
        return false;
    low = kw_token_unit(bytes, at, check->length);
    check->low_at = at;
    return low >= 0xdc00 && low <= 0xdfff;
}

/* Escapes one by one. */
static bool each_escape_holds(struct kw_check *check, uint64_t escaped)
{
    for (; escaped; escaped &= escaped - 1) {
        size_t at = check->base + (size_t)__builtin_ctzll(escaped);

        if (at >= check->length || !kw_token_escape(check->bytes[at]) ||
            (check->bytes[at] == 'u' && !unit_holds(check, at)))
            return false;
    }
    return true;
}

/* Of a block: \u with four digits mostly is in order, unless it may be half
 * of a pair, NUL or P, or reaches into the next block. */
bool kw_valid_escapes(struct kw_check *check, uint64_t escaped)
{
    const uint64_t whole = ~UINT64_C(0) >> 4;
    struct kw_hex_signs hex;
    uint64_t units;
    uint64_t usual;

    if (check->length - check->base < KW_BLOCK_BYTES)
        return each_escape_holds(check, escaped);
    check->eyes->hex_signs(check->bytes + check->base, &hex);
    units = escaped & hex.us & whole & hex.digits >> 1 & hex.digits >> 2 &
            hex.digits >> 3 & hex.digits >> 4;
    usual = units & ~(hex.ds >> 1) &
            ~(hex.zeros >> 1 & hex.zeros >> 2 & (hex.zeros | hex.fives) >> 3);
    escaped &= ~usual;
    return !escaped || each_escape_holds(check, escaped);
}

/* ---- tokens -------------------------------------------------------- */

bool kw_valid_scalars(const struct kw_check *check, uint64_t starts)
{
    for (; starts; starts &= starts - 1) {
        size_t at = check->base + (size_t)__builtin_ctzll(starts);

        if (at >= check->length ||
            !kw_token_scalar(check->bytes, at, check->length))
            return false;
    }
    return true;
}

bool kw_valid_empty(const struct kw_check *check, uint64_t empty)
{
    for (; empty; empty &= empty - 1) {
        size_t at = check->base + (size_t)__builtin_ctzll(empty);

        while (at > 0 && check->bytes[at - 1] <= ' ')
            at--;
        if ((at == 0 ||
             (check->bytes[at - 1] != '{' && check->bytes[at - 1] != '[')) &&
            KW_RULE(VALID_CLOSE))
            return false;
    }
    return true;
}

uint64_t kw_valid_blanks(const struct kw_check *check, uint64_t controls)
{
    uint64_t blanks = 0;

    if (!KW_RULE(VALID_BLANK))
        return controls;
    for (; controls; controls &= controls - 1) {
        uint64_t bit = controls & (0 - controls);
        size_t at = check->base + (size_t)__builtin_ctzll(bit);

        if (at < check->length &&
            (check->bytes[at] == '\n' || check->bytes[at] == '\t' ||
             check->bytes[at] == '\r'))
            blanks |= bit;
    }
    return blanks;
}

/* ---- kin ----------------------------------------------------------- */

/* Most properties are told from those about relatives by what is left of
 * their numbers. */
uint64_t kw_valid_kin(void)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);
    uint64_t bits = 0;

    for (size_t i = 0; i < count; i++)
        if (table[i].direction != KW_TO_NONE)
            bits |= UINT64_C(1) << ((unsigned)table[i].property % KIN_BITS);
    return bits;
}

bool kw_valid_is_kin(const struct kw_check *check, size_t at)
{
    enum { DIGITS_MAX = 5 };
    const struct kw_property_info *info;
    unsigned number = 0;

    for (unsigned i = 0; at < check->length; at++, i++) {
        unsigned char c = check->bytes[at];

        if (c == '"')
            break;
        if (c == '\\')
            return KW_RULE(LOOK_ESCAPES);
        if (c < '0' || c > '9' || i == DIGITS_MAX)
            return false;
        number = number * 10 + (c - '0');
    }
    if (!(check->kin >> (number % KIN_BITS) & 1))
        return false;
    info = kw_property_info(number);
    return info && info->is_statement && info->direction != KW_TO_NONE &&
           KW_RULE(LOOK_KEY);
}
