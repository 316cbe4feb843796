/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values: items, dates and texts in languages, in all the forms they
 * come in.
 */
#include "inside.h"

#include <string.h>

#include "rules.h"

/* ---- items --------------------------------------------------------- */

bool kw_value_item(const cJSON *value, struct kw_id *out)
{
    const char *text = kw_tree_text(value);
    const char *type = kw_tree_text(kw_tree_at(value, "entity-type"));
    uint64_t number;

    if (!text)
        text = kw_tree_text(kw_tree_at(value, "id"));
    if (text)
        return kw_qid_parse(text, strlen(text), out);
    /* Snapshots from before 2017 have no id. */
    if (type && strcmp(type, "item") != 0)
        return false;
    if (!kw_tree_number(kw_tree_at(value, "numeric-id"), KW_QID_MAX, &number) ||
        number == 0)
        return false;
    *out = kw_qid(number);
    return true;
}

/* ---- dates --------------------------------------------------------- */

static enum kw_calendar calendar_of(const cJSON *value)
{
    const char *name = kw_tree_text(kw_tree_at(value, "calendar"));
    const char *model = kw_tree_text(kw_tree_at(value, "calendarmodel"));
    const char *item;

    if (name)
        return strcmp(name, "julian") == 0 ? KW_JULIAN : KW_GREGORIAN;
    item = model ? strrchr(model, '/') : NULL;
    return item && strcmp(item, "/Q1985786") == 0 ? KW_JULIAN : KW_GREGORIAN;
}

/* The time in Wikibase's words. */
static bool parse_time(const char *text, size_t length, uint64_t precision,
                       enum kw_calendar calendar, struct kw_date *out)
{
    /* Hours, minutes and seconds were planned once; we end at days. */
    enum { DAY = 11, SECOND = 14 };

    if (precision > SECOND)
        return false;
    return kw_date_parse(text, length, precision > DAY ? DAY : (int)precision,
                         calendar, out);
}

bool kw_value_date(const cJSON *value, struct kw_date *out)
{
    const char *text = kw_tree_text(kw_tree_at(value, "time"));
    uint64_t precision;
    uint64_t widened;

    if (!text ||
        !kw_tree_number(kw_tree_at(value, "precision"), UINT32_MAX, &precision))
        return false;
    if (!parse_time(text, strlen(text), precision, calendar_of(value), out))
        return false;
    if (kw_tree_number(kw_tree_at(value, "before"), UINT32_MAX, &widened))
        out->before = (uint32_t)widened;
    if (kw_tree_number(kw_tree_at(value, "after"), UINT32_MAX, &widened))
        out->after = (uint32_t)widened;
    out->circa = cJSON_IsTrue(kw_tree_at(value, "circa")) ? 1 : 0;
    return true;
}

/* ---- what the scanner read ----------------------------------------- */

bool kw_value_ready(const struct kw_ready_value *value, enum kw_value_type type,
                    struct kw_value *out)
{
    if (value->is_time != (type == KW_DATE))
        return false;
    if (!value->is_time)
        return kw_qid_parse(value->text, value->length, &out->item);
    return parse_time(value->text, value->length, value->precision,
                      value->is_julian && KW_RULE(READY_JULIAN) ? KW_JULIAN
                                                                : KW_GREGORIAN,
                      &out->date);
}

/* ---- texts --------------------------------------------------------- */

/* Is `code` the language `asked`, or one of its bases ("de" of
 * "de-at")? */
static bool is_base(const char *code, const char *asked)
{
    size_t length = strlen(code);

    return strncmp(code, asked, length) == 0 &&
           (asked[length] == '\0' || asked[length] == '-');
}

static bool is_wanted(const char *code, const char *const *langs)
{
    if (!langs || strcmp(code, "mul") == 0 || strcmp(code, "en") == 0)
        return true;
    for (size_t i = 0; langs[i]; i++)
        if (is_base(code, langs[i]))
            return true;
    return false;
}

/* The language an entry is really in: with a fallback, the key is the one
 * that was asked and "language" the one that was found. */
static const char *language_of(const cJSON *entry)
{
    const cJSON *first = cJSON_IsArray(entry) ? entry->child : entry;
    const char *named = kw_tree_text(kw_tree_at(first, "language"));

    return named && *named ? named : entry->string;
}

static enum kw_status take_text(struct kw_person *person,
                                enum kw_text_kind kind, const char *lang,
                                const cJSON *item, struct kw_error *err)
{
    const char *text = kw_tree_text(item);

    if (!text)
        text = kw_tree_text(kw_tree_at(item, "value"));
    if (!text)
        return kw_fail(err, KW_INPUT, "%s: no text", lang);
    if (!*text)
        return KW_OK;
    return kw_person_add_text(person, kind, lang, strlen(lang), text,
                              strlen(text), err);
}

static enum kw_status take_entry(struct kw_person *person,
                                 enum kw_text_kind kind, const cJSON *entry,
                                 struct kw_error *err)
{
    const char *lang = language_of(entry);
    const cJSON *item;

    if (kind != KW_ALIAS || !cJSON_IsArray(entry))
        return take_text(person, kind, lang, entry, err);
    cJSON_ArrayForEach(item, entry)
        KW_TRY(take_text(person, kind, lang, item, err));
    return KW_OK;
}

enum kw_status kw_reading_texts(struct kw_reading *reading, const cJSON *map,
                                enum kw_text_kind kind,
                                struct kw_person *person, struct kw_error *err)
{
    struct kw_tree_map members;
    const cJSON *smallest = NULL;
    bool any = false;

    KW_TRY(kw_tree_members(reading->tree, map, &members, err));
    for (size_t i = 0; i < members.count; i++) {
        const cJSON *entry = members.items[i];
        const char *lang = language_of(entry);

        if (!*lang)
            continue;
        if (is_wanted(lang, reading->langs)) {
            any = true;
            KW_TRY(take_entry(person, kind, entry, err));
        } else if (!smallest || strcmp(lang, language_of(smallest)) < 0) {
            smallest = entry;
        }
    }
    return any || !smallest ? KW_OK : take_entry(person, kind, smallest, err);
}
