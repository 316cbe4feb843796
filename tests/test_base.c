/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The promises of base's door.
 */
#include "support_cmocka.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kinwalk/base.h>

/* ---- errors -------------------------------------------------------- */

static void an_error_that_is_cut_ends_on_a_whole_character(void **state)
{
    struct kw_error err;
    char long_text[2 * KW_ERROR_TEXT_BYTES];
    size_t length;
    (void)state;

    memset(long_text, 'x', sizeof long_text);
    for (size_t i = 1; i + 2 < sizeof long_text; i += 2)
        memcpy(long_text + i, "é", 2);
    long_text[sizeof long_text - 1] = '\0';

    assert_int_equal(kw_fail(&err, KW_INPUT, "%s", long_text), KW_INPUT);

    length = strlen(err.text);
    assert_true(length >= KW_ERROR_TEXT_BYTES - 3);
    assert_true(kw_utf8_valid(err.text, length));
}

static void a_caller_adds_where(void **state)
{
    struct kw_error err;
    (void)state;

    kw_fail(&err, KW_STORE, "disk full");
    assert_int_equal(kw_error_at(&err, "store %s", "f.db"), KW_STORE);
    assert_string_equal(err.text, "store f.db: disk full");
    assert_int_equal(kw_fail(NULL, KW_STORE, "nobody listens"), KW_STORE);
}

/* ---- memory -------------------------------------------------------- */

static void an_arena_keeps_to_its_limit_and_can_be_used_again(void **state)
{
    struct kw_arena arena = {.limit_bytes = 10000};
    char *first;
    (void)state;

    first = kw_arena_text(&arena, "Victoria", 8);
    assert_string_equal(first, "Victoria");
    assert_non_null(kw_arena_take(&arena, 9000));
    assert_null(kw_arena_take(&arena, 9000));
    assert_null(kw_arena_zeroed(&arena, SIZE_MAX / 2, 4));
    kw_arena_reset(&arena);
    assert_non_null(kw_arena_take(&arena, 9000));
    kw_arena_finish(&arena);
    kw_arena_finish(&arena);
    kw_arena_finish(NULL);
}

static void arena_memory_never_overlaps(void **state)
{
    struct kw_arena arena = {0};
    unsigned char *taken[500];
    (void)state;

    for (size_t i = 0; i < 500; i++) {
        taken[i] = kw_arena_take(&arena, i * 7 + 1);
        assert_int_equal((uintptr_t)taken[i] % _Alignof(max_align_t), 0);
        memset(taken[i], (int)(i & 0xFF), i * 7 + 1);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t k = 0; k < i * 7 + 1; k++)
            assert_int_equal(taken[i][k], i & 0xFF);
    kw_arena_finish(&arena);
}

/* ---- buffer -------------------------------------------------------- */

static void a_buffer_remembers_its_first_trouble(void **state)
{
    struct kw_buffer buffer;
    struct kw_error err;
    (void)state;

    kw_buffer_init(&buffer, 10);
    kw_buffer_text(&buffer, "12345");
    kw_buffer_text(&buffer, "678901");
    kw_buffer_text(&buffer, "x");

    assert_int_equal(kw_buffer_check(&buffer, &err), KW_LIMIT);
    assert_string_equal(buffer.bytes, "12345");
    kw_buffer_clear(&buffer);
    kw_buffer_print(&buffer, "%d-%s", 7, "ab");
    assert_int_equal(kw_buffer_check(&buffer, &err), KW_OK);
    assert_string_equal(buffer.bytes, "7-ab");
    kw_buffer_finish(&buffer);
    kw_buffer_finish(NULL);
}

/* Prints into rooms of all sizes as snprintf() does; of its rooms the
 * byte behind stays as it was. */
