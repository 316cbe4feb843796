/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A life in statements: names, dates more or less exact, and the others,
 * as this end states them.
 */
#include "made_person.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { JULIAN_UNTIL = 1582, LIVING_SINCE = 1935 };

static double chance(const struct writer *w, enum reason reason, uint64_t a,
                     uint64_t b)
{
    return hash_fraction(dice(w, reason, a, b));
}

/* ---- statements ---------------------------------------------------- */

static void begin_statement(struct writer *w, const char *property)
{
    char owner[24];
    char id[80];
    uint64_t hash = dice(w, FOR_STATEMENT, w->self, w->statement++);
    uint64_t low = hash_number(hash);

    snprintf(id, sizeof id, "%s$%08" PRIX32 "-%04X-5%03X-%04X-%012" PRIX64,
             made_id(w, w->self, owner), (uint32_t)(hash >> 32),
             (unsigned)(hash >> 16) & 0xffff, (unsigned)hash & 0xfff,
             0x8000 | ((unsigned)low & 0x3fff), low >> 16);
    kw_json_object(&w->json);
    kw_json_set_text(&w->json, "id", id);
    kw_json_set_text(&w->json, "p", property);
}

static void write_qualifier_item(struct writer *w, const char *property,
                                 const char *item)
{
    kw_json_key(&w->json, "qualifiers");
    kw_json_object(&w->json);
    kw_json_key(&w->json, property);
    kw_json_array(&w->json);
    kw_json_text(&w->json, item);
    kw_json_end(&w->json);
    kw_json_end(&w->json);
}

static void end_statement(struct writer *w)
{
    uint64_t references = dice(w, FOR_REFERENCES, w->self, w->statement) % 6;

    if (references > 0 && references < 4)
        kw_json_set_int(&w->json, "references", (int64_t)references);
    kw_json_end(&w->json);
}

/* A statement whose value is an item; `role` with its reason, or NULL. */
static void write_item(struct writer *w, const char *property,
                       const char *value, const char *role, const char *reason,
                       const char *kinship)
{
    begin_statement(w, property);
    kw_json_set_text(&w->json, "value", value);
    kw_json_set_text(&w->json, "rank", "normal");
    if (role != NULL) {
        kw_json_set_text(&w->json, "role", role);
        write_qualifier_item(w, reason, kinship);
    }
    end_statement(w);
}

/* ---- dates --------------------------------------------------------- */

struct day {
    int year;
    unsigned month; /* 0: not known */
    unsigned day;
    bool circa;
};

static struct day pick_day(uint64_t hash, int year)
{
    struct day day = {.year = year};
    unsigned exact = (unsigned)(hash % 100);

    if (exact < 80)
        day.month = (unsigned)(hash >> 8) % 12 + 1;
    if (exact < 70)
        day.day = (unsigned)(hash >> 16) % 28 + 1;
    day.circa = exact >= 95;
    return day;
}

static void write_day(struct writer *w, const struct day *day)
{
    char time[40];

    snprintf(time, sizeof time, "+%04d-%02u-%02uT00:00:00Z", day->year,
             day->month, day->day);
    kw_json_object(&w->json);
    kw_json_set_text(&w->json, "time", time);
    kw_json_set_int(&w->json, "precision", day->day ? 11 : day->month ? 10 : 9);
    kw_json_set_text(&w->json, "calendar",
                     day->year <= JULIAN_UNTIL ? "julian" : "gregorian");
    if (day->circa)
        kw_json_set_bool(&w->json, "circa", true);
    kw_json_end(&w->json);
}

static void write_date(struct writer *w, const char *property,
                       const struct day *day)
{
    begin_statement(w, property);
    kw_json_key(&w->json, "value");
    write_day(w, day);
    kw_json_set_text(&w->json, "rank", "normal");
    if (day->circa)
        write_qualifier_item(w, "P1480", "Q5727902");
    end_statement(w);
}

static int death_year(const struct writer *w, const struct human *human)
{
    uint64_t hash = dice(w, FOR_DEATH, w->self, 1);

    return human->birth_year + 40 + (int)(hash % 50);
}

