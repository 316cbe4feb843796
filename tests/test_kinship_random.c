/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine against the slow way, on thousands of small random families
 * with close inbreeding, half-siblings, unknown parents and disputed
 * ones; and against its own mirror image on a large one.
 *
 * KW_SEED chooses another run; a failure prints the seed of its family.
 */
#include "support_cmocka.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/kinship.h>

#include "support_slow.h"

enum {
    FAMILIES = 3000 / KW_TEST_SHARE,
    PAIRS = 8,
    COMBINATIONS_MAX = 64,
    TEXT_BYTES = 1 << 16,
    LINES_CHECKED_MAX = 400
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static int below(uint64_t *state, int n)
{
    return (int)(next_random(state) % (uint64_t)n);
}

static bool chance(uint64_t *state, int percent)
{
    return below(state, 100) < percent;
}

static uint64_t seed_of_run(void)
{
    const char *text = getenv("KW_SEED");

    return text ? strtoull(text, NULL, 10) : 20261121;
}

/* ---- random families ----------------------------------------------- */

struct family {
    struct slow slow;       /* with the first choices */
    int spare[SLOW_MAX][2]; /* a second father, mother; -1 */
    int torn[SLOW_MAX * 2]; /* person * 2 + slot, where spare */
    size_t torn_count;
    struct kw_people *people;
    struct kw_kinship *kinship;
};

/* Somebody of this sex (even: men) among the last few before `who`. */
static int pick_parent(uint64_t *state, int who, int sex, int window)
{
    int youngest = who - 1;
    int eldest = who > window ? who - window : 0;
    int tries = 8;

    while (tries-- > 0 && youngest >= eldest) {
        int parent = eldest + below(state, youngest - eldest + 1);

        if (parent % 2 == sex)
            return parent;
    }
    return -1;
}

static void must(enum kw_status status, const struct kw_error *err)
{
    if (status != KW_OK)
        fail_msg("%s", err->text);
}

static void link(struct family *f, int child, int parent, int slot)
{
    struct kw_link link = {
        .child = kw_qid(f->slow.ids[child]),
        .parent = kw_qid(f->slow.ids[parent]),
        .kind = slot ? KW_LINK_MOTHER : KW_LINK_FATHER,
        .by_child = KW_STATED,
    };
    struct kw_error err;

    must(kw_people_add_link(f->people, &link, &err), &err);
}

static void make_family(struct family *f, uint64_t seed)
{
    uint64_t state = seed;
    int unknown = below(&state, 30);
    int torn = chance(&state, 30) ? 8 : 0;
    int window;
    struct kw_error err;

    memset(f, 0, sizeof *f);
    f->slow.count = 6 + below(&state, 16);
    window = 3 + below(&state, 6);
    for (int i = 0; i < f->slow.count; i++)
        f->slow.ids[i] = (uint64_t)i + 1;
    for (int i = f->slow.count - 1; i > 0; i--) {
        int j = below(&state, i + 1);
        uint64_t swap = f->slow.ids[i];

        f->slow.ids[i] = f->slow.ids[j];
        f->slow.ids[j] = swap;
    }
    must(kw_people_create(NULL, &f->people, &err), &err);
    for (int i = 0; i < f->slow.count; i++) {
        struct kw_member member = {
            .id = kw_qid(f->slow.ids[i]),
            .sex = i % 2 ? KW_FEMALE : KW_MALE,
            .known = KW_READ,
        };

        must(kw_people_add_member(f->people, &member, &err), &err);
        for (int slot = 0; slot < 2; slot++) {
            int parent = chance(&state, unknown)
                             ? -1
                             : pick_parent(&state, i, slot, window);
            int spare = parent >= 0 && chance(&state, torn)
                            ? pick_parent(&state, i, slot, window)
                            : -1;

            if (spare == parent)
                spare = -1;
            f->slow.parents[i][slot] = parent;
            f->spare[i][slot] = spare;
            if (parent >= 0)
                link(f, i, parent, slot);
            if (spare >= 0) {
                link(f, i, spare, slot);
                f->torn[f->torn_count++] = 2 * i + slot;
            }
        }
    }
    must(kw_people_seal(f->people, &err), &err);
    must(kw_kinship_create(f->people, NULL, 0, &f->kinship, &err), &err);
}

static void end_family(struct family *f)
{
    kw_kinship_destroy(f->kinship);
    kw_people_destroy(f->people);
}

/* ---- answers as texts ---------------------------------------------- */

struct text {
    char bytes[TEXT_BYTES];
    size_t length;
};

static void say(struct text *text, const char *format, ...) KW_PRINTF(2, 3);
static void say(struct text *text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text->bytes + text->length,
                       sizeof text->bytes - text->length, format, arguments);
    va_end(arguments);
    assert_true(length >= 0 &&
                text->length + (size_t)length < sizeof text->bytes);
    text->length += (size_t)length;
}

