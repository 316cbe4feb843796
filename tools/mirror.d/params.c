/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking queries and forms apart.
 */
#include "params.h"

#include <stdlib.h>
#include <string.h>

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

char *params_decode(struct kw_arena *arena, const char *text, size_t length,
                    bool plus)
{
    char *out = kw_arena_take(arena, length + 1);
    size_t end = 0;

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];

        if (c == '%' && i + 2 < length && hex(text[i + 1]) >= 0 &&
            hex(text[i + 2]) >= 0) {
            c = (char)(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c != '\0')
            out[end++] = c;
    }
    out[end] = '\0';
    return out;
}

static enum kw_status add_one(struct params *params, const char *pair,
                              size_t length, struct kw_error *err)
{
    const char *equals = memchr(pair, '=', length);
    size_t name_length = equals ? (size_t)(equals - pair) : length;
    const char *value = equals ? equals + 1 : pair + length;
    struct param *items =
        kw_grow(params->items, params->count, &params->capacity, sizeof *items);
    struct param *param;

    if (items == NULL)
        return kw_nomem(err);
    params->items = items;
    param = &items[params->count];
    param->name = params_decode(&params->arena, pair, name_length, true);
    param->value = params_decode(&params->arena, value,
                                 (size_t)(pair + length - value), true);
    if (param->name == NULL || param->value == NULL)
        return kw_nomem(err);
    params->count++;
    return KW_OK;
}

enum kw_status params_add(struct params *params, const char *text,
                          size_t length, struct kw_error *err)
{
    size_t at = 0;

    while (at < length) {
        const char *end = memchr(text + at, '&', length - at);
        size_t pair = end ? (size_t)(end - text) - at : length - at;

        if (pair > 0)
            KW_TRY(add_one(params, text + at, pair, err));
        at += pair + 1;
    }
    return KW_OK;
}

const char *params_get(const struct params *params, const char *name)
{
    for (size_t i = params->count; i > 0; i--)
        if (strcmp(params->items[i - 1].name, name) == 0)
            return params->items[i - 1].value;
    return NULL;
}

void params_finish(struct params *params)
{
    free(params->items);
    kw_arena_finish(&params->arena);
    memset(params, 0, sizeof *params);
}

enum kw_status values_split(struct kw_arena *arena, const char *value,
                            struct values *out, struct kw_error *err)
{
    char separator = '|';
    size_t parts = 1;
    char *copy;

    memset(out, 0, sizeof *out);
    if (value == NULL || *value == '\0')
        return KW_OK;
    if (*value == '\x1f') {
        separator = '\x1f';
        value++;
    }
    for (const char *c = value; *c; c++)
        parts += *c == separator;
    out->items = kw_arena_zeroed(arena, parts, sizeof *out->items);
    copy = kw_arena_text(arena, value, strlen(value));
    if (out->items == NULL || copy == NULL)
        return kw_nomem(err);
    out->items[out->count++] = copy;
    for (; *copy; copy++)
        if (*copy == separator) {
            *copy = '\0';
            out->items[out->count++] = copy + 1;
        }
    return KW_OK;
}

bool values_has(const struct values *values, const char *value)
{
    for (size_t i = 0; i < values->count; i++)
        if (strcmp(values->items[i], value) == 0)
            return true;
    return false;
}
