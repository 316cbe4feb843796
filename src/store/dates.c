/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates in one integer, in blobs and in columns.
 */
#include "codec.h"

enum { DATE_BITS = 15 };

/* ---- dates in one integer ------------------------------------------ */

int64_t kw_date_pack(struct kw_date date, bool *exact)
{
    int64_t limit = INT64_C(1) << 46;
    int64_t year = date.year > limit    ? limit
                   : date.year < -limit ? -limit
                                        : date.year;
    int64_t low = (int64_t)(date.calendar & 1) << 14 |
                  (int64_t)(date.circa & 1) << 13 |
                  (int64_t)(date.precision & 15) << 9 |
                  (int64_t)(date.month & 15) << 5 | (date.day & 31);

    *exact = year == date.year && !date.before && !date.after &&
             date.calendar <= 1 && date.circa <= 1 && date.precision <= 15 &&
             date.month <= 15 && date.day <= 31;
    return year * (1 << DATE_BITS) + low;
}

struct kw_date kw_date_unpack(int64_t packed)
{
    int64_t low = packed & ((1 << DATE_BITS) - 1);
    struct kw_date date = {0};

    date.year = (packed - low) / (1 << DATE_BITS);
    date.calendar = (uint8_t)(low >> 14 & 1);
    date.circa = (uint8_t)(low >> 13 & 1);
    date.precision = (uint8_t)(low >> 9 & 15);
    date.month = (uint8_t)(low >> 5 & 15);
    date.day = (uint8_t)(low & 31);
    return date;
}

/* ---- in blobs ------------------------------------------------------ */

void kw_date_put_parts(struct sink *out, const struct kw_date *date)
{
    put_number(out, zigzag(date->year));
    put_byte(out, date->month);
    put_byte(out, date->day);
    put_byte(out, date->precision);
    put_byte(out, date->calendar);
    put_byte(out, date->circa);
    put_number(out, date->before);
    put_number(out, date->after);
}

void kw_date_put(struct sink *out, const struct kw_date *date)
{
    bool exact;
    int64_t packed = kw_date_pack(*date, &exact);

    if (exact) {
        put_number(out, zigzag(packed) << 1);
    } else {
        put_number(out, 1);
        kw_date_put_parts(out, date);
    }
}

struct kw_date kw_date_take_parts(struct reader *in)
{
    struct kw_date date = {0};

    date.year = unzigzag(take_number(in));
    date.month = take_byte(in);
    date.day = take_byte(in);
    date.precision = take_byte(in);
    date.calendar = take_byte(in);
    date.circa = take_byte(in);
    date.before = (uint32_t)take_number(in);
    date.after = (uint32_t)take_number(in);
    if (date.month > 12 || date.day > 31 || date.precision > KW_DAY ||
        date.calendar > KW_JULIAN)
        in->bad = true;
    return date;
}

struct kw_date kw_date_take(struct reader *in)
{
    uint64_t number = take_number(in);

    if (number & 1)
        return kw_date_take_parts(in);
    return kw_date_unpack(unzigzag(number >> 1));
}

/* ---- in columns ---------------------------------------------------- */

void kw_date_bind(sqlite3_stmt *statement, int column, struct kw_date date)
{
    bool exact;
    int64_t packed = kw_date_pack(date, &exact);

    if (!kw_date_is_known(date)) {
        sqlite3_bind_null(statement, column);
    } else if (exact) {
        sqlite3_bind_int64(statement, column, packed);
    } else {
        struct kw_buffer bytes = {0};
        struct sink sink = {.to = &bytes};

        kw_date_put_parts(&sink, &date);
        sink_flush(&sink);
        sqlite3_bind_blob64(statement, column, bytes.bytes, bytes.length,
                            SQLITE_TRANSIENT);
        kw_buffer_finish(&bytes);
    }
}

struct kw_date kw_date_column(sqlite3_stmt *statement, int column)
{
    struct kw_date none = {0};
    struct reader in = {0};

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return kw_date_unpack(sqlite3_column_int64(statement, column));
    case SQLITE_BLOB:
        in.at = sqlite3_column_blob(statement, column);
        in.end = in.at + sqlite3_column_bytes(statement, column);
        none = kw_date_take_parts(&in);
        if (in.bad)
            memset(&none, 0, sizeof none);
        return none;
    default:
        return none;
    }
}