/* What the slow way says of a pair, one relation a line. */
static void tell_slowly(const struct slow *family, int from, int to,
                        struct text *out)
{
    static struct slow_answer answer;
    double phi = slow_phi(family, from, to);

    slow_relate(family, from, to, &answer);
    out->length = 0;
    assert_true(phi == slow_phi_by_age(family, from, to));
    say(out, "%" PRIu64 " %" PRIu64 " %.17g %.10g\n", answer.single,
        answer.merged, phi, slow_phi_high(family, from, to));
    for (size_t i = 0; i < answer.count; i++) {
        const struct slow_relation *r = &answer.relations[i];

        say(out, "%d.%d %c %" PRIu64 " %" PRIu64 "+%" PRIu64 "\n", r->up,
            r->down, r->fullness, r->lines, r->apex[0], r->apex[1]);
    }
}

static uint64_t id_at(const struct kw_people *people, uint32_t who)
{
    return who == KW_NOBODY ? 0 : kw_people_at(people, who)->id.bits;
}

/* What one alternative of the engine's answer says, in the same form. */
static void tell_reckoned(const struct kw_people *people,
                          const struct kw_reckoning *answer, size_t way,
                          struct text *out)
{
    const struct kw_alternative *alternative = &answer->alternatives[way];

    out->length = 0;
    say(out, "%s %s %.17g %.10g\n", alternative->single, alternative->merged,
        alternative->phi.value, alternative->phi.high);
    for (size_t i = 0; i < answer->relation_count; i++) {
        const struct kw_relation *r = &answer->relations[i];
        uint64_t a = id_at(people, r->apex[0]);
        uint64_t b = id_at(people, r->apex[1]);

        if (r->alternative != way)
            continue;
        say(out, "%u.%u %c %s %" PRIu64 "+%" PRIu64 "\n", r->up, r->down,
            kw_fullness_name(r->fullness)[0], r->lines, b && b < a ? b : a,
            b && b < a ? a : b);
    }
}

/* ---- the comparison ------------------------------------------------ */

static struct text slow_texts[COMBINATIONS_MAX];
static struct text fast_text;

/* All distinct answers over all combinations of disputed parents. */
static size_t tell_all_slowly(const struct family *f, int from, int to)
{
    size_t combinations = (size_t)1 << f->torn_count;
    size_t told = 0;

    for (size_t c = 0; c < combinations; c++) {
        struct slow chosen = f->slow;
        bool is_new = true;

        for (size_t t = 0; t < f->torn_count; t++)
            if (c >> t & 1) {
                int who = f->torn[t] / 2;
                int slot = f->torn[t] % 2;

                chosen.parents[who][slot] = f->spare[who][slot];
            }
        tell_slowly(&chosen, from, to, &slow_texts[told]);
        for (size_t i = 0; i < told && is_new; i++)
            is_new = strcmp(slow_texts[i].bytes, slow_texts[told].bytes) != 0;
        told += is_new;
    }
    return told;
}

static bool is_parent(const struct kw_people *people, uint32_t child,
                      uint32_t parent)
{
    struct kw_ties ties = kw_people_parents(people, child);

    for (size_t i = 0; i < ties.count; i++)
        if (ties.items[i].who == parent)
            return true;
    return false;
}

