/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text as readers see it: one letter at a time, however many characters
 * it is made of.
 */
#include <utf8proc.h>

#include <kinwalk/base.h>

/* Marks and embeddings that turn the direction of what follows. */
static bool steers(uint32_t code)
{
    return code == 0x061C || (code >= 0x200E && code <= 0x200F) ||
           (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFB);
}

static int direction_of(const utf8proc_property_t *property)
{
    switch (property->bidi_class) {
    case UTF8PROC_BIDI_CLASS_L:
        return 1;
    case UTF8PROC_BIDI_CLASS_R:
    case UTF8PROC_BIDI_CLASS_AL:
        return -1;
    default:
        return 0;
    }
}

/* The character at `text`, and how long it is. */
static size_t read_code(const char *text, size_t bytes, utf8proc_int32_t *code)
{
    size_t length = kw_utf8_length(text, bytes);

    *code = 0xFFFD;
    if (!length)
        return 1;
    utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length,
                     code);
    return length;
}

bool kw_text_cluster(const char *text, size_t bytes, struct kw_cluster *out)
{
    utf8proc_int32_t code;
    utf8proc_int32_t state = 0;
    const utf8proc_property_t *property;
    size_t at;

    if (!bytes)
        return false;
    at = read_code(text, bytes, &code);
    property = utf8proc_get_property(code);
    *out = (struct kw_cluster){
        .code = (uint32_t)code,
        .columns = (unsigned)utf8proc_charwidth(code),
        .direction = direction_of(property),
        .hidden = property->category == UTF8PROC_CATEGORY_CC ||
                  property->category == UTF8PROC_CATEGORY_CS ||
                  property->category == UTF8PROC_CATEGORY_ZL ||
                  property->category == UTF8PROC_CATEGORY_ZP ||
                  (code & 0xFFFE) == 0xFFFE || steers((uint32_t)code)};
    while (at < bytes) {
        utf8proc_int32_t next;
        size_t length = read_code(text + at, bytes - at, &next);

        if (utf8proc_grapheme_break_stateful(code, next, &state) ||
            steers((uint32_t)next))
            break;
        code = next;
        at += length;
    }
    out->bytes = at;
    return true;
}
