/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Taking in: answers and old acquaintances go into the store and lead on.
 *
 * Called inside the round's transaction, so that people and those they
 * newly name are committed together.
 */
#include "inside.h"

#include <string.h>

/* ---- counting ------------------------------------------------------ */

static enum kw_status count_person(struct kw_crawl *crawl, unsigned side,
                                   struct kw_id id, struct kw_error *err)
{
    bool twice;

    KW_TRY(seen_elsewhere(crawl, side, id, &twice, err));
    if (!twice)
        crawl->bill.people++;
    return KW_OK;
}

/* ---- who leads on -------------------------------------------------- */

/* Children who were found by an earlier check and read: the ties know
 * them, the person's own record does not. */
static enum kw_status enter_known_children(struct kw_crawl *crawl,
                                           unsigned side, struct kw_id id,
                                           struct kw_error *err)
{
    struct kw_link *links;
    size_t count;
    enum kw_status status =
        kw_store_links(crawl->store, id, &crawl->arena, &links, &count, err);

    for (size_t i = 0; i < count && status == KW_OK; i++)
        if (kw_id_same(links[i].parent, id) &&
            links[i].kind <= KW_LINK_PARENT && links[i].by_child >= KW_STATED)
            status = side_enter(crawl, side, links[i].child,
                                crawl->sides[side].depth + 1, err);
    kw_arena_reset(&crawl->arena);
    return status;
}

static bool leads_to_children(const struct kw_crawl *crawl, unsigned side)
{
    enum direction direction = crawl->sides[side].direction;

    return direction == DIRECTION_DOWN ||
           (direction == DIRECTION_ANY && (crawl->goal.via & KW_VIA_CHILD));
}

/* Asks who else names this person as a parent; whoever was asked about
 * before, only if what was read may expire. */
static enum kw_status ask_children(struct kw_crawl *crawl, unsigned side,
                                   struct kw_id id, struct kw_error *err)
{
    bool was_new;
    bool waits;

    if (!crawl->goal.reverse_check || kw_id_is_xref(id) ||
        !leads_to_children(crawl, side))
        return KW_OK;
    KW_TRY(kw_book_add(crawl->checked, id, 0, 0, &was_new, err));
    KW_TRY(book_waits(crawl->checked, id, 0, &waits, err));
    if (!waits)
        KW_TRY(enter_known_children(crawl, side, id, err));
    if (crawl->stopping || !crawl->source ||
        (!waits && crawl->goal.max_age_s < 0))
        return KW_OK;
    return kw_source_ask(crawl->source, KW_ASK_CHILDREN, id, err);
}

/* A person of the open layer, whose record is here. */
static enum kw_status lead_on(struct kw_crawl *crawl, unsigned side,
                              const struct kw_person *person,
                              struct kw_error *err)
{
    uint32_t depth = crawl->sides[side].depth;

    KW_TRY(count_person(crawl, side, person->id, err));
    KW_TRY(walk_on(crawl, side, person, depth, err));
    KW_TRY(ask_children(crawl, side, person->id, err));
    return side_done(crawl, side, person->id, err);
}

static enum kw_status lead_elsewhere(struct kw_crawl *crawl, unsigned side,
                                     const struct kw_person *redirect,
                                     struct kw_error *err)
{
    KW_TRY(
        side_enter(crawl, side, redirect->to, crawl->sides[side].depth, err));
    crawl->bill.redirects++;
    return side_done(crawl, side, redirect->id, err);
}

enum kw_status take_known(struct kw_crawl *crawl, unsigned side,
                          struct kw_id id, struct kw_error *err)
{
    struct kw_person *person;
    enum kw_status status;

    KW_TRY(kw_store_get(crawl->store, id, &person, err));
    if (!person) /* somebody out of a file whom nobody describes */
        return side_done(crawl, side, id, err);
    if (person->state == KW_PERSON) {
        status = lead_on(crawl, side, person, err);
    } else if (person->state == KW_REDIRECT) {
        status = lead_elsewhere(crawl, side, person, err);
    } else {
        crawl->bill.missing++;
        status = side_done(crawl, side, id, err);
    }
    kw_person_destroy(person);
    return status;
}

/* ---- writing ------------------------------------------------------- */

static enum kw_status tell(struct kw_crawl *crawl, enum kw_event_kind kind,
                           struct kw_id id, const char *text)
{
    struct kw_event event = {.kind = kind, .id = id, .text = text};

    emit(crawl, &event);
    return KW_OK;
}

static enum kw_status compare(struct kw_crawl *crawl,
                              const struct kw_person *person,
                              struct kw_error *err)
{
    struct kw_person *before;
    struct kw_buffer text = {0};
    enum kw_status status;

    KW_TRY(kw_store_get(crawl->store, person->id, &before, err));
    if (!before)
        return KW_OK;
    status = tell_changes(before, person, &crawl->arena, &text, err);
    if (status == KW_OK)
        status = kw_buffer_check(&text, err);
    if (status == KW_OK && text.length) {
        crawl->bill.changed++;
        status = tell(crawl, KW_EVENT_CHANGED, person->id, text.bytes);
    } else if (status == KW_OK) {
        crawl->bill.unchanged++;
    }
    kw_buffer_finish(&text);
    kw_person_destroy(before);
    return status;
}

/* Puts a record that has just been read, and notes when. */
static enum kw_status keep(struct kw_crawl *crawl, struct kw_person *person,
                           struct kw_error *err)
{
    enum kw_known known;

