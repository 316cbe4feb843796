/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates as exports spell them.
 */
#include "writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *date_iso(struct kw_arena *arena, struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];
    const char *sign = date.year < 0 ? "-" : "";
    uint64_t year =
        date.year < 0 ? 0 - (uint64_t)date.year : (uint64_t)date.year;

    if (!kw_date_is_known(date))
        return NULL;
    if (date.precision >= KW_DAY)
        kw_print(text, sizeof text, "%s%04" PRIu64 "-%02u-%02u", sign, year,
                 (unsigned)date.month, (unsigned)date.day);
    else if (date.precision == KW_MONTH)
        kw_print(text, sizeof text, "%s%04" PRIu64 "-%02u", sign, year,
                 (unsigned)date.month);
    else
        kw_print(text, sizeof text, "%s%04" PRIu64, sign, year);
    return kw_arena_text(arena, text, strlen(text));
}

const char *date_calendar(struct kw_date date)
{
    if (!kw_date_is_known(date))
        return NULL;
    return date.calendar == KW_JULIAN ? "julian" : "gregorian";
}

const char *date_about(struct kw_arena *arena, struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];
    bool widened = date.before || date.after;

    if (!kw_date_is_known(date) || (!widened && !date.circa))
        return NULL;
    kw_print(text, sizeof text, "%s", date.circa ? "circa" : "");
    if (widened)
        kw_print(text, sizeof text, "%s-%" PRIu32 " +%" PRIu32,
                 date.circa ? "circa " : "", date.before, date.after);
    return kw_arena_text(arena, text, strlen(text));
}

/* Richards' algorithm (Explanatory Supplement to the Astronomical
 * Almanac, 3rd ed., 15.11), on days counted from 0 on. Days before are
 * moved up by whole cycles of 400 years (Gregorian) or 4 (Julian). */
void date_of_day(int64_t day, enum kw_calendar calendar, int64_t *year,
                 int *month, int *day_of_month)
{
    const int64_t cycle_days = calendar == KW_JULIAN ? 1461 : 146097;
    const int64_t cycle_years = calendar == KW_JULIAN ? 4 : 400;
    int64_t cycles = day < 0 ? (-day + cycle_days - 1) / cycle_days : 0;
    int64_t d = day + cycles * cycle_days;
    int64_t f = d + 1401;
    int64_t e;
    int64_t h;
    int64_t y;

    if (calendar == KW_GREGORIAN)
        f += (4 * d + 274277) / 146097 * 3 / 4 - 38;
    e = 4 * f + 3;
    h = 5 * (e % 1461 / 4) + 2;
    *day_of_month = (int)(h % 153 / 5 + 1);
    *month = (int)((h / 153 + 2) % 12 + 1);
    y = e / 1461 - 4716 + (14 - *month) / 12 - cycles * cycle_years;
    *year = y > 0 ? y : y - 1;
}

double date_decimal(int64_t day)
{
    /* 1 January of the year 1 began day 1721426 at midnight. */
    return 1.0 + (double)(day - 1721426) / 365.2425;
}
