/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The GEDCOM reader: records, whose ids they get, and what is told.
 *
 * Reads in two passes over the records: first every INDI gets its id and
 * every FAM is hung onto its partners, so that the second can state each
 * link from both ends, whatever the order of the file.
 */
#include "ged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_BYTES ((size_t)2 << 30)

/* ---- telling ------------------------------------------------------- */

static void note(struct ged_reader *reader, enum kw_gedcom_what what,
                 size_t line, size_t count, const char *tag, const char *text)
{
    struct kw_gedcom_note told = {what, line, count, tag, text};

    if (reader->settings->note)
        reader->settings->note(reader->settings->arg, &told);
}

void ged_wrong(struct ged_reader *reader, size_t line, const char *tag,
               const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    reader->counts->wrong++;
    note(reader, KW_GEDCOM_WRONG, line, 1, tag, text);
}

enum { PATH_BYTES = 160 };

/* "INDI.BURI.PLAC" */
static void write_path(const struct ged_node *node, char out[PATH_BYTES])
{
    const struct ged_node *way[GED_LEVEL_MAX + 2];
    size_t depth = 0;
    size_t used = 0;

    for (; node && node->tag; node = node->parent)
        way[depth++] = node;
    out[0] = '\0';
    while (depth-- > 0) {
        size_t length = strlen(way[depth]->tag);

        if (used + length + 2 > PATH_BYTES)
            return;
        if (used)
            out[used++] = '.';
        memcpy(out + used, way[depth]->tag, length + 1);
        used += length;
    }
}

enum kw_status ged_count(struct ged_reader *reader, enum kw_gedcom_what what,
                         const struct ged_node *node, const char *text,
                         struct kw_error *err)
{
    struct ged_tally *tally = reader->tallies;
    char path[PATH_BYTES];
    void *grown;

    write_path(node, path);
    for (size_t i = 0; i < reader->tally_count; i++, tally++)
        if (tally->what == what && !strcmp(tally->text, text) &&
            !strcmp(tally->tag, path)) {
            tally->count++;
            return KW_OK;
        }
    grown = kw_grow(reader->tallies, reader->tally_count,
                    &reader->tally_capacity, sizeof *reader->tallies);
    if (!grown)
        return kw_nomem(err);
    reader->tallies = grown;
    tally = &reader->tallies[reader->tally_count];
    tally->what = what;
    tally->tag = kw_arena_text(&reader->arena, path, strlen(path));
    tally->text = text;
    tally->line = node->line;
    tally->count = 1;
    if (!tally->tag)
        return kw_nomem(err);
    reader->tally_count++;
    return KW_OK;
}

/* A file that invents tags without end gets one tally for the rest. */
enum { TALLIES_MAX = 500 };

static enum kw_status count_left(struct ged_reader *reader,
                                 struct ged_node *node, struct kw_error *err)
{
    static struct ged_node rest = {.tag = "OTHER"};

    reader->counts->left++;
    if (reader->tally_count >= TALLIES_MAX) {
        struct ged_node other = rest;

        other.line = node->line;
        return ged_count(reader, KW_GEDCOM_LEFT, &other,
                         "kinwalk has no place for it", err);
    }
    return ged_count(reader, KW_GEDCOM_LEFT, node,
                     "kinwalk has no place for it", err);
}

/* Whatever nobody understood. */
static enum kw_status tell_left(struct ged_reader *reader, struct kw_error *err)
{
    struct ged_node *n = reader->root.child;

    while (n) {
        if (!n->used)
            KW_TRY(count_left(reader, n, err));
        if (n->child) {
            n = n->child;
            continue;
        }
        while (n && !n->next)
            n = n->parent == &reader->root ? NULL : n->parent;
        n = n ? n->next : NULL;
    }
    for (size_t i = 0; i < reader->tally_count; i++)
        note(reader, reader->tallies[i].what, reader->tallies[i].line,
             reader->tallies[i].count, reader->tallies[i].tag,
             reader->tallies[i].text);
    return KW_OK;
}

/* ---- records ------------------------------------------------------- */

static int by_xref(const void *a, const void *b)
{
    const struct ged_node *left = *(struct ged_node *const *)a;
    const struct ged_node *right = *(struct ged_node *const *)b;
    int order = strcmp(left->xref, right->xref);

    return order ? order
                 : (left->line > right->line) - (left->line < right->line);
}

static enum kw_status index_records(struct ged_reader *reader,
                                    struct kw_error *err)
{
    size_t count = 0;

