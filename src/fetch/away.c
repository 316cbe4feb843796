/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long the transfers were left alone: the time their thread spent on
 * other things between two looks at them, libcurl's own calls included.
 *
 * By the real clock: this is about the machine, whatever tests play.
 */
#define _GNU_SOURCE 1 /* RUSAGE_THREAD */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "inside.h"

/* How long this thread was ready to run and others had the processor. Only
 * for who listens: it takes microseconds. False: the kernel does not say. */
static bool look_at_waits(struct away *away)
{
    char text[96];
    ssize_t length;
    int64_t ns;

    if (!away->is_open) {
        away->waits = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
        away->is_open = true;
    }
    if (away->waits < 0)
        return false;
    length = pread(away->waits, text, sizeof text - 1, 0);
    if (length <= 0)
        return false;
    text[length] = '\0';
    if (sscanf(text, "%*s %" SCNd64, &ns) != 1)
        return false;
    away->waited_us = ns / 1000;
    return true;
}

/* What this thread has used, and how often it stood still of its own
 * accord. */
static void look_at_usage(struct away *away)
{
    struct rusage usage = {0};

#ifdef RUSAGE_THREAD
    (void)getrusage(RUSAGE_THREAD, &usage);
#endif
    away->ran_us =
        ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
        usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    away->stood_still = usage.ru_nvcsw;
}

static void look(struct kw_fetch *fetch)
{
    struct away *away = &fetch->away;

    away->knows_waits = fetch->log && look_at_waits(away);
    if (!away->knows_waits)
        look_at_usage(away);
}

/* What calls took of `us`: what others did not. Without the kernel's word
 * for it, all, if the thread stood still in one of them; otherwise what it
 * ran. */
static int64_t in_calls_us(struct kw_fetch *fetch, int64_t us)
{
    struct away before = fetch->away;
    const struct away *after = &fetch->away;
    int64_t calls_us;

    look(fetch);
    if (before.knows_waits && after->knows_waits)
        calls_us = us - (after->waited_us - before.waited_us);
    else if (after->stood_still != before.stood_still)
        return us;
    else
        calls_us = after->ran_us - before.ran_us;
    return calls_us < 0 || calls_us > us ? us : calls_us;
}

void away_begin(struct kw_fetch *fetch)
{
    fetch->away.since_us = drive_now_us();
    look(fetch);
}

void away_end(struct kw_fetch *fetch)
{
    struct kw_tally *tally = &fetch->tally;
    int64_t us = drive_now_us() - fetch->away.since_us;
    int64_t calls_us = us;

    if (fetch->flying && fetch->away.since_us) {
        if (us > tally->calls_us || us > KW_AWAY_US)
            calls_us = in_calls_us(fetch, us);
        if (us > tally->away_us)
            tally->away_us = us;
        if (us > KW_AWAY_US)
            tally->away_often++;
        if (calls_us > tally->calls_us)
            tally->calls_us = calls_us;
        if (calls_us > KW_AWAY_US)
            tally->calls_often++;
    }
}

bool away_is_long(const struct kw_fetch *fetch, int64_t us)
{
    return drive_now_us() - fetch->away.since_us >= us;
}

void away_finish(struct kw_fetch *fetch)
{
    if (fetch->away.is_open && fetch->away.waits >= 0)
        close(fetch->away.waits);
    fetch->away.is_open = false;
}
