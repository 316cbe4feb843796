/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a part of the file, on a thread of its own. Belongs to
 * catalog.h.
 */
#ifndef MIRROR_LINES_H
#define MIRROR_LINES_H

#include "catalog.h"

/* One part of the file, and what was found in it. */
struct part {
    struct kw_job job;
    const char *bytes; /* the whole file */
    size_t from;
    size_t to;
    struct row *rows;
    size_t row_count;
    size_t row_capacity;
    struct name *names;
    size_t name_count;
    size_t name_capacity;
    struct posting *postings;
    size_t posting_count;
    size_t posting_capacity;
    struct kw_arena arena;
    struct kw_buffer key; /* of the name at hand, to be used again */
    bool folded;
    uint32_t lines;      /* ends in this part, blank ones too */
    struct kw_error err; /* "line" is counted from this part's start */
    uint32_t err_line;
};

/* The job: reads all lines of a part, up to the first bad one. */
void part_read(struct kw_job *job);
void part_finish(struct part *part);

#endif
