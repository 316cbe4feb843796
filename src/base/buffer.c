/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bounded buffer. The first trouble sticks; nothing is written after
 * it, so a writer need look only once, at the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/base.h>

enum { DRAIN_AT_BYTES = 64 * 1024 };

void kw_buffer_init(struct kw_buffer *buffer, size_t limit_bytes)
{
    memset(buffer, 0, sizeof *buffer);
    buffer->limit_bytes = limit_bytes;
}

void kw_buffer_drain(struct kw_buffer *buffer, kw_drain_fn drain, void *to)
{
    buffer->drain = drain;
    buffer->drain_to = to;
    buffer->drain_at_bytes = DRAIN_AT_BYTES;
}

static bool in_trouble(const struct kw_buffer *buffer)
{
    return buffer->trouble.status != KW_OK;
}

static void hand_on(struct kw_buffer *buffer)
{
    if (buffer->drain(buffer->drain_to, buffer->bytes, buffer->length,
                      &buffer->trouble) == KW_OK)
        buffer->length = 0;
    else if (!in_trouble(buffer))
        kw_fail(&buffer->trouble, KW_OUTPUT, "the output was not taken");
}

/* Makes room for `more` bytes and a NUL behind them. */
static bool make_room(struct kw_buffer *buffer, size_t more)
{
    size_t limit =
        buffer->limit_bytes ? buffer->limit_bytes : KW_BUFFER_LIMIT_BYTES;
    size_t wanted;
    char *grown;

    if (in_trouble(buffer))
        return false;
    if (more > limit || buffer->length > limit - more) {
        kw_fail(&buffer->trouble, KW_LIMIT, "more than the limit of %zu bytes",
                limit);
        return false;
    }
    if (buffer->capacity > buffer->length + more)
        return true;
    wanted = buffer->capacity + buffer->capacity / 2;
    if (wanted < buffer->length + more + 1)
        wanted = buffer->length + more + 1;
    if (wanted < 64)
        wanted = 64;
    grown = realloc(buffer->bytes, wanted);
    if (!grown) {
        kw_nomem(&buffer->trouble);
        return false;
    }
    buffer->bytes = grown;
    buffer->capacity = wanted;
    return true;
}

void kw_buffer_add(struct kw_buffer *buffer, const void *bytes, size_t length)
{
    if (!make_room(buffer, length))
        return;
    if (length)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
    if (buffer->drain && buffer->length >= buffer->drain_at_bytes)
        hand_on(buffer);
}

char *kw_buffer_room(struct kw_buffer *buffer, size_t length)
{
    return make_room(buffer, length) ? buffer->bytes + buffer->length : NULL;
}

void kw_buffer_text(struct kw_buffer *buffer, const char *text)
{
    kw_buffer_add(buffer, text, strlen(text));
}

void kw_buffer_char(struct kw_buffer *buffer, char c)
{
    kw_buffer_add(buffer, &c, 1);
}

/* Prints behind what is there; false if it does not fit there. */
static bool print_here(struct kw_buffer *buffer, const char *format,
                       va_list args, int *needed)
{
    size_t room = buffer->capacity - buffer->length;

    *needed =
        kw_print_list(buffer->bytes ? buffer->bytes + buffer->length : NULL,
                      room, format, args);
    return *needed >= 0 && (size_t)*needed < room;
}

void kw_buffer_print(struct kw_buffer *buffer, const char *format, ...)
{
    va_list args;
    int needed;
    bool fits;

    if (in_trouble(buffer))
        return;
    va_start(args, format);
    fits = print_here(buffer, format, args, &needed);
    va_end(args);
    if (needed < 0) {
        kw_fail(&buffer->trouble, KW_INTERNAL, "unprintable format");
        return;
    }
    if (!make_room(buffer, (size_t)needed)) {
        if (buffer->bytes)
            buffer->bytes[buffer->length] = '\0';
        return;
    }
    if (!fits) {
        va_start(args, format);
        (void)print_here(buffer, format, args, &needed);
        va_end(args);
    }
    buffer->length += (size_t)needed;
    if (buffer->drain && buffer->length >= buffer->drain_at_bytes)
        hand_on(buffer);
}

enum kw_status kw_buffer_check(struct kw_buffer *buffer, struct kw_error *err)
{
    if (buffer->drain && buffer->length && !in_trouble(buffer))
        hand_on(buffer);
    if (!in_trouble(buffer))
        return KW_OK;
    if (err)
        *err = buffer->trouble;
    return buffer->trouble.status;
}

void kw_buffer_clear(struct kw_buffer *buffer)
{
    buffer->length = 0;
    buffer->trouble.status = KW_OK;
    if (buffer->bytes)
        buffer->bytes[0] = '\0';
}

void kw_buffer_finish(struct kw_buffer *buffer)
{
    if (!buffer)
        return;
    free(buffer->bytes);
    memset(buffer, 0, sizeof *buffer);
}