    person->read_at_s = kw_clock_wall_s(crawl->clock);
    KW_TRY(kw_store_known(crawl->store, person->id, &known, err));
    if (known == KW_READ && crawl->goal.max_age_s >= 0)
        KW_TRY(compare(crawl, person, err));
    else if (known != KW_READ && person->state == KW_PERSON)
        crawl->bill.fresh++;
    return kw_store_put(crawl->store, person, err);
}

static enum kw_status keep_missing(struct kw_crawl *crawl, struct kw_id id,
                                   struct kw_error *err)
{
    struct kw_person *nobody;
    enum kw_status status;

    KW_TRY(kw_person_create(id, &nobody, err));
    nobody->state = KW_MISSING;
    status = kw_person_seal(nobody, err);
    if (status == KW_OK)
        status = keep(crawl, nobody, err);
    kw_person_destroy(nobody);
    return status;
}

/* Checked and found as it was: from now on it counts as read now. */
static enum kw_status keep_unchanged(struct kw_crawl *crawl, struct kw_id id,
                                     struct kw_error *err)
{
    struct kw_person *person;
    enum kw_status status;

    KW_TRY(kw_store_get(crawl->store, id, &person, err));
    if (!person)
        return KW_OK;
    person->read_at_s = kw_clock_wall_s(crawl->clock);
    crawl->bill.unchanged++;
    status = kw_store_put(crawl->store, person, err);
    kw_person_destroy(person);
    return status;
}

/* ---- answers ------------------------------------------------------- */

static enum kw_status take_record(struct kw_crawl *crawl,
                                  const struct kw_reading *answer,
                                  bool is_of_layer, struct kw_error *err)
{
    struct kw_person *person = answer->person;

    KW_TRY(keep(crawl, person, err));
    if (answer->target)
        KW_TRY(keep(crawl, answer->target, err));
    if (!is_of_layer)
        return KW_OK;
    if (person->state == KW_REDIRECT)
        return lead_elsewhere(crawl, crawl->open, person, err);
    return lead_on(crawl, crawl->open, person, err);
}

static enum kw_status take_revision(struct kw_crawl *crawl,
                                    const struct kw_reading *answer,
                                    bool is_of_layer, struct kw_error *err)
{
    int64_t age_s;
    uint64_t revision;

    KW_TRY(kw_store_age(crawl->store, answer->id, &age_s, &revision, err));
    if (answer->what != KW_ANSWER_READ || answer->person->state != KW_PERSON ||
        answer->person->revision != revision) {
        if (crawl->stopping)
            return KW_OK;
        crawl->people_asked++;
        return kw_source_ask(crawl->source, KW_ASK_PEOPLE, answer->id, err);
    }
    KW_TRY(keep_unchanged(crawl, answer->id, err));
    if (!is_of_layer)
        return KW_OK;
    return take_known(crawl, crawl->open, answer->id, err);
}

static enum kw_status take_failure(struct kw_crawl *crawl,
                                   const struct kw_reading *answer,
                                   bool is_of_layer, struct kw_error *err)
{
    enum kw_known known;

    /* They only filled a request up: their turn is still to come. */
    if (!is_of_layer)
        return KW_OK;
    crawl->bill.failed++;
    KW_TRY(tell(crawl, KW_EVENT_FAILED, answer->id, answer->why));
    KW_TRY(kw_store_known(crawl->store, answer->id, &known, err));
    if (known != KW_READ) {
        KW_TRY(kw_store_put_failed(crawl->store, answer->id, answer->why, err));
        return side_done(crawl, crawl->open, answer->id, err);
    }
    /* A refresh in vain: the old record is still the best there is. */
    return take_known(crawl, crawl->open, answer->id, err);
}

static enum kw_status take_children(struct kw_crawl *crawl,
                                    const struct kw_reading *answer,
                                    struct kw_error *err)
{
    if (answer->what == KW_ANSWER_CANCELLED)
        return KW_OK;
    if (answer->what != KW_ANSWER_READ) {
        crawl->bill.failed++;
        return tell(crawl, KW_EVENT_FAILED, answer->id, answer->why);
    }
    for (size_t i = 0; i < answer->child_count; i++)
        KW_TRY(side_enter(crawl, crawl->open, answer->children[i],
                          crawl->sides[crawl->open].depth + 1, err));
    return kw_book_done(crawl->checked, answer->id, err);
}

static enum kw_status take_one(struct kw_crawl *crawl,
                               const struct kw_reading *answer,
                               struct kw_error *err)
{
    bool is_of_layer = false;

    if (answer->asked == KW_ASK_CHILDREN)
        return take_children(crawl, answer, err);
    crawl->people_asked--;
    if (crawl->open != NO_SIDE)
        KW_TRY(side_waits(crawl, crawl->open, answer->id, &is_of_layer, err));
    if (answer->what == KW_ANSWER_CANCELLED)
        return KW_OK;
    if (answer->asked == KW_ASK_REVISION)
        return take_revision(crawl, answer, is_of_layer, err);
    if (answer->what == KW_ANSWER_FAILED)
        return take_failure(crawl, answer, is_of_layer, err);
    if (answer->what == KW_ANSWER_READ)
        return take_record(crawl, answer, is_of_layer, err);
    KW_TRY(keep_missing(crawl, answer->id, err));
    if (!is_of_layer)
        return KW_OK;
    crawl->bill.missing++;
    return side_done(crawl, crawl->open, answer->id, err);
}

enum kw_status take_in(struct kw_crawl *crawl, struct kw_error *err)
{
    struct kw_reading answer;
    bool last;

    while (kw_source_take(crawl->source, &answer, &last)) {
        enum kw_status status = take_one(crawl, &answer, err);

        kw_reading_finish(&answer);
        KW_TRY(status);
        crawl->taken_in++;
    }
    return KW_OK;
}
