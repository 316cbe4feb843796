/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts of strangers on their way into files.
 */
#include "writer.h"

#include <string.h>

/* The code point of a valid UTF-8 character. */
static uint32_t code_point(const char *text, size_t length)
{
    static const unsigned char FIRST_BITS[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t point = (unsigned char)text[0] & FIRST_BITS[length];

    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3f);
    return point;
}

enum fate { KEEP, DROP, BLANK };

static enum fate fate_of(uint32_t point)
{
    if (point == '\t' || point == '\n' || point == '\r' || point == 0x85 ||
        point == 0x2028 || point == 0x2029)
        return BLANK;
    if (point < 0x20 || (point >= 0x7f && point < 0xa0))
        return DROP; /* controls */
    if ((point >= 0x202a && point <= 0x202e) ||
        (point >= 0x2066 && point <= 0x2069))
        return DROP; /* bidi: would turn what stands beside the text */
    if (point == 0xfeff || (point & 0xfffe) == 0xfffe)
        return DROP; /* byte order mark, no characters */
    return KEEP;
}

const char *text_clean(struct kw_arena *arena, const char *text)
{
    size_t left = text ? strlen(text) : 0;
    char *out;
    char *end;

    if (!text)
        return NULL;
    /* A bad byte becomes three of U+FFFD. */
    if (left > SIZE_MAX / 4 || !(out = kw_arena_take(arena, left * 3 + 1)))
        return NULL;
    end = out;
    while (left > 0) {
        size_t length = kw_utf8_length(text, left);

        if (length == 0) {
            memcpy(end, "\xef\xbf\xbd", 3);
            end += 3;
            length = 1;
        } else {
            switch (fate_of(code_point(text, length))) {
            case KEEP:
                memcpy(end, text, length);
                end += length;
                break;
            case BLANK:
                *end++ = ' ';
                break;
            case DROP:
                break;
            }
        }
        text += length;
        left -= length;
    }
    *end = '\0';
    return out;
}

void text_mapped(struct kw_buffer *out, const char *text, const char *from,
                 const char *const *to)
{
    while (*text) {
        size_t plain = strcspn(text, from);

        kw_buffer_add(out, text, plain);
        text += plain;
        if (*text) {
            kw_buffer_text(out, to[strchr(from, *text) - from]);
            text++;
        }
    }
}

void text_xml(struct kw_buffer *out, const char *text)
{
    static const char *const ENTITIES[] = {"&amp;", "&lt;", "&gt;", "&quot;",
                                           "&#39;"};

    text_mapped(out, text, "&<>\"'", ENTITIES);
}
