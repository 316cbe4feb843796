/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The French Republican and the Hebrew calendar, as days.
 *
 * French: years of twelve months of 30 days and 5 or 6 days behind them;
 * year 1 began on 22 September 1792; the years 3, 7 and 11 had the sixth
 * day. After the year 14 nobody counted so.
 *
 * Hebrew: the arithmetic of E. M. Reingold and N. Dershowitz,
 * "Calendrical Calculations", 4th edition, chapter 8: months counted from
 * the new moon of the year 1, the new year moved by the postponements.
 */
#include "ged.h"

#include <strings.h>

/* ---- French -------------------------------------------------------- */

static bool french_days(int64_t year, int month, int day, int64_t *first,
                        int64_t *last)
{
    const int64_t before_first = 2375840; /* 22 September 1792 */
    int64_t start = before_first + (year - 1) * 365 + year / 4;
    int in_last = year % 4 == 3 ? 6 : 5;

    if (year < 1 || year > 14 || day > (month == 13 ? in_last : 30))
        return false;
    if (!month) {
        *first = start;
        *last = start + 360 + in_last - 1;
        return true;
    }
    *first = start + (month - 1) * 30 + (day ? day - 1 : 0);
    *last = day ? *first : *first + (month == 13 ? in_last : 30) - 1;
    return true;
}

/* ---- Hebrew -------------------------------------------------------- */

/* Days from the epoch to the new year, before the year's own length
 * moves it. */
static int64_t elapsed_days(int64_t year)
{
    int64_t months = (235 * year - 234) / 19;
    int64_t parts = 12084 + 13753 * months;
    int64_t day = 29 * months + parts / 25920;

    return 3 * (day + 1) % 7 < 3 ? day + 1 : day;
}

static int64_t new_year(int64_t year)
{
    const int64_t epoch = 347998; /* Julian day of 1 Tishri of the year 1 */
    int64_t before = elapsed_days(year - 1);
    int64_t at = elapsed_days(year);
    int64_t after = elapsed_days(year + 1);

    if (after - at == 356)
        at += 2;
    else if (at - before == 382)
        at += 1;
    return epoch + at;
}

/* Months in the order of the codes: Tishri 1 ... Adar 6, Adar II 7,
 * Nisan 8 ... Elul 13. Years without a second Adar give it no days. */
static int month_length(int64_t year, int month)
{
    int64_t length = new_year(year + 1) - new_year(year);
    bool leap = length > 380;

    switch (month) {
    case 2: /* Heshvan has 30 days in complete years */
        return length % 10 == 5 ? 30 : 29;
    case 3: /* Kislev 29 in deficient ones */
        return length % 10 == 3 ? 29 : 30;
    case 6:
        return leap ? 30 : 29;
    case 7:
        return leap ? 29 : 0;
    case 4:
    case 9:
    case 11:
    case 13:
        return 29;
    default:
        return 30;
    }
}

static bool hebrew_days(int64_t year, int month, int day, int64_t *first,
                        int64_t *last)
{
    int64_t start;
    int length;

    if (year < 1 || year > 9999)
        return false;
    start = new_year(year);
    if (!month) {
        *first = start;
        *last = new_year(year + 1) - 1;
        return true;
    }
    /* In a common year the second Adar means the only one. */
    if (month == 7 && !month_length(year, 7))
        month = 6;
    for (int m = 1; m < month; m++)
        start += month_length(year, m);
    length = month_length(year, month);
    if (day > length)
        return false;
    *first = start + (day ? day - 1 : 0);
    *last = day ? *first : start + length - 1;
    return true;
}

bool ged_calendar_days(enum ged_calendar calendar, int64_t year, int month,
                       int day, int64_t *first, int64_t *last)
{
    if (calendar == GED_FRENCH)
        return french_days(year, month, day, first, last);
    return hebrew_days(year, month, day, first, last);
}

/* ---- months -------------------------------------------------------- */

enum { MONTHS_MAX = 13 };

static const char *const OURS[MONTHS_MAX] = {"JAN", "FEB", "MAR", "APR",
                                             "MAY", "JUN", "JUL", "AUG",
                                             "SEP", "OCT", "NOV", "DEC"};
static const char *const FRENCH[MONTHS_MAX] = {
    "VEND", "BRUM", "FRIM", "NIVO", "PLUV", "VENT", "GERM",
    "FLOR", "PRAI", "MESS", "THER", "FRUC", "COMP"};
static const char *const HEBREW[MONTHS_MAX] = {
    "TSH", "CSH", "KSL", "TVT", "SHV", "ADR", "ADS",
    "NSN", "IYR", "SVN", "TMZ", "AAV", "ELL"};

static const char *const *const MONTHS[] = {
    [GED_GREGORIAN] = OURS,
    [GED_JULIAN] = OURS,
    [GED_FRENCH] = FRENCH,
    [GED_HEBREW] = HEBREW,
};

int ged_calendar_month(enum ged_calendar calendar, const char *word,
                       size_t length)
{
    for (int m = 0; m < MONTHS_MAX; m++) {
        const char *name = MONTHS[calendar][m];

        if (name && !strncasecmp(name, word, length) && !name[length])
            return m + 1;
    }
    return 0;
}
