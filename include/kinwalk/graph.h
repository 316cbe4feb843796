/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph: connections of any kind, and the shape of a whole family, by
 * igraph. Blood relations and their words are kinship's.
 *
 * igraph keeps process-wide switches (error, warning, interruption,
 * progress and status handlers, the attribute table). Every function
 * here sets what it needs and puts back what it found before it returns.
 * Distributions build igraph without thread safety: call this room from
 * one thread at a time, and not while another thread uses igraph.
 */
#ifndef KINWALK_GRAPH_H
#define KINWALK_GRAPH_H

#include <kinwalk/family.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The shortest chain from `from` to `to` along the links of `via` (a sum
 * of enum kw_via, at least one). Parents count in every role, step
 * parents are reached through the marriage. Every link is one step.
 *
 * Of several chains of the same length the one with fewer marriages is
 * taken, then the one whose ids, compared one by one from `from` on, are
 * smaller: the answer depends neither on how the family was gathered nor
 * on igraph's order. Where two people are linked twice, the step is
 * named by blood before sibling before marriage.
 *
 * Links are walked as named, so with KW_VIA_PARENT alone only ancestors
 * are found. On success *found says whether there is a chain; `out` (an
 * empty path of the caller's, to be finished by the caller) holds it,
 * ends included, and stays empty if there is none. KW_NOT_FOUND if an
 * end is no member, KW_USAGE if `via` is empty. */
KW_API enum kw_status kw_graph_path(const struct kw_people *people,
                                    struct kw_id from, struct kw_id to,
                                    unsigned via, struct kw_path *out,
                                    bool *found, struct kw_error *err);

/* Which members hang together. Zeroed memory is an empty answer. */
struct kw_components {
    uint32_t *of;    /* by member: its component, from 0 */
    uint32_t *sizes; /* by component; ordered by the smallest id in each */
    uint32_t members;
    uint32_t count;
};

/* Components along `via`, direction aside. Give *out to
 * kw_components_finish(). */
KW_API enum kw_status kw_graph_components(const struct kw_people *people,
                                          unsigned via,
                                          struct kw_components *out,
                                          struct kw_error *err);
KW_API void kw_components_finish(struct kw_components *components);

enum { KW_MIDDLE_MAX = 5 };

/* Somebody near everybody. */
struct kw_middle {
    struct kw_id id;
    double mean_steps; /* to the others of the same component */
};

/* The shape of a family. */
struct kw_shape {
    uint32_t people;
    uint64_t links; /* pairs of people linked, each counted once */
    uint32_t components;
    uint32_t alone;   /* people linked with nobody */
    uint32_t largest; /* people in the largest component */
    /* Of the largest component (the one with the smaller id of two): */
    /* The longest of all shortest chains, in steps: at least and at most
     * so long. Where the two are one it is known. */
    uint32_t diameter;
    uint32_t diameter_max;
    struct kw_id end_a; /* two people `diameter` apart, the smaller id first */
    struct kw_id end_b;
    struct kw_middle middle[KW_MIDDLE_MAX]; /* nearest to all first */
    size_t middle_count;
    /* Everybody was searched from. If not, the middle are the nearest of
     * those who seemed likely: their own means are right, but there may
     * be others nearer. */
    bool exact;
};

/* How to measure; zeroed memory takes the defaults. */
struct kw_shape_options {
    uint32_t exact_up_to;    /* people in the largest component; 10,000 */
    bool (*stopped)(void *); /* asked now and then; may be NULL */
    void *stopped_arg;
};

/* Measures the family along `via`, direction aside. Time grows with the
 * square of the largest component up to `exact_up_to` people; beyond, a
 * bounded number of searches gives bounds for the diameter (F. Takes, W.
 * Kosters 2011) and a likely middle. KW_INTERRUPTED once `stopped` says
 * so. */
KW_API enum kw_status kw_graph_shape(const struct kw_people *people,
                                     unsigned via,
                                     const struct kw_shape_options *options,
                                     struct kw_shape *out,
                                     struct kw_error *err);

/* Who is linked with whom along `via`, and nothing else: a family of any
 * size, for questions about the whole of it. What is added comes in any
 * order and as often as may be; ids are those of people, redirects
 * followed. *out is yours: kw_web_destroy(). */
struct kw_web;
KW_API enum kw_status kw_web_create(unsigned via, struct kw_web **out,
                                    struct kw_error *err);
KW_API void kw_web_destroy(struct kw_web *web);
/* Somebody, linked or not. */
KW_API enum kw_status kw_web_add(struct kw_web *web, struct kw_id id,
                                 struct kw_error *err);
/* What both ends say of a link, merged: they are linked if it holds and
 * `via` names it. Both are people in any case, but for P1038. */
KW_API enum kw_status kw_web_add_link(struct kw_web *web,
                                      const struct kw_link *link,
                                      struct kw_error *err);
/* As kw_graph_shape(). */
KW_API enum kw_status kw_web_shape(struct kw_web *web,
                                   const struct kw_shape_options *options,
                                   struct kw_shape *out, struct kw_error *err);

/* The version of the igraph that is linked: "0.10.2". Static memory. */
KW_API const char *kw_graph_igraph_version(void);

#ifdef __cplusplus
}
#endif

#endif
