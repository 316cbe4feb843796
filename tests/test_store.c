/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One record in the store and out of it: nothing lost, nothing left over.
 */
#include "support_cmocka.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kinwalk/claims.h>

#include "support_store.h"

struct world {
    struct folder folder;
    struct kw_clock clock;
    struct kw_store *store;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    *state = w;
    make_folder(&w->folder);
    w->clock.by_hand = true;
    w->clock.wall_s = 1700000000;
    return (int)kw_store_open(in_folder(&w->folder, "new/folder/f.db"),
                              KW_STORE_WRITE, &w->clock, &w->store, NULL);
}

static int tear_down(void **state)
{
    struct world *w = *state;

    kw_store_close(w->store);
    drop_folder(&w->folder);
    free(w);
    return 0;
}

/* A person as its JSON line; free() it. */
static char *line_of(const struct kw_person *person,
                     const struct kw_xrefs *xrefs)
{
    struct kw_buffer out = {0};

    kw_claims_write(person, xrefs, &out);
    assert_int_equal(kw_buffer_check(&out, NULL), KW_OK);
    return out.bytes;
}

/* Everything a record can hold, odd things too. */
static struct kw_person *somebody_manifold(uint64_t qid)
{
    static const char *const ids[] = {
        "Q42$9E9EDD2E-0123-4567-89AB-CDEF01234567",
        "q42$9e9edd2e-0123-4567-89ab-cdef01234567",
        "Q42$9e9edd2e-0123-4567-89ab-cdef01234567",
        "q42$9E9EDD2E-0123-4567-89AB-CDEF01234567",
        "Q7$9E9EDD2E-0123-4567-89AB-CDEF01234567",
        "Q42$9e9EDD2E-0123-4567-89AB-CDEF01234567", /* mixed case */
        "Q042$9E9EDD2E-0123-4567-89AB-CDEF01234567",
        "Q42$9E9EDD2E-0123-4567-89AB-CDEF0123456",
        "Q42-9E9EDD2E-0123-4567-89AB-CDEF01234567",
        "F12",
        "",
    };
    struct kw_person *p = somebody(qid);
    struct kw_statement *s;

    is_called(p, "en", "Somebody");
    is_called(p, "de", "Jemand");
    is_called(p, "mul", "S. Omebody");
    is_called(p, "zh-hant", "某人");
    is_also_called(p, "en", "Some Body");
    is_also_called(p, "en", "Sb.");
    is_also_called(p, "ar", "شخص");
    assert_int_equal(
        kw_person_add_text(p, KW_DESCRIPTION, "en", 2, "a person", 8, NULL),
        KW_OK);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        s = says(p, KW_P_CHILD, 100 + i);
        s->id = ids[i];
        s->references = (uint32_t)(i * i);
    }
    says(p, KW_P_FATHER, 0);
    s = says(p, KW_P_MOTHER, 0);
    s->snak = KW_NOVALUE;
    s = says(p, KW_P_SPOUSE, 2147483647);
    s->rank = KW_RANK_PREFERRED;
    says_when(p, s, KW_P_START, 1840);
    says_when(p, s, KW_P_END, -44);
    says(p, KW_P_SPOUSE, 3)->role = KW_ROLE_DISPUTED;
    s = says(p, KW_P_TITLE, 1);
    s->value.type = KW_TEXT;
    s->value.text = "Duke of \"Somewhere\"";
    says_date(p, KW_P_BIRTH, 1819, 5, 24);
    s = says_date(p, KW_P_DEATH, -13000000000, 0, 0);
    s->value.date.precision = KW_BILLION_YEARS;
    s->value.date.before = 2;
    s->value.date.after = 300;
    p->revision = UINT64_C(2345678901);
    p->read_at_s = 1690000000;
    return p;
}

