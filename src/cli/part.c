/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The source of an export: the store, or a part of it, row by row.
 */
#include "part.h"

#include <stdlib.h>
#include <string.h>

#include "choose.h"

enum {
    /* How many answers about the living are remembered. */
    REMEMBERED = 1 << 16,
    MAYBE_LIVING = 1,
    NOT_LIVING = 2,
    DRAW_EVERY_MS = 100
};

/* ---- who is told of ----------------------------------------------- */

static enum kw_status find_living(struct part *part, struct kw_id id, bool *out,
                                  struct kw_error *err)
{
    const uint64_t *known = kw_map_get(&part->living, id.bits);
    struct kw_person *person = NULL;
    enum kw_status status;

    if (known) {
        *out = *known == MAYBE_LIVING;
        return KW_OK;
    }
    KW_TRY(kw_store_get(part->cli->store, id, &person, err));
    status = may_be_living(part->cli->store, id, person,
                           kw_clock_wall_s(part->cli->clock), out, err);
    kw_person_destroy(person);
    KW_TRY(status);
    if (part->living.count >= REMEMBERED)
        kw_map_clear(&part->living);
    return kw_map_put(&part->living, id.bits, *out ? MAYBE_LIVING : NOT_LIVING,
                      NULL, err);
}

/* Is `id` left out, by choice or as one who may be living? */
static enum kw_status is_left_out(struct part *part, struct kw_id id, bool *out,
                                  struct kw_error *err)
{
    *out = !part->whole && !kw_map_has(&part->ids, id.bits);
    if (*out || !part->no_living)
        return KW_OK;
    return find_living(part, id, out, err);
}

/* An end of a link that holds: is it somebody told of? `states`: its own
 * record states the link, so it has one. */
static enum kw_status end_is_told(struct part *part, struct kw_id id,
                                  bool states, bool *out, struct kw_error *err)
{
    enum kw_known known = KW_READ;
    bool left_out;

    KW_TRY(is_left_out(part, id, &left_out, err));
    if (!left_out && !states && !part->named)
        KW_TRY(kw_store_known(part->cli->store, id, &known, err));
    *out = !left_out && known == KW_READ;
    return KW_OK;
}

static enum kw_status link_is_told(struct part *part,
                                   const struct kw_link *link, bool *out,
                                   struct kw_error *err)
{
    *out = false;
    if (!part->outranked && !kw_link_holds(link))
        return KW_OK;
    KW_TRY(end_is_told(part, link->child, link->by_child != KW_UNSTATED, out,
                       err));
    if (*out)
        KW_TRY(end_is_told(part, link->parent, link->by_parent != KW_UNSTATED,
                           out, err));
    return KW_OK;
}

/* ---- people ------------------------------------------------------- */

/* One walk over people: to whom they go. */
struct giving {
    struct part *part;
    kw_export_person person;
    kw_export_link link;
    void *to;
};

static enum kw_status look_up(struct part *part, struct kw_error *err)
{
    struct kw_cli *cli = part->cli;
    int64_t now = kw_clock_ms(cli->clock);

    if (kw_cli_interrupted())
        return kw_fail(err, KW_INTERRUPTED,
                       "export: interrupted; an old file is as it was");
    /* Asking whether there is a terminal is a call of the kernel. */
    if (now - part->drawn_ms < DRAW_EVERY_MS)
        return KW_OK;
    part->drawn_ms = now;
    if (!kw_cli_progress(cli))
        return KW_OK;
    part->drawn = true;
    fprintf(cli->err, "\rexport: %llu rows", (unsigned long long)part->done);
    fflush(cli->err);
    return KW_OK;
}

/* Leaves out statements that name somebody who may be living. The copy
 * shares all but the list of statements. */
static enum kw_status without_living(struct part *part,
                                     const struct kw_person *person,
                                     struct kw_person *copy,
                                     struct kw_error *err)
{
    *copy = *person;
    copy->statement_count = 0;
    copy->statements = kw_arena_zeroed(&part->row, person->statement_count + 1,
                                       sizeof *copy->statements);
    if (!copy->statements)
        return kw_nomem(err);
    for (size_t i = 0; i < person->statement_count; i++) {
        const struct kw_statement *s = &person->statements[i];
        const struct kw_property_info *info = kw_property_info(s->property);
        bool living = false;

        if (info && info->direction != KW_TO_NONE && s->snak == KW_VALUE &&
            s->value.type == KW_ITEM)
            KW_TRY(find_living(part, s->value.item, &living, err));
        if (!living)
            copy->statements[copy->statement_count++] = *s;
    }
    return KW_OK;
}

