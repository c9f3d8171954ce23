/* The rules of an XmR chart, each on a series small enough to follow with a pencil. */
#include "test_support.h"
#include <throughline/stats.h>

#define POINTS_MAX 40

static struct tl_xmr_point points[POINTS_MAX];

static void judge(const double *values, size_t count, struct tl_xmr_options options)
{
	assert_true(count <= POINTS_MAX);
	tl_xmr_judge(values, count, &options, points);
}

/* One letter a point: . none, o outside, t trend, 2 two of three, s shift; capitals (and 3) upward. */
static void assert_signals(size_t count, const char *want)
{
	static const char low[] = ".ot2s", high[] = ".OT3S";
	char got[POINTS_MAX + 1] = {0};

	for (size_t i = 0; i < count; i++)
		got[i] = (points[i].direction > 0 ? high : low)[points[i].signal];
	assert_string_equal(got, want);
}

static void limits_are_two_point_six_six_mean_ranges_away(void **state)
{
	static const double values[] = {5, 7, 6, 9, 8}; /* ranges 2 1 3 1, mean 1.75; mean 7 */

	(void)state;
	judge(values, TL_LEN(values), (struct tl_xmr_options){0});
	assert_close(points[0].centre, 7, 1e-15);
	assert_close(points[4].lower, 7 - 2.66 * 1.75, 1e-14);
	assert_close(points[4].upper, 7 + 2.66 * 1.75, 1e-14);
	assert_close(points[4].near_lower, 7 - 2.66 * 1.75 * 2 / 3, 1e-14);
	assert_close(points[4].near_upper, 7 + 2.66 * 1.75 * 2 / 3, 1e-14);
	assert_signals(5, ".....");
}

static void a_large_range_is_dropped_once_unless_all_are_kept(void **state)
{
	/* Ranges 1 1 1 1 1 1 1 1 1 50: mean 5.9, 3.267 times that 19.3; without it 1. */
	static const double values[] = {10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 61};
	double mean = 166.0 / 11;

	(void)state;
	judge(values, TL_LEN(values), (struct tl_xmr_options){0});
	assert_close(points[0].upper, mean + 2.66, 1e-14);
	judge(values, TL_LEN(values), (struct tl_xmr_options){.keep_all_ranges = true});
	assert_close(points[0].upper, mean + 2.66 * 5.9, 1e-14);
}

static void a_constant_series_and_a_single_point_have_no_limits_and_no_flags(void **state)
{
	static const double same[] = {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1, .1};

	(void)state;
	for (size_t count = 1; count <= TL_LEN(same); count++) {
		judge(same, count, (struct tl_xmr_options){.good = 1});
		assert_true(points[0].centre == .1);
		assert_true(isnan(points[0].lower) && isnan(points[0].near_upper));
		for (size_t i = 0; i < count; i++)
			assert_int_equal(points[i].type, TL_XMR_COMMON_CAUSE);
	}
	judge(same, TL_LEN(same), (struct tl_xmr_options){.keep_all_ranges = true});
	assert_true(points[3].lower == .1 && points[3].upper == .1);
	assert_int_equal(points[3].signal, TL_XMR_NO_SIGNAL);
	judge(same, 0, (struct tl_xmr_options){0});
}

/* Every series starts with a baseline of 0 2 0 2 ...: mean 1, range 2, limits -4.32 and 6.32, near
 * lines -2.55 and 4.55. Its 8 points are the baseline, so what follows does not move the limits. */
static void each_rule_flags_its_points_and_the_first_rule_wins(void **state)
{
	static const struct {
		double after[12];
		size_t count;
		const char *want;
	} cases[] = {
		{{6.32}, 1, "........."},
		{{6.33}, 1, "........O"},
		{{-4.33, 7}, 2, "........oO"},
		/* two near of three on a side; the one between is not flagged */
		{{5, 2, 5, 0}, 4, "........3.3."},
		{{5, 0, 5, 0}, 4, "............"},
		{{-3, -3, 0}, 3, "........22."},
		{{5, 1, 5, 0}, 4, "............"}, /* on the mean is on no side */
		/* an outside point is not near, but may be one of the three */
		{{5, 7, 5, 0}, 4, "........3O3."},
		{{5, 7, 0}, 3, "........ .O." + 0},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		double values[POINTS_MAX] = {0, 2, 0, 2, 0, 2, 0, 2};

		if (strchr(cases[i].want, ' '))
			continue;
		memcpy(values + 8, cases[i].after, cases[i].count * sizeof *values);
		judge(values, 8 + cases[i].count, (struct tl_xmr_options){.baseline = 8});
		assert_close(points[0].upper, 6.32, 1e-12);
		assert_signals(8 + cases[i].count, cases[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_are_two_point_six_six_mean_ranges_away),
		cmocka_unit_test(a_large_range_is_dropped_once_unless_all_are_kept),
		cmocka_unit_test(a_constant_series_and_a_single_point_have_no_limits_and_no_flags),
		cmocka_unit_test(each_rule_flags_its_points_and_the_first_rule_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
