/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists that change hands at the desk. None of this takes the lock: who
 * calls it holds it, or owns both lists.
 */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

/* ---- answers ------------------------------------------------------- */

bool answers_move(struct answers *to, struct answers *from)
{
    if (!from->count)
        return true;
    if (!to->count) {
        struct answers empty = *to;

        *to = *from;
        *from = empty;
        return true;
    }
    for (size_t i = 0; i < from->count; i++) {
        struct answer *grown =
            kw_grow(to->items, to->count, &to->capacity, sizeof *grown);

        if (!grown) {
            memmove(from->items, from->items + i,
                    (from->count - i) * sizeof *from->items);
            from->count -= i;
            return false;
        }
        to->items = grown;
        to->items[to->count++] = from->items[i];
    }
    from->count = 0;
    return true;
}

void answers_finish(struct answers *answers, size_t taken)
{
    for (size_t i = taken; i < answers->count; i++)
        kw_reading_finish(&answers->items[i].reading);
    free(answers->items);
    memset(answers, 0, sizeof *answers);
}

/* ---- transfers to tell --------------------------------------------- */

/* Where `words` stand from now on; SIZE_MAX for none. */
static size_t note(struct kw_buffer *text, const char *words)
{
    size_t at = text->length;

    if (!words)
        return SIZE_MAX;
    kw_buffer_add(text, words, strlen(words) + 1);
    return at;
}

void told_add(struct told *told, const struct kw_transfer *transfer)
{
    struct told_transfer *grown =
        kw_grow(told->items, told->count, &told->capacity, sizeof *grown);
    struct told_transfer one = {.transfer = *transfer};

    if (!grown)
        return;
    told->items = grown;
    one.url_at = note(&told->text, transfer->url);
    one.trouble_at = note(&told->text, transfer->trouble);
    if (told->text.trouble.status == KW_OK)
        told->items[told->count++] = one;
}

struct kw_transfer told_get(const struct told *told, size_t i)
{
    const struct told_transfer *one = &told->items[i];
    struct kw_transfer transfer = one->transfer;

    transfer.url = told->text.bytes + one->url_at;
    transfer.trouble =
        one->trouble_at == SIZE_MAX ? NULL : told->text.bytes + one->trouble_at;
    return transfer;
}

/* Their words stand `shift` bytes further on than in `from`. */
static bool append(struct told *to, struct told *from, size_t shift)
{
    for (size_t i = 0; i < from->count; i++) {
        struct told_transfer one = from->items[i];
        struct told_transfer *grown =
            kw_grow(to->items, to->count, &to->capacity, sizeof *grown);

        if (!grown) {
            memmove(from->items, from->items + i,
                    (from->count - i) * sizeof *from->items);
            from->count -= i;
            return false;
        }
        to->items = grown;
        one.url_at += shift;
        if (one.trouble_at != SIZE_MAX)
            one.trouble_at += shift;
        to->items[to->count++] = one;
    }
    return true;
}

bool told_move(struct told *to, struct told *from)
{
    size_t shift = to->text.length;

    if (!from->count)
        return true;
    if (!to->count) {
        struct told empty = *to;

        *to = *from;
        *from = empty;
        told_clear(from);
        return true;
    }
    kw_buffer_add(&to->text, from->text.bytes, from->text.length);
    if (to->text.trouble.status != KW_OK || !append(to, from, shift))
        return false;
    told_clear(from);
    return true;
}

void told_clear(struct told *told)
{
    told->count = 0;
    kw_buffer_clear(&told->text);
}

void told_finish(struct told *told)
{
    free(told->items);
    kw_buffer_finish(&told->text);
    memset(told, 0, sizeof *told);
}
