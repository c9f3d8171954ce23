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

/* One letter a point: . none, o outside, t trend, 2 two of three, s shift; capitals (and 3) upward.
 */
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
		double after[13];
		size_t count;
		const char *want;
	} cases[] = {
		{{6.3199}, 1, "........."},
		{{6.3201}, 1, "........O"},
		{{-4.33, 7}, 2, "........oO"},
		/* two near of three on a side; the one between is not flagged */
		{{5, 2, 5, 0}, 4, "........3.3."},
		{{5, 0, 5, 0}, 4, "............"},
		{{-3, -3, 0}, 3, "........22."},
		{{5, 1, 5, 0}, 4, "............"}, /* on the mean is on no side */
		/* an outside point is not near, but may be one of the three */
		{{5, 7, 5, 0}, 4, "........3O3."},
		{{7, 5, 2, 0}, 4, "........O..."},
		/* six rising steps are a trend, five are not, a tie breaks them; the 8th point is a
		   2 */
		{{-1, 0, 1, 2, 3, 4, 5}, 7, "........TTTTTTT"},
		{{-1, 0, 1, 2, 3, 4, 3}, 7, "..............."},
		{{-1, 0, 1, 1, 2, 3, 4}, 7, "..............."},
		{{3, 2, 1, 0, -1, -2}, 6, ".............."},
		{{4, 3, 2, 1, 0, -1, -2}, 7, "........ttttttt"},
		/* outside comes before the trend it lies in; the trend before two of three and the
		 * shift, which has its first point alone */
		{{1.5, 2.5, 3.5, 4.6, 5, 6, 7}, 7, ".......STTTTTTO"},
		/* the point that two trends share is the earlier one's */
		{{-2, -1, 0, 1, 2, 3, 4, 3, 2, 1, 0, -1, -2}, 13, "........TTTTTTTtttttt"},
		/* a shift: seven on one side, not six, and a point on the mean ends it */
		{{1, 3, 2, 3, 2, 3, 2, 3, 1}, 9, ".........SSSSSSS."},
		{{1, 3, 2, 3, 2, 3, 2, 1}, 8, "................"},
		{{1, 3, 2, 3, 1, 2, 3, 2, 3}, 9, "................."},
		{{1, 0, -1, 0, -1, 0, -1, 0, 1}, 9, ".........sssssss."},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		double values[POINTS_MAX] = {0, 2, 0, 2, 0, 2, 0, 2};

		memcpy(values + 8, cases[i].after, cases[i].count * sizeof *values);
		judge(values, 8 + cases[i].count, (struct tl_xmr_options){.baseline = 8});
		assert_close(points[0].upper, 6.32, 1e-12);
		assert_signals(8 + cases[i].count, cases[i].want);
	}
}

static void polarity_decides_between_improvement_and_concern(void **state)
{
	static const double values[] = {0, 2, 0, 2, 0, 2, 0, 2, 9, -9};
	static const struct {
		int good;
		enum tl_xmr_type high, low;
	} cases[] = {
		{1, TL_XMR_IMPROVEMENT, TL_XMR_CONCERN},
		{-1, TL_XMR_CONCERN, TL_XMR_IMPROVEMENT},
		{0, TL_XMR_NEUTRAL_HIGH, TL_XMR_NEUTRAL_LOW},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		judge(values, TL_LEN(values),
			(struct tl_xmr_options){.good = cases[i].good, .baseline = 8});
		assert_int_equal(points[8].type, cases[i].high);
		assert_int_equal(points[9].type, cases[i].low);
		assert_int_equal(points[7].type, TL_XMR_COMMON_CAUSE);
	}
}

static void a_rebase_is_a_chart_of_its_own(void **state)
{
	/* Two levels, ten apart; a rise of seven points crosses the border. */
	static const double values[] = {0, 2, 0, 2, 0, 2, 0, 1, 2, 3, 14, 15, 16, 14, 16, 14, 16};
	static const size_t border = 10;
	static double alone[7];
	struct tl_xmr_point second;

	(void)state;
	judge(values, TL_LEN(values), (struct tl_xmr_options){0});
	assert_int_equal(points[9].signal, TL_XMR_TREND);
	judge(values, TL_LEN(values),
		(struct tl_xmr_options){.rebases = &border, .rebase_count = 1});
	assert_signals(TL_LEN(values), ".................");
	assert_true(points[9].group == 0 && points[9].group_points == 10);
	assert_true(points[10].group == 1 && points[10].group_points == 7);
	second = points[16];
	memcpy(alone, values + border, sizeof alone);
	judge(alone, TL_LEN(alone), (struct tl_xmr_options){0});
	assert_true(second.lower == points[6].lower && second.upper == points[6].upper);
	assert_close(second.centre, 15, 1e-15);
}

