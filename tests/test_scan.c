/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scanner, with every way of looking that this machine has. That it
 * finds what the plain reader finds is tried in rounds by scan-rounds.
 */
#include <stdlib.h>
#include <string.h>

#include "claims/cursor.h"
#include "claims/scan.h"
#include "support_cmocka.h"

static uint32_t next(uint64_t *state)
{
    *state =
        *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* ---- eyes ---------------------------------------------------------- */

static bool says_all(const struct kw_signs *signs, unsigned char c,
                     uint64_t bit)
{
    return !(signs->quotes & bit) == (c != '"') &&
           !(signs->slashes & bit) == (c != '\\') &&
           !(signs->opens & bit) == (c != '{' && c != '[') &&
           !(signs->closes & bit) == (c != '}' && c != ']') &&
           !(signs->commas & bit) == (c != ',') &&
           !(signs->colons & bit) == (c != ':') &&
           !(signs->controls & bit) == (c >= 0x20) &&
           !(signs->spaces & bit) == (c != ' ') &&
           !(signs->letters & bit) == (c != 'P') &&
           (((signs->opens | signs->closes) & bit) == 0 ||
            !(signs->braces & bit) == (c == '[' || c == ']'));
}

/* The marks by hand, one byte after the other. */
static void marks_by_hand(const unsigned char *bytes, size_t length,
                          struct kw_marks *out)
{
    bool in_string = false;
    bool escaped = false;

    memset(out, 0, length / KW_BLOCK_BYTES * sizeof *out);
    for (size_t i = 0; i < length; i++) {
        struct kw_marks *marks = &out[i / KW_BLOCK_BYTES];
        uint64_t bit = UINT64_C(1) << (i % KW_BLOCK_BYTES);
        unsigned char c = bytes[i];

        marks->slashes |= c == '\\' ? bit : 0;
        if (!in_string) {
            marks->opens |= c == '{' || c == '[' ? bit : 0;
            marks->closes |= c == '}' || c == ']' ? bit : 0;
        }
        if (c == '"' && !escaped) {
            marks->quotes |= bit;
            in_string = !in_string;
        }
        escaped = c == '\\' && !escaped;
    }
}

/* All bytes there are, in every place of a block. */
static void all_eyes_see_every_byte_in_every_place(void **state)
{
    (void)state;
    for (int level = 0; level < KW_LEVEL_COUNT; level++) {
        const struct kw_eyes *eyes = kw_eyes_of((enum kw_level)level);

        for (unsigned shift = 0; eyes && shift < 256; shift++) {
            unsigned char bytes[KW_BLOCK_BYTES * 4];
            struct kw_marks marks[4];
            struct kw_marks by_hand[4];
            struct kw_flow flow = {0, 0};
            struct kw_signs signs[4];
            struct kw_utf8 utf8 = {0};

            for (unsigned i = 0; i < sizeof bytes; i++)
                bytes[i] = (unsigned char)(i + shift);
            eyes->marks(bytes, 3, &flow, marks);
            eyes->marks(bytes + 3 * KW_BLOCK_BYTES, 1, &flow, marks + 3);
            marks_by_hand(bytes, sizeof bytes, by_hand);
            if (memcmp(marks, by_hand, sizeof marks) != 0)
                fail_msg("%s mistakes a mark, shift %u", eyes->name, shift);
            eyes->signs(bytes, 4, &utf8, signs);
            for (unsigned i = 0; i < sizeof bytes; i++)
                if (!says_all(&signs[i / 64], bytes[i],
                              UINT64_C(1) << (i % 64)))
                    fail_msg("%s mistakes byte %u at %u", eyes->name, bytes[i],
                             i);
        }
    }
}

/* Which bytes escapes are made of. */
static void all_eyes_know_the_digits_of_escapes(void **state)
{
    (void)state;
    for (int level = 0; level < KW_LEVEL_COUNT; level++) {
        const struct kw_eyes *eyes = kw_eyes_of((enum kw_level)level);

        for (unsigned first = 0; eyes && first < 256; first += 16) {
            unsigned char bytes[KW_BLOCK_BYTES];
            struct kw_hex_signs signs;

            for (unsigned i = 0; i < sizeof bytes; i++)
                bytes[i] = (unsigned char)(i + first);
            eyes->hex_signs(bytes, &signs);
            for (unsigned i = 0; i < sizeof bytes; i++) {
                uint64_t bit = UINT64_C(1) << i;
                unsigned char c = bytes[i];
                bool is_digit = c && strchr("0123456789abcdefABCDEF", c);

                assert_int_equal(!(signs.digits & bit), !is_digit);
                assert_int_equal(!(signs.us & bit), c != 'u');
                assert_int_equal(!(signs.ds & bit), c != 'd' && c != 'D');
                assert_int_equal(!(signs.zeros & bit), c != '0');
                assert_int_equal(!(signs.fives & bit), c != '5');
            }
        }
    }
}

static bool is_utf8(const struct kw_eyes *eyes, const unsigned char *bytes)
{
    struct kw_signs signs[4];
    struct kw_utf8 utf8 = {0};

    eyes->signs(bytes, 3, &utf8, signs);
    eyes->signs(bytes + 3 * KW_BLOCK_BYTES, 1, &utf8, signs);
    return !utf8.is_bad;
}

/* Two, three or four bytes at and over all borders there are, drawn from
 * those that decide. */
static void all_eyes_know_utf8(void **state)
{
    static const unsigned char EDGES[] = {
        'a',  0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
        0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
    uint64_t chance = 23;

    (void)state;
    for (int round = 0; round < 400000 / KW_TEST_SHARE; round++) {
        unsigned char bytes[KW_BLOCK_BYTES * 4];
        size_t at = 24 + next(&chance) % (sizeof bytes - 48);
        bool expected;

        memset(bytes, 'x', sizeof bytes);
        for (int i = 0; i < 6; i++)
            bytes[at + next(&chance) % 5] = EDGES[next(&chance) % sizeof EDGES];
        expected = kw_utf8_valid((const char *)bytes, sizeof bytes);
        for (int level = 0; level < KW_LEVEL_COUNT; level++) {
            const struct kw_eyes *eyes = kw_eyes_of((enum kw_level)level);

            if (eyes && is_utf8(eyes, bytes) != expected)
                fail_msg("%s in round %d", eyes->name, round);
        }
    }
}

static void plain_eyes_are_always_there(void **state)
{
    (void)state;
    assert_non_null(kw_eyes_of(KW_LEVEL_PLAIN));
    assert_non_null(kw_eyes_best());
    assert_null(kw_eyes_of(KW_LEVEL_COUNT));
}

/* ---- the cursor ---------------------------------------------------- */

/* The same by hand, one byte after the other. */
static size_t quote_by_hand(const char *bytes, size_t length, size_t at)
{
    bool escaped = false;

    for (size_t i = 0; i < length; i++) {
        bool is_quote = bytes[i] == '"' && !escaped;

        escaped = bytes[i] == '\\' && !escaped;
        if (is_quote && i >= at)
            return i;
    }
    return length;
}

static void quotes_are_found_as_by_hand(void **state)
{
    uint64_t chance = 7;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char bytes[2500];
        size_t length = next(&chance) % sizeof bytes;
        const struct kw_eyes *eyes =
            kw_eyes_of((enum kw_level)(round % KW_LEVEL_COUNT));
        struct kw_cursor cursor;

        for (size_t i = 0; i < length; i++)
            bytes[i] = "\\\\\\\"x{]x"[next(&chance) % 8];
        kw_cursor_init(&cursor, eyes ? eyes : kw_eyes_best(), bytes, length);
        for (size_t at = 0; at < length; at += 1 + next(&chance) % 90) {
            size_t found = kw_cursor_quote(&cursor, at);

            assert_int_equal(found, quote_by_hand(bytes, length, at));
            at = found;
        }
    }
}

/* Behind the bracket that closes the `depth`th around `at`, by hand. */
static size_t leave_by_hand(const char *bytes, size_t length, size_t at,
                            size_t depth)
{
    bool in_string = false;
    bool escaped = false;

    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];

        if (c == '"' && !escaped)
            in_string = !in_string;
        escaped = c == '\\' && !escaped;
        if (in_string || i < at)
            continue;
        if (c == '{' || c == '[')
            depth++;
        if ((c == '}' || c == ']') && --depth == 0)
            return i + 1;
    }
    return length;
}

