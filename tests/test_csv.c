/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables read into people: what headers mean, whose word a row is, and
 * what happens to rows that are wrong. The round trip of real exports is
 * test_roundtrip.sh.
 */
#include "support_cmocka.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/claims.h>
#include <kinwalk/source.h>

/* What came out of one reading, as kinwalk's JSON lines. */
struct told {
    struct kw_xrefs *xrefs;
    struct kw_buffer people;
    struct kw_buffer wrong; /* "line: text" each on a line */
    struct kw_buffer left;
    struct kw_csv_counts counts;
    struct kw_error err;
    const char *taken; /* an xref that is somebody else's */
};

static enum kw_status take(void *arg, const struct kw_person *person,
                           struct kw_error *err)
{
    struct told *told = arg;

    kw_claims_write(person, told->xrefs, &told->people);
    return kw_buffer_check(&told->people, err);
}

static void hear(void *arg, const char *file, size_t line, const char *text)
{
    struct told *told = arg;

    (void)file;
    kw_buffer_print(&told->wrong, "%zu: %s\n", line, text);
}

static void hear_left(void *arg, const char *file, const char *column)
{
    struct told *told = arg;

    (void)file;
    kw_buffer_print(&told->left, "%s\n", column);
}

static enum kw_status is_taken(void *arg, struct kw_id id, bool *taken,
                               struct kw_error *err)
{
    struct told *told = arg;
    char text[KW_ID_TEXT_BYTES];

    (void)err;
    *taken = told->taken &&
             strcmp(kw_id_print(id, told->xrefs, text), told->taken) == 0;
    return KW_OK;
}

static enum kw_status read_both(struct told *told, const char *people,
                                size_t length, const char *links)
{
    struct kw_csv_file files[] = {
        {"people.csv", people, length},
        {"links.csv", links, links ? strlen(links) : 0}};
    struct kw_csv_settings settings = {.base_name = "b",
                                       .is_taken = is_taken,
                                       .person = take,
                                       .wrong = hear,
                                       .left = hear_left,
                                       .arg = told};

    if (!told->xrefs)
        assert_int_equal(kw_xrefs_create(&told->xrefs, &told->err), KW_OK);
    settings.xrefs = told->xrefs;
    return kw_csv_read(files, links ? 2 : 1, &settings, &told->counts,
                       &told->err);
}

static enum kw_status read_one(struct told *told, const char *table)
{
    return read_both(told, table, strlen(table), NULL);
}

static void forget(struct told *told)
{
    kw_xrefs_destroy(told->xrefs);
    kw_buffer_finish(&told->people);
    kw_buffer_finish(&told->wrong);
    kw_buffer_finish(&told->left);
}

/* Says the table so many people, with these texts in their records? */
static void gives(const char *table, size_t people, const char *const *texts)
{
    struct told told = {0};

    assert_int_equal(read_one(&told, table), KW_OK);
    assert_int_equal(told.counts.people, people);
    for (; *texts; texts++)
        if (!strstr(told.people.bytes, *texts))
            fail_msg("no %s in %s", *texts, told.people.bytes);
    assert_int_equal(told.counts.wrong, 0);
    forget(&told);
}

static void a_child_states_its_parents(void **state)
{
    static const char *const TEXTS[] = {"\"id\":\"Q1\"",
                                        "\"p\":\"P22\",\"value\":\"Q2\"",
                                        "\"p\":\"P25\",\"value\":\"Q3\"", NULL};

    (void)state;
    gives("child,father,mother\nQ1,wd:Q2,https://www.wikidata.org/wiki/Q3\n", 1,
          TEXTS);
    gives("mother;child;father\r\nQ3;Q1;Q2\r\n", 1, TEXTS);
    gives("?father\t?mother\t?item\n"
          "<http://www.wikidata.org/entity/Q2>\t"
          "<http://www.wikidata.org/entity/Q3>\t"
          "<http://www.wikidata.org/entity/Q1>\n",
          1, TEXTS);
}

static void every_combination_of_a_query_is_one_statement(void **state)
{
    struct told told = {0};
    char *first;

    (void)state;
    assert_int_equal(read_one(&told, "person,spouse,child\nQ1,Q2,Q3\n"
                                     "Q1,Q2,Q4\nQ1,Q5,Q3\nQ1,Q5,Q4\n"),
                     KW_OK);

    first = strstr(told.people.bytes, "\"value\":\"Q2\"");
    assert_non_null(first);
    assert_null(strstr(first + 1, "\"value\":\"Q2\""));
    forget(&told);
}

static void a_stamp_on_the_first_of_january_is_a_year(void **state)
{
    static const char *const YEAR[] = {"+1895-00-00T00:00:00Z", NULL};
    static const char *const DAY[] = {"+1895-01-01T00:00:00Z", NULL};
    static const char *const BEFORE[] = {"-0044-03-15T00:00:00Z", NULL};

    (void)state;
    gives("item,birth,label\nQ1,1895-01-01T00:00:00Z,x\n", 1, YEAR);
    gives("item,birth,label\nQ1,1895-01-01,x\n", 1, DAY);
    gives("item,death,label\nQ1,-0043-03-15T00:00:00Z,x\n", 1, BEFORE);
    gives("item,death,label\nQ1,-0044-03-15,x\n", 1, BEFORE);
}

