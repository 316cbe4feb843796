/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GEDCOM in: encodings, lines, names, dates, families, ids, and that
 * nothing goes silently. People are looked at as JSON lines, notes as
 * "kind line tag text xN".
 */
#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kinwalk/claims.h>
#include <kinwalk/source.h>

#include "source/ged.h"

/* What one file gave. */
struct reading {
    struct kw_xrefs *xrefs;
    struct kw_people *people;
    struct kw_buffer lines; /* JSON lines */
    struct kw_buffer notes;
    struct kw_gedcom_counts counts;
    struct kw_error err;
    enum kw_status status;
    const char *taken; /* an xref that is somebody else's */
};

static enum kw_status keep(void *arg, const struct kw_person *person,
                           struct kw_error *err)
{
    struct reading *r = arg;

    kw_claims_write(person, r->xrefs, &r->lines);
    return kw_people_add(r->people, person, NULL, err);
}

static void hear(void *arg, const struct kw_gedcom_note *note)
{
    static const char *const WHAT[] = {"wrong", "changed", "left"};
    struct reading *r = arg;

    kw_buffer_print(&r->notes, "%s %zu %s %s x%zu\n", WHAT[note->what],
                    note->line, note->tag, note->text, note->count);
}

static enum kw_status taken(void *arg, struct kw_id id, bool *out,
                            struct kw_error *err)
{
    struct reading *r = arg;
    char text[KW_ID_TEXT_BYTES];

    (void)err;
    *out = r->taken && !strcmp(r->taken, kw_id_print(id, r->xrefs, text));
    return KW_OK;
}

static void begin(struct reading *r)
{
    memset(r, 0, sizeof *r);
    assert_int_equal(kw_xrefs_create(&r->xrefs, &r->err), KW_OK);
    assert_int_equal(kw_people_create(r->xrefs, &r->people, &r->err), KW_OK);
}

static void read_bytes(struct reading *r, const char *bytes, size_t length)
{
    struct kw_gedcom_settings settings = {
        .base_name = "t",
        .xrefs = r->xrefs,
        .is_taken = taken,
        .person = keep,
        .note = hear,
        .arg = r,
    };

    r->status = kw_gedcom_read(bytes, length, &settings, &r->counts, &r->err);
    kw_buffer_add(&r->lines, "", 0);
    if (!r->lines.bytes)
        kw_buffer_text(&r->lines, "");
    if (!r->notes.bytes)
        kw_buffer_text(&r->notes, "");
}

static void finish(struct reading *r)
{
    kw_people_destroy(r->people);
    kw_xrefs_destroy(r->xrefs);
    kw_buffer_finish(&r->lines);
    kw_buffer_finish(&r->notes);
}

#define HEAD "0 HEAD\n1 GEDC\n2 VERS 5.5.1\n1 CHAR UTF-8\n"
#define HEAD7 "0 HEAD\n1 GEDC\n2 VERS 7.0\n"
#define TAIL "0 TRLR\n"

static void read_text(struct reading *r, const char *text)
{
    begin(r);
    read_bytes(r, text, strlen(text));
    assert_int_equal(r->status, KW_OK);
}

static const char *lines_of(const struct reading *r)
{
    return r->lines.bytes ? r->lines.bytes : "";
}

static const char *notes_of(const struct reading *r)
{
    return r->notes.bytes ? r->notes.bytes : "";
}

#define assert_holds(text, part)                                               \
    do {                                                                       \
        if (!strstr((text), (part)))                                           \
            fail_msg("%s\nis not in\n%s", (part), (text));                     \
    } while (0)
#define assert_lacks(text, part)                                               \
    do {                                                                       \
        if (strstr((text), (part)))                                            \
            fail_msg("%s\nis in\n%s", (part), (text));                         \
    } while (0)

/* ---- lines --------------------------------------------------------- */

static void any_line_ending_will_do(void **state)
{
    static const char *const files[] = {
        "0 HEAD\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME Ann /Lee/\n0 TRLR\n",
        "0 HEAD\r1 CHAR UTF-8\r0 @I1@ INDI\r1 NAME Ann /Lee/\r0 TRLR\r",
        "0 HEAD\r\n1 CHAR UTF-8\r\n0 @I1@ INDI\r\n1 NAME Ann /Lee/\r\n0 TRLR",
        "0 HEAD\n\r1 CHAR UTF-8\n\r0 @I1@ INDI\n\r1 NAME Ann /Lee/\n\r0 TRLR",
        "\n\n  0 HEAD\n\t1 CHAR UTF-8\r\n0   @I1@   INDI\r  1 name Ann "
        "/Lee/\n\n0 TRLR\r\n\r\n",
        "\xEF\xBB\xBF"
        "0 HEAD\n0 @I1@ INDI\n1 NAME Ann /Lee/\n0 TRLR\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct reading r;

        read_text(&r, files[i]);
        assert_int_equal(r.counts.people, 1);
        assert_string_equal(notes_of(&r), "");
        assert_holds(lines_of(&r), "\"mul\":\"Ann Lee\"");
        finish(&r);
    }
}