static void brackets_are_left_as_by_hand(void **state)
{
    uint64_t chance = 9;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char bytes[6000];
        size_t length = next(&chance) % sizeof bytes;
        const struct kw_eyes *eyes =
            kw_eyes_of((enum kw_level)(round % KW_LEVEL_COUNT));
        struct kw_cursor cursor;

        /* Some with many strings and backslashes, some with few. */
        for (size_t i = 0; i < length; i++)
            bytes[i] = (round % 2 ? "\\\\\"{[]}xxxx"
                                  : "\"{{]xxxxxxxxx")[next(&chance) % 12];
        kw_cursor_init(&cursor, eyes ? eyes : kw_eyes_best(), bytes, length);
        for (size_t at = 0; at < length; at += 1 + next(&chance) % 300) {
            size_t depth = 1 + next(&chance) % 20;
            size_t found = kw_cursor_leave(&cursor, at, depth);

            assert_int_equal(found, leave_by_hand(bytes, length, at, depth));
            at = kw_cursor_quote(&cursor, found);
            assert_int_equal(at, quote_by_hand(bytes, length, found));
        }
    }
}

static void a_bracket_is_left_where_it_closes(void **state)
{
    static const char TEXT[] = "[ \"]\\\"]\" , { \"}\" : [ ] } ] , 1";

    (void)state;
    /* Wherever in a block it stands. */
    for (size_t before = 0; before < 2200; before += 3) {
        char bytes[2300];
        struct kw_cursor cursor;

        memset(bytes, ' ', sizeof bytes);
        memcpy(bytes + before, TEXT, sizeof TEXT - 1);
        kw_cursor_init(&cursor, kw_eyes_best(), bytes, sizeof bytes);
        assert_int_equal(kw_cursor_leave(&cursor, before + 1, 1),
                         before + sizeof TEXT - 1 - 4);
    }
}

