/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast kinship is reckoned.
 *
 *   bench-kinship [--all-pairs] [royal92.ged]
 *
 * Prints, from royal92: all cells, the exact count and phi of Elizabeth
 * and Philip; the slowest pair among the people with most ancestors; and
 * a pedigree of 40 generations of double 1st cousins. Prints times,
 * asserts nothing about them.
 *
 * With --all-pairs every pair of royal92 is asked both ways and compared
 * with its mirror image: some twenty minutes. Fails if any two differ.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <kinwalk/kinship.h>
#include <kinwalk/source.h>

enum { ROUNDS = 101, CANDIDATES = 150, GENERATIONS = 40, FILE_MAX = 1 << 26 };

static void must(enum kw_status status, const struct kw_error *err)
{
    if (status == KW_OK)
        return;
    fprintf(stderr, "bench-kinship: %s\n", err->text);
    exit(1);
}

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

/* ---- royal92 ------------------------------------------------------- */

static enum kw_status take_person(void *arg, const struct kw_person *person,
                                  struct kw_error *err)
{
    return kw_people_add(arg, person, NULL, err);
}

static struct kw_people *read_royals(const char *path, struct kw_xrefs *xrefs)
{
    struct kw_gedcom_settings settings = {
        .base_name = "royal92",
        .xrefs = xrefs,
        .person = take_person,
    };
    struct kw_buffer bytes = {0};
    struct kw_people *people;
    struct kw_error err;

    must(kw_people_create(xrefs, &people, &err), &err);
    settings.arg = people;
    must(kw_file_read(path, FILE_MAX, &bytes, &err), &err);
    must(kw_gedcom_read(bytes.bytes, bytes.length, &settings, NULL, &err),
         &err);
    must(kw_people_seal(people, &err), &err);
    kw_buffer_finish(&bytes);
    return people;
}

static uint32_t find(const struct kw_people *people,
                     const struct kw_xrefs *xrefs, const char *xref)
{
    struct kw_id id;

    if (!kw_xrefs_find(xrefs, xref, strlen(xref), &id) ||
        kw_people_find(people, id) == KW_NOBODY) {
        fprintf(stderr, "bench-kinship: no %s in this file\n", xref);
        exit(1);
    }
    return kw_people_find(people, id);
}

/* One whole question, all lines counted and weighed, in milliseconds. */
static double ask(struct kw_kinship *kinship, uint32_t from, uint32_t to,
                  struct kw_reckoning *out)
{
    struct kw_question question = {
        .from = from, .to = to, .skip_affinity = true};
    struct kw_error err;
    double begun = now_ms();

    must(kw_kinship_reckon(kinship, &question, out, &err), &err);
    return now_ms() - begun;
}

static void print_answer(const char *what, const struct kw_people *people,
                         const struct kw_reckoning *answer, double ms)
{
    const struct kw_alternative *way = &answer->alternatives[0];
    char from[KW_ID_TEXT_BYTES];
    char to[KW_ID_TEXT_BYTES];

    printf("%-28s %8.3f ms  %s and %s: %zu relations, %s lines (%s by single "
           "apex), phi %s\n",
           what, ms, kw_people_name(people, answer->from, from),
           kw_people_name(people, answer->to, to), answer->relation_count,
           way->merged, way->single, way->phi.exact);
}

static void bench_couple(const struct kw_people *people,
                         const struct kw_xrefs *xrefs,
                         struct kw_kinship *kinship)
{
    uint32_t from = find(people, xrefs, "I52");
    uint32_t to = find(people, xrefs, "I57");
    double times[ROUNDS];
    struct kw_reckoning answer;

    for (int i = 0; i < ROUNDS; i++) {
        times[i] = ask(kinship, from, to, &answer);
        if (i + 1 < ROUNDS)
            kw_reckoning_finish(&answer);
    }
    qsort(times, ROUNDS, sizeof *times, by_value);
    print_answer("Elizabeth and Philip", people, &answer, times[ROUNDS / 2]);
    kw_reckoning_finish(&answer);
}

/* What was slow may have been somebody else on the machine: the best of
 * three counts. */
static double ask_again(struct kw_kinship *kinship, uint32_t from, uint32_t to,
                        double best)
{
    for (int i = 0; i < 2; i++) {
        struct kw_reckoning answer;
        double ms = ask(kinship, from, to, &answer);

        kw_reckoning_finish(&answer);
        best = ms < best ? ms : best;
    }
    return best;
}

/* ---- the slowest pair ---------------------------------------------- */

struct elder {
    uint32_t who;
    uint32_t ancestors;
};

