/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Wikibase on loopback that is never the limit: made documents out of
 * memory, packed beforehand, tens of thousands a second from one thread.
 *
 *   bench-serve [--people N] [--shape NAME] [--latency-ms N]
 *               [--jitter-ms N] [--port N] [--for-s N]
 *
 * It prints its address and serves Special:EntityData, wbgetentities and
 * /wait/MS, a short answer after so many milliseconds. Latency is a
 * timer, never a sleep: any number of requests wait at once. --jitter-ms
 * adds a random wait of that mean. It ends with its parent, after --for-s
 * seconds (default an hour), or at SIGTERM.
 */
#define _GNU_SOURCE 1 /* accept4 */
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "packed.h"

enum {
    REQUEST_MAX_BYTES = 16384,
    EVENTS_MAX = 256,
    PIECES_PER_CALL = 64,
    IDS_MAX = 50,
    HOUR_S = 3600
};

struct guest {
    int fd;
    bool wants_out; /* epoll watches for room to write */
    bool waits;     /* in the heap of those who wait */
    bool answers;   /* a reply is ready or on its way */
    int64_t due_ns;
    char head[256];
    size_t head_length;
    struct body body;
    size_t piece;  /* 0: the head; then the body's, from 1 */
    size_t offset; /* sent of it */
    size_t in_length;
    char in[REQUEST_MAX_BYTES];
};

struct waiting {
    struct guest *guest;
};

struct wish {
    uint64_t people;
    uint64_t latency_ms;
    uint64_t jitter_ms;
    uint64_t port;
    uint64_t for_s;
    enum shape shape;
};

struct server {
    struct wish wish;
    struct made_family family;
    struct packed *packed;
    int epoll;
    int listener;
    int timer;
    struct waiting *heap; /* who waits, soonest first */
    size_t heap_count;
    size_t heap_capacity;
    uint64_t drawn;
};