#define SAME_PRINT(...)                                                        \
    do {                                                                       \
        for (size_t room = 0; room <= 48; room++) {                            \
            char ours[64];                                                     \
            char theirs[64];                                                   \
                                                                               \
            memset(ours, 'x', sizeof ours);                                    \
            memset(theirs, 'x', sizeof theirs);                                \
            assert_int_equal(kw_print(ours, room, __VA_ARGS__),                \
                             snprintf(theirs, room, __VA_ARGS__));             \
            if (room)                                                          \
                assert_string_equal(ours, theirs);                             \
            assert_int_equal(ours[room], 'x');                                 \
        }                                                                      \
    } while (0)

static void printing_is_as_snprintf_does(void **state)
{
    const int64_t numbers[] = {0,         1,         -1,        9,
                               10,        -10,       99,        1901,
                               -44,       INT32_MAX, INT32_MIN, UINT32_MAX,
                               INT64_MAX, INT64_MIN, 123456789, -12345678};

    (void)state;
    SAME_PRINT("nothing but text");
    SAME_PRINT("%s", "");
    SAME_PRINT("<%s|%s>", "one", "and a text longer than many a room has");
    SAME_PRINT("100%% of %c%c", 'a', 'b');
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int64_t n = numbers[i];

        SAME_PRINT("%d %u %02d.%02u", (int)n, (unsigned)n, (int)n, (unsigned)n);
        SAME_PRINT("%ld,%lu,%04ld,%09lu", (long)n, (unsigned long)n, (long)n,
                   (unsigned long)n);
        SAME_PRINT("%lld %llu %05lld", (long long)n, (unsigned long long)n,
                   (long long)n);
        SAME_PRINT("%zu%s%04" PRIu64 "-%02u", (size_t)n, "-", (uint64_t)n, 7U);
        /* What it does not know, amid what it does. */
        SAME_PRINT("%s %d %5d %s", "a", (int)n, (int)n, "z");
        SAME_PRINT("%u %-8s| %.2f %012lld", (unsigned)n, "left", (double)n / 3,
                   (long long)n);
        SAME_PRINT("%c %.3s %x %+d %03X %zd", 'c', "cut off", (unsigned)n,
                   (int)n, (unsigned)n, (ssize_t)n);
        SAME_PRINT("%*d %hhu %p", 7, (int)n, (unsigned char)n, (void *)&n);
    }
}

static void what_does_not_fit_a_buffer_leaves_it_alone(void **state)
{
    struct kw_buffer buffer;
    struct kw_error err;

    (void)state;
    kw_buffer_init(&buffer, 6);
    kw_buffer_print(&buffer, "%s", "1234");
    kw_buffer_print(&buffer, "%03d", 5);
    assert_int_equal(kw_buffer_check(&buffer, &err), KW_LIMIT);
    assert_string_equal(buffer.bytes, "1234");
    kw_buffer_clear(&buffer);
    kw_buffer_print(&buffer, "%s%d", "12345", 6);
    assert_int_equal(kw_buffer_check(&buffer, &err), KW_OK);
    assert_string_equal(buffer.bytes, "123456");
    kw_buffer_finish(&buffer);

    kw_buffer_init(&buffer, 0);
    for (int i = 0; i < 1000; i++)
        kw_buffer_print(&buffer, "%04u", (unsigned)i);
    assert_int_equal(kw_buffer_check(&buffer, &err), KW_OK);
    assert_int_equal(buffer.length, 4000);
    for (int i = 0; i < 1000; i++) {
        char number[16];

        snprintf(number, sizeof number, "%04d", i);
        assert_memory_equal(buffer.bytes + (ptrdiff_t)4 * i, number, 4);
    }
    kw_buffer_finish(&buffer);
}

static enum kw_status count_bytes(void *to, const char *bytes, size_t length,
                                  struct kw_error *err)
{
    size_t *total = to;
    (void)bytes;
    (void)err;

    *total += length;
    return KW_OK;
}

