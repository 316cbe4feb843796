/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A disk whose power can be cut: stands between SQLite and the files, and
 * remembers what was written and never synced. When the power goes, no
 * more reaches the disk; afterwards any part of what was not synced may
 * turn out never to have got there.
 *
 * One thread writes at a time, as SQLite does to one store.
 */
#ifndef KINWALK_SUPPORT_POWERCUT_H
#define KINWALK_SUPPORT_POWERCUT_H

#include <stddef.h>
#include <stdint.h>

/* From now on files of SQLite go through it. */
void powercut_install(void);
/* The power goes at the `writes`th write from now; 0: it stays. Forgets
 * what was written before. */
void powercut_arm(size_t writes);
/* Writes seen since the last powercut_arm(). */
size_t powercut_writes(void);
/* All files being closed: leaves them as the disk might hold them, each
 * write that was not synced there or not by the lot of `seed`, and the
 * power back. Returns how many were lost. */
size_t powercut_settle(uint64_t seed);
void powercut_remove(void);

#endif
