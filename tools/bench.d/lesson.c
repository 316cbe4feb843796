/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson about waiting, with kinwalk's own parts: the fetch that
 * drives all transfers on one thread, the pool that unpacks and reads.
 *
 *   bench-lesson many URL COUNT IN-FLIGHT    one document a request
 *   bench-lesson batches URL COUNT SIZE      SIZE people a request, one
 *                                            request at a time
 *   bench-lesson tasks URL ORDER WHERE UNIT-MS
 *       five tasks of five units. ORDER: serial and concurrent only wait;
 *       half waits and then computes, swapped computes and then waits.
 *       WHERE: line computes on the thread that drives libcurl, pool does
 *       not.
 *   bench-lesson mirrors ROUNDS URL...       the first answer counts
 *
 * URL is a bench-serve. Prints milliseconds as JSON.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <kinwalk/claims.h>
#include <kinwalk/source.h>

#include "fetch/fetch.h"
#include "made_family.h"

enum { TASKS = 5, UNITS = 5, IDS_MAX = 50, MIRRORS_MAX = 16, WAIT_MS = 1000 };
#define RAW_MAX_BYTES ((size_t)64 << 20)

/* A request, and what is done with its reply or before it. */
struct task {
    struct kw_request request; /* first: fetch's */
    struct kw_job job;
    struct kw_buffer url;
    int64_t compute_ms;
    size_t people;
    bool has_computed;
};

struct lesson {
    struct kw_fetch *fetch;
    struct kw_pool *pool;
    struct kw_error err;
    size_t people;
};

