/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Families out of the store, held against brute force: whatever people
 * state of each other, with merged ids, missing people, outranked and odd
 * statements, put in any order and put again, the store gives the family
 * that kw_people makes of the same records.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support_store.h"

enum { PEOPLE_MAX = 40, ROUNDS = 500 / KW_TEST_SHARE };

/* ---- chance, the same on every machine ----------------------------- */

struct chance {
    uint64_t state;
};

static uint32_t draw(struct chance *chance, uint32_t below)
{
    chance->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = chance->state;

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ (z >> 31)) % below);
}

/* ---- a random world ------------------------------------------------ */

/* What is known of each id in the end. */
enum fate { READ, UNREAD, MISSING, FAILED, MERGED };

struct world {
    struct folder folder;
    struct chance chance;
    size_t count;
    uint64_t qids[PEOPLE_MAX];
    enum fate fates[PEOPLE_MAX];
    uint64_t seeds[PEOPLE_MAX];   /* of each one's statements */
    uint64_t targets[PEOPLE_MAX]; /* of who is merged */
    struct kw_store *store;
    struct kw_people *all; /* brute force */
};

static uint64_t anybody(struct world *w)
{
    return w->qids[draw(&w->chance, (uint32_t)w->count)];
}

static void state_something(struct world *w, struct kw_person *person)
{
    static const enum kw_property properties[] = {
        KW_P_FATHER,      KW_P_FATHER,  KW_P_MOTHER,  KW_P_MOTHER, KW_P_CHILD,
        KW_P_CHILD,       KW_P_CHILD,   KW_P_PARENT,  KW_P_SPOUSE, KW_P_PARTNER,
        KW_P_STEP_PARENT, KW_P_SIBLING, KW_P_RELATIVE};
    enum kw_property property =
        properties[draw(&w->chance, sizeof properties / sizeof *properties)];
    uint64_t other = draw(&w->chance, 12) ? anybody(w) : 0;
    struct kw_statement *s = says(person, property, other);

    s->rank = draw(&w->chance, 5) ? KW_RANK_NORMAL : KW_RANK_PREFERRED;
    if (!draw(&w->chance, 6))
        s->role = (enum kw_role)draw(&w->chance, KW_ROLE_OTHER + 1);
    s->references = draw(&w->chance, 20);
    if (property == KW_P_SPOUSE && other && draw(&w->chance, 2)) {
        says_when(person, s, KW_P_START, 1800 + draw(&w->chance, 9));
        if (draw(&w->chance, 2))
            says_when(person, s, KW_P_END, 1820 + draw(&w->chance, 9));
    }
}

/* The record of the i-th one; the same seed gives the same record. */
static struct kw_person *record(struct world *w, size_t i, uint64_t seed)
{
    struct chance outer = w->chance;
    struct kw_person *person = somebody(w->qids[i]);
    char name[32];

    if (w->fates[i] == MISSING || w->fates[i] == MERGED) {
        person->state = w->fates[i] == MISSING ? KW_MISSING : KW_REDIRECT;
        person->to = kw_qid(w->targets[i]);
        return person;
    }
    w->chance.state = seed;
    snprintf(name, sizeof name, "Person %u", draw(&w->chance, 1000));
    is_called(person, "en", name);
    if (draw(&w->chance, 2))
        says(person, KW_P_SEX, draw(&w->chance, 2) ? 6581097 : 6581072);
    if (draw(&w->chance, 2))
        says_date(person, KW_P_BIRTH, 1700 + draw(&w->chance, 200), 0, 0);
    for (uint32_t n = draw(&w->chance, 6); n; n--)
        state_something(w, person);
    w->chance = outer;
    return person;
}

static void imagine(struct world *w, uint64_t seed)
{
    w->chance.state = seed;
    w->count = 4 + draw(&w->chance, PEOPLE_MAX - 4);
    for (size_t i = 0; i < w->count; i++) {
        uint32_t fate = draw(&w->chance, 20);

        w->qids[i] = 1 + i * 1000 + draw(&w->chance, 999);
        w->fates[i] = fate < 13   ? READ
                      : fate < 15 ? UNREAD
                      : fate < 16 ? MISSING
                      : fate < 17 ? FAILED
                                  : MERGED;
        w->seeds[i] = seed * 7919 + i;
    }
    for (size_t i = 0; i < w->count; i++)
        do /* chains and rings are fine, leading to oneself is not */
            w->targets[i] = anybody(w);
        while (w->targets[i] == w->qids[i]);
}