static void a_drained_buffer_stays_small(void **state)
{
    struct kw_buffer buffer = {0};
    size_t total = 0;
    (void)state;

    kw_buffer_drain(&buffer, count_bytes, &total);
    for (int i = 0; i < 100000; i++)
        kw_buffer_text(&buffer, "0123456789");

    assert_int_equal(kw_buffer_check(&buffer, NULL), KW_OK);
    assert_int_equal(total, 1000000);
    assert_true(buffer.capacity < 200000);
    kw_buffer_finish(&buffer);
}

static enum kw_status refuse(void *to, const char *bytes, size_t length,
                             struct kw_error *err)
{
    (void)to;
    (void)bytes;
    (void)length;
    return kw_fail(err, KW_OUTPUT, "disk full");
}

static void a_drain_that_fails_is_told(void **state)
{
    struct kw_buffer buffer = {0};
    struct kw_error err;
    (void)state;

    kw_buffer_drain(&buffer, refuse, NULL);
    kw_buffer_text(&buffer, "anything");
    assert_int_equal(kw_buffer_check(&buffer, &err), KW_OUTPUT);
    assert_string_equal(err.text, "disk full");
    kw_buffer_finish(&buffer);
}

/* ---- map ----------------------------------------------------------- */

static void a_map_finds_all_it_was_given(void **state)
{
    struct kw_map map = {0};
    bool was_new;
    (void)state;

    assert_null(kw_map_get(&map, 1));
    for (uint64_t i = 0; i < 10000; i++)
        assert_int_equal(kw_map_put(&map, i * 977, i, &was_new, NULL), KW_OK);
    assert_int_equal(kw_map_put(&map, 977, 5, &was_new, NULL), KW_OK);
    assert_false(was_new);
    assert_int_equal(map.count, 10000);
    assert_int_equal(*kw_map_get(&map, 977), 5);
    for (uint64_t i = 2; i < 10000; i++)
        assert_int_equal(*kw_map_get(&map, i * 977), i);
    assert_false(kw_map_has(&map, 978));
    assert_int_equal(kw_map_put(&map, UINT64_MAX, 0, NULL, NULL), KW_INTERNAL);
    kw_map_clear(&map);
    assert_false(kw_map_has(&map, 977));
    kw_map_finish(&map);
    kw_map_finish(NULL);
}

/* ---- workers ------------------------------------------------------- */

struct square {
    struct kw_job job;
    uint64_t number;
};

static void square_it(struct kw_job *job)
{
    struct square *square = (struct square *)job;

    square->number *= square->number;
}

static void every_job_comes_back_done(void **state)
{
    struct kw_pool *pool;
    struct square squares[500];
    struct kw_job *job;
    uint64_t sum = 0;
    (void)state;

    assert_int_equal(kw_pool_create(3, NULL, NULL, &pool, NULL), KW_OK);
    for (uint64_t i = 0; i < 500; i++) {
        squares[i].job.run = square_it;
        squares[i].number = i;
        kw_pool_submit(pool, &squares[i].job);
    }
    while ((job = kw_pool_wait(pool)))
        sum += ((struct square *)job)->number;

    assert_int_equal(sum, 41541750);
    assert_int_equal(kw_pool_pending(pool), 0);
    assert_null(kw_pool_take(pool));
    kw_pool_destroy(pool, NULL);
    kw_pool_destroy(NULL, NULL);
}

/* ---- the shelf ----------------------------------------------------- */

static void a_returned_buffer_comes_back_empty_with_its_memory(void **state)
{
    struct kw_shelf *shelf;
    struct kw_buffer buffer;
    const char *memory;
    (void)state;

    assert_int_equal(kw_shelf_create(&shelf, NULL), KW_OK);
    kw_shelf_borrow(shelf, 10, &buffer);
    kw_buffer_text(&buffer, "longer than ten");
    assert_int_equal(kw_buffer_check(&buffer, NULL), KW_LIMIT);
    kw_buffer_clear(&buffer);
    kw_buffer_text(&buffer, "short");
    memory = buffer.bytes;
    kw_shelf_return(shelf, &buffer);
    assert_null(buffer.bytes);

    kw_shelf_borrow(shelf, 100, &buffer);

    assert_ptr_equal(buffer.bytes, memory);
    assert_int_equal(buffer.length, 0);
    kw_buffer_text(&buffer, "longer than ten");
    assert_int_equal(kw_buffer_check(&buffer, NULL), KW_OK);
    kw_shelf_return(shelf, &buffer);
    kw_shelf_destroy(shelf);
    kw_shelf_destroy(NULL);
}