static void continuations_and_doubled_signs_are_joined(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, HEAD "0 @I1@ INDI\n1 NAME Ann\n2 CONC abel /L\n2 CONC ee/\n"
                       "1 TITL Duke @@ Home\n2 CONT second\n" TAIL);
    assert_holds(lines_of(&r), "\"mul\":\"Annabel Lee\"");
    assert_holds(lines_of(&r), "\"text\":\"Duke @ Home\\nsecond\"");
    assert_string_equal(notes_of(&r), "");
    finish(&r);

    read_text(&r, HEAD7 "0 @I1@ INDI\n1 TITL @@a@@b\n" TAIL);
    assert_holds(lines_of(&r), "\"text\":\"@a@@b\"");
    finish(&r);
}

static void wrong_lines_are_told_by_number_and_the_rest_is_taken(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, HEAD "0 @I1@ INDI\n"        /* 5 */
                       "nonsense\n"           /* 6 */
                       "1 NAME Ann\n"         /* 7 */
                       "3 GIVN Ann\n"         /* 8 */
                       "4 NOTE deeper\n"      /* 9 */
                       "1 SEX Q\n"            /* 10 */
                       "1 BIRT\n"             /* 11 */
                       "2 DATE 32 MAY 1819\n" /* 12 */
                       "1 FAMC @F9@\n"        /* 13 */
                       "1 FAMS F1\n"          /* 14 */
                       "1N\n"                 /* 15 */
                       "1 NA-ME x\n"          /* 16 */
                       "0 @I2 INDI\n"         /* 17 */
                       "0 @I1@ INDI\n"        /* 18 */
                       "0 INDI\n"             /* 19 */
                       "0 @F1@ FAM\n"         /* 20 */
                       "1 HUSB @I1@\n"        /* 21 */
                       "1 HUSB @I1@\n"        /* 22 */
                       "100 X\n"              /* 23 */
              TAIL);
    assert_string_equal(
        notes_of(&r),
        "wrong 6  no level at its beginning; passed over x1\n"
        "wrong 8 GIVN its level is more than one below the line above; "
        "passed over x1\n"
        "wrong 9 NOTE it hangs below a line that was passed over x1\n"
        "wrong 15  no blank behind its level; passed over x1\n"
        "wrong 16  its tag has a letter that tags cannot have; passed over "
        "x1\n"
        "wrong 17  its xref is not closed; passed over x1\n"
        "wrong 23  its level is beyond 99; passed over x1\n"
        "wrong 18 INDI @I1@ is there already; left out x1\n"
        "wrong 19 INDI a record without xref; left out x1\n"
        "wrong 22 HUSB the family has one already; left out x1\n"
        "wrong 13 FAMC there is no family @F9@; left out x1\n"
        "wrong 14 FAMS \"F1\" is no pointer; left out x1\n"
        "wrong 10 SEX \"Q\" is no sex; left out x1\n"
        "wrong 12 DATE \"32 MAY 1819\" is no date; left out x1\n");
    assert_int_equal(r.counts.people, 1);
    assert_int_equal(r.counts.wrong, 14);
    assert_holds(lines_of(&r), "\"mul\":\"Ann\"");
    finish(&r);
}

static void what_has_no_place_is_counted_by_tag(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, HEAD "0 @I1@ INDI\n1 NAME Ann\n2 SOUR @S1@\n1 BURI\n"
                       "2 PLAC Here\n1 OCCU Queen\n1 BIRT\n2 PLAC There\n"
                       "0 @I2@ INDI\n1 BIRT\n2 PLAC There\n"
                       "0 @S1@ SOUR\n1 TITL A book\n0 @N1@ NOTE x\n" TAIL);
    assert_string_equal(
        notes_of(&r), "left 7 INDI.NAME.SOUR kinwalk has no place for it x1\n"
                      "left 8 INDI.BURI kinwalk has no place for it x1\n"
                      "left 9 INDI.BURI.PLAC kinwalk has no place for it x1\n"
                      "left 10 INDI.OCCU kinwalk has no place for it x1\n"
                      "left 12 INDI.BIRT.PLAC kinwalk has no place for it x2\n"
                      "left 16 SOUR kinwalk has no place for it x1\n"
                      "left 17 SOUR.TITL kinwalk has no place for it x1\n"
                      "left 18 NOTE kinwalk has no place for it x1\n");
    assert_int_equal(r.counts.left, 9);
    finish(&r);
}

static void what_is_no_gedcom_is_refused(void **state)
{
    static const char *const files[] = {"", "0", "{\"id\":\"Q1\"}",
                                        "0 @I1@ INDI\n", "\xFF\xFE"};

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct reading r;

        begin(&r);
        assert_false(kw_gedcom_looks(files[i], strlen(files[i])));
        read_bytes(&r, files[i], strlen(files[i]));
        assert_int_equal(r.status, KW_INPUT);
        finish(&r);
    }
    assert_true(kw_gedcom_looks("0 HEAD", 6));
}

/* ---- encodings ----------------------------------------------------- */

static void expect_name(const char *bytes, size_t length, const char *name,
                        const char *encoding)
{
    struct reading r;
    char part[128];

    begin(&r);
    read_bytes(&r, bytes, length);
    assert_int_equal(r.status, KW_OK);
    (void)snprintf(part, sizeof part, "\"mul\":\"%s\"", name);
    assert_holds(lines_of(&r), part);
    assert_string_equal(r.counts.encoding, encoding);
    assert_string_equal(notes_of(&r), "");
    finish(&r);
}

