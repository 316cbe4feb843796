/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast the store takes people, how much room they take, and what an
 * answer costs out of it.
 *
 *   bench-store [--fill] [PEOPLE [PER_TRANSACTION [FILE]]]
 *
 * The family: about twenty generations of couples, random QIDs, nine
 * statements a person with ids and references, a label, a description and
 * two aliases, written in the order in which a crawl would ask for them.
 * Prints times; asserts nothing. FILE is made anew, and removed at the end
 * unless it was named. --fill looks at nothing then.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

#include <kinwalk/store.h>

#include "made_family.h"

enum { QUESTIONS = 101, SOME = 1000 };

static void die(const struct kw_error *err)
{
    fprintf(stderr, "bench-store: %s\n", err->text);
    exit(1);
}

static double seconds_since(int64_t begun_ms)
{
    return (double)(kw_clock_ms(NULL) - begun_ms) / 1000.0;
}

/* What the processor worked for us: a busy machine does not blur it. */
static double busy_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the family ---------------------------------------------------- */

static void check(enum kw_status status, struct kw_error *err)
{
    if (status != KW_OK)
        die(err);
}

static struct kw_statement *state(struct kw_person *person,
                                  enum kw_property property, uint64_t *number,
                                  struct kw_error *err)
{
    struct kw_statement *s;
    char id[64];
    uint64_t a = made_family_chance(person->id.bits * 64 + (*number)++);
    uint64_t b = made_family_chance(a);

    check(kw_person_add_statement(person, &s, err), err);
    snprintf(id, sizeof id,
             "Q%" PRIu64 "$%08" PRIX32 "-%04X-%04X-%04X-%012" PRIX64,
             person->id.bits, (uint32_t)a, (unsigned)(a >> 32 & 0xFFFF),
             (unsigned)(a >> 48), (unsigned)(b & 0xFFFF), b >> 16);
    s->id = kw_arena_text(&person->arena, id, strlen(id));
    s->property = property;
    s->references = 1;
    s->value.type = KW_ITEM;
    return s;
}

static void state_item(struct kw_person *person, enum kw_property property,
                       uint64_t qid, uint64_t *number, struct kw_error *err)
{
    state(person, property, number, err)->value.item = kw_qid(qid);
}

static void state_year(struct kw_person *person, enum kw_property property,
                       int64_t year, uint64_t *number, struct kw_error *err)
{
    struct kw_statement *s = state(person, property, number, err);

    s->value.type = KW_DATE;
    s->value.date.year = year;
    s->value.date.month = (uint8_t)(1 + person->id.bits % 12);
    s->value.date.day = (uint8_t)(1 + person->id.bits % 28);
    s->value.date.precision = KW_DAY;
}

static void call(struct kw_person *person, struct kw_error *err)
{
    static const char *const given[] = {
        "Albert", "Beatrice", "Carl", "Dorothea",  "Ernst", "Fredrika",
        "Georg",  "Helena",   "Ivan", "Joséphine", "Karl",  "Louise",
        "Marie",  "Nikolaus", "Olga", "Philipp",   "René",  "Sophie"};
    static const char *const places[] = {
        "Hesse",    "Saxe-Coburg", "Denmark",  "Württemberg", "Schleswig",
        "Holstein", "Orléans",     "Savoy",    "Parma",       "Baden",
        "Prussia",  "Anhalt",      "Brunswick"};
    uint64_t chance = made_family_chance(person->id.bits);
    const char *a = given[chance % 18];
    const char *b = given[(chance >> 8) % 18];
    const char *place = places[(chance >> 16) % 13];
    char text[128];
    int length = snprintf(text, sizeof text, "%s %s of %s %u", a, b, place,
                          (unsigned)(chance >> 24 & 4095));

    check(kw_person_add_text(person, KW_LABEL, "en", 2, text, (size_t)length,
                             err),
          err);
    length = snprintf(text, sizeof text, "%s von %s", a, place);
    check(kw_person_add_text(person, KW_ALIAS, "en", 2, text, (size_t)length,
                             err),
          err);
    length = snprintf(text, sizeof text, "Prince(ss) %s %s", b, place);
    check(kw_person_add_text(person, KW_ALIAS, "en", 2, text, (size_t)length,
                             err),
          err);
    check(kw_person_add_text(person, KW_DESCRIPTION, "en", 2,
                             "member of a noble house", 23, err),
          err);
}