static void a_shelf_keeps_no_giants(void **state)
{
    struct kw_shelf *shelf;
    struct kw_buffer buffer;
    (void)state;

    assert_int_equal(kw_shelf_create(&shelf, NULL), KW_OK);
    kw_shelf_borrow(shelf, 0, &buffer);
    assert_non_null(kw_buffer_room(&buffer, (size_t)5 << 20));
    kw_shelf_return(shelf, &buffer);

    kw_shelf_borrow(shelf, 0, &buffer);

    assert_null(buffer.bytes);
    kw_buffer_finish(&buffer);
    kw_shelf_destroy(shelf);
}

static size_t dropped;

static void drop(struct kw_job *job)
{
    (void)job;
    dropped++;
}

/* ---- threads ------------------------------------------------------- */

struct table {
    struct kw_monitor *monitor;
    int cups; /* put there and not yet taken */
    int taken;
    bool closed;
};

static void take_cups(void *arg)
{
    struct table *table = arg;

    kw_monitor_enter(table->monitor);
    while (!table->closed || table->cups) {
        while (!table->closed && !table->cups)
            kw_monitor_wait(table->monitor, INT64_MAX);
        table->taken += table->cups;
        table->cups = 0;
    }
    kw_monitor_leave(table->monitor);
}

static void what_is_put_down_under_a_monitor_is_taken_up(void **state)
{
    struct table table = {0};
    struct kw_thread *taker;

    (void)state;
    assert_int_equal(kw_monitor_create(&table.monitor, NULL), KW_OK);
    assert_int_equal(kw_thread_start(take_cups, &table, &taker, NULL), KW_OK);
    for (int i = 0; i < 1000; i++) {
        kw_monitor_enter(table.monitor);
        table.cups++;
        kw_monitor_tell(table.monitor);
        kw_monitor_leave(table.monitor);
    }
    kw_monitor_enter(table.monitor);
    table.closed = true;
    kw_monitor_tell(table.monitor);
    kw_monitor_leave(table.monitor);
    kw_thread_join(taker);
    kw_thread_join(NULL);

    assert_int_equal(table.taken, 1000);
    kw_monitor_destroy(table.monitor);
    kw_monitor_destroy(NULL);
}

static void a_monitor_is_waited_for_no_longer_than_said(void **state)
{
    struct kw_monitor *monitor;
    int64_t until_ms = kw_clock_ms(NULL) + 20;

    (void)state;
    assert_int_equal(kw_monitor_create(&monitor, NULL), KW_OK);
    kw_monitor_enter(monitor);
    while (kw_clock_ms(NULL) < until_ms)
        kw_monitor_wait(monitor, until_ms);
    kw_monitor_leave(monitor);

    assert_true(kw_clock_ms(NULL) >= until_ms);
    kw_monitor_destroy(monitor);
}

static void try_to_enter(void *arg)
{
    struct table *table = arg;

    if (kw_monitor_enter_within(table->monitor, 1500)) {
        table->taken++;
        kw_monitor_leave(table->monitor);
    }
}

static void who_finds_a_monitor_taken_may_turn_away(void **state)
{
    struct table table = {0};
    struct kw_thread *other;

    (void)state;
    assert_int_equal(kw_monitor_create(&table.monitor, NULL), KW_OK);
    kw_monitor_enter(table.monitor);
    assert_int_equal(kw_thread_start(try_to_enter, &table, &other, NULL),
                     KW_OK);
    kw_thread_join(other);
    assert_int_equal(table.taken, 0);
    kw_monitor_leave(table.monitor);
    assert_int_equal(kw_thread_start(try_to_enter, &table, &other, NULL),
                     KW_OK);
    kw_thread_join(other);

    assert_int_equal(table.taken, 1);
    kw_monitor_destroy(table.monitor);
}

