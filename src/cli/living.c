/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may be living: the one rule behind --no-living.
 */
#include <kinwalk/family.h>

#include "part.h"

/* Nobody is known to have lived longer than 122 years; and between the
 * births of a parent and a child, or of two partners, lie at most some. */
enum { LIFE_YEARS = 123, APART_YEARS = 80 };

/* 1 January 1970, as a Julian day number. */
#define DAY_1970 INT64_C(2440588)
#define DAY_SECONDS 86400
#define YEAR_DAYS 365

static int64_t today_of(int64_t now_s)
{
    return DAY_1970 + now_s / DAY_SECONDS;
}

/* Is the whole of `date` more than so many years ago? */
static bool is_past(struct kw_date date, int years, int64_t today)
{
    int64_t first;
    int64_t last;

    return kw_date_days(date, &first, &last) &&
           last + (int64_t)years * YEAR_DAYS < today;
}

static bool death_is_stated(const struct kw_person *person)
{
    if (kw_date_is_known(person->death))
        return true;
    for (size_t i = 0; i < person->statement_count; i++)
        if (person->statements[i].property == KW_P_DEATH &&
            person->statements[i].snak != KW_NOVALUE)
            return true;
    return false;
}

/* Does what is known of somebody near prove that the person is gone? */
static bool kin_is_past(const struct kw_person *kin, int64_t today)
{
    return is_past(kin->birth, LIFE_YEARS + APART_YEARS, today) ||
           is_past(kin->death, LIFE_YEARS + APART_YEARS, today);
}

static enum kw_status look_at_kin(struct kw_store *store, struct kw_id id,
                                  struct kw_arena *arena, int64_t today,
                                  bool *out, struct kw_error *err)
{
    struct kw_link *links;
    size_t count;

    KW_TRY(kw_store_links(store, id, arena, &links, &count, err));
    for (size_t i = 0; i < count && *out; i++) {
        struct kw_person *kin = NULL;

        if (links[i].kind == KW_LINK_RELATIVE)
            continue;
        if (is_past(links[i].since, LIFE_YEARS, today))
            *out = false;
        KW_TRY(kw_store_get(store,
                            kw_id_same(links[i].child, id) ? links[i].parent
                                                           : links[i].child,
                            &kin, err));
        if (kin && kin_is_past(kin, today))
            *out = false;
        kw_person_destroy(kin);
    }
    return KW_OK;
}

enum kw_status may_be_living(struct kw_store *store, struct kw_id id,
                             const struct kw_person *person, int64_t now_s,
                             bool *out, struct kw_error *err)
{
    int64_t today = today_of(now_s);
    struct kw_arena arena = {0};
    enum kw_status status;

    *out = false;
    if (person && (death_is_stated(person) || person->kind == KW_MYTHICAL ||
                   person->kind == KW_FICTIONAL ||
                   is_past(person->birth, LIFE_YEARS, today)))
        return KW_OK;
    *out = true;
    if (person && kw_date_is_known(person->birth))
        return KW_OK;
    status = look_at_kin(store, id, &arena, today, out, err);
    kw_arena_finish(&arena);
    return status;
}
