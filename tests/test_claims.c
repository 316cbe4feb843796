/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What documents say, one trap after another. The documents are those of
 * tests/data/fuzz_claims, each named after its trap.
 */
#include "support_cmocka.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/claims.h>

/* ---- a small language ---------------------------------------------- */

struct world {
    struct kw_xrefs *xrefs;
    struct kw_document document;
    struct kw_buffer bytes;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    *state = w;
    return kw_xrefs_create(&w->xrefs, NULL);
}

static int tear_down(void **state)
{
    struct world *w = *state;

    kw_document_finish(&w->document);
    kw_xrefs_destroy(w->xrefs);
    kw_buffer_finish(&w->bytes);
    free(w);
    return 0;
}

static void load(struct world *w, const char *name)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/fuzz_claims/%s", KW_TEST_DATA, name);
    kw_buffer_clear(&w->bytes);
    assert_int_equal(kw_file_read(path, (size_t)1 << 20, &w->bytes, NULL),
                     KW_OK);
}

static void read_in(struct world *w, const char *name, const char *const *langs)
{
    struct kw_error err = {0};

    load(w, name);
    kw_document_finish(&w->document);
    if (kw_claims_read(w->bytes.bytes, w->bytes.length, w->xrefs, langs, NULL,
                       &w->document, &err) != KW_OK)
        fail_msg("%s: %s", name, err.text);
}

static void reading(struct world *w, const char *name)
{
    read_in(w, name, NULL);
}

static struct kw_person *person(struct world *w, uint64_t qid)
{
    for (size_t i = 0; i < w->document.count; i++)
        if (w->document.people[i]->id.bits == qid)
            return w->document.people[i];
    fail_msg("Q%llu is not there", (unsigned long long)qid);
    return NULL;
}

static size_t count_of(const struct kw_person *p, enum kw_property property)
{
    size_t count = 0;

    for (size_t i = 0; i < p->statement_count; i++)
        count += p->statements[i].property == property;
    return count;
}

/* The statement of a property at a place. */
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

static void names(const struct kw_statement *statement, uint64_t qid)
{
    assert_int_equal(statement->snak, KW_VALUE);
    assert_int_equal(statement->value.type, KW_ITEM);
    assert_int_equal(statement->value.item.bits, qid);
}

static void prints(struct kw_date date, const char *expected)
{
    char text[KW_DATE_TEXT_BYTES];

    assert_string_equal(kw_date_print(date, text), expected);
}

static void is_called(const struct kw_person *p, const char *lang,
                      const char *expected)
{
    const struct kw_text *label = kw_texts_pick(&p->labels, NULL);

    assert_non_null(label);
    assert_string_equal(label->lang, lang);
    assert_string_equal(label->text, expected);
}

static size_t link_count(const struct kw_person *p)
{
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count;

    assert_int_equal(kw_person_links(p, &arena, &links, &count, NULL), KW_OK);
    kw_arena_finish(&arena);
    return count;
}

/* ---- whole families ------------------------------------------------ */

static void an_entity_is_read_as_it_stands(void **state)
{
    struct world *w = *state;
    struct kw_person *p;

    reading(w, "plain.json");

    p = person(w, 9439);
    is_called(p, "en", "Victoria");
    assert_int_equal(p->labels.count, 2);
    assert_int_equal(p->aliases.count, 2);
    assert_string_equal(p->aliases.items[1].text, "Alexandrina Victoria");
    assert_string_equal(p->descriptions.items[0].text,
                        "Queen of the United Kingdom");
    assert_int_equal(p->kind, KW_HUMAN);
    assert_int_equal(p->sex, KW_FEMALE);
    assert_int_equal(p->revision, 482);
    assert_int_equal(p->read_at_s, 0);
    prints(p->birth, "24 May 1819");
    prints(p->death, "22 January 1901");
    names(only(p, KW_P_FATHER), 157009);
    assert_int_equal(only(p, KW_P_FATHER)->references, 2);
    assert_non_null(only(p, KW_P_FATHER)->id);
    names(stated(p, KW_P_CHILD, 0), 160541); /* as they stood */
    names(stated(p, KW_P_CHILD, 1), 20875);
    assert_int_equal(only(p, KW_P_SPOUSE)->qualifier_count, 3);
    prints(only(p, KW_P_SPOUSE)->qualifiers[0].value.date, "10 February 1840");
    names(only(p, KW_P_SPOUSE), 152245);
}

