/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From whatever bytes a GEDCOM comes in to one text in UTF-8.
 *
 * A byte order mark decides; else zero bytes betray UTF-16; else what the
 * head says behind CHAR; else UTF-8 if it is that, and ANSEL if not, as
 * the old standard has it. A byte that means nothing in its encoding is
 * taken as Windows' (in UTF-8) or becomes U+FFFD, and its line is told.
 */
#include "ged.h"

#include <stdlib.h>
#include <string.h>

/* ---- one character ------------------------------------------------- */

static void add_character(struct kw_buffer *out, uint32_t code)
{
    char bytes[4];
    size_t length;

    if (code < 0x80) {
        bytes[0] = (char)code;
        length = 1;
    } else if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        length = 2;
    } else if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12);
        length = 3;
    } else {
        bytes[0] = (char)(0xF0 | code >> 18);
        length = 4;
    }
    for (size_t i = 1; i < length; i++)
        bytes[i] = (char)(0x80 | (code >> 6 * (length - 1 - i) & 0x3F));
    kw_buffer_add(out, bytes, length);
}

/* Counts lines the way ged_tree.c cuts them. */
struct counter {
    size_t line;
    size_t told; /* the last line told */
    bool after_return;
};

static void count(struct counter *counter, uint32_t code)
{
    if (code == '\r' || (code == '\n' && !counter->after_return))
        counter->line++;
    counter->after_return = code == '\r';
}

/* One note a line is enough. */
static void tell(struct ged_reader *reader, struct counter *counter,
                 const char *what)
{
    if (counter->told == counter->line)
        return;
    counter->told = counter->line;
    ged_wrong(reader, counter->line, "", "%s", what);
}

/* ---- encodings ----------------------------------------------------- */

static void decode_utf8(struct ged_reader *reader, const char *bytes,
                        size_t length, struct kw_buffer *out)
{
    const uint16_t *windows = ged_page_called("cp1252")->upper;
    struct counter counter = {.line = 1};
    size_t at = 0;

    if (kw_utf8_valid(bytes, length)) {
        kw_buffer_add(out, bytes, length);
        return;
    }
    while (at < length) {
        size_t whole = kw_utf8_length(bytes + at, length - at);

        if (whole) {
            count(&counter, (unsigned char)bytes[at]);
            kw_buffer_add(out, bytes + at, whole);
            at += whole;
        } else {
            uint16_t code = windows[(unsigned char)bytes[at++] - 0x80];

            tell(reader, &counter,
                 "not UTF-8 as the file says; taken as Windows-1252");
            add_character(out, code ? code : 0xFFFD);
        }
    }
}

static void decode_utf16(struct ged_reader *reader, const char *bytes,
                         size_t length, bool big, struct kw_buffer *out)
{
    const unsigned char *p = (const unsigned char *)bytes;
    struct counter counter = {.line = 1};
    uint32_t high = 0; /* a surrogate that waits for its other half */

    for (size_t at = 0; at + 1 < length; at += 2) {
        uint32_t code = big ? (uint32_t)p[at] << 8 | p[at + 1]
                            : (uint32_t)p[at + 1] << 8 | p[at];
        bool low = code >= 0xDC00 && code < 0xE000;

        if (high && low) {
            add_character(out,
                          0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00));
            high = 0;
            continue;
        }
        if (high || low) {
            tell(reader, &counter, "half a character of UTF-16");
            add_character(out, 0xFFFD);
            high = 0;
            if (low)
                continue;
        }
        if (code >= 0xD800 && code < 0xDC00) {
            high = code;
            continue;
        }
        count(&counter, code);
        add_character(out, code);
    }
    if (high || length % 2)
        tell(reader, &counter, "the file ends within a character of UTF-16");
}

enum { MARKS_MAX = 8 };

/* ANSEL puts marks before their letter, Unicode behind it. */
struct marks {
    uint32_t waiting[MARKS_MAX];
    size_t count;
};

static void release(struct marks *marks, struct kw_buffer *out)
{
    for (size_t i = 0; i < marks->count; i++)
        add_character(out, marks->waiting[i]);
    marks->count = 0;
}

static void decode_page(struct ged_reader *reader, const struct ged_page *page,
                        const char *bytes, size_t length, struct kw_buffer *out)
{
    struct counter counter = {.line = 1};
    struct marks marks = {.count = 0};

    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)bytes[at];
        uint32_t code = byte < 0x80 ? byte : page->upper[byte - 0x80];

        if (byte >= 0x80 && !code) {
            tell(reader, &counter, "a byte that means nothing in its encoding");
            code = 0xFFFD;
        }
        if (page->marks_first && byte >= 0xE0 && code != 0xFFFD) {
            if (marks.count < MARKS_MAX)
                marks.waiting[marks.count++] = code;
            else
                tell(reader, &counter, "too many marks on one letter");
            continue;
        }
        if (marks.count && byte < ' ') {
            tell(reader, &counter, "a mark without its letter");
            marks.count = 0;
        }
        count(&counter, code);
        add_character(out, code);
        release(&marks, out);
    }
}

