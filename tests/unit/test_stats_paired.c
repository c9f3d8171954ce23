/* Two answers of the same people: McNemar, Wilcoxon, Student. Expected values are worked by hand
 * (all sign patterns counted) or by the formula of the page, not by the code under test. */
#include "test_support.h"
#include <throughline/base.h>
#include <throughline/stats.h>

static void mcnemar_compares_those_who_changed_only(void **state)
{
	struct tl_mcnemar test = tl_mcnemar_test(10, 3);

	(void)state;
	assert_close(test.chisq, 49.0 / 13, 1e-14);
	assert_close(test.chisq_cc, 36.0 / 13, 1e-14);
	/* chi squared with 1 degree of freedom is the square of a standard normal */
	assert_close(test.p, erfc(sqrt(49.0 / 13 / 2)), 1e-12);
	/* 2 (1 + 13 + 78 + 286) / 2^13 */
	assert_close(test.p_exact, 756.0 / 8192, 1e-12);
}

static void mcnemar_corrects_nothing_where_both_ways_are_equal(void **state)
{
	struct tl_mcnemar test = tl_mcnemar_test(2, 2);

	(void)state;
	assert_close(test.chisq_cc, 0, 0);
	assert_close(test.p_cc, 1, 0);
	assert_close(test.p_exact, 1, 0);
}

static void mcnemar_of_nobody_is_unknown_but_for_its_exact_p(void **state)
{
	struct tl_mcnemar none = tl_mcnemar_test(0, 0), unknown = tl_mcnemar_test(NAN, 1);

	(void)state;
	assert_true(isnan(none.chisq) && isnan(none.p) && isnan(none.p_cc));
	assert_close(none.p_exact, 1, 0);
	assert_true(isnan(unknown.p_exact) && isnan(tl_mcnemar_test(1, -1).p));
}

static void wilcoxon_is_exact_for_few_untied_differences(void **state)
{
	static const struct {
		double differences[8];
		size_t count;
		double v, p;
	} cases[] = {
		{{1, 2, 3, 4, 5}, 5, 15, 2.0 / 32},
		{{-1, -2, -3, -4, -5}, 5, 0, 2.0 / 32},
		/* of the 16 sign patterns 7 have a rank sum of 4 or less */
		{{1, 2, 3, -4}, 4, 6, 14.0 / 16},
		{{NAN, 0.5, NAN}, 3, 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		struct tl_wilcoxon test = tl_wilcoxon_signed(cases[i].differences, cases[i].count);

		assert_true(test.exact);
		assert_close(test.v, cases[i].v, 0);
		assert_close(test.p, cases[i].p, 1e-14);
	}
}

static void wilcoxon_takes_the_normal_distribution_for_ties_and_zeros(void **state)
{
	static const double tied[] = {1, 1, -1}, zero[] = {0, 1, 2};
	struct tl_wilcoxon test = tl_wilcoxon_signed(tied, 3);

	(void)state;
	assert_false(test.exact);
	assert_close(test.v, 4, 0); /* three ranks of 2 */
	/* mean 3, variance 3 4 7/24 - 24/48 = 3, less 1/2 */
	assert_close(test.p, erfc(0.5 / sqrt(3) / sqrt(2)), 1e-12);
	test = tl_wilcoxon_signed(zero, 3);
	assert_false(test.exact);
	assert_int_equal(test.k, 2);
	assert_close(test.v, 3, 0);
	/* mean 1.5, variance 2 3 5/24 = 1.25, less 1/2 */
	assert_close(test.p, erfc(1 / sqrt(1.25) / sqrt(2)), 1e-12);
}

static void wilcoxon_is_exact_up_to_49_differences(void **state)
{
	double differences[50];

	(void)state;
	for (size_t i = 0; i < 50; i++)
		differences[i] = (double)i + 1;
	assert_close(tl_wilcoxon_signed(differences, 49).p, ldexp(1, -48), 1e-14);
	assert_false(tl_wilcoxon_signed(differences, 50).exact);
}

static void wilcoxon_of_no_difference_has_no_p(void **state)
{
	static const double zeros[] = {0, 0, 0};

	(void)state;
	assert_close(tl_wilcoxon_signed(zeros, 3).v, 0, 0);
	assert_true(isnan(tl_wilcoxon_signed(zeros, 3).p));
	assert_true(isnan(tl_wilcoxon_signed(NULL, 0).p));
}

static void pairs_with_an_unknown_side_are_left_out(void **state)
{
	static const double before[] = {5, 7, NAN, 9, 1}, after[] = {4, 5, 3, 6, NAN};
	struct tl_paired paired = tl_paired_test(before, after, TL_LEN(before));

	(void)state;
	/* differences 1, 2, 3: mean 2, sd 1, t = 2 sqrt 3; with 2 degrees of freedom the
	 * two-sided p is 1 - t / sqrt(2 + t^2) */
	assert_int_equal(paired.mean.n, 3);
	assert_close(paired.mean.interval.value, 2, 1e-14);
	assert_close(paired.mean.sd, 1, 1e-14);
	assert_close(paired.t, 2 * sqrt(3), 1e-14);
	assert_close(paired.df, 2, 0);
	assert_close(paired.p, 1 - sqrt(12.0 / 14), 1e-12);
	assert_close(paired.dz, 2, 1e-14);
	assert_close(paired.r, 1, 1e-14); /* 5 7 9 against 4 5 6 */
	assert_close(paired.wilcoxon.p, 2.0 / 8, 1e-14);
}

static void equal_differences_have_no_t(void **state)
{
	static const double before[] = {5, 6, 7}, after[] = {4, 5, 6};
	struct tl_paired paired = tl_paired_test(before, after, 3);

	(void)state;
	assert_close(paired.mean.interval.value, 1, 0);
	assert_true(isnan(paired.t) && isnan(paired.p) && isnan(paired.dz));
	assert_true(isnan(tl_paired_test(before, after, 1).p));
	assert_int_equal(tl_paired_test(before, after, 0).mean.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mcnemar_compares_those_who_changed_only),
		cmocka_unit_test(mcnemar_corrects_nothing_where_both_ways_are_equal),
		cmocka_unit_test(mcnemar_of_nobody_is_unknown_but_for_its_exact_p),
		cmocka_unit_test(wilcoxon_is_exact_for_few_untied_differences),
		cmocka_unit_test(wilcoxon_takes_the_normal_distribution_for_ties_and_zeros),
		cmocka_unit_test(wilcoxon_is_exact_up_to_49_differences),
		cmocka_unit_test(wilcoxon_of_no_difference_has_no_p),
		cmocka_unit_test(pairs_with_an_unknown_side_are_left_out),
		cmocka_unit_test(equal_differences_have_no_t),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
