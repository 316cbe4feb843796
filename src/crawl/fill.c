/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last places in a request: who takes those that would stay empty.
 *
 * Never a guess: only people who will be asked for in any case, because
 * another side waits for them already, or because the next layer is
 * sure to be read. So filling up changes what a crawl costs and not what
 * it reads.
 */
#include "inside.h"

enum { LOOK_AHEAD_MAX = 1024 /* of the next layer, at once */ };

/* ---- from another side --------------------------------------------- */

/* Somebody the other side names already takes a place that would stay
 * empty. Never a guess: that side will need them. */
static enum kw_status fill_one(struct kw_crawl *crawl, unsigned side,
                               struct kw_id id, enum need need, bool *go_on,
                               struct kw_error *err)
{
    struct side *open = &crawl->sides[crawl->open];
    uint32_t depth;
    bool there;

    (void)side;
    if (need != NEED_RECORD)
        return KW_OK;
    if (open->asked % KW_BATCH == 0 || people_are_enough(crawl)) {
        *go_on = false;
        return KW_OK;
    }
    /* Under way already if this layer has them too. */
    KW_TRY(kw_book_depth(open->book, id, &depth, &there, err));
    if (there && depth == open->depth)
        return KW_OK;
    open->asked++;
    return ask(crawl, id, need, err);
}

/* The places are those of a request of the API whatever the transport, so
 * that what is read does not depend on it. */
enum kw_status fill_up(struct kw_crawl *crawl, struct kw_error *err)
{
    struct side *open = &crawl->sides[crawl->open];

    /* A chain may close before the other side's turn comes: there filling
     * up would be a guess. Cones need everybody in the end. */
    if (open->filled || crawl->goal.dry_run || crawl->stopping ||
        crawl->goal.kind == KW_GOAL_MEET)
        return KW_OK;
    open->filled = true;
    for (unsigned i = 0; i < crawl->side_count; i++) {
        struct kw_id after = {0};
        bool through;

        if (i != crawl->open && may_read(crawl, i) &&
            open->asked % KW_BATCH != 0)
            KW_TRY(each_waiting(crawl, i, crawl->sides[i].depth, &after,
                                &through, fill_one, err));
    }
    return KW_OK;
}

/* ---- from the next layer ------------------------------------------- */

/* Will the next layer of the open side be read whatever comes? Where a
 * question or a number of people may end it sooner, nobody knows. */
static bool reads_on(const struct kw_crawl *crawl)
{
    const struct kw_goal *goal = &crawl->goal;
    const struct side *open = &crawl->sides[crawl->open];

    return (goal->kind == KW_GOAL_AROUND || goal->kind == KW_GOAL_LINES) &&
           !goal->until_count && !goal->max_people &&
           (open->limit < 0 || (int64_t)open->depth < open->limit);
}

static enum kw_status ask_one_ahead(struct kw_crawl *crawl, unsigned side,
                                    struct kw_id id, enum need need,
                                    bool *go_on, struct kw_error *err)
{
    bool is_new;

    (void)side;
    crawl->looked_ahead++;
    *go_on = crawl->looked_ahead < LOOK_AHEAD_MAX &&
             kw_source_places(crawl->source) > 0;
    if (!*go_on || need != NEED_RECORD)
        return KW_OK;
    KW_TRY(kw_map_put(&crawl->ahead, id.bits, 0, &is_new, err));
    return is_new ? ask(crawl, id, need, err) : KW_OK;
}

/* The last request of a layer is held back by the source until all before
 * it are answered: who was named meanwhile takes the places left in it. */
enum kw_status ask_ahead(struct kw_crawl *crawl, struct kw_error *err)
{
    struct side *open = &crawl->sides[crawl->open];
    struct kw_id after = {0};
    bool through;

    if (!crawl->source || crawl->stopping || !reads_on(crawl) ||
        !kw_source_places(crawl->source))
        return KW_OK;
    crawl->looked_ahead = 0;
    return each_waiting(crawl, crawl->open, open->depth + 1, &after, &through,
                        ask_one_ahead, err);
}
