/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A crawl that is killed, at every commit, in the midst of transactions
 * and at any instant, goes on and ends with the store of one that nobody
 * disturbed, and asks for nobody whose reply was committed.
 */
#include "support_cmocka.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <kinwalk/crawl.h>

#include "support_mirror.h"
#include "support_powercut.h"

#define FAMILY KW_GRAPHS "/european-royals.jsonl"

enum {
    SEED = 9439, /* Queen Victoria */
    EVERYBODY = 1000,
    KILLS_MAX = 400,
    RANDOM_KILLS = 25,
    POWER_CUTS = 30,
    FIRST_WRITES = 8
};

struct world {
    struct mirror *mirror;
    char folder[64];
    char path[96];
    struct kw_buffer undisturbed; /* JSON lines without times */
    char why[1200];               /* the last crawl ended early */
};

/* ---- words of the story -------------------------------------------- */

static enum kw_status write_line(void *arg, const struct kw_person *person,
                                 struct kw_error *err)
{
    struct kw_buffer *out = arg;
    size_t before = out->length;
    char *stamp;

    (void)err;
    kw_claims_write(person, NULL, out);
    stamp = strstr(out->bytes + before, ",\"read_at\":\"");
    if (stamp) {
        out->length = (size_t)(stamp - out->bytes);
        kw_buffer_text(out, "}\n");
    }
    return KW_OK;
}

static void dump(struct world *w, struct kw_buffer *out)
{
    struct kw_store *store;

    assert_int_equal(kw_store_open(w->path, KW_STORE_READ, NULL, &store, NULL),
                     KW_OK);
    assert_int_equal(kw_store_each(store, write_line, out, NULL), KW_OK);
    kw_store_close(store);
}

static void forget_everything(struct world *w)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-claim"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char path[128];

        snprintf(path, sizeof path, "%s%s", w->path, ends[i]);
        unlink(path);
    }
}

static void lose_shared_memory(struct world *w)
{
    char path[128];

    snprintf(path, sizeof path, "%s-shm", w->path);
    unlink(path);
}

/* Where a crawl kills its own process. */
struct doom {
    int steps;   /* after so many commits; 0: not */
    int reached; /* in the midst of the transaction that reaches so many */
};

static void die(void)
{
    kill(getpid(), SIGKILL);
}

static void watch(void *arg, const struct kw_event *event)
{
    struct doom *doom = arg;

    if (event->kind == KW_EVENT_REACHED && doom->reached > 0 &&
        --doom->reached == 0)
        die();
}

static bool crawl(struct world *w, struct doom doom)
{
    struct kw_watch watcher = {.event = watch, .arg = &doom};
    /* While time stands still, every round is a transaction. */
    struct kw_clock clock = {.by_hand = !doom.reached,
                             .wall_s = kw_clock_wall_s(NULL)};
    struct kw_source_settings settings = {.endpoint = mirror_url(w->mirror),
                                          .in_flight = 3,
                                          .threads = 2,
                                          .clock = &clock};
    struct kw_goal goal = kw_goal_default(KW_GOAL_AROUND);
    struct kw_id seed = kw_qid(SEED);
    struct kw_store *store = NULL;
    struct kw_source *source = NULL;
    struct kw_crawl *run = NULL;
    struct kw_error err = {0};
    uint64_t before = 0;
    bool complete = false;

    goal.seeds = &seed;
    goal.seed_count = 1;
    goal.depth = EVERYBODY;
    goal.keep_book = true;
    if (kw_store_open(w->path, KW_STORE_WRITE, NULL, &store, &err) == KW_OK &&
        kw_store_claim(store, 0, &err) == KW_OK &&
        kw_source_open(&settings, &source, &err) == KW_OK &&
        kw_crawl_create(&goal, store, source, &clock, &watcher, &run, &err) ==
            KW_OK)
        while (!kw_crawl_done(run) && kw_crawl_step(run, 1000, &err) == KW_OK) {
            uint64_t people = kw_crawl_bill(run).people;

            if (people > before && doom.steps > 0 && --doom.steps == 0)
                die();
            before = people;
        }
    complete = run && kw_crawl_bill(run).complete;
    if (!complete)
        snprintf(w->why, sizeof w->why, "%s", err.text);
    kw_crawl_destroy(run);
    kw_source_close(source);
    kw_store_close(store);
    return complete;
}

/* In a process of its own; true if it was killed. */
static bool crawl_and_die(struct world *w, struct doom doom)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        bool complete = crawl(w, doom);

        _exit(complete ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status);
}

static enum kw_status note_id(void *arg, const struct kw_person *person,
                              struct kw_error *err)
{
    return kw_map_put(arg, person->id.bits, 1, NULL, err);
}

/* Who is in the store after a kill; nobody if there is none yet. */
static void committed(struct world *w, struct kw_map *out)
{
    struct kw_store *store;

    if (access(w->path, F_OK) != 0 ||
        kw_store_open(w->path, KW_STORE_READ, NULL, &store, NULL) != KW_OK)
        return;
    assert_int_equal(kw_store_each(store, note_id, out, NULL), KW_OK);
    kw_store_close(store);
}

