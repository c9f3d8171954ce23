/* McNemar's test: did as many people change one way as the other? */
#include <gsl/gsl_cdf.h>
#include "stats_private.h"

struct tl_mcnemar tl_mcnemar_test(double b, double c)
{
	struct tl_mcnemar test = {NAN, NAN, NAN, NAN, NAN};
	double away = fabs(b - c), corrected = b == c ? 0 : away - 1;

	if (!(b >= 0 && c >= 0))
		return test;
	test.p_exact = tl_ratio_p_exact(b, 1, c, 1);
	if (b + c == 0)
		return test;
	stats_quiet_gsl();
	test.chisq = away * away / (b + c);
	test.chisq_cc = corrected * corrected / (b + c);
	test.p = gsl_cdf_chisq_Q(test.chisq, 1);
	test.p_cc = gsl_cdf_chisq_Q(test.chisq_cc, 1);
	return test;
}
