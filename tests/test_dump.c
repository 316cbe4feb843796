/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dumps in memory: which lines are read, what is told of wrong ones, and
 * where one can go on. Files, packings and kills are test_import_dump.sh.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <kinwalk/source.h>

/* ---- a dump in memory ---------------------------------------------- */

struct bytes {
    const char *bytes;
    size_t length;
    size_t at;
    size_t portion; /* given at once */
};

static enum kw_status give(void *arg, char *out, size_t room, size_t *got,
                           struct kw_error *err)
{
    struct bytes *from = arg;

    (void)err;
    *got = from->length - from->at;
    *got = *got < room ? *got : room;
    *got = *got < from->portion ? *got : from->portion;
    memcpy(out, from->bytes + from->at, *got);
    from->at += *got;
    return KW_OK;
}

/* What a reading of it told. */
struct told {
    size_t people;
    uint64_t ids; /* their sum */
    uint64_t lines;
    size_t wrong;
    uint64_t wrong_at[16];
    uint64_t ends[64]; /* where parts end */
    size_t parts;
    enum kw_status status;
    struct kw_error err;
};

static void read_parts(struct kw_dump *dump, struct told *told)
{
    const struct kw_dump_part *part;

    while ((told->status = kw_dump_next(dump, &part, &told->err)) == KW_OK &&
           part) {
        told->people += part->count;
        told->lines += part->lines;
        for (size_t i = 0; i < part->count; i++)
            told->ids += part->people[i]->id.bits;
        for (size_t i = 0; i < part->wrong_kept && told->wrong < 16; i++)
            told->wrong_at[told->wrong++] = part->wrong[i].at;
        if (told->parts < 64)
            told->ends[told->parts++] = part->end;
    }
}

static struct told read_dump(const char *text, size_t part_bytes,
                             uint64_t begin_at, bool all_humans)
{
    struct bytes from = {text, strlen(text), 0, 7};
    const struct kw_unpack_place first = {0, 0};
    struct kw_dump_settings settings = {.begin_at = begin_at,
                                        .all_humans = all_humans,
                                        .threads = 2,
                                        .line_bytes = 400,
                                        .part_bytes = part_bytes};
    struct told told = {.people = 0};
    struct kw_dump *dump;

    assert_int_equal(kw_unpacker_create(KW_PACKED_NOT, give, &from, first,
                                        &settings.unpacker, &told.err),
                     KW_OK);
    assert_int_equal(kw_dump_open(&settings, &dump, &told.err), KW_OK);
    read_parts(dump, &told);
    kw_dump_close(dump);
    kw_unpacker_destroy(settings.unpacker);
    return told;
}

#define ENTITY(id, claims)                                                     \
    "{\"type\":\"item\",\"id\":\"" id "\",\"labels\":{},\"claims\":{" claims   \
    "}}"
#define ITEM(p, q)                                                             \
    "\"" p "\":[{\"mainsnak\":{\"snaktype\":\"value\",\"datavalue\":{"         \
    "\"value\":{\"id\":\"" q "\"}}},\"rank\":\"normal\"}]"
#define HUMAN ITEM("P31", "Q5")
#define CAT ITEM("P31", "Q146")

static const char DUMP[] =
    "[\n" ENTITY("Q1", HUMAN "," ITEM("P22", "Q2")) ",\r\n" ENTITY(
        "Q2",
        HUMAN) ",\n" ENTITY("Q4",
                            CAT "," ITEM(
                                "P22",
                                "Q2")) ",\n"
                                       "\n" ENTITY(
                                           "Q8",
                                           ITEM("P40",
                                                "Q2")) ",\n"
                                                       "{\"type\":\"property\","
                                                       "\"id\":\"P22\","
                                                       "\"labels\":{},"
                                                       "\"claims\":{}},"
                                                       "\n" ENTITY(
                                                           "Q16",
                                                           HUMAN "," ITEM(
                                                               "P\\u00322",
                                                               "Q2")) "\n"
                                                                      "]\n";

/* ---- tests --------------------------------------------------------- */

static void humans_with_a_relative_are_kept(void **state)
{
    struct told told = read_dump(DUMP, 1 << 20, 0, false);

    (void)state;
    assert_int_equal(told.status, KW_OK);
    assert_int_equal(told.ids, 1 + 8 + 16);
    assert_int_equal(told.lines, 6);
    assert_int_equal(told.wrong, 0);
}