static struct kw_person *make(const struct made_family *f, uint32_t who,
                              struct kw_error *err)
{
    struct kw_person *person;
    bool male = who % 2 == 0;
    uint32_t spouse = male ? who + 1 : who - 1;
    uint64_t number = 0;
    int64_t born = made_family_birth_year(f, who);

    check(kw_person_create(kw_qid(made_family_qid(who)), &person, err), err);
    call(person, err);
    state_item(person, KW_P_INSTANCE_OF, 5, &number, err);
    state_item(person, KW_P_SEX, male ? 6581097 : 6581072, &number, err);
    if (made_family_has_father(f, who)) {
        state_item(person, KW_P_FATHER, made_family_qid(f->fathers[who]),
                   &number, err);
        state_item(person, KW_P_MOTHER, made_family_qid(f->fathers[who] + 1),
                   &number, err);
    } else {
        state_item(person, KW_P_HOUSE, 1, &number, err);
        state_item(person, KW_P_TITLE, 2, &number, err);
    }
    state_item(person, KW_P_SPOUSE, made_family_qid(spouse), &number, err);
    for (int i = 0; i < 2; i++) {
        if (f->children[2 * who + (uint32_t)i])
            state_item(person, KW_P_CHILD,
                       made_family_qid(f->children[2 * who + (uint32_t)i]),
                       &number, err);
        else
            state_item(person, KW_P_POSITION, 3 + (uint64_t)i, &number, err);
    }
    state_year(person, KW_P_BIRTH, born, &number, err);
    state_year(person, KW_P_DEATH, born + 60, &number, err);
    person->revision = 1500000000 + made_family_chance(who) % 1000000000;
    check(kw_person_seal(person, err), err);
    return person;
}

static int by_qid(const void *a, const void *b)
{
    uint64_t x = made_family_qid(*(const uint32_t *)a);
    uint64_t y = made_family_qid(*(const uint32_t *)b);

    return (x > y) - (x < y);
}

/* Whom the document of `who` names; how many. */
static size_t named_by(const struct made_family *f, uint32_t who,
                       uint32_t named[5])
{
    size_t count = 0;

    named[count++] = who ^ 1; /* couples are neighbours */
    if (made_family_has_father(f, who)) {
        named[count++] = f->fathers[who];
        named[count++] = f->fathers[who] + 1;
    }
    for (uint32_t i = 0; i < 2; i++)
        if (f->children[2 * who + i])
            named[count++] = f->children[2 * who + i];
    return count;
}

/* Adds whom those from `first` to `end` name; the new end. */
static uint32_t add_layer(const struct made_family *f, uint32_t *order,
                          bool *met, uint32_t first, uint32_t end)
{
    uint32_t last = end;

    for (; first < end; first++) {
        uint32_t named[5];
        size_t count = named_by(f, order[first], named);

        for (size_t i = 0; i < count; i++)
            if (!met[named[i]]) {
                met[named[i]] = true;
                order[last++] = named[i];
            }
    }
    return last;
}

/* Everybody in the order in which a crawl from the first asks for them:
 * by layers, each in the order of ids. Who is kin to nobody of those comes
 * as if asked for then. Yours. */
static uint32_t *in_order_of_a_crawl(const struct made_family *f)
{
    uint32_t *order = malloc(f->people * sizeof *order);
    bool *met = calloc(f->people, sizeof *met);
    uint32_t begun = 0;
    uint32_t end = 0;

    if (!order || !met)
        exit(1);
    for (uint32_t seed = 0; seed < f->people; seed++) {
        if (met[seed])
            continue;
        met[seed] = true;
        order[end++] = seed;
        while (begun < end) {
            uint32_t next = add_layer(f, order, met, begun, end);

            begun = end;
            end = next;
            qsort(order + begun, end - begun, sizeof *order, by_qid);
        }
    }
    free(met);
    return order;
}

/* ---- measuring ----------------------------------------------------- */

struct spent {
    double wall_s;
    double busy_s;
};

/* Some of a transaction. Making people is not what is measured. */
static void put_some(struct kw_store *store, const struct made_family *f,
                     const uint32_t *order, uint64_t first, uint64_t count,
                     struct spent *spent)
{
    struct kw_person *people[SOME];
    struct kw_error err = {0};
    double busy;
    int64_t begun;