/* ---- into the store, in an order of its own ------------------------ */

static void put_final(struct world *w, struct kw_store *store, size_t i)
{
    if (w->fates[i] == FAILED)
        assert_int_equal(
            kw_store_put_failed(store, kw_qid(w->qids[i]), "timed out", NULL),
            KW_OK);
    else if (w->fates[i] != UNREAD)
        keep(store, record(w, i, w->seeds[i]));
}

/* Something else that was true of the i-th one before. */
static void put_former(struct world *w, struct kw_store *store, size_t i,
                       struct chance *chance)
{
    enum fate final = w->fates[i];
    uint64_t target = w->targets[i];

    if (final == UNREAD || final == FAILED)
        return;
    w->fates[i] = (enum fate[]){READ, READ, MISSING, MERGED}[draw(chance, 4)];
    do
        w->targets[i] = w->qids[draw(chance, (uint32_t)w->count)];
    while (w->targets[i] == w->qids[i]);
    keep(store, record(w, i, draw(chance, 100000)));
    w->fates[i] = final;
    w->targets[i] = target;
}

static void fill(struct world *w, struct kw_store *store, uint64_t seed)
{
    struct chance chance = {seed};
    size_t order[PEOPLE_MAX] = {0};
    bool in_transaction = false;

    for (size_t i = 0; i < w->count; i++) {
        size_t j = draw(&chance, (uint32_t)i + 1);

        order[i] = order[j];
        order[j] = i;
    }
    for (size_t n = 0; n < 2 * w->count; n++) {
        if (!in_transaction)
            assert_int_equal(kw_store_begin(store, NULL), KW_OK);
        in_transaction = true;
        if (n >= w->count)
            put_final(w, store, order[n - w->count]);
        else if (draw(&chance, 2))
            put_former(w, store, order[n], &chance);
        if (draw(&chance, 4) == 0) {
            assert_int_equal(kw_store_commit(store, NULL), KW_OK);
            in_transaction = false;
        }
    }
    if (in_transaction)
        assert_int_equal(kw_store_commit(store, NULL), KW_OK);
}

/* ---- the same by brute force --------------------------------------- */

static void gather_all(struct world *w)
{
    assert_int_equal(kw_people_create(NULL, &w->all, NULL), KW_OK);
    for (size_t i = 0; i < w->count; i++) {
        struct kw_member failed = {.id = kw_qid(w->qids[i]),
                                   .known = KW_FAILED};

        if (w->fates[i] == FAILED) {
            assert_int_equal(kw_people_add_member(w->all, &failed, NULL),
                             KW_OK);
        } else if (w->fates[i] != UNREAD) {
            struct kw_person *person = record(w, i, w->seeds[i]);

            if (person->state == KW_PERSON)
                assert_int_equal(kw_person_seal(person, NULL), KW_OK);
            assert_int_equal(kw_people_add(w->all, person, NULL, NULL), KW_OK);
            kw_person_destroy(person);
        }
    }
    assert_int_equal(kw_people_seal(w->all, NULL), KW_OK);
}

typedef struct kw_ties (*ties_fn)(const struct kw_people *people, uint32_t who);

static const ties_fn RELATIONS[] = {
    kw_people_parents,  kw_people_children,     kw_people_partners,
    kw_people_siblings, kw_people_step_parents, kw_people_step_children};

enum { RELATION_COUNT = sizeof RELATIONS / sizeof *RELATIONS };

static void mark_walk(struct world *w, uint32_t who, ties_fn ties, int left,
                      bool *marked, int *best)
{
    struct kw_ties found;

    if (best[who] >= left)
        return;
    best[who] = left;
    marked[who] = true;
    found = left ? ties(w->all, who) : (struct kw_ties){NULL, 0};
    for (size_t i = 0; i < found.count; i++)
        mark_walk(w, found.items[i].who, ties, left - 1, marked, best);
}

static void mark_beside(struct world *w, ties_fn ties, bool *marked,
                        const bool *those)
{
    for (uint32_t i = 0; i < kw_people_count(w->all); i++) {
        struct kw_ties found = ties(w->all, i);

        for (size_t j = 0; those[i] && j < found.count; j++)
            marked[found.items[j].who] = true;
    }
}

