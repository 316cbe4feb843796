/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dump, part by part.
 *
 * A part is filled (unpacked up to a whole line) by one worker, then read
 * by another; the next one is being filled meanwhile, never two at once,
 * for they come out of one stream. What the owner gets is in the order of
 * the file whatever the workers did.
 *
 * Workers help themselves: the stream comes first, for all wait for it,
 * then the oldest part that is filled. Whoever fills runs only a few parts
 * ahead and then helps reading, so that the bytes of a part are still in
 * some cache when they are read, and their memory soon serves the next
 * one. What was read out of them is small and may wait for the owner much
 * longer: nothing stands still while it commits.
 *
 * The owner is called when several parts are ready: calling it takes a
 * processor from a worker.
 */
#include <stdlib.h>

#include "dump.h"

enum {
    PART_BYTES = 2 << 20,
    PARTS_MORE = 48,   /* than workers: read, and not yet taken */
    UNREAD_MORE = 2,   /* than workers: filled, and not yet read */
    READY_AT_ONCE = 4, /* parts that the owner is called for */
    ROOM_KEPT_BYTES = 8 << 20
};

/* One thread's work, from open to close. */
struct dump_worker {
    struct kw_job job; /* first: the pool's */
    struct kw_dump *dump;
};

struct kw_dump {
    struct kw_dump_settings settings;
    struct kw_pool *pool;
    struct dump_worker *workers; /* one a thread */
    struct dump_part *parts;
    size_t part_count;
    struct dump_part *out; /* the owner's just now */
    struct kw_monitor *monitor;
    /* Within the monitor, as is what parts are at: */
    uint64_t filled;         /* parts begun to fill */
    uint64_t read;           /* parts begun to read */
    uint64_t given;          /* parts the owner is done with */
    uint64_t ready;          /* parts read, and not yet the owner's */
    struct dump_room *spare; /* for bytes; what was used last comes first */
    size_t spare_count;
    unsigned threads;
    unsigned idle;   /* workers that wait */
    bool is_waiting; /* the owner */
    bool filling;
    bool ended; /* no more parts to fill */
    bool closing;
    struct dump_filler filler; /* whose turn it is to fill */
};

/* ---- workers ------------------------------------------------------- */

static struct dump_part *part_of(struct kw_dump *dump, uint64_t number)
{
    return &dump->parts[number % dump->part_count];
}

static bool can_fill(const struct kw_dump *dump)
{
    return !dump->filling && !dump->ended &&
           dump->filled - dump->given < dump->part_count &&
           dump->filled - dump->read < dump->threads + UNREAD_MORE;
}

static bool can_read(struct kw_dump *dump)
{
    return dump->read < dump->filled &&
           part_of(dump, dump->read)->stage == DUMP_FILLED;
}

static bool is_ready(struct kw_dump *dump)
{
    return part_of(dump, dump->given)->stage == DUMP_DONE;
}

/* Is it time that the owner came? */
static bool is_worth_calling(struct kw_dump *dump)
{
    return is_ready(dump) && (dump->ready >= READY_AT_ONCE || dump->ended);
}

static void call_owner(struct kw_dump *dump)
{
    if (dump->is_waiting && is_worth_calling(dump))
        kw_monitor_tell(dump->monitor);
}

static void call_workers(struct kw_dump *dump)
{
    if (dump->idle)
        kw_monitor_tell(dump->monitor);
}

/* These two leave the monitor for the work itself. */
static void fill_next(struct kw_dump *dump)
{
    struct dump_part *part = part_of(dump, dump->filled++);

    dump->filling = true;
    part->stage = DUMP_FILLING;
    if (dump->spare_count)
        part->room = dump->spare[--dump->spare_count];
    kw_monitor_leave(dump->monitor);
    dump_fill(&dump->filler, part);
    kw_monitor_enter(dump->monitor);
    part->stage = DUMP_FILLED;
    dump->filling = false;
    dump->ended |= part->is_last;
    call_workers(dump);
    if (dump->ended)
        call_owner(dump);
}

/* A line of many megabytes needs room that nobody else will. */
static void give_room_back(struct kw_dump *dump, struct dump_part *part)
{
    if (part->room.capacity > ROOM_KEPT_BYTES)
        free(part->room.bytes);
    else
        dump->spare[dump->spare_count++] = part->room;
    part->room = (struct dump_room){.bytes = NULL};
}

static void read_next(struct kw_dump *dump)
{
    struct dump_part *part = part_of(dump, dump->read++);

    part->stage = DUMP_READING;
    kw_monitor_leave(dump->monitor);
    dump_part_read(part);
    kw_monitor_enter(dump->monitor);
    part->stage = DUMP_DONE;
    give_room_back(dump, part);
    dump->ready++;
    call_owner(dump);
}

