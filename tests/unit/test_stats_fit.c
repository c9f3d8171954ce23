/* Regressions and time series where the answer has a closed form. */
#include "test_support.h"
#include <throughline/stats.h>

static const double two_groups[] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1};
static const struct tl_design groups = {two_groups, 6, 2};

static void a_line_is_found_and_leaves_nothing(void **state)
{
	static const double x[] = {1, 1, 1, 2, 1, 3, 1, 5}, y[] = {5, 7, 9, 13};
	struct tl_fit fit;

	(void)state;
	assert_true(tl_fit_linear((struct tl_design){x, 4, 2}, y, NULL, &fit));
	assert_close(fit.estimate[0], 3, 1e-13);
	assert_close(fit.estimate[1], 2, 1e-13);
	for (size_t i = 0; i < 4; i++)
		assert_close(fit.residual[i], 0, 0);
	/* (X'X)^-1 of n = 4, sum x = 11, sum x^2 = 39: determinant 35. */
	assert_close(fit.bread[0], 39.0 / 35, 1e-13);
	assert_close(fit.bread[1], -11.0 / 35, 1e-13);
	assert_close(fit.bread[3], 4.0 / 35, 1e-13);
	tl_fit_free(&fit);
}

static void a_weight_counts_as_so_many_rows(void **state)
{
	static const double y[] = {1, 2, 3, 4, 10, 20}, weights[] = {1, 1, 1, 3, 1, 0};
	struct tl_fit fit;

	(void)state;
	assert_true(tl_fit_linear(groups, y, weights, &fit));
	assert_close(fit.estimate[0], (1 + 2 + 3 + 3 * 4) / 6.0, 1e-13);
	assert_close(fit.estimate[1], 10 - 3, 1e-13);
	tl_fit_free(&fit);
}

static void there_is_no_answer_where_columns_say_the_same_or_rows_are_too_few(void **state)
{
	static const double twice[] = {1, 2, 1, 2, 1, 2}, y[] = {1, 2, 3};
	static const double unknown[] = {1, NAN, 3};
	static const double ones[] = {1, 1, 1};
	struct tl_fit fit;

	(void)state;
	assert_false(tl_fit_linear((struct tl_design){twice, 3, 2}, y, NULL, &fit));
	assert_false(tl_fit_linear((struct tl_design){two_groups, 1, 2}, y, NULL, &fit));
	assert_false(tl_fit_linear((struct tl_design){ones, 3, 1}, unknown, NULL, &fit));
	assert_false(tl_fit_linear((struct tl_design){ones, 3, 0}, y, NULL, &fit));
}

static void poisson_of_two_groups_is_their_means(void **state)
{
	static const double y[] = {1, 2, 4, 5, 10, 14};
	struct tl_fit fit;

	(void)state;
	assert_true(tl_fit_poisson(groups, y, NULL, &fit));
	assert_close(fit.estimate[0], log(3), 1e-13);
	assert_close(fit.estimate[1], log(12 / 3.0), 1e-13);
	assert_close(fit.bread[3], 1 / 12.0 + 1 / 24.0, 1e-13);
	tl_fit_free(&fit);
}

static void logistic_of_two_groups_is_their_odds(void **state)
{
	static const double y[] = {1, 0, 0, 0, 1, 0}, apart[] = {0, 0, 0, 0, 1, 1};
	struct tl_fit fit;

	(void)state;
	assert_true(tl_fit_logistic(groups, y, &fit));
	assert_close(fit.estimate[0], log(1 / 3.0), 1e-13);
	assert_close(fit.estimate[1], log(3), 1e-13);
	assert_close(fit.fitted[0], 0.25, 1e-13);
	tl_fit_free(&fit);
	assert_false(tl_fit_logistic(groups, apart, &fit));
}

