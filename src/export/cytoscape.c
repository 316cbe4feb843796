/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cytoscape's JSON, as networkx reads it too: a node's `value` is its id
 * once more.
 */
#include "writer.h"

#include <stdio.h>
#include <stdlib.h>

static struct kw_json *json_of(struct writer *writer)
{
    return writer->own;
}

static void write_fields(struct kw_json *json, const struct field *fields,
                         const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!values[i])
            continue;
        kw_json_key(json, fields[i].name);
        if (fields[i].number)
            kw_json_int(json, strtoll(values[i], NULL, 10));
        else
            kw_json_text(json, values[i]);
    }
}

static enum kw_status write_texts(struct writer *writer, const char *key,
                                  const struct kw_texts *texts,
                                  struct kw_error *err)
{
    struct kw_json *json = json_of(writer);

    if (texts->count == 0)
        return KW_OK;
    kw_json_key(json, key);
    kw_json_object(json);
    for (size_t i = 0; i < texts->count; i++) {
        const char *text = text_clean(&writer->row, texts->items[i].text);

        if (!text)
            return kw_nomem(err);
        kw_json_set_text(json, texts->items[i].lang, text);
    }
    kw_json_end(json);
    return KW_OK;
}

static enum kw_status write_node(struct writer *writer,
                                 const struct kw_person *person,
                                 enum kw_known known, struct kw_error *err)
{
    struct kw_json *json = json_of(writer);
    const char *values[PERSON_FIELDS];
    const char *id = writer_id(writer, person->id);

    KW_TRY(person_values(writer, person, known, values, err));
    if (!id)
        return kw_nomem(err);
    kw_json_object(json);
    kw_json_key(json, "data");
    kw_json_object(json);
    kw_json_set_text(json, "id", id);
    kw_json_set_text(json, "value", id);
    kw_json_set_text(json, "name", values[FIELD_LABEL]);
    write_fields(json, person_fields, values, PERSON_FIELDS);
    KW_TRY(write_texts(writer, "labels", &person->labels, err));
    kw_json_end(json);
    kw_json_end(json);
    return KW_OK;
}

static enum kw_status write_edge(struct writer *writer,
                                 const struct kw_link *link,
                                 struct kw_error *err)
{
    struct kw_json *json = json_of(writer);
    const char *values[LINK_FIELDS];
    const char *source = writer_id(writer, link_source(link));
    const char *target = writer_id(writer, link_target(link));
    char id[32];

    KW_TRY(link_values(writer, link, values, err));
    if (!source || !target)
        return kw_nomem(err);
    snprintf(id, sizeof id, "e%llu", (unsigned long long)writer->serial++);
    kw_json_object(json);
    kw_json_key(json, "data");
    kw_json_object(json);
    kw_json_set_text(json, "id", id);
    kw_json_set_text(json, "source", source);
    kw_json_set_text(json, "target", target);
    kw_json_set_text(json, "interaction", values[FIELD_KIND]);
    kw_json_set_text(json, "key", values[FIELD_KIND]);
    write_fields(json, link_fields, values, LINK_FIELDS);
    kw_json_end(json);
    kw_json_end(json);
    return KW_OK;
}

enum kw_status write_cytoscape(struct writer *writer, struct kw_error *err)
{
    struct kw_json json;

    kw_json_init(&json, writer->out);
    writer->own = &json;
    kw_json_object(&json);
    kw_json_key(&json, "data");
    kw_json_object(&json);
    kw_json_set_text(&json, "name", "family");
    kw_json_end(&json);
    kw_json_set_bool(&json, "directed", true);
    kw_json_set_bool(&json, "multigraph", true);
    kw_json_key(&json, "elements");
    kw_json_object(&json);
    kw_json_key(&json, "nodes");
    kw_json_array(&json);
    KW_TRY(writer_people(writer, write_node, err));
    kw_json_end(&json);
    kw_json_key(&json, "edges");
    kw_json_array(&json);
    KW_TRY(writer_links(writer, write_edge, err));
    kw_json_end(&json);
    kw_json_end(&json);
    kw_json_end(&json);
    kw_buffer_char(writer->out, '\n');
    return KW_OK;
}
