/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a walk, and what is taken of a value by its shape.
 *
 * Items come out of the tree's arena many at a time. Their names are the
 * names of the tables, not copies: nobody frees a tree but as a whole.
 */
#include "walk.h"

/* ---- items --------------------------------------------------------- */

bool kw_walk_give_up(struct kw_walk *walk)
{
    if (walk->shop->trouble == KW_OK)
        walk->shop->trouble = KW_INPUT;
    return false;
}

static void *out_of_memory(struct kw_walk *walk)
{
    walk->shop->trouble = KW_LIMIT;
    return NULL;
}

cJSON *kw_walk_item(struct kw_walk *walk, int type)
{
    enum { FIRST = 6, MORE = 30 };
    struct kw_workshop *shop = walk->shop;
    cJSON *item;

    if (shop->spare_count == 0) {
        unsigned count = shop->spare ? MORE : FIRST;

        shop->spare = kw_arena_take(&shop->tree->arena, count * sizeof *item);
        if (!shop->spare)
            return out_of_memory(walk);
        shop->spare_count = count;
    }
    shop->spare_count--;
    item = shop->spare++;
    memset(item, 0, sizeof *item);
    item->type = type;
    return item;
}

bool kw_walk_unescape(struct kw_walk *walk, struct kw_slice *slice)
{
    /* With its quotes it is a document to cJSON. */
    const cJSON *item =
        kw_tree_slice(walk->shop->tree, slice->text - 1, slice->length + 2);

    if (!cJSON_IsString(item))
        return kw_walk_give_up(walk);
    slice->text = item->valuestring;
    slice->length = strlen(item->valuestring);
    slice->escapes = false;
    return true;
}

char *kw_walk_copy(struct kw_walk *walk, const struct kw_slice *slice)
{
    struct kw_slice plain = *slice;
    char *copy;

    if (plain.escapes && KW_RULE(TEXT_ESCAPES) &&
        !kw_walk_unescape(walk, &plain))
        return NULL;
    copy = kw_arena_text(&walk->shop->tree->arena, plain.text, plain.length);
    return copy ? copy : out_of_memory(walk);
}

cJSON *kw_walk_text(struct kw_walk *walk, const struct kw_slice *slice)
{
    cJSON *item = kw_walk_item(walk, cJSON_String);

    if (item)
        item->valuestring = kw_walk_copy(walk, slice);
    return item && item->valuestring ? item : NULL;
}

/* ---- steps --------------------------------------------------------- */

bool kw_walk_string(struct kw_walk *walk, struct kw_slice *out)
{
    size_t begin = walk->at + 1;
    size_t end = kw_cursor_quote(&walk->cursor, begin);

    if (end >= walk->cursor.length)
        return kw_walk_give_up(walk);
    out->text = (const char *)walk->cursor.bytes + begin;
    out->length = end - begin;
    out->escapes = kw_cursor_escapes(&walk->cursor, begin, end);
    walk->at = end + 1;
    return true;
}

/* To where a number or a word ends. */
static size_t end_of_word(const struct kw_walk *walk)
{
    size_t at = walk->at;

    while (at < walk->cursor.length) {
        unsigned char c = walk->cursor.bytes[at];

        if (c <= ' ' || c == ',' || c == '}' || c == ']')
            break;
        at++;
    }
    return at;
}

bool kw_walk_skip(struct kw_walk *walk)
{
    struct kw_cursor *cursor = &walk->cursor;
    unsigned char c = kw_walk_token(walk);

    if (c == '{' || c == '[') {
        walk->at = kw_cursor_leave(cursor, walk->at + 1, 1);
    } else if (c == '"') {
        size_t end = kw_cursor_quote(cursor, walk->at + 1);

        walk->at = end < cursor->length ? end + 1 : end;
    } else {
        walk->at = end_of_word(walk);
    }
    return walk->at < cursor->length || kw_walk_give_up(walk);
}

/* To the next of a list of things between brackets. */
static bool next(struct kw_walk *walk, size_t *count, unsigned char closer)
{
    unsigned char c = kw_walk_token(walk);

    if (c == closer) {
        walk->at++;
        return false;
    }
    if ((*count)++ == 0)
        return true;
    if (c != ',')
        return kw_walk_give_up(walk);
    walk->at++;
    return true;
}

