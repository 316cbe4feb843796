/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The promises of export's door. One family with everything in it that
 * goes wrong is kept in every format beside this file
 * (tests/data/export/) and compared byte for byte; the rest are claims
 * about single things.
 *
 * KW_WRITE_EXPECTED=1 writes the expected files anew, to be read over.
 */
#include "support_cmocka.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <export/writer.h>

#include "support_family.h"

/* ---- the hostile family -------------------------------------------- */

/* U+202E, RIGHT-TO-LEFT OVERRIDE, not written out: it would turn this
 * line too. */
static const char TURNED[] = {(char)0xe2, (char)0x80, (char)0xae, '\0'};

static void everything_that_goes_wrong(struct family *f)
{
    struct kw_statement *s;
    struct kw_person *victoria;
    struct kw_person *albert;
    struct kw_person *edward;
    struct kw_person *taken_in;
    struct kw_person *disputed;
    char german[256];

    family_begin(f);
    victoria = family_add(f, "Q9439", "Queen Victoria", KW_FEMALE);
    snprintf(german, sizeof german,
             "Königin \"V.\" <&> \x01 \\N =cmd|' %s evil\r\nl / @x@ \xff ]]> "
             "</script> &amp; `#`",
             TURNED);
    family_name(victoria, "de", german);
    family_name(victoria, "x,\"y\"", "a language that is none");
    family_dates(victoria, KW_P_BIRTH, "+1819-05-24T00:00:00Z", 11,
                 KW_GREGORIAN);
    family_dates(victoria, KW_P_DEATH, "+1901-00-00T00:00:00Z", 9,
                 KW_GREGORIAN);
    s = family_says(f, victoria, KW_P_SPOUSE, "Q152245");
    family_qualifies(victoria, s, KW_P_START, "+1840-02-10T00:00:00Z");
    family_says(f, victoria, KW_P_CHILD, "Q20875");

    albert = family_add(f, "Q152245", "=cmd|Albert", KW_MALE);
    family_dates(albert, KW_P_BIRTH, "+1801-00-00T00:00:00Z", 7, KW_JULIAN);
    family_dates(albert, KW_P_DEATH, "-0044-03-15T00:00:00Z", 11, KW_JULIAN);

    edward = family_add(f, "Q20875", NULL, KW_MALE);
    family_says(f, edward, KW_P_FATHER, "Q152245");
    s = family_says(f, edward, KW_P_MOTHER, "Q9439");
    s->rank = KW_RANK_PREFERRED;

    family_add(f, "I52", "+ -1", KW_SEX_OTHER);
    family_add(f, "i-52/é", "'=quoted", KW_FEMALE);

    taken_in = family_add(f, "Q3", "Taken in", KW_SEX_UNKNOWN);
    family_dates(taken_in, KW_P_BIRTH, "+1840-00-00T00:00:00Z", 8,
                 KW_GREGORIAN);
    s = family_says(f, taken_in, KW_P_FATHER, "Q152245");
    s->role = KW_ROLE_ADOPTIVE;
    family_says(f, taken_in, KW_P_MOTHER, "I52");
    family_says(f, taken_in, KW_P_STEP_PARENT, "Q9439");
    family_says(f, taken_in, KW_P_SIBLING, "Q20875");

    disputed = family_add(f, "Q4", "Two fathers", KW_FEMALE);
    s = family_says(f, disputed, KW_P_FATHER, "Q152245");
    s->role = KW_ROLE_DISPUTED;
    family_says(f, disputed, KW_P_MOTHER, "i-52/é");
    s = family_says(f, disputed, KW_P_PARTNER, "Q20875");
    family_qualifies(disputed, s, KW_P_END, "+1870-01-02T00:00:00Z");
    family_seal(f);
}

/* The family as one text; the caller frees. */
static char *written(struct family *f, const char *format, size_t part,
                     enum kw_export_for custom)
{
    struct kw_export_options options = {.xrefs = f->xrefs, .custom = custom};
    struct kw_buffer out = {0};
    struct kw_error err = {0};
    char *text;

    if (kw_export_part(kw_export_find(format), part, &options, &f->source, &out,
                       NULL, &err) != KW_OK)
        fail_msg("%s: %s", format, err.text);
    text = strdup(out.bytes ? out.bytes : "");
    kw_buffer_finish(&out);
    return text;
}

