/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GraphML. Written by hand, not by igraph: igraph's writer stops at
 * control characters and renames ids.
 *
 * Every edge is directed, marriages too: networkx refuses a graph that
 * mixes. yEd shows a name only from its own y: elements.
 */
#include "writer.h"

#include <stdio.h>

static void write_keys(struct writer *writer, const char *domain,
                       const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        kw_buffer_print(writer->out,
                        "  <key id=\"%c_%s\" for=\"%s\" attr.name=\"%s\" "
                        "attr.type=\"%s\"/>\n",
                        domain[0], fields[i].name, domain, fields[i].name,
                        fields[i].number ? "long" : "string");
}

static void write_label_keys(struct writer *writer)
{
    for (size_t i = 0; i < writer->lang_count; i++) {
        kw_buffer_print(writer->out,
                        "  <key id=\"n_label_%zu\" for=\"node\" "
                        "attr.name=\"label_",
                        i);
        text_xml(writer->out, writer->langs[i]);
        kw_buffer_text(writer->out, "\" attr.type=\"string\"/>\n");
    }
}

/* `key` is one of ours: it needs no quoting. */
static void write_data(struct writer *writer, char domain, const char *key,
                       const char *value)
{
    if (!value)
        return;
    kw_buffer_print(writer->out, "      <data key=\"%c_%s\">", domain, key);
    text_xml(writer->out, value);
    kw_buffer_text(writer->out, "</data>\n");
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
    kw_buffer_text(writer->out, "    <node id=\"");
    text_xml(writer->out, id);
    kw_buffer_text(writer->out, "\">\n");
    for (size_t i = 0; i < PERSON_FIELDS; i++)
        write_data(writer, 'n', person_fields[i].name, values[i]);
    for (size_t i = 0; i < writer->lang_count; i++) {
        const char *label = person_label(writer, person, i);
        char key[32];

        snprintf(key, sizeof key, "label_%zu", i);
        write_data(writer, 'n', key, label);
    }
    kw_buffer_text(writer->out,
                   "      <data key=\"yed\"><y:ShapeNode><y:NodeLabel>");
    text_xml(writer->out, values[FIELD_LABEL]);
    kw_buffer_text(writer->out,
                   "</y:NodeLabel></y:ShapeNode></data>\n    </node>\n");
    return KW_OK;
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
    kw_buffer_text(writer->out, "    <edge source=\"");
    text_xml(writer->out, source);
    kw_buffer_text(writer->out, "\" target=\"");
    text_xml(writer->out, target);
    kw_buffer_text(writer->out, "\">\n");
    for (size_t i = 0; i < LINK_FIELDS; i++)
        write_data(writer, 'e', link_fields[i].name, values[i]);
    kw_buffer_text(writer->out, "    </edge>\n");
    return KW_OK;
}

enum kw_status write_graphml(struct writer *writer, struct kw_error *err)
{
    KW_TRY(writer_survey(writer, err));
    kw_buffer_text(
        writer->out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"\n"
        "    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
        "    xmlns:y=\"http://www.yworks.com/xml/graphml\"\n"
        "    xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
        "http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd\">\n");
    write_keys(writer, "node", person_fields, PERSON_FIELDS);
    write_label_keys(writer);
    kw_buffer_text(writer->out, "  <key id=\"yed\" for=\"node\" "
                                "yfiles.type=\"nodegraphics\"/>\n");
    write_keys(writer, "edge", link_fields, LINK_FIELDS);
    kw_buffer_text(writer->out,
                   "  <graph id=\"family\" edgedefault=\"directed\">\n");
    KW_TRY(writer_people(writer, write_node, err));
    KW_TRY(writer_links(writer, write_edge, err));
    kw_buffer_text(writer->out, "  </graph>\n</graphml>\n");
    return KW_OK;
}
