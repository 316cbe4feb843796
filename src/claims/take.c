/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is taken of a value by its shape: of objects the members asked
 * for, of lists all elements, their number, or nothing.
 *
 * The names of items are the names of the tables, not copies.
 */
#include "walk.h"

/* ---- objects ------------------------------------------------------- */

/* The property of "P22"; NULL if it is not known. "P022" passes too: it is
 * kept, and nobody asks for it. */
static const struct kw_property_info *property_of(const struct kw_slice *key)
{
    unsigned number = 0;

    if (key->length < 2 || key->length > 6 || key->text[0] != 'P')
        return NULL;
    for (size_t i = 1; i < key->length; i++) {
        if (key->text[i] < '0' || key->text[i] > '9')
            return NULL;
        number = number * 10 + (unsigned)(key->text[i] - '0');
    }
    return kw_property_info(number);
}

static const struct kw_shape *by_name(const struct kw_shape *shape,
                                      const struct kw_slice *key,
                                      struct kw_met *met, const char **name)
{
    const struct kw_wanted *row = kw_shape_row(shape, key->text, key->length);

    if (!row ||
        (!kw_is_first(met, (size_t)(row - shape->members)) &&
         KW_RULE(FIRST_COUNTS)) ||
        !KW_RULE_ROW(row - KW_SHAPE_ROWS))
        return NULL;
    *name = row->name;
    return row->shape;
}

static const struct kw_shape *by_property(struct kw_walk *walk,
                                          const struct kw_shape *shape,
                                          const struct kw_slice *key,
                                          const char **name)
{
    const struct kw_property_info *info = property_of(key);

    if (!info || !(shape->statements ? info->is_statement : info->is_qualifier))
        return NULL;
    *name = kw_walk_copy(walk, key);
    return shape->statements ? shape->statements : shape->qualifiers;
}

/* The shape of the member of that name, and the name to keep; NULL if it
 * is not kept. */
static const struct kw_shape *wanted(struct kw_walk *walk,
                                     const struct kw_shape *shape,
                                     struct kw_slice *key, struct kw_met *met,
                                     const char **name)
{
    if (key->escapes && KW_RULE(KEY_ESCAPES) && !kw_walk_unescape(walk, key))
        return NULL;
    if (shape->every) {
        *name = kw_walk_copy(walk, key);
        return shape->every;
    }
    if (shape->statements || shape->qualifiers)
        return by_property(walk, shape, key, name);
    return by_name(shape, key, met, name);
}

/* Something nobody asks for: so that what is not empty stays so. */
static bool stand_in(struct kw_walk *walk, cJSON *parent)
{
    cJSON *item;

    if (parent->child || !KW_RULE(NOT_EMPTY))
        return true;
    item = kw_walk_item(walk, cJSON_NULL);
    if (!item)
        return false;
    item->string = (char *)"";
    parent->child = item;
    return true;
}

/* The members of an object on its way. */
struct members {
    cJSON **tail;
    struct kw_met met;
    size_t count;
};

static void append(struct members *members, cJSON *item, const char *name)
{
    item->string = (char *)name;
    *members->tail = item;
    members->tail = &item->next;
}

/* Passes over properties nobody asks for, which most are; false in
 * trouble. */
static bool pass_properties(struct kw_walk *walk, size_t *count)
{
    struct kw_workshop *shop = walk->shop;
    struct kw_usual_property usual;

    while (kw_usual_property(walk, *count == 0, &usual) &&
           (!(*kw_walk_property(shop, usual.number) &
              kw_walk_property_bit(usual.number)) ||
            !KW_RULE(PASSED_PROPERTY))) {
        ++*count;
        walk->at = kw_cursor_leave_near(&walk->cursor, usual.list_at + 1, 1);
        if (walk->at >= walk->cursor.length)
            return kw_walk_give_up(walk);
    }
    return true;
}

static bool take_members(struct kw_walk *walk, const struct kw_shape *shape,
                         cJSON *object)
{
    struct members members = {&object->child, {0}, 0};
    struct kw_slice key = {NULL, 0, false};

    walk->at++;
    for (;;) {
        const struct kw_shape *member;
        const char *name = NULL;
        cJSON *item;

        if (((shape->statements || shape->qualifiers) &&
             !pass_properties(walk, &members.count)) ||
            !kw_walk_member(walk, &members.count, &key))
            break;
        member = wanted(walk, shape, &key, &members.met, &name);
        if (!member) {
            if (walk->shop->trouble != KW_OK || !kw_walk_skip(walk))
                return false;
            continue;
        }
        if (!name || !kw_walk_take(walk, member, &item))
            return false;
        if (item)
            append(&members, item, name);
    }
    if (walk->shop->trouble != KW_OK)
        return false;
    return members.count == 0 || stand_in(walk, object);
}

