/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question: one request about one or more ids, from the moment it is
 * put together until every one of its ids is answered.
 *
 * source.c is the asker's side, line.c the thread that drives the
 * transfers; between them stands the desk (desk.h). question.c forms and
 * reads, judge.c decides what a reply means for each id.
 */
#ifndef KINWALK_SOURCE_QUESTION_H
#define KINWALK_SOURCE_QUESTION_H

#include <kinwalk/source.h>

#include "desk.h"
#include "fetch/fetch.h"
#include "wikibase.h"

/* How a question is put to the server. */
enum form {
    FORM_PEOPLE = 0, /* wbgetentities, whole records */
    FORM_REVISIONS,  /* wbgetentities, info only */
    FORM_LABELS,     /* wbgetentities, labels only */
    FORM_CHILDREN,   /* the search, by statement */
    FORM_DOCUMENT,   /* Special:EntityData, one id */
    FORM_NAMES       /* wbsearchentities, no ids */
};
enum { FORMS = FORM_NAMES + 1 };

struct reading {
    struct kw_job job; /* first: the pool's */
    struct question *question;
};

struct question {
    struct kw_request request; /* first: fetch's */
    struct reading reading;
    enum form form;
    struct asking asking[KW_BATCH];
    size_t count;
    struct kw_buffer url;
    bool without_maxlag;
    size_t offset;          /* FORM_CHILDREN */
    struct kw_id *children; /* gathered over several replies; owned */
    size_t child_count;
    size_t child_capacity;
    /* set by the worker */
    enum kw_status read;
    struct kw_error read_error;
    struct kw_document document;
    struct kw_titles titles;
    struct kw_hits hits;
    const char *const *langs; /* borrowed from the source */
    struct kw_shelf *shelf;   /* the same */
};

struct waiting {
    struct asking *items; /* a ring would save little: few wait here */
    size_t first;
    size_t count;
    size_t capacity;
};

struct kw_source {
    /* never changed once it is open */
    struct wikibase wikibase;
    enum kw_transport transport;
    struct kw_clock *clock; /* borrowed, may be NULL */
    char **langs;           /* NULL-terminated */
    unsigned threads;
    unsigned in_flight; /* requests at once, at most */
    bool by_hand;       /* the clock is */
    void (*log)(void *arg, const struct kw_transfer *transfer);
    void *log_arg;          /* borrowed */
    struct kw_shelf *shelf; /* buffers to unpack into; any thread */
    struct desk desk;       /* under its own lock */

    /* the asker's */
    struct answers batch;   /* taken from the desk */
    size_t taken;           /* of them */
    size_t pending;         /* ids asked and not yet taken */
    bool turned_away;       /* it would have asked more, had there been room */
    struct question *names; /* FORM_NAMES, when it is back */
    bool names_asked;
    struct kw_thread *line; /* NULL: not started */

    /* the line's */
    struct kw_fetch *fetch;
    struct kw_pool *pool;
    struct waiting waiting[FORMS];
    struct answers given;  /* not yet on the desk */
    struct told told;      /* likewise */
    size_t at_work;        /* ids taken from the desk and not yet answered */
    size_t untaken;        /* answers that lay on the desk when last seen */
    size_t lost;           /* answers there was no memory for */
    bool asker_is_done;    /* it waits and knows all that was answered */
    unsigned gone_silent;  /* questions given up since one was answered */
    bool heard;            /* some reply was understood */
    int64_t maxlag_off_ms; /* maxlag is left out until then */
    bool stopping;
    bool limited; /* max_requests is reached; what travels may land */
    struct kw_error failure; /* KW_OK: none */
    struct question *names_back;
    uint64_t places;
    uint64_t places_max;
};

/* ---- question.c ---------------------------------------------------- */

/* How many ids a question of that form holds. */
size_t form_room(enum form form);
/* A question of `count` askings; NULL if memory ran out. */
struct question *question_create(struct kw_source *source, enum form form,
                                 const struct asking *asking, size_t count);
/* NULL is fine. */
void question_destroy(struct question *question);
/* Writes its address anew: maxlag comes and goes. */
void question_spell(const struct kw_source *source, struct question *question);
/* Spells and sends it. */
enum kw_status question_send(struct kw_source *source,
                             struct question *question, struct kw_error *err);
/* Hands its reply to a worker, who unpacks and reads it. */
void question_read(struct kw_source *source, struct question *question);

/* ---- judge.c ------------------------------------------------------- */

/* The transfer is over: read it, or give each id its answer. */
void judge_reply(struct kw_source *source, struct question *question);
/* The worker is done with it. */
void judge_reading(struct kw_source *source, struct question *question);

/* ---- contact.c ----------------------------------------------------- */

/* May `contact` (NULL: none) stand in a User-Agent, and is it there if it
 * is wanted? KW_USAGE otherwise. */
enum kw_status check_contact(const char *contact, bool wanted,
                             struct kw_error *err);

/* ---- source.c ------------------------------------------------------ */

/* Is there enough on the desk for the asker to go on? Under its lock. */
bool desk_is_enough(const struct kw_source *source);

/* ---- line.c: on the asker's thread --------------------------------- */

/* Starts line and readers, unless they run. */
enum kw_status line_start(struct kw_source *source, struct kw_error *err);
/* Without a line: everything that was asked is answered as cancelled. */
void line_refuse(struct kw_source *source, const struct kw_error *why);
/* Ends both. What is under way is dropped. */
void line_stop(struct kw_source *source);
/* Sets down on the desk how things stand. Under its lock. */
void line_report(struct kw_source *source);

/* ---- line.c, answers.c: on the line -------------------------------- */

/* How many ids wait in the queue of `form`. */
size_t waiting_count(const struct kw_source *source, enum form form);
/* How people are asked for. */
enum form form_of(const struct kw_source *source, enum kw_asked asked);
/* Puts an id into the queue of `form`. */
enum kw_status wait_for(struct kw_source *source, enum form form,
                        const struct asking *asking, struct kw_error *err);
/* Sets an answer down; what it holds is taken over. */
void give(struct kw_source *source, struct kw_reading *answer);
/* The same, without anything held. `why` may be NULL. */
void give_bare(struct kw_source *source, const struct asking *asking,
               enum kw_found_out what, const char *why);
/* A reply ends with the last answer given. */
void end_reply(struct kw_source *source);
/* Sends nothing more. */
void source_cancel(struct kw_source *source);
/* No request more: what has not left is cancelled. */
void source_limit(struct kw_source *source);
/* Ends everything; the first failure counts. */
void source_fail(struct kw_source *source, enum kw_status status,
                 const char *format, ...) KW_PRINTF(3, 4);

#endif