static void a_destroyed_pool_gives_every_job_back(void **state)
{
    struct kw_pool *pool;
    struct square squares[200];
    (void)state;

    dropped = 0;
    assert_int_equal(kw_pool_create(2, NULL, NULL, &pool, NULL), KW_OK);
    for (uint64_t i = 0; i < 200; i++) {
        squares[i].job.run = square_it;
        squares[i].number = i;
        kw_pool_submit(pool, &squares[i].job);
    }
    kw_pool_destroy(pool, drop);
    assert_int_equal(dropped, 200);
}

/* ---- clock --------------------------------------------------------- */

static void a_clock_set_by_hand_jumps_instead_of_waiting(void **state)
{
    struct kw_clock clock = {.by_hand = true, .wall_s = 1000};
    (void)state;

    assert_int_equal(kw_clock_idle(&clock, 300000), 0);
    assert_int_equal(kw_clock_ms(&clock), 300000);
    assert_int_equal(kw_clock_wall_s(&clock), 1300);
    assert_int_equal(kw_clock_idle(NULL, 7), 7);
    assert_true(kw_clock_ms(NULL) > 0);
}

static void times_are_printed_and_read_back(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } times[] = {
        {0, "1970-01-01T00:00:00Z"},
        {951782399, "2000-02-28T23:59:59Z"},
        {951868799, "2000-02-29T23:59:59Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {1795168800, "2026-11-20T10:00:00Z"},
        {4107542400, "2100-03-01T00:00:00Z"},
    };
    char text[32];
    int64_t seconds;
    (void)state;

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        kw_time_print(times[i].seconds, text);
        assert_string_equal(text, times[i].text);
        assert_true(kw_time_parse(times[i].text, &seconds));
        assert_int_equal(seconds, times[i].seconds);
    }
    assert_false(kw_time_parse("2026-02-29T00:00:00Z", &seconds));
    assert_false(kw_time_parse("2026-11-20 10:00:00Z", &seconds));
    assert_false(kw_time_parse("2026-11-20T24:00:00Z", &seconds));
    assert_false(kw_time_parse("", &seconds));
}

/* ---- JSON ---------------------------------------------------------- */

static void json_is_written_compact_and_escaped(void **state)
{
    struct kw_buffer buffer = {0};
    struct kw_json json;
    (void)state;

    kw_json_init(&json, &buffer);
    kw_json_object(&json);
    kw_json_set_text(&json, "na\"me", "Żó\x01\n\\\xFF!");
    kw_json_key(&json, "list");
    kw_json_array(&json);
    kw_json_int(&json, -5);
    kw_json_uint(&json, UINT64_MAX);
    kw_json_double(&json, 0.0234375);
    kw_json_double(&json, 0.1);
    kw_json_double(&json, NAN);
    kw_json_text(&json, NULL);
    kw_json_end(&json);
    kw_json_set_bool(&json, "yes", true);
    kw_json_key(&json, "empty");
    kw_json_object(&json);
    kw_json_end(&json);
    kw_json_end(&json);

    assert_int_equal(kw_buffer_check(&buffer, NULL), KW_OK);
    assert_string_equal(
        buffer.bytes,
        "{\"na\\\"me\":\"Żó\\u0001\\n\\\\\xEF\xBF\xBD!\","
        "\"list\":[-5,18446744073709551615,0.0234375,0.1,null,null],"
        "\"yes\":true,\"empty\":{}}");
    kw_buffer_finish(&buffer);
}

