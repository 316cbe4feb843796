/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses of a Wikibase. */
#ifndef KINWALK_SOURCE_WIKIBASE_H
#define KINWALK_SOURCE_WIKIBASE_H

#include <kinwalk/source.h>

#include "fetch/fetch.h"

struct wikibase {
    char *base;      /* "https://www.wikidata.org", no slash at its end */
    char *languages; /* "de%7Cmul%7Cen" */
    enum kw_host_kind kind;
};

/* KW_USAGE for an endpoint that is no http(s) address. */
enum kw_status wikibase_open(const char *endpoint, const char *const *langs,
                             struct wikibase *out, struct kw_error *err);
void wikibase_close(struct wikibase *wikibase);

/* Each writes one address into `url`, which is cleared first. `maxlag_s`
 * asks the server to refuse when its databases lag. */
void wikibase_entities_url(const struct wikibase *wikibase, const char *props,
                           const struct kw_id *ids, size_t count,
                           unsigned maxlag_s, struct kw_buffer *url);
void wikibase_document_url(const struct wikibase *wikibase, struct kw_id id,
                           struct kw_buffer *url);
/* Who names one of `ids` as a parent, hits from `offset` on. */
void wikibase_children_url(const struct wikibase *wikibase,
                           const struct kw_id *ids, size_t count, size_t offset,
                           unsigned maxlag_s, struct kw_buffer *url);
/* How many of `ids` fit into one question of that kind, at least one. */
size_t wikibase_children_room(const struct kw_id *ids, size_t count);
void wikibase_names_url(const struct wikibase *wikibase, const char *words,
                        const char *lang, unsigned limit,
                        struct kw_buffer *url);

#endif
