/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What documents say, one trap after another.
 */
#include "support_documents.h"

#include <string.h>

/* ---- a small language ---------------------------------------------- */

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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
