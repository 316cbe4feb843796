/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose turn it is: sides and layers.
 *
 * The books hold everybody who waits; in memory is only how far the open
 * layer has been read through. A layer is over when a pass over it finds
 * nobody to see to and nothing is under way: only then may the next open,
 * on whatever side, so no reply can come too late to count.
 */
#include "inside.h"

/* People seen to in one round, which is one transaction. */
enum { BUDGET = 2048 };

/* ---- seeing to one ------------------------------------------------- */

bool people_are_enough(const struct kw_crawl *crawl)
{
    return crawl->goal.max_people &&
           crawl->bill.people + crawl->people_asked >= crawl->goal.max_people;
}

enum kw_status ask(struct kw_crawl *crawl, struct kw_id id, enum need need,
                   struct kw_error *err)
{
    KW_TRY(kw_source_ask(
        crawl->source, need == NEED_REVISION ? KW_ASK_REVISION : KW_ASK_PEOPLE,
        id, err));
    crawl->people_asked++;
    return KW_OK;
}

static enum kw_status see_to(struct kw_crawl *crawl, unsigned side,
                             struct kw_id id, enum need need, bool *go_on,
                             struct kw_error *err)
{
    struct side *s = &crawl->sides[side];

    if (!crawl->budget) {
        *go_on = false;
        return KW_OK;
    }
    crawl->budget--;
    if (crawl->goal.dry_run && need != NEED_NOTHING)
        return KW_OK;
    if (people_are_enough(crawl)) {
        *go_on = false;
        if (!crawl->people_asked)
            stop_asking(crawl, KW_STOP_PEOPLE);
        return KW_OK;
    }
    if (need == NEED_NOTHING)
        return take_known(crawl, side, id, err);
    if (!kw_source_room(crawl->source)) {
        *go_on = false;
        return KW_OK;
    }
    s->moved = true;
    s->asked++;
    return ask(crawl, id, need, err);
}

bool may_read(const struct kw_crawl *crawl, unsigned side)
{
    const struct side *s = &crawl->sides[side];

    return !s->at_end && !s->blocked &&
           (s->limit < 0 || (int64_t)s->depth <= s->limit);
}

/* ---- layers -------------------------------------------------------- */

static enum kw_status anybody_waits(struct kw_book *book, uint32_t depth,
                                    bool *out, struct kw_error *err)
{
    struct kw_id nobody = {0};
    struct kw_entry entry;
    size_t count;

    KW_TRY(kw_book_waiting(book, depth, nobody, &entry, 1, &count, err));
    *out = count > 0;
    return KW_OK;
}

static enum kw_status count_one(struct kw_crawl *crawl, unsigned side,
                                struct kw_id id, enum need need, bool *go_on,
                                struct kw_error *err)
{
    *go_on = true;
    if (need == NEED_NOTHING)
        return KW_OK;
    /* Somebody two sides wait for is one person. */
    for (unsigned i = 0; i < side; i++) {
        uint32_t depth;
        bool there;

        KW_TRY(kw_book_depth(crawl->sides[i].book, id, &depth, &there, err));
        if (there && crawl->counting_all)
            return KW_OK;
    }
    crawl->counted++;
    return KW_OK;
}

static enum kw_status count_asks(struct kw_crawl *crawl, unsigned side,
                                 uint64_t *out, struct kw_error *err)
{
    struct kw_id after = {0};
    bool through;

    crawl->counted = 0;
    KW_TRY(each_waiting(crawl, side, crawl->sides[side].depth, &after, &through,
                        count_one, err));
    *out = crawl->counted;
    return KW_OK;
}

enum kw_status count_open(struct kw_crawl *crawl, uint64_t *out,
                          struct kw_error *err)
{
    enum kw_status status = KW_OK;

    *out = 0;
    crawl->counting_all = true;
    for (unsigned i = 0; i < crawl->side_count && status == KW_OK; i++) {
        struct side *s = &crawl->sides[i];
        uint32_t depth = s->depth;
        uint64_t here = 0;

        /* This layer, and the next if this one was left unfinished. */
        for (int layers = 0; layers < 2 && status == KW_OK; layers++) {
            status = count_asks(crawl, i, &here, err);
            *out += here;
            s->depth++;
        }
        s->depth = depth;
    }
    crawl->counting_all = false;
    return status;
}

/* The side whose next layer asks for the fewest; those who are only
 * looked at come last. NO_SIDE if no side may go on. */
static enum kw_status choose(struct kw_crawl *crawl, unsigned *out,
                             struct kw_error *err)
{
    uint64_t fewest = UINT64_MAX;
    unsigned candidates = 0;

    *out = NO_SIDE;
    for (unsigned i = 0; i < crawl->side_count; i++)
        if (may_read(crawl, i) &&
            crawl->sides[i].direction != DIRECTION_NOWHERE) {
            candidates++;
            *out = i;
        }
    if (candidates == 1)
        return KW_OK;
    for (unsigned i = 0; i < crawl->side_count; i++) {
        bool aside = crawl->sides[i].direction == DIRECTION_NOWHERE;
        uint64_t asks;

        if (!may_read(crawl, i) || aside != (candidates == 0))
            continue;
        KW_TRY(count_asks(crawl, i, &asks, err));
        if (asks < fewest) {
            fewest = asks;
            *out = i;
        }
    }
    return KW_OK;
}

