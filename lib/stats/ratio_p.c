/* p values that say what an interval says: under 0.05 where the 95% interval leaves out 1. */
#include <gsl/gsl_cdf.h>
#include "stats_private.h"

static double two_sided_normal(double z)
{
	return fmin(1, 2 * gsl_cdf_ugaussian_Q(fabs(z)));
}

double tl_ratio_p_log_se(double value, double log_se)
{
	if (!(value > 0 && isfinite(value) && log_se > 0))
		return NAN;
	return two_sided_normal(log(value) / log_se);
}

/* Twice the smaller tail of binomial(x1 + x0, t1 / (t1 + t0)): Clopper and Pearson's limits hold 1
 * just where this is above 0.05, which is not so of the sum of the outcomes no likelier. */
double tl_ratio_p_central(double x1, double t1, double x0, double t0)
{
	double share = t1 / (t1 + t0), low, high;
	unsigned n;

	if (!(t1 > 0 && t0 > 0) || !stats_is_count(x1) || !stats_is_count(x0))
		return NAN;
	stats_quiet_gsl();
	n = (unsigned)(x1 + x0);
	low = gsl_cdf_binomial_P((unsigned)x1, share, n);
	high = x1 > 0 ? gsl_cdf_binomial_Q((unsigned)x1 - 1, share, n) : 1;
	return fmin(1, 2 * fmin(low, high));
}

double tl_ratio_p(double x1, double t1, double x0, double t0)
{
	struct tl_interval interval = tl_ratio_interval(x1, t1, x0, t0);

	return interval.method == TL_INTERVAL_EXACT_RATIO
		       ? tl_ratio_p_central(x1, t1, x0, t0)
		       : tl_ratio_p_log_se(interval.value, sqrt(1 / x1 + 1 / x0));
}

/* The error is what the limit on the side of 1 says it is. */
double tl_ratio_p_of_limits(double value, double lower, double upper)
{
	double limit = value > 1 ? lower : upper;

	if (!(value > 0) || !(limit > 0) || !isfinite(limit) || !isfinite(value))
		return NAN;
	return value == 1 ? 1
			  : two_sided_normal(tl_z_quantile(TL_LEVEL_95) * log(value) /
					     (log(value) - log(limit)));
}