static void an_unknown_value_leaves_its_group_without_limits_only(void **state)
{
	static const double values[] = {1, NAN, 3, 100, 5, 7, 5};
	static const size_t border = 4;

	(void)state;
	judge(values, TL_LEN(values),
		(struct tl_xmr_options){.rebases = &border, .rebase_count = 1});
	assert_true(isnan(points[0].centre) && isnan(points[0].lower));
	assert_int_equal(points[3].signal, TL_XMR_NO_SIGNAL);
	assert_close(points[4].upper, 17.0 / 3 + 2.66 * 2, 1e-14);
}

static void the_icon_is_the_last_points_class_from_thirteen_points_on(void **state)
{
	double values[] = {0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 9};
	enum tl_xmr_type icon;

	(void)state;
	judge(values, 13, (struct tl_xmr_options){.good = -1, .baseline = 12});
	assert_true(tl_xmr_variation(points, 13, &icon));
	assert_int_equal(icon, TL_XMR_CONCERN);
	judge(values + 1, 12, (struct tl_xmr_options){.good = -1});
	assert_false(tl_xmr_variation(points, 12, &icon));
	assert_false(tl_xmr_variation(points, 0, &icon));
}

static void assurance_sets_the_target_against_the_limits(void **state)
{
	/* Limits -4.32 and 6.32. */
	static const double values[] = {0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2};
	static const struct {
		double target;
		int good;
		enum tl_xmr_assurance want;
	} cases[] = {
		{7, 1, TL_XMR_CONSISTENT_FAIL},
		{7, -1, TL_XMR_CONSISTENT_PASS},
		{-5, 1, TL_XMR_CONSISTENT_PASS},
		{-5, -1, TL_XMR_CONSISTENT_FAIL},
		{6, 1, TL_XMR_HIT_AND_MISS},
		{-4, -1, TL_XMR_HIT_AND_MISS},
		{7, 0, TL_XMR_NO_ASSURANCE},
		{NAN, 1, TL_XMR_NO_ASSURANCE},
	};

	(void)state;
	judge(values, 14, (struct tl_xmr_options){0});
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_int_equal(
			tl_xmr_assure(points, 14, cases[i].target, cases[i].good), cases[i].want);
	judge(values, 12, (struct tl_xmr_options){0});
	assert_int_equal(tl_xmr_assure(points, 12, 7, 1), TL_XMR_NO_ASSURANCE);
}

static void every_word_is_there(void **state)
{
	(void)state;
	for (int i = 0; i < TL_XMR_SIGNAL_COUNT_OF; i++)
		assert_non_null(tl_xmr_signal_name((enum tl_xmr_signal)i));
	for (int i = 0; i < TL_XMR_TYPE_COUNT_OF; i++)
		assert_non_null(tl_xmr_type_name((enum tl_xmr_type)i));
	for (int i = 0; i < TL_XMR_ASSURANCE_COUNT_OF; i++)
		assert_non_null(tl_xmr_assurance_name((enum tl_xmr_assurance)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_are_two_point_six_six_mean_ranges_away),
		cmocka_unit_test(a_large_range_is_dropped_once_unless_all_are_kept),
		cmocka_unit_test(a_constant_series_and_a_single_point_have_no_limits_and_no_flags),
		cmocka_unit_test(each_rule_flags_its_points_and_the_first_rule_wins),
		cmocka_unit_test(polarity_decides_between_improvement_and_concern),
		cmocka_unit_test(a_rebase_is_a_chart_of_its_own),
		cmocka_unit_test(an_unknown_value_leaves_its_group_without_limits_only),
		cmocka_unit_test(the_icon_is_the_last_points_class_from_thirteen_points_on),
		cmocka_unit_test(assurance_sets_the_target_against_the_limits),
		cmocka_unit_test(every_word_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
