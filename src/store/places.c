/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Places: where the ties of an id lie in the file. Relatives are to lie
 * side by side, so that one page tells of many of those whom an answer
 * meets; ordered by QID, which come at random, everybody has a page of
 * their own.
 *
 * Places come in blocks, about a page each. Who is named for the first
 * time gets one in the block of whoever names them; once that is full a
 * new block begins. So a block holds the nearest relatives of one, then
 * theirs, until it is full. (Places simply counted up in the order of a
 * crawl would do half as well: a layer is read in the order of ids, so
 * parents of a couple are named at two ends of it.)
 *
 * A place is never given away twice, nor taken back but by a rollback, so
 * what was seen once may be remembered as long as the file is open. How
 * full blocks are may not: between transactions others write.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    PER_BLOCK = 16,
    KNOWN_MIN = 1 << 10,
    KNOWN_MAX = 1 << 18, /* 2 MiB */
    WINDOW = 8           /* of the table of those known */
};

/* ---- remembering --------------------------------------------------- */

/* A key and its place in one number; 0 is nobody's. What does not fit is
 * looked up every time. */
enum { PLACE_BITS = 30 };

static bool fits(int64_t key, int64_t place)
{
    return key > 0 && key < INT64_C(1) << (64 - PLACE_BITS) && place >= 0 &&
           place < INT64_C(1) << PLACE_BITS;
}

static uint64_t key_in(uint64_t known)
{
    return known >> PLACE_BITS;
}

/* Where `key` is, or may be put. Neighbouring keys land far apart. */
static uint64_t *look_for(const struct kw_places *p, uint64_t key)
{
    uint64_t mixed = key * UINT64_C(0x9E3779B97F4A7C15);
    uint64_t *window =
        p->known + ((size_t)(mixed >> 40) & (p->known_capacity - WINDOW));

    for (size_t i = 0; i < WINDOW; i++)
        if (!window[i] || key_in(window[i]) == key)
            return &window[i];
    return &window[key % WINDOW]; /* who was there is forgotten */
}

static void remember(struct kw_places *p, uint64_t known)
{
    uint64_t *entry = look_for(p, key_in(known));

    p->known_count += !*entry;
    *entry = known;
}

/* Without memory for more it remembers less. */
static void make_room(struct kw_places *p)
{
    struct kw_places larger = *p;

    larger.known_count = 0;
    larger.known_capacity = p->known ? 2 * p->known_capacity : KNOWN_MIN;
    larger.known = calloc(larger.known_capacity, sizeof *larger.known);
    if (!larger.known)
        return;
    for (size_t i = 0; p->known && i < p->known_capacity; i++)
        if (p->known[i])
            remember(&larger, p->known[i]);
    free(p->known);
    *p = larger;
}

void kw_place_note(struct kw_store *store, struct kw_id id, int64_t place)
{
    struct kw_places *p = &store->places;
    int64_t key = kw_key(id);

    if (!fits(key, place))
        return;
    if (!p->known || (p->known_count > p->known_capacity / 2 &&
                      p->known_capacity < KNOWN_MAX))
        make_room(p);
    if (p->known)
        remember(p, (uint64_t)key << PLACE_BITS | (uint64_t)place);
}

enum kw_status kw_place_find(struct kw_store *store, struct kw_id id,
                             int64_t *place, struct kw_error *err)
{
    struct kw_places *p = &store->places;
    uint64_t key = (uint64_t)kw_key(id);
    const uint64_t *known = p->known ? look_for(p, key) : NULL;
    const uint64_t *fresh;
    sqlite3_stmt *s;
    bool there;

    *place = -1;
    if (known && *known && key_in(*known) == key) {
        *place = (int64_t)(*known & ((UINT64_C(1) << PLACE_BITS) - 1));
        return KW_OK;
    }
    fresh = kw_map_get(&p->fresh, id.bits);
    if (fresh) {
        *place = (int64_t)*fresh;
    } else {
        KW_TRY(kw_sql(store, SQL_PLACE_OF, &s, err));
        sqlite3_bind_int64(s, 1, kw_key(id));
        KW_TRY(kw_sql_row(store, s, &there, err));
        if (!there)
            return KW_OK;
        *place = sqlite3_column_int64(s, 0);
        sqlite3_reset(s);
        if (*place < 0 || *place > PLACE_MAX)
            return kw_store_damaged(store, id, err);
    }
    kw_place_note(store, id, *place);
    return KW_OK;
}

/* ---- giving away --------------------------------------------------- */

/* The greatest place below `limit` that is on disk; -1: none. */
static enum kw_status last_below(struct kw_store *store, int64_t limit,
                                 int64_t *place, struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    *place = -1;
    KW_TRY(kw_sql(store, SQL_TIE_LAST, &s, err));
    sqlite3_bind_int64(s, 1, limit);
    KW_TRY(kw_sql_row(store, s, &there, err));
    if (!there)
        return KW_OK;
    *place = sqlite3_column_int64(s, 0) >> PLACE_SHIFT;
    sqlite3_reset(s);
    return KW_OK;
}