static void deprecated_fathers_are_none(void **state)
{
    struct world *w = *state;

    reading(w, "deprecated-father-only.json");

    assert_int_equal(count_of(person(w, 1), KW_P_FATHER), 0);
    names(only(person(w, 1), KW_P_MOTHER), 3);
}

static void two_mothers_are_both_best(void **state)
{
    struct world *w = *state;

    reading(w, "two-mothers.json");

    names(stated(person(w, 1), KW_P_MOTHER, 0), 3);
    names(stated(person(w, 1), KW_P_MOTHER, 1), 4);
    assert_true(stated(person(w, 1), KW_P_MOTHER, 0)->best);
    assert_true(stated(person(w, 1), KW_P_MOTHER, 1)->best);
}

static void
a_preferred_father_outranks_and_all_but_deprecated_stay(void **state)
{
    struct world *w = *state;
    struct kw_person *p;

    reading(w, "preferred-father.json");

    p = person(w, 1);
    assert_int_equal(count_of(p, KW_P_FATHER), 2);
    names(stated(p, KW_P_FATHER, 0), 2);
    assert_false(stated(p, KW_P_FATHER, 0)->best);
    names(stated(p, KW_P_FATHER, 1), 3);
    assert_true(stated(p, KW_P_FATHER, 1)->best);
    assert_int_equal(stated(p, KW_P_FATHER, 1)->rank, KW_RANK_PREFERRED);
}

static void rank_is_decided_before_the_snak_is_looked_at(void **state)
{
    struct world *w = *state;
    struct kw_person *p;

    reading(w, "preferred-unknown-father.json");

    p = person(w, 1);
    assert_false(stated(p, KW_P_FATHER, 0)->best);
    assert_int_equal(stated(p, KW_P_FATHER, 1)->snak, KW_SOMEVALUE);
    assert_true(stated(p, KW_P_FATHER, 1)->best);
}

static void an_unknown_father_beside_a_known_one_is_a_fact(void **state)
{
    struct world *w = *state;
    struct kw_person *p;

    reading(w, "unknown-father-beside-a-known.json");

    p = person(w, 1);
    assert_int_equal(stated(p, KW_P_FATHER, 0)->snak, KW_SOMEVALUE);
    assert_true(stated(p, KW_P_FATHER, 0)->best);
    names(stated(p, KW_P_FATHER, 1), 2);
    assert_true(stated(p, KW_P_FATHER, 1)->best);
    assert_int_equal(link_count(p), 1);
}

static void unknown_fathers_are_nobody_and_not_the_same(void **state)
{
    struct world *w = *state;

    reading(w, "unknown-father.json");

    for (uint64_t qid = 1; qid <= 2; qid++) {
        assert_int_equal(only(person(w, qid), KW_P_FATHER)->snak, KW_SOMEVALUE);
        assert_int_equal(link_count(person(w, qid)), 0);
    }
}

static void no_father_on_purpose_is_a_fact(void **state)
{
    struct world *w = *state;

    reading(w, "no-father-on-purpose.json");

    assert_int_equal(only(person(w, 1), KW_P_FATHER)->snak, KW_NOVALUE);
    assert_int_equal(link_count(person(w, 1)), 1); /* the mother */
}

static void an_own_father_is_kept_as_stated(void **state)
{
    struct world *w = *state;

    reading(w, "own-father.json");

    names(only(person(w, 1), KW_P_FATHER), 1);
    assert_int_equal(link_count(person(w, 1)), 1);
}

static void fathers_of_each_other_are_kept_as_stated(void **state)
{
    struct world *w = *state;

    reading(w, "fathers-of-each-other.json");

    names(only(person(w, 1), KW_P_FATHER), 2);
    names(only(person(w, 2), KW_P_FATHER), 1);
}

/* ---- dates --------------------------------------------------------- */