/* Every listed line is a line of its relation, and none comes twice. */
static void check_lines(struct family *f, const struct kw_reckoning *answer)
{
    static uint32_t seen[LINES_CHECKED_MAX][2 * SLOW_MAX];
    struct kw_lines *lines;
    struct kw_error err;

    must(kw_lines_open(f->kinship, answer, &lines, &err), &err);
    for (size_t i = 0; i < answer->relation_count; i++) {
        const struct kw_relation *r = &answer->relations[i];
        uint32_t steps = r->up + r->down;
        uint64_t expected = strtoull(r->lines, NULL, 10);
        uint64_t count = 0;
        const uint32_t *line;

        must(kw_lines_aim(lines, i, &err), &err);
        for (;;) {
            must(kw_lines_next(lines, &line, &err), &err);
            if (!line)
                break;
            assert_true(line[0] == answer->from && line[steps] == answer->to);
            assert_true(line[r->up] == r->apex[0]);
            for (uint32_t s = 0; s < steps; s++)
                assert_true(s < r->up
                                ? is_parent(f->people, line[s], line[s + 1])
                                : is_parent(f->people, line[s + 1], line[s]));
            if (count == 0)
                assert_memory_equal(line, r->line, (steps + 1) * sizeof *line);
            for (uint64_t j = 0; j < count && j < LINES_CHECKED_MAX; j++)
                assert_true(memcmp(seen[j], line, (steps + 1) * sizeof *line) !=
                            0);
            if (count < LINES_CHECKED_MAX)
                memcpy(seen[count], line, (steps + 1) * sizeof *line);
            count++;
        }
        assert_int_equal(count, expected);
    }
    kw_lines_close(lines);
}

static void check_mirror(const struct kw_reckoning *there,
                         const struct kw_reckoning *back)
{
    assert_int_equal(there->relation_count, back->relation_count);
    assert_int_equal(there->alternative_count, back->alternative_count);
    for (size_t i = 0; i < there->alternative_count; i++) {
        const struct kw_alternative *a = &there->alternatives[i];
        const struct kw_alternative *b = &back->alternatives[i];

        assert_string_equal(a->single, b->single);
        assert_string_equal(a->merged, b->merged);
        assert_string_equal(a->phi.exact, b->phi.exact);
    }
    for (size_t i = 0; i < there->relation_count; i++) {
        const struct kw_relation *a = &there->relations[i];
        const struct kw_relation *b = &back->relations[i];
        uint32_t steps = a->up + a->down;

        assert_true(a->up == b->down && a->down == b->up);
        assert_true(a->fullness == b->fullness && a->fold == b->fold);
        assert_true(a->apex[0] == b->apex[0] && a->apex[1] == b->apex[1]);
        assert_true(a->alternative == b->alternative);
        assert_string_equal(a->lines, b->lines);
        for (uint32_t j = 0; a->line && j <= steps; j++)
            assert_true(a->line[j] == b->line[steps - j]);
    }
}

static void compare_pair(struct family *f, int from, int to)
{
    struct kw_question question = {
        .from = kw_people_find(f->people, kw_qid(f->slow.ids[from])),
        .to = kw_people_find(f->people, kw_qid(f->slow.ids[to])),
        .lines_max = SIZE_MAX,
        .skip_affinity = true,
    };
    struct kw_question mirrored = question;
    struct kw_reckoning there;
    struct kw_reckoning back;
    struct kw_error err;
    size_t told = tell_all_slowly(f, from, to);

    mirrored.from = question.to;
    mirrored.to = question.from;
    must(kw_kinship_reckon(f->kinship, &question, &there, &err), &err);
    must(kw_kinship_reckon(f->kinship, &mirrored, &back, &err), &err);
    for (size_t i = 0; i < there.alternative_count; i++) {
        bool is_right = false;

        tell_reckoned(f->people, &there, i, &fast_text);
        for (size_t j = 0; j < told && !is_right; j++)
            is_right = strcmp(slow_texts[j].bytes, fast_text.bytes) == 0;
        if (!is_right)
            print_message("slowly:\n%sreckoned:\n%s", slow_texts[0].bytes,
                          fast_text.bytes);
        assert_true(is_right);
    }
    if (!there.more_alternatives)
        assert_int_equal(there.alternative_count, told);
    check_lines(f, &there);
    check_mirror(&there, &back);
    kw_reckoning_finish(&there);
    kw_reckoning_finish(&back);
}

