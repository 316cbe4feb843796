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

/* ---- what all levels share ----------------------------------------- */

/* How a level sees a block. Constant, so that it costs no calls. */
struct sight {
    /* What stands in it, strings or not. */
    struct kw_marks (*look)(const unsigned char *bytes);
    /* Does a backslash stand before a quote? Not of the first block. */
    bool (*strikes)(const struct kw_marks *marks, const unsigned char *bytes);
    uint64_t (*between)(uint64_t quotes);
    bool counts; /* bits by an instruction */
};

static KW_INLINE void mark_all(const struct sight sight,
                               const unsigned char *bytes, size_t blocks,
                               struct kw_flow *flow, struct kw_marks *out)
{
    struct kw_flow now = *flow;

    for (size_t i = 0; i < blocks; i++, bytes += KW_BLOCK_BYTES) {
        struct kw_marks marks = sight.look(bytes);

        kw_bits_unescape(&marks, &now.escaped);
        now.in_string =
            kw_bits_settle(&marks, now.in_string, sight.between(marks.quotes));
        out[i] = marks;
    }
    *flow = now;
}

static KW_INLINE size_t pass_all(const struct sight sight,
                                 const unsigned char *bytes, size_t blocks,
                                 struct kw_flow *flow, size_t *depth,
                                 struct kw_marks *last)
{
    const unsigned char *at = bytes;
    const unsigned char *end = bytes + blocks * KW_BLOCK_BYTES;
    uint64_t in_string = flow->in_string;
    size_t left = *depth;
    size_t behind = 0;

    for (; at < end; at += KW_BLOCK_BYTES) {
        struct kw_marks marks = sight.look(at);
        uint64_t found;

        if (sight.strikes(&marks, at) && KW_RULE(PASSED_ESCAPE)) {
            uint64_t carry =
                kw_bits_carry(bytes, (size_t)(at - bytes), flow->escaped);
            marks.quotes =
                kw_bits_unescaped(marks.quotes, marks.slashes, &carry);
        }
        found = kw_bits_pass(&marks, sight.between(marks.quotes), &in_string,
                             &left, sight.counts);
        if (found) {
            behind = (size_t)(at - bytes) + (size_t)__builtin_ctzll(found) + 1;
            last->quotes = marks.quotes;
            last->opens = marks.opens;
            last->closes = marks.closes;
            at += KW_BLOCK_BYTES;
            break;
        }
    }
    /* Looked for here, for in the loop hardly anybody asks for them. */
    if (behind)
        last->slashes =
            sight.look(bytes + (behind - 1) / KW_BLOCK_BYTES * KW_BLOCK_BYTES)
                .slashes;
    flow->escaped =
        KW_RULE(PASSED_CARRY)
            ? kw_bits_carry(bytes, (size_t)(at - bytes), flow->escaped)
            : 0;
    flow->in_string = in_string;
    *depth = left;
    return behind;
}

/* ---- plain C, eight bytes at a time -------------------------------- */

static KW_INLINE struct kw_marks plain_look(const unsigned char *bytes)
{
    struct kw_marks marks = {0};

    for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 8) {
        uint64_t word = kw_eight(bytes + at);
        uint64_t folded = word | (KW_EACH_BYTE * 0x20);

        marks.quotes |= kw_eight_same(word, '"') << at;
        marks.slashes |= kw_eight_same(word, '\\') << at;
        marks.opens |= kw_eight_same(folded, '{') << at;
        marks.closes |= kw_eight_same(folded, '}') << at;
    }
    return marks;
}

static const struct sight PLAIN_SIGHT = {plain_look, kw_bits_strikes,
                                         kw_bits_between, false};

static void plain_marks(const unsigned char *bytes, size_t blocks,
                        struct kw_flow *flow, struct kw_marks *out)
{
    mark_all(PLAIN_SIGHT, bytes, blocks, flow, out);
}

static size_t plain_pass(const unsigned char *bytes, size_t blocks,
                         struct kw_flow *flow, size_t *depth,
                         struct kw_marks *last)
{
    return pass_all(PLAIN_SIGHT, bytes, blocks, flow, depth, last);
}

