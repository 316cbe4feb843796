/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maps of languages: labels, descriptions, aliases in hundreds of
 * languages, of which two or three are kept.
 *
 * Which language an entry is in stands inside it, so each is looked into;
 * but only strings, and nothing is built before it is known to be kept.
 * A key that comes twice, a language written with escapes, an entry that
 * is neither text nor object: then the whole map is taken as it is, and
 * value.c sifts it as it does for the plain reader.
 */
#include "walk.h"

/* Keys met in one map: a hash each, the map's number in the low bits, so
 * that the table need not be cleared between maps. */
enum { SEEN_SLOTS = 1024, SEEN_MOST = 700, GENERATIONS = 1024 };

/* One entry, as far as it was walked. */
struct entry {
    struct kw_slice key;
    size_t value_at;
    struct kw_slice language; /* what it is in */
    struct kw_slice text;     /* if has_text */
    bool has_language;        /* it names one itself */
    bool has_text;
    bool is_bare;   /* a string, no object */
    bool is_list;   /* of aliases */
    bool is_open;   /* and more of them may follow */
    bool has_first; /* and there is one */
    bool is_unusual;
};

/* The map on its way. */
struct sieve {
    cJSON *map;
    cJSON **tail;
    struct entry smallest;
    bool any_wanted;
    bool any_unwanted; /* `smallest` is filled */
    size_t count;      /* of keys in the table */
    bool any_passed;   /* keys, each its own unwanted language, that are in
                          no table */
    bool any_other;    /* an entry in another language than its key */
    bool are_labels;
};

/* ---- keys ---------------------------------------------------------- */

/* The first eight bytes as a number; `after` more bytes can be read behind
 * the key. */
static uint64_t head_of(const struct kw_slice *key, size_t after)
{
    uint64_t head = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (key->length > 0 && key->length <= 8 && key->length + after >= 8) {
        memcpy(&head, key->text, sizeof head);
        return head & (~UINT64_C(0) >> (64 - 8 * key->length));
    }
#else
    (void)after;
#endif
    for (size_t i = 0; i < key->length; i++)
        head ^= (uint64_t)(unsigned char)key->text[i] << (8 * (i % 8));
    return head;
}

/* Equal keys have equal hashes; a false alarm only costs time. */
static uint64_t hash(const struct kw_walk *walk, const struct kw_slice *key)
{
    const char *end = (const char *)walk->cursor.bytes + walk->cursor.length;
    size_t after = (size_t)(end - key->text) - key->length;

    return (head_of(key, after) ^ key->length) * UINT64_C(0x9e3779b97f4a7c15);
}

static bool begin_table(struct kw_walk *walk)
{
    struct kw_workshop *shop = walk->shop;
    const size_t bytes = SEEN_SLOTS * sizeof *shop->seen;

    if (shop->generation % GENERATIONS == 0)
        memset(shop->seen, 0, bytes);
    shop->generation = shop->generation % GENERATIONS + 1;
    return true;
}

/* Was such a key met in this map? Says so too when it cannot tell. */
static bool was_met(struct kw_walk *walk, struct sieve *sieve,
                    const struct kw_slice *key)
{
    struct kw_workshop *shop = walk->shop;
    const uint64_t low = 2 * GENERATIONS - 1;
    uint64_t code = hash(walk, key);
    size_t slot = (size_t)(code >> 54);
    uint64_t marked = (code & ~low) | shop->generation;

    if (++sieve->count > SEEN_MOST)
        return true;
    while ((shop->seen[slot] & low) == shop->generation) {
        if (shop->seen[slot] == marked)
            return true;
        slot = (slot + 1) % SEEN_SLOTS;
    }
    shop->seen[slot] = marked;
    return false;
}

/* ---- entries ------------------------------------------------------- */

/* The first member of that name, if it is a string. */
static bool look_at_field(struct kw_walk *walk, struct entry *entry,
                          struct kw_slice *into, bool *has)
{
    if (*has)
        return kw_walk_skip(walk);
    *has = true;
    if (kw_walk_token(walk) == '"')
        return kw_walk_string(walk, into);
    entry->is_unusual = true;
    return kw_walk_skip(walk);
}

/* Nearly all entries begin like this, and then a few comparisons say what
 * walking there would: the language is the key. Goes past the value then,
 * and true. */
static bool is_usual(struct kw_walk *walk, struct entry *entry)
{
    static const char FIRST[] = "{\"language\":\"";
    static const char THEN[] = "\",\"value\":\"";
    enum { FIRST_BYTES = sizeof FIRST - 1, THEN_BYTES = sizeof THEN - 1 };
    const struct kw_slice *key = &entry->key;
    const char *at = (const char *)walk->cursor.bytes + walk->at;
    size_t head = FIRST_BYTES + key->length + THEN_BYTES;

    if (walk->cursor.length - walk->at < head || key->length == 0 ||
        key->escapes || memcmp(at, FIRST, FIRST_BYTES) != 0 ||
        memcmp(at + FIRST_BYTES, key->text, key->length) != 0 ||
        memcmp(at + FIRST_BYTES + key->length, THEN, THEN_BYTES) != 0)
        return false;
    entry->language = *key;
    entry->has_language = entry->has_text = true;
    walk->at += head - 1; /* at the value's opening quote */
    return kw_walk_string(walk, &entry->text);
}

