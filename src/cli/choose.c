/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Choosing the people of a part.
 */
#include "choose.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/graph.h>

#include "gather.h"

enum { GENERATIONS_MAX = 10000, ALL_GENERATIONS = -1, NAME_BYTES = 512 };

int choose_link_order(const struct kw_link *a, const struct kw_link *b)
{
    int order = kw_id_compare(a->child, b->child);

    if (order == 0)
        order = kw_id_compare(a->parent, b->parent);
    return order ? order : (int)a->kind - (int)b->kind;
}

static enum kw_status take(struct kw_map *ids, struct kw_id id,
                           struct kw_error *err)
{
    return kw_map_put(ids, id.bits, 1, NULL, err);
}

static enum kw_status new_family(struct kw_cli *cli, struct kw_people **out,
                                 struct kw_error *err)
{
    return kw_people_create(kw_store_xrefs(cli->store), out, err);
}

/* ---- the people around some --------------------------------------- */

struct reach {
    int up;
    int down;
};

static enum kw_status read_reach(struct kw_cli *cli, struct reach *out,
                                 struct kw_error *err)
{
    uint64_t up;
    uint64_t down;

    KW_TRY(kw_cli_number(cli, "ancestors", 0, GENERATIONS_MAX, UINT64_MAX, &up,
                         err));
    KW_TRY(kw_cli_number(cli, "descendants", 0, GENERATIONS_MAX, UINT64_MAX,
                         &down, err));
    if (up == UINT64_MAX && down == UINT64_MAX) {
        out->up = out->down = ALL_GENERATIONS;
        return KW_OK;
    }
    out->up = up == UINT64_MAX ? 0 : (int)up;
    out->down = down == UINT64_MAX ? 0 : (int)down;
    return KW_OK;
}

static enum kw_status take_members(const struct kw_people *people,
                                   struct kw_map *ids, struct kw_error *err)
{
    for (uint32_t who = 0; who < kw_people_count(people); who++)
        KW_TRY(take(ids, kw_people_at(people, who)->id, err));
    return KW_OK;
}

/* A child's other parent belongs to the family, married or not. */
static enum kw_status take_other_parents(struct kw_cli *cli,
                                         const struct kw_people *people,
                                         struct kw_map *ids,
                                         struct kw_error *err)
{
    struct kw_arena arena = {0};
    enum kw_status status = KW_OK;

    for (uint32_t who = 0; status == KW_OK && who < kw_people_count(people);
         who++) {
        struct kw_id id = kw_people_at(people, who)->id;
        struct kw_link *links;
        size_t count;

        if (kw_people_parents(people, who).count == 0)
            continue;
        status = kw_store_links(cli->store, id, &arena, &links, &count, err);
        for (size_t i = 0; status == KW_OK && i < count; i++)
            if (kw_id_same(links[i].child, id) && kw_link_holds(&links[i]) &&
                links[i].kind <= KW_LINK_PARENT)
                status = take(ids, links[i].parent, err);
        kw_arena_reset(&arena);
    }
    kw_arena_finish(&arena);
    return status;
}

static enum kw_status choose_around(struct kw_cli *cli,
                                    const struct kw_id *seeds, size_t count,
                                    struct kw_map *ids, struct kw_error *err)
{
    struct kw_people *people = NULL;
    struct reach reach;
    struct kw_scope scope = {.around = true};
    enum kw_status status;

    KW_TRY(read_reach(cli, &reach, err));
    scope.up = reach.up;
    scope.down = reach.down;
    if (kw_cli_may_ask(cli))
        KW_TRY(kw_cli_gather_lines(cli, seeds, count, reach.up, reach.down,
                                   true, NULL, err));
    KW_TRY(new_family(cli, &people, err));
    status = kw_store_load(cli->store, seeds, count, &scope,
                           (const char *const *)cli->langs, people, err);
    if (status == KW_OK)
        status = kw_people_seal(people, err);
    if (status == KW_OK)
        status = take_members(people, ids, err);
    if (status == KW_OK && reach.down != 0)
        status = take_other_parents(cli, people, ids, err);
    kw_people_destroy(people);
    return status;
}

static enum kw_status choose_of(struct kw_cli *cli, const char *const *names,
                                size_t count, struct kw_map *ids,
                                struct kw_error *err)
{
    struct kw_id *seeds = calloc(count, sizeof *seeds);
    enum kw_status status = KW_OK;