#define IN(charset, name)                                                      \
    "0 HEAD\n1 CHAR " charset "\n0 @I1@ INDI\n1 NAME " name "\n0 TRLR\n"
#define EXPECT(charset, bytes, name, encoding)                                 \
    expect_name(IN(charset, bytes), sizeof IN(charset, bytes) - 1, name,       \
                encoding)

static void every_encoding_gives_the_same_letters(void **state)
{
    (void)state;
    EXPECT("UTF-8", "Zo\xC3\xAB", "Zoë", "UTF-8");
    /* marks before their letter; an l with a stroke; two marks on one */
    EXPECT("ANSEL",
           "Zo\xE8"
           "e",
           "Zoë", "ANSEL");
    EXPECT("ANSEL",
           "\xB1"
           "\xE2"
           "od\xE2"
           "z",
           "łódź", "ANSEL");
    EXPECT("ANSEL",
           "Nguy\xE3\xE1"
           "en",
           "Nguyền", "ANSEL");
    EXPECT("ANSEL",
           "Stra\xCF"
           "e",
           "Straße", "ANSEL");
    EXPECT("ANSI", "Zo\xEB \x8A", "Zoë Š", "cp1252");
    EXPECT("ANSI", "Caf\xE9", "Café", "cp1252");
    EXPECT("WINDOWS-1250", "\xA3\xF3\x64\x9F", "Łódź", "cp1250");
    EXPECT("WINDOWS-1251", "\xC0\xED\xED\xE0", "Анна", "cp1251");
    EXPECT("IBMPC", "Zo\x89", "Zoë", "cp437");
    EXPECT("CP850", "\x9Dre", "Øre", "cp850");
    EXPECT("MACINTOSH", "Zo\x91", "Zoë", "Macintosh");
    EXPECT("ASCII", "Zoe", "Zoe", "cp1252");
}

static void utf16_comes_in_both_orders(void **state)
{
    static const char text[] = IN("UNICODE", "Zo~");
    char little[2 * sizeof text + 2] = "\xFF\xFE";
    char big[2 * sizeof text + 2] = "\xFE\xFF";
    size_t length = sizeof text - 1;

    (void)state;
    for (size_t i = 0; i < length; i++) {
        char c = text[i] == '~' ? (char)0xEB : text[i];

        little[2 + 2 * i] = c;
        little[3 + 2 * i] = 0;
        big[2 + 2 * i] = 0;
        big[3 + 2 * i] = c;
    }
    expect_name(little, 2 + 2 * length, "Zoë", "UTF-16LE");
    expect_name(big, 2 + 2 * length, "Zoë", "UTF-16BE");
    expect_name(little + 2, 2 * length, "Zoë", "UTF-16LE");
    expect_name(big + 2, 2 * length, "Zoë", "UTF-16BE");
}

static void bytes_that_mean_nothing_are_told(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, IN("UTF-8", "Zo\xEB"));
    assert_holds(lines_of(&r), "\"mul\":\"Zoë\"");
    assert_string_equal(notes_of(&r),
                        "wrong 4  not UTF-8 as the file says; taken as "
                        "Windows-1252 x1\n");
    finish(&r);

    read_text(&r, IN("ANSEL", "Zo\xFF"
                              "e \xE2"));
    assert_holds(notes_of(&r), "wrong 4  a byte that means nothing");
    finish(&r);

    read_text(&r, "0 HEAD\n0 @I1@ INDI\n1 NAME Zo\xE8"
                  "e\n0 TRLR\n");
    assert_holds(lines_of(&r), "\"mul\":\"Zoë\"");
    assert_holds(notes_of(&r), "taken as ANSEL");
    finish(&r);
}

/* ---- names and ids ------------------------------------------------- */

static void names_lose_their_slashes(void **state)
{
    static const struct {
        const char *value;
        const char *name;
    } rows[] = {
        {"Ann /Lee/", "Ann Lee"},
        {"Ann/Lee/", "Ann Lee"},
        {"/Lee/ Ann", "Lee Ann"},
        {"Edward_VII  /Wettin/", "Edward VII Wettin"},
        {"Albert Augustus Charles//", "Albert Augustus Charles"},
        {"Ann /____/", "Ann"},
        {"Ann /Lee/ Jr.", "Ann Lee Jr."},
        {"  Ann  ", "Ann"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading r;
        char text[256];
        char part[128];

        (void)snprintf(text, sizeof text, HEAD "0 @I1@ INDI\n1 NAME %s\n" TAIL,
                       rows[i].value);
        (void)snprintf(part, sizeof part, "\"labels\":{\"mul\":\"%s\"}",
                       rows[i].name);
        read_text(&r, text);
        assert_holds(lines_of(&r), part);
        finish(&r);
    }
}

static void further_names_are_aliases(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, HEAD "0 @I1@ INDI\n1 NAME Ann /Lee/\n2 GIVN Ann\n2 SURN Lee\n"
                       "2 NICK Nan\n1 NAME Ann /Poe/\n2 TYPE married\n"
                       "1 NAME Ann /Lee/\n1 ALIA Annie\n" TAIL);
    assert_holds(lines_of(&r), "\"labels\":{\"mul\":\"Ann Lee\"}");
    assert_holds(lines_of(&r),
                 "\"aliases\":{\"mul\":[\"Nan\",\"Ann Poe\",\"Annie\"]}");
    assert_string_equal(notes_of(&r), "left 11 INDI.NAME.TYPE kinwalk has no "
                                      "place for it x1\n");
    finish(&r);

    read_text(&r, HEAD7 "0 @I1@ INDI\n1 NAME\n2 GIVN Ann\n2 SURN Lee\n"
                        "2 TRAN Anna /Li/\n3 LANG zh\n" TAIL);
    assert_holds(lines_of(&r),
                 "\"labels\":{\"mul\":\"Ann Lee\",\"zh\":\"Anna Li\"}");
    finish(&r);
}

