/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Documents: which of the known shapes it is, and who is in it.
 *
 * The shape is told by members that only it has, never by their order:
 * "schema" is ours, "entities" a reply, "error" or "errors" a refusal,
 * and an entity by itself has an id and a type, claims or statements.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

enum kw_status kw_reading_add(struct kw_reading *reading, struct kw_id id,
                              enum kw_state state, struct kw_person **person,
                              struct kw_error *err)
{
    struct kw_document *out = reading->out;
    struct kw_person **people;
    bool is_new;

    *person = NULL;
    KW_TRY(kw_map_put(&reading->seen, id.bits, 0, &is_new, err));
    if (!is_new)
        return KW_OK;
    people = kw_grow(out->people, out->count, &out->capacity, sizeof(void *));
    if (!people)
        return kw_nomem(err);
    out->people = people;
    KW_TRY(kw_person_create(id, person, err));
    (*person)->state = state;
    people[out->count++] = *person;
    return KW_OK;
}

/* ---- errors -------------------------------------------------------- */

/* Copies at most size - 1 bytes, whole characters only; controls become
 * blanks, for this is printed. */
static void copy_text(char *out, size_t size, const char *text)
{
    size_t length = 0;

    while (text && text[length]) {
        size_t step = kw_utf8_length(text + length, strlen(text + length));

        if (step == 0 || length + step >= size)
            break;
        memcpy(out + length, text + length, step);
        if ((unsigned char)out[length] < 0x20 || out[length] == 0x7f)
            out[length] = ' ';
        length += step;
    }
    out[length] = '\0';
}

/* The first of the members that is a text. */
static const char *text_of(const cJSON *object, const char *const *keys)
{
    for (; *keys; keys++) {
        const char *text = kw_tree_text(kw_tree_at(object, *keys));

        if (text)
            return text;
    }
    return NULL;
}

const cJSON *kw_reading_error(const cJSON *reply)
{
    const cJSON *errors = kw_tree_at(reply, "errors");
    const cJSON *error = kw_tree_at(reply, "error");

    if (!error && cJSON_IsArray(errors))
        error = errors->child;
    return cJSON_IsObject(error) ? error : NULL;
}

void kw_reading_take_error(const cJSON *error, struct kw_document *out)
{
    /* errorformat=bc, plaintext, html, raw */
    static const char *const INFO[] = {"info", "text", "*",
                                       "html", "key",  NULL};
    const cJSON *data = kw_tree_at(error, "data");
    const char *code = kw_tree_text(kw_tree_at(error, "code"));
    const cJSON *lag;

    if (!data)
        data = error;
    lag = kw_tree_at(data, "lag");
    copy_text(out->error_code, sizeof out->error_code,
              code && *code ? code : "unknown");
    copy_text(out->error_info, sizeof out->error_info, text_of(error, INFO));
    copy_text(out->error_id, sizeof out->error_id,
              kw_tree_text(kw_tree_at(data, "id")));
    copy_text(out->error_type, sizeof out->error_type,
              kw_tree_text(kw_tree_at(data, "type")));
    if (cJSON_IsNumber(lag) && lag->valuedouble >= 0 && lag->valuedouble < 1e9)
        out->error_lag_s = lag->valuedouble;
}

/* Was the reply cut? {"result":{...}}, or a list with a module
 * "result". */
static bool is_cut_short(const cJSON *warnings)
{
    const cJSON *warning;

    if (kw_tree_at(warnings, "result"))
        return true;
    if (cJSON_IsArray(warnings))
        cJSON_ArrayForEach(warning, warnings)
        {
            const char *module = kw_tree_text(kw_tree_at(warning, "module"));

            if (module && strcmp(module, "result") == 0)
                return true;
        }
    return false;
}

/* ---- shapes -------------------------------------------------------- */

static enum kw_status read_entities(struct kw_reading *reading,
                                    const cJSON *entities, struct kw_error *err)
{
    struct kw_tree_map members;

    if (kw_tree_members(reading->tree, entities, &members, err) != KW_OK)
        return kw_error_at(err, "entities");
    for (size_t i = 0; i < members.count; i++)
        KW_TRY(kw_reading_entity(reading, members.items[i]->string,
                                 members.items[i], err));
    return KW_OK;
}

static bool is_entity(const cJSON *root)
{
    return kw_tree_text(kw_tree_at(root, "id")) &&
           (kw_tree_at(root, "type") || kw_tree_at(root, "claims") ||
            kw_tree_at(root, "statements") || kw_tree_at(root, "missing"));
}

static enum kw_status read_root(struct kw_reading *reading,
                                struct kw_error *err)
{
    const cJSON *root = reading->tree->root;
    const cJSON *schema = kw_tree_at(root, "schema");
    const cJSON *error = kw_reading_error(root);

