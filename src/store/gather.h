/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gathering a family out of the store: members first, each read once; the
 * links between them at the end, when it is known who belongs.
 */
#ifndef KINWALK_STORE_GATHER_H
#define KINWALK_STORE_GATHER_H

#include "inside.h"

struct kw_gathering {
    struct kw_store *store;   /* borrowed */
    struct kw_people *people; /* borrowed */
    const char *const *langs; /* borrowed */
    uint32_t people_max;      /* 0: no limit */
    struct kw_map places;     /* id to index in `members` */
    struct kw_map without;    /* ids that are not there */
    bool bare;                /* no records are read, no dates of ties ... */
    struct kw_map told;       /* ... but for these */
    struct kw_place *members;
    size_t count;
    size_t capacity;
    struct kw_ends ends; /* of the member visited last */
    struct kw_link *links;
    size_t link_count;
    size_t link_capacity;
    struct kw_map items; /* id of a title or house to its text */
    struct kw_buffer item_texts;
};

struct kw_place {
    struct kw_id id;
    bool visited;  /* its links are noted, and the next two true */
    bool is_read;  /* it has the record of a person */
    uint8_t sex;   /* if so */
    uint8_t marks; /* the walker's own */
};

/* Zeroed and filled; give it to kw_gathering_finish(). */
enum kw_status kw_gathering_init(struct kw_gathering *g, struct kw_store *store,
                                 struct kw_people *people,
                                 const char *const *langs,
                                 const struct kw_id *without,
                                 size_t without_count, struct kw_error *err);
void kw_gathering_finish(struct kw_gathering *g);

/* Makes `id` (resolved) a member; *place is its index, *is_new (may be
 * NULL) tells. Somebody who is not to be there gives SIZE_MAX. */
enum kw_status kw_gathering_add(struct kw_gathering *g, struct kw_id id,
                                size_t *place, bool *is_new,
                                struct kw_error *err);
/* Reads the ties of a member into g->ends and notes its links. */
enum kw_status kw_gathering_visit(struct kw_gathering *g, size_t place,
                                  struct kw_error *err);
/* Asks the disk for the ties of those of `places` that were not visited;
 * at most KW_AHEAD_MAX. */
void kw_gathering_ahead(struct kw_gathering *g, const size_t *places,
                        size_t count);
/* Hands members, other ids of theirs and the links between them over to
 * `people`, visiting who was not visited; a bare family without other
 * ids. */
enum kw_status kw_gathering_deliver(struct kw_gathering *g,
                                    struct kw_error *err);

#endif
