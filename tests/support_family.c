/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support_family.h"

#include "support_cmocka.h"

#include <stdlib.h>
#include <string.h>

void family_begin(struct family *family)
{
    memset(family, 0, sizeof *family);
    assert_int_equal(kw_xrefs_create(&family->xrefs, NULL), KW_OK);
}

struct kw_id family_id(struct family *family, const char *id)
{
    struct kw_id out;

    if (!kw_qid_parse(id, strlen(id), &out))
        assert_int_equal(
            kw_xrefs_intern(family->xrefs, id, strlen(id), &out, NULL), KW_OK);
    return out;
}

struct kw_person *family_add(struct family *family, const char *id,
                             const char *label, enum kw_sex sex)
{
    struct kw_person **person = &family->people[family->count++];

    assert_true(family->count <= FAMILY_MAX);
    assert_int_equal(kw_person_create(family_id(family, id), person, NULL),
                     KW_OK);
    (*person)->sex = sex;
    if (label)
        family_name(*person, "en", label);
    return *person;
}

void family_name(struct kw_person *person, const char *lang, const char *label)
{
    assert_int_equal(kw_person_add_text(person, KW_LABEL, lang, strlen(lang),
                                        label, strlen(label), NULL),
                     KW_OK);
}

struct kw_statement *family_says(struct family *family,
                                 struct kw_person *person,
                                 enum kw_property property, const char *value)
{
    struct kw_statement *statement = NULL;

    assert_int_equal(kw_person_add_statement(person, &statement, NULL), KW_OK);
    statement->property = property;
    statement->value.type = KW_ITEM;
    statement->value.item = family_id(family, value);
    return statement;
}

static struct kw_date date_of(const char *time, int precision,
                              enum kw_calendar calendar)
{
    struct kw_date date = {0};

    assert_true(kw_date_parse(time, strlen(time), precision, calendar, &date));
    return date;
}

struct kw_statement *family_dates(struct kw_person *person,
                                  enum kw_property property, const char *time,
                                  int precision, enum kw_calendar calendar)
{
    struct kw_statement *statement = NULL;

    assert_int_equal(kw_person_add_statement(person, &statement, NULL), KW_OK);
    statement->property = property;
    statement->value.type = KW_DATE;
    statement->value.date = date_of(time, precision, calendar);
    return statement;
}

void family_qualifies(struct kw_person *person, struct kw_statement *statement,
                      enum kw_property property, const char *time)
{
    struct kw_qualifier *qualifier = NULL;

    assert_int_equal(
        kw_person_add_qualifier(person, statement, &qualifier, NULL), KW_OK);
    qualifier->property = property;
    qualifier->value.type = KW_DATE;
    qualifier->value.date = date_of(time, 11, KW_GREGORIAN);
}

void family_says_why(struct family *family, struct kw_person *person,
                     struct kw_statement *statement, const char *cause)
{
    struct kw_qualifier *qualifier = NULL;

    assert_int_equal(
        kw_person_add_qualifier(person, statement, &qualifier, NULL), KW_OK);
    qualifier->property = KW_P_END_CAUSE;
    qualifier->value.type = KW_ITEM;
    qualifier->value.item = family_id(family, cause);
}

/* ---- as a source ------------------------------------------------------- */

static enum kw_status people(void *arg, kw_export_person each, void *to,
                             struct kw_error *err)
{
    struct family *family = arg;

    for (size_t i = 0; i < family->count; i++)
        KW_TRY(each(to, family->people[i], KW_READ, err));
    return KW_OK;
}

static enum kw_status links(void *arg, kw_export_link each, void *to,
                            struct kw_error *err)
{
    struct family *family = arg;

    for (size_t i = 0; i < family->link_count; i++)
        KW_TRY(each(to, &family->links[i], err));
    return KW_OK;
}

static enum kw_status links_of(void *arg, struct kw_id id,
                               struct kw_arena *arena, struct kw_link **out,
                               size_t *count, struct kw_error *err)
{
    struct family *family = arg;

    *out = kw_arena_zeroed(arena, family->link_count + 1, sizeof **out);
    *count = 0;
    if (!*out)
        return kw_nomem(err);
    for (size_t i = 0; i < family->link_count; i++)
        if (kw_id_same(family->links[i].child, id) ||
            kw_id_same(family->links[i].parent, id))
            (*out)[(*count)++] = family->links[i];
    return KW_OK;
}

static enum kw_status brief(void *arg, struct kw_id id, enum kw_sex *sex,
                            struct kw_date *birth, struct kw_error *err)
{
    struct family *family = arg;
    (void)err;

    *sex = KW_SEX_UNKNOWN;
    memset(birth, 0, sizeof *birth);
    for (size_t i = 0; i < family->count; i++)
        if (kw_id_same(family->people[i]->id, id)) {
            *sex = family->people[i]->sex;
            *birth = family->people[i]->birth;
        }
    return KW_OK;
}

static bool is_member(const struct family *family, struct kw_id id)
{
    for (size_t i = 0; i < family->count; i++)
        if (kw_id_same(family->people[i]->id, id))
            return true;
    return false;
}

static void take_link(struct family *family, const struct kw_link *link)
{
    if (!is_member(family, link->child) || !is_member(family, link->parent))
        return;
    for (size_t i = 0; i < family->link_count; i++)
        if (kw_link_same(&family->links[i], link)) {
            kw_link_merge(&family->links[i], link);
            return;
        }
    assert_true(family->link_count < FAMILY_LINKS_MAX);
    family->links[family->link_count++] = *link;
}

static int by_ends(const void *left, const void *right)
{
    const struct kw_link *a = left;
    const struct kw_link *b = right;
    int order = kw_id_compare(a->child, b->child);

    order = order ? order : kw_id_compare(a->parent, b->parent);
    return order ? order : (int)a->kind - (int)b->kind;
}

static void sort_people(struct family *family)
{
    for (size_t i = 1; i < family->count; i++)
        for (size_t j = i; j > 0; j--) {
            struct kw_person **pair = &family->people[j - 1];
            struct kw_person *first = pair[0];

            if (kw_id_compare(first->id, pair[1]->id) < 0)
                break;
            pair[0] = pair[1];
            pair[1] = first;
        }
}

void family_seal(struct family *family)
{
    size_t kept = 0;

    sort_people(family);
    for (size_t i = 0; i < family->count; i++)
        assert_int_equal(kw_person_seal(family->people[i], NULL), KW_OK);
    for (size_t i = 0; i < family->count; i++) {
        struct kw_link *made;
        size_t count;

        assert_int_equal(kw_person_links(family->people[i], &family->arena,
                                         &made, &count, NULL),
                         KW_OK);
        for (size_t j = 0; j < count; j++)
            take_link(family, &made[j]);
    }
    for (size_t i = 0; i < family->link_count; i++)
        if (kw_link_holds(&family->links[i]))
            family->links[kept++] = family->links[i];
    family->link_count = kept;
    qsort(family->links, kept, sizeof *family->links, by_ends);
    family->source = (struct kw_export_source){.arg = family,
                                               .people = people,
                                               .links = links,
                                               .links_of = links_of,
                                               .brief = brief};
}

void family_end(struct family *family)
{
    for (size_t i = 0; i < family->count; i++)
        kw_person_destroy(family->people[i]);
    kw_xrefs_destroy(family->xrefs);
    kw_arena_finish(&family->arena);
}
