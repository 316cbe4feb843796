/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growing a tree, generation by generation, so that everybody is told in
 * full where they stand nearest to the root. Nobody is grown from twice:
 * the tree stays as small as the family, however often lines meet.
 */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/kinship.h>

struct grower {
    struct tree *tree;
    bool ancestors;
    struct tree_node **row; /* places told in full, in the order grown */
    size_t row_count;
    uint8_t *sexes; /* room for a way up */
    struct kw_buffer text;
    struct kw_error *err;
};

/* ---- numbers ------------------------------------------------------- */

static enum kw_status keep_text(struct grower *g, struct tree_node *node)
{
    KW_TRY(kw_buffer_check(&g->text, g->err));
    node->number =
        kw_arena_text(&g->tree->arena, g->text.bytes, g->text.length);
    return node->number ? KW_OK : kw_nomem(g->err);
}

/* The way up from the root by the kinds of its links: what father and
 * mother are, whatever their own records say of their sex. */
static enum kw_status number_ancestor(struct grower *g, struct tree_node *node)
{
    uint32_t at = node->generation;

    g->sexes[0] = KW_SEX_UNKNOWN;
    for (const struct tree_node *n = node; n->under; n = n->under) {
        if (!n->under->number || n->second)
            return KW_OK;
        g->sexes[at--] = n->link == KW_LINK_FATHER   ? KW_MALE
                         : n->link == KW_LINK_MOTHER ? KW_FEMALE
                                                     : KW_SEX_UNKNOWN;
    }
    kw_buffer_clear(&g->text);
    if (!kw_ahnentafel(g->sexes, node->generation, &g->text))
        return KW_OK;
    return keep_text(g, node);
}

static enum kw_status number_descendant(struct grower *g,
                                        struct tree_node *node, size_t place)
{
    kw_buffer_clear(&g->text);
    kw_buffer_print(&g->text, "%s.%zu", node->under->number, place);
    return keep_text(g, node);
}

/* ---- growing ------------------------------------------------------- */

static enum kw_status add_place(struct grower *g, struct tree_node *under,
                                uint32_t who, struct tree_node **out)
{
    struct tree_node *node = kw_arena_zeroed(&g->tree->arena, 1, sizeof *node);

    *out = node;
    if (!node)
        return kw_nomem(g->err);
    node->who = who;
    node->under = under;
    node->generation = under ? under->generation + 1 : 0;
    node->order_known = true;
    g->tree->places++;
    if (node->generation > g->tree->deepest)
        g->tree->deepest = node->generation;
    if (g->tree->told[who]) {
        struct tree_node **end = &g->tree->told[who]->again;

        node->told = g->tree->told[who];
        while (*end)
            end = &(*end)->again;
        *end = node;
    } else {
        node->told = node;
        g->tree->told[who] = node;
        g->row[g->row_count++] = node;
        g->tree->persons++;
    }
    return KW_OK;
}

static bool is_birth(uint8_t role)
{
    return role == KW_ROLE_BIRTH || role == KW_ROLE_DISPUTED;
}

/* Parents by birth first; of several fathers the first has the number. */
static enum kw_status grow_parents(struct grower *g, struct tree_node *under)
{
    struct kw_ties ties = kw_people_parents(g->tree->people, under->who);
    struct tree_node **end = &under->first;
    bool seen[KW_LINK_RELATIVE + 1] = {false};

    for (int birth = 1; birth >= 0; birth--)
        for (size_t i = 0; i < ties.count; i++) {
            const struct kw_tie *tie = &ties.items[i];
            struct tree_node *node;

            if (is_birth(tie->role) != (birth == 1))
                continue;
            KW_TRY(add_place(g, under, tie->who, &node));
            node->link = tie->kind;
            node->role = tie->role;
            node->second = !birth || seen[tie->kind];
            seen[tie->kind] = true;
            KW_TRY(number_ancestor(g, node));
            *end = node;
            end = &node->next;
        }
    return KW_OK;
}

static enum kw_status grow_children(struct grower *g, struct tree_node *under)
{
    const struct kw_people *people = g->tree->people;
    struct kw_ties ties = kw_people_children(people, under->who);
    struct tree_node **end = &under->first;

    for (size_t i = 0; i < ties.count; i++) {
        struct tree_node *node;

        KW_TRY(add_place(g, under, ties.items[i].who, &node));
        node->link = ties.items[i].kind;
        node->role = ties.items[i].role;
        KW_TRY(number_descendant(g, node, i + 1));
        *end = node;
        end = &node->next;
        if (i && kw_date_compare(
                     kw_people_at(people, ties.items[i - 1].who)->birth,
                     kw_people_at(people, ties.items[i].who)->birth) >= 0)
            under->order_known = false;
    }
    return KW_OK;
}

static enum kw_status grow_rows(struct grower *g, uint32_t who,
                                uint32_t generations)
{
    KW_TRY(add_place(g, NULL, who, &g->tree->root));
    g->tree->root->number = "1";
    for (size_t i = 0; i < g->row_count; i++) {
        if (g->row[i]->generation >= generations)
            continue;
        if (g->ancestors)
            KW_TRY(grow_parents(g, g->row[i]));
        else
            KW_TRY(grow_children(g, g->row[i]));
    }
    return KW_OK;
}

enum kw_status tree_grow(const struct kw_people *people, uint32_t who,
                         bool ancestors, uint32_t generations, struct tree *out,
                         struct kw_error *err)
{
    size_t count = kw_people_count(people);
    struct grower g = {.tree = out, .ancestors = ancestors, .err = err};
    enum kw_status status;

    memset(out, 0, sizeof *out);
    out->people = people;
    out->told = calloc(count + 1, sizeof(struct tree_node *));
    g.row = calloc(count + 1, sizeof(struct tree_node *));
    g.sexes = calloc((size_t)generations + 2, 1);
    if (out->told && g.row && g.sexes)
        status = grow_rows(&g, who, generations);
    else
        status = kw_nomem(err);
    kw_buffer_finish(&g.text);
    free(g.sexes);
    free((void *)g.row);
    return status;
}

void tree_finish(struct tree *tree)
{
    free((void *)tree->told);
    tree->told = NULL;
    kw_arena_finish(&tree->arena);
}

struct tree_node *tree_next(const struct tree_node *node)
{
    if (node->first)
        return node->first;
    while (node && !node->next)
        node = node->under;
    return node ? node->next : NULL;
}
