/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The nouns: ids, xrefs, properties, and what sealing makes of
 * statements.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

/* ---- a small language ---------------------------------------------- */

static struct kw_person *somebody(void)
{
    struct kw_person *p;

    assert_int_equal(kw_person_create(kw_qid(1), &p, NULL), KW_OK);
    return p;
}

static struct kw_statement *says(struct kw_person *p, enum kw_property property,
                                 uint64_t value)
{
    struct kw_statement *statement;

    assert_int_equal(kw_person_add_statement(p, &statement, NULL), KW_OK);
    statement->property = property;
    statement->value.type = KW_ITEM;
    statement->value.item = kw_qid(value);
    return statement;
}

static void qualified(struct kw_person *p, struct kw_statement *statement,
                      enum kw_property property, uint64_t value)
{
    struct kw_qualifier *qualifier;

    assert_int_equal(kw_person_add_qualifier(p, statement, &qualifier, NULL),
                     KW_OK);
    qualifier->property = property;
    qualifier->value.type = KW_ITEM;
    qualifier->value.item = kw_qid(value);
}

static void called(struct kw_person *p, enum kw_text_kind kind,
                   const char *lang, const char *text)
{
    assert_int_equal(kw_person_add_text(p, kind, lang, strlen(lang), text,
                                        strlen(text), NULL),
                     KW_OK);
}

static void sealed(struct kw_person *p)
{
    assert_int_equal(kw_person_seal(p, NULL), KW_OK);
}

/* ---- ids ----------------------------------------------------------- */

static void qids_are_read_exactly(void **state)
{
    static const char *const BAD[] = {
        "",     "Q",   "q42", "Q042",        "Q0",  "42", "Q42 ",
        " Q42", "Q-1", "Q4x", "Q2147483648", "P42", "L1", "Q42$1"};
    struct kw_id id = {7};

    (void)state;
    assert_true(kw_qid_parse("Q42", 3, &id));
    assert_int_equal(id.bits, 42);
    assert_true(kw_qid_parse("Q2147483647", 11, &id));
    assert_int_equal(id.bits, KW_QID_MAX);
    assert_true(kw_qid_parse("Q42 and more", 3, &id));
    id.bits = 7;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        if (kw_qid_parse(BAD[i], strlen(BAD[i]), &id))
            fail_msg("%s was taken", BAD[i]);
    assert_int_equal(id.bits, 7);
}

static void ids_are_written_as_people_write_them(void **state)
{
    char text[KW_ID_TEXT_BYTES];
    struct kw_id xref = {KW_ID_XREF | 3};

    (void)state;
    assert_string_equal(kw_id_print(kw_qid(42), NULL, text), "Q42");
    assert_string_equal(kw_id_print(xref, NULL, text), "?3");
}

static void an_xref_has_one_row(void **state)
{
    struct kw_xrefs *xrefs;
    struct kw_id first;
    struct kw_id again;
    char text[KW_ID_TEXT_BYTES];

    (void)state;
    assert_int_equal(kw_xrefs_create(&xrefs, NULL), KW_OK);

    assert_false(kw_xrefs_find(xrefs, "I1", 2, &first));
    assert_int_equal(kw_xrefs_intern(xrefs, "I1", 2, &first, NULL), KW_OK);
    assert_int_equal(kw_xrefs_intern(xrefs, "I10", 2, &again, NULL), KW_OK);

    assert_true(kw_id_is_xref(first));
    assert_true(kw_id_same(first, again));
    assert_int_equal(kw_xrefs_count(xrefs), 1);
    assert_string_equal(kw_id_print(first, xrefs, text), "I1");
    assert_null(kw_xrefs_text(xrefs, 1));
    assert_true(kw_id_compare(kw_qid(KW_QID_MAX), first) < 0);
    kw_xrefs_destroy(xrefs);
    kw_xrefs_destroy(NULL);
}

