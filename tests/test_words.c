/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words: sixty vectors of English, those of composite relations, two
 * languages that name from the path, sentences, chains, and the codes
 * for machines.
 *
 * A line is written as the sexes along it (m, f, x) and how many steps
 * of it go up: "xfm", 2 is a mother's father.
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <string.h>

#include <kinwalk/kinship.h>

enum { LINE_MAX_PEOPLE = 160 };

static enum kw_sex sex_of(char letter)
{
    return letter == 'm'   ? KW_MALE
           : letter == 'f' ? KW_FEMALE
           : letter == 'o' ? KW_SEX_OTHER
                           : KW_SEX_UNKNOWN;
}

static size_t read_sexes(const char *line, uint8_t *out)
{
    size_t count = strlen(line);

    assert_true(count <= LINE_MAX_PEOPLE);
    for (size_t i = 0; i < count; i++)
        out[i] = (uint8_t)sex_of(line[i]);
    return count;
}

/* k: 'F' full, 'H' half, '?' not known, '-' direct. */
static struct kw_kin kin_of(const char *line, uint32_t up, char k,
                            uint8_t *sexes)
{
    struct kw_kin kin = {0};

    kin.down = (uint32_t)read_sexes(line, sexes) - 1 - up;
    kin.up = up;
    kin.sexes = sexes;
    kin.fullness = k == 'F'   ? KW_FULL
                   : k == 'H' ? KW_HALF
                   : k == '?' ? KW_FULLNESS_UNKNOWN
                              : KW_DIRECT;
    return kin;
}

static void expect_term(const struct kw_kin *kin, struct kw_style style,
                        const char *expected)
{
    struct kw_buffer out = {0};

    kw_term(kin, &style, &out);
    assert_int_equal(out.trouble.status, KW_OK);
    assert_string_equal(out.bytes, expected);
    kw_buffer_finish(&out);
}

static const struct kw_style ENGLISH = {.lang = KW_EN};
static const struct kw_style FRENCH = {.lang = KW_FR};
static const struct kw_style GERMAN = {.lang = KW_DE};

/* ---- English ------------------------------------------------------- */

static const struct {
    uint32_t up;
    uint32_t down;
    char k;
    char s;
    const char *term;
} SIXTY[] = {
    {0, 0, '-', 'm', "same person"},
    {1, 0, '-', 'm', "father"},
    {1, 0, '-', 'f', "mother"},
    {1, 0, '-', 'x', "parent"},
    {2, 0, '-', 'f', "grandmother"},
    {2, 0, '-', 'x', "grandparent"},
    {3, 0, '-', 'm', "great-grandfather"},
    {4, 0, '-', 'f', "2nd great-grandmother"},
    {5, 0, '-', 'x', "3rd great-grandparent"},
    {12, 0, '-', 'm', "10th great-grandfather"},
    {22, 0, '-', 'f', "20th great-grandmother"},
    {0, 1, '-', 'm', "son"},
    {0, 1, '-', 'x', "child"},
    {0, 2, '-', 'f', "granddaughter"},
    {0, 3, '-', 'm', "great-grandson"},
    {0, 4, '-', 'x', "2nd great-grandchild"},
    {0, 13, '-', 'f', "11th great-granddaughter"},
    {1, 1, 'F', 'm', "brother"},
    {1, 1, 'F', 'f', "sister"},
    {1, 1, 'F', 'x', "sibling"},
    {1, 1, 'H', 'f', "half-sister"},
    {1, 1, 'H', 'x', "half-sibling"},
    {2, 1, 'F', 'm', "uncle"},
    {2, 1, 'F', 'f', "aunt"},
    {2, 1, 'F', 'x', "aunt or uncle"},
    {2, 1, 'H', 'f', "half-aunt"},
    {3, 1, 'F', 'm', "granduncle"},
    {3, 1, 'F', 'x', "grandaunt or granduncle"},
    {4, 1, 'F', 'f', "great-grandaunt"},
    {5, 1, 'F', 'm', "2nd great-granduncle"},
    {4, 1, 'H', 'm', "half great-granduncle"},
    {8, 1, 'F', 'f', "5th great-grandaunt"},
    {1, 2, 'F', 'm', "nephew"},
    {1, 2, 'F', 'f', "niece"},
    {1, 2, 'F', 'x', "niece or nephew"},
    {1, 2, 'H', 'm', "half-nephew"},
    {1, 3, 'F', 'f', "grandniece"},
    {1, 4, 'F', 'm', "great-grandnephew"},
    {1, 5, 'F', 'f', "2nd great-grandniece"},
    {1, 3, 'H', 'x', "half-grandniece or half-grandnephew"},
    {2, 2, 'F', 'm', "1st cousin"},
    {2, 2, 'H', 'f', "half 1st cousin"},
    {3, 3, 'F', 'x', "2nd cousin"},
    {4, 4, 'F', 'm', "3rd cousin"},
    {4, 4, 'H', 'm', "half 3rd cousin"},
    {5, 5, 'F', 'f', "4th cousin"},
    {12, 12, 'F', 'm', "11th cousin"},
    {13, 13, 'F', 'f', "12th cousin"},
    {22, 22, 'F', 'x', "21st cousin"},
    {3, 2, 'F', 'f', "1st cousin once removed"},
    {2, 3, 'F', 'm', "1st cousin once removed"},
    {2, 4, 'F', 'f', "1st cousin twice removed"},
    {4, 2, 'H', 'm', "half 1st cousin twice removed"},
    {4, 3, 'F', 'm', "2nd cousin once removed"},
    {3, 4, 'F', 'f', "2nd cousin once removed"},
    {5, 2, 'F', 'x', "1st cousin three times removed"},
    {3, 6, 'F', 'm', "2nd cousin three times removed"},
    {7, 3, 'H', 'f', "half 2nd cousin four times removed"},
    {6, 4, 'F', 'm', "3rd cousin twice removed"},
    {2, 12, 'F', 'f', "1st cousin ten times removed"},
    /* beyond the sixty: without end, and the teens */
    {42, 0, '-', 'm', "40th great-grandfather"},
    {23, 0, '-', 'm', "21st great-grandfather"},
    {14, 14, 'F', 'm', "13th cousin"},
    {23, 23, 'F', 'm', "22nd cousin"},
    {24, 24, 'F', 'm', "23rd cousin"},
    {2, 13, 'F', 'm', "1st cousin eleven times removed"},
    {14, 2, 'F', 'm', "1st cousin twelve times removed"},
    {2, 15, 'F', 'm', "1st cousin thirteen times removed"},
    {2, 22, 'F', 'm', "1st cousin twenty times removed"},
    {2, 23, 'F', 'm', "1st cousin 21 times removed"},
    {113, 0, '-', 'f', "111th great-grandmother"},
    {124, 0, '-', 'f', "122nd great-grandmother"},
    {13, 1, 'F', 'm', "10th great-granduncle"},
    {4, 1, 'H', 'x', "half great-grandaunt or half great-granduncle"},
    {1, 1, '?', 'm', "brother"},
    {2, 2, '?', 'm', "1st cousin"},
    {1, 0, '-', 'o', "parent"},
};

