/* Means with Student's t. */
#include <gsl/gsl_cdf.h>
#include <throughline/num.h>
#include "stats_private.h"

/* The sum of (value - from)^power over the known values; power 1 or 2. */
static double sum_from(const double *values, size_t count, double from, int power, size_t *known)
{
	struct tl_sum sum = {0};

	*known = 0;
	for (size_t i = 0; i < count; i++) {
		double away = values[i] - from;

		if (isnan(away))
			continue;
		tl_sum_add(&sum, power == 2 ? away * away : away);
		*known += 1;
	}
	return tl_sum_value(&sum);
}

double stats_mean(const double *values, size_t count, size_t *known)
{
	double first = sum_from(values, count, 0, 1, known) / (double)*known;

	/* A second pass takes the rounding of the division out: n equal values have that value as
	 * their mean, and no point of a constant series lies beside it. */
	return first + sum_from(values, count, first, 1, known) / (double)*known;
}

struct tl_limits tl_mean_limits(const struct tl_mean *mean, double level)
{
	double reach;

	if (mean->n < 2)
		return stats_no_limits();
	stats_quiet_gsl();
	reach = mean->sd / sqrt((double)mean->n) *
		gsl_cdf_tdist_Qinv(stats_tail_of(level), (double)mean->n - 1);
	return (struct tl_limits){mean->interval.value - reach, mean->interval.value + reach};
}

struct tl_mean tl_mean_t(const double *values, size_t count)
{
	struct tl_mean mean = {.sd = NAN, .interval = stats_no_interval()};
	struct tl_interval *interval = &mean.interval;
	struct tl_limits at95, at998;

	interval->value = stats_mean(values, count, &mean.n);
	if (mean.n < 2)
		return mean;
	mean.sd = sqrt(sum_from(values, count, interval->value, 2, &mean.n) / ((double)mean.n - 1));
	at95 = tl_mean_limits(&mean, TL_LEVEL_95);
	at998 = tl_mean_limits(&mean, TL_LEVEL_998);
	*interval = (struct tl_interval){
		interval->value, at95.lower, at95.upper, at998.lower, at998.upper, TL_INTERVAL_T};
	return mean;
}
