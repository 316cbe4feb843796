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

/* ---- writing ------------------------------------------------------- */

/* A row as `tie` has it. */
static void tell_column(const struct kw_feed *feed, size_t row, int which,
                        sqlite3_context *out)
{
    const struct kw_store *store = feed->store;
    const struct kw_waiting_tie *tie = &store->waiting[row];
    const char *bytes;
    uint64_t length;

    if (which < 2) {
        sqlite3_result_int64(out, which ? tie->other : tie->slot);
    } else if (!is_own(tie)) {
        sqlite3_result_int64(out, tie->said);
    } else if (tie->said == NOT_READ) {
        sqlite3_result_int(out, 0);
    } else {
        bytes = store->waiting_said.bytes + tie->said;
        memcpy(&length, bytes, sizeof length);
        sqlite3_result_blob64(out, bytes + sizeof length, length,
                              SQLITE_STATIC);
    }
}

/* Who was named and read in one transaction has two rows of their own:
 * the empty one goes. */
static size_t without_twins(struct kw_waiting_tie *ties, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!kept || !is_own(&ties[i]) || ties[kept - 1].slot != ties[i].slot)
            ties[kept++] = ties[i];
    return kept;
}

enum kw_status kw_waiting_flush(struct kw_store *store, struct kw_error *err)
{
    sqlite3_stmt *s;
    enum kw_status status = kw_sql(store, SQL_TIES_ADD, &s, err);

    if (store->waiting_count > 1)
        qsort(store->waiting, store->waiting_count, sizeof *store->waiting,
              by_row);
    store->waiting_ties.count =
        without_twins(store->waiting, store->waiting_count);
    if (status == KW_OK && store->waiting_count)
        status = kw_sql_run(store, s, err);
    if (status == KW_OK)
        status = kw_places_flush(store, err);
    kw_waiting_forget(store);
    return status;
}

void kw_waiting_forget(struct kw_store *store)
{
    store->waiting_count = 0;
    store->waiting_ties.count = 0;
    kw_buffer_clear(&store->waiting_said);
}

enum kw_status kw_waiting_register(struct kw_store *store, struct kw_error *err)
{
    store->waiting_ties = (struct kw_feed){
        "CREATE TABLE waiting(slot, other, said)", store, 0, tell_column};
    return kw_feed_register(store, "waiting_tie", &store->waiting_ties, err);
}
