/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Importing a Wikidata JSON dump.
 *
 * How far it has come is kept in the store, in a book of its own, and
 * committed together with the people it counts: killed at any moment, the
 * same command goes on behind the last commit. A dump that has changed
 * meanwhile, or other options, begin anew.
 */
#include "import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { COMMIT_PEOPLE = 5000, DRAW_MS = 100, WRONG_SHOWN = 20 };
#define COMMIT_BYTES ((uint64_t)256 << 20)

struct dump_import {
    struct kw_import *import;
    struct kw_import_file *file;
    struct kw_book *book;  /* NULL: cannot go on another day */
    struct kw_buffer sign; /* tells this dump and these options */
    struct kw_unpack_place member;
    uint64_t at; /* plain bytes stored */
    uint64_t committed_at;
    uint64_t size; /* packed; 0: not known */
    uint64_t lines;
    size_t wrong;
    int64_t began_ms;
    int64_t drawn_ms;
    bool drawn;
    uint64_t first_taken; /* packed bytes when it began */
};

/* ---- is it one? ---------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool holds(const char *bytes, size_t length, const char *word)
{
    size_t word_bytes = strlen(word);

    for (size_t at = 0; at + word_bytes <= length; at++)
        if (memcmp(bytes + at, word, word_bytes) == 0)
            return true;
    return false;
}

/* An entity on one line: neither one of kinwalk's own records nor a reply
 * with entities in it, nor one spread over lines. */
bool kw_import_looks_like_dump(const char *bytes, size_t length)
{
    const char *key;
    size_t at = 0;
    size_t end;

    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        at = 3;
    while (at < length && (is_blank(bytes[at]) || bytes[at] == '['))
        at++;
    if (at == length || bytes[at] != '{')
        return false;
    for (end = at; end < length && bytes[end] != '\n';)
        end++;
    for (at++; at < end && is_blank(bytes[at]);)
        at++;
    key = bytes + at;
    length = end - at;
    if (length < 2 || *key != '"' ||
        holds(key, length < 16 ? length : 16, "\"schema\"") ||
        holds(key, length < 64 ? length : 64, "\"entities\""))
        return false;
    return holds(key, length, "\"labels\"") || holds(key, length, "\"claims\"");
}

/* ---- where the last run stopped ------------------------------------ */

/* What must be the same for a run to go on: the file, and what is taken
 * out of it. */
static enum kw_status make_sign(struct dump_import *d, const struct stat *info,
                                struct kw_error *err)
{
    const struct kw_cli *cli = d->import->cli;

    kw_buffer_print(&d->sign, "%" PRIu64 " bytes of %lld.%09ld, %s humans in",
                    (uint64_t)info->st_size, (long long)info->st_mtim.tv_sec,
                    info->st_mtim.tv_nsec,
                    kw_cli_has(cli, "all-humans") ? "all" : "linked");
    for (size_t i = 0; cli->langs && cli->langs[i]; i++)
        kw_buffer_print(&d->sign, " %s", cli->langs[i]);
    return kw_buffer_check(&d->sign, err);
}

/* "SIGN: at N, from N packed, N plain" */
static bool read_note(struct dump_import *d, const char *note)
{
    size_t length = d->sign.length;
    unsigned long long at;
    unsigned long long packed;
    unsigned long long plain;

    if (strncmp(note, d->sign.bytes, length) != 0 ||
        sscanf(note + length, ": at %llu, from %llu packed, %llu plain", &at,
               &packed, &plain) != 3)
        return false;
    d->at = at;
    d->member.packed = packed;
    d->member.plain = plain;
    return true;
}

static enum kw_status find_book(struct dump_import *d, struct kw_error *err)
{
    struct kw_buffer text = {0};
    char *path = realpath(d->file->path, NULL);
    enum kw_status status;

