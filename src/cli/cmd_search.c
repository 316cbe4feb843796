/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk search: people of a name, the best match first. What the store
 * knows; the server is asked only if that is nobody.
 */
#include "cli.h"

#include <string.h>

#include "gather.h"
#include "table.h"

enum { LABEL_COLUMNS = 48 };

const struct kw_option kw_search_options[] = {
    {"limit", 0, "N", NULL, "20", "list at most N people", false},
    {.name = NULL},
};

/* The arguments as one question: nobody should have to quote. */
static enum kw_status join_words(const struct kw_cli *cli,
                                 struct kw_buffer *out, struct kw_error *err)
{
    for (size_t i = 0; i < cli->argument_count; i++) {
        if (i)
            kw_buffer_char(out, ' ');
        kw_buffer_text(out, cli->arguments[i]);
    }
    return kw_buffer_check(out, err);
}

static void put_date(struct kw_json *json, const char *key, struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];

    kw_date_print(date, text);
    kw_json_set_text(json, key, text[0] ? text : NULL);
}

static void put_json(struct kw_cli *cli, const struct kw_found *found,
                     struct kw_buffer *out)
{
    struct kw_json json;
    char id[KW_ID_TEXT_BYTES];

    kw_json_init(&json, out);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.search/1");
    kw_json_set_text(&json, "id",
                     kw_id_print(found->id, kw_store_xrefs(cli->store), id));
    kw_json_set_text(&json, "label", found->label[0] ? found->label : NULL);
    kw_json_set_text(&json, "matched", found->matched);
    kw_json_set_text(&json, "whole",
                     found->whole_label   ? "label"
                     : found->whole_alias ? "alias"
                                          : NULL);
    kw_json_set_text(&json, "kind",
                     found->kind ? kw_kind_name(found->kind) : NULL);
    put_date(&json, "birth", found->birth);
    put_date(&json, "death", found->death);
    kw_json_end(&json);
    kw_buffer_char(out, '\n');
}

static enum kw_status add_row(struct kw_cli *cli, struct kw_table *table,
                              const struct kw_found *found,
                              struct kw_error *err)
{
    const char **cells;
    char id[KW_ID_TEXT_BYTES];
    char years[2 * KW_DATE_TEXT_BYTES];
    char remark[300] = "";
    bool named_otherwise = strcmp(found->label, found->matched) != 0;
    bool is_strange = found->kind > KW_HUMAN;

    KW_TRY(kw_table_add(table, &cells, err));
    cells[0] = kw_table_text(
        table, kw_id_print(found->id, kw_store_xrefs(cli->store), id));
    cells[1] = kw_table_text(table, found->label);
    cells[2] =
        kw_table_text(table, kw_cli_years(found->birth, found->death, years));
    snprintf(remark, sizeof remark, "%s%s%s%s",
             is_strange ? kw_kind_name(found->kind) : "",
             is_strange && named_otherwise ? ", " : "",
             named_otherwise ? "also " : "",
             named_otherwise ? found->matched : "");
    cells[3] = kw_table_text(table, remark);
    return KW_OK;
}

static enum kw_status print_found(struct kw_cli *cli,
                                  const struct kw_found_list *list,
                                  struct kw_error *err)
{
    struct kw_buffer out = {0};
    struct kw_table table = {0};
    enum kw_status status = KW_OK;

    for (size_t i = 0; status == KW_OK && i < list->count; i++) {
        if (cli->json)
            put_json(cli, &list->items[i], &out);
        else
            status = add_row(cli, &table, &list->items[i], err);
    }
    kw_table_print(&table, 0, LABEL_COLUMNS, &out);
    if (status == KW_OK)
        status = kw_cli_print(cli, &out, err);
    kw_table_finish(&table);
    kw_buffer_finish(&out);
    return status;
}

KW_COMMAND(search)
{
    struct kw_buffer words = {0};
    struct kw_found_list list = {0};
    uint64_t limit = 0;
    enum kw_status status = join_words(cli, &words, err);

    if (status == KW_OK)
        status = kw_cli_number(cli, "limit", 1, 1000000, 20, &limit, err);
    if (status == KW_OK)
        status = kw_cli_store(cli, KW_STORE_READ, err);
    if (status == KW_OK)
        status = kw_store_search(cli->store, words.bytes,
                                 (const char *const *)cli->langs, (size_t)limit,
                                 &list, err);
    if (status == KW_OK && !list.count && kw_cli_may_ask(cli))
        status =
            kw_cli_search_names(cli, words.bytes, (size_t)limit, &list, err);
    if (status == KW_OK)
        status = print_found(cli, &list, err);
    if (status == KW_OK && !list.count) {
        kw_cli_say(cli, "nobody called '%s' was found%s", words.bytes,
                   kw_cli_may_ask(cli) ? "" : " among those read");
        *exit_code = KW_EXIT_NO;
    }
    kw_found_list_finish(&list);
    kw_buffer_finish(&words);
    return status;
}
