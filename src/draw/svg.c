/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SVG document: page, heading, lines, cards, badges, legend.
 *
 * Classes and ids begin with kw-, so that the picture can stand inside a
 * page; nothing in it runs, and nothing is fetched.
 */
#include "svg.h"

#include <math.h>
#include <string.h>

static const char FONTS[] = "Lato,'DejaVu Sans','Noto Sans',sans-serif";

/* ---- numbers and text ---------------------------------------------- */

void kw_svg_number(struct kw_buffer *out, double number)
{
    long long tenths = (long long)floor(number * 10 + 0.5);

    if (tenths < 0) {
        kw_buffer_char(out, '-');
        tenths = -tenths;
    }
    kw_buffer_print(out, "%lld", tenths / 10);
    if (tenths % 10)
        kw_buffer_print(out, ".%lld", tenths % 10);
}

void kw_svg_attribute(struct kw_buffer *out, const char *name, double number)
{
    kw_buffer_print(out, " %s=\"", name);
    kw_svg_number(out, number);
    kw_buffer_char(out, '"');
}

void kw_svg_text(struct kw_svg *svg, const struct kw_lettering *line, double x,
                 double y, double room, const char *class)
{
    bool tight = room > 0 && line->width > room * 0.82;
    bool clip = room > 0 && (tight || !line->sure);

    kw_buffer_print(svg->out, "%s<text class=\"%s\"",
                    clip ? "<g clip-path=\"url(#kw-clip)\">" : "", class);
    kw_svg_attribute(svg->out, "x", x);
    kw_svg_attribute(svg->out, "y", y);
    kw_svg_attribute(svg->out, "font-size", line->size);
    /* With another font at hand the line keeps its width all the same. */
    if (tight && line->sure) {
        kw_svg_attribute(svg->out, "textLength", line->width);
        kw_buffer_text(svg->out, " lengthAdjust=\"spacingAndGlyphs\"");
    }
    if (line->rtl)
        kw_buffer_text(svg->out, " direction=\"rtl\" unicode-bidi=\"isolate\"");
    kw_buffer_char(svg->out, '>');
    kw_letter_escape(svg->out, line->text);
    kw_buffer_text(svg->out, clip ? "</text></g>" : "</text>");
}

/* ---- head ---------------------------------------------------------- */

static void write_style(struct kw_svg *svg)
{
    const struct kw_theme *t = svg->theme;

    kw_buffer_print(
        svg->out,
        "<style>.kw-n,.kw-h{font-weight:700}"
        ".kw-n,.kw-y,.kw-h,.kw-e{fill:%s}.kw-t{fill:%s}.kw-s{fill:%s}"
        ".kw-n,.kw-t,.kw-y,.kw-h,.kw-s,.kw-q,.kw-b{text-anchor:middle}"
        ".kw-c{stroke:%s;stroke-width:1.2}"
        ".kw-u{fill:%s;stroke-dasharray:5 4}"
        ".kw-g{stroke:%s;stroke-width:4}"
        ".kw-l{fill:none;stroke:%s;stroke-width:2}"
        ".kw-r{fill:none;stroke:%s;stroke-width:8}"
        ".kw-p{fill:none;stroke:%s;stroke-width:4;stroke-linejoin:round}"
        ".kw-i{fill:none;stroke:%s;stroke-width:1.5}"
        ".kw-b rect,.kw-b>circle{fill:%s;stroke:%s}"
        ".kw-b text{fill:%s;font-size:11px}"
        ".kw-b.kw-a rect,.kw-b.kw-a>circle{stroke:%s;stroke-width:1.5}"
        ".kw-w{fill:none;stroke:%s;stroke-width:1.1}"
        ".kw-q path,.kw-q circle{fill:%s;stroke:%s}"
        ".kw-q text{fill:%s;font-size:11px}</style>\n",
        t->ink, t->soft, t->gold, t->border, t->page, t->gold, t->line, t->page,
        t->gold, t->ink, t->badge, t->border, t->soft, t->gold, t->gold,
        t->page, t->border, t->soft);
}

