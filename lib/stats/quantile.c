/* Medians and percentiles of sorted values, with limits that assume nothing about their shape. */
#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include "stats_private.h"

static int by_value(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	if (isnan(a) || isnan(b))
		return (isnan(a) != 0) - (isnan(b) != 0);
	return (a > b) - (a < b);
}

size_t tl_quantile_sort(double *values, size_t count)
{
	if (count)
		qsort(values, count, sizeof *values, by_value);
	while (count && isnan(values[count - 1]))
		count--;
	return count;
}

double tl_quantile_type7(const double *sorted, size_t count, double share)
{
	double place = ((double)count - 1) * share;
	size_t below;

	if (!count || !(share >= 0 && share <= 1))
		return NAN;
	below = (size_t)place;
	if (below + 1 >= count)
		return sorted[count - 1];
	return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* The largest rank l with P(B < l) <= tail; 0 where even the smallest value lies too high. */
static size_t lower_rank(size_t count, double share, double tail)
{
	size_t rank = 0, past = count + 1;

	while (past - rank > 1) {
		size_t middle = rank + (past - rank) / 2;

		if (gsl_cdf_binomial_P((unsigned)middle - 1, share, (unsigned)count) <= tail)
			rank = middle;
		else
			past = middle;
	}
	return rank;
}

struct tl_limits tl_quantile_limits(const double *sorted, size_t count, double share, double level)
{
	if (!count || !(share > 0 && share < 1))
		return stats_no_limits();
	stats_quiet_gsl();

	size_t lower = lower_rank(count, share, stats_tail_of(level));
	/* Counted from the other end, the upper limit is a lower one of 1 - share. */
	size_t upper = lower_rank(count, 1 - share, stats_tail_of(level));

	return (struct tl_limits){
		.lower = lower ? sorted[lower - 1] : NAN,
		.upper = upper ? sorted[count - upper] : NAN,
	};
}

struct tl_interval tl_quantile_interval(const double *sorted, size_t count, double share)
{
	struct tl_limits at95, at998;

	if (!count || !(share > 0 && share < 1))
		return stats_no_interval();
	at95 = tl_quantile_limits(sorted, count, share, TL_LEVEL_95);
	at998 = tl_quantile_limits(sorted, count, share, TL_LEVEL_998);
	return (struct tl_interval){tl_quantile_type7(sorted, count, share), at95.lower, at95.upper,
		at998.lower, at998.upper, TL_INTERVAL_ORDER};
}

size_t tl_quantile_group(size_t rank, size_t count, size_t groups)
{
	size_t from_top;

	if (!groups || count < groups)
		return 0;
	/* In whole numbers: a ceiling of doubles puts some ranks a group too high. */
	from_top = ((count + 1 - rank) * groups + count - 1) / count;
	return from_top > groups ? 1 : groups + 1 - from_top;
}
