/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told where no relation has a name: the shortest chain, or that
 * there is none.
 */
#include "telling.h"

#include <stdlib.h>

static enum kw_marriage marriage_between(const struct relate *r, uint32_t a,
                                         uint32_t b)
{
    struct kw_ties partners = kw_people_partners(r->people, a);

    for (size_t i = 0; i < partners.count; i++) {
        bool apart = partners.items[i].ended == KW_ENDED_ALIVE;

        if (partners.items[i].who != b)
            continue;
        if (partners.items[i].kind == KW_LINK_SPOUSE)
            return apart ? KW_DIVORCED : KW_MARRIED;
        return apart ? KW_EX_PARTNERED : KW_PARTNERED;
    }
    return KW_MARRIED;
}

static enum kw_status tell_chain_word(const struct telling *t,
                                      struct kw_error *err)
{
    const struct kw_path *path = &t->r->path;
    enum kw_step_kind *links = calloc(path->count + 1, sizeof *links);
    uint8_t *marriages = calloc(path->count + 1, 1);
    uint8_t *sexes = calloc(path->count + 1, 1);
    uint32_t before = t->r->from;

    if (!links || !marriages || !sexes) {
        free(links);
        free(marriages);
        free(sexes);
        return kw_nomem(err);
    }
    for (size_t i = 0; i < path->count; i++) {
        uint32_t who = kw_people_find(t->r->people, path->steps[i].id);

        if (who == KW_NOBODY)
            continue;
        sexes[i] = kw_people_at(t->r->people, who)->sex;
        if (i) {
            links[i - 1] = path->steps[i].link;
            marriages[i - 1] = (uint8_t)marriage_between(t->r, before, who);
        }
        before = who;
    }
    kw_chain_term_as(links, marriages, sexes, path->count - 1,
                     &t->r->wish->style, t->out);
    free(links);
    free(marriages);
    free(sexes);
    return KW_OK;
}

enum kw_status tell_chain(const struct telling *t, struct kw_error *err)
{
    const struct kw_path *path = &t->r->path;

    tell_name(t, t->r->to);
    if (t->r->wish->style.lang == KW_EN) {
        kw_buffer_text(t->out, " is ");
        tell_name(t, t->r->from);
        kw_buffer_text(t->out, "'s ");
        KW_TRY(tell_chain_word(t, err));
    } else {
        kw_buffer_text(t->out, " < ");
        tell_name(t, t->r->from);
        kw_buffer_text(t->out, ": ");
        KW_TRY(tell_chain_word(t, err));
    }
    kw_buffer_text(t->out, "\n  ");
    for (size_t i = 0; i < path->count; i++) {
        uint32_t who = kw_people_find(t->r->people, path->steps[i].id);

        if (i)
            kw_buffer_text(
                t->out, path->steps[i].link == KW_STEP_SPOUSE ? " = " : " > ");
        if (who != KW_NOBODY)
            tell_name(t, who);
    }
    kw_buffer_char(t->out, '\n');
    kw_buffer_text(t->out, tell_said(t, SAID_NO_BLOOD));
    return KW_OK;
}

void tell_nothing(const struct telling *t)
{
    if (t->r->verdict == RELATE_UNRELATED) {
        tell_name(t, t->r->to);
        kw_buffer_text(t->out, tell_said(t, SAID_AND));
        tell_name(t, t->r->from);
        kw_buffer_text(t->out, tell_said(t, SAID_UNRELATED));
        return;
    }
    kw_buffer_text(t->out, tell_said(t, SAID_NOT_KNOWN));
    tell_name(t, t->r->to);
    kw_buffer_text(t->out, tell_said(t, SAID_AND));
    tell_name(t, t->r->from);
    kw_buffer_char(t->out, '\n');
}