static void mark_scope(struct world *w, const uint32_t *seeds, size_t count,
                       const struct kw_scope *scope, bool *marked)
{
    bool those[2 * PEOPLE_MAX];
    int all = 1000;

    memset(marked, 0, 2 * PEOPLE_MAX * sizeof *marked);
    for (int down = 0; down < 2; down++) {
        int generations = down ? scope->down : scope->up;
        int best[2 * PEOPLE_MAX];

        memset(best, -1, sizeof best);
        for (size_t i = 0; i < count; i++)
            mark_walk(w, seeds[i], RELATIONS[down],
                      generations < 0 ? all : generations, marked, best);
    }
    memcpy(those, marked, sizeof those);
    if (scope->kin) {
        mark_beside(w, kw_people_siblings, marked, those);
        mark_beside(w, kw_people_step_parents, marked, those);
    }
    memcpy(those, marked, sizeof those);
    if (scope->around)
        mark_beside(w, kw_people_partners, marked, those);
}

/* ---- holding one against the other --------------------------------- */

static bool same_date(struct kw_date a, struct kw_date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day &&
           a.precision == b.precision && a.calendar == b.calendar &&
           a.circa == b.circa && a.before == b.before && a.after == b.after;
}

static bool same_tie(const struct kw_tie *a, const struct kw_tie *b)
{
    return a->kind == b->kind && a->role == b->role &&
           a->by_child == b->by_child && a->by_parent == b->by_parent &&
           a->ended == b->ended && same_date(a->since, b->since) &&
           same_date(a->until, b->until);
}

static void ties_are_the_same(struct world *w, struct kw_people *some,
                              uint32_t here, uint32_t there, const bool *marked)
{
    for (int r = 0; r < RELATION_COUNT; r++) {
        struct kw_ties all = RELATIONS[r](w->all, there);
        struct kw_ties few = RELATIONS[r](some, here);
        size_t at = 0;

        for (size_t i = 0; i < all.count; i++) {
            struct kw_tie tie = all.items[i];

            if (!marked[tie.who])
                continue;
            assert_true(at < few.count);
            assert_int_equal(kw_people_at(some, few.items[at].who)->id.bits,
                             kw_people_at(w->all, tie.who)->id.bits);
            assert_true(same_tie(&tie, &few.items[at]));
            at++;
        }
        assert_int_equal(at, few.count);
    }
}

/* A member that is merged itself: its ids lead to each other. */
static bool is_in_a_ring(struct world *w, struct kw_id id)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->qids[i] == id.bits)
            return w->fates[i] == MERGED;
    return false;
}

static void families_are_the_same(struct world *w, struct kw_people *some,
                                  const bool *marked)
{
    uint32_t expected = 0;

    for (uint32_t i = 0; i < kw_people_count(w->all); i++) {
        const struct kw_member *one = kw_people_at(w->all, i);
        const struct kw_member *other;
        uint32_t here = kw_people_find(some, one->id);

        if (!marked[i]) {
            assert_int_equal(here, KW_NOBODY);
            continue;
        }
        expected++;
        assert_int_not_equal(here, KW_NOBODY);
        other = kw_people_at(some, here);
        assert_int_equal(is_in_a_ring(w, one->id) ? KW_GONE : one->known,
                         other->known);
        assert_int_equal(one->sex, other->sex);
        assert_int_equal(one->kind, other->kind);
        assert_int_equal(one->father_snak, other->father_snak);
        assert_int_equal(one->mother_snak, other->mother_snak);
        assert_true(same_date(one->birth, other->birth));
        assert_int_equal(one->label != NULL, other->label != NULL);
        if (one->label)
            assert_string_equal(one->label, other->label);
        ties_are_the_same(w, some, here, i, marked);
    }
    assert_int_equal(expected, kw_people_count(some));
}

/* Everybody who was merged is found under either id. */
static void other_ids_are_known(struct world *w, struct kw_people *some)
{
    for (size_t i = 0; i < w->count; i++) {
        uint32_t there = kw_people_find(w->all, kw_qid(w->qids[i]));
        uint32_t here = kw_people_find(some, kw_qid(w->qids[i]));

        if (here != KW_NOBODY)
            assert_int_equal(kw_people_at(some, here)->id.bits,
                             kw_people_at(w->all, there)->id.bits);
        if (there != KW_NOBODY &&
            kw_people_find(some, kw_people_at(w->all, there)->id) != KW_NOBODY)
            assert_int_not_equal(here, KW_NOBODY);
    }
}

