/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Growing a family from one couple, generation by generation.
 *
 * Each generation is about twice the last. Most marry within it, never a
 * brother or sister; others marry somebody from outside, whose parents
 * are not known; some marry twice, so half siblings come about. Every
 * couple has a child, which is what keeps all connected.
 */
#include "family_tree.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"

#define GROWTH 1.9

enum { LAST_YEAR = 2005, CHILDREN_MAX = 14 };

struct couple {
    uint32_t man;
    uint32_t woman;
    unsigned children;
};

struct growth {
    struct family_tree *tree;
    size_t wanted;
    uint64_t dice;
    uint32_t *adults; /* the generation at hand */
    size_t adult_count;
    uint32_t *young; /* the next one */
    size_t young_count;
    struct couple *couples; /* of the generation at hand */
    size_t couple_count;
    uint32_t *single; /* who is still to be married, room for all */
};

static uint64_t throw_dice(struct growth *g)
{
    return g->dice = hash_number(g->dice);
}

static size_t below(struct growth *g, size_t limit)
{
    return (size_t)(throw_dice(g) % limit);
}

static bool happens(struct growth *g, double chance)
{
    return hash_fraction(throw_dice(g)) < chance;
}

static uint32_t born(struct growth *g, int year, bool is_male, uint32_t father,
                     uint32_t mother)
{
    struct family_tree *tree = g->tree;
    uint32_t who = (uint32_t)tree->count++;
    struct human *human = &tree->people[who];

    memset(human, 0xff, sizeof *human); /* NO_ONE everywhere */
    human->father = father;
    human->mother = mother;
    human->birth_year = (int16_t)year;
    human->is_male = is_male;
    human->unknown_father = false;
    human->house = father != NO_ONE ? tree->people[father].house : who;
    return who;
}

static bool has_room(const struct growth *g, size_t people)
{
    return g->tree->count + people <= g->wanted;
}

static void note_spouse(struct human *human, uint32_t spouse)
{
    for (int i = 0; i < SPOUSES_MAX; i++)
        if (human->spouses[i] == NO_ONE) {
            human->spouses[i] = spouse;
            return;
        }
}

static void have_child(struct growth *g, struct couple *couple)
{
    const struct human *mother = &g->tree->people[couple->woman];
    int year =
        mother->birth_year + 18 + (int)couple->children * 2 + (int)below(g, 3);
    uint32_t child =
        born(g, year, happens(g, 0.51), couple->man, couple->woman);

    couple->children++;
    g->young[g->young_count++] = child;
    /* Not the first: it is what ties a stranger to the rest. */
    if (couple->children > 1 && happens(g, 0.01)) {
        g->tree->people[child].father = NO_ONE;
        g->tree->people[child].unknown_father = true;
    }
    if (happens(g, 0.005)) {
        uint32_t adopter = g->adults[below(g, g->adult_count)];

        if (g->tree->people[adopter].is_male && adopter != couple->man)
            g->tree->people[child].adopter = adopter;
    }
}

/* A wedding, and the first child at once. Needs room for one. */
static void marry(struct growth *g, uint32_t one, uint32_t other)
{
    struct human *people = g->tree->people;
    struct couple *couple = &g->couples[g->couple_count++];

    couple->man = people[one].is_male ? one : other;
    couple->woman = people[one].is_male ? other : one;
    couple->children = 0;
    note_spouse(&people[one], other);
    note_spouse(&people[other], one);
    have_child(g, couple);
}

/* Somebody from outside, for `who`. Needs room for two. */
static void marry_stranger(struct growth *g, uint32_t who)
{
    const struct human *human = &g->tree->people[who];
    int year = human->birth_year - 4 + (int)below(g, 9);

    marry(g, who, born(g, year, !human->is_male, NO_ONE, NO_ONE));
}

static bool are_siblings(const struct human *a, const struct human *b)
{
    return (a->father != NO_ONE && a->father == b->father) ||
           (a->mother != NO_ONE && a->mother == b->mother);
}

static void shuffle(struct growth *g, uint32_t *list, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = below(g, i);
        uint32_t kept = list[i - 1];

        list[i - 1] = list[j];
        list[j] = kept;
    }
}

/* Weds the generation at hand: neighbours in a shuffled row, if they
 * can; then strangers; then second marriages. */
static void wed_all(struct growth *g)
{
    const struct human *people = g->tree->people;
    size_t singles = 0;
    size_t first_marriages;

    shuffle(g, g->adults, g->adult_count);
    for (size_t i = 0; i < g->adult_count; i++) {
        uint32_t one = g->adults[i];
        uint32_t next = i + 1 < g->adult_count ? g->adults[i + 1] : one;

        if (people[one].is_male != people[next].is_male &&
            !are_siblings(&people[one], &people[next]) && happens(g, 0.8) &&
            has_room(g, 1)) {
            marry(g, one, next);
            i++;
        } else {
            g->single[singles++] = one;
        }
    }
    for (size_t i = 0; i < singles; i++)
        if (has_room(g, 2) && (g->couple_count == 0 || happens(g, 0.5)))
            marry_stranger(g, g->single[i]);
    first_marriages = g->couple_count;
    for (size_t i = 0; i < first_marriages; i++)
        if (happens(g, 0.08) && has_room(g, 2))
            marry_stranger(g, happens(g, 0.5) ? g->couples[i].man
                                              : g->couples[i].woman);
}