static void dates_keep_era_calendar_and_precision(void **state)
{
    struct world *w = *state;

    reading(w, "dates-bce.json");
    prints(person(w, 1)->birth, "12 July 100 BCE (Julian)");
    prints(person(w, 1)->death, "15 March 44 BCE (Julian)");

    reading(w, "dates-century.json");
    prints(person(w, 1)->birth, "2nd century");
    prints(person(w, 1)->death, "2nd century BCE");

    reading(w, "dates-padded.json");
    prints(person(w, 1)->birth, "24 May 1819");
    prints(person(w, 1)->death, "January 1901");

    reading(w, "dates-circa.json");
    prints(person(w, 1)->birth, "c. 1400");

    reading(w, "dates-too-exact.json");
    prints(person(w, 1)->birth, "24 May 1819");
    prints(person(w, 1)->death, "1901");
}

static void the_year_0_is_no_year_but_keeps_its_rank(void **state)
{
    struct world *w = *state;
    struct kw_person *p;

    reading(w, "dates-year-zero.json");

    p = person(w, 1);
    assert_int_equal(stated(p, KW_P_BIRTH, 0)->snak, KW_SOMEVALUE);
    assert_true(stated(p, KW_P_BIRTH, 0)->best);
    assert_false(stated(p, KW_P_BIRTH, 1)->best);
    assert_false(kw_date_is_known(p->birth));
}

static void of_several_dates_the_first_is_taken(void **state)
{
    struct world *w = *state;

    reading(w, "dates-several.json");

    prints(person(w, 1)->birth, "1819");
    assert_int_equal(count_of(person(w, 1), KW_P_BIRTH), 2);
    assert_false(kw_date_is_known(person(w, 1)->death));
}

/* ---- names --------------------------------------------------------- */

static void a_label_in_mul_names_everywhere(void **state)
{
    static const char *const german[] = {"de", NULL};
    struct world *w = *state;

    read_in(w, "label-mul-only.json", german);

    is_called(person(w, 1), "mul", "Mul Only");
}

static void languages_asked_are_kept_else_the_smallest(void **state)
{
    static const char *const french[] = {"fr-ca", NULL};
    static const char *const danish[] = {"da", NULL};
    struct world *w = *state;

    read_in(w, "label-other-only.json", french);
    assert_int_equal(person(w, 1)->labels.count, 1);
    is_called(person(w, 1), "fr", "seulement en français");

    read_in(w, "label-other-only.json", danish);
    assert_int_equal(person(w, 1)->labels.count, 1);
    is_called(person(w, 1), "de", "nur deutsch");

    reading(w, "label-other-only.json");
    assert_int_equal(person(w, 1)->labels.count, 2);
}

static void aliases_and_descriptions_are_filtered_too(void **state)
{
    static const char *const german[] = {"de", NULL};
    struct world *w = *state;

    read_in(w, "line-person.json", german);

    assert_int_equal(w->document.people[0]->aliases.count, 3);
    assert_int_equal(w->document.people[0]->labels.count, 1);
}

static void the_unnamed_are_called_as_their_article(void **state)
{
    struct world *w = *state;

    reading(w, "label-from-article.json");

    is_called(person(w, 1), "en", "Somebody (king)");
}

static void a_fallback_is_kept_under_its_own_language(void **state)
{
    struct world *w = *state;

    reading(w, "label-by-fallback.json");

    assert_int_equal(person(w, 1)->labels.count, 1);
    is_called(person(w, 1), "mul", "Anyone");
}

static void escapes_and_plain_utf8_are_the_same(void **state)
{
    struct world *w = *state;

    reading(w, "escapes.json");

    assert_string_equal(person(w, 1)->labels.items[0].text,
                        "Żółć 😀 \"q\" \\ /");
    assert_string_equal(person(w, 1)->labels.items[1].text, "Żółć 😀");
}

/* ---- shapes -------------------------------------------------------- */

static void empty_is_empty_in_every_way(void **state)
{
    static const char *const FILES[] = {"empty-as-lists.json",
                                        "empty-as-objects.json",
                                        "empty-as-absence.json", NULL};
    struct world *w = *state;

    for (const char *const *file = FILES; *file; file++) {
        reading(w, *file);
        assert_int_equal(w->document.count, 1);
        assert_int_equal(person(w, 1)->labels.count, 0);
        assert_int_equal(person(w, 1)->statement_count, 0);
        assert_int_equal(person(w, 1)->kind, KW_KIND_UNSTATED);
    }
}

