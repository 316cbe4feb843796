/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is answered, before it is sent: a status, headers, a body. Knows
 * no sockets.
 */
#ifndef MIRROR_REPLY_H
#define MIRROR_REPLY_H

#include <kinwalk/base.h>

enum { REPLY_HEADERS_MAX = 20, REPLY_NO_PLACE = -1 };

struct header {
    const char *name; /* static */
    char *value;
};

struct blob; /* cache.h */

/* Zeroed memory is an empty one, but for `place`. */
struct reply {
    unsigned status;
    struct header headers[REPLY_HEADERS_MAX];
    size_t header_count;
    struct kw_buffer body;
    bool chunked;            /* length not told, as PHP does for small things */
    int64_t place;           /* whose plain EntityData this is, for the cache */
    const struct blob *blob; /* from the cache, instead of a body */
};

void reply_init(struct reply *reply);
void reply_finish(struct reply *reply);
/* Empties it for another answer. */
void reply_clear(struct reply *reply);

/* Sets a header; a second one of the name takes the first's place. Line
 * ends in the value become blanks. */
void reply_header(struct reply *reply, const char *name, const char *format,
                  ...) KW_PRINTF(3, 4);
void reply_drop_header(struct reply *reply, const char *name);
/* NULL if it is not set. */
const char *reply_get_header(const struct reply *reply, const char *name);

/* An error page as MediaWiki's HttpError makes it. `text` is escaped. */
void reply_error_page(struct reply *reply, unsigned status, const char *text);
/* A page as nginx makes it. */
void reply_front_page(struct reply *reply, unsigned status);
/* Appends `text` with <, >, &, " and ' escaped for HTML. */
void html_add(struct kw_buffer *out, const char *text);
/* "Not Found" for 404; "" for what it does not know. */
const char *status_reason(unsigned status);

/* "Fri, 20 Nov 2026 10:26:37 GMT"; `out` holds 32. Returns `out`. */
const char *http_date_print(int64_t wall_s, char out[32]);
bool http_date_parse(const char *text, int64_t *wall_s);

#endif