static void die(const char *what)
{
    fprintf(stderr, "bench-lesson: %s\n", what);
    exit(1);
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void begin(struct lesson *lesson, unsigned in_flight)
{
    struct kw_fetch_settings settings = {.in_flight = in_flight};

    memset(lesson, 0, sizeof *lesson);
    if (kw_fetch_create(&settings, &lesson->fetch, &lesson->err) != KW_OK ||
        kw_pool_create(0, kw_fetch_wake, lesson->fetch, &lesson->pool,
                       &lesson->err) != KW_OK)
        die(lesson->err.text);
}

static void end(struct lesson *lesson)
{
    kw_pool_destroy(lesson->pool, NULL);
    kw_fetch_destroy(lesson->fetch);
}

static void submit(struct lesson *lesson, struct task *task)
{
    task->request.url = task->url.bytes;
    if (kw_buffer_check(&task->url, &lesson->err) != KW_OK ||
        kw_fetch_submit(lesson->fetch, &task->request, &lesson->err) != KW_OK)
        die(lesson->err.text);
}

static void task_finish(struct task *task)
{
    kw_request_finish(&task->request);
    kw_buffer_finish(&task->url);
}

static void turn(struct lesson *lesson)
{
    if (kw_fetch_wait(lesson->fetch, WAIT_MS, kw_pool_pending(lesson->pool) > 0,
                      &lesson->err) != KW_OK)
        die(lesson->err.text);
}

/* The next reply, good or not at all. */
static struct task *next_reply(struct lesson *lesson)
{
    struct task *task = (struct task *)kw_fetch_take(lesson->fetch);

    if (task && (task->request.reply.outcome != KW_REQUEST_ANSWERED ||
                 task->request.reply.status != 200))
        die("a reply could not be had");
    return task;
}

static struct task *task_of(struct kw_job *job)
{
    return (struct task *)(void *)((char *)job - offsetof(struct task, job));
}

/* ---- documents ----------------------------------------------------- */

static void read_people(struct kw_job *job)
{
    struct task *task = task_of(job);
    const struct kw_buffer *body = &task->request.reply.body;
    struct kw_document document = {0};
    struct kw_buffer raw = {0};

    if (kw_inflate(body->bytes, body->length, RAW_MAX_BYTES, &raw, NULL) ==
            KW_OK &&
        kw_claims_read(raw.bytes, raw.length, NULL, NULL, NULL, &document,
                       NULL) == KW_OK)
        task->people = document.count;
    kw_document_finish(&document);
    kw_buffer_finish(&raw);
}

/* Sends all tasks, reads all replies on the pool. */
static void fetch_and_read(struct lesson *lesson, struct task *tasks,
                           size_t count)
{
    size_t done = 0;

    for (size_t i = 0; i < count; i++)
        submit(lesson, &tasks[i]);
    while (done < count) {
        struct task *task;
        struct kw_job *job;

        turn(lesson);
        while ((task = next_reply(lesson))) {
            task->job.run = read_people;
            kw_pool_submit(lesson->pool, &task->job);
        }
        while ((job = kw_pool_take(lesson->pool))) {
            lesson->people += task_of(job)->people;
            done++;
        }
    }
}

/* `count` people, `size` a request; a document each if that is 0. */
static void documents(const char *url, uint64_t count, uint64_t size,
                      unsigned in_flight)
{
    size_t each = size ? size : 1;
    size_t requests = (count + each - 1) / each;
    struct task *tasks = calloc(requests, sizeof *tasks);
    struct lesson lesson;
    double begun;

    if (!tasks)
        die("out of memory");
    for (uint32_t i = 0; i < count; i++) {
        struct kw_buffer *text = &tasks[i / each].url;
        uint64_t qid = made_family_qid(i);

        if (!size)
            kw_buffer_print(
                text, "%s/wiki/Special:EntityData/Q%" PRIu64 ".json", url, qid);
        else if (i % each == 0)
            kw_buffer_print(text,
                            "%s/w/api.php?action=wbgetentities"
                            "&format=json&ids=Q%" PRIu64,
                            url, qid);
        else
            kw_buffer_print(text, "%%7CQ%" PRIu64, qid);
    }
    begin(&lesson, in_flight);
    begun = now_ms();
    fetch_and_read(&lesson, tasks, requests);
    printf("{\"ms\":%.1f,\"requests\":%zu,\"people\":%zu}\n", now_ms() - begun,
           requests, lesson.people);
    end(&lesson);
    for (size_t i = 0; i < requests; i++)
        task_finish(&tasks[i]);
    free(tasks);
}

/* ---- tasks --------------------------------------------------------- */

/* Counts until the processor has worked for so long. */
static void compute(struct kw_job *job)
{
    struct task *task = task_of(job);
    volatile uint64_t number = 0;
    struct timespec t;
    double until;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    until = (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6 +
            (double)task->compute_ms;
    do {
        for (int i = 0; i < 1000; i++)
            number = made_family_chance(number);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    } while ((double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6 < until);
    task->has_computed = true;
}

static void compute_somewhere(struct lesson *lesson, struct task *task,
                              bool on_pool)
{
    task->job.run = compute;
    if (on_pool)
        kw_pool_submit(lesson->pool, &task->job);
    else
        compute(&task->job);
}

/* Waits for all, one after another. */
static void run_serial(struct lesson *lesson, struct task *tasks)
{
    for (int i = 0; i < TASKS; i++) {
        submit(lesson, &tasks[i]);
        while (!next_reply(lesson))
            turn(lesson);
    }
}

/* Waits for all at once; computes behind or before, if at all. */
static void run_together(struct lesson *lesson, struct task *tasks,
                         bool computes_first, bool on_pool)
{
    int done = 0;

    for (int i = 0; i < TASKS; i++) {
        if (computes_first)
            compute_somewhere(lesson, &tasks[i], on_pool);
        if (!computes_first || !on_pool)
            submit(lesson, &tasks[i]);
        (void)kw_fetch_attend(lesson->fetch, NULL);
    }
    while (done < TASKS) {
        struct task *task;
        struct kw_job *job;

        turn(lesson);
        while ((task = next_reply(lesson))) {
            if (task->compute_ms && !task->has_computed)
                compute_somewhere(lesson, task, on_pool);
            if (!task->compute_ms || computes_first || !on_pool)
                done++;
        }
        while ((job = kw_pool_take(lesson->pool))) {
            if (computes_first)
                submit(lesson, task_of(job));
            else
                done++;
        }
    }
}

static void tasks(const char *url, const char *order, const char *where,
                  uint64_t unit_ms)
{
    struct task all[TASKS] = {0};
    struct lesson lesson;
    bool halves = strcmp(order, "half") == 0 || strcmp(order, "swapped") == 0;
    int64_t whole_ms = (int64_t)unit_ms * UNITS;
    double begun;

    for (int i = 0; i < TASKS; i++) {
        all[i].compute_ms = halves ? whole_ms / 2 : 0;
        kw_buffer_print(&all[i].url, "%s/wait/%" PRId64, url,
                        whole_ms - all[i].compute_ms);
    }
    begin(&lesson, TASKS);
    begun = now_ms();
    if (strcmp(order, "serial") == 0)
        run_serial(&lesson, all);
    else
        run_together(&lesson, all, strcmp(order, "swapped") == 0,
                     strcmp(where, "pool") == 0);
    printf("{\"ms\":%.1f}\n", now_ms() - begun);
    end(&lesson);
    for (int i = 0; i < TASKS; i++)
        task_finish(&all[i]);
}

/* ---- mirrors ------------------------------------------------------- */

/* The first of several answers; the others are let go. */
static double first_answer(struct lesson *lesson, char **urls, size_t count,
                           uint32_t who)
{
    struct task asked[MIRRORS_MAX] = {0};
    double begun = now_ms();
    double took;

    for (size_t i = 0; i < count; i++) {
        kw_buffer_print(&asked[i].url,
                        "%s/wiki/Special:EntityData/Q%" PRIu64 ".json", urls[i],
                        made_family_qid(who));
        submit(lesson, &asked[i]);
    }
    while (!next_reply(lesson))
        turn(lesson);
    took = now_ms() - begun;
    kw_fetch_cancel(lesson->fetch);
    while (kw_fetch_take(lesson->fetch))
        ;
    for (size_t i = 0; i < count; i++)
        task_finish(&asked[i]);
    return took;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

static void mirrors(uint64_t rounds, char **urls, size_t count)
{
    double *times = calloc(rounds, sizeof *times);
    struct lesson lesson;

    if (!times)
        die("out of memory");
    begin(&lesson, MIRRORS_MAX);
    for (uint64_t i = 0; i < rounds; i++)
        times[i] = first_answer(&lesson, urls, count, (uint32_t)(i % 40));
    qsort(times, rounds, sizeof *times, by_size);
    printf("{\"median_ms\":%.1f,\"slow_ms\":%.1f,\"worst_ms\":%.1f}\n",
           times[rounds / 2], times[rounds * 95 / 100], times[rounds - 1]);
    end(&lesson);
    free(times);
}

/* ---- which lesson -------------------------------------------------- */

static bool teach(int argc, char **argv)
{
    uint64_t a;
    uint64_t b;

    if (argc == 5 && strcmp(argv[1], "many") == 0 &&
        kw_number(argv[3], 1, 100000, &a) && kw_number(argv[4], 1, 1000, &b))
        documents(argv[2], a, 0, (unsigned)b);
    else if (argc == 5 && strcmp(argv[1], "batches") == 0 &&
             kw_number(argv[3], 1, 100000, &a) &&
             kw_number(argv[4], 1, IDS_MAX, &b))
        documents(argv[2], a, b, 1);
    else if (argc == 6 && strcmp(argv[1], "tasks") == 0 &&
             kw_number(argv[5], 1, 10000, &a))
        tasks(argv[2], argv[3], argv[4], a);
    else if (argc >= 4 && argc <= 3 + MIRRORS_MAX &&
             strcmp(argv[1], "mirrors") == 0 &&
             kw_number(argv[2], 1, 10000, &a))
        mirrors(a, argv + 3, (size_t)argc - 3);
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    if (teach(argc, argv))
        return 0;
    fputs("bench-lesson many URL COUNT IN-FLIGHT\n"
          "bench-lesson batches URL COUNT SIZE\n"
          "bench-lesson tasks URL serial|concurrent|half|swapped line|pool "
          "UNIT-MS\n"
          "bench-lesson mirrors ROUNDS URL...\n",
          stderr);
    return 2;
}
