/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A document to a tree of what is kept.
 */
#include "scan.h"

#include "walk.h"

#ifdef KW_SCAN_RULES
int kw_scan_without = -1;
#endif

size_t kw_scan_start(const char *bytes, size_t length)
{
    return length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 &&
                   KW_RULE(ORDER_MARK)
               ? 3
               : 0;
}

/* Is there nothing behind the document, but for a comma? */
static bool is_over(struct kw_walk *walk)
{
    if (kw_walk_token(walk) == ',' && KW_RULE(TAIL_COMMA))
        walk->at++;
    (void)kw_walk_token(walk);
    return walk->at >= walk->cursor.length;
}

static void note_properties(struct kw_workshop *shop)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);

    for (size_t i = 0; i < count; i++)
        *kw_walk_property(shop, (unsigned)table[i].property) |=
            kw_walk_property_bit((unsigned)table[i].property);
}

enum kw_status kw_scan_tree(struct kw_tree *tree, const char *bytes,
                            size_t length, const char *const *langs,
                            const struct kw_claims_limits *limits,
                            const struct kw_eyes *eyes)
{
    uint64_t seen[1024];
    struct kw_workshop shop = {.tree = tree,
                               .langs = langs,
                               .letters = kw_walk_letters(langs),
                               .seen = seen};
    struct kw_walk walk = {.shop = &shop};
    size_t start = kw_scan_start(bytes, length);

    if (length > (limits && limits->document_bytes ? limits->document_bytes
                                                   : KW_DOCUMENT_BYTES))
        return KW_INPUT;
    tree->arena.limit_bytes = limits && limits->memory_bytes
                                  ? limits->memory_bytes
                                  : KW_DOCUMENT_MEMORY_BYTES;
    note_properties(&shop);
    kw_cursor_init(&walk.cursor, eyes, bytes + start, length - start);
    if (kw_walk_token(&walk) != '{')
        return KW_INPUT;
    if (kw_walk_take(&walk, &KW_SHAPE_DOCUMENT, &tree->root) && is_over(&walk))
        return KW_OK;
    return shop.trouble != KW_OK ? shop.trouble : KW_INPUT;
}