static uint32_t count_ancestors(const struct kw_people *people, uint32_t who,
                                uint8_t *seen, uint32_t *queue)
{
    uint32_t tail = 0;

    memset(seen, 0, kw_people_count(people));
    queue[tail++] = who;
    seen[who] = 1;
    for (uint32_t head = 0; head < tail; head++) {
        struct kw_ties parents = kw_people_parents(people, queue[head]);

        for (size_t i = 0; i < parents.count; i++)
            if (!seen[parents.items[i].who]) {
                seen[parents.items[i].who] = 1;
                queue[tail++] = parents.items[i].who;
            }
    }
    return tail - 1;
}

static int by_ancestors(const void *a, const void *b)
{
    const struct elder *x = a;
    const struct elder *y = b;

    if (x->ancestors != y->ancestors)
        return x->ancestors > y->ancestors ? -1 : 1;
    return (x->who > y->who) - (x->who < y->who);
}

static void bench_slowest(const struct kw_people *people,
                          struct kw_kinship *kinship)
{
    uint32_t n = kw_people_count(people);
    struct elder *elders = calloc(n, sizeof *elders);
    uint8_t *seen = malloc(n);
    uint32_t *queue = malloc(n * sizeof *queue);
    struct kw_reckoning answer;
    double slowest = 0;
    uint32_t pair[2] = {0, 0};

    if (!elders || !seen || !queue)
        abort();
    for (uint32_t i = 0; i < n; i++)
        elders[i] = (struct elder){i, count_ancestors(people, i, seen, queue)};
    qsort(elders, n, sizeof *elders, by_ancestors);
    for (uint32_t i = 0; i < CANDIDATES && i < n; i++)
        for (uint32_t j = i + 1; j < CANDIDATES && j < n; j++) {
            double ms = ask(kinship, elders[i].who, elders[j].who, &answer);

            kw_reckoning_finish(&answer);
            if (ms > slowest)
                ms = ask_again(kinship, elders[i].who, elders[j].who, ms);
            if (ms > slowest) {
                slowest = ms;
                pair[0] = elders[i].who;
                pair[1] = elders[j].who;
            }
        }
    ask(kinship, pair[0], pair[1], &answer);
    print_answer("slowest pair of royal92", people, &answer, slowest);
    kw_reckoning_finish(&answer);
    free(elders);
    free(seen);
    free(queue);
}

/* ---- 40 generations ------------------------------------------------ */

static void add_child(struct kw_people *people, uint64_t child, bool is_son,
                      uint64_t father, uint64_t mother)
{
    struct kw_member member = {
        .id = kw_qid(child),
        .sex = is_son ? KW_MALE : KW_FEMALE,
        .known = KW_READ,
    };
    struct kw_link link = {
        .child = kw_qid(child),
        .parent = kw_qid(father),
        .kind = KW_LINK_FATHER,
        .by_child = KW_STATED,
    };
    struct kw_error err;

    must(kw_people_add_member(people, &member, &err), &err);
    if (!father)
        return;
    must(kw_people_add_link(people, &link, &err), &err);
    link.parent = kw_qid(mother);
    link.kind = KW_LINK_MOTHER;
    must(kw_people_add_link(people, &link, &err), &err);
}

/* Two couples a generation; each has a son and a daughter, and the
 * children of one marry the children of the other. */
static void bench_cousins(void)
{
    struct kw_people *people;
    struct kw_kinship *kinship;
    struct kw_reckoning answer;
    struct kw_error err;
    double times[ROUNDS / 10];
    uint64_t last = (uint64_t)GENERATIONS * 4;

    must(kw_people_create(NULL, &people, &err), &err);
    for (uint64_t g = 0; g <= GENERATIONS; g++)
        for (uint64_t i = 0; i < 4; i++) {
            uint64_t above = g * 4 - 4;
            uint64_t couple = i / 2;

            /* 0 and 1 are the first couple's son and daughter, 2 and 3
             * the second's; 0 marries 3 and 2 marries 1. */
            add_child(people, g * 4 + i + 1, i % 2 == 0,
                      g ? above + (couple ? 2 : 0) + 1 : 0,
                      g ? above + (couple ? 1 : 3) + 1 : 0);
        }
    must(kw_people_seal(people, &err), &err);
    must(kw_kinship_create(people, NULL, 0, &kinship, &err), &err);
    for (int i = 0; i < ROUNDS / 10; i++) {
        times[i] = ask(kinship, kw_people_find(people, kw_qid(last + 1)),
                       kw_people_find(people, kw_qid(last + 3)), &answer);
        if (i + 1 < ROUNDS / 10)
            kw_reckoning_finish(&answer);
    }
    qsort(times, ROUNDS / 10, sizeof *times, by_value);
    printf("%-28s %8.3f ms  %zu relations, %s lines (%s by single apex), phi "
           "%.17g\n",
           "40 generations of cousins", times[ROUNDS / 20],
           answer.relation_count, answer.alternatives[0].merged,
           answer.alternatives[0].single, answer.alternatives[0].phi.value);
    kw_reckoning_finish(&answer);
    kw_kinship_destroy(kinship);
    kw_people_destroy(people);
}