static void all_humans_are_kept_when_asked(void **state)
{
    struct told told = read_dump(DUMP, 1 << 20, 0, true);

    (void)state;
    assert_int_equal(told.ids, 1 + 2 + 8 + 16);
}

static void parts_of_any_size_say_the_same(void **state)
{
    (void)state;
    for (size_t part = 1; part < sizeof DUMP; part += 3) {
        struct told told = read_dump(DUMP, part, 0, false);

        assert_int_equal(told.ids, 1 + 8 + 16);
        assert_int_equal(told.lines, 6);
        assert_int_equal(told.ends[told.parts - 1], strlen(DUMP));
    }
}

/* Parts end where lines do, and every part begins where the last ended;
 * also where workers are far ahead of who takes their parts. */
static void many_parts_come_in_the_order_of_the_file(void **state)
{
    enum { LINES = 500 };
    static char text[LINES * 200];
    struct bytes from = {text, 0, 0, 512};
    struct kw_dump_settings settings = {.threads = 2, .part_bytes = 100};
    const struct kw_unpack_place first = {0, 0};
    const struct kw_dump_part *part;
    struct kw_dump *dump;
    struct kw_error err;
    const struct timespec pause = {.tv_nsec = 1000000};
    uint64_t next_id = 1;
    uint64_t end = 0;

    (void)state;
    for (unsigned i = 1; i <= LINES; i++)
        from.length += (size_t)snprintf(
            text + from.length, sizeof text - from.length,
            "{\"type\":\"item\",\"id\":\"Q%u\",\"claims\":{" ITEM("P22",
                                                                  "Q2") "}},\n",
            i);
    assert_int_equal(kw_unpacker_create(KW_PACKED_NOT, give, &from, first,
                                        &settings.unpacker, &err),
                     KW_OK);
    assert_int_equal(kw_dump_open(&settings, &dump, &err), KW_OK);
    /* Workers run ahead until they can no more. */
    while (kw_dump_next(dump, &part, &err) == KW_OK && part) {
        assert_int_equal(part->at, end);
        end = part->end;
        assert_true(end == 0 || text[end - 1] == '\n');
        for (size_t i = 0; i < part->count; i++)
            assert_int_equal(part->people[i]->id.bits, next_id++);
        if (next_id % 50 == 0)
            nanosleep(&pause, NULL);
    }
    kw_dump_close(dump);
    kw_unpacker_destroy(settings.unpacker);
    assert_int_equal(end, from.length);
    assert_int_equal(next_id, LINES + 1);
}

static void one_can_go_on_wherever_a_part_ended(void **state)
{
    struct told whole = read_dump(DUMP, 200, 0, false);

    (void)state;
    assert_true(whole.parts > 3);
    for (size_t i = 0; i < whole.parts; i++) {
        uint64_t at = whole.ends[i];
        struct told rest = read_dump(DUMP, 200, at, false);
        char first[sizeof DUMP];

        assert_true(at == 0 || DUMP[at - 1] == '\n');
        memcpy(first, DUMP, at);
        first[at] = '\0';
        assert_int_equal(read_dump(first, 200, 0, false).ids + rest.ids,
                         whole.ids);
    }
}

static void wrong_lines_are_told_by_their_byte(void **state)
{
    static const char WRONG[] = "[\n"
                                "{\"id\":\"Q1\",\"P22\": nonsense},\n"
                                "hello\n"
                                "  {\"id\":\"Q2\",\n"
                                "{\"id\":\"Q3\",\"labels\":nonsense},\n"
                                "{\"id\":\"Q4\",\"labels\":{}},\n" ENTITY(
                                    "Q1", HUMAN "," ITEM("P22", "Q2")) "\n";
    struct told told = read_dump(WRONG, 1 << 20, 0, false);

    (void)state;
    assert_int_equal(told.status, KW_OK);
    /* Q3 names nobody and is told all the same. */
    assert_int_equal(told.wrong, 4);
    assert_int_equal(told.wrong_at[3], strstr(WRONG, "{\"id\":\"Q3\"") - WRONG);
    assert_int_equal(told.wrong_at[0], 2);
    assert_int_equal(told.wrong_at[1], strstr(WRONG, "hello") - WRONG);
    assert_int_equal(told.wrong_at[2], strstr(WRONG, "{\"id\":\"Q2\"") - WRONG);
    assert_int_equal(told.ids, 1);
}

