/*
 * Where fields and lines end in a block of text, found without regard to quotes: the first half of
 * the fast path of lib/csv.c. Private to lib/csv*.c.
 */
#ifndef THROUGHLINE_LIB_CSV_INDEX_H
#define THROUGHLINE_LIB_CSV_INDEX_H

#include <throughline/cpu.h>

/* Kernels read whole vectors: so many bytes behind a block must be readable, whatever they hold. */
#define CSV_INDEX_PADDING ((size_t)64)

struct csv_index {
	uint32_t *ends; /* of each delimiter and LF; ends[-1] may be written too */
	uint32_t *breaks; /* of each LF: its place in ends */
	uint32_t *odd; /* of each quote, and each CR that no LF follows */
	size_t end_count, break_count, odd_count;
	bool high; /* a byte is not ASCII */
};

/* Indexes text[from .. length); positions count from text. Each array has room for a position per
 * byte and CSV_INDEX_PADDING more. A CR as the very last byte is odd: nothing follows it yet. */
typedef void csv_index_fn(
	struct csv_index *index, const char *text, size_t from, size_t length, char delimiter);

struct csv_index_kernel {
	const char *name;
	enum tl_cpu_level level;
	csv_index_fn *fn;
};
extern const struct csv_index_kernel csv_index_kernels[]; /* from slowest to fastest */
extern const size_t csv_index_kernel_count;
csv_index_fn *csv_index_pick(enum tl_cpu_level level);

csv_index_fn csv_index_scalar, csv_index_sse2, csv_index_avx2, csv_index_avx512;

#endif
