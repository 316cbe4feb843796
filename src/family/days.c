/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Days: which of them a date may mean, and dates compared by them.
 *
 * Years are stated without a year 0; reckoning uses astronomical years,
 * where 1 BCE is 0. Day numbers are Julian day numbers: day 0 began on
 * 1 January 4713 BCE (Julian).
 *
 * Formulas: a year that begins in March has its leap day last, so the
 * days before a month are (153 m + 2) / 5 for March as m = 0; see
 * E. G. Richards, "Mapping Time", 1998, chapter 25.
 */
#include "date.h"

/* Years are held within this when days are reckoned, so that nothing
 * overflows: a thousand times the age of the world. */
#define YEAR_LIMIT INT64_C(10000000000000)

/* ---- days ---------------------------------------------------------- */

/* A calendar repeats itself after `years`, which are `days` long. */
static const struct {
    int64_t years;
    int64_t days;
    int64_t offset; /* the day number of 1 March of the year 0 */
} ERAS[] = {
    [KW_GREGORIAN] = {400, 146097, 1721120},
    [KW_JULIAN] = {4, 1461, 1721118},
};

static enum kw_calendar calendar_of(struct kw_date date)
{
    return date.calendar == KW_JULIAN ? KW_JULIAN : KW_GREGORIAN;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int64_t clamp(int64_t year)
{
    if (year > YEAR_LIMIT)
        return YEAR_LIMIT;
    return year < -YEAR_LIMIT ? -YEAR_LIMIT : year;
}

/* Between years as stated and astronomical ones. */
static int64_t astronomical(int64_t year)
{
    return year < 0 ? year + 1 : year;
}

static int64_t stated(int64_t year)
{
    return year <= 0 ? year - 1 : year;
}

/* `year` is astronomical, `month` from 1. */
static int64_t day_number(enum kw_calendar calendar, int64_t year,
                          int64_t month, int64_t day)
{
    int64_t from_march = month > 2 ? month - 3 : month + 9;
    int64_t era;
    int64_t of_era;

    year = clamp(year) - (month <= 2);
    era = floor_div(year, ERAS[calendar].years);
    of_era = year - era * ERAS[calendar].years;
    return era * ERAS[calendar].days + of_era * 365 + of_era / 4 -
           of_era / 100 + (153 * from_march + 2) / 5 + day - 1 +
           ERAS[calendar].offset;
}

static void day_to_date(int64_t number, struct kw_date *date)
{
    enum kw_calendar calendar = calendar_of(*date);
    int64_t since = number - ERAS[calendar].offset;
    int64_t era = floor_div(since, ERAS[calendar].days);
    int64_t of_era = since - era * ERAS[calendar].days;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t from_march = (5 * of_year + 2) / 153;
    int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;

    year += era * ERAS[calendar].years + (month <= 2);
    date->year = stated(year);
    date->month = (uint8_t)month;
    date->day = (uint8_t)(of_year - (153 * from_march + 2) / 5 + 1);
}

/* ---- units --------------------------------------------------------- */

/* Years in one unit of a precision; 0 for months and days. */
static int64_t years_in(unsigned precision)
{
    static const int64_t YEARS[] = {
        [KW_DATE_NONE] = 0,
        [KW_BILLION_YEARS] = 1000000000,
        [KW_BILLION_YEARS + 1] = 100000000,
        [KW_BILLION_YEARS + 2] = 10000000,
        [KW_BILLION_YEARS + 3] = 1000000,
        [KW_BILLION_YEARS + 4] = 100000,
        [KW_BILLION_YEARS + 5] = 10000,
        [KW_MILLENNIUM] = 1000,
        [KW_CENTURY] = 100,
        [KW_DECADE] = 10,
        [KW_YEAR] = 1,
    };

    return precision <= KW_YEAR ? YEARS[precision] : 0;
}

/* Decades, centuries and millennia are counted away from the turn of the
 * eras: 0 is the first of ours, -1 the last before. The 1840s begin with
 * 1840, but the 19th century with 1801. */
int64_t kw_date_block(struct kw_date date)
{
    int64_t years = years_in(date.precision);
    int64_t size = date.year < 0 ? -clamp(date.year) : clamp(date.year);
    int64_t block =
        date.precision == KW_DECADE ? size / years : (size - 1) / years;

    return date.year < 0 ? -1 - block : block;
}

/* First and last astronomical year of a block. */
static void block_years(int64_t block, unsigned precision, int64_t *first,
                        int64_t *last)
{
    int64_t years = years_in(precision);
    int64_t size = block < 0 ? -1 - block : block;
    int64_t low = precision == KW_DECADE ? size * years : size * years + 1;
    int64_t high = low + years - 1;

    if (low == 0)
        low = 1; /* there is no year 0 */
    *first = block < 0 ? 1 - high : low;
    *last = block < 0 ? 1 - low : high;
}

/* How far a date reaches beyond itself, in units of its precision. */
static int64_t reach(struct kw_date date, uint32_t widened)
{
    int64_t about = 0;

    if (date.circa)
        about = date.precision >= KW_YEAR ? 10 : 1;
    return (int64_t)widened + about;
}

static void year_span(struct kw_date date, int64_t before, int64_t after,
                      int64_t *first, int64_t *last)
{
    int64_t years = years_in(date.precision);
    int64_t year = astronomical(clamp(date.year));

    if (date.precision < KW_MILLENNIUM) {
        /* The digits are rounded: one unit either way. */
        *first = clamp(year - clamp((before + 1) * years));
        *last = clamp(year + clamp((after + 1) * years));
    } else if (date.precision < KW_YEAR) {
        int64_t ignored;

        block_years(clamp(kw_date_block(date) - before), date.precision, first,
                    &ignored);
        block_years(clamp(kw_date_block(date) + after), date.precision,
                    &ignored, last);
    } else {
        *first = year - before;
        *last = year + after;
    }
}

/* The last day of a month counted from January of the year 0. */
static int64_t month_end(enum kw_calendar calendar, int64_t month)
{
    month += 1;
    return day_number(calendar, floor_div(month, 12),
                      month - floor_div(month, 12) * 12 + 1, 1) -
           1;
}

static int64_t month_count(struct kw_date date)
{
    return astronomical(clamp(date.year)) * 12 + date.month - 1;
}

bool kw_date_days(struct kw_date date, int64_t *first, int64_t *last)
{
    enum kw_calendar calendar = calendar_of(date);
    int64_t before = reach(date, date.before);
    int64_t after = reach(date, date.after);

    if (!kw_date_is_known(date) || date.year == 0)
        return false;
    if (date.precision >= KW_DAY) {
        int64_t end = month_end(calendar, month_count(date));
        int64_t day = day_number(calendar, astronomical(clamp(date.year)),
                                 date.month, date.day);

        /* 31 June stands for the last of June. */
        day = day > end ? end : day;
        *first = day - before;
        *last = day + after;
    } else if (date.precision == KW_MONTH) {
        *first = month_end(calendar, month_count(date) - before - 1) + 1;
        *last = month_end(calendar, month_count(date) + after);
    } else {
        int64_t first_year;
        int64_t last_year;

        year_span(date, before, after, &first_year, &last_year);
        *first = day_number(calendar, first_year, 1, 1);
        *last = day_number(calendar, last_year, 12, 31);
    }
    return true;
}

struct kw_date kw_date_of_day(int64_t number, enum kw_calendar calendar)
{
    struct kw_date date = {.precision = KW_DAY, .calendar = (uint8_t)calendar};

