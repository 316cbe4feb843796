/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path: the shortest chain of people between two.
 *
 * The store finds the small family in which they meet, igraph the chain
 * in it. Only if somebody unread could shorten it is the server asked;
 * if that stays so, it is said with the answer.
 */
#include "path.h"

const struct kw_option kw_path_options[] = {
    {"via", 0, "LIST", NULL, "parent,child,spouse",
     "links to go along: parent, child, spouse, sibling", false},
    {.name = NULL},
};

/* ---- the answer --------------------------------------------------- */

static enum kw_status find_as_of(struct kw_cli *cli, struct path_answer *answer,
                                 struct kw_error *err)
{
    int64_t now = kw_clock_wall_s(cli->clock);

    /* The sample was read from nowhere: it has no such day. */
    for (size_t i = 0; !cli->sample && i < answer->path.count; i++) {
        int64_t age;
        uint64_t revision;

        KW_TRY(kw_store_age(cli->store, answer->path.steps[i].id, &age,
                            &revision, err));
        if (age >= 0 && (!answer->as_of_s || now - age < answer->as_of_s))
            answer->as_of_s = now - age;
    }
    return KW_OK;
}

static enum kw_status look_in_store(struct kw_cli *cli, unsigned via,
                                    struct path_answer *answer,
                                    struct kw_error *err)
{
    kw_people_destroy(answer->people);
    answer->people = NULL;
    KW_TRY(kw_people_create(kw_store_xrefs(cli->store), &answer->people, err));
    KW_TRY(kw_store_resolve(cli->store, answer->from, &answer->from, err));
    KW_TRY(kw_store_resolve(cli->store, answer->to, &answer->to, err));
    KW_TRY(kw_store_meet(cli->store, answer->from, answer->to, via, NULL, 0,
                         (const char *const *)cli->langs, answer->people,
                         &answer->meeting, err));
    return kw_people_seal(answer->people, err);
}

/* Is the store's answer good enough? Not if what was read may have grown
 * old: then the server is asked what has changed. */
static enum kw_status must_ask(struct kw_cli *cli,
                               const struct path_answer *answer, bool *out,
                               struct kw_error *err)
{
    int64_t max_age_s;

    *out = false;
    if (!kw_cli_may_ask(cli))
        return KW_OK;
    KW_TRY(kw_cli_max_age(cli, &max_age_s, err));
    *out = max_age_s >= 0 || !answer->meeting.proven;
    return KW_OK;
}

static enum kw_status find_answer(struct kw_cli *cli, unsigned via,
                                  struct path_answer *answer,
                                  struct kw_error *err)
{
    bool ask;

    KW_TRY(kw_cli_store(cli, KW_STORE_READ, err));
    KW_TRY(kw_cli_person(cli, cli->arguments[0], &answer->from, err));
    KW_TRY(kw_cli_person(cli, cli->arguments[1], &answer->to, err));
    KW_TRY(look_in_store(cli, via, answer, err));
    KW_TRY(must_ask(cli, answer, &ask, err));
    if (ask) {
        KW_TRY(kw_cli_gather_chain(cli, answer->from, answer->to, via,
                                   &answer->bill, err));
        KW_TRY(look_in_store(cli, via, answer, err));
    }
    if (!answer->meeting.met)
        return KW_OK;
    KW_TRY(kw_graph_path(answer->people, answer->from, answer->to, via,
                         &answer->path, &answer->found, err));
    return find_as_of(cli, answer, err);
}

/* ---- for machines ------------------------------------------------- */

static void put_person(struct kw_json *json, const struct path_answer *answer,
                       struct kw_id id)
{
    const struct kw_member *member = path_member(answer, id);
    char text[KW_ID_TEXT_BYTES];

    kw_json_set_text(json, "id",
                     kw_id_print(id, kw_people_xrefs(answer->people), text));
    kw_json_set_text(json, "label", member ? member->label : NULL);
}

static void print_json(const struct path_answer *answer, struct kw_buffer *out)
{
    struct kw_json json;
    char time[32];

    kw_json_init(&json, out);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.path/1");
    if (answer->as_of_s)
        kw_time_print(answer->as_of_s, time);
    kw_json_set_text(&json, "as_of", answer->as_of_s ? time : NULL);
    kw_json_key(&json, "from");
    kw_json_object(&json);
    put_person(&json, answer, answer->from);
    kw_json_end(&json);
    kw_json_key(&json, "to");
    kw_json_object(&json);
    put_person(&json, answer, answer->to);
    kw_json_end(&json);
    if (answer->found)
        kw_json_set_int(&json, "steps", (int64_t)answer->path.count - 1);
    else
        kw_json_set_null(&json, "steps");
    kw_json_set_bool(&json, "proven", answer->meeting.proven);
    kw_json_key(&json, "path");
    kw_json_array(&json);
    for (size_t i = 0; i < answer->path.count; i++) {
        const struct kw_step *step = &answer->path.steps[i];

        kw_json_object(&json);
        put_person(&json, answer, step->id);
        kw_json_set_text(&json, "link", i ? kw_step_name(step->link) : NULL);
        kw_json_end(&json);
    }
    kw_json_end(&json);
    kw_json_key(&json, "crawl");
    if (answer->bill.requests)
        kw_bill_write(&answer->bill, &json);
    else
        kw_json_null(&json);
    kw_json_end(&json);
    kw_buffer_char(out, '\n');
}

enum kw_status kw_cmd_path(struct kw_cli *cli, int *exit_code,
                           struct kw_error *err)
{
    struct path_answer answer = {.found = false};
    struct kw_buffer text = {0};
    unsigned via;
    enum kw_status status;

    KW_TRY(kw_cli_links(cli, "via", &via, err));
    status = find_answer(cli, via, &answer, err);
    if (status == KW_OK) {
        if (cli->json)
            print_json(&answer, &text);
        else
            path_words(&answer, kw_lang_pick((const char *const *)cli->langs),
                       &text);
        status = kw_cli_print(cli, &text, err);
        *exit_code = answer.found ? KW_EXIT_YES : KW_EXIT_NO;
    }
    kw_buffer_finish(&text);
    kw_path_finish(&answer.path);
    kw_people_destroy(answer.people);
    return status;
}