static enum kw_status give_person(struct giving *giving,
                                  const struct kw_person *person,
                                  enum kw_known known, struct kw_error *err)
{
    struct part *part = giving->part;
    struct kw_person copy;

    part->done++;
    KW_TRY(look_up(part, err));
    if (!part->no_living)
        return giving->person(giving->to, person, known, err);
    KW_TRY(without_living(part, person, &copy, err));
    KW_TRY(giving->person(giving->to, &copy, known, err));
    kw_arena_reset(&part->row);
    return KW_OK;
}

static enum kw_status give_record(void *arg, const struct kw_person *person,
                                  struct kw_error *err)
{
    struct giving *giving = arg;
    struct kw_id whose = person->state == KW_REDIRECT ? person->to : person->id;
    bool left_out = false;

    if (giving->part->no_living)
        KW_TRY(is_left_out(giving->part, whose, &left_out, err));
    return left_out ? KW_OK : give_person(giving, person, KW_READ, err);
}

/* Somebody without a record of a person. */
static enum kw_status give_named(struct giving *giving, struct kw_id id,
                                 enum kw_known known, struct kw_error *err)
{
    struct kw_person *person = NULL;
    enum kw_status status;

    KW_TRY(kw_person_create(id, &person, err));
    status = give_person(giving, person, known, err);
    kw_person_destroy(person);
    return status;
}

/* Is this the first of the links told of that touch `id`? Then it is the
 * one at which `id` is given: nobody has to be remembered. */
static enum kw_status is_first_link(struct part *part, struct kw_id id,
                                    const struct kw_link *link, bool *out,
                                    struct kw_error *err)
{
    struct kw_link *links;
    size_t count;

    *out = true;
    KW_TRY(
        kw_store_links(part->cli->store, id, &part->row, &links, &count, err));
    for (size_t i = 0; i < count && *out; i++) {
        bool told;

        if (choose_link_order(&links[i], link) >= 0)
            continue;
        KW_TRY(link_is_told(part, &links[i], &told, err));
        *out = !told;
    }
    return KW_OK;
}

static enum kw_status give_end(struct giving *giving, struct kw_id id,
                               const struct kw_link *link, struct kw_error *err)
{
    struct part *part = giving->part;
    enum kw_known known;
    bool told;
    bool first;

    KW_TRY(kw_store_known(part->cli->store, id, &known, err));
    if (known == KW_READ)
        return KW_OK;
    KW_TRY(link_is_told(part, link, &told, err));
    if (!told)
        return KW_OK;
    KW_TRY(is_first_link(part, id, link, &first, err));
    return first ? give_named(giving, id, known, err) : KW_OK;
}

static enum kw_status give_ends(void *arg, const struct kw_link *link,
                                struct kw_error *err)
{
    struct giving *giving = arg;
    enum kw_status status = KW_OK;

    if (link->by_child == KW_UNSTATED)
        status = give_end(giving, link->child, link, err);
    if (status == KW_OK && link->by_parent == KW_UNSTATED)
        status = give_end(giving, link->parent, link, err);
    kw_arena_reset(&giving->part->row);
    return status;
}

static enum kw_status give_chosen(struct giving *giving, struct kw_id id,
                                  bool read, struct kw_error *err)
{
    struct part *part = giving->part;
    struct kw_person *person = NULL;
    enum kw_known known;
    enum kw_status status = KW_OK;
    bool left_out;

    KW_TRY(is_left_out(part, id, &left_out, err));
    KW_TRY(kw_store_known(part->cli->store, id, &known, err));
    if (left_out || read != (known == KW_READ))
        return KW_OK;
    if (!read)
        return give_named(giving, id, known, err);
    KW_TRY(kw_store_get(part->cli->store, id, &person, err));
    if (person)
        status = give_person(giving, person, KW_READ, err);
    kw_person_destroy(person);
    return status;
}

static enum kw_status each_link(struct part *part, kw_each_link each,
                                struct giving *giving, struct kw_error *err)
{
    struct kw_store *store = part->cli->store;

    return part->outranked ? kw_store_each_stated(store, each, giving, err)
                           : kw_store_each_link(store, each, giving, err);
}

static enum kw_status people_of(void *arg, kw_export_person each, void *to,
                                struct kw_error *err)
{
    struct part *part = arg;
    struct giving giving = {.part = part, .person = each, .to = to};

