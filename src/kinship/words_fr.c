/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * French.
 *
 * Half siblings are named from the parent they share: utérin by the
 * mother, consanguin by the father. Cousins have names as far as custom
 * gives them (germain, issu de germain, uncles and nephews à la mode de
 * Bretagne); beyond, the degrees of canon law, line by line ("du 3e au
 * 4e degré canonique"), which end nowhere. Distant uncles are brothers
 * of an ancestor, distant nephews descend from a brother or sister: from
 * whom is read from the line.
 */
#include "words.h"

#include <stdio.h>
#include <string.h>

/* A row of nouns: his, hers, and of whom it is not known (a masculine
 * noun; NULL: both). */
#define ROOT(his, hers, neutral)                                               \
    {                                                                          \
        {his, NULL, 'm'}, {hers, NULL, 'f'},                                   \
        {                                                                      \
            neutral, NULL, 'm'                                                 \
        }                                                                      \
    }

static const struct kw_root PARENT = ROOT("père", "mère", "parent");
/* By generation, as far as there are words. */
static const struct kw_root ANCESTORS[] = {
    ROOT("grand-père", "grand-mère", "grand-parent"),
    ROOT("arrière-grand-père", "arrière-grand-mère", "arrière-grand-parent"),
    ROOT("trisaïeul", "trisaïeule", "trisaïeul"),
    ROOT("quadrisaïeul", "quadrisaïeule", "quadrisaïeul"),
};
static const struct kw_root ANCESTOR = ROOT("ancêtre", "ancêtre", "ancêtre");
static const struct kw_root CHILD = ROOT("fils", "fille", "enfant");
static const struct kw_root DESCENDANTS[] = {
    ROOT("petit-fils", "petite-fille", "petit-enfant"),
    ROOT("arrière-petit-fils", "arrière-petite-fille", "arrière-petit-enfant"),
    ROOT("arrière-arrière-petit-fils", "arrière-arrière-petite-fille",
         "arrière-arrière-petit-enfant"),
};
static const struct kw_root DESCENDANT =
    ROOT("descendant", "descendante", "descendant");
static const struct kw_root SIBLING = ROOT("frère", "sœur", NULL);
static const struct kw_root UNCLES[] = {
    ROOT("oncle", "tante", NULL),
    ROOT("grand-oncle", "grand-tante", NULL),
    ROOT("arrière-grand-oncle", "arrière-grand-tante", NULL),
    ROOT("arrière-arrière-grand-oncle", "arrière-arrière-grand-tante", NULL),
};
static const struct kw_root NEPHEWS[] = {
    ROOT("neveu", "nièce", NULL),
    ROOT("petit-neveu", "petite-nièce", NULL),
    ROOT("arrière-petit-neveu", "arrière-petite-nièce", NULL),
    ROOT("arrière-arrière-petit-neveu", "arrière-arrière-petite-nièce", NULL),
};
static const struct kw_root COUSIN = ROOT("cousin", "cousine", NULL);

enum {
    ANCESTOR_COUNT = sizeof ANCESTORS / sizeof *ANCESTORS,
    DESCENDANT_COUNT = sizeof DESCENDANTS / sizeof *DESCENDANTS,
    UNCLE_COUNT = sizeof UNCLES / sizeof *UNCLES,
    NEPHEW_COUNT = sizeof NEPHEWS / sizeof *NEPHEWS,
    BRETON_COUNT = 2 /* uncles and granduncles à la mode de Bretagne */
};

static const struct kw_root SPOUSES[] = {
    [KW_MARRIED] = ROOT("mari", "femme", "conjoint"),
    [KW_DIVORCED] = ROOT("ex-mari", "ex-femme", "ex-conjoint"),
    [KW_PARTNERED] = ROOT("compagnon", "compagne", "partenaire"),
    [KW_EX_PARTNERED] = ROOT("ex-compagnon", "ex-compagne", "ex-partenaire"),
};

static const struct kw_root IN_LAWS[KW_AFFINITIES] = {
    [KW_AS_PARENT_IN_LAW] = ROOT("beau-père", "belle-mère", "beau-parent"),
    [KW_AS_CHILD_IN_LAW] = ROOT("gendre", "belle-fille", NULL),
    [KW_AS_SIBLING_IN_LAW] = ROOT("beau-frère", "belle-sœur", NULL),
    [KW_AS_STEP_PARENT] = ROOT("beau-père", "belle-mère", "beau-parent"),
    [KW_AS_STEP_CHILD] = ROOT("beau-fils", "belle-fille", NULL),
};
static const struct kw_root STEP_SIBLING =
    ROOT("quasi-frère", "quasi-sœur", NULL);

/* How a line other than blood is marked: behind the noun within one step,
 * beyond by the line's name. */
static const struct {
    const char *male;
    const char *female;
    const char *beyond;
} KINDS[] = {
    [KW_BLOOD] = {"", "", ""},
    [KW_BY_ADOPTION] = {" adoptif", " adoptive", " (lignée adoptive)"},
    [KW_BY_STEP] = {"", "", " (lignée par alliance)"},
    [KW_BY_FOSTERING] = {" d'accueil", " d'accueil", " (lignée d'accueil)"},
    [KW_BY_MARRIAGE] = {"", "", ""},
};

/* ---- the line ------------------------------------------------------ */

static void name_ancestor(const struct kw_run *run, struct kw_phrase *out)
{
    enum kw_sex sex = kw_run_end_sex(run);

    if (run->up == 1) {
        kw_phrase_set(out, &PARENT, sex);
        out->unique = sex == KW_MALE || sex == KW_FEMALE;
    } else if (run->up - 2 < ANCESTOR_COUNT) {
        kw_phrase_set(out, &ANCESTORS[run->up - 2], sex);
    } else {
        kw_phrase_set(out, &ANCESTOR, sex);
        kw_phrase_tail(out, " à la %ue génération", (unsigned)run->up);
    }
}

static void name_descendant(const struct kw_run *run, struct kw_phrase *out)
{
    enum kw_sex sex = kw_run_end_sex(run);

    if (run->down == 1) {
        kw_phrase_set(out, &CHILD, sex);
    } else if (run->down - 2 < DESCENDANT_COUNT) {
        kw_phrase_set(out, &DESCENDANTS[run->down - 2], sex);
    } else {
        kw_phrase_set(out, &DESCENDANT, sex);
        kw_phrase_tail(out, " à la %ue génération", (unsigned)run->down);
    }
}

static void name_sibling(const struct kw_run *run, struct kw_phrase *out)
{
    enum kw_sex side = kw_run_side(run);

    kw_phrase_set(out, &SIBLING, kw_run_end_sex(run));
    if (run->fullness != KW_HALF)
        return;
    kw_phrase_before(out, "demi-");
    if (side == KW_FEMALE)
        kw_phrase_behind(out, " utérin", " utérine");
    if (side == KW_MALE)
        kw_phrase_behind(out, " consanguin", " consanguine");
}

static void name_uncle(const struct kw_run *run, enum kw_sex sex,
                       struct kw_phrase *out)
{
    bool half = run->fullness == KW_HALF;

    if (run->up - 2 < UNCLE_COUNT) {
        kw_phrase_set(out, &UNCLES[run->up - 2], sex);
        if (half)
            kw_phrase_before(out, "demi-");
        return;
    }
    /* The brother of whom stands in the line. */
    kw_phrase_set(out, &SIBLING, sex);
    if (half)
        kw_phrase_before(out, "demi-");
    kw_phrase_tail(out, " d'un%s ancêtre à la %ue génération",
                   kw_run_sex(run, run->up - 1) == KW_FEMALE ? "e" : "",
                   (unsigned)run->up - 1);
}

static void name_nephew(const struct kw_run *run, struct kw_phrase *out)
{
    static const char *const OF[][2] = {
        {"d'un frère ou d'une sœur", "d'un demi-frère ou d'une demi-sœur"},
        {"d'un frère", "d'un demi-frère"},
        {"d'une sœur", "d'une demi-sœur"},
    };
    bool half = run->fullness == KW_HALF;
    enum kw_sex sex = kw_run_end_sex(run);
    enum kw_sex of = kw_run_sex(run, run->up + 1);

    if (run->down - 2 < NEPHEW_COUNT) {
        kw_phrase_set(out, &NEPHEWS[run->down - 2], sex);
        if (half)
            kw_phrase_before(out, "demi-");
        return;
    }
    kw_phrase_set(out, &DESCENDANT, sex);
    kw_phrase_tail(out, " à la %ue génération %s", (unsigned)run->down - 1,
                   OF[of == KW_MALE     ? 1
                      : of == KW_FEMALE ? 2
                                        : 0][half]);
}

static void name_cousin(const struct kw_run *run, struct kw_phrase *out)
{
    static const char *const FOLDS[] = {"", "", "double ", "triple ",
                                        "quadruple "};
    enum kw_sex sex = kw_run_end_sex(run);
    uint32_t near = run->up < run->down ? run->up : run->down;
    uint32_t far = run->up < run->down ? run->down : run->up;
    bool breton = near == 2 && far > 2 && far - 3 < BRETON_COUNT;

    if (breton && run->up > run->down)
        kw_phrase_set(out, &UNCLES[far - 3], sex);
    else if (breton)
        kw_phrase_set(out, &NEPHEWS[far - 3], sex);
    else
        kw_phrase_set(out, &COUSIN, sex);
    if (breton)
        kw_phrase_tail(out, " à la mode de Bretagne");
    else if (near == 2 && far == 2)
        kw_phrase_behind(out, " germain", " germaine");
    else if (near == 3 && far == 3)
        kw_phrase_behind(out, " issu de germain", " issue de germain");
    else if (near == far)
        kw_phrase_tail(out, " au %ue degré canonique", (unsigned)far);
    else
        kw_phrase_tail(out, " du %ue au %ue degré canonique", (unsigned)near,
                       (unsigned)far);
    if (run->fullness == KW_HALF)
        kw_phrase_before(out, "demi-");
    if (run->fold >= sizeof FOLDS / sizeof *FOLDS)
        kw_phrase_tail(out, " (%u fois)", (unsigned)run->fold);
    else if (run->fold >= 2)
        kw_phrase_before(out, FOLDS[run->fold]);
}

static void add_side(const struct kw_run *run, const struct kw_style *style,
                     struct kw_phrase *out)
{
    enum kw_sex side = kw_run_side(run);
    bool customary = run->up == 2 && run->down <= 1;

    if (!customary && !(style->sides && run->up >= 2))
        return;
    if (side == KW_MALE)
        kw_phrase_behind(out, " paternel", " paternelle");
    if (side == KW_FEMALE)
        kw_phrase_behind(out, " maternel", " maternelle");
}

static void line(const struct kw_run *run, const struct kw_style *style,
                 struct kw_phrase *out)
{
    static const enum kw_affinity STEPS[] = {KW_AS_STEP_CHILD,
                                             KW_AS_STEP_PARENT};
    enum kw_sex sex = kw_run_end_sex(run);

    if (run->kind == KW_BY_STEP && run->up + run->down == 1) {
        kw_phrase_set(out, &IN_LAWS[STEPS[run->up]], sex);
        return;
    }
    if (run->kind == KW_BY_STEP && run->up == 1 && run->down == 1) {
        kw_phrase_set(out, &STEP_SIBLING, sex);
        return;
    }
    if (!run->down)
        name_ancestor(run, out);
    else if (!run->up)
        name_descendant(run, out);
    else if (run->up == 1 && run->down == 1)
        name_sibling(run, out);
    else if (run->down == 1)
        name_uncle(run, sex, out);
    else if (run->up == 1)
        name_nephew(run, out);
    else
        name_cousin(run, out);
    add_side(run, style, out);
    if (run->up <= 1 && run->down <= 1)
        kw_phrase_behind(out, KINDS[run->kind].male, KINDS[run->kind].female);
    else
        kw_phrase_tail(out, "%s", KINDS[run->kind].beyond);
}

/* ---- marriages ----------------------------------------------------- */

static void spouse(enum kw_marriage marriage, enum kw_sex sex,
                   struct kw_phrase *out)
{
    kw_phrase_set(out, &SPOUSES[marriage], sex);
    out->unique = true;
}

static bool in_law(const struct kw_shape *shape, const struct kw_style *style,
                   struct kw_phrase *out)
{
    bool ex;
    enum kw_affinity affinity = kw_shape_affinity(shape, &ex);
    enum kw_sex sex =
        shape->to_marriage ? shape->to_sex : kw_run_end_sex(&shape->run);

    if (affinity == KW_AS_UNCLE_BY_MARRIAGE) {
        name_uncle(&shape->run, sex, out);
        add_side(&shape->run, style, out);
        kw_phrase_tail(out, " par alliance");
        return true;
    }
    if (!IN_LAWS[affinity].male.text)
        return false;
    kw_phrase_set(out, &IN_LAWS[affinity], sex);
    if (ex)
        kw_phrase_before(out, "ex-");
    out->unique =
        affinity == KW_AS_PARENT_IN_LAW || affinity == KW_AS_STEP_PARENT;
    return true;
}

static bool both_spouses(const struct kw_shape *shape, struct kw_buffer *out)
{
    static const char *const COUPLES[] = {
        [KW_MARRIED] = "époux",
        [KW_DIVORCED] = "ex-époux",
        [KW_PARTNERED] = "compagnons",
        [KW_EX_PARTNERED] = "ex-compagnons",
    };
    enum kw_sex other = (enum kw_sex)shape->run.sexes[0];
    enum kw_sex own = shape->to_marriage ? shape->to_sex : shape->from_sex;
    enum kw_marriage marriage =
        shape->to_marriage ? shape->to_marriage : shape->from_marriage;

    if (shape->from_marriage && shape->to_marriage)
        return false;
    if (own == KW_FEMALE && other == KW_FEMALE) {
        kw_buffer_text(out, SPOUSES[marriage].female.text);
        kw_buffer_char(out, 's');
        return true;
    }
    if (marriage == KW_MARRIED && own && other && own != other)
        kw_buffer_text(out, "mari et femme");
    else
        kw_buffer_text(out, COUPLES[marriage]);
    return true;
}

/* Every word takes an s but "de": cousins issus de germains. */
static void write_plural(const struct kw_phrase *phrase, struct kw_buffer *out)
{
    const char *text = phrase->words[0].text;

    while (*text) {
        size_t length = strcspn(text, " ");

        kw_buffer_add(out, text, length);
        if (length != 2 || memcmp(text, "de", 2) != 0)
            kw_buffer_char(out, 's');
        text += length;
        if (*text)
            kw_buffer_char(out, *text++);
    }
    kw_buffer_text(out, phrase->tail);
}

/* Siblings, and cousins of one generation, by blood. */
static bool both(const struct kw_shape *shape, const struct kw_style *style,
                 struct kw_buffer *out)
{
    struct kw_run run = shape->run;
    struct kw_style plain = *style;
    struct kw_phrase phrase;
    enum kw_sex sex = kw_run_end_sex(&run);
    bool women = sex == KW_FEMALE && run.sexes[0] == KW_FEMALE;
    bool men = sex == KW_MALE && run.sexes[0] == KW_MALE;

    if (!run.up && !run.down)
        return (shape->from_marriage || shape->to_marriage) &&
               both_spouses(shape, out);
    if (shape->from_marriage || shape->to_marriage || run.up != run.down ||
        run.kind != KW_BLOOD)
        return false;
    plain.sides = false;
    run.as = women ? KW_FEMALE : KW_MALE;
    line(&run, &plain, &phrase);
    if (run.up == 1 && !women && !men) {
        kw_buffer_text(out, phrase.words[0].text);
        kw_buffer_text(out, " et ");
        run.as = KW_FEMALE;
        line(&run, &plain, &phrase);
        kw_buffer_text(out, phrase.words[0].text);
        return true;
    }
    write_plural(&phrase, out);
    return true;
}

const struct kw_tongue kw_french = {
    .code = "fr",
    .disputed = " (contesté)",
    .same_person = "même personne",
    .is = " est ",
    .and_ = " et ",
    .are = " sont ",
    .are_the_same = " sont la même personne",
    .line = line,
    .spouse = spouse,
    .in_law = in_law,
    .both = both,
    .head = kw_french_head,
    .owner = kw_french_owner,
    .owner_name = kw_french_owner_name,
};
