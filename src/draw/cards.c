/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cards: a rectangle, name, title and years that fit into it, a link to
 * the person's page and a tooltip that leaves nothing out.
 */
#include <math.h>
#include <string.h>

#include "svg.h"

static const double PADDING = 12;
static const double SIZE_NAME = 18;
static const double SIZE_NAME_LEAST = 15;
static const double SIZE_TITLE = 12.5;
static const double SIZE_TITLE_LEAST = 11.5;
static const double SIZE_YEARS = 14.5;
static const double ICON = 17; /* of the sex, with the space after it */

/* ---- what stands on a card ----------------------------------------- */

struct face {
    struct kw_lettering name[2];
    unsigned name_lines;
    struct kw_lettering title[2];
    unsigned title_lines;
    struct kw_lettering years;
    enum kw_sex sex;
};

/* Wikidata's labels often carry the title behind a comma: "Prince
 * Philip, Duke of Edinburgh". */
static enum kw_status read_face(struct kw_svg *svg, uint32_t person,
                                struct face *face, struct kw_error *err)
{
    const struct kw_people *people = svg->drawing->plan.people;
    const struct kw_member *member =
        kw_people_at(people, svg->drawing->plan.persons[person].who);
    double room = KW_CARD_WIDTH - 2 * PADDING;
    char id[KW_ID_TEXT_BYTES];
    char *name = (char *)kw_letter_clean(
        &svg->arena,
        kw_people_name(people, svg->drawing->plan.persons[person].who, id));
    const char *title =
        member->title ? kw_letter_clean(&svg->arena, member->title) : "";
    const char *years = kw_years(&svg->arena, member);
    char *comma;

    if (!name || !title || !years)
        return kw_nomem(err);
    if (!*name)
        name = kw_arena_text(
            &svg->arena, kw_id_print(member->id, kw_people_xrefs(people), id),
            strlen(kw_id_print(member->id, kw_people_xrefs(people), id)));
    if (!name)
        return kw_nomem(err);
    comma = strstr(name, ", ");
    if (!*title && comma && comma != name) {
        *comma = '\0';
        title = comma + 2;
    }
    face->sex = (enum kw_sex)member->sex;
    face->name_lines = kw_letter_wrap(&svg->arena, name, room, SIZE_NAME,
                                      SIZE_NAME_LEAST, true, face->name);
    if (face->name_lines < 2)
        face->title_lines =
            kw_letter_wrap(&svg->arena, title, room, SIZE_TITLE,
                           SIZE_TITLE_LEAST, false, face->title);
    else if (*title) {
        face->title[0] = kw_letter_fit(&svg->arena, title, room, SIZE_TITLE,
                                       SIZE_TITLE_LEAST, false);
        face->title_lines = 1;
    }
    if (*years)
        face->years = kw_letter_line(years, SIZE_YEARS, false);
    return KW_OK;
}

static void write_years(struct kw_svg *svg, const struct face *face, double y)
{
    bool known = face->sex == KW_MALE || face->sex == KW_FEMALE;
    double icon = known ? ICON : 0;
    double left = floor((KW_CARD_WIDTH - icon - face->years.width) / 2);

    if (known) {
        kw_buffer_print(svg->out, "<use xlink:href=\"#kw-%s\"",
                        face->sex == KW_MALE ? "male" : "female");
        kw_svg_attribute(svg->out, "x",
                         face->years.text ? left + 5
                                          : floor(KW_CARD_WIDTH / 2));
        kw_svg_attribute(svg->out, "y", y - 5);
        kw_buffer_text(svg->out, "/>");
    }
    if (face->years.text)
        kw_svg_text(svg, &face->years, left + icon + face->years.width / 2, y,
                    KW_CARD_WIDTH - 2 * PADDING - icon, "kw-y");
}

static void write_face(struct kw_svg *svg, const struct face *face)
{
    double room = KW_CARD_WIDTH - 2 * PADDING;
    bool years =
        face->years.text || face->sex == KW_MALE || face->sex == KW_FEMALE;
    double name_height = face->name_lines == 2 ? 16.5 : 21;
    double title_height = face->title_lines == 2 ? 13.5 : 15.5;
    double height = name_height * face->name_lines +
                    title_height * face->title_lines + (years ? 18 : 0);
    double y = (KW_CARD_HEIGHT - height) / 2;

    for (unsigned i = 0; i < face->name_lines; i++) {
        y += name_height;
        kw_svg_text(svg, &face->name[i], KW_CARD_WIDTH / 2, y - 4.5, room,
                    "kw-n");
    }
    for (unsigned i = 0; i < face->title_lines; i++) {
        y += title_height;
        kw_svg_text(svg, &face->title[i], KW_CARD_WIDTH / 2, y - 4, room,
                    "kw-t");
    }
    if (years)
        write_years(svg, face, y + 18 - 4.5);
}

