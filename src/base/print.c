/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Printing plain texts and numbers without printf().
 *
 * igraph brings libquadmath along, which registers a kind of number of its
 * own with printf(); from then on glibc takes its slow road for every
 * format. An export prints several dozens of texts a person.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <kinwalk/base.h>

struct printing {
    char *out;
    size_t room;
    size_t length; /* of all, with what did not fit */
    va_list args;
};

/* What stands behind a %. */
struct spec {
    size_t width; /* filled with zeros */
    size_t longs;
    bool sized;
    char kind;
};

static void put(struct printing *p, const char *text, size_t count)
{
    size_t left = p->length < p->room ? p->room - p->length : 0;

    if (left)
        memcpy(p->out + p->length, text, count < left ? count : left);
    p->length += count;
}

static void put_number(struct printing *p, uint64_t size, bool negative,
                       size_t width)
{
    char digits[24];
    char *end = digits + sizeof digits;
    char *at = end;

    do
        *--at = (char)('0' + size % 10);
    while (size /= 10);
    while ((size_t)(end - at) + negative < width)
        *--at = '0';
    if (negative)
        *--at = '-';
    put(p, at, (size_t)(end - at));
}

/* Behind the spec at `at`. A width is one digit. */
static const char *read_spec(const char *at, struct spec *spec)
{
    memset(spec, 0, sizeof *spec);
    if (*at == '0') {
        at++;
        if (*at >= '1' && *at <= '9')
            spec->width = (size_t)(*at++ - '0');
    }
    for (; *at == 'l' && spec->longs < 2; at++)
        spec->longs++;
    if (*at == 'z' && !spec->longs) {
        spec->sized = true;
        at++;
    }
    spec->kind = *at;
    return *at ? at + 1 : at;
}

static bool put_signed(struct printing *p, const struct spec *spec)
{
    int64_t value;

    if (spec->sized)
        return false;
    value = spec->longs == 2   ? va_arg(p->args, long long)
            : spec->longs == 1 ? va_arg(p->args, long)
                               : va_arg(p->args, int);
    put_number(p, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0,
               spec->width);
    return true;
}

static bool put_unsigned(struct printing *p, const struct spec *spec)
{
    uint64_t value = spec->sized        ? va_arg(p->args, size_t)
                     : spec->longs == 2 ? va_arg(p->args, unsigned long long)
                     : spec->longs == 1 ? va_arg(p->args, unsigned long)
                                        : va_arg(p->args, unsigned);

    put_number(p, value, false, spec->width);
    return true;
}

static bool put_text(struct printing *p)
{
    const char *text = va_arg(p->args, const char *);

    if (text)
        put(p, text, strlen(text));
    return text != NULL;
}

/* false: that is for printf(). */
static bool put_spec(struct printing *p, const struct spec *spec, bool bare)
{
    char c;

    switch (spec->kind) {
    case 'd':
        return put_signed(p, spec);
    case 'u':
        return put_unsigned(p, spec);
    case 's':
        return bare && put_text(p);
    case 'c':
        if (!bare)
            return false;
        c = (char)va_arg(p->args, int);
        put(p, &c, 1);
        return true;
    case '%':
        put(p, "%", 1);
        return bare;
    default:
        return false;
    }
}

static bool put_all(struct printing *p, const char *format)
{
    struct spec spec;

    for (;;) {
        size_t plain = 0;
        const char *behind;

        while (format[plain] && format[plain] != '%')
            plain++;
        put(p, format, plain);
        format += plain;
        if (!*format)
            return true;
        behind = read_spec(format + 1, &spec);
        if (!put_spec(p, &spec, behind == format + 2))
            return false;
        format = behind;
    }
}

int kw_print_list(char *out, size_t room, const char *format, va_list args)
{
    struct printing p = {.out = out, .room = room};
    bool plain;

    va_copy(p.args, args);
    plain = put_all(&p, format);
    va_end(p.args);
    if (!plain)
        return vsnprintf(out, room, format, args);
    if (room)
        out[p.length < room ? p.length : room - 1] = '\0';
    return p.length > INT_MAX ? -1 : (int)p.length;
}

int kw_print(char *out, size_t room, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = kw_print_list(out, room, format, args);
    va_end(args);
    return length;
}
