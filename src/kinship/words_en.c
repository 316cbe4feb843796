/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * English.
 *
 * The custom followed is the genealogists': grandaunt, not great-aunt
 * (kw_style has the other), "2nd great-" from the second on, cousins
 * counted by the shorter line and removed by the difference. "half-" is
 * joined to a single word and stands apart from several.
 */
#include "words.h"

#include <stdio.h>
#include <string.h>

/* A row of nouns: his, hers, and of whom it is not known (NULL: both). */
#define ROOT(his, hers, neutral)                                               \
    {                                                                          \
        {his, NULL, 'm'}, {hers, NULL, 'f'},                                   \
        {                                                                      \
            neutral, NULL, 'n'                                                 \
        }                                                                      \
    }

static const struct kw_root PARENT = ROOT("father", "mother", "parent");
static const struct kw_root GRANDPARENT =
    ROOT("grandfather", "grandmother", "grandparent");
static const struct kw_root CHILD = ROOT("son", "daughter", "child");
static const struct kw_root GRANDCHILD =
    ROOT("grandson", "granddaughter", "grandchild");
static const struct kw_root SIBLING = ROOT("brother", "sister", "sibling");
static const struct kw_root UNCLE = ROOT("uncle", "aunt", NULL);
static const struct kw_root GRANDUNCLE = ROOT("granduncle", "grandaunt", NULL);
static const struct kw_root NEPHEW = ROOT("nephew", "niece", NULL);
static const struct kw_root GRANDNEPHEW =
    ROOT("grandnephew", "grandniece", NULL);
static const struct kw_root COUSIN = ROOT("cousin", "cousin", "cousin");

static const struct kw_root SPOUSES[] = {
    [KW_MARRIED] = ROOT("husband", "wife", "spouse"),
    [KW_DIVORCED] = ROOT("ex-husband", "ex-wife", "ex-spouse"),
    [KW_PARTNERED] = ROOT("partner", "partner", "partner"),
    [KW_EX_PARTNERED] = ROOT("ex-partner", "ex-partner", "ex-partner"),
};

static const struct kw_root IN_LAWS[KW_AFFINITIES] = {
    [KW_AS_PARENT_IN_LAW] =
        ROOT("father-in-law", "mother-in-law", "parent-in-law"),
    [KW_AS_CHILD_IN_LAW] =
        ROOT("son-in-law", "daughter-in-law", "child-in-law"),
    [KW_AS_SIBLING_IN_LAW] =
        ROOT("brother-in-law", "sister-in-law", "sibling-in-law"),
    [KW_AS_STEP_PARENT] = ROOT("stepfather", "stepmother", "stepparent"),
    [KW_AS_STEP_CHILD] = ROOT("stepson", "stepdaughter", "stepchild"),
};

/* How a line other than blood is marked: within one step by a prefix (of
 * children by another), beyond by the line's name. */
static const struct {
    const char *before;
    const char *before_child;
    const char *behind;
} KINDS[] = {
    [KW_BLOOD] = {"", "", ""},
    [KW_BY_ADOPTION] = {"adoptive ", "adopted ", " (adoptive line)"},
    [KW_BY_STEP] = {"step", "step", " (step line)"},
    [KW_BY_FOSTERING] = {"foster ", "foster ", " (foster line)"},
    [KW_BY_MARRIAGE] = {"", "", ""},
};

static const char *const NUMBERS[] = {
    "",         "once",     "twice",    "three",   "four",    "five",
    "six",      "seven",    "eight",    "nine",    "ten",     "eleven",
    "twelve",   "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen", "twenty",
};
enum { NUMBER_COUNT = sizeof NUMBERS / sizeof *NUMBERS };

enum { ORDINAL_BYTES = 16 };

static const char *ordinal(uint32_t n, char out[ORDINAL_BYTES])
{
    static const char *const ENDINGS[] = {"th", "st", "nd", "rd"};
    bool teen = n % 100 >= 11 && n % 100 <= 13;

    (void)snprintf(out, ORDINAL_BYTES, "%u%s", (unsigned)n,
                   !teen && n % 10 <= 3 ? ENDINGS[n % 10] : "th");
    return out;
}

/* "great-", "2nd great-", ...; nothing for n <= 0. */
static void add_greats(struct kw_phrase *phrase, int64_t n)
{
    char number[ORDINAL_BYTES];
    char text[ORDINAL_BYTES + 8];

    if (n <= 0)
        return;
    if (n == 1) {
        kw_phrase_before(phrase, "great-");
        return;
    }
    (void)snprintf(text, sizeof text, "%s great-",
                   ordinal((uint32_t)n, number));
    kw_phrase_before(phrase, text);
}

