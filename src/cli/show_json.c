/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person as one JSON object, "kinwalk.show/1".
 */
#include "show.h"

#include <kinwalk/claims.h>

static void put_id(struct kw_json *json, struct kw_cli *cli, const char *key,
                   struct kw_id id)
{
    char text[KW_ID_TEXT_BYTES];

    kw_json_set_text(json, key,
                     kw_id_print(id, kw_store_xrefs(cli->store), text));
}

static void put_date(struct kw_json *json, const char *key, struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];

    kw_date_print(date, text);
    kw_json_set_text(json, key, text[0] ? text : NULL);
}

static const char *known_name(uint8_t known)
{
    static const char *const names[] = {[KW_UNREAD] = "unread",
                                        [KW_READ] = "read",
                                        [KW_GONE] = "missing",
                                        [KW_FAILED] = "failed"};

    return names[known];
}

/* What is known of a member, in all places the same. */
static void put_member(struct kw_json *json, struct kw_cli *cli,
                       const struct kw_member *member)
{
    put_id(json, cli, "id", member->id);
    kw_json_set_text(json, "label", member->label);
    kw_json_set_text(json, "known", known_name(member->known));
    kw_json_set_text(json, "kind",
                     member->kind ? kw_kind_name((enum kw_kind)member->kind)
                                  : NULL);
    kw_json_set_text(json, "sex",
                     member->sex ? kw_sex_name((enum kw_sex)member->sex)
                                 : NULL);
    put_date(json, "birth", member->birth);
    put_date(json, "death", member->death);
}

static void put_statement(struct kw_json *json, struct kw_cli *cli,
                          const struct kw_statement *s, struct kw_id in,
                          uint64_t revision)
{
    char property[16];

    (void)snprintf(property, sizeof property, "P%u", (unsigned)s->property);
    kw_json_object(json);
    kw_json_set_text(json, "statement", s->id);
    kw_json_set_text(json, "property", property);
    put_id(json, cli, "in", in);
    kw_json_set_text(json, "rank",
                     s->rank == KW_RANK_PREFERRED ? "preferred" : "normal");
    kw_json_set_bool(json, "best", s->best);
    kw_json_set_text(json, "role", kw_role_name(s->role));
    kw_json_set_int(json, "references", s->references);
    kw_json_key(json, "revision");
    if (revision)
        kw_json_uint(json, revision);
    else
        kw_json_null(json);
    kw_json_end(json);
}

static void put_relative(struct kw_json *json, struct kw_cli *cli,
                         const struct kw_shown *shown,
                         const struct kw_shown_relative *r)
{
    kw_json_object(json);
    if (r->who == KW_NOBODY) {
        kw_json_set_null(json, "id");
        kw_json_set_text(json, "instead",
                         r->instead == KW_SOMEVALUE ? "somevalue" : "novalue");
    } else {
        put_member(json, cli, kw_people_at(shown->people, r->who));
    }
    kw_json_set_text(json, "link", r->word);
    kw_json_set_text(json, "role", kw_role_name((enum kw_role)r->tie.role));
    kw_json_set_text(json, "stated_by", r->stated_by);
    kw_json_set_bool(json, "holds", r->holds);
    put_date(json, "since", r->tie.since);
    put_date(json, "until", r->tie.until);
    kw_json_key(json, "statements");
    kw_json_array(json);
    for (size_t i = 0; i < r->statement_count; i++)
        put_statement(json, cli, r->statements[i].statement,
                      r->statements[i].in, r->statements[i].revision);
    kw_json_end(json);
    kw_json_end(json);
}

static void put_facts(struct kw_json *json, struct kw_cli *cli,
                      const struct kw_shown *shown)
{
    kw_json_key(json, "facts");
    kw_json_array(json);
    for (size_t i = 0; i < shown->fact_count; i++) {
        const struct kw_shown_fact *fact = &shown->facts[i];

        kw_json_object(json);
        kw_json_set_text(json, "fact", fact->word);
        kw_json_set_text(json, "value", fact->value);
        kw_json_key(json, "statements");
        kw_json_array(json);
        put_statement(json, cli, fact->statement, shown->id,
                      shown->person->revision);
        kw_json_end(json);
        kw_json_end(json);
    }
    kw_json_end(json);
}

static void put_texts(struct kw_json *json, const char *key,
                      const struct kw_texts *texts)
{
    kw_json_key(json, key);
    kw_json_array(json);
    for (size_t i = 0; i < texts->count; i++) {
        kw_json_object(json);
        kw_json_set_text(json, "lang", texts->items[i].lang);
        kw_json_set_text(json, "text", texts->items[i].text);
        kw_json_end(json);
    }
    kw_json_end(json);
}

static void put_person(struct kw_json *json, struct kw_cli *cli,
                       const struct kw_shown *shown)
{
    const struct kw_person *person = shown->person;
    const struct kw_text *description =
        kw_texts_pick(&person->descriptions, (const char *const *)cli->langs);

    kw_json_set_text(json, "description",
                     description ? description->text : NULL);
    kw_json_key(json, "revision");
    if (person->revision)
        kw_json_uint(json, person->revision);
    else
        kw_json_null(json);
    put_texts(json, "labels", &person->labels);
    put_texts(json, "aliases", &person->aliases);
    put_facts(json, cli, shown);
}

void kw_shown_json(struct kw_cli *cli, const struct kw_shown *shown,
                   struct kw_buffer *out)
{
    struct kw_json json;
    char time[32];
    char id[KW_ID_TEXT_BYTES];

    kw_json_init(&json, out);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.show/1");
    if (shown->person && shown->person->read_at_s && !cli->sample)
        kw_json_set_text(&json, "as_of",
                         (kw_time_print(shown->person->read_at_s, time), time));
    else
        kw_json_set_null(&json, "as_of");
    put_member(&json, cli, kw_people_at(shown->people, shown->self));
    kw_json_key(&json, "other_ids");
    kw_json_array(&json);
    for (size_t i = 0; i < shown->other_id_count; i++)
        kw_json_text(&json, kw_id_print(shown->other_ids[i],
                                        kw_store_xrefs(cli->store), id));
    kw_json_end(&json);
    if (shown->person)
        put_person(&json, cli, shown);
    for (size_t g = 0; g < KW_SHOWN_GROUPS; g++) {
        const struct kw_shown_group *group = &shown->groups[g];

        kw_json_key(&json, group->name);
        kw_json_array(&json);
        for (size_t i = 0; i < group->count; i++)
            put_relative(&json, cli, shown, &group->items[i]);
        kw_json_end(&json);
    }
    kw_json_end(&json);
    kw_buffer_char(out, '\n');
}
