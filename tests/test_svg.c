/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of pictures: labels that want to break out, text that must
 * fit, colours that must stay apart, and the other formats.
 */
#include "support_cmocka.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/draw.h>

#include "draw/drawing.h"
#include "support_told.h"

/* Fontconfig keeps its caches until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:librsvg\n";
}

static void svg_of(const struct told *t, const struct kw_draw_options *options,
                   struct kw_buffer *out)
{
    struct kw_drawing *d = NULL;
    struct kw_error err = {0};

    if (kw_drawing_create(t->people, options, &d, &err) != KW_OK ||
        kw_drawing_svg(d, out, &err) != KW_OK ||
        kw_buffer_check(out, &err) != KW_OK)
        fail_msg("%s", err.text);
    kw_drawing_destroy(d);
}

/* ---- hostile labels ---------------------------------------------------- */

#define A10 "aaaaaaaaaa"
#define A100 A10 A10 A10 A10 A10 A10 A10 A10 A10 A10

static const char *const HOSTILE[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'quoted' & \"double\" &amp; ]]>",
    "a\nb\tc\rd\x01\x1B[31me\x7F",
    "\xD9\x85\xD8\xAD\xD9\x85\xD8\xAF \xD8\xA8\xD9\x86 "
    "\xD8\xB3\xD9\x84\xD9\x85\xD8\xA7\xD9\x86",
    "\xE2\x80\xAEright to left\xE2\x81\xA6 override",
    "Z\xCD\xA2\xCC\xB4\xCD\xA0\xCC\xA1"
    "a\xCC\xB5\xCD\x81\xCC\x80l\xCD\x9Dgo",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"
    " family \xF0\x9F\x87\xA9\xF0\x9F\x87\xB0",
    A100 A100 A100,
    "",
    "broken \xFF\xC3 utf-8 \xEF\xBF\xBE",
    "\xE6\x84\x9B\xE6\x96\xB0\xE8\xA6\x9A\xE7\xBE\x85\xE7\x91\xAA"
    "\xE6\x84\x9B\xE6\x96\xB0\xE8\xA6\x9A\xE7\xBE\x85\xE7\x91\xAA"
    "\xE6\x84\x9B\xE6\x96\xB0\xE8\xA6\x9A\xE7\xBE\x85\xE7\x91\xAA",
    "javascript:alert(1)",
    "   ",
};
enum { HOSTILES = sizeof HOSTILE / sizeof *HOSTILE };

/* All of them in one family, as names, titles and houses. */
static void tell_hostile(struct told *t)
{
    told_begin(t);
    for (uint64_t i = 0; i < HOSTILES; i++) {
        struct kw_member member = {.id = kw_qid(i + 1),
                                   .label = HOSTILE[i],
                                   .title = HOSTILE[(i + 3) % HOSTILES],
                                   .house = HOSTILE[(i + 5) % HOSTILES],
                                   .sex = i % 2 ? KW_MALE : KW_FEMALE,
                                   .known = i % 5 ? KW_READ : KW_UNREAD,
                                   .father_snak = i % 3 ? 0 : KW_SOMEVALUE};

        assert_int_equal(kw_people_add_member(t->people, &member, &t->err),
                         KW_OK);
        if (i)
            told_child(t, i + 1, i / 2 + 1, 0, KW_ROLE_BIRTH);
        if (i % 3 == 0)
            told_couple(t, i + 1, 100 + i, 1900);
    }
    told_seal(t);
}

/* No tag and no attribute but those we write. */
static void nothing_breaks_out(const char *svg)
{
    static const char *const TAGS[] = {
        "?xml", "svg",  "title", "desc",   "style", "defs", "clipPath",
        "g",    "rect", "path",  "circle", "text",  "use",  "a"};

    for (const char *at = strchr(svg, '<'); at; at = strchr(at + 1, '<')) {
        const char *name = at + 1 + (at[1] == '/');
        size_t length = strcspn(name, " >/");
        bool ours = false;

        for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++)
            ours |=
                strlen(TAGS[i]) == length && memcmp(TAGS[i], name, length) == 0;
        if (!ours)
            fail_msg("a tag of somebody else: %.40s", at);
    }
    for (const char *at = strchr(svg, '&'); at; at = strchr(at + 1, '&'))
        assert_true(
            strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 ||
            strncmp(at, "&gt;", 4) == 0 || strncmp(at, "&quot;", 6) == 0 ||
            strncmp(at, "&#39;", 5) == 0);
}

