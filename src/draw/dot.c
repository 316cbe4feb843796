/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same family for Graphviz: people as boxes, couples joined by a
 * point from which their children hang, each generation on one rank.
 */
#include "drawing.h"

static void write_quoted(struct kw_buffer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            kw_buffer_char(out, '\\');
        kw_buffer_char(out, *text);
    }
}

static void write_id(const struct kw_plan *plan, uint32_t person,
                     struct kw_buffer *out)
{
    const struct kw_member *member =
        kw_people_at(plan->people, plan->persons[person].who);
    char id[KW_ID_TEXT_BYTES];

    kw_buffer_char(out, '"');
    write_quoted(out,
                 kw_id_print(member->id, kw_people_xrefs(plan->people), id));
    kw_buffer_char(out, '"');
}

static void write_url(const struct kw_drawing *d, const struct kw_member *m,
                      struct kw_buffer *out)
{
    char id[KW_ID_TEXT_BYTES];

    if (!d->link_base || kw_id_is_xref(m->id))
        return;
    kw_buffer_text(out, ", URL=\"");
    write_quoted(out, d->link_base);
    kw_buffer_print(out, "%s\"", kw_id_print(m->id, NULL, id));
}

static enum kw_status write_person(const struct kw_drawing *d, uint32_t person,
                                   struct kw_arena *arena,
                                   struct kw_buffer *out, struct kw_error *err)
{
    const struct kw_plan *plan = &d->plan;
    const struct kw_member *member =
        kw_people_at(plan->people, plan->persons[person].who);
    char id[KW_ID_TEXT_BYTES];
    const char *name = kw_letter_clean(
        arena, kw_people_name(plan->people, plan->persons[person].who, id));
    const char *years = kw_years(arena, member);

    if (!name || !years)
        return kw_nomem(err);
    kw_buffer_text(out, "  ");
    write_id(plan, person, out);
    kw_buffer_text(out, " [label=\"");
    write_quoted(out, name);
    if (*years) {
        kw_buffer_text(out, "\\n");
        write_quoted(out, years);
    }
    kw_buffer_print(out, "\", fillcolor=\"%s\"",
                    member->known == KW_READ
                        ? kw_theme(d->dark)->swatches[d->tints.of[person]]
                        : kw_theme(d->dark)->page);
    if (member->known != KW_READ)
        kw_buffer_text(out, ", style=\"rounded,filled,dashed\"");
    if (plan->persons[person].lit)
        kw_buffer_print(out, ", color=\"%s\", penwidth=3",
                        kw_theme(d->dark)->gold);
    write_url(d, member, out);
    kw_buffer_text(out, "];\n");
    return KW_OK;
}

/* One rank a generation; couples' points stand between their people. */
static void write_generation(const struct kw_plan *plan, int32_t layer,
                             struct kw_buffer *out)
{
    kw_buffer_text(out, "  { rank=same;");
    for (uint32_t i = 0; i < plan->layers[layer].count; i++) {
        const struct kw_item *item = &plan->items[plan->layers[layer].items[i]];

        for (uint32_t k = 0;
             item->block != KW_NONE && k < plan->blocks[item->block].count;
             k++) {
            kw_buffer_char(out, ' ');
            write_id(plan,
                     plan->slots[plan->blocks[item->block].first_slot + k],
                     out);
            kw_buffer_char(out, ';');
        }
    }
    for (uint32_t i = 0; i < plan->couple_count; i++)
        if (plan->couples[i].bond == KW_STACKED &&
            plan->blocks[plan->persons[plan->couples[i].a].block].layer ==
                layer)
            kw_buffer_print(out, " couple%u;", (unsigned)i);
    kw_buffer_text(out, " }\n");
}

static void write_couple(const struct kw_drawing *d,
                         const struct kw_badge *badge, struct kw_buffer *out)
{
    const struct kw_plan *plan = &d->plan;
    const struct kw_plan_couple *couple = &plan->couples[badge->couple];
    bool a_first =
        plan->persons[couple->a].slot < plan->persons[couple->b].slot;

    kw_buffer_print(out, "  couple%u [shape=point, xlabel=\"",
                    (unsigned)badge->couple);
    write_quoted(out, badge->text);
    kw_buffer_text(out, "\"];\n  ");
    write_id(plan, a_first ? couple->a : couple->b, out);
    kw_buffer_print(out, " -> couple%u -> ", (unsigned)badge->couple);
    write_id(plan, a_first ? couple->b : couple->a, out);
    kw_buffer_print(out, "%s;\n", badge->married ? "" : " [style=dotted]");
}

static void write_link(const struct kw_drawing *d, const struct kw_plan_link *l,
                       struct kw_buffer *out)
{
    static const char *const STYLES[] = {[KW_STROKE_BIRTH] = "solid",
                                         [KW_STROKE_SECOND] = "dashed",
                                         [KW_STROKE_ADOPTED] = "dotted",
                                         [KW_STROKE_DISPUTED] = "dashed",
                                         [KW_STROKE_MARRIED] = "dotted"};
    const struct kw_plan_family *family = &d->plan.families[l->family];

    kw_buffer_text(out, "  ");
    if (family->couple == KW_NONE)
        write_id(&d->plan, family->parents[0], out);
    else
        kw_buffer_print(out, "couple%u", (unsigned)family->couple);
    kw_buffer_text(out, " -> ");
    write_id(&d->plan, l->child, out);
    kw_buffer_print(out, " [style=%s", STYLES[l->stroke]);
    if (l->lit)
        kw_buffer_print(out, ", color=\"%s\", penwidth=3",
                        kw_theme(d->dark)->gold);
    kw_buffer_text(out, "];\n");
}

enum kw_status kw_drawing_dot(const struct kw_drawing *drawing,
                              struct kw_buffer *out, struct kw_error *err)
{
    const struct kw_plan *plan = &drawing->plan;
    const struct kw_theme *theme = kw_theme(drawing->dark);
    struct kw_arena arena = {0};
    enum kw_status status = KW_OK;

    kw_buffer_text(out, "digraph kinwalk {\n  label=\"");
    write_quoted(out, drawing->title);
    kw_buffer_print(out,
                    "\";\n  labelloc=t;\n  rankdir=%s;\n  bgcolor=\"%s\";\n"
                    "  fontname=\"Lato\";\n  fontcolor=\"%s\";\n"
                    "  node [shape=box, style=\"rounded,filled\", "
                    "fontname=\"Lato\", fontcolor=\"%s\", color=\"%s\"];\n"
                    "  edge [dir=none, color=\"%s\"];\n",
                    drawing->top_down ? "TB" : "LR", theme->page, theme->ink,
                    theme->ink, theme->border, theme->line);
    for (uint32_t i = 0; i < plan->person_count && status == KW_OK; i++) {
        status = write_person(drawing, i, &arena, out, err);
        kw_arena_reset(&arena);
    }
    for (uint32_t i = 0; i < drawing->badge_count; i++)
        write_couple(drawing, &drawing->badges[i], out);
    for (uint32_t l = 0; l < plan->layer_count; l++)
        write_generation(plan, (int32_t)l, out);
    for (uint32_t i = 0; i < plan->link_count; i++)
        write_link(drawing, &plan->links[i], out);
    kw_buffer_text(out, "}\n");
    kw_arena_finish(&arena);
    return status;
}
