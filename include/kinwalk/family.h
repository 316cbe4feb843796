/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * family: the nouns. Who somebody is, when they lived, what is stated of
 * them, and how a handful or a million of them hang together.
 *
 * A kw_person is one record as it was read: every statement that is not
 * deprecated, with rank and role. A kw_people is a family made of such
 * records: links merged from both ends, redirects resolved, members
 * numbered in the order of their ids. Whether A's child means B's parent
 * is decided here and nowhere else.
 *
 * No room may keep its own idea of what a property means: the table of
 * kw_property_info() is the only one.
 */
#ifndef KINWALK_FAMILY_H
#define KINWALK_FAMILY_H

#include <kinwalk/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- ids ----------------------------------------------------------- */

/* Who: the number of a Wikidata item (Q42 is 42), or, with the top bit
 * set, a row of a table of GEDCOM xrefs. 0 is nobody. Ids compare by
 * `bits`, so QIDs sort by number and before all xrefs. */
struct kw_id {
    uint64_t bits;
};

#define KW_ID_XREF ((uint64_t)1 << 63)
#define KW_QID_MAX UINT64_C(2147483647)
enum { KW_ID_TEXT_BYTES = 64, KW_XREF_MAX_BYTES = 60 };

static inline struct kw_id kw_qid(uint64_t number)
{
    struct kw_id id = {number};
    return id;
}
static inline bool kw_id_same(struct kw_id a, struct kw_id b)
{
    return a.bits == b.bits;
}
static inline bool kw_id_is_none(struct kw_id id)
{
    return id.bits == 0;
}
static inline bool kw_id_is_xref(struct kw_id id)
{
    return (id.bits & KW_ID_XREF) != 0;
}
static inline int kw_id_compare(struct kw_id a, struct kw_id b)
{
    return (a.bits > b.bits) - (a.bits < b.bits);
}
/* The same for qsort(): of what `a` and `b` point to. */
static inline int kw_id_order(const void *a, const void *b)
{
    return kw_id_compare(*(const struct kw_id *)a, *(const struct kw_id *)b);
}

/* Reads "Q42" exactly: Q, no leading zero, at most KW_QID_MAX. `length`
 * bytes, no NUL needed. False otherwise. */
KW_API bool kw_qid_parse(const char *text, size_t length, struct kw_id *out);

/* The xrefs of people who have no QID, numbered from 0 in the order they
 * came. The store keeps the same table on disk. */
struct kw_xrefs;
KW_API enum kw_status kw_xrefs_create(struct kw_xrefs **out,
                                      struct kw_error *err);
KW_API void kw_xrefs_destroy(struct kw_xrefs *xrefs);
KW_API size_t kw_xrefs_count(const struct kw_xrefs *xrefs);
/* The id of `text`, a new one if it was not there. An xref is 1 to
 * KW_XREF_MAX_BYTES bytes of printing UTF-8 without blanks, no QID:
 * KW_INPUT for anything else. */
KW_API enum kw_status kw_xrefs_intern(struct kw_xrefs *xrefs, const char *text,
                                      size_t length, struct kw_id *out,
                                      struct kw_error *err);
/* False if `text` is not in the table. */
KW_API bool kw_xrefs_find(const struct kw_xrefs *xrefs, const char *text,
                          size_t length, struct kw_id *out);
/* The text of a row; NULL beyond the end. Valid until destroy. */
KW_API const char *kw_xrefs_text(const struct kw_xrefs *xrefs, size_t row);

/* Writes an id as people write it, "Q42" or "I52", into `out` and
 * returns `out`. `xrefs` may be NULL where there are only QIDs; an xref
 * out of reach is written "?<row>". */
KW_API const char *kw_id_print(struct kw_id id, const struct kw_xrefs *xrefs,
                               char out[KW_ID_TEXT_BYTES]);

/* ---- dates --------------------------------------------------------- */

enum kw_calendar { KW_GREGORIAN = 0, KW_JULIAN };

