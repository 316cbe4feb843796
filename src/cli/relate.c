/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding the answer about two people: fetch what is lacking, have the
 * family read and reckoned (relate_load.c); only if there is no relation
 * with a name, look for the shortest chain of any kind.
 */
#include "relate_load.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/graph.h>

enum { CHASES_MAX = 3 };

void relate_finish(struct relate *r)
{
    kw_reckoning_finish(&r->reckoning);
    kw_kinship_destroy(r->kinship);
    kw_people_destroy(r->people);
    kw_people_destroy(r->chain);
    kw_path_finish(&r->path);
    memset(&r->reckoning, 0, sizeof r->reckoning);
    r->kinship = NULL;
    r->people = NULL;
    r->chain = NULL;
}

/* ---- fetching ------------------------------------------------------ */

/* Is it decided yet, among the people read so far? */
static bool is_decided(void *arg, const struct kw_crawl *crawl)
{
    struct relate *r = arg;
    struct relate now = {
        .cli = r->cli,
        .wish = r->wish,
        .from_id = r->from_id,
        .to_id = r->to_id,
    };
    struct kw_question question = {.skip_affinity = true, .skip_phi = true};
    struct kw_arena arena = {0};
    struct kw_open open;
    bool decided = false;

    (void)crawl;
    if (kw_store_resolve(r->cli->store, now.from_id, &now.from_id, NULL) ==
            KW_OK &&
        kw_store_resolve(r->cli->store, now.to_id, &now.to_id, NULL) == KW_OK &&
        relate_read(&now, NULL) == KW_OK) {
        question.from = now.from;
        question.to = now.to;
        if (kw_kinship_open(now.kinship, now.from, now.to, &arena, &open,
                            NULL) == KW_OK &&
            kw_kinship_reckon(now.kinship, &question, &now.reckoning, NULL) ==
                KW_OK &&
            now.reckoning.relation_count) {
            const struct kw_relation *first = now.reckoning.relations;

            decided =
                kw_kinship_decided(first->up + first->down,
                                   first->fullness == KW_HALF ||
                                       first->fullness == KW_FULLNESS_UNKNOWN,
                                   open.from_unread, open.to_unread);
        }
    }
    kw_arena_finish(&arena);
    relate_finish(&now);
    return decided;
}

static enum kw_status fetch_cones(struct relate *r, struct kw_error *err)
{
    if (!kw_cli_may_ask(r->cli))
        return KW_OK;
    r->has_asked = true;
    if (r->wish->to_the_end)
        return kw_cli_gather_cones(r->cli, r->from_id, r->to_id, false,
                                   &r->bill, err);
    return kw_cli_gather_until(r->cli, r->from_id, r->to_id, is_decided, r,
                               &r->bill, err);
}

/* Those on the lines told who are named but were not read have no name
 * and no sex yet. *fetched says if there were such. */
static enum kw_status fetch_told(struct relate *r, bool *fetched,
                                 struct kw_error *err)
{
    struct relate_ids unread = {0};
    uint64_t left = r->wish->lines;
    enum kw_status status = KW_OK;

    *fetched = false;
    if (!kw_cli_may_ask(r->cli))
        return KW_OK;
    for (size_t i = 0; i < r->reckoning.relation_count; i++) {
        const struct kw_relation *relation = &r->reckoning.relations[i];

        if (!relate_share(r, i, &left) || !relation->line)
            continue;
        for (uint32_t j = 0;
             status == KW_OK && j <= relation->up + relation->down + 2; j++) {
            uint32_t who =
                j <= relation->up + relation->down
                    ? relation->line[j]
                    : relation->apex[j - relation->up - relation->down - 1];

            if (who != KW_NOBODY &&
                kw_people_at(r->people, who)->known == KW_UNREAD)
                status = relate_ids_add(&unread,
                                        kw_people_at(r->people, who)->id, err);
        }
    }
    if (status == KW_OK && unread.count) {
        status = kw_cli_gather_read(r->cli, unread.items, unread.count,
                                    &r->bill, err);
        *fetched = true;
    }
    relate_ids_finish(&unread);
    return status;
}

/* ---- the chain ----------------------------------------------------- */

static enum kw_status find_chain(struct relate *r, struct kw_error *err)
{
    kw_people_destroy(r->chain);
    kw_path_finish(&r->path);
    memset(&r->path, 0, sizeof r->path);
    r->is_connected = false;
    KW_TRY(kw_people_create(kw_store_xrefs(r->cli->store), &r->chain, err));
    KW_TRY(relate_meet(r, r->chain, &r->meeting, err));
    KW_TRY(kw_people_seal(r->chain, err));
    if (!r->meeting.met)
        return KW_OK;
    return kw_graph_path(r->chain, r->from_id, r->to_id, RELATE_ANY_LINK,
                         &r->path, &r->is_connected, err);
}

/* ---- the verdict --------------------------------------------------- */

/* Was everybody above the two who names a child only from above asked
 * for as well? True of families that came from no server, and after a
 * crawl with --reverse-check. */