static void the_lag_that_is_asked_for_as_auto(void **state)
{
	static const struct {
		size_t rows, lag;
	} cases[] = {{12, 2}, {60, 3}, {100, 4}, {192, 4}, {400, 5}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_int_equal(tl_its_auto_lag(cases[i].rows), cases[i].lag);
}

/* Of a mean: (sum e^2 + 2 (1 - 1/2) sum e_t e_(t-1)) / n^2, times n/(n-1) when adjusted. */
static void newey_west_of_a_mean_is_worked_out_by_hand(void **state)
{
	static const double ones[] = {1, 1, 1, 1}, y[] = {1, 3, 2, 6}; /* e = -2 0 -1 3 */
	struct tl_its_options options = {.newey_west = true, .lag = 1};
	struct tl_its its;

	(void)state;
	assert_true(tl_its_estimate((struct tl_design){ones, 4, 1}, y, NULL, &options, &its));
	assert_close(tl_its_se(&its, 0), sqrt((14 - 3) / 16.0), 1e-13);
	tl_its_free(&its);
	options.adjust = true;
	assert_true(tl_its_estimate((struct tl_design){ones, 4, 1}, y, NULL, &options, &its));
	assert_close(tl_its_se(&its, 0), sqrt((14 - 3) / 16.0 * 4 / 3), 1e-13);
	tl_its_free(&its);
}

/* The mean of two months, 0 and 2, is 1 at every rho; its error there sqrt((1 + rho) / (1 - rho))
 * with one degree of freedom (Cauchy), and every rho is as likely as any other. What lies beyond x
 * from the mean, on one side. */
static double cauchy_beyond(double x)
{
	double sum = 0;

	for (int step = 0; step < 50; step++) {
		double rho = (step + 0.5) / 50;

		sum += 0.5 - atan(x / sqrt((1 + rho) / (1 - rho))) / acos(-1);
	}
	return sum / 50;
}

static void two_months_say_nothing_of_how_alike_they_are(void **state)
{
	static const double ones[] = {1, 1}, y[] = {0, 2};
	struct tl_design design = {ones, 2, 1};
	struct tl_its its;
	struct tl_its_ar ar;
	struct tl_limits limits;
	double d, value;

	(void)state;
	assert_true(tl_its_estimate(design, y, NULL, &(struct tl_its_options){0}, &its));
	tl_its_ar_estimate(&its, design, &ar);
	value = tl_its_ar_term(&ar, 0, &d);
	assert_close(value, 1, 1e-13);
	assert_close(ar.rho, 0.5, 1e-12);
	assert_close(tl_its_ar_p(&ar, &d, value), 2 * cauchy_beyond(1), 1e-12);
	limits = tl_its_ar_limits(&ar, &d, value, TL_LEVEL_95);
	assert_close(cauchy_beyond(limits.upper - 1), 0.025, 1e-10);
	assert_close(cauchy_beyond(1 - limits.lower), 0.025, 1e-10);
	limits = tl_its_ar_limits(&ar, &d, value, TL_LEVEL_998);
	assert_close(cauchy_beyond(limits.upper - 1), 0.001, 1e-10);
	tl_its_ar_free(&ar);
	tl_its_free(&its);
}

/* 10 and half a month more each: nothing is left to tell an error from. Likewise of nothing at all.
 */
static void a_series_without_residuals_has_no_limits(void **state)
{
	static const double x[] = {1, 1, 1, 2, 1, 3, 1, 4, 1, 5}, zero[5] = {0};
	static const double y[] = {10.5, 11, 11.5, 12, 12.5};
	static const double *const series[] = {y, zero};

	(void)state;
	for (size_t i = 0; i < TL_LEN(series); i++) {
		struct tl_design design = {x, 5, 2};
		struct tl_its its;
		struct tl_its_ar ar;
		double d[2];

		assert_true(tl_its_estimate(
			design, series[i], NULL, &(struct tl_its_options){0}, &its));
		tl_its_ar_estimate(&its, design, &ar);
		assert_true(isnan(ar.rho));
		assert_close(tl_its_ar_term(&ar, 1, d), i ? 0 : 0.5, 1e-12);
		assert_true(isnan(tl_its_ar_limits(&ar, d, 0.5, TL_LEVEL_95).upper));
		assert_true(isnan(tl_its_ar_p(&ar, d, 0.5)));
		tl_its_ar_free(&ar);
		tl_its_free(&its);
	}
}

/* Two independent means: se^2 = m1/n1 + m0/n0. */
static void the_effect_on_counts_has_the_error_of_two_means(void **state)
{
	static const double y[] = {1, 2, 4, 5, 10, 14};
	static const bool is_intervention[] = {false, true};
	struct tl_its_options options = {.family = TL_ITS_POISSON};
	struct tl_its_effect effect;
	struct tl_its its;

	(void)state;
	assert_true(tl_its_estimate(groups, y, NULL, &options, &its));
	effect = tl_its_effect(&its, groups, is_intervention, 5);
	assert_close(effect.fitted, 12, 1e-12);
	assert_close(effect.counterfactual, 3, 1e-12);
	assert_close(effect.effect, 9, 1e-12);
	assert_close(effect.se, sqrt(12 / 2.0 + 3 / 4.0), 1e-12);
	tl_its_free(&its);
}

static void residuals_that_alternate_have_a_high_durbin_watson(void **state)
{
	static const double residual[] = {1, -1, 1, -1, 1};

	(void)state;
	assert_close(tl_serial_durbin_watson(residual, 5), 16 / 5.0, 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_found_and_leaves_nothing),
		cmocka_unit_test(a_weight_counts_as_so_many_rows),
		cmocka_unit_test(there_is_no_answer_where_columns_say_the_same_or_rows_are_too_few),
		cmocka_unit_test(poisson_of_two_groups_is_their_means),
		cmocka_unit_test(logistic_of_two_groups_is_their_odds),
		cmocka_unit_test(the_lag_that_is_asked_for_as_auto),
		cmocka_unit_test(newey_west_of_a_mean_is_worked_out_by_hand),
		cmocka_unit_test(two_months_say_nothing_of_how_alike_they_are),
		cmocka_unit_test(a_series_without_residuals_has_no_limits),
		cmocka_unit_test(the_effect_on_counts_has_the_error_of_two_means),
		cmocka_unit_test(residuals_that_alternate_have_a_high_durbin_watson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
