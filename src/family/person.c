/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One record: made, filled, and its texts picked. What its statements
 * come to is decided in facts.c.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

enum kw_status kw_person_create(struct kw_id id, struct kw_person **out,
                                struct kw_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    (*out)->id = id;
    return KW_OK;
}

void kw_person_destroy(struct kw_person *person)
{
    if (!person)
        return;
    kw_arena_finish(&person->arena);
    free(person);
}

/* ---- filling ------------------------------------------------------- */

/* kw_grow() for arrays in an arena: the old one stays behind until the
 * arena goes. Whoever adds an item fills all of it. */
static void *grow_in(struct kw_arena *arena, void *array, size_t count,
                     size_t *capacity, size_t item_bytes)
{
    size_t wanted = count < 4 ? 4 : count * 2;
    void *grown;

    if (count < *capacity)
        return array;
    if (wanted > SIZE_MAX / item_bytes)
        return NULL;
    grown = kw_arena_take(arena, wanted * item_bytes);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, array, count * item_bytes);
    *capacity = wanted;
    return grown;
}

enum kw_status kw_person_add_text(struct kw_person *person,
                                  enum kw_text_kind kind, const char *lang,
                                  size_t lang_bytes, const char *text,
                                  size_t text_bytes, struct kw_error *err)
{
    struct kw_texts *texts = kind == KW_LABEL         ? &person->labels
                             : kind == KW_DESCRIPTION ? &person->descriptions
                                                      : &person->aliases;
    struct kw_text *items = grow_in(&person->arena, texts->items, texts->count,
                                    &texts->capacity, sizeof *items);
    struct kw_text added;

    if (!items)
        return kw_nomem(err);
    texts->items = items;
    added.lang = kw_arena_text(&person->arena, lang, lang_bytes);
    added.text = kw_arena_text(&person->arena, text, text_bytes);
    if (!added.lang || !added.text)
        return kw_nomem(err);
    items[texts->count++] = added;
    return KW_OK;
}

enum kw_status kw_person_add_statement(struct kw_person *person,
                                       struct kw_statement **out,
                                       struct kw_error *err)
{
    struct kw_statement *items =
        grow_in(&person->arena, person->statements, person->statement_count,
                &person->statement_capacity, sizeof *items);

    if (!items)
        return kw_nomem(err);
    person->statements = items;
    *out = &items[person->statement_count++];
    memset(*out, 0, sizeof **out);
    return KW_OK;
}

enum kw_status kw_person_add_qualifier(struct kw_person *person,
                                       struct kw_statement *statement,
                                       struct kw_qualifier **out,
                                       struct kw_error *err)
{
    size_t count = statement->qualifier_count;
    struct kw_qualifier *items = statement->qualifiers;

    /* Room is 1, 2, 4, 8 ...: full exactly when the count is one of
     * these. */
    if ((count & (count - 1)) == 0) {
        items = kw_arena_zeroed(&person->arena, count ? count * 2 : 1,
                                sizeof *items);
        if (!items)
            return kw_nomem(err);
        if (count)
            memcpy(items, statement->qualifiers, count * sizeof *items);
        statement->qualifiers = items;
    }
    *out = &items[statement->qualifier_count++];
    memset(*out, 0, sizeof **out);
    return KW_OK;
}

/* ---- picking a text ------------------------------------------------ */

static const struct kw_text *text_in(const struct kw_texts *texts,
                                     const char *lang, size_t lang_bytes)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strncmp(texts->items[i].lang, lang, lang_bytes) == 0 &&
            texts->items[i].lang[lang_bytes] == '\0')
            return &texts->items[i];
    return NULL;
}

/* `lang`, then with its last part off ("zh-hant-tw", "zh-hant", "zh"). */
static const struct kw_text *text_for(const struct kw_texts *texts,
                                      const char *lang)
{
    for (size_t length = strlen(lang); length > 0;) {
        const struct kw_text *found = text_in(texts, lang, length);

        if (found)
            return found;
        while (length > 0 && lang[length - 1] != '-')
            length--;
        if (length > 0)
            length--;
    }
    return NULL;
}

const struct kw_text *kw_texts_pick(const struct kw_texts *texts,
                                    const char *const *langs)
{
    const struct kw_text *found = NULL;

    for (size_t i = 0; langs && langs[i] && !found; i++)
        found = text_for(texts, langs[i]);
    if (!found)
        found = text_in(texts, "mul", 3);
    if (!found)
        found = text_in(texts, "en", 2);
    if (found || texts->count == 0)
        return found;
    found = &texts->items[0];
    for (size_t i = 1; i < texts->count; i++)
        if (strcmp(texts->items[i].lang, found->lang) < 0)
            found = &texts->items[i];
    return found;
}
