/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of ties that wait to be written, sorted, when they are enough or
 * when the transaction ends.
 *
 * QIDs come at random, so rows written as they come dirty a page each. In
 * the order of their keys those of one page come together.
 *
 * Who reads or changes rows of ties must find these there: kw_sql() writes
 * them before it gives out such a statement.
 */
#include "inside.h"

#include <stdlib.h>

/* 24 MiB, as much as SQLite keeps of the file. */
enum { WAITING_MAX = 1 << 20 };

static int by_row(const void *a, const void *b)
{
    const struct kw_waiting_tie *x = a;
    const struct kw_waiting_tie *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->other > y->other) - (x->other < y->other);
}

enum kw_status kw_waiting_add(struct kw_store *store,
                              const struct kw_waiting_tie *tie,
                              struct kw_error *err)
{
    struct kw_waiting_tie *grown;

    if (store->waiting_count == WAITING_MAX)
        KW_TRY(kw_waiting_flush(store, err));
    grown = kw_grow(store->waiting, store->waiting_count,
                    &store->waiting_capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    store->waiting = grown;
    grown[store->waiting_count++] = *tie;
    return KW_OK;
}

enum kw_status kw_waiting_flush(struct kw_store *store, struct kw_error *err)
{
    enum kw_status status = KW_OK;

    if (store->waiting_count > 1)
        qsort(store->waiting, store->waiting_count, sizeof *store->waiting,
              by_row);
    for (size_t i = 0; status == KW_OK && i < store->waiting_count; i++) {
        const struct kw_waiting_tie *tie = &store->waiting[i];
        sqlite3_stmt *s;

        status = kw_sql(store, SQL_TIE_ADD, &s, err);
        if (status != KW_OK)
            break;
        sqlite3_bind_int64(s, 1, tie->key);
        sqlite3_bind_int(s, 2, tie->group);
        sqlite3_bind_int64(s, 3, tie->other);
        sqlite3_bind_int64(s, 4, tie->said);
        status = kw_sql_run(store, s, err);
    }
    kw_waiting_forget(store);
    return status;
}

void kw_waiting_forget(struct kw_store *store)
{
    store->waiting_count = 0;
}
