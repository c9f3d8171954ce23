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

struct tl_interval tl_rate_interval(double x, double time)
{
	bool exact = x < EXACT_BELOW;
	struct tl_limits (*limits)(double, double) =
		exact ? tl_rate_exact_limits : tl_rate_byar_limits;
	struct tl_limits at95, at998;

	if (!(x >= 0 && time > 0))
		return stats_no_interval();
	at95 = limits(x, TL_LEVEL_95);
	at998 = limits(x, TL_LEVEL_998);
	return (struct tl_interval){x / time, at95.lower / time, at95.upper / time,
		at998.lower / time, at998.upper / time,
		exact ? TL_INTERVAL_EXACT_POISSON : TL_INTERVAL_BYAR};
}
