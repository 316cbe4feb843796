/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tree as JSON, "kinwalk.tree/1": the places in the order in which they
 * are told, each with the number of the one it hangs from.
 */
#include "tree.h"

static void put_who(struct kw_json *json, const struct trunk *t, uint32_t who)
{
    const struct kw_member *member = kw_people_at(t->people, who);
    char text[KW_ID_TEXT_BYTES];

    kw_json_set_text(json, "id",
                     kw_id_print(member->id, kw_people_xrefs(t->people), text));
    kw_json_set_text(json, "label", member->label);
}

static void put_date(struct kw_json *json, const char *key, struct kw_date date)
{
    char text[KW_DATE_TEXT_BYTES];

    if (kw_date_is_known(date))
        kw_json_set_text(json, key, kw_date_print(date, text));
    else
        kw_json_set_null(json, key);
}

static void put_facts(struct kw_json *json, const struct trunk *t, uint32_t who)
{
    static const char *const KNOWN[] = {[KW_UNREAD] = "unread",
                                        [KW_READ] = "read",
                                        [KW_GONE] = "missing",
                                        [KW_FAILED] = "failed"};
    const struct kw_member *member = kw_people_at(t->people, who);

    put_who(json, t, who);
    kw_json_set_text(json, "sex",
                     member->sex ? kw_sex_name((enum kw_sex)member->sex)
                                 : NULL);
    put_date(json, "birth", member->birth);
    put_date(json, "death", member->death);
    kw_json_set_text(json, "known", KNOWN[member->known]);
}

static void put_partners(struct kw_json *json, const struct trunk *t,
                         uint32_t who)
{
    static const char *const ENDED[] = {
        [KW_NOT_ENDED] = NULL,
        [KW_ENDED_SOMEHOW] = "ended",
        [KW_ENDED_ALIVE] = "divorced",
        [KW_ENDED_BY_DEATH] = "death",
    };
    struct kw_ties ties = kw_people_partners(t->people, who);

    kw_json_key(json, "partners");
    kw_json_array(json);
    for (size_t i = 0; i < ties.count; i++) {
        const struct kw_tie *tie = &ties.items[i];

        kw_json_object(json);
        put_facts(json, t, tie->who);
        kw_json_set_text(json, "link",
                         tie->kind == KW_LINK_SPOUSE ? "spouse" : "partner");
        put_date(json, "since", tie->since);
        put_date(json, "until", tie->until);
        kw_json_set_text(json, "ended", ENDED[tie->ended]);
        kw_json_end(json);
    }
    kw_json_end(json);
}

static void put_node(struct kw_json *json, const struct trunk *t,
                     const struct tree_node *node)
{
    static const char *const LINKS[] = {[KW_LINK_FATHER] = "father",
                                        [KW_LINK_MOTHER] = "mother",
                                        [KW_LINK_PARENT] = "parent"};

    kw_json_object(json);
    kw_json_set_text(json, "number", node->number);
    kw_json_set_int(json, "generation", node->generation);
    kw_json_set_text(json, "of", node->under ? node->under->number : NULL);
    kw_json_set_text(json, "link",
                     !node->under    ? NULL
                     : !t->ancestors ? "child"
                                     : LINKS[node->link]);
    kw_json_set_text(json, "role",
                     node->under ? kw_role_name((enum kw_role)node->role)
                                 : NULL);
    if (node->told != node) {
        put_who(json, t, node->who);
        kw_json_set_text(json, "see", node->told->number);
        kw_json_end(json);
        return;
    }
    put_facts(json, t, node->who);
    if (!t->ancestors)
        kw_json_set_bool(json, "birth_order_known", node->order_known);
    put_partners(json, t, node->who);
    kw_json_end(json);
}

void tree_print_json(const struct trunk *t, struct kw_buffer *out)
{
    struct kw_json json;
    char time[32];

    kw_json_init(&json, out);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.tree/1");
    if (t->as_of_s)
        kw_time_print(t->as_of_s, time);
    kw_json_set_text(&json, "as_of", t->as_of_s ? time : NULL);
    kw_json_key(&json, "person");
    kw_json_object(&json);
    put_who(&json, t, t->tree.root->who);
    kw_json_end(&json);
    kw_json_set_text(&json, "direction",
                     t->ancestors ? "ancestors" : "descendants");
    kw_json_set_int(&json, "generations", t->generations);
    kw_json_set_int(&json, "people", (int64_t)t->tree.persons);
    kw_json_set_int(&json, "unread", (int64_t)t->unread);
    kw_json_key(&json, "tree");
    kw_json_array(&json);
    for (const struct tree_node *n = t->tree.root; n; n = tree_next(n))
        put_node(&json, t, n);
    kw_json_end(&json);
    kw_json_end(&json);
    kw_buffer_char(out, '\n');
}