/* Seeds that brute force knows, too. */
static size_t choose_seeds(struct world *w, struct kw_id *seeds,
                           uint32_t *places)
{
    size_t wanted = 1 + draw(&w->chance, 2);
    size_t count = 0;

    for (int i = 0; i < 20 && count < wanted; i++) {
        seeds[count] = kw_qid(anybody(w));
        places[count] = kw_people_find(w->all, seeds[count]);
        if (places[count] != KW_NOBODY)
            count++;
    }
    return count;
}

static void loading_is_right(struct world *w)
{
    for (int n = 0; n < 8; n++) {
        struct kw_scope scope = {0};
        struct kw_id seeds[2];
        uint32_t places[2];
        bool marked[2 * PEOPLE_MAX];
        struct kw_people *some;
        size_t count = choose_seeds(w, seeds, places);

        scope.up = (int)draw(&w->chance, 5) - 1;
        scope.down = (int)draw(&w->chance, 5) - 1;
        scope.around = draw(&w->chance, 2);
        scope.kin = draw(&w->chance, 2);
        assert_int_equal(kw_people_create(NULL, &some, NULL), KW_OK);
        assert_int_equal(
            kw_store_load(w->store, seeds, count, &scope, NULL, some, NULL),
            KW_OK);
        assert_int_equal(kw_people_seal(some, NULL), KW_OK);

        mark_scope(w, places, count, &scope, marked);
        families_are_the_same(w, some, marked);
        other_ids_are_known(w, some);
        kw_people_destroy(some);
    }
}

/* ---- meeting ------------------------------------------------------- */

/* Steps from `start` to everybody, walking `via`; -1: not reached. */
static void measure(struct world *w, uint32_t start, unsigned via, int *steps)
{
    static const unsigned ways[] = {KW_VIA_PARENT, KW_VIA_CHILD, KW_VIA_SPOUSE,
                                    KW_VIA_SIBLING};
    uint32_t queue[2 * PEOPLE_MAX];
    size_t end = 0;

    for (size_t i = 0; i < 2 * PEOPLE_MAX; i++)
        steps[i] = -1;
    steps[start] = 0;
    queue[end++] = start;
    for (size_t at = 0; at < end; at++)
        for (int r = 0; r < 4; r++) {
            struct kw_ties ties = RELATIONS[r](w->all, queue[at]);

            for (size_t i = 0; (via & ways[r]) && i < ties.count; i++)
                if (steps[ties.items[i].who] < 0) {
                    steps[ties.items[i].who] = steps[queue[at]] + 1;
                    queue[end++] = ties.items[i].who;
                }
        }
}

static unsigned turned(unsigned via)
{
    return (via & 12u) | (via & 1u) << 1 | (via & 2u) >> 1;
}

static void meeting_is_right(struct world *w)
{
    for (int n = 0; n < 8; n++) {
        unsigned via = 1 + draw(&w->chance, 15);
        int from_one[2 * PEOPLE_MAX];
        int to_other[2 * PEOPLE_MAX];
        bool marked[2 * PEOPLE_MAX] = {false};
        struct kw_id ends[2];
        uint32_t places[2];
        struct kw_people *some;
        struct kw_meeting meeting;

        if (choose_seeds(w, ends, places) < 2)
            continue;
        assert_int_equal(kw_people_create(NULL, &some, NULL), KW_OK);
        assert_int_equal(kw_store_meet(w->store, ends[0], ends[1], via, NULL, 0,
                                       NULL, some, &meeting, NULL),
                         KW_OK);
        assert_int_equal(kw_people_seal(some, NULL), KW_OK);

        measure(w, places[0], via, from_one);
        measure(w, places[1], turned(via), to_other);
        assert_int_equal(meeting.met, from_one[places[1]] >= 0);
        if (meeting.met)
            assert_int_equal(meeting.steps, from_one[places[1]]);
        marked[places[0]] = marked[places[1]] = true;
        for (uint32_t i = 0; meeting.met && i < kw_people_count(w->all); i++)
            if (from_one[i] >= 0 && to_other[i] >= 0 &&
                from_one[i] + to_other[i] == from_one[places[1]])
                marked[i] = true;
        families_are_the_same(w, some, marked);
        kw_people_destroy(some);
    }
}

/* ---- all of it ----------------------------------------------------- */

static enum kw_status count_link(void *arg, const struct kw_link *link,
                                 struct kw_error *err)
{
    struct kw_link *last = arg;

    (void)err;
    assert_true(kw_link_holds(link));
    if (last->child.bits)
        assert_true(kw_id_compare(last->child, link->child) < 0 ||
                    (kw_id_same(last->child, link->child) &&
                     kw_id_compare(last->parent, link->parent) <= 0));
    *last = *link;
    return KW_OK;
}