static void compare(struct family *f, const char *file, const char *format,
                    size_t part, enum kw_export_for custom)
{
    char *got = written(f, format, part, custom);
    struct kw_buffer want = {0};
    char path[512];

    snprintf(path, sizeof path, "%s/export/%s", KW_TEST_DATA, file);
    if (getenv("KW_WRITE_EXPECTED")) {
        FILE *out = fopen(path, "wb");

        assert_non_null(out);
        assert_int_equal(fwrite(got, 1, strlen(got), out), strlen(got));
        fclose(out);
    }
    assert_int_equal(kw_file_read(path, 1 << 20, &want, NULL), KW_OK);
    assert_string_equal(got, want.bytes);
    kw_buffer_finish(&want);
    free(got);
}

static void every_format_is_as_it_was_read_over(void **state)
{
    struct family f;
    (void)state;

    everything_that_goes_wrong(&f);

    compare(&f, "family.graphml", "graphml", 0, KW_FOR_PLAIN);
    compare(&f, "family.gexf", "gexf", 0, KW_FOR_PLAIN);
    compare(&f, "family.dot", "dot", 0, KW_FOR_PLAIN);
    compare(&f, "family.ged", "gedcom", 0, KW_FOR_PLAIN);
    compare(&f, "family7.ged", "gedcom7", 0, KW_FOR_PLAIN);
    compare(&f, "family.cyjs", "cytoscape", 0, KW_FOR_PLAIN);
    compare(&f, "family.ttl", "turtle", 0, KW_FOR_PLAIN);
    compare(&f, "family.mmd", "mermaid", 0, KW_FOR_PLAIN);
    compare(&f, "people.csv", "csv", 0, KW_FOR_PLAIN);
    compare(&f, "links.csv", "csv", 1, KW_FOR_PLAIN);
    compare(&f, "people-neo4j.csv", "csv", 0, KW_FOR_NEO4J);
    compare(&f, "links-neo4j.csv", "csv", 1, KW_FOR_NEO4J);
    compare(&f, "people-graphframes.csv", "csv", 0, KW_FOR_GRAPHFRAMES);
    compare(&f, "links-graphframes.csv", "csv", 1, KW_FOR_GRAPHFRAMES);
    family_end(&f);
}

static void no_format_lets_a_control_or_bidi_character_through(void **state)
{
    struct family f;
    const struct kw_export_format *format;
    (void)state;

    everything_that_goes_wrong(&f);

    for (size_t i = 0; (format = kw_export_format_at(i)); i++) {
        char *text;

        if (strcmp(format->name, "jsonl") == 0)
            continue;
        text = written(&f, format->name, 0, KW_FOR_PLAIN);
        assert_true(kw_utf8_valid(text, strlen(text)));
        assert_null(strstr(text, TURNED));
        for (const char *c = text; *c; c++)
            assert_true((unsigned char)*c >= ' ' || *c == '\n' || *c == '\r');
        free(text);
    }
    family_end(&f);
}

static void an_empty_family_is_written_too(void **state)
{
    struct family f;
    const struct kw_export_format *format;
    (void)state;

    family_begin(&f);
    family_seal(&f);
    for (size_t i = 0; (format = kw_export_format_at(i)); i++)
        if (strcmp(format->name, "jsonl") != 0)
            free(written(&f, format->name, 0, KW_FOR_PLAIN));
    family_end(&f);
}

/* ---- the table -------------------------------------------------------- */

static void formats_are_found_by_name(void **state)
{
    (void)state;

    assert_string_equal(kw_export_find("gedcom7")->name, "gedcom7");
    assert_null(kw_export_find("xls"));
    assert_null(kw_export_find(""));
    assert_null(kw_export_format_at(1000));
}

static void json_lines_are_written_by_whoever_knows_them(void **state)
{
    struct kw_export_options options = {0};
    struct kw_buffer out = {0};
    struct family f;
    (void)state;

    family_begin(&f);
    family_seal(&f);
    assert_int_equal(kw_export_part(kw_export_find("jsonl"), 0, &options,
                                    &f.source, &out, NULL, NULL),
                     KW_USAGE);
    assert_int_equal(kw_export_part(kw_export_find("jsonl"), 1, &options,
                                    &f.source, &out, NULL, NULL),
                     KW_USAGE);
    kw_buffer_finish(&out);
    family_end(&f);
}

/* ---- dates in a GEDCOM ------------------------------------------------- */

