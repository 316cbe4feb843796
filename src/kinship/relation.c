/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From cells to relations: couples merged, fullness judged, equal cells
 * bundled, everything sorted.
 *
 * Two cells merge only if they have the same last children on both
 * sides: then those children are full siblings and the apexes their
 * parents. Half is said only if both other parents are known and differ.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

/* ---- words for the enums ------------------------------------------- */

const char *kw_relation_kind_name(enum kw_relation_kind kind)
{
    static const char *const names[] = {"blood", "adoptive", "step", "foster",
                                        "marriage"};

    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "";
}

const char *kw_fullness_name(enum kw_fullness fullness)
{
    static const char *const names[] = {"direct", "full", "half", "unknown"};

    return (size_t)fullness < sizeof names / sizeof *names ? names[fullness]
                                                           : "";
}

/* ---- order --------------------------------------------------------- */

static int weight_of(enum kw_fullness fullness)
{
    switch (fullness) {
    case KW_DIRECT:
    case KW_FULL:
        return 0;
    case KW_FULLNESS_UNKNOWN:
        return 1;
    default:
        return 2;
    }
}

static uint32_t tilt(const struct kw_relation *r)
{
    return r->up > r->down ? r->up - r->down : r->down - r->up;
}

static uint32_t smaller_apex(const struct kw_relation *r)
{
    return r->apex[1] < r->apex[0] ? r->apex[1] : r->apex[0];
}

static uint32_t larger_apex(const struct kw_relation *r)
{
    return r->apex[1] < r->apex[0] ? r->apex[0] : r->apex[1];
}

int kw_relation_compare(const struct kw_relation *a,
                        const struct kw_relation *b, bool from_is_smaller)
{
    int order = COMPARE(a->kind, b->kind);

    if (!order)
        order = COMPARE((uint64_t)a->up + a->down, (uint64_t)b->up + b->down);
    if (!order)
        order = COMPARE(weight_of(a->fullness), weight_of(b->fullness));
    if (!order)
        order = COMPARE(tilt(a), tilt(b));
    if (!order)
        order =
            from_is_smaller ? COMPARE(a->up, b->up) : COMPARE(a->down, b->down);
    if (!order)
        order = COMPARE(smaller_apex(a), smaller_apex(b));
    return order ? order : COMPARE(larger_apex(a), larger_apex(b));
}

/* ---- fullness ------------------------------------------------------ */

static const struct strand *strand_to(const struct lineage *lineage,
                                      uint32_t child, uint32_t parent)
{
    for (uint32_t i = lineage->starts[child]; i < lineage->starts[child + 1];
         i++)
        if (lineage->strands[i].on && lineage->strands[i].parent == parent)
            return &lineage->strands[i];
    return NULL;
}

static uint32_t other_parent(const struct lineage *lineage, uint32_t child,
                             uint32_t parent)
{
    for (uint32_t i = lineage->starts[child]; i < lineage->starts[child + 1];
         i++)
        if (lineage->strands[i].on && lineage->strands[i].parent != parent)
            return lineage->strands[i].parent;
    return KW_NOBODY;
}

/* Adoption shares parents, not genes: a couple if both have both as
 * parents of any sort, else nothing is said. */
static enum kw_fullness legal_fullness(const struct lineage *lineage,
                                       uint32_t apex, uint32_t last_from,
                                       uint32_t last_to, uint32_t *partner)
{
    for (uint32_t i = lineage->starts[last_from];
         i < lineage->starts[last_from + 1]; i++) {
        uint32_t parent = lineage->strands[i].parent;

        if (lineage->strands[i].on && parent != apex &&
            strand_to(lineage, last_to, parent)) {
            *partner = parent;
            return KW_FULL;
        }
    }
    return KW_FULLNESS_UNKNOWN;
}

