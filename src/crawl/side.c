/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One side of a walk: who has been entered, who waits, and what is to be
 * asked of them. The book holds them all; memory, a page.
 */
#include "inside.h"

enum {
    PAGE = 256, /* entries read from a book at once, at most */
    PAGE_MIN = 16,
    /* Ways in a book: a redirect may show that somebody who was entered
     * in the next layer belongs into this one. */
    WAY_PLAIN = 1,
    WAY_NEARER = 2
};

/* ---- entering ------------------------------------------------------ */

/* MEET: has the other side reached `id`? Then a chain is closed. */
static enum kw_status note_meeting(struct kw_crawl *crawl, unsigned side,
                                   struct kw_id id, uint32_t depth,
                                   struct kw_error *err)
{
    uint32_t beyond;
    bool met;

    if (crawl->goal.kind != KW_GOAL_MEET || side > 1)
        return KW_OK;
    KW_TRY(kw_book_depth(crawl->sides[1 - side].book, id, &beyond, &met, err));
    if (met && depth + beyond < crawl->nearest)
        crawl->nearest = depth + beyond;
    return KW_OK;
}

enum kw_status side_enter(struct kw_crawl *crawl, unsigned side,
                          struct kw_id id, uint32_t depth, struct kw_error *err)
{
    struct side *s = &crawl->sides[side];
    struct kw_event event = {
        .kind = KW_EVENT_REACHED, .id = id, .side = side, .depth = depth};
    uint32_t before;
    bool there;

    KW_TRY(kw_book_depth(s->book, id, &before, &there, err));
    if (there && before <= depth)
        return KW_OK;
    KW_TRY(kw_book_add(s->book, id, depth, there ? WAY_NEARER : WAY_PLAIN, NULL,
                       err));
    s->at_end = false;
    if (depth == s->depth)
        s->size++;
    emit(crawl, &event);
    return note_meeting(crawl, side, id, depth, err);
}

enum kw_status book_waits(struct kw_book *book, struct kw_id id, uint32_t depth,
                          bool *out, struct kw_error *err)
{
    struct kw_id before = {id.bits - 1};
    struct kw_entry entry;
    size_t count;

    KW_TRY(kw_book_waiting(book, depth, before, &entry, 1, &count, err));
    *out = count && kw_id_same(entry.id, id);
    return KW_OK;
}

enum kw_status side_waits(struct kw_crawl *crawl, unsigned side,
                          struct kw_id id, bool *out, struct kw_error *err)
{
    const struct side *s = &crawl->sides[side];

    return book_waits(s->book, id, s->depth, out, err);
}

enum kw_status side_done(struct kw_crawl *crawl, unsigned side, struct kw_id id,
                         struct kw_error *err)
{
    crawl->sides[side].seen_to++;
    crawl->sides[side].moved = true;
    return kw_book_done(crawl->sides[side].book, id, err);
}

enum kw_status seen_elsewhere(struct kw_crawl *crawl, unsigned side,
                              struct kw_id id, bool *out, struct kw_error *err)
{
    *out = false;
    for (unsigned i = 0; i < crawl->side_count && !*out; i++) {
        struct kw_book *book = crawl->sides[i].book;
        uint32_t depth;
        bool there;
        bool waits;

        if (i == side)
            continue;
        KW_TRY(kw_book_depth(book, id, &depth, &there, err));
        if (!there)
            continue;
        KW_TRY(book_waits(book, id, depth, &waits, err));
        *out = !waits;
    }
    return KW_OK;
}

/* ---- who is to be asked -------------------------------------------- */

static bool is_expired(const struct kw_crawl *crawl, int64_t age_s)
{
    return crawl->goal.max_age_s >= 0 && age_s >= crawl->goal.max_age_s &&
           crawl->source;
}

static enum kw_status need_of(struct kw_crawl *crawl, struct kw_id id,
                              enum need *out, struct kw_error *err)
{
    enum kw_known known;
    int64_t age_s;
    uint64_t revision;

    *out = NEED_NOTHING;
    KW_TRY(kw_store_known(crawl->store, id, &known, err));
    if (kw_id_is_xref(id))
        return KW_OK; /* ids of a file are never asked about */
    if (known == KW_UNREAD || known == KW_FAILED) {
        *out = NEED_RECORD;
        return KW_OK;
    }
    if (crawl->goal.max_age_s < 0)
        return KW_OK;
    KW_TRY(kw_store_age(crawl->store, id, &age_s, &revision, err));
    if (age_s >= 0 && is_expired(crawl, age_s))
        *out = known == KW_READ && revision ? NEED_REVISION : NEED_RECORD;
    return KW_OK;
}

enum kw_status each_waiting(struct kw_crawl *crawl, unsigned side,
                            uint32_t depth, struct kw_id *after, bool *through,
                            each_need each, struct kw_error *err)
{
    struct kw_entry page[PAGE];
    size_t room = crawl->source ? kw_source_room(crawl->source) : PAGE;
    size_t count;
    bool go_on = true;

    /* No more is read than can be asked for; who is known takes turns. */
    room = room < PAGE_MIN ? PAGE_MIN : room > PAGE ? PAGE : room;
    *through = false;
    while (go_on) {
        KW_TRY(kw_book_waiting(crawl->sides[side].book, depth, *after, page,
                               room, &count, err));
        if (!count) {
            *through = true;
            return KW_OK;
        }
        for (size_t i = 0; i < count && go_on; i++) {
            enum need need;
            struct kw_id before = *after;

            if (kw_id_same(page[i].id, *after))
                continue;
            KW_TRY(need_of(crawl, page[i].id, &need, err));
            *after = page[i].id;
            KW_TRY(each(crawl, side, page[i].id, need, &go_on, err));
            if (!go_on)
                *after = before; /* it is still to be seen to */
        }
    }
    return KW_OK;
}
