/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answer about two people as JSON, schema kinwalk.relate/1.
 */
#include "relate.h"

#include <stdlib.h>
#include <string.h>

struct writing {
    const struct relate *r;
    struct kw_json json;
    struct kw_lines *lines;
};

/* ---- small parts --------------------------------------------------- */

static void put_id(struct writing *w, uint32_t who)
{
    char id[KW_ID_TEXT_BYTES];

    kw_json_text(&w->json, kw_id_print(kw_people_at(w->r->people, who)->id,
                                       kw_people_xrefs(w->r->people), id));
}

/* The members "id" and "label"; "kind" where it is no single human. */
static void put_member(struct writing *w, const struct kw_member *member)
{
    char id[KW_ID_TEXT_BYTES];

    kw_json_set_text(
        &w->json, "id",
        kw_id_print(member->id, kw_people_xrefs(w->r->people), id));
    kw_json_set_text(&w->json, "label", member->label);
    if (member->kind > KW_HUMAN)
        kw_json_set_text(&w->json, "kind",
                         kw_kind_name((enum kw_kind)member->kind));
}

static void put_person(struct writing *w, uint32_t who)
{
    kw_json_object(&w->json);
    put_member(w, kw_people_at(w->r->people, who));
    kw_json_end(&w->json);
}

static enum kw_status put_word(struct writing *w, const char *key,
                               const struct kw_relation *relation,
                               enum relate_word what, struct kw_error *err)
{
    struct kw_buffer word = {0};
    enum kw_status status = relate_word(w->r, relation, what, &word, err);

    if (status == KW_OK)
        status = kw_buffer_check(&word, err);
    if (status == KW_OK)
        kw_json_set_text(&w->json, key, word.bytes ? word.bytes : "");
    kw_buffer_finish(&word);
    return status;
}

/* ---- a relation ---------------------------------------------------- */

static void put_ancestors(struct writing *w, const struct kw_relation *relation)
{
    uint32_t first = relation->apex[0];
    uint32_t second = relation->apex[1];

    kw_json_key(&w->json, "ancestors");
    kw_json_array(&w->json);
    if (second < first) {
        first = relation->apex[1];
        second = relation->apex[0];
    }
    if (relation->kind != KW_BY_MARRIAGE || relation->up + relation->down) {
        put_person(w, first);
        if (second != KW_NOBODY)
            put_person(w, second);
    }
    kw_json_end(&w->json);
}

static enum kw_status put_codes(struct writing *w,
                                const struct kw_relation *relation,
                                struct kw_error *err)
{
    bool blood = relation->kind == KW_BLOOD;
    uint8_t *sexes = malloc((size_t)relation->up + relation->down + 1);
    struct kw_buffer text = {0};
    struct kw_kin kin;
    enum kw_status status;
    uint64_t number;

    if (!sexes)
        return kw_nomem(err);
    kw_relation_kin(w->r->people, &w->r->reckoning, relation, false, sexes,
                    &kin);
    kw_kin_type(&kin, &text);
    status = kw_buffer_check(&text, err);
    kw_json_set_text(&w->json, "kin_type", text.bytes ? text.bytes : "");
    kw_json_key(&w->json, "civil");
    if (blood)
        kw_json_uint(&w->json, kw_civil_degree(relation->up, relation->down));
    else
        kw_json_null(&w->json);
    kw_json_key(&w->json, "canon");
    if (blood)
        kw_json_uint(&w->json, kw_canon_degree(relation->up, relation->down));
    else
        kw_json_null(&w->json);
    kw_buffer_clear(&text);
    kw_json_key(&w->json, "ahnentafel");
    if (!blood || relation->down ||
        !kw_ahnentafel(sexes, relation->up, &text) ||
        kw_buffer_check(&text, err) != KW_OK)
        kw_json_null(&w->json);
    else if (kw_number(text.bytes, 0, (uint64_t)1 << 53, &number))
        kw_json_uint(&w->json, number);
    else
        kw_json_text(&w->json, text.bytes);
    kw_buffer_finish(&text);
    free(sexes);
    return status;
}

