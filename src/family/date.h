/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What date.c takes from days.c.
 */
#ifndef KINWALK_FAMILY_DATE_H
#define KINWALK_FAMILY_DATE_H

#include <kinwalk/family.h>

/* The decade, century or millennium of a date of that precision, counted
 * away from the turn of the eras: 0 is the first of ours, -1 the last
 * before. The 1840s begin with 1840, but the 19th century with 1801. */
int64_t kw_date_block(struct kw_date date);
/* `date` moved by so many units of its precision. */
struct kw_date kw_date_moved(struct kw_date date, int64_t units);

#endif
