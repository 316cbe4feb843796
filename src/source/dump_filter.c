/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which lines of a dump are worth reading: a quick look that is never
 * wrong when it says no.
 *
 * A statement about a relative stands under a key such as "P22". Spelled
 * plainly, that key is a quote, a P, digits and a quote; this is looked
 * for. Spelled with escapes, either the P is \u0050, which is looked for
 * too, or a backslash follows the P, which counts as found.
 */
#include <string.h>

#include <kinwalk/source.h>

enum { BLOCK_BYTES = 64, DIGITS_MAX = 5, SET_BITS = 16384 };

/* The numbers of properties about relatives. */
struct family_set {
    uint64_t bits[SET_BITS / 64];
    bool has_larger; /* one does not fit: every larger number counts */
};

static void fill_set(struct family_set *set)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);

    memset(set, 0, sizeof *set);
    for (size_t i = 0; i < count; i++) {
        unsigned number = (unsigned)table[i].property;

        if (!table[i].is_statement || table[i].direction == KW_TO_NONE)
            continue;
        if (number < SET_BITS)
            set->bits[number / 64] |= UINT64_C(1) << (number % 64);
        else
            set->has_larger = true;
    }
}

/* Is what follows a quote and a P, up to `end`, such a key? */
static bool is_family_key(const struct family_set *set, const char *at,
                          const char *end)
{
    unsigned number = 0;

    for (int i = 0; at < end; at++, i++) {
        if (*at == '\\')
            return true;
        if (*at == '"')
            break;
        if (*at < '0' || *at > '9' || i == DIGITS_MAX)
            return false;
        number = number * 10 + (unsigned)(*at - '0');
    }
    if (number >= SET_BITS)
        return set->has_larger;
    return set->bits[number / 64] >> (number % 64) & 1;
}

static bool has_plain_key(const char *line, size_t length)
{
    const char *end = line + length;
    struct family_set set;

    fill_set(&set);
    for (const char *at = line; at < end; at++) {
        at = memchr(at, 'P', (size_t)(end - at));
        if (!at)
            return false;
        if (at > line && at[-1] == '"' && is_family_key(&set, at + 1, end))
            return true;
    }
    return false;
}

/* \u0050 is P. Whole blocks are compared without a branch in between, so
 * that compilers make vectors of it. */
static bool has_escaped_p(const char *line, size_t length)
{
    static const char P[] = "\\u0050";
    const size_t p_bytes = sizeof P - 1;
    size_t at = 0;

    for (; at + BLOCK_BYTES + p_bytes <= length; at += BLOCK_BYTES) {
        const char *block = line + at;
        unsigned char any = 0;

        for (size_t i = 0; i < BLOCK_BYTES; i++)
            any |=
                (unsigned char)((block[i] == '\\') & (block[i + 3] == '0') &
                                (block[i + 4] == '5') & (block[i + 5] == '0'));
        for (size_t i = 0; any && i < BLOCK_BYTES; i++)
            if (memcmp(block + i, P, p_bytes) == 0)
                return true;
    }
    for (; at + p_bytes <= length; at++)
        if (memcmp(line + at, P, p_bytes) == 0)
            return true;
    return false;
}

bool kw_dump_may_have_family(const char *line, size_t length)
{
    return has_plain_key(line, length) || has_escaped_p(line, length);
}
