/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Families: who is whose parent, child and partner.
 *
 * A FAM states its children (CHIL), an INDI its parents (FAMC): each side
 * says it of its own record, so that who contradicts whom can be seen.
 * What kind of parent is said by PEDI below FAMC, for one of the two by
 * ADOP, and by some programs below CHIL. If two families give a child the
 * same parent, birth wins.
 */
#include "ged.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Families of one person; a hostile file must not make us square. */
enum { HEADS_MAX = 1000, HOMES_MAX = 100 };

/* ---- kinds of parents ---------------------------------------------- */

static const struct {
    const char *word;
    enum kw_role role;
} PEDIGREES[] = {
    {"birth", KW_ROLE_BIRTH},       {"natural", KW_ROLE_BIRTH},
    {"biological", KW_ROLE_BIRTH},  {"adopted", KW_ROLE_ADOPTIVE},
    {"adoptive", KW_ROLE_ADOPTIVE}, {"foster", KW_ROLE_FOSTER},
    {"guardian", KW_ROLE_FOSTER},   {"step", KW_ROLE_STEP},
    {"stepchild", KW_ROLE_STEP},    {"related", KW_ROLE_OTHER},
    {"sealing", KW_ROLE_OTHER},     {"unknown", KW_ROLE_BIRTH},
    {"private", KW_ROLE_BIRTH},     {"challenged", KW_ROLE_DISPUTED},
    {"disproven", KW_ROLE_OTHER},   {"proven", KW_ROLE_BIRTH},
};

/* The role that a line's word gives; KW_ROLE_OTHER, which makes no
 * parent, for words that nobody knows. */
static enum kw_status read_role(struct ged_reader *reader,
                                struct ged_node *node, uint8_t *role,
                                struct kw_error *err)
{
    const char *word = node->value;
    struct ged_node *phrase = ged_child(node, "PHRASE");

    node->used = true;
    if (!strcasecmp(word, "OTHER") && phrase) {
        phrase->used = true;
        word = phrase->value;
    }
    for (size_t i = 0; i < sizeof PEDIGREES / sizeof *PEDIGREES; i++)
        if (!strcasecmp(word, PEDIGREES[i].word)) {
            *role = (uint8_t)PEDIGREES[i].role;
            return KW_OK;
        }
    if (!*word)
        return KW_OK;
    *role = KW_ROLE_OTHER;
    return ged_count(reader, KW_GEDCOM_CHANGED, node,
                     "a kind of parent that kinwalk has no word for; kept "
                     "without making a parent",
                     err);
}

static bool is_wife(const struct ged_node *slot)
{
    return slot->tag[0] == 'W';
}

/* Is there another family of this child with somebody else in that slot? */
static bool has_other(const struct ged_record *child,
                      const struct ged_home *home, const struct ged_node *slot)
{
    for (const struct ged_home *h = child->homes; h; h = h->next) {
        const struct ged_record *family = h->family->record;
        const struct ged_node *other =
            is_wife(slot) ? family->wife : family->husb;

        if (h != home && !h->adop && other && other->target != slot->target)
            return true;
    }
    return false;
}

/* What the one in `slot` is to the child of `home`. False: nothing. */
static bool role_in(const struct ged_record *child, const struct ged_home *home,
                    const struct ged_node *slot, enum kw_role *out)
{
    const struct ged_node *said = NULL;

    *out = home->famc ? (enum kw_role)home->famc->role : KW_ROLE_BIRTH;
    if (home->chil)
        said = ged_child(home->chil, is_wife(slot) ? "_MREL" : "_FREL");
    if (said && said->role != KW_ROLE_BIRTH)
        *out = (enum kw_role)said->role;
    if (home->adop) {
        const struct ged_node *famc = ged_child(home->adop, "FAMC");
        const struct ged_node *by = famc ? ged_child(famc, "ADOP") : NULL;
        bool both = !by || !*by->value || !strcasecmp(by->value, "BOTH");

        if (both || !strcasecmp(by->value, slot->tag))
            *out = KW_ROLE_ADOPTIVE;
        else if (!home->famc && !home->chil)
            return false;
        else
            *out = has_other(child, home, slot) ? KW_ROLE_STEP : KW_ROLE_BIRTH;
    }
    return true;
}

