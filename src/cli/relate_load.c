/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The family in which an answer is reckoned, out of the store.
 *
 * A small one is read whole. Where there are more ancestors than can be
 * compared, only the nearest generations are, and of most people no more
 * than whose child they are: first the store tells how far up there is
 * blood at all, then one generation after another is added until all
 * lines that are told stand; then as much of the partners' blood as could
 * hold a nearer in-law; and only those who are told get their names.
 */
#include "relate_load.h"

#include <stdlib.h>
#include <string.h>

/* How many people a question reads at once before it makes do with the
 * nearest generations. A text tells a few lines; JSON counts them all. */
enum { TEXT_PEOPLE_MAX = 5000, JSON_PEOPLE_MAX = 20000 };
/* Steps a count may take where everything was asked for: minutes. */
#define PATIENCE UINT64_C(300000000)
enum { FIRST_REACH = 5, REACH_MAX = 200, TOLD_ROUNDS_MAX = 3 };

void relate_ids_finish(struct relate_ids *ids)
{
    free(ids->items);
    kw_map_finish(&ids->met);
    memset(ids, 0, sizeof *ids);
}

enum kw_status relate_ids_add(struct relate_ids *ids, struct kw_id id,
                              struct kw_error *err)
{
    struct kw_id *grown;
    bool is_new;

    KW_TRY(kw_map_put(&ids->met, id.bits, 0, &is_new, err));
    if (!is_new)
        return KW_OK;
    grown = kw_grow(ids->items, ids->count, &ids->capacity, sizeof *grown);
    if (!grown)
        return kw_nomem(err);
    ids->items = grown;
    grown[ids->count++] = id;
    return KW_OK;
}

/* Their partners, whose blood may matter. */
static enum kw_status add_partners(struct relate *r, struct kw_id id,
                                   struct relate_ids *seeds,
                                   struct kw_error *err)
{
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count = 0;
    enum kw_status status =
        kw_store_links(r->cli->store, id, &arena, &links, &count, err);

    for (size_t i = 0; status == KW_OK && i < count; i++) {
        const struct kw_link *link = &links[i];

        if ((link->kind == KW_LINK_SPOUSE || link->kind == KW_LINK_PARTNER) &&
            kw_link_holds(link))
            status = relate_ids_add(
                seeds, kw_id_same(link->child, id) ? link->parent : link->child,
                err);
    }
    kw_arena_finish(&arena);
    return status;
}

/* The partners of both, whose blood may matter. */
static enum kw_status add_all_partners(struct relate *r,
                                       struct relate_ids *seeds,
                                       struct kw_error *err)
{
    KW_TRY(add_partners(r, r->from_id, seeds, err));
    return add_partners(r, r->to_id, seeds, err);
}

/* ---- one reading --------------------------------------------------- */

/* How much of the store is read. */
struct reach {
    int up; /* generations above the two; -1: all */
    int partners_up;
    bool bare;                     /* names only for ... */
    const struct relate_ids *told; /* ... these; NULL: nobody */
};

static enum kw_status read_cones(struct relate *r, const struct reach *reach,
                                 struct kw_people *people, struct kw_error *err)
{
    struct kw_id ends[2] = {r->from_id, r->to_id};
    struct relate_ids partners = {0};
    struct kw_scope scope = {.up = reach->up,
                             .beside_up = reach->partners_up,
                             .bare = reach->bare,
                             .without = r->wish->without,
                             .without_count = r->wish->without_count};
    enum kw_status status = KW_OK;

    if (reach->partners_up)
        status = add_all_partners(r, &partners, err);
    scope.beside = partners.items;
    scope.beside_count = partners.count;
    if (reach->told) {
        scope.told = reach->told->items;
        scope.told_count = reach->told->count;
    }
    if (status == KW_OK)
        status = kw_store_load(r->cli->store, ends, 2, &scope,
                               (const char *const *)r->cli->langs, people, err);
    relate_ids_finish(&partners);
    return status;
}

/* Those who stand around the two and their parents. They come first: what
 * is known of somebody is completed by who comes later, not replaced. */
static enum kw_status read_near(struct relate *r, struct kw_people *people,
                                struct kw_error *err)
{
    struct kw_id ends[2] = {r->from_id, r->to_id};
    struct kw_scope scope = {.up = 1,
                             .around = true,
                             .kin = true,
                             .without = r->wish->without,
                             .without_count = r->wish->without_count};

    KW_TRY(kw_store_load(r->cli->store, ends, 2, &scope,
                         (const char *const *)r->cli->langs, people, err));
    for (int i = 0; i < 2; i++) {
        struct kw_member member = {.id = ends[i]};

        KW_TRY(kw_people_add_member(people, &member, err));
    }
    return KW_OK;
}

