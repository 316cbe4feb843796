/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entering and leaving igraph's process-wide state.
 *
 * igraph hands its interruption handler no argument, so the visit under
 * way stands in a variable of this thread for as long as it lasts. That
 * is the only variable of this room, and it is empty between visits.
 *
 * igraph's clean-up stack may hold the host's entries: the mark set here
 * keeps an error of ours from freeing them.
 */
#include "guest.h"

static _Thread_local struct guest *current;

static igraph_error_t go_on(void *unused)
{
    (void)unused;
    if (current && current->stopped && current->stopped(current->stopped_arg)) {
        IGRAPH_FINALLY_FREE();
        return IGRAPH_INTERRUPTED;
    }
    return IGRAPH_SUCCESS;
}

void guest_enter(struct guest *guest, bool (*stopped)(void *), void *arg)
{
    guest->stopped = stopped;
    guest->stopped_arg = arg;
    guest->outer = current;
    current = guest;
    guest->error = igraph_set_error_handler(igraph_error_handler_ignore);
    guest->warning = igraph_set_warning_handler(igraph_warning_handler_ignore);
    guest->interruption = igraph_set_interruption_handler(go_on);
    guest->progress = igraph_set_progress_handler(NULL);
    guest->status = igraph_set_status_handler(NULL);
    guest->attributes = igraph_set_attribute_table(NULL);
    IGRAPH_FINALLY_ENTER();
}

void guest_leave(struct guest *guest)
{
    IGRAPH_FINALLY_EXIT();
    igraph_set_attribute_table(guest->attributes);
    igraph_set_status_handler(guest->status);
    igraph_set_progress_handler(guest->progress);
    igraph_set_interruption_handler(guest->interruption);
    igraph_set_warning_handler(guest->warning);
    igraph_set_error_handler(guest->error);
    current = guest->outer;
}

enum kw_status guest_status(igraph_error_t code, const char *what,
                            struct kw_error *err)
{
    switch (code) {
    case IGRAPH_SUCCESS:
        return KW_OK;
    case IGRAPH_ENOMEM:
        return kw_nomem(err);
    case IGRAPH_INTERRUPTED:
        return kw_fail(err, KW_INTERRUPTED, "%s: interrupted", what);
    default:
        return kw_fail(err, KW_INTERNAL, "%s: igraph says: %s", what,
                       igraph_strerror(code));
    }
}
