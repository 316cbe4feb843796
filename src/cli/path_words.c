/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chain in words: who each one is to the one before, in the languages
 * that relations are named in.
 */
#include "path.h"
#include "said.h"

/* What the next one is: of unknown sex, a man, a woman; and the noun's
 * gender, one letter each. */
struct link_words {
    const char *nouns[3];
    char genders[4];
};

static const struct link_words LINKS[][3] = {
    [KW_STEP_FATHER] = {[KW_EN] = {{"father", "father", "father"}, "mmm"},
                        [KW_FR] = {{"père", "père", "père"}, "mmm"},
                        [KW_DE] = {{"Vater", "Vater", "Vater"}, "mmm"}},
    [KW_STEP_MOTHER] = {[KW_EN] = {{"mother", "mother", "mother"}, "fff"},
                        [KW_FR] = {{"mère", "mère", "mère"}, "fff"},
                        [KW_DE] = {{"Mutter", "Mutter", "Mutter"}, "fff"}},
    [KW_STEP_PARENT] = {[KW_EN] = {{"parent", "father", "mother"}, "mmf"},
                        [KW_FR] = {{"parent", "père", "mère"}, "mmf"},
                        [KW_DE] = {{"Elternteil", "Vater", "Mutter"}, "mmf"}},
    [KW_STEP_CHILD] = {[KW_EN] = {{"child", "son", "daughter"}, "nmf"},
                       [KW_FR] = {{"enfant", "fils", "fille"}, "mmf"},
                       [KW_DE] = {{"Kind", "Sohn", "Tochter"}, "nmf"}},
    [KW_STEP_SPOUSE] = {[KW_EN] = {{"spouse", "husband", "wife"}, "mmf"},
                        [KW_FR] = {{"conjoint", "mari", "femme"}, "mmf"},
                        [KW_DE] = {{"Ehepartner", "Mann", "Frau"}, "mmf"}},
    [KW_STEP_SIBLING] = {[KW_EN] = {{"sibling", "brother", "sister"}, "mmf"},
                         [KW_FR] = {{"frère ou sœur", "frère", "sœur"}, "mmf"},
                         [KW_DE] = {{"Geschwister", "Bruder", "Schwester"},
                                    "nmf"}},
};

static unsigned place_of(uint8_t sex)
{
    return sex == KW_MALE ? 1 : sex == KW_FEMALE ? 2 : 0;
}

/* Of whom: in English and German that is the owner's matter, in French
 * and again in German the noun's. */
static const char *possessive(enum kw_lang lang, uint8_t owner, char gender)
{
    static const char *const ENGLISH[] = {"their", "his", "her"};
    static const char *const GERMAN[] = {"sein/ihr", "sein", "ihr"};
    static const char *const GERMAN_FEMININE[] = {"seine/ihre", "seine",
                                                  "ihre"};

    if (lang == KW_FR)
        return gender == 'f' ? "sa" : "son";
    if (lang == KW_DE)
        return (gender == 'f' ? GERMAN_FEMININE : GERMAN)[place_of(owner)];
    return ENGLISH[place_of(owner)];
}

static const char *name_of(const struct path_answer *answer, struct kw_id id,
                           char out[KW_ID_TEXT_BYTES])
{
    uint32_t who = kw_people_find(answer->people, id);

    if (who != KW_NOBODY)
        return kw_people_name(answer->people, who, out);
    return kw_id_print(id, kw_people_xrefs(answer->people), out);
}

static void print_years(const struct kw_member *member, struct kw_buffer *out)
{
    int64_t birth;
    int64_t death;
    bool born = kw_date_year(member->birth, &birth);
    bool died = kw_date_year(member->death, &death);

    if (!born && !died)
        return;
    kw_buffer_text(out, " (");
    if (born)
        kw_buffer_print(out, "%lld", (long long)birth);
    kw_buffer_text(out, "–");
    if (died)
        kw_buffer_print(out, "%lld", (long long)death);
    kw_buffer_char(out, ')');
}

static void print_chain(const struct path_answer *answer, enum kw_lang lang,
                        struct kw_buffer *out)
{
    char name[KW_ID_TEXT_BYTES];
    uint8_t sex = KW_SEX_UNKNOWN;

    for (size_t i = 0; i < answer->path.count; i++) {
        const struct kw_step *step = &answer->path.steps[i];
        const struct kw_member *member = path_member(answer, step->id);
        const struct link_words *words = &LINKS[step->link][lang];
        unsigned place = place_of(member->sex);

        kw_buffer_text(out, i ? "  > " : "  ");
        if (i)
            kw_buffer_print(out, "%s %s ",
                            possessive(lang, sex, words->genders[place]),
                            words->nouns[place]);
        kw_buffer_text(out, name_of(answer, step->id, name));
        print_years(member, out);
        kw_buffer_char(out, '\n');
        sex = member->sex;
    }
}

void path_words(const struct path_answer *answer, enum kw_lang lang,
                struct kw_buffer *out)
{
    char from[KW_ID_TEXT_BYTES];
    char to[KW_ID_TEXT_BYTES];
    size_t steps = answer->path.count ? answer->path.count - 1 : 0;

    if (!answer->found) {
        kw_buffer_text(out, name_of(answer, answer->from, from));
        kw_buffer_text(out, said(lang, SAID_AND));
        kw_buffer_text(out, name_of(answer, answer->to, to));
        kw_buffer_text(out,
                       said(lang, answer->meeting.proven ? SAID_NO_CHAIN
                                                         : SAID_NO_CHAIN_READ));
        return;
    }
    kw_buffer_text(out, said(lang, SAID_CHAIN_FROM));
    kw_buffer_text(out, name_of(answer, answer->from, from));
    kw_buffer_text(out, said(lang, SAID_CHAIN_TO));
    kw_buffer_text(out, name_of(answer, answer->to, to));
    kw_buffer_print(out, said(lang, steps == 1 ? SAID_STEP : SAID_STEPS),
                    steps);
    print_chain(answer, lang, out);
    if (!answer->meeting.proven)
        kw_buffer_text(out, said(lang, SAID_SHORTEST_READ));
    if (answer->as_of_s) {
        char time[32];

        kw_time_print(answer->as_of_s, time);
        kw_buffer_print(out, said(lang, SAID_READ_ON), time);
    }
}
