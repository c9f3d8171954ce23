/* Rows of an INT column by value, so that a join by key_no or person_no is no scan per row. */
#include "facts_private.h"

#include <stdlib.h>

static int order(const void *a, const void *b)
{
	const struct facts_found *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* A dense number in row order, as most are in stores of ours, needs no sort. */
static void sort(struct facts_lookup *lookup)
{
	for (size_t i = 1; i < lookup->count; i++)
		if (lookup->rows[i].value < lookup->rows[i - 1].value) {
			qsort(lookup->rows, lookup->count, sizeof *lookup->rows, order);
			return;
		}
}

bool facts_lookup_make(struct facts_lookup *lookup, const struct facts_layout *layout,
	size_t column, struct tl_err *err)
{
	int64_t *values = tl_alloc(TL_CHUNK_ROWS, sizeof *values);
	bool ok = true;

	*lookup = (struct facts_lookup){.count = (size_t)layout->rows};
	lookup->rows = tl_alloc(lookup->count + 1, sizeof *lookup->rows);
	for (size_t first = 0; ok && first < lookup->count; first += TL_CHUNK_ROWS) {
		ok = facts_chunk_ints(layout, column, first / TL_CHUNK_ROWS, values, err);
		for (size_t i = 0; ok && i < facts_chunk_rows(layout->rows, first / TL_CHUNK_ROWS);
			i++)
			lookup->rows[first + i] =
				(struct facts_found){values[i], (int64_t)(first + i)};
	}
	free(values);
	if (ok)
		sort(lookup);
	return ok;
}

size_t facts_lookup_first(const struct facts_lookup *lookup, int64_t value)
{
	size_t low = 0, high = lookup->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lookup->rows[middle].value < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void facts_lookup_free(struct facts_lookup *lookup)
{
	free(lookup->rows);
	*lookup = (struct facts_lookup){0};
}
