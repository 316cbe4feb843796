/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filling a part: unpacks up to a whole line.
 *
 * The start of a line whose end has not come is carried over to the next
 * part.
 */
#include <stdio.h>
#include <string.h>

#include "dump.h"

enum {
    READ_BYTES = 256 * 1024,
    TAIL_BYTES = 4096 /* where the last end of a line is looked for */
};

enum kw_status dump_filler_init(struct dump_filler *filler,
                                const struct kw_dump_settings *settings,
                                struct kw_error *err)
{
    filler->settings = settings;
    filler->at = settings->from.plain + settings->head_bytes;
    filler->member = settings->from;
    if (settings->head_bytes)
        kw_buffer_add(&filler->carry, settings->head, settings->head_bytes);
    return kw_buffer_check(&filler->carry, err);
}

void dump_filler_finish(struct dump_filler *filler)
{
    kw_buffer_finish(&filler->carry);
}

/* Reads on into the part, up to plain byte `stop` or somewhat more; *ended
 * at the end of the stream. */
static enum kw_status read_some(struct dump_filler *filler,
                                struct dump_part *part, uint64_t stop,
                                bool *ended)
{
    const struct kw_dump_settings *s = filler->settings;
    uint64_t skip = filler->at < s->begin_at ? s->begin_at - filler->at : 0;
    size_t room = READ_BYTES;
    size_t got = 0;

    /* All of a part at once: whoever unpacks has something to do before
     * and after every reading. */
    if (filler->at < stop && stop - filler->at > room)
        room = (size_t)(stop - filler->at);
    if (skip && skip < room)
        room = (size_t)skip;
    KW_TRY(dump_part_room(part, room));
    KW_TRY(kw_unpacker_read(s->unpacker, part->room.bytes + part->length, room,
                            &got, &part->err));
    *ended = !got;
    filler->at += got;
    if (!skip)
        part->length += got;
    return KW_OK;
}

/* Where the last whole line of the part ends; 0: nowhere. `from` was
 * looked through before. */
static size_t lines_end(const struct dump_part *part, size_t from)
{
    size_t end = part->length;

    while (end > from) {
        size_t at = end - from > TAIL_BYTES ? end - TAIL_BYTES : from;
        size_t found = 0;
        const char *newline;

        while ((newline = memchr(part->room.bytes + at, '\n', end - at))) {
            found = (size_t)(newline - part->room.bytes) + 1;
            at = found;
        }
        if (found)
            return found;
        end = end - from > TAIL_BYTES ? end - TAIL_BYTES : from;
    }
    return 0;
}

/* Passes over what is left of a line that was too long. */
static void discard(struct dump_filler *filler, struct dump_part *part)
{
    const char *end = memchr(part->room.bytes, '\n', part->length);
    size_t gone = end ? (size_t)(end - part->room.bytes) + 1 : part->length;

    filler->discarding = !end;
    memmove(part->room.bytes, part->room.bytes + gone, part->length - gone);
    part->length -= gone;
    part->out.at += gone;
}

static enum kw_status keep_rest(struct dump_filler *filler,
                                struct dump_part *part, size_t whole)
{
    kw_buffer_clear(&filler->carry);
    kw_buffer_add(&filler->carry, part->room.bytes + whole,
                  part->length - whole);
    part->length = whole;
    return kw_buffer_check(&filler->carry, &part->err);
}

static enum kw_status tell_too_long(struct dump_part *part)
{
    char why[80];

    (void)snprintf(why, sizeof why, "a line of more than %zu bytes",
                   part->settings->line_bytes);
    return dump_part_wrong(part, part->out.at, why);
}

/* Reads until the part is large enough and has a whole line, or the
 * stream or a line's limit ends it. */
static enum kw_status read_lines(struct dump_filler *filler,
                                 struct dump_part *part, size_t *whole)
{
    const struct kw_dump_settings *s = filler->settings;
    uint64_t stop = filler->at + s->part_bytes;
    bool ended = false;
    size_t looked = 0;
    size_t end;

    *whole = 0;
    while (!ended && (filler->at < stop || (part->length && !*whole))) {
        KW_TRY(read_some(filler, part, stop, &ended));
        if (filler->at <= s->begin_at)
            part->out.at = filler->at;
        if (filler->discarding)
            discard(filler, part);
        end = lines_end(part, looked);
        if (end)
            *whole = end;
        looked = part->length;
        if (!*whole && part->length > s->line_bytes) {
            KW_TRY(tell_too_long(part));
            part->out.at += part->length;
            part->length = looked = 0;
            filler->discarding = true;
        }
    }
    if (ended)
        *whole = part->length;
    part->is_last = ended;
    return KW_OK;
}

void dump_fill(struct dump_filler *filler, struct dump_part *part)
{
    const struct kw_unpacker *unpacker = filler->settings->unpacker;
    struct kw_unpack_place now;
    size_t whole = 0;
    enum kw_status status;

    part->out.at = filler->at - filler->carry.length;
    status = dump_part_room(part, filler->carry.length);
    if (status == KW_OK && filler->carry.length) {
        memcpy(part->room.bytes, filler->carry.bytes, filler->carry.length);
        part->length = filler->carry.length;
    }
    if (status == KW_OK)
        status = read_lines(filler, part, &whole);
    if (status != KW_OK) {
        /* Whole lines before the trouble count; the owner hears of it
         * after them. */
        part->is_last = true;
        part->err.status = status;
        whole = part->length ? lines_end(part, 0) : 0;
    }
    part->out.end = part->out.at + whole;
    if (keep_rest(filler, part, whole) != KW_OK)
        part->is_last = true;
    now = kw_unpacker_member(unpacker);
    /* Plain files can be entered anywhere, at a line best. */
    if (kw_unpacker_kind(unpacker) == KW_PACKED_NOT)
        now.plain = now.packed = part->out.end;
    if (now.plain <= part->out.end)
        filler->member = now;
    part->out.member = filler->member;
    part->out.taken = kw_unpacker_taken(unpacker);
}
