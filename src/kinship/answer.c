/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One answer, put together: each alternative's lines and coefficient,
 * then adoption, step kin and marriage, then what was not read.
 *
 * A family too large to count all lines is no failure: the nearest are
 * looked for within a growing reach, and the answer says how far.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

/* ---- a family made ready ------------------------------------------- */

enum kw_status kw_kinship_create(const struct kw_people *people,
                                 const struct kw_id *without,
                                 size_t without_count, struct kw_kinship **out,
                                 struct kw_error *err)
{
    struct kw_kinship *k = calloc(1, sizeof *k);
    enum kw_status status = KW_OK;

    *out = NULL;
    if (!k)
        return kw_nomem(err);
    k->people = people;
    for (size_t i = 0; status == KW_OK && i < without_count; i++) {
        uint32_t who = kw_people_find(people, without[i]);

        if (who != KW_NOBODY)
            status = kw_map_put(&k->without, who, 1, NULL, err);
    }
    if (status == KW_OK)
        status = kw_lineage_build(&k->blood, people, &k->without, false, err);
    if (status == KW_OK && k->blood.has_legal)
        status = kw_lineage_build(&k->legal, people, &k->without, true, err);
    if (status == KW_OK)
        status = kw_cone_room_open(&k->room, kw_people_count(people), err);
    if (status != KW_OK) {
        kw_kinship_destroy(k);
        return status;
    }
    *out = k;
    return KW_OK;
}

void kw_kinship_destroy(struct kw_kinship *k)
{
    if (!k)
        return;
    kw_map_finish(&k->without);
    kw_lineage_finish(&k->blood);
    kw_lineage_finish(&k->legal);
    kw_cone_room_finish(&k->room);
    free(k->chosen);
    free(k);
}

const struct kw_people *kw_kinship_people(const struct kw_kinship *k)
{
    return k->people;
}

const struct kw_cut *kw_kinship_cuts(const struct kw_kinship *k, size_t *count)
{
    *count = k->blood.cut_count;
    return k->blood.cuts;
}

/* ---- one alternative ----------------------------------------------- */

struct asking {
    struct kw_kinship *k;
    const struct kw_question *question;
    struct kw_reckoning *answer;
    struct relations list;
    size_t alternative_capacity;
};

static uint64_t work_of(const struct asking *a)
{
    return a->question->work_max ? a->question->work_max : WORK_MAX;
}

/* Gives the first lines_max of those added since `first` their lines. */
static enum kw_status give_lines(struct asking *a, const struct cone *cone,
                                 size_t first, struct kw_error *err)
{
    for (size_t i = first;
         i < a->list.count && i - first < a->question->lines_max; i++)
        KW_TRY(kw_first_line(cone, &a->list.items[i], &a->answer->arena, err));
    return KW_OK;
}

static enum kw_status count_within(struct asking *a, uint32_t reach,
                                   struct kw_alternative *way,
                                   struct kw_error *err)
{
    struct kw_reckoning *answer = a->answer;
    struct cone_wish wish = {answer->from, answer->to, reach};
    struct cone cone;
    struct cells cells = {0};
    size_t first = a->list.count;
    enum kw_status status = kw_cone_build(&cone, &a->k->room, &a->k->blood,
                                          &wish, CONE_BYTES_MAX, NULL, err);

    if (status == KW_OK)
        status = kw_cells_count(&cone, reach, work_of(a), &cells, err);
    if (status == KW_OK)
        status = kw_relations_of_cells(
            &cells, &a->k->blood, answer->from < answer->to, &answer->arena,
            &a->list, &way->single, &way->merged, err);
    if (status == KW_OK)
        status = give_lines(a, &cone, first, err);
    if (status == KW_OK && reach == UINT32_MAX && !a->question->skip_phi) {
        kw_weigh_nothing(&way->phi);
        way->phi.is_known = false;
        if (!cone.count)
            kw_weigh_nothing(&way->phi);
        else if (kw_weigh(&cone, work_of(a), &answer->arena, &way->phi, err) ==
                 KW_NOMEM)
            status = KW_NOMEM;
    }
    kw_cells_finish(&cells);
    kw_cone_finish(&cone);
    if (status != KW_OK)
        a->list.count = first;
    return status;
}

/* Counts all lines; failing that, those within the farthest reach that
 * can be managed, nearest first. */
