/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The desk: where the asker and the line hand things to each other.
 *
 * Two threads stand at it. The asker puts ids down and takes answers up;
 * it may be busy for long, with a store, say. The line drives the
 * transfers and must not be kept waiting: whoever holds the lock holds it
 * for moments, and lists change hands whole.
 *
 * How much lies here is bounded by what was asked: the asker is told how
 * much room there is, and the line sends nothing while too many answers
 * wait.
 */
#ifndef KINWALK_SOURCE_DESK_H
#define KINWALK_SOURCE_DESK_H

#include <kinwalk/source.h>

struct question;

/* One id on its way. */
struct asking {
    struct kw_id id;
    enum kw_asked asked;
    unsigned left_out; /* replies that did not mention it */
};

struct answer {
    struct kw_reading reading;
    bool ends_reply;
};

struct answers {
    struct answer *items;
    size_t count;
    size_t capacity;
};
/* Appends all of `from` to `to` and empties it; they trade places if `to`
 * is empty. False, with `from` as it was, if memory ran out. */
bool answers_move(struct answers *to, struct answers *from);
/* Gives back the first `taken` as taken, finishes the rest. */
void answers_finish(struct answers *answers, size_t taken);

/* Transfers to be told to the asker's log. Lists go round with their memory:
 * were each word freed by who is told, the line would wait for it. */
struct told_transfer {
    struct kw_transfer transfer; /* without words: those stand in the text */
    size_t url_at;
    size_t trouble_at; /* SIZE_MAX: none */
};

struct told {
    struct told_transfer *items;
    size_t count;
    size_t capacity;
    struct kw_buffer text;
};
/* Without memory a transfer goes untold. */
void told_add(struct told *told, const struct kw_transfer *transfer);
/* The words are valid until the next call on `told`. */
struct kw_transfer told_get(const struct told *told, size_t i);
/* As answers_move(). */
bool told_move(struct told *to, struct told *from);
/* Empties it; keeps the memory. */
void told_clear(struct told *told);
void told_finish(struct told *told);

struct desk {
    struct kw_monitor *lock;

    /* from the asker */
    struct asking *asked;
    size_t asked_count;
    size_t asked_capacity;
    size_t people_asked; /* of them, how many are asked by record */
    struct question *names;
    bool cancel;
    bool closing;
    bool asker_waits;
    bool turn_wanted; /* by hand: one turn, ... */
    int64_t turn_ms;  /* ... which may wait so long */

    /* from the line */
    struct answers answers;
    int64_t since_ms; /* the first of them came then */
    size_t lost;      /* answers there was no memory for */
    struct told told;
    struct question *names_back;
    struct kw_error failure; /* KW_OK: none */
    bool limited;
    bool stopping;
    size_t waiting; /* ids that are asked by record and have not left */
    size_t room;    /* for more of them than wait */
    struct kw_cost cost;
    int64_t next_ms; /* nothing is sent before, if cost.wait_why */
};

#endif
