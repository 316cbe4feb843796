/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of a GEDCOM: quoting, long texts, xrefs and pointers.
 */
#include "gedcom.h"

#include <string.h>

const struct gedcom_dialect *gedcom_dialect_of(const struct writer *writer)
{
    return writer->own;
}

/* A longer line makes some programs stumble; 5.5.1 allows 255. */
enum { PIECE_BYTES = 200 };

/* 5.5.1 doubles every @, 7.0 only one that begins the line. */
static void write_payload(struct writer *writer, const char *text,
                          size_t length)
{
    bool all = !gedcom_dialect_of(writer)->seven;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '@' && (all || i == 0))
            kw_buffer_char(writer->out, '@');
        kw_buffer_char(writer->out, text[i]);
    }
}

void gedcom_line(struct writer *writer, int level, const char *tag,
                 const char *payload)
{
    kw_buffer_print(writer->out, "%d %s", level, tag);
    if (payload && *payload) {
        kw_buffer_char(writer->out, ' ');
        write_payload(writer, payload, strlen(payload));
    }
    kw_buffer_text(writer->out, "\r\n");
}

/* Where to cut: at most PIECE_BYTES, at a whole character, and not beside
 * a blank, which some readers strip. */
static size_t piece_of(const char *text)
{
    size_t length = strlen(text);
    size_t cut = PIECE_BYTES;

    if (length <= PIECE_BYTES)
        return length;
    while (cut > 1 && ((text[cut] & 0xc0) == 0x80 || text[cut] == ' ' ||
                       text[cut - 1] == ' '))
        cut--;
    return cut > 1 ? cut : PIECE_BYTES;
}

void gedcom_text(struct writer *writer, int level, const char *tag,
                 const char *text)
{
    bool first = true;

    if (gedcom_dialect_of(writer)->seven) {
        gedcom_line(writer, level, tag, text);
        return;
    }
    do {
        size_t piece = piece_of(text);

        kw_buffer_print(writer->out, "%d %s ", first ? level : level + 1,
                        first ? tag : "CONC");
        write_payload(writer, text, piece);
        kw_buffer_text(writer->out, "\r\n");
        text += piece;
        first = false;
    } while (*text);
}

/* Letters and digits as they are, anything else
 * spelled in hexadecimal behind "X_". People's xrefs hold no underscore
 * else, families' always do, so none is taken for another. */
enum kw_status gedcom_person_xref(struct writer *writer, struct kw_id id,
                                  struct kw_error *err)
{
    const char *text = writer_id(writer, id);

    if (!text)
        return kw_nomem(err);
    if (text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '\0') {
        kw_buffer_text(writer->out, text);
        return KW_OK;
    }
    kw_buffer_text(writer->out, "X_");
    for (; *text; text++)
        kw_buffer_print(writer->out, "%02X", (unsigned char)*text);
    return KW_OK;
}

/* QIDs by their number alone: 5.5.1 allows 20 characters. */
static enum kw_status write_half(struct writer *writer, struct kw_id id,
                                 struct kw_error *err)
{
    if (kw_id_is_none(id))
        return KW_OK;
    if (kw_id_is_xref(id)) {
        kw_buffer_char(writer->out, 'X');
        return gedcom_person_xref(writer, id, err);
    }
    kw_buffer_print(writer->out, "%llu", (unsigned long long)id.bits);
    return KW_OK;
}

enum kw_status gedcom_family_xref(struct writer *writer, struct couple couple,
                                  struct kw_error *err)
{
    kw_buffer_char(writer->out, 'F');
    KW_TRY(write_half(writer, couple.husband, err));
    kw_buffer_char(writer->out, '_');
    return write_half(writer, couple.wife, err);
}

enum kw_status gedcom_to_person(struct writer *writer, const char *tag,
                                struct kw_id id, struct kw_error *err)
{
    if (kw_id_is_none(id))
        return KW_OK;
    kw_buffer_print(writer->out, "1 %s @", tag);
    KW_TRY(gedcom_person_xref(writer, id, err));
    kw_buffer_text(writer->out, "@\r\n");
    return KW_OK;
}

enum kw_status gedcom_to_family(struct writer *writer, const char *tag,
                                struct couple couple, struct kw_error *err)
{
    kw_buffer_print(writer->out, "1 %s @", tag);
    KW_TRY(gedcom_family_xref(writer, couple, err));
    kw_buffer_text(writer->out, "@\r\n");
    return KW_OK;
}