static bool look_at_fields(struct kw_walk *walk, struct entry *entry)
{
    struct kw_slice key;
    size_t count = is_usual(walk, entry) ? 2 : 0;

    if (count == 0)
        walk->at++;
    while (walk->shop->trouble == KW_OK && kw_walk_member(walk, &count, &key)) {
        bool goes_on;

        if (key.escapes)
            entry->is_unusual = true;
        if (key.length == 8 && memcmp(key.text, "language", 8) == 0)
            goes_on = look_at_field(walk, entry, &entry->language,
                                    &entry->has_language);
        else if (key.length == 5 && memcmp(key.text, "value", 5) == 0)
            goes_on =
                look_at_field(walk, entry, &entry->text, &entry->has_text);
        else
            goes_on = kw_walk_skip(walk);
        if (!goes_on)
            return false;
    }
    return walk->shop->trouble == KW_OK;
}

static bool look_at_text(struct kw_walk *walk, struct entry *entry)
{
    switch (kw_walk_token(walk)) {
    case '{':
        return look_at_fields(walk, entry);
    case '"':
        entry->is_bare = entry->has_text = true;
        return kw_walk_string(walk, &entry->text);
    default:
        entry->is_unusual = true;
        return kw_walk_skip(walk);
    }
}

/* Looks into the entry at `at`: past it, or past the first of a list. */
static bool look_at(struct kw_walk *walk, struct entry *entry)
{
    size_t count = 0;

    if (kw_walk_token(walk) != '[') {
        if (!look_at_text(walk, entry))
            return false;
    } else {
        entry->is_list = true;
        walk->at++;
        entry->has_first = entry->is_open = kw_walk_element(walk, &count);
        if (walk->shop->trouble != KW_OK ||
            (entry->is_open && !look_at_text(walk, entry)))
            return false;
    }
    if (!entry->has_language || !KW_RULE(LANGUAGE_INSIDE) ||
        (entry->language.length == 0 && KW_RULE(LANGUAGE_NOT_EMPTY)))
        entry->language = entry->key;
    if (entry->language.escapes)
        entry->is_unusual = true;
    return true;
}

/* ---- building ------------------------------------------------------ */

static bool add_field(struct kw_walk *walk, cJSON *object, const char *name,
                      const struct kw_slice *text)
{
    cJSON *item = kw_walk_text(walk, text);

    if (!item)
        return false;
    item->string = (char *)name;
    item->next = object->child;
    object->child = item;
    return true;
}

static cJSON *build_text(struct kw_walk *walk, const struct entry *entry)
{
    cJSON *object;

    if (entry->is_bare)
        return kw_walk_text(walk, &entry->text);
    object = kw_walk_item(walk, cJSON_Object);
    if (!object ||
        (entry->has_text && !add_field(walk, object, "value", &entry->text)) ||
        (entry->has_language && KW_RULE(LANGUAGE_INSIDE) &&
         !add_field(walk, object, "language", &entry->language)))
        return NULL;
    return object;
}

/* The list whose first was looked at; the walk goes past it. */
static cJSON *build_list(struct kw_walk *walk, const struct entry *entry)
{
    cJSON *list = kw_walk_item(walk, cJSON_Array);
    size_t count = 1;
    cJSON **tail;

    if (!list || !entry->has_first)
        return list;
    list->child = build_text(walk, entry);
    if (!list->child)
        return NULL;
    tail = &list->child->next;
    while (kw_walk_element(walk, &count)) {
        if (!kw_walk_take(walk, &KW_SHAPE_TEXT_ITEM, tail))
            return NULL;
        if (KW_RULE(ALL_ALIASES))
            tail = &(*tail)->next;
    }
    return walk->shop->trouble == KW_OK ? list : NULL;
}

static bool put(struct kw_walk *walk, struct sieve *sieve,
                const struct entry *entry, cJSON *item)
{
    if (!item)
        return false;
    item->string = kw_walk_copy(walk, &entry->key);
    *sieve->tail = item;
    sieve->tail = &item->next;
    return item->string != NULL;
}

static bool keep(struct kw_walk *walk, struct sieve *sieve,
                 const struct entry *entry)
{
    sieve->any_wanted = true;
    if (sieve->are_labels && walk->notes && entry->has_text &&
        (entry->text.length > 0 || !KW_RULE(ARTICLE_FOR_EMPTY)))
        walk->notes->is_named = true;
    return put(walk, sieve, entry,
               entry->is_list ? build_list(walk, entry)
                              : build_text(walk, entry));
}

