/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inside of the words: what a language has to bring along.
 *
 * A language is one row, a kw_tongue. words.c cuts a relation into
 * phrases (the wife, her 1st cousin), each language finds the noun of
 * each phrase and bends it, and words.c strings them together in the
 * order the language wants.
 */
#ifndef KINWALK_KINSHIP_WORDS_H
#define KINWALK_KINSHIP_WORDS_H

#include <kinwalk/kinship.h>

/* A noun as its dictionary has it. */
struct kw_noun {
    const char *text;
    const char *ending; /* of the genitive (German); NULL: none */
    char gender;        /* 'm', 'f', 'n' */
};

/* The nouns of one relation. Without a neutral one both others stand for
 * it: "aunt or uncle". */
struct kw_root {
    struct kw_noun male;
    struct kw_noun female;
    struct kw_noun neutral;
};

enum { KW_WORD_BYTES = 128, KW_TAIL_BYTES = 96 };

/* A noun with whatever was put before and behind it. */
struct kw_word {
    char text[KW_WORD_BYTES];
    const char *ending;
    char gender;
};

/* One thing somebody is to somebody. */
struct kw_phrase {
    struct kw_word words[2]; /* alternatives */
    size_t count;
    char adjective[KW_TAIL_BYTES]; /* before the noun, to be bent; or "" */
    char tail[KW_TAIL_BYTES];      /* behind all, as it is */
    bool unique;                   /* "the father of", not "a cousin of" */
};

/* A blood line, or one by adoption, fostering or step. */
struct kw_run {
    enum kw_relation_kind kind;
    uint32_t up;
    uint32_t down;
    enum kw_fullness fullness;
    uint32_t fold;
    const uint8_t *sexes;
    bool topless;   /* the apex is not in `sexes`: brother of, just so */
    enum kw_sex as; /* if set, the noun's sex, whoever stands at the end */
};

/* A line with its marriages. */
struct kw_shape {
    struct kw_run run;
    enum kw_marriage from_marriage;
    enum kw_marriage to_marriage;
    enum kw_sex from_sex;
    enum kw_sex to_sex;
    bool disputed;
};

/* A language. */
struct kw_tongue {
    const char *code;
    bool owner_first; /* wife's sister, not sister of the wife */
    const char *disputed;
    const char *same_person;
    const char *is;           /* "A is ..." */
    const char *and_;         /* "A and ... */
    const char *are;          /* ... B are ..." */
    const char *are_the_same; /* ... B are the same person" */
    /* The phrase for a line of at least one link. */
    void (*line)(const struct kw_run *run, const struct kw_style *style,
                 struct kw_phrase *out);
    /* The phrase for a husband, a wife, a partner. */
    void (*spouse)(enum kw_marriage marriage, enum kw_sex sex,
                   struct kw_phrase *out);
    /* One phrase for a line with marriages: in-laws, step relations. False
     * if there is none. */
    bool (*in_law)(const struct kw_shape *shape, const struct kw_style *style,
                   struct kw_phrase *out);
    /* What both are to each other; false if there is no such word. */
    bool (*both)(const struct kw_shape *shape, const struct kw_style *style,
                 struct kw_buffer *out);
    /* Writes a phrase as the head of a term; `article`: with the article
     * a sentence wants. */
    void (*head)(const struct kw_phrase *phrase, bool article,
                 struct kw_buffer *out);
    /* Writes a phrase as the owner of another ("wife's ", " de la femme"). */
    void (*owner)(const struct kw_phrase *phrase, struct kw_buffer *out);
    /* The same for a person's name. */
    void (*owner_name)(const char *name, struct kw_buffer *out);
};

extern const struct kw_tongue kw_english;
extern const struct kw_tongue kw_french;
extern const struct kw_tongue kw_german;

/* ---- what languages share (words.c) -------------------------------- */

/* The language asked for. */
const struct kw_tongue *kw_tongue_of(const struct kw_style *style);
/* Appends the term for a shape. */
void kw_shape_term(const struct kw_shape *shape, const struct kw_style *style,
                   struct kw_buffer *out);

/* Makes *out the noun of that sex. */
void kw_phrase_set(struct kw_phrase *out, const struct kw_root *root,
                   enum kw_sex sex);
/* Puts `text` before every noun of the phrase. */
void kw_phrase_before(struct kw_phrase *phrase, const char *text);
/* Puts one text behind the masculine and neuter nouns, another behind the
 * feminine. */
void kw_phrase_behind(struct kw_phrase *phrase, const char *male,
                      const char *female);
/* Writes the nouns with `between` between them, adjective and tail left
 * to the caller. */
void kw_phrase_nouns(const struct kw_phrase *phrase, const char *between,
                     struct kw_buffer *out);
/* Adds to the tail. */
void kw_phrase_tail(struct kw_phrase *phrase, const char *format, ...)
    KW_PRINTF(2, 3);

/* The sex of the person `step` links along the line; unknown for an apex
 * that is not there. */
enum kw_sex kw_run_sex(const struct kw_run *run, uint32_t step);
/* The sex of whom the line leads to, or `as`. */
enum kw_sex kw_run_end_sex(const struct kw_run *run);
/* The sex of the parent it goes through first: the side. */
enum kw_sex kw_run_side(const struct kw_run *run);

/* What a line with marriages amounts to, the same in all languages. */
enum kw_affinity {
    KW_AS_NOT_NAMED = 0,
    KW_AS_PARENT_IN_LAW,
    KW_AS_CHILD_IN_LAW,
    KW_AS_SIBLING_IN_LAW,
    KW_AS_CO_SIBLING_IN_LAW, /* spouse's sibling's spouse */
    KW_AS_STEP_PARENT,
    KW_AS_STEP_CHILD,
    KW_AS_UNCLE_BY_MARRIAGE,
    KW_AFFINITIES
};
/* `*ex` if the marriage was divorced. In-laws need a marriage, and step
 * relations and uncles one that was not divorced. */
enum kw_affinity kw_shape_affinity(const struct kw_shape *shape, bool *ex);

/* ---- French grammar (words_fr_grammar.c) --------------------------- */

void kw_french_head(const struct kw_phrase *phrase, bool article,
                    struct kw_buffer *out);
void kw_french_owner(const struct kw_phrase *phrase, struct kw_buffer *out);
void kw_french_owner_name(const char *name, struct kw_buffer *out);

#endif
