/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chains of people that no single term names: cut into the longest lines
 * of blood and the marriages between them.
 *
 * A line goes up, at most one step aside, and down; whatever turns up
 * again begins a new one (a son's mother is no kin by blood). Such lines
 * can be cut in one way only, so going from the left is enough.
 */
#include "words.h"

#include <string.h>

struct chain {
    const enum kw_step_kind *links;
    const uint8_t *marriages; /* may be NULL */
    const uint8_t *sexes;
    size_t count;
};

static enum kw_marriage marriage_at(const struct chain *chain, size_t at)
{
    enum kw_marriage marriage =
        chain->marriages ? (enum kw_marriage)chain->marriages[at] : KW_MARRIED;

    return marriage ? marriage : KW_MARRIED;
}

static bool goes_up(enum kw_step_kind link)
{
    return link == KW_STEP_FATHER || link == KW_STEP_MOTHER ||
           link == KW_STEP_PARENT;
}

/* Takes the longest line of blood from `at` on: up, at most one step
 * aside, down. Returns where it ends; `at` itself for a marriage. */
static size_t take_run(const struct chain *chain, size_t at, struct kw_run *run)
{
    size_t start = at;

    memset(run, 0, sizeof *run);
    run->fullness = KW_FULLNESS_UNKNOWN;
    run->sexes = chain->sexes + start;
    while (at < chain->count && goes_up(chain->links[at])) {
        run->up++;
        at++;
    }
    if (at < chain->count && chain->links[at] == KW_STEP_SIBLING) {
        run->topless = true;
        run->up++;
        run->down++;
        at++;
    }
    while (at < chain->count && chain->links[at] == KW_STEP_CHILD) {
        run->down++;
        at++;
    }
    if (!run->up || !run->down)
        run->fullness = KW_DIRECT;
    return at;
}

/* One line with at most one marriage at each end is a shape. */
static bool whole_shape(const struct chain *chain, struct kw_shape *shape)
{
    size_t at = 0;

    memset(shape, 0, sizeof *shape);
    if (chain->links[0] == KW_STEP_SPOUSE) {
        shape->from_marriage = marriage_at(chain, at++);
        shape->from_sex = (enum kw_sex)chain->sexes[0];
    }
    at = take_run(chain, at, &shape->run);
    if (at < chain->count && chain->links[at] == KW_STEP_SPOUSE) {
        shape->to_marriage = marriage_at(chain, at++);
        shape->to_sex = (enum kw_sex)chain->sexes[at];
    }
    return at == chain->count;
}

/* The phrase number `wanted` of the chain; false beyond the last. */
static bool chain_phrase(const struct chain *chain, size_t wanted,
                         const struct kw_tongue *tongue,
                         const struct kw_style *style, struct kw_phrase *out)
{
    size_t at = 0;

    for (size_t n = 0; at < chain->count; n++) {
        struct kw_run run;
        size_t end = take_run(chain, at, &run);

        if (end == at) {
            if (n == wanted) {
                tongue->spouse(marriage_at(chain, at),
                               (enum kw_sex)chain->sexes[at + 1], out);
                return true;
            }
            end++;
        } else if (n == wanted) {
            tongue->line(&run, style, out);
            return true;
        }
        at = end;
    }
    return false;
}

static void string_chain(const struct chain *chain,
                         const struct kw_tongue *tongue,
                         const struct kw_style *style, struct kw_buffer *out)
{
    struct kw_phrase phrase;
    size_t count = 0;

    while (chain_phrase(chain, count, tongue, style, &phrase))
        count++;
    for (size_t i = 0; i < count; i++) {
        size_t n = tongue->owner_first ? i : count - 1 - i;

        (void)chain_phrase(chain, n, tongue, style, &phrase);
        if (n == count - 1)
            tongue->head(&phrase, false, out);
        else
            tongue->owner(&phrase, out);
    }
}

void kw_chain_term_as(const enum kw_step_kind *links, const uint8_t *marriages,
                      const uint8_t *sexes, size_t count,
                      const struct kw_style *style, struct kw_buffer *out)
{
    struct chain chain = {links, marriages, sexes, count};
    struct kw_shape shape;

    if (!chain.count)
        kw_buffer_text(out, kw_tongue_of(style)->same_person);
    else if (whole_shape(&chain, &shape))
        kw_shape_term(&shape, style, out);
    else
        string_chain(&chain, kw_tongue_of(style), style, out);
}

void kw_chain_term(const enum kw_step_kind *links, const uint8_t *sexes,
                   size_t count, const struct kw_style *style,
                   struct kw_buffer *out)
{
    kw_chain_term_as(links, NULL, sexes, count, style, out);
}
