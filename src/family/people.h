/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of kw_people, for people.c and seal.c alone.
 */
#ifndef KINWALK_FAMILY_PEOPLE_H
#define KINWALK_FAMILY_PEOPLE_H

#include <kinwalk/family.h>

/* The ways to look at links from a member. */
enum kw_relation {
    KW_PARENTS,
    KW_CHILDREN,
    KW_PARTNERS,
    KW_SIBLINGS,
    KW_STEP_PARENTS,
    KW_STEP_CHILDREN,
    KW_RELATIONS /* how many there are */
};

/* The ties of member w are items[starts[w]] to items[starts[w + 1] - 1]. */
struct kw_tie_table {
    size_t *starts; /* count + 1 of them; NULL before sealing */
    struct kw_tie *items;
};

struct kw_people {
    const struct kw_xrefs *xrefs; /* borrowed, may be NULL */
    struct kw_arena texts;
    struct kw_member *members;
    size_t count;
    size_t capacity;
    struct kw_link *links; /* given back by sealing */
    size_t link_count;
    size_t link_capacity;
    struct kw_map places;  /* id to place in members */
    struct kw_map aliases; /* id to id */
    bool keep_outranked;
    bool sealed;
    struct kw_tie_table ties[KW_RELATIONS];
};

/* Where `id` leads by aliases; of a ring of them, the smallest id. */
struct kw_id kw_people_end_of(const struct kw_people *people, struct kw_id id);

#endif
