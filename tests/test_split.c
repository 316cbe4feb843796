/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Streams cut into documents, in whatever portions they come.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <string.h>

#include <kinwalk/claims.h>

/* Feeds `text` in portions, and writes the pieces down as "offset:piece",
 * with | behind each. */
static void cut(const char *text, size_t portion, size_t limit,
                struct kw_buffer *out)
{
    struct kw_splitter *splitter;
    struct kw_piece piece;
    size_t length = strlen(text);

    assert_int_equal(kw_splitter_create(limit, &splitter, NULL), KW_OK);
    for (size_t at = 0; at <= length; at += portion) {
        size_t left = length - at;

        assert_int_equal(kw_splitter_feed(splitter, text + at,
                                          left < portion ? left : portion,
                                          NULL),
                         KW_OK);
        if (left < portion)
            kw_splitter_end(splitter);
        while (kw_splitter_next(splitter, &piece)) {
            kw_buffer_print(out, "%llu:", (unsigned long long)piece.at);
            kw_buffer_add(out, piece.bytes, piece.length);
            kw_buffer_char(out, '|');
        }
    }
    assert_false(kw_splitter_next(splitter, &piece));
    kw_splitter_destroy(splitter);
}

static void is_cut(const char *text, const char *expected)
{
    for (size_t portion = 1; portion < strlen(text) + 2; portion++) {
        struct kw_buffer out = {0};

        cut(text, portion, 0, &out);
        if (strcmp(out.bytes ? out.bytes : "", expected) != 0)
            fail_msg("in portions of %zu: %s", portion, out.bytes);
        kw_buffer_finish(&out);
    }
}

static void lines_are_documents(void **state)
{
    (void)state;
    is_cut("{\"a\":1}\n{\"b\":2}\n", "0:{\"a\":1}|8:{\"b\":2}|");
    is_cut("{\"a\":1}\r\n\r\n{\"b\":2}", "0:{\"a\":1}|11:{\"b\":2}|");
    is_cut("", "");
    is_cut(" \n", "");
}

static void a_dump_is_a_list_of_lines(void **state)
{
    (void)state;
    is_cut("[\n{\"a\":1},\n{\"b\":[2]}\n]\n", "2:{\"a\":1}|11:{\"b\":[2]}|");
    is_cut("[{\"a\":1},{\"b\":2}]", "1:{\"a\":1}|9:{\"b\":2}|");
    is_cut("[]", "");
}

static void a_document_may_stand_on_many_lines(void **state)
{
    (void)state;
    is_cut("{\n\"a\": [\n{\"x\":\"}\"}\n]\n}\n",
           "0:{\n\"a\": [\n{\"x\":\"}\"}\n]\n}|");
    is_cut("\xEF\xBB\xBF{\n}\n{\n}", "3:{\n}|7:{\n}|");
}

static void braces_in_strings_do_not_count(void **state)
{
    (void)state;
    is_cut("{\"a\":\"}\\\"{\\\\\"}\n{\"b\":2}",
           "0:{\"a\":\"}\\\"{\\\\\"}|15:{\"b\":2}|");
}

static void a_broken_line_does_not_swallow_the_next(void **state)
{
    (void)state;
    /* cut inside a string, inside an object, and at the very start */
    is_cut("{\"a\":1}\n{\"b\":\"cut\n{\"c\":3}\n",
           "0:{\"a\":1}|8:{\"b\":\"cut|18:{\"c\":3}|");
    is_cut("{\"a\":1}\n{\"b\":{\n{\"c\":3}\n",
           "0:{\"a\":1}|8:{\"b\":{|15:{\"c\":3}|");
    is_cut("{\"b\":\"cut\n{\"c\":3}\n", "0:{\"b\":\"cut|10:{\"c\":3}|");
    is_cut("{\"b\":{\n{\"type\":\"item\"}\n",
           "0:{\"b\":{|7:{\"type\":\"item\"}|");
}

static void rubbish_comes_out_once_and_the_rest_goes_on(void **state)
{
    (void)state;
    is_cut("<html>\n<body>\n", "0:<html>|");
    is_cut("<html>\n<body>\n{\"a\":1}\nx\ny\n{\"b\":2}\n",
           "0:<html>|14:{\"a\":1}|22:x|26:{\"b\":2}|");
}

static void what_follows_a_document_comes_out_with_it(void **state)
{
    (void)state;
    is_cut("{\"a\":1}<html>\n{\"b\":2}", "0:{\"a\":1}<html>|14:{\"b\":2}|");
    is_cut("{\"a\":1} {\"b\":2}\n{\"c\":3}",
           "0:{\"a\":1} {\"b\":2}|16:{\"c\":3}|");
}

static void what_is_left_at_the_end_comes_out(void **state)
{
    (void)state;
    is_cut("{\"a\":", "0:{\"a\":|");
    is_cut("{\"a\":1}\n{\"a", "0:{\"a\":1}|8:{\"a|");
    is_cut("{\n\"a\":1,\n", "0:{\n\"a\":1,\n|");
}

static void a_document_beyond_the_limit_is_cut_behind_it(void **state)
{
    (void)state;
    for (size_t portion = 1; portion < 40; portion++) {
        struct kw_buffer out = {0};

        cut("{\"a\":\"0123456789\"}\n{\"b\":2}\n", portion, 10, &out);
        assert_string_equal(out.bytes, "0:{\"a\":\"01234|19:{\"b\":2}|");
        kw_buffer_clear(&out);
        cut("0123456789012345\n{\"b\":2}\n", portion, 10, &out);
        assert_string_equal(out.bytes, "0:01234567890|17:{\"b\":2}|");
        kw_buffer_finish(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_documents),
        cmocka_unit_test(a_dump_is_a_list_of_lines),
        cmocka_unit_test(a_document_may_stand_on_many_lines),
        cmocka_unit_test(braces_in_strings_do_not_count),
        cmocka_unit_test(a_broken_line_does_not_swallow_the_next),
        cmocka_unit_test(rubbish_comes_out_once_and_the_rest_goes_on),
        cmocka_unit_test(what_follows_a_document_comes_out_with_it),
        cmocka_unit_test(what_is_left_at_the_end_comes_out),
        cmocka_unit_test(a_document_beyond_the_limit_is_cut_behind_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
