/* Several questions at once: Holm for a programme's primary measures, Benjamini-Hochberg for the
 * rest. */
#include <stdlib.h>
#include <throughline/arena.h>
#include "stats_private.h"

struct ranked {
	double p;
	size_t place;
};

static int by_p(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->p != b->p)
		return a->p > b->p ? 1 : -1;
	return (a->place > b->place) - (a->place < b->place);
}

/* The known p values ascending; *m says how many. Everything in `adjusted` starts as NaN. */
static struct ranked *rank_known(const double *p, size_t count, double *adjusted, size_t *m)
{
	struct ranked *ranked = tl_alloc(count ? count : 1, sizeof *ranked);

	*m = 0;
	for (size_t i = 0; i < count; i++) {
		if (!isnan(p[i]))
			ranked[(*m)++] = (struct ranked){p[i], i};
		adjusted[i] = NAN;
	}
	qsort(ranked, *m, sizeof *ranked, by_p);
	return ranked;
}

void tl_adjust_holm(const double *p, size_t count, double *adjusted)
{
	size_t m;
	struct ranked *ranked = rank_known(p, count, adjusted, &m);
	double highest = 0;

	for (size_t i = 0; i < m; i++) {
		highest = fmax(highest, fmin(1, (double)(m - i) * ranked[i].p));
		adjusted[ranked[i].place] = highest;
	}
	free(ranked);
}

void tl_adjust_bh(const double *p, size_t count, double *adjusted)
{
	size_t m;
	struct ranked *ranked = rank_known(p, count, adjusted, &m);
	double lowest = 1;

	for (size_t i = m; i-- > 0;) {
		lowest = fmin(lowest, (double)m * ranked[i].p / (double)(i + 1));
		adjusted[ranked[i].place] = lowest;
	}
	free(ranked);
}
