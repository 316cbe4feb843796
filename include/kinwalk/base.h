/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base: what every room of kinwalk stands on.
 *
 * Errors, memory, a bounded buffer, a map of numbers, threads, workers,
 * the clock, a JSON writer, the folding of names and the careful writing
 * of files. Nothing here knows people, Wikidata or SQL.
 *
 * Threads: a handle belongs to one thread at a time unless its text says
 * otherwise. There are no globals.
 */
#ifndef KINWALK_BASE_H
#define KINWALK_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KW_VERSION "0.1.0"

#if defined(__GNUC__)
#define KW_API __attribute__((visibility("default")))
#define KW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define KW_MUST_USE __attribute__((warn_unused_result))
#else
#define KW_API
#define KW_PRINTF(fmt, args)
#define KW_MUST_USE
#endif

/* ---- errors -------------------------------------------------------- */

/* Why a run failed. A person who is missing, merged or malformed is not
 * a failure but data, and never travels as one of these. */
enum kw_status {
    KW_OK = 0,
    KW_NOMEM,       /* memory ran out */
    KW_USAGE,       /* the caller or the user asked for nonsense */
    KW_NETWORK,     /* server or network; asking later may help */
    KW_REFUSED,     /* the server refuses us (403); do not ask again */
    KW_STORE,       /* the family file is unusable */
    KW_INPUT,       /* an input file or document is unusable */
    KW_OUTPUT,      /* an output cannot be written */
    KW_NOT_FOUND,   /* who or what was named does not exist */
    KW_AMBIGUOUS,   /* several fit */
    KW_LIMIT,       /* a named limit was reached */
    KW_INTERRUPTED, /* the user stopped it */
    KW_INTERNAL     /* a bug in kinwalk: please report */
};

enum { KW_ERROR_TEXT_BYTES = 1024 };

/* One error: its kind, and a sentence without the program's name and
 * without a final newline. Plain value; copy it freely. */
struct kw_error {
    enum kw_status status;
    char text[KW_ERROR_TEXT_BYTES];
};

/* Sets *err (NULL is allowed) and returns `status`, so that a function
 * can `return kw_fail(err, KW_INPUT, "line %zu: ...", n);`. Text too long
 * is cut at a whole UTF-8 character. */
KW_API enum kw_status kw_fail(struct kw_error *err, enum kw_status status,
                              const char *format, ...) KW_PRINTF(3, 4);
/* Puts "where: " before the text of *err; returns its status. */
KW_API enum kw_status kw_error_at(struct kw_error *err, const char *format, ...)
    KW_PRINTF(2, 3);
/* Sets *err to "out of memory" and returns KW_NOMEM. */
KW_API enum kw_status kw_nomem(struct kw_error *err);
/* A word for a status: "network", "store", ... Static memory. */
KW_API const char *kw_status_name(enum kw_status status);

/* Returns from the calling function with what `call` returned, unless
 * that was KW_OK. */
#define KW_TRY(call)                                                           \
    do {                                                                       \
        enum kw_status kw_try_status = (call);                                 \
        if (kw_try_status != KW_OK)                                            \
            return kw_try_status;                                              \
    } while (0)

/* ---- memory -------------------------------------------------------- */

/* Memory that is given back all at once. Zeroed memory is an empty arena.
 * `limit_bytes` (0: none) bounds what it hands out in sum. */
struct kw_arena {
    struct kw_arena_block *blocks; /* newest first */
    size_t used_bytes;             /* handed out, rounding included */
    size_t limit_bytes;
};

/* `size` bytes, aligned for any object, not cleared; NULL if memory or
 * the limit ran out. Size 0 gives a valid pointer. */
KW_API void *kw_arena_take(struct kw_arena *arena, size_t size) KW_MUST_USE;
/* The same for `count` objects, cleared, overflow checked. */
KW_API void *kw_arena_zeroed(struct kw_arena *arena, size_t count,
                             size_t size) KW_MUST_USE;