static void put_way(struct writing *w, const char *key, const uint32_t *whole,
                    size_t first, size_t end)
{
    kw_json_key(&w->json, key);
    kw_json_array(&w->json);
    for (size_t i = first; i < end; i++)
        put_id(w, whole[i]);
    kw_json_end(&w->json);
}

static void put_line(struct writing *w, const struct kw_relation *relation,
                     const uint32_t *whole, size_t count)
{
    size_t top = relation->up + (relation->from_marriage != KW_NO_MARRIAGE);

    kw_json_object(&w->json);
    put_way(w, "up", whole, 0, top + 1);
    put_way(w, "down", whole, top, count);
    kw_json_end(&w->json);
}

static void put_qualifiers(struct writing *w,
                           const struct kw_statement *statement)
{
    kw_json_key(&w->json, "qualifiers");
    kw_json_object(&w->json);
    for (size_t i = 0; i < statement->qualifier_count; i++) {
        const struct kw_qualifier *q = &statement->qualifiers[i];
        char property[16];
        char id[KW_ID_TEXT_BYTES];
        char date[KW_DATE_TEXT_BYTES];

        if (i && statement->qualifiers[i - 1].property == q->property) {
            /* Several of one property stand in one array. */
        } else {
            (void)snprintf(property, sizeof property, "P%u",
                           (unsigned)q->property);
            kw_json_key(&w->json, property);
            kw_json_array(&w->json);
        }
        if (q->snak != KW_VALUE)
            kw_json_null(&w->json);
        else if (q->value.type == KW_ITEM)
            kw_json_text(&w->json, kw_id_print(q->value.item, NULL, id));
        else if (q->value.type == KW_DATE)
            kw_json_text(&w->json, kw_date_stamp(q->value.date, date));
        else
            kw_json_text(&w->json, q->value.text);
        if (i + 1 == statement->qualifier_count ||
            statement->qualifiers[i + 1].property != q->property)
            kw_json_end(&w->json);
    }
    kw_json_end(&w->json);
}

static void put_reason(struct writing *w, const struct relate_reason *reason)
{
    const struct kw_statement *s = reason->statement;
    char property[16];

    kw_json_object(&w->json);
    kw_json_key(&w->json, "child");
    put_id(w, reason->child);
    kw_json_key(&w->json, "parent");
    put_id(w, reason->parent);
    kw_json_set_text(&w->json, "statement", s ? s->id : NULL);
    if (s) {
        (void)snprintf(property, sizeof property, "P%u", (unsigned)s->property);
        kw_json_set_text(&w->json, "property", property);
        kw_json_set_text(&w->json, "rank", relate_rank(reason));
        kw_json_set_text(&w->json, "role", kw_role_name(s->role));
        put_qualifiers(w, s);
        kw_json_set_int(&w->json, "references", s->references);
        kw_json_set_text(&w->json, "stated_by", relate_stated_by(reason));
        kw_json_set_int(&w->json, "revision", (int64_t)reason->revision);
    } else {
        kw_json_set_null(&w->json, "property");
        kw_json_set_null(&w->json, "rank");
        kw_json_set_null(&w->json, "references");
        kw_json_set_null(&w->json, "stated_by");
        kw_json_set_null(&w->json, "revision");
    }
    kw_json_end(&w->json);
}

static enum kw_status put_steps(struct writing *w,
                                const struct kw_relation *relation,
                                const uint32_t *whole, size_t count,
                                struct kw_error *err)
{
    size_t top = relation->up + (relation->from_marriage != KW_NO_MARRIAGE);
    struct relate_reason weakest = {0};
    enum kw_status status = KW_OK;

