/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members of a JSON object that was read, or nothing: NULL and 0.
 */
#ifndef MIRROR_MEMBERS_H
#define MIRROR_MEMBERS_H

#include <cjson/cJSON.h>

static inline cJSON *member(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static inline const char *member_text(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(member(object, key));
}

static inline double member_number(const cJSON *object, const char *key)
{
    const cJSON *number = member(object, key);

    return cJSON_IsNumber(number) ? number->valuedouble : 0;
}

#endif
