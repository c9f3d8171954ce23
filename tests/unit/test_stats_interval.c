/* Proportions, rates, means, differences: against published tables and the reference packages. */
#include "test_support.h"
#include <throughline/stats.h>

static void z_is_the_normal_quantile_at_full_precision(void **state)
{
	(void)state;
	assert_close(tl_z_quantile(TL_LEVEL_95), 1.9599639845400545, 1e-14);
	assert_close(tl_z_quantile(TL_LEVEL_998), 3.0902323061678132, 1e-14);
}

static void wilson_agrees_with_newcombes_table(void **state)
{
	/* Newcombe (1998), Statistics in Medicine 17:857, table I, method 3, as printed. */
	static const struct {
		double x, n, lower, upper;
	} cases[] = {
		{81, 263, .2553, .3662},
		{15, 148, .0624, .1605},
		{0, 20, 0, .1611},
		{1, 29, .0061, .1718},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_interval got = tl_proportion_wilson(cases[i].x, cases[i].n);

		assert_true(fabs(got.lower - cases[i].lower) < 5.1e-5);
		assert_true(fabs(got.upper - cases[i].upper) < 5.1e-5);
		assert_true(got.lower_998 <= got.lower && got.upper_998 > got.upper);
		assert_int_equal(got.method, TL_INTERVAL_WILSON);
	}
}

static void none_is_exactly_zero_and_all_is_exactly_one(void **state)
{
	static const double sizes[] = {1, 3, 7, 49, 100, 12345, 1e9};

	(void)state;
	for (size_t i = 0; i < TL_LEN(sizes); i++) {
		struct tl_interval low = tl_proportion_wilson(0, sizes[i]);
		struct tl_interval high = tl_proportion_wilson(sizes[i], sizes[i]);

		assert_true(
			low.value == 0 && low.lower == 0 && low.lower_998 == 0 && low.upper > 0);
		assert_true(high.value == 1 && high.upper == 1 && high.upper_998 == 1 &&
			    high.lower < 1);
		assert_true(tl_interval_scale(high, 100).upper == 100);
	}
}

static void what_is_no_proportion_or_rate_is_unknown_not_zero(void **state)
{
	static const double cases[][2] = {{1, 0}, {0, 0}, {-1, 5}, {NAN, 5}, {3, NAN}, {1, -2}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_interval share = tl_proportion_wilson(cases[i][0], cases[i][1]);
		struct tl_interval rate = tl_rate_interval(cases[i][0], cases[i][1]);
		struct tl_interval difference =
			tl_difference_newcombe(cases[i][0], cases[i][1], 1, 2);

		assert_true(isnan(share.value) && isnan(share.lower) && isnan(share.upper_998));
		assert_true(isnan(rate.value) && isnan(rate.lower) && isnan(rate.upper_998));
		assert_true(isnan(difference.value) && isnan(difference.upper));
		assert_int_equal(rate.method, TL_INTERVAL_NONE);
	}
	assert_true(isnan(tl_proportion_wilson(6, 5).value));
}

static void rates_are_exact_below_ten_and_byar_from_ten(void **state)
{
	/* PHEindicatormethods 2.1.0, rate_byar (own), per 100,000. */
	static const struct {
		double x, time, value, lower, upper, lower_998, upper_998;
		const char *method;
	} cases[] = {
		{0, 1000, 0, 0, 368.887945411394, 0, 690.775527898214, "Exact"},
		{1, 1000, 100, 2.53178079842899, 557.16433909389, .100050033358353,
			923.341347645158, "Exact"},
		{9, 1000, 900, 411.537309737833, 1708.48034514192, 245.242440436378,
			2265.73733090629, "Exact"},
		{10, 1000, 1000, 478.744991396756, 1839.14586057565, 291.631837469569,
			2419.37249278806, "Byars"},
		{50, 100, 50000, 37108.1004090342, 65920.1566939577, 30934.7084397531,
			75969.3005901441, "Byars"},
		{123456, 5e6, 2469.12, 2455.36577309508, 2482.93216877009, 2447.46110413882,
			2490.91297751757, "Byars"},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_interval got =
			tl_interval_scale(tl_rate_interval(cases[i].x, cases[i].time), 1e5);

		assert_close(got.value, cases[i].value, 1e-12);
		assert_close(got.lower, cases[i].lower, 1e-9);
		assert_close(got.upper, cases[i].upper, 1e-9);
		assert_close(got.lower_998, cases[i].lower_998, 1e-9);
		assert_close(got.upper_998, cases[i].upper_998, 1e-9);
		assert_string_equal(tl_interval_method_name(got.method), cases[i].method);
	}
}

/* The limits of x are the means under which x or more (or fewer) has just 2.5%: the definition,
 * with the Poisson probabilities added up term by term. */
static void exact_poisson_limits_satisfy_their_definition(void **state)
{
	static const int counts[] = {1, 2, 5, 9, 10, 40, 200};

	(void)state;
	for (size_t i = 0; i < TL_LEN(counts); i++) {
		struct tl_limits limits = tl_rate_exact_limits(counts[i], TL_LEVEL_95);
		double term_lower = exp(-limits.lower), term_upper = exp(-limits.upper);
		double below_lower = 0, up_to_upper = 0;

		for (int k = 0; k <= counts[i]; k++) {
			if (k < counts[i])
				below_lower += term_lower;
			up_to_upper += term_upper;
			term_lower *= limits.lower / (k + 1);
			term_upper *= limits.upper / (k + 1);
		}
		assert_close(1 - below_lower, .025, 1e-10);
		assert_close(up_to_upper, .025, 1e-10);
	}
}

