/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counting, and every link once. Both walk all ties; counts by state come from
 * an index and touch no record.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- counts -------------------------------------------------------- */

static enum kw_status count_records(struct kw_store *store,
                                    struct kw_store_counts *out,
                                    struct kw_error *err)
{
    sqlite3_stmt *s;
    bool there;

    KW_TRY(kw_sql(store, SQL_RECORD_TALLY, &s, err));
    for (;;) {
        uint64_t count;
        int64_t oldest;
        int64_t newest;

        KW_TRY(kw_sql_row(store, s, &there, err));
        if (!there)
            return KW_OK;
        count = (uint64_t)sqlite3_column_int64(s, 1);
        switch (sqlite3_column_int(s, 0)) {
        case KW_PERSON:
            out->people = count;
            break;
        case KW_MISSING:
            out->missing = count;
            break;
        default:
            out->redirects = count;
        }
        out->statements += (uint64_t)sqlite3_column_int64(s, 2);
        oldest = sqlite3_column_int64(s, 3);
        newest = sqlite3_column_int64(s, 4);
        if (oldest && (!out->oldest_read_s || oldest < out->oldest_read_s))
            out->oldest_read_s = oldest;
        if (newest > out->newest_read_s)
            out->newest_read_s = newest;
    }
}

struct counting {
    struct kw_store *store;
    struct kw_store_counts *out;
};

static enum kw_status count_ends(void *arg, struct kw_id id,
                                 const struct kw_ends *ends,
                                 struct kw_error *err)
{
    struct counting *c = arg;
    bool named = false;
    enum kw_known known;

    for (size_t i = 0; i < ends->count; i++) {
        const struct kw_end *end = &ends->items[i];
        bool holds = kw_link_holds(&end->link);

        if (!holds)
            continue;
        if (end->group == GROUP_PARENT)
            c->out->links++;
        if ((end->group == GROUP_PARENT || end->group == GROUP_CHILD) &&
            kw_end_means_it(end))
            named = true;
        if (end->group == GROUP_PARTNER && kw_id_same(end->link.child, id))
            c->out->partnerships++;
    }
    if (ends->is_read || !named)
        return KW_OK;
    KW_TRY(kw_store_known(c->store, id, &known, err));
    if (known == KW_UNREAD)
        c->out->open++;
    return KW_OK;
}

enum kw_status kw_store_count(struct kw_store *store,
                              struct kw_store_counts *out, struct kw_error *err)
{
    struct counting c = {store, out};
    int64_t failed = 0;
    bool opened;
    enum kw_status status;

    memset(out, 0, sizeof *out);
    KW_TRY(kw_reading_begin(store, &opened, err));
    status = count_records(store, out, err);
    if (status == KW_OK)
        status =
            kw_sql_number(store, "SELECT count(*) FROM failed", &failed, err);
    if (status == KW_OK)
        status = kw_ties_each(store, TOUR_QUICK, count_ends, &c, err);
    kw_reading_end(store, opened);
    out->failed = (uint64_t)failed;
    return status;
}

/* ---- links --------------------------------------------------------- */

struct telling {
    kw_each_link each;
    void *arg;
    bool outranked;      /* those that do not hold, too */
    struct kw_ends mine; /* reused */
};

static int by_parent(const void *a, const void *b)
{
    const struct kw_end *x = a;
    const struct kw_end *y = b;

    if (!kw_id_same(x->link.parent, y->link.parent))
        return kw_id_compare(x->link.parent, y->link.parent);
    return (x->link.kind > y->link.kind) - (x->link.kind < y->link.kind);
}

static enum kw_status tell_links(void *arg, struct kw_id id,
                                 const struct kw_ends *ends,
                                 struct kw_error *err)
{
    struct telling *t = arg;

    t->mine.count = 0;
    for (size_t i = 0; i < ends->count; i++) {
        const struct kw_end *end = &ends->items[i];
        struct kw_end *grown;

        /* Seen from its child only; a tie with oneself stands there twice. */
        if (!kw_id_same(end->link.child, id) ||
            !kw_id_same(end->link.parent, end->other) ||
            end->group == GROUP_CHILD || end->group == GROUP_STEP_CHILD ||
            end->group == GROUP_RELATIVE_OF ||
            (!t->outranked && !kw_link_holds(&end->link)))
            continue;
        grown = kw_grow(t->mine.items, t->mine.count, &t->mine.capacity,
                        sizeof *grown);
        if (!grown)
            return kw_nomem(err);
        t->mine.items = grown;
        grown[t->mine.count++] = *end;
    }
    if (t->mine.count)
        qsort(t->mine.items, t->mine.count, sizeof *t->mine.items, by_parent);
    for (size_t i = 0; i < t->mine.count; i++)
        KW_TRY(t->each(t->arg, &t->mine.items[i].link, err));
    return KW_OK;
}

static enum kw_status tell_all(struct kw_store *store, enum kw_tour how,
                               struct telling *t, struct kw_error *err)
{
    bool opened;
    enum kw_status status;

    KW_TRY(kw_reading_begin(store, &opened, err));
    status = kw_ties_each(store, how, tell_links, t, err);
    kw_reading_end(store, opened);
    kw_ends_finish(&t->mine);
    return status;
}

enum kw_status kw_store_each_link(struct kw_store *store, kw_each_link each,
                                  void *arg, struct kw_error *err)
{
    struct telling t = {.each = each, .arg = arg};

    return tell_all(store, TOUR_BY_ID, &t, err);
}

enum kw_status kw_store_each_stated(struct kw_store *store, kw_each_link each,
                                    void *arg, struct kw_error *err)
{
    struct telling t = {.each = each, .arg = arg, .outranked = true};

    return tell_all(store, TOUR_BY_ID, &t, err);
}

enum kw_status kw_store_scan_stated(struct kw_store *store, kw_each_link each,
                                    void *arg, struct kw_error *err)
{
    struct telling t = {.each = each, .arg = arg, .outranked = true};

    return tell_all(store, TOUR_QUICK, &t, err);
}
