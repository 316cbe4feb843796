/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DOT: the data, with a plain look. (`draw -o x.dot` is the picture.)
 *
 * Every id and value stands in quotes, so that no id is taken for a
 * number. Backslashes are doubled, for in labels they begin escapes;
 * ampersands too begin something there: Graphviz reads `&amp;` in a
 * label as `&`, so one that looks like an entity is spelled out.
 */
#include "writer.h"

#include <ctype.h>
#include <string.h>

static bool begins_entity(const char *text)
{
    const char *p = text + 1;

    if (*p == '#')
        p++;
    while (isalnum((unsigned char)*p))
        p++;
    return *p == ';' && p > text + 1;
}

static void write_quoted_part(struct kw_buffer *out, const char *text)
{
    for (;; text++) {
        size_t plain = strcspn(text, "\"\\&");

        kw_buffer_add(out, text, plain);
        text += plain;
        if (!*text)
            return;
        if (*text == '&' && begins_entity(text)) {
            kw_buffer_text(out, "&amp;");
            continue;
        }
        if (*text != '&')
            kw_buffer_char(out, '\\');
        kw_buffer_char(out, *text);
    }
}

static void write_quoted(struct kw_buffer *out, const char *text)
{
    kw_buffer_char(out, '"');
    write_quoted_part(out, text);
    kw_buffer_char(out, '"');
}

static void write_pair(struct writer *writer, const char *name,
                       const char *value)
{
    if (!value)
        return;
    kw_buffer_print(writer->out, ", %s=", name);
    write_quoted(writer->out, value);
}

/* "Victoria\n1819–1901" */
static void write_label(struct writer *writer,
                        const char *values[PERSON_FIELDS],
                        const struct kw_person *person)
{
    kw_buffer_text(writer->out, "label=\"");
    write_quoted_part(writer->out, values[FIELD_LABEL]);
    writer_years(writer, person, "\\n");
    kw_buffer_char(writer->out, '"');
}

static enum kw_status write_node(struct writer *writer,
                                 const struct kw_person *person,
                                 enum kw_known known, struct kw_error *err)
{
    const char *values[PERSON_FIELDS];
    const char *id = writer_id(writer, person->id);

    KW_TRY(person_values(writer, person, known, values, err));
    if (!id)
        return kw_nomem(err);
    kw_buffer_text(writer->out, "  ");
    write_quoted(writer->out, id);
    kw_buffer_text(writer->out, " [");
    write_label(writer, values, person);
    write_pair(writer, "name", values[FIELD_LABEL]);
    for (size_t i = FIELD_LABEL + 1; i < PERSON_FIELDS; i++)
        write_pair(writer, person_fields[i].name, values[i]);
    for (size_t i = 0; i < person->labels.count; i++) {
        const struct kw_text *label = &person->labels.items[i];
        const char *text = text_clean(&writer->row, label->text);

        if (!text)
            return kw_nomem(err);
        if (!lang_is_code(label->lang))
            continue;
        kw_buffer_print(writer->out, ", \"label_%s\"=", label->lang);
        write_quoted(writer->out, text);
    }
    kw_buffer_text(writer->out, "];\n");
    return KW_OK;
}

/* Marriages and the like do not pull people to different heights. */
static void write_look(struct writer *writer, const struct kw_link *link)
{
    if (!link_is_descent(link))
        kw_buffer_text(writer->out, ", dir=none, constraint=false");
    if (kw_link_role(link) != KW_ROLE_BIRTH ||
        link->kind == KW_LINK_STEP_PARENT)
        kw_buffer_text(writer->out, ", style=dashed");
    else if (!link_is_descent(link))
        kw_buffer_text(writer->out, ", style=dotted");
}

static enum kw_status write_edge(struct writer *writer,
                                 const struct kw_link *link,
                                 struct kw_error *err)
{
    const char *values[LINK_FIELDS];
    const char *source = writer_id(writer, link_source(link));
    const char *target = writer_id(writer, link_target(link));

    KW_TRY(link_values(writer, link, values, err));
    if (!source || !target)
        return kw_nomem(err);
    kw_buffer_text(writer->out, "  ");
    write_quoted(writer->out, source);
    kw_buffer_text(writer->out, " -> ");
    write_quoted(writer->out, target);
    kw_buffer_text(writer->out, " [kind=");
    write_quoted(writer->out, values[FIELD_KIND]);
    for (size_t i = FIELD_KIND + 1; i < LINK_FIELDS; i++)
        write_pair(writer, link_fields[i].name, values[i]);
    write_look(writer, link);
    kw_buffer_text(writer->out, "];\n");
    return KW_OK;
}

enum kw_status write_dot(struct writer *writer, struct kw_error *err)
{
    kw_buffer_text(writer->out,
                   "digraph family {\n"
                   "  graph [charset=\"UTF-8\"];\n"
                   "  node [shape=box, fontname=\"sans-serif\"];\n");
    KW_TRY(writer_people(writer, write_node, err));
    KW_TRY(writer_links(writer, write_edge, err));
    kw_buffer_text(writer->out, "}\n");
    return KW_OK;
}
