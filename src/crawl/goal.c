/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A goal becomes a crawl: sides, directions, limits, and a book for each
 * side.
 */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_PRESET = 5,
    /* Of the store, while a crawl runs: it touches the file everywhere, and
     * what it will need again soon are the upper pages and the last ones. */
    CACHE_BYTES = 6 << 20
};

struct kw_goal kw_goal_default(enum kw_goal_kind kind)
{
    struct kw_goal goal = {.kind = kind,
                           .via = KW_VIA_PARENT | KW_VIA_CHILD,
                           .depth = kind == KW_GOAL_AROUND ? DEPTH_PRESET : -1,
                           .up = -1,
                           .max_age_s = -1};

    return goal;
}

/* ---- making -------------------------------------------------------- */

static enum kw_status copy_ids(const struct kw_id *ids, size_t count,
                               struct kw_id **out, struct kw_error *err)
{
    if (!count)
        return KW_OK;
    *out = calloc(count, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    memcpy(*out, ids, count * sizeof *ids);
    return KW_OK;
}

/* The goal in one fixed spelling: the book's name. */
static enum kw_status spell_goal(const struct kw_crawl *crawl, unsigned side,
                                 struct kw_buffer *out, struct kw_error *err)
{
    static const char *const directions[] = {
        [DIRECTION_ANY] = "around",
        [DIRECTION_UP] = "ancestors of",
        [DIRECTION_DOWN] = "descendants of",
        [DIRECTION_NOWHERE] = "partners met around"};
    static const struct {
        unsigned via;
        const char *name;
    } links[] = {{KW_VIA_PARENT, "parent"},
                 {KW_VIA_CHILD, "child"},
                 {KW_VIA_SPOUSE, "spouse"},
                 {KW_VIA_SIBLING, "sibling"}};
    const struct kw_xrefs *xrefs = kw_store_xrefs(crawl->store);
    const char *before = " by ";
    char text[KW_ID_TEXT_BYTES];

    kw_buffer_text(out, directions[crawl->sides[side].direction]);
    for (size_t i = 0; i < crawl->goal.seed_count; i++)
        kw_buffer_print(out, " %s", kw_id_print(crawl->seeds[i], xrefs, text));
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        if (crawl->sides[side].direction != DIRECTION_ANY ||
            !(crawl->goal.via & links[i].via))
            continue;
        kw_buffer_print(out, "%s%s", before, links[i].name);
        before = ",";
    }
    return kw_buffer_check(out, err);
}

static enum kw_status open_book(struct kw_crawl *crawl, unsigned side,
                                struct kw_error *err)
{
    struct kw_buffer name = {0};
    struct kw_store *in = crawl->goal.keep_book ? crawl->store : crawl->scratch;
    enum kw_status status = spell_goal(crawl, side, &name, err);

    if (status == KW_OK && !crawl->goal.keep_book)
        kw_buffer_print(&name, " side %u", side);
    if (status == KW_OK)
        status = kw_book_open(in, name.bytes, &crawl->sides[side].book, err);
    kw_buffer_finish(&name);
    return status;
}

static void add_side(struct kw_crawl *crawl, enum direction direction,
                     int64_t limit)
{
    crawl->sides[crawl->side_count++] =
        (struct side){.direction = direction, .limit = limit, .at_end = true};
}

static void lay_out_sides(struct kw_crawl *crawl)
{
    const struct kw_goal *goal = &crawl->goal;

    switch (goal->kind) {
    case KW_GOAL_AROUND:
        add_side(crawl, DIRECTION_ANY, goal->depth);
        break;
    case KW_GOAL_LINES:
        if (goal->up || !goal->down)
            add_side(crawl, DIRECTION_UP, goal->up);
        if (goal->down)
            add_side(crawl, DIRECTION_DOWN, goal->down);
        if (goal->around)
            add_side(crawl, DIRECTION_NOWHERE, 0);
        break;
    case KW_GOAL_CONES:
        add_side(crawl, DIRECTION_UP, goal->up);
        add_side(crawl, DIRECTION_UP, goal->up);
        break;
    case KW_GOAL_MEET:
        add_side(crawl, DIRECTION_ANY, goal->depth);
        add_side(crawl, DIRECTION_ANY, goal->depth);
        break;
    }
}

bool is_two_sided(const struct kw_goal *goal)
{
    return goal->kind == KW_GOAL_CONES || goal->kind == KW_GOAL_MEET;
}

static enum kw_status build(struct kw_crawl *crawl, struct kw_error *err)
{
    struct kw_goal *goal = &crawl->goal;

    if (!goal->seed_count || (is_two_sided(goal) && goal->seed_count != 2))
        return kw_fail(err, KW_USAGE, "a crawl needs somebody to begin with");
    KW_TRY(copy_ids(goal->seeds, goal->seed_count, &crawl->seeds, err));
    KW_TRY(copy_ids(goal->until, goal->until_count, &crawl->until, err));
    goal->seeds = crawl->seeds;
    goal->until = crawl->until;
    if (!is_two_sided(goal))
        qsort(crawl->seeds, goal->seed_count, sizeof *crawl->seeds,
              kw_id_order);
    KW_TRY(kw_store_cache(crawl->store, CACHE_BYTES, err));
    lay_out_sides(crawl);
    if (!goal->keep_book)
        KW_TRY(kw_store_open("", KW_STORE_MEMORY, crawl->clock, &crawl->scratch,
                             err));
    for (unsigned i = 0; i < crawl->side_count; i++)
        KW_TRY(open_book(crawl, i, err));
    if (goal->reverse_check)
        KW_TRY(kw_book_open(goal->keep_book ? crawl->store : crawl->scratch,
                            "children asked for", &crawl->checked, err));
    return KW_OK;
}

enum kw_status kw_crawl_create(const struct kw_goal *goal,
                               struct kw_store *store, struct kw_source *source,
                               struct kw_clock *clock,
                               const struct kw_watch *watch,
                               struct kw_crawl **out, struct kw_error *err)
{
    struct kw_crawl *crawl = calloc(1, sizeof *crawl);
    enum kw_status status;

    *out = NULL;
    if (!crawl)
        return kw_nomem(err);
    crawl->goal = *goal;
    crawl->store = store;
    crawl->source = goal->dry_run ? NULL : source;
    crawl->goal.dry_run = !crawl->source;
    crawl->goal.keep_book = goal->keep_book && crawl->source;
    crawl->clock = clock;
    if (watch)
        crawl->watch = *watch;
    crawl->open = NO_SIDE;
    crawl->nearest = UINT32_MAX;
    crawl->started_ms = kw_clock_ms(clock);
    if (crawl->source)
        crawl->cost_before = kw_source_cost(crawl->source);
    status = build(crawl, err);
    if (status != KW_OK) {
        kw_crawl_destroy(crawl);
        return status;
    }
    *out = crawl;
    return KW_OK;
}

void kw_crawl_destroy(struct kw_crawl *crawl)
{
    if (!crawl)
        return;
    let_go(crawl);
    (void)kw_store_cache(crawl->store, 0, NULL);
    for (unsigned i = 0; i < crawl->side_count; i++)
        kw_book_close(crawl->sides[i].book);
    kw_book_close(crawl->checked);
    kw_store_close(crawl->scratch);
    kw_arena_finish(&crawl->arena);
    kw_map_finish(&crawl->ahead);
    free(crawl->seeds);
    free(crawl->until);
    free(crawl);
}
