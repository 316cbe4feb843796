/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schema of a family file, and the only place where it stands.
 *
 * A contract with other programs are the two views, `people` and `links`:
 * they keep their columns. Everything else may change with the version
 * (PRAGMA user_version); `application_id` says "KINW".
 *
 * A key is the number of a QID, or 2^32 and the row in `xref`. Keys sort
 * as ids do.
 *
 * record    one row an id that was answered for. `state`: 0 a person,
 *           1 missing, 2 a redirect. `kind`, `sex`: as in family.h.
 *           `birth`, `death`: dates packed into an integer (dates.c), for
 *           tables and searches. `revision`: of the server, 0 not known.
 *           `read_at`: seconds since 1970, 0 not known. `claim_count`:
 *           statements in `claims`. `lang`, `label`: the label shown to
 *           who asks for no language. `claims`: all statements that are
 *           not deprecated, as encode.c writes them. `texts`: the other
 *           labels, the descriptions and aliases.
 * redirect  `src` is another id of `dst`. Its record has state 2.
 * failed    ids asked for in vain, and why.
 * place     where the ties of an id stand: relatives have places side by
 *           side (places.c). Who was read or named has one.
 * tie       what others say of the one at a place. `slot`: 16 places, and
 *           there `other` says that it is ...: 1 parent, 2 child, 3
 *           partner, 4 sibling, 5 step parent, 6 step child, 7 relative, 8
 *           whose relative it is. `other` is a final key: redirects are
 *           followed. `said`: kind (4 bits, the least; enum kw_link_kind),
 *           standing (2, enum kw_standing), role (3, enum kw_role), ended
 *           (2, enum kw_ended), dated (1: has a row in `span`); above these
 *           twelve bits how far from here the place of `other` is, so that
 *           a walk from one to the next reads this table and no other.
 *           Every place has one row of slot 16 places + 0: there `other` is
 *           the key of whose place it is, and `said` 0, or if they were
 *           read a blob: their sex and all that they say of others
 *           (ties.h), which stands once more in the rows about them.
 * span      when `key` says its partnership with `other` began and ended.
 * item      labels of houses, titles and other items that are no people.
 * xref      the ids of people without QID, as their file names them.
 * name      the words of all labels and aliases, folded (names.c).
 * book      one row a crawl: its name, its last bill; the greatest
 *           `touched` is the newest.
 * entry     whom that crawl has entered: how far away, which way, done.
 *
 * Whoever wrote the records in whatever order, record (but `read_at`),
 * redirect, span and item are the same rows, and so are those of tie but
 * for the places in them; rows of `xref` come in the order of their first
 * mention. Whom nobody names any more may keep a place and an empty row.
 *
 * Why places: of ties by QID, which come at random, an answer reads a page
 * a person, and a person written dirties one for everybody they name. The
 * keys stay in the rows, as all that is told is in the order of ids.
 */
#include "inside.h"

#define PLACES                                                                 \
    "CREATE TABLE place(key INTEGER PRIMARY KEY, place INTEGER NOT NULL);"     \
    "CREATE TABLE tie("                                                        \
    " slot INTEGER, other INTEGER, said,"                                      \
    " PRIMARY KEY(slot, other)) WITHOUT ROWID;"

