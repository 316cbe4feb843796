/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The CSV pair: people.csv and links.csv, with the headers of whoever
 * loads them. One record a line, always: line breaks inside texts are
 * gone before they come here.
 *
 * Plain files get opened in spreadsheets, which run a text that begins
 * with = + - or @ as a formula. There an apostrophe is put before it, and
 * before such texts that begin with apostrophes, so that taking one away
 * gives back what was. Loaders of the other customs run nothing, and get
 * texts as they are.
 */
#include "writer.h"

#include <string.h>

/* The columns that differ. */
struct header {
    const char *id;
    const char *source;
    const char *target;
    const char *kind;
    const char *number; /* put behind the name of a whole number */
    const char *more;   /* a last column of people */
    const char *more_value;
};
static const struct header HEADERS[] = {
    [KW_FOR_PLAIN] = {"id", "src", "dst", "kind", "", NULL, NULL},
    [KW_FOR_NEO4J] = {"id:ID", ":START_ID", ":END_ID", ":TYPE", ":long",
                      ":LABEL", "Person"},
    [KW_FOR_GRAPHFRAMES] = {"id", "src", "dst", "relationship", "", NULL, NULL},
};

static const struct header *header_of(const struct writer *writer)
{
    return &HEADERS[writer->options->custom];
}

/* Would a spreadsheet run it, now or after one apostrophe is gone? */
static bool is_formula(const char *text)
{
    text += strspn(text, "'");
    return *text && strchr("=+-@", *text);
}

static void write_cell(struct writer *writer, bool first, const char *text,
                       bool guarded)
{
    static const char *const DOUBLED[] = {"\"\""};
    bool guard = guarded && text && writer->options->custom == KW_FOR_PLAIN &&
                 is_formula(text);

    if (!first)
        kw_buffer_char(writer->out, ',');
    if (!text)
        return;
    if (!guard && !strpbrk(text, ",\"'") && *text != ' ') {
        kw_buffer_text(writer->out, text);
        return;
    }
    kw_buffer_char(writer->out, '"');
    if (guard)
        kw_buffer_char(writer->out, '\'');
    text_mapped(writer->out, text, "\"", DOUBLED);
    kw_buffer_char(writer->out, '"');
}

static void end_line(struct writer *writer)
{
    kw_buffer_text(writer->out, "\r\n");
}

static void write_names(struct writer *writer, const struct field *fields,
                        size_t first, size_t count)
{
    for (size_t i = first; i < count; i++)
        kw_buffer_print(writer->out, ",%s%s", fields[i].name,
                        fields[i].number ? header_of(writer)->number : "");
}

static enum kw_status write_row(struct writer *writer,
                                const struct kw_person *person,
                                enum kw_known known, struct kw_error *err)
{
    const char *values[PERSON_FIELDS];
    const char *id = writer_id(writer, person->id);

    KW_TRY(person_values(writer, person, known, values, err));
    if (!id)
        return kw_nomem(err);
    write_cell(writer, true, id, true);
    for (size_t i = 0; i < PERSON_FIELDS; i++)
        write_cell(writer, false, values[i],
                   i == FIELD_LABEL || i == FIELD_DESCRIPTION);
    for (size_t i = 0; i < writer->lang_count; i++)
        write_cell(writer, false, person_label(writer, person, i), true);
    if (header_of(writer)->more)
        write_cell(writer, false, header_of(writer)->more_value, false);
    end_line(writer);
    return KW_OK;
}

enum kw_status write_csv_people(struct writer *writer, struct kw_error *err)
{
    KW_TRY(writer_survey(writer, err));
    kw_buffer_text(writer->out, header_of(writer)->id);
    write_names(writer, person_fields, 0, PERSON_FIELDS);
    for (size_t i = 0; i < writer->lang_count; i++)
        kw_buffer_print(writer->out, ",label_%s", writer->langs[i]);
    if (header_of(writer)->more)
        kw_buffer_print(writer->out, ",%s", header_of(writer)->more);
    end_line(writer);
    return writer_people(writer, write_row, err);
}

static enum kw_status write_link_row(struct writer *writer,
                                     const struct kw_link *link,
                                     struct kw_error *err)
{
    const char *values[LINK_FIELDS];
    const char *source = writer_id(writer, link_source(link));
    const char *target = writer_id(writer, link_target(link));

    KW_TRY(link_values(writer, link, values, err));
    if (!source || !target)
        return kw_nomem(err);
    write_cell(writer, true, source, true);
    write_cell(writer, false, target, true);
    for (size_t i = 0; i < LINK_FIELDS; i++)
        write_cell(writer, false, values[i], false);
    end_line(writer);
    return KW_OK;
}

enum kw_status write_csv_links(struct writer *writer, struct kw_error *err)
{
    const struct header *header = header_of(writer);

    kw_buffer_print(writer->out, "%s,%s,%s", header->source, header->target,
                    header->kind);
    write_names(writer, link_fields, FIELD_KIND + 1, LINK_FIELDS);
    end_line(writer);
    return writer_links(writer, write_link_row, err);
}