static struct kw_kin numbers(uint32_t up, uint32_t down, char k, char s,
                             uint8_t *sexes)
{
    char line[LINE_MAX_PEOPLE + 1];

    memset(line, 'x', up + down + 1);
    line[up + down] = s;
    line[up + down + 1] = '\0';
    return kin_of(line, up, k, sexes);
}

static void english_names_the_sixty_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SIXTY / sizeof *SIXTY; i++) {
        uint8_t sexes[LINE_MAX_PEOPLE];
        struct kw_kin kin =
            numbers(SIXTY[i].up, SIXTY[i].down, SIXTY[i].k, SIXTY[i].s, sexes);

        expect_term(&kin, ENGLISH, SIXTY[i].term);
    }
}

static void great_aunt_is_the_other_custom(void **state)
{
    static const struct {
        uint32_t up, down;
        char k, s;
        const char *term;
    } rows[] = {
        {2, 1, 'F', 'f', "aunt"},
        {3, 1, 'F', 'f', "great-aunt"},
        {4, 1, 'F', 'm', "2nd great-uncle"},
        {5, 1, 'F', 'm', "3rd great-uncle"},
        {3, 1, 'H', 'f', "half great-aunt"},
        {1, 2, 'F', 'f', "niece"},
        {1, 3, 'F', 'f', "great-niece"},
        {1, 4, 'F', 'm', "2nd great-nephew"},
        {3, 1, 'F', 'x', "great-aunt or great-uncle"},
        {3, 0, '-', 'm', "great-grandfather"},
    };
    struct kw_style style = {.great_aunt = true};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t sexes[LINE_MAX_PEOPLE];
        struct kw_kin kin =
            numbers(rows[i].up, rows[i].down, rows[i].k, rows[i].s, sexes);

        expect_term(&kin, style, rows[i].term);
    }
}

static void sides_and_generations_are_said_on_request(void **state)
{
    uint8_t sexes[LINE_MAX_PEOPLE];
    struct kw_style style = {.sides = true};
    struct kw_kin kin;

    (void)state;
    kin = kin_of("xfm", 2, '-', sexes);
    expect_term(&kin, style, "maternal grandfather");
    expect_term(&kin, ENGLISH, "grandfather");
    kin = kin_of("xmxxf", 2, 'F', sexes);
    expect_term(&kin, style, "paternal 1st cousin");
    kin = kin_of("xff", 1, 'H', sexes);
    expect_term(&kin, style, "maternal half-sister");
    kin = kin_of("xff", 1, 'F', sexes);
    expect_term(&kin, style, "sister");

    style = (struct kw_style){.generations = true};
    kin = kin_of("xxxxxxf", 4, 'F', sexes);
    expect_term(&kin, style, "1st cousin twice removed, two generations above");
    kin = kin_of("xxxxxf", 2, 'F', sexes);
    expect_term(&kin, style, "1st cousin once removed, one generation below");
    kin = kin_of("xxxxf", 2, 'F', sexes);
    expect_term(&kin, style, "1st cousin");
}

static void several_couples_make_kin_double(void **state)
{
    uint8_t sexes[LINE_MAX_PEOPLE];
    struct kw_kin kin = kin_of("xxmxm", 2, 'F', sexes);

    (void)state;
    kin.fold = 1;
    expect_term(&kin, ENGLISH, "1st cousin");
    kin.fold = 2;
    expect_term(&kin, ENGLISH, "double 1st cousin");
    expect_term(&kin, FRENCH, "double cousin germain");
    expect_term(&kin, GERMAN, "zweifacher Cousin");
    kin.fold = 3;
    expect_term(&kin, ENGLISH, "triple 1st cousin");
    kin.fold = 4;
    expect_term(&kin, ENGLISH, "quadruple 1st cousin");
    kin.fold = 5;
    expect_term(&kin, ENGLISH, "5-fold 1st cousin");
    expect_term(&kin, FRENCH, "cousin germain (5 fois)");
    expect_term(&kin, GERMAN, "5-facher Cousin");
    kin.fold = 2;
    kin.fullness = KW_HALF;
    expect_term(&kin, ENGLISH, "double half 1st cousin");
}

