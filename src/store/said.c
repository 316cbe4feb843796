/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person says of others as bytes, and back; and lists of ties.
 */
#include "ties.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"

void kw_tie_list_finish(struct kw_tie_list *list)
{
    free(list->items);
    memset(list, 0, sizeof *list);
}

enum kw_status kw_tie_add(struct kw_tie_list *list, struct tie tie,
                          struct kw_error *err)
{
    struct tie *grown =
        kw_grow(list->items, list->count, &list->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    list->items = grown;
    grown[list->count++] = tie;
    return KW_OK;
}

/* ---- the bytes ----------------------------------------------------- */

/* The first byte of a saying, beside kind and standing. */
enum { FROM_ABOVE = 1 << 6, MORE_FOLLOWS = 1 << 7, PLAIN = 63 };

void kw_said_write(const struct saying *sayings, size_t count, int64_t place,
                   struct kw_buffer *to)
{
    struct sink out = {.to = to};

    for (size_t i = 0; i < count; i++) {
        const struct saying *s = &sayings[i];
        int64_t before =
            i && sayings[i - 1].group == s->group ? sayings[i - 1].other : 0;
        unsigned more = (unsigned)s->said >> ROLE_AT;
        bool from_above = kw_group_of(s->said & 15) != s->group;

        put_byte(&out, (s->said & PLAIN) | (from_above ? FROM_ABOVE : 0u) |
                           (more ? MORE_FOLLOWS : 0u));
        if (more)
            put_byte(&out, more);
        put_number(&out, (uint64_t)(s->other - before));
        if (place >= 0)
            put_number(&out, zigzag(s->place - place));
    }
    sink_flush(&out);
}

/* A saying without its other; false if there is no such one. */
static bool take_saying(struct reader *in, struct tie *tie)
{
    unsigned first = take_byte(in);
    unsigned more = first & MORE_FOLLOWS ? take_byte(in) : 0;
    uint8_t kind = first & 15;
    enum kw_group group = kw_group_of(kind);

    if (first & FROM_ABOVE)
        group = kw_group_inverse(group);
    if (in->bad || !kind || kind > KW_LINK_RELATIVE ||
        !(first >> STANDING_AT & 3) || more > SAID_MASK >> ROLE_AT ||
        group < (enum kw_group)tie->group)
        return false;
    if (group != (enum kw_group)tie->group)
        tie->other = 0;
    tie->group = (uint8_t)group;
    tie->said = (first & PLAIN) | more << ROLE_AT;
    return true;
}

/* The place so far from `place`; false if there can be none. */
static bool take_place(struct reader *in, int64_t place, int64_t *out)
{
    int64_t step = unzigzag(take_number(in));

    if (in->bad || step < -place || step > PLACE_MAX - place)
        return false;
    *out = place + step;
    return true;
}

enum kw_status kw_said_read(const struct kw_store *store, struct kw_id id,
                            int64_t place, const void *bytes, size_t length,
                            struct kw_tie_list *out, struct kw_error *err)
{
    struct reader in = {.at = bytes};
    struct tie tie = {0};

    out->count = 0;
    if (!length)
        return KW_OK;
    in.end = in.at + length;
    while (in.at < in.end) {
        uint64_t step;

        if (!take_saying(&in, &tie))
            return kw_store_damaged(store, id, err);
        step = take_number(&in);
        if (in.bad || step > INT64_MAX || (int64_t)step > INT64_MAX - tie.other)
            return kw_store_damaged(store, id, err);
        tie.other += (int64_t)step;
        if (place >= 0 && !take_place(&in, place, &tie.place))
            return kw_store_damaged(store, id, err);
        KW_TRY(kw_tie_add(out, tie, err));
    }
    return KW_OK;
}