static void hostile_labels_stay_text(void **state)
{
    struct told t;
    struct kw_buffer svg = {0};
    struct kw_draw_options options = {.heading = HOSTILE[0],
                                      .caption = HOSTILE[1],
                                      .fill = KW_FILL_HOUSE,
                                      .link_base = "https://x.test/\"'<"};

    (void)state;
    tell_hostile(&t);

    svg_of(&t, &options, &svg);

    nothing_breaks_out(svg.bytes);
    assert_true(kw_utf8_valid(svg.bytes, svg.length));
    for (size_t i = 0; i < svg.length; i++)
        assert_true((unsigned char)svg.bytes[i] >= 0x20 ||
                    svg.bytes[i] == '\n');
    /* Marks that steer direction are gone but for our own isolates. */
    assert_null(strstr(svg.bytes, "\xE2\x80\xAE"));
    assert_null(strstr(svg.bytes, "\xEF\xBF\xBE"));
    assert_non_null(strstr(svg.bytes, "direction=\"rtl\""));
    assert_non_null(strstr(svg.bytes, "\xE2\x81\xA8\xD9\x85"));
    kw_buffer_finish(&svg);
    told_end(&t);
}

static void links_lead_only_to_pages(void **state)
{
    struct told t;
    struct kw_buffer svg = {0};
    struct kw_draw_options options = {.link_base = "javascript:alert(1)//"};

    (void)state;
    told_begin(&t);
    told_person(&t, 1, "Somebody", KW_MALE, 1900);
    told_seal(&t);

    svg_of(&t, &options, &svg);
    assert_null(strstr(svg.bytes, "javascript"));
    kw_buffer_clear(&svg);
    options.link_base = "https://www.wikidata.org/wiki/";
    svg_of(&t, &options, &svg);
    assert_non_null(strstr(svg.bytes, "\"https://www.wikidata.org/wiki/Q1\""));
    kw_buffer_finish(&svg);
    told_end(&t);
}

static void xmllint_takes_hostile_labels(void **state)
{
    struct told t;
    struct kw_buffer svg = {0};
    struct kw_draw_options options = {.dark = true};
    FILE *file;

    (void)state;
    if (system("command -v xmllint >/dev/null") != 0) {
        print_message("SKIPPED: xmllint is not installed\n");
        skip();
    }
    tell_hostile(&t);
    svg_of(&t, &options, &svg);
    file = fopen(KW_BUILD "/hostile.svg", "w");
    assert_non_null(file);
    assert_int_equal(fwrite(svg.bytes, 1, svg.length, file), svg.length);
    assert_int_equal(fclose(file), 0);

    assert_int_equal(system("xmllint --noout " KW_BUILD "/hostile.svg"), 0);

    kw_buffer_finish(&svg);
    told_end(&t);
}

/* ---- what a card tells ------------------------------------------------- */

static void a_card_tells_what_is_and_what_is_not_known(void **state)
{
    struct told t;
    struct kw_buffer svg = {0};
    struct kw_member philip = {.id = kw_qid(80976),
                               .label = "Prince Philip, Duke of Edinburgh",
                               .sex = KW_MALE,
                               .known = KW_READ,
                               .father_snak = KW_SOMEVALUE,
                               .birth = {.year = 1921, .precision = KW_YEAR},
                               .death = {.year = 2021, .precision = KW_YEAR}};

    (void)state;
    told_begin(&t);
    assert_int_equal(kw_people_add_member(t.people, &philip, &t.err), KW_OK);
    told_couple(&t, 80976, 9682, 1947);
    told_seal(&t);

    svg_of(&t, &(struct kw_draw_options){0}, &svg);

    assert_non_null(strstr(svg.bytes, ">Prince Philip</text>"));
    assert_non_null(strstr(svg.bytes, ">Duke of Edinburgh</text>"));
    assert_non_null(strstr(svg.bytes, ">1921 \xE2\x80\x93 2021</text>"));
    assert_non_null(strstr(svg.bytes, "#kw-male"));
    assert_non_null(strstr(svg.bytes, "<title>father not known</title>"));
    assert_non_null(strstr(svg.bytes, ">1947</text>"));
    /* Somebody never read: an outline and the id. */
    assert_non_null(strstr(svg.bytes, "class=\"kw-c kw-u\""));
    assert_non_null(strstr(svg.bytes, ">Q9682</text>"));
    assert_non_null(strstr(svg.bytes, "data-id=\"Q80976\""));
    assert_non_null(strstr(svg.bytes, "not read yet</text>"));
    kw_buffer_finish(&svg);
    told_end(&t);
}

