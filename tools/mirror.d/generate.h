/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Made families, as large as wanted, for tests and measurements.
 */
#ifndef MIRROR_GENERATE_H
#define MIRROR_GENERATE_H

#include <kinwalk/base.h>
#include <stdio.h>

/* Writes a family of `count` people as JSON lines, sorted by id, with
 * some missing records and redirects on top. Everybody hangs together
 * through parents and children. The same seed gives the same family. */
enum kw_status generate(uint64_t count, uint64_t seed, FILE *to,
                        struct kw_error *err);

#endif