enum kw_fullness kw_fullness_of(const struct lineage *lineage, uint32_t apex,
                                uint32_t last_from, uint32_t last_to,
                                uint32_t *partner)
{
    uint32_t a;
    uint32_t b;

    *partner = KW_NOBODY;
    if (last_from == KW_NOBODY || last_to == KW_NOBODY)
        return KW_DIRECT;
    if (lineage->is_legal)
        return legal_fullness(lineage, apex, last_from, last_to, partner);
    a = other_parent(lineage, last_from, apex);
    b = other_parent(lineage, last_to, apex);
    if (a == KW_NOBODY || b == KW_NOBODY)
        return KW_FULLNESS_UNKNOWN;
    if (a != b)
        return KW_HALF;
    *partner = a;
    return KW_FULL;
}

enum kw_relation_kind kw_kind_of_bits(uint8_t bits)
{
    return bits & LINE_ADOPTIVE ? KW_BY_ADOPTION
           : bits & LINE_FOSTER ? KW_BY_FOSTERING
                                : KW_BLOOD;
}

bool kw_line_is_disputed(const struct lineage *lineage,
                         const struct kw_relation *relation)
{
    for (uint32_t i = 0; relation->line && i < relation->up + relation->down;
         i++) {
        uint32_t a = relation->line[i];
        uint32_t b = relation->line[i + 1];
        const struct strand *strand = i < relation->up
                                          ? strand_to(lineage, a, b)
                                          : strand_to(lineage, b, a);

        if (strand && strand->role == KW_ROLE_DISPUTED)
            return true;
    }
    return false;
}

/* Is the first of a couple rather the father than the second? */
static bool is_father(const struct lineage *lineage, const struct cell *cell,
                      uint32_t first, uint32_t second)
{
    for (int side = 0; side < 2; side++) {
        const struct strand *a = strand_to(lineage, cell->last[side], first);
        const struct strand *b = strand_to(lineage, cell->last[side], second);

        if (a && b && a->kind != b->kind)
            return a->kind == KW_LINK_FATHER || b->kind == KW_LINK_MOTHER;
    }
    return kw_people_at(lineage->people, second)->sex != KW_MALE;
}

/* ---- bundles ------------------------------------------------------- */

/* A relation whose lines are still being added up. */
struct bundle {
    struct kw_relation relation;
    mpz_t lines;
};

struct bundles {
    struct bundle *items;
    size_t count;
    size_t capacity;
    bool from_is_smaller;
};

static enum kw_status bundle_up(struct bundles *bundles,
                                const struct lineage *lineage,
                                const struct cell *cell, struct kw_error *err)
{
    struct bundle *grown = kw_grow(bundles->items, bundles->count,
                                   &bundles->capacity, sizeof *grown);
    struct kw_relation *relation;
    uint32_t partner;

    if (!grown)
        return kw_nomem(err);
    bundles->items = grown;
    relation = &grown[bundles->count].relation;
    memset(relation, 0, sizeof *relation);
    relation->kind = kw_kind_of_bits(cell->bits);
    relation->up = cell->up;
    relation->down = cell->down;
    relation->fold = 1;
    relation->fullness = kw_fullness_of(lineage, cell->apex, cell->last[0],
                                        cell->last[1], &partner);
    relation->apex[0] = cell->apex;
    relation->apex[1] = partner;
    if (partner != KW_NOBODY &&
        !is_father(lineage, cell, cell->apex, partner)) {
        relation->apex[0] = partner;
        relation->apex[1] = cell->apex;
    }
    mpz_init_set(grown[bundles->count].lines, cell->count);
    bundles->count++;
    return KW_OK;
}

/* The second cell of a couple: the first one stands for both. */
static bool is_second_of_couple(const struct cells *cells, size_t i,
                                const struct lineage *lineage)
{
    const struct cell *cell = &cells->items[i];
    uint32_t partner;

    if (kw_fullness_of(lineage, cell->apex, cell->last[0], cell->last[1],
                       &partner) != KW_FULL ||
        partner > cell->apex)
        return false;
    /* In the legal lineage the partner may be one by other roles. */
    while (i-- > 0) {
        const struct cell *before = &cells->items[i];

        if (before->up != cell->up || before->down != cell->down ||
            before->bits != cell->bits || before->last[0] != cell->last[0] ||
            before->last[1] != cell->last[1])
            return false;
        if (before->apex == partner)
            return true;
    }
    return false;
}

