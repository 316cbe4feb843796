/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is this a document that the plain reader takes? Block by block, by the
 * bits of what stands where; single bytes are looked at only in escapes,
 * numbers and words.
 *
 * The grammar comes apart into what two neighbouring tokens may be, which
 * shifted bits tell for all of a block at once, and what needs to know
 * whether an object or a list is open. That is known from bracket to
 * bracket, and wanted by two things: a colon wants an object, and
 * whatever follows a comma without being a member wants a list. ("What
 * follows" is the next of the structural characters {}[],: and no string:
 * of a member it is the colon.)
 *
 * It says yes or no only. Who wants to know why asks the plain reader:
 * refusals are rare, and its reasons come with an offset.
 */
#include <string.h>

#include "bits.h"
#include "tokens.h"
#include "valid.h"

enum { BATCH_BLOCKS = 16 };

/* What the block before ended with. */
struct carry {
    uint64_t in_string; /* all ones: in a string */
    uint64_t escaped;   /* 1, as all below: the first byte is escaped */
    uint64_t value;     /* the next token stands behind a value */
    uint64_t start;     /* the next structural character stands behind a comma
                           or an opening brace */
    uint64_t word;      /* a number or word was under way */
    uint64_t quote;     /* its last byte was an opening quote */
};

/* One block, with what was found out about it. */
struct block {
    struct kw_signs signs; /* outside strings, but for slashes and controls */
    uint64_t inside;       /* of strings, their opening quotes included */
    uint64_t begins;       /* opening quotes */
    uint64_t escaped;      /* what stands behind a backslash, in strings */
    uint64_t blanks;
    uint64_t words; /* all of numbers and words */
    uint64_t starts;
    uint64_t empty;    /* closing brackets behind no value */
    uint64_t members;  /* what wants an object around it */
    uint64_t elements; /* what wants a list */
    uint64_t wrong;
};

/* kw_bits_between(), by whatever instructions. */
typedef uint64_t between_fn(uint64_t quotes);

/* ---- strings ------------------------------------------------------- */

static KW_INLINE void find_strings(struct carry *carry, struct block *block,
                                   between_fn *between)
{
    struct kw_signs *signs = &block->signs;

    block->escaped = 0;
    if (signs->slashes | carry->escaped) {
        block->escaped = kw_bits_escaped(signs->slashes, &carry->escaped);
        signs->quotes &= ~block->escaped;
    }
    block->inside = between(signs->quotes) ^ carry->in_string;
    carry->in_string = 0 - (block->inside >> 63);
    block->escaped &= block->inside;
    block->begins = signs->quotes & block->inside;
    block->wrong = KW_RULE(VALID_CONTROL) ? signs->controls & block->inside : 0;
    signs->opens &= ~block->inside;
    signs->closes &= ~block->inside;
    signs->commas &= ~block->inside;
    signs->colons &= ~block->inside;
}

/* Looks at strings that begin with a P, keys and others: kinwalk's own
 * lines name properties as values. */
static KW_INLINE void look_for_kin(struct kw_check *check, struct carry *carry,
                                   const struct block *block)
{
    uint64_t keys = block->signs.letters & (block->begins << 1 | carry->quote);

    for (; keys && !check->may_have_kin; keys &= keys - 1)
        check->may_have_kin = kw_valid_is_kin(
            check, check->base + (size_t)__builtin_ctzll(keys) + 1);
    carry->quote = KW_RULE(LOOK_OVER_BLOCK) ? block->begins >> 63 : 0;
}

/* ---- tokens and their neighbours ----------------------------------- */

static KW_INLINE void find_words(const struct kw_check *check,
                                 struct carry *carry, struct block *block)
{
    const struct kw_signs *signs = &block->signs;
    uint64_t controls = signs->controls & ~block->inside;

    block->blanks = signs->spaces & ~block->inside;
    if (controls)
        block->blanks |= kw_valid_blanks(check, controls);
    block->words =
        ~(block->inside | signs->quotes | block->blanks | signs->opens |
          signs->closes | signs->commas | signs->colons);
    block->starts = block->words & ~(block->words << 1 | carry->word);
    carry->word = block->words >> 63;
}

/* What may stand behind what. A member's colon is the next structural
 * character behind the comma or brace before it; anything else there is an
 * element, or closes an empty object. */
static KW_INLINE void compare_neighbours(struct carry *carry,
                                         struct block *block)
{
    const struct kw_signs *signs = &block->signs;
    uint64_t values =
        (signs->quotes & ~block->inside) | signs->closes | block->words;
    uint64_t behind_value =
        kw_bits_behind(values, block->blanks, &carry->value);
    uint64_t structural =
        signs->opens | signs->closes | signs->commas | signs->colons;
    uint64_t behind_start =
        kw_bits_behind(signs->commas | (signs->opens & signs->braces),
                       ~structural, &carry->start) &
        structural;

    if (KW_RULE(VALID_VALUE))
        block->wrong |=
            (signs->opens | block->begins | block->starts) & behind_value;
    if (KW_RULE(VALID_COMMA))
        block->wrong |= (signs->commas | signs->colons) & ~behind_value;
    if (KW_RULE(VALID_COLON))
        block->wrong |= signs->colons & ~behind_start;
    block->empty = signs->closes & ~behind_value;
    block->members = KW_RULE(VALID_ELEMENT) ? signs->colons : 0;
    block->elements = KW_RULE(VALID_MEMBER)
                          ? behind_start & ~(signs->colons | block->empty)
                          : 0;
    if (!KW_RULE(VALID_OVER_BLOCK))
        carry->value = carry->start = 0;
}

/* ---- brackets ------------------------------------------------------ */

/* From bracket to bracket: is what stands between them where it may, and
 * do they close what they opened? Opening and closing are one line of
 * code, for nothing foretells which comes next. */