static void what_is_put_comes_back_byte_for_byte(void **state)
{
    struct world *w = *state;
    struct kw_person *person = somebody_manifold(42);
    struct kw_person *back;
    char *before;
    char *after;

    assert_int_equal(kw_person_seal(person, NULL), KW_OK);
    before = line_of(person, NULL);
    keep_now(w->store, person);
    assert_int_equal(kw_store_get(w->store, kw_qid(42), &back, NULL), KW_OK);

    after = line_of(back, NULL);
    assert_string_equal(before, after);
    assert_int_equal(back->death.after, 300);
    assert_true(back->death.year == -13000000000);
    kw_person_destroy(back);
    free(before);
    free(after);
}

static void nobody_knows_who_was_never_put(void **state)
{
    struct world *w = *state;
    struct kw_person *person;
    enum kw_known known;
    int64_t age;
    uint64_t revision;

    assert_int_equal(kw_store_get(w->store, kw_qid(1), &person, NULL), KW_OK);
    assert_null(person);
    assert_int_equal(kw_store_known(w->store, kw_qid(1), &known, NULL), KW_OK);
    assert_int_equal(known, KW_UNREAD);
    assert_int_equal(kw_store_age(w->store, kw_qid(1), &age, &revision, NULL),
                     KW_OK);
    assert_int_equal(age, -1);
}

static void the_age_counts_from_the_reading(void **state)
{
    struct world *w = *state;
    struct kw_person *person = somebody(1);
    int64_t age;
    uint64_t revision;

    person->read_at_s = w->clock.wall_s;
    person->revision = 7;
    keep_now(w->store, person);
    kw_clock_advance(&w->clock, 5000);

    assert_int_equal(kw_store_age(w->store, kw_qid(1), &age, &revision, NULL),
                     KW_OK);
    assert_int_equal(age, 5);
    assert_int_equal(revision, 7);
}

static void a_failure_is_forgotten_when_the_record_comes(void **state)
{
    struct world *w = *state;
    enum kw_known known;

    assert_int_equal(
        kw_store_put_failed(w->store, kw_qid(1), "timed out", NULL), KW_OK);
    assert_int_equal(kw_store_known(w->store, kw_qid(1), &known, NULL), KW_OK);
    assert_int_equal(known, KW_FAILED);

    keep_now(w->store, somebody(1));

    assert_int_equal(kw_store_known(w->store, kw_qid(1), &known, NULL), KW_OK);
    assert_int_equal(known, KW_READ);
}

static enum kw_status note_failure(void *arg, struct kw_id id, const char *why,
                                   struct kw_error *err)
{
    char *text = arg;

    (void)err;
    snprintf(text + strlen(text), 64, "%d:%s;", (int)id.bits, why);
    return KW_OK;
}

static void failures_are_told_with_their_reasons(void **state)
{
    struct world *w = *state;
    char text[256] = "";

    assert_int_equal(kw_store_put_failed(w->store, kw_qid(9), "500", NULL),
                     KW_OK);
    assert_int_equal(kw_store_put_failed(w->store, kw_qid(2), "cut", NULL),
                     KW_OK);
    assert_int_equal(kw_store_each_failed(w->store, note_failure, text, NULL),
                     KW_OK);
    assert_string_equal(text, "2:cut;9:500;");
}

static void rolled_back_is_as_if_never_put(void **state)
{
    struct world *w = *state;
    struct kw_found_list found = {0};
    enum kw_known known;
    struct kw_person *person = somebody(1);

    is_called(person, "en", "Ghost");
    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    keep(w->store, person);
    kw_store_rollback(w->store);

    assert_int_equal(kw_store_known(w->store, kw_qid(1), &known, NULL), KW_OK);
    assert_int_equal(known, KW_UNREAD);
    assert_int_equal(kw_store_search(w->store, "ghost", NULL, 5, &found, NULL),
                     KW_OK);
    assert_int_equal(found.count, 0);
    kw_found_list_finish(&found);
}

static void putting_outside_a_transaction_is_a_bug(void **state)
{
    struct world *w = *state;
    struct kw_person *person = somebody(1);

    assert_int_equal(kw_store_put(w->store, person, NULL), KW_INTERNAL);
    kw_person_destroy(person);
}

/* ---- redirects ----------------------------------------------------- */

static struct kw_person *merged(uint64_t qid, uint64_t to)
{
    struct kw_person *person = somebody(qid);

