/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a request: its line is seen, its body gathered, then it is
 * answered, delayed if so ordered, and sent in the ordered way.
 *
 * libmicrohttpd calls the handler again after each pause, so what was
 * done already is noted in the exchange.
 */
#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "hash.h"
#include "spoil.h"

enum {
    FORM_BYTES_MAX = 1 << 20,
    PIECE_BYTES = 16 * 1024, /* asked of a reader at once */
    SLOW_PIECES = 20
};

struct exchange {
    struct server *server;
    struct MHD_Connection *connection;
    char *uri;
    bool begun;
    bool answered;
    bool form_too_long;
    bool slept; /* a slow body's pause is over */
    struct kw_buffer form;
    struct request request;
    struct reply reply;
    struct lot lot;
    enum delivery delivery;
    struct blob *own; /* the body gzipped, unless the cache has it */
    const char *bytes;
    uint64_t length; /* of what Content-Length would say */
    char base_url[256];
};

void *exchange_begin(void *server, const char *uri,
                     struct MHD_Connection *connection)
{
    struct exchange *x = calloc(1, sizeof *x);

    if (x == NULL)
        return NULL;
    x->server = server;
    x->connection = connection;
    x->uri = strdup(uri);
    reply_init(&x->reply);
    kw_buffer_init(&x->form, FORM_BYTES_MAX);
    return x;
}

void exchange_end(void *server, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode how)
{
    struct exchange *x = *state;

    (void)server;
    (void)connection;
    (void)how;
    *state = NULL;
    if (x == NULL)
        return;
    if (x->begun)
        atomic_fetch_sub(&x->server->in_flight, 1);
    request_finish(&x->request);
    reply_finish(&x->reply);
    kw_buffer_finish(&x->form);
    free(x->own);
    free(x->uri);
    free(x);
}

void exchange_wake(void *connection)
{
    MHD_resume_connection(connection);
}

static void put_to_sleep(void *connection)
{
    MHD_suspend_connection(connection);
}

/* ---- answering ----------------------------------------------------- */

static const char *header(const struct exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

/* "gzip" is in the list, and not with q=0. */
static bool takes_gzip(const char *accepted)
{
    const char *at = accepted ? strstr(accepted, "gzip") : NULL;
    const char *quality;

    if (at == NULL)
        return false;
    at += strlen("gzip");
    quality = at + strspn(at, " ;");
    return strncmp(quality, "q=0", 3) != 0 ||
           strspn(quality + 3, ".0") < strcspn(quality + 3, ", ");
}

static enum kw_status read_request(struct exchange *x, struct kw_error *err)
{
    const char *host = header(x, "Host");
    const char *type = header(x, "Content-Type");
    bool is_form =
        type != NULL &&
        strncasecmp(type, "application/x-www-form-urlencoded",
                    strlen("application/x-www-form-urlencoded")) == 0;

    if (host != NULL)
        snprintf(x->base_url, sizeof x->base_url, "http://%s", host);
    else
        snprintf(x->base_url, sizeof x->base_url, "%s", x->server->url);
    x->request.base_url = x->base_url;
    x->request.accept = header(x, "Accept");
    x->request.if_modified_since = header(x, "If-Modified-Since");
    x->request.origin = header(x, "Origin");
    x->request.takes_gzip = takes_gzip(header(x, "Accept-Encoding"));
    return request_read(&x->request, x->uri, x->form.bytes,
                        is_form ? x->form.length : 0, err);
}

/* Makes `bytes` and `length` what is to be sent. */
static void encode(struct exchange *x)
{
    struct reply *reply = &x->reply;

    x->bytes = reply->body.bytes;
    x->length = reply->body.length;
    if (reply->blob == NULL && x->request.takes_gzip && x->length > 0 &&
        reply_get_header(reply, "Vary") != NULL) {
        x->own = blob_gzip(x->bytes, (size_t)x->length);
        reply->blob = x->own;
        if (x->own != NULL && reply->place != REPLY_NO_PLACE &&
            cache_put(x->server->mirror->cache, (size_t)reply->place, x->own))
            x->own = NULL;
    }
    if (reply->blob != NULL) {
        reply_header(reply, "Content-Encoding", "gzip");
        x->bytes = (const char *)reply->blob->bytes;
        x->length = reply->blob->length;
    }
}

static void answer_all(struct exchange *x)
{
    struct server *server = x->server;
    struct kw_error err;
    enum kw_status status = read_request(x, &err);

    if (status == KW_OK) {
        x->lot =
            troubles_draw(server->troubles, &x->request,
                          x->request.id_count > 0 ? (uint64_t)x->request.action
                                                  : hash_text(0, x->uri));
        x->request.cut_short = x->lot.trouble == TROUBLE_CUT;
        status = answer(server->mirror, &x->request, &x->reply, &err);
    }
    if (x->form_too_long) {
        reply_clear(&x->reply);
        reply_front_page(&x->reply, 413);
    } else if (status != KW_OK) {
        reply_clear(&x->reply);
        reply_error_page(&x->reply, 500, err.text);
    } else {
        x->delivery =
            spoil(server->plan, &x->lot, &x->request, server->bomb, &x->reply);
    }
    encode(x);
    if (x->delivery == DELIVER_CUT)
        x->length /= 2;
    if (x->delivery == DELIVER_WITHOUT_END)
        x->length = server->plan->oversize_bytes;
}

static void write_log(const struct exchange *x)
{
    bool is_reset = x->lot.trouble == TROUBLE_RESET;
    struct log_entry entry = {.request = &x->request,
                              .in_flight = atomic_load(&x->server->in_flight),
                              .status = is_reset ? 0 : x->reply.status,
                              .bytes = is_reset ? 0
                                       : x->delivery == DELIVER_HALF
                                           ? x->length / 2
                                           : x->length,
                              .trouble = x->lot.trouble,
                              .user_agent = header(x, "User-Agent")};

    log_write(x->server->log, &entry);
}

/* ---- sending ------------------------------------------------------- */

/* A slow body: a piece, then a pause, as often as it takes. */
static ssize_t give_slowly(struct exchange *x, size_t left, size_t room)
{
    size_t piece = (size_t)(x->length / SLOW_PIECES) + 1;
    unsigned pause_ms = x->server->plan->slow_ms / SLOW_PIECES;

    if (!x->slept &&
        timer_add(x->server->timer, x->connection, pause_ms, put_to_sleep)) {
        x->slept = true;
        return 0;
    }
    x->slept = false;
    if (piece > left)
        piece = left;
    return (ssize_t)(piece < room ? piece : room);
}

static ssize_t give(void *state, uint64_t position, char *out, size_t room)
{
    struct exchange *x = state;
    uint64_t end = x->delivery == DELIVER_HALF ? x->length / 2 : x->length;
    uint64_t real = x->reply.body.length;
    size_t left;
    ssize_t some;

    if (position >= end)
        return x->delivery == DELIVER_HALF ? MHD_CONTENT_READER_END_WITH_ERROR
                                           : MHD_CONTENT_READER_END_OF_STREAM;
    left = end - position < SIZE_MAX ? (size_t)(end - position) : SIZE_MAX;
    some = (ssize_t)(left < room ? left : room);
    if (x->delivery == DELIVER_WITHOUT_END) {
        memset(out, ' ', (size_t)some);
        if (position < real)
            memcpy(out, x->reply.body.bytes + position,
                   (size_t)(real - position) < (size_t)some
                       ? (size_t)(real - position)
                       : (size_t)some);
        return some;
    }
    if (x->delivery == DELIVER_SLOWLY)
        some = give_slowly(x, left, room);
    memcpy(out, x->bytes + position, (size_t)some);
    return some;
}

static struct MHD_Response *make_response(struct exchange *x)
{
    if (x->delivery == DELIVER_WITHOUT_END || x->reply.chunked)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BYTES,
                                                 give, x, NULL);
    if (x->delivery == DELIVER_HALF || x->delivery == DELIVER_SLOWLY)
        return MHD_create_response_from_callback(x->length, PIECE_BYTES, give,
                                                 x, NULL);
    return MHD_create_response_from_buffer(
        (size_t)x->length, (void *)(uintptr_t)(x->bytes ? x->bytes : ""),
        MHD_RESPMEM_PERSISTENT);
}

