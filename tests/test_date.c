/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates: read as Wikidata writes them, printed as people do, compared as
 * intervals.
 */
#include "support_cmocka.h"

#include <string.h>

#include <kinwalk/family.h>

/* ---- a small language ---------------------------------------------- */

static struct kw_date date(const char *text, int precision)
{
    struct kw_date d;

    assert_true(kw_date_parse(text, strlen(text), precision, KW_GREGORIAN, &d));
    return d;
}

static struct kw_date julian(const char *text, int precision)
{
    struct kw_date d;

    assert_true(kw_date_parse(text, strlen(text), precision, KW_JULIAN, &d));
    return d;
}

static void prints(struct kw_date d, const char *expected)
{
    char text[KW_DATE_TEXT_BYTES];

    assert_string_equal(kw_date_print(d, text), expected);
}

static void is_stamped(struct kw_date d, const char *expected)
{
    char text[KW_DATE_TEXT_BYTES];

    assert_string_equal(kw_date_stamp(d, text), expected);
}

static void is_refused(const char *text, int precision)
{
    struct kw_date d;

    if (kw_date_parse(text, strlen(text), precision, KW_GREGORIAN, &d))
        fail_msg("%s was taken", text);
}

static void spans(struct kw_date d, int64_t first, int64_t last)
{
    int64_t a;
    int64_t b;

    assert_true(kw_date_days(d, &a, &b));
    assert_int_equal(a, first);
    assert_int_equal(b, last);
}

/* ---- reading ------------------------------------------------------- */

static void what_lies_below_the_precision_is_padding(void **state)
{
    struct kw_date d = date("+1819-05-24T00:00:00Z", 9);

    (void)state;
    assert_int_equal(d.year, 1819);
    assert_int_equal(d.month, 0);
    assert_int_equal(d.day, 0);
    assert_int_equal(d.precision, KW_YEAR);
    is_stamped(d, "+1819-00-00T00:00:00Z");
}

static void a_precision_the_digits_do_not_bear_out_is_not_believed(void **state)
{
    (void)state;
    assert_int_equal(date("+1819-05-00T00:00:00Z", 11).precision, KW_MONTH);
    assert_int_equal(date("+1819-00-00T00:00:00Z", 11).precision, KW_YEAR);
    assert_int_equal(date("+1819-00-24T00:00:00Z", 11).precision, KW_YEAR);
}

static void years_may_be_padded(void **state)
{
    (void)state;
    is_stamped(date("+00000001819-05-24T00:00:00Z", 11),
               "+1819-05-24T00:00:00Z");
    is_stamped(date("-0044-03-15T00:00:00Z", 11), "-0044-03-15T00:00:00Z");
    is_stamped(date("-13798000000-00-00T00:00:00Z", 3),
               "-13798000000-00-00T00:00:00Z");
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    is_refused("", 11);
    is_refused("+", 11);
    is_refused("1819-05-24T00:00:00Z", 11); /* no sign */
    is_refused("+0000-00-00T00:00:00Z", 9); /* no such year */
    is_refused("+1819-13-24T00:00:00Z", 11);
    is_refused("+1819-05-32T00:00:00Z", 11);
    is_refused("+1819-05-24", 11);
    is_refused("+1819-05-24T00:00:00", 11);
    is_refused("+1819-05-24T00:00:00Zx", 11);
    is_refused("+1819-5-24T00:00:00Z", 11);
    is_refused("+18x9-05-24T00:00:00Z", 11);
    is_refused("+12345678901234567-00-00T00:00:00Z", 9);
    is_refused("+1819-05-24T00:00:00Z", 12); /* hours */
    is_refused("+1819-05-24T00:00:00Z", -1);
}

/* ---- printing ------------------------------------------------------ */

static void dates_print_as_people_write_them(void **state)
{
    struct kw_date none = {0};
    struct kw_date about = date("+1400-00-00T00:00:00Z", 9);

    (void)state;
    about.circa = 1;
    prints(none, "");
    prints(date("+1819-05-24T00:00:00Z", 11), "24 May 1819");
    prints(date("+1819-05-24T00:00:00Z", 10), "May 1819");
    prints(date("+1819-05-24T00:00:00Z", 9), "1819");
    prints(about, "c. 1400");
    prints(date("-0044-00-00T00:00:00Z", 9), "44 BCE");
    prints(date("-0044-03-15T00:00:00Z", 11), "15 March 44 BCE");
    prints(julian("+1616-04-23T00:00:00Z", 11), "23 April 1616 (Julian)");
    prints(julian("+1616-04-00T00:00:00Z", 10), "April 1616");
    prints(date("+1840-00-00T00:00:00Z", 8), "1840s");
    prints(date("+1847-00-00T00:00:00Z", 8), "1840s");
    prints(date("-0044-00-00T00:00:00Z", 8), "40s BCE");
    prints(date("-0070000-00-00T00:00:00Z", 5), "about 70000 BCE");
}

