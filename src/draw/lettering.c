/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that fits its card, measured with the shipped table.
 *
 * Letters the table lacks are estimated by what terminals say of their
 * width, rather too wide than too narrow; whoever writes such a line
 * should clip it.
 */
#include "lettering.h"

#include <string.h>

#include "metrics.h"

static const char ELLIPSIS[] = "\xE2\x80\xA6";

/* Widths, in thousandths, of what the table lacks. */
enum { WIDTH_ONE = 680, WIDTH_TWO = 1050, WIDTH_EMOJI = 1300 };

static unsigned width_of(const struct kw_cluster *cluster, bool bold,
                         bool *sure)
{
    unsigned width = kw_letter_width(cluster->code, bold);

    if (width)
        return width;
    *sure = false;
    if (cluster->columns == 0)
        return 0;
    if (cluster->columns == 1)
        return WIDTH_ONE;
    return cluster->code >= 0x1F000 && cluster->code < 0x20000 ? WIDTH_EMOJI
                                                               : WIDTH_TWO;
}

const char *kw_letter_clean(struct kw_arena *arena, const char *text)
{
    size_t bytes = strlen(text);
    /* A byte that is no UTF-8 becomes three. */
    char *clean = kw_arena_take(arena, bytes * 3 + 1);
    size_t length = 0;
    struct kw_cluster cluster;

    if (!clean)
        return NULL;
    for (; kw_text_cluster(text, bytes, &cluster);
         text += cluster.bytes, bytes -= cluster.bytes) {
        bool blank = cluster.code == ' ' || cluster.code == '\t' ||
                     cluster.code == '\n' || cluster.code == '\r' ||
                     cluster.code == 0xA0 || cluster.code == 0x2028;

        if (blank) {
            if (length && clean[length - 1] != ' ')
                clean[length++] = ' ';
        } else if (cluster.code == 0xFFFD) {
            memcpy(clean + length, "\xEF\xBF\xBD", 3);
            length += 3;
        } else if (!cluster.hidden) {
            memcpy(clean + length, text, cluster.bytes);
            length += cluster.bytes;
        }
    }
    while (length && clean[length - 1] == ' ')
        length--;
    clean[length] = '\0';
    return clean;
}

static struct kw_lettering measure(const char *text, size_t bytes, double size,
                                   bool bold)
{
    struct kw_lettering line = {
        .text = text, .size = size, .bold = bold, .sure = true};
    struct kw_cluster cluster;
    uint64_t sum = 0;
    int direction = 0;

    for (; kw_text_cluster(text, bytes, &cluster);
         text += cluster.bytes, bytes -= cluster.bytes) {
        sum += width_of(&cluster, bold, &line.sure);
        if (!direction)
            direction = cluster.direction;
    }
    line.width = (double)sum * size / 1000;
    line.rtl = direction < 0;
    return line;
}

struct kw_lettering kw_letter_line(const char *text, double size, bool bold)
{
    return measure(text, strlen(text), size, bold);
}

/* How many bytes of `text`, whole letters, go into `width`. */
static size_t bytes_within(const char *text, double width, double size,
                           bool bold)
{
    size_t bytes = strlen(text);
    size_t at = 0;
    double sum = 0;
    struct kw_cluster cluster;
    bool unused;

    while (kw_text_cluster(text + at, bytes - at, &cluster)) {
        sum += width_of(&cluster, bold, &unused) * size / 1000;
        if (sum > width)
            break;
        at += cluster.bytes;
    }
    return at;
}

static struct kw_lettering shorten(struct kw_arena *arena, const char *text,
                                   double width, double size, bool bold)
{
    double dots = measure(ELLIPSIS, 3, size, bold).width;
    size_t bytes = bytes_within(text, width - dots, size, bold);
    char *cut;

    while (bytes && text[bytes - 1] == ' ')
        bytes--;
    cut = kw_arena_take(arena, bytes + sizeof ELLIPSIS);
    if (!cut)
        return (struct kw_lettering){0};
    memcpy(cut, text, bytes);
    memcpy(cut + bytes, ELLIPSIS, sizeof ELLIPSIS);
    return kw_letter_line(cut, size, bold);
}

/* The largest of four sizes from `size` to `least` in which `text` fits;
 * 0 if none. */
static double size_for(const char *text, size_t bytes, double width,
                       double size, double least, bool bold)
{
    for (int step = 0; step <= 3; step++) {
        double now = size - (size - least) * step / 3;

        if (measure(text, bytes, now, bold).width <= width)
            return now;
    }
    return 0;
}

struct kw_lettering kw_letter_fit(struct kw_arena *arena, const char *text,
                                  double width, double size, double least,
                                  bool bold)
{
    double fits = size_for(text, strlen(text), width, size, least, bold);

    if (fits > 0)
        return kw_letter_line(text, fits, bold);
    return shorten(arena, text, width, least, bold);
}

/* Where to break `text` so that the wider half is narrowest; 0 if there
 * is no blank. */
static size_t best_break(const char *text, bool bold)
{
    size_t best = 0;
    double least = 0;

    for (size_t i = 1; text[i]; i++) {
        double first;
        double second;

        if (text[i] != ' ')
            continue;
        first = measure(text, i, 1, bold).width;
        second = kw_letter_line(text + i + 1, 1, bold).width;
        if (second > first)
            first = second;
        if (!best || first < least) {
            best = i;
            least = first;
        }
        if (first > second && i > best)
            break;
    }
    return best;
}

unsigned kw_letter_wrap(struct kw_arena *arena, const char *text, double width,
                        double size, double least, bool bold,
                        struct kw_lettering lines[2])
{
    double fits = size_for(text, strlen(text), width, size, least, bold);
    size_t cut;
    size_t rest;
    char *first;

    if (!*text)
        return 0;
    if (fits > 0) {
        lines[0] = kw_letter_line(text, fits, bold);
        return 1;
    }
    /* Very long names are shortened anyhow: break them where they fill
     * the first line. */
    cut = strlen(text) < 120 ? best_break(text, bold) : 0;
    if (!cut || measure(text, cut, least, bold).width > width) {
        cut = bytes_within(text, width, least, bold);
        for (rest = cut; rest > cut / 2 && text[rest] != ' '; rest--)
            continue;
        if (rest > cut / 2)
            cut = rest;
    }
    if (!cut) {
        lines[0] = shorten(arena, text, width, least, bold);
        return 1;
    }
    first = kw_arena_text(arena, text, cut);
    rest = cut + (text[cut] == ' ');
    lines[0] =
        first ? kw_letter_line(first, least, bold) : (struct kw_lettering){0};
    lines[1] = kw_letter_fit(arena, text + rest, width, least, least, bold);
    return 2;
}

void kw_letter_escape(struct kw_buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            kw_buffer_text(out, "&amp;");
            break;
        case '<':
            kw_buffer_text(out, "&lt;");
            break;
        case '>':
            kw_buffer_text(out, "&gt;");
            break;
        case '"':
            kw_buffer_text(out, "&quot;");
            break;
        case '\'':
            kw_buffer_text(out, "&#39;");
            break;
        default:
            kw_buffer_char(out, *text);
        }
    }
}