/* A copy of `length` bytes with a NUL behind; NULL as above. */
KW_API char *kw_arena_text(struct kw_arena *arena, const char *text,
                           size_t length) KW_MUST_USE;
/* Gives all back but the first block: for the next document. */
KW_API void kw_arena_reset(struct kw_arena *arena);
/* Gives all back. Zeroed or finished arenas are fine. */
KW_API void kw_arena_finish(struct kw_arena *arena);

/* Makes room for one more in a growing array: returns `array`, moved if
 * need be, with *capacity >= count + 1; NULL if memory ran out, `array`
 * then unchanged. Capacity grows by half again and more. */
KW_API void *kw_grow(void *array, size_t count, size_t *capacity,
                     size_t item_bytes) KW_MUST_USE;

/* ---- printing ------------------------------------------------------ */

/* As snprintf(), but several times as fast where a format holds nothing
 * but %s, %c, %%, and %d and %u of any length, with zeros to a width of
 * one digit or without; any other goes on to snprintf() itself. */
KW_API int kw_print(char *out, size_t room, const char *format, ...)
    KW_PRINTF(3, 4);
KW_API int kw_print_list(char *out, size_t room, const char *format,
                         va_list args) KW_PRINTF(3, 0);

/* ---- buffer -------------------------------------------------------- */

/* Takes bytes out of a buffer that is full. Returns KW_OK or why not. */
typedef enum kw_status (*kw_drain_fn)(void *to, const char *bytes,
                                      size_t length, struct kw_error *err);

/* Bytes that grow up to a limit. Writing never fails at once: the first
 * trouble is kept in `trouble`, later writes do nothing, and
 * kw_buffer_check() tells. `bytes` is NUL-terminated when non-NULL.
 *
 * With a drain, whatever passes `drain_at_bytes` is handed on and the
 * buffer starts again empty: memory stays bounded however much is
 * written. */
struct kw_buffer {
    char *bytes;
    size_t length;
    size_t capacity;
    size_t limit_bytes; /* 0: KW_BUFFER_LIMIT_BYTES */
    struct kw_error trouble;
    kw_drain_fn drain; /* may be NULL */
    void *drain_to;    /* borrowed */
    size_t drain_at_bytes;
};

#define KW_BUFFER_LIMIT_BYTES ((size_t)1 << 30)

/* An empty buffer with a limit; zeroed memory is one with the default. */
KW_API void kw_buffer_init(struct kw_buffer *buffer, size_t limit_bytes);
/* Sends what the buffer gathers to `drain`, 64 KiB at a time. */
KW_API void kw_buffer_drain(struct kw_buffer *buffer, kw_drain_fn drain,
                            void *to);
KW_API void kw_buffer_add(struct kw_buffer *buffer, const void *bytes,
                          size_t length);
/* Room for `length` bytes behind what is there, for who writes straight
 * into it and then adds to `length` what was written, at most that many,
 * with a NUL behind; NULL if there is none. Not for buffers that drain. */
KW_API char *kw_buffer_room(struct kw_buffer *buffer, size_t length);
KW_API void kw_buffer_text(struct kw_buffer *buffer, const char *text);
KW_API void kw_buffer_char(struct kw_buffer *buffer, char c);
KW_API void kw_buffer_print(struct kw_buffer *buffer, const char *format, ...)
    KW_PRINTF(2, 3);
/* Drains what is left; then KW_OK, or the first trouble in *err. */
KW_API enum kw_status kw_buffer_check(struct kw_buffer *buffer,
                                      struct kw_error *err);
/* Empties it and forgets trouble; keeps the memory. */
KW_API void kw_buffer_clear(struct kw_buffer *buffer);
KW_API void kw_buffer_finish(struct kw_buffer *buffer);

/* ---- numbers to numbers -------------------------------------------- */

