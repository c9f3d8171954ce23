/* Funnels where the answer can be worked out by hand. */
#include "test_support.h"
#include <throughline/stats.h>

static void a_flag_says_on_which_side_of_the_baseline_the_whole_interval_lies(void **state)
{
	static const struct {
		double x, n;
		enum tl_funnel_flag flag; /* against a baseline of 0.5 */
	} cases[] = {
		/* The score test of 1/2: z = (2x - n) / sqrt n against 1.96 and 3.09. */
		{59, 100, TL_FUNNEL_NOT_SIGNIFICANT}, /* 1.8 */
		{60, 100, TL_FUNNEL_HIGH_025}, /* 2.0 */
		{40, 100, TL_FUNNEL_LOW_025},
		{66, 100, TL_FUNNEL_HIGH_001}, /* 3.2 */
		{34, 100, TL_FUNNEL_LOW_001},
		{1, 0, TL_FUNNEL_NO_FLAG},
		{NAN, 100, TL_FUNNEL_NO_FLAG},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_limits at95 = tl_funnel_own_limits(
			TL_FUNNEL_PROPORTION, cases[i].x, cases[i].n, TL_LEVEL_95);
		struct tl_limits at998 = tl_funnel_own_limits(
			TL_FUNNEL_PROPORTION, cases[i].x, cases[i].n, TL_LEVEL_998);

		assert_int_equal(tl_funnel_flag_own(0.5, at95, at998), cases[i].flag);
	}
}

static void every_flag_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < TL_FUNNEL_FLAG_COUNT_OF; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(tl_funnel_flag_name((enum tl_funnel_flag)i),
				tl_funnel_flag_name((enum tl_funnel_flag)j));
}

static void the_baseline_leaves_out_localities_without_numbers(void **state)
{
	const struct tl_funnel_locality localities[] = {{1, 10}, {NAN, 50}, {4, 0}, {3, 10}};

	(void)state;
	assert_close(tl_funnel_baseline(TL_FUNNEL_PROPORTION, localities, 4), 0.2, 1e-15);
	assert_close(tl_funnel_baseline(TL_FUNNEL_RATIO, localities, 4), 1, 0);
	assert_true(isnan(tl_funnel_baseline(TL_FUNNEL_RATE, localities, 0)));
}

static void rates_have_exact_limits_at_every_count(void **state)
{
	/* chi2 limits of 100 events; Byar's upper would be 121.6257. */
	struct tl_limits limits = tl_funnel_own_limits(TL_FUNNEL_RATE, 100, 1, TL_LEVEL_95);

	(void)state;
	assert_close(limits.lower, tl_chisq_quantile(0.025, 200) / 2, 1e-12);
	assert_close(limits.upper, tl_chisq_quantile(0.975, 202) / 2, 1e-12);
}

static void localities_that_are_alike_have_no_spread_of_their_own(void **state)
{
	struct tl_funnel_locality alike[12];

	(void)state;
	for (size_t i = 0; i < TL_LEN(alike); i++)
		alike[i] = (struct tl_funnel_locality){10, 10 + 0.01 * (double)i};
	for (int method = TL_FUNNEL_CQC; method <= TL_FUNNEL_SHMI; method++) {
		struct tl_funnel_spread spread =
			tl_funnel_spread((enum tl_funnel_method)method, alike, TL_LEN(alike), true);

		assert_true(spread.phi < 0.01);
		assert_close(spread.tau2, 0, 0);
	}
}

/* Equal s: S1 = n/s^2, S2 = n/s^4, so tau2 = s^2 (n phi - (n-1)) / (n - 1). */
static void tau2_is_the_moment_estimate(void **state)
{
	struct tl_funnel_locality localities[10];
	double squares = 0;
	struct tl_funnel_spread spread;

	(void)state;
	for (size_t i = 0; i < 10; i++) /* O/E of 1.44 and 0.64: roots 1.2 and 0.8, z = 4 and -4 */
		localities[i] = (struct tl_funnel_locality){i % 2 ? 144 : 64, 100};
	for (size_t i = 0; i < 10; i++)
		squares += 16;
	spread = tl_funnel_spread(TL_FUNNEL_CQC, localities, 10, true);
	assert_close(spread.phi, squares / 10, 1e-12);
	assert_close(spread.tau2, 0.05 * 0.05 * (squares - 9) / 9, 1e-12);
	assert_int_equal(spread.used, 10);
}

static void a_locality_without_events_has_no_logarithm_and_stays_out(void **state)
{
	struct tl_funnel_locality localities[] = {{0, 10}, {11, 10}, {9, 10}, {12, 10}, {8, 10},
		{10, 10}, {10, 10}, {13, 10}, {7, 10}, {10, 10}, {10, 10}};
	struct tl_funnel_spread with = tl_funnel_spread(TL_FUNNEL_SHMI, localities, 11, true);
	struct tl_funnel_spread without =
		tl_funnel_spread(TL_FUNNEL_SHMI, localities + 1, 10, true);

	(void)state;
	assert_true(isfinite(with.phi));
	assert_close(with.phi, without.phi, 0);
	/* floor(10 rank / 11) of ranks 1..10 is 0..9: ranks 1 and 10 are left out. */
	assert_int_equal(with.used, 8);
}

static void control_limits_end_at_what_a_share_and_a_ratio_can_be(void **state)
{
	struct tl_funnel_spread share = {.centre = asin(sqrt(0.02))};
	struct tl_funnel_spread root = {.centre = 1};

	(void)state;
	assert_close(tl_funnel_control_limits(TL_FUNNEL_PR, &share, 5, TL_LEVEL_998).lower, 0, 0);
	share.centre = asin(sqrt(0.98));
	assert_close(
		tl_funnel_control_limits(TL_FUNNEL_PR, &share, 5, TL_LEVEL_998).upper, 1, 1e-15);
	assert_close(tl_funnel_control_limits(TL_FUNNEL_CQC, &root, 1, TL_LEVEL_998).lower, 0, 0);
	assert_true(isnan(tl_funnel_control_limits(TL_FUNNEL_CQC, &root, 0, TL_LEVEL_95).lower));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flag_says_on_which_side_of_the_baseline_the_whole_interval_lies),
		cmocka_unit_test(every_flag_has_a_name_of_its_own),
		cmocka_unit_test(the_baseline_leaves_out_localities_without_numbers),
		cmocka_unit_test(rates_have_exact_limits_at_every_count),
		cmocka_unit_test(localities_that_are_alike_have_no_spread_of_their_own),
		cmocka_unit_test(tau2_is_the_moment_estimate),
		cmocka_unit_test(a_locality_without_events_has_no_logarithm_and_stays_out),
		cmocka_unit_test(control_limits_end_at_what_a_share_and_a_ratio_can_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