static void nothing_depends_on_the_order_of_keys(void **state)
{
    struct world *w = *state;

    reading(w, "odd-order.json");

    names(only(person(w, 1), KW_P_FATHER), 3);
    names(only(person(w, 1), KW_P_CHILD), 2);
    assert_int_equal(only(person(w, 1), KW_P_CHILD)->role, KW_ROLE_ADOPTIVE);
    assert_int_equal(only(person(w, 1), KW_P_CHILD)->references, 1);
    assert_string_equal(person(w, 1)->labels.items[1].lang, "zu");
}

static void unknown_keys_ranks_and_snaks_are_passed_over(void **state)
{
    struct world *w = *state;

    reading(w, "unknown-keys.json");

    names(only(person(w, 1), KW_P_FATHER), 2);
    assert_int_equal(count_of(person(w, 1), KW_P_SPOUSE), 0);
    assert_int_equal(count_of(person(w, 1), KW_P_MOTHER), 0);
}

static void of_repeated_keys_the_first_counts(void **state)
{
    struct world *w = *state;

    reading(w, "repeated-keys.json");

    assert_int_equal(w->document.count, 1);
    is_called(person(w, 1), "en", "first");
    assert_int_equal(person(w, 1)->aliases.count, 1);
    assert_string_equal(person(w, 1)->aliases.items[0].text, "a");
    names(only(person(w, 1), KW_P_FATHER), 2);
}

static void keys_compare_by_case(void **state)
{
    struct world *w = *state;

    reading(w, "keys-of-other-case.json");

    is_called(person(w, 1), "en", "yes");
    names(only(person(w, 1), KW_P_FATHER), 2);
}

static void a_numeric_id_will_do(void **state)
{
    struct world *w = *state;

    reading(w, "numeric-id-only.json");

    names(only(person(w, 1), KW_P_FATHER), 2);
}

static void values_that_cannot_be_read_are_unknown_not_dropped(void **state)
{
    static const enum kw_property PROPERTIES[] = {KW_P_FATHER, KW_P_MOTHER,
                                                  KW_P_CHILD,  KW_P_SPOUSE,
                                                  KW_P_BIRTH,  KW_P_SIBLING};
    struct world *w = *state;

    reading(w, "values-of-the-wrong-kind.json");

    for (size_t i = 0; i < sizeof PROPERTIES / sizeof *PROPERTIES; i++)
        assert_int_equal(only(person(w, 1), PROPERTIES[i])->snak, KW_SOMEVALUE);
    assert_int_equal(link_count(person(w, 1)), 0);
}

static void numbers_beyond_double_mean_nothing(void **state)
{
    struct world *w = *state;

    reading(w, "numbers-beyond-double.json");

    assert_int_equal(person(w, 1)->revision, 0);
    assert_int_equal(only(person(w, 1), KW_P_FATHER)->snak, KW_SOMEVALUE);
    assert_int_equal(only(person(w, 1), KW_P_BIRTH)->snak, KW_SOMEVALUE);
    prints(person(w, 1)->death, "1901");
}

static void the_rest_api_speaks_of_the_same_people(void **state)
{
    struct world *w = *state;
    struct kw_person *p;

    reading(w, "rest-item.json");

    p = person(w, 1);
    is_called(p, "en", "Albert");
    assert_string_equal(p->aliases.items[0].text, "Prince Albert");
    names(only(p, KW_P_FATHER), 2);
    assert_int_equal(only(p, KW_P_FATHER)->role, KW_ROLE_ADOPTIVE);
    assert_int_equal(only(p, KW_P_FATHER)->references, 1);
    assert_int_equal(count_of(p, KW_P_MOTHER), 0); /* deprecated */
    assert_int_equal(only(p, KW_P_CHILD)->snak, KW_SOMEVALUE);
    prints(p->birth, "26 August 1819");
}

/* ---- who is who ---------------------------------------------------- */

