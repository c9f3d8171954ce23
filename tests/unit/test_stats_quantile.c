/* Medians, percentiles, their limits and groups. */
#include "test_support.h"
#include <throughline/stats.h>

static void type_seven_interpolates_between_the_ranks(void **state)
{
	static const double values[] = {1, 2, 4, 8, 16};
	/* Rank (n - 1) p from 0: 0.9 lies at 3.6, between 8 and 16. */
	static const struct {
		size_t count;
		double share, want;
	} cases[] = {
		{5, 0, 1},
		{5, .5, 4},
		{5, .9, 12.8},
		{5, 1, 16},
		{4, .5, 3},
		{4, .25, 1.75},
		{1, .9, 1},
		{0, .5, NAN},
		{5, 1.1, NAN},
		{5, NAN, NAN},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_close(tl_quantile_type7(values, cases[i].count, cases[i].share),
			cases[i].want, 1e-14);
}

static void sorting_puts_the_unknown_last_and_counts_the_known(void **state)
{
	double values[] = {3, NAN, -1, 2, NAN, 2};
	static const double want[] = {-1, 2, 2, 3};

	(void)state;
	assert_int_equal(tl_quantile_sort(values, TL_LEN(values)), 4);
	for (size_t i = 0; i < TL_LEN(want); i++)
		assert_true(values[i] == want[i]);
	assert_true(isnan(values[4]) && isnan(values[5]));
	assert_int_equal(tl_quantile_sort(NULL, 0), 0);
}

static double rank_or_none(int rank)
{
	return rank ? rank : (double)NAN;
}

/* Values 1..n, so that a limit is its own rank; ranks from binomial sums in exact fractions. 0:
 * none. */
static void limits_are_the_ranks_that_the_binomial_gives(void **state)
{
	static const struct {
		size_t n;
		double share;
		int lower, upper, lower_998, upper_998;
	} cases[] = {
		{1, .5, 0, 0, 0, 0},
		{5, .5, 0, 0, 0, 0},
		{6, .5, 1, 6, 0, 0},
		{9, .5, 2, 8, 0, 0},
		{10, .5, 2, 9, 1, 10},
		{20, .5, 6, 15, 3, 18},
		{25, .5, 8, 18, 5, 21},
		{100, .5, 40, 61, 35, 66},
		{28, .9, 22, 0, 19, 0},
		{50, .9, 41, 50, 37, 0},
		{100, .9, 84, 96, 80, 99},
	};
	double values[100];

	(void)state;
	for (size_t i = 0; i < TL_LEN(values); i++)
		values[i] = (double)i + 1;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_interval got = tl_quantile_interval(values, cases[i].n, cases[i].share);

		assert_close(got.lower, rank_or_none(cases[i].lower), 0);
		assert_close(got.upper, rank_or_none(cases[i].upper), 0);
		assert_close(got.lower_998, rank_or_none(cases[i].lower_998), 0);
		assert_close(got.upper_998, rank_or_none(cases[i].upper_998), 0);
	}
	assert_true(isnan(tl_quantile_interval(NULL, 0, .5).value));
}

static void groups_are_even_and_count_from_the_lowest(void **state)
{
	static const struct {
		size_t rank, count, groups, want;
	} cases[] = {
		{1, 10, 5, 1},
		{2, 10, 5, 1},
		{3, 10, 5, 2},
		{10, 10, 5, 5},
		{1, 3, 2, 1},
		{2, 3, 2, 1},
		{3, 3, 2, 2},
		{1, 3, 4, 0},
		{1, 5, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++)
		assert_int_equal(tl_quantile_group(cases[i].rank, cases[i].count, cases[i].groups),
			cases[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(type_seven_interpolates_between_the_ranks),
		cmocka_unit_test(sorting_puts_the_unknown_last_and_counts_the_known),
		cmocka_unit_test(limits_are_the_ranks_that_the_binomial_gives),
		cmocka_unit_test(groups_are_even_and_count_from_the_lowest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