static void write_defs(struct kw_svg *svg)
{
    kw_buffer_text(svg->out, "<defs><clipPath id=\"kw-clip\"><rect x=\"5\" "
                             "y=\"2\"");
    kw_svg_attribute(svg->out, "width", KW_CARD_WIDTH - 10);
    kw_svg_attribute(svg->out, "height", KW_CARD_HEIGHT - 4);
    kw_buffer_text(
        svg->out,
        "/></clipPath>"
        "<g id=\"kw-female\" class=\"kw-i\"><circle cy=\"-2.5\" r=\"3.6\"/>"
        "<path d=\"M0 1.1V6.6M-2.8 3.9H2.8\"/></g>"
        "<g id=\"kw-male\" class=\"kw-i\"><circle cx=\"-1.3\" cy=\"1.6\" "
        "r=\"3.6\"/><path d=\"M1.2 -.9L5 -4.7M1.7 -4.9H5.2V-1.4\"/></g>"
        "<g id=\"kw-rings\" class=\"kw-w\"><circle cx=\"-2.4\" r=\"3.4\"/>"
        "<circle cx=\"2.4\" r=\"3.4\"/></g></defs>\n");
}

static void write_head(struct kw_svg *svg)
{
    const struct kw_drawing *d = svg->drawing;
    struct kw_buffer *out = svg->out;

    kw_buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                        "xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    kw_svg_attribute(out, "width", d->width);
    kw_svg_attribute(out, "height", d->height);
    kw_buffer_text(out, " viewBox=\"0 0 ");
    kw_svg_number(out, d->width);
    kw_buffer_char(out, ' ');
    kw_svg_number(out, d->height);
    kw_buffer_print(out,
                    "\" role=\"img\" aria-labelledby=\"kw-title kw-desc\" "
                    "font-family=\"%s\">\n<title id=\"kw-title\">",
                    FONTS);
    kw_letter_escape(out, d->title);
    kw_buffer_text(out, "</title>\n<desc id=\"kw-desc\">");
    if (d->caption.text) {
        kw_letter_escape(out, d->caption.text);
        kw_buffer_text(out, ". ");
    }
    kw_buffer_print(out, "%u people in %u generations, %s.",
                    (unsigned)d->plan.person_count,
                    (unsigned)d->plan.layer_count,
                    d->top_down ? "from top to bottom" : "from left to right");
    if (d->plan.cut)
        kw_buffer_print(out,
                        " Left out: %u links by which people would be their "
                        "own ancestors.",
                        (unsigned)d->plan.cut);
    kw_buffer_text(out, " Drawn by kinwalk.</desc>\n");
    write_style(svg);
    write_defs(svg);
    kw_buffer_text(out, "<rect");
    kw_svg_attribute(out, "width", d->width);
    kw_svg_attribute(out, "height", d->height);
    kw_buffer_print(out, " fill=\"%s\"/>\n", svg->theme->page);
}

static void write_heading(struct kw_svg *svg)
{
    const struct kw_drawing *d = svg->drawing;
    double y = KW_MARGIN;

    if (d->heading.text) {
        y += floor(d->heading.size * 0.8);
        kw_svg_text(svg, &d->heading, d->width / 2, y, 0, "kw-h");
        y += floor(d->heading.size * 0.3);
    }
    if (d->caption.text) {
        y += floor(d->caption.size * 1.2);
        kw_svg_text(svg, &d->caption, d->width / 2, y, 0, "kw-s");
    }
    kw_buffer_char(svg->out, '\n');
}

/* ---- badges and legend --------------------------------------------- */

static void write_badge(struct kw_svg *svg, const struct kw_badge *b)
{
    double x = b->area.x + b->area.width / 2;
    double y = b->area.y + b->area.height / 2;
    double rings = *b->text ? b->area.x + 13 : x;

    kw_buffer_print(svg->out, "<g class=\"kw-b%s\">", b->gold ? " kw-a" : "");
    if (!b->married) {
        kw_buffer_text(svg->out, "<circle r=\"4\"");
        kw_svg_attribute(svg->out, "cx", x);
        kw_svg_attribute(svg->out, "cy", y);
        kw_buffer_text(svg->out, "/></g>\n");
        return;
    }
    kw_buffer_text(svg->out, "<rect rx=\"7\"");
    kw_svg_attribute(svg->out, "x", b->area.x);
    kw_svg_attribute(svg->out, "y", b->area.y);
    kw_svg_attribute(svg->out, "width", b->area.width);
    kw_svg_attribute(svg->out, "height", b->area.height);
    kw_buffer_text(svg->out, "/><use xlink:href=\"#kw-rings\"");
    kw_svg_attribute(svg->out, "x", rings);
    kw_svg_attribute(svg->out, "y", y);
    kw_buffer_text(svg->out, "/>");
    if (b->ended) {
        kw_buffer_text(svg->out, "<path class=\"kw-w\" d=\"M");
        kw_svg_number(svg->out, rings - 3);
        kw_buffer_char(svg->out, ' ');
        kw_svg_number(svg->out, y + 6);
        kw_buffer_text(svg->out, "l6 -12\"/>");
    }
    if (*b->text) {
        kw_buffer_text(svg->out, "<text");
        kw_svg_attribute(svg->out, "x",
                         (b->area.x + 20 + b->area.x + b->area.width - 3) / 2);
        kw_svg_attribute(svg->out, "y", y + 4);
        kw_buffer_char(svg->out, '>');
        kw_letter_escape(svg->out, b->text);
        kw_buffer_text(svg->out, "</text>");
    }
    kw_buffer_text(svg->out, "</g>\n");
}

