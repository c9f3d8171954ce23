/* Interrupted time series: a regression on time, with the variance that months in a row need. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <stdlib.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

#define NO_RESIDUALS 1e-10 /* of the length of what is fitted */
#define NO_COUNT 1e-9

static const double two_pi = 6.28318530717958647693;

size_t tl_its_auto_lag(size_t rows)
{
	return (size_t)floor(4 * pow((double)rows / 100, 2.0 / 9));
}

void tl_its_free(struct tl_its *its)
{
	tl_fit_free(&its->fit);
	free(its->variance);
	*its = (struct tl_its){0};
}

static double sum_of_squares(const double *values, size_t count, double about)
{
	struct tl_sum sum = {0};

	for (size_t i = 0; i < count; i++)
		tl_sum_add(&sum, (values[i] - about) * (values[i] - about));
	return tl_sum_value(&sum);
}

static double pearson(const struct tl_fit *fit)
{
	struct tl_sum sum = {0};

	for (size_t i = 0; i < fit->rows; i++)
		tl_sum_add(&sum, fit->residual[i] * fit->residual[i] / fit->fitted[i]);
	return tl_sum_value(&sum);
}

/* Against rounding: what is left of a series that the model fits exactly is not an error. */
bool stats_its_has_residuals(const struct tl_its *its)
{
	const struct tl_fit *fit = &its->fit;
	struct tl_sum all = {0};

	for (size_t i = 0; i < fit->rows; i++) {
		double y = fit->fitted[i] + fit->residual[i];

		tl_sum_add(&all, its->family == TL_ITS_OLS ? y * y : fit->fitted[i]);
	}
	return (its->family == TL_ITS_OLS
			       ? sum_of_squares(fit->residual, fit->rows, 0)
			       : pearson(fit)) > NO_RESIDUALS * NO_RESIDUALS * tl_sum_value(&all);
}

static void describe_ols(struct tl_its *its, const double *y, size_t n)
{
	double rss = sum_of_squares(its->fit.residual, n, 0);
	size_t known;
	double total = sum_of_squares(y, n, stats_mean(y, n, &known));

	its->df = (double)(n - its->fit.columns);
	its->dispersion = rss / its->df;
	its->r2 = 1 - rss / total;
	its->log_likelihood = -(double)n / 2 * (log(two_pi * rss / (double)n) + 1);
}

static void describe_poisson(struct tl_its *its, const double *y, size_t n)
{
	struct tl_sum log_likelihood = {0};

	its->df = INFINITY;
	its->dispersion = 1;
	its->r2 = its->log_likelihood = NAN;
	if (its->family == TL_ITS_QUASIPOISSON) {
		its->dispersion = pearson(&its->fit) / (double)(n - its->fit.columns);
		return;
	}
	for (size_t i = 0; i < n; i++)
		tl_sum_add(&log_likelihood, y[i] * log(its->fit.fitted[i]) - its->fit.fitted[i] -
						    gsl_sf_lngamma(y[i] + 1));
	its->log_likelihood = tl_sum_value(&log_likelihood);
}

/* meat += weight e_t e_s (x_t x_s' + x_s x_t'), halved where t is s. */
static void add_pair(double *meat, struct tl_design design, const double *residual, size_t t,
	size_t s, double weight)
{
	const double *x = design.x + t * design.columns, *w = design.x + s * design.columns;
	double scale = weight * residual[t] * residual[s] * (t == s ? 0.5 : 1);

	for (size_t i = 0; i < design.columns; i++)
		for (size_t j = 0; j < design.columns; j++)
			meat[i * design.columns + j] += scale * (x[i] * w[j] + w[i] * x[j]);
}

/* out = a b, all k x k. */
static void multiply(const double *a, const double *b, size_t k, double *out)
{
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++) {
			double sum = 0;

			for (size_t m = 0; m < k; m++)
				sum += a[i * k + m] * b[m * k + j];
			out[i * k + j] = sum;
		}
}

static void newey_west(struct tl_its *its, struct tl_design design, size_t lag)
{
	size_t k = design.columns;
	double *meat = tl_alloc(k * k, sizeof *meat), *half = tl_alloc(k * k, sizeof *half);

	for (size_t l = 0; l <= lag && l < design.rows; l++)
		for (size_t t = l; t < design.rows; t++)
			add_pair(meat, design, its->fit.residual, t, t - l,
				1 - (double)l / ((double)lag + 1));
	multiply(its->fit.bread, meat, k, half);
	multiply(half, its->fit.bread, k, its->variance);
	free(half);
	free(meat);
}

static void variance_of(
	struct tl_its *its, struct tl_design design, const struct tl_its_options *options)
{
	size_t k = design.columns;
	double factor = its->dispersion;