static void exact_poisson_limits_hold_at_millions_of_events(void **state)
{
	/* mpmath, 34 digits: the gamma density integrated, its quantile by the secant rule. */
	static const struct {
		double x, lower_998, upper_998, rtol;
	} cases[] = {
		{1000, 905.1207909349766, 1101.626943879031, 1e-13},
		{100000, 99025.63189050092, 100981.0726780298, 1e-13},
		{1000000, 996912.6173198152, 1003094.08391497, 1e-13},
		{10000000, 9990230.677189463, 10009776.02298954, 1e-10},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_limits got = tl_rate_exact_limits(cases[i].x, TL_LEVEL_998);

		assert_close(got.lower, cases[i].lower_998, cases[i].rtol);
		assert_close(got.upper, cases[i].upper_998, cases[i].rtol);
	}
}

static void newcombe_agrees_with_his_table(void **state)
{
	/* Newcombe (1998), Statistics in Medicine 17:873, table II, method 10, as printed. */
	static const struct {
		double x1, n1, x0, n0, lower, upper;
	} cases[] = {
		{56, 70, 48, 80, .0524, .3339},
		{9, 10, 3, 10, .1705, .8090},
		{6, 7, 2, 7, .0582, .8062},
		{5, 56, 0, 29, -.0381, .1926},
		{0, 10, 0, 20, -.1611, .2775},
		{0, 10, 0, 10, -.2775, .2775},
		{10, 10, 0, 20, .6791, 1},
		{10, 10, 0, 10, .6075, 1},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_interval got =
			tl_difference_newcombe(cases[i].x1, cases[i].n1, cases[i].x0, cases[i].n0);

		assert_true(fabs(got.lower - cases[i].lower) < 5.1e-5);
		assert_true(fabs(got.upper - cases[i].upper) < 5.1e-5);
		assert_true(got.lower_998 < got.lower && got.upper_998 >= got.upper);
	}
}

static void fishers_test_adds_the_tables_no_likelier(void **state)
{
	/* Exact fractions over all tables with the same margins. */
	static const struct {
		double x1, n1, x0, n0, p;
	} cases[] = {
		{3, 4, 1, 4, 17.0 / 35}, /* the lady tasting tea */
		{1, 10, 9, 14, 8419.0 / 653752},
		{10, 10, 0, 10, 1.0 / 92378},
		{7, 20, 2, 30, 5197541.0 / 250543370},
		{0, 5, 0, 5, 1},
		{5, 5, 5, 5, 1},
		{2.5, 5, 1, 5, NAN},
		{6, 5, 1, 5, NAN},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_close(
			tl_difference_p_fisher(cases[i].x1, cases[i].n1, cases[i].x0, cases[i].n0),
			cases[i].p, 1e-10);
}

static void a_mean_has_students_limits(void **state)
{
	static const double five[] = {1, NAN, 2, 3, 4, 5};
	/* t(4) at 97.5% is 2.776445105197794, at 99.9% 7.173182219782308; sd/sqrt(n) = sqrt(1/2).
	 */
	struct tl_mean got = tl_mean_t(five, TL_LEN(five));

	(void)state;
	assert_int_equal(got.n, 5);
	assert_close(got.interval.value, 3, 1e-15);
	assert_close(got.sd, sqrt(2.5), 1e-15);
	assert_close(got.interval.lower, 3 - 2.776445105197794 * sqrt(.5), 1e-12);
	assert_close(got.interval.upper, 3 + 2.776445105197794 * sqrt(.5), 1e-12);
	assert_close(got.interval.upper_998, 3 + 7.173182219782308 * sqrt(.5), 1e-12);
}

static void one_value_has_a_mean_and_no_spread(void **state)
{
	static const double values[] = {4.5, NAN};
	struct tl_mean one = tl_mean_t(values, 2), empty = tl_mean_t(values + 1, 1);

	(void)state;
	assert_true(one.n == 1 && one.interval.value == 4.5);
	assert_true(isnan(one.sd) && isnan(one.interval.lower));
	assert_true(empty.n == 0 && isnan(empty.interval.value));
}

static void every_method_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < TL_INTERVAL_METHOD_COUNT_OF; i++) {
		assert_non_null(tl_interval_method_name((enum tl_interval_method)i));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(tl_interval_method_name((enum tl_interval_method)i),
				tl_interval_method_name((enum tl_interval_method)j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(z_is_the_normal_quantile_at_full_precision),
		cmocka_unit_test(wilson_agrees_with_newcombes_table),
		cmocka_unit_test(none_is_exactly_zero_and_all_is_exactly_one),
		cmocka_unit_test(what_is_no_proportion_or_rate_is_unknown_not_zero),
		cmocka_unit_test(rates_are_exact_below_ten_and_byar_from_ten),
		cmocka_unit_test(exact_poisson_limits_satisfy_their_definition),
		cmocka_unit_test(exact_poisson_limits_hold_at_millions_of_events),
		cmocka_unit_test(newcombe_agrees_with_his_table),
		cmocka_unit_test(fishers_test_adds_the_tables_no_likelier),
		cmocka_unit_test(a_mean_has_students_limits),
		cmocka_unit_test(one_value_has_a_mean_and_no_spread),
		cmocka_unit_test(every_method_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