/* ---- adoption, step, fostering ------------------------------------- */

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): rows, as read */
static const struct {
    enum kw_relation_kind kind;
    const char *line;
    uint32_t up;
    const char *english;
    const char *french;
    const char *german;
} OTHER_KINDS[] = {
    {KW_BY_ADOPTION, "xm", 1, "adoptive father", "père adoptif",
     "Adoptivvater"},
    {KW_BY_ADOPTION, "xf", 1, "adoptive mother", "mère adoptive",
     "Adoptivmutter"},
    {KW_BY_ADOPTION, "xm", 0, "adopted son", "fils adoptif", "Adoptivsohn"},
    {KW_BY_ADOPTION, "xx", 0, "adopted child", "enfant adoptif", "Adoptivkind"},
    {KW_BY_ADOPTION, "xmf", 1, "adoptive sister", "sœur adoptive",
     "Adoptivschwester"},
    {KW_BY_ADOPTION, "xxm", 2, "grandfather (adoptive line)",
     "grand-père (lignée adoptive)", "Großvater (Adoptivlinie)"},
    {KW_BY_ADOPTION, "xmm", 2, "grandfather (adoptive line)",
     "grand-père paternel (lignée adoptive)",
     "Großvater väterlicherseits (Adoptivlinie)"},
    {KW_BY_STEP, "xf", 1, "stepmother", "belle-mère", "Stiefmutter"},
    {KW_BY_STEP, "xm", 0, "stepson", "beau-fils", "Stiefsohn"},
    {KW_BY_STEP, "xmm", 1, "stepbrother", "quasi-frère", "Stiefbruder"},
    {KW_BY_STEP, "xxf", 2, "grandmother (step line)",
     "grand-mère (lignée par alliance)", "Großmutter (Stieflinie)"},
    {KW_BY_FOSTERING, "xm", 1, "foster father", "père d'accueil",
     "Pflegevater"},
    {KW_BY_FOSTERING, "xf", 0, "foster daughter", "fille d'accueil",
     "Pflegetochter"},
    {KW_BY_FOSTERING, "xxxm", 3, "great-grandfather (foster line)",
     "arrière-grand-père (lignée d'accueil)", "Urgroßvater (Pflegelinie)"},
};

static void other_kinds_than_blood_change_the_word(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof OTHER_KINDS / sizeof *OTHER_KINDS; i++) {
        uint8_t sexes[LINE_MAX_PEOPLE];
        struct kw_kin kin =
            kin_of(OTHER_KINDS[i].line, OTHER_KINDS[i].up, '?', sexes);

        kin.kind = OTHER_KINDS[i].kind;
        expect_term(&kin, ENGLISH, OTHER_KINDS[i].english);
        expect_term(&kin, FRENCH, OTHER_KINDS[i].french);
        expect_term(&kin, GERMAN, OTHER_KINDS[i].german);
    }
}

/* ---- marriages ----------------------------------------------------- */

/* `from` and `to`: 'm' married, 'd' divorced, 'p' partners, 'q' partners
 * no more, ' ' none. `to_sex` is TO's own when `to` is there. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): rows, as read */
static const struct {
    char from;
    const char *line;
    uint32_t up;
    char k;
    char to;
    char to_sex;
    const char *english;
    const char *french;
    const char *german;
} MARRIAGES[] = {
    {' ', "f", 0, '-', 'm', 'm', "husband", "mari", "Ehemann"},
    {'m', "f", 0, '-', ' ', ' ', "wife", "femme", "Ehefrau"},
    {' ', "m", 0, '-', 'm', 'x', "spouse", "conjoint", "Ehepartner"},
    {' ', "m", 0, '-', 'd', 'f', "ex-wife", "ex-femme", "Ex-Frau"},
    {' ', "m", 0, '-', 'p', 'f', "partner", "compagne", "Partnerin"},
    {' ', "m", 0, '-', 'q', 'm', "ex-partner", "ex-compagnon", "Ex-Partner"},
    {'m', "fm", 1, '-', ' ', ' ', "father-in-law", "beau-père",
     "Schwiegervater"},
    {'m', "ff", 1, '-', ' ', ' ', "mother-in-law", "belle-mère",
     "Schwiegermutter"},
    {'d', "ff", 1, '-', ' ', ' ', "ex-mother-in-law", "ex-belle-mère",
     "Ex-Schwiegermutter"},
    {'p', "ff", 1, '-', ' ', ' ', "partner's mother", "mère de la compagne",
     "Mutter der Partnerin"},
    {' ', "xf", 0, '-', 'm', 'm', "son-in-law", "gendre", "Schwiegersohn"},
    {' ', "xm", 0, '-', 'm', 'f', "daughter-in-law", "belle-fille",
     "Schwiegertochter"},
    {' ', "xm", 0, '-', 'p', 'f', "son's partner", "compagne du fils",
     "Partnerin des Sohnes"},
    {'m', "fmm", 1, 'F', ' ', ' ', "brother-in-law", "beau-frère", "Schwager"},
    {' ', "xmf", 1, 'F', 'm', 'm', "brother-in-law", "beau-frère", "Schwager"},
    {' ', "xmm", 1, 'H', 'm', 'f', "sister-in-law", "belle-sœur", "Schwägerin"},
    {'d', "fmm", 1, 'F', ' ', ' ', "ex-brother-in-law", "ex-beau-frère",
     "Ex-Schwager"},
    {'m', "fmf", 1, 'F', 'm', 'm', "wife's sister's husband",
     "mari de la sœur de la femme", "Schwippschwager"},
    {'m', "fmf", 1, 'F', 'p', 'm', "wife's sister's partner",
     "compagnon de la sœur de la femme", "Partner der Schwester der Ehefrau"},
    {' ', "xfxf", 2, 'F', 'm', 'm', "uncle by marriage",
     "oncle maternel par alliance", "angeheirateter Onkel mütterlicherseits"},
    {' ', "xxxf", 2, 'F', 'd', 'm', "aunt's ex-husband", "ex-mari de la tante",
     "Ex-Mann der Tante"},
    {' ', "xxxxm", 3, 'F', 'm', 'f', "grandaunt by marriage",
     "grand-tante par alliance", "angeheiratete Großtante"},
    {'m', "mxxxx", 2, 'F', ' ', ' ', "husband's 1st cousin",
     "cousin germain ou cousine germaine du mari",
     "Cousin oder Cousine des Ehemannes"},
    {'m', "mxxxxxf", 3, 'F', ' ', ' ', "husband's 2nd cousin",
     "cousine issue de germain du mari",
     "Cousine zweiten Grades des Ehemannes"},
    {' ', "xxxxm", 2, 'F', 'm', 'f', "1st cousin's wife",
     "femme du cousin germain", "Ehefrau des Cousins"},
    {'m', "fxm", 1, 'F', ' ', ' ', "brother-in-law", "beau-frère", "Schwager"},
    {'m', "fxmm", 1, 'F', ' ', ' ', "wife's nephew", "neveu de la femme",
     "Neffe der Ehefrau"},
    {' ', "xxxm", 1, 'F', 'm', 'f', "nephew's wife", "femme du neveu",
     "Ehefrau des Neffen"},
    {'m', "fm", 0, '-', ' ', ' ', "stepson", "beau-fils", "Stiefsohn"},
    {' ', "xf", 1, '-', 'm', 'm', "stepfather", "beau-père", "Stiefvater"},
    {' ', "xf", 1, '-', 'p', 'm', "mother's partner", "compagnon de la mère",
     "Partner der Mutter"},
    {' ', "xf", 1, '-', 'd', 'm', "mother's ex-husband", "ex-mari de la mère",
     "Ex-Mann der Mutter"},
    {'m', "fxxxm", 2, 'F', 'm', 'f', "wife's 1st cousin's wife",
     "femme du cousin germain de la femme", "Ehefrau des Cousins der Ehefrau"},
    {' ', "xxm", 2, '-', 'm', 'f', "grandfather's wife", "femme du grand-père",
     "Ehefrau des Großvaters"},
    {'m', "mxfm", 3, '-', ' ', ' ', "husband's great-grandfather",
     "arrière-grand-père du mari", "Urgroßvater des Ehemannes"},
};

