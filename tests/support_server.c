/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread accepts, one more serves each connection; every connection
 * carries one request.
 */
#include "support_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct server {
    int socket;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t idle;
    server_answer answer;
    void *arg;
    unsigned count;
    unsigned busy;   /* visits under way */
    unsigned asking; /* of them, those that wait for their answer */
    unsigned crowd;  /* the most that ever did */
    bool stopping;
};

struct visit {
    struct server *server;
    int socket;
};

static void pause_for(int64_t ms)
{
    struct timespec time = {ms / 1000, (ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

static void send_all(int to, const char *bytes, size_t length)
{
    while (length) {
        ssize_t sent = send(to, bytes, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* Reads up to the end of the headers. */
static bool listen_to(int from, struct heard *heard)
{
    char head[sizeof heard->target + sizeof heard->head];
    size_t length = 0;
    char *line_end;

    for (;;) {
        ssize_t got = recv(from, head + length, sizeof head - 1 - length, 0);

        if (got <= 0)
            return false;
        length += (size_t)got;
        head[length] = '\0';
        if (strstr(head, "\r\n\r\n"))
            break;
    }
    line_end = strstr(head, "\r\n");
    snprintf(heard->head, sizeof heard->head, "%.*s",
             (int)sizeof heard->head - 1, line_end + 2);
    *line_end = '\0';
    return sscanf(head, "GET %8191s", heard->target) == 1;
}

static void speak(int to, const struct said *said)
{
    char head[2048];
    size_t half = said->stall_ms ? said->body.length / 2 : said->body.length;

    snprintf(head, sizeof head,
             "HTTP/1.1 %d Said\r\nContent-Length: %zu\r\n%s"
             "Connection: close\r\n\r\n",
             said->status, said->promised ? said->promised : said->body.length,
             said->headers);
    send_all(to, head, strlen(head));
    send_all(to, said->body.bytes, half);
    if (said->stall_ms) {
        pause_for(said->stall_ms);
        send_all(to, said->body.bytes + half, said->body.length - half);
    }
}

static void *serve(void *arg)
{
    struct visit *visit = arg;
    struct server *server = visit->server;
    struct heard heard = {0};
    struct said said = {.status = 200};
    bool understood = listen_to(visit->socket, &heard);

    if (understood) {
        pthread_mutex_lock(&server->lock);
        heard.number = ++server->count;
        server->answer(server->arg, &heard, &said);
        pthread_mutex_unlock(&server->lock);
        pause_for(said.delay_ms);
    }
    /* Before the answer goes out: the guest may ask again at once. */
    pthread_mutex_lock(&server->lock);
    server->asking--;
    pthread_mutex_unlock(&server->lock);
    if (understood && !said.hang_up)
        speak(visit->socket, &said);
    shutdown(visit->socket, SHUT_WR);
    close(visit->socket);
    kw_buffer_finish(&said.body);
    free(visit);
    pthread_mutex_lock(&server->lock);
    server->busy--;
    pthread_cond_signal(&server->idle);
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static void *welcome(void *arg)
{
    struct server *server = arg;

    for (;;) {
        struct visit *visit;
        pthread_t thread;
        int guest = accept(server->socket, NULL, NULL);

        pthread_mutex_lock(&server->lock);
        if (guest < 0 || server->stopping) {
            pthread_mutex_unlock(&server->lock);
            if (guest >= 0)
                close(guest);
            return NULL;
        }
        server->busy++;
        server->asking++;
        if (server->asking > server->crowd)
            server->crowd = server->asking;
        pthread_mutex_unlock(&server->lock);
        visit = malloc(sizeof *visit);
        if (!visit)
            abort();
        visit->server = server;
        visit->socket = guest;
        if (pthread_create(&thread, NULL, serve, visit) != 0)
            abort();
        pthread_detach(thread);
    }
}

struct server *server_start(server_answer answer, void *arg)
{
    struct server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;

    if (!server)
        abort();
    server->answer = answer;
    server->arg = arg;
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->idle, NULL);
    server->socket = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (server->socket < 0 ||
        bind(server->socket, (struct sockaddr *)&address, sizeof address) ||
        listen(server->socket, 256) ||
        getsockname(server->socket, (struct sockaddr *)&address, &length))
        abort();
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%u",
             (unsigned)ntohs(address.sin_port));
    if (pthread_create(&server->thread, NULL, welcome, server) != 0)
        abort();
    return server;
}

const char *server_url(const struct server *server)
{
    return server->url;
}

unsigned server_count(struct server *server)
{
    unsigned count;

    pthread_mutex_lock(&server->lock);
    count = server->count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

unsigned server_crowd(struct server *server)
{
    unsigned crowd;

    pthread_mutex_lock(&server->lock);
    crowd = server->crowd;
    pthread_mutex_unlock(&server->lock);
    return crowd;
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_mutex_unlock(&server->lock);
    shutdown(server->socket, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->socket);
    pthread_mutex_lock(&server->lock);
    while (server->busy)
        pthread_cond_wait(&server->idle, &server->lock);
    pthread_mutex_unlock(&server->lock);
    pthread_cond_destroy(&server->idle);
    pthread_mutex_destroy(&server->lock);
    free(server);
}