static const struct {
    const char *time;
    int precision;
    enum kw_calendar calendar;
    bool circa;
    const char *old;
    const char *new;
} DATES[] = {
    {"+1819-05-24T00:00:00Z", 11, KW_GREGORIAN, false, "24 MAY 1819",
     "24 MAY 1819"},
    {"+1819-05-00T00:00:00Z", 10, KW_GREGORIAN, false, "MAY 1819", "MAY 1819"},
    {"+1819-00-00T00:00:00Z", 9, KW_GREGORIAN, false, "1819", "1819"},
    {"+1819-00-00T00:00:00Z", 9, KW_GREGORIAN, true, "ABT 1819", "ABT 1819"},
    {"+1840-00-00T00:00:00Z", 8, KW_GREGORIAN, false, "BET 1840 AND 1849",
     "BET 1840 AND 1849"},
    {"+1801-00-00T00:00:00Z", 7, KW_GREGORIAN, false, "BET 1801 AND 1900",
     "BET 1801 AND 1900"},
    {"+1500-03-01T00:00:00Z", 11, KW_JULIAN, false, "@#DJULIAN@ 1 MAR 1500",
     "JULIAN 1 MAR 1500"},
    {"+1401-00-00T00:00:00Z", 7, KW_JULIAN, false,
     "BET @#DJULIAN@ 1401 AND @#DJULIAN@ 1500",
     "BET JULIAN 1401 AND JULIAN 1500"},
    {"-0044-00-00T00:00:00Z", 9, KW_GREGORIAN, false, "44 B.C.", "44 BCE"},
    {"-0044-03-15T00:00:00Z", 11, KW_JULIAN, true,
     "ABT @#DJULIAN@ 15 MAR 44 B.C.", "ABT JULIAN 15 MAR 44 BCE"},
};

static void the_date_is(struct family *f, const char *format, const char *want)
{
    char *text = written(f, format, 0, KW_FOR_PLAIN);
    char line[128];

    snprintf(line, sizeof line, "1 BIRT\r\n2 DATE %s\r\n", want);
    if (!strstr(text, line))
        fail_msg("%s: no \"%s\" in\n%s", format, want, text);
    free(text);
}

static void a_gedcom_keeps_precision_and_calendar(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof DATES / sizeof *DATES; i++) {
        struct kw_statement *s;
        struct family f;

        family_begin(&f);
        s = family_dates(family_add(&f, "Q1", "One", KW_MALE), KW_P_BIRTH,
                         DATES[i].time, DATES[i].precision, DATES[i].calendar);
        s->value.date.circa = DATES[i].circa;
        family_seal(&f);

        the_date_is(&f, "gedcom", DATES[i].old);
        the_date_is(&f, "gedcom7", DATES[i].new);
        family_end(&f);
    }
}

static void days_and_dates_agree_both_ways(void **state)
{
    (void)state;

    for (int64_t year = -4000; year <= 2400; year += 37)
        for (int month = 1; month <= 12; month++)
            for (int calendar = KW_GREGORIAN; calendar <= KW_JULIAN;
                 calendar++) {
                struct kw_date date = {.year = year,
                                       .month = (uint8_t)month,
                                       .day = 28,
                                       .precision = KW_DAY,
                                       .calendar = (uint8_t)calendar};
                int64_t first;
                int64_t last;
                int64_t y;
                int m;
                int d;

                if (year == 0)
                    continue;
                assert_true(kw_date_days(date, &first, &last));
                date_of_day(first, (enum kw_calendar)calendar, &y, &m, &d);
                assert_int_equal(y, year);
                assert_int_equal(m, month);
                assert_int_equal(d, 28);
            }
}

static void every_day_of_a_cycle_has_its_own_date(void **state)
{
    const int64_t first_day = 2268993; /* 1 January 1500, Gregorian */
    (void)state;

    for (int64_t day = first_day; day < first_day + 146097; day++)
        for (int calendar = KW_GREGORIAN; calendar <= KW_JULIAN; calendar++) {
            struct kw_date date = {.precision = KW_DAY,
                                   .calendar = (uint8_t)calendar};
            int64_t first;
            int64_t last;
            int month;
            int in_month;

            date_of_day(day, (enum kw_calendar)calendar, &date.year, &month,
                        &in_month);
            date.month = (uint8_t)month;
            date.day = (uint8_t)in_month;
            assert_true(kw_date_days(date, &first, &last));
            assert_int_equal(first, day);
        }
}

/* ---- families in a GEDCOM ------------------------------------------------ */

static size_t times_in(const char *text, const char *what)
{
    size_t count = 0;

    for (text = strstr(text, what); text; text = strstr(text + 1, what))
        count++;
    return count;
}