struct told {
    struct kw_link links[8 * PEOPLE_MAX];
    size_t count;
};

static enum kw_status keep_link(void *arg, const struct kw_link *link,
                                struct kw_error *err)
{
    struct told *told = arg;

    (void)err;
    assert_true(told->count < sizeof told->links / sizeof *told->links);
    told->links[told->count++] = *link;
    return KW_OK;
}

static const struct kw_link *first_of(const struct told *told,
                                      struct kw_id child)
{
    for (size_t i = 0; i < told->count; i++)
        if (kw_id_same(told->links[i].child, child))
            return &told->links[i];
    fail_msg("a link is missing");
    return NULL;
}

/* Those of a child in the same order, but bare of dates. */
static void scanning_is_right(struct world *w)
{
    static struct told sorted;
    static struct told scanned;
    const struct kw_link *bare = scanned.links;

    sorted.count = scanned.count = 0;
    assert_int_equal(kw_store_each_stated(w->store, keep_link, &sorted, NULL),
                     KW_OK);
    assert_int_equal(kw_store_scan_stated(w->store, keep_link, &scanned, NULL),
                     KW_OK);
    assert_int_equal(sorted.count, scanned.count);
    for (size_t i = 0; i < sorted.count; i++) {
        const struct kw_link *link = &sorted.links[i];

        if (i == 0 || !kw_id_same(link[-1].child, link->child))
            bare = first_of(&scanned, link->child);
        assert_memory_equal(link, bare, offsetof(struct kw_link, ended) + 1);
        assert_false(kw_date_is_known(bare->since));
        assert_false(kw_date_is_known(bare->until));
        bare++;
    }
}

static void counts_are_right(struct world *w)
{
    struct kw_store_counts counts;
    struct kw_link last = {0};
    uint64_t unread = 0;

    assert_int_equal(kw_store_count(w->store, &counts, NULL), KW_OK);
    for (uint32_t i = 0; i < kw_people_count(w->all); i++) {
        const struct kw_member *m = kw_people_at(w->all, i);

        unread += m->known == KW_UNREAD && !is_in_a_ring(w, m->id) &&
                  (kw_people_parents(w->all, i).count ||
                   kw_people_children(w->all, i).count);
    }
    assert_int_equal(counts.open, unread);
    for (int fate = READ; fate <= MERGED; fate++) {
        uint64_t expected = 0;

        for (size_t i = 0; i < w->count; i++)
            expected += w->fates[i] == (enum fate)fate;
        if (fate == READ)
            assert_int_equal(counts.people, expected);
        if (fate == MISSING)
            assert_int_equal(counts.missing, expected);
        if (fate == FAILED)
            assert_int_equal(counts.failed, expected);
        if (fate == MERGED)
            assert_int_equal(counts.redirects, expected);
    }
    assert_int_equal(kw_store_each_link(w->store, count_link, &last, NULL),
                     KW_OK);
}

static void the_store_gives_the_family_the_records_make(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        struct world w = {0};

        make_folder(&w.folder);
        imagine(&w, round);
        w.store = open_store(in_folder(&w.folder, "f.db"), KW_STORE_WRITE);
        fill(&w, w.store, round * 3);
        gather_all(&w);

        loading_is_right(&w);
        meeting_is_right(&w);
        counts_are_right(&w);
        scanning_is_right(&w);

        kw_people_destroy(w.all);
        kw_store_close(w.store);
        drop_folder(&w.folder);
    }
}

static void any_order_gives_the_same_store(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= ROUNDS / 4; round++) {
        char *texts[3];
        struct world w = {0};

        make_folder(&w.folder);
        imagine(&w, round);
        for (uint64_t i = 0; i < 3; i++) {
            char name[16];

            snprintf(name, sizeof name, "%d.db", (int)i);
            w.store = open_store(in_folder(&w.folder, name), KW_STORE_WRITE);
            fill(&w, w.store, round * 3 + i);
            kw_store_close(w.store);
            texts[i] = everything_in(in_folder(&w.folder, name));
        }
        assert_string_equal(texts[0], texts[1]);
        assert_string_equal(texts[0], texts[2]);

        for (int i = 0; i < 3; i++)
            free(texts[i]);
        drop_folder(&w.folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_store_gives_the_family_the_records_make),
        cmocka_unit_test(any_order_gives_the_same_store),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
