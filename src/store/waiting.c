/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of ties that wait to be written, sorted, when they are enough or
 * when the transaction ends.
 *
 * People come in the order of their ids, so rows written as they come
 * dirty a page each. In the order of their slots those of one page come
 * together.
 *
 * Who reads or changes rows of ties must find these there: kw_sql() writes
 * them before it gives out such a statement.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* 24 MiB, as much as SQLite keeps of the file. */
enum { WAITING_MAX = 1 << 20 };

static bool is_own(const struct kw_waiting_tie *tie)
{
    return (tie->slot & (PLACE_SLOTS - 1)) == GROUP_SELF;
}

/* Of one's own rows the one that says something comes first. */
static int by_row(const void *a, const void *b)
{
    const struct kw_waiting_tie *x = a;
    const struct kw_waiting_tie *y = b;

    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    if (x->other != y->other)
        return x->other < y->other ? -1 : 1;
    return (x->said < y->said) - (x->said > y->said);
}

enum kw_status kw_waiting_room(struct kw_store *store, struct kw_error *err)
{
    struct kw_waiting_tie *grown;

    if (store->waiting_count == WAITING_MAX)
        KW_TRY(kw_waiting_flush(store, err));
    grown = kw_grow(store->waiting, store->waiting_count,
                    &store->waiting_capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    store->waiting = grown;
    return KW_OK;
}

enum kw_status kw_waiting_add(struct kw_store *store,
                              const struct kw_waiting_tie *tie,
                              struct kw_error *err)
{
    KW_TRY(kw_waiting_room(store, err));
    store->waiting[store->waiting_count++] = *tie;
    return KW_OK;
}

enum kw_status kw_waiting_add_own(struct kw_store *store, int64_t place,
                                  struct kw_id id, const struct kw_buffer *said,
                                  struct kw_error *err)
{
    struct kw_waiting_tie tie = {kw_slot(place, GROUP_SELF), kw_key(id), 0};
    uint64_t length = said->length;

    KW_TRY(kw_waiting_room(store, err));
    tie.said = (int64_t)store->waiting_said.length;
    kw_buffer_add(&store->waiting_said, &length, sizeof length);
    kw_buffer_add(&store->waiting_said, said->bytes, said->length);
    KW_TRY(kw_buffer_check(&store->waiting_said, err));
    return kw_waiting_add(store, &tie, err);
}

static enum kw_status write_row(struct kw_store *store,
                                const struct kw_waiting_tie *tie,
                                struct kw_error *err)
{
    bool has_bytes = is_own(tie) && tie->said != NOT_READ;
    sqlite3_stmt *s;

    KW_TRY(kw_sql(store, has_bytes ? SQL_SAID_PUT : SQL_TIE_ADD, &s, err));
    sqlite3_bind_int64(s, 1, tie->slot);
    sqlite3_bind_int64(s, 2, tie->other);
    if (has_bytes) {
        const char *bytes = store->waiting_said.bytes + tie->said;
        uint64_t length;

        memcpy(&length, bytes, sizeof length);
        sqlite3_bind_blob64(s, 3, bytes + sizeof length, length, SQLITE_STATIC);
    } else {
        sqlite3_bind_int64(s, 3, is_own(tie) ? 0 : tie->said);
    }
    return kw_sql_run(store, s, err);
}

enum kw_status kw_waiting_flush(struct kw_store *store, struct kw_error *err)
{
    enum kw_status status = KW_OK;

    if (store->waiting_count > 1)
        qsort(store->waiting, store->waiting_count, sizeof *store->waiting,
              by_row);
    for (size_t i = 0; status == KW_OK && i < store->waiting_count; i++) {
        const struct kw_waiting_tie *tie = &store->waiting[i];

        /* Named and read in one transaction. */
        if (!i || !is_own(tie) || tie[-1].slot != tie->slot)
            status = write_row(store, tie, err);
    }
    if (status == KW_OK)
        status = kw_places_flush(store, err);
    kw_waiting_forget(store);
    return status;
}

void kw_waiting_forget(struct kw_store *store)
{
    store->waiting_count = 0;
    kw_buffer_clear(&store->waiting_said);
}
