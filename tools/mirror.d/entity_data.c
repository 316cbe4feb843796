/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Special:EntityData: one document a person, keyed by the id of the one
 * who is described, without a word about redirects on the way.
 *
 * Errors are web pages with a status; a name in another spelling is sent
 * on to the right one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "entity.h"
#include "mirror.h"

#define PAGE "/wiki/Special:EntityData"
#define LONG_AGO "Thu, 01 Jan 1970 00:00:00 GMT"

enum { HOPS_MAX = 20 };

/* What the address asks for. */
struct wanted {
    char id[128];
    char extension[32]; /* empty: none */
};

static void send_on(struct reply *reply, const struct request *request,
                    unsigned status, const char *cache, const char *where)
{
    char date[32];

    reply->status = status;
    reply->chunked = true;
    reply_header(reply, "Content-Type", "text/html; charset=UTF-8");
    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "Vary", "Accept-Encoding, Cookie");
    reply_header(reply, "Cache-Control", "%s", cache);
    reply_header(reply, "Last-Modified", "%s",
                 http_date_print(kw_clock_wall_s(NULL), date));
    reply_header(reply, "Location", "%s%s", request->base_url, where);
}

/* As the special page itself does it, once it runs. */
static void page_sends_on(struct reply *reply, const struct request *request,
                          unsigned status, const char *where)
{
    send_on(reply, request, status, "private, must-revalidate, max-age=0",
            where);
    reply_header(reply, "Access-Control-Allow-Origin", "*");
    reply_header(reply, "Expires", LONG_AGO);
}

static void fail(struct reply *reply, unsigned status, const char *format,
                 const char *what)
{
    char text[512];
    const char *at = strstr(format, "%");

    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - format), format, what,
             at + 1);
    reply_error_page(reply, status, text);
    reply_header(reply, "Access-Control-Allow-Origin", "*");
}

/* "Q42.json" or ?id=Q42&format=json; false if neither is there. */
static bool read_wanted(const struct request *request, const char *title,
                        struct wanted *wanted)
{
    const char *id = params_get(&request->params, "id");
    const char *format = params_get(&request->params, "format");
    const char *dot = title ? strrchr(title, '.') : NULL;

    memset(wanted, 0, sizeof *wanted);
    if (title != NULL && *title != '\0') {
        size_t length = dot ? (size_t)(dot - title) : strlen(title);

        snprintf(wanted->id, sizeof wanted->id, "%.*s", (int)length, title);
        if (dot != NULL)
            snprintf(wanted->extension, sizeof wanted->extension, "%s",
                     dot + 1);
    } else if (id != NULL) {
        snprintf(wanted->id, sizeof wanted->id, "%s", id);
    } else {
        return false;
    }
    if (format != NULL && (title == NULL || *title == '\0'))
        snprintf(wanted->extension, sizeof wanted->extension, "%s", format);
    return true;
}

/* Which form a client without extension gets. Only JSON is here, but the
 * addresses of the others are Wikibase's. */
static void negotiate(struct reply *reply, const struct request *request,
                      const char *id)
{
    const char *accept = request->accept ? request->accept : "*/*";
    char where[256];

    if (strstr(accept, "text/html") != NULL)
        snprintf(where, sizeof where, "/wiki/%s", id);
    else if (strstr(accept, "text/turtle") != NULL)
        snprintf(where, sizeof where, PAGE "/%s.ttl", id);
    else
        snprintf(where, sizeof where, PAGE "/%s.json", id);
    page_sends_on(reply, request, 303, where);
}

/* Follows all redirects. NULL with *last the number where it ended, or 0
 * for a loop. */
static const struct row *follow(const struct catalog *catalog, uint32_t number,
                                uint32_t *last)
{
    for (int hops = 0; hops < HOPS_MAX; hops++) {
        const struct row *row = catalog_find(catalog, number);

        *last = number;
        if (row == NULL || row->state == ROW_MISSING)
            return NULL;
        if (row->state == ROW_PERSON)
            return row;
        number = row->to;
    }
    *last = 0;
    return NULL;
}

static enum kw_status write_document(struct mirror *mirror,
                                     const struct row *row, struct reply *reply,
                                     struct kw_error *err)
{
    struct view view = {.show = SHOW_ALL};
    struct kw_json json;
    char id[ID_TEXT_BYTES];

    kw_json_init(&json, &reply->body);
    kw_json_object(&json);
    kw_json_key(&json, "entities");
    kw_json_object(&json);
    kw_json_key(&json, id_print(row->number, id));
    if (!entity_write(&json, &mirror->catalog, row, NULL, &view))
        return kw_nomem(err);
    kw_json_end(&json);
    kw_json_end(&json);
    json_make_ascii(&reply->body);
    return kw_buffer_check(&reply->body, err);
}