/* ---- the tooltip --------------------------------------------------- */

/* U+2068 and U+2069. */
static const unsigned char FIRST_STRONG_ISOLATE[] = {0xE2, 0x81, 0xA8};
static const unsigned char POP_ISOLATE[] = {0xE2, 0x81, 0xA9};

/* A name in the midst of other text: one that goes right to left must
 * not turn what stands around it. */
static void write_name(struct kw_svg *svg, const char *name)
{
    const char *clean = kw_letter_clean(&svg->arena, name);

    if (!clean)
        return;
    if (!kw_letter_line(clean, 1, false).rtl) {
        kw_letter_escape(svg->out, clean);
        return;
    }
    kw_buffer_add(svg->out, FIRST_STRONG_ISOLATE, 3);
    kw_letter_escape(svg->out, clean);
    kw_buffer_add(svg->out, POP_ISOLATE, 3);
}

static void write_date(struct kw_svg *svg, const char *word,
                       struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];

    if (kw_date_is_known(date))
        kw_buffer_print(svg->out, "\n%s %s", word, kw_date_print(date, text));
}

static void write_tooltip(struct kw_svg *svg, uint32_t who)
{
    const struct kw_people *people = svg->drawing->plan.people;
    const struct kw_member *member = kw_people_at(people, who);
    struct kw_ties partners = kw_people_partners(people, who);
    char id[KW_ID_TEXT_BYTES];

    kw_buffer_text(svg->out, "<title>");
    write_name(svg, kw_people_name(people, who, id));
    kw_buffer_text(svg->out, " (");
    kw_letter_escape(svg->out,
                     kw_id_print(member->id, kw_people_xrefs(people), id));
    kw_buffer_text(svg->out, ")");
    if (member->title && *member->title) {
        kw_buffer_text(svg->out, "\n");
        write_name(svg, member->title);
    }
    if (member->sex != KW_SEX_UNKNOWN)
        kw_buffer_print(svg->out, "\n%s",
                        kw_sex_name((enum kw_sex)member->sex));
    write_date(svg, "born", member->birth);
    write_date(svg, "died", member->death);
    if (member->house && *member->house) {
        kw_buffer_text(svg->out, "\nhouse: ");
        write_name(svg, member->house);
    }
    for (size_t i = 0; i < partners.count; i++) {
        const struct kw_tie *tie = &partners.items[i];

        kw_buffer_text(svg->out, tie->kind == KW_LINK_SPOUSE ? "\nmarried "
                                                             : "\npartner of ");
        write_name(svg, kw_people_name(people, tie->who, id));
        if (kw_date_is_known(tie->since))
            kw_buffer_print(svg->out, ", %s", kw_date_print(tie->since, id));
        if (tie->ended == 1)
            kw_buffer_text(svg->out, ", ended");
    }
    if (member->known != KW_READ)
        kw_buffer_text(svg->out, member->known == KW_UNREAD ? "\nnot read yet"
                                                            : "\nnot there");
    kw_buffer_text(svg->out, "</title>");
}

/* ---- cards --------------------------------------------------------- */

void kw_svg_swatch(struct kw_svg *svg, struct kw_area area, double radius,
                   uint8_t swatch, bool read, bool gold)
{
    kw_buffer_text(svg->out, "<rect");
    if (area.x != 0 || area.y != 0) {
        kw_svg_attribute(svg->out, "x", area.x);
        kw_svg_attribute(svg->out, "y", area.y);
    }
    kw_svg_attribute(svg->out, "width", area.width);
    kw_svg_attribute(svg->out, "height", area.height);
    kw_svg_attribute(svg->out, "rx", radius);
    if (read)
        kw_buffer_print(svg->out, " class=\"kw-c%s\" fill=\"%s\"/>",
                        gold ? " kw-g" : "", svg->theme->swatches[swatch]);
    else
        kw_buffer_print(svg->out, " class=\"kw-c kw-u%s\"/>",
                        gold ? " kw-g" : "");
}

