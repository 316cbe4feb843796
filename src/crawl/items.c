/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The labels of items that are no people: what houses and titles are
 * called. No layers, no depths: a list, asked for 50 at a time.
 */
#include "inside.h"

enum { WAIT_MS = 100 };

static enum kw_status put(struct kw_store *store,
                          const struct kw_reading *answer, size_t *had,
                          struct kw_error *err)
{
    bool is_read = answer->what == KW_ANSWER_READ && answer->person;

    if (!is_read && answer->what != KW_ANSWER_MISSING)
        return KW_OK;
    (*had)++;
    if (!is_read || !answer->person->labels.count)
        return kw_store_put_item(store, answer->id, "", "", err);
    for (size_t i = 0; i < answer->person->labels.count; i++)
        KW_TRY(kw_store_put_item(store, answer->id,
                                 answer->person->labels.items[i].lang,
                                 answer->person->labels.items[i].text, err));
    return KW_OK;
}

/* Puts what has come. */
static enum kw_status take(struct kw_store *store, struct kw_source *source,
                           size_t *had, struct kw_error *err)
{
    struct kw_reading answer;
    enum kw_status status;
    bool last;

    if (!kw_source_take(source, &answer, &last))
        return KW_OK;
    status = kw_store_begin(store, err);
    do {
        if (status == KW_OK)
            status = put(store, &answer, had, err);
        kw_reading_finish(&answer);
    } while (kw_source_take(source, &answer, &last));
    if (status == KW_OK)
        status = kw_store_commit(store, err);
    if (status != KW_OK)
        kw_store_rollback(store);
    return status;
}

enum kw_status kw_items_read(struct kw_store *store, struct kw_source *source,
                             const struct kw_id *ids, size_t count,
                             bool (*interrupted)(void *arg), void *arg,
                             size_t *lacking, struct kw_error *err)
{
    enum kw_status status = KW_OK;
    size_t had = 0;

    *lacking = count;
    for (size_t i = 0; i < count; i++)
        KW_TRY(kw_source_ask(source, KW_ASK_LABEL, ids[i], err));
    while (kw_source_pending(source)) {
        struct kw_error why = *err;
        enum kw_status waited = kw_source_wait(source, WAIT_MS, &why);

        if (waited != KW_OK && status == KW_OK) {
            status = waited;
            *err = why;
        }
        if (status == KW_OK && interrupted && interrupted(arg)) {
            kw_source_cancel(source);
            status = kw_fail(err, KW_INTERRUPTED, "interrupted");
        }
        KW_TRY(take(store, source, &had, err));
    }
    *lacking = count - had;
    return status == KW_LIMIT ? KW_OK : status;
}
