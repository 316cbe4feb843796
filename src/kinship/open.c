/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ancestors who are named but were not read, and whether they could hold
 * anything nearer.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

bool kw_kinship_decided(uint32_t nearest, bool is_half, uint32_t from_open,
                        uint32_t to_open)
{
    uint32_t open = from_open < to_open ? from_open : to_open;

    /* Whoever is still unknown stands at least one generation above the
     * nearest unread ancestor; nobody need stand on the way down. */
    if (open == UINT32_MAX)
        return true;
    if (nearest == UINT32_MAX)
        return false;
    return is_half ? nearest <= open : nearest <= open + 1;
}

static bool is_open(const struct kw_people *people, uint32_t who)
{
    uint8_t known = kw_people_at(people, who)->known;

    return known == KW_UNREAD || known == KW_FAILED;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a;
    const uint32_t *y = b;

    return (*x > *y) - (*x < *y);
}

/* Walks up from one end, over all alternatives; those met for the first
 * time join room->met, whose new count is returned. */
static size_t look_up(const struct kw_kinship *k, uint32_t start, uint8_t end,
                      size_t met, uint32_t *nearest, uint32_t *unread)
{
    const struct lineage *blood = &k->blood;
    const struct cone_room *room = &k->room;
    uint32_t *away = room->away[0];
    size_t tail = 0;

    *nearest = *unread = UINT32_MAX;
    room->queue[tail++] = start;
    away[start] = 0;
    if (!room->ends[start])
        room->met[met++] = start;
    room->ends[start] |= end;
    for (size_t head = 0; head < tail; head++) {
        uint32_t who = room->queue[head];

        if (is_open(k->people, who) && *nearest == UINT32_MAX)
            *nearest = away[who];
        if (kw_people_at(k->people, who)->known == KW_UNREAD &&
            *unread == UINT32_MAX)
            *unread = away[who];
        for (uint32_t i = blood->starts[who]; i < blood->starts[who + 1]; i++) {
            uint32_t parent = blood->strands[i].parent;

            if (room->ends[parent] & end)
                continue;
            if (!room->ends[parent])
                room->met[met++] = parent;
            room->ends[parent] |= end;
            away[parent] = away[who] + 1;
            room->queue[tail++] = parent;
        }
    }
    return met;
}

enum kw_status kw_kinship_open(const struct kw_kinship *k, uint32_t from,
                               uint32_t to, struct kw_arena *arena,
                               struct kw_open *out, struct kw_error *err)
{
    const struct cone_room *room = &k->room;
    size_t met;
    size_t open = 0;

    memset(out, 0, sizeof *out);
    met = look_up(k, from, 1, 0, &out->from_nearest, &out->from_unread);
    met = look_up(k, to, 2, met, &out->to_nearest, &out->to_unread);
    for (size_t i = 0; i < met; i++) {
        room->ends[room->met[i]] = 0;
        open += is_open(k->people, room->met[i]);
    }
    out->members = kw_arena_zeroed(arena, open + 1, sizeof *out->members);
    if (!out->members)
        return kw_nomem(err);
    for (size_t i = 0; i < met; i++)
        if (is_open(k->people, room->met[i]))
            out->members[out->count++] = room->met[i];
    if (out->count)
        qsort(out->members, out->count, sizeof *out->members, by_number);
    return KW_OK;
}
