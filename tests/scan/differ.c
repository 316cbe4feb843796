/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both readers on one document. What the plain reader takes, the scanner
 * takes without asking for help, and finds the same people; validating, it
 * takes nothing else. The people are compared as lines.
 */
#include <string.h>

#include "scan.h"

static const char *const EN[] = {"en", NULL};
static const char *const AT[] = {"de-at", NULL};
static const char *const TWO[] = {"fr", "zh-hant-tw", NULL};
static const char *const RARE[] = {"xx", NULL};
static const char *const *const LANGS[DIFFER_LANGS] = {NULL, EN, AT, TWO, RARE};

/* What a document held, as text. */
static void write_down(const struct kw_document *document,
                       struct kw_buffer *out)
{
    for (size_t i = 0; i < document->count; i++)
        kw_claims_write(document->people[i], NULL, out);
}

static bool same_rest(const struct kw_document *a, const struct kw_document *b)
{
    return a->count == b->count && a->passed_over == b->passed_over &&
           a->cut_short == b->cut_short &&
           strcmp(a->error_code, b->error_code) == 0 &&
           strcmp(a->error_info, b->error_info) == 0 &&
           strcmp(a->error_id, b->error_id) == 0 &&
           strcmp(a->error_type, b->error_type) == 0 &&
           !(a->error_lag_s < b->error_lag_s) &&
           !(a->error_lag_s > b->error_lag_s);
}

static bool same(const struct kw_document *a, const struct kw_document *b)
{
    struct kw_buffer left = {0};
    struct kw_buffer right = {0};
    bool is_same = same_rest(a, b);

    if (is_same && a->count > 0) {
        write_down(a, &left);
        write_down(b, &right);
        is_same = left.length == right.length &&
                  memcmp(left.bytes, right.bytes, left.length) == 0;
    }
    kw_buffer_finish(&left);
    kw_buffer_finish(&right);
    return is_same;
}

/* Is it one of kinwalk's own lines, which the scanner leaves alone? */
static bool is_own_line(const char *bytes, size_t length)
{
    struct kw_tree tree = {0};
    bool is = kw_tree_read(&tree, bytes, length, NULL, NULL) == KW_OK &&
              kw_tree_at(tree.root, "schema");

    kw_tree_finish(&tree);
    return is;
}

/* Does the tree of the whole come about, whatever it means? */
static bool is_valid(const char *bytes, size_t length,
                     const struct kw_claims_limits *limits)
{
    struct kw_tree tree = {0};
    bool is = kw_tree_read(&tree, bytes, length, limits, NULL) == KW_OK &&
              cJSON_IsObject(tree.root);

    kw_tree_finish(&tree);
    return is;
}

static bool any_kin(const struct kw_document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        const struct kw_person *person = document->people[i];

        for (size_t s = 0; s < person->statement_count; s++)
            if (kw_property_info((unsigned)person->statements[s].property)
                    ->direction != KW_TO_NONE)
                return true;
    }
    return false;
}

static const char *compare(const char *bytes, size_t length,
                           const struct differ_how *how, enum kw_status plain,
                           const struct kw_document *expected)
{
    struct kw_claims_limits limits = {.depth = how->depth};
    const struct kw_eyes *eyes = kw_eyes_of(how->level);
    struct kw_document found;
    enum kw_status status;
    const char *what = NULL;
    struct kw_error err;
    bool may_have_kin = false;
    bool valid;

    if (!eyes)
        eyes = kw_eyes_best();
    valid = kw_scan_valid(bytes, length, how->depth ? how->depth : 1000, eyes,
                          &may_have_kin);
    if (plain == KW_OK && !valid)
        return "validating, it refuses what the plain reader takes";
    if (plain != KW_OK && valid != is_valid(bytes, length, &limits))
        return "validating, it takes what the plain reader refuses";
    if (plain == KW_OK && !may_have_kin && any_kin(expected))
        return "looking, it sees none of the relatives there are";
    status = kw_claims_read_by(KW_READER_SCAN_ONLY, eyes, bytes, length, NULL,
                               LANGS[how->langs], &limits, &found, &err);
    if (status == KW_USAGE && is_own_line(bytes, length))
        status = plain;
    else if (plain == KW_OK && status != KW_OK)
        what = "it does not take what the plain reader takes";
    else if (plain == KW_OK && !same(expected, &found))
        what = "it finds others than the plain reader";
    else if (plain != KW_OK && valid && status == KW_OK)
        what = "of valid JSON it takes what the plain reader refuses";
    kw_document_finish(&found);
    return what;
}

const char *differ(const char *bytes, size_t length,
                   const struct differ_how *how)
{
    struct kw_claims_limits limits = {.depth = how->depth};
    struct kw_document expected;
    struct kw_error err;
    enum kw_status plain =
        kw_claims_read_by(KW_READER_PLAIN, NULL, bytes, length, NULL,
                          LANGS[how->langs], &limits, &expected, &err);
    const char *what = NULL;

    if (plain == KW_OK || plain == KW_INPUT)
        what = compare(bytes, length, how, plain, &expected);
    kw_document_finish(&expected);
    return what;
}
