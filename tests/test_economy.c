/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No more is asked than an answer needs: people and requests for 400
 * pairs of royal92 that have a common ancestor, drawn once
 * (tests/data/royal92-pairs.tsv), from both ends and, for comparison, the
 * one-sided way. Every tenth pair by default; with --all all of them, and
 * the table for tools/bench/README.md.
 */
#include "support_cmocka.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kinwalk/crawl.h>

#include "support_mirror.h"
#include "support_royal92.h"

enum {
    PAIRS_MAX = 400,
    /* The quick test: some of all lengths. */
    FIRST = 4,
    EVERY = 10,
    LOCAL_IDS = 900000000,
    SKIPPED = 77
};

struct figures {
    const char *name;
    size_t count;
    uint64_t people[PAIRS_MAX];
    uint64_t requests[PAIRS_MAX]; /* 0: nobody asked for them */
};

struct world {
    struct mirror *mirror;
    struct kw_people *family; /* the same, to reckon with */
    struct kw_xrefs *xrefs;
    char xrefs_of[PAIRS_MAX][2][16];
    struct kw_id pairs[PAIRS_MAX][2];
    size_t count;
    size_t every;
};

static const char GEDCOM[] = KW_SHARED "/data/royal92.ged";
static bool all_of_them;

/* ---- asking -------------------------------------------------------- */

static struct kw_bill ask(const char *url, const struct kw_goal *goal)
{
    struct kw_source_settings settings = {
        .endpoint = url, .threads = 1, .in_flight = 1};
    struct kw_store *store;
    struct kw_source *source;
    struct kw_crawl *crawl;
    struct kw_bill bill;

    assert_int_equal(kw_store_open("", KW_STORE_MEMORY, NULL, &store, NULL),
                     KW_OK);
    assert_int_equal(kw_source_open(&settings, &source, NULL), KW_OK);
    assert_int_equal(
        kw_crawl_create(goal, store, source, NULL, NULL, &crawl, NULL), KW_OK);
    assert_int_equal(kw_crawl_run(crawl, NULL), KW_OK);
    bill = kw_crawl_bill(crawl);
    assert_true(bill.complete);
    kw_crawl_destroy(crawl);
    kw_source_close(source);
    kw_store_close(store);
    return bill;
}

static void measure(const struct world *w, const struct kw_goal *goal,
                    struct figures *figures)
{
    struct kw_bill bill = ask(mirror_url(w->mirror), goal);

    figures->people[figures->count] = bill.fresh;
    figures->requests[figures->count++] = bill.requests;
}

/* ---- what no two-sided way can do without -------------------------- */

/* Steps from `from` to everybody; KW_NOBODY: none lead there. */
static void walk(const struct kw_people *family, uint32_t from, bool marriages,
                 uint32_t *steps, uint32_t *queue)
{
    uint32_t first = 0;
    uint32_t last = 0;

    for (uint32_t i = 0; i < kw_people_count(family); i++)
        steps[i] = KW_NOBODY;
    steps[from] = 0;
    queue[last++] = from;
    while (first < last) {
        uint32_t me = queue[first++];
        struct kw_ties ways[] = {kw_people_parents(family, me),
                                 kw_people_children(family, me),
                                 kw_people_partners(family, me)};

        for (size_t w = 0; w < (marriages ? 3u : 2u); w++)
            for (size_t i = 0; i < ways[w].count; i++) {
                uint32_t other = ways[w].items[i].who;

                if (steps[other] != KW_NOBODY)
                    continue;
                steps[other] = steps[me] + 1;
                queue[last++] = other;
            }
    }
}

/* A chain of n steps is the shortest only if everybody within a steps of
 * one end and b of the other was read, a + b = n - 3: the fewest people of
 * all such a and b, the last layer counted as nothing. */