static enum kw_marriage marriage_of(char letter)
{
    return letter == 'm'   ? KW_MARRIED
           : letter == 'd' ? KW_DIVORCED
           : letter == 'p' ? KW_PARTNERED
           : letter == 'q' ? KW_EX_PARTNERED
                           : KW_NO_MARRIAGE;
}

static void marriages_stand_at_the_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof MARRIAGES / sizeof *MARRIAGES; i++) {
        uint8_t sexes[LINE_MAX_PEOPLE];
        struct kw_kin kin =
            kin_of(MARRIAGES[i].line, MARRIAGES[i].up, MARRIAGES[i].k, sexes);

        kin.kind = KW_BY_MARRIAGE;
        kin.from_marriage = marriage_of(MARRIAGES[i].from);
        kin.to_marriage = marriage_of(MARRIAGES[i].to);
        kin.to_sex = sex_of(MARRIAGES[i].to_sex);
        expect_term(&kin, ENGLISH, MARRIAGES[i].english);
        expect_term(&kin, FRENCH, MARRIAGES[i].french);
        expect_term(&kin, GERMAN, MARRIAGES[i].german);
    }
}

/* ---- French and German --------------------------------------------- */

struct vector {
    const char *line;
    uint32_t up;
    char k;
    const char *term;
};

static void expect_vectors(const struct vector *rows, size_t count,
                           struct kw_style style)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t sexes[LINE_MAX_PEOPLE];
        struct kw_kin kin = kin_of(rows[i].line, rows[i].up, rows[i].k, sexes);

        expect_term(&kin, style, rows[i].term);
    }
}

static const struct vector FRENCH_ROWS[] = {
    {"x", 0, '-', "même personne"},
    {"xm", 1, '-', "père"},
    {"xf", 1, '-', "mère"},
    {"xx", 1, '-', "parent"},
    {"xmm", 2, '-', "grand-père paternel"},
    {"xfm", 2, '-', "grand-père maternel"},
    {"xmf", 2, '-', "grand-mère paternelle"},
    {"xff", 2, '-', "grand-mère maternelle"},
    {"xxf", 2, '-', "grand-mère"},
    {"xfmm", 3, '-', "arrière-grand-père"},
    {"xfmff", 4, '-', "trisaïeule"},
    {"xfmfxm", 5, '-', "quadrisaïeul"},
    {"xxxxxxm", 6, '-', "ancêtre à la 6e génération"},
    {"xxxxxxxxxxxxf", 12, '-', "ancêtre à la 12e génération"},
    {"xm", 0, '-', "fils"},
    {"xf", 0, '-', "fille"},
    {"xx", 0, '-', "enfant"},
    {"xmm", 0, '-', "petit-fils"},
    {"xmf", 0, '-', "petite-fille"},
    {"xxxf", 0, '-', "arrière-petite-fille"},
    {"xxxxm", 0, '-', "arrière-arrière-petit-fils"},
    {"xxxxxf", 0, '-', "descendante à la 5e génération"},
    {"xmm", 1, 'F', "frère"},
    {"xff", 1, 'F', "sœur"},
    {"xmx", 1, 'F', "frère ou sœur"},
    {"xfm", 1, 'H', "demi-frère utérin"},
    {"xmm", 1, 'H', "demi-frère consanguin"},
    {"xff", 1, 'H', "demi-sœur utérine"},
    {"xmf", 1, 'H', "demi-sœur consanguine"},
    {"xxf", 1, 'H', "demi-sœur"},
    {"xmm", 1, '?', "frère"},
    {"xmmm", 2, 'F', "oncle paternel"},
    {"xfmm", 2, 'F', "oncle maternel"},
    {"xfmf", 2, 'F', "tante maternelle"},
    {"xfmf", 2, 'H', "demi-tante maternelle"},
    {"xxxx", 2, 'F', "oncle ou tante"},
    {"xfmmm", 3, 'F', "grand-oncle"},
    {"xfmmmf", 4, 'F', "arrière-grand-tante"},
    {"xxxxxxm", 5, 'F', "arrière-arrière-grand-oncle"},
    {"xxxxxmxm", 6, 'F', "frère d'un ancêtre à la 5e génération"},
    {"xxxxxfxm", 6, 'F', "frère d'une ancêtre à la 5e génération"},
    {"xxxxxfxf", 6, 'H', "demi-sœur d'une ancêtre à la 5e génération"},
    {"xxfm", 1, 'F', "neveu"},
    {"xxmf", 1, 'F', "nièce"},
    {"xxfm", 1, 'H', "demi-neveu"},
    {"xxxxm", 1, 'F', "petit-neveu"},
    {"xxxxxf", 1, 'F', "arrière-petite-nièce"},
    {"xxmxxxxm", 1, 'F', "descendant à la 5e génération d'un frère"},
    {"xxfxxxxf", 1, 'F', "descendante à la 5e génération d'une sœur"},
    {"xxfxxxxm", 1, 'H', "descendant à la 5e génération d'une demi-sœur"},
    {"xxxxm", 2, 'F', "cousin germain"},
    {"xxxxf", 2, 'F', "cousine germaine"},
    {"xxxxf", 2, 'H', "demi-cousine germaine"},
    {"xxxxxxm", 3, 'F', "cousin issu de germain"},
    {"xxxxxxf", 3, 'F', "cousine issue de germain"},
    {"xxxxxm", 3, 'F', "oncle à la mode de Bretagne"},
    {"xxxxxf", 3, 'F', "tante à la mode de Bretagne"},
    {"xxxxxm", 2, 'F', "neveu à la mode de Bretagne"},
    {"xxxxxxf", 4, 'F', "grand-tante à la mode de Bretagne"},
    {"xxxxxxf", 2, 'F', "petite-nièce à la mode de Bretagne"},
    {"xxxxxxxxm", 4, 'F', "cousin au 4e degré canonique"},
    {"xxxxxxxm", 4, 'F', "cousin du 3e au 4e degré canonique"},
    {"xxxxxxxf", 3, 'F', "cousine du 3e au 4e degré canonique"},
    {"xxxxxxxm", 2, 'F', "cousin du 2e au 5e degré canonique"},
};