static KW_INLINE bool brackets_hold(struct kw_check *check, struct block *block)
{
    const struct kw_signs *signs = &block->signs;
    uint64_t left = signs->opens | signs->closes;
    uint64_t rest = ~UINT64_C(0);
    uint64_t wrong = block->wrong;
    size_t depth = check->depth;
    uint64_t is_object = check->is_object[depth];

    while (left) {
        uint64_t to = left ^ (left - 1);
        uint64_t bit = left & to;
        uint64_t opens = (signs->opens & bit) != 0;
        uint64_t brace = (signs->braces & bit) != 0;

        wrong |= (is_object ? block->elements : block->members) & to & rest;
        if (KW_RULE(VALID_CLOSER))
            wrong |= (is_object ^ brace) & (opens ^ 1);
        check->is_object[depth + 1] = (unsigned char)brace;
        depth += 2 * opens - 1;
        is_object = check->is_object[depth];
        rest = ~to;
        left &= rest;
        if (depth == 0) {
            check->depth = 0;
            check->end = check->base + (size_t)__builtin_ctzll(bit) + 1;
            return !(wrong & to);
        }
        if (depth > check->depth_max && KW_RULE(VALID_DEPTH))
            return false;
    }
    wrong |= (is_object ? block->elements : block->members) & rest;
    check->depth = depth;
    return !wrong && depth <= KW_DOCUMENT_DEPTH;
}

/* ---- the walk ------------------------------------------------------ */

static KW_INLINE bool block_holds(struct kw_check *check, struct carry *carry,
                                  const struct kw_signs *signs,
                                  between_fn *between)
{
    struct block block;

    block.signs = *signs;
    find_strings(carry, &block, between);
    look_for_kin(check, carry, &block);
    find_words(check, carry, &block);
    compare_neighbours(carry, &block);
    if (!brackets_hold(check, &block))
        return false;
    if (check->end) {
        uint64_t all = ~UINT64_C(0);
        size_t used = check->end - check->base;

        if (used < KW_BLOCK_BYTES)
            all = (UINT64_C(1) << used) - 1;
        block.escaped &= all;
        block.starts &= all;
        block.empty &= all;
    }
    return (!block.escaped || kw_valid_escapes(check, block.escaped)) &&
           (!block.starts || kw_valid_scalars(check, block.starts)) &&
           (!block.empty || kw_valid_empty(check, block.empty));
}

/* As many blocks as there are, or one with blanks behind the end. */
static size_t look(const struct kw_check *check, size_t at,
                   struct kw_utf8 *utf8, struct kw_signs *signs)
{
    unsigned char rest[KW_BLOCK_BYTES];
    size_t left = check->length - at;
    size_t blocks = left / KW_BLOCK_BYTES;

    if (blocks > BATCH_BLOCKS)
        blocks = BATCH_BLOCKS;
    if (blocks > 0) {
        check->eyes->signs(check->bytes + at, blocks, utf8, signs);
        return blocks;
    }
    memset(rest, ' ', sizeof rest);
    memcpy(rest, check->bytes + at, left);
    check->eyes->signs(rest, 1, utf8, signs);
    return 1;
}

static bool tail_holds(const struct kw_check *check)
{
    size_t at = kw_token_blanks(check->bytes, check->end, check->length);

    if (at < check->length && check->bytes[at] == ',')
        at = kw_token_blanks(check->bytes, at + 1, check->length);
    return at == check->length || !KW_RULE(VALID_TAIL);
}

static KW_INLINE bool walk(struct kw_check *check, between_fn *between)
{
    struct carry carry = {0};
    struct kw_signs signs[BATCH_BLOCKS];
    struct kw_utf8 utf8 = {0};

    while (check->base < check->length) {
        size_t blocks = look(check, check->base, &utf8, signs);

        for (size_t i = 0; i < blocks; i++) {
            if (!block_holds(check, &carry, &signs[i], between))
                return false;
            if (check->end)
                return !utf8.is_bad && tail_holds(check);
            check->base += KW_BLOCK_BYTES;
        }
        if (utf8.is_bad)
            return false;
    }
    return false;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* The same lines by the instructions for bits that came with AVX2. */
#define WIDE __attribute__((target("avx2,bmi,bmi2,pclmul")))

/* A product without carries by all ones. */
WIDE static inline uint64_t between_by_product(uint64_t quotes)
{
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)quotes),
                                           _mm_set1_epi8((char)0xff), 0);

    return (uint64_t)_mm_cvtsi128_si64(product);
}

WIDE static bool walk_by_bits(struct kw_check *check)
{
    return walk(check, between_by_product);
}
#endif

static bool walk_by(struct kw_check *check)
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (check->eyes->has_bits)
        return walk_by_bits(check);
#endif
    return walk(check, kw_bits_between);
}

bool kw_scan_valid(const char *bytes, size_t length, unsigned depth_max,
                   const struct kw_eyes *eyes, bool *may_have_kin)
{
    struct kw_check check;
    size_t start = kw_scan_start(bytes, length);

    memset(&check, 0, offsetof(struct kw_check, is_object));
    check.bytes = (const unsigned char *)bytes + start;
    check.length = length - start;
    check.eyes = eyes;
    check.depth_max = depth_max;
    check.is_object[0] = 0;
    /* Nobody looks for it: nothing to be found. */
    check.may_have_kin = !may_have_kin;
    check.kin = may_have_kin ? kw_valid_kin() : 0;
    start = kw_token_blanks(check.bytes, 0, check.length);
    if (start == check.length || check.bytes[start] != '{' || !walk_by(&check))
        return false;
    if (may_have_kin)
        *may_have_kin = check.may_have_kin;
    return true;
}
