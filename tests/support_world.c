/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The smallest Wikibase that a crawl can be told apart on.
 */
#include "support_world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct being *find(struct world *w, uint64_t id)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->beings[i].id == id)
            return &w->beings[i];
    return NULL;
}

struct being *being(struct world *w, uint64_t id)
{
    struct being *found = find(w, id);

    if (found)
        return found;
    if (w->count == BEINGS_MAX)
        abort();
    found = &w->beings[w->count++];
    found->id = id;
    found->revision = id * 10;
    return found;
}

void states(struct world *w, uint64_t who, unsigned property, uint64_t to)
{
    struct being *b = being(w, who);

    if (b->state_count == STATES_MAX)
        abort();
    b->states[b->state_count].property = property;
    b->states[b->state_count++].to = to;
}

void has_child(struct world *w, uint64_t parent, uint64_t child)
{
    being(w, child);
    states(w, parent, KW_P_CHILD, child);
    states(w, child, KW_P_PARENT, parent);
}

void is_merged_into(struct world *w, uint64_t from, uint64_t to)
{
    being(w, from)->merged_into = to;
}

/* ---- speaking ------------------------------------------------------ */

static void say_claims(const struct being *b, struct kw_buffer *out)
{
    kw_buffer_text(out, "\"claims\":{");
    for (size_t i = 0; i < b->state_count; i++) {
        unsigned property = b->states[i].property;
        bool first_of_it = true;
        bool any = false;

        for (size_t k = 0; k < i; k++)
            first_of_it = first_of_it && b->states[k].property != property;
        if (!first_of_it)
            continue;
        kw_buffer_print(out, "%s\"P%u\":[", i ? "," : "", property);
        for (size_t k = i; k < b->state_count; k++) {
            if (b->states[k].property != property)
                continue;
            kw_buffer_print(
                out,
                "%s{\"mainsnak\":{\"snaktype\":\"value\",\"property\":\"P%u\","
                "\"datavalue\":{\"value\":{\"entity-type\":\"item\",\"id\":"
                "\"Q%" PRIu64 "\"},\"type\":\"wikibase-entityid\"}},"
                "\"type\":\"statement\",\"id\":\"Q%" PRIu64 "$%zu\","
                "\"rank\":\"normal\"}",
                any ? "," : "", property, b->states[k].to, b->id, k);
            any = true;
        }
        kw_buffer_char(out, ']');
    }
    kw_buffer_char(out, '}');
}

static void say_being(const struct being *b, bool whole, struct kw_buffer *out)
{
    kw_buffer_print(
        out, "\"type\":\"item\",\"id\":\"Q%" PRIu64 "\",\"lastrevid\":%" PRIu64,
        b->id, b->revision);
    if (!whole)
        return;
    kw_buffer_print(out,
                    ",\"labels\":{\"en\":{\"language\":\"en\",\"value\":"
                    "\"Number %" PRIu64 "\"}},",
                    b->id);
    say_claims(b, out);
}

static void say_asked(struct world *w, uint64_t id, bool whole, bool *any,
                      struct kw_buffer *out, int64_t *delay_ms)
{
    struct being *b = find(w, id);
    struct being *target = b && b->merged_into ? find(w, b->merged_into) : b;

    if (b && whole)
        b->times_asked++;
    else if (b)
        b->times_checked++;
    if (b && b->hidden)
        return;
    if (b && b->delay_ms > *delay_ms)
        *delay_ms = b->delay_ms;
    kw_buffer_print(out, "%s\"Q%" PRIu64 "\":{", *any ? "," : "", id);
    *any = true;
    /* A second hop is not followed. */
    if (!target || target->merged_into) {
        kw_buffer_print(out, "\"id\":\"Q%" PRIu64 "\",\"missing\":\"\"}", id);
        return;
    }
    if (target != b)
        kw_buffer_print(out,
                        "\"redirects\":{\"from\":\"Q%" PRIu64
                        "\",\"to\":\"Q%" PRIu64 "\"},",
                        id, target->id);
    say_being(target, whole, out);
    kw_buffer_char(out, '}');
}

/* Numbers behind each Q from `text` on. */
static size_t read_ids(const char *text, uint64_t *ids, size_t room)
{
    size_t count = 0;

    while ((text = strchr(text, 'Q')) && count < room) {
        ids[count++] = strtoull(text + 1, NULL, 10);
        text++;
    }
    return count;
}

static void say_batch(struct world *w, const char *target, struct said *said)
{
    uint64_t ids[64];
    size_t count = read_ids(strstr(target, "&ids="), ids, 64);
    bool whole = strstr(target, "claims") != NULL;
    bool any = false;

    for (size_t i = 0; i < count; i++)
        if (w->poison && ids[i] == w->poison) {
            kw_buffer_text(&said->body,
                           "{\"error\":{\"code\":\"no-such-entity\","
                           "\"info\":\"Could not find\"}}");
            return;
        }
    kw_buffer_text(&said->body, "{\"entities\":{");
    for (size_t i = 0; i < count; i++) {
        if (w->broken && ids[i] == w->broken)
            kw_buffer_text(&said->body, "<<<");
        say_asked(w, ids[i], whole, &any, &said->body, &said->delay_ms);
    }
    kw_buffer_text(&said->body, "},\"success\":1}");
}