    kw_json_key(&w->json, "steps");
    kw_json_array(&w->json);
    for (size_t i = 0; status == KW_OK && i + 1 < count; i++) {
        bool married = (i == 0 && relation->from_marriage) ||
                       (i + 2 == count && relation->to_marriage);
        struct relate_reason reason;

        status = relate_reason_find(w->r, whole[i < top ? i : i + 1],
                                    whole[i < top ? i + 1 : i], married,
                                    &reason, err);
        put_reason(w, &reason);
        if (i == 0 || relate_reason_is_weaker(&reason, &weakest)) {
            struct relate_reason stronger = weakest;

            weakest = reason;
            reason = stronger;
        }
        relate_reason_finish(&reason);
    }
    kw_json_end(&w->json);
    if (count > 1) {
        kw_json_key(&w->json, "weakest");
        kw_json_object(&w->json);
        kw_json_key(&w->json, "child");
        put_id(w, weakest.child);
        kw_json_key(&w->json, "parent");
        put_id(w, weakest.parent);
        kw_json_end(&w->json);
    }
    relate_reason_finish(&weakest);
    return status;
}

/* The lines of relation i beyond the first, where they were asked for. */
static enum kw_status put_other_lines(struct writing *w, size_t i,
                                      uint64_t share, uint32_t *whole,
                                      struct kw_error *err)
{
    const struct kw_relation *relation = &w->r->reckoning.relations[i];
    const uint32_t *line;

    if (!w->r->wish->lines_asked || share < 2 ||
        strcmp(relation->lines, "1") == 0)
        return KW_OK;
    kw_json_key(&w->json, "other_lines");
    kw_json_array(&w->json);
    KW_TRY(kw_lines_aim(w->lines, i, err));
    for (uint64_t told = 0; told < share; told++) {
        if (kw_cli_interrupted())
            return kw_fail(err, KW_INTERRUPTED, "interrupted");
        KW_TRY(kw_lines_next(w->lines, &line, err));
        if (!line)
            break;
        if (told)
            put_line(w, relation, whole,
                     relate_whole_line(w->r, relation, line, whole));
        KW_TRY(kw_buffer_check(w->json.to, err));
    }
    kw_json_end(&w->json);
    return KW_OK;
}

static void put_date(struct writing *w, const char *key, struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];

    kw_json_set_text(&w->json, key,
                     kw_date_is_known(date) ? kw_date_print(date, text) : NULL);
}

static enum kw_status put_relation(struct writing *w, size_t i, uint64_t share,
                                   struct kw_error *err)
{
    const struct kw_relation *relation = &w->r->reckoning.relations[i];
    size_t room = (size_t)relation->up + relation->down + 3;
    uint32_t *whole = malloc(room * sizeof *whole);
    size_t count;
    enum kw_status status;

    if (!whole)
        return kw_nomem(err);
    count = relate_whole_line(w->r, relation, relation->line, whole);
    kw_json_object(&w->json);
    kw_json_set_text(&w->json, "kind", kw_relation_kind_name(relation->kind));
    status = put_word(w, "term", relation, RELATE_THERE, err);
    if (status == KW_OK)
        status = put_word(w, "term_back", relation, RELATE_BACK, err);
    if (status == KW_OK)
        status = put_word(w, "sentence", relation, RELATE_SENTENCE, err);
    kw_json_set_int(&w->json, "up", relation->up);
    kw_json_set_int(&w->json, "down", relation->down);
    kw_json_set_text(&w->json, "fullness",
                     kw_fullness_name(relation->fullness));
    put_ancestors(w, relation);
    kw_json_set_text(&w->json, "lines", relation->lines);
    if (status == KW_OK)
        status = put_codes(w, relation, err);
    kw_json_key(&w->json, "alternative");
    if (w->r->reckoning.alternative_count > 1 && relation->kind == KW_BLOOD)
        kw_json_uint(&w->json, (uint64_t)relation->alternative + 1);
    else
        kw_json_null(&w->json);
    if (relation->disputed)
        kw_json_set_bool(&w->json, "disputed", true);
    if (relation->kind == KW_BY_MARRIAGE) {
        put_date(w, "since", relation->since);
        put_date(w, "until", relation->until);
    }
    kw_json_key(&w->json, "line");
    put_line(w, relation, whole, count);
    if (status == KW_OK && w->r->wish->why)
        status = put_steps(w, relation, whole, count, err);
    if (status == KW_OK)
        status = put_other_lines(w, i, share, whole, err);
    if (status == KW_OK)
        kw_json_end(&w->json);
    free(whole);
    return status == KW_OK ? kw_buffer_check(w->json.to, err) : status;
}