static enum kw_status make_ready(struct relate *r, struct kw_error *err)
{
    KW_TRY(kw_people_seal(r->people, err));
    r->from = kw_people_find(r->people, r->from_id);
    r->to = kw_people_find(r->people, r->to_id);
    if (r->from == KW_NOBODY || r->to == KW_NOBODY)
        return kw_fail(err, KW_INTERNAL, "the family was read without FROM");
    return kw_kinship_create(r->people, r->wish->without,
                             r->wish->without_count, &r->kinship, err);
}

enum kw_status relate_meet(const struct relate *r, struct kw_people *people,
                           struct kw_meeting *out, struct kw_error *err)
{
    return kw_store_meet(r->cli->store, r->from_id, r->to_id, RELATE_ANY_LINK,
                         r->wish->without, r->wish->without_count,
                         (const char *const *)r->cli->langs, people, out, err);
}

/* Reads the family anew; with `chain` also the people of the shortest
 * chains, so that they have names and marriages. */
static enum kw_status read_anew(struct relate *r, const struct reach *reach,
                                bool chain, struct kw_error *err)
{
    struct kw_meeting again;
    enum kw_status status;

    kw_kinship_destroy(r->kinship);
    kw_people_destroy(r->people);
    r->kinship = NULL;
    r->people = NULL;
    status = kw_people_create(kw_store_xrefs(r->cli->store), &r->people, err);
    if (status == KW_OK)
        status = read_near(r, r->people, err);
    if (status == KW_OK)
        status = read_cones(r, reach, r->people, err);
    if (status == KW_OK && chain)
        status = relate_meet(r, r->people, &again, err);
    if (status == KW_OK)
        status = make_ready(r, err);
    return status;
}

enum kw_status relate_read(struct relate *r, struct kw_error *err)
{
    struct reach all = {.up = -1, .partners_up = -1};

    return read_anew(r, &all, false, err);
}

enum kw_status relate_read_chain(struct relate *r, struct kw_error *err)
{
    int up = r->is_partial ? FIRST_REACH : -1;
    struct reach reach = {.up = up, .partners_up = up};

    KW_TRY(read_anew(r, &reach, true, err));
    return relate_reckon(r, err);
}

/* ---- reckoning ----------------------------------------------------- */

enum kw_status relate_reckon(struct relate *r, struct kw_error *err)
{
    struct kw_question question = {
        .from = r->from,
        .to = r->to,
        .lines_max =
            r->wish->lines > SIZE_MAX ? SIZE_MAX : (size_t)r->wish->lines,
        .skip_phi = !r->as_json || r->is_partial,
        .work_max =
            r->wish->to_the_end || r->wish->lines == UINT64_MAX ? PATIENCE : 0,
    };

    kw_reckoning_finish(&r->reckoning);
    return kw_kinship_reckon(r->kinship, &question, &r->reckoning, err);
}

/* Lines of blood found, as far as that matters: up to `enough`. */
static uint64_t lines_found(const struct relate *r, uint64_t enough)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < r->reckoning.relation_count && sum < enough; i++) {
        uint64_t lines;

        if (r->reckoning.relations[i].kind != KW_BLOOD)
            continue;
        if (!kw_number(r->reckoning.relations[i].lines, 0, UINT64_MAX - 1,
                       &lines) ||
            lines > enough - sum)
            return enough;
        sum += lines;
    }
    return sum;
}

/* Has enough been read for the lines that are told? What stands farther
 * up than the last of them cannot come before it. */
static bool is_enough(const struct relate *r)
{
    return r->reckoning.is_decided &&
           lines_found(r, r->wish->lines) >= r->wish->lines;
}

/* ---- who is told --------------------------------------------------- */

static enum kw_status add_who(const struct relate *r, struct relate_ids *told,
                              uint32_t who, struct kw_error *err)
{
    return who == KW_NOBODY
               ? KW_OK
               : relate_ids_add(told, kw_people_at(r->people, who)->id, err);
}

static enum kw_status add_apex(const struct relate *r, struct relate_ids *told,
                               const struct kw_relation *relation,
                               struct kw_error *err)
{
    KW_TRY(add_who(r, told, relation->apex[0], err));
    return add_who(r, told, relation->apex[1], err);
}

static enum kw_status add_line(const struct relate *r, struct relate_ids *told,
                               const struct kw_relation *relation,
                               const uint32_t *line, struct kw_error *err)
{
    for (uint32_t i = 0; i <= relation->up + relation->down; i++)
        KW_TRY(add_who(r, told, line[i], err));
    return add_apex(r, told, relation, err);
}

