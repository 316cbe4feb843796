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

/* ---- the engine ---------------------------------------------------- */

/* A family made ready for questions: birth links freed of cycles, and
 * generations counted. Members are named by their numbers in `people`.
 * One thread at a time. */
struct kw_kinship;

/* `people` is sealed, borrowed, and must outlive *out. Those in `without`
 * are taken as if they were not there. *out is yours:
 * kw_kinship_destroy(). */
KW_API enum kw_status kw_kinship_create(const struct kw_people *people,
                                        const struct kw_id *without,
                                        size_t without_count,
                                        struct kw_kinship **out,
                                        struct kw_error *err);
/* NULL is fine. */
KW_API void kw_kinship_destroy(struct kw_kinship *kinship);
KW_API const struct kw_people *kw_kinship_people(const struct kw_kinship *k);

/* A birth link that was taken out because somebody would be their own
 * ancestor through it: of the links on a cycle the one of lowest rank
 * goes, then the one with the largest child, then the largest parent. */
struct kw_cut {
    uint32_t child;
    uint32_t parent;
};
/* All cuts in this family, by child. Valid as long as `kinship`. */
KW_API const struct kw_cut *kw_kinship_cuts(const struct kw_kinship *kinship,
                                            size_t *count);

/* One relation: TO is that to FROM. Blood relations are cells: all lines
 * with the same apex or couple, the same generations up from FROM and
 * down to TO, and the same fullness.
 *
 * With a marriage at an end, the line runs from FROM's spouse, or to
 * TO's; it never holds FROM (TO) then; husband and wife have the line TO.
 * The line of step siblings stands over the parent of one who is a step
 * parent of the other. */
struct kw_relation {
    enum kw_relation_kind kind;
    uint32_t up;
    uint32_t down;
    enum kw_fullness fullness;
    uint32_t fold;     /* different couples at these generations */
    uint32_t apex[2];  /* the second: KW_NOBODY, or the couple's mother */
    const char *lines; /* how many, decimal */
    uint32_t *line;    /* the first line: up + down + 1 members, from
                          FROM's end over the apex to TO's; NULL if it
                          was not asked for */
    bool disputed;     /* a link of that line is disputed */
    enum kw_marriage from_marriage;
    enum kw_marriage to_marriage;
    struct kw_date since; /* of the marriage, where there is one */
    struct kw_date until;
    uint32_t alternative; /* index of the alternative it holds in */
};

/* A coefficient and what it rests on. */
struct kw_weight {
    bool is_known;     /* false: the family was too large to weigh */
    const char *exact; /* "a/b" in lowest terms */
    double value;
    double low; /* differ where the fullness of siblings is not known */
    double high;
    double r;         /* 2 phi */
    double r_wright;  /* 2 phi / sqrt((1 + F)(1 + F)) */
    bool lower_bound; /* somebody named among the ancestors was not read */
};

/* Whom one alternative takes for the parents of somebody with more than
 * two. KW_NOBODY: none. */
struct kw_choice {
    uint32_t child;
    uint32_t parents[2];
};

/* One way to read the family, with its own lines and its own phi. There
 * is always at least one; most families have no other. */
struct kw_alternative {
    const struct kw_choice *choices; /* by child */
    size_t choice_count;
    const char *single; /* lines counted by single apex, decimal */
    const char *merged; /* with couples merged */
    bool is_complete;   /* false: only lines up to `reach` were counted */
    uint32_t reach;     /* generations up and down together */
    struct kw_weight phi;
};

enum { KW_ALTERNATIVES_MAX = 16 };

struct kw_question {
    uint32_t from;
    uint32_t to;
    size_t lines_max;   /* relations that get their `line`; SIZE_MAX: all */
    bool skip_affinity; /* blood only */
    bool skip_phi;
    uint32_t reach_max; /* 0: all lines; else generations up and down
                           together */
    uint64_t work_max;  /* 0: the default, some seconds */
};