static int by_relation(const struct bundle *a, const struct bundle *b,
                       bool from_is_smaller)
{
    return kw_relation_compare(&a->relation, &b->relation, from_is_smaller);
}

static int from_smaller(const void *a, const void *b)
{
    return by_relation(a, b, true);
}

static int to_smaller(const void *a, const void *b)
{
    return by_relation(a, b, false);
}

/* Sorts, adds equal ones up, and counts couples at the same place. */
static void tie_up(struct bundles *bundles)
{
    size_t kept = 0;

    if (bundles->count)
        qsort(bundles->items, bundles->count, sizeof *bundles->items,
              bundles->from_is_smaller ? from_smaller : to_smaller);
    for (size_t i = 0; i < bundles->count; i++) {
        struct bundle *next = &bundles->items[i];
        struct bundle *last = kept ? &bundles->items[kept - 1] : NULL;

        if (last && by_relation(last, next, bundles->from_is_smaller) == 0) {
            mpz_add(last->lines, last->lines, next->lines);
            mpz_clear(next->lines);
        } else {
            bundles->items[kept++] = *next;
        }
    }
    bundles->count = kept;
    for (size_t i = 0; i < kept;) {
        struct kw_relation *first = &bundles->items[i].relation;
        size_t end = i;

        while (end < kept && bundles->items[end].relation.up == first->up &&
               bundles->items[end].relation.down == first->down &&
               bundles->items[end].relation.kind == first->kind &&
               bundles->items[end].relation.fullness == first->fullness)
            end++;
        for (size_t j = i; first->fullness == KW_FULL && j < end; j++)
            bundles->items[j].relation.fold = (uint32_t)(end - i);
        i = end;
    }
}

static enum kw_status print_count(const mpz_t count, struct kw_arena *arena,
                                  const char **out, struct kw_error *err)
{
    char *text;

    if (!out)
        return KW_OK;
    text = kw_arena_take(arena, mpz_sizeinbase(count, 10) + 2);
    if (!text)
        return kw_nomem(err);
    *out = mpz_get_str(text, 10, count);
    return KW_OK;
}

enum kw_status kw_relations_add(struct relations *list,
                                const struct kw_relation *relation,
                                struct kw_error *err)
{
    struct kw_relation *grown =
        kw_grow(list->items, list->count, &list->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    list->items = grown;
    list->items[list->count++] = *relation;
    return KW_OK;
}

enum kw_status kw_relations_of_cells(const struct cells *cells,
                                     const struct lineage *lineage,
                                     bool from_is_smaller,
                                     struct kw_arena *arena,
                                     struct relations *out, const char **single,
                                     const char **merged, struct kw_error *err)
{
    struct bundles bundles = {.from_is_smaller = from_is_smaller};
    enum kw_status status = KW_OK;
    mpz_t all;
    mpz_t couples_once;

    mpz_init(all);
    mpz_init(couples_once);
    for (size_t i = 0; status == KW_OK && i < cells->count; i++) {
        mpz_add(all, all, cells->items[i].count);
        if (is_second_of_couple(cells, i, lineage))
            continue;
        mpz_add(couples_once, couples_once, cells->items[i].count);
        status = bundle_up(&bundles, lineage, &cells->items[i], err);
    }
    tie_up(&bundles);
    for (size_t i = 0; status == KW_OK && i < bundles.count; i++) {
        struct kw_relation *relation = &bundles.items[i].relation;

        status =
            print_count(bundles.items[i].lines, arena, &relation->lines, err);
        if (status == KW_OK)
            status = kw_relations_add(out, relation, err);
    }
    if (status == KW_OK)
        status = print_count(all, arena, single, err);
    if (status == KW_OK)
        status = print_count(couples_once, arena, merged, err);
    for (size_t i = 0; i < bundles.count; i++)
        mpz_clear(bundles.items[i].lines);
    free(bundles.items);
    mpz_clear(all);
    mpz_clear(couples_once);
    return status;
}
