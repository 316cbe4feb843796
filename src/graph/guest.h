/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How this room behaves as igraph's guest and as its host's: what is
 * process-wide is set on entering and put back on leaving.
 *
 * Between guest_enter() and guest_leave() igraph reports errors by
 * status only, prints nothing, keeps no attributes and asks `stopped`
 * whether to go on. Visits may nest; leave in reverse order.
 */
#ifndef KINWALK_GRAPH_GUEST_H
#define KINWALK_GRAPH_GUEST_H

#include <igraph.h>
#include <kinwalk/base.h>

struct guest {
    igraph_error_handler_t *error;
    igraph_warning_handler_t *warning;
    igraph_interruption_handler_t *interruption;
    igraph_progress_handler_t *progress;
    igraph_status_handler_t *status;
    const igraph_attribute_table_t *attributes;
    bool (*stopped)(void *);
    void *stopped_arg;
    struct guest *outer;
};

void guest_enter(struct guest *guest, bool (*stopped)(void *), void *arg);
void guest_leave(struct guest *guest);

/* What an igraph code means to us; KW_OK for success. `what` begins the
 * sentence: "shortest chain". */
enum kw_status guest_status(igraph_error_t code, const char *what,
                            struct kw_error *err);

/* Returns from the calling function when an igraph call fails. */
#define GUEST_TRY(call, what, err) KW_TRY(guest_status((call), (what), (err)))

#endif