/* A double or triple cousin is told with all couples at its place. */
static enum kw_status add_fold(const struct relate *r, struct relate_ids *told,
                               size_t i, struct kw_error *err)
{
    const struct kw_relation *first = &r->reckoning.relations[i];

    for (size_t end = i + 1;
         first->fold > 1 && end < r->reckoning.relation_count; end++) {
        const struct kw_relation *next = &r->reckoning.relations[end];

        if (next->up != first->up || next->down != first->down ||
            next->kind != first->kind ||
            next->alternative != first->alternative)
            break;
        KW_TRY(add_apex(r, told, next, err));
    }
    return KW_OK;
}

/* Everybody on the lines that are told, one after another. */
static enum kw_status add_lines(const struct relate *r, struct relate_ids *told,
                                struct kw_lines *lines, struct kw_error *err)
{
    uint64_t left = r->wish->lines;

    for (size_t i = 0; i < r->reckoning.relation_count; i++) {
        const struct kw_relation *relation = &r->reckoning.relations[i];
        uint64_t share = relate_share(r, i, &left);
        const uint32_t *line = relation->line;

        if (!share || !line)
            continue;
        KW_TRY(add_line(r, told, relation, line, err));
        KW_TRY(add_fold(r, told, i, err));
        if (share == UINT64_MAX || (!r->wish->lines_asked && !r->as_json))
            continue; /* only the first is told */
        KW_TRY(kw_lines_aim(lines, i, err));
        while (share--) {
            KW_TRY(kw_lines_next(lines, &line, err));
            if (!line)
                break;
            KW_TRY(add_line(r, told, relation, line, err));
        }
    }
    return KW_OK;
}

/* And the parents between whom there is a choice, and the links cut. */
static enum kw_status add_doubts(const struct relate *r,
                                 struct relate_ids *told, struct kw_error *err)
{
    size_t count;
    const struct kw_cut *cuts = kw_kinship_cuts(r->kinship, &count);

    for (size_t i = 0; i < count; i++) {
        KW_TRY(add_who(r, told, cuts[i].child, err));
        KW_TRY(add_who(r, told, cuts[i].parent, err));
    }
    for (size_t i = 0; i < r->reckoning.alternative_count; i++) {
        const struct kw_alternative *way = &r->reckoning.alternatives[i];

        for (size_t j = 0; j < way->choice_count; j++) {
            KW_TRY(add_who(r, told, way->choices[j].child, err));
            KW_TRY(add_who(r, told, way->choices[j].parents[0], err));
            KW_TRY(add_who(r, told, way->choices[j].parents[1], err));
        }
    }
    return KW_OK;
}

static enum kw_status find_told(struct relate *r, struct relate_ids *told,
                                struct kw_error *err)
{
    struct kw_lines *lines;
    enum kw_status status =
        kw_lines_open(r->kinship, &r->reckoning, &lines, err);

    if (status == KW_OK)
        status = add_lines(r, told, lines, err);
    kw_lines_close(lines);
    return status == KW_OK ? add_doubts(r, told, err) : status;
}

/* ---- a part of a large family -------------------------------------- */

/* The first reading that can hold blood between the two. The links of its
 * outermost generation lead to who was met on the other side, one farther
 * up; what is too large already one generation below ends there. */
static enum kw_status find_first(struct relate *r, uint32_t people_max, int *up,
                                 struct kw_error *err)
{
    struct kw_scope scope = {.up = REACH_MAX,
                             .people_max = JSON_PEOPLE_MAX,
                             .without = r->wish->without,
                             .without_count = r->wish->without_count};
    struct kw_height height = {0};
    struct relate_ids partners = {0};
    enum kw_status status = add_all_partners(r, &partners, err);

    scope.beside = partners.items;
    scope.beside_count = partners.count;
    if (status == KW_OK)
        status = kw_store_meet_above(r->cli->store, r->from_id, r->to_id,
                                     &scope, &height, err);
    relate_ids_finish(&partners);
    *up = height.generations -
          (height.shows_below || height.people_below > people_max);
    if (*up < FIRST_REACH || height.generations == REACH_MAX)
        *up = FIRST_REACH;
    return status;
}

