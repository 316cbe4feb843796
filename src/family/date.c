/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates as texts: read and written as Wikidata does, printed as people do.
 *
 * A date is never more exact than its precision: what lies below it is
 * padding and is thrown away on reading.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "date.h"

enum { YEAR_DIGITS_MAX = 16 };

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
    (void)kw_print(
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
                        ? kw_date_block(date)
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

const char *kw_precision_name(uint8_t precision)
{
    static const char *const NAMES[] = {NULL,
                                        "billion years",
                                        "100 million years",
                                        "10 million years",
                                        "million years",
                                        "100000 years",
                                        "10000 years",
                                        "millennium",
                                        "century",
                                        "decade",
                                        "year",
                                        "month",
                                        "day"};

    return NAMES[precision <= KW_DAY ? precision : KW_DAY];
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
        append_date(out, kw_date_moved(date, -(int64_t)date.before));
        append(out, " and ");
        append_date(out, kw_date_moved(date, (int64_t)date.after));
    } else {
        append_date(out, date);
    }
    if (date.calendar == KW_JULIAN && date.precision >= KW_DAY)
        append(out, " (Julian)");
    return out;
}
