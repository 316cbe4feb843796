/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fallback after Wikibase's LanguageFallbackChainFactory, without the
 * chains between neighbours (Bavarian to German) that MediaWiki keeps.
 */
#include "languages.h"

#include <stdio.h>
#include <string.h>

static const char two_letters[] =
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch "
    "co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy "
    "ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it "
    "iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
    "lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny "
    "oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw "
    "ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";

static size_t base_length(const char *code)
{
    return strcspn(code, "-");
}

bool language_known(const char *code)
{
    size_t base = base_length(code);
    char wanted[] = "xx ";

    if (strlen(code) >= LANGUAGE_BYTES ||
        strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(code))
        return false;
    if (base == 3)
        return true;
    if (base != 2)
        return false;
    memcpy(wanted, code, 2);
    for (const char *at = two_letters; *at; at += 3)
        if (memcmp(at, wanted, 3) == 0)
            return true;
    return false;
}

static void add(struct chain *chain, const char *code, size_t length)
{
    char wanted[LANGUAGE_BYTES];

    if (length >= sizeof wanted || chain->count == CHAIN_MAX)
        return;
    memcpy(wanted, code, length);
    wanted[length] = '\0';
    if (chain_place(chain, wanted) < 0)
        memcpy(chain->codes[chain->count++], wanted, length + 1);
}

void chain_make(struct chain *chain, const char *code, bool with_mul)
{
    memset(chain, 0, sizeof *chain);
    add(chain, code, strlen(code));
    add(chain, code, base_length(code));
    if (with_mul)
        add(chain, "mul", 3);
    add(chain, "en", 2);
}

int chain_place(const struct chain *chain, const char *code)
{
    for (size_t i = 0; i < chain->count; i++)
        if (strcmp(chain->codes[i], code) == 0)
            return (int)i;
    return -1;
}
