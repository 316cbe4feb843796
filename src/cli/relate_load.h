/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate_load: from the store to a family in which kinship can reckon.
 */
#ifndef KINWALK_CLI_RELATE_LOAD_H
#define KINWALK_CLI_RELATE_LOAD_H

#include "relate.h"

/* The links that any chain may go along. */
#define RELATE_ANY_LINK (KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE)

/* People, each once. Zeroed memory is nobody. */
struct relate_ids {
    struct kw_id *items;
    size_t count;
    size_t capacity;
    struct kw_map met;
};
enum kw_status relate_ids_add(struct relate_ids *ids, struct kw_id id,
                              struct kw_error *err);
void relate_ids_finish(struct relate_ids *ids);

/* Reads as much as the answer needs, and reckons it: from_id and to_id in,
 * people, kinship, reckoning, is_partial and the numbers of both out. */
enum kw_status relate_load(struct relate *relate, struct kw_error *err);
/* Reads all ancestors of both and of their partners; reckons nothing. */
enum kw_status relate_read(struct relate *relate, struct kw_error *err);
/* Reads again, with those on the shortest chains, and reckons. */
enum kw_status relate_read_chain(struct relate *relate, struct kw_error *err);
/* Reckons in the family that was read. */
enum kw_status relate_reckon(struct relate *relate, struct kw_error *err);
/* Adds everybody on a shortest chain of any kind to `people`. */
enum kw_status relate_meet(const struct relate *relate,
                           struct kw_people *people, struct kw_meeting *out,
                           struct kw_error *err);

#endif
