/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * api.php, as its actions see it: reading parameters, warning, failing,
 * and beginning the result. Belongs to mirror.h.
 */
#ifndef MIRROR_API_H
#define MIRROR_API_H

#include "mirror.h"

enum { API_WARNINGS_MAX = 16, API_VALUES_MAX = 50 };

struct api_warning {
    const char *module;
    const char *text;
};

/* One call of api.php. */
struct api_call {
    struct mirror *mirror;
    struct request *request;
    struct reply *reply;
    struct kw_json json;
    const char *module; /* "wbgetentities" */
    int version;        /* of the format: 1 or 2 */
    bool plain_errors;  /* errorformat other than bc */
    bool failed;        /* an error is written: nothing else may be */
    struct api_warning warnings[API_WARNINGS_MAX];
    size_t warning_count;
    struct kw_error *err;
};

/* Values of an error besides code and info. NULL key: none. */
struct api_detail {
    const char *key;
    const char *text; /* NULL: the number counts */
    double number;
};

/* Writes the error, once; always returns KW_OK, since an error of the
 * API is an answer. `details` end with a NULL key; NULL: none.
 * `message` is MediaWiki's name of the text, with `parameter` (both may
 * be NULL): Wikibase's own errors carry them. */
enum kw_status api_fail(struct api_call *call, const char *code,
                        const struct api_detail *details, const char *message,
                        const char *parameter, const char *format, ...)
    KW_PRINTF(6, 7);
void api_warn(struct api_call *call, const char *module, const char *format,
              ...) KW_PRINTF(3, 4);
/* Opens the result's object and writes the warnings into it. */
void api_begin(struct api_call *call);
/* Warns of parameters that are in none of the lists (of words, blanks
 * between) `own` and the general one. */
void api_check_names(struct api_call *call, const char *own);
/* A parameter, or NULL. */
const char *api_get(const struct api_call *call, const char *name);
/* A whole number from low to high, `value` if absent; out of range it is
 * clamped with a warning, "max" is `high`. Anything else fails. */
long api_number(struct api_call *call, const char *name, long low, long high,
                long value);
/* Splits a parameter; fails with toomanyvalues beyond 50. */
enum kw_status api_values(struct api_call *call, const char *name,
                          struct values *out);
/* Is `word` one of the words in `list`, blanks between? */
bool word_in(const char *list, const char *word);
/* "Unrecognized value for parameter ..." */
enum kw_status api_bad_value(struct api_call *call, const char *name,
                             const char *value);

/* The actions. */
enum kw_status api_get_entities(struct api_call *call);
enum kw_status api_search_entities(struct api_call *call);
enum kw_status api_query(struct api_call *call);

#endif
