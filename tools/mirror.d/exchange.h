/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One request and its reply, from libmicrohttpd's callbacks. Belongs to
 * server.h.
 */
#ifndef MIRROR_EXCHANGE_H
#define MIRROR_EXCHANGE_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "server.h"
#include "timer.h"

struct server {
    struct MHD_Daemon *daemon;
    struct mirror *mirror;           /* borrowed */
    const struct trouble_plan *plan; /* borrowed */
    struct log *log;                 /* borrowed */
    struct troubles *troubles;
    struct timer *timer;
    struct blob *bomb; /* only if bombs were ordered */
    atomic_uint in_flight;
    char url[128];
};

/* In the order in which libmicrohttpd calls them. */
void *exchange_begin(void *server, const char *uri,
                     struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *server, struct MHD_Connection *connection,
                                const char *url, const char *method,
                                const char *version, const char *upload,
                                size_t *upload_bytes, void **state);
void exchange_end(void *server, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode how);

/* For the timer: goes on with a connection that slept. */
void exchange_wake(void *connection);

#endif