    if (!seeds)
        return kw_nomem(err);
    for (size_t i = 0; status == KW_OK && i < count; i++) {
        status = kw_cli_person(cli, names[i], &seeds[i], err);
        if (status == KW_OK)
            status = kw_store_resolve(cli->store, seeds[i], &seeds[i], err);
    }
    if (status == KW_OK)
        status = choose_around(cli, seeds, count, ids, err);
    free(seeds);
    return status;
}

/* ---- the people who join two -------------------------------------- */

enum { FROM_A = 1, FROM_B = 2, MET_BY_A = 4, MET_BY_B = 8, ON_LINE = 16 };

/* A walk over members, each looked at once. */
struct walk {
    const struct kw_people *people;
    uint8_t *marks;
    uint32_t *waiting;
    uint32_t count;
};

static void go(struct walk *walk, uint32_t who, uint8_t mark)
{
    if (walk->marks[who] & mark)
        return;
    walk->marks[who] |= mark;
    walk->waiting[walk->count++] = who;
}

static bool is_blood(const struct kw_tie *tie)
{
    return tie->role == KW_ROLE_BIRTH || tie->role == KW_ROLE_DISPUTED;
}

/* Marks all ancestors of `who`, and `who`. */
static void mark_ancestors(struct walk *walk, uint32_t who, uint8_t mark)
{
    go(walk, who, mark);
    while (walk->count > 0) {
        struct kw_ties up =
            kw_people_parents(walk->people, walk->waiting[--walk->count]);

        for (size_t i = 0; i < up.count; i++)
            if (is_blood(&up.items[i]))
                go(walk, up.items[i].who, mark);
    }
}

static bool is_common(const struct walk *walk, uint32_t who)
{
    return (walk->marks[who] & FROM_A) && (walk->marks[who] & FROM_B);
}

/* Marks whom one meets going up from `who`, but nobody beyond somebody
 * who is common to both. */
static void mark_met(struct walk *walk, uint32_t who, uint8_t mark)
{
    go(walk, who, mark);
    while (walk->count > 0) {
        uint32_t at = walk->waiting[--walk->count];
        struct kw_ties up = kw_people_parents(walk->people, at);

        for (size_t i = 0; !is_common(walk, at) && i < up.count; i++)
            if (is_blood(&up.items[i]))
                go(walk, up.items[i].who, mark);
    }
}

/* Marks who stands on a line down from a common ancestor whom both
 * meet. The lowest of all common ancestors are met by both. */
static void mark_lines(struct walk *walk, uint32_t members)
{
    const uint8_t both = MET_BY_A | MET_BY_B;

    for (uint32_t who = 0; who < members; who++)
        if (is_common(walk, who) && (walk->marks[who] & both) == both)
            go(walk, who, ON_LINE);
    while (walk->count > 0) {
        struct kw_ties down =
            kw_people_children(walk->people, walk->waiting[--walk->count]);

        for (size_t i = 0; i < down.count; i++)
            if (is_blood(&down.items[i]) &&
                (walk->marks[down.items[i].who] & both) &&
                !is_common(walk, down.items[i].who))
                go(walk, down.items[i].who, ON_LINE);
    }
}

static enum kw_status take_lines(const struct kw_people *people, struct kw_id a,
                                 struct kw_id b, struct kw_map *ids,
                                 struct kw_error *err)
{
    uint32_t members = kw_people_count(people);
    uint32_t first = kw_people_find(people, a);
    uint32_t second = kw_people_find(people, b);
    struct walk walk = {.people = people};
    enum kw_status status = KW_OK;

    if (first == KW_NOBODY || second == KW_NOBODY)
        return KW_OK;
    walk.marks = calloc(members, sizeof *walk.marks);
    walk.waiting = calloc(members, sizeof *walk.waiting);
    if (!walk.marks || !walk.waiting) {
        free(walk.marks);
        free(walk.waiting);
        return kw_nomem(err);
    }
    mark_ancestors(&walk, first, FROM_A);
    mark_ancestors(&walk, second, FROM_B);
    mark_met(&walk, first, MET_BY_A);
    mark_met(&walk, second, MET_BY_B);
    mark_lines(&walk, members);
    for (uint32_t who = 0; status == KW_OK && who < members; who++)
        if (walk.marks[who] & ON_LINE)
            status = take(ids, kw_people_at(people, who)->id, err);
    free(walk.marks);
    free(walk.waiting);
    return status;
}

