/*
 * Rate ratios of two arms of independent events. Given their sum, x1 is binomial: that gives the
 * exact interval and the exact test.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include "stats_private.h"

static bool are_rates(double x1, double t1, double x0, double t0)
{
	return x1 >= 0 && x0 >= 0 && t1 > 0 && t0 > 0;
}

static double ratio_of(double x1, double t1, double x0, double t0)
{
	if (x1 == 0 && x0 == 0)
		return NAN;
	return x0 == 0 ? INFINITY : x1 / t1 / (x0 / t0);
}

/* v/(1-v) at a quantile v of beta(a, b); from the smaller side, where 1-v keeps its digits. */
static double beta_odds(double tail, bool upper, double a, double b)
{
	double v = a <= b ? stats_beta_quantile(tail, upper, a, b)
			  : stats_beta_quantile(tail, !upper, b, a);

	return a <= b ? v / (1 - v) : (1 - v) / v;
}

struct tl_limits tl_ratio_exact_limits(double x1, double t1, double x0, double t0, double level)
{
	double tail = stats_tail_of(level);

	if (!are_rates(x1, t1, x0, t0))
		return stats_no_limits();
	return (struct tl_limits){
		.lower = x1 == 0 ? 0 : beta_odds(tail, false, x1, x0 + 1) * (t0 / t1),
		.upper = x0 == 0 ? INFINITY : beta_odds(tail, true, x1 + 1, x0) * (t0 / t1),
	};
}

struct tl_interval tl_ratio_exact(double x1, double t1, double x0, double t0)
{
	struct tl_limits at95 = tl_ratio_exact_limits(x1, t1, x0, t0, TL_LEVEL_95);
	struct tl_limits at998 = tl_ratio_exact_limits(x1, t1, x0, t0, TL_LEVEL_998);

	if (!are_rates(x1, t1, x0, t0))
		return stats_no_interval();
	return (struct tl_interval){ratio_of(x1, t1, x0, t0), at95.lower, at95.upper, at998.lower,
		at998.upper, TL_INTERVAL_EXACT_RATIO};
}

struct tl_limits tl_ratio_log_wald_limits(double x1, double t1, double x0, double t0, double level)
{
	double reach = tl_z_quantile(level) * sqrt(1 / x1 + 1 / x0);
	double value = are_rates(x1, t1, x0, t0) ? ratio_of(x1, t1, x0, t0) : NAN;

	if (!(value > 0 && isfinite(value)))
		return stats_no_limits();
	return (struct tl_limits){value * exp(-reach), value * exp(reach)};
}

struct tl_interval tl_ratio_log_wald(double x1, double t1, double x0, double t0)
{
	struct tl_interval interval;

	if (!are_rates(x1, t1, x0, t0))
		return stats_no_interval();
	interval = tl_ratio_from_log_se(ratio_of(x1, t1, x0, t0), sqrt(1 / x1 + 1 / x0));
	interval.method = TL_INTERVAL_LOG_WALD;
	return interval;
}

struct tl_interval tl_ratio_interval(double x1, double t1, double x0, double t0)
{
	if (x1 < TL_RATIO_EXACT_BELOW || x0 < TL_RATIO_EXACT_BELOW)
		return tl_ratio_exact(x1, t1, x0, t0);
	return tl_ratio_log_wald(x1, t1, x0, t0);
}

struct binomial {
	unsigned n;
	double share;
};

static double binomial_log_mass(int64_t k, const void *shape)
{
	const struct binomial *b = shape;

	return gsl_sf_lnchoose(b->n, (unsigned)k) + (double)k * log(b->share) +
	       (double)(b->n - k) * log1p(-b->share);
}

static double binomial_at_most(int64_t k, const void *shape)
{
	const struct binomial *b = shape;

	return gsl_cdf_binomial_P((unsigned)k, b->share, b->n);
}

static double binomial_at_least(int64_t k, const void *shape)
{
	const struct binomial *b = shape;

	return k == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)k - 1, b->share, b->n);
}

double tl_ratio_p_exact(double x1, double t1, double x0, double t0)
{
	struct binomial shape;
	struct stats_outcomes outcomes;

	if (!are_rates(x1, t1, x0, t0) || !stats_is_count(x1) || !stats_is_count(x0))
		return NAN;
	stats_quiet_gsl();
	shape = (struct binomial){(unsigned)(x1 + x0), t1 / (t1 + t0)};
	outcomes = (struct stats_outcomes){
		.log_mass = binomial_log_mass,
		.at_most = binomial_at_most,
		.at_least = binomial_at_least,
		.shape = &shape,
		.high = shape.n,
		.peak = (int64_t)((x1 + x0) * shape.share),
	};
	return stats_two_sided(&outcomes, (int64_t)x1);
}