static enum kw_status is_closed(struct relate *r, bool *closed,
                                struct kw_error *err)
{
    struct kw_book *book = NULL;

    *closed = !r->reckoning.open_count && !r->is_partial;
    for (uint32_t who = 0; *closed && who < kw_people_count(r->people); who++) {
        struct kw_id id = kw_people_at(r->people, who)->id;
        int64_t age_s;
        uint64_t revision;
        uint32_t depth;

        KW_TRY(kw_store_age(r->cli->store, id, &age_s, &revision, err));
        if (!revision)
            continue;
        if (!book && kw_book_open(r->cli->store, "children asked for", &book,
                                  NULL) != KW_OK) {
            *closed = false;
            return KW_OK;
        }
        if (kw_book_depth(book, id, &depth, closed, err) != KW_OK) {
            kw_book_close(book);
            return err->status;
        }
    }
    kw_book_close(book);
    return KW_OK;
}

static enum kw_status judge(struct relate *r, struct kw_error *err)
{
    bool closed;

    if (r->reckoning.relation_count) {
        r->verdict = RELATE_RELATED;
        return KW_OK;
    }
    if (r->is_connected) {
        r->verdict = RELATE_CONNECTED;
        return KW_OK;
    }
    KW_TRY(is_closed(r, &closed, err));
    r->verdict = closed ? RELATE_UNRELATED : RELATE_UNKNOWN;
    return KW_OK;
}

static enum kw_status note_age(struct relate *r, uint32_t who,
                               struct kw_error *err)
{
    int64_t now = kw_clock_wall_s(r->cli->clock);
    int64_t age;
    uint64_t revision;

    KW_TRY(kw_store_age(r->cli->store, kw_people_at(r->people, who)->id, &age,
                        &revision, err));
    if (age >= 0 && (!r->as_of_s || now - age < r->as_of_s))
        r->as_of_s = now - age;
    return KW_OK;
}

/* When the oldest record of the answer was read. The sample was read from
 * nowhere: it has no such day. */
static enum kw_status find_as_of(struct relate *r, struct kw_error *err)
{
    uint64_t left = r->wish->lines;

    r->as_of_s = 0;
    if (r->cli->sample)
        return KW_OK;
    KW_TRY(note_age(r, r->from, err));
    KW_TRY(note_age(r, r->to, err));
    for (size_t i = 0; i < r->reckoning.relation_count; i++) {
        const struct kw_relation *relation = &r->reckoning.relations[i];

        if (!relate_share(r, i, &left) || !relation->line)
            continue;
        for (uint32_t j = 0; j <= relation->up + relation->down; j++)
            KW_TRY(note_age(r, relation->line[j], err));
    }
    return KW_OK;
}

uint64_t relate_share(const struct relate *r, size_t i, uint64_t *left)
{
    const struct kw_relation *relation = &r->reckoning.relations[i];
    uint64_t lines;

    if (relation->kind == KW_BY_STEP || relation->kind == KW_BY_MARRIAGE ||
        r->wish->lines == UINT64_MAX)
        return UINT64_MAX;
    /* Each alternative and each kind tells its own nearest. */
    if (i && (relation[-1].alternative != relation->alternative ||
              relation[-1].kind != relation->kind))
        *left = r->wish->lines;
    if (!kw_number(relation->lines, 0, UINT64_MAX - 1, &lines) || lines > *left)
        lines = *left;
    *left -= lines;
    return lines;
}

/* ---- all of it ----------------------------------------------------- */

static enum kw_status must_exist(const struct relate *r, uint32_t who,
                                 struct kw_error *err)
{
    char id[KW_ID_TEXT_BYTES];

    if (kw_people_at(r->people, who)->known != KW_GONE)
        return KW_OK;
    return kw_fail(err, KW_NOT_FOUND, "%s: there is no such person (deleted?)",
                   kw_id_print(kw_people_at(r->people, who)->id,
                               kw_people_xrefs(r->people), id));
}

enum kw_status relate_find(struct relate *r, struct kw_error *err)
{
    bool fetched = true;

    KW_TRY(fetch_cones(r, err));
    KW_TRY(relate_load(r, err));
    KW_TRY(must_exist(r, r->from, err));
    KW_TRY(must_exist(r, r->to, err));
    if (!r->reckoning.relation_count && kw_cli_may_ask(r->cli)) {
        KW_TRY(kw_cli_gather_chain(r->cli, r->from_id, r->to_id,
                                   RELATE_ANY_LINK, &r->bill, err));
        KW_TRY(relate_load(r, err));
    }
    for (int i = 0; fetched && i < CHASES_MAX; i++) {
        KW_TRY(fetch_told(r, &fetched, err));
        if (fetched)
            KW_TRY(relate_load(r, err));
    }
    if (r->as_json || !r->reckoning.relation_count) {
        KW_TRY(find_chain(r, err));
        /* In-laws farther off can be named once the chain is read. */
        if (r->is_connected && !r->reckoning.relation_count) {
            KW_TRY(relate_read_chain(r, err));
        }
    }
    KW_TRY(judge(r, err));
    return find_as_of(r, err);
}
