#include "csv_index.h"

const struct csv_index_kernel csv_index_kernels[] = {
	{"scalar", TL_CPU_SCALAR, csv_index_scalar},
#if defined(__x86_64__)
	{"sse2", TL_CPU_SSE2, csv_index_sse2},
	{"avx2", TL_CPU_AVX2, csv_index_avx2},
	{"avx512", TL_CPU_AVX512, csv_index_avx512},
#endif
};
const size_t csv_index_kernel_count = TL_LEN(csv_index_kernels);

csv_index_fn *csv_index_pick(enum tl_cpu_level level)
{
	size_t best = 0;

	for (size_t i = 0; i < TL_LEN(csv_index_kernels); i++)
		if (csv_index_kernels[i].level <= level)
			best = i;
	return csv_index_kernels[best].fn;
}

/* The reference of the kernels: what each of the others gives too. */
void csv_index_scalar(
	struct csv_index *index, const char *text, size_t from, size_t length, char delimiter)
{
	*index =
		(struct csv_index){.ends = index->ends, .breaks = index->breaks, .odd = index->odd};
	for (size_t at = from; at < length; at++) {
		char c = text[at];

		if (c == '\n')
			index->breaks[index->break_count++] = (uint32_t)index->end_count;
		if (c == '\n' || c == delimiter)
			index->ends[index->end_count++] = (uint32_t)at;
		else if (c == '"' || (c == '\r' && (at + 1 == length || text[at + 1] != '\n')))
			index->odd[index->odd_count++] = (uint32_t)at;
		index->high = index->high || (unsigned char)c >= 0x80;
	}
}
