/* Quantiles of the distributions that tests and limits come from. */
#include <gsl/gsl_cdf.h>
#include "stats_private.h"

double tl_normal_quantile(double p)
{
	return gsl_cdf_ugaussian_Pinv(p);
}

/* t^2 / (df + t^2) is beta(1/2, df/2) and its complement beta(df/2, 1/2); the smaller of the two
 * has the digits. GSL's own inverse of t is good to six digits for some p. */
double tl_t_quantile(double p, double df)
{
	double both_tails = 2 * fmin(p, 1 - p), share;

	if (both_tails < 0.5) {
		share = stats_beta_quantile(both_tails, false, df / 2, 0.5);
		share = (1 - share) / share;
	} else {
		share = both_tails < 1 ? stats_beta_quantile(1 - both_tails, false, 0.5, df / 2)
				       : 0;
		share = share / (1 - share);
	}
	return (p < 0.5 ? -1 : 1) * sqrt(df * share);
}

double tl_chisq_quantile(double p, double df)
{
	return 2 * stats_gamma_quantile(p < 0.5 ? p : 1 - p, p >= 0.5, df / 2);
}

double tl_beta_quantile(double p, double a, double b)
{
	return stats_beta_quantile(p < 0.5 ? p : 1 - p, p >= 0.5, a, b);
}

double tl_f_quantile(double p, double df1, double df2)
{
	double share = tl_beta_quantile(p, df1 / 2, df2 / 2);

	return df2 * share / (df1 * (1 - share));
}

double tl_binomial_quantile(double p, double n, double share)
{
	/* P(K <= k) may miss p by rounding: GSL's is good to some 1e-13. */
	double wanted = p * (1 - 1e-12);
	unsigned low = 0, high = (unsigned)n;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (gsl_cdf_binomial_P(middle, share, (unsigned)n) >= wanted)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