/* How a date is known, as Wikidata counts: 11 day ... 0 billion years.
 * KW_DATE_NONE marks "no date at all", so zeroed memory is no date. */
enum kw_precision {
    KW_DATE_NONE = 0,
    KW_BILLION_YEARS = 1, /* Wikidata's precision + 1 */
    KW_MILLENNIUM = 7,
    KW_CENTURY = 8,
    KW_DECADE = 9,
    KW_YEAR = 10,
    KW_MONTH = 11,
    KW_DAY = 12
};

/* A date as stated. `year` has no year 0: -44 is 44 BCE. Month and day
 * are 0 when not known. `before` and `after` widen it by so many units
 * of its precision. */
struct kw_date {
    int64_t year;
    uint8_t month;
    uint8_t day;
    uint8_t precision; /* enum kw_precision */
    uint8_t calendar;  /* enum kw_calendar */
    uint8_t circa;     /* 1: "about" (P1480 circa, ABT) */
    uint32_t before;
    uint32_t after;
};

enum { KW_DATE_TEXT_BYTES = 64 };

static inline bool kw_date_is_known(struct kw_date date)
{
    return date.precision != KW_DATE_NONE;
}
/* Reads Wikidata's "+1819-05-24T00:00:00Z" (sign mandatory, years padded
 * as they like) with its precision 0 to 11 and its calendar. False for
 * year 0, months beyond 12, days beyond 31, anything else. */
KW_API bool kw_date_parse(const char *text, size_t length, int precision,
                          enum kw_calendar calendar, struct kw_date *out);
/* Writes it back in that form, unpadded beyond 4 digits. */
KW_API const char *kw_date_stamp(struct kw_date date,
                                 char out[KW_DATE_TEXT_BYTES]);
/* "day", "decade", "100 million years" ...: what tables call a precision,
 * and read back; NULL for none. */
KW_API const char *kw_precision_name(uint8_t precision);
/* As people write it: "1819", "May 1819", "24 May 1819", "c. 1400",
 * "44 BCE", "2nd century", "1840s"; "" for no date. Julian days are
 * marked "(Julian)". Returns `out`. */
KW_API const char *kw_date_print(struct kw_date date,
                                 char out[KW_DATE_TEXT_BYTES]);
/* The first and last day it may mean, as Julian day numbers. False for
 * no date. "About" reaches ten units further either way (days, months,
 * years), or one for decades and coarser. A day its month does not have
 * stands for the last of the month. */
KW_API bool kw_date_days(struct kw_date date, int64_t *first, int64_t *last);
/* The day with that Julian day number, in a calendar. */
KW_API struct kw_date kw_date_of_day(int64_t number, enum kw_calendar calendar);
/* -1: a is surely before b; 1: surely after; 0: they overlap, or one is
 * no date. */
KW_API int kw_date_compare(struct kw_date a, struct kw_date b);
/* The year it surely lies in, for tables and pictures: true with *year
 * when precision is year or better. */
KW_API bool kw_date_year(struct kw_date date, int64_t *year);

/* ---- statements ---------------------------------------------------- */

/* The properties kinwalk knows, by Wikidata's numbers. */
enum kw_property {
    KW_P_SEX = 21,
    KW_P_FATHER = 22,
    KW_P_MOTHER = 25,
    KW_P_SPOUSE = 26,
    KW_P_INSTANCE_OF = 31,
    KW_P_POSITION = 39,
    KW_P_CHILD = 40,
    KW_P_HOUSE = 53,
    KW_P_TITLE = 97,
    KW_P_PARTNER = 451,
    KW_P_BIRTH = 569,
    KW_P_DEATH = 570,
    KW_P_START = 580, /* qualifier */
    KW_P_END = 582,   /* qualifier */
    KW_P_RELATIVE = 1038,
    KW_P_KINSHIP = 1039,       /* qualifier: what the value is to us */
    KW_P_CIRCUMSTANCES = 1480, /* qualifier */
    KW_P_END_CAUSE = 1534,     /* qualifier */
    KW_P_SUBJECT_ROLE = 2868,  /* qualifier */
    KW_P_SIBLING = 3373,
    KW_P_STEP_PARENT = 3448,
    KW_P_OBJECT_ROLE = 3831, /* qualifier */
    KW_P_NATURE = 5102,      /* qualifier */
    KW_P_PARENT = 8810
};

