/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parameters of a request: name=value pairs of a query or a form,
 * decoded.
 */
#ifndef MIRROR_PARAMS_H
#define MIRROR_PARAMS_H

#include <kinwalk/base.h>

struct param {
    const char *name;
    const char *value;
};

/* Zeroed memory holds none. */
struct params {
    struct param *items;
    size_t count;
    size_t capacity;
    struct kw_arena arena;
};

/* Adds what `text` holds: "a=1&b=x%7Cy". */
enum kw_status params_add(struct params *params, const char *text,
                          size_t length, struct kw_error *err);
/* The value of `name`, the last one if there are several; NULL if there
 * is none. Valid until params_finish(). */
const char *params_get(const struct params *params, const char *name);
void params_finish(struct params *params);

/* Undoes %XX, and + where `plus`. Zero bytes are dropped. NULL: no memory.
 * The copy lives in `arena`. */
char *params_decode(struct kw_arena *arena, const char *text, size_t length,
                    bool plus);

/* A value of several values: "a|b", or behind U+001F separated by it. */
struct values {
    char **items;
    size_t count;
};
/* Splits `value` (NULL: none). Memory from `arena`. */
enum kw_status values_split(struct kw_arena *arena, const char *value,
                            struct values *out, struct kw_error *err);
bool values_has(const struct values *values, const char *value);

#endif
