/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who was read, by id alone: for lists to choose from, and for questions
 * about the whole.
 */
#include "inside.h"

enum kw_status kw_store_between(struct kw_store *store, struct kw_id first,
                                struct kw_id last, struct kw_id *out,
                                size_t room, size_t *count,
                                struct kw_error *err)
{
    sqlite3_stmt *s;
    enum kw_status status = KW_OK;

    *count = 0;
    KW_TRY(kw_sql(store, SQL_RECORD_EACH, &s, err));
    sqlite3_bind_int64(s, 1, kw_key(first) - 1);
    while (*count < room) {
        bool there;
        int64_t key;

        status = kw_sql_row(store, s, &there, err);
        if (status != KW_OK || !there)
            break;
        key = sqlite3_column_int64(s, 0);
        if (key > kw_key(last))
            break;
        if (sqlite3_column_int(s, 1) == KW_PERSON)
            out[(*count)++] = kw_key_id(key);
    }
    sqlite3_reset(s);
    return status;
}

enum kw_status kw_store_each_id(struct kw_store *store, kw_each_id each,
                                void *arg, struct kw_error *err)
{
    sqlite3_stmt *s;
    enum kw_status status;

    KW_TRY(kw_sql(store, SQL_RECORD_IDS, &s, err));
    for (;;) {
        bool there;

        status = kw_sql_row(store, s, &there, err);
        if (status != KW_OK || !there)
            break;
        status = each(arg, kw_key_id(sqlite3_column_int64(s, 0)), err);
        if (status != KW_OK)
            break;
    }
    sqlite3_reset(s);
    return status;
}
