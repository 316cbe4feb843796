/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records as bytes and back. bytes.h tells what a number is.
 *
 * claims:    facts, count, statement*
 *   facts:   a byte (1: birth follows, 2: death follows), then those dates
 *            that the columns cannot hold exactly
 *   statement: property, byte a, byte b, [id], [value], [references - 7],
 *            [qualifier count, qualifier*]
 *     a:     snak (2 bits), preferred (1), best (1), role (3), qualified (1)
 *     b:     form of the id (3), type of the value (2), references (3; 7:
 *            seven or more, the rest follows)
 *   qualifier: property, byte snak | type << 2, [value]
 *   value:   an item is its key; a date is a packed one, doubled, or with
 *            the lowest bit set and its parts; a text is its length, its
 *            bytes and a NUL
 * texts:     three times (labels, descriptions, aliases): count, then so
 *            often language NUL text NUL
 *
 * Statement ids of Wikidata, "Q42$" and a UUID, take 16 bytes.
 */
#ifndef KINWALK_STORE_CODEC_H
#define KINWALK_STORE_CODEC_H

#include "bytes.h"
#include "inside.h"

enum { REFERENCES_INLINE = 7 };

/* Forms of statement ids: who stands before the dollar, in which case,
 * and the case of the hex digits. */
enum form {
    FORM_NONE = 0,
    FORM_TEXT,
    FORM_OWN,           /* Q, upper */
    FORM_OWN_LOWER_HEX, /* Q, lower */
    FORM_OWN_LOWER_Q,   /* q, upper */
    FORM_OWN_LOWER,     /* q, lower */
    FORM_OTHER          /* byte: form - FORM_OWN; then the QID */
};

enum { UUID_BYTES = 16, UUID_TEXT = 36 };

/* A date as a value, and taken apart (dates.c). */
void kw_date_put(struct sink *out, const struct kw_date *date);
void kw_date_put_parts(struct sink *out, const struct kw_date *date);
struct kw_date kw_date_take(struct reader *in);
struct kw_date kw_date_take_parts(struct reader *in);

#endif
