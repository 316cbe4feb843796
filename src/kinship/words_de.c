/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * German.
 *
 * Whoever stands above or below in the tree is uncle or nephew, however
 * far aside: a parent's 1st cousin is an Onkel zweiten Grades. The degree
 * counts the line of the older one; only people of one generation are
 * cousins, and their degree is one less. Ur- is repeated three times,
 * then counted. Nouns and adjectives are bent for the genitive, in which
 * chains are told: Ehemann der Schwester der Ehefrau.
 */
#include "words.h"

#include <stdio.h>
#include <string.h>

static const struct kw_root PARENT = {
    {"Vater", "s", 'm'}, {"Mutter", "", 'f'}, {"Elternteil", "s", 'm'}};
static const struct kw_root GRANDPARENT = {{"Großvater", "s", 'm'},
                                           {"Großmutter", "", 'f'},
                                           {"Großelternteil", "s", 'm'}};
static const struct kw_root CHILD = {
    {"Sohn", "es", 'm'}, {"Tochter", "", 'f'}, {"Kind", "es", 'n'}};
static const struct kw_root GRANDCHILD = {
    {"Enkel", "s", 'm'}, {"Enkelin", "", 'f'}, {"Enkelkind", "es", 'n'}};
static const struct kw_root SIBLING = {
    {"Bruder", "s", 'm'}, {"Schwester", "", 'f'}, {NULL, NULL, 0}};
static const struct kw_root UNCLE = {
    {"Onkel", "s", 'm'}, {"Tante", "", 'f'}, {NULL, NULL, 0}};
static const struct kw_root GRANDUNCLE = {
    {"Großonkel", "s", 'm'}, {"Großtante", "", 'f'}, {NULL, NULL, 0}};
static const struct kw_root NEPHEW = {
    {"Neffe", "n", 'm'}, {"Nichte", "", 'f'}, {NULL, NULL, 0}};
static const struct kw_root GRANDNEPHEW = {
    {"Großneffe", "n", 'm'}, {"Großnichte", "", 'f'}, {NULL, NULL, 0}};
static const struct kw_root COUSIN = {
    {"Cousin", "s", 'm'}, {"Cousine", "", 'f'}, {NULL, NULL, 0}};

static const struct kw_root SPOUSES[] = {
    [KW_MARRIED] = {{"Ehemann", "es", 'm'},
                    {"Ehefrau", "", 'f'},
                    {"Ehepartner", "s", 'm'}},
    [KW_DIVORCED] = {{"Ex-Mann", "es", 'm'},
                     {"Ex-Frau", "", 'f'},
                     {"Ex-Ehepartner", "s", 'm'}},
    [KW_PARTNERED] = {{"Partner", "s", 'm'},
                      {"Partnerin", "", 'f'},
                      {"Partner", "s", 'm'}},
    [KW_EX_PARTNERED] = {{"Ex-Partner", "s", 'm'},
                         {"Ex-Partnerin", "", 'f'},
                         {"Ex-Partner", "s", 'm'}},
};

static const struct kw_root IN_LAWS[KW_AFFINITIES] = {
    [KW_AS_PARENT_IN_LAW] = {{"Schwiegervater", "s", 'm'},
                             {"Schwiegermutter", "", 'f'},
                             {"Schwiegerelternteil", "s", 'm'}},
    [KW_AS_CHILD_IN_LAW] = {{"Schwiegersohn", "es", 'm'},
                            {"Schwiegertochter", "", 'f'},
                            {"Schwiegerkind", "es", 'n'}},
    [KW_AS_SIBLING_IN_LAW] = {{"Schwager", "s", 'm'},
                              {"Schwägerin", "", 'f'},
                              {NULL, NULL, 0}},
    [KW_AS_CO_SIBLING_IN_LAW] = {{"Schwippschwager", "s", 'm'},
                                 {"Schwippschwägerin", "", 'f'},
                                 {NULL, NULL, 0}},
    [KW_AS_STEP_PARENT] = {{"Stiefvater", "s", 'm'},
                           {"Stiefmutter", "", 'f'},
                           {"Stiefelternteil", "s", 'm'}},
    [KW_AS_STEP_CHILD] = {{"Stiefsohn", "es", 'm'},
                          {"Stieftochter", "", 'f'},
                          {"Stiefkind", "es", 'n'}},
};

