/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom `draw` draws: generations around somebody, or the smallest family
 * that joins some people.
 */
#include "drawn.h"

#include <stdlib.h>
#include <string.h>

#include <kinwalk/kinship.h>

#include "gather.h"
#include "picture.h"

/* ---- the family -------------------------------------------------------- */

int drawn_generations(uint32_t asked)
{
    return asked == KW_NOBODY ? 0 : (int)asked;
}

static enum kw_status fetch(struct drawn *d, struct kw_error *err)
{
    struct kw_cli *cli = d->cli;

    if (cli->offline || cli->sample)
        return KW_OK;
    if (d->joining) {
        for (size_t i = 1; i < d->count; i++)
            KW_TRY(kw_cli_gather_cones(cli, d->ids[0], d->ids[i], true, NULL,
                                       err));
        return KW_OK;
    }
    return kw_cli_gather_lines(
        cli, d->ids, d->count, drawn_generations(d->ancestors),
        drawn_generations(d->descendants), true, NULL, err);
}

/* Reads the family in question; with `meet` also the chains between those
 * to be joined, by any link. */
static enum kw_status load(struct drawn *d, bool meet, struct kw_error *err)
{
    const char *const *langs = (const char *const *)d->cli->langs;
    struct kw_scope scope = {.up = d->joining ? -1
                                              : drawn_generations(d->ancestors),
                             .down = drawn_generations(d->descendants),
                             .around = true};

    kw_people_destroy(d->people);
    d->people = NULL;
    KW_TRY(kw_people_create(kw_store_xrefs(d->cli->store), &d->people, err));
    KW_TRY(kw_store_load(d->cli->store, d->ids, d->count, &scope, langs,
                         d->people, err));
    for (size_t i = 1; meet && i < d->count; i++) {
        struct kw_meeting meeting;

        KW_TRY(kw_store_meet(d->cli->store, d->ids[0], d->ids[i],
                             KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE, NULL,
                             0, langs, d->people, &meeting, err));
    }
    return kw_people_seal(d->people, err);
}

static enum kw_status find_members(struct drawn *d, struct kw_error *err)
{
    size_t all = kw_people_count(d->people);
    size_t lit = d->highlight_count > d->count ? d->highlight_count : d->count;

    free(d->members);
    free(d->lit);
    free(d->chosen);
    d->members = calloc(d->count + 1, sizeof *d->members);
    d->lit = calloc(lit + 1, sizeof *d->lit);
    d->chosen = calloc(all + 1, sizeof *d->chosen);
    d->lit_count = 0;
    if (!d->members || !d->lit || !d->chosen)
        return kw_nomem(err);
    for (size_t i = 0; i < d->count; i++) {
        char id[KW_ID_TEXT_BYTES];

        d->members[i] = kw_people_find(d->people, d->ids[i]);
        if (d->members[i] == KW_NOBODY) {
            kw_id_print(d->ids[i], kw_store_xrefs(d->cli->store), id);
            return kw_fail(err, KW_NOT_FOUND,
                           "%s: nothing is known; kinwalk crawl %s reads it",
                           id, id);
        }
    }
    for (size_t i = 0; i < d->highlight_count; i++) {
        uint32_t who = kw_people_find(d->people, d->highlights[i]);

        if (who != KW_NOBODY)
            d->lit[d->lit_count++] = who;
    }
    if (!d->highlight_count) {
        memcpy(d->lit, d->members, d->count * sizeof *d->lit);
        d->lit_count = d->count;
    }
    return KW_OK;
}

/* ---- whom to draw ------------------------------------------------------ */

static enum kw_status join(struct drawn *d, const uint32_t *whom, size_t count,
                           bool *joined, struct kw_error *err)
{
    size_t begin = 0;

    kw_chains_finish(&d->chains);
    free(d->lines);
    KW_TRY(kw_people_join(d->people, whom, count, &d->chains, joined, err));
    d->lines = calloc(d->chains.count + 1, sizeof *d->lines);
    if (!d->lines)
        return kw_nomem(err);
    for (size_t i = 0; i < d->chains.count; i++) {
        d->lines[i].members = d->chains.members + begin;
        d->lines[i].count = d->chains.ends[i] - begin;
        begin = d->chains.ends[i];
    }
    d->options.lines = d->lines;
    d->options.line_count = d->chains.count;
    return KW_OK;
}

/* A name without what stands behind its comma: "Prince Philip". */
static void add_name(const struct drawn *d, uint32_t who, struct kw_buffer *out)
{
    char id[KW_ID_TEXT_BYTES];
    const char *name = kw_people_name(d->people, who, id);
    size_t length = strcspn(name, ",");

    kw_buffer_add(out, name, length ? length : strlen(name));
}

void drawn_names(const struct drawn *d, const uint32_t *whom, size_t count,
                 struct kw_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            kw_buffer_text(out, i + 1 == count ? " and " : ", ");
        add_name(d, whom[i], out);
    }
}

/* The nearest relation by blood of two people is their line, and its
 * sentence the heading. *found says whether there is one. */