/* How many places of a block are taken. Those not yet on disk are in
 * `fills`. */
static enum kw_status fill_of(struct kw_store *store, int64_t block,
                              uint64_t *fill, struct kw_error *err)
{
    const uint64_t *known = kw_map_get(&store->places.fills, (uint64_t)block);
    int64_t last;

    if (known) {
        *fill = *known;
        return KW_OK;
    }
    KW_TRY(last_below(store, kw_slot((block + 1) * PER_BLOCK, GROUP_SELF),
                      &last, err));
    *fill =
        last < block * PER_BLOCK ? 0 : (uint64_t)(last - block * PER_BLOCK + 1);
    return KW_OK;
}

static enum kw_status new_block(struct kw_store *store, int64_t *block,
                                struct kw_error *err)
{
    struct kw_places *p = &store->places;
    int64_t last;

    if (p->next_block < 0) {
        KW_TRY(last_below(store, INT64_MAX, &last, err));
        p->next_block = last / PER_BLOCK + (last >= 0);
    }
    *block = p->next_block++;
    return KW_OK;
}

/* A place nobody has, near `near`. */
static enum kw_status choose(struct kw_store *store, int64_t near,
                             int64_t *place, struct kw_error *err)
{
    int64_t block = near < 0 ? -1 : near / PER_BLOCK;
    uint64_t fill = PER_BLOCK;

    if (block >= 0)
        KW_TRY(fill_of(store, block, &fill, err));
    if (fill >= PER_BLOCK) {
        KW_TRY(new_block(store, &block, err));
        fill = 0;
    }
    *place = block * PER_BLOCK + (int64_t)fill;
    return kw_map_put(&store->places.fills, (uint64_t)block, fill + 1, NULL,
                      err);
}

enum kw_status kw_place_take(struct kw_store *store, struct kw_id id,
                             int64_t *near, int64_t *place,
                             struct kw_error *err)
{
    struct kw_places *p = &store->places;
    struct kw_waiting_tie own = {0, kw_key(id), NOT_READ};
    struct kw_new_place *grown;

    KW_TRY(kw_place_find(store, id, place, err));
    if (*place >= 0)
        return KW_OK;
    /* What is written amid it would not know of this one. */
    KW_TRY(kw_waiting_room(store, err));
    KW_TRY(choose(store, *near, place, err));
    grown = kw_grow(p->waiting, p->waiting_count, &p->waiting_capacity,
                    sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    p->waiting = grown;
    KW_TRY(kw_map_put(&p->fresh, id.bits, (uint64_t)*place, NULL, err));
    grown[p->waiting_count].key = own.other;
    grown[p->waiting_count++].place = *place;
    own.slot = kw_slot(*place, GROUP_SELF);
    KW_TRY(kw_waiting_add(store, &own, err));
    kw_place_note(store, id, *place);
    *near = *place;
    return KW_OK;
}

/* ---- transactions -------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct kw_new_place *x = a;
    const struct kw_new_place *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static void clear_new(struct kw_places *p)
{
    p->waiting_count = 0;
    kw_map_clear(&p->fresh);
    kw_map_clear(&p->fills);
}

static void tell_column(const struct kw_feed *feed, size_t row, int which,
                        sqlite3_context *out)
{
    const struct kw_store *store = feed->store;
    const struct kw_new_place *new = &store->places.waiting[row];

    sqlite3_result_int64(out, which ? new->place : new->key);
}

enum kw_status kw_places_register(struct kw_store *store, struct kw_error *err)
{
    store->waiting_places = (struct kw_feed){"CREATE TABLE waiting(key, place)",
                                             store, 0, tell_column};
    return kw_feed_register(store, "waiting_place", &store->waiting_places,
                            err);
}

enum kw_status kw_places_flush(struct kw_store *store, struct kw_error *err)
{
    struct kw_places *p = &store->places;
    sqlite3_stmt *s;

    if (p->waiting_count > 1)
        qsort(p->waiting, p->waiting_count, sizeof *p->waiting, by_key);
    if (p->waiting_count) {
        KW_TRY(kw_sql(store, SQL_PLACES_ADD, &s, err));
        store->waiting_places.count = p->waiting_count;
        KW_TRY(kw_sql_run(store, s, err));
    }
    clear_new(p);
    return KW_OK;
}

void kw_places_begin(struct kw_store *store)
{
    clear_new(&store->places);
    store->places.next_block = -1;
}

void kw_places_forget(struct kw_store *store)
{
    struct kw_places *p = &store->places;

    kw_places_begin(store);
    if (p->known)
        memset(p->known, 0, p->known_capacity * sizeof *p->known);
    p->known_count = 0;
}

void kw_places_finish(struct kw_places *places)
{
    free(places->known);
    free(places->waiting);
    kw_map_finish(&places->fresh);
    kw_map_finish(&places->fills);
    memset(places, 0, sizeof *places);
}