/* ---- all pairs ----------------------------------------------------- */

static bool is_mirrored(const struct kw_reckoning *there,
                        const struct kw_reckoning *back)
{
    if (there->relation_count != back->relation_count ||
        strcmp(there->alternatives[0].single, back->alternatives[0].single) !=
            0 ||
        strcmp(there->alternatives[0].phi.exact,
               back->alternatives[0].phi.exact) != 0)
        return false;
    for (size_t i = 0; i < there->relation_count; i++) {
        const struct kw_relation *a = &there->relations[i];
        const struct kw_relation *b = &back->relations[i];

        if (a->up != b->down || a->down != b->up ||
            a->fullness != b->fullness || a->fold != b->fold ||
            a->apex[0] != b->apex[0] || a->apex[1] != b->apex[1] ||
            strcmp(a->lines, b->lines) != 0)
            return false;
    }
    return true;
}

static int ask_all_pairs(const struct kw_people *people,
                         struct kw_kinship *kinship)
{
    uint32_t n = kw_people_count(people);
    size_t pairs = 0;
    size_t related = 0;
    size_t differing = 0;
    size_t siblings[4] = {0};
    double slowest = 0;
    uint32_t pair[2] = {0, 0};
    double begun = now_ms();
    struct kw_reckoning there;
    struct kw_reckoning back;

    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = i + 1; j < n; j++) {
            double ms = ask(kinship, i, j, &there);

            ask(kinship, j, i, &back);
            pairs++;
            related += there.relation_count > 0;
            differing += !is_mirrored(&there, &back);
            if (there.relation_count && there.relations[0].up == 1 &&
                there.relations[0].down == 1)
                siblings[there.relations[0].fullness]++;
            kw_reckoning_finish(&there);
            kw_reckoning_finish(&back);
            ms = ms > slowest ? ask_again(kinship, i, j, ms) : ms;
            if (ms > slowest) {
                slowest = ms;
                pair[0] = i;
                pair[1] = j;
            }
        }
        if (i % 100 == 0)
            fprintf(stderr, "%u of %u\n", i, n);
    }
    printf("%zu pairs of %u people both ways in %.0f s: %zu related by blood, "
           "%zu not mirrored; siblings: %zu full, %zu half, %zu not to tell\n",
           pairs, n, (now_ms() - begun) / 1e3, related, differing,
           siblings[KW_FULL], siblings[KW_HALF], siblings[KW_FULLNESS_UNKNOWN]);
    ask(kinship, pair[0], pair[1], &there);
    print_answer("slowest, in passing", people, &there, slowest);
    kw_reckoning_finish(&there);
    return differing != 0;
}

int main(int argc, char **argv)
{
    const char *shared = getenv("KW_SHARED");
    char path[4096];
    bool all_pairs = argc > 1 && strcmp(argv[1], "--all-pairs") == 0;
    struct kw_xrefs *xrefs;
    struct kw_people *people;
    struct kw_kinship *kinship;
    struct kw_error err;
    FILE *file;
    int code = 0;

    if (argc > 1 + all_pairs)
        snprintf(path, sizeof path, "%s", argv[1 + all_pairs]);
    else
        snprintf(path, sizeof path, "%s/data/royal92.ged",
                 shared ? shared : "../shared");
    if (!all_pairs)
        bench_cousins();
    file = fopen(path, "r");
    if (!file) {
        printf("SKIPPED: %s is not here; name royal92.ged\n", path);
        return 0;
    }
    (void)fclose(file);
    must(kw_xrefs_create(&xrefs, &err), &err);
    people = read_royals(path, xrefs);
    must(kw_kinship_create(people, NULL, 0, &kinship, &err), &err);
    if (all_pairs) {
        code = ask_all_pairs(people, kinship);
    } else {
        bench_couple(people, xrefs, kinship);
        bench_slowest(people, kinship);
    }
    kw_kinship_destroy(kinship);
    kw_people_destroy(people);
    kw_xrefs_destroy(xrefs);
    return code;
}