static enum kw_status read_upward(struct relate *r, struct reach *reach,
                                  uint32_t people_max, struct kw_error *err)
{
    KW_TRY(find_first(r, people_max, &reach->up, err));
    for (;; reach->up++) {
        uint32_t read;

        reach->partners_up = reach->up;
        KW_TRY(read_anew(r, reach, false, err));
        KW_TRY(relate_reckon(r, err));
        read = kw_people_count(r->people);
        if (is_enough(r) || read > JSON_PEOPLE_MAX ||
            (r->reckoning.is_decided && read > people_max) ||
            reach->up == REACH_MAX)
            return KW_OK;
    }
}

/* Gives those who are told their names and dates. The family was judged
 * by what its links say, and neither these nor the sexes are news. */
static enum kw_status describe(struct relate *r, const struct relate_ids *told,
                               struct kw_error *err)
{
    const struct kw_scope themselves = {.up = 0};
    struct kw_people *records;
    enum kw_status status =
        kw_people_create(kw_store_xrefs(r->cli->store), &records, err);

    if (status == KW_OK)
        status =
            kw_store_load(r->cli->store, told->items, told->count, &themselves,
                          (const char *const *)r->cli->langs, records, err);
    if (status == KW_OK)
        status = kw_people_describe(r->people, records, err);
    kw_people_destroy(records);
    return status;
}

/* The same with the dates of their marriages and in the order of births,
 * which a picture shows. */
static enum kw_status read_described(struct relate *r, struct reach *reach,
                                     struct relate_ids *told,
                                     struct kw_error *err)
{
    size_t named = 0;

    reach->told = told;
    for (int i = 0; i < TOLD_ROUNDS_MAX && told->count > named; i++) {
        named = told->count;
        KW_TRY(read_anew(r, reach, false, err));
        KW_TRY(relate_reckon(r, err));
        KW_TRY(find_told(r, told, err));
    }
    return KW_OK;
}

static enum kw_status load_part(struct relate *r, uint32_t people_max,
                                struct kw_error *err)
{
    struct reach reach = {.bare = true};
    struct relate_ids told = {0};
    enum kw_status status;

    r->is_partial = true;
    KW_TRY(read_upward(r, &reach, people_max, err));
    status = find_told(r, &told, err);
    if (status == KW_OK)
        status = r->wish->draw ? read_described(r, &reach, &told, err)
                               : describe(r, &told, err);
    relate_ids_finish(&told);
    return status;
}

/* ---- the whole, or a part ------------------------------------------ */

/* The two, and whose blood may matter besides. */
static enum kw_status add_all_seeds(struct relate *r, struct relate_ids *seeds,
                                    struct kw_error *err)
{
    KW_TRY(relate_ids_add(seeds, r->from_id, err));
    KW_TRY(relate_ids_add(seeds, r->to_id, err));
    return add_all_partners(r, seeds, err);
}

/* Are there more than people_max to compare? All walk up together, as the
 * nearest generations of all are needed in any case. */
static enum kw_status is_large(struct relate *r, uint32_t people_max, bool *out,
                               struct kw_error *err)
{
    struct kw_scope all = {.up = -1,
                           .people_max = people_max,
                           .bare = true,
                           .without = r->wish->without,
                           .without_count = r->wish->without_count};
    struct relate_ids seeds = {0};
    struct kw_people *people;
    enum kw_status status;

    *out = false;
    if (!people_max)
        return KW_OK;
    KW_TRY(kw_people_create(kw_store_xrefs(r->cli->store), &people, err));
    status = add_all_seeds(r, &seeds, err);
    if (status == KW_OK)
        status = kw_store_load(r->cli->store, seeds.items, seeds.count, &all,
                               (const char *const *)r->cli->langs, people, err);
    kw_people_destroy(people);
    relate_ids_finish(&seeds);
    *out = status == KW_LIMIT;
    return *out ? KW_OK : status;
}

static enum kw_status load(struct relate *r, struct kw_error *err)
{
    uint32_t people_max = r->wish->to_the_end || r->wish->lines == UINT64_MAX
                              ? 0
                          : r->as_json ? JSON_PEOPLE_MAX
                                       : TEXT_PEOPLE_MAX;
    bool large;

    KW_TRY(kw_store_resolve(r->cli->store, r->from_id, &r->from_id, err));
    KW_TRY(kw_store_resolve(r->cli->store, r->to_id, &r->to_id, err));
    r->is_partial = false;
    KW_TRY(is_large(r, people_max, &large, err));
    if (large)
        return load_part(r, people_max, err);
    KW_TRY(relate_read(r, err));
    return relate_reckon(r, err);
}

enum kw_status relate_load(struct relate *r, struct kw_error *err)
{
    enum kw_status status;

    KW_TRY(kw_store_hold(r->cli->store, err));
    status = load(r, err);
    kw_store_release(r->cli->store);
    return status;
}
