/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The eyes: plain C, SSE2 (every x86-64 has it), and AVX2 where the
 * processor says so at run time.
 *
 * [ and { differ by one bit, 0x20, and so do ] and }: one OR and one
 * comparison find both, and nothing else has these values.
 */
#include "marks.h"

#include "bits.h"
#include "eight.h"

/* Told by the build to stay below: plain, sse2, avx2. */
#ifndef KW_SCAN_MOST
#define KW_SCAN_MOST KW_LEVEL_AVX2
#endif

/* ---- plain C, eight bytes at a time -------------------------------- */

static void plain_marks(const unsigned char *bytes, size_t blocks,
                        struct kw_flow *flow, struct kw_marks *out)
{
    for (size_t i = 0; i < blocks; i++, bytes += KW_BLOCK_BYTES) {
        struct kw_marks marks = {0};

        for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 8) {
            uint64_t word = kw_eight(bytes + at);
            uint64_t folded = word | (KW_EACH_BYTE * 0x20);

            marks.quotes |= kw_eight_same(word, '"') << at;
            marks.slashes |= kw_eight_same(word, '\\') << at;
            marks.opens |= kw_eight_same(folded, '{') << at;
            marks.closes |= kw_eight_same(folded, '}') << at;
        }
        kw_bits_unescape(&marks, flow);
        kw_bits_settle(&marks, flow, kw_bits_between(marks.quotes));
        out[i] = marks;
    }
}

static const struct kw_eyes PLAIN = {"plain", plain_marks, kw_signs_plain,
                                     kw_hex_signs_plain, false};

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* ---- SSE2 ---------------------------------------------------------- */

static uint64_t bits16(__m128i equal)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(equal);
}

static void sse2_marks(const unsigned char *bytes, size_t blocks,
                       struct kw_flow *flow, struct kw_marks *out)
{
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i slash = _mm_set1_epi8('\\');
    const __m128i open = _mm_set1_epi8('{');
    const __m128i close = _mm_set1_epi8('}');
    const __m128i fold = _mm_set1_epi8(0x20);

    for (size_t i = 0; i < blocks; i++, bytes += KW_BLOCK_BYTES) {
        struct kw_marks marks = {0};

        for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 16) {
            __m128i part =
                _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
            __m128i folded = _mm_or_si128(part, fold);

            marks.quotes |= bits16(_mm_cmpeq_epi8(part, quote)) << at;
            marks.slashes |= bits16(_mm_cmpeq_epi8(part, slash)) << at;
            marks.opens |= bits16(_mm_cmpeq_epi8(folded, open)) << at;
            marks.closes |= bits16(_mm_cmpeq_epi8(folded, close)) << at;
        }
        kw_bits_unescape(&marks, flow);
        kw_bits_settle(&marks, flow, kw_bits_between(marks.quotes));
        out[i] = marks;
    }
}

static const struct kw_eyes SSE2 = {"sse2", sse2_marks, kw_signs_sse2,
                                    kw_hex_signs_sse2, false};

/* ---- AVX2 ---------------------------------------------------------- */

#define WIDE __attribute__((target("avx2,bmi,bmi2,pclmul")))

WIDE static inline uint64_t same64(__m256i first, __m256i second, char c)
{
    __m256i each = _mm256_set1_epi8(c);
    int low = _mm256_movemask_epi8(_mm256_cmpeq_epi8(first, each));
    int high = _mm256_movemask_epi8(_mm256_cmpeq_epi8(second, each));

    return (uint64_t)(unsigned)low | (uint64_t)(unsigned)high << 32;
}

/* kw_bits_between() in one instruction: a product without carries by all
 * ones. */
WIDE static inline uint64_t between(uint64_t quotes)
{
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)quotes),
                                           _mm_set1_epi8((char)0xff), 0);

    return (uint64_t)_mm_cvtsi128_si64(product);
}

WIDE static void avx2_marks(const unsigned char *bytes, size_t blocks,
                            struct kw_flow *flow, struct kw_marks *out)
{
    const __m256i fold = _mm256_set1_epi8(0x20);
    struct kw_flow now = *flow;

    for (size_t i = 0; i < blocks; i++, bytes += KW_BLOCK_BYTES) {
        __m256i first =
            _mm256_loadu_si256((const __m256i *)(const void *)bytes);
        __m256i second =
            _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));
        __m256i first_folded = _mm256_or_si256(first, fold);
        __m256i second_folded = _mm256_or_si256(second, fold);
        struct kw_marks marks = {
            .quotes = same64(first, second, '"'),
            .slashes = same64(first, second, '\\'),
            .opens = same64(first_folded, second_folded, '{'),
            .closes = same64(first_folded, second_folded, '}')};

        kw_bits_unescape(&marks, &now);
        kw_bits_settle(&marks, &now, between(marks.quotes));
        out[i] = marks;
    }
    *flow = now;
}

static const struct kw_eyes AVX2 = {"avx2", avx2_marks, kw_signs_avx2,
                                    kw_hex_signs_avx2, true};

static const struct kw_eyes *vector_eyes(enum kw_level level)
{
    if (level == KW_LEVEL_SSE2)
        return &SSE2;
    if (level == KW_LEVEL_AVX2 && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul"))
        return &AVX2;
    return NULL;
}
#else
static const struct kw_eyes *vector_eyes(enum kw_level level)
{
    (void)level;
    return NULL;
}
#endif

const struct kw_eyes *kw_eyes_of(enum kw_level level)
{
    return level == KW_LEVEL_PLAIN ? &PLAIN : vector_eyes(level);
}

const struct kw_eyes *kw_eyes_best(void)
{
    for (int level = KW_SCAN_MOST; level > KW_LEVEL_PLAIN; level--) {
        const struct kw_eyes *eyes = kw_eyes_of((enum kw_level)level);

        if (eyes)
            return eyes;
    }
    return &PLAIN;
}