/* At precision 7 and 8 the digits are padding, whichever they are. */
static void centuries_end_with_their_hundredth_year(void **state)
{
    (void)state;
    prints(date("+0101-00-00T00:00:00Z", 7), "2nd century");
    prints(date("+0150-00-00T00:00:00Z", 7), "2nd century");
    prints(date("+0200-00-00T00:00:00Z", 7), "2nd century");
    prints(date("+0201-00-00T00:00:00Z", 7), "3rd century");
    prints(date("+0001-00-00T00:00:00Z", 7), "1st century");
    prints(date("+1100-00-00T00:00:00Z", 7), "11th century");
    prints(date("+1200-00-00T00:00:00Z", 7), "12th century");
    prints(date("+1300-00-00T00:00:00Z", 7), "13th century");
    prints(date("+2100-00-00T00:00:00Z", 7), "21st century");
    prints(date("-0101-00-00T00:00:00Z", 7), "2nd century BCE");
    prints(date("-0100-00-00T00:00:00Z", 7), "1st century BCE");
    prints(date("+2000-00-00T00:00:00Z", 6), "2nd millennium");
    prints(date("-2500-00-00T00:00:00Z", 6), "3rd millennium BCE");
}

static void widened_dates_print_both_ends(void **state)
{
    struct kw_date year = date("+1840-00-00T00:00:00Z", 9);
    struct kw_date day = date("+1819-12-31T00:00:00Z", 11);
    struct kw_date month = date("+1819-01-00T00:00:00Z", 10);
    struct kw_date century = date("-0050-00-00T00:00:00Z", 7);
    struct kw_date bce = date("-0001-00-00T00:00:00Z", 9);

    (void)state;
    year.after = 10;
    prints(year, "between 1840 and 1850");
    day.after = 1;
    prints(day, "between 31 December 1819 and 1 January 1820");
    month.before = 1;
    prints(month, "between December 1818 and January 1819");
    century.after = 1;
    prints(century, "between 1st century BCE and 1st century");
    bce.after = 1;
    prints(bce, "between 1 BCE and 1");
}

static void absurd_years_are_cut_but_harmless(void **state)
{
    struct kw_date d = date("-9999999999999999-09-30T00:00:00Z", 11);
    char text[KW_DATE_TEXT_BYTES];
    int64_t first;
    int64_t last;

    (void)state;
    d.before = UINT32_MAX;
    d.after = UINT32_MAX;
    d.circa = 1;
    assert_true(strlen(kw_date_print(d, text)) < sizeof text);
    assert_true(strlen(kw_date_stamp(d, text)) < sizeof text);
    for (int precision = 0; precision <= KW_DAY; precision++) {
        d.precision = (uint8_t)precision;
        assert_true(strlen(kw_date_print(d, text)) < sizeof text);
        assert_int_equal(kw_date_days(d, &first, &last), precision != 0);
        if (precision)
            assert_true(first <= last);
    }
}

/* ---- days ---------------------------------------------------------- */

static void days_are_numbered_by_either_calendar(void **state)
{
    (void)state;
    spans(date("+2000-01-01T00:00:00Z", 11), 2451545, 2451545);
    spans(date("+1582-10-15T00:00:00Z", 11), 2299161, 2299161);
    spans(julian("+1582-10-04T00:00:00Z", 11), 2299160, 2299160);
    spans(julian("-4713-01-01T00:00:00Z", 11), 0, 0);
    spans(date("-4714-11-24T00:00:00Z", 11), 0, 0);
    spans(julian("+1900-02-29T00:00:00Z", 11), 2415092, 2415092);
    spans(date("+1900-02-31T00:00:00Z", 11), 2415079, 2415079);
}

