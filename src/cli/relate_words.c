/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What both ways of telling need: the words of a relation, its whole
 * line, and its picture.
 */
#include "relate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "picture.h"

const char *relate_name(const struct relate *r, uint32_t who,
                        char room[KW_ID_TEXT_BYTES + 300])
{
    const char *label = kw_people_at(r->people, who)->label;
    uint32_t other = who == r->from ? r->to : r->from;
    const char *theirs = kw_people_at(r->people, other)->label;
    char id[KW_ID_TEXT_BYTES];

    if (!label || who == other || !theirs || strcmp(label, theirs) != 0)
        return kw_people_name(r->people, who, room);
    snprintf(room, KW_ID_TEXT_BYTES + 300, "%.255s (%s)", label,
             kw_id_print(kw_people_at(r->people, who)->id,
                         kw_people_xrefs(r->people), id));
    return room;
}

enum kw_status relate_word(const struct relate *r,
                           const struct kw_relation *relation,
                           enum relate_word what, struct kw_buffer *out,
                           struct kw_error *err)
{
    char from[KW_ID_TEXT_BYTES + 300];
    char to[KW_ID_TEXT_BYTES + 300];
    struct kw_style style = r->wish->style;
    struct kw_kin kin;
    uint8_t *sexes = malloc((size_t)relation->up + relation->down + 1);

    if (!sexes)
        return kw_nomem(err);
    kw_relation_kin(r->people, &r->reckoning, relation, what == RELATE_BACK,
                    sexes, &kin);
    /* One sentence for both is only said where both are the same. */
    style.together = relation->up == relation->down;
    switch (what) {
    case RELATE_THERE:
    case RELATE_BACK:
        kw_term(&kin, &style, out);
        break;
    case RELATE_BOTH:
        if (relation->up != relation->down || !kw_term_both(&kin, &style, out))
            kw_term(&kin, &style, out);
        break;
    case RELATE_SENTENCE:
        kw_sentence(&kin, relate_name(r, r->from, from),
                    relate_name(r, r->to, to), &style, out);
        break;
    }
    free(sexes);
    return KW_OK;
}

size_t relate_whole_line(const struct relate *r,
                         const struct kw_relation *relation,
                         const uint32_t *line, uint32_t *out)
{
    uint32_t steps = relation->up + relation->down;
    size_t count = 0;

    if (relation->from_marriage)
        out[count++] = r->from;
    if (relation->kind == KW_BY_STEP && steps == 1) {
        out[count++] = r->from;
        out[count++] = r->to;
        return count;
    }
    for (uint32_t i = 0; i <= steps; i++)
        out[count++] = line[i];
    if (relation->to_marriage)
        out[count++] = r->to;
    return count;
}

/* ---- the picture --------------------------------------------------- */

static enum kw_status add_line(const struct relate *r,
                               const struct kw_relation *relation,
                               struct kw_draw_line *out, struct kw_error *err)
{
    uint32_t *members =
        malloc(((size_t)relation->up + relation->down + 3) * sizeof *members);

    if (!members)
        return kw_nomem(err);
    out->count = relate_whole_line(r, relation, relation->line, members);
    out->members = members;
    return KW_OK;
}

/* The chain, where no relation has a name. */
static enum kw_status add_chain(const struct relate *r,
                                struct kw_draw_line *out, struct kw_error *err)
{
    uint32_t *members = malloc((r->path.count + 1) * sizeof *members);

    if (!members)
        return kw_nomem(err);
    out->members = members;
    for (size_t i = 0; i < r->path.count; i++) {
        uint32_t who = kw_people_find(r->people, r->path.steps[i].id);

        if (who != KW_NOBODY)
            members[out->count++] = who;
    }
    return KW_OK;
}

enum kw_status relate_draw(const struct relate *r, struct kw_error *err)
{
    struct kw_draw_line *lines =
        calloc(r->reckoning.relation_count + 1, sizeof *lines);
    struct kw_buffer heading = {0};
    uint64_t left = r->wish->lines;
    size_t count = 0;
    enum kw_status status = KW_OK;

    if (!lines)
        return kw_nomem(err);
    for (size_t i = 0; status == KW_OK && i < r->reckoning.relation_count;
         i++) {
        const struct kw_relation *relation = &r->reckoning.relations[i];

        if (!relate_share(r, i, &left) || !relation->line)
            continue;
        status = add_line(r, relation, &lines[count++], err);
    }
    if (status == KW_OK && !count && r->is_connected)
        status = add_chain(r, &lines[count++], err);
    if (status == KW_OK && r->reckoning.relation_count)
        status = relate_word(r, &r->reckoning.relations[0], RELATE_SENTENCE,
                             &heading, err);
    if (status == KW_OK && !heading.length) {
        char from[KW_ID_TEXT_BYTES + 300];
        char to[KW_ID_TEXT_BYTES + 300];

        kw_buffer_print(&heading, "%s and %s", relate_name(r, r->to, to),
                        relate_name(r, r->from, from));
    }
    if (status == KW_OK)
        status = kw_buffer_check(&heading, err);
    if (status == KW_OK)
        status =
            picture_of_answer(r->cli, r->people, r->from, r->to, lines, count,
                              heading.bytes, NULL, r->wish->draw, err);
    for (size_t i = 0; i < count; i++)
        free((uint32_t *)lines[i].members);
    free(lines);
    kw_buffer_finish(&heading);
    return status;
}
