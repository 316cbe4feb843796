/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codes of languages: which are wanted, and which comes first.
 */
#include "walk.h"

/* By lengths, for in bytes that nobody validated a code may hold NULs. */
static bool is(const struct kw_slice *slice, const char *text)
{
    return strlen(text) == slice->length &&
           memcmp(text, slice->text, slice->length) == 0;
}

/* Is the slice the language `asked`, or a base of it? */
static bool is_base(const struct kw_slice *slice, const char *asked)
{
    if (asked[0] != slice->text[0] || strlen(asked) < slice->length ||
        memcmp(asked, slice->text, slice->length) != 0)
        return false;
    return asked[slice->length] == '\0' ||
           (asked[slice->length] == '-' && KW_RULE(LANGUAGE_BASE));
}

uint32_t kw_walk_letters(const char *const *langs)
{
    uint32_t letters = kw_walk_letter('e') | kw_walk_letter('m');

    for (; langs && *langs; langs++)
        letters |= kw_walk_letter(**langs);
    return letters;
}

bool kw_walk_is_asked(const struct kw_walk *walk, const struct kw_slice *slice)
{
    if ((is(slice, "en") || is(slice, "mul")) && KW_RULE(LANGUAGE_ALWAYS))
        return true;
    for (const char *const *asked = walk->shop->langs; *asked; asked++)
        if (is_base(slice, *asked))
            return true;
    return false;
}

bool kw_walk_is_smaller(const struct kw_slice *a, const struct kw_slice *b)
{
    size_t length = a->length < b->length ? a->length : b->length;
    int order;

    /* Neither is empty. */
    if (a->text[0] != b->text[0])
        return (unsigned char)a->text[0] < (unsigned char)b->text[0];
    order = memcmp(a->text, b->text, length);
    if (order == 0 && a->length == b->length)
        return !KW_RULE(SMALLEST_FIRST);
    return order < 0 || (order == 0 && a->length < b->length);
}