    if (!path)
        return KW_OK;
    kw_buffer_print(&text, "import %s", path);
    free(path);
    status = kw_buffer_check(&text, err);
    if (status == KW_OK)
        status = kw_book_open(d->import->cli->store, text.bytes, &d->book, err);
    kw_buffer_clear(&text);
    if (status == KW_OK)
        status = kw_book_text(d->book, &text, err);
    if (status == KW_OK && text.length && read_note(d, text.bytes)) {
        kw_cli_say(d->import->cli,
                   "%s: goes on at byte %" PRIu64
                   ", where the last run had come to",
                   d->file->path, d->at);
        kw_dump_close(d->file->dump);
        d->file->dump = NULL;
        status = kw_import_enter(d->file, d->member, err);
    }
    kw_buffer_finish(&text);
    return status;
}

static enum kw_status look_at_file(struct dump_import *d, struct kw_error *err)
{
    struct stat info;

    if (fstat(d->file->file, &info) != 0 || !S_ISREG(info.st_mode))
        return KW_OK;
    d->size = (uint64_t)info.st_size;
    KW_TRY(make_sign(d, &info, err));
    return find_book(d, err);
}

/* ---- the store ----------------------------------------------------- */

/* Everything up to d->at is stored: commits it, with the place to go on
 * at. `done`: there is nothing to go on with. */
static enum kw_status commit(struct dump_import *d, bool done,
                             struct kw_error *err)
{
    struct kw_store *store = d->import->cli->store;
    struct kw_buffer note = {0};
    enum kw_status status = KW_OK;

    if (!d->import->waiting && !d->book)
        return KW_OK;
    if (!d->import->waiting)
        KW_TRY(kw_store_begin(store, err));
    /* Whoever sees to failures of the transaction goes by this. */
    d->import->waiting += !d->import->waiting;
    if (d->book && !done)
        kw_buffer_print(
            &note,
            "%s: at %" PRIu64 ", from %" PRIu64 " packed, %" PRIu64 " plain",
            d->sign.bytes, d->at, d->member.packed, d->member.plain);
    if (d->book) {
        status = kw_buffer_check(&note, err);
        if (status == KW_OK)
            status = kw_book_note(d->book, note.length ? note.bytes : "", err);
    }
    kw_buffer_finish(&note);
    KW_TRY(status);
    d->import->waiting = 0;
    d->committed_at = d->at;
    return kw_store_commit(store, err);
}

/* ---- telling ------------------------------------------------------- */

static void tell_wrong(struct dump_import *d, const struct kw_dump_part *part)
{
    struct kw_cli *cli = d->import->cli;

    for (size_t i = 0; i < part->wrong_count; i++) {
        d->wrong++;
        d->import->wrong++;
        if (cli->loud <= 0 && d->wrong > WRONG_SHOWN)
            continue;
        if (part->wrong && i < part->wrong_kept)
            (void)fprintf(cli->err,
                          "kinwalk import: %s: byte %" PRIu64 ": %s\n",
                          d->file->path, part->wrong[i].at, part->wrong[i].why);
    }
}

static void draw(struct dump_import *d, uint64_t taken)
{
    struct kw_cli *cli = d->import->cli;
    int64_t now = kw_clock_ms(cli->clock);
    double seconds = (double)(now - d->began_ms) / 1000;
    double share = d->size ? (double)taken / (double)d->size : 0;
    double speed =
        seconds > 0.5 ? (double)(taken - d->first_taken) / seconds : 0;
    char left[64] = "";

    if (!kw_cli_progress(cli) || (d->drawn && now - d->drawn_ms < DRAW_MS))
        return;
    d->drawn = true;
    d->drawn_ms = now;
    if (d->size && speed > 0 && taken < d->size) {
        int64_t rest = (int64_t)((double)(d->size - taken) / speed);

        (void)snprintf(left, sizeof left,
                       ", %" PRId64 ":%02" PRId64 ":%02" PRId64 " left",
                       rest / 3600, rest / 60 % 60, rest % 60);
    }
    (void)fprintf(cli->err, "\r\033[Kimport: %.1f MB", (double)taken / 1e6);
    if (d->size)
        (void)fprintf(cli->err, " of %.1f MB (%.1f %%)", (double)d->size / 1e6,
                      share * 100);
    (void)fprintf(cli->err, ", %.1f MB/s, %zu people of %" PRIu64 " lines%s",
                  speed / 1e6, d->import->people, d->lines, left);
    (void)fflush(cli->err);
}