static enum kw_status send_document(struct mirror *mirror,
                                    struct request *request,
                                    const struct row *row, bool pinned,
                                    struct reply *reply, struct kw_error *err)
{
    int64_t since;
    char date[32];

    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "Access-Control-Allow-Origin", "*");
    reply_header(reply, "X-Frame-Options", "DENY");
    if (request->if_modified_since != NULL &&
        http_date_parse(request->if_modified_since, &since) &&
        since >= row->modified_s) {
        reply->status = 304;
        reply_header(reply, "Content-language", "en");
        reply_header(reply, "Vary", "Accept-Encoding, Cookie");
        reply_header(reply, "Expires", LONG_AGO);
        reply_header(reply, "Cache-Control",
                     "private, must-revalidate, max-age=0");
        return KW_OK;
    }
    reply_header(reply, "Content-Type", "application/json; charset=UTF-8");
    reply_header(reply, "Last-Modified", "%s",
                 http_date_print(row->modified_s, date));
    reply_header(reply, "Cache-Control", "%s",
                 pinned ? "public, s-maxage=3600, max-age=3600"
                        : "private, no-cache, s-maxage=0");
    reply_header(reply, "Vary", "Accept-Encoding");
    if (request->takes_gzip) {
        reply->place = (int64_t)catalog_place(&mirror->catalog, row);
        reply->blob = cache_get(mirror->cache, (size_t)reply->place);
        if (reply->blob != NULL)
            return KW_OK;
    }
    return write_document(mirror, row, reply, err);
}

/* Somebody's document, if there is one, in the revision asked for. */
static enum kw_status answer_id(struct mirror *mirror, struct request *request,
                                uint32_t number, struct reply *reply,
                                struct kw_error *err)
{
    const char *revision = params_get(&request->params, "revision");
    long wanted = revision ? strtol(revision, NULL, 10) : 0;
    uint32_t last;
    const struct row *row = follow(&mirror->catalog, number, &last);
    char id[ID_TEXT_BYTES];
    char text[64];

    if (last == 0) {
        /* Wikibase runs in a circle until PHP gives up. */
        reply->status = 500;
        reply->chunked = true;
        reply_header(reply, "Content-Type", "text/html; charset=UTF-8");
        reply_header(reply, "X-Content-Type-Options", "nosniff");
        reply_header(reply, "Access-Control-Allow-Origin", "*");
        return KW_OK;
    }
    if (row == NULL) {
        fail(reply, 404, "No entity with ID % was found.", id_print(last, id));
        return KW_OK;
    }
    if (wanted > 0 && wanted != (long)row->revision) {
        snprintf(text, sizeof text, "%ld of entity %s", wanted,
                 id_print(number, id));
        fail(reply, 404, "Can't show revision %.", text);
        return KW_OK;
    }
    return send_document(mirror, request, row, wanted > 0, reply, err);
}

/* In the order in which Wikibase looks: the id, then the format, then
 * whether both are spelled as they should be. */
static enum kw_status answer_wanted(struct mirror *mirror,
                                    struct request *request,
                                    const struct wanted *wanted,
                                    struct reply *reply, struct kw_error *err)
{
    static const char *const formats[] = {"json", "ttl", "rdf",
                                          "nt",   "n3",  "jsonld"};
    const char *asked = params_get(&request->params, "format");
    const char *format = NULL;
    uint32_t number = 0;
    char id[ID_TEXT_BYTES];
    char where[256];

    if (!item_id_parse(wanted->id, strlen(wanted->id), &number)) {
        uint32_t property;

        if (property_parse(wanted->id, strlen(wanted->id), &property))
            fail(reply, 404, "No entity with ID % was found.", wanted->id);
        else
            fail(reply, 400, "Invalid ID: %.", wanted->id);
        return KW_OK;
    }
    id_print(number, id);
    if (wanted->extension[0] == '\0') {
        negotiate(reply, request, id);
        return KW_OK;
    }
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(wanted->extension, formats[i]) == 0)
            format = formats[i];
    if (format == NULL) {
        fail(reply, 415,
             "The data format % is not supported by this interface.",
             wanted->extension);
        return KW_OK;
    }
    for (size_t i = 0; asked && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(asked, formats[i]) == 0)
            format = formats[i];
    if (strcmp(id, wanted->id) != 0 || strcmp(format, wanted->extension) != 0) {
        snprintf(where, sizeof where, PAGE "/%s.%s", id, format);
        page_sends_on(reply, request, 301, where);
        return KW_OK;
    }
    if (strcmp(format, "json") != 0) {
        fail(reply, 415,
             "The data format % is not supported by this interface.", format);
        return KW_OK;
    }
    return answer_id(mirror, request, number, reply, err);
}

enum kw_status entity_data_answer(struct mirror *mirror,
                                  struct request *request, struct reply *reply,
                                  struct kw_error *err)
{
    const char *title = request->path + strlen(PAGE);
    struct wanted wanted;
    char where[256];

    if (*title == '/')
        title++;
    if (strchr(title, ' ') != NULL) {
        snprintf(where, sizeof where, PAGE "/%s", title);
        for (char *c = where; *c; c++)
            if (*c == ' ')
                *c = '_';
        send_on(reply, request, 301,
                "s-maxage=1200, must-revalidate, max-age=0", where);
        return KW_OK;
    }
    if (!read_wanted(request, title, &wanted)) {
        reply_error_page(reply, 200,
                         "Special:EntityData: name somebody, as in "
                         "Special:EntityData/Q42.json.");
        return KW_OK;
    }
    return answer_wanted(mirror, request, &wanted, reply, err);
}
