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

/* Which members of one object were met already, by row. */
struct met {
    uint64_t rows;
};

static bool is_first(struct met *met, size_t row)
{
    uint64_t bit = UINT64_C(1) << row;
    bool is = !(met->rows & bit);

    met->rows |= bit;
    return is;
}

/* The row of that name; NULL: there is none. */
static const struct kw_wanted *row_of(const struct kw_shape *shape,
                                      const struct kw_slice *key)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct kw_wanted *row = &shape->members[i];

        if (row->length == key->length && row->name[0] == key->text[0] &&
            memcmp(row->name, key->text, row->length) == 0)
            return row;
    }
    return NULL;
}

static const struct kw_shape *by_name(const struct kw_shape *shape,
                                      const struct kw_slice *key,
                                      struct met *met, const char **name)
{
    const struct kw_wanted *row = row_of(shape, key);

    if (!row ||
        (!is_first(met, (size_t)(row - shape->members)) &&
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
                                     struct kw_slice *key, struct met *met,
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
    struct met met;
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

/* ---- statements ---------------------------------------------------- */

/* An item of `size` bytes that was read already. */
static void *ready_item(struct kw_walk *walk, size_t size)
{
    cJSON *item = kw_arena_take(&walk->shop->tree->arena, size);

    if (!item) {
        walk->shop->trouble = KW_LIMIT;
        return NULL;
    }
    memset(item, 0, size);
    item->type = cJSON_Raw;
    return item;
}

static bool take_id(struct kw_walk *walk, struct kw_ready_statement *out)
{
    struct kw_slice id;

    if (kw_walk_token(walk) != '"')
        return kw_walk_skip(walk);
    if (!kw_walk_string(walk, &id) ||
        (id.escapes && KW_RULE(TEXT_ESCAPES) && !kw_walk_unescape(walk, &id)))
        return false;
    out->id = id.text;
    out->id_length = id.length;
    return true;
}

/* Of anything but a list there are none. */
static bool take_references(struct kw_walk *walk,
                            struct kw_ready_statement *out)
{
    size_t count = 0;

    if (kw_walk_token(walk) != '[')
        return kw_walk_skip(walk);
    walk->at++;
    while (kw_walk_element(walk, &count))
        if (!kw_walk_skip(walk))
            return false;
    out->references = KW_RULE(REFERENCES) || count < 1 ? (uint32_t)count : 1;
    return walk->shop->trouble == KW_OK;
}

/* Takes the value of a member, by the number of its row; beyond the rows
 * are members that nobody asks for. */
static bool take_said(struct kw_walk *walk, const struct kw_shape *shape,
                      size_t row, struct kw_ready_statement *out)
{
    cJSON *item = NULL;

    switch (row) {
    case KW_STATEMENT_ID:
        return take_id(walk, out);
    case KW_STATEMENT_REFERENCES:
        return take_references(walk, out);
    case KW_STATEMENT_RANK:
        if (!kw_walk_take(walk, shape->members[row].shape, &item))
            return false;
        out->rank = item;
        return true;
    case KW_STATEMENT_QUALIFIERS:
        if (!kw_walk_take(walk, shape->members[row].shape, &item))
            return false;
        out->qualifiers = item;
        return true;
    default:
        return kw_walk_skip(walk);
    }
}

/* To the value of the next member, past what most say: *row is that of the
 * member then. False behind the last, and in trouble. */
static bool next_said(struct kw_walk *walk, const struct kw_shape *shape,
                      struct met *met, size_t *row)
{
    const struct kw_wanted *found;
    struct kw_slice key;
    size_t count = 1;

    for (;;) {
        switch (kw_usual_member(walk)) {
        case KW_USUAL_TYPE:
            continue;
        case KW_USUAL_RANK:
            (void)is_first(met, KW_STATEMENT_RANK);
            continue;
        case KW_USUAL_ID:
            *row = KW_STATEMENT_ID;
            return true;
        case KW_USUAL_REFERENCES:
            *row = KW_STATEMENT_REFERENCES;
            return true;
        case KW_USUAL_QUALIFIERS:
            *row = KW_STATEMENT_QUALIFIERS;
            return true;
        case KW_USUAL_ORDER:
            *row = shape->count;
            return true;
        case KW_USUAL_NONE:
            break;
        }
        if (!kw_walk_member(walk, &count, &key) ||
            (key.escapes && KW_RULE(KEY_ESCAPES) &&
             !kw_walk_unescape(walk, &key)))
            return false;
        found = row_of(shape, &key);
        *row = found ? (size_t)(found - shape->members) : shape->count;
        return true;
    }
}

/* A statement whose main snak was read, by its other members. Of its rows
 * those of the REST API's statements are not asked for then. */
static bool take_ready(struct kw_walk *walk, const struct kw_shape *shape,
                       const struct kw_ready_value *value, cJSON **out)
{
    struct kw_ready_statement *statement = ready_item(walk, sizeof *statement);
    struct met met = {0};
    size_t row;

    if (!statement)
        return false;
    *out = &statement->item;
    statement->value = *value;
    (void)is_first(&met, KW_STATEMENT_SNAK);
    while (next_said(walk, shape, &met, &row)) {
        if (row < shape->count &&
            ((!is_first(&met, row) && KW_RULE(FIRST_COUNTS)) ||
             !KW_RULE_ROW(&shape->members[row] - KW_SHAPE_ROWS)))
            row = shape->count;
        if (!take_said(walk, shape, row, statement))
            return false;
    }
    return walk->shop->trouble == KW_OK;
}

static bool take_snak(struct kw_walk *walk, const struct kw_ready_value *value,
                      cJSON **out)
{
    struct kw_ready_snak *snak = ready_item(walk, sizeof *snak);

    if (!snak)
        return false;
    *out = &snak->item;
    snak->value = *value;
    return true;
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
        return take_snak(walk, &value, out);
    if (shape->is_statement && kw_usual_statement(walk, &value))
        return take_ready(walk, shape, &value, out);
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