static void wipe(struct dump_import *d)
{
    if (d->drawn)
        (void)fputs("\r\033[K", d->import->cli->err);
    d->drawn = false;
}

/* ---- the loop ------------------------------------------------------ */

static enum kw_status store_part(struct dump_import *d,
                                 const struct kw_dump_part *part,
                                 struct kw_error *err)
{
    if (part->wrong_count)
        wipe(d);
    tell_wrong(d, part);
    for (size_t i = 0; i < part->count; i++)
        KW_TRY(kw_import_person(d->import, part->people[i], err));
    d->lines += part->lines;
    d->member = part->member;
    if (part->end > d->at)
        d->at = part->end;
    draw(d, part->taken);
    if (d->import->waiting >= COMMIT_PEOPLE ||
        d->at - d->committed_at >= COMMIT_BYTES)
        return commit(d, false, err);
    return KW_OK;
}

static enum kw_status take_parts(struct dump_import *d, struct kw_dump *dump,
                                 struct kw_error *err)
{
    const struct kw_dump_part *part;
    enum kw_status status;

    for (;;) {
        status = kw_dump_next(dump, &part, err);
        if (status != KW_OK) {
            if (strncmp(err->text, "byte", 4) == 0)
                (void)kw_error_at(err, "%s", d->file->path);
            break;
        }
        if (!part)
            return commit(d, true, err);
        if (kw_cli_interrupted()) {
            status = kw_fail(err, KW_INTERRUPTED,
                             "%s: stopped at byte %" PRIu64
                             "; what was read is kept, the same command "
                             "again %s",
                             d->file->path, d->at,
                             d->book ? "goes on there" : "completes it");
            break;
        }
        KW_TRY(store_part(d, part, err));
    }
    if (status != KW_NOMEM) {
        struct kw_error late;

        if (commit(d, false, &late) != KW_OK) {
            *err = late;
            return late.status;
        }
    }
    return status;
}

static enum kw_status open_dump(struct dump_import *d, struct kw_error *err)
{
    struct kw_cli *cli = d->import->cli;
    struct kw_dump_settings settings = {
        .unpacker = d->file->unpacker,
        .head = d->file->head,
        .head_bytes = d->file->head_bytes,
        .from = d->member,
        .begin_at = d->at,
        .all_humans = kw_cli_has(cli, "all-humans"),
        .langs = (const char *const *)cli->langs,
    };

    return kw_dump_open(&settings, &d->file->dump, err);
}

static enum kw_status read_dump(struct dump_import *d, struct kw_error *err)
{
    struct kw_cli *cli = d->import->cli;
    enum kw_status status;

    if (!d->file->dump)
        KW_TRY(open_dump(d, err));
    d->began_ms = kw_clock_ms(cli->clock);
    d->committed_at = d->at;
    d->first_taken = d->member.packed;
    status = take_parts(d, d->file->dump, err);
    wipe(d);
    if (d->wrong > WRONG_SHOWN && cli->loud <= 0)
        (void)fprintf(cli->err,
                      "kinwalk import: %s: %zu more lines are wrong; -v shows "
                      "them\n",
                      d->file->path, d->wrong - WRONG_SHOWN);
    if (status == KW_OK)
        kw_cli_say(cli, "%s: a dump: %" PRIu64 " lines, %" PRIu64 " bytes",
                   d->file->path, d->lines, d->at);
    return status;
}

void kw_import_dump_begin(struct kw_import *import, struct kw_import_file *file)
{
    struct dump_import d = {.import = import, .file = file};
    struct kw_error ignored;

    (void)open_dump(&d, &ignored);
}

enum kw_status kw_import_dump(struct kw_import *import,
                              struct kw_import_file *file, struct kw_error *err)
{
    struct dump_import d = {.import = import, .file = file};
    enum kw_status status = look_at_file(&d, err);

    import->commits_itself = true;
    if (status == KW_OK)
        status = read_dump(&d, err);
    import->commits_itself = false;
    kw_book_close(d.book);
    kw_buffer_finish(&d.sign);
    return status;
}
