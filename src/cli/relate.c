/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding the answer about two people: fetch what is lacking, read both
 * cones of ancestors out of the store, reckon; only if there is no
 * relation with a name, look for the shortest chain of any kind.
 */
#include "relate.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/graph.h>

/* How many people a question reads at once before it makes do with the
 * nearest generations. A text tells a few lines; JSON counts them all. */
enum { TEXT_PEOPLE_MAX = 5000, JSON_PEOPLE_MAX = 20000 };
/* Steps a count may take where everything was asked for: minutes. */
#define PATIENCE UINT64_C(300000000)
enum { FIRST_REACH = 5, REACH_STEP = 1, REACH_MAX = 200, CHASES_MAX = 3 };

#define ANY_LINK (KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE)

void relate_finish(struct relate *r)
{
    kw_reckoning_finish(&r->reckoning);
    kw_kinship_destroy(r->kinship);
    kw_people_destroy(r->people);
    kw_path_finish(&r->path);
    memset(&r->reckoning, 0, sizeof r->reckoning);
    r->kinship = NULL;
    r->people = NULL;
}

/* ---- loading ------------------------------------------------------- */

struct seeds {
    struct kw_id *ids;
    size_t count;
    size_t capacity;
};

static enum kw_status add_seed(struct seeds *seeds, struct kw_id id,
                               struct kw_error *err)
{
    struct kw_id *grown =
        kw_grow(seeds->ids, seeds->count, &seeds->capacity, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    seeds->ids = grown;
    seeds->ids[seeds->count++] = id;
    return KW_OK;
}

/* The one asked about and all their partners, whose blood may matter. */
static enum kw_status add_with_partners(struct relate *r, struct kw_id id,
                                        struct seeds *seeds,
                                        struct kw_error *err)
{
    struct kw_arena arena = {0};
    struct kw_link *links;
    size_t count = 0;
    enum kw_status status = add_seed(seeds, id, err);

    if (status == KW_OK)
        status = kw_store_links(r->cli->store, id, &arena, &links, &count, err);
    for (size_t i = 0; status == KW_OK && i < count; i++) {
        const struct kw_link *link = &links[i];

        if ((link->kind == KW_LINK_SPOUSE || link->kind == KW_LINK_PARTNER) &&
            kw_link_holds(link))
            status = add_seed(
                seeds, kw_id_same(link->child, id) ? link->parent : link->child,
                err);
    }
    kw_arena_finish(&arena);
    return status;
}

/* Ancestors of both and of their partners up to `up` generations, and
 * those who stand around the two and their parents. */
static enum kw_status load_family(struct relate *r, const struct seeds *seeds,
                                  int up, uint32_t people_max,
                                  struct kw_people *people,
                                  struct kw_error *err)
{
    const char *const *langs = (const char *const *)r->cli->langs;
    struct kw_scope cones = {
        .up = up,
        .people_max = people_max,
        .without = r->wish->without,
        .without_count = r->wish->without_count,
    };
    struct kw_scope near = cones;
    struct kw_id ends[2] = {r->from_id, r->to_id};

    near.up = 1;
    near.around = near.kin = true;
    near.people_max = 0;
    KW_TRY(kw_store_load(r->cli->store, seeds->ids, seeds->count, &cones, langs,
                         people, err));
    KW_TRY(kw_store_load(r->cli->store, ends, 2, &near, langs, people, err));
    for (int i = 0; i < 2; i++) {
        struct kw_member member = {.id = ends[i]};

        KW_TRY(kw_people_add_member(people, &member, err));
    }
    return KW_OK;
}

static enum kw_status make_ready(struct relate *r, struct kw_error *err)
{
    KW_TRY(kw_people_seal(r->people, err));
    r->from = kw_people_find(r->people, r->from_id);
    r->to = kw_people_find(r->people, r->to_id);
    if (r->from == KW_NOBODY || r->to == KW_NOBODY)
        return kw_fail(err, KW_INTERNAL, "the family was read without FROM");
    return kw_kinship_create(r->people, r->wish->without,
                             r->wish->without_count, &r->kinship, err);
}

/* Adds everybody on a shortest chain of any kind. */
static enum kw_status meet(const struct relate *r, struct kw_people *people,
                           struct kw_meeting *out, struct kw_error *err)
{
    return kw_store_meet(r->cli->store, r->from_id, r->to_id, ANY_LINK,
                         r->wish->without, r->wish->without_count,
                         (const char *const *)r->cli->langs, people, out, err);
}

/* Reads the family anew; with `chain` also the people of the shortest
 * chains, so that they have names and marriages. */
static enum kw_status load_once(struct relate *r, int up, uint32_t people_max,
                                bool chain, struct kw_error *err)
{
    struct seeds seeds = {0};
    struct kw_meeting again;
    enum kw_status status;

    kw_kinship_destroy(r->kinship);
    kw_people_destroy(r->people);
    r->kinship = NULL;
    r->people = NULL;
    status = kw_people_create(kw_store_xrefs(r->cli->store), &r->people, err);
    if (status == KW_OK)
        status = add_with_partners(r, r->from_id, &seeds, err);
    if (status == KW_OK)
        status = add_with_partners(r, r->to_id, &seeds, err);
    if (status == KW_OK)
        status = load_family(r, &seeds, up, people_max, r->people, err);
    if (status == KW_OK && chain)
        status = meet(r, r->people, &again, err);
    if (status == KW_OK)
        status = make_ready(r, err);
    free(seeds.ids);
    return status;
}

static enum kw_status reckon(struct relate *r, struct kw_error *err)
{
    struct kw_question question = {
        .from = r->from,
        .to = r->to,
        .lines_max =
            r->wish->lines > SIZE_MAX ? SIZE_MAX : (size_t)r->wish->lines,
        .skip_phi = !r->as_json || r->is_partial,
        .work_max =
            r->wish->to_the_end || r->wish->lines == UINT64_MAX ? PATIENCE : 0,
    };