    person->state = KW_REDIRECT;
    person->to = kw_qid(to);
    return person;
}

static uint64_t resolved(struct world *w, uint64_t qid)
{
    struct kw_id id;

    assert_int_equal(kw_store_resolve(w->store, kw_qid(qid), &id, NULL), KW_OK);
    return id.bits;
}

static size_t links_of(struct world *w, uint64_t qid)
{
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count;

    assert_int_equal(
        kw_store_links(w->store, kw_qid(qid), &arena, &links, &count, NULL),
        KW_OK);
    kw_arena_finish(&arena);
    return count;
}

static void redirects_are_followed_to_the_end(void **state)
{
    struct world *w = *state;

    keep_now(w->store, merged(1, 2));
    keep_now(w->store, merged(2, 3));

    assert_int_equal(resolved(w, 1), 3);
    assert_int_equal(resolved(w, 3), 3);
}

static void a_ring_of_redirects_means_its_smallest_id(void **state)
{
    struct world *w = *state;

    keep_now(w->store, merged(9, 5));
    keep_now(w->store, merged(5, 7));
    keep_now(w->store, merged(7, 5));

    assert_int_equal(resolved(w, 9), 5);
    assert_int_equal(resolved(w, 7), 5);
}

static void a_link_to_a_merged_id_is_found_at_the_new_one(void **state)
{
    struct world *w = *state;
    struct kw_person *child = somebody(10);

    says(child, KW_P_FATHER, 1);
    keep_now(w->store, child);
    keep_now(w->store, merged(1, 2));

    assert_int_equal(links_of(w, 2), 1);
    assert_int_equal(links_of(w, 1), 1);
    assert_int_equal(links_of(w, 10), 1);
}

static void an_id_that_is_unmerged_takes_its_links_back(void **state)
{
    struct world *w = *state;
    struct kw_person *child = somebody(10);

    says(child, KW_P_FATHER, 1);
    keep_now(w->store, merged(1, 2));
    keep_now(w->store, child);
    keep_now(w->store, somebody(1));

    assert_int_equal(links_of(w, 2), 0);
    assert_int_equal(links_of(w, 1), 1);
}

static void what_one_side_takes_back_the_other_may_still_say(void **state)
{
    struct world *w = *state;
    struct kw_person *child = somebody(1);
    struct kw_person *parent = somebody(2);

    says(child, KW_P_FATHER, 2);
    says(parent, KW_P_CHILD, 1);
    keep_now(w->store, child);
    keep_now(w->store, parent);
    assert_int_equal(links_of(w, 1), 1);

    keep_now(w->store, somebody(1));
    assert_int_equal(links_of(w, 1), 1);
    keep_now(w->store, somebody(2));
    assert_int_equal(links_of(w, 1), 0);
}

/* ---- xrefs --------------------------------------------------------- */

static void xrefs_are_on_disk_with_the_next_commit(void **state)
{
    struct world *w = *state;
    struct kw_person *person;
    struct kw_store *again;
    struct kw_id id;
    struct kw_id child;

    assert_int_equal(
        kw_xrefs_intern(kw_store_xrefs(w->store), "I52", 3, &id, NULL), KW_OK);
    assert_int_equal(
        kw_xrefs_intern(kw_store_xrefs(w->store), "I7", 2, &child, NULL),
        KW_OK);
    assert_int_equal(kw_person_create(id, &person, NULL), KW_OK);
    says(person, KW_P_CHILD, 1)->value.item = child;
    keep_now(w->store, person);

    again = open_store(kw_store_path(w->store), KW_STORE_READ);
    assert_true(kw_xrefs_find(kw_store_xrefs(again), "I52", 3, &id));
    assert_int_equal(kw_store_get(again, id, &person, NULL), KW_OK);
    assert_non_null(person);
    assert_string_equal(
        kw_xrefs_text(kw_store_xrefs(again),
                      person->statements[0].value.item.bits & ~KW_ID_XREF),
        "I7");
    kw_person_destroy(person);
    kw_store_close(again);
}

/* ---- items, books, claims ------------------------------------------ */

