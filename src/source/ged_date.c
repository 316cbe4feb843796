/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DATE values.
 *
 *     [ABT|EST|CAL|BEF|AFT|FROM|TO|INT] date
 *     BET date AND date,  FROM date TO date
 *     date: [calendar] [[day] month] year[/year] [B.C.]
 *
 * A kw_date holds a day, month or year, a width, and "about". What does
 * not go into it is said: before and after become "about", a dual year
 * its later half, other calendars Gregorian days.
 */
#include "ged.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORD_BYTES = 24 };

/* Reads words off a text. */
struct words {
    const char *at;
    char word[WORD_BYTES]; /* cut if longer, which no known word is */
    const char *told;
};

/* The next word, upper case or not; "" at the end. An escape of the old
 * form ("@#DFRENCH R@") is one word. */
static const char *next_word(struct words *w)
{
    const char *start;
    size_t length;

    while (*w->at == ' ' || *w->at == '\t' || *w->at == '\n')
        w->at++;
    start = w->at;
    if (start[0] == '@' && start[1] == '#') {
        const char *end = strchr(start + 2, '@');

        w->at = end ? end + 1 : start + strlen(start);
    } else {
        w->at += strcspn(start, " \t\n@");
        if (w->at == start && *start)
            w->at++; /* a stray @ is a word of its own */
    }
    length = (size_t)(w->at - start);
    if (length >= WORD_BYTES)
        length = WORD_BYTES - 1;
    memcpy(w->word, start, length);
    w->word[length] = '\0';
    return w->word;
}

/* Is the next word this one? Takes it if so. */
static bool take(struct words *w, const char *word)
{
    const char *before = w->at;

    if (!strcasecmp(next_word(w), word))
        return true;
    w->at = before;
    return false;
}

/* Takes any word of a NULL-terminated list. */
static bool take_any(struct words *w, const char *const *list)
{
    for (; *list; list++)
        if (take(w, *list))
            return true;
    return false;
}

/* ---- one date ------------------------------------------------------ */

static const struct {
    const char *word;
    enum ged_calendar calendar;
} CALENDARS[] = {
    {"@#DGREGORIAN@", GED_GREGORIAN}, {"@#DJULIAN@", GED_JULIAN},
    {"@#DFRENCH R@", GED_FRENCH},     {"@#DHEBREW@", GED_HEBREW},
    {"GREGORIAN", GED_GREGORIAN},     {"JULIAN", GED_JULIAN},
    {"FRENCH_R", GED_FRENCH},         {"HEBREW", GED_HEBREW},
};

static const char *const BEFORE_CHRIST[] = {"B.C.", "BC", "BCE", "B.C.E.",
                                            NULL};
static const char *const OUR_ERA[] = {"A.D.", "AD", "CE", "C.E.", NULL};

struct parts {
    enum ged_calendar calendar;
    int64_t year;
    int month;
    int day;
};

/* Up to `most` digits and nothing else; -1 otherwise. */
static int64_t number_of(const char *word, size_t most)
{
    int64_t number = 0;
    size_t length = strlen(word);

    if (!length || length > most)
        return -1;
    for (; *word; word++) {
        if (*word < '0' || *word > '9')
            return -1;
        number = number * 10 + (*word - '0');
    }
    return number;
}

static int month_of(enum ged_calendar calendar, const char *word)
{
    size_t length = strcspn(word, ".");
    int month = ged_calendar_month(calendar, word, length);

    /* "Sept", "January": the first three letters tell. */
    if (!month && length > 3 && calendar <= GED_JULIAN)
        month = ged_calendar_month(calendar, word, 3);
    return month;
}

/* "1699/00" or "1699/1700": the year began in March for some. */
static bool read_year(struct words *w, const char *word, int64_t *year)
{
    char text[WORD_BYTES];
    char *slash;
    int64_t later;
    size_t length;

    (void)snprintf(text, sizeof text, "%s", word);
    slash = strchr(text, '/');
    if (slash)
        *slash = '\0';
    *year = number_of(text, 6);
    if (*year <= 0)
        return false;
    if (!slash)
        return true;
    length = strlen(slash + 1);
    later = number_of(slash + 1, 4);
    if (later >= 0 && ((length == 4 && later == *year + 1) ||
                       (length == 2 && later == (*year + 1) % 100) ||
                       (length == 1 && later == (*year + 1) % 10))) {
        (*year)++;
        w->told = "a dual year; the later one is taken";
        return true;
    }
    w->told = "two years that do not follow each other; the first is taken";
    return later >= 0;
}