enum kw_direction {
    KW_TO_NONE = 0, /* says something about the person only */
    KW_TO_PARENT,   /* the value is a parent */
    KW_TO_CHILD,
    KW_TO_PARTNER,
    KW_TO_SIBLING,
    KW_TO_STEP_PARENT,
    KW_TO_RELATIVE
};

enum kw_value_type { KW_ITEM = 1, KW_DATE, KW_TEXT };

/* One row of the table of properties. */
struct kw_property_info {
    enum kw_property property;
    enum kw_direction direction;
    enum kw_value_type type; /* of Wikidata's values */
    bool is_statement;
    bool is_qualifier;
    const char *name;    /* "father" */
    const char *meaning; /* a sentence, for documents */
};

/* The row of a property number, or NULL. */
KW_API const struct kw_property_info *kw_property_info(unsigned property);
/* All rows, in the order of their numbers. */
KW_API const struct kw_property_info *kw_property_table(size_t *count);

enum kw_snak { KW_VALUE = 0, KW_SOMEVALUE, KW_NOVALUE };
enum kw_rank { KW_RANK_NORMAL = 0, KW_RANK_PREFERRED };

/* What kind of link a statement makes. Only birth and disputed links are
 * blood; a disputed one is said to be so. */
enum kw_role {
    KW_ROLE_BIRTH = 0,
    KW_ROLE_DISPUTED, /* presumed, alleged, possible, disputed */
    KW_ROLE_ADOPTIVE,
    KW_ROLE_STEP,
    KW_ROLE_FOSTER,
    KW_ROLE_OTHER /* a kinship word that names no parent (godfather) */
};
/* "birth", "disputed", ...; and the way back. */
KW_API const char *kw_role_name(enum kw_role role);
KW_API bool kw_role_parse(const char *name, enum kw_role *out);

struct kw_value {
    enum kw_value_type type;
    struct kw_id item;
    struct kw_date date;
    const char *text; /* KW_TEXT only: a title out of a GEDCOM */
};

struct kw_qualifier {
    enum kw_property property;
    enum kw_snak snak;
    struct kw_value value; /* only if snak is KW_VALUE */
};

/* One statement, never deprecated. Memory is the person's. */
struct kw_statement {
    const char *id; /* as its source names it; NULL if it does not */
    enum kw_property property;
    enum kw_snak snak;
    enum kw_rank rank;
    enum kw_role role;
    bool best; /* among the best rank of its property */
    struct kw_value value;
    uint32_t references;
    struct kw_qualifier *qualifiers;
    size_t qualifier_count;
};

/* ---- persons ------------------------------------------------------- */

enum kw_state { KW_PERSON = 0, KW_MISSING, KW_REDIRECT };

/* What kind of being. Everything but KW_HUMAN is marked in answers. */
enum kw_kind {
    KW_KIND_UNSTATED = 0, /* no P31 at all: taken for a human */
    KW_HUMAN,
    KW_DISPUTED, /* existence disputed */
    KW_MYTHICAL, /* myth, legend, deity, scripture */
    KW_FICTIONAL,
    KW_GROUP, /* several people in one record: no single parent */
    KW_OTHER  /* no person at all */
};
KW_API const char *kw_kind_name(enum kw_kind kind);
KW_API bool kw_kind_parse(const char *name, enum kw_kind *out);

