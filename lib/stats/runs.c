/* Runs and crossings: is a series something other than chance round its centre? */
#include <gsl/gsl_cdf.h>
#include "stats_private.h"

#define CROSSINGS_TAIL 0.05

/* The smallest k with P(binomial(n, 1/2) <= k) >= 0.05. */
static size_t fewest_crossings(size_t n)
{
	size_t k = 0;

	stats_quiet_gsl();
	while (gsl_cdf_binomial_P((unsigned)k, 0.5, (unsigned)n) < CROSSINGS_TAIL)
		k++;
	return k;
}

struct tl_runs tl_runs_judge(const double *values, size_t count, double centre)
{
	struct tl_runs runs = {0};
	size_t length = 0;
	int side = 0;

	for (size_t i = 0; i < count; i++) {
		int now = (values[i] > centre) - (values[i] < centre);

		if (now == 0)
			continue;
		runs.crossings += side != 0 && now != side;
		length = now == side ? length + 1 : 1;
		side = now;
		if (length > runs.longest)
			runs.longest = length;
		runs.useful++;
	}
	if (runs.useful == 0)
		return runs;
	runs.longest_max = (size_t)round(log2((double)runs.useful)) + 3;
	runs.crossings_min = fewest_crossings(runs.useful - 1);
	runs.signal = runs.longest > runs.longest_max || runs.crossings < runs.crossings_min;
	return runs;
}
