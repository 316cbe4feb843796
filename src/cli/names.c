/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names the store does not know: the server's search, and then the
 * records of its hits, for only they say who is a person, born when.
 * Nothing of it goes into the store: most hits are not who is meant.
 */
#include "gather.h"

#include <string.h>

enum { WAIT_MS = 1000, YEAR_DIGITS = 4 };

/* A name and the year of birth behind it ("Victoria 1819"). */
struct wanted {
    char name[256];
    int64_t year; /* 0: none */
};

static void read_wanted(const char *text, struct wanted *out)
{
    const char *last;
    uint64_t year;

    snprintf(out->name, sizeof out->name, "%s", text);
    out->year = 0;
    last = strrchr(out->name, ' ');
    if (last && strlen(last + 1) == YEAR_DIGITS &&
        kw_number(last + 1, 1, 9999, &year)) {
        out->year = (int64_t)year;
        out->name[last - out->name] = '\0';
    }
}

static bool same_folded(const char *a, const char *b)
{
    struct kw_buffer one = {0};
    struct kw_buffer two = {0};
    bool same = kw_fold(a, &one, NULL) == KW_OK &&
                kw_fold(b, &two, NULL) == KW_OK && one.length == two.length &&
                (!one.length || memcmp(one.bytes, two.bytes, one.length) == 0);

    kw_buffer_finish(&one);
    kw_buffer_finish(&two);
    return same;
}

static bool among(const struct kw_texts *texts, const char *name)
{
    for (size_t i = 0; i < texts->count; i++)
        if (same_folded(texts->items[i].text, name))
            return true;
    return false;
}

static bool is_wanted(const struct kw_person *person,
                      const struct wanted *wanted)
{
    int64_t year;

    if (person->state != KW_PERSON || person->kind == KW_OTHER ||
        person->kind == KW_GROUP)
        return false;
    return !wanted->year ||
           (kw_date_year(person->birth, &year) && year == wanted->year);
}

static enum kw_status add(const struct kw_cli *cli,
                          const struct kw_person *person,
                          const struct wanted *wanted,
                          struct kw_found_list *list, struct kw_error *err)
{
    struct kw_found *found;
    const struct kw_text *label =
        kw_texts_pick(&person->labels, (const char *const *)cli->langs);
    struct kw_found *grown =
        kw_grow(list->items, list->count, &list->capacity, sizeof *grown);
    char id[KW_ID_TEXT_BYTES];

    if (!grown)
        return kw_nomem(err);
    list->items = grown;
    found = &list->items[list->count++];
    memset(found, 0, sizeof *found);
    found->id = person->id;
    found->kind = person->kind;
    found->birth = person->birth;
    found->death = person->death;
    found->whole_label = among(&person->labels, wanted->name);
    found->whole_alias = among(&person->aliases, wanted->name);
    snprintf(found->label, sizeof found->label, "%s",
             label ? label->text : kw_id_print(person->id, NULL, id));
    snprintf(found->matched, sizeof found->matched, "%s", found->label);
    return KW_OK;
}

/* Reads the hits' records; in the order of the hits, which is the
 * server's opinion of who is meant. */
static enum kw_status read_hits(struct kw_cli *cli, const struct kw_hits *hits,
                                struct kw_person **people, struct kw_error *err)
{
    for (size_t i = 0; i < hits->count; i++)
        KW_TRY(
            kw_source_ask(cli->source, KW_ASK_PEOPLE, hits->items[i].id, err));
    while (kw_source_pending(cli->source)) {
        struct kw_reading answer;
        bool last;
        enum kw_status status = kw_source_wait(cli->source, WAIT_MS, err);

        while (kw_source_take(cli->source, &answer, &last)) {
            for (size_t i = 0; i < hits->count; i++)
                if (kw_id_same(hits->items[i].id, answer.id) && !people[i]) {
                    people[i] = answer.person;
                    answer.person = NULL;
                }
            kw_reading_finish(&answer);
        }
        KW_TRY(status);
    }
    return KW_OK;
}

static enum kw_status add_hits(struct kw_cli *cli, const struct kw_hits *hits,
                               const struct wanted *wanted,
                               struct kw_found_list *list, struct kw_error *err)
{
    struct kw_arena arena = {0};
    struct kw_person **people =
        kw_arena_zeroed(&arena, hits->count + 1, sizeof(struct kw_person *));
    enum kw_status status =
        people ? read_hits(cli, hits, people, err) : kw_nomem(err);

    for (size_t i = 0; people && i < hits->count; i++) {
        if (status == KW_OK && people[i] && is_wanted(people[i], wanted))
            status = add(cli, people[i], wanted, list, err);
        kw_person_destroy(people[i]);
    }
    kw_arena_finish(&arena);
    return status;
}

enum kw_status kw_cli_search_names(struct kw_cli *cli, const char *name,
                                   size_t limit, struct kw_found_list *list,
                                   struct kw_error *err)
{
    struct wanted wanted;
    struct kw_hits hits;
    enum kw_status status;

    if (!kw_cli_may_ask(cli))
        return KW_OK;
    KW_TRY(kw_cli_source(cli, err));
    read_wanted(name, &wanted);
    status = kw_source_search(cli->source, wanted.name, NULL,
                              limit < KW_BATCH ? (unsigned)limit : KW_BATCH,
                              &hits, err);
    if (status == KW_OK) {
        status = add_hits(cli, &hits, &wanted, list, err);
        kw_hits_finish(&hits);
    }
    return status == KW_NETWORK ? kw_cli_lead_on(err) : status;
}