static void only_refn_and_exid_give_a_qid(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, HEAD "0 @Q7@ INDI\n1 NAME A\n"
                       "0 @I2@ INDI\n1 NAME B\n1 REFN Q9439\n"
                       "0 @I3@ INDI\n1 NAME C\n1 EXID Q42\n"
                       "2 TYPE http://www.wikidata.org/entity/\n"
                       "0 @I4@ INDI\n1 NAME D\n1 REFN Q5\n2 TYPE house\n"
                       "0 @I5@ INDI\n1 NAME E\n1 REFN 17\n"
                       "0 @I6@ INDI\n1 NAME F\n1 REFN Q42\n"
                       "0 @I 7@ INDI\n1 NAME G\n" TAIL);
    assert_holds(lines_of(&r), "\"id\":\"t:Q7\"");
    assert_holds(lines_of(&r), "\"id\":\"Q9439\"");
    assert_holds(lines_of(&r), "\"id\":\"Q42\"");
    assert_holds(lines_of(&r), "\"id\":\"I4\"");
    assert_holds(lines_of(&r), "\"id\":\"I5\"");
    assert_holds(lines_of(&r), "\"id\":\"I6\"");
    assert_holds(lines_of(&r), "\"id\":\"I_7\"");
    assert_holds(notes_of(&r), "its QID was given in line 10");
    assert_holds(notes_of(&r), "changed 5 INDI its xref is taken");
    assert_holds(notes_of(&r), "left 16 INDI.REFN");
    finish(&r);
}

static void an_id_of_another_file_is_not_taken_over(void **state)
{
    struct reading r;

    (void)state;
    begin(&r);
    r.taken = "I1";
    read_bytes(&r,
               HEAD "0 @I1@ INDI\n1 FAMC @F1@\n0 @I2@ INDI\n0 @F1@ FAM\n"
                    "1 HUSB @I2@\n1 CHIL @I1@\n" TAIL,
               strlen(HEAD "0 @I1@ INDI\n1 FAMC @F1@\n0 @I2@ INDI\n0 @F1@ FAM\n"
                           "1 HUSB @I2@\n1 CHIL @I1@\n" TAIL));
    assert_int_equal(r.status, KW_OK);
    assert_holds(lines_of(&r), "\"id\":\"t:I1\"");
    assert_holds(lines_of(&r), "\"id\":\"I2\"");
    assert_holds(lines_of(&r), "\"value\":\"t:I1\"");
    finish(&r);
}

static void the_head_says_as_of_when(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, "0 HEAD\n1 CHAR UTF-8\n1 DATE 20 NOV 1992\n"
                  "0 @I1@ INDI\n" TAIL);
    assert_holds(lines_of(&r), "\"read_at\":\"1992-11-20T00:00:00Z\"");
    assert_string_equal(notes_of(&r), "");
    finish(&r);

    read_text(&r, HEAD "0 @I1@ INDI\n" TAIL);
    assert_lacks(lines_of(&r), "read_at");
    finish(&r);
}

static void a_record_tells_its_file(void **state)
{
    struct kw_person *person;
    struct kw_statement *statement;
    struct kw_error err;

    (void)state;
    assert_int_equal(kw_person_create(kw_qid(5), &person, &err), KW_OK);
    assert_false(kw_gedcom_made(person, "my file"));
    assert_int_equal(kw_person_add_statement(person, &statement, &err), KW_OK);
    statement->id = "my_file:I1:SEX";
    assert_true(kw_gedcom_made(person, "my file"));
    assert_false(kw_gedcom_made(person, "my"));
    assert_false(kw_gedcom_made(person, "other"));
    kw_person_destroy(person);
}

/* ---- families ------------------------------------------------------ */

#define FAMILY                                                                 \
    "0 @F1@ FAM\n1 HUSB @I1@\n1 WIFE @I2@\n1 CHIL @I3@\n"                      \
    "0 @I1@ INDI\n1 SEX M\n1 FAMS @F1@\n0 @I2@ INDI\n1 SEX F\n1 FAMS @F1@\n"

