#include "survival_rows.h"

#include <stdlib.h>

static int by_time(const void *left, const void *right)
{
	const struct survival_row *a = left, *b = right;

	return (a->time > b->time) - (a->time < b->time);
}

struct survival_row *survival_rows(const double *times, const double *events, const size_t *groups,
	size_t count, size_t *known)
{
	struct survival_row *rows = tl_alloc(count + 1, sizeof *rows);

	*known = 0;
	for (size_t i = 0; i < count; i++)
		if (!isnan(times[i]) && !isnan(events[i]))
			rows[(*known)++] =
				(struct survival_row){times[i], events[i], groups ? groups[i] : 0};
	qsort(rows, *known, sizeof *rows, by_time);
	return rows;
}
