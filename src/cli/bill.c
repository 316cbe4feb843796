/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bill in words: what a crawl found, what it cost, what is left.
 */
#include <inttypes.h>

#include "gather.h"

static void say_stop(const struct kw_bill *bill, const char *indent,
                     struct kw_buffer *out)
{
    switch (bill->stopped_by) {
    case KW_STOP_DEPTH:
        kw_buffer_print(out,
                        "%s%" PRIu64 " more are named and not read; a greater "
                        "--depth, --up or --down goes on\n",
                        indent, bill->open);
        break;
    case KW_STOP_NONE:
    case KW_STOP_UNTIL:
        if (bill->open)
            kw_buffer_print(out, "%s%" PRIu64 " more are named and not read\n",
                            indent, bill->open);
        break;
    case KW_STOP_PEOPLE:
    case KW_STOP_REQUESTS:
    case KW_STOP_TIME:
        kw_buffer_print(out,
                        "%sstopped by --max-%s; %" PRIu64
                        " are named and not read; the same command with a "
                        "greater one goes on\n",
                        indent, kw_stop_name(bill->stopped_by), bill->open);
        break;
    case KW_STOP_INTERRUPT:
    case KW_STOP_ERROR:
        kw_buffer_print(out,
                        "%snot finished: %" PRIu64 " are named and not read; "
                        "the same command goes on\n",
                        indent, bill->open);
        break;
    }
}

void kw_cli_bill_words(const struct kw_bill *bill, const char *indent,
                       struct kw_buffer *out)
{
    char bytes[32];

    kw_buffer_print(
        out, "%s%" PRIu64 " people, %" PRIu64 " of them new, to depth %u",
        indent, bill->people, bill->fresh, bill->depth_reached);
    if (bill->redirects)
        kw_buffer_print(out, "; %" PRIu64 " redirects", bill->redirects);
    if (bill->missing)
        kw_buffer_print(out, "; %" PRIu64 " missing", bill->missing);
    if (bill->failed)
        kw_buffer_print(out, "; %" PRIu64 " failed", bill->failed);
    if (bill->changed || bill->unchanged)
        kw_buffer_print(out, "; %" PRIu64 " changed, %" PRIu64 " unchanged",
                        bill->changed, bill->unchanged);
    kw_buffer_print(out, "\n%s%" PRIu64 " requests", indent, bill->requests);
    if (bill->retries)
        kw_buffer_print(out, ", %" PRIu64 " of them again", bill->retries);
    if (bill->refusals)
        kw_buffer_print(out, " (%" PRIu64 " refused)", bill->refusals);
    kw_buffer_print(out, ", %s, %.1f s", kw_cli_bytes(bill->bytes, bytes),
                    (double)bill->wall_ms / 1000);
    if (bill->waited_ms >= 100)
        kw_buffer_print(out, ", %.1f s of it waiting",
                        (double)bill->waited_ms / 1000);
    kw_buffer_char(out, '\n');
    say_stop(bill, indent, out);
}