/* "1819-05-24" and "24.05.1819": no GEDCOM, but not to be mistaken. */
static bool read_foreign(struct words *w, const char *word, struct parts *out)
{
    int a = 0;
    int b = 0;
    int c = 0;
    int used = 0;

    if (sscanf(word, "%4d-%2d-%2d%n", &a, &b, &c, &used) == 3 && !word[used]) {
        out->year = a;
        out->day = c;
    } else if (sscanf(word, "%2d.%2d.%4d%n", &a, &b, &c, &used) == 3 &&
               !word[used]) {
        out->day = a;
        out->year = c;
    } else {
        return false;
    }
    out->month = b;
    w->told = "a date not in GEDCOM's form";
    return out->year > 0 && b >= 1 && b <= 12 && out->day >= 1;
}

/* Does a date end here, but for its era? */
static bool ends_here(const struct words *w)
{
    static const char *const ENDS[] = {"", "AND", "TO", NULL};
    struct words ahead = *w;

    return take_any(&ahead, ENDS) || take_any(&ahead, BEFORE_CHRIST) ||
           take_any(&ahead, OUR_ERA);
}

static bool read_parts(struct words *w, struct parts *out)
{
    const char *word;
    int64_t day;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < sizeof CALENDARS / sizeof *CALENDARS; i++)
        if (take(w, CALENDARS[i].word)) {
            out->calendar = CALENDARS[i].calendar;
            break;
        }
    word = next_word(w);
    if (read_foreign(w, word, out))
        return true;
    day = number_of(word, 2);
    if (day > 0) {
        const char *before = w->at;

        out->month = month_of(out->calendar, next_word(w));
        if (out->month)
            out->day = (int)day;
        else
            w->at = before;
        if (!out->month && !ends_here(w))
            return false;
        if (!out->month)
            out->year = day; /* the year 37 */
        else if (!read_year(w, next_word(w), &out->year))
            return false;
    } else {
        out->month = month_of(out->calendar, word);
        if (out->month)
            word = next_word(w);
        if (!read_year(w, word, &out->year))
            return false;
    }
    if (take_any(w, BEFORE_CHRIST))
        out->year = -out->year;
    else
        (void)take_any(w, OUR_ERA);
    return true;
}

/* Months between the year 0 and a month. */
static int64_t months_of(struct kw_date date)
{
    int64_t year = date.year < 0 ? date.year + 1 : date.year;

    return year * 12 + date.month - 1;
}

/* Days as a date that spans them, in units of `precision`. */
static struct kw_date spanning(int64_t first, int64_t last, int precision)
{
    struct kw_date date = kw_date_of_day(first, KW_GREGORIAN);
    struct kw_date end = kw_date_of_day(last, KW_GREGORIAN);
    int64_t width = last - first;

    if (precision <= KW_MONTH) {
        width = months_of(end) - months_of(date);
        date.day = 0;
    }
    if (precision <= KW_YEAR) {
        width = (end.year < 0 ? end.year + 1 : end.year) -
                (date.year < 0 ? date.year + 1 : date.year);
        date.month = 0;
    }
    date.precision = (uint8_t)precision;
    date.after = (uint32_t)width;
    return date;
}

static bool read_date(struct words *w, struct kw_date *out)
{
    struct parts parts;
    int precision;

    memset(out, 0, sizeof *out);
    if (!read_parts(w, &parts))
        return false;
    precision = parts.day ? KW_DAY : parts.month ? KW_MONTH : KW_YEAR;
    if (parts.calendar > GED_JULIAN) {
        int64_t first;
        int64_t last;

        if (!ged_calendar_days(parts.calendar, parts.year, parts.month,
                               parts.day, &first, &last))
            return false;
        *out = spanning(first, last, precision);
        w->told = "a date of another calendar, taken as a Gregorian one";
        return true;
    }
    if (parts.month > 12 || parts.day > 31)
        return false;
    out->year = parts.year;
    out->month = (uint8_t)parts.month;
    out->day = (uint8_t)parts.day;
    out->precision = (uint8_t)precision;
    out->calendar = parts.calendar == GED_JULIAN ? KW_JULIAN : KW_GREGORIAN;
    return true;
}

