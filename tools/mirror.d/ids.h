/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ids as a Wikibase has them: numbers, written Q<n>.
 */
#ifndef MIRROR_IDS_H
#define MIRROR_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* People without a QID, I<n>, are served as Q(LOCAL_BASE + n). */
#define LOCAL_BASE UINT64_C(900000000)
#define NUMBER_MAX UINT64_C(2147483647)
enum { ID_TEXT_BYTES = 16 };

/* "Q42" or "I7" (any case), exactly `length` bytes, as a number. */
bool id_parse(const char *text, size_t length, uint32_t *number);
/* Only "Q42" or "q42", as the API takes it. */
bool item_id_parse(const char *text, size_t length, uint32_t *number);
/* "P22", in upper case. */
bool property_parse(const char *text, size_t length, uint32_t *number);
/* "Q42"; returns `out`. */
const char *id_print(uint32_t number, char out[ID_TEXT_BYTES]);

#endif