static uint64_t fewest(const uint32_t *a, const uint32_t *b, uint32_t count,
                       uint32_t n)
{
    uint64_t least = UINT64_MAX;

    if (n < 3)
        return 0;
    for (uint32_t near = 0; near <= n - 3; near++) {
        uint64_t people = 0;

        for (uint32_t i = 0; i < count; i++)
            people += a[i] <= near || b[i] <= n - 3 - near;
        if (people < least)
            least = people;
    }
    return least;
}

static void reckon(const struct world *w, size_t pair, bool marriages,
                   struct figures *figures)
{
    uint32_t count = kw_people_count(w->family);
    uint32_t *steps = calloc(3 * (size_t)count, sizeof *steps);
    uint32_t ends[2];

    assert_non_null(steps);
    for (int i = 0; i < 2; i++) {
        ends[i] = royal92_find(w->family, w->xrefs, w->xrefs_of[pair][i]);
        walk(w->family, ends[i], marriages, steps + (size_t)i * count,
             steps + 2 * (size_t)count);
    }
    figures->people[figures->count++] =
        fewest(steps, steps + count, count, steps[ends[1]]);
    free(steps);
}

/* ---- telling ------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;

    return (*x > *y) - (*x < *y);
}

/* Sorts; then the middle one is the median. */
static void sort_figures(struct figures *figures)
{
    size_t middle = figures->count / 2;
    size_t nearly_last = figures->count * 95 / 100;

    if (!figures->count)
        return;
    qsort(figures->people, figures->count, sizeof *figures->people, compare);
    qsort(figures->requests, figures->count, sizeof *figures->requests,
          compare);
    print_message("| %s | %" PRIu64 " | %" PRIu64, figures->name,
                  figures->people[middle], figures->people[nearly_last]);
    if (figures->requests[middle])
        print_message(" | %" PRIu64 " | %" PRIu64 " |\n",
                      figures->requests[middle],
                      figures->requests[nearly_last]);
    else
        print_message(" | | |\n");
}

/* ---- stories ------------------------------------------------------- */

static void both_ends_need_fewer_people_than_one(void **state)
{
    static struct figures lines = {.name = "all lines, from both ends"};
    static struct figures any[2] = {
        {.name = "any connection, from both ends"},
        {.name = "by marriages too, from both ends"}};
    static struct figures one[2] = {{.name = "any connection, one-sided"},
                                    {.name = "by marriages too, one-sided"}};
    static struct figures least[2] = {
        {.name = "any connection: no proof with fewer"},
        {.name = "by marriages too: no proof with fewer"}};
    struct world *w = *state;

    for (size_t i = all_of_them ? 0 : FIRST; i < w->count; i += w->every) {
        struct kw_goal goal = kw_goal_default(KW_GOAL_CONES);

        goal.seeds = w->pairs[i];
        goal.seed_count = 2;
        measure(w, &goal, &lines);
        for (int married = 0; married < 2; married++) {
            goal.via |= married ? KW_VIA_SPOUSE : 0u;
            goal.kind = KW_GOAL_MEET;
            goal.seed_count = 2;
            goal.until_count = 0;
            measure(w, &goal, &any[married]);
            reckon(w, i, married, &least[married]);
            goal.kind = KW_GOAL_AROUND;
            goal.seed_count = 1;
            goal.until = &w->pairs[i][1];
            goal.until_count = 1;
            /* It reads half the family each time. */
            if (all_of_them || (i == FIRST && !married))
                measure(w, &goal, &one[married]);
        }
    }

    print_message("| %zu pairs of royal92 | people, median | 95%% | requests, "
                  "median | 95%% |\n|---|---|---|---|---|\n",
                  lines.count);
    sort_figures(&lines);
    for (int married = 0; married < 2; married++) {
        sort_figures(&any[married]);
        sort_figures(&least[married]);
        sort_figures(&one[married]);
    }
    assert_true(lines.people[lines.count / 2] <= 400);
    assert_true(any[0].people[any[0].count / 2] <= 300);
    /* By marriages 300 is out of reach for any proof; this is near. */
    assert_true(any[1].people[any[1].count / 2] <=
                least[1].people[least[1].count / 2] * 5 / 4);
    assert_true(any[0].people[any[0].count / 2] * 3 <
                one[0].people[one[0].count / 2]);
}

