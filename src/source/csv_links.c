/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row about a link: what it makes either end state.
 */
#include <string.h>

#include "csv.h"

/* One link as its row has it. */
struct link_row {
    uint32_t source;
    uint32_t target;
    enum kw_link_kind kind;
    enum kw_role role;
    struct kw_date since;
    struct kw_date until;
    enum kw_ended ended;
};

static bool read_word(struct csv_reader *r, enum csv_meaning meaning,
                      const char *const *words, size_t count, size_t *out)
{
    const char *text = csv_cell_of(r, meaning);

    for (*out = 0; *out < count; (*out)++)
        if (strcmp(text, words[*out]) == 0)
            return true;
    csv_tell_cell(r, r->columns.at[meaning], "is not known here");
    return false;
}

static bool read_span(struct csv_reader *r, enum csv_meaning first,
                      struct kw_date *out)
{
    const char *cells[4];

    for (unsigned i = 0; i < 4; i++)
        cells[i] = csv_cell_of(r, first + i);
    if (csv_date(cells, out))
        return true;
    csv_tell_cell(r, r->columns.at[first], "is no date");
    return false;
}

static bool read_link(struct csv_reader *r, struct link_row *out)
{
    static const char *const ENDS[] = {"", "yes", "alive", "death"};
    bool is_child;
    size_t ended;
    uint32_t source = out->source;

    out->role = KW_ROLE_BIRTH;
    if (!csv_link_kind(csv_cell_of(r, CSV_KIND), &out->kind, &is_child)) {
        csv_tell_cell(r, r->columns.at[CSV_KIND], "is no kind of link");
        return false;
    }
    if (is_child) {
        out->source = out->target;
        out->target = source;
    }
    if (*csv_cell_of(r, CSV_ROLE) &&
        !kw_role_parse(csv_cell_of(r, CSV_ROLE), &out->role)) {
        csv_tell_cell(r, r->columns.at[CSV_ROLE], "is no role");
        return false;
    }
    if (!read_span(r, CSV_SINCE, &out->since) ||
        !read_span(r, CSV_UNTIL, &out->until) ||
        !read_word(r, CSV_ENDED, ENDS, 4, &ended))
        return false;
    out->ended = (enum kw_ended)ended;
    return true;
}

/* What `owner`'s record states: `other` is its ... */
static enum kw_status state(struct csv_reader *r, const struct link_row *link,
                            bool by_source, size_t rank, struct kw_error *err)
{
    static const enum kw_property FROM_TARGET[] = {
        [KW_LINK_FATHER] = KW_P_FATHER,
        [KW_LINK_MOTHER] = KW_P_MOTHER,
        [KW_LINK_PARENT] = KW_P_PARENT,
        [KW_LINK_STEP_PARENT] = KW_P_STEP_PARENT,
        [KW_LINK_SPOUSE] = KW_P_SPOUSE,
        [KW_LINK_PARTNER] = KW_P_PARTNER,
        [KW_LINK_SIBLING] = KW_P_SIBLING,
        [KW_LINK_RELATIVE] = KW_P_RELATIVE};
    enum kw_property property = FROM_TARGET[link->kind];
    uint32_t other = by_source ? link->target : link->source;
    struct csv_fact *fact;

    if (by_source && link->kind <= KW_LINK_PARENT)
        property = KW_P_CHILD;
    KW_TRY(csv_note_fact(r, by_source ? link->source : link->target, property,
                         &fact, err));
    fact->value = r->people[other].id;
    fact->role = (uint8_t)link->role;
    fact->since = link->since;
    fact->until = link->until;
    fact->ended = (uint8_t)link->ended;
    fact->rank = rank == 3 ? KW_RANK_PREFERRED : KW_RANK_NORMAL;
    if (rank != 1)
        return KW_OK;
    /* Something stands above it: what that is, its own row says, or it
     * named nobody, and no row can tell. */
    KW_TRY(csv_note_fact(r, fact->owner, property, &fact, err));
    fact->is_unknown = true;
    fact->rank = KW_RANK_PREFERRED;
    return KW_OK;
}

static enum kw_status take_stated(struct csv_reader *r,
                                  const struct link_row *link,
                                  struct kw_error *err)
{
    static const char *const BY[] = {"", "source", "target", "both"};
    static const char *const RANKS[] = {"", "outranked", "normal", "preferred"};
    bool symmetric =
        link->kind >= KW_LINK_SPOUSE && link->kind <= KW_LINK_SIBLING;
    size_t by;
    size_t source_rank;
    size_t target_rank;

    if (!read_word(r, CSV_STATED_BY, BY, 4, &by) ||
        !read_word(r, CSV_SOURCE_RANK, RANKS, 4, &source_rank) ||
        !read_word(r, CSV_TARGET_RANK, RANKS, 4, &target_rank))
        return KW_OK;
    if (!by)
        by = symmetric ? 3 : 2;
    if (by & 1)
        KW_TRY(state(r, link, true, source_rank, err));
    if (by & 2)
        KW_TRY(state(r, link, false, target_rank, err));
    return KW_OK;
}

enum kw_status csv_take_link(struct csv_reader *r, struct kw_error *err)
{
    static const enum csv_meaning ENDS[] = {CSV_SOURCE, CSV_TARGET};
    struct link_row link = {0};
    uint32_t who[2];

    for (int i = 0; i < 2; i++) {
        size_t column = r->columns.at[ENDS[i]];
        bool found;
        bool unknown;

        KW_TRY(csv_find_person(r, column, &found, &unknown, &who[i], err));
        if (!found) {
            if (!*csv_cell_of(r, ENDS[i]) || unknown)
                csv_tell_cell(r, column, "does not say who; left out");
            return KW_OK;
        }
    }
    link.source = who[0];
    link.target = who[1];
    if (!read_link(r, &link))
        return KW_OK;
    return take_stated(r, &link, err);
}
