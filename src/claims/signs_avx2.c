/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signs by AVX2, 32 bytes at once, for processors that say they have
 * it.
 *
 * UTF-8 is checked after Keiser and Lemire, "Validating UTF-8 In Less Than
 * One Instruction Per Byte" (2021): whatever can be wrong with two bytes in
 * a row shows in three of their four halves, so each half looks up what it
 * could be part of, and what all three agree on is wrong. Third and fourth
 * bytes are told by the first, two or three before.
 */
#include "rules.h"
#include "signs.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2")))

/* What two bytes in a row can be wrong by, a bit each. */
enum {
    CUT = 1,        /* a first byte, then no continuation */
    STRAY = 2,      /* ASCII, then a continuation */
    OVERLONG_3 = 4, /* e0, then less than a0 */
    SURROGATE = 8,  /* ed, then a0 or more */
    OVERLONG_2 = 16,
    LARGE = 32,  /* f4 or more, then 90 or more */
    FOURTH = 64, /* f0 or f5 and more, then less than 90 */
    AGAIN = 128, /* two continuations: wrong if none belongs there */
    ANY_LOW = CUT | STRAY | AGAIN /* the low half says nothing of these */
};

WIDE static __m256i table(const unsigned char rows[16])
{
    return _mm256_broadcastsi128_si256(
        _mm_loadu_si128((const __m128i *)(const void *)rows));
}

WIDE static __m256i high_halves(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4),
                            _mm256_set1_epi8(0x0f));
}

/* What `now` and the byte `before` each of its bytes can be together. */
WIDE static __m256i wrong_pairs(__m256i before, __m256i now)
{
    static const unsigned char FIRST_HIGH[16] = {STRAY,
                                                 STRAY,
                                                 STRAY,
                                                 STRAY,
                                                 STRAY,
                                                 STRAY,
                                                 STRAY,
                                                 STRAY,
                                                 AGAIN,
                                                 AGAIN,
                                                 AGAIN,
                                                 AGAIN,
                                                 CUT | OVERLONG_2,
                                                 CUT,
                                                 CUT | OVERLONG_3 | SURROGATE,
                                                 CUT | LARGE | FOURTH};
    static const unsigned char FIRST_LOW[16] = {
        ANY_LOW | OVERLONG_2 | OVERLONG_3 | FOURTH,
        ANY_LOW | OVERLONG_2,
        ANY_LOW,
        ANY_LOW,
        ANY_LOW | LARGE,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH | SURROGATE,
        ANY_LOW | LARGE | FOURTH,
        ANY_LOW | LARGE | FOURTH};
    static const unsigned char SECOND_HIGH[16] = {
        CUT,
        CUT,
        CUT,
        CUT,
        CUT,
        CUT,
        CUT,
        CUT,
        STRAY | AGAIN | OVERLONG_2 | OVERLONG_3 | FOURTH,
        STRAY | AGAIN | OVERLONG_2 | OVERLONG_3 | LARGE,
        STRAY | AGAIN | OVERLONG_2 | SURROGATE | LARGE,
        STRAY | AGAIN | OVERLONG_2 | SURROGATE | LARGE,
        CUT,
        CUT,
        CUT,
        CUT};
    __m256i low = _mm256_and_si256(before, _mm256_set1_epi8(0x0f));

    return _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(table(FIRST_HIGH), high_halves(before)),
            _mm256_shuffle_epi8(table(FIRST_LOW), low)),
        _mm256_shuffle_epi8(table(SECOND_HIGH), high_halves(now)));
}

/* The bit AGAIN where a third or fourth byte has to stand. */
WIDE static __m256i continues(__m256i two_before, __m256i three_before)
{
    /* 0x80 and more remain of e0 and more, or of f0 and more. */
    __m256i third = _mm256_subs_epu8(two_before, _mm256_set1_epi8(0x60));
    __m256i fourth = _mm256_subs_epu8(three_before, _mm256_set1_epi8(0x70));

    return _mm256_and_si256(_mm256_or_si256(third, fourth),
                            _mm256_set1_epi8((char)AGAIN));
}

/* For the program that leaves out rules; nothing anywhere else. */
WIDE static __m256i without_rules(__m256i pairs, __m256i *expected)
{
    int kept = ~0;

    if (!KW_RULE(UTF8_CUT)) {
        kept &= ~CUT;
        *expected = _mm256_and_si256(*expected, pairs);
    }
    if (!KW_RULE(UTF8_STRAY)) {
        kept &= ~STRAY;
        pairs = _mm256_and_si256(
            pairs, _mm256_or_si256(*expected, _mm256_set1_epi8(0x7f)));
    }
    if (!KW_RULE(UTF8_OVERLONG))
        kept &= ~(OVERLONG_2 | OVERLONG_3);
    if (!KW_RULE(UTF8_SURROGATE))
        kept &= ~SURROGATE;
    if (!KW_RULE(UTF8_LARGE))
        kept &= ~LARGE;
    return kept == ~0 ? pairs
                      : _mm256_and_si256(pairs, _mm256_set1_epi8((char)kept));
}

