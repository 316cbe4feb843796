/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk read: what kinwalk understands of documents, as JSON lines.
 *
 * A filter: it holds one document at a time, says on stderr which it
 * could not read and why, and goes on. Only gzip is unpacked whole, for
 * libdeflate does not stream.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kinwalk/claims.h>
#include <kinwalk/source.h>

enum { CHUNK_BYTES = 64 * 1024 };

const struct kw_option kw_read_options[] = {
    {"max-bytes", 0, "N", NULL, "67108864",
     "refuse a document, or what a gzipped file unpacks to, beyond N bytes",
     false},
    {.name = NULL},
};

/* One run of the command. */
struct reader {
    struct kw_cli *cli; /* borrowed */
    struct kw_xrefs *xrefs;
    struct kw_buffer out;
    size_t limit;
    size_t failed;
    char *chunk;
    /* Of the file at hand: */
    const char *path;
    struct kw_splitter *splitter;
    size_t documents;
    size_t people;
    size_t missing;
    size_t redirects;
    size_t passed_over;
};

/* ---- telling ------------------------------------------------------- */

static void tell(struct reader *reader, const char *what)
{
    (void)fprintf(reader->cli->err, "kinwalk read: %s: %s\n", reader->path,
                  what);
}

static void tell_failure(struct reader *reader, const char *what)
{
    tell(reader, what);
    reader->failed++;
}

static void sum_up(struct reader *reader)
{
    if (reader->cli->loud > 0)
        (void)fprintf(reader->cli->err,
                      "kinwalk read: %s: %zu documents: %zu people, %zu "
                      "missing, %zu redirects, %zu passed over\n",
                      reader->path, reader->documents, reader->people,
                      reader->missing, reader->redirects, reader->passed_over);
}

/* ---- documents ----------------------------------------------------- */

static void take_people(struct reader *reader,
                        const struct kw_document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        const struct kw_person *person = document->people[i];

        kw_claims_write(person, reader->xrefs, &reader->out);
        reader->people += person->state == KW_PERSON;
        reader->missing += person->state == KW_MISSING;
        reader->redirects += person->state == KW_REDIRECT;
    }
    reader->documents++;
    reader->passed_over += document->passed_over;
}

/* What a document says besides its people. */
static void take_remarks(struct reader *reader, uint64_t at,
                         const struct kw_document *document)
{
    struct kw_error said;

    if (document->error_code[0]) {
        (void)kw_fail(&said, KW_INPUT, "byte %llu: the server says %s: %s",
                      (unsigned long long)at, document->error_code,
                      document->error_info);
        tell_failure(reader, said.text);
    }
    if (document->cut_short) {
        (void)kw_fail(&said, KW_INPUT,
                      "byte %llu: the server cut this reply short: ids that "
                      "are in it neither as people nor as missing were left "
                      "out",
                      (unsigned long long)at);
        tell(reader, said.text);
    }
}

static enum kw_status take_pieces(struct reader *reader, struct kw_error *err)
{
    struct kw_claims_limits limits = {.document_bytes = reader->limit};
    struct kw_piece piece;

    while (kw_splitter_next(reader->splitter, &piece)) {
        struct kw_document document;
        struct kw_error why;
        enum kw_status status;

        if (kw_cli_interrupted())
            return kw_fail(err, KW_INTERRUPTED, "%s: stopped", reader->path);
        limits.begins_at = piece.at;
        status = kw_claims_read(piece.bytes, piece.length, reader->xrefs,
                                reader->cli->langs, &limits, &document, &why);
        if (status == KW_NOMEM)
            return kw_nomem(err);
        if (status != KW_OK) {
            tell_failure(reader, why.text);
            continue;
        }
        take_people(reader, &document);
        take_remarks(reader, piece.at, &document);
        kw_document_finish(&document);
    }
    return kw_cli_print(reader->cli, &reader->out, err);
}

static enum kw_status feed(struct reader *reader, const char *bytes,
                           size_t length, struct kw_error *err)
{
    KW_TRY(kw_splitter_feed(reader->splitter, bytes, length, err));
    return take_pieces(reader, err);
}

/* ---- files --------------------------------------------------------- */

/* Reads until the chunk is full or the file ends; -1 on failure. */
static ssize_t read_chunk(int file, char *chunk)
{
    size_t length = 0;

    while (length < CHUNK_BYTES && !kw_cli_interrupted()) {
        ssize_t got = read(file, chunk + length, CHUNK_BYTES - length);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        length += (size_t)got;
        if (length >= 2) /* enough to know gzip by; a pipe may wait */
            break;
    }
    return (ssize_t)length;
}

