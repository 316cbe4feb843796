/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents as a whole: our own lines there and back, which documents are
 * refused and why, limits, threads, and the replies of searches.
 */
#include "support_documents.h"

#include <dirent.h>
#include <string.h>

/* ---- a small language ---------------------------------------------- */

static size_t count_of(const struct kw_person *p, enum kw_property property)
{
    size_t count = 0;

    for (size_t i = 0; i < p->statement_count; i++)
        count += p->statements[i].property == property;
    return count;
}

static struct kw_statement *stated(struct kw_person *p,
                                   enum kw_property property, size_t place)
{
    for (size_t i = 0; i < p->statement_count; i++)
        if (p->statements[i].property == property && place-- == 0)
            return &p->statements[i];
    fail_msg("no such statement");
    return NULL;
}

static struct kw_statement *only(struct kw_person *p, enum kw_property property)
{
    assert_int_equal(count_of(p, property), 1);
    return stated(p, property, 0);
}

static void prints(struct kw_date date, const char *expected)
{
    char text[KW_DATE_TEXT_BYTES];

    assert_string_equal(kw_date_print(date, text), expected);
}

/* ---- JSON lines ---------------------------------------------------- */

static void writes(struct world *w, const struct kw_buffer *expected)
{
    struct kw_buffer out = {0};

    for (size_t i = 0; i < w->document.count; i++)
        kw_claims_write(w->document.people[i], w->xrefs, &out);
    assert_int_equal(kw_buffer_check(&out, NULL), KW_OK);
    assert_string_equal(out.bytes, expected->bytes);
    kw_buffer_finish(&out);
}

static void lines_are_written_as_they_were_read(void **state)
{
    static const char *const FILES[] = {"line-person.json", "line-missing.json",
                                        "line-redirect.json", NULL};
    struct world *w = *state;

    for (const char *const *file = FILES; *file; file++) {
        reading(w, *file);
        writes(w, &w->bytes);
    }
}

static void a_line_says_what_it_says(void **state)
{
    struct world *w = *state;
    struct kw_person *p;
    char name[KW_ID_TEXT_BYTES];

    reading(w, "line-person.json");

    p = w->document.people[0];
    assert_true(kw_id_is_xref(p->id));
    assert_string_equal(kw_id_print(p->id, w->xrefs, name), "I52");
    prints(p->birth, "c. between 1399 and 1402");
    assert_int_equal(p->sex, KW_FEMALE);
    assert_int_equal(only(p, KW_P_FATHER)->role, KW_ROLE_ADOPTIVE);
    assert_int_equal(only(p, KW_P_FATHER)->references, 2);
    assert_string_equal(only(p, KW_P_TITLE)->value.text, "Duchess of \"X\"");
    assert_int_equal(only(p, KW_P_SPOUSE)->qualifier_count, 4);
    assert_int_equal(only(p, KW_P_DEATH)->snak, KW_NOVALUE);
    assert_int_equal(p->revision, 12);
    assert_true(p->read_at_s > 0);
}

static void xrefs_need_a_table(void **state)
{
    struct world *w = *state;
    struct kw_document none;
    struct kw_error err;

    load(w, "line-person.json");

    assert_int_equal(kw_claims_read(w->bytes.bytes, w->bytes.length, NULL, NULL,
                                    NULL, &none, &err),
                     KW_INPUT);
    assert_non_null(strstr(err.text, "I52 is no QID"));
}

/* ---- every document, line by line of the README -------------------- */

struct expected {
    const char *file;
    size_t people;
    size_t missing;
    size_t redirects;
    size_t passed_over;
    const char *why; /* NULL: it is read */
};

