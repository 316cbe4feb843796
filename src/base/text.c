/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UTF-8, the folding of names, and numbers from text.
 *
 * Folding is for finding, never for showing: compatibility decomposition
 * with marks stripped and case folded (utf8proc), then the letters that
 * Unicode does not take apart, from a small table.
 */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include <kinwalk/base.h>

size_t kw_utf8_length(const char *text, size_t bytes)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t length;
    uint32_t code;
    uint32_t least;

    if (!bytes)
        return 0;
    if (p[0] < 0x80)
        return 1;
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        length = 2;
        code = p[0] & 0x1Fu;
        least = 0x80;
    } else if ((p[0] & 0xF0) == 0xE0) {
        length = 3;
        code = p[0] & 0x0Fu;
        least = 0x800;
    } else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        length = 4;
        code = p[0] & 0x07u;
        least = 0x10000;
    } else {
        return 0;
    }
    if (bytes < length)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (p[i] & 0x3Fu);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0;
    return length;
}

bool kw_utf8_valid(const char *text, size_t bytes)
{
    size_t at = 0;

    while (at < bytes) {
        size_t length;

        /* Most text is ASCII: eight bytes at a time. */
        if (bytes - at >= 8) {
            uint64_t eight;

            memcpy(&eight, text + at, sizeof eight);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                at += 8;
                continue;
            }
        }
        length = kw_utf8_length(text + at, bytes - at);
        if (!length)
            return false;
        at += length;
    }
    return true;
}

/* Letters with a stroke and their kin, which no decomposition opens. */
static const struct {
    utf8proc_int32_t letter;
    const char *plain;
} STROKED[] = {
    {0x00DF, "ss"}, /* ß */
    {0x00E6, "ae"}, /* æ */
    {0x00F0, "d"},  /* ð */
    {0x00F8, "o"},  /* ø */
    {0x00FE, "th"}, /* þ */
    {0x0111, "d"},  /* đ */
    {0x0127, "h"},  /* ħ */
    {0x0131, "i"},  /* ı */
    {0x0138, "k"},  /* ĸ */
    {0x0142, "l"},  /* ł */
    {0x014B, "n"},  /* ŋ */
    {0x0153, "oe"}, /* œ */
    {0x0167, "t"},  /* ŧ */
    {0x0180, "b"},  /* ƀ */
    {0x0197, "i"},  /* ɨ */
    {0x019A, "l"},  /* ƚ */
    {0x01B6, "z"},  /* ƶ */
    {0x01E5, "g"},  /* ǥ */
    {0x0259, "a"},  /* ə */
    {0x026B, "l"},  /* ɫ */
    {0x1E9E, "ss"}, /* ẞ */
};

static const char *plain_form(utf8proc_int32_t letter)
{
    for (size_t i = 0; i < sizeof STROKED / sizeof *STROKED; i++)
        if (STROKED[i].letter == letter)
            return STROKED[i].plain;
    return NULL;
}

