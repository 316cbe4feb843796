/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sockets: libmicrohttpd around answer(), with delays, troubles, gzip
 * and the log.
 *
 * A few threads, each with epoll, serve any number of connections; who
 * waits for a delay is suspended and costs none of them.
 */
#ifndef MIRROR_SERVER_H
#define MIRROR_SERVER_H

#include "log.h"
#include "mirror.h"
#include "trouble.h"

struct server;

struct server_settings {
    const char *address; /* "127.0.0.1"; numeric, IPv4 or IPv6 */
    uint16_t port;       /* 0: any */
    struct mirror *mirror;
    const struct trouble_plan *plan;
    struct log *log; /* NULL: none */
};

/* Everything in `settings` is borrowed. *out is yours: server_stop().
 * KW_USAGE for an address that is none, KW_NETWORK if it cannot listen. */
enum kw_status server_start(const struct server_settings *settings,
                            struct server **out, struct kw_error *err);
/* "http://127.0.0.1:1234" */
const char *server_url(const struct server *server);
/* Stops listening, gives up what is under way. NULL is fine. */
void server_stop(struct server *server);

#endif
