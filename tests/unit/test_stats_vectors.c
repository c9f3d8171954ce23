/*
 * Every method against the field's reference packages, at the tolerance of the set's cases.csv: the
 * copies in tests/vectors always, the full set in $TL_SHARED/vectors/metrics (default ../shared)
 * where it is present (shared_vectors.h).
 */
#include "shared_vectors.h"
#include "test_support.h"
#include <throughline/stats.h>

static const char *root; /* the set being read */

/* A file missing from a set that is there is a failure. */
static struct sheet *vectors(const char *name)
{
	char path[1024];
	struct sheet *sheet;

	snprintf(path, sizeof path, "%s/%s", root, name);
	sheet = sheet_read(path);
	if (!sheet)
		print_error("cannot read vectors %s\n", name);
	assert_non_null(sheet);
	return sheet;
}

static double at(const struct sheet *sheet, size_t row, const char *column)
{
	return sheet_number(sheet, row, column);
}

static void assert_interval(
	struct tl_interval got, const struct sheet *want, size_t row, double rtol)
{
	assert_close(got.value, at(want, row, "value"), rtol);
	assert_close(got.lower, at(want, row, "lower95_0cl"), rtol);
	assert_close(got.upper, at(want, row, "upper95_0cl"), rtol);
	assert_close(got.lower_998, at(want, row, "lower99_8cl"), rtol);
	assert_close(got.upper_998, at(want, row, "upper99_8cl"), rtol);
}

static void proportions_agree_with_phe(void **state)
{
	struct sheet *in = vectors("proportion_wilson/input.csv");
	struct sheet *want = vectors("proportion_wilson/expected_multiplier100_95_998.csv");

	(void)state;
	assert_int_equal(in->rows, want->rows);
	for (size_t i = 0; i < in->rows; i++) {
		struct tl_interval got = tl_proportion_wilson(at(in, i, "x"), at(in, i, "n"));

		assert_interval(tl_interval_scale(got, 100), want, i, 1e-9);
	}
	sheet_free(in);
	sheet_free(want);
}

static void rates_agree_with_phe(void **state)
{
	struct sheet *in = vectors("rate_byar/input.csv");
	struct sheet *want = vectors("rate_byar/expected_per100000_95_998.csv");

	(void)state;
	assert_int_equal(in->rows, want->rows);
	for (size_t i = 0; i < in->rows; i++) {
		struct tl_interval got =
			tl_rate_interval(at(in, i, "events"), at(in, i, "exposure"));

		assert_interval(tl_interval_scale(got, 1e5), want, i, 1e-9);
		assert_string_equal(
			tl_interval_method_name(got.method), sheet_text(want, i, "method"));
	}
	sheet_free(in);
	sheet_free(want);
}

static void both_kinds_of_count_limits_agree_at_every_count(void **state)
{
	struct sheet *want = vectors("rate_byar/byar_vs_exact_counts_0_200.csv");

	(void)state;
	assert_int_equal(want->rows, 201);
	for (size_t i = 0; i < want->rows; i++) {
		double x = at(want, i, "x");
		struct tl_limits byar = tl_rate_byar_limits(x, TL_LEVEL_95);
		struct tl_limits exact = tl_rate_exact_limits(x, TL_LEVEL_95);
		struct tl_limits byar_998 = tl_rate_byar_limits(x, TL_LEVEL_998);
		struct tl_limits exact_998 = tl_rate_exact_limits(x, TL_LEVEL_998);

		assert_close(byar.upper, at(want, i, "byars_upper_95"), 1e-9);
		assert_close(byar_998.upper, at(want, i, "byars_upper_998"), 1e-9);
		assert_close(exact.lower, at(want, i, "exact_lower_95"), 1e-9);
		assert_close(exact.upper, at(want, i, "exact_upper_95"), 1e-9);
		assert_close(exact_998.lower, at(want, i, "exact_lower_998"), 1e-9);
		assert_close(exact_998.upper, at(want, i, "exact_upper_998"), 1e-9);
		assert_close(byar.lower, at(want, i, "byars_lower_95"), 1e-9);
		/* R raises a negative number to a fraction there; below 10 nobody prints it. */
		if (!isnan(at(want, i, "byars_lower_998")))
			assert_close(byar_998.lower, at(want, i, "byars_lower_998"), 1e-9);
		else
			assert_true(x < 10);
	}
	sheet_free(want);
}

