/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The addresses of a Wikibase: what is appended to the endpoint for each
 * kind of question.
 */
#include "wikibase.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* CirrusSearch refuses longer search texts. */
    SEARCH_TEXT_MAX_BYTES = 300,
    SEARCH_HITS = 50
};

/* ---- opening ------------------------------------------------------- */

static bool listed(const char *const *langs, size_t count, const char *lang)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(langs[i], lang) == 0)
            return true;
    return false;
}

static void add_language(struct kw_buffer *out, const char *lang)
{
    if (out->length)
        kw_buffer_text(out, "%7C");
    kw_buffer_text(out, lang);
}

/* The asked ones, then mul and en, each once. */
static enum kw_status spell_languages(const char *const *langs, char **out,
                                      struct kw_error *err)
{
    struct kw_buffer text = {0};
    size_t count = 0;
    enum kw_status status;

    for (; langs && langs[count]; count++)
        if (!listed(langs, count, langs[count]))
            add_language(&text, langs[count]);
    if (!listed(langs, count, "mul"))
        add_language(&text, "mul");
    if (!listed(langs, count, "en"))
        add_language(&text, "en");
    status = kw_buffer_check(&text, err);
    *out = text.bytes;
    return status;
}

enum kw_status wikibase_open(const char *endpoint, const char *const *langs,
                             struct wikibase *out, struct kw_error *err)
{
    size_t length;

    memset(out, 0, sizeof *out);
    KW_TRY(kw_fetch_library(err));
    if (!endpoint)
        endpoint = KW_ENDPOINT;
    if (!kw_fetch_host_kind(endpoint, &out->kind) || strpbrk(endpoint, "?#"))
        return kw_fail(err, KW_USAGE,
                       "--endpoint takes an http or https address such as "
                       "https://www.wikidata.org, not '%.200s'",
                       endpoint);
    length = strlen(endpoint);
    while (length && endpoint[length - 1] == '/')
        length--;
    out->base = strndup(endpoint, length);
    if (!out->base)
        return kw_nomem(err);
    return spell_languages(langs, &out->languages, err);
}

void wikibase_close(struct wikibase *wikibase)
{
    free(wikibase->base);
    free(wikibase->languages);
    memset(wikibase, 0, sizeof *wikibase);
}

/* ---- addresses ----------------------------------------------------- */

static void escape(struct kw_buffer *url, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || strchr("-_.~", c))
            kw_buffer_char(url, (char)c);
        else
            kw_buffer_print(url, "%%%02X", c);
    }
}

static void begin(const struct wikibase *wikibase, const char *action,
                  unsigned maxlag_s, struct kw_buffer *url)
{
    kw_buffer_clear(url);
    kw_buffer_print(url, "%s/w/api.php?action=%s&format=json", wikibase->base,
                    action);
    if (maxlag_s)
        kw_buffer_print(url, "&maxlag=%u", maxlag_s);
}

void wikibase_entities_url(const struct wikibase *wikibase, const char *props,
                           const struct kw_id *ids, size_t count,
                           unsigned maxlag_s, struct kw_buffer *url)
{
    char text[KW_ID_TEXT_BYTES];

    begin(wikibase, "wbgetentities", maxlag_s, url);
    kw_buffer_print(url, "&props=%s&languages=%s&ids=", props,
                    wikibase->languages);
    for (size_t i = 0; i < count; i++)
        kw_buffer_print(url, "%s%s", i ? "%7C" : "",
                        kw_id_print(ids[i], NULL, text));
}

void wikibase_document_url(const struct wikibase *wikibase, struct kw_id id,
                           struct kw_buffer *url)
{
    char text[KW_ID_TEXT_BYTES];

    kw_buffer_clear(url);
    kw_buffer_print(url, "%s/wiki/Special:EntityData/%s.json", wikibase->base,
                    kw_id_print(id, NULL, text));
}

/* "P22=Q1|P25=Q1|P8810=Q1": by every property that names a parent. */
static void spell_parent(struct kw_id id, struct kw_buffer *out)
{
    size_t count;
    const struct kw_property_info *table = kw_property_table(&count);
    char text[KW_ID_TEXT_BYTES];

    kw_id_print(id, NULL, text);
    for (size_t i = 0; i < count; i++)
        if (table[i].direction == KW_TO_PARENT && table[i].is_statement)
            kw_buffer_print(out, "%sP%u=%s", out->length ? "|" : "",
                            (unsigned)table[i].property, text);
}

static const char CHILDREN_KEYWORD[] = "haswbstatement:";

size_t wikibase_children_room(const struct kw_id *ids, size_t count)
{
    struct kw_buffer text = {0};
    size_t room = 0;

    while (room < count) {
        spell_parent(ids[room], &text);
        if (room &&
            text.length + sizeof CHILDREN_KEYWORD > SEARCH_TEXT_MAX_BYTES)
            break;
        room++;
    }
    kw_buffer_finish(&text);
    return room;
}

void wikibase_children_url(const struct wikibase *wikibase,
                           const struct kw_id *ids, size_t count, size_t offset,
                           unsigned maxlag_s, struct kw_buffer *url)
{
    struct kw_buffer text = {0};

    for (size_t i = 0; i < count; i++)
        spell_parent(ids[i], &text);
    begin(wikibase, "query", maxlag_s, url);
    kw_buffer_print(url,
                    "&list=search&srnamespace=0&srprop=&srlimit=%d"
                    "&sroffset=%zu&srsearch=",
                    SEARCH_HITS, offset);
    escape(url, CHILDREN_KEYWORD);
    if (kw_buffer_check(&text, NULL) == KW_OK && text.bytes)
        escape(url, text.bytes);
    kw_buffer_finish(&text);
}

void wikibase_names_url(const struct wikibase *wikibase, const char *words,
                        const char *lang, unsigned limit, struct kw_buffer *url)
{
    begin(wikibase, "wbsearchentities", 0, url);
    kw_buffer_print(url, "&type=item&limit=%u&language=", limit);
    escape(url, lang);
    kw_buffer_text(url, "&uselang=");
    escape(url, lang);
    kw_buffer_text(url, "&search=");
    escape(url, words);
}
