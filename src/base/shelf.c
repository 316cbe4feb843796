/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shelf: buffers that wait for their next use. What it holds is
 * bounded in number and size, so one huge document does not stay.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <kinwalk/base.h>

enum { ROOM = 8, BUFFER_MAX_BYTES = 4 << 20 };

struct kw_shelf {
    pthread_mutex_t lock;
    struct kw_buffer buffers[ROOM];
    size_t count;
};

enum kw_status kw_shelf_create(struct kw_shelf **out, struct kw_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    pthread_mutex_init(&(*out)->lock, NULL);
    return KW_OK;
}

void kw_shelf_destroy(struct kw_shelf *shelf)
{
    if (!shelf)
        return;
    while (shelf->count)
        kw_buffer_finish(&shelf->buffers[--shelf->count]);
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}

void kw_shelf_borrow(struct kw_shelf *shelf, size_t limit_bytes,
                     struct kw_buffer *out)
{
    memset(out, 0, sizeof *out);
    pthread_mutex_lock(&shelf->lock);
    if (shelf->count)
        *out = shelf->buffers[--shelf->count];
    pthread_mutex_unlock(&shelf->lock);
    out->limit_bytes = limit_bytes;
}

void kw_shelf_return(struct kw_shelf *shelf, struct kw_buffer *buffer)
{
    kw_buffer_clear(buffer);
    if (buffer->bytes && buffer->capacity <= BUFFER_MAX_BYTES) {
        pthread_mutex_lock(&shelf->lock);
        if (shelf->count < ROOM) {
            shelf->buffers[shelf->count++] = *buffer;
            memset(buffer, 0, sizeof *buffer);
        }
        pthread_mutex_unlock(&shelf->lock);
    }
    kw_buffer_finish(buffer);
}