static const struct kw_eyes PLAIN = {
    "plain",        plain_marks,        plain_pass,
    kw_signs_plain, kw_hex_signs_plain, false};

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* ---- SSE2 ---------------------------------------------------------- */

static inline uint64_t same16(__m128i part, char c)
{
    __m128i equal = _mm_cmpeq_epi8(part, _mm_set1_epi8(c));

    return (uint64_t)(unsigned)_mm_movemask_epi8(equal);
}

static KW_INLINE struct kw_marks sse2_look(const unsigned char *bytes)
{
    const __m128i fold = _mm_set1_epi8(0x20);
    struct kw_marks marks = {0};

    for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 16) {
        __m128i part =
            _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
        __m128i folded = _mm_or_si128(part, fold);

        marks.quotes |= same16(part, '"') << at;
        marks.slashes |= same16(part, '\\') << at;
        marks.opens |= same16(folded, '{') << at;
        marks.closes |= same16(folded, '}') << at;
    }
    return marks;
}

static const struct sight SSE2_SIGHT = {sse2_look, kw_bits_strikes,
                                        kw_bits_between, false};

static void sse2_marks(const unsigned char *bytes, size_t blocks,
                       struct kw_flow *flow, struct kw_marks *out)
{
    mark_all(SSE2_SIGHT, bytes, blocks, flow, out);
}

static size_t sse2_pass(const unsigned char *bytes, size_t blocks,
                        struct kw_flow *flow, size_t *depth,
                        struct kw_marks *last)
{
    return pass_all(SSE2_SIGHT, bytes, blocks, flow, depth, last);
}

static const struct kw_eyes SSE2 = {"sse2",        sse2_marks,        sse2_pass,
                                    kw_signs_sse2, kw_hex_signs_sse2, false};

/* ---- AVX2 ---------------------------------------------------------- */

#define WIDE __attribute__((target("avx2,bmi,bmi2,pclmul,popcnt")))

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

WIDE static inline struct kw_marks avx2_look(const unsigned char *bytes)
{
    const __m256i fold = _mm256_set1_epi8(0x20);
    __m256i first = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
    __m256i second =
        _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));
    __m256i first_folded = _mm256_or_si256(first, fold);
    __m256i second_folded = _mm256_or_si256(second, fold);

    return (struct kw_marks){.quotes = same64(first, second, '"'),
                             .slashes = same64(first, second, '\\'),
                             .opens = same64(first_folded, second_folded, '{'),
                             .closes =
                                 same64(first_folded, second_folded, '}')};
}

WIDE static inline __m256i struck32(const unsigned char *bytes)
{
    __m256i part = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
    __m256i before =
        _mm256_loadu_si256((const __m256i *)(const void *)(bytes - 1));

    return _mm256_and_si256(_mm256_cmpeq_epi8(part, _mm256_set1_epi8('"')),
                            _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\\')));
}

/* kw_bits_strikes() before all backslashes are looked for. */
WIDE static inline bool avx2_strikes(const struct kw_marks *marks,
                                     const unsigned char *bytes)
{
    __m256i struck = _mm256_or_si256(struck32(bytes), struck32(bytes + 32));

    (void)marks;
    return !_mm256_testz_si256(struck, struck);
}

static const struct sight AVX2_SIGHT = {avx2_look, avx2_strikes, between, true};

WIDE static void avx2_marks(const unsigned char *bytes, size_t blocks,
                            struct kw_flow *flow, struct kw_marks *out)
{
    mark_all(AVX2_SIGHT, bytes, blocks, flow, out);
}

WIDE static size_t avx2_pass(const unsigned char *bytes, size_t blocks,
                             struct kw_flow *flow, size_t *depth,
                             struct kw_marks *last)
{
    return pass_all(AVX2_SIGHT, bytes, blocks, flow, depth, last);
}

static const struct kw_eyes AVX2 = {"avx2",        avx2_marks,        avx2_pass,
                                    kw_signs_avx2, kw_hex_signs_avx2, true};

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
