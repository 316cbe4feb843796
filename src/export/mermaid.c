/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Mermaid flow chart. Its labels know entity codes (#quot;) instead of
 * escapes, and its ids must be plain words, so xrefs are spelled in a
 * form that no keyword has.
 */
#include "writer.h"

static void write_id(struct writer *writer, struct kw_id id)
{
    if (kw_id_is_xref(id))
        kw_buffer_print(writer->out, "X%llu",
                        (unsigned long long)(id.bits & ~KW_ID_XREF));
    else
        kw_buffer_print(writer->out, "Q%llu", (unsigned long long)id.bits);
}

static enum kw_status write_node(struct writer *writer,
                                 const struct kw_person *person,
                                 enum kw_known known, struct kw_error *err)
{
    static const char *const CODES[] = {"#quot;", "#35;", "#lt;", "#gt;",
                                        "#amp;",  "#96;", "#92;"};
    const char *name = writer_name(writer, person);

    (void)known;
    if (!name)
        return kw_nomem(err);
    kw_buffer_text(writer->out, "  ");
    write_id(writer, person->id);
    kw_buffer_text(writer->out, "[\"");
    text_mapped(writer->out, name, "\"#<>&`\\", CODES);
    writer_years(writer, person, "<br/>");
    kw_buffer_text(writer->out, "\"]\n");
    return KW_OK;
}

static enum kw_status write_edge(struct writer *writer,
                                 const struct kw_link *link,
                                 struct kw_error *err)
{
    enum kw_role role = kw_link_role(link);

    (void)err;
    kw_buffer_text(writer->out, "  ");
    write_id(writer, link_source(link));
    if (link_is_descent(link) && role == KW_ROLE_BIRTH &&
        link->kind != KW_LINK_STEP_PARENT)
        kw_buffer_text(writer->out, " --> ");
    else if (link_is_descent(link))
        kw_buffer_print(writer->out, " -. %s .-> ",
                        link->kind == KW_LINK_STEP_PARENT ? "step"
                                                          : kw_role_name(role));
    else
        kw_buffer_print(writer->out, " -. %s .- ", link_kind_name(link->kind));
    write_id(writer, link_target(link));
    kw_buffer_char(writer->out, '\n');
    return KW_OK;
}

enum kw_status write_mermaid(struct writer *writer, struct kw_error *err)
{
    kw_buffer_text(writer->out, "flowchart TD\n");
    KW_TRY(writer_people(writer, write_node, err));
    return writer_links(writer, write_edge, err);
}
