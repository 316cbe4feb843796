/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Putting families together from links.
 *
 * Husband and wife are told apart by what they are to their children,
 * and only where that says nothing by sex; two who are alike stand in
 * the order of their ids.
 */
#include "families.h"

#include <stdlib.h>

/* Every role but the last, which names no parent. */
enum { ROLES = KW_ROLE_OTHER };

struct kw_id family_owner(struct couple couple)
{
    return kw_id_is_none(couple.husband) ? couple.wife : couple.husband;
}

static int compare_couples(const void *left, const void *right)
{
    const struct couple *a = left;
    const struct couple *b = right;
    int order = kw_id_compare(a->husband, b->husband);

    return order ? order : kw_id_compare(a->wife, b->wife);
}

static bool same_couple(struct couple a, struct couple b)
{
    return compare_couples(&a, &b) == 0;
}

static enum kw_status links_of(struct writer *writer, struct kw_id id,
                               struct kw_link **links, size_t *count,
                               struct kw_error *err)
{
    return writer->source->links_of(writer->source->arg, id, &writer->row,
                                    links, count, err);
}

/* KW_MALE for who stands as a husband, KW_FEMALE as a wife. */
static enum kw_status stand_of(struct writer *writer, struct kw_id id,
                               enum kw_sex *out, struct kw_error *err)
{
    struct kw_link *links;
    struct kw_date birth;
    size_t count;
    bool mother = false;

    KW_TRY(links_of(writer, id, &links, &count, err));
    for (size_t i = 0; i < count; i++) {
        if (!kw_id_same(links[i].parent, id))
            continue;
        if (links[i].kind == KW_LINK_FATHER) {
            *out = KW_MALE;
            return KW_OK;
        }
        mother = mother || links[i].kind == KW_LINK_MOTHER;
    }
    if (mother) {
        *out = KW_FEMALE;
        return KW_OK;
    }
    return writer->source->brief(writer->source->arg, id, out, &birth, err);
}

static enum kw_status couple_of(struct writer *writer, struct kw_id a,
                                struct kw_id b, struct couple *out,
                                struct kw_error *err)
{
    enum kw_sex a_stands;
    enum kw_sex b_stands;
    bool turned;

    KW_TRY(stand_of(writer, a, &a_stands, err));
    KW_TRY(stand_of(writer, b, &b_stands, err));
    if (a_stands != b_stands && (a_stands == KW_FEMALE || b_stands == KW_MALE))
        turned = true;
    else if (a_stands != b_stands &&
             (a_stands == KW_MALE || b_stands == KW_FEMALE))
        turned = false;
    else
        turned = kw_id_compare(a, b) > 0;
    out->husband = turned ? b : a;
    out->wife = turned ? a : b;
    return KW_OK;
}

/* ---- where a child comes from ------------------------------------- */

/* The parents of one role, sorted into husbands and wives. */
struct side {
    struct kw_id *ids;
    size_t count;
};
struct sides {
    struct side husbands;
    struct side wives;
};

static bool add_to_side(struct writer *writer, struct side *side,
                        struct kw_id id, size_t room)
{
    if (!side->ids)
        side->ids = kw_arena_zeroed(&writer->row, room, sizeof *side->ids);
    if (!side->ids)
        return false;
    side->ids[side->count++] = id;
    return true;
}

static enum kw_role role_in_family(const struct kw_link *link)
{
    return link->kind == KW_LINK_STEP_PARENT ? KW_ROLE_STEP
                                             : kw_link_role(link);
}

static enum kw_status sort_parent(struct writer *writer,
                                  const struct kw_link *link,
                                  struct sides *sides, size_t room,
                                  struct kw_error *err)
{
    enum kw_sex stands = KW_SEX_UNKNOWN;
    bool wife;

    if (link->kind == KW_LINK_FATHER)
        stands = KW_MALE;
    else if (link->kind == KW_LINK_MOTHER)
        stands = KW_FEMALE;
    else
        KW_TRY(stand_of(writer, link->parent, &stands, err));
    wife = stands == KW_FEMALE ||
           (stands != KW_MALE && sides->wives.count < sides->husbands.count);
    if (!add_to_side(writer, wife ? &sides->wives : &sides->husbands,
                     link->parent, room))
        return kw_nomem(err);
    return KW_OK;
}

static struct kw_id at_or_last(const struct side *side, size_t i)
{
    if (side->count == 0)
        return kw_qid(0);
    return side->ids[i < side->count ? i : side->count - 1];
}

static void add_origin(struct origins *out, struct kw_id husband,
                       struct kw_id wife, enum kw_role role)
{
    struct origin *origin = &out->items[out->count++];

    origin->couple.husband = husband;
    origin->couple.wife = wife;
    origin->role = role;
}

static void add_origins(struct origins *out, const struct sides *sides,
                        enum kw_role role)
{
    const struct side *h = &sides->husbands;
    const struct side *w = &sides->wives;
    bool alone = role == KW_ROLE_DISPUTED || role == KW_ROLE_STEP;

    if (alone) {
        for (size_t i = 0; i < h->count; i++)
            add_origin(out, h->ids[i], kw_qid(0), role);
        for (size_t i = 0; i < w->count; i++)
            add_origin(out, kw_qid(0), w->ids[i], role);
        return;
    }
    for (size_t i = 0; i < h->count || i < w->count; i++)
        add_origin(out, at_or_last(h, i), at_or_last(w, i), role);
}

