/* Counts and rates: exact Poisson limits below 10 events, Byar's from there. */
#include "stats_private.h"

#define EXACT_BELOW 10
/* Above, GSL's gamma distribution loses its digits (the fourth, at ten million), while Byar's
 * limits are within 2e-10 of the exact ones. */
#define EXACT_MAX 1e6

static double byar(double count, double signed_z)
{
	double root = 1 - 1 / (9 * count) + signed_z / (3 * sqrt(count));

	return count * root * root * root;
}

struct tl_limits tl_rate_byar_limits(double x, double level)
{
	double z = tl_z_quantile(level);

	if (!(x >= 0))
		return stats_no_limits();
	return (struct tl_limits){
		.lower = x == 0 ? NAN : byar(x, -z),
		.upper = byar(x + 1, z),
	};
}

struct tl_limits tl_rate_exact_limits(double x, double level)
{
	double tail = stats_tail_of(level);

	if (!(x >= 0))
		return stats_no_limits();
	if (x > EXACT_MAX)
		return tl_rate_byar_limits(x, level);
	/* chi2(p, 2k)/2 is the gamma quantile of shape k. */
	return (struct tl_limits){
		.lower = x == 0 ? 0 : stats_gamma_quantile(tail, false, x),
		.upper = stats_gamma_quantile(tail, true, x + 1),
	};
}

struct tl_limits tl_rate_limits(double x, double time, double level)
{
	struct tl_limits limits;

	if (!(x >= 0 && time > 0))
		return stats_no_limits();
	limits = x < EXACT_BELOW ? tl_rate_exact_limits(x, level) : tl_rate_byar_limits(x, level);
	return (struct tl_limits){limits.lower / time, limits.upper / time};
}

struct tl_interval tl_rate_interval(double x, double time)
{
	struct tl_limits at95 = tl_rate_limits(x, time, TL_LEVEL_95);
	struct tl_limits at998 = tl_rate_limits(x, time, TL_LEVEL_998);

	if (!(x >= 0 && time > 0))
		return stats_no_interval();
	return (struct tl_interval){x / time, at95.lower, at95.upper, at998.lower, at998.upper,
		x < EXACT_BELOW ? TL_INTERVAL_EXACT_POISSON : TL_INTERVAL_BYAR};
}