/* How a line other than blood is marked: within one step by a prefix,
 * beyond by the line's name. */
static const struct {
    const char *before;
    const char *beyond;
} KINDS[] = {
    [KW_BLOOD] = {NULL, ""},
    [KW_BY_ADOPTION] = {"Adoptiv", " (Adoptivlinie)"},
    [KW_BY_STEP] = {"Stief", " (Stieflinie)"},
    [KW_BY_FOSTERING] = {"Pflege", " (Pflegelinie)"},
    [KW_BY_MARRIAGE] = {NULL, ""},
};

/* ---- the line ------------------------------------------------------ */

/* Joins a prefix to nouns, which lose their capital unless it ends in a
 * hyphen: Ur + Großvater. */
static void join(struct kw_phrase *phrase, const char *prefix)
{
    if (prefix[strlen(prefix) - 1] != '-')
        for (size_t i = 0; i < phrase->count; i++) {
            char *first = phrase->words[i].text;

            if (*first >= 'A' && *first <= 'Z')
                *first = (char)(*first - 'A' + 'a');
        }
    kw_phrase_before(phrase, prefix);
}

enum { UR_SPELLED = 3 };

/* Ur, Urur, Ururur, then 4×Ur-. */
static void add_ur(struct kw_phrase *phrase, int64_t n)
{
    char text[24];

    if (n > UR_SPELLED) {
        (void)snprintf(text, sizeof text, "%u×Ur-", (unsigned)n);
        join(phrase, text);
        return;
    }
    for (int64_t i = 0; i < n; i++)
        join(phrase, "Ur");
}

static void add_degree(struct kw_phrase *phrase, uint32_t degree)
{
    static const char *const ORDINALS[] = {
        "",        "",         "zweiten", "dritten", "vierten",
        "fünften", "sechsten", "siebten", "achten",  "neunten",
        "zehnten", "elften",   "zwölften"};

    if (degree < 2)
        return;
    if (degree < sizeof ORDINALS / sizeof *ORDINALS)
        kw_phrase_tail(phrase, " %s Grades", ORDINALS[degree]);
    else
        kw_phrase_tail(phrase, " %u. Grades", (unsigned)degree);
}

static void name_line(const struct kw_run *run, enum kw_sex sex,
                      struct kw_phrase *out)
{
    uint32_t up = run->up;
    uint32_t down = run->down;
    int64_t above = (int64_t)up - down;

    if (down == 0) {
        kw_phrase_set(out, up == 1 ? &PARENT : &GRANDPARENT, sex);
        add_ur(out, (int64_t)up - 2);
    } else if (up == 0) {
        kw_phrase_set(out, down == 1 ? &CHILD : &GRANDCHILD, sex);
        add_ur(out, (int64_t)down - 2);
    } else if (up == 1 && down == 1) {
        kw_phrase_set(out, &SIBLING, sex);
    } else if (above > 0) {
        kw_phrase_set(out, above == 1 ? &UNCLE : &GRANDUNCLE, sex);
        add_ur(out, above - 2);
        add_degree(out, down);
    } else if (above < 0) {
        kw_phrase_set(out, above == -1 ? &NEPHEW : &GRANDNEPHEW, sex);
        add_ur(out, -above - 2);
        add_degree(out, up);
    } else {
        kw_phrase_set(out, &COUSIN, sex);
        add_degree(out, up - 1);
    }
}

static void add_half(struct kw_phrase *phrase)
{
    char first = phrase->words[0].text[0];

    join(phrase, first >= '0' && first <= '9' ? "Halb-" : "Halb");
}