static const struct expected EXPECTED[] = {
    {"bad-blank.json", 0, 0, 0, 0, "byte 2: nothing there"},
    {"bad-claims.json", 0, 0, 0, 0, "byte 0: Q1: claims: not an object"},
    {"bad-control-in-string.json", 0, 0, 0, 0,
     "byte 67: a control character in a string"},
    {"bad-cut-between.json", 0, 0, 0, 0, "byte 34: JSON that is cut short"},
    {"bad-cut.json", 0, 0, 0, 0, "byte 57: a string that does not end"},
    {"bad-entities.json", 0, 0, 0, 0, "byte 0: entities: not an object"},
    {"bad-entity.json", 0, 0, 0, 0, "byte 0: Q1: not an object"},
    {"bad-escape.json", 0, 0, 0, 0, "byte 67: not JSON from here on"},
    {"bad-followed-by-html.json", 0, 0, 0, 0,
     "byte 85: something follows the document"},
    {"bad-hex.json", 0, 0, 0, 0,
     "byte 67: \\u without four hexadecimal digits"},
    {"bad-html.json", 0, 0, 0, 0, "byte 0: HTML or XML where JSON should be"},
    {"bad-id-leading-zero.json", 0, 0, 0, 0,
     "byte 0: Q01: not the id of an item"},
    {"bad-id-too-large.json", 0, 0, 0, 0,
     "byte 0: Q2147483648: not the id of an item"},
    {"bad-id.json", 0, 0, 0, 0, "byte 0: Q0: not the id of an item"},
    {"bad-label.json", 0, 0, 0, 0, "byte 0: Q1: labels: en: no text"},
    {"bad-list.json", 0, 0, 0, 0, "byte 0: JSON, but no object"},
    {"bad-nested-1001.json", 0, 0, 0, 0,
     "byte 1028: nested deeper than the limit"},
    {"bad-nul-byte-between.json", 0, 0, 0, 0, "byte 11: a NUL byte"},
    {"bad-nul-byte.json", 0, 0, 0, 0, "byte 67: a NUL byte in a string"},
    {"bad-nul-escape.json", 0, 0, 0, 0, "byte 67: \\u0000 in a string"},
    {"bad-order-mark-twice.json", 0, 0, 0, 0, "byte 3: not JSON from here on"},
    {"bad-search-reply.json", 0, 0, 0, 0,
     "byte 0: JSON, but no entities in it"},
    {"bad-statement.json", 0, 0, 0, 0,
     "byte 0: Q1: claims: P22: a statement that is no object"},
    {"bad-statements.json", 0, 0, 0, 0, "byte 0: Q1: claims: P22: not a list"},
    {"bad-surrogate-high.json", 0, 0, 0, 0, "byte 67: half a surrogate pair"},
    {"bad-surrogate-low.json", 0, 0, 0, 0, "byte 67: half a surrogate pair"},
    {"bad-two-documents.json", 0, 0, 0, 0,
     "byte 26: something follows the document"},
    {"bad-utf8-overlong.json", 0, 0, 0, 0, "byte 67: not valid UTF-8"},
    {"bad-utf8-surrogate.json", 0, 0, 0, 0, "byte 67: not valid UTF-8"},
    {"bad-utf8.json", 0, 0, 0, 0, "byte 67: not valid UTF-8"},
    {"byte-order-mark.json", 1, 0, 0, 0, NULL},
    {"cut-short-plaintext.json", 1, 0, 0, 0, NULL},
    {"cut-short.json", 1, 0, 0, 0, NULL},
    {"dates-bce.json", 1, 0, 0, 0, NULL},
    {"dates-century.json", 1, 0, 0, 0, NULL},
    {"dates-circa.json", 1, 0, 0, 0, NULL},
    {"dates-padded.json", 1, 0, 0, 0, NULL},
    {"dates-several.json", 1, 0, 0, 0, NULL},
    {"dates-too-exact.json", 1, 0, 0, 0, NULL},
    {"dates-year-zero.json", 1, 0, 0, 0, NULL},
    {"deprecated-father-only.json", 1, 0, 0, 0, NULL},
    {"dump-line.json", 1, 0, 0, 0, NULL},
    {"empty-as-absence.json", 1, 0, 0, 0, NULL},
    {"empty-as-lists.json", 1, 0, 0, 0, NULL},
    {"empty-as-objects.json", 1, 0, 0, 0, NULL},
    {"empty-entities.json", 0, 0, 0, 0, NULL},
    {"error-maxlag.json", 0, 0, 0, 0, NULL},
    {"error-no-such-entity.json", 0, 0, 0, 0, NULL},
    {"errors-plaintext.json", 0, 0, 0, 0, NULL},
    {"escapes.json", 1, 0, 0, 0, NULL},
    {"fathers-of-each-other.json", 2, 0, 0, 0, NULL},
    {"keys-of-other-case.json", 1, 0, 0, 0, NULL},
    {"kinds.json", 13, 0, 0, 0, NULL},
    {"label-by-fallback.json", 1, 0, 0, 0, NULL},
    {"label-from-article.json", 1, 0, 0, 0, NULL},
    {"label-mul-only.json", 1, 0, 0, 0, NULL},
    {"label-other-only.json", 1, 0, 0, 0, NULL},
    {"line-missing.json", 0, 1, 0, 0, NULL},
    {"line-of-a-newer-schema.json", 0, 0, 0, 0,
     "byte 0: schema kinwalk.person/2 is not kinwalk.person/1"},
    {"line-person.json", 1, 0, 0, 0, NULL},
    {"line-redirect.json", 0, 0, 1, 0, NULL},
    {"line-with-a-bad-date.json", 0, 0, 0, 0,
     "byte 0: Q1: birth: not what kinwalk writes"},
    {"line-with-a-bad-father.json", 0, 0, 0, 0,
     "byte 0: Q1: statement 1: value: not what kinwalk writes"},
    {"line-with-a-bad-id.json", 0, 0, 0, 0, "byte 0: id: an id must be"},
    {"line-with-a-bad-role.json", 0, 0, 0, 0,
     "byte 0: Q1: statement 1: role: not what kinwalk writes"},
    {"line-with-a-bad-value.json", 0, 0, 0, 0,
     "byte 0: Q1: statement 1: value: not what kinwalk writes"},
    {"missing-property.json", 0, 0, 0, 1, NULL},
    {"missing-title.json", 1, 0, 0, 1, NULL},
    {"missing.json", 1, 1, 0, 0, NULL},
    {"nested-1000.json", 1, 0, 0, 0, NULL},
    {"no-entities-asked.json", 0, 0, 0, 0, NULL},
    {"no-father-on-purpose.json", 1, 0, 0, 0, NULL},
    {"numbers-beyond-double.json", 1, 0, 0, 0, NULL},
    {"numeric-id-only.json", 1, 0, 0, 0, NULL},
    {"odd-order.json", 1, 0, 0, 0, NULL},
    {"other-entities.json", 1, 0, 0, 2, NULL},
    {"own-father.json", 1, 0, 0, 0, NULL},
    {"plain.json", 1, 0, 0, 0, NULL},
    {"preferred-father.json", 1, 0, 0, 0, NULL},
    {"preferred-unknown-father.json", 1, 0, 0, 0, NULL},
    {"redirect-and-target.json", 1, 0, 1, 0, NULL},
    {"redirect-by-asked-id.json", 1, 0, 1, 0, NULL},
    {"redirect-by-target.json", 1, 0, 0, 0, NULL},
    {"redirect-without-saying-so.json", 1, 0, 1, 0, NULL},
    {"repeated-keys.json", 1, 0, 0, 0, NULL},
    {"rest-item.json", 1, 0, 0, 0, NULL},
    {"roles.json", 1, 0, 0, 0, NULL},
    {"sexes.json", 9, 0, 0, 0, NULL},
    {"two-mothers.json", 1, 0, 0, 0, NULL},
    {"unknown-father-beside-a-known.json", 1, 0, 0, 0, NULL},
    {"unknown-father.json", 2, 0, 0, 0, NULL},
    {"unknown-keys.json", 1, 0, 0, 0, NULL},
    {"values-of-the-wrong-kind.json", 1, 0, 0, 0, NULL},
};
enum { EXPECTED_COUNT = sizeof EXPECTED / sizeof *EXPECTED };

