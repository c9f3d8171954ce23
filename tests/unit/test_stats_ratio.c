/* Rate ratios: exact, log-Wald and robust; and several questions at once. */
#include "test_support.h"
#include <throughline/stats.h>

static void exact_and_log_wald_limits_agree_with_r(void **state)
{
	/* R poisson.test and glm on two_group_tests (own). */
	static const struct {
		double x1, t1, x0, t0, value, lower, upper, p, log_lower, log_upper;
	} cases[] = {
		{0, 50, 4, 60, 0, 0, 1.81784023123904, 0.13120688477563, NAN, NAN},
		{1, 365, 0, 365, INFINITY, 0.0256410256410257, INFINITY, 1, NAN, NAN},
		{0, 100, 0, 100, NAN, 0, INFINITY, 1, NAN, NAN},
		{3, 120.5, 3, 200, 1.6597510373444, 0.222303050917395, 12.3919734551437,
			0.678473233915744, 0.33499613702202, 8.22329932056718},
		{100, 10000, 90, 10000, 1.11111111111111, 0.827351628649771, 1.49400033442728,
			0.513909635887247, 0.835758444978922, 1.47718268197183},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		double x1 = cases[i].x1, t1 = cases[i].t1, x0 = cases[i].x0, t0 = cases[i].t0;
		struct tl_interval exact = tl_ratio_exact(x1, t1, x0, t0);
		struct tl_interval wald = tl_ratio_log_wald(x1, t1, x0, t0);

		assert_close(exact.value, cases[i].value, 1e-12);
		assert_close(exact.lower, cases[i].lower, 1e-9);
		assert_close(exact.upper, cases[i].upper, 1e-9);
		assert_close(tl_ratio_p_exact(x1, t1, x0, t0), cases[i].p, 1e-9);
		assert_close(wald.value, cases[i].value, 1e-12);
		assert_close(wald.lower, cases[i].log_lower, 1e-9);
		assert_close(wald.upper, cases[i].log_upper, 1e-9);
	}
}

static void exact_limits_hold_where_gsl_gives_up(void **state)
{
	/* mpmath, 34 digits: the beta density integrated, its quantile by the secant rule. */
	static const struct {
		double x1, x0, lower, upper, lower_998, upper_998;
	} cases[] = {
		{20000, 30000, 0.654812260650946, 0.678724863585628, 0.648080217094298,
			0.685753427906791},
		{500000, 500000, 0.996085752470382, 1.0039296290705, 0.993836604139412,
			1.0062016188928},
		{3000000, 1000, 2819.64566368056, 3195.01301129222, 2723.19881761198,
			3314.52770277819},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_interval got = tl_ratio_exact(cases[i].x1, 1, cases[i].x0, 1);

		assert_close(got.lower, cases[i].lower, 1e-10);
		assert_close(got.upper, cases[i].upper, 1e-10);
		assert_close(got.lower_998, cases[i].lower_998, 1e-10);
		assert_close(got.upper_998, cases[i].upper_998, 1e-10);
	}
	assert_close(tl_ratio_p_exact(50500, 1, 49500, 1), 0.0015823598788516, 1e-9);
}