	its->variance = tl_alloc(k * k, sizeof *its->variance);
	if (options->newey_west && !isnan(factor)) {
		newey_west(its, design, options->lag);
		factor = options->adjust ? (double)design.rows / (double)(design.rows - k) : 1;
	}
	for (size_t i = 0; i < k * k; i++)
		its->variance[i] =
			factor * (options->newey_west ? its->variance[i] : its->fit.bread[i]);
}

/* Where counts are all 0 on one side of a change the likeliest ratio is 0 or none: the iteration
 * stops on the way there, at a mean that no month can have. */
static bool has_no_end(const struct tl_fit *fit)
{
	for (size_t i = 0; i < fit->rows; i++)
		if (fit->fitted[i] < NO_COUNT)
			return true;
	return false;
}

bool tl_its_estimate(struct tl_design design, const double *y, const double *offset,
	const struct tl_its_options *options, struct tl_its *its)
{
	bool ols = options->family == TL_ITS_OLS;

	*its = (struct tl_its){.family = options->family};
	if (design.rows <= design.columns)
		return false;
	if (!(ols ? tl_fit_linear(design, y, NULL, &its->fit)
		  : tl_fit_poisson(design, y, offset, &its->fit)))
		return false;
	if (!ols && has_no_end(&its->fit)) {
		tl_its_free(its);
		return false;
	}
	if (ols)
		describe_ols(its, y, design.rows);
	else
		describe_poisson(its, y, design.rows);
	if (its->family != TL_ITS_POISSON && !stats_its_has_residuals(its))
		its->dispersion = NAN;
	variance_of(its, design, options);
	return true;
}

double tl_its_se(const struct tl_its *its, size_t column)
{
	return sqrt(its->variance[column * its->fit.columns + column]);
}

struct tl_limits tl_its_limits(const struct tl_its *its, double value, double se, double level)
{
	double quantile = isinf(its->df) ? tl_z_quantile(level)
					 : tl_t_quantile(1 - stats_tail_of(level), its->df);

	return (struct tl_limits){value - quantile * se, value + quantile * se};
}

double tl_its_p(const struct tl_its *its, double value, double se)
{
	double from_zero = fabs(value) / se;

	return 2 * (isinf(its->df) ? gsl_cdf_ugaussian_Q(from_zero)
				   : gsl_cdf_tdist_Q(from_zero, its->df));
}

static double quadratic(const double *d, const double *variance, size_t k)
{
	double sum = 0;

	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++)
			sum += d[i] * variance[i * k + j] * d[j];
	return sum;
}

/* Of one row, its derivative by the terms added to d. */
static struct tl_its_effect effect_at(const struct tl_its *its, struct tl_design design,
	const bool *is_intervention, size_t row, double *d)
{
	const double *x = design.x + row * design.columns;
	struct tl_its_effect effect = {.fitted = its->fit.fitted[row]};
	double without = 0;

	for (size_t j = 0; j < design.columns; j++)
		without += is_intervention[j] ? x[j] * its->fit.estimate[j] : 0;
	effect.counterfactual =
		its->family == TL_ITS_OLS ? effect.fitted - without : effect.fitted * exp(-without);
	effect.effect = effect.fitted - effect.counterfactual;
	/* The derivative of the difference: fitted's minus counterfactual's. */
	for (size_t j = 0; j < design.columns; j++) {
		double fitted = its->family == TL_ITS_OLS ? 1 : effect.fitted;
		double counterfactual = its->family == TL_ITS_OLS ? 1 : effect.counterfactual;

		d[j] += x[j] * (fitted - (is_intervention[j] ? 0 : counterfactual));
	}
	return effect;
}

struct tl_its_effect stats_its_effect(const struct tl_its *its, struct tl_design design,
	const bool *is_intervention, size_t first_row, size_t past_row, double *d)
{
	struct tl_its_effect sum = {0};

	for (size_t row = first_row; row < past_row; row++) {
		struct tl_its_effect effect = effect_at(its, design, is_intervention, row, d);

		sum.fitted += effect.fitted;
		sum.counterfactual += effect.counterfactual;
		sum.effect += effect.effect;
	}
	sum.se = sqrt(quadratic(d, its->variance, design.columns));
	return sum;
}

struct tl_its_effect tl_its_effect(
	const struct tl_its *its, struct tl_design design, const bool *is_intervention, size_t row)
{
	double *d = tl_alloc(design.columns, sizeof *d);
	struct tl_its_effect effect =
		stats_its_effect(its, design, is_intervention, row, row + 1, d);

	free(d);
	return effect;
}

struct tl_its_effect tl_its_total(const struct tl_its *its, struct tl_design design,
	const bool *is_intervention, size_t first_row)
{
	double *d = tl_alloc(design.columns, sizeof *d);
	struct tl_its_effect total =
		stats_its_effect(its, design, is_intervention, first_row, design.rows, d);

	free(d);
	return total;
}
