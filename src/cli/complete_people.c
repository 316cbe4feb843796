/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People of the store to choose from while typing.
 */
#include "complete.h"

#include <ctype.h>
#include <string.h>

enum { PEOPLE_MAX = 30, MEANING_BYTES = 512 };

/* ---- by QID -------------------------------------------------------- */

static enum kw_status offer_id(struct kw_cli *cli, const char *head,
                               struct kw_id id, struct kw_buffer *out)
{
    struct kw_person *person;
    const struct kw_text *label;
    char text[KW_ID_TEXT_BYTES];

    KW_TRY(kw_store_get(cli->store, id, &person, NULL));
    label =
        person ? kw_texts_pick(&person->labels, (const char *const *)cli->langs)
               : NULL;
    kw_complete_line(out, head, kw_id_print(id, NULL, text),
                     label ? label->text : "");
    kw_person_destroy(person);
    return KW_OK;
}

/* Of the numbers that begin with the digits d are people in the ranges
 * d, d0-d9, d00-d99 and so on. */
static enum kw_status offer_ids(struct kw_cli *cli, const char *head,
                                uint64_t digits, struct kw_buffer *out)
{
    uint64_t width = 1;
    size_t offered = 0;

    for (; digits <= KW_QID_MAX / width; width *= 10) {
        struct kw_id ids[PEOPLE_MAX];
        uint64_t last = digits * width + width - 1;
        size_t count;

        KW_TRY(kw_store_between(cli->store, kw_qid(digits * width),
                                kw_qid(last < KW_QID_MAX ? last : KW_QID_MAX),
                                ids, PEOPLE_MAX - offered, &count, NULL));
        for (size_t i = 0; i < count; i++)
            KW_TRY(offer_id(cli, head, ids[i], out));
        offered += count;
    }
    return KW_OK;
}

/* ---- by name ------------------------------------------------------- */

/* Does `name` begin with `typed`, folded? A shell puts the name in place
 * of what was typed. */
static bool begins_folded(const char *name, const char *typed)
{
    struct kw_buffer a = {0};
    struct kw_buffer b = {0};
    bool begins = kw_fold(name, &a, NULL) == KW_OK &&
                  kw_fold(typed, &b, NULL) == KW_OK && b.length > 0 &&
                  a.length >= b.length &&
                  memcmp(a.bytes, b.bytes, b.length) == 0;

    kw_buffer_finish(&a);
    kw_buffer_finish(&b);
    return begins;
}

/* How many of the list are called `name` to the letter? */
static size_t namesakes(const struct kw_found_list *list, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        count += strcmp(list->items[i].matched, name) == 0;
    return count;
}

/* Namesakes are told apart by the year of birth, or else by the QID. */
static void offer_found(struct kw_cli *cli, const char *head,
                        const struct kw_found_list *list,
                        const struct kw_found *found, struct kw_buffer *out)
{
    char id[KW_ID_TEXT_BYTES];
    char word[sizeof found->matched + 32];
    char meaning[MEANING_BYTES];
    int64_t year;
    bool dated = kw_date_year(found->birth, &year) && year > 999;

    kw_id_print(found->id, kw_store_xrefs(cli->store), id);
    snprintf(word, sizeof word, "%s", found->matched);
    if (namesakes(list, found->matched) > 1 && dated)
        snprintf(word, sizeof word, "%s %lld", found->matched, (long long)year);
    else if (namesakes(list, found->matched) > 1)
        snprintf(word, sizeof word, "%s", id);
    if (dated)
        snprintf(meaning, sizeof meaning, "%s, %s, born %lld", id, found->label,
                 (long long)year);
    else
        snprintf(meaning, sizeof meaning, "%s, %s", id, found->label);
    kw_complete_line(out, head, word, meaning);
}

static void offer_names(struct kw_cli *cli, const char *head, const char *text,
                        struct kw_buffer *out)
{
    struct kw_found_list list = {0};

    if (kw_store_search(cli->store, text, (const char *const *)cli->langs,
                        PEOPLE_MAX, &list, NULL) == KW_OK)
        for (size_t i = 0; i < list.count; i++)
            if (begins_folded(list.items[i].matched, text))
                offer_found(cli, head, &list, &list.items[i], out);
    kw_found_list_finish(&list);
}

void kw_complete_people(struct kw_cli *cli, const char *head, const char *text,
                        struct kw_buffer *out)
{
    uint64_t digits;

    if (!*text || kw_cli_store(cli, KW_STORE_READ, NULL) != KW_OK)
        return;
    if (toupper((unsigned char)text[0]) == 'Q' &&
        kw_number(text + 1, 1, KW_QID_MAX, &digits))
        (void)offer_ids(cli, head, digits, out);
    else
        offer_names(cli, head, text, out);
}
