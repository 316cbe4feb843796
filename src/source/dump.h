/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of reading dumps: one part on its way.
 *
 *   dump.c       the order of things: who fills, who reads, what is next
 *   dump_fill.c  bytes of whole lines into a part
 *   dump_part.c  the lines of one part to people
 */
#ifndef KINWALK_SOURCE_DUMP_H
#define KINWALK_SOURCE_DUMP_H

#include <kinwalk/source.h>

enum {
    DUMP_WRONG_KEPT = 100 /* wrong lines a part keeps one by one */
};

enum dump_stage {
    DUMP_FREE = 0,
    DUMP_FILLING,
    DUMP_FILLED,
    DUMP_READING,
    DUMP_DONE
};

/* Memory for bytes: parts have it between filling and reading. */
struct dump_room {
    char *bytes;
    size_t capacity;
};

struct dump_part {
    enum dump_stage stage;                   /* within the dump's monitor */
    const struct kw_dump_settings *settings; /* borrowed */
    struct dump_room room;                   /* whole lines */
    size_t length;
    bool is_last;
    struct kw_error err; /* comes after what the part holds */
    struct kw_dump_part out;
    size_t people_capacity;
    size_t wrong_capacity;
};

/* The stream on its way into parts; one thread at a time. */
struct dump_filler {
    const struct kw_dump_settings *settings; /* borrowed */
    struct kw_buffer carry; /* the start of a line; the rest is to come */
    uint64_t at;            /* plain bytes read */
    bool discarding;        /* the rest of a line that was too long */
    struct kw_unpack_place member;
};

/* Zeroed memory before; begins with the head that the settings name. */
enum kw_status dump_filler_init(struct dump_filler *filler,
                                const struct kw_dump_settings *settings,
                                struct kw_error *err);
void dump_filler_finish(struct dump_filler *filler);
/* Fills an empty part; what goes wrong is in part->err, and the part is
 * the last. */
void dump_fill(struct dump_filler *filler, struct dump_part *part);

/* Room for so many more bytes. KW_NOMEM, in part->err too. */
enum kw_status dump_part_room(struct dump_part *part, size_t more);
/* Notes a wrong line. */
enum kw_status dump_part_wrong(struct dump_part *part, uint64_t at,
                               const char *why);
/* Reads a filled part. */
void dump_part_read(struct dump_part *part);
/* Empties it, keeps the memory for bytes. */
void dump_part_clear(struct dump_part *part);
void dump_part_finish(struct dump_part *part);

#endif
