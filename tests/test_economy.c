/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No more is asked than an answer needs: people and requests for 400
 * pairs of royal92 that have a common ancestor, drawn once
 * (tests/data/royal92-pairs.tsv), from both ends and, for comparison, the
 * one-sided way.
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

enum {
    PAIRS_MAX = 400,
    ONE_SIDED_EVERY = 10, /* it reads half the family each time */
    LOCAL_IDS = 900000000
};

struct figures {
    const char *name;
    size_t count;
    uint64_t people[PAIRS_MAX];
    uint64_t requests[PAIRS_MAX];
};

struct world {
    struct mirror *mirror;
    struct kw_id pairs[PAIRS_MAX][2];
    size_t count;
};

static const char GEDCOM[] = KW_SHARED "/data/royal92.ged";

/* ---- asking -------------------------------------------------------- */

static void measure(struct world *w, const struct kw_goal *goal,
                    struct figures *figures)
{
    struct kw_source_settings settings = {.endpoint = mirror_url(w->mirror),
                                          .threads = 1};
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
    figures->people[figures->count] = bill.fresh;
    figures->requests[figures->count++] = bill.requests;
    kw_crawl_destroy(crawl);
    kw_source_close(source);
    kw_store_close(store);
}

static int compare(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;

    return (*x > *y) - (*x < *y);
}

/* Sorts; then the middle one is the median. */
static void sort_figures(struct figures *figures)
{
    qsort(figures->people, figures->count, sizeof *figures->people, compare);
    qsort(figures->requests, figures->count, sizeof *figures->requests,
          compare);
    print_message("| %s | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %" PRIu64
                  " |\n",
                  figures->name, figures->people[figures->count / 2],
                  figures->people[figures->count * 95 / 100],
                  figures->requests[figures->count / 2],
                  figures->requests[figures->count * 95 / 100]);
}

/* ---- stories ------------------------------------------------------- */

static void both_ends_need_fewer_people_than_one(void **state)
{
    static struct figures lines = {.name = "all lines, from both ends"};
    static struct figures any = {.name = "any connection, from both ends"};
    static struct figures one = {.name =
                                     "any connection, one-sided (every tenth)"};
    struct world *w = *state;

    for (size_t i = 0; i < w->count; i++) {
        struct kw_goal goal = kw_goal_default(KW_GOAL_CONES);

        goal.seeds = w->pairs[i];
        goal.seed_count = 2;
        measure(w, &goal, &lines);
        goal.kind = KW_GOAL_MEET;
        goal.via = KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE;
        measure(w, &goal, &any);
        if (i % ONE_SIDED_EVERY)
            continue;
        goal.kind = KW_GOAL_AROUND;
        goal.seed_count = 1;
        goal.until = &w->pairs[i][1];
        goal.until_count = 1;
        measure(w, &goal, &one);
    }

    print_message("| %zu pairs of royal92 | people, median | 95%% | requests, "
                  "median | 95%% |\n|---|---|---|---|---|\n",
                  w->count);
    sort_figures(&lines);
    sort_figures(&any);
    sort_figures(&one);
    assert_true(lines.people[lines.count / 2] <= 400);
    assert_true(any.people[any.count / 2] <= 300);
    assert_true(any.people[any.count / 2] * 3 < one.people[one.count / 2]);
}

/* ---- living -------------------------------------------------------- */

static struct kw_id as_served(const char *xref)
{
    return kw_qid(LOCAL_IDS + strtoull(xref + 1, NULL, 10));
}

static bool read_pairs(struct world *w)
{
    FILE *file = fopen(KW_TEST_DATA "/royal92-pairs.tsv", "r");
    char from[16];
    char to[16];

    while (file && w->count < PAIRS_MAX &&
           fscanf(file, "%15s %15s", from, to) == 2) {
        w->pairs[w->count][0] = as_served(from);
        w->pairs[w->count++][1] = as_served(to);
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

    if (!w || !read_pairs(w) || !mkdtemp(folder))
        return -1;
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
    free(w);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ends_need_fewer_people_than_one),
    };

    if (access(GEDCOM, R_OK) != 0) {
        printf("SKIPPED: %s is not there\n", GEDCOM);
        return 0;
    }
    return cmocka_run_group_tests_name("economy", tests, set_up, tear_down);
}