static void adoptive_parents_never_stand_beside_those_by_birth(void **state)
{
    struct kw_person *child;
    struct kw_statement *s;
    struct family f;
    char *text;
    (void)state;

    family_begin(&f);
    family_add(&f, "Q1", "Father", KW_MALE);
    family_add(&f, "Q2", "Mother", KW_FEMALE);
    family_add(&f, "Q5", "New father", KW_MALE);
    child = family_add(&f, "Q9", "Child", KW_FEMALE);
    family_says(&f, child, KW_P_FATHER, "Q1");
    family_says(&f, child, KW_P_MOTHER, "Q2");
    s = family_says(&f, child, KW_P_FATHER, "Q5");
    s->role = KW_ROLE_ADOPTIVE;
    family_seal(&f);

    text = written(&f, "gedcom", 0, KW_FOR_PLAIN);

    assert_int_equal(times_in(text, " FAM\r\n"), 2);
    assert_non_null(strstr(text, "0 @F1_2@ FAM\r\n1 HUSB @Q1@\r\n1 WIFE "
                                 "@Q2@\r\n1 CHIL @Q9@\r\n"));
    assert_non_null(
        strstr(text, "0 @F5_@ FAM\r\n1 HUSB @Q5@\r\n1 CHIL @Q9@\r\n"));
    assert_non_null(strstr(text, "1 FAMC @F5_@\r\n2 PEDI adopted\r\n"));
    assert_non_null(strstr(text, "1 FAMC @F1_2@\r\n2 PEDI birth\r\n"));
    free(text);
    family_end(&f);
}

static void what_is_disputed_of_one_parent_is_not_said_of_both(void **state)
{
    struct kw_person *child;
    struct family f;
    char *text;
    (void)state;

    family_begin(&f);
    family_add(&f, "Q1", "Father", KW_MALE);
    family_add(&f, "Q2", "Mother", KW_FEMALE);
    child = family_add(&f, "Q9", "Child", KW_FEMALE);
    family_says(&f, child, KW_P_FATHER, "Q1")->role = KW_ROLE_DISPUTED;
    family_says(&f, child, KW_P_MOTHER, "Q2")->role = KW_ROLE_DISPUTED;
    family_seal(&f);

    text = written(&f, "gedcom", 0, KW_FOR_PLAIN);

    assert_null(strstr(text, "@F1_2@"));
    assert_int_equal(times_in(text, "2 STAT challenged\r\n"), 2);
    free(text);
    family_end(&f);
}

static void an_end_of_marriage_is_a_divorce_only_among_the_living(void **state)
{
    struct kw_person *wife;
    struct kw_statement *s;
    struct family f;
    char *text;
    (void)state;

    family_begin(&f);
    family_add(&f, "Q1", "Divorced", KW_MALE);
    family_add(&f, "Q2", "Ended somehow", KW_MALE);
    wife = family_add(&f, "Q3", "Wife", KW_FEMALE);
    s = family_says(&f, wife, KW_P_SPOUSE, "Q1");
    family_qualifies(wife, s, KW_P_END, "+1900-01-01T00:00:00Z");
    family_says_why(&f, wife, s, "Q93190");
    s = family_says(&f, wife, KW_P_SPOUSE, "Q2");
    family_qualifies(wife, s, KW_P_END, "+1910-01-01T00:00:00Z");
    family_seal(&f);

    text = written(&f, "gedcom", 0, KW_FOR_PLAIN);

    assert_non_null(strstr(text, "1 DIV\r\n2 DATE 1 JAN 1900\r\n"));
    assert_non_null(strstr(text, "2 TYPE End of marriage\r\n"
                                 "2 DATE 1 JAN 1910\r\n"));
    assert_int_equal(times_in(text, "1 DIV"), 1);
    free(text);
    family_end(&f);
}

static void every_pointer_has_its_way_back(void **state)
{
    struct family f;
    char *text;
    (void)state;

    everything_that_goes_wrong(&f);
    text = written(&f, "gedcom", 0, KW_FOR_PLAIN);

    assert_int_equal(times_in(text, "1 FAMC @"), times_in(text, "1 CHIL @"));
    assert_int_equal(times_in(text, "1 FAMS @"),
                     times_in(text, "1 HUSB @") + times_in(text, "1 WIFE @"));
    free(text);
    family_end(&f);
}

