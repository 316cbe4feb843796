/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What statements say of pairs of people, as ties.c reads it and
 * sayings.c writes it. What a person says stands in their own record; and
 * once more, a row each, under whomever it is about.
 */
#ifndef KINWALK_STORE_TIES_H
#define KINWALK_STORE_TIES_H

#include "inside.h"

/* What one side says, in twelve bits; schema.c explains them. */
enum {
    SAID_BITS = 12,
    SAID_MASK = (1 << SAID_BITS) - 1,
    STANDING_AT = 4,
    ROLE_AT = 6,
    ENDED_AT = 9,
    DATED = 1 << 11
};

/* One thing a person says, and of whom. */
struct saying {
    int64_t other;
    int64_t place; /* the other's */
    uint8_t group;
    uint16_t said;
    struct kw_date since;
    struct kw_date until;
};

/* What `other` is to somebody whose record says so. */
static inline enum kw_group kw_group_inverse(enum kw_group group)
{
    switch (group) {
    case GROUP_PARENT:
        return GROUP_CHILD;
    case GROUP_CHILD:
        return GROUP_PARENT;
    case GROUP_STEP_PARENT:
        return GROUP_STEP_CHILD;
    case GROUP_STEP_CHILD:
        return GROUP_STEP_PARENT;
    case GROUP_RELATIVE:
        return GROUP_RELATIVE_OF;
    case GROUP_RELATIVE_OF:
        return GROUP_RELATIVE;
    case GROUP_SELF:
    case GROUP_PARTNER:
    case GROUP_SIBLING:
        break;
    }
    return group;
}

/* What `parent` is to `child` in a link of this kind. */
static inline enum kw_group kw_group_of(uint8_t kind)
{
    switch (kind) {
    case KW_LINK_STEP_PARENT:
        return GROUP_STEP_PARENT;
    case KW_LINK_SPOUSE:
    case KW_LINK_PARTNER:
        return GROUP_PARTNER;
    case KW_LINK_SIBLING:
        return GROUP_SIBLING;
    case KW_LINK_RELATIVE:
        return GROUP_RELATIVE;
    default:
        return GROUP_PARENT;
    }
}

static inline bool kw_group_is_symmetric(enum kw_group group)
{
    return group == GROUP_PARTNER || group == GROUP_SIBLING;
}

/* ---- what is held (hold.c) ----------------------------------------- */

/* The ties of `id`, both sides together, if they are held. Valid until
 * the next kw_held_keep(). */
bool kw_held_ties(const struct kw_store *store, struct kw_id id,
                  const struct tie **ties, size_t *count, bool *is_read,
                  uint8_t *sex);
/* Keeps them, if anything is held at all. */
enum kw_status kw_held_keep(struct kw_store *store, struct kw_id id,
                            const struct kw_tie_list *ties, bool is_read,
                            uint8_t sex, struct kw_error *err);
/* Moves those out of `ids` whose ties are held; how many are left. */
size_t kw_held_without(const struct kw_store *store, struct kw_id *ids,
                       size_t count);

/* ---- what one says (said.c, ties.c, sayings.c) --------------------- */

enum kw_status kw_tie_add(struct kw_tie_list *list, struct tie tie,
                          struct kw_error *err);

/* What a person says, as a blob: by group and other, one byte of kind,
 * standing, and whether the other is the link's child; a second one if it
 * has a role, ended or dates; then the key, less the one before it in the
 * group; then how far the other's place is from `place`, the person's.
 * (Version 2 had no places: -1 leaves them out.) */
void kw_said_write(const struct saying *sayings, size_t count, int64_t place,
                   struct kw_buffer *to);
/* The same as ties that only this side has said, put into `out`. */
enum kw_status kw_said_read(const struct kw_store *store, struct kw_id id,
                            int64_t place, const void *bytes, size_t length,
                            struct kw_tie_list *out, struct kw_error *err);
/* What `id` says; nothing if it was not read. */
enum kw_status kw_said_of(struct kw_store *store, struct kw_id id,
                          struct kw_tie_list *out, struct kw_error *err);

#endif