static void say_document(struct world *w, const char *target, struct said *said)
{
    uint64_t id = 0;
    struct being *b;

    read_ids(strstr(target, "EntityData/"), &id, 1);
    b = find(w, id);
    if (b) {
        b->times_asked++;
        said->delay_ms = b->delay_ms;
    }
    while (b && b->merged_into)
        b = find(w, b->merged_into);
    if (!b) {
        said->status = 404;
        snprintf(said->headers, sizeof said->headers,
                 "Content-Type: text/html\r\n");
        return;
    }
    if (w->broken && id == w->broken)
        kw_buffer_text(&said->body, "<<<");
    kw_buffer_print(&said->body, "{\"entities\":{\"Q%" PRIu64 "\":{", b->id);
    say_being(b, true, &said->body);
    kw_buffer_text(&said->body, "}}}");
}

static bool names_parent(const struct being *child, const uint64_t *parents,
                         size_t count)
{
    for (size_t i = 0; i < child->state_count; i++)
        for (size_t k = 0; k < count; k++)
            if ((child->states[i].property == KW_P_FATHER ||
                 child->states[i].property == KW_P_MOTHER ||
                 child->states[i].property == KW_P_PARENT) &&
                child->states[i].to == parents[k])
                return true;
    return false;
}

/* Two hits a page, so that a test sees pages. */
static void say_search(struct world *w, const char *target, struct said *said)
{
    uint64_t parents[64];
    size_t count = read_ids(strstr(target, "&srsearch="), parents, 64);
    size_t offset = strtoull(strstr(target, "&sroffset=") + 10, NULL, 10);
    size_t hit = 0;
    bool more = false;

    w->searches++;
    kw_buffer_text(&said->body, "{\"query\":{\"search\":[");
    for (size_t i = 0; i < w->count; i++) {
        if (!names_parent(&w->beings[i], parents, count))
            continue;
        more = hit >= offset + 2;
        if (hit >= offset && hit < offset + 2)
            kw_buffer_print(&said->body,
                            "%s{\"ns\":0,\"title\":\"Q%" PRIu64 "\"}",
                            hit > offset ? "," : "", w->beings[i].id);
        hit++;
    }
    kw_buffer_text(&said->body, "]}");
    if (more)
        kw_buffer_print(&said->body, ",\"continue\":{\"sroffset\":%zu}",
                        offset + 2);
    kw_buffer_char(&said->body, '}');
}

static void answer(void *arg, const struct heard *heard, struct said *said)
{
    struct world *w = arg;

    w->requests++;
    memcpy(w->last_target, heard->target, sizeof w->last_target);
    snprintf(said->headers, sizeof said->headers,
             "Content-Type: application/json; charset=utf-8\r\n");
    if (w->bad_times > 0) {
        w->bad_times--;
        said->status = w->bad_status;
        snprintf(said->headers, sizeof said->headers, "%s", w->bad_headers);
        kw_buffer_text(&said->body, w->bad_body);
    } else if (strstr(heard->target, "EntityData/")) {
        say_document(w, heard->target, said);
    } else if (strstr(heard->target, "list=search")) {
        say_search(w, heard->target, said);
    } else if (strstr(heard->target, "wbgetentities")) {
        say_batch(w, heard->target, said);
    } else {
        said->status = 404;
    }
}

/* ---- living -------------------------------------------------------- */

int world_set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    if (!w)
        return -1;
    w->bad_headers = "";
    w->bad_body = "";
    w->clock.by_hand = true;
    w->clock.wall_s = 1763719200;
    w->server = server_start(answer, w);
    w->settings.endpoint = server_url(w->server);
    w->settings.clock = &w->clock;
    w->settings.threads = 2;
    w->goal = kw_goal_default(KW_GOAL_AROUND);
    w->goal.depth = 100;
    w->goal.keep_book = true;
    *state = w;
    return kw_store_open("", KW_STORE_MEMORY, &w->clock, &w->store, NULL) ==
                   KW_OK
               ? 0
               : -1;
}

int world_tear_down(void **state)
{
    struct world *w = *state;

    kw_store_close(w->store);
    server_stop(w->server);
    free(w);
    return 0;
}

static enum kw_status crawl(struct world *w, const struct kw_id *seeds,
                            size_t count)
{
    struct kw_source *source;
    struct kw_crawl *run;
    enum kw_status status;

    w->goal.seeds = seeds;
    w->goal.seed_count = count;
    status = kw_source_open(&w->settings, &source, &w->err);
    if (status != KW_OK)
        return status;
    status = kw_crawl_create(&w->goal, w->store, source, &w->clock, NULL, &run,
                             &w->err);
    if (status == KW_OK)
        status = kw_crawl_run(run, &w->err);
    if (run)
        w->bill = kw_crawl_bill(run);
    kw_crawl_destroy(run);
    kw_source_close(source);
    return status;
}

enum kw_status crawl_from(struct world *w, uint64_t seed)
{
    struct kw_id id = kw_qid(seed);

    return crawl(w, &id, 1);
}

enum kw_status crawl_from_two(struct world *w, uint64_t from, uint64_t to)
{
    struct kw_id ids[2] = {kw_qid(from), kw_qid(to)};

    return crawl(w, ids, 2);
}

enum kw_known known(struct world *w, uint64_t id)
{
    enum kw_known out = KW_UNREAD;

    if (kw_store_known(w->store, kw_qid(id), &out, NULL) != KW_OK)
        abort();
    return out;
}
