/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path: the shortest chain of people between two.
 *
 * The store finds the small family in which they meet, igraph the chain
 * in it. Only if somebody unread could shorten it is the server asked;
 * if that stays so, it is said with the answer.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/graph.h>

#include "cli.h"
#include "gather.h"

const struct kw_option kw_path_options[] = {
    {"via", 0, "LIST", NULL, "parent,child,spouse",
     "links to go along: parent, child, spouse, sibling", false},
    {.name = NULL},
};

/* ---- the answer --------------------------------------------------- */

struct answer {
    struct kw_id from;
    struct kw_id to;
    struct kw_people *people;
    struct kw_meeting meeting;
    struct kw_path path;
    bool found;
    struct kw_bill bill; /* what asking cost; requests 0: nobody was asked */
    int64_t as_of_s;     /* when the oldest record of the chain was read; 0 */
};

static const struct kw_member *member_of(const struct answer *answer,
                                         struct kw_id id)
{
    uint32_t who = kw_people_find(answer->people, id);

    return who == KW_NOBODY ? NULL : kw_people_at(answer->people, who);
}

static const char *name_of(const struct answer *answer, struct kw_id id,
                           char out[KW_ID_TEXT_BYTES])
{
    uint32_t who = kw_people_find(answer->people, id);

    if (who != KW_NOBODY)
        return kw_people_name(answer->people, who, out);
    return kw_id_print(id, kw_people_xrefs(answer->people), out);
}

static enum kw_status find_as_of(struct kw_cli *cli, struct answer *answer,
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
                                    struct answer *answer, struct kw_error *err)
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
static enum kw_status must_ask(struct kw_cli *cli, const struct answer *answer,
                               bool *out, struct kw_error *err)
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
                                  struct answer *answer, struct kw_error *err)
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

/* ---- in words ----------------------------------------------------- */

/* What the next one is, in a word that fits. */
static const char *word_of(enum kw_step_kind link, uint8_t sex)
{
    static const char *const WORDS[][3] = {
        [KW_STEP_FATHER] = {"father", "father", "father"},
        [KW_STEP_MOTHER] = {"mother", "mother", "mother"},
        [KW_STEP_PARENT] = {"parent", "father", "mother"},
        [KW_STEP_CHILD] = {"child", "son", "daughter"},
        [KW_STEP_SPOUSE] = {"spouse", "husband", "wife"},
        [KW_STEP_SIBLING] = {"sibling", "brother", "sister"},
    };

    return WORDS[link][sex == KW_MALE ? 1 : sex == KW_FEMALE ? 2 : 0];
}

static const char *possessive(uint8_t sex)
{
    return sex == KW_MALE ? "his" : sex == KW_FEMALE ? "her" : "their";
}

static void print_years(const struct kw_member *member, struct kw_buffer *out)
{
    int64_t birth;
    int64_t death;
    bool born = kw_date_year(member->birth, &birth);
    bool died = kw_date_year(member->death, &death);

    if (!born && !died)
        return;
    kw_buffer_text(out, " (");
    if (born)
        kw_buffer_print(out, "%lld", (long long)birth);
    kw_buffer_text(out, "–");
    if (died)
        kw_buffer_print(out, "%lld", (long long)death);
    kw_buffer_char(out, ')');
}

static void print_chain(const struct answer *answer, struct kw_buffer *out)
{
    char name[KW_ID_TEXT_BYTES];
    uint8_t sex = KW_SEX_UNKNOWN;

    for (size_t i = 0; i < answer->path.count; i++) {
        const struct kw_step *step = &answer->path.steps[i];
        const struct kw_member *member = member_of(answer, step->id);

        kw_buffer_text(out, i ? "  > " : "  ");
        if (i)
            kw_buffer_print(out, "%s %s ", possessive(sex),
                            word_of(step->link, member->sex));
        kw_buffer_text(out, name_of(answer, step->id, name));
        print_years(member, out);
        kw_buffer_char(out, '\n');
        sex = member->sex;
    }
}

static void print_words(const struct answer *answer, struct kw_buffer *out)
{
    char from[KW_ID_TEXT_BYTES];
    char to[KW_ID_TEXT_BYTES];
    size_t steps = answer->path.count ? answer->path.count - 1 : 0;

    kw_buffer_text(out, name_of(answer, answer->from, from));
    if (!answer->found) {
        kw_buffer_print(out, " and %s: no chain%s\n",
                        name_of(answer, answer->to, to),
                        answer->meeting.proven
                            ? ""
                            : " among what was read; somebody who is not "
                              "read yet may close it");
        return;
    }
    kw_buffer_print(out, " to %s: %zu step%s\n",
                    name_of(answer, answer->to, to), steps,
                    steps == 1 ? "" : "s");
    print_chain(answer, out);
    if (!answer->meeting.proven)
        kw_buffer_text(out, "Shortest among what was read; somebody who is "
                            "not read yet may shorten it.\n");
    if (answer->as_of_s) {
        char time[32];

        kw_time_print(answer->as_of_s, time);
        kw_buffer_print(out, "As read on %.10s.\n", time);
    }
}

/* ---- for machines ------------------------------------------------- */

static void put_person(struct kw_json *json, const struct answer *answer,
                       struct kw_id id)
{
    const struct kw_member *member = member_of(answer, id);
    char text[KW_ID_TEXT_BYTES];

    kw_json_set_text(json, "id",
                     kw_id_print(id, kw_people_xrefs(answer->people), text));
    kw_json_set_text(json, "label", member ? member->label : NULL);
}

static void print_json(const struct answer *answer, struct kw_buffer *out)
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
    struct answer answer = {.found = false};
    struct kw_buffer text = {0};
    unsigned via;
    enum kw_status status;

    KW_TRY(kw_cli_links(cli, "via", &via, err));
    status = find_answer(cli, via, &answer, err);
    if (status == KW_OK) {
        if (cli->json)
            print_json(&answer, &text);
        else
            print_words(&answer, &text);
        status = kw_cli_print(cli, &text, err);
        *exit_code = answer.found ? KW_EXIT_YES : KW_EXIT_NO;
    }
    kw_buffer_finish(&text);
    kw_path_finish(&answer.path);
    kw_people_destroy(answer.people);
    return status;
}
