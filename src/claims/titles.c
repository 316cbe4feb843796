/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reply of a search by statement: titles of items, page by page.
 *
 * A Wikibase whose items have a namespace of their own says "Item:Q42"
 * where Wikidata says "Q42".
 */
#include <stdlib.h>
#include <string.h>

#include "inside.h"

#define REPLY_MAX_BYTES ((size_t)8 << 20)
enum { HITS_MAX = 5000, OFFSET_MAX = 10000 };

static bool id_of_title(const cJSON *title, struct kw_id *out)
{
    const char *text = kw_tree_text(title);
    const char *colon = text ? strrchr(text, ':') : NULL;

    if (colon)
        text = colon + 1;
    return text && kw_qid_parse(text, strlen(text), out);
}

static enum kw_status take_hits(const cJSON *search, struct kw_titles *out,
                                struct kw_error *err)
{
    const cJSON *hit;
    size_t capacity = 0;

    cJSON_ArrayForEach(hit, search)
    {
        struct kw_id id;
        struct kw_id *grown;

        if (out->count == HITS_MAX ||
            !id_of_title(kw_tree_at(hit, "title"), &id))
            continue;
        grown = kw_grow(out->items, out->count, &capacity, sizeof *grown);
        if (!grown)
            return kw_nomem(err);
        out->items = grown;
        out->items[out->count++] = id;
    }
    return KW_OK;
}

static enum kw_status take_reply(const cJSON *reply, struct kw_titles *out,
                                 struct kw_error *err)
{
    const cJSON *search = kw_tree_at(kw_tree_at(reply, "query"), "search");
    const cJSON *more = kw_tree_at(kw_tree_at(reply, "continue"), "sroffset");
    uint64_t offset;

    if (kw_reading_error(reply)) {
        out->is_error = true;
        return KW_OK;
    }
    if (!cJSON_IsArray(search))
        return kw_fail(err, KW_INPUT, "the reply holds no list query.search");
    if (kw_tree_number(more, OFFSET_MAX - 1, &offset))
        out->next_offset = (size_t)offset;
    return take_hits(search, out, err);
}

enum kw_status kw_claims_read_titles(const char *bytes, size_t length,
                                     struct kw_titles *out,
                                     struct kw_error *err)
{
    const struct kw_claims_limits limits = {.document_bytes = REPLY_MAX_BYTES};
    struct kw_tree tree = {0};
    enum kw_status status;

    memset(out, 0, sizeof *out);
    status = kw_tree_read(&tree, bytes, length, &limits, err);
    if (status == KW_OK)
        status = take_reply(tree.root, out, err);
    kw_tree_finish(&tree);
    if (status != KW_OK)
        kw_titles_finish(out);
    return status;
}

void kw_titles_finish(struct kw_titles *titles)
{
    free(titles->items);
    memset(titles, 0, sizeof *titles);
}