static void houses_are_named_in_the_language_asked(void **state)
{
    struct world *w = *state;
    static const char *const german[] = {"de", NULL};
    struct kw_buffer out = {0};
    bool found;

    assert_int_equal(
        kw_store_put_item(w->store, kw_qid(1), "en", "Hanover", NULL), KW_OK);
    assert_int_equal(
        kw_store_put_item(w->store, kw_qid(1), "de", "Hannover", NULL), KW_OK);

    assert_int_equal(
        kw_store_item(w->store, kw_qid(1), german, &out, &found, NULL), KW_OK);
    assert_true(found);
    assert_string_equal(out.bytes, "Hannover");
    assert_int_equal(
        kw_store_item(w->store, kw_qid(2), german, &out, &found, NULL), KW_OK);
    assert_false(found);
    kw_buffer_finish(&out);
}

static void a_book_is_found_again_by_its_name(void **state)
{
    struct world *w = *state;
    struct kw_book_counts counts;
    struct kw_entry entries[8];
    struct kw_book *book;
    size_t count;
    bool is_new;

    assert_int_equal(kw_book_open(w->store, "goal", &book, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(5), 1, 0, &is_new, NULL), KW_OK);
    assert_true(is_new);
    assert_int_equal(kw_book_add(book, kw_qid(5), 9, 0, &is_new, NULL), KW_OK);
    assert_false(is_new);
    assert_int_equal(kw_book_add(book, kw_qid(5), 1, 1, &is_new, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(3), 1, 0, &is_new, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(8), 2, 0, &is_new, NULL), KW_OK);
    assert_int_equal(kw_book_done(book, kw_qid(3), NULL), KW_OK);
    kw_book_close(book);

    assert_int_equal(kw_book_open(w->store, "goal", &book, NULL), KW_OK);
    assert_int_equal(kw_book_count(book, &counts, NULL), KW_OK);
    assert_int_equal(counts.entered, 4);
    assert_int_equal(counts.waiting, 3);
    assert_int_equal(counts.nearest_waiting, 1);
    assert_int_equal(counts.deepest_done, 1);
    assert_int_equal(
        kw_book_waiting(book, 1, kw_qid(0), entries, 8, &count, NULL), KW_OK);
    assert_int_equal(count, 2);
    assert_int_equal(entries[0].id.bits, 5);
    assert_int_equal(entries[1].way, 1);
    kw_book_close(book);
}

static void who_waits_in_two_ways_is_never_handed_out_by_half(void **state)
{
    struct world *w = *state;
    struct kw_entry entries[2];
    struct kw_book *book;
    size_t count;

    assert_int_equal(kw_book_open(w->store, "goal", &book, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(1), 0, 0, NULL, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(2), 0, 0, NULL, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(2), 0, 1, NULL, NULL), KW_OK);

    assert_int_equal(
        kw_book_waiting(book, 0, kw_qid(0), entries, 2, &count, NULL), KW_OK);
    assert_int_equal(count, 1);
    assert_int_equal(
        kw_book_waiting(book, 0, kw_qid(1), entries, 2, &count, NULL), KW_OK);
    assert_int_equal(count, 2);
    kw_book_close(book);
}

static void sums_of_a_book_survive_a_rollback(void **state)
{
    struct world *w = *state;
    struct kw_book_counts counts;
    struct kw_book *book;

    assert_int_equal(kw_book_open(w->store, "goal", &book, NULL), KW_OK);
    assert_int_equal(kw_book_count(book, &counts, NULL), KW_OK);
    assert_int_equal(kw_store_begin(w->store, NULL), KW_OK);
    assert_int_equal(kw_book_add(book, kw_qid(1), 0, 0, NULL, NULL), KW_OK);
    kw_store_rollback(w->store);

    assert_int_equal(kw_book_count(book, &counts, NULL), KW_OK);
    assert_int_equal(counts.entered, 0);
    assert_int_equal(counts.nearest_waiting, UINT32_MAX);
    kw_book_close(book);
}

