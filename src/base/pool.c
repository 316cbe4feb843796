/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worker pool: a queue in, a queue out, one lock for both.
 *
 * `pending` counts what the owner has not taken back; the owner alone
 * submits and takes, so it needs no lock of its own.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include <kinwalk/base.h>

enum {
    THREADS_MAX = 64,
    GIVE_WAY = 4 /* steps of nice() */
};

struct queue {
    struct kw_job *first;
    struct kw_job *last;
};

struct kw_pool {
    pthread_mutex_t lock;
    /* One for each job that waits. Signalling a condition may have to wait
     * until a thread that was called before has come; this never does. */
    sem_t work;
    pthread_cond_t finished;
    struct queue waiting; /* under lock, as is all down to `stopping` */
    struct queue done;
    bool stopping;
    size_t pending; /* the owner's thread only */
    void (*wake)(void *);
    void *wake_arg; /* borrowed */
    unsigned thread_count;
    struct kw_thread *threads[THREADS_MAX];
};

static void push(struct queue *queue, struct kw_job *job)
{
    job->next = NULL;
    if (queue->last)
        queue->last->next = job;
    else
        queue->first = job;
    queue->last = job;
}

static struct kw_job *pop(struct queue *queue)
{
    struct kw_job *job = queue->first;

    if (job) {
        queue->first = job->next;
        if (!queue->first)
            queue->last = NULL;
    }
    return job;
}

static void wait_for_work(struct kw_pool *pool)
{
    while (sem_wait(&pool->work) != 0)
        ;
}

/* Who waits for bytes works for moments and holds up everything: it goes
 * before those who compute. Only Linux can say so of a single thread. */
static void give_way(void)
{
#ifdef __linux__
    (void)!nice(GIVE_WAY);
#endif
}

static void work(void *arg)
{
    struct kw_pool *pool = arg;

    give_way();
    for (;;) {
        struct kw_job *job;
        bool alone;

        wait_for_work(pool);
        pthread_mutex_lock(&pool->lock);
        job = pool->stopping ? NULL : pop(&pool->waiting);
        pthread_mutex_unlock(&pool->lock);
        if (!job)
            return;
        job->run(job);
        pthread_mutex_lock(&pool->lock);
        alone = !pool->done.first;
        push(&pool->done, job);
        pthread_cond_signal(&pool->finished);
        pthread_mutex_unlock(&pool->lock);
        if (alone && pool->wake)
            pool->wake(pool->wake_arg);
    }
}

static unsigned processors(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (online < 1)
        return 1;
    return online > THREADS_MAX ? THREADS_MAX : (unsigned)online;
}

enum kw_status kw_pool_create(unsigned threads, void (*wake)(void *),
                              void *wake_arg, struct kw_pool **out,
                              struct kw_error *err)
{
    struct kw_pool *pool = calloc(1, sizeof *pool);

    *out = NULL;
    if (!pool)
        return kw_nomem(err);
    if (!threads)
        threads = processors();
    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    pool->wake = wake;
    pool->wake_arg = wake_arg;
    pthread_mutex_init(&pool->lock, NULL);
    sem_init(&pool->work, 0, 0);
    pthread_cond_init(&pool->finished, NULL);
    while (pool->thread_count < threads) {
        if (kw_thread_start(work, pool, &pool->threads[pool->thread_count],
                            err) != KW_OK)
            break;
        pool->thread_count++;
    }
    if (!pool->thread_count) {
        kw_pool_destroy(pool, NULL);
        return KW_NOMEM;
    }
    *out = pool;
    return KW_OK;
}

void kw_pool_submit(struct kw_pool *pool, struct kw_job *job)
{
    pthread_mutex_lock(&pool->lock);
    push(&pool->waiting, job);
    pthread_mutex_unlock(&pool->lock);
    sem_post(&pool->work);
    pool->pending++;
}

struct kw_job *kw_pool_take(struct kw_pool *pool)
{
    struct kw_job *job;

    pthread_mutex_lock(&pool->lock);
    job = pop(&pool->done);
    pthread_mutex_unlock(&pool->lock);
    if (job)
        pool->pending--;
    return job;
}

struct kw_job *kw_pool_wait(struct kw_pool *pool)
{
    struct kw_job *job;

    if (!pool->pending)
        return NULL;
    pthread_mutex_lock(&pool->lock);
    while (!pool->done.first)
        pthread_cond_wait(&pool->finished, &pool->lock);
    job = pop(&pool->done);
    pthread_mutex_unlock(&pool->lock);
    pool->pending--;
    return job;
}

size_t kw_pool_pending(const struct kw_pool *pool)
{
    return pool->pending;
}

unsigned kw_pool_threads(const struct kw_pool *pool)
{
    return pool->thread_count;
}

static void drop_all(struct queue *queue, void (*drop)(struct kw_job *job))
{
    struct kw_job *job;

    while ((job = pop(queue)))
        if (drop)
            drop(job);
}

void kw_pool_destroy(struct kw_pool *pool, void (*drop)(struct kw_job *job))
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->thread_count; i++)
        sem_post(&pool->work);
    for (unsigned i = 0; i < pool->thread_count; i++)
        kw_thread_join(pool->threads[i]);
    drop_all(&pool->waiting, drop);
    drop_all(&pool->done, drop);
    pthread_cond_destroy(&pool->finished);
    sem_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
