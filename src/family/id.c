/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ids: QIDs read and written, and the table of GEDCOM xrefs.
 *
 * The table only grows: a row once given keeps its text, so an id made
 * from a row stays true. It is a list of texts and, over it, an open
 * addressed hash of row numbers + 1 (0: a free slot).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

struct kw_xrefs {
    struct kw_arena texts;
    const char **rows;
    size_t count;
    size_t capacity;
    size_t *slots;
    size_t slot_count; /* a power of two, or 0 */
};

/* ---- QIDs ---------------------------------------------------------- */

bool kw_qid_parse(const char *text, size_t length, struct kw_id *out)
{
    uint64_t number = 0;

    if (length < 2 || length > 11 || text[0] != 'Q' || text[1] == '0')
        return false;
    for (size_t i = 1; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text[i] - '0');
    }
    if (number > KW_QID_MAX)
        return false;
    *out = kw_qid(number);
    return true;
}

const char *kw_id_print(struct kw_id id, const struct kw_xrefs *xrefs,
                        char out[KW_ID_TEXT_BYTES])
{
    uint64_t row = id.bits & ~KW_ID_XREF;
    const char *text = NULL;

    if (!kw_id_is_xref(id)) {
        (void)kw_print(out, KW_ID_TEXT_BYTES, "Q%" PRIu64, id.bits);
        return out;
    }
    if (xrefs && row < xrefs->count)
        text = xrefs->rows[row];
    if (text)
        (void)kw_print(out, KW_ID_TEXT_BYTES, "%s", text);
    else
        (void)kw_print(out, KW_ID_TEXT_BYTES, "?%" PRIu64, row);
    return out;
}

/* ---- what may be an xref ------------------------------------------- */

/* The value of the valid character of `bytes` bytes at `text`. */
static uint32_t code_point(const char *text, size_t bytes)
{
    const unsigned char *at = (const unsigned char *)text;

    switch (bytes) {
    case 1:
        return at[0];
    case 2:
        return (at[0] & 0x1fU) << 6 | (at[1] & 0x3fU);
    case 3:
        return (at[0] & 0x0fU) << 12 | (at[1] & 0x3fU) << 6 | (at[2] & 0x3fU);
    default:
        return (at[0] & 0x07U) << 18 | (at[1] & 0x3fU) << 12 |
               (at[2] & 0x3fU) << 6 | (at[3] & 0x3fU);
    }
}

/* Controls, blanks, and marks that only turn or hide other characters. */
static bool is_printing(uint32_t c)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } NOT_PRINTING[] = {
        {0x00, 0x20},     {0x7f, 0xa0},        {0xad, 0xad},
        {0x1680, 0x1680}, {0x2000, 0x200f},    {0x2028, 0x202f},
        {0x205f, 0x206f}, {0x3000, 0x3000},    {0xfeff, 0xfeff},
        {0xfff0, 0xffff}, {0xe0000, 0x10ffff},
    };

    for (size_t i = 0; i < sizeof NOT_PRINTING / sizeof *NOT_PRINTING; i++)
        if (c >= NOT_PRINTING[i].first && c <= NOT_PRINTING[i].last)
            return false;
    return true;
}

static bool is_xref(const char *text, size_t length)
{
    struct kw_id ignored;

    if (length == 0 || length > KW_XREF_MAX_BYTES)
        return false;
    if (kw_qid_parse(text, length, &ignored))
        return false;
    for (size_t at = 0; at < length;) {
        size_t bytes = kw_utf8_length(text + at, length - at);

        if (bytes == 0 || !is_printing(code_point(text + at, bytes)))
            return false;
        at += bytes;
    }
    return true;
}

/* ---- the table ----------------------------------------------------- */

/* FNV-1a. */
static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < length; i++) {
        hash ^= (unsigned char)text[i];
        hash *= UINT64_C(1099511628211);
    }
    return hash;
}

/* The slot of `text`: the one that holds it, or the free one where it
 * belongs. There is always a free one. */
static size_t slot_of(const struct kw_xrefs *xrefs, const char *text,
                      size_t length)
{
    size_t mask = xrefs->slot_count - 1;
    size_t slot = (size_t)hash_of(text, length) & mask;

    while (xrefs->slots[slot]) {
        const char *row = xrefs->rows[xrefs->slots[slot] - 1];

        if (strlen(row) == length && memcmp(row, text, length) == 0)
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

/* Keeps at least half of the slots free. */
static enum kw_status make_room(struct kw_xrefs *xrefs, struct kw_error *err)
{
    size_t *old = xrefs->slots;
    size_t wanted = xrefs->slot_count ? xrefs->slot_count * 2 : 64;
    void *rows =
        kw_grow(xrefs->rows, xrefs->count, &xrefs->capacity, sizeof(char *));

    if (!rows)
        return kw_nomem(err);
    xrefs->rows = rows;
    if ((xrefs->count + 1) * 2 <= xrefs->slot_count)
        return KW_OK;
    xrefs->slots = calloc(wanted, sizeof *xrefs->slots);
    if (!xrefs->slots) {
        xrefs->slots = old;
        return kw_nomem(err);
    }
    xrefs->slot_count = wanted;
    for (size_t row = 0; row < xrefs->count; row++) {
        const char *text = xrefs->rows[row];

        xrefs->slots[slot_of(xrefs, text, strlen(text))] = row + 1;
    }
    free(old);
    return KW_OK;
}

enum kw_status kw_xrefs_create(struct kw_xrefs **out, struct kw_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? KW_OK : kw_nomem(err);
}

void kw_xrefs_destroy(struct kw_xrefs *xrefs)
{
    if (!xrefs)
        return;
    kw_arena_finish(&xrefs->texts);
    free(xrefs->rows);
    free(xrefs->slots);
    free(xrefs);
}

size_t kw_xrefs_count(const struct kw_xrefs *xrefs)
{
    return xrefs->count;
}

bool kw_xrefs_find(const struct kw_xrefs *xrefs, const char *text,
                   size_t length, struct kw_id *out)
{
    size_t slot;

    if (!xrefs->slot_count)
        return false;
    slot = slot_of(xrefs, text, length);
    if (!xrefs->slots[slot])
        return false;
    out->bits = KW_ID_XREF | (xrefs->slots[slot] - 1);
    return true;
}

enum kw_status kw_xrefs_intern(struct kw_xrefs *xrefs, const char *text,
                               size_t length, struct kw_id *out,
                               struct kw_error *err)
{
    char *copy;

    if (!is_xref(text, length))
        return kw_fail(err, KW_INPUT,
                       "an id must be a QID or 1 to %d printing bytes without "
                       "blanks",
                       KW_XREF_MAX_BYTES);
    if (kw_xrefs_find(xrefs, text, length, out))
        return KW_OK;
    KW_TRY(make_room(xrefs, err));
    copy = kw_arena_text(&xrefs->texts, text, length);
    if (!copy)
        return kw_nomem(err);
    xrefs->rows[xrefs->count] = copy;
    xrefs->slots[slot_of(xrefs, text, length)] = xrefs->count + 1;
    out->bits = KW_ID_XREF | xrefs->count;
    xrefs->count++;
    return KW_OK;
}

const char *kw_xrefs_text(const struct kw_xrefs *xrefs, size_t row)
{
    return row < xrefs->count ? xrefs->rows[row] : NULL;
}