static void a_bracket_that_is_never_closed_is_left_at_the_end(void **state)
{
    struct kw_cursor cursor;

    (void)state;
    kw_cursor_init(&cursor, kw_eyes_best(), "[{}[]{", 6);
    assert_int_equal(kw_cursor_leave(&cursor, 1, 1), 6);
    assert_int_equal(kw_cursor_quote(&cursor, 6), 6);
}

/* ---- two modes ----------------------------------------------------- */

static enum kw_status read_text(const char *text, bool is_checked,
                                size_t *people)
{
    struct kw_claims_limits limits = {.is_checked = is_checked};
    struct kw_document document;
    enum kw_status status = kw_claims_read(text, strlen(text), NULL, NULL,
                                           &limits, &document, NULL);

    *people = document.count;
    kw_document_finish(&document);
    return status;
}

/* What is not kept is not looked at, unless nobody has checked it. */
static void what_is_passed_over_is_read_only_if_nobody_checked(void **state)
{
    static const char *const BROKEN[] = {
        "{\"id\":\"Q1\",\"type\":\"item\",\"x\":[tru]}",
        "{\"id\":\"Q1\",\"type\":\"item\",\"x\":[1 2]}",
        "{\"id\":\"Q1\",\"type\":\"item\",\"x\":\"\\x\"}",
        "{\"id\":\"Q1\",\"type\":\"item\",\"x\":\"\xff\"}",
        "{\"id\":\"Q1\",\"type\":\"item\",\"x\":{]}",
    };
    size_t people;

    (void)state;
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        assert_int_equal(read_text(BROKEN[i], false, &people), KW_INPUT);
        assert_int_equal(people, 0);
        assert_int_equal(read_text(BROKEN[i], true, &people), KW_OK);
        assert_int_equal(people, 1);
    }
}

/* A reply cut on its way is refused in either mode. */
static void a_document_cut_anywhere_is_refused_unchecked_or_not(void **state)
{
    static const char TEXT[] =
        "{\"entities\":{\"Q1\":{\"id\":\"Q1\",\"type\":\"item\",\"labels\":"
        "{\"en\":{\"language\":\"en\",\"value\":\"A\"}},\"claims\":{\"P22\":"
        "[{\"mainsnak\":{\"snaktype\":\"somevalue\"}}]}}}}";
    size_t people;

    (void)state;
    for (size_t length = 0; length + 1 < sizeof TEXT; length++) {
        char *cut = calloc(1, length + 1);

        assert_non_null(cut);
        memcpy(cut, TEXT, length);
        assert_int_equal(read_text(cut, true, &people), KW_INPUT);
        assert_int_equal(read_text(cut, false, &people), KW_INPUT);
        free(cut);
    }
    assert_int_equal(read_text(TEXT, true, &people), KW_OK);
    assert_int_equal(people, 1);
}

/* Anything at all, in memory of its own size: for the sanitizers. */
static void no_bytes_lead_the_scanner_out_of_bounds(void **state)
{
    static const char SIGNS[] = "{}[]\",:\\ un0-ePQ12\"\"\"{\"";
    uint64_t chance = 11;

    (void)state;
    for (int round = 0; round < 60000 / KW_TEST_SHARE; round++) {
        size_t length = next(&chance) % 300;
        char *bytes = malloc(length + 1);
        struct kw_document document;
        const struct kw_eyes *eyes =
            kw_eyes_of((enum kw_level)(round % KW_LEVEL_COUNT));

        assert_non_null(bytes);
        for (size_t i = 0; i < length; i++)
            bytes[i] = SIGNS[next(&chance) % (sizeof SIGNS - 1)];
        if (length > 12)
            memcpy(bytes, round % 2 ? "{\"labels\":{" : "{\"claims\":{", 11);
        (void)kw_claims_read_by(KW_READER_SCAN_ONLY, eyes, bytes, length, NULL,
                                (const char *const[]){"de", NULL}, NULL,
                                &document, NULL);
        kw_document_finish(&document);
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_eyes_see_every_byte_in_every_place),
        cmocka_unit_test(all_eyes_know_the_digits_of_escapes),
        cmocka_unit_test(all_eyes_know_utf8),
        cmocka_unit_test(plain_eyes_are_always_there),
        cmocka_unit_test(quotes_are_found_as_by_hand),
        cmocka_unit_test(brackets_are_left_as_by_hand),
        cmocka_unit_test(a_bracket_is_left_where_it_closes),
        cmocka_unit_test(a_bracket_that_is_never_closed_is_left_at_the_end),
        cmocka_unit_test(what_is_passed_over_is_read_only_if_nobody_checked),
        cmocka_unit_test(a_document_cut_anywhere_is_refused_unchecked_or_not),
        cmocka_unit_test(no_bytes_lead_the_scanner_out_of_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