    for (uint64_t i = 0; i < count; i++)
        people[i] = make(f, order[first + i], &err);
    begun = kw_clock_ms(NULL);
    busy = busy_seconds();
    for (uint64_t i = 0; i < count; i++)
        check(kw_store_put(store, people[i], &err), &err);
    spent->busy_s += busy_seconds() - busy;
    spent->wall_s += seconds_since(begun);
    for (uint64_t i = 0; i < count; i++)
        kw_person_destroy(people[i]);
}

static void fill(struct kw_store *store, const struct made_family *f,
                 const uint32_t *order, uint64_t per_transaction)
{
    struct kw_error err = {0};
    struct spent all = {0};
    double worst_s = 0;

    for (uint64_t done = 0; done < f->people;) {
        uint64_t end = done + per_transaction < f->people
                           ? done + per_transaction
                           : f->people;
        double before_s = all.wall_s;
        int64_t begun;
        double busy;

        check(kw_store_begin(store, &err), &err);
        for (; done < end; done += end - done < SOME ? end - done : SOME)
            put_some(store, f, order, done,
                     end - done < SOME ? end - done : SOME, &all);
        begun = kw_clock_ms(NULL);
        busy = busy_seconds();
        check(kw_store_commit(store, &err), &err);
        all.busy_s += busy_seconds() - busy;
        all.wall_s += seconds_since(begun);
        if (all.wall_s - before_s > worst_s)
            worst_s = all.wall_s - before_s;
    }
    printf("put           %10.0f people/s  (%.2f s; %.0f people/s of processor "
           "time; slowest transaction of %" PRIu64 ": %.0f ms)\n",
           (double)f->people / all.wall_s, all.wall_s,
           (double)f->people / all.busy_s, per_transaction, worst_s * 1e3);
}

static double number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    double result = 0;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        result = sqlite3_column_double(s, 0);
    sqlite3_finalize(s);
    return result;
}

/* Bytes on disk, whole pages, by what they hold. */
static void weigh(const char *path, const struct made_family *f)
{
    static const char *const tables[] = {
        "record",   "record_read",  "place", "tie",
        "redirect", "redirect_dst", "span"};
    double people = (double)f->people;
    double texts;
    double names;
    double slack;
    double rest = 0;
    sqlite3 *db;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return;
    texts = number(db, "SELECT total(length(CAST(label AS BLOB))"
                       " + length(lang) + length(texts)) FROM record") /
            people;
    names = number(db, "SELECT total(pgsize) FROM dbstat WHERE aggregate = 1"
                       " AND name LIKE 'name%'") /
            people;
    /* Pages are never full: texts have their part in that, too. */
    slack = number(db, "SELECT total(pgsize) / total(payload) FROM dbstat"
                       " WHERE aggregate = 1 AND name = 'record'");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char sql[128];
        double bytes;

        snprintf(sql, sizeof sql,
                 "SELECT total(pgsize) FROM dbstat WHERE aggregate = 1 AND"
                 " name = '%s'",
                 tables[i]);
        bytes = number(db, sql) / people;
        rest += bytes;
        if (bytes > 1)
            printf("  %-12s %9.1f bytes/person\n", tables[i], bytes);
    }
    printf("  claims alone %9.1f bytes/person\n",
           number(db, "SELECT total(length(claims)) FROM record") / people);
    printf("  of which texts %7.1f (%.1f with their part of the free room), "
           "name index %.1f\n",
           texts, texts * slack, names);
    printf("size          %10.1f bytes/person beside labels and name index\n",
           rest - texts * slack);
    sqlite3_close(db);
}

