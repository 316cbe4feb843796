/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk show: what is known of people, with the statements behind it.
 * Several may be asked for; "-" takes one a line from standard input.
 */
#include "show.h"

#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "items.h"

enum { LINE_BYTES = 4096 };

const struct kw_option kw_show_options[] = {{.name = NULL}};

/* One run of the command. */
struct showing {
    struct kw_cli *cli;
    size_t shown;
    bool someone_lacks;
    bool only_one; /* then a failure is the answer */
};

/* The person's record and those of parents, partners and children. */
static enum kw_status fetch(struct kw_cli *cli, struct kw_id id,
                            struct kw_error *err)
{
    struct kw_bill bill = {0};

    if (!kw_cli_may_ask(cli) || kw_id_is_xref(id))
        return KW_OK;
    return kw_cli_gather_lines(cli, &id, 1, 1, 1, true, &bill, err);
}

/* What the items in the person's record are called. */
static enum kw_status fetch_names(struct kw_cli *cli, struct kw_id id,
                                  struct kw_error *err)
{
    struct kw_person *person = NULL;
    struct kw_id *items;
    size_t count = 0;
    enum kw_status status;

    KW_TRY(kw_store_resolve(cli->store, id, &id, err));
    KW_TRY(kw_store_get(cli->store, id, &person, err));
    if (!person)
        return KW_OK;
    items = calloc(person->statement_count + (size_t)1, sizeof *items);
    for (size_t i = 0; items && i < person->statement_count; i++) {
        const struct kw_statement *s = &person->statements[i];

        if (s->snak == KW_VALUE && s->value.type == KW_ITEM &&
            kw_property_info(s->property)->direction == KW_TO_NONE &&
            !kw_shown_own_word(s))
            items[count++] = s->value.item;
    }
    status = items ? kw_cli_name_items(cli, items, count, err) : kw_nomem(err);
    free(items);
    kw_person_destroy(person);
    return status;
}

static bool is_related(const struct kw_shown *shown)
{
    for (size_t g = 0; g < KW_SHOWN_GROUPS; g++)
        if (shown->groups[g].count)
            return true;
    return false;
}

static enum kw_status not_there(struct kw_cli *cli,
                                const struct kw_shown *shown,
                                struct kw_error *err)
{
    char id[KW_ID_TEXT_BYTES];

    kw_id_print(shown->id, kw_store_xrefs(cli->store), id);
    if (shown->known == KW_GONE)
        return kw_fail(err, KW_NOT_FOUND,
                       "%s: the server has no such item (it may have been "
                       "deleted)",
                       id);
    if (shown->known == KW_FAILED)
        return kw_fail(err, KW_NOT_FOUND,
                       "%s: could not be read; kinwalk crawl %s tries again",
                       id, id);
    return kw_fail(err, KW_NOT_FOUND, "%s: not read%s", id,
                   cli->sample    ? ", and not in the sample"
                   : cli->offline ? "; without --offline the server is asked"
                                  : "");
}

static enum kw_status print_one(struct showing *s, const struct kw_shown *shown,
                                struct kw_error *err)
{
    struct kw_buffer out = {0};
    enum kw_status status = KW_OK;

    if (s->cli->json) {
        kw_shown_json(s->cli, shown, &out);
    } else {
        if (s->shown)
            kw_buffer_text(&out, "\n\n");
        status = kw_shown_text(s->cli, shown, &out, err);
    }
    if (status == KW_OK)
        status = kw_cli_print(s->cli, &out, err);
    kw_buffer_finish(&out);
    s->shown++;
    return status;
}

static enum kw_status show(struct showing *s, const char *name,
                           struct kw_error *err)
{
    struct kw_shown shown = {.known = KW_UNREAD};
    struct kw_id id;
    enum kw_status status;

    KW_TRY(kw_cli_person(s->cli, name, &id, err));
    KW_TRY(fetch(s->cli, id, err));
    KW_TRY(fetch_names(s->cli, id, err));
    status = kw_shown_gather(s->cli, id, &shown, err);
    if (status == KW_OK && !shown.person && !is_related(&shown))
        status = not_there(s->cli, &shown, err);
    if (status == KW_OK)
        status = print_one(s, &shown, err);
    kw_shown_finish(&shown);
    return status;
}

/* Of several people those who can be shown are; the others are told. */
static enum kw_status show_or_tell(struct showing *s, const char *name,
                                   struct kw_error *err)
{
    enum kw_status status = show(s, name, err);

    if (s->only_one || (status != KW_NOT_FOUND && status != KW_AMBIGUOUS))
        return status;
    (void)fprintf(s->cli->err, "kinwalk show: %s\n", err->text);
    s->someone_lacks = true;
    return KW_OK;
}

static enum kw_status show_lines(struct showing *s, struct kw_error *err)
{
    char line[LINE_BYTES];

    s->only_one = false;
    while (fgets(line, sizeof line, stdin)) {
        size_t length = strcspn(line, "\r\n");

        if (kw_cli_interrupted())
            return kw_fail(err, KW_INTERRUPTED, "stopped");
        while (length && (line[length - 1] == ' ' || line[length - 1] == '\t'))
            length--;
        line[length] = '\0';
        if (length)
            KW_TRY(show_or_tell(s, line, err));
    }
    return KW_OK;
}

KW_COMMAND(show)
{
    struct showing s = {.cli = cli};

    KW_TRY(kw_cli_store(cli, KW_STORE_READ, err));
    s.only_one = cli->argument_count == 1;
    for (size_t i = 0; i < cli->argument_count; i++) {
        if (strcmp(cli->arguments[i], "-") == 0)
            KW_TRY(show_lines(&s, err));
        else
            KW_TRY(show_or_tell(&s, cli->arguments[i], err));
    }
    if (s.someone_lacks)
        *exit_code = KW_EXIT_WHO;
    return KW_OK;
}
