/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate: one question about two people, from the ids to the answer, and
 * the ways to tell it.
 */
#ifndef KINWALK_CLI_RELATE_H
#define KINWALK_CLI_RELATE_H

#include <kinwalk/kinship.h>

#include "gather.h"

/* What the command line asks of every answer. */
struct relate_wish {
    bool to_the_end;  /* --goal all */
    uint64_t lines;   /* --lines; UINT64_MAX: --all */
    bool lines_asked; /* one of the two was given: show their ways */
    bool why;
    struct kw_style style;
    struct kw_id *without;
    size_t without_count;
    const char *draw; /* NULL: no picture */
};

enum relate_verdict {
    RELATE_RELATED = 0,
    RELATE_CONNECTED,
    RELATE_UNRELATED,
    RELATE_UNKNOWN
};

/* One answer. Zeroed memory but for the first four is one not yet
 * found. */
struct relate {
    struct kw_cli *cli;             /* borrowed */
    const struct relate_wish *wish; /* borrowed */
    struct kw_id from_id;
    struct kw_id to_id;
    struct kw_people *people;
    struct kw_kinship *kinship;
    struct kw_reckoning reckoning;
    uint32_t from; /* members */
    uint32_t to;
    bool is_partial; /* the store holds more ancestors than were loaded */
    struct kw_meeting meeting;
    struct kw_people *chain; /* those on shortest chains of any kind */
    struct kw_path path;     /* one of them; steps are members of `chain` */
    bool is_connected;
    enum relate_verdict verdict;
    int64_t as_of_s; /* 0: not known */
    struct kw_bill bill;
    bool has_asked; /* the server */
    bool as_json;   /* so count and weigh everything */
};

/* Finds the answer: fetches what is lacking, loads, reckons. */
enum kw_status relate_find(struct relate *relate, struct kw_error *err);
void relate_finish(struct relate *relate);

/* How many lines of relation i are to be told (0: it is not): of blood,
 * adoption and fostering as far as the lines asked for go, of the other
 * sorts all. Go through the relations in order; *left begins with
 * wish->lines. */
uint64_t relate_share(const struct relate *relate, size_t i, uint64_t *left);

/* ---- telling ------------------------------------------------------- */

/* Appends the answer as text, or as JSON without a newline. `out` may be
 * drained while it is written. */
enum kw_status relate_print(const struct relate *relate, struct kw_buffer *out,
                            struct kw_error *err);
enum kw_status relate_write(const struct relate *relate, struct kw_buffer *out,
                            struct kw_error *err);
/* Draws the lines told into wish->draw. */
enum kw_status relate_draw(const struct relate *relate, struct kw_error *err);

/* The whole line of a relation, marriages at its ends included: members
 * one linked with the next, from FROM to TO. `line` is the part by blood.
 * `out` holds up + down + 3; the count is returned. */
size_t relate_whole_line(const struct relate *relate,
                         const struct kw_relation *relation,
                         const uint32_t *line, uint32_t *out);

/* The word of a relation; `back`: what FROM is to TO; `both`: what they
 * are to each other where there is such a word. Appends. */
enum relate_word { RELATE_THERE, RELATE_BACK, RELATE_BOTH, RELATE_SENTENCE };
enum kw_status relate_word(const struct relate *relate,
                           const struct kw_relation *relation,
                           enum relate_word what, struct kw_buffer *out,
                           struct kw_error *err);
/* FROM's or TO's name; with the id where both have the same. Valid while
 * `room` is. */
const char *relate_name(const struct relate *relate, uint32_t who,
                        char room[KW_ID_TEXT_BYTES + 300]);

/* ---- statements behind a link -------------------------------------- */

struct relate_reason {
    uint32_t child; /* of partners: the one with the smaller number */
    uint32_t parent;
    bool is_marriage;
    bool by_child;
    bool by_parent;
    /* The statement: the child's if it states one, else the parent's. */
    const struct kw_statement *statement; /* NULL: none was found */
    uint64_t revision;
    struct kw_person *record; /* owns the statement */
};
/* Looks up why `a` and `b` are linked: as child and parent, or, with
 * is_marriage, as partners. Finish it. */
enum kw_status relate_reason_find(const struct relate *relate, uint32_t a,
                                  uint32_t b, bool is_marriage,
                                  struct relate_reason *out,
                                  struct kw_error *err);
void relate_reason_finish(struct relate_reason *reason);
/* Is link a more weakly stated than b? */
bool relate_reason_is_weaker(const struct relate_reason *a,
                             const struct relate_reason *b);
/* "child", "parent", "both"; NULL: nobody. */
const char *relate_stated_by(const struct relate_reason *reason);
/* "normal", "preferred" */
const char *relate_rank(const struct relate_reason *reason);

#endif