static void both_ends_of_a_link_state_it(void **state)
{
    struct reading r;
    struct kw_id id;
    struct kw_ties ties;

    (void)state;
    read_text(&r, HEAD FAMILY "0 @I3@ INDI\n1 SEX F\n1 FAMC @F1@\n" TAIL);
    assert_holds(lines_of(&r), "{\"id\":\"t:I3:FAMC:F1:HUSB\",\"p\":\"P22\","
                               "\"value\":\"I1\"");
    assert_holds(lines_of(&r), "{\"id\":\"t:I3:FAMC:F1:WIFE\",\"p\":\"P25\","
                               "\"value\":\"I2\"");
    assert_holds(lines_of(&r), "{\"id\":\"t:I1:F1:CHIL:I3\",\"p\":\"P40\","
                               "\"value\":\"I3\"");
    assert_holds(lines_of(&r), "{\"id\":\"t:I1:F1:WIFE\",\"p\":\"P451\","
                               "\"value\":\"I2\"");
    assert_int_equal(kw_people_seal(r.people, &r.err), KW_OK);
    assert_true(kw_xrefs_find(r.xrefs, "I3", 2, &id));
    ties = kw_people_parents(r.people, kw_people_find(r.people, id));
    assert_int_equal(ties.count, 2);
    assert_int_equal(ties.items[0].kind, KW_LINK_FATHER);
    assert_int_equal(ties.items[0].by_child, KW_STATED);
    assert_int_equal(ties.items[0].by_parent, KW_STATED);
    finish(&r);

    /* One side only is one side only. */
    read_text(&r, HEAD FAMILY "0 @I3@ INDI\n" TAIL);
    assert_lacks(lines_of(&r), "\"P22\"");
    assert_holds(lines_of(&r), "\"P40\"");
    finish(&r);
}

/* What I1 is to I3. */
static void expect_role(const char *famc, const char *chil, int role)
{
    struct reading r;
    struct kw_id id;
    struct kw_ties ties;
    char text[512];

    (void)snprintf(text, sizeof text,
                   HEAD "0 @F1@ FAM\n1 HUSB @I1@\n1 CHIL @I3@\n%s"
                        "0 @I1@ INDI\n1 SEX M\n1 FAMS @F1@\n"
                        "0 @I3@ INDI\n%s" TAIL,
                   chil, famc);
    read_text(&r, text);
    assert_int_equal(kw_people_seal(r.people, &r.err), KW_OK);
    assert_true(kw_xrefs_find(r.xrefs, "I3", 2, &id));
    ties = role == KW_ROLE_STEP
               ? kw_people_step_parents(r.people, kw_people_find(r.people, id))
               : kw_people_parents(r.people, kw_people_find(r.people, id));
    if (role == KW_ROLE_OTHER) {
        assert_int_equal(ties.count, 0);
    } else {
        assert_int_equal(ties.count, 1);
        if (role != KW_ROLE_STEP)
            assert_int_equal(ties.items[0].role, role);
    }
    finish(&r);
}

static void pedigrees_say_what_kind_of_parent(void **state)
{
    (void)state;
    expect_role("1 FAMC @F1@\n", "", KW_ROLE_BIRTH);
    expect_role("1 FAMC @F1@\n2 PEDI birth\n", "", KW_ROLE_BIRTH);
    expect_role("1 FAMC @F1@\n2 PEDI adopted\n", "", KW_ROLE_ADOPTIVE);
    expect_role("1 FAMC @F1@\n2 PEDI ADOPTED\n", "", KW_ROLE_ADOPTIVE);
    expect_role("1 FAMC @F1@\n2 PEDI foster\n", "", KW_ROLE_FOSTER);
    expect_role("1 FAMC @F1@\n2 PEDI step\n", "", KW_ROLE_STEP);
    expect_role("1 FAMC @F1@\n2 PEDI OTHER\n3 PHRASE step\n", "", KW_ROLE_STEP);
    expect_role("1 FAMC @F1@\n2 PEDI sealing\n", "", KW_ROLE_OTHER);
    expect_role("1 FAMC @F1@\n2 PEDI godchild\n", "", KW_ROLE_OTHER);
    expect_role("1 FAMC @F1@\n2 STAT challenged\n", "", KW_ROLE_DISPUTED);
    expect_role("1 FAMC @F1@\n2 STAT disproven\n", "", KW_ROLE_OTHER);
    expect_role("1 FAMC @F1@\n", "2 _FREL Adopted\n", KW_ROLE_ADOPTIVE);
    expect_role("1 FAMC @F1@\n1 ADOP\n2 FAMC @F1@\n3 ADOP HUSB\n", "",
                KW_ROLE_ADOPTIVE);
    expect_role("1 FAMC @F1@\n1 ADOP Y\n2 FAMC @F1@\n", "", KW_ROLE_ADOPTIVE);
    expect_role("1 FAMC @F1@\n1 ADOP\n2 FAMC @F1@\n3 ADOP WIFE\n", "",
                KW_ROLE_BIRTH);
}

/* The role of each parent of I4, as "I1 birth, I2 birth, ..."; step
 * parents too. */
static void expect_parents_of_i4(const char *families, const char *expected)
{
    struct kw_buffer text = {0};
    struct kw_buffer found = {0};
    struct kw_id child;
    struct reading r;
    uint32_t who;

    kw_buffer_text(&text, HEAD "0 @I1@ INDI\n1 SEX M\n0 @I2@ INDI\n1 SEX F\n"
                               "0 @I3@ INDI\n1 SEX M\n0 @I5@ INDI\n1 SEX F\n"
                               "0 @F1@ FAM\n1 HUSB @I1@\n1 WIFE @I2@\n"
                               "1 CHIL @I4@\n");
    kw_buffer_text(&text, families);
    kw_buffer_text(&text, TAIL);
    read_text(&r, text.bytes);
    assert_int_equal(kw_people_seal(r.people, &r.err), KW_OK);
    assert_true(kw_xrefs_find(r.xrefs, "I4", 2, &child));
    who = kw_people_find(r.people, child);
    for (int step = 0; step < 2; step++) {
        struct kw_ties ties = step ? kw_people_step_parents(r.people, who)
                                   : kw_people_parents(r.people, who);

        for (size_t i = 0; i < ties.count; i++) {
            char id[KW_ID_TEXT_BYTES];

            kw_buffer_print(
                &found, "%s%s %s", found.length ? ", " : "",
                kw_people_name(r.people, ties.items[i].who, id),
                step ? "step" : kw_role_name((enum kw_role)ties.items[i].role));
        }
    }
    assert_string_equal(found.bytes, expected);
    kw_buffer_finish(&found);
    kw_buffer_finish(&text);
    finish(&r);
}