/* ---- lettering --------------------------------------------------------- */

/* Is `line`, without its ellipsis, whole letters of `text`? */
static void is_whole_letters_of(const char *line, const char *text)
{
    size_t length = strlen(line);
    size_t bytes = strlen(text);
    struct kw_cluster cluster;

    if (length >= 3 && strcmp(line + length - 3, "\xE2\x80\xA6") == 0)
        length -= 3;
    for (; kw_text_cluster(text, bytes, &cluster);
         text += cluster.bytes, bytes -= cluster.bytes) {
        size_t at = 0;
        struct kw_cluster c;

        if (strncmp(text, line, length) != 0)
            continue;
        while (at < length && kw_text_cluster(text + at, bytes - at, &c))
            at += c.bytes;
        if (at == length)
            return;
    }
    fail_msg("\"%s\" cuts a letter", line);
}

static void every_line_fits_and_cuts_no_letter(void **state)
{
    static const char *const LETTERS[] = {
        "a",
        "W",
        " ",
        "i",
        "\xC3\xA9",
        "e\xCC\x81\xCC\xA3",
        "\xD9\x85",
        "\xE6\x84\x9B",
        "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
        "\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\xB7",
        " ",
        "o"};
    uint64_t random = 5;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct kw_arena arena = {0};
        char text[2048] = "";
        uint32_t letters = told_random(&random) % 90;
        struct kw_lettering lines[2];
        const char *clean;
        unsigned count;

        for (uint32_t k = 0; k < letters; k++)
            strcat(text, LETTERS[told_random(&random) % 12]);
        clean = kw_letter_clean(&arena, text);

        count = kw_letter_wrap(&arena, clean, 204, 18, 15, true, lines);

        assert_int_equal(count == 0, !*clean);
        for (unsigned k = 0; k < count; k++) {
            assert_true(lines[k].width <= 204);
            assert_true(lines[k].size >= 15);
            is_whole_letters_of(lines[k].text, clean);
        }
        kw_arena_finish(&arena);
    }
}

static void letters_are_as_wide_as_in_the_font(void **state)
{
    (void)state;
    /* Lato Bold and Regular, from their hmtx tables. */
    assert_int_equal((int)kw_letter_line("W", 1000, true).width, 1051);
    assert_int_equal((int)kw_letter_line("W", 1000, false).width, 1036);
    assert_true(kw_letter_line("Hohenzollern", 18, true).sure);
    assert_false(kw_letter_line("\xE6\x84\x9B", 18, true).sure);
}

/* ---- colours ----------------------------------------------------------- */

struct lab {
    double l, a, b;
};

