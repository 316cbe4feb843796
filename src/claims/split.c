/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A stream to documents: finds where each begins and ends, and nothing
 * more. What it hands out may still be refused by the reader.
 *
 * Depth is counted outside strings, so a document may stand on one line or
 * on thousands. A document that is broken off would swallow all that
 * follows; two signs stop that: a line end inside a string, which JSON
 * forbids, and a line end inside an object where documents so far stood on
 * one line each, or where the next line begins as only documents do.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/claims.h>

struct kw_splitter {
    char *bytes; /* not yet done with */
    size_t length;
    size_t capacity;
    size_t limit;
    uint64_t base;  /* offset of bytes[0] in the stream */
    size_t done;    /* bytes handed out or passed over */
    size_t at;      /* looked at up to here */
    unsigned depth; /* of objects and lists; 0: between documents */
    bool in_string;
    bool in_escape;
    bool over_lines; /* the open document has line ends in it */
    bool by_lines;   /* documents here stand on one line each */
    bool skipping;   /* to the next line that begins a document */
    bool has_ended;  /* no more will be fed */
};

enum kw_status kw_splitter_create(size_t limit_bytes, struct kw_splitter **out,
                                  struct kw_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    (*out)->limit = limit_bytes ? limit_bytes : KW_DOCUMENT_BYTES;
    return KW_OK;
}

void kw_splitter_destroy(struct kw_splitter *splitter)
{
    if (!splitter)
        return;
    free(splitter->bytes);
    free(splitter);
}

/* Forgets what is done, so that the rest begins at bytes[0]. */
static void move_up(struct kw_splitter *splitter)
{
    size_t done = splitter->done;

    if (done == 0)
        return;
    memmove(splitter->bytes, splitter->bytes + done, splitter->length - done);
    splitter->length -= done;
    splitter->at -= done;
    splitter->base += done;
    splitter->done = 0;
}

enum kw_status kw_splitter_feed(struct kw_splitter *splitter, const char *bytes,
                                size_t length, struct kw_error *err)
{
    size_t wanted;
    char *grown;

    move_up(splitter);
    if (length > SIZE_MAX / 4 - splitter->length)
        return kw_nomem(err);
    wanted = splitter->length + length;
    if (wanted > splitter->capacity) {
        wanted += wanted / 2;
        grown = realloc(splitter->bytes, wanted);
        if (!grown)
            return kw_nomem(err);
        splitter->bytes = grown;
        splitter->capacity = wanted;
    }
    if (length)
        memcpy(splitter->bytes + splitter->length, bytes, length);
    splitter->length += length;
    return KW_OK;
}

void kw_splitter_end(struct kw_splitter *splitter)
{
    splitter->has_ended = true;
}

/* ---- looking ahead ------------------------------------------------- */

/* What an answer may be where the bytes for it may not be there yet. */
enum answer { NO, YES, LATER };

static enum answer begins_with(const struct kw_splitter *splitter, size_t at,
                               const char *text)
{
    size_t length = strlen(text);
    size_t there = splitter->length - at;

    if (there >= length)
        return memcmp(splitter->bytes + at, text, length) == 0 ? YES : NO;
    if (there && memcmp(splitter->bytes + at, text, there) != 0)
        return NO;
    return splitter->has_ended ? NO : LATER;
}

/* Does the line at `at` begin as nothing inside a document does? */
static enum answer begins_document(const struct kw_splitter *splitter,
                                   size_t at)
{
    static const char *const BEGINNINGS[] = {
        "{\"schema\":\"kinwalk.", "{\"type\":\"item\"",
        "{\"type\":\"property\"", "{\"type\": \"item\"",
        "{\"entities\":",         "{\"pageid\":"};
    enum answer answer = NO;

    for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++) {
        enum answer one = begins_with(splitter, at, BEGINNINGS[i]);

        if (one == YES)
            return YES;
        if (one == LATER)
            answer = LATER;
    }
    return answer;
}

/* ---- handing out --------------------------------------------------- */

static bool hand_out(struct kw_splitter *splitter, size_t end,
                     struct kw_piece *out)
{
    out->bytes = splitter->bytes + splitter->done;
    out->length = end - splitter->done;
    out->at = splitter->base + splitter->done;
    splitter->done = end;
    splitter->at = end;
    splitter->depth = 0;
    splitter->in_string = false;
    splitter->in_escape = false;
    splitter->over_lines = false;
    return true;
}

/* The end of the line that `at` is in; `length` if it is not there yet. */
static size_t end_of_line(const struct kw_splitter *splitter, size_t at)
{
    const char *end = NULL;

    if (at < splitter->length)
        end = memchr(splitter->bytes + at, '\n', splitter->length - at);
    return end ? (size_t)(end - splitter->bytes) : splitter->length;
}

