/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crawl: from one or more people to their relatives, into the store.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "gather.h"
#include "settings.h"

enum { DEPTH_MAX = 1000000, CLAIM_WAITS_FOR_EVER = -1, SECONDS_MAX = 1 << 30 };

const struct kw_option kw_crawl_options[] = {
    {"depth", 0, "N", NULL, "5", "links away from the nearest PERSON", false},
    {"up", 0, "N", NULL, NULL, "ancestors, so many generations", false},
    {"down", 0, "N", NULL, NULL,
     "descendants, so many generations; with --up both, never turning", false},
    {"links", 0, "LIST", NULL, "parent,child",
     "links to go along: parent, child, spouse, sibling", false},
    {"until", 0, "PERSON", NULL, NULL,
     "stop one layer after all of these were read", true},
    {"max-people", 0, "N", NULL, NULL, "stop cleanly at so many", false},
    {"max-time", 0, "S", NULL, NULL, "stop cleanly after so many seconds",
     false},
    {"dry-run", 0, NULL, NULL, NULL,
     "ask nothing, say what the next layer would cost", false},
    {"reverse-check", 0, NULL, NULL, NULL,
     "ask the server's search for children whom their parents do not name",
     false},
    {"transport", 0, "KIND", NULL, "api",
     "api: 50 people a request; entitydata: a document each", false},
    {"in-flight", 0, "N", NULL, NULL,
     "requests at once (default 16; Wikimedia 1)", false},
    {"rate", 0, "N", NULL, NULL,
     "requests a minute at most (Wikimedia 200, no more)", false},
    {"wait", 0, NULL, NULL, NULL,
     "wait while another kinwalk writes into the store", false},
    {.name = NULL},
};

/* ---- the goal ------------------------------------------------------ */

struct order {
    struct kw_goal goal;
    struct kw_id *seeds;
    size_t seed_count;
    size_t seed_room;
    struct kw_id *until;
};

static void order_finish(struct order *order)
{
    free(order->seeds);
    free(order->until);
}

static enum kw_status find_people(struct kw_cli *cli, const char *const *names,
                                  size_t count, struct kw_id **out,
                                  struct kw_error *err)
{
    *out = calloc(count + 1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    for (size_t i = 0; i < count; i++)
        KW_TRY(kw_cli_person(cli, names[i], &(*out)[i], err));
    return KW_OK;
}

/* One more to begin with. */
static enum kw_status add_seed(struct kw_cli *cli, const char *name,
                               struct order *order, struct kw_error *err)
{
    struct kw_id *grown = kw_grow(order->seeds, order->seed_count,
                                  &order->seed_room, sizeof *grown);

    if (!grown)
        return kw_nomem(err);
    order->seeds = grown;
    KW_TRY(kw_cli_person(cli, name, &grown[order->seed_count], err));
    order->seed_count++;
    return KW_OK;
}

/* A name or an id a line. */
static enum kw_status add_lines(struct kw_cli *cli, struct order *order,
                                struct kw_error *err)
{
    char *line = NULL;
    size_t room = 0;
    size_t number = 0;
    enum kw_status status = KW_OK;

    while (status == KW_OK && getline(&line, &room, stdin) >= 0) {
        const char *name;

        line[strcspn(line, "\r\n")] = '\0';
        name = kw_trimmed(line);
        number++;
        if (*name)
            status = add_seed(cli, name, order, err);
        if (status != KW_OK)
            (void)kw_error_at(err, "standard input:%zu", number);
    }
    free(line);
    return status;
}

static enum kw_status find_seeds(struct kw_cli *cli, struct order *order,
                                 struct kw_error *err)
{
    for (size_t i = 0; i < cli->argument_count; i++) {
        if (strcmp(cli->arguments[i], "-") == 0)
            KW_TRY(add_lines(cli, order, err));
        else
            KW_TRY(add_seed(cli, cli->arguments[i], order, err));
    }
    if (order->seed_count)
        return KW_OK;
    return kw_fail(err, KW_USAGE,
                   "say with whom to begin: kinwalk crawl Q9439");
}

static enum kw_status read_distance(const struct kw_cli *cli,
                                    struct kw_goal *goal, struct kw_error *err)
{
    uint64_t depth;
    uint64_t up;
    uint64_t down;

    KW_TRY(kw_cli_number(cli, "depth", 0, DEPTH_MAX, 5, &depth, err));
    KW_TRY(kw_cli_number(cli, "up", 0, DEPTH_MAX, 0, &up, err));
    KW_TRY(kw_cli_number(cli, "down", 0, DEPTH_MAX, 0, &down, err));
    goal->depth = (int)depth;
    goal->up = (int)up;
    goal->down = (int)down;
    if (kw_cli_has(cli, "up") || kw_cli_has(cli, "down"))
        goal->kind = KW_GOAL_LINES;
    return kw_cli_links(cli, "links", &goal->via, err);
}

static enum kw_status read_limits(const struct kw_cli *cli,
                                  struct kw_goal *goal, struct kw_error *err)
{
    uint64_t seconds;