/* Who is where does not matter here: any large family will do. */
static void requests_are_full_where_there_is_enough_to_ask(void **state)
{
    char file[] = "/tmp/kinwalk-economy-XXXXXX";
    char command[512];
    struct kw_id seed = kw_qid(1000003);
    struct kw_goal goal = kw_goal_default(KW_GOAL_AROUND);
    struct mirror *mirror;
    struct kw_bill bill;

    (void)state;
    close(mkstemp(file));
    snprintf(command, sizeof command, "'%s' --generate 5000 --seed 3 >%s",
             KW_BUILD "/kinwalk-mirror", file);
    assert_int_equal(system(command), 0);
    mirror = mirror_start(file, NULL);
    goal.seeds = &seed;
    goal.seed_count = 1;
    goal.depth = 1000;

    bill = ask(mirror_url(mirror), &goal);

    print_message("%" PRIu64 " people: %" PRIu64 " of %" PRIu64
                  " places in requests for people filled, %.1f%%\n",
                  bill.people, bill.places, bill.places_max,
                  100.0 * (double)bill.places / (double)bill.places_max);
    assert_true(bill.people > 4000);
    assert_true(bill.places * 10 >= bill.places_max * 9);
    mirror_stop(mirror);
    unlink(file);
}

/* ---- living -------------------------------------------------------- */

static struct kw_id as_served(const char *xref)
{
    return kw_qid(LOCAL_IDS + strtoull(xref + 1, NULL, 10));
}

static bool read_pairs(struct world *w)
{
    FILE *file = fopen(KW_TEST_DATA "/royal92-pairs.tsv", "r");
    char(*names)[16] = w->xrefs_of[0];

    while (file && w->count < PAIRS_MAX &&
           fscanf(file, "%15s %15s", names[0], names[1]) == 2) {
        w->pairs[w->count][0] = as_served(names[0]);
        w->pairs[w->count++][1] = as_served(names[1]);
        names = w->count < PAIRS_MAX ? w->xrefs_of[w->count] : names;
    }
    if (file)
        fclose(file);
    return w->count == PAIRS_MAX;
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    char folder[] = "/tmp/kinwalk-economy-XXXXXX";
    char lines[128];
    char command[1024];

    if (!w || !read_pairs(w) || !mkdtemp(folder) ||
        royal92_read(GEDCOM, &w->family, &w->xrefs, NULL) != KW_OK)
        return -1;
    w->every = all_of_them ? 1 : EVERY;
    snprintf(lines, sizeof lines, "%s/royal92.jsonl", folder);
    snprintf(command, sizeof command,
             "cd %s && '%s' import '%s' --store r.db -q 2>/dev/null && "
             "'%s' export jsonl --store r.db -o royal92.jsonl -q",
             folder, KW_BUILD "/kinwalk", GEDCOM, KW_BUILD "/kinwalk");
    if (system(command) != 0)
        return -1;
    w->mirror = mirror_start(lines, NULL);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    *state = w;
    return system(command);
}

static int tear_down(void **state)
{
    struct world *w = *state;

    mirror_stop(w->mirror);
    kw_people_destroy(w->family);
    kw_xrefs_destroy(w->xrefs);
    free(w);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ends_need_fewer_people_than_one),
        cmocka_unit_test(requests_are_full_where_there_is_enough_to_ask),
    };

    all_of_them = argc > 1 && strcmp(argv[1], "--all") == 0;
    if (access(GEDCOM, R_OK) != 0) {
        printf("SKIPPED: %s is not there\n", GEDCOM);
        return SKIPPED;
    }
    return cmocka_run_group_tests_name("economy", tests, set_up, tear_down);
}