    for (struct ged_node *n = reader->root.child; n; n = n->next)
        count += n->xref != NULL;
    reader->index =
        kw_arena_zeroed(&reader->arena, count + 1, sizeof(struct ged_node *));
    if (!reader->index)
        return kw_nomem(err);
    for (struct ged_node *n = reader->root.child; n; n = n->next)
        if (n->xref)
            reader->index[reader->index_count++] = n;
    qsort((void *)reader->index, reader->index_count, sizeof(struct ged_node *),
          by_xref);
    return KW_OK;
}

static struct ged_node *record_called(const struct ged_reader *reader,
                                      const char *xref)
{
    size_t low = 0;
    size_t high = reader->index_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(reader->index[middle]->xref, xref) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < reader->index_count && !strcmp(reader->index[low]->xref, xref))
        return reader->index[low];
    return NULL;
}

struct ged_node *ged_target(struct ged_reader *reader,
                            const struct ged_node *pointer, const char *tag)
{
    struct ged_node *record;

    if (!pointer->points) {
        ged_wrong(reader, pointer->line, pointer->tag,
                  "\"%.60s\" is no pointer; left out", pointer->value);
        return NULL;
    }
    if (!strcmp(pointer->value, "VOID"))
        return NULL;
    record = record_called(reader, pointer->value);
    if (!record || strcmp(record->tag, tag) != 0 || !record->record) {
        ged_wrong(reader, pointer->line, pointer->tag,
                  "there is no %s @%.60s@; left out",
                  strcmp(tag, "FAM") == 0 ? "family" : "person",
                  pointer->value);
        return NULL;
    }
    return record;
}

/* ---- ids ----------------------------------------------------------- */

static bool contains(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (; *text; text++) {
        size_t i = 0;

        while (i < length && (text[i] | 0x20) == word[i])
            i++;
        if (i == length)
            return true;
    }
    return false;
}

/* The QID that a REFN or EXID gives; nobody if none does. */
static struct kw_id stated_qid(struct ged_node *record)
{
    struct kw_id none = {0};

    for (struct ged_node *n = record->child; n; n = n->next) {
        struct ged_node *type = ged_child(n, "TYPE");
        bool bare = !type && !strcmp(n->tag, "REFN");
        struct kw_id id;

        if ((strcmp(n->tag, "REFN") != 0 && strcmp(n->tag, "EXID") != 0) ||
            !(bare || (type && contains(type->value, "wikidata"))) ||
            !kw_qid_parse(n->value, strlen(n->value), &id))
            continue;
        n->used = true;
        if (type)
            type->used = true;
        return id;
    }
    return none;
}

/* The xref as an id can be written: no blanks, not too long. */
static size_t spell(const struct ged_reader *reader,
                    const struct ged_node *record, bool prefixed,
                    char out[KW_ID_TEXT_BYTES])
{
    size_t used = 0;

    if (prefixed) {
        used = strlen(reader->base);
        (void)snprintf(out, KW_ID_TEXT_BYTES, "%s:", reader->base);
        used++;
    }
    for (const char *c = record->xref; *c; c++) {
        size_t whole = kw_utf8_length(c, strlen(c));

        if (!whole || used + whole > KW_XREF_MAX_BYTES)
            break;
        if ((unsigned char)*c <= ' ' || *c == 0x7F) {
            out[used++] = '_';
            continue;
        }
        for (size_t i = 0; i < whole; i++)
            out[used++] = c[i];
        c += whole - 1;
    }
    return used;
}

/* Takes an id for the xref: the plain one if it is free, else with the
 * file's name before it; by its line if it cannot be written at all. */
static enum kw_status take_xref(struct ged_reader *reader,
                                struct ged_node *node, struct kw_id *out,
                                struct kw_error *err)
{
    const struct kw_gedcom_settings *settings = reader->settings;
    char text[KW_ID_TEXT_BYTES];
    size_t length = spell(reader, node, false, text);
    bool taken = kw_qid_parse(text, length, out);
    enum kw_status status = KW_OK;

