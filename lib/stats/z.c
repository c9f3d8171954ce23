/* The standard normal quantile that every interval starts from. */
#include <gsl/gsl_cdf.h>
#include "stats_private.h"

double tl_z_quantile(double level)
{
	return gsl_cdf_ugaussian_Qinv(stats_tail_of(level));
}