static void a_second_family_keeps_parents_apart(void **state)
{
    (void)state;
    /* A stepfather who adopts leaves the mother a mother. */
    expect_parents_of_i4("0 @F2@ FAM\n1 HUSB @I3@\n1 WIFE @I2@\n1 CHIL @I4@\n"
                         "0 @I4@ INDI\n1 FAMC @F1@\n2 PEDI birth\n1 FAMC @F2@\n"
                         "2 PEDI adopted\n1 ADOP\n2 FAMC @F2@\n3 ADOP HUSB\n",
                         "I1 birth, I3 adoptive, I2 birth");
    /* So does a family called adoptive as a whole, told first. */
    expect_parents_of_i4(
        "0 @F2@ FAM\n1 HUSB @I3@\n1 WIFE @I2@\n1 CHIL @I4@\n"
        "0 @I4@ INDI\n1 FAMC @F2@\n2 PEDI adopted\n1 FAMC @F1@\n",
        "I1 birth, I3 adoptive, I2 birth");
    expect_parents_of_i4(
        "0 @F2@ FAM\n1 HUSB @I3@\n1 WIFE @I2@\n1 CHIL @I4@\n"
        "0 @I4@ INDI\n1 FAMC @F1@\n2 PEDI adopted\n1 FAMC @F2@\n",
        "I1 adoptive, I3 birth, I2 birth");
    /* Adopted by the wife alone: her husband is a stepfather. */
    expect_parents_of_i4(
        "0 @F2@ FAM\n1 HUSB @I3@\n1 WIFE @I5@\n1 CHIL @I4@\n"
        "0 @I4@ INDI\n1 FAMC @F1@\n1 FAMC @F2@\n1 ADOP\n2 FAMC @F2@\n"
        "3 ADOP WIFE\n",
        "I1 birth, I2 birth, I5 adoptive, I3 step");
    /* An adoption without a family link adopts, and no more. */
    expect_parents_of_i4("0 @F2@ FAM\n1 HUSB @I3@\n1 WIFE @I5@\n"
                         "0 @I4@ INDI\n1 FAMC @F1@\n1 ADOP\n2 FAMC @F2@\n"
                         "3 ADOP WIFE\n",
                         "I1 birth, I2 birth, I5 adoptive");
}

static void sexes_stand_above_slots(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, HEAD7 "0 @F1@ FAM\n1 HUSB @I1@\n1 WIFE @I2@\n1 CHIL @I3@\n"
                        "0 @I1@ INDI\n1 SEX F\n0 @I2@ INDI\n1 SEX F\n"
                        "0 @I3@ INDI\n1 FAMC @F1@\n1 SEX X\n" TAIL);
    assert_holds(lines_of(&r), "\"p\":\"P8810\",\"value\":\"I1\"");
    assert_holds(lines_of(&r), "\"p\":\"P25\",\"value\":\"I2\"");
    assert_holds(lines_of(&r), "\"sex\":\"other\"");
    finish(&r);
}

static void only_a_wedding_makes_spouses(void **state)
{
    static const struct {
        const char *events;
        const char *part;
    } rows[] = {
        {"1 MARR Y\n", "\"p\":\"P26\",\"value\":\"I2\",\"rank\":\"normal\"}"},
        {"1 MARR\n2 DATE 20 NOV 1947\n",
         "\"p\":\"P26\",\"value\":\"I2\",\"rank\":\"normal\",\"qualifiers\":{"
         "\"P580\":[{\"time\":"
         "\"+1947-11-20T00:00:00Z\""},
        {"1 DIV N\n", "\"p\":\"P26\",\"value\":\"I2\",\"rank\":\"normal\"}"},
        {"1 DIV Y\n", "\"qualifiers\":{\"P582\":[{\"snak\":\"somevalue\"}],"
                      "\"P1534\":[\"Q93190\"]}"},
        {"1 MARR\n1 DIV\n2 DATE 1952\n", "\"P582\":[{\"time\":\"+1952"},
        {"1 ANUL\n", "\"P1534\":[\"Q701040\"]"},
        {"1 MARR\n2 TYPE Common Law\n", "\"p\":\"P451\""},
        {"1 NO MARR\n", "\"p\":\"P451\""},
        {"1 ENGA\n", "\"p\":\"P451\""},
        {"1 MARR N\n", "\"p\":\"P451\""},
        {"", "\"p\":\"P451\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reading r;
        char text[512];

        (void)snprintf(text, sizeof text,
                       HEAD "0 @I1@ INDI\n0 @I2@ INDI\n0 @F1@ FAM\n"
                            "1 HUSB @I1@\n1 WIFE @I2@\n%s" TAIL,
                       rows[i].events);
        read_text(&r, text);
        assert_holds(lines_of(&r), rows[i].part);
        finish(&r);
    }
}

static void events_date_birth_and_death(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, HEAD "0 @I1@ INDI\n1 BIRT\n2 DATE 24 MAY 1819\n1 BIRT\n"
                       "2 DATE 1820\n1 DEAT\n2 DATE 22 JAN 1901\n"
                       "0 @I2@ INDI\n1 CHR\n2 DATE 10 FEB 1841\n1 DEAT\n"
                       "0 @I3@ INDI\n1 BIRT\n1 BURI\n2 DATE 1900\n"
                       "0 @I4@ INDI\n1 DEAT N\n" TAIL);
    assert_holds(lines_of(&r),
                 "{\"schema\":\"kinwalk.person/1\",\"id\":\"I1\",\"state\":"
                 "\"person\",\"birth\":{\"time\":\"+1819-05-24T00:00:00Z\"");
    assert_holds(lines_of(&r), "\"rank\":\"preferred\"");
    assert_holds(lines_of(&r), "\"id\":\"t:I2:CHR\",\"p\":\"P569\"");
    assert_holds(lines_of(&r), "\"+1841-00-00T00:00:00Z\"");
    assert_lacks(lines_of(&r), "1841-02");
    assert_holds(lines_of(&r), "\"id\":\"t:I2:DEAT\",\"p\":\"P570\",\"snak\":"
                               "\"somevalue\"");
    assert_holds(lines_of(&r), "\"id\":\"t:I3:BURI\",\"p\":\"P570\"");
    assert_lacks(lines_of(&r), "t:I4:DEAT");
    assert_holds(notes_of(&r), "changed 13 INDI.CHR stands in for a birth");
    finish(&r);
}