static const char TABLES[] =
    "CREATE TABLE record("
    " key INTEGER PRIMARY KEY, state INTEGER NOT NULL, kind INTEGER,"
    " sex INTEGER, birth INTEGER, death INTEGER, revision INTEGER,"
    " read_at INTEGER NOT NULL, claim_count INTEGER, lang TEXT, label TEXT,"
    " claims BLOB, texts BLOB);"
    /* Counts by state and times without touching the records. */
    "CREATE INDEX record_read ON record(state, read_at, claim_count);"
    "CREATE TABLE redirect(src INTEGER PRIMARY KEY, dst INTEGER NOT NULL);"
    "CREATE INDEX redirect_dst ON redirect(dst);"
    "CREATE TABLE failed(key INTEGER PRIMARY KEY, why TEXT NOT NULL);" PLACES
    "CREATE TABLE span("
    " key INTEGER, other INTEGER, since, until,"
    " PRIMARY KEY(key, other)) WITHOUT ROWID;"
    "CREATE TABLE item("
    " key INTEGER, lang TEXT, label TEXT NOT NULL,"
    " PRIMARY KEY(key, lang)) WITHOUT ROWID;"
    "CREATE TABLE xref(row INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    /* The words come folded and with blanks between, so the plainest
     * tokenizer is the exact one. What the names were, the records know.
     * Indexes of prefixes would treble the work of writing and save a few
     * milliseconds of a search. */
    "CREATE VIRTUAL TABLE name USING fts5(words, content='', columnsize=0,"
    " detail=none, tokenize='ascii');"
    "CREATE TABLE book("
    " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " note TEXT NOT NULL DEFAULT '', touched INTEGER NOT NULL);"
    "CREATE TABLE entry("
    " book INTEGER, key INTEGER, way INTEGER, depth INTEGER NOT NULL,"
    " done INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY(book, key, way)) WITHOUT ROWID;"
    "CREATE INDEX entry_waiting ON entry(book, depth, key, way)"
    " WHERE done = 0;";

/* ---- the contract -------------------------------------------------- */

#define ID_OF(key)                                                             \
    "CASE WHEN " key " < 4294967296 THEN 'Q' || " key                          \
    " ELSE (SELECT text FROM xref WHERE row = " key " - 4294967296) END"

/* 1819-05-24, 1819-05, 1819, -0044: as exactly as it is known. */
#define DATE_OF(date)                                                          \
    "CASE WHEN typeof(" date ") = 'integer' THEN"                              \
    " CASE WHEN " date " < 0 THEN '-' ELSE '' END"                             \
    " || printf('%04d', abs(" date " >> 15))"                                  \
    " || CASE WHEN (" date " >> 9 & 15) >= 11 AND (" date " >> 5 & 15) > 0"    \
    " THEN printf('-%02d', " date " >> 5 & 15) ELSE '' END"                    \
    " || CASE WHEN (" date " >> 9 & 15) >= 12 AND (" date " & 31) > 0"         \
    " THEN printf('-%02d', " date " & 31) ELSE '' END END"
#define PRECISION_OF(date)                                                     \
    "CASE " date " >> 9 & 15 WHEN 12 THEN 'day' WHEN 11 THEN 'month'"          \
    " WHEN 10 THEN 'year' WHEN 9 THEN 'decade' WHEN 8 THEN 'century'"          \
    " WHEN 7 THEN 'millennium' WHEN NULL THEN NULL ELSE"                       \
    " CASE WHEN " date " IS NULL THEN NULL ELSE 'coarser' END END"

/* people(id, label, kind, sex, birth, birth_precision, death,
 *        death_precision, claims, revision, read_at)
 *
 * Everybody who was read. `id` is "Q42" or an xref. `kind` is human,
 * disputed, mythical, fictional, group, other, or NULL if not stated;
 * `sex` male, female, other, or NULL. Dates are as exact as known, in
 * the stated calendar; at decade and coarser the year is that of the
 * statement. `read_at` is UTC, or NULL. */
/* The layout below is by hand: the formatter cannot see SQL in strings. */
/* clang-format off */
static const char PEOPLE[] =
    "CREATE VIEW people AS SELECT " ID_OF("key") " AS id, label,"
    " CASE kind WHEN 1 THEN 'human' WHEN 2 THEN 'disputed'"
    " WHEN 3 THEN 'mythical' WHEN 4 THEN 'fictional' WHEN 5 THEN 'group'"
    " WHEN 6 THEN 'other' END AS kind,"
    " CASE sex WHEN 1 THEN 'male' WHEN 2 THEN 'female'"
    " WHEN 3 THEN 'other' END AS sex,"
    " " DATE_OF("birth") " AS birth,"
    " " PRECISION_OF("birth") " AS birth_precision,"
    " " DATE_OF("death") " AS death,"
    " " PRECISION_OF("death") " AS death_precision,"
    " claim_count AS claims, revision,"
    " CASE WHEN read_at > 0 THEN"
    " strftime('%Y-%m-%dT%H:%M:%SZ', read_at, 'unixepoch') END AS read_at"
    " FROM record WHERE state = 0;";
