/* The smallest difference that a comparison of this size is likely to find. */
#include <gsl/gsl_cdf.h>
#include "stats_private.h"

#define HALVINGS 200

double tl_detectable_power(double n, double p1, double p2, double alpha)
{
	double middle = (p1 + p2) / 2;
	double need = tl_normal_quantile(1 - alpha / 2) * sqrt(2 * middle * (1 - middle));
	double have = sqrt(n) * (p2 - p1);

	return gsl_cdf_ugaussian_P((have - need) / sqrt(p1 * (1 - p1) + p2 * (1 - p2)));
}

double tl_detectable_share(double n, double p1, double power, double alpha)
{
	double low = p1, high = 1;

	if (!(n > 0 && p1 > 0 && p1 < 1) || tl_detectable_power(n, p1, 1, alpha) < power)
		return NAN;
	for (int i = 0; i < HALVINGS && low < high; i++) {
		double middle = low + (high - low) / 2;

		if (tl_detectable_power(n, p1, middle, alpha) < power)
			low = middle;
		else
			high = middle;
	}
	return high;
}

double tl_detectable_ratio(double e1, double e0, double variance, double power, double alpha)
{
	double reach = tl_normal_quantile(1 - alpha / 2) + tl_normal_quantile(power);

	if (!(e1 > 0 && e0 > 0 && variance > 0))
		return NAN;
	return exp(-reach * sqrt(variance * (1 / e1 + 1 / e0)));
}