/* ---- dates --------------------------------------------------------- */

static const struct {
    const char *text;
    const char *printed; /* NULL: no date */
    bool told;
} DATES[] = {
    {"24 MAY 1819", "24 May 1819", false},
    {" 9 NOV 1841", "9 November 1841", false},
    {"may 1819", "May 1819", false},
    {"1819", "1819", false},
    {"0037", "37", false},
    {"37", "37", false},
    {"ABT 1400", "c. 1400", false},
    {"EST 1400", "c. 1400", false},
    {"CAL 1 MAY 1400", "c. 1 May 1400", false},
    {"BEF 1850", "c. 1850", true},
    {"AFT MAY 1850", "c. May 1850", true},
    {"TO 1850", "c. 1850", true},
    {"FROM 1850", "1850", false},
    {"BET 1840 AND 1850", "between 1840 and 1850", false},
    {"FROM 1840 TO 1850", "between 1840 and 1850", false},
    {"BET 1850 AND 1840", "between 1840 and 1850", true},
    {"BET MAY 1840 AND JUL 1840", "between May 1840 and July 1840", false},
    {"BET 1 MAY 1840 AND 3 JUN 1840", "between 1 May 1840 and 3 June 1840",
     false},
    {"BET 1 MAY 1840 AND 1842", "between 1840 and 1842", false},
    {"BET 5 B.C. AND 3", "between 5 BCE and 3", false},
    {"INT 1850 (about the time of the fair)", "1850", true},
    {"(unknown)", NULL, false},
    {"44 B.C.", "44 BCE", false},
    {"15 MAR 44 BCE", "15 March 44 BCE", false},
    {"@#DJULIAN@ 5 JAN 1700", "5 January 1700 (Julian)", false},
    {"JULIAN 5 JAN 1700", "5 January 1700 (Julian)", false},
    {"@#DGREGORIAN@ 1819", "1819", false},
    {"BET @#DJULIAN@ 1700 AND @#DJULIAN@ 1702", "between 1700 and 1702", false},
    {"11 FEB 1699/00", "11 February 1700", true},
    {"1731/32", "1732", true},
    {"1731/1732", "1732", true},
    {"1731/40", "1731", true},
    /* Republican: the first day, the coup of Brumaire, Thermidor */
    {"@#DFRENCH R@ 1 VEND 1", "22 September 1792", true},
    {"@#DFRENCH R@ 18 BRUM 8", "9 November 1799", true},
    {"FRENCH_R 9 THER 2", "27 July 1794", true},
    {"@#DFRENCH R@ 6 COMP 3", "22 September 1795", true},
    {"@#DFRENCH R@ 6 COMP 4", NULL, false},
    {"@#DFRENCH R@ 8", "between 1799 and 1800", true},
    {"@#DFRENCH R@ 1 VEND 15", NULL, false},
    /* Hebrew: new years, a leap year, Passover */
    {"@#DHEBREW@ 1 TSH 5784", "16 September 2023", true},
    {"HEBREW 1 TSH 5700", "14 September 1939", true},
    {"HEBREW 1 TSH 5566", "24 September 1805", true},
    {"HEBREW 1 TSH 5774", "5 September 2013", true},
    {"HEBREW 1 TSH 5745", "27 September 1984", true}, /* moved two days */
    {"HEBREW 1 TSH 5766", "4 October 2005", true},    /* moved one */
    {"@#DHEBREW@ 15 NSN 5784", "23 April 2024", true},
    {"@#DHEBREW@ 14 ADS 5784", "24 March 2024", true},
    {"@#DHEBREW@ 14 ADS 5783", "7 March 2023", true},
    {"@#DHEBREW@ 5 IYR 5708", "14 May 1948", true},
    {"@#DHEBREW@ 5700", "between 1939 and 1940", true},
    {"@#DHEBREW@ 31 TSH 5784", NULL, false},
    {"1819-05-24", "24 May 1819", true},
    {"24.05.1819", "24 May 1819", true},
    {"24/05/1819", NULL, false},
    {"JANUARY 1819", "January 1819", false},
    {"1819 or so", "1819", true},
    {"32 MAY 1819", NULL, false},
    {"5 FOO 1819", NULL, false},
    {"18??", NULL, false},
    {"0", NULL, false},
    {"BET 1840", "c. 1840", true},
    {"BET", NULL, false},
    {"@#DROMAN@ 1819", NULL, false},
    {"@", NULL, false},
    {"", NULL, false},
};