/* ---- links --------------------------------------------------------- */

/* Which end says it: 0 both, 1 only the child (or the first), 2 only the
 * parent. Both ends ask alike. */
static int one_side(const struct writer *w, uint64_t a, uint64_t b)
{
    double fraction = chance(w, FOR_ONE_SIDE, a, b);

    return fraction < 0.04 ? 1 : fraction < 0.08 ? 2 : 0;
}

/* A parent as the child names them: sometimes by a merged record. */
static const char *named(const struct writer *w, uint32_t parent, char out[24])
{
    uint32_t alias = w->alias[parent];

    if (alias != NO_ONE && dice(w, FOR_ALIAS, w->self, parent) % 2 == 0)
        return made_id(w, alias, out);
    return made_id(w, parent, out);
}

static void write_fathers(struct writer *w, const struct human *human)
{
    bool disputed = chance(w, FOR_DISPUTE, w->self, 0) < 0.01;
    char id[24];

    if (human->unknown_father) {
        begin_statement(w, "P22");
        kw_json_set_text(&w->json, "snak", "somevalue");
        kw_json_set_text(&w->json, "rank", "normal");
        end_statement(w);
    }
    if (human->father != NO_ONE && one_side(w, w->self, human->father) != 2)
        write_item(w, "P22", named(w, human->father, id),
                   disputed ? "disputed" : NULL, "P1480", "Q18122778");
    if (human->adopter != NO_ONE)
        write_item(w, "P22", named(w, human->adopter, id), "adoptive", "P1039",
                   "Q61740757");
}

static void write_spouses(struct writer *w, const struct human *human)
{
    char id[24];

    for (int i = 0; i < SPOUSES_MAX && human->spouses[i] != NO_ONE; i++) {
        uint32_t other = human->spouses[i];
        uint32_t low = w->self < other ? w->self : other;
        uint32_t high = w->self < other ? other : w->self;
        int side = one_side(w, low, high);
        uint64_t hash = dice(w, FOR_WEDDING, low, high);
        struct day wedding = pick_day(hash, w->tree.people[high].birth_year +
                                                18 + (int)(hash % 5));

        if (side == (w->self == low ? 2 : 1))
            continue;
        begin_statement(w, "P26");
        kw_json_set_text(&w->json, "value", made_id(w, other, id));
        kw_json_set_text(&w->json, "rank", "normal");
        if (hash % 3 == 0 && !wedding.circa) {
            kw_json_key(&w->json, "qualifiers");
            kw_json_object(&w->json);
            kw_json_key(&w->json, "P580");
            kw_json_array(&w->json);
            write_day(w, &wedding);
            kw_json_end(&w->json);
            kw_json_end(&w->json);
        }
        end_statement(w);
    }
}

static void write_children(struct writer *w)
{
    const struct family_tree *tree = &w->tree;
    char id[24];

    for (size_t i = tree->first_child[w->self];
         i < tree->first_child[w->self + 1]; i++) {
        uint32_t child = tree->children[i];
        const struct human *human = &tree->people[child];

        if (human->adopter == w->self)
            write_item(w, "P40", made_id(w, child, id), "adoptive", "P1039",
                       human->is_male ? "Q20746725" : "Q20746728");
        else if (one_side(w, child, w->self) != 1)
            write_item(w, "P40", made_id(w, child, id), NULL, NULL, NULL);
    }
    if (w->lost[w->self] != NO_ONE)
        write_item(w, "P40", made_id(w, w->lost[w->self], id), NULL, NULL,
                   NULL);
}

/* ---- names --------------------------------------------------------- */

static const char *const men[] = {
    "Albert",  "Bogdan", "Casimir", "Dietrich",    "Edmund",    "Fran\u00e7ois",
    "George",  "Harald", "Igor",    "J\u00fcrgen", "Karl",      "Louis",
    "Mieszko", "Nikola", "Otto",    "Pedro",       "Ren\u00e9", "Stephen"};
