/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Doing to a reply what the lot says.
 */
#ifndef MIRROR_SPOIL_H
#define MIRROR_SPOIL_H

#include "trouble.h"

/* How a body goes out. */
enum delivery {
    DELIVER_WHOLE = 0,
    DELIVER_HALF,       /* half of what Content-Length says, then closed */
    DELIVER_CUT,        /* half, and Content-Length agrees */
    DELIVER_SLOWLY,     /* in pieces */
    DELIVER_WITHOUT_END /* the body, then blanks up to oversize_bytes */
};

/* Changes or replaces `reply`; says how to deliver it. `bomb` is sent
 * for TROUBLE_BOMB. TROUBLE_RESET and TROUBLE_CUT are others' work. */
enum delivery spoil(const struct trouble_plan *plan, const struct lot *lot,
                    const struct request *request, const struct blob *bomb,
                    struct reply *reply);

/* A gzip of `bytes` bytes: the beginning of a reply, then blanks. About
 * 160 times smaller. free() it; NULL: no memory. */
struct blob *bomb_make(uint64_t bytes);

#endif
