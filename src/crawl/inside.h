/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this room share.
 *
 * goal.c lays out a crawl and crawl.c runs it, side.c keeps who waits on
 * each side, layer.c knows whose turn it is, fill.c who takes the places
 * left in a request, take.c puts what came into the store, walk.c says
 * whom a record leads to, change.c tells what a newer record changed,
 * bill.c writes the bill.
 */
#ifndef KINWALK_CRAWL_INSIDE_H
#define KINWALK_CRAWL_INSIDE_H

#include <kinwalk/crawl.h>

/* Which relatives a side follows. */
enum direction {
    DIRECTION_ANY = 0, /* as the goal's `via` says */
    DIRECTION_UP,
    DIRECTION_DOWN,
    DIRECTION_NOWHERE /* read and left at that */
};

/* Two sides at most search, one more reads those who are only looked at. */
enum { SIDES_MAX = 3, NO_SIDE = SIDES_MAX };

/* One front of a walk, with a book of its own. */
struct side {
    struct kw_book *book;
    enum direction direction;
    int64_t limit;  /* deepest layer to read; -1: none */
    uint32_t depth; /* of the layer that is open, or opens next */
    bool at_end;    /* nobody waits any more */
    bool blocked;   /* a dry run met somebody unknown */
    /* the open layer */
    struct kw_id after; /* the page last read ended here */
    bool read_through;  /* all pages of this pass were read */
    bool moved;         /* this pass asked or expanded somebody */
    bool filled;        /* the last request was filled up */
    uint64_t asked;     /* of this layer */
    uint64_t size;
    uint64_t seen_to;
};

struct kw_crawl {
    struct kw_goal goal; /* arrays owned */
    struct kw_id *seeds;
    struct kw_id *until;
    struct kw_store *store;   /* borrowed */
    struct kw_source *source; /* borrowed, may be NULL */
    struct kw_clock *clock;   /* borrowed, may be NULL */
    struct kw_watch watch;
    struct kw_store *scratch; /* holds the books that are not kept */
    struct kw_book *checked;  /* reverse check: who was asked about */
    struct side sides[SIDES_MAX];
    unsigned side_count;
    unsigned open;         /* the side whose layer is open; NO_SIDE: none */
    uint64_t people_asked; /* under way */
    uint32_t nearest;      /* MEET: links of the shortest chain so far */
    bool until_met;        /* all of `until` were read */
    bool decided;          /* the question's own rule ended it */
    unsigned budget;       /* people who may still be seen to this round */
    struct kw_map ahead;   /* of the next layer, asked with this one */
    unsigned looked_ahead;
    uint64_t counted; /* by the counting of layer.c */
    bool counting_all;
    bool is_writing;   /* a transaction is open */
    int64_t begun_ms;  /* since then, ... */
    unsigned taken_in; /* ... with so many answers in it */
    bool prepared;     /* the seeds are entered */
    bool stopping;
    bool done;
    struct kw_error failure; /* KW_OK: none */
    enum kw_stop stopped_by;
    struct kw_bill bill;
    struct kw_cost cost_before;
    int64_t started_ms;
    struct kw_arena arena; /* for links; reset after each record */
};

/* ---- goal.c -------------------------------------------------------- */

/* Is it asked from both ends? */
bool is_two_sided(const struct kw_goal *goal);

/* ---- side.c -------------------------------------------------------- */

/* Enters `id` on a side, `depth` links away, unless it is there already
 * and no farther. */
enum kw_status side_enter(struct kw_crawl *crawl, unsigned side,
                          struct kw_id id, uint32_t depth,
                          struct kw_error *err);
/* Does `id` wait in the layer that is open on that side? */
enum kw_status side_waits(struct kw_crawl *crawl, unsigned side,
                          struct kw_id id, bool *out, struct kw_error *err);
/* Marks it as seen to. */
enum kw_status side_done(struct kw_crawl *crawl, unsigned side, struct kw_id id,
                         struct kw_error *err);
/* Does `id` wait at `depth` in the book? */
enum kw_status book_waits(struct kw_book *book, struct kw_id id, uint32_t depth,
                          bool *out, struct kw_error *err);
/* Has `id` been seen to on another side than this? */
enum kw_status seen_elsewhere(struct kw_crawl *crawl, unsigned side,
                              struct kw_id id, bool *out, struct kw_error *err);
/* What the server is to be asked about `id`, if anything. */
enum need { NEED_NOTHING = 0, NEED_RECORD, NEED_REVISION };

typedef enum kw_status (*each_need)(struct kw_crawl *crawl, unsigned side,
                                    struct kw_id id, enum need need,
                                    bool *go_on, struct kw_error *err);
/* Calls `each` for everybody waiting at `depth` beyond *after, each id
 * once, until it says enough; *after is then whom it was called for last.
 * *through: there was nobody more. */
enum kw_status each_waiting(struct kw_crawl *crawl, unsigned side,
                            uint32_t depth, struct kw_id *after, bool *through,
                            each_need each, struct kw_error *err);

/* ---- layer.c ------------------------------------------------------- */

/* Opens layers, sees to who is known, asks for who is not, as far as there
 * is room. */
enum kw_status ask_more(struct kw_crawl *crawl, struct kw_error *err);
/* Everybody on all sides who was reached and is not known. */
enum kw_status count_open(struct kw_crawl *crawl, uint64_t *out,
                          struct kw_error *err);

/* Does max_people forbid another one? */
bool people_are_enough(const struct kw_crawl *crawl);
/* Puts the question; a place must be free. */
enum kw_status ask(struct kw_crawl *crawl, struct kw_id id, enum need need,
                   struct kw_error *err);
/* Is there a layer on that side that may be opened? */
bool may_read(const struct kw_crawl *crawl, unsigned side);

/* ---- fill.c -------------------------------------------------------- */

/* When all of the open layer is asked for: gives the places left in its
 * last request to whom another side waits for, once a layer. */
enum kw_status fill_up(struct kw_crawl *crawl, struct kw_error *err);
/* The same for who waits in the side's own next layer, as they come to
 * be named. */
enum kw_status ask_ahead(struct kw_crawl *crawl, struct kw_error *err);

/* ---- take.c -------------------------------------------------------- */

/* Takes all answers that are ready into the store. */
enum kw_status take_in(struct kw_crawl *crawl, struct kw_error *err);
/* Sees to somebody of the open layer who is known already. */
enum kw_status take_known(struct kw_crawl *crawl, unsigned side,
                          struct kw_id id, struct kw_error *err);

/* ---- walk.c -------------------------------------------------------- */

/* Enters everybody the record leads to from that side, one layer on. */
enum kw_status walk_on(struct kw_crawl *crawl, unsigned side,
                       const struct kw_person *person, uint32_t depth,
                       struct kw_error *err);

/* ---- change.c ------------------------------------------------------ */

/* Appends what is new, in family terms: "a child more: Q1; ". Nothing if
 * nothing of interest changed. */
enum kw_status tell_changes(const struct kw_person *before,
                            const struct kw_person *after,
                            struct kw_arena *arena, struct kw_buffer *out,
                            struct kw_error *err);

/* ---- crawl.c ------------------------------------------------------- */

void emit(struct kw_crawl *crawl, const struct kw_event *event);
void stop_asking(struct kw_crawl *crawl, enum kw_stop why);
/* Commits what was taken in. */
void let_go(struct kw_crawl *crawl);

#endif
