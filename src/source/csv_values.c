/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells to values.
 */
#include <stdlib.h>
#include <string.h>

#include "csv.h"

/* ---- ids ----------------------------------------------------------- */

const char *csv_id_text(const char *text, size_t *length)
{
    const char *entity;

    *length = strlen(text);
    if (*length >= 2 && *text == '<' && text[*length - 1] == '>') {
        text++;
        *length -= 2;
    }
    if (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0) {
        entity = strstr(text, "/entity/");
        if (!entity)
            entity = strstr(text, "/wiki/");
        if (entity) {
            entity = strchr(entity + 1, '/') + 1;
            *length -= (size_t)(entity - text);
            text = entity;
        }
    } else if (strncmp(text, "wd:", 3) == 0) {
        text += 3;
        *length -= 3;
    }
    return text;
}

bool csv_is_somebody(const char *text)
{
    /* Blank nodes, and what Wikidata's query service makes of them. */
    return strncmp(text, "_:", 2) == 0 ||
           strstr(text, "/.well-known/genid/") != NULL;
}

/* ---- dates --------------------------------------------------------- */

/* Digits at *text, which is moved behind them; false if there are none or
 * too many. */
static bool take_number(const char **text, int64_t *out)
{
    size_t digits = strspn(*text, "0123456789");

    if (!digits || digits > 15)
        return false;
    *out = (int64_t)strtoll(*text, NULL, 10);
    *text += digits;
    return true;
}

struct parts {
    int64_t year;
    int64_t month;
    int64_t day;
    bool is_stamp; /* with a time of day, as RDF has it */
};

static bool take_parts(const char *text, struct parts *out)
{
    bool before_christ = *text == '-';

    memset(out, 0, sizeof *out);
    text += *text == '-' || *text == '+';
    if (!take_number(&text, &out->year))
        return false;
    if (*text == '-' && (text++, !take_number(&text, &out->month)))
        return false;
    if (out->month && *text == '-' && (text++, !take_number(&text, &out->day)))
        return false;
    out->is_stamp = out->day && *text == 'T';
    if (*text && !out->is_stamp)
        return false;
    if (before_christ)
        out->year = -out->year;
    /* RDF counts a year 0, which is 1 BCE. */
    if (out->is_stamp && out->year <= 0)
        out->year--;
    return out->year != 0 && out->month <= 12 && out->day <= 31;
}

static bool precision_of(const char *name, uint8_t *out)
{
    for (int i = KW_BILLION_YEARS; i <= KW_DAY; i++)
        if (strcmp(name, kw_precision_name((uint8_t)i)) == 0) {
            *out = (uint8_t)i;
            return true;
        }
    return false;
}

/* "circa", "-2 +3", or both. */
static bool take_about(const char *text, struct kw_date *date)
{
    int64_t number;

    if (strncmp(text, "circa", 5) == 0) {
        date->circa = 1;
        text += 5;
        text += *text == ' ';
    }
    if (!*text)
        return true;
    if (*text++ != '-' || !take_number(&text, &number) || number > UINT32_MAX)
        return false;
    date->before = (uint32_t)number;
    if (*text++ != ' ' || *text++ != '+' || !take_number(&text, &number) ||
        number > UINT32_MAX)
        return false;
    date->after = (uint32_t)number;
    return !*text;
}

bool csv_date(const char *const cells[4], struct kw_date *out)
{
    struct parts parts;

    memset(out, 0, sizeof *out);
    if (!*cells[0])
        return true;
    if (!take_parts(cells[0], &parts))
        return false;
    /* A query service gives a bare year as its first of January. */
    if (parts.is_stamp && parts.month == 1 && parts.day == 1)
        parts.month = parts.day = 0;
    out->precision = parts.day ? KW_DAY : parts.month ? KW_MONTH : KW_YEAR;
    if (*cells[1] && !precision_of(cells[1], &out->precision))
        return false;
    out->year = parts.year;
    if (out->precision >= KW_MONTH)
        out->month = (uint8_t)parts.month;
    if (out->precision >= KW_DAY)
        out->day = (uint8_t)parts.day;
    if ((out->precision >= KW_MONTH && !out->month) ||
        (out->precision >= KW_DAY && !out->day))
        return false;
    if (strcmp(cells[2], "julian") == 0)
        out->calendar = KW_JULIAN;
    else if (*cells[2] && strcmp(cells[2], "gregorian") != 0)
        return false;
    return take_about(cells[3], out);
}

/* ---- links --------------------------------------------------------- */

bool csv_link_kind(const char *text, enum kw_link_kind *out, bool *is_child)
{
    static const char *const NAMES[] = {"",        "father",     "mother",
                                        "parent",  "stepparent", "spouse",
                                        "partner", "sibling",    "relative"};

    *is_child = strcmp(text, "child") == 0;
    *out = KW_LINK_PARENT;
    if (*is_child || !*text)
        return true;
    for (int i = KW_LINK_FATHER; i <= KW_LINK_RELATIVE; i++)
        if (strcmp(text, NAMES[i]) == 0) {
            *out = (enum kw_link_kind)i;
            return true;
        }
    return false;
}