static size_t in_state(const struct kw_document *document, enum kw_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < document->count; i++)
        count += document->people[i]->state == state;
    return count;
}

static void check(struct world *w, const struct expected *e)
{
    struct kw_error err = {0};
    enum kw_status status;

    load(w, e->file);
    kw_document_finish(&w->document);
    status = kw_claims_read(w->bytes.bytes, w->bytes.length, w->xrefs, NULL,
                            NULL, &w->document, &err);
    if (status != (e->why ? KW_INPUT : KW_OK))
        fail_msg("%s: status %s: %s", e->file, kw_status_name(status),
                 err.text);
    if (e->why && strncmp(err.text, e->why, strlen(e->why)) != 0)
        fail_msg("%s: \"%s\" instead of \"%s\"", e->file, err.text, e->why);
    if (in_state(&w->document, KW_PERSON) != e->people ||
        in_state(&w->document, KW_MISSING) != e->missing ||
        in_state(&w->document, KW_REDIRECT) != e->redirects ||
        w->document.passed_over != e->passed_over)
        fail_msg("%s: others were found", e->file);
}

static void every_document_is_taken_or_refused_as_written_down(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < EXPECTED_COUNT; i++)
        check(w, &EXPECTED[i]);
}

static void every_document_is_written_down(void **state)
{
    DIR *folder = opendir(KW_TEST_DATA "/fuzz_claims");
    const struct dirent *entry;
    size_t seen = 0;

    (void)state;
    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        bool found = false;

        if (entry->d_name[0] == '.')
            continue;
        for (size_t i = 0; i < EXPECTED_COUNT && !found; i++)
            found = strcmp(EXPECTED[i].file, entry->d_name) == 0;
        if (!found)
            fail_msg("%s is not in the table", entry->d_name);
        seen++;
    }
    closedir(folder);
    assert_int_equal(seen, EXPECTED_COUNT);
}

