/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that are no stores, damaged ones, full disks, folders where
 * nothing may be written: a clear error each, and nothing lost.
 */
#include "support_cmocka.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "support_store.h"

static int set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);

    *state = folder;
    make_folder(folder);
    return 0;
}

static int tear_down(void **state)
{
    drop_folder(*state);
    free(*state);
    return 0;
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Opens, expects KW_STORE with all these words, and nothing to close. */
static void refuses(const char *path, enum kw_store_mode mode,
                    const char *words)
{
    struct kw_error err = {0};
    struct kw_store *store = NULL;

    assert_int_equal(kw_store_open(path, mode, NULL, &store, &err), KW_STORE);
    assert_null(store);
    if (!strstr(err.text, words) || !strstr(err.text, path))
        fail_msg("'%s' lacks '%s'", err.text, words);
}

/* A family of `count`, each the father of the next. */
static void make_family(const char *path, uint64_t count)
{
    struct kw_store *store = open_store(path, KW_STORE_WRITE);

    assert_int_equal(kw_store_begin(store, NULL), KW_OK);
    for (uint64_t i = 1; i <= count; i++) {
        struct kw_person *person = somebody(i);
        char name[32];

        snprintf(name, sizeof name, "Person %d", (int)i);
        is_called(person, "en", name);
        says(person, KW_P_FATHER, i + 1);
        keep(store, person);
    }
    assert_int_equal(kw_store_commit(store, NULL), KW_OK);
    kw_store_close(store);
}

static uint64_t people_in(struct kw_store *store)
{
    struct kw_store_counts counts;

    assert_int_equal(kw_store_count(store, &counts, NULL), KW_OK);
    return counts.people;
}

/* ---- what is no store ---------------------------------------------- */

static void what_is_no_store_is_refused(void **state)
{
    const struct folder *folder = *state;
    const char *text = in_folder(folder, "notes.txt");
    const char *other = in_folder(folder, "other.db");

    write_file(text, "This is a long text and no database at all.\n");
    refuses(text, KW_STORE_READ, "no kinwalk family file");
    refuses(text, KW_STORE_WRITE, "no kinwalk family file");
    run_sql(other, "CREATE TABLE bookmarks(x)");
    refuses(other, KW_STORE_READ, "another program");
    refuses(other, KW_STORE_WRITE, "another program");
    refuses(in_folder(folder, "none.db"), KW_STORE_READ, "crawl or import");
    refuses(folder->path, KW_STORE_READ, "--store");
    refuses(folder->path, KW_STORE_WRITE, "--store");
}

static void an_empty_file_can_become_a_store(void **state)
{
    const char *path = in_folder(*state, "f.db");

    write_file(path, "");
    refuses(path, KW_STORE_READ, "empty");
    make_family(path, 3);
    kw_store_close(open_store(path, KW_STORE_READ));
}

static void a_newer_store_is_refused_and_left_alone(void **state)
{
    const char *path = in_folder(*state, "f.db");

    make_family(path, 3);
    run_sql(path, "PRAGMA user_version = 99");
    refuses(path, KW_STORE_READ, "newer kinwalk");
    refuses(path, KW_STORE_WRITE, "99");
    run_sql(path, "PRAGMA user_version = 3");
    kw_store_close(open_store(path, KW_STORE_WRITE));
}

/* ---- damage -------------------------------------------------------- */

static void a_damaged_record_is_told_by_its_id(void **state)
{
    static const char *const damages[] = {
        "claims = x'00'",
        "claims = x''",
        "claims = x'0001'",
        "claims = x'00FFFFFFFFFFFFFFFFFF7F'",
        "claims = substr(claims, 1, length(claims) - 1)",
        "claims = claims || x'00'",
        "texts = x'05'",
        "texts = x'01656E'",
        "texts = texts || x'00'",
        "kind = 77",
        "label = NULL",
    };
    const char *path = in_folder(*state, "f.db");

    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct kw_error err = {0};
        struct kw_person *person;
        struct kw_store *store;
        char sql[256];

        (void)remove(path);
        make_family(path, 5);
        snprintf(sql, sizeof sql, "UPDATE record SET %s WHERE key = 3",
                 damages[i]);
        run_sql(path, sql);
        store = open_store(path, KW_STORE_READ);
        if (kw_store_get(store, kw_qid(3), &person, &err) != KW_STORE)
            fail_msg("%s was not seen", damages[i]);
        assert_null(person);
        assert_non_null(strstr(err.text, "Q3"));
        assert_int_equal(kw_store_get(store, kw_qid(4), &person, &err), KW_OK);
        kw_person_destroy(person);
        kw_store_close(store);
    }
}

