/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GEXF 1.2draft, the namespace that Gephi and networkx both read.
 *
 * Time is a year with a fraction ("double"): Gephi's dates know no BCE.
 * Somebody without a birth date has no start and so is always there. All
 * edges are directed: networkx refuses a type of their own.
 */
#include "writer.h"

static void write_attributes(struct writer *writer, const char *class,
                             const struct field *fields, size_t first,
                             size_t count, bool labels)
{
    kw_buffer_print(writer->out,
                    "    <attributes class=\"%s\" mode=\"static\">\n", class);
    for (size_t i = first; i < count; i++)
        kw_buffer_print(writer->out,
                        "      <attribute id=\"%zu\" title=\"%s\" "
                        "type=\"%s\"/>\n",
                        i, fields[i].name,
                        fields[i].number ? "long" : "string");
    for (size_t i = 0; labels && i < writer->lang_count; i++) {
        kw_buffer_print(writer->out,
                        "      <attribute id=\"%zu\" title=\"label_",
                        count + i);
        text_xml(writer->out, writer->langs[i]);
        kw_buffer_text(writer->out, "\" type=\"string\"/>\n");
    }
    kw_buffer_text(writer->out, "    </attributes>\n");
}

static void write_value(struct writer *writer, size_t id, const char *value)
{
    if (!value)
        return;
    kw_buffer_print(writer->out, "          <attvalue for=\"%zu\" value=\"",
                    id);
    text_xml(writer->out, value);
    kw_buffer_text(writer->out, "\"/>\n");
}

/* ` start="1819.3902" end="1901.0602"`, as far as they are known. */
static void write_spell(struct writer *writer, struct kw_date from,
                        struct kw_date to)
{
    int64_t first;
    int64_t last;
    int64_t unused;
    bool starts = kw_date_days(from, &first, &unused);
    bool ends = kw_date_days(to, &unused, &last);

    /* Gephi refuses a file in which somebody dies before birth. */
    if (starts && ends && last < first)
        return;
    if (starts)
        kw_buffer_print(writer->out, " start=\"%.4f\"", date_decimal(first));
    if (ends)
        kw_buffer_print(writer->out, " end=\"%.4f\"", date_decimal(last + 1));
}

static void write_attr(struct writer *writer, const char *name,
                       const char *value)
{
    kw_buffer_print(writer->out, " %s=\"", name);
    text_xml(writer->out, value);
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
    kw_buffer_text(writer->out, "      <node");
    write_attr(writer, "id", id);
    write_attr(writer, "label", values[FIELD_LABEL]);
    write_spell(writer, person->birth, person->death);
    kw_buffer_text(writer->out, ">\n        <attvalues>\n");
    for (size_t i = FIELD_LABEL + 1; i < PERSON_FIELDS; i++)
        write_value(writer, i, values[i]);
    for (size_t i = 0; i < writer->lang_count; i++)
        write_value(writer, PERSON_FIELDS + i, person_label(writer, person, i));
    kw_buffer_text(writer->out, "        </attvalues>\n      </node>\n");
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
    kw_buffer_print(writer->out, "      <edge id=\"%llu\"",
                    (unsigned long long)writer->serial++);
    write_attr(writer, "source", source);
    write_attr(writer, "target", target);
    write_attr(writer, "label", values[FIELD_KIND]);
    write_spell(writer, link->since, link->until);
    kw_buffer_text(writer->out, ">\n        <attvalues>\n");
    for (size_t i = 0; i < LINK_FIELDS; i++)
        write_value(writer, i, values[i]);
    kw_buffer_text(writer->out, "        </attvalues>\n      </edge>\n");
    return KW_OK;
}

enum kw_status write_gexf(struct writer *writer, struct kw_error *err)
{
    KW_TRY(writer_survey(writer, err));
    kw_buffer_text(writer->out,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<gexf xmlns=\"http://www.gexf.net/1.2draft\" "
                   "version=\"1.2\">\n"
                   "  <meta>\n    <creator>kinwalk</creator>\n  </meta>\n"
                   "  <graph mode=\"dynamic\" defaultedgetype=\"directed\" "
                   "timeformat=\"double\">\n");
    write_attributes(writer, "node", person_fields, FIELD_LABEL + 1,
                     PERSON_FIELDS, true);
    write_attributes(writer, "edge", link_fields, 0, LINK_FIELDS, false);
    kw_buffer_text(writer->out, "    <nodes>\n");
    KW_TRY(writer_people(writer, write_node, err));
    kw_buffer_text(writer->out, "    </nodes>\n    <edges>\n");
    KW_TRY(writer_links(writer, write_edge, err));
    kw_buffer_text(writer->out, "    </edges>\n  </graph>\n</gexf>\n");
    return KW_OK;
}