static void a_date_spans_what_it_may_mean(void **state)
{
    struct kw_date year = date("+2001-00-00T00:00:00Z", 9);

    (void)state;
    spans(year, 2451911, 2452275);
    spans(date("+2000-02-00T00:00:00Z", 10), 2451576, 2451604);
    spans(date("+2005-00-00T00:00:00Z", 8), 2451545, 2455197);
    /* 1901 to 2000 */
    spans(date("+1950-00-00T00:00:00Z", 7), 2415386, 2451910);
    /* From 1 BCE to 1 there is no year between. */
    {
        int64_t first;
        int64_t last;
        int64_t next;
        int64_t ignored;

        assert_true(
            kw_date_days(date("-0001-00-00T00:00:00Z", 9), &first, &last));
        assert_true(
            kw_date_days(date("+0001-00-00T00:00:00Z", 9), &next, &ignored));
        assert_int_equal(last + 1, next);
    }
    year.after = 1;
    spans(year, 2451911, 2452640);
}

static void dates_of_unlike_precision_compare_as_intervals(void **state)
{
    struct kw_date day = date("+1819-05-24T00:00:00Z", 11);
    struct kw_date year = date("+1819-00-00T00:00:00Z", 9);
    struct kw_date later = date("+1840-00-00T00:00:00Z", 9);
    struct kw_date bce = date("-0044-00-00T00:00:00Z", 9);
    struct kw_date about = later;
    struct kw_date none = {0};

    (void)state;
    assert_int_equal(kw_date_compare(day, year), 0);
    assert_int_equal(kw_date_compare(day, later), -1);
    assert_int_equal(kw_date_compare(later, day), 1);
    assert_int_equal(kw_date_compare(bce, day), -1);
    assert_int_equal(kw_date_compare(bce, date("-0100-00-00T00:00:00Z", 9)), 1);
    assert_int_equal(kw_date_compare(none, day), 0);
    assert_int_equal(kw_date_compare(julian("+1752-09-02T00:00:00Z", 11),
                                     date("+1752-09-14T00:00:00Z", 11)),
                     -1);
    assert_int_equal(kw_date_compare(julian("+1752-09-03T00:00:00Z", 11),
                                     date("+1752-09-14T00:00:00Z", 11)),
                     0);
    about.circa = 1;
    assert_int_equal(kw_date_compare(about, date("+1848-00-00T00:00:00Z", 9)),
                     0);
}

/* Every day of a long while: each one follows the one before, and what
 * is printed of a widened date is the way back. */
static void days_follow_each_other(void **state)
{
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};

    (void)state;
    for (int calendar = KW_GREGORIAN; calendar <= KW_JULIAN; calendar++) {
        int64_t previous = INT64_MIN;

        for (int64_t year = -410; year <= 410; year++) {
            int64_t a = year < 0 ? year + 1 : year; /* astronomical */
            bool leap = calendar == KW_JULIAN
                            ? a % 4 == 0
                            : a % 4 == 0 && (a % 100 != 0 || a % 400 == 0);

            if (year == 0)
                continue;
            for (int month = 1; month <= 12; month++)
                for (int d = 1; d <= LENGTHS[month - 1] + (month == 2 && leap);
                     d++) {
                    struct kw_date day = {.year = year,
                                          .month = (uint8_t)month,
                                          .day = (uint8_t)d,
                                          .precision = KW_DAY,
                                          .calendar = (uint8_t)calendar};
                    int64_t first;
                    int64_t last;

                    assert_true(kw_date_days(day, &first, &last));
                    assert_int_equal(first, last);
                    if (previous != INT64_MIN)
                        assert_int_equal(first, previous + 1);
                    previous = first;
                }
        }
    }
}

static void a_year_is_told_where_it_is_sure(void **state)
{
    struct kw_date widened = date("+1840-00-00T00:00:00Z", 9);
    int64_t year = 7;

    (void)state;
    widened.after = 1;
    assert_false(kw_date_year(date("+1840-00-00T00:00:00Z", 8), &year));
    assert_false(kw_date_year(widened, &year));
    assert_int_equal(year, 7);
    assert_true(kw_date_year(date("-0044-03-15T00:00:00Z", 11), &year));
    assert_int_equal(year, -44);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_below_the_precision_is_padding),
        cmocka_unit_test(
            a_precision_the_digits_do_not_bear_out_is_not_believed),
        cmocka_unit_test(years_may_be_padded),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(dates_print_as_people_write_them),
        cmocka_unit_test(centuries_end_with_their_hundredth_year),
        cmocka_unit_test(widened_dates_print_both_ends),
        cmocka_unit_test(absurd_years_are_cut_but_harmless),
        cmocka_unit_test(days_are_numbered_by_either_calendar),
        cmocka_unit_test(a_date_spans_what_it_may_mean),
        cmocka_unit_test(dates_of_unlike_precision_compare_as_intervals),
        cmocka_unit_test(days_follow_each_other),
        cmocka_unit_test(a_year_is_told_where_it_is_sure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
