/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of houses, titles and positions. They are asked for when somebody
 * wants to see them, and not while crawling: most are never looked at.
 */
#include "items.h"

#include <stdlib.h>
#include <string.h>

#include "gather.h"

enum { CLAIM_WAIT_MS = 10000 };

/* ---- asking -------------------------------------------------------- */

static bool is_interrupted(void *arg)
{
    (void)arg;
    return kw_cli_interrupted();
}

static const char *const *langs_of(const struct kw_cli *cli)
{
    return (const char *const *)cli->langs;
}

/* Keeps of `ids` those whose names the store lacks, each once. */
static enum kw_status keep_lacking(struct kw_cli *cli, struct kw_id *ids,
                                   size_t *count, struct kw_error *err)
{
    struct kw_buffer text = {0};
    struct kw_map seen = {0};
    enum kw_status status = KW_OK;
    size_t kept = 0;

    for (size_t i = 0; status == KW_OK && i < *count; i++) {
        bool found = true;
        bool is_new = false;

        if (kw_id_is_none(ids[i]) || kw_id_is_xref(ids[i]))
            continue;
        status = kw_map_put(&seen, ids[i].bits, 0, &is_new, err);
        if (status == KW_OK && is_new)
            status = kw_store_item(cli->store, ids[i], langs_of(cli), &text,
                                   &found, err);
        if (status == KW_OK && !found)
            ids[kept++] = ids[i];
    }
    *count = kept;
    kw_map_finish(&seen);
    kw_buffer_finish(&text);
    return status;
}

/* Asks by way of a store of its own where cli->store is only read: a
 * family that was loaded may still lean on that. */
static enum kw_status ask(struct kw_cli *cli, const struct kw_id *ids,
                          size_t count, size_t *lacking, struct kw_error *err)
{
    struct kw_store *store = cli->store;
    enum kw_status status = KW_OK;

    KW_TRY(kw_cli_source(cli, err));
    if (cli->store_mode == KW_STORE_READ)
        KW_TRY(kw_store_open(kw_store_path(cli->store), KW_STORE_WRITE,
                             cli->clock, &store, err));
    status = kw_store_claim(store, CLAIM_WAIT_MS, err);
    if (status == KW_OK)
        status = kw_items_read(store, cli->source, ids, count, is_interrupted,
                               NULL, lacking, err);
    if (store != cli->store)
        kw_store_close(store);
    return status;
}

/* A question that the store can answer needs no contact. */
static bool may_ask(const struct kw_cli *cli)
{
    return kw_cli_may_ask(cli) &&
           (cli->source || kw_cli_value(cli, "contact") ||
            !kw_source_needs_contact(kw_cli_value(cli, "endpoint")));
}

enum kw_status kw_cli_name_items(struct kw_cli *cli, const struct kw_id *ids,
                                 size_t count, struct kw_error *err)
{
    struct kw_id *wanted;
    struct kw_error why = {0};
    size_t lacking;
    enum kw_status status;

    if (!count || !kw_cli_may_ask(cli))
        return KW_OK;
    wanted = malloc(count * sizeof *wanted);
    if (!wanted)
        return kw_nomem(err);
    memcpy(wanted, ids, count * sizeof *wanted);
    status = keep_lacking(cli, wanted, &count, err);
    lacking = count;
    if (status == KW_OK && count && may_ask(cli))
        status = ask(cli, wanted, count, &lacking, &why);
    free(wanted);
    if (status == KW_INTERRUPTED || status == KW_NOMEM) {
        if (why.status != KW_OK)
            *err = why;
        return status;
    }
    if (lacking)
        kw_cli_say(cli, "houses, titles or positions without a name: %zu%s%s",
                   lacking, why.text[0] ? "; " : "", why.text);
    return KW_OK;
}

/* ---- members of a family ------------------------------------------- */

/* The items of each member's house and title, side by side. */
static enum kw_status list_items(struct kw_cli *cli,
                                 const struct kw_people *people,
                                 const uint32_t *members, size_t count,
                                 struct kw_id *ids, struct kw_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct kw_member *member =
            kw_people_at(people, members ? members[i] : (uint32_t)i);
        struct kw_id *house = &ids[2 * i];
        struct kw_id *title = &ids[2 * i + 1];

        KW_TRY(kw_store_entitled(cli->store, member->id, house, title, err));
        if (member->house)
            house->bits = 0;
        if (member->title)
            title->bits = 0;
    }
    return KW_OK;
}

/* The name of an item; NULL in *out if it has none. */
static enum kw_status name_of(struct kw_cli *cli, struct kw_id id,
                              struct kw_buffer *text, const char **out,
                              struct kw_error *err)
{
    bool found = false;

    *out = NULL;
    kw_buffer_clear(text);
    if (kw_id_is_none(id))
        return KW_OK;
    KW_TRY(kw_store_item(cli->store, id, langs_of(cli), text, &found, err));
    KW_TRY(kw_buffer_check(text, err));
    if (found && text->length)
        *out = text->bytes;
    return KW_OK;
}

static enum kw_status give_names(struct kw_cli *cli, struct kw_people *people,
                                 const uint32_t *members, size_t count,
                                 const struct kw_id *ids, struct kw_error *err)
{
    struct kw_buffer texts[2] = {{0}, {0}};
    enum kw_status status = KW_OK;

    for (size_t i = 0; status == KW_OK && i < count; i++) {
        const char *house;
        const char *title;

        status = name_of(cli, ids[2 * i], &texts[0], &house, err);
        if (status == KW_OK)
            status = name_of(cli, ids[2 * i + 1], &texts[1], &title, err);
        if (status == KW_OK)
            status = kw_people_entitle(
                people, members ? members[i] : (uint32_t)i, house, title, err);
    }
    kw_buffer_finish(&texts[0]);
    kw_buffer_finish(&texts[1]);
    return status;
}

enum kw_status kw_cli_entitle(struct kw_cli *cli, struct kw_people *people,
                              const uint32_t *members, size_t member_count,
                              struct kw_error *err)
{
    size_t count = members ? member_count : kw_people_count(people);
    struct kw_id *ids;
    enum kw_status status;

    if (!count || !kw_cli_may_ask(cli))
        return KW_OK;
    ids = calloc(2 * count, sizeof *ids);
    if (!ids)
        return kw_nomem(err);
    status = list_items(cli, people, members, count, ids, err);
    if (status == KW_OK)
        status = kw_cli_name_items(cli, ids, 2 * count, err);
    if (status == KW_OK)
        status = give_names(cli, people, members, count, ids, err);
    free(ids);
    return status;
}
