/* Proportions: Wilson's score interval. */
#include "stats_private.h"

static bool is_proportion(double x, double n)
{
	return n > 0 && x >= 0 && x <= n;
}

struct tl_limits tl_proportion_limits(double x, double n, double level)
{
	double z = tl_z_quantile(level);
	double middle = 2 * x + z * z;
	double half = z * sqrt(z * z + 4 * x * (1 - x / n));
	double scale = 2 * (n + z * z);

	if (!is_proportion(x, n))
		return stats_no_limits();
	/* At the ends the formula is exact in algebra only; the board reads 0 and 100%. */
	return (struct tl_limits){
		.lower = x == 0 ? 0 : (middle - half) / scale,
		.upper = x == n ? 1 : (middle + half) / scale,
	};
}

struct tl_interval tl_proportion_wilson(double x, double n)
{
	struct tl_limits at95 = tl_proportion_limits(x, n, TL_LEVEL_95);
	struct tl_limits at998 = tl_proportion_limits(x, n, TL_LEVEL_998);

	if (!is_proportion(x, n))
		return stats_no_interval();
	return (struct tl_interval){
		x / n, at95.lower, at95.upper, at998.lower, at998.upper, TL_INTERVAL_WILSON};
}
