/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From relations to words: cuts a relation or a chain into phrases and
 * strings together what the languages make of them.
 *
 * Knows no word of any language. A language is a row of TONGUES.
 */
#include "words.h"

#include <stdio.h>
#include <string.h>

static const struct kw_tongue *const TONGUES[KW_DE + 1] = {
    [KW_EN] = &kw_english,
    [KW_FR] = &kw_french,
    [KW_DE] = &kw_german,
};
enum { TONGUE_COUNT = KW_DE + 1 };

enum kw_lang kw_lang_pick(const char *const *langs)
{
    for (; langs && *langs; langs++) {
        size_t base = strcspn(*langs, "-_");

        for (size_t i = 0; i < TONGUE_COUNT; i++) {
            const char *code = TONGUES[i]->code;

            if (strlen(code) == base && !strncmp(*langs, code, base))
                return (enum kw_lang)i;
        }
    }
    return KW_EN;
}

const struct kw_tongue *kw_tongue_of(const struct kw_style *style)
{
    size_t row = (size_t)style->lang;

    return TONGUES[row < TONGUE_COUNT ? row : KW_EN];
}

/* ---- phrases ------------------------------------------------------- */

static void add_word(struct kw_phrase *phrase, const struct kw_noun *noun)
{
    struct kw_word *word = &phrase->words[phrase->count++];

    (void)snprintf(word->text, sizeof word->text, "%s", noun->text);
    word->ending = noun->ending ? noun->ending : "";
    word->gender = noun->gender;
}

void kw_phrase_set(struct kw_phrase *out, const struct kw_root *root,
                   enum kw_sex sex)
{
    memset(out, 0, sizeof *out);
    if (sex == KW_MALE) {
        add_word(out, &root->male);
    } else if (sex == KW_FEMALE) {
        add_word(out, &root->female);
    } else if (root->neutral.text) {
        add_word(out, &root->neutral);
    } else {
        add_word(out, &root->male);
        add_word(out, &root->female);
    }
}

void kw_phrase_before(struct kw_phrase *phrase, const char *text)
{
    for (size_t i = 0; i < phrase->count; i++) {
        char old[KW_WORD_BYTES];

        memcpy(old, phrase->words[i].text, sizeof old);
        (void)snprintf(phrase->words[i].text, KW_WORD_BYTES, "%s%s", text, old);
    }
}

void kw_phrase_behind(struct kw_phrase *phrase, const char *male,
                      const char *female)
{
    for (size_t i = 0; i < phrase->count; i++) {
        struct kw_word *word = &phrase->words[i];
        size_t used = strlen(word->text);

        (void)snprintf(word->text + used, KW_WORD_BYTES - used, "%s",
                       word->gender == 'f' ? female : male);
    }
}

void kw_phrase_nouns(const struct kw_phrase *phrase, const char *between,
                     struct kw_buffer *out)
{
    for (size_t i = 0; i < phrase->count; i++) {
        if (i)
            kw_buffer_text(out, between);
        kw_buffer_text(out, phrase->words[i].text);
    }
}

void kw_phrase_tail(struct kw_phrase *phrase, const char *format, ...)
{
    size_t used = strlen(phrase->tail);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(phrase->tail + used, KW_TAIL_BYTES - used, format, args);
    va_end(args);
}

/* ---- lines --------------------------------------------------------- */

enum kw_sex kw_run_sex(const struct kw_run *run, uint32_t step)
{
    if (run->topless) {
        if (step == run->up)
            return KW_SEX_UNKNOWN;
        if (step > run->up)
            step--;
    }
    return (enum kw_sex)run->sexes[step];
}

enum kw_sex kw_run_end_sex(const struct kw_run *run)
{
    return run->as ? run->as : kw_run_sex(run, run->up + run->down);
}

enum kw_sex kw_run_side(const struct kw_run *run)
{
    return run->up ? kw_run_sex(run, 1) : KW_SEX_UNKNOWN;
}

static bool wed(enum kw_marriage marriage)
{
    return marriage == KW_MARRIED || marriage == KW_DIVORCED;
}

enum kw_affinity kw_shape_affinity(const struct kw_shape *shape, bool *ex)
{
    uint32_t up = shape->run.up;
    uint32_t down = shape->run.down;
    enum kw_marriage from = shape->from_marriage;
    enum kw_marriage to = shape->to_marriage;
    bool one_end = !from != !to;

    *ex = from == KW_DIVORCED || to == KW_DIVORCED;
    if (shape->run.kind != KW_BLOOD && shape->run.kind != KW_BY_MARRIAGE)
        return KW_AS_NOT_NAMED;
    if (up == 1 && down == 1 && wed(from) && wed(to))
        return KW_AS_CO_SIBLING_IN_LAW;
    if (!one_end || !wed(from ? from : to))
        return KW_AS_NOT_NAMED;
    if (up == 1 && down == 1)
        return KW_AS_SIBLING_IN_LAW;
    if (from && up == 1 && down == 0)
        return KW_AS_PARENT_IN_LAW;
    if (to && up == 0 && down == 1)
        return KW_AS_CHILD_IN_LAW;
    if (*ex)
        return KW_AS_NOT_NAMED;
    if (to && up == 1 && down == 0)
        return KW_AS_STEP_PARENT;
    if (from && up == 0 && down == 1)
        return KW_AS_STEP_CHILD;
    if (to && up >= 2 && down == 1)
        return KW_AS_UNCLE_BY_MARRIAGE;
    return KW_AS_NOT_NAMED;
}

