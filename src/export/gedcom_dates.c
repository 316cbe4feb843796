/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events of a GEDCOM, and dates in its words.
 *
 * A date keeps its precision: what is wider than a year becomes BET ...
 * AND ... of whole years, "about" becomes ABT. 7.0 can say beside a range
 * how the date was meant.
 */
#include "gedcom.h"

#include <inttypes.h>
#include <stdio.h>

enum { SPELLED_BYTES = 64 };

/* "24 MAY 1819", "MAY 1819", "1819 B.C."; day and month 0 are left out. */
static void spell(const struct gedcom_dialect *dialect,
                  enum kw_calendar calendar, int64_t year, int month, int day,
                  char out[SPELLED_BYTES])
{
    static const char *const MONTHS[] = {"",     "JAN ", "FEB ", "MAR ", "APR ",
                                         "MAY ", "JUN ", "JUL ", "AUG ", "SEP ",
                                         "OCT ", "NOV ", "DEC "};
    char number[8] = "";

    if (day)
        snprintf(number, sizeof number, "%d ", day);
    snprintf(out, SPELLED_BYTES, "%s%s%s%" PRId64 "%s",
             calendar == KW_JULIAN ? dialect->julian : "", number,
             MONTHS[month], year < 0 ? -year : year,
             year < 0 ? dialect->bce : "");
}

static void spell_end(const struct gedcom_dialect *dialect,
                      const struct kw_date *date, int64_t jdn,
                      char out[SPELLED_BYTES])
{
    int64_t year;
    int month;
    int day;

    date_of_day(jdn, (enum kw_calendar)date->calendar, &year, &month, &day);
    spell(dialect, (enum kw_calendar)date->calendar, year,
          date->precision >= KW_MONTH ? month : 0,
          date->precision >= KW_DAY ? day : 0, out);
}

static void write_date(struct writer *writer, struct kw_date date)
{
    const struct gedcom_dialect *dialect = gedcom_dialect_of(writer);
    bool ranges = date.precision < KW_YEAR || date.before || date.after;
    char first_text[SPELLED_BYTES];
    char last_text[SPELLED_BYTES];
    int64_t first;
    int64_t last;

    kw_buffer_text(writer->out, "2 DATE ");
    if (ranges && kw_date_days(date, &first, &last)) {
        char meant[KW_DATE_TEXT_BYTES];

        spell_end(dialect, &date, first, first_text);
        spell_end(dialect, &date, last, last_text);
        kw_buffer_print(writer->out, "BET %s AND %s\r\n", first_text,
                        last_text);
        if (dialect->seven)
            gedcom_line(writer, 3, "PHRASE", kw_date_print(date, meant));
        return;
    }
    spell(dialect, (enum kw_calendar)date.calendar, date.year,
          date.precision >= KW_MONTH ? date.month : 0,
          date.precision >= KW_DAY ? date.day : 0, first_text);
    kw_buffer_print(writer->out, "%s%s\r\n", date.circa ? "ABT " : "",
                    first_text);
}

void gedcom_event(struct writer *writer, const char *tag, const char *type,
                  struct kw_date date)
{
    if (type) {
        gedcom_line(writer, 1, tag, type);
        gedcom_line(writer, 2, "TYPE", type);
    } else {
        gedcom_line(writer, 1, tag, kw_date_is_known(date) ? NULL : "Y");
    }
    if (kw_date_is_known(date))
        write_date(writer, date);
}
