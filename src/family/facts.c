/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements to facts: sealing a record.
 *
 * Best rank is decided first, per property and whatever the snak: a
 * preferred "unknown" outranks a named father. Only then are the best
 * statements asked for sex, kind, birth and death. Sealing twice gives
 * the same.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

/* Values of P1480 that make a date "about". */
static const uint32_t ABOUT[] = {
    5727902,  /* circa */
    60070514, /* approximately */
    37113960, /* estimate */
};

/* ---- order --------------------------------------------------------- */

typedef int (*compare_fn)(const void *a, const void *b);

/* Sorts, and keeps equals as they stood: merges runs of 1, 2, 4 ... */
static enum kw_status sort_stable(void *items, size_t count, size_t item_bytes,
                                  compare_fn compare, struct kw_error *err)
{
    char *from = items;
    char *scratch;
    char *to;

    for (size_t i = 1;; i++) {
        if (i >= count)
            return KW_OK; /* in order already, as most records are */
        if (compare(from + (i - 1) * item_bytes, from + i * item_bytes) > 0)
            break;
    }
    scratch = malloc(count * item_bytes);
    if (!scratch)
        return kw_nomem(err);
    to = scratch;
    for (size_t run = 1; run < count; run *= 2) {
        char *swap = from;

        for (size_t start = 0; start < count; start += 2 * run) {
            size_t left = start;
            size_t middle = count - start < run ? count : start + run;
            size_t right = middle;
            size_t end = count - middle < run ? count : middle + run;

            for (size_t at = start; at < end; at++) {
                bool take_left =
                    left < middle &&
                    (right >= end || compare(from + left * item_bytes,
                                             from + right * item_bytes) <= 0);
                size_t taken = take_left ? left++ : right++;

                memcpy(to + at * item_bytes, from + taken * item_bytes,
                       item_bytes);
            }
        }
        from = to;
        to = swap;
    }
    if (from != (char *)items)
        memcpy(items, from, count * item_bytes);
    free(scratch);
    return KW_OK;
}

static int by_language(const void *a, const void *b)
{
    return strcmp(((const struct kw_text *)a)->lang,
                  ((const struct kw_text *)b)->lang);
}

static int by_property(const void *a, const void *b)
{
    enum kw_property left = ((const struct kw_statement *)a)->property;
    enum kw_property right = ((const struct kw_statement *)b)->property;

    return (left > right) - (left < right);
}

/* Of several texts in one language the first counts. */
static void drop_repeated_languages(struct kw_texts *texts)
{
    size_t kept = 0;

    for (size_t i = 0; i < texts->count; i++)
        if (kept == 0 ||
            strcmp(texts->items[kept - 1].lang, texts->items[i].lang) != 0)
            texts->items[kept++] = texts->items[i];
    texts->count = kept;
}

static enum kw_status put_in_order(struct kw_person *person,
                                   struct kw_error *err)
{
    KW_TRY(sort_stable(person->labels.items, person->labels.count,
                       sizeof(struct kw_text), by_language, err));
    KW_TRY(sort_stable(person->descriptions.items, person->descriptions.count,
                       sizeof(struct kw_text), by_language, err));
    KW_TRY(sort_stable(person->aliases.items, person->aliases.count,
                       sizeof(struct kw_text), by_language, err));
    drop_repeated_languages(&person->labels);
    drop_repeated_languages(&person->descriptions);
    return sort_stable(person->statements, person->statement_count,
                       sizeof *person->statements, by_property, err);
}

/* ---- statements to facts ------------------------------------------- */

/* The statements of one property, which stand together after sorting. */
struct span {
    struct kw_statement *first;
    size_t count;
};

static struct span span_of(const struct kw_person *person,
                           enum kw_property property)
{
    struct span span = {NULL, 0};

    for (size_t i = 0; i < person->statement_count; i++) {
        struct kw_statement *statement = &person->statements[i];

        if (statement->property != property)
            continue;
        if (span.count++ == 0)
            span.first = statement;
    }
    return span;
}

static void decide_best(struct kw_person *person)
{
    for (size_t start = 0, end; start < person->statement_count; start = end) {
        struct kw_statement *statements = person->statements;
        enum kw_rank best = KW_RANK_NORMAL;

        for (end = start;
             end < person->statement_count &&
             statements[end].property == statements[start].property;
             end++)
            if (statements[end].rank > best)
                best = statements[end].rank;
        for (size_t i = start; i < end; i++)
            statements[i].best = statements[i].rank == best;
    }
}

