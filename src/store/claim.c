/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One writer at a time: a lock on a file beside the store, which the
 * kernel takes back when its process ends, however it ends. The file
 * stays and means nothing; in it stands who had the lock last.
 *
 * It is a file of its own because closing any descriptor of the database
 * would drop the locks SQLite holds on it.
 */
#include "inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_MS = 50, PID_BYTES = 32 };

static enum kw_status open_claim(struct kw_store *store, int *out,
                                 struct kw_error *err)
{
    size_t length = strlen(store->path);
    char *path = malloc(length + sizeof "-claim");
    enum kw_status status = KW_OK;

    if (!path)
        return kw_nomem(err);
    memcpy(path, store->path, length);
    memcpy(path + length, "-claim", sizeof "-claim");
    *out = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*out < 0)
        status = kw_fail(err, KW_STORE,
                         "store %s: %s cannot be opened (%s); its folder must "
                         "be writable",
                         store->path, path, strerror(errno));
    free(path);
    return status;
}

static enum kw_status held(const struct kw_store *store, int file,
                           struct kw_error *err)
{
    char pid[PID_BYTES];
    ssize_t length = pread(file, pid, sizeof pid - 1, 0);

    pid[length > 0 ? length : 0] = '\0';
    pid[strspn(pid, "0123456789")] = '\0';
    return kw_fail(err, KW_STORE,
                   "store %s: another kinwalk%s%s is writing into it; wait for "
                   "it, or stop it and run this again",
                   store->path, pid[0] ? ", process " : "", pid);
}

static void say_who(int file)
{
    char pid[PID_BYTES];
    int length = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());

    /* Only for the words of others: a full disk does not matter here. */
    if (ftruncate(file, 0) == 0 && length > 0)
        (void)!pwrite(file, pid, (size_t)length, 0);
}

/* Sleeps a little; false if a signal came meanwhile. */
static bool pause_ms(struct kw_store *store, int64_t ms)
{
    struct timespec span = {0, 1000000}; /* a hand-set clock runs ahead */
    int64_t idle = store->clock ? kw_clock_idle(store->clock, ms) : ms;

    if (idle > 0)
        span.tv_nsec = (long)(idle * 1000000);
    return nanosleep(&span, NULL) == 0;
}

enum kw_status kw_store_claim(struct kw_store *store, int64_t wait_ms,
                              struct kw_error *err)
{
    int64_t begun = kw_clock_ms(store->clock);
    int file = -1;

    if (store->mode == KW_STORE_MEMORY || store->claim_fd >= 0)
        return KW_OK;
    if (store->mode == KW_STORE_READ)
        return kw_fail(err, KW_USAGE, "store %s: opened for reading only",
                       store->path);
    KW_TRY(open_claim(store, &file, err));
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        enum kw_status status = KW_OK;

        if (errno != EWOULDBLOCK && errno != EINTR)
            status = kw_fail(err, KW_STORE, "store %s: cannot be locked (%s)",
                             store->path, strerror(errno));
        else if (wait_ms >= 0 && kw_clock_ms(store->clock) - begun >= wait_ms)
            status = held(store, file, err);
        else if (!pause_ms(store, RETRY_MS))
            status = kw_fail(err, KW_INTERRUPTED, "interrupted");
        if (status != KW_OK) {
            close(file);
            return status;
        }
    }
    say_who(file);
    store->claim_fd = file;
    return KW_OK;
}
