/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GEDCOM 5.5.1 and 7.0: all INDI records, then all FAM records.
 *
 * The QID is the xref, and is said once more where programs keep foreign
 * ids: REFN in 5.5.1, EXID in 7.0. 5.5.1 names UTF-8 as its character
 * set in its head, or Gramps corrupts every name.
 */
#include "gedcom.h"

/* DIV is for those who parted alive. Any other end is an event of its own:
 * a date says more than its cause. */
static void write_marriage(struct writer *writer, const struct kw_link *link)
{
    bool married = link->kind == KW_LINK_SPOUSE;
    bool dated = kw_date_is_known(link->until);

    if (married)
        gedcom_event(writer, "MARR", NULL, link->since);
    else
        gedcom_event(writer, "EVEN", "Unmarried partnership", link->since);
    if (married && link->ended == KW_ENDED_ALIVE)
        gedcom_event(writer, "DIV", NULL, link->until);
    else if (dated || link->ended == KW_ENDED_ALIVE ||
             link->ended == KW_ENDED_SOMEHOW)
        gedcom_event(writer, "EVEN",
                     married ? "End of marriage" : "End of partnership",
                     link->until);
}

static enum kw_status write_family(struct writer *writer, struct couple couple,
                                   struct kw_error *err)
{
    struct kw_id owner = family_owner(couple);
    struct children children;
    struct kw_link *links;
    size_t count;

    kw_buffer_text(writer->out, "0 @");
    KW_TRY(gedcom_family_xref(writer, couple, err));
    kw_buffer_text(writer->out, "@ FAM\r\n");
    KW_TRY(gedcom_to_person(writer, "HUSB", couple.husband, err));
    KW_TRY(gedcom_to_person(writer, "WIFE", couple.wife, err));
    KW_TRY(writer->source->links_of(writer->source->arg, owner, &writer->row,
                                    &links, &count, err));
    for (size_t i = 0; i < count; i++) {
        bool from_owner = kw_id_same(links[i].child, owner);
        struct kw_id other = from_owner ? links[i].parent : links[i].child;

        if ((links[i].kind != KW_LINK_SPOUSE &&
             links[i].kind != KW_LINK_PARTNER) ||
            !kw_id_same(other, couple.wife))
            continue;
        write_marriage(writer, &links[i]);
        if (gedcom_needs_note(&links[i]))
            KW_TRY(gedcom_note(writer, 1,
                               links[i].kind == KW_LINK_SPOUSE ? "Marriage"
                                                               : "Partnership",
                               &links[i], err));
    }
    KW_TRY(family_children(writer, couple, &children, err));
    for (size_t i = 0; i < children.count; i++)
        KW_TRY(gedcom_to_person(writer, "CHIL", children.items[i], err));
    return KW_OK;
}

static enum kw_status write_owned(struct writer *writer,
                                  const struct kw_person *person,
                                  enum kw_known known, struct kw_error *err)
{
    struct couples couples;

    (void)known;
    KW_TRY(families_of_person(writer, person->id, &couples, err));
    for (size_t i = 0; i < couples.count; i++)
        if (kw_id_same(family_owner(couples.items[i]), person->id))
            KW_TRY(write_family(writer, couples.items[i], err));
    return KW_OK;
}

/* ---- the whole file ----------------------------------------------- */

static void write_head(struct writer *writer)
{
    bool seven = gedcom_dialect_of(writer)->seven;

    gedcom_line(writer, 0, "HEAD", NULL);
    if (seven) {
        gedcom_line(writer, 1, "GEDC", NULL);
        gedcom_line(writer, 2, "VERS", "7.0");
    }
    gedcom_line(writer, 1, "SOUR", "kinwalk");
    gedcom_line(writer, 2, "VERS", KW_VERSION);
    gedcom_line(writer, 2, "NAME", "kinwalk");
    if (seven)
        return;
    kw_buffer_text(writer->out, "1 SUBM @U_1@\r\n");
    gedcom_line(writer, 1, "GEDC", NULL);
    gedcom_line(writer, 2, "VERS", "5.5.1");
    gedcom_line(writer, 2, "FORM", "LINEAGE-LINKED");
    gedcom_line(writer, 1, "CHAR", "UTF-8");
    kw_buffer_text(writer->out, "0 @U_1@ SUBM\r\n");
    gedcom_line(writer, 1, "NAME", "kinwalk");
}

static enum kw_status count_link(struct writer *writer,
                                 const struct kw_link *link,
                                 struct kw_error *err)
{
    (void)writer;
    (void)link;
    (void)err;
    return KW_OK;
}

static enum kw_status write_all(struct writer *writer,
                                struct gedcom_dialect *dialect,
                                struct kw_error *err)
{
    if (!writer->source->links_of || !writer->source->brief)
        return kw_fail(err, KW_USAGE,
                       "gedcom: this source cannot be asked for one person");
    writer->own = dialect;
    write_head(writer);
    KW_TRY(writer_people(writer, gedcom_person, err));
    KW_TRY(writer_people(writer, write_owned, err));
    KW_TRY(writer_links(writer, count_link, err));
    gedcom_line(writer, 0, "TRLR", NULL);
    return KW_OK;
}

enum kw_status write_gedcom(struct writer *writer, struct kw_error *err)
{
    struct gedcom_dialect dialect = {.seven = false,
                                     .birth = "birth",
                                     .adopted = "adopted",
                                     .foster = "foster",
                                     .step = "step",
                                     .challenged = "challenged",
                                     .julian = "@#DJULIAN@ ",
                                     .bce = " B.C."};

    return write_all(writer, &dialect, err);
}

enum kw_status write_gedcom7(struct writer *writer, struct kw_error *err)
{
    struct gedcom_dialect dialect = {.seven = true,
                                     .birth = "BIRTH",
                                     .adopted = "ADOPTED",
                                     .foster = "FOSTER",
                                     .step = "OTHER",
                                     .challenged = "CHALLENGED",
                                     .julian = "JULIAN ",
                                     .bce = " BCE"};

    return write_all(writer, &dialect, err);
}