static double linear(int value)
{
    double c = value / 255.0;

    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double bent(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/* As seen through one of three eyes: normal, protanope, deuteranope. */
static struct lab seen(const char *colour, int eye)
{
    static const double EYES[3][3][3] = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
                                         {{0.152286, 1.052583, -0.204868},
                                          {0.114503, 0.786281, 0.099216},
                                          {-0.003882, -0.048116, 1.051998}},
                                         {{0.367322, 0.860646, -0.227968},
                                          {0.280085, 0.672501, 0.047413},
                                          {-0.011820, 0.042940, 0.968881}}};
    unsigned rgb = (unsigned)strtoul(colour + 1, NULL, 16);
    double in[3] = {linear((int)(rgb >> 16)), linear((int)(rgb >> 8 & 255)),
                    linear((int)(rgb & 255))};
    double c[3];
    double x, y, z;

    for (int i = 0; i < 3; i++) {
        c[i] = 0;
        for (int k = 0; k < 3; k++)
            c[i] += EYES[eye][i][k] * in[k];
        c[i] = fmin(fmax(c[i], 0), 1);
    }
    x = bent((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.95047);
    y = bent(0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]);
    z = bent((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.08883);
    return (struct lab){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static void no_two_colours_look_alike_to_anybody(void **state)
{
    (void)state;
    for (int dark = 0; dark < 2; dark++)
        for (int eye = 0; eye < 3; eye++)
            for (int i = 0; i <= KW_SWATCHES; i++)
                for (int k = 0; k < i; k++) {
                    const struct kw_theme *theme = kw_theme(dark);
                    struct lab p = seen(theme->swatches[i], eye);
                    struct lab q = seen(theme->swatches[k], eye);
                    double apart = sqrt((p.l - q.l) * (p.l - q.l) +
                                        (p.a - q.a) * (p.a - q.a) +
                                        (p.b - q.b) * (p.b - q.b));

                    /* 2.3 is what can just be told apart. */
                    if (apart < 5)
                        fail_msg("%s and %s are only %.1f apart, eye %d",
                                 theme->swatches[i], theme->swatches[k], apart,
                                 eye);
                }
}

static void every_name_can_be_read_on_every_colour(void **state)
{
    (void)state;
    for (int dark = 0; dark < 2; dark++)
        for (int i = 0; i <= KW_SWATCHES; i++) {
            const struct kw_theme *theme = kw_theme(dark);
            double ink = seen(theme->ink, 0).l;
            double card = seen(theme->swatches[i], 0).l;

            assert_true(fabs(ink - card) > 45);
        }
}

/* ---- the other formats ------------------------------------------------- */

static void png_and_pdf_come_from_the_same_svg(void **state)
{
    struct told t;
    struct kw_buffer svg = {0};
    struct kw_buffer png = {0};
    struct kw_buffer pdf = {0};
    struct kw_error err = {0};

    (void)state;
    tell_hostile(&t);
    svg_of(&t, &(struct kw_draw_options){0}, &svg);
    if (kw_pictures_built()) {
        assert_int_equal(kw_picture_png(&svg, 1, &png, &err), KW_OK);
        assert_memory_equal(png.bytes, "\x89PNG\r\n\x1A\n", 8);
        assert_int_equal(kw_picture_pdf(&svg, &pdf, &err), KW_OK);
        assert_memory_equal(pdf.bytes, "%PDF-", 5);
    } else {
        assert_int_equal(kw_picture_png(&svg, 1, &png, &err), KW_USAGE);
        assert_non_null(strstr(err.text, "librsvg2-dev"));
    }
    kw_buffer_finish(&svg);
    kw_buffer_finish(&png);
    kw_buffer_finish(&pdf);
    told_end(&t);
}

static void what_is_no_svg_is_refused(void **state)
{
    struct kw_buffer svg = {0};
    struct kw_buffer png = {0};
    struct kw_error err = {0};

    (void)state;
    kw_buffer_text(&svg, "<svg");

    assert_int_not_equal(kw_picture_png(&svg, 1, &png, &err), KW_OK);
    assert_true(strlen(err.text) > 0);

    kw_buffer_finish(&svg);
    kw_buffer_finish(&png);
}

static void dot_keeps_couples_and_generations(void **state)
{
    struct told t;
    struct kw_drawing *d = NULL;
    struct kw_buffer dot = {0};
    struct kw_draw_options options = {0};
    struct kw_error err = {0};

    (void)state;
    told_begin(&t);
    told_person(&t, 1, "A \"quoted\\ name", KW_MALE, 1800);
    told_couple(&t, 1, 2, 1820);
    told_child(&t, 3, 1, 2, KW_ROLE_BIRTH);
    told_seal(&t);
    assert_int_equal(kw_drawing_create(t.people, &options, &d, &err), KW_OK);

    assert_int_equal(kw_drawing_dot(d, &dot, &err), KW_OK);

    assert_non_null(strstr(dot.bytes, "A \\\"quoted\\\\ name"));
    assert_non_null(
        strstr(dot.bytes, "{ rank=same; \"Q1\"; \"Q2\"; couple0; }"));
    assert_non_null(strstr(dot.bytes, "\"Q1\" -> couple0 -> \"Q2\""));
    assert_non_null(strstr(dot.bytes, "couple0 -> \"Q3\""));
    kw_buffer_finish(&dot);
    kw_drawing_destroy(d);
    told_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_labels_stay_text),
        cmocka_unit_test(links_lead_only_to_pages),
        cmocka_unit_test(xmllint_takes_hostile_labels),
        cmocka_unit_test(a_card_tells_what_is_and_what_is_not_known),
        cmocka_unit_test(every_line_fits_and_cuts_no_letter),
        cmocka_unit_test(letters_are_as_wide_as_in_the_font),
        cmocka_unit_test(no_two_colours_look_alike_to_anybody),
        cmocka_unit_test(every_name_can_be_read_on_every_colour),
        cmocka_unit_test(png_and_pdf_come_from_the_same_svg),
        cmocka_unit_test(what_is_no_svg_is_refused),
        cmocka_unit_test(dot_keeps_couples_and_generations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
