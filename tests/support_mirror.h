/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kinwalk-mirror as a process of its own, and what it was asked.
 */
#ifndef KINWALK_SUPPORT_MIRROR_H
#define KINWALK_SUPPORT_MIRROR_H

#include <kinwalk/base.h>

struct mirror;

/* Starts one on `file` with further switches (NULL-terminated, may be
 * NULL), and waits until it serves. Aborts if it does not. */
struct mirror *mirror_start(const char *file, const char *const *switches);
const char *mirror_url(const struct mirror *mirror);
/* Requests answered so far. */
size_t mirror_requests(const struct mirror *mirror);
/* How often each QID's record was asked for, from the `from`th request on,
 * added to `times`. */
void mirror_asked(const struct mirror *mirror, size_t from,
                  struct kw_map *times);
void mirror_stop(struct mirror *mirror);

#endif
