/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Snaks and statements that begin in their usual spelling: read at once
 * into what is asked of them (ready.h).
 *
 * However a statement goes on, with members in any order and spelling: its
 * main snak is known, so of its members four are left to be asked for. (A
 * statement of the REST API has no main snak and never comes here.)
 */
#include "walk.h"

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
                      struct kw_met *met, size_t *row)
{
    const struct kw_wanted *found;
    struct kw_slice key;
    size_t count = 1;

    for (;;) {
        switch (kw_usual_member(walk)) {
        case KW_USUAL_TYPE:
            continue;
        case KW_USUAL_RANK:
            (void)kw_is_first(met, KW_STATEMENT_RANK);
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
        found = kw_shape_row(shape, key.text, key.length);
        *row = found ? (size_t)(found - shape->members) : shape->count;
        return true;
    }
}

bool kw_walk_statement(struct kw_walk *walk, const struct kw_shape *shape,
                       const struct kw_ready_value *value, cJSON **out)
{
    struct kw_ready_statement *statement = ready_item(walk, sizeof *statement);
    struct kw_met met = {0};
    size_t row;

    if (!statement)
        return false;
    *out = &statement->item;
    statement->value = *value;
    (void)kw_is_first(&met, KW_STATEMENT_SNAK);
    while (next_said(walk, shape, &met, &row)) {
        if (row < shape->count &&
            ((!kw_is_first(&met, row) && KW_RULE(FIRST_COUNTS)) ||
             !KW_RULE_ROW(&shape->members[row] - KW_SHAPE_ROWS)))
            row = shape->count;
        if (!take_said(walk, shape, row, statement))
            return false;
    }
    return walk->shop->trouble == KW_OK;
}

bool kw_walk_snak(struct kw_walk *walk, const struct kw_ready_value *value,
                  cJSON **out)
{
    struct kw_ready_snak *snak = ready_item(walk, sizeof *snak);

    if (!snak)
        return false;
    *out = &snak->item;
    snak->value = *value;
    return true;
}
