/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crawl: whom to ask next, and when to stop. A goal becomes a bill; the
 * people go into the store.
 *
 * It knows no address, no SQL and no kinship: a question's own rule (is
 * it decided yet?) is a callback. Walks go layer by layer, and a layer
 * opens only when nothing of the last is under way, so depths, stores and
 * answers do not depend on the order of replies, on threads, on how many
 * requests travel, or on the transport.
 *
 * Threads: a crawl, its store and its source belong to one thread.
 */
#ifndef KINWALK_CRAWL_H
#define KINWALK_CRAWL_H

#include <kinwalk/base.h>
#include <kinwalk/family.h>
#include <kinwalk/source.h>
#include <kinwalk/store.h>

#ifdef __cplusplus
extern "C" {
#endif

enum kw_goal_kind {
    KW_GOAL_AROUND = 0, /* everybody within `depth` links of the seeds */
    KW_GOAL_LINES,      /* ancestors and descendants, never turning */
    KW_GOAL_CONES,      /* the ancestors of two, from both at once */
    KW_GOAL_MEET        /* two people, by any link, until they meet */
};

/* What is wanted. Set `kind`, the seeds and what differs from
 * kw_goal_default(). Arrays are copied. */
struct kw_goal {
    enum kw_goal_kind kind;
    const struct kw_id *seeds; /* CONES and MEET: exactly two */
    size_t seed_count;
    unsigned via; /* KW_VIA_...; AROUND and MEET */
    int depth;    /* AROUND, MEET: -1 without end */
    int up;       /* LINES, CONES: generations; -1 without end, 0 none */
    int down;     /* LINES */
    const struct kw_id *until; /* stop one layer after all were read */
    size_t until_count;
    uint64_t max_people; /* 0: no limit */
    int64_t max_time_ms; /* 0: no limit */
    int64_t max_age_s;   /* -1: what was read never expires */
    bool around;         /* LINES: partners of all that are met are read
                            too, but lead no further */
    bool reverse_check;  /* ask also who names them as a parent */
    bool dry_run;        /* walk what is known, ask nothing, forecast */
    bool keep_book;      /* the frontier stays in the store, so that the
                            same goal goes on after a crash */
};
KW_API struct kw_goal kw_goal_default(enum kw_goal_kind kind);

enum kw_stop {
    KW_STOP_NONE = 0, /* nothing more to ask, or decided */
    KW_STOP_DEPTH,
    KW_STOP_UNTIL,
    KW_STOP_PEOPLE,
    KW_STOP_REQUESTS,
    KW_STOP_TIME,
    KW_STOP_INTERRUPT,
    KW_STOP_ERROR
};
/* "depth", "until", ...; NULL for KW_STOP_NONE. */
KW_API const char *kw_stop_name(enum kw_stop stop);

/* What a crawl found and what it cost. Zeroed memory is an empty one. */
struct kw_bill {
    uint64_t people;    /* reached and read, by this run or before */
    uint64_t fresh;     /* read by this run and never before ("new") */
    uint64_t changed;   /* read again, and otherwise than before */
    uint64_t unchanged; /* checked, and as before */
    uint64_t missing;
    uint64_t failed;
    uint64_t redirects;
    uint64_t open; /* reached and not read */
    uint32_t depth_reached;
    uint64_t requests;
    uint64_t retries;
    uint64_t refusals;
    uint64_t bytes;
    int64_t waited_ms;
    int64_t wall_ms;
    uint64_t places; /* see kw_cost */
    uint64_t places_max;
    int64_t away_us; /* these four: see kw_cost */
    uint64_t away_often;
    int64_t calls_us;
    uint64_t calls_often;
    bool complete; /* nothing that was wanted is lacking */
    enum kw_stop stopped_by;
};
/* Writes the bill as the contract's "kinwalk.crawl/1" object. */
KW_API void kw_bill_write(const struct kw_bill *bill, struct kw_json *json);
/* The way back, for the note a crawl leaves in the store; false for
 * anything else. */
KW_API bool kw_bill_read(const char *json, struct kw_bill *out);
/* Adds the cost (not what was found) of `more` to `bill`. */
KW_API void kw_bill_add(struct kw_bill *bill, const struct kw_bill *more);

enum kw_event_kind {
    KW_EVENT_PROGRESS = 0, /* something moved; look at the bill */
    KW_EVENT_REACHED,      /* `id` lies `depth` from the seeds of `side` */
    KW_EVENT_FAILED,       /* `id` could not be had: `text` */
    KW_EVENT_CHANGED       /* `id` differs from before: `text`, a line */
};
struct kw_event {
    enum kw_event_kind kind;
    struct kw_id id;
    unsigned side; /* CONES, MEET: 0 or 1, by seed */
    uint32_t depth;
    bool blood;       /* REACHED: by links of birth only */
    const char *text; /* valid during the call */
    /* PROGRESS */
    const struct kw_bill *bill;
    uint32_t layer;   /* being read */
    uint64_t waiting; /* of this layer, not yet answered */
    uint64_t layer_size;
    int64_t wait_ms; /* see kw_cost */
    const char *wait_why;
    double requests_per_s;
};

struct kw_crawl;

/* Who watches. All may be NULL. */
struct kw_watch {
    void (*event)(void *arg, const struct kw_event *event);
    /* Asked whenever a layer has been read: is the question decided? */
    bool (*decided)(void *arg, const struct kw_crawl *crawl);
    /* Asked often: should it stop? */
    bool (*interrupted)(void *arg);
    void *arg; /* borrowed */
};

/* Prepares a crawl. The store must be open for writing; `source` may be
 * NULL for a dry run. All are borrowed and must outlive it. KW_USAGE for
 * a goal without seeds. *out is yours: kw_crawl_destroy(). */
KW_API enum kw_status
kw_crawl_create(const struct kw_goal *goal, struct kw_store *store,
                struct kw_source *source, struct kw_clock *clock,
                const struct kw_watch *watch, struct kw_crawl **out,
                struct kw_error *err);
/* What was taken in stays. NULL is fine. */
KW_API void kw_crawl_destroy(struct kw_crawl *crawl);

/* One round: asks more, waits at most `timeout_ms`, takes in what came.
 * Call until kw_crawl_done(). What was taken in is committed within some
 * 200 ms of further rounds, and before the last one returns; until then the
 * store is in a transaction. A failure of server or store
 * ends the crawl: the bill then says KW_STOP_ERROR. */
KW_API enum kw_status kw_crawl_step(struct kw_crawl *crawl, int64_t timeout_ms,
                                    struct kw_error *err);
KW_API bool kw_crawl_done(const struct kw_crawl *crawl);
/* Steps until done. */
KW_API enum kw_status kw_crawl_run(struct kw_crawl *crawl,
                                   struct kw_error *err);
/* Asks nothing more; what has arrived is kept. Done a few steps later. */
KW_API void kw_crawl_stop(struct kw_crawl *crawl, enum kw_stop why);
KW_API struct kw_bill kw_crawl_bill(const struct kw_crawl *crawl);

/* The nearest layer of a side not yet wholly read; UINT32_MAX if the side
 * is at its end. Everybody nearer was read, missing, or failed. */
KW_API uint32_t kw_crawl_open_layer(const struct kw_crawl *crawl,
                                    unsigned side);
/* How many are known to wait there: the forecast of a dry run. */
KW_API uint64_t kw_crawl_open_count(const struct kw_crawl *crawl,
                                    unsigned side);

/* Asks for the labels of items that are no people, such as houses and
 * titles, and puts them into the store, a transaction each time some have
 * come. One that has no label is kept with an empty one, so that nobody
 * asks again. Outside a transaction, with nothing pending at the source;
 * `interrupted` may be NULL and is asked often. *lacking is how many could
 * not be had, for whatever reason; KW_OK also where max_requests stopped
 * it. Fails as kw_source_wait() does, and with KW_INTERRUPTED. */
KW_API enum kw_status kw_items_read(struct kw_store *store,
                                    struct kw_source *source,
                                    const struct kw_id *ids, size_t count,
                                    bool (*interrupted)(void *arg), void *arg,
                                    size_t *lacking, struct kw_error *err);

#ifdef __cplusplus
}
#endif

#endif