static void write_entry(struct kw_svg *svg, const struct kw_legend_row *e)
{
    struct kw_area area = {e->x, e->y - 9, KW_LEGEND_SWATCH - 2, 18};

    switch (e->kind) {
    case KW_ENTRY_TINT:
        kw_svg_swatch(svg, area, 4, e->what, true, false);
        break;
    case KW_ENTRY_UNREAD:
        kw_svg_swatch(svg, area, 4, KW_SWATCH_NONE, false, false);
        break;
    default:
        kw_buffer_print(svg->out, "<path class=\"%s\"%s d=\"M",
                        e->kind == KW_ENTRY_GOLD ? "kw-p" : "kw-l",
                        e->kind == KW_ENTRY_GOLD ? "" : kw_svg_dashes(e->what));
        kw_svg_number(svg->out, e->x);
        kw_buffer_char(svg->out, ' ');
        kw_svg_number(svg->out, e->y);
        kw_buffer_print(svg->out, "h%d\"/>", (int)KW_LEGEND_SWATCH - 2);
    }
    kw_buffer_text(svg->out, "<text class=\"kw-e\" font-size=\"14\"");
    kw_svg_attribute(svg->out, "x", e->x + KW_LEGEND_SWATCH + 8);
    kw_svg_attribute(svg->out, "y", e->y + 5);
    kw_buffer_char(svg->out, '>');
    kw_letter_escape(svg->out, e->text);
    kw_buffer_text(svg->out, "</text>\n");
}

static void write_legend(struct kw_svg *svg)
{
    const struct kw_drawing *d = svg->drawing;

    if (!d->entry_count)
        return;
    kw_buffer_text(svg->out, "<g id=\"kw-legend\">\n");
    if (d->legend_heading) {
        kw_buffer_text(svg->out, "<text class=\"kw-e\" font-size=\"14\" "
                                 "font-weight=\"700\"");
        kw_svg_attribute(svg->out, "x", d->legend_at.x);
        kw_svg_attribute(svg->out, "y", d->legend_at.y + 5);
        kw_buffer_char(svg->out, '>');
        kw_letter_escape(svg->out, d->legend_heading);
        kw_buffer_text(svg->out, "</text>\n");
    }
    for (uint32_t i = 0; i < d->entry_count; i++)
        write_entry(svg, &d->entries[i]);
    kw_buffer_text(svg->out, "</g>\n");
}

enum kw_status kw_drawing_svg(const struct kw_drawing *drawing,
                              struct kw_buffer *out, struct kw_error *err)
{
    struct kw_svg svg = {
        .drawing = drawing, .theme = kw_theme(drawing->dark), .out = out};
    enum kw_status status;

    write_head(&svg);
    write_heading(&svg);
    kw_svg_lines(&svg);
    kw_buffer_text(out, "<g id=\"kw-cards\">\n");
    status = kw_svg_cards(&svg, err);
    kw_buffer_text(out, "</g>\n<g id=\"kw-badges\">\n");
    for (uint32_t i = 0; i < drawing->badge_count; i++)
        write_badge(&svg, &drawing->badges[i]);
    kw_buffer_text(out, "</g>\n");
    write_legend(&svg);
    kw_buffer_text(out, "</svg>\n");
    kw_arena_finish(&svg.arena);
    return status;
}