static void misuse_of_the_json_writer_shows(void **state)
{
    struct kw_buffer buffer = {0};
    struct kw_json json;
    (void)state;

    kw_json_init(&json, &buffer);
    kw_json_object(&json);
    kw_json_int(&json, 1);
    assert_int_equal(kw_buffer_check(&buffer, NULL), KW_INTERNAL);
    kw_buffer_finish(&buffer);
}

/* ---- text ---------------------------------------------------------- */

static void only_valid_utf8_is_valid(void **state)
{
    static const char *const bad[] = {
        "\xC0\x80",         /* overlong NUL */
        "\xE0\x80\xAF",     /* overlong slash */
        "\xED\xA0\x80",     /* a surrogate */
        "\xF4\x90\x80\x80", /* beyond U+10FFFF */
        "\xC3",             /* cut short */
        "abcdefgh\xFFijk",  /* never */
        "\x80",             /* a tail without a head */
    };
    (void)state;

    assert_true(kw_utf8_valid("plain, é, Ж, 水, 𐍈 and \0 too", 31));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(kw_utf8_valid(bad[i], strlen(bad[i])));
    assert_true(kw_utf8_valid("", 0));
}

static void assert_folds(const char *name, const char *folded)
{
    struct kw_buffer out = {0};

    assert_int_equal(kw_fold(name, &out, NULL), KW_OK);
    assert_string_equal(out.bytes ? out.bytes : "", folded);
    kw_buffer_finish(&out);
}

static void names_fold_to_what_people_type(void **state)
{
    (void)state;

    assert_folds("Żółć", "zolc");
    assert_folds("STRASSE", "strasse");
    assert_folds("Straße", "strasse");
    assert_folds("  Christian IX.  of-Denmark ", "christian ix of denmark");
    assert_folds("Ærø Þór Øre Đorđe", "aero thor ore dorde");
    assert_folds("Ἀλέξανδρος", "αλεξανδροσ");
    assert_folds("O’Neill", "oneill");
    assert_folds("ﬁne Ｗide", "fine wide");
    assert_folds("İstanbul ı", "istanbul i");
    assert_folds("a\xFF\xC3z", "az");
    assert_folds("...", "");
    assert_folds("", "");
}

/* The same by way of utf8proc: this apostrophe vanishes, and is nowhere in
 * the table. */
static void assert_folds_as_unicode_says(const char *name)
{
    struct kw_buffer slow = {0};
    char longer[128];

    snprintf(longer, sizeof longer, "%s’", name);
    assert_int_equal(kw_fold(longer, &slow, NULL), KW_OK);
    assert_folds(name, slow.bytes ? slow.bytes : "");
    kw_buffer_finish(&slow);
}

static void latin_letters_fold_as_unicode_says(void **state)
{
    char name[96];
    uint32_t chance = 1;
    (void)state;

    for (unsigned c = 1; c < 0x250; c++) {
        char letter[3] = {(char)c, '\0', '\0'};

        if (c >= 0x80) {
            letter[0] = (char)(0xC0 | c >> 6);
            letter[1] = (char)(0x80 | (c & 63));
        }
        snprintf(name, sizeof name, "a%sb %s", letter, letter);
        assert_folds_as_unicode_says(name);
    }
    for (int round = 0; round < 2000; round++) {
        size_t length = 0;

        while (length < sizeof name - 3) {
            unsigned c;

            chance = chance * 1664525 + 1013904223;
            c = chance >> 8 & 0x17F;
            if (c < 0x80) {
                name[length++] = (char)(c > ' ' ? c : ' ');
                continue;
            }
            name[length++] = (char)(0xC0 | c >> 6);
            name[length++] = (char)(0x80 | (c & 63));
            if (!(chance >> 24 & 31))
                break;
        }
        name[length] = '\0';
        assert_folds_as_unicode_says(name);
    }
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    uint64_t number = 99;
    (void)state;

    assert_true(kw_number("0", 0, 9, &number));
    assert_int_equal(number, 0);
    assert_true(kw_number("18446744073709551615", 0, UINT64_MAX, &number));
    number = 99;
    assert_false(kw_number("18446744073709551616", 0, UINT64_MAX, &number));
    assert_false(kw_number("-1", 0, 9, &number));
    assert_false(kw_number("5x", 0, 9, &number));
    assert_false(kw_number("", 0, 9, &number));
    assert_false(kw_number("10", 0, 9, &number));
    assert_int_equal(number, 99);
}