/* Whatever is read, its lines read back give the same lines. */
static void lines_of_every_document_come_back_the_same(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < EXPECTED_COUNT; i++) {
        if (EXPECTED[i].why)
            continue;
        reading(w, EXPECTED[i].file);
        for (size_t p = 0; p < w->document.count; p++) {
            struct kw_document again;
            struct kw_buffer first = {0};
            struct kw_buffer second = {0};

            kw_claims_write(w->document.people[p], w->xrefs, &first);
            assert_int_equal(kw_claims_read(first.bytes, first.length, w->xrefs,
                                            NULL, NULL, &again, NULL),
                             KW_OK);
            assert_int_equal(again.count, 1);
            kw_claims_write(again.people[0], w->xrefs, &second);
            assert_string_equal(first.bytes, second.bytes);
            kw_document_finish(&again);
            kw_buffer_finish(&first);
            kw_buffer_finish(&second);
        }
    }
}

/* Cut anywhere, a document is refused and nothing leaks. */
static void a_document_cut_anywhere_is_refused(void **state)
{
    struct world *w = *state;

    load(w, "plain.json");
    for (size_t length = 0; length + 1 < w->bytes.length; length++) {
        struct kw_document cut;
        enum kw_status status = kw_claims_read(w->bytes.bytes, length, NULL,
                                               NULL, NULL, &cut, NULL);

        /* But for blanks behind it. */
        if (status != KW_INPUT)
            fail_msg("cut after %zu bytes it was taken", length);
        assert_int_equal(cut.count, 0);
    }
}

/* ---- limits -------------------------------------------------------- */

static enum kw_status read_within(struct world *w,
                                  struct kw_claims_limits limits,
                                  struct kw_error *err)
{
    enum kw_status status;

    kw_document_finish(&w->document);
    status = kw_claims_read(w->bytes.bytes, w->bytes.length, NULL, NULL,
                            &limits, &w->document, err);
    return status;
}

static void limits_hold(void **state)
{
    struct world *w = *state;
    struct kw_error err;

    load(w, "plain.json");

    assert_int_equal(
        read_within(w,
                    (struct kw_claims_limits){
                        .document_bytes = w->bytes.length - 1, .begins_at = 7},
                    &err),
        KW_LIMIT);
    assert_non_null(strstr(err.text, "byte 7: "));
    assert_int_equal(read_within(w,
                                 (struct kw_claims_limits){.document_bytes =
                                                               w->bytes.length},
                                 &err),
                     KW_OK);
    assert_int_equal(
        read_within(w, (struct kw_claims_limits){.memory_bytes = 4096}, &err),
        KW_LIMIT);
    assert_non_null(strstr(err.text, "4096"));
    assert_int_equal(w->document.count, 0);
    assert_int_equal(
        read_within(w, (struct kw_claims_limits){.depth = 3}, &err), KW_INPUT);
    assert_non_null(strstr(err.text, "deeper"));
    assert_int_equal(
        read_within(w, (struct kw_claims_limits){.depth = 5000}, &err), KW_OK);
}

static void offsets_count_from_the_start_of_the_file(void **state)
{
    struct world *w = *state;
    struct kw_error err;

    load(w, "bad-utf8.json");
    assert_int_equal(
        read_within(w, (struct kw_claims_limits){.begins_at = 1000}, &err),
        KW_INPUT);
    assert_string_equal(err.text, "byte 1067: not valid UTF-8");
    load(w, "bad-claims.json");
    assert_int_equal(
        read_within(w, (struct kw_claims_limits){.begins_at = 1000}, &err),
        KW_INPUT);
    assert_string_equal(err.text, "byte 1000: Q1: claims: not an object");
}