    if (!taken) {
        status = kw_xrefs_intern(settings->xrefs, text, length, out, err);
        if (status == KW_OK && settings->is_taken)
            KW_TRY(settings->is_taken(settings->arg, *out, &taken, err));
    }
    if (status == KW_OK && !taken)
        return KW_OK;
    if (status != KW_OK && status != KW_INPUT)
        return status;
    if (taken) {
        length = spell(reader, node, true, text);
    } else {
        (void)snprintf(text, sizeof text, "%s:line%zu", reader->base,
                       node->line);
        length = strlen(text);
    }
    KW_TRY(kw_xrefs_intern(settings->xrefs, text, length, out, err));
    return ged_count(reader, KW_GEDCOM_CHANGED, node,
                     "its xref is taken, or cannot be an id; the id has the "
                     "file's name before it",
                     err);
}

static enum kw_status give_id(struct ged_reader *reader, struct ged_node *node,
                              struct kw_map *given, struct kw_error *err)
{
    struct kw_id id = stated_qid(node);
    const uint64_t *line;

    line = kw_id_is_none(id) ? NULL : kw_map_get(given, id.bits);
    if (line) {
        ged_wrong(reader, node->line, "INDI",
                  "its QID was given in line %llu; keeps its xref",
                  (unsigned long long)*line);
        id.bits = 0;
    }
    if (kw_id_is_none(id))
        KW_TRY(take_xref(reader, node, &id, err));
    /* Two xrefs may come out as one id once they are cut. */
    if (kw_map_has(given, id.bits)) {
        ged_wrong(reader, node->line, "INDI",
                  "its id was given already; left out");
        ged_use_all(node);
        return KW_OK;
    }
    KW_TRY(kw_map_put(given, id.bits, node->line, NULL, err));
    node->record = kw_arena_zeroed(&reader->arena, 1, sizeof *node->record);
    if (!node->record)
        return kw_nomem(err);
    node->record->id = id;
    return KW_OK;
}

bool ged_is_single(struct ged_reader *reader, struct ged_node *node)
{
    if (!node->xref)
        ged_wrong(reader, node->line, node->tag,
                  "a record without xref; left out");
    else if (record_called(reader, node->xref) != node)
        ged_wrong(reader, node->line, node->tag,
                  "@%.60s@ is there already; left out", node->xref);
    else
        return true;
    ged_use_all(node);
    return false;
}

/* Gives every INDI its id. */
static enum kw_status give_ids(struct ged_reader *reader, struct kw_error *err)
{
    struct kw_map given = {0};
    enum kw_status status = KW_OK;

    for (struct ged_node *n = reader->root.child; n && status == KW_OK;
         n = n->next) {
        if (strcmp(n->tag, "INDI") != 0)
            continue;
        n->used = true;
        if (ged_is_single(reader, n))
            status = give_id(reader, n, &given, err);
    }
    kw_map_finish(&given);
    return status;
}

/* ---- statements ---------------------------------------------------- */

enum kw_status ged_state(struct ged_reader *reader, struct kw_person *person,
                         const struct ged_node *record,
                         enum kw_property property, struct kw_statement **out,
                         struct kw_error *err, const char *rest, ...)
{
    char text[512];
    va_list args;
    int used;

    used =
        snprintf(text, sizeof text, "%s:%.128s:", reader->base, record->xref);
    va_start(args, rest);
    (void)vsnprintf(text + used, sizeof text - (size_t)used, rest, args);
    va_end(args);
    KW_TRY(kw_person_add_statement(person, out, err));
    (*out)->property = property;
    (*out)->id = kw_arena_text(&person->arena, text, strlen(text));
    return (*out)->id ? KW_OK : kw_nomem(err);
}

/* The name that stands before ids: short, and without what would part
 * it. */
static void take_base(struct ged_reader *reader, const char *name)
{
    (void)snprintf(reader->base, sizeof reader->base, "%s",
                   name && *name ? name : "gedcom");
    for (char *c = reader->base; *c; c++)
        if (*c <= ' ' || *c == ':' || *c == 0x7F)
            *c = '_';
}

bool kw_gedcom_made(const struct kw_person *person, const char *base_name)
{
    struct ged_reader reader = {0};
    size_t length;

    take_base(&reader, base_name);
    length = strlen(reader.base);
    for (size_t i = 0; i < person->statement_count; i++) {
        const char *id = person->statements[i].id;

        if (id && !strncmp(id, reader.base, length) && id[length] == ':')
            return true;
    }
    return !person->statement_count && kw_id_is_xref(person->id);
}

/* ---- reading ------------------------------------------------------- */

/* When the file was written, by its head: as of then its people are
 * known. 0 if it does not say, or not to the day. */