/* A short line that ends in a question mark: a parent is stated, but
 * nobody knows who. */
static void write_hint(struct kw_svg *svg, uint32_t person)
{
    const struct kw_drawing *d = svg->drawing;
    const struct kw_member *member =
        kw_people_at(d->plan.people, d->cards[person].member);
    struct kw_ties parents =
        kw_people_parents(d->plan.people, d->cards[person].member);
    bool father = member->father_snak == KW_SOMEVALUE;
    bool mother = member->mother_snak == KW_SOMEVALUE;
    double aside = d->plan.persons[person].rooted ? 20 : 0;
    double x = d->top_down ? KW_CARD_WIDTH / 2 + aside * 2 : -17;
    double y = d->top_down ? -17 : KW_CARD_HEIGHT / 2 + aside;

    for (size_t i = 0; i < parents.count; i++) {
        father &= parents.items[i].kind != KW_LINK_FATHER;
        mother &= parents.items[i].kind != KW_LINK_MOTHER;
    }
    if (!father && !mother)
        return;
    kw_buffer_text(svg->out, "<g class=\"kw-q\"><title>");
    kw_buffer_print(svg->out, "%s not known",
                    father && mother ? "parents"
                    : father         ? "father"
                                     : "mother");
    kw_buffer_text(svg->out, "</title><path d=\"M");
    kw_svg_number(svg->out, x + (d->top_down ? 0 : 8));
    kw_buffer_text(svg->out, " ");
    kw_svg_number(svg->out, y + (d->top_down ? 8 : 0));
    kw_buffer_text(svg->out, d->top_down ? "v9\"/><circle" : "h9\"/><circle");
    kw_svg_attribute(svg->out, "cx", x);
    kw_svg_attribute(svg->out, "cy", y);
    kw_buffer_text(svg->out, " r=\"8\"/><text");
    kw_svg_attribute(svg->out, "x", x);
    kw_svg_attribute(svg->out, "y", y + 4);
    kw_buffer_text(svg->out, ">?</text></g>");
}

static enum kw_status write_card(struct kw_svg *svg, uint32_t person,
                                 struct kw_error *err)
{
    const struct kw_drawing *d = svg->drawing;
    const struct kw_card *card = &d->cards[person];
    const struct kw_plan_person *p = &d->plan.persons[person];
    const struct kw_member *member = kw_people_at(d->plan.people, card->member);
    bool linked = d->link_base && !kw_id_is_xref(member->id);
    struct kw_area area = {0, 0, card->width, card->height};
    struct face face = {0};
    char id[KW_ID_TEXT_BYTES];

    KW_TRY(read_face(svg, person, &face, err));
    kw_id_print(member->id, kw_people_xrefs(d->plan.people), id);
    if (linked) {
        kw_buffer_text(svg->out, "<a xlink:href=\"");
        kw_letter_escape(svg->out, d->link_base);
        kw_buffer_print(svg->out, "%s\">", id);
    }
    kw_buffer_text(svg->out, "<g id=\"p-");
    kw_letter_escape(svg->out, id);
    kw_buffer_text(svg->out, "\" data-id=\"");
    kw_letter_escape(svg->out, id);
    kw_buffer_print(svg->out,
                    "\" data-generation=\"%u\" transform=\"translate(",
                    (unsigned)card->generation);
    kw_svg_number(svg->out, card->x);
    kw_buffer_text(svg->out, " ");
    kw_svg_number(svg->out, card->y);
    kw_buffer_text(svg->out, ")\">");
    write_tooltip(svg, card->member);
    kw_svg_swatch(svg, area, 16, d->tints.of[person], member->known == KW_READ,
                  p->lit);
    write_face(svg, &face);
    write_hint(svg, person);
    kw_buffer_text(svg->out, linked ? "</g></a>\n" : "</g>\n");
    return KW_OK;
}

enum kw_status kw_svg_cards(struct kw_svg *svg, struct kw_error *err)
{
    for (uint32_t i = 0; i < svg->drawing->plan.person_count; i++) {
        KW_TRY(write_card(svg, i, err));
        kw_arena_reset(&svg->arena);
    }
    return KW_OK;
}
