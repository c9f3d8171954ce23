/* Curves of a few people, by hand. */
#include "test_support.h"
#include <throughline/stats.h>

static void events_come_before_censoring_at_a_tie_and_the_unknown_are_left_out(void **state)
{
	static const double times[] = {3, 1, 2, 2, NAN, 2, 5}, events[] = {0, 1, 0, 1, 1, NAN, 0};
	static const struct tl_survival_step want[] = {
		{1, 5, 1, 0, 0.8, 1 / 20.0},
		{2, 4, 1, 1, 0.6, 1 / 20.0 + 1 / 12.0},
		{3, 2, 0, 1, 0.6, 1 / 20.0 + 1 / 12.0},
		{5, 1, 0, 1, 0.6, 1 / 20.0 + 1 / 12.0},
	};
	struct tl_survival_step steps[7];

	(void)state;
	assert_int_equal(tl_survival_kaplan_meier(times, events, 7, steps), TL_LEN(want));
	for (size_t i = 0; i < TL_LEN(want); i++) {
		assert_close(steps[i].time, want[i].time, 0);
		assert_close(steps[i].at_risk, want[i].at_risk, 0);
		assert_close(steps[i].events, want[i].events, 0);
		assert_close(steps[i].censored, want[i].censored, 0);
		assert_close(steps[i].survival, want[i].survival, 1e-14);
		assert_close(steps[i].variance, want[i].variance, 1e-14);
	}
}

static void limits_are_sure_before_the_first_event_and_unknown_after_the_last(void **state)
{
	struct tl_survival_step before = {.survival = 1},
				after = {.survival = 0, .variance = INFINITY};
	struct tl_survival_step step = {.survival = 0.5, .variance = 0.04};
	double z = tl_z_quantile(TL_LEVEL_95);
	struct tl_limits log_log = tl_survival_limits(&step, TL_SURVIVAL_LOG_LOG, TL_LEVEL_95);
	struct tl_limits plain_log = tl_survival_limits(&step, TL_SURVIVAL_LOG, TL_LEVEL_95);

	(void)state;
	assert_close(tl_survival_limits(&before, TL_SURVIVAL_LOG_LOG, TL_LEVEL_95).lower, 1, 0);
	assert_true(isnan(tl_survival_limits(&after, TL_SURVIVAL_LOG, TL_LEVEL_95).upper));
	assert_true(log_log.lower < 0.5 && log_log.upper > 0.5);
	assert_close(
		log(-log(log_log.lower)) - log(-log(log_log.upper)), 2 * z * 0.2 / log(2), 1e-12);
	assert_close(plain_log.lower, 0.5 * exp(-0.2 * z), 1e-14);
	assert_close(plain_log.upper, 0.5 * exp(0.2 * z), 1e-14);
}

static double median_of(const double *times, const double *events, size_t count)
{
	struct tl_survival_step steps[16];

	return tl_survival_time_below(
		steps, tl_survival_kaplan_meier(times, events, count, steps), 0.5);
}

static void a_median_is_where_less_than_half_is_left(void **state)
{
	static const double times[] = {1, 2, 3, 4};
	static const double all[] = {1, 1, 1, 1}, first[] = {1, 0, 0, 0};
	static const double half[] = {1, 1, 0, 0}, late[] = {1, 1, 0, 1}, odd[] = {1, 0, 1, 1};

	(void)state;
	assert_close(median_of(times, all, 4), 2.5, 0); /* exactly half is left from 2 to 3 */
	assert_close(median_of(times, half, 4), 2, 0); /* and never less */
	assert_close(median_of(times, late, 4), 3, 0); /* half is left until 4 */
	assert_close(median_of(times, odd, 4), 3, 0); /* 0.75, then 0.375 */
	assert_true(isnan(median_of(times, first, 4)));
	assert_close(median_of(times, all, 3), 2, 0);
}

