/* Standardised rates, worked by hand on two strata; the reference cases are in tests/stat. */
#include "test_support.h"
#include <throughline/base.h>
#include <throughline/stats.h>

static const double people[] = {100, 200}, weights[] = {1, 3};

static struct tl_dsr dsr_of(double first, double second, bool blank_zero)
{
	double counts[] = {first, second};

	return tl_dsr_rate(
		&(struct tl_dsr_strata){counts, people, weights, NULL, TL_LEN(counts), blank_zero});
}

static void a_direct_rate_weighs_each_stratum_as_the_standard_does(void **state)
{
	struct tl_dsr dsr = dsr_of(6, 4, false);
	struct tl_limits limits = tl_dsr_limits(&dsr, TL_LEVEL_95);
	struct tl_limits byar = tl_rate_byar_limits(10, TL_LEVEL_95);

	(void)state;
	assert_int_equal(dsr.refusal, TL_STANDARD_GIVEN);
	assert_close(dsr.value, 0.03, 1e-14); /* (6/100 + 3 4/200) / 4 */
	assert_close(dsr.var, 9.375e-5, 1e-14); /* (6/100^2 + 9 4/200^2) / 16 */
	assert_close(dsr.events, 10, 0);
	assert_close(dsr.population, 300, 0);
	assert_close(limits.lower, 0.03 + sqrt(9.375e-6) * (byar.lower - 10), 1e-14);
	assert_close(limits.upper, 0.03 + sqrt(9.375e-6) * (byar.upper - 10), 1e-14);
}

static void under_10_events_only_the_count_is_given(void **state)
{
	struct tl_dsr dsr = dsr_of(5, 4, false);

	(void)state;
	assert_int_equal(dsr.refusal, TL_STANDARD_FEW);
	assert_close(dsr.events, 9, 0);
	assert_true(isnan(dsr.value) && isnan(tl_dsr_limits(&dsr, TL_LEVEL_95).upper));
}

static void a_blank_count_is_unknown_unless_it_means_none(void **state)
{
	struct tl_dsr unknown = dsr_of(NAN, 12, false), zero = dsr_of(NAN, 12, true);

	(void)state;
	assert_int_equal(unknown.refusal, TL_STANDARD_UNKNOWN);
	assert_true(isnan(unknown.value) && isnan(unknown.events));
	assert_int_equal(unknown.missing, 1);
	assert_int_equal(zero.refusal, TL_STANDARD_GIVEN);
	assert_close(zero.value, 0.045, 1e-14); /* the weight of 1 stays in: 3 12/200 / 4 */
	assert_close(zero.population, 300, 0);
	assert_int_equal(zero.missing, 1);
}

static void repeat_events_widen_a_direct_rate(void **state)
{
	/* once: 6 and 4 people; twice: 2 and none */
	static const double counts[] = {6, 2, 4, 0}, frequencies[] = {1, 2, 1, 2};
	static const double both_people[] = {100, 100, 200, 200}, both_weights[] = {1, 1, 3, 3};
	struct tl_dsr dsr = tl_dsr_rate(
		&(struct tl_dsr_strata){counts, both_people, both_weights, frequencies, 4, false});

	(void)state;
	assert_close(dsr.value, 0.04, 1e-14); /* 0.03 + 2 (2/100 / 4) */
	assert_close(dsr.var, 9.375e-5 + 4 * 1.25e-5, 1e-14);
	assert_close(dsr.events, 14, 0);
	assert_close(dsr.population, 300, 0);
}

static void impossible_strata_are_refused(void **state)
{
	static const double counts[] = {6, 6}, nobody[] = {0, 200}, none[] = {0, 0};

	(void)state;
	assert_int_equal(dsr_of(-1, 12, false).refusal, TL_STANDARD_IMPOSSIBLE);
	assert_int_equal(
		tl_dsr_rate(&(struct tl_dsr_strata){counts, nobody, weights, NULL, 2, false})
			.refusal,
		TL_STANDARD_IMPOSSIBLE);
	assert_int_equal(
		tl_dsr_rate(&(struct tl_dsr_strata){counts, people, none, NULL, 2, false}).refusal,
		TL_STANDARD_IMPOSSIBLE);
	assert_int_equal(
		tl_dsr_rate(&(struct tl_dsr_strata){counts, people, weights, NULL, 0, false})
			.refusal,
		TL_STANDARD_UNKNOWN);
}

static struct tl_isr isr_of(double first, double first_reference, bool blank_zero)
{
	double counts[] = {first, 7}, reference_counts[] = {first_reference, 30};
	static const double reference_people[] = {1000, 1000};

	return tl_isr_ratio(&(struct tl_isr_strata){
		counts, people, reference_counts, reference_people, 2, blank_zero});
}

static void an_indirect_ratio_is_observed_over_expected(void **state)
{
	struct tl_isr isr = isr_of(5, 10, false);
	struct tl_limits limits = tl_isr_limits(&isr, TL_LEVEL_95);
	struct tl_limits byar = tl_rate_byar_limits(12, TL_LEVEL_95);

	(void)state;
	assert_close(isr.observed, 12, 0);
	assert_close(isr.expected, 7, 1e-14); /* 100 10/1000 + 200 30/1000 */
	assert_close(isr.value, 12.0 / 7, 1e-14);
	assert_close(isr.reference_rate, 0.02, 1e-14);
	assert_int_equal(isr.method, TL_INTERVAL_BYAR);
	assert_close(limits.lower, byar.lower / 7, 1e-14);
	assert_close(limits.upper, byar.upper / 7, 1e-14);
	assert_int_equal(isr_of(2, 10, false).method, TL_INTERVAL_EXACT_POISSON);
}

static void what_is_unknown_of_a_reference_contributes_nothing_when_blank_means_zero(void **state)
{
	struct tl_isr zero = isr_of(5, NAN, true), unknown = isr_of(5, NAN, false);

	(void)state;
	assert_close(zero.expected, 6, 1e-14);
	assert_close(zero.reference_rate, 0.015, 1e-14);
	assert_int_equal(zero.missing, 1);
	assert_int_equal(unknown.refusal, TL_STANDARD_UNKNOWN);
	assert_true(isnan(unknown.value) && isnan(tl_isr_limits(&unknown, TL_LEVEL_95).lower));
}

static void nothing_expected_gives_no_ratio(void **state)
{
	static const double counts[] = {0}, reference_people[] = {10};
	struct tl_isr isr = tl_isr_ratio(
		&(struct tl_isr_strata){counts, people, counts, reference_people, 1, false});

	(void)state;
	assert_int_equal(isr.refusal, TL_STANDARD_NOTHING_EXPECTED);
	assert_close(isr.expected, 0, 0);
	assert_true(isnan(isr.value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_direct_rate_weighs_each_stratum_as_the_standard_does),
		cmocka_unit_test(under_10_events_only_the_count_is_given),
		cmocka_unit_test(a_blank_count_is_unknown_unless_it_means_none),
		cmocka_unit_test(repeat_events_widen_a_direct_rate),
		cmocka_unit_test(impossible_strata_are_refused),
		cmocka_unit_test(an_indirect_ratio_is_observed_over_expected),
		cmocka_unit_test(
			what_is_unknown_of_a_reference_contributes_nothing_when_blank_means_zero),
		cmocka_unit_test(nothing_expected_gives_no_ratio),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
