/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starting and stopping. What happens to one request is in exchange.c.
 */
#include "server.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exchange.h"
#include "spoil.h"

enum {
    CONNECTIONS_MAX = 8192,
    CONNECTION_BYTES = 96 * 1024, /* a request's headers and line fit in */
    IDLE_S = 120,
    BACKLOG = 1024
};

/* Each connection is a file; the usual 1,024 are too few for a class. */
static void raise_file_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static unsigned thread_count(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors < 2 ? 2 : processors > 8 ? 8 : (unsigned)processors;
}

static enum kw_status read_address(const struct server_settings *settings,
                                   struct addrinfo **out, struct kw_error *err)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags =
                                 AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    char port[8];

    snprintf(port, sizeof port, "%u", (unsigned)settings->port);
    if (getaddrinfo(settings->address, port, &hints, out) != 0)
        return kw_fail(err, KW_USAGE,
                       "--bind %s: no numeric address; 0.0.0.0 is every "
                       "network of this machine",
                       settings->address);
    return KW_OK;
}

/* A listening socket, or -1. */
static int open_socket(const struct addrinfo *address)
{
    const int yes = 1;
    int sock = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (sock < 0)
        return -1;
    setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(sock, address->ai_addr, address->ai_addrlen) == 0 &&
        listen(sock, BACKLOG) == 0)
        return sock;
    close(sock);
    return -1;
}

/* Notes where we are to be found: the port may have been any. */
static void note_url(struct server *server, int sock)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char host[64] = "";
    char port[8] = "";

    getsockname(sock, (struct sockaddr *)&address, &length);
    getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port,
                sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(server->url, sizeof server->url,
             address.ss_family == AF_INET6 ? "http://[%s]:%s" : "http://%s:%s",
             host, port);
}

static enum kw_status listen_at(struct server *server,
                                const struct server_settings *settings,
                                struct kw_error *err)
{
    struct addrinfo *address = NULL;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    int sock;

    KW_TRY(read_address(settings, &address, err));
    sock = open_socket(address);
    freeaddrinfo(address);
    if (sock < 0)
        return kw_fail(err, KW_NETWORK,
                       "cannot listen on %s port %u: %s; --port 0 takes any "
                       "free port",
                       settings->address, (unsigned)settings->port,
                       strerror(errno));
    note_url(server, sock); /* before anybody can ask */
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, exchange_handle, server, MHD_OPTION_LISTEN_SOCKET,
        sock, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, server,
        MHD_OPTION_NOTIFY_COMPLETED, exchange_end, server,
        MHD_OPTION_THREAD_POOL_SIZE, thread_count(),
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_END);
    if (server->daemon != NULL)
        return KW_OK;
    close(sock);
    return kw_fail(err, KW_NETWORK, "libmicrohttpd does not start");
}

enum kw_status server_start(const struct server_settings *settings,
                            struct server **out, struct kw_error *err)
{
    struct server *server = calloc(1, sizeof *server);
    const struct trouble_plan *plan = settings->plan;
    bool bombs =
        plan->rates[TROUBLE_BOMB] > 0 || plan->ids[TROUBLE_BOMB].count > 0;
    enum kw_status status;

    *out = NULL;
    if (server == NULL)
        return kw_nomem(err);
    raise_file_limit();
    server->mirror = settings->mirror;
    server->plan = plan;
    server->log = settings->log;
    server->troubles = troubles_create(plan);
    server->timer = timer_create_ringing(exchange_wake);
    if (bombs)
        server->bomb = bomb_make(plan->bomb_bytes);
    if (server->troubles == NULL || server->timer == NULL ||
        (bombs && server->bomb == NULL))
        status = kw_nomem(err);
    else
        status = listen_at(server, settings, err);
    if (status != KW_OK) {
        server_stop(server);
        return status;
    }
    *out = server;
    return KW_OK;
}

const char *server_url(const struct server *server)
{
    return server->url;
}

void server_stop(struct server *server)
{
    if (server == NULL)
        return;
    /* libmicrohttpd wants nobody suspended when it stops. */
    if (server->timer != NULL)
        timer_stop(server->timer);
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    timer_destroy(server->timer);
    troubles_destroy(server->troubles);
    free(server->bomb);
    free(server);
}
