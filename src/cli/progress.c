/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The progress line: one line on a terminal, at most ten times a second,
 * wiped at the end.
 */
#include "gather.h"

#include <inttypes.h>
#include <string.h>
#include <sys/ioctl.h>

enum { REDRAW_MS = 100, LINE_BYTES = 256, USUAL_COLUMNS = 80 };

/* How long the line may be: what wraps could not be wiped. */
static int columns(const struct kw_cli *cli)
{
    struct winsize size;

    if (ioctl(fileno(cli->err), TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
        return size.ws_col - 1;
    return USUAL_COLUMNS - 1;
}

static void size_text(uint64_t bytes, char out[32])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double size = (double)bytes;
    size_t unit = 0;

    while (size >= 1000 && unit < 4) {
        size /= 1000;
        unit++;
    }
    snprintf(out, 32, unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
}

const char *kw_cli_bytes(uint64_t bytes, char out[32])
{
    size_text(bytes, out);
    return out;
}

/* How long the open layer may still take, as far as its people go. */
static void time_left(const struct kw_event *event, char *out, size_t size)
{
    uint64_t seen = event->layer_size > event->waiting
                        ? event->layer_size - event->waiting
                        : 0;
    int64_t left;

    out[0] = '\0';
    if (!seen || !event->waiting || event->bill->wall_ms < 2000 ||
        !event->bill->people)
        return;
    left =
        (int64_t)((double)event->bill->wall_ms / (double)event->bill->people *
                  (double)event->waiting / 1000);
    if (left > 1)
        snprintf(out, size, ", %" PRId64 ":%02" PRId64 " left in this layer",
                 left / 60, left % 60);
}

void kw_cli_progress_event(struct kw_cli *cli, struct kw_progress *progress,
                           const struct kw_event *event)
{
    const struct kw_bill *bill = event->bill;
    int64_t now = kw_clock_ms(cli->clock);
    char line[LINE_BYTES];
    char bytes[32];
    char left[64];
    char wait[96] = "";

    if (!kw_cli_progress(cli) ||
        (progress->drawn && now - progress->drawn_ms < REDRAW_MS))
        return;
    progress->drawn = true;
    progress->drawn_ms = now;
    time_left(event, left, sizeof left);
    if (event->wait_ms > 500)
        snprintf(wait, sizeof wait, ", waiting %.0f s (%s)",
                 (double)event->wait_ms / 1000,
                 event->wait_why ? event->wait_why : "");
    snprintf(line, sizeof line,
             "layer %u: %" PRIu64 " people known, %" PRIu64 " read, %" PRIu64
             " waiting, %.1f requests/s, %s%s%s",
             event->layer, bill->people, bill->fresh, event->waiting,
             event->requests_per_s, kw_cli_bytes(bill->bytes, bytes), left,
             wait);
    fprintf(cli->err, "\r\033[K%.*s", columns(cli), line);
    fflush(cli->err);
}

void kw_cli_progress_wipe(struct kw_cli *cli, struct kw_progress *progress)
{
    if (progress->drawn) {
        fputs("\r\033[K", cli->err);
        fflush(cli->err);
    }
    progress->drawn = false;
}
