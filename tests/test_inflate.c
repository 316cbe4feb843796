/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unpacking gzip: whole, every member, and never beyond the limit.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/source.h>

/* The crc and length of gzip for stored bytes. */
static uint32_t crc_of(const unsigned char *bytes, size_t length)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < length; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xedb88320) : 0);
    }
    return ~crc;
}

static void add_number(struct kw_buffer *out, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        kw_buffer_char(out, (char)(number >> (8 * i) & 0xff));
}

/* Appends a member whose bytes are stored, not squeezed. */
static void pack(struct kw_buffer *out, const char *text)
{
    size_t length = strlen(text);

    kw_buffer_add(out, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    kw_buffer_char(out, 1); /* the last block, stored */
    add_number(out, (uint32_t)length, 2);
    add_number(out, ~(uint32_t)length, 2);
    kw_buffer_add(out, text, length);
    add_number(out, crc_of((const unsigned char *)text, length), 4);
    add_number(out, (uint32_t)length, 4);
}

static enum kw_status unpack(const struct kw_buffer *packed, size_t limit,
                             struct kw_buffer *out, struct kw_error *err)
{
    return kw_inflate(packed->bytes, packed->length, limit, out, err);
}

static void members_follow_each_other(void **state)
{
    struct kw_buffer packed = {0};
    struct kw_buffer out = {0};

    (void)state;
    pack(&packed, "one ");
    pack(&packed, "");
    pack(&packed, "two");
    kw_buffer_text(&out, "before ");

    assert_int_equal(unpack(&packed, 100, &out, NULL), KW_OK);

    assert_string_equal(out.bytes, "before one two");
    kw_buffer_finish(&packed);
    kw_buffer_finish(&out);
}

static void the_limit_is_exact(void **state)
{
    struct kw_buffer packed = {0};
    struct kw_buffer out = {0};
    struct kw_error err;

    (void)state;
    pack(&packed, "12345");
    pack(&packed, "67890");

    assert_int_equal(unpack(&packed, 9, &out, &err), KW_INPUT);
    assert_non_null(strstr(err.text, "limit of 9 bytes"));
    assert_int_equal(out.length, 0);
    assert_int_equal(unpack(&packed, 5, &out, &err), KW_INPUT);
    assert_non_null(strstr(err.text, "limit of 5 bytes"));
    assert_int_equal(unpack(&packed, 10, &out, &err), KW_OK);
    assert_int_equal(out.length, 10);
    kw_buffer_finish(&packed);
    kw_buffer_finish(&out);
}

/* 64 KiB of zeros a block, in ten bits each: a bomb. */
static void a_bomb_is_refused(void **state)
{
    FILE *pipe = popen("head -c 200000000 /dev/zero | gzip -9", "r");
    struct kw_buffer packed = {0};
    struct kw_buffer out = {0};
    struct kw_error err;
    char chunk[4096];
    size_t got;

    (void)state;
    assert_non_null(pipe);
    while ((got = fread(chunk, 1, sizeof chunk, pipe)) > 0)
        kw_buffer_add(&packed, chunk, got);
    assert_int_equal(pclose(pipe), 0);

    assert_true(packed.length < 300000);
    assert_int_equal(unpack(&packed, (size_t)64 << 20, &out, &err), KW_INPUT);
    assert_int_equal(out.length, 0);
    assert_int_equal(unpack(&packed, 200000000, &out, &err), KW_OK);
    assert_int_equal(out.length, 200000000);
    kw_buffer_finish(&packed);
    kw_buffer_finish(&out);
}

/* What the trailer claims is checked, not believed. */
static void a_lie_about_the_length_is_damage(void **state)
{
    struct kw_buffer packed = {0};
    struct kw_buffer out = {0};

    (void)state;
    pack(&packed, "truth");
    packed.bytes[packed.length - 1] = '\x7f'; /* two thousand million */
    assert_int_equal(unpack(&packed, (size_t)64 << 20, &out, NULL), KW_INPUT);
    kw_buffer_finish(&packed);
    kw_buffer_finish(&out);
}

static void damage_anywhere_is_found(void **state)
{
    struct kw_buffer packed = {0};
    struct kw_buffer out = {0};
    struct kw_error err;

    (void)state;
    pack(&packed, "some text or other");
    for (size_t length = 0; length < packed.length; length++) {
        assert_int_equal(kw_inflate(packed.bytes, length, 100, &out, &err),
                         KW_INPUT);
        assert_int_equal(out.length, 0);
    }
    /* Behind the ten bytes of the head, every bit counts. */
    for (size_t at = 10; at < packed.length; at++) {
        packed.bytes[at] = (char)(packed.bytes[at] ^ 1);
        assert_int_equal(unpack(&packed, 100, &out, &err), KW_INPUT);
        packed.bytes[at] = (char)(packed.bytes[at] ^ 1);
    }
    assert_int_equal(out.length, 0);
    assert_int_equal(unpack(&packed, 100, &out, &err), KW_OK);
    kw_buffer_finish(&packed);
    kw_buffer_finish(&out);
}

static void what_follows_the_members_is_refused(void **state)
{
    struct kw_buffer packed = {0};
    struct kw_buffer out = {0};
    struct kw_error err;

    (void)state;
    pack(&packed, "one");
    kw_buffer_text(&packed, "<html>sorry</html>");
    assert_int_equal(unpack(&packed, 100, &out, &err), KW_INPUT);
    assert_non_null(strstr(err.text, "byte 26"));
    assert_int_equal(out.length, 0);
    kw_buffer_finish(&packed);
    kw_buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_follow_each_other),
        cmocka_unit_test(the_limit_is_exact),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(a_lie_about_the_length_is_damage),
        cmocka_unit_test(damage_anywhere_is_found),
        cmocka_unit_test(what_follows_the_members_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
