/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shape: what the scanner keeps, member by member.
 *
 * The lines that read the tree (read.c, entity.c, value.c) ask for
 * members by name. A member they ask for and that has no row here would
 * be lost: whoever asks for a new one adds a row.
 */
#ifndef KINWALK_CLAIMS_SHAPE_H
#define KINWALK_CLAIMS_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

enum kw_how {
    KW_PRUNED,   /* scalars as they are; of objects and lists what follows */
    KW_WHOLE,    /* everything: rare and small */
    KW_THERE,    /* that it is there */
    KW_COUNTED,  /* a list: how many elements */
    KW_OBJECT,   /* as pruned; nothing if it is no object */
    KW_TEXTS,    /* a map of languages */
    KW_LABELS,   /* the one that names people */
    KW_ARTICLES, /* looked into only if nobody was named */
    KW_OWN_LINE  /* the document is not for the scanner */
};

struct kw_wanted;

struct kw_shape {
    enum kw_how how;
    /* Of an object, one of these: */
    const struct kw_wanted *members; /* those of these names */
    size_t count;
    const struct kw_shape *every;      /* all, repeated ones too */
    const struct kw_shape *statements; /* properties we know as such */
    const struct kw_shape *qualifiers;
    /* Of a list: all elements. NULL: only whether there are any. */
    const struct kw_shape *element;
    bool is_entity;
    /* With a usual spelling (usual.c): */
    bool is_snak;
    bool is_statement;
};

/* Rows of statements, counted from their first. */
enum kw_statement_row {
    KW_STATEMENT_SNAK,
    KW_STATEMENT_ID,
    KW_STATEMENT_RANK,
    KW_STATEMENT_REFERENCES,
    KW_STATEMENT_QUALIFIERS
};

struct kw_wanted {
    const char *name;
    size_t length;
    const struct kw_shape *shape;
};

/* All rows of all tables, one behind the other. */
extern const struct kw_wanted KW_SHAPE_ROWS[];
extern const size_t KW_SHAPE_ROW_COUNT;

/* The shape's row of that name; NULL: there is none. */
const struct kw_wanted *kw_shape_row(const struct kw_shape *shape,
                                     const char *name, size_t length);

extern const struct kw_shape KW_SHAPE_DOCUMENT;
extern const struct kw_shape KW_SHAPE_SITELINKS;
extern const struct kw_shape KW_SHAPE_EVERY_TEXT; /* a map, unsifted */
extern const struct kw_shape KW_SHAPE_TEXT;       /* an entry of it */
extern const struct kw_shape KW_SHAPE_TEXT_ITEM;  /* of a list of aliases */

#endif
