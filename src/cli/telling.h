/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * telling: an answer in words, while it is written.
 */
#ifndef KINWALK_CLI_TELLING_H
#define KINWALK_CLI_TELLING_H

#include "relate.h"
#include "said.h"

struct telling {
    const struct relate *r;
    struct kw_buffer *out; /* borrowed */
    struct kw_lines *lines;
    uint64_t left;   /* lines still to be told of this alternative */
    bool holds_back; /* some lines were not told */
};

/* A fixed phrase, in the language of the answer. */
static inline const char *tell_said(const struct telling *telling,
                                    enum said what)
{
    return said(telling->r->wish->style.lang, what);
}
/* The name, and what the person is if no single human. */
void tell_name(const struct telling *telling, uint32_t who);
/* The common ancestor, or both of a couple. */
void tell_apex(const struct telling *telling,
               const struct kw_relation *relation);
/* A line, from the top down to both ends. */
void tell_line(const struct telling *telling,
               const struct kw_relation *relation, const uint32_t *line);
/* The statements behind each step of a line, and the weakest of them. */
enum kw_status tell_why(const struct telling *telling,
                        const struct kw_relation *relation,
                        const uint32_t *line, struct kw_error *err);
/* One statement. */
void tell_reason(const struct telling *telling,
                 const struct relate_reason *reason);
/* The shortest chain of any kind, where no relation has a name. */
enum kw_status tell_chain(const struct telling *telling, struct kw_error *err);
/* That there is nothing to tell. */
void tell_nothing(const struct telling *telling);

#endif
