/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * French articles and elision: le père, l'oncle, du père, de l'oncle, de
 * la tante, d'Élisabeth, de Yolande.
 *
 * An h is mute or not by the word. The nouns of kinship have none; of
 * first names the mute ones are listed, as names out of Germanic tongues
 * (Hohenzollern, Habsbourg) mostly are not.
 */
#include "words.h"

#include <string.h>

/* First names with a mute h: l'ombre d'Henri, but de Hohenzollern. Folded;
 * a name counts if it begins with one of these as a whole word. */
static const char *const MUTE[] = {
    "hadrien",  "hector",    "heidi",     "helena",    "helene",   "heliodore",
    "heloise",  "henri",     "henriette", "heraclius", "herbert",  "hercule",
    "hermann",  "hermance",  "hermine",   "herode",    "hilaire",  "hilda",
    "hilde",    "hippolyte", "homere",    "honore",    "honorine", "horace",
    "hortense", "hubert",    "hugo",      "hugues",    "humbert",  "hyacinthe",
};

static bool begins_mute(const char *folded)
{
    size_t word = strcspn(folded, " ");

    for (size_t i = 0; i < sizeof MUTE / sizeof *MUTE; i++)
        if (strlen(MUTE[i]) == word && !memcmp(MUTE[i], folded, word))
            return true;
    return false;
}

/* Do "de" and "le" lose their vowel before this? */
static bool elides(const char *text)
{
    struct kw_buffer folded = {0};
    bool yes = false;

    if (kw_fold(text, &folded, NULL) == KW_OK && folded.length) {
        const char *f = folded.bytes;

        if (strchr("aeiou", f[0]))
            yes = true;
        else if (f[0] == 'y') /* d'Yves, de Yolande */
            yes = f[1] && !strchr("aeiou ", f[1]);
        else
            yes = f[0] == 'h' && begins_mute(f);
    }
    kw_buffer_finish(&folded);
    return yes;
}

static void write_the(const struct kw_word *word, struct kw_buffer *out)
{
    if (elides(word->text))
        kw_buffer_text(out, "l'");
    else
        kw_buffer_text(out, word->gender == 'f' ? "la " : "le ");
    kw_buffer_text(out, word->text);
}

static void write_of_the(const struct kw_word *word, struct kw_buffer *out)
{
    if (word->gender == 'm' && !elides(word->text)) {
        kw_buffer_text(out, "du ");
        kw_buffer_text(out, word->text);
    } else {
        kw_buffer_text(out, "de ");
        write_the(word, out);
    }
}

void kw_french_head(const struct kw_phrase *phrase, bool article,
                    struct kw_buffer *out)
{
    for (size_t i = 0; i < phrase->count; i++) {
        const struct kw_word *word = &phrase->words[i];

        if (i)
            kw_buffer_text(out, " ou ");
        if (article && phrase->unique) {
            write_the(word, out);
            continue;
        }
        if (article)
            kw_buffer_text(out, word->gender == 'f' ? "une " : "un ");
        kw_buffer_text(out, word->text);
    }
    kw_buffer_text(out, phrase->tail);
}

void kw_french_owner(const struct kw_phrase *phrase, struct kw_buffer *out)
{
    for (size_t i = 0; i < phrase->count; i++) {
        kw_buffer_text(out, i ? " ou " : " ");
        write_of_the(&phrase->words[i], out);
    }
    kw_buffer_text(out, phrase->tail);
}

void kw_french_owner_name(const char *name, struct kw_buffer *out)
{
    kw_buffer_text(out, elides(name) ? " d'" : " de ");
    kw_buffer_text(out, name);
}