static void dates_are_read_in_every_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof DATES / sizeof *DATES; i++) {
        struct kw_date date = {0};
        const char *told = NULL;
        char text[KW_DATE_TEXT_BYTES];
        bool read = ged_date_read(DATES[i].text, &date, &told);

        if (!DATES[i].printed) {
            if (read)
                fail_msg("%s: %s", DATES[i].text, kw_date_print(date, text));
            continue;
        }
        if (!read)
            fail_msg("%s: no date", DATES[i].text);
        if (strcmp(kw_date_print(date, text), DATES[i].printed) != 0)
            fail_msg("%s: %s, not %s", DATES[i].text, text, DATES[i].printed);
        if ((told != NULL) != DATES[i].told)
            fail_msg("%s: %s", DATES[i].text, told ? told : "not told");
    }
}

/* ---- a whole file -------------------------------------------------- */

static void royal92_comes_out_whole(void **state)
{
    struct kw_buffer bytes = {0};
    struct reading r;
    struct kw_id elizabeth;
    struct kw_id philip;
    const struct kw_member *member;
    struct kw_ties partners;
    char text[KW_DATE_TEXT_BYTES];
    size_t parents = 0;

    (void)state;
    if (access(KW_SHARED "/data/royal92.ged", R_OK) != 0) {
        print_message("SKIPPED: no " KW_SHARED "/data/royal92.ged\n");
        skip();
    }
    begin(&r);
    assert_int_equal(
        kw_file_read(KW_SHARED "/data/royal92.ged", 0x1000000, &bytes, &r.err),
        KW_OK);
    read_bytes(&r, bytes.bytes, bytes.length);
    assert_int_equal(r.status, KW_OK);
    assert_int_equal(r.counts.people, 3010);
    assert_int_equal(r.counts.families, 1422);
    assert_string_equal(r.counts.encoding, "ANSEL");
    assert_int_equal(kw_people_seal(r.people, &r.err), KW_OK);
    assert_int_equal(kw_people_count(r.people), 3010);

    for (uint32_t i = 0; i < 3010; i++)
        parents += kw_people_parents(r.people, i).count;
    assert_int_equal(parents, 3724);

    assert_true(kw_xrefs_find(r.xrefs, "I52", 3, &elizabeth));
    assert_true(kw_xrefs_find(r.xrefs, "I57", 3, &philip));
    member = kw_people_at(r.people, kw_people_find(r.people, elizabeth));
    assert_string_equal(member->label, "Elizabeth II Alexandra Mary Windsor");
    assert_string_equal(kw_date_print(member->birth, text), "21 April 1926");
    assert_int_equal(member->sex, KW_FEMALE);
    partners =
        kw_people_partners(r.people, kw_people_find(r.people, elizabeth));
    assert_int_equal(partners.count, 1);
    assert_int_equal(partners.items[0].who, kw_people_find(r.people, philip));
    assert_int_equal(partners.items[0].kind, KW_LINK_SPOUSE);
    assert_string_equal(kw_date_print(partners.items[0].since, text),
                        "20 November 1947");
    kw_buffer_finish(&bytes);
    finish(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_line_ending_will_do),
        cmocka_unit_test(continuations_and_doubled_signs_are_joined),
        cmocka_unit_test(wrong_lines_are_told_by_number_and_the_rest_is_taken),
        cmocka_unit_test(what_has_no_place_is_counted_by_tag),
        cmocka_unit_test(what_is_no_gedcom_is_refused),
        cmocka_unit_test(every_encoding_gives_the_same_letters),
        cmocka_unit_test(utf16_comes_in_both_orders),
        cmocka_unit_test(bytes_that_mean_nothing_are_told),
        cmocka_unit_test(names_lose_their_slashes),
        cmocka_unit_test(further_names_are_aliases),
        cmocka_unit_test(only_refn_and_exid_give_a_qid),
        cmocka_unit_test(an_id_of_another_file_is_not_taken_over),
        cmocka_unit_test(the_head_says_as_of_when),
        cmocka_unit_test(a_record_tells_its_file),
        cmocka_unit_test(both_ends_of_a_link_state_it),
        cmocka_unit_test(pedigrees_say_what_kind_of_parent),
        cmocka_unit_test(a_second_family_keeps_parents_apart),
        cmocka_unit_test(sexes_stand_above_slots),
        cmocka_unit_test(only_a_wedding_makes_spouses),
        cmocka_unit_test(events_date_birth_and_death),
        cmocka_unit_test(dates_are_read_in_every_form),
        cmocka_unit_test(royal92_comes_out_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
