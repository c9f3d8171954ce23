/*
 * Regressions: least squares by QR (normal equations would lose half the digits of a trend), and
 * Poisson and logistic regression as least squares repeated (Fisher scoring).
 */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <stdlib.h>
#include <throughline/arena.h>
#include "stats_private.h"

#define COLLINEAR 1e-7 /* of a column's length: R's tolerance */
#define ROUNDS_MAX 200
#define STEP_ENOUGH 1e-10 /* standard errors; the next step would be its square */

void tl_fit_free(struct tl_fit *fit)
{
	free(fit->estimate);
	free(fit->bread);
	free(fit->fitted);
	free(fit->residual);
	*fit = (struct tl_fit){0};
}

static double predict(struct tl_design design, const double *estimate, size_t row)
{
	const double *x = design.x + row * design.columns;
	double sum = 0;

	for (size_t j = 0; j < design.columns; j++)
		sum += x[j] * estimate[j];
	return sum;
}

static bool all_finite(const double *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(values[i]))
			return false;
	return true;
}

/* What is left of a column once the columns before it are taken away is on R's diagonal. */
static bool has_full_rank(const gsl_matrix *qr, const double *lengths)
{
	for (size_t j = 0; j < qr->size2; j++)
		if (!(fabs(gsl_matrix_get(qr, j, j)) > COLLINEAR * lengths[j]))
			return false;
	return true;
}

/* (R'R)^-1 */
static void bread_of(const gsl_matrix *qr, double *bread)
{
	size_t k = qr->size2;
	gsl_matrix *inverse = gsl_matrix_alloc(k, k);
	gsl_matrix_view out = gsl_matrix_view_array(bread, k, k);
	gsl_matrix_const_view r = gsl_matrix_const_submatrix(qr, 0, 0, k, k);

	gsl_matrix_memcpy(inverse, &r.matrix);
	gsl_linalg_tri_invert(CblasUpper, CblasNonUnit, inverse);
	for (size_t i = 0; i < k; i++) /* below the diagonal lie the reflections of Q */
		for (size_t j = 0; j < i; j++)
			gsl_matrix_set(inverse, i, j, 0);
	gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1, inverse, inverse, 0, &out.matrix);
	gsl_matrix_free(inverse);
}

/* Each row of x and y times the root of its weight. */
static void weigh(struct tl_design design, const double *y, const double *weights, gsl_matrix *x,
	gsl_vector *target, double *lengths)
{
	for (size_t i = 0; i < design.rows; i++) {
		double root = weights ? sqrt(weights[i]) : 1;

		gsl_vector_set(target, i, root * y[i]);
		for (size_t j = 0; j < design.columns; j++) {
			double value = root * design.x[i * design.columns + j];

			gsl_matrix_set(x, i, j, value);
			lengths[j] = hypot(lengths[j], value);
		}
	}
}

/* Fills estimate and bread. */
static bool solve(
	struct tl_design design, const double *y, const double *weights, struct tl_fit *fit)
{
	gsl_matrix *x = gsl_matrix_alloc(design.rows, design.columns);
	gsl_vector *target = gsl_vector_alloc(design.rows);
	gsl_vector *tau = gsl_vector_alloc(design.columns);
	gsl_vector *left = gsl_vector_alloc(design.rows);
	gsl_vector_view estimate = gsl_vector_view_array(fit->estimate, design.columns);
	double *lengths = tl_alloc(design.columns, sizeof *lengths);
	bool ok;

	weigh(design, y, weights, x, target, lengths);
	ok = gsl_linalg_QR_decomp(x, tau) == GSL_SUCCESS && has_full_rank(x, lengths) &&
	     gsl_linalg_QR_lssolve(x, tau, target, &estimate.vector, left) == GSL_SUCCESS;
	if (ok)
		bread_of(x, fit->bread);
	free(lengths);
	gsl_vector_free(left);
	gsl_vector_free(tau);
	gsl_vector_free(target);
	gsl_matrix_free(x);
	return ok && all_finite(fit->estimate, design.columns);
}

static bool start(struct tl_design design, const double *y, struct tl_fit *fit)
{
	stats_quiet_gsl();
	*fit = (struct tl_fit){.rows = design.rows, .columns = design.columns};
	if (!design.columns || design.rows < design.columns || !all_finite(y, design.rows) ||
		!all_finite(design.x, design.rows * design.columns))
		return false;
	fit->estimate = tl_alloc(design.columns, sizeof(double));
	fit->bread = tl_alloc(design.columns * design.columns, sizeof(double));
	fit->fitted = tl_alloc(design.rows, sizeof(double));
	fit->residual = tl_alloc(design.rows, sizeof(double));
	return true;
}

