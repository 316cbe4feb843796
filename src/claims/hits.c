/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reply of a search by name.
 */
#include <stdlib.h>
#include <string.h>

#include "inside.h"

static char *copy_of(const char *text)
{
    return text ? strdup(text) : NULL;
}

static enum kw_status read_hit(const cJSON *from, struct kw_hit *hit,
                               struct kw_error *err)
{
    const cJSON *match = kw_tree_at(from, "match");
    const char *label = kw_tree_text(kw_tree_at(from, "label"));
    const char *description = kw_tree_text(kw_tree_at(from, "description"));
    const char *matched = kw_tree_text(kw_tree_at(match, "text"));
    const char *how = kw_tree_text(kw_tree_at(match, "type"));

    hit->by_alias = how && strcmp(how, "alias") == 0;
    hit->label = copy_of(label);
    hit->description = copy_of(description);
    hit->match = copy_of(matched);
    if ((label && !hit->label) || (description && !hit->description) ||
        (matched && !hit->match))
        return kw_nomem(err);
    return KW_OK;
}

static enum kw_status read_hits(const cJSON *root, struct kw_hits *out,
                                struct kw_error *err)
{
    const cJSON *list = kw_tree_at(root, "search");
    const cJSON *error = kw_reading_error(root);
    const cJSON *from;
    size_t capacity = 0;

    if (error) {
        struct kw_document said = {0};

        kw_reading_take_error(error, &said);
        return kw_fail(err, KW_NETWORK, "the server says %s: %s",
                       said.error_code, said.error_info);
    }
    if (!cJSON_IsArray(list))
        return kw_fail(err, KW_INPUT, "no reply to a search");
    cJSON_ArrayForEach(from, list)
    {
        const char *name = kw_tree_text(kw_tree_at(from, "id"));
        struct kw_hit *items;
        struct kw_id id;

        if (!name || !kw_qid_parse(name, strlen(name), &id))
            continue;
        items = kw_grow(out->items, out->count, &capacity, sizeof *items);
        if (!items)
            return kw_nomem(err);
        out->items = items;
        memset(&items[out->count], 0, sizeof *items);
        items[out->count].id = id;
        out->count++;
        KW_TRY(read_hit(from, &items[out->count - 1], err));
    }
    return KW_OK;
}

enum kw_status kw_claims_read_hits(const char *bytes, size_t length,
                                   struct kw_hits *out, struct kw_error *err)
{
    struct kw_tree tree = {0};
    enum kw_status status;

    memset(out, 0, sizeof *out);
    status = kw_tree_read(&tree, bytes, length, NULL, err);
    if (status == KW_OK)
        status = read_hits(tree.root, out, err);
    kw_tree_finish(&tree);
    if (status != KW_OK)
        kw_hits_finish(out);
    return status;
}

void kw_hits_finish(struct kw_hits *hits)
{
    if (!hits)
        return;
    for (size_t i = 0; i < hits->count; i++) {
        free(hits->items[i].label);
        free(hits->items[i].description);
        free(hits->items[i].match);
    }
    free(hits->items);
    memset(hits, 0, sizeof *hits);
}