/* Grammar of the words: known only if exactly one best value maps. */
enum kw_sex { KW_SEX_UNKNOWN = 0, KW_MALE, KW_FEMALE, KW_SEX_OTHER };
KW_API const char *kw_sex_name(enum kw_sex sex); /* "male" ...; "" unknown */
KW_API bool kw_sex_parse(const char *name, enum kw_sex *out);

struct kw_text {
    const char *lang; /* "en", "mul", "zh-hant" */
    const char *text;
};
struct kw_texts {
    struct kw_text *items;
    size_t count;
    size_t capacity;
};

/* One record. Everything it points to lives in its arena. Made by
 * kw_person_create(), filled through the functions below, then sealed.
 * Readers take the fields as they are. */
struct kw_person {
    struct kw_id id;
    enum kw_state state;
    struct kw_id to; /* KW_REDIRECT: where to */
    enum kw_kind kind;
    enum kw_sex sex;
    struct kw_date birth; /* the one best date; else the first of them */
    struct kw_date death;
    struct kw_texts labels; /* sorted by language code; one a language */
    struct kw_texts descriptions;
    struct kw_texts aliases;         /* several a language, in source order */
    struct kw_statement *statements; /* by property, then as they stood */
    size_t statement_count;
    size_t statement_capacity;
    uint64_t revision; /* 0: not known */
    int64_t read_at_s; /* seconds since 1970; 0: not known */
    struct kw_arena arena;
};

KW_API enum kw_status kw_person_create(struct kw_id id, struct kw_person **out,
                                       struct kw_error *err);
/* NULL is fine. */
KW_API void kw_person_destroy(struct kw_person *person);

enum kw_text_kind { KW_LABEL, KW_DESCRIPTION, KW_ALIAS };
/* Copies both texts. A second label or description in one language is
 * passed over: the first counts. */
KW_API enum kw_status kw_person_add_text(struct kw_person *person,
                                         enum kw_text_kind kind,
                                         const char *lang, size_t lang_bytes,
                                         const char *text, size_t text_bytes,
                                         struct kw_error *err);
/* Adds a cleared statement and gives a pointer to fill, valid until the
 * next add. Texts in it must come from person->arena. */
KW_API enum kw_status kw_person_add_statement(struct kw_person *person,
                                              struct kw_statement **out,
                                              struct kw_error *err);
/* The same for a qualifier of a statement of this person. */
KW_API enum kw_status kw_person_add_qualifier(struct kw_person *person,
                                              struct kw_statement *statement,
                                              struct kw_qualifier **out,
                                              struct kw_error *err);
/* Call once when all is added: sorts labels and statements, decides
 * `best` per property before looking at snaks, roles from qualifiers
 * (statements that already have one other than birth keep it), circa,
 * and from the best statements sex, kind, birth and death. A person
 * whose source states sex, kind or dates without statements may set
 * those fields before: they are kept where no statement says otherwise. */
KW_API enum kw_status kw_person_seal(struct kw_person *person,
                                     struct kw_error *err);

/* The best text for the languages asked (a NULL-terminated list, best
 * first; NULL: none): each with its base ("de" for "de-at"), then "mul",
 * "en", then the smallest code there is. NULL if there is none. */
KW_API const struct kw_text *kw_texts_pick(const struct kw_texts *texts,
                                           const char *const *langs);
/* The role that qualifiers give a statement: the one table of roles. */
KW_API enum kw_role kw_statement_role(const struct kw_statement *statement);
/* What the value of a P31 or P21 statement means: the tables of kinds
 * and sexes. */
KW_API enum kw_kind kw_kind_of_item(struct kw_id item);
KW_API enum kw_sex kw_sex_of_item(struct kw_id item);

/* ---- links: what a statement says of two people -------------------- */

/* How firmly one side states a link. */
enum kw_standing {
    KW_UNSTATED = 0,
    KW_OUTRANKED, /* stated, but a preferred statement stands above it */
    KW_STATED,    /* best, normal rank */
    KW_PREFERRED  /* best, preferred rank */
};

