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

#include "csv_index_body.h"
#else
typedef int csv_index_avx512_needs_x86;
#endif
