/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gather: how a question fetches what it lacks.
 */
#ifndef KINWALK_CLI_GATHER_H
#define KINWALK_CLI_GATHER_H

#include "cli.h"

/* Asks the server's search for people called `name`; adds at most `limit`
 * to `list`. */
KW_SOON enum kw_status kw_cli_search_names(struct kw_cli *cli, const char *name,
                                           size_t limit,
                                           struct kw_found_list *list,
                                           struct kw_error *err);

#endif