static enum kw_status decode_ansel(struct ged_reader *reader,
                                   const struct ged_page *page,
                                   const char *bytes, size_t length,
                                   struct kw_buffer *out, struct kw_error *err)
{
    struct kw_buffer apart = {.limit_bytes = out->limit_bytes};
    enum kw_status status;

    decode_page(reader, page, bytes, length, &apart);
    status = kw_buffer_check(&apart, err);
    if (status == KW_OK)
        status = kw_nfc(apart.bytes, apart.length, out, err);
    kw_buffer_finish(&apart);
    return status;
}

/* ---- which one ----------------------------------------------------- */

/* The value of the first line "1 <tag> ..." among the first of the file,
 * or of "2 VERS" below "1 GEDC": what the head says, read before it can
 * be decoded. Heads are ASCII in every encoding but UTF-16. */
static size_t head_value(const char *bytes, size_t length, const char *begin,
                         const char **out)
{
    enum { HEAD_BYTES = 16384 };
    size_t end = length < HEAD_BYTES ? length : HEAD_BYTES;
    size_t wanted = strlen(begin);

    for (size_t at = 0; at < end;) {
        size_t line = at;
        size_t stop;

        while (line < end && (bytes[line] == ' ' || bytes[line] == '\t'))
            line++;
        stop = line;
        while (stop < end && bytes[stop] != '\n' && bytes[stop] != '\r')
            stop++;
        if (stop - line > wanted && !memcmp(bytes + line, begin, wanted)) {
            line += wanted;
            while (stop > line && bytes[stop - 1] == ' ')
                stop--;
            *out = bytes + line;
            return stop - line;
        }
        at = stop + 1;
    }
    return 0;
}

static bool begins(const char *bytes, size_t length, const char *with,
                   size_t with_length)
{
    return length >= with_length && !memcmp(bytes, with, with_length);
}

static bool says(const char *value, size_t length, const char *name)
{
    size_t wanted = strlen(name);

    if (length != wanted)
        return false;
    for (size_t i = 0; i < wanted; i++)
        if ((value[i] | 0x20) != (name[i] | 0x20))
            return false;
    return true;
}

static enum kw_status decode_by_head(struct ged_reader *reader,
                                     const char *bytes, size_t length,
                                     struct kw_buffer *out,
                                     struct kw_error *err)
{
    const char *name = NULL;
    size_t name_length = head_value(bytes, length, "1 CHAR ", &name);
    const struct ged_page *page = NULL;

    if (name_length)
        page = ged_page_of(name, name_length);
    if (!page &&
        (says(name, name_length, "UTF-8") || says(name, name_length, "UTF8") ||
         kw_utf8_valid(bytes, length))) {
        reader->counts->encoding = "UTF-8";
        decode_utf8(reader, bytes, length, out);
        return kw_buffer_check(out, err);
    }
    if (!page) {
        page = ged_page_called(name_length ? "cp1252" : "ANSEL");
        ged_wrong(reader, 1, "HEAD.CHAR",
                  "the file does not say an encoding we know; taken as %s",
                  page->name);
    }
    reader->counts->encoding = page->name;
    if (page->marks_first)
        return decode_ansel(reader, page, bytes, length, out, err);
    decode_page(reader, page, bytes, length, out);
    return kw_buffer_check(out, err);
}

enum kw_status ged_text_decode(struct ged_reader *reader, const char *bytes,
                               size_t length, struct kw_buffer *out,
                               struct kw_error *err)
{
    bool big = begins(bytes, length, "\xFE\xFF", 2);

    if (begins(bytes, length, "\xEF\xBB\xBF", 3)) {
        reader->counts->encoding = "UTF-8";
        decode_utf8(reader, bytes + 3, length - 3, out);
        return kw_buffer_check(out, err);
    }
    if (big || begins(bytes, length, "\xFF\xFE", 2)) {
        bytes += 2;
        length -= 2;
    } else if (begins(bytes, length, "\0000", 2)) {
        big = true;
    } else if (!begins(bytes, length, "0\000", 2)) {
        return decode_by_head(reader, bytes, length, out, err);
    }
    reader->counts->encoding = big ? "UTF-16BE" : "UTF-16LE";
    decode_utf16(reader, bytes, length, big, out);
    return kw_buffer_check(out, err);
}
