/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Language codes a Wikibase takes, and what stands in for one that lacks.
 */
#ifndef MIRROR_LANGUAGES_H
#define MIRROR_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>

enum { LANGUAGE_BYTES = 24, CHAIN_MAX = 4 };

/* A code of ISO 639-1, any of three letters, "mul", or one of these with
 * more behind "-". */
bool language_known(const char *code);

/* The languages to look in for `code`, best first: itself, what stands
 * before "-", then mul and en. */
struct chain {
    char codes[CHAIN_MAX][LANGUAGE_BYTES];
    size_t count;
};
/* `with_mul`: labels and aliases have mul, descriptions do not. */
void chain_make(struct chain *chain, const char *code, bool with_mul);
/* The place of `code` in the chain; -1 if it is not in it. */
int chain_place(const struct chain *chain, const char *code);

#endif
