/*
 * Four filters at a time, a lane each. Counting the bits of a vector takes six instructions (a
 * table of nibbles, Mula), so as few as possible are counted: full adders of five instructions
 * first make one vector of ones, twos, fours and eights of the words in common (Harley and Seal).
 */
#include "dice_private.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))
#define INLINE static inline __attribute__((always_inline))

AVX2 INLINE __m256i count_bytes(__m256i x)
{
	const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0,
		1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
	const __m256i low = _mm256_set1_epi8(15);

	return _mm256_add_epi8(_mm256_shuffle_epi8(counts, _mm256_and_si256(x, low)),
		_mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16(x, 4), low)));
}

/* *sum and the carry of twice its weight that is returned have the bits of *sum + a + b. */
AVX2 INLINE __m256i add_bits(__m256i *sum, __m256i a, __m256i b)
{
	__m256i either = _mm256_xor_si256(*sum, a), both = _mm256_and_si256(*sum, a);

	*sum = _mm256_xor_si256(either, b);
	return _mm256_or_si256(both, _mm256_and_si256(either, b));
}

AVX2 INLINE __m256i twice_and(__m256i x, __m256i y)
{
	return _mm256_add_epi8(_mm256_add_epi8(x, x), y);
}

/* Of four lanes: the bits in common, a count per byte (at most 16 * 8). */
AVX2 INLINE __m256i common_bytes(const uint64_t *row, const uint64_t *lanes, unsigned words)
{
#define COMMON(w)                                                                                  \
	_mm256_and_si256(_mm256_loadu_si256((const __m256i *)(lanes + (w)*TL_DICE_LANES)),         \
		_mm256_set1_epi64x((long long)row[w]))
	__m256i ones = COMMON(0), twos, twos_more, fours, fours_more, eights;

	if (words == 4) {
		twos = add_bits(&ones, COMMON(1), COMMON(2));
		return _mm256_add_epi8(
			twice_and(count_bytes(twos), count_bytes(ones)), count_bytes(COMMON(3)));
	}
	twos = add_bits(&ones, COMMON(1), COMMON(2));
	twos_more = add_bits(&ones, COMMON(3), COMMON(4));
	fours = add_bits(&twos, twos_more, add_bits(&ones, COMMON(5), COMMON(6)));
	if (words == 8)
		return _mm256_add_epi8(twice_and(twice_and(count_bytes(fours), count_bytes(twos)),
					       count_bytes(ones)),
			count_bytes(COMMON(7)));
	twos_more = add_bits(&ones, COMMON(7), COMMON(8));
	fours_more = add_bits(&twos, twos_more, add_bits(&ones, COMMON(9), COMMON(10)));
	twos_more = add_bits(&ones, COMMON(11), COMMON(12));
	eights = add_bits(&fours, fours_more,
		add_bits(&twos, twos_more, add_bits(&ones, COMMON(13), COMMON(14))));
	return _mm256_add_epi8(
		twice_and(twice_and(twice_and(count_bytes(eights), count_bytes(fours)),
				  count_bytes(twos)),
			count_bytes(ones)),
		count_bytes(COMMON(15)));
#undef COMMON
}

AVX2 INLINE unsigned above_half(const uint64_t *row, uint64_t row_need, unsigned words,
	const uint64_t *lanes, const uint64_t *lane_need)
{
	__m256i common = _mm256_sad_epu8(common_bytes(row, lanes, words), _mm256_setzero_si256());
	__m256i need = _mm256_add_epi64(_mm256_loadu_si256((const __m256i *)lane_need),
		_mm256_set1_epi64x((long long)row_need));

	/* Both are far below 2^63, so the signed comparison will do. */
	need = _mm256_cmpgt_epi64(need, _mm256_slli_epi64(common, 21));
	return ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(need)) & 15;
}

AVX2 INLINE void above_words(const uint64_t *rows, const uint64_t *row_need, size_t row_count,
	unsigned words, const uint64_t *lanes, const uint64_t *lane_need, uint8_t *above)
{
	for (size_t r = 0; r < row_count; r++, rows += words) {
		unsigned low = above_half(rows, row_need[r], words, lanes, lane_need),
			 high = above_half(rows, row_need[r], words, lanes + 4, lane_need + 4);

		above[r] = (uint8_t)(low | high << 4);
	}
}

AVX2 DICE_ABOVE(dice_above_avx2)
{
	if (words == 16)
		above_words(rows, row_need, row_count, 16, lanes, lane_need, above);
	else if (words == 8)
		above_words(rows, row_need, row_count, 8, lanes, lane_need, above);
	else
		above_words(rows, row_need, row_count, 4, lanes, lane_need, above);
}

AVX2 DICE_COMMON(dice_common_popcnt)
{
	for (size_t i = 0; i < count; i++) {
		const uint64_t *x = rows + (size_t)a[i] * words, *y = rows + (size_t)b[i] * words;
		uint64_t sum = 0;

		for (unsigned w = 0; w < words; w++)
			sum += (uint64_t)_mm_popcnt_u64(x[w] & y[w]);
		common[i] = (uint16_t)sum;
	}
}
#endif