static enum kw_status count_lines(struct asking *a, struct kw_alternative *way,
                                  struct kw_error *err)
{
    uint32_t asked =
        a->question->reach_max ? a->question->reach_max : UINT32_MAX;
    uint32_t nearest;
    size_t first = a->list.count;
    enum kw_status status = count_within(a, asked, way, err);

    way->is_complete = status == KW_OK && asked == UINT32_MAX;
    way->reach = asked;
    if (status != KW_LIMIT)
        return status;
    nearest = kw_cone_distance(&a->k->room, &a->k->blood, a->answer->from,
                               a->answer->to);
    for (uint32_t reach = nearest; reach < asked; reach += 2) {
        size_t before = a->list.count;
        struct kw_alternative tried = *way;

        status = count_within(a, reach, &tried, err);
        if (status != KW_OK)
            break;
        /* What was found nearer is found again. */
        memmove(&a->list.items[first], &a->list.items[before],
                (a->list.count - before) * sizeof *a->list.items);
        a->list.count -= before - first;
        *way = tried;
        way->reach = reach;
        if (a->list.count - first >= a->question->lines_max)
            break;
    }
    /* Not even the nearest could be counted: that is the user's to know. */
    if (status == KW_LIMIT && a->list.count > first)
        status = KW_OK;
    return status;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Does the newest alternative say nothing that an earlier one did not? */
static bool is_repeated(const struct asking *a, size_t first)
{
    const struct kw_reckoning *answer = a->answer;
    const struct kw_alternative *last =
        &answer->alternatives[answer->alternative_count - 1];
    size_t count = a->list.count - first;
    size_t start = 0;

    for (size_t i = 0; i + 1 < answer->alternative_count; i++) {
        const struct kw_alternative *way = &answer->alternatives[i];
        size_t end = start;
        bool same;

        while (end < first && a->list.items[end].alternative == i)
            end++;
        same = end - start == count &&
               is_same_text(way->single, last->single) &&
               is_same_text(way->phi.exact, last->phi.exact) &&
               way->phi.high == last->phi.high;
        for (size_t j = 0; same && j < count; j++) {
            const struct kw_relation *x = &a->list.items[start + j];
            const struct kw_relation *y = &a->list.items[first + j];

            same = kw_relation_compare(x, y, true) == 0 &&
                   x->fullness == y->fullness &&
                   is_same_text(x->lines, y->lines);
        }
        if (same)
            return true;
        start = end;
    }
    return false;
}

static enum kw_status add_alternative(void *arg,
                                      const struct kw_choice *choices,
                                      size_t count, struct kw_error *err)
{
    struct asking *a = arg;
    struct kw_reckoning *answer = a->answer;
    struct kw_alternative *way;
    struct kw_choice *kept;
    size_t first = a->list.count;
    void *grown = kw_grow(answer->alternatives, answer->alternative_count,
                          &a->alternative_capacity, sizeof *way);

    if (!grown)
        return kw_nomem(err);
    answer->alternatives = grown;
    way = &answer->alternatives[answer->alternative_count++];
    memset(way, 0, sizeof *way);
    kept = kw_arena_zeroed(&answer->arena, count + 1, sizeof *kept);
    if (!kept)
        return kw_nomem(err);
    if (count)
        memcpy(kept, choices, count * sizeof *kept);
    way->choices = kept;
    way->choice_count = count;
    way->single = way->merged = "0";
    KW_TRY(count_lines(a, way, err));
    for (size_t i = first; i < a->list.count; i++)
        a->list.items[i].alternative =
            (uint32_t)(answer->alternative_count - 1);
    if (is_repeated(a, first)) {
        a->list.count = first;
        answer->alternative_count--;
    }
    return KW_OK;
}

/* Lines that need an adoption or a fostering. */
static enum kw_status add_legal(struct asking *a, struct kw_error *err)
{
    struct kw_reckoning *answer = a->answer;
    struct cone_wish wish = {answer->from, answer->to, UINT32_MAX};
    struct cone cone;
    struct cells cells = {0};
    struct relations found = {0};
    enum kw_status status;

