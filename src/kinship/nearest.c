/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first line of a relation, and the nearest relation of a pair.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

enum kw_status kw_first_line(const struct cone *cone,
                             struct kw_relation *relation,
                             struct kw_arena *arena, struct kw_error *err)
{
    size_t bytes =
        ((size_t)relation->up + relation->down + 1) * sizeof *relation->line;
    struct lister *lister;
    const uint32_t *line = NULL;
    enum kw_status status = kw_lister_open(cone, relation, &lister, err);

    if (status == KW_OK)
        status = kw_lister_next(lister, &line, err);
    if (status == KW_OK && line)
        relation->line = kw_arena_take(arena, bytes);
    if (relation->line && line) {
        memcpy(relation->line, line, bytes);
        relation->disputed = kw_line_is_disputed(cone->lineage, relation);
    } else if (status == KW_OK) {
        status =
            line ? kw_nomem(err)
                 : kw_fail(err, KW_INTERNAL, "a counted line was not found");
    }
    kw_lister_close(lister);
    return status;
}

enum kw_status kw_nearest_blood(struct kw_kinship *k, uint32_t from,
                                uint32_t to, uint64_t below,
                                bool from_is_smaller, struct kw_arena *arena,
                                struct kw_relation *out, bool *found,
                                struct kw_error *err)
{
    struct cone_wish wish = {.from = from, .to = to};
    struct cone cone;
    struct cells cells = {0};
    struct relations list = {0};
    enum kw_status status;

    *found = false;
    wish.reach = kw_cone_distance(&k->room, &k->blood, from, to);
    if (wish.reach == UINT32_MAX || wish.reach >= below)
        return KW_OK;
    status = kw_cone_build(&cone, &k->room, &k->blood, &wish, CONE_BYTES_MAX,
                           NULL, err);
    if (status == KW_OK)
        status = kw_cells_count(&cone, wish.reach, WORK_MAX, &cells, err);
    if (status == KW_OK)
        status = kw_relations_of_cells(&cells, &k->blood, from_is_smaller,
                                       arena, &list, NULL, NULL, err);
    if (status == KW_OK && list.count) {
        *out = list.items[0];
        *found = true;
        status = kw_first_line(&cone, out, arena, err);
    }
    free(list.items);
    kw_cells_finish(&cells);
    kw_cone_finish(&cone);
    /* Too large a family hides an in-law, not the answer. */
    if (status == KW_LIMIT) {
        *found = false;
        return KW_OK;
    }
    return status;
}
