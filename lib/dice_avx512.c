/* Eight filters at a time, a lane each: and, VPOPCNTQ, add. The block's words stay in registers
 * while rows go by. */
#include "dice_private.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vpopcntdq")))

AVX512 static inline __attribute__((always_inline)) void above_words(const uint64_t *rows,
	const uint64_t *row_need, size_t row_count, unsigned words, const uint64_t *lanes,
	const uint64_t *lane_need, uint8_t *above)
{
	__m512i block[TL_FILTER_WORDS_MAX], need = _mm512_loadu_si512(lane_need);

#pragma GCC unroll 16
	for (unsigned w = 0; w < words; w++)
		block[w] = _mm512_loadu_si512(lanes + w * TL_DICE_LANES);
	for (size_t r = 0; r < row_count; r++, rows += words) {
		__m512i even = _mm512_setzero_si512(), odd = even;

#pragma GCC unroll 8
		for (unsigned w = 0; w < words; w += 2) {
			__m512i x = _mm512_and_si512(
					block[w], _mm512_set1_epi64((long long)rows[w])),
				y = _mm512_and_si512(
					block[w + 1], _mm512_set1_epi64((long long)rows[w + 1]));

			even = _mm512_add_epi64(even, _mm512_popcnt_epi64(x));
			odd = _mm512_add_epi64(odd, _mm512_popcnt_epi64(y));
		}
		above[r] =
			_mm512_cmpge_epu64_mask(_mm512_slli_epi64(_mm512_add_epi64(even, odd), 21),
				_mm512_add_epi64(need, _mm512_set1_epi64((long long)row_need[r])));
	}
}

AVX512 DICE_ABOVE(dice_above_avx512)
{
	if (words == 16)
		above_words(rows, row_need, row_count, 16, lanes, lane_need, above);
	else if (words == 8)
		above_words(rows, row_need, row_count, 8, lanes, lane_need, above);
	else
		above_words(rows, row_need, row_count, 4, lanes, lane_need, above);
}

AVX512 DICE_COMMON(dice_common_avx512)
{
	__mmask8 mask = words == 4 ? 0x0f : 0xff;

	for (size_t i = 0; i < count; i++) {
		const uint64_t *x = rows + (size_t)a[i] * words, *y = rows + (size_t)b[i] * words;
		__m512i sum = _mm512_setzero_si512();

		for (unsigned w = 0; w < words; w += TL_DICE_LANES)
			sum = _mm512_add_epi64(
				sum, _mm512_popcnt_epi64(
					     _mm512_and_si512(_mm512_maskz_loadu_epi64(mask, x + w),
						     _mm512_maskz_loadu_epi64(mask, y + w))));
		common[i] = (uint16_t)_mm512_reduce_add_epi64(sum);
	}
}
#endif
