/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock, and times of day as text. All in UTC, by arithmetic: no
 * time_t functions, so that no zone or locale can interfere.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <kinwalk/base.h>

int64_t kw_clock_ms(const struct kw_clock *clock)
{
    struct timespec now;

    if (clock && clock->by_hand)
        return clock->mono_ms;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t kw_clock_wall_s(const struct kw_clock *clock)
{
    struct timespec now;

    if (clock && clock->by_hand)
        return clock->wall_s;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec;
}

void kw_clock_advance(struct kw_clock *clock, int64_t ms)
{
    int64_t before = clock->mono_ms;

    if (!clock->by_hand || ms <= 0)
        return;
    clock->mono_ms += ms;
    clock->wall_s += clock->mono_ms / 1000 - before / 1000;
}

int64_t kw_clock_idle(struct kw_clock *clock, int64_t ms)
{
    if (!clock || !clock->by_hand)
        return ms;
    kw_clock_advance(clock, ms);
    return 0;
}

/* Days since 1970-01-01 of a Gregorian date, and back; the era of 400
 * years begins on 1 March, so that the leap day comes last. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    int64_t era;
    int64_t year_of_era;
    int64_t day_of_year;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    year_of_era = year - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - 719468;
}

static void date_from_days(int64_t days, int64_t *year, int64_t *month,
                           int64_t *day)
{
    int64_t era;
    int64_t day_of_era;
    int64_t year_of_era;
    int64_t day_of_year;
    int64_t shifted;

    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    day_of_era = days - era * 146097;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                   day_of_era / 146096) /
                  365;
    day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    shifted = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

void kw_time_print(int64_t wall_s, char out[32])
{
    int64_t days = wall_s / 86400;
    int64_t rest = wall_s % 86400;
    int64_t year;
    int64_t month;
    int64_t day;
    char whole[96];

    if (rest < 0) {
        rest += 86400;
        days--;
    }
    date_from_days(days, &year, &month, &day);
    snprintf(whole, sizeof whole,
             "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64
             ":%02" PRId64 ":%02" PRId64 "Z",
             year, month, day, rest / 3600, rest / 60 % 60, rest % 60);
    /* Years of millions of digits are cut: no clock of ours gives them. */
    whole[31] = '\0';
    memcpy(out, whole, 32);
}

static bool digits(const char *text, size_t count, int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (text[i] - '0');
    }
    return true;
}

bool kw_time_parse(const char *text, int64_t *wall_s)
{
    int64_t year;
    int64_t month;
    int64_t day;
    int64_t hour;
    int64_t minute;
    int64_t second;
    char again[32];

    if (strlen(text) != 20 || !digits(text, 4, &year) ||
        !digits(text + 5, 2, &month) || !digits(text + 8, 2, &day) ||
        !digits(text + 11, 2, &hour) || !digits(text + 14, 2, &minute) ||
        !digits(text + 17, 2, &second) || month < 1 || month > 12 ||
        hour > 23 || minute > 59 || second > 59)
        return false;
    *wall_s = days_from_date(year, month, day) * 86400 + hour * 3600 +
              minute * 60 + second;
    /* The 31st of a month of 30, and wrong punctuation, show here. */
    kw_time_print(*wall_s, again);
    return strcmp(text, again) == 0;
}