    if (part->whole) {
        KW_TRY(kw_store_each(part->cli->store, give_record, &giving, err));
        if (part->named)
            KW_TRY(each_link(part, give_ends, &giving, err));
        return KW_OK;
    }
    for (size_t i = 0; i < part->count; i++)
        KW_TRY(give_chosen(&giving, part->list[i], true, err));
    for (size_t i = 0; part->named && i < part->count; i++)
        KW_TRY(give_chosen(&giving, part->list[i], false, err));
    return KW_OK;
}

/* ---- links -------------------------------------------------------- */

static enum kw_status give_link(void *arg, const struct kw_link *link,
                                struct kw_error *err)
{
    struct giving *giving = arg;
    bool told;

    giving->part->done++;
    KW_TRY(look_up(giving->part, err));
    KW_TRY(link_is_told(giving->part, link, &told, err));
    return told ? giving->link(giving->to, link, err) : KW_OK;
}

static int by_order(const void *left, const void *right)
{
    return choose_link_order(left, right);
}

/* Those told of among the links of one, in the order of all links. */
static enum kw_status links_of(void *arg, struct kw_id id,
                               struct kw_arena *arena, struct kw_link **out,
                               size_t *count, struct kw_error *err)
{
    struct part *part = arg;
    size_t kept = 0;

    KW_TRY(kw_store_links(part->cli->store, id, arena, out, count, err));
    for (size_t i = 0; i < *count; i++) {
        bool told;

        KW_TRY(link_is_told(part, &(*out)[i], &told, err));
        if (told)
            (*out)[kept++] = (*out)[i];
    }
    *count = kept;
    if (kept > 1)
        qsort(*out, kept, sizeof **out, by_order);
    return KW_OK;
}

static enum kw_status give_links_of(struct giving *giving, struct kw_id id,
                                    struct kw_error *err)
{
    struct kw_link *links;
    size_t count;

    KW_TRY(links_of(giving->part, id, &giving->part->row, &links, &count, err));
    for (size_t i = 0; i < count; i++)
        if (kw_id_same(links[i].child, id)) {
            giving->part->done++;
            KW_TRY(look_up(giving->part, err));
            KW_TRY(giving->link(giving->to, &links[i], err));
        }
    return KW_OK;
}

static enum kw_status all_links(void *arg, kw_export_link each, void *to,
                                struct kw_error *err)
{
    struct part *part = arg;
    struct giving giving = {.part = part, .link = each, .to = to};
    enum kw_status status = KW_OK;

    if (part->whole)
        return each_link(part, give_link, &giving, err);
    for (size_t i = 0; status == KW_OK && i < part->count; i++) {
        status = give_links_of(&giving, part->list[i], err);
        kw_arena_reset(&part->row);
    }
    return status;
}

static enum kw_status brief_of(void *arg, struct kw_id id, enum kw_sex *sex,
                               struct kw_date *birth, struct kw_error *err)
{
    struct part *part = arg;
    struct kw_person *person = NULL;

    *sex = KW_SEX_UNKNOWN;
    memset(birth, 0, sizeof *birth);
    KW_TRY(kw_store_get(part->cli->store, id, &person, err));
    if (person) {
        *sex = person->sex;
        *birth = person->birth;
    }
    kw_person_destroy(person);
    return KW_OK;
}

/* ---- opening ------------------------------------------------------ */

static enum kw_status sort_ids(struct part *part, struct kw_error *err)
{
    part->list = malloc((part->ids.count + 1) * sizeof *part->list);
    if (!part->list)
        return kw_nomem(err);
    for (size_t i = 0; i < part->ids.capacity; i++)
        if (part->ids.keys[i] != UINT64_MAX)
            part->list[part->count++].bits = part->ids.keys[i];
    qsort(part->list, part->count, sizeof *part->list, kw_id_order);
    return KW_OK;
}

enum kw_status part_open(struct part *part, struct kw_cli *cli,
                         struct kw_error *err)
{
    part->cli = cli;
    part->named = kw_cli_has(cli, "named");
    part->outranked = kw_cli_has(cli, "outranked");
    part->no_living = kw_cli_has(cli, "no-living");
    part->source = (struct kw_export_source){.arg = part,
                                             .people = people_of,
                                             .links = all_links,
                                             .links_of = links_of,
                                             .brief = brief_of};
    KW_TRY(choose_people(cli, &part->ids, &part->whole, err));
    return part->whole ? KW_OK : sort_ids(part, err);
}

void part_finish(struct part *part)
{
    kw_map_finish(&part->ids);
    kw_map_finish(&part->living);
    kw_arena_finish(&part->row);
    free(part->list);
    if (part->drawn)
        fputs("\r\033[K", part->cli->err);
}