/* ---- files --------------------------------------------------------- */

static void a_failed_output_leaves_the_old_file(void **state)
{
    char folder[] = "/tmp/kinwalk-test-XXXXXX";
    char path[64];
    struct kw_output *output;
    struct kw_buffer found = {0};
    (void)state;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out.txt", folder);
    assert_int_equal(kw_output_open(path, &output, NULL), KW_OK);
    assert_int_equal(kw_output_write(output, "old", 3, NULL), KW_OK);
    assert_int_equal(kw_output_commit(output, NULL), KW_OK);

    assert_int_equal(kw_output_open(path, &output, NULL), KW_OK);
    assert_int_equal(kw_output_write(output, "new", 3, NULL), KW_OK);
    kw_output_destroy(output);

    assert_int_equal(kw_file_read(path, 100, &found, NULL), KW_OK);
    assert_string_equal(found.bytes, "old");
    assert_int_equal(kw_output_open(folder, &output, NULL), KW_OUTPUT);
    assert_int_equal(kw_output_open("/nowhere/x", &output, NULL), KW_OUTPUT);
    assert_null(output);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0); /* no temporary is left */
    kw_buffer_finish(&found);
    kw_output_destroy(NULL);
}

static void a_file_beyond_the_limit_is_refused(void **state)
{
    struct kw_buffer found = {0};
    struct kw_error err;
    (void)state;

    assert_int_equal(kw_file_read("/proc/self/cmdline", 3, &found, &err),
                     KW_INPUT);
    assert_int_equal(kw_file_read("/nowhere", 3, &found, &err), KW_INPUT);
    assert_non_null(strstr(err.text, "/nowhere"));
    kw_buffer_finish(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_that_is_cut_ends_on_a_whole_character),
        cmocka_unit_test(a_caller_adds_where),
        cmocka_unit_test(an_arena_keeps_to_its_limit_and_can_be_used_again),
        cmocka_unit_test(arena_memory_never_overlaps),
        cmocka_unit_test(a_buffer_remembers_its_first_trouble),
        cmocka_unit_test(printing_is_as_snprintf_does),
        cmocka_unit_test(what_does_not_fit_a_buffer_leaves_it_alone),
        cmocka_unit_test(a_drained_buffer_stays_small),
        cmocka_unit_test(a_drain_that_fails_is_told),
        cmocka_unit_test(a_map_finds_all_it_was_given),
        cmocka_unit_test(every_job_comes_back_done),
        cmocka_unit_test(a_destroyed_pool_gives_every_job_back),
        cmocka_unit_test(what_is_put_down_under_a_monitor_is_taken_up),
        cmocka_unit_test(a_monitor_is_waited_for_no_longer_than_said),
        cmocka_unit_test(who_finds_a_monitor_taken_may_turn_away),
        cmocka_unit_test(a_clock_set_by_hand_jumps_instead_of_waiting),
        cmocka_unit_test(times_are_printed_and_read_back),
        cmocka_unit_test(json_is_written_compact_and_escaped),
        cmocka_unit_test(misuse_of_the_json_writer_shows),
        cmocka_unit_test(only_valid_utf8_is_valid),
        cmocka_unit_test(names_fold_to_what_people_type),
        cmocka_unit_test(latin_letters_fold_as_unicode_says),
        cmocka_unit_test(a_returned_buffer_comes_back_empty_with_its_memory),
        cmocka_unit_test(a_shelf_keeps_no_giants),
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(a_failed_output_leaves_the_old_file),
        cmocka_unit_test(a_file_beyond_the_limit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
