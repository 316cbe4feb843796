/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the reader of tables, alone and as a pair (a form feed parts the
 * two): every person that comes out is sealed and whole, and can be
 * written as a JSON line.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/claims.h>
#include <kinwalk/source.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct sink {
    struct kw_xrefs *xrefs;
    struct kw_buffer line;
    size_t people;
    size_t wrong;
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

static void hear(void *arg, const char *file, size_t line, const char *text)
{
    struct sink *sink = arg;

    sink->wrong++;
    if (!line || !*text || !*file)
        abort();
}

/* Half of the ids are somebody else's. */
static enum kw_status is_taken(void *arg, struct kw_id id, bool *taken,
                               struct kw_error *err)
{
    (void)arg;
    (void)err;
    *taken = id.bits & 1;
    return KW_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *text = (const char *)bytes;
    const char *middle = length ? memchr(text, '\f', length) : NULL;
    size_t first = middle ? (size_t)(middle - text) : length;
    struct kw_csv_file files[2] = {
        {"a.csv", text, first},
        {"b.csv", middle ? middle + 1 : "", middle ? length - first - 1 : 0}};
    struct sink sink = {0};
    struct kw_csv_settings settings = {.base_name = "f",
                                       .is_taken = is_taken,
                                       .person = take,
                                       .wrong = hear,
                                       .arg = &sink};
    struct kw_csv_counts counts;
    struct kw_error err;
    struct kw_id id;
    enum kw_status status;

    if (kw_xrefs_create(&sink.xrefs, &err) != KW_OK ||
        kw_xrefs_intern(sink.xrefs, "I1", 2, &id, &err) != KW_OK ||
        kw_xrefs_intern(sink.xrefs, "I2", 2, &id, &err) != KW_OK)
        return 0;
    settings.xrefs = sink.xrefs;
    (void)kw_csv_looks(text, length);
    status = kw_csv_read(files, middle ? 2 : 1, &settings, &counts, &err);
    if (status != KW_OK && status != KW_INPUT)
        abort();
    if (counts.people != sink.people || counts.wrong != sink.wrong)
        abort();
    kw_buffer_finish(&sink.line);
    kw_xrefs_destroy(sink.xrefs);
    return 0;
}
