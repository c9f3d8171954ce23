/*
 * Quantiles of the beta and gamma distributions.
 *
 * GSL has both, but its inverse of the beta gives NaN from some ten thousand events on, that of the
 * gamma from a million, and the first can loop for ever; the distribution functions themselves are
 * sound (the gamma up to a million). So those are inverted here: Newton's steps, kept inside a
 * bracket that halves when a step leaves it.
 */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <pthread.h>
#include "stats_private.h"

#define STEPS_MAX 200 /* halving alone reaches the last bit of a share in 60 or so */
#define STEP_ENOUGH 1e-15 /* of x: as far as a double goes */

struct curve {
	double (*at_most)(double x, double a, double b);
	double (*above)(double x, double a, double b);
	double (*density)(double x, double a, double b);
	double a, b;
};

static pthread_once_t quiet_once = PTHREAD_ONCE_INIT;

static void turn_handler_off(void)
{
	gsl_set_error_handler_off();
}

void stats_quiet_gsl(void)
{
	pthread_once(&quiet_once, turn_handler_off);
}

/* How far the tail at x is past the one wanted, signed so that it grows with x. */
static double overshoot(const struct curve *curve, double x, double tail, bool upper)
{
	if (upper)
		return tail - curve->above(x, curve->a, curve->b);
	return curve->at_most(x, curve->a, curve->b) - tail;
}

static double invert(
	const struct curve *curve, double tail, bool upper, double low, double high, double x)
{
	for (int step = 0; step < STEPS_MAX; step++) {
		double over = overshoot(curve, x, tail, upper);
		double next = x - over / curve->density(x, curve->a, curve->b);

		if (isnan(over))
			return NAN;
		if (over > 0)
			high = x;
		else
			low = x;
		if (!(next > low && next < high))
			next = low + (high - low) / 2;
		if (fabs(next - x) <= STEP_ENOUGH * x)
			return next;
		x = next;
	}
	return x;
}

double stats_beta_quantile(double tail, bool upper, double a, double b)
{
	struct curve curve = {gsl_cdf_beta_P, gsl_cdf_beta_Q, gsl_ran_beta_pdf, a, b};

	stats_quiet_gsl();
	return invert(&curve, tail, upper, 0, 1, a / (a + b));
}

double stats_gamma_quantile(double tail, bool upper, double shape)
{
	struct curve curve = {gsl_cdf_gamma_P, gsl_cdf_gamma_Q, gsl_ran_gamma_pdf, shape, 1};
	double high = shape + 1;

	stats_quiet_gsl();
	while (overshoot(&curve, high, tail, upper) < 0)
		high *= 2;
	return invert(&curve, tail, upper, 0, high, shape);
}