static const struct vector GERMAN_ROWS[] = {
    {"x", 0, '-', "dieselbe Person"},
    {"xm", 1, '-', "Vater"},
    {"xf", 1, '-', "Mutter"},
    {"xx", 1, '-', "Elternteil"},
    {"xmm", 2, '-', "Großvater väterlicherseits"},
    {"xfm", 2, '-', "Großvater mütterlicherseits"},
    {"xmf", 2, '-', "Großmutter väterlicherseits"},
    {"xff", 2, '-', "Großmutter mütterlicherseits"},
    {"xxx", 2, '-', "Großelternteil"},
    {"xfmm", 3, '-', "Urgroßvater"},
    {"xfmmf", 4, '-', "Ururgroßmutter"},
    {"xxxxxm", 5, '-', "Urururgroßvater"},
    {"xxxxxxm", 6, '-', "4×Ur-Großvater"},
    {"xxxxxxxxxxxxm", 12, '-', "10×Ur-Großvater"},
    {"xm", 0, '-', "Sohn"},
    {"xf", 0, '-', "Tochter"},
    {"xx", 0, '-', "Kind"},
    {"xmm", 0, '-', "Enkel"},
    {"xmf", 0, '-', "Enkelin"},
    {"xxx", 0, '-', "Enkelkind"},
    {"xxxm", 0, '-', "Urenkel"},
    {"xxxxf", 0, '-', "Ururenkelin"},
    {"xmm", 1, 'F', "Bruder"},
    {"xmf", 1, 'F', "Schwester"},
    {"xmx", 1, 'F', "Bruder oder Schwester"},
    {"xmm", 1, 'H', "Halbbruder väterlicherseits"},
    {"xfm", 1, 'H', "Halbbruder mütterlicherseits"},
    {"xxf", 1, 'H', "Halbschwester"},
    {"xmm", 1, '?', "Bruder"},
    {"xmmm", 2, 'F', "Onkel väterlicherseits"},
    {"xfmm", 2, 'F', "Onkel mütterlicherseits"},
    {"xfmf", 2, 'F', "Tante mütterlicherseits"},
    {"xmmf", 2, 'H', "Halbtante väterlicherseits"},
    {"xxxx", 2, 'F', "Onkel oder Tante"},
    {"xfmmm", 3, 'F', "Großonkel"},
    {"xfmmmf", 4, 'F', "Urgroßtante"},
    {"xxxxxxm", 5, 'F', "Ururgroßonkel"},
    {"xxxxxxxxm", 7, 'F', "4×Ur-Großonkel"},
    {"xxxxxxxxm", 7, 'H', "Halb-4×Ur-Großonkel"},
    {"xxfm", 1, 'F', "Neffe"},
    {"xxmf", 1, 'F', "Nichte"},
    {"xxmm", 1, 'H', "Halbneffe"},
    {"xxxxm", 1, 'F', "Großneffe"},
    {"xxxxxf", 1, 'F', "Urgroßnichte"},
    {"xxxxm", 2, 'F', "Cousin"},
    {"xxxxf", 2, 'F', "Cousine"},
    {"xxxxf", 2, 'H', "Halbcousine"},
    {"xxxxxxm", 3, 'F', "Cousin zweiten Grades"},
    {"xxxxxxx", 3, 'F', "Cousin oder Cousine zweiten Grades"},
    {"xxxxxxxxf", 4, 'F', "Cousine dritten Grades"},
    {"xxxxxm", 3, 'F', "Onkel zweiten Grades"},
    {"xxxxxf", 2, 'F', "Nichte zweiten Grades"},
    {"xxxxxxm", 4, 'F', "Großonkel zweiten Grades"},
    {"xxxxxxf", 2, 'F', "Großnichte zweiten Grades"},
    {"xxxxxxxm", 4, 'F', "Onkel dritten Grades"},
    {"xxxxxxxm", 5, 'F', "Urgroßonkel zweiten Grades"},
    {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxm", 15, 'F', "Cousin 14. Grades"},
};

static void french_names_from_the_path(void **state)
{
    (void)state;
    expect_vectors(FRENCH_ROWS, sizeof FRENCH_ROWS / sizeof *FRENCH_ROWS,
                   FRENCH);
}

static void german_names_from_the_path(void **state)
{
    (void)state;
    expect_vectors(GERMAN_ROWS, sizeof GERMAN_ROWS / sizeof *GERMAN_ROWS,
                   GERMAN);
}

static void the_first_language_with_words_is_taken(void **state)
{
    const char *austrian[] = {"mul", "de-at", "fr", NULL};
    const char *quebec[] = {"fr_CA", "en", NULL};
    const char *none[] = {"nl", "mul", NULL};

    (void)state;
    assert_int_equal(kw_lang_pick(austrian), KW_DE);
    assert_int_equal(kw_lang_pick(quebec), KW_FR);
    assert_int_equal(kw_lang_pick(none), KW_EN);
    assert_int_equal(kw_lang_pick(NULL), KW_EN);
}

/* ---- sentences ----------------------------------------------------- */

static void expect_sentence(const struct kw_kin *kin, const char *from,
                            const char *to, struct kw_style style,
                            const char *expected)
{
    struct kw_buffer out = {0};

    kw_sentence(kin, from, to, &style, &out);
    assert_string_equal(out.bytes, expected);
    kw_buffer_finish(&out);
}

static void a_sentence_says_who_is_what_to_whom(void **state)
{
    uint8_t sexes[LINE_MAX_PEOPLE];
    struct kw_kin kin;

    (void)state;
    kin = kin_of("fmmmmmmm", 4, 'F', sexes);
    expect_sentence(&kin, "Elizabeth II", "Prince Philip", ENGLISH,
                    "Prince Philip is Elizabeth II's 2nd cousin once removed");
    expect_sentence(
        &kin, "Élisabeth II", "Philip Mountbatten", FRENCH,
        "Philip Mountbatten est un cousin du 3e au 4e degré canonique "
        "d'Élisabeth II");
    expect_sentence(&kin, "Elisabeth II.", "Philip", GERMAN,
                    "Philip ist ein Onkel dritten Grades von Elisabeth II.");

    kin = kin_of("mmmff", 4, '-', sexes);
    expect_sentence(&kin, "Charles", "Mary", ENGLISH,
                    "Mary is Charles's 2nd great-grandmother");
    expect_sentence(&kin, "Yolande", "Mary", FRENCH,
                    "Mary est une trisaïeule de Yolande");
    expect_sentence(&kin, "Karl", "Maria", GERMAN,
                    "Maria ist eine Ururgroßmutter von Karl");

    kin = kin_of("mm", 1, '-', sexes);
    kin.disputed = true;
    expect_sentence(&kin, "B", "A", ENGLISH, "A is B's father (disputed)");
    expect_sentence(&kin, "Henri", "A", FRENCH,
                    "A est le père d'Henri (contesté)");
    expect_sentence(&kin, "B", "A", GERMAN,
                    "A ist der Vater von B (umstritten)");

    kin = kin_of("m", 0, '-', sexes);
    expect_sentence(&kin, "B", "A", ENGLISH, "A and B are the same person");
    expect_sentence(&kin, "B", "A", FRENCH, "A et B sont la même personne");
    expect_sentence(&kin, "B", "A", GERMAN, "A und B sind dieselbe Person");
}

static void french_elides_before_a_vowel_and_a_mute_h(void **state)
{
    static const struct {
        const char *name;
        const char *sentence;
    } rows[] = {
        {"Élisabeth", "A est le père d'Élisabeth"},
        {"Œnone", "A est le père d'Œnone"},
        {"Anne", "A est le père d'Anne"},
        {"Hélène de Grèce", "A est le père d'Hélène de Grèce"},
        {"Hohenzollern", "A est le père de Hohenzollern"},
        {"Yves", "A est le père d'Yves"},
        {"Yolande", "A est le père de Yolande"},
        {"Victoria", "A est le père de Victoria"},
        {"Q42", "A est le père de Q42"},
        {"", "A est le père de "},
    };
    uint8_t sexes[LINE_MAX_PEOPLE];
    struct kw_kin kin = kin_of("xm", 1, '-', sexes);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_sentence(&kin, rows[i].name, "A", FRENCH, rows[i].sentence);
}

static void marriages_bend_articles_and_nouns(void **state)
{
    uint8_t sexes[LINE_MAX_PEOPLE];
    struct kw_kin kin = kin_of("xfxf", 2, 'F', sexes);

    (void)state;
    kin.kind = KW_BY_MARRIAGE;
    kin.to_marriage = KW_MARRIED;
    kin.to_sex = KW_MALE;
    expect_sentence(&kin, "B", "A", ENGLISH, "A is B's uncle by marriage");
    expect_sentence(&kin, "B", "A", FRENCH,
                    "A est un oncle maternel par alliance de B");
    expect_sentence(&kin, "B", "A", GERMAN,
                    "A ist ein angeheirateter Onkel mütterlicherseits von B");

    kin.from_marriage = KW_MARRIED;
    kin.to_sex = KW_FEMALE;
    sexes[3] = KW_MALE;
    expect_sentence(&kin, "B", "A", ENGLISH, "A is B's spouse's uncle's wife");
    expect_sentence(&kin, "B", "A", FRENCH,
                    "A est la femme de l'oncle maternel du conjoint de B");
    sexes[0] = KW_FEMALE;
    expect_sentence(&kin, "B", "A", GERMAN,
                    "A ist die Ehefrau des Onkels mütterlicherseits der "
                    "Ehefrau von B");

    kin = kin_of("xxxxx", 2, 'F', sexes);
    expect_sentence(&kin, "B", "A", FRENCH,
                    "A est un cousin germain ou une cousine germaine de B");
    expect_sentence(&kin, "B", "A", GERMAN,
                    "A ist ein Cousin oder eine Cousine von B");
}

static void one_word_may_serve_both(void **state)
{
    static const struct {
        const char *line;
        uint32_t up;
        char k;
        const char *english;
        const char *french;
        const char *german;
    } rows[] = {
        {"mxm", 1, 'F', "brothers", "frères", "Brüder"},
        {"fxf", 1, 'F', "sisters", "sœurs", "Schwestern"},
        {"fxm", 1, 'F', "siblings", "frère et sœur", "Geschwister"},
        {"ffm", 1, 'H', "half-siblings",
         "demi-frère utérin et demi-sœur "
         "utérine",
         "Halbgeschwister mütterlicherseits"},
        {"mxxxm", 2, 'F', "1st cousins", "cousins germains", "Cousins"},
        {"fxxxf", 2, 'F', "1st cousins", "cousines germaines", "Cousinen"},
        {"fxxxm", 2, 'H', "half 1st cousins", "demi-cousins germains",
         "Halbcousin und Halbcousine"},
        {"fxxxxxm", 3, 'F', "2nd cousins", "cousins issus de germains",
         "Cousin und Cousine zweiten Grades"},
        {"fxxxxxxm", 4, 'F', "2nd cousins once removed", NULL, NULL},
        {"fxxm", 2, 'F', NULL, NULL, NULL},
        {"fm", 1, '-', NULL, NULL, NULL},
    };
    static const struct kw_style *const styles[] = {&ENGLISH, &FRENCH, &GERMAN};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *expected[] = {rows[i].english, rows[i].french,
                                  rows[i].german};
        uint8_t sexes[LINE_MAX_PEOPLE];
        struct kw_kin kin = kin_of(rows[i].line, rows[i].up, rows[i].k, sexes);

        for (size_t s = 0; s < 3; s++) {
            struct kw_buffer out = {0};
            bool said = kw_term_both(&kin, styles[s], &out);

            assert_int_equal(said, expected[s] != NULL);
            if (said)
                assert_string_equal(out.bytes, expected[s]);
            else
                assert_int_equal(out.length, 0);
            kw_buffer_finish(&out);
        }
    }
}