static enum kw_status put_relations(struct writing *w, struct kw_error *err)
{
    uint64_t left = w->r->wish->lines;

    kw_json_key(&w->json, "relations");
    kw_json_array(&w->json);
    for (size_t i = 0; i < w->r->reckoning.relation_count; i++) {
        uint64_t share = relate_share(w->r, i, &left);

        if (share)
            KW_TRY(put_relation(w, i, share, err));
    }
    kw_json_end(&w->json);
    return KW_OK;
}

/* ---- the whole ----------------------------------------------------- */

/* "lines", "phi", "r" and "r_wright" of one alternative. */
static void put_sums(struct writing *w, const struct kw_alternative *way)
{
    const struct kw_weight *phi = &way->phi;

    kw_json_key(&w->json, "lines");
    kw_json_object(&w->json);
    kw_json_set_text(&w->json, "single", way->single);
    kw_json_set_text(&w->json, "merged", way->merged);
    kw_json_set_bool(&w->json, "complete",
                     way->is_complete && !w->r->is_partial &&
                         !w->r->reckoning.open_count);
    kw_json_end(&w->json);
    if (!phi->is_known) {
        kw_json_set_null(&w->json, "phi");
        kw_json_set_null(&w->json, "r");
        kw_json_set_null(&w->json, "r_wright");
        return;
    }
    kw_json_key(&w->json, "phi");
    kw_json_object(&w->json);
    kw_json_set_text(&w->json, "exact", phi->exact);
    kw_json_key(&w->json, "value");
    kw_json_double(&w->json, phi->value);
    kw_json_key(&w->json, "low");
    kw_json_double(&w->json, phi->low);
    kw_json_key(&w->json, "high");
    kw_json_double(&w->json, phi->high);
    kw_json_set_bool(&w->json, "lower_bound", phi->lower_bound);
    kw_json_end(&w->json);
    kw_json_key(&w->json, "r");
    kw_json_double(&w->json, phi->r);
    kw_json_key(&w->json, "r_wright");
    kw_json_double(&w->json, phi->r_wright);
}

/* Only where there are several. */
static void put_alternatives(struct writing *w)
{
    const struct kw_reckoning *reckoning = &w->r->reckoning;

    if (reckoning->alternative_count < 2)
        return;
    kw_json_key(&w->json, "alternatives");
    kw_json_array(&w->json);
    for (size_t i = 0; i < reckoning->alternative_count; i++) {
        const struct kw_alternative *way = &reckoning->alternatives[i];

        kw_json_object(&w->json);
        kw_json_set_int(&w->json, "alternative", (int64_t)i + 1);
        kw_json_key(&w->json, "choices");
        kw_json_array(&w->json);
        for (size_t c = 0; c < way->choice_count; c++) {
            kw_json_object(&w->json);
            kw_json_key(&w->json, "child");
            put_person(w, way->choices[c].child);
            kw_json_key(&w->json, "parents");
            kw_json_array(&w->json);
            for (int p = 0; p < 2; p++)
                if (way->choices[c].parents[p] != KW_NOBODY)
                    put_person(w, way->choices[c].parents[p]);
            kw_json_end(&w->json);
            kw_json_end(&w->json);
        }
        kw_json_end(&w->json);
        put_sums(w, way);
        kw_json_end(&w->json);
    }
    kw_json_end(&w->json);
    kw_json_set_bool(&w->json, "more_alternatives",
                     reckoning->more_alternatives);
}

