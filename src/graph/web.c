/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A web: who is linked with whom and nothing else, gathered in any order
 * and then laid out as rows of neighbours.
 *
 * Nothing of the layout depends on the order of gathering.
 */
#include "web.h"

#include "ways.h"

#include <stdlib.h>
#include <string.h>

struct pair {
    struct kw_id a;
    struct kw_id b;
};

struct kw_web {
    unsigned via;
    struct kw_id *ids;
    size_t id_count;
    size_t id_capacity;
    struct pair *pairs;
    size_t pair_count;
    size_t pair_capacity;
};

/* ---- gathering ----------------------------------------------------- */

enum kw_status kw_web_create(unsigned via, struct kw_web **out,
                             struct kw_error *err)
{
    *out = NULL;
    KW_TRY(ways_check(via, err));
    *out = calloc(1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    (*out)->via = via;
    return KW_OK;
}

void kw_web_destroy(struct kw_web *web)
{
    if (!web)
        return;
    free(web->ids);
    free(web->pairs);
    free(web);
}

enum kw_status kw_web_add(struct kw_web *web, struct kw_id id,
                          struct kw_error *err)
{
    struct kw_id *grown =
        kw_grow(web->ids, web->id_count, &web->id_capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    web->ids = grown;
    grown[web->id_count++] = id;
    return KW_OK;
}

enum kw_status web_add_pair(struct kw_web *web, struct kw_id a, struct kw_id b,
                            struct kw_error *err)
{
    struct pair *grown = kw_grow(web->pairs, web->pair_count,
                                 &web->pair_capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    web->pairs = grown;
    grown[web->pair_count++] = (struct pair){a, b};
    return KW_OK;
}

/* The kinds of steps a link may be walked by; 0: none. */
static unsigned via_of(const struct kw_link *link)
{
    enum kw_role role = kw_link_role(link);

    switch ((enum kw_link_kind)link->kind) {
    case KW_LINK_FATHER:
    case KW_LINK_MOTHER:
    case KW_LINK_PARENT:
        return role == KW_ROLE_STEP || role == KW_ROLE_OTHER
                   ? 0
                   : KW_VIA_PARENT | KW_VIA_CHILD;
    case KW_LINK_SPOUSE:
    case KW_LINK_PARTNER:
        return KW_VIA_SPOUSE;
    case KW_LINK_SIBLING:
        return KW_VIA_SIBLING;
    default:
        return 0;
    }
}

enum kw_status kw_web_add_link(struct kw_web *web, const struct kw_link *link,
                               struct kw_error *err)
{
    if (link->kind == KW_LINK_RELATIVE)
        return KW_OK;
    if (!kw_link_holds(link) || !(via_of(link) & web->via)) {
        KW_TRY(kw_web_add(web, link->child, err));
        return kw_web_add(web, link->parent, err);
    }
    return web_add_pair(web, link->child, link->parent, err);
}

/* ---- numbering ----------------------------------------------------- */

/* Sorts the ids; each stays once. */
static void sort_ids(struct kw_web *web)
{
    size_t kept = 0;

    if (web->id_count)
        qsort(web->ids, web->id_count, sizeof *web->ids, kw_id_order);
    for (size_t i = 0; i < web->id_count; i++)
        if (!kept || !kw_id_same(web->ids[kept - 1], web->ids[i]))
            web->ids[kept++] = web->ids[i];
    web->id_count = kept;
}

static uint32_t number_of(const struct kw_id *ids, size_t count,
                          struct kw_id id)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (kw_id_compare(ids[middle], id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && kw_id_same(ids[low], id) ? (uint32_t)low : KW_NOBODY;
}

/* Numbers both ends of every pair. Pairs mostly come by one of their ends,
 * so the last number is worth a look. Ends that nobody named are added
 * behind the ids; *complete is false then. */
static enum kw_status number_pairs(struct kw_web *web, uint32_t (*numbers)[2],
                                   bool *complete, struct kw_error *err)
{
    size_t named = web->id_count;
    uint32_t last = 0;

    for (size_t i = 0; i < web->pair_count; i++) {
        const struct pair *pair = &web->pairs[i];

        if (last >= named || !kw_id_same(web->ids[last], pair->a))
            last = number_of(web->ids, named, pair->a);
        numbers[i][0] = last;
        numbers[i][1] = number_of(web->ids, named, pair->b);
        if (numbers[i][0] == KW_NOBODY)
            KW_TRY(kw_web_add(web, pair->a, err));
        if (numbers[i][1] == KW_NOBODY)
            KW_TRY(kw_web_add(web, pair->b, err));
    }
    *complete = web->id_count == named;
    return KW_OK;
}

/* ---- laying out ---------------------------------------------------- */

static enum kw_status number_all(struct kw_web *web, uint32_t (*numbers)[2],
                                 struct kw_error *err)
{
    bool complete;

    sort_ids(web);
    KW_TRY(number_pairs(web, numbers, &complete, err));
    if (complete)
        return KW_OK;
    sort_ids(web);
    return number_pairs(web, numbers, &complete, err);
}

enum kw_status web_lay_out(struct kw_web *web, struct mesh *out,
                           const struct kw_id **ids, struct kw_error *err)
{
    uint32_t(*numbers)[2] = malloc((web->pair_count + 1) * sizeof *numbers);
    enum kw_status status =
        numbers ? number_all(web, numbers, err) : kw_nomem(err);

    if (status == KW_OK && web->id_count >= KW_NOBODY - 1)
        status = kw_fail(err, KW_LIMIT, "a graph holds at most %u people",
                         KW_NOBODY - 2);
    *ids = web->ids;
    if (status == KW_OK)
        status =
            mesh_create((uint32_t)web->id_count, (const uint32_t(*)[2])numbers,
                        web->pair_count, out, err);
    free(numbers);
    return status;
}