    if (!a->k->blood.has_legal)
        return KW_OK;
    status = kw_cone_build(&cone, &a->k->room, &a->k->legal, &wish,
                           CONE_BYTES_MAX, NULL, err);
    if (status == KW_OK)
        status = kw_cells_count(&cone, UINT32_MAX, work_of(a), &cells, err);
    if (status == KW_OK)
        status = kw_relations_of_cells(&cells, &a->k->legal,
                                       answer->from < answer->to,
                                       &answer->arena, &found, NULL, NULL, err);
    for (size_t i = 0; status == KW_OK && i < found.count; i++) {
        if (found.items[i].kind == KW_BLOOD)
            continue;
        status = kw_first_line(&cone, &found.items[i], &answer->arena, err);
        if (status == KW_OK)
            status = kw_relations_add(&a->list, &found.items[i], err);
    }
    free(found.items);
    kw_cells_finish(&cells);
    kw_cone_finish(&cone);
    return status == KW_LIMIT ? KW_OK : status;
}

/* ---- the answer ---------------------------------------------------- */

static enum kw_status tell_what_is_open(struct asking *a, struct kw_error *err)
{
    struct kw_reckoning *answer = a->answer;
    struct kw_open open;
    uint32_t nearest = UINT32_MAX;
    bool is_half = false;

    KW_TRY(kw_kinship_open(a->k, answer->from, answer->to, &answer->arena,
                           &open, err));
    answer->open = open.members;
    answer->open_count = open.count;
    if (a->list.count && a->list.items[0].kind == KW_BLOOD) {
        const struct kw_relation *first = &a->list.items[0];

        nearest = first->up + first->down;
        is_half = first->fullness == KW_HALF ||
                  first->fullness == KW_FULLNESS_UNKNOWN;
    }
    answer->is_decided = kw_kinship_decided(nearest, is_half, open.from_nearest,
                                            open.to_nearest);
    for (size_t i = 0; i < answer->alternative_count; i++)
        answer->alternatives[i].phi.lower_bound = open.count > 0;
    return KW_OK;
}

static enum kw_status answer_oneself(struct asking *a, struct kw_error *err)
{
    struct kw_reckoning *answer = a->answer;
    struct cone_wish wish = {answer->from, answer->to, UINT32_MAX};
    struct kw_relation relation = {
        .kind = KW_BLOOD,
        .fold = 1,
        .apex = {answer->from, KW_NOBODY},
        .lines = "1",
    };
    struct kw_alternative *way = calloc(1, sizeof *way);
    struct cone cone;
    enum kw_status status;

    if (!way)
        return kw_nomem(err);
    answer->alternatives = way;
    answer->alternative_count = 1;
    way->single = way->merged = "1";
    way->is_complete = true;
    way->reach = UINT32_MAX;
    relation.line = kw_arena_zeroed(&answer->arena, 1, sizeof *relation.line);
    if (!relation.line)
        return kw_nomem(err);
    relation.line[0] = answer->from;
    status = kw_cone_build(&cone, &a->k->room, &a->k->blood, &wish,
                           CONE_BYTES_MAX, NULL, err);
    if (status == KW_OK && !a->question->skip_phi)
        status = kw_weigh(&cone, work_of(a), &answer->arena, &way->phi, err);
    kw_cone_finish(&cone);
    if (status != KW_OK && status != KW_LIMIT)
        return status;
    return kw_relations_add(&a->list, &relation, err);
}

static enum kw_status answer_two(struct asking *a, struct kw_error *err)
{
    struct kw_reckoning *answer = a->answer;

    KW_TRY(kw_choices_each(a->k, answer->from, answer->to, add_alternative, a,
                           &answer->more_alternatives, err));
    if (a->question->skip_affinity)
        return KW_OK;
    KW_TRY(add_legal(a, err));
    return kw_relations_by_affinity(a->k, answer->from, answer->to,
                                    &answer->arena, &a->list, err);
}

enum kw_status kw_kinship_reckon(struct kw_kinship *k,
                                 const struct kw_question *question,
                                 struct kw_reckoning *out, struct kw_error *err)
{
    struct asking a = {.k = k, .question = question, .answer = out};
    enum kw_status status;

    memset(out, 0, sizeof *out);
    out->from = question->from;
    out->to = question->to;
    if (out->from >= k->blood.count || out->to >= k->blood.count ||
        kw_map_has(&k->without, out->from) || kw_map_has(&k->without, out->to))
        return kw_fail(err, KW_USAGE,
                       "who is asked about cannot be left out of the family");
    status =
        out->from == out->to ? answer_oneself(&a, err) : answer_two(&a, err);
    if (status == KW_OK)
        status = tell_what_is_open(&a, err);
    out->relations = a.list.items;
    out->relation_count = a.list.count;
    return status;
}

void kw_reckoning_finish(struct kw_reckoning *answer)
{
    if (!answer)
        return;
    free(answer->relations);
    free(answer->alternatives);
    kw_arena_finish(&answer->arena);
    memset(answer, 0, sizeof *answer);
}
