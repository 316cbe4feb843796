/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading and writing ids. A Wikibase takes Q[1-9][0-9]{0,9} up to
 * 2147483647, in either case, and nothing else.
 */
#include "ids.h"

#include <inttypes.h>
#include <stdio.h>

static bool number_parse(const char *text, size_t length, uint64_t limit,
                         uint64_t *out)
{
    uint64_t number = 0;

    if (length == 0 || length > 10 || text[0] == '0')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (uint64_t)(text[i] - '0');
    }
    *out = number;
    return number <= limit;
}

bool item_id_parse(const char *text, size_t length, uint32_t *number)
{
    uint64_t value;

    if (length < 2 || (text[0] != 'Q' && text[0] != 'q') ||
        !number_parse(text + 1, length - 1, NUMBER_MAX, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

bool id_parse(const char *text, size_t length, uint32_t *number)
{
    uint64_t value;

    if (item_id_parse(text, length, number))
        return true;
    if (length < 2 || (text[0] != 'I' && text[0] != 'i'))
        return false;
    if (length == 2 && text[1] == '0')
        value = 0;
    else if (!number_parse(text + 1, length - 1, NUMBER_MAX - LOCAL_BASE,
                           &value))
        return false;
    *number = (uint32_t)(LOCAL_BASE + value);
    return true;
}

bool property_parse(const char *text, size_t length, uint32_t *number)
{
    uint64_t value;

    if (length < 2 || text[0] != 'P' ||
        !number_parse(text + 1, length - 1, NUMBER_MAX, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

const char *id_print(uint32_t number, char out[ID_TEXT_BYTES])
{
    snprintf(out, ID_TEXT_BYTES, "Q%" PRIu32, number);
    return out;
}