static struct kw_shape shape_of(const struct kw_kin *kin)
{
    struct kw_shape shape = {
        .run = {.kind = kin->kind,
                .up = kin->up,
                .down = kin->down,
                .fullness = kin->fullness,
                .fold = kin->fold,
                .sexes = kin->sexes},
        .from_marriage = kin->from_marriage,
        .to_marriage = kin->to_marriage,
        .from_sex = kin->from_sex,
        .to_sex = kin->to_sex,
        .disputed = kin->disputed,
    };

    return shape;
}

/* ---- from phrases to terms ----------------------------------------- */

enum { SHAPE_PHRASES = 3 };

/* The phrases of a shape, FROM's end first; 0 of them: the same person. */
static size_t cut(const struct kw_shape *shape, const struct kw_tongue *tongue,
                  const struct kw_style *style,
                  struct kw_phrase out[SHAPE_PHRASES])
{
    const struct kw_run *run = &shape->run;
    size_t count = 0;

    if ((shape->from_marriage || shape->to_marriage) &&
        tongue->in_law(shape, style, &out[0]))
        return 1;
    if (shape->from_marriage)
        tongue->spouse(shape->from_marriage, kw_run_sex(run, 0), &out[count++]);
    if (run->up || run->down)
        tongue->line(run, style, &out[count++]);
    if (shape->to_marriage)
        tongue->spouse(shape->to_marriage, shape->to_sex, &out[count++]);
    return count;
}

/* Strings phrases together, without FROM's name. */
static void string_up(const struct kw_phrase *phrases, size_t count,
                      const struct kw_tongue *tongue, bool article,
                      struct kw_buffer *out)
{
    if (tongue->owner_first)
        for (size_t i = 0; i + 1 < count; i++)
            tongue->owner(&phrases[i], out);
    tongue->head(&phrases[count - 1], article, out);
    if (!tongue->owner_first)
        for (size_t i = count - 1; i-- > 0;)
            tongue->owner(&phrases[i], out);
}

void kw_shape_term(const struct kw_shape *shape, const struct kw_style *style,
                   struct kw_buffer *out)
{
    const struct kw_tongue *tongue = kw_tongue_of(style);
    struct kw_phrase phrases[SHAPE_PHRASES];
    size_t count = cut(shape, tongue, style, phrases);

    if (count)
        string_up(phrases, count, tongue, false, out);
    else
        kw_buffer_text(out, tongue->same_person);
    if (shape->disputed)
        kw_buffer_text(out, tongue->disputed);
}

void kw_term(const struct kw_kin *kin, const struct kw_style *style,
             struct kw_buffer *out)
{
    struct kw_shape shape = shape_of(kin);

    kw_shape_term(&shape, style, out);
}

bool kw_term_both(const struct kw_kin *kin, const struct kw_style *style,
                  struct kw_buffer *out)
{
    struct kw_shape shape = shape_of(kin);
    const struct kw_tongue *tongue = kw_tongue_of(style);

    if (!tongue->both(&shape, style, out))
        return false;
    if (shape.disputed)
        kw_buffer_text(out, tongue->disputed);
    return true;
}

/* "A and B are"; the caller goes on. */
static void begin_both(const char *from, const char *to,
                       const struct kw_tongue *tongue, const char *verb,
                       struct kw_buffer *out)
{
    kw_buffer_text(out, to);
    kw_buffer_text(out, tongue->and_);
    kw_buffer_text(out, from);
    kw_buffer_text(out, verb);
}

void kw_sentence(const struct kw_kin *kin, const char *from, const char *to,
                 const struct kw_style *style, struct kw_buffer *out)
{
    struct kw_shape shape = shape_of(kin);
    const struct kw_tongue *tongue = kw_tongue_of(style);
    struct kw_phrase phrases[SHAPE_PHRASES];
    size_t count = cut(&shape, tongue, style, phrases);

    if (!count) {
        begin_both(from, to, tongue, tongue->are_the_same, out);
        return;
    }
    if (style->together) {
        struct kw_buffer both = {0};
        bool there = kw_term_both(kin, style, &both);

        if (there) {
            begin_both(from, to, tongue, tongue->are, out);
            kw_buffer_add(out, both.bytes, both.length);
        }
        kw_buffer_finish(&both);
        if (there)
            return;
    }
    kw_buffer_text(out, to);
    kw_buffer_text(out, tongue->is);
    if (tongue->owner_first)
        tongue->owner_name(from, out);
    string_up(phrases, count, tongue, true, out);
    if (!tongue->owner_first)
        tongue->owner_name(from, out);
    if (shape.disputed)
        kw_buffer_text(out, tongue->disputed);
}
