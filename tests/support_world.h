/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small family on a small Wikibase, made up by a test: who is whose
 * child, who was merged, who is missing, and how the server misbehaves.
 */
#ifndef KINWALK_SUPPORT_WORLD_H
#define KINWALK_SUPPORT_WORLD_H

#include <kinwalk/crawl.h>

#include "support_server.h"

enum { BEINGS_MAX = 600, STATES_MAX = 40 };

struct being {
    uint64_t id;
    struct {
        unsigned property;
        uint64_t to;
    } states[STATES_MAX];
    size_t state_count;
    uint64_t merged_into; /* 0: not */
    bool hidden;          /* left out of batches */
    int64_t delay_ms;     /* of replies that hold this one */
    uint64_t revision;
    unsigned times_asked;   /* for its record, by any transport */
    unsigned times_checked; /* for its revision */
};

struct world {
    struct server *server;
    struct being beings[BEINGS_MAX];
    size_t count;
    unsigned requests;
    unsigned searches;
    /* The next `bad_times` replies are this instead. */
    int bad_times;
    int bad_status;
    const char *bad_headers;
    const char *bad_body;
    uint64_t poison; /* a batch with this id is refused as a whole */
    uint64_t broken; /* a document with this id is no JSON */
    char last_target[8192];
    /* what crawls leave behind */
    struct kw_clock clock;
    struct kw_store *store;
    struct kw_source_settings settings;
    struct kw_goal goal;
    struct kw_bill bill;
    struct kw_error err;
};

/* For cmocka: *state becomes a world with a server and an empty store. */
int world_set_up(void **state);
int world_tear_down(void **state);

/* The being of that number, made if it is not there. */
struct being *being(struct world *w, uint64_t id);
/* `who` states `property` (P40 and so on) with the value `to`. */
void states(struct world *w, uint64_t who, unsigned property, uint64_t to);
/* Parent and child state it of each other. */
void has_child(struct world *w, uint64_t parent, uint64_t child);
void is_merged_into(struct world *w, uint64_t from, uint64_t to);

/* Sets the goal's seeds and runs the crawl, with w->settings and w->goal;
 * w->bill and w->err tell. */
enum kw_status crawl_from(struct world *w, uint64_t seed);
enum kw_status crawl_from_two(struct world *w, uint64_t from, uint64_t to);

/* What the store knows of `id`. */
enum kw_known known(struct world *w, uint64_t id);

#endif