static void means_agree_with_phe(void **state)
{
	struct sheet *in = vectors("mean_t/input.csv");
	struct sheet *want = vectors("mean_t/expected_95_998.csv");

	(void)state;
	assert_int_equal(want->rows, 2);
	for (size_t i = 0; i < want->rows; i++) {
		double values[SHEET_ROWS_MAX];
		size_t count = 0;
		struct tl_mean got;

		for (size_t j = 0; j < in->rows; j++)
			if (!strcmp(sheet_text(in, j, "area"), sheet_text(want, i, "area")))
				values[count++] = at(in, j, "values");
		got = tl_mean_t(values, count);
		assert_interval(got.interval, want, i, 1e-9);
		assert_close(got.sd, at(want, i, "stdev"), 1e-9);
		assert_true((double)got.n == at(want, i, "value_count"));
	}
	sheet_free(in);
	sheet_free(want);
}

static void quantile_groups_agree_with_phe(void **state)
{
	static const struct {
		const char *column;
		size_t groups;
	} cases[] = {{"q2", 2}, {"q4", 4}, {"q5", 5}, {"q10", 10}};
	struct sheet *want = vectors("quantile/expected.csv");

	(void)state;
	for (size_t i = 0; i < want->rows * TL_LEN(cases); i++) {
		size_t row = i / TL_LEN(cases), rank = 1, known = 0;
		double value = at(want, row, "value");
		double group = at(want, row, cases[i % TL_LEN(cases)].column);

		for (size_t j = 0; j < want->rows; j++) {
			known += isnan(at(want, j, "value")) ? 0 : 1;
			rank += at(want, j, "value") < value;
		}
		assert_true(isnan(value) == isnan(group));
		if (!isnan(value))
			assert_true((double)tl_quantile_group(
					    rank, known, cases[i % TL_LEN(cases)].groups) == group);
	}
	sheet_free(want);
}

static void rate_ratios_agree_with_r(void **state)
{
	struct sheet *in = vectors("two_group_tests/input_rate_ratio.csv");
	struct sheet *want = vectors("two_group_tests/expected_rate_ratio.csv");

	(void)state;
	assert_int_equal(in->rows, want->rows);
	for (size_t i = 0; i < in->rows; i++) {
		double x1 = at(in, i, "x1"), t1 = at(in, i, "t1");
		double x0 = at(in, i, "x0"), t0 = at(in, i, "t0");
		struct tl_interval exact = tl_ratio_exact(x1, t1, x0, t0);
		struct tl_interval wald = tl_ratio_log_wald(x1, t1, x0, t0);

		assert_close(exact.value, at(want, i, "rr"), 1e-9);
		assert_close(exact.lower, at(want, i, "rr_lo95_exact"), 1e-7);
		assert_close(exact.upper, at(want, i, "rr_hi95_exact"), 1e-7);
		assert_close(wald.lower, at(want, i, "log_rr_wald_lo"), 1e-7);
		assert_close(wald.upper, at(want, i, "log_rr_wald_hi"), 1e-7);
		assert_close(
			tl_ratio_p_exact(x1, t1, x0, t0), at(want, i, "p_exact_cond_binom"), 1e-7);
	}
	sheet_free(in);
	sheet_free(want);
}

static void differences_agree_with_r(void **state)
{
	struct sheet *in = vectors("two_group_tests/input_two_proportions.csv");
	struct sheet *want = vectors("two_group_tests/expected_two_proportions.csv");

	(void)state;
	assert_int_equal(in->rows, want->rows);
	for (size_t i = 0; i < in->rows; i++) {
		double x1 = at(in, i, "x1"), n1 = at(in, i, "n1");
		double x0 = at(in, i, "x0"), n0 = at(in, i, "n0");
		struct tl_interval got = tl_difference_newcombe(x1, n1, x0, n0);

		assert_close(got.value, at(want, i, "diff"), 1e-7);
		assert_close(got.lower, at(want, i, "newcombe_lo"), 1e-7);
		assert_close(got.upper, at(want, i, "newcombe_hi"), 1e-7);
		assert_close(tl_difference_p_fisher(x1, n1, x0, n0), at(want, i, "fisher_p"), 1e-7);
	}
	sheet_free(in);
	sheet_free(want);
}

static void adjusted_p_values_agree_with_r(void **state)
{
	struct sheet *want = vectors("two_group_tests/expected_p_adjust.csv");
	double p[SHEET_ROWS_MAX], holm[SHEET_ROWS_MAX], bh[SHEET_ROWS_MAX];

	(void)state;
	for (size_t i = 0; i < want->rows; i++)
		p[i] = at(want, i, "p");
	tl_adjust_holm(p, want->rows, holm);
	tl_adjust_bh(p, want->rows, bh);
	for (size_t i = 0; i < want->rows; i++) {
		assert_close(holm[i], at(want, i, "holm"), 1e-9);
		assert_close(bh[i], at(want, i, "BH"), 1e-9);
	}
	sheet_free(want);
}