static void the_engine_agrees_with_the_slow_way(void **state)
{
    uint64_t run = seed_of_run();
    size_t torn = 0;

    (void)state;
    for (int i = 0; i < FAMILIES; i++) {
        uint64_t seed = next_random(&run);
        uint64_t choices = seed ^ 1;
        static struct family f;

        make_family(&f, seed);
        if (f.torn_count > 4) { /* the slow way has its limits */
            end_family(&f);
            continue;
        }
        torn += f.torn_count > 0;
        for (int p = 0; p < PAIRS; p++) {
            int from = below(&choices, f.slow.count);
            int to = below(&choices, f.slow.count);

            if (from != to)
                compare_pair(&f, from, to);
        }
        end_family(&f);
    }
    assert_true(torn > FAMILIES / 20);
    print_message("%d families, %zu with disputed parents\n", FAMILIES, torn);
}

/* ---- a large family ------------------------------------------------ */

enum {
    GENERATIONS = 25,
    PER_GENERATION = 60,
    MIRRORED = 20000 / KW_TEST_SHARE
};

static void make_large(struct kw_people *people, uint64_t seed)
{
    uint64_t state = seed;
    struct kw_error err;

    for (int i = 0; i < GENERATIONS * PER_GENERATION; i++) {
        int generation = i / PER_GENERATION;
        /* Ids run against age, so that ties are judged by id alone. */
        uint64_t id = (uint64_t)(i * 7919 % 15013 + 1);
        struct kw_member member = {
            .id = kw_qid(id),
            .sex = i % 2 ? KW_FEMALE : KW_MALE,
            .known = KW_READ,
        };

        must(kw_people_add_member(people, &member, &err), &err);
        for (int slot = 0; generation && slot < 2; slot++) {
            int above = generation - 1 - (chance(&state, 15) && generation > 1);
            int parent = above * PER_GENERATION +
                         below(&state, PER_GENERATION / 2) * 2 + slot;
            struct kw_link link = {
                .child = kw_qid(id),
                .parent = kw_qid((uint64_t)(parent * 7919 % 15013 + 1)),
                .kind = slot ? KW_LINK_MOTHER : KW_LINK_FATHER,
                .by_child = KW_STATED,
            };

            if (chance(&state, 30))
                continue;
            must(kw_people_add_link(people, &link, &err), &err);
        }
    }
    must(kw_people_seal(people, &err), &err);
}

static void mirrored_questions_have_mirrored_answers(void **state)
{
    uint64_t run = seed_of_run() + 1;
    struct kw_people *people;
    struct kw_kinship *kinship;
    struct kw_error err;
    size_t related = 0;

    (void)state;
    must(kw_people_create(NULL, &people, &err), &err);
    make_large(people, next_random(&run));
    must(kw_kinship_create(people, NULL, 0, &kinship, &err), &err);
    for (int i = 0; i < MIRRORED; i++) {
        struct kw_question question = {
            .from = (uint32_t)below(&run, (int)kw_people_count(people)),
            .to = (uint32_t)below(&run, (int)kw_people_count(people)),
            .lines_max = 2,
        };
        struct kw_question mirrored = question;
        struct kw_reckoning there;
        struct kw_reckoning back;

        mirrored.from = question.to;
        mirrored.to = question.from;
        must(kw_kinship_reckon(kinship, &question, &there, &err), &err);
        must(kw_kinship_reckon(kinship, &mirrored, &back, &err), &err);
        check_mirror(&there, &back);
        related += there.relation_count > 0;
        kw_reckoning_finish(&there);
        kw_reckoning_finish(&back);
    }
    assert_true(related > MIRRORED / 10);
    print_message("%d pairs of %u people, %zu related\n", MIRRORED,
                  kw_people_count(people), related);
    kw_kinship_destroy(kinship);
    kw_people_destroy(people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_engine_agrees_with_the_slow_way),
        cmocka_unit_test(mirrored_questions_have_mirrored_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
