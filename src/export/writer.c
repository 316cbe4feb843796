/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The walks that all writers make.
 */
#include "writer.h"

#include <stdlib.h>
#include <string.h>

enum { LANGS_MAX = 4096 };

/* One walk: whom to call, and what to leave out. */
struct walk {
    struct writer *writer;
    write_person person;
    write_link link;
    bool records;
    bool counts;
};

/* Stops the walk once the output is in trouble: a full disk should not
 * be found out after an hour. */
static enum kw_status end_row(struct writer *writer, enum kw_status status,
                              struct kw_error *err)
{
    kw_arena_reset(&writer->row);
    if (status == KW_OK && writer->out->trouble.status != KW_OK)
        return kw_buffer_check(writer->out, err);
    return status;
}

static enum kw_status take_person(void *to, const struct kw_person *person,
                                  enum kw_known known, struct kw_error *err)
{
    struct walk *walk = to;
    struct writer *writer = walk->writer;

    if (!walk->records && person->state != KW_PERSON)
        return KW_OK;
    if (walk->records && known != KW_READ)
        return KW_OK;
    if (walk->counts && person->state == KW_PERSON) {
        if (known == KW_READ)
            writer->tally.people++;
        else
            writer->tally.named++;
    }
    return end_row(writer, walk->person(writer, person, known, err), err);
}

static enum kw_status take_link(void *to, const struct kw_link *link,
                                struct kw_error *err)
{
    struct walk *walk = to;

    if (walk->counts)
        walk->writer->tally.links++;
    return end_row(walk->writer, walk->link(walk->writer, link, err), err);
}

static enum kw_status walk_people(struct writer *writer, write_person each,
                                  bool records, bool counts,
                                  struct kw_error *err)
{
    struct walk walk = {
        .writer = writer, .person = each, .records = records, .counts = counts};

    return writer->source->people(writer->source->arg, take_person, &walk, err);
}

static bool counted(const struct writer *writer)
{
    return writer->tally.people || writer->tally.named;
}

enum kw_status writer_people(struct writer *writer, write_person each,
                             struct kw_error *err)
{
    return walk_people(writer, each, false, !counted(writer), err);
}

enum kw_status writer_records(struct writer *writer, write_person each,
                              struct kw_error *err)
{
    return walk_people(writer, each, true, !counted(writer), err);
}

enum kw_status writer_links(struct writer *writer, write_link each,
                            struct kw_error *err)
{
    struct walk walk = {
        .writer = writer, .link = each, .counts = writer->tally.links == 0};

    return writer->source->links(writer->source->arg, take_link, &walk, err);
}

/* ---- languages ---------------------------------------------------- */

/* Where `lang` stands, or would stand. */
static size_t lang_place(const struct writer *writer, const char *lang,
                         bool *found)
{
    size_t low = 0;
    size_t high = writer->lang_count;

    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(writer->langs[middle], lang);

        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool lang_is_code(const char *lang)
{
    size_t length = strspn(lang, "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    return length > 0 && length < 64 && lang[length] == '\0';
}

static enum kw_status learn_lang(struct writer *writer, const char *lang,
                                 struct kw_error *err)
{
    bool found;
    size_t place = lang_place(writer, lang, &found);
    char **langs;
    char *copy;

    if (found || !lang_is_code(lang))
        return KW_OK;
    if (writer->lang_count == LANGS_MAX)
        return kw_fail(err, KW_LIMIT,
                       "labels in more than %d languages: no table of "
                       "columns holds them; export jsonl does",
                       LANGS_MAX);
    langs = kw_grow(writer->langs, writer->lang_count, &writer->lang_capacity,
                    sizeof *langs);
    if (!langs)
        return kw_nomem(err);
    writer->langs = langs;
    copy = strdup(lang);
    if (!copy)
        return kw_nomem(err);
    memmove(langs + place + 1, langs + place,
            (writer->lang_count - place) * sizeof *langs);
    langs[place] = copy;
    writer->lang_count++;
    return KW_OK;
}

static enum kw_status learn_langs(struct writer *writer,
                                  const struct kw_person *person,
                                  enum kw_known known, struct kw_error *err)
{
    (void)known;
    for (size_t i = 0; i < person->labels.count; i++)
        KW_TRY(learn_lang(writer, person->labels.items[i].lang, err));
    return KW_OK;
}

enum kw_status writer_survey(struct writer *writer, struct kw_error *err)
{
    return walk_people(writer, learn_langs, false, false, err);
}

/* ---- names -------------------------------------------------------- */

const char *writer_id(struct writer *writer, struct kw_id id)
{
    char text[KW_ID_TEXT_BYTES];

    kw_id_print(id, writer->options->xrefs, text);
    return kw_arena_text(&writer->row, text, strlen(text));
}

const char *writer_name(struct writer *writer, const struct kw_person *person)
{
    const struct kw_text *label =
        kw_texts_pick(&person->labels, writer->options->langs);
    const char *clean = NULL;

    if (label && !(clean = text_clean(&writer->row, label->text)))
        return NULL;
    if (clean && *clean)
        return clean;
    return writer_id(writer, person->id);
}

static void write_year(struct kw_buffer *out, int64_t year)
{
    kw_buffer_print(out, "%lld%s", (long long)(year < 0 ? -year : year),
                    year < 0 ? " BCE" : "");
}

void writer_years(struct writer *writer, const struct kw_person *person,
                  const char *before)
{
    int64_t birth;
    int64_t death;
    bool born = kw_date_year(person->birth, &birth);
    bool died = kw_date_year(person->death, &death);

    if (!born && !died)
        return;
    kw_buffer_text(writer->out, before);
    if (born)
        write_year(writer->out, birth);
    kw_buffer_text(writer->out, "–");
    if (died)
        write_year(writer->out, death);
}
