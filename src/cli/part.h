/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part: whom an export tells of, as a source that reads the store row by
 * row.
 *
 * Everybody, or the people around some, or those who join two; those who
 * may be living can be left out of all of these. Of a part only the ids
 * are kept in memory, of the whole store nothing.
 */
#ifndef KINWALK_CLI_PART_H
#define KINWALK_CLI_PART_H

#include <kinwalk/export.h>

#include "cli.h"

struct part {
    struct kw_cli *cli; /* borrowed; its store is open */
    struct kw_export_source source;
    bool whole;     /* everybody */
    bool named;     /* those only named by others, too */
    bool outranked; /* links that do not hold, too */
    bool no_living;
    struct kw_map ids;  /* unless whole */
    struct kw_id *list; /* the same, sorted */
    size_t count;
    struct kw_arena row;  /* for the record at hand */
    struct kw_map living; /* what was found out of late: 1 maybe, 2 not */
    uint64_t done;        /* people given so far, for progress */
    int64_t drawn_ms;     /* when progress was last thought of */
    bool drawn;
};

/* Reads --of, --ancestors, --descendants, --joining, --named and
 * --no-living. `part` is zeroed memory; part_finish() it. */
enum kw_status part_open(struct part *part, struct kw_cli *cli,
                         struct kw_error *err);
void part_finish(struct part *part);

/* ---- who may be living (living.c) --------------------------------- */

/* Could the person be living on the day of `now_s`? Not if a death is
 * stated, if born longer ago than people live, or if a parent, partner or
 * child lived so long ago that nobody's life reaches from there to now.
 * Where nothing is known: yes. `person` NULL: never read. */
enum kw_status may_be_living(struct kw_store *store, struct kw_id id,
                             const struct kw_person *person, int64_t now_s,
                             bool *out, struct kw_error *err);

#endif