/* R's sandwich HC0 has no factor for few units: with equal arms ours is sqrt(m / (m - 1)) of it. */
static void the_robust_error_agrees_with_rs_sandwich(void **state)
{
	struct sheet *in = vectors("two_group_tests/input_counts_exposure.csv");
	struct sheet *want = vectors("two_group_tests/expected_counts_exposure.csv");
	struct tl_ratio_unit units[SHEET_ROWS_MAX] = {0};
	size_t in_arm_1 = 0;
	double m;

	(void)state;
	for (size_t i = 0; i < in->rows; i++) {
		bool first = at(in, i, "grp") == 1;

		in_arm_1 += first;
		*(first ? &units[i].x1 : &units[i].x0) = at(in, i, "events");
		*(first ? &units[i].t1 : &units[i].t0) = at(in, i, "expo");
	}
	assert_int_equal(2 * in_arm_1, in->rows);
	m = (double)in_arm_1;
	assert_string_equal(sheet_text(want, 2, "model"), "poisson_HC0");
	assert_close(
		tl_ratio_robust_se(units, in->rows), at(want, 2, "se") * sqrt(m / (m - 1)), 1e-7);
	assert_close(log(tl_ratio_robust(units, in->rows).value), at(want, 2, "log_irr"), 1e-7);
	sheet_free(in);
	sheet_free(want);
}

struct xmr_case {
	const char *name, *input, *date, *value;
	int good;
	size_t baseline;
	const char *rebase;
	double target;
};
static const struct xmr_case own_charts[] = {
	{"rule_2of3", "rule_2of3", "date", "value", 1, 0, NULL, NAN},
	{"rule_astronomical", "rule_astronomical", "date", "value", 1, 0, NULL, NAN},
	{"rule_constant", "rule_constant", "date", "value", 1, 0, NULL, NAN},
	{"rule_on_mean", "rule_on_mean", "date", "value", 1, 0, NULL, NAN},
	{"rule_shift6_only", "rule_shift6_only", "date", "value", 1, 0, NULL, NAN},
	{"rule_shift7", "rule_shift7", "date", "value", -1, 0, NULL, NAN},
	{"rule_short_series", "rule_short_series", "date", "value", 1, 0, NULL, NAN},
	{"rule_single_point", "rule_single_point", "date", "value", 1, 0, NULL, NAN},
	{"rule_trend6_only", "rule_trend6_only", "date", "value", 1, 0, NULL, NAN},
	{"rule_trend7_down", "rule_trend7_down", "date", "value", -1, 0, NULL, NAN},
	{"rule_trend7_up", "rule_trend7_up", "date", "value", 1, 0, NULL, NAN},
	{"rule_trend_with_tie", "rule_trend_with_tie", "date", "value", 1, 0, NULL, NAN},
	{"rule_zeros", "rule_zeros", "date", "value", -1, 0, NULL, NAN},
	{"random_01", "random_01", "date", "value", -1, 0, NULL, NAN},
	{"random_02", "random_02", "date", "value", 0, 0, NULL, NAN},
	{"random_03", "random_03", "date", "value", 1, 0, NULL, NAN},
	{"random_04", "random_04", "date", "value", -1, 0, NULL, NAN},
};
static const struct xmr_case public_charts[] = {
	{"ae_RRK_breaches_decrease", "ae_RRK_type1", "period", "breaches", -1, 0, NULL, NAN},
	{"ae_RRK_breaches_decrease_target1200", "ae_RRK_type1", "period", "breaches", -1, 0, NULL,
		1200},
	{"ae_RRK_breaches_rebase20180101", "ae_RRK_type1", "period", "breaches", -1, 0,
		"2018-01-01", NAN},
	{"ae_RRK_breaches_fix12", "ae_RRK_type1", "period", "breaches", -1, 12, NULL, NAN},
	{"ae_RRK_attendances_neutral", "ae_RRK_type1", "period", "attendances", 0, 0, NULL, NAN},
	{"ae_RRK_admissions_increase", "ae_RRK_type1", "period", "admissions", 1, 0, NULL, NAN},
};

static enum tl_xmr_signal signal_in_their_words(const char *words)
{
	static const struct {
		const char *part;
		enum tl_xmr_signal signal;
	} table[] = {
		{"Above UCL", TL_XMR_OUTSIDE},
		{"Below LCL", TL_XMR_OUTSIDE},
		{"Point Trend", TL_XMR_TREND},
		{"2 in 3", TL_XMR_TWO_OF_THREE},
		{"7 Points", TL_XMR_SHIFT},
		{"Common Cause", TL_XMR_NO_SIGNAL},
	};

