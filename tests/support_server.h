/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tiny web server for tests, on a thread of its own: whatever the test
 * wants to be said is said, also what no decent server would.
 */
#ifndef KINWALK_SUPPORT_SERVER_H
#define KINWALK_SUPPORT_SERVER_H

#include <kinwalk/base.h>

struct heard {
    unsigned number;   /* from 1, in the order of arrival */
    char target[8192]; /* as in the request line */
    char head[8192];   /* all headers */
};

/* What to say. Starts as an empty 200. */
struct said {
    int status;
    char headers[1024]; /* more of them, each ended by \r\n */
    struct kw_buffer body;
    size_t promised;  /* Content-Length, if not that of the body */
    bool hang_up;     /* say nothing at all */
    int64_t delay_ms; /* really waits */
    int64_t stall_ms; /* really waits after the first half of the body */
};

/* Called under one lock, on a thread of the server. */
typedef void (*server_answer)(void *arg, const struct heard *heard,
                              struct said *said);

struct server;
struct server *server_start(server_answer answer, void *arg);
/* "http://127.0.0.1:PORT" */
const char *server_url(const struct server *server);
/* Requests heard so far. */
unsigned server_count(struct server *server);
/* Most requests that were being answered at once. */
unsigned server_crowd(struct server *server);
void server_stop(struct server *server);

#endif