/* ---- two dates ----------------------------------------------------- */

/* From the one to the other, as exactly as the vaguer of them. */
static bool between(struct words *w, struct kw_date a, struct kw_date b,
                    struct kw_date *out)
{
    int precision = a.precision < b.precision ? a.precision : b.precision;
    int64_t first_a;
    int64_t first_b;
    int64_t last_a;
    int64_t last_b;

    if (!kw_date_days(a, &first_a, &last_a) ||
        !kw_date_days(b, &first_b, &last_b))
        return false;
    if (first_b < first_a) {
        struct kw_date swap = a;

        a = b;
        b = swap;
        first_a = first_b;
        last_b = last_a;
        w->told = "its two dates are in the wrong order";
    }
    if (a.calendar == KW_JULIAN && b.calendar == KW_JULIAN) {
        /* Both ends move together: reckon in their own calendar. */
        *out = spanning(first_a, last_b, precision);
        out->year = a.year;
        out->month = precision >= KW_MONTH ? a.month : 0;
        out->day = precision >= KW_DAY ? a.day : 0;
        out->calendar = KW_JULIAN;
        if (precision == KW_MONTH)
            out->after = (uint32_t)(months_of(b) - months_of(a));
        if (precision == KW_YEAR)
            out->after = (uint32_t)(months_of(b) / 12 - months_of(a) / 12);
        return true;
    }
    *out = spanning(first_a, last_b, precision);
    return true;
}

static bool read_two(struct words *w, const char *join, struct kw_date *out)
{
    struct kw_date a;
    struct kw_date b;

    if (!read_date(w, &a))
        return false;
    if (!take(w, join)) {
        *out = a;
        if (strcmp(join, "AND") == 0) {
            w->told = "BET without AND; taken as about";
            out->circa = 1;
        }
        return true;
    }
    return read_date(w, &b) && between(w, a, b, out);
}

/* ---- a value ------------------------------------------------------- */

static const char *const ABOUT[] = {"ABT",  "ABT.",  "EST", "CAL", "ABOUT",
                                    "CIR",  "CIRCA", "CA",  "CA.", "C.",
                                    "EST.", "CAL.",  NULL};
static const char *const BEYOND[] = {"BEF",  "BEF.",  "BEFORE", "AFT",
                                     "AFT.", "AFTER", "TO",     NULL};

static bool read_value(struct words *w, struct kw_date *out)
{
    if (take(w, "BET") || take(w, "BET.") || take(w, "BETWEEN"))
        return read_two(w, "AND", out);
    if (take(w, "FROM"))
        return read_two(w, "TO", out);
    if (take(w, "INT")) {
        if (!read_date(w, out))
            return false;
        w->told = "an interpreted date without its phrase";
        w->at += strlen(w->at);
        return true;
    }
    if (take_any(w, BEYOND)) {
        if (!read_date(w, out))
            return false;
        w->told = "before or after a date; taken as about";
        out->circa = 1;
        return true;
    }
    if (take_any(w, ABOUT)) {
        if (!read_date(w, out))
            return false;
        out->circa = 1;
        return true;
    }
    return read_date(w, out);
}

bool ged_date_read(const char *text, struct kw_date *out, const char **told)
{
    struct words w = {.at = text};

    if (!read_value(&w, out))
        return false;
    if (*next_word(&w))
        w.told = "a date with words behind it";
    *told = w.told;
    return true;
}

enum kw_status ged_date_of(struct ged_reader *reader,
                           const struct ged_node *event, struct kw_date *out,
                           struct kw_error *err)
{
    struct ged_node *node = ged_child(event, "DATE");
    const char *told = NULL;

    memset(out, 0, sizeof *out);
    if (!node || !*node->value)
        return KW_OK;
    if (*node->value == '(')
        return KW_OK; /* a phrase: it has no place, and is told as such */
    node->used = true;
    if (!ged_date_read(node->value, out, &told)) {
        memset(out, 0, sizeof *out);
        ged_wrong(reader, node->line, "DATE", "\"%.60s\" is no date; left out",
                  node->value);
        return KW_OK;
    }
    if (told)
        return ged_count(reader, KW_GEDCOM_CHANGED, node, told, err);
    return KW_OK;
}
