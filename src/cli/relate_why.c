/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why two people are linked: the statements, looked up in the records of
 * both ends.
 */
#include "relate.h"

#include <string.h>

static bool is_about(const struct kw_statement *statement, bool from_child,
                     bool is_marriage)
{
    if (!statement->best || statement->snak != KW_VALUE ||
        statement->value.type != KW_ITEM)
        return false;
    switch (statement->property) {
    case KW_P_FATHER:
    case KW_P_MOTHER:
    case KW_P_PARENT:
    case KW_P_STEP_PARENT:
        return from_child && !is_marriage;
    case KW_P_CHILD:
        return !from_child && !is_marriage;
    case KW_P_SPOUSE:
    case KW_P_PARTNER:
        return is_marriage;
    default:
        return false;
    }
}

static const struct kw_statement *
find_statement(const struct relate *r, const struct kw_person *person,
               uint32_t about, bool from_child, bool is_marriage)
{
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *statement = &person->statements[i];

        if (is_about(statement, from_child, is_marriage) &&
            kw_people_find(r->people, statement->value.item) == about)
            return statement;
    }
    return NULL;
}

enum kw_status relate_reason_find(const struct relate *r, uint32_t a,
                                  uint32_t b, bool is_marriage,
                                  struct relate_reason *out,
                                  struct kw_error *err)
{
    uint32_t ends[2] = {a, b};

    memset(out, 0, sizeof *out);
    if (is_marriage && b < a) {
        ends[0] = b;
        ends[1] = a;
    }
    out->child = ends[0];
    out->parent = ends[1];
    out->is_marriage = is_marriage;
    for (int i = 0; i < 2; i++) {
        struct kw_person *person;
        const struct kw_statement *statement;

        KW_TRY(kw_store_get(r->cli->store, kw_people_at(r->people, ends[i])->id,
                            &person, err));
        statement =
            person ? find_statement(r, person, ends[1 - i], i == 0, is_marriage)
                   : NULL;
        *(i ? &out->by_parent : &out->by_child) = statement != NULL;
        if (statement && !out->statement) {
            out->statement = statement;
            out->revision = person->revision;
            out->record = person;
        } else {
            kw_person_destroy(person);
        }
    }
    return KW_OK;
}

void relate_reason_finish(struct relate_reason *reason)
{
    kw_person_destroy(reason->record);
    memset(reason, 0, sizeof *reason);
}

/* Smaller is weaker: nothing stated, disputed, no reference, one end
 * only; then by the number of references. */
static uint64_t strength_of(const struct relate_reason *reason)
{
    const struct kw_statement *s = reason->statement;
    uint64_t strength = 0;

    if (!s)
        return 0;
    strength += (uint64_t)(s->role != KW_ROLE_DISPUTED) << 36;
    strength += (uint64_t)(s->rank == KW_RANK_PREFERRED) << 34;
    strength += (uint64_t)(s->references > 0) << 35;
    strength += (uint64_t)(reason->by_child && reason->by_parent) << 33;
    return strength + 1 + s->references;
}

bool relate_reason_is_weaker(const struct relate_reason *a,
                             const struct relate_reason *b)
{
    return strength_of(a) < strength_of(b);
}

const char *relate_stated_by(const struct relate_reason *reason)
{
    return reason->by_child && reason->by_parent ? "both"
           : reason->by_child                    ? "child"
           : reason->by_parent                   ? "parent"
                                                 : NULL;
}

const char *relate_rank(const struct relate_reason *reason)
{
    return reason->statement && reason->statement->rank == KW_RANK_PREFERRED
               ? "preferred"
               : "normal";
}
