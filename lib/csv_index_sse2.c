#include "csv_index.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define KERNEL csv_index_sse2
#define TARGET __attribute__((target("sse2")))

struct masks {
	uint64_t feed, carriage, delimiter, quote, high;
};

static TARGET inline uint64_t equal(const __m128i *bytes, char c)
{
	__m128i all = _mm_set1_epi8(c);
	uint64_t mask = 0;

	for (int i = 0; i < 4; i++) {
		int found = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes[i], all));

		mask |= (uint64_t)(uint32_t)found << (16 * i);
	}
	return mask;
}

static TARGET inline struct masks masks_at(const char *text, char delimiter)
{
	__m128i bytes[4];
	uint64_t high = 0;

	for (int i = 0; i < 4; i++) {
		bytes[i] = _mm_loadu_si128((const __m128i *)(const void *)(text + 16 * i));
		high |= (uint64_t)(uint32_t)_mm_movemask_epi8(bytes[i]) << (16 * i);
	}
	return (struct masks){
		.feed = equal(bytes, '\n'),
		.carriage = equal(bytes, '\r'),
		.delimiter = equal(bytes, delimiter),
		.quote = equal(bytes, '"'),
		.high = high,
	};
}

#define write_many write_positions
#include "csv_index_body.h"
#else
typedef int csv_index_sse2_needs_x86;
#endif