static void work(struct kw_job *job)
{
    struct kw_dump *dump = ((struct dump_worker *)job)->dump;

    kw_monitor_enter(dump->monitor);
    while (!dump->closing) {
        if (can_fill(dump)) {
            fill_next(dump);
        } else if (can_read(dump)) {
            read_next(dump);
        } else {
            dump->idle++;
            kw_monitor_wait(dump->monitor, INT64_MAX);
            dump->idle--;
        }
    }
    kw_monitor_leave(dump->monitor);
}

/* ---- the owner's thread -------------------------------------------- */

/* The part that was out may be filled anew. Its people go at once: their
 * memory serves the next ones while it is in the cache. */
static void give_back(struct kw_dump *dump)
{
    if (!dump->out)
        return;
    dump->out->stage = DUMP_FREE;
    dump->out = NULL;
    dump->given++;
    call_workers(dump);
}

static void wait_for_parts(struct kw_dump *dump)
{
    dump->is_waiting = true;
    while (!is_worth_calling(dump))
        kw_monitor_wait(dump->monitor, INT64_MAX);
    dump->is_waiting = false;
}

enum kw_status kw_dump_next(struct kw_dump *dump,
                            const struct kw_dump_part **out,
                            struct kw_error *err)
{
    *out = NULL;
    if (dump->out && dump->out->err.status != KW_OK) {
        *err = dump->out->err;
        return err->status;
    }
    if (dump->out)
        dump_part_clear(dump->out);
    kw_monitor_enter(dump->monitor);
    give_back(dump);
    if (!is_ready(dump) && !(dump->ended && dump->given == dump->filled))
        wait_for_parts(dump);
    if (is_ready(dump)) {
        dump->out = part_of(dump, dump->given);
        dump->ready--;
        *out = &dump->out->out;
    }
    kw_monitor_leave(dump->monitor);
    return KW_OK;
}

static enum kw_status set_up(struct kw_dump *dump, struct kw_error *err)
{
    unsigned threads;

    KW_TRY(kw_monitor_create(&dump->monitor, err));
    KW_TRY(
        kw_pool_create(dump->settings.threads, NULL, NULL, &dump->pool, err));
    threads = kw_pool_threads(dump->pool);
    dump->threads = threads;
    dump->part_count = threads + PARTS_MORE;
    dump->parts = calloc(dump->part_count, sizeof *dump->parts);
    dump->spare = calloc(dump->part_count, sizeof *dump->spare);
    dump->workers = calloc(threads, sizeof *dump->workers);
    if (!dump->parts || !dump->spare || !dump->workers)
        return kw_nomem(err);
    for (size_t i = 0; i < dump->part_count; i++)
        dump->parts[i].settings = &dump->settings;
    for (unsigned i = 0; i < threads; i++) {
        dump->workers[i].dump = dump;
        dump->workers[i].job.run = work;
        kw_pool_submit(dump->pool, &dump->workers[i].job);
    }
    return KW_OK;
}

enum kw_status kw_dump_open(const struct kw_dump_settings *settings,
                            struct kw_dump **out, struct kw_error *err)
{
    struct kw_dump *dump = calloc(1, sizeof *dump);
    enum kw_status status;

    *out = NULL;
    if (!dump)
        return kw_nomem(err);
    dump->settings = *settings;
    if (!dump->settings.line_bytes)
        dump->settings.line_bytes = KW_DOCUMENT_BYTES;
    if (!dump->settings.part_bytes)
        dump->settings.part_bytes = PART_BYTES;
    status = dump_filler_init(&dump->filler, &dump->settings, err);
    if (status == KW_OK)
        status = set_up(dump, err);
    if (status != KW_OK) {
        kw_dump_close(dump);
        return status;
    }
    *out = dump;
    return KW_OK;
}

void kw_dump_close(struct kw_dump *dump)
{
    if (!dump)
        return;
    if (dump->pool) {
        kw_monitor_enter(dump->monitor);
        dump->closing = true;
        kw_monitor_tell(dump->monitor);
        kw_monitor_leave(dump->monitor);
    }
    kw_pool_destroy(dump->pool, NULL);
    for (size_t i = 0; dump->parts && i < dump->part_count; i++)
        dump_part_finish(&dump->parts[i]);
    for (size_t i = 0; i < dump->spare_count; i++)
        free(dump->spare[i].bytes);
    free(dump->parts);
    free(dump->spare);
    free(dump->workers);
    dump_filler_finish(&dump->filler);
    kw_monitor_destroy(dump->monitor);
    free(dump);
}