/* A hash map from 64-bit keys to 64-bit values; also the set of ids.
 * Zeroed memory is an empty one. The key UINT64_MAX cannot be kept. */
struct kw_map {
    uint64_t *keys;
    uint64_t *values;
    size_t count;
    size_t capacity; /* a power of two */
};

/* Sets key to value; *was_new (may be NULL) says whether it is new. */
KW_API enum kw_status kw_map_put(struct kw_map *map, uint64_t key,
                                 uint64_t value, bool *was_new,
                                 struct kw_error *err);
/* A pointer to the value, valid until the next put; NULL if absent. */
KW_API uint64_t *kw_map_get(const struct kw_map *map, uint64_t key);
KW_API bool kw_map_has(const struct kw_map *map, uint64_t key);
KW_API void kw_map_clear(struct kw_map *map);
KW_API void kw_map_finish(struct kw_map *map);

/* ---- threads ------------------------------------------------------- */

struct kw_thread;
/* Runs `run(arg)` on a thread of its own, where no signal is handled.
 * KW_NOMEM if the system has none left. *out is yours: kw_thread_join(). */
KW_API enum kw_status kw_thread_start(void (*run)(void *), void *arg,
                                      struct kw_thread **out,
                                      struct kw_error *err);
/* Waits for its end. NULL is fine. */
KW_API void kw_thread_join(struct kw_thread *thread);

/* One lock, and waiting for what others do under it. */
struct kw_monitor;
/* *out is yours: kw_monitor_destroy(), when nobody is in it. */
KW_API enum kw_status kw_monitor_create(struct kw_monitor **out,
                                        struct kw_error *err);
/* NULL is fine. */
KW_API void kw_monitor_destroy(struct kw_monitor *monitor);
KW_API void kw_monitor_enter(struct kw_monitor *monitor);
/* False if others were in it for `us` microseconds and more. */
KW_API bool kw_monitor_enter_within(struct kw_monitor *monitor, int64_t us);
KW_API void kw_monitor_leave(struct kw_monitor *monitor);
/* From within: lets others in until one of them tells, or until the
 * system's steady clock shows `until_ms` (INT64_MAX: never). It may also
 * come back for nothing: look at what was waited for. */
KW_API void kw_monitor_wait(struct kw_monitor *monitor, int64_t until_ms);
/* From within: wakes all who wait. */
KW_API void kw_monitor_tell(struct kw_monitor *monitor);

/* ---- workers ------------------------------------------------------- */

/* Work for the pool. Embed it first in a larger struct. `run` is called
 * on a worker and may touch only what the job owns. */
struct kw_job {
    void (*run)(struct kw_job *job);
    struct kw_job *next; /* the pool's */
};

struct kw_pool;

/* Starts `threads` workers (0: one per processor, at least one), which on
 * Linux give way to the threads of their host by four steps of nice(). When a
 * job is finished and no other lies ready to be taken, `wake(wake_arg)` is
 * called on the worker's thread (NULL: never): so take all. *out is yours:
 * kw_pool_destroy(). */
KW_API enum kw_status kw_pool_create(unsigned threads, void (*wake)(void *),
                                     void *wake_arg, struct kw_pool **out,
                                     struct kw_error *err);
/* Hands `job` over; it comes back from kw_pool_take(). Never blocks. */
KW_API void kw_pool_submit(struct kw_pool *pool, struct kw_job *job);
/* A finished job, yours again; NULL if none is ready. In order of
 * finishing, which is no order at all. */
KW_API struct kw_job *kw_pool_take(struct kw_pool *pool);
/* Waits until a job is finished and takes it; NULL if none is under
 * way. */
KW_API struct kw_job *kw_pool_wait(struct kw_pool *pool);
/* Jobs submitted and not yet taken. */
KW_API size_t kw_pool_pending(const struct kw_pool *pool);
/* How many threads it has. Any thread. */
KW_API unsigned kw_pool_threads(const struct kw_pool *pool);
/* Lets running jobs finish, drops nothing: waiting jobs are given to
 * `drop(job)` (may be NULL) unrun, finished ones too. NULL is fine. */