static void who_states_a_link_comes_back_with_its_rank(void **state)
{
    struct told told = {0};

    (void)state;
    assert_int_equal(
        read_both(&told, "id,label\nQ1,a\nQ2,b\n", 20,
                  "src,dst,kind,role,stated_by,source_rank,target_rank\n"
                  "Q1,Q2,mother,adoptive,both,preferred,outranked\n"
                  "Q1,Q3,spouse,birth,source,normal,\n"),
        KW_OK);

    assert_non_null(strstr(told.people.bytes, "\"p\":\"P40\",\"value\":\"Q2\","
                                              "\"rank\":\"preferred\","
                                              "\"role\":\"adoptive\""));
    assert_non_null(strstr(told.people.bytes, "\"p\":\"P26\""));
    /* An outranked link has something above it. */
    assert_non_null(strstr(told.people.bytes,
                           "\"p\":\"P25\",\"snak\":\"somevalue\","
                           "\"rank\":\"preferred\""));
    forget(&told);
}

static void an_apostrophe_is_taken_away_only_where_it_was_put(void **state)
{
    static const char PEOPLE[] = "id,label,known\nQ1,'=x,read\n";
    struct told told = {0};
    struct told other = {0};

    (void)state;
    assert_int_equal(read_both(&told, PEOPLE, strlen(PEOPLE), "src,dst,kind\n"),
                     KW_OK);
    assert_non_null(strstr(told.people.bytes, ":\"=x\""));
    assert_int_equal(
        read_both(&other, PEOPLE, strlen(PEOPLE), "src,dst,relationship\n"),
        KW_OK);
    assert_non_null(strstr(other.people.bytes, ":\"'=x\""));
    forget(&told);
    forget(&other);
}

static void an_id_of_somebody_else_gets_our_name_before_it(void **state)
{
    struct told told = {.taken = "I1"};
    struct kw_id id;

    (void)state;
    assert_int_equal(kw_xrefs_create(&told.xrefs, &told.err), KW_OK);
    assert_int_equal(kw_xrefs_intern(told.xrefs, "I1", 2, &id, &told.err),
                     KW_OK);

    assert_int_equal(read_one(&told, "child,father\nI2,I1\nI1,I3\n"), KW_OK);

    assert_non_null(strstr(told.people.bytes, "\"value\":\"b:I1\""));
    assert_non_null(strstr(told.people.bytes, "\"id\":\"b:I1\""));
    assert_null(strstr(told.people.bytes, "\"I1\""));
    forget(&told);
}

static void wrong_rows_are_told_and_the_rest_is_taken(void **state)
{
    struct told told = {0};

    (void)state;
    assert_int_equal(read_one(&told, "child,father,shoe,birth\n"
                                     "Q1,Q2,7,\n"
                                     "Q3\n"
                                     "Q3,Q4,7,,\n"
                                     "\"Q5\"x,Q2,,\n"
                                     ",Q2,,\n"
                                     "Q6,Q2,\xff,\n"
                                     "Q7,Q2,,tomorrow\n"
                                     "two words,Q2,,\n"
                                     "\"Q8,Q2,,\n"
                                     "Q9,Q2,,\n"),
                     KW_OK);

    assert_string_equal(told.left.bytes, "shoe\n");
    assert_string_equal(told.wrong.bytes,
                        "3: fewer cells than the header has\n"
                        "4: more cells than the header has\n"
                        "5: something stands behind a closing quote\n"
                        "6: child: \"\" does not say who; left out\n"
                        "7: not valid UTF-8\n"
                        "8: birth: \"tomorrow\" is no date; left out\n"
                        "9: child: \"two words\" is nobody's id\n"
                        "10: a quote that never closes\n");
    assert_int_equal(told.counts.people, 3); /* Q1, Q7, Q9 */
    forget(&told);
}

static void a_header_that_is_none_says_what_is_understood(void **state)
{
    static const char *const TABLES[] = {"shoe,size\n1,2\n", "id,shoe\nQ1,7\n",
                                         "father,mother\nQ1,Q2\n",
                                         "src,shoe\nQ1,Q2\n", "\"never\n"};

    (void)state;
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++) {
        struct told told = {0};
        enum kw_status status = read_one(&told, TABLES[i]);

        assert_int_equal(status, KW_INPUT);
        assert_non_null(strstr(told.err.text, "people.csv: line 1: "));
        forget(&told);
    }
}

/* Cut anywhere, it is still read, and in bounds. */
static void a_table_may_end_anywhere(void **state)
{
    static const char TABLE[] =
        "\xEF\xBB\xBFid,label,sex,birth,birth_precision,father\r\n"
        "Q1,\"Ann \"\"A\"\",\r\nB.\",female,1819-05-24,day,I2\r\n"
        "I2,'=x,male,1790,decade,\r\n";

    (void)state;
    for (size_t length = 46; length < sizeof TABLE; length++) {
        char *cut = malloc(length);
        struct told told = {0};

        assert_non_null(cut);
        memcpy(cut, TABLE, length);
        assert_int_equal(read_both(&told, cut, length, NULL), KW_OK);
        forget(&told);
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_states_its_parents),
        cmocka_unit_test(every_combination_of_a_query_is_one_statement),
        cmocka_unit_test(a_stamp_on_the_first_of_january_is_a_year),
        cmocka_unit_test(who_states_a_link_comes_back_with_its_rank),
        cmocka_unit_test(an_apostrophe_is_taken_away_only_where_it_was_put),
        cmocka_unit_test(an_id_of_somebody_else_gets_our_name_before_it),
        cmocka_unit_test(wrong_rows_are_told_and_the_rest_is_taken),
        cmocka_unit_test(a_header_that_is_none_says_what_is_understood),
        cmocka_unit_test(a_table_may_end_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