static void redirects_are_seen_in_both_shapes(void **state)
{
    static const char *const FILES[] = {
        "redirect-by-asked-id.json", "redirect-and-target.json",
        "redirect-without-saying-so.json", NULL};
    struct world *w = *state;

    for (const char *const *file = FILES; *file; file++) {
        reading(w, *file);
        assert_int_equal(w->document.count, 2);
        assert_int_equal(person(w, 1)->state, KW_REDIRECT);
        assert_int_equal(person(w, 1)->to.bits, 2);
        assert_int_equal(person(w, 2)->state, KW_PERSON);
        is_called(person(w, 2), "en", "Person Q2");
    }

    reading(w, "redirect-by-target.json");
    assert_int_equal(w->document.count, 1);
    assert_int_equal(person(w, 2)->state, KW_PERSON);
}

static void the_missing_are_records(void **state)
{
    struct world *w = *state;

    reading(w, "missing.json");
    assert_int_equal(w->document.count, 2);
    assert_int_equal(person(w, 1)->state, KW_MISSING);
    assert_int_equal(person(w, 2)->state, KW_PERSON);

    reading(w, "missing-title.json");
    assert_int_equal(w->document.count, 1);
    assert_int_equal(w->document.passed_over, 1);

    reading(w, "missing-property.json");
    assert_int_equal(w->document.count, 0);
    assert_int_equal(w->document.passed_over, 1);
}

static void other_entities_are_counted_and_passed_over(void **state)
{
    struct world *w = *state;

    reading(w, "other-entities.json");

    assert_int_equal(w->document.count, 1);
    assert_int_equal(w->document.passed_over, 2);
    assert_false(w->document.cut_short);
}

static void a_reply_that_was_cut_short_says_so(void **state)
{
    struct world *w = *state;

    reading(w, "cut-short.json");
    assert_true(w->document.cut_short);
    assert_int_equal(w->document.count, 1);
    reading(w, "cut-short-plaintext.json");
    assert_true(w->document.cut_short);
    assert_int_equal(w->document.count, 1);
}

static void errors_of_the_server_are_told_not_raised(void **state)
{
    struct world *w = *state;

    reading(w, "error-maxlag.json");
    assert_string_equal(w->document.error_code, "maxlag");
    assert_string_equal(w->document.error_type, "wikibase-queryservice");
    assert_true(w->document.error_lag_s > 7.1 && w->document.error_lag_s < 7.3);

    reading(w, "error-no-such-entity.json");
    assert_string_equal(w->document.error_code, "no-such-entity");
    assert_string_equal(w->document.error_id, "Qabc");

    reading(w, "errors-plaintext.json");
    assert_string_equal(w->document.error_code, "maxlag");
    assert_string_equal(w->document.error_info,
                        "Waiting for a database  server");
    assert_string_equal(w->document.error_type, "db");
}

static void roles_come_from_the_qualifiers(void **state)
{
    static const struct {
        enum kw_property property;
        uint64_t who;
        enum kw_role role;
    } EXPECTED[] = {
        {KW_P_FATHER, 10, KW_ROLE_ADOPTIVE},
        {KW_P_MOTHER, 11, KW_ROLE_ADOPTIVE},
        {KW_P_PARENT, 12, KW_ROLE_FOSTER},
        {KW_P_CHILD, 13, KW_ROLE_STEP},
        {KW_P_CHILD, 14, KW_ROLE_STEP},
        {KW_P_CHILD, 15, KW_ROLE_DISPUTED},
        {KW_P_CHILD, 16, KW_ROLE_DISPUTED},
        {KW_P_CHILD, 17, KW_ROLE_OTHER}, /* a grandson */
        {KW_P_CHILD, 18, KW_ROLE_BIRTH}, /* circa is no doubt */
        {KW_P_CHILD, 19, KW_ROLE_BIRTH}, /* a word we do not know */
        {KW_P_CHILD, 20, KW_ROLE_ADOPTIVE},
        {KW_P_CHILD, 21, KW_ROLE_STEP},
        {KW_P_STEP_PARENT, 22, KW_ROLE_STEP},
        {KW_P_RELATIVE, 23, KW_ROLE_OTHER},
        {KW_P_RELATIVE, 24, KW_ROLE_ADOPTIVE},
    };
    struct world *w = *state;
    size_t seen = 0;

    reading(w, "roles.json");

    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++)
        for (size_t s = 0; s < person(w, 1)->statement_count; s++) {
            const struct kw_statement *st = &person(w, 1)->statements[s];

            if (st->value.item.bits != EXPECTED[i].who)
                continue;
            seen++;
            assert_int_equal(st->property, EXPECTED[i].property);
            assert_string_equal(kw_role_name(st->role),
                                kw_role_name(EXPECTED[i].role));
        }
    assert_int_equal(seen, sizeof EXPECTED / sizeof *EXPECTED);
}

