/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a walk, and the items of scalars.
 *
 * Items come out of the tree's arena many at a time: nobody frees a tree
 * but as a whole.
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
    size_t end = kw_cursor_string(&walk->cursor, begin, &out->escapes);

    if (end >= walk->cursor.length)
        return kw_walk_give_up(walk);
    out->text = (const char *)walk->cursor.bytes + begin;
    out->length = end - begin;
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
        walk->at = kw_cursor_leave_near(cursor, walk->at + 1, 1);
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

/* Past a comma, if nothing stands between it and the key. */
static inline bool is_close(const struct kw_walk *walk)
{
    return walk->at + 1 < walk->cursor.length &&
           walk->cursor.bytes[walk->at] == ',' &&
           walk->cursor.bytes[walk->at + 1] == '"';
}

bool kw_walk_member(struct kw_walk *walk, size_t *count, struct kw_slice *key)
{
    if (*count > 0 && is_close(walk)) {
        ++*count;
        walk->at++;
    } else if (!next(walk, count, '}')) {
        return false;
    } else if (kw_walk_token(walk) != '"') {
        return kw_walk_give_up(walk);
    }
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

cJSON *kw_walk_scalar(struct kw_walk *walk)
{
    unsigned char first = kw_walk_token(walk);
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
