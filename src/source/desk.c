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

static void forget(struct told_transfer *one)
{
    free(one->url);
    free(one->trouble);
}

void told_add(struct told *told, const struct kw_transfer *transfer)
{
    struct told_transfer one = {.transfer = *transfer};
    struct told_transfer *grown =
        kw_grow(told->items, told->count, &told->capacity, sizeof *grown);

    if (!grown)
        return;
    told->items = grown;
    one.url = strdup(transfer->url);
    one.trouble = transfer->trouble ? strdup(transfer->trouble) : NULL;
    if (!one.url || (transfer->trouble && !one.trouble)) {
        forget(&one);
        return;
    }
    one.transfer.url = one.url;
    one.transfer.trouble = one.trouble;
    told->items[told->count++] = one;
}

bool told_move(struct told *to, struct told *from)
{
    if (!to->count) {
        struct told empty = *to;

        *to = *from;
        *from = empty;
        return true;
    }
    while (from->count) {
        struct told_transfer *grown =
            kw_grow(to->items, to->count, &to->capacity, sizeof *grown);

        if (!grown)
            return false;
        to->items = grown;
        to->items[to->count++] = from->items[0];
        memmove(from->items, from->items + 1,
                --from->count * sizeof *from->items);
    }
    return true;
}

void told_finish(struct told *told)
{
    for (size_t i = 0; i < told->count; i++)
        forget(&told->items[i]);
    free(told->items);
    memset(told, 0, sizeof *told);
}