static void the_restricted_mean_is_the_area_carried_flat(void **state)
{
	static const double times[] = {1, 2, 3, 4}, all[] = {1, 1, 1, 1}, half[] = {1, 1, 0, 0};
	struct tl_survival_step steps[4];
	size_t count = tl_survival_kaplan_meier(times, all, 4, steps);
	struct tl_estimate mean = tl_survival_restricted_mean(steps, count, 4);

	(void)state;
	assert_close(mean.value, 2.5, 1e-14);
	/* Nobody is censored: the variance of the mean of 1, 2, 3, 4 with n, over n. */
	assert_close(mean.se, sqrt(1.25 / 4), 1e-14);
	assert_close(tl_survival_restricted_mean(steps, count, 2.5).value, 1 + 0.75 + 0.25, 1e-14);
	assert_close(tl_survival_restricted_mean(steps, count, 0.5).value, 0.5, 1e-14);
	count = tl_survival_kaplan_meier(times, half, 4, steps);
	assert_close(
		tl_survival_restricted_mean(steps, count, 10).value, 1 + 0.75 + 0.5 * 8, 1e-14);
}

static void the_order_of_rows_does_not_matter(void **state)
{
	static const double times[] = {4, 2, 2, 9, 7}, events[] = {1, 0, 1, 1, 0};
	static const double turned[] = {7, 9, 2, 2, 4}, turned_events[] = {0, 1, 1, 0, 1};
	struct tl_survival_step a[5], b[5];
	size_t count = tl_survival_kaplan_meier(times, events, 5, a);

	(void)state;
	assert_int_equal(tl_survival_kaplan_meier(turned, turned_events, 5, b), count);
	assert_memory_equal(a, b, count * sizeof *a);
}

/* One event each of 2 and 2 at times 1 and 2: O1 = 1, E1 = 1/2 + 1/3, V = 1/4 + 2/9. */
static void logrank_of_four_people(void **state)
{
	static const double times[] = {1, 5, 2, 5}, events[] = {1, 0, 1, 0};
	static const size_t groups[] = {0, 0, 1, 1}, with_empty[] = {0, 0, 2, 2};
	double observed[2], expected[2];
	struct tl_test test = tl_survival_logrank(times, events, groups, 4, 2, observed, expected);

	(void)state;
	assert_close(observed[0], 1, 0);
	assert_close(expected[0], 0.5 + 1 / 3.0, 1e-14);
	assert_close(test.chisq, (1 / 36.0) / (0.25 + 2 / 9.0), 1e-13);
	assert_close(test.df, 1, 0);
	test = tl_survival_logrank(times, events, with_empty, 4, 3, NULL, NULL);
	assert_close(test.df, 1, 0);
	assert_close(test.chisq, (1 / 36.0) / (0.25 + 2 / 9.0), 1e-13);
	assert_true(isnan(tl_survival_logrank(times, events, groups, 2, 1, NULL, NULL).p));
}

static void what_happened_and_what_did_not_add_up_to_everybody(void **state)
{
	static const double times[] = {1, 1, 2, 3, 3}, causes[] = {1, 2, 0, 2, 2};
	static const double want[][4] = {
		{1, 0.6, 0.2, 0.2},
		{2, 0.6, 0.2, 0.2},
		{3, 0, 0.2, 0.8},
	};
	double step_times[5], shares[5 * 3];

	(void)state;
	assert_int_equal(
		tl_survival_competing(times, causes, 5, 2, step_times, shares), TL_LEN(want));
	for (size_t i = 0; i < TL_LEN(want); i++) {
		assert_close(step_times[i], want[i][0], 0);
		for (size_t k = 0; k < 3; k++)
			assert_close(shares[i * 3 + k], want[i][1 + k], 1e-14);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			events_come_before_censoring_at_a_tie_and_the_unknown_are_left_out),
		cmocka_unit_test(limits_are_sure_before_the_first_event_and_unknown_after_the_last),
		cmocka_unit_test(a_median_is_where_less_than_half_is_left),
		cmocka_unit_test(the_restricted_mean_is_the_area_carried_flat),
		cmocka_unit_test(the_order_of_rows_does_not_matter),
		cmocka_unit_test(logrank_of_four_people),
		cmocka_unit_test(what_happened_and_what_did_not_add_up_to_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