static bool is_about(const struct kw_statement *statement)
{
    for (size_t i = 0; i < statement->qualifier_count; i++) {
        const struct kw_qualifier *qualifier = &statement->qualifiers[i];

        if (qualifier->property != KW_P_CIRCUMSTANCES ||
            qualifier->snak != KW_VALUE)
            continue;
        for (size_t a = 0; a < sizeof ABOUT / sizeof *ABOUT; a++)
            if (qualifier->value.item.bits == ABOUT[a])
                return true;
    }
    return false;
}

static void read_qualifiers(struct kw_person *person)
{
    for (size_t i = 0; i < person->statement_count; i++) {
        struct kw_statement *statement = &person->statements[i];

        if (statement->role == KW_ROLE_BIRTH)
            statement->role = kw_statement_role(statement);
        if (statement->snak == KW_VALUE && statement->value.type == KW_DATE &&
            is_about(statement))
            statement->value.date.circa = 1;
    }
}

static bool is_best_value(const struct kw_statement *statement,
                          enum kw_value_type type)
{
    return statement->best && statement->snak == KW_VALUE &&
           statement->value.type == type;
}

/* Known only if exactly one best value means a sex: two that do, even
 * the same one in two words, leave it open. */
static enum kw_sex sex_of(struct span span)
{
    enum kw_sex sex = KW_SEX_UNKNOWN;
    struct kw_id by = {0};

    for (size_t i = 0; i < span.count; i++) {
        const struct kw_statement *statement = &span.first[i];
        enum kw_sex said;

        if (!is_best_value(statement, KW_ITEM))
            continue;
        said = kw_sex_of_item(statement->value.item);
        if (said == KW_SEX_UNKNOWN || kw_id_same(by, statement->value.item))
            continue;
        if (sex != KW_SEX_UNKNOWN)
            return KW_SEX_UNKNOWN;
        sex = said;
        by = statement->value.item;
    }
    return sex;
}

/* Does the record speak of somebody who was born, died or had kin? */
static bool lives(const struct kw_person *person)
{
    for (size_t i = 0; i < person->statement_count; i++) {
        enum kw_property property = person->statements[i].property;
        const struct kw_property_info *info =
            kw_property_info((unsigned)property);

        if (property == KW_P_SEX || property == KW_P_BIRTH ||
            property == KW_P_DEATH || (info && info->direction != KW_TO_NONE))
            return true;
    }
    return false;
}

/* A stated human is one, or one whose existence is disputed, whatever
 * else is stated (a deified emperor is still a human). Otherwise the
 * first kind in the order of enum kw_kind. A being of a kind that the
 * table does not list is left unstated, and so taken for a human. */
static enum kw_kind kind_of(const struct kw_person *person, struct span span)
{
    bool said[KW_OTHER + 1] = {false};

    for (size_t i = 0; i < span.count; i++)
        if (is_best_value(&span.first[i], KW_ITEM))
            said[kw_kind_of_item(span.first[i].value.item)] = true;
    if (said[KW_DISPUTED])
        return KW_DISPUTED;
    for (int kind = KW_HUMAN; kind <= KW_OTHER; kind++)
        if (said[kind])
            return (enum kw_kind)kind;
    if (said[KW_KIND_UNSTATED] && !lives(person))
        return KW_OTHER;
    return KW_KIND_UNSTATED;
}

static struct kw_date date_of(struct span span)
{
    struct kw_date none = {0};

    for (size_t i = 0; i < span.count; i++)
        if (is_best_value(&span.first[i], KW_DATE))
            return span.first[i].value.date;
    return none;
}

enum kw_status kw_person_seal(struct kw_person *person, struct kw_error *err)
{
    struct span sexes;
    struct span kinds;
    struct span births;
    struct span deaths;

    KW_TRY(put_in_order(person, err));
    decide_best(person);
    read_qualifiers(person);
    sexes = span_of(person, KW_P_SEX);
    kinds = span_of(person, KW_P_INSTANCE_OF);
    births = span_of(person, KW_P_BIRTH);
    deaths = span_of(person, KW_P_DEATH);
    if (sexes.count)
        person->sex = sex_of(sexes);
    if (kinds.count)
        person->kind = kind_of(person, kinds);
    if (births.count)
        person->birth = date_of(births);
    if (deaths.count)
        person->death = date_of(deaths);
    return KW_OK;
}