static void the_exact_test_adds_the_outcomes_no_likelier(void **state)
{
	/* Exact binomial sums in fractions. */
	static const struct {
		double x1, t1, x0, t0, p;
	} cases[] = {
		{8, 1, 2, 1, 0.109375},
		{2, 1, 8, 1, 0.109375},
		{5, 1, 5, 1, 1},
		{7, 1, 5, 3, 0.014252781867980957},
		{0, 1, 9, 2, 0.03429355281207133},
		{40, 1, 60, 1, 0.05688793364098079},
		{600, 5, 400, 4, 0.004619679793135517},
		{0, 1, 0, 9, 1},
		{1.5, 1, 2, 1, NAN},
		{1, 0, 2, 1, NAN},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_close(tl_ratio_p_exact(cases[i].x1, cases[i].t1, cases[i].x0, cases[i].t0),
			cases[i].p, 1e-10);
}

static void swapping_the_arms_turns_the_interval_over(void **state)
{
	static const double counts[][2] = {{3, 8}, {9, 200}, {40, 41}, {12000, 900}};

	(void)state;
	for (size_t i = 0; i < TL_LEN(counts); i++) {
		struct tl_interval one = tl_ratio_exact(counts[i][0], 7, counts[i][1], 11);
		struct tl_interval other = tl_ratio_exact(counts[i][1], 11, counts[i][0], 7);

		assert_close(one.lower, 1 / other.upper, 1e-12);
		assert_close(one.upper, 1 / other.lower, 1e-12);
		assert_close(one.lower_998, 1 / other.upper_998, 1e-12);
	}
}

static void under_ten_in_either_arm_the_exact_limits_are_printed(void **state)
{
	(void)state;
	assert_int_equal(tl_ratio_interval(9, 1, 500, 1).method, TL_INTERVAL_EXACT_RATIO);
	assert_int_equal(tl_ratio_interval(500, 1, 9, 1).method, TL_INTERVAL_EXACT_RATIO);
	assert_int_equal(tl_ratio_interval(10, 1, 10, 1).method, TL_INTERVAL_LOG_WALD);
	assert_int_equal(tl_ratio_interval(10, 0, 10, 1).method, TL_INTERVAL_NONE);
	assert_true(isnan(tl_ratio_interval(10, 0, 10, 1).value));
}

static void the_robust_error_is_the_sandwich_done_by_hand(void **state)
{
	/* Arm 1: rate 2, residuals -1 and 1, factor 2: 2 (1 + 1) / 4^2 = 1/4. Arm 0: rate 4,
	 * residuals -2 and 2: 2 (4 + 4) / 8^2 = 1/4. */
	static const struct tl_ratio_unit apart[] = {
		{1, 1, 0, 0}, {3, 1, 0, 0}, {0, 0, 2, 1}, {0, 0, 6, 1}};
	struct tl_interval got = tl_ratio_robust(apart, TL_LEN(apart));

	(void)state;
	assert_close(tl_ratio_robust_se(apart, TL_LEN(apart)), sqrt(.5), 1e-15);
	assert_close(got.value, .5, 1e-15);
	assert_close(got.lower, .5 * exp(-1.9599639845400545 * sqrt(.5)), 1e-12);
	assert_close(got.upper_998, .5 * exp(3.0902323061678132 * sqrt(.5)), 1e-12);
	assert_int_equal(got.method, TL_INTERVAL_ROBUST);
}

static void what_a_unit_does_before_and_after_cancels(void **state)
{
	/* The same people in both arms, each with exactly half the events afterwards. */
	static const struct tl_ratio_unit paired[] = {{1, 1, 2, 1}, {3, 1, 6, 1}, {0, 2, 0, 2}};

	(void)state;
	assert_close(tl_ratio_robust_se(paired, TL_LEN(paired)), 0, 0);
}

static void units_without_time_and_the_order_of_units_change_nothing(void **state)
{
	static const struct tl_ratio_unit units[] = {
		{4, 2, 0, 0}, {1, 3, 2, 5}, {0, 0, 0, 0}, {0, 0, 6, 1}, {2, 9, 1, 1}};
	static const struct tl_ratio_unit shuffled[] = {
		{2, 9, 1, 1}, {0, 0, 6, 1}, {4, 2, 0, 0}, {1, 3, 2, 5}};

	(void)state;
	assert_close(tl_ratio_robust_se(units, 5), tl_ratio_robust_se(shuffled, 4), 1e-14);
}

static void the_robust_error_wants_two_units_and_an_event_in_each_arm(void **state)
{
	static const struct tl_ratio_unit alone[] = {{4, 2, 0, 0}, {0, 0, 6, 1}, {0, 0, 2, 1}};
	static const struct tl_ratio_unit quiet[] = {
		{0, 2, 0, 0}, {0, 2, 0, 0}, {0, 0, 6, 1}, {0, 0, 2, 1}};

	(void)state;
	assert_true(isnan(tl_ratio_robust_se(alone, TL_LEN(alone))));
	assert_true(isnan(tl_ratio_robust_se(quiet, TL_LEN(quiet))));
	assert_true(isnan(tl_ratio_robust_se(NULL, 0)));
	assert_true(tl_ratio_robust(quiet, TL_LEN(quiet)).value == 0);
	assert_true(isnan(tl_ratio_robust(quiet, TL_LEN(quiet)).upper));
	assert_true(isnan(tl_ratio_from_log_se(INFINITY, .1).lower));
}

/* The header's formula, unit by unit, of sides 0 to 3 with the signs + - - +. */
static double se_by_units(const double (*units)[TL_RATIO_SIDES][2], size_t count)
{
	static const double signs[] = {1, -1, -1, 1};
	double pulls[8] = {0}, squares = 0;

	for (size_t s = 0; s < TL_RATIO_SIDES; s++) {
		double events = 0, time = 0, with_time = 0;

		for (size_t u = 0; u < count; u++) {
			events += units[u][s][0];
			time += units[u][s][1];
			with_time += units[u][s][1] > 0;
		}
		for (size_t u = 0; u < count; u++)
			pulls[u] += signs[s] * sqrt(with_time / (with_time - 1)) *
				    (units[u][s][0] - events / time * units[u][s][1]) / events;
	}
	for (size_t u = 0; u < count; u++)
		squares += pulls[u] * pulls[u];
	return sqrt(squares);
}

/* Who waits and then enters is in both groups; some are on three sides, some on one. */
static const double both_groups[][TL_RATIO_SIDES][2] = {{{3, 365}, {7, 366}, {0, 0}, {0, 0}},
	{{0, 90}, {2, 365}, {1, 31}, {4, 365}}, {{1, 365}, {0, 366}, {2, 60}, {9, 365}},
	{{0, 0}, {0, 0}, {5, 365}, {3, 366}}, {{11, 200}, {1, 365}, {0, 0}, {0, 0}},
	{{0, 0}, {0, 0}, {2, 17}, {0, 365}}, {{0, 0}, {3, 365}, {0, 0}, {0, 0}}};

static struct tl_ratio_sums sum_both_groups(size_t from, size_t to)
{
	struct tl_ratio_sums sums = {0};

	for (size_t u = from; u < to; u++)
		for (size_t i = 0; i < TL_RATIO_SIDES; i++) {
			const double *x = both_groups[u][i];

			tl_ratio_side_add(&sums.sides[i], x[0], x[1]);
			for (size_t j = i + 1; j < TL_RATIO_SIDES; j++)
				tl_ratio_pair_add(&sums.pairs[i][j], x[0], x[1],
					both_groups[u][j][0], both_groups[u][j][1]);
		}
	return sums;
}

static void sums_give_the_error_that_the_units_give_one_by_one(void **state)
{
	struct tl_ratio_sums sums = sum_both_groups(0, TL_LEN(both_groups));
	struct tl_interval got = tl_ratio_sums_change(&sums);
	double se = se_by_units(both_groups, TL_LEN(both_groups));

	(void)state;
	assert_close(log(got.upper / got.value), 1.9599639845400545 * se, 1e-13);
	assert_close(got.value, 15.0 / 1020 / (13.0 / 1827) / (10.0 / 473 / (16.0 / 1461)), 1e-13);
}

static void sums_of_counts_are_the_same_in_any_order(void **state)
{
	size_t count = TL_LEN(both_groups);
	struct tl_ratio_sums whole = sum_both_groups(0, count);
	struct tl_ratio_sums joined = sum_both_groups(3, count), first = sum_both_groups(0, 3);

	(void)state;
	for (size_t i = 0; i < TL_RATIO_SIDES; i++) {
		tl_ratio_side_join(&joined.sides[i], &first.sides[i]);
		for (size_t j = i + 1; j < TL_RATIO_SIDES; j++)
			tl_ratio_pair_join(&joined.pairs[i][j], &first.pairs[i][j]);
	}
	assert_memory_equal(&joined, &whole, sizeof whole);
}

/* Rates of 1/3 and 10/7 are no binary fractions: what rounding leaves is no spread. */
static void units_that_all_have_one_rate_have_no_spread(void **state)
{
	static const struct tl_ratio_unit units[] = {{1, 3, 0, 0}, {2, 6, 0, 0}, {5, 15, 0, 0},
		{0, 0, 10, 7}, {0, 0, 30, 21}, {0, 0, 70, 49}};

	(void)state;
	assert_close(tl_ratio_robust_se(units, TL_LEN(units)), 0, 0);
}

/* Two groups that share nobody: the variances of the two logs add up. */
static void a_change_against_a_change_adds_the_variances_of_groups_apart(void **state)
{
	static const struct tl_ratio_unit one[] = {{1, 1, 2, 1}, {3, 1, 1, 2}, {0, 2, 4, 1}};
	static const struct tl_ratio_unit none[] = {{2, 1, 2, 1}, {5, 1, 2, 2}};
	struct tl_ratio_change_unit units[TL_LEN(one) + TL_LEN(none)] = {0};
	double se1 = tl_ratio_robust_se(one, TL_LEN(one));
	double se0 = tl_ratio_robust_se(none, TL_LEN(none));
	double value = (4.0 / 4) / (7.0 / 4) / ((7.0 / 2) / (4.0 / 3));
	struct tl_interval got;

	(void)state;
	for (size_t i = 0; i < TL_LEN(one); i++)
		units[i].one = one[i];
	for (size_t i = 0; i < TL_LEN(none); i++)
		units[TL_LEN(one) + i].none = none[i];
	got = tl_ratio_of_ratios(units, TL_LEN(units));
	assert_close(got.value, value, 1e-12);
	assert_close(got.upper, value * exp(1.9599639845400545 * hypot(se1, se0)), 1e-10);
	assert_true(isnan(tl_ratio_of_ratios(units, TL_LEN(one)).value));
}

/* VanderWeele and Ding 2017: a risk ratio of 3.9 (1.8 to 8.7) has the E-value 7.26, its limit 3.0.
 */
static void the_e_value_is_that_of_its_authors_example(void **state)
{
	struct tl_interval ratio = {3.9, 1.8, 8.7, 0.9, 20, TL_INTERVAL_ROBUST};
	struct tl_interval fewer = {1 / 3.9, 1 / 8.7, 1 / 1.8, 1.0 / 20, 1 / 0.9, 0};

	(void)state;
	assert_close(tl_ratio_e_value(ratio).value, 7.263, 5e-4);
	assert_close(tl_ratio_e_value(ratio).lower, 3.0, 5e-3);
	assert_close(tl_ratio_e_value(ratio).lower_998, 1, 0);
	assert_close(tl_ratio_e_value(fewer).value, 7.263, 5e-4);
	assert_close(tl_ratio_e_value(fewer).lower, 3.0, 5e-3);
	assert_close(tl_ratio_e_value((struct tl_interval){.value = 1}).value, 1, 0);
}

static void events_avoided_are_those_expected_less_those_seen(void **state)
{
	/* 30 in 10 years against 40 in 10: 10 fewer. */
	struct tl_interval ratio = {.75, .5, 1.1, .4, 1.5, TL_INTERVAL_ROBUST};
	struct tl_interval avoided = tl_ratio_avoided(ratio, 40);

	(void)state;
	assert_close(avoided.value, 10, 1e-12);
	assert_close(avoided.lower, -4, 1e-12);
	assert_close(avoided.upper, 20, 1e-12);
	assert_close(tl_ratio_change(ratio).lower, -50, 1e-12);
}

static void holm_and_benjamini_hochberg_by_hand(void **state)
{
	static const double p[] = {.04, NAN, .01, .03, .02, .9};
	/* m = 5; ascending .01 .02 .03 .04 .9 */
	static const double holm[] = {.09, NAN, .05, .09, .08, .9};
	static const double bh[] = {.05, NAN, .05, .05, .05, .9};
	double got[TL_LEN(p)];

	(void)state;
	tl_adjust_holm(p, TL_LEN(p), got);
	for (size_t i = 0; i < TL_LEN(p); i++)
		assert_close(got[i], holm[i], 1e-14);
	memcpy(got, p, sizeof got);
	tl_adjust_bh(got, TL_LEN(p), got);
	for (size_t i = 0; i < TL_LEN(p); i++)
		assert_close(got[i], bh[i], 1e-14);
}

static void adjusted_values_stay_at_most_one_and_in_order(void **state)
{
	static const double p[] = {.5, .5, .6, .99, 1};
	double holm[TL_LEN(p)], bh[TL_LEN(p)];

	(void)state;
	tl_adjust_holm(p, TL_LEN(p), holm);
	tl_adjust_bh(p, TL_LEN(p), bh);
	for (size_t i = 0; i < TL_LEN(p); i++) {
		assert_true(holm[i] == 1 && bh[i] >= p[i] && bh[i] <= 1);
		assert_true(i == 0 || bh[i] >= bh[i - 1]);
	}
}

/* 0 of 6 in equal times: 2 / 2^6. 20 against 40: log(1/2) / sqrt(1/20 + 1/40) = -2.5310, twice the
 * normal's tail 0.00569 (tables). */
static void a_p_value_is_that_of_its_interval(void **state)
{
	(void)state;
	assert_close(tl_ratio_p(0, 1, 6, 1), 0.03125, 1e-12);
	assert_close(tl_ratio_p(20, 1, 40, 1), 0.011373277615038, 1e-9);
	assert_close(tl_ratio_p_log_se(exp(0.5), 0.25), 0.045500263896358, 1e-9);
	assert_close(tl_ratio_p_of_limits(exp(0.5), exp(0.5 - 0.4899909), exp(0.5 + 0.4899909)),
		tl_ratio_p_log_se(exp(0.5), 0.25), 1e-6);
	assert_close(tl_ratio_p_of_limits(1, 0.5, 2), 1, 0);
	assert_true(isnan(tl_ratio_p(2.5, 1, 6, 1)));
	assert_true(isnan(tl_ratio_p_log_se(0, 0.1)));
	assert_true(isnan(tl_ratio_p_of_limits(0.5, 0.1, INFINITY)));
}

static void no_p_value_contradicts_its_interval(void **state)
{
	(void)state;
	for (int x1 = 0; x1 <= 40; x1++) {
		for (int x0 = 1; x0 <= 40; x0++) {
			struct tl_interval interval = tl_ratio_interval(x1, 3, x0, 2);
			bool clear = interval.lower > 1 || interval.upper < 1;

			assert_int_equal(tl_ratio_p(x1, 3, x0, 2) < 0.05, clear);
			if (x1 > 0 && interval.lower > 0)
				assert_int_equal(tl_ratio_p_of_limits(interval.value,
							 interval.lower, interval.upper) < 0.05,
					clear);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_p_value_is_that_of_its_interval),
		cmocka_unit_test(no_p_value_contradicts_its_interval),
		cmocka_unit_test(exact_and_log_wald_limits_agree_with_r),
		cmocka_unit_test(exact_limits_hold_where_gsl_gives_up),
		cmocka_unit_test(the_exact_test_adds_the_outcomes_no_likelier),
		cmocka_unit_test(swapping_the_arms_turns_the_interval_over),
		cmocka_unit_test(under_ten_in_either_arm_the_exact_limits_are_printed),
		cmocka_unit_test(the_robust_error_is_the_sandwich_done_by_hand),
		cmocka_unit_test(what_a_unit_does_before_and_after_cancels),
		cmocka_unit_test(units_without_time_and_the_order_of_units_change_nothing),
		cmocka_unit_test(the_robust_error_wants_two_units_and_an_event_in_each_arm),
		cmocka_unit_test(sums_give_the_error_that_the_units_give_one_by_one),
		cmocka_unit_test(sums_of_counts_are_the_same_in_any_order),
		cmocka_unit_test(units_that_all_have_one_rate_have_no_spread),
		cmocka_unit_test(a_change_against_a_change_adds_the_variances_of_groups_apart),
		cmocka_unit_test(the_e_value_is_that_of_its_authors_example),
		cmocka_unit_test(events_avoided_are_those_expected_less_those_seen),
		cmocka_unit_test(holm_and_benjamini_hochberg_by_hand),
		cmocka_unit_test(adjusted_values_stay_at_most_one_and_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