static void what_ends_accepts_nothing(void **state)
{
    struct kw_document none = {0};
    struct kw_hits no_hits = {0};

    (void)state;
    kw_document_finish(NULL);
    kw_document_finish(&none);
    kw_hits_finish(NULL);
    kw_hits_finish(&no_hits);
    kw_splitter_destroy(NULL);
}

/* ---- several at once ----------------------------------------------- */

struct task {
    struct kw_job job;
    const struct kw_buffer *bytes;
    size_t people;
    bool in_vain;
};

static void read_many_times(struct kw_job *job)
{
    struct task *task = (struct task *)job;

    for (int i = 0; i < 50; i++) {
        struct kw_document document;
        struct kw_claims_limits little = {.memory_bytes = 4096};
        bool fails = i % 5 == 4;

        if ((kw_claims_read(task->bytes->bytes, task->bytes->length, NULL, NULL,
                            fails ? &little : NULL, &document,
                            NULL) != KW_OK) != fails)
            task->in_vain = true;
        task->people += document.count;
        kw_document_finish(&document);
    }
}

static void documents_are_read_on_many_threads_at_once(void **state)
{
    struct world *w = *state;
    struct task tasks[8] = {0};
    struct kw_pool *pool;

    load(w, "kinds.json");
    assert_int_equal(kw_pool_create(4, NULL, NULL, &pool, NULL), KW_OK);

    for (size_t i = 0; i < 8; i++) {
        tasks[i].job.run = read_many_times;
        tasks[i].bytes = &w->bytes;
        kw_pool_submit(pool, &tasks[i].job);
    }
    while (kw_pool_wait(pool))
        ;
    kw_pool_destroy(pool, NULL);

    for (size_t i = 0; i < 8; i++) {
        assert_false(tasks[i].in_vain);
        assert_int_equal(tasks[i].people, 40 * 13);
    }
}

/* ---- searches ------------------------------------------------------ */

static enum kw_status find(const char *text, struct kw_hits *hits,
                           struct kw_error *err)
{
    return kw_claims_read_hits(text, strlen(text), hits, err);
}

static void hits_of_a_search_are_read(void **state)
{
    struct kw_hits hits;

    (void)state;
    assert_int_equal(
        find("{\"search\":[{\"id\":\"Q9439\",\"label\":\"Victoria\","
             "\"match\":{\"type\":\"alias\",\"text\":\"Drina\"}},"
             "{\"id\":\"P22\",\"label\":\"father\"},{\"id\":\"Q1\"}]}",
             &hits, NULL),
        KW_OK);
    assert_int_equal(hits.count, 2);
    assert_int_equal(hits.items[0].id.bits, 9439);
    assert_string_equal(hits.items[0].label, "Victoria");
    assert_null(hits.items[0].description);
    assert_string_equal(hits.items[0].match, "Drina");
    assert_true(hits.items[0].by_alias);
    assert_null(hits.items[1].label);
    assert_false(hits.items[1].by_alias);
    kw_hits_finish(&hits);
}

static void a_search_refused_is_the_networks_trouble(void **state)
{
    struct kw_hits hits;
    struct kw_error err;

    (void)state;
    assert_int_equal(find("{\"error\":{\"code\":\"maxlag\",\"info\":\"wait\"}}",
                          &hits, &err),
                     KW_NETWORK);
    assert_string_equal(err.text, "the server says maxlag: wait");
    assert_int_equal(find("{\"search\":7}", &hits, &err), KW_INPUT);
    assert_int_equal(find("<html>", &hits, &err), KW_INPUT);
    assert_int_equal(hits.count, 0);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORY(lines_are_written_as_they_were_read),
        STORY(a_line_says_what_it_says),
        STORY(xrefs_need_a_table),
        STORY(every_document_is_taken_or_refused_as_written_down),
        STORY(every_document_is_written_down),
        STORY(lines_of_every_document_come_back_the_same),
        STORY(a_document_cut_anywhere_is_refused),
        STORY(limits_hold),
        STORY(offsets_count_from_the_start_of_the_file),
        STORY(what_ends_accepts_nothing),
        STORY(documents_are_read_on_many_threads_at_once),
        STORY(hits_of_a_search_are_read),
        STORY(a_search_refused_is_the_networks_trouble),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
