/* Whether several estimates with a common variance are all 0. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <throughline/stats.h>
#include "stats_private.h"

/* A variance that is nearly singular has pivots this small beside its diagonal. */
#define SINGULAR 1e-12

static bool is_sound(const gsl_matrix *factor, const double *variance, size_t k)
{
	for (size_t i = 0; i < k; i++) {
		double pivot = gsl_matrix_get(factor, i, i);

		if (!(pivot * pivot > SINGULAR * variance[i * k + i]))
			return false;
	}
	return true;
}

struct tl_test stats_wald(const double *estimates, const double *variance, size_t k)
{
	struct tl_test test = {NAN, (double)k, NAN};
	gsl_matrix_const_view v = gsl_matrix_const_view_array(variance, k, k);
	gsl_vector_const_view d = gsl_vector_const_view_array(estimates, k);
	gsl_matrix *factor = gsl_matrix_alloc(k, k);
	gsl_vector *solved = gsl_vector_alloc(k);

	stats_quiet_gsl();
	gsl_matrix_memcpy(factor, &v.matrix);
	if (gsl_linalg_cholesky_decomp1(factor) == GSL_SUCCESS && is_sound(factor, variance, k) &&
		gsl_linalg_cholesky_solve(factor, &d.vector, solved) == GSL_SUCCESS) {
		test.chisq = 0;
		for (size_t i = 0; i < k; i++)
			test.chisq += estimates[i] * gsl_vector_get(solved, i);
		test.p = gsl_cdf_chisq_Q(test.chisq, test.df);
	}
	gsl_vector_free(solved);
	gsl_matrix_free(factor);
	return test;
}
