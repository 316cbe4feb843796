/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long the transfers were left alone: the time their thread spent on
 * other things between two looks at them, libcurl's own calls included.
 *
 * By the real clock: this is about the machine, whatever tests play.
 */
#define _GNU_SOURCE 1 /* RUSAGE_THREAD */
#include <sys/resource.h>

#include "inside.h"

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

/* What calls took of `us`: all, if the thread stood still in one of them;
 * otherwise what it ran. */
static int64_t in_calls_us(const struct away *before, int64_t us)
{
    struct away after;

    look_at_usage(&after);
    if (after.stood_still != before->stood_still ||
        after.ran_us - before->ran_us > us)
        return us;
    return after.ran_us - before->ran_us;
}

void away_begin(struct kw_fetch *fetch)
{
    fetch->away.since_us = drive_now_us();
    look_at_usage(&fetch->away);
}

void away_end(struct kw_fetch *fetch)
{
    struct kw_tally *tally = &fetch->tally;
    int64_t us = drive_now_us() - fetch->away.since_us;
    int64_t calls_us = us;

    if (fetch->flying && fetch->away.since_us) {
        if (us > tally->calls_us || us > KW_AWAY_US)
            calls_us = in_calls_us(&fetch->away, us);
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
