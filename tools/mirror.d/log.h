/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line an answered request, written and flushed before its first byte
 * goes out: whoever has an answer finds it in the log.
 *
 * Columns, tabs between: running number; milliseconds since the start;
 * requests under way, this one included; status (0: reset); bytes of the
 * body; action; ids asked; trouble ("-": none); user agent.
 */
#ifndef MIRROR_LOG_H
#define MIRROR_LOG_H

#include "trouble.h"

struct log;

/* "-" is standard error. KW_OUTPUT if `path` cannot be written. */
enum kw_status log_open(const char *path, struct log **out,
                        struct kw_error *err);
/* NULL is fine. */
void log_close(struct log *log);

struct log_entry {
    const struct request *request;
    unsigned in_flight;
    unsigned status;
    uint64_t bytes;
    enum trouble trouble;
    const char *user_agent; /* NULL: none */
};
/* Any thread. NULL `log` is fine. */
void log_write(struct log *log, const struct log_entry *entry);

#endif
