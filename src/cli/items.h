/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * items: what houses, titles and positions are called. Whoever is about
 * to show them asks the server for the names that the store lacks.
 */
#ifndef KINWALK_CLI_ITEMS_H
#define KINWALK_CLI_ITEMS_H

#include "cli.h"

/* Sees to it that the store knows what these items are called, each id
 * once or more often. cli->store stays open as it is. Names are an
 * ornament: where they cannot be had, because nobody may be asked, a
 * contact or the network is missing, or a limit is reached, the answer
 * goes without, and stderr says so. Fails with KW_INTERRUPTED or
 * KW_NOMEM. */
enum kw_status kw_cli_name_items(struct kw_cli *cli, const struct kw_id *ids,
                                 size_t count, struct kw_error *err);

/* Gives houses and titles to those of `members` (NULL: everybody) who
 * have none in words, asking for their names as above. */
enum kw_status kw_cli_entitle(struct kw_cli *cli, struct kw_people *people,
                              const uint32_t *members, size_t member_count,
                              struct kw_error *err);

#endif