static bool is_gzip(const char *bytes, size_t length)
{
    return length >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0;
}

/* Feeds what `packed` unpacks to, in small portions. */
static enum kw_status feed_unpacked(struct reader *reader,
                                    const struct kw_buffer *packed,
                                    struct kw_error *err)
{
    struct kw_buffer unpacked;
    struct kw_error why;
    enum kw_status status;

    kw_buffer_init(&unpacked, reader->limit);
    status = kw_inflate(packed->bytes, packed->length, reader->limit, &unpacked,
                        &why);
    if (status == KW_NOMEM) {
        status = kw_nomem(err);
    } else if (status != KW_OK) {
        tell_failure(reader, why.text);
        status = KW_OK;
    }
    for (size_t at = 0; at < unpacked.length && status == KW_OK;) {
        size_t portion = unpacked.length - at;

        if (portion > CHUNK_BYTES)
            portion = CHUNK_BYTES;
        status = feed(reader, unpacked.bytes + at, portion, err);
        at += portion;
    }
    kw_buffer_finish(&unpacked);
    return status;
}

/* Reads a file to its end; *is_blank says whether it holds a byte. */
static enum kw_status read_stream(struct reader *reader, int file,
                                  bool *is_blank, struct kw_error *err)
{
    struct kw_buffer packed;
    enum kw_status status = KW_OK;
    bool gzip = false;
    ssize_t got;

    *is_blank = true;
    kw_buffer_init(&packed, reader->limit);
    while (status == KW_OK && (got = read_chunk(file, reader->chunk)) > 0) {
        if (*is_blank)
            gzip = is_gzip(reader->chunk, (size_t)got);
        *is_blank = false;
        if (gzip) {
            kw_buffer_add(&packed, reader->chunk, (size_t)got);
            status = kw_buffer_check(&packed, err);
        } else {
            status = feed(reader, reader->chunk, (size_t)got, err);
        }
    }
    if (status == KW_OK && got < 0)
        tell_failure(reader, strerror(errno));
    if (status == KW_LIMIT && gzip) {
        tell_failure(reader, "packed, it is beyond --max-bytes already");
        status = KW_OK;
    } else if (status == KW_OK && gzip) {
        status = feed_unpacked(reader, &packed, err);
    }
    kw_buffer_finish(&packed);
    if (status == KW_OK && kw_cli_interrupted())
        return kw_fail(err, KW_INTERRUPTED, "%s: stopped", reader->path);
    if (status == KW_OK) {
        kw_splitter_end(reader->splitter);
        status = take_pieces(reader, err);
    }
    return status;
}

static enum kw_status read_file(struct reader *reader, const char *path,
                                struct kw_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    size_t failed = reader->failed;
    bool is_blank;
    enum kw_status status;
    int file;

    reader->path = is_stdin ? "standard input" : path;
    reader->documents = reader->people = reader->missing = 0;
    reader->redirects = reader->passed_over = 0;
    file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        tell_failure(reader, strerror(errno));
        return KW_OK;
    }
    status = kw_splitter_create(reader->limit, &reader->splitter, err);
    if (status == KW_OK)
        status = read_stream(reader, file, &is_blank, err);
    if (status == KW_OK && is_blank && reader->failed == failed)
        tell_failure(reader, "byte 0: nothing there");
    if (status == KW_OK)
        sum_up(reader);
    kw_splitter_destroy(reader->splitter);
    reader->splitter = NULL;
    if (!is_stdin)
        close(file);
    return status;
}

KW_COMMAND(read)
{
    struct reader reader = {.cli = cli};
    uint64_t limit;
    enum kw_status status;

    KW_TRY(kw_cli_number(cli, "max-bytes", 1, KW_BUFFER_LIMIT_BYTES,
                         KW_DOCUMENT_BYTES, &limit, err));
    reader.limit = (size_t)limit;
    reader.chunk = malloc(CHUNK_BYTES);
    status = reader.chunk ? kw_xrefs_create(&reader.xrefs, err) : kw_nomem(err);
    for (size_t i = 0; i < cli->argument_count && status == KW_OK; i++)
        status = read_file(&reader, cli->arguments[i], err);
    if (status == KW_OK && reader.failed)
        *exit_code = KW_EXIT_FILE;
    kw_xrefs_destroy(reader.xrefs);
    kw_buffer_finish(&reader.out);
    free(reader.chunk);
    return status;
}