/* Finishes the crawl and holds it to its promises. */
static void goes_on(struct world *w)
{
    struct kw_map before = {0};
    struct kw_map asked = {0};
    struct kw_buffer end = {0};
    size_t requests = mirror_requests(w->mirror);

    committed(w, &before);
    if (!crawl(w, (struct doom){0}))
        fail_msg("the crawl does not go on: %s", w->why);
    mirror_asked(w->mirror, requests, &asked);
    for (size_t i = 0; i < before.capacity; i++)
        if (before.keys[i] != UINT64_MAX && kw_map_has(&before, before.keys[i]))
            assert_false(kw_map_has(&asked, before.keys[i]));
    dump(w, &end);
    assert_int_equal(end.length, w->undisturbed.length);
    assert_memory_equal(end.bytes, w->undisturbed.bytes, end.length);
    kw_buffer_finish(&end);
    kw_map_finish(&before);
    kw_map_finish(&asked);
}

/* ---- stories ------------------------------------------------------- */

static void killed_at_every_commit_it_goes_on(void **state)
{
    struct world *w = *state;
    int kills = 0;

    while (kills < KILLS_MAX) {
        struct doom doom = {.steps = kills + 1};

        forget_everything(w);
        if (!crawl_and_die(w, doom))
            break;
        kills++;
        goes_on(w);
    }
    print_message("survived %d kills, one at each commit\n", kills);
    assert_in_range(kills, 10, KILLS_MAX - 1);
}

static void killed_amid_a_transaction_it_goes_on(void **state)
{
    struct world *w = *state;
    int kills = 0;

    for (int reached = 1; reached < EVERYBODY; reached += 37) {
        struct doom doom = {.reached = reached};

        forget_everything(w);
        if (!crawl_and_die(w, doom))
            break;
        kills++;
        goes_on(w);
    }
    print_message("survived %d kills, amid transactions\n", kills);
    assert_in_range(kills, 10, EVERYBODY);
}

static void killed_again_and_again_it_gets_through(void **state)
{
    struct world *w = *state;
    int kills = 0;

    forget_everything(w);
    while (kills < KILLS_MAX && crawl_and_die(w, (struct doom){.steps = 6}))
        kills++;
    print_message("one crawl survived %d kills\n", kills);
    assert_in_range(kills, 3, KILLS_MAX - 1);
    goes_on(w);
}

/* Not even what the system had taken for written is there. */
static void after_a_power_cut_it_goes_on(void **state)
{
    struct world *w = *state;
    uint64_t random = 777;
    size_t writes;
    size_t lost = 0;
    int cuts = 0;

    powercut_install();
    forget_everything(w);
    powercut_arm(0);
    assert_true(crawl(w, (struct doom){0}));
    writes = powercut_writes();
    assert_true(writes > 100);

    for (int i = 0; i < POWER_CUTS; i++) {
        forget_everything(w);
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
        /* The first writes make the store, the last close it. */
        powercut_arm(i < FIRST_WRITES ? (size_t)i + 1
                                      : 1 + (size_t)(random >> 33) % writes);
        cuts += !crawl(w, (struct doom){0});
        lost += powercut_settle(random);
        lose_shared_memory(w);
        goes_on(w);
    }
    powercut_remove();
    print_message("survived %d power cuts; %zu writes were lost of %zu in "
                  "each crawl\n",
                  cuts, lost, writes);
    assert_true(cuts > POWER_CUTS / 2);
    assert_true(lost > 0);
}

static pid_t start_kinwalk(struct world *w)
{
    pid_t pid = fork();

    if (pid == 0) {
        int silence = open("/dev/null", O_WRONLY);

        dup2(silence, STDOUT_FILENO);
        dup2(silence, STDERR_FILENO);
        execl(KW_BUILD "/kinwalk", "kinwalk", "crawl", "Q9439", "--depth",
              "1000", "--in-flight", "2", "--endpoint", mirror_url(w->mirror),
              "--store", w->path, (char *)NULL);
        _exit(127);
    }
    return pid;
}

static void killed_at_any_instant_it_goes_on(void **state)
{
    struct world *w = *state;
    uint64_t random = 12345;
    int kills = 0;

    for (int i = 0; i < RANDOM_KILLS; i++) {
        struct timespec pause = {0};
        int status = 0;
        pid_t pid;

        forget_everything(w);
        pid = start_kinwalk(w);
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
        pause.tv_nsec = (long)(random >> 33) % 120000000;
        nanosleep(&pause, NULL);
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        kills += WIFSIGNALED(status);
        goes_on(w);
    }
    print_message("survived %d kills of the program, at random instants\n",
                  kills);
    assert_true(kills > 0);
}

/* ---- living -------------------------------------------------------- */

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    if (!w)
        return -1;
    snprintf(w->folder, sizeof w->folder, "/tmp/kinwalk-crash-XXXXXX");
    if (!mkdtemp(w->folder))
        return -1;
    snprintf(w->path, sizeof w->path, "%s/family.db", w->folder);
    w->mirror = mirror_start(FAMILY, NULL);
    *state = w;
    if (!crawl(w, (struct doom){0}))
        return -1;
    dump(w, &w->undisturbed);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    forget_everything(w);
    rmdir(w->folder);
    mirror_stop(w->mirror);
    kw_buffer_finish(&w->undisturbed);
    free(w);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_every_commit_it_goes_on),
        cmocka_unit_test(killed_amid_a_transaction_it_goes_on),
        cmocka_unit_test(killed_again_and_again_it_gets_through),
        cmocka_unit_test(after_a_power_cut_it_goes_on),
        cmocka_unit_test(killed_at_any_instant_it_goes_on),
    };

    return cmocka_run_group_tests_name("crash", tests, set_up, tear_down);
}