static void children_stand_in_the_order_of_birth(void **state)
{
    struct kw_person *child;
    struct family f;
    char *text;
    (void)state;

    family_begin(&f);
    family_add(&f, "Q1", "Mother", KW_FEMALE);
    child = family_add(&f, "Q2", "Younger", KW_FEMALE);
    family_says(&f, child, KW_P_MOTHER, "Q1");
    family_dates(child, KW_P_BIRTH, "+1850-01-01T00:00:00Z", 11, KW_GREGORIAN);
    child = family_add(&f, "Q3", "Elder", KW_FEMALE);
    family_says(&f, child, KW_P_MOTHER, "Q1");
    family_dates(child, KW_P_BIRTH, "+1840-01-01T00:00:00Z", 11, KW_GREGORIAN);
    family_seal(&f);

    text = written(&f, "gedcom", 0, KW_FOR_PLAIN);

    assert_non_null(strstr(text, "1 CHIL @Q3@\r\n1 CHIL @Q2@\r\n"));
    free(text);
    family_end(&f);
}

static void long_notes_are_cut_and_lose_nothing(void **state)
{
    struct kw_person *person;
    struct family f;
    char description[1200];
    struct kw_buffer joined = {0};
    char *text;
    char *line;
    (void)state;

    for (size_t i = 0; i + 1 < sizeof description; i++)
        description[i] = i % 7 == 3 ? ' ' : (char)('a' + i % 26);
    description[sizeof description - 1] = '\0';
    family_begin(&f);
    person = family_add(&f, "Q1", "One", KW_MALE);
    assert_int_equal(kw_person_add_text(person, KW_DESCRIPTION, "en", 2,
                                        description, strlen(description), NULL),
                     KW_OK);
    family_seal(&f);

    text = written(&f, "gedcom", 0, KW_FOR_PLAIN);
    for (line = strtok(text, "\r\n"); line; line = strtok(NULL, "\r\n")) {
        assert_true(strlen(line) <= 255);
        if (strncmp(line, "1 NOTE ", 7) == 0 ||
            strncmp(line, "2 CONC ", 7) == 0)
            kw_buffer_text(&joined, line + 7);
    }

    assert_string_equal(joined.bytes, description);
    kw_buffer_finish(&joined);
    free(text);
    family_end(&f);
}

/* ---- files -----------------------------------------------------------------
 */