static enum kw_status put_cuts(struct writing *w, struct kw_error *err)
{
    size_t count;
    const struct kw_cut *cuts = kw_kinship_cuts(w->r->kinship, &count);

    if (!count)
        return KW_OK;
    kw_json_key(&w->json, "cuts");
    kw_json_array(&w->json);
    for (size_t i = 0; i < count; i++) {
        struct relate_reason reason;

        KW_TRY(relate_reason_find(w->r, cuts[i].child, cuts[i].parent, false,
                                  &reason, err));
        put_reason(w, &reason);
        relate_reason_finish(&reason);
    }
    kw_json_end(&w->json);
    return KW_OK;
}

static void put_connection(struct writing *w)
{
    const struct kw_path *path = &w->r->path;

    kw_json_key(&w->json, "connection");
    if (!w->r->is_connected) {
        kw_json_null(&w->json);
        return;
    }
    kw_json_object(&w->json);
    kw_json_set_int(&w->json, "steps", (int64_t)path->count - 1);
    kw_json_set_bool(&w->json, "proven", w->r->meeting.proven);
    kw_json_key(&w->json, "path");
    kw_json_array(&w->json);
    for (size_t i = 0; i < path->count; i++) {
        const struct kw_people *chain = w->r->chain;
        uint32_t who = kw_people_find(chain, path->steps[i].id);

        kw_json_object(&w->json);
        put_member(w, kw_people_at(chain, who));
        kw_json_set_text(&w->json, "link",
                         i ? kw_step_name(path->steps[i].link) : NULL);
        kw_json_end(&w->json);
    }
    kw_json_end(&w->json);
    kw_json_end(&w->json);
}

static const char *verdict_name(enum relate_verdict verdict)
{
    static const char *const names[] = {"related", "connected", "unrelated",
                                        "unknown"};

    return names[verdict];
}

static enum kw_status put_answer(struct writing *w, struct kw_error *err)
{
    const struct relate *r = w->r;
    char time[32];

    kw_json_object(&w->json);
    kw_json_set_text(&w->json, "schema", "kinwalk.relate/1");
    if (r->as_of_s)
        kw_time_print(r->as_of_s, time);
    kw_json_set_text(&w->json, "as_of", r->as_of_s ? time : NULL);
    kw_json_key(&w->json, "from");
    put_person(w, r->from);
    kw_json_key(&w->json, "to");
    put_person(w, r->to);
    kw_json_set_text(&w->json, "verdict", verdict_name(r->verdict));
    KW_TRY(put_relations(w, err));
    put_sums(w, &r->reckoning.alternatives[0]);
    put_alternatives(w);
    KW_TRY(put_cuts(w, err));
    put_connection(w);
    kw_json_key(&w->json, "open");
    kw_json_array(&w->json);
    for (size_t i = 0; i < r->reckoning.open_count; i++)
        put_id(w, r->reckoning.open[i]);
    kw_json_end(&w->json);
    kw_json_key(&w->json, "crawl");
    if (r->has_asked)
        kw_bill_write(&r->bill, &w->json);
    else
        kw_json_null(&w->json);
    kw_json_end(&w->json);
    return KW_OK;
}

enum kw_status relate_write(const struct relate *relate, struct kw_buffer *out,
                            struct kw_error *err)
{
    struct writing w = {.r = relate};
    enum kw_status status;

    kw_json_init(&w.json, out);
    status = kw_lines_open(relate->kinship, &relate->reckoning, &w.lines, err);
    if (status == KW_OK)
        status = put_answer(&w, err);
    kw_lines_close(w.lines);
    return status;
}