static void many_xrefs_keep_their_rows(void **state)
{
    enum { MANY = 5000 };
    struct kw_xrefs *xrefs;
    struct kw_id id;
    char text[16];

    (void)state;
    assert_int_equal(kw_xrefs_create(&xrefs, NULL), KW_OK);
    for (unsigned i = 0; i < MANY; i++) {
        int length = snprintf(text, sizeof text, "I%u", i);

        assert_int_equal(
            kw_xrefs_intern(xrefs, text, (size_t)length, &id, NULL), KW_OK);
        assert_int_equal(id.bits & ~KW_ID_XREF, i);
    }
    for (unsigned i = 0; i < MANY; i++) {
        int length = snprintf(text, sizeof text, "I%u", i);

        assert_true(kw_xrefs_find(xrefs, text, (size_t)length, &id));
        assert_int_equal(id.bits & ~KW_ID_XREF, i);
        assert_string_equal(kw_xrefs_text(xrefs, i), text);
    }
    kw_xrefs_destroy(xrefs);
}

static void an_xref_is_a_printing_word(void **state)
{
    static const char *const BAD[] = {
        "",          "Q42",  "I 1",           "I\t1", "\x1b[1m",
        "I\xc2\xa0", "\xff", "I\xe2\x80\xae", "\x7f", "I\xef\xbb\xbf"};
    char longest[KW_XREF_MAX_BYTES + 1];
    struct kw_xrefs *xrefs;
    struct kw_error err;
    struct kw_id id;

    (void)state;
    memset(longest, 'x', sizeof longest);
    assert_int_equal(kw_xrefs_create(&xrefs, NULL), KW_OK);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_int_equal(
            kw_xrefs_intern(xrefs, BAD[i], strlen(BAD[i]), &id, &err),
            KW_INPUT);
    assert_int_equal(kw_xrefs_intern(xrefs, longest, sizeof longest, &id, &err),
                     KW_INPUT);
    assert_int_equal(
        kw_xrefs_intern(xrefs, longest, KW_XREF_MAX_BYTES, &id, &err), KW_OK);
    assert_int_equal(kw_xrefs_intern(xrefs, "P\xc3\xa9ter-1", 8, &id, &err),
                     KW_OK);
    assert_int_equal(kw_xrefs_count(xrefs), 2);
    kw_xrefs_destroy(xrefs);
}

/* ---- properties and words ------------------------------------------ */

static void the_table_of_properties_is_in_order_and_whole(void **state)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);

    (void)state;
    assert_true(count >= 24);
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || table[i - 1].property < table[i].property);
        assert_true(table[i].is_statement || table[i].is_qualifier);
        assert_true(table[i].type == KW_ITEM || table[i].type == KW_DATE);
        assert_true(*table[i].name && *table[i].meaning);
        assert_ptr_equal(kw_property_info((unsigned)table[i].property),
                         &table[i]);
    }
    assert_null(kw_property_info(0));
    assert_null(kw_property_info(23));
    assert_null(kw_property_info(8811));
    assert_int_equal(kw_property_info(40)->direction, KW_TO_CHILD);
}

