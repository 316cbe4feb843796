/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Families as GEDCOM sees them: a husband and a wife, either of whom may
 * be missing, and the children of both.
 *
 * kinwalk knows links, not families; they are put together here, the
 * same way from either end, so that INDI and FAM records agree without
 * anything being remembered in between.
 */
#ifndef KINWALK_EXPORT_FAMILIES_H
#define KINWALK_EXPORT_FAMILIES_H

#include "writer.h"

/* What names a family. Nobody's id is 0. */
struct couple {
    struct kw_id husband;
    struct kw_id wife;
};

/* A child's place in a family. */
struct origin {
    struct couple couple;
    enum kw_role role;
};
struct origins {
    struct origin *items;
    size_t count;
};
struct couples {
    struct couple *items; /* sorted, each once */
    size_t count;
};
struct children {
    struct kw_id *items; /* by birth where known, then by id */
    size_t count;
};

/* The families `child` comes from: parents by birth together, adoptive
 * and foster parents each together, disputed and step parents each alone,
 * so that what is said of one is never said of another. */
enum kw_status families_of_child(struct writer *writer, struct kw_id child,
                                 struct origins *out, struct kw_error *err);
/* The families `person` is husband or wife of. */
enum kw_status families_of_person(struct writer *writer, struct kw_id person,
                                  struct couples *out, struct kw_error *err);
/* The children of a family. */
enum kw_status family_children(struct writer *writer, struct couple couple,
                               struct children *out, struct kw_error *err);
/* Whose record the family is written behind: the husband, else the wife. */
struct kw_id family_owner(struct couple couple);

#endif