    if (!cJSON_IsObject(root))
        return kw_fail(err, KW_INPUT,
                       "JSON, but no object: one document at a time, please");
    if (schema) {
        const char *name = kw_tree_text(schema);

        if (!name || strcmp(name, KW_PERSON_SCHEMA) != 0)
            return kw_fail(err, KW_INPUT,
                           "schema %.40s is not %s: perhaps a newer kinwalk "
                           "wrote it",
                           name ? name : "?", KW_PERSON_SCHEMA);
        return kw_reading_line(reading, root, err);
    }
    if (error)
        kw_reading_take_error(error, reading->out);
    reading->out->cut_short = is_cut_short(kw_tree_at(root, "warnings"));
    if (kw_tree_at(root, "entities"))
        return read_entities(reading, kw_tree_at(root, "entities"), err);
    if (error)
        return KW_OK;
    if (is_entity(root))
        return kw_reading_entity(reading, NULL, root, err);
    /* What wbgetentities says to no ids at all; searches have more. */
    if (kw_tree_at(root, "success") && !kw_tree_at(root, "search"))
        return KW_OK;
    return kw_fail(err, KW_INPUT, "JSON, but no entities in it");
}

static enum kw_status read_document(struct kw_reading *reading,
                                    const struct kw_claims_limits *limits,
                                    struct kw_error *err)
{
    enum kw_status status = read_root(reading, err);

    if (status == KW_INPUT)
        (void)kw_error_at(err, "byte %llu",
                          (unsigned long long)(limits ? limits->begins_at : 0));
    return status;
}

/* ---- the door ------------------------------------------------------ */

void kw_document_finish(struct kw_document *document)
{
    if (!document)
        return;
    for (size_t i = 0; i < document->count; i++)
        kw_person_destroy(document->people[i]);
    free(document->people);
    memset(document, 0, sizeof *document);
}

/* The whole of the document by cJSON. */
static enum kw_status read_plainly(struct kw_reading *reading,
                                   const char *bytes, size_t length,
                                   const struct kw_claims_limits *limits,
                                   struct kw_error *err)
{
    KW_TRY(kw_tree_read(reading->tree, bytes, length, limits, err));
    return read_document(reading, limits, err);
}

/* What may be kept of it, by the scanner; the plain reader is asked for
 * documents that are not walked and for reasons. */
static enum kw_status
read_scanned(struct kw_reading *reading, enum kw_reader reader,
             const struct kw_eyes *eyes, const char *bytes, size_t length,
             const struct kw_claims_limits *limits, struct kw_error *err)
{
    unsigned depth =
        limits && limits->depth && limits->depth < KW_DOCUMENT_DEPTH
            ? limits->depth
            : KW_DOCUMENT_DEPTH;
    bool asks = reader == KW_READER_FAST || reader == KW_READER_VALIDATING;
    enum kw_status status = KW_INPUT;

    if (reader == KW_READER_FAST || reader == KW_READER_SCAN_ONLY ||
        kw_scan_valid(bytes, length, depth, eyes, NULL))
        status = kw_scan_tree(reading->tree, bytes, length, reading->langs,
                              limits, eyes);
    if (status == KW_OK)
        return read_document(reading, limits, err);
    if (!asks)
        return kw_fail(err, status, "not for the scanner");
    kw_tree_finish(reading->tree);
    memset(reading->tree, 0, sizeof *reading->tree);
    return read_plainly(reading, bytes, length, limits, err);
}

enum kw_status kw_claims_read_by(enum kw_reader reader,
                                 const struct kw_eyes *eyes, const char *bytes,
                                 size_t length, struct kw_xrefs *xrefs,
                                 const char *const *langs,
                                 const struct kw_claims_limits *limits,
                                 struct kw_document *out, struct kw_error *err)
{
    struct kw_tree tree = {0};
    struct kw_reading reading = {
        .tree = &tree, .xrefs = xrefs, .langs = langs, .out = out};
    struct kw_error unheard;
    enum kw_status status;

    /* Places are put before reasons on the way: there must be one. */
    if (!err)
        err = &unheard;
    memset(out, 0, sizeof *out);
    status = reader == KW_READER_PLAIN
                 ? read_plainly(&reading, bytes, length, limits, err)
                 : read_scanned(&reading, reader, eyes ? eyes : kw_eyes_best(),
                                bytes, length, limits, err);
    kw_map_finish(&reading.seen);
    kw_tree_finish(&tree);
    if (status != KW_OK)
        kw_document_finish(out);
    return status;
}

enum kw_status kw_claims_read(const char *bytes, size_t length,
                              struct kw_xrefs *xrefs, const char *const *langs,
                              const struct kw_claims_limits *limits,
                              struct kw_document *out, struct kw_error *err)
{
    bool is_checked = limits && limits->is_checked;

    return kw_claims_read_by(is_checked ? KW_READER_FAST : KW_READER_VALIDATING,
                             NULL, bytes, length, xrefs, langs, limits, out,
                             err);
}

enum kw_look kw_claims_look(const char *bytes, size_t length)
{
    bool may_have_kin;

    if (!kw_scan_valid(bytes, length, KW_DOCUMENT_DEPTH, kw_eyes_best(),
                       &may_have_kin))
        return KW_LOOKS_WRONG;
    return may_have_kin ? KW_LOOKS_LIKE_KIN : KW_LOOKS_WITHOUT_KIN;
}