enum kw_link_kind {
    KW_LINK_FATHER = 1, /* `parent` is the father of `child` */
    KW_LINK_MOTHER,
    KW_LINK_PARENT, /* a parent; which one is not said */
    KW_LINK_STEP_PARENT,
    KW_LINK_SPOUSE,  /* symmetric: child < parent by id */
    KW_LINK_PARTNER, /* symmetric */
    KW_LINK_SIBLING, /* symmetric */
    KW_LINK_RELATIVE /* directed as stated: `parent` is the value */
};

/* How a partnership ended. KW_ENDED_SOMEHOW is settled at sealing: by
 * death if one of the two died then. */
enum kw_ended {
    KW_NOT_ENDED = 0, /* or not known to have */
    KW_ENDED_SOMEHOW,
    KW_ENDED_ALIVE, /* divorced, annulled, parted */
    KW_ENDED_BY_DEATH
};

/* A link between two people, from one or both ends. For symmetric kinds
 * `child` is the smaller id. */
struct kw_link {
    struct kw_id child;
    struct kw_id parent;
    uint8_t kind;       /* enum kw_link_kind */
    uint8_t by_child;   /* enum kw_standing: stated in child's record */
    uint8_t by_parent;  /* stated in parent's record */
    uint8_t role_child; /* enum kw_role, as child's record says */
    uint8_t role_parent;
    uint8_t ended;        /* partners: 0 no or not known, 1 ended, 2 by death */
    struct kw_date since; /* partners */
    struct kw_date until;
};

/* The links that the statements of one sealed record make, outranked
 * ones too; somevalue and novalue make none; nobody is linked with
 * themselves except as stated parent or child (a self-parent, kept to be
 * reported). One link a pair and group of kinds (parents; partners; ...).
 * Memory from `arena`. */
KW_API enum kw_status kw_person_links(const struct kw_person *person,
                                      struct kw_arena *arena,
                                      struct kw_link **out, size_t *count,
                                      struct kw_error *err);
/* Are two links about the same pair in the same sense, so that they
 * merge? (Father, mother and parent do.) */
KW_API bool kw_link_same(const struct kw_link *a, const struct kw_link *b);
/* Takes what `other` states into `link`; order does not matter. */
KW_API void kw_link_merge(struct kw_link *link, const struct kw_link *other);
/* Merges all links that are the same; each stays where the first of its
 * kind stood. O(n log n): there are records with thousands of children.
 * Working memory from `arena`. */
KW_API enum kw_status kw_links_merge(struct kw_link *links, size_t *count,
                                     struct kw_arena *arena,
                                     struct kw_error *err);
/* Is the link to be walked? The child's own ranking decides about its
 * parents; where the child says nothing, the parent's. */
KW_API bool kw_link_holds(const struct kw_link *link);
/* The role both ends give it: what is not birth wins; the child's word
 * before the parent's. */
KW_API enum kw_role kw_link_role(const struct kw_link *link);

/* ---- a family ------------------------------------------------------ */

#define KW_NOBODY UINT32_MAX

enum kw_known {
    KW_UNREAD = 0, /* named by somebody, never read */
    KW_READ,
    KW_GONE,  /* asked for, and missing */
    KW_FAILED /* asked for in vain */
};

/* A member of a family. Texts are the family's. */
struct kw_member {
    struct kw_id id;
    const char *label; /* in the languages asked; NULL if there is none */
    const char *title; /* for pictures; NULL if not known */
    const char *house; /* for pictures; NULL if not known */
    struct kw_date birth;
    struct kw_date death;
    uint8_t sex;         /* enum kw_sex */
    uint8_t kind;        /* enum kw_kind */
    uint8_t known;       /* enum kw_known */
    uint8_t father_snak; /* 0, or enum kw_snak of a best P22 */
    uint8_t mother_snak;
};