struct kw_reckoning {
    uint32_t from;
    uint32_t to;
    struct kw_relation *relations; /* blood, nearest first within each
                                      alternative; then adoptive, step,
                                      foster, marriage */
    size_t relation_count;
    struct kw_alternative *alternatives;
    size_t alternative_count;
    bool more_alternatives; /* beyond KW_ALTERNATIVES_MAX; not answered */
    uint32_t *open;         /* ancestors of either who were never read, or in
                               vain */
    size_t open_count;
    bool is_decided; /* none of them can hold a nearer relation by blood */
    struct kw_arena arena;
};

/* Answers how question->to is related to question->from. Where the
 * family is too large to count all lines, the nearest are found all the
 * same and the alternative says so. Finish *out even after a failure;
 * everything in it is valid until then. */
KW_API enum kw_status kw_kinship_reckon(struct kw_kinship *kinship,
                                        const struct kw_question *question,
                                        struct kw_reckoning *out,
                                        struct kw_error *err);
KW_API void kw_reckoning_finish(struct kw_reckoning *answer);

/* F of one person, as phi of the parents under the first alternative.
 * `out->exact` is from `arena`. */
KW_API enum kw_status kw_kinship_inbreeding(struct kw_kinship *kinship,
                                            uint32_t who,
                                            struct kw_arena *arena,
                                            struct kw_weight *out,
                                            struct kw_error *err);

/* Lists the lines of blood (or adoptive) relations one by one, in a fixed
 * order, without ever holding more than one. `answer` and `kinship` are
 * borrowed; no other question may be put meanwhile. *out is yours:
 * kw_lines_close(). */
struct kw_lines;
KW_API enum kw_status kw_lines_open(struct kw_kinship *kinship,
                                    const struct kw_reckoning *answer,
                                    struct kw_lines **out,
                                    struct kw_error *err);
/* Begins with the lines of that relation. */
KW_API enum kw_status kw_lines_aim(struct kw_lines *lines, size_t relation,
                                   struct kw_error *err);
/* The next line, up + down + 1 members, valid until the next call; NULL
 * after the last. */
KW_API enum kw_status kw_lines_next(struct kw_lines *lines,
                                    const uint32_t **line,
                                    struct kw_error *err);
KW_API void kw_lines_close(struct kw_lines *lines);

/* What the words need to know of a relation that has its line; with
 * `back`, of the way back: what FROM is to TO. `sexes` holds up + down + 1
 * and must live as long as *out is used. */
KW_API void kw_relation_kin(const struct kw_people *people,
                            const struct kw_reckoning *answer,
                            const struct kw_relation *relation, bool back,
                            uint8_t *sexes, struct kw_kin *out);

/* ---- is it decided yet? -------------------------------------------- */

/* Ancestors of either who are named but were not read, or in vain, over
 * all alternatives; and how many generations above each of the two the
 * nearest of them stands (UINT32_MAX: none); the same for those only who
 * were never asked for. */
struct kw_open {
    uint32_t *members; /* from the arena */
    size_t count;
    uint32_t from_nearest;
    uint32_t to_nearest;
    uint32_t from_unread;
    uint32_t to_unread;
};
KW_API enum kw_status kw_kinship_open(const struct kw_kinship *kinship,
                                      uint32_t from, uint32_t to,
                                      struct kw_arena *arena,
                                      struct kw_open *out,
                                      struct kw_error *err);

/* Could people not yet read hold a nearer relation by blood than the
 * nearest found? `nearest` is its up + down (UINT32_MAX: none found),
 * `is_half` that a relation as near could still come before it;
 * from_open and to_open are how many generations above FROM and TO the
 * nearest unread ancestor stands (UINT32_MAX: all are read). */
KW_API bool kw_kinship_decided(uint32_t nearest, bool is_half,
                               uint32_t from_open, uint32_t to_open);

#ifdef __cplusplus
}
#endif

#endif