static void a_line_without_end_takes_no_memory(void **state)
{
    char text[5000];
    struct told told;

    (void)state;
    memset(text, 'x', sizeof text);
    (void)snprintf(text + sizeof text - 300, 300, "\n%s\n",
                   ENTITY("Q1", HUMAN "," ITEM("P22", "Q2")));
    for (size_t part = 1; part < 6000; part += 499) {
        told = read_dump(text, part, 0, false);
        assert_int_equal(told.status, KW_OK);
        assert_int_equal(told.wrong, 1);
        assert_int_equal(told.wrong_at[0], 0);
        assert_int_equal(told.ids, 1);
    }
}

static void a_dump_may_end_anywhere(void **state)
{
    (void)state;
    for (size_t length = 0; length < sizeof DUMP; length++) {
        char *cut = malloc(length + 1);
        struct told told;

        assert_non_null(cut);
        memcpy(cut, DUMP, length);
        cut[length] = '\0';
        told = read_dump(cut, 100, 0, false);
        assert_int_equal(told.status, KW_OK);
        assert_true(told.wrong <= 1);
        free(cut);
    }
}

/* Whatever the workers are at. */
static void a_dump_may_be_left_anywhere(void **state)
{
    (void)state;
    for (unsigned taken = 0; taken < 12; taken++) {
        struct bytes from = {DUMP, strlen(DUMP), 0, 7};
        const struct kw_unpack_place first = {0, 0};
        struct kw_dump_settings settings = {.threads = 2, .part_bytes = 1};
        const struct kw_dump_part *part = NULL;
        struct kw_dump *dump;
        struct kw_error err;

        assert_int_equal(kw_unpacker_create(KW_PACKED_NOT, give, &from, first,
                                            &settings.unpacker, &err),
                         KW_OK);
        assert_int_equal(kw_dump_open(&settings, &dump, &err), KW_OK);
        for (unsigned i = 0; i < taken && (i == 0 || part); i++)
            assert_int_equal(kw_dump_next(dump, &part, &err), KW_OK);
        kw_dump_close(dump);
        kw_unpacker_destroy(settings.unpacker);
    }
}

/* Every spelling of every key: any of its characters as an escape. */
static void no_spelling_of_a_relative_is_missed(void **state)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);

    (void)state;
    for (size_t p = 0; p < count; p++) {
        char key[16];
        int length =
            snprintf(key, sizeof key, "P%u", (unsigned)table[p].property);

        if (!table[p].is_statement || table[p].direction == KW_TO_NONE)
            continue;
        for (unsigned spelled = 0; spelled < 1u << length; spelled++) {
            char line[512];
            int at = snprintf(line, sizeof line, "%*s{\"claims\":{\"",
                              (int)spelled * 3, "");

            for (int i = 0; i < length; i++)
                at += snprintf(line + at, sizeof line - (size_t)at,
                               spelled >> i & 1 ? "\\u%04x" : "%c",
                               (unsigned)key[i]);
            at += snprintf(line + at, sizeof line - (size_t)at, "\":[]}}%*s",
                           (int)spelled, "");
            if (kw_claims_look(line, (size_t)at) != KW_LOOKS_LIKE_KIN)
                fail_msg("missed: %s", line);
        }
    }
}

static void what_names_no_relative_is_not_read(void **state)
{
    static const char *const LINES[] = {
        "{}", "{\"P31\":[],\"P2\":1,\"P222\":2,\"P22x\":3,\"xP22\":4}",
        "{\"labels\":{\"en\":\"Jo\\u00e9 \\u0150 \\u3050 P22\"}}",
        "{\"P\":\"P22222222222\"}"};

    (void)state;
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        if (kw_claims_look(LINES[i], strlen(LINES[i])) != KW_LOOKS_WITHOUT_KIN)
            fail_msg("would be read: %s", LINES[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(humans_with_a_relative_are_kept),
        cmocka_unit_test(all_humans_are_kept_when_asked),
        cmocka_unit_test(parts_of_any_size_say_the_same),
        cmocka_unit_test(many_parts_come_in_the_order_of_the_file),
        cmocka_unit_test(a_dump_may_be_left_anywhere),
        cmocka_unit_test(one_can_go_on_wherever_a_part_ended),
        cmocka_unit_test(wrong_lines_are_told_by_their_byte),
        cmocka_unit_test(a_line_without_end_takes_no_memory),
        cmocka_unit_test(a_dump_may_end_anywhere),
        cmocka_unit_test(no_spelling_of_a_relative_is_missed),
        cmocka_unit_test(what_names_no_relative_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