/* clang-format on */

#define MINE(shift, mask) "(said >> " #shift " & " #mask ")"
#define STANDS(shift) MINE(shift, 3)
#define INVERSE(grp)                                                           \
    "CASE WHEN " grp " IN (3, 4) THEN " grp " WHEN " grp " IN (1, 5, 7)"       \
    " THEN " grp " + 1 ELSE " grp " - 1 END"
#define GRP "(t.slot & 15)"
#define TIES_AND_WHOSE "tie AS t CROSS JOIN tie AS s ON s.slot = t.slot - " GRP
/* What the one whose row it is says of `other`. */
#define MIRRORED                                                               \
    "m.slot = ((t.slot >> 4) + (t.said >> 12)) * 16 + " INVERSE(               \
        GRP) " AND m.other = s.other"

/* links(child, parent, kind, role, stated_by, holds, since, until)
 *
 * Every link once, from both ends' statements. `kind` says what `parent`
 * is: father, mother, parent, step parent, spouse, partner, sibling or
 * relative; for spouse, partner and sibling `child` is merely the smaller
 * id. `role` is birth, disputed, adoptive, step, foster or other.
 * `stated_by` is child, parent or both. `holds` is 0 if better statements
 * stand above it. `since`, `until` are for partners.
 *
 * Inside, `said` is what the child says in the lower twelve bits and what
 * the parent says in the next twelve: links that the parent states, with
 * what the child says of them, and then those that only the child does. */
/* clang-format off */
static const char LINKS[] =
    "CREATE VIEW links AS WITH pair(child, parent, grp, said) AS ("
    "SELECT s.other, t.other, " GRP ", (t.said & 4095) << 12"
    " | coalesce((SELECT m.said & 4095 FROM tie AS m WHERE " MIRRORED "), 0)"
    " FROM " TIES_AND_WHOSE
    " WHERE " GRP " IN (1, 5, 7) OR (" GRP " IN (3, 4) AND s.other < t.other)"
    " UNION ALL "
    "SELECT t.other, s.other, " INVERSE(GRP) ", t.said & 4095"
    " FROM " TIES_AND_WHOSE
    " WHERE (" GRP " IN (2, 6, 8) OR (" GRP " IN (3, 4)"
    " AND s.other > t.other))"
    " AND NOT EXISTS (SELECT 1 FROM tie AS m WHERE " MIRRORED ")) "
    "SELECT " ID_OF("t.child") " AS child,"
    " " ID_OF("t.parent") " AS parent,"
    " CASE CASE WHEN grp = 3 AND " MINE(0, 15) " > 0"
    " AND " MINE(12, 15) " > 0"
    " THEN min(" MINE(0, 15) ", " MINE(12, 15) ")"
    " WHEN " MINE(0, 15) " > 0 THEN " MINE(0, 15)
    " ELSE " MINE(12, 15) " END"
    " WHEN 1 THEN 'father' WHEN 2 THEN 'mother' WHEN 3 THEN 'parent'"
    " WHEN 4 THEN 'step parent' WHEN 5 THEN 'spouse' WHEN 6 THEN 'partner'"
    " WHEN 7 THEN 'sibling' WHEN 8 THEN 'relative' END AS kind,"
    " CASE CASE WHEN " STANDS(4) " > 0 AND " MINE(6, 7) " > 0"
    " THEN " MINE(6, 7)
    " WHEN " STANDS(16) " > 0 THEN " MINE(18, 7) " ELSE 0 END"
    " WHEN 0 THEN 'birth' WHEN 1 THEN 'disputed' WHEN 2 THEN 'adoptive'"
    " WHEN 3 THEN 'step' WHEN 4 THEN 'foster' ELSE 'other' END AS role,"
    " CASE WHEN " STANDS(4) " > 0 AND " STANDS(16) " > 0 THEN 'both'"
    " WHEN " STANDS(4) " > 0 THEN 'child' ELSE 'parent' END AS stated_by,"
    " CASE WHEN grp IN (3, 4) THEN"
    " max(" STANDS(4) ", " STANDS(16) ") >= 2"
    " WHEN " STANDS(4) " > 0 THEN " STANDS(4) " >= 2"
    " ELSE " STANDS(16) " >= 2 END AS holds,"
    " " DATE_OF("coalesce(a.since, b.since)") " AS since,"
    " " DATE_OF("coalesce(a.until, b.until)") " AS until"
    " FROM pair AS t"
    " LEFT JOIN span AS a"
    " ON grp = 3 AND a.key = t.child AND a.other = t.parent"
    " LEFT JOIN span AS b"
    " ON grp = 3 AND b.key = t.parent AND b.other = t.child;";
