/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk: a cursor on its way, and the tree it leaves behind. For scan.c,
 * walk.c, take.c, statement.c, texts.c, languages.c and usual.c only.
 *
 * Functions that return bool return false when the walk is over:
 * `trouble` says why, KW_INPUT standing for "ask the plain reader".
 */
#ifndef KINWALK_CLAIMS_WALK_H
#define KINWALK_CLAIMS_WALK_H

#include "cursor.h"
#include "scan.h"
#include "shape.h"

/* A string between its quotes, or what it says once unescaped. */
struct kw_slice {
    const char *text;
    size_t length;
    bool escapes; /* it has escapes, and is as it stood */
};

/* What a document's walks share. */
struct kw_workshop {
    struct kw_tree *tree;
    const char *const *langs; /* NULL: all */
    uint32_t letters;         /* first ones of codes that may be wanted */
    /* Of properties that may be kept, by the lowest bits of their numbers. */
    uint64_t properties[16];
    enum kw_status trouble; /* KW_OK: none */
    cJSON *spare;           /* items ready to be used */
    unsigned spare_count;
    unsigned generation; /* of `seen`; 0: it was never cleared */
    uint64_t *seen;      /* keys of a map of languages; see texts.c */
};

/* What one entity's walk finds out on its way. */
struct kw_notes {
    bool is_named;      /* somebody's label is in the tree for sure */
    size_t articles_at; /* the sitelinks; 0: none were met */
};

struct kw_walk {
    struct kw_cursor cursor;
    size_t at;
    struct kw_workshop *shop;
    struct kw_notes *notes; /* of the entity around; NULL: none */
};

/* ---- steps (walk.c) ------------------------------------------------ */

bool kw_walk_give_up(struct kw_walk *walk);
/* A cleared item; NULL with trouble if memory ran out. */
cJSON *kw_walk_item(struct kw_walk *walk, int type);
/* A string item; unescapes the slice. */
cJSON *kw_walk_text(struct kw_walk *walk, const struct kw_slice *slice);
/* A copy of the slice with a NUL behind it, unescaped. */
char *kw_walk_copy(struct kw_walk *walk, const struct kw_slice *slice);
/* Unescapes a slice in place. */
bool kw_walk_unescape(struct kw_walk *walk, struct kw_slice *slice);
/* The item of a string, number or word, and past it; NULL in trouble. */
cJSON *kw_walk_scalar(struct kw_walk *walk);
/* Past the value at `at`. */
bool kw_walk_skip(struct kw_walk *walk);
/* Past the string whose opening quote is at `at`. */
bool kw_walk_string(struct kw_walk *walk, struct kw_slice *out);
/* To the value of the next member of an object, or past its bracket:
 * false then, and in trouble. *count members were met before. */
bool kw_walk_member(struct kw_walk *walk, size_t *count, struct kw_slice *key);
/* The same for the elements of a list. */
bool kw_walk_element(struct kw_walk *walk, size_t *count);

/* ---- by shape (take.c) --------------------------------------------- */

/* Takes what `shape` wants of the value at `at`, and goes past it; *out is
 * NULL if that is nothing. */
bool kw_walk_take(struct kw_walk *walk, const struct kw_shape *shape,
                  cJSON **out);
/* The same of the value at `from`, where the walk was before. */
bool kw_walk_again(struct kw_walk *walk, size_t from,
                   const struct kw_shape *shape, cJSON **out);

/* Which members of one object were met already, by row. */
struct kw_met {
    uint64_t rows;
};

static inline bool kw_is_first(struct kw_met *met, size_t row)
{
    uint64_t bit = UINT64_C(1) << row;
    bool is = !(met->rows & bit);

    met->rows |= bit;
    return is;
}

/* The next byte that is no blank; 0 at the end. */
static inline unsigned char kw_walk_token(struct kw_walk *walk)
{
    walk->at = kw_cursor_token(&walk->cursor, walk->at);
    return walk->at < walk->cursor.length ? walk->cursor.bytes[walk->at] : 0;
}

/* ---- the usual spelling (usual.c) ---------------------------------- */

/* An entry of a map of languages whose key is its language. */
struct kw_usual_entry {
    struct kw_slice key;
    size_t value_at; /* what stands behind the key */
    size_t text_at;  /* its (first) text, behind the quote */
    size_t depth;    /* so many brackets around that belong to it */
};
/* Does such an entry stand where the walk is? It is not gone past. */
bool kw_usual_entry(const struct kw_walk *walk, bool is_first,
                    struct kw_usual_entry *out);
/* A member named by a property, whose value is a list. */
struct kw_usual_property {
    unsigned number;
    size_t list_at; /* its bracket */
};
/* As kw_usual_entry(). */
bool kw_usual_property(const struct kw_walk *walk, bool is_first,
                       struct kw_usual_property *out);
/* Reads a snak that states an item or a time, and goes past it; false if
 * none stands here. */
bool kw_usual_snak(struct kw_walk *walk, struct kw_ready_value *out);
/* The same for a statement that begins with such a snak, as far as that. */
bool kw_usual_statement(struct kw_walk *walk, struct kw_ready_value *out);

enum kw_usual_member {
    KW_USUAL_NONE,
    KW_USUAL_TYPE, /* that it is a statement: past it */
    KW_USUAL_RANK, /* normal, as without a rank: past it */
    KW_USUAL_ID,   /* at the value of this and the next ones */
    KW_USUAL_REFERENCES,
    KW_USUAL_QUALIFIERS,
    KW_USUAL_ORDER /* of the qualifiers */
};
/* Goes past the key of the next member of a statement, if it is one of
 * these. */
enum kw_usual_member kw_usual_member(struct kw_walk *walk);

/* Where and which bit of the workshop's `properties` a property is. */
static inline uint64_t *kw_walk_property(struct kw_workshop *shop,
                                         unsigned number)
{
    return &shop->properties[number / 64 % 16];
}
static inline uint64_t kw_walk_property_bit(unsigned number)
{
    return UINT64_C(1) << (number % 64);
}

/* Takes what was read by kw_usual_snak(). (statement.c, as the next) */
bool kw_walk_snak(struct kw_walk *walk, const struct kw_ready_value *value,
                  cJSON **out);
/* Takes a statement whose main snak was read by kw_usual_statement(), and
 * goes past its other members. */
bool kw_walk_statement(struct kw_walk *walk, const struct kw_shape *shape,
                       const struct kw_ready_value *value, cJSON **out);

/* ---- texts (texts.c) ----------------------------------------------- */

/* The workshop's `letters` for its languages. (languages.c, as the next
 * ones) */
uint32_t kw_walk_letters(const char *const *langs);
/* Most codes are told from those wanted by their first letter. */
static inline uint32_t kw_walk_letter(char letter)
{
    return UINT32_C(1) << ((unsigned char)letter % 32);
}
/* Is the slice, whose letter is among these, a language to keep? */
bool kw_walk_is_asked(const struct kw_walk *walk, const struct kw_slice *slice);
/* Is the slice a language to keep? */
static inline bool kw_walk_is_wanted(const struct kw_walk *walk,
                                     const struct kw_slice *slice)
{
    return (walk->shop->letters & kw_walk_letter(slice->text[0])) &&
           kw_walk_is_asked(walk, slice);
}
/* Does `a` come before `b`? Neither may be empty. */
bool kw_walk_is_smaller(const struct kw_slice *a, const struct kw_slice *b);
/* Takes a map of languages: of those wanted, or else the smallest. */
bool kw_walk_texts(struct kw_walk *walk, bool are_labels, cJSON **out);

#endif