static void who_is_no_single_human_is_classified(void **state)
{
    static const enum kw_kind EXPECTED[] = {
        KW_HUMAN,         /* Q5 */
        KW_DISPUTED,      /* existence disputed */
        KW_DISPUTED,      /* and human */
        KW_MYTHICAL,      /* a Greek hero */
        KW_MYTHICAL,      /* a biblical figure */
        KW_HUMAN,         /* a biblical figure who was a human */
        KW_FICTIONAL,     /* a fictional human */
        KW_GROUP,         /* a sibling group */
        KW_OTHER,         /* a disambiguation page */
        KW_KIND_UNSTATED, /* nothing stated */
        KW_KIND_UNSTATED, /* a kind we do not know, with a child */
        KW_OTHER,         /* a kind we do not know, without kin */
        KW_KIND_UNSTATED, /* an unknown kind */
    };
    struct world *w = *state;

    reading(w, "kinds.json");

    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++)
        assert_string_equal(kw_kind_name(person(w, i + 1)->kind),
                            kw_kind_name(EXPECTED[i]));
}

static void sex_is_known_only_if_one_value_says_it(void **state)
{
    static const enum kw_sex EXPECTED[] = {
        KW_MALE,        KW_SEX_UNKNOWN, /* two best */
        KW_FEMALE,                      /* the preferred */
        KW_SEX_UNKNOWN,                 /* somevalue */
        KW_SEX_OTHER,   KW_FEMALE,      /* the other word is not known */
        KW_SEX_UNKNOWN,                 /* none */
        KW_MALE,                        /* said twice */
        KW_FEMALE,                      /* trans woman */
    };
    struct world *w = *state;

    reading(w, "sexes.json");

    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++)
        assert_string_equal(kw_sex_name(person(w, i + 1)->sex),
                            kw_sex_name(EXPECTED[i]));
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
        STORY(an_entity_is_read_as_it_stands),
        STORY(deprecated_fathers_are_none),
        STORY(two_mothers_are_both_best),
        STORY(a_preferred_father_outranks_and_all_but_deprecated_stay),
        STORY(rank_is_decided_before_the_snak_is_looked_at),
        STORY(an_unknown_father_beside_a_known_one_is_a_fact),
        STORY(unknown_fathers_are_nobody_and_not_the_same),
        STORY(no_father_on_purpose_is_a_fact),
        STORY(an_own_father_is_kept_as_stated),
        STORY(fathers_of_each_other_are_kept_as_stated),
        STORY(dates_keep_era_calendar_and_precision),
        STORY(the_year_0_is_no_year_but_keeps_its_rank),
        STORY(of_several_dates_the_first_is_taken),
        STORY(a_label_in_mul_names_everywhere),
        STORY(languages_asked_are_kept_else_the_smallest),
        STORY(aliases_and_descriptions_are_filtered_too),
        STORY(the_unnamed_are_called_as_their_article),
        STORY(a_fallback_is_kept_under_its_own_language),
        STORY(escapes_and_plain_utf8_are_the_same),
        STORY(empty_is_empty_in_every_way),
        STORY(nothing_depends_on_the_order_of_keys),
        STORY(unknown_keys_ranks_and_snaks_are_passed_over),
        STORY(of_repeated_keys_the_first_counts),
        STORY(keys_compare_by_case),
        STORY(a_numeric_id_will_do),
        STORY(values_that_cannot_be_read_are_unknown_not_dropped),
        STORY(numbers_beyond_double_mean_nothing),
        STORY(the_rest_api_speaks_of_the_same_people),
        STORY(redirects_are_seen_in_both_shapes),
        STORY(the_missing_are_records),
        STORY(other_entities_are_counted_and_passed_over),
        STORY(a_reply_that_was_cut_short_says_so),
        STORY(errors_of_the_server_are_told_not_raised),
        STORY(roles_come_from_the_qualifiers),
        STORY(who_is_no_single_human_is_classified),
        STORY(sex_is_known_only_if_one_value_says_it),
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