static enum kw_status take_line(struct drawn *d, struct kw_reckoning *answer,
                                struct kw_error *err)
{
    const struct kw_relation *nearest = answer->relations;
    size_t count = nearest->up + nearest->down + (size_t)1;
    struct kw_style style = {
        .lang = kw_lang_pick((const char *const *)d->cli->langs)};
    uint8_t *sexes = kw_arena_zeroed(&answer->arena, count, sizeof *sexes);
    struct kw_buffer from = {0};
    struct kw_buffer to = {0};
    struct kw_kin kin;
    enum kw_status status;

    d->own_line = calloc(count, sizeof *d->own_line);
    if (!sexes || !d->own_line)
        return kw_nomem(err);
    memcpy(d->own_line, nearest->line, count * sizeof *d->own_line);
    d->line = (struct kw_draw_line){d->own_line, count};
    d->options.lines = &d->line;
    d->options.line_count = 1;
    add_name(d, d->members[0], &from);
    add_name(d, d->members[1], &to);
    status = kw_buffer_check(&from, err);
    if (status == KW_OK)
        status = kw_buffer_check(&to, err);
    if (status == KW_OK) {
        kw_relation_kin(d->people, answer, nearest, false, sexes, &kin);
        kw_sentence(&kin, from.bytes, to.bytes, &style, &d->heading);
        if (nearest->up && nearest->down) {
            kw_buffer_text(&d->caption, "through ");
            drawn_names(d, nearest->apex, nearest->apex[1] == KW_NOBODY ? 1 : 2,
                        &d->caption);
            kw_buffer_text(&d->caption, " \xC2\xB7 ");
        }
    }
    kw_buffer_finish(&from);
    kw_buffer_finish(&to);
    return status;
}

static enum kw_status relate_two(struct drawn *d, bool *found,
                                 struct kw_error *err)
{
    struct kw_question question = {.from = d->members[0],
                                   .lines_max = 1,
                                   .skip_affinity = true,
                                   .skip_phi = true};
    struct kw_kinship *kinship = NULL;
    struct kw_reckoning answer = {0};
    enum kw_status status;

    *found = false;
    if (d->count != 2 || d->members[0] == d->members[1])
        return KW_OK;
    question.to = d->members[1];
    status = kw_kinship_create(d->people, NULL, 0, &kinship, err);
    if (status == KW_OK)
        status = kw_kinship_reckon(kinship, &question, &answer, err);
    *found = status == KW_OK && answer.relation_count &&
             answer.relations[0].kind == KW_BLOOD && answer.relations[0].line;
    if (*found)
        status = take_line(d, &answer, err);
    kw_reckoning_finish(&answer);
    kw_kinship_destroy(kinship);
    return status;
}

static enum kw_status choose_joined(struct drawn *d, struct kw_error *err)
{
    bool joined;

    KW_TRY(relate_two(d, &joined, err));
    if (!joined)
        KW_TRY(join(d, d->members, d->count, &joined, err));
    if (!joined) {
        KW_TRY(load(d, true, err));
        KW_TRY(find_members(d, err));
        KW_TRY(join(d, d->members, d->count, &joined, err));
    }
    if (!joined)
        kw_cli_say(d->cli, "draw: not all of them hang together among what "
                           "was read");
    for (size_t i = 0; i < d->count; i++)
        d->chosen[d->members[i]] = true;
    for (size_t i = 0; i < d->options.line_count; i++)
        for (size_t k = 0; k < d->options.lines[i].count; k++)
            d->chosen[d->options.lines[i].members[k]] = true;
    return kw_people_mark_other_parents(d->people, d->chosen, err);
}

static enum kw_status choose_generations(struct drawn *d, struct kw_error *err)
{
    bool joined;

    for (size_t i = 0; i < d->count; i++)
        KW_TRY(kw_people_mark_descendants(
            d->people, d->members[i],
            (uint32_t)drawn_generations(d->descendants), d->chosen, err));
    if (drawn_generations(d->descendants))
        KW_TRY(kw_people_mark_partners(d->people, d->chosen, err));
    KW_TRY(kw_people_mark_other_parents(d->people, d->chosen, err));
    for (size_t i = 0; i < d->count; i++)
        KW_TRY(kw_people_mark_ancestors(
            d->people, d->members[i], (uint32_t)drawn_generations(d->ancestors),
            d->chosen, err));
    d->options.pedigree = drawn_generations(d->descendants) == 0;
    if (d->highlight_count > 1 && d->lit_count > 1)
        KW_TRY(join(d, d->lit, d->lit_count, &joined, err));
    return KW_OK;
}

enum kw_status drawn_choose(struct drawn *d, struct kw_error *err)
{
    uint32_t *list;

    KW_TRY(fetch(d, err));
    KW_TRY(load(d, false, err));
    KW_TRY(find_members(d, err));
    KW_TRY(d->joining ? choose_joined(d, err) : choose_generations(d, err));
    list = picture_list(d->people, d->chosen, &d->options.member_count);
    if (!list)
        return kw_nomem(err);
    d->options.members = list;
    d->options.highlights = d->lit;
    d->options.highlight_count = d->lit_count;
    return KW_OK;
}

void drawn_finish(struct drawn *d)
{
    free(d->ids);
    free(d->highlights);
    free(d->members);
    free(d->lit);
    free(d->chosen);
    free(d->lines);
    free(d->own_line);
    free((uint32_t *)d->options.members);
    kw_chains_finish(&d->chains);
    kw_people_destroy(d->people);
    kw_buffer_finish(&d->heading);
    kw_buffer_finish(&d->caption);
}
