/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing the log.
 */
#include "log.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct log {
    FILE *file;
    pthread_mutex_t lock;
    uint64_t lines;
    int64_t started_ms;
};

enum kw_status log_open(const char *path, struct log **out,
                        struct kw_error *err)
{
    struct log *log = calloc(1, sizeof *log);

    *out = NULL;
    if (log == NULL)
        return kw_nomem(err);
    log->file = strcmp(path, "-") == 0 ? stderr : fopen(path, "we");
    if (log->file == NULL) {
        free(log);
        return kw_fail(err, KW_OUTPUT, "%s: cannot be written: %s", path,
                       strerror(errno));
    }
    pthread_mutex_init(&log->lock, NULL);
    log->started_ms = kw_clock_ms(NULL);
    *out = log;
    return KW_OK;
}

void log_close(struct log *log)
{
    if (log == NULL)
        return;
    if (log->file != stderr)
        fclose(log->file);
    pthread_mutex_destroy(&log->lock);
    free(log);
}

static void write_ids(FILE *file, const struct request *request)
{
    if (request->id_count == 0)
        fputc('-', file);
    for (size_t i = 0; i < request->id_count; i++)
        fprintf(file, "%sQ%" PRIu32, i > 0 ? "|" : "", request->ids[i]);
}

void log_write(struct log *log, const struct log_entry *entry)
{
    if (log == NULL)
        return;
    pthread_mutex_lock(&log->lock);
    fprintf(log->file, "%" PRIu64 "\t%" PRId64 "\t%u\t%u\t%" PRIu64 "\t%s\t",
            ++log->lines, kw_clock_ms(NULL) - log->started_ms, entry->in_flight,
            entry->status, entry->bytes, action_name(entry->request->action));
    write_ids(log->file, entry->request);
    fprintf(log->file, "\t%s\t%s\n", trouble_name(entry->trouble),
            entry->user_agent ? entry->user_agent : "-");
    fflush(log->file);
    pthread_mutex_unlock(&log->lock);
}