static bool take_entity(struct kw_walk *walk, const struct kw_shape *shape,
                        cJSON *object)
{
    struct kw_notes notes = {false, 0};
    struct kw_notes *around = walk->notes;
    cJSON *articles;
    bool is_taken;

    walk->notes = &notes;
    is_taken = take_members(walk, shape, object);
    walk->notes = around;
    if (!is_taken || notes.is_named || !notes.articles_at || !KW_RULE(ARTICLE))
        return is_taken;
    if (!kw_walk_again(walk, notes.articles_at, &KW_SHAPE_SITELINKS,
                       &articles) ||
        !articles)
        return false;
    articles->string = (char *)"sitelinks";
    articles->next = object->child;
    object->child = articles;
    return true;
}

/* ---- lists --------------------------------------------------------- */

static bool take_elements(struct kw_walk *walk, const struct kw_shape *shape,
                          cJSON *list)
{
    cJSON **tail = &list->child;
    size_t count = 0;

    walk->at++;
    while (kw_walk_element(walk, &count)) {
        cJSON *item;

        if (shape->how == KW_COUNTED) {
            item = kw_walk_skip(walk) ? kw_walk_item(walk, cJSON_NULL) : NULL;
            if (!item)
                return false;
            if (!KW_RULE(REFERENCES) && list->child)
                continue;
        } else if (!shape->element) {
            if (!kw_walk_skip(walk))
                return false;
            continue;
        } else if (!kw_walk_take(walk, shape->element, &item)) {
            return false;
        }
        if (!item)
            continue;
        *tail = item;
        tail = &item->next;
    }
    if (walk->shop->trouble != KW_OK)
        return false;
    return count == 0 || stand_in(walk, list);
}

/* ---- values -------------------------------------------------------- */

static bool take_whole(struct kw_walk *walk, cJSON **out)
{
    size_t begin = walk->at;

    if (!kw_walk_skip(walk))
        return false;
    *out = kw_tree_slice(walk->shop->tree,
                         (const char *)walk->cursor.bytes + begin,
                         walk->at - begin);
    return *out || kw_walk_give_up(walk);
}

static bool take_container(struct kw_walk *walk, const struct kw_shape *shape,
                           unsigned char first, cJSON **out)
{
    *out = kw_walk_item(walk, first == '{' ? cJSON_Object : cJSON_Array);
    if (!*out)
        return false;
    if (first == '[')
        return take_elements(walk, shape, *out);
    return shape->is_entity ? take_entity(walk, shape, *out)
                            : take_members(walk, shape, *out);
}

bool kw_walk_take(struct kw_walk *walk, const struct kw_shape *shape,
                  cJSON **out)
{
    unsigned char first = kw_walk_token(walk);
    struct kw_ready_value value;

    *out = NULL;
    if (shape->is_snak && kw_usual_snak(walk, &value))
        return kw_walk_snak(walk, &value, out);
    if (shape->is_statement && kw_usual_statement(walk, &value))
        return kw_walk_statement(walk, shape, &value, out);
    switch (shape->how) {
    case KW_WHOLE:
        return take_whole(walk, out);
    case KW_THERE:
        *out = kw_walk_item(walk, cJSON_NULL);
        return *out && kw_walk_skip(walk);
    case KW_OWN_LINE:
        if (KW_RULE(OWN_LINES))
            walk->shop->trouble = KW_USAGE;
        return KW_RULE(OWN_LINES) ? false : kw_walk_skip(walk);
    case KW_ARTICLES:
        if (walk->notes)
            walk->notes->articles_at = walk->at;
        return kw_walk_skip(walk);
    case KW_LABELS:
    case KW_TEXTS:
        if (first == '{')
            return kw_walk_texts(walk, shape->how == KW_LABELS, out);
        break;
    case KW_OBJECT:
        if (first != '{')
            return kw_walk_skip(walk);
        break;
    case KW_PRUNED:
    case KW_COUNTED:
        break;
    }
    if (first == '{' || first == '[')
        return take_container(walk, shape, first, out);
    *out = kw_walk_scalar(walk);
    return *out != NULL;
}

bool kw_walk_again(struct kw_walk *walk, size_t from,
                   const struct kw_shape *shape, cJSON **out)
{
    struct kw_walk again;

    kw_cursor_init(&again.cursor, walk->cursor.eyes,
                   (const char *)walk->cursor.bytes + from,
                   walk->cursor.length - from);
    again.at = 0;
    again.shop = walk->shop;
    again.notes = NULL;
    return kw_walk_take(&again, shape, out);
}