static enum kw_status open_layer(struct kw_crawl *crawl, struct kw_error *err)
{
    struct kw_book_counts counts;
    struct side *s;

    KW_TRY(choose(crawl, &crawl->open, err));
    if (crawl->open == NO_SIDE)
        return KW_OK;
    s = &crawl->sides[crawl->open];
    KW_TRY(kw_book_count(s->book, &counts, err));
    s->after.bits = 0;
    s->read_through = false;
    s->moved = false;
    s->filled = false;
    kw_map_clear(&crawl->ahead);
    s->asked = 0;
    s->size = counts.waiting;
    s->seen_to = 0;
    return KW_OK;
}

/* Was `id` reached, read and seen to? */
static enum kw_status is_read(struct kw_crawl *crawl, struct kw_id id,
                              bool *out, struct kw_error *err)
{
    enum kw_known known;

    KW_TRY(kw_store_resolve(crawl->store, id, &id, err));
    KW_TRY(kw_store_known(crawl->store, id, &known, err));
    KW_TRY(seen_elsewhere(crawl, NO_SIDE, id, out, err));
    *out = *out && known == KW_READ;
    return KW_OK;
}

/* All of `until` read? Then each side may read one layer more, for their
 * parents. */
static enum kw_status look_for_until(struct kw_crawl *crawl,
                                     struct kw_error *err)
{
    bool read = true;

    if (!crawl->goal.until_count || crawl->until_met)
        return KW_OK;
    for (size_t i = 0; i < crawl->goal.until_count && read; i++)
        KW_TRY(is_read(crawl, crawl->until[i], &read, err));
    crawl->until_met = read;
    for (unsigned i = 0; i < crawl->side_count && read; i++) {
        struct side *s = &crawl->sides[i];

        if (s->limit < 0 || s->limit > (int64_t)s->depth)
            s->limit = s->depth;
    }
    return KW_OK;
}

static bool is_decided(const struct kw_crawl *crawl)
{
    const struct side *a = &crawl->sides[0];
    const struct side *b = &crawl->sides[1];

    /* Everybody nearer than the open layers was read, so a shorter chain
     * would have shown, and so would every other of this length. */
    if (crawl->goal.kind == KW_GOAL_MEET && crawl->nearest != UINT32_MAX &&
        (uint64_t)a->depth + b->depth >= crawl->nearest)
        return true;
    return crawl->watch.decided &&
           crawl->watch.decided(crawl->watch.arg, crawl);
}

static enum kw_status close_layer(struct kw_crawl *crawl, struct kw_error *err)
{
    struct side *s = &crawl->sides[crawl->open];
    uint32_t depth = s->depth;
    bool waits;

    crawl->open = NO_SIDE;
    if (crawl->goal.dry_run) {
        /* Whoever is not known yet waits here: the forecast. */
        KW_TRY(anybody_waits(s->book, depth, &waits, err));
        if (waits) {
            s->blocked = true;
            return KW_OK;
        }
    }
    if (s->seen_to && depth > crawl->bill.depth_reached)
        crawl->bill.depth_reached = depth;
    s->depth = depth + 1;
    KW_TRY(anybody_waits(s->book, s->depth, &waits, err));
    s->at_end = !waits;
    KW_TRY(look_for_until(crawl, err));
    crawl->decided = is_decided(crawl);
    if (crawl->decided)
        stop_asking(crawl, KW_STOP_NONE);
    return KW_OK;
}

/* One pass over the open layer, as far as there is room. *moved_on: the
 * next pass or layer can begin at once. */
static enum kw_status pass(struct kw_crawl *crawl, bool *moved_on,
                           struct kw_error *err)
{
    struct side *s = &crawl->sides[crawl->open];

    *moved_on = false;
    if (!s->read_through && crawl->source && kw_source_pending(crawl->source) &&
        !kw_source_room(crawl->source))
        return KW_OK;
    if (!s->read_through)
        KW_TRY(each_waiting(crawl, crawl->open, s->depth, &s->after,
                            &s->read_through, see_to, err));
    if (!s->read_through || crawl->stopping)
        return KW_OK;
    KW_TRY(fill_up(crawl, err));
    KW_TRY(ask_ahead(crawl, err));
    if (crawl->source && kw_source_pending(crawl->source))
        return KW_OK;
    *moved_on = true;
    if (!s->moved)
        return close_layer(crawl, err);
    /* Redirects and answers may have left somebody behind in this layer. */
    s->after.bits = 0;
    s->read_through = false;
    s->moved = false;
    return KW_OK;
}

enum kw_status ask_more(struct kw_crawl *crawl, struct kw_error *err)
{
    bool moved_on = true;

    crawl->budget = BUDGET;
    while (moved_on && crawl->budget && !crawl->stopping) {
        if (crawl->open == NO_SIDE)
            KW_TRY(open_layer(crawl, err));
        if (crawl->open == NO_SIDE) {
            stop_asking(crawl, KW_STOP_NONE);
            return KW_OK;
        }
        KW_TRY(pass(crawl, &moved_on, err));
    }
    return KW_OK;
}