    KW_TRY(kw_cli_number(cli, "max-people", 1, UINT64_MAX, 0, &goal->max_people,
                         err));
    KW_TRY(kw_cli_number(cli, "max-time", 1, SECONDS_MAX, 0, &seconds, err));
    goal->max_time_ms = (int64_t)seconds * 1000;
    return kw_cli_max_age(cli, &goal->max_age_s, err);
}

static enum kw_status read_order(struct kw_cli *cli, struct order *order,
                                 struct kw_error *err)
{
    struct kw_goal *goal = &order->goal;
    const char *const *until;

    *goal = kw_goal_default(KW_GOAL_AROUND);
    until = kw_cli_values(cli, "until", &goal->until_count);
    KW_TRY(read_distance(cli, goal, err));
    KW_TRY(read_limits(cli, goal, err));
    goal->reverse_check = kw_cli_has(cli, "reverse-check");
    goal->dry_run = kw_cli_has(cli, "dry-run");
    goal->keep_book = !goal->dry_run;
    KW_TRY(find_seeds(cli, order, err));
    KW_TRY(find_people(cli, until, goal->until_count, &order->until, err));
    goal->seeds = order->seeds;
    goal->seed_count = order->seed_count;
    goal->until = order->until;
    return KW_OK;
}

/* ---- the bill ------------------------------------------------------ */

static enum kw_status print_bill(struct kw_cli *cli, const struct kw_bill *bill,
                                 struct kw_error *err)
{
    struct kw_buffer text = {0};
    struct kw_json json;
    enum kw_status status;

    if (cli->json) {
        kw_json_init(&json, &text);
        kw_bill_write(bill, &json);
        kw_buffer_char(&text, '\n');
    } else if (cli->loud >= 0) {
        kw_cli_bill_words(bill, "", &text);
    }
    status = kw_cli_print(cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

static enum kw_status print_forecast(struct kw_cli *cli,
                                     const struct kw_bill *bill,
                                     struct kw_error *err)
{
    struct kw_buffer text = {0};
    enum kw_status status;

    if (cli->json)
        return print_bill(cli, bill, err);
    kw_buffer_print(&text,
                    "%" PRIu64 " people are known; the next layer asks for "
                    "%" PRIu64 " in %" PRIu64 " requests\n",
                    bill->people, bill->open,
                    (bill->open + KW_BATCH - 1) / KW_BATCH);
    status = kw_cli_print(cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

/* ---- the run ------------------------------------------------------- */

static enum kw_status open_all(struct kw_cli *cli, const struct order *order,
                               struct kw_error *err)
{
    if (order->goal.dry_run)
        return KW_OK;
    if (cli->sample)
        return kw_fail(err, KW_USAGE,
                       "--sample is read-only; crawl into a --store instead");
    if (cli->offline)
        return kw_fail(err, KW_USAGE,
                       "a crawl needs the network; leave --offline away, or "
                       "give --dry-run");
    KW_TRY(kw_cli_source(cli, err));
    KW_TRY(kw_cli_store(cli, KW_STORE_WRITE, err));
    return kw_store_claim(
        cli->store, kw_cli_has(cli, "wait") ? CLAIM_WAITS_FOR_EVER : 0, err);
}

/* Somebody asked for by name of whom there is no record: that is an
 * answer, not a success. */
static enum kw_status check_seeds(struct kw_cli *cli, const struct order *order,
                                  struct kw_error *err)
{
    for (size_t i = 0; i < order->goal.seed_count; i++) {
        enum kw_known known;
        struct kw_id id;
        char text[KW_ID_TEXT_BYTES];

        KW_TRY(kw_store_resolve(cli->store, order->seeds[i], &id, err));
        KW_TRY(kw_store_known(cli->store, id, &known, err));
        if (known == KW_GONE)
            return kw_fail(
                err, KW_NOT_FOUND,
                "%s does not exist on %s; kinwalk search finds people by name",
                kw_id_print(order->seeds[i], kw_store_xrefs(cli->store), text),
                kw_cli_value(cli, "endpoint"));
    }
    return KW_OK;
}

static enum kw_status walk(struct kw_cli *cli, const struct order *order,
                           int *exit_code, struct kw_error *err)
{
    struct kw_bill bill = {0};
    struct kw_error later;
    enum kw_status status;

    KW_TRY(open_all(cli, order, err));
    status = kw_cli_crawl(cli, &order->goal, NULL,
                          order->goal.dry_run ? NULL : cli->source, &bill, err);
    if (order->goal.dry_run)
        return status == KW_OK ? print_forecast(cli, &bill, err) : status;
    KW_TRY(print_bill(cli, &bill, status == KW_OK ? err : &later));
    KW_TRY(status);
    KW_TRY(check_seeds(cli, order, err));
    if (bill.failed)
        *exit_code = KW_EXIT_NETWORK;
    return KW_OK;
}

enum kw_status kw_cmd_crawl(struct kw_cli *cli, int *exit_code,
                            struct kw_error *err)
{
    struct order order = {0};
    enum kw_status status = read_order(cli, &order, err);

    if (status == KW_OK)
        status = walk(cli, &order, exit_code, err);
    order_finish(&order);
    return status;
}