/* clang-format on */

/* ---- making and upgrading ------------------------------------------ */

static enum kw_status make(struct kw_store *store, struct kw_error *err)
{
    KW_TRY(kw_sql_text(store, TABLES, err));
    KW_TRY(kw_sql_text(store, PEOPLE, err));
    return kw_sql_text(store, LINKS, err);
}

/* Steps leave the view of links to the last. */

/* Version 1 kept what both ends say in the row under either end. */
static enum kw_status from_1_to_2(struct kw_store *store, struct kw_error *err)
{
    KW_TRY(kw_sql_text(store,
                       "DROP VIEW IF EXISTS links;"
                       "INSERT INTO tie(key, grp, other, said)"
                       " SELECT key, 0, coalesce(sex, 0), x'' FROM record"
                       " WHERE state = 0;",
                       err));
    KW_TRY(kw_said_from_rows(store, err));
    return kw_sql_text(store,
                       "UPDATE tie SET said = said >> 12 WHERE grp > 0;"
                       "DELETE FROM tie WHERE grp > 0 AND said = 0;",
                       err);
}

/* Version 2 kept ties by key and group, and knew no places. */
static enum kw_status from_2_to_3(struct kw_store *store, struct kw_error *err)
{
    KW_TRY(kw_sql_text(store,
                       "DROP VIEW IF EXISTS links;"
                       "ALTER TABLE tie RENAME TO tie_2;" PLACES,
                       err));
    KW_TRY(kw_ties_to_places(store, err));
    KW_TRY(kw_sql_text(store, "DROP TABLE tie_2;", err));
    return kw_sql_text(store, LINKS, err);
}

/* Step n leads from version n to n + 1. Add, never change. */
static enum kw_status (*const STEPS[KW_STORE_SCHEMA])(struct kw_store *,
                                                      struct kw_error *) = {
    NULL, /* nothing to climb from: made as it is today */
    from_1_to_2,
    from_2_to_3,
};

static enum kw_status climb(struct kw_store *store, struct kw_error *err)
{
    int64_t version = 0;

    KW_TRY(kw_sql_number(store, "PRAGMA user_version", &version, err));
    if (!version) {
        KW_TRY(make(store, err));
        version = KW_STORE_SCHEMA;
    }
    for (; version < KW_STORE_SCHEMA; version++)
        KW_TRY(STEPS[version](store, err));
    return kw_sql_text(store,
                       "PRAGMA application_id = 0x4B494E57;"
                       "PRAGMA user_version = 3;",
                       err);
}

enum kw_status kw_schema_upgrade(struct kw_store *store, struct kw_error *err)
{
    enum kw_status status;

    /* Somebody else may be making it this moment: look again inside. */
    KW_TRY(kw_sql_text(store, "BEGIN IMMEDIATE", err));
    status = climb(store, err);
    if (status == KW_OK)
        status = kw_sql_text(store, "COMMIT", err);
    if (status != KW_OK)
        kw_store_rollback(store);
    return status;
}
