/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every answer draws on, and the doors of those who answer.
 */
#ifndef MIRROR_MIRROR_H
#define MIRROR_MIRROR_H

#include "cache.h"
#include "catalog.h"
#include "params.h"
#include "reply.h"

/* Shared by all threads, read only while serving but for the cache. */
struct mirror {
    struct catalog catalog;
    struct cache *cache;
    double lag_s; /* of the query service, as maxlag compares it */
    int64_t started_s;
};

enum action {
    ACTION_OTHER = 0,
    ACTION_GET_ENTITIES,
    ACTION_SEARCH_ENTITIES,
    ACTION_SEARCH,
    ACTION_ENTITY_DATA
};

/* One request, taken apart. */
struct request {
    enum action action;
    const char *path; /* decoded, without the query */
    struct params params;
    const char *base_url; /* "http://127.0.0.1:1234" */
    const char *accept;   /* headers; NULL where there is none */
    const char *if_modified_since;
    const char *origin;
    bool takes_gzip;
    bool cut_short; /* leave out part of the batch */
    uint32_t *ids;  /* who is named, as far as readable */
    size_t id_count;
    struct kw_arena arena;
};

/* Takes `uri` ("/w/api.php?ids=Q1"), as it came, and a form's body apart.
 * The other members are the caller's to set. */
enum kw_status request_read(struct request *request, const char *uri,
                            const char *form, size_t form_length,
                            struct kw_error *err);
void request_finish(struct request *request);
/* "wbgetentities", "entitydata", ...; for the log. */
const char *action_name(enum action action);

/* Answers any request. */
enum kw_status answer(struct mirror *mirror, struct request *request,
                      struct reply *reply, struct kw_error *err);
/* Each fills `reply`; a failure means that memory ran out. */
enum kw_status api_answer(struct mirror *mirror, struct request *request,
                          struct reply *reply, struct kw_error *err);
enum kw_status entity_data_answer(struct mirror *mirror,
                                  struct request *request, struct reply *reply,
                                  struct kw_error *err);

/* Replaces what is not ASCII in a JSON document by \uXXXX, as
 * formatversion 1 and EntityData do. */
void json_make_ascii(struct kw_buffer *body);

#endif
