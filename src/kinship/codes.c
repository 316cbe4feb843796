/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codes for machines: the kin type, degrees of law, Ahnentafel numbers.
 */
#include <kinwalk/kinship.h>

#include <string.h>

uint32_t kw_civil_degree(uint32_t up, uint32_t down)
{
    return up + down;
}

uint32_t kw_canon_degree(uint32_t up, uint32_t down)
{
    return up > down ? up : down;
}

/* ---- kin types ----------------------------------------------------- */

/* Letters by sex: male, female, not known. */
static const char PARENTS[] = "FMP";
static const char SIBLINGS[] = "BZG";
static const char CHILDREN[] = "SDC";
static const char SPOUSES[] = "HWE";

static char letter(const char letters[4], enum kw_sex sex)
{
    return letters[sex == KW_MALE ? 0 : sex == KW_FEMALE ? 1 : 2];
}

static enum kw_sex sex_at(const struct kw_kin *kin, uint32_t step)
{
    return (enum kw_sex)kin->sexes[step];
}

void kw_kin_type(const struct kw_kin *kin, struct kw_buffer *out)
{
    uint32_t up = kin->up;
    uint32_t end = kin->up + kin->down;
    bool aside = kin->up && kin->down && kin->fullness == KW_FULL;

    if (kin->from_marriage)
        kw_buffer_char(out, letter(SPOUSES, sex_at(kin, 0)));
    for (uint32_t i = 1; i < up + !aside; i++)
        kw_buffer_char(out, letter(PARENTS, sex_at(kin, i)));
    if (aside)
        kw_buffer_char(out, letter(SIBLINGS, sex_at(kin, up + 1)));
    for (uint32_t i = up + 1 + aside; i <= end; i++)
        kw_buffer_char(out, letter(CHILDREN, sex_at(kin, i)));
    if (kin->to_marriage)
        kw_buffer_char(out, letter(SPOUSES, kin->to_sex));
}

/* ---- Ahnentafel numbers -------------------------------------------- */

/* Doubles the decimal number at the end of `out`, from `start` on, and
 * adds `one`. */
static void twice(struct kw_buffer *out, size_t start, bool one)
{
    unsigned carry = one;

    for (size_t i = out->length; i > start; i--) {
        unsigned digit = (unsigned)(out->bytes[i - 1] - '0') * 2 + carry;

        out->bytes[i - 1] = (char)('0' + digit % 10);
        carry = digit / 10;
    }
    if (!carry)
        return;
    kw_buffer_char(out, '0');
    if (out->trouble.status != KW_OK)
        return;
    memmove(out->bytes + start + 1, out->bytes + start,
            out->length - start - 1);
    out->bytes[start] = '1';
}

bool kw_ahnentafel(const uint8_t *sexes, uint32_t up, struct kw_buffer *out)
{
    size_t start;

    if (up > KW_AHNENTAFEL_UP_MAX)
        return false;
    for (uint32_t i = 1; i <= up; i++)
        if (sexes[i] != KW_MALE && sexes[i] != KW_FEMALE)
            return false;
    kw_buffer_char(out, '1');
    if (out->trouble.status != KW_OK)
        return false;
    start = out->length - 1;
    for (uint32_t i = 1; i <= up && out->trouble.status == KW_OK; i++)
        twice(out, start, sexes[i] == KW_FEMALE);
    return out->trouble.status == KW_OK;
}
