/* Present values, prices, and what a study can find, at their edges. */
#include "test_support.h"
#include <throughline/stats.h>

static void year_0_alone_has_no_annuity(void **state)
{
	static const struct tl_cash_flow flows[] = {{0, 100, 150}};
	struct tl_appraisal got = tl_appraise(flows, 1, &tl_discount_standard, 0);

	(void)state;
	assert_close(got.npv, 50, 0);
	assert_close(got.bcr, 1.5, 0);
	assert_true(isnan(got.eanc));
	assert_close(got.payback_year, 0, 0);
}

static void without_costs_there_is_no_ratio(void **state)
{
	static const struct tl_cash_flow flows[] = {{0, 0, 10}, {1, -5, 10}};

	(void)state;
	assert_true(isnan(tl_appraise(flows, 1, &tl_discount_standard, 0).bcr));
	assert_true(isnan(tl_appraise(flows, 2, &tl_discount_standard, 0).bcr));
}

static void payback_is_the_first_year_even_if_it_falls_again(void **state)
{
	static const struct tl_cash_flow flows[] = {{0, 10, 0}, {1, 0, 20}, {2, 100, 0}};
	struct tl_appraisal got = tl_appraise(flows, 3, &tl_discount_standard, 0);

	(void)state;
	assert_close(got.payback_year, 1, 0);
	assert_true(got.npv < 0);
}

/* Within a year nothing is paid back before the year is over. */
static void a_year_in_several_rows_and_any_order_is_one_year(void **state)
{
	static const struct tl_cash_flow one[] = {{0, 30, 20}, {1, 5, 40}};
	static const struct tl_cash_flow split[] = {{1, 5, 0}, {0, 0, 20}, {1, 0, 40}, {0, 30, 0}};
	struct tl_appraisal a = tl_appraise(one, 2, &tl_discount_health, 0.1);
	struct tl_appraisal b = tl_appraise(split, 4, &tl_discount_health, 0.1);

	(void)state;
	assert_close(a.npv, b.npv, 0);
	assert_close(a.payback_year, 1, 0);
	assert_close(b.payback_year, 1, 0);
	assert_close(a.pv_costs, 33 + 5.5 / 1.015, 1e-15);
	assert_close(a.eanc, a.npv * 1.015, 1e-15);
}

static void the_rate_falls_after_the_year_that_a_band_ends_with(void **state)
{
	static const struct {
		int year;
		double standard, health;
	} cases[] = {{0, 0.035, 0.015}, {30, 0.035, 0.015}, {31, 0.03, 0.0129}, {75, 0.03, 0.0129},
		{76, 0.025, 0.0107}, {126, 0.02, 0.0086}, {201, 0.015, 0.0064}, {301, 0.01, 0.0043},
		{1000, 0.01, 0.0043}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		assert_close(tl_discount_rate(&tl_discount_standard, cases[i].year),
			cases[i].standard, 0);
		assert_close(
			tl_discount_rate(&tl_discount_health, cases[i].year), cases[i].health, 0);
	}
	assert_true(isnan(tl_discount_factor(&tl_discount_standard, -1)));
	assert_true(isnan(tl_discount_factor(&tl_discount_standard, TL_APPRAISE_YEAR_MAX + 1)));
	assert_close(tl_discount_factor(&tl_discount_standard, 31), pow(1.035, -30) / 1.03, 1e-14);
}

static void a_year_that_is_not_in_the_table_has_no_prices(void **state)
{
	static const double years[] = {2020, 2021, 2022}, values[] = {80, 100, 0};

	(void)state;
	assert_close(tl_deflate_factor(years, values, 3, 2020, 2021), 1.25, 0);
	assert_close(tl_deflate_factor(years, values, 3, 2021, 2020), 0.8, 0);
	assert_true(isnan(tl_deflate_factor(years, values, 3, 2019, 2021)));
	assert_true(isnan(tl_deflate_factor(years, values, 3, 2020, 2023)));
	assert_true(isnan(tl_deflate_factor(years, values, 3, 2022, 2020)));
}

/* Of one table: a d / (b c), and Woolf's variance. */
static void one_stratum_has_its_own_odds_ratio(void **state)
{
	static const struct tl_table table = {10, 20, 5, 40};
	struct tl_pooled pooled = tl_mantel_haenszel(&table, 1);
	double away = 10 - 30 * 15 / 75.0;

	(void)state;
	assert_close(pooled.odds_ratio, 4, 1e-14);
	assert_close(pooled.log_se, sqrt(1 / 10.0 + 1 / 20.0 + 1 / 5.0 + 1 / 40.0), 1e-14);
	assert_close(
		pooled.test.chisq, away * away / (30.0 * 45 * 15 * 60 / (75.0 * 75 * 74)), 1e-13);
}

static void a_group_that_is_too_small_can_find_nothing(void **state)
{
	(void)state;
	assert_true(isnan(tl_detectable_share(2, 0.5, 0.8, 0.05)));
	assert_true(isnan(tl_detectable_share(0, 0.5, 0.8, 0.05)));
	assert_true(isnan(tl_detectable_share(100, 0, 0.8, 0.05)));
	/* By hand: z .975 + z .8 = 2.801585, times sqrt(4 (1/600 + 1/300)) = 0.141421, is 0.396204.
	 */
	assert_true(fabs(tl_detectable_ratio(600, 300, 4, 0.8, 0.05) - 0.672869) < 5e-7);
	assert_true(fabs(tl_detectable_ratio(600, INFINITY, 1, 0.8, 0.05) - 0.891924) < 5e-7);
	assert_true(isnan(tl_detectable_ratio(0, 300, 4, 0.8, 0.05)));
	assert_true(tl_detectable_share(100, 0.2, 0.9, 0.05) >
		    tl_detectable_share(100, 0.2, 0.8, 0.05));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(year_0_alone_has_no_annuity),
		cmocka_unit_test(without_costs_there_is_no_ratio),
		cmocka_unit_test(payback_is_the_first_year_even_if_it_falls_again),
		cmocka_unit_test(a_year_in_several_rows_and_any_order_is_one_year),
		cmocka_unit_test(the_rate_falls_after_the_year_that_a_band_ends_with),
		cmocka_unit_test(a_year_that_is_not_in_the_table_has_no_prices),
		cmocka_unit_test(one_stratum_has_its_own_odds_ratio),
		cmocka_unit_test(a_group_that_is_too_small_can_find_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