KW_API void kw_pool_destroy(struct kw_pool *pool,
                            void (*drop)(struct kw_job *job));

/* Buffers between two uses: their memory is there already, which is half
 * the cost of filling a large one. For workers: any thread may borrow
 * and return. */
struct kw_shelf;
/* *out is yours: kw_shelf_destroy(), when all threads are done. */
KW_API enum kw_status kw_shelf_create(struct kw_shelf **out,
                                      struct kw_error *err);
KW_API void kw_shelf_destroy(struct kw_shelf *shelf);
/* An empty buffer with a limit, used before or new. It is the borrower's
 * until returned or finished. */
KW_API void kw_shelf_borrow(struct kw_shelf *shelf, size_t limit_bytes,
                            struct kw_buffer *out);
/* Takes it back; frees it if it has grown too large or there are enough. */
KW_API void kw_shelf_return(struct kw_shelf *shelf, struct kw_buffer *buffer);

/* ---- clock --------------------------------------------------------- */

/* What time it is, for everything that waits. Tests put in one of their
 * own and move it. Zeroed memory is the system's clock. */
struct kw_clock {
    bool by_hand;
    int64_t mono_ms; /* by hand: the steady clock */
    int64_t wall_s;  /* by hand: seconds since 1970 */
};

/* Milliseconds of a clock that never goes back; only differences mean
 * something. */
KW_API int64_t kw_clock_ms(const struct kw_clock *clock);
/* Seconds since 1970, UTC. */
KW_API int64_t kw_clock_wall_s(const struct kw_clock *clock);
/* Moves a clock that is set by hand. */
KW_API void kw_clock_advance(struct kw_clock *clock, int64_t ms);
/* Somebody is about to wait `ms` with nothing else to happen. Gives how
 * long to wait really: the system's clock says `ms`; one set by hand
 * jumps ahead and says 0. */
KW_API int64_t kw_clock_idle(struct kw_clock *clock, int64_t ms);
/* "2026-11-20T10:00:00Z" for seconds since 1970. `out` holds 32. */
KW_API void kw_time_print(int64_t wall_s, char out[32]);
/* The way back; false if `text` is not of exactly that form. */
KW_API bool kw_time_parse(const char *text, int64_t *wall_s);

/* ---- numbers from text --------------------------------------------- */

/* The whole of `text` as a decimal number from low to high; false, with
 * *out untouched, for anything else (signs, blanks, rests, overflow). */
KW_API bool kw_number(const char *text, uint64_t low, uint64_t high,
                      uint64_t *out);

/* ---- JSON out ------------------------------------------------------ */

enum { KW_JSON_DEPTH_MAX = 64 };

/* Writes one JSON value into a buffer, compact, commas by itself. A
 * string that is not UTF-8 is mended with U+FFFD. Misuse (a key outside
 * an object) is a bug: it shows as trouble KW_INTERNAL in the buffer. */
struct kw_json {
    struct kw_buffer *to; /* borrowed */
    unsigned depth;
    bool has_items[KW_JSON_DEPTH_MAX];
    bool is_object[KW_JSON_DEPTH_MAX];
    bool key_open;
};