static void words_lead_back(void **state)
{
    enum kw_role role;
    enum kw_kind kind;
    enum kw_sex sex;

    (void)state;
    for (int i = KW_ROLE_BIRTH; i <= KW_ROLE_OTHER; i++) {
        assert_true(kw_role_parse(kw_role_name((enum kw_role)i), &role));
        assert_int_equal(role, i);
    }
    for (int i = KW_KIND_UNSTATED; i <= KW_OTHER; i++) {
        assert_true(kw_kind_parse(kw_kind_name((enum kw_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    for (int i = KW_SEX_UNKNOWN; i <= KW_SEX_OTHER; i++) {
        assert_true(kw_sex_parse(kw_sex_name((enum kw_sex)i), &sex));
        assert_int_equal(sex, i);
    }
    assert_false(kw_role_parse("uncle", &role));
    assert_false(kw_kind_parse("Human", &kind));
    assert_false(kw_sex_parse("m", &sex));
}

/* ---- sealing ------------------------------------------------------- */

static void statements_stand_by_property_then_as_they_came(void **state)
{
    struct kw_person *p = somebody();

    (void)state;
    for (uint64_t i = 1; i <= 40; i++) {
        says(p, KW_P_CHILD, i);
        says(p, KW_P_SPOUSE, 100 + i);
    }
    says(p, KW_P_SEX, 6581097);
    sealed(p);

    assert_int_equal(p->statement_count, 81);
    assert_int_equal(p->statements[0].property, KW_P_SEX);
    for (uint64_t i = 1; i <= 40; i++) {
        assert_int_equal(p->statements[i].value.item.bits, 100 + i);
        assert_int_equal(p->statements[40 + i].value.item.bits, i);
    }
    kw_person_destroy(p);
}

static void labels_stand_by_language_and_the_first_counts(void **state)
{
    struct kw_person *p = somebody();

    (void)state;
    called(p, KW_LABEL, "fr", "un");
    called(p, KW_LABEL, "de", "eins");
    called(p, KW_LABEL, "fr", "deux");
    called(p, KW_ALIAS, "fr", "b");
    called(p, KW_ALIAS, "de", "c");
    called(p, KW_ALIAS, "fr", "a");
    sealed(p);

    assert_int_equal(p->labels.count, 2);
    assert_string_equal(p->labels.items[0].lang, "de");
    assert_string_equal(p->labels.items[1].text, "un");
    assert_int_equal(p->aliases.count, 3);
    assert_string_equal(p->aliases.items[1].text, "b");
    assert_string_equal(p->aliases.items[2].text, "a");
    kw_person_destroy(p);
}

static void sealing_twice_is_sealing_once(void **state)
{
    struct kw_person *p = somebody();
    struct kw_statement *father = says(p, KW_P_FATHER, 2);

    (void)state;
    qualified(p, father, KW_P_KINSHIP, 61740757);
    says(p, KW_P_SEX, 6581097);
    sealed(p);
    sealed(p);

    assert_int_equal(p->sex, KW_MALE);
    assert_int_equal(p->statements[1].role, KW_ROLE_ADOPTIVE);
    assert_true(p->statements[1].best);
    kw_person_destroy(p);
}

static void what_a_source_says_without_statements_is_kept(void **state)
{
    struct kw_person *p = somebody();

    (void)state;
    p->sex = KW_FEMALE;
    p->kind = KW_HUMAN;
    p->birth.year = 1819;
    p->birth.precision = KW_YEAR;
    says(p, KW_P_FATHER, 2)->role = KW_ROLE_FOSTER;
    sealed(p);

    assert_int_equal(p->sex, KW_FEMALE);
    assert_int_equal(p->kind, KW_HUMAN);
    assert_int_equal(p->birth.year, 1819);
    assert_int_equal(p->statements[0].role, KW_ROLE_FOSTER);

    says(p, KW_P_SEX, 6581097);
    sealed(p);
    assert_int_equal(p->sex, KW_MALE);
    kw_person_destroy(p);
}

static void a_word_for_the_parent_outweighs_a_doubt(void **state)
{
    struct kw_person *p = somebody();
    struct kw_statement *mother = says(p, KW_P_MOTHER, 2);

    (void)state;
    qualified(p, mother, KW_P_NATURE, 18912752);       /* disputed */
    qualified(p, mother, KW_P_OBJECT_ROLE, 223973);    /* godparent */
    qualified(p, mother, KW_P_SUBJECT_ROLE, 25858158); /* adopted child */
    assert_int_equal(kw_statement_role(mother), KW_ROLE_ADOPTIVE);
    mother->qualifier_count = 2;
    assert_int_equal(kw_statement_role(mother), KW_ROLE_OTHER);
    mother->qualifier_count = 1;
    assert_int_equal(kw_statement_role(mother), KW_ROLE_DISPUTED);
    mother->property = KW_P_SEX; /* no link, no role */
    assert_int_equal(kw_statement_role(mother), KW_ROLE_BIRTH);
    kw_person_destroy(p);
}

/* A word counts only where it belongs. */
static void doubts_and_words_do_not_change_places(void **state)
{
    struct kw_person *p = somebody();
    struct kw_statement *mother = says(p, KW_P_MOTHER, 2);

    (void)state;
    qualified(p, mother, KW_P_KINSHIP, 18912752);
    qualified(p, mother, KW_P_CIRCUMSTANCES, 61740758);
    assert_int_equal(kw_statement_role(mother), KW_ROLE_BIRTH);
    kw_person_destroy(p);
}

/* ---- picking a text ------------------------------------------------ */

static void picks(const struct kw_person *p, const char *const *langs,
                  const char *expected)
{
    const struct kw_text *text = kw_texts_pick(&p->labels, langs);

    assert_non_null(text);
    assert_string_equal(text->text, expected);
}

static void texts_are_picked_by_asked_base_mul_en_smallest(void **state)
{
    static const char *const swiss[] = {"de-ch", "fr", NULL};
    static const char *const taiwan[] = {"zh-hant-tw", NULL};
    static const char *const danish[] = {"da", NULL};
    struct kw_person *p = somebody();

    (void)state;
    assert_null(kw_texts_pick(&p->labels, danish));
    called(p, KW_LABEL, "zu", "Z");
    called(p, KW_LABEL, "fi", "F");
    picks(p, danish, "F");
    picks(p, NULL, "F");
    called(p, KW_LABEL, "en", "E");
    picks(p, danish, "E");
    called(p, KW_LABEL, "mul", "M");
    picks(p, danish, "M");
    called(p, KW_LABEL, "fr", "R");
    picks(p, swiss, "R");
    called(p, KW_LABEL, "de", "D");
    picks(p, swiss, "D");
    called(p, KW_LABEL, "de-ch", "C");
    picks(p, swiss, "C");
    called(p, KW_LABEL, "zh", "zh");
    picks(p, taiwan, "zh");
    called(p, KW_LABEL, "zh-hant", "hant");
    picks(p, taiwan, "hant");
    kw_person_destroy(p);
    kw_person_destroy(NULL);
}

/* ---- links of one record ------------------------------------------- */

static void states_child(struct kw_person *p, uint64_t child, enum kw_role role)
{
    struct kw_statement *statement;

    assert_int_equal(kw_person_add_statement(p, &statement, NULL), KW_OK);
    statement->property = KW_P_CHILD;
    statement->snak = KW_VALUE;
    statement->value.type = KW_ITEM;
    statement->value.item = kw_qid(child);
    statement->rank = KW_RANK_NORMAL;
    statement->role = role;
}

/* So many that comparing each with each would take minutes. */
static void a_hundred_thousand_children_are_no_trouble(void **state)
{
    enum { CHILDREN = 100000, TWICE = 3 };
    struct kw_arena arena = {0};
    struct kw_person *p;
    struct kw_link *links;
    size_t count;

    (void)state;
    assert_int_equal(kw_person_create(kw_qid(1), &p, NULL), KW_OK);
    for (uint64_t i = 0; i < CHILDREN; i++)
        states_child(p, 2 + (i * 7919) % CHILDREN, KW_ROLE_ADOPTIVE);
    for (uint64_t i = 0; i < CHILDREN; i += TWICE)
        states_child(p, 2 + (i * 7919) % CHILDREN, KW_ROLE_BIRTH);
    assert_int_equal(kw_person_seal(p, NULL), KW_OK);

    assert_int_equal(kw_person_links(p, &arena, &links, &count, NULL), KW_OK);

    assert_int_equal(count, CHILDREN);
    for (uint64_t i = 0; i < CHILDREN; i++) {
        assert_int_equal(links[i].child.bits,
                         kw_qid(2 + (i * 7919) % CHILDREN).bits);
        assert_int_equal(links[i].role_parent,
                         i % TWICE ? KW_ROLE_ADOPTIVE : KW_ROLE_BIRTH);
    }
    kw_arena_finish(&arena);
    kw_person_destroy(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(qids_are_read_exactly),
        cmocka_unit_test(ids_are_written_as_people_write_them),
        cmocka_unit_test(an_xref_has_one_row),
        cmocka_unit_test(many_xrefs_keep_their_rows),
        cmocka_unit_test(an_xref_is_a_printing_word),
        cmocka_unit_test(the_table_of_properties_is_in_order_and_whole),
        cmocka_unit_test(words_lead_back),
        cmocka_unit_test(statements_stand_by_property_then_as_they_came),
        cmocka_unit_test(labels_stand_by_language_and_the_first_counts),
        cmocka_unit_test(sealing_twice_is_sealing_once),
        cmocka_unit_test(what_a_source_says_without_statements_is_kept),
        cmocka_unit_test(a_word_for_the_parent_outweighs_a_doubt),
        cmocka_unit_test(doubts_and_words_do_not_change_places),
        cmocka_unit_test(texts_are_picked_by_asked_base_mul_en_smallest),
        cmocka_unit_test(a_hundred_thousand_children_are_no_trouble),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
