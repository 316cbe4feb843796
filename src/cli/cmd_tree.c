/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk tree: ancestors or descendants, indented. What is asked, and
 * the family for it; tree.c grows the tree, tree_text.c and tree_json.c
 * write it.
 */
#include "gather.h"
#include "tree.h"

enum { GENERATIONS_PRESET = 3 };

const struct kw_option kw_tree_options[] = {
    {"ancestors", 0, "N", NULL, NULL,
     "so many generations of ancestors (default: 3)", false},
    {"descendants", 0, "N", NULL, NULL,
     "so many generations of descendants instead", false},
    {.name = NULL},
};

/* ---- what is asked ------------------------------------------------- */

static enum kw_status read_options(struct trunk *t, struct kw_error *err)
{
    const char *option = "ancestors";
    uint64_t generations;

    t->ancestors = !kw_cli_has(t->cli, "descendants");
    if (!t->ancestors && kw_cli_has(t->cli, "ancestors"))
        return kw_fail(err, KW_USAGE,
                       "--ancestors and --descendants are two trees; ask for "
                       "one at a time");
    if (!t->ancestors)
        option = "descendants";
    KW_TRY(kw_cli_number(t->cli, option, 0, TREE_GENERATIONS_MAX,
                         GENERATIONS_PRESET, &generations, err));
    t->generations = (uint32_t)generations;
    return KW_OK;
}

static enum kw_status load(struct trunk *t, struct kw_error *err)
{
    struct kw_cli *cli = t->cli;
    int n = (int)t->generations;
    struct kw_scope scope = {.up = t->ancestors ? n : 0,
                             .down = t->ancestors ? 0 : n,
                             .around = true};

    KW_TRY(kw_cli_gather_lines(cli, &t->id, 1, scope.up, scope.down, true, NULL,
                               err));
    KW_TRY(kw_store_resolve(cli->store, t->id, &t->id, err));
    KW_TRY(kw_people_create(kw_store_xrefs(cli->store), &t->people, err));
    KW_TRY(kw_store_load(cli->store, &t->id, 1, &scope,
                         (const char *const *)cli->langs, t->people, err));
    return kw_people_seal(t->people, err);
}

static enum kw_status look_at_ages(struct trunk *t, struct kw_error *err)
{
    int64_t now = kw_clock_wall_s(t->cli->clock);

    for (const struct tree_node *n = t->tree.root; n; n = tree_next(n)) {
        const struct kw_member *member = kw_people_at(t->people, n->who);
        int64_t age;
        uint64_t revision;

        if (n->told != n)
            continue;
        t->unread += member->known == KW_UNREAD;
        if (t->cli->sample) /* read from nowhere: it has no such day */
            continue;
        KW_TRY(kw_store_age(t->cli->store, member->id, &age, &revision, err));
        if (age >= 0 && (!t->as_of_s || now - age < t->as_of_s))
            t->as_of_s = now - age;
    }
    return KW_OK;
}

static enum kw_status grow(struct trunk *t, struct kw_error *err)
{
    uint32_t who;
    char id[KW_ID_TEXT_BYTES];

    KW_TRY(read_options(t, err));
    KW_TRY(kw_cli_store(t->cli, KW_STORE_READ, err));
    KW_TRY(kw_cli_person(t->cli, t->cli->arguments[0], &t->id, err));
    KW_TRY(load(t, err));
    who = kw_people_find(t->people, t->id);
    if (who == KW_NOBODY) {
        kw_id_print(t->id, kw_people_xrefs(t->people), id);
        return kw_fail(err, KW_NOT_FOUND,
                       "%s: nothing is known; kinwalk crawl %s reads it", id,
                       id);
    }
    KW_TRY(
        tree_grow(t->people, who, t->ancestors, t->generations, &t->tree, err));
    return look_at_ages(t, err);
}

KW_COMMAND(tree)
{
    struct trunk t = {.cli = cli};
    struct kw_buffer out = {0};
    enum kw_status status = grow(&t, err);

    *exit_code = KW_EXIT_YES;
    if (status == KW_OK && cli->json)
        tree_print_json(&t, &out);
    else if (status == KW_OK)
        status = tree_print_text(&t, &out, err);
    if (status == KW_OK)
        status = kw_cli_print(cli, &out, err);
    kw_buffer_finish(&out);
    tree_finish(&t.tree);
    kw_people_destroy(t.people);
    return status;
}