static void die(const char *what)
{
    fprintf(stderr, "bench-serve: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- who waits ----------------------------------------------------- */

static void heap_push(struct server *s, struct guest *guest)
{
    struct waiting *grown =
        kw_grow(s->heap, s->heap_count, &s->heap_capacity, sizeof *grown);
    size_t i = s->heap_count++;

    if (!grown)
        die("memory");
    s->heap = grown;
    guest->waits = true;
    while (i && s->heap[(i - 1) / 2].guest->due_ns > guest->due_ns) {
        s->heap[i] = s->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    s->heap[i].guest = guest;
}

static struct guest *heap_pop(struct server *s)
{
    struct guest *first = s->heap[0].guest;
    struct waiting last = s->heap[--s->heap_count];
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= s->heap_count)
            break;
        if (child + 1 < s->heap_count &&
            s->heap[child + 1].guest->due_ns < s->heap[child].guest->due_ns)
            child++;
        if (s->heap[child].guest->due_ns >= last.guest->due_ns)
            break;
        s->heap[i] = s->heap[child];
        i = child;
    }
    if (s->heap_count)
        s->heap[i] = last;
    first->waits = false;
    return first;
}

static void set_timer(const struct server *s)
{
    struct itimerspec when = {.it_value = {0, 0}};

    if (s->heap_count) {
        when.it_value.tv_sec = (time_t)(s->heap[0].guest->due_ns / 1000000000);
        when.it_value.tv_nsec = (long)(s->heap[0].guest->due_ns % 1000000000);
    }
    timerfd_settime(s->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

/* ---- guests -------------------------------------------------------- */

static void watch(const struct server *s, struct guest *guest, bool out)
{
    struct epoll_event event = {.events = out ? EPOLLOUT : EPOLLIN,
                                .data = {.ptr = guest}};

    if (guest->wants_out == out)
        return;
    guest->wants_out = out;
    epoll_ctl(s->epoll, EPOLL_CTL_MOD, guest->fd, &event);
}

/* Who waits is freed when the wait is over. */
static void bid_farewell(struct guest *guest)
{
    if (guest->fd >= 0)
        close(guest->fd);
    guest->fd = -1;
    if (guest->waits)
        return;
    body_finish(&guest->body);
    free(guest);
}

static void welcome(const struct server *s)
{
    int one = 1;
    int fd;

    /* epoll keeps the guests, which the analyzer cannot see.
     * NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
    while ((fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct guest *guest = calloc(1, sizeof *guest);
        struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = guest}};

        if (!guest)
            die("memory");
        guest->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
            bid_farewell(guest);
    }
}

/* ---- answers ------------------------------------------------------- */

/* Sends what fits. False if the guest is gone. */
static bool send_some(const struct server *s, struct guest *g)
{
    while (g->answers) {
        struct iovec pieces[PIECES_PER_CALL];
        int count = 0;
        ssize_t sent;

        for (size_t i = g->piece; i <= g->body.count && count < PIECES_PER_CALL;
             i++) {
            struct iovec *piece = &pieces[count++];

            if (i == 0)
                *piece = (struct iovec){g->head, g->head_length};
            else
                *piece = g->body.pieces[i - 1];
            if (i == g->piece) {
                piece->iov_base = (char *)piece->iov_base + g->offset;
                piece->iov_len -= g->offset;
            }
        }
        sent = writev(g->fd, pieces, count);
        if (sent < 0) {
            if (errno != EAGAIN)
                return false;
            watch(s, g, true);
            return true;
        }
        for (int i = 0; i < count; i++) {
            if ((size_t)sent < pieces[i].iov_len) {
                g->offset += (size_t)sent;
                break;
            }
            sent -= (ssize_t)pieces[i].iov_len;
            g->piece++;
            g->offset = 0;
        }
        g->answers = g->piece <= g->body.count;
    }
    watch(s, g, false);
    return true;
}

static void write_head(struct guest *g, int status, const char *type,
                       bool packed)
{
    g->head_length = (size_t)snprintf(
        g->head, sizeof g->head,
        "HTTP/1.1 %d OK\r\nContent-Type: %s\r\n%sContent-Length: %zu\r\n\r\n",
        status, type, packed ? "Content-Encoding: gzip\r\n" : "",
        g->body.bytes);
}

static void say_wrong(struct guest *g, int status)
{
    body_clear(&g->body);
    write_head(g, status, "text/html", false);
}

static int64_t draw_jitter_ns(struct server *s)
{
    double chance = ((double)(made_family_chance(s->drawn++) >> 11) + 1) /
                    9007199254740992.0;

    return (int64_t)(-log(chance) * (double)s->wish.jitter_ms * 1e6);
}

static const char JSON_TYPE[] = "application/json; charset=utf-8";

/* A document: "Q42.json ..." */
static void answer_document(struct server *s, struct guest *g, const char *at)
{
    uint64_t qid = strtoull(at + (*at == 'Q'), NULL, 10);
    uint32_t who;

    if (!made_family_find(&s->family, qid, &who) ||
        packed_document(s->packed, who, &g->body, NULL) != KW_OK)
        say_wrong(g, 404);
    else
        write_head(g, 200, JSON_TYPE, true);
}

/* A batch: "...&ids=Q1%7CQ2 HTTP/1.1". */
static void answer_batch(struct server *s, struct guest *g, const char *query)
{
    const char *at = strstr(query, "ids=");
    uint64_t qids[IDS_MAX];
    size_t count = 0;

    for (at = at ? at + 4 : ""; *at == 'Q' && count < IDS_MAX;) {
        char *end;

        qids[count++] = strtoull(at + 1, &end, 10);
        at = end;
        if (*at == '|')
            at++;
        else if (strncmp(at, "%7C", 3) == 0)
            at += 3;
    }
    if (packed_reply(s->packed, qids, count, &g->body, NULL) != KW_OK)
        say_wrong(g, 500);
    else
        write_head(g, 200, JSON_TYPE, true);
}

static void answer_wait(struct server *s, struct guest *g)
{
    if (packed_reply(s->packed, NULL, 0, &g->body, NULL) != KW_OK)
        say_wrong(g, 500);
    else
        write_head(g, 200, JSON_TYPE, true);
}

static const char DOCUMENT[] = "GET /wiki/Special:EntityData/";
static const char BATCH[] = "GET /w/api.php?";
static const char WAIT[] = "GET /wait/";

static void prepare(struct server *s, struct guest *g)
{
    int64_t wait_ns = (int64_t)s->wish.latency_ms * 1000000;

    if (strncmp(g->in, DOCUMENT, sizeof DOCUMENT - 1) == 0) {
        answer_document(s, g, g->in + sizeof DOCUMENT - 1);
    } else if (strncmp(g->in, BATCH, sizeof BATCH - 1) == 0) {
        answer_batch(s, g, g->in);
    } else if (strncmp(g->in, WAIT, sizeof WAIT - 1) == 0) {
        answer_wait(s, g);
        wait_ns = strtol(g->in + sizeof WAIT - 1, NULL, 10) * 1000000L;
    } else {
        say_wrong(g, 404);
    }
    if (s->wish.jitter_ms)
        wait_ns += draw_jitter_ns(s);
    g->due_ns = wait_ns ? now_ns() + wait_ns : 0;
    g->piece = 0;
    g->offset = 0;
    g->answers = true;
}

/* Sees to the requests that are in. False if the guest is gone. */
static bool serve(struct server *s, struct guest *g)
{
    char *end;

    while (!g->waits && !g->answers && g->in_length &&
           (end = strstr(g->in, "\r\n\r\n"))) {
        size_t used = (size_t)(end - g->in) + 4;

        *end = '\0';
        prepare(s, g);
        memmove(g->in, g->in + used, g->in_length - used + 1);
        g->in_length -= used;
        if (g->due_ns)
            heap_push(s, g);
        else if (!send_some(s, g))
            return false;
    }
    return true;
}

static bool hear(struct server *s, struct guest *g)
{
    ssize_t length =
        read(g->fd, g->in + g->in_length, sizeof g->in - 1 - g->in_length);

    if (length < 0 && errno == EAGAIN)
        return true;
    if (length <= 0)
        return false;
    g->in_length += (size_t)length;
    g->in[g->in_length] = '\0';
    if (g->in_length == sizeof g->in - 1 && !strstr(g->in, "\r\n\r\n"))
        return false;
    return serve(s, g);
}

/* ---- the loop ------------------------------------------------------ */

static void answer_due(struct server *s)
{
    int64_t now = now_ns();

    while (s->heap_count && s->heap[0].guest->due_ns <= now) {
        struct guest *g = heap_pop(s);

        if (g->fd < 0 || !send_some(s, g) || !serve(s, g))
            bid_farewell(g);
    }
}

static void listen_on(struct server *s)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)s->wish.port),
        .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int one = 1;

    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (s->listener < 0 ||
        bind(s->listener, (struct sockaddr *)&address, length) < 0 ||
        listen(s->listener, 1024) < 0 ||
        getsockname(s->listener, (struct sockaddr *)&address, &length) < 0)
        die("cannot listen");
    printf("http://127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);
}

static void run(struct server *s)
{
    struct epoll_event events[EVENTS_MAX];
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = NULL}};
    int64_t until = now_ns() + (int64_t)s->wish.for_s * 1000000000;

    s->epoll = epoll_create1(0);
    s->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->listener, &event);
    event.data.ptr = s;
    epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->timer, &event);
    while (now_ns() < until) {
        int count = epoll_wait(s->epoll, events, EVENTS_MAX, 1000);

        for (int i = 0; i < count; i++) {
            struct guest *g = events[i].data.ptr;
            uint64_t rings;

            if (!g) {
                welcome(s);
            } else if (events[i].data.ptr == s) {
                (void)!read(s->timer, &rings, sizeof rings);
            } else if (events[i].events & EPOLLOUT) {
                if (!send_some(s, g) || !serve(s, g))
                    bid_farewell(g);
            } else if (!hear(s, g)) {
                bid_farewell(g);
            }
        }
        answer_due(s);
        set_timer(s);
    }
}

