/* An interrupted time series whose months resemble one another by an unknown degree. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <stdlib.h>
#include <string.h>
#include <throughline/arena.h>
#include <throughline/num.h>
#include "stats_private.h"

#define WEIGHT_LEAST 1e-12 /* what no limit can feel */
#define ROUNDS_MAX 100
#define CLOSE_ENOUGH 1e-13 /* of where a limit can lie */

void tl_its_ar_free(struct tl_its_ar *ar)
{
	free(ar->at_mean.fit.estimate);
	free(ar->at_mean.fit.fitted);
	free(ar->estimates);
	free(ar->variances);
	*ar = (struct tl_its_ar){0};
}

static double rho_at(size_t step)
{
	return ((double)step + 0.5) / (double)TL_ITS_AR_STEPS;
}

static double product(const double *a, const double *b, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += a[i] * b[i];
	return sum;
}

/* ---- the fits -------------------------------------------------------------------------------- */

/* Least squares with errors of one size: the fit's own, or the last round of the iteration. */
struct plain {
	struct tl_design design;
	double *x, *y;
	double *turned_x, *turned_y; /* room for errors that are unrelated */
};

static void plain_of(const struct tl_its *its, struct tl_design design, struct plain *plain)
{
	size_t n = design.rows, k = design.columns;

	*plain = (struct plain){.design = design,
		.x = tl_alloc(n * k, sizeof(double)),
		.y = tl_alloc(n, sizeof(double)),
		.turned_x = tl_alloc(n * k, sizeof(double)),
		.turned_y = tl_alloc(n, sizeof(double))};
	for (size_t i = 0; i < n; i++) {
		double root = its->family == TL_ITS_OLS ? 1 : sqrt(its->fit.fitted[i]);

		for (size_t j = 0; j < k; j++)
			plain->x[i * k + j] = root * design.x[i * k + j];
		plain->y[i] = product(plain->x + i * k, its->fit.estimate, k) +
			      its->fit.residual[i] / root;
	}
}

static void plain_free(struct plain *plain)
{
	free(plain->x);
	free(plain->y);
	free(plain->turned_x);
	free(plain->turned_y);
}

/* Prais and Winsten's: each row less rho times the row before it, the first to scale. */
static void turn(struct plain *plain, double rho)
{
	size_t k = plain->design.columns;
	double first = sqrt(1 - rho * rho);

	for (size_t i = 0; i < plain->design.rows; i++) {
		for (size_t j = 0; j < k; j++)
			plain->turned_x[i * k + j] =
				i ? plain->x[i * k + j] - rho * plain->x[(i - 1) * k + j]
				  : first * plain->x[j];
		plain->turned_y[i] = i ? plain->y[i] - rho * plain->y[i - 1] : first * plain->y[0];
	}
}

/* log |bread|, by Cholesky. */
static double log_determinant(const double *bread, size_t k)
{
	gsl_matrix *root = gsl_matrix_alloc(k, k);
	double sum = 0;

	memcpy(root->data, bread, k * k * sizeof *bread);
	if (gsl_linalg_cholesky_decomp1(root) != GSL_SUCCESS)
		sum = NAN;
	for (size_t j = 0; j < k; j++)
		sum += 2 * log(gsl_matrix_get(root, j, j));
	gsl_matrix_free(root);
	return sum;
}

/* One rho's estimate and variance; its log likelihood stands in for the weight. */
static bool fit_step(struct plain *plain, size_t step, struct tl_its_ar *ar)
{
	size_t n = plain->design.rows, k = plain->design.columns;
	double rho = rho_at(step), rss;
	struct tl_fit fit;

	turn(plain, rho);
	if (!tl_fit_linear((struct tl_design){plain->turned_x, n, k}, plain->turned_y, NULL, &fit))
		return false;
	rss = product(fit.residual, fit.residual, n);
	ar->weight[step] =
		log(1 - rho * rho) / 2 + log_determinant(fit.bread, k) / 2 - ar->df / 2 * log(rss);
	for (size_t j = 0; j < k; j++)
		ar->estimates[step * k + j] = fit.estimate[j];
	for (size_t j = 0; j < k * k; j++)
		ar->variances[step * k * k + j] = rss / ar->df * fit.bread[j];
	tl_fit_free(&fit);
	return isfinite(ar->weight[step]);
}

static bool fit_steps(struct plain *plain, struct tl_its_ar *ar)
{
	for (size_t step = 0; step < TL_ITS_AR_STEPS; step++)
		if (!fit_step(plain, step, ar))
			return false;
	return true;
}

static void weigh_steps(struct tl_its_ar *ar)
{
	double most = -INFINITY, sum = 0;

	for (size_t step = 0; step < TL_ITS_AR_STEPS; step++)
		most = fmax(most, ar->weight[step]);
	for (size_t step = 0; step < TL_ITS_AR_STEPS; step++)
		sum += ar->weight[step] = exp(ar->weight[step] - most);
	ar->rho = 0;
	for (size_t step = 0; step < TL_ITS_AR_STEPS; step++) {
		ar->weight[step] /= sum;
		ar->rho += ar->weight[step] * rho_at(step);
	}
}

/* The same model at the mean of the estimates. */
static void take_mean(const struct tl_its *its, struct tl_design design, struct tl_its_ar *ar)
{
	size_t k = design.columns;
	double *estimate = ar->at_mean.fit.estimate;

	for (size_t j = 0; j < k; j++) {
		estimate[j] = 0;
		for (size_t step = 0; step < TL_ITS_AR_STEPS; step++)
			estimate[j] += ar->weight[step] * ar->estimates[step * k + j];
	}
	for (size_t i = 0; i < design.rows; i++) {
		double moved = product(design.x + i * k, estimate, k) -
			       product(design.x + i * k, its->fit.estimate, k);
		double fitted = its->fit.fitted[i];

		ar->at_mean.fit.fitted[i] =
			its->family == TL_ITS_OLS ? fitted + moved : fitted * exp(moved);
	}
}