/* Dissolving an association is how Linux sends a reset at once; closing
 * without lingering (what libmicrohttpd would do after a polite shutdown)
 * does for other systems. */
static enum MHD_Result reset(struct exchange *x)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        x->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (info != NULL && setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER,
                                   &linger, sizeof linger) == 0)
        (void)connect(info->connect_fd, &nobody, sizeof nobody);
    return MHD_NO;
}

static enum MHD_Result send_all(struct exchange *x)
{
    struct MHD_Response *response;
    enum MHD_Result result;

    write_log(x);
    if (x->lot.trouble == TROUBLE_RESET)
        return reset(x);
    response = make_response(x);
    if (response == NULL)
        return MHD_NO;
    MHD_add_response_header(response, "Server", "kinwalk-mirror");
    for (size_t i = 0; i < x->reply.header_count; i++)
        MHD_add_response_header(response, x->reply.headers[i].name,
                                x->reply.headers[i].value);
    result = MHD_queue_response(x->connection, x->reply.status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse_method(struct MHD_Connection *connection)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result;

    if (response == NULL)
        return MHD_NO;
    MHD_add_response_header(response, "Allow", "GET, HEAD, POST");
    result = MHD_queue_response(connection, 405, response);
    MHD_destroy_response(response);
    return result;
}

enum MHD_Result exchange_handle(void *server, struct MHD_Connection *connection,
                                const char *url, const char *method,
                                const char *version, const char *upload,
                                size_t *upload_bytes, void **state)
{
    struct exchange *x = *state;

    (void)server;
    (void)url;
    (void)version;
    if (x == NULL || x->uri == NULL)
        return MHD_NO;
    if (!x->begun) {
        x->begun = true;
        atomic_fetch_add(&x->server->in_flight, 1);
        return MHD_YES;
    }
    if (*upload_bytes > 0) {
        kw_buffer_add(&x->form, upload, *upload_bytes);
        x->form_too_long = x->form.trouble.status != KW_OK;
        *upload_bytes = 0;
        return MHD_YES;
    }
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0 &&
        strcmp(method, "POST") != 0)
        return refuse_method(connection);
    if (!x->answered) {
        x->answered = true;
        answer_all(x);
        if (x->lot.delay_ms > 0 && timer_add(x->server->timer, connection,
                                             x->lot.delay_ms, put_to_sleep))
            return MHD_YES;
    }
    return send_all(x);
}