bool tl_fit_linear(
	struct tl_design design, const double *y, const double *weights, struct tl_fit *fit)
{
	if (!start(design, y, fit) || !solve(design, y, weights, fit)) {
		tl_fit_free(fit);
		return false;
	}
	for (size_t i = 0; i < design.rows; i++) {
		fit->fitted[i] = predict(design, fit->estimate, i);
		fit->residual[i] = y[i] - fit->fitted[i];
	}
	return true;
}

/* What iterated least squares needs of a family: the mean at a linear predictor, the slope of the
 * mean there (for the canonical links also the variance), and a predictor to start from. */
struct family {
	double (*mean)(double eta);
	double (*slope)(double mean);
	double (*start)(double y);
};

static double poisson_slope(double mean)
{
	return mean;
}

static double poisson_start(double y)
{
	return log(y + 0.1);
}

static double logistic_mean(double eta)
{
	return 1 / (1 + exp(-eta));
}

static double logistic_slope(double mean)
{
	return mean * (1 - mean);
}

static double logistic_start(double y)
{
	return log((y + 0.5) / (1.5 - y));
}

static const struct family poisson = {exp, poisson_slope, poisson_start};
static const struct family logistic = {logistic_mean, logistic_slope, logistic_start};

/* The furthest an estimate moved, in standard errors. */
static double step_of(const struct tl_fit *fit, const double *before)
{
	double furthest = 0;

	for (size_t j = 0; j < fit->columns; j++)
		furthest = fmax(furthest, fabs(fit->estimate[j] - before[j]) /
						  sqrt(fit->bread[j * fit->columns + j]));
	return furthest;
}

struct rounds {
	const struct family *family;
	const double *y, *offset;
	double *eta, *working, *weights, *before;
};

static bool one_round(struct rounds *rounds, struct tl_design design, struct tl_fit *fit)
{
	for (size_t i = 0; i < design.rows; i++) {
		double mean = rounds->family->mean(rounds->eta[i]);
		double slope = rounds->family->slope(mean);

		rounds->weights[i] = slope;
		rounds->working[i] = rounds->eta[i] - (rounds->offset ? rounds->offset[i] : 0) +
				     (rounds->y[i] - mean) / slope;
	}
	if (!all_finite(rounds->working, design.rows) ||
		!solve(design, rounds->working, rounds->weights, fit))
		return false;
	for (size_t i = 0; i < design.rows; i++)
		rounds->eta[i] = predict(design, fit->estimate, i) +
				 (rounds->offset ? rounds->offset[i] : 0);
	return true;
}

static bool iterate(struct rounds *rounds, struct tl_design design, struct tl_fit *fit)
{
	for (size_t i = 0; i < design.rows; i++)
		rounds->eta[i] = rounds->family->start(rounds->y[i]);
	for (int round = 0; round < ROUNDS_MAX; round++) {
		for (size_t j = 0; j < design.columns; j++)
			rounds->before[j] = fit->estimate[j];
		if (!one_round(rounds, design, fit))
			return false;
		if (round && step_of(fit, rounds->before) < STEP_ENOUGH)
			return true;
	}
	return false;
}

static bool fit_iterated(const struct family *family, struct tl_design design, const double *y,
	const double *offset, struct tl_fit *fit)
{
	struct rounds rounds = {.family = family, .y = y, .offset = offset};
	bool ok = start(design, y, fit) && (!offset || all_finite(offset, design.rows));

	if (ok) {
		rounds.eta = tl_alloc(design.rows, sizeof(double));
		rounds.working = tl_alloc(design.rows, sizeof(double));
		rounds.weights = tl_alloc(design.rows, sizeof(double));
		rounds.before = tl_alloc(design.columns, sizeof(double));
		ok = iterate(&rounds, design, fit);
	}
	for (size_t i = 0; ok && i < design.rows; i++) {
		fit->fitted[i] = family->mean(rounds.eta[i]);
		fit->residual[i] = y[i] - fit->fitted[i];
	}
	free(rounds.eta);
	free(rounds.working);
	free(rounds.weights);
	free(rounds.before);
	if (!ok)
		tl_fit_free(fit);
	return ok;
}

bool tl_fit_poisson(
	struct tl_design design, const double *y, const double *offset, struct tl_fit *fit)
{
	return fit_iterated(&poisson, design, y, offset, fit);
}

bool tl_fit_logistic(struct tl_design design, const double *y, struct tl_fit *fit)
{
	return fit_iterated(&logistic, design, y, NULL, fit);
}