KW_API void kw_json_init(struct kw_json *json, struct kw_buffer *to);
KW_API void kw_json_object(struct kw_json *json);
KW_API void kw_json_array(struct kw_json *json);
/* Closes the innermost object or array. */
KW_API void kw_json_end(struct kw_json *json);
KW_API void kw_json_key(struct kw_json *json, const char *key);
/* NULL text is written as null. */
KW_API void kw_json_text(struct kw_json *json, const char *text);
KW_API void kw_json_int(struct kw_json *json, int64_t number);
KW_API void kw_json_uint(struct kw_json *json, uint64_t number);
/* Shortest form that reads back the same; not finite: null. */
KW_API void kw_json_double(struct kw_json *json, double number);
KW_API void kw_json_bool(struct kw_json *json, bool yes);
KW_API void kw_json_null(struct kw_json *json);
/* `length` bytes that are a JSON value already. */
KW_API void kw_json_raw(struct kw_json *json, const char *bytes, size_t length);
/* key and value in one. */
KW_API void kw_json_set_text(struct kw_json *json, const char *key,
                             const char *text);
KW_API void kw_json_set_int(struct kw_json *json, const char *key,
                            int64_t number);
KW_API void kw_json_set_bool(struct kw_json *json, const char *key, bool yes);
KW_API void kw_json_set_null(struct kw_json *json, const char *key);

/* ---- text ---------------------------------------------------------- */

/* Length of the valid UTF-8 character at `text` (1 to 4), 0 if there is
 * none: overlong forms, surrogates, beyond U+10FFFF, cut short. NUL is a
 * character of one byte. */
KW_API size_t kw_utf8_length(const char *text, size_t bytes);
/* Are `bytes` bytes valid UTF-8 throughout? */
KW_API bool kw_utf8_valid(const char *text, size_t bytes);

/* What readers take for one letter: marks, joined emoji and all. */
struct kw_cluster {
    size_t bytes;     /* 1 for a byte that is not UTF-8 */
    uint32_t code;    /* the first character; U+FFFD for such a byte */
    unsigned columns; /* 0, 1 or 2, as terminals count */
    int direction;    /* -1: right to left, 1: left to right, 0: neither */
    bool hidden;      /* a control, or one that only steers direction */
};
/* The first letter of `text`; false at its end. */
KW_API bool kw_text_cluster(const char *text, size_t bytes,
                            struct kw_cluster *out);

/* Appends `bytes` bytes of valid UTF-8 in Unicode's normal form C: a
 * letter and its mark become one character where there is one. KW_INPUT
 * if they are not valid. */
KW_API enum kw_status kw_nfc(const char *text, size_t bytes,
                             struct kw_buffer *out, struct kw_error *err);

/* Folds a name for searching: case, accents, width and ligatures go;
 * `Żółć` and `zolc`, `straße` and `strasse` become one. Runs of blanks
 * and punctuation become one blank; none at either end. Appends to
 * `out`. Invalid bytes are passed over. */
KW_API enum kw_status kw_fold(const char *text, struct kw_buffer *out,
                              struct kw_error *err);

/* ---- files --------------------------------------------------------- */

/* Reads a whole file into `out` (appends), at most `limit_bytes`. "-" is
 * standard input. KW_INPUT with the path and the reason otherwise. */
KW_API enum kw_status kw_file_read(const char *path, size_t limit_bytes,
                                   struct kw_buffer *out, struct kw_error *err);

struct kw_output;

/* Opens `path` for writing: bytes go to a temporary file beside it, which
 * takes its place at kw_output_commit(); until then, and after any
 * failure, the old file stays as it was. "-" is standard output, and a
 * path that exists and is no regular file (a pipe, /dev/null) is written
 * straight. *out is yours: commit or destroy it. */
KW_API enum kw_status kw_output_open(const char *path, struct kw_output **out,
                                     struct kw_error *err);
/* Fits kw_drain_fn: kw_buffer_drain(&b, kw_output_write, output). */
KW_API enum kw_status kw_output_write(void *output, const char *bytes,
                                      size_t length, struct kw_error *err);
/* Flushes, renames, and destroys `output` whatever happens. */
KW_API enum kw_status kw_output_commit(struct kw_output *output,
                                       struct kw_error *err);
/* Throws the temporary away. NULL is fine. */
KW_API void kw_output_destroy(struct kw_output *output);

#ifdef __cplusplus
}
#endif

#endif