    kw_reckoning_finish(&r->reckoning);
    return kw_kinship_reckon(r->kinship, &question, &r->reckoning, err);
}

/* Lines of blood found, as far as that matters: up to `enough`. */
static uint64_t lines_found(const struct relate *r, uint64_t enough)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < r->reckoning.relation_count && sum < enough; i++) {
        uint64_t lines;

        if (r->reckoning.relations[i].kind != KW_BLOOD)
            continue;
        if (!kw_number(r->reckoning.relations[i].lines, 0, UINT64_MAX - 1,
                       &lines) ||
            lines > enough - sum)
            return enough;
        sum += lines;
    }
    return sum;
}

/* Has enough been read for the lines that are told? What stands farther
 * up than the last of them cannot come before it. */
static bool is_enough(const struct relate *r)
{
    return r->reckoning.is_decided &&
           lines_found(r, r->wish->lines) >= r->wish->lines;
}

/* Reads the store in full; where that is too much, as many generations
 * as the answer needs. */
static enum kw_status load(struct relate *r, struct kw_error *err)
{
    uint32_t people_max = r->wish->to_the_end || r->wish->lines == UINT64_MAX
                              ? 0
                          : r->as_json ? JSON_PEOPLE_MAX
                                       : TEXT_PEOPLE_MAX;
    enum kw_status status;
    uint32_t read;

    KW_TRY(kw_store_resolve(r->cli->store, r->from_id, &r->from_id, err));
    KW_TRY(kw_store_resolve(r->cli->store, r->to_id, &r->to_id, err));
    r->is_partial = false;
    status = load_once(r, -1, people_max, false, err);
    if (status != KW_LIMIT)
        return status == KW_OK ? reckon(r, err) : status;
    r->is_partial = true;
    for (int up = FIRST_REACH; up <= REACH_MAX; up += REACH_STEP) {
        KW_TRY(load_once(r, up, 0, false, err));
        KW_TRY(reckon(r, err));
        read = kw_people_count(r->people);
        if (is_enough(r) || read > JSON_PEOPLE_MAX ||
            (r->reckoning.is_decided && read > people_max))
            break;
    }
    return KW_OK;
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
        load_once(&now, -1, 0, false, NULL) == KW_OK) {
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
    struct seeds unread = {0};
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
                status =
                    add_seed(&unread, kw_people_at(r->people, who)->id, err);
        }
    }
    if (status == KW_OK && unread.count) {
        status =
            kw_cli_gather_read(r->cli, unread.ids, unread.count, &r->bill, err);
        *fetched = true;
    }
    free(unread.ids);
    return status;
}

/* ---- the chain ----------------------------------------------------- */

static enum kw_status find_chain(struct relate *r, struct kw_error *err)
{
    struct kw_people *people;
    enum kw_status status;

    KW_TRY(kw_people_create(kw_store_xrefs(r->cli->store), &people, err));
    status = meet(r, people, &r->meeting, err);
    if (status == KW_OK)
        status = kw_people_seal(people, err);
    kw_path_finish(&r->path);
    memset(&r->path, 0, sizeof r->path);
    r->is_connected = false;
    if (status == KW_OK && r->meeting.met)
        status = kw_graph_path(people, r->from_id, r->to_id, ANY_LINK, &r->path,
                               &r->is_connected, err);
    kw_people_destroy(people);
    return status;
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
    KW_TRY(load(r, err));
    KW_TRY(must_exist(r, r->from, err));
    KW_TRY(must_exist(r, r->to, err));
    if (!r->reckoning.relation_count && kw_cli_may_ask(r->cli)) {
        KW_TRY(kw_cli_gather_chain(r->cli, r->from_id, r->to_id, ANY_LINK,
                                   &r->bill, err));
        KW_TRY(load(r, err));
    }
    for (int i = 0; fetched && i < CHASES_MAX; i++) {
        KW_TRY(fetch_told(r, &fetched, err));
        if (fetched)
            KW_TRY(load(r, err));
    }
    if (r->as_json || !r->reckoning.relation_count) {
        KW_TRY(find_chain(r, err));
        /* In-laws farther off can be named once the chain is read. */
        if (r->is_connected && !r->reckoning.relation_count) {
            KW_TRY(
                load_once(r, r->is_partial ? FIRST_REACH : -1, 0, true, err));
            KW_TRY(reckon(r, err));
        }
    }
    KW_TRY(judge(r, err));
    return find_as_of(r, err);
}