/* What `parent` is to `child` over all families that have both: birth
 * wins, then the first. */
static enum kw_role role_of(const struct ged_node *child,
                            const struct ged_node *parent)
{
    enum kw_role role = KW_ROLE_OTHER;
    bool any = false;

    for (const struct ged_home *h = child->record->homes; h; h = h->next) {
        const struct ged_node *slots[2] = {h->family->record->husb,
                                           h->family->record->wife};

        for (size_t i = 0; i < 2; i++) {
            enum kw_role here;

            if (!slots[i] || slots[i]->target != parent ||
                !role_in(child->record, h, slots[i], &here))
                continue;
            if (!any || here == KW_ROLE_BIRTH)
                role = here;
            any = true;
        }
    }
    return role;
}

/* ---- the index ----------------------------------------------------- */

static enum kw_status add_head(struct ged_reader *reader,
                               struct ged_node *family, struct ged_node *slot,
                               struct kw_error *err)
{
    struct ged_record *person = slot->target->record;
    struct ged_head **end = &person->heads;
    struct ged_head *head;

    if (person->head_count++ >= HEADS_MAX)
        return ged_count(reader, KW_GEDCOM_LEFT, slot,
                         "a person's families beyond a thousand", err);
    head = kw_arena_zeroed(&reader->arena, 1, sizeof *head);
    if (!head)
        return kw_nomem(err);
    head->family = family;
    head->slot = slot;
    while (*end)
        end = &(*end)->next;
    *end = head;
    return KW_OK;
}

/* The child's entry for a family, a new one if need be; NULL in *out if
 * there are too many. */
static enum kw_status home_of(struct ged_reader *reader,
                              struct ged_record *child, struct ged_node *family,
                              struct ged_node *line, struct ged_home **out,
                              struct kw_error *err)
{
    struct ged_home **end = &child->homes;

    while (*end && (*end)->family != family)
        end = &(*end)->next;
    *out = *end;
    if (*out)
        return KW_OK;
    if (child->home_count++ >= HOMES_MAX)
        return ged_count(reader, KW_GEDCOM_LEFT, line,
                         "a child's families beyond a hundred", err);
    *end = kw_arena_zeroed(&reader->arena, 1, sizeof **end);
    if (!*end)
        return kw_nomem(err);
    (*end)->family = family;
    *out = *end;
    return KW_OK;
}

static enum kw_status index_slot(struct ged_reader *reader,
                                 struct ged_node *family, struct ged_node *line,
                                 struct kw_error *err)
{
    struct ged_node **slot =
        is_wife(line) ? &family->record->wife : &family->record->husb;

    line->used = true;
    if (*slot) {
        ged_wrong(reader, line->line, line->tag,
                  "the family has one already; left out");
        return KW_OK;
    }
    line->target = ged_target(reader, line, "INDI");
    if (!line->target)
        return KW_OK;
    *slot = line;
    return add_head(reader, family, line, err);
}

static enum kw_status index_child(struct ged_reader *reader,
                                  struct ged_node *family,
                                  struct ged_node *line, struct kw_error *err)
{
    static const char *const RELATIONS[] = {"_FREL", "_MREL"};
    struct ged_home *home;

    line->used = true;
    line->target = ged_target(reader, line, "INDI");
    for (size_t i = 0; i < 2; i++) {
        struct ged_node *said = ged_child(line, RELATIONS[i]);

        if (said)
            KW_TRY(read_role(reader, said, &said->role, err));
    }
    if (!line->target)
        return KW_OK;
    KW_TRY(home_of(reader, line->target->record, family, line, &home, err));
    if (home && !home->chil)
        home->chil = line;
    return KW_OK;
}

