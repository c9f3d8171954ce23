#include "csv_index.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define KERNEL csv_index_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")))

struct masks {
	uint64_t feed, carriage, delimiter, quote, high;
};

static TARGET inline struct masks masks_at(const char *text, char delimiter)
{
	__m512i bytes = _mm512_loadu_si512(text);

	return (struct masks){
		.feed = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
		.carriage = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')),
		.delimiter = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(delimiter)),
		.quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
		.high = _mm512_movepi8_mask(bytes),
	};
}

/* Without a branch for each: the places of the mask's bits among the 64 are pressed together, then
 * widened sixteen at a time. What is written behind the last gives way to those that follow. */
static TARGET inline size_t write_many(uint32_t *into, uint64_t mask, size_t base)
{
	static const uint8_t places[64] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37,
		38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
		59, 60, 61, 62, 63};
	size_t count = (size_t)__builtin_popcountll(mask);
	uint8_t pressed[64];

	_mm512_storeu_si512(pressed, _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512(places)));
	for (size_t i = 0; i < count; i += 16) {
		__m128i some = _mm_loadu_si128((const __m128i *)(pressed + i));

		_mm512_storeu_si512(into + i,
			_mm512_add_epi32(_mm512_set1_epi32((int)base), _mm512_cvtepu8_epi32(some)));
	}
	return count;
}

#include "csv_index_body.h"
#else
typedef int csv_index_avx512_needs_x86;
#endif
