/* Difference of two proportions: Newcombe's hybrid interval, Fisher's exact test. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include "stats_private.h"

struct tl_limits tl_difference_limits(double x1, double n1, double x0, double n0, double level)
{
	struct tl_limits one = tl_proportion_limits(x1, n1, level);
	struct tl_limits zero = tl_proportion_limits(x0, n0, level);
	double p1 = x1 / n1, p0 = x0 / n0;

	return (struct tl_limits){
		.lower = p1 - p0 - hypot(p1 - one.lower, zero.upper - p0),
		.upper = p1 - p0 + hypot(one.upper - p1, p0 - zero.lower),
	};
}

struct tl_interval tl_difference_newcombe(double x1, double n1, double x0, double n0)
{
	struct tl_limits at95 = tl_difference_limits(x1, n1, x0, n0, TL_LEVEL_95);
	struct tl_limits at998 = tl_difference_limits(x1, n1, x0, n0, TL_LEVEL_998);

	if (isnan(at95.lower))
		return stats_no_interval();
	return (struct tl_interval){x1 / n1 - x0 / n0, at95.lower, at95.upper, at998.lower,
		at998.upper, TL_INTERVAL_NEWCOMBE};
}

/* Of n1 + n0 people, `drawn` had the event; how many of them were among the n1? */
struct hypergeometric {
	unsigned n1, n0, drawn;
};

static double hypergeometric_log_mass(int64_t k, const void *shape)
{
	const struct hypergeometric *h = shape;

	return gsl_sf_lnchoose(h->n1, (unsigned)k) +
	       gsl_sf_lnchoose(h->n0, h->drawn - (unsigned)k) -
	       gsl_sf_lnchoose(h->n1 + h->n0, h->drawn);
}

static double hypergeometric_at_most(int64_t k, const void *shape)
{
	const struct hypergeometric *h = shape;

	return gsl_cdf_hypergeometric_P((unsigned)k, h->n1, h->n0, h->drawn);
}

static double hypergeometric_at_least(int64_t k, const void *shape)
{
	const struct hypergeometric *h = shape;

	return k == 0 ? 1 : gsl_cdf_hypergeometric_Q((unsigned)k - 1, h->n1, h->n0, h->drawn);
}

static bool are_shares_of_counts(double x1, double n1, double x0, double n0)
{
	return stats_is_count(x1) && stats_is_count(n1) && stats_is_count(x0) &&
	       stats_is_count(n0) && x1 <= n1 && x0 <= n0 && n1 > 0 && n0 > 0;
}

double tl_difference_p_fisher(double x1, double n1, double x0, double n0)
{
	struct hypergeometric shape;
	struct stats_outcomes outcomes;
	double drawn = x1 + x0;

	if (!are_shares_of_counts(x1, n1, x0, n0))
		return NAN;
	stats_quiet_gsl();
	shape = (struct hypergeometric){(unsigned)n1, (unsigned)n0, (unsigned)drawn};
	outcomes = (struct stats_outcomes){
		.log_mass = hypergeometric_log_mass,
		.at_most = hypergeometric_at_most,
		.at_least = hypergeometric_at_least,
		.shape = &shape,
		.low = (int64_t)fmax(0, drawn - n0),
		.high = (int64_t)fmin(drawn, n1),
		.peak = (int64_t)((drawn + 1) * (n1 + 1) / (n1 + n0 + 2)),
	};
	return stats_two_sided(&outcomes, (int64_t)x1);
}
