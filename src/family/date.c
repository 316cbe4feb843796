/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates: read, written, printed, and compared as intervals of days.
 *
 * A date is never more exact than its precision: what lies below it is
 * padding and is thrown away on reading. Years are stated without a year
 * 0; reckoning uses astronomical years, where 1 BCE is 0.
 *
 * Day numbers are Julian day numbers: day 0 began on 1 January 4713 BCE
 * (Julian). Formulas: a year that begins in March has its leap day last,
 * so the days before a month are (153 m + 2) / 5 for March as m = 0; see
 * E. G. Richards, "Mapping Time", 1998, chapter 25.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <kinwalk/family.h>

/* Years are held within this when days are reckoned, so that nothing
 * overflows: a thousand times the age of the world. */
#define YEAR_LIMIT INT64_C(10000000000000)

enum { YEAR_DIGITS_MAX = 16 };

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
static int64_t block_of(struct kw_date date)
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

        block_years(clamp(block_of(date) - before), date.precision, first,
                    &ignored);
        block_years(clamp(block_of(date) + after), date.precision, &ignored,
                    last);
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

/* ---- reading and writing ------------------------------------------- */

/* `count` digits at `text`; -1 if they are not all digits. */
static int64_t digits(const char *text, size_t count)
{
    int64_t number = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* Does `text` match "-00-00T00:00:00Z", 0 standing for any digit? */
static bool has_tail(const char *text, size_t length)
{
    static const char FORM[] = "-00-00T00:00:00Z";

    if (length != sizeof FORM - 1)
        return false;
    for (size_t i = 0; i < length; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';

        if (FORM[i] == '0' ? !is_digit : text[i] != FORM[i])
            return false;
    }
    return true;
}

bool kw_date_parse(const char *text, size_t length, int precision,
                   enum kw_calendar calendar, struct kw_date *out)
{
    struct kw_date date = {0};
    size_t at = 1;
    size_t start;
    int64_t month;
    int64_t day;

    if (length < 2 || (text[0] != '+' && text[0] != '-') || precision < 0 ||
        precision > KW_DAY - 1)
        return false;
    while (at < length && text[at] == '0')
        at++;
    start = at;
    while (at < length && text[at] >= '0' && text[at] <= '9')
        at++;
    if (at == start || at - start > YEAR_DIGITS_MAX ||
        !has_tail(text + at, length - at))
        return false;
    date.year = digits(text + start, at - start);
    if (text[0] == '-')
        date.year = -date.year;
    month = digits(text + at + 1, 2);
    day = digits(text + at + 4, 2);
    if (month > 12 || day > 31)
        return false;
    date.precision = (uint8_t)(precision + 1);
    date.calendar = (uint8_t)calendar;
    /* A precision that its digits do not bear out is not believed. */
    if (date.precision == KW_DAY && day == 0)
        date.precision = KW_MONTH;
    if (date.precision == KW_MONTH && month == 0)
        date.precision = KW_YEAR;
    if (date.precision == KW_DAY && month == 0)
        date.precision = KW_YEAR;
    if (date.precision >= KW_MONTH)
        date.month = (uint8_t)month;
    if (date.precision >= KW_DAY)
        date.day = (uint8_t)day;
    *out = date;
    return true;
}

static uint64_t year_size(int64_t year)
{
    return year < 0 ? (uint64_t)0 - (uint64_t)year : (uint64_t)year;
}

const char *kw_date_stamp(struct kw_date date, char out[KW_DATE_TEXT_BYTES])
{
    (void)snprintf(
        out, KW_DATE_TEXT_BYTES, "%c%04" PRIu64 "-%02u-%02uT00:00:00Z",
        date.year < 0 ? '-' : '+', year_size(date.year), date.month, date.day);
    return out;
}

/* ---- as people write it -------------------------------------------- */

static const char *const MONTHS[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

static const char *ordinal_end(uint64_t number)
{
    if (number % 100 >= 11 && number % 100 <= 13)
        return "th";
    switch (number % 10) {
    case 1:
        return "st";
    case 2:
        return "nd";
    case 3:
        return "rd";
    default:
        return "th";
    }
}

/* Appends to a text of KW_DATE_TEXT_BYTES bytes; cuts what is too long,
 * which only absurd years are. */
static void append(char *out, const char *text)
{
    size_t length = strlen(out);

    (void)snprintf(out + length, KW_DATE_TEXT_BYTES - length, "%s", text);
}

static void append_number(char *out, uint64_t number)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    append(out, text);
}

static void append_date(char *out, struct kw_date date)
{
    int64_t block = date.precision >= KW_MILLENNIUM && date.precision < KW_YEAR
                        ? block_of(date)
                        : 0;
    uint64_t place = block < 0 ? (uint64_t)(-1 - block) : (uint64_t)block;

    if (date.precision >= KW_DAY) {
        append_number(out, date.day);
        append(out, " ");
    }
    if (date.precision >= KW_MONTH && date.month >= 1 && date.month <= 12) {
        append(out, MONTHS[date.month - 1]);
        append(out, " ");
    }
    if (date.precision >= KW_YEAR) {
        append_number(out, year_size(date.year));
    } else if (date.precision == KW_DECADE) {
        append_number(out, place * 10);
        append(out, "s");
    } else if (date.precision >= KW_MILLENNIUM) {
        append_number(out, place + 1);
        append(out, ordinal_end(place + 1));
        append(out, date.precision == KW_CENTURY ? " century" : " millennium");
    } else {
        append(out, "about ");
        append_number(out, year_size(date.year));
    }
    if (date.year < 0)
        append(out, " BCE");
}

/* `date` moved by so many units of its precision. */
static struct kw_date moved(struct kw_date date, int64_t units)
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

        block_years(block_of(date) + units, date.precision, &first, &last);
        date.year = stated(first);
    }
    return date;
}

const char *kw_date_print(struct kw_date date, char out[KW_DATE_TEXT_BYTES])
{
    out[0] = '\0';
    if (!kw_date_is_known(date) || date.year == 0)
        return out;
    if (date.circa)
        append(out, "c. ");
    if (date.before || date.after) {
        append(out, "between ");
        append_date(out, moved(date, -(int64_t)date.before));
        append(out, " and ");
        append_date(out, moved(date, (int64_t)date.after));
    } else {
        append_date(out, date);
    }
    if (date.calendar == KW_JULIAN && date.precision >= KW_DAY)
        append(out, " (Julian)");
    return out;
}