static int by_size(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

enum question { MEET, LOAD_5, LOAD_8, SEARCH };

static double ask(const char *path, const struct made_family *f,
                  enum question question, uint64_t round, double *people_read)
{
    struct kw_error err = {0};
    struct kw_id ends[2] = {
        kw_qid(
            made_family_qid((uint32_t)(made_family_chance(round) % f->people))),
        kw_qid(made_family_qid(
            f->people - 1 -
            (uint32_t)(made_family_chance(round + 1) % f->per_generation)))};
    struct kw_found_list found = {0};
    struct kw_people *people;
    struct kw_store *store;
    struct kw_meeting meeting = {0};
    struct kw_scope scope = {.up = question == LOAD_5 ? 5 : 8};
    double begun = now_ms();

    check(kw_store_open(path, KW_STORE_READ, NULL, &store, &err), &err);
    check(kw_people_create(NULL, &people, &err), &err);
    if (question == MEET)
        check(kw_store_meet(store, ends[0], ends[1],
                            KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE, NULL,
                            0, NULL, people, &meeting, &err),
              &err);
    else if (question == SEARCH)
        check(
            kw_store_search(store, "helena orleans ma", NULL, 20, &found, &err),
            &err);
    else
        check(kw_store_load(store, ends, 2, &scope, NULL, people, &err), &err);
    check(kw_people_seal(people, &err), &err);
    *people_read = question == MEET     ? (double)meeting.people_read
                   : question == SEARCH ? (double)found.count
                                        : (double)kw_people_count(people);
    kw_found_list_finish(&found);
    kw_people_destroy(people);
    kw_store_close(store);
    return now_ms() - begun;
}

static void question(const char *path, const struct made_family *f,
                     enum question which, const char *name)
{
    double times[QUESTIONS];
    double read[QUESTIONS];

    for (int i = 0; i < QUESTIONS; i++)
        times[i] = ask(path, f, which, (uint64_t)i * 2 + 7, &read[i]);
    qsort(times, QUESTIONS, sizeof *times, by_size);
    qsort(read, QUESTIONS, sizeof *read, by_size);
    printf("%-13s %10.2f ms median, %.2f ms at 95 %%  (%.0f people; store "
           "opened each time)\n",
           name, times[QUESTIONS / 2], times[QUESTIONS * 95 / 100],
           read[QUESTIONS / 2]);
}

static enum kw_status pass(void *arg, const struct kw_person *person,
                           struct kw_error *err)
{
    (void)err;
    *(uint64_t *)arg += person->statement_count;
    return KW_OK;
}

static void walk_all(const char *path, const struct made_family *f)
{
    struct kw_error err = {0};
    struct kw_store_counts counts;
    struct kw_store *store;
    uint64_t statements = 0;
    double begun;

    check(kw_store_open(path, KW_STORE_READ, NULL, &store, &err), &err);
    begun = now_ms();
    check(kw_store_count(store, &counts, &err), &err);
    printf("count         %10.0f ms  (%" PRIu64 " people, %" PRIu64
           " links, %" PRIu64 " open)\n",
           now_ms() - begun, counts.people, counts.links, counts.open);
    begun = now_ms();
    check(kw_store_each(store, pass, &statements, &err), &err);
    printf("each          %10.0f people/s\n",
           (double)f->people / (now_ms() - begun) * 1e3);
    kw_store_close(store);
}

static void look_at(const char *path, const struct made_family *f)
{
    weigh(path, f);
    question(path, f, MEET, "meet");
    question(path, f, LOAD_5, "load up 5");
    question(path, f, LOAD_8, "load up 8");
    question(path, f, SEARCH, "search");
    walk_all(path, f);
}

int main(int argc, char **argv)
{
    uint64_t people = 100000;
    uint64_t per_transaction = 500;
    const char *path;
    struct kw_error err = {0};
    struct kw_store *store;
    struct made_family f;
    uint32_t *order;
    bool only_fills = argc > 1 && strcmp(argv[1], "--fill") == 0;

    argc -= only_fills;
    argv += only_fills;
    path = argc > 3 ? argv[3] : "bench-store.db";
    if ((argc > 1 && !kw_number(argv[1], 1000, 20000000, &people)) ||
        (argc > 2 && !kw_number(argv[2], 1, 20000000, &per_transaction))) {
        fprintf(stderr,
                "bench-store [--fill] [PEOPLE [PER_TRANSACTION [FILE]]]\n");
        return 2;
    }
    check(made_family_create(&f, (uint32_t)people, &err), &err);
    setvbuf(stdout, NULL, _IOLBF, 0);
    (void)remove(path);
    check(kw_store_open(path, KW_STORE_WRITE, NULL, &store, &err), &err);
    printf("%" PRIu32 " people\n", f.people);
    order = in_order_of_a_crawl(&f);
    fill(store, &f, order, per_transaction);
    free(order);
    kw_store_close(store);

    if (!only_fills)
        look_at(path, &f);
    made_family_finish(&f);
    if (argc <= 3)
        (void)remove(path);
    return 0;
}
