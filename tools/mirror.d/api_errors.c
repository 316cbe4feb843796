/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What api.php says when it cannot, or can but wonders. An error is HTTP
 * 200 with an error object and a header; it is spelled in two ways.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "api.h"

#define LIST_URL                                                               \
    "https://lists.wikimedia.org/postorius/lists/"                             \
    "mediawiki-api-announce.lists.wikimedia.org/"

static void write_docref(struct api_call *call, const char *key)
{
    char text[512];

    snprintf(text, sizeof text,
             "See %s/w/api.php for API usage. Subscribe to the "
             "mediawiki-api-announce mailing list at &lt;" LIST_URL
             "&gt; for notice of API deprecations and breaking changes.",
             call->request->base_url);
    kw_json_set_text(&call->json, key, text);
}

static void write_number(struct kw_json *json, double number)
{
    if (number == floor(number))
        kw_json_int(json, (int64_t)number);
    else
        kw_json_double(json, number);
}

static void write_details(struct kw_json *json,
                          const struct api_detail *details)
{
    for (; details != NULL && details->key != NULL; details++) {
        kw_json_key(json, details->key);
        if (details->text != NULL)
            kw_json_text(json, details->text);
        else
            write_number(json, details->number);
    }
}

static void write_message(struct api_call *call, const char *message,
                          const char *parameter, const char *info)
{
    struct kw_json *json = &call->json;

    if (message == NULL)
        return;
    kw_json_key(json, "messages");
    kw_json_array(json);
    kw_json_object(json);
    kw_json_set_text(json, "name", message);
    kw_json_key(json, "parameters");
    kw_json_array(json);
    if (parameter != NULL)
        kw_json_text(json, parameter);
    kw_json_end(json);
    kw_json_key(json, "html");
    if (call->version == 1) {
        kw_json_object(json);
        kw_json_set_text(json, "*", info);
        kw_json_end(json);
    } else {
        kw_json_text(json, info);
    }
    kw_json_end(json);
    kw_json_end(json);
}

/* errorformat=bc, the default: one error. */
static void write_error(struct api_call *call, const char *code,
                        const struct api_detail *details, const char *message,
                        const char *parameter, const char *info)
{
    struct kw_json *json = &call->json;
    char flat[1024];

    snprintf(flat, sizeof flat, "%s", info);
    for (char *c = flat; *c; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    kw_json_object(json);
    kw_json_key(json, "error");
    kw_json_object(json);
    kw_json_set_text(json, "code", code);
    kw_json_set_text(json, "info", flat);
    write_details(json, details);
    write_message(call, message, parameter, info);
    write_docref(call, call->version == 1 ? "*" : "docref");
    kw_json_end(json);
    kw_json_set_text(json, "servedby", "kinwalk-mirror");
    kw_json_end(json);
}

/* Any other errorformat: a list of errors. */
static void write_errors(struct api_call *call, const char *code,
                         const struct api_detail *details, const char *info,
                         const char *module)
{
    struct kw_json *json = &call->json;

    kw_json_object(json);
    kw_json_key(json, "errors");
    kw_json_array(json);
    kw_json_object(json);
    kw_json_set_text(json, "code", code);
    if (details != NULL) {
        kw_json_key(json, "data");
        kw_json_object(json);
        write_details(json, details);
        kw_json_end(json);
    }
    kw_json_set_text(json, "module", module);
    kw_json_set_text(json, call->version == 1 ? "*" : "text", info);
    kw_json_end(json);
    kw_json_end(json);
    kw_json_set_text(json, "servedby", "kinwalk-mirror");
    write_docref(call, call->version == 1 ? "*" : "docref");
    kw_json_end(json);
}

enum kw_status api_fail(struct api_call *call, const char *code,
                        const struct api_detail *details, const char *message,
                        const char *parameter, const char *format, ...)
{
    char info[1024];
    bool is_general = strcmp(code, "maxlag") == 0;
    va_list arguments;

    if (call->failed)
        return KW_OK;
    call->failed = true;
    va_start(arguments, format);
    vsnprintf(info, sizeof info, format, arguments);
    va_end(arguments);
    kw_buffer_clear(&call->reply->body);
    kw_json_init(&call->json, &call->reply->body);
    if (call->plain_errors)
        write_errors(call, code, details, info,
                     is_general ? "main" : call->module);
    else
        write_error(call, code, details, message, parameter, info);
    reply_header(call->reply, "MediaWiki-API-Error", "%s", code);
    return KW_OK;
}

enum kw_status api_bad_value(struct api_call *call, const char *name,
                             const char *value)
{
    return api_fail(call, "badvalue", NULL, NULL, NULL,
                    "Unrecognized value for parameter \"%s\": %s.", name,
                    value);
}

void api_warn(struct api_call *call, const char *module, const char *format,
              ...)
{
    char text[1024];
    va_list arguments;
    struct api_warning *warning = &call->warnings[call->warning_count];

    if (call->warning_count == API_WARNINGS_MAX)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    warning->module = module;
    warning->text = kw_arena_text(&call->request->arena, text, strlen(text));
    if (warning->text != NULL)
        call->warning_count++;
}

/* All warnings of a module are one text, a line each. */
static void write_warnings_of(struct api_call *call, size_t first)
{
    struct kw_buffer text = {0};
    struct kw_json *json = &call->json;
    const char *module = call->warnings[first].module;

    for (size_t i = first; i < call->warning_count; i++) {
        if (strcmp(call->warnings[i].module, module) != 0)
            continue;
        if (text.length > 0)
            kw_buffer_char(&text, '\n');
        kw_buffer_text(&text, call->warnings[i].text);
    }
    kw_json_key(json, module);
    kw_json_object(json);
    kw_json_set_text(json, call->version == 1 ? "*" : "warnings", text.bytes);
    kw_json_end(json);
    kw_buffer_finish(&text);
}

void api_begin(struct api_call *call)
{
    struct kw_json *json = &call->json;

    kw_json_object(json);
    if (call->warning_count == 0)
        return;
    kw_json_key(json, "warnings");
    kw_json_object(json);
    for (size_t i = 0; i < call->warning_count; i++) {
        bool written = false;

        for (size_t j = 0; j < i; j++)
            written |=
                strcmp(call->warnings[j].module, call->warnings[i].module) == 0;
        if (!written)
            write_warnings_of(call, i);
    }
    kw_json_end(json);
}
