/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One view of the file for several questions about the same people: a
 * transaction to read in, and the ties that were read in it.
 */
#include "ties.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kept {
    size_t first; /* in `ties` */
    size_t count;
    bool is_read;
    uint8_t sex;
};

struct kw_held {
    struct kw_map places; /* id to index in `people` */
    struct kept *people;
    size_t count;
    size_t capacity;
    struct tie *ties;
    size_t tie_count;
    size_t tie_capacity;
};

/* What is kept need not be kept as pages, too. */
enum kw_status kw_store_hold(struct kw_store *store, struct kw_error *err)
{
    bool opened;

    if (store->held || !sqlite3_get_autocommit(store->db))
        return KW_OK; /* amid writing nothing may be kept */
    KW_TRY(
        kw_sql_number(store, "PRAGMA cache_size", &store->pages_before, err));
    KW_TRY(kw_sql_text(store, "PRAGMA cache_size = -8192;", err));
    KW_TRY(kw_reading_begin(store, &opened, err));
    store->held = calloc(1, sizeof *store->held);
    if (store->held)
        return KW_OK;
    kw_reading_end(store, opened);
    return kw_nomem(err);
}

void kw_store_release(struct kw_store *store)
{
    struct kw_held *held = store->held;
    char sql[64];

    if (!held)
        return;
    kw_map_finish(&held->places);
    free(held->people);
    free(held->ties);
    free(held);
    store->held = NULL;
    kw_reading_end(store, true);
    snprintf(sql, sizeof sql, "PRAGMA cache_size = %lld;",
             (long long)store->pages_before);
    (void)kw_sql_text(store, sql, NULL);
}

bool kw_held_ties(const struct kw_store *store, struct kw_id id,
                  const struct tie **ties, size_t *count, bool *is_read,
                  uint8_t *sex)
{
    const uint64_t *place =
        store->held ? kw_map_get(&store->held->places, id.bits) : NULL;
    const struct kept *kept;

    if (!place)
        return false;
    kept = &store->held->people[*place];
    *ties = store->held->ties + kept->first;
    *count = kept->count;
    *is_read = kept->is_read;
    *sex = kept->sex;
    return true;
}

/* Room for `more` ties; false: no memory. */
static bool make_room(struct kw_held *held, size_t more)
{
    size_t capacity = held->tie_capacity ? held->tie_capacity : 256;
    struct tie *grown;

    while (capacity - held->tie_count < more)
        capacity *= 2;
    if (capacity == held->tie_capacity)
        return true;
    grown = realloc(held->ties, capacity * sizeof *grown);
    if (!grown)
        return false;
    held->ties = grown;
    held->tie_capacity = capacity;
    return true;
}

enum kw_status kw_held_keep(struct kw_store *store, struct kw_id id,
                            const struct kw_tie_list *ties, bool is_read,
                            uint8_t sex, struct kw_error *err)
{
    struct kw_held *held = store->held;
    struct kept *grown;

    if (!held)
        return KW_OK;
    grown = kw_grow(held->people, held->count, &held->capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    held->people = grown;
    if (!make_room(held, ties->count))
        return kw_nomem(err);
    if (ties->count)
        memcpy(held->ties + held->tie_count, ties->items,
               ties->count * sizeof *ties->items);
    grown[held->count].first = held->tie_count;
    grown[held->count].count = ties->count;
    grown[held->count].is_read = is_read;
    grown[held->count].sex = sex;
    KW_TRY(kw_map_put(&held->places, id.bits, held->count, NULL, err));
    held->tie_count += ties->count;
    held->count++;
    return KW_OK;
}

size_t kw_held_without(const struct kw_store *store, struct kw_id *ids,
                       size_t count)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++)
        if (!store->held || !kw_map_has(&store->held->places, ids[i].bits))
            ids[left++] = ids[i];
    return left;
}
