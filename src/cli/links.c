/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of links on the command line: "parent,child,spouse".
 */
#include "cli.h"

#include <string.h>

static const struct {
    const char *name;
    unsigned via;
} LINKS[] = {
    {"parent", KW_VIA_PARENT},
    {"child", KW_VIA_CHILD},
    {"spouse", KW_VIA_SPOUSE},
    {"sibling", KW_VIA_SIBLING},
};

static unsigned via_of(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof LINKS / sizeof *LINKS; i++)
        if (strlen(LINKS[i].name) == length &&
            memcmp(LINKS[i].name, name, length) == 0)
            return LINKS[i].via;
    return 0;
}

enum kw_status kw_cli_links(const struct kw_cli *cli, const char *option,
                            unsigned *via, struct kw_error *err)
{
    const char *list = kw_cli_value(cli, option);

    *via = 0;
    for (; list && *list; list += *list == ',') {
        size_t length = strcspn(list, ",");
        unsigned one = via_of(list, length);

        if (!one)
            return kw_fail(err, KW_USAGE,
                           "--%s %.*s: not one of parent, child, spouse, "
                           "sibling",
                           option, (int)length, list);
        *via |= one;
        list += length;
    }
    if (!*via)
        return kw_fail(err, KW_USAGE, "--%s names no link to go along", option);
    return KW_OK;
}
