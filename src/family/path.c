/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A way from one person to another: a list that grows at its end.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

enum kw_status kw_path_add(struct kw_path *path, struct kw_id id,
                           enum kw_step_kind link, struct kw_error *err)
{
    struct kw_step *steps =
        kw_grow(path->steps, path->count, &path->capacity, sizeof *path->steps);

    if (!steps)
        return kw_nomem(err);
    path->steps = steps;
    path->steps[path->count].id = id;
    path->steps[path->count].link = link;
    path->count++;
    return KW_OK;
}

void kw_path_finish(struct kw_path *path)
{
    if (!path)
        return;
    free(path->steps);
    memset(path, 0, sizeof *path);
}
