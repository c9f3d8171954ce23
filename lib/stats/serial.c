/* Whether residuals of months in a row hang together. */
#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

double tl_serial_durbin_watson(const double *residual, size_t count)
{
	struct tl_sum steps = {0}, squares = {0};

	for (size_t i = 0; i < count; i++) {
		double step = i ? residual[i] - residual[i - 1] : 0;

		tl_sum_add(&steps, step * step);
		tl_sum_add(&squares, residual[i] * residual[i]);
	}
	return tl_sum_value(&steps) / tl_sum_value(&squares);
}

/* The columns of the model, then the residuals 1 to `order` rows before. */
static double *with_lags(struct tl_design design, const double *residual, size_t order)
{
	size_t columns = design.columns + order;
	double *x = tl_alloc(design.rows * columns, sizeof *x);

	for (size_t i = 0; i < design.rows; i++) {
		for (size_t j = 0; j < design.columns; j++)
			x[i * columns + j] = design.x[i * design.columns + j];
		for (size_t lag = 1; lag <= order; lag++)
			x[i * columns + design.columns + lag - 1] =
				i >= lag ? residual[i - lag] : 0;
	}
	return x;
}

struct tl_test tl_serial_breusch_godfrey(
	struct tl_design design, const double *residual, size_t order)
{
	double *x = with_lags(design, residual, order);
	struct tl_design wider = {x, design.rows, design.columns + order};
	struct tl_test test = {NAN, (double)order, NAN};
	struct tl_sum explained = {0}, total = {0};
	struct tl_fit fit;

	if (tl_fit_linear(wider, residual, NULL, &fit)) {
		for (size_t i = 0; i < design.rows; i++) {
			tl_sum_add(&explained, fit.fitted[i] * fit.fitted[i]);
			tl_sum_add(&total, residual[i] * residual[i]);
		}
		test.chisq = (double)design.rows * tl_sum_value(&explained) / tl_sum_value(&total);
		test.p = gsl_cdf_chisq_Q(test.chisq, test.df);
		tl_fit_free(&fit);
	}
	free(x);
	return test;
}