static enum kw_status choose_lines(struct kw_cli *cli, struct kw_id a,
                                   struct kw_id b, struct kw_map *ids,
                                   struct kw_error *err)
{
    struct kw_people *people = NULL;
    struct kw_id both[] = {a, b};
    struct kw_scope scope = {.up = ALL_GENERATIONS};
    enum kw_status status;

    if (kw_cli_may_ask(cli))
        KW_TRY(kw_cli_gather_cones(cli, a, b, true, NULL, err));
    KW_TRY(new_family(cli, &people, err));
    status = kw_store_load(cli->store, both, 2, &scope,
                           (const char *const *)cli->langs, people, err);
    if (status == KW_OK)
        status = kw_people_seal(people, err);
    if (status == KW_OK)
        status = take_lines(people, a, b, ids, err);
    kw_people_destroy(people);
    return status;
}

static enum kw_status take_chain(const struct kw_people *people, struct kw_id a,
                                 struct kw_id b, unsigned via,
                                 struct kw_map *ids, struct kw_error *err)
{
    struct kw_path path = {0};
    bool found;
    enum kw_status status =
        kw_graph_path(people, a, b, via, &path, &found, err);

    for (size_t i = 0; status == KW_OK && i < path.count; i++)
        status = take(ids, path.steps[i].id, err);
    kw_path_finish(&path);
    return status;
}

static enum kw_status choose_chain(struct kw_cli *cli, struct kw_id a,
                                   struct kw_id b, struct kw_map *ids,
                                   struct kw_error *err)
{
    const unsigned via = KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE;
    struct kw_people *people = NULL;
    struct kw_meeting meeting;
    enum kw_status status;

    KW_TRY(new_family(cli, &people, err));
    status =
        kw_store_meet(cli->store, a, b, via, NULL, 0,
                      (const char *const *)cli->langs, people, &meeting, err);
    if (status == KW_OK)
        status = kw_people_seal(people, err);
    if (status == KW_OK && meeting.met)
        status = take_chain(people, a, b, via, ids, err);
    kw_people_destroy(people);
    return status;
}

static enum kw_status choose_joining(struct kw_cli *cli, const char *both,
                                     struct kw_map *ids, struct kw_error *err)
{
    const char *comma = strchr(both, ',');
    char first[NAME_BYTES];
    struct kw_id a;
    struct kw_id b;
    size_t before = ids->count;

    if (!comma || comma == both || !comma[1] || strchr(comma + 1, ',') ||
        (size_t)(comma - both) >= sizeof first)
        return kw_fail(err, KW_USAGE,
                       "--joining %s: two people with a comma between, as "
                       "Q9682,Q80976; a name with a comma: by QID",
                       both);
    snprintf(first, sizeof first, "%.*s", (int)(comma - both), both);
    KW_TRY(kw_cli_person(cli, first, &a, err));
    KW_TRY(kw_cli_person(cli, comma + 1, &b, err));
    KW_TRY(kw_store_resolve(cli->store, a, &a, err));
    KW_TRY(kw_store_resolve(cli->store, b, &b, err));
    KW_TRY(choose_lines(cli, a, b, ids, err));
    if (ids->count == before)
        KW_TRY(choose_chain(cli, a, b, ids, err));
    if (ids->count == before)
        kw_cli_say(cli, "kinwalk: %s: nothing that joins them was read", both);
    return KW_OK;
}

enum kw_status choose_people(struct kw_cli *cli, struct kw_map *ids,
                             bool *whole, struct kw_error *err)
{
    size_t count;
    const char *const *of = kw_cli_values(cli, "of", &count);
    const char *joining = kw_cli_value(cli, "joining");

    *whole = count == 0 && !joining;
    if (count == 0 &&
        (kw_cli_value(cli, "ancestors") || kw_cli_value(cli, "descendants")))
        return kw_fail(err, KW_USAGE,
                       "--ancestors and --descendants need --of PERSON");
    if (count > 0)
        KW_TRY(choose_of(cli, of, count, ids, err));
    if (joining)
        KW_TRY(choose_joining(cli, joining, ids, err));
    return KW_OK;
}