static const char *const women[] = {
    "Anna",     "Beatrice", "C\u00e9cile", "Dorothea", "Elisabeth",
    "Freya",    "Gisela",   "Hedwig",      "Ingeborg", "Judith",
    "Katarina", "Louise",   "\u0141ucja",  "Mathilda", "Olga",
    "Sophie",   "Urraca",   "Zo\u00eb"};
static const char *const heads[] = {
    "Al",  "Bor", "Car", "Dun", "El", "Far", "Gar",     "Hol", "Ist",
    "Kar", "Lim", "Mor", "Nor", "Or", "Pel", "R\u00f6", "San", "Tar"};
static const char *const tails[] = {
    "bach", "cia",  "dorf", "en",    "grad",  "heim",     "ia",
    "land", "mark", "nov",  "polis", "stein", "th\u00e9", "via"};

enum {
    MEN = sizeof men / sizeof *men,
    WOMEN = sizeof women / sizeof *women,
    HEADS = sizeof heads / sizeof *heads,
    TAILS = sizeof tails / sizeof *tails
};

static void write_texts(struct writer *w, const char *key, const char *lang,
                        const char *text, bool is_list)
{
    kw_json_key(&w->json, key);
    kw_json_object(&w->json);
    kw_json_key(&w->json, lang);
    if (is_list)
        kw_json_array(&w->json);
    kw_json_text(&w->json, text);
    if (is_list)
        kw_json_end(&w->json);
    kw_json_end(&w->json);
}

static void write_names(struct writer *w, const struct human *human)
{
    uint64_t hash = dice(w, FOR_NAME, w->self, 0);
    uint64_t house = dice(w, FOR_NAME, human->house, 1);
    const char *given = human->is_male ? men[hash % MEN] : women[hash % WOMEN];
    char name[128];

    if (hash >> 8 & 0x10 && hash >> 8 & 0x20 && hash >> 8 & 0x40 &&
        hash >> 8 & 0x80)
        return; /* one in sixteen is known by id only */
    snprintf(name, sizeof name, "%s of %s%s", given, heads[house % HEADS],
             tails[(house >> 8) % TAILS]);
    write_texts(w, "labels", (hash >> 16) % 20 == 0 ? "mul" : "en", name,
                false);
    if ((hash >> 24) % 8 == 0) {
        snprintf(name, sizeof name, "%s the %s", given,
                 (hash >> 32) % 2 == 0 ? "Elder" : "Younger");
        write_texts(w, "aliases", "en", name, true);
    }
}

/* ---- all of it ----------------------------------------------------- */

void made_person_write(struct writer *w)
{
    const struct human *human = &w->tree.people[w->self];
    struct day birth =
        pick_day(dice(w, FOR_BIRTH, w->self, 0), human->birth_year);
    struct day death =
        pick_day(dice(w, FOR_DEATH, w->self, 0), death_year(w, human));
    bool is_dead = human->birth_year < LIVING_SINCE;
    char id[24];

    kw_json_set_text(&w->json, "kind", "human");
    write_names(w, human);
    kw_json_set_text(&w->json, "sex", human->is_male ? "male" : "female");
    kw_json_key(&w->json, "birth");
    write_day(w, &birth);
    if (is_dead) {
        kw_json_key(&w->json, "death");
        write_day(w, &death);
    }
    kw_json_key(&w->json, "statements");
    kw_json_array(&w->json);
    write_item(w, "P21", human->is_male ? "Q6581097" : "Q6581072", NULL, NULL,
               NULL);
    write_fathers(w, human);
    if (human->mother != NO_ONE && one_side(w, w->self, human->mother) != 2)
        write_item(w, "P25", named(w, human->mother, id), NULL, NULL, NULL);
    write_spouses(w, human);
    write_item(w, "P31", "Q5", NULL, NULL, NULL);
    write_children(w);
    write_date(w, "P569", &birth);
    if (is_dead)
        write_date(w, "P570", &death);
    kw_json_end(&w->json);
    kw_json_set_int(&w->json, "rev", (int64_t)w->self + 1000);
}