WIDE static __m256i wrong_half(__m256i last, __m256i now)
{
    __m256i over = _mm256_permute2x128_si256(last, now, 0x21);
    __m256i pairs = wrong_pairs(_mm256_alignr_epi8(now, over, 15), now);
    __m256i expected = continues(_mm256_alignr_epi8(now, over, 14),
                                 _mm256_alignr_epi8(now, over, 13));

    pairs = without_rules(pairs, &expected);
    return _mm256_xor_si256(pairs, expected);
}

WIDE static void follow_wide(struct kw_utf8 *utf8, __m256i first,
                             __m256i second, bool is_high)
{
    __m256i last = _mm256_loadu_si256((const __m256i *)(void *)utf8->last);
    __m256i wrong;

    if (!KW_RULE(UTF8_OVER_BLOCK))
        last = _mm256_setzero_si256();
    wrong = _mm256_or_si256(wrong_half(last, first), wrong_half(first, second));
    utf8->is_bad |= !_mm256_testz_si256(wrong, wrong);
    utf8->was_high = is_high;
    if (!is_high)
        second = _mm256_setzero_si256();
    _mm256_storeu_si256((__m256i *)(void *)utf8->last, second);
}

WIDE static uint64_t bits32(__m256i tops)
{
    return (uint64_t)(unsigned)_mm256_movemask_epi8(tops);
}

WIDE static uint64_t bits64(__m256i first, __m256i second)
{
    return bits32(first) | bits32(second) << 32;
}

WIDE static uint64_t same64(__m256i first, __m256i second, char c)
{
    __m256i each = _mm256_set1_epi8(c);

    return bits64(_mm256_cmpeq_epi8(first, each),
                  _mm256_cmpeq_epi8(second, each));
}

/* As unsigned numbers, at most `most`. */
WIDE static __m256i at_most32(__m256i numbers, char most)
{
    __m256i limit = _mm256_set1_epi8(most);

    return _mm256_cmpeq_epi8(_mm256_max_epu8(numbers, limit), limit);
}

WIDE static __m256i part_of(const unsigned char *bytes)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)bytes);
}

WIDE void kw_signs_avx2(const unsigned char *bytes, size_t blocks,
                        struct kw_utf8 *utf8, struct kw_signs *out)
{
    const __m256i fold = _mm256_set1_epi8(0x20);

    for (size_t i = 0; i < blocks; i++, out++, bytes += KW_BLOCK_BYTES) {
        __m256i first = part_of(bytes);
        __m256i second = part_of(bytes + 32);
        __m256i first_folded = _mm256_or_si256(first, fold);
        __m256i second_folded = _mm256_or_si256(second, fold);
        bool is_high = bits32(_mm256_or_si256(first, second)) != 0;

        out->quotes = same64(first, second, '"');
        out->slashes = same64(first, second, '\\');
        out->opens = same64(first_folded, second_folded, '{');
        out->closes = same64(first_folded, second_folded, '}');
        out->braces =
            bits64(_mm256_slli_epi16(first, 2), _mm256_slli_epi16(second, 2));
        out->commas = same64(first, second, ',');
        out->colons = same64(first, second, ':');
        out->controls = bits64(at_most32(first, 0x1f), at_most32(second, 0x1f));
        out->spaces = same64(first, second, ' ');
        out->letters = same64(first, second, 'P');
        if (is_high || utf8->was_high)
            follow_wide(utf8, first, second, is_high);
    }
}

WIDE void kw_hex_signs_avx2(const unsigned char *bytes,
                            struct kw_hex_signs *out)
{
    __m256i parts[2] = {part_of(bytes), part_of(bytes + 32)};
    __m256i folded[2];
    __m256i is_digit[2];

    for (int i = 0; i < 2; i++) {
        __m256i decimal = _mm256_sub_epi8(parts[i], _mm256_set1_epi8('0'));
        __m256i letter;

        folded[i] = _mm256_or_si256(parts[i], _mm256_set1_epi8(0x20));
        letter = _mm256_sub_epi8(folded[i], _mm256_set1_epi8('a'));
        is_digit[i] =
            _mm256_or_si256(at_most32(decimal, 9), at_most32(letter, 5));
    }
    out->digits = bits64(is_digit[0], is_digit[1]);
    out->us = same64(parts[0], parts[1], 'u');
    out->ds = same64(folded[0], folded[1], 'd');
    out->zeros = same64(parts[0], parts[1], '0');
    out->fives = same64(parts[0], parts[1], '5');
}

#else
/* Nothing here for other processors. */
typedef int kw_signs_without_avx2;
#endif