/* ---- options ------------------------------------------------------- */

static bool take_shape(const char *text, struct wish *wish)
{
    for (int i = 0; i < SHAPES; i++)
        if (strcmp(text, shape_name(i)) == 0) {
            wish->shape = (enum shape)i;
            return true;
        }
    return false;
}

static bool take_options(int argc, char **argv, struct wish *wish)
{
    struct {
        const char *name;
        uint64_t max;
        uint64_t *to;
    } numbers[] = {{"--people", 50000000, &wish->people},
                   {"--latency-ms", 60000, &wish->latency_ms},
                   {"--jitter-ms", 60000, &wish->jitter_ms},
                   {"--port", 65535, &wish->port},
                   {"--for-s", 86400, &wish->for_s}};

    for (int i = 1; i + 1 < argc; i += 2) {
        bool taken =
            strcmp(argv[i], "--shape") == 0 && take_shape(argv[i + 1], wish);

        for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
            if (strcmp(argv[i], numbers[n].name) == 0)
                taken =
                    kw_number(argv[i + 1], 0, numbers[n].max, numbers[n].to);
        if (!taken)
            return false;
    }
    return argc % 2 == 1;
}

int main(int argc, char **argv)
{
    static struct server server = {
        .wish = {.people = 5000, .for_s = HOUR_S, .shape = SHAPE_ROYAL}};
    struct kw_error err = {0};

    if (!take_options(argc, argv, &server.wish)) {
        fputs("bench-serve [--people N] [--shape royal|other|mixed|small] "
              "[--latency-ms N] [--jitter-ms N] [--port N] [--for-s N]\n",
              stderr);
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    (void)signal(SIGPIPE, SIG_IGN);
    if (made_family_create(&server.family, (uint32_t)server.wish.people,
                           &err) != KW_OK ||
        packed_create(&server.family, server.wish.shape, &server.packed,
                      &err) != KW_OK ||
        (server.wish.people <= 50000 &&
         packed_warm(server.packed, &err) != KW_OK)) {
        fprintf(stderr, "bench-serve: %s\n", err.text);
        return 1;
    }
    listen_on(&server);
    run(&server);
    return 0;
}