static bool is_word_letter(utf8proc_int32_t letter)
{
    switch (utf8proc_category(letter)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

/* Takes `text` without its invalid bytes: utf8proc refuses them. */
static enum kw_status cleaned(const char *text, struct kw_buffer *out,
                              struct kw_error *err)
{
    size_t length = strlen(text);
    size_t at = 0;

    if (kw_utf8_valid(text, length)) {
        kw_buffer_add(out, text, length);
        at = length;
    }
    while (at < length) {
        size_t whole = kw_utf8_length(text + at, length - at);

        if (whole)
            kw_buffer_add(out, text + at, whole);
        at += whole ? whole : 1;
    }
    return kw_buffer_check(out, err);
}

/* An apostrophe joins what it stands between: O'Neill is one word. */
static bool is_apostrophe(utf8proc_int32_t letter)
{
    return letter == '\'' || letter == 0x2019 || letter == 0x02BC;
}

static void add_folded(const utf8proc_uint8_t *folded, utf8proc_ssize_t length,
                       struct kw_buffer *out)
{
    utf8proc_ssize_t at = 0;
    bool blank_due = false;
    bool any = false;

    while (at < length) {
        utf8proc_int32_t letter;
        utf8proc_ssize_t step =
            utf8proc_iterate(folded + at, length - at, &letter);
        const char *plain;

        if (step < 1)
            return;
        if (is_word_letter(letter)) {
            if (blank_due && any)
                kw_buffer_char(out, ' ');
            blank_due = false;
            any = true;
            plain = plain_form(letter);
            if (plain)
                kw_buffer_text(out, plain);
            else
                kw_buffer_add(out, folded + at, (size_t)step);
        } else if (!is_apostrophe(letter)) {
            blank_due = true;
        }
        at += step;
    }
}

/* U+00C0 to U+017F as folding leaves them; empty: not for here. A test
 * holds them against utf8proc. */
/* clang-format off */
static const char LATIN[3 * 64][3] = {
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i", /* C0 */
    "d","n","o","o","o","o","o","","o","u","u","u","u","y","th","ss", /* D0 */
    "a","a","a","a","a","a","ae","c","e","e","e","e","i","i","i","i", /* E0 */
    "d","n","o","o","o","o","o","","o","u","u","u","u","y","th","y", /* F0 */
    "a","a","a","a","a","a","c","c","c","c","c","c","c","c","d","d", /* 100 */
    "d","d","e","e","e","e","e","e","e","e","e","e","g","g","g","g", /* 110 */
    "g","g","g","g","h","h","h","h","i","i","i","i","i","i","i","i", /* 120 */
    "i","i","ij","ij","j","j","k","k","k","l","l","l","l","l","l","", /* 130 */
    "","l","l","n","n","n","n","n","n","","n","n","o","o","o","o", /* 140 */
    "o","o","oe","oe","r","r","r","r","r","r","s","s","s","s","s","s", /* 150 */
    "s","s","t","t","t","t","t","t","u","u","u","u","u","u","u","u", /* 160 */
    "u","u","u","u","w","w","y","y","y","z","z","z","z","z","z","s", /* 170 */
};
/* clang-format on */

/* What the character of two bytes at `at` becomes; empty if that is not
 * for here. */
static const char *latin_form(const char *at)
{
    unsigned lead = (unsigned char)at[0];
    unsigned next = (unsigned char)at[1];

    if (lead < 0xC3 || lead > 0xC5 || (next & 0xC0) != 0x80)
        return "";
    return LATIN[(lead - 0xC3) * 64 + (next & 63)];
}

/* What most names are made of needs no looking up in Unicode. */
static bool is_plain(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80 && !*latin_form(text++))
            return false;
    return true;
}

/* False, with nothing written, for text that is more than that. */
static bool fold_plain(const char *text, struct kw_buffer *out)
{
    char piece[64];
    size_t length = 0;
    bool blank_due = false;
    bool any = false;

    if (!is_plain(text))
        return false;
    for (; *text; text++) {
        char letter = *text;
        const char *latin =
            (unsigned char)letter < 0x80 ? NULL : latin_form(text++);

        if (letter >= 'A' && letter <= 'Z')
            letter = (char)(letter - 'A' + 'a');
        if (latin || (letter >= 'a' && letter <= 'z') ||
            (letter >= '0' && letter <= '9')) {
            if (blank_due && any)
                piece[length++] = ' ';
            piece[length++] = latin ? latin[0] : letter;
            if (latin && latin[1])
                piece[length++] = latin[1];
            blank_due = false;
            any = true;
        } else if (!is_apostrophe(letter)) {
            blank_due = true;
        }
        if (length > sizeof piece - 3) {
            kw_buffer_add(out, piece, length);
            length = 0;
        }
    }
    kw_buffer_add(out, piece, length);
    return true;
}

enum kw_status kw_fold(const char *text, struct kw_buffer *out,
                       struct kw_error *err)
{
    struct kw_buffer clean = {0};
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t length;
    enum kw_status status;

    if (fold_plain(text, out))
        return out->trouble.status == KW_OK ? KW_OK : kw_buffer_check(out, err);
    status = cleaned(text, &clean, err);
    if (status != KW_OK)
        goto out;
    length =
        utf8proc_map((const utf8proc_uint8_t *)(clean.bytes ? clean.bytes : ""),
                     (utf8proc_ssize_t)clean.length, &folded,
                     UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
                         UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (length < 0) {
        status = length == UTF8PROC_ERROR_NOMEM
                     ? kw_nomem(err)
                     : kw_fail(err, KW_INTERNAL, "folding: %s",
                               utf8proc_errmsg(length));
        goto out;
    }
    add_folded(folded, length, out);
    status = out->trouble.status == KW_OK ? KW_OK : kw_buffer_check(out, err);
out:
    free(folded);
    kw_buffer_finish(&clean);
    return status;
}

enum kw_status kw_nfc(const char *text, size_t bytes, struct kw_buffer *out,
                      struct kw_error *err)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t length;

    if (!bytes)
        return KW_OK;
    length =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)bytes,
                     &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (length == UTF8PROC_ERROR_NOMEM)
        return kw_nomem(err);
    if (length < 0)
        return kw_fail(err, KW_INPUT, "normalising: %s",
                       utf8proc_errmsg(length));
    kw_buffer_add(out, composed, (size_t)length);
    free(composed);
    return out->trouble.status == KW_OK ? KW_OK : kw_buffer_check(out, err);
}

bool kw_number(const char *text, uint64_t low, uint64_t high, uint64_t *out)
{
    uint64_t number = 0;

    if (!text || !*text)
        return false;
    for (; *text; text++) {
        uint64_t digit;

        if (*text < '0' || *text > '9')
            return false;
        digit = (uint64_t)(*text - '0');
        if (number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (number < low || number > high)
        return false;
    *out = number;
    return true;
}
