/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the GEDCOM reader: whatever comes in, every person that comes
 * out is sealed and whole, and can be written as a JSON line.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <kinwalk/claims.h>
#include <kinwalk/source.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct sink {
    struct kw_xrefs *xrefs;
    struct kw_buffer line;
    size_t people;
};

static enum kw_status take(void *arg, const struct kw_person *person,
                           struct kw_error *err)
{
    struct sink *sink = arg;

    sink->people++;
    if (kw_id_is_none(person->id))
        abort();
    for (size_t i = 0; i < person->statement_count; i++)
        if (!person->statements[i].id)
            abort();
    kw_buffer_clear(&sink->line);
    kw_claims_write(person, sink->xrefs, &sink->line);
    if (!kw_utf8_valid(sink->line.bytes, sink->line.length))
        abort();
    return kw_buffer_check(&sink->line, err);
}

static void hear(void *arg, const struct kw_gedcom_note *note)
{
    (void)arg;
    if (!note->line || !note->count || !*note->text)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct sink sink = {0};
    struct kw_gedcom_settings settings = {
        .base_name = "f", .person = take, .note = hear, .arg = &sink};
    struct kw_gedcom_counts counts;
    struct kw_error err;
    enum kw_status status;

    if (kw_xrefs_create(&sink.xrefs, &err) != KW_OK)
        return 0;
    settings.xrefs = sink.xrefs;
    status =
        kw_gedcom_read((const char *)bytes, length, &settings, &counts, &err);
    if (status != KW_OK && status != KW_INPUT)
        abort();
    if (counts.people != sink.people)
        abort();
    kw_buffer_finish(&sink.line);
    kw_xrefs_destroy(sink.xrefs);
    return 0;
}