static void damaged_sayings_are_told_by_their_id(void **state)
{
    static const char *const damages[] = {
        "x''",                       /* not even a sex */
        "x'0191'",                   /* half a saying */
        "x'0111'",                   /* of nobody */
        "x'0111FFFFFFFFFF'",         /* a number without an end */
        "x'01530100110500'",         /* groups out of order */
        "x'01190500'",               /* a kind that is none */
        "x'01100500'",               /* says nothing */
        "x'01010500'",               /* and that it does not state */
        "x'0191400500'",             /* more than there is to say */
        "x'011105'",                 /* nowhere */
        "x'011105FFFF03'",           /* before all places */
        "x'011105FEFFFFFFFFFFFF7F'", /* behind all places */
    };
    const char *path = in_folder(*state, "f.db");

    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct kw_error err = {0};
        struct kw_arena arena = {0};
        struct kw_link *links;
        struct kw_store *store;
        char sql[160];
        size_t count;

        (void)remove(path);
        make_family(path, 5);
        snprintf(sql, sizeof sql,
                 "UPDATE tie SET said = %s WHERE slot ="
                 " (SELECT place * 16 FROM place WHERE key = 3)",
                 damages[i]);
        run_sql(path, sql);
        store = open_store(path, KW_STORE_READ);
        if (kw_store_links(store, kw_qid(3), &arena, &links, &count, &err) !=
            KW_STORE)
            fail_msg("%s was not seen", damages[i]);
        assert_non_null(strstr(err.text, "Q3"));
        assert_int_equal(
            kw_store_links(store, kw_qid(4), &arena, &links, &count, &err),
            KW_OK);
        kw_arena_finish(&arena);
        kw_store_close(store);
    }
}

/* Whatever the bytes, the worst is an error. */
static void random_damage_is_survived(void **state)
{
    const char *path = in_folder(*state, "f.db");
    uint32_t chance = 1;

    make_family(path, 30);
    for (int round = 0; round < 300; round++) {
        char sql[512];
        struct kw_store *store;

        chance = chance * 1664525 + 1013904223;
        snprintf(sql, sizeof sql,
                 "UPDATE record SET claims = CAST(substr(claims, 1, %u) ||"
                 " x'%08X' || substr(claims, %u) AS BLOB),"
                 " texts = CAST(substr(texts, 1, %u) || x'%08X' AS BLOB)"
                 " WHERE key = %u",
                 chance >> 8 & 15, chance, chance >> 12 & 15, chance >> 16 & 7,
                 chance * 7, 1 + (chance >> 20) % 30);
        run_sql(path, sql);
        store = open_store(path, KW_STORE_READ);
        for (uint64_t i = 1; i <= 30; i++) {
            struct kw_person *person;
            enum kw_status status =
                kw_store_get(store, kw_qid(i), &person, NULL);

            assert_true(status == KW_OK || status == KW_STORE);
            kw_person_destroy(person);
        }
        kw_store_close(store);
    }
}

static enum kw_status count_one(void *arg, const struct kw_person *person,
                                struct kw_error *err)
{
    (void)person;
    (void)err;
    ++*(int *)arg;
    return KW_OK;
}

static void a_truncated_file_is_told_as_damaged(void **state)
{
    const char *path = in_folder(*state, "f.db");
    struct kw_error err = {0};
    struct kw_store *store;
    struct stat info;
    int count = 0;
    enum kw_status status;

    make_family(path, 2000);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, info.st_size / 2), 0);
    status = kw_store_open(path, KW_STORE_READ, NULL, &store, &err);
    if (status == KW_OK)
        status = kw_store_each(store, count_one, &count, &err);
    assert_int_equal(status, KW_STORE);
    assert_non_null(strstr(err.text, "damaged"));
    kw_store_close(store);
}

/* ---- where nothing may be written ---------------------------------- */

/* Runs `test` as somebody who is not root, to whom permissions apply; if
 * we are nobody special it runs here. */
