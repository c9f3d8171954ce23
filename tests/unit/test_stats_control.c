/* Run charts and control charts, worked by hand; the reference cases are in tests/stat. */
#include "test_support.h"
#include <throughline/base.h>
#include <throughline/stats.h>

static void longest_run_and_crossings_leave_out_points_on_the_centre(void **state)
{
	static const double values[] = {6, 7, 5, 8, 4, 5, 9};
	struct tl_runs runs = tl_runs_judge(values, TL_LEN(values), 5);

	(void)state;
	assert_int_equal(runs.useful, 5);
	assert_int_equal(runs.longest, 3); /* 6 7 8, across the 5 */
	assert_int_equal(runs.crossings, 2);
	assert_int_equal(runs.longest_max, 5); /* log2 5 = 2.3 */
	assert_int_equal(runs.crossings_min, 0); /* P(binomial(4, 1/2) = 0) = 1/16 */
	assert_false(runs.signal);
}

static void a_long_run_or_few_crossings_are_a_signal(void **state)
{
	double values[16];
	struct tl_runs runs;

	(void)state;
	for (size_t i = 0; i < 16; i++)
		values[i] = i < 8 ? -1 : 1;
	runs = tl_runs_judge(values, 16, 0);
	assert_int_equal(runs.longest_max, 7);
	assert_int_equal(runs.crossings_min, 4); /* of 15: P(<= 3) = 576/32768, P(<= 4) = 0.059 */
	assert_true(runs.signal);
	for (size_t i = 0; i < 16; i++)
		values[i] = i % 2 ? -1 : 1;
	assert_false(tl_runs_judge(values, 16, 0).signal);
}

static void a_series_all_on_its_centre_says_nothing(void **state)
{
	static const double values[] = {3, 3, 3};
	struct tl_runs runs = tl_runs_judge(values, 3, 3);

	(void)state;
	assert_int_equal(runs.useful, 0);
	assert_false(runs.signal || tl_runs_judge(NULL, 0, NAN).signal);
}

static void every_chart_has_its_centre_and_limits(void **state)
{
	static const double tens[] = {10, 10, 10};
	static const struct {
		enum tl_control_chart chart;
		double values[3];
		double value, centre, lower, upper; /* of the last point */
	} cases[] = {
		{TL_CONTROL_RUN, {1, 9, 2}, 2, 2, NAN, NAN},
		{TL_CONTROL_I, {1, 4, 2}, 2, 7.0 / 3, 7.0 / 3 - 6.65, 7.0 / 3 + 6.65},
		{TL_CONTROL_MR, {1, 4, 2}, 2, 2.5, 0, 3.267 * 2.5},
		{TL_CONTROL_C, {4, 4, 4}, 4, 4, 0, 10},
		{TL_CONTROL_C, {16, 16, 16}, 16, 16, 4, 28},
		{TL_CONTROL_U, {1, 2, 3}, 0.3, 0.2, 0, 0.2 + 3 * 0.141421356237309505},
		{TL_CONTROL_P, {9, 9, 9}, 0.9, 0.9, 0.9 - 3 * 0.0948683298050513800, 1},
		{TL_CONTROL_G, {1, 2, 6}, 6, 2, 0, 3 + 3 * 3.46410161513775459},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_control_point points[3];

		tl_control_judge(cases[i].chart, cases[i].values, tens, 3, 0, points);
		assert_close(points[2].value, cases[i].value, 1e-14);
		assert_close(points[2].centre, cases[i].centre, 1e-14);
		assert_close(points[2].lower, cases[i].lower, 1e-14);
		assert_close(points[2].upper, cases[i].upper, 1e-14);
	}
}

static void primes_widen_by_how_far_the_points_jump(void **state)
{
	static const double values[] = {1, 3}, tens[] = {10, 10};
	struct tl_control_point plain[2], prime[2];

	(void)state;
	tl_control_judge(TL_CONTROL_U, values, tens, 2, 0, plain);
	tl_control_judge(TL_CONTROL_U_PRIME, values, tens, 2, 0, prime);
	/* z is -1/sqrt 2 and 1/sqrt 2: one range of sqrt 2 */
	assert_close(prime[0].upper - 0.2, (plain[0].upper - 0.2) * sqrt(2) / 1.128, 1e-12);
	tl_control_judge(TL_CONTROL_P_PRIME, values, tens, 2, 0, prime);
	/* se is sqrt(0.016): a range of 0.2 / se, so the limits do not depend on se */
	assert_close(prime[0].upper, 0.2 + 3 * 0.2 / 1.128, 1e-12);
	assert_close(prime[0].lower, 0, 0);
}

static void times_between_events_are_judged_on_their_own_scale(void **state)
{
	double values[3], y[] = {1, 2, 1.5};
	struct tl_control_point points[3];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		values[i] = pow(y[i], 3.6);
	tl_control_judge(TL_CONTROL_T, values, NULL, 3, 0, points);
	/* mean 1.5, mean range 0.75: 1.5 -/+ 1.9946...; the lower one is below 0 */
	assert_close(points[0].centre, pow(1.5, 3.6), 1e-12);
	assert_close(points[0].lower, 0, 0);
	assert_close(points[0].upper, pow(1.5 + 3 * 0.75 / 1.128, 3.6), 1e-12);
}

static void a_baseline_sets_the_limits_of_all_points(void **state)
{
	static const double values[] = {16, 16, 30, 40};
	struct tl_control_point points[4];

	(void)state;
	tl_control_judge(TL_CONTROL_C, values, NULL, 4, 2, points);
	assert_close(points[3].centre, 16, 0);
	assert_close(points[3].upper, 28, 1e-14);
}

static void one_point_has_no_limits_where_ranges_are_needed(void **state)
{
	static const enum tl_control_chart charts[] = {
		TL_CONTROL_I, TL_CONTROL_MR, TL_CONTROL_U_PRIME, TL_CONTROL_P_PRIME, TL_CONTROL_T};
	static const double values[] = {4}, denominators[] = {10};

	(void)state;
	for (size_t i = 0; i < TL_LEN(charts); i++) {
		struct tl_control_point point;

		tl_control_judge(charts[i], values, denominators, 1, 0, &point);
		assert_true(isnan(point.lower) && isnan(point.upper));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longest_run_and_crossings_leave_out_points_on_the_centre),
		cmocka_unit_test(a_long_run_or_few_crossings_are_a_signal),
		cmocka_unit_test(a_series_all_on_its_centre_says_nothing),
		cmocka_unit_test(every_chart_has_its_centre_and_limits),
		cmocka_unit_test(primes_widen_by_how_far_the_points_jump),
		cmocka_unit_test(times_between_events_are_judged_on_their_own_scale),
		cmocka_unit_test(a_baseline_sets_the_limits_of_all_points),
		cmocka_unit_test(one_point_has_no_limits_where_ranges_are_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
