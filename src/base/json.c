/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The JSON writer. Commas and nesting are its business; the order of
 * keys is the caller's.
 */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/base.h>

void kw_json_init(struct kw_json *json, struct kw_buffer *to)
{
    memset(json, 0, sizeof *json);
    json->to = to;
}

static void misuse(struct kw_json *json, const char *what)
{
    if (json->to->trouble.status == KW_OK)
        kw_fail(&json->to->trouble, KW_INTERNAL, "JSON writer: %s", what);
}

/* Puts what must stand before a value: a comma, or nothing. */
static void before_value(struct kw_json *json)
{
    if (!json->depth)
        return;
    if (json->is_object[json->depth - 1]) {
        if (!json->key_open)
            misuse(json, "a value without a key");
        json->key_open = false;
        return;
    }
    if (json->has_items[json->depth - 1])
        kw_buffer_char(json->to, ',');
    json->has_items[json->depth - 1] = true;
}

static void open(struct kw_json *json, bool is_object)
{
    before_value(json);
    if (json->depth == KW_JSON_DEPTH_MAX) {
        misuse(json, "nested too deep");
        return;
    }
    json->is_object[json->depth] = is_object;
    json->has_items[json->depth] = false;
    json->depth++;
    kw_buffer_char(json->to, is_object ? '{' : '[');
}

void kw_json_object(struct kw_json *json)
{
    open(json, true);
}

void kw_json_array(struct kw_json *json)
{
    open(json, false);
}

void kw_json_end(struct kw_json *json)
{
    if (!json->depth || json->key_open) {
        misuse(json, "nothing to end here");
        return;
    }
    json->depth--;
    kw_buffer_char(json->to, json->is_object[json->depth] ? '}' : ']');
}

/* Writes the characters of a string, escaped as little as JSON allows. */
static void quoted(struct kw_json *json, const char *text, size_t length)
{
    size_t start = 0;
    size_t at = 0;

    kw_buffer_char(json->to, '"');
    while (at < length) {
        unsigned char c = (unsigned char)text[at];
        size_t whole = 1;
        const char *instead = NULL;
        char escape[8];

        if (c == '"') {
            instead = "\\\"";
        } else if (c == '\\') {
            instead = "\\\\";
        } else if (c == '\n') {
            instead = "\\n";
        } else if (c == '\t') {
            instead = "\\t";
        } else if (c == '\r') {
            instead = "\\r";
        } else if (c < 0x20 || c == 0x7F) {
            snprintf(escape, sizeof escape, "\\u%04x", c);
            instead = escape;
        } else if (c >= 0x80) {
            whole = kw_utf8_length(text + at, length - at);
            if (!whole) {
                whole = 1;
                instead = "\xEF\xBF\xBD";
            }
        }
        if (instead) {
            kw_buffer_add(json->to, text + start, at - start);
            kw_buffer_text(json->to, instead);
            start = at + whole;
        }
        at += whole;
    }
    kw_buffer_add(json->to, text + start, length - start);
    kw_buffer_char(json->to, '"');
}

void kw_json_key(struct kw_json *json, const char *key)
{
    if (!json->depth || !json->is_object[json->depth - 1] || json->key_open) {
        misuse(json, "no place for a key");
        return;
    }
    if (json->has_items[json->depth - 1])
        kw_buffer_char(json->to, ',');
    json->has_items[json->depth - 1] = true;
    quoted(json, key, strlen(key));
    kw_buffer_char(json->to, ':');
    json->key_open = true;
}

void kw_json_text(struct kw_json *json, const char *text)
{
    if (!text) {
        kw_json_null(json);
        return;
    }
    before_value(json);
    quoted(json, text, strlen(text));
}

void kw_json_int(struct kw_json *json, int64_t number)
{
    before_value(json);
    kw_buffer_print(json->to, "%" PRId64, number);
}

void kw_json_uint(struct kw_json *json, uint64_t number)
{
    before_value(json);
    kw_buffer_print(json->to, "%" PRIu64, number);
}

void kw_json_double(struct kw_json *json, double number)
{
    char text[40];

    if (!isfinite(number)) {
        kw_json_null(json);
        return;
    }
    for (int digits = 1; digits <= DBL_DECIMAL_DIG; digits++) {
        double again;

        snprintf(text, sizeof text, "%.*g", digits, number);
        again = strtod(text, NULL);
        if (!(again < number) && !(again > number))
            break;
    }
    before_value(json);
    kw_buffer_text(json->to, text);
}

void kw_json_bool(struct kw_json *json, bool yes)
{
    before_value(json);
    kw_buffer_text(json->to, yes ? "true" : "false");
}

void kw_json_null(struct kw_json *json)
{
    before_value(json);
    kw_buffer_text(json->to, "null");
}

void kw_json_raw(struct kw_json *json, const char *bytes, size_t length)
{
    before_value(json);
    kw_buffer_add(json->to, bytes, length);
}

void kw_json_set_text(struct kw_json *json, const char *key, const char *text)
{
    kw_json_key(json, key);
    kw_json_text(json, text);
}

void kw_json_set_int(struct kw_json *json, const char *key, int64_t number)
{
    kw_json_key(json, key);
    kw_json_int(json, number);
}

void kw_json_set_bool(struct kw_json *json, const char *key, bool yes)
{
    kw_json_key(json, key);
    kw_json_bool(json, yes);
}

void kw_json_set_null(struct kw_json *json, const char *key)
{
    kw_json_key(json, key);
    kw_json_null(json);
}