enum kw_status families_of_child(struct writer *writer, struct kw_id child,
                                 struct origins *out, struct kw_error *err)
{
    struct sides sides[ROLES] = {0};
    struct kw_link *links;
    size_t count;

    *out = (struct origins){0};
    KW_TRY(links_of(writer, child, &links, &count, err));
    for (size_t i = 0; i < count; i++)
        if (link_is_descent(&links[i]) && kw_id_same(links[i].child, child) &&
            role_in_family(&links[i]) != KW_ROLE_OTHER)
            KW_TRY(sort_parent(writer, &links[i],
                               &sides[role_in_family(&links[i])], count, err));
    out->items = kw_arena_zeroed(&writer->row, count + 1, sizeof *out->items);
    if (!out->items)
        return kw_nomem(err);
    for (int role = 0; role < ROLES; role++)
        add_origins(out, &sides[role], (enum kw_role)role);
    return KW_OK;
}

/* ---- whose families somebody has ---------------------------------- */

static bool is_partnership(const struct kw_link *link)
{
    return link->kind == KW_LINK_SPOUSE || link->kind == KW_LINK_PARTNER;
}

static bool is_in(struct couple couple, struct kw_id id)
{
    return kw_id_same(couple.husband, id) || kw_id_same(couple.wife, id);
}

/* A list that grows in the row's memory: what it outgrows stays there
 * until the row is done. */
static bool add_couple(struct writer *writer, struct couples *out,
                       size_t *capacity, struct couple couple)
{
    if (out->count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : 8;
        struct couple *items =
            kw_arena_zeroed(&writer->row, more, sizeof *items);

        if (!items)
            return false;
        for (size_t i = 0; i < out->count; i++)
            items[i] = out->items[i];
        out->items = items;
        *capacity = more;
    }
    out->items[out->count++] = couple;
    return true;
}

static void sort_once(struct couples *couples)
{
    size_t kept = 0;

    if (couples->count == 0)
        return;
    qsort(couples->items, couples->count, sizeof *couples->items,
          compare_couples);
    for (size_t i = 1; i < couples->count; i++)
        if (!same_couple(couples->items[kept], couples->items[i]))
            couples->items[++kept] = couples->items[i];
    couples->count = kept + 1;
}

enum kw_status families_of_person(struct writer *writer, struct kw_id person,
                                  struct couples *out, struct kw_error *err)
{
    struct kw_link *links;
    size_t count;
    size_t capacity = 0;

    *out = (struct couples){0};
    KW_TRY(links_of(writer, person, &links, &count, err));
    for (size_t i = 0; i < count; i++) {
        const struct kw_link *link = &links[i];

        if (is_partnership(link)) {
            struct couple couple;

            KW_TRY(couple_of(writer, link->child, link->parent, &couple, err));
            if (!add_couple(writer, out, &capacity, couple))
                return kw_nomem(err);
        } else if (link_is_descent(link) && kw_id_same(link->parent, person)) {
            struct origins origins;

            KW_TRY(families_of_child(writer, link->child, &origins, err));
            for (size_t j = 0; j < origins.count; j++)
                if (is_in(origins.items[j].couple, person) &&
                    !add_couple(writer, out, &capacity,
                                origins.items[j].couple))
                    return kw_nomem(err);
        }
    }
    sort_once(out);
    return KW_OK;
}

/* ---- the children of a family ------------------------------------- */

struct dated {
    int64_t day;
    struct kw_id id;
};

static int compare_dated(const void *left, const void *right)
{
    const struct dated *a = left;
    const struct dated *b = right;

    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return kw_id_compare(a->id, b->id);
}

static bool comes_from(const struct origins *origins, struct couple couple)
{
    for (size_t i = 0; i < origins->count; i++)
        if (same_couple(origins->items[i].couple, couple))
            return true;
    return false;
}

enum kw_status family_children(struct writer *writer, struct couple couple,
                               struct children *out, struct kw_error *err)
{
    struct kw_id owner = family_owner(couple);
    struct kw_link *links;
    struct dated *found;
    size_t count;

    *out = (struct children){0};
    KW_TRY(links_of(writer, owner, &links, &count, err));
    found = kw_arena_zeroed(&writer->row, count + 1, sizeof *found);
    out->items = kw_arena_zeroed(&writer->row, count + 1, sizeof *out->items);
    if (!found || !out->items)
        return kw_nomem(err);
    for (size_t i = 0; i < count; i++) {
        struct origins origins;
        struct kw_date birth = {0};
        enum kw_sex sex;
        int64_t last;

        if (!link_is_descent(&links[i]) || !kw_id_same(links[i].parent, owner))
            continue;
        KW_TRY(families_of_child(writer, links[i].child, &origins, err));
        if (!comes_from(&origins, couple))
            continue;
        KW_TRY(writer->source->brief(writer->source->arg, links[i].child, &sex,
                                     &birth, err));
        found[out->count].id = links[i].child;
        if (!kw_date_days(birth, &found[out->count].day, &last))
            found[out->count].day = INT64_MAX;
        out->count++;
    }
    qsort(found, out->count, sizeof *found, compare_dated);
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = found[i].id;
    return KW_OK;
}
