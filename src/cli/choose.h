/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * choose: whom --of, --ancestors, --descendants and --joining mean.
 */
#ifndef KINWALK_CLI_CHOOSE_H
#define KINWALK_CLI_CHOOSE_H

#include "cli.h"

/* Puts the ids of the people meant into `ids`, fetching what is lacking
 * unless offline; *whole if none of the options is given, and then `ids`
 * stays empty.
 *
 * --of: the person with so many generations of ancestors and descendants
 * (one of the numbers alone: only those; neither: all of both), partners
 * of all of them, and the other parents of the descendants.
 * --joining A,B: all lines from both up to where they meet first; the
 * shortest chain if they have no common ancestor. */
enum kw_status choose_people(struct kw_cli *cli, struct kw_map *ids,
                             bool *whole, struct kw_error *err);

/* The order of links in exports: by child, parent, kind. */
int choose_link_order(const struct kw_link *a, const struct kw_link *b);

#endif