static int64_t written_at_s(const struct ged_reader *reader)
{
    const int64_t day_1970 = 2440588;
    const struct ged_node *head = ged_child(&reader->root, "HEAD");
    const struct ged_node *node = head ? ged_child(head, "DATE") : NULL;
    struct kw_date date;
    const char *told;
    int64_t first;
    int64_t last;

    if (!node || !ged_date_read(node->value, &date, &told) ||
        date.precision != KW_DAY || !kw_date_days(date, &first, &last) ||
        first != last || first < day_1970)
        return 0;
    return (first - day_1970) * 86400;
}

static enum kw_status hand_out(struct ged_reader *reader,
                               struct ged_node *record, struct kw_error *err)
{
    struct kw_person *person;
    enum kw_status status;

    KW_TRY(kw_person_create(record->record->id, &person, err));
    person->read_at_s = reader->written_at_s;
    status = ged_person_fill(reader, record, person, err);
    if (status == KW_OK)
        status = ged_family_fill(reader, record, person, err);
    if (status == KW_OK)
        status = kw_person_seal(person, err);
    if (status == KW_OK)
        status = reader->settings->person(reader->settings->arg, person, err);
    kw_person_destroy(person);
    if (status == KW_OK)
        reader->counts->people++;
    return status;
}

/* Head, trailer and submitters speak of the file, not of the family. */
static void use_wrapping(struct ged_reader *reader)
{
    static const char *const WRAPPING[] = {"HEAD", "TRLR", "SUBM", "SUBN"};

    for (struct ged_node *n = reader->root.child; n; n = n->next)
        for (size_t i = 0; i < sizeof WRAPPING / sizeof *WRAPPING; i++)
            if (!strcmp(n->tag, WRAPPING[i]))
                ged_use_all(n);
}

static enum kw_status read_records(struct ged_reader *reader,
                                   struct kw_error *err)
{
    KW_TRY(index_records(reader, err));
    use_wrapping(reader);
    reader->written_at_s = written_at_s(reader);
    KW_TRY(give_ids(reader, err));
    KW_TRY(ged_family_index(reader, err));
    for (struct ged_node *n = reader->root.child; n; n = n->next)
        if (n->record && !kw_id_is_none(n->record->id))
            KW_TRY(hand_out(reader, n, err));
    return tell_left(reader, err);
}

bool kw_gedcom_looks(const char *bytes, size_t length)
{
    size_t at = 0;
    size_t step = 1;

    if (length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3))
        at = 3;
    else if (length >= 2 &&
             (!memcmp(bytes, "\xFE\xFF", 2) || !memcmp(bytes, "\xFF\xFE", 2)))
        at = 2;
    if (at == 2 || (length >= 2 && (!bytes[0] || !bytes[1])))
        step = 2;
    /* In UTF-16 every other byte is zero: pass over those. */
    for (const char *wanted = "0 HEAD"; *wanted; at += step) {
        size_t here = at;

        if (step == 2 && here < length && !bytes[here])
            here++;
        if (here >= length)
            return false;
        if (wanted[0] == '0' && strchr(" \t\r\n", bytes[here]) && bytes[here])
            continue;
        if (bytes[here] != *wanted++)
            return false;
    }
    return true;
}

static enum kw_status read_text(struct ged_reader *reader, const char *bytes,
                                size_t length, struct kw_buffer *text,
                                struct kw_error *err)
{
    KW_TRY(ged_text_decode(reader, bytes, length, text, err));
    KW_TRY(ged_tree_grow(reader, text->bytes, text->length, err));
    return read_records(reader, err);
}

enum kw_status kw_gedcom_read(const char *bytes, size_t length,
                              const struct kw_gedcom_settings *settings,
                              struct kw_gedcom_counts *out,
                              struct kw_error *err)
{
    struct kw_gedcom_counts counts = {.encoding = ""};
    struct ged_reader reader = {.settings = settings, .counts = &counts};
    struct kw_buffer text = {0};
    enum kw_status status;

    reader.arena.limit_bytes =
        settings->memory_bytes ? settings->memory_bytes : MEMORY_BYTES;
    text.limit_bytes = reader.arena.limit_bytes;
    take_base(&reader, settings->base_name);
    status = kw_gedcom_looks(bytes, length)
                 ? read_text(&reader, bytes, length, &text, err)
                 : kw_fail(err, KW_INPUT,
                           "no GEDCOM: it does not begin with \"0 HEAD\"");
    free(reader.tallies);
    kw_arena_finish(&reader.arena);
    kw_buffer_finish(&text);
    if (out)
        *out = counts;
    return status;
}