static void sentences_may_say_it_of_both(void **state)
{
    uint8_t sexes[LINE_MAX_PEOPLE];
    struct kw_style style = {.together = true};
    struct kw_kin kin = kin_of("fxxxxxxm", 4, 'F', sexes);

    (void)state;
    expect_sentence(&kin, "B", "A", style,
                    "A and B are 2nd cousins once removed");
    kin = kin_of("mff", 1, 'H', sexes);
    expect_sentence(&kin, "B", "A", style, "A and B are half-siblings");
    kin = kin_of("mfm", 2, '-', sexes);
    expect_sentence(&kin, "B", "A", style, "A is B's grandfather");
    kin = kin_of("f", 0, '-', sexes);
    kin.kind = KW_BY_MARRIAGE;
    kin.to_marriage = KW_MARRIED;
    kin.to_sex = KW_MALE;
    expect_sentence(&kin, "B", "A", style, "A and B are husband and wife");
    style.lang = KW_FR;
    expect_sentence(&kin, "B", "A", style, "A et B sont mari et femme");
    style.lang = KW_DE;
    expect_sentence(&kin, "B", "A", style, "A und B sind Eheleute");
    kin.to_marriage = KW_DIVORCED;
    expect_sentence(&kin, "B", "A", style, "A und B sind geschiedene Eheleute");
}