bool kw_walk_member(struct kw_walk *walk, size_t *count, struct kw_slice *key)
{
    if (!next(walk, count, '}'))
        return false;
    if (kw_walk_token(walk) != '"')
        return kw_walk_give_up(walk);
    if (!kw_walk_string(walk, key))
        return false;
    if (kw_walk_token(walk) != ':')
        return kw_walk_give_up(walk);
    walk->at++;
    return kw_walk_token(walk) || kw_walk_give_up(walk);
}

bool kw_walk_element(struct kw_walk *walk, size_t *count)
{
    if (!next(walk, count, ']'))
        return false;
    return kw_walk_token(walk) || kw_walk_give_up(walk);
}

/* ---- scalars ------------------------------------------------------- */

/* Numbers are cJSON's, but for short whole ones, where nobody can
 * differ. */
static cJSON *number(struct kw_walk *walk)
{
    enum { SURE = 15 };
    const unsigned char *bytes = walk->cursor.bytes + walk->at;
    size_t length = end_of_word(walk) - walk->at;
    uint64_t value = 0;
    size_t at = 0;
    cJSON *item;

    while (at < length && at < SURE && bytes[at] >= '0' && bytes[at] <= '9')
        value = value * 10 + (bytes[at++] - '0');
    if ((at != length || at == 0) && KW_RULE(ODD_NUMBERS)) {
        item = kw_tree_slice(walk->shop->tree, (const char *)bytes, length);
        if (!item)
            (void)kw_walk_give_up(walk);
    } else {
        item = kw_walk_item(walk, cJSON_Number);
        if (item)
            item->valuedouble = (double)value;
    }
    walk->at += length;
    return item;
}

static cJSON *word(struct kw_walk *walk, unsigned char first)
{
    size_t length = first == 'f' ? 5 : 4;

    if (walk->cursor.length - walk->at < length)
        return (void)kw_walk_give_up(walk), NULL;
    walk->at += length;
    return kw_walk_item(walk, first == 't'   ? cJSON_True
                              : first == 'f' ? cJSON_False
                                             : cJSON_NULL);
}

static cJSON *scalar(struct kw_walk *walk, unsigned char first)
{
    struct kw_slice slice;

    switch (first) {
    case '"':
        return kw_walk_string(walk, &slice) ? kw_walk_text(walk, &slice) : NULL;
    case 't':
    case 'f':
    case 'n':
        return word(walk, first);
    default:
        return number(walk);
    }
}

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

static const struct kw_shape *by_name(const struct kw_shape *shape,
                                      const struct kw_slice *key,
                                      struct met *met, const char **name)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct kw_wanted *row = &shape->members[i];

        if (row->length != key->length || row->name[0] != key->text[0] ||
            memcmp(row->name, key->text, row->length) != 0)
            continue;
        if ((!is_first(met, i) && KW_RULE(FIRST_COUNTS)) ||
            !KW_RULE_ROW(row - KW_SHAPE_ROWS))
            return NULL;
        *name = row->name;
        return row->shape;
    }
    return NULL;
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

static bool take_members(struct kw_walk *walk, const struct kw_shape *shape,
                         cJSON *object)
{
    cJSON **tail = &object->child;
    struct met met = {0};
    struct kw_slice key;
    size_t count = 0;

    walk->at++;
    while (kw_walk_member(walk, &count, &key)) {
        const char *name = NULL;
        const struct kw_shape *member = wanted(walk, shape, &key, &met, &name);
        cJSON *item;

        if (!member) {
            if (walk->shop->trouble != KW_OK || !kw_walk_skip(walk))
                return false;
            continue;
        }
        if (!name || !kw_walk_take(walk, member, &item))
            return false;
        if (!item)
            continue;
        item->string = (char *)name;
        *tail = item;
        tail = &item->next;
    }
    if (walk->shop->trouble != KW_OK)
        return false;
    return count == 0 || stand_in(walk, object);
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
    if (!kw_walk_again(walk, notes.articles_at, &KW_SHAPE_SITELINKS, &articles))
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

    *out = NULL;
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
    *out = scalar(walk, first);
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