/* More children, until the next generation is as large as it should be. */
static void grow_young(struct growth *g)
{
    size_t target = (size_t)((double)g->adult_count * GROWTH) + 1;
    size_t tries = target * 20;

    while (g->couple_count > 0 && g->young_count < target && tries-- > 0 &&
           has_room(g, 1)) {
        struct couple *couple = &g->couples[below(g, g->couple_count)];

        if (couple->children < CHILDREN_MAX)
            have_child(g, couple);
    }
}

static void next_generation(struct growth *g)
{
    uint32_t *kept = g->adults;

    g->adults = g->young;
    g->adult_count = g->young_count;
    g->young = kept;
    g->young_count = 0;
    g->couple_count = 0;
}

static void grow(struct growth *g)
{
    const int year = 0;

    g->young[g->young_count++] = born(g, year, true, NO_ONE, NO_ONE);
    while (g->tree->count < g->wanted) {
        next_generation(g);
        if (g->tree->count == 1 && g->wanted < 3) {
            born(g, year, false, NO_ONE, g->adults[0]);
            return;
        }
        wed_all(g);
        grow_young(g);
        /* One place left and nobody to fill it: a last child. */
        if (g->young_count == 0) {
            uint32_t parent = g->adults[0];
            bool is_male = g->tree->people[parent].is_male;

            g->young[g->young_count++] =
                born(g, g->tree->people[parent].birth_year + 25, true,
                     is_male ? parent : NO_ONE, is_male ? NO_ONE : parent);
        }
    }
}

/* Growing began in a year 0; the last child is to be born in LAST_YEAR. */
static void date_all(struct family_tree *tree)
{
    int last = 0;

    for (size_t i = 0; i < tree->count; i++)
        if (tree->people[i].birth_year > last)
            last = tree->people[i].birth_year;
    for (size_t i = 0; i < tree->count; i++)
        tree->people[i].birth_year =
            (int16_t)(tree->people[i].birth_year + LAST_YEAR - last);
}

/* ---- children ------------------------------------------------------ */

static void count_child(size_t *counts, uint32_t parent)
{
    if (parent != NO_ONE)
        counts[parent + 1]++;
}

static void place_child(struct family_tree *tree, size_t *ends, uint32_t parent,
                        size_t child)
{
    if (parent != NO_ONE)
        tree->children[ends[parent]++] = (uint32_t)child;
}

static enum kw_status list_children(struct family_tree *tree,
                                    struct kw_error *err)
{
    size_t *ends = calloc(tree->count + 1, sizeof *ends);

    tree->first_child = calloc(tree->count + 1, sizeof *tree->first_child);
    tree->children = calloc(tree->count * 3 + 1, sizeof *tree->children);
    if (ends == NULL || tree->first_child == NULL || tree->children == NULL) {
        free(ends);
        return kw_nomem(err);
    }
    for (size_t i = 0; i < tree->count; i++) {
        count_child(tree->first_child, tree->people[i].father);
        count_child(tree->first_child, tree->people[i].mother);
        count_child(tree->first_child, tree->people[i].adopter);
    }
    for (size_t i = 0; i < tree->count; i++) {
        tree->first_child[i + 1] += tree->first_child[i];
        ends[i] = tree->first_child[i];
    }
    for (size_t i = 0; i < tree->count; i++) {
        place_child(tree, ends, tree->people[i].father, i);
        place_child(tree, ends, tree->people[i].mother, i);
        place_child(tree, ends, tree->people[i].adopter, i);
    }
    free(ends);
    return KW_OK;
}

enum kw_status family_tree_make(struct family_tree *tree, size_t count,
                                uint64_t seed, struct kw_error *err)
{
    struct growth g = {.tree = tree, .wanted = count};
    enum kw_status status;

    memset(tree, 0, sizeof *tree);
    g.dice = hash_two(seed, count);
    tree->people = calloc(count, sizeof *tree->people);
    g.adults = calloc(count, sizeof *g.adults);
    g.young = calloc(count, sizeof *g.young);
    g.single = calloc(count, sizeof *g.single);
    g.couples = calloc(count, sizeof *g.couples);
    if (tree->people == NULL || g.adults == NULL || g.young == NULL ||
        g.single == NULL || g.couples == NULL) {
        status = kw_nomem(err);
    } else {
        grow(&g);
        date_all(tree);
        status = list_children(tree, err);
    }
    free(g.adults);
    free(g.young);
    free(g.single);
    free(g.couples);
    return status;
}

void family_tree_finish(struct family_tree *tree)
{
    free(tree->people);
    free(tree->children);
    free(tree->first_child);
    memset(tree, 0, sizeof *tree);
}