/* ---- chains -------------------------------------------------------- */

/* Links as letters: F, M, P up; C down; S aside; W marriage. */
static const struct {
    const char *links;
    const char *sexes;
    const char *english;
    const char *french;
    const char *german;
} CHAINS[] = {
    {"", "m", "same person", "même personne", "dieselbe Person"},
    {"W", "mf", "wife", "femme", "Ehefrau"},
    {"WSW", "mffm", "wife's sister's husband", "mari de la sœur de la femme",
     "Schwippschwager"},
    {"SWS", "mfmm", "sister's husband's brother", "frère du mari de la sœur",
     "Bruder des Ehemannes der Schwester"},
    {"FFC", "mmmm", "uncle", "oncle paternel", "Onkel väterlicherseits"},
    {"FS", "mmm", "uncle", "oncle paternel", "Onkel väterlicherseits"},
    {"MSC", "mffm", "1st cousin", "cousin germain", "Cousin"},
    {"FMSC", "xmfxf", "1st cousin once removed", "tante à la mode de Bretagne",
     "Tante zweiten Grades"},
    {"WF", "mfm", "father-in-law", "beau-père", "Schwiegervater"},
    {"CWF", "mfmm", "daughter's husband's father", "père du mari de la fille",
     "Vater des Ehemannes der Tochter"},
    {"CF", "fmm", "son's father", "père du fils", "Vater des Sohnes"},
    {"WFW", "mfmf", "wife's father's wife", "femme du père de la femme",
     "Ehefrau des Vaters der Ehefrau"},
    {"CWMW", "mfmfm", "daughter's husband's mother's husband",
     "mari de la mère du mari de la fille",
     "Ehemann der Mutter des Ehemannes der Tochter"},
    {"WFFCCWC", "mfmmxxfm", "wife's 1st cousin's wife's son",
     "fils de la femme du cousin germain ou de la cousine germaine de la "
     "femme",
     "Sohn der Ehefrau des Cousins oder der Cousine der Ehefrau"},
};

static size_t read_links(const char *text, enum kw_step_kind *out)
{
    size_t count = strlen(text);

    for (size_t i = 0; i < count; i++)
        out[i] = text[i] == 'F'   ? KW_STEP_FATHER
                 : text[i] == 'M' ? KW_STEP_MOTHER
                 : text[i] == 'P' ? KW_STEP_PARENT
                 : text[i] == 'C' ? KW_STEP_CHILD
                 : text[i] == 'S' ? KW_STEP_SIBLING
                                  : KW_STEP_SPOUSE;
    return count;
}

static void chains_are_reduced_to_the_longest_lines(void **state)
{
    static const struct kw_style *const styles[] = {&ENGLISH, &FRENCH, &GERMAN};

    (void)state;
    for (size_t i = 0; i < sizeof CHAINS / sizeof *CHAINS; i++) {
        const char *expected[] = {CHAINS[i].english, CHAINS[i].french,
                                  CHAINS[i].german};
        enum kw_step_kind links[16];
        uint8_t sexes[LINE_MAX_PEOPLE];
        size_t count = read_links(CHAINS[i].links, links);

        assert_int_equal(read_sexes(CHAINS[i].sexes, sexes), count + 1);
        for (size_t s = 0; s < 3; s++) {
            struct kw_buffer out = {0};

            kw_chain_term(links, sexes, count, styles[s], &out);
            assert_string_equal(out.bytes, expected[s]);
            kw_buffer_finish(&out);
        }
    }
}