/* One end of a link, seen from a member. */
struct kw_tie {
    uint32_t who; /* the other member */
    uint8_t kind; /* enum kw_link_kind: what the parent is */
    uint8_t role; /* enum kw_role */
    uint8_t by_child;
    uint8_t by_parent;
    uint8_t ended; /* enum kw_ended, never KW_ENDED_SOMEHOW */
    struct kw_date since;
    struct kw_date until;
};

struct kw_ties {
    const struct kw_tie *items;
    size_t count;
};

/* Members and their links. Built by adding, then sealed, then read only
 * (and then by any number of threads). Members are numbered from 0 in
 * the order of their ids, so numbers do not depend on how they came. */
struct kw_people;

/* `xrefs` is borrowed, may be NULL, and must outlive the family. */
KW_API enum kw_status kw_people_create(const struct kw_xrefs *xrefs,
                                       struct kw_people **out,
                                       struct kw_error *err);
KW_API void kw_people_destroy(struct kw_people *people);

/* Adds a record with its links. Missing ones become KW_GONE; redirects
 * become aliases. `langs` picks the label (see kw_texts_pick). */
KW_API enum kw_status kw_people_add(struct kw_people *people,
                                    const struct kw_person *person,
                                    const char *const *langs,
                                    struct kw_error *err);
/* Adds or completes one member from fields; texts are copied. What is
 * known better already is kept. */
KW_API enum kw_status kw_people_add_member(struct kw_people *people,
                                           const struct kw_member *member,
                                           struct kw_error *err);
/* Adds a link; unknown ends become KW_UNREAD members at sealing. */
KW_API enum kw_status kw_people_add_link(struct kw_people *people,
                                         const struct kw_link *link,
                                         struct kw_error *err);
/* `from` is another id of `to`. Chains are followed, loops cut. */
KW_API enum kw_status kw_people_add_alias(struct kw_people *people,
                                          struct kw_id from, struct kw_id to,
                                          struct kw_error *err);
/* Keeps links that do not hold, too, when asked before sealing: for those
 * who want to walk outranked statements. */
KW_API void kw_people_keep_outranked(struct kw_people *people);
/* Merges and sorts. A parent stated only by the parent becomes father or
 * mother by the parent's sex. Links that do not hold, and those whose
 * role is KW_ROLE_OTHER, are dropped; step links go to step parents.
 * After this only the functions below. */
KW_API enum kw_status kw_people_seal(struct kw_people *people,
                                     struct kw_error *err);

KW_API uint32_t kw_people_count(const struct kw_people *people);
/* The number of a member, through aliases; KW_NOBODY if not there. */
KW_API uint32_t kw_people_find(const struct kw_people *people, struct kw_id id);
/* Valid as long as `people`. `who` must be below the count. */
KW_API const struct kw_member *kw_people_at(const struct kw_people *people,
                                            uint32_t who);
/* Gives a member of a sealed family a house and a title that became known
 * since; NULL leaves what is there. Texts are copied. While no other
 * thread reads the family. */
KW_API enum kw_status kw_people_entitle(struct kw_people *people, uint32_t who,
                                        const char *house, const char *title,
                                        struct kw_error *err);
/* Gives the members of a sealed family the records that became known since:
 * whoever is in `more` too, sealed or not, is as it says, and its other ids
 * lead to them. Links stay as they were judged. Texts are copied. While no
 * other thread reads the family. */
KW_API enum kw_status kw_people_describe(struct kw_people *people,
                                         const struct kw_people *more,
                                         struct kw_error *err);
KW_API const struct kw_xrefs *kw_people_xrefs(const struct kw_people *people);

/* Parents of every role (look at it): fathers, then mothers, then other
 * parents, by id within each. */
KW_API struct kw_ties kw_people_parents(const struct kw_people *people,
                                        uint32_t who);
/* Children of every role, by birth where surely ordered, then by id. */
KW_API struct kw_ties kw_people_children(const struct kw_people *people,
                                         uint32_t who);
