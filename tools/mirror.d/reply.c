/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Building replies, and the pages of errors.
 */
#include "reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

void reply_init(struct reply *reply)
{
    memset(reply, 0, sizeof *reply);
    reply->status = 200;
    reply->place = REPLY_NO_PLACE;
}

void reply_finish(struct reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++)
        free(reply->headers[i].value);
    kw_buffer_finish(&reply->body);
    memset(reply, 0, sizeof *reply);
}

void reply_clear(struct reply *reply)
{
    reply_finish(reply);
    reply_init(reply);
}

static struct header *find(struct reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcasecmp(reply->headers[i].name, name) == 0)
            return &reply->headers[i];
    return NULL;
}

void reply_drop_header(struct reply *reply, const char *name)
{
    struct header *header = find(reply, name);

    if (header == NULL)
        return;
    free(header->value);
    *header = reply->headers[--reply->header_count];
}

const char *reply_get_header(const struct reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcasecmp(reply->headers[i].name, name) == 0)
            return reply->headers[i].value;
    return NULL;
}

void reply_header(struct reply *reply, const char *name, const char *format,
                  ...)
{
    char value[2048];
    char *copy;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    for (char *c = value; *c; c++)
        if (*c == '\r' || *c == '\n')
            *c = ' ';
    reply_drop_header(reply, name);
    copy = strdup(value);
    if (copy == NULL || reply->header_count == REPLY_HEADERS_MAX) {
        free(copy);
        return;
    }
    reply->headers[reply->header_count].name = name;
    reply->headers[reply->header_count++].value = copy;
}

static const struct {
    unsigned status;
    const char *reason;
} reasons[] = {
    {301, "Moved Permanently"},
    {303, "See Other"},
    {400, "Bad Request"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {413, "Request Entity Too Large"},
    {415, "Unsupported Media Type"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

const char *status_reason(unsigned status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "";
}

void html_add(struct kw_buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '<':
            kw_buffer_text(out, "&lt;");
            break;
        case '>':
            kw_buffer_text(out, "&gt;");
            break;
        case '&':
            kw_buffer_text(out, "&amp;");
            break;
        case '"':
            kw_buffer_text(out, "&quot;");
            break;
        case '\'':
            kw_buffer_text(out, "&#039;");
            break;
        default:
            kw_buffer_char(out, *text);
        }
    }
}

void reply_error_page(struct reply *reply, unsigned status, const char *text)
{
    const char *reason = status_reason(status);

    reply->status = status;
    reply_header(reply, "Content-Type", "text/html; charset=utf-8");
    reply_header(reply, "X-Content-Type-Options", "nosniff");
    reply_header(reply, "Vary", "Accept-Encoding");
    kw_buffer_print(&reply->body,
                    "<!DOCTYPE html>\n<html><head><title>%s</title><meta "
                    "name=\"color-scheme\" content=\"light dark\" /></head>\n"
                    "<body><h1>%s</h1><p>",
                    reason, reason);
    html_add(&reply->body, text);
    kw_buffer_text(&reply->body, "</p></body></html>\n");
    reply->chunked = status == 400 || status == 415;
}

void reply_front_page(struct reply *reply, unsigned status)
{
    const char *reason = status_reason(status);

    reply->status = status;
    reply_header(reply, "Content-Type", "text/html");
    kw_buffer_print(&reply->body,
                    "<html>\r\n<head><title>%u %s</title></head>\r\n<body>\r\n"
                    "<center><h1>%u %s</h1></center>\r\n"
                    "<hr><center>kinwalk-mirror</center>\r\n"
                    "</body>\r\n</html>\r\n",
                    status, reason, status, reason);
}

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

const char *http_date_print(int64_t wall_s, char out[32])
{
    time_t when = (time_t)wall_s;
    struct tm parts;

    if (gmtime_r(&when, &parts) == NULL ||
        strftime(out, 32, "%a, %d %b %Y %H:%M:%S GMT", &parts) == 0)
        out[0] = '\0';
    return out;
}

bool http_date_parse(const char *text, int64_t *wall_s)
{
    char month[4];
    char stamp[80];
    unsigned day;
    unsigned year;
    unsigned hour;
    unsigned minute;
    unsigned second;
    const char *found;
    size_t place;

    /* NOLINTNEXTLINE(cert-err34-c): ranges are checked by kw_time_parse */
    if (sscanf(text, "%*3[A-Za-z], %2u %3[A-Za-z] %4u %2u:%2u:%2u GMT", &day,
               month, &year, &hour, &minute, &second) != 6)
        return false;
    found = strstr(months, month);
    if (found == NULL || strlen(month) != 3)
        return false;
    place = (size_t)(found - months);
    if (place % 3 != 0)
        return false;
    snprintf(stamp, sizeof stamp, "%04u-%02zu-%02uT%02u:%02u:%02uZ", year,
             place / 3 + 1, day, hour, minute, second);
    return kw_time_parse(stamp, wall_s);
}