static void the_last_note_is_of_the_newest_book(void **state)
{
    struct world *w = *state;
    struct kw_buffer name = {0};
    struct kw_buffer note = {0};
    struct kw_book *one;
    struct kw_book *two;

    assert_int_equal(kw_book_open(w->store, "one", &one, NULL), KW_OK);
    assert_int_equal(kw_book_open(w->store, "two", &two, NULL), KW_OK);
    assert_int_equal(kw_book_note(two, "bill 2", NULL), KW_OK);
    assert_int_equal(kw_book_note(one, "bill 1", NULL), KW_OK);

    assert_int_equal(kw_store_last_note(w->store, &name, &note, NULL), KW_OK);
    assert_string_equal(name.bytes, "one");
    assert_string_equal(note.bytes, "bill 1");
    kw_book_close(one);
    kw_book_close(two);
    kw_buffer_finish(&name);
    kw_buffer_finish(&note);
}

static void a_second_writer_is_told_who_the_first_is(void **state)
{
    struct world *w = *state;
    struct kw_store *other =
        open_store(kw_store_path(w->store), KW_STORE_WRITE);
    struct kw_error err = {0};
    char pid[32];

    assert_int_equal(kw_store_claim(w->store, 0, &err), KW_OK);
    assert_int_equal(kw_store_claim(w->store, 0, &err), KW_OK);
    assert_int_equal(kw_store_claim(other, 120, &err), KW_STORE);
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    assert_non_null(strstr(err.text, pid));

    kw_store_close(w->store);
    w->store = NULL;
    assert_int_equal(kw_store_claim(other, 0, &err), KW_OK);
    kw_store_close(other);
}

static void a_writer_that_is_killed_leaves_no_claim(void **state)
{
    struct world *w = *state;
    int pipes[2];
    char byte = 0;
    pid_t child;

    assert_int_equal(pipe(pipes), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct kw_store *mine;

        if (kw_store_open(kw_store_path(w->store), KW_STORE_WRITE, NULL, &mine,
                          NULL) == KW_OK &&
            kw_store_claim(mine, 0, NULL) == KW_OK)
            byte = 'y';
        (void)!write(pipes[1], &byte, 1);
        pause();
        _exit(0);
    }
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(kw_store_claim(w->store, 0, NULL), KW_STORE);

    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);

    assert_int_equal(kw_store_claim(w->store, 0, NULL), KW_OK);
    close(pipes[0]);
    close(pipes[1]);
}

static void enders_take_nothing(void **state)
{
    struct kw_found_list list = {0};

    (void)state;
    kw_store_close(NULL);
    kw_book_close(NULL);
    kw_found_list_finish(&list);
}

#define WITH_STORE(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(what_is_put_comes_back_byte_for_byte),
        WITH_STORE(nobody_knows_who_was_never_put),
        WITH_STORE(the_age_counts_from_the_reading),
        WITH_STORE(a_failure_is_forgotten_when_the_record_comes),
        WITH_STORE(failures_are_told_with_their_reasons),
        WITH_STORE(rolled_back_is_as_if_never_put),
        WITH_STORE(putting_outside_a_transaction_is_a_bug),
        WITH_STORE(redirects_are_followed_to_the_end),
        WITH_STORE(a_ring_of_redirects_means_its_smallest_id),
        WITH_STORE(a_link_to_a_merged_id_is_found_at_the_new_one),
        WITH_STORE(an_id_that_is_unmerged_takes_its_links_back),
        WITH_STORE(what_one_side_takes_back_the_other_may_still_say),
        WITH_STORE(xrefs_are_on_disk_with_the_next_commit),
        WITH_STORE(houses_are_named_in_the_language_asked),
        WITH_STORE(a_book_is_found_again_by_its_name),
        WITH_STORE(who_waits_in_two_ways_is_never_handed_out_by_half),
        WITH_STORE(sums_of_a_book_survive_a_rollback),
        WITH_STORE(the_last_note_is_of_the_newest_book),
        WITH_STORE(a_second_writer_is_told_who_the_first_is),
        WITH_STORE(a_writer_that_is_killed_leaves_no_claim),
        cmocka_unit_test(enders_take_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