    day_to_date(number, &date);
    return date;
}

int kw_date_compare(struct kw_date a, struct kw_date b)
{
    int64_t first_a;
    int64_t first_b;
    int64_t last_a;
    int64_t last_b;

    if (!kw_date_days(a, &first_a, &last_a) ||
        !kw_date_days(b, &first_b, &last_b))
        return 0;
    if (last_a < first_b)
        return -1;
    return first_a > last_b ? 1 : 0;
}

bool kw_date_year(struct kw_date date, int64_t *year)
{
    if (date.precision < KW_YEAR || date.year == 0 || date.before || date.after)
        return false;
    *year = date.year;
    return true;
}

struct kw_date kw_date_moved(struct kw_date date, int64_t units)
{
    int64_t years = years_in(date.precision);

    if (date.precision >= KW_DAY) {
        int64_t day =
            day_number(calendar_of(date), astronomical(clamp(date.year)),
                       date.month, date.day);

        day_to_date(day + units, &date);
    } else if (date.precision == KW_MONTH) {
        int64_t month = month_count(date) + units;

        date.year = stated(floor_div(month, 12));
        date.month = (uint8_t)(month - floor_div(month, 12) * 12 + 1);
    } else if (date.precision == KW_YEAR || date.precision < KW_MILLENNIUM) {
        date.year =
            stated(astronomical(clamp(date.year)) + clamp(units * years));
    } else {
        int64_t first;
        int64_t last;

        block_years(kw_date_block(date) + units, date.precision, &first, &last);
        date.year = stated(first);
    }
    return date;
}