static bool pass_over(struct kw_walk *walk, struct sieve *sieve,
                      const struct entry *entry)
{
    /* An entry in no language is nobody's. */
    if (entry->language.length > 0 &&
        (!sieve->any_unwanted ||
         kw_walk_is_smaller(&entry->language, &sieve->smallest.language))) {
        sieve->smallest = *entry;
        sieve->any_unwanted = true;
    }
    if (entry->is_open)
        walk->at = kw_cursor_leave(&walk->cursor, walk->at, 1);
    return walk->at < walk->cursor.length || kw_walk_give_up(walk);
}

/* ---- the map ------------------------------------------------------- */

/* All of the map: from its start, where `from` is; the walk leaves it
 * from within `depth` brackets. */
static bool take_all(struct kw_walk *walk, size_t from, size_t depth,
                     cJSON **out)
{
    walk->at = kw_cursor_leave(&walk->cursor, walk->at, depth);
    return kw_walk_again(walk, from, &KW_SHAPE_EVERY_TEXT, out);
}

static bool finish(struct kw_walk *walk, struct sieve *sieve)
{
    cJSON *item;

    if (sieve->any_wanted || !sieve->any_unwanted)
        return true;
    if (!KW_RULE(SMALLEST))
        return true;
    if (!kw_walk_again(walk, sieve->smallest.value_at, &KW_SHAPE_TEXT, &item))
        return false;
    return put(walk, sieve, &sieve->smallest, item);
}

static bool is_same(const struct kw_slice *a, const struct kw_slice *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* Passes over usual entries in unwanted languages, which most are. They are
 * not noted as met: where one might come again, take_all() is asked. False
 * in trouble. */
static bool pass_usual(struct kw_walk *walk, struct sieve *sieve, size_t *count)
{
    struct kw_usual_entry usual;

    while ((!sieve->any_other || !KW_RULE(PASSED_OTHER)) &&
           kw_usual_entry(walk, *count == 0, &usual) &&
           !kw_walk_is_wanted(walk, &usual.key)) {
        if (!sieve->any_wanted &&
            (!sieve->any_unwanted ||
             kw_walk_is_smaller(&usual.key, &sieve->smallest.language))) {
            sieve->smallest = (struct entry){.key = usual.key,
                                             .value_at = usual.value_at,
                                             .language = usual.key};
            sieve->any_unwanted = true;
        }
        sieve->any_passed = true;
        ++*count;
        walk->at =
            kw_cursor_leave_near(&walk->cursor, usual.text_at, usual.depth);
        if (walk->at >= walk->cursor.length)
            return kw_walk_give_up(walk);
    }
    return true;
}

/* Can this entry not be told from what is kept without the whole map? */
static bool needs_all(struct kw_walk *walk, struct sieve *sieve,
                      const struct entry *entry)
{
    if ((entry->is_unusual && KW_RULE(ODD_TEXTS)) || entry->key.escapes ||
        (was_met(walk, sieve, &entry->key) && KW_RULE(FIRST_TEXT)))
        return true;
    /* It may have been passed over before; which matters not where neither
     * would be kept. */
    return sieve->any_passed && !kw_walk_is_wanted(walk, &entry->key) &&
           !(sieve->any_wanted && is_same(&entry->key, &entry->language)) &&
           KW_RULE(PASSED_AGAIN);
}

bool kw_walk_texts(struct kw_walk *walk, bool are_labels, cJSON **out)
{
    struct sieve sieve = {.are_labels = are_labels};
    size_t from = walk->at;
    size_t count = 0;
    struct kw_slice key;

    if (!walk->shop->langs)
        return kw_walk_take(walk, &KW_SHAPE_EVERY_TEXT, out);
    *out = sieve.map = kw_walk_item(walk, cJSON_Object);
    if (!sieve.map || !begin_table(walk))
        return false;
    sieve.tail = &sieve.map->child;
    walk->at++;
    while (pass_usual(walk, &sieve, &count) &&
           kw_walk_member(walk, &count, &key)) {
        struct entry entry = {.key = key, .value_at = walk->at};

        if (!look_at(walk, &entry))
            return false;
        if (needs_all(walk, &sieve, &entry))
            return take_all(walk, from, entry.is_open ? 2 : 1, out);
        sieve.any_other |= !is_same(&entry.key, &entry.language);
        if (entry.language.length > 0 &&
                    kw_walk_is_wanted(walk, &entry.language)
                ? !keep(walk, &sieve, &entry)
                : !pass_over(walk, &sieve, &entry))
            return false;
    }
    return walk->shop->trouble == KW_OK && finish(walk, &sieve);
}