static void add_fold(struct kw_phrase *phrase, uint32_t fold)
{
    static const char *const FOLDS[] = {"", "", "zweifach", "dreifach",
                                        "vierfach"};

    if (fold < 2)
        return;
    if (fold < sizeof FOLDS / sizeof *FOLDS)
        (void)snprintf(phrase->adjective, KW_TAIL_BYTES, "%s", FOLDS[fold]);
    else
        (void)snprintf(phrase->adjective, KW_TAIL_BYTES, "%u-fach",
                       (unsigned)fold);
}

/* The side is customary with grandparents, uncles and aunts, and with
 * half siblings, whom it tells apart. */
static void add_side(const struct kw_run *run, const struct kw_style *style,
                     struct kw_phrase *out)
{
    enum kw_sex side = kw_run_side(run);
    bool customary =
        (run->up == 2 && run->down <= 1) ||
        (run->up == 1 && run->down == 1 && run->fullness == KW_HALF);

    if (!customary && !(style->sides && run->up >= 2))
        return;
    if (side == KW_MALE)
        kw_phrase_tail(out, " väterlicherseits");
    if (side == KW_FEMALE)
        kw_phrase_tail(out, " mütterlicherseits");
}

static void line(const struct kw_run *run, const struct kw_style *style,
                 struct kw_phrase *out)
{
    enum kw_sex sex = kw_run_end_sex(run);

    name_line(run, sex, out);
    if (run->up && run->down) {
        if (run->fullness == KW_HALF)
            add_half(out);
        add_fold(out, run->fold);
    }
    add_side(run, style, out);
    if (run->up > 1 || run->down > 1)
        kw_phrase_tail(out, "%s", KINDS[run->kind].beyond);
    else if (KINDS[run->kind].before)
        join(out, KINDS[run->kind].before);
    out->unique = run->up == 1 && !run->down && sex != KW_SEX_UNKNOWN &&
                  sex != KW_SEX_OTHER;
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
        name_line(&shape->run, sex, out);
        add_side(&shape->run, style, out);
        (void)snprintf(out->adjective, KW_TAIL_BYTES, "angeheiratet");
        return true;
    }
    if (!IN_LAWS[affinity].male.text)
        return false;
    kw_phrase_set(out, &IN_LAWS[affinity], sex);
    if (ex)
        kw_phrase_before(out, "Ex-");
    out->unique =
        affinity == KW_AS_PARENT_IN_LAW || affinity == KW_AS_STEP_PARENT;
    return true;
}

/* By both sexes: men, women, one of each or not known. */
enum { MEN, WOMEN, MIXED };

static int pair_of(enum kw_sex one, enum kw_sex other)
{
    if (one == KW_MALE && other == KW_MALE)
        return MEN;
    return one == KW_FEMALE && other == KW_FEMALE ? WOMEN : MIXED;
}

static bool both_spouses(const struct kw_shape *shape, struct kw_buffer *out)
{
    static const char *const COUPLES[][3] = {
        [KW_MARRIED] = {"Ehemänner", "Ehefrauen", "Eheleute"},
        [KW_DIVORCED] = {"geschiedene Eheleute", "geschiedene Eheleute",
                         "geschiedene Eheleute"},
        [KW_PARTNERED] = {"Partner", "Partnerinnen", "Partner"},
        [KW_EX_PARTNERED] = {"Ex-Partner", "Ex-Partnerinnen", "Ex-Partner"},
    };
    enum kw_sex own = shape->to_marriage ? shape->to_sex : shape->from_sex;
    enum kw_marriage marriage =
        shape->to_marriage ? shape->to_marriage : shape->from_marriage;

    if (shape->from_marriage && shape->to_marriage)
        return false;
    kw_buffer_text(
        out, COUPLES[marriage][pair_of(own, (enum kw_sex)shape->run.sexes[0])]);
    return true;
}