/* Passes over lines until one begins with a document; false if more must
 * come first. */
static bool skip_lines(struct kw_splitter *splitter)
{
    while (splitter->skipping) {
        size_t end = end_of_line(splitter, splitter->done);
        enum answer answer;

        if (end == splitter->length) {
            splitter->done = splitter->at = end;
            return false;
        }
        answer = begins_with(splitter, end + 1, "{\"");
        if (answer == LATER) {
            splitter->done = splitter->at = end;
            return false;
        }
        splitter->done = splitter->at = end + 1;
        splitter->skipping = answer != YES;
    }
    return true;
}

/* Passes over what stands between documents. */
static void skip_between(struct kw_splitter *splitter)
{
    size_t at = splitter->done;

    if (splitter->base + at == 0 &&
        begins_with(splitter, at, "\xEF\xBB\xBF") == YES)
        at += 3;
    while (at < splitter->length && splitter->bytes[at] &&
           strchr(" \t\r\n,[]", splitter->bytes[at]))
        at++;
    splitter->done = splitter->at = at;
}

/* What stands here is no document: its line comes out, and lines like it
 * are passed over. */
static bool hand_out_line(struct kw_splitter *splitter, struct kw_piece *out)
{
    size_t end = end_of_line(splitter, splitter->done);
    size_t longest = splitter->limit + 1;

    if (end - splitter->done > longest)
        end = splitter->done + longest;
    else if (end == splitter->length && !splitter->has_ended)
        return false;
    splitter->skipping = true;
    return hand_out(splitter, end, out);
}

/* A document ends before `end`. Does anything but a comma or the end of a
 * list follow on its line? Then it comes out with that, to be refused. */
static bool hand_out_document(struct kw_splitter *splitter, size_t end,
                              struct kw_piece *out)
{
    size_t next = end;

    while (next < splitter->length && splitter->bytes[next] &&
           strchr(" \t\r", splitter->bytes[next]))
        next++;
    if (next == splitter->length && !splitter->has_ended)
        return false;
    if (next < splitter->length && splitter->bytes[next] != '\n' &&
        splitter->bytes[next] != ',' && splitter->bytes[next] != ']')
        return hand_out_line(splitter, out);
    if (!splitter->over_lines)
        splitter->by_lines = true;
    return hand_out(splitter, end, out);
}

/* ---- inside a document --------------------------------------------- */

/* At a line end inside a document: is it broken off there? */
static enum answer is_broken_off(const struct kw_splitter *splitter)
{
    if (splitter->in_string || splitter->by_lines)
        return YES;
    return begins_document(splitter, splitter->at + 1);
}

/* Takes one byte that is no line end into the count. */
static void count_byte(struct kw_splitter *splitter, char c)
{
    if (splitter->in_escape) {
        splitter->in_escape = false;
    } else if (splitter->in_string) {
        if (c == '\\')
            splitter->in_escape = true;
        else if (c == '"')
            splitter->in_string = false;
    } else if (c == '"') {
        splitter->in_string = true;
    } else if (c == '{' || c == '[') {
        splitter->depth++;
    } else if ((c == '}' || c == ']') && splitter->depth > 0) {
        splitter->depth--;
    }
}

/* Looks on in the open document; true if it came to an end. */
static bool look_on(struct kw_splitter *splitter, struct kw_piece *out)
{
    while (splitter->at < splitter->length) {
        char c = splitter->bytes[splitter->at];

        if (splitter->at - splitter->done > splitter->limit) {
            splitter->skipping = true;
            return hand_out(splitter, splitter->at, out);
        }
        if (c == '\n') {
            enum answer broken = is_broken_off(splitter);

            if (broken == LATER)
                return false;
            if (broken == YES)
                return hand_out(splitter, splitter->at, out);
            splitter->over_lines = true;
            splitter->in_escape = false;
        } else {
            count_byte(splitter, c);
            if (splitter->depth == 0 && !splitter->in_string) {
                size_t end = splitter->at + 1;

                if (hand_out_document(splitter, end, out))
                    return true;
                /* Come back to this byte with more behind it. */
                splitter->depth = 1;
                return false;
            }
        }
        splitter->at++;
    }
    if (!splitter->has_ended)
        return false;
    return hand_out(splitter, splitter->length, out);
}

bool kw_splitter_next(struct kw_splitter *splitter, struct kw_piece *out)
{
    if (splitter->depth == 0) {
        if (!skip_lines(splitter))
            return false;
        skip_between(splitter);
        if (splitter->done == splitter->length)
            return false;
        if (splitter->bytes[splitter->done] != '{')
            return hand_out_line(splitter, out);
    }
    return look_on(splitter, out);
}
