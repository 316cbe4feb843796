/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an address to who answers it.
 */
#include <stdio.h>
#include <string.h>

#include "entity.h"
#include "mirror.h"

#define ENTITY_DATA "/wiki/Special:EntityData"

static const char *const action_names[] = {
    [ACTION_OTHER] = "other",
    [ACTION_GET_ENTITIES] = "wbgetentities",
    [ACTION_SEARCH_ENTITIES] = "wbsearchentities",
    [ACTION_SEARCH] = "search",
    [ACTION_ENTITY_DATA] = "entitydata",
};

const char *action_name(enum action action)
{
    return action_names[action];
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is(const struct params *params, const char *name, const char *value)
{
    const char *given = params_get(params, name);

    return given != NULL && strcmp(given, value) == 0;
}

static enum action action_of(const struct request *request)
{
    const struct params *params = &request->params;

    if (begins(request->path, ENTITY_DATA))
        return ACTION_ENTITY_DATA;
    if (strcmp(request->path, "/w/api.php") != 0)
        return ACTION_OTHER;
    if (is(params, "action", "wbgetentities"))
        return ACTION_GET_ENTITIES;
    if (is(params, "action", "wbsearchentities"))
        return ACTION_SEARCH_ENTITIES;
    if (is(params, "action", "query") && is(params, "list", "search"))
        return ACTION_SEARCH;
    return ACTION_OTHER;
}

/* Whom the request names, as far as they can be read; once each is not
 * promised. */
static enum kw_status read_ids(struct request *request, struct kw_error *err)
{
    const char *given = params_get(
        &request->params, request->action == ACTION_ENTITY_DATA ? "id" : "ids");
    struct values ids;

    if (request->action == ACTION_ENTITY_DATA &&
        request->path[strlen(ENTITY_DATA)] == '/')
        given = request->path + strlen(ENTITY_DATA "/");
    else if (request->action != ACTION_GET_ENTITIES &&
             request->action != ACTION_ENTITY_DATA)
        return KW_OK;
    KW_TRY(values_split(&request->arena, given, &ids, err));
    request->ids =
        kw_arena_zeroed(&request->arena, ids.count + 1, sizeof *request->ids);
    if (request->ids == NULL)
        return kw_nomem(err);
    for (size_t i = 0; i < ids.count; i++) {
        size_t length = strcspn(ids.items[i], ".");

        if (item_id_parse(ids.items[i], length,
                          &request->ids[request->id_count]))
            request->id_count++;
    }
    return KW_OK;
}

enum kw_status request_read(struct request *request, const char *uri,
                            const char *form, size_t form_length,
                            struct kw_error *err)
{
    size_t path_length = strcspn(uri, "?#");
    const char *title;

    request->path = params_decode(&request->arena, uri, path_length, false);
    if (request->path == NULL)
        return kw_nomem(err);
    if (uri[path_length] == '?')
        KW_TRY(params_add(&request->params, uri + path_length + 1,
                          strcspn(uri + path_length + 1, "#"), err));
    if (form_length > 0)
        KW_TRY(params_add(&request->params, form, form_length, err));
    title = params_get(&request->params, "title");
    if (title != NULL && strcmp(request->path, "/w/index.php") == 0) {
        char *path = kw_arena_take(&request->arena, strlen(title) + 7);

        if (path == NULL)
            return kw_nomem(err);
        snprintf(path, strlen(title) + 7, "/wiki/%s", title);
        request->path = path;
    }
    request->action = action_of(request);
    return read_ids(request, err);
}

void request_finish(struct request *request)
{
    params_finish(&request->params);
    kw_arena_finish(&request->arena);
    memset(request, 0, sizeof *request);
}

/* A page for people: who this is, and where the data are. */
static void show_person(struct mirror *mirror, const struct row *row,
                        struct reply *reply)
{
    cJSON *person = catalog_read(&mirror->catalog, row);
    const char *lang = NULL;
    const char *label =
        person ? entity_text(person, "labels", "en", &lang) : NULL;
    char id[ID_TEXT_BYTES];

    id_print(row->number, id);
    reply_header(reply, "Content-Type", "text/html; charset=UTF-8");
    kw_buffer_text(&reply->body,
                   "<!DOCTYPE html>\n<html><head><meta charset=\"UTF-8\">"
                   "<title>");
    html_add(&reply->body, label ? label : id);
    kw_buffer_text(&reply->body, "</title></head>\n<body><h1>");
    html_add(&reply->body, label ? label : id);
    kw_buffer_print(&reply->body,
                    "</h1><p>%s, <a href=\"/wiki/Special:EntityData/%s.json\">"
                    "as JSON</a></p></body></html>\n",
                    id, id);
    cJSON_Delete(person);
}

static void show_front(const struct mirror *mirror, struct reply *reply)
{
    reply_header(reply, "Content-Type", "text/html; charset=UTF-8");
    kw_buffer_print(
        &reply->body,
        "<!DOCTYPE html>\n<html><head><title>kinwalk-mirror</title></head>\n"
        "<body><h1>kinwalk-mirror</h1><p>Serves %zu records as a Wikibase "
        "would: <code>/w/api.php?action=wbgetentities&amp;format=json&amp;"
        "ids=Q...</code>, <code>action=wbsearchentities</code>, "
        "<code>action=query&amp;list=search</code> and "
        "<code>/wiki/Special:EntityData/Q....json</code>.</p></body></html>\n",
        mirror->catalog.row_count);
}

/* /wiki/Q42, /entity/Q42, and all that nobody serves. */
static void answer_other(struct mirror *mirror, const struct request *request,
                         struct reply *reply)
{
    const struct row *row = NULL;
    uint32_t number;

    if (begins(request->path, "/entity/")) {
        reply_front_page(reply, 303);
        reply_header(reply, "Location", "%s" ENTITY_DATA "/%s",
                     request->base_url, request->path + strlen("/entity/"));
        return;
    }
    if (strcmp(request->path, "/") == 0) {
        show_front(mirror, reply);
        return;
    }
    if (begins(request->path, "/wiki/") &&
        item_id_parse(request->path + 6, strlen(request->path + 6), &number))
        row = catalog_find(&mirror->catalog, number);
    if (row != NULL && row->state == ROW_REDIRECT)
        row = catalog_find(&mirror->catalog, row->to);
    if (row != NULL && row->state == ROW_PERSON)
        show_person(mirror, row, reply);
    else
        reply_front_page(reply, 404);
}

enum kw_status answer(struct mirror *mirror, struct request *request,
                      struct reply *reply, struct kw_error *err)
{
    if (strcmp(request->path, "/w/api.php") == 0)
        return api_answer(mirror, request, reply, err);
    if (request->action == ACTION_ENTITY_DATA)
        return entity_data_answer(mirror, request, reply, err);
    answer_other(mirror, request, reply);
    return kw_buffer_check(&reply->body, err);
}
