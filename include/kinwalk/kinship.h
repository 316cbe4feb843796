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

/* How to put it. Zeroed memory is plain English. */
struct kw_style {
    enum kw_lang lang;
    bool great_aunt;  /* great-aunt instead of grandaunt (English) */
    bool sides;       /* say the side wherever it is known: "maternal
                         grandfather"; French and German say it of
                         grandparents, uncles and aunts all the same */
    bool generations; /* "..., one generation above" behind cousins once
                         removed: is TO the older? (English) */
    bool together;    /* sentences: "A and B are 2nd cousins" where
                         kw_term_both() has a word for it */
};

/* Appends the term: "2nd cousin once removed", "wife's 1st cousin",
 * "grandfather (adoptive line)"; "same person" for nobody but FROM. A
 * line with a disputed link ends in "(disputed)". */
KW_API void kw_term(const struct kw_kin *kin, const struct kw_style *style,
                    struct kw_buffer *out);
/* Appends what both are to each other, where one word serves both: "3rd
 * cousins", "half-siblings", "husband and wife". False, with nothing
 * appended, where there is none (uncle and niece). */
KW_API bool kw_term_both(const struct kw_kin *kin, const struct kw_style *style,
                         struct kw_buffer *out);
/* Appends the sentence that says it of two named people, FROM and TO:
 * "Prince Philip is Elizabeth II's 2nd cousin once removed". No full
 * stop. The possessive is always 's; French elides ("d'Élisabeth"). */
KW_API void kw_sentence(const struct kw_kin *kin, const char *from,
                        const char *to, const struct kw_style *style,
                        struct kw_buffer *out);

/* A chain that no single term names, reduced to the longest nameable
 * runs: "wife's sister's husband". `links[i]` says what person i + 1 is
 * to person i; `sexes` has count + 1 entries. Every KW_STEP_SPOUSE is
 * taken for a marriage; kw_chain_term_as() knows better. */
KW_API void kw_chain_term(const enum kw_step_kind *links, const uint8_t *sexes,
                          size_t count, const struct kw_style *style,
                          struct kw_buffer *out);
/* The same, with marriages[i] (enum kw_marriage) saying what kind of
 * KW_STEP_SPOUSE link i is: "sister's partner's ex-husband". Entries of
 * other links are not looked at. */
KW_API void kw_chain_term_as(const enum kw_step_kind *links,
                             const uint8_t *marriages, const uint8_t *sexes,
                             size_t count, const struct kw_style *style,
                             struct kw_buffer *out);

/* ---- codes for machines -------------------------------------------- */

/* The degrees of canon and civil law: the sum of both lines, and the
 * longer of them; 0 where there is none. */
KW_API uint32_t kw_civil_degree(uint32_t up, uint32_t down);
KW_API uint32_t kw_canon_degree(uint32_t up, uint32_t down);

/* Appends the kin type: what TO is to FROM, step by step, in the letters
 * of anthropologists: F father, M mother, B brother, Z sister, S son, D
 * daughter, H husband, W wife; P parent, G sibling, C child and E spouse
 * where the sex is not known. Read from FROM on: FB is a father's
 * brother, FZD a father's sister's daughter, WMZ a wife's mother's
 * sister.
 *
 * Full siblings at the top are one step (B, Z, G). Where they are half
 * siblings, or it is not known, the way goes over the parent they share:
 * a half-brother by the father is FS, a full one B. The notation has no
 * letters for adoption, partners or divorce: they are written like
 * birth and marriage. Nothing is appended for FROM itself. */
KW_API void kw_kin_type(const struct kw_kin *kin, struct kw_buffer *out);

/* Appends the Ahnentafel number (Sosa-Stradonitz) of the ancestor `up`
 * generations above sexes[0], in decimal, as long as it gets: FROM is 1,
 * a father twice his child's number, a mother one more. False, with
 * nothing appended, if a parent on the way has no sex, and for more than
 * KW_AHNENTAFEL_UP_MAX generations. */
#define KW_AHNENTAFEL_UP_MAX 10000
KW_API bool kw_ahnentafel(const uint8_t *sexes, uint32_t up,
                          struct kw_buffer *out);

#ifdef __cplusplus
}
#endif

#endif
