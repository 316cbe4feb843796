/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinship: how two members of a family are related: every blood line,
 * counted and weighed exactly, relations by adoption, step and marriage
 * apart from blood, and the words for all of them.
 *
 * Works on a sealed kw_people and nothing else: no database, no network,
 * no general graph.
 */
#ifndef KINWALK_KINSHIP_H
#define KINWALK_KINSHIP_H

#include <kinwalk/family.h>

#ifdef __cplusplus
extern "C" {
#endif

enum kw_relation_kind {
    KW_BLOOD = 0,
    KW_BY_ADOPTION,
    KW_BY_STEP,
    KW_BY_FOSTERING,
    KW_BY_MARRIAGE
};
/* "blood", "adoptive", "step", "foster", "marriage" */
KW_API const char *kw_relation_kind_name(enum kw_relation_kind kind);

enum kw_fullness {
    KW_DIRECT = 0, /* one descends from the other: never half */
    KW_FULL,
    KW_HALF,
    KW_FULLNESS_UNKNOWN
};
/* "direct", "full", "half", "unknown" */
KW_API const char *kw_fullness_name(enum kw_fullness fullness);

/* ---- words --------------------------------------------------------- */

/* A marriage at one end of a line. */
enum kw_marriage {
    KW_NO_MARRIAGE = 0,
    KW_MARRIED,   /* ended by death or not at all */
    KW_DIVORCED,  /* "ex-" */
    KW_PARTNERED, /* P451: never married as far as is stated */
    KW_EX_PARTNERED
};

/* Everything a word may depend on: TO is <word> of FROM.
 *
 * The blood part runs from `sexes[0]` up `up` generations to the apex
 * and down `down` to `sexes[up + down]`. With no marriage at an end the
 * line's end is FROM or TO itself; with one, it is FROM's (TO's) spouse,
 * and FROM's (TO's) own sex stands in from_sex (to_sex). A line of one
 * person (up 0, down 0) with one marriage is husband and wife. */
struct kw_kin {
    enum kw_relation_kind kind;
    uint32_t up;
    uint32_t down;
    enum kw_fullness fullness;
    uint32_t fold;        /* couples at this cell: 2 double, 3 triple */
    const uint8_t *sexes; /* enum kw_sex, up + down + 1 of them */
    enum kw_marriage from_marriage;
    enum kw_marriage to_marriage;
    enum kw_sex from_sex;
    enum kw_sex to_sex;
    bool disputed; /* a link of the line is disputed */
};

enum kw_lang { KW_EN = 0, KW_FR, KW_DE };
/* The first of `langs` (NULL-terminated codes) with words; else English. */
KW_API enum kw_lang kw_lang_pick(const char *const *langs);

struct kw_style {
    enum kw_lang lang;
    bool great_aunt; /* great-aunt instead of grandaunt (English) */
};

/* Appends the term: "2nd cousin once removed", "wife's 1st cousin". */
KW_API void kw_term(const struct kw_kin *kin, const struct kw_style *style,
                    struct kw_buffer *out);
/* Appends the sentence that says it of two named people, FROM and TO:
 * "Prince Philip is Elizabeth II's 2nd cousin once removed". No full
 * stop. */
KW_API void kw_sentence(const struct kw_kin *kin, const char *from,
                        const char *to, const struct kw_style *style,
                        struct kw_buffer *out);

/* A chain that no single term names, reduced to the longest nameable
 * runs: "wife's sister's husband". `links[i]` says what person i + 1 is
 * to person i; `sexes` has count + 1 entries. */
KW_API void kw_chain_term(const enum kw_step_kind *links, const uint8_t *sexes,
                          size_t count, const struct kw_style *style,
                          struct kw_buffer *out);

/* The degrees of canon and civil law; 0 where there is none. */
KW_API uint32_t kw_civil_degree(uint32_t up, uint32_t down);
KW_API uint32_t kw_canon_degree(uint32_t up, uint32_t down);

#ifdef __cplusplus
}
#endif

#endif