static void add_removed(struct kw_phrase *phrase, uint32_t removed)
{
    if (!removed)
        return;
    if (removed >= NUMBER_COUNT)
        kw_phrase_tail(phrase, " %u", (unsigned)removed);
    else
        kw_phrase_tail(phrase, " %s", NUMBERS[removed]);
    kw_phrase_tail(phrase, removed > 2 ? " times removed" : " removed");
}

static void add_generations(struct kw_phrase *phrase, uint32_t up,
                            uint32_t down)
{
    uint32_t n = up > down ? up - down : down - up;

    if (!n)
        return;
    if (n == 1)
        kw_phrase_tail(phrase, ", one generation");
    else if (n == 2)
        kw_phrase_tail(phrase, ", two generations");
    else if (n < NUMBER_COUNT)
        kw_phrase_tail(phrase, ", %s generations", NUMBERS[n]);
    else
        kw_phrase_tail(phrase, ", %u generations", (unsigned)n);
    kw_phrase_tail(phrase, up > down ? " above" : " below");
}

/* Neutral pairs put her first: aunt or uncle. */
static void set(struct kw_phrase *out, const struct kw_root *root,
                enum kw_sex sex)
{
    kw_phrase_set(out, root, sex);
    if (out->count == 2) {
        struct kw_word first = out->words[0];

        out->words[0] = out->words[1];
        out->words[1] = first;
    }
}

static void name_line(const struct kw_run *run, const struct kw_style *style,
                      enum kw_sex sex, struct kw_phrase *out)
{
    uint32_t up = run->up;
    uint32_t down = run->down;
    uint32_t degree = (up < down ? up : down) - 1;
    char number[ORDINAL_BYTES];
    char text[ORDINAL_BYTES + 1];

    if (down == 0) {
        set(out, up == 1 ? &PARENT : &GRANDPARENT, sex);
        add_greats(out, (int64_t)up - 2);
    } else if (up == 0) {
        set(out, down == 1 ? &CHILD : &GRANDCHILD, sex);
        add_greats(out, (int64_t)down - 2);
    } else if (up == 1 && down == 1) {
        set(out, &SIBLING, sex);
    } else if (down == 1) {
        set(out, up == 2 || style->great_aunt ? &UNCLE : &GRANDUNCLE, sex);
        add_greats(out, (int64_t)up - (style->great_aunt ? 2 : 3));
    } else if (up == 1) {
        set(out, down == 2 || style->great_aunt ? &NEPHEW : &GRANDNEPHEW, sex);
        add_greats(out, (int64_t)down - (style->great_aunt ? 2 : 3));
    } else {
        set(out, &COUSIN, sex);
        (void)snprintf(text, sizeof text, "%s ", ordinal(degree, number));
        kw_phrase_before(out, text);
        add_removed(out, up > down ? up - down : down - up);
        if (style->generations)
            add_generations(out, up, down);
    }
}

static bool is_one_word(const char *text)
{
    return !strpbrk(text, " -");
}

static void add_half(struct kw_phrase *phrase)
{
    kw_phrase_before(phrase,
                     is_one_word(phrase->words[0].text) ? "half-" : "half ");
}

static void add_fold(struct kw_phrase *phrase, uint32_t fold)
{
    static const char *const FOLDS[] = {"", "", "double ", "triple ",
                                        "quadruple "};
    char text[24];

    if (fold < 2)
        return;
    if (fold < sizeof FOLDS / sizeof *FOLDS) {
        kw_phrase_before(phrase, FOLDS[fold]);
        return;
    }
    (void)snprintf(text, sizeof text, "%u-fold ", (unsigned)fold);
    kw_phrase_before(phrase, text);
}

static void line(const struct kw_run *run, const struct kw_style *style,
                 struct kw_phrase *out)
{
    enum kw_sex side = kw_run_side(run);
    bool has_side = run->up >= 2 || (run->up && run->fullness == KW_HALF);

    name_line(run, style, kw_run_end_sex(run), out);
    if (run->up && run->down) {
        if (run->fullness == KW_HALF)
            add_half(out);
        add_fold(out, run->fold);
    }
    if (run->up <= 1 && run->down <= 1)
        kw_phrase_before(out, run->up ? KINDS[run->kind].before
                                      : KINDS[run->kind].before_child);
    else
        kw_phrase_tail(out, "%s", KINDS[run->kind].behind);
    if (style->sides && has_side && side == KW_MALE)
        kw_phrase_before(out, "paternal ");
    if (style->sides && has_side && side == KW_FEMALE)
        kw_phrase_before(out, "maternal ");
}

