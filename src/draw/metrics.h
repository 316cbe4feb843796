/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics: the width of a letter, from a table that is shipped. */
#ifndef KW_DRAW_METRICS_H
#define KW_DRAW_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In thousandths of the font's size; 0 if the table lacks the letter. */
unsigned kw_letter_width(uint32_t code, bool bold);

#endif