/* Spouses and partners, by the start where known, then by id. */
KW_API struct kw_ties kw_people_partners(const struct kw_people *people,
                                         uint32_t who);
KW_API struct kw_ties kw_people_siblings(const struct kw_people *people,
                                         uint32_t who);
KW_API struct kw_ties kw_people_step_parents(const struct kw_people *people,
                                             uint32_t who);
KW_API struct kw_ties kw_people_step_children(const struct kw_people *people,
                                              uint32_t who);

/* The label, or the id where there is none; `out` is used for the
 * latter. Never NULL. */
KW_API const char *kw_people_name(const struct kw_people *people, uint32_t who,
                                  char out[KW_ID_TEXT_BYTES]);

/* ---- part of a family ----------------------------------------------- */

#define KW_ALL_GENERATIONS UINT32_MAX

/* Marks `who` and everybody at most so many generations below (above) in
 * `chosen`, which has a place for each member; what is marked stays.
 * Parents of every role count. */
KW_API enum kw_status kw_people_mark_descendants(const struct kw_people *people,
                                                 uint32_t who,
                                                 uint32_t generations,
                                                 bool *chosen,
                                                 struct kw_error *err);
KW_API enum kw_status kw_people_mark_ancestors(const struct kw_people *people,
                                               uint32_t who,
                                               uint32_t generations,
                                               bool *chosen,
                                               struct kw_error *err);
/* Marks the partners of all that are marked. */
KW_API enum kw_status kw_people_mark_partners(const struct kw_people *people,
                                              bool *chosen,
                                              struct kw_error *err);
/* Marks the other parents of marked children of marked parents. */
KW_API enum kw_status
kw_people_mark_other_parents(const struct kw_people *people, bool *chosen,
                             struct kw_error *err);

/* Chains of members, each linked with the next. Zeroed memory is none. */
struct kw_chains {
    uint32_t *members; /* one chain after another */
    size_t *ends;      /* where each ends in `members` */
    size_t count;
};
KW_API void kw_chains_finish(struct kw_chains *chains);

/* The chains that join all of `whom`, shortest in sum: each from one of
 * them up to a nearest common ancestor of both and down to another; where
 * two have none, along any parents, children and partners. Fewest steps
 * first, then the smaller ids, as in Kruskal's spanning tree. *joined is
 * false if some of them hang together in no way; the rest is joined all
 * the same. */
KW_API enum kw_status kw_people_join(const struct kw_people *people,
                                     const uint32_t *whom, size_t count,
                                     struct kw_chains *out, bool *joined,
                                     struct kw_error *err);

/* ---- a way from one to another ------------------------------------- */

enum kw_step_kind {
    KW_STEP_START = 0,
    KW_STEP_FATHER,
    KW_STEP_MOTHER,
    KW_STEP_PARENT,
    KW_STEP_CHILD,
    KW_STEP_SPOUSE, /* partners too */
    KW_STEP_SIBLING
};
/* "father", "mother", ... as in the command line's JSON; "" for start. */
KW_API const char *kw_step_name(enum kw_step_kind kind);

struct kw_step {
    struct kw_id id;
    enum kw_step_kind link; /* what this one is to the one before */
};

/* Which links a chain may use, going from one person to the next: to a
 * parent, to a child, to a spouse or partner, to a sibling. A sum. */
enum kw_via {
    KW_VIA_PARENT = 1,
    KW_VIA_CHILD = 2,
    KW_VIA_SPOUSE = 4,
    KW_VIA_SIBLING = 8
};

/* A chain of people. Zeroed memory is the empty one. */
struct kw_path {
    struct kw_step *steps;
    size_t count; /* people, so links + 1 */
    size_t capacity;
};
KW_API enum kw_status kw_path_add(struct kw_path *path, struct kw_id id,
                                  enum kw_step_kind link, struct kw_error *err);
KW_API void kw_path_finish(struct kw_path *path);

#ifdef __cplusplus
}
#endif

#endif