static void spouse(enum kw_marriage marriage, enum kw_sex sex,
                   struct kw_phrase *out)
{
    kw_phrase_set(out, &SPOUSES[marriage], sex);
}

static bool in_law(const struct kw_shape *shape, const struct kw_style *style,
                   struct kw_phrase *out)
{
    bool ex;
    enum kw_affinity affinity = kw_shape_affinity(shape, &ex);
    enum kw_sex sex =
        shape->to_marriage ? shape->to_sex : kw_run_end_sex(&shape->run);

    if (affinity == KW_AS_UNCLE_BY_MARRIAGE) {
        name_line(&shape->run, style, sex, out);
        kw_phrase_tail(out, " by marriage");
        return true;
    }
    if (!IN_LAWS[affinity].male.text)
        return false;
    kw_phrase_set(out, &IN_LAWS[affinity], sex);
    if (ex)
        kw_phrase_before(out, "ex-");
    return true;
}

/* What spouses are to each other, by marriage and by both sexes: one of
 * each, two men, two women, not known. */
static const char *const COUPLES[][4] = {
    [KW_MARRIED] = {"husband and wife", "husbands", "wives", "spouses"},
    [KW_DIVORCED] = {"ex-husband and ex-wife", "ex-husbands", "ex-wives",
                     "ex-spouses"},
    [KW_PARTNERED] = {"partners", "partners", "partners", "partners"},
    [KW_EX_PARTNERED] = {"ex-partners", "ex-partners", "ex-partners",
                         "ex-partners"},
};

static bool both_spouses(const struct kw_shape *shape, struct kw_buffer *out)
{
    enum kw_sex other = (enum kw_sex)shape->run.sexes[0];
    enum kw_sex own = shape->to_marriage ? shape->to_sex : shape->from_sex;
    enum kw_marriage marriage =
        shape->to_marriage ? shape->to_marriage : shape->from_marriage;
    size_t sexes = 3;

    if (shape->from_marriage && shape->to_marriage)
        return false;
    if (own == KW_MALE && other == KW_MALE)
        sexes = 1;
    else if (own == KW_FEMALE && other == KW_FEMALE)
        sexes = 2;
    else if ((own == KW_MALE && other == KW_FEMALE) ||
             (own == KW_FEMALE && other == KW_MALE))
        sexes = 0;
    kw_buffer_text(out, COUPLES[marriage][sexes]);
    return true;
}

static bool both(const struct kw_shape *shape, const struct kw_style *style,
                 struct kw_buffer *out)
{
    struct kw_run run = shape->run;
    struct kw_style plain = *style;
    struct kw_phrase phrase;

    if (!run.up && !run.down)
        return (shape->from_marriage || shape->to_marriage) &&
               both_spouses(shape, out);
    if (shape->from_marriage || shape->to_marriage || !run.up || !run.down)
        return false;
    if ((run.up == 1) != (run.down == 1))
        return false;
    if ((enum kw_sex)run.sexes[0] != kw_run_end_sex(&run))
        run.as = KW_SEX_OTHER; /* one of each: siblings */
    /* Neither side nor generation is the same for both. */
    plain.sides = false;
    plain.generations = false;
    line(&run, &plain, &phrase);
    kw_buffer_text(out, phrase.words[0].text);
    kw_buffer_char(out, 's');
    kw_buffer_text(out, phrase.tail);
    return true;
}

static void head(const struct kw_phrase *phrase, bool article,
                 struct kw_buffer *out)
{
    (void)article; /* B's mother: the owner stands in its place */
    kw_phrase_nouns(phrase, " or ", out);
    kw_buffer_text(out, phrase->tail);
}

static void owner(const struct kw_phrase *phrase, struct kw_buffer *out)
{
    head(phrase, false, out);
    kw_buffer_text(out, "'s ");
}

static void owner_name(const char *name, struct kw_buffer *out)
{
    kw_buffer_text(out, name);
    kw_buffer_text(out, "'s ");
}

const struct kw_tongue kw_english = {
    .code = "en",
    .owner_first = true,
    .disputed = " (disputed)",
    .same_person = "same person",
    .is = " is ",
    .and_ = " and ",
    .are = " are ",
    .are_the_same = " are the same person",
    .line = line,
    .spouse = spouse,
    .in_law = in_law,
    .both = both,
    .head = head,
    .owner = owner,
    .owner_name = owner_name,
};