	for (size_t i = 0; i < TL_LEN(table); i++)
		if (strstr(words, table[i].part))
			return table[i].signal;
	print_error("a signal of another name: %s\n", words);
	fail();
	return TL_XMR_NO_SIGNAL;
}

static void assert_point(const struct tl_xmr_point *got, const struct sheet *want, size_t row)
{
	assert_close(got->centre, at(want, row, "mean_col"), 1e-9);
	assert_close(got->lower, at(want, row, "lpl"), 1e-9);
	assert_close(got->upper, at(want, row, "upl"), 1e-9);
	assert_string_equal(tl_xmr_type_name(got->type), sheet_text(want, row, "point_type"));
	assert_int_equal(
		got->signal, signal_in_their_words(sheet_text(want, row, "special_cause_type")));
}

static void assert_icons(
	const struct xmr_case *chart, const struct tl_xmr_point *points, size_t count)
{
	char path[256];
	struct sheet *want;
	enum tl_xmr_type icon;

	snprintf(path, sizeof path, "spc_xmr_ptd/expected_%s_summary.csv", chart->name);
	want = vectors(path);
	if (tl_xmr_variation(points, count, &icon))
		assert_string_equal(
			tl_xmr_type_name(icon), sheet_text(want, want->rows - 1, "variation_type"));
	else
		assert_true(at(want, want->rows - 1, "n") < 13);
	if (!isnan(chart->target))
		assert_string_equal(tl_xmr_assurance_name(tl_xmr_assure(
					    points, count, chart->target, chart->good)),
			sheet_text(want, want->rows - 1, "assurance_type"));
	sheet_free(want);
}

static void check_chart(const struct xmr_case *chart)
{
	double values[SHEET_ROWS_MAX];
	static struct tl_xmr_point points[SHEET_ROWS_MAX];
	char path[256];
	struct sheet *in, *want;
	size_t border = 0;
	struct tl_xmr_options options = {
		.good = chart->good, .baseline = chart->baseline, .rebases = &border};

	snprintf(path, sizeof path, "spc_xmr_ptd/input_%s.csv", chart->input);
	in = vectors(path);
	snprintf(path, sizeof path, "spc_xmr_ptd/expected_%s.csv", chart->name);
	want = vectors(path);
	assert_int_equal(in->rows, want->rows);
	for (size_t i = 0; i < in->rows; i++) {
		values[i] = at(in, i, chart->value);
		if (chart->rebase && !strcmp(sheet_text(in, i, chart->date), chart->rebase))
			border = i;
	}
	options.rebase_count = border > 0;
	tl_xmr_judge(values, in->rows, &options, points);
	for (size_t i = 0; i < in->rows; i++)
		assert_point(&points[i], want, i);
	assert_icons(chart, points, in->rows);
	sheet_free(in);
	sheet_free(want);
}

static void xmr_charts_of_every_rule_agree_with_nhsrplotthedots(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(own_charts); i++)
		check_chart(&own_charts[i]);
}

static void xmr_charts_of_a_hospital_agree_with_nhsrplotthedots(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(public_charts); i++)
		check_chart(&public_charts[i]);
}

#define OWN_TESTS                                                                                  \
	cmocka_unit_test(proportions_agree_with_phe), cmocka_unit_test(rates_agree_with_phe),      \
		cmocka_unit_test(both_kinds_of_count_limits_agree_at_every_count),                 \
		cmocka_unit_test(means_agree_with_phe),                                            \
		cmocka_unit_test(quantile_groups_agree_with_phe),                                  \
		cmocka_unit_test(rate_ratios_agree_with_r),                                        \
		cmocka_unit_test(differences_agree_with_r),                                        \
		cmocka_unit_test(adjusted_p_values_agree_with_r),                                  \
		cmocka_unit_test(the_robust_error_agrees_with_rs_sandwich),                        \
		cmocka_unit_test(xmr_charts_of_every_rule_agree_with_nhsrplotthedots)

int main(void)
{
	const struct CMUnitTest copies[] = {OWN_TESTS};
	const struct CMUnitTest full[] = {
		OWN_TESTS, cmocka_unit_test(xmr_charts_of_a_hospital_agree_with_nhsrplotthedots)};

	return shared_run(
		&root, copies, sizeof copies / sizeof *copies, full, sizeof full / sizeof *full);
}
