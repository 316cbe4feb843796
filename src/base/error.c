/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors: one kind and one sentence, cut at a whole character.
 */
#include <stdio.h>
#include <string.h>

#include <kinwalk/base.h>

/* Shortens text that was cut in the middle of a UTF-8 character. */
static void end_on_a_whole_character(char *text)
{
    size_t length = strlen(text);
    size_t back = 0;

    while (back < length && back < 4) {
        unsigned char c = (unsigned char)text[length - 1 - back];

        if (c < 0x80)
            return;
        back++;
        if (c >= 0xC0) {
            if (kw_utf8_length(text + length - back, back) != back)
                text[length - back] = '\0';
            return;
        }
    }
}

enum kw_status kw_fail(struct kw_error *err, enum kw_status status,
                       const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    va_start(args, format);
    if (vsnprintf(err->text, sizeof err->text, format, args) < 0)
        err->text[0] = '\0';
    va_end(args);
    end_on_a_whole_character(err->text);
    return status;
}

enum kw_status kw_error_at(struct kw_error *err, const char *format, ...)
{
    char where[KW_ERROR_TEXT_BYTES];
    char what[KW_ERROR_TEXT_BYTES];
    va_list args;

    if (!err)
        return KW_INTERNAL;
    va_start(args, format);
    if (vsnprintf(where, sizeof where, format, args) < 0)
        where[0] = '\0';
    va_end(args);
    memcpy(what, err->text, sizeof what);
    /* What happened matters more than where: cut the place first. */
    where[KW_ERROR_TEXT_BYTES / 2] = '\0';
    return kw_fail(err, err->status, "%s: %s", where, what);
}

enum kw_status kw_nomem(struct kw_error *err)
{
    return kw_fail(err, KW_NOMEM, "out of memory");
}

const char *kw_status_name(enum kw_status status)
{
    static const char *const names[] = {
        [KW_OK] = "ok",
        [KW_NOMEM] = "memory",
        [KW_USAGE] = "usage",
        [KW_NETWORK] = "network",
        [KW_REFUSED] = "refused",
        [KW_STORE] = "store",
        [KW_INPUT] = "input",
        [KW_OUTPUT] = "output",
        [KW_NOT_FOUND] = "not found",
        [KW_AMBIGUOUS] = "ambiguous",
        [KW_LIMIT] = "limit",
        [KW_INTERRUPTED] = "interrupted",
        [KW_INTERNAL] = "internal",
    };

    if ((size_t)status >= sizeof names / sizeof *names)
        return "unknown";
    return names[status];
}
