/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dump to measure with, and what unpacking alone costs.
 *
 *   bench-dump make MB     a dump of so many megabytes (10^6) on stdout
 *   bench-dump unpack FILE unpacks it as import does, and drops the bytes
 *   bench-dump lines FILE  the same, and reads it without storing anybody
 *
 * One line in sixteen is a person with relatives and about 60 kB, the
 * others are 12 kB and state no relatives: more work than Wikidata's own
 * dump, where it is one line in sixty. Same wish, same bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kinwalk/source.h>

#include "documents.h"

enum { EVERY = 16, SMALL_BYTES = 12000, ROOM = 2 << 20 };

/* A prime: i * STEP modulo it gives every QID once. */
#define QIDS UINT64_C(129999997)
#define STEP UINT64_C(48271987)

static void die(const struct kw_error *err)
{
    fprintf(stderr, "bench-dump: %s\n", err->text);
    exit(1);
}

static uint64_t qid(uint64_t number)
{
    return number ? number * STEP % QIDS + 1 : 0;
}

/* Families of sixteen numbers: the person with relatives comes first, has
 * a father and a mother among those before, and two children after. */
static void make_line(uint64_t number, struct kw_buffer *out)
{
    uint64_t children[2] = {qid(2 * number), qid(2 * number + EVERY)};
    struct document_wish wish = {
        .id = qid(number), .size_bytes = SMALL_BYTES, .seed = number};

    if (number % EVERY == 0) {
        wish.father = qid(number / 2 / EVERY * EVERY);
        wish.mother = qid(number / 2 / EVERY * EVERY + EVERY);
        wish.children = children;
        wish.child_count = 2;
        wish.is_woman = number / EVERY % 2;
        wish.birth_year = 1000 + (int)(number % 1000);
        wish.size_bytes = DOCUMENT_OTHER_BYTES;
    }
    document_entity(&wish, out);
}

static enum kw_status write_out(void *to, const char *bytes, size_t length,
                                struct kw_error *err)
{
    if (fwrite(bytes, 1, length, to) != length)
        return kw_fail(err, KW_OUTPUT, "cannot write: %s", strerror(errno));
    return KW_OK;
}

static enum kw_status make(uint64_t megabytes, struct kw_error *err)
{
    struct kw_buffer out = {0};
    uint64_t written = 0;

    for (uint64_t number = 1; written < megabytes * 1000000; number++) {
        kw_buffer_clear(&out);
        kw_buffer_text(&out, number == 1 ? "[\n" : ",\n");
        make_line(number, &out);
        KW_TRY(kw_buffer_check(&out, err));
        KW_TRY(write_out(stdout, out.bytes, out.length, err));
        written += out.length;
    }
    kw_buffer_finish(&out);
    return write_out(stdout, "\n]\n", 3, err);
}

static enum kw_status read_file(void *arg, char *out, size_t room, size_t *got,
                                struct kw_error *err)
{
    ssize_t length = read(*(int *)arg, out, room);

    if (length < 0)
        return kw_fail(err, KW_INPUT, "cannot read: %s", strerror(errno));
    *got = (size_t)length;
    return KW_OK;
}

static enum kw_status drop(struct kw_unpacker *unpacker, struct kw_error *err)
{
    char *out = malloc(ROOM);
    enum kw_status status = out ? KW_OK : kw_nomem(err);
    uint64_t sum = 0;
    size_t got = 1;

    while (status == KW_OK && got) {
        status = kw_unpacker_read(unpacker, out, ROOM, &got, err);
        sum += got;
    }
    free(out);
    printf("%" PRIu64 " bytes\n", sum);
    return status;
}

static enum kw_status read_lines(struct kw_unpacker *unpacker,
                                 struct kw_error *err)
{
    static const char *const LANGS[] = {"en", NULL};
    struct kw_dump_settings settings = {.unpacker = unpacker, .langs = LANGS};
    const struct kw_dump_part *part = NULL;
    struct kw_dump *dump;
    enum kw_status status = kw_dump_open(&settings, &dump, err);
    uint64_t lines = 0;
    uint64_t people = 0;

    if (status != KW_OK)
        return status;
    while ((status = kw_dump_next(dump, &part, err)) == KW_OK && part) {
        lines += part->lines;
        people += part->count;
    }
    kw_dump_close(dump);
    printf("%" PRIu64 " people of %" PRIu64 " lines\n", people, lines);
    return status;
}

static enum kw_status take(const char *path, bool lines, struct kw_error *err)
{
    const struct kw_unpack_place first = {0, 0};
    int file = open(path, O_RDONLY);
    struct kw_unpacker *unpacker = NULL;
    char magic[4];
    enum kw_status status;

    if (file < 0 || pread(file, magic, 4, 0) != 4)
        return kw_fail(err, KW_INPUT, "%s: cannot be read", path);
    status = kw_unpacker_create(kw_packed_of(magic, 4), read_file, &file, first,
                                &unpacker, err);
    if (status == KW_OK)
        status = lines ? read_lines(unpacker, err) : drop(unpacker, err);
    kw_unpacker_destroy(unpacker);
    close(file);
    return status;
}

int main(int argc, char **argv)
{
    struct kw_error err;
    enum kw_status status;
    uint64_t megabytes;

    if (argc == 3 && strcmp(argv[1], "make") == 0 &&
        kw_number(argv[2], 1, 1000000, &megabytes))
        status = make(megabytes, &err);
    else if (argc == 3 && strcmp(argv[1], "unpack") == 0)
        status = take(argv[2], false, &err);
    else if (argc == 3 && strcmp(argv[1], "lines") == 0)
        status = take(argv[2], true, &err);
    else
        status = kw_fail(&err, KW_USAGE,
                         "make MB, unpack FILE or lines FILE, please");
    if (status != KW_OK)
        die(&err);
    return fflush(stdout) ? 1 : 0;
}
