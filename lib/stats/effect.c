/* What follows from a rate ratio against a comparison. */
#include "stats_private.h"

struct tl_interval tl_ratio_change(struct tl_interval ratio)
{
	ratio.value -= 1;
	ratio.lower -= 1;
	ratio.upper -= 1;
	ratio.lower_998 -= 1;
	ratio.upper_998 -= 1;
	return tl_interval_scale(ratio, 100);
}

struct tl_interval tl_ratio_avoided(struct tl_interval ratio, double expected)
{
	return (struct tl_interval){.value = (1 - ratio.value) * expected,
		.lower = (1 - ratio.upper) * expected,
		.upper = (1 - ratio.lower) * expected,
		.lower_998 = (1 - ratio.upper_998) * expected,
		.upper_998 = (1 - ratio.lower_998) * expected,
		.method = ratio.method};
}

static double e_value(double ratio)
{
	double away = ratio < 1 ? 1 / ratio : ratio;

	return away + sqrt(away * (away - 1));
}

/* Of the limit that is nearer to 1; 1 where the interval holds it. */
static double e_value_of_limit(double lower, double upper)
{
	if (isnan(lower) || isnan(upper))
		return NAN;
	if (lower <= 1 && upper >= 1)
		return 1;
	return e_value(lower > 1 ? lower : upper);
}

struct tl_interval tl_ratio_e_value(struct tl_interval ratio)
{
	struct tl_interval result = stats_no_interval();

	if (!(ratio.value > 0))
		return result;
	result.value = e_value(ratio.value);
	result.lower = e_value_of_limit(ratio.lower, ratio.upper);
	result.lower_998 = e_value_of_limit(ratio.lower_998, ratio.upper_998);
	result.method = ratio.method;
	return result;
}