/* Siblings, and cousins of one generation, by blood. */
static bool both(const struct kw_shape *shape, const struct kw_style *style,
                 struct kw_buffer *out)
{
    static const struct kw_root SIBLINGS = {
        {"Brüder", "", 'm'}, {"Schwestern", "", 'f'}, {"Geschwister", "", 'n'}};
    static const struct kw_root COUSINS = {
        {"Cousins", "", 'm'}, {"Cousinen", "", 'f'}, {NULL, NULL, 0}};
    static const enum kw_sex SEXES[] = {
        [MEN] = KW_MALE, [WOMEN] = KW_FEMALE, [MIXED] = KW_SEX_UNKNOWN};
    const struct kw_run *run = &shape->run;
    int pair = pair_of((enum kw_sex)run->sexes[0], kw_run_end_sex(run));
    struct kw_style plain = *style;
    struct kw_phrase phrase;

    if (!run->up && !run->down)
        return (shape->from_marriage || shape->to_marriage) &&
               both_spouses(shape, out);
    if (shape->from_marriage || shape->to_marriage || run->up != run->down ||
        run->kind != KW_BLOOD)
        return false;
    if (run->up == 1)
        kw_phrase_set(&phrase, &SIBLINGS, SEXES[pair]);
    else if (pair == MIXED) /* Cousin und Cousine, one of each */
        kw_phrase_set(&phrase, &COUSIN, KW_SEX_UNKNOWN);
    else
        kw_phrase_set(&phrase, &COUSINS, SEXES[pair]);
    if (run->up > 1)
        add_degree(&phrase, run->up - 1);
    if (run->fullness == KW_HALF)
        add_half(&phrase);
    add_fold(&phrase, run->fold);
    plain.sides = false;
    add_side(run, &plain, &phrase);
    if (phrase.adjective[0]) {
        kw_buffer_text(out, phrase.adjective);
        kw_buffer_text(out, "e ");
    }
    kw_phrase_nouns(&phrase, " und ", out);
    kw_buffer_text(out, phrase.tail);
    return true;
}

/* ---- grammar ------------------------------------------------------- */

/* The ending of an adjective after "ein" and without an article. */
static const char *adjective_ending(char gender)
{
    return gender == 'm' ? "er " : gender == 'f' ? "e " : "es ";
}

static void head(const struct kw_phrase *phrase, bool article,
                 struct kw_buffer *out)
{
    for (size_t i = 0; i < phrase->count; i++) {
        const struct kw_word *word = &phrase->words[i];
        bool the = article && phrase->unique;

        if (i)
            kw_buffer_text(out, " oder ");
        if (the)
            kw_buffer_text(out, word->gender == 'm'   ? "der "
                                : word->gender == 'f' ? "die "
                                                      : "das ");
        else if (article)
            kw_buffer_text(out, word->gender == 'f' ? "eine " : "ein ");
        if (phrase->adjective[0]) {
            kw_buffer_text(out, phrase->adjective);
            kw_buffer_text(out, the ? "e " : adjective_ending(word->gender));
        }
        kw_buffer_text(out, word->text);
    }
    kw_buffer_text(out, phrase->tail);
}

static void owner(const struct kw_phrase *phrase, struct kw_buffer *out)
{
    for (size_t i = 0; i < phrase->count; i++) {
        const struct kw_word *word = &phrase->words[i];

        kw_buffer_text(out, i ? " oder " : " ");
        kw_buffer_text(out, word->gender == 'f' ? "der " : "des ");
        if (phrase->adjective[0]) {
            kw_buffer_text(out, phrase->adjective);
            kw_buffer_text(out, "en ");
        }
        kw_buffer_text(out, word->text);
        kw_buffer_text(out, word->ending);
    }
    kw_buffer_text(out, phrase->tail);
}

static void owner_name(const char *name, struct kw_buffer *out)
{
    kw_buffer_text(out, " von ");
    kw_buffer_text(out, name);
}

const struct kw_tongue kw_german = {
    .code = "de",
    .disputed = " (umstritten)",
    .same_person = "dieselbe Person",
    .is = " ist ",
    .and_ = " und ",
    .are = " sind ",
    .are_the_same = " sind dieselbe Person",
    .line = line,
    .spouse = spouse,
    .in_law = in_law,
    .both = both,
    .head = head,
    .owner = owner,
    .owner_name = owner_name,
};