static void a_chain_knows_partners_from_spouses(void **state)
{
    enum kw_step_kind links[3];
    const uint8_t marriages[] = {KW_DIVORCED, 0, KW_PARTNERED};
    uint8_t sexes[LINE_MAX_PEOPLE];
    size_t count = read_links("WSW", links);
    struct kw_buffer out = {0};

    (void)state;
    (void)read_sexes("mffm", sexes);
    kw_chain_term_as(links, marriages, sexes, count, &ENGLISH, &out);
    assert_string_equal(out.bytes, "ex-wife's sister's partner");
    kw_buffer_finish(&out);
}

/* ---- codes --------------------------------------------------------- */

static void kin_types_spell_the_path(void **state)
{
    /* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
    static const struct {
        char from;
        const char *line;
        uint32_t up;
        char k;
        char to;
        const char *type;
    } rows[] = {
        {' ', "m", 0, '-', ' ', ""},         {' ', "mm", 1, '-', ' ', "F"},
        {' ', "mx", 1, '-', ' ', "P"},       {' ', "mfmm", 3, '-', ' ', "MFF"},
        {' ', "mfx", 0, '-', ' ', "DC"},     {' ', "mmm", 1, 'F', ' ', "B"},
        {' ', "mmf", 1, 'F', ' ', "Z"},      {' ', "mmx", 1, 'F', ' ', "G"},
        {' ', "mmm", 1, 'H', ' ', "FS"},     {' ', "mfm", 1, '?', ' ', "MS"},
        {' ', "mmmm", 2, 'F', ' ', "FB"},    {' ', "mfmfm", 2, 'F', ' ', "MZS"},
        {' ', "mmmff", 2, 'H', ' ', "FFDD"}, {'m', "fmm", 1, 'F', ' ', "WB"},
        {' ', "mmf", 1, 'F', 'm', "ZH"},     {'m', "f", 0, '-', ' ', "W"},
        {'m', "fmf", 1, 'F', 'm', "WZH"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t sexes[LINE_MAX_PEOPLE];
        struct kw_kin kin = kin_of(rows[i].line, rows[i].up, rows[i].k, sexes);
        struct kw_buffer out = {0};

        kin.from_marriage = marriage_of(rows[i].from);
        kin.to_marriage = marriage_of(rows[i].to);
        kin.to_sex = KW_MALE;
        kw_kin_type(&kin, &out);
        assert_string_equal(out.bytes ? out.bytes : "", rows[i].type);
        kw_buffer_finish(&out);
    }
}

static void degrees_follow_both_laws(void **state)
{
    (void)state;
    assert_int_equal(kw_civil_degree(0, 0), 0);
    assert_int_equal(kw_canon_degree(0, 0), 0);
    assert_int_equal(kw_civil_degree(1, 1), 2);
    assert_int_equal(kw_canon_degree(1, 1), 1);
    assert_int_equal(kw_civil_degree(2, 1), 3);
    assert_int_equal(kw_canon_degree(2, 1), 2);
    assert_int_equal(kw_civil_degree(3, 3), 6);
    assert_int_equal(kw_canon_degree(3, 3), 3);
    assert_int_equal(kw_civil_degree(4, 3), 7);
    assert_int_equal(kw_canon_degree(4, 3), 4);
}

static void ahnentafel_numbers_pass_64_bits(void **state)
{
    static const struct {
        const char *line;
        const char *number;
    } rows[] = {
        {"x", "1"},
        {"xm", "2"},
        {"xf", "3"},
        {"xmf", "5"},
        {"xff", "7"},
        {"xfmff", "27"},
        {"xmmmmm", "32"},
        {"xffff", "31"},
        /* 2^65 - 1: 64 mothers */
        {"xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         "36893488147419103231"},
    };
    uint8_t sexes[LINE_MAX_PEOPLE];
    struct kw_buffer out = {0};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t up = (uint32_t)read_sexes(rows[i].line, sexes) - 1;

        kw_buffer_clear(&out);
        kw_buffer_text(&out, "no ");
        assert_true(kw_ahnentafel(sexes, up, &out));
        assert_memory_equal(out.bytes, "no ", 3);
        assert_string_equal(out.bytes + 3, rows[i].number);
    }
    kw_buffer_clear(&out);
    (void)read_sexes("xmxf", sexes);
    assert_false(kw_ahnentafel(sexes, 3, &out));
    assert_int_equal(out.length, 0);
    kw_buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_names_the_sixty_vectors),
        cmocka_unit_test(great_aunt_is_the_other_custom),
        cmocka_unit_test(sides_and_generations_are_said_on_request),
        cmocka_unit_test(several_couples_make_kin_double),
        cmocka_unit_test(other_kinds_than_blood_change_the_word),
        cmocka_unit_test(marriages_stand_at_the_ends),
        cmocka_unit_test(french_names_from_the_path),
        cmocka_unit_test(german_names_from_the_path),
        cmocka_unit_test(the_first_language_with_words_is_taken),
        cmocka_unit_test(a_sentence_says_who_is_what_to_whom),
        cmocka_unit_test(french_elides_before_a_vowel_and_a_mute_h),
        cmocka_unit_test(marriages_bend_articles_and_nouns),
        cmocka_unit_test(one_word_may_serve_both),
        cmocka_unit_test(sentences_may_say_it_of_both),
        cmocka_unit_test(chains_are_reduced_to_the_longest_lines),
        cmocka_unit_test(a_chain_knows_partners_from_spouses),
        cmocka_unit_test(kin_types_spell_the_path),
        cmocka_unit_test(degrees_follow_both_laws),
        cmocka_unit_test(ahnentafel_numbers_pass_64_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
