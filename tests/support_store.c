/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What tests of the store share.
 */
#include "support_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "support_cmocka.h"

/* ---- folders ------------------------------------------------------- */

void make_folder(struct folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "%s/test-store-XXXXXX",
             KW_BUILD);
    assert_non_null(mkdtemp(folder->path));
}

void drop_folder(const struct folder *folder)
{
    char command[1024];

    snprintf(command, sizeof command, "chmod -R u+w '%s' && rm -rf '%s'",
             folder->path, folder->path);
    assert_int_equal(system(command), 0);
}

const char *in_folder(const struct folder *folder, const char *name)
{
    static char paths[4][512];
    static int turn;
    char *path = paths[turn++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    return path;
}

/* ---- people -------------------------------------------------------- */

struct kw_person *somebody(uint64_t qid)
{
    struct kw_person *person;

    assert_int_equal(kw_person_create(kw_qid(qid), &person, NULL), KW_OK);
    return person;
}

void is_called(struct kw_person *person, const char *lang, const char *label)
{
    assert_int_equal(kw_person_add_text(person, KW_LABEL, lang, strlen(lang),
                                        label, strlen(label), NULL),
                     KW_OK);
}

void is_also_called(struct kw_person *person, const char *lang,
                    const char *alias)
{
    assert_int_equal(kw_person_add_text(person, KW_ALIAS, lang, strlen(lang),
                                        alias, strlen(alias), NULL),
                     KW_OK);
}

struct kw_statement *says(struct kw_person *person, enum kw_property property,
                          uint64_t qid)
{
    struct kw_statement *statement;

    assert_int_equal(kw_person_add_statement(person, &statement, NULL), KW_OK);
    statement->property = property;
    statement->value.type = KW_ITEM;
    if (qid)
        statement->value.item = kw_qid(qid);
    else
        statement->snak = KW_SOMEVALUE;
    return statement;
}

static struct kw_date date_of(int64_t year, uint8_t month, uint8_t day)
{
    struct kw_date date = {0};

    date.year = year;
    date.month = month;
    date.day = day;
    date.precision = day ? KW_DAY : month ? KW_MONTH : KW_YEAR;
    return date;
}

struct kw_statement *says_date(struct kw_person *person,
                               enum kw_property property, int64_t year,
                               uint8_t month, uint8_t day)
{
    struct kw_statement *statement;

    assert_int_equal(kw_person_add_statement(person, &statement, NULL), KW_OK);
    statement->property = property;
    statement->value.type = KW_DATE;
    statement->value.date = date_of(year, month, day);
    return statement;
}

void says_when(struct kw_person *person, struct kw_statement *statement,
               enum kw_property property, int64_t year)
{
    struct kw_qualifier *qualifier;

    assert_int_equal(
        kw_person_add_qualifier(person, statement, &qualifier, NULL), KW_OK);
    qualifier->property = property;
    qualifier->value.type = KW_DATE;
    qualifier->value.date = date_of(year, 0, 0);
}

void keep(struct kw_store *store, struct kw_person *person)
{
    struct kw_error err = {0};

    if (person->state == KW_PERSON)
        assert_int_equal(kw_person_seal(person, &err), KW_OK);
    if (kw_store_put(store, person, &err) != KW_OK)
        fail_msg("%s", err.text);
    kw_person_destroy(person);
}

void keep_now(struct kw_store *store, struct kw_person *person)
{
    struct kw_error err = {0};

    assert_int_equal(kw_store_begin(store, &err), KW_OK);
    keep(store, person);
    assert_int_equal(kw_store_commit(store, &err), KW_OK);
}

struct kw_store *open_store(const char *path, enum kw_store_mode mode)
{
    struct kw_store *store;
    struct kw_error err = {0};

    if (kw_store_open(path, mode, NULL, &store, &err) != KW_OK)
        fail_msg("%s", err.text);
    return store;
}

/* ---- the documented tables ----------------------------------------- */

static void add_rows(sqlite3 *db, const char *sql, struct kw_buffer *out)
{
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    while (sqlite3_step(s) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(s); i++) {
            const char *text = (const char *)sqlite3_column_text(s, i);

            kw_buffer_text(out, text ? text : "NULL");
            kw_buffer_char(out, '|');
        }
        kw_buffer_char(out, '\n');
    }
    sqlite3_finalize(s);
}

char *everything_in(const char *path)
{
    static const char *const tables[] = {
        "SELECT key, state, kind, sex, birth, death, revision, claim_count,"
        " lang, label, hex(claims), hex(texts) FROM record"
        " ORDER BY key",
        "SELECT * FROM redirect ORDER BY src",
        "SELECT * FROM failed ORDER BY key",
        /* Without places, which the order of writing decides; what
         * somebody says stands in the rows about others, too. */
        "SELECT s.other, t.slot & 15 AS grp, t.other,"
        " CASE typeof(t.said) WHEN 'blob' THEN quote(substr(t.said, 1, 1))"
        " ELSE t.said & 4095 END"
        " FROM tie AS t JOIN tie AS s ON s.slot = t.slot - (t.slot & 15)"
        " WHERE t.slot & 15 > 0 OR typeof(t.said) = 'blob'"
        " ORDER BY 1, 2, 3",
        "SELECT key, slot - place * 16 FROM place LEFT JOIN tie"
        " ON slot = place * 16 AND other = key"
        " WHERE other IS NULL OR typeof(said) = 'blob' ORDER BY key",
        "SELECT key, other, quote(since), quote(until) FROM span"
        " ORDER BY key, other",
        "SELECT * FROM item ORDER BY key, lang",
        "SELECT id, label, kind, sex, birth, birth_precision, death,"
        " death_precision, claims, revision FROM people ORDER BY id",
        "SELECT * FROM links ORDER BY child, parent, kind",
    };
    struct kw_buffer out = {0};
    sqlite3 *db;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        kw_buffer_print(&out, "-- %zu\n", i);
        add_rows(db, tables[i], &out);
    }
    sqlite3_close(db);
    assert_int_equal(kw_buffer_check(&out, NULL), KW_OK);
    return out.bytes;
}