static enum kw_status index_family(struct ged_reader *reader,
                                   struct ged_node *family,
                                   struct kw_error *err)
{
    for (struct ged_node *n = family->child; n; n = n->next) {
        if (!strcmp(n->tag, "HUSB") || !strcmp(n->tag, "WIFE"))
            KW_TRY(index_slot(reader, family, n, err));
        else if (!strcmp(n->tag, "CHIL"))
            KW_TRY(index_child(reader, family, n, err));
    }
    return KW_OK;
}

static enum kw_status index_famc(struct ged_reader *reader,
                                 struct ged_node *person, struct ged_node *line,
                                 struct kw_error *err)
{
    struct ged_node *pedi = ged_child(line, "PEDI");
    struct ged_node *stat = ged_child(line, "STAT");
    struct ged_home *home;

    line->used = true;
    if (pedi)
        KW_TRY(read_role(reader, pedi, &line->role, err));
    if (stat && line->role == KW_ROLE_BIRTH)
        KW_TRY(read_role(reader, stat, &line->role, err));
    line->target = ged_target(reader, line, "FAM");
    if (!line->target)
        return KW_OK;
    KW_TRY(home_of(reader, person->record, line->target, line, &home, err));
    if (home && !home->famc)
        home->famc = line;
    return KW_OK;
}

static enum kw_status index_adoption(struct ged_reader *reader,
                                     struct ged_node *person,
                                     struct ged_node *adop,
                                     struct kw_error *err)
{
    struct ged_node *famc = ged_child(adop, "FAMC");
    struct ged_home *home;

    if (!famc)
        return KW_OK; /* by whom is not said: it has no place */
    adop->used = true;
    famc->used = true;
    (void)ged_value(famc, "ADOP");
    famc->target = ged_target(reader, famc, "FAM");
    if (!famc->target)
        return KW_OK;
    KW_TRY(home_of(reader, person->record, famc->target, famc, &home, err));
    if (home && !home->adop)
        home->adop = adop;
    return KW_OK;
}

static void check_fams(struct ged_reader *reader, const struct ged_node *person,
                       struct ged_node *line)
{
    line->used = true;
    line->target = ged_target(reader, line, "FAM");
    if (!line->target)
        return;
    for (const struct ged_head *h = person->record->heads; h; h = h->next)
        if (h->family == line->target)
            return;
    ged_wrong(reader, line->line, "FAMS",
              "the family @%.60s@ does not name this person; left out",
              line->value);
}

static enum kw_status index_person(struct ged_reader *reader,
                                   struct ged_node *person,
                                   struct kw_error *err)
{
    for (struct ged_node *n = person->child; n; n = n->next) {
        if (!strcmp(n->tag, "FAMC"))
            KW_TRY(index_famc(reader, person, n, err));
        else if (!strcmp(n->tag, "ADOP"))
            KW_TRY(index_adoption(reader, person, n, err));
        else if (!strcmp(n->tag, "FAMS"))
            check_fams(reader, person, n);
    }
    return KW_OK;
}

enum kw_status ged_family_index(struct ged_reader *reader, struct kw_error *err)
{
    struct ged_node *n;

    for (n = reader->root.child; n; n = n->next) {
        if (strcmp(n->tag, "FAM") != 0)
            continue;
        n->used = true;
        if (!ged_is_single(reader, n))
            continue;
        n->record = kw_arena_zeroed(&reader->arena, 1, sizeof *n->record);
        if (!n->record)
            return kw_nomem(err);
        reader->counts->families++;
    }
    for (n = reader->root.child; n; n = n->next)
        if (n->record && !strcmp(n->tag, "FAM"))
            KW_TRY(index_family(reader, n, err));
    for (n = reader->root.child; n; n = n->next)
        if (n->record && !strcmp(n->tag, "INDI"))
            KW_TRY(index_person(reader, n, err));
    return KW_OK;
}