void tl_its_ar_estimate(const struct tl_its *its, struct tl_design design, struct tl_its_ar *ar)
{
	size_t n = design.rows, k = design.columns;
	struct plain plain;

	*ar = (struct tl_its_ar){.columns = k, .df = (double)(n - k), .rho = NAN, .at_mean = *its};
	ar->estimates = tl_alloc(TL_ITS_AR_STEPS * k, sizeof(double));
	ar->variances = tl_alloc(TL_ITS_AR_STEPS * k * k, sizeof(double));
	ar->at_mean.fit.estimate = tl_alloc(k, sizeof(double));
	ar->at_mean.fit.fitted = tl_alloc(n, sizeof(double));
	memcpy(ar->at_mean.fit.estimate, its->fit.estimate, k * sizeof(double));
	memcpy(ar->at_mean.fit.fitted, its->fit.fitted, n * sizeof(double));
	plain_of(its, design, &plain);
	if (stats_its_has_residuals(its) && fit_steps(&plain, ar)) {
		weigh_steps(ar);
		take_mean(its, design, ar);
	}
	plain_free(&plain);
}

/* ---- what is said ---------------------------------------------------------------------------- */

/* A combination of the terms at each rho: how far from its mean, and its error there. */
struct mixture {
	const struct tl_its_ar *ar;
	double from_mean[TL_ITS_AR_STEPS], se[TL_ITS_AR_STEPS];
};

static void mix(const struct tl_its_ar *ar, const double *d, struct mixture *mixture)
{
	size_t k = ar->columns;
	double mean = product(d, ar->at_mean.fit.estimate, k);

	mixture->ar = ar;
	for (size_t step = 0; step < TL_ITS_AR_STEPS; step++) {
		const double *variance = ar->variances + step * k * k;
		double sum = 0;

		for (size_t j = 0; j < k; j++)
			sum += d[j] * product(variance + j * k, d, k);
		mixture->from_mean[step] = product(d, ar->estimates + step * k, k) - mean;
		mixture->se[step] = sqrt(sum);
	}
}

/* Probability below x, or above it; x counts from the mean. */
static double tail(const struct mixture *mixture, double x, bool above)
{
	const struct tl_its_ar *ar = mixture->ar;
	double sum = 0;

	for (size_t step = 0; step < TL_ITS_AR_STEPS; step++) {
		double t = (x - mixture->from_mean[step]) / mixture->se[step];

		if (ar->weight[step] > WEIGHT_LEAST)
			sum += ar->weight[step] *
			       (above ? gsl_cdf_tdist_Q(t, ar->df) : gsl_cdf_tdist_P(t, ar->df));
	}
	return sum;
}

/* Where a tail has so much: between the outermost limits of the steps, by the false position of
 * logarithms that moves either end (Illinois). */
static double quantile(const struct mixture *mixture, double share, bool above)
{
	double t = tl_t_quantile(above ? 1 - share : share, mixture->ar->df);
	double low = INFINITY, high = -INFINITY, at_low, at_high;

	for (size_t step = 0; step < TL_ITS_AR_STEPS; step++)
		if (mixture->ar->weight[step] > WEIGHT_LEAST) {
			double limit = mixture->from_mean[step] + t * mixture->se[step];

			low = fmin(low, limit);
			high = fmax(high, limit);
		}
	at_low = log(tail(mixture, low, above) / share);
	at_high = log(tail(mixture, high, above) / share);
	for (int round = 0;
		round < ROUNDS_MAX && fabs(high - low) > CLOSE_ENOUGH * (fabs(low) + fabs(high)) &&
		at_low * at_high < 0;
		round++) {
		double x = (low * at_high - high * at_low) / (at_high - at_low);
		double at_x = log(tail(mixture, x, above) / share);

		if (at_x * at_high <= 0) {
			low = high;
			at_low = at_high;
		} else {
			at_low /= 2;
		}
		high = x;
		at_high = at_x;
	}
	return high;
}

struct tl_limits tl_its_ar_limits(
	const struct tl_its_ar *ar, const double *d, double value, double level)
{
	double share = stats_tail_of(level);
	struct mixture mixture;

	if (isnan(ar->rho))
		return stats_no_limits();
	mix(ar, d, &mixture);
	return (struct tl_limits){
		value + quantile(&mixture, share, false), value + quantile(&mixture, share, true)};
}

double tl_its_ar_p(const struct tl_its_ar *ar, const double *d, double value)
{
	struct mixture mixture;

	if (isnan(ar->rho))
		return NAN;
	mix(ar, d, &mixture);
	return fmin(1, 2 * fmin(tail(&mixture, -value, true), tail(&mixture, -value, false)));
}

double tl_its_ar_term(const struct tl_its_ar *ar, size_t column, double *d)
{
	for (size_t j = 0; j < ar->columns; j++)
		d[j] = j == column;
	return ar->at_mean.fit.estimate[column];
}

struct tl_its_effect tl_its_ar_effect(const struct tl_its_ar *ar, struct tl_design design,
	const bool *is_intervention, size_t first_row, size_t past_row, double *d)
{
	struct tl_its_effect effect;

	for (size_t j = 0; j < ar->columns; j++)
		d[j] = 0;
	effect = stats_its_effect(&ar->at_mean, design, is_intervention, first_row, past_row, d);
	effect.se = NAN;
	return effect;
}
