#include "csv_index.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define KERNEL csv_index_avx2
#define TARGET __attribute__((target("avx2,bmi,popcnt")))

struct masks {
	uint64_t feed, carriage, delimiter, quote, high;
};

static TARGET inline uint64_t equal(__m256i low, __m256i high, char c)
{
	__m256i all = _mm256_set1_epi8(c);
	uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, all));
	uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, all));

	return (uint64_t)second << 32 | first;
}

static TARGET inline struct masks masks_at(const char *text, char delimiter)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)text);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(text + 32));
	uint64_t low_bits = (uint32_t)_mm256_movemask_epi8(low);

	return (struct masks){
		.feed = equal(low, high, '\n'),
		.carriage = equal(low, high, '\r'),
		.delimiter = equal(low, high, delimiter),
		.quote = equal(low, high, '"'),
		.high = (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32 | low_bits,
	};
}

#define write_many write_positions
#include "csv_index_body.h"
#else
typedef int csv_index_avx2_needs_x86;
#endif