/* ---- parents and children ------------------------------------------ */

/* HUSB is the father unless SEX says otherwise. */
static enum kw_property parent_property(const struct ged_node *slot)
{
    const struct ged_node *sex = ged_child(slot->target, "SEX");
    char letter = sex ? (char)(*sex->value & ~0x20) : '\0';

    if (letter == (is_wife(slot) ? 'M' : 'F'))
        return KW_P_PARENT;
    return is_wife(slot) ? KW_P_MOTHER : KW_P_FATHER;
}

static enum kw_status state_link(struct ged_reader *reader,
                                 struct kw_person *person,
                                 const struct ged_node *record,
                                 enum kw_property property, struct kw_id other,
                                 enum kw_role role, const char *rest,
                                 struct kw_error *err)
{
    struct kw_statement *statement;

    KW_TRY(ged_state(reader, person, record, property, &statement, err, "%s",
                     rest));
    statement->value.type = KW_ITEM;
    statement->value.item = other;
    statement->role = role;
    return KW_OK;
}

enum { REST_BYTES = 256 };

static enum kw_status state_parents(struct ged_reader *reader,
                                    const struct ged_node *record,
                                    struct kw_person *person,
                                    struct kw_map *stated, struct kw_error *err)
{
    for (const struct ged_home *h = record->record->homes; h; h = h->next) {
        const struct ged_node *slots[2] = {h->family->record->husb,
                                           h->family->record->wife};

        if (!h->famc && !h->adop)
            continue;
        for (size_t i = 0; i < 2; i++) {
            const struct ged_node *slot = slots[i];
            char rest[REST_BYTES];
            enum kw_role role;

            if (!slot || !role_in(record->record, h, slot, &role) ||
                kw_map_has(stated, slot->target->record->id.bits))
                continue;
            (void)snprintf(rest, sizeof rest, "%s:%.128s:%s",
                           h->famc ? "FAMC" : "ADOP", h->family->xref,
                           slot->tag);
            KW_TRY(kw_map_put(stated, slot->target->record->id.bits, 1, NULL,
                              err));
            KW_TRY(state_link(reader, person, record, parent_property(slot),
                              slot->target->record->id,
                              role_of(record, slot->target), rest, err));
        }
    }
    return KW_OK;
}

static enum kw_status state_children(struct ged_reader *reader,
                                     const struct ged_node *record,
                                     struct kw_person *person,
                                     struct kw_map *stated,
                                     struct kw_error *err)
{
    for (const struct ged_head *h = record->record->heads; h; h = h->next)
        for (struct ged_node *n = ged_child(h->family, "CHIL"); n;
             n = ged_next(n)) {
            char rest[REST_BYTES];

            if (!n->target || kw_map_has(stated, n->target->record->id.bits))
                continue;
            (void)snprintf(rest, sizeof rest, "%.100s:CHIL:%.100s",
                           h->family->xref, n->target->xref);
            KW_TRY(
                kw_map_put(stated, n->target->record->id.bits, 1, NULL, err));
            KW_TRY(state_link(reader, person, record, KW_P_CHILD,
                              n->target->record->id, role_of(n->target, record),
                              rest, err));
        }
    return KW_OK;
}

enum kw_status ged_family_fill(struct ged_reader *reader,
                               struct ged_node *record,
                               struct kw_person *person, struct kw_error *err)
{
    struct kw_map stated = {0};
    enum kw_status status = state_parents(reader, record, person, &stated, err);

    kw_map_clear(&stated);
    if (status == KW_OK)
        status = state_children(reader, record, person, &stated, err);
    kw_map_finish(&stated);
    KW_TRY(status);
    return ged_marriages_fill(reader, record, person, err);
}
