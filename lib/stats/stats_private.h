/*
 * What the methods share and no caller needs: quantiles that GSL cannot give, two-sided exact sums,
 * the mean in one fixed order.
 */
#ifndef THROUGHLINE_STATS_PRIVATE_H
#define THROUGHLINE_STATS_PRIVATE_H

#include <math.h>
#include <throughline/stats.h>

/* GSL's error handler aborts the program by default. Call before any GSL function that can fail;
 * it turns the handler off once, for all threads, and failures come back as NaN. */
void stats_quiet_gsl(void);

/* What nothing is known about: everything NaN. */
struct tl_interval stats_no_interval(void);
struct tl_limits stats_no_limits(void);

/* How much probability lies in each tail: 0.025 at 0.95. */
double stats_tail_of(double level);

/* x with P(X <= x) = tail, or P(X > x) = tail when upper. NaN where GSL cannot say. */
double stats_beta_quantile(double tail, bool upper, double a, double b); /* a, b > 0 */
double stats_gamma_quantile(double tail, bool upper, double shape); /* scale 1; shape > 0 */

/* A one-peaked discrete distribution on low..high; log_mass may be -INFINITY. */
struct stats_outcomes {
	double (*log_mass)(int64_t k, const void *shape);
	double (*at_most)(int64_t k, const void *shape); /* P(K <= k), low <= k <= high */
	double (*at_least)(int64_t k, const void *shape); /* P(K >= k), low <= k <= high */
	const void *shape;
	int64_t low, peak, high;
};
/* Two-sided p: the sum over all outcomes whose probability is not above (1 + 1e-7) times the
 * observed one's, which forgives rounding between outcomes that are equally likely (R's
 * binom.test). */
double stats_two_sided(const struct stats_outcomes *outcomes, int64_t observed);
bool stats_is_count(double x); /* whole, and small enough for GSL's unsigned int */

/* Mean of the values that are not NaN, exact for a constant series; *known says how many. */
double stats_mean(const double *values, size_t count, size_t *known);

/* The mean of |x_i - x_(i-1)|; screened: those of 3.267 times that mean and more dropped once. NaN
 * where no range is left: one point, and a constant series when screened. */
double stats_mean_range(const double *values, size_t count);
double stats_screened_range(const double *values, size_t count);

/* Whether a model leaves anything to tell an error from. */
bool stats_its_has_residuals(const struct tl_its *its);
/* What the rows first_row up to past_row are together, and its derivative by the terms added to d,
 * which is all 0 before. */
struct tl_its_effect stats_its_effect(const struct tl_its *its, struct tl_design design,
	const bool *is_intervention, size_t first_row, size_t past_row, double *d);

/* Wald test that k estimates are all 0, variance k x k; chisq and p NaN where it is singular. */
struct tl_test stats_wald(const double *estimates, const double *variance, size_t k);

#endif