static int as_nobody(int (*test)(const struct folder *), const struct folder *f)
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(77);
        _exit(test(f));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int read_all(const struct folder *folder)
{
    struct kw_error err = {0};
    struct kw_store *store;
    struct kw_store_counts counts;

    if (kw_store_open(in_folder(folder, "f.db"), KW_STORE_READ, NULL, &store,
                      &err) != KW_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (kw_store_count(store, &counts, &err) != KW_OK || counts.people != 10)
        return 2;
    kw_store_close(store);
    return 0;
}

static int try_to_write(const struct folder *folder)
{
    struct kw_error err = {0};
    struct kw_store *store;

    if (kw_store_open(in_folder(folder, "f.db"), KW_STORE_WRITE, NULL, &store,
                      &err) != KW_STORE)
        return 1;
    if (!strstr(err.text, "may not be written"))
        return 2;
    if (kw_store_open(in_folder(folder, "new.db"), KW_STORE_WRITE, NULL, &store,
                      &err) != KW_STORE)
        return 3;
    return strstr(err.text, "cannot be opened") ? 0 : 4;
}

static void a_store_on_read_only_media_can_be_read(void **state)
{
    const struct folder *folder = *state;

    make_family(in_folder(folder, "f.db"), 10);
    assert_int_equal(chmod(in_folder(folder, "f.db"), 0444), 0);
    assert_int_equal(chmod(folder->path, 0555), 0);
    assert_int_equal(as_nobody(read_all, folder), 0);
    assert_int_equal(as_nobody(try_to_write, folder), 0);
}

static void reading_goes_on_beside_a_writer(void **state)
{
    const char *path = in_folder(*state, "f.db");
    struct kw_store *writer;
    struct kw_store *reader;

    make_family(path, 10);
    writer = open_store(path, KW_STORE_WRITE);
    reader = open_store(path, KW_STORE_READ);
    assert_int_equal(kw_store_begin(writer, NULL), KW_OK);
    keep(writer, somebody(77));
    assert_int_equal(people_in(reader), 10);
    assert_int_equal(kw_store_commit(writer, NULL), KW_OK);
    assert_int_equal(people_in(reader), 11);
    kw_store_close(reader);
    kw_store_close(writer);
}

/* ---- a full disk --------------------------------------------------- */

/* Writes until a limit on the size of files stops it, which SQLite meets
 * as it meets a full disk. */
static int fill_the_disk(const struct folder *folder)
{
    struct rlimit limit = {400000, 400000};
    struct kw_error err = {0};
    struct kw_store *store;
    enum kw_status status = KW_OK;
    uint64_t kept = 10;

    (void)signal(SIGXFSZ, SIG_IGN);
    if (kw_store_open(in_folder(folder, "f.db"), KW_STORE_WRITE, NULL, &store,
                      &err) != KW_OK ||
        setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    for (uint64_t i = 100; i < 100000 && status == KW_OK; i++) {
        struct kw_person *person;

        if (kw_person_create(kw_qid(i), &person, &err) != KW_OK)
            return 2;
        status = kw_store_begin(store, &err);
        if (status == KW_OK)
            status = kw_store_put(store, person, &err);
        if (status == KW_OK)
            status = kw_store_commit(store, &err);
        if (status == KW_OK)
            kept++;
        else
            kw_store_rollback(store);
        kw_person_destroy(person);
    }
    kw_store_close(store);
    if (status != KW_STORE || !strstr(err.text, "disk full")) {
        fprintf(stderr, "%s\n", err.text);
        return 3;
    }
    write_file(in_folder(folder, "kept"), "");
    return truncate(in_folder(folder, "kept"), (off_t)kept) == 0 ? 0 : 4;
}

static void a_full_disk_is_told_and_nothing_kept_is_lost(void **state)
{
    const struct folder *folder = *state;
    struct kw_store *store;
    struct stat info;
    int status;
    pid_t child;

    make_family(in_folder(folder, "f.db"), 10);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(fill_the_disk(folder));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);

    assert_int_equal(stat(in_folder(folder, "kept"), &info), 0);
    store = open_store(in_folder(folder, "f.db"), KW_STORE_WRITE);
    assert_int_equal(people_in(store), info.st_size);
    kw_store_close(store);
}

/* ---- killed -------------------------------------------------------- */

static void a_killed_writer_loses_only_what_it_had_not_committed(void **state)
{
    const char *path = in_folder(*state, "f.db");

    make_family(path, 10);
    for (int round = 0; round < 5; round++) {
        struct kw_store *store;
        uint64_t before;
        pid_t child;
        int status;

        store = open_store(path, KW_STORE_READ);
        before = people_in(store);
        kw_store_close(store);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct kw_person *person = somebody(1000 + (uint64_t)round);

            store = open_store(path, KW_STORE_WRITE);
            keep_now(store, person);
            if (kw_store_begin(store, NULL) == KW_OK)
                keep(store, somebody(5000));
            (void)kill(getpid(), SIGKILL);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        store = open_store(path, KW_STORE_WRITE);
        assert_int_equal(people_in(store), before + 1);
        kw_store_close(store);
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(what_is_no_store_is_refused),
        IN_FOLDER(an_empty_file_can_become_a_store),
        IN_FOLDER(a_newer_store_is_refused_and_left_alone),
        IN_FOLDER(a_damaged_record_is_told_by_its_id),
        IN_FOLDER(damaged_sayings_are_told_by_their_id),
        IN_FOLDER(random_damage_is_survived),
        IN_FOLDER(a_truncated_file_is_told_as_damaged),
        IN_FOLDER(a_store_on_read_only_media_can_be_read),
        IN_FOLDER(reading_goes_on_beside_a_writer),
        IN_FOLDER(a_full_disk_is_told_and_nothing_kept_is_lost),
        IN_FOLDER(a_killed_writer_loses_only_what_it_had_not_committed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