static char folder[] = "/tmp/kinwalk-export-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int clear_folder(void **state)
{
    char command[128];
    (void)state;

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static size_t files_in(const char *path)
{
    DIR *dir = opendir(path);
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count - 2;
}

static enum kw_status broken_links(void *arg, kw_export_link each, void *to,
                                   struct kw_error *err)
{
    (void)arg;
    (void)each;
    (void)to;
    return kw_fail(err, KW_STORE, "disk on fire");
}

static void a_failed_export_leaves_the_old_files(void **state)
{
    struct kw_export_options options = {0};
    struct kw_buffer was = {0};
    struct kw_buffer is = {0};
    char path[128];
    char people[160];
    struct kw_error err;
    struct family f;
    (void)state;

    snprintf(path, sizeof path, "%s/pair", folder);
    snprintf(people, sizeof people, "%s/people.csv", path);
    everything_that_goes_wrong(&f);
    options.xrefs = f.xrefs;
    assert_int_equal(kw_export_file(kw_export_find("csv"), path, &options,
                                    &f.source, NULL, &err),
                     KW_OK);
    assert_int_equal(kw_file_read(people, 1 << 20, &was, NULL), KW_OK);

    f.count--; /* another family, and half of it cannot be read */
    f.source.links = broken_links;
    assert_int_equal(kw_export_file(kw_export_find("csv"), path, &options,
                                    &f.source, NULL, &err),
                     KW_STORE);
    f.count++;

    assert_int_equal(kw_file_read(people, 1 << 20, &is, NULL), KW_OK);
    assert_string_equal(was.bytes, is.bytes);
    assert_int_equal(files_in(path), 2);
    kw_buffer_finish(&was);
    kw_buffer_finish(&is);
    family_end(&f);
}

static void two_files_do_not_go_to_standard_output(void **state)
{
    struct kw_export_options options = {0};
    struct kw_error err;
    struct family f;
    (void)state;

    family_begin(&f);
    family_seal(&f);
    assert_int_equal(kw_export_file(kw_export_find("csv"), "-", &options,
                                    &f.source, NULL, &err),
                     KW_USAGE);
    assert_non_null(strstr(err.text, "-o DIR"));
    family_end(&f);
}

/* ---- size
 * -------------------------------------------------------------------- */

enum { MANY = 100000 };

/* As many people as asked, each the child of the one before, made when
 * they are asked for. */
static enum kw_status many_people(void *arg, kw_export_person each, void *to,
                                  struct kw_error *err)
{
    unsigned *asked = arg;

    for (unsigned i = 1; i <= MANY; i++) {
        if (asked)
            *asked = i;
        struct kw_person *person = NULL;
        enum kw_status status;

        KW_TRY(kw_person_create(kw_qid(i), &person, err));
        status =
            kw_person_add_text(person, KW_LABEL, "en", 2, "Somebody", 8, err);
        if (status == KW_OK)
            status = each(to, person, KW_READ, err);
        kw_person_destroy(person);
        KW_TRY(status);
    }
    return KW_OK;
}

static enum kw_status many_links(void *arg, kw_export_link each, void *to,
                                 struct kw_error *err)
{
    (void)arg;
    for (unsigned i = 2; i <= MANY; i++) {
        struct kw_link link = {.child = kw_qid(i),
                               .parent = kw_qid(i - 1),
                               .kind = KW_LINK_FATHER,
                               .by_child = KW_STATED};

        KW_TRY(each(to, &link, err));
    }
    return KW_OK;
}

static enum kw_status count_bytes(void *to, const char *bytes, size_t length,
                                  struct kw_error *err)
{
    size_t *count = to;
    (void)bytes;
    (void)err;

    *count += length;
    return KW_OK;
}

static void memory_does_not_grow_with_the_family(void **state)
{
    const struct kw_export_source source = {.people = many_people,
                                            .links = many_links};
    struct kw_export_options options = {0};
    struct kw_export_tally tally = {0};
    struct kw_buffer out = {0};
    size_t bytes = 0;
    (void)state;

    kw_buffer_drain(&out, count_bytes, &bytes);
    assert_int_equal(kw_export_part(kw_export_find("graphml"), 0, &options,
                                    &source, &out, &tally, NULL),
                     KW_OK);

    assert_int_equal(tally.people, MANY);
    assert_int_equal(tally.links, MANY - 1);
    assert_true(bytes > 10u * 1000 * 1000);
    assert_true(out.capacity < 256u * 1024);
    kw_buffer_finish(&out);
}

static enum kw_status full_disk(void *to, const char *bytes, size_t length,
                                struct kw_error *err)
{
    int *times = to;
    (void)bytes;
    (void)length;

    (*times)++;
    return kw_fail(err, KW_OUTPUT, "disk full");
}

static void a_full_disk_ends_the_walk(void **state)
{
    unsigned asked = 0;
    const struct kw_export_source source = {
        .arg = &asked, .people = many_people, .links = many_links};
    struct kw_export_options options = {0};
    struct kw_buffer out = {0};
    struct kw_error err = {0};
    int times = 0;
    (void)state;

    kw_buffer_drain(&out, full_disk, &times);
    assert_int_equal(kw_export_part(kw_export_find("dot"), 0, &options, &source,
                                    &out, NULL, &err),
                     KW_OUTPUT);

    assert_int_equal(times, 1);
    assert_true(asked < MANY / 10);
    assert_string_equal(err.text, "disk full");
    kw_buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_as_it_was_read_over),
        cmocka_unit_test(no_format_lets_a_control_or_bidi_character_through),
        cmocka_unit_test(an_empty_family_is_written_too),
        cmocka_unit_test(formats_are_found_by_name),
        cmocka_unit_test(json_lines_are_written_by_whoever_knows_them),
        cmocka_unit_test(a_gedcom_keeps_precision_and_calendar),
        cmocka_unit_test(days_and_dates_agree_both_ways),
        cmocka_unit_test(adoptive_parents_never_stand_beside_those_by_birth),
        cmocka_unit_test(every_day_of_a_cycle_has_its_own_date),
        cmocka_unit_test(what_is_disputed_of_one_parent_is_not_said_of_both),
        cmocka_unit_test(an_end_of_marriage_is_a_divorce_only_among_the_living),
        cmocka_unit_test(every_pointer_has_its_way_back),
        cmocka_unit_test(children_stand_in_the_order_of_birth),
        cmocka_unit_test(long_notes_are_cut_and_lose_nothing),
        cmocka_unit_test(a_failed_export_leaves_the_old_files),
        cmocka_unit_test(two_files_do_not_go_to_standard_output),
        cmocka_unit_test(memory_does_not_grow_with_the_family),
        cmocka_unit_test(a_full_disk_ends_the_walk),
    };

    return cmocka_run_group_tests(tests, make_folder, clear_folder);
}
