/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signs by plain C and SSE2. UTF-8 is checked byte by byte, in blocks
 * that are not all ASCII.
 */
#include "signs.h"

#include "eight.h"
#include "rules.h"

/* ---- UTF-8, byte by byte ------------------------------------------- */

static void begin_character(struct kw_utf8 *utf8, unsigned c)
{
    utf8->least = 0x80;
    utf8->most = 0xbf;
    if (c < 0x80)
        return;
    if (c < 0xc0) {
        utf8->is_bad |= KW_RULE(UTF8_STRAY);
        return;
    }
    utf8->need = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    if (c < 0xc2)
        utf8->is_bad |= KW_RULE(UTF8_OVERLONG);
    if (c > 0xf4)
        utf8->is_bad |= KW_RULE(UTF8_LARGE);
    if (c == 0xe0 && KW_RULE(UTF8_OVERLONG))
        utf8->least = 0xa0;
    if (c == 0xf0 && KW_RULE(UTF8_OVERLONG))
        utf8->least = 0x90;
    if (c == 0xed && KW_RULE(UTF8_SURROGATE))
        utf8->most = 0x9f;
    if (c == 0xf4 && KW_RULE(UTF8_LARGE))
        utf8->most = 0x8f;
}

static void follow(struct kw_utf8 *utf8, unsigned c)
{
    if (!utf8->need) {
        begin_character(utf8, c);
    } else if (c < 0x80 || c > 0xbf) {
        utf8->is_bad |= KW_RULE(UTF8_CUT);
        utf8->need = 0;
        begin_character(utf8, c);
    } else {
        utf8->is_bad |= c < utf8->least || c > utf8->most;
        utf8->need--;
        utf8->least = 0x80;
        utf8->most = 0xbf;
    }
}

/* A block of which `high` are not ASCII. */
static void follow_block(struct kw_utf8 *utf8, const unsigned char *bytes,
                         uint64_t high)
{
    if (!KW_RULE(UTF8_OVER_BLOCK))
        utf8->need = 0;
    if (!(high | utf8->need))
        return;
    for (unsigned i = 0; i < KW_BLOCK_BYTES; i++)
        if (utf8->need || bytes[i] >= 0x80)
            follow(utf8, bytes[i]);
}

/* ---- plain C ------------------------------------------------------- */

void kw_signs_plain(const unsigned char *bytes, size_t blocks,
                    struct kw_utf8 *utf8, struct kw_signs *out)
{
    for (size_t i = 0; i < blocks; i++, bytes += KW_BLOCK_BYTES) {
        struct kw_signs signs = {0};
        uint64_t high = 0;

        for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 8) {
            uint64_t word = kw_eight(bytes + at);
            uint64_t folded = word | (KW_EACH_BYTE * 0x20);

            signs.quotes |= kw_eight_same(word, '"') << at;
            signs.slashes |= kw_eight_same(word, '\\') << at;
            signs.opens |= kw_eight_same(folded, '{') << at;
            signs.closes |= kw_eight_same(folded, '}') << at;
            signs.braces |= kw_eight_tops(word << 2) << at;
            signs.commas |= kw_eight_same(word, ',') << at;
            signs.colons |= kw_eight_same(word, ':') << at;
            signs.controls |= kw_eight_controls(word) << at;
            signs.spaces |= kw_eight_same(word, ' ') << at;
            signs.letters |= kw_eight_same(word, 'P') << at;
            high |= kw_eight_tops(word) << at;
        }
        out[i] = signs;
        follow_block(utf8, bytes, high);
    }
}

/* Bytes from `first` to `first` + count - 1, all below 0x80. */
static uint64_t within(uint64_t word, unsigned first, unsigned count)
{
    uint64_t low = word & KW_LOW_BITS;
    uint64_t reach = low + KW_EACH_BYTE * (0x80 - first);
    uint64_t beyond = low + KW_EACH_BYTE * (0x80 - first - count);

    return kw_eight_tops(reach & ~beyond & ~word);
}

void kw_hex_signs_plain(const unsigned char *bytes, struct kw_hex_signs *out)
{
    struct kw_hex_signs signs = {0};

    for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 8) {
        uint64_t word = kw_eight(bytes + at);
        uint64_t folded = word | (KW_EACH_BYTE * 0x20);

        signs.digits |= (within(word, '0', 10) | within(folded, 'a', 6)) << at;
        signs.us |= kw_eight_same(word, 'u') << at;
        signs.ds |= kw_eight_same(folded, 'd') << at;
        signs.zeros |= kw_eight_same(word, '0') << at;
        signs.fives |= kw_eight_same(word, '5') << at;
    }
    *out = signs;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* ---- SSE2 ---------------------------------------------------------- */

static uint64_t bits16(__m128i tops)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(tops);
}

#define SAME16(part, c) (bits16(_mm_cmpeq_epi8((part), _mm_set1_epi8(c))) << at)

void kw_signs_sse2(const unsigned char *bytes, size_t blocks,
                   struct kw_utf8 *utf8, struct kw_signs *out)
{
    const __m128i most = _mm_set1_epi8(0x1f);
    const __m128i fold = _mm_set1_epi8(0x20);

    for (size_t i = 0; i < blocks; i++, bytes += KW_BLOCK_BYTES) {
        struct kw_signs signs = {0};
        uint64_t high = 0;

        for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 16) {
            __m128i part =
                _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
            __m128i folded = _mm_or_si128(part, fold);

            signs.quotes |= SAME16(part, '"');
            signs.slashes |= SAME16(part, '\\');
            signs.opens |= SAME16(folded, '{');
            signs.closes |= SAME16(folded, '}');
            signs.braces |= bits16(_mm_slli_epi16(part, 2)) << at;
            signs.commas |= SAME16(part, ',');
            signs.colons |= SAME16(part, ':');
            signs.controls |=
                bits16(_mm_cmpeq_epi8(_mm_max_epu8(part, most), most)) << at;
            signs.spaces |= SAME16(part, ' ');
            signs.letters |= SAME16(part, 'P');
            high |= bits16(part) << at;
        }
        out[i] = signs;
        follow_block(utf8, bytes, high);
    }
}

/* As unsigned numbers, at most `most`. */
static __m128i at_most16(__m128i numbers, char most)
{
    __m128i limit = _mm_set1_epi8(most);

    return _mm_cmpeq_epi8(_mm_max_epu8(numbers, limit), limit);
}

void kw_hex_signs_sse2(const unsigned char *bytes, struct kw_hex_signs *out)
{
    struct kw_hex_signs signs = {0};

    for (unsigned at = 0; at < KW_BLOCK_BYTES; at += 16) {
        __m128i part =
            _mm_loadu_si128((const __m128i *)(const void *)(bytes + at));
        __m128i folded = _mm_or_si128(part, _mm_set1_epi8(0x20));
        __m128i decimal = _mm_sub_epi8(part, _mm_set1_epi8('0'));
        __m128i letter = _mm_sub_epi8(folded, _mm_set1_epi8('a'));

        signs.digits |=
            bits16(_mm_or_si128(at_most16(decimal, 9), at_most16(letter, 5)))
            << at;
        signs.us |= SAME16(part, 'u');
        signs.ds |= SAME16(folded, 'd');
        signs.zeros |= SAME16(part, '0');
        signs.fives |= SAME16(part, '5');
    }
    *out = signs;
}

#endif
